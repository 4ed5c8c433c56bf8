"""`mentorsim threshold`: the value of a parameter at which an outcome crosses a level, arm by arm."""

from pathlib import Path

import click

from mentorsim.cli import options

PARAMETER = "The number that is varied, by its path."
OUTCOME = "An indicator."
AT = "The level that is to be crossed, such as extinction .5, R_M 1 or g 0."
AGAINST = "Instead of a level, another arm: where the outcome is the same in both."
RANGE = "of the range; without it, as the design or the shipped calibration has it, or the bounds."
SECOND = "Also over a second parameter: its values in the design, or some over its range; Q=LOW:HIGH over this."
PRECISION = "Half of the interval's width that is wanted, in units of the parameter; a fortieth of the range."


@click.command()
@options.config
@options.plugins
@click.option("--parameter", required=True, metavar="P", help=PARAMETER)
@click.option("--outcome", required=True, metavar="Y", help=OUTCOME)
@click.option("--at", type=float, metavar="LEVEL", help=AT)
@click.option("--against", metavar="ARM", help=AGAINST)
@click.option("--low", type=float, metavar="X", help=f"Low end {RANGE}")
@click.option("--high", type=float, metavar="X", help=f"High end {RANGE}")
@click.option("--map", "second", metavar="Q[=LOW:HIGH]", help=SECOND)
@click.option("--precision", type=float, metavar="X", help=PRECISION)
@click.option("--replications", type=click.IntRange(min=2), metavar="N", help="At first, of every value; 20.")
@click.option("--most", type=click.IntRange(min=1), metavar="N", help="Runs at most; 600 for each arm.")
@click.option("--seed", type=int, metavar="N", help="Instead of the experiment's.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; without it, one per core.")
@click.option("--out", metavar="DIR", help="The results folder; without it, results/<name>-threshold.")
@click.option("--figure", metavar="FILE", help="Also the figure by itself (.html, .png, .svg, .pdf).")
@click.option("--json", "as_json", is_flag=True, help="All that was found, as JSON.")
@click.option("--accept-code-change", is_flag=True, help="Go on in a folder that other code began; rows tell which.")
@options.sets
@click.pass_context
def threshold(
    ctx,
    config,
    parameter,
    outcome,
    at,
    against,
    low,
    high,
    second,
    precision,
    replications,
    most,
    seed,
    workers,
    out,
    figure,
    as_json,
    accept_code_change,
    sets,
):
    """Find the value of a parameter at which an outcome crosses a level.

    Each arm of CONFIG has its own crossing, with a 95 % interval; all arms and values have the same people with the
    same luck. Values near the crossing and replications are added until the interval is as narrow as asked for. Runs
    are kept: stop it at any time, the same command goes on where it was.

    \b
    Examples:
      mentorsim threshold quickstart --parameter meetings.mentor --outcome g_unassisted --at 0.2
      mentorsim threshold experiment.toml --parameter people.mentors --low 5 --high 60 --outcome extinct --at 0.5
      mentorsim threshold experiment.toml --parameter withdrawal.start --outcome delivered --against never
      mentorsim threshold experiment.toml --parameter people.mentors --low 5 --high 60 --outcome extinct --at 0.5 \\
        --map stages.volunteer=0:0.03
    """
    from mentorsim.cli import show
    from mentorsim.cli.sweep import swept, tell_failures
    from mentorsim.experiment.sweep import experiment_of
    from mentorsim.files import place
    from mentorsim.threshold import asked as questions
    from mentorsim.threshold import folder as folders
    from mentorsim.threshold import names, wording

    experiment = experiment_of(config, sets, seed=seed)
    asked = questions.asked(
        experiment, parameter, outcome, at, against, low, high, second, precision, replications, most
    )
    folder = place(out or Path("results") / asked.experiment.name)
    announce(asked, folder, workers)

    def sweep(part, path):
        return swept(ctx, part, path, workers, accept_code_change=accept_code_change)

    def tell_round(one):
        show.notice(f"\n{wording.told_of(one)}")

    told, errors = folders.threshold(asked, folder, sweep, tell_round)
    if as_json:
        show.print_json(told)
    else:
        tell(show.console(), told)
    if figure:
        from mentorsim.threshold import page

        show.save_figure(page.figure(told), figure)
    show.notice(f"\nResults: {folder} ({names.NAME}, outcomes.parquet); as a page: {folder / names.PAGE}")
    if tell_failures(errors):
        ctx.exit(1)


def announce(asked, folder: Path, workers: int | None) -> None:
    """How much is to be run, and about how long that takes at most."""
    from mentorsim.cli import show
    from mentorsim.experiment.executor import cores
    from mentorsim.experiment.pilot import pilot
    from mentorsim.experiment.sweep import Plan
    from mentorsim.printing import shortest
    from mentorsim.threshold.running import Runs

    show.compile_if_cold(whole=True)
    rules = asked.rules
    runs = Runs(asked, folder, sweep=None)
    grid = [(number, value) for number in range(len(asked.cases)) for value in rules.grid()]
    plan = Plan(runs.experiment(grid, rules.first))
    run, control = pilot(plan)
    each = run.seconds + control.seconds * len(set(plan.controls)) / len(plan.arms)
    first, rate = runs.size(dict.fromkeys(grid, rules.first)), workers or cores()
    span = f"{asked.parameter} from {shortest(rules.low)} to {shortest(rules.high)}"
    show.notice(
        f"{asked.experiment.name}: {span} in {show.plural(len(asked.cases), 'arm')}; {show.plural(first, 'run')} at "
        f"first, about {show.duration(each * first / rate)}; at most {rules.most:,}, about "
        f"{show.duration(each * max(first, rules.most) / rate)}"
    )


def tell(out, told: dict) -> None:
    """What was found: the answer, the crossing of each arm, how far arms move it, what one should know."""
    from mentorsim.cli.show import grid, heading, paragraph
    from mentorsim.threshold import wording

    heading(out, wording.title(told))
    paragraph(out, wording.answer(told), "  ")
    out.print()
    columns = [("arm", "left"), *((head, "right") for head in wording.HEADS)]
    grid(out, columns, wording.rows(told))
    if told["moves"]:
        heading(out, "How far arms move the crossing, paired by replication")
        grid(out, [(head, "right" if place else "left") for place, head in enumerate(wording.MOVES)],
             wording.move_rows(told))  # fmt: skip
    for line in wording.notes(told):
        out.print()
        paragraph(out, line, "  ")
    out.print()
    paragraph(out, wording.method(told), "  ", style="dim")
