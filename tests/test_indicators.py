"""Indicators on tables made by hand, with the answer worked out beside them, and on a small real world."""

import math
import warnings

import numpy as np
import pytest

from mentorsim import tables, week
from mentorsim.codes import ENDED_BY
from mentorsim.indicators import (
    INDICATORS,
    Run,
    Society,
    catalogue,
    outcomes,
    relationship,
    statistics,
    sustainability,
)
from mentorsim.policies import policies_of
from mentorsim.settings import resolve
from mentorsim.world import World

NAN = float("nan")


def table(name, rows, **columns):
    """A table with its declared columns: those given, the rest null, zero or true."""
    made = {}
    for column in tables.columns_of_tables()[name]:
        fresh = {"f": NAN, "O": None, "b": True}.get(np.dtype(column.dtype).kind, 0)
        made[column.name] = np.array(columns.pop(column.name, [fresh] * rows), dtype=column.dtype)
    assert not columns
    return made


def made_run(people=0, matches=0, weekly=0, of_people=(), of_matches=(), of_weekly=(), **facts):
    of_people = {"person": np.arange(people), "kind": ["initial_mentee"] * people} | dict(of_people)
    return Run(
        table("people", people, **of_people),
        table("matches", matches, **dict(of_matches)),
        table("weekly", weekly, **dict(of_weekly)),
        **{"weeks": weekly} | facts,
    )


# --- estimators -----------------------------------------------------------------------------------------------------


def test_kaplan_meier_by_hand():
    """Five at risk at 1, three at 3 (one of them censored there), one at 5."""
    duration, observed = [1, 2, 3, 3, 5], [True, False, True, False, False]
    s = statistics.kaplan_meier(duration, observed, [0, 1, 2, 3, 5, 6])
    assert s[:5] == pytest.approx([1, 4 / 5, 4 / 5, 8 / 15, 8 / 15])
    assert math.isnan(s[5])  # nobody was followed so long
    assert statistics.kaplan_meier([2, 4], [True, True], [9])[0] == 0.0  # nobody is left to be followed


def test_cumulative_incidence_by_hand():
    duration = np.array([10, 13, 20, 30, 60])
    cause = np.array(["mentor", "plan", None, "mentee", None], dtype=object)
    ended = {kind: cause == kind for kind in ENDED_BY}
    found = dict(zip(ENDED_BY, statistics.cumulative_incidence(duration, ended, 52), strict=True))
    assert found == pytest.approx({"mentor": 1 / 5, "plan": 1 / 5, "mentee": 3 / 10, "outside": 0, "shock": 0})
    assert np.isnan(statistics.cumulative_incidence(duration, ended, 61)).all()


def test_incidences_and_survival_add_up_to_one():
    draw = np.random.default_rng(5)
    duration = draw.integers(1, 80, 300)
    cause = draw.choice(np.array([*ENDED_BY, None], dtype=object), 300)
    total = sum(statistics.cumulative_incidence(duration, {kind: cause == kind for kind in ENDED_BY}, 52))
    survival = statistics.kaplan_meier(duration, np.not_equal(cause, None), [52])[0]
    assert total + survival == pytest.approx(1.0)


def test_hedges_g_by_hand():
    """Means 2 and 1, sums of squares 2 and 2 on 4 degrees of freedom: s = 1; J = 1 - 3/15."""
    assert statistics.hedges_g([1, 2, NAN, 3], [0, 1, 2]) == pytest.approx(0.8)
    assert statistics.hedges_g([0, 1, 2], [1, 2, 3]) == pytest.approx(-0.8)
    assert math.isnan(statistics.hedges_g([1.0], [1.0, 2.0]))
    assert math.isnan(statistics.hedges_g([0.1] * 3, [0.1] * 3))


@pytest.mark.parametrize(
    ("values", "answer"), [([1, 1, 1, 1], 0), ([0, 0, 0, 4], 3 / 4), ([3, 1], 1 / 4), ([0, 0], NAN), ([], NAN)]
)
def test_gini(values, answer):
    assert statistics.gini(values) == pytest.approx(answer, nan_ok=True)


def test_rate_ratio_interval_covers_the_truth():
    """Nominal 95 % over pairs of Poisson counts with means 30 and 20; and never without events or exits."""
    draw = np.random.default_rng(11)
    pairs = zip(draw.poisson(30, 1000), draw.poisson(20, 1000), strict=True)
    covered = [low < 1.5 < high for low, high in (statistics.rate_ratio_interval(*pair) for pair in pairs)]
    assert 0.93 < np.mean(covered) < 0.98
    low, high = statistics.rate_ratio_interval(0, 4)
    p = high / (1 + high)
    assert low == 0.0
    assert (1 - p) ** 4 == pytest.approx(0.025)  # chance to see no event in four, at the upper end
    assert np.isnan(statistics.rate_ratio_interval(3, 0)).all()


# --- mentees --------------------------------------------------------------------------------------------------------


def test_delivered_counts_whose_date_falls_in_the_run():
    """Date after 52 weeks, run of 80: weeks 51 and 28 + 51 are the last in time; arrival at 29 is not due."""
    run = made_run(
        people=6,
        of_people={
            "arrived_week": [0, 0, 0, 28, 28, 29],
            "delivered_week": [51, 52, NAN, 79, 33, 30],
            "left_week": [NAN, NAN, 10, NAN, 35, NAN],
        },
        weeks=80,
    )
    assert outcomes(run)["delivered"] == pytest.approx(3 / 5)


def test_effect_against_control_counts_mentees_of_both_worlds():
    """A mentor's value and a null do not count; the same values as in the hand-made Hedges g."""
    kinds = ["initial_mentee", "arrival", "initial_mentee", "initial_mentee", "initial_mentor"]
    treated = made_run(people=5, of_people={"kind": kinds, "performance_52": [1, 2, 3, NAN, 99]})
    control = made_run(people=5, of_people={"kind": kinds, "performance_52": [0, 1, 2, NAN, -99]}).people
    run = Run(treated.people, treated.matches, treated.weekly, 60, control=control)
    assert outcomes(run)["g_unassisted"] == outcomes(run)["g_unassisted_52"] == pytest.approx(0.8)
    assert math.isnan(outcomes(run)["g_unassisted_26"])
    assert math.isnan(outcomes(treated)["g_unassisted"])


def test_weeks_to_independence_is_a_restricted_mean():
    """Independent after 2 and 4 weeks, one not within 10, one out of sight after 3.

    S = 1 on [0, 2), 3/4 on [2, 4), 3/4 * 1/2 on [4, 10): area 2 + 1.5 + 6 * 3/8.
    """
    run = made_run(
        people=4,
        of_people={
            "independent_week": [1, 5, NAN, NAN],
            "arrived_week": [0, 2, 0, 0],
            "left_week": [NAN, NAN, NAN, 2],
        },
        weeks=10,
    )
    assert outcomes(run)["weeks_to_independence"] == pytest.approx(2 + 1.5 + 6 * 3 / 8)


def test_harm_is_per_person_time_of_mentees():
    """Present 52 and 26 weeks with 1 and 2 harsh words: 3 in 1.5 years; the mentor's do not count."""
    run = made_run(
        people=3,
        of_people={
            "kind": ["initial_mentee", "initial_mentee", "initial_mentor"],
            "arrived_week": [0, 10, 0],
            "left_week": [NAN, 35, NAN],
            "harsh_words": [1, 2, 50],
        },
        weeks=52,
    )
    assert outcomes(run)["harm"] == pytest.approx(200)


def test_stages_gains_and_waiting():
    run = made_run(
        people=4,
        of_people={
            "kind": ["initial_mentee", "initial_mentee", "arrival", "initial_mentor"],
            "present": [True, True, False, True],
            "stage": ["dependent", "interdependent", "independent", "dependent"],
            "performance_start": [0.3, 0.4, 0.5, 0.9],
            "performance_end": [0.4, 0.6, 0.5, 0.1],
            "arrived_week": [0, 0, 5, 0],
            "first_match_week": [4, NAN, 7, NAN],
        },
        weeks=10,
    )
    found = outcomes(run)
    assert (found["stage_dependent"], found["stage_independent"], found["stage_interdependent"]) == (0.5, 0, 0.5)
    assert found["unassisted_gain"] == pytest.approx(0.1)
    assert found["weeks_to_match"] == pytest.approx(3)
    assert found["never_matched"] == pytest.approx(1 / 3)


# --- relationships --------------------------------------------------------------------------------------------------


def test_survival_treats_planned_endings_as_censored():
    """Durations 10 (mentor), 13 (plan), 20 (mentor), 30 (running): 3/4, then one of two."""
    run = made_run(
        matches=4,
        of_matches={
            "start_week": [0, 0, 5, 10],
            "end_week": [9, 12, 24, NAN],
            "ended_by": ["mentor", "plan", "mentor", None],
        },
        weeks=40,
    )
    found = outcomes(run)
    assert found["survival_13"] == pytest.approx(3 / 4)
    assert found["survival_26"] == pytest.approx(3 / 8)
    assert math.isnan(found["survival_52"])
    assert found["share_ended_by_mentor"] == pytest.approx(2 / 3)
    assert math.isnan(found["incidence_52_mentor"])


def test_survival_of_a_constant_hazard_is_geometric():
    draw = np.random.default_rng(7)
    length, sight = draw.geometric(0.02, 4000), draw.integers(1, 120, 4000)
    seen = length <= sight
    run = made_run(
        matches=4000,
        of_matches={
            "start_week": 200 - sight,
            "end_week": np.where(seen, 200 - sight + length - 1, NAN),
            "ended_by": np.where(seen, "mentee", None),
        },
        weeks=200,
    )
    for weeks in (13, 26, 52):
        assert relationship.survival(run, weeks) == pytest.approx(0.98**weeks, abs=0.03)
    assert outcomes(run)["incidence_52_mentee"] == pytest.approx(1 - 0.98**52, abs=0.03)


PREMATURE = {
    "start_week": [0, 0, 0, 0, 48, 49],
    "end_week": [38, 39, 45, 20, 60, 50],
    "ended_by": ["mentor", "mentee", "shock", "plan", "outside", "mentor"],
}


@pytest.mark.parametrize(("term", "answer"), [(40, 2 / 5), (39, 1 / 5), (None, 4 / 5)])
def test_premature_share(term, answer):
    """Run of 100: the last match was begun too late to be followed for 52 weeks; durations 39, 40, 46, 21, 13."""
    run = made_run(matches=6, of_matches=PREMATURE, weeks=100, term=term)
    assert outcomes(run)["premature_share"] == pytest.approx(answer)


def test_similarity_quality_is_a_correlation():
    run = made_run(matches=3, of_matches={"similarity": [0.1, 0.2, 0.3], "quality_mean": [0.5, 0.6, 0.7]}, weeks=9)
    assert outcomes(run)["similarity_quality"] == pytest.approx(1.0)
    assert outcomes(run)["quality"] == pytest.approx(0.6)
    same = made_run(matches=3, of_matches={"similarity": [0.1] * 3, "quality_mean": [0.5, 0.6, 0.7]}, weeks=9)
    assert math.isnan(outcomes(same)["similarity_quality"])


# --- sustainability -------------------------------------------------------------------------------------------------

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


def branching_process(draw, seeds=60, birth=0.03, exit_chance=0.025, weeks=160):
    """Tables of a branching process in which each mentor, seeds and their graduates alike, brings forth `birth` mentors
    a week and leaves with `exit_chance` a week: R = birth/exit_chance. Many stays are still running at the end."""
    begun, left, births = [0] * seeds, [], []  # births: (row of the new mentor, row of its mentor)
    row = 0
    while row < len(begun):
        last = begun[row] + draw.geometric(exit_chance) - 1
        left.append(last if last < weeks else NAN)
        for week_ in range(begun[row], min(last, weeks - 1) + 1):
            for _ in range(draw.poisson(birth)):
                births.append((len(begun), row))
                begun.append(week_)
        row += 1
    kinds = ["initial_mentor"] * seeds + ["arrival"] * len(births)
    of_people = {"kind": kinds, "mentor_week": begun, "left_week": left}
    mentee, mentor = np.array(births, int).reshape(-1, 2).T
    of_matches = {"mentee": mentee, "mentor": mentor, "start_week": np.zeros(len(births), int)}
    return made_run(len(begun), len(births), of_people=of_people, of_matches=of_matches, weeks=weeks)


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


def test_demand_and_supply():
    run = made_run(
        weekly=4,
        of_weekly={
            "week": [0, 1, 2, 3],
            "waiting": [2, 0, 1, 3],
            "active": [4, 4, 2, 0],
            "capacity": [4, 8, 3, 0],
            "mentors": [2, 4, 2, 0],
            "energy": [0.5, 0.8, 0.6, 0.0],
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


# --- after the end of a match ---------------------------------------------------------------------------------------


def test_drop_after_withdrawal_is_over_matches_that_were_followed():
    """.7 − .4 and .6 − .5, the third has no value 8 weeks on: mean .2; alone −.1 and +.1."""
    run = made_run(
        matches=3,
        of_matches={
            "assisted_last": [0.7, 0.6, 0.9],
            "performance_end": [0.5, 0.4, 0.6],
            "performance_after": [0.4, 0.5, NAN],
        },
        weeks=60,
    )
    assert outcomes(run)["drop_after_withdrawal"] == pytest.approx(0.2)
    assert outcomes(run)["change_after_withdrawal"] == pytest.approx(0.0)


def test_performance_after_is_that_of_8_weeks_without_a_match():
    """Followed week by week in a small world: matches end by the cliff at 6, nobody is matched twice."""
    more = {"withdrawal.policy": "cliff", "withdrawal.weeks": 6, "matching.attempts": 1}
    parameters = resolve({"setting": "organisation", "people.mentees": 30, "people.mentors": 12} | more)
    world = World(parameters, policies_of(parameters), seed=4)
    alone, helped = [], []
    for _ in range(16):
        week.step(world)
        people = world.people
        alone.append(people.performance.copy())
        skill = (people.goals_start * people.skill).sum(axis=1)
        helped.append(np.minimum(1.0, skill + people.zone_width))
    table = tables.matches_table(world)
    followed = np.flatnonzero(~np.isnan(table["performance_after"]))
    assert len(followed) > 3
    for row in followed:
        mentee, end = world.matches.mentee[row], int(table["end_week"][row])
        assert table["performance_after"][row] == alone[end + 8][mentee]
        assert table["performance_end"][row] == alone[end][mentee]
        first = max(int(table["start_week"][row]), end - 3)
        assert table["assisted_last"][row] == pytest.approx(np.mean([helped[t][mentee] for t in range(first, end + 1)]))
    ended = ~np.isnan(table["end_week"]) & (table["end_week"] <= 7)
    gone = world.people.present[world.matches.mentee] == 0
    assert set(np.flatnonzero(ended & ~gone)) <= set(followed)


# --- mentors, equity ------------------------------------------------------------------------------------------------


def test_what_mentors_gain_and_how_long_they_stay():
    """Two came as mentors, one graduated at 4. Stays of 5 (left), 10, 6 weeks in a run of 10: area 5 + 5 · 2/3."""
    run = made_run(
        people=4,
        of_people={
            "kind": ["initial_mentor", "initial_mentor", "initial_mentee", "initial_mentee"],
            "mentor_week": [0, 0, 4, NAN],
            "left_week": [4, NAN, NAN, NAN],
            "skill_start": [0.7, 0.8, 0.1, 0.1],
            "skill_end": [0.8, 0.8, 0.9, 0.9],
            "literacy_start": [0.2, 0.4, 0.0, 0.0],
            "literacy_end": [0.6, 0.4, 1.0, 1.0],
            "pitching_start": [0.5, 0.5, 0.5, 0.5],
            "pitching_end": [0.6, 0.8, 0.9, 0.9],
            "satisfaction_end": [0.3, 0.6, 0.9, 0.0],
        },
        weeks=10,
    )
    found = outcomes(run)
    assert found["mentor_skill_gained"] == pytest.approx(0.05)
    assert found["mentor_literacy_gained"] == pytest.approx(0.2)
    assert found["mentor_pitching_gained"] == pytest.approx(0.2)
    assert found["mentor_satisfaction"] == pytest.approx(0.6)
    assert found["mentor_stay"] == pytest.approx(5 + 5 * 2 / 3)


def test_equity_of_gains():
    """Gains .1, .3 and −.1, .5: means .2 and .2 … with a fifth of .3: group 1 has (.3 + .5 − .1)/3."""
    gains = np.array([0.1, 0.3, -0.1, 0.5, 0.3])
    run = made_run(
        people=5,
        of_people={"group": [0, 0, 1, 1, 1], "performance_start": [0.2] * 5, "performance_end": 0.2 + gains},
        weeks=9,
    )
    found = outcomes(run)
    assert found["group_gap"] == pytest.approx(0.7 / 3 - 0.2)
    assert found["gain_p10"] == pytest.approx(
        -0.1 + 0.4 * 0.2
    )  # of five, the tenth lies .4 of the way up to the second
    # 0, .1, .3, .3, .5 with weights −4, −2, 0, 2, 4 over 5 · 1.2
    assert found["gain_gini"] == pytest.approx((-0.2 + 0.6 + 2.0) / 6.0)


def test_attainment_of_persons_and_organisation():
    run = made_run(
        people=4, of_people={"progress_end": [0.2, 0.4, 0.6, 0.8], "org_progress_end": [0.8, 0.6, 0.4, 0.2]}, weeks=9
    )
    assert outcomes(run)["attainment_difference"] == pytest.approx(0.0)
    assert outcomes(run)["attainment_correlation"] == pytest.approx(-1.0)


# --- network --------------------------------------------------------------------------------------------------------


def society(one, two, weight=None, values=None, skill=None, people=5):
    weight = np.ones(len(one)) if weight is None else np.array(weight, float)
    values = np.zeros((people, 1)) if values is None else np.array(values, float)
    skill = np.zeros((people, 2)) if skill is None else np.array(skill, float)
    return Society(skill, values, np.array(one, int), np.array(two, int), weight)


def test_openness_is_one_minus_the_e_i_index():
    """Units 0 0 0 1 1. Three ties within, one between: (1 − 3)/4 = −1/2."""
    units = {"unit": [0, 0, 0, 1, 1]}
    run = made_run(people=5, of_people=units, society=society([0, 0, 1, 2], [1, 2, 2, 3]), weeks=1)
    assert outcomes(run)["network_openness"] == pytest.approx(1 / 2)
    closed = made_run(people=5, of_people=units, society=society([0, 3], [1, 4]), weeks=1)
    assert outcomes(closed)["network_openness"] == 0.0
    assert math.isnan(outcomes(made_run(people=5, society=society([], []), weeks=1))["network_openness"])


def test_diversity_is_raos_q_of_contacts():
    """Person 0 has contacts at 0, 1 with strengths 1, 3: Q = 2·(1/4)·(3/4)·1. The others have one contact each: 0."""
    tied = society([0, 0], [1, 2], weight=[1, 3], values=[[0.5], [0.0], [1.0], [0.3], [0.3]])
    assert outcomes(made_run(people=5, society=tied, weeks=1))["network_diversity"] == pytest.approx((3 / 8) / 3)


def test_giant_component_is_of_the_people_present():
    """0-1 hang together, and 2-3-4, of whom 3 and 4 have left in the last week: two of three."""
    run = made_run(
        people=5, of_people={"present": [True] * 3 + [False] * 2}, society=society([0, 2, 3], [1, 3, 4]), weeks=1
    )
    assert outcomes(run)["giant_component"] == pytest.approx(2 / 3)


def test_domains_are_held_by_three():
    skill = [[0.7, 0.7], [0.6, 0.7], [0.8, 0.1], [0.0, 0.59], [0.9, 0.9]]
    run = made_run(people=5, of_people={"present": [True] * 4 + [False]}, society=society([], [], skill=skill), weeks=1)
    assert outcomes(run)["domains_held"] == 1


def test_taking_part_and_learning_from_others():
    run = made_run(
        people=3,
        weekly=2,
        of_people={
            "kind": ["initial_mentee", "initial_mentee", "initial_mentor"],
            "contributions": [0, 1, 3],
            "replies": [0, 0, 1],
            "learned_mentor": [0.1, 0.2, 9],
            "learned_others": [0.1, -0.2, 9],
            "nodes_end": [1, 2, 9],
            "realised_autonomy_end": [0.4, 0.6, 9],
        },
        of_weekly={"absent": [1, 1], "reading": [1, 2], "contributing": [2, 1]},
    )
    found = outcomes(run)
    assert found["participation"] == pytest.approx(6 / 8)
    assert found["lurker_share"] == pytest.approx(3 / 6)
    assert found["contribution_gini"] == pytest.approx((-2 * 0 + 0 * 1 + 2 * 3) / (3 * 4))
    assert found["network_interactivity"] == pytest.approx(1 / 4)
    assert found["learned_from_others"] == pytest.approx(0.1 / (0.1 + 0.3))
    assert found["nodes_found"] == pytest.approx(1.5)
    assert found["realised_autonomy"] == pytest.approx(0.5)


# --- resilience and efficiency --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("active", "area", "weeks"),
    [([9, 11, 5, 8, 9.5, 12], 0.5 + 0.2 + 0.05, 2), ([9, 11, 12, 9, 9, 9], 0.3, 4), ([9, 11, 11, 10, 10, 10], 0, 0)],
)
def test_resilience_after_a_shock_in_week_2(active, area, weeks):
    """The level before is 10. Back at 95 % in week 4; never back, with four weeks left; never below."""
    active = np.array(active) * 2  # whole numbers
    run = made_run(weekly=6, of_weekly={"active": active}, shock_week=2)
    assert outcomes(run)["shock_area_lost"] == pytest.approx(area)
    assert outcomes(run)["shock_weeks_to_95"] == weeks
    assert math.isnan(outcomes(made_run(weekly=6, of_weekly={"active": active}))["shock_area_lost"])


def test_gain_per_hour():
    """Gains .1 + .3 in 8 hours; beyond the control world .1 + .1, of those who live in both."""
    people = {"performance_start": [0.2, 0.2], "performance_end": [0.3, 0.5]}
    other = {"person": [7, 1, 0], "performance_end": [0.9, 0.4, 0.2]}
    run = made_run(2, 2, of_people=people, of_matches={"hours": [3, 5]}, weeks=9)
    assert outcomes(run)["gain_per_hour"] == pytest.approx(0.4 / 8)
    assert math.isnan(outcomes(run)["gain_caused_per_hour"])
    control = made_run(people=3, of_people=other).people
    run = made_run(2, 2, of_people=people, of_matches={"hours": [3, 5]}, weeks=9, control=control)
    assert outcomes(run)["gain_caused_per_hour"] == pytest.approx(0.2 / 8)


# --- all of them ----------------------------------------------------------------------------------------------------


def world_of(weeks, **more):
    parameters = resolve({"setting": "network", "people.mentees": 30, "people.mentors": 12} | more)
    world = World(parameters, policies_of(parameters), seed=4)
    for _ in range(weeks):
        week.step(world)
    return world


@pytest.fixture(scope="module")
def real():
    control = tables.people_table(world_of(60, **{"matching.policy": "none"}))
    return tables.run_of(world_of(60), control)


BOUNDS = {"share": (0, 1), "probability": (0, 1), "correlation": (-1, 1), "energy": (0, 1), "Gini": (0, 1)}


def test_a_real_world_gives_values_in_range(real):
    found = outcomes(real)
    assert list(found) == list(INDICATORS)
    for name, value in found.items():
        low, high = BOUNDS.get(INDICATORS[name].unit, (-math.inf, math.inf))
        assert math.isnan(value) or low <= value <= high, name
    undefined = {name for name, value in found.items() if math.isnan(value)}
    beyond = {"g_unassisted_78", "g_unassisted_104", "g_satisfaction_78", "g_satisfaction_104", "survival_104"}
    assert beyond <= undefined
    assert not {name for name in undefined - beyond if not name.startswith(("r_mentoring", "r0_", "shock_"))}
    assert sum(found[f"stage_{stage}"] for stage in ("dependent", "independent", "interdependent")) == pytest.approx(1)
    assert sum(found[f"share_ended_by_{kind}"] for kind in ENDED_BY) == pytest.approx(1)


def test_effect_is_zero_against_itself(real):
    run = Run(real.people, real.matches, real.weekly, real.weeks, real.term, real.date, control=real.people)
    found = outcomes(run)
    for outcome in ("g_unassisted", "g_unassisted_26", "g_unassisted_52", "g_satisfaction", "g_satisfaction_26"):
        assert found[outcome] == 0.0


def test_effect_uses_the_same_people_in_both_worlds(real):
    common = np.isin(real.people["person"], real.control["person"])
    assert common.all()
    np.testing.assert_array_equal(real.people["performance_start"], real.control["performance_start"])
    assert outcomes(real)["g_unassisted"] != 0.0


@pytest.mark.parametrize("more", [{"people.mentors": 0}, {"matching.policy": "none"}, {"departures.on": False}])
@pytest.mark.parametrize("weeks", [0, 1, 30])
def test_empty_worlds_raise_nothing(more, weeks):
    world = world_of(weeks, **more, **{"arrivals.mentors": 0.0})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = outcomes(tables.run_of(world, control=tables.people_table(world)))
    assert all(isinstance(value, float) for value in found.values())


def test_tables_without_rows_raise_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = outcomes(made_run(control=made_run().people))
    defined = {name for name, value in found.items() if not math.isnan(value)}
    assert defined == {"extinct", "unmet_person_weeks", "hours_total"}


GROUPS = ("Mentee", "Relationship", "Sustainability", "Mentor", "Equity", "Network", "Resilience and efficiency")


def test_catalogue_tells_what_each_is():
    for row in catalogue():
        assert row["group"] in GROUPS
        assert row["summary"].endswith(".")
        assert row["formula"]
        assert "{}" not in row["summary"] + row["formula"]
        assert row["unit"]
        assert row["higher_is_better"] in (True, False, None)
