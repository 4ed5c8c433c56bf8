"""Where the answer turns: the difference of the two worlds that are compared, over two parameters that both have.

A coarse grid is run in a few replications; then the cells at the line on which the difference turns its sign, and those
in which it cannot be told from 0, in more. What was run is kept for as long as the visitor stays.
"""

import contextlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from mentorsim import figures, plugins
from mentorsim.analysis.intervals import interval
from mentorsim.dashboard.logic import panel, what_if
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.replications import WORLDS, outcomes_of
from mentorsim.dashboard.logic.tasks import BOARD, Task
from mentorsim.errors import BadInput
from mentorsim.experiment.executor import Local, cores, execute
from mentorsim.printing import between, digits_for, shortest, signed

LEVELS, FIRST, MORE = 7, 4, 10  # of each parameter; replications of every cell, and near the line
MOST_NEAR = 24  # cells that are run in more
MOST_KEPT = 6
Pair = tuple[Choice, Choice]
Cell = tuple[float, float]


def axes_of(pair: Pair) -> list[str]:
    """Parameters with a slider in which the two worlds do not differ."""
    return [path for path in panel.SLIDERS if pair[0].value(path) == pair[1].value(path)]


def fitting(chosen: tuple[str, str], axes: list[str]) -> tuple[str, str]:
    """Two axes: those that were chosen, or others in place of what is none. axes: two at least."""
    x = chosen[0] if chosen[0] in axes else next(path for path in axes if path != chosen[1])
    y = chosen[1] if chosen[1] in axes else next(path for path in axes if path != x)
    return x, y


def levels_of(path: str, kind: type) -> list:
    """LEVELS values over the range of a parameter's slider, at its steps; of what is counted none is 0."""
    low, high, step = panel.SLIDERS[path]
    low = max(low, step) if kind is int else low
    values = low + step * np.round((np.linspace(low, high, LEVELS) - low) / step)
    return [kind(round(value, 6)) for value in values]


@dataclass(frozen=True, eq=False)
class Turning:
    """A difference over two parameters. pair: the worlds; x, y: paths; runs: {cell: {replication: outcomes of A and of
    B}} so far; task: the work.
    """

    pair: Pair
    x: str
    y: str
    runs: dict[Cell, dict[int, tuple[dict, dict]]]
    task: Task

    def is_of(self, pair: Pair) -> bool:
        """Whether two worlds differ from these in nothing but the two parameters."""
        return key_of(self.pair, self.x, self.y) == key_of(pair, self.x, self.y)

    def table(self, outcome: str) -> pd.DataFrame:
        """x, y, difference B − A, low, high (95 %), n of every cell that was run."""
        return table_of(self.runs, self.x, self.y, outcome)

    def figure(self, outcome: str, theme: str):
        """The map."""
        figure = figures.turning(self.table(outcome), self.x, self.y, outcome, theme)
        figure.update_xaxes(title_text=panel.label_of(self.x))
        return figure.update_yaxes(title_text=panel.label_of(self.y))

    def rows(self, outcome: str) -> list[dict]:
        """Every cell as a row of a table, those nearest to the turn first."""
        table = self.table(outcome)
        found = table.assign(size=table["difference"].abs()).sort_values("size", kind="stable") if len(table) else table
        return [{"key": f"{row[self.x]:.12g},{row[self.y]:.12g}", "cells": cells(row, self.x, self.y)}
                for row in found.to_dict("records")]  # fmt: skip

    def at(self, x: float, y: float) -> Pair:
        """The two worlds of a cell."""
        return worlds_at(self.pair, self.x, self.y, (x, y))


def cells(row: dict, x: str, y: str) -> list[str]:
    """A cell of the map as texts: both values, the difference with its interval, pairs, which world is ahead."""
    digits = digits_for(row["low"], row["high"])
    ends = "" if math.isnan(row["low"]) else f" {between(row['low'], row['high'], digits)}"
    ahead = "B" if row["low"] > 0.0 else "A" if row["high"] < 0.0 else "cannot tell"
    where = f"{shortest(row[x])} and {shortest(row[y])}"
    return [where, f"{signed(row['difference'], digits)}{ends}", str(row["n"]), ahead]


def table_of(runs: dict, x: str, y: str, outcome: str) -> pd.DataFrame:
    """A row for each cell, with the columns of `Turning.table`."""
    rows = []
    for cell, found in sorted(runs.items()):
        values = [second[outcome] - first[outcome] for first, second in found.values()]
        known = [value for value in values if math.isfinite(value)]
        mean, low, high = interval(known) if len(known) > 1 else (known[0] if known else math.nan, math.nan, math.nan)
        rows.append({x: cell[0], y: cell[1], "difference": mean, "low": low, "high": high, "n": len(known)})
    return pd.DataFrame(rows, columns=[x, y, "difference", "low", "high", "n"])


def worlds_at(pair: Pair, x: str, y: str, cell: Cell) -> Pair:
    """Both worlds with the two parameters at the values of a cell."""
    kinds = type(pair[0].value(x)), type(pair[0].value(y))
    first, second = (one.with_value(x, kinds[0](cell[0])).with_value(y, kinds[1](cell[1])) for one in pair)
    return first, second


def key_of(pair: Pair, x: str, y: str) -> tuple:
    """What a map is of: two worlds without the parameters that vary, and without their replication."""
    return x, y, *(what_if.key_of(one.with_overrides(without(one, y)), x) for one in pair)


def without(choice: Choice, path: str) -> dict:
    """The overrides of a choice but for one."""
    return {name: value for name, value in choice.overrides.items() if name != path}


def begin(pair: Pair, x: str, y: str) -> Turning:
    """Begin a map, in the background. BadInput if the axes do not fit, or enough is running."""
    known = axes_of(pair)
    if x == y or x not in known or y not in known:
        raise BadInput(f"map: found {x} and {y}, expected two of {', '.join(known)}")
    names = [panel.label_of(path) for path in (x, y)]
    runs: dict[Cell, dict] = {}
    task = BOARD.start(f"map of {' and '.join(names)}", lambda one: run(one, pair, x, y, runs), listed=False)
    return Turning(pair, x, y, runs, task)


def run(task: Task, pair: Pair, x: str, y: str, runs: dict, workers: int | None = None) -> None:
    """Run every cell in a few replications, then those near the turn in more; `runs` has what is complete."""
    kinds = (type(pair[0].value(path)) for path in (x, y))
    across, up = (levels_of(path, kind) for path, kind in zip((x, y), kinds, strict=True))
    every = [(float(one), float(other)) for other in up for one in across]
    coarse = [(cell, replication) for replication in range(FIRST) for cell in every]
    fill(task, pair, x, y, coarse, runs, workers, ahead=0)
    near = near_the_turn(table_of(runs, x, y, what_matters(runs)), x, y)
    fine = [(cell, replication) for replication in range(FIRST, MORE) for cell in near]
    fill(task, pair, x, y, fine, runs, workers, ahead=len(coarse))


def what_matters(runs: dict) -> str:
    """The gain by which it is decided where more is run: after a year or, where worlds end before, half a year."""
    first = next(iter(next(iter(runs.values())).values()))[0]
    return "g_unassisted" if math.isfinite(first["g_unassisted"]) else "g_unassisted_26"


def near_the_turn(table: pd.DataFrame, x: str, y: str) -> list[Cell]:
    """Cells whose interval holds 0, and those beside a cell of the other sign: at most MOST_NEAR, the nearest to 0."""
    wide = table.pivot(index=y, columns=x, values="difference").sort_index().sort_index(axis=1)
    signs = np.sign(wide.to_numpy())
    turns = np.zeros(signs.shape, bool)
    for axis in (0, 1):
        apart = np.diff(signs, axis=axis) != 0.0
        pad = [(0, 1) if axis == at else (0, 0) for at in (0, 1)]
        turns |= np.pad(apart, pad) | np.pad(apart, [one[::-1] for one in pad])
    beside = {(wide.columns[right], wide.index[down]) for down, right in zip(*np.nonzero(turns), strict=True)}
    open_ones = table[~((table["low"] > 0.0) | (table["high"] < 0.0)) & table["difference"].notna()]
    near = beside | set(zip(open_ones[x], open_ones[y], strict=True))
    size = {(row[x], row[y]): abs(row["difference"]) for row in table.to_dict("records")}
    return sorted(near, key=lambda cell: size[cell])[:MOST_NEAR]


def fill(task: Task, pair: Pair, x: str, y: str, wanted: Iterable, runs: dict, workers: int | None, ahead: int) -> None:
    """Run pairs of worlds in processes. wanted: (cell, replication); ahead: pairs that were run before."""
    wanted = list(wanted)
    chunks = []
    for cell, replication in wanted:
        both = worlds_at(pair, x, y, cell)
        chunks.append([((cell, world), one.parameters, one.weeks, one.seed, replication, one.shocks)
                       for world, one in zip(WORLDS, both, strict=True)])  # fmt: skip
    total, halves = ahead + len(wanted), {}
    task.progress(ahead, total)
    work = partial(outcomes_of, named=plugins.named())
    with contextlib.closing(execute(chunks, work, Local(workers or min(2, cores())))) as answers:
        for ((cell, world), *_, replication, _), answer in answers:
            if answer is None:
                raise RuntimeError(f"the process of {cell}, replication {replication} died")
            halves.setdefault((cell, replication), {})[world] = answer[0]
            if len(halves[cell, replication]) == len(WORLDS):
                found = halves.pop((cell, replication))
                runs.setdefault(cell, {})[replication] = tuple(found[name] for name in WORLDS)
                ahead += 1
                task.progress(ahead, total)


@dataclass
class Maps:
    """The maps that a visitor asked for. kept: {key: map}; shown: the one that is looked at."""

    kept: dict[tuple, Turning] = field(default_factory=dict)
    shown: Turning | None = None

    def ask(self, pair: Pair, x: str, y: str) -> None:
        """Show the map of two worlds, begun if it is not there. BadInput as `begin`."""
        key = key_of(pair, x, y)
        known = self.kept.pop(key, None)
        if known is None or known.task.state in ("failed", "cancelled"):
            known = begin(pair, x, y)
        self.kept[key] = self.shown = known
        while len(self.kept) > MOST_KEPT:
            self.kept.pop(next(iter(self.kept))).task.cancel()

    def cancel(self) -> None:
        """Call off what runs."""
        for one in self.kept.values():
            one.task.cancel()
