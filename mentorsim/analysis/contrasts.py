"""Paired contrasts: arms live through the same replications, with the same people and the same luck in each.

A difference between two arms is taken within a replication, so the luck they share cancels; its spread over
replications gives the interval. Functions of the table `outcomes`, without side effects.
"""

import math

import numpy as np
import pandas as pd

from mentorsim.analysis.intervals import ROUNDING, holm, interval, method_of, simultaneous, two_sided
from mentorsim.analysis.outcomes import (
    ARM,
    REPLICATION,
    check_columns,
    factors_of,
    groups,
    higher_is_better,
)  # fmt: skip


def arm_means(outcomes: pd.DataFrame, factors, outcome: str) -> pd.DataFrame:
    """The mean of an outcome in each combination of the factors' levels, in the order of the table.

    Columns: the factors; mean, low, high: over replications, each averaged over its other arms first; n: replications;
    dropped: runs without a value, left out. Raises BadInput for an unknown column.
    """
    check_columns(outcomes, [*factors, outcome])
    rows = []
    for levels, runs in groups(outcomes, factors):
        values = runs[outcome].astype(float)
        each = values.groupby(runs[REPLICATION]).mean().dropna()
        mean, low, high = interval(each)
        numbers = {"mean": mean, "low": low, "high": high, "n": len(each), "dropped": int(values.isna().sum())}
        rows.append(levels | numbers)
    return pd.DataFrame(rows)


def paired_contrasts(outcomes: pd.DataFrame, factor: str, outcome: str, by=()) -> pd.DataFrame:
    """Differences of an outcome between each level of a factor and its first, in each combination of levels of `by`.

    A pair is two runs of one replication that differ in the factor alone. Differences are averaged over the other
    factors within a replication, then compared over replications. Columns: those of `by`; level, reference;

    difference, low, high: mean of level − reference with its own 95 % interval (`method`);
    low_all, high_all: 95 % for all rows of this table at once (Bonferroni);
    sd_units: the difference over the SD of the replications' differences (paired Cohen's d);
    sd_runs: the difference over the pooled SD of a level's replications (what one sees from run to run);
    precision: (variance of level + variance of reference)/variance of the difference: by this factor fewer
    replications are needed than if arms had people and luck of their own;
    n: replications; dropped: pairs in which a value is missing, left out (combinations that were not run at both
    levels are no pairs); method: of the interval; higher_is_better: the outcome's direction, None if it has none;
    verdict: of the level against the reference, "better", "worse" or, without direction, "differs" if the interval
    leaves 0 out, else "unclear"; holds: whether a difference from 0 stands for all rows of this table at once (Holm).

    Raises BadInput for an unknown column.
    """
    check_columns(outcomes, [factor, outcome, *by])
    reference, *levels = outcomes[factor].drop_duplicates().to_list()
    found = [
        (cell | {"level": level, "reference": reference}, *sides(pairs))
        for level in levels
        for cell, pairs in groups(pairs_of(outcomes, factor, outcome, level, reference), by)
    ]
    rows = [names | contrast(each, dropped, len(found), higher_is_better(outcome)) for names, each, dropped in found]
    nothing = contrast(np.empty((0, 3)), 0, 1, None)
    table = pd.DataFrame(rows, columns=[*by, "level", "reference", *nothing])
    return table.assign(holds=holm([two_sided(each[:, 2]) for _, each, _ in found]))


def pairs_of(outcomes: pd.DataFrame, factor: str, outcome: str, level, reference) -> pd.DataFrame:
    """One row per pair: the other factors, replication, difference level − reference (NaN where a value is missing).

    Arms as such ("arm") are compared whatever they differ in.
    """
    others = [] if factor == ARM else [name for name in factors_of(outcomes) if name != factor]
    keys = [*others, REPLICATION]
    runs = outcomes[keys].assign(value=outcomes[outcome].astype(float))
    first, second = runs[outcomes[factor] == reference], runs[outcomes[factor] == level]
    pairs = first.merge(second, on=keys, suffixes=("_reference", "_level"), validate="one_to_one")
    return pairs.assign(difference=pairs["value_level"] - pairs["value_reference"])


def sides(pairs: pd.DataFrame) -> tuple[np.ndarray, int]:
    """((replications, 3) means of reference, level and difference, number of pairs that lack a value)."""
    whole = pairs.dropna(subset="difference")
    each = whole.groupby(REPLICATION)[["value_reference", "value_level", "difference"]].mean().to_numpy()
    return each, len(pairs) - len(whole)


def contrast(each, dropped: int, family: int, better: bool | None) -> dict:
    """The numbers of one contrast. each: of `sides`; family: comparisons in the same table."""
    difference = each[:, 2]
    mean, low, high = interval(difference)
    low_all, high_all = simultaneous(difference, family)
    variances = each.var(axis=0, ddof=1) if len(each) > 1 else np.zeros(3)
    spread = math.sqrt(variances[2])
    runs = math.sqrt(variances[:2].mean())
    return {
        "difference": mean,
        "low": low,
        "high": high,
        "low_all": low_all,
        "high_all": high_all,
        "sd_units": mean / spread if spread > ROUNDING * abs(mean) else math.nan,
        "sd_runs": mean / runs if runs > ROUNDING * abs(mean) else math.nan,
        "precision": variances[:2].sum() / variances[2] if spread > ROUNDING * abs(mean) else math.nan,
        "n": len(each),
        "dropped": dropped,
        "method": method_of(len(each)),
        "higher_is_better": better,
        "verdict": verdict(low, high, better),
    }


def verdict(low: float, high: float, better: bool | None) -> str:
    """What an interval of a difference says: "better", "worse", "differs" (no direction) or "unclear"."""
    if not (low > 0 or high < 0):
        return "unclear"
    if better is None:
        return "differs"
    return "better" if (low > 0) == better else "worse"
