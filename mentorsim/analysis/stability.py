"""How many replications are enough: estimates and their spread as replications are added, after Lee et al. 2015."""

import math
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from mentorsim.analysis.contrasts import over_worlds, pairs_of, sides
from mentorsim.analysis.intervals import interval
from mentorsim.analysis.outcomes import (
    REPLICATION,
    check_columns,
    crossing_of,
    in_worlds,
    levels_of,
    units_of,
    weights_of,
)
from mentorsim.analysis.worlds import by_replication
from mentorsim.indicators.statistics import COVERAGE

TOLERANCE = 0.01
MOST = 48  # points of a course that have intervals, which above 50 replications take a bootstrap each
UPPER = (1.0 + COVERAGE) / 2.0


def course(outcomes: pd.DataFrame, outcome: str, factor: str | None = None, level: Any = None) -> pd.DataFrame:
    """The estimate from the first 2, 3, … replications, of the mean outcome or of a paired contrast.

    factor, level: the contrast of that level (the second without it) with the factor's first level; without them the
    mean over all arms. Columns: n; mean; sd: over replications; cv: coefficient of variation sd/|mean|; drift: the
    largest |cv(n) − cv(m)| over all m > n, Lee's criterion. Replications are in their own order, which luck makes a
    random one.
    """
    each = per_replication(outcomes, outcome, factor, level)
    n = np.arange(1, len(each) + 1)
    away = each - each.mean() if len(each) else each  # sums of squares around a middle lose no digits
    means = np.cumsum(away) / n
    squares = np.maximum(0.0, np.cumsum(away**2) - n * means**2)
    mean, sd = (each - away + means)[1:], np.sqrt(squares[1:] / (n[1:] - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        cv = np.where(mean == 0, math.nan, sd / np.abs(mean))
    later = cv[::-1]
    most, least = np.maximum.accumulate(later)[::-1], np.minimum.accumulate(later)[::-1]
    drift = np.append(np.maximum(most[1:] - cv[:-1], cv[:-1] - least[1:]), [math.nan] * (len(cv) > 0))
    return pd.DataFrame({"n": n[1:], "mean": mean, "sd": sd, "cv": cv, "drift": drift})


def stability(outcomes: pd.DataFrame, outcome: str, factor: str | None = None, level: Any = None) -> pd.DataFrame:
    """The course of an estimate (`course`) with 95 % intervals in low, high and half_width; MOST rows at most."""
    each, table = per_replication(outcomes, outcome, factor, level), course(outcomes, outcome, factor, level)
    if len(table) > MOST:
        table = table.iloc[np.unique(np.linspace(0, len(table) - 1, MOST).round().astype(int))]
    ends = [interval(each[:n])[1:] for n in table["n"]]
    low, high = (np.array([end[side] for end in ends], float) for side in (0, 1))
    return table.assign(low=low, high=high, half_width=(high - low) / 2.0).reset_index(drop=True)


def enough(table: pd.DataFrame, tolerance: float = TOLERANCE) -> int | None:
    """Smallest n from which on the coefficient of variation moves by less than the tolerance; None if it still does.

    n_min = min{n: |cv(n) − cv(m)| < tolerance for all m > n}. At least a quarter of the replications must come after n,
    or nothing was seen. Source: Lee et al. 2015, section 3.
    """
    last = table["n"].max() if len(table) else 0
    calm = table[(table["drift"] < tolerance) & (table["n"] <= 0.75 * last)]
    return int(calm["n"].min()) if len(calm) else None


def needed(table: pd.DataFrame, half_width: float) -> int | None:
    """Replications for a 95 % interval of ± half_width, going by the SD so far; None without a SD.

    The smallest n ≥ 2 with t·sd/√n ≤ half_width, t the 97.5 % point of Student's t on n − 1 degrees of freedom. table:
    as of `course`; half_width: > 0, in units of the outcome.
    """
    sd = table["sd"].iloc[-1] if len(table) else math.nan
    if math.isnan(sd):
        return None
    n = max(2, math.ceil((stdtrit(math.inf, UPPER) * sd / half_width) ** 2))  # t is wider, so that it takes more
    while stdtrit(n - 1, UPPER) * sd / math.sqrt(n) > half_width:
        n += 1
    return n


def per_replication(outcomes: pd.DataFrame, outcome: str, factor: str | None, level: Any) -> np.ndarray:
    """(replications,) the value of each replication, in order; in plausible worlds the mean over these by weight."""
    check_columns(outcomes, [outcome, *([factor] if factor else [])])
    if in_worlds(outcomes):
        return in_each(outcomes, outcome, factor, level)
    if factor is None:
        return outcomes[outcome].astype(float).groupby(outcomes[REPLICATION]).mean().dropna().to_numpy()
    reference, *others = levels_of(outcomes, factor)
    level = others[0] if level is None else level
    return sides(pairs_of(outcomes, factor, outcome, level, reference))[0][:, 2]


def in_each(outcomes: pd.DataFrame, outcome: str, factor: str | None, level: Any) -> np.ndarray:
    """(replications,) the mean over plausible worlds by their weights, of an outcome or of a contrast."""
    if factor is None:
        each = outcomes.groupby(units_of(outcomes))[outcome].mean().astype(float).dropna()
        values, crossing = each.to_numpy(), crossing_of(each.index.to_frame(index=False), weights_of(outcomes))
    else:
        reference, *others = levels_of(outcomes, factor)
        found = over_worlds(
            outcome, pairs_of(outcomes, factor, outcome, others[0] if level is None else level, reference)
        )
        values, crossing = found.each, found.crossing
    array, weights = crossing.array(values)
    return by_replication(array, weights / weights.sum()) if array.size else np.empty(0)
