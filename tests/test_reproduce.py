"""Doing the runs of a results folder again, all, a sample or one."""

import json
import math
import pathlib
import re
import shutil
from dataclasses import replace

import pandas as pd
import pyarrow.parquet as pq
import pytest
from shell import call
from sweeps import RUNS, SMALL, swept, tamper

import mentorsim
from mentorsim.errors import BadInput
from mentorsim.experiment import identity
from mentorsim.experiment import reproduce as again
from mentorsim.indicators import INDICATORS
from mentorsim.schema import SCHEMA
from mentorsim.store import results as store

ROOT = pathlib.Path(__file__).parent.parent


def test_reproduce_finds_the_same_bits(small, tmp_path):
    report = again.reproduce(small)
    assert (report.compared, report.identical, report.exact) == (RUNS, True, True)
    result = call("reproduce", small.path, "--workers", "1", "--sample", "3")
    assert (result.exit_code, result.stdout) == (0, "3 runs done again, and the same: to the last bit.\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "column", "change"),
    [
        ("outcomes", "satisfaction", lambda value: math.nextafter(value, 1)),
        ("matches", "ended_by", lambda value: "mentor" if value is None else None),
        ("people", "performance_end", lambda _: None),
        ("outcomes", "matching.policy", lambda _: "similar"),
    ],
)
def test_any_value_that_was_tampered_with_is_found(copy, table, column, change):
    tamper(copy.path, table, column, -1, change)
    report = again.reproduce(copy)
    (difference,) = report.differences
    assert report.altered == [table]
    assert (difference.table, difference.column, difference.replication) == (table, column, 1)
    assert difference.diverged == (column != "satisfaction")


def test_a_value_that_was_tampered_with_is_shown(copy):
    tamper(copy.path, "weekly", "active", 14, lambda value: value + 1)
    result = call("reproduce", copy.path, "--workers", "1")
    assert result.exit_code == 1
    assert "weekly.parquet is not as it was written" in result.stdout
    assert f"{RUNS} runs done again, 1 not the same:" in result.stdout
    run, changed = copy.outcomes["run_id"][1][:8], copy.weekly["active"][14]
    assert re.search(
        rf"^  {run} .* weekly +active +2 +{changed} +{changed - 1} +another path", result.stdout, re.MULTILINE
    )


def test_a_sample_sees_by_its_digest_that_a_table_was_changed(copy):
    tamper(copy.path, "outcomes", "satisfaction", 0, lambda value: value / 2)
    untouched = again.sample_of(copy.outcomes["run_id"].tolist()[1:], 1)[0]
    report = again.reproduce(store.open_results(copy.path), sample=1)
    assert report.altered == ["outcomes"]
    assert not report.identical
    assert untouched in set(copy.outcomes["run_id"])


@pytest.mark.slow
def test_a_missing_row_of_a_table_is_found(copy):
    path = copy.path / "weekly.parquet"
    rows = pq.read_table(path)
    pq.write_table(rows.slice(1), path)
    (difference,) = again.reproduce(copy).differences
    assert (difference.table, difference.column, difference.stored, difference.again) == ("weekly", "(rows)", 11, 12)


@pytest.mark.slow
def test_a_run_without_rows_in_a_table_is_the_same_again(tmp_path):
    alone = SMALL.replace('["random", "self"]', '["random", "none"]')
    report = again.reproduce(swept(alone, tmp_path / "alone", replications=1))
    assert (report.compared, report.identical) == (RUNS // 2, True)


def elsewhere(copy):
    """The folder as if another processor had made it."""
    manifest = json.loads((copy.path / "manifest.json").read_text())
    manifest["calls"][0] |= {"cpu": "elsewhere", "libc": "other 1.0"}
    (copy.path / "manifest.json").write_text(json.dumps(manifest))
    return copy.fresh()


@pytest.mark.slow
def test_an_indicator_that_was_added_since_is_no_difference(copy, monkeypatch):
    """Results of an older version lack its column; what they have is compared as ever."""
    monkeypatch.setitem(INDICATORS, "newer", replace(INDICATORS["quality"], name="newer"))
    assert again.reproduce(copy).identical
    tamper(copy.path, "outcomes", "quality", -1, lambda value: value + 0.5)
    assert {one.column for one in again.reproduce(store.open_results(copy.path)).differences} == {"quality"}


@pytest.mark.slow
def test_on_another_platform_rounding_is_no_difference_but_another_path_is(copy):
    tamper(copy.path, "outcomes", "satisfaction", 0, lambda value: value * (1 + 1e-12))
    report = again.reproduce(elsewhere(copy))
    assert not report.exact
    assert set(report.machine) == {"cpu", "libc"}
    assert report.differences == []
    tamper(copy.path, "weekly", "active", 0, lambda value: value + 1)
    tamper(copy.path, "people", "performance_end", 0, lambda value: value * (1 + 1e-8))
    found = again.reproduce(copy.fresh()).differences
    assert [(one.table, one.column, one.diverged) for one in found] == [
        ("weekly", "active", True),
        ("people", "performance_end", True),
    ]


def test_another_platform_is_told_and_ends_with_0(copy):
    manifest = elsewhere(copy).manifest
    (copy.path / "manifest.json").write_text(json.dumps(manifest | {"tables": {}}))
    result = call("reproduce", copy.path, "--sample", "1", "--workers", "1")
    assert result.exit_code == 0
    assert "cpu: elsewhere then" in result.stderr
    assert "numbers to 1e-9" in result.stdout


def test_changed_code_is_named(copy, monkeypatch):
    code = identity.code() | {"equations.py": "other"}
    monkeypatch.setattr(identity, "code", lambda: code)
    result = call("reproduce", copy.path, "--sample", "1", "--workers", "1")
    assert "The model's code has changed since: equations.py" in result.stderr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": SCHEMA - 1}, "found schema"),
        ({"seed": 4}, "which is not in the plan of resolved.json"),
        ({"weeks": 13}, "found parameters that are not those of its identity"),
    ],
)
def test_a_record_that_does_not_fit_is_refused(copy, change, message):
    (copy.path / "resolved.json").write_text(json.dumps(copy.resolved | change))
    with pytest.raises(BadInput, match=message):
        again.reproduce(store.open_results(copy.path))


def test_replay_is_the_run_in_full(small, tmp_path):
    run = small.outcomes["run_id"][6]
    result = call("replay", small.path, run[:6], "--trace", "--out", tmp_path / "one")
    assert result.exit_code == 0, result.stderr
    assert f"Run {run}: setting=network matching.policy=random, replication 1" in result.stdout
    assert "The outcomes are those of the sweep, to the last bit." in result.stderr
    kept = store.open_results(tmp_path / "one")
    for name in ("weekly", "people", "matches"):
        expected = small.table(name, where={"run_id": run}).drop(columns=["setting", "matching.policy"])
        pd.testing.assert_frame_equal(getattr(kept, name), expected, check_exact=True, check_dtype=False)
    trace = pd.read_parquet(tmp_path / "one" / "trace.parquet")
    assert (trace["run_id"] == run).all()
    assert again.reproduce(kept).identical
    assert (tmp_path / "one" / "experiment.toml").read_text().startswith(f"# Run {run}: ")


def test_replay_tells_when_the_stored_outcomes_are_others(copy):
    tamper(copy.path, "outcomes", "satisfaction", 0, lambda value: value / 2)
    result = call("replay", copy.path, copy.outcomes["run_id"][0])
    assert result.exit_code == 1
    assert "The outcomes are not those of the sweep" in result.stderr


def test_replay_refuses_a_run_that_is_not_there_or_not_one(small, monkeypatch):
    run = small.outcomes["run_id"][0]
    wrong = run[:-1] + ("0" if run[-1] != "0" else "1")
    result = call("replay", small.path, wrong)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"found no run '{wrong}', expected a run_id of outcomes.parquet (did you mean '{run}'?)" in result.stderr
    with pytest.raises(BadInput, match=r"found no run ''"):
        again.job_called(small, "")
    monkeypatch.setattr(again, "jobs_of", lambda _: {"ab1": 1, "ab2": 2, "cd": 3})
    assert again.job_called(small, "c") == 3
    with pytest.raises(BadInput, match=r"found 2 runs that begin with 'ab', expected one: ab1, ab2"):
        again.job_called(small, "ab")
    assert call("replay", small.path, run, "--trace").exit_code == 2


FRESH = ROOT / "fresh"
COMMITTED = [path.parent for path in sorted(ROOT.glob("results/reference/*/manifest.json"))]


@pytest.mark.slow
@pytest.mark.parametrize("folder", [FRESH, *COMMITTED], ids=lambda folder: folder.name)
def test_results_as_they_are_committed_can_be_done_again(tmp_path, folder):
    """Merged tables only, as `make reference` leaves them; those of the repository, and ones made just now."""
    out = tmp_path / "reference"
    if folder == FRESH:
        small = ["weeks=26", "people.mentees=20", "people.mentors=10"]
        mentorsim.sweep("quickstart", workers=1, out=out, replications=1, changes=small)
        shutil.rmtree(out / "parts")
    else:
        shutil.copytree(folder, out)
    assert sum(file.stat().st_size for file in out.rglob("*")) < 10e6
    assert call("reproduce", out, "--sample", "6", "--workers", "1").exit_code == 0
    first = again.sample_of(store.open_results(out).outcomes["run_id"].tolist(), 1)[0]
    place = store.open_results(out).weekly["run_id"].tolist().index(first)
    tamper(out, "weekly", "quality", place + 9, lambda value: value + 0.01)
    result = call("reproduce", out, "--sample", "1", "--workers", "1")
    assert (result.exit_code, "1 not the same" in result.stdout, " quality " in result.stdout) == (1, True, True)
