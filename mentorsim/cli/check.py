"""`mentorsim check`: is an experiment right, and what will it take?"""

import time
from typing import NamedTuple

import click

from mentorsim.cli import options

PILOT_WEEKS, PILOT_ARMS, PILOT_SECONDS = 26, 4, 4.0
PILOT_PEOPLE = 20_000  # a pilot has no more people; beyond, cost grows about as people do


class Cost(NamedTuple):
    """What a run takes: seconds, bytes on disk."""

    seconds: float
    bytes: float


@click.command()
@options.config
@options.worlds
@options.sets
@click.option("--replications", type=int, metavar="N", help="How many, instead of the experiment's.")
@click.option("--pilot", "piloted", is_flag=True, help="Make a few short runs, and tell how long all will take.")
@options.plugins
def check(config, worlds, sets, replications, piloted):
    """Check an experiment without running it; tell how many runs it has, and with --pilot about how long they take.

    Every mistake is named with file, line and key. The runs of a pilot are thrown away.

    \b
    Examples:
      mentorsim check quickstart
      mentorsim check quickstart --pilot
      mentorsim check experiment.toml --replications 100
      mentorsim check quickstart --worlds plausible:20 --pilot
    """
    from mentorsim.cli import show
    from mentorsim.experiment import notes
    from mentorsim.experiment.sweep import Plan, experiment_of, in_worlds

    experiment = in_worlds(experiment_of(config, sets, replications=replications), worlds)
    plan = Plan(experiment)
    notes.refuse(experiment, plan.arms)
    out = show.console()
    out.print(f"{experiment.name} is in order", style="bold")
    show.grid(out, [("", "name"), ("", "left")], facts(experiment, plan), header=False)
    for line in notes.notes(experiment, plan.arms):
        show.paragraph(out, f"note: {line}", indent="  ")
    if piloted or experiment.stop:
        show.compile_if_cold()
    tell_stop(experiment, plan)
    if piloted:
        show.grid(out, [("", "name"), ("", "left")], costs(experiment, plan), header=False)


def costs(experiment, plan) -> list[tuple]:
    """What the experiment takes, by the runs of a pilot."""
    from mentorsim.cli import show
    from mentorsim.experiment.executor import cores

    run, control = pilot(plan)
    runs, controls = len(plan), len(set(plan.controls)) * experiment.replications
    seconds, workers = runs * run.seconds + controls * control.seconds, cores()
    return [
        ("per run", f"about {show.duration(run.seconds)}; {show.duration(control.seconds)} per control world"),
        ("in all", f"about {show.duration(seconds / workers)} with {show.plural(workers, 'worker')}"),
        ("on disk", f"about {show.size(runs * run.bytes)} for {', '.join(experiment.tables)}"),
    ]


def tell_stop(experiment, plan) -> None:
    """Say if the condition that ends runs early holds in their first week already, of some arms."""
    from mentorsim.cli.show import notice
    from mentorsim.experiment.runs import simulate_world

    if experiment.stop is None:
        return
    tried = [arm for arm in spread(plan) if fewer_people(arm.parameters)[1] == 1.0]
    at_once = [
        arm.label for arm in tried if experiment.stop.holds(simulate_world(arm.parameters, 1, experiment.seed, 0))
    ]
    if at_once:
        notice(
            f"warning: experiment.stop: found {experiment.stop.text!r}, which holds in week 0 already in "
            f"{len(at_once)} of {len(tried)} arms tried, such as {at_once[0]}: such runs last one week"
        )


def facts(experiment, plan) -> list[tuple]:
    """What the experiment is."""
    from mentorsim.cli.show import plural
    from mentorsim.experiment.design import in_one_world

    count = len(in_one_world(plan.arms))
    factors = experiment.design.to_dict()["factors"] if experiment.design else {}
    factors = [f"{path}: {values}" for path, values in factors.items()] or ["none"]
    people = {(arm.parameters.people.mentees, arm.parameters.people.mentors) for arm in plan.arms}
    same = len(set(plan.controls)) * experiment.replications
    return [
        *(("" if n else "factors", factor) for n, factor in enumerate(factors)),
        ("arms", f"{count:,}{origin(experiment, count)}"),
        *worlds_of(experiment),
        (
            "runs",
            f"{len(plan):,}: {plural(experiment.replications, 'replication')} of each arm"
            f"{' in each world' if experiment.worlds else ''}, and "
            f"{plural(same, 'control world')} beside them",
        ),
        *real_people(plan),
        (
            "each",
            f"{plural(experiment.weeks, 'week')}; mentees and mentors in week 0: "
            f"{', '.join(f'{a:,} and {b:,}' for a, b in sorted(people))}",
        ),
        *(
            [
                (
                    "stop",
                    f"a run ends before with the first week in which {experiment.stop.text}; a pilot's times are "
                    "of runs that are not stopped",
                )
            ]
            if experiment.stop
            else []
        ),
    ]


def worlds_of(experiment) -> list[tuple]:
    """The plausible worlds, and how many parameters they differ in."""
    if experiment.worlds is None:
        return []
    from mentorsim.analysis.worlds import effective
    from mentorsim.cli.show import plural
    from mentorsim.printing import number

    worlds = experiment.worlds
    weight = number(effective([one.weight for one in worlds.worlds]), 1)
    differ = f"which differ in {plural(len(worlds.paths), 'parameter')}"
    return [("worlds", f"{worlds.in_words()}, {differ}; by their weights worth {weight}")]


def real_people(plan) -> list[tuple]:
    """What is given of real people."""
    from mentorsim.roster import load as roster

    shown = plan.people_summary()
    return roster.in_words(shown) if shown else []


def origin(experiment, arms: int) -> str:
    """Where the arms come from, and what became of the other candidates."""
    from mentorsim.cli.show import plural

    design = experiment.design
    if design is None:
        return ""
    meeting = sum(1 for _ in design.combinations(experiment)) if design.where else design.size()
    noun = "point" if hasattr(design, "points") else "combination"
    parts = [design.kind] + ([f"of {plural(design.size(), noun)}"] if design.size() != arms else [])
    if meeting < design.size():
        parts.append(f"{design.size() - meeting:,} outside `where`")
    if arms < meeting and design.kind != "one-at-a-time":
        parts.append(f"{meeting - arms:,} the same world as another")
    return f" ({'; '.join(parts)})"


# --- what it takes ---------------------------------------------------------------------------------------------------


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
    from mentorsim.diary import Diary
    from mentorsim.experiment.identity import control_of
    from mentorsim.experiment.runs import simulate_world

    smaller, share = fewer_people(parameters)
    weeks = min(PILOT_WEEKS, experiment.weeks)

    def timed(work) -> tuple:
        """(seconds of computing, whatever else the machine does meanwhile; what came of it)."""
        begun = time.process_time()
        found = work()
        return time.process_time() - begun, found

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
    from mentorsim import indicators, tables

    run = tables.run_of(world)
    return run, indicators.outcomes(run)


def rows_to_keep(names, run, world, without, diary) -> dict:
    """{table: columns} of what a pilot leaves behind, but `outcomes`. without: the world without mentoring."""
    from dataclasses import replace

    from mentorsim import tables
    from mentorsim.experiment.runs import table_of

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
    from mentorsim.store.parquet import rows_of

    once = ("outcomes", "weekly", "pairs", "layers")  # of the rest, a row is of a person or match
    by_time = ("weekly", "matches", "exchanges", "pairs", "layers")
    return sum(
        rows_of([({"run_id": "0" * 16}, table)]).nbytes
        * (longer if name in by_time else 1.0)
        / (1.0 if name in once else share)
        for name, table in tables.items()
    )
