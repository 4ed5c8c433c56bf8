"""What claims are measured by, beside indicators: numbers that are read off the tables of one run."""

import numpy as np

from mentorsim.claims.declaring import Outcome, Size
from mentorsim.indicators.relationship import durations
from mentorsim.indicators.run import YEAR, Run
from mentorsim.indicators.statistics import NAN, mean, ratio
from mentorsim.patterns.declaring import columns
from mentorsim.patterns.estimating import of_first_match, since_start, spread
from mentorsim.patterns.run_view import RunView

WAY = 0.15  # rise in skill that counts as the whole way, as with the organisation's goals
HOUR = 0.2 / 30.0  # SD of performance: a programme's published effect (P7) over the hours of a mentor that a year takes
EDGES = (1.0 / 3.0, 2.0 / 3.0)  # quantiles that part people into thirds


# --- what people can do ----------------------------------------------------------------------------------------------


def in_spreads(run: Run, column: str) -> float:
    """Mean of a column over the mentees of week 0, in SD of their performance at arrival.

    That SD is the same in all arms, so differences of arms are differences in one unit.
    """
    who = since_start(run)
    return ratio(mean(run.people[column][who]), spread(run.people["performance_start"][who]))


def performance_at(weeks: int) -> Outcome:
    """Unassisted performance so many weeks after arrival, as an outcome."""

    def performance(run: Run) -> float:
        return in_spreads(run, f"performance_{weeks}")

    performance.__doc__ = f"Unassisted performance of the mentees of week 0 after {weeks} weeks, leavers included."
    reads = columns(people=f"performance_start performance_{weeks}")
    return Outcome(f"performance_{weeks}", performance, reads, "SD")


def net_performance(run: Run) -> float:
    """Unassisted performance after 104 weeks less the price of all helpers' hours, those of answers among them.

    An hour is worth what an hour of a programme's mentors brings.
    """
    hours = ratio(run.people["hours_given"].sum() + run.people["hours_answering"].sum(), run.mentee.sum())
    return in_spreads(run, "performance_104") - HOUR * hours


def coaching(run: Run) -> float:
    """Rise of learning-to-learn of the mentees of week 0, from arrival to the end or to leaving."""
    who = since_start(run)
    return mean(run.people["metacognition_end"][who] - run.people["metacognition_start"][who])


def independent(run: Run) -> float:
    """Share of the mentees of week 0 who have become independent by the end."""
    return mean(~np.isnan(run.people["independent_week"][since_start(run)]))


def became_mentors(run: Run) -> float:
    """Share of the mentees of week 0 who have become mentors by the end."""
    return mean(~np.isnan(run.people["mentor_week"][since_start(run)]))


# --- goals -----------------------------------------------------------------------------------------------------------


def rises(run: RunView) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(person, weeks after the start, rise in skill by the goals of that time), of mentees of week 0 while present."""
    s = run.others["skills"]
    domains = int(s["domain"].max(initial=-1)) + 1
    place = np.lexsort((s["domain"], s["person"], s["after_weeks"]))
    person, after = (s[name][place].reshape(-1, domains)[:, 0] for name in ("person", "after_weeks"))
    skill, goal = (s[name][place].reshape(-1, domains) for name in ("skill", "goal"))
    at_start = after == 0
    mentees = np.sort(run.people["person"][since_start(run)])
    rows = np.flatnonzero(~at_start & np.isin(person, mentees) & np.isin(person, person[at_start]))
    first = np.searchsorted(person[at_start], person[rows])
    rise = (goal[rows] * (skill[rows] - skill[at_start][first])).sum(axis=1)
    return person[rows], after[rows], rise


def present_attainment(run: RunView) -> float:
    """Rise in skill by personal goals as they are at the time, mean over horizons, as a share of the whole way."""
    _, _, rise = rises(run)
    return mean(rise) / WAY


def personal_less_organisational(run: RunView) -> float:
    """Share of the way made at the end by present personal goals, less that by the organisation's."""
    person, after, rise = rises(run)
    last = after == run.weeks
    order = np.argsort(run.people["person"])
    rows = order[np.searchsorted(run.people["person"], person[last], sorter=order)]
    return mean(np.clip(rise[last] / WAY, 0.0, 1.0) - run.people["org_progress_end"][rows])


def aligned_over_opposed(run: Run) -> float:
    """Satisfaction after a year: the third of mentees whose goals are nearest the organisation's, less the furthest."""
    distance = of_first_match(run, run.matches["goal_distance_start"])
    distance[~since_start(run)] = NAN
    if not np.isfinite(distance).any():
        return NAN
    near, far = np.nanquantile(distance, EDGES)
    satisfaction = run.people["satisfaction_52"]
    return mean(satisfaction[distance <= near]) - mean(satisfaction[distance >= far])


# --- relationships and resistance ------------------------------------------------------------------------------------


def lurking(run: Run) -> float:
    """Share of all person-weeks in which somebody visits the community and neither asks nor answers."""
    w = run.weekly
    return ratio(w["reading"].sum(), w["absent"].sum() + w["reading"].sum() + w["contributing"].sum())


def running(run: Run) -> float:
    """Matches that run, mean over the last 52 weeks, per mentee of week 0."""
    return ratio(run.weekly["active"][-YEAR:].mean(), since_start(run).sum())


def contacts(run: Run) -> float:
    """Contacts of a pair in a week of its match, over all matches."""
    return ratio(run.matches["meetings"].sum(), durations(run).sum())


def resistance(run: Run) -> float:
    """Reactance of the mentees present, mean over weeks."""
    return mean(run.weekly["reactance"])


# --- outcomes, and the smallest effects on them that matter -----------------------------------------------------------

AFTER_A_YEAR, AFTER_TWO = performance_at(52), performance_at(104)
NET = Outcome(
    "net_performance",
    net_performance,
    columns(people="performance_start performance_104 hours_given hours_answering"),
    "SD",
)
COACHING = Outcome("coaching", coaching, columns(people="metacognition_start metacognition_end"), "metacognition")
INDEPENDENT = Outcome("independent", independent, columns(people="independent_week"), "share")
BECAME_MENTORS = Outcome("became_mentors", became_mentors, columns(people="mentor_week"), "share")
SKILLS = columns(skills="after_weeks person domain skill goal")
PRESENT = Outcome("present_attainment", present_attainment, SKILLS, "share")
WHOSE = Outcome(
    "personal_less_organisational",
    personal_less_organisational,
    SKILLS | columns(people="org_progress_end"),
    "share",
)
ALIGNED = Outcome(
    "aligned_over_opposed",
    aligned_over_opposed,
    columns(people="satisfaction_52", matches="mentee goal_distance_start"),
    "satisfaction",
)
CONTACTS = Outcome("contacts", contacts, columns(matches="start_week end_week meetings"), "contacts")
RESISTANCE = Outcome("resistance", resistance, columns(weekly="reactance"), "reactance")
LURKING = Outcome("lurking", lurking, columns(weekly="absent reading contributing"), "share")
RUNNING = Outcome("running", running, columns(weekly="active"), "matches")
LURKERS, CONFIDENCE, QUALITY = Outcome("lurker_share"), Outcome("confidence"), Outcome("quality")
SURVIVAL = Outcome("survival_52")

QUARTER = Size(0.05, "a quarter of what a programme does in a year (P7)")
HALF = Size(0.1, "half of what a programme does in a year (P7)")
ONE_IN_FIFTY = Size(0.02, "one in fifty")
ONE_IN_TWENTY = Size(0.05, "one in twenty")
TWO_POINTS = Size(0.02, "two points of a scale of a hundred")
ONE_POINT = Size(0.01, "one point of a scale of a hundred")
ONCE_A_YEAR = Size(1.0 / YEAR, "one contact a year")
