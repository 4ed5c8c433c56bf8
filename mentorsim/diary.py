"""The diary of a run: what is taken down on its way, for tables that its last state does not hold.

These tables are kept only where they are asked for (`[analysis] tables`). Otherwise nobody looks, and whoever looks
changes nothing: a world comes to the same bits with a diary and without.
"""

from collections import deque
from collections.abc import Iterable

import numpy as np

from mentorsim.codes import HORIZONS, QUARTER
from mentorsim.columns import NAME, Column, ids_of, person, typed

CORE, ACTIVE = 0.5, 0.8  # shares of all contributions, by those who make most of them
AFTER = Column("after_weeks", "i4", "weeks", "weeks that had passed; 0: before the first")

TIES = (
    AFTER,
    *person("one", "one end of the tie, who came first"),
    *person("two", "the other end"),
    Column("weight", "f8", "", "strength of the tie"),
)
EXCHANGES = (
    Column("quarter", "i4", "", f"quarter of a year, {QUARTER} weeks, from 0"),
    *person("giver", "who answered"),
    *person("taker", "who had asked"),
    Column("answers", "i4", "answers", "answers in the community in that quarter"),
    Column("routed", "i4", "answers", "answers to questions that a coordinator had routed"),
    Column("hours", "f8", "hours", "hours that all these answers took the giver"),
)
SKILLS = (
    AFTER,
    *person("person", "somebody who was there then"),
    Column("domain", "i4", "", "domain of skill, from 0"),
    Column("skill", "f8", "skill", "skill now"),
    Column("lasting", "f8", "skill", "lasting skill"),
    Column("goal", "f8", "", "goal weight"),
    Column("goal_start", "f8", "", "goal weight at arrival, by which performance is measured"),
)
PAIRS = (
    Column("since", "i4", "weeks", "weeks since the match began; 0: its first"),
    Column("matches", "i4", "matches", "matches that still ran after so many weeks"),
    Column("quality", "f8", "quality", "mean quality (trust) of these", null="no match got so old"),
    Column("silent", "f8", "weeks", "mean weeks of silence of these", null="no match got so old"),
)
LAYERS = (
    Column("week", "i4", "week", "week, from 0; the row is of its end, and of the quarter of a year before"),
    Column("core", "i4", "people", f"people present who made {CORE:.0%} of the quarter's contributions, the fewest"),
    Column("active", "i4", "people", f"people who, next to the core, made those up to {ACTIVE:.0%}"),
    Column("peripheral", "i4", "people", "people who made the rest"),
    Column("readers", "i4", "people", "people who visited and contributed nothing"),
    Column("absent", "i4", "people", "people who did not visit"),
)
EFFECTS = (
    *person("person", "somebody who is in both worlds"),
    Column("outcome", NAME, "", "column of `people` that is compared"),
    Column("world", "f8", "", "its value in this world"),
    Column("control", "f8", "", "its value in the control world, without mentoring"),
    Column("difference", "f8", "", "world − control"),
)
ASKED = {"ties": TIES, "exchanges": EXCHANGES, "skills": SKILLS, "effects": EFFECTS, "pairs": PAIRS, "layers": LAYERS}


class Diary:
    """What is taken down of one run. tables: names among ASKED, others are passed over; moments: see `AtMoments`."""

    def __init__(self, tables: Iterable[str] = (), moments: Iterable[int] = ()):
        kinds = {"ties": TiesThen, "exchanges": Answers, "skills": SkillsThen, "pairs": PairsByAge, "layers": Layers}
        self.notes = {name: kinds[name](tuple(moments)) for name in tables if name in kinds}

    def begin(self, world) -> None:
        """Take down the beginning of a world in which no week has passed."""
        for note in self.notes.values():
            note.begin(world)

    def __call__(self, world) -> None:
        """Take down the week that has just passed."""
        for note in self.notes.values():
            note.after(world)

    def table(self, name: str, world) -> dict:
        """One of its tables as {column: array}, so far."""
        return typed(ASKED[name], self.notes[name].columns(world))


class AtMoments:
    """What is looked at after some weeks. moments: how many; without any: none, those of HORIZONS, and all of them."""

    def __init__(self, moments: tuple):
        self.moments, self.to_end = moments or (0, *HORIZONS), not moments
        self.pages: list[dict] = []

    def begin(self, world) -> None:
        """The start is a moment like others."""
        self.after(world)

    def after(self, world) -> None:
        """Look, if it is time."""
        if world.week in self.moments:
            self.pages.append(self.page(world))

    def page(self, world) -> dict:
        """The world now, with the weeks that have passed."""
        found = self.look(world)
        return {"after_weeks": np.full(len(next(iter(found.values()))), world.week), **found}

    def columns(self, world) -> dict:
        """The pages so far one below the other, the end among them."""
        more = [self.page(world)] if self.to_end and world.week not in self.moments else []
        pages = [*self.pages, *more] or [{name: values[:0] for name, values in self.page(world).items()}]
        return {name: np.concatenate([page[name] for page in pages]) for name in pages[0]}


class TiesThen(AtMoments):
    """The social graph, each tie once."""

    def look(self, world) -> dict:
        """The ties as they are now."""
        one, two, weight = world.ties.edges()
        return named(world, one=one, two=two) | {"weight": weight}


class SkillsThen(AtMoments):
    """What people can do, by domain."""

    def look(self, world) -> dict:
        """The skills of everybody present as they are now."""
        people = world.people
        here, domains = np.flatnonzero(people.present), people.skill.shape[1]
        columns = {"skill": "skill", "lasting": "lasting", "goal": "goals", "goal_start": "goals_start"}
        return (
            named(world, person=np.repeat(here, domains))
            | {"domain": np.tile(np.arange(domains), len(here))}
            | {name: getattr(people, state)[here].ravel() for name, state in columns.items()}
        )


class Answers:
    """Who answered whom: the world's own record, which it keeps from now on."""

    def __init__(self, moments: tuple = ()):
        pass

    def begin(self, world) -> None:
        """Have the record kept."""
        world.exchanges.is_on = True

    def after(self, world) -> None:
        """Take over the week's answers."""
        world.exchanges.take(world.week - 1)

    def columns(self, world) -> dict:
        """The answers so far, a row per quarter and pair."""
        p, quarters = world.parameters, world.exchanges.all(world.week)
        giver, taker, answers, routed = np.concatenate(
            [np.zeros((4, 0), np.int64), *[np.array(counts) for _, *counts in quarters]], axis=1
        )
        hours = answers * p.community.answer_hours + routed * p.channel.cost * p.matching.answer_hours
        return named(world, giver=giver, taker=taker) | {
            "quarter": np.repeat([quarter for quarter, *_ in quarters], [len(counts) for _, counts, *_ in quarters]),
            "answers": answers,
            "routed": routed,
            "hours": hours,
        }


class PairsByAge:
    """How matches are after so many weeks, over all that began in the run and got so old."""

    def __init__(self, moments: tuple = ()):
        self.sums = np.zeros((3, 0))  # matches, quality, weeks of silence, by weeks since the beginning

    def begin(self, world) -> None:
        """Nothing has begun."""

    def after(self, world) -> None:
        """Add the matches that run."""
        rows = world.active.rows
        rows = rows[world.matches.start_week[rows] >= 0]  # of older, given ones only those that lasted are known
        age = world.week - 1 - world.matches.start_week[rows]
        sums = np.zeros((3, world.week))
        sums[:, : self.sums.shape[1]] = self.sums
        for total, values in zip(sums, (1.0, world.matches.quality[rows], world.matches.silent[rows]), strict=True):
            np.add.at(total, age, values)
        self.sums = sums

    def columns(self, world) -> dict:
        """The means so far."""
        matches, quality, silent = self.sums
        with np.errstate(invalid="ignore"):
            means = {"quality": quality / matches, "silent": silent / matches}
        return {"since": np.arange(len(matches)), "matches": matches} | means


class Layers:
    """How many people carry a community, take part in it, read, or stay away, by the quarter of a year just past."""

    def __init__(self, moments: tuple = ()):
        self.weeks: deque = deque(maxlen=QUARTER)  # (2, people) contributions and visits
        self.rows: list[tuple] = []

    def begin(self, world) -> None:
        """Nobody has taken part."""

    def after(self, world) -> None:
        """Count the layers as of this week."""
        people = world.people
        self.weeks.append(np.array([people.contributed, people.visits]))
        total = np.zeros((2, len(people)), np.int64)
        for week in self.weeks:
            total[:, : week.shape[1]] += week
        contributed, visited = total[:, people.present == 1]
        self.rows.append(layers_of(contributed, visited))

    def columns(self, world) -> dict:
        """A row per week."""
        counts = np.array(self.rows, np.int64).reshape(-1, 5).T
        names = ("core", "active", "peripheral", "readers", "absent")
        return {"week": np.arange(len(self.rows))} | dict(zip(names, counts, strict=True))


def named(world, **rows) -> dict:
    """Columns that say who people are. rows: {column: (n,) rows of people}; beside each the column of roster names."""
    ids, found = ids_of(world), {}
    for name, of in rows.items():
        found[name] = world.people.key[of]
        found["id" if name == "person" else f"{name}_id"] = ids[of]
    return found


def fewest(contributions: np.ndarray, part: float) -> int:
    """The smallest number of people who make at least such a part of all contributions; 0 where there are none."""
    cumulated = np.cumsum(np.sort(contributions)[::-1])
    if len(cumulated) == 0 or cumulated[-1] == 0:
        return 0
    return int(np.searchsorted(cumulated, part * cumulated[-1] * (1.0 - 1e-12))) + 1


def layers_of(contributed: np.ndarray, visited: np.ndarray) -> tuple[int, int, int, int, int]:
    """How many people are core, active, peripheral, readers, absent. contributed, visited: (people,) counts."""
    core, carrying = (fewest(contributed, part) for part in (CORE, ACTIVE))
    writing = int((contributed > 0).sum())
    taking_part = int(((contributed > 0) | (visited > 0)).sum())
    return core, carrying - core, writing - carrying, taking_part - writing, len(contributed) - taking_part
