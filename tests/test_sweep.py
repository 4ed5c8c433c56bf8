"""Sweeps that stop and go on, with any number of workers, to the last bit."""

import subprocess
import sys

import pandas as pd
import pytest
from shell import wait_for
from sweeps import SMALL, assert_same

import mentorsim
from mentorsim import week
from mentorsim.errors import BadInput
from mentorsim.experiment import config, identity
from mentorsim.experiment.sweep import Plan
from mentorsim.store import results as store


def test_a_sweep_has_a_row_per_run_with_its_ids(small, small_file):
    plan = Plan(config.load(small_file))
    assert small.outcomes["run_id"].tolist() == [job.run_id for job in plan.jobs()]
    assert small.status() == {"planned": 8, "done": 8, "failed": 0, "missing": 0, "errors": []}
    for name in config.USUAL:
        assert list(getattr(small, name))[:5] == ["run_id", "seed", "replication", "setting", "matching.policy"]
        assert set(getattr(small, name)["run_id"]) == set(small.outcomes["run_id"])
    assert len(small.weekly) == 8 * 12
    assert small.resolved["parameters"]["people.mentees"] == 20
    assert (small.path / "experiment.toml").read_text() == SMALL


def test_arms_are_paired(small):
    people = small.people
    columns = ["replication", "person", "performance_start", "hours", "zone_width"]
    initial = people[people["kind"].str.startswith("initial")]
    first, *rest = [arm[columns].reset_index(drop=True) for _, arm in initial.groupby(["setting", "matching.policy"])]
    assert len(rest) == 3
    for arm in rest:
        pd.testing.assert_frame_equal(arm, first, check_exact=True)


@pytest.mark.slow
def test_two_workers_write_the_same_bits(small, small_file, tmp_path):
    assert_same(mentorsim.sweep(small_file, workers=2, out=tmp_path), small)


@pytest.mark.slow
def test_another_process_writes_the_same_bits(small, small_file, tmp_path):
    program = f"import mentorsim; mentorsim.sweep({str(small_file)!r}, workers=1, out={str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", program], check=True)
    assert_same(mentorsim.open(tmp_path), small)


def test_an_interrupted_sweep_goes_on_where_it_was(small, small_file, tmp_path):
    def stop_after_3(done, total, failed, seconds):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mentorsim.sweep(small_file, workers=1, out=tmp_path, progress=stop_after_3)
    partial = mentorsim.open(tmp_path)
    assert partial.status()["missing"] == 5
    pd.testing.assert_frame_equal(partial.outcomes, small.outcomes[:3], check_exact=True)
    seen = []
    whole = mentorsim.sweep(small_file, workers=1, out=tmp_path, progress=lambda *shown: seen.append(shown[:3]))
    assert seen == [(n, 8, 0) for n in range(4, 9)]
    assert_same(whole, small)


@pytest.mark.slow
def test_a_sweep_whose_parts_went_away_does_them_again(small, small_file, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "FLUSH_SECONDS", 0.0)  # a part per run
    monkeypatch.setattr(store, "compact", lambda results: results)
    results = mentorsim.sweep(small_file, workers=1, out=tmp_path)
    parts = sorted((tmp_path / "parts").glob("outcomes-*"))
    assert len(parts) == 8
    parts[0].unlink()
    parts[3].write_bytes(parts[3].read_bytes()[:100])
    next((tmp_path / "parts").glob("weekly-*")).touch()
    monkeypatch.undo()
    seen = []
    results = mentorsim.sweep(small_file, workers=1, out=tmp_path, progress=lambda *shown: seen.append(shown[0]))
    assert seen == [7, 8]
    assert_same(results, small)


def test_more_replications_leave_the_earlier_ones_as_they_are(small, small_file, tmp_path):
    one = mentorsim.sweep(small_file, workers=1, out=tmp_path, replications=1)
    assert len(one.outcomes) == 4
    assert_same(mentorsim.sweep(small_file, workers=1, out=tmp_path, replications=2), small)
    assert len(mentorsim.sweep(small_file, workers=1, out=tmp_path, replications=1).outcomes) == 8


def fail_for_self(world):
    """Week's step that fails where people choose for themselves."""
    if world.policies["matching"].name == "self" and world.replication == 1:
        raise ZeroDivisionError("no luck")
    step(world)


step = week.step


def test_a_run_that_raises_is_a_row_with_its_error(small, small_file, tmp_path, monkeypatch):
    monkeypatch.setattr(week, "step", fail_for_self)
    lines = []
    results = mentorsim.sweep(small_file, workers=1, out=tmp_path, progress=lambda *now: lines.append(now[:3]))
    assert lines[-1] == (8, 8, 2)
    failed = results.outcomes[results.outcomes["status"] == "failed"]
    assert failed["error"].tolist() == ["ZeroDivisionError: no luck"] * 2
    assert failed[["replication", "matching.policy"]].to_numpy().tolist() == [[1, "self"]] * 2
    assert results.status()["failed"] == 2
    assert set(results.weekly["run_id"]) == set(results.outcomes["run_id"]) - set(failed["run_id"])
    monkeypatch.undo()
    assert mentorsim.sweep(small_file, workers=1, out=tmp_path).status()["failed"] == 2
    assert_same(mentorsim.sweep(small_file, workers=1, out=tmp_path, retry_failed=True), small)


def test_changed_code_is_refused_where_there_is_something_to_do(small_file, tmp_path, monkeypatch):
    mentorsim.sweep(small_file, workers=1, out=tmp_path, replications=1)
    code = identity.code() | {"equations.py": "other"}
    monkeypatch.setattr(identity, "code", lambda: code)
    assert len(mentorsim.sweep(small_file, workers=1, out=tmp_path, replications=1).outcomes) == 4
    with pytest.raises(BadInput, match=r"equations\.py"):
        mentorsim.sweep(small_file, workers=1, out=tmp_path)
    accepted = mentorsim.sweep(small_file, workers=1, out=tmp_path, accept_code_change=True).outcomes
    assert accepted.groupby("replication")["code"].nunique().tolist() == [1, 1]
    assert accepted["code"].nunique() == 2


@pytest.mark.parametrize("workers", [0, -1, True, 1.5, "2"])
def test_a_number_of_workers_that_cannot_be_is_bad_input(small_file, tmp_path, workers):
    with pytest.raises(BadInput, match=r"^workers: found .*, expected a whole number from 1"):
        mentorsim.sweep(small_file, workers=workers, out=tmp_path / "none")
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
def test_a_killed_sweep_loses_only_the_runs_in_flight(small, small_file, tmp_path):
    out = tmp_path / "out"
    script = tmp_path / "driver.py"
    script.write_text(
        "import mentorsim, time\n"
        "from mentorsim.store import results as store\n"
        "store.FLUSH_SECONDS = 0.0\n"
        "if __name__ == '__main__':\n"
        f"    mentorsim.sweep({str(small_file)!r}, workers=2, out={str(out)!r}, progress=lambda *_: time.sleep(0.5))\n"
    )
    driver = subprocess.Popen([sys.executable, str(script)])
    wait_for(lambda: len(list(out.glob("parts/outcomes-*"))) >= 2)
    driver.kill()
    driver.wait()
    partial = mentorsim.open(out)
    assert 2 <= len(partial.outcomes) < 8
    assert_same(mentorsim.sweep(small_file, workers=2, out=out), small)
