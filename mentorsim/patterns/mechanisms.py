"""Mechanisms that the model can be run without, from `mechanisms.toml`, and what becomes of the patterns then."""

import json
import math
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

from mentorsim.errors import BadInput, written
from mentorsim.experiment import identity
from mentorsim.files import write_json
from mentorsim.patterns.declaring import Measure, Pattern
from mentorsim.patterns.estimating import estimate
from mentorsim.patterns.reading import Folder
from mentorsim.patterns.scenarios import USUAL, Scenario
from mentorsim.patterns.validation import Task, by_replication, declarations, known, tasks
from mentorsim.patterns.verdicts import UNTESTABLE, VERDICTS, joined
from mentorsim.spelling import nearest

NAME = "mechanisms.json"
ALL = "all"


@dataclass(frozen=True)
class Mechanism:
    """Something that the model can be run without. summary: a sentence; off: {path: value} at which it does nothing."""

    name: str
    summary: str
    off: dict

    def without(self, scenario: Scenario) -> Scenario:
        """The scenario in a model that lacks the mechanism, in every arm and in the control world."""
        arms = {
            name: arm | {path: value for path, value in self.off.items() if path in arm}
            for name, arm in scenario.arms.items()
        }
        return replace(scenario, parameters=scenario.parameters | self.off, arms=arms)

    @property
    def folder(self) -> str:
        """The name of the folder for its runs."""
        return self.name.replace(" ", "_")


@cache
def mechanisms() -> dict[str, Mechanism]:
    """{name: Mechanism}, in the order in which they are declared."""
    text = resources.files("mentorsim.patterns").joinpath("mechanisms.toml").read_text("utf-8")
    return {name: Mechanism(name, entry["summary"], entry["off"]) for name, entry in tomllib.loads(text).items()}


def chosen(names: Iterable[str]) -> list[Mechanism]:
    """The mechanisms with these names; `all` names every one. BadInput for an unknown one, with the nearest name."""
    found = {}
    for name in names:
        sought = name.strip().casefold().replace("_", " ")
        if sought not in (ALL, *mechanisms()):
            raise BadInput(
                f"without: found {written(name)}, expected {ALL} or one of {', '.join(mechanisms())}"
                f"{nearest(name, mechanisms())}"
            )
        found |= mechanisms() if sought == ALL else {sought: mechanisms()[sought]}
    return list(found.values())


def tasks_in_usual_worlds(patterns: Iterable[Pattern]) -> list[Task]:
    """What is to be run for some patterns, in the usual world alone."""
    return tasks(patterns, (USUAL,))


# --- what becomes of the patterns ------------------------------------------------------------------------------------


def held_without(patterns: Iterable[Pattern], with_it: dict[str, Folder], without: dict[str, Folder]) -> list[dict]:
    """One entry per pattern that can be tested: its verdict with and without a mechanism, and how its measures move.

    with_it, without: {scenario: its runs}, with the same luck.
    """
    return [entry(pattern, with_it, without) for pattern in patterns if not pattern.why_not()]


def entry(pattern: Pattern, with_it: dict[str, Folder], without: dict[str, Folder]) -> dict:
    """The entry of one pattern."""
    looks = [
        [folders[look.scenario.name].runs(look, USUAL) for look in pattern.looks] for folders in (with_it, without)
    ]
    measures = [moved(pattern, measure, *looks) for measure in pattern.measures if not measure.lacks()]
    before, after = (joined(m[key] for m in measures if m[key]) for key in ("before", "after"))
    return {"id": pattern.id, "role": pattern.role, "before": before, "after": after, "measures": measures}


def moved(pattern: Pattern, measure: Measure, with_it: list[dict], without: list[dict]) -> dict:
    """A measure with and without a mechanism, and the difference with its 95 % interval, over pairs of replications.

    The difference has no bounds where either value has none.
    """
    target = pattern.figure.targets[measure.name]
    ours, theirs = by_replication(measure, with_it), by_replication(measure, without)
    shared = sorted(ours.keys() & theirs.keys())
    columns = [np.array([side[r] for r in shared], float).reshape(len(shared), -1) for side in (ours, theirs)]
    combine = measure.combine or mean
    values = [estimate(column, measure.combine) if len(shared) else (math.nan,) * 3 for column in columns]
    pairs = np.hstack(columns) if shared else np.empty((0, 2))
    change, low, high = estimate(pairs, difference_of(combine, columns[0].shape[1]))
    if np.isinf([value[1:] for value in values]).any():
        low, high = -math.inf, math.inf
    return {
        "measure": measure.name,
        **{key: target.verdict(*value[1:]) if target else "" for key, value in zip(("before", "after"), values)},
        "with": known(values[0][0]),
        "without": known(values[1][0]),
        **dict(zip(("change", "low", "high"), map(known, (change, low, high)), strict=True)),
    }


def mean(value: float) -> float:
    """The mean itself, where nothing is combined."""
    return value


def difference_of(combine: Callable[..., float], width: int) -> Callable[..., float]:
    """The function of 2·width means that is `combine` of the last less `combine` of the first."""
    return lambda *means: combine(*means[width:]) - combine(*means[:width])


def is_moved(measure: dict) -> bool:
    """Whether a measure changes beyond its interval."""
    return measure["low"] is not None and measure["high"] is not None and measure["low"] * measure["high"] > 0.0


def carries(entries: list[dict]) -> dict[str, list[str]]:
    """Which patterns stand worse without a mechanism, which better, and of which others a measure moves.

    A verdict may change by chance, so only patterns count of which a measure moves beyond its interval.
    """
    moved = [e for e in entries if any(map(is_moved, e["measures"]))]
    steps = {e["id"]: VERDICTS.index(e["after"]) - VERDICTS.index(e["before"]) for e in moved if is_tested(e)}
    return {
        "broken": [id for id, step in steps.items() if step > 0],
        "better": [id for id, step in steps.items() if step < 0],
        "moved": [e["id"] for e in moved if steps.get(e["id"], 0) == 0],
    }


def is_tested(found: dict) -> bool:
    """Whether the pattern can be tested both with the mechanism and without it."""
    return UNTESTABLE not in (found["before"], found["after"])


def row(mechanism: Mechanism, entries: list[dict]) -> dict:
    """What is kept of one mechanism: its name, how it is off, what it carries, and the entry of each pattern."""
    about = {"name": mechanism.name, "summary": mechanism.summary, "off": mechanism.off}
    return about | carries(entries) | {"patterns": entries}


def save(out: Path, rows: list[dict]) -> Path:
    """Write the rows beside the results folders of the scenarios; returns the file."""
    about = {"code": identity.fingerprint(), "declarations": declarations()}
    write_json(out / NAME, about | {"mechanisms": rows})
    return out / NAME


def load(out: Path) -> list[dict]:
    """The rows that `save` wrote into a folder. BadInput where there is nothing of the kind."""
    try:
        found = json.loads((out / NAME).read_text("utf-8"))["mechanisms"]
        found[0]["patterns"][0]["id"]
    except (OSError, ValueError, LookupError, TypeError):
        wanted = "what `mentorsim validate --without` writes"
        raise BadInput(f"{out / NAME}: found no table of mechanisms, expected {wanted}") from None
    return found


def folder_of(out: Path, mechanism: Mechanism) -> Path:
    """Where the runs without a mechanism are kept."""
    return out / "without" / mechanism.folder
