"""Patterns of what fits whom: similarity, choice, control, goals (P11, P15, P33, P35)."""

import numpy as np

from mentorsim.indicators.relationship import durations
from mentorsim.indicators.run import Run
from mentorsim.indicators.statistics import NAN, correlation, hedges_g
from mentorsim.patterns.declaring import CALIBRATE, VALIDATE, Measure, Pattern, columns
from mentorsim.patterns.estimating import firsts, of_first_match, quotient, rows_of
from mentorsim.patterns.scenarios import ORGANISATION, PROGRAMME

RELIABILITY = 0.85  # usual of the scales by which similarity and quality are rated: what published rho is corrected for
EARLY = 26  # weeks in which a first match begins that is compared
RATED = columns(matches="mentee start_week perceived_similarity_mentee perceived_quality_mentee same_group")
INITIATED = columns(matches="mentee start_week end_week begun_mentee perceived_quality_mentee")
CONTROLLED = columns(people="directiveness satisfaction_52 learned_mentor meetings", matches="mentee mentor")
FITTED = columns(people="fit_end satisfaction_end intent_to_leave_end")


# --- similarity ------------------------------------------------------------------------------------------------------


def deep(run: Run) -> float:
    """Correlation of the mentee's ratings of similarity and of quality over matches, corrected for unreliability."""
    m = run.matches
    return correlation(m["perceived_similarity_mentee"], m["perceived_quality_mentee"]) / RELIABILITY


def surface(run: Run) -> float:
    """Correlation of being of one group with the mentee's rating of quality, corrected for its unreliability."""
    m = run.matches
    return correlation(1.0 * m["same_group"], m["perceived_quality_mentee"]) / RELIABILITY**0.5


# --- choice ----------------------------------------------------------------------------------------------------------


def early(run: Run) -> np.ndarray:
    """Rows of first matches that began within half a year."""
    first = firsts(run)
    return first[run.matches["start_week"][first] < EARLY]


def support(run: Run) -> np.ndarray:
    """The mentees' ratings of their first matches that began within half a year."""
    return run.matches["perceived_quality_mentee"][early(run)]


def initiative(run: Run) -> np.ndarray:
    """Contacts a week that mentees began in their first matches that began within half a year."""
    rows = early(run)
    return run.matches["begun_mentee"][rows] / np.maximum(1.0, durations(run)[rows])


def chosen_over_drawn(chosen: Run, drawn: Run) -> float:
    """Hedges g of rated quality: first matches that were chosen against those that were drawn, in one pool."""
    return hedges_g(support(chosen), support(drawn))


def through_initiative(chosen: Run, drawn: Run) -> tuple[float, float]:
    """What choice adds to rated quality: the part that goes with contacts begun by the mentee, and all of it.

    The part is by how much the difference in quality falls once initiative, in contacts a week, is held constant.
    """
    choice = np.repeat([1.0, 0.0], [len(early(run)) for run in (chosen, drawn)])
    quality, begun = (np.concatenate([of(run) for run in (chosen, drawn)]) for of in (support, initiative))
    if len(np.unique(choice)) < 2 or np.ptp(begun) == 0.0:
        return NAN, NAN
    alone = np.column_stack([np.ones(len(choice)), choice])
    total = np.linalg.lstsq(alone, quality, rcond=None)[0][1]
    direct = np.linalg.lstsq(np.column_stack([alone, begun]), quality, rcond=None)[0][1]
    return float(total - direct), float(total)


# --- control ---------------------------------------------------------------------------------------------------------


def little_control(run: Run) -> np.ndarray:
    """(people,) 1 − directiveness of the first mentor; NaN without one."""
    return of_first_match(run, 1.0 - run.people["directiveness"][rows_of(run.matches["mentor"], run.people)])


def autonomy_and_satisfaction(run: Run) -> float:
    """Correlation of the first mentor's low control with the mentee's satisfaction after a year."""
    return correlation(little_control(run), run.people["satisfaction_52"])


def autonomy_and_learning(run: Run) -> float:
    """Correlation of the first mentor's low control with what is learned from mentors in a meeting."""
    met = run.people["meetings"]
    learned = np.where(met > 0, run.people["learned_mentor"] / np.maximum(1, met), np.nan)
    return correlation(little_control(run), learned)


# --- person and place ------------------------------------------------------------------------------------------------


def fit_and_satisfaction(run: Run) -> float:
    """Correlation of mentees' fit with the place, matched or not, with satisfaction, at the end or at leaving."""
    return correlation(run.of_mentees("fit_end"), run.of_mentees("satisfaction_end"))


def fit_and_turnover(run: Run) -> float:
    """Correlation of mentees' fit with the place with having left."""
    return correlation(run.of_mentees("fit_end"), 1.0 * ~np.isnan(run.of_mentees("left_week")))


def fit_and_intent(run: Run) -> float:
    """Correlation of mentees' fit with the place with the intent to leave, at the end or at leaving."""
    return correlation(run.of_mentees("fit_end"), run.of_mentees("intent_to_leave_end"))


PATTERNS = (
    Pattern(
        "P11",
        CALIBRATE,
        "Perceived deep similarity goes with perceived quality; surface similarity hardly matters.",
        (PROGRAMME.look(),),
        (Measure("deep", deep, RATED), Measure("surface", surface, RATED)),
        selection=True,
    ),
    Pattern(
        "P15-support",
        VALIDATE,
        "Mentees who choose their mentor receive more support.",
        (ORGANISATION.look("chosen"), ORGANISATION.look("drawn")),
        (Measure("chosen_over_drawn", chosen_over_drawn, RATED),),
    ),
    Pattern(
        "P15-mediation",
        VALIDATE,
        "They receive it because they initiate more contact.",
        (ORGANISATION.look("chosen"), ORGANISATION.look("drawn")),
        (Measure("share_through_initiative", through_initiative, INITIATED, quotient),),
    ),
    Pattern(
        "P33-sign",
        CALIBRATE,
        "Mentees of less controlling mentors are more satisfied and take up more of their help.",
        (ORGANISATION.look(),),
        (
            Measure("satisfaction", autonomy_and_satisfaction, CONTROLLED),
            Measure("learned", autonomy_and_learning, CONTROLLED),
        ),
    ),
    Pattern(
        "P33-shape",
        VALIDATE,
        "Choice works best in moderation: a few options, neither none nor many.",
        lacks="the number of decisions left to the mentee is not a parameter",
    ),
    Pattern(
        "P35-fit",
        CALIBRATE,
        "People who fit the organisation are more satisfied, intend to stay, and stay a little longer.",
        (ORGANISATION.look(),),
        (
            Measure("satisfaction", fit_and_satisfaction, FITTED),
            Measure("turnover", fit_and_turnover, FITTED),
            Measure("intent", fit_and_intent, FITTED),
        ),
    ),
    Pattern(
        "P35-goals",
        VALIDATE,
        "Setting goals improves outcomes.",
        lacks="goals cannot be switched off while everything else stays the same",
    ),
    Pattern(
        "P35-mentors",
        VALIDATE,
        "People have not one mentor but four or five developers.",
        lacks="the number of people who have helped somebody is not recorded",
    ),
)
