"""Matching policies: each gives scores for pairs (or an order of people) and names its solver."""

from collections.abc import Callable

import numpy as np

from mentorsim.parameters import Parameters
from mentorsim.policies.observation import Draw, People
from mentorsim.registry import register


def matching[Policy](name: str) -> Callable[[Policy], Policy]:
    """Decorator: enter a matching policy."""
    return register("matching", name)


class MatchingPolicy:
    """Base of matching policies. mentees, mentors: `observation.People`; draw: `observation.Draw`.

    solver: "assignment" (largest sum of scores), "leximin" (the worst pair first), "mentees_propose" or
    "mentors_propose" (deferred acceptance), "queue" (in an order of mentees, best mentor left), "reach" (mentees look
    into their network and ask, by the kernel `search`), or "nobody". after: kernels run each week behind the matching,
    of what else the policy does. uses: parameter paths that only this policy, or it and few others, read. rule:
    formulas of the `score`, `mentors_score`, `order` and `rank` that it gives itself, as they stand on the ODD page.
    cost: how its work grows with n mentees and m free mentors, and CPU seconds of a round of 10,000 mentees and
    2,500 mentors. source: where the rule comes from.
    """

    solver = "assignment"
    search = None
    after: tuple = ()
    routes = False  # whether the coordinator routes questions that own contacts leave open to would-be mentors
    uses: tuple = ()
    rule: tuple = ()
    cost = "O(n m) scores, O(n^2 m) assignment; .3 s"
    source = "model assumption"

    def scores(self, mentees: People, mentors: People, draw: Draw) -> np.ndarray:
        """(n_mentees, n_mentors): how good each pair is (for the mentee, where sides differ); higher is better."""
        return np.broadcast_to(self.rank_mentors(mentors, draw), (len(mentees), len(mentors)))

    def scores_of_mentors(self, mentees: People, mentors: People, draw: Draw) -> np.ndarray | None:
        """(n_mentees, n_mentors): how good each pair is for the mentor; None where both sides go by `scores`."""
        return None

    def places(self, mentees: People, mentors: People) -> np.ndarray:
        """(m,): the free places that are offered in this round, at most `mentors.free`."""
        return mentors.free

    def mentors_each(self, parameters: Parameters) -> int:
        """Most mentors that a mentee may have at a time."""
        return 1

    def order_mentees(self, mentees: People, draw: Draw) -> np.ndarray:
        """(n,): the order in which a queue serves mentees, lowest first. Default: longest waiting first."""
        return -mentees.waiting

    def rank_mentors(self, mentors: People, draw: Draw) -> np.ndarray:
        """(m,): how good each mentor is for anybody; higher is better."""
        return np.zeros(len(mentors))
