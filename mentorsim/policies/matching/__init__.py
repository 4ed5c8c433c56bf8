"""Matching policies: each gives scores for pairs (or an order of people) and names its solver."""

import numpy as np

from mentorsim.registry import register


def matching(name: str):
    """Decorator: enter a matching policy."""
    return register("matching", name)


class MatchingPolicy:
    """Base of matching policies.

    solver: "assignment" (largest sum of scores), "queue" (in an order of mentees, best mentor left), "reach" (mentees
    look into their network and ask), or "nobody". uses: parameter paths that only this policy reads. cost: how its
    work grows with n mentees and m free mentors. source: where the rule comes from.
    """

    solver = "assignment"
    uses: tuple = ()
    cost = "O(n m) scores, O(n^2 m) assignment"
    source = "model assumption"

    def scores(self, mentees, mentors, draw):
        """(n_mentees, n_mentors): how good each pair is; higher is better."""
        return np.broadcast_to(self.rank_mentors(mentors, draw), (len(mentees), len(mentors)))

    def order_mentees(self, mentees, draw):
        """(n,): the order in which a queue serves mentees, lowest first. Default: longest waiting first."""
        return -mentees.waiting

    def rank_mentors(self, mentors, draw):
        """(m,): how good each mentor is for anybody; higher is better."""
        return np.zeros(len(mentors))


def likeness(mentees, mentors):
    """(n, m) deep similarity as observed: 1 - root mean square of style and value distances."""
    total = 0.0
    for trait in ("style", "values"):
        a, b = getattr(mentees, trait), getattr(mentors, trait)
        total = total + ((a[:, None, :] - b[None, :, :]) ** 2).mean(axis=2)
    return 1.0 - np.sqrt(0.5 * total)
