"""Given people, ties and matches as plain arrays: what is known of a real programme. What is not known is drawn.

A `Given` is part of the parameters of a world, so whatever goes with these (identity, arms, control worlds, workers)
goes with it. It is known by its content: two are equal if their digests are.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from mentorsim import codes

VECTORS = {"skill": "domains", "goals": "domains", "values": "value_dimensions", "style": "style_dimensions"}
FRESH = ("dependence", "reactance", "nodes", "stage")  # states that begin alike for everybody
UNKNOWN = np.nan


def same_bits(values) -> bytes:
    """An array's numbers as bytes that are equal if the numbers are: one kind of NaN, one zero."""
    numbers = np.asarray(values, "<f8") + 0.0
    return np.where(np.isnan(numbers), UNKNOWN, numbers).tobytes()


@dataclass(frozen=True, eq=False)
class Given:
    """People of a roster, in places: mentees in its order, then mentors in its order.

    ids: what the roster calls them; mentees: how many of them; columns: {column: (n,) numbers, NaN where not given},
    of vectors one column per dimension (`skill_1`, …). Ties: one, two: (ties,) places, there, back: (ties,) strengths
    of the arcs one → two and two → one over the largest in the file, 0 without one; None without a graph. Matches:
    mentee, mentor: (matches,) places, by mentee; weeks_so_far; quality, help: NaN where not given; None without.
    For reports, not part of the digest: labels: {column: names of its numbers}; left_out: {file: columns of it that
    nobody knows, in words}; named: whether ids are what the roster calls people, and not numbers instead; notes: how
    the ties were taken, in sentences.
    """

    ids: tuple
    mentees: int
    columns: dict
    ties: dict | None = None
    matches: dict | None = None
    labels: dict = field(default_factory=dict)
    left_out: dict = field(default_factory=dict)
    named: bool = True
    notes: tuple = ()
    digest: str = field(init=False, repr=False)

    def __post_init__(self):
        object.__setattr__(self, "digest", self._digest())

    def __eq__(self, other):
        return isinstance(other, Given) and self.digest == other.digest

    def __hash__(self):
        return hash(self.digest)

    def __repr__(self):
        return f"Given({self.digest}: {self.mentees} mentees, {self.mentors} mentors)"

    def __str__(self):
        return self.digest

    def _digest(self) -> str:
        """16 hex digits of all that is given."""
        found = hashlib.sha256("\0".join([str(self.mentees), *self.ids]).encode())
        for part in (self.columns, self.ties, self.matches):
            found.update(b"none" if part is None else b"some")
            for name, values in sorted((part or {}).items()):
                found.update(name.encode() + same_bits(values))
        return found.hexdigest()[:16]

    @property
    def mentors(self) -> int:
        """How many mentors the roster has."""
        return len(self.ids) - self.mentees

    # --- what the roster says of the parameters ---

    def counts(self) -> dict:
        """{path: number} of the parameters that the roster decides: how many people, units and dimensions."""
        found = {"people.mentees": self.mentees, "people.mentors": self.mentors}
        if "unit" in self.columns:
            found["structure.units"] = self.units
        for name, path in VECTORS.items():
            if self.dimensions(name):
                found[f"people.{path}"] = max(self.dimensions(name), found.get(f"people.{path}", 0))
        return found

    @property
    def units(self) -> int:
        """How many units or groups are named."""
        return int(np.nanmax(self.columns["unit"])) + 1

    def dimensions(self, vector: str) -> int:
        """The number of the last column of a vector; 0 without one."""
        numbers = [name.rpartition("_")[2] for name in self.columns if name.startswith(f"{vector}_")]
        return max(map(int, numbers), default=0)

    # --- who is where ---

    def rows(self, places, mentees: int):
        """Rows of a world for places here. mentees: how many the world begins with, which may be more."""
        places = np.asarray(places)
        return places + np.where(places < self.mentees, 0, mentees - self.mentees)

    def of(self, kind: int, ordinals) -> dict:
        """{column: (n,) values} of people of a kind by their ordinals, NaN for those whom the roster does not have."""
        start, count = {
            codes.INITIAL_MENTEE: (0, self.mentees),
            codes.INITIAL_MENTOR: (self.mentees, self.mentors),
        }.get(kind, (0, 0))
        if not count:
            return {}
        ordinals = np.asarray(ordinals)
        places = start + np.minimum(ordinals, count - 1)
        own = self.columns if self.matches is None else self.columns | {"held": self.held}
        return {name: np.where(ordinals < count, values[places], UNKNOWN) for name, values in own.items()}

    @cached_property
    def held(self):
        """(n,) how many given matches each has as a mentor."""
        return np.bincount(self.matches["mentor"], minlength=len(self.ids)).astype(float)

    def most_capacity(self) -> int:
        """The largest capacity that is given, or needed for the given matches; 0 without one."""
        known = [self.columns[name] for name in ("capacity",) if name in self.columns]
        known += [self.held] if self.matches else []
        return int(max((np.nanmax(values) for values in known), default=0))

    # --- in words ---

    def to_dict(self) -> dict:
        """What is given, as it is stored beside the results: columns by whether all of it, some or nothing is."""
        whole = [name for name, values in self.columns.items() if not np.isnan(values).any()]
        ties, matches = self.ties or {}, self.matches or {}
        both_ways = np.count_nonzero(ties["there"] * ties["back"]) if ties else 0
        return {
            "digest": self.digest,
            "mentees": self.mentees,
            "mentors": self.mentors,
            "given": ["role", *whole],
            "partly": {
                name: int((~np.isnan(values)).sum()) for name, values in self.columns.items() if name not in whole
            },
            "ties": len(ties["one"]) if ties else None,
            "reciprocated": int(both_ways) if ties else None,
            "matches": len(matches["mentee"]) if matches else None,
            "labels": {name: list(names) for name, names in self.labels.items()},
            "left_out": {name: list(columns) for name, columns in self.left_out.items()},
            "named": self.named,
            "notes": list(self.notes),
        }


# --- beside what is drawn -------------------------------------------------------------------------------------------


class Overlay:
    """Given values of people of a kind, which replace those drawn for them. Without given people nothing changes."""

    def __init__(self, given, kind: int, ordinals):
        self.columns = {} if given is None else given.of(kind, ordinals)

    def __call__(self, name: str, drawn):
        """(n,) the given values of a column; where there is none, the drawn ones, of whose kind all are."""
        if name not in self.columns:
            return drawn
        known = self.columns[name]
        return np.where(np.isnan(known), drawn, known).astype(drawn.dtype)

    def vector(self, name: str, drawn):
        """(n, width) the same for a vector, whose columns are given one by one."""
        if not self.columns:
            return drawn
        columns = [self(f"{name}_{k}", drawn[:, k - 1]) for k in range(1, drawn.shape[1] + 1)]
        return np.stack(columns, axis=1)

    def level(self, z, mean: float, sd: float, spread: float, domains: int):
        """(n,) level of people's skill over domains: N(mean, sd), given what is known of skills around it.

        n known skills with mean y, which lie around the level by `spread`, make it normal with mean
        μ + w (y − μ) and variance sd² (1 − w), w = n sd² / (n sd² + spread²). z: standard normal draws.
        """
        own = {name: values for name, values in self.columns.items() if name == "skill" or name.startswith("skill_")}
        if not own or sd == 0.0:
            return mean + sd * z
        known = np.stack(list(own.values()))
        there = (~np.isnan(known)).sum(axis=0)
        n = there * (domains if "skill" in own else 1)
        weight = n * sd**2 / np.maximum(n * sd**2 + spread**2, 1e-300)
        offset = np.where(there > 0, np.nansum(known, axis=0) / np.maximum(there, 1) - mean, 0.0)
        return mean + weight * offset + sd * np.sqrt(1.0 - weight) * z

    def skill(self, drawn, around):
        """(n, domains) skills: the given ones; those around a given mean lie as drawn, as far as [0, 1] has room.

        around: (n, domains) how far skills lie from the level.
        """
        if "skill" not in self.columns:
            return self.vector("skill", drawn)
        mean = self.columns["skill"]
        profile = around - around.mean(axis=1, keepdims=True)
        room = np.minimum(mean, 1.0 - mean)[:, None] / np.maximum(np.abs(profile).max(axis=1, keepdims=True), 1e-300)
        skill = np.clip(mean[:, None] + np.minimum(1.0, room) * profile, 0.0, 1.0)
        return np.where(np.isnan(mean)[:, None], drawn, skill)

    def capacity(self, drawn):
        """(n,) capacities; a drawn one has room for the given matches."""
        held = self.columns.get("held")
        return self("capacity", drawn if held is None else np.maximum(drawn, np.nan_to_num(held)).astype(drawn.dtype))

    def apply(self, rows: dict, names) -> None:
        """Write the given values of these columns over `rows`, {column: (n,) view}."""
        for name in names:
            if name in self.columns:
                rows[name][:] = self(name, rows[name])
