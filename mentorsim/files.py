"""Files that are there whole or not at all, on any file system; and what a path that somebody gave names."""

import contextlib
import errno
import io
import json
import logging
import os
import re
import socket
import stat
import time
from contextlib import contextmanager
from pathlib import Path

from mentorsim.errors import BadInput, as_place

LONGEST_NAME, LONGEST_PATH = 255, 4095  # bytes, of a file's name and of its path
HOST = socket.gethostname()
OLD_SECONDS = 86_400.0  # a temporary file of another machine that nobody has touched for so long was left behind
UNFLUSHABLE = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF, errno.EISDIR}
CLOSED = {errno.EACCES, errno.EPERM}
KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISLNK, "a link that leads nowhere"),
)
noticed: set[str] = set()  # notices that this process has given


class CannotWrite(BadInput):
    """A file cannot be written; what was there stays readable."""


# --- what a path names -----------------------------------------------------------------------------------------------


def place(path) -> Path:
    """The path that somebody gave, `~` at its beginning being their home, as in a shell. BadInput for none at all."""
    given = os.fspath(path)
    if "\0" in given:
        raise BadInput(f"{given!r}: found a null character, expected a path")
    encoded = os.fsencode(given)
    longest = max(map(len, encoded.split(b"/")))
    if longest > LONGEST_NAME or len(encoded) > LONGEST_PATH:
        raise BadInput(f"{as_place(given)}: found a name of {longest:,} bytes, expected at most {LONGEST_NAME}")
    if encoded.decode("utf-8", "ignore").encode() != encoded:
        raise BadInput(f"{as_place(given)}: found bytes that are no text in UTF-8, expected a path that is")
    return Path(os.path.expanduser(given))


def kind_of(path: Path) -> str:
    """What stands there instead of a regular file, in words; empty if it is one. FileNotFoundError for nothing."""
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ELOOP):
            raise
        mode = os.lstat(path).st_mode
    return "" if stat.S_ISREG(mode) else next((word for is_kind, word in KINDS if is_kind(mode)), "no file")


def signature(path: Path) -> tuple:
    """What changes when a file is written anew."""
    found = os.stat(path)
    return found.st_ino, found.st_size, found.st_mtime_ns


# --- writing ---------------------------------------------------------------------------------------------------------


@contextmanager
def failures(path: Path):
    """Failures of the system as CannotWrite that names the file."""
    try:
        yield
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise CannotWrite(f"{path}: cannot be written: {why}; what was written before stays readable") from error


class Named(io.FileIO):
    """A file to write to, whose failures name the file that it will become."""

    def __init__(self, path: Path, becomes: Path):
        super().__init__(path, "wb")
        self.becomes = becomes

    def write(self, data):
        with failures(self.becomes):
            return super().write(data)


@contextmanager
def whole_file(path: Path, make: bool = True):
    """A file to write to that takes its place when complete and on disk, or not at all.

    make: whether folders that are missing are made. A link stays one: the file that it leads to is replaced. Raises
    CannotWrite, also if what stands there is no regular file.
    """
    target = target_of(path)
    temporary = target.with_name(f".{target.name}.{HOST}-{os.getpid()}")
    with failures(path):
        if make:
            target.parent.mkdir(parents=True, exist_ok=True)
            clean(target.parent, re.escape(target.name))
        file = io.BufferedWriter(Named(temporary, path))
    try:
        with file:
            yield file
            with failures(path):
                file.flush()
                os.fsync(file.fileno())
        with failures(path):
            os.replace(temporary, target)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
    with failures(path):
        sync_folder(target.parent)


def target_of(path: Path) -> Path:
    """The file that a path, or a link there, leads to. CannotWrite if it is there and no regular file."""
    with failures(path):
        target = Path(os.path.realpath(path)) if path.is_symlink() else path
        kind = kind_of(target) if os.path.lexists(target) else ""
    if kind:
        raise CannotWrite(f"{path}: found {kind}, expected a regular file or none; it was left as it is")
    return target


def sync_folder(folder: Path) -> None:
    """Flush the folder's list of names, where the file system can; said once where it cannot."""
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        unflushed(folder, error, UNFLUSHABLE | CLOSED)
        return
    try:
        os.fsync(handle)
    except OSError as error:
        unflushed(folder, error, UNFLUSHABLE)
    finally:
        os.close(handle)


def unflushed(folder: Path, error: OSError, harmless: set) -> None:
    """Tell once that folders are not flushed here; raises the error if it is no harmless one."""
    if error.errno not in harmless:
        raise error
    notice(
        f"{folder}: folders cannot be flushed on this file system ({os.strerror(error.errno)}); after a power cut, "
        "the latest files may be missing"
    )


def notice(text: str) -> None:
    """Tell something once in the life of the process: a line on standard error, unless logging is set up otherwise."""
    what = text.partition(": ")[2]
    if what not in noticed:
        noticed.add(what)
        logging.getLogger("mentorsim").warning(text)


def write_json(path: Path, value, make: bool = True) -> None:
    """Write a value as JSON. make: whether folders that are missing are made."""
    with whole_file(path, make) as file:
        file.write(json.dumps(value, indent=1, ensure_ascii=False).encode() + b"\n")


def read_account(path: Path, keys: set, expected: str) -> dict:
    """What a command has found, as it keeps it in a JSON file. BadInput (`expected`) where none with these keys is."""
    try:
        found = read_json(path)
    except FileNotFoundError:
        found = None
    if not isinstance(found, dict) or not keys <= found.keys():
        raise BadInput(f"{path}: {expected}")
    return found


def read_json(path: Path):
    """The value of a JSON file. FileNotFoundError if there is none, BadInput if it cannot be read."""
    try:
        kind = kind_of(path)
        text = "" if kind else path.read_text("utf-8")
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read: {error}") from None
    if kind:
        raise BadInput(f"{path}: found {kind}, expected a regular file")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: cannot be read: {error}") from None


# --- what writers leave behind ---------------------------------------------------------------------------------------


def clean(folder: Path, names: str) -> None:
    """Remove temporary files whose writers are gone: of this machine at once, of another when they are old.

    names: regular expression of the names that the files would have taken.
    """
    left = re.compile(rf"\.(?:{names})\.(.+)-(\d+)")
    with contextlib.suppress(OSError):
        for file in list(folder.iterdir()):
            match = left.fullmatch(file.name)
            if match and is_left_behind(file, match[1], int(match[2])):
                with contextlib.suppress(OSError):
                    file.unlink()


def is_left_behind(file: Path, host: str, process: int) -> bool:
    """Whether the writer of a temporary file is gone."""
    if host == HOST and os.name == "posix":
        return not is_alive(process)
    return file.lstat().st_mtime < time.time() - OLD_SECONDS


def is_alive(process: int) -> bool:
    """Whether a process of this machine is there."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
