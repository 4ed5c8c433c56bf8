"""What is known of power in closed form. Scalars or arrays; no model, no luck."""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy import special


def power_of(effect: ArrayLike, error: ArrayLike, freedom: ArrayLike, alpha: float = 0.05) -> np.ndarray:
    """Chance that a two-sided t test is significant: P(|T| > t₁₋α/₂), T noncentral t(ν) around δ/se.

    effect: δ; error: its standard error se; freedom: ν. Source: Cohen 1988.
    """
    away = np.abs(np.asarray(effect, float)) / np.asarray(error, float)
    bar = special.stdtrit(freedom, 1.0 - alpha / 2.0)
    below, wrong = (np.nan_to_num(special.nctdtr(freedom, away, end)) for end in (bar, -bar))  # NaN where it is tiny
    return np.where(np.isfinite(away + bar), np.clip(1.0 - below + wrong, 0.0, 1.0), np.nan)


def two_sample_power(d: float, one: float, other: float, alpha: float = 0.05) -> float:
    """Power of the two-sample t test: se = √(1/n₁ + 1/n₂) in units of the SD, ν = n₁ + n₂ − 2.

    d: difference of the means over the SD; one, other: people in each arm. Source: Cohen 1988.
    """
    return float(power_of(d, math.sqrt(1.0 / one + 1.0 / other), one + other - 2.0, alpha))


def design_effect(members: float, rho: float) -> float:
    """By how much clusters of m that are alike by ρ raise the variance of a mean: 1 + (m − 1)ρ. Source: Kish 1965.

    members: m, people of a cluster; rho: ρ, the intra-cluster correlation.
    """
    return 1.0 + (members - 1.0) * rho


def cluster_error(sd: float, clusters: float, members: float, rho: float) -> float:
    """Standard error of a difference where half of the clusters are in each arm: SD·√(4/(G·m)·(1 + (m − 1)ρ)).

    sd: of people in an arm, given the baseline; clusters: G in both arms; members: m. Source: Donner & Klar 2000.
    """
    return sd * math.sqrt(4.0 / (clusters * members) * design_effect(members, rho))


def smallest_effect(error: ArrayLike, freedom: ArrayLike, alpha: float = 0.05, power: float = 0.8) -> np.ndarray:
    """The smallest effect that is shown with a given chance: (t₁₋α/₂ + t_power)·se, t of ν degrees of freedom.

    error: se; freedom: ν. Source: Bloom 1995.
    """
    parts = special.stdtrit(freedom, 1.0 - alpha / 2.0) + special.stdtrit(freedom, power)
    return np.asarray(error, float) * parts


def intraclass(values: np.ndarray, group: np.ndarray) -> float:
    """Intra-class correlation by analysis of variance: ρ = (B − W)/(B + (m₀ − 1)W), 0 where B < W.

    B, W: mean squares between and within the G groups of n values; m₀ = (n − Σm²/n)/(G − 1). NaN below two groups or
    where no group has two. Source: Donner 1986.
    """
    _, place = np.unique(group, return_inverse=True)
    count = np.bincount(place)
    n, groups = len(values), len(count)
    if groups < 2 or n == groups:
        return math.nan
    means = np.bincount(place, values) / count
    between = float(count @ (means - values.mean()) ** 2) / (groups - 1)
    within = float(((values - means[place]) ** 2).sum()) / (n - groups)
    usual = (n - float(count @ count) / n) / (groups - 1)
    whole = between + (usual - 1.0) * within
    return max(0.0, (between - within) / whole) if whole > 0.0 else math.nan
