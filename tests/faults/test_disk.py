"""Folders that are full, read-only, or have foreign and broken files in them: a clear message, nothing lost."""

import os
import resource
import signal
import subprocess
import sys
from contextlib import contextmanager
from functools import partial

import pandas as pd
import pytest

import mentorsim
from faults import chaos

RUNS = 12
QUOTA = 30_000  # bytes of a file: less than the tables of these runs
ROOT = os.geteuid() == 0  # who may mount a small disk, and is not stopped by a folder's mode


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """(experiment file, results folder of an undisturbed sweep)."""
    folder = tmp_path_factory.mktemp("undisturbed")
    path = chaos.experiment(folder, RUNS)
    mentorsim.sweep(path, out=folder / "results")
    return path, folder / "results"


def sweep(path, out, **more):
    """A sweep in a process of its own, to its end."""
    command = [sys.executable, "-m", "mentorsim", "sweep", str(path), "--out", str(out), "--workers", "1"]
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)


def limit_files(size: int) -> None:
    """Let no file grow larger: a write beyond fails, as with a quota."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@contextmanager
def disk(folder, options: str):
    """A small disk of memory at a folder."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def assert_readable_part(shown, out, results) -> None:
    """The sweep stopped with a clear message; what it wrote is a part of the undisturbed results."""
    assert shown.returncode == 2, shown.stderr
    assert "cannot be written" in shown.stderr
    assert "Traceback" not in shown.stderr
    there = mentorsim.open(out).outcomes
    assert len(there) < RUNS
    if len(there):
        whole = mentorsim.open(results).outcomes.set_index("run_id")
        pd.testing.assert_frame_equal(there.set_index("run_id"), whole.loc[there["run_id"]], check_exact=True)


@pytest.mark.slow
@pytest.mark.skipif(not ROOT, reason="mounting a small disk takes root; the test below takes its place")
def test_a_full_disk_stops_with_a_message_and_the_rest_goes_on_elsewhere(undisturbed, tmp_path):
    path, results = undisturbed
    with disk(tmp_path / "small", "size=96k") as small:
        assert_readable_part(sweep(path, small / "out"), small / "out", results)
        subprocess.run(["cp", "-r", str(small / "out"), str(tmp_path / "out")], check=True)
    assert sweep(path, tmp_path / "out").returncode == 0
    chaos.assert_same(tmp_path / "out", results)


@pytest.mark.slow
@pytest.mark.skipif(not ROOT, reason="a read-only disk takes root")
def test_a_read_only_folder_is_told(undisturbed, tmp_path):
    path, results = undisturbed
    with disk(tmp_path / "fixed", "size=8m") as fixed:
        subprocess.run(["cp", "-r", str(results), str(fixed / "out")], check=True)
        subprocess.run(["mount", "-o", "remount,ro", str(fixed)], check=True)
        shown = sweep(path, fixed / "out", env=os.environ | {"COLUMNS": "100"})
        assert shown.returncode == 0, shown.stderr  # nothing to do, nothing to write
        more = subprocess.run(
            [sys.executable, "-m", "mentorsim", "sweep", str(path), "--out", str(fixed / "out"), "--replications", "3"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert more.returncode == 2
        assert "cannot be written: Read-only file system" in more.stderr
        assert len(mentorsim.open(fixed / "out").outcomes) == RUNS


@pytest.mark.slow
def test_after_a_quota_with_broken_and_foreign_files_the_same_call_does_the_rest(undisturbed, tmp_path):
    path, results = undisturbed
    assert_readable_part(sweep(path, tmp_path, preexec_fn=partial(limit_files, QUOTA)), tmp_path, results)
    for part in sorted((tmp_path / "parts").glob("outcomes-*"))[:1]:
        part.write_bytes(part.read_bytes()[:200])
    (tmp_path / "parts").mkdir(exist_ok=True)
    (tmp_path / "parts" / "outcomes-0000000000000000.parquet").write_bytes(b"")
    (tmp_path / "parts" / "notes.txt").write_text("a foreign file")
    shown = sweep(path, tmp_path)
    assert shown.returncode == 0
    assert "is torn or no Parquet file; left alone" in shown.stderr
    assert "notes.txt: is no part of a table; left alone" in shown.stderr
    chaos.assert_same(tmp_path, results)
