"""Folders that change while a sweep writes to them, and files in them that go away or are damaged."""

import os
import shutil

import pytest
from shell import ONE_ARM, call, good
from sweeps import assert_same
from tiers import slow

import mentorsim
from mentorsim.errors import BadInput
from mentorsim.store import results as store

TWO_ARMS = (
    ONE_ARM
    + """
[design.factors]
setting = ["organisation", "network"]
"""
)


@pytest.fixture
def one_arm(here):
    """The folder to work in, with an experiment of one arm in it."""
    (here / "one.toml").write_text(ONE_ARM, "utf-8")
    return here


@pytest.fixture
def by_run(monkeypatch):
    """Every run is a part of its own."""
    monkeypatch.setattr(store, "FLUSH_SECONDS", 0.0)


def after(done, change):
    """What is to be told of a sweep: `change` happens after so many runs."""

    def note(count, *_):
        if count == done:
            change()

    return note


@pytest.mark.parametrize("change", ["moved", "removed", "without record", "replaced"])
def test_a_folder_that_goes_away_stops_the_sweep_and_is_not_made_again(small_file, tmp_path, by_run, change):
    out, moved = tmp_path / "out", tmp_path / "moved"

    def goes_away():
        if change == "without record":
            (out / "resolved.json").unlink()
        else:
            out.rename(moved)
        if change == "removed":
            shutil.rmtree(moved)
        if change == "replaced":
            out.mkdir()

    with pytest.raises(BadInput, match="was moved, removed or replaced while runs were written to it"):
        mentorsim.sweep(small_file, workers=1, out=out, progress=after(3, goes_away))
    if change == "without record":
        assert not (out / "resolved.json").exists()
    else:
        assert list(out.rglob("*")) == []
    if change in ("moved", "replaced"):
        assert len(mentorsim.open(moved).outcomes) == 3


@pytest.mark.slow
def test_parts_that_go_away_are_missed_at_the_end(small, small_file, tmp_path, by_run):
    gone = after(5, lambda: shutil.rmtree(tmp_path / "parts"))
    results = mentorsim.sweep(small_file, workers=1, out=tmp_path, progress=gone)
    assert results.left == 5
    assert [notice for notice in results.notices if "5 of 8 runs are missing" in notice]
    assert_same(mentorsim.sweep(small_file, workers=1, out=tmp_path), small)


def test_the_command_ends_with_1_if_parts_went_away(here, monkeypatch, by_run):
    whole = store.Writer.flush

    def flush(self):
        whole(self)
        if len(list((here / "results" / "small" / "parts").glob("outcomes-*"))) == 4:
            shutil.rmtree(here / "results" / "small" / "parts")

    monkeypatch.setattr(store.Writer, "flush", flush)
    result = call("sweep", "small.toml", "--workers", "1")
    assert result.exit_code == 1
    assert "of 8 runs are missing" in result.stderr


def test_a_missing_part_of_weekly_is_told_by_status_and_export_and_mended_by_sweep(one_arm, monkeypatch, by_run):
    with monkeypatch.context() as unmerged:
        unmerged.setattr(store, "compact", lambda results: results.fresh())
        good("sweep", "one.toml", "--workers", "1", "--out", "out")
    whole = store.open_results("out").weekly
    lost = sorted((one_arm / "out" / "parts").glob("weekly-*"))[2]
    lost.unlink()
    for command in (["status"], ["status", "--json"], ["export", "--csv"]):
        result = call(command[0], "out", *command[1:])
        assert result.exit_code == 1
        assert "1 run in weekly" in result.stderr or '"weekly": 1' in result.stdout
    assert call("report", "out").exit_code == 0
    good("sweep", "one.toml", "--workers", "1", "--out", "out")
    good("status", "out")
    good("export", "out", "--csv")
    assert store.open_results("out").weekly.equals(whole)


@pytest.mark.parametrize(
    ("table", "merged"), [("outcomes", True), ("weekly", False), *slow(("outcomes", False), ("weekly", True))]
)
def test_a_damaged_file_is_named_by_every_command_and_mended_by_sweep(here, monkeypatch, table, merged):
    (here / "two.toml").write_text(TWO_ARMS, "utf-8")
    with monkeypatch.context() as change:
        if not merged:
            change.setattr(store, "compact", lambda results: results.fresh())
        good("sweep", "two.toml", "--workers", "1", "--out", "out")
    before, out = store.open_results("out"), here / "out"
    expected = before.outcomes, before.weekly
    if merged:
        shutil.rmtree(out / "parts")
    file = out / f"{table}.parquet" if merged else sorted((out / "parts").glob(f"{table}-*"))[0]
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 3 : len(whole) // 3 + 40] = bytes(255 - byte for byte in whole[len(whole) // 3 :][:40])
    file.write_bytes(whole)
    for command in (["status"], ["report"], ["export", "--csv"]):
        result = call(command[0], "out", *command[1:])
        assert result.exit_code in (0, 1), result.output
        assert file.name in result.stderr
        assert result.exception is None or isinstance(result.exception, SystemExit)
    shutil.copytree(out, here / "other")
    for more in (["--factor", "arm", "--outcome", "satisfaction"], ["other"], ["other", "--json"]):
        result = call("compare", "out", *more)
        assert result.exit_code == (2 if table == "outcomes" else 0), result.output  # all runs are in the lost file
        named = [line for line in result.stderr.splitlines() if line.startswith(("out/", "other/"))]
        assert len(named) == (2 if "other" in more else 1)
        assert all(file.name in line for line in named)
    result = call("sweep", "two.toml", "--workers", "1", "--out", "out")
    assert result.exit_code == 0, result.output
    assert file.name in result.stderr
    mended = store.open_results("out")
    mended.verify()
    assert mended.outcomes.equals(expected[0])
    assert mended.weekly.equals(expected[1])
    assert mended.gaps() == {}


def test_what_lies_among_the_parts_hangs_and_breaks_no_command(one_arm):
    good("sweep", "one.toml", "--workers", "1", "--out", "out")
    parts = one_arm / "out" / "parts"
    os.mkfifo(parts / "weekly-pipe.parquet")
    os.symlink("outcomes-loop.parquet", parts / "outcomes-loop.parquet")
    (parts / "outcomes-folder.parquet").mkdir()
    for command in (["status"], ["report"], ["export", "--csv"], ["reproduce", "--workers", "1", "--sample", "1"]):
        assert call(command[0], "out", *command[1:]).exit_code == 0
    result = call("sweep", "one.toml", "--workers", "1", "--out", "out")
    assert result.exit_code == 0
    for name in ("pipe", "loop", "folder"):
        assert f"{name}.parquet: is a" in result.stderr
