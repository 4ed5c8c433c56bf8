"""Patterns held against the model: which runs that takes, and what comes of it."""

import contextlib
import hashlib
import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mentorsim.compiled import PACKAGE
from mentorsim.errors import BadInput
from mentorsim.experiment import config, identity
from mentorsim.files import write_json
from mentorsim.patterns import PATTERNS
from mentorsim.patterns.declaring import Measure, Pattern, sentence, united
from mentorsim.patterns.estimating import estimate
from mentorsim.patterns.reading import Folder, labels_of
from mentorsim.patterns.scenarios import CHANCE, PLACEBO, SEED, USUAL, WORLDS, Look, Scenario
from mentorsim.patterns.verdicts import UNTESTABLE, joined
from mentorsim.store.results import Results

NAME = "validation.json"
NO_INTERVAL = "fewer than two replications have a value"
NOWHERE = (math.nan, math.nan, math.nan)


@dataclass(frozen=True)
class Task:
    """What is to be run of one scenario: these arms."""

    scenario: Scenario
    labels: list[str]

    def experiment(self, replications: int) -> config.Experiment:
        """The experiment that does it."""
        return self.scenario.experiment(self.labels, replications)


def tasks(patterns: Iterable[Pattern], kinds: Iterable[str] = WORLDS) -> list[Task]:
    """What is to be run for some patterns: every scenario once, with the arms that they look at. kinds: of worlds."""
    looks: dict[str, list[tuple[Look, str]]] = {}
    for pattern in patterns:
        for world in (world for world in worlds_of(pattern) if world in kinds):
            for look in pattern.looks:
                looks.setdefault(look.scenario.name, []).append((look, world))
    return [Task(found[0][0].scenario, labels_of(found)) for found in looks.values()]


def worlds_of(pattern: Pattern) -> list[str]:
    """The kinds of world in which a pattern can be measured."""
    if pattern.why_not():
        return []
    return [USUAL, *(w for w in pattern.worlds if not any(look.lacks(w) for look in pattern.looks))]


# --- measuring -------------------------------------------------------------------------------------------------------


def held_against(patterns: list[Pattern], folders: dict[str, Results]) -> list[dict]:
    """One entry per pattern: what is published, what is simulated, the verdict. folders: {scenario: its results}."""
    read = runs_in(patterns, tasks(patterns), folders)
    return [entry(pattern, read) for pattern in patterns]


def runs_in(patterns: list[Pattern], done: list[Task], folders: dict[str, Results]) -> dict[str, Folder]:
    """{scenario: its runs}, with what some patterns read of them. folders: {scenario: its results}."""
    read = {}
    for task in done:
        name = task.scenario.name
        reads = united(p.reads() for p in patterns if any(look.scenario.name == name for look in p.looks))
        read[name] = Folder(folders[name], task.scenario.weeks, reads)
    return read


def entry(pattern: Pattern, folders: dict[str, Folder]) -> dict:
    """The entry of one pattern; numbers are those of its first measure."""
    why, figure = pattern.why_not(), pattern.figure
    worlds = worlds_of(pattern)
    runs = {world: [folders[look.scenario.name].runs(look, world) for look in pattern.looks] for world in worlds}
    measures = [measured(pattern, measure, runs) for measure in pattern.measures] if not why else []
    verdict = joined(m["verdict"] for m in measures if m["verdict"]) if measures else UNTESTABLE
    why = why or next((m["why"] for m in measures if verdict == UNTESTABLE and m["verdict"] == UNTESTABLE), "")
    first = measures[0] if measures else dict.fromkeys(("simulated", "low", "high", *pattern.worlds))
    target = next(iter(figure.targets.values()))
    return {
        "id": pattern.id,
        "role": pattern.role,
        "verdict": verdict,
        "target": ends(target),
        **{key: first[key] for key in ("simulated", "low", "high")},
        "placebo": first.get(PLACEBO),
        "chance": first.get(CHANCE),
        "source": figure.source,
        "status": figure.status,
        "statement": pattern.statement,
        "published": figure.published,
        "why": why,
        "measures": measures,
    }


def measured(pattern: Pattern, measure: Measure, runs: dict[str, list[dict]]) -> dict:
    """What one measure gives in each kind of world, and its verdict ("" for one that has no target)."""
    lack, figure = measure.lacks(), pattern.figure
    target = figure.targets[measure.name]
    found = {world: NOWHERE if lack else over_replications(measure, looks) for world, looks in runs.items()}
    value, low, high = found[USUAL]
    verdict = target.verdict(low, high) if target else ""
    why = sentence(lack or (NO_INTERVAL if verdict == UNTESTABLE else ""))
    return {
        "measure": measure.name,
        "verdict": verdict,
        "target": ends(target),
        "target_in_words": target.in_words if target else "",
        "status": figure.statuses[measure.name],
        **dict(zip(("simulated", "low", "high"), map(known, (value, low, high)), strict=True)),
        **{world: beside(found.get(world, NOWHERE)) for world in (PLACEBO, CHANCE)},
        "why": why,
    }


def over_replications(measure: Measure, looks: list[dict]) -> tuple[float, float, float]:
    """(value, low, high) of a measure over the replications in which all its worlds are there."""
    values = np.array(list(by_replication(measure, looks).values()), float)
    return estimate(values, measure.combine) if len(values) else NOWHERE


def by_replication(measure: Measure, looks: list[dict]) -> dict[int, Any]:
    """{replication: what the measure reads off it}, of the replications in which all its worlds are there."""
    shared = sorted(set.intersection(*(set(runs) for runs in looks)))
    return {replication: measure.of(*(runs[replication] for runs in looks)) for replication in shared}


def ends(target) -> list:
    """[low, high] of a target, None for an open end."""
    return [None, None] if target is None else [None if math.isinf(end) else end for end in (target.low, target.high)]


def beside(found: tuple[float, float, float]) -> float | None:
    """A value to stand beside another, None where it is undefined or might be anything."""
    return None if known(found[1]) is None else known(found[0])


def known(value: float) -> float | None:
    """A number, or None where it is undefined or without bounds."""
    return float(value) if math.isfinite(value) else None


# --- on disk ---------------------------------------------------------------------------------------------------------


def save(folder: Path, entries: list[dict], replications: int, worlds: dict | None = None) -> dict:
    """Write what was found beside the results folders of the scenarios; returns what the file then has.

    What the file has of other patterns stays, if it was found in the same way: by the same code and declarations, with
    as many replications. worlds: which plausible worlds it is over, if it is over any.
    """
    about = {"replications": replications, "seed": SEED, "code": identity.fingerprint(), "declarations": declarations()}
    about["software"] = identity.machine()["software"]
    about["worlds"] = worlds
    found = {entry["id"]: entry for entry in [*earlier(load, folder, about, "patterns"), *entries]}
    whole = about | {"patterns": [found[id] for id in PATTERNS if id in found]}
    write_json(folder / NAME, whole)
    return whole


def earlier(read: Callable[[Path], dict], folder: Path, about: dict, key: str) -> list[dict]:
    """The entries under a key of what a folder has already, if it was found in this way. read: see `load`."""
    with contextlib.suppress(BadInput):
        found = read(folder)
        return found[key] if about.items() <= found.items() else []
    return []


def declarations(package: str = "patterns") -> str:
    """Digest of all files of a package, in which its declarations stand, figures among them."""
    found = hashlib.sha256()
    for file in sorted((PACKAGE / package).glob("*.*")):
        found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()[:16]


def load(folder: Path) -> dict:
    """What `save` wrote into a folder: {"replications", "worlds", "patterns"}. BadInput where there is no such file."""
    file = Path(folder) / NAME
    try:
        found = json.loads(file.read_text("utf-8"))
        found["replications"], found["patterns"][0]["id"]
        found.setdefault("worlds", None)
    except (OSError, ValueError, LookupError, TypeError):
        raise BadInput(f"{file}: found no validation, expected what `mentorsim validate` writes") from None
    return found


def is_validation(folder: Path) -> bool:
    """Whether a folder is one that `mentorsim validate` wrote into."""
    return (Path(folder) / NAME).is_file()
