"""The difference of two arms in one outcome, with the interval that suits it, and whether there is any.

Student's t or the bootstrap for what is measured; for what is 0 or 1 in every replication the interval of a difference
of paired shares.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from mentorsim import proportions
from mentorsim.analysis import intervals
from mentorsim.analysis.intervals import ROUNDING
from mentorsim.analysis.worlds import METHOD, Crossing, share_of
from mentorsim.experiment.events import is_share
from mentorsim.indicators.statistics import COVERAGE
from mentorsim.proportions import is_binary

NEWCOMBE = "Newcombe's for paired shares"


def are_the_same(one: ArrayLike, other: ArrayLike) -> bool:
    """Whether two arms have the same value in every replication, of which there are at least two."""
    one, other = np.asarray(one, float), np.asarray(other, float)
    if len(one) < 2:
        return False
    return bool((np.abs(one - other) <= ROUNDING * np.maximum(np.abs(one), np.abs(other)).max()).all())


class Difference:
    """A difference level − reference of an outcome over replications: its interval, method and chance.

    reference, level: values of the same replications.
    """

    def __init__(self, outcome: str, reference: ArrayLike, level: ArrayLike) -> None:
        self.reference, self.level = np.asarray(reference, float), np.asarray(level, float)
        both = np.concatenate([self.reference, self.level])
        self.same = are_the_same(self.reference, self.level)
        self.share = len(both) > 0 and is_share(outcome, both)
        self.paired = self.share and is_binary(both)
        self.each = np.zeros(len(self.level)) if self.same else self.level - self.reference

    @property
    def method(self) -> str:
        """How the interval is worked out, in words."""
        return NEWCOMBE if self.paired else intervals.method_of(len(self.each))

    @property
    def chance(self) -> float:
        """Chance of a difference so far from 0 if there were none, which Holm's procedure sorts by."""
        if self.paired:
            return proportions.mid_p(self.reference, self.level)
        return intervals.two_sided(self.each)

    def interval(self) -> tuple[float, float, float]:
        """(difference, low, high): the mean difference and its own 95 % interval."""
        if self.paired:
            return proportions.paired_interval(self.reference, self.level)
        return self.within(*intervals.interval(self.each))

    def simultaneous(self, family: int) -> tuple[float, float]:
        """(low, high) that holds at 95 % for `family` comparisons at once (Bonferroni)."""
        if self.paired:
            coverage = 1.0 - (1.0 - COVERAGE) / max(1, family)
            return proportions.paired_interval(self.reference, self.level, coverage)[1:]
        return self.within(math.nan, *intervals.simultaneous(self.each, family))[1:]

    def within(self, mean: float, low: float, high: float) -> tuple[float, float, float]:
        """(mean, low, high), cut to [-1, 1] for shares, which cannot differ by more."""
        return (mean, max(-1.0, low), min(1.0, high)) if self.share and not math.isnan(low) else (mean, low, high)

    @property
    def variances(self) -> list[float]:
        """Variances over replications of reference, level and difference, 0 where there are not two of them."""
        sides = (self.reference, self.level, self.each)
        return [side.var(ddof=1) if len(side) > 1 else 0.0 for side in sides]


class OverWorlds(Difference):
    """A difference over plausible worlds and replications (`worlds.spread`).

    reference, level: values of rows whose world and replication is in crossing; a world is a unit with a weight.
    """

    def __init__(self, outcome: str, reference: ArrayLike, level: ArrayLike, crossing: Crossing) -> None:
        super().__init__(outcome, reference, level)
        self.outcome, self.crossing, self.paired = outcome, crossing, False
        self.spread = crossing.spread(self.each)

    @property
    def method(self) -> str:
        return METHOD

    @property
    def chance(self) -> float:
        return self.spread.chance

    def interval(self) -> tuple[float, float, float]:
        return self.within(*self.spread.interval())

    def simultaneous(self, family: int) -> tuple[float, float]:
        return self.within(*self.spread.interval(1.0 - (1.0 - COVERAGE) / max(1, family)))[1:]

    @property
    def variances(self) -> list[float]:
        """Variances over replications within a world, averaged over worlds by weight."""
        found = [self.crossing.spread(side).luck ** 2 for side in (self.reference, self.level, self.each)]
        return [0.0 if math.isnan(one) else one for one in found]

    @property
    def clear(self) -> float:
        """Share of worlds, by weight, whose own interval leaves 0 out on the side of the mean over all.

        NaN without a difference.
        """
        if self.same or math.isnan(self.spread.mean):
            return math.nan
        (first, weights), (second, _) = (self.crossing.array(side) for side in (self.reference, self.level))
        sides = [
            Difference(self.outcome, one[~np.isnan(one)], other[~np.isnan(one)]).interval()[1:]
            for one, other in zip(first, second, strict=True)
        ]
        sign = np.sign(self.spread.mean)
        return share_of([(low > 0.0 and sign > 0.0) or (high < 0.0 and sign < 0.0) for low, high in sides], weights)

    def numbers(self) -> dict:
        """What the worlds have to say: see `contrasts.OF_WORLDS`."""
        found = self.spread
        return {
            "worlds": int((found.weights > 0.0).sum()),
            "effective_worlds": found.effective,
            "sd_worlds": found.worlds,
            "sd_luck": found.luck,
            "holds_in": math.nan if self.same else found.holds,
            "clear_in": self.clear,
        }
