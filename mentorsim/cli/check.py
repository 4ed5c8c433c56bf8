"""`mentorsim check`: is an experiment right, and what will it take?"""

import click

from mentorsim.cli import options


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
    from mentorsim.experiment import pilot
    from mentorsim.experiment.executor import cores

    run, control, seconds, size = pilot.total(plan)
    workers = cores()
    return [
        ("per run", f"about {show.duration(run.seconds)}; {show.duration(control.seconds)} per control world"),
        ("in all", f"about {show.duration(seconds / workers)} with {show.plural(workers, 'worker')}"),
        ("on disk", f"about {show.size(size)} for {', '.join(experiment.tables)}"),
    ]


def tell_stop(experiment, plan) -> None:
    """Say if the condition that ends runs early holds in their first week already, of some arms."""
    from mentorsim.cli.show import notice
    from mentorsim.experiment.pilot import fewer_people, spread
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
