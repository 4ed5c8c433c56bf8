"""The week: the list of processes in the order in which they happen, and one turn of it."""

from operator import itemgetter

import numpy as np

from mentorsim.codes import NOBODY
from mentorsim.process import Process
from mentorsim.submodels.adaptation import adaptation
from mentorsim.submodels.arrivals import arrivals
from mentorsim.submodels.community import community
from mentorsim.submodels.confidence import confidence
from mentorsim.submodels.control import control
from mentorsim.submodels.departures import departures
from mentorsim.submodels.endings import endings
from mentorsim.submodels.energy import energy
from mentorsim.submodels.goals import goals
from mentorsim.submodels.learning import learning
from mentorsim.submodels.matching import matching
from mentorsim.submodels.meetings import meetings
from mentorsim.submodels.quality import quality
from mentorsim.submodels.record import record
from mentorsim.submodels.retention import retention
from mentorsim.submodels.satisfaction import satisfaction
from mentorsim.submodels.shocks import shocks
from mentorsim.submodels.stages import stages
from mentorsim.submodels.ties import ties
from mentorsim.submodels.visits import visits
from mentorsim.submodels.withdrawal import withdrawal

WEEK = (
    arrivals, shocks, goals, matching, withdrawal, meetings, visits, learning, community, retention, adaptation,
    confidence, control, quality, endings, energy, ties, satisfaction, stages, departures, record,
)  # fmt: skip
CHAINED = tuple(process for process in WEEK if process.kernels)


def is_on(process, parameters) -> bool:
    """Whether the process's switch is on; a process without one always runs."""
    if not process.switch:
        return True
    group, name = process.switch.split(".")
    return getattr(getattr(parameters, group), name)


class Chain:
    """The processes of one world's week that have kernels: places in the compiled function that runs them all.

    stretches: what happens in a week, in order: a process that is Python alone, or (first, last) places of the chain
    that follow each other without one. Branch counts of the world become rows of one array.
    """

    def __init__(self, world):
        from mentorsim.world import (
            record as arrays,  # brings Numba, which those who only look at WEEK need not wait for
        )

        self.processes = CHAINED
        self.function, extras = arrays.chain_of(CHAINED)
        self.pick = itemgetter(*extras)
        on = set(world.agenda)
        self.on = np.array([process in on for process in self.processes])
        self.lucks = np.array([world.luck(process.name) for process in self.processes])
        self.counts = np.zeros(
            (len(self.processes), max(len(process.branches) for process in self.processes) or 1), int
        )
        for row, process in zip(self.counts, self.processes, strict=True):
            if process in on:
                row[: len(process.branches)] = world.counts.get(process.name, 0)
                world.counts[process.name] = row[: len(process.branches)]
        self.stretches = []
        for process in world.agenda:
            place = self.processes.index(process) if process.kernels else None
            before = self.stretches[-1] if self.stretches else None
            if place is None:
                self.stretches.append(process)
            elif isinstance(before, tuple):
                self.stretches[-1] = (before[0], place + 1)
            else:
                self.stretches.append((place, place + 1))


def step(world) -> None:
    """One week: every process that is on, in order; then the clock moves.

    The kernels of processes that follow each other run in one call, which is left and entered again where a process
    asks for its Python part. It comes to the same as `process.run` of one after the other.
    """
    if not world.agenda:
        world.agenda = tuple(process for process in WEEK if is_on(process, world.parameters))
        world.chain = Chain(world)
    for stretch in world.chain.stretches:
        if isinstance(stretch, Process):
            world.enter(stretch)
            stretch.run(world)
        else:
            run_stretch(world, *stretch)
    world.week += 1


def run_stretch(world, first: int, last: int) -> None:
    """The processes at places first … last - 1 of the world's chain that are on."""
    chain = world.chain
    while first < last:
        place = world.kernels.run_chain(chain, first, last)
        if place == NOBODY:
            return
        process = chain.processes[place]
        world.enter(process)
        process.python(world)
        first = place + 1


def audit(world) -> list[dict]:
    """How often each branch of each rule has fired: rows of process, branch, count."""
    return [
        {"process": process.name, "branch": branch, "count": int(fired)}
        for process in WEEK
        for branch, fired in zip(
            process.branches, world.counts.get(process.name, [0] * len(process.branches)), strict=True
        )
    ]
