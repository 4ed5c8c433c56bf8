"""Withdrawal on a condition: budget, handover, teach_first, booster."""

from dataclasses import dataclass

import numpy as np

from mentorsim.policies.withdrawal import WithdrawalPolicy, at_term, paths, withdrawal

SPENT = 1e-9  # a budget with less left than that is spent


def one_step_less(seen, p):
    """(n,) last week's help less one of `weeks` equal steps."""
    return seen.last_help - p.start / p.weeks


@withdrawal("budget")
@dataclass(frozen=True)
class Budget(WithdrawalPolicy):
    """A fixed amount of advice (help summed over meetings): full after a failure, spared after a success, then none."""

    looks, uses = ("advice",), paths("budget", "spare", "floor")
    source = "teaching on a budget, correcting mistakes: Torrey & Taylor 2013"

    def help(self, seen, p):
        went_well = (seen.met > 0) & (seen.success > 0)
        level = np.where(seen.met > 0, np.where(went_well, p.spare * p.start, p.start), seen.last_help)
        left = p.budget - seen.advice
        whole = left - level < p.floor  # what would remain is no help worth keeping: give it now
        return np.where(whole, np.clip(left, 0.0, 1.0), np.clip(level, p.floor, 1.0))

    def done(self, seen, level, p):
        return seen.advice >= p.budget - SPENT


@withdrawal("handover")
@dataclass(frozen=True)
class Handover(WithdrawalPolicy):
    """Help falls in equal steps, in weeks with peers to take it over: two or more share each unit withdrawn."""

    looks, hands_over = ("peers",), True
    uses = paths("weeks", "handover", "floor")
    cost = "O(matches x contacts)"
    source = "developmental networks: Higgins & Kram 2001; peer relationships: Kram & Isabella 1985"

    def help(self, seen, p):
        return np.where(seen.peers >= p.handover, one_step_less(seen, p), seen.last_help)


@withdrawal("teach_first")
@dataclass(frozen=True)
class TeachFirst(WithdrawalPolicy):
    """Help falls in equal steps; the last third stays until the mentee, given occasion, has helped somebody."""

    looks, lets_teach, uses = ("taught",), True, paths("weeks", "floor")
    cost = "O(matches x contacts)"
    source = "learning by teaching: Bargh & Schul 1980; reciprocal teaching: Palincsar & Brown 1984"

    def help(self, seen, p):
        kept = np.where(seen.taught > 0, 0.0, np.minimum(seen.last_help, p.start / 3.0))
        return np.maximum(one_step_less(seen, p), kept)


@withdrawal("booster")
@dataclass(frozen=True)
class Booster(WithdrawalPolicy):
    """Linear, done some weeks before the term; help comes back for 4 weeks if unassisted performance falls by 10 %."""

    has_term, looks = True, ("estimate", "best", "boost")
    uses = paths("weeks", "follow_up", "boost", "fall", "memory", "noise", "oracle")
    source = "booster sessions: Whisman 1990; relapse prevention: Marlatt & Gordon 1985"

    def returns(self, seen, p):
        lower = seen.estimate <= (1.0 - p.fall) * seen.best
        return lower & (seen.boost <= 0) & (seen.last_help < p.start)

    def help(self, seen, p):
        fading = p.start * np.maximum(0.0, 1.0 - seen.age / max(1, p.weeks - p.follow_up))
        return np.where(seen.boost > 0, p.start, fading)

    def done(self, seen, level, p):
        """At the term; the end waits for help that has come back."""
        return at_term(seen, p) & (seen.boost <= 1)
