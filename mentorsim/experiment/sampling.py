"""Points of sampled designs: Latin hypercubes and Sobol sequences over ranges and choices.

The points belong to the experiment's seed and to the names of the factors, not to their order: the factors take their
dimensions in alphabetical order. Point i of a Sobol sequence is the same however many there are, so a design grows;
a Latin hypercube is a whole, and another number of points is another design.
"""

import math
import warnings
from typing import NamedTuple

import numpy as np

STREAM = (0x64657369676E,)  # spawn key of the designs' own luck: "design"; runs have (replication, process)
DIGITS = 6  # significant ones of a sampled number, so that it can be read and typed
MOST_POINTS = 10_000


class Range(NamedTuple):
    """A factor that is a number from low to high. whole: whole numbers, each as likely as any other."""

    low: float
    high: float
    whole: bool

    def at(self, share: float):
        """The value at a share in [0, 1) of the way."""
        if self.whole:
            return min(int(self.high), int(self.low) + math.floor(share * (int(self.high) - int(self.low) + 1)))
        value = float(f"{self.low + share * (self.high - self.low):.{DIGITS}g}")
        return min(max(value, self.low), self.high)

    def __str__(self):
        return f"{self.low:g} to {self.high:g}"


class Choices(NamedTuple):
    """A factor that is one of some values, each as likely as any other."""

    values: tuple

    def at(self, share: float):
        """The value at a share in [0, 1) of the way."""
        return self.values[min(len(self.values) - 1, math.floor(share * len(self.values)))]

    def __str__(self):
        return ", ".join(map(str, self.values))


def shares(kind: str, points: int, dimensions: int, seed: int) -> np.ndarray:
    """(points, dimensions) of a "sobol" sequence (scrambled: Owen 1998) or an "lhs" (McKay et al. 1979), in [0, 1)."""
    from scipy.stats import qmc  # takes long to import, and most designs do without

    luck = np.random.default_rng(np.random.SeedSequence(int(seed), spawn_key=STREAM))
    if kind == "lhs":
        return qmc.LatinHypercube(dimensions, seed=luck).random(points)
    with warnings.catch_warnings():  # any number of points is allowed; a power of 2 is balanced best
        warnings.filterwarnings("ignore", message=".*balance properties", category=UserWarning)
        return qmc.Sobol(dimensions, scramble=True, bits=30, seed=luck).random(points)


def sampled(kind: str, factors: dict, points: int, seed: int) -> list[dict]:
    """Points as {path: value}, in the order of the factors. factors: {path: Range or Choices}."""
    dimension = {path: place for place, path in enumerate(sorted(factors))}
    return [
        {path: factor.at(float(row[dimension[path]])) for path, factor in factors.items()}
        for row in shares(kind, points, len(factors), seed)
    ]
