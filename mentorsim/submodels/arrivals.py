"""Newcomers: mentees arrive, mentors are recruited from outside."""

import numpy as np

from mentorsim.codes import ARRIVAL, RECRUIT
from mentorsim.compiled import kernel
from mentorsim.registry import process
from mentorsim.rng import poisson, uniform

MENTEE_ARRIVES, MENTOR_RECRUITED, MET_SOMEBODY, KNOWS_NOBODY = range(4)
TRIES = 16


@kernel
def newcomers(luck, week, arrivals_mentees, arrivals_mentors, people_mentees, people_mentors):
    """How many mentees and mentors come this week: Poisson, rates per person present at week 0."""
    return (
        poisson(luck, arrivals_mentees * people_mentees, week, 0),
        poisson(luck, arrivals_mentors * people_mentors, week, 1),
    )


@kernel
def meet_people(n_people, luck, week, count, key, present, unit, structure_open, ties_newcomer, first, one, two):
    """First contacts of the people from row `first` on: colleagues of the own unit, or anybody where it is open.

    Somebody present is looked for in up to 16 tries per contact. Writes pairs; returns their number.
    """
    end = 0
    for i in range(first, n_people):
        for k in range(ties_newcomer):
            met = False
            for attempt in range(TRIES):
                j = int(uniform(luck, key[i], week, 2 + k * TRIES + attempt) * first)
                if first > 0 and present[j] and (structure_open or unit[j] == unit[i]):
                    one[end] = i
                    two[end] = j
                    end += 1
                    met = True
                    break
            count[MET_SOMEBODY if met else KNOWS_NOBODY] += 1
    return end


@process(
    "arrivals", "row order", "arrivals.on",
    ("mentee arrives", "mentor is recruited", "newcomer meets somebody", "newcomer finds nobody near"),
)  # fmt: skip
def arrivals(world):
    """Mentees arrive and mentors are recruited; newcomers meet a few people."""
    mentees, mentors = world.call(newcomers)
    world.events["arrived"], world.events["recruited"] = mentees, mentors
    if mentees + mentors == 0:
        return
    world.now["count"][MENTEE_ARRIVES] += mentees
    world.now["count"][MENTOR_RECRUITED] += mentors
    first, p = len(world.people), world.parameters.ties
    world.add_people(*((kind, count) for kind, count in ((ARRIVAL, mentees), (RECRUIT, mentors)) if count))
    world.bind("ties")
    one, two = np.empty((2, (mentees + mentors) * p.newcomer), dtype=np.int64)
    met = world.call(meet_people, first=first, one=one, two=two)
    world.ties.add(one[:met], two[:met], np.full(met, p.first))
