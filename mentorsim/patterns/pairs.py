"""Patterns of pairs: how long they last, who ends them, who waits for one (P1, P3, P4, P5, P16, P21, P34)."""

import numpy as np

from mentorsim.indicators.relationship import endings, survivals
from mentorsim.indicators.run import YEAR, Run
from mentorsim.indicators.statistics import NAN, mean, ratio
from mentorsim.patterns.declaring import CALIBRATE, VALIDATE, Measure, Pattern, columns
from mentorsim.patterns.estimating import since_start
from mentorsim.patterns.scenarios import ONLINE, PROGRAMME

LASTED = columns(matches="start_week end_week ended_by")
WAITED = columns(people="first_match_week")
MONTHS = {"12": 52, "3": 13, "6": 26}  # plans end at 52 weeks: no match can be followed for longer
LONGEST_WAIT = 130  # weeks: thirty months


def survival(weeks: int):
    """The estimator of survival to some week."""

    def survive(run: Run) -> float:
        """Kaplan-Meier S(weeks): planned endings and the run's end censor."""
        return survivals(run)[weeks]

    return survive


def ended_by_mentor(run: Run) -> float:
    """#(ended by the mentor) / #(ended by mentor, mentee or the outside): closures that nobody had planned."""
    counts = endings(run)
    return ratio(counts["mentor"], counts["mentor"] + counts["mentee"] + counts["outside"])


def waiting(run: Run) -> np.ndarray:
    """(mentees of week 0,) weeks to the first match, infinite without one."""
    found = run.people["first_match_week"][since_start(run)]
    return np.where(np.isnan(found), np.inf, found)


def never_matched(run: Run) -> float:
    """Share of the mentees of week 0 without a match within thirty months; leavers count."""
    found = waiting(run)
    return float(np.mean(found >= LONGEST_WAIT)) if len(found) else NAN


def weeks_waited(run: Run) -> float:
    """Mean weeks to the first match of those who get one."""
    found = waiting(run)
    return mean(found[np.isfinite(found)])


def dropout(run: Run) -> float:
    """1 − S(52): share of pairs that do not outlast a year, as if no plan ended them."""
    return 1.0 - survivals(run)[YEAR]


def dropout_difference(alone: Run, prompted: Run) -> float:
    """Drop-out of prompted pairs less that of pairs left to themselves."""
    return dropout(prompted) - dropout(alone)


def of_alone(alone: Run, prompted: Run) -> float:
    """Drop-out of pairs left to themselves."""
    return dropout(alone)


def of_prompted(alone: Run, prompted: Run) -> float:
    """Drop-out of pairs who are prompted every week."""
    return dropout(prompted)


PATTERNS = (
    Pattern(
        "P1",
        CALIBRATE,
        "About six in ten formal matches last a year.",
        (PROGRAMME.look(),),
        tuple(Measure(f"survival_{name}_months", survival(weeks), LASTED) for name, weeks in MONTHS.items()),
    ),
    Pattern(
        "P3",
        CALIBRATE,
        "Mentors end more matches than mentees and outside causes together.",
        (PROGRAMME.look(),),
        (Measure("ended_by_mentor", ended_by_mentor, LASTED),),
    ),
    Pattern(
        "P4",
        VALIDATE,
        "A programme's design says little about how many of its matches end early.",
        lacks="no scenario has many programmes of random design",
    ),
    Pattern(
        "P5",
        VALIDATE,
        "Relationship quality follows one of five trajectories.",
        lacks="no table has the weekly quality of each match",
    ),
    Pattern(
        "P16",
        CALIBRATE,
        "Mentors are scarce: a fifth of applicants are still unmatched after two and a half years.",
        (PROGRAMME.look(),),
        (Measure("never_matched", never_matched, WAITED), Measure("weeks_waited", weeks_waited, WAITED)),
    ),
    Pattern(
        "P21",
        VALIDATE,
        "Informal mentoring at work passes through initiation, years of cultivation, and separation.",
        lacks="no table has the weekly quality of each match",
    ),
    Pattern(
        "P34",
        CALIBRATE,
        "Two thirds of online pairs drop out when left to themselves, few when prompted regularly.",
        (ONLINE.look(), ONLINE.look("prompted")),
        (
            Measure("left_alone", of_alone, LASTED),
            Measure("prompted", of_prompted, LASTED),
            Measure("prompts_lower_it", dropout_difference, LASTED),
        ),
    ),
)
