"""Ties: new contacts by likeness, shared contacts, nearness and standing; old ones fade."""

import math

import numpy as np

from mentorsim.codes import NOBODY
from mentorsim.compiled import kernel, part
from mentorsim.equations import distance, similarity, tie_chance, toward, unit_interval
from mentorsim.process import process
from mentorsim.rng import draw_for_people, four_drawn, four_uniforms, pair_uniform
from mentorsim.world.ties import fade, find_arc, join, note_tie

CLOSURE, STRANGER, FORMED, DECLINED, NOBODY_NEAR = range(5)


@kernel
def consider(people, ties, rules, at):
    """Each person who takes part considers one tie.

    Also the diversity of contacts as experienced: a running mean of value distances, one contact a week.
    """
    draw_for_people(people, at, 0)
    for i in range(people.n):
        if not people.present[i] or people.visits[i] == 0:
            continue
        degree = ties.start[i + 1] - ties.start[i]
        u, v, w, x = four_drawn(at, i)
        if degree > 0:
            meet_unlike(people, ties, rules, i, int(v * degree))
        if degree >= rules.ties.most:
            continue
        close = u < rules.ties.closure and degree > 0
        at.count[CLOSURE if close else STRANGER] += 1
        j = contact_of_contact(ties, i, int(w * degree), x) if close else stranger_to(people, rules, at, i)
        weigh(people, ties, rules, at, i, j, 1.0 if close else 0.0)


@part
def meet_unlike(people, ties, rules, i, place):
    """The diversity that person i experiences moves toward the distance in values to a contact, by `place` in the list.

    The distance is in standard deviations, as two people drawn at random are apart.
    """
    contact = ties.target[ties.start[i] + place]
    apart = unit_interval(math.sqrt(2.0) * distance(people.values[i], people.values[contact]) / rules.ties.unlike)
    people.diversity[i] = toward(people.diversity[i], apart, rules.ties.diversity_memory)


@part
def contact_of_contact(ties, i, place, x):
    """A contact of person i's contact at `place`, by the draw x."""
    through = ties.target[ties.start[i] + place]
    theirs = ties.start[through + 1] - ties.start[through]
    return np.int64(ties.target[ties.start[through] + int(x * theirs)])


@part
def stranger_to(people, rules, at, i):
    """Somebody present near person i (anywhere, where the structure is open), in up to four tries; else NOBODY."""
    anywhere = rules.structure.open and rules.modes.network
    for pick in four_uniforms(at.luck, people.key[i], 0, at.week, 1):
        other = int(pick * people.n)
        if people.present[other] and (anywhere or people.unit[other] == people.unit[i]):
            return other
    return NOBODY


@part
def weigh(people, ties, rules, at, i, j, shared):
    """Person i ties to j by likeness, shared contacts, nearness and standing, or declines."""
    if j >= 0 and people.unit[j] != people.unit[i] and not rules.modes.network:
        j = NOBODY
    if j < 0 or j == i or find_arc(ties, i, j) >= 0:
        at.count[NOBODY_NEAR] += 1
        return
    tie = rules.ties
    deep = similarity(people.style[i], people.style[j], people.values[i], people.values[j])
    near, standing = 1.0 if people.unit[i] == people.unit[j] else 0.0, ties.start[j + 1] - ties.start[j]
    p = tie_chance(deep, shared, near, standing, tie.base, tie.by_similarity, tie.by_shared, tie.by_unit, tie.by_degree)
    if pair_uniform(at.luck, people.key[i], people.key[j], at.week, 0) < p:
        at.count[FORMED] += 1
        note_tie(ties, i, j, tie.first)
    else:
        at.count[DECLINED] += 1


@kernel
def renew(people, ties, rules):
    """Ties fade, and the week's new ones are entered; returns whether these want more room."""
    fade(people, ties, rules.modes.network, 1.0 - rules.ties.fade, rules.ties.floor)
    return join(people, ties, rules.modes.network)


@kernel
def enter(people, ties, rules):
    """The week's new ties are entered, when there is room."""
    join(people, ties, rules.modes.network)


@process(
    "ties",
    "synchronous",
    "ties.on",
    ("considers a contact's contact", "considers a stranger", "tie forms", "tie declined", "nobody to tie to"),
    (consider, renew),
    source="McPherson, Smith-Lovin & Cook 2001 (homophily); Barabási & Albert 1999 (degree)",
)
def ties(world):
    """Everybody who takes part considers one tie; ties fade, weak ones are lost."""
    world.kernels.release()
    world.ties.reserve_arcs()
    world.call(enter)
