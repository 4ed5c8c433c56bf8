"""A process of the week: its name, order, switch and branches, its kernels, and what it does in Python."""

from dataclasses import dataclass, field

from mentorsim.registry import summary_of

DEFINED = "definition of the model"  # the source of what the model says by definition


@dataclass(frozen=True)
class Process:
    """One process of the week.

    order: "synchronous" (everybody acts on the state before) or "row order" (one after the other, in order of arrival);
    switch: path of the parameter that turns it off; branches: names of the ways its rules can go, counted in `count`.
    kernels: what it does in compiled code, first; python: what it does then, as a function of the world. With kernels,
    the function is called only if the last kernel returns something other than 0, or never, if it has no body.
    source: a paper, "assumption", or DEFINED.
    """

    name: str
    python: object
    order: str
    switch: str
    summary: str
    branches: tuple = field(default=())
    kernels: tuple = field(default=())
    source: str = "assumption"

    @property
    def asks(self) -> bool:
        """Whether its kernels may ask for its function: not if that has no more than a docstring."""
        return self.python.__code__.co_code != _nothing.__code__.co_code

    def run(self, world) -> None:
        """Let it happen, by itself. `week.step` does the same, with the kernels of many processes in one call."""
        world.growth.week()
        asked = world.call(*self.kernels) if self.kernels else True
        world.count_people()
        if asked and self.asks:
            self.python(world)


def _nothing(world):
    """No body."""


def process(
    name: str, order: str, switch: str = "", branches: tuple = (), kernels: tuple = (), source: str = "assumption"
):
    """Decorator: make a function of the world a process of the week; its docstring's first line is its summary."""
    return lambda python: Process(name, python, order, switch, summary_of(python), branches, kernels, source)
