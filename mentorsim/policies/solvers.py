"""Solvers: from scores (or an order) and free places to pairs. They keep capacities and break ties by position."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from mentorsim.compiled import kernel

DENSE = 1_000_000  # pairs scored at once; more are cut into blocks


def slots(free):
    """Each mentor once per free place: (places,) positions."""
    return np.repeat(np.arange(len(free)), free)


def queue(order, rank, free):
    """Mentees by `order` (lowest first) take the best-ranked place left. Returns positions (mentees, mentors)."""
    mentees = np.argsort(order, kind="stable")
    places = slots(free)
    places = places[np.argsort(-rank[places], kind="stable")]
    count = min(len(mentees), len(places))
    return mentees[:count], places[:count]


def assignment(scores, free):
    """Pairs with the largest sum of scores, each mentor up to `free` times (Hungarian optimum)."""
    places = slots(free)
    mentees, chosen = linear_sum_assignment(scores[:, places], maximize=True)
    return mentees, places[chosen]


@kernel
def ask_in_rounds(wish, scores, free, asks, chosen):
    """Mentee-proposing rounds: who is free asks the next mentor on the own list; a mentor takes the best askers.

    wish: (n, w) mentor positions by falling score; writes chosen (n,), -1 for nobody. A taken mentee stays taken.
    """
    for attempt in range(min(asks, wish.shape[1])):
        best = np.full(len(free), -1, np.int64)
        open_round = True
        while open_round:
            open_round = False
            best[:] = -1
            for i in range(len(chosen)):
                j = wish[i, attempt]
                if chosen[i] < 0 and free[j] > 0 and (best[j] < 0 or scores[i, j] > scores[best[j], j]):
                    best[j] = i
            for j in range(len(free)):
                if best[j] >= 0:
                    chosen[best[j]] = j
                    free[j] -= 1
                    open_round = True


def request(scores, free, asks: int):
    """People choose: each mentee asks up to `asks` mentors by falling score; a mentor takes the best who ask."""
    width = min(asks, scores.shape[1])
    wish = np.argsort(-scores, axis=1, kind="stable")[:, :width].copy()
    chosen = np.full(len(scores), -1)
    ask_in_rounds(wish, np.ascontiguousarray(scores), free.copy(), width, chosen)
    mentees = np.flatnonzero(chosen >= 0)
    return mentees, chosen[mentees]
