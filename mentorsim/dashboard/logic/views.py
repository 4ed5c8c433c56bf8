"""From worlds to figures and tables that are shown; no widgets here."""

import numpy as np
import pandas as pd

from mentorsim import codes, figures, tables
from mentorsim.analysis.courses import layer_means, pair_means
from mentorsim.dashboard.logic import story
from mentorsim.dashboard.logic.replications import WORLDS
from mentorsim.figures import style
from mentorsim.indicators.run import MENTEE_KINDS
from mentorsim.printing import number, signed
from mentorsim.tables import PEOPLE, PeopleState
from mentorsim.world import snapshot

STATES = {
    "performance": "performance, alone",
    "satisfaction": "satisfaction",
    "confidence": "confidence",
    "dependence": "dependence",
    "metacognition": "learning-to-learn",
}
SKILL = ("performance", "lasting_performance", "assisted")
COUNTS = {"active": "matches", "waiting": "waiting", "mentors": "mentors", "capacity": "places"}
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


def facts(world) -> list[tuple[str, str, str]]:
    """(words, number, what it means) of the week that has just passed."""
    if not world.weekly:
        p = world.parameters.people
        return [
            ("mentees", f"{p.mentees:,}", ""),
            ("mentors", f"{p.mentors:,}", ""),
            ("week", "0: nothing has happened yet", ""),
        ]
    last = dict(zip((column.name for column in tables.WEEKLY_COLUMNS[1:]), world.weekly[-1], strict=True))
    means = {column.name: f"{column.meaning} ({column.unit})" for column in tables.WEEKLY_COLUMNS}
    return [(words, number(last[name], digits), means[name]) for name, words, digits in FACTS]


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


def side(view: str, course, theme: str) -> list[tuple]:
    """The figures beside the network: (title, figure) of one view. course: the world with its diary."""
    found = figures_of(view, course, theme)
    return [(title, compact(figure, 430 if len(found) == 1 else 268)) for title, figure in found]


def figures_of(view: str, course, theme: str) -> list[tuple]:
    """(title, figure) of one view, in full size."""
    world = course.world
    if view == "help":
        return [
            ("Skill of mentees, and help", skill(weekly_of(world), theme)),
            ("Trust and silence of pairs", pairs(course, theme)),
        ]
    if view == "community":
        return [("Who takes part: by the last quarter of a year", layers(course, theme))]
    if view == "zone":
        return [("Zone of proximal development; darker learns more (φ)", figures.zone(snapshot.take(world), theme))]
    if view == "stages":
        people = people_of(world, FLOW)
        came = people[people["kind"].isin(MENTEE_KINDS)]
        return [
            ("People by stage", figures.stage_shares(weekly_of(world), theme)),
            ("From stage to stage", figures.stage_flow(came, theme=theme)),
        ]
    if view == "mentors":
        weekly = weekly_of(world)
        declines = world.parameters.matching.declines_below
        return [
            ("Load and energy of mentors", figures.load(snapshot.take(world), declines, theme)),
            ("Week by week", course_of(weekly, MENTORS, "Mean", theme)),
        ]
    weekly = weekly_of(world)
    return [
        ("Mentees, on average", course_of(weekly, STATES, "Mean (0 to 1)", theme)),
        ("Matches, queue, mentors", course_of(weekly, COUNTS, "Number", theme)),
    ]


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


def layers(course, theme: str):
    """How many take which part in the community, week by week."""
    return figures.layers(layer_means(written(course, "layers")), theme)


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


def story_of(course, theme: str):
    """(words, story, zone: figures) of the person whom a course follows; None as long as nothing is known."""
    world, trace = course.world, course.trace
    people = pd.DataFrame(tables.people_table(world))
    if trace is None or course.person not in set(people["person"]):
        return None
    matches = pd.DataFrame(tables.matches_table(world))
    words = story.tell(course.person, people, matches, trace, world.week)
    zone = figures.domains(snapshot.zone_of(world, course.person), theme)
    return words, figures.story(trace, people, matches, course.person, theme), zone


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


def both_weekly(worlds, column: str) -> pd.DataFrame:
    """week, world, mean (low, high: NaN) of a weekly column in two worlds."""
    parts = []
    for name, world in zip(WORLDS, worlds, strict=True):
        weekly = weekly_of(world)
        parts.append(pd.DataFrame({"week": weekly["week"], "world": name, "mean": weekly[column].astype(float)}))
    return pd.concat(parts, ignore_index=True).assign(low=np.nan, high=np.nan)


def overlay(worlds, column: str, theme: str):
    """The course of a weekly column in both worlds."""
    return figures.course(both_weekly(worlds, column), column, ["world"], theme)


def difference(worlds, column: str, theme: str):
    """The course of B − A."""
    table = both_weekly(worlds, column).pivot(index="week", columns="world", values="mean")
    gap = pd.DataFrame({"week": table.index, "mean": (table["B"] - table["A"]).to_numpy()}).assign(
        low=np.nan, high=np.nan
    )
    figure = figures.course(gap, column, (), theme)
    style.reference(figure, style.theme_of(theme), y=0)
    return figure.update_yaxes(title_text=f"B − A, {style.axis_title(column)}")


def fact_rows(worlds) -> list[tuple]:
    """(words, A, B, B − A) of the week that has just passed."""
    if not all(world.weekly for world in worlds):
        return []
    names = [column.name for column in tables.WEEKLY_COLUMNS[1:]]
    first, second = (dict(zip(names, world.weekly[-1], strict=True)) for world in worlds)
    return [
        (words, number(first[name], exact), number(second[name], exact), signed(second[name] - first[name], exact))
        for name, words, digits in FACTS
        for exact in [digits + (digits > 0)]
    ]
