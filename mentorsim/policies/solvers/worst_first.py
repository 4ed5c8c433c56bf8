"""Leximin: raise the worst pair first, then the next worst, and so on."""

from typing import NamedTuple

import numpy as np

from mentorsim.compiled import equation, kernel
from mentorsim.policies.solvers.asking import by_falling


class Rows(NamedTuple):
    """Which row stands in which column: column (rows,) of each; head (columns,) and following (rows,) as lists of a
    column's rows; used (columns,) how many these are; fixed (rows,) who stays for good."""

    column: np.ndarray
    head: np.ndarray
    following: np.ndarray
    used: np.ndarray
    fixed: np.ndarray


class Search(NamedTuple):
    """Scratch of a search, breadth first: queue (rows,); seen (columns,) by turn; came (columns,) the row that would
    move there."""

    queue: np.ndarray
    seen: np.ndarray
    came: np.ndarray


@equation
def find_chain(worst, turn, table, wish, room, rows, search):
    """The column at the end of a chain of moves that gets row `worst` a higher score, and nobody at or below its own.

    The chain is left in search.came. -1 if there is none.
    """
    column, queue, seen = rows.column, search.queue, search.seen
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
            seen[c], search.came[c] = turn, r
            if rows.used[c] < room[c] or c == column[worst]:
                return c
            other = rows.head[c]
            while other >= 0:
                if not rows.fixed[other]:
                    queue[end] = other
                    end += 1
                other = rows.following[other]
    return -1


@equation
def move_along(goal, worst, rows, came):
    """Let each row of the chain that ends in column `goal` move on, the last one first."""
    column, head, following = rows.column, rows.head, rows.following
    rows.used[goal] += 1
    rows.used[column[worst]] -= 1
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
def raise_the_worst(table, wish, room, rows, search):
    """Move rows to columns so that the lowest score is as high as can be, then the second lowest, and so on.

    table: (rows, columns) scores; wish: its columns by falling score; room: (columns,) places; rows: `Rows`, changed in
    place. The row with the lowest score moves up as long as a chain of moves lets it; then it stays for good.
    """
    column, fixed, n = rows.column, rows.fixed, len(rows.column)
    for r in range(n):
        rows.following[r], rows.head[column[r]] = rows.head[column[r]], r
        rows.used[column[r]] += 1
    left, turn = n, 0
    while left > 0:
        worst = -1
        for r in range(n):
            if not fixed[r] and (worst < 0 or table[r, column[r]] < table[worst, column[worst]]):
                worst = r
        goal = find_chain(worst, turn, table, wish, room, rows, search)
        turn += 1
        if goal >= 0:
            move_along(goal, worst, rows, search.came)
        else:
            fixed[worst] = True
            left -= 1


def raised(table, room, column):
    """`column` (rows,), each row's column within the room, after the worst have been raised."""
    rows, columns = table.shape
    nobody = np.full(columns, -1, np.int64)
    standing = Rows(
        column, nobody.copy(), np.full(rows, -1, np.int64), np.zeros(columns, np.int64), np.zeros(rows, np.bool_)
    )
    search = Search(np.empty(rows, np.int64), nobody.copy(), np.empty(columns, np.int64))
    raise_the_worst(table, by_falling(table), room, standing, search)
    return column


def leximin(scores, free, start):
    """Pair as many as can be, the worst pair as good as can be, then the second worst, and so on.

    start: positions (mentees, mentors) of any pairing that fills all it can. Exact where no two scores are equal (of
    equal ones an earlier choice may bind a later one). Source: lexicographic bottleneck assignment, Burkard & Rendl
    1991; a chain of moves is an augmenting path (Burkard, Dell'Amico & Martello 2009).
    """
    mentees, mentors = start
    if len(scores) <= free.sum():  # everybody gets a mentor: mentees move between mentors
        column = np.empty(len(scores), np.int64)
        column[mentees] = mentors
        return np.arange(len(scores)), raised(scores, free, column)
    places = np.repeat(np.arange(len(free)), free)  # all places are filled: places move between mentees
    table = np.ascontiguousarray(scores.T[places])
    column = raised(table, np.ones(len(scores), np.int64), mentees[np.argsort(mentors, kind="stable")])
    order = np.argsort(column)
    return column[order], places[order]
