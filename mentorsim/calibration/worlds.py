"""From points to what the model gives there: runs of the patterns' worlds, by the ordinary sweep, and their measures.

A point overrides parameters of the worlds in which the patterns are looked for. What a world is about stays as it is:
what the scenario or its arm sets, and what a setting keeps of its own. Only usual worlds are run, of patterns to
calibrate by; all points have the same luck.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mentorsim.calibration import evidence
from mentorsim.calibration.evidence import Output
from mentorsim.calibration.plan import Plan
from mentorsim.experiment.config import Experiment
from mentorsim.patterns.declaring import Measure, Pattern, united
from mentorsim.patterns.reading import labels_of
from mentorsim.patterns.scenarios import USUAL, Look, Scenario
from mentorsim.patterns.sets import Sets, repeated
from mentorsim.store.results import Results

Sweep = Callable[[Experiment, Path], Results]


@dataclass(frozen=True)
class Simulated:
    """What a simulation gives at some points.

    mean: (points, outputs), NaN where undefined; variance: of these means, over replications; unit: (outputs,) what a
    unit of the measure is in units of the output.
    """

    mean: np.ndarray
    variance: np.ndarray
    unit: np.ndarray


@dataclass(frozen=True)
class Task:
    """What is to be run of one scenario: these arms, at each point."""

    scenario: Scenario
    labels: list[str]

    def kept(self, label: str, plan: Plan) -> set[str]:
        """Paths that no point changes in an arm: what the scenario, the arm or the setting has for a reason."""
        mine = {one.path for one in plan.dimensions if one.setting == self.scenario.setting}
        own = self.scenario.parameters.keys() | self.scenario.arms[label].keys()
        return own | (plan.kept.get(self.scenario.setting, {}).keys() - mine)

    def values(self, label: str, plan: Plan, point: list) -> dict:
        """{path: value} of an arm at a point."""
        here = [(one, value) for one, value in zip(plan.dimensions, point, strict=True)]
        shared = {one.path: value for one, value in here if not one.setting}
        mine = {one.path: value for one, value in here if one.setting == self.scenario.setting}
        kept = self.kept(label, plan)
        changed = {path: value for path, value in (shared | mine).items() if path not in kept}
        return self.scenario.overrides(label) | changed

    def experiment(self, plan: Plan, points: list[list], wave: int) -> Experiment:
        """The experiment that runs every arm at every point. BadInput for a point that cannot be."""
        base = self.scenario.experiment(self.labels, plan.replications)
        name = f"{plan.name}-wave-{wave}-{self.scenario.name}"
        base = replace(base, name=name[:100], seed=plan.seed)
        return repeated(base, self.labels, lambda label, point: self.values(label, plan, point), points)


def tasks(patterns: Iterable[Pattern]) -> list[Task]:
    """What is to be run for some patterns: every scenario once, with the arms that they look at."""
    looks: dict[str, list[tuple[Look, str]]] = {}
    for pattern in patterns:
        for look in pattern.looks:
            looks.setdefault(look.scenario.name, []).append((look, USUAL))
    return [Task(found[0][0].scenario, labels_of(found)) for found in looks.values()]


# --- simulating ------------------------------------------------------------------------------------------------------


class Worlds:
    """The model as a function of points.

    sweep: does the runs of an experiment in a folder that are not there yet.
    """

    def __init__(self, plan: Plan, folder: Path, sweep: Sweep):
        known = evidence.patterns()
        self.plan, self.folder, self.sweep = plan, folder, sweep
        self.patterns = [known[id] for id in plan.patterns]
        self.tasks = tasks(self.patterns)
        self.outputs = evidence.outputs(plan.patterns)
        self.errors: list[dict] = []  # rows of runs that failed

    def __call__(self, wave: int, points: list[list]) -> Simulated:
        """What the model gives at the points of a wave; what has been run is not run again."""
        experiments = [
            task.experiment(self.plan, points, wave) for task in self.tasks
        ]  # what cannot be, before any run
        read = {}
        for task, experiment in zip(self.tasks, experiments, strict=True):
            results = self.sweep(experiment, self.folder / f"wave-{wave}" / task.scenario.name)
            self.errors += results.status()["errors"]
            read[task.scenario.name] = Sets(results, experiment, self.reads(task))
        found = [self.measured(read, number) for number in range(len(points))]
        mean, variance, unit = (np.array(part, float) for part in zip(*found, strict=True))
        with np.errstate(all="ignore"):
            return Simulated(mean, variance, np.nan_to_num(np.nanmean(unit, axis=0), nan=1.0))

    def discard(self, wave: int) -> None:
        """Remove the runs of a wave, whose file has what they gave."""
        for task in self.tasks:
            shutil.rmtree(self.folder / f"wave-{wave}" / task.scenario.name, ignore_errors=True)

    def reads(self, task: Task) -> dict:
        """{table: columns} that any measure reads of a scenario."""
        return united(p.reads() for p in self.patterns if any(look.scenario == task.scenario for look in p.looks))

    def measured(self, read: dict[str, Sets], number: int) -> tuple[list, list, list]:
        """(means, variances of these, units) of all outputs at a point."""
        found = []
        for pattern in self.patterns:
            looks = [read[look.scenario.name].runs(look, number) for look in pattern.looks]
            shared = sorted(set.intersection(*(set(runs) for runs in looks)))
            worlds = [[runs[replication] for runs in looks] for replication in shared]
            for measure in evidence.measures(pattern):
                values = values_of(measure, worlds)
                mine = [one for one in self.outputs if (one.pattern, one.measure) == (pattern.id, measure.name)]
                found += [summed(one, values) for one in mine]
        return tuple(zip(*found, strict=True))


def values_of(measure: Measure, worlds: list[list]) -> np.ndarray:
    """(replications, k) the numbers of a measure, of those replications in which all are defined."""
    values = np.array([measure.of(*runs) for runs in worlds], float).reshape(len(worlds), -1)
    return values[np.isfinite(values).all(axis=1)]


def summed(output: Output, values: np.ndarray) -> tuple[float, float, float]:
    """(mean, variance of the mean, unit) of an output; NaN below two replications."""
    if len(values) < 2:
        return np.nan, np.nan, np.nan
    found = output.of(values)
    return float(found.mean()), float(found.var(ddof=1) / len(found)), output.unit(values)
