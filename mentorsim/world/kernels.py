"""Kernels of a world: they are called by name of what they read, on a record that is pointed at the present arrays."""

from mentorsim.parameters import kernel_values
from mentorsim.world.quantiles import quantiles_of


class Kernels:
    """The kernels' view of one world.

    The record is made when a kernel is first called, and again after a table has let go of its arrays (`release`).
    """

    def __init__(self, world):
        from mentorsim.world import record  # brings Numba, for which what makes no world need not wait

        self.world, self._records, self._record = world, record, None
        self.numbers = list(kernel_values(world.parameters).values())
        self._quantiles = [quantiles_of(world.parameters.start)]

    def go_by(self, numbers: list) -> None:
        """Let kernels read other `numbers` as the rules: those of the part of a trial that acts."""
        self.numbers = numbers
        self.bind("numbers")

    def release(self) -> None:
        """Let go of the present arrays, so that larger ones can take their place without both being in memory."""
        self._record = None

    def bind(self, part: str) -> None:
        """Point the record, if there is one, at the present arrays of one of `record.PARTS`."""
        if self._record is not None:
            self._records.setter(part)(self._record, *self._values(part))

    def _values(self, part: str):
        """The arrays or numbers of one of `record.PARTS`, in its order."""
        world = self.world
        match part:
            case "people":
                return world.people.whole()
            case "matches":
                return world.matches.whole()
            case "ties":
                return world.ties.arrays.values()
            case "active":
                return [world.active.room, world.active.count]
            case "weekly":
                return [world.rows_of_weeks.array]
            case "exchanges":
                return world.exchanges.arrays.values()
            case "shared":
                return world.shared.values()
            case "scratch":
                return world.growth.scratch.arrays()
            case "quantiles":
                return self._quantiles
        return self.numbers

    def _bound(self):
        """The record, made whole if there is none."""
        if self._record is None:
            self._record = self._records.new_record()
            for part in self._records.PARTS:
                self.bind(part)
        return self._record

    def call(self, *kernels, **more):
        """Run kernels one after the other; see `World.call`."""
        function, extras = self._records.entry_of(*kernels)
        now, memory = self.world.now, self.world.memory
        return function(
            self._bound(),
            *[more[name] if name in more else now[name] if name in now else memory.full(name) for name in extras],
        )

    def run_chain(self, chain, first: int, last: int) -> int:
        """Run the processes at these places of a `week.Chain` until one asks for its Python part: its place, or NOBODY.

        Kernels get what `call` gives them, and find room for the ties that one week can bring.
        """
        world = self.world
        if not world.growth.is_ready():
            world.growth.week()
        world.now["week"] = world.week
        place = chain.function(self._bound(), first, last, chain.on, chain.lucks, chain.counts, *chain.pick(world.now))
        world.count_people()
        return place
