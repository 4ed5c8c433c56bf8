"""Indicators of mentors: what mentoring gives them, and how long they stay."""

import numpy as np

from mentorsim.indicators import needs
from mentorsim.indicators.run import Run, indicators_of
from mentorsim.indicators.statistics import NAN, kaplan_meier, mean

indicator = indicators_of("Mentor")


def gained(run: Run, state: str) -> float:
    """Mean gain in a state of those who came as mentors, from arrival to the end or to leaving."""
    came = run.mentor & ~run.mentee
    return mean(run.people[f"{state}_end"][came] - run.people[f"{state}_start"][came])


@indicator("satisfaction", True, needs=(needs.mentors,))
def mentor_satisfaction(run: Run) -> float:
    """Mean satisfaction of all who were mentors, at the end of the run or at leaving.

    mean of satisfaction_end over mentors, those who have given up mentoring among them.
    """
    return mean(run.people["satisfaction_end"][run.mentor])


@indicator("skill", True, needs=(needs.first_mentors,))
def mentor_skill_gained(run: Run) -> float:
    """Mean gain in skill of those who came as mentors.

    mean of skill_end − skill_start over initial and recruited mentors.
    """
    return gained(run, "skill")


@indicator("pitching", True, needs=(needs.first_mentors,))
def mentor_pitching_gained(run: Run) -> float:
    """Mean gain in pitching skill, by practice, of those who came as mentors.

    mean of pitching_end − pitching_start over initial and recruited mentors.
    """
    return gained(run, "pitching")


@indicator("literacy", True, needs=(needs.first_mentors,))
def mentor_literacy_gained(run: Run) -> float:
    """Mean gain in digital literacy of those who came as mentors: reverse mentoring.

    mean of literacy_end − literacy_start over initial and recruited mentors.
    """
    return gained(run, "literacy")


@indicator("weeks", True, needs=(needs.first_mentors,))
def mentor_stay(run: Run) -> float:
    """Mean weeks that a mentor goes on mentoring, restricted to the planned length of the run.

    Σ over t from 0 to weeks − 1 of S(t), S the Kaplan-Meier survival of spells of mentoring, which giving it up and
    leaving end; the run's end censors. Who takes it up again begins a new spell. NaN if no mentor was followed over all
    planned weeks, as in a run that was stopped before, unless all spells ended; and without mentors at the start, since
    no other can be followed so long.
    """
    if not run.weeks or not (run.people["kind"] == "initial_mentor").any():
        return NAN
    weeks, ended = run.spells
    return kaplan_meier(weeks, ended, np.arange(run.horizon), run.horizon).sum()
