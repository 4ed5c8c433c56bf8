"""Who was mentored by whom, and who became a mentor, as generations.

Who came as a mentor is of generation 0; everybody else is one after their first mentor. Who left is told only if they
mentored somebody who is here.
"""

from dataclasses import dataclass

import numpy as np

from mentorsim import codes

WIDE = 1.1  # of the picture, over its height
APART = 0.6  # generations of room between two shelves of trees
STEP = 1.7  # from person to person, and from generation to generation


@dataclass(frozen=True)
class Lineage:
    """Generations. rows: (n,) rows in `world.people` of those shown; xy (n, 2); generation (n,); mentee, mentor:
    (m,) places in `rows`, a pair once; first: (m,) whether this is the mentee's first mentor; runs: (m,) whether a
    match of theirs runs; trust: (m,) the latest.
    """

    rows: np.ndarray
    xy: np.ndarray
    generation: np.ndarray
    mentee: np.ndarray
    mentor: np.ndarray
    first: np.ndarray
    runs: np.ndarray
    trust: np.ndarray


def generations(parent) -> np.ndarray:
    """(n,) steps to somebody without a parent. parent: (n,) places, −1 for none; who leads in circles is of 0."""
    parent = np.asarray(parent)
    steps, at = np.zeros(len(parent), np.int64), parent.copy()
    for _ in range(len(parent)):  # as often as there are generations
        going = at >= 0
        if not going.any() or steps.max(initial=0) > len(parent):
            break
        steps[going] += 1
        at[going] = parent[at[going]]
        if steps.max() > 64:  # a roster can have pairs who mentor each other
            steps[going], at[going] = 0, -1
    return steps


def pairs(matches) -> dict:
    """Each mentee and mentor once, by the mentee's first match with them: {column: (m,)}."""
    mentee, mentor = np.asarray(matches.mentee, np.int64), np.asarray(matches.mentor, np.int64)
    last = mentor.max(initial=0) + 1
    _, first = np.unique(mentee * last + mentor, return_index=True)
    _, latest = np.unique((mentee * last + mentor)[::-1], return_index=True)
    order, latest = np.argsort(first), len(mentee) - 1 - latest
    at, now = first[order], latest[order]
    return {
        "mentee": mentee[at], "mentor": mentor[at], "runs": matches.ended_by[now] == codes.RUNNING,
        "trust": matches.quality[now].copy(),
    }  # fmt: skip


def lineage(world) -> Lineage:
    """The generations of a world so far."""
    people, links = world.people, pairs(world.matches)
    count, here = len(people), people.present.astype(bool)
    counted = here.copy()
    counted[links["mentor"][here[links["mentee"]]]] = True
    both = counted[links["mentee"]] & counted[links["mentor"]]
    mentee, mentor = links["mentee"][both], links["mentor"][both]
    came_as_mentor = np.isin(people.key >> codes.KIND_SHIFT, (codes.INITIAL_MENTOR, codes.RECRUIT))
    parent = np.full(count, codes.NOBODY)
    parent[mentee[::-1]] = mentor[::-1]  # the first mentor is written last
    parent[came_as_mentor] = codes.NOBODY
    shown = np.zeros(count, bool)
    shown[mentee], shown[mentor] = True, True
    rows = np.flatnonzero(shown)
    place = np.full(count, codes.NOBODY)
    place[rows] = np.arange(len(rows))
    above = np.where(parent[rows] >= 0, place[parent[rows]], codes.NOBODY)
    generation = generations(above)
    one, two = place[mentee], place[mentor]
    return Lineage(
        rows, placed(generation, above), generation, one, two, above[one] == two, links["runs"][both],
        links["trust"][both],
    )  # fmt: skip


def placed(generation, above) -> np.ndarray:
    """(n, 2) places: a tree for everybody of generation 0, side by side in shelves, the tallest first.

    Everybody stands above the middle of those whom they mentored first; above: (n,) places of first mentors.
    """
    n, deepest = len(generation), generation.max(initial=0)
    wide, tall, root = np.ones(n), np.ones(n, np.int64), np.arange(n)
    for number in range(deepest, 0, -1):  # from the leaves up
        own = np.flatnonzero(generation == number)
        below = np.bincount(above[own], wide[own], n)
        wide = np.where(below > 0, np.maximum(wide, below), wide)
        np.maximum.at(tall, above[own], tall[own] + 1)
    roots = np.flatnonzero(generation == 0)
    order = roots[np.lexsort([roots, -wide[roots], -tall[roots]])]
    shelf = max(float(wide.max(initial=1.0)), np.sqrt(WIDE * (wide * (tall + APART))[roots].sum()))
    line = np.zeros(n, np.int64)
    line[order] = ((np.cumsum(wide[order]) - wide[order] + 0.5 * wide[order]) // shelf).astype(np.int64)
    left = np.zeros(n)
    left[order] = before_within(line[order], wide[order])
    high = np.zeros(line.max(initial=0) + 1)
    np.maximum.at(high, line[roots], tall[roots] + APART)
    top = np.cumsum(high) - high
    for number in range(1, deepest + 1):  # from the roots down
        own = np.flatnonzero(generation == number)
        root[own] = root[above[own]]
        left[own] = left[above[own]] + before_within(above[own], wide[own])
    return STEP * np.column_stack([left + 0.5 * wide, top[line[root]] + generation])


def before_within(group, size) -> np.ndarray:
    """(n,) the sum of the sizes before each, within its group, in order."""
    order = np.argsort(group, kind="stable")
    total = np.cumsum(size[order]) - size[order]
    first = np.searchsorted(group[order], group[order])
    found = np.empty(len(group))
    found[order] = total - total[first] if len(group) else total
    return found


def words_of(shown: Lineage, became: int) -> str:
    """What the picture of generations says, in a sentence. became: how many of those shown became mentors."""
    sizes = np.bincount(shown.generation)
    if not len(sizes):
        return "Nobody has had a mentor yet."
    told = ", ".join(f"{size:,} in generation {number}" for number, size in enumerate(sizes))
    return (
        f"Mentors stand above those whom they mentored first: {told}; {became:,} came to learn and mentor others now."
    )
