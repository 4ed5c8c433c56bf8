"""The social graph: arcs in rows by source (start, target, weight), targets ascending. A tie is two arcs."""

from types import SimpleNamespace

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
def find_arc(ties, i, j):
    """Place of the arc i -> j, or -1."""
    place = first_from(ties.target, ties.start[i], ties.start[i + 1], j)
    return place if place < ties.start[i + 1] and ties.target[place] == j else -1


@equation
def strengthen(ties, i, j, share):
    """Renew the tie i - j in both directions, w += share (1 - w), where it exists."""
    a = find_arc(ties, i, j)
    if a >= 0:
        ties.weight[a] += share * (1.0 - ties.weight[a])
    b = find_arc(ties, j, i)
    if b >= 0:
        ties.weight[b] += share * (1.0 - ties.weight[b])


@equation
def note_tie(ties, i, j, strength):
    """Let a tie i - j wait for the week's `join`. There must be room (see `Ties.reserve_waiting`)."""
    place = ties.n_new[0]
    ties.new_one[place], ties.new_two[place], ties.new_strength[place] = i, j, strength
    ties.n_new[0] = place + 1


LOST = -1.0  # strength of an arc that is to be dropped, whatever the floor


@equation
def cut_arcs(people, ties, across):
    """Mark the arcs, in both directions, of people gone, and those that cross units where ties may not go `across`."""
    present, unit = people.present, people.unit
    for i in range(people.n):
        if present[i] and across:
            continue
        for a in range(ties.start[i], ties.start[i + 1]):
            j = ties.target[a]
            if not present[i] or not (across or unit[j] == unit[i]):
                ties.weight[a] = ties.weight[find_arc(ties, j, i)] = LOST


@kernel
def fade(people, ties, across, keep, floor):
    """Fade all arcs (w * keep) and drop those below the floor or of people gone; what is left moves up, in place.

    across: whether ties may cross units; where not, those that do are dropped too.
    """
    start, target, weight = ties.start, ties.target, ties.weight
    arcs, dropped, end = start[people.n], 0, 0
    for a in range(arcs):
        weight[a] *= keep
    cut_arcs(people, ties, across)
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
    for i in range(people.n + 1):
        while places[before] < start[i]:
            before += 1
        start[i] -= before


@kernel
def join(people, ties, across):
    """Enter the waiting ties among people present, in both directions and in place; of a tie that is there already, or
    waits twice, the larger strength holds. Where ties may not go `across` units, those that would are not entered.

    Returns 0; or, with nothing done, 1 if there is no room for so many more arcs.
    """
    n, waiting, present, unit = people.n, ties.n_new[0], people.present, people.unit
    if waiting == 0:
        return 0
    if ties.start[n] + 2 * waiting > len(ties.target):
        return 1
    head = np.full(n, -1, np.int32)  # person's first new arc 2t + side; they follow by falling target
    following = np.full(2 * waiting, -1, np.int32)
    more = 0
    for t in range(waiting):
        i, j = ties.new_one[t], ties.new_two[t]
        if i == j or not present[i] or not present[j] or not (across or unit[i] == unit[j]):
            continue
        a = find_arc(ties, i, j)
        if a >= 0:
            b = find_arc(ties, j, i)
            ties.weight[a] = ties.weight[b] = max(ties.weight[a], ties.new_strength[t])
            continue
        for side in range(2):
            source, other = (i, j) if side == 0 else (j, i)
            before, entry = -1, head[source]
            while entry >= 0 and far_end(ties, entry) > other:
                before, entry = entry, following[entry]
            if entry >= 0 and far_end(ties, entry) == other:
                ties.new_strength[entry // 2] = max(ties.new_strength[entry // 2], ties.new_strength[t])
                break
            following[2 * t + side] = entry
            if before < 0:
                head[source] = 2 * t + side
            else:
                following[before] = 2 * t + side
            more += 1
    make_way(people, ties, head, following, more)
    ties.n_new[0] = 0
    return 0


@equation
def far_end(ties, entry):
    """The target of a new arc 2t + side."""
    return ties.new_two[entry // 2] if entry % 2 == 0 else ties.new_one[entry // 2]


@equation
def make_way(people, ties, head, following, more):
    """Move arcs back, from the last person on, and put the `more` new ones of `join` between them."""
    start, target, weight = ties.start, ties.target, ties.weight
    high = start[people.n]  # arcs from here on are where they belong
    for i in range(people.n - 1, -1, -1):
        if more == 0:
            break
        row_end, entry = start[i + 1], head[i]
        start[i + 1] += more
        while entry >= 0:
            j = far_end(ties, entry)
            place = first_from(target, start[i], min(row_end, high), j)
            for a in range(high - 1, place - 1, -1):
                target[a + more], weight[a + more] = target[a], weight[a]
            high, more = place, more - 1
            target[place + more], weight[place + more] = j, ties.new_strength[entry // 2]
            entry = following[entry]


# dtype and meaning. Targets have no sign: compiled code need not look whether it would count from an array's end.
TIES = {
    "start": ("i4", "where each person's arcs begin"),
    "target": ("u4", "row of the person that an arc leads to"),
    "weight": ("f8", "strength of an arc"),
    "new_one": ("i4", "one end of a tie that waits for the ties process of the week"),
    "new_two": ("i4", "its other end"),
    "new_strength": ("f8", "its strength"),
    "n_new": ("i8", "how many wait, in an array of one"),
}
ARCS, WAITING = ("target", "weight"), ("new_one", "new_two", "new_strength")


class Ties:
    """Arcs of n people, in arrays with room to spare; new ties wait until the ties process of the week.

    arrays: {name of TIES: the whole array}.
    """

    def __init__(self):
        self.n = 0
        self.arrays = {name: np.zeros(int(name in ("start", "n_new")), kind) for name, (kind, _) in TIES.items()}

    @property
    def start(self):
        """(n + 1,) where each person's arcs begin."""
        return self.arrays["start"][: self.n + 1]

    @property
    def _ends(self) -> int:
        return self.arrays["start"][self.n]

    @property
    def target(self):
        """(arcs,) whom they lead to."""
        return self.arrays["target"][: self._ends]

    @property
    def weight(self):
        """(arcs,) their strengths."""
        return self.arrays["weight"][: self._ends]

    @property
    def waiting(self) -> int:
        """How many new ties wait."""
        return self.arrays["n_new"].item()

    def _enlarge(self, names, used: int, room: int) -> bool:
        """Give arrays that are too small for `room` half as much again. Returns whether they were."""
        if len(self.arrays[names[0]]) >= room:
            return False
        for name in names:
            larger = np.empty(max(room, used + used // 2), TIES[name][0])
            larger[:used] = self.arrays[name][:used]
            self.arrays[name] = larger
        return True

    def reserve_waiting(self, more: int) -> bool:
        """Reserve room for so many more waiting ties. Returns whether arrays were replaced."""
        return self._enlarge(WAITING, self.waiting, self.waiting + more)

    def add(self, one, two, strength) -> bool:
        """Note new ties (arrays of rows; strengths in [0, 1]) for the next `update`. Returns as `reserve_waiting`."""
        moved, first = self.reserve_waiting(len(one)), self.waiting
        for name, values in zip(WAITING, (one, two, strength), strict=True):
            self.arrays[name][first : first + len(one)] = values
        self.arrays["n_new"][0] += len(one)
        return moved

    def reserve_people(self, n: int) -> bool:
        """Reserve the rows of n people. Returns whether arrays were replaced."""
        return self._enlarge(("start",), self.n + 1, n + 1)

    def cover(self, n: int) -> None:
        """Let people without ties yet have an empty row."""
        if n > self.n:
            self.reserve_people(n)
            self.arrays["start"][self.n + 1 : n + 1] = self._ends
            self.n = n

    def reserve_arcs(self) -> None:
        """Reserve room for the arcs of the ties that wait, and some."""
        arcs = len(self.target)
        needed = arcs + 2 * self.waiting
        self._enlarge(ARCS, arcs, 2 * needed)  # memory that is not touched is not used

    def update(self, present, keep: float, floor: float, unit=None) -> None:
        """Fade, drop, and take in what waits; the room that it took is given back. present: (n,) flags; unit: (n,)
        where no tie may cross units."""
        self.cover(len(present))
        across = int(unit is None)
        people = SimpleNamespace(n=self.n, present=present, unit=np.zeros(0, np.int32) if across else unit)
        fade(people, SimpleNamespace(**self.arrays), across, keep, floor)
        if join(people, SimpleNamespace(**self.arrays), across):
            self.reserve_arcs()
            join(people, SimpleNamespace(**self.arrays), across)
        self.arrays |= {name: self.arrays[name][:0].copy() for name in WAITING}

    def edges(self):
        """Each tie once: arrays (one, two, weight) with one < two."""
        one = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        once = one < self.target
        return one[once], self.target[once], self.weight[once]
