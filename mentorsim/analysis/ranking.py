"""Ranking of arms, with how sure it is; and the Pareto front of several outcomes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mentorsim.analysis.differences import are_the_same
from mentorsim.analysis.intervals import drawn_means, interval
from mentorsim.analysis.outcomes import (
    REPLICATION,
    WORLD,
    check_columns,
    crossing_of,
    groups,
    higher_is_better,
    replications_by_arm,
)
from mentorsim.analysis.worlds import Crossing
from mentorsim.experiment.events import is_share, mean_interval

TOP = 3
OBJECTIVES = ("unassisted_gain", "r_mentoring", "gain_gini")  # learning, sustainability, equity


def ranking(
    outcomes: pd.DataFrame, factors: str | Sequence[str], outcome: str, by: Sequence[str] = (), top: int = TOP
) -> pd.DataFrame:
    """The combinations of the factors' levels from best to worst, in each combination of levels of `by`.

    Columns: those of `by`; the factors; rank (by the mean; lower is better where the indicator says so, else higher);
    mean, low, high (95 %, each by itself); p_best, p_top: share of bootstrap draws over replications in which it is the
    best, among the `top` best (equal arms share); expected_rank: mean rank over draws; n, dropped; alike: a number that
    arms have in common whose values are the same in every replication. Where all are alike nothing is ranked: rank,
    p_best, p_top and expected_rank are NaN.
    """
    factors = [factors] if isinstance(factors, str) else list(factors)
    check_columns(outcomes, [*factors, *by, outcome])
    parts = [
        pd.DataFrame(rows_of(cell, runs, factors, outcome, top)).sort_values("rank", kind="stable")
        for cell, runs in groups(outcomes, by)
    ]
    return pd.concat(parts, ignore_index=True)


def rows_of(cell: dict, outcomes: pd.DataFrame, factors: list, outcome: str, top: int) -> list[dict]:
    """The rows of one ranking, a dict for each combination of the factors' levels."""
    table = replications_by_arm(outcomes, factors, outcome)
    sign = -1.0 if higher_is_better(outcome) is False else 1.0
    alike = alikes(table.to_numpy())
    values = table.to_numpy()[:, alike]  # what differs by rounding only is equal
    crossing = table.attrs["crossing"] if len(values) else None
    means = means_of(values, crossing)[None] if len(values) else np.full((1, len(alike)), np.nan)
    draws = sign * drawn_means(values, crossing)
    ranks, place = ranks_of(draws), ranks_of(sign * means)[0]
    if len(alike) > 1 and not alike.any():
        ranks, place = ranks * np.nan, place * np.nan
    best, among = share_of_first(draws, ranks, 1), share_of_first(draws, ranks, top)
    rows = []
    for arm, levels in enumerate(table.columns):
        mean, low, high = mean_with_interval(outcome, values[:, arm], crossing)
        rows.append(
            cell
            | dict(zip(factors, levels, strict=True))
            | {
                "rank": place[arm],
                "mean": mean,
                "low": low,
                "high": high,
                "p_best": best[arm],
                "p_top": among[arm],
                "expected_rank": ranks[:, arm].mean(),
                "n": len(values) if crossing is None else len(np.unique(crossing.replications)),
                "dropped": table.attrs["dropped"],
                "alike": alike[arm],
            }
        )
    return rows


def means_of(values: np.ndarray, crossing: Crossing | None) -> np.ndarray:
    """(arms,) means of (rows, arms) values, over worlds by their weights where there are any."""
    return values.mean(axis=0) if crossing is None else crossing.means(values)


def mean_with_interval(outcome: str, values: np.ndarray, crossing: Crossing | None) -> tuple[float, float, float]:
    """(mean, low, high) of one arm's values."""
    if crossing is None:
        return mean_interval(outcome, values, usual=interval)
    mean, low, high = interval(values, crossing=crossing)
    return (mean, max(0.0, low), min(1.0, high)) if is_share(outcome, values) and low == low else (mean, low, high)


def alikes(values: np.ndarray) -> np.ndarray:
    """(arms,) the first arm that has the same value in every replication; an arm itself, if it is the first.

    values: (replications, arms).
    """
    arms = range(values.shape[1])
    return np.array([next(k for k in arms if k == arm or are_the_same(values[:, k], values[:, arm])) for arm in arms])


def ranks_of(values: np.ndarray) -> np.ndarray:
    """(draws, arms) ranks, 1 the largest; equal arms share the mean of their ranks; NaN where values are."""
    from scipy.stats import rankdata

    return rankdata(-values, axis=1, nan_policy="propagate")


def share_of_first(values: np.ndarray, ranks: np.ndarray, top: int) -> np.ndarray:
    """(arms,) mean over draws of the share that an arm has in the first `top` places; equal arms share a place."""
    if np.isnan(ranks).any():
        return np.full(ranks.shape[1], np.nan)
    equal = (values[:, :, None] == values[:, None, :]).sum(axis=2)  # how many stand on the same place
    before = ranks - (equal + 1) / 2.0  # how many stand before
    return np.clip((top - before) / equal, 0.0, 1.0).mean(axis=0)


# --- several outcomes ------------------------------------------------------------------------------------------------


def pareto(outcomes: pd.DataFrame, factors: Sequence[str], objectives: Sequence[str] = OBJECTIVES) -> pd.DataFrame:
    """Which arms no other arm beats in all objectives, and how sure that is.

    Columns: the factors; the mean of each objective; on_front: no arm is at least as good in every objective and better
    in one, by the means; p_front: share of bootstrap draws over replications in which that is so; n: replications in
    which every arm has every objective. Directions are the indicators' own (higher is better where they have none).
    """
    factors = [factors] if isinstance(factors, str) else list(factors)
    tables = [replications_by_arm(outcomes, factors, name) for name in objectives]
    common = sorted(set.intersection(*(set(table.index) for table in tables)))
    values = np.stack([table.loc[common].to_numpy() for table in tables], axis=2)  # replications, arms, objectives
    n, arms, count = values.shape
    signs = np.array([-1.0 if higher_is_better(name) is False else 1.0 for name in objectives])
    flat, crossing = values.reshape(n, arms * count), common_crossing(tables, common)
    draws = drawn_means(flat, crossing).reshape(-1, arms, count) * signs
    means = means_of(flat, crossing).reshape(arms, count) if n else np.full((arms, count), np.nan)
    rows = pd.DataFrame(list(tables[0].columns), columns=factors)
    for place, name in enumerate(objectives):
        rows[name] = means[:, place]
    rows["on_front"] = undominated((means * signs)[None])[0]
    rows["p_front"] = undominated(draws).mean(axis=0) if n > 1 else np.nan
    return rows.assign(n=n)


def common_crossing(tables: list[pd.DataFrame], common: list) -> Crossing | None:
    """Which world and replication the rows are of that several tables have; None without worlds, or rows."""
    crossing = tables[0].attrs["crossing"]
    if crossing is None or not common:
        return None
    weights = dict(zip(crossing.worlds.tolist(), crossing.weights.tolist(), strict=True))
    return crossing_of(pd.DataFrame(common, columns=[REPLICATION, WORLD]), weights)


def undominated(values: np.ndarray) -> np.ndarray:
    """(draws, arms) whether no other arm of a draw is at least as good in all objectives and better in one.

    values: (draws, arms, objectives), higher is better.
    """
    free = np.ones(values.shape[:2], bool)
    for rival in range(values.shape[1]):
        beside = values[:, rival : rival + 1]
        free &= ~((beside >= values).all(axis=2) & (beside > values).any(axis=2))
    return free
