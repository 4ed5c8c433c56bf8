"""Processes that compile ahead: they do their tasks, and nothing is lost where they cannot."""

import os
import subprocess
import sys
import time

import pytest
from numba import typeof

from mentorsim import compilers, warmup, week
from mentorsim.policies import policies_of
from mentorsim.settings import resolve
from mentorsim.world.world import MOMENT, World

ENERGY, UNKNOWN = {"process": "energy"}, {"process": "enrgy"}


@pytest.fixture
def empty(monkeypatch, tmp_path):
    """A cache with nothing in it."""
    monkeypatch.setenv("MENTORSIM_CACHE", str(tmp_path))
    return tmp_path


@pytest.mark.slow
def test_tasks_are_done_and_every_function_is_heard_of(empty):
    heard = []
    assert compilers.deal([ENERGY], heard.append) == []
    assert {name for _, name in heard} >= {"energy_step", "tire"}
    again = []
    assert compilers.deal([ENERGY], again.append) == []
    assert again == [], "what one has compiled, another one loads"


@pytest.mark.slow
def test_a_task_that_fails_comes_back_and_the_others_are_done(empty):
    assert compilers.deal([UNKNOWN, ENERGY, ENERGY], lambda _: None) == [UNKNOWN]


def test_without_processes_all_tasks_come_back(monkeypatch):
    for executable in ("/proc/nope", None):
        monkeypatch.setattr(compilers.spawn, "get_executable", lambda found=executable: found)
        assert compilers.deal([ENERGY, UNKNOWN], lambda _: None) == [ENERGY, UNKNOWN]


@pytest.mark.slow
def test_who_stops_waiting_leaves_no_process_behind(empty, monkeypatch):
    started, popen = [], subprocess.Popen

    def noted(*arguments, **more):
        started.append(popen(*arguments, **more))
        return started[-1]

    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(compilers.subprocess, "Popen", noted)
    with pytest.raises(KeyboardInterrupt):
        compilers.deal([ENERGY], stop)
    assert len(started) == compilers.count()
    assert all(process.returncode is not None for process in started)


def test_the_moment_has_the_types_that_are_compiled_ahead():
    shocks = ({"kind": "hostility", "week": 0, "weeks": 2, "times": 3.0}, {"kind": "outage", "week": 1, "weeks": 1})
    parameters = resolve({"setting": "mooc", "people.mentees": 20, "people.mentors": 8})
    world = World(parameters, policies_of(parameters), 1, 0, shocks)
    for _ in range(3):
        assert {name: typeof(world.now[name]) for name in MOMENT} == {n: typeof(value) for n, value in MOMENT.items()}
        week.step(world)


AHEAD = """
from mentorsim import machine_code, warmup
from mentorsim.experiment.sweep import run
from mentorsim.world import record

heard, alone = [], []
compile_chain = warmup.compile_chain


def noted():
    with machine_code.watched(lambda function: alone.append(function.__name__)):
        compile_chain()


warmup.compile_chain = noted
warmup.warm_up(lambda done, total, name: heard.append((done, total)), whole=False)
assert all(done <= total for done, total in heard), heard
assert heard == sorted(heard)
assert alone == ["run_chain"], alone
assert heard[-1][0] > 0.9 * heard[-1][1], heard[-1]
ahead = {"run_chain", "make_record", *(f"set_{part}" for part in record.PARTS)}
with machine_code.watched(lambda function: print(function.__name__) if function.__name__ in ahead else None):
    run().values
"""


@pytest.mark.full
def test_what_every_run_needs_is_compiled_ahead(tmp_path):
    own = os.environ | {"MENTORSIM_CACHE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", AHEAD], env=own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""


def test_nothing_is_waited_for_where_all_is_compiled():
    warmup.warm_up(whole=False)
    begun = time.process_time()
    warmup.warm_up(whole=False)
    assert time.process_time() - begun < 0.5
