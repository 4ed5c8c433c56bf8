"""What an experiment takes: the cost of its runs in time and on disk, from a few short runs that are thrown away."""

import time
from dataclasses import replace
from typing import NamedTuple

from mentorsim import indicators, tables
from mentorsim.diary import Diary
from mentorsim.experiment.identity import control_of
from mentorsim.experiment.runs import simulate_world, table_of
from mentorsim.store.parquet import rows_of

PILOT_WEEKS, PILOT_ARMS, PILOT_SECONDS = 26, 4, 4.0
PILOT_PEOPLE = 20_000  # a pilot has no more people; beyond, cost grows about as people do


class Cost(NamedTuple):
    """What a run takes: seconds, bytes on disk."""

    seconds: float
    bytes: float


class Total(NamedTuple):
    """What an experiment takes. run, control: of one run and of one control world; seconds: of computing in all; bytes:
    on disk in all.
    """

    run: Cost
    control: Cost
    seconds: float
    bytes: float


def total(plan) -> Total:
    """What all runs of a plan take, by those of a pilot."""
    run, control = pilot(plan)
    runs, controls = len(plan), len(set(plan.controls)) * plan.experiment.replications
    return Total(run, control, runs * run.seconds + controls * control.seconds, runs * run.bytes)


def spread(plan) -> list:
    """Some arms from all over the design."""
    places = {n * (len(plan.arms) - 1) // max(1, PILOT_ARMS - 1) for n in range(PILOT_ARMS)}
    return [plan.arms[place] for place in sorted(places)]


def pilot(plan) -> tuple[Cost, Cost]:
    """(cost of a run, cost of a control world), means over short runs of some arms from all over the design."""
    pilot_run(plan.experiment, plan.arms[0].parameters)  # the first call of anything is slow
    begun, found = time.monotonic(), []
    for arm in spread(plan):
        found.append(pilot_run(plan.experiment, arm.parameters))
        if time.monotonic() - begun > PILOT_SECONDS:
            break
    return tuple(Cost(*(sum(one) / len(found) for one in zip(*side, strict=True))) for side in zip(*found, strict=True))


def pilot_run(experiment, parameters) -> tuple[Cost, Cost]:
    """The cost of one arm's run and of its control world, from short runs of few enough people."""
    smaller, share = fewer_people(parameters)
    weeks = min(PILOT_WEEKS, experiment.weeks)

    def timed(work) -> tuple:
        """(seconds of computing in this thread, whatever else runs meanwhile; what came of it)."""
        begun = time.thread_time()
        found = work()
        return time.thread_time() - begun, found

    def living(world_of, diary=None) -> tuple:
        """(seconds of all weeks, made out of those of a few; the world after these)."""
        start, _ = timed(lambda: simulate_world(world_of, 0, experiment.seed, 0))
        few, world = timed(lambda: simulate_world(world_of, weeks, experiment.seed, 0, diary=diary))
        return (start + max(0.0, few - start) * experiment.weeks / weeks) / share, world

    diary = Diary(experiment.tables, experiment.moments)
    seconds, world = living(smaller, diary)
    counting, (run, found) = timed(lambda: counted(world))
    control, without = living(control_of(smaller))
    tables = rows_to_keep(experiment.tables, run, world, without, diary) | {"outcomes": found}
    return Cost(seconds + counting / share, bytes_of(tables, experiment.weeks / weeks, share)), Cost(control, 0.0)


def counted(world) -> tuple:
    """(the run as its indicators see it, their values)."""
    run = tables.run_of(world)
    return run, indicators.outcomes(run)


def rows_to_keep(names, run, world, without, diary) -> dict:
    """{table: columns} of what a pilot leaves behind, but `outcomes`. without: the world without mentoring."""
    beside = replace(run, control=tables.people_table(without)) if "effects" in names else run
    return {name: table_of(name, beside, diary, world) for name in names if name != "outcomes"}


def fewer_people(parameters):
    """(the same parameters with at most PILOT_PEOPLE people, their share of all)."""
    people = parameters.people
    share = min(1.0, PILOT_PEOPLE / (people.mentees + people.mentors))
    if share == 1.0:
        return parameters, 1.0
    fewer = {"mentees": max(1, int(people.mentees * share)), "mentors": int(people.mentors * share)}
    return parameters.model_copy(update={"people": people.model_copy(update=fewer)}), share


def bytes_of(tables: dict, longer: float, share: float) -> float:
    """Bytes of a whole run: as large as its tables in memory, since Parquet takes half and parts stay for a while.

    tables: {name: columns} of the pilot; longer: weeks of the run over those of the pilot; share: of the people who
    took part in it.
    """
    once = ("outcomes", "weekly", "pairs", "layers")  # of the rest, a row is of a person or match
    by_time = ("weekly", "matches", "exchanges", "pairs", "layers")
    return sum(
        rows_of([({"run_id": "0" * 16}, table)]).nbytes
        * (longer if name in by_time else 1.0)
        / (1.0 if name in once else share)
        for name, table in tables.items()
    )
