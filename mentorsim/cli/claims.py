"""`mentorsim claims`: the claims of the essay, each put to its experiment."""

import textwrap
from pathlib import Path

import click

WORLDS, REPLICATIONS = "plausible:6", 5
VERDICT = 28  # width of the last column, so that the table fits 80 columns


@click.command()
@click.option("--claim", "ids", multiple=True, metavar="ID", help="Only this one, such as C7; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of objects, one per claim.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; without it, one per core.")
@click.option(
    "--replications",
    type=click.IntRange(min=2),
    default=REPLICATIONS,
    show_default=True,
    metavar="N",
    help="Of every arm in every world.",
)
@click.option(
    "--worlds",
    default=WORLDS,
    show_default=True,
    metavar="W[:N]",
    help="Plausible worlds: plausible, or a calibration's ensemble.csv; at least two of them.",
)
@click.option("--out", default="results/claims", show_default=True, metavar="FOLDER", help="Where runs are kept.")
@click.option("--accept-code-change", is_flag=True, help="Go on in a folder that other code began; rows tell which.")
@click.pass_context
def claims(ctx, ids, as_json, workers, replications, worlds, out, accept_code_change):
    """Put the essay's claims, C1 to C16, to experiments that could defeat them.

    Each claim has a verdict: supported, contradicted, depends on something, assumed, not shown. One rule decides for
    all (docs/claims.md), on the effect over plausible worlds, without its direct term, under a rival form, and by dose.
    Runs are kept, so a command that was stopped goes on where it was. The exit code is 0 whatever the verdicts are, 1
    if runs have failed.

    \b
    Examples:
      mentorsim claims
      mentorsim claims --claim C7 --claim C8
      mentorsim claims --worlds plausible:20 --replications 8
      mentorsim claims --json
    """
    from mentorsim.claims import chosen, results, running
    from mentorsim.cli import show
    from mentorsim.cli.sweep import swept, tell_failures
    from mentorsim.cli.validate import announce
    from mentorsim.files import place

    ensemble = running.ensemble(worlds)
    todo, folder = running.tasks(chosen(ids), ensemble), place(Path(out))
    announce(todo, replications, workers, "claim")
    found = {}
    for task in todo:
        experiment, into = task.experiment(replications), folder / task.claim.id
        found[task.claim.id] = swept(ctx, experiment, into, workers, accept_code_change=accept_code_change)
    entries = results.held_against(ensemble, replications, found)
    held = results.save(folder, entries, replications, ensemble)
    if as_json:
        show.print_json(entries)
    else:
        tell(show.console(), held | {"claims": entries})
        show.notice(f"\nResults: {folder}; as a page: mentorsim report {folder}")
    if tell_failures([error for one in found.values() for error in one.status()["errors"]]):
        ctx.exit(1)


def tell(out, found: dict) -> None:
    """The table of verdicts, and a sentence on each. found: of `results.load`."""
    from mentorsim.claims import wording
    from mentorsim.cli.show import grid, heading, paragraph

    entries = found["claims"]
    heading(out, f"Claims: {wording.counts(entries)}")
    columns = [("claim", "left"), *((head, "left" if head == "verdict" else "right") for head in wording.HEADS)]
    grid(out, columns, [row(entry) for entry in entries])
    out.print()
    paragraph(out, wording.note(found), indent="  ", style="dim")
    heading(out, "Why")
    for entry in entries:
        paragraph(out, wording.sentence(entry), indent="  ")


def row(entry: dict) -> tuple[str, ...]:
    """A claim's cells."""
    from mentorsim.claims import wording

    *cells, verdict = wording.cells(entry)
    return (entry["id"], *cells, textwrap.fill(verdict, VERDICT))
