"""Names of the things one chooses from or lists: policies, shocks, indicators."""

from collections.abc import Callable
from typing import Any

from mentorsim.errors import BadInput, written
from mentorsim.spelling import nearest

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
