"""Newcomers: mentees arrive, mentors are recruited from outside; a ratio of mentees to mentors may be held."""

from mentorsim.codes import ARRIVAL, MEMBER, MENTEE, MENTOR, RECRUIT
from mentorsim.compiled import kernel, part
from mentorsim.equations import mentors_for
from mentorsim.process import process
from mentorsim.rng import poisson
from mentorsim.world.newcomers import derive, draw_traits, enter, meet_people, settle

MENTEE_ARRIVES, MENTOR_RECRUITED, MET_SOMEBODY, KNOWS_NOBODY, MENTOR_RELEASED = range(5)


@kernel
def expect(people, world, rules, at):
    """How many mentees and mentors come this week: Poisson, rates per person present at week 0; or as a ratio asks."""
    world.arriving[:] = 0
    mentees, mentors = rules.arrivals.mentees * rules.people.mentees, rules.arrivals.mentors * rules.people.mentors
    world.arriving[ARRIVAL] = world.n_newcomers[0] = poisson(at.luck, mentees, at.week, 0)
    world.arriving[RECRUIT] = world.n_newcomers[1] = poisson(at.luck, mentors, at.week, 1)
    if rules.people.ratio > 0.0:
        lacking = mentors_for(present_as(people, MENTEE) + world.n_newcomers[0], rules.people.ratio)
        lacking -= present_as(people, MENTOR)
        world.arriving[RECRUIT] = world.n_newcomers[1] = max(0, lacking)
        at.count[MENTOR_RELEASED] += release(people, at, -lacking)
    at.count[MENTEE_ARRIVES] += world.n_newcomers[0]
    at.count[MENTOR_RECRUITED] += world.n_newcomers[1]


@part
def present_as(people, role):
    """How many people are present in a role."""
    count = 0
    for i in range(people.n):
        count += people.present[i] and people.role[i] == role
    return count


@part
def release(people, at, most):
    """At most so many mentors without a running match give up mentoring, who came last first; returns how many do."""
    released = 0
    for i in range(people.n - 1, -1, -1):
        if released >= most:
            break
        if people.present[i] and people.role[i] == MENTOR and people.matched[i] == 0:
            people.role[i] = MEMBER
            people.gave_up_mentoring_week[i] = at.week
            released += 1
    return released


@kernel
def welcome(people, world, at):
    """How many contacts they made; returns whether they still have to come, as too few rows were ready."""
    at.count[MET_SOMEBODY] += world.first_contacts[0]
    at.count[KNOWS_NOBODY] += world.first_contacts[1]
    return people.n - world.first_newcomer[0] < world.n_newcomers[0] + world.n_newcomers[1]


COME_IN = (enter, draw_traits, derive, settle, meet_people, welcome)


@process(
    "arrivals", "row order", "arrivals.on",
    ("mentee arrives", "mentor is recruited", "newcomer meets somebody", "newcomer finds nobody near",
     "mentor is released"),
    (expect, *COME_IN),
    source="assumption; mentees per mentor after MENTOR 2016",
)  # fmt: skip
def arrivals(world):
    """Mentees arrive and mentors are recruited, or released where a ratio is held; newcomers meet a few people."""
    count = int(world.shared["n_newcomers"].sum())
    world.growth.people(count)
    world.growth.week(count * world.parameters.ties.newcomer)
    world.call(*COME_IN)
    world.count_people()
