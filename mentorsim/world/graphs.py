"""Generators of the first graph.

Every draw is keyed by a person, so more people leave the others' luck as it is.
"""

from typing import NamedTuple

import numpy as np

from mentorsim.compiled import kernel
from mentorsim.equations import tie_of_arcs
from mentorsim.rng import person_uniforms, uniforms


class Units(NamedTuple):
    """Who is where: unit (n,) of each person and a second one; order (n,) people sorted by unit, start (units + 1,)
    where each unit begins."""

    unit: np.ndarray
    second: np.ndarray
    order: np.ndarray
    start: np.ndarray


@kernel
def by_unit(luck, key, units, degree, inside, one, two):
    """Block model on a tree of units: each person draws degree/2 partners, a share `inside` from their own unit (or the
    second one), the rest mostly from the units above and below in the tree (unit u is under (u - 1) // 3).

    Writes pairs; returns their number.
    """
    unit, start, end = units.unit, units.start, 0
    for i in range(len(key)):
        for k in range(degree // 2 + 1):
            u, v = uniforms(luck, key[i], 0, 0, k)
            if k == degree // 2 and u > 0.5 * (degree % 2):
                continue
            u, which = uniforms(luck, key[i], 1, 0, k)
            if u < inside:
                where = unit[i] if which < 0.5 else units.second[i]
            elif which < 0.35 and unit[i] > 0:
                where = (unit[i] - 1) // 3
            elif which < 0.7 and 3 * unit[i] + 1 < len(start) - 1:
                where = min(len(start) - 2, 3 * unit[i] + 1 + int(3 * which / 0.7))
            else:
                where = int(which * (len(start) - 1))
            size = start[where + 1] - start[where]
            if size > 0:
                one[end] = i
                two[end] = units.order[start[where] + int(v * size)]
                end += 1
    return end


@kernel
def ring(luck, key, order, degree, rewiring, one, two):
    """Watts & Strogatz small world: neighbours on a ring (`order`), each tie rewired with probability `rewiring`."""
    end, n = 0, len(key)
    for place in range(n):
        i = order[place]
        for k in range(degree // 2 + 1):
            u, v = uniforms(luck, key[i], 0, 0, k)
            far = uniforms(luck, key[i], 1, 0, k)[0]
            if k == degree // 2 and far > 0.5 * (degree % 2):
                continue
            one[end] = i
            two[end] = order[int(v * n)] if u < rewiring else order[(place + k + 1) % n]
            end += 1
    return end


@kernel
def preferential(luck, key, order, degree, one, two):
    """Barabasi & Albert scale-free graph: in `order`, each ties to degree/2 people in proportion to their ties."""
    end, n = 0, len(key)
    for place in range(1, n):
        i = order[place]
        for k in range(min(place, degree // 2 + 1)):
            u, v = uniforms(luck, key[i], 0, 0, k)
            if k == degree // 2 and uniforms(luck, key[i], 1, 0, k)[0] > 0.5 * (degree % 2):
                continue
            one[end] = i
            if end == 0 or v < 0.1:
                two[end] = order[int(u * place)]
            else:
                tie = int(u * end)
                two[end] = one[tie] if v < 0.55 else two[tie]
            end += 1
    return end


@kernel
def anybody(luck, key, degree, one, two):
    """Erdos & Renyi style random graph: each person draws degree/2 partners from all."""
    end, n = 0, len(key)
    for i in range(n):
        for k in range(degree // 2 + 1):
            u, v = uniforms(luck, key[i], 0, 0, k)
            if k == degree // 2 and u > 0.5 * (degree % 2):
                continue
            one[end] = i
            two[end] = int(v * n)
            end += 1
    return end


def generate(people, structure, luck):
    """Pairs (one, two) of the first graph that `structure` names."""
    key, unit = people.key, people.unit
    n, degree = len(people), structure.degree
    room = n * (degree // 2 + 1)
    one, two = np.empty(room, np.int32), np.empty(room, np.int32)
    draw = person_uniforms(luck, key, 0, 1000)
    if structure.graph in ("units", "groups"):
        order = np.lexsort((draw, unit))
        start = np.searchsorted(unit[order], np.arange(structure.units + 1))
        overlap = np.floor(person_uniforms(luck, key, 0, 1001) * structure.units).astype(np.int32)
        second = overlap if structure.graph == "groups" else unit
        end = by_unit(luck, key, Units(unit, second, order, start), degree, structure.inside, one, two)
    elif structure.graph == "small_world":
        end = ring(luck, key, np.argsort(draw, kind="stable"), degree, structure.rewiring, one, two)
    elif structure.graph == "scale_free":
        end = preferential(luck, key, np.argsort(draw, kind="stable"), degree, one, two)
    else:
        end = anybody(luck, key, degree, one, two)
    return one[:end], two[:end]


@kernel
def strengths_of(there, back, one_way, floor, strength):
    """Strengths of given ties, between the floor and 1, from the arcs in both directions."""
    for tie in range(len(there)):
        strength[tie] = floor + (1.0 - floor) * tie_of_arcs(there[tie], back[tie], one_way)


def given_ties(world, given) -> None:
    """The ties of a given graph. People beyond the roster (of a seed cohort) know some of those in it, by luck."""
    p, people = world.parameters, world.people
    there, back = given.ties["there"], given.ties["back"]
    strength = np.empty(len(there))
    strengths_of(there, back, p.ties.one_way, p.ties.floor, strength)
    world.add_ties(*(given.rows(given.ties[end], p.people.mentees) for end in ("one", "two")), strength)
    known = np.r_[0 : given.mentees, p.people.mentees : p.people.mentees + given.mentors]
    others = np.setdiff1d(np.arange(len(people)), known)
    for k in range(p.ties.newcomer):
        draw = person_uniforms(world.luck("graph"), people.key[others], 0, 1003 + k)
        contacts = known[np.floor(draw * len(known)).astype(np.int64)]
        world.add_ties(others, contacts, np.full(len(others), p.ties.first))


def first_ties(world) -> None:
    """Draw the first graph, or take the given one; drawn strengths are between the floor and 1 by luck, so that ties
    do not fade in step."""
    structure, people, low = world.parameters.structure, world.people, world.parameters.ties.floor
    luck, given = world.luck("graph"), world.parameters.given
    if given is not None and given.ties is not None:
        given_ties(world, given)
        world.ties.update(people.present, 1.0, 0.0, world.bounds_of_ties())
        return
    if structure.degree == 0 or len(people) < 2:
        world.ties.update(people.present, 1.0, 0.0, world.bounds_of_ties())
        return
    one, two = generate(people, structure, luck)
    strength = low + (1.0 - low) * person_uniforms(luck, people.key[one], 0, 1002)
    world.ties.add(one, two, strength)
    world.ties.update(people.present, 1.0, 0.0, world.bounds_of_ties())
