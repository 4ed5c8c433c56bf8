"""What policies may see of people and relationships: noisy estimates with the names of the true columns."""

import zlib
from functools import cached_property
from typing import Any

import numpy as np

from mentorsim.codes import NO_ARM
from mentorsim.compiled import kernel
from mentorsim.equations import similarity
from mentorsim.parameters import Parameters, rules_of
from mentorsim.rng import normal, pair_uniforms, person_uniforms

AT_HAND = {
    "age": "weeks since the match began",
    "last_help": "help of last week",
    "met": "contacts last week, at most 3",
    "success": "tasks of these that succeeded",
    "autonomy": "the mentee's need for autonomy",
    "load": "the mentor's load, last week",
}
# The rest is looked up only for policies that name it in `looks`. First the mentee's states, with a fresh error a week;
# then what counts for the next task, errors where the mentor cannot know.
STATES = {
    "metacognition": "learning-to-learn m, noisy",
    "performance": "unassisted performance, noisy",
    "dependence": "dependence D, noisy",
    "confidence": "confidence C, noisy",
    "reactance": "reactance R, noisy",
    "openness": "openness o, noisy",
}
TASK = {
    "skill": "skill in the domains of the plan, weighted by it, noisy",
    "gap": "what the mentor is ahead in these, domains ahead only, weighted, noisy, at least 0",
    "apart": "distance of the values of both, noisy, at least 0",
    "width": "the mentor's estimate of the zone width",
    "imposed": "what the plan imposes on the mentee",
    "quality": "the mentor's latest rating of quality",
    "pitching": "the mentor's own pitching skill",
    "directiveness": "the mentor's own directiveness",
}
RELATIONSHIP = AT_HAND | STATES | TASK
LOOK_INDEX = {
    name: place for place, name in enumerate([*STATES, "skill", "gap", "apart"])
}  # of a look's error in the stream "withdrawal"


class Relationships:
    """Running matches as their mentors see them, one array (n,) per attribute (RELATIONSHIP says what each is).

    looks: names beyond AT_HAND that the policy declares, and those of its own memory; others cannot be seen.
    parameters: the world's, for a policy that reckons with the world's own equations.
    """

    def __init__(self, count: int, looks: tuple = (), parameters: Parameters | None = None) -> None:
        self.parameters = parameters
        self._row = {name: row for row, name in enumerate([*AT_HAND, *looks])}
        self.block = np.empty((len(self._row), count))

    def __getattr__(self, name: str) -> np.ndarray:
        if name.startswith("_") or name not in self._row:
            known = "add it to the policy's `looks`" if name in RELATIONSHIP else f"they see {', '.join(RELATIONSHIP)}"
            raise AttributeError(f"policies cannot see {name!r}; {known}")
        return self.block[self._row[name]]

    @property
    def rules(self) -> Any:
        """The world's parameters, as kernels take them."""
        return rules_of(self.parameters)

    def __len__(self) -> int:
        return self.block.shape[1]


OBSERVED = (
    "skill", "goals", "values", "style", "zone_width", "pitching", "directiveness", "autonomy", "openness",
    "zeta", "attunement", "metacognition", "literacy", "confidence", "dependence", "performance", "energy", "hours",
)  # fmt: skip

PLAIN = ("group", "unit", "matched")


# Index of each trait's errors in the stream "observation": its own, whatever is added to the list.
TRAIT_STREAM = {name: (zlib.crc32(name.encode()) & 0xFFFF) * 64 for name in OBSERVED}


@kernel
def look(rows, trait, eye, out):
    """The rows of a trait into `out` (n, width), each entry with a normal error that belongs to the person and the
    entry.

    trait: its column (people, width), the observers' errors over their SD (0 where nobody has looked yet), and the
    first index of these in the stream; eye: keys of all people, luck of the stream, SD of the errors. Plain tuples:
    Numba takes named ones from Python four times as slowly.
    """
    column, errors, index = trait
    key, luck, size = eye
    for i in range(len(rows)):
        row = rows[i]
        for k in range(out.shape[1]):
            if errors[row, k] == 0.0 and size > 0.0:
                errors[row, k] = normal(luck, key[row], 0, index + k)
            out[i, k] = column[row, k] + size * errors[row, k]


@kernel
def fill_likeness(style_a, style_b, values_a, values_b, out):
    """Deep similarity of each pair into `out` (n, m)."""
    for i in range(len(style_a)):
        for j in range(len(style_b)):
            out[i, j] = similarity(style_a[i], style_b[j], values_a[i], values_b[j])


@kernel
def look_alike(rows_a, rows_b, style, values, eye, out):
    """Looks at style and values of both sides, and the deep similarity of each pair into `out` (n, m), at one go.

    style, values, eye: as for `look`.
    """
    n, m = out.shape
    of_style, of_values = style[0].shape[1], values[0].shape[1]
    style_a, style_b = np.empty((n, of_style)), np.empty((m, of_style))
    values_a, values_b = np.empty((n, of_values)), np.empty((m, of_values))
    look(rows_a, style, eye, style_a)
    look(rows_b, style, eye, style_b)
    look(rows_a, values, eye, values_a)
    look(rows_b, values, eye, values_b)
    fill_likeness(style_a, style_b, values_a, values_b, out)


class People:
    """Some people as a coordinator or a peer sees them.

    `.skill` (n, K), `.openness` (n,) and so on (OBSERVED), each with an error that belongs to the person and does not
    change; and what is plain to see: `.key`, `.group`, `.unit`, `.waiting` (weeks), `.free` (places, of mentors),
    `.matched` (running matches), and `.parameters` of the world. `rows` are their rows in the world. `.plan` (n, K):
    the weights of domains in the plan that each would make as a mentee, within the domains that a further mentor is
    sought for (`wants`).
    """

    def __init__(self, world: Any, rows: np.ndarray, free: Any = None, wants: np.ndarray | None = None) -> None:
        self._world, self.rows, self._wants = world, rows, wants
        self.free: np.ndarray = free  # of mentors
        self.parameters = world.parameters

    def __len__(self) -> int:
        return len(self.rows)

    def __getattr__(self, name: str) -> np.ndarray:
        if name.startswith("_") or name not in OBSERVED + PLAIN:
            raise AttributeError(f"policies cannot see {name!r}; they see {', '.join(OBSERVED + PLAIN)}")
        column = getattr(self._world.people, name)
        if name in PLAIN:
            seen = column[self.rows]
        else:
            seen = np.empty((len(self.rows), *column.shape[1:]))
            out = seen if column.ndim == 2 else seen[:, None]
            look(self.rows, self._sight(name), self._eye(), out)
        setattr(self, name, seen)
        return seen

    @property
    def rules(self) -> Any:
        """The world's parameters, as kernels take them."""
        return self._world.rules

    def likeness(self, others: "People") -> np.ndarray:
        """(n, m) deep similarity of style and values with others as they look."""
        out = np.empty((len(self), len(others)))
        look_alike(self.rows, others.rows, self._sight("style"), self._sight("values"), self._eye(), out)
        return out

    def _sight(self, trait: str) -> tuple:
        """A trait as `look` takes it."""
        column = getattr(self._world.people, trait)
        wide = column if column.ndim == 2 else column[:, None]
        return wide, self._world.errors_of(trait, wide.shape[1]), TRAIT_STREAM[trait]

    def _eye(self) -> tuple:
        """How well observers see, as `look` takes it."""
        p = self.parameters.matching
        return self._world.people.key, self._world.luck("observation"), 0.0 if p.oracle else p.noise

    @cached_property
    def key(self) -> np.ndarray:
        """(n,) keys of the persons, by which luck is drawn."""
        return self._world.people.key[self.rows].astype(np.int64)

    @property
    def waiting(self) -> np.ndarray:
        """(n,) weeks that each has waited for a match."""
        return self._world.week - self._world.people.waiting_since[self.rows]

    @property
    def plan(self) -> np.ndarray:
        """(n, K) weights of the domains in the plan that each would make as a mentee; rows sum to 1.

        In a trial, by the goal policy of each person's arm.
        """
        omega = self._world.shared["omegas"][self._world.people.arm[self.rows] - NO_ARM, None]
        return expected_plan(self.goals, self._world.org_goals, omega, self._wants)


def expected_plan(goals: np.ndarray, org_goals: np.ndarray, omega: Any, wants: np.ndarray | None = None) -> np.ndarray:
    """(n, K) plans (1 - omega) g + omega g_org from goals as observed, which errors may have moved off the simplex.

    omega: one number, or (n, 1); wants: (n, K) flags of the domains that a further mentor is sought for, where one is;
    the plan is of these alone.
    """
    goals = np.maximum(1e-9, goals)
    goals = goals / goals.sum(axis=1, keepdims=True)
    plan = (1.0 - omega) * goals + omega * np.asarray(org_goals)
    if wants is None:
        return plan
    plan = np.where(wants, plan, 0.0)
    return plan / plan.sum(axis=1, keepdims=True)


def missing_most(lack: np.ndarray, have: int) -> np.ndarray:
    """(n, K) flags of the K // (have + 1) domains, at least one, in which each row of `lack` (n, K) is highest."""
    count = max(1, lack.shape[1] // (have + 1))
    wants = np.zeros(lack.shape, dtype=bool)
    np.put_along_axis(wants, np.argsort(-lack, axis=1, kind="stable")[:, :count], True, axis=1)
    return wants


class Draw:
    """Keyed luck handed to a matching policy: one uniform per person or pair, this week and index (below 100)."""

    def __init__(self, luck: int, week: int):
        self._luck, self._week = luck, week

    def each(self, people: People, index: int = 0) -> np.ndarray:
        """(n,) uniform numbers in (0, 1), one for each person. index: from 0 to 99."""
        return person_uniforms(self._luck, people.key, self._week, index)

    def pairs(self, mentees: People, mentors: People, index: int = 0) -> np.ndarray:
        """(n_mentees, n_mentors) uniform numbers in (0, 1), one for each pair. index: from 0 to 99."""
        return pair_uniforms(self._luck, mentees.key, mentors.key, self._week, index)
