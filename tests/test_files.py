"""Files on disk: whole or not at all, on any file system, wherever a path leads."""

import errno
import os
import socket
import stat
import subprocess
import sys

import pytest
from shell import ONE_ARM, call, good, python
from tiers import slow

import mentorsim
from mentorsim.errors import BadInput
from mentorsim.store import results as store

ODD = ["~", "~/x", "~nobody-of-that-name", "file:x", "s3:", "a b#c%20?d", "-x", "é\N{COMBINING ACUTE ACCENT}"]


# --- file systems that cannot do everything --------------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.ENOSYS])
def test_a_folder_that_cannot_be_flushed_is_no_failure(here, monkeypatch, number):
    whole = os.fsync

    def fsync(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))
        return whole(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    assert len(mentorsim.sweep("small.toml", workers=1, out="out").outcomes) == 8


def test_a_folder_that_cannot_be_opened_to_be_flushed_is_no_failure(here, monkeypatch):
    whole = os.open

    def closed(path, flags, *more, **named):
        if os.path.isdir(path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return whole(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", closed)
    assert len(mentorsim.sweep("small.toml", workers=1, out="out").outcomes) == 8


def test_a_folder_whose_flush_fails_for_another_reason_is_a_failure(here, monkeypatch):
    whole = os.fsync

    def broken(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return whole(handle)

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(BadInput, match="cannot be written: Input/output error"):
        mentorsim.sweep("small.toml", workers=1, out="out")


NO_FLUSH = """
import errno, os, stat, sys
whole = os.fsync
def fsync(handle):
    if stat.S_ISDIR(os.fstat(handle).st_mode):
        raise OSError(errno.EINVAL, "Invalid argument")
    return whole(handle)
os.fsync = fsync
from mentorsim.cli import main
main()
"""


@pytest.mark.slow
def test_that_folders_cannot_be_flushed_is_said_once(here):
    process = python("-c", NO_FLUSH, "run", "small.toml", "--out", "out", cwd=here)
    assert process.returncode == 0
    assert process.stderr.count("cannot be flushed") == 1
    assert len(store.open_results(here / "out").outcomes) == 1


# --- odd names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ODD)
def test_an_odd_folder_means_one_thing_everywhere(here, home, name):
    results = mentorsim.sweep("small.toml", workers=1, out=name)
    meant = home / name[2:] if name in ("~", "~/x") else here / name
    assert sorted(path.name for path in meant.iterdir() if path.is_file()) == [
        "experiment.toml",
        "manifest.json",
        "outcomes.parquet",
        "resolved.json",
        "weekly.parquet",
    ]
    assert results.notices == []
    assert len(mentorsim.open(name).weekly) == len(results.outcomes) * 12
    assert (here / name).exists() == (name not in ("~", "~/x"))


@pytest.mark.slow
def test_every_command_takes_an_odd_folder(here, home):
    (home / "small.toml").write_text(ONE_ARM, "utf-8")
    good("sweep", "~/small.toml", "--workers", "1", "--out", "~/file:x")
    for command in (
        ["status"],
        ["report"],
        ["export", "--csv", "--out", "~/s3:"],
        ["reproduce", "--workers", "1"],
        ["report", "--out", "~/page:.html"],
    ):
        good(command[0], "~/file:x", *command[1:])
    assert (home / "s3:" / "weekly.csv").is_file()
    assert (home / "page:.html").is_file()
    assert not (here / "~").exists()


# --- what is no regular file -----------------------------------------------------------------------------------------


@pytest.fixture
def swept(here):
    """The results of an experiment of one arm, of which a report is soon made."""
    (here / "one.toml").write_text(ONE_ARM, "utf-8")
    return mentorsim.sweep("one.toml", workers=1, out="out")


@pytest.mark.parametrize("kind", ["fifo", *slow("folder", "socket", "device", "loop")])
def test_what_is_no_regular_file_is_never_replaced(here, swept, kind):
    made = {"fifo": os.mkfifo, "folder": os.mkdir, "loop": lambda path: os.symlink(os.path.basename(path), path),
            "device": lambda path: os.symlink("/dev/full", path),
            "socket": lambda path: socket.socket(socket.AF_UNIX).bind(path)}  # fmt: skip
    os.mkdir("csv")
    for path in ("page.html", "csv/weekly.csv", "figure.html"):
        made[kind](path)
    before = {path: os.lstat(path).st_mode for path in ("page.html", "csv/weekly.csv", "figure.html")}
    lines = [call("report", "out", "--out", "page.html"), call("export", "out", "--csv", "--out", "csv"),
            call("sensitivity", "one.toml", "--factor", "learning.rate", "--size", "2", "--workers", "1",
                 "--figure", "figure.html", "--out", "s")]  # fmt: skip
    for result in lines:
        assert result.exit_code == 2, result.output
        assert "expected a regular file" in result.stderr or "Too many levels" in result.stderr
    assert before == {path: os.lstat(path).st_mode for path in before}
    assert os.stat("/dev/full").st_rdev


def test_a_link_to_a_file_stays_a_link(here, swept):
    (here / "far").mkdir()
    for target in ("old.html", "new.html"):
        (here / "far" / "old.html").write_text("old")
        os.symlink(here / "far" / target, here / target)
        good("report", "out", "--out", target)
        assert (here / target).is_symlink()
        assert "<html" in (here / "far" / target).read_text("utf-8")


# --- what writers left behind ----------------------------------------------------------------------------------------


def left_by(folder, name, who):
    """A temporary file that somebody left."""
    path = folder / f".{name}.{who}"
    path.write_bytes(b"half")
    return path


def a_process_that_is_gone() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_dead_writers_left_is_cleaned_at_the_next_start(here, swept):
    out, host, gone, here_now = here / "out", socket.gethostname(), a_process_that_is_gone(), os.getpid()
    names = ("weekly.parquet", "parts/people-0123456789abcdef.parquet", "resolved.json", "report.html")
    ours = [left_by((out / name).parent, (out / name).name, f"{host}-{gone}") for name in names]
    old = left_by(out, "manifest.json", "elsewhere.example-77")
    os.utime(old, (1, 1))
    kept = [left_by(out, "weekly.parquet", f"{host}-{here_now}"), left_by(out, "weekly.parquet", "elsewhere-77"),
            left_by(out, "notes.txt", f"{host}-{gone}"), left_by(out, "weekly.parquet", "no-number")]  # fmt: skip
    (out / ".nfs000000000123").write_text("")
    mentorsim.sweep("one.toml", workers=1, out="out")
    assert [path for path in (*ours, old) if path.exists()] == []
    assert [path for path in kept if not path.exists()] == []
    assert (out / ".nfs000000000123").exists()
