"""Withdrawal on a budget of advice."""

from dataclasses import dataclass

import numpy as np

from mentorsim.compiled import kernel
from mentorsim.policies.withdrawal import WithdrawalPolicy, paths, withdrawal
from mentorsim.world.people import real

SPENT = 1e-9  # a budget with less left than that is spent


@kernel
def add_advice(matches, memory):
    """Help given in contacts so far: that of last week's contacts is added now."""
    for row in matches.active:
        memory.advice[row] += matches.met[row] * matches.help[row]


@withdrawal("budget")
@dataclass(frozen=True)
class Budget(WithdrawalPolicy):
    """An amount of advice (help summed over contacts): full after failures, spared after a success, then none.

    The last week may overdraw it, where there is more than one contact.
    """

    memory = {"advice": real("help summed over meetings, up to last week", low=0.0)}  # noqa: RUF012
    before, uses = (add_advice,), paths("budget", "spare", "floor")
    source = "teaching on a budget, correcting mistakes: Torrey & Taylor 2013"
    rule = (
        "wanted = h if not met else spare · start if success else start",
        "last = budget − advice − wanted < floor",
        "help = unit_interval(budget − advice) if last else max(floor, min(1, wanted))",
        "done = advice ≥ budget − 1e−9",
    )

    def help(self, seen, p):
        went_well = (seen.met > 0) & (seen.success > 0)
        level = np.where(seen.met > 0, np.where(went_well, p.spare * p.start, p.start), seen.last_help)
        left = p.budget - seen.advice
        whole = left - level < p.floor  # what would remain is no help worth keeping: give it now
        return np.where(whole, np.clip(left, 0.0, 1.0), np.clip(level, p.floor, 1.0))

    def done(self, seen, level, p):
        return seen.advice >= p.budget - SPENT
