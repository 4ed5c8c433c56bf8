"""Differences between runs that have nothing in common: Welch's interval, and Newcombe's for what happens or not."""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from mentorsim.analysis.contrasts import verdict
from mentorsim.analysis.outcomes import higher_is_better
from mentorsim.experiment.events import is_event, is_share
from mentorsim.indicators.statistics import COVERAGE
from mentorsim.proportions import is_binary, unpaired_interval

WELCH, NEWCOMBE = "Welch's t", "Newcombe's for two shares"


class Unpaired:
    """The values of an outcome in two sets of runs with people and luck of their own."""

    def __init__(self, outcome: str, reference: ArrayLike, level: ArrayLike) -> None:
        sides = [np.asarray(one, float) for one in (reference, level)]
        self.outcome = outcome
        self.reference, self.level = (one[~np.isnan(one)] for one in sides)
        self.dropped = sum(int(np.isnan(one).sum()) for one in sides)
        self.both = np.concatenate([self.reference, self.level])
        self.binary = is_share(outcome, self.both) and is_binary(self.both)

    @property
    def enough(self) -> bool:
        """Whether there are two runs on each side."""
        return min(len(self.reference), len(self.level)) > 1

    @property
    def varies(self) -> bool:
        """Whether any value differs from another on its side."""
        return bool(np.ptp(self.reference) > 0.0 or np.ptp(self.level) > 0.0)

    @property
    def difference(self) -> float:
        """level − reference."""
        return mean_of(self.level) - mean_of(self.reference)

    def interval(self, coverage: float = COVERAGE) -> tuple[float, float]:
        """(low, high) of the difference."""
        if not self.enough:
            return math.nan, math.nan
        if self.binary:
            return unpaired_interval(self.reference, self.level, coverage)
        if not self.varies:
            return self.difference, self.difference
        found = stats.ttest_ind(self.level, self.reference, equal_var=False).confidence_interval(coverage)
        return float(found.low), float(found.high)

    @property
    def chance(self) -> float:
        """Chance of a difference so far from 0 if there were none: Welch's test, Fisher's of what happens or not."""
        if not self.enough:
            return math.nan
        if self.binary:
            counts = [[int(one.sum()), int(len(one) - one.sum())] for one in (self.reference, self.level)]
            return float(stats.fisher_exact(counts).pvalue)
        if not self.varies:
            return 1.0 if self.difference == 0.0 else 0.0
        return float(stats.ttest_ind(self.level, self.reference, equal_var=False).pvalue)

    def numbers(self, family: int) -> dict:
        """The columns of `contrasts.paired_contrasts` for this comparison. family: comparisons in the same table."""
        low, high = self.interval()
        low_all, high_all = self.interval(1.0 - (1.0 - COVERAGE) / max(1, family))
        runs = math.sqrt((self.reference.var(ddof=1) + self.level.var(ddof=1)) / 2.0) if self.enough else 0.0
        better = higher_is_better(self.outcome)
        same = self.enough and not self.binary and not self.varies and self.difference == 0.0
        return {
            "mean_reference": mean_of(self.reference),
            "mean_level": mean_of(self.level),
            "difference": self.difference,
            "low": low,
            "high": high,
            "low_all": low_all,
            "high_all": high_all,
            "sd_units": math.nan,
            "sd_runs": self.difference / runs if runs else math.nan,
            "precision": math.nan,
            "n": min(len(self.reference), len(self.level)),
            "pairs": 0,
            "dropped": self.dropped,
            "method": NEWCOMBE if self.binary else WELCH,
            "event": is_event(self.outcome, self.both),
            "higher_is_better": better,
            "verdict": "same" if same else verdict(self.difference, low, high, better),
        }


def mean_of(values: np.ndarray) -> float:
    """The mean; NaN of nothing."""
    return float(values.mean()) if len(values) else math.nan
