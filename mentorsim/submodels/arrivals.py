"""Newcomers: mentees arrive, mentors are recruited from outside."""

import numpy as np

from mentorsim.codes import ARRIVAL, RECRUIT
from mentorsim.compiled import kernel
from mentorsim.registry import process
from mentorsim.rng import person_uniforms, poisson


@kernel
def newcomers(luck, week, arrivals_mentees, arrivals_mentors, people_mentees, people_mentors):
    """How many mentees and mentors come this week: Poisson, rates per person present at week 0."""
    return (
        poisson(luck, arrivals_mentees * people_mentees, week, 0),
        poisson(luck, arrivals_mentors * people_mentors, week, 1),
    )


def meet_people(world, rows) -> None:
    """A newcomer's first contacts: colleagues of the own unit where the structure is closed, anybody where it is open."""
    people, p = world.people, world.parameters
    luck, others = world.luck("arrivals"), rows.start
    if others == 0:
        return
    for k in range(p.ties.newcomer):
        pick = person_uniforms(luck, people.key[rows], 0, 2 + k)
        for row, u in zip(range(rows.start, rows.stop), pick, strict=True):
            known = np.arange(others)
            if not p.structure.open:
                known = np.flatnonzero(people.unit[:others] == people.unit[row])
            if len(known):
                world.ties.add([row], [known[int(u * len(known))]], [p.ties.first])


@process("arrivals", "row order", "arrivals.on", ("mentee arrives", "mentor is recruited"))
def arrivals(world):
    """Mentees arrive and mentors are recruited; newcomers meet a few people."""
    mentees, mentors = world.call(newcomers)
    world.events["arrived"], world.events["recruited"] = mentees, mentors
    world.names["count"] += (mentees, mentors)
    for kind, count in ((ARRIVAL, mentees), (RECRUIT, mentors)):
        if count:
            meet_people(world, world.add_people(kind, count))
    if mentees or mentors:
        world.bind()
