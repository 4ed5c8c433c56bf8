"""Stages from dependence through independence to interdependence; independent people may become mentors."""

from mentorsim.codes import BY_PLAN, DEPENDENT, INDEPENDENT, INTERDEPENDENT, MENTEE, MENTOR, NEVER
from mentorsim.compiled import equation, kernel
from mentorsim.equations import happens, unassisted, volunteer_hazard, weighted
from mentorsim.lifecycle import become_peers, close_match
from mentorsim.registry import process
from mentorsim.rng import uniform

TO_DEPENDENT, TO_INDEPENDENT, TO_INTERDEPENDENT, VOLUNTEER, HELD_BACK, UNSURE = range(6)


@equation
def gives_and_takes(gave, got, since, partners, reciprocity):
    """Whether help flowed both ways since a week: >= `partners` people, smaller over larger direction >= `reciprocity`.

    gave, got: last week of help given to and got from each recent partner.
    """
    people, given, taken = 0, 0, 0
    for k in range(len(gave)):
        g, t = gave[k] > since, got[k] > since
        given += g
        taken += t
        people += g or t
    return people >= partners and given > 0 and taken > 0 and min(given, taken) >= reciprocity * max(given, taken)


@kernel
def assess(
    n_people, week, count, present, role, stage, skill, goals, goals_start, dependence, metacognition, performance,
    target, independent_week, interdependent_week, delivered_week, dependence_weeks, partner_gave, partner_got,
    learning_deduction, learning_dependence_form, stages_dependent_d, stages_dependent_m, stages_independent_d,
    stages_independent_m, stages_independent_y, stages_window, stages_partners, stages_reciprocity, stages_on,
):  # fmt: skip
    """Unassisted performance and the stage of everybody present."""
    deduction = 0.0 if learning_dependence_form == 1 else learning_deduction
    for i in range(n_people):
        if not present[i]:
            continue
        d, m = dependence[i], metacognition[i]
        performance[i] = unassisted(weighted(goals_start[i], skill[i]), d, deduction)
        if delivered_week[i] == NEVER and performance[i] >= target[i]:
            delivered_week[i] = week
        if role[i] == MENTEE and d > stages_dependent_d:
            dependence_weeks[i] += 1
        if not stages_on:
            continue
        y = unassisted(weighted(goals[i], skill[i]), d, deduction)
        new = stage[i]
        if d > stages_dependent_d or m < stages_dependent_m:
            new = DEPENDENT
        elif d < stages_independent_d and m >= stages_independent_m and y >= stages_independent_y:
            both = gives_and_takes(
                partner_gave[i], partner_got[i], week - stages_window, stages_partners, stages_reciprocity
            )
            new = INTERDEPENDENT if both else INDEPENDENT
        if new != stage[i]:
            count[new] += 1
            stage[i] = new
        if new >= INDEPENDENT and independent_week[i] == NEVER:
            independent_week[i] = week
        if new == INTERDEPENDENT and interdependent_week[i] == NEVER:
            interdependent_week[i] = week


@kernel
def graduate(
    n_people, luck, week, count, need, graduated, key, present, role, stage, confidence, openness, quality_past,
    matched, match_of, match_next, waiting_since, n_matches, mentor_week, match_mentee, match_mentor, match_ended_by,
    match_end_week, match_weeks, match_quality, match_quality_sum, stages_on, stages_graduation, stages_confidence,
    stages_volunteer, stages_volunteer_base, stages_volunteer_quality, stages_need_pull, stages_while_matched,
    peer, match_peers, withdrawal_peers, learning_placebo, ties_on, new_one, new_two, new_strength, n_new,
):  # fmt: skip
    """Independent, confident mentees volunteer as mentors with a weekly hazard; their own matches close as planned, and
    the pairs may go on as peers.
    """
    graduated[0] = 0
    if not (stages_on and stages_graduation):
        return
    for i in range(n_people):
        if not present[i] or role[i] != MENTEE or stage[i] < INDEPENDENT:
            continue
        if confidence[i] <= stages_confidence:
            count[UNSURE] += 1
            continue
        if match_of[i] >= 0 and not stages_while_matched:
            count[HELD_BACK] += 1
            continue
        hazard = volunteer_hazard(
            quality_past[i], openness[i], need[0], stages_volunteer, stages_volunteer_base, stages_volunteer_quality,
            stages_need_pull,
        )  # fmt: skip
        if happens(uniform(luck, key[i], week, 0), hazard):
            count[VOLUNTEER] += 1
            graduated[0] += 1
            role[i] = MENTOR
            mentor_week[i] = week
            while match_of[i] >= 0:
                row = match_of[i]
                close_match(
                    row, BY_PLAN, week, match_mentee, match_mentor, match_ended_by, match_end_week, match_weeks,
                    match_quality, match_quality_sum, matched, match_of, match_next, waiting_since, quality_past,
                    n_matches,
                )  # fmt: skip
                become_peers(
                    luck, week, 1, row, withdrawal_peers * (1 - learning_placebo), key, peer, match_mentee,
                    match_mentor, match_quality, match_peers, ties_on, new_one, new_two, new_strength, n_new,
                )  # fmt: skip


@process(
    "stages", "synchronous", "",
    ("becomes dependent", "becomes independent", "becomes interdependent", "volunteers as mentor",
     "held back by the own match", "not confident enough to volunteer"), (assess, graduate),
)  # fmt: skip
def stages(world):
    """Performance and stages are assessed (switch: stages.on); independent people volunteer as mentors."""
