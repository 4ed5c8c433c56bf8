"""Which traits of people a matching policy goes by, and which of these a roster leaves to be drawn.

What a policy reads is watched while it pairs the people of a small world, so no list of it has to be kept.
"""

from functools import lru_cache

import numpy as np

from mentorsim.codes import MENTEE, MENTOR
from mentorsim.given import VECTORS
from mentorsim.parameters import GIVEN, Parameters, build, flatten
from mentorsim.policies import policies_of, solvers
from mentorsim.policies.observation import OBSERVED, Draw, People
from mentorsim.roster import load as roster
from mentorsim.submodels.matching import domains_missing
from mentorsim.world.arms import arms_of
from mentorsim.world.world import World

FEW, MANY = 2, 6  # people of either side, so that now mentees and now places are short
SIDES = ("mentee", "mentor")
TIES = "ties"
FOLLOWS = {"performance": ("skill", "goals")}  # of what can be seen, what no roster has, from what it follows


class Watched(People):
    """People as policies see them, who note what of them is looked at."""

    def __init__(self, *people, **more):
        self.looked: set = set()
        super().__init__(*people, **more)

    def __getattr__(self, name):
        seen = super().__getattr__(name)
        self.looked.add(name)
        return seen

    def _sight(self, trait):
        self.looked.add(trait)
        return super()._sight(trait)

    def likeness(self, others):
        """Deep similarity with others, noting what is looked at of both sides."""
        before, self.looked = self.looked, set()
        found = super().likeness(others)
        others.looked |= self.looked
        self.looked |= before
        return found


def reads(parameters: Parameters) -> dict:
    """{"mentee": traits, "mentor": traits} of either side by which the matching policy pairs people, as it sees them.

    `ties` is among them where mentees look into their network. In a trial, by which that of any arm does.
    """
    found: dict = {side: set() for side in SIDES}
    for one in pairing_in(parameters):
        flat = {path: value for path, value in flatten(one).items() if path != GIVEN}
        read = read_in(build(flat | {"people.mentees": MANY, "people.mentors": MANY}))
        found = {side: found[side] | read[side] for side in SIDES}
    return found


def pairing_in(parameters: Parameters) -> list[Parameters]:
    """Parameters by which people of a world are paired: its own, or those of the arms of its trial."""
    return [arm.parameters for arm in arms_of(parameters)] or [parameters]


@lru_cache(maxsize=256)
def read_in(parameters: Parameters) -> dict:
    """Traits of either side that the matching policy of these parameters looks at, tried on a few drawn people."""
    policy = policies_of(parameters)["matching"]
    found: dict = {side: set() for side in SIDES}
    if policy.solver == "reach":
        found = {side: {*seen_by(need.rpartition(".")[2] for need in policy.search.needs), TIES} for side in SIDES}
    elif policy.solver != "nobody":
        world = World(parameters, policies_of(parameters))
        for count, others in ((FEW, MANY), (MANY, FEW)):
            for side, people in zip(SIDES, watched(world, policy, count, others), strict=True):
                found[side] |= people.looked
    if policy.mentors_each(parameters) > 1:
        again = seen_by((*domains_missing.__code__.co_names, *People.plan.fget.__code__.co_names))
        found = {side: traits | again for side, traits in found.items()}
    return found


def watched(world, policy, mentees: int, mentors: int) -> tuple:
    """(mentees, mentors) that a policy has looked at to pair so many of them."""
    role, p = world.people.role, world.parameters.pairing
    rows = [np.flatnonzero(role == side)[:count] for side, count in ((MENTEE, mentees), (MENTOR, mentors))]
    free = np.full(mentors, 2 if mentors > mentees else 1)
    sides = Watched(world, rows[0]), Watched(world, rows[1], free)
    solvers.pairs(policy, *sides, Draw(world.luck("matching"), 0), p.asks if p.by == "people" else 0)
    return sides


def seen_by(names) -> set:
    """The traits among the names that code uses."""
    return set(names) & set(OBSERVED)


# --- what a roster leaves open ---------------------------------------------------------------------------------------


def rests_on(every) -> dict:
    """{matching policy: traits by which it goes and that are drawn for somebody}, of arms with real people.

    every: complete parameters.
    """
    found: dict = {}
    for parameters in (one for whole in every for one in pairing_in(whole)):
        drawn = drawn_for_some(parameters) if parameters.given is not None else []
        if drawn:
            known = found.setdefault(parameters.matching.policy, [])
            known += [name for name in drawn if name not in known]
    return found


def drawn_for_some(parameters: Parameters) -> list[str]:
    """The traits that the matching policy reads of people of whom the roster does not give them."""
    given, found = parameters.given, set()
    for side, whose in zip(SIDES, (slice(None, given.mentees), slice(given.mentees, None)), strict=True):
        traits = {part for trait in reads(parameters)[side] for part in FOLLOWS.get(trait, (trait,))}
        found |= {trait for trait in traits if is_drawn(parameters, trait, whose)}
    return sorted(found)


def is_drawn(parameters: Parameters, trait: str, whose: slice) -> bool:
    """Whether a trait is drawn for some of these places of given people, or the ties among them are."""
    given = parameters.given
    if trait == TIES:
        return given.ties is None
    if trait not in roster.OPEN:
        return False
    names = [trait]
    if trait in VECTORS and trait not in given.columns:
        names = [f"{trait}_{k}" for k in range(1, getattr(parameters.people, VECTORS[trait]) + 1)]
    return any(name not in given.columns or np.isnan(given.columns[name][whose]).any() for name in names)
