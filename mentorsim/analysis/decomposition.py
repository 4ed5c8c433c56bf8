"""A difference between two settings taken apart into their components: Shapley shares over all mixed settings.

Each of k components (structure, pairing, channel, power, goals, exposure) comes from the one setting or the other, so
there are 2^k cells. A component's Shapley share is what replacing it changes, averaged over all orders of replacing
one after the other; the shares add up to the whole difference. Source: Shapley 1953; Owen 2014.
"""

import math
from collections.abc import Iterable
from itertools import combinations, product

import numpy as np
import pandas as pd

from mentorsim.analysis.intervals import ROUNDING, drawn_means, holm, interval, middle, simultaneous, two_sided
from mentorsim.analysis.outcomes import factors_of, levels_of, replications_by_arm
from mentorsim.analysis.worlds import Crossing
from mentorsim.errors import BadInput

PREFIX = "setting."
TOTAL = "total"


def components_of(outcomes: pd.DataFrame) -> list[str]:
    """The varied components of settings: columns `setting.structure` and so on, with two levels."""
    return [name for name in factors_of(outcomes) if name.startswith(PREFIX) and outcomes[name].nunique() == 2]


def cube(
    outcomes: pd.DataFrame, outcome: str, components: Iterable[str] | None = None
) -> tuple[list[str], tuple, np.ndarray, int, Crossing | None]:
    """(components, (first, second) setting, (replications, 2, …, 2) values, dropped, whose plausible worlds they are):
    all cells of two settings."""
    components = list(components or components_of(outcomes))
    if not components:
        raise BadInput("components: found none with two levels, expected factors such as setting.channel")
    first, *rest = levels_of(outcomes, components[0])
    pair = (first, *rest)
    for name in components:
        if set(levels_of(outcomes, name)) != set(pair):
            raise BadInput(f"{name}: found levels {levels_of(outcomes, name)}, expected {list(pair)} in each component")
    table = replications_by_arm(outcomes, components, outcome)
    cells = list(product(pair, repeat=len(components)))
    missing = [cell for cell in cells if cell not in table.columns]
    if missing:
        raise BadInput(f"components: found {len(cells) - len(missing)} of {len(cells)} cells, expected a full grid")
    values = table[cells].to_numpy().reshape(len(table), *[2] * len(components))
    return components, pair, values, table.attrs["dropped"], table.attrs["crossing"] if len(table) else None


def shapley_weights(k: int) -> np.ndarray:
    """(k, 2^k) weights of the cells (the last component varies fastest) in each component's Shapley share.

    |S|!·(k − |S| − 1)!/k! for a cell with the component and S others at the second setting, minus that without it.
    """
    weights = np.zeros((k, 2**k))
    for cell, bits in enumerate(product((0, 1), repeat=k)):
        size = sum(bits)
        for component, bit in enumerate(bits):
            others = size - bit
            share = math.factorial(others) * math.factorial(k - others - 1) / math.factorial(k)
            weights[component, cell] = share if bit else -share
    return weights


def decompose(outcomes: pd.DataFrame, outcome: str, components: Iterable[str] | None = None) -> pd.DataFrame:
    """Shapley share of each component in the difference second − first setting, and the whole difference at the end.

    Columns: component; first, second (settings); share, low, high: in units of the outcome with 95 % interval;
    low_all, high_all: 95 % for all components at once (Bonferroni); part, part_low, part_high: share over the whole
    difference, by a bootstrap over replications, NaN where the interval of the whole has 0 in it; n, dropped; holds
    (stands for all components at once, Holm). In plausible worlds also worlds, their number, and holds_in, the share of
    them, by weight, in which a share has the sign of its mean. Raises BadInput unless all 2^k cells were run.
    """
    components, (first, second), values, dropped, crossing = cube(outcomes, outcome, components)
    k, n = len(components), len(values)
    shares = values.reshape(n, -1) @ shapley_weights(k).T
    each = np.column_stack([shares, shares.sum(axis=1)])
    each[np.abs(each) <= ROUNDING * np.abs(values).max(initial=0.0)] = 0.0
    draws, whole = drawn_means(each, crossing), interval(each[:, -1], crossing=crossing)
    clear = whole[1] > 0 or whole[2] < 0
    parts = middle(draws / draws[:, -1:]) if clear else np.full((2, k + 1), math.nan)
    rows = []
    for place, name in enumerate([*components, TOTAL]):
        mean, low, high = interval(each[:, place], crossing=crossing)
        low_all, high_all = simultaneous(each[:, place], k, crossing)
        rows.append(
            {
                "component": name.removeprefix(PREFIX),
                "first": first,
                "second": second,
                "share": mean,
                "low": low,
                "high": high,
                "low_all": low_all,
                "high_all": high_all,
                "part": mean / whole[0] if clear else math.nan,
                "part_low": parts[0][place],
                "part_high": parts[1][place],
                "n": n,
                "dropped": dropped,
                **(held(each[:, place], crossing) if crossing else {}),
            }
        )
    stands = holm([two_sided(shares[:, place], crossing) for place in range(k)])
    return pd.DataFrame(rows).assign(holds=[*stands, bool(clear)])


def held(values: np.ndarray, crossing: Crossing) -> dict[str, float]:
    """In how many plausible worlds there are values, and the share of these in which their mean has its sign."""
    found = crossing.spread(values)
    return {"worlds": int((found.weights > 0.0).sum()), "holds_in": found.holds}


def component_interactions(
    outcomes: pd.DataFrame, outcome: str, components: Iterable[str] | None = None
) -> pd.DataFrame:
    """Two-way interactions of components: what both replaced together do beyond each alone, averaged over the others.

    Columns: one, other (components); interaction, low, high (95 %), low_all, high_all (for all pairs at once,
    Bonferroni), n, holds (Holm).
    """
    components, _, values, _, crossing = cube(outcomes, outcome, components)
    pairs = list(combinations(range(len(components)), 2))
    rows, chances = [], []
    for one, other in pairs:
        square = np.moveaxis(values, (one + 1, other + 1), (1, 2)).reshape(len(values), 2, 2, -1).mean(axis=3)
        each = square[:, 1, 1] - square[:, 0, 1] - square[:, 1, 0] + square[:, 0, 0]
        mean, low, high = interval(each, crossing=crossing)
        low_all, high_all = simultaneous(each, len(pairs), crossing)
        names = [components[place].removeprefix(PREFIX) for place in (one, other)]
        rows.append((*names, mean, low, high, low_all, high_all, len(each)))
        chances.append(two_sided(each, crossing))
    columns = ["one", "other", "interaction", "low", "high", "low_all", "high_all", "n"]
    return pd.DataFrame(rows, columns=columns).assign(holds=holm(chances))
