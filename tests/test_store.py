"""The results folder: what is there after kills, torn files, merging, and calls that do not fit it."""

import json
import os
import shutil
from itertools import product

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tiers import in_turn

from mentorsim.errors import BadInput
from mentorsim.files import whole_file
from mentorsim.schema import SCHEMA
from mentorsim.store import results as store

ARMS, REPLICATIONS, WEEKS = ("a", "b"), 3, 4


def experiment(**changes):
    """A resolved experiment of two arms."""
    arms = [{"label": arm, "varied": {"x": arm}, "story": arm * 4, "differs": {}} for arm in ARMS]
    return {
        "schema": SCHEMA,
        "seed": 1,
        "weeks": WEEKS,
        "shocks": [],
        "tables": ["outcomes", "weekly"],
        "factors": ["x"],
        "replications": REPLICATIONS,
        "arms": arms,
    } | changes


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
    monkeypatch.setattr("mentorsim.store.parquet.OPEN_GROUPS", 1)
    store.compact(store.Results(tmp_path))
    assert pq.ParquetFile(tmp_path / "weekly.parquet").num_row_groups == len(RUNS) // 2
    assert_same(tables(tmp_path), expected)


def test_a_failed_run_is_a_row_and_a_later_good_one_replaces_it(tmp_path):
    write(tmp_path, [("a", 0, store.FAILED), ("b", 0), ("a", 1, store.CRASHED)])
    results = store.compact(store.Results(tmp_path))
    assert results.outcomes[["status", "error"]].to_numpy().tolist() == [
        ["failed", "why"],
        ["done", ""],
        ["crashed", "why"],
    ]
    assert set(results.weekly["run_id"]) == {"b0"}
    assert {key: results.status()[key] for key in ("planned", "done", "failed", "missing")} == {
        "planned": 6,
        "done": 1,
        "failed": 2,
        "missing": 3,
    }
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


# --- a part is known by its content ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("part", "again"), in_turn(product([1, 2, 3, 6], repeat=2), 3))
def test_a_run_done_again_counts_in_whatever_part_it_comes(tmp_path, part, again):
    store.compact(write(tmp_path, [(*one, store.FAILED) for one in RUNS], part))
    results = store.compact(write(tmp_path, RUNS, again))
    assert set(results.statuses().values()) == {"done"}
    assert_same(tables(tmp_path), tables(write(tmp_path / "whole").path))


@pytest.mark.parametrize("part", [1, 2, 6])
def test_any_one_run_of_a_part_done_again_counts(tmp_path, part):
    for number, one in enumerate(RUNS):
        path = tmp_path / str(number)
        failed = [(*other, store.FAILED) if other == one else other for other in RUNS]
        store.compact(write(path, failed, part))
        assert set(store.compact(write(path, [one])).statuses().values()) == {"done"}


def test_the_latest_reason_of_a_run_that_fails_again_is_told(tmp_path):
    store.compact(write(tmp_path, [("a", 0, store.FAILED)]))
    results = store.begin(tmp_path, "text", experiment())
    ids, columns = run("a", 0, store.FAILED)
    with store.Writer(results) as writer:
        writer.add(ids, {"outcomes": columns["outcomes"] | {"error": "another reason"}})
    assert store.Results(tmp_path).outcomes["error"].tolist() == ["another reason"]
    assert store.compact(store.Results(tmp_path)).outcomes["error"].tolist() == ["another reason"]


# --- rows that are missing or damaged --------------------------------------------------------------------------------


def damage(path, place=0.5):
    """Overwrite a few bytes in the midst of a file; its footer stays sound."""
    whole = bytearray(path.read_bytes())
    start = 4 + int((len(whole) - 2000) * place)
    whole[start : start + 24] = bytes(255 - byte for byte in whole[start : start + 24])
    path.write_bytes(whole)


def without(path, table):
    """The runs that a folder says to lack rows of this table."""
    return store.Results(path).gaps().get(table, set())


@pytest.mark.parametrize("merged", [False, True])
def test_runs_without_their_rows_of_another_table_are_told_and_done_again(tmp_path, merged):
    whole = tables(write(tmp_path / "whole").path)
    write(tmp_path / "out")
    lost = sorted((tmp_path / "out" / "parts").glob("weekly-*"))[0]
    runs = set(pq.read_table(lost)["run_id"].to_pylist())
    lost.unlink()
    if merged:
        store.compact(store.Results(tmp_path / "out"))
    assert without(tmp_path / "out", "weekly") == runs
    assert store.Results(tmp_path / "out").whole() == {
        f"{arm}{r}": "done" for arm, r in RUNS if f"{arm}{r}" not in runs
    }
    write(tmp_path / "out", [one for one in RUNS if f"{one[0]}{one[1]}" in runs])
    assert without(tmp_path / "out", "weekly") == set()
    assert_same(tables(store.compact(store.Results(tmp_path / "out")).path), whole)


def test_a_run_that_has_no_row_of_a_table_is_whole(tmp_path):
    results = store.begin(tmp_path, "text", experiment(tables=["outcomes", "weekly", "matches"]))
    with store.Writer(results) as writer:
        for one in RUNS:
            ids, columns = run(*one)
            nobody = np.array([], np.int64)
            writer.add(ids, columns | {"matches": {"mentee": nobody if one[0] == "a" else np.arange(2)}})
        writer.add(*run("a", 9, store.FAILED))
    assert store.Results(tmp_path).gaps() == {}
    store.compact(store.Results(tmp_path))
    assert store.Results(tmp_path).gaps() == {}
    for part in (tmp_path / "parts").iterdir():
        part.unlink()
    (tmp_path / "matches.parquet").unlink()
    assert without(tmp_path, "matches") == {f"b{r}" for r in range(REPLICATIONS)}


@pytest.mark.parametrize("table", ["outcomes", "weekly"])
@pytest.mark.parametrize("merged", [False, True])
def test_damaged_pages_are_named_and_left_out_and_their_runs_done_again(tmp_path, table, merged):
    whole = tables(write(tmp_path / "whole").path)
    out = tmp_path / "out"
    write(out)
    if merged:
        store.compact(store.Results(out))
        for part in (out / "parts").iterdir():
            part.unlink()
    for place in (0.1, 0.5, 0.9):
        file = out / f"{table}.parquet" if merged else sorted((out / "parts").glob(f"{table}-*"))[0]
        sound = file.read_bytes()
        damage(file, place)
        results = store.Results(out)
        results.verify()
        assert [notice for notice in results.notices if file.name in notice and "damaged" in notice]
        for read in (
            lambda results: results.outcomes,
            lambda results: list(results.batches("weekly")),
            lambda results: results.weekly,
            lambda results: results.status(),
        ):
            read(store.Results(out))
        assert len(results.whole()) < len(RUNS)
        file.write_bytes(sound)
    damage(file)
    write(out)
    assert_same(tables(store.compact(store.Results(out)).path), whole)
    assert store.Results(out).gaps() == {}


def strangers(parts):
    """Things among the parts that are no parts of ours."""
    (parts / "weekly-folder.parquet").mkdir()
    (parts / "folder").mkdir()
    os.mkfifo(parts / "outcomes-fifo.parquet")
    os.symlink("outcomes-loop.parquet", parts / "outcomes-loop.parquet")
    os.symlink("nowhere", parts / "weekly-nowhere.parquet")
    pd.DataFrame({"run_id": ["x"]}).to_parquet(parts / "outcomes-ids.parquet")
    pd.DataFrame({"run_id": [1], "a": [2.0]}).to_parquet(parts / "weekly-numbers.parquet")
    pd.DataFrame({"run_id": ["a0"], "seed": [1], "replication": [0], "x": [5], "value": ["t"]}).to_parquet(
        parts / "weekly-types.parquet"
    )
    other = {"run_id": ["q"], "seed": [1], "replication": [0], "x": ["q"], "arm": ["q"], "status": ["done"],
             "error": [""], "code": ["c"]}  # fmt: skip
    pd.DataFrame(other).to_parquet(parts / "outcomes-other.parquet")
    return [path.name for path in parts.iterdir()]


@pytest.mark.parametrize("merged", [False, True])
def test_strangers_among_the_parts_are_named_and_left_out(tmp_path, merged):
    whole = tables(write(tmp_path / "whole").path)
    out = tmp_path / "out"
    (out / "parts").mkdir(parents=True)
    names = strangers(out / "parts")
    write(out)
    if merged:
        store.compact(store.Results(out))
    results = store.Results(out)
    assert_same((results.outcomes, results.weekly), whole)
    assert list(results.batches("weekly"))
    assert [sum(f"/{name}: " in notice for notice in results.notices) for name in names] == [1] * len(names)
    assert {path.name for path in (out / "parts").iterdir()} >= set(names)


@pytest.mark.parametrize("name", ["resolved.json", "manifest.json", "weekly.parquet", "outcomes.parquet"])
def test_no_reader_waits_at_a_pipe(tmp_path, name):
    write(tmp_path)
    (tmp_path / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / name)
    results = store.Results(tmp_path)
    if name.endswith(".json"):
        with pytest.raises(BadInput, match=f"{name}: .*regular file"):
            getattr(results, name.partition(".")[0])
    else:
        assert len(results.weekly) == len(RUNS) * WEEKS
        assert [notice for notice in results.notices if name in notice]


@pytest.mark.parametrize(
    "text", ["{}", "[]", "3", "null", '"x"', '{"arms": 3}', '{"arms": [], "replications": 2}', "{"]
)
@pytest.mark.parametrize("name", ["resolved.json", "manifest.json"])
def test_json_that_is_not_ours_is_named(tmp_path, name, text):
    write(tmp_path)
    (tmp_path / name).write_text(text)
    results = store.Results(tmp_path)
    with pytest.raises(BadInput, match=rf"{name}: "):
        getattr(results, name.partition(".")[0])
    if name == "resolved.json":
        with pytest.raises(BadInput, match=r"resolved\.json: "):
            store.begin(tmp_path, "text", experiment())
        with pytest.raises(BadInput, match=r"resolved\.json: "):
            store.open_results(tmp_path)
    assert (tmp_path / name).read_text() == text


# --- a folder that goes away -----------------------------------------------------------------------------------------


def remove_record(path):
    (path / "resolved.json").unlink()


def another_experiment(path):
    shutil.rmtree(path)
    store.begin(path, "text", experiment(seed=2))


@pytest.mark.parametrize("what", [shutil.rmtree, lambda path: path.rename(path.with_name("moved")), remove_record,
                                  another_experiment])  # fmt: skip
def test_a_folder_that_went_away_is_not_made_again(tmp_path, what):
    out = tmp_path / "out"
    results = store.begin(out, "text", experiment())
    writer = store.Writer(results)
    writer.add(*run(*RUNS[0]))
    writer.flush()
    what(out)
    there = sorted(out.rglob("*")) if out.exists() else None
    writer.add(*run(*RUNS[1]))
    with pytest.raises(store.CannotWrite, match=r"out: .* while .* written"):
        writer.flush()
    with pytest.raises(store.CannotWrite):
        store.compact(results)
    with pytest.raises(store.CannotWrite):
        store.note(results, until={"x": 1})
    assert (sorted(out.rglob("*")) if out.exists() else None) == there


def test_more_replications_by_another_process_are_no_other_folder(tmp_path):
    results = store.begin(tmp_path, "text", experiment())
    store.begin(tmp_path, "text", experiment(replications=5))
    with store.Writer(results) as writer:
        writer.add(*run(*RUNS[0]))
    assert len(store.Results(tmp_path).outcomes) == 1
