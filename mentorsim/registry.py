"""Names of the things one chooses from or lists: processes of the week, policies, shocks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mentorsim.parameters import BadInput, nearest, written

REGISTRIES: dict[str, dict] = {"matching": {}, "withdrawal": {}, "goals": {}, "shocks": {}, "indicators": {}}
OWN = "mentorsim."  # modules of this package
OF_ONES_OWN = "one of your own is loaded by --plugin FILE.py (in Python, plugins=[…])"


def register[Thing](kind: str, name: str) -> Callable[[Thing], Thing]:
    """Decorator: enter a policy class (or a shock function) under its name. A second entry of a name is refused."""

    def enter(thing: Thing) -> Thing:
        if name in REGISTRIES[kind]:
            raise BadInput(f"{kind} {name!r}: registered twice")
        thing.name = name  # type: ignore[attr-defined]
        REGISTRIES[kind][name] = thing
        return thing

    return enter


def find(kind: str, name: str, where: str) -> Any:
    """The entry of that name, or BadInput that lists the neighbours. `where`: the parameter path that named it."""
    known = REGISTRIES[kind]
    if not isinstance(name, str) or name not in known:
        raise BadInput(f"{where}: {unknown(kind, name)}")
    return known[name]


def unknown(kind: str, name) -> str:
    """What is said of a name that is not in a registry: what is, the nearest one, and how one's own get there."""
    known = sorted(REGISTRIES[kind])
    said = f"found {written(name)}, expected one of {', '.join(known)}{nearest(name, known)}"
    return f"{said}; {OF_ONES_OWN}" if isinstance(name, str) else said


def module_of(thing) -> str:
    """The module that a policy, a shock or an indicator comes from."""
    return getattr(thing, "module", None) or thing.__module__


def summary_of(thing) -> str:
    """First line of a docstring."""
    return (thing.__doc__ or "").strip().split("\n")[0]


@dataclass(frozen=True)
class Process:
    """One process of the week.

    order: "synchronous" (everybody acts on the state before) or "row order" (one after the other, in order of arrival);
    switch: path of the parameter that turns it off; branches: names of the ways its rules can go, counted in `count`.
    kernels: what it does in compiled code, first; python: what it does then, as a function of the world. With kernels,
    the function is called only if the last kernel returns something other than 0, or never, if it has no body.
    """

    name: str
    python: object
    order: str
    switch: str
    summary: str
    branches: tuple = field(default=())
    kernels: tuple = field(default=())

    @property
    def asks(self) -> bool:
        """Whether its kernels may ask for its function: not if that has no more than a docstring."""
        return self.python.__code__.co_code != _nothing.__code__.co_code

    def run(self, world) -> None:
        """Let it happen, by itself. `week.step` does the same, with the kernels of many processes in one call."""
        world.make_room_for_a_week()
        asked = world.call(*self.kernels) if self.kernels else True
        world.count_people()
        if asked and self.asks:
            self.python(world)


def _nothing(world):
    """No body."""


def process(name: str, order: str, switch: str = "", branches: tuple = (), kernels: tuple = ()):
    """Decorator: make a function of the world a process of the week; its docstring's first line is its summary."""
    return lambda python: Process(name, python, order, switch, summary_of(python), branches, kernels)
