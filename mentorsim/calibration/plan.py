"""The file that says what is calibrated, and how: read into a `Plan`, everything wrong in it named with its place."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from mentorsim.calibration import evidence
from mentorsim.compiled import PACKAGE
from mentorsim.errors import BadInput, as_place, written
from mentorsim.experiment import checks
from mentorsim.experiment.config import folder_name, folder_of
from mentorsim.experiment.paths import canonical
from mentorsim.experiment.sampling import Range
from mentorsim.files import place
from mentorsim.parameters import DEFAULTS, GROUPS, bounds, unknown_parameter, walk
from mentorsim.places import Faults, flat, is_file, read_text, read_toml
from mentorsim.settings import presets
from mentorsim.spelling import nearest

SECTION = "calibration"
SHIPPED = PACKAGE / "calibration"
MOST_POINTS, MOST_SETS = 4096, 10_000
NUMBERS: dict[str, Callable] = {
    "seed": partial(checks.whole, low=0, high=2**63 - 1),
    "waves": partial(checks.whole, low=1, high=50),
    "points": partial(checks.whole, low=8, high=MOST_POINTS),
    "replications": partial(checks.whole, low=2, high=10_000),
    "cutoff": partial(checks.real, low=0.5, high=20.0),
    "ensemble": partial(checks.whole, low=2, high=MOST_SETS),
}
KEYS = ("name", *NUMBERS, "patterns", "parameters", "by_setting")
OWN = ("range", "reason")


@dataclass(frozen=True)
class Dimension:
    """One number that is sought: a parameter in all settings, or in one of them, for a reason."""

    path: str
    may: Range
    setting: str = ""
    reason: str = ""

    @property
    def name(self) -> str:
        """What it is called: its path, after the setting if it is that of one."""
        return f"{self.setting}: {self.path}" if self.setting else self.path


@dataclass(frozen=True)
class Plan:
    """A calibration: what is sought, and with how much work.

    dimensions: what is sought; kept: {setting: {path: reason}} of parameters that have another value there and keep it;
    patterns: ids of those it is held against; cutoff: implausibility beyond which a set is ruled out; ensemble: how
    many sets there shall be in the end; text: what is in its file.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    patterns: tuple[str, ...]
    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    seed: int = 1
    waves: int = 4
    points: int = 256
    replications: int = 4
    cutoff: float = 3.0
    ensemble: int = 100
    text: str = field(default="", repr=False)

    @property
    def names(self) -> list[str]:
        """What the dimensions are called."""
        return [one.name for one in self.dimensions]

    def values(self, shares: np.ndarray) -> list[list]:
        """The values of each point, in the order of the dimensions. shares: (points, dimensions) in [0, 1]."""
        most = np.nextafter(1.0, 0.0)
        return [
            [one.may.at(min(share, most)) for one, share in zip(self.dimensions, row, strict=True)]
            for row in shares.tolist()
        ]

    def shares(self, values: list[list]) -> np.ndarray:
        """(points, dimensions) how far each value is on its way from the low to the high end."""
        low, high = (np.array([getattr(one.may, end) for one in self.dimensions], float) for end in ("low", "high"))
        return (np.array(values, float).reshape(-1, len(low)) - low) / (high - low)

    def rounded(self, shares: np.ndarray) -> np.ndarray:
        """Shares as those of the values that they stand for, where these are whole numbers."""
        found = shares.copy()
        for column, one in enumerate(self.dimensions):
            if one.may.whole:
                steps = one.may.high - one.may.low
                found[:, column] = np.minimum(steps, np.floor(shares[:, column] * (steps + 1))) / steps
        return found

    def with_given(self, **given: Any) -> "Plan":
        """A copy with numbers given beside the file; None for those that are not. BadInput for one out of bounds."""
        found = {}
        for name, value in given.items():
            if value is not None:
                try:
                    found[name] = NUMBERS[name](value)
                except BadInput as error:
                    raise BadInput(f"{name}: {error}") from None
        return replace(self, **found)


def load(source: str) -> Plan:
    """The Plan of a TOML file, or of a shipped one by its name. BadInput lists every fault with file, line and key."""
    path, known = place(source), shipped()
    if not is_file(path):
        if str(source) not in known:
            hint = nearest(str(source), known)
            expected = f"expected a TOML file or a shipped calibration: {', '.join(known)}{hint}"
            raise BadInput(f"{as_place(str(source))}: found no such file, {expected}")
        path = known[str(source)]
    return read(read_text(path), str(path))


def shipped() -> dict[str, Path]:
    """{name: file} of the calibrations that come with the package."""
    named = {file.stem: file for file in sorted(SHIPPED.glob("*.toml"))}
    return {name: file for name, file in named.items() if name != evidence.TOLERANCES.stem}


def read(text: str, source: str) -> Plan:
    """The Plan in a text."""
    return replace(Reader(read_toml(text, source), Faults(source, text, {})).plan(), text=text)


class Reader:
    """Takes the parsed file apart, and notes what is wrong."""

    def __init__(self, data: dict, faults: Faults):
        self.data, self.faults = data, faults

    def plan(self) -> Plan:
        """The Plan; BadInput with every fault."""
        for key in self.data.keys() - {SECTION}:
            self.unknown("", key, (SECTION,))
        section = self.checked(SECTION, self.data.get(SECTION), checks.table, {})
        for key in section:
            if key not in KEYS:
                self.unknown(SECTION, key, KEYS)
        numbers = {
            key: self.checked(f"{SECTION}.{key}", section[key], check)
            for key, check in NUMBERS.items()
            if key in section
        }
        name = self.checked(f"{SECTION}.name", section.get("name", folder_of(self.faults.source)), folder_name)
        patterns = self.patterns(section)
        dimensions = self.parameters(section)
        kept = self.by_setting(section, dimensions)
        self.check_settings(patterns, dimensions, kept)
        if not dimensions and not self.faults.found:
            what = 'found no parameter, expected at least one, such as "learning.rate" = [0.063, 0.099]'
            self.faults.add(f"{SECTION}.parameters", f"{SECTION}.parameters", what)
        self.faults.close()
        return Plan(name, tuple(dimensions.values()), patterns, kept, **numbers)

    def checked(self, path: str, value: Any, check: Callable, default: Any = None) -> Any:
        """check(value), or `default` with the fault noted."""
        try:
            return check(value)
        except BadInput as error:
            self.faults.add(path, path, str(error))
            return default

    def unknown(self, section: str, key: str, known: Iterable[str]) -> None:
        """Note an unknown key."""
        path, keys = f"{section}.{key}" if section else key, list(known)
        self.faults.add(path, path, f"unknown key, expected one of {', '.join(keys)}{nearest(key, keys)}")

    def patterns(self, section: dict) -> tuple[str, ...]:
        """The ids of the patterns that it is held against: those named, or all that can be tested."""
        if "patterns" not in section:
            return tuple(evidence.patterns())
        place = f"{SECTION}.patterns"
        names = self.checked(place, section["patterns"], checks.several, [])
        found = [self.checked(place, name, evidence.named, []) for name in names]
        wanted = {id for ids in found for id in ids}
        return tuple(id for id in evidence.patterns() if id in wanted)

    def parameters(self, section: dict) -> dict[str, Dimension]:
        """{name: Dimension} of what has one value in all settings."""
        found: dict[str, Dimension] = {}
        table = self.checked(f"{SECTION}.parameters", section.get("parameters", {}), checks.table, {})
        for path, given in flat(table, groups=GROUPS):
            place, key = f"{SECTION}.parameters.{path}", canonical(path)
            if key in found:
                self.faults.add(place, place, f"found {key} twice, expected different parameters")
            elif self.known(place, key):
                may = self.checked(place, given, partial(ranged, key))
                if may:
                    found[key] = Dimension(key, may)
        return found

    def known(self, place: str, path: str) -> bool:
        """Whether there is a number of this path; notes it otherwise."""
        if path not in DEFAULTS:
            self.faults.add(place, place, unknown_parameter(path, self.faults.nearest))
            return False
        if bounds(dict(walk())[path])[0] is None:
            self.faults.add(place, place, "found a choice, expected the path of a number")
            return False
        return True

    def by_setting(self, section: dict, dimensions: dict[str, Dimension]) -> dict[str, dict[str, str]]:
        """{setting: {path: reason}} of what is kept as the setting has it; what is sought there joins `dimensions`."""
        kept: dict[str, dict[str, str]] = {}
        table = self.checked(f"{SECTION}.by_setting", section.get("by_setting", {}), checks.table, {})
        for setting, own in table.items():
            place = f"{SECTION}.by_setting.{setting}"
            if setting not in presets():
                self.unknown(f"{SECTION}.by_setting", setting, presets())
                continue
            for path, given in entries(self.checked(place, own, checks.table, {})):
                self.own(f"{place}.{path}", setting, canonical(path), given, dimensions, kept)
        return kept

    def own(self, place: str, setting: str, path: str, given, dimensions: dict, kept: dict) -> None:
        """Enter what one setting has of its own: a reason to keep its value, or a range with a reason."""
        if not self.known(place, path):
            return
        if isinstance(given, str) and given.strip():
            kept.setdefault(setting, {})[path] = given
            return
        if not isinstance(given, dict) or given.keys() != set(OWN) or not isinstance(given["reason"], str):
            expected = 'a reason in quotes (the setting keeps its value), or {range = [low, high], reason = "..."}'
            self.faults.add(place, place, f"found {written(given)}, expected {expected}")
            return
        may = self.checked(place, given["range"], partial(ranged, path))
        if may:
            one = Dimension(path, may, setting, given["reason"])
            dimensions[one.name] = one

    def check_settings(self, patterns, dimensions: dict[str, Dimension], kept: dict) -> None:
        """Note what is sought for all settings although some setting has, without a reason, a value of its own."""
        for setting, paths in evidence.own_values(patterns).items():
            for one in dimensions.values():
                explained = one.path in kept.get(setting, {}) or f"{setting}: {one.path}" in dimensions
                if not one.setting and one.path in paths and not explained:
                    place = f"{SECTION}.parameters.{one.path}"
                    what = f"the setting {setting} has a value of its own, {paths[one.path]}; expected a reason under "
                    self.faults.add(place, place, f"{what}[{SECTION}.by_setting.{setting}]")


def entries(table: dict, prefix: str = "") -> list[tuple[str, Any]]:
    """(path, what is given) of what a setting has of its own, whose tables may be nested by dots."""
    found = []
    for key, value in table.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict) and path in GROUPS:
            found += entries(value, f"{path}.")
        else:
            found.append((path, value))
    return found


def ranged(path: str, given) -> Range:
    """The range [low, high] of a number, within its bounds."""
    default = DEFAULTS[path]
    whole, (low, high) = isinstance(default, int), bounds(dict(walk())[path])
    kind = "whole numbers" if whole else "numbers"
    expected = f"[low, high], two {kind} from {low:g} to {high:g}, low < high"
    ends = given if isinstance(given, list) else []
    numbers = [end for end in ends if isinstance(end, int | float) and not isinstance(end, bool)]
    if len(ends) != 2 or len(numbers) != 2 or not all(math.isfinite(end) for end in ends):
        raise checks.Expected(given, expected)
    if not low <= ends[0] < ends[1] <= high or (whole and any(end != int(end) for end in ends)):
        raise checks.Expected(given, expected)
    return Range(*(int(end) if whole else float(end) for end in ends), whole)
