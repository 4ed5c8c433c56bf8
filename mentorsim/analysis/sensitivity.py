"""Which parameters an outcome hangs on: Morris screening (Morris 1991; Campolongo et al. 2007) and Sobol indices
(Sobol 2001; Saltelli et al. 2010), by SALib.

A design of points over the factors' ranges is swept like any other, so it can be stopped, gone on with and reproduced;
the indices come from the means over replications, which have the same people and the same luck in every point.
"""

import warnings
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from mentorsim.analysis.outcomes import GOOD, check_columns
from mentorsim.errors import BadInput
from mentorsim.experiment.config import Experiment
from mentorsim.experiment.design import Candidate, Design
from mentorsim.experiment.sampling import Choices, Range
from mentorsim.parameters import DEFAULTS, bounds, check_path, walk
from mentorsim.spelling import nearest

METHODS = ("morris", "sobol")
LEVELS = 4  # of Morris's grid
SIZES = {"morris": 10, "sobol": 64}  # trajectories; points of the base sample
MOST_SIZE = 4096


def salib(part: str) -> ModuleType:
    """A module of SALib; BadInput if it is not installed."""
    from importlib import import_module

    try:
        return import_module(f"SALib.{part}")
    except ImportError:
        raise BadInput("sensitivity: needs SALib; pip install 'mentorsim[sensitivity]'") from None


def problem_of(names: Collection[str]) -> dict:
    """SALib's words for factors whose ranges are all [0, 1]: shares of the way from low to high."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def points_of(method: str, names: Collection[str], size: int, seed: int) -> np.ndarray:
    """(points, factors) shares in [0, 1]. size: trajectories of Morris, or base points of Sobol, a power of 2.

    Morris takes size · (factors + 1) points, Sobol (first-order and total indices) size · (factors + 2).
    """
    if method == "morris":
        return salib("sample.morris").sample(problem_of(names), size, num_levels=LEVELS, seed=seed)
    return salib("sample.sobol").sample(problem_of(names), size, calc_second_order=False, seed=seed)


def indices(method: str, names: Collection[str], points: np.ndarray, values: np.ndarray, seed: int) -> pd.DataFrame:
    """The indices of each factor with 95 % intervals (bootstrap over trajectories or base points), largest first.

    points: of `points_of`; values: (points,) the outcome in each. Morris: parameter, mu_star (mean absolute change over
    the factor's range), mu_star_low, mu_star_high, sigma (its spread: large if it depends on the others). Sobol:
    parameter, S1 (share of variance alone), ST (with all interactions), each with _low and _high.
    """
    values = np.asarray(values, dtype=float)
    if not np.isfinite(values).all():  # one missing value would silently make every index 0
        raise BadInput(
            f"sensitivity: found {(~np.isfinite(values)).sum()} of {len(values)} values missing, expected none"
        )
    if np.ptp(values) == 0.0:
        raise BadInput("sensitivity: found the same value in every point, expected an outcome that varies")
    with warnings.catch_warnings():  # SALib divides by the spread of a resample that may have none
        warnings.simplefilter("ignore", RuntimeWarning)
        if method == "morris":
            found = salib("analyze.morris").analyze(problem_of(names), points, values, num_levels=LEVELS, seed=seed)
            columns = {"mu_star": found["mu_star"], **ends("mu_star", found), "sigma": found["sigma"]}
        else:
            found = salib("analyze.sobol").analyze(problem_of(names), values, calc_second_order=False, seed=seed)
            columns = {"S1": found["S1"], **ends("S1", found), "ST": found["ST"], **ends("ST", found)}
    table = pd.DataFrame({"parameter": list(names)} | {name: np.asarray(column) for name, column in columns.items()})
    return table.sort_values("mu_star" if method == "morris" else "ST", ascending=False, ignore_index=True)


def ends(name: str, found: dict) -> dict:
    """{"NAME_low", "NAME_high"}: the 95 % interval of an index in what SALib found."""
    half = np.asarray(found[f"{name}_conf"])
    return {f"{name}_low": np.asarray(found[name]) - half, f"{name}_high": np.asarray(found[name]) + half}


# --- the model under it ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Points(Design):
    """The points of a method as the arms of a sweep. factors: {path: Range or Choices}."""

    method: str = "morris"
    size_of_sample: int = 10
    kind: ClassVar[str] = "sensitivity"

    def size(self) -> int:
        return self.size_of_sample * (len(self.factors) + (1 if self.method == "morris" else 2))

    def candidates(self, experiment: Experiment) -> Iterator[Candidate]:
        for number, values in enumerate(self.values(experiment.seed)):
            yield Candidate(f"point {number}", values)

    def values(self, seed: int) -> list[dict]:
        """{path: value} of each point."""
        points = points_of(self.method, self.factors, self.size_of_sample, design_seed(seed))
        return [
            {path: may.at(share) for (path, may), share in zip(self.factors.items(), row, strict=True)}
            for row in points.tolist()
        ]

    def to_dict(self) -> dict:
        return super().to_dict() | {"method": self.method, "size": self.size_of_sample}


def design_seed(seed: int) -> int:
    """A seed that SALib takes (32 bits), from the experiment's."""
    return int(np.random.SeedSequence(int(seed)).generate_state(1)[0])


def factors_of_design(experiment: Experiment, given: Iterable[str] = ()) -> dict:
    """{path: Range or Choices} of the parameters whose influence is asked for.

    given: "PATH" (over its declared bounds) or "PATH=LOW:HIGH"; without any, the factors of the experiment's design,
    numbers from the lowest to the highest value named there. Raises BadInput.
    """
    if given:
        return dict(map(factor_given, given))
    if experiment.design is None:
        raise BadInput("sensitivity: found no factors, expected [design.factors] in the experiment, or --factor PATH")
    factors = {path: spanned(path, values) for path, values in experiment.design.factors.items()}
    for path, may in factors.items():
        if isinstance(may, Range) and not may.low < may.high:
            raise BadInput(f"design.factors.{path}: found one value, expected a range to vary it over")
    return factors


def spanned(path: str, values: Any) -> Range | Choices:
    """The range or choices of a factor of any design."""
    if isinstance(values, Range | Choices):
        return values
    if isinstance(DEFAULTS.get(path, ""), bool | str):
        return Choices(tuple(values))
    return Range(min(values), max(values), isinstance(DEFAULTS[path], int))


def factor_given(text: str) -> tuple[str, Range]:
    """(path, Range) from the text "PATH" or "PATH=LOW:HIGH"; BadInput for what is no number's path."""
    path, given, ends = text.partition("=")
    check_path(path)
    low, high = bounds(dict(walk())[path])
    if low is None:
        raise BadInput(f"--factor {path}: found a choice, expected a number; name its values under [design.factors]")
    if given:
        try:
            low, high = (float(end) for end in ends.split(":"))
        except ValueError:
            raise BadInput(f"--factor {text}: found {ends!r}, expected LOW:HIGH") from None
        if not low < high:
            raise BadInput(f"--factor {text}: found {ends!r}, expected LOW below HIGH")
    return path, Range(low, high, isinstance(DEFAULTS[path], int))


def check_method(method: str, size: int) -> None:
    """BadInput for an unknown method, or a size that it cannot have."""
    if method not in METHODS:
        raise BadInput(f"method: found {method!r}, expected {' or '.join(METHODS)}{nearest(method, METHODS)}")
    if not 2 <= size <= MOST_SIZE:
        raise BadInput(f"size: found {size}, expected a whole number from 2 to {MOST_SIZE}")
    if method == "sobol" and size & (size - 1):
        raise BadInput(f"size: found {size}, expected a power of 2, which the Sobol sequence needs to be balanced")


def values_of(outcomes: pd.DataFrame, design: Points, outcome: str, seed: int) -> np.ndarray:
    """(points,) mean of an outcome over replications in each point. BadInput if any run lacks a value.

    outcomes: of the sweep over the design; points that are one world (whole numbers) have the same value.
    """
    check_columns(outcomes, [*design.factors, outcome])
    value = outcomes[outcome].astype(float)
    bad = (outcomes["status"] != GOOD) | value.isna()
    if bad.any():
        first = outcomes[bad].iloc[0]
        raise BadInput(
            f"{outcome}: found {int(bad.sum())} of {len(outcomes)} runs without a value, such as {first['arm']}, "
            f"replication {first['replication']}; expected a value in each, since one that lacks makes indices wrong"
        )
    means = value.groupby([outcomes[path] for path in design.factors]).mean()
    keys = [tuple(point.values()) for point in design.values(seed)]
    missing = [key for key in keys if (key if len(key) > 1 else key[0]) not in means.index]
    if missing:
        raise BadInput(f"{outcome}: found {len(missing)} of {len(keys)} points not run, expected all; run it again")
    return np.array([means.loc[key if len(key) > 1 else key[0]] for key in keys])


def sensitivity(outcomes: pd.DataFrame, design: Points, outcome: str, seed: int) -> pd.DataFrame:
    """The indices of an outcome from the sweep over a design of points; columns as of `indices`."""
    points = points_of(design.method, design.factors, design.size_of_sample, design_seed(seed))
    values = values_of(outcomes, design, outcome, seed)
    return indices(design.method, list(design.factors), points, values, design_seed(seed))
