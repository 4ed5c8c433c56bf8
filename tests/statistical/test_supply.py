"""Supply alone: mentors bring forth mentors as R_M = n·p_complete·p_uptake / (delta·T) says, with its threshold at 1.

The rest of the model is reduced to a clock: every match meets every week, trust is whole, and m rises by the same step
at each meeting, so that it passes the mark of independence at the last meeting of a term of T weeks and never before.
Each mentee has one match in a life, and there are always more who wait than places.
"""

import math
from dataclasses import dataclass

import numpy as np
import pytest

from mentorsim import codes, tables
from mentorsim.experiment.runs import seed_counts, simulate_world
from mentorsim.indicators import INDICATORS
from mentorsim.indicators.statistics import rate_ratio_interval
from mentorsim.indicators.sustainability import credits_of_mentors
from mentorsim.settings import resolve

pytestmark = pytest.mark.slow

TERM, EXIT, LEAVING, MENTORS = 10, 0.02, 0.02, 300
ENDING = EXIT + 2 * LEAVING  # of a match: the mentor gives up mentoring or leaves, or the mentee leaves

OFF = (
    "endings", "energy", "life", "community", "ties", "control", "quality", "goals", "confidence", "exposure",
    "adaptation", "hurt", "satisfaction", "belonging",
)  # fmt: skip
CLOCK = {f"{group}.on": False for group in OFF} | {
    "setting": "programme",
    "people.mentees": 3000,
    "people.mentors": MENTORS,
    "structure.degree": 0,
    "arrivals.mentees": 0.03,
    "arrivals.mentors": 0.0,
    "matching.policy": "random",
    "matching.attempts": 1,
    "withdrawal.policy": "cliff",
    "withdrawal.weeks": TERM,
    # every match has the three contacts that a week holds at most, every week: so many are wanted
    "meetings.mentee": 10.0,
    "meetings.mentee_base": 5.0,
    "meetings.mentor": 10.0,
    "meetings.mentor_base": 5.0,
    "meetings.prompts": 5.0,
    "meetings.claim_base": 0.0,
    "meetings.claim_help": 0.0,
    "channel.reliability": 1.0,
    # trust and pitching are whole, and there is an example without help
    "quality.start": "flat",
    "quality.flat": 1.0,
    "quality.spread": 0.0,
    "quality.gate": 0.01,
    "withdrawal.start": 0.0,
    "start.pitching.a": 1000.0,
    "start.pitching.b": 1.0,
    "meetings.practice": 0.0,
    # 1 - m falls by 30 % a week, by a tenth at each contact, from .65: below .022 after ten, not after nine
    "start.metacognition_mentee.a": 350.0,
    "start.metacognition_mentee.b": 650.0,
    "learning.m_coaching": 0.1,
    "stages.independent_m": 0.978,
    **{f"learning.{name}": 0.0 for name in ("m_work", "m_back", "m_merit")},
    # nothing else stands between independence and volunteering, at the same rate for all
    "stages.independent_d": 1.0,
    "stages.dependent_d": 1.0,
    "stages.independent_y": 0.0,
    "stages.confidence": 0.0,
    "stages.volunteer_base": 1.0,
    "stages.volunteer_quality": 0.0,
    "stages.need_pull": 0.0,
    # nobody gives up waiting, or takes up mentoring again
    "matching.gives_up": 0.0,
    "stages.comes_back": 0.0,
    "start.openness.a": 1000.0,
    "start.openness.b": 1000.0,
    # people leave at constant rates
    "departures.leaving": LEAVING,
    "departures.mentor_exit": EXIT,
    "departures.exhaustion": 0.0,
    **{f"departures.by_{state}": 0.0 for state in ("satisfaction", "belonging", "hurt", "shortfall")},
    "endings.committed": 1.0,
    "endings.beyond": 1.0,
    "goals.earning": 0.0,
}


@dataclass
class Theory:
    """R_M of the clock, for n places per mentor and a weekly hazard of volunteering once independent."""

    places: int
    volunteering: float

    @property
    def completing(self):
        """Both stay, and the mentor a mentor, until the last of T weeks, the first being that of the start."""
        return math.exp(-ENDING * (TERM - 1))

    @property
    def uptake(self):
        """Volunteering before leaving; in each week people volunteer first."""
        stay, wait = math.exp(-LEAVING), math.exp(-self.volunteering)
        return (1.0 - wait) / (1.0 - wait * stay)

    @property
    def length(self):
        """Mean weeks of a match, completed or not."""
        week = math.exp(-ENDING)
        return (1.0 - week**TERM) / (1.0 - week)

    @property
    def reproduction(self):
        return self.places * self.completing * self.uptake / ((1.0 - math.exp(-(EXIT + LEAVING))) * self.length)


CELLS = {"above 1": Theory(2, 0.01), "below 1": Theory(2, 0.003), "one place": Theory(1, 0.01)}
WEEKS = 320


class Cohort:
    """A world of the clock, and what it left behind."""

    def __init__(self, worlds, theory, seed=1):
        more = {"start.capacity_low": theory.places, "start.capacity_high": theory.places}
        self.world = worlds.run(CLOCK | more | {"stages.volunteer": theory.volunteering}, WEEKS, seed)
        self.run, self.theory = tables.run_of(self.world), theory
        self.seeds = self.run.people["kind"] == "initial_mentor"
        self.offspring = credits_of_mentors(self.run)[self.seeds]


@pytest.fixture(scope="module")
def cohorts(worlds):
    return {name: Cohort(worlds, theory) for name, theory in CELLS.items()}


@pytest.fixture(params=CELLS)
def cohort(request, cohorts):
    return cohorts[request.param]


def test_there_is_demand_without_limit_and_the_seeds_are_gone(cohort):
    assert cohort.run.weekly["waiting"].min() > 1000
    assert cohort.world.people.present[cohort.seeds].sum() == 0


def test_the_parts_are_those_of_the_formula(cohort, mean_is):
    """Share completing, share of these who volunteer, mean length: of matches that ended long enough ago."""
    matches, theory = cohort.world.matches, cohort.theory
    ended = (matches.ended_by != codes.RUNNING) & (matches.start_week < 100)
    complete = matches.ended_by[ended] == codes.BY_PLAN
    mean_is(complete, theory.completing)
    mean_is(matches.weeks[ended], theory.length)
    assert (matches.weeks[ended][complete] == TERM).all()
    graduated = cohort.world.people.mentor_week[matches.mentee[ended]] != codes.NEVER
    mean_is(graduated[complete], theory.uptake)
    assert not graduated[~complete].any()


def test_mentors_per_mentor_follow_the_formula(cohort, mean_is):
    mean_is(cohort.offspring, cohort.theory.reproduction)


def test_a_seed_cohort_has_that_reproduction_where_demand_is_scarce(worlds):
    """R0_M of a world with half a mentee per mentor, which R_M itself shows to be limited by demand."""
    theory = CELLS["above 1"]
    scarce = {"people.mentees": 150, "start.capacity_low": theory.places, "start.capacity_high": theory.places}
    parameters = resolve(CLOCK | scarce | {"stages.volunteer": theory.volunteering})
    born, gone = seed_counts(parameters, WEEKS, 1, 0)
    low, high = rate_ratio_interval(round(born), gone)
    assert gone == MENTORS
    assert low < theory.reproduction < high
    limited = tables.run_of(simulate_world(parameters, WEEKS, 1, 0))
    assert INDICATORS["r_mentoring"].of(limited) < 0.5 * theory.reproduction


def test_the_stock_of_mentors_grows_above_1_and_dies_out_below(cohort):
    mentors = cohort.run.weekly["mentors"]
    later, earlier = mentors[-40:].mean(), mentors[120:160].mean()
    assert (later > earlier) == (cohort.theory.reproduction > 1.0)


@pytest.mark.parametrize("name", [name for name, theory in CELLS.items() if theory.reproduction < 1.0])
def test_below_1_all_that_ever_come_are_the_seeds_over_1_minus_r(cohorts, name):
    """Neutral graduation is a branching process: total progeny M / (1 - R), its variance M var / (1 - R)^3."""
    r, ever, variance = CELLS[name].reproduction, cohorts[name].run.mentor.sum(), cohorts[name].offspring.var(ddof=1)
    assert abs(ever - MENTORS / (1.0 - r)) < 4.0 * math.sqrt(MENTORS * variance / (1.0 - r) ** 3)
    estimate = INDICATORS["r_mentoring"].of(cohorts[name].run)
    assert estimate == pytest.approx(r, abs=4.0 * math.sqrt(variance / ever))


def test_generations_follow_one_another_by_the_same_factor(cohort):
    """The second generation is to the first as the first to the seeds."""
    people, matches = cohort.world.people, cohort.world.matches
    generation = np.full(len(people.key), -1)
    generation[cohort.seeds] = 0
    for row in np.argsort(people.mentor_week, kind="stable"):
        if generation[row] < 0 and people.mentor_week[row] > 0:
            taught_by = matches.mentor[matches.mentee == row][0]
            generation[row] = generation[taught_by] + 1
    sizes = np.bincount(generation[generation >= 0])
    r, variance = cohort.theory.reproduction, cohort.offspring.var(ddof=1)
    assert sizes[1] / sizes[0] == pytest.approx(r, abs=4.0 * math.sqrt(variance / sizes[0]))
    assert sizes[2] / sizes[1] == pytest.approx(r, abs=4.0 * math.sqrt(variance / sizes[1]) + 0.1)  # some are to come
