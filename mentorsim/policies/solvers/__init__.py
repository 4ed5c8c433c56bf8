"""Solvers: from scores (or an order) and free places to pairs. They keep capacities and break ties by position."""

import math
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec

import numpy as np

from mentorsim.policies.solvers.asking import mentees_propose, mentors_propose, request
from mentorsim.policies.solvers.worst_first import leximin

DENSE = 1_000_000  # mentees x free places solved at once; more are cut into blocks


def slots(free):
    """Each mentor once per free place: (places,) positions."""
    return np.arange(len(free)).repeat(free)


def queue(order, rank, free):
    """Mentees by `order` (lowest first) take the best-ranked place left. Returns positions (mentees, mentors)."""
    mentees = np.argsort(order, kind="stable")
    places = slots(free)
    places = places[np.argsort(-rank[places], kind="stable")]
    count = min(len(mentees), len(places))
    return mentees[:count], places[:count]


@cache
def hungarian():
    """SciPy's solver, imported when it is first needed, and by itself: all of `scipy.optimize` takes half a second."""
    found = PathFinder.find_spec(
        "_lsap", [f"{folder}/optimize" for folder in find_spec("scipy").submodule_search_locations]
    )
    if found is None:
        from scipy.optimize import linear_sum_assignment

        return linear_sum_assignment
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module.linear_sum_assignment


def assignment(scores, free):
    """Pairs with the largest sum of scores, each mentor up to `free` times (Hungarian optimum)."""
    if len(free) == 1 and free[0] == 1:  # the usual case in a small world
        return scores.argmax(0), np.zeros(1, np.int64)
    places = slots(free)
    mentees, chosen = hungarian()(scores[:, places], maximize=True)
    return mentees, places[chosen]


SOLVERS = {
    "assignment": lambda mine, theirs, free: assignment(mine, free),
    "leximin": lambda mine, theirs, free: leximin(mine, free, assignment(mine, free)),
    "mentees_propose": mentees_propose,
    "mentors_propose": mentors_propose,
}  # by name: scores of mentees and of mentors (n, m), free places (m,) -> positions (mentees, mentors)


def blocks(policy, waiting: int, mentors: int, places: int, people_ask: int = 0) -> int:
    """Into how many blocks a round is cut: each has at most DENSE mentees x places, and a mentor. Queues need none."""
    if waiting * places <= DENSE or (policy.solver == "queue" and not people_ask):
        return 1
    return min(mentors, math.ceil(math.sqrt(waiting * places / DENSE)))


BARRED = -1e6  # score of a pair that is not to be


def trade(mentees, mentors, barred):
    """Pair people anew without barred pairs: each such pair trades mentors with the next pair that it can."""
    mentors = mentors.copy()
    for n in range(len(mentees)):
        for other in range(n + 1, n + len(mentees)):
            if (mentees[n], mentors[n]) not in barred:
                break
            o = other % len(mentees)
            if (mentees[n], mentors[o]) not in barred and (mentees[o], mentors[n]) not in barred:
                mentors[n], mentors[o] = mentors[o], mentors[n]
    return mentees, mentors


def without(barred, mentees, mentors):
    """The pairs that are not barred; where nothing else was left, these two wait on."""
    keep = [pair not in barred for pair in zip(mentees.tolist(), mentors.tolist(), strict=True)]
    return mentees[keep], mentors[keep]


def pairs(policy, mentees, mentors, draw, people_ask: int = 0, barred=((), ())):
    """Positions (mentees, mentors) of the pairs that a policy makes among those who wait and the mentors with places.

    mentees, mentors: what the policy sees of them (`observation.People`); people_ask: 0 where a coordinator pairs,
    else how many mentors each mentee asks, with the policy's scores; barred: positions of pairs that are not to be.
    """
    free, none = policy.places(mentees, mentors), set(zip(*barred, strict=True)) if len(barred[0]) else ()
    if policy.solver == "queue" and not people_ask:
        served = queue(policy.order_mentees(mentees, draw), policy.rank_mentors(mentors, draw), free)
        return without(none, *trade(*served, none)) if none else served
    mine = policy.scores(mentees, mentors, draw)
    theirs = policy.scores_of_mentors(mentees, mentors, draw)
    theirs = mine if theirs is None else theirs
    if none:
        mine, theirs = np.array(mine), np.array(theirs)
        mine[barred] = theirs[barred] = BARRED
    found = request(mine, free, people_ask, theirs) if people_ask else SOLVERS[policy.solver](mine, theirs, free)
    return without(none, *found) if none else found
