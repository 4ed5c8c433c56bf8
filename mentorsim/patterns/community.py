"""Patterns of taking part: who stays in a course, who writes how much, what replies and harsh words do (P30-P32)."""

import numpy as np

from mentorsim.diary import ACTIVE, CORE, fewest
from mentorsim.indicators.run import Run, once
from mentorsim.indicators.statistics import NAN, ratio
from mentorsim.patterns.declaring import CALIBRATE, VALIDATE, Measure, Pattern, columns
from mentorsim.patterns.estimating import logit, quotient, rows_of, since_start
from mentorsim.patterns.run_view import RunView
from mentorsim.patterns.scenarios import COMMUNITY, COURSE, HALF_YEAR, MONTH, QUARTER, TWO_MONTHS

CRITICAL = 2  # weeks
WRITTEN = columns(people="contributions")
ANSWERED = columns(people="contributions replies hours_answering")
EXPOSED = columns(people="contributions harsh_words")
HELPED = columns(people="unit", exchanges="giver taker answers")


# --- who stays -------------------------------------------------------------------------------------------------------


def weeks_of_stay(run: Run) -> np.ndarray:
    """(mentees of week 0,) the week of leaving, infinite for who is still there."""
    left = run.people["left_week"][since_start(run)]
    return np.where(np.isnan(left), np.inf, left)


def completion(run: Run) -> float:
    """Share of those who registered who are still there when the course ends."""
    stay = weeks_of_stay(run)
    return float(np.mean(np.isinf(stay))) if len(stay) else NAN


def hazards(run: Run) -> tuple[float, float]:
    """Leavers per week and person there: of the first two weeks, and of the later ones."""
    stay = weeks_of_stay(run)
    there = np.array([(stay >= week).sum() for week in range(run.weeks)])
    left = np.array([(stay == week).sum() for week in range(run.weeks)])
    early = slice(0, CRITICAL), slice(CRITICAL, run.weeks)
    first, later = (ratio(left[part].sum(), there[part].sum()) for part in early)
    return first, later


# --- who writes ------------------------------------------------------------------------------------------------------


def share_up_to(contributions: np.ndarray, part: float) -> float:
    """Smallest share of people who make at least such a part of all contributions."""
    return fewest(contributions, part) / len(contributions) if np.any(contributions) else NAN


def core(practice: Run, course: Run) -> float:
    """Share of a community who make half of all contributions."""
    return share_up_to(practice.people["contributions"], CORE)


def active(practice: Run, course: Run) -> float:
    """Share of a community who, next to the core, make the contributions up to four fifths."""
    return share_up_to(practice.people["contributions"], ACTIVE) - core(practice, course)


def silent(practice: Run, course: Run) -> float:
    """Share of an open course who never contribute."""
    written = course.people["contributions"]
    return float(np.mean(written == 0)) if len(written) else NAN


def of_top_percent(practice: Run, course: Run) -> float:
    """Share of an open course's contributions that come from the one person in a hundred who makes most."""
    ordered = np.sort(course.people["contributions"])[::-1]
    return ratio(ordered[: max(1, round(0.01 * len(ordered)))].sum(), ordered.sum())


# --- who ties with whom ----------------------------------------------------------------------------------------------


def arcs(run: RunView) -> np.ndarray:
    """(people, people) True where the first has answered the second in the community."""
    exchanges = run.others["exchanges"]
    given = exchanges["answers"] > 0
    found = np.zeros((len(run.people["person"]),) * 2, bool)
    found[rows_of(exchanges["giver"][given], run.people), rows_of(exchanges["taker"][given], run.people)] = True
    np.fill_diagonal(found, False)
    return found


@once
def odds_of_helping(run: RunView) -> np.ndarray:
    """(2,) odds ratios of helping somebody, by a logit over ordered pairs of one group: for having been helped by them,
    and for a third person to whom both are tied, each with the other held constant.

    Pairs of different groups do not meet in a community, so they are not among those who might help each other.
    """
    found, unit = arcs(run), run.people["unit"]
    tied = (found | found.T).astype(np.float32)
    shared = tied @ tied > 0
    pairs = (unit[:, None] == unit[None, :]) & ~np.eye(len(found), dtype=bool)
    causes = 1.0 * np.column_stack([found.T[pairs], shared[pairs]])
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.exp(logit(found[pairs], causes) / causes.std(axis=0))  # slopes are per SD


def reciprocity(run: RunView) -> float:
    """Odds ratio of helping one of the own group, for having been helped by them; shared partners held constant."""
    return float(odds_of_helping(run)[0])


def shared_partners(run: RunView) -> float:
    """Odds ratio of helping one of the own group, for a third person tied to both; reciprocity held constant."""
    return float(odds_of_helping(run)[1])


# --- replies and harsh words -----------------------------------------------------------------------------------------


def both(before: Run, after: Run, column: str) -> tuple[np.ndarray, np.ndarray]:
    """A column of the mentees of week 0 in one world at an earlier and at a later time."""
    _, here, there = np.intersect1d(before.people["person"], after.people["person"], return_indices=True)
    kept = since_start(before)[here]
    return before.people[column][here][kept], after.people[column][there][kept]


def share_of(values: np.ndarray) -> float:
    """The share of True; NaN of nobody."""
    return float(values.mean()) if len(values) else NAN


def again(month: Run, later: Run) -> tuple[float, float]:
    """Shares who write again in the second month, of those who asked once in the first, and no more: answered, and not.

    Who gave an answer is left out, since nobody answers it.
    """
    written, by_then = both(month, later, "contributions")
    answered = both(month, later, "replies")[0] > 0
    once = (written == 1) & (both(month, later, "hours_answering")[0] == 0.0)
    return share_of((by_then > written)[once & answered]), share_of((by_then > written)[once & ~answered])


def answered_over_not(month: Run, later: Run) -> float:
    """P(writes again, answered) − P(writes again, not answered)."""
    answered, not_answered = again(month, later)
    return answered - not_answered


def again_unanswered(month: Run, later: Run) -> float:
    """P(writes again, not answered)."""
    return again(month, later)[1]


def withdrawal(quarter: Run, half: Run) -> float:
    """Falling silent for a quarter after harsh words in the one before, less that of others who wrote as much.

    Σ over numbers of contributions of (share silent, exposed − share silent, others), weighted by the exposed.
    """
    written, by_then = both(quarter, half, "contributions")
    exposed = both(quarter, half, "harsh_words")[0] > 0
    silent, number, total = by_then == written, 0, 0.0
    for count in np.unique(written[written > 0]):
        alike = written == count
        hit, others = alike & exposed, alike & ~exposed
        if hit.any() and others.any():
            number += hit.sum()
            total += hit.sum() * (silent[hit].mean() - silent[others].mean())
    return ratio(total, number)


PATTERNS = (
    Pattern(
        "P30",
        CALIBRATE,
        "One in eight completes an open course; most of those who drop out do so in the first two weeks.",
        (COURSE.look(),),
        (Measure("completion", completion, {}), Measure("early_hazard", hazards, {}, quotient)),
    ),
    Pattern(
        "P31-layers",
        CALIBRATE,
        "A community has a small core and an active layer around it; in open networks nine in ten only read.",
        (COMMUNITY.look(), COURSE.look()),
        (
            Measure("core", core, WRITTEN),
            Measure("active", active, WRITTEN),
            Measure("silent_in_the_open", silent, WRITTEN),
            Measure("top_percent_in_the_open", of_top_percent, WRITTEN),
        ),
    ),
    Pattern(
        "P31-ties",
        VALIDATE,
        "Help is reciprocated, and flows between people with shared partners.",
        (COMMUNITY.look(),),
        (Measure("reciprocity", reciprocity, HELPED), Measure("shared_partners", shared_partners, HELPED)),
    ),
    Pattern(
        "P32-reply",
        CALIBRATE,
        "Newcomers who receive a reply are more likely to contribute again.",
        (MONTH.look(), TWO_MONTHS.look()),
        (
            Measure("answered_over_not", answered_over_not, ANSWERED),
            Measure("again_unanswered", again_unanswered, ANSWERED),
        ),
    ),
    Pattern(
        "P32-hostility",
        CALIBRATE,
        "Some of those who meet hostility fall silent.",
        (QUARTER.look(), HALF_YEAR.look()),
        (Measure("withdrawal", withdrawal, EXPOSED),),
    ),
)
