"""Results folders that may be opened: those below the root that the command was given, and nothing else."""

import json
import os
from pathlib import Path

from mentorsim.errors import BadInput
from mentorsim.schema import SCHEMA
from mentorsim.spelling import nearest

ROOT = "MENTORSIM_DASHBOARD_ROOT"
DEEPEST = 3  # levels below the root at which results folders are looked for
MARK = "resolved.json"  # what makes a folder one of results
BESIDE = {"manifest.json", "experiment.toml"}  # what lies beside it, if it is gone
OURS = {"arms", "replications"}  # some of the names in it
READ = ("*", "parts/*", "given/*", "given/*/*")  # what may be read of it


def checked_root(root) -> Path:
    """The root as an absolute path; BadInput if it is something else than a folder. It need not exist yet."""
    path = Path(root).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise BadInput(f"{root}: found a file, expected a folder with results, such as results")
    return path


def root() -> Path:
    """The root of this server."""
    return checked_root(os.environ.get(ROOT, "results"))


def names(below: Path) -> list[str]:
    """Results folders below a root, as relative paths ("." is the root itself), damaged ones among them; links that
    lead out are left out.
    """
    found = []
    for folder, inner, files in os.walk(below):
        relative = Path(folder).relative_to(below)
        if is_results([*inner, *files]) and is_inside(below, Path(folder)):
            found.append(relative.as_posix())
            inner.clear()
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        if len(relative.parts) >= DEEPEST:
            inner.clear()
    return found


def is_results(there: list[str]) -> bool:
    """Whether a folder in which these names are is one of results, whole or damaged."""
    return MARK in there or set(there) >= BESIDE


def is_inside(below: Path, path: Path) -> bool:
    """Whether a path, all links followed, lies below the root or is it. What no file can be called lies nowhere."""
    try:
        found = path.resolve()
        found.exists()  # too long a name, or no text, is refused here
    except (OSError, ValueError, RuntimeError):
        return False
    return found.is_relative_to(below.resolve())


def inside(below: Path, name: str) -> Path:
    """The results folder of that name. BadInput for one that leads out of the root, by dots or links, or is none."""
    path = below / name
    if not is_inside(below, path):
        raise BadInput(f"{name}: outside of {below.name}; only results below it can be opened")
    if not (path / MARK).is_file():
        if path.is_dir() and is_results(os.listdir(path)):
            raise BadInput(f"{name}: found no file {MARK} there, which says what the results are of")
        raise BadInput(f"{name}: found no results there{nearest(name, names(below))}")
    for file in (file for pattern in READ for file in path.glob(pattern)):
        if file.is_symlink() and not is_inside(below, file):
            raise BadInput(f"{name}/{file.name}: a link out of {below.name}; only files below it can be read")
    return path


def kind_of(path: Path) -> str:
    """What a folder is that cannot be read: "foreign" (of another program), "of a newer version", or "damaged"."""
    try:
        if not (path / MARK).is_file():  # nobody waits for a pipe
            return "damaged"
        found = json.loads((path / MARK).read_bytes())
    except (OSError, ValueError, RecursionError):
        return "damaged"
    if not isinstance(found, dict) or not OURS & found.keys():
        return "foreign"
    newer = isinstance(found.get("schema"), int) and found["schema"] > SCHEMA
    return "of a newer version" if newer else "damaged"


def new_folder(below: Path, name: str) -> Path:
    """Where a sweep of that name writes. BadInput if the root is itself a results folder, or the name leads out."""
    if (below / MARK).is_file():
        raise BadInput(f"{below.name}: is a results folder; start the dashboard on the folder around it to run sweeps")
    path = below / name
    if not name or Path(name).name != name or not is_inside(below, path):
        raise BadInput(f"{name!r}: cannot be the name of a results folder")
    return path
