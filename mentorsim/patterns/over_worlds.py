"""Patterns held against plausible worlds: what each of them gives, and how many of them meet a pattern.

A pattern's measure has a value in each world, a mean over replications. It is known up to luck, and the variance of
luck is pooled over worlds, since few replications are run of each. All worlds have the same luck, so whether luck alone
could have made a direction is asked of their mean.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from mentorsim.analysis.worlds import Spread, spread
from mentorsim.experiment.config import Experiment
from mentorsim.experiment.crossing import parts_of
from mentorsim.experiment.worlds import PlausibleWorld, Worlds
from mentorsim.indicators.statistics import COVERAGE, NAN
from mentorsim.patterns import validation
from mentorsim.patterns.declaring import Measure, Pattern, sentence, united
from mentorsim.patterns.estimating import quotient
from mentorsim.patterns.scenarios import CHANCE, PLACEBO, USUAL, WORLDS, Scenario
from mentorsim.patterns.sets import Sets, repeated
from mentorsim.patterns.verdicts import DIRECTION, MET, MISSED, MOST, UNTESTABLE, VERDICTS, Target, joined
from mentorsim.store.results import Results

ENDS = (0.05, 0.95)  # quantiles between which a simulated range lies


# --- what is run -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Task:
    """What is to be run of one scenario: these arms, in each plausible world."""

    scenario: Scenario
    labels: list[str]
    worlds: Worlds

    def experiment(self, replications: int) -> Experiment:
        """The experiment that does it."""
        base = self.scenario.experiment(self.labels, replications)
        return repeated(base, self.labels, self.values, self.worlds.worlds)

    def values(self, label: str, world: PlausibleWorld) -> dict:
        """{path: value} of an arm in a world, which leaves what the scenario, the arm or its kind of world says."""
        arm, _, kind = label.partition(", ")
        said = {"setting": self.scenario.setting} | self.scenario.common
        said |= WORLDS[kind or USUAL] | self.scenario.arms[arm]
        return self.scenario.overrides(label) | self.worlds.below(world, said)

    def reads(self, patterns: Iterable[Pattern]) -> dict:
        """{table: columns} that some patterns read of the scenario."""
        return united(p.reads() for p in patterns if any(look.scenario == self.scenario for look in p.looks))


def tasks(patterns: Iterable[Pattern], worlds: Worlds) -> list[Task]:
    """What is to be run for some patterns."""
    return [Task(task.scenario, task.labels, worlds) for task in validation.tasks(patterns)]


def record(worlds: Worlds) -> dict:
    """Which worlds a validation is of."""
    return {"source": parts_of(worlds.source)[0], "digest": worlds.digest, "of": worlds.of, "used": len(worlds)}


# --- what comes of it ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Values:
    """A measure over worlds.

    each: (worlds, replications) its values, NaN where undefined; of a ratio those that have its mean and its error;
    value: (worlds,) in each world; half: (worlds,) half of its 95 % interval, which luck alone makes; infinite where a
    ratio has no bounds.
    """

    each: np.ndarray
    value: np.ndarray
    half: np.ndarray

    @property
    def told(self) -> np.ndarray:
        """(worlds,) the values that have bounds, NaN for the others, which may be anything."""
        return np.where(np.isfinite(self.half), self.value, NAN)

    def verdicts(self, target: Target) -> list[str]:
        """What is said of each world."""
        return [of_world(target, value, half) for value, half in zip(self.value, self.half, strict=True)]

    def spread(self, weights: np.ndarray) -> Spread:
        """Mean over worlds, and what they and luck add to its error."""
        return spread(self.each, weights)

    def has_direction(self, target: Target, weights: np.ndarray) -> bool:
        """Whether the mean over worlds is clear of the value at which there would be no such thing.

        Its interval has the luck in it that all worlds share. A single world has its own interval.
        """
        mean, low, high = self.spread(weights).interval()
        if math.isnan(low):
            half = float(np.nanmin(self.half)) if np.isfinite(self.half).any() else math.inf
            low, high = mean - half, mean + half
        return target.none is None or target.has_direction(low, high)


def of_world(target: Target, value: float, half: float) -> str:
    """What is said of one world: right in direction by its value, met if its interval has a value of the target in it.

    That luck could turn the direction is asked of all worlds together, since they share most of it.
    """
    if math.isnan(value) or math.isnan(half):
        return UNTESTABLE
    right = target.has_direction(value, value)
    if math.isinf(half) or not right:
        return MISSED
    if target.overlaps(value - half, value + half):
        return MET
    return MISSED if target.none is None else DIRECTION


def held_against(patterns: list[Pattern], worlds: Worlds, replications: int, folders: dict[str, Results]) -> list[dict]:
    """One entry per pattern: what is published, what plausible worlds give. folders: {scenario: its results}."""
    read = {
        task.scenario.name: Sets(folders[task.scenario.name], task.experiment(replications), task.reads(patterns))
        for task in tasks(patterns, worlds)
    }
    weights = np.array([one.weight for one in worlds.worlds])
    return [entry(pattern, read, weights) for pattern in patterns]


def entry(pattern: Pattern, read: dict[str, Sets], weights: np.ndarray) -> dict:
    """The entry of one pattern; numbers are those of its first measure."""
    why, figure = pattern.why_not(), pattern.figure
    kinds = validation.worlds_of(pattern)
    numbers = range(len(weights))
    runs = {
        kind: [[read[look.scenario.name].runs(look, number, kind) for look in pattern.looks] for number in numbers]
        for kind in kinds
    }
    measures = [] if why else [measured(pattern, measure, runs, weights) for measure in pattern.measures]
    told = [found.pop("verdicts") for found in measures]
    by_world = [joined(filter(None, one)) for one in zip(*told, strict=True)] if measures else []
    first = measures[0] if measures else dict.fromkeys(("simulated", "low", "high", "between", *WORLDS))
    return {
        "id": pattern.id,
        "role": pattern.role,
        "verdict": of_most(by_world, weights) if all(one["clear"] for one in measures) else MISSED,
        **shares(by_world, weights),
        "target": validation.ends(next(iter(figure.targets.values()))),
        **{key: first.get(key) for key in ("simulated", "low", "high", "between", PLACEBO, CHANCE)},
        "source": figure.source,
        "status": figure.status,
        "statement": pattern.statement,
        "published": figure.published,
        "why": why,
        "measures": measures,
    }


def measured(pattern: Pattern, measure: Measure, runs: dict[str, list], weights: np.ndarray) -> dict:
    """What one measure gives over worlds of each kind; `verdicts` has what is said of each ("" without a target)."""
    lack, figure = measure.lacks(), pattern.figure
    target = figure.targets[measure.name]
    found = {} if lack else {kind: over_worlds(measure, several) for kind, several in runs.items()}
    usual = found.get(USUAL, of_means([{}] * len(weights)))
    verdicts = usual.verdicts(target) if target else [""] * len(weights)
    clear = not target or set(verdicts) == {UNTESTABLE} or usual.has_direction(target, weights)
    middle, low, high = (quantile(usual.told, weights, at) for at in (0.5, *ENDS))
    return {
        "measure": measure.name,
        "verdicts": verdicts,
        "verdict": "" if not target else of_most(verdicts, weights) if clear else MISSED,
        "clear": clear,
        **(shares(verdicts, weights) if target else dict.fromkeys(("met", "right"))),
        "target": validation.ends(target),
        "target_in_words": target.in_words if target else "",
        "status": figure.statuses[measure.name],
        **{key: validation.known(value) for key, value in (("simulated", middle), ("low", low), ("high", high))},
        "between": validation.known(usual.spread(weights).worlds),
        **{
            kind: validation.known(quantile(found[kind].told, weights, 0.5)) if kind in found else None
            for kind in (PLACEBO, CHANCE)
        },
        "why": sentence(lack),
    }


def over_worlds(measure: Measure, several: list) -> Values:
    """A measure in each world. several: the runs of each world, as `by_replication` has them."""
    known = [defined(validation.by_replication(measure, looks)) for looks in several]
    return of_ratios(known) if measure.combine is quotient else of_means(known)


def defined(found: dict) -> dict[int, np.ndarray]:
    """{replication: (k,) numbers of a measure} where all of them are defined."""
    rows = {replication: np.array(values, float).reshape(-1) for replication, values in found.items()}
    return {replication: row for replication, row in rows.items() if np.isfinite(row).all()}


def of_means(worlds: list[dict]) -> Values:
    """Means, with Student's t on the variance that is pooled over worlds. worlds: {replication: numbers} of each."""
    each = in_columns([{replication: row[0] for replication, row in world.items()} for world in worlds])
    return Values(each, means_of(each), halves(each))


def of_ratios(worlds: list[dict]) -> Values:
    """Ratios R = x̄/ȳ, with the interval of x̄ − R·ȳ over ȳ; without bounds where ȳ cannot be told from 0."""
    over, under = (of_means([{n: row[[k]] for n, row in world.items()} for world in worlds]) for k in (0, 1))
    bound = np.abs(under.value) > under.half
    with np.errstate(all="ignore"):
        value = over.value / under.value
        left = np.where(bound[:, None], over.each - value[:, None] * under.each, NAN)
        half = np.where(bound, halves(left) / np.abs(under.value), np.inf)
        each = value[:, None] + left / under.value[:, None]
    return Values(each, np.where(np.isfinite(value), value, NAN), half)


def in_columns(worlds: list[dict]) -> np.ndarray:
    """(worlds, replications) numbers, NaN where a world has none."""
    columns = sorted({replication for world in worlds for replication in world}) or [0]
    return np.array([[world.get(replication, NAN) for replication in columns] for world in worlds])


def means_of(each: np.ndarray) -> np.ndarray:
    """(worlds,) means over replications; NaN without any."""
    counts = np.isfinite(each).sum(axis=1)
    return np.where(counts > 0, np.nansum(each, axis=1) / np.maximum(counts, 1), NAN)


def halves(each: np.ndarray) -> np.ndarray:
    """(worlds,) half of the 95 % interval of each world's mean; NaN where no world has two replications."""
    counts = np.isfinite(each).sum(axis=1)
    df = float((counts - 1)[counts > 1].sum())
    if df == 0.0:
        return np.full(len(each), NAN)
    variance = float(np.nansum((each - means_of(each)[:, None])[counts > 1] ** 2)) / df
    with np.errstate(divide="ignore"):
        return np.where(counts > 0, stdtrit(df, (1.0 + COVERAGE) / 2.0) * np.sqrt(variance / counts), NAN)


# --- over all of them ------------------------------------------------------------------------------------------------


def shares(verdicts: list[str], weights: np.ndarray) -> dict:
    """{"met", "right"}: the shares of worlds in which it is met, and in which it is met or right in direction."""
    found = {one: share(verdicts, weights, one) for one in VERDICTS} if verdicts else dict.fromkeys(VERDICTS, 0.0)
    return {"met": found[MET], "right": found[MET] + found[DIRECTION]}


def share(verdicts: list[str], weights: np.ndarray, which: str) -> float:
    """The share of worlds, by weight, of which something is said."""
    return math.fsum(weights[[one == which for one in verdicts]])


def of_most(verdicts: list[str], weights: np.ndarray) -> str:
    """The verdict that at least half of the worlds deserve: met; met or right in direction; otherwise missed."""
    if not verdicts or share(verdicts, weights, UNTESTABLE) > 1.0 - MOST:
        return UNTESTABLE
    found = shares(verdicts, weights)
    return MET if found["met"] >= MOST else DIRECTION if found["right"] >= MOST else MISSED


def quantile(values: np.ndarray, weights: np.ndarray, at: float) -> float:
    """The least value up to which the worlds with a value have at least a share `at` of their weight; NaN without."""
    known = np.isfinite(values)
    if not known.any():
        return NAN
    order = np.argsort(values[known], kind="stable")
    total = np.cumsum(weights[known][order])
    row = int(np.searchsorted(total, at * total[-1] * (1.0 - 1e-12)))
    return float(values[known][order][row])
