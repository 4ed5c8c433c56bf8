"""The folder of a search: an ordinary results folder, with what was found beside the runs.

threshold.json   the crossing of each arm with its interval, the means at all values, the rounds
threshold.html   the same as a page
"""

from collections.abc import Callable
from pathlib import Path

from mentorsim.files import read_account, whole_file, write_json
from mentorsim.store import results as store
from mentorsim.threshold import page
from mentorsim.threshold.account import account
from mentorsim.threshold.asked import Asked
from mentorsim.threshold.names import NAME, PAGE
from mentorsim.threshold.running import Runs, Sweep
from mentorsim.threshold.search import Round, search


def threshold(
    asked: Asked, folder: Path, sweep: Sweep, tell: Callable[[Round], object] = lambda one: None
) -> tuple[dict, list[dict]]:
    """(the account of a search in a folder, errors of runs that failed); goes on where it was stopped.

    sweep: does the runs of an experiment in a folder; tell: called with each round before it is run.
    """
    runs = Runs(asked, folder, sweep)
    history = search(len(asked.cases), asked.rules, runs, runs.size, tell)
    store.compact(store.open_results(folder))
    told = account(asked, history, runs.size)
    with whole_file(folder / PAGE) as file:
        file.write(page.render(told).encode())
    write_json(folder / NAME, told)  # last: where it is, the rest is
    return told, runs.errors


def write(folder: Path, file: Path) -> Path:
    """Write the page of a search into a file; returns it. BadInput where the folder has no search that has ended."""
    text = page.render(load(folder))
    with whole_file(file) as out:
        out.write(text.encode())
    return file


def load(folder: Path) -> dict:
    """The account in a folder. BadInput where there is none."""
    expected = "found no thresholds, expected what `mentorsim threshold` writes"
    return read_account(Path(folder) / NAME, {"arms", "parameter", "rounds"}, expected)
