"""What policies may see of people and relationships: noisy estimates with the names of the true columns."""

import zlib

import numpy as np
from scipy import special

from mentorsim.rng import pair_uniforms, person_uniforms

RELATIONSHIP = (
    "age", "last_help", "met", "success", "metacognition", "performance", "dependence", "confidence", "autonomy", "load",
)  # fmt: skip


class Relationships:
    """Running matches as their mentors see them, one array (n,) per attribute.

    age: weeks since the start; last_help: help of last week; met, success: 1 or 0, last week; metacognition,
    performance, dependence, confidence: noisy estimates of the mentee's state; autonomy; load: the mentor's, last week.
    """

    def __init__(self, count: int):
        self.block = np.empty((len(RELATIONSHIP), count))
        for name, row in zip(RELATIONSHIP, self.block, strict=True):
            setattr(self, name, row)

    def __len__(self):
        return self.block.shape[1]


OBSERVED = (
    "skill", "goals", "values", "style", "zone_width", "pitching", "directiveness", "autonomy", "openness",
    "interactivity", "metacognition", "literacy", "confidence", "dependence", "performance", "energy",
)  # fmt: skip


class People:
    """Some people as a coordinator or a peer sees them: `.skill` (n, K), `.openness` (n,) and so on (OBSERVED),
    each with an error that belongs to the person and does not change; and what is plain to see: `.key`, `.group`,
    `.unit`, `.waiting` (weeks), `.free` (places). `rows` are their rows in the world.
    """

    def __init__(self, world, rows, free=None):
        self._people, self.rows, self.free = world.people, rows, free
        p = world.parameters.matching
        self._noise = 0.0 if p.oracle else p.noise
        self._luck = world.luck("observation")
        self.key = world.people.key[rows].astype(np.int64)
        self.group, self.unit = world.people.group[rows], world.people.unit[rows]
        self.waiting = world.week - world.people.waiting_since[rows]

    def __len__(self):
        return len(self.rows)

    def __getattr__(self, name):
        if name.startswith("_") or name not in OBSERVED:
            raise AttributeError(f"policies cannot see {name!r}; they see {', '.join(OBSERVED)}")
        true = getattr(self._people, name)[self.rows]
        if self._noise == 0.0:
            return true
        index = (zlib.crc32(name.encode()) & 0xFFFF) * 64
        width = true.shape[1] if true.ndim == 2 else 1
        error = np.stack([person_uniforms(self._luck, self.key, 0, index + k) for k in range(width)], axis=1)
        seen = true + self._noise * special.ndtri(error).reshape(true.shape)
        setattr(self, name, seen)
        return seen


class Draw:
    """Keyed luck handed to a matching policy: one uniform per person or per pair, this week."""

    def __init__(self, luck: int, week: int):
        self._luck, self._week = luck, week

    def each(self, people, index: int = 0):
        """(n,) uniforms in (0, 1)."""
        return person_uniforms(self._luck, people.key, self._week, index)

    def pairs(self, mentees, mentors, index: int = 0):
        """(n_mentees, n_mentors) uniforms in (0, 1)."""
        return pair_uniforms(self._luck, mentees.key, mentors.key, self._week, index)
