"""Solvers in which one side asks and the other answers: at once and for good, or with deferred acceptance."""

import numpy as np

from mentorsim.compiled import equation, kernel


@equation
def liked_more(score_a, a, score_b, b):
    """Whether a comes before b: the higher score, then the earlier position."""
    return score_a > score_b or (score_a == score_b and a < b)


def by_falling(scores, width=None):
    """(n, width) positions of each row's columns by falling score, equal ones by position."""
    return np.ascontiguousarray(np.argsort(-scores, axis=1, kind="stable")[:, :width])


def chosen_pairs(chosen):
    """Positions (mentees, mentors) from each mentee's mentor, -1 for nobody."""
    mentees = np.flatnonzero(chosen >= 0)
    return mentees, chosen[mentees]


# --- at once and for good --------------------------------------------------------------------------------------------


@kernel
def ask_in_rounds(wish, theirs, free, asks, chosen):
    """Mentee-proposing rounds: free mentees ask the next mentor on their list; a mentor takes the best askers.

    wish: (n, w) mentor positions by falling score; theirs: (n, m) scores of mentees in the eyes of mentors; writes
    chosen (n,), -1 for nobody. A taken mentee stays taken.
    """
    for attempt in range(min(asks, wish.shape[1])):
        best = np.full(len(free), -1, np.int64)
        open_round = True
        while open_round:
            open_round = False
            best[:] = -1
            for i in range(len(chosen)):
                j = wish[i, attempt]
                if chosen[i] < 0 and free[j] > 0 and (best[j] < 0 or theirs[i, j] > theirs[best[j], j]):
                    best[j] = i
            for j in range(len(free)):
                if best[j] >= 0:
                    chosen[best[j]] = j
                    free[j] -= 1
                    open_round = True


def request(scores, free, asks: int, theirs=None):
    """People choose: each mentee asks up to `asks` mentors by falling score; a mentor takes the best who ask.

    theirs: (n, m) what mentors go by, if other than the mentees' scores.
    """
    width = min(asks, scores.shape[1])
    chosen = np.full(len(scores), -1)
    theirs = np.ascontiguousarray(scores if theirs is None else theirs)
    ask_in_rounds(by_falling(scores, width), theirs, free.copy(), width, chosen)
    return chosen_pairs(chosen)


# --- deferred acceptance ---------------------------------------------------------------------------------------------


@equation
def sift_down(held, first, count, theirs, j):
    """Restore the heap held[first : first + count] of mentor j, least liked mentee on top, after its top changed."""
    place = 0
    while True:
        least, child = place, 2 * place + 1
        for c in range(child, min(child + 2, count)):
            a, b = held[first + least], held[first + c]
            if liked_more(theirs[a, j], a, theirs[b, j], b):
                least = c
        if least == place:
            return
        held[first + place], held[first + least] = held[first + least], held[first + place]
        place = least


@equation
def push(held, first, count, theirs, j, i):
    """Put mentee i on the heap of mentor j, which holds `count`."""
    place = count
    held[first + place] = i
    while place > 0:
        above = (place - 1) // 2
        a, b = held[first + above], held[first + place]
        if not liked_more(theirs[a, j], a, theirs[b, j], b):
            return
        held[first + above], held[first + place] = b, a
        place = above


@kernel
def propose_to_mentors(wish, theirs, free, chosen):
    """Mentees propose down their lists; a mentor keeps the best so far, in a heap, and turns away the rest."""
    n, m = wish.shape
    first, count, asked = np.zeros(m + 1, np.int64), np.zeros(m, np.int64), np.zeros(n, np.int64)
    for j in range(m):
        first[j + 1] = first[j] + free[j]
    held = np.empty(first[m], np.int64)
    for start in range(n):
        i = start
        while i >= 0 and asked[i] < m:
            j = wish[i, asked[i]]
            asked[i] += 1
            if count[j] < free[j]:
                push(held, first[j], count[j], theirs, j, i)
                count[j] += 1
                chosen[i] = j
                i = -1
            elif free[j] > 0:
                last = held[first[j]]
                if liked_more(theirs[i, j], i, theirs[last, j], last):
                    held[first[j]] = i
                    sift_down(held, first[j], count[j], theirs, j)
                    chosen[i], chosen[last] = j, -1
                    i = last


@kernel
def propose_to_mentees(wish, mine, free, chosen):
    """Mentors propose down their lists, once for each place; a mentee keeps the best so far. wish: (m, n) mentees."""
    m, n = wish.shape
    asked, waiting, end = np.zeros(m, np.int64), np.empty(m + n, np.int64), 0
    left = free.copy()
    for j in range(m):
        waiting[end] = m - 1 - j
        end += 1
    while end > 0:
        end -= 1
        j = waiting[end]
        while left[j] > 0 and asked[j] < n:
            i = wish[j, asked[j]]
            asked[j] += 1
            now = chosen[i]
            if now < 0 or liked_more(mine[i, j], j, mine[i, now], now):
                chosen[i] = j
                left[j] -= 1
                if now >= 0:
                    left[now] += 1
                    if left[now] == 1:
                        waiting[end] = now
                        end += 1


def mentees_propose(mine, theirs, free):
    """Deferred acceptance, mentees proposing: stable, and best for every mentee among stable matchings.

    mine, theirs: (n, m) scores of mentors in the eyes of mentees, of mentees in the eyes of mentors; everybody is
    acceptable to everybody. Source: Gale & Shapley 1962; with capacities: Roth & Sotomayor 1990, chapter 5.
    """
    chosen = np.full(len(mine), -1)
    propose_to_mentors(by_falling(mine), np.ascontiguousarray(theirs), free, chosen)
    return chosen_pairs(chosen)


def mentors_propose(mine, theirs, free):
    """Deferred acceptance, mentors proposing: stable, and best for every mentor among stable matchings."""
    chosen = np.full(len(mine), -1)
    propose_to_mentees(by_falling(theirs.T), np.ascontiguousarray(mine), free, chosen)
    return chosen_pairs(chosen)
