"""What several patterns are measured with: who was mentored, twins, correlations, and numbers made of means."""

from collections.abc import Callable

import numpy as np

from mentorsim.indicators.relationship import durations
from mentorsim.indicators.run import YEAR, Run, once
from mentorsim.indicators.statistics import NAN, correlation, ratio, t_interval

MENTORED = 8  # weeks from which on somebody counts as mentored in comparisons that nobody has randomised
DURATION = "start_week end_week"


# --- persons and their matches ---------------------------------------------------------------------------------------


def rows_of(keys: np.ndarray, people: dict) -> np.ndarray:
    """Rows of the people table for person keys that are all in it."""
    order = np.argsort(people["person"])
    return order[np.searchsorted(people["person"], keys, sorter=order)]


@once
def mentee_rows(run: Run) -> np.ndarray:
    """(matches,) row of the people table of each match's mentee."""
    return rows_of(run.matches["mentee"], run.people)


@once
def firsts(run: Run) -> np.ndarray:
    """Rows of the matches table that are the first match of their mentee."""
    return np.sort(np.unique(run.matches["mentee"], return_index=True)[1])


def of_first_match(run: Run, column: np.ndarray) -> np.ndarray:
    """(people,) a column of matches, of each person's first match as mentee; NaN without one."""
    found = np.full(len(run.people["person"]), NAN)
    found[mentee_rows(run)[firsts(run)]] = column[firsts(run)]
    return found


def weeks_mentored(run: Run, until: int) -> np.ndarray:
    """(people,) weeks with a match before week `until`, each match by itself."""
    start = np.maximum(0, run.matches["start_week"])
    within = np.maximum(0.0, np.minimum(run.matches["start_week"] + durations(run), until) - start)
    return np.bincount(mentee_rows(run), within, minlength=len(run.people["person"]))


def mentored(run: Run) -> np.ndarray:
    """(people,) 1 for people who were mentored for at least eight weeks within the first year, else 0."""
    return 1.0 * (weeks_mentored(run, YEAR) >= MENTORED)


def since_start(run: Run) -> np.ndarray:
    """(people,) True for mentees who are there from week 0."""
    return run.mentee & (run.people["arrived_week"] == 0)


def there(run: Run, week: int) -> np.ndarray:
    """(people,) True for mentees of week 0 who are still there in a week."""
    left = run.people["left_week"]
    return since_start(run) & (np.isnan(left) | (left > week))


# --- persons beside their twins in the world without mentoring -------------------------------------------------------


def beside_twins(run: Run, column: str) -> np.ndarray:
    """(people,) a column less that of the same person in the world without mentoring, in SD of that world's mentees."""
    here, twins = run.twins
    control = run.control[column]
    found = np.full(len(run.people["person"]), NAN)
    found[here] = (run.people[column][here] - control[twins]) / spread(control[run.control_mentee])
    return found


def spread(values: np.ndarray) -> float:
    """SD of the values that are there; NaN below two of them."""
    known = values[~np.isnan(values)]
    return float(np.std(known, ddof=1)) if len(known) > 1 else NAN


# --- estimates -------------------------------------------------------------------------------------------------------


def partial_correlation(x: np.ndarray, y: np.ndarray, held: np.ndarray) -> float:
    """Correlation of x and y with other variables held constant: of what these leave over of both.

    held: (n, k) other variables. NaN where `correlation` is.
    """
    known = ~(np.isnan(x) | np.isnan(y) | np.isnan(held).any(axis=1))
    if known.sum() < held.shape[1] + 3:
        return NAN
    others = np.column_stack([np.ones(known.sum()), held[known]])
    left = [v[known] - others @ np.linalg.lstsq(others, v[known], rcond=None)[0] for v in (x, y)]
    return NAN if min(map(np.ptp, left)) < 1e-12 else correlation(*left)


def logit(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """(k,) slopes of a logistic regression with Firth's correction, which are finite also where events are few.

    y: (n,) 0 or 1; x: (n, k), each column divided by its SD. NaN where y or a column of x is constant.
    Source: Firth 1993.
    """
    y, x = np.asarray(y, float), np.asarray(x, float)
    if len(y) == 0 or np.ptp(y) == 0.0 or (np.ptp(x, axis=0) == 0.0).any():
        return np.full(x.shape[1], NAN)
    z = np.column_stack([np.ones(len(y)), (x - x.mean(axis=0)) / x.std(axis=0)])
    slopes = np.zeros(z.shape[1])
    for _ in range(100):
        p = 1.0 / (1.0 + np.exp(-z @ slopes))
        weight = p * (1.0 - p)
        inverse = np.linalg.pinv(z.T @ (weight[:, None] * z))
        leverage = weight * np.einsum("ij,jk,ik->i", z, inverse, z)
        step = inverse @ (z.T @ (y - p + leverage * (0.5 - p)))
        slopes += np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-8:
            break
    return slopes[1:]


def variance_share(values: np.ndarray, groups: np.ndarray) -> float:
    """Share of the variance that lies between groups, by analysis of variance with random groups of different size.

    ICC(1) = (MSB − MSW)/(MSB + (n₀ − 1)·MSW). NaN below two groups, or where no group has two values.
    """
    known = ~np.isnan(values)
    values, (_, group) = values[known], np.unique(groups[known], return_inverse=True)
    sizes = np.bincount(group)
    n, k = len(values), len(sizes)
    if k < 2 or n == k:
        return NAN
    means = np.bincount(group, values) / sizes
    between = (sizes * (means - values.mean()) ** 2).sum() / (k - 1)
    within = ((values - means[group]) ** 2).sum() / (n - k)
    size = (n - (sizes**2).sum() / n) / (k - 1)
    return ratio(between - within, between + (size - 1.0) * within)


# --- over replications -----------------------------------------------------------------------------------------------


def quotient(over: float, under: float) -> float:
    """One mean over another."""
    return ratio(over, under)


def estimate(values: np.ndarray, combine: Callable[..., float] | None = None) -> tuple[float, float, float]:
    """(value, low, high) over replications, with its 95 % interval. values: (n,), or (n, k) for `combine`.

    Without `combine` the mean, with Student's t. With it the function of the k means, and the jackknife: the means
    without each replication in turn give n pseudo-values, which are treated as values (Tukey 1958). A quotient has no
    bounds where what it is divided by cannot be told from 0 (Fieller 1954). Replications in which something is
    undefined are left out; NaN below two.
    """
    values = np.asarray(values, float)
    columns = values.reshape(len(values), -1) if values.size else np.empty((0, 1))
    known = columns[~np.isnan(columns).any(axis=1)]
    if combine is None or len(known) < 2:
        return t_interval(known[:, 0] if combine is None else known[:0, 0])
    whole = combine(*known.mean(axis=0))
    if combine is quotient:
        _, low, high = t_interval(known[:, 1])
        if low <= 0.0 <= high:
            return whole, -np.inf, np.inf
    n, total = len(known), known.sum(axis=0)
    without = np.array([combine(*((total - row) / (n - 1))) for row in known])
    middle, low, high = t_interval(n * whole - (n - 1) * without)
    return whole, low + whole - middle, high + whole - middle
