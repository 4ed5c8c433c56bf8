"""The arms of a scenario in several parameter sets: one experiment, and its runs, set by set."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from mentorsim.errors import BadInput
from mentorsim.experiment import identity
from mentorsim.experiment.config import Experiment
from mentorsim.experiment.design import MOST_ARMS, Listed
from mentorsim.indicators.run import Run
from mentorsim.patterns.reading import Folder
from mentorsim.patterns.scenarios import CONTROL, USUAL, Look, label
from mentorsim.settings import resolve
from mentorsim.store.results import Results


def repeated(base: Experiment, labels: list[str], values: Callable[[str, Any], dict], sets: Sequence) -> Experiment:
    """An experiment with each arm in each set.

    labels: of the arms; values: function of a label and a set, which gives {path: value}. BadInput if there would be
    more arms than an experiment can have.
    """
    if len(labels) * len(sets) > MOST_ARMS:
        raise BadInput(f"found {len(sets):,} parameter sets of {len(labels)} arms each, expected fewer")
    arms = tuple((name_of(number, name), values(name, one)) for number, one in enumerate(sets) for name in labels)
    varied: dict[str, list] = {}
    for _, own in arms:
        for path, value in own.items():
            varied.setdefault(path, []).append(value)
    return replace(base, design=Listed(varied, arms=arms))


def name_of(number: int, label: str) -> str:
    """What an arm in a set is called."""
    return f"set {number}, {label}"


class Sets:
    """The runs of a repeated scenario. reads: {table: columns} that any measure reads of them."""

    def __init__(self, results: Results, experiment: Experiment, reads: dict):
        self.folder = Folder(results, experiment.weeks, reads)
        self.labels = labels_in(results, experiment)

    def runs(self, look: Look, number: int, world: str = USUAL) -> dict[int, Run]:
        """{replication: run} of an arm in a set, in some kind of world."""
        mine = self.found(number, label(look.arm, world))
        if not look.control:
            return {replication: self.folder.run(tables, None) for replication, tables in mine.items()}
        controls = self.found(number, CONTROL)
        return {
            replication: self.folder.run(tables, controls[replication]["people"])
            for replication, tables in mine.items()
            if replication in controls
        }

    def found(self, number: int, label: str) -> dict[int, dict]:
        """{replication: tables} of an arm in a set."""
        return self.folder.found.get(self.labels[name_of(number, label)], {})


def labels_in(results: Results, experiment: Experiment) -> dict[str, str]:
    """{name of an arm: what the folder calls it}, since arms that are one world are run once, under one name."""
    known = {arm["story"]: arm["label"] for arm in results.resolved["arms"]}
    return {
        name: known[identity.world_digest(resolve(experiment.overrides | values), experiment.weeks)]
        for name, values in experiment.design.arms
    }
