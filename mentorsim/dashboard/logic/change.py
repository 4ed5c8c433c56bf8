"""What changes in the world that is explored: small panels of its numbers, beside other worlds, with what happened."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from mentorsim import codes, figures
from mentorsim.dashboard.logic.cohort import CAME_AS_MENTEES, GAIN, STATES
from mentorsim.printing import number, signed
from mentorsim.world.people import kind_of

TITLES = {
    "performance": "Performance, alone",
    "satisfaction": "Satisfaction",
    "confidence": "Confidence",
    "dependence": "Dependence",
    "metacognition": "Learning-to-learn",
}
COUNTS = {"active": "Matches", "waiting": "Waiting for a mentor", "mentors": "Mentors"}
OF_MATCHES = ("active", "waiting")  # where nobody is matched, they say nothing
VALUES, GAINS, AGAINST = "values", "gains", "against"
HOW = ((VALUES, "Values"), (GAINS, "Change since arrival"), (AGAINST, "Difference to no mentoring"))
FIRST_WEEKS = 4  # matches that began until then are the first cohort
THIS, TWIN = "this world", "without mentoring"
WELCOME = ("performance", "satisfaction", "confidence", "metacognition", "mentors")  # where more is thanks to mentoring
WHAT = (
    "States are means over all who came as mentees, the same people in each world: leavers keep their "
    "last value, and those who became mentors still count."
)


class Line(NamedTuple):
    """A world's numbers, week by week. name: of the world; table: week, STATES with their gains, and COUNTS."""

    name: str
    table: pd.DataFrame


def line_of(name: str, course) -> Line:
    """The numbers of a course so far; its lab is to be locked."""
    states = course.cohort.table()
    weekly = course.world.weekly.columns()
    counts = {column: np.concatenate([[np.nan], weekly[column]]) for column in COUNTS}
    if name == TWIN:
        counts |= dict.fromkeys(OF_MATCHES, np.nan)
    return Line(name, states.assign(**counts))


def lines_of(course, twin=None) -> list[Line]:
    """The line of a course, and that of its control world if it runs beside it."""
    return [line_of(THIS, course), *([line_of(TWIN, twin)] if twin is not None else [])]


def events(course) -> list[tuple[int, str]]:
    """(weeks passed, words) of what has happened: shocks, the first matches ended, the first new mentor."""
    world = course.world
    found = [(shock["week"], f"shock: {shock['kind'].replace('_', ' ')}") for shock in course.choice.shocks]
    matches, people = world.matches, world.people
    first = matches.start_week < FIRST_WEEKS
    ends = np.sort(np.where(matches.ended_by == codes.RUNNING, np.inf, matches.end_week)[first])
    if len(ends) and np.isfinite(ends[len(ends) // 2]):
        found.append((int(ends[len(ends) // 2]), "half of the first matches ended"))
    return [(week + 1, words) for week, words in [*found, *new_mentors(people)] if week < world.week]


def new_mentors(people):
    """(week, words) of the first mentee who became a mentor."""
    came = np.isin(kind_of(people.key), CAME_AS_MENTEES)
    weeks = people.mentor_week[came & (people.mentor_week != codes.NEVER)]
    if len(weeks):
        yield int(weeks.min()), "first mentee becomes a mentor"


def figure(lines: Sequence[Line], how: str, happened, theme: str):
    """The panels of the first line's world, with the others pale. how: one of HOW; happened: as `events` gives it."""
    main, *others = lines
    twin = next((line.table for line in others if line.name == TWIN), None)
    if how == AGAINST and twin is None:
        how = VALUES
    seen = [Line(line.name, shown(line.table, how, twin)) for line in lines]
    if how == AGAINST:
        seen = [line for line in seen if line.name != TWIN]
    known = [name for name in (*TITLES, *COUNTS) if how != AGAINST or name not in OF_MATCHES]
    titles = {name: title(name, (TITLES | COUNTS)[name], main.table, twin, how) for name in known}
    return figures.panels(seen[0].table, titles, seen[1:], happened, zero=how != VALUES, theme=theme)


def shown(table: pd.DataFrame, how: str, twin: pd.DataFrame | None) -> pd.DataFrame:
    """A table as it is drawn: values, changes since arrival (of counts: since the first week), or against the twin."""
    if how == GAINS:
        counts = {name: table[name] - first(table[name]) for name in COUNTS}
        return table[["week"]].assign(**{name: table[name + GAIN] for name in STATES}, **counts)
    if how == AGAINST:
        both = table.merge(twin, on="week", suffixes=("", "_twin"))
        return both[["week"]].assign(**{name: both[name] - both[f"{name}_twin"] for name in (*STATES, *COUNTS)})
    return table


def first(values: pd.Series) -> float:
    """The first value that is known; NaN without one."""
    known = values.dropna()
    return float(known.iloc[0]) if len(known) else np.nan


def title(name: str, words: str, table: pd.DataFrame, twin: pd.DataFrame | None, how: str) -> str:
    """A panel's title with the number of the present week, and what mentoring did to it."""
    digits = 0 if name in COUNTS else 2
    now = shown(table, GAINS if how == GAINS else VALUES, None)[name].iloc[-1]
    said = f"{words} <b>{signed(now, digits) if how == GAINS else number(now, digits)}</b>"
    effect = effect_of(name, table, twin)
    return said if effect is None else f"{said} · {caused(name, effect)}"


def effect_of(name: str, table: pd.DataFrame, twin: pd.DataFrame | None) -> float | None:
    """The difference to the world without mentoring in the last week; None if there is none to compare with."""
    if twin is None or name in OF_MATCHES or twin["week"].iloc[-1] != table["week"].iloc[-1]:
        return None
    found = float(table[name].iloc[-1]) - float(twin[name].iloc[-1])
    return found if np.isfinite(found) else None


def caused(name: str, effect: float) -> str:
    """What mentoring did to a number, in words."""
    digits = 0 if name in COUNTS else 2
    if round(effect, digits) == 0:
        return "as without mentoring"
    return f"{signed(effect, digits)} {'thanks to' if name in WELCOME and effect > 0 else 'because of'} mentoring"
