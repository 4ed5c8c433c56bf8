"""What each process of the week declares about itself. The order is that of the ODD page: tests/test_docs.py."""

import numpy as np
import pytest

from mentorsim import week
from mentorsim.parameters import DEFAULTS
from mentorsim.process import Process
from mentorsim.rng import person_uniforms


@pytest.mark.parametrize("process", week.WEEK, ids=lambda process: process.name)
def test_a_process_is_described(process):
    assert process.summary.endswith(".")
    assert process.order in ("synchronous", "row order")
    assert process.switch == "" or isinstance(DEFAULTS[process.switch], bool)
    assert len(set(process.branches)) == len(process.branches)


def test_a_process_writes_no_branch_it_has_not_declared(worlds):
    world = worlds.run(worlds.LIVELY | {"setting": "network"}, 20)
    for process in world.agenda:
        assert len(world.counts[process.name]) == len(process.branches)
    rows = week.audit(world)
    assert [(row["process"], row["branch"]) for row in rows] == [(p.name, b) for p in week.WEEK for b in p.branches]
    assert sum(row["count"] for row in rows) > 0


@pytest.mark.parametrize("switched_off", [None, *(process.switch for process in week.WEEK if process.switch)])
def test_the_chain_of_kernels_is_the_processes_one_by_one(worlds, switched_off):
    """To the last bit, branch counts and weekly rows included, whichever processes are off."""
    overrides = worlds.LIVELY | {"setting": "network"} | ({switched_off: False} if switched_off else {})
    chained, stepped = (worlds.make(overrides) for _ in range(2))
    for _ in range(8):
        week.step(chained)
        for process in chained.agenda:
            stepped.enter(process)
            process.run(stepped)
        stepped.week += 1
    assert worlds.differing(worlds.columns(chained), worlds.columns(stepped)) == []
    assert week.audit(chained) == week.audit(stepped)
    np.testing.assert_equal(chained.weekly.columns(), stepped.weekly.columns())


def test_a_switched_off_process_does_not_run(worlds):
    for process in (p for p in week.WEEK if p.switch):
        world = worlds.run(worlds.SMALL | {process.switch: False}, 1)
        assert process.name not in world.counts
        assert process.name not in [other.name for other in world.agenda]


def test_an_added_process_moves_nothing_else(worlds, monkeypatch):
    """Common random numbers across model versions: a new process draws from its own stream only."""
    overrides = worlds.LIVELY | {"setting": "network"}
    before = worlds.columns(worlds.run(overrides, 15))
    drawn = []

    def pray(world):
        drawn.append(person_uniforms(world.now["luck"], world.people.key, world.week, 0))

    added = Process("prayer", pray, "synchronous", "", "People pray.")
    monkeypatch.setattr(week, "WEEK", (week.WEEK[0], added, *week.WEEK[1:]))
    after = worlds.columns(worlds.run(overrides, 15))
    assert len(np.concatenate(drawn)) > 0
    assert worlds.differing(before, after) == []
