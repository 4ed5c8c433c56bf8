"""Indicators on tables made by hand, with the answer worked out beside them, and on a small real world."""

import math
import warnings
from dataclasses import replace

import numpy as np
import pytest
from made import NAN, made_run
from scipy.sparse import coo_array, csgraph

from mentorsim import tables, week
from mentorsim.codes import ENDED_BY
from mentorsim.indicators import (
    INDICATORS,
    Run,
    Society,
    catalogue,
    network,
    outcomes,
    outcomes_of,
    relationship,
)
from mentorsim.policies import policies_of
from mentorsim.settings import resolve
from mentorsim.world.world import World

# --- mentees ---------------------------------------------------------------------------------------------------------


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


def test_gains_with_help_alone_and_lasting():
    """With help .5 − .3 of the one who had a mentor; lasting .05 and .15, the mentor's not counted."""
    run = made_run(
        people=3,
        of_people={
            "kind": ["initial_mentee", "arrival", "initial_mentor"],
            "performance_start": [0.3, 0.4, 0.9],
            "assisted_last": [0.5, NAN, NAN],
            "lasting_performance_start": [0.28, 0.38, 0.8],
            "lasting_performance_end": [0.33, 0.53, 0.1],
        },
        weeks=10,
    )
    found = outcomes(run)
    assert found["assisted_gain"] == pytest.approx(0.2)
    assert found["lasting_gain"] == pytest.approx(0.1)


@pytest.mark.parametrize(("mentor", "share"), [(0.5, 0.5), (-0.5, 1.0)])
def test_meetings_that_took_more_than_they_gave_leave_no_share_to_mentors(mentor, share):
    run = made_run(1, weeks=3, of_people={"learned_alone": [0.5], "learned_mentor": [mentor], "learned_others": [0]})
    assert outcomes(run)["own_work_share"] == pytest.approx(share)


# --- relationships ---------------------------------------------------------------------------------------------------


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


HORIZONS = {13: "survival_13", 26: "survival_26", 52: "survival_52", 104: "survival_104"}


@pytest.mark.parametrize("weeks", [12, 13, 25, 51, 60, 104, 150])
@pytest.mark.parametrize("term", [None, 20, 104])
@pytest.mark.parametrize("first", [0, 8])
def test_survival_is_known_no_further_than_a_match_can_have_lived(weeks, term, first):
    """All have ended early, so that what is known is 0: the first began in week `first`."""
    ended = {"start_week": [first, first + 1], "end_week": [first + 2, first + 2], "ended_by": ["mentor", "mentee"]}
    found = outcomes(made_run(matches=2, of_matches=ended, weeks=weeks, term=term))
    longest = min(weeks - first, term or weeks)
    assert {n: found[name] for n, name in HORIZONS.items()} == pytest.approx(
        {n: 0.0 if n <= longest else NAN for n in HORIZONS}, nan_ok=True
    )
    seen_to_the_end = weeks - first >= min(52, term or 52)
    assert found["incidence_52_mentor"] == pytest.approx(0.5 if seen_to_the_end else NAN, nan_ok=True)


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


def test_premature_share_is_among_matches_that_could_come_to_the_end_of_their_plan():
    """Run of 100, a plan of 60 weeks: the matches of week 48 cannot have, those of week 0 left at 39, 40 and 46."""
    run = made_run(matches=6, of_matches=PREMATURE, weeks=100, term=60)
    assert outcomes(run)["premature_share"] == pytest.approx(3 / 4)


def test_similarity_quality_is_a_correlation():
    run = made_run(matches=3, of_matches={"similarity": [0.1, 0.2, 0.3], "quality_mean": [0.5, 0.6, 0.7]}, weeks=9)
    assert outcomes(run)["similarity_quality"] == pytest.approx(1.0)
    assert outcomes(run)["quality"] == pytest.approx(0.6)
    same = made_run(matches=3, of_matches={"similarity": [0.1] * 3, "quality_mean": [0.5, 0.6, 0.7]}, weeks=9)
    assert math.isnan(outcomes(same)["similarity_quality"])


# --- after the end of a match ----------------------------------------------------------------------------------------


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
        running = (world.matches.ended_by == -1) | (world.matches.end_week == world.week - 1)
        level = np.zeros(len(people))
        level[world.matches.mentee[running]] = world.matches.help[running]
        helped.append(np.minimum(1.0, skill + level * people.zone_width))
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


# --- mentors, equity -------------------------------------------------------------------------------------------------


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


# --- network ---------------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("ties", [0.0, 0.3, 0.7, 2.0])
def test_components_are_those_of_scipy(ties):
    draw = np.random.default_rng(11)
    for n in (1, 2, 7, 40, 200):
        one, two = draw.integers(0, n, (2, int(ties * n)))
        labels = csgraph.connected_components(coo_array((np.ones(len(one)), (one, two)), (n, n)), directed=False)[1]
        found = network.components(n, one, two)
        assert len({*zip(labels, found, strict=True)}) == len({*labels}) == len({*found})


def test_components_of_a_long_row():
    rows = np.random.default_rng(12).permutation(5_000)
    assert not network.components(5_000, rows[:-1], rows[1:]).any()


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
            "learned_alone": [0.6, 0.3, 9],
            "learned_mentor": [0.3, -0.1, 9],
            "learned_others": [0.1, 0.2, 9],
            "nodes_end": [1, 2, 9],
            "realised_autonomy_end": [0.4, 0.6, 9],
        },
        of_weekly={"absent": [1, 1], "reading": [1, 2], "contributing": [2, 1], "questions": [2, 0]},
    )
    found = outcomes(run)
    assert found["participation"] == pytest.approx(6 / 8)
    assert found["lurker_share"] == pytest.approx(3 / 6)
    assert found["contribution_gini"] == pytest.approx((-2 * 0 + 0 * 1 + 2 * 3) / (3 * 4))
    assert found["network_interactivity"] == pytest.approx(1 / 2)
    assert found["learned_from_others"] == pytest.approx(0.3 / (0.3 + 0.2))
    assert found["own_work_share"] == pytest.approx(0.9 / (0.9 + 0.3 + 0.2))
    assert found["nodes_found"] == pytest.approx(1.5)
    assert found["realised_autonomy"] == pytest.approx(0.5)


# --- resilience and efficiency ---------------------------------------------------------------------------------------


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
    people = {"performance_start": [0.2, 0.2], "performance_end": [0.3, 0.5], "hours_given": [3, 5]}
    other = {"person": [7, 1, 0], "performance_end": [0.9, 0.4, 0.2]}
    run = made_run(2, weeks=9, of_people=people)
    assert outcomes(run)["gain_per_hour"] == pytest.approx(0.4 / 8)
    assert math.isnan(outcomes(run)["gain_caused_per_hour"])
    control = made_run(people=3, of_people=other).people
    run = made_run(2, weeks=9, of_people=people, control=control)
    assert outcomes(run)["gain_caused_per_hour"] == pytest.approx(0.2 / 8)


# --- all of them -----------------------------------------------------------------------------------------------------


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
    beyond = {f"g_{state}_{weeks}" for state in ("unassisted", "satisfaction") for weeks in (78, 104, 156)}
    beyond.add("survival_104")
    assert beyond <= undefined
    assert not {name for name in undefined - beyond if not name.startswith(("r_mentoring", "r0_", "shock_"))}
    assert sum(found[f"stage_{stage}"] for stage in ("dependent", "independent", "interdependent")) == pytest.approx(1)
    assert sum(found[f"share_ended_by_{kind}"] for kind in ENDED_BY) == pytest.approx(1)


def test_effect_is_zero_against_itself(real):
    run = Run(real.people, real.matches, real.weekly, real.weeks, real.term, real.date, control=real.people)
    found = outcomes(run)
    for outcome in ("g_unassisted", "g_unassisted_26", "g_unassisted_52", "g_satisfaction", "g_satisfaction_26"):
        assert found[outcome] == 0.0
    assert found["worse_off"] == 0.0


def test_worse_off_is_below_the_own_twin_and_beyond_notice():
    """Of four who live in both worlds: one loses .2, one .005, one gains; of one the year is not over."""
    mine = {"person": [0, 1, 2, 3], "performance_52": [0.3, 0.495, 0.6, np.nan]}
    theirs = {"person": [3, 2, 1, 0], "performance_52": [0.4, 0.5, 0.5, 0.5]}
    run = made_run(4, weeks=60, of_people=mine, control=made_run(4, of_people=theirs).people)
    assert outcomes(run)["worse_off"] == pytest.approx(1 / 3)
    assert math.isnan(outcomes(made_run(4, weeks=60, of_people=mine))["worse_off"])


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
    assert defined == {"extinct", "unmet_person_weeks", "hours_total", "weeks_run", "stopped"}


GROUPS = ("Mentee", "Relationship", "Sustainability", "Mentor", "Equity", "Network", "Resilience and efficiency",
          "Length of the run")  # fmt: skip


def test_catalogue_tells_what_each_is():
    for row in catalogue():
        assert row["group"] in GROUPS
        assert row["summary"].endswith(".")
        assert row["formula"]
        assert "{}" not in row["summary"] + row["formula"]
        assert row["unit"]
        assert row["higher_is_better"] in (True, False, None)


def test_an_indicator_that_raises_fails_its_own_run_alone(monkeypatch):
    def broken(run):
        return 1 / (len(run.people["person"]) - 1)

    monkeypatch.setitem(INDICATORS, "broken", replace(INDICATORS["quality"], name="broken", of=broken))
    bad, good = outcomes_of([made_run(people=1, weeks=9), made_run(people=3, weeks=9)])
    assert isinstance(bad, ZeroDivisionError)
    assert good["broken"] == 0.5
    np.testing.assert_equal(good, outcomes(made_run(people=3, weeks=9)))
