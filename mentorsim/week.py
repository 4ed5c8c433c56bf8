"""The week: the list of processes in the order in which they happen, and one turn of it."""

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
from mentorsim.submodels.shocks import shocks
from mentorsim.submodels.stages import stages
from mentorsim.submodels.ties import ties
from mentorsim.submodels.withdrawal import withdrawal

WEEK = (
    arrivals, shocks, goals, matching, withdrawal, meetings, learning, community, confidence, control, quality,
    endings, energy, ties, stages, departures, record,
)  # fmt: skip


def is_on(process, parameters) -> bool:
    """Whether the process's switch is on; a process without one always runs."""
    if not process.switch:
        return True
    group, name = process.switch.split(".")
    return getattr(getattr(parameters, group), name)


def step(world) -> None:
    """One week: every process that is on, in order; then the clock moves."""
    if not world.agenda:
        world.agenda = tuple(process for process in WEEK if is_on(process, world.parameters))
    for process in world.agenda:
        world.enter(process)
        process.run(world)
    world.week += 1


def audit(world) -> list[dict]:
    """How often each branch of each rule has fired: rows of process, branch, count."""
    return [
        {"process": process.name, "branch": branch, "count": int(fired)}
        for process in WEEK
        for branch, fired in zip(
            process.branches, world.counts.get(process.name, [0] * len(process.branches)), strict=True
        )
    ]
