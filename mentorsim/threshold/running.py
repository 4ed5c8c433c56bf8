"""The runs of a search: an ordinary results folder, to which each round adds arms and replications."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from mentorsim.experiment import identity
from mentorsim.experiment.config import Experiment
from mentorsim.experiment.design import Listed
from mentorsim.parameters import DEFAULTS
from mentorsim.settings import resolve
from mentorsim.store.results import GOOD, Results
from mentorsim.threshold.asked import Asked, Case
from mentorsim.threshold.search import Ask

Sweep = Callable[[Experiment, Path], Results]


class Runs:
    """The model as a function of cases and values.

    sweep: does the runs of an experiment in a folder that are not there yet. Only the runs that were asked for are
    looked at, whatever else the folder has; so a search that is repeated there goes the same way.
    """

    def __init__(self, asked: Asked, folder: Path, sweep: Sweep):
        self.asked, self.folder, self.sweep = asked, folder, sweep
        self.errors: list[dict] = []  # rows of runs that failed

    def __call__(self, asks: Mapping[Ask, int]) -> dict[Ask, np.ndarray]:
        """Outcomes by replication of what is asked for: of the difference, where there is an arm to be held against."""
        read: dict[tuple[int, float, bool], np.ndarray] = {}
        for replications in sorted(set(asks.values())):
            mine = [ask for ask, wanted in asks.items() if wanted == replications]
            read |= self.read(mine, replications)
        if not self.asked.references:
            return {(number, value): read[number, value, False] for number, value in asks}
        return {(number, value): read[number, value, False] - read[number, value, True] for number, value in asks}

    def size(self, asks: Mapping[Ask, int]) -> int:
        """Runs that make up what is asked for, each counted once."""
        runs: dict[tuple[str, float | None, float], int] = {}
        for (number, value), replications in asks.items():
            for case, _ in self.sides(number):
                key = case.arm, case.at, value
                runs[key] = max(replications, runs.get(key, 0))
        return sum(runs.values())

    def sides(self, number: int) -> list[tuple[Case, bool]]:
        """(case, whether it is the one to be held against) of what is run for a case."""
        own = [(self.asked.cases[number], False)]
        return own + ([(self.asked.references[number], True)] if self.asked.references else [])

    def values_of(self, case: Case, value: float) -> dict:
        """{path: value} of a case at a value of the parameter."""
        path = self.asked.parameter
        return case.overrides | {path: int(value) if isinstance(DEFAULTS[path], int) else value}

    def experiment(self, asks: list[Ask], replications: int) -> Experiment:
        """The experiment that runs cases at values. BadInput for one that cannot be."""
        asked, arms = self.asked, {}
        for number, value in asks:
            for case, _ in self.sides(number):
                arms[f"{case.name}, {asked.parameter} = {value:g}"] = self.values_of(case, value)
        paths = dict.fromkeys(path for case in (*asked.cases, *asked.references) for path in case.overrides)
        factors = {path: [values[path] for values in arms.values() if path in values] for path in paths}
        factors[asked.parameter] = [values[asked.parameter] for values in arms.values()]
        design = Listed(factors, arms=tuple(arms.items()))
        return replace(asked.experiment, design=design, replications=replications)

    def read(self, asks: list[Ask], replications: int) -> dict[tuple[int, float, bool], np.ndarray]:
        """{(case, value, whether of the arm to be held against): (replications,) outcomes}, NaN where there is none."""
        e = self.asked.experiment
        results = self.sweep(self.experiment(asks, replications), self.folder)
        self.errors = results.status()["errors"]
        good = results.table("outcomes", where={"status": GOOD}) if results.status()["done"] else None
        known = {} if good is None else dict(zip(good["run_id"], good[self.asked.outcome].astype(float), strict=True))
        found = {}
        for number, value in asks:
            for case, other in self.sides(number):
                parameters = resolve(e.overrides | self.values_of(case, value), e.folders)
                digest = identity.world_digest(parameters, e.weeks, e.shocks, e.stop)
                runs = (identity.run_of(digest, e.seed, replication) for replication in range(replications))
                found[number, value, other] = np.array([known.get(run, math.nan) for run in runs])
        return found
