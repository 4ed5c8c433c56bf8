"""What goes with what over the points of a sampled design (Sobol, Latin hypercube), where no two arms are a pair."""

import math
from collections.abc import Iterable

import pandas as pd

from mentorsim.analysis.outcomes import ARM, check_columns

ALMOST_1 = 1.0 - 1e-12
NORMAL_975 = 1.959963984540054


def associations(outcomes: pd.DataFrame, factors: Iterable[str], outcome: str) -> pd.DataFrame:
    """Spearman's rank correlation of an outcome with each factor over the arms.

    Each arm's outcome is its mean over replications. Columns: factor, rho, low, high: the correlation with its 95 %
    interval (Fisher's z, standard error √(1.06/(n − 3)): Fieller, Hartley & Pearson 1957); n: arms. Factors that are no
    numbers, or do not vary, are left out; of an outcome that does not vary nothing is defined: NaN.
    """
    check_columns(outcomes, [*factors, outcome])
    numbers = [name for name in factors if pd.api.types.is_numeric_dtype(outcomes[name])]
    arms = outcomes[[*numbers, outcome]].astype(float).groupby(outcomes[ARM], sort=False).mean().dropna()
    rows = []
    for factor in numbers:
        if arms[factor].nunique() > 1 and len(arms) > 3:
            varies = arms[outcome].nunique() > 1
            rho = arms[factor].corr(arms[outcome], method="spearman") if varies else math.nan
            z, half = math.atanh(min(max(rho, -ALMOST_1), ALMOST_1)), NORMAL_975 * math.sqrt(1.06 / (len(arms) - 3))
            rows.append({"factor": factor, "rho": rho, "low": math.tanh(z - half), "high": math.tanh(z + half)})
    return pd.DataFrame(rows, columns=["factor", "rho", "low", "high"]).assign(n=len(arms))
