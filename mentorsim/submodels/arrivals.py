"""Newcomers: mentees arrive, mentors are recruited from outside."""

from mentorsim.codes import ARRIVAL, RECRUIT
from mentorsim.compiled import kernel
from mentorsim.graphs import first_contacts
from mentorsim.registry import process
from mentorsim.rng import poisson

MENTEE_ARRIVES, MENTOR_RECRUITED, MET_SOMEBODY, KNOWS_NOBODY = range(4)


@kernel
def newcomers(luck, week, count, arriving, arrivals_mentees, arrivals_mentors, people_mentees, people_mentors):
    """How many mentees and mentors come this week, into `arriving`: Poisson, rates per person present at week 0."""
    arriving[0] = poisson(luck, arrivals_mentees * people_mentees, week, 0)
    arriving[1] = poisson(luck, arrivals_mentors * people_mentors, week, 1)
    count[MENTEE_ARRIVES] += arriving[0]
    count[MENTOR_RECRUITED] += arriving[1]
    return arriving[0] + arriving[1]


@process(
    "arrivals", "row order", "arrivals.on",
    ("mentee arrives", "mentor is recruited", "newcomer meets somebody", "newcomer finds nobody near"), (newcomers,),
)  # fmt: skip
def arrivals(world):
    """Mentees arrive and mentors are recruited; newcomers meet a few people."""
    mentees, mentors = world.shared["arriving"].tolist()
    world.events["arrived"], world.events["recruited"] = mentees, mentors
    first = len(world.people)
    world.add_people(*((kind, count) for kind, count in ((ARRIVAL, mentees), (RECRUIT, mentors)) if count))
    met, alone = first_contacts(world, first, world.luck("arrivals"))
    world.now["count"][MET_SOMEBODY] += met
    world.now["count"][KNOWS_NOBODY] += alone
