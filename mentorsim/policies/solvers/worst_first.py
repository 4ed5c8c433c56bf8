"""Leximin: raise the worst pair first, then the next worst, and so on."""

import numpy as np

from mentorsim.compiled import equation, kernel
from mentorsim.policies.solvers.asking import by_falling


@equation
def find_chain(worst, turn, table, wish, room, used, head, following, fixed, column, seen, came, queue):
    """The column at the end of a chain of moves that gets row `worst` a higher score, and nobody at or below its own.

    Breadth first. The chain is left in came: the row that would move to a column. -1 if there is none.
    """
    least, place, end = table[worst, column[worst]], 0, 1
    queue[0] = worst
    while place < end:
        r = queue[place]
        place += 1
        for k in range(wish.shape[1]):
            c = wish[r, k]
            if table[r, c] <= least:
                break
            if seen[c] == turn or c == column[r]:
                continue
            seen[c], came[c] = turn, r
            if used[c] < room[c] or c == column[worst]:
                return c
            other = head[c]
            while other >= 0:
                if not fixed[other]:
                    queue[end] = other
                    end += 1
                other = following[other]
    return -1


@equation
def move_along(goal, worst, used, head, following, column, came):
    """Let each row of the chain that ends in column `goal` move on, the last one first."""
    used[goal] += 1
    used[column[worst]] -= 1
    moving = True
    while moving:
        r = came[goal]
        before, moving = column[r], r != worst
        if head[before] == r:
            head[before] = following[r]
        else:
            other = head[before]
            while following[other] != r:
                other = following[other]
            following[other] = following[r]
        following[r], head[goal] = head[goal], r
        column[r] = goal
        goal = before


@kernel
def raise_the_worst(table, wish, room, column):
    """Move rows to columns so that the lowest score is as high as can be, then the second lowest, and so on.

    table: (rows, columns) scores; wish: its columns by falling score; room: (columns,) places; column: (rows,) each
    row's column, within the room, changed in place. The row with the lowest score moves up as long as a chain of moves
    lets it; then it stays for good.
    """
    rows, columns = table.shape
    head, following = np.full(columns, -1, np.int64), np.full(rows, -1, np.int64)  # rows of each column, as lists
    used, seen, came = np.zeros(columns, np.int64), np.full(columns, -1, np.int64), np.empty(columns, np.int64)
    fixed, queue, turn = np.zeros(rows, np.bool_), np.empty(rows, np.int64), 0
    for r in range(rows):
        following[r], head[column[r]] = head[column[r]], r
        used[column[r]] += 1
    left = rows
    while left > 0:
        worst = -1
        for r in range(rows):
            if not fixed[r] and (worst < 0 or table[r, column[r]] < table[worst, column[worst]]):
                worst = r
        goal = find_chain(
            worst, turn, table, wish, room, used, head, following, fixed, column, seen, came, queue
        )  # fmt: skip
        turn += 1
        if goal >= 0:
            move_along(goal, worst, used, head, following, column, came)
        else:
            fixed[worst] = True
            left -= 1


def leximin(scores, free, start):
    """As many pairs as can be, the worst as good as can be, then the second worst, and so on.

    start: positions (mentees, mentors) of any pairing that fills all it can. Exact where no two scores are equal (of
    equal ones an earlier choice may bind a later one). Source: lexicographic bottleneck assignment, Burkard & Rendl
    1991; a chain of moves is an augmenting path (Burkard, Dell'Amico & Martello 2009).
    """
    mentees, mentors = start
    if len(scores) <= free.sum():  # everybody gets a mentor: mentees move between mentors
        column = np.empty(len(scores), np.int64)
        column[mentees] = mentors
        raise_the_worst(scores, by_falling(scores), free, column)
        return np.arange(len(scores)), column
    places = np.repeat(np.arange(len(free)), free)  # all places are filled: places move between mentees
    table = np.ascontiguousarray(scores.T[places])
    column = mentees[np.argsort(mentors, kind="stable")]
    raise_the_worst(table, by_falling(table), np.ones(len(scores), np.int64), column)
    order = np.argsort(column)
    return column[order], places[order]
