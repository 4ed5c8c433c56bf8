"""Events and shares among the outcomes: whose intervals over replications are binomial, and stay between 0 and 1.

An event happens in a run or it does not (0 or 1, such as `extinct`). A share lies between 0 and 1.
"""

import numpy as np

from mentorsim.indicators import INDICATORS
from mentorsim.indicators.statistics import COVERAGE, t_interval
from mentorsim.proportions import is_binary, share_interval

CHANCE = "probability"  # the unit of what is 0 or 1 in a run
SHARES = ("share", CHANCE)
UNNAMED = ("", "0 or 1")  # units that a plug-in may give to an event


def is_event(outcome: str, values) -> bool:
    """Whether an outcome says of each run only that something happened: it is 0 or 1 in all of them.

    values: of the runs, NaN where there is none. Where all are the same it takes an indicator that is a probability: a
    share of people, too, can be 0 in every run.
    """
    values = np.asarray(values, float)
    known = values[~np.isnan(values)]
    if not is_binary(known):
        return False
    unit = unit_of(outcome)
    return unit == CHANCE or (unit in (*SHARES, *UNNAMED) and known.min() < known.max())


def unit_of(outcome: str) -> str:
    """The unit of an indicator; nothing if it is none."""
    return INDICATORS[outcome].unit if outcome in INDICATORS else ""


def is_share(outcome: str, values) -> bool:
    """Whether an outcome is a share or an event, and these values are from 0 to 1."""
    values = np.asarray(values, float)
    if is_event(outcome, values):
        return True
    return unit_of(outcome) in SHARES and bool((values >= 0.0).all() and (values <= 1.0).all())


def mean_interval(outcome: str, values, coverage: float = COVERAGE, usual=t_interval) -> tuple[float, float, float]:
    """(mean, low, high) of an outcome's values, one of each replication.

    usual: the interval of what is no share. That of a share is binomial where it is 0 or 1 in every replication, or
    where the usual one leaves the range from 0 to 1.
    """
    values = np.asarray(values, float)
    mean, low, high = usual(values, coverage)
    if len(values) < 2 or not is_share(outcome, values):
        return mean, low, high
    if is_binary(values) or low < 0.0 or high > 1.0:
        return share_interval(values, coverage)
    return mean, low, high
