"""The condition that ends a run before its weeks are over: `stop = "mentors == 0"`.

A condition (`mentorsim.conditions`) over the columns of the weekly table, `week` among them. It is looked at after each
week, and the run ends with the first week in which it holds. Means over nobody, and what is divided by zero, are
undefined, and no comparison with what is undefined holds.
"""

import math
from dataclasses import dataclass

from mentorsim.conditions import WORDS, Point, kind_of, names_in, spelled, tree_of, value_of
from mentorsim.errors import BadInput, written
from mentorsim.spelling import nearest
from mentorsim.world.weekly import COLUMNS

WEEK = "week"
PLACES = {name: place for place, name in enumerate(COLUMNS)}
KNOWN = (WEEK, *COLUMNS)


@dataclass(frozen=True)
class Stop:
    """A condition that ends a run. text: as written; names: the weekly columns in it."""

    text: str
    names: tuple

    @property
    def canonical(self) -> str:
        """One spelling of it, which decides what run it is."""
        return spelled(tree_of(self.text))

    def holds(self, world) -> bool:
        """Whether it holds in the world's last week."""
        row = world.weekly.array[world.week - 1]
        values = {name: row.item(PLACES[name]) for name in self.names if name != WEEK}
        return self.holds_at(values | {WEEK: world.week - 1})

    def holds_at(self, values: dict) -> bool:
        """Whether it holds in a week with these values."""
        return value_of(tree_of(self.text), Point(values, math.nan))


def stop_of(text: str) -> Stop | None:
    """The Stop that a text says, None for an empty one.

    BadInput for what is no condition over weekly columns, and for one that holds at the start whatever happens.
    """
    if not text.strip():
        return None
    tree = tree_of(text)
    names = tuple(dict.fromkeys(name for name in names_in(tree) if name not in WORDS))
    for name in names:
        if name not in KNOWN:
            raise BadInput(
                f"found {written(name)}, expected a column of `mentorsim list tables weekly`{nearest(name, KNOWN)}"
            )
    if kind_of(tree, dict.fromkeys(KNOWN, float)) is not bool:
        raise BadInput(f"found {written(text)}, which is no condition, expected one such as 'mentors == 0'")
    if not names:
        raise BadInput(f"found {written(text)}, which is the same in every week, expected a weekly column in it")
    stop = Stop(text.strip(), names)
    if names == (WEEK,) and stop.holds_at({WEEK: 0}):
        raise BadInput(f"found {written(text)}, which holds in week 0 already, expected one that comes to hold")
    return stop


def held(stop: Stop | None, world) -> bool:
    """Whether a world that has begun has come to its stop."""
    return stop is not None and world.week > 0 and stop.holds(world)
