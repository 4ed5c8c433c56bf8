"""Where compiled code is kept between runs, and what of it is trusted.

It lies in the folder that is asked for: $MENTORSIM_CACHE, else `mentorsim` in the user's cache folder. One that is warm
and can only be read is enough. What cannot be written there goes to a private folder in the temporary directory, which
the processes of one command share and which is gone when the command ends. Every file bears a digest of its content, so
one that a power cut, a failing disk or another program has damaged is dropped.
"""

import errno
import hashlib
import logging
import os
import secrets
import shutil
import stat
import tempfile
from contextlib import suppress
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

from mentorsim import prebuilt

SEAL = b"mentorsim compiled code\n"  # a file's first line
LOG = logging.getLogger("mentorsim")
SEALED = len(SEAL) + hashlib.sha256().digest_size
REMEDY = "To keep it, set MENTORSIM_CACHE to a folder that can be written"


@cache  # so that it is said once by a process
def say(text: str) -> None:
    """One line on standard error, unless logging has been set up otherwise."""
    LOG.warning(text)


# --- folders ---------------------------------------------------------------------------------------------------------


def cache_root() -> Path | None:
    """The folder of compiled code that is asked for; None where neither the environment nor the system names one."""
    own = os.environ.get("MENTORSIM_CACHE")
    if own:
        return Path(os.path.abspath(os.path.expanduser(own)))
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # one that is relative is to be ignored, says its specification
        home = os.path.expanduser("~")  # stays as it is for a user without a home
        base = os.path.join(home, ".cache")
    return Path(base) / "mentorsim" if os.path.isabs(base) else None


class Private:
    """The folder in the temporary directory that takes what cannot be written where it should."""

    path: Path | None = None

    def name(self) -> Path | None:
        """Where it is or would be; None without a temporary directory. The process that names it removes it."""
        if self.path is None:
            try:
                self.path = Path(tempfile.gettempdir()) / f"mentorsim-{os.getpid()}-{secrets.token_hex(8)}"
            except OSError:
                return None
            Finalize(None, shutil.rmtree, (self.path, True), exitpriority=0)
        return self.path

    def join(self, path: Path | None) -> None:
        """Use the folder of another process, which removes it."""
        self.path = path

    def made(self) -> tuple[Path, bool]:
        """(the folder, there and open to this user alone; whether it is new). OSError if that cannot be."""
        path = self.name()
        if path is None:
            raise FileNotFoundError(errno.ENOENT, "no temporary directory")
        try:
            path.mkdir(0o700)
        except FileExistsError:
            found = path.lstat()
            if not stat.S_ISDIR(found.st_mode) or not is_ours(found):
                raise
            return path, False
        remove_left_behind(path.parent)
        return path, True


PRIVATE = Private()


def is_ours(found: os.stat_result) -> bool:
    """Whether a file is this user's."""
    return not hasattr(os, "getuid") or found.st_uid == os.getuid()


def remove_left_behind(folder: Path) -> None:
    """Remove private folders of this user's processes that were killed."""
    for path in folder.glob("mentorsim-*-*"):
        number = path.name.split("-")[1]
        if number.isdecimal() and not is_alive(int(number)) and path.is_dir() and is_ours(path.lstat()):
            shutil.rmtree(path, ignore_errors=True)


def is_alive(process: int) -> bool:
    """Whether a process of that number runs; true where one cannot know."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def folders() -> list[Path]:
    """Where compiled code is looked for: first of all what came with the package."""
    return [folder for folder in (prebuilt.folder(), cache_root(), PRIVATE.path) if folder is not None]


# --- files -----------------------------------------------------------------------------------------------------------


def exists(name: str) -> bool:
    """Whether a file of this name is kept."""
    return any(os.path.exists(folder / name) for folder in folders())


def sealed(name: str, content: bytes) -> bytes:
    """A file's content behind its seal: a line that says what it is, and the digest of its name and content."""
    return SEAL + hashlib.sha256(name.encode() + b"\n" + content).digest() + content


def read(name: str) -> bytes | None:
    """What was kept under a name, a path within the folder; None if nothing was, or if it is damaged."""
    for folder in folders():
        path = folder / name
        try:
            there = os.path.lexists(path)
            found = path.read_bytes() if path.is_file() else b""  # a pipe would never end
        except OSError:
            continue
        content = found[SEALED:]
        if found == sealed(name, content):
            return content
        if there:
            drop(folder, name)
    return None


def drop(folder: Path, name: str) -> None:
    """Remove a file that cannot be used, and say so; who may not remove it goes on without."""
    try:
        (folder / name).unlink()
    except FileNotFoundError:
        return  # another process has dropped it, and said so
    except OSError:
        pass
    say(f"Compiled code in {folder} is damaged; what cannot be used is compiled again.")


def discard(name: str) -> None:
    """Drop what is kept under a name."""
    for folder in folders():
        drop(folder, name)


def keep(name: str, content: bytes = b"") -> None:
    """Keep something under a name, whole or not at all; where it cannot be kept, say so and go on."""
    root = cache_root()
    try:
        if root is None:
            raise FileNotFoundError(errno.ENOENT, "there is no home folder")
        write(root / name, sealed(name, content))
    except OSError as why:
        place = f" in {root}" if root else ""
        keep_privately(name, content, f"Compiled code cannot be kept{place} ({why.strerror})")


def keep_privately(name: str, content: bytes, problem: str) -> None:
    """Keep something in the private folder. problem: why, for the line that tells of it."""
    try:
        folder, is_new = PRIVATE.made()
        write(folder / name, sealed(name, content))
    except OSError as why:
        say(f"{problem}, nor in the temporary directory ({why.strerror}). {REMEDY}.")
        return
    if is_new:
        say(f"{problem}; {folder} serves until this command ends. {REMEDY}.")


def write(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it, so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def remembered(name: str, compute) -> bytes:
    """What is kept under a name, or else what `compute` gives, which is kept if that is possible: it is easily done
    without, so nothing is said if it is not."""
    found = read(name)
    if found is None:
        found, root = compute(), cache_root()
        if root is not None:
            with suppress(OSError):
                write(root / name, sealed(name, found))
    return found
