"""Indicators of equity: who gains, and who is left behind."""

import numpy as np

from mentorsim.indicators import needs
from mentorsim.indicators.run import Run, indicators_of
from mentorsim.indicators.statistics import gini, mean, quantile

indicator = indicators_of("Equity")


@indicator("performance", False, needs=(needs.two_groups,))
def group_gap(run: Run) -> float:
    """Distance of the two surface groups in mean unassisted gain of their mentees.

    |mean gain of group 0 − mean gain of group 1|, gain = y_end − y_start. NaN where a group has no mentee.
    """
    second = run.of_mentees("group") == 1
    return abs(mean(run.gain[~second]) - mean(run.gain[second]))


@indicator("performance", True)
def gain_p10(run: Run) -> float:
    """Unassisted gain below which a tenth of the mentees stay.

    10th percentile of y_end − y_start over mentees.
    """
    return quantile(run.gain, 0.1)


@indicator("Gini", False, needs=(needs.learning,))
def gain_gini(run: Run) -> float:
    """Gini coefficient of mentees' unassisted gains, losses counted as none.

    Gini of max(0, y_end − y_start): 0 all gain alike, near 1 one gains all. NaN if nobody gains. Source: Gini 1912.
    """
    return gini(np.maximum(0.0, run.gain))
