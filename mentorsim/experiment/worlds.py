"""Plausible worlds: parameter sets of an ensemble that an experiment is repeated in, each with its weight.

An ensemble is what `mentorsim calibrate` has written (`ensemble.csv`), or the one that comes with the package. The
values of a set stand above the defaults and what a setting brings, and below what the experiment says.
"""

import csv
import io
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from mentorsim.compiled import PACKAGE
from mentorsim.errors import BadInput, as_place, capped, written
from mentorsim.experiment.crossing import parts_of
from mentorsim.experiment.identity import digest
from mentorsim.experiment.paths import canonical
from mentorsim.parameters import DEFAULTS, GROUPS, bounds, unknown_parameter, walk
from mentorsim.places import find_file, flat, is_file, read_text, read_toml
from mentorsim.printing import plural
from mentorsim.settings import COMPONENTS, KEPT, preset, presets
from mentorsim.spelling import nearest

SHIPPED = {"plausible": PACKAGE / "calibration" / "plausible.csv"}
NUMBER, WEIGHT, CENTRAL = "set", "weight", "central"
ABOUT = (NUMBER, CENTRAL, WEIGHT, "implausibility")  # columns that are no parameters
PLAN = "plan.toml"  # beside an ensemble: the calibration that it is of
A_FILE = "a file that `mentorsim calibrate` has written, such as results/mine/ensemble.csv"
NO_GAP = 1e-12  # square of the distance of a set from itself
DIGITS = 12  # of a distance: what differs beyond is rounding, which is not the same on every machine


class PlausibleWorld(NamedTuple):
    """A parameter set. number: of it in its ensemble; weight: its share of all that are used; values: by column."""

    number: int
    weight: float
    values: dict


@dataclass(frozen=True)
class Worlds:
    """The plausible worlds that every arm of an experiment is run in.

    source: what they were asked for by; of: how many the ensemble has; worlds: those that are used; kept: {setting:
    paths} of values of its own that a setting kept when the ensemble was made; columns: {column: (setting it belongs
    to, "" for all of them; path)}; text: of the file.
    """

    source: str
    of: int
    worlds: tuple[PlausibleWorld, ...]
    columns: dict = field(repr=False)
    kept: dict = field(default_factory=dict, repr=False)
    text: str = field(default="", repr=False)

    def __len__(self) -> int:
        return len(self.worlds)

    @property
    def paths(self) -> list[str]:
        """The parameters that the sets have values of."""
        return list(dict.fromkeys(path for _, path in self.columns.values()))

    @property
    def digest(self) -> str:
        """Digest of the ensemble and of which of its sets are used."""
        kept = {setting: sorted(paths) for setting, paths in self.kept.items()}
        return digest([self.text, kept, [one.number for one in self.worlds]])

    def below(self, world: PlausibleWorld, said: Mapping[str, Any], folders: Iterable[str] = (".",)) -> dict:
        """{path: value} of a set, as far as an arm leaves it open.

        said: {path: value} of what the experiment says of the arm. Of the settings whose components the arm has, those
        values stay that the calibration kept; a column of one setting counts where the arm has its component.
        """
        named = {("setting" if path == "setting.preset" else path): value for path, value in said.items()}
        used = used_presets(named)
        kept = {
            path
            for name, setting in used.items()
            for path in self.kept.get(setting, ())
            if path in preset(setting, "setting", folders)[name]
        }
        found = {}
        for column, (setting, path) in self.columns.items():
            if belongs(setting, path, used, folders) if setting else path not in kept:
                found[path] = world.values[column]
        return {path: value for path, value in found.items() if path not in named}

    def record(self) -> dict:
        """What a results folder keeps of them: enough to do its runs again without the file."""
        return {
            "source": self.source,
            "digest": self.digest,
            "of": self.of,
            "kept": {setting: sorted(paths) for setting, paths in self.kept.items()},
            "sets": [{"world": one.number, "weight": one.weight, "values": one.values} for one in self.worlds],
        }

    def in_words(self) -> str:
        """Which and how many."""
        return f"{len(self):,} of {plural(self.of, 'plausible world')} of {parts_of(self.source)[0]}"


def used_presets(said: Mapping[str, Any]) -> dict[str, str]:
    """{component: the shipped setting that it is of} of an arm; components that are of none are left out."""
    chosen = said.get("setting", "organisation")
    used = {name: said.get(f"setting.{name}") or ("" if name in KEPT else chosen) for name in COMPONENTS}
    return {name: setting for name, setting in used.items() if setting in presets()}


def belongs(setting: str, path: str, used: Mapping[str, str], folders: Iterable[str]) -> bool:
    """Whether an arm has the component of a setting that a parameter is in; of one in none, the setting's structure."""
    own = preset(setting, "setting", folders)
    components = [name for name in COMPONENTS if path in own[name]] or ["structure"]
    return any(used.get(name) == setting for name in components)


# --- reading an ensemble ---------------------------------------------------------------------------------------------


def load(asked: str | os.PathLike[str], folders: Iterable[str] = (".",)) -> Worlds:
    """The worlds that "plausible", "plausible:20" or the path of an ensemble, also with a number, asks for.

    folders: where a relative path is looked for. BadInput names what is wrong with it or with the file.
    """
    name, count = parts_of(os.fspath(asked))
    file = SHIPPED[name] if name in SHIPPED else found(name, tuple(folders))
    text = read_text(file)
    columns, worlds = read(text, str(file) if name not in SHIPPED else name)
    if count is not None and not 1 <= count <= len(worlds):
        raise BadInput(f"found {written(os.fspath(asked))}, expected a number from 1 to {len(worlds)} after the colon")
    source = f"{name}:{count}" if count is not None else name
    return Worlds(source, len(worlds), spread(worlds, count or len(worlds)), columns, kept_in(file), text)


def found(name: str, folders: Sequence[str]) -> Path:
    """The file of an ensemble. BadInput with the nearest name."""
    known = ", ".join(SHIPPED)
    if not name.endswith(".csv") and not any(is_file(Path(folder) / name) for folder in folders if name):
        hint = nearest(name, SHIPPED)
        raise BadInput(f"found {written(name)}, expected {known} or the path of {A_FILE}{hint}")
    return find_file(name, folders, f"{known} or {A_FILE}", "*.csv")


def read(text: str, source: str) -> tuple[dict, list[PlausibleWorld]]:
    """({column: (setting, path)}, every set) of an ensemble's text. BadInput with every fault and its line."""
    lines = csv.reader(io.StringIO(text))
    try:
        head = next(lines, [])
        rows = [(lines.line_num, row) for row in lines if row]
    except csv.Error as error:
        raise BadInput(f"{source}:{lines.line_num}: found no CSV ({error}), expected {A_FILE}") from None
    names = [name for name in head if name not in ABOUT]
    if not {NUMBER, WEIGHT} <= set(head) or not names:
        shown = ", ".join(map(as_place, head[:4])) or "nothing"
        expected = f"{NUMBER}, {WEIGHT} and one for each parameter: {A_FILE}"
        raise BadInput(f"{source}: found the columns {shown}, expected {expected}")
    faults = [f"{source}:1: found the column {written(name)} twice" for name in set(head) if head.count(name) > 1]
    columns, wrong = columns_of(names)
    faults += [f"{source}:1: {what}" for what in wrong]
    if not rows:
        faults.append(f"{source}: found no set, expected at least one")
    taken: dict[int, int] = {}
    worlds = []
    for line, row in rows if not faults else ():
        one, wrong = world_of(head, row, columns)
        if one is not None and one.number in taken:
            wrong = [f"{NUMBER}: found {one.number} again, which is that of line {taken[one.number]}"]
        faults += [f"{source}:{line}: {what}" for what in wrong]
        if one is not None and not wrong:
            taken[one.number] = line
            worlds.append(one)
    if faults:
        raise BadInput(capped(faults))
    return columns, weighted(worlds)


def columns_of(names: Iterable[str]) -> tuple[dict, list[str]]:
    """({column: (setting, path)}, faults) of an ensemble's parameters."""
    columns, faults, fields = {}, [], dict(walk())
    for name in names:
        setting, colon, path = name.rpartition(": ")
        path = canonical(path)
        if colon and setting not in presets():
            known = ", ".join(presets())
            faults.append(f"{as_place(name)}: found the setting {written(setting)}, expected one of {known}"
                          f"{nearest(setting, presets())}")  # fmt: skip
        elif path not in DEFAULTS:
            faults.append(f"{as_place(name)}: {unknown_parameter(path, nearest)}")
        elif bounds(fields[path])[0] is None:
            faults.append(f"{name}: found a choice, expected the path of a number")
        else:
            columns[name] = (setting, path)
    return columns, faults


def world_of(head: list[str], row: list[str], columns: dict) -> tuple[PlausibleWorld | None, list[str]]:
    """(a set, or None; faults) of a row of an ensemble."""
    if len(row) != len(head):
        return None, [f"found {plural(len(row), 'value')}, expected {len(head)}, as many as there are columns"]
    texts, faults, fields = dict(zip(head, row, strict=True)), [], dict(walk())
    values = {}
    limits = {NUMBER: (0, 10**9, True), WEIGHT: (0.0, math.inf, False)}
    limits |= {name: (*bounds(fields[path]), isinstance(DEFAULTS[path], int)) for name, (_, path) in columns.items()}
    for name, (low, high, whole) in limits.items():
        values[name] = value = number_in(texts[name], whole)
        if value is None or not low <= value <= high or (name == WEIGHT and value == 0.0):
            kind = "a whole number" if whole else "a number"
            ends = "above 0" if name == WEIGHT else f"from {low:g} to {high:g}"
            faults.append(f"{name}: found {written(texts[name])}, expected {kind} {ends}")
    if faults:
        return None, faults
    return PlausibleWorld(values[NUMBER], values[WEIGHT], {name: values[name] for name in columns}), []


def number_in(text: str, whole: bool) -> float | int | None:
    """The finite number that a text is, a whole one if need be; None for any other text."""
    try:
        value = float(text)
    except ValueError:
        return None
    if not math.isfinite(value) or (whole and not value.is_integer()):
        return None
    return int(value) if whole else value + 0.0


def weighted(worlds: Sequence[PlausibleWorld]) -> list[PlausibleWorld]:
    """The sets with weights that add up to 1."""
    total = math.fsum(one.weight for one in worlds)
    return [one._replace(weight=one.weight / total) for one in worlds]


def kept_in(file: Path) -> dict[str, set]:
    """{setting: paths} that keep their values there, by the calibration beside an ensemble; nothing without one.

    It is a TOML file of the same name, as the shipped one has, or what `calibrate` was asked.
    """
    plans = [one for one in (file.with_suffix(".toml"), file.parent / PLAN) if is_file(one)]
    sections = (read_toml(read_text(one), str(one)).get("calibration", {}) for one in plans)
    section = next(filter(None, sections), {})
    table = section.get("by_setting", {}) if isinstance(section, dict) else {}
    kept: dict[str, set] = {}
    for setting, own in table.items() if isinstance(table, dict) else ():
        for path, reason in flat(own, groups=GROUPS) if isinstance(own, dict) else ():
            if isinstance(reason, str) and canonical(path) in DEFAULTS:
                kept.setdefault(setting, set()).add(canonical(path))
    return kept


# --- some of them ----------------------------------------------------------------------------------------------------


def spread(worlds: Sequence[PlausibleWorld], count: int) -> tuple[PlausibleWorld, ...]:
    """Some sets of an ensemble, far apart, with weights of their own.

    count: how many. The first is nearest to the weighted mean, each further one as far as possible from those before,
    so that fewer are always among more. The weight of a set that is not among them goes to all that are, by the inverse
    square of their distances (Shepard 1968): to the nearest alone, it would go to those in the middle.
    """
    if count == len(worlds):
        return tuple(worlds)
    shares = shares_of(worlds)
    middle = np.array([one.weight for one in worlds]) @ shares
    rows = [first_of(-apart(shares, middle))]
    gaps = apart(shares, shares[rows[0]])
    while len(rows) < count:
        gaps[rows] = -1.0
        rows.append(first_of(gaps))
        gaps = np.minimum(gaps, apart(shares, shares[rows[-1]]))
    near = 1.0 / np.maximum(np.array([apart(shares, shares[row]) for row in rows]), NO_GAP)
    given = (near / near.sum(axis=0)) @ np.array([one.weight for one in worlds])
    weights = np.round(given, DIGITS).tolist()
    return tuple(worlds[row]._replace(weight=weight) for row, weight in zip(rows, weights, strict=True))


def shares_of(worlds: Sequence[PlausibleWorld]) -> np.ndarray:
    """(sets, parameters) how far each value is on its way from the least to the largest of the ensemble."""
    values = np.array([list(one.values.values()) for one in worlds], float)
    low, width = values.min(axis=0), np.ptp(values, axis=0)
    return (values - low) / np.where(width > 0.0, width, 1.0)


def apart(shares: np.ndarray, place: np.ndarray) -> np.ndarray:
    """(sets,) the square of each set's distance from a place."""
    return np.round(((shares - place) ** 2).sum(axis=1), DIGITS)


def first_of(values: np.ndarray) -> int:
    """The row of the largest value, the first of equal ones."""
    return int(np.argmax(values))
