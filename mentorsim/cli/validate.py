"""`mentorsim validate`: published patterns, held against the model."""

import textwrap
from pathlib import Path

import click

REPLICATIONS = 24
WIDTH, VERDICT = 16, 12  # of the first and the last column, so that the table fits 80 columns
STARTING = 3.0  # seconds in which the workers of a scenario start


@click.command()
@click.option(
    "--pattern", "ids", multiple=True, metavar="ID", help="Only this one, such as P7 or P32-reply; repeatable."
)
@click.option("--role", type=click.Choice(["C", "V"]), help="Only those to calibrate by (C), or to validate by (V).")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of objects, one per pattern.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; without it, one per core.")
@click.option(
    "--replications",
    type=click.IntRange(min=2),
    default=REPLICATIONS,
    show_default=True,
    metavar="N",
    help="Of every world.",
)
@click.option("--out", metavar="FOLDER", help="Where runs are kept; without it, results/validation.")
@click.option(
    "--without",
    multiple=True,
    metavar="MECHANISM",
    help="Instead: what becomes of the patterns without this mechanism, or without each (all); repeatable.",
)
@click.option("--accept-code-change", is_flag=True, help="Go on in a folder that other code began; rows tell which.")
@click.pass_context
def validate(ctx, ids, role, as_json, workers, replications, out, without, accept_code_change):
    """Hold the model against patterns that mentoring research has published.

    Each pattern has a verdict: met, direction only, missed, not testable (docs/patterns.md says what they mean). Runs
    are kept, so a command that was stopped goes on where it was, and one with more patterns does what is missing. The
    exit code is 0 whatever the verdicts are, 1 if runs have failed.

    \b
    Examples:
      mentorsim validate
      mentorsim validate --pattern P7 --pattern P9
      mentorsim validate --role C --json
      mentorsim validate --role C --without hurt --replications 12
    """
    from mentorsim.cli import show
    from mentorsim.cli.sweep import swept, tell_failures
    from mentorsim.cli.without import held_without
    from mentorsim.files import place
    from mentorsim.patterns import chosen, validation

    def sweep_task(task, into):
        return swept(ctx, task.experiment(replications), into, workers, accept_code_change=accept_code_change)

    patterns = chosen(ids, role)
    folder, todo = place(out or Path("results") / "validation"), validation.tasks(patterns)
    if without:
        if tell_failures(held_without(patterns, without, folder, sweep_task, as_json)):
            ctx.exit(1)
        return
    if todo:
        announce(todo, replications, workers)
    found = {task.scenario.name: sweep_task(task, folder / task.scenario.name) for task in todo}
    entries = validation.held_against(patterns, found)
    validation.save(folder, entries, replications)
    if as_json:
        show.print_json(entries)
    else:
        tell(show.console(), entries)
        show.notice(f"\nResults: {folder}; as a page: mentorsim report {folder}")
    if tell_failures([error for results in found.values() for error in results.status()["errors"]]):
        ctx.exit(1)


def announce(todo, replications: int, workers: int | None) -> None:
    """How much is to be run, and about how long that takes."""
    from mentorsim.cli import show
    from mentorsim.cli.check import pilot
    from mentorsim.experiment.executor import cores
    from mentorsim.experiment.sweep import Plan

    show.compile_if_cold()
    seconds, runs = 0.0, 0
    for task in todo:
        plan = Plan(task.experiment(replications))
        run, control = pilot(plan)
        runs += len(plan)
        seconds += len(plan) * run.seconds + len(set(plan.controls)) * replications * control.seconds
    time = show.duration(seconds / (workers or cores()) + STARTING * len(todo))
    show.notice(f"{show.plural(len(todo), 'scenario')}, {show.plural(runs, 'run')}; from scratch about {time}")


def tell(out, entries: list[dict]) -> None:
    """The tables of both roles, what they say, and what cannot be tested."""
    from mentorsim.cli.show import grid, heading, paragraph
    from mentorsim.patterns import wording

    columns = [("pattern", "left"), *((head, "left" if head in ("target", "verdict") else "right")
                                      for head in wording.HEADS)]  # fmt: skip
    for role, title in wording.TITLES.items():
        mine = [entry for entry in entries if entry["role"] == role]
        if mine:
            heading(out, f"{title}: {wording.counts(mine, role)}")
            grid(out, columns, [cells for entry in mine for cells in rows(entry)])
    out.print()
    paragraph(out, wording.NOTE, indent="  ", style="dim")
    reasons = wording.reasons(entries)
    if reasons:
        heading(out, "Not testable in this edition of the model")
        for reason in reasons:
            paragraph(out, reason, indent="  ")


def rows(entry: dict) -> list[tuple]:
    """A pattern's rows: its name and verdict, its measures, who published it."""
    from mentorsim.patterns import wording

    head = (entry["id"], "", "", "", "", textwrap.fill(entry["verdict"], VERDICT))
    measures = [
        (narrow(what), *cells, textwrap.fill(verdict, VERDICT)) for what, *cells, verdict in wording.lines(entry)
    ]
    return [head, *measures, (narrow(entry["source"]), "", "", "", "", "")]


def narrow(text: str) -> str:
    """A text in lines of the first column, set in."""
    return textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="  ")
