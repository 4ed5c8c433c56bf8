"""Shares of runs: intervals for how often something happens, and for a difference between two arms of the same runs.

Student's t fails here: where a thing never happened it says 0 ± 0, however few runs there were.
"""

import math

import numpy as np

from mentorsim.late import Late

special = Late("scipy.special")
COVERAGE = 0.95


def is_binary(values) -> bool:
    """Whether there are values, and all of them are 0 or 1."""
    values = np.asarray(values, float)
    return values.size > 0 and bool(np.isin(values, (0.0, 1.0)).all())


def exact_interval(count: float, n: float, coverage: float = COVERAGE) -> tuple[float, float]:
    """(low, high) for the chance of something that happened `count` times in n runs.

    Clopper-Pearson: quantiles of Beta(x, n − x + 1) and Beta(x + 1, n − x). Source: Clopper & Pearson 1934.
    """
    tail = (1.0 - coverage) / 2.0
    low = float(special.betaincinv(count, n - count + 1.0, tail)) if count > 0 else 0.0
    high = float(special.betaincinv(count + 1.0, n - count, 1.0 - tail)) if count < n else 1.0
    return low, high


def share_interval(values, coverage: float = COVERAGE) -> tuple[float, float, float]:
    """(mean, low, high) of independent values from 0 to 1; the interval stays there, and has a width even at 0 and 1.

    Of values that are 0 or 1 it is the exact one. Of others, the exact one for as many runs as have the same standard
    error, n* = p(1 − p)/(s²/n)·(z/t)², z and t(n − 1) the normal and Student's quantiles; n where s = 0. NaN below two.
    Source: Korn & Graubard 1998.
    """
    values = np.asarray(values, float)
    n, mean = len(values), float(np.mean(values)) if len(values) else math.nan
    if n < 2:
        return mean, math.nan, math.nan
    error = float(np.var(values, ddof=1)) / n
    alike = float(n)
    if error > 0.0 and not is_binary(values):
        tail = (1.0 + coverage) / 2.0
        alike = mean * (1.0 - mean) / error * (special.ndtri(tail) / special.stdtrit(n - 1, tail)) ** 2
    return mean, *exact_interval(mean * alike, alike, coverage)


def wilson_interval(share: float, n: float, coverage: float = COVERAGE) -> tuple[float, float]:
    """(low, high): (p + z²/2n ∓ z·√(p(1 − p)/n + z²/4n²))/(1 + z²/n). Source: Wilson 1927."""
    z = float(special.ndtri((1.0 + coverage) / 2.0))
    middle, half = share + z * z / (2 * n), z * math.sqrt(share * (1.0 - share) / n + z * z / (4 * n * n))
    return max(0.0, (middle - half) / (1.0 + z * z / n)), min(1.0, (middle + half) / (1.0 + z * z / n))


def paired_interval(reference, level, coverage: float = COVERAGE) -> tuple[float, float, float]:
    """(difference, low, high) of the shares level − reference, where run i of both is a pair. NaN below two pairs.

    p₁ − p₂ − √(d₁² − 2φ·d₁e₂ + e₂²) to p₁ − p₂ + √(e₁² − 2φ·e₁d₂ + d₂²), d and e the distances of a share from the
    lower and the upper end of its Wilson interval, φ the correlation of the pairs, if positive for one half pair less.
    Source: Newcombe 1998, method 10.
    """
    reference, level = np.asarray(reference, float), np.asarray(level, float)
    n = len(level)
    one, two = (float(np.mean(side)) if n else math.nan for side in (level, reference))
    if n < 2:
        return one - two, math.nan, math.nan
    (low_one, high_one), (low_two, high_two) = (wilson_interval(share, n, coverage) for share in (one, two))
    phi = correlation(reference, level)

    def away(mine: float, other: float) -> float:
        return math.sqrt(max(0.0, mine * mine - 2.0 * phi * mine * other + other * other))

    down, up = away(one - low_one, high_two - two), away(high_one - one, two - low_two)
    return one - two, one - two - down, one - two + up


def unpaired_interval(reference, level, coverage: float = COVERAGE) -> tuple[float, float]:
    """(low, high) of a difference level − reference of shares in two sets of runs that have nothing in common.

    p₁ − p₂ − √(d₁² + e₂²) to p₁ − p₂ + √(e₁² + d₂²), d and e the distances of a share from the lower and the upper end
    of its Wilson interval. Source: Newcombe 1998 (independent proportions), method 10.
    """
    one, two = (float(np.mean(side)) for side in (level, reference))
    (low_one, high_one), (low_two, high_two) = (
        wilson_interval(share, len(side), coverage) for share, side in ((one, level), (two, reference))
    )
    down, up = math.hypot(one - low_one, high_two - two), math.hypot(high_one - one, two - low_two)
    return one - two - down, one - two + up


def correlation(reference, level) -> float:
    """φ = (ad − bc)/√((a + b)(c + d)(a + c)(b + d)) of pairs, ad − bc less n/2 but not below 0 if it is positive."""
    n, both = len(level), float((reference * level).sum())
    ups, downs = float(level.sum()), float(reference.sum())
    size = math.sqrt(ups * (n - ups) * downs * (n - downs))
    cross = both * (n - ups - downs + both) - (ups - both) * (downs - both)
    return (max(0.0, cross - n / 2.0) if cross > 0 else cross) / size if size else 0.0


def mid_p(reference, level) -> float:
    """Chance of a difference in shares at least so large if there were none: McNemar's test in its mid-P form.

    Of the pairs that differ, half would go either way. NaN below two pairs; 1 where no pair differs.
    Source: Fagerland, Lydersen & Laake 2013.
    """
    differences = np.asarray(level, float) - np.asarray(reference, float)
    if len(differences) < 2:
        return math.nan
    more, less = int((differences > 0).sum()), int((differences < 0).sum())
    if more == less:
        return 1.0
    total, few = more + less, min(more, less)
    chances = [math.comb(total, k) for k in range(few + 1)]
    return min(1.0, 2.0 * (sum(chances) - 0.5 * chances[-1]) / 2**total)
