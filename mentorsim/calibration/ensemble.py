"""The ensemble: plausible parameter sets that are spread over all that is left, and one in their middle."""

from dataclasses import dataclass

import numpy as np

from mentorsim.calibration import design
from mentorsim.calibration.waves import History, Wave

Place = tuple[Wave, int]  # a wave and a row of its points


@dataclass(frozen=True)
class Ensemble:
    """Sets of parameters, each simulated and plausible.

    places: where each was simulated; shares: (sets, parameters) in [0, 1]; weights: share of what is left that is
    nearest to each; central: the row in the middle; worst: (sets,) largest implausibility of what was simulated.
    """

    places: list[Place]
    shares: np.ndarray
    weights: np.ndarray
    central: int
    worst: np.ndarray

    def values(self, row: int) -> list:
        """The values of a set."""
        wave, place = self.places[row]
        return wave.values[place]

    def means(self) -> np.ndarray:
        """(sets, outputs) what was simulated."""
        return np.array([wave.found.mean[row] for wave, row in self.places])


def ensemble(history: History) -> Ensemble | None:
    """The ensemble of a calibration; None if no set is plausible.

    Of all sets whose simulation is plausible, those that are far apart: a spread, not the best. Since sets far apart
    crowd at the edges, each counts with the share of what is left that is nearest to it. The central one is nearest to
    the weighted mean of all.
    """
    found = history.plausible()
    if not found:
        return None
    shares = np.array([wave.shares[row] for wave, row in found])
    rows = design.far_apart(shares, history.plan.ensemble)
    places, shares = [found[row] for row in rows], shares[rows]
    weights = weights_of(shares, history.regions[-1].points)
    central = int(np.argmin(((shares - weights @ shares) ** 2).sum(axis=1)))
    worst = np.array([wave.simulated(history.outputs)[row].max() for wave, row in places])
    return Ensemble(places, shares, weights, central, worst)


def weights_of(shares: np.ndarray, sample: np.ndarray) -> np.ndarray:
    """(sets,) share of a sample that is nearest to each set, plus one point each, since each is plausible."""
    nearest = design.nearest_of(sample, shares)[0] if len(sample) else np.empty(0, int)
    counts = np.bincount(nearest, minlength=len(shares)) + 1.0
    return counts / counts.sum()
