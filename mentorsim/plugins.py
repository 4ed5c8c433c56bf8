"""Plug-ins: policies and indicators from a researcher's own package or module.

A package says in its metadata which modules hold them, and they are there once it is installed:

    [project.entry-points."mentorsim.policies"]        # or "mentorsim.indicators"
    own = "own_policies"

A module is named when it is wanted, by `--plugin own_policies` or `plugins=["own_policies"]`: something that can be
imported, also from the present folder, or the path of a .py file. An experiment's file cannot name one: a config alone
never runs code.
"""

import importlib
import importlib.util
import os
import sys
import traceback
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from mentorsim.errors import BadInput, as_place
from mentorsim.files import place
from mentorsim.places import is_file, is_folder
from mentorsim.registry import REGISTRIES, module_of

GROUPS = ("mentorsim.policies", "mentorsim.indicators")  # of entry points
PLUGGED = ("matching", "withdrawal", "goals", "indicators")  # kinds that a plug-in can add to


class Plugin(NamedTuple):
    """A plug-in. name: of its module; folder: where that is looked for beside what is installed, "" if nowhere."""

    name: str
    folder: str = ""


NAMED: dict[str, Plugin] = {}  # those that were named, in order; workers load them too
INSTALLED: dict[str, Plugin] = {}  # those of installed packages; they find them by themselves


def load(names) -> None:
    """Import plug-ins: names of modules, paths of .py files, or Plugins of another process. Raises BadInput."""
    for name in names:
        plugin = name if isinstance(name, Plugin) else plugin_of(str(name))
        if plugin.name not in NAMED:
            take_in(plugin, f"--plugin {plugin.name}")
            NAMED[plugin.name] = plugin


def plugin_of(name: str) -> Plugin:
    """The Plugin that a module's name or a file's path stands for. BadInput if there is none."""
    path = place(name)
    if path.suffix == ".py":
        if not is_file(path):
            raise BadInput(f"--plugin {as_place(name)}: found no such file, expected a Python module")
        if not path.stem.isidentifier():
            raise BadInput(f"--plugin {name}: found {path.stem!r}, expected a file called as a Python name may be")
        return Plugin(path.stem, str(path.parent.resolve()))
    top = name.partition(".")[0]
    if not all(part.isidentifier() for part in name.split(".")):
        raise BadInput(f"--plugin {as_place(name)}: expected the name of a module, or the path of a .py file")
    if top in sys.modules or importlib.util.find_spec(top):
        return Plugin(name)
    if is_file(Path(f"{top}.py")) or is_folder(Path(top)):
        return Plugin(name, os.getcwd())
    found = f"--plugin {as_place(name)}: found no such module"
    raise BadInput(f"{found}, expected one that can be imported or lies in this folder")


def take_in(plugin: Plugin, shown: str) -> None:
    """Import a plug-in's module; BadInput if that fails, or if it brings nothing."""
    if plugin.folder and plugin.folder not in sys.path:
        sys.path.append(plugin.folder)  # last, so that it hides nothing
        importlib.invalidate_caches()
    try:
        module = importlib.import_module(plugin.name)
    except Exception as error:
        for kind, entry in contents(plugin.name):
            del REGISTRIES[kind][entry]
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith("<")]
        why = f"{frames[-1].filename}:{frames[-1].lineno}: {type(error).__name__}: {error}"
        raise BadInput(f"{shown}: cannot be imported: {why}") from None
    file = getattr(module, "__file__", None)
    if plugin.folder and (not file or Path(plugin.folder) not in Path(file).resolve().parents):
        raise BadInput(f"{shown}: another module has this name already ({file or 'built in'}); give yours another one")
    if not contents(plugin.name):
        raise BadInput(f"{shown}: found no policy and no indicator in it, expected at least one")


def contents(name: str) -> list[tuple[str, str]]:
    """(kind, name) of the policies and indicators that a plug-in's module, or a module inside it, has brought."""
    inside = (name, f"{name}.")
    return [
        (kind, entry)
        for kind in PLUGGED
        for entry, thing in REGISTRIES[kind].items()
        if module_of(thing) == inside[0] or module_of(thing).startswith(inside[1])
    ]


def installed(group: str) -> None:
    """Import the plug-ins of installed packages that a group of entry points names. BadInput for one that is broken."""
    for entry in metadata.entry_points(group=group):
        plugin = Plugin(entry.value.partition(":")[0])
        if plugin.name not in INSTALLED:
            INSTALLED[plugin.name] = plugin
            package = f"{entry.dist.name} {entry.dist.version}" if entry.dist else "an installed package"
            take_in(plugin, f"plug-in {entry.name!r} of {package}")


def loaded() -> dict[str, Plugin]:
    """{name: Plugin} of all plug-ins of this process."""
    return INSTALLED | NAMED


def named() -> tuple:
    """The plug-ins that another process has to load to be like this one."""
    return tuple(NAMED.values())


def sources(name: str) -> list[Path]:
    """The files of a plug-in: its module, or all modules of the package it is."""
    file = Path(sys.modules[name].__file__)
    return sorted(file.parent.rglob("*.py")) if file.name == "__init__.py" else [file]
