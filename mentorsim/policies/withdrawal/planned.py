"""Withdrawal by the calendar: never, cliff, linear, exponential."""

from dataclasses import dataclass

import numpy as np

from mentorsim.policies.withdrawal import WithdrawalPolicy, at_term, nobody, paths, withdrawal


@withdrawal("never")
@dataclass(frozen=True)
class Never(WithdrawalPolicy):
    """Help stays as it was at the start; the plan never ends a match."""

    by_age = True
    source = "lasting support; contrast in Rosenfeld & Maksimov 2022"
    rule = ("done = False",)

    def done(self, seen, level, p):
        return nobody(seen)


@withdrawal("cliff")
@dataclass(frozen=True)
class Cliff(WithdrawalPolicy):
    """Full help until the term's end, then none."""

    has_term, by_age, uses = True, True, paths("weeks")
    source = "formal programmes with a fixed term"
    rule = ("done = age + 1 ≥ weeks",)

    def done(self, seen, level, p):
        return at_term(seen, p)


@withdrawal("linear")
@dataclass(frozen=True)
class Linear(WithdrawalPolicy):
    """Help falls in equal steps from the start to nothing at the term's end."""

    has_term, by_age, uses = True, True, paths("weeks")
    source = "fading: Collins, Brown & Newman 1989"
    rule = ("help = start · (1 − age / weeks)", "done = age + 1 ≥ weeks")

    def help(self, seen, p):
        return p.start * (1.0 - seen.age / p.weeks)

    def done(self, seen, level, p):
        return at_term(seen, p)


@withdrawal("exponential")
@dataclass(frozen=True)
class Exponential(WithdrawalPolicy):
    """Help falls by the same share each week, fast at first, until it is below the floor."""

    by_age, uses = True, paths("half_life", "floor")
    source = "fading: Collins, Brown & Newman 1989; fast early fading as expertise grows: Kalyuga 2007"
    rule = ("help = start · 2 ^ (−age / half_life)",)

    def help(self, seen, p):
        return p.start * np.exp2(-seen.age / p.half_life)
