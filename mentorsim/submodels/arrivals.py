"""Newcomers: mentees arrive, mentors are recruited from outside."""

from mentorsim.codes import ARRIVAL, RECRUIT
from mentorsim.compiled import kernel
from mentorsim.newcomers import derive, draw_traits, enter, meet_people, settle
from mentorsim.registry import process
from mentorsim.rng import poisson

MENTEE_ARRIVES, MENTOR_RECRUITED, MET_SOMEBODY, KNOWS_NOBODY = range(4)


@kernel
def expect(luck, week, count, arriving, came, arrivals_mentees, arrivals_mentors, people_mentees, people_mentors):
    """How many mentees and mentors come this week: Poisson, rates per person present at week 0."""
    arriving[:] = 0
    arriving[ARRIVAL] = came[0] = poisson(luck, arrivals_mentees * people_mentees, week, 0)
    arriving[RECRUIT] = came[1] = poisson(luck, arrivals_mentors * people_mentors, week, 1)
    count[MENTEE_ARRIVES] += came[0]
    count[MENTOR_RECRUITED] += came[1]


@kernel
def welcome(n_people, count, came, first_new, met):
    """How many contacts they made; returns whether they still have to come, as too few rows were ready."""
    count[MET_SOMEBODY] += met[0]
    count[KNOWS_NOBODY] += met[1]
    return n_people - first_new[0] < came[0] + came[1]


COME_IN = (enter, draw_traits, derive, settle, meet_people, welcome)


@process(
    "arrivals", "row order", "arrivals.on",
    ("mentee arrives", "mentor is recruited", "newcomer meets somebody", "newcomer finds nobody near"),
    (expect, *COME_IN),
)  # fmt: skip
def arrivals(world):
    """Mentees arrive and mentors are recruited; newcomers meet a few people."""
    count = int(world.shared["came"].sum())
    world.make_ready(count)
    world.make_room_for_a_week(count * world.parameters.ties.newcomer)
    world.call(*COME_IN)
    world.count_people()
