"""The folder of a plan: an ordinary results folder, with what was found beside the runs.

plan.json   power, assurance and effects by size, the size that is enough, what a trial is worth
plan.html   the same as a page
"""

from pathlib import Path

from mentorsim.errors import BadInput
from mentorsim.files import read_account, whole_file, write_json
from mentorsim.plan.account import account
from mentorsim.plan.asked import Asked
from mentorsim.plan.fit import least_squares
from mentorsim.plan.names import NAME, PAGE
from mentorsim.plan.running import Runs, Sweep, experiment


def plan(asked: Asked, folder: Path, sweep: Sweep) -> tuple[dict, list[dict]]:
    """(the account of a plan in a folder, errors of runs that failed); goes on where it was stopped.

    sweep: does the runs of an experiment in a folder. BadInput without statsmodels, before anything is run, and where
    no run came to its end.
    """
    from mentorsim.plan import page

    least_squares()
    results = sweep(experiment(asked), folder)
    status = results.status()
    if not status["done"]:
        raise BadInput(f"{folder}: found no run that came to its end: {status['errors'][0]['error']}")
    told = account(asked, Runs(asked, results))
    with whole_file(folder / PAGE) as file:
        file.write(page.render(told).encode())
    write_json(folder / NAME, told)  # last: where it is, the rest is
    return told, status["errors"]


def write(folder: Path, file: Path) -> Path:
    """Write the page of a plan into a file; returns it. BadInput where the folder has none."""
    from mentorsim.plan import page

    text = page.render(load(folder))
    with whole_file(file) as out:
        out.write(text.encode())
    return file


def load(folder: Path) -> dict:
    """The account in a folder. BadInput where there is none."""
    expected = "found no plan, expected what `mentorsim plan` writes"
    return read_account(Path(folder) / NAME, {"arms", "pairs", "worlds"}, expected)
