"""`mentorsim validate --without`: what becomes of the patterns in a model that lacks a mechanism."""

from dataclasses import replace
from pathlib import Path


def held_without(patterns, names, folder: Path, sweep_task, as_json: bool) -> list[str]:
    """Run the patterns' worlds without each of some mechanisms, show and keep the table; returns the errors of runs.

    sweep_task: function of a task and a folder, which gives the results of its runs.
    """
    from mentorsim.cli import show
    from mentorsim.patterns import mechanisms as they
    from mentorsim.patterns import validation

    wanted, todo = they.chosen(names), they.tasks_in_usual_worlds(patterns)
    results = {task.scenario.name: sweep_task(task, folder / task.scenario.name) for task in todo}
    errors = [error for found in results.values() for error in found.status()["errors"]]
    usual = validation.runs_in(patterns, todo, results)
    rows = []
    for number, mechanism in enumerate(wanted, 1):
        show.notice(f"Without {mechanism.name} ({number} of {len(wanted)})")
        lacking = [replace(task, scenario=mechanism.without(task.scenario)) for task in todo]
        place = they.folder_of(folder, mechanism)
        found = {task.scenario.name: sweep_task(task, place / task.scenario.name) for task in lacking}
        errors += [error for one in found.values() for error in one.status()["errors"]]
        entries = they.held_without(patterns, usual, validation.runs_in(patterns, lacking, found))
        rows.append(they.row(mechanism, entries))
        they.save(folder, rows)
    if as_json:
        show.print_json(rows)
    else:
        tell(show.console(), rows)
        show.notice(f"\nResults: {folder / they.NAME}")
    return errors


def tell(out, rows: list[dict]) -> None:
    """The table of mechanisms by patterns."""
    from mentorsim.cli.show import grid, heading, paragraph

    heading(out, "Without each mechanism: which patterns stand worse, better, or move beyond their interval")
    cells = [(row["name"], *(" ".join(row[key]) or "–" for key in ("broken", "better", "moved"))) for row in rows]
    grid(out, [("without", "name"), ("worse", "left"), ("better", "left"), ("moved", "left")], cells)
    idle = [row["name"] for row in rows if not (row["broken"] or row["better"] or row["moved"])]
    out.print()
    paragraph(out, NOTE, indent="  ", style="dim")
    if idle:
        paragraph(out, f"Carry nothing that a pattern shows: {', '.join(idle)}.", indent="  ")


NOTE = (
    "Moved: a measure of the pattern differs by more than its 95 % interval, over pairs of replications with the same "
    "people and luck. Worse, better: it moves, and the pattern's verdict changes with it."
)
