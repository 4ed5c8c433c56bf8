"""What became of the arms of a trial inside a world."""

import math

import numpy as np

from mentorsim.indicators import Run
from mentorsim.indicators.statistics import COVERAGE

FIRST = 1  # of a mentee's matches


def by_arm(run: Run, names: list[str], unit: str) -> list[dict]:
    """A row per arm, everybody counted who was randomised to it, matched or not.

    people: randomised to the arm (mentees, mentors, or all who belong to its units); matched: how many of them were in
    a match; mentees: whose performance counts (where mentors are randomised, those whose first match was with one of
    the arm); performance, low, high: its mean at the end without help, and the interval of one trial, by which those of
    one unit or mentor are no more independent than they look; hours: of mentors, in the arm's matches.
    """
    arms, group = arms_of_mentees(run, unit)
    in_matches = np.isin(run.people["person"], np.append(run.matches["mentee"], run.matches["mentor"]))
    rows = []
    for name in names:
        randomised, mine = run.people["trial_arm"] == name, arms == name
        mean, low, high = clustered_interval(run.people["performance_end"][mine], group[mine])
        rows.append(
            {
                "arm": name,
                "people": int(randomised.sum()),
                "matched": int((randomised & in_matches).sum()),
                "mentees": int(mine.sum()),
                "performance": mean,
                "low": low,
                "high": high,
                "hours": float(run.matches["hours"][run.matches["trial_arm"] == name].sum()),
            }
        )
    return rows


def arms_of_mentees(run: Run, unit: str) -> tuple[np.ndarray, np.ndarray]:
    """(people,) name of the arm in which each counts as a mentee, None for all others; and who was randomised for it.

    That is they themselves, their unit, or their first mentor: a (people,) array of numbers.
    """
    people, matches = run.people, run.matches
    if unit != "mentor":
        own = people["trial_arm"].copy()
        own[~run.mentee] = None
        return own, people["person" if unit == "mentee" else "unit"]
    arms, group = np.full(len(people["person"]), None, dtype=object), np.zeros(len(people["person"]), np.int64)
    first = np.flatnonzero(matches["attempt"] == FIRST)
    place = {person: row for row, person in enumerate(people["person"].tolist())}
    rows = [place[person] for person in matches["mentee"][first].tolist()]
    arms[rows], group[rows] = matches["trial_arm"][first], matches["mentor"][first]
    return arms, group


def clustered_interval(values: np.ndarray, group: np.ndarray) -> tuple[float, float, float]:
    """(mean, low, high) of values of which those of one group go together: m ± t(G − 1)·√(G/(G − 1)·Σ_g r_g²)/n.

    r_g: sum of a group's deviations from the mean m; G groups of n values. With groups of one it is Student's interval.
    NaN for both ends with fewer than two groups. Source: Liang & Zeger 1986.
    """
    from scipy.special import stdtrit

    n, mean = len(values), float(np.mean(values)) if len(values) else math.nan
    _, place = np.unique(group, return_inverse=True)
    sums = np.bincount(place, values - mean) if n else np.zeros(0)
    groups = len(sums)
    if groups < 2:
        return mean, math.nan, math.nan
    error = math.sqrt(groups / (groups - 1) * float(sums @ sums)) / n
    half = float(stdtrit(groups - 1, (1 + COVERAGE) / 2)) * error
    return mean, mean - half, mean + half
