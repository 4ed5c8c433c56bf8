"""The social graph: arcs in rows by source (start, target, weight), targets ascending. A tie is two arcs."""

import numpy as np

from mentorsim.compiled import equation, kernel


@equation
def first_from(target, low, high, j):
    """The first place from `low` on, before `high`, of a target >= j; `high` without one.

    Halved while there are many; through a few it goes one by one.
    """
    while high - low > 32:
        middle = (low + high) // 2
        if target[middle] < j:
            low = middle + 1
        else:
            high = middle
    while low < high and target[low] < j:
        low += 1
    return low


@equation
def find_arc(start, target, i, j):
    """Place of the arc i -> j, or -1."""
    place = first_from(target, start[i], start[i + 1], j)
    return place if place < start[i + 1] and target[place] == j else -1


@equation
def strengthen(start, target, weight, i, j, share):
    """Renew the tie i - j in both directions, w += share (1 - w), where it exists."""
    a = find_arc(start, target, i, j)
    if a >= 0:
        weight[a] += share * (1.0 - weight[a])
    b = find_arc(start, target, j, i)
    if b >= 0:
        weight[b] += share * (1.0 - weight[b])


@equation
def note_tie(new_one, new_two, new_strength, n_new, i, j, strength):
    """Let a tie i - j wait for the week's `join`. There must be room (see `Ties.make_room`)."""
    place = n_new[0]
    new_one[place], new_two[place], new_strength[place] = i, j, strength
    n_new[0] = place + 1


LOST = -1.0  # strength of an arc that is to be dropped, whatever the floor


@equation
def cut_arcs(n, present, unit, across, start, target, weight):
    """Mark the arcs, in both directions, of people gone, and those that cross units where ties may not go `across`."""
    for i in range(n):
        if present[i] and across:
            continue
        for a in range(start[i], start[i + 1]):
            j = target[a]
            if not present[i] or not (across or unit[j] == unit[i]):
                weight[a] = weight[find_arc(start, target, j, i)] = LOST


@kernel
def fade(n, present, unit, across, start, target, weight, keep, floor):
    """Fade all arcs (w * keep) and drop those below the floor or of people gone; what is left moves up, in place.

    across: whether ties may cross units; where not, those that do are dropped too.
    """
    arcs, dropped, end = start[n], 0, 0
    for a in range(arcs):
        weight[a] *= keep
    cut_arcs(n, present, unit, across, start, target, weight)
    for a in range(arcs):
        dropped += weight[a] < floor
    if dropped == 0:
        return
    places = np.empty(dropped + 1, np.int32)
    dropped = 0
    for a in range(arcs):
        target[end], weight[end], places[dropped] = target[a], weight[a], a
        lost = weight[a] < floor
        dropped += lost
        end += 1 - lost
    places[dropped], before = arcs, 0
    for i in range(n + 1):
        while places[before] < start[i]:
            before += 1
        start[i] -= before


@kernel
def join(n, present, unit, across, start, target, weight, new_one, new_two, new_strength, n_new):
    """Enter the waiting ties among people present, in both directions and in place; of a tie that is there already, or
    waits twice, the larger strength holds. Where ties may not go `across` units, those that would are not entered.

    Returns 0; or, with nothing done, 1 if there is no room for so many more arcs.
    """
    if n_new[0] == 0:
        return 0
    if start[n] + 2 * n_new[0] > len(target):
        return 1
    head = np.full(n, -1, np.int32)  # person's first new arc 2t + side; they follow by falling target
    following = np.full(2 * n_new[0], -1, np.int32)
    more = 0
    for t in range(n_new[0]):
        i, j = new_one[t], new_two[t]
        if i == j or not present[i] or not present[j] or not (across or unit[i] == unit[j]):
            continue
        a = find_arc(start, target, i, j)
        if a >= 0:
            b = find_arc(start, target, j, i)
            weight[a] = weight[b] = max(weight[a], new_strength[t])
            continue
        for side in range(2):
            source, other = (i, j) if side == 0 else (j, i)
            before, entry = -1, head[source]
            while entry >= 0 and far_end(new_one, new_two, entry) > other:
                before, entry = entry, following[entry]
            if entry >= 0 and far_end(new_one, new_two, entry) == other:
                new_strength[entry // 2] = max(new_strength[entry // 2], new_strength[t])
                break
            following[2 * t + side] = entry
            if before < 0:
                head[source] = 2 * t + side
            else:
                following[before] = 2 * t + side
            more += 1
    make_way(n, start, target, weight, new_one, new_two, new_strength, head, following, more)
    n_new[0] = 0
    return 0


@equation
def far_end(new_one, new_two, entry):
    """The target of a new arc 2t + side."""
    return new_two[entry // 2] if entry % 2 == 0 else new_one[entry // 2]


@equation
def make_way(n, start, target, weight, new_one, new_two, new_strength, head, following, more):
    """Move arcs back, from the last person on, and put the `more` new ones of `join` between them."""
    high = start[n]  # arcs from here on are where they belong
    for i in range(n - 1, -1, -1):
        if more == 0:
            break
        row_end, entry = start[i + 1], head[i]
        start[i + 1] += more
        while entry >= 0:
            j = far_end(new_one, new_two, entry)
            place = first_from(target, start[i], min(row_end, high), j)
            for a in range(high - 1, place - 1, -1):
                target[a + more], weight[a + more] = target[a], weight[a]
            high, more = place, more - 1
            target[place + more], weight[place + more] = j, new_strength[entry // 2]
            entry = following[entry]


class Ties:
    """Arcs of n people, in arrays with room to spare; new ties wait until the ties process of the week.

    `arrays` are the whole arrays, in the order of the record's fields: start, target, weight of the arcs, and the new
    ties (one, two, strength) with their number.
    """

    def __init__(self):
        self.n = 0
        # Targets have no sign: compiled code need not look whether it would count from an array's end.
        self.arrays = [np.empty(0, kind) for kind in (np.int32, np.uint32, float, np.int32, np.int32, float)]
        self.arrays[0] = np.zeros(1, np.int32)
        self.arrays.append(np.zeros(1, np.int64))

    @property
    def start(self):
        """(n + 1,) where each person's arcs begin."""
        return self.arrays[0][: self.n + 1]

    @property
    def target(self):
        """(arcs,) whom they lead to."""
        return self.arrays[1][: self.arrays[0][self.n]]

    @property
    def weight(self):
        """(arcs,) their strengths."""
        return self.arrays[2][: self.arrays[0][self.n]]

    def _enlarge(self, places, used: int, room: int) -> bool:
        """Give arrays that are too small for `room` half as much again. Returns whether they were."""
        if len(self.arrays[places[0]]) >= room:
            return False
        for place in places:
            larger = np.empty(max(room, used + used // 2), self.arrays[place].dtype)
            larger[:used] = self.arrays[place][:used]
            self.arrays[place] = larger
        return True

    def make_room(self, more: int) -> bool:
        """Room for so many more waiting ties. Returns whether arrays were replaced."""
        used = int(self.arrays[6][0])
        return self._enlarge((3, 4, 5), used, used + more)

    def add(self, one, two, strength) -> bool:
        """Note new ties (arrays of rows; strengths in [0, 1]) for the next `update`. Returns as `make_room`."""
        moved = self.make_room(len(one))
        first = self.arrays[6][0]
        for place, values in ((3, one), (4, two), (5, strength)):
            self.arrays[place][first : first + len(one)] = values
        self.arrays[6][0] += len(one)
        return moved

    def make_ready(self, n: int) -> bool:
        """Room for the rows of n people. Returns whether arrays were replaced."""
        return self._enlarge((0,), self.n + 1, n + 1)

    def cover(self, n: int) -> None:
        """Let people without ties yet have an empty row."""
        if n > self.n:
            self.make_ready(n)
            self.arrays[0][self.n + 1 : n + 1] = self.arrays[0][self.n]
            self.n = n

    def expand(self) -> None:
        """Room for the arcs of the ties that wait, and some."""
        arcs = len(self.target)
        needed = arcs + 2 * int(self.arrays[6][0])
        self._enlarge((1, 2), arcs, 2 * needed)  # memory that is not touched is not used

    def update(self, present, keep: float, floor: float, unit=None) -> None:
        """Fade, drop, and take in what waits; the room that it took is given back. present: (n,) flags; unit: (n,)
        where no tie may cross units."""
        self.cover(len(present))
        limits = (np.zeros(0, np.int32), 1) if unit is None else (unit, 0)
        fade(self.n, present, *limits, *self.arrays[:3], keep, floor)
        if join(self.n, present, *limits, *self.arrays):
            self.expand()
            join(self.n, present, *limits, *self.arrays)
        self.arrays[3:6] = [array[:0].copy() for array in self.arrays[3:6]]

    def edges(self):
        """Each tie once: arrays (one, two, weight) with one < two."""
        one = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        once = one < self.target
        return one[once], self.target[once], self.weight[once]
