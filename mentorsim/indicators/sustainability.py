"""Indicators of sustainability: whether mentoring brings forth its own mentors, and what it asks of them."""

import numpy as np

from mentorsim.indicators import needs
from mentorsim.indicators.run import YEAR, Run, indicators_of, once
from mentorsim.indicators.statistics import NAN, gini, rate_ratio_interval, ratio, weighted_mean

indicator = indicators_of("Sustainability")


def rows_of(people: dict, persons: np.ndarray) -> np.ndarray:
    """Rows in a people table of the persons with these keys; all must be there."""
    order = np.argsort(people["person"])
    return order[np.searchsorted(people["person"], persons, sorter=order)]


@once
def lineage(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """Who mentored whom before becoming a mentor: rows of people (graduates, mentors), each pair once."""
    n = len(run.people["person"])
    if n == 0 or len(run.matches["mentee"]) == 0:
        return np.empty(0, int), np.empty(0, int)
    mentee, mentor = rows_of(run.people, np.stack([run.matches["mentee"], run.matches["mentor"]]))
    before = run.graduate[mentee] & (run.matches["start_week"] <= run.people["mentor_week"][mentee])
    return np.divmod(np.unique(mentee[before] * n + mentor[before]), n)


@once
def credits_of_mentors(run: Run) -> np.ndarray:
    """(people,) new mentors credited to each person: a graduate's one credit is shared equally by all mentors had."""
    graduates, mentors = lineage(run)
    n = len(run.people["person"])
    mentors_had = np.bincount(graduates, minlength=n)
    return np.bincount(mentors, weights=1.0 / mentors_had[graduates], minlength=n)


@once
def exits(run: Run) -> np.ndarray:
    """(people,) True for mentors who left, or gave up mentoring and have not taken it up again.

    The others' stays are censored by the end of the run.
    """
    return run.mentor & ~run.mentors_still


@indicator("mentors", True, needs=(needs.exits,))
def r_mentoring(run: Run) -> float:
    """R_M: mentors brought forth by mentoring, per mentor over a mentor's stay (cohort estimate).

    (credits/exposure)·(exposure/exits) = credits/exits: mentored mentees who became mentors, over mentors who stopped:
    who left, or gave up mentoring and did not take it up again within the run. Both are rates over the same
    mentor-weeks, so that stays still running count as censored. Co-mentors share a credit equally. Above 1 mentoring
    reproduces itself: its own graduates are more than the mentors who stop, nobody else needed. Recruits, and mentees
    who became mentors without ever being mentored, are not counted, so below 1 the stock may grow all the same: see
    r_mentoring_all. NaN if no mentor stopped.
    """
    return ratio(credits_of_mentors(run).sum(), exits(run).sum())


def interval(run: Run) -> tuple[float, float]:
    """(low, high) of R_M at 95 %."""
    return rate_ratio_interval(round(credits_of_mentors(run).sum()), int(exits(run).sum()))


@indicator("mentors", None, needs=(needs.exits,))
def r_mentoring_low(run: Run) -> float:
    """Lower end of the 95 % interval of R_M.

    exp(ln R_M − 1.96·√(1/credits + 1/exits)); 0 without credits, NaN if no mentor stopped.
    """
    return interval(run)[0]


@indicator("mentors", None, needs=(needs.exits,))
def r_mentoring_high(run: Run) -> float:
    """Upper end of the 95 % interval of R_M.

    exp(ln R_M + 1.96·√(1/credits + 1/exits)); without credits .025^(−1/exits) − 1, exact given the sum of both counts.
    NaN if no mentor stopped.
    """
    return interval(run)[1]


@once
def new_mentors(run: Run) -> int:
    """How many became mentors in the run, or came as such: all who ever were but those of week 0."""
    return int((run.mentor & (run.people["kind"] != "initial_mentor")).sum())


@indicator("mentors", True, needs=(needs.exits,))
def r_mentoring_all(run: Run) -> float:
    """R_M of all new mentors, wherever they come from: per mentor over a mentor's stay.

    (new/exposure)·(exposure/exits) = new/exits: recruits and all mentees who became mentors, mentored or not, over
    mentors who stopped; censored as R_M. 1 + (mentors at the end − mentors at the start)/exits, so above 1 there are
    more mentors at the end of the run than at its start, below 1 fewer. It is no sign that mentoring reproduces itself:
    a stock that is fed from outside settles where it is 1, whatever R_M is. NaN if no mentor stopped.
    """
    return ratio(new_mentors(run), exits(run).sum())


def interval_of_all(run: Run) -> tuple[float, float]:
    """(low, high) of R_M of all new mentors at 95 %."""
    return rate_ratio_interval(new_mentors(run), int(exits(run).sum()))


@indicator("mentors", None, needs=(needs.exits,))
def r_mentoring_all_low(run: Run) -> float:
    """Lower end of the 95 % interval of R_M of all new mentors.

    As that of R_M, with new mentors instead of credits.
    """
    return interval_of_all(run)[0]


@indicator("mentors", None, needs=(needs.exits,))
def r_mentoring_all_high(run: Run) -> float:
    """Upper end of the 95 % interval of R_M of all new mentors.

    As that of R_M, with new mentors instead of credits.
    """
    return interval_of_all(run)[1]


@indicator("mentors", True, needs=(needs.graduates, needs.exits))
def r_mentoring_next_generation(run: Run) -> float:
    """R_M as next-generation estimate: the dominant eigenvalue of expected new mentors by type of mentor.

    Types: from outside (present at week 0 or recruited), and graduates. New mentors are graduates all, so the matrix is
    ((0, 0), (R_outside, R_graduates)), and its dominant eigenvalue is R_graduates = credits/exits among graduates. NaN
    if no graduate stopped mentoring.
    """
    return ratio(credits_of_mentors(run)[run.graduate].sum(), exits(run)[run.graduate].sum())


@indicator("mentors", True, needs=(needs.control, needs.exits))
def r_mentoring_caused(run: Run) -> float:
    """R_M caused by mentoring: R_M minus the volunteers whom the control world produces too.

    (credits − #(control's graduates among the persons whom this run mentored before they graduated, if they did)) /
    exits. It may be negative. Of a control world that went on after the run was stopped, later graduates do not count.
    NaN without control, if that was stopped before the run, or if no mentor stopped.
    """
    if run.control is None or run.weeks_of_control < run.weeks:
        return NAN
    here, there = run.twins
    first, became = run.people["first_match_week"][here], run.people["mentor_week"][here]
    mentored = first <= np.where(np.isnan(became), np.inf, became)
    anyway = (mentored & (run.control["mentor_week"][there] < run.weeks)).sum()
    return ratio(credits_of_mentors(run).sum() - anyway, exits(run).sum())


def seed_cohort(run: Run) -> tuple:
    """(new mentors credited, exits) of the mentors who were there at week 0: of a world with unlimited demand, R0_M."""
    seeds = run.people["kind"] == "initial_mentor"
    return float(credits_of_mentors(run)[seeds].sum()), int(exits(run)[seeds].sum())


@indicator("mentors", True, needs=(needs.asked, needs.first_mentors, needs.exits))
def r0_mentoring(run: Run) -> float:
    """R0_M: new mentors produced per mentor of a seed cohort over a stay, when demand is without limit.

    credits/exits of the initial mentors, as R_M, in a world of its own: the same parameters and seed, nobody recruited,
    and at least four mentees at the start per place that the mentors could have. Supply does not limit it, so it ranks
    policies where R_M settles near 1. Only computed where an `r0_…` indicator is among the experiment's outcomes, NaN
    otherwise; NaN if no seed mentor stopped.
    """
    return ratio(*run.seed_cohort) if run.seed_cohort else NAN


def seed_interval(run: Run) -> tuple[float, float]:
    """(low, high) of R0_M at 95 %."""
    if run.seed_cohort is None:
        return NAN, NAN
    born, gone = run.seed_cohort
    return rate_ratio_interval(round(born), gone)


@indicator("mentors", None, needs=(needs.asked, needs.first_mentors, needs.exits))
def r0_mentoring_low(run: Run) -> float:
    """Lower end of the 95 % interval of R0_M.

    As that of R_M, from the seed cohort's counts.
    """
    return seed_interval(run)[0]


@indicator("mentors", None, needs=(needs.asked, needs.first_mentors, needs.exits))
def r0_mentoring_high(run: Run) -> float:
    """Upper end of the 95 % interval of R0_M.

    As that of R_M, from the seed cohort's counts.
    """
    return seed_interval(run)[1]


@indicator("ratio", True, needs=(needs.first_mentors,))
def mentor_stock_ratio(run: Run) -> float:
    """Mentors present at the end of the run over those present at its start.

    #(mentors present at the end) / #(initial mentors); NaN where there were none.
    """
    return ratio(run.mentors_still.sum(), (run.people["kind"] == "initial_mentor").sum())


@indicator("probability", False)
def extinct(run: Run) -> float:
    """1 if no mentor is present at the end of the run, else 0; its mean over runs is a probability.

    1 − sgn #(mentors present at the end).
    """
    return not run.mentors_still.any()


def demand(run: Run) -> np.ndarray:
    """(weeks,) mentees who wait or have a running match."""
    return run.weekly["waiting"] + run.weekly["active"]


@indicator("ratio", False, needs=(needs.mentors,))
def demand_over_capacity(run: Run) -> float:
    """Mean weekly demand over the places of all mentors present.

    mean of (waiting + active)/capacity over weeks with capacity; NaN without any.
    """
    there = run.weekly["capacity"] > 0
    return ratio((demand(run)[there] / run.weekly["capacity"][there]).sum(), there.sum())


@indicator("share", False)
def weeks_over_capacity(run: Run) -> float:
    """Share of weeks in which demand exceeds the places of all mentors present.

    #(waiting + active > capacity) / weeks.
    """
    return ratio((demand(run) > run.weekly["capacity"]).sum(), len(run.weekly["week"]))


@indicator("1/year", False, needs=(needs.mentors,))
def mentor_exits_per_year(run: Run) -> float:
    """Mentors who left or gave up mentoring, per mentor-year.

    52 · #(spells of mentoring that ended) / Σ weeks of all spells; who takes it up again begins a new spell.
    """
    weeks, ended = run.spells
    return YEAR * ratio(ended.sum(), weeks.sum())


@indicator("energy", True, needs=(needs.mentors,))
def mentor_energy(run: Run) -> float:
    """Mean energy of mentors, over mentor-weeks.

    Σ energy·mentors / Σ mentors over weeks with mentors; NaN without any.
    """
    return weighted_mean(run.weekly["energy"], run.weekly["mentors"])


@indicator("Gini", False, needs=(needs.hours,))
def load_gini(run: Run) -> float:
    """Gini coefficient of the hours that mentors gave.

    Over all who were mentors at some time in the run: 0 all gave alike, near 1 one gave all. NaN if nobody gave any.
    Source: Gini 1912.
    """
    return gini(run.people["hours_given"][run.mentor])


@indicator("mentors", True, needs=(needs.matches,))
def halving_mentors(run: Run) -> float:
    """Fewest mentors whose loss would end half of the matches that run at the end.

    Smallest k such that the k mentors with most running matches hold at least half of them; NaN if none runs.
    """
    running = np.isnan(run.matches["end_week"])
    held = np.sort(np.unique(run.matches["mentor"][running], return_counts=True)[1])[::-1]
    return float(np.searchsorted(np.cumsum(held), held.sum() / 2.0) + 1) if len(held) else NAN


@indicator("person-weeks", False)
def unmet_person_weeks(run: Run) -> float:
    """Weeks that mentees waited without a match, added over mentees.

    Σ waiting over weeks.
    """
    return run.weekly["waiting"].sum()


@indicator("hours", None)
def hours_total(run: Run) -> float:
    """Mentor hours given in the whole run, in matches and to routed questions.

    Σ hours_given over people.
    """
    return run.hours


@indicator("hours/week", None, needs=(needs.mentors,))
def hours_per_mentor_week(run: Run) -> float:
    """Mentor hours given per mentor present and week.

    Σ hours_given over people / Σ mentors present over weeks; NaN without any. Under a budget (`meetings.budget`) the
    sum of hours is what arms have in common, not this: mentors come and go.
    """
    return ratio(run.hours, run.weekly["mentors"].sum())


@indicator("hours", None)
def hours_per_mentee(run: Run) -> float:
    """Mentor hours given per mentee, matched or not.

    hours_total / #mentees.
    """
    return ratio(run.hours, run.mentee.sum())
