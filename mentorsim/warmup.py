"""Compiling ahead: the kernels of a fresh installation take half a minute, once; later they come from disk.

What every run needs is compiled first, in processes at once: one makes a world, the others take the week's processes,
one after the other. Then the week as a whole is made of these. What hangs on policies a run compiles when it needs it;
before a sweep that is done as well, since its workers would all do the same.
"""

import sys
from typing import get_args

import numpy as np
from numba import config, typeof

from mentorsim import caching, compilers, machine_code, week
from mentorsim.compiled import PACKAGE, Compiled, digest_of
from mentorsim.parameters import Structure
from mentorsim.policies import KINDS, discover, policies_of
from mentorsim.registry import REGISTRIES
from mentorsim.settings import presets, resolve
from mentorsim.submodels.ties import ties
from mentorsim.things import Kernel
from mentorsim.world import newcomers, quantiles, record
from mentorsim.world.world import MOMENT, World

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


# The types of what kernels get of the moment.
OF_MOMENT = {name: typeof(value) for name, value in (MOMENT | {"luck": 0, "count": np.zeros(1, int)}).items()}


def markers(what: str = "warm") -> list:
    """Names of files, each of which says that this source is compiled for this Python, Numba and a processor like this
    one: all of it, or the "week" alone. The last is for this very processor."""
    made_for = [(machine_code.VERSIONS, processor) for processor in machine_code.processors()]
    return [f"{what}-{SOURCE}-{machine_code.digest(one)}" for one in made_for]


def is_there(what: str) -> bool:
    """Whether there is a marker."""
    return any(caching.exists(name) for name in markers(what))


def is_warm(whole: bool = True) -> bool:
    """Whether nothing has to be compiled: all kernels are on disk, or those that every run needs."""
    return bool(config.DISABLE_JIT) or is_there("warm") or (not whole and is_there("week"))


# --- tasks -----------------------------------------------------------------------------------------------------------


def do(process: str = "", overrides: dict | None = None, weeks: int = 0) -> None:
    """One task: compile the kernels of a process of the week, or make a tiny world and step it."""
    if process:
        for kernel in named(process).kernels:
            kernel.compiled.unwrapped.compile(record.types_for(kernel, OF_MOMENT))
    else:
        step_world(overrides, weeks)


def named(name: str):
    """The process of the week of that name."""
    return next(process for process in week.WEEK if process.name == name)


def step_world(overrides: dict, weeks: int) -> None:
    """Make a tiny world, and let as many weeks go by."""
    parameters = resolve(overrides)
    world = World(parameters, policies_of(parameters), 0, 0, SHOCKS)
    for _ in range(weeks):
        week.step(world)
    if weeks:
        ties.python(world)  # called where ties outgrow their arrays, which small worlds seldom see


def compile_chain() -> None:
    """Compile the week as a whole."""
    chain, extras = record.chain_of(week.CHAINED)
    flags, numbers = np.zeros(1, bool), np.zeros(1, int)
    handed = [typeof(value) for value in (0, 0, flags, numbers, np.zeros((1, 1), int))]
    chain.dispatcher.compile((record.RECORD, *handed, *(OF_MOMENT[name] for name in extras)))


def worlds():
    """Overrides of tiny worlds that together pass through every kernel, graph and policy, in both ways of pairing.

    Neighbours have little in common, so that processes at work on them do not compile the same.
    """
    discover()
    choices = {f"{kind}.policy": sorted(REGISTRIES[kind]) for kind in KINDS}
    choices["structure.graph"] = get_args(Structure.model_fields["graph"].annotation)
    for setting in ("organisation", "network"):
        for n in range(max(len(names) for names in choices.values())):
            yield {"setting": setting} | {path: names[n % len(names)] for path, names in choices.items()} | SMALL
    yield SMALL | {"trial.arms": {policy: {"matching.policy": policy} for policy in ("none", "random", "self")}}


# --- compiling -------------------------------------------------------------------------------------------------------


def warm_up(progress=None, whole: bool = True) -> None:
    """Compile every kernel, or those that every run needs, and leave the marker. progress: called with (how many
    functions are compiled, how many there are, the name of the next), each time that one is."""
    if not is_warm(whole=False):
        compile_week(progress)
    if whole and not is_warm():
        compile_rest(progress)


def compile_week(progress) -> None:
    """Compile what every run needs."""
    count = Count(progress, in_week())
    tasks = [{"overrides": SMALL}, *({"process": process.name} for process in week.CHAINED)]
    with machine_code.watched(count):
        for task in compilers.deal(tasks, count.note):
            do(**task)
        compile_chain()
    for preset in presets():
        quantiles.keep(resolve({"setting": preset}).start)
    caching.keep(markers("week")[-1])


def compile_rest(progress) -> None:
    """Compile what hangs on policies, graphs and ways of pairing."""
    count = Count(progress, everything())
    with machine_code.watched(count):
        for task in compilers.deal([{"overrides": one, "weeks": WEEKS} for one in worlds()], count.note):
            do(**task)
    caching.keep(markers()[-1])


def everything() -> list:
    """All compiled functions of the package, besides those that are generated."""
    discover()
    parts = [vars(part) for name, part in list(sys.modules.items()) if name.startswith("mentorsim.")]
    return [thing for part in parts for thing in list(part.values()) if isinstance(thing, Compiled | Kernel)]


def in_week() -> list:
    """The kernels of the week, and of newcomers, with all that they call."""
    waiting, found = [*vars(newcomers).values(), *(kernel for one in week.CHAINED for kernel in one.kernels)], {}
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, Compiled | Kernel) and thing not in found:
            found[thing] = True
            waiting += [thing.py_func.__globals__.get(name) for name in thing.py_func.__code__.co_names]
    return list(found)


class Count:
    """How many of some functions are compiled. Those that are generated go by their names alone."""

    def __init__(self, progress, functions):
        self.all = {compilers.place_of(thing.py_func) for thing in functions}
        self.done, self.progress = set(), progress or (lambda *_: None)

    def __call__(self, function) -> None:
        self.note(compilers.place_of(function))

    def note(self, place: tuple) -> None:
        """One more is about to be compiled: file and name."""
        self.progress(len(self.done), len(self.all), place[1])
        self.done |= {place} & self.all
