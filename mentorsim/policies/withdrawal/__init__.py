"""Withdrawal policies: help for the coming week, or the end."""

from collections.abc import Callable

import numpy as np

from mentorsim.parameters import Withdrawal
from mentorsim.policies.observation import Relationships
from mentorsim.registry import register


def withdrawal[Policy](name: str) -> Callable[[Policy], Policy]:
    """Decorator: enter a withdrawal policy."""
    return register("withdrawal", name)


class WithdrawalPolicy:
    """Base of withdrawal policies; arrays run over the running matches.

    has_term: whether the plan has an end in weeks; by_age: whether help and end follow from the match's age alone, or
    help just stays; then they are worked out ahead for all ages, and the policy looks at nothing; looks: what it sees
    beyond observation.AT_HAND (names of observation.RELATIONSHIP); memory: {name: Column} of what it remembers of each
    match, which it sees as well; before: kernels that keep this memory, run each week before the policy is asked;
    after: kernels run when help is set, of what else happens then (not in the placebo world); uses: parameter paths
    that only this policy reads; rule: formulas of what it says itself, as they stand on the ODD page, such as
    "help = start · (1 − age / weeks)". The policy object itself remembers nothing.
    """

    has_term = False
    by_age = False
    looks: tuple = ()
    memory: dict = {}  # noqa: RUF012  nobody writes into it
    before: tuple = ()
    after: tuple = ()
    uses: tuple = ()
    rule: tuple = ()
    cost = "O(matches)"
    source = "model assumption"

    def help(self, seen: Relationships, p: Withdrawal) -> np.ndarray:
        """(n,) help level of the coming week. seen: observation.Relationships; p: parameters.withdrawal."""
        return seen.last_help

    def done(self, seen: Relationships, level: np.ndarray, p: Withdrawal) -> np.ndarray:
        """(n,) whether the plan ends the match with this week. Default: help has fallen below the floor."""
        return (level < p.floor) & (seen.age > 0)

    def term(self, p: Withdrawal) -> int | None:
        """Planned length of a match in weeks, or None where the plan has no end."""
        return p.weeks if self.has_term else None


def paths(*names: str) -> tuple:
    """Paths of withdrawal parameters from their names: ("withdrawal.name", …)."""
    return tuple(f"withdrawal.{name}" for name in names)


def at_term(seen: Relationships, p: Withdrawal) -> np.ndarray:
    """(n,) whether this is the last week of the term, or later."""
    return seen.age + 1 >= p.weeks


def nobody(seen: Relationships) -> np.ndarray:
    """(n,) flags that end no match: all False."""
    return np.zeros(len(seen), dtype=bool)


def toward_target(seen: Relationships, target: np.ndarray) -> np.ndarray:
    """Half of the way from last week's help to the target: one week's noisy look does not decide alone."""
    return 0.5 * (seen.last_help + target)
