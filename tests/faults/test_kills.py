"""Sweeps whose drivers and workers are killed, that run twice at once, in shards, or on Dask: the same rows."""

import random
import re
import time

import pytest

import mentorsim
from faults import chaos

REDUCED, FULL = 36, 300  # runs


@pytest.fixture(scope="module", params=[REDUCED, pytest.param(FULL, marks=pytest.mark.full)])
def undisturbed(request, tmp_path_factory):
    """(experiment file, results folder of an undisturbed sweep, its runs)."""
    folder = tmp_path_factory.mktemp("undisturbed")
    path = chaos.experiment(folder, request.param)
    mentorsim.sweep(path, out=folder / "results")
    return path, folder / "results", request.param


@pytest.mark.slow
def test_killed_drivers_and_workers_lose_nothing(undisturbed, tmp_path):
    path, results, runs = undisturbed
    luck, kills = random.Random(5), 10 if runs == FULL else 2
    counts = []
    for _ in range(kills):
        chaos.disturb(
            chaos.driver(path, tmp_path, "--workers", "2"), luck, luck.uniform(3.0, 7.0 if runs == FULL else 5.0)
        )
        counts.append(len(mentorsim.open(tmp_path).outcomes) if (tmp_path / "resolved.json").exists() else 0)
    assert counts == sorted(counts)
    shown = chaos.finish(chaos.driver(path, tmp_path, "--workers", "2"))
    assert f"{counts[-1]} runs in" in shown or counts[-1] < 2
    chaos.assert_same(tmp_path, results)


@pytest.mark.slow
def test_two_drivers_at_once_in_one_folder(undisturbed, tmp_path):
    path, results, _ = undisturbed
    for process in [chaos.driver(path, tmp_path, "--workers", "1") for _ in range(2)]:
        chaos.finish(process)
    chaos.assert_same(tmp_path, results)


@pytest.mark.slow
def test_three_shards_at_once_are_the_plain_sweep(undisturbed, tmp_path):
    path, results, runs = undisturbed
    shards = [chaos.driver(path, tmp_path, "--workers", "1", "--shard", f"{n}/3") for n in (1, 2, 3)]
    lines = [re.search(r"(\d+) of (\d+) runs after", chaos.finish(process)) for process in shards]
    done = [int(found[1]) for found in lines]
    assert sum(done) == runs
    assert max(done) - min(done) <= chaos.ARMS  # shards are dealt out in blocks that share a control world
    chaos.assert_same(tmp_path, results)


@pytest.mark.full
def test_dask_with_a_worker_killed_has_the_same_rows(undisturbed, tmp_path):
    path, results, _ = undisturbed
    process = chaos.driver(path, tmp_path, "--executor", "dask", "--workers", "2")
    while not list(tmp_path.glob("parts/outcomes-*")) and process.poll() is None:
        time.sleep(0.05)
    workers = chaos.children_of(process.pid)
    assert len(workers) >= 2
    chaos.kill(workers[-1])
    chaos.finish(process)
    chaos.assert_same(tmp_path, results)
