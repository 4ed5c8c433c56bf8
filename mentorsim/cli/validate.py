"""`mentorsim validate`: published patterns, held against the model."""

import textwrap
from pathlib import Path

import click

REPLICATIONS, IN_WORLDS = 24, 4  # of every world, and of each plausible one
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
    metavar="N",
    help=f"Of every world; without it {REPLICATIONS}, or {IN_WORLDS} of each plausible world.",
)
@click.option(
    "--worlds",
    metavar="W[:N]",
    help="In plausible worlds: plausible, or a calibration's ensemble.csv; N of them, such as plausible:20.",
)
@click.option(
    "--out", metavar="FOLDER", help="Where runs are kept; without it, results/validation, or results/validation-worlds."
)
@click.option(
    "--without",
    multiple=True,
    metavar="MECHANISM",
    help="Instead: what becomes of the patterns without this mechanism, or without each (all); repeatable.",
)
@click.option("--accept-code-change", is_flag=True, help="Go on in a folder that other code began; rows tell which.")
@click.pass_context
def validate(ctx, ids, role, as_json, workers, replications, worlds, out, without, accept_code_change):
    """Hold the model against patterns that mentoring research has published.

    Each pattern has a verdict: met, direction only, missed, not testable (docs/patterns.md says what they mean); over
    plausible worlds, also the share of them that meet it. Runs are kept, so a command that was stopped goes on where it
    was, and one with more patterns does what is missing. The exit code is 0 whatever the verdicts are, 1 if runs have
    failed.

    \b
    Examples:
      mentorsim validate
      mentorsim validate --pattern P7 --pattern P9
      mentorsim validate --role C --json
      mentorsim validate --worlds plausible:20
      mentorsim validate --role C --without hurt --replications 12
    """
    from mentorsim.cli import show
    from mentorsim.cli.sweep import swept, tell_failures
    from mentorsim.cli.without import held_without
    from mentorsim.files import place
    from mentorsim.patterns import chosen, over_worlds, validation

    patterns, ensemble = chosen(ids, role), ensemble_of(worlds, without)
    replications = replications or (IN_WORLDS if ensemble else REPLICATIONS)
    folder = place(out or Path("results") / ("validation-worlds" if ensemble else "validation"))
    todo = over_worlds.tasks(patterns, ensemble) if ensemble else validation.tasks(patterns)

    def sweep_task(task, into):
        return swept(ctx, task.experiment(replications), into, workers, accept_code_change=accept_code_change)

    if without:
        if tell_failures(held_without(patterns, without, folder, sweep_task, as_json)):
            ctx.exit(1)
        return
    if todo:
        announce(todo, replications, workers)
    found = {task.scenario.name: sweep_task(task, folder / task.scenario.name) for task in todo}
    if ensemble:
        entries = over_worlds.held_against(patterns, ensemble, replications, found)
    else:
        entries = validation.held_against(patterns, found)
    held = validation.save(folder, entries, replications, over_worlds.record(ensemble) if ensemble else None)
    if as_json:
        show.print_json(entries)
    else:
        tell(show.console(), held | {"patterns": entries})
        show.notice(f"\nResults: {folder}; as a page: mentorsim report {folder}")
    if tell_failures([error for results in found.values() for error in results.status()["errors"]]):
        ctx.exit(1)


def ensemble_of(worlds: str | None, without: tuple):
    """The plausible worlds that are asked for, None for none. BadInput where they cannot be had, or not so."""
    from mentorsim.errors import BadInput
    from mentorsim.experiment.worlds import load

    if worlds is None:
        return None
    if without:
        raise BadInput(
            "worlds: found it beside without, expected one of them: mechanisms go one by one at the defaults"
        )
    try:
        return load(worlds)
    except BadInput as error:
        raise BadInput(f"worlds: {error}") from None


def announce(todo, replications: int, workers: int | None, unit: str = "scenario") -> None:
    """How much is to be run, and about how long that takes. unit: what a task is one of."""
    from mentorsim.cli import show
    from mentorsim.experiment.executor import cores
    from mentorsim.experiment.pilot import pilot
    from mentorsim.experiment.sweep import Plan

    show.compile_if_cold()
    seconds, runs = 0.0, 0
    for task in todo:
        plan = Plan(task.experiment(replications))
        run, control = pilot(plan)
        runs += len(plan)
        seconds += len(plan) * run.seconds + len(set(plan.controls)) * replications * control.seconds
    time = show.duration(seconds / (workers or cores()) + STARTING * len(todo))
    show.notice(f"{show.plural(len(todo), unit)}, {show.plural(runs, 'run')}; from scratch about {time}")


def tell(out, found: dict) -> None:
    """The tables of both roles, what they say, and what cannot be tested. found: of `validation.load`."""
    from mentorsim.cli.show import grid, heading, paragraph
    from mentorsim.patterns import wording

    entries, heads = found["patterns"], wording.heads(found)
    heads = heads[:-1] if found["worlds"] else heads  # a verdict stands beside its pattern where shares take its room
    columns = [("pattern", "left"), *((head, "left" if head in ("target", "verdict") else "right") for head in heads)]
    for role, title in wording.TITLES.items():
        mine = [entry for entry in entries if entry["role"] == role]
        if mine:
            heading(out, f"{title}: {wording.counts(mine, role)}")
            grid(out, columns, [cells[: len(columns)] for entry in mine for cells in rows(entry)])
    out.print()
    paragraph(out, wording.note(found), indent="  ", style="dim")
    reasons = wording.reasons(entries)
    if reasons:
        heading(out, "Not testable in this edition of the model")
        for reason in reasons:
            paragraph(out, reason, indent="  ")


def rows(entry: dict) -> list[tuple]:
    """A pattern's rows: its name and verdict, its measures, who published it."""
    from mentorsim.patterns import wording

    *cells, verdict = wording.head(entry)
    name = narrow(f"{entry['id']}: {verdict}").lstrip() if "met" in entry else entry["id"]
    head = (name, *cells, textwrap.fill(verdict, VERDICT))
    measures = []
    for what, target, simulated, *cells, verdict in wording.lines(entry):
        value = simulated.replace(" [", "\n[")
        measures.append((narrow(what), target, value, *cells, textwrap.fill(verdict, VERDICT)))
    return [head, *measures, (narrow(entry["source"]), *[""] * (len(head) - 1))]


def narrow(text: str) -> str:
    """A text in lines of the first column, set in."""
    return textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="  ")
