"""Implausibility: how far a model's output is from the evidence, in standard deviations of all that is uncertain."""

import numpy as np


def distance(value, low, high) -> np.ndarray:
    """How far values lie outside a range; 0 inside. low, high: its ends, infinite where it is open."""
    return np.maximum(0.0, np.maximum(low - np.asarray(value, float), np.asarray(value, float) - high))


def implausibility(value, low, high, *variances) -> np.ndarray:
    """I = d(E[f(x)], [low, high]) / √(V_emulator + V_simulation + V_evidence + V_discrepancy).

    value: what the model is expected to give; low, high: the range of the evidence; variances: of whatever is not known
    about either. A set of parameters is ruled out where I exceeds 3, since a distribution with one peak, whatever its
    shape, has 95 % within three standard deviations (Pukelsheim 1994). NaN where the value is.
    Source: Craig et al. 1997; Vernon, Goldstein & Bower 2010; Andrianakis et al. 2015.
    """
    return distance(value, low, high) / np.sqrt(sum(np.asarray(one, float) for one in variances))
