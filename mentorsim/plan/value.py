"""What it is worth to know which of two arms is better, before anything is decided for good.

Worlds are what we do not know; each has its chance. Without a trial one takes the arm that is better on average; with
one, the arm that is better on average given what the trial has shown. What the choice gains in a world is the
difference between whole programmes of either arm; what a trial shows is the difference within it, which need not be
the same. Source: Raiffa & Schlaifer 1961; for trials Claxton 1999.
"""

import numpy as np

GRID = 2001  # results of a trial that are looked at
REACH = 8.0  # standard errors beyond the outermost effects


def of_knowing(weights: np.ndarray, gains: np.ndarray) -> float:
    """Expected value of perfect information: E[max(0, G)] − max(0, E[G]). G: what the second arm gains over the first.

    weights: chance of each world, of sum 1; gains: G in each.
    """
    return max(0.0, float(weights @ np.maximum(gains, 0.0)) - max(0.0, float(weights @ gains)))


def of_trial(weights: np.ndarray, gains: np.ndarray, effects: np.ndarray, errors: np.ndarray) -> float:
    """Expected value of sample information: E[max(0, E[G | x])] − max(0, E[G]), x what the trial finds.

    weights, gains: as for `of_knowing`; effects: what the trial finds on average in each world, errors: its standard
    error there; x is normal around them. By numbers: ∫ max(0, Σ w·G·φ(x)) dx.
    """
    low, high = (effects - REACH * errors).min(), (effects + REACH * errors).max()
    found = np.linspace(low, high, GRID)
    away = (found[:, None] - effects) / errors
    density = np.exp(-0.5 * away**2) / (errors * np.sqrt(2.0 * np.pi))
    better = float(np.trapezoid(np.maximum(density @ (weights * gains), 0.0), found))
    return max(0.0, better - max(0.0, float(weights @ gains)))
