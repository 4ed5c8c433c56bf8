"""Withdrawal policies: help for the coming week, or the end."""

import numpy as np

from mentorsim.registry import register


def withdrawal(name: str):
    """Decorator: enter a withdrawal policy."""
    return register("withdrawal", name)


class WithdrawalPolicy:
    """Base of withdrawal policies; arrays run over the running matches.

    has_term: whether the plan has an end in weeks; looks_at_mentee: whether it reads estimates of the mentee's state
    (`seen.metacognition`, `performance`, `dependence`, `confidence`; NaN otherwise). uses: parameter
    paths that only this policy reads.
    """

    has_term = False
    looks_at_mentee = False
    uses: tuple = ()
    cost = "O(matches)"
    source = "model assumption"

    def help(self, seen, p):
        """(n,) help level of the coming week. seen: observation.Relationships; p: parameters.withdrawal."""
        return seen.last_help

    def done(self, seen, level, p):
        """(n,) whether the plan ends the match with this week. Default: help has fallen below the floor."""
        return (level < p.floor) & (seen.age > 0)

    def term(self, p):
        """Planned length in weeks, or None."""
        return p.weeks if self.has_term else None


def at_term(seen, p):
    """(n,) whether this is the last week of the term."""
    return seen.age + 1 >= p.weeks


def nobody(seen):
    """(n,) False."""
    return np.zeros(len(seen), dtype=bool)
