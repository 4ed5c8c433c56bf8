"""Estimators on plain arrays: means and shares, effect size, survival with censoring, inequality. No model in here."""

import math

import numpy as np
from numpy.typing import ArrayLike

NAN = float("nan")
COVERAGE = 0.95
NORMAL_95 = 1.959963984540054  # 97.5 % point of the standard normal


def ratio(part: float | np.number, whole: float | np.number) -> float:
    """part / whole; NaN where the whole is 0."""
    return float(part) / float(whole) if whole else NAN


def mean(values: ArrayLike) -> float:
    """Arithmetic mean of the values that are not null; NaN without any."""
    values = np.asarray(values, dtype=float)
    known = values[~np.isnan(values)]
    return float(known.sum()) / len(known) if len(known) else NAN


def weighted_mean(values: ArrayLike, weights: ArrayLike) -> float:
    """Σ w·x / Σ w over the values that are not null, as a mean over nobody is; NaN where they have no weight."""
    values, weights = np.asarray(values, dtype=float), np.asarray(weights)
    known = ~np.isnan(values)
    return ratio((values[known] * weights[known]).sum(), weights[known].sum())


def mean_and_variance(values: np.ndarray) -> tuple[float, float]:
    """Arithmetic mean x̄ = Σx/n, and variance Σ(x − x̄)²/n, of an array of n > 0 numbers."""
    middle = values.sum() / len(values)
    apart = values - middle
    return middle, (apart * apart).sum() / len(values)


def constant(values: np.ndarray) -> bool:
    """Whether all values are the same (or there are none)."""
    return len(values) == 0 or bool((values == values[0]).all())


def hedges_g(treated: ArrayLike, control: ArrayLike) -> float:
    """Hedges g = J·(mean₁ − mean₀)/s, s² the pooled variance on n₁ + n₀ − 2 degrees of freedom, J = 1 − 3/(4·df − 1).

    treated, control: (n₁,), (n₀,) values; nulls do not count. NaN below two values on a side, or where s = 0.
    Source: Hedges 1981.
    """
    one, nil = (values[~np.isnan(values)] for values in (np.asarray(treated, float), np.asarray(control, float)))
    if min(len(one), len(nil)) < 2 or (constant(one) and constant(nil)):
        return NAN
    free = len(one) + len(nil) - 2
    (mean_one, variance_one), (mean_nil, variance_nil) = mean_and_variance(one), mean_and_variance(nil)
    pooled = math.sqrt((variance_one * len(one) + variance_nil * len(nil)) / free)
    return (1.0 - 3.0 / (4.0 * free - 1.0)) * ratio(mean_one - mean_nil, pooled)


def kaplan_meier(duration: ArrayLike, observed: ArrayLike, at: ArrayLike, reach: float) -> np.ndarray:
    """Kaplan-Meier survival S(t) = Π (1 − d/n) over the event times up to t.

    duration: (n,) weeks until the event or until sight is lost; observed: (n,) True where the event was seen; at: (k,)
    weeks t; reach: weeks for which anybody could have been followed at most. A duration of t counts as ended at t, and
    those censored at t are still at risk there. Returns (k,); NaN without data, beyond the longest duration unless
    survival is 0 by then, and beyond reach in any case: otherwise only zeros would be known there.
    """
    duration, seen, at = np.asarray(duration, float), np.asarray(observed, bool), np.asarray(at, float)
    if len(duration) == 0:
        return np.full(len(at), NAN)
    times, survival = survival_curve(duration, seen)
    survival = np.concatenate(([1.0], survival))[np.searchsorted(times, at, side="right")]
    return np.where((at > reach) | ((at > duration.max()) & (survival > 0.0)), NAN, survival)


def survival_curve(duration: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The Kaplan-Meier curve: (times, S just after each of them).

    The same to the last bit as `scipy.stats.ecdf`, whose import takes longer than most runs.
    """
    times, place = np.unique(duration, return_inverse=True)
    gone, events = np.bincount(place), np.bincount(place[seen], minlength=len(times))
    at_risk = len(duration) - np.cumsum(gone) + gone
    if seen.all():
        return times, 1 - np.cumsum(events) / len(duration)
    return times, np.cumprod((at_risk - events) / at_risk)


def cumulative_incidence(duration: np.ndarray, ended: dict, at: int, reach: float) -> list[float]:
    """Aalen-Johansen: Σ over event weeks u ≤ t of S(u−)·d_kind(u)/n(u), S the survival of all causes together.

    duration: (n,) whole weeks; ended: {kind: (n,) True where the event of that kind was seen}, each event of one kind;
    at: week t; reach: weeks for which anybody could have been followed at most. One number per kind; NaN without data,
    for t beyond reach, and where the longest duration is shorter than t while some are still without event.
    Source: Aalen & Johansen 1978.
    """
    if len(duration) == 0 or at > reach:
        return [NAN] * len(ended)
    weeks = np.asarray(duration).astype(int)
    within = weeks <= at

    def by_week(chosen: np.ndarray) -> np.ndarray:
        return np.bincount(weeks[chosen], minlength=at + 1)

    events = [by_week(seen & within) for seen in ended.values()]
    at_risk = np.maximum(1, len(weeks) - np.concatenate(([0], np.cumsum(by_week(within))[:-1])))
    survival = np.cumprod(1.0 - sum(events) / at_risk)
    if weeks.max() < at and survival[-1] > 0.0:
        return [NAN] * len(ended)
    before = np.concatenate(([1.0], survival[:-1])) / at_risk
    return [float((before * each).sum()) for each in events]


def gini(values: ArrayLike) -> float:
    """Gini coefficient Σᵢ (2i − n − 1)·x₍ᵢ₎ / (n·Σx) of values ≥ 0: 0 all alike, 1 − 1/n one has all; NaN at Σx = 0."""
    ordered = np.sort(np.asarray(values, float))
    n = len(ordered)
    return ratio(((2.0 * np.arange(1, n + 1) - n - 1.0) * ordered).sum(), n * ordered.sum())


def quantile(values: ArrayLike, at: float) -> float:
    """The value below which a share `at` of the known values lies; NaN without any.

    x₍ₖ₎ + r·(x₍ₖ₊₁₎ − x₍ₖ₎), k + r = at·(n − 1), counted from 0; reckoned from the nearer of the two, as by NumPy.
    """
    values = np.asarray(values, dtype=float)
    known = np.sort(values[~np.isnan(values)])
    if len(known) == 0:
        return NAN
    place = at * (len(known) - 1)
    first = int(place)
    rest, low, high = place - first, known[first], known[min(first + 1, len(known) - 1)]
    return float(low + (high - low) * rest if rest < 0.5 else high - (high - low) * (1.0 - rest))


def correlation(x: np.ndarray, y: np.ndarray) -> float:
    """Pearson's r = s_xy/√(s_xx·s_yy) over pairs without nulls; NaN below three pairs, or where one is constant."""
    known = ~(np.isnan(x) | np.isnan(y))
    x, y = x[known], y[known]
    if len(x) < 3 or constant(x) or constant(y):
        return NAN
    apart = np.stack([x - x.sum() / len(x), y - y.sum() / len(y)])
    (xx, xy), (_, yy) = (apart @ apart.T) * (1.0 / (len(x) - 1))
    return float(xy / math.sqrt(xx) / math.sqrt(yy))


def rate_ratio_interval(events: int, exits: int) -> tuple[float, float]:
    """95 % interval of events/exits, two Poisson counts over one exposure: exp(ln R ± 1.96·√(1/events + 1/exits)).

    Without events, where the log fails: (0, 0.025^(−1/exits) − 1), exact given the sum of the two counts. Returns
    (low, high); NaN without exits.
    """
    if exits == 0:
        return NAN, NAN
    if events == 0:
        return 0.0, 0.025 ** (-1.0 / exits) - 1.0
    factor = math.exp(NORMAL_95 * math.sqrt(1.0 / events + 1.0 / exits))
    return events / exits / factor, events / exits * factor


def t_interval(values: np.ndarray, coverage: float = COVERAGE) -> tuple[float, float, float]:
    """(mean, low, high): mean of independent values and its interval, mean ± t(n − 1)·s/√n.

    The interval is NaN for a single value, all three are NaN for none.
    """
    from scipy.special import stdtrit  # imported when needed: see above

    n = len(values)
    mean = float(np.mean(values)) if n else math.nan
    half = stdtrit(n - 1, (1 + coverage) / 2) * np.std(values, ddof=1) / math.sqrt(n) if n > 1 else math.nan
    return mean, mean - half, mean + half
