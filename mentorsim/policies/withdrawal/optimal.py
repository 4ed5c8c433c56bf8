"""Withdrawal by reckoning: the help that is expected to do most by next week."""

from dataclasses import dataclass

import numpy as np

from mentorsim.codes import DEPENDENCE_FORMS, PITCHES, ZONE_FORMS
from mentorsim.compiled import kernel
from mentorsim.equations import (
    advice_weight,
    closeness,
    confidence_bound,
    crowding,
    dependence_step,
    expected_gain,
    metacognition_gain,
    missing_structure,
    pitch,
    skill_gain,
    success_chance,
    unassisted,
    unit_interval,
    uptake,
    zone,
)  # fmt: skip
from mentorsim.observation import STATES, TASK
from mentorsim.policies.withdrawal import WithdrawalPolicy, paths, toward_target, withdrawal

LEVELS = np.linspace(0.0, 1.0, 11)
# Numbers of `learning` that the kernel takes, in its order.
LEARNING = (
    "rate", "aim", "tau", "ease", "fixed_stretch", "imposed_difficulty", "crowd_slope", "crowd_knee", "close_middle",
    "close_scale", "m_task", "m_mentor", "dependence_rise", "dependence_fall", "bound_base", "bound_slope",
    "bound_scale",
)  # fmt: skip


@kernel
def best_help(
    levels, worth_m, in_time, fixed, form, deduction, structure, structure_cost, rate, aim, tau, ease, fixed_stretch,
    imposed_difficulty, crowd_slope, crowd_knee, close_middle, close_scale, m_task, m_mentor, dependence_rise,
    dependence_fall, bound_base, bound_slope, bound_scale, metacognition, dependence, reactance, openness, skill, gap,
    apart, width, imposed, quality, pitching, directiveness, best,
):  # fmt: skip
    """The level with the largest expected gain of a meeting into `best` (n,); the lowest of equal ones.

    A meeting is reckoned as learning does it, from estimates, with one domain in place of the plan's several.
    """
    for n in range(len(best)):
        s, z, m, d = unit_interval(skill[n]), width[n], unit_interval(metacognition[n]), unit_interval(dependence[n])
        bound = confidence_bound(unit_interval(openness[n]), bound_base, bound_slope)
        heard = advice_weight(apart[n], bound, bound_scale)
        close = closeness(quality[n], close_middle, close_scale)
        effort = crowding(s, crowd_slope, crowd_knee)
        most = -np.inf
        for h in levels:
            if fixed:
                stretch = min(gap[n], fixed_stretch)
            else:
                stretch = pitch(gap[n], h, z, pitching[n], aim, tau, ease, fixed_stretch)
            stretch += imposed_difficulty * imposed[n]
            missing = missing_structure(s, directiveness[n], h, structure)
            take = uptake(unit_interval(reactance[n]), missing, structure_cost)
            gain = skill_gain(rate, zone(form, stretch, z), 1.0, effort, in_time * h, take, heard, close, s)
            after = unassisted(
                unit_interval(s + gain), d + dependence_step(d, h, 1.0, dependence_rise, dependence_fall), deduction
            )
            expected = expected_gain(
                success_chance(in_time * h, z, stretch, tau, ease), after - unassisted(s, d, deduction),
                metacognition_gain(m, h, 1.0, quality[n], pitching[n], take, m_task, m_mentor),
                metacognition_gain(m, h, 0.0, quality[n], pitching[n], take, m_task, m_mentor), worth_m,
            )  # fmt: skip
            if expected > most:
                most, best[n] = expected, h


@withdrawal("optimal")
@dataclass(frozen=True)
class Optimal(WithdrawalPolicy):
    """Myopically best: the help with the largest expected gain in performance and learning-to-learn by next week."""

    looks = (*(name for name in STATES if name not in ("performance", "confidence")), *TASK)
    uses = paths("worth_m", "floor", "noise", "oracle")
    cost = "O(11 matches)"
    source = "assistance dilemma: Koedinger & Aleven 2007; expertise reversal: Kalyuga 2007"

    def help(self, seen, p):
        all_of, learning = seen.parameters, seen.parameters.learning
        deducts = DEPENDENCE_FORMS.index(learning.dependence_form) == 0
        best = np.empty(len(seen))
        best_help(
            LEVELS, p.worth_m, 1.0 - all_of.channel.asynchrony, PITCHES.index(learning.pitch) == 1,
            ZONE_FORMS.index(learning.zone), learning.deduction if deducts else 0.0, all_of.control.structure,
            all_of.control.structure_cost, *(float(getattr(learning, name)) for name in LEARNING),
            *(getattr(seen, name) for name in self.looks), best,
        )  # fmt: skip
        return toward_target(seen, best)
