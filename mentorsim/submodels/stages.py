"""Stages from dependence through independence to interdependence; independent people may become mentors."""

from mentorsim.codes import BY_PLAN, DEPENDENT, INDEPENDENT, INTERDEPENDENT, MENTEE, MENTOR, NEVER
from mentorsim.compiled import equation, kernel, part
from mentorsim.equations import happens, volunteer_hazard, weighted
from mentorsim.process import process
from mentorsim.rng import uniform
from mentorsim.world.lifecycle import become_peers, close_match

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
def assess(people, rules, at):
    """Unassisted performance, now and lasting, and the stage of everybody present."""
    for i in range(people.n):
        if not people.present[i]:
            continue
        people.performance[i] = weighted(people.goals_start[i], people.skill[i])
        people.lasting_performance[i] = weighted(people.goals_start[i], people.lasting[i])
        if people.delivered_week[i] == NEVER and people.performance[i] >= people.target[i]:
            people.delivered_week[i] = at.week
        if people.role[i] == MENTEE and people.dependence[i] > rules.stages.dependent_d:
            people.dependence_weeks[i] += 1
        if rules.stages.on:
            enter_stage(people, at, i, stage_of(people, rules, at, i))


@part
def stage_of(people, rules, at, i):
    """The stage of person i, by dependence, learning-to-learn, lasting performance and help that flows both ways.

    People between dependent and independent keep their last stage.
    """
    stages = rules.stages
    d, m, y = people.dependence[i], people.metacognition[i], weighted(people.goals[i], people.lasting[i])
    if d > stages.dependent_d or m < stages.dependent_m:
        return DEPENDENT
    if d < stages.independent_d and m >= stages.independent_m and y >= stages.independent_y:
        gave, got, since = people.partner_gave[i], people.partner_got[i], at.week - stages.window
        both = gives_and_takes(gave, got, since, stages.partners, stages.reciprocity)
        return INTERDEPENDENT if both else INDEPENDENT
    return people.stage[i]


@part
def enter_stage(people, at, i, new):
    """Person i is in this stage now; the first weeks of independence and interdependence are kept."""
    if new != people.stage[i]:
        at.count[new] += 1
        people.stage[i] = new
    if new >= INDEPENDENT and people.independent_week[i] == NEVER:
        people.independent_week[i] = at.week
    if new == INTERDEPENDENT and people.interdependent_week[i] == NEVER:
        people.interdependent_week[i] = at.week


@kernel
def graduate(people, matches, ties, world, rules, at):
    """Independent, confident mentees volunteer as mentors with a weekly hazard; their own matches close as planned, and
    the pairs may go on as peers.
    """
    stages = rules.stages
    world.graduated[0] = 0
    if not (stages.on and stages.graduation):
        return
    for i in range(people.n):
        if not people.present[i] or people.role[i] != MENTEE or people.stage[i] < INDEPENDENT:
            continue
        if people.confidence[i] <= stages.confidence:
            at.count[UNSURE] += 1
        elif people.match_of[i] >= 0 and not stages.while_matched and not rules.learning.placebo:
            at.count[HELD_BACK] += 1
        elif happens(uniform(at.luck, people.key[i], at.week, 0), hazard_of_volunteer(people, world, rules, i)):
            at.count[VOLUNTEER] += 1
            world.graduated[0] += 1
            become_mentor(people, matches, ties, world, rules, at, i)


@part
def hazard_of_volunteer(people, world, rules, i):
    """Weekly hazard that person i volunteers as a mentor."""
    stages = rules.stages
    q, o = people.quality_past[i], people.openness[i]
    return volunteer_hazard(
        q, o, world.need[0], stages.volunteer, stages.volunteer_base, stages.volunteer_quality, stages.need_pull
    )


@part
def become_mentor(people, matches, ties, world, rules, at, i):
    """Person i mentors from now on; their own matches end as planned, and the mentors of these may stay peers."""
    people.role[i] = MENTOR
    people.mentor_week[i] = at.week
    while people.match_of[i] >= 0:
        row = people.match_of[i]
        close_match(people, matches, rules, row, BY_PLAN, at.week)
        become_peers(people, matches, ties, world, rules, at, row, 1)


@process(
    "stages",
    "synchronous",
    "",
    (
        "becomes dependent",
        "becomes independent",
        "becomes interdependent",
        "volunteers as mentor",
        "held back by the own match",
        "not confident enough to volunteer",
    ),
    (assess, graduate),
    source="Mak 2011 (dependence, independence, interdependence); Bozionelos 2004 (who volunteers: signs)",
)
def stages(world):
    """Performance and stages are assessed (switch: stages.on); independent people volunteer as mentors."""
