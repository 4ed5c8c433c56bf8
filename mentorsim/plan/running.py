"""The runs of a plan, an ordinary results folder, and the trials that are taken out of them.

Where people of a world are randomised, a run is a trial; beside these, whole programmes of each arm are run, so that
what a trial shows can be held against what becomes of everybody in one arm. Where programmes are randomised, each run
is one of them, and a trial is made of several, each arm's of other replications, so that no two have the same people.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from mentorsim.experiment import identity
from mentorsim.experiment.config import Experiment
from mentorsim.experiment.design import Listed
from mentorsim.parameters import GIVEN
from mentorsim.plan.asked import MENTEE, MENTOR, Asked, people_of, trial_of
from mentorsim.plan.fit import Fitted, ancova
from mentorsim.settings import resolve
from mentorsim.store.results import GOOD, Results

Sweep = Callable[[Experiment, Path], Results]
INITIAL, FIRST = "initial_mentee", 1  # who takes part; the match by which a mentor's arm becomes a mentee's
STREAM = 172  # of the luck that is beside the model's
NOISE, LOST = range(2)


@dataclass(frozen=True)
class People:
    """The mentees of one run who take part. arm: names, None for those in none; cluster: who was randomised for
    each.
    """

    ordinal: np.ndarray
    baseline: np.ndarray
    end: np.ndarray
    arm: np.ndarray
    cluster: np.ndarray


@dataclass(frozen=True)
class Trials:
    """The trials of one size, comparison and world. fits: one for each, None where a run failed; hours: {arm: of each
    trial's mentors}.
    """

    size: int
    pair: tuple[int, int]
    world: int
    fits: tuple
    hours: dict

    @property
    def known(self) -> list[Fitted]:
        """The analyses of trials that could be analysed."""
        return [fit for fit in self.fits if fit is not None and fit.chance == fit.chance]

    def mean(self, name: str) -> float:
        """The mean of something over trials; NaN without any."""
        return float(np.mean([getattr(fit, name) for fit in self.known])) if self.known else float("nan")

    def significant(self, alpha: float) -> np.ndarray:
        """Whether each trial is significant; NaN where a run failed. One that cannot be analysed shows nothing."""
        return np.array([np.nan if fit is None else float(fit.chance <= alpha) for fit in self.fits])


@dataclass(frozen=True)
class Whole:
    """Programmes of one arm in one world. end: (replications,) mean of their mentees; hours: of their mentors."""

    arm: int
    world: int
    end: np.ndarray
    hours: np.ndarray


# --- what is run -----------------------------------------------------------------------------------------------------


def replications(asked: Asked) -> int:
    """How many replications it takes."""
    return asked.trials * max(asked.sizes) // len(asked.arms) if asked.programmes else asked.trials


def stories(asked: Asked) -> dict[tuple, dict]:
    """{("trial", size) or ("whole", number of an arm): {path: value}} of all that is run."""
    found: dict[tuple, dict] = {}
    if not asked.programmes:
        for size in asked.sizes:
            found["trial", size] = people_of(asked, size, asked.mentors_at(size)) | trial_of(asked)
    for number, arm in enumerate(asked.arms):
        found["whole", number] = dict(arm.overrides)
    return found


def name_of(asked: Asked, story: tuple) -> str:
    """What the results folder calls it."""
    what, which = story
    return f"trial of {which:,}" if what == "trial" else f"all {asked.arms[which].name}"


def experiment(asked: Asked) -> Experiment:
    """The experiment that runs it all. BadInput for one that cannot be."""
    arms = {name_of(asked, story): values for story, values in stories(asked).items()}
    paths = dict.fromkeys(path for values in arms.values() for path in values if path != GIVEN)
    factors = {path: [values[path] for values in arms.values() if path in values] for path in paths}
    design = Listed(factors, arms=tuple(arms.items()))
    return replace(asked.experiment, design=design, replications=replications(asked))


# --- what is read ----------------------------------------------------------------------------------------------------


class Runs:
    """The runs of a plan. results: a folder that has them; whatever else it has is not looked at."""

    def __init__(self, asked: Asked, results: Results):
        self.asked, self.results = asked, results
        worlds = asked.experiment.worlds
        self.worlds = list(worlds.worlds) if worlds else [None]
        self.stories = stories(asked)
        self.good = set(results.table("outcomes", where={"status": GOOD}, columns=["run_id"])["run_id"])

    @property
    def weights(self) -> np.ndarray:
        """The share of each world."""
        return np.array([1.0 if world is None else world.weight for world in self.worlds])

    @cached_property
    def digests(self) -> dict:
        """{(story, number of a world): digest of what is run there}."""
        e, found = self.asked.experiment, {}
        for story, values in self.stories.items():
            for number, world in enumerate(self.worlds):
                said = e.overrides | values
                below = e.worlds.below(world, said, e.folders) if world else {}
                parameters = resolve(below | said, e.folders)
                found[story, number] = identity.world_digest(parameters, e.weeks, e.shocks, e.stop)
        return found

    def run(self, story: tuple, world: int, replication: int) -> str | None:
        """The identity of a run; None if it failed."""
        found = identity.run_of(self.digests[story, world], self.asked.experiment.seed, replication)
        return found if found in self.good else None

    @cached_property
    def people(self) -> dict[str, dict]:
        """{run: {column: array}} of the mentees of week 0."""
        start, end = f"{self.asked.outcome}_start", f"{self.asked.outcome}_end"
        columns = ["run_id", "person", "ordinal", "unit", "trial_arm", start, end]
        return by_run(self.results.table("people", where={"kind": INITIAL}, columns=columns))

    @cached_property
    def matches(self) -> dict[str, dict]:
        """{run: {column: array}} of the matches."""
        columns = ["run_id", "mentee", "mentor", "trial_arm", "attempt", "hours"]
        return by_run(self.results.table("matches", columns=columns))

    def mentees(self, run: str, replication: int) -> People:
        """Who takes part in a run, as they are measured."""
        rows, asked = self.people[run], self.asked
        arm, cluster = rows["trial_arm"], rows["person"]
        if asked.unit == MENTOR:
            arm, cluster = self.by_first_mentor(run, rows["person"])
        elif asked.unit != MENTEE:
            cluster = rows["unit"]
        end, baseline = (measured(rows[f"{asked.outcome}_{when}"], rows["ordinal"], asked, replication, place)
                         for place, when in enumerate(("end", "start")))  # fmt: skip
        stays = luck(asked, replication, LOST).random(int(rows["ordinal"].max()) + 1)[rows["ordinal"]] >= asked.loss
        everything = (rows["ordinal"], baseline, end, arm, cluster)
        return People(*(values[stays] for values in everything))

    def by_first_mentor(self, run: str, person: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(arm, mentor) of each mentee's first match; None and −1 without one."""
        matches = self.matches.get(run)
        arm, mentor = np.full(len(person), None, dtype=object), np.full(len(person), -1)
        if matches is None:
            return arm, mentor
        first = matches["attempt"] == FIRST
        place = {key: row for row, key in enumerate(person.tolist())}
        for mentee, row in zip(matches["mentee"][first].tolist(), np.flatnonzero(first), strict=True):
            if mentee in place:
                arm[place[mentee]], mentor[place[mentee]] = matches["trial_arm"][row], matches["mentor"][row]
        return arm, mentor

    def hours(self, run: str, arm: str | None = None) -> float:
        """Mentor hours in a run's matches; those of one arm, if it is named."""
        matches = self.matches.get(run)
        if matches is None:
            return 0.0
        return float(matches["hours"].sum() if arm is None else matches["hours"][matches["trial_arm"] == arm].sum())

    # --- trials ---

    def trials(self) -> Iterator[Trials]:
        """The trials, size by size, comparison by comparison, world by world."""
        for size in self.asked.sizes:
            for pair in self.asked.pairs:
                for world in range(len(self.worlds)):
                    yield self.trials_of(size, pair, world)

    def trials_of(self, size: int, pair: tuple[int, int], world: int) -> Trials:
        """All trials of one size, comparison and world."""
        one = self.of_programmes if self.asked.programmes else self.inside_a_world
        found = [one(size, pair, world, number) for number in range(self.asked.trials)]
        names = [self.asked.arms[number].name for number in pair]
        hours = {name: np.array([hours[place] for _, hours in found]) for place, name in enumerate(names)}
        return Trials(size, pair, world, tuple(fit for fit, _ in found), hours)

    def inside_a_world(self, size: int, pair: tuple, world: int, number: int) -> tuple[Fitted | None, tuple]:
        """(what it finds, hours in both arms) of a trial that is one run."""
        run = self.run(("trial", size), world, number)
        if run is None:
            return None, (np.nan, np.nan)
        people, (first, second) = self.mentees(run, number), (self.asked.arms[arm].name for arm in pair)
        mine = (people.arm == first) | (people.arm == second)
        cluster = None if self.asked.unit == MENTEE else people.cluster[mine]
        fit = ancova(people.end[mine], people.baseline[mine], people.arm[mine] == second, cluster)
        return fit, (self.hours(run, first), self.hours(run, second))

    def of_programmes(self, size: int, pair: tuple, world: int, number: int) -> tuple[Fitted | None, tuple]:
        """(what it finds, hours in both arms) of a trial that is made of whole programmes.

        Arm a of trial t has the replications of block t + a, so each run is in one trial.
        """
        each, parts, hours = size // len(self.asked.arms), [], []
        for arm in pair:
            block = (number + arm) % self.asked.trials
            runs = [(self.run(("whole", arm), world, one), one) for one in range(block * each, (block + 1) * each)]
            if any(run is None for run, _ in runs):
                return None, (np.nan, np.nan)
            parts.append([self.mentees(run, one) for run, one in runs])
            hours.append(sum(self.hours(run) for run, _ in runs))
        people = [one for part in parts for one in part]
        count = [len(one.end) for one in people]
        second = np.repeat([part for part in (False, True) for _ in range(each)], count)
        cluster = np.repeat(np.arange(len(people)), count)
        end, baseline = (np.concatenate([getattr(one, name) for one in people]) for name in ("end", "baseline"))
        return ancova(end, baseline, second, cluster), tuple(hours)

    # --- whole programmes ---

    def wholes(self) -> list[Whole]:
        """Programmes of each arm in each world."""
        found = []
        for arm in range(len(self.asked.arms)):
            for world in range(len(self.worlds)):
                runs = [self.run(("whole", arm), world, number) for number in range(replications(self.asked))]
                end = [np.nan if run is None else self.people[run][f"{self.asked.outcome}_end"].mean() for run in runs]
                hours = [np.nan if run is None else self.hours(run) for run in runs]
                found.append(Whole(arm, world, np.array(end), np.array(hours)))
        return found

    def of_arm(self, arm: int, world: int) -> tuple[np.ndarray, np.ndarray]:
        """(the end given the baseline, number of the programme) of all mentees in programmes of an arm."""
        there = [(self.run(("whole", arm), world, number), number) for number in range(replications(self.asked))]
        people = [(self.mentees(run, number), number) for run, number in there if run is not None]
        if not people:
            return np.zeros(0), np.zeros(0, int)
        end, baseline = (np.concatenate([getattr(one, name) for one, _ in people]) for name in ("end", "baseline"))
        number = np.repeat([number for _, number in people], [len(one.end) for one, _ in people])
        apart = baseline - baseline.mean()
        slope = float(apart @ end) / float(apart @ apart) if np.ptp(baseline) > 0.0 else 0.0
        return end - slope * apart, number


def by_run(table) -> dict[str, dict]:
    """{run: {column: array}} of a table."""
    columns = {name: table[name].to_numpy() for name in table.columns if name != "run_id"}
    return {
        run: {name: values[rows] for name, values in columns.items()}
        for run, rows in table.groupby("run_id", sort=False).indices.items()
    }


def luck(asked: Asked, replication: int, what: int) -> np.random.Generator:
    """Draws for the people of a replication in their order: of one person the same in every arm, world and size."""
    return np.random.default_rng([asked.experiment.seed, STREAM, what, replication])


def measured(values: np.ndarray, ordinal: np.ndarray, asked: Asked, replication: int, place: int) -> np.ndarray:
    """A trait as an instrument of some reliability r shows it: x + e, Var e = Var x·(1 − r)/r. place: which time."""
    if asked.reliability == 1.0:
        return values
    noise = luck(asked, replication, NOISE).standard_normal((int(ordinal.max()) + 1, 2))[ordinal, place]
    return values + noise * values.std() * np.sqrt((1.0 - asked.reliability) / asked.reliability)
