"""How much of the variance of an outcome is due to luck, to parameters, to the design, and to rival forms of rules."""

import math
from collections.abc import Sequence
from functools import cache
from itertools import product

import numpy as np
import pandas as pd

from mentorsim.analysis import worlds
from mentorsim.analysis.outcomes import (
    ARM,
    REPLICATION,
    WORLD,
    check_columns,
    factors_of,
    in_worlds,
    levels_of,
    weights_of,
)
from mentorsim.errors import BadInput
from mentorsim.parameters import catalogue
from mentorsim.settings import COMPONENTS, presets

DESIGN, FORMS, PARAMETERS = "design", "forms of rules", "parameters"
LUCK = "people and luck"
OF_DESIGN = ("meetings.", "trial.")  # groups whose choices are no rival rules


@cache
def forms() -> tuple[str, ...]:
    """Parameters that choose between rival forms of a rule, such as `learning.zone`."""
    of_settings = {path for one in presets().values() for name in COMPONENTS for path in one[name]}
    rows = [row["name"] for row in catalogue() if row["choices"]]
    return tuple(name for name in rows if name not in of_settings and not name.startswith(OF_DESIGN))


def variance(outcomes: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The variance of an outcome over arms, plausible worlds and replications, taken apart (`worlds.components`).

    Columns: source: "design" (what the arms differ in), "forms of rules" (where the arms also differ in these),
    "parameters" (worlds), those of them that act together, joined by " × ", and "people and luck", which are drawn
    together in each replication, with all that they do together with the others; variance; sd; share: of all of them;
    n: replications that have a value in every arm and world, which are those that count; dropped: those that have not.
    Raises BadInput for a table that is not over worlds, or in which fewer than two replications, worlds or values are
    whole.
    """
    check_columns(outcomes, [outcome])
    if not in_worlds(outcomes):
        raise BadInput("variance: found no plausible worlds in these results, expected those of a sweep with worlds")
    names, values, weights, dropped = whole(outcomes, outcome)
    found = worlds.components(values, weights)
    total = sum(found.values())
    rows = []
    for axes, one in found.items():
        source = LUCK if axes == worlds.LUCK else " × ".join(names[axis] for axis in axes)
        if axes == worlds.LUCK or all(values.shape[axis] > 1 for axis in axes):
            share = one / total if total > 0.0 else math.nan
            rows.append({"source": source, "variance": one, "sd": math.sqrt(one), "share": share})
    return pd.DataFrame(rows).assign(n=values.shape[-1], dropped=dropped)


def whole(outcomes: pd.DataFrame, outcome: str) -> tuple[list[str], np.ndarray, np.ndarray, int]:
    """(names of the axes but the last, values (…, worlds, replications), weights of the worlds, replications left out).

    Arms are one axis, or two where they are all combinations of forms of rules and of what else varies.
    """
    groups, arms = arms_of(outcomes)
    keys = [outcomes[ARM], outcomes[WORLD], outcomes[REPLICATION]]
    wide = outcomes[outcome].astype(float).groupby(keys).first().unstack(REPLICATION)
    known = [arm for arm in arms if wide.loc[arm].notna().any(axis=None)] if len(groups) == 1 else arms
    numbers = sorted(weights_of(outcomes))
    index = pd.MultiIndex.from_product([known, numbers])
    table = wide.reindex(index).to_numpy().reshape(len(known), len(numbers), wide.shape[1])
    there = ~np.isnan(table).any(axis=(0, 1)) & (len(known) > 0)
    if there.sum() < 2 or len(numbers) < 2:
        what = f"{outcome}: found {there.sum()} replications that have it in each arm of {len(numbers)} worlds"
        raise BadInput(f"variance: {what}, expected at least two of both")
    sizes = [len(levels) for _, levels in groups] if len(groups) > 1 else [len(known)]
    values = table[:, :, there].reshape(*sizes, len(numbers), int(there.sum()))
    weights = np.array([weights_of(outcomes)[number] for number in numbers])
    return [*(name for name, _ in groups), PARAMETERS], values, weights, int((~there).sum())


def arms_of(outcomes: pd.DataFrame) -> tuple[list[tuple], list]:
    """([(name, levels)] of the axes that the arms have, the arms in their order)."""
    varied = [name for name in factors_of(outcomes) if outcomes[name].nunique() > 1]
    split = [(DESIGN, [name for name in varied if name not in forms()]),
             (FORMS, [name for name in varied if name in forms()])]  # fmt: skip
    split = [(name, factors) for name, factors in split if factors]
    first = outcomes.drop_duplicates(ARM)
    if len(split) == 2:
        levels = [combinations_of(first, factors) for _, factors in split]
        known = {
            tuple(row): arm for row, arm in zip(first[[*split[0][1], *split[1][1]]].to_numpy(), first[ARM], strict=True)
        }
        wanted = [(*one, *other) for one, other in product(*levels)]
        if len(known) == len(wanted) and all(cell in known for cell in wanted):
            return [(name, own) for (name, _), own in zip(split, levels, strict=True)], [known[cell] for cell in wanted]
    name = split[0][0] if len(split) == 1 else DESIGN
    arms = levels_of(outcomes, ARM)
    return [(name, arms)], arms


def combinations_of(table: pd.DataFrame, factors: Sequence[str]) -> list[tuple]:
    """The combinations of the factors' levels that are there, in order."""
    return list(dict.fromkeys(map(tuple, table[list(factors)].to_numpy())))
