"""Runs: from an arm and its luck to a world that has been through its weeks, and its tables."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from mentorsim import codes, indicators, tables, week
from mentorsim.diary import ASKED, Diary
from mentorsim.errors import BadInput
from mentorsim.experiment.design import Arm
from mentorsim.experiment.effects import COLUMNS, card_of, effects, effects_by_person
from mentorsim.experiment.identity import control_of, run_id, seed_cohort_of, world_digest
from mentorsim.experiment.shocks import completed
from mentorsim.indicators import Run, sustainability
from mentorsim.parameters import Parameters
from mentorsim.policies import policies_of
from mentorsim.spelling import nearest
from mentorsim.stop import Stop, held
from mentorsim.world.world import World

if TYPE_CHECKING:  # half a second to import, and most runs are looked at without it
    import pandas as pd

REMEMBERED = 4  # control worlds and seed cohorts that a process remembers, of each
TRACED = (
    "performance", "lasting_performance", "metacognition", "dependence", "confidence", "hurt", "reactance",
    "satisfaction", "belonging", "hush", "energy",
)  # fmt: skip


def simulate_world(
    parameters: Parameters,
    weeks: int,
    seed: int,
    replication: int,
    shocks: tuple = (),
    each_week: Iterable[Callable[[World], object]] = (),
    stop: Stop | None = None,
    diary: Diary | None = None,
) -> World:
    """A world after `weeks` weeks, or after the first in which `stop` holds. shocks: complete ones.

    each_week: functions to call with the world after each week; diary: takes down its way.
    """
    world = World(parameters, policies_of(parameters), seed, replication, shocks)
    if diary:
        diary.begin(world)
    called: list[Callable[[World], object]] = [*([diary] if diary else []), *each_week]
    for _ in range(weeks):
        week.step(world)
        for call in called:
            call(world)
        if stop and stop.holds(world):
            break
    return world


# --- worlds beside a run: the latest few are remembered, any can be computed again to the same bits ------------------


class Memory:
    """Memory of what was computed of the latest few worlds."""

    def __init__(self) -> None:
        self.kept: OrderedDict = OrderedDict()

    def of(self, key: tuple, compute: Callable[[], Any]) -> Any:
        """What compute() gives, remembered. key: (world_digest, seed, replication) of the world."""
        if key not in self.kept:
            self.kept[key] = compute()
            if len(self.kept) > REMEMBERED:
                self.kept.popitem(last=False)
        self.kept.move_to_end(key)
        return self.kept[key]


controls, twins, cohorts = Memory(), Memory(), Memory()


class Control(NamedTuple):
    """What is kept of a control world: its people table, and the weeks after which it ended."""

    people: dict
    weeks: int


def control_world(
    parameters: Parameters,
    weeks: int,
    seed: int,
    replication: int,
    shocks: tuple = (),
    digest: str = "",
    stop: Stop | None = None,
) -> Control:
    """The control world, which comes to its stop by itself. digest: of that world, where it is known."""

    def compute() -> Control:
        world = simulate_world(control_of(parameters), weeks, seed, replication, shocks, stop=stop)
        return Control(tables.people_table(world), world.week)

    return controls.of(
        (digest or world_digest(control_of(parameters), weeks, shocks, stop), seed, replication), compute
    )


def control_run(
    parameters: Parameters, weeks: int, seed: int, replication: int, shocks: tuple = (), stop: Stop | None = None
) -> Run:
    """The control world as indicators see it: more than a run of a sweep needs, which reads `control_world` only."""

    def compute() -> Run:
        world = simulate_world(control_of(parameters), weeks, seed, replication, shocks, stop=stop)
        return replace(tables.run_of(world), planned=weeks, stopped=held(stop, world))

    return twins.of((world_digest(control_of(parameters), weeks, shocks, stop), seed, replication), compute)


def seed_counts(parameters: Parameters, weeks: int, seed: int, replication: int, shocks: tuple = ()) -> tuple:
    """(new mentors, exits) of the mentors of week 0 under unlimited demand, for R0_M; no condition stops that world."""
    world = seed_cohort_of(parameters)

    def compute() -> tuple:
        return sustainability.seed_cohort(tables.run_of(simulate_world(world, weeks, seed, replication, shocks)))

    return cohorts.of((world_digest(world, weeks, shocks), seed, replication), compute)


def run_context(
    world: World, weeks: int, stop: Stop | None = None, asked: Iterable[str] = (), control: str = ""
) -> dict:
    """What a run's tables do not say: fields of a Run.

    How it ended, the control world and, if an indicator that is asked for needs it, the seed cohort. weeks: planned;
    control: world_digest of the control world, where it is known.
    """
    luck = (world.parameters, weeks, world.seed, world.replication, world.shocks)
    people, control_weeks = control_world(*luck, control, stop)
    return {
        "planned": weeks,
        "stopped": held(stop, world),
        "control": people,
        "control_weeks": control_weeks,
        "seed_cohort": seeds_for(asked, *luck),
    }


def seeds_for(asked: Iterable[str], parameters: Parameters, *luck: Any) -> tuple | None:
    """(new mentors, exits) of the seed cohort (`seed_counts`), or None if no indicator asked for needs them."""
    return seed_counts(parameters, *luck) if any(name.startswith(indicators.SEED_COHORT) for name in asked) else None


# --- one run of a sweep ----------------------------------------------------------------------------------------------


class Simulated(NamedTuple):
    """A world after its last week, its `run_context`, and its diary."""

    world: World
    context: dict
    diary: Diary


def simulate_run(
    arm: Arm,
    weeks: int,
    seed: int,
    replication: int,
    shocks: tuple = (),
    asked: tuple = (),
    control: str = "",
    stop: Stop | None = None,
    keep: tuple = (),
    moments: tuple = (),
) -> Simulated:
    """One run.

    asked: indicators that the experiment names; those that need a seed cohort are NaN unless asked for; control: digest
    of the control world, where it is known; keep: tables that are to be kept; moments: of those in the diary.
    """
    diary = Diary(keep, moments)
    world = simulate_world(arm.parameters, weeks, seed, replication, shocks, stop=stop, diary=diary)
    return Simulated(world, run_context(world, weeks, stop, asked, control), diary)


def tables_of_runs(simulated: list[Simulated], keep: tuple = ()) -> list[dict]:
    """Tables of runs that `simulate_run` has done: {"outcomes": {indicator: number}} and each table of `keep`.

    Where an indicator raised, the exception stands instead of the outcomes.
    """
    runs = [replace(tables.run_of(one.world), **one.context) for one in simulated]
    found = zip(simulated, runs, indicators.outcomes_of(runs), strict=True)
    return [
        {"outcomes": outcomes} | {name: table_of(name, run, one.diary, one.world) for name in keep}
        for one, run, outcomes in found
    ]


def table_of(name: str, run: Run, diary: Diary, world: World) -> dict:
    """A table of a run as {column: array}. run: with its control world, where `effects` are asked for."""
    if name in diary.notes:
        return diary.table(name, world)
    return effects_by_person(run) if name == "effects" else getattr(run, name)


# --- one run by itself -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Result:
    """One finished run and its tables, as `ms.run` gives it.

    world: its state after the last week; ids: run_id, seed, replication, columns of every table; weeks: how many were
    planned, stop: the condition that may have ended it before, or None. trace: one row per
    week and person present, or None: week, person (key as in `people`), role, stage, skill (mean over domains), states,
    quality and help of a mentee's running match (null without), participation. asked: indicators that the experiment
    names; diary: what was taken down on the way, for the tables that only it holds.
    """

    world: World
    ids: dict
    weeks: int
    stop: Stop | None = None
    trace: pd.DataFrame | None = None
    asked: tuple = ()
    diary: Diary = field(default_factory=Diary)

    @cached_property
    def run(self) -> Run:
        """The run as its indicators see it, without the control world."""
        return tables.run_of(self.world)

    def framed(self, columns: dict) -> pd.DataFrame:
        """A table with the run's ids in front."""
        import pandas as pd

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

    def table(self, name: str) -> pd.DataFrame:
        """A table by its name, as `store.Results.table` gives it, a pandas DataFrame.

        Beside the four that every run has: those that it was asked to keep (`ms.run(…, tables=["ties"])`), and
        `effects`, a row per person and outcome, for which the control world is run. BadInput for one that was not kept.
        """
        if name == "outcomes":
            return self.outcomes
        return self.framed(self.columns_of(name))

    def columns_of(self, name: str) -> dict:
        """A table but `outcomes` as {column: array}."""
        known = ("outcomes", "weekly", "people", "matches", "effects", *self.diary.notes)
        if name not in known:
            hint = "; ask for it when the run begins, as in ms.run(…, tables=[…])" if name in ASKED else ""
            found = f"found no table {name!r}, kept are {', '.join(known)}{nearest(name, known)}"
            raise BadInput(f"table: {found}{hint}")
        return table_of(name, self.whole if name == "effects" else self.run, self.diary, self.world)

    @property
    def luck(self) -> tuple:
        """What the worlds beside this one share with it: parameters, planned weeks, seed, replication, shocks."""
        return self.world.parameters, self.weeks, self.world.seed, self.world.replication, self.world.shocks

    @cached_property
    def control(self) -> Run:
        """The control world as its indicators see it: the same people with the same luck, and no mentoring."""
        parameters, weeks, seed, replication, shocks = self.luck
        return control_run(parameters, weeks, seed, replication, shocks, self.stop)

    @property
    def has_control(self) -> bool:
        """Whether the control world has been run."""
        return "control" in vars(self)

    @cached_property
    def whole(self) -> Run:
        """The run as its indicators see it, with the control world beside it."""
        control = self.control
        return replace(
            self.run,
            planned=self.weeks,
            stopped=held(self.stop, self.world),
            control=control.people,
            control_weeks=control.weeks,
        )

    @cached_property
    def effects(self) -> pd.DataFrame:
        """What mentoring did: a row per outcome in this world, in the control world, and the difference.

        Runs the control world on first use.
        """
        import pandas as pd

        return pd.DataFrame(self.effect_rows, columns=COLUMNS)

    @cached_property
    def effect_rows(self) -> list[dict]:
        """The rows of `effects`."""
        return effects(self.whole, self.control, self.asked)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """The table `outcomes`: one row with every indicator. Runs the control world on first use."""
        return self.framed({name: [value] for name, value in self.values.items()})

    @cached_property
    def values(self) -> dict[str, Any]:
        """{indicator: value}: the row of `outcomes`."""
        return indicators.outcomes(replace(self.whole, seed_cohort=seeds_for(self.asked, *self.luck)))

    def __repr__(self) -> str:
        return card_of(self).text()

    def _repr_html_(self) -> str:
        return card_of(self).html()

    @property
    def audit(self) -> list[dict]:
        """How often each branch of each rule has fired: rows of process, branch, count."""
        return week.audit(self.world)


def simulate(
    parameters: Parameters,
    weeks: int,
    seed: int,
    replication: int = 0,
    shocks: tuple = (),
    trace: bool = False,
    asked: tuple = (),
    stop: Stop | None = None,
    each_week: Callable[[World], object] | None = None,
    keep: tuple = (),
    moments: tuple = (),
) -> Result:
    """Run one world with complete parameters.

    shocks: dicts with kind, week and options; raises BadInput if one of them cannot be. trace: keep a weekly row per
    person. asked: indicators that the experiment names; those of a seed cohort (`r0_…`) are NaN unless asked for; stop:
    the condition that may end the run before; each_week: called with the world after each week; keep: tables to keep
    beside the usual ones; moments: weeks passed at which those look that do so now and then.
    """
    shocks = completed(shocks, weeks)
    rows: list[dict] = []
    called = [*([lambda w: rows.append(traced(w))] if trace else []), *([each_week] if each_week else [])]
    diary = Diary(keep, moments)
    world = simulate_world(parameters, weeks, seed, replication, shocks, called, stop, diary)
    name = run_id(parameters, weeks, seed, replication, shocks, stop)
    ids = {"run_id": name, "seed": world.seed, "replication": world.replication}
    return Result(world, ids, weeks, stop, long_table(rows) if trace else None, tuple(asked), diary)


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
    import pandas as pd

    return pd.DataFrame({name: np.concatenate([week[name] for week in weeks]) for name in weeks[0]})
