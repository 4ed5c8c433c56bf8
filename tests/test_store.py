"""The results folder: what is there after kills, torn files, merging, and calls that do not fit it."""

import json
import os
import shutil

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mentorsim import store
from mentorsim.parameters import SCHEMA, BadInput
from mentorsim.parquet import whole_file

ARMS, REPLICATIONS, WEEKS = ("a", "b"), 3, 4


def experiment(**changes):
    """A resolved experiment of two arms."""
    arms = [{"label": arm, "varied": {"x": arm}, "story": arm * 4, "differs": {}} for arm in ARMS]
    return {"schema": SCHEMA, "seed": 1, "weeks": WEEKS, "shocks": [], "tables": ["outcomes", "weekly"],
            "factors": ["x"], "replications": REPLICATIONS, "arms": arms} | changes  # fmt: skip


def run(arm, replication, status=store.GOOD):
    """(ids, tables) of one made-up run; a failed one has no weekly rows and no indicator."""
    ids = {"run_id": f"{arm}{replication}", "seed": 1, "replication": replication, "x": arm}
    head = {"arm": arm, "status": status, "error": "" if status == store.GOOD else "why", "code": "c"}
    if status != store.GOOD:
        return ids, {"outcomes": head}
    week = np.arange(WEEKS)
    why = np.array([None, *"xyz"], dtype=object) if replication else np.array([None] * WEEKS, dtype=object)
    weekly = {"week": week, "value": np.where(week, ord(arm) + replication, np.nan), "why": why}
    return ids, {"outcomes": head | {"g": replication / 3, "none": np.nan}, "weekly": weekly}


RUNS = [(arm, replication) for replication in range(REPLICATIONS) for arm in ARMS]


def write(path, runs=RUNS, part=2, **changes):
    """A folder with these runs in parts of some runs each, not merged."""
    results = store.begin(path, "text", experiment(**changes))
    for first in range(0, len(runs), part):
        with store.Writer(results) as writer:
            for one in runs[first : first + part]:
                writer.add(*run(*one))
    return store.Results(path)


def tables(path):
    """The tables as read."""
    results = store.Results(path)
    return results.outcomes, results.weekly


def assert_same(one, other):
    """Equal to the bit."""
    for a, b in zip(one, other, strict=True):
        pd.testing.assert_frame_equal(a, b, check_exact=True)


# --- rows ------------------------------------------------------------------------------------------------------------


def test_rows_come_back_in_order_of_replication_and_arm_with_their_ids(tmp_path):
    outcomes, weekly = tables(write(tmp_path, RUNS[::-1]).path)
    assert outcomes["run_id"].tolist() == [f"{arm}{r}" for arm, r in RUNS]
    assert weekly["run_id"].tolist() == [f"{arm}{r}" for arm, r in RUNS for _ in range(WEEKS)]
    assert list(outcomes)[:4] == list(weekly)[:4] == ["run_id", "seed", "replication", "x"]
    assert outcomes["g"].tolist() == [r / 3 for _, r in RUNS]
    assert weekly["value"].isna().sum() == len(RUNS)
    assert weekly["why"][WEEKS * 2 :].isna().sum() == len(RUNS) - 2


@pytest.mark.parametrize("part", [1, 2, 6])
@pytest.mark.parametrize("order", [1, -1])
def test_merged_tables_do_not_depend_on_the_parts(tmp_path, part, order):
    expected = tables(write(tmp_path / "one").path)
    merged = store.compact(write(tmp_path / "two", RUNS[::order], part))
    assert_same(tables(merged.path), expected)
    assert_same([pd.read_parquet(merged.path / f"{name}.parquet") for name in merged.kept()], expected)
    digests = store.compact(write(tmp_path / "three")).manifest["tables"]
    assert merged.manifest["tables"] == digests


def test_digests_are_of_the_hashes_that_pandas_has():
    columns = {
        "text": ["x", None, ""],
        "whole": [1, None, 3],
        "small": pa.array([1, 2, 3], pa.int32()),
        "none": [None, None, None],
        "truth": [True, None, False],
        "number": [0.5, None, -0.0],
        "parts": pa.chunked_array([["a"], ["b", "a"]]),
    }
    rows = pa.table(columns)
    expected = pd.util.hash_pandas_object(rows.to_pandas(), index=False).to_numpy()
    assert store.hashes_of(rows.columns).tolist() == expected.tolist()


def test_a_table_larger_than_one_batch_is_merged_row_group_by_row_group(tmp_path, monkeypatch):
    expected = tables(write(tmp_path).path)
    monkeypatch.setattr(store, "GROUP_ROWS", 2 * WEEKS)
    monkeypatch.setattr("mentorsim.parquet.OPEN_GROUPS", 1)
    store.compact(store.Results(tmp_path))
    assert pq.ParquetFile(tmp_path / "weekly.parquet").num_row_groups == len(RUNS) // 2
    assert_same(tables(tmp_path), expected)


def test_a_failed_run_is_a_row_and_a_later_good_one_replaces_it(tmp_path):
    write(tmp_path, [("a", 0, store.FAILED), ("b", 0), ("a", 1, store.CRASHED)])
    results = store.compact(store.Results(tmp_path))
    assert results.outcomes[["status", "error"]].to_numpy().tolist() == [
        ["failed", "why"], ["done", ""], ["crashed", "why"]]  # fmt: skip
    assert set(results.weekly["run_id"]) == {"b0"}
    assert {key: results.status()[key] for key in ("planned", "done", "failed", "missing")} == {
        "planned": 6, "done": 1, "failed": 2, "missing": 3}  # fmt: skip
    assert [row["run_id"] for row in results.status()["errors"]] == ["a0", "a1"]
    again = store.compact(write(tmp_path, [("a", 0)]))
    assert again.statuses() == {"a0": "done", "b0": "done", "a1": "crashed"}
    assert again.outcomes["status"].tolist() == ["done", "done", "crashed"]


def test_a_good_run_hides_a_failed_one_in_whatever_order_their_parts_are_read(tmp_path):
    for number, other in enumerate(RUNS[1:]):
        write(tmp_path / str(number), [("a", 0, store.FAILED), other])
        results = write(tmp_path / str(number), [("a", 0)])
        assert set(results.statuses().values()) == {"done"}
        assert results.outcomes["status"].tolist() == ["done", "done"]


# --- kills and strangers ---------------------------------------------------------------------------------------------


def test_rows_without_outcomes_do_not_count_and_are_not_lost_when_these_arrive(tmp_path):
    whole = tables(write(tmp_path / "whole").path)
    results = write(tmp_path / "torn")
    last = sorted((tmp_path / "torn" / "parts").glob("outcomes-*"))[-1]
    late = last.rename(tmp_path / last.name)  # killed between the two tables of a part
    partial = store.Results(results.path)
    assert len(partial.outcomes) == len(RUNS) - 2
    assert set(partial.weekly["run_id"]) == set(partial.outcomes["run_id"])
    store.compact(results)
    assert len(tables(results.path)[1]) == (len(RUNS) - 2) * WEEKS
    late.rename(last)
    assert_same(tables(results.path), whole)
    assert_same(tables(store.compact(results).path), whole)


def test_torn_and_foreign_files_are_left_alone_with_a_notice(tmp_path):
    expected = tables(write(tmp_path).path)
    parts = tmp_path / "parts"
    whole = next(parts.glob("weekly-*")).read_bytes()
    (parts / "weekly-torn.parquet").write_bytes(whole[: len(whole) // 2])
    (parts / "outcomes-empty.parquet").write_bytes(b"")
    (parts / "notes.txt").write_text("mine")
    pd.DataFrame({"a": [1]}).to_parquet(parts / "weekly-other.parquet")
    results = store.compact(store.Results(tmp_path))
    assert_same(tables(tmp_path), expected)
    for name in ("weekly-torn.parquet", "outcomes-empty.parquet", "notes.txt", "weekly-other.parquet"):
        assert sum(name in notice for notice in results.notices) == 1
        assert (parts / name).exists()


def test_runs_written_twice_count_once(tmp_path):
    expected = tables(write(tmp_path / "once").path)
    write(tmp_path / "twice")
    write(tmp_path / "twice", RUNS[1:4], part=3)
    assert_same(tables(tmp_path / "twice"), expected)
    assert_same(tables(store.compact(store.Results(tmp_path / "twice")).path), expected)
    write(tmp_path / "twice", RUNS[1:4], part=1)
    assert_same(tables(tmp_path / "twice"), expected)


def test_two_who_merge_at_once_lose_nothing(tmp_path):
    write(tmp_path, RUNS[:4])
    merged_early = shutil.copytree(tmp_path, tmp_path.parent / f"{tmp_path.name}-early")
    store.compact(store.Results(merged_early))  # began before the last runs were there ...
    expected = tables(write(tmp_path).path)
    store.compact(store.Results(tmp_path))
    for name in ("outcomes", "weekly"):  # ... and is done last
        shutil.copy(merged_early / f"{name}.parquet", tmp_path / f"{name}.parquet")
    assert_same(tables(tmp_path), expected)
    assert_same(tables(store.compact(store.Results(tmp_path)).path), expected)


def test_merged_parts_go_away_when_they_are_old(tmp_path):
    store.compact(write(tmp_path, RUNS[:4]))
    assert len(list((tmp_path / "parts").iterdir())) == 4
    for part in (tmp_path / "parts").iterdir():
        os.utime(part, (1, 1))
    results = store.compact(write(tmp_path, RUNS[4:]))
    assert len(list((tmp_path / "parts").iterdir())) == 2
    assert len(results.outcomes) == len(RUNS)


def test_a_reader_starts_over_when_a_part_goes_away(tmp_path, monkeypatch):
    expected = tables(write(tmp_path).path)
    store.compact(store.Results(tmp_path))
    gone, sources = [tmp_path / "parts" / "outcomes-gone.parquet"], store.Results.sources
    monkeypatch.setattr(store.Results, "sources", lambda *_: [gone.pop()] if gone else sources(*_))
    assert_same(tables(tmp_path), expected)
    assert not gone


def test_a_failure_to_write_is_told_and_leaves_what_was_there(tmp_path, monkeypatch):
    results = write(tmp_path, RUNS[:2])
    before = tables(tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(store.CannotWrite, match=r"parts.weekly-.*No space left on device; what was written before"):
        write(tmp_path, RUNS[2:])
    monkeypatch.undo()
    assert_same(tables(tmp_path), before)
    assert not [file for file in results.path.rglob(".*") if file.is_file()]


def test_a_folder_that_cannot_be_made_is_bad_input(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match=r"resolved\.json: cannot be read: .*Not a directory"):
        store.begin(tmp_path / "file", "", experiment())

    def read_only(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.mkdir", read_only)
    with pytest.raises(BadInput, match=r"experiment\.toml: cannot be written: Permission denied"):
        store.begin(tmp_path / "results", "", experiment())


def test_a_file_is_there_whole_or_not_at_all(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), whole_file(path) as file:  # noqa: PT012  the write belongs to the block
        file.write(b"half")
        raise KeyboardInterrupt
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
    assert path.read_text() == "old"


# --- what belongs into the folder ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 2},
        {"weeks": 5},
        {"shocks": [{"kind": "outage", "week": 1, "weeks": 4}]},
        {"tables": ["outcomes"]},
        {"factors": ["x", "y"]},
        {"arms": [{"label": "a", "varied": {"x": "a"}, "story": "other", "differs": {}}]},
    ],
)
def test_another_experiment_is_refused(tmp_path, other):
    write(tmp_path)
    with pytest.raises(BadInput, match=f"holds another experiment: {next(iter(other)).removesuffix('s')}"):
        store.begin(tmp_path, "text", experiment(**other))
    assert json.loads((tmp_path / "resolved.json").read_text()) == experiment()


def test_more_replications_and_arms_join(tmp_path):
    write(tmp_path)
    more = [{"label": "c", "varied": {"x": "c"}, "story": "cccc", "differs": {}}]
    merged = store.begin(tmp_path, "text", experiment(arms=more, replications=2)).resolved
    assert [arm["label"] for arm in merged["arms"]] == ["c", "a", "b"]
    assert merged["replications"] == REPLICATIONS
    assert store.Results(tmp_path).status()["planned"] == 9


def test_changed_code_is_refused_unless_accepted(tmp_path):
    results = write(tmp_path)
    store.note_call(results, {"a.py": "1", "b.py": "2"}, {"python": "3"}, {"set": []}, False)
    store.note_call(results, {"a.py": "1", "b.py": "2"}, {"python": "3"}, {"set": []}, False)
    with pytest.raises(BadInput, match=r"code has changed .* begun: b\.py, c\.py; choose"):
        store.note_call(results, {"a.py": "1", "b.py": "3", "c.py": "1"}, {}, {}, False)
    store.note_call(results, {"a.py": "1", "b.py": "3"}, {"python": "4"}, {"set": ["x"]}, True)
    assert [call["python"] for call in results.manifest["calls"]] == ["3", "3", "4"]
    assert results.manifest["code"] == {"a.py": "1", "b.py": "3"}


def test_older_folders_are_read_but_not_written_and_newer_ones_refused(tmp_path):
    write(tmp_path)
    (tmp_path / "resolved.json").write_text(json.dumps(experiment(schema=SCHEMA - 1)))
    assert len(store.open_results(tmp_path).outcomes) == len(RUNS)
    with pytest.raises(BadInput, match="found schema"):
        store.begin(tmp_path, "text", experiment())
    (tmp_path / "resolved.json").write_text(json.dumps(experiment(schema=SCHEMA + 1)))
    with pytest.raises(BadInput, match="found schema"):
        store.open_results(tmp_path)


def test_what_is_no_results_folder_or_no_kept_table_is_bad_input(tmp_path):
    with pytest.raises(BadInput, match="found no results"):
        store.open_results(tmp_path)
    with pytest.raises(BadInput, match=r"found no table 'people', kept are outcomes, weekly"):
        _ = write(tmp_path).people
