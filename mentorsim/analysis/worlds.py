"""Results over plausible worlds: arithmetic with worlds and replications as crossed units.

What an arm comes to depends on the world (parameters that the evidence leaves open) and on luck. Both are drawn: worlds
with weights, replications without, and replication r has the same people and luck in every world. So the mean over both
varies with the worlds, with the luck that all of them share, and with what luck does in one world only. Values stand in
an array (worlds, replications), NaN where there is none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from mentorsim.indicators.statistics import COVERAGE

METHOD = "t over worlds and replications, crossed"


def effective(weights: ArrayLike) -> float:
    """How many worlds of equal weight say as much: 1/Σw² of weights that add up to 1 (Kish 1965)."""
    weights = np.asarray(weights, float)
    return float(weights.sum() ** 2 / (weights**2).sum()) if len(weights) else 0.0


@dataclass(frozen=True)
class Spread:
    """What values over worlds and replications come to.

    mean: over worlds by their weights, each by its mean over replications; error: standard error of it; df: degrees of
    freedom of that; worlds, luck, both: standard deviations: of the worlds' means, without what luck adds to them; from
    replication to replication within a world; of luck that is of one world only (NaN where it cannot be said); means:
    (worlds,); weights: (worlds,), 0 where a world has no value; replications: most that a world has.
    """

    mean: float
    error: float
    df: float
    worlds: float
    luck: float
    both: float
    means: np.ndarray
    weights: np.ndarray
    replications: int

    def interval(self, coverage: float = COVERAGE) -> tuple[float, float, float]:
        """(mean, low, high); NaN for the ends where there are not two worlds with a value."""
        if math.isnan(self.error):
            return self.mean, math.nan, math.nan
        half = float(stdtrit(self.df, (1.0 + coverage) / 2.0)) * self.error if self.error > 0.0 else 0.0
        return self.mean, self.mean - half, self.mean + half

    @property
    def chance(self) -> float:
        """Chance of a mean so far from 0 if the truth were 0."""
        if math.isnan(self.error):
            return math.nan
        if self.error == 0.0:
            return 1.0 if self.mean == 0.0 else 0.0
        return float(2.0 * stdtr(self.df, -abs(self.mean) / self.error))

    @property
    def holds(self) -> float:
        """Share of worlds, by weight, whose mean has the sign of the mean over all; NaN without a mean."""
        if math.isnan(self.mean):
            return math.nan
        return share_of(np.sign(self.means) == np.sign(self.mean), self.weights) if self.mean else 0.0

    @property
    def effective(self) -> float:
        """How many worlds of equal weight those with a value are worth."""
        return effective(self.weights) if self.weights.sum() > 0.0 else 0.0


def share_of(which: ArrayLike, weights: np.ndarray) -> float:
    """Share, by weight, of the worlds of which something is true."""
    return float(weights[np.asarray(which, bool)].sum() / weights.sum())


def spread(values: ArrayLike, weights: ArrayLike) -> Spread:
    """The `Spread` of values over worlds and replications. values: (worlds, replications); weights: (worlds,), > 0.

    With means m_i of the worlds, their weights w_i (Σw = 1) and M = Σ w_i m_i:

        s² = Σ w_i (m_i − M)² / (1 − Σw²)                     variance of the worlds' means
        V  = s²·Σw² + v_r − v_both·Σw²/n                       variance of M

    v_r is the variance of the mean over replications, each averaged over worlds; v_both that of what luck does in one
    world only, which the first two terms both have in them (variance of a mean over crossed units: Cameron, Gelbach &
    Miller 2011). V is not below either of the first two. Degrees of freedom are Satterthwaite's. Where there is one
    replication, V is its first term.
    """
    values, weights = np.asarray(values, float), np.asarray(weights, float)
    there = ~np.isnan(values)
    known = there.any(axis=1)
    given = np.where(known, weights, 0.0)
    if not known.any():
        none = math.nan
        return Spread(none, none, none, none, none, none, np.full(len(values), none), given, 0)
    w = given / given.sum()
    means = np.full(len(values), math.nan)
    means[known] = np.nanmean(values[known], axis=1)
    mean = float(w[known] @ means[known])
    squares = float((w**2).sum())
    luck = luck_within(values[known], w[known])
    counts = there.sum(axis=1)
    if known.sum() < 2:
        return Spread(mean, math.nan, math.nan, math.nan, luck, math.nan, means, given, int(counts.max()))
    of_means = rounded(float(w[known] @ (means[known] - mean) ** 2) / (1.0 - squares), mean)
    each = by_replication(values, w)
    both, shared = math.nan, 0.0
    if len(each) > 1:
        shared = rounded(float(each.var(ddof=1)) / len(each), mean)
        both = of_both(values[known], means[known])
    per_world = (w[known] / counts[known]) @ (1.0 - w[known]) / (1.0 - squares)  # of a mean over replications
    of_worlds = max(0.0, of_means - both * per_world) if not math.isnan(both) else math.nan
    first, twice = of_means * squares, 0.0 if math.isnan(both) else both * squares * per_world
    error = math.sqrt(max(first + shared - twice, first, shared))
    df = freedom((first, 1.0 / squares - 1.0), (shared, len(each) - 1.0))
    return Spread(mean, error, df, math.sqrt(of_worlds), luck, math.sqrt(both), means, given, int(counts.max()))


def rounded(variance: float, mean: float) -> float:
    """A variance, 0 where it is the rounding of a mean."""
    return variance if variance > (1e-12 * mean) ** 2 else 0.0


def freedom(*parts: tuple[float, float]) -> float:
    """Satterthwaite's degrees of freedom of a sum of variances. parts: (variance, its degrees of freedom)."""
    total = sum(variance for variance, _ in parts)
    below = sum(variance**2 / df for variance, df in parts if df > 0.0)
    return total**2 / below if below > 0.0 else max(df for _, df in parts)


def by_replication(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(replications,) weighted means over the worlds that have values.

    Of the replications in which all of these have one; of all replications where there are not two of those.
    """
    there = ~np.isnan(values)
    known = there.any(axis=1)
    whole = there[known].all(axis=0)
    columns = whole if whole.sum() > 1 else there.any(axis=0)
    part = values[known][:, columns]
    w = np.where(np.isnan(part), 0.0, weights[known][:, None])
    return (np.where(np.isnan(part), 0.0, part) * w).sum(axis=0) / w.sum(axis=0)


def of_both(values: np.ndarray, means: np.ndarray) -> float:
    """Variance of luck that is of one world only: what is left of worlds × replications without the means of both."""
    there = ~np.isnan(values)
    columns = np.where(there.any(axis=0))[0]
    away = (values - means[:, None])[:, columns]
    rest = away - np.nanmean(away, axis=0)
    count = int(there.sum()) - len(values) - len(columns) + 1
    return float(np.nansum(rest**2)) / count if count > 0 else math.nan


def luck_within(values: np.ndarray, weights: np.ndarray) -> float:
    """SD over replications within a world, the worlds' variances averaged by weight; NaN without two replications."""
    several = (~np.isnan(values)).sum(axis=1) > 1
    if not several.any():
        return math.nan
    return math.sqrt(float(np.average(np.nanvar(values[several], axis=1, ddof=1), weights=weights[several])))


def crossed(values: ArrayLike, worlds: ArrayLike, replications: ArrayLike, weights: ArrayLike) -> tuple[Any, Any]:
    """((worlds, replications) array, (worlds,) weights) of values in rows, each of one world and replication.

    weights: of each row's world. In the order of the worlds' numbers.
    """
    worlds, replications, weights = np.asarray(worlds), np.asarray(replications), np.asarray(weights, float)
    numbers, first, row = np.unique(worlds, return_index=True, return_inverse=True)
    names, column = np.unique(replications, return_inverse=True)
    found = np.full((len(numbers), len(names)), math.nan)
    found[row, column] = np.asarray(values, float)
    return found, weights[first]


# --- rows of a table, each of one world and replication --------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Crossing:
    """Which world and replication each of n rows is of, and the weight of its world."""

    worlds: np.ndarray
    replications: np.ndarray
    weights: np.ndarray

    def array(self, values: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        """`crossed` of values of these rows."""
        return crossed(values, self.worlds, self.replications, self.weights)

    def spread(self, values: ArrayLike) -> Spread:
        """The `Spread` of values of these rows."""
        return spread(*self.array(values))

    def means(self, values: np.ndarray) -> np.ndarray:
        """(k,) weighted means of (n, k) values."""
        return np.array([self.spread(column).mean for column in np.asarray(values, float).T])

    def effects(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """((worlds, k) means, (worlds,) weights, (replications, k) means over worlds) of (n, k) values.

        The weights add up to 1.
        """
        arrays, weights = zip(*(self.array(column) for column in np.asarray(values, float).T), strict=True)
        w = weights[0] / weights[0].sum()
        return (
            np.stack([np.nanmean(one, axis=1) for one in arrays], axis=1),
            w,
            np.stack([by_replication(one, w) for one in arrays], axis=1),
        )


def drawn(values: np.ndarray, crossing: Crossing, draws: int) -> np.ndarray:
    """(draws, k) plausible weighted means of k arms: a bootstrap over worlds and over replications, both whole.

    What worlds and what replications move is drawn independently and added (Owen 2007), stretched as by
    `intervals.drawn_means`. All NaN below two worlds.
    """
    worlds, weights, replications = crossing.effects(values)
    middle = weights @ worlds
    n = max(2, round(effective(weights)))
    if len(worlds) < 2:
        return np.full((1, values.shape[1]), math.nan)
    found = middle + resampled(worlds - middle, weights, n, draws, 2013)
    count = len(replications)
    if count < 2:
        return found
    away = replications - replications.mean(axis=0)
    return found + resampled(away, np.full(count, 1.0 / count), count, draws, 2014)


def resampled(away: np.ndarray, weights: np.ndarray, n: int, draws: int, seed: int) -> np.ndarray:
    """(draws, k) means of n units drawn by weight, of (units, k) deviations, as wide as Student's t on n − 1."""
    luck = np.random.default_rng([seed, n, len(weights)])
    counts = luck.multinomial(n, weights / weights.sum(), size=draws) / n
    tails = np.sqrt((n - 1) / luck.chisquare(n - 1, size=(draws, 1)))
    return counts @ away * math.sqrt(n / (n - 1)) * tails


# --- variance taken apart --------------------------------------------------------------------------------------------


def components(values: ArrayLike, weights: ArrayLike) -> dict[tuple[int, ...], float]:
    """{axes: variance} of a whole array (…, worlds, replications), by its sources.

    Of each axis but the last by itself, of those that act together, and under (-1,) of luck with all that it does
    together with others. A balanced analysis of variance, in which levels of the first axes count alike and worlds by
    weight. With V_X the mean square of the effects of axes X, n replications and weights w of the worlds (Σw = 1), what
    luck adds to the means, and drawing some worlds of all, is taken out:

        V'_X = V_X − V_X,replications / (n − 1)
        V_X  = V'_X / (1 − Σw²)                              where worlds are in X
        V_X  = V'_X − V'_X,worlds · Σw² / (1 − Σw²)          where they are not
        luck = n/(n − 1) · Σ V_X,replications over all X

    None is below 0. NaN throughout where there are not two worlds and two replications.
    """
    values = np.asarray(values, float)
    first = values.ndim - 2
    given = np.asarray(weights, float)
    shares = [np.full(size, 1.0 / size) for size in values.shape]
    shares[first] = given / given.sum()
    n, squares = values.shape[-1], float((shares[first] ** 2).sum())
    subsets = [axes for size in range(1, first + 2) for axes in combinations(range(first + 1), size)]
    if n < 2 or values.shape[first] < 2:
        return dict.fromkeys([*subsets, LUCK], math.nan)
    raw = {axes: mean_square(values, axes, shares) for axes in all_subsets(values.ndim)}
    last = values.ndim - 1
    seen = {axes: raw[axes] - raw[(*axes, last)] / (n - 1) for axes in subsets}
    found = {
        axes: seen[axes] / (1.0 - squares)
        if first in axes
        else seen[axes] - seen[(*axes, first)] * squares / (1.0 - squares)
        for axes in subsets
    }
    found[LUCK] = n / (n - 1) * sum(one for axes, one in raw.items() if last in axes)
    return {axes: max(0.0, one) for axes, one in found.items()}


LUCK = (-1,)


def all_subsets(count: int) -> list[tuple[int, ...]]:
    """Every set of so many axes but the empty one."""
    return [axes for size in range(1, count + 1) for axes in combinations(range(count), size)]


def mean_square(values: np.ndarray, axes: tuple[int, ...], shares: list[np.ndarray]) -> float:
    """The mean square of the effects of some axes together, beyond those of fewer of them. shares: of the levels."""
    effect = values
    for axis, share in enumerate(shares):
        mean = np.tensordot(effect, share, axes=(axis, 0))
        effect = effect - np.expand_dims(mean, axis) if axis in axes else np.expand_dims(mean, axis)
    square = effect**2
    for axis, share in enumerate(shares):
        size = share if axis in axes else np.ones(1)
        square = np.expand_dims(np.tensordot(square, size, axes=(axis, 0)), axis)
    return float(square.squeeze())
