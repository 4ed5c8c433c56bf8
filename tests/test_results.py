"""Status, retrying and export of a results folder, and a file to start from."""

import json
import pathlib
import re

import numpy as np
import pandas as pd
import pytest
from shell import call
from sweeps import RUNS, SMALL, swept

import mentorsim
from mentorsim.experiment import config, sweep
from mentorsim.store import results as store

# --- status and export -----------------------------------------------------------------------------------------------


def test_status_counts_and_tells_reasons(small, tmp_path, monkeypatch):
    result = call("status", small.path)
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert f"planned {RUNS} runs: 4 arms × 2 replications, 12 weeks each done {RUNS} failed 0 missing 0" in text
    finished = sweep.simulate_run

    def failing(arm, weeks, seed, replication, *rest):
        if replication == 1:
            raise RuntimeError("no luck")
        return finished(arm, weeks, seed, replication, *rest)

    monkeypatch.setattr(sweep, "simulate_run", failing)
    swept(SMALL, tmp_path / "bad")
    result = call("status", tmp_path / "bad")
    assert result.exit_code == 1
    assert "4 runs failed:" in result.stderr
    assert "RuntimeError: no luck" in result.stderr
    found = json.loads(call("status", tmp_path / "bad", "--json").stdout)
    assert (found["planned"], found["done"], found["failed"], len(found["errors"])) == (8, 4, 4, 4)


@pytest.mark.slow
def test_retry_does_only_the_failed_runs_again(small, tmp_path, monkeypatch):
    (tmp_path / "small.toml").write_text(SMALL)
    finished = sweep.simulate_run
    monkeypatch.setattr(sweep, "simulate_run", lambda arm, *rest: finished(arm, *rest) if rest[2] else 1 / 0)
    command = ["sweep", tmp_path / "small.toml", "--out", tmp_path / "out", "--workers", "1"]
    assert call(*command).exit_code == 1
    done = []
    monkeypatch.setattr(sweep, "simulate_run", lambda arm, *rest: done.append(rest[2]) or finished(arm, *rest))
    assert call(*command).exit_code == 1
    assert done == []
    assert call(*command, "--retry", "failed").exit_code == 0
    assert done == [0] * 4
    pd.testing.assert_frame_equal(store.open_results(tmp_path / "out").outcomes, small.outcomes, check_exact=True)


def test_exported_tables_come_back_to_the_last_bit(small, tmp_path):
    assert call("export", small.path, "--csv", "--out", tmp_path).exit_code == 0
    for name in config.USUAL:
        expected = getattr(small, name)
        found = pd.read_csv(tmp_path / f"{name}.csv", keep_default_na=False, na_values=[""])
        assert list(found) == list(expected)
        for column in expected:
            if expected[column].dtype.kind in "fi":
                assert np.array_equal(found[column].astype(float), expected[column].astype(float), equal_nan=True), (
                    column
                )
            elif expected[column].notna().any() and (expected[column] != "").any():
                assert found[column].fillna("").tolist() == expected[column].fillna("").tolist(), column


def test_export_of_one_table_or_of_none(copy, tmp_path):
    assert call("export", copy.path, "--csv", "--table", "matches", "--out", tmp_path / "one").exit_code == 0
    assert [file.name for file in (tmp_path / "one").iterdir()] == ["matches.csv"]
    result = call("export", copy.path, "--csv", "--table", "matchs")
    assert (result.exit_code, "did you mean 'matches'" in result.stderr) == (2, True)
    assert call("export", copy.path).exit_code == 2


# --- a file to start from --------------------------------------------------------------------------------------------


def test_a_new_experiment_runs_as_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call("new", "experiment", "mine").exit_code == 0
    e = config.load("mine.toml")
    assert (e.name, e.design.size(), len(e.outcomes)) == ("mine", 6, 3)
    lines = pathlib.Path("mine.toml").read_text("utf-8").split("\n")
    commented = [re.sub("^# (?=until|kind|week|share|where|\\[)", "", line) for line in lines]
    everything = config.read("\n".join(commented), "mine.toml")  # what stands in comments is right as well
    assert (everything.until.max, len(everything.shocks), len(everything.design.where)) == (100, 1, 1)
    results = mentorsim.sweep("mine.toml", workers=1, replications=1, changes=["weeks=8", "people.mentees=12"])
    assert results.status()["done"] == 6
    again_written = call("new", "experiment", "mine")
    assert (again_written.exit_code, "found a file, expected none" in again_written.stderr) == (2, True)
    assert call("new", "experiment", "a b").exit_code == 2
    assert call("new", "experiment", "none/x").exit_code == 2
