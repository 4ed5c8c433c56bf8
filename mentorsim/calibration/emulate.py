"""Emulators: what a simulation would give at parameters that were not run, and how uncertain that is.

A polynomial of first or second order with ridge penalty, chosen by its leave-one-out errors. As a Bayesian regression
with noise variance v and coefficients ~ N(0, v/penalty) it has a variance at every point, v·(1 + leverage), whose scale
v is set so that the leave-one-out errors are as large as it says. What a polynomial cannot follow is part of these
errors.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

BASES = ("linear", "squares", "quadratic")  # of a term more each: each parameter, its square, products of two
PENALTIES = np.logspace(-4.0, 3.0, 15)
FEWEST = 6  # points with a value from which an emulator is made
SMALLEST = 1e-12  # variance, relative to that of the values
LARGEST_CHUNK = 4096  # points predicted at a time


def features(shares: np.ndarray, basis: str) -> np.ndarray:
    """(points, terms) of a basis, without the constant. shares: (points, parameters) in [0, 1]."""
    x = 2.0 * shares - 1.0
    parts = [x]
    if basis != "linear":
        parts.append(x**2)
    if basis == "quadratic":
        one, other = products(x.shape[1])
        parts.append(x[:, one] * x[:, other])
    return np.hstack(parts)


@cache
def products(parameters: int) -> tuple[np.ndarray, np.ndarray]:
    """Columns of all products of two different parameters."""
    return np.triu_indices(parameters, 1)


class Frame:
    """A basis at some points, decomposed, so that all that is fitted there shares the work."""

    def __init__(self, shares: np.ndarray, basis: str):
        self.basis, terms = basis, features(shares, basis)
        self.centre, self.points = terms.mean(axis=0), len(terms)
        self.left, self.size, right = np.linalg.svd(terms - self.centre, full_matrices=False)
        self.right = right.T

    def shrunk(self, penalty: float) -> np.ndarray:
        """Share of each direction that a penalty leaves."""
        return self.size**2 / (self.size**2 + penalty)

    def leverages(self, penalty: float) -> np.ndarray:
        """(points,) leverage of each point on its own fit."""
        return 1.0 / self.points + self.left**2 @ self.shrunk(penalty)


@dataclass(frozen=True)
class Emulator:
    """A fit: value = constant + features · weights, with variance noise · (1 + leverage)."""

    frame: Frame
    penalty: float
    constant: float
    weights: np.ndarray
    noise: float
    error: float  # root of the mean square of leave-one-out errors
    spread: float  # standard deviation of the values

    @cached_property
    def explained(self) -> float:
        """Share of the values' variance that is predicted for points left out, at least 0."""
        return max(0.0, 1.0 - (self.error / self.spread) ** 2) if self.spread > 0.0 else 0.0


def fit(shares: np.ndarray, values: np.ndarray, frames: dict | None = None) -> Emulator | None:
    """The emulator of one output with the least leave-one-out error; None for fewer than FEWEST values.

    shares: (points, parameters) in [0, 1]; values: (points,), NaN where unknown; frames: those made before for the same
    points, by (basis, which values are known), to which new ones are added.
    """
    known, frames = np.isfinite(values), {} if frames is None else frames
    if known.sum() < FEWEST:
        return None
    found = []
    for basis in BASES:
        key = (basis, known.tobytes())
        if key not in frames:
            frames[key] = Frame(shares[known], basis)
        found += [fitted(frames[key], penalty, values[known]) for penalty in PENALTIES]
    return min(found, key=lambda emulator: emulator.error)


def fitted(frame: Frame, penalty: float, values: np.ndarray) -> Emulator:
    """The emulator with one basis and penalty.

    Leave-one-out errors e/(1 − h) have variance v/(1 − h), h being a point's leverage; so v = mean of e²/(1 − h).
    """
    constant = float(values.mean())
    along = frame.left.T @ (values - constant)
    shrunk = frame.shrunk(penalty)
    errors = values - constant - frame.left @ (shrunk * along)
    free = np.maximum(1.0 - frame.leverages(penalty), SMALLEST)
    weights = frame.right @ (frame.size / (frame.size**2 + penalty) * along)
    noise = float(np.mean(errors**2 / free)) + SMALLEST * float(values.var())
    error = float(np.sqrt(np.mean((errors / free) ** 2)))
    return Emulator(frame, penalty, constant, weights, noise, error, float(values.std()))


def predicted(emulators: Iterable[Emulator | None], shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(points, outputs) means and variances at new points; NaN and infinite where there is no emulator."""
    emulators = list(emulators)
    mean = np.full((len(shares), len(emulators)), np.nan)
    variance = np.full(mean.shape, np.inf)
    for first in range(0, len(shares), LARGEST_CHUNK):
        rows = slice(first, first + LARGEST_CHUNK)
        for frame in {id(e.frame): e.frame for e in emulators if e is not None}.values():
            terms = features(shares[rows], frame.basis) - frame.centre
            along = (terms @ frame.right) ** 2
            across = np.maximum(0.0, (terms**2).sum(axis=1) - along.sum(axis=1))  # where no point has been
            leverages: dict[float, np.ndarray] = {}
            for column, emulator in enumerate(emulators):
                if emulator is None or emulator.frame is not frame:
                    continue
                penalty = emulator.penalty
                if penalty not in leverages:
                    leverages[penalty] = 1 / frame.points + along @ (1 / (frame.size**2 + penalty)) + across / penalty
                mean[rows, column] = emulator.constant + terms @ emulator.weights
                variance[rows, column] = emulator.noise * (1.0 + leverages[penalty])
    return mean, variance
