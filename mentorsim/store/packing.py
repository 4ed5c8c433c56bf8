"""resolved.json of an experiment over plausible worlds, without saying the same once for each arm and world.

Every arm is there in every world. What the arms of a world have in common is the world's, and what an arm has in all
worlds is the arm's; what is left stands with the two. Written small, and read as if it had been written in full.
"""

from collections.abc import Iterable
from functools import reduce
from typing import Any

SHARED = "of_worlds"  # {number of a world: what its arms have in common}; marks an experiment that is packed


def packed(resolved: dict) -> dict:
    """The experiment with an entry per arm, not per arm and world; in full where that would lose something."""
    arms = resolved["arms"]
    if any("world" not in arm for arm in arms):
        return resolved
    shared = {
        number: in_all(arm["differs"] for arm in arms if arm["world"] == number)
        for number in dict.fromkeys(arm["world"] for arm in arms)
    }
    by_label: dict[str, list[dict]] = {}
    for arm in arms:
        by_label.setdefault(arm["label"], []).append(arm)
    small = resolved | {
        SHARED: {str(number): differs for number, differs in shared.items()},
        "arms": [packed_arm(entries, shared) for entries in by_label.values()],
    }
    return small if unpacked(small) == resolved else resolved


def packed_arm(entries: list[dict], shared: dict[int, dict]) -> dict:
    """The entries of one arm, one for each world, as one. shared: {number of a world: what its arms have in common}."""
    own = {arm["world"]: without(arm["differs"], shared[arm["world"]]) for arm in entries}
    always = in_all(own.values())
    further = {str(number): rest for number, one in own.items() if (rest := without(one, always))}
    return {
        "label": entries[0]["label"],
        "varied": entries[0]["varied"],
        "differs": always,
        "stories": {str(arm["world"]): arm["story"] for arm in entries},
        **({"further": further} if further else {}),
    }


def unpacked(resolved: Any) -> Any:
    """The experiment with an entry per arm and world, in order of the worlds; what is not packed, as it is."""
    if not isinstance(resolved, dict) or SHARED not in resolved:
        return resolved
    try:
        arms = [
            entry_of(arm, number, differs) for number, differs in resolved[SHARED].items() for arm in resolved["arms"]
        ]
    except (KeyError, TypeError, ValueError, AttributeError):  # damaged: whoever reads it finds no arms, and says so
        return resolved
    return {name: value for name, value in resolved.items() if name != SHARED} | {"arms": arms}


def entry_of(arm: dict, number: str, shared: dict) -> dict:
    """One arm in one world. shared: what the arms of that world have in common."""
    return {
        "label": arm["label"],
        "world": int(number),
        "varied": arm["varied"],
        "story": arm["stories"][number],
        "differs": shared | arm["differs"] | arm.get("further", {}).get(number, {}),
    }


def in_all(parts: Iterable[dict]) -> dict:
    """{path: value} of what each of several has."""
    return reduce(lambda one, other: {path: v for path, v in one.items() if path in other and other[path] == v}, parts)


def without(differs: dict, known: dict) -> dict:
    """{path: value} beyond what is known."""
    return {path: value for path, value in differs.items() if path not in known or known[path] != value}
