"""Withdrawal by reckoning: the help that is expected to do most by next week."""

from dataclasses import dataclass

import numpy as np

from mentorsim.codes import DEDUCTION
from mentorsim.compiled import kernel, part
from mentorsim.equations import (
    advice_weight,
    closeness,
    confidence_bound,
    crowding,
    dependence_step,
    expected_gain,
    metacognition_gain,
    missing_structure,
    skill_gain,
    success_chance,
    unassisted,
    unit_interval,
    uptake,
    zone,
)
from mentorsim.policies.observation import STATES, TASK
from mentorsim.policies.withdrawal import WithdrawalPolicy, paths, toward_target, withdrawal
from mentorsim.world.helping import set_stretch_of

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

    A meeting is reckoned as learning does it, from estimates, with one domain in place of the plan's several.
    """
    learning, control = rules.learning, rules.control
    deduction = learning.deduction if learning.dependence_form == DEDUCTION else 0.0
    s, z, quality, rho = unit_interval(seen.skill[n]), seen.width[n], seen.quality[n], seen.pitching[n]
    m, d = unit_interval(seen.metacognition[n]), unit_interval(seen.dependence[n])
    stretch = set_stretch_of(rules, seen.gap[n], h, z, rho) + learning.imposed_difficulty * seen.imposed[n]
    bound = confidence_bound(unit_interval(seen.openness[n]), learning.bound_base, learning.bound_slope)
    heard = advice_weight(seen.apart[n], bound, learning.bound_scale)
    close = closeness(quality, learning.close_middle, learning.close_scale)
    effort = crowding(s, learning.crowd_slope, learning.crowd_knee)
    missing = missing_structure(s, seen.directiveness[n], h, control.structure)
    take = uptake(unit_interval(seen.reactance[n]), missing, control.structure_cost)
    in_time = 1.0 - rules.channel.asynchrony
    phi = zone(learning.zone, stretch, z)
    gain = skill_gain(learning.rate, phi, 1.0, effort, in_time * h, take, heard, close, s)
    more_dependent = dependence_step(d, h, 1.0, learning.dependence_rise, learning.dependence_fall)
    after = unassisted(unit_interval(s + gain), d + more_dependent, deduction)
    return expected_gain(
        success_chance(in_time * h, z, stretch, learning.tau, learning.ease),
        after - unassisted(s, d, deduction),
        metacognition_gain(m, h, 1.0, quality, rho, take, learning.m_task, learning.m_mentor),
        metacognition_gain(m, h, 0.0, quality, rho, take, learning.m_task, learning.m_mentor),
        worth_m,
    )


@withdrawal("optimal")
@dataclass(frozen=True)
class Optimal(WithdrawalPolicy):
    """Myopically best: the help with the largest expected gain in performance and learning-to-learn by next week."""

    looks = (*(name for name in STATES if name not in ("performance", "confidence")), *TASK)
    uses = paths("worth_m", "floor", "noise", "oracle")
    cost = "O(11 matches)"
    source = "assistance dilemma: Koedinger & Aleven 2007; expertise reversal: Kalyuga 2007"
    rule = ("help = (h + best) / 2",)

    def help(self, seen, p):
        best = np.empty(len(seen))
        best_help(seen, seen.rules, LEVELS, p.worth_m, best)
        return toward_target(seen, best)
