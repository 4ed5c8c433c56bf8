"""From worlds to figures and tables that are shown; no widgets here."""

import numpy as np
import pandas as pd

from mentorsim import codes, figures, tables
from mentorsim.analysis.courses import layer_means, pair_means
from mentorsim.dashboard.logic import change, story
from mentorsim.figures import style
from mentorsim.indicators.run import MENTEE_KINDS
from mentorsim.printing import number, signed
from mentorsim.tables import PEOPLE, PeopleState
from mentorsim.world import snapshot

SKILL = ("performance", "lasting_performance", "assisted")
MENTORS = {"energy": "energy", "load": "load"}
SERIES = ("performance", "lasting_performance", "assisted", "satisfaction", "confidence", "dependence", "metacognition",
          "reactance", "hurt", "belonging", "hush", "active", "met", "waiting", "mentors", "members",
          "energy", "load", "quality", "help",
          "hours", "realised_autonomy")  # weekly numbers  # fmt: skip
FACTS = (
    ("mentees", "mentees", 0), ("mentors", "mentors", 0), ("active", "matches", 0), ("waiting", "waiting", 0),
    ("performance", "performance", 2), ("satisfaction", "satisfaction", 2), ("quality", "trust", 2),
    ("energy", "mentor energy", 2),
)  # weekly column, words, digits  # fmt: skip
FLOW = ("kind", "independent_week", "interdependent_week", "mentor_week", "left_week")
PERSON_BITS = codes.KIND_SHIFT
NETWORK_HEIGHT = 590  # px, as high as the figures beside it
NEAR_WEEKS = 12  # weeks between two pictures of a network in motion


def weekly_of(world) -> pd.DataFrame:
    """The `weekly` table so far."""
    return pd.DataFrame(tables.weekly_table(world))


def people_of(world, names) -> pd.DataFrame:
    """Some columns of the `people` table so far."""
    state = PeopleState(world)
    return pd.DataFrame({column.name: column.taken_from(state) for column in PEOPLE if column.name in names})


def facts(course, twin=None) -> list[tuple[str, str, str, str]]:
    """(words, number, what it means, what mentoring did to it) of the week that has just passed.

    twin: the course of the control world, if it runs beside this one. States are those of all who came as mentees, so
    that the same people are compared.
    """
    world = course.world
    if not world.weekly:
        p = world.parameters.people
        return [
            ("mentees", f"{p.mentees:,}", "", ""),
            ("mentors", f"{p.mentors:,}", "", ""),
            ("week", "0: nothing has happened yet", "", ""),
        ]
    last, without = weekly_numbers(course), twin and weekly_numbers(twin)
    level = twin is not None and twin.world.week == world.week
    rows = []
    for name, words, digits in FACTS:
        effect = last[name] - without[name] if level and name in change.WELCOME else np.nan
        did = change.caused(name, effect) if np.isfinite(effect) else ""
        rows.append((words, number(last[name], digits), MEANS[name], did))
    return rows


def weekly_numbers(course) -> dict:
    """{column: number} of the last week; states are those of all who came as mentees."""
    names = (column.name for column in tables.WEEKLY_COLUMNS[1:])
    last = dict(zip(names, course.world.weekly[-1], strict=True))
    return last | course.cohort.last()


MEANS = {column.name: f"{column.meaning} ({column.unit})" for column in tables.WEEKLY_COLUMNS} | {
    state: f"{words}: mean over all who came as mentees; leavers keep their last value (0 to 1)"
    for state, words in change.TITLES.items()
}


class Pictures:
    """Figures of one world from week to week; people stay near their places in the network."""

    def __init__(self):
        self.of, self.where, self.week = None, None, -1

    def places(self, choice, taken) -> dict:
        """Where everybody stands."""
        follows = self.of is choice and 0 <= taken.week - self.week <= NEAR_WEEKS
        near = self.where if follows else None  # after a leap a fresh layout: the same link shows the same picture
        if near is None or self.week != taken.week:
            self.where = figures.positions(taken, near)
            self.of, self.week = choice, taken.week
        return self.where

    def network(self, choice, world, theme: str):
        """The mentoring network."""
        taken = snapshot.take(world)
        figure = figures.network(taken, self.places(choice, taken), theme)
        same = choice.run_id  # of one world, what was zoomed to stays from week to week
        return figure.update_layout(meta={"zoom": True}, dragmode="pan", height=NETWORK_HEIGHT, uirevision=same)


def compact(figure, height: int):
    """The figure for a small place: smaller letters, no empty edges but for what is noted above the figure."""
    above = 30 if figure.layout.annotations else 10
    figure.update_layout(height=height, legend={"font": {"size": 11.5}}, margin={"l": 48, "r": 10, "t": above, "b": 40})
    figure.update_traces(textfont={"size": 10.5}, selector={"type": "sankey"})
    figure.update_xaxes(title_font_size=12, tickfont_size=11.5, title_standoff=4)
    figure.update_yaxes(title_font_size=12, tickfont_size=11.5, title_standoff=4)
    return figure


def side(view: str, course, theme: str, twin=None) -> list[tuple]:
    """The figures beside the network: (title, figure) of one view. course: the world with its diary; twin: that of the
    control world, whose lines are drawn pale, or None.
    """
    found = figures_of(view, course, theme, twin)
    return [(title, compact(figure, 430 if len(found) == 1 else 268)) for title, figure in found]


def figures_of(view: str, course, theme: str, twin=None) -> list[tuple]:
    """(title, figure) of one view, in full size. twin: see `side`."""
    world = course.world
    without = weekly_of(twin.world) if twin is not None else None
    if view == "help":
        return [
            ("Skill of mentees, and help", figures.pale(skill(weekly_of(world), theme), without, SKILL[:2], theme)),
            ("Trust and silence of pairs", pairs(course, theme)),
        ]
    if view == "community":
        return [("Who takes part: by the last quarter of a year", layers(course, theme, twin))]
    if view == "zone":
        return [("Zone of proximal development; darker learns more (φ)", figures.zone(snapshot.take(world), theme))]
    if view == "stages":
        people = people_of(world, FLOW)
        came = people[people["kind"].isin(MENTEE_KINDS)]
        return [
            ("People by stage", figures.stage_shares(weekly_of(world), theme, without)),
            ("From stage to stage", figures.stage_flow(came, theme=theme)),
        ]
    if view == "mentors":
        weekly = weekly_of(world)
        declines = world.parameters.matching.declines_below
        return [
            ("Load and energy of mentors", figures.load(snapshot.take(world), declines, theme)),
            ("Week by week", figures.pale(course_of(weekly, MENTORS, "Mean", theme), without, ("energy",), theme)),
        ]
    return [("What changes, week by week", panels(course, theme, twin))]


def panels(course, theme: str, twin=None, lines=(), how: str = change.VALUES):
    """Small panels of a world's numbers. lines: of other worlds, beside its own; how: one of `change.HOW`."""
    lines = lines or change.lines_of(course, twin)
    return change.figure(lines, how, change.events(course), theme)


def skill(weekly: pd.DataFrame, theme: str):
    """Skill now, what lasts of it, and help, in one world, which has no interval."""
    alone = {name: weekly[["week", name]].rename(columns={name: "mean"}) for name in SKILL}
    figure = figures.skill({name: table.assign(low=np.nan, high=np.nan) for name, table in alone.items()}, theme)
    return figure.update_yaxes(title_text="Mean (0 to 1)")


def written(course, name: str) -> pd.DataFrame:
    """A table of the world's diary so far, as that of a replication."""
    return pd.DataFrame(course.diary.table(name, course.world)).assign(replication=0)


def pairs(course, theme: str):
    """Trust and silence of pairs over the weeks since they began."""
    rows = written(course, "pairs")
    return figures.pairs(
        *(pair_means(rows, name).drop(columns="at_risk") for name in ("quality", "silent")), theme=theme
    )


def layers(course, theme: str, twin=None):
    """How many take which part in the community, week by week; in the control world, pale."""
    figure = figures.layers(layer_means(written(course, "layers")), theme)
    if twin is None or not twin.world.weekly:
        return figure
    wide = layer_means(written(twin, "layers")).pivot(index="week", columns="layer", values="mean").reset_index()
    return figures.pale(figure, wide, [name for name in wide.columns if name != "week"], theme)


def course_of(weekly: pd.DataFrame, named: dict, y: str, theme: str):
    """Courses of weekly columns under short names, so that the legend leaves room in a small figure."""
    figure = figures.one_run(weekly, tuple(named), y, theme)
    for trace, name in zip(figure.data, named.values(), strict=False):
        trace.name = name
    return figure


# --- one person ------------------------------------------------------------------------------------------------------


def person_in(picked) -> int | None:
    """The person key in what was clicked; None for anything else (a unit, a bar)."""
    values = picked if isinstance(picked, list) else [picked]
    keys = [int(value) for value in values if isinstance(value, int | float) and value >= 1 << PERSON_BITS]
    return keys[0] if keys else None


def story_of(course, theme: str, twin=None):
    """(words, story, zone: figures) of the person whom a course follows; None as long as nothing is known.

    twin: the course of the control world, which follows the same person, or None.
    """
    world, trace = course.world, course.trace
    people = pd.DataFrame(tables.people_table(world))
    if trace is None or course.person not in set(people["person"]):
        return None
    matches = pd.DataFrame(tables.matches_table(world))
    words = story.tell(course.person, people, matches, trace, world.week)
    if twin is not None and twin.world.week == world.week:
        words["now"] += story.without(people, people_of(twin.world, story.ASKED), course.person)
    zone = figures.domains(snapshot.zone_of(world, course.person), theme)
    figure = figures.story(trace, people, matches, course.person, theme)
    if twin is not None and twin.trace is not None:
        figure = figures.pale(figure, twin.trace, ("performance",), theme)
    return words, figure, zone


def somebody(world, kind: str = "") -> int | None:
    """A person worth a look: present, with most matches; of a role, if one is named."""
    people = world.people
    here = people.present.astype(bool)
    if kind:
        here &= people.role == codes.ROLES.index(kind)
    rows = np.flatnonzero(here)
    if len(rows) == 0:
        return None
    score = people.n_matches[rows] + people.matched[rows]
    return int(people.key[rows[np.argmax(score)]])


def title_of(column: str) -> str:
    """A weekly column or an indicator in words, as plain text."""
    return style.title_of(column).replace("<sub>", "").replace("</sub>", "")


def said_of(choice) -> str:
    """A choice in a few words: setting, and the policies."""
    names = [choice.value(path) for path in ("matching.policy", "withdrawal.policy", "goals.policy")]
    return f"{choice.value('setting')} ({', '.join(names)})"


# --- two worlds ------------------------------------------------------------------------------------------------------


def banded(both: pd.DataFrame, gap: pd.DataFrame, column: str, theme: str) -> tuple:
    """(both worlds, B − A) of a weekly column over pairs, with bands. both, gap: as `replications.Pairs` has them."""
    figure = figures.course(gap, column, (), theme)
    style.reference(figure, style.theme_of(theme), y=0)
    figure.update_yaxes(title_text=f"B − A, {style.axis_title(column)}")
    return figures.course(both, column, ["world"], theme), figure


def fact_rows(courses) -> list[tuple]:
    """(words, A, B, B − A) of the week that has just passed, of the courses of two worlds."""
    if not all(course.world.weekly for course in courses):
        return []
    first, second = (weekly_numbers(course) for course in courses)
    return [
        (words, number(first[name], exact), number(second[name], exact), signed(second[name] - first[name], exact))
        for name, words, digits in FACTS
        for exact in [digits + (digits > 0)]
    ]
