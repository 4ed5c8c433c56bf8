"""Results folders that may be opened: those below the root that the command was given, and nothing else."""

import os
from pathlib import Path

from mentorsim.parameters import BadInput, nearest

ROOT = "MENTORSIM_DASHBOARD_ROOT"
DEEPEST = 3  # levels below the root at which results folders are looked for
MARK = "resolved.json"  # what makes a folder one of results
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
    """Results folders below a root, as relative paths ("." is the root itself); links that lead out are left out."""
    found = []
    for folder, inner, files in os.walk(below):
        relative = Path(folder).relative_to(below)
        if MARK in files and is_inside(below, Path(folder)):
            found.append(relative.as_posix())
            inner.clear()
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        if len(relative.parts) >= DEEPEST:
            inner.clear()
    return found


def is_inside(below: Path, path: Path) -> bool:
    """Whether a path, all links followed, lies below the root or is it."""
    return path.resolve().is_relative_to(below.resolve())


def inside(below: Path, name: str) -> Path:
    """The results folder of that name. BadInput for one that leads out of the root, by dots or links, or is none."""
    path = below / name
    if "\0" in name or not is_inside(below, path):
        raise BadInput(f"{name}: outside of {below.name}; only results below it can be opened")
    if not (path / MARK).is_file():
        raise BadInput(f"{name}: found no results there{nearest(name, names(below))}")
    for file in (file for pattern in READ for file in path.glob(pattern)):
        if file.is_symlink() and not is_inside(below, file):
            raise BadInput(f"{name}/{file.name}: a link out of {below.name}; only files below it can be read")
    return path


def new_folder(below: Path, name: str) -> Path:
    """Where a sweep of that name writes. BadInput if the root is itself a results folder, or the name leads out."""
    if (below / MARK).is_file():
        raise BadInput(f"{below.name}: is a results folder; start the dashboard on the folder around it to run sweeps")
    path = below / name
    if not name or Path(name).name != name or not is_inside(below, path):
        raise BadInput(f"{name!r}: cannot be the name of a results folder")
    return path
