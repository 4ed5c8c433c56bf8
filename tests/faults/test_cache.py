"""The cache of compiled code where little is as it should be: no place to write, a full disk, damaged files.

Each test compiles one small kernel, of a module beside a copy of the package whose equations it edits.
"""

import logging
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from mentorsim import caching, machine_code
from mentorsim.compiled import PACKAGE, Compiled

KERNEL = """
from mentorsim.compiled import kernel
from mentorsim.equations import unit_interval

@kernel
def grow(x):
    return 2.0 * unit_interval(x)
"""
ASK = "from grower import grow; print(grow(3.0), sum(grow.stats.cache_hits.values()))"
PLACES = ("MENTORSIM_CACHE", "XDG_CACHE_HOME", "HOME")
NO_HOME = "import pwd; pwd.getpwuid = {}.__getitem__; "  # as for a user id that the system does not know
NO_TEMPORARY = "import tempfile; tempfile.tempdir = '/proc/nope'; "
FULL = "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (500, 500)); "

# Where compiled code is kept: (environment, `~` being the test's folder; where it is found then).
KEPT = {
    "home": ({"HOME": "~/home"}, "home/.cache/mentorsim"),
    "XDG_CACHE_HOME": ({"HOME": "~/home", "XDG_CACHE_HOME": "~/xdg"}, "xdg/mentorsim"),
    "a relative XDG_CACHE_HOME is ignored": ({"HOME": "~/home", "XDG_CACHE_HOME": "x"}, "home/.cache/mentorsim"),
    "MENTORSIM_CACHE": ({"HOME": "~/home", "MENTORSIM_CACHE": "~/own/new"}, "own/new"),
    "a relative MENTORSIM_CACHE": ({"HOME": "~/home", "MENTORSIM_CACHE": "own"}, "own"),
    "MENTORSIM_CACHE in the home folder": ({"HOME": "~/home", "MENTORSIM_CACHE": "~/home/own"}, "home/own"),
    "MENTORSIM_CACHE without a home": ({"MENTORSIM_CACHE": "~/own"}, "own"),
    "Numba's own settings": (
        {"HOME": "~/home", "NUMBA_CACHE_DIR": "~/numba", "NUMBA_CACHE_LOCATOR_CLASSES": "InTreeCacheLocator"},
        "home/.cache/mentorsim",
    ),
}
# Where it cannot be kept: (environment, what goes before the program, what is said).
LOST = {
    "the home folder is missing": ({"HOME": "/proc/nope"}, "", r"in /proc/nope/\.cache/mentorsim \(No such file"),
    "the home folder is a file": ({"HOME": "~/file"}, "", r"in .*file/\.cache/mentorsim \(Not a directory\)"),
    "nobody knows the user": ({}, NO_HOME, r"kept \(there is no home folder\)"),
    "XDG_CACHE_HOME is a file": ({"HOME": "~/home", "XDG_CACHE_HOME": "~/file"}, "", "file/mentorsim"),
    "MENTORSIM_CACHE is a file": ({"HOME": "~/home", "MENTORSIM_CACHE": "~/file"}, "", "in .*file "),
    "the disk is full": ({"HOME": "~/home"}, FULL, r"nor in the temporary directory \(File too large\)"),
    "there is no temporary directory": ({"HOME": "/proc/nope"}, NO_TEMPORARY, "nor in the temporary directory"),
}


def by_turns(cases: dict) -> list:
    """Cases of a test, every second one of them slow and the others full: each takes two processes."""
    marks = [pytest.mark.slow, pytest.mark.full]
    return [pytest.param(*case, id=name, marks=marks[n % 2]) for n, (name, case) in enumerate(cases.items())]


@pytest.fixture
def scratch(tmp_path):
    """A copy of the package, to be edited, with a kernel beside it that uses one of its equations."""
    shutil.copytree(PACKAGE, tmp_path / "mentorsim", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "grower.py").write_text(KERNEL)
    (tmp_path / "file").write_text("no folder\n")
    (tmp_path / "home").mkdir()
    return tmp_path


def environment(scratch, **own):
    """The environment of a process on the copy."""
    settings = {name: value for name, value in os.environ.items() if name not in PLACES}
    settings |= {"PYTHONPATH": str(scratch), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(scratch / "tmp")}
    return settings | {name: re.sub("^~", str(scratch), value) for name, value in own.items()}


def ask(scratch, own, before="", command=()):
    """(what the kernel says, whether it came from disk, lines on standard error), by a process on the copy."""
    program = [*command, sys.executable, "-c", before + ASK]
    more = {"cwd": scratch, "env": environment(scratch, **own), "capture_output": True, "text": True}
    done = subprocess.run(program, check=False, timeout=300, **more)
    assert done.returncode == 0, done.stderr
    value, hits = done.stdout.split()
    return float(value), int(hits) > 0, done.stderr.splitlines()


def edit(scratch):
    """Another equation: x cut to [0, 3]. Size and date of the file stay."""
    file = scratch / "mentorsim" / "equations.py"
    rule, before = "return min(1.0, max(0.0, x))", file.stat()
    text = file.read_text("utf-8")
    assert text.count(rule) == 1
    file.write_text(text.replace(rule, rule.replace("1.0", "3.0")), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def files_of_numba(scratch):
    """Compiled code in places that Numba would choose."""
    return [*scratch.rglob("*.nbi"), *(scratch / "mentorsim").rglob("*.nbc"), *scratch.rglob("numba")]


@pytest.mark.parametrize(("own", "folder"), by_turns(KEPT))
def test_an_edited_equation_shows_where_code_is_kept(scratch, own, folder):
    assert ask(scratch, own) == (2.0, False, [])
    assert list((scratch / folder).rglob("*.nbc"))
    assert ask(scratch, own) == (2.0, True, [])
    edit(scratch)
    assert ask(scratch, own) == (6.0, False, [])
    assert not files_of_numba(scratch)
    assert not list((scratch / "tmp").iterdir())


@pytest.mark.parametrize(("own", "before", "said"), by_turns(LOST))
def test_an_edited_equation_shows_where_code_cannot_be_kept(scratch, own, before, said):
    value, from_disk, lines = ask(scratch, own, before)
    assert (value, from_disk, len(lines)) == (2.0, False, 1)
    assert re.search(said, lines[0])
    assert "MENTORSIM_CACHE" in lines[0]
    edit(scratch)
    assert ask(scratch, own, before)[:2] == (6.0, False)
    assert not list((scratch / "tmp").iterdir())
    assert not files_of_numba(scratch)


def only_to_be_read(folder):
    """The beginning of a command that can read a folder but not write to it; None if that cannot be had here."""
    if os.getuid():
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        return []
    mount = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    command = ["unshare", "--mount", "sh", "-c", mount, str(folder)]
    found = shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True, check=False)
    return command if found and found.returncode == 0 else None


@pytest.mark.slow
def test_a_warm_cache_that_can_only_be_read_is_used(scratch):
    own = {"HOME": "~/home", "MENTORSIM_CACHE": "~/warm"}
    assert ask(scratch, own) == (2.0, False, [])
    command = only_to_be_read(scratch / "warm")
    if command is None:
        pytest.skip("a folder cannot be mounted to be read only")
    assert ask(scratch, own, command=command) == (2.0, True, [])
    assert not list((scratch / "tmp").iterdir())
    assert not list((scratch / "home").iterdir())
    edit(scratch)
    value, from_disk, lines = ask(scratch, own, command=command)
    assert (value, from_disk, len(lines)) == (6.0, False, 1)
    assert not files_of_numba(scratch)


@pytest.mark.slow
def test_a_cache_serves_an_installation_elsewhere(scratch):
    own = {"MENTORSIM_CACHE": "~/warm"}
    assert ask(scratch, own) == (2.0, False, [])
    other = scratch / "elsewhere"
    other.mkdir()
    for name in ("mentorsim", "grower.py", "warm", "tmp"):
        shutil.move(scratch / name, other / name)
    assert ask(other, own) == (2.0, True, [])


WORKERS = """
from mentorsim import caching
from mentorsim.experiment.executor import Local, execute
from grower import work
if __name__ == "__main__":
    found = {answer for _, answer in execute([[n] for n in range(8)], work, Local(2))}
    print(*found, caching.PRIVATE.path)
"""
WORK = """
import time
from mentorsim import caching

def work(chunk):
    grow(float(chunk[0]))
    time.sleep(0.2)
    return [str(caching.PRIVATE.path) if caching.PRIVATE.path.is_dir() else "none"]
"""


@pytest.mark.slow
def test_workers_share_one_private_folder_that_goes_with_the_command(scratch):
    (scratch / "grower.py").write_text(KERNEL + WORK)
    (scratch / "workers.py").write_text(WORKERS)
    more = {"cwd": scratch, "env": environment(scratch, HOME="/proc/nope"), "capture_output": True, "text": True}
    done = subprocess.run([sys.executable, "workers.py"], check=True, timeout=300, **more)
    worker, driver = done.stdout.split()
    assert worker == driver
    assert Path(driver).parent == scratch / "tmp"
    assert not Path(driver).exists()
    assert len(done.stderr.splitlines()) == 1


# --- the private folder ----------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def private(tmp_path, monkeypatch):
    """A private folder in a temporary directory of the test."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(caching.tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr(caching, "PRIVATE", caching.Private())
    caching.say.cache_clear()
    return caching.PRIVATE


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """The cache that is asked for cannot be written."""
    (tmp_path / "file").write_text("no folder\n")
    monkeypatch.setenv("MENTORSIM_CACHE", str(tmp_path / "file"))


def test_it_is_for_this_user_alone(nowhere, private):
    caching.keep("a/b", b"1")
    assert stat.S_IMODE(private.path.stat().st_mode) == 0o700
    assert caching.read("a/b") == b"1"


def test_another_s_folder_of_its_name_is_not_used(nowhere, private, tmp_path):
    (tmp_path / "else").mkdir()
    private.name().symlink_to(tmp_path / "else")
    caching.keep("a/b", b"1")
    assert caching.read("a/b") is None
    assert not list((tmp_path / "else").iterdir())


def test_what_killed_processes_left_is_removed(nowhere, private):
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    names = [f"mentorsim-{gone.stdout.strip()}-1", f"mentorsim-{os.getpid()}-2", "mentorsim-mine", "mentorsim-x-1"]
    folder = private.name().parent
    for name in names:
        (folder / name).mkdir()
    caching.keep("a/b", b"1")
    assert sorted(path.name for path in folder.iterdir()) == sorted([*names[1:], private.path.name])


# --- damage ----------------------------------------------------------------------------------------------------------


def double(x):
    return 2.0 * x


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The file with the machine code of `double`, in a cache of its own."""
    monkeypatch.setenv("MENTORSIM_CACHE", str(tmp_path / "cache"))
    assert Compiled(double)(1.5) == 3.0
    (file,) = (tmp_path / "cache").rglob("*.nbc")
    return file


def flipped(file, place):
    """Turn round one bit."""
    content = bytearray(file.read_bytes())
    content[int(place * (len(content) - 1))] ^= 0x10
    file.write_bytes(content)


def in_its_place(make):
    """Put something else where the file is."""

    def damage(file):
        file.unlink()
        make(file)

    return damage


def of_another(file):
    """Sound machine code of another function."""

    def triple(x):
        return 3.0 * x

    assert Compiled(triple)(1.0) == 3.0
    (other,) = (path for path in file.parent.glob("*.nbc") if path != file)
    other.replace(file)


DAMAGE = {
    "empty": lambda file: file.write_bytes(b""),
    "truncated": lambda file: file.write_bytes(file.read_bytes()[:-100]),
    "only the first line": lambda file: file.write_bytes(caching.SEAL),
    "longer": lambda file: file.write_bytes(file.read_bytes() + b"\0"),
    "zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "foreign text": lambda file: file.write_text("nothing of ours\n"),
    "of another function": of_another,
    "a pipe": in_its_place(os.mkfifo),
    "a link to nowhere": in_its_place(lambda file: file.symlink_to("nowhere")),
    "a link to itself": in_its_place(lambda file: file.symlink_to(file)),
    "nothing that can be unpacked": lambda file: put(file, b"no pickle"),
    "a pickle that raises": lambda file: put(file, b"cos\nno_such_thing\n."),
    "a pickle of something else": lambda file: put(file, b"K\x01."),
}
for place in (0, 0.01, 0.02, 0.2, 0.5, 0.8, 1):
    DAMAGE[f"a bit at {place:.0%}"] = lambda file, place=place: flipped(file, place)


def put(file, content):
    """A file whose seal is sound, with content that is not."""
    file.write_bytes(caching.sealed(str(file.relative_to(caching.cache_root())), content))


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_dropped_and_made_again(kept, damage, caplog):
    sound = kept.read_bytes()
    damage(kept)
    again = Compiled(double)
    with caplog.at_level(logging.WARNING):
        assert again(1.5) == 3.0
    assert sum(again.stats.cache_misses.values()) == 1
    assert [record.getMessage().count(str(caching.cache_root())) for record in caplog.records] == [1]
    assert len(kept.read_bytes()) == pytest.approx(len(sound), rel=0.1)
    once_more = Compiled(double)
    assert once_more(1.5) == 3.0
    assert sum(once_more.stats.cache_hits.values()) == 1


def test_a_folder_in_a_file_s_place_is_left_alone(kept, caplog):
    kept.unlink()
    kept.mkdir()
    (kept / "something").touch()
    assert Compiled(double)(1.5) == 3.0
    assert (kept / "something").exists()
    assert caplog.records


def test_what_is_damaged_is_told_once(kept, caplog):
    for _ in range(3):
        kept.write_bytes(b"")
        assert Compiled(double)(1.5) == 3.0
    assert len(caplog.records) == 1


def test_a_sound_file_is_told_nothing_about(kept, caplog):
    assert Compiled(double)(1.5) == 3.0
    assert not caplog.records


def test_another_processor_python_or_numba_is_another_file(monkeypatch):
    files = machine_code.Files("folder", "name", {"_nrt": True})
    key = ((), machine_code.processor(), ())
    assert files.file(key) != files.file(((), ("another", "processor"), ()))
    assert files.file(key) != machine_code.Files("folder", "name", {"_nrt": False}).file(key), "other options"
    before = files.file(key)
    monkeypatch.setattr(machine_code, "VERSIONS", ((3, 99), "", "0", "0"))
    assert files.file(key) != before


def test_a_process_killed_while_writing_leaves_no_half_file(kept, monkeypatch):
    """What is beside its place under another name is not looked at."""
    monkeypatch.setattr(caching.os, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        caching.keep("folder/name", b"half")
    assert caching.read("folder/name") is None
    assert not list(caching.cache_root().rglob("*.tmp"))
