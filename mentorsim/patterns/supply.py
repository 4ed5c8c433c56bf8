"""Patterns of where mentors come from (P20)."""

import numpy as np

from mentorsim.indicators.run import YEAR, Run
from mentorsim.indicators.statistics import NAN, mean
from mentorsim.patterns.declaring import CALIBRATE, VALIDATE, Measure, Pattern, columns
from mentorsim.patterns.estimating import DURATION, logit, mentored, there
from mentorsim.patterns.scenarios import SURVEY

READS = columns(people="openness gave_up_mentoring_week", matches=f"{DURATION} mentee")


def followed(run: Run) -> np.ndarray:
    """(people,) True for mentees of week 0 who are there after a year, and have been no mentors by then.

    Who was mentored is decided by then, so that a long stay alone makes nobody both mentored and a mentor.
    """
    before = (run.people["mentor_week"] < YEAR) | (run.people["gave_up_mentoring_week"] < YEAR)
    return there(run, YEAR) & ~before


def becomes_mentor(run: Run) -> np.ndarray:
    """(people,) 1 for who is a mentor at some time."""
    return 1.0 * ~np.isnan(run.people["mentor_week"])


def slopes(run: Run) -> np.ndarray:
    """Logit of becoming a mentor after the first year on having been mentored and on openness, per SD of each."""
    who = followed(run)
    x = np.column_stack([mentored(run), run.people["openness"]])
    return logit(becomes_mentor(run)[who], x[who])


def by_mentoring(run: Run) -> float:
    """Slope of having been mentored."""
    return float(slopes(run)[0])


def by_openness(run: Run) -> float:
    """Slope of openness."""
    return float(slopes(run)[1])


def share(run: Run, was_mentored: bool) -> float:
    """Share of the mentored, or of the others, who become mentors after the first year."""
    who = followed(run) & (mentored(run) == was_mentored)
    return mean(becomes_mentor(run)[who]) if who.any() else NAN


def difference(run: Run) -> float:
    """Share of the mentored who become mentors, less that of the others."""
    return share(run, True) - share(run, False)


def of_mentored(run: Run) -> float:
    """Share of the mentored who become mentors."""
    return share(run, True)


def of_others(run: Run) -> float:
    """Share of the others who become mentors."""
    return share(run, False)


PATTERNS = (
    Pattern(
        "P20-signs",
        CALIBRATE,
        "Having been mentored, and openness, raise the chance of becoming a mentor.",
        (SURVEY.look(),),
        (Measure("mentored", by_mentoring, READS), Measure("openness", by_openness, READS)),
        selection=True,
    ),
    Pattern(
        "P20-level",
        VALIDATE,
        "Nearly half of those who had a mentor volunteer, against a quarter of the others.",
        (SURVEY.look(),),
        (
            Measure("difference", difference, READS),
            Measure("mentored", of_mentored, READS),
            Measure("others", of_others, READS),
        ),
        selection=True,
    ),
)
