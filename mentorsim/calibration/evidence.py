"""The evidence that is calibrated to: patterns marked `C`, and nothing of those marked `V`.

The only module here that sees the catalogue of patterns (the import contract holds the others off it). What is marked
`V` is dropped before anything is read of it, so no target to validate by can reach a calibration.
"""

import hashlib
import math
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from mentorsim import patterns as catalogue
from mentorsim.errors import BadInput, written
from mentorsim.patterns.declaring import CALIBRATE, Measure, Pattern
from mentorsim.patterns.estimating import quotient
from mentorsim.patterns.verdicts import Target
from mentorsim.settings import preset
from mentorsim.spelling import nearest

TOLERANCES = Path(__file__).with_name("tolerances.toml")
# The least discrepancy, as a share of half a target's width: what the reading of a figure can be wrong by.
SUPPORT = {"abstract": 0.25, "derived": 0.25, "secondary": 0.5, "memory": 1.0}
KINDS = ("evidence", "discrepancy")


@dataclass(frozen=True)
class Output:
    """One number that a simulation is held to, and its range.

    A ratio whose denominator may be near 0 has no mean; that it lies above c says that numerator − c · denominator
    lies above 0, which has one. So each end of a ratio's range is an output of its own. of: (replications, k) values
    of the measure -> (replications,) numbers; unit: the same -> what a unit of the measure is in units of the output.
    """

    pattern: str
    measure: str
    end: str
    low: float
    high: float
    evidence: float  # standard deviation
    discrepancy: float  # standard deviation
    why: str
    of: Callable[[np.ndarray], np.ndarray]
    unit: Callable[[np.ndarray], float]

    @property
    def name(self) -> str:
        """What it is called: pattern, measure, end of the range."""
        return " ".join(filter(None, (self.pattern, self.measure.replace("_", " "), self.end)))

    @property
    def tolerance(self) -> float:
        """Variance of evidence and discrepancy, in units of the measure."""
        return self.evidence**2 + self.discrepancy**2


def patterns() -> dict[str, Pattern]:
    """{id: Pattern} of the patterns to calibrate by that this edition of the model can test."""
    mine = {id: pattern for id, pattern in catalogue.PATTERNS.items() if pattern.role == CALIBRATE}
    return {id: pattern for id, pattern in mine.items() if not pattern.why_not()}


def named(name) -> list[str]:
    """The ids that a name stands for, a number standing for all its parts. BadInput with the nearest name."""
    known = patterns()
    sought = name.strip().casefold() if isinstance(name, str) else ""
    found = [id for id, pattern in known.items() if sought in (id.casefold(), pattern.number.casefold())]
    if not found:
        hint = nearest(name, [*dict.fromkeys(pattern.number for pattern in known.values()), *known])
        raise BadInput(f"found {written(name)}, expected patterns to calibrate by: {', '.join(known)}{hint}")
    return found


def outputs(ids: Iterable[str]) -> list[Output]:
    """The outputs of some patterns, in order."""
    known = patterns()
    return [one for id in ids for measure in measures(known[id]) for one in outputs_of(known[id], measure)]


def measures(pattern: Pattern) -> list[Measure]:
    """The measures of a pattern that have a target and can be read."""
    return [one for one in pattern.measures if pattern.figure.targets[one.name] and not one.lacks()]


def outputs_of(pattern: Pattern, measure: Measure) -> list[Output]:
    """The output of a measure; of a ratio one for each end."""
    target = pattern.figure.targets[measure.name]
    told = tolerance(pattern, measure.name, target)
    head, tail = (pattern.id, measure.name), (told["evidence"], told["discrepancy"], told["why"])
    if measure.combine is None:
        return [Output(*head, "", target.low, target.high, *tail, first, one)]
    if measure.combine is not quotient:
        raise ValueError(f"{pattern.id} {measure.name}: expected a mean or a quotient of means")
    ends = (("≥", target.low, 0.0, math.inf), ("≤", target.high, -math.inf, 0.0))
    return [
        Output(*head, f"{sign} {end:g}", low, high, *tail, Contrast(end), denominator)
        for sign, end, low, high in ends
        if math.isfinite(end)
    ]


def first(values: np.ndarray) -> np.ndarray:
    """(replications,) the number itself."""
    return values[:, 0]


def one(values: np.ndarray) -> float:
    """The unit of a number that is held against the evidence as it is."""
    return 1.0


def denominator(values: np.ndarray) -> float:
    """Size of the mean denominator of a ratio."""
    return abs(float(values[:, 1].mean()))


@dataclass(frozen=True)
class Contrast:
    """Numerator − c · denominator, above 0 where the ratio lies above c."""

    end: float

    def __call__(self, values: np.ndarray) -> np.ndarray:
        return values[:, 0] - self.end * values[:, 1]


# --- how sure the evidence is ----------------------------------------------------------------------------------------


@cache
def tolerances() -> dict:
    """{pattern: {measure: {"evidence", "discrepancy", "why"}}} of the file of tolerances."""
    return tomllib.loads(TOLERANCES.read_text("utf-8"))


def tolerance(pattern: Pattern, measure: str, target: Target) -> dict:
    """What the file says of a measure. ValueError if it allows less than the source of the figure supports."""
    told = tolerances()[pattern.id][measure]
    if math.hypot(*(told[kind] for kind in KINDS)) < least(pattern, measure, target) - 1e-12 or not told["why"]:
        raise ValueError(f"{pattern.id} {measure}: found {told}, expected a tolerance that its source supports")
    return told


def least(pattern: Pattern, measure: str, target: Target) -> float:
    """The least standard deviation that a target has: by how its figure was read, or else above 0."""
    half = (target.high - target.low) / 2.0
    read = max(SUPPORT[pattern.figure.status], SUPPORT[pattern.figure.statuses[measure]])
    return read * half if math.isfinite(half) else 1e-6


def digest(ids: Iterable[str]) -> str:
    """Digest of all that is held against the model: ranges and tolerances of the patterns named."""
    told = [(one.name, one.low, one.high, one.evidence, one.discrepancy) for one in outputs(ids)]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


# --- settings --------------------------------------------------------------------------------------------------------


def own_values(ids: Iterable[str]) -> dict[str, dict]:
    """{setting: {path: value}} that the settings of some patterns' worlds have by themselves."""
    known = patterns()
    found: dict[str, dict] = {}
    for scenario in {look.scenario.name: look.scenario for id in ids for look in known[id].looks}.values():
        found.setdefault(scenario.setting, {}).update(setting_values(scenario.setting, scenario.people))
    return found


def setting_values(setting: str, people: str = "") -> dict:
    """{path: value} of a setting with its people, or those of another, and its practice."""
    own = preset(setting, "setting")
    parts = [value for name, value in own.items() if isinstance(value, dict) and name not in ("sources", "pool")]
    parts.append(preset(people or setting, "setting")["pool"])
    return {path: value for part in parts for path, value in part.items()}
