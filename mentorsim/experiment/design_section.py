"""The section [design] of an experiment file, read into a Design; what is wrong is noted with its place."""

import math
from dataclasses import replace
from functools import partial

from mentorsim.errors import BadInput, written
from mentorsim.experiment import checks
from mentorsim.experiment.constraints import constraint_of
from mentorsim.experiment.design import KINDS, MOST_ARMS, Design, Grid, Listed
from mentorsim.experiment.identity import world_text
from mentorsim.experiment.paths import canonical
from mentorsim.experiment.sampling import MOST_POINTS, Choices, Range
from mentorsim.parameters import DEFAULTS, GROUPS
from mentorsim.places import flat
from mentorsim.scalars import plain_list
from mentorsim.settings import resolve

SAMPLED = ("lhs", "sobol")
KEYS = dict.fromkeys(KINDS, ("kind", "factors", "where"))
KEYS |= {"list": ("kind", "arms")} | dict.fromkeys(SAMPLED, ("kind", "points", "factors", "where"))
points = partial(checks.whole, low=1, high=MOST_POINTS)


def read_design(reader) -> Design | None:
    """The design of the file that `reader` (config.Reader) takes apart, if it has one."""
    if "design" not in reader.data:
        return None
    section = reader.section("design")
    kind = section.get("kind", "grid")
    if not reader.checked("design.kind", kind, partial(checks.one_of, known=tuple(KINDS))):
        return Grid({})
    for key in section:
        if key not in KEYS[kind]:
            reader.unknown("design", key, KEYS[kind])
    if kind == "list":
        return listed(reader, section.get("arms"))
    found = factors(reader, section, kind)
    more = {"where": constraints(reader, section["where"], found)} if "where" in section else {}
    if kind in SAMPLED:
        more["points"] = reader.checked("design.points", section.get("points"), points, 0)
    design = KINDS[kind](found, **more)
    if design.size() > MOST_ARMS:
        reader.faults.add("design", "design", f"found {written(design.size())} arms, expected at most {MOST_ARMS:,}")
    return design


# --- factors ---------------------------------------------------------------------------------------------------------


def factors(reader, section: dict, kind: str) -> dict:
    """{canonical path: list of values, Range or Choices} of the factors that are right."""
    if section.get("factors") == {}:
        reader.faults.add("design.factors", "design.factors", "found no factor, expected at least one")
    found = {}
    for path, values in flat(reader.checked("design.factors", section.get("factors"), checks.table, {}), groups=GROUPS):
        place, key = f"design.factors.{path}", canonical(path)
        if key in found:
            reader.faults.add(place, place, f"found {key} twice, expected different factors")
        elif reader.known(key, place, place):
            check = partial(ranged, key) if kind in SAMPLED else checks.several
            found[key] = reader.checked(place, values, check, [])
            reader.place.setdefault(key, (place, path))
    return {key: values for key, values in found.items() if values}


def ranged(path: str, values) -> Range | Choices:
    """A sampled factor: [low, high] of a number, or the values of anything else."""
    default = DEFAULTS.get(path, "")
    if isinstance(default, bool | str):
        return Choices(tuple(sorted(checks.several(values), key=str)))
    whole, values = isinstance(default, int), plain_list(values)
    if not isinstance(values, list) or len(values) != 2 or not all(is_number(end, whole) for end in values):
        raise checks.Expected(values, f"[low, high], two {'whole ' if whole else ''}numbers")
    if not values[0] < values[1]:
        raise checks.Expected(values, "[low, high] with low < high")
    return Range(*values, whole)


def is_number(value, whole: bool) -> bool:
    """Whether a value is a finite number, a whole one if need be."""
    number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf
    return number and (not whole or value == value // 1)


def constraints(reader, given, known: dict) -> tuple:
    """The Constraints of `where`: one text, or several."""
    found = []
    for text in reader.checked("design.where", given, checks.several, []) if isinstance(given, list) else [given]:
        read = partial(read_constraint, known=known)
        found.append(reader.checked("design.where", text, read))
    return tuple(filter(None, found))


def read_constraint(text, known: dict):
    """One Constraint over the known factors."""
    return constraint_of(checks.words(text), known, canonical)


# --- arms one by one -------------------------------------------------------------------------------------------------


def listed(reader, entries) -> Listed:
    """The arms under [[design.arms]]."""
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        found = "found none" if entries is None else f"found {written(entries)}"
        reader.faults.add("design.arms", "design.arms", f"{found}, expected tables, each headed [[design.arms]]")
        return Listed({})
    if len(entries) > MOST_ARMS:
        reader.faults.add("design", "design", f"found {len(entries):,} arms, expected at most {MOST_ARMS:,}")
        return Listed({})
    arms = [listed_arm(reader, number, entry) for number, entry in enumerate(entries)]
    names = set()
    for number, (name, _) in enumerate(arms):
        if name in names:
            reader.faults.add(f"design.arms.{number}.name", "design.arms.name", f"found {written(name)} twice")
        names.add(name)
    values: dict = {}
    for _, overrides in arms:
        for path, value in overrides.items():
            values.setdefault(path, []).append(value)
    return Listed({path: list(dict.fromkeys(map(hashable, found))) for path, found in values.items()}, arms=tuple(arms))


def hashable(value):
    """A value that can be a key; what cannot be one is no parameter's value, and is refused elsewhere."""
    return str(value) if isinstance(value, list | dict) else value


def listed_arm(reader, number: int, entry: dict) -> tuple:
    """(name, {canonical path: value}) of one entry."""
    place = f"design.arms.{number}"
    for key in entry:
        if key not in ("name", "overrides"):
            reader.unknown(place, key, ["name", "overrides"])
    if "name" not in entry:
        reader.faults.add(place, "design.arms.name", "is missing, expected a text in quotes")
    name = reader.checked(f"{place}.name", entry.get("name", f"arm {number}"), checks.words, f"arm {number}")
    found: dict = {}
    overrides = reader.checked(f"{place}.overrides", entry.get("overrides", {}), checks.table, {})
    for path, value in flat(overrides, groups=GROUPS):
        key, where = canonical(path), f"{place}.overrides.{path}"
        if key in found:
            reader.faults.add(where, path, f"found a second value for {key}, expected one")
        elif reader.known(key, where, path):
            found[key] = value
            reader.place.setdefault(key, (where, path))
    return name, found


# --- values set beside the file --------------------------------------------------------------------------------------


def with_points(reader, design: Design | None, value) -> Design | None:
    """The design with another number of points (`--set design.points=512`)."""
    if design is None or design.kind not in SAMPLED:
        kind = f"kind {design.kind!r}" if design else "no design"
        reader.faults.add("design.points", "design.points", f"found {kind}, expected kind lhs or sobol")
        return design
    return replace(design, points=reader.checked("design.points", value, points, design.points))


# --- every arm must be possible --------------------------------------------------------------------------------------


def levels_of(design: Design) -> list[tuple]:
    """(path, value) of everything that the factors may be; of a range the ends: all between them is possible, too."""
    levels = []
    for path, may in design.factors.items():
        values = [may.low, may.high] if isinstance(may, Range) else may.values if isinstance(may, Choices) else may
        levels += [(path, value) for value in values]
    return levels


def check_design(reader, experiment, faulty) -> None:
    """Note what is wrong with any arm of a design. faulty: {paths} at fault already; experiment: without these."""
    design = experiment.design
    if design.size() > MOST_ARMS:
        return
    if not isinstance(design, Listed):  # all arms of a list are looked at below; `where` takes none of them away
        sound = [reader.check_level(path, value) for path, value in levels_of(design)]
        if not all(sound) and (design.where or design.kind in SAMPLED):
            return
    try:
        candidates = list(design.combinations(experiment))
        if not candidates and design.size() and not faulty:
            raise BadInput(f"found no arm of {design.size()} that meets it, expected at least one")
        if design.kind == "one-at-a-time" and candidates[:1] and candidates[0].label != "base":
            raise BadInput("found a base arm that does not meet it, expected one that does")
    except BadInput as error:
        reader.faults.add("design.where", "design.where", str(error))
        return
    for candidate in candidates:
        reader.check_world(experiment.overrides | candidate.values, candidate.values, candidate.place)
    if isinstance(design, Listed) and not reader.faults.found and not reader.faults.changed:
        check_different(reader, experiment, candidates)


def check_different(reader, experiment, candidates) -> None:
    """Note arms of a list that are the same world under two names; in other designs these are one arm."""
    names: dict = {}
    for number, (name, values, _) in enumerate(candidates):
        first = names.setdefault(world_text(resolve(experiment.overrides | values, experiment.folders)), name)
        if first != name:
            reader.faults.add(f"design.arms.{number}", "design.arms", f"found {name!r}, the same world as {first!r}")
