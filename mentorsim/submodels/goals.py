"""Goals move, plans are renegotiated, progress is seen, satisfaction follows."""

import math

from mentorsim.codes import MENTEE
from mentorsim.compiled import kernel
from mentorsim.equations import (
    contentment,
    renegotiation_chance,
    share_of_way,
    support_fit,
    toward,
    wanted_help,
    weighted,
)  # fmt: skip
from mentorsim.lifecycle import conflict_within, make_plan, mean_over
from mentorsim.registry import process
from mentorsim.rng import fill_words, fine, uniform, uniforms

JUMP, SHIFT, DRIFTED, RENEWED, TENSE = range(5)


@kernel
def move_organisation(luck, week, count, org_goals, goals_shift):
    """The organisation's goals jump to a fresh point on the simplex with a weekly chance."""
    if uniform(luck, 0, week, 0) < goals_shift:
        count[SHIFT] += 1
        total = 0.0
        for k in range(len(org_goals)):
            org_goals[k] = -math.log(uniform(luck, 0, week, 1 + k))
            total += org_goals[k]
        for k in range(len(org_goals)):
            org_goals[k] /= total


@kernel
def move_people(n_people, luck, week, count, key, present, goals, goals_jump, goals_drift, draws):
    """Personal goals drift toward one domain each week, and now and then jump to a fresh point on the simplex."""
    domains = goals.shape[1]
    fill_words(luck, n_people, key, week, 0, draws)
    for i in range(n_people):
        if not present[i]:
            continue
        u, v = fine(draws[0, i], draws[1, i]), fine(draws[2, i], draws[3, i])
        if u < goals_jump:
            count[JUMP] += 1
            total = 0.0
            for k in range(domains):
                goals[i, k] = -math.log(uniform(luck, key[i], week, 1 + k))
                total += goals[i, k]
            for k in range(domains):
                goals[i, k] /= total
        else:
            pick = int(v * domains)
            for k in range(domains):
                goals[i, k] += goals_drift * ((1.0 if k == pick else 0.0) - goals[i, k])


@kernel
def renegotiate(
    luck, week, count, key, active, match_mentee, match_mentor, match_quality, match_focus, match_tension, match_plan,
    match_covers, goals, org_goals, goals_threshold, goals_renegotiate_base, goals_renegotiate_quality, goals_tension,
    goals_tension_fade,
):  # fmt: skip
    """A plan further from the mentee's goals than omega makes unavoidable is renegotiated, or tension grows."""
    for row in active:
        i, j, omega = match_mentee[row], match_mentor[row], match_focus[row]
        match_tension[row] *= 1.0 - goals_tension_fade
        covers = match_covers[row]
        unavoidable = omega * conflict_within(goals[i], org_goals, covers)
        if conflict_within(match_plan[row], goals[i], covers) <= unavoidable + goals_threshold:
            continue
        count[DRIFTED] += 1
        u = uniforms(luck, key[i], key[j], week, 20)[0]
        if u < renegotiation_chance(match_quality[row], goals_renegotiate_base, goals_renegotiate_quality):
            count[RENEWED] += 1
            match_tension[row] = 0.0
            make_plan(match_plan[row], goals[i], org_goals, omega, covers)
        else:
            count[TENSE] += 1
            match_tension[row] = min(2.0, match_tension[row] + goals_tension)


@kernel
def be_content(
    n_people, present, role, skill, org_goals, org_start, org_progress, performance, performance_start, target,
    progress, satisfaction, reactance, autonomy, match_of, match_next, match_help, goals_by_progress, goals_by_fit,
    goals_contentment, living,
):  # fmt: skip
    """Progress on personal and organisational goals; satisfaction follows progress, fitting support, low reactance.

    `living` is the mean organisational progress of those present, which earns the mentors' hours.
    """
    total, n = 0.0, 0
    for i in range(n_people):
        if not present[i]:
            continue
        org_progress[i] = share_of_way(weighted(org_goals, skill[i]), org_start[i], org_start[i] + 0.15)
        total += org_progress[i]
        n += 1
        progress[i] = share_of_way(performance[i], performance_start[i], target[i])
        if role[i] == MENTEE:
            given = mean_over(match_of[i], match_next, match_help)
            fit = support_fit(given, wanted_help(performance[i], autonomy[i]))
            aim = contentment(progress[i], fit, reactance[i], goals_by_progress, goals_by_fit)
            satisfaction[i] = toward(satisfaction[i], aim, goals_contentment)
    living[0] = total / n if n else 0.0


@process(
    "goals", "synchronous", "goals.on",
    ("a person's goals jump", "organisation's goals jump", "plan has drifted", "new plan agreed", "tension grows"),
    (move_organisation, move_people, renegotiate, be_content),
)  # fmt: skip
def goals(world):
    """Goals drift and jump, plans are renegotiated, satisfaction follows progress, fit and freedom."""
