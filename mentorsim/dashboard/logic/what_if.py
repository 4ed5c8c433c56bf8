"""What if a parameter were another: an outcome over the range of a slider, in replications of the world explored.

Every level is run with the same people and the same luck, as far as the parameter leaves them the same; the curve is
computed once, and kept for as long as the visitor stays.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorsim import figures
from mentorsim.analysis.contrasts import arm_means
from mentorsim.dashboard.logic import panel
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.replications import run_worlds
from mentorsim.dashboard.logic.tasks import BOARD, Task
from mentorsim.figures import style
from mentorsim.printing import number

LEVELS, REPLICATIONS = 7, 8
MOST_KEPT = 12  # curves


@dataclass(frozen=True, eq=False)
class WhatIf:
    """The outcomes of a world over the levels of one parameter. choice: the world; path: the parameter; task: the work,
    whose result is the table of outcomes so far: replication, the path, indicators.
    """

    choice: Choice
    path: str
    task: Task

    def is_of(self, choice: Choice) -> bool:
        """Whether a world differs from this one in nothing but the parameter."""
        return key_of(self.choice, self.path) == key_of(choice, self.path)

    def curve(self, outcome: str) -> pd.DataFrame:
        """The mean at each level with its 95 % interval, as `contrasts.arm_means` has it; empty before a replication
        is complete.
        """
        table = self.task.result
        return pd.DataFrame() if table is None else arm_means(table, [self.path], outcome).sort_values(self.path)

    def figure(self, outcome: str, theme: str):
        """The curve, with the present value marked."""
        figure = figures.response(self.curve(outcome), self.path, outcome, theme=theme)
        figure.update_xaxes(title_text=panel.label_of(self.path))
        present = self.choice.value(self.path)
        style.reference(figure, style.theme_of(theme), x=present, text=f"now {number(present)}")
        return figure.update_layout(height=300)


def can_be_asked(path: str) -> bool:
    """Whether a parameter has a range to look over."""
    return path in panel.SLIDERS


def levels_of(choice: Choice, path: str) -> list:
    """LEVELS values over the range of the parameter's slider, of its own type, and the present one."""
    low, high, _ = panel.SLIDERS[path]
    present = choice.value(path)
    kind, values = type(present), np.linspace(low, high, LEVELS)
    return sorted({*map(kind, np.round(values) if kind is int else values), present})


def key_of(choice: Choice, path: str) -> tuple:
    """What a curve is of: a world without the parameter that varies, and without its replication."""
    others = tuple(sorted((name, str(value)) for name, value in choice.overrides.items() if name != path))
    return path, others, choice.seed, choice.weeks, str(choice.shocks), choice.people


def begin(choice: Choice, path: str) -> WhatIf:
    """Begin the runs over a parameter's range, in the background. BadInput if enough is running."""
    worlds = {level: choice.with_value(path, level) for level in levels_of(choice, path)}
    task = BOARD.start(f"{path} over its range", lambda one: run_levels(one, path, worlds), listed=False)
    return WhatIf(choice, path, task)


def run_levels(task: Task, path: str, worlds: dict, workers: int | None = None) -> None:
    """Run all levels in a few replications, in processes; `task.result` has the replications that are complete."""
    run_worlds(task, worlds, lambda level: {path: level}, REPLICATIONS, workers)


class Asked(dict):
    """{key: WhatIf}: the curves that were asked for, which are kept."""

    def of(self, choice: Choice, path: str) -> WhatIf:
        """The curve of a world over a parameter, begun if it is not there. BadInput if enough is running."""
        key = key_of(choice, path)
        known = self.pop(key, None)
        if known is None or known.task.state in ("failed", "cancelled"):
            known = begin(choice, path)
        self[key] = known
        while len(self) > MOST_KEPT:
            del self[next(iter(self))]
        return known

    def cancel(self) -> None:
        """Call off what runs."""
        for one in self.values():
            one.task.cancel()
