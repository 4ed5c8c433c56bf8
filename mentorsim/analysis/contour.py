"""Where the sign of a difference changes, over two numeric factors such as channel.cost and channel.gamma."""

from typing import Any

import numpy as np
import pandas as pd

from mentorsim.analysis.contrasts import pairs_of
from mentorsim.analysis.intervals import drawn_means, interval, middle
from mentorsim.analysis.outcomes import REPLICATION, check_columns, levels_of


def surface(
    outcomes: pd.DataFrame, factor: str, x: str, y: str, outcome: str, level: Any = None, reference: Any = None
) -> pd.DataFrame:
    """The paired difference level − reference of a factor at each point (x, y), averaged over the remaining factors.

    level, reference: of the factor; without them its second and its first. Columns: x, y, difference, low, high (95 %,
    each by itself), n. Rows in ascending order of x, then y.
    """
    rows = []
    table = by_point(outcomes, factor, x, y, outcome, level, reference)
    for at_x, at_y in map(tuple, table.columns):
        each = table[at_x, at_y]
        mean, low, high = interval(each.dropna())
        rows.append({x: at_x, y: at_y, "difference": mean, "low": low, "high": high, "n": int(each.notna().sum())})
    return pd.DataFrame(rows, columns=[x, y, "difference", "low", "high", "n"])


def by_point(
    outcomes: pd.DataFrame, factor: str, x: str, y: str, outcome: str, level: Any = None, reference: Any = None
) -> pd.DataFrame:
    """(replications × points) differences; columns (x, y) ascending."""
    check_columns(outcomes, [factor, x, y, outcome])
    levels = levels_of(outcomes, factor)
    reference = levels[0] if reference is None else reference
    level = next(other for other in levels if other != reference) if level is None else level
    pairs = pairs_of(outcomes, factor, outcome, level, reference)
    return pairs.groupby([REPLICATION, x, y])["difference"].mean().unstack([x, y]).sort_index(axis=1)


def sign_change(
    outcomes: pd.DataFrame, factor: str, x: str, y: str, outcome: str, level: Any = None, reference: Any = None
) -> pd.DataFrame:
    """For each value of x, the y at which the difference changes its sign (linear between grid points; the first one).

    Columns: x; y, low, high: the crossing, and the middle 95 % of bootstrap draws over replications that have one;
    p: share of draws with a crossing within the grid; above: sign of the difference beyond it. y is NaN where the
    means do not cross; then `above` is the sign throughout.
    """
    each = by_point(outcomes, factor, x, y, outcome, level, reference).dropna()
    draws = drawn_means(each.to_numpy())
    means = each.to_numpy().mean(axis=0) if len(each) else np.full(each.shape[1], np.nan)
    rows = []
    for at_x in each.columns.get_level_values(0).unique():
        mine = each.columns.get_level_values(0) == at_x
        points = each.columns.get_level_values(1)[mine].to_numpy(float)
        crossing, found = crossings(points, means[None, mine])[0], crossings(points, draws[:, mine])
        low, high = middle(found) if np.isfinite(found).any() else (np.nan, np.nan)
        rows.append(
            {
                x: at_x,
                y: crossing,
                "low": low,
                "high": high,
                "p": float(np.isfinite(found).mean()),
                "above": float(np.sign(means[mine][-1])),
            }
        )
    return pd.DataFrame(rows, columns=[x, y, "low", "high", "p", "above"])


def crossings(points: np.ndarray, values: np.ndarray) -> np.ndarray:
    """(draws,) the first point where a piecewise linear function through (draws, points) values is 0; NaN if none."""
    left, right = values[:, :-1], values[:, 1:]
    crosses = (left * right < 0) | (left == 0)
    first = crosses.argmax(axis=1)
    rows = np.arange(len(values))
    a, b = left[rows, first], right[rows, first]
    with np.errstate(divide="ignore", invalid="ignore"):
        place = np.where(a == 0, 0.0, a / (a - b))
    at = points[first] + place * (points[first + 1] - points[first])
    return np.where(crosses.any(axis=1), at, np.nan)
