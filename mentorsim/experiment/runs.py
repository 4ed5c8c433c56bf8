"""Runs: from an arm and its luck to a world that has been through all its weeks, and its tables."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from mentorsim import codes, indicators, tables, week
from mentorsim.experiment.identity import control_of, run_id
from mentorsim.experiment.shocks import completed
from mentorsim.indicators import Run
from mentorsim.parameters import Parameters
from mentorsim.policies import policies_of
from mentorsim.world import World

CONTROLS = 4  # control worlds whose people a process remembers
TRACED = ("performance", "metacognition", "dependence", "confidence", "reactance", "satisfaction", "energy")


def lived(parameters: Parameters, weeks: int, seed: int, replication: int, shocks: tuple = (), each_week=None) -> World:
    """A world after `weeks` weeks. shocks: complete ones; each_week: called with the world after each week."""
    world = World(parameters, policies_of(parameters), seed, replication, shocks)
    for _ in range(weeks):
        week.step(world)
        if each_week:
            each_week(world)
    return world


# --- the control world -----------------------------------------------------------------------------------------------

_remembered: OrderedDict[str, dict] = OrderedDict()


def control_people(parameters: Parameters, weeks: int, seed: int, replication: int, shocks: tuple = ()) -> dict:
    """People table of the control world: the latest few are remembered, any can be computed again to the same bits."""
    control = control_of(parameters)
    key = run_id(control, weeks, seed, replication, shocks)
    if key not in _remembered:
        _remembered[key] = tables.people_table(lived(control, weeks, seed, replication, shocks))
        if len(_remembered) > CONTROLS:
            _remembered.popitem(last=False)
    _remembered.move_to_end(key)
    return _remembered[key]


# --- one run of a sweep ----------------------------------------------------------------------------------------------


def run_one(arm, weeks: int, seed: int, replication: int, shocks: tuple = (), keep: tuple = ()) -> dict:
    """{"outcomes": {indicator: number}} of one run, with each table of `keep` as {column: array} beside it."""
    world = lived(arm.parameters, weeks, seed, replication, shocks)
    run = tables.run_of(world, control_people(arm.parameters, weeks, seed, replication, shocks))
    return {"outcomes": indicators.outcomes(run)} | {name: getattr(run, name) for name in keep}


# --- one run by itself -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """One finished run. world: its state after the last week; ids: run_id, seed, replication, columns of every table.

    trace: one row per week and person present, or None: week, person (key as in `people`), role, stage, skill (mean
    over domains), states, quality and help of a mentee's running match (null without), participation.
    """

    world: World
    ids: dict
    trace: pd.DataFrame | None = None

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
        """One row per week."""
        return self.framed(self.run.weekly)

    @cached_property
    def people(self) -> pd.DataFrame:
        """One row per person."""
        return self.framed(self.run.people)

    @cached_property
    def matches(self) -> pd.DataFrame:
        """One row per match."""
        return self.framed(self.run.matches)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """One row with every indicator; runs the control world, on first use."""
        w = self.world
        control = control_people(w.parameters, w.week, w.seed, w.replication, w.shocks)
        found = indicators.outcomes(replace(self.run, control=control))
        return self.framed({name: [value] for name, value in found.items()})

    @property
    def audit(self) -> list[dict]:
        """How often each branch of each rule has fired: rows of process, branch, count."""
        return week.audit(self.world)


def simulate(
    parameters: Parameters, weeks: int, seed: int, replication: int = 0, shocks: tuple = (), trace: bool = False
) -> Result:
    """Run one world. shocks: dicts with kind, week and options; raises BadInput if one of them cannot be."""
    shocks = completed(shocks, weeks)
    rows: list[dict] = []
    world = lived(parameters, weeks, seed, replication, shocks, (lambda w: rows.append(traced(w))) if trace else None)
    name = run_id(parameters, weeks, seed, replication, shocks)
    ids = {"run_id": name, "seed": world.seed, "replication": world.replication}
    return Result(world, ids, long_table(rows) if trace else None)


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
