"""Who answered whom: the record of answers (`helping.note_exchange`), kept only where a table asks for it."""

import numpy as np

from mentorsim.codes import QUARTER

# Arrays that kernels read as `world.…`, and their dtypes; a row of the first three is one answer.
EXCHANGES = {"answer_giver": "i4", "answer_taker": "i4", "answer_routed": "i1", "n_answers": "i8"}
*ROWS, COUNT = EXCHANGES
ASIDE = 1 << 18  # answers that are counted by pair before a quarter is over, so that a lively one takes no more room


class Exchanges:
    """The record of answers of one world.

    arrays: {name: array} of EXCHANGES: the week's answers as kernels note them, rows of people, without room as long as
    nobody asked for the record; quarters: [(quarter, giver, taker, answers, routed)] of those that are over, a row per
    pair.
    """

    def __init__(self):
        self.is_on = False
        self.arrays = {name: np.zeros(int(name == COUNT), dtype) for name, dtype in EXCHANGES.items()}
        self.quarters: list[tuple] = []
        self._now: list[np.ndarray] = []  # (4, rows) of the present quarter, counted or not

    def reserve(self, rows: int) -> bool:
        """Have room for so many answers in a week. Returns whether arrays were replaced."""
        if not self.is_on or len(self.arrays[ROWS[0]]) >= rows:
            return False
        rows += rows // 8
        for name in ROWS:
            self.arrays[name] = np.zeros(rows, EXCHANGES[name])
        return True

    def take(self, week: int) -> None:
        """Take over what was noted in a week that has passed, so that the next one finds all the room."""
        if not self.is_on:
            return
        n = self.arrays[COUNT].item(0)
        giver, taker, routed = (self.arrays[name][:n].astype(np.int64) for name in ROWS)
        self._now.append(np.array([giver, taker, 1 - routed, routed]))
        self.arrays[COUNT][0] = 0
        over = (week + 1) % QUARTER == 0
        if over or sum(part.shape[1] for part in self._now) > ASIDE:
            self._now = [by_pair(self._now)]
        if over:
            self.quarters.append((week // QUARTER, *self._now.pop()))

    def all(self, weeks: int) -> list[tuple]:
        """`quarters`, and the one that is not over yet. weeks: that have passed."""
        now = by_pair(self._now) if self._now else np.zeros((4, 0), np.int64)
        return [*self.quarters, *([(weeks // QUARTER, *now)] if now.shape[1] else [])]


def by_pair(parts: list[np.ndarray]) -> np.ndarray:
    """(4, pairs) giver, taker and sums of the rest, by giver, then taker. parts: (4, rows) each."""
    giver, taker, *counts = np.concatenate(parts, axis=1)
    pairs, which = np.unique(giver << 32 | taker, return_inverse=True)
    sums = [np.bincount(which, count, minlength=len(pairs)).astype(np.int64) for count in counts]
    return np.array([pairs >> 32, pairs & 0xFFFFFFFF, *sums])
