"""Indicators of sustainability: lineages by hand, and a branching process whose R is known."""

import math

import numpy as np
import pytest
from made import NAN, made_run

from mentorsim import tables
from mentorsim.indicators import (
    INDICATORS,
    outcomes,
    sustainability,
)

# A and B came as mentors, A left at 40. C was mentored by A and (twice) B and became a mentor at 30, leaving at 90. D
# became one without any mentor, E after C's mentoring; F was mentored by B and became none. E's match with B at 85
# came after E had become a mentor.
A, B, C, D, E, F = range(6)
LINEAGE = {
    "people": 6,
    "matches": 6,
    "of_people": {
        "kind": ["initial_mentor"] * 2 + ["initial_mentee"] * 4,
        "arrived_week": [0] * 6,
        "mentor_week": [0, 0, 30, 20, 80, NAN],
        "first_match_week": [NAN, NAN, 0, NAN, 50, 10],
        "left_week": [40, NAN, 90, NAN, NAN, NAN],
        "present": [False, True, False, True, True, True],
    },
    "of_matches": {
        "mentee": [C, C, C, E, F, E],
        "mentor": [A, B, B, C, B, B],
        "start_week": [0, 5, 20, 50, 10, 85],
        "end_week": [4, 19, 30, 80, NAN, NAN],
    },
    "weeks": 100,
}


def control_of(mentors):
    """People of LINEAGE in a control world where just these mentees became mentors."""
    of_people = LINEAGE["of_people"] | {"mentor_week": [0, 0, *(9 if i in mentors else NAN for i in (C, D, E, F))]}
    return made_run(people=6, of_people=of_people).people


def test_credits_are_shared_by_all_mentors_had():
    credit = sustainability.credits_of_mentors(made_run(**LINEAGE))
    assert list(credit) == [0.5, 0.5, 1, 0, 0, 0]


def test_r_mentoring_with_stays_still_running():
    """Two credits, two exits (A, C); among graduates one credit, one exit; mentor-weeks 41 + 100 + 61 + 80 + 20."""
    found = outcomes(made_run(**LINEAGE))
    assert found["r_mentoring"] == pytest.approx(1.0)
    assert found["r_mentoring_high"] == pytest.approx(math.exp(1.959964 * math.sqrt(1 / 2 + 1 / 2)))
    assert found["r_mentoring_low"] == pytest.approx(1 / found["r_mentoring_high"])
    assert found["r_mentoring_next_generation"] == pytest.approx(1.0)
    assert math.isnan(found["r_mentoring_caused"])
    assert found["mentor_exits_per_year"] == pytest.approx(52 * 2 / 302)
    assert found["mentor_stock_ratio"] == pytest.approx(3 / 2)
    assert found["extinct"] == 0.0


def test_r_mentoring_all_counts_whoever_became_a_mentor():
    """C, D and E are new mentors, D without ever being mentored; A and C left. Half a mentor more than left, a stay."""
    found = outcomes(made_run(**LINEAGE))
    assert found["r_mentoring_all"] == pytest.approx(3 / 2)
    assert found["r_mentoring_all_high"] == pytest.approx(1.5 * math.exp(1.959964 * math.sqrt(1 / 3 + 1 / 2)))
    assert found["r_mentoring_all_low"] == pytest.approx(1.5**2 / found["r_mentoring_all_high"])
    nobody_left = LINEAGE | {"of_people": LINEAGE["of_people"] | {"left_week": [NAN] * 6, "present": [True] * 6}}
    found = outcomes(made_run(**nobody_left))
    assert all(math.isnan(found[f"r_mentoring_all{end}"]) for end in ("", "_low", "_high"))


@pytest.mark.parametrize(("mentors", "answer"), [((), 1), ((D,), 1), ((C,), 1 / 2), ((C, E), 0), ((C, E, F), -1 / 2)])
def test_r_mentoring_caused_subtracts_who_volunteers_anyway(mentors, answer):
    """D, never mentored, earns no credit and costs none; F, mentored, would have become a mentor without."""
    run = made_run(**LINEAGE, control=control_of(mentors))
    assert outcomes(run)["r_mentoring_caused"] == pytest.approx(answer)


def test_r_mentoring_recovers_a_known_one():
    """Stays of a geometric time (mean 50 weeks, many cut at 60) and .03 credits a week make R_M = 1.5."""
    draw = np.random.default_rng(2)
    n, weeks = 3000, 60
    stay = draw.geometric(0.02, n)
    exposure = np.minimum(stay, weeks)
    n_credits = draw.poisson(0.03 * exposure)
    total = n + n_credits.sum()
    mentor = np.repeat(np.arange(n), n_credits)
    graduates = np.arange(n, total)
    of_people = {
        "kind": ["initial_mentor"] * n + ["arrival"] * len(graduates),
        "mentor_week": np.concatenate([np.zeros(n), np.full(len(graduates), weeks - 1.0)]),
        "left_week": np.concatenate([np.where(stay <= weeks, stay - 1.0, NAN), np.full(len(graduates), NAN)]),
    }
    run = made_run(
        total, len(mentor), of_people=of_people, of_matches={"mentee": graduates, "mentor": mentor}, weeks=weeks
    )
    found = outcomes(run)
    assert found["r_mentoring_low"] < 1.5 < found["r_mentoring_high"]
    assert found["r_mentoring"] == pytest.approx(1.5, abs=0.12)


def branching_process(draw, seeds=60, birth=0.03, exit_chance=0.025, weeks=160, recruits=0.0, until=None):
    """Tables of a branching process in which each mentor, whatever brought it there, brings forth `birth` mentors a
    week and leaves with `exit_chance` a week: R = birth/exit_chance. Many stays are still running at the end. Mentors
    come from outside at the rate `recruits` a week, up to week `until`."""
    begun, left, births = [0] * seeds, [], []  # births: (row of the new mentor, row of its mentor)
    for week_ in range(weeks if until is None else until):
        begun += [week_] * draw.poisson(recruits)
    came, row = len(begun), 0
    while row < len(begun):
        last = begun[row] + draw.geometric(exit_chance) - 1
        left.append(last if last < weeks else NAN)
        for week_ in range(begun[row], min(last, weeks - 1) + 1):
            for _ in range(draw.poisson(birth)):
                births.append((len(begun), row))
                begun.append(week_)
        row += 1
    kinds = ["initial_mentor"] * seeds + ["recruit"] * (came - seeds) + ["arrival"] * len(births)
    of_people = {"kind": kinds, "mentor_week": begun, "left_week": left, "present": np.isnan(left)}
    mentee, mentor = np.array(births, int).reshape(-1, 2).T
    of_matches = {"mentee": mentee, "mentor": mentor, "start_week": np.zeros(len(births), int)}
    return made_run(len(begun), len(births), of_people=of_people, of_matches=of_matches, weeks=weeks)


@pytest.mark.slow
def test_both_estimates_of_r_mentoring_recover_that_of_a_branching_process():
    """R = 1.2: the interval covers it nominally, and both estimates are right in the mean."""
    draw = np.random.default_rng(3)
    names = ("r_mentoring", "r_mentoring_low", "r_mentoring_high", "r_mentoring_next_generation")
    runs = [branching_process(draw) for _ in range(60)]
    found = [{name: INDICATORS[name].of(run) for name in names} for run in runs]
    covered = [one["r_mentoring_low"] < 1.2 < one["r_mentoring_high"] for one in found]
    assert np.mean(covered) == pytest.approx(0.95, abs=3 * math.sqrt(0.95 * 0.05 / 60))
    for name in ("r_mentoring", "r_mentoring_next_generation"):
        values = np.array([one[name] for one in found])
        assert values.mean() == pytest.approx(1.2, abs=4 * values.std() / math.sqrt(60)), name


def stock(run, week_):
    """Mentors who are there in a week."""
    begun, left = run.people["mentor_week"], run.people["left_week"]
    return int(((begun <= week_) & (np.isnan(left) | (left >= week_))).sum())


@pytest.mark.slow
@pytest.mark.parametrize(("birth", "reproduces"), [(0.018, False), (0.032, True)])
def test_r_mentoring_tells_what_becomes_of_mentors_when_nobody_comes_from_outside(birth, reproduces):
    """R = .72 and 1.28. Recruits make the stock grow in both, so that R_M of all new mentors is above 1 in both, and
    R_M is what it was; once they stay away, it is R_M that says whether mentors dwindle."""
    draw = np.random.default_rng(11)
    runs = [branching_process(draw, birth=birth, recruits=3.0, until=100, weeks=160) for _ in range(20)]
    while_fed = [branching_process(draw, birth=birth, recruits=3.0, weeks=100) for _ in range(20)]
    values = np.array([INDICATORS["r_mentoring"].of(run) for run in while_fed])
    assert values.mean() == pytest.approx(birth / 0.025, abs=4 * values.std() / math.sqrt(20))
    assert min(INDICATORS["r_mentoring_all"].of(run) for run in while_fed) > 1.0
    assert min(stock(run, 99) / stock(run, 0) for run in while_fed) > 1.0
    later = np.mean([stock(run, 159) / stock(run, 100) for run in runs])
    assert (later > 1.0) == reproduces


@pytest.mark.slow
def test_a_stock_fed_from_outside_alone_settles_where_r_mentoring_of_all_is_1():
    """Nobody brings forth a mentor: R_M = 0. 120 mentors, 3 recruits and 3 exits a week: the stock persists."""
    draw = np.random.default_rng(12)
    runs = [branching_process(draw, seeds=120, birth=0.0, recruits=3.0, weeks=400) for _ in range(20)]
    assert {INDICATORS["r_mentoring"].of(run) for run in runs} == {0.0}
    covered = [
        INDICATORS["r_mentoring_all_low"].of(run) < 1.0 < INDICATORS["r_mentoring_all_high"].of(run) for run in runs
    ]
    assert np.mean(covered) >= 0.75


WORLDS = {
    "mentored": {
        "setting": "organisation",
        "stages.volunteer": 0.1,
        "stages.independent_m": 0.3,
        "withdrawal.weeks": 12,
    },
    "community": {"setting": "community", "stages.volunteer": 0.2, "stages.independent_m": 0.3},
    "recruits": {"stages.graduation": False, "arrivals.mentors": 0.02},
    "never mentored": {"matching.policy": "none", "stages.volunteer": 0.3, "stages.independent_m": 0.3},
}


@pytest.mark.parametrize("name", WORLDS)
def test_r_mentoring_all_is_above_1_where_there_are_more_mentors_at_the_end(worlds, name):
    """New mentors minus those who left is the change of the stock, exactly. Recruits, and graduates who never had a
    mentor, are no part of R_M, and in all worlds but the first there are no others."""
    lively = {"departures.mentor_exit": 0.008, "people.mentees": 40, "people.mentors": 12}
    run = tables.run_of(worlds.run(lively | WORLDS[name], 60))
    found, gone = outcomes(run), int(sustainability.exits(run).sum())
    assert gone > 0
    assert (found["r_mentoring_all"] - 1.0) * gone == pytest.approx((found["mentor_stock_ratio"] - 1.0) * 12)
    assert found["r_mentoring"] <= found["r_mentoring_all"]
    assert (found["r_mentoring"] > 0.0) == (name == "mentored")
    assert found["r_mentoring_all"] > 0.0


def test_demand_and_supply():
    run = made_run(
        weekly=4,
        of_weekly={
            "week": [0, 1, 2, 3],
            "waiting": [2, 0, 1, 3],
            "active": [4, 4, 2, 0],
            "capacity": [4, 8, 3, 0],
            "mentors": [2, 4, 2, 0],
            "energy": [0.5, 0.8, 0.6, NAN],
        },
    )
    found = outcomes(run)
    assert found["demand_over_capacity"] == pytest.approx((1.5 + 0.5 + 1) / 3)
    assert found["weeks_over_capacity"] == pytest.approx(2 / 4)
    assert found["unmet_person_weeks"] == 6
    assert found["mentor_energy"] == pytest.approx((0.5 * 2 + 0.8 * 4 + 0.6 * 2) / 8)
    assert found["extinct"] == 1.0


@pytest.mark.parametrize(("mentors", "answer"), [([1, 1, 1, 2, 3], 1), ([1, 1, 2, 3, 4], 2), ([1, 2], 1), ([], NAN)])
def test_halving_mentors(mentors, answer):
    """Shares of running matches 3+1+1, 2+1+1+1, 1+1: half is reached with so many of the largest."""
    run = made_run(matches=len(mentors), of_matches={"mentor": mentors}, people=9, weeks=3)
    assert outcomes(run)["halving_mentors"] == pytest.approx(answer, nan_ok=True)


def test_load_gini_is_over_all_mentors():
    """Hours 3 and 1 give 1/4; the mentee with 0 hours is no mentor, the idle mentor would be."""
    of_people = {"mentor_week": [0, 0, NAN], "hours_given": [3, 1, 0]}
    assert outcomes(made_run(people=3, of_people=of_people, weeks=3))["load_gini"] == pytest.approx(1 / 4)


def test_seed_cohort_counts_the_mentors_of_week_0_alone():
    """A and B were there: C's credit is shared by both, E's belongs to C; A has left, C does not count."""
    assert sustainability.seed_cohort(made_run(**LINEAGE)) == (1.0, 1)
    found = outcomes(made_run(**LINEAGE, seed_cohort=(6.0, 4)))
    assert found["r0_mentoring"] == pytest.approx(1.5)
    assert found["r0_mentoring_high"] == pytest.approx(1.5 * math.exp(1.959964 * math.sqrt(1 / 6 + 1 / 4)))
    assert found["r0_mentoring_low"] == pytest.approx(1.5**2 / found["r0_mentoring_high"])
    assert math.isnan(outcomes(made_run(**LINEAGE))["r0_mentoring"])


# --- giving up mentoring, and taking it up again ---------------------------------------------------------------------


def test_a_stay_ends_with_giving_up_and_may_be_resumed():
    """A gave up at 10 and stays; B gave up at 20, and mentors again since 60; C graduated at 30, gave up at 50 and left
    at 70; D is a mentor all along. Exits: A and C. Spells: 11 and ended, 21 and ended, 40, 21 and ended, 100."""
    of_people = {
        "kind": ["initial_mentor", "initial_mentor", "initial_mentee", "initial_mentor"],
        "arrived_week": [0] * 4,
        "mentor_week": [0, 60, 30, 0],
        "gave_up_mentoring_week": [10, 20, 50, NAN],
        "left_week": [NAN, NAN, 70, NAN],
        "present": [True, True, False, True],
    }
    run = made_run(people=4, of_people=of_people, weeks=100)
    assert sustainability.exits(run).tolist() == [True, False, True, False]
    found = outcomes(run)
    assert found["r_mentoring_all"] == pytest.approx(1 / 2)
    assert found["mentor_exits_per_year"] == pytest.approx(52 * 3 / (11 + 21 + 40 + 21 + 100))
    assert found["mentor_stock_ratio"] == pytest.approx(2 / 3)
    assert found["extinct"] == 0.0
    # Of 5 spells one ends after 11 weeks, two of the 4 that are left after 21, none after: 11 + 10 · 4/5 + 79 · 2/5.
    assert found["mentor_stay"] == pytest.approx(11 + 10 * 4 / 5 + 79 * 2 / 5)


def test_who_gives_up_mentoring_stays_as_a_member(worlds):
    """The stock is who mentors at the end; members are counted apart, and both agree with the week."""
    tiring = {"departures.mentor_exit": 0.02, "stages.comes_back": 0.05, "stages.rested": 0.3, "people.mentors": 12}
    run = tables.run_of(worlds.run(tiring, 60))
    people, last = run.people, run.weekly
    still = int(run.mentors_still.sum())
    members = int((people["present"] & run.gave_up).sum())
    assert still == last["mentors"][-1]
    assert members == last["members"][-1] > 0
    assert ((people["role"] == "member") == run.gave_up).all()
    assert (people["gave_up_mentoring_week"] < people["mentor_week"]).any()
