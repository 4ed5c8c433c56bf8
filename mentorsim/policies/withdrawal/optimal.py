"""Withdrawal by reckoning: the help that is expected to do most by next week."""

from dataclasses import dataclass

import numpy as np

from mentorsim.compiled import kernel, part
from mentorsim.equations import (
    advice_weight,
    coached,
    confidence_bound,
    effort,
    help_weight,
    learned_from,
    missing_structure,
    redundancy,
    success_chance,
    task_gain,
    unit_interval,
    uptake,
    zone,
)
from mentorsim.policies.observation import STATES, TASK
from mentorsim.policies.withdrawal import WithdrawalPolicy, paths, toward_target, withdrawal
from mentorsim.world.helping import pitching_across, set_stretch

LEVELS = np.linspace(0.0, 1.0, 11)


@kernel
def best_help(seen, rules, levels, worth_m, best):
    """The level with the largest expected gain of a meeting into `best` (n,); the lowest of equal ones."""
    for n in range(len(best)):
        most = -np.inf
        for h in levels:
            expected = expected_of_meeting(seen, rules, n, h, worth_m)
            if expected > most:
                most, best[n] = expected, h


@part
def expected_of_meeting(seen, rules, n, h, worth_m):
    """Expected gain in performance and learning-to-learn of a meeting of relationship n at help h.

    A meeting is reckoned as learning does it, from estimates, of average aptitude and without a try before it, with one
    domain in place of the plan's several. Trust, and what a meeting confuses, are the same at any help.
    """
    learning, z, rho = rules.learning, seen.width[n], pitching_across(rules, seen.pitching[n], seen.gap[n])
    stretch = set_stretch(rules, seen.gap[n], h, z, rho) + learning.imposed_difficulty * seen.imposed[n]
    in_time = h * (1.0 - rules.channel.asynchrony)
    weight, phi = weight_expected(seen, rules, n, h), zone(learning.zone, stretch, z)
    p = success_chance(in_time, z, stretch, learning.tau, learning.ease)
    outcome = learned_from(p, 0.5 * learning.from_failure)
    s, m = unit_interval(seen.skill[n]), unit_interval(seen.metacognition[n])
    tried_hard = effort(
        unit_interval(seen.confidence[n]), 0.0, learning.effort_base, learning.effort_confidence, learning.effort_hurt
    )
    gain = task_gain(learning.rate, 1.0, s, phi, outcome, min(1.0, tried_hard), weight)
    return gain + worth_m * (1.0 - m) * coached(1.0, seen.pitching[n], h, learning.m_coaching)


@part
def weight_expected(seen, rules, n, h):
    """Weight of a task with help h in a meeting of relationship n, as its mentor expects it with full trust."""
    learning, control, s = rules.learning, rules.control, unit_interval(seen.skill[n])
    bound = confidence_bound(unit_interval(seen.openness[n]), learning.bound_base, learning.bound_slope)
    missing = missing_structure(s, seen.directiveness[n], h, control.structure)
    take = uptake(unit_interval(seen.reactance[n]), missing, control.structure_cost)
    take *= advice_weight(seen.apart[n], bound, learning.bound_scale)
    redundant = redundancy(s, learning.redundant_from, learning.redundant_span)
    in_time = h * (1.0 - rules.channel.asynchrony)
    return help_weight(learning.meeting_weight, take, 0.0, learning.priming, in_time, redundant, learning.redundancy)


@withdrawal("optimal")
@dataclass(frozen=True)
class Optimal(WithdrawalPolicy):
    """Myopically best: the help with the largest expected gain in performance and learning-to-learn by next week."""

    looks = (
        *(name for name in STATES if name not in ("performance", "dependence")),
        *(name for name in TASK if name != "quality"),
    )
    uses = paths("worth_m", "floor", "noise", "oracle")
    cost = "O(11 matches)"
    source = "assistance dilemma: Koedinger & Aleven 2007; expertise reversal: Kalyuga 2007"
    rule = ("help = (h + best) / 2",)

    def help(self, seen, p):
        best = np.empty(len(seen))
        best_help(seen, seen.rules, LEVELS, p.worth_m, best)
        return toward_target(seen, best)
