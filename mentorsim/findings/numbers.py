"""What the flagship results come to: differences with intervals, and the share of plausible worlds they hold in.

Functions of tables of outcomes. A row is a dict as of `analysis.contrasts.contrast`, and says besides which
factor, levels and outcome it is about and where: at whose hours, in which setting.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from mentorsim.analysis.contour import crossings
from mentorsim.analysis.contrasts import contrast, pairs_of
from mentorsim.analysis.outcomes import in_worlds, units_of
from mentorsim.errors import BadInput
from mentorsim.experiment.design import WORLD_WEIGHT
from mentorsim.findings.folders import BUDGET, EQUAL, OWN

BOTH = (EQUAL, OWN)
SETTINGS = ("organisation", "network", "hybrid")
AGAINST = (("network", "organisation"), ("hybrid", "organisation"), ("hybrid", "network"))
MATCHING, WITHDRAWAL = "matching.policy", "withdrawal.policy"
PLAINEST = {MATCHING: "random", WITHDRAWAL: "never"}  # what other policies are held against
CLEAR = ("better", "worse", "differs")  # verdicts that tell a level from the reference


def where(outcomes: pd.DataFrame, levels: Mapping[str, Any]) -> pd.DataFrame:
    """The runs at these levels; BadInput where there are none."""
    chosen = np.logical_and.reduce([outcomes[name] == level for name, level in levels.items()] or [True])
    found = outcomes[chosen] if levels else outcomes
    if found.empty:
        raise BadInput(f"outcomes: found no run with {dict(levels)}, expected some")
    return found


def compared(outcomes: pd.DataFrame, factor: str, pair: tuple, outcome: str, place: Mapping[str, Any]) -> dict:
    """The difference (level, reference) of a factor in one outcome, at levels of other factors (place)."""
    level, reference = pair
    runs = where(outcomes, place)
    both = pd.concat([where(runs, {factor: name}) for name in (reference, level)])
    row = contrast(outcome, pairs_of(both, factor, outcome, level, reference), 1)
    about = {"factor": factor, "level": level, "reference": reference, "outcome": outcome, "place": dict(place)}
    return row | about


def of_settings(outcomes: pd.DataFrame, outcome: str) -> list[dict]:
    """The settings against each other, at equal and at own hours."""
    return [compared(outcomes, "setting", pair, outcome, {BUDGET: hours}) for hours in BOTH for pair in AGAINST]


def of_policies(outcomes: pd.DataFrame, factor: str, outcome: str, hours: str) -> list[dict]:
    """Every policy of a kind against the plainest, in each setting."""
    reference = PLAINEST[factor]
    levels = [level for level in outcomes[factor].drop_duplicates() if level != reference]
    return [
        compared(outcomes, factor, (level, reference), outcome, {"setting": setting, BUDGET: hours})
        for level in levels
        for setting in outcomes["setting"].drop_duplicates()
    ]


def ratio_of_hours(outcomes: pd.DataFrame, pair: tuple[str, str]) -> float:
    """How many times the mentor hours of the second setting the first one takes by itself."""
    means = [where(outcomes, {"setting": name, BUDGET: OWN})["hours_total"].mean() for name in pair]
    return float(means[0] / means[1]) if means[1] else math.nan


def is_clear(row: Mapping[str, Any]) -> bool:
    """Whether the 95 % interval of a difference leaves 0 out."""
    return row["verdict"] in CLEAR


# --- where a sign turns ----------------------------------------------------------------------------------------------


def beside(level: pd.DataFrame, reference: pd.DataFrame, outcome: str) -> dict:
    """The difference between two sets of runs of the same people, each averaged over what else varies in it."""
    units = units_of(reference)
    weight = [WORLD_WEIGHT] if in_worlds(reference) else []
    means = [runs.groupby([*units, *weight])[outcome].mean() for runs in (reference, level)]
    pairs = pd.concat(means, axis=1, join="inner", keys=["value_reference", "value_level"]).reset_index()
    return contrast(outcome, pairs.assign(difference=pairs["value_level"] - pairs["value_reference"]), 1)


def surface(outcomes: pd.DataFrame, pair: tuple[str, str], axes: tuple[str, str], outcome: str) -> pd.DataFrame:
    """The difference between two settings at each point of two parameters that have a meaning in the first one only.

    pair: (level, reference) of the setting, the reference at a single point; axes: (x, y). Columns: x, y, and those of
    `contrasts.contrast`; rows in ascending order of x, then y.
    """
    level, reference = (where(outcomes, {"setting": name}) for name in pair)
    rows = [
        dict(zip(axes, point, strict=True)) | beside(runs, reference, outcome)
        for point, runs in level.groupby(list(axes), sort=True)
    ]
    return pd.DataFrame(rows)


def turns(table: pd.DataFrame, axes: tuple[str, str]) -> dict[float, float]:
    """{x: the first y at which the mean difference of a `surface` turns its sign, NaN where it does not}."""
    wide = table.pivot(index=axes[0], columns=axes[1], values="difference")
    found = crossings(wide.columns.to_numpy(float), wide.to_numpy(float))
    return dict(zip(wide.index.to_list(), found.tolist(), strict=True))


def sides(rows: Iterable[Mapping[str, Any]]) -> tuple[int, int, int]:
    """(clearly above 0, clearly below, neither): numbers of differences."""
    signs = [math.copysign(1.0, row["difference"]) if is_clear(row) else 0.0 for row in rows]
    return signs.count(1.0), signs.count(-1.0), signs.count(0.0)
