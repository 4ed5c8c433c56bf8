"""What the flagship results come to: differences with intervals, and the share of plausible worlds they hold in.

Functions of tables of outcomes. A row is a dict: difference, low, high (95 %); verdict, as in `analysis.contrasts`;
worlds, and holds_in, the share of them, by weight, in which the difference has the sign of the whole; and, where levels
of a factor are compared, factor, level, reference, outcome and place: at whose hours, in which setting.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from mentorsim.analysis.contour import crossings
from mentorsim.analysis.contrasts import verdict
from mentorsim.analysis.differences import Difference, OverWorlds
from mentorsim.analysis.outcomes import crossing_of, higher_is_better, replications_by_arm, units_of, weights_of
from mentorsim.analysis.worlds import Crossing
from mentorsim.errors import BadInput
from mentorsim.findings.folders import BUDGET, EQUAL, OWN

BOTH = (EQUAL, OWN)
AGAINST = (("network", "organisation"), ("hybrid", "organisation"), ("hybrid", "network"))
MATCHING, WITHDRAWAL = "matching.policy", "withdrawal.policy"
PLAINEST = {MATCHING: "random", WITHDRAWAL: "never"}  # what other policies are held against
CLEAR = ("better", "worse", "differs")  # verdicts that tell a level from the reference


def where(outcomes: pd.DataFrame, levels: Mapping[str, Any]) -> pd.DataFrame:
    """The runs at these levels; BadInput where there are none."""
    found = outcomes
    for name, level in levels.items():
        found = found[found[name] == level]
    if found.empty:
        raise BadInput(f"outcomes: found no run with {dict(levels)}, expected some")
    return found


def between(outcome: str, level: np.ndarray, reference: np.ndarray, crossing: Crossing | None) -> dict:
    """The row of one difference. level, reference: values of the same replications and worlds, which crossing tells."""
    if crossing is None:
        found: Difference = Difference(outcome, reference, level)
    else:
        found = OverWorlds(outcome, reference, level, crossing)
    mean, low, high = found.interval()
    said = "same" if found.same else verdict(mean, low, high, higher_is_better(outcome))
    row = {"difference": mean, "low": low, "high": high, "verdict": said}
    if isinstance(found, OverWorlds):
        holds = math.nan if found.same else found.spread.holds
        row |= {"worlds": int((found.spread.weights > 0.0).sum()), "holds_in": holds}
    return row


def all_compared(
    outcomes: pd.DataFrame, factor: str, pairs: Iterable[tuple], outcome: str, place: Mapping[str, Any]
) -> list[dict]:
    """The difference of each pair (level, reference) of a factor in one outcome, at levels of other factors (place).

    Differences are averaged over the factors that are neither.
    """
    runs = where(outcomes, place)
    table = replications_by_arm(runs, [factor], outcome)
    rows = []
    for pair in pairs:
        missing = [level for level in pair if (level,) not in table.columns]
        if missing:
            raise BadInput(f"outcomes: found no run with {factor} = {missing[0]}, expected some")
        level, reference = (table[(name,)].to_numpy() for name in pair)
        about = {"factor": factor, "level": pair[0], "reference": pair[1], "outcome": outcome, "place": dict(place)}
        rows.append(between(outcome, level, reference, table.attrs["crossing"]) | about)
    return rows


def compared(outcomes: pd.DataFrame, factor: str, pair: tuple, outcome: str, place: Mapping[str, Any]) -> dict:
    """The difference (level, reference) of a factor in one outcome, at levels of other factors (place)."""
    both = outcomes[outcomes[factor].isin(pair)]
    return all_compared(both, factor, [pair], outcome, place)[0]


def of_settings(outcomes: pd.DataFrame, outcome: str) -> list[dict]:
    """The settings against each other, at equal and at own hours."""
    return [row for hours in BOTH for row in all_compared(outcomes, "setting", AGAINST, outcome, {BUDGET: hours})]


def of_policies(outcomes: pd.DataFrame, factor: str, outcome: str, hours: str) -> list[dict]:
    """Every policy of a kind against the plainest, in each setting."""
    reference = PLAINEST[factor]
    pairs = [(level, reference) for level in outcomes[factor].drop_duplicates() if level != reference]
    return [
        row
        for setting in outcomes["setting"].drop_duplicates()
        for row in all_compared(outcomes, factor, pairs, outcome, {"setting": setting, BUDGET: hours})
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
    """The row of two sets of runs of the same people, each averaged over what else varies in it."""
    units = units_of(reference)
    means = [runs.groupby(units)[outcome].mean() for runs in (level, reference)]
    both = pd.concat(means, axis=1, join="inner", keys=["level", "reference"]).dropna()
    crossing = crossing_of(both.index.to_frame(index=False), weights_of(reference)) if len(units) > 1 else None
    return between(outcome, both["level"].to_numpy(), both["reference"].to_numpy(), crossing)


def surface(outcomes: pd.DataFrame, pair: tuple[str, str], axes: tuple[str, str], outcome: str) -> pd.DataFrame:
    """The difference between two settings at each point of two parameters that have a meaning in the first one only.

    pair: (level, reference) of the setting, the reference at a single point; axes: (x, y). Columns: x, y, and those of
    a row; in ascending order of x, then y.
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
