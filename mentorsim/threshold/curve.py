"""A monotone curve through the means of an outcome at some values of a parameter, and where it crosses a level.

Isotonic regression (Barlow et al. 1972) by the max-min formula, values weighted by their replications. Values whose
means stand in the wrong order become one, at their centre; between what is left the curve is straight.

How sure a crossing is follows from draws over replications. In each draw every replication has one random weight,
whatever the value and the arm (Bayesian bootstrap: Rubin 1981), so that what they share by common random numbers stays
shared; values may have more replications than others. Deviations are stretched as in `analysis.intervals.drawn_means`.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mentorsim.experiment.events import mean_interval
from mentorsim.indicators.statistics import COVERAGE

DRAWS = 2000
STREAM = 0x7468726573  # of the draws: "thres"
SAME = 1e-9  # relative difference below which two means are one
FEWEST = 2  # replications that a value needs to count


@dataclass(frozen=True)
class Points:
    """Means of an outcome at values of a parameter.

    values: (k,) ascending; counts: (k,) replications with a defined outcome; means: (k,); draws: (draws, k).
    """

    values: np.ndarray
    counts: np.ndarray
    means: np.ndarray
    draws: np.ndarray


def luck(seed: int, replications: int) -> tuple[np.ndarray, np.ndarray]:
    """((draws, replications) weights, (draws,) places in (0, 1) for the tails): those of a replication never change."""
    columns = [weights_of(int(seed), number) for number in range(replications)]
    return np.stack(columns, axis=1), np.random.default_rng([int(seed), STREAM, 0]).uniform(size=DRAWS)


@lru_cache(maxsize=1024)
def weights_of(seed: int, replication: int) -> np.ndarray:
    """(draws,) weights of one replication."""
    return np.random.default_rng([seed, STREAM, 1, replication]).exponential(size=DRAWS)


def points_of(runs: dict[float, np.ndarray], weights: np.ndarray, tails: np.ndarray) -> Points:
    """The means of an outcome and draws of them.

    runs: {value: (replications,) outcome, NaN where there is none}; weights, tails: of `luck`. Values with fewer than
    two runs that have an outcome are left out.
    """
    known = sorted(value for value, found in runs.items() if np.isfinite(found).sum() >= FEWEST)
    columns = [drawn(np.asarray(runs[value], float), weights, tails) for value in known]
    means, draws = [mean for mean, _ in columns], [draw for _, draw in columns]
    counts = [int(np.isfinite(runs[value]).sum()) for value in known]
    stacked = np.stack(draws, axis=1) if draws else np.empty((len(tails), 0))
    return Points(np.array(known, float), np.array(counts, float), np.array(means, float), stacked)


def drawn(found: np.ndarray, weights: np.ndarray, tails: np.ndarray) -> tuple[float, np.ndarray]:
    """(mean, (draws,) draws of it) of the outcome at one value."""
    from scipy.special import chdtri

    known = np.isfinite(found)
    n, mine = int(known.sum()), weights[:, : len(found)][:, known]
    mean = float(found[known].mean())
    away = (mine @ (found[known] - mean)) / mine.sum(axis=1)
    stretch = np.sqrt((n + 1) / (n - 1)) * np.sqrt((n - 1) / chdtri(n - 1, tails))
    return mean, mean + away * stretch


# --- the curve -------------------------------------------------------------------------------------------------------


def isotonic(means: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """(draws, k) the rising sequence that is nearest to each row of means, weighted by counts."""
    k = len(counts)
    total = np.concatenate(([0.0], np.cumsum(counts)))
    sums = np.concatenate((np.zeros((len(means), 1)), np.cumsum(means * counts, axis=1)), axis=1)
    found = np.full(means.shape, -np.inf)
    for first in range(k):  # the largest over beginnings of the smallest over ends of a block's mean
        blocks = (sums[:, first + 1 :] - sums[:, [first]]) / (total[first + 1 :] - total[first])
        least = np.minimum.accumulate(blocks[:, ::-1], axis=1)[:, ::-1]
        found[:, first:] = np.maximum(found[:, first:], least)
    return found


def centred(values: np.ndarray, counts: np.ndarray, means: np.ndarray, fitted: np.ndarray) -> np.ndarray:
    """(draws, k) where the fitted means stand: values that were made one at their centre, the others as they are."""
    near = SAME * np.maximum(1.0, np.abs(fitted).max(axis=1, keepdims=True, initial=0.0))
    moved = np.abs(means - fitted) > near
    found = np.broadcast_to(values, fitted.shape).copy()
    begin = np.concatenate((np.ones((len(fitted), 1), bool), np.abs(np.diff(fitted, axis=1)) > near), axis=1)
    block = np.cumsum(begin, axis=1) - 1
    for number in range(len(values)):
        mine = block == number
        weight = mine * counts
        pooled = (mine & moved).any(axis=1, keepdims=True)
        with np.errstate(invalid="ignore"):
            middle = (weight * values).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
        found = np.where(mine & pooled, middle, found)
    return found


def crossings(places: np.ndarray, fitted: np.ndarray, level: float) -> np.ndarray:
    """(draws,) where rising curves cross a level: in the middle, where they stay at it for a while.

    −∞ where a curve is above it everywhere, ∞ where it is below.
    """
    rows, k = np.arange(len(fitted)), fitted.shape[1]
    if k == 0:
        return np.full(len(fitted), math.nan)

    def between(left: np.ndarray, right: np.ndarray, end: np.ndarray) -> np.ndarray:
        """The place of the level between two neighbours; `end` where they are equal."""
        low, high = fitted[rows, left], fitted[rows, right]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(high > low, (level - low) / (high - low), end)
        return places[rows, left] + share * (places[rows, right] - places[rows, left])

    up, down = fitted >= level, fitted <= level
    first, last = up.argmax(axis=1), k - 1 - down[:, ::-1].argmax(axis=1)
    lower = between(np.maximum(first - 1, 0), first, np.ones(len(rows)))
    upper = between(last, np.minimum(last + 1, k - 1), np.zeros(len(rows)))
    found = (lower + upper) / 2.0
    found = np.where(down.any(axis=1), found, -np.inf)
    return np.where(up.any(axis=1), found, np.inf)


def rises(points: Points) -> bool:
    """Whether a rising curve fits better than a falling one."""
    row = points.means[None]
    off = [
        float((points.counts * (side * row - isotonic(side * row, points.counts)) ** 2).sum()) for side in (1.0, -1.0)
    ]
    if math.isclose(*off, rel_tol=1e-9, abs_tol=1e-15):
        return bool(points.means[-1] >= points.means[0])
    return off[0] < off[1]


# --- what is found ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """Where the curve of one arm crosses the level, or that it does not.

    rising: whether the outcome rises with the parameter; crossing: NaN if there is none between the ends; low, high:
    its 95 % interval, at an end of the range where it may lie beyond; draws: (draws,) crossings, ±∞ beyond the range;
    bracket: the values run on both sides; apart: whether the outcome is known to be on different sides of the level at
    these, so that more replications there tell nothing; sides: [(value, whether above)] of values at which the outcome
    is known to be off the level; reversed_by: how far the outcome is known to turn back, 0 if it may be monotone;
    nearest: where it does not cross, the mean nearest to the level, with an interval that holds for all values at once.
    """

    points: Points
    rising: bool
    crossing: float
    low: float
    high: float
    draws: np.ndarray
    bracket: tuple[float, float]
    apart: bool
    sides: list[tuple[float, bool]]
    reversed_by: float
    nearest: dict

    @property
    def crosses(self) -> bool:
        """Whether there is a crossing within the range."""
        return math.isfinite(self.crossing)

    @property
    def half(self) -> float:
        """Half of the interval's width; NaN without a crossing."""
        return (self.high - self.low) / 2.0

    @property
    def changes(self) -> list[tuple[float, float]]:
        """(from, to): between which values the outcome is known to pass from one side of the level to the other."""
        return [
            (one, other) for (one, was), (other, now) in zip(self.sides, self.sides[1:], strict=False) if was != now
        ]


def find(points: Points, runs: dict, level: float, outcome: str = "") -> Found:
    """Where an outcome crosses a level, by its means at some values.

    runs: as for `points_of`; outcome: its name, whose intervals are binomial if it is an event or a share.
    """
    values, k = points.values, len(points.values)
    if k == 0:
        nan = math.nan
        return Found(points, True, nan, nan, nan, np.full(DRAWS, nan), (nan, nan), False, [], 0.0, {})
    rising = rises(points)
    sign = 1.0 if rising else -1.0
    (crossing,) = crossed(points, sign, points.means[None], level)
    draws = crossed(points, sign, points.draws, level)
    alone = {value: interval_at(outcome, runs[value]) for value in values}
    family = {value: interval_at(outcome, runs[value], k) for value in values}
    sides = [(float(value), low > level) for value, (_, low, high) in family.items() if low > level or high < level]
    if not math.isfinite(crossing):
        nan = math.nan
        near = nearest_to(level, family)
        return Found(points, rising, nan, nan, nan, draws, (nan, nan), False, sides, reversal(points, sign), near)
    low, high = np.quantile(draws, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2], method="nearest")
    low, high = max(float(low), float(values[0])), min(float(high), float(values[-1]))
    bracket = around(values, float(crossing))
    off = [alone[end][1] > level or alone[end][2] < level for end in bracket]
    on_both = (points.means[values == bracket[0]][0] > level) != (points.means[values == bracket[1]][0] > level)
    apart = all(off) and bool(on_both)
    if apart:  # all that is known of the crossing is where it must lie
        low, high = min(low, bracket[0]), max(high, bracket[1])
    return Found(points, rising, float(crossing), low, high, draws, bracket, apart, sides, reversal(points, sign), {})


def crossed(points: Points, sign: float, means: np.ndarray, level: float) -> np.ndarray:
    """(draws,) crossings of the curves through rows of means. sign: 1 if they rise, −1 if they fall."""
    turned = sign * means
    fitted = isotonic(turned, points.counts)
    return crossings(centred(points.values, points.counts, turned, fitted), fitted, sign * level)


def curve_of(found: Found) -> tuple[np.ndarray, np.ndarray]:
    """(places, heights) of the fitted curve's corners, to draw it."""
    points, sign = found.points, 1.0 if found.rising else -1.0
    turned = sign * points.means[None]
    fitted = isotonic(turned, points.counts)
    return centred(points.values, points.counts, turned, fitted)[0], sign * fitted[0]


def interval_at(outcome: str, found: np.ndarray, family: int = 1) -> tuple[float, float, float]:
    """(mean, low, high) at one value; for `family` values at once by Bonferroni."""
    known = np.asarray(found, float)[np.isfinite(found)]
    return mean_interval(outcome, known, 1.0 - (1.0 - COVERAGE) / family)


def nearest_to(level: float, intervals: dict) -> dict:
    """The mean that is nearest to a level, with its interval and value."""
    value = min(intervals, key=lambda one: abs(intervals[one][0] - level))
    mean, low, high = intervals[value]
    return {"value": float(value), "mean": mean, "low": low, "high": high}


def around(values: np.ndarray, crossing: float) -> tuple[float, float]:
    """The neighbours between which a crossing lies."""
    right = int(np.clip(np.searchsorted(values, crossing), 1, len(values) - 1)) if len(values) > 1 else 0
    return float(values[max(right - 1, 0)]), float(values[right])


def reversal(points: Points, sign: float) -> float:
    """How far means are known to turn against the curve's direction: the largest step back over what luck allows.

    Steps between all pairs of values are held against the largest that draws show around their means (95 % for all of
    them at once); 0 if none is beyond it.
    """
    means, draws = sign * points.means, sign * points.draws
    worst = 0.0
    off = draws - means
    step = means[:, None] - means[None, :]  # from an earlier value to a later one: above 0 where it turns back
    spread = np.array([[float(np.std(off[:, a] - off[:, b])) for b in range(len(means))] for a in range(len(means))])
    pairs = [(a, b) for a in range(len(means)) for b in range(a + 1, len(means)) if spread[a, b] > 0.0]
    if not pairs:
        return 0.0
    largest = np.max([(off[:, a] - off[:, b]) / spread[a, b] for a, b in pairs], axis=0)
    bar = float(np.quantile(largest, COVERAGE))
    for a, b in pairs:
        if step[a, b] / spread[a, b] > bar:
            worst = max(worst, float(step[a, b]))
    return worst
