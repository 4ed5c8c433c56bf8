"""The social graph: arcs in rows by source (start, target, weight), targets ascending. A tie is two arcs."""

import numpy as np

from mentorsim.compiled import equation, kernel


@equation
def find_arc(start, target, i, j):
    """Place of the arc i -> j, or -1 (binary search)."""
    low, high = start[i], start[i + 1]
    while low < high:
        middle = (low + high) // 2
        if target[middle] < j:
            low = middle + 1
        else:
            high = middle
    return low if low < start[i + 1] and target[low] == j else -1


@equation
def strengthen(start, target, weight, i, j, share):
    """Renew the tie i - j in both directions, w += share (1 - w), where it exists."""
    a = find_arc(start, target, i, j)
    if a >= 0:
        weight[a] += share * (1.0 - weight[a])
    b = find_arc(start, target, j, i)
    if b >= 0:
        weight[b] += share * (1.0 - weight[b])


@kernel
def rebuild(present, start, target, weight, one, two, strength, keep, floor, new_start, new_target, new_weight):
    """Fade all arcs (w * keep), drop those below the floor or of people gone, add the new ties in both directions.

    one, two, strength: new ties (a repeated tie takes the larger strength). Writes new_*; returns the number of arcs.
    """
    n = len(present)
    head = np.full(n, -1, np.int32)
    following = np.full(2 * len(one), -1, np.int32)
    for t in range(len(one)):
        for side in range(2):
            i = one[t] if side == 0 else two[t]
            following[2 * t + side] = head[i]
            head[i] = 2 * t + side
    end = 0
    for i in range(n):
        first = end
        new_start[i] = first
        if not present[i]:
            continue
        if i < len(start) - 1:
            for a in range(start[i], start[i + 1]):
                w = weight[a] * keep
                if w >= floor and present[target[a]]:
                    new_target[end] = target[a]
                    new_weight[end] = w
                    end += 1
        entry = head[i]
        while entry >= 0:
            t = entry // 2
            j = two[t] if entry % 2 == 0 else one[t]
            if j != i and present[j]:
                place = end
                while place > first and new_target[place - 1] > j:
                    place -= 1
                if place > first and new_target[place - 1] == j:
                    new_weight[place - 1] = max(new_weight[place - 1], strength[t])
                else:
                    for b in range(end, place, -1):
                        new_target[b] = new_target[b - 1]
                        new_weight[b] = new_weight[b - 1]
                    new_target[place] = j
                    new_weight[place] = strength[t]
                    end += 1
            entry = following[entry]
    new_start[n] = end
    return end


class Ties:
    """Arcs of n people; new ties wait in `pending` until the ties process of the week."""

    def __init__(self):
        self.start = np.zeros(1, dtype=np.int32)
        self.target = np.empty(0, dtype=np.int32)
        self.weight = np.empty(0, dtype=np.float64)
        self.pending: list[tuple] = []

    def add(self, one, two, strength) -> None:
        """Note new ties (arrays of rows, and strengths in [0, 1]) for the next `update`."""
        if len(one):
            self.pending.append((np.asarray(one, np.int32), np.asarray(two, np.int32), np.asarray(strength, float)))

    def cover(self, n: int) -> None:
        """Let people without ties yet have an empty row."""
        missing = n + 1 - len(self.start)
        if missing > 0:
            self.start = np.concatenate([self.start, np.full(missing, self.start[-1], dtype=np.int32)])

    def update(self, present, keep: float, floor: float) -> None:
        """Fade, drop, and take in what is pending. present: (n,) flags."""
        one, two, strength = self._take_pending()
        room = len(self.target) + 2 * len(one)
        start = np.empty(len(present) + 1, dtype=np.int32)
        target, weight = np.empty(room, dtype=np.int32), np.empty(room)
        count = rebuild(
            present, self.start, self.target, self.weight, one, two, strength, keep, floor, start, target, weight
        )
        self.start, self.target, self.weight = start, target[:count], weight[:count]

    def _take_pending(self):
        if not self.pending:
            return np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0)
        pending, self.pending = self.pending, []
        if len(pending) == 1:
            return pending[0]
        return tuple(np.concatenate(part) for part in zip(*pending, strict=True))

    def edges(self):
        """Each tie once: arrays (one, two, weight) with one < two."""
        one = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        once = one < self.target
        return one[once], self.target[once], self.weight[once]
