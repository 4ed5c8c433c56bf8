"""How an outcome stands while a sweep runs: cheap to keep, worked out only when it is looked at."""

import math
from collections import defaultdict

import numpy as np

from mentorsim.experiment.events import mean_interval


class Interim:
    """The mean of one outcome over all arms, from whole replications. arms: how many runs a replication has."""

    def __init__(self, outcome: str, arms: int):
        self.outcome, self.arms = outcome, arms
        self.values: dict[int, list] = defaultdict(list)  # replication -> the outcome in each run that is done

    def add(self, replication: int, value) -> None:
        """Take the outcome of one more run; None or NaN where it has none."""
        self.values[replication].append(math.nan if value is None else value)

    def interval(self) -> tuple[float, float, float]:
        """(mean, low, high): 95 % interval over replications; NaN while there is none."""
        whole = [np.asarray(values, float) for values in self.values.values() if len(values) == self.arms]
        means = [values[~np.isnan(values)].mean() for values in whole if not np.isnan(values).all()]
        return mean_interval(self.outcome, np.asarray(means))
