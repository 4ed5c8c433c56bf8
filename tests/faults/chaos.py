"""Drivers of sweeps as processes of their own, to be killed; and who their workers are."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time

import pandas as pd

import mentorsim

EXPERIMENT = """
[experiment]
name = "faults"
seed = 11
replications = {replications}
weeks = 78
[parameters]
people.mentees = 60
people.mentors = 25
[design.factors]
setting = ["organisation", "network"]
"matching.policy" = ["random", "similar", "self"]
[analysis]
tables = ["weekly", "matches", "ties", "exchanges", "skills", "effects", "pairs", "layers"]
"""
ARMS = 6


def experiment(folder, runs: int):
    """The file of an experiment of so many runs."""
    path = folder / "faults.toml"
    path.write_text(EXPERIMENT.format(replications=runs // ARMS))
    return path


def driver(path, out, *options) -> subprocess.Popen:
    """A sweep on its way, in a process of its own."""
    command = [sys.executable, "-m", "mentorsim", "sweep", str(path), "--out", str(out), *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def children_of(pid: int) -> list[int]:
    """Processes started by a process."""
    process = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(one) for one in process.stdout.split()]


def kill(pid: int) -> None:
    """SIGKILL, if the process is still there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def disturb(process, luck: random.Random, seconds: float) -> None:
    """Let a driver run for some seconds, killing one of its workers' processes on the way, then kill the driver."""
    end = time.monotonic() + seconds
    time.sleep(luck.uniform(0.5, 1.0) * seconds)
    workers = [worker for child in children_of(process.pid) for worker in children_of(child)]
    if workers:
        kill(luck.choice(workers))
    while process.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
    kill(process.pid)
    process.communicate()


def finish(process) -> str:
    """What a driver printed; it must have come to a good end."""
    shown = process.communicate(timeout=600)[0]
    assert process.returncode == 0, shown
    return shown


def assert_same(one, other) -> None:
    """Every table of two results folders equal to the bit, every run there once."""
    one, other = mentorsim.open(one), mentorsim.open(other)
    assert one.outcomes["run_id"].is_unique
    for name in other.kept():
        pd.testing.assert_frame_equal(one.table(name), other.table(name), check_exact=True)
    assert one.manifest["tables"] == other.manifest["tables"]
