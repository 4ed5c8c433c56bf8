"""resolved.json and manifest.json of a results folder: read, and refused by name if they are something else."""

import json
from pathlib import Path

from mentorsim import caching
from mentorsim.compiled import PACKAGE, digest_of
from mentorsim.errors import BadInput
from mentorsim.files import read_json
from mentorsim.schema import SCHEMA
from mentorsim.store.packing import unpacked

OF_MANIFEST = {"schema": int, "code": dict, "calls": list, "tables": dict, "until": dict}
MOST_SHOWN = 40  # characters of what was found


def resolved_of(path: Path) -> dict:
    """The complete experiment, with parameters that have been added since; empty if there is no file. BadInput for a
    file that holds none."""
    try:
        value = unpacked(read_json(path))
    except FileNotFoundError:
        return {}
    if not is_experiment(value):
        refuse(
            path, value, "the complete experiment, with its arms and replications; restore it, or move the folder away"
        )
    return value | with_added(value)


def with_added(resolved: dict) -> dict:
    """{"parameters": all of them}: those that came after an experiment was run stand at their defaults, which is what
    it was run with. Nothing where it has no parameters."""
    if "parameters" not in resolved:
        return {}
    return {"parameters": added_since(resolved.get("schema", SCHEMA)) | resolved["parameters"]}


def added_since(schema: int) -> dict:
    """{path: default} of the parameters that came after a schema; remembered, since they take long to import."""

    def found() -> bytes:
        from mentorsim.parameters import added_after

        return json.dumps(added_after(schema)).encode()

    name = f"added-{digest_of([PACKAGE / 'parameters.py', PACKAGE / 'codes.py'])}-{schema}"
    return json.loads(caching.remembered(name, found))


def is_experiment(value) -> bool:
    """Whether a value is a resolved experiment."""
    if not isinstance(value, dict) or not isinstance(value.get("arms"), list) or not value["arms"]:
        return False
    whole = all(isinstance(value.get(name), int) for name in ("replications", "seed", "weeks"))
    whole = whole and isinstance(value.get("schema", SCHEMA), int) and isinstance(value.get("parameters", {}), dict)
    tables = value.get("tables", [])
    named = isinstance(tables, list) and all(isinstance(name, str) and name.isidentifier() for name in tables)
    return whole and named and all(map(is_arm, value["arms"]))


def is_arm(value) -> bool:
    """Whether a value is an arm."""
    words = isinstance(value, dict) and all(isinstance(value.get(name), str) for name in ("label", "story"))
    return words and all(isinstance(value.get(name), dict) for name in ("varied", "differs"))


def manifest_of(path: Path) -> dict:
    """How a folder was made; empty if there is no file. BadInput for a file that does not say it."""
    try:
        value = read_json(path)
    except FileNotFoundError:
        return {}
    known = isinstance(value, dict) and OF_MANIFEST.keys() & value.keys()
    if not known or not all(isinstance(value[name], OF_MANIFEST[name]) for name in known):
        refuse(path, value, "what made these results; restore it, or remove it if that need not be known")
    return value


def refuse(path: Path, value, expected: str) -> None:
    """Raise BadInput for a file that holds something else."""
    found = json.dumps(value, ensure_ascii=False)
    shown = found if len(found) <= MOST_SHOWN else found[:MOST_SHOWN] + "…"
    raise BadInput(f"{path}: found {shown}, expected {expected}")
