"""Newcomers: mentees arrive, mentors are recruited from outside."""

from mentorsim.codes import ARRIVAL, RECRUIT
from mentorsim.compiled import kernel
from mentorsim.registry import process
from mentorsim.rng import poisson, uniform
from mentorsim.ties import note_tie

MENTEE_ARRIVES, MENTOR_RECRUITED, MET_SOMEBODY, KNOWS_NOBODY = range(4)
TRIES = 16


@kernel
def newcomers(luck, week, count, arriving, arrivals_mentees, arrivals_mentors, people_mentees, people_mentors):
    """How many mentees and mentors come this week, into `arriving`: Poisson, rates per person present at week 0."""
    arriving[0] = poisson(luck, arrivals_mentees * people_mentees, week, 0)
    arriving[1] = poisson(luck, arrivals_mentors * people_mentors, week, 1)
    count[MENTEE_ARRIVES] += arriving[0]
    count[MENTOR_RECRUITED] += arriving[1]
    return arriving[0] + arriving[1]


@kernel
def meet_people(
    n_people, luck, week, count, key, present, unit, structure_open, ties_newcomer, ties_first, new_one,
    new_two, new_strength, n_new, first,
):  # fmt: skip
    """First contacts of the people from row `first` on: colleagues of the own unit, or anybody where it is open.

    Somebody present is looked for in up to 16 tries per contact.
    """
    for i in range(first, n_people):
        for k in range(ties_newcomer):
            met = False
            for attempt in range(TRIES):
                j = int(uniform(luck, key[i], week, 2 + k * TRIES + attempt) * first)
                if first > 0 and present[j] and (structure_open or unit[j] == unit[i]):
                    note_tie(new_one, new_two, new_strength, n_new, i, j, ties_first)
                    met = True
                    break
            count[MET_SOMEBODY if met else KNOWS_NOBODY] += 1


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
    world.make_room_for_ties((mentees + mentors) * world.parameters.ties.newcomer)
    world.call(meet_people, first=first)
