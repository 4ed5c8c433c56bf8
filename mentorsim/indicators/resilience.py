"""Indicators of resilience after a shock, and of what mentoring yields for the hours it takes."""

import numpy as np

from mentorsim.indicators import needs
from mentorsim.indicators.run import Run, indicators_of
from mentorsim.indicators.statistics import NAN, ratio

indicator = indicators_of("Resilience and efficiency")
BEFORE = 13  # weeks whose mean is the level before the shock
RECOVERED = 0.95
HOLDERS, HELD = 3, 0.6  # a domain is held by so many people with at least that skill


def since_shock(run: Run) -> np.ndarray | None:
    """(weeks from the shock's on,) running matches over their mean in the 13 weeks before; None without a shock."""
    if not run.shock_week or run.shock_week >= run.weeks:
        return None
    active = run.weekly["active"]
    level = active[max(0, run.shock_week - BEFORE) : run.shock_week].mean()
    return active[run.shock_week :] / level if level > 0.0 else None


@indicator("weeks", False, needs=(needs.matches, needs.shock))
def shock_area_lost(run: Run) -> float:
    """Mentoring lost after the first scheduled shock, in weeks of what ran before.

    Σ over weeks from the shock's on of max(0, 1 − active/level), level the mean of active matches in the 13 weeks
    before (the resilience triangle). NaN without a shock after week 0, and in a run that was stopped before its planned
    weeks, in which the rest of the loss was not seen. Source: Bruneau et al. 2003.
    """
    course = since_shock(run)
    return NAN if course is None or run.weeks < run.horizon else np.maximum(0.0, 1.0 - course).sum()


@indicator("weeks", False, needs=(needs.matches, needs.shock))
def shock_weeks_to_95(run: Run) -> float:
    """Weeks from the first scheduled shock until running matches are back at 95 % of what ran before.

    The first week at .95·level or above after the first below it, level as in shock_area_lost; 0 if it never falls
    below, the weeks left if it does not come back within the run (a lower bound). NaN without a shock after week 0, and
    if the run was stopped before either was seen.
    """
    course = since_shock(run)
    if course is None:
        return NAN
    below, cut = np.flatnonzero(course < RECOVERED), run.weeks < run.horizon
    if len(below) == 0:
        return NAN if cut else 0
    back = np.flatnonzero(course[below[0] :] >= RECOVERED)
    if len(back) == 0:
        return NAN if cut else len(course)
    return below[0] + back[0]


@indicator("performance/hour", True, needs=(needs.hours,))
def gain_per_hour(run: Run) -> float:
    """Unassisted gain of all mentees per hour that mentors gave.

    Σ (y_end − y_start) / hours_total; what people would have gained anyway is in it. NaN where no hour was given.
    """
    return ratio(np.nansum(run.gain), run.hours)


@indicator("performance/hour", True, needs=(needs.control, needs.hours))
def gain_caused_per_hour(run: Run) -> float:
    """Unassisted performance at the end beyond the control world's, of all mentees, per hour that mentors gave.

    Σ (y_end − y_end in the control world) / hours_total over mentees of both worlds. NaN without control or hours, and
    where one of the worlds was stopped before the other.
    """
    if run.control is None or run.weeks_of_control != run.weeks:
        return NAN
    here, there = run.twins
    return ratio((run.people["performance_end"][here] - run.control["performance_end"][there]).sum(), run.hours)


@indicator("domains", True)
def domains_held(run: Run) -> float:
    """Skill domains that at least three of the people present hold, so that no single leaver takes them away.

    #{domains: #(present with skill ≥ .6 in it) ≥ 3}.
    """
    if run.society is None:
        return NAN
    return ((run.society.skill[run.people["present"]] >= HELD).sum(axis=0) >= HOLDERS).sum()
