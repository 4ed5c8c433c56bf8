"""The driver's memory over the number of runs: a sweep of made-up runs, each answered at once."""

import os
import pathlib

import pytest

import mentorsim
from mentorsim.experiment import config, runs
from mentorsim.experiment import sweep as sweeping

EXPERIMENT = "[experiment]\nseed = 1\nreplications = 20000\nweeks = 52\n[parameters]\npeople.mentees = 60\n"
GROWTH = 80  # megabytes that 19,000 more runs may take: one line per run, and what the allocators keep


def resident() -> float:
    """Megabytes of this process in memory."""
    pages = pathlib.Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGESIZE") / 2**20


@pytest.mark.full
def test_memory_stays_as_it_is_from_1000_to_20000_runs(tmp_path, monkeypatch):
    (tmp_path / "many.toml").write_text(EXPERIMENT)
    arm = sweeping.Plan(config.load(tmp_path / "many.toml")).arms[0]
    run, seen = runs.simulate_run(arm, 52, 1, 0), {}
    (answer,) = runs.tables_of_runs([run], keep=("weekly",))
    monkeypatch.setattr(sweeping, "simulate_run", lambda *_: run)
    monkeypatch.setattr(sweeping, "tables_of_runs", lambda worlds, _: [answer] * len(worlds))

    def look(done, *_):
        if done in (1_000, 20_000):
            seen[done] = resident()

    results = mentorsim.sweep(tmp_path / "many.toml", workers=1, out=tmp_path / "out", progress=look)
    assert len(results.outcomes) == 20_000
    assert seen[20_000] - seen[1_000] < GROWTH
