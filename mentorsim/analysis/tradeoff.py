"""Who is better off: the same persons in two arms, one by one."""

from collections.abc import Sequence
from os import PathLike

import numpy as np
import pandas as pd

from mentorsim.analysis.intervals import interval
from mentorsim.analysis.outcomes import (
    REPLICATION,
    WORLD,
    WORLD_WEIGHT,
    check_columns,
    crossing_of,
    factors_of,
    groups,
    in_worlds,
    levels_of,
    units_of,
    weights_of,
)
from mentorsim.analysis.worlds import Crossing
from mentorsim.errors import BadInput
from mentorsim.indicators.run import MENTEE_KINDS
from mentorsim.proportions import share_interval
from mentorsim.spelling import nearest
from mentorsim.store.results import open_results
from mentorsim.tables import PEOPLE

NEEDED = ("person", "kind", REPLICATION)  # columns that say who is who
MARGIN = 1e-9  # differences of the same person that small are none


def of_results(results: str | PathLike[str], factor: str, column: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """Shares of persons better and worse off (`better_off`), from a results folder that has kept its table `people`."""
    numbers = [one.name for one in PEOPLE if one.dtype in ("f8", "i4")]
    if column not in numbers:
        raise BadInput(
            f"persons: found {column!r}, expected a number in `mentorsim list tables people`{nearest(column, numbers)}"
        )
    opened = open_results(results)
    worlds = [WORLD, WORLD_WEIGHT] if "worlds" in opened.resolved else []
    return better_off(
        opened.table("people", columns=[*NEEDED, column, *opened.resolved["factors"], *worlds]), factor, column, by
    )


def better_off(people: pd.DataFrame, factor: str, column: str = "progress_end", by: Sequence[str] = ()) -> pd.DataFrame:
    """Share of persons better and worse off at each level of a factor than at its first, such as goal policies.

    people: the table `people` of a sweep, or its NEEDED columns, the column, and the factors that vary. A person is the
    same one in all arms of a replication; those who came as mentees count. column: where more is better
    (`progress_end`: personal attainment, `org_progress_end`, …). Columns: those of `by`; level, reference; better_off,
    better_off_low, better_off_high: share of persons who have more, with its 95 % interval over replications;
    worse_off, worse_off_low, worse_off_high; same; difference: mean difference; n: replications. Raises BadInput.
    """
    check_columns(people, [factor, column, *by, *NEEDED])
    mentees = people[people["kind"].isin(MENTEE_KINDS)]
    reference, *levels = levels_of(people, factor)
    keys = [*units_of(people), *(name for name in factors_of(people) if name != factor), "person"]
    rows, weights = [], weights_of(people) if in_worlds(people) else None
    for level in levels:
        sides = [mentees[mentees[factor] == side][[*keys, column]] for side in (reference, level)]
        pairs = sides[0].merge(sides[1], on=keys, suffixes=("_reference", "_level"), validate="one_to_one")
        gain = pairs[f"{column}_level"] - pairs[f"{column}_reference"]
        pairs = pairs.assign(gain=gain, better=1.0 * (gain > MARGIN), worse=1.0 * (gain < -MARGIN)).dropna(
            subset="gain"
        )
        for cell, mine in groups(pairs, by):
            rows.append(cell | {"level": level, "reference": reference} | shares(mine, weights))
    return pd.DataFrame(rows)


def within(values: np.ndarray, crossing: Crossing | None) -> tuple[float, float, float]:
    """(mean, low, high) of shares over replications, between 0 and 1."""
    mean, low, high = interval(values, crossing=crossing)
    if crossing is not None:
        return mean, np.maximum(0.0, low), np.minimum(1.0, high)
    return share_interval(values) if low <= 0.0 or high >= 1.0 else (mean, low, high)


def shares(pairs: pd.DataFrame, weights: dict | None) -> dict:
    """The columns of `better_off` for one comparison of two levels. weights: of the plausible worlds, if there are."""
    units = [REPLICATION] if weights is None else [REPLICATION, WORLD]
    each = pairs.groupby(units)[["better", "worse", "gain"]].mean()
    crossing = None if weights is None else crossing_of(each.index.to_frame(index=False), weights)
    better, worse = (within(each[name].to_numpy(), crossing) for name in ("better", "worse"))
    gain = each["gain"].mean() if crossing is None else crossing.spread(each["gain"].to_numpy()).mean
    return {
        "better_off": better[0],
        "better_off_low": better[1],
        "better_off_high": better[2],
        "worse_off": worse[0],
        "worse_off_low": worse[1],
        "worse_off_high": worse[2],
        "same": 1.0 - better[0] - worse[0],
        "difference": gain,
        "n": len(each) if crossing is None else len(np.unique(crossing.replications)),
    }
