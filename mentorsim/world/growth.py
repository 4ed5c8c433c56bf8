"""Growth of a world: arrays get room before a week needs it, and kernels are pointed at those that were replaced."""

import numpy as np

FEW, MANY = 16, 128  # rows reserved for newcomers: fewer are too few, and then it is so many


class Scratch:
    """Arrays that the process at work writes into; what is in them is left over.

    flags: of people; numbers: three of whole numbers, the kernels' `waits`, `vacant`, `hosts`; draws: (4, people).
    """

    def __init__(self):
        self.flags, self.numbers = np.empty(0, np.int8), np.empty((3, 0), np.int32)
        self.draws = np.empty((4, 0), np.uint32)

    def reserve(self, rows: int) -> bool:
        """Let it be long enough for so many people or matches. Returns whether arrays were replaced."""
        if len(self.flags) >= rows:
            return False
        rows += rows // 8
        self.flags, self.numbers = np.empty(rows, np.int8), [np.empty(rows, np.int32) for _ in range(3)]
        self.draws = np.empty((4, rows), np.uint32)
        return True

    def arrays(self) -> list:
        """All of them, in the order of `record.SCRATCH`."""
        return [self.flags, *self.numbers, self.draws]


class Growth:
    """What lets one world grow: each method reserves room for what it is named after, where there is too little."""

    def __init__(self, world):
        self.world = world
        self.scratch = Scratch()
        self._after_people = False  # whether people's rows are the same as when room for a week was last reserved

    def people(self, count: int) -> None:
        """Reserve rows for so many more people, also of ties and scratch, so that kernels can enter them."""
        world, rows = self.world, len(self.world.people) + count
        if world.people.is_full(count):
            world.kernels.release()
        world.people.reserve(count)
        if world.ties.reserve_people(rows):
            world.kernels.bind("ties")
        self._scratch(rows)
        world.shared["n_rows"][0], self._after_people = rows, False

    def matches(self, count: int) -> None:
        """Reserve rows for so many more matches, and what the withdrawal policy remembers of them."""
        world = self.world
        if world.matches.is_full(count):
            world.kernels.release()
        world.matches.reserve(count)
        world.memory.reserve(count)

    def week(self, more: int = 0) -> None:
        """Reserve what a week can bring: its row, a few newcomers and their first contacts, for each person a tie
        considered and one per answer, five per match (new, introduced, peers); and so many ties more."""
        world = self.world
        if self._few_rows():
            self.people(MANY)
        matches, contacts = len(world.active.room), MANY * world.parameters.ties.newcomer
        self._scratch(matches)
        per_person = 1 + world.parameters.community.most_answers
        if world.ties.reserve_waiting(per_person * world.shared["n_rows"].item(0) + contacts + 5 * matches + more):
            world.kernels.bind("ties")
        answers = per_person * world.shared["n_rows"].item(0)  # those to questions, and one that is routed
        if world.exchanges.reserve(answers):
            world.kernels.bind("exchanges")
        if world.rows_of_weeks.reserve(world.week):
            world.kernels.bind("weekly")
        self._after_people = True

    def is_ready(self) -> bool:
        """Whether `week` would find everything as it left it."""
        return self._after_people and not self._few_rows() and self.world.week < len(self.world.rows_of_weeks.array)

    def _few_rows(self) -> bool:
        return len(self.world.people) + FEW > self.world.shared["n_rows"].item(0)

    def _scratch(self, rows: int) -> None:
        if self.scratch.reserve(rows):
            self.world.kernels.bind("scratch")
