"""Paired contrasts: arms live through the same replications, with the same people and the same luck in each.

A difference between two arms is taken within a replication, so the luck they share cancels; its spread over
replications gives the interval. Functions of the table `outcomes`, without side effects.
"""

import math

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from mentorsim.indicators import INDICATORS
from mentorsim.parameters import DEFAULTS, BadInput, nearest

COVERAGE = 0.95
REPLICATION = "replication"
ROUNDING = 1e-12  # relative spread below which values are all the same


def factors_of(outcomes: pd.DataFrame) -> list[str]:
    """The columns that are parameters: what the arms differ in."""
    return [name for name in outcomes.columns if name == "setting" or name in DEFAULTS]


def higher_is_better(outcome: str) -> bool | None:
    """Whether more of an indicator is better; None if neither, or if it is no indicator."""
    return INDICATORS[outcome].better if outcome in INDICATORS else None


def t_interval(values) -> tuple[float, float, float]:
    """(mean, low, high): mean of independent values and its 95 % interval, mean ± t(.975, n − 1)·s/√n.

    The interval is NaN for a single value, all three are NaN for none.
    """
    n = len(values)
    mean = float(np.mean(values)) if n else math.nan
    half = stdtrit(n - 1, (1 + COVERAGE) / 2) * np.std(values, ddof=1) / math.sqrt(n) if n > 1 else math.nan
    return mean, mean - half, mean + half


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
        mean, low, high = t_interval(each.to_numpy())
        numbers = {"mean": mean, "low": low, "high": high, "n": len(each), "dropped": int(values.isna().sum())}
        rows.append(levels | numbers)
    return pd.DataFrame(rows)


def paired_contrasts(outcomes: pd.DataFrame, factor: str, outcome: str, by=()) -> pd.DataFrame:
    """Differences of an outcome between each level of a factor and its first, in each combination of levels of `by`.

    A pair is two runs of one replication that differ in the factor alone. Differences are averaged over the other
    factors within a replication, then compared over replications (paired t). Columns: those of `by`; level, reference;
    difference, low, high: mean of level − reference with its 95 % interval; sd_units: that mean over the SD of the
    replications' differences (paired Cohen's d); n: replications; dropped: pairs in which a value is missing, left out
    (combinations that were not run at both levels are no pairs); better: whether higher is better, None if neither;
    verdict: of the level against the reference, "better", "worse" or, without direction, "differs" if the interval
    leaves 0 out, else "unclear". Raises BadInput for an unknown column.
    """
    check_columns(outcomes, [factor, outcome, *by])
    reference, *levels = outcomes[factor].drop_duplicates().to_list()
    rows = []
    for level in levels:
        for cell, pairs in groups(pairs_of(outcomes, factor, outcome, level, reference), by):
            rows.append(cell | {"level": level, "reference": reference} | contrast(pairs, outcome))
    names = [*by, "level", "reference", *contrast(NO_PAIRS, outcome)]
    return pd.DataFrame(rows, columns=names)


NO_PAIRS = pd.DataFrame({REPLICATION: [], "difference": []}, dtype=float)


def pairs_of(outcomes: pd.DataFrame, factor: str, outcome: str, level, reference) -> pd.DataFrame:
    """One row per pair: the other factors, replication, difference level − reference (NaN where a value is missing)."""
    keys = [*(name for name in factors_of(outcomes) if name != factor), REPLICATION]
    runs = outcomes[keys].assign(value=outcomes[outcome].astype(float))
    first, second = runs[outcomes[factor] == reference], runs[outcomes[factor] == level]
    pairs = first.merge(second, on=keys, suffixes=("_reference", "_level"), validate="one_to_one")
    return pairs.assign(difference=pairs["value_level"] - pairs["value_reference"])


def contrast(pairs: pd.DataFrame, outcome: str) -> dict:
    """The numbers of one contrast from its pairs."""
    whole = pairs.dropna(subset="difference")
    each = whole["difference"].groupby(whole[REPLICATION]).mean().to_numpy()
    mean, low, high = t_interval(each)
    spread = np.std(each, ddof=1) if len(each) > 1 else 0.0
    better = higher_is_better(outcome)
    return {
        "difference": mean,
        "low": low,
        "high": high,
        "sd_units": mean / spread if spread > ROUNDING * abs(mean) else math.nan,
        "n": len(each),
        "dropped": len(pairs) - len(whole),
        "better": better,
        "verdict": verdict(low, high, better),
    }


def verdict(low: float, high: float, better: bool | None) -> str:
    """What an interval of a difference says: "better", "worse", "differs" (no direction) or "unclear"."""
    if not (low > 0 or high < 0):
        return "unclear"
    if better is None:
        return "differs"
    return "better" if (low > 0) == better else "worse"


def groups(table: pd.DataFrame, names):
    """({name: level}, rows) of each combination that is there, in the order of the table; all rows without names."""
    if not names:
        yield {}, table
        return
    for levels, rows in table.groupby(list(names), sort=False, dropna=False):
        yield dict(zip(names, levels, strict=True)), rows


def check_columns(outcomes: pd.DataFrame, names) -> None:
    """BadInput for a column that is not there."""
    for name in names:
        if name not in outcomes.columns:
            raise BadInput(f"outcomes: found no column {name!r}{nearest(name, outcomes.columns)}")
