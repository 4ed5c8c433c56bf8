"""The arms of a trial inside a world: what each goes by, in which order they are dealt, which of them act as one."""

import json
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from mentorsim.codes import IN_ORDER, NO_ARM
from mentorsim.parameters import DEFAULTS, Parameters, build, canonical, flatten, kernel_values, rules_of
from mentorsim.registry import find
from mentorsim.rng import person_uniforms

KINDS = ("matching", "withdrawal", "goals")  # of the policies in which arms may differ
NO_TRIAL = {path: value for path, value in DEFAULTS.items() if path.startswith("trial.")}
SHARE = "share"  # key of an arm: how many are dealt to it for one of an arm that does not say
BLOCK = 8  # fewest people of a block


@dataclass(frozen=True)
class Arm:
    """One arm: number from 0, name, how many are dealt to it in a round of all arms, what its matches go by.

    parameters: those of a world of this arm alone, without a trial.
    """

    number: int
    name: str
    share: int
    parameters: Parameters = field(repr=False)

    @property
    def policies(self) -> dict:
        """{kind: policy object}."""
        return chosen(self.parameters)


def chosen(parameters: Parameters) -> dict:
    """{kind: policy object} that the parameters name; all policies must have been discovered."""
    return {kind: find(kind, getattr(parameters, kind).policy, f"{kind}.policy")() for kind in KINDS}


def arms_of(parameters: Parameters) -> tuple[Arm, ...]:
    """The arms of the world's trial, by name; none without a trial."""
    return _arms_of(parameters) if parameters.trial.arms else ()


@lru_cache(maxsize=64)
def _arms_of(parameters: Parameters) -> tuple[Arm, ...]:
    own = flatten(parameters) | NO_TRIAL
    return tuple(
        Arm(number, name, arm.pop(SHARE, 1), build(own | arm))
        for number, (name, arm) in enumerate(sorted(json.loads(parameters.trial.arms).items()))
    )


def as_text(arms: dict) -> str:
    """{name: (share, {path: value})} as `trial.arms` has it."""
    return canonical({name: ({SHARE: share} if share != 1 else {}) | own for name, (share, own) in arms.items()})


# --- whom an arm is dealt to -----------------------------------------------------------------------------------------


def slots(arms: tuple[Arm, ...]) -> np.ndarray:
    """(block,) numbers of the arms in a block of people, at least BLOCK, in which the shares come out whole.

    Next is always the arm that is furthest behind its share, so that the arms of any beginning are as even as can be.
    """
    shares = np.array([arm.share for arm in arms], dtype=np.int64)
    whole, dealt, found = shares.sum(), np.zeros(len(arms), np.int64), []
    for n in range(-(-BLOCK // whole) * whole if arms else 0):
        found.append(np.argmax(shares * (n + 1) - whole * dealt))
        dealt[found[-1]] += 1
    return np.array(found, dtype=np.int8)


def of_units(arms: tuple[Arm, ...], units: int, luck: int) -> np.ndarray:
    """(units,) number of the arm of each unit: units in an order of luck, arms by their shares."""
    order = np.argsort(person_uniforms(luck, np.arange(units), 0, IN_ORDER), kind="stable")
    found = np.empty(units, np.int8)
    found[order] = np.resize(slots(arms), units)
    return found


# --- who acts as one -------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Part:
    """Arms that go by the same policy of a kind: what they share, and what the world keeps for them.

    has: (arms + 1,) whether an arm is one of them, by its number + 1, so that `has[0]` is of those without an arm;
    by_age: tables of help by age, if their policy has any.
    """

    has: np.ndarray
    parameters: Parameters
    by_age: dict = field(default_factory=dict)

    @cached_property
    def policies(self) -> dict:
        """{kind: policy object}."""
        return chosen(self.parameters)

    @cached_property
    def rules(self):
        """The parameters as kernels of policies get them."""
        return rules_of(self.parameters)

    @cached_property
    def numbers(self) -> list:
        """The parameters as other kernels get them."""
        return list(kernel_values(self.parameters).values())

    def among(self, arms: np.ndarray) -> np.ndarray:
        """Whether each of these numbers of arms, NO_ARM among them, is in the part."""
        return self.has[arms - NO_ARM]


def parts(parameters: Parameters, arms: tuple[Arm, ...], kind: str) -> tuple[Part, ...]:
    """The parts in which a world acts where its arms differ in a kind; none where all, and the world, are alike in it.

    The world's own policy is that of those without an arm.
    """
    if not arms:
        return ()
    members: dict = {getattr(parameters, kind): [NO_ARM]}
    for arm in arms:
        members.setdefault(getattr(arm.parameters, kind), []).append(arm.number)
    if len(members) == 1:
        return ()
    found = []
    for numbers in members.values():
        has = np.zeros(len(arms) + 1, dtype=bool)
        has[np.array(numbers) - NO_ARM] = True
        found.append(Part(has, parameters if numbers[0] == NO_ARM else arms[numbers[0]].parameters))
    return tuple(found)
