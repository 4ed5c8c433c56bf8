"""From simulated trials to sizes: how often they show it, over worlds; which size is enough."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mentorsim.indicators.statistics import NORMAL_95
from mentorsim.plan.formulas import cluster_error, power_of, smallest_effect
from mentorsim.proportions import wilson_interval
from mentorsim.threshold.curve import isotonic

WITHIN, BELOW, BEYOND, NEVER = "within", "below", "beyond", "never"
MOST = 100_000  # people or programmes up to which a size is looked for


@dataclass(frozen=True)
class Share:
    """A share of trials, with its 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Law:
    """How a trial goes in each world, by what it found at one size: the closed form of its power at any other.

    size: at which; weights, effects, errors, freedoms: (worlds,); that of errors is the mean over trials. Errors fall
    as 1/√n, degrees of freedom rise as n, effects stay. trials: how many the effects are means of.
    """

    size: float
    weights: np.ndarray
    effects: np.ndarray
    errors: np.ndarray
    freedoms: np.ndarray
    trials: float = math.inf

    def moved(self, side: float) -> "Law":
        """The law with effects that are farther from 0, or nearer to it, by what luck leaves open of them.

        side: 1 or −1, times 1.96 standard errors of their means; since worlds share their luck, all of them at once.
        """
        apart = np.abs(self.effects) + side * NORMAL_95 * self.errors / math.sqrt(self.trials)
        return replace(self, effects=np.maximum(apart, 0.0))

    def power(self, size: float, alpha: float) -> np.ndarray:
        """(worlds,) power at a size."""
        times = size / self.size
        return power_of(self.effects, self.errors / math.sqrt(times), np.maximum(self.freedoms * times, 1.0), alpha)

    def assurance(self, size: float, alpha: float) -> float:
        """The mean of it over worlds."""
        return float(self.weights @ self.power(size, alpha))

    def smallest(self, alpha: float, power: float) -> float:
        """The smallest effect that is shown with a chance, at the size of the law; mean over worlds."""
        return float(self.weights @ smallest_effect(self.errors, self.freedoms, alpha, power))


@dataclass(frozen=True)
class Needed:
    """The size that is enough. where: WITHIN the sizes simulated, BELOW or BEYOND them, or NEVER; size: NaN for that;
    low, high: its simulation error, NaN where that leaves an end open.
    """

    where: str
    size: float
    low: float = math.nan
    high: float = math.nan


def shown(significant: np.ndarray, weights: np.ndarray) -> Share:
    """The share of significant trials over worlds, with Wilson's interval for as many trials as have the same error.

    significant: (worlds, trials), NaN where a run failed; the trials of one replication have the same people in all
    worlds, so a replication's mean over worlds is one draw: n* = p(1 − p)/(s²/T), T where s = 0.
    """
    there = np.isfinite(significant)
    whole = weights @ there
    draws = (weights @ np.where(there, significant, 0.0))[whole > 0.0] / whole[whole > 0.0]
    count = len(draws)
    if count == 0:
        return Share(math.nan, math.nan, math.nan)
    share = float(draws.mean())
    error = float(draws.var(ddof=1)) / count if count > 1 else 0.0
    alike = share * (1.0 - share) / error if error > 0.0 and len(weights) > 1 else float(count)
    return Share(share, *wilson_interval(share, alike))


def curve(shares: Sequence[float], counts: Sequence[float] | None = None) -> np.ndarray:
    """The rising curve nearest to shares at ascending sizes."""
    known = np.asarray(shares, float)[None]
    return isotonic(known, np.ones(known.shape[1]) if counts is None else np.asarray(counts, float))[0]


def at(size: float, sizes: Sequence[float], shares: Sequence[float]) -> float:
    """The curve's share at a size within those simulated: straight between them over √n, as the noncentrality goes."""
    return float(np.interp(math.sqrt(size), np.sqrt(np.asarray(sizes, float)), curve(shares)))


def crossed(sizes: Sequence[float], shares: Sequence[float], level: float) -> float:
    """The size at which the curve reaches a level; −∞ if it is above everywhere, ∞ if below."""
    heights, places = curve(shares), np.sqrt(np.asarray(sizes, float))
    if heights[0] >= level:
        return -math.inf
    if heights[-1] < level:
        return math.inf
    right = int(np.argmax(heights >= level))
    low, high = heights[right - 1], heights[right]
    root = places[right - 1] + (level - low) / (high - low) * (places[right] - places[right - 1])
    return float(root**2)


def needed(sizes: Sequence[int], found: Sequence[Share], law: Law, level: float, alpha: float, step: int = 1) -> Needed:
    """The size from which on trials show it with a chance of at least `level`.

    Within the sizes simulated by the monotone curve through their shares; beyond them by the law of the largest. step:
    of which a size is a multiple.
    """
    size = crossed(sizes, [one.share for one in found], level)
    low, high = (crossed(sizes, [getattr(one, end) for one in found], level) for end in ("high", "low"))
    low, high = (one if math.isfinite(one) else math.nan for one in (low, high))
    if size == -math.inf:
        return Needed(BELOW, float(sizes[0]), math.nan, high)
    if math.isfinite(size):
        return Needed(WITHIN, rounded_up(size, step), low, high)
    size, least, most = (
        first_size(lambda n, one=one: one.assurance(n, alpha), level, sizes[-1], step)
        for one in (law, law.moved(1.0), law.moved(-1.0))
    )
    return Needed(NEVER if math.isnan(size) else BEYOND, size, least if math.isnan(low) else min(low, least), most)


def rounded_up(size: float, step: int) -> float:
    """The multiple of a step from there on."""
    return float(math.ceil(size / step - 1e-9) * step)


def first_size(power, level: float, first: float, step: int = 1, most: float = MOST) -> float:
    """The smallest multiple of a step above `first` at which a rising power reaches a level; NaN without any."""
    low, high = math.floor(first / step), math.ceil(most / step)
    if not power(high * step) >= level:
        return math.nan
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power(middle * step) >= level else (middle, high)
    return float(high * step)


def programmes_needed(
    weights: np.ndarray, gains: np.ndarray, sd: np.ndarray, rho: np.ndarray, members: float, level: float, alpha: float
) -> float:
    """Programmes that a trial of whole programmes needs, half in each arm: by the design effect, t of G − 2.

    gains: (worlds,) difference between whole programmes; sd: given the baseline; rho: of programmes; members: mentees
    of one. NaN if 100,000 are not enough. Source: Donner & Klar 2000.
    """

    def power(count: float) -> float:
        errors = np.array([cluster_error(one, count, members, like) for one, like in zip(sd, rho, strict=True)])
        return float(weights @ power_of(gains, errors, max(count - 2.0, 1.0), alpha))

    return first_size(power, level, 2, 2)
