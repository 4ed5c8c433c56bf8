"""Departures: mentors give up mentoring, and may take it up again; people leave for good."""

from mentorsim.codes import BY_MENTOR, BY_OUTSIDE, MEMBER, MENTOR, NO_ARM, RUNNING
from mentorsim.compiled import kernel, part
from mentorsim.equations import exit_hazard, happens, intent_to_leave, leaving_hazard
from mentorsim.process import process
from mentorsim.rng import draw_for_people, four_drawn
from mentorsim.world.lifecycle import close_match, commitment_of

LEFT, GAVE_UP, CAME_BACK, NOT_RESTED = range(4)


@kernel
def leave(people, world, rules, at):
    """Mentors give up the role, or take it up again once rested; everybody may leave, the more so they intend to."""
    draw_for_people(people, at, 0)
    for i in range(people.n):
        if not people.present[i]:
            continue
        u, v, w, _ = four_drawn(at, i)
        if happens(u, hazard_to_leave(people, world, rules, i)):
            at.count[LEFT] += 1
            people.present[i] = 0
            people.left[i] = at.week
        elif people.role[i] == MENTOR and happens(v, hazard_to_give_up(people, rules, at, i)):
            at.count[GAVE_UP] += 1
            people.role[i] = MEMBER
            people.gave_up_mentoring_week[i] = at.week
        elif people.role[i] == MEMBER:
            take_up_again(people, rules, at, i, w)


@part
def intent_of(people, rules, i):
    """Intent to leave of person i."""
    departures = rules.departures
    return intent_to_leave(
        people.satisfaction[i],
        people.belonging[i],
        people.hurt[i],
        people.shortfall[i],
        departures.by_satisfaction,
        departures.by_belonging,
        departures.by_hurt,
        departures.by_shortfall,
    )


@part
def hazard_to_leave(people, world, rules, i):
    """Weekly hazard that person i leaves; the intent to leave is kept."""
    departures = rules.departures
    people.intent_to_leave[i] = intent_of(people, rules, i)
    return leaving_hazard(
        people.intent_to_leave[i],
        people.restless[i],
        people.org_progress[i],
        world.omegas[people.arm[i] - NO_ARM],
        departures.leaving,
        departures.spread,
        rules.goals.earning * rules.goals.on,
    )


@part
def hazard_to_give_up(people, rules, at, i):
    """Weekly hazard that mentor i gives up mentoring."""
    committed = commitment_of(people, rules, at, i)
    return exit_hazard(people.energy[i], committed, rules.departures.mentor_exit, rules.departures.exhaustion)


@part
def take_up_again(people, rules, at, i, w):
    """A former mentor takes up mentoring again with a weekly hazard, once rested."""
    if people.energy[i] < rules.stages.rested:
        at.count[NOT_RESTED] += 1
    elif happens(w, rules.stages.comes_back):
        at.count[CAME_BACK] += 1
        people.role[i] = MENTOR
        people.mentor_week[i] = at.week


@kernel
def close_matches_of_leavers(people, matches, rules, at):
    """A mentor who leaves, or gives up mentoring, ends the match; a mentee who leaves is an ending from outside."""
    for row in matches.active:
        if matches.ended_by[row] != RUNNING:
            continue
        j = matches.mentor[row]
        mentors = people.present[j] and people.role[j] == MENTOR
        if not mentors or not people.present[matches.mentee[row]]:
            by = BY_OUTSIDE if mentors else BY_MENTOR
            close_match(people, matches, rules, row, by, at.week)


@process(
    "departures",
    "synchronous",
    "departures.on",
    ("leaves", "gives up mentoring", "takes up mentoring again", "not rested enough to mentor again"),
    (leave, close_matches_of_leavers),
    source="Kristof-Brown et al. 2005 (intent and act); Jordan 2015 (open courses); forms are assumptions",
)
def departures(world):
    """Mentors give up mentoring, the more readily the more exhausted; people leave for good; their matches end."""
