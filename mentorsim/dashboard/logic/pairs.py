"""Replications of two worlds, and to which worlds they belong, whatever the page shows by now."""

from dataclasses import dataclass, field

import pandas as pd

from mentorsim.dashboard.logic import panel, replications, views
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.replications import OUTCOMES, WORLDS, Pairs, Precision
from mentorsim.dashboard.logic.tasks import BOARD, Task
from mentorsim.experiment.identity import run_id
from mentorsim.parameters import GIVEN

MOST_KEPT = 8  # pairs whose runs are kept
MOST_FAULTS = 4  # differences listed one by one


@dataclass(frozen=True, eq=False)
class Paired:
    """Replications of one pair of worlds, and of no other.

    pair: the worlds when it began; precision: when there are enough; task: the work, whose result is the table of
    outcomes so far; found: the runs so far; outcomes: those whose effects are shown.
    """

    pair: tuple[Choice, Choice]
    precision: Precision
    task: Task
    found: Pairs = field(default_factory=Pairs)
    outcomes: tuple = OUTCOMES

    def effects(self) -> pd.DataFrame:
        """Effects of B against A so far."""
        return replications.effects(self.task.result, self.outcomes)

    def changed(self, pair: tuple[Choice, Choice], outcomes: tuple = OUTCOMES) -> list[str]:
        """What these replications are not of, in words: how the given pair differs; nothing if it has the same runs."""
        if (identity(self.pair), self.outcomes) == (identity(pair), outcomes):
            return []
        shown = changes(self.pair, pair) or ["other outcomes are asked for"]
        more = len(shown) - MOST_FAULTS
        return [*shown[:MOST_FAULTS], f"and {more} more"] if more > 1 else shown

    @property
    def said(self) -> str:
        """Which worlds the replications are of."""
        worlds = "; ".join(f"{name}: {described(one)}" for name, one in zip(WORLDS, self.pair, strict=True))
        first = self.pair[0]
        return f"Pairs of {worlds}. {first.weeks:,} weeks, seed {first.seed}."


class Kept(dict):
    """{identity of a pair: its runs so far}: of the pairs looked at last, which are gone on with."""

    def of(self, pair: tuple[Choice, Choice]) -> Pairs:
        """The runs of a pair so far."""
        key = identity(pair)
        self[key] = self.pop(key, None) or Pairs()
        while len(self) > MOST_KEPT:
            del self[next(iter(self))]
        return self[key]


def begin(pair: tuple[Choice, Choice], precision: Precision, found: Pairs) -> Paired:
    """Begin the replications of a pair in the background. BadInput if enough is running.

    found: its runs so far, which are gone on with.
    """
    task = BOARD.start("pairs", lambda one: replications.run_pairs(one, pair, precision, found), listed=False)
    return Paired(pair, precision, task, found)


def identity(pair: tuple[Choice, Choice]) -> tuple[str, ...]:
    """What decides the numbers of a pair's replications: the first run of each world."""
    return tuple(run_id(one.parameters, one.weeks, one.seed, 0, one.shocks) for one in pair)


def changes(then: tuple[Choice, Choice], now: tuple[Choice, Choice]) -> list[str]:
    """How two pairs differ, in words."""
    lines = [
        f"{name}: {was(getattr(then[0], name), getattr(now[0], name))}"
        for name in ("seed", "weeks")
        if getattr(then[0], name) != getattr(now[0], name)
    ]
    lines += [f"other {name}" for name in ("shocks", "people") if getattr(then[0], name) != getattr(now[0], name)]
    for name, old, new in zip(WORLDS, then, now, strict=True):
        paths = dict.fromkeys(path for path in (*old.overrides, *new.overrides) if path != GIVEN)
        lines += [
            f"{path} of world {name}: {was(old.value(path), new.value(path))}"
            for path in paths
            if old.value(path) != new.value(path)
        ]
    return lines


def was(old, new) -> str:
    """A change in words."""
    return f"was {old}, is {new}"


def described(choice: Choice) -> str:
    """A world in words: its setting and policies, and what else was set."""
    others = [path for path in panel.changes(choice) if path not in ("setting", *panel.POLICIES)]
    return ", ".join([views.said_of(choice), *(f"{path} {choice.value(path)}" for path in others)])
