"""Whether the runs of an experiment belong into a results folder, and how they join those that are there.

An arm is known by its story, the digest of all that decides its runs but their luck. Names of experiment and arms, the
order of factors, arms and tables, and how many replications there are do not matter.
"""

from mentorsim.errors import BadInput

SAME = (
    "seed",
    "weeks",
    "stop",
    "shocks",
    "tables",
    "moments",
    "factors",
    "asked",
    "worlds",
)  # asked: outcomes computed only on request
UNORDERED = ("tables", "factors", "asked")
MOST_NAMED = 3  # parameters in a refusal


def united(old: dict, new: dict) -> dict:
    """The resolved experiment of a folder after another one has joined: its arms first, all names as they were.

    old, new: as in resolved.json; old is empty for a new folder.
    """
    named = {arm["story"]: arm["label"] for arm in old.get("arms", [])}
    arms = {arm["story"]: arm | {"label": named.get(arm["story"], arm["label"])} for arm in new["arms"]}
    base = new.get("parameters", {})
    for arm in old.get("arms", []):
        arms.setdefault(arm["story"], arm | {"differs": differing(base, parameters_of(old, arm))})
    replications = max(new["replications"], old.get("replications", 0))
    return new | {"arms": list(arms.values()), "replications": replications}


def within(one: dict, other: dict) -> bool:
    """Whether the runs of a resolved experiment are among those of another: the same luck, and all of its arms."""
    worlds = {arm["story"] for arm in other.get("arms", [])}
    return one.get("seed") == other.get("seed") and {arm["story"] for arm in one.get("arms", [])} <= worlds


def parameters_of(resolved: dict, arm: dict) -> dict:
    """{path: value} of an arm, complete."""
    return resolved.get("parameters", {}) | arm["differs"]


def differing(one: dict, other: dict) -> dict:
    """{path: value in `other`} where the two differ."""
    return {path: value for path, value in other.items() if path not in one or one[path] != value}


def check_same(path, old: dict, new: dict, changed: list[str]) -> None:
    """BadInput unless the runs of a new experiment belong with those of the old one.

    path: the folder; changed: files of the model's source that have changed since it was begun.
    """
    for key in SAME:
        found, expected = told(old, key), told(new, key)
        ordered = sorted if key in UNORDERED else lambda value: value
        if ordered(found) != ordered(expected):
            refuse(path, key, repr(found), repr(expected), changed)
    arms = {name_of(arm): arm for arm in old["arms"]}
    for arm in new["arms"]:
        first = arms.get(name_of(arm), arm)
        if first["story"] != arm["story"]:
            before, after = parameters_of(old, first), parameters_of(new, arm)
            paths = list(differing(before, after))[:MOST_NAMED]
            found, expected = (", ".join(f"{path} = {one.get(path)!r}" for path in paths) for one in (before, after))
            world = f" in world {arm['world']}" if "world" in arm else ""
            refuse(path, f"arm {arm['label']!r}{world}", found or "another world", expected or "this one", changed)


def told(resolved: dict, key: str):
    """What is compared of a resolved experiment: of plausible worlds how many there are, and their digest."""
    if key == "worlds" and key in resolved:
        return f"{len(resolved[key]['sets'])} plausible worlds (digest {resolved[key]['digest']})"
    return resolved.get(key, [])


def name_of(arm: dict) -> tuple:
    """What an arm is called in a folder: its label, and its world, of which None is the only one."""
    return arm["label"], arm.get("world")


def refuse(path, key: str, found: str, expected: str, changed: list[str]) -> None:
    """Raise BadInput for a folder that holds another experiment."""
    since = f" (the model's code has changed since: {', '.join(changed)})" if changed else ""
    raise BadInput(
        f"{path}: holds another experiment: {key}: found {found}, expected {expected}{since}; "
        "choose another folder (--out) or remove this one"
    )


def changed_files(manifest: dict, code: dict | None) -> list[str]:
    """Files of the model's source that are not what they were when a folder was begun. code: {file: digest} now."""
    old, new = manifest.get("code"), code
    if old is None or new is None:
        return []
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
