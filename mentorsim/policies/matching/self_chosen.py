"""Matching by the mentees themselves, through their network."""

from dataclasses import dataclass

import numpy as np

from mentorsim.codes import ASKED_DECLINED, NO_MENTOR_NEAR
from mentorsim.compiled import equation, kernel
from mentorsim.equations import similarity, unit_interval
from mentorsim.policies.matching import MatchingPolicy, matching
from mentorsim.policies.matching.scores import likeness
from mentorsim.rng import pair_normal, pair_uniform


@kernel
def look_and_ask(people, ties, rules, at, waiting, free, barred, found):
    """Mentees, longest waiting first, look for free mentors within reach of their ties and ask the most similar.

    Looking is breadth first and stops at `seen` people. barred: codes of pairs who have parted, ascending; found:
    (2, waiting) the pairs. Returns their number.
    """
    pairs = 0
    seen_by = np.full(len(free), -1, np.int32)
    reached, likeness = np.empty(rules.matching.seen, np.int64), np.empty(rules.matching.seen)
    noise = 0.0 if rules.matching.oracle else rules.matching.noise
    for w in range(len(waiting)):
        i = waiting[w]
        known, near = look_around(ties, rules, i, reached, seen_by), 0
        for place in range(1, known):
            j = reached[place]
            if free[j] > 0 and not (len(barred) and is_barred(barred, i, j)):
                deep = similarity(people.style[i], people.style[j], people.values[i], people.values[j])
                reached[near] = j
                likeness[near] = deep + noise * pair_normal(at.luck, people.key[i], people.key[j], 0, 110)
                near += 1
        if near == 0:
            at.count[NO_MENTOR_NEAR] += 1
        for _ in range(min(rules.pairing.asks, near)):
            best = best_placed(likeness, reached, near)
            j = reached[best]
            u = pair_uniform(at.luck, people.key[i], people.key[j], at.week, 111)
            if u < rules.matching.accept_base + rules.matching.accept_slope * unit_interval(likeness[best]):
                free[j] -= 1
                found[0, pairs], found[1, pairs] = i, j
                pairs += 1
                break
            at.count[ASKED_DECLINED] += 1
            likeness[best] = -1e9  # not asked again
    return pairs


@equation
def look_around(ties, rules, i, reached, seen_by):
    """Who person i finds within reach, ring by ring, into `reached`, themselves first. Returns how many.

    seen_by: (people,) who has reached them last.
    """
    reached[0] = i
    seen_by[i] = i
    known, ring = 1, 0
    for _ in range(rules.matching.reach):
        ring_end = known
        while ring < ring_end and known < len(reached):
            for a in range(ties.start[reached[ring]], ties.start[reached[ring] + 1]):
                other = ties.target[a]
                if seen_by[other] != i and known < len(reached):
                    seen_by[other] = i
                    reached[known] = other
                    known += 1
            ring += 1
    return known


@equation
def better_placed(similarity_a, row_a, similarity_b, row_b):
    """Whether mentor a comes before mentor b on a mentee's list: more similar, then earlier arrived."""
    return similarity_a > similarity_b or (similarity_a == similarity_b and row_a < row_b)


@equation
def best_placed(likeness, rows, n):
    """The place, of n, of the mentor who comes first on a mentee's list: most similar, then earliest arrived."""
    best = 0
    for place in range(1, n):
        if better_placed(likeness[place], rows[place], likeness[best], rows[best]):
            best = place
    return best


@equation
def is_barred(barred, i, j):
    """Whether the pair of rows i, j is among the ascending codes of `pair_code`."""
    code = (np.int64(i) << 32) + j
    place = np.searchsorted(barred, code)
    return place < len(barred) and barred[place] == code


@matching("self")
@dataclass(frozen=True)
class SelfChosen(MatchingPolicy):
    """A mentee looks up to 3 steps into the network, asks the most similar mentors, is accepted or declined."""

    solver, search = "reach", look_and_ask
    uses = ("matching.reach", "matching.seen", "matching.accept_base", "matching.accept_slope")
    cost = "O(n x people within reach); .02 s"
    source = "Kendall & Smith-Jentsch 2015 (choice); Ragins & Cotton 1999 (informal mentoring)"
    rule = ("score = likeness",)

    def scores(self, mentees, mentors, draw):
        return likeness(mentees, mentors)
