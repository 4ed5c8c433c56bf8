"""Interactions: whether what one factor does depends on another. Differences of differences, paired by replication."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

from mentorsim.analysis.intervals import ROUNDING, holm, interval, simultaneous, two_sided
from mentorsim.analysis.outcomes import levels_of, replications_by_arm


def interactions(outcomes: pd.DataFrame, factors: Sequence[str], outcome: str) -> pd.DataFrame:
    """The interaction of two or more factors, for each combination of their levels other than the first.

    Of two factors (y₁₁ − y₀₁) − (y₁₀ − y₀₀), 0 the first level of each; of three the difference of two such
    differences, and so on: Σ over corners of (−1)^(number of factors at their first level)·y. Averaged over the other
    factors within a replication. Columns: the factors (their levels), interaction, low, high (95 %, each by itself),
    low_all, high_all (95 % for all rows at once, Bonferroni), n (replications), dropped, holds (stands for all rows at
    once by Holm's procedure), same (there is none in any replication, of which there are at least two).
    """
    factors = list(factors)
    table = replications_by_arm(outcomes, factors, outcome)
    crossing = table.attrs["crossing"] if len(table) else None
    levels = [levels_of(outcomes, name) for name in factors]
    chosen = [
        combination
        for combination in product(*(each[1:] for each in levels))
        if all(corner in table.columns for corner in corners(levels, combination))
    ]
    rows, chances = [], []
    for combination in chosen:
        parts = [sign * table[corner].to_numpy() for corner, sign in corners(levels, combination).items()]
        each = sum(parts)
        same = len(each) > 1 and bool((abs(each) <= ROUNDING * np.abs(parts).max()).all())
        each = np.zeros(len(each)) if same else each
        mean, low, high = interval(each, crossing=crossing)
        low_all, high_all = simultaneous(each, len(chosen), crossing)
        numbers = {"interaction": mean, "low": low, "high": high, "low_all": low_all, "high_all": high_all}
        counts = {"n": len(each), "dropped": table.attrs["dropped"], "same": same}
        rows.append(dict(zip(factors, combination, strict=True)) | numbers | counts)
        chances.append(two_sided(each, crossing))
    columns = [*factors, "interaction", "low", "high", "low_all", "high_all", "n", "dropped", "same"]
    return pd.DataFrame(rows, columns=columns).assign(holds=holm(np.array(chances)))


def corners(levels: list[list], combination: tuple) -> dict:
    """{levels of all factors: sign} of the corners of an interaction."""
    found = {}
    for first in product((False, True), repeat=len(levels)):
        corner = tuple(
            own[0] if at_first else level for own, level, at_first in zip(levels, combination, first, strict=True)
        )
        found[corner] = (-1) ** sum(first)
    return found
