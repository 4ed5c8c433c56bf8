"""The published figures, from `figures.toml`: who published what, and the target of each measure."""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from mentorsim.patterns.verdicts import Target

STATUSES = {
    "abstract": "read in the paper's abstract or on its page",
    "secondary": "read in a summary by others",
    "memory": "from memory, to be checked before anything leans on it",
    "derived": "a range of our own, made from the figure",
}


@dataclass(frozen=True)
class Figure:
    """What is published about one pattern. targets: {measure: Target, None for one that is only shown}."""

    source: str
    status: str
    published: str
    targets: dict[str, Target | None]
    statuses: dict[str, str]  # of the measures


@cache
def figures() -> dict[str, Figure]:
    """{id of a pattern: Figure}."""
    text = resources.files("mentorsim.patterns").joinpath("figures.toml").read_text("utf-8")
    return {name: figure(entry) for name, entry in tomllib.loads(text).items()}


def figure(entry: dict) -> Figure:
    """The Figure of one entry of the file."""
    measures = {key: value for key, value in entry.items() if isinstance(value, dict)}
    statuses = {name: one.get("status", entry["status"]) for name, one in measures.items()}
    unknown = {entry["status"], *statuses.values()} - STATUSES.keys()
    if unknown:
        raise ValueError(f"found status {sorted(unknown)}, expected one of {list(STATUSES)}")
    targets = {name: target(one) for name, one in measures.items()}
    return Figure(entry["source"], entry["status"], entry["published"], targets, statuses)


def target(one: dict) -> Target | None:
    """The Target of a measure; None where there are no ends."""
    if "low" not in one and "high" not in one:
        return None
    return Target(one.get("low", -math.inf), one.get("high", math.inf), one.get("none"))
