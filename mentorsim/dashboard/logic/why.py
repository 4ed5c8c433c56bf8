"""Why two worlds differ: the difference taken apart into what differs between them, by Shapley shares.

What differs are components of the settings, and parameters that were set. Every mixture of the two worlds is run in the
same replications, so that the shares add up to the difference to the last bit.
"""

from dataclasses import dataclass
from itertools import product

import pandas as pd

from mentorsim.analysis.decomposition import TOTAL, decompose
from mentorsim.dashboard.logic import panel
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.replications import WORLDS, run_worlds
from mentorsim.dashboard.logic.tasks import BOARD, Task
from mentorsim.errors import BadInput
from mentorsim.parameters import GIVEN
from mentorsim.printing import with_interval
from mentorsim.settings import COMPONENTS, KEPT

BROUGHT = tuple(name for name in COMPONENTS if name not in KEPT)  # components that a setting brings with it
MOST_PARTS = 7  # 2^7 mixtures in each replication
REPLICATIONS = 8


@dataclass(frozen=True)
class Part:
    """One thing in which two worlds differ. name: a component of settings, or a path; words: how it is shown; path,
    value: of it in B.
    """

    name: str
    words: str
    path: str
    value: object

    def moved(self, choice: Choice) -> Choice:
        """The choice with this part as in B."""
        return choice.with_overrides(choice.overrides | {self.path: self.value})


def parts_of(first: Choice, second: Choice) -> list[Part]:
    """In what two worlds differ, one part each; [] if they are alike."""
    found = []
    names = [f"setting.{name}" for name in BROUGHT]
    origin = [[world.value(path) or world.value("setting") for path in names] for world in (first, second)]
    for name, path, here, there in zip(BROUGHT, names, *origin, strict=True):
        if here != there:
            found.append(Part(name, f"{name} of {there}", path, there))
    for path in set_apart(first, second):
        value = second.value(path)
        found.append(Part(path, f"{panel.label_of(path)} {value}", path, value))
    return found


def set_apart(first: Choice, second: Choice) -> list[str]:
    """Parameters that were set in one of the worlds and differ."""
    paths = dict.fromkeys((*first.overrides, *second.overrides))
    settings = {"setting", GIVEN, *(f"setting.{name}" for name in BROUGHT)}
    return [path for path in paths if path not in settings and first.value(path) != second.value(path)]


def mixtures(first: Choice, second: Choice) -> dict[tuple[str, ...], Choice]:
    """{which part comes from which world: the world}: all of them, A's first. BadInput for too many parts."""
    parts = parts_of(first, second)
    if len(parts) > MOST_PARTS:
        raise BadInput(f"the worlds differ in {len(parts)} things, expected at most {MOST_PARTS} to be taken apart")
    found = {}
    for cell in product(WORLDS, repeat=len(parts)):
        mixed = first
        for part, world in zip(parts, cell, strict=True):
            mixed = part.moved(mixed) if world == WORLDS[1] else mixed
        found[cell] = mixed
    return found


@dataclass(frozen=True, eq=False)
class Apart:
    """A difference being taken apart. pair: the worlds; parts: in what they differ; task: the work, whose result is the
    table of outcomes so far.
    """

    pair: tuple[Choice, Choice]
    parts: list[Part]
    task: Task

    def shares(self, outcome: str) -> pd.DataFrame:
        """The Shapley share of each part in B − A, as `analysis.decomposition` has it; empty as long as fewer than two
        replications have a value of it in every mixture.
        """
        table = self.task.result
        if table is None:
            return pd.DataFrame()
        without = table["replication"][table[outcome].isna()]
        table = table[~table["replication"].isin(without)]
        if table["replication"].nunique() < 2:
            return pd.DataFrame()
        return decompose(table, outcome, [part.name for part in self.parts])

    def rows(self, outcome: str) -> list[list[str]]:
        """The shares as texts: part, share with its interval, whether it stands; the largest first."""
        found = self.shares(outcome)
        if len(found) == 0:
            return []
        words = {part.name: part.words for part in self.parts} | {TOTAL: "all of it: B − A"}
        found = found.assign(size=found["share"].abs().where(found["component"] != TOTAL, -1.0))
        return [
            [
                words[row["component"]],
                with_interval(row["share"], row["low"], row["high"]),
                "yes" if row["holds"] else "",
            ]
            for row in found.sort_values("size", ascending=False, kind="stable").to_dict("records")
        ]


def begin(pair: tuple[Choice, Choice]) -> Apart:
    """Begin to take a difference apart, in the background. BadInput if there are too many parts or tasks."""
    worlds, parts = mixtures(*pair), parts_of(*pair)
    task = BOARD.start(f"{len(worlds)} mixtures", lambda one: run_mixtures(one, worlds, parts), listed=False)
    return Apart(pair, parts, task)


def run_mixtures(task: Task, worlds: dict, parts: list[Part], workers: int | None = None) -> None:
    """Run all mixtures in a few replications, in processes; `task.result` has those replications that are complete."""
    names = [part.name for part in parts]
    run_worlds(task, worlds, lambda cell: dict(zip(names, cell, strict=True)), REPLICATIONS, workers)


def swapped(pair: tuple[Choice, Choice], name: str) -> tuple[Choice, Choice]:
    """The pair with one part of A as it is in B."""
    part = next(part for part in parts_of(*pair) if part.name == name)
    return part.moved(pair[0]), pair[1]
