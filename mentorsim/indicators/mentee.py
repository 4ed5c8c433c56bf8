"""Indicators of mentees: what they gained, against the control world, and how they fared.

"Mentees" are all who came as mentees, matched or not, graduates and leavers included; leavers keep their last values.
"""

import numpy as np

from mentorsim.codes import HORIZONS as REACHED
from mentorsim.codes import STAGES
from mentorsim.indicators import needs
from mentorsim.indicators.run import YEAR, Run, indicators_of, suffixed
from mentorsim.indicators.statistics import NAN, correlation, hedges_g, kaplan_meier, mean, ratio

indicator = indicators_of("Mentee")
NOTICED = 0.01  # of performance: a smaller loss is not one
HORIZONS = {"": YEAR} | suffixed(REACHED)  # weeks after own arrival at which the worlds are compared


@indicator("performance", True)
def unassisted_gain(run: Run) -> float:
    """Mean gain of mentees in unassisted performance, from arrival to the end of the run.

    mean of y_end − y_start, y the skill now, weighted by the goals at the start.
    """
    return mean(run.gain)


@indicator("performance", True, needs=(needs.matches, needs.weeks(1)))
def assisted_gain(run: Run) -> float:
    """Mean gain of mentees in performance with help, from arrival to the last weeks of their latest match.

    mean of assisted_last − y_start over mentees who had a match: assisted_last the mean of min(1, s + h·z) over the
    last 4 weeks alive, h the help then given, z the zone width, s the skill now, weighted by the goals at the start.
    Nobody is helped at arrival, where a = y.
    """
    return mean(run.of_mentees("assisted_last") - run.of_mentees("performance_start"))


@indicator("performance", True)
def lasting_gain(run: Run) -> float:
    """Mean gain of mentees in performance by lasting skill, from arrival to the end of the run.

    mean of l_end − l_start, l the lasting skill, weighted by the goals at the start: what is left when skill now has
    faded. Source: Bjork & Bjork 1992 (storage strength).
    """
    return mean(run.of_mentees("lasting_performance_end") - run.of_mentees("lasting_performance_start"))


@indicator("share", None, needs=(needs.learning, needs.weeks(1)))
def own_work_share(run: Run) -> float:
    """Share of what mentees learned that came from own work.

    Σ learned_alone / (Σ learned_alone + max(0, Σ learned_mentor) + Σ learned_others), since meetings that confuse take
    skill away. NaN where nothing was learned.
    """
    alone = run.of_mentees("learned_alone").sum()
    others, mentor = run.of_mentees("learned_others").sum(), run.of_mentees("learned_mentor").sum()
    return ratio(alone, alone + others + max(0.0, mentor))


def effect(run: Run, state: str, weeks: int) -> float:
    """Hedges g of a state at a horizon, mentees of the run against those of its control world; NaN without control."""
    return NAN if run.control is None else hedges_g(*run.of_both(f"{state}_{weeks}", weeks))


@indicator("SD", True, each=HORIZONS, needs=(needs.control, needs.weeks))
def g_unassisted(run: Run, weeks: int) -> float:
    """Hedges g against the control world: unassisted performance {} weeks after own arrival.

    Raw values of every mentee who arrived at least {} weeks before the end (of the world that ends first, where one is
    stopped), matched or not, leavers with their last value; weighted by the goals at the start; pooled SD of both
    worlds; small-sample correction J = 1 − 3/(4·df − 1). Source: Hedges 1981.
    """
    return effect(run, "performance", weeks)


@indicator("SD", True, each=HORIZONS, needs=(needs.control, needs.weeks))
def g_satisfaction(run: Run, weeks: int) -> float:
    """Hedges g against the control world: satisfaction {} weeks after own arrival.

    Raw values of every mentee who arrived at least {} weeks before the end (of the world that ends first, where one is
    stopped), matched or not, leavers with their last value; pooled SD of both worlds; small-sample correction
    J = 1 − 3/(4·df − 1). Source: Hedges 1981.
    """
    return effect(run, "satisfaction", weeks)


@indicator("share", False, needs=(needs.control, needs.weeks(YEAR)))
def worse_off(run: Run) -> float:
    """Share of mentees whom mentoring leaves worse off: who perform less well than without it, 52 weeks after arrival.

    #(y < y₀ − .01)/#mentees, y the unassisted performance, y₀ that of the same person in the control world, leavers
    with their last value; among those who came to both worlds at least 52 weeks before the end. Harsh words, an end
    that hurt, own work left undone may do so, which a mean does not show. Source: Grossman & Rhodes 2002.
    """
    if run.control is None:
        return NAN
    here, there = run.twins
    column = f"performance_{YEAR}"
    less = run.control[column][there] - run.people[column][here]
    return mean(less[~np.isnan(less)] > NOTICED)


@indicator("share", True, needs=(needs.date,))
def delivered(run: Run) -> float:
    """Share of mentees who reach the target they stated at the start by the date they stated.

    #(delivered_week − arrived_week < date) / #mentees, among those whose date falls within the run (arrived_week +
    date ≤ weeks); the target is in unassisted performance by the goals at the start; leavers count.
    Source: Mak 2011 (what the mentee expects).
    """
    arrived = run.of_mentees("arrived_week")
    due = arrived + run.date <= run.weeks
    return ratio((run.of_mentees("delivered_week")[due] - arrived[due] < run.date).sum(), due.sum())


@indicator("share", True)
def personal_attainment(run: Run) -> float:
    """Mean share of the way to the own stated target that mentees have made by the end of the run.

    mean of (y − y_start)/(target − y_start), cut to [0, 1], y the unassisted performance.
    Source: Mak 2011 (personal goals).
    """
    return mean(run.of_mentees("progress_end"))


@indicator("share", True)
def organisational_attainment(run: Run) -> float:
    """Mean progress of mentees on the organisation's goals by the end of the run.

    mean of (s − s_start)/.15, cut to [0, 1], s the skill weighted by the organisation's goals of the time.
    Source: Mak 2011 (organisational goals).
    """
    return mean(run.of_mentees("org_progress_end"))


@indicator("share", None)
def attainment_difference(run: Run) -> float:
    """Personal minus organisational attainment of mentees at the end of the run: whose goals mentoring has served.

    personal_attainment − organisational_attainment.
    """
    return mean(run.of_mentees("progress_end") - run.of_mentees("org_progress_end"))


@indicator("correlation", None, needs=(needs.goals, needs.weeks(2)))
def attainment_correlation(run: Run) -> float:
    """Correlation of personal with organisational attainment over mentees: positive where one serves the other.

    Pearson's r of progress_end and org_progress_end; NaN below three mentees.
    """
    return correlation(run.of_mentees("progress_end"), run.of_mentees("org_progress_end"))


@indicator("weeks", False)
def weeks_to_independence(run: Run) -> float:
    """Mean weeks from arrival to first independence, restricted to the planned length of the run.

    Σ over t from 0 to weeks − 1 of S(t), S the Kaplan-Meier survival in dependence; leaving and the run's end censor.
    NaN if nobody was followed over all planned weeks, as in a run that was stopped before, unless all had come to it.
    """
    arrived, reached = run.of_mentees("arrived_week"), run.of_mentees("independent_week")
    seen = ~np.isnan(reached)
    duration = np.where(seen, reached, run.last_week[run.mentee]) - arrived + 1.0
    return kaplan_meier(duration, seen, np.arange(run.horizon), run.horizon).sum() if run.weeks else NAN


@indicator("share", None, each=suffixed(STAGES))
def stage(run: Run, name: str) -> float:
    """Share in the {} stage at the end of the run.

    Among all who came as mentees and are present, those who became mentors included.
    Source: Mak 2011 (dependence, independence, interdependence).
    """
    here = run.mentee & run.people["present"]
    return ratio((run.people["stage"][here] == name).sum(), here.sum())


@indicator("weeks", False)
def dependence_weeks(run: Run) -> float:
    """Mean weeks in which a mentee's dependence stood above the mark of the dependent stage.

    mean of dependence_weeks over mentees.
    """
    return mean(run.of_mentees("dependence_weeks"))


@indicator("satisfaction", True)
def satisfaction(run: Run) -> float:
    """Mean satisfaction of mentees at the end of the run.

    mean of satisfaction_end.
    """
    return mean(run.of_mentees("satisfaction_end"))


@indicator("confidence", True)
def confidence(run: Run) -> float:
    """Mean confidence of mentees at the end of the run.

    mean of confidence_end.
    """
    return mean(run.of_mentees("confidence_end"))


@indicator("events", False)
def harm(run: Run) -> float:
    """Harsh words received by mentees, per 100 person-years.

    100 · 52 · Σ harsh words / Σ weeks present. Source: Mak 2011 (criticism and bullying).
    """
    return 100.0 * YEAR * ratio(run.of_mentees("harsh_words").sum(), run.stay[run.mentee].sum())


@indicator("weeks", False, needs=(needs.matches,))
def weeks_to_match(run: Run) -> float:
    """Mean weeks from arrival to the first match, among mentees who had one.

    mean of first_match_week − arrived_week; 0 is a match in the week of arrival.
    """
    return mean(run.of_mentees("first_match_week") - run.of_mentees("arrived_week"))


@indicator("share", False)
def never_matched(run: Run) -> float:
    """Share of mentees who never had a match.

    #(no first_match_week) / #mentees, late arrivals included. Source: statistic of DeWit et al. 2016.
    """
    return ratio(np.isnan(run.of_mentees("first_match_week")).sum(), run.mentee.sum())
