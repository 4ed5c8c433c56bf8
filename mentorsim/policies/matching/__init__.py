"""Matching policies: each gives scores for pairs (or an order of people) and names its solver."""

import numpy as np

from mentorsim.compiled import kernel
from mentorsim.equations import similarity
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
    """(n, m) deep similarity as observed."""
    out = np.empty((len(mentees), len(mentors)))
    fill_likeness(mentees.style, mentors.style, mentees.values, mentors.values, out)
    return out


@kernel
def fill_likeness(style_a, style_b, values_a, values_b, out):
    """Deep similarity of each pair into `out` (n, m)."""
    for i in range(len(style_a)):
        for j in range(len(style_b)):
            out[i, j] = similarity(style_a[i], style_b[j], values_a[i], values_b[j])
