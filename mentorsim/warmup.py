"""Compiling ahead: the kernels of a fresh installation take some tens of seconds, once; later they come from disk."""

import sys
from contextlib import nullcontext
from typing import get_args

from mentorsim import caching, machine_code, week
from mentorsim.compiled import PACKAGE, Compiled, digest_of
from mentorsim.parameters import Structure
from mentorsim.policies import KINDS, discover, policies_of
from mentorsim.registry import REGISTRIES
from mentorsim.settings import resolve
from mentorsim.submodels.ties import ties
from mentorsim.things import Kernel
from mentorsim.world.world import World

# Small, and so busy that everything happens within a few weeks.
SMALL = {
    "people.mentees": 12, "people.mentors": 8, "start.capacity_high": 2, "withdrawal.weeks": 3,
    "arrivals.mentees": 0.2, "arrivals.mentors": 0.2, "departures.leaving": 0.1, "departures.mentor_exit": 0.1,
    "stages.volunteer": 1.0, "stages.independent_m": 0.0, "stages.independent_y": 0.0, "stages.dependent_m": 0.0,
}  # fmt: skip
WEEKS = 6
SHOCKS = ({"kind": "mentor_exit", "week": 4, "share": 0.5}, {"kind": "hostility", "week": 2, "weeks": 2, "times": 2.0})

# Taken with the import, as kernels are: a file that is edited later is not the code of this process.
SOURCE = digest_of([file for file in sorted(PACKAGE.rglob("*.py")) if b"compiled" in file.read_bytes()])


def marker() -> str:
    """The name of the file that says that this source is compiled for this Python, Numba and processor."""
    return f"warm-{SOURCE}-{machine_code.digest((machine_code.VERSIONS, machine_code.processor()))}"


def is_warm() -> bool:
    """Whether all kernels are on disk, so that nothing has to be compiled."""
    return caching.exists(marker())


def worlds():
    """Overrides of tiny worlds that together pass through every kernel, graph and policy, in both ways of pairing."""
    discover()
    choices = {f"{kind}.policy": sorted(REGISTRIES[kind]) for kind in KINDS}
    choices["structure.graph"] = get_args(Structure.model_fields["graph"].annotation)
    for n in range(max(len(names) for names in choices.values())):
        one = {path: names[n % len(names)] for path, names in choices.items()}
        for setting in ("organisation", "network"):
            yield {"setting": setting} | one | SMALL


def warm_up(progress=None) -> None:
    """Step tiny worlds so that every kernel is compiled or loaded, and leave the marker. progress: called with (how
    many functions are compiled, how many there are, the name of the next), each time that one is."""
    with machine_code.watched(Count(progress)) if progress else nullcontext():
        for overrides in worlds():
            parameters = resolve(overrides)
            world = World(parameters, policies_of(parameters), 0, 0, SHOCKS)
            for _ in range(WEEKS):
                week.step(world)
            ties.python(world)  # called where ties outgrow their arrays, which small worlds seldom see
    caching.keep(marker())


class Count:
    """How many of the package's functions are compiled. Those that are generated go by their names alone."""

    def __init__(self, progress):
        discover()
        parts = [vars(part) for name, part in list(sys.modules.items()) if name.startswith("mentorsim.")]
        things = [thing for part in parts for thing in list(part.values())]
        self.all = {place_of(thing.py_func) for thing in things if isinstance(thing, Compiled | Kernel)}
        self.done, self.progress = set(), progress

    def __call__(self, function):
        self.progress(len(self.done), len(self.all), function.__name__)
        self.done |= {place_of(function)} & self.all


def place_of(function) -> tuple:
    """File and name of a function: a kernel is compiled in a form of its own, which has both of them."""
    return function.__code__.co_filename, function.__code__.co_name
