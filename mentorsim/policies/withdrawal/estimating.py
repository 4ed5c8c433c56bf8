"""Withdrawal by a running estimate of unassisted performance: mastery, booster."""

from dataclasses import dataclass

import numpy as np

from mentorsim.codes import BOOSTED
from mentorsim.compiled import kernel
from mentorsim.equations import toward, unit_interval
from mentorsim.policies.withdrawal import WithdrawalPolicy, at_term, paths, withdrawal
from mentorsim.rng import pair_normal
from mentorsim.world.people import share, whole

LOOK = 1  # index of the look's error, as of a policy that looks at performance
ESTIMATES = {
    "estimate": share("the mentor's running estimate of unassisted performance"),
    "best_estimate": share("the highest such estimate since the start or the latest boost"),
}


@kernel
def estimate_performance(people, matches, memory, rules, at):
    """The running estimate of unassisted performance takes in this week's look; an oracle needs no memory.

    Until it has settled, after 1 / memory weeks, it is the mean of the looks so far, and the best is the present one.
    """
    noise, rate = (0.0, 1.0) if rules.withdrawal.oracle else (rules.withdrawal.noise, rules.withdrawal.memory)
    for row in matches.active:
        i, j = matches.mentee[row], matches.mentor[row]
        error = noise * pair_normal(at.luck, people.key[i], people.key[j], at.week, LOOK)
        looks = at.week - matches.start_week[row] + 1
        weight = max(rate, 1.0 / looks)
        estimate = toward(memory.estimate[row], unit_interval(people.performance[i] + error), weight)
        memory.estimate[row] = estimate
        memory.best_estimate[row] = max(memory.best_estimate[row], estimate) if rate * looks > 1.0 else estimate


@withdrawal("mastery")
@dataclass(frozen=True)
class Mastery(WithdrawalPolicy):
    """Full help until the mentor's running estimate of unassisted performance says mastery; then the plan ends it."""

    memory, before = ESTIMATES, (estimate_performance,)
    uses = paths("mastery", "memory", "noise", "oracle")
    source = "mastery learning: Bloom 1968; stopping by an estimate of mastery: Corbett & Anderson 1995"
    rule = ("help = start", "done = estimate ≥ mastery and age + 1 ≥ 1 / memory")

    def help(self, seen, p):
        return np.full(len(seen), p.start)

    def done(self, seen, level, p):
        return (seen.estimate >= p.mastery) & (seen.age + 1 >= 1.0 / p.memory)  # an estimate must settle first


@kernel
def bring_back(matches, memory, rules, at):
    """Help comes back for some weeks where the estimate has fallen; the best one is from now on the present one."""
    withdrawal = rules.withdrawal
    for row in matches.active:
        memory.boost[row] = max(0, memory.boost[row] - 1)
        fallen = memory.estimate[row] <= (1.0 - withdrawal.fall) * memory.best_estimate[row]
        if fallen and memory.boost[row] == 0 and matches.help[row] < withdrawal.start:
            at.count[BOOSTED] += 1
            memory.boost[row] = withdrawal.boost
            memory.best_estimate[row] = memory.estimate[row]


@withdrawal("booster")
@dataclass(frozen=True)
class Booster(WithdrawalPolicy):
    """Linear, done some weeks before the term; help comes back for 4 weeks if unassisted performance falls by 10 %."""

    memory = ESTIMATES | {"boost": whole("weeks of help come back that are left, this one included")}
    has_term, before = True, (estimate_performance, bring_back)
    uses = paths("weeks", "follow_up", "boost", "fall", "memory", "noise", "oracle")
    source = "booster sessions: Whisman 1990; relapse prevention: Marlatt & Gordon 1985"
    rule = (
        "fading = start · max(0, 1 − age / max(1, weeks − follow_up))",
        "help = start if boost > 0 else fading",
        "done = age + 1 ≥ weeks and boost ≤ 1",
    )

    def help(self, seen, p):
        fading = p.start * np.maximum(0.0, 1.0 - seen.age / max(1, p.weeks - p.follow_up))
        return np.where(seen.boost > 0, p.start, fading)

    def done(self, seen, level, p):
        """At the term; the end waits for help that has come back."""
        return at_term(seen, p) & (seen.boost <= 1)
