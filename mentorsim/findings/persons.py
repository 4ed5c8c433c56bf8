"""For whom mentoring is good: gains of the same persons with and without it, by thirds of what they bring along."""

import pandas as pd

from mentorsim.analysis.outcomes import REPLICATION, crossing_of
from mentorsim.experiment.design import WORLD, WORLD_WEIGHT
from mentorsim.findings.folders import BUDGET
from mentorsim.findings.numbers import MATCHING, WITHDRAWAL, between

MEASURE = "performance_52"
OUTCOME = "g_unassisted"  # the indicator that a person's gain is a part of
UNITS = [WORLD, REPLICATION]
LOW, MIDDLE, HIGH, APART = "low", "middle", "high", "apart"
THIRDS = 3


def gains(people: pd.DataFrame, traits: tuple[str, ...]) -> pd.DataFrame:
    """What mentoring gives each mentee of week 0: performance alone after a year, less that of the same person without.

    people: of arms with and without mentoring (`matching.policy = "none"`). Columns: setting, withdrawal.policy,
    meetings.budget, world, world_weight, replication, person; gain: in standard deviations of the mentees without
    mentoring in the same setting, world and replication; for each trait "low", "middle" or "high", the person's third
    in that world and replication.
    """
    mentees = people[people["kind"] == "initial_mentee"]
    without = mentees[mentees[MATCHING] == "none"]
    cells = ["setting", *UNITS]
    spread = without.groupby(cells)[MEASURE].std(ddof=1).rename("spread").reset_index()
    thirds = without.groupby(cells)[list(traits)].transform(third)
    known = without[[*cells, "person"]].assign(alone=without[MEASURE], **{name: thirds[name] for name in traits})
    helped = mentees[mentees[MATCHING] != "none"]
    ids = [*cells, "person"]
    found = helped[[*ids, WORLD_WEIGHT, WITHDRAWAL, BUDGET, MEASURE]].merge(known, on=ids).merge(spread, on=cells)
    return found.assign(gain=(found[MEASURE] - found["alone"]) / found["spread"]).drop(
        columns=[MEASURE, "alone", "spread"]
    )


def third(values: pd.Series) -> pd.Series:
    """The third, "low", "middle" or "high", that each of some values is in by its rank."""
    place = (values.rank(method="first") - 1.0) * THIRDS // len(values)
    return place.map({0.0: LOW, 1.0: MIDDLE, 2.0: HIGH})


def means(gained: pd.DataFrame) -> pd.Series:
    """The mean gain in each world and replication."""
    return gained.groupby([*UNITS, WORLD_WEIGHT])["gain"].mean()


def difference(level: pd.Series, reference: pd.Series | float) -> dict:
    """The row (`numbers`) of mean gains by world and replication, against others or against a number."""
    rows = level.index.to_frame(index=False)
    crossing = crossing_of(rows, dict(zip(rows[WORLD], rows[WORLD_WEIGHT], strict=True)))
    other = reference if isinstance(reference, pd.Series) else pd.Series(reference, level.index)
    return between(OUTCOME, level.to_numpy(), other.reindex(level.index).to_numpy(), crossing)


def by_third(gained: pd.DataFrame, trait: str) -> dict[str, dict]:
    """What mentoring gives the thirds of a trait: {LOW, MIDDLE, HIGH, APART: how much more the highest gains}."""
    return told({name: means(gained[gained[trait] == name]) for name in (LOW, MIDDLE, HIGH)})


def step_by_third(gained: pd.DataFrame, trait: str, factor: str, pair: tuple[str, str]) -> dict[str, dict]:
    """What a level of a factor gives beyond another, as `by_third` tells it of mentoring. pair: (level, reference)."""
    level, reference = (gained[gained[factor] == name] for name in pair)
    each = {
        name: means(level[level[trait] == name]) - means(reference[reference[trait] == name])
        for name in (LOW, MIDDLE, HIGH)
    }
    return told(each)


def told(thirds: dict[str, pd.Series]) -> dict[str, dict]:
    """The rows of each third, and of how much more the highest gains than the lowest."""
    rows = {name: difference(values, 0.0) for name, values in thirds.items()}
    return rows | {APART: difference(thirds[HIGH], thirds[LOW])}
