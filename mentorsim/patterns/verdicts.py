"""What is said of a simulated value beside a published one: one rule for all patterns."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from mentorsim.printing import shortest

MET, DIRECTION, MISSED, UNTESTABLE = "met", "direction only", "missed", "not testable"
VERDICTS = (MET, DIRECTION, MISSED, UNTESTABLE)
MOST = 0.5  # share of worlds, by weight, from which on a verdict is that of the ensemble


@dataclass(frozen=True)
class Target:
    """What is published, as a range for a simulated value.

    low, high: the ends of the range, infinite where it is open; none: the value at which there would be no such thing
    (a difference of 0, a ratio of 1), so that the range lies on one side of it; None where nothing is such a value. A
    published sign is a range that begins at `none` and is open.
    """

    low: float = -math.inf
    high: float = math.inf
    none: float | None = None

    def __post_init__(self) -> None:
        ordered = self.low < self.high or self.low == self.high != self.none
        if not ordered or (self.none is not None and self.low < self.none < self.high):
            raise ValueError(f"found {self}, expected low <= high on one side of none")

    def has_direction(self, low: float, high: float) -> bool:
        """Whether a whole interval lies on the side of the range, as far as there are sides."""
        if self.none is None:
            return True
        return low > self.none if self.low >= self.none else high < self.none

    def overlaps(self, low: float, high: float) -> bool:
        """Whether an interval and the range have a value in common."""
        return low <= self.high and high >= self.low

    def verdict(self, low: float, high: float) -> str:
        """What is said of a value with this interval.

        `met`: the interval has a value of the range in it, and none at which there would be no such thing, or on the
        other side of that. `direction only`: it lies on the right side as a whole, and outside the range. `missed`:
        anything else, an interval without ends among it. `not testable`: there is no interval.
        """
        if math.isnan(low) or math.isnan(high):
            return UNTESTABLE
        if math.isinf(low) or math.isinf(high):
            return MISSED
        right, near = self.has_direction(low, high), self.overlaps(low, high)
        if right and near:
            return MET
        return DIRECTION if right and self.none is not None else MISSED

    @property
    def in_words(self) -> str:
        """The target in few words: 0.16 to 0.26, above 0."""
        if math.isinf(self.high):
            return f"above {shortest(self.low)}"
        if math.isinf(self.low):
            return f"below {shortest(self.high)}"
        return shortest(self.low) if self.low == self.high else f"{shortest(self.low)} to {shortest(self.high)}"


def joined(verdicts: Iterable[str]) -> str:
    """The verdict of a pattern from those of its measures: the worst that is known, unless one is not testable.

    What is missed by one measure is missed, whatever the others say; a pattern of which a part cannot be tested, and
    whose other parts stand, is not testable.
    """
    found = set(verdicts)
    return next((one for one in (MISSED, UNTESTABLE, DIRECTION, MET) if one in found), UNTESTABLE)
