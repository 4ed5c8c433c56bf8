"""Paired contrasts: arms live through the same replications, with the same people and the same luck in each.

A difference between two arms is taken within a replication, so the luck they share cancels; its spread over
replications gives the interval. Functions of the table `outcomes`, without side effects.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from mentorsim.analysis.differences import Difference, OverWorlds
from mentorsim.analysis.intervals import ROUNDING, holm, interval
from mentorsim.analysis.outcomes import (
    ARM,
    REPLICATION,
    WORLD,
    WORLD_WEIGHT,
    check_columns,
    crossing_of,
    factors_of,
    groups,
    higher_is_better,
    in_worlds,
    units_of,
    weights_of,
)
from mentorsim.experiment.events import is_event, is_share, mean_interval
from mentorsim.proportions import exact_interval


def arm_means(outcomes: pd.DataFrame, factors: Sequence[str], outcome: str) -> pd.DataFrame:
    """The mean of an outcome in each combination of the factors' levels, in the order of the table.

    Columns: the factors; mean, low, high: over replications, each averaged over its other arms first, of shares by
    `experiment.events.mean_interval`; n: replications; runs: those with a value; event: whether it is 0 or 1 in each of
    them; dropped: runs without a value, left out. Raises BadInput for an unknown column.
    """
    check_columns(outcomes, [*factors, outcome])
    rows = []
    for levels, runs in groups(outcomes, factors):
        values = runs[outcome].astype(float)
        if in_worlds(runs):
            rows.append(levels | mean_over_worlds(outcome, runs, values))
            continue
        each = values.groupby(runs[REPLICATION]).mean().dropna()
        mean, low, high = mean_interval(outcome, each, usual=interval)
        lost, event = int(values.isna().sum()), is_event(outcome, values)
        counts = {"n": len(each), "runs": len(values) - lost, "event": event, "dropped": lost}
        rows.append(levels | {"mean": mean, "low": low, "high": high} | counts)
    return pd.DataFrame(rows)


def mean_over_worlds(outcome: str, runs: pd.DataFrame, values: pd.Series) -> dict:
    """The numbers of `arm_means` for runs in plausible worlds: n replications, in each of `worlds`."""
    each = values.groupby([runs[REPLICATION], runs[WORLD]]).mean().dropna()
    found = crossing_of(each.index.to_frame(index=False), weights_of(runs)).spread(each.to_numpy())
    mean, low, high = found.interval()
    if is_event(outcome, values) and low == high:  # in all runs or in none: as for so many replications
        low, high = exact_interval(mean * found.replications, found.replications)
    elif is_share(outcome, each) and not math.isnan(low):
        low, high = max(0.0, low), min(1.0, high)
    lost = int(values.isna().sum())
    counts = {"n": found.replications, "runs": len(values) - lost, "event": False, "dropped": lost}
    return {"mean": mean, "low": low, "high": high} | counts | {"worlds": int((found.weights > 0.0).sum())}


def paired_contrasts(outcomes: pd.DataFrame, factor: str, outcome: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """Differences of an outcome between each level of a factor and its first, in each combination of levels of `by`.

    A pair is two runs of one replication that differ in the factor alone. Differences are averaged over the other
    factors within a replication, then compared over replications. Columns: those of `by`; level, reference;

    mean_reference, mean_level: means over the same pairs;
    difference, low, high: mean of level − reference with its own 95 % interval (`method`);
    low_all, high_all: 95 % for all rows of this table at once (Bonferroni);
    sd_units: the difference over the SD of the replications' differences (paired Cohen's d);
    sd_runs: the difference over the pooled SD of a level's replications (what one sees from run to run);
    precision: (variance of level + variance of reference)/variance of the difference: by this factor fewer
    replications are needed than if arms had people and luck of their own;
    n: replications; pairs: of runs with values; dropped: pairs in which a value is missing, left out (combinations that
    were not run at both levels are no pairs); method: of the interval; event: whether the outcome is 0 or 1 in each run
    (`experiment.events`); higher_is_better: the outcome's direction, None if it has none;
    verdict: of the level against the reference, "same" if both have the same value in every replication, else "better",
    "worse" or, without direction, "differs" if the interval leaves 0 out, else "unclear"; "undefined" if no pair of
    runs has a value; holds: whether a difference from 0 stands for all rows of this table at once (Holm).

    In plausible worlds the mean, its intervals and the verdict are over worlds by their weights and over replications
    (`worlds.spread`), sd_units, sd_runs and precision within worlds, n is replications in each, event is False, and
    there are more columns (OF_WORLDS): worlds: those with a value; effective_worlds: how many of equal weight they are
    worth; sd_worlds: SD of the difference between worlds, without luck's share; sd_luck: SD from replication to
    replication within a world; holds_in: share of worlds, by weight, in which the mean has the sign of the whole;
    clear_in: in which that world's own interval leaves 0 out on that side; both NaN for arms that are the same.

    Raises BadInput for an unknown column.
    """
    check_columns(outcomes, [factor, outcome, *by])
    reference, *levels = outcomes[factor].drop_duplicates().to_list()
    found = [
        (cell | {"level": level, "reference": reference}, pairs)
        for level in levels
        for cell, pairs in groups(pairs_of(outcomes, factor, outcome, level, reference), by)
    ]
    rows = [names | contrast(outcome, pairs, len(found)) for names, pairs in found]
    columns = [*by, "level", "reference", *contrast(outcome, NO_PAIRS, 1), *(OF_WORLDS if in_worlds(outcomes) else ())]
    table = pd.DataFrame(rows, columns=columns)
    stands = holm([difference_of(outcome, pairs).chance for _, pairs in found])
    return table.assign(holds=stands & conclusive(table))


VALUES = ("value_reference", "value_level", "difference")  # columns of pairs
OF_WORLDS = ("worlds", "effective_worlds", "sd_worlds", "sd_luck", "holds_in", "clear_in")


def pairs_of(outcomes: pd.DataFrame, factor: str, outcome: str, level: Any, reference: Any) -> pd.DataFrame:
    """One row per pair: the other factors, replication, difference level − reference (NaN where a value is missing).

    Arms as such ("arm") are compared whatever they differ in.
    """
    others = [] if factor == ARM else [name for name in factors_of(outcomes) if name != factor]
    keys = [*others, *units_of(outcomes), *([WORLD_WEIGHT] if in_worlds(outcomes) else [])]
    runs = outcomes[keys].assign(value=outcomes[outcome].astype(float))
    first, second = runs[outcomes[factor] == reference], runs[outcomes[factor] == level]
    pairs = first.merge(second, on=keys, suffixes=("_reference", "_level"), validate="one_to_one")
    return pairs.assign(difference=pairs["value_level"] - pairs["value_reference"])


def differences_by_world(outcomes: pd.DataFrame, factor: str, outcome: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """The mean difference of each level from the first in each plausible world, in each combination of `by`.

    Columns: those of `by`; level; world; world_weight; difference: mean over replications, NaN where none has a value.
    """
    reference, *levels = outcomes[factor].drop_duplicates().to_list()
    keys = [*by, WORLD, WORLD_WEIGHT]
    parts = [
        pairs_of(outcomes, factor, outcome, level, reference)
        .groupby(keys, sort=False)["difference"]
        .mean()
        .reset_index()
        .assign(level=level)
        for level in levels
    ]
    return pd.concat(parts, ignore_index=True)


def sides(pairs: pd.DataFrame) -> tuple[np.ndarray, int]:
    """((replications, 3) means of reference, level and difference, number of pairs that lack a value).

    In plausible worlds a row is a replication in a world.
    """
    whole = pairs.dropna(subset="difference")
    each = whole.groupby(units_of(pairs))[[*VALUES]].mean().to_numpy()
    return each, len(pairs) - len(whole)


NO_PAIRS = pd.DataFrame({name: np.empty(0) for name in (REPLICATION, *VALUES)})


def difference_of(outcome: str, pairs: pd.DataFrame) -> Difference:
    """The `Difference` of an outcome between two levels. pairs: as of `pairs_of`."""
    if in_worlds(pairs):
        return over_worlds(outcome, pairs)
    each, _ = sides(pairs)
    return Difference(outcome, each[:, 0], each[:, 1])


def over_worlds(outcome: str, pairs: pd.DataFrame) -> OverWorlds:
    """The difference between two levels in plausible worlds. pairs: as of `pairs_of`."""
    each, _ = sides(pairs)
    rows = pairs.dropna(subset="difference")[units_of(pairs)].drop_duplicates().sort_values(units_of(pairs))
    return OverWorlds(outcome, each[:, 0], each[:, 1], crossing_of(rows, weights_of(pairs)))


def contrast(outcome: str, pairs: pd.DataFrame, family: int) -> dict:
    """The columns of `paired_contrasts` for one contrast. pairs: of `pairs_of`; family: contrasts in the table."""
    each, dropped = sides(pairs)
    found, better = difference_of(outcome, pairs), higher_is_better(outcome)
    mean, low, high = found.interval()
    low_all, high_all = found.simultaneous(family)
    means, n, more = each.mean(axis=0) if len(each) else np.full(3, math.nan), len(each), {}
    if isinstance(found, OverWorlds):
        means, n, more = found.crossing.means(each), found.spread.replications, found.numbers()
    return {
        "mean_reference": means[0],
        "mean_level": means[1],
        "difference": mean,
        "low": low,
        "high": high,
        "low_all": low_all,
        "high_all": high_all,
        **sizes(found, mean),
        "n": n,
        "pairs": len(pairs) - dropped,
        "dropped": dropped,
        "method": found.method,
        "event": not more and is_event(outcome, pairs.dropna(subset="difference")[[*VALUES[:2]]]),
        "higher_is_better": better,
        "verdict": "same" if found.same else verdict(mean, low, high, better),
        **more,
    }


def conclusive(table: pd.DataFrame) -> np.ndarray:
    """Whether each row has a verdict that tells its level from the reference."""
    return ~table["verdict"].isin(("unclear", "same", "undefined")).to_numpy(bool)


def sizes(found: Difference, mean: float) -> dict:
    """A difference by its spread: sd_units, sd_runs and precision, NaN where nothing varies."""
    variances = found.variances
    spread, runs = math.sqrt(variances[2]), math.sqrt((variances[0] + variances[1]) / 2.0)
    varies = spread > ROUNDING * abs(mean)
    return {
        "sd_units": mean / spread if varies else math.nan,
        "sd_runs": mean / runs if runs > ROUNDING * abs(mean) else math.nan,
        "precision": (variances[0] + variances[1]) / variances[2] if varies else math.nan,
    }


def verdict(difference: float, low: float, high: float, better: bool | None) -> str:
    """What the interval of a difference says: "better", "worse", "differs", "unclear", "same" or "undefined".

    low, high: the interval, in units of the outcome. "same": it is just 0; "unclear": it has 0 in it, or there is none;
    "differs": more is neither better nor worse; "undefined": there is no difference. better: the outcome's direction,
    None without one.
    """
    if math.isnan(difference):
        return "undefined"
    if low == 0.0 == high:
        return "same"
    if not (low > 0 or high < 0):
        return "unclear"
    if better is None:
        return "differs"
    return "better" if (low > 0) == better else "worse"
