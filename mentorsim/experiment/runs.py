"""Runs: from an arm and its luck to a world that has been through all its weeks, and its tables."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from mentorsim import codes, indicators, tables, week
from mentorsim.experiment.design import Arm
from mentorsim.experiment.effects import card_of, effects
from mentorsim.experiment.identity import control_of, run_id, seed_cohort_of, story
from mentorsim.experiment.shocks import completed
from mentorsim.indicators import Run, sustainability
from mentorsim.parameters import Parameters
from mentorsim.policies import policies_of
from mentorsim.world import World

REMEMBERED = 4  # control worlds and seed cohorts that a process remembers, of each
TRACED = ("performance", "metacognition", "dependence", "confidence", "reactance", "satisfaction", "energy")


def lived(
    parameters: Parameters,
    weeks: int,
    seed: int,
    replication: int,
    shocks: tuple = (),
    each_week: Iterable[Callable[[World], object]] = (),
) -> World:
    """A world after `weeks` weeks. shocks: complete ones; each_week: functions to call with the world after each."""
    world = World(parameters, policies_of(parameters), seed, replication, shocks)
    for _ in range(weeks):
        week.step(world)
        for call in each_week:
            call(world)
    return world


# --- worlds beside a run: the latest few are remembered, any can be computed again to the same bits ------------------


class Memory:
    """Memory of what was computed of the latest few worlds."""

    def __init__(self) -> None:
        self.kept: OrderedDict = OrderedDict()

    def of(self, key: tuple, compute: Callable[[], Any]) -> Any:
        """What compute() gives, remembered. key: (story, seed, replication) of the world."""
        if key not in self.kept:
            self.kept[key] = compute()
            if len(self.kept) > REMEMBERED:
                self.kept.popitem(last=False)
        self.kept.move_to_end(key)
        return self.kept[key]


controls, twins, cohorts = Memory(), Memory(), Memory()


def control_people(
    parameters: Parameters, weeks: int, seed: int, replication: int, shocks: tuple = (), *, told: str = ""
) -> dict:
    """People table of the control world. told: its story, where it is known."""

    def compute() -> dict:
        return tables.people_table(lived(control_of(parameters), weeks, seed, replication, shocks))

    return controls.of((told or story(control_of(parameters), weeks, shocks), seed, replication), compute)


def control_run(parameters: Parameters, weeks: int, seed: int, replication: int, shocks: tuple = ()) -> Run:
    """The control world as indicators see it: more than a run of a sweep needs, which reads `control_people` only."""

    def compute() -> Run:
        return tables.run_of(lived(control_of(parameters), weeks, seed, replication, shocks))

    return twins.of((story(control_of(parameters), weeks, shocks), seed, replication), compute)


def seed_counts(parameters: Parameters, weeks: int, seed: int, replication: int, shocks: tuple = ()) -> tuple:
    """(new mentors, exits) of the mentors of week 0 under unlimited demand, for R0_M."""
    world = seed_cohort_of(parameters)

    def compute() -> tuple:
        return sustainability.seed_cohort(tables.run_of(lived(world, weeks, seed, replication, shocks)))

    return cohorts.of((story(world, weeks, shocks), seed, replication), compute)


def worlds_beside(parameters: Parameters, *luck: Any, asked: tuple = (), control: str = "") -> dict:
    """The control world and, if an indicator that is asked for needs it, the seed cohort: fields of a Run.

    luck: weeks, seed, replication, shocks; control: story of the control world, where it is known.
    """
    return {
        "control": control_people(parameters, *luck, told=control),
        "seed_cohort": seeds_for(asked, parameters, *luck),
    }


def seeds_for(asked: Iterable[str], parameters: Parameters, *luck: Any) -> tuple | None:
    """(new mentors, exits) of the seed cohort (`seed_counts`), or None if no indicator asked for needs them."""
    return seed_counts(parameters, *luck) if any(name.startswith(indicators.SEED_COHORT) for name in asked) else None


# --- one run of a sweep ----------------------------------------------------------------------------------------------


def finished(
    arm: Arm, weeks: int, seed: int, replication: int, shocks: tuple = (), asked: tuple = (), control: str = ""
) -> tuple[World, dict]:
    """(a world after its last week, `worlds_beside` it) of one run.

    asked: indicators that the experiment names; those that need a seed cohort are NaN unless asked for; control: story
    of the control world, where it is known.
    """
    world = lived(arm.parameters, weeks, seed, replication, shocks)
    return world, worlds_beside(arm.parameters, weeks, seed, replication, shocks, asked=asked, control=control)


def told(finished_runs: list[tuple[World, dict]], keep: tuple = ()) -> list[dict]:
    """Tables of runs that `finished` has done: {"outcomes": {indicator: number}} and each table of `keep`.

    Where an indicator raised, the exception stands instead of the outcomes.
    """
    runs = [replace(tables.run_of(world), **beside) for world, beside in finished_runs]
    found = zip(runs, indicators.outcomes_of(runs), strict=True)
    return [{"outcomes": outcomes} | {name: getattr(run, name) for name in keep} for run, outcomes in found]


# --- one run by itself -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Result:
    """One finished run and its tables, as `ms.run` gives it.

    world: its state after the last week; ids: run_id, seed, replication, columns of every table. trace: one row per
    week and person present, or None: week, person (key as in `people`), role, stage, skill (mean over domains), states,
    quality and help of a mentee's running match (null without), participation. asked: indicators that the experiment
    names.
    """

    world: World
    ids: dict
    trace: pd.DataFrame | None = None
    asked: tuple = ()

    @cached_property
    def run(self) -> Run:
        """The run as its indicators see it, without the control world."""
        return tables.run_of(self.world)

    def framed(self, columns: dict) -> pd.DataFrame:
        """A table with the run's ids in front."""
        frame = pd.DataFrame(columns)
        for place, (name, value) in enumerate(self.ids.items()):
            frame.insert(place, name, value)
        return frame

    @cached_property
    def weekly(self) -> pd.DataFrame:
        """The table `weekly`, a pandas DataFrame with one row per week."""
        return self.framed(self.run.weekly)

    @cached_property
    def people(self) -> pd.DataFrame:
        """The table `people`, a pandas DataFrame with one row per person who was ever there."""
        return self.framed(self.run.people)

    @cached_property
    def matches(self) -> pd.DataFrame:
        """The table `matches`, a pandas DataFrame with one row per match."""
        return self.framed(self.run.matches)

    @property
    def luck(self) -> tuple:
        """What decides the luck of the run: (weeks, seed, replication, shocks)."""
        return self.world.week, self.world.seed, self.world.replication, self.world.shocks

    @cached_property
    def control(self) -> Run:
        """The control world as its indicators see it: the same people with the same luck, and no mentoring."""
        return control_run(self.world.parameters, *self.luck)

    @property
    def has_control(self) -> bool:
        """Whether the control world has been run."""
        return "control" in vars(self)

    @property
    def beside(self) -> Run:
        """The run with the control world beside it."""
        return replace(self.run, control=self.control.people)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """What mentoring did: a row per outcome in this world, in the control world, and the difference.

        Runs the control world on first use.
        """
        return effects(self.run, self.control, self.asked)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """The table `outcomes`: one row with every indicator. Runs the control world on first use."""
        seeds = seeds_for(self.asked, self.world.parameters, *self.luck)
        found = indicators.outcomes(replace(self.beside, seed_cohort=seeds))
        return self.framed({name: [value] for name, value in found.items()})

    def __repr__(self) -> str:
        return card_of(self).text()

    def _repr_html_(self) -> str:
        return card_of(self).html()

    @property
    def audit(self) -> list[dict]:
        """How often each branch of each rule has fired: rows of process, branch, count."""
        return week.audit(self.world)


def simulate(
    parameters: Parameters, weeks: int, seed: int, replication: int = 0, shocks: tuple = (), trace: bool = False,
    asked: tuple = (), each_week: Callable[[World], object] | None = None,
) -> Result:  # fmt: skip
    """Run one world with complete parameters.

    shocks: dicts with kind, week and options; raises BadInput if one of them cannot be. trace: keep a weekly row per
    person. asked: indicators that the experiment names; those of a seed cohort (`r0_…`) are NaN unless asked for.
    each_week: called with the world after each week.
    """
    shocks = completed(shocks, weeks)
    rows: list[dict] = []
    called = [*([lambda w: rows.append(traced(w))] if trace else []), *([each_week] if each_week else [])]
    world = lived(parameters, weeks, seed, replication, shocks, called)
    name = run_id(parameters, weeks, seed, replication, shocks)
    ids = {"run_id": name, "seed": world.seed, "replication": world.replication}
    return Result(world, ids, long_table(rows) if trace else None, tuple(asked))


def traced(world: World) -> dict:
    """{column: array} over the people present, after a week."""
    people, matches = world.people, world.matches
    here = np.flatnonzero(people.present)
    match = people.match_of[here]
    matched = match != codes.NOBODY
    columns = {"week": np.full(len(here), world.week - 1), "person": people.key[here]}
    columns["role"] = np.array(codes.ROLES, dtype=object)[people.role[here]]
    columns["stage"] = np.array(codes.STAGES, dtype=object)[people.stage[here]]
    columns["participation"] = np.array(codes.PARTICIPATION, dtype=object)[people.participation[here]]
    columns["skill"] = people.skill[here].mean(axis=1)
    columns |= {name: getattr(people, name)[here] for name in TRACED}
    for name in ("quality", "help"):
        columns[name] = np.full(len(here), np.nan)
        columns[name][matched] = getattr(matches, name)[match[matched]]
    return columns


def long_table(weeks: list[dict]) -> pd.DataFrame:
    """The weeks' columns one below the other."""
    return pd.DataFrame({name: np.concatenate([week[name] for week in weeks]) for name in weeks[0]})
