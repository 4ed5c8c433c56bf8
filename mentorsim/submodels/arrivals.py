"""Newcomers: mentees arrive, mentors are recruited from outside."""

from mentorsim.codes import ARRIVAL, RECRUIT
from mentorsim.compiled import kernel
from mentorsim.process import process
from mentorsim.rng import poisson
from mentorsim.world.newcomers import derive, draw_traits, enter, meet_people, settle

MENTEE_ARRIVES, MENTOR_RECRUITED, MET_SOMEBODY, KNOWS_NOBODY = range(4)


@kernel
def expect(world, rules, at):
    """How many mentees and mentors come this week: Poisson, rates per person present at week 0."""
    world.arriving[:] = 0
    mentees, mentors = rules.arrivals.mentees * rules.people.mentees, rules.arrivals.mentors * rules.people.mentors
    world.arriving[ARRIVAL] = world.n_newcomers[0] = poisson(at.luck, mentees, at.week, 0)
    world.arriving[RECRUIT] = world.n_newcomers[1] = poisson(at.luck, mentors, at.week, 1)
    at.count[MENTEE_ARRIVES] += world.n_newcomers[0]
    at.count[MENTOR_RECRUITED] += world.n_newcomers[1]


@kernel
def welcome(people, world, at):
    """How many contacts they made; returns whether they still have to come, as too few rows were ready."""
    at.count[MET_SOMEBODY] += world.first_contacts[0]
    at.count[KNOWS_NOBODY] += world.first_contacts[1]
    return people.n - world.first_newcomer[0] < world.n_newcomers[0] + world.n_newcomers[1]


COME_IN = (enter, draw_traits, derive, settle, meet_people, welcome)


@process(
    "arrivals", "row order", "arrivals.on",
    ("mentee arrives", "mentor is recruited", "newcomer meets somebody", "newcomer finds nobody near"),
    (expect, *COME_IN),
    source="assumption; mentees per mentor after MENTOR 2016",
)  # fmt: skip
def arrivals(world):
    """Mentees arrive and mentors are recruited; newcomers meet a few people."""
    count = int(world.shared["n_newcomers"].sum())
    world.growth.people(count)
    world.growth.week(count * world.parameters.ties.newcomer)
    world.call(*COME_IN)
    world.count_people()
