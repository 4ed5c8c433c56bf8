"""Who was mentored by whom, and who became a mentor, as generations.

Who came as a mentor is of generation 0; everybody else is one after their first mentor. Who left is told only if they
mentored somebody who is here.
"""

from dataclasses import dataclass

import numpy as np

from mentorsim import codes

WIDE = 1.6  # of the picture, over its height
SPACE = 2.6  # rows between two generations


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
    """(n, 2) places: a band of rows for each generation, everybody about below their first mentor."""
    n = len(generation)
    xy = np.zeros((n, 2))
    wide = max(4.0, np.sqrt(WIDE * n))
    down = 0.0
    for number in range(generation.max(initial=-1) + 1):
        own = np.flatnonzero(generation == number)
        if number:
            own = own[np.lexsort([own, xy[above[own], 1], xy[above[own], 0]])]
        deep = int(np.ceil(len(own) / wide))
        line = np.arange(len(own))
        columns = np.ceil(len(own) / deep)
        xy[own, 0] = (line // deep + 0.5) * wide / columns + 0.15 * (line % deep)
        xy[own, 1] = down + line % deep
        down += deep - 1 + SPACE
    xy[:, 0] -= 0.5 * wide
    return 1.6 * xy


def words_of(shown: Lineage, became: int) -> str:
    """What the picture of generations says, in a sentence. became: how many of those shown became mentors."""
    sizes = np.bincount(shown.generation)
    if not len(sizes):
        return "Nobody has had a mentor yet."
    told = ", ".join(f"{size:,} in generation {number}" for number, size in enumerate(sizes))
    return f"{told}; {became:,} came to learn and mentor others now."
