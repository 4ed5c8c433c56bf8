"""A setting as a TOML file, shipped or a user's own: read and checked, every fault with file, line and nearest name."""

from functools import lru_cache

from mentorsim.errors import BadInput, written
from mentorsim.parameters import DEFAULTS, GROUPS, build, unknown_parameter
from mentorsim.places import Faults, find_file, flat, read_text, read_toml
from mentorsim.policies import policies_of

TEXTS = ("summary", "source")
SOURCES = "sources"
UNSOURCED = "assumption"


def is_file(setting) -> bool:
    """Whether a setting is named by a file rather than by its name."""
    return isinstance(setting, str) and setting.endswith(".toml")


def load(setting: str, folders, components: tuple) -> dict:
    """The setting in a file, as `parse` gives it. BadInput."""
    path = find_file(setting, folders, "a setting's file", "*.toml")
    return parse(read_text(path), str(path), components)


@lru_cache(maxsize=64)
def parse(text: str, shown: str, components: tuple) -> dict:
    """{"summary", "source", "sources": {path: text}, component: {path: value}} of a setting's file, complete.

    shown: the file's name in messages. What the file leaves out is empty. BadInput names every fault.
    """
    data, faults = read_toml(text, shown), Faults(shown, text, {})
    preset = {"summary": "", "source": UNSOURCED, SOURCES: {}} | {name: {} for name in components}
    places: dict = {}  # path of a parameter -> component
    for key, value in data.items():
        if key in TEXTS and isinstance(value, str):
            preset[key] = value
        elif key in (*components, SOURCES) and isinstance(value, dict):
            preset[key] = dict(flat(value, groups=GROUPS))
        elif key in preset:
            expected = "a text in quotes" if key in TEXTS else "a table"
            faults.add(key, key, f"found {written(value)}, expected {expected}")
        else:
            faults.add(key, key, f"unknown key, expected one of {', '.join(preset)}{faults.nearest(key, preset)}")
    for name in components:
        for path in list(preset[name]):
            check_place(path, name, places, preset, faults)
    for path, value in preset[SOURCES].items():
        if path not in places:
            hint = faults.nearest(path, places)
            faults.add(f"{SOURCES}.{path}", f"{SOURCES}.{path}", f"found a source for what is not set{hint}")
        elif not isinstance(value, str):
            faults.add(f"{SOURCES}.{path}", f"{SOURCES}.{path}", f"found {written(value)}, expected a text in quotes")
    check_values({path: preset[name][path] for path, name in places.items()}, places, faults)
    faults.close()
    return preset


def check_place(path: str, name: str, places: dict, preset: dict, faults: Faults) -> None:
    """A parameter's path in a component: known, no choice of a setting, and set once. A faulty one is left out."""
    what = ""
    if path.split(".")[0] == "setting":
        what = "a setting cannot name other settings"
    elif path not in DEFAULTS:
        what = unknown_parameter(path, faults.nearest)
    elif path in places:
        what = f"found a second value, expected one (the other is under [{places[path]}])"
    if what:
        faults.add(f"{name}.{path}", path, what)
        del preset[name][path]
    else:
        places[path] = name


def check_values(values: dict, places: dict, faults: Faults) -> None:
    """The values must make possible parameters, with policies that exist."""
    try:
        policies_of(build(values))
    except BadInput as error:
        for message in str(error).splitlines():
            path, _, what = message.partition(": ")
            shown = path if path in places else f"parameters.{path}"
            faults.add(f"{places.get(path, '')}.{path}", shown, what)
