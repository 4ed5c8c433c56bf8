"""The tables of a small world: declared columns, nulls, and figures that agree between tables."""

import numpy as np
import pytest

from mentorsim import codes, indicators, tables, week
from mentorsim.policies import policies_of
from mentorsim.settings import resolve
from mentorsim.world.world import World

WEEKS = 40
SMALL = {
    "setting": "network",
    "people.mentees": 40,
    "people.mentors": 14,
    "withdrawal.weeks": 20,
    "arrivals.mentees": 0.02,
    "arrivals.mentors": 0.02,
    "departures.leaving": 0.01,
    "start.skill_mentee.mean": 0.5,
    "stages.independent_m": 0.35,
    "stages.volunteer": 0.1,
}


def small_world(weeks=WEEKS, **more):
    parameters = resolve(SMALL | more)
    world = World(parameters, policies_of(parameters), seed=3)
    for _ in range(weeks):
        week.step(world)
    return world


@pytest.fixture(scope="module")
def world():
    return small_world()


@pytest.fixture(scope="module")
def run(world):
    return tables.run_of(world)


@pytest.mark.parametrize("table", ["weekly", "people", "matches"])
def test_columns_and_dtypes_are_the_declared_ones(run, table):
    columns, found = tables.columns_of_tables()[table], getattr(run, table)
    assert {c.name: np.dtype(c.dtype) for c in columns} == {name: values.dtype for name, values in found.items()}
    assert len({len(values) for values in found.values()}) == 1


@pytest.mark.parametrize("table", ["people", "matches"])
def test_nulls_stand_where_declared_and_only_there(run, table):
    for column in tables.columns_of_tables()[table]:
        values = getattr(run, table)[column.name]
        null = np.equal(values, None) if values.dtype == object else np.isnan(values.astype(float))
        assert column.null or not null.any(), column.name


def test_contract_of_matches():
    names = """mentee mentor start_week end_week ended_by attempt made_by meetings hours help_start help_end
        quality_mean quality_end similarity same_group perceived_similarity_mentee perceived_quality_mentee
        perceived_quality_mentor goal_distance_start skill_gap_start mentor_load_mean"""
    assert {c.name for c in tables.MATCHES} >= set(names.split())


def test_running_matches_have_no_end(run, world):
    running = np.isnan(run.matches["end_week"])
    assert 0 < running.sum() < len(running)
    assert (running == np.equal(run.matches["ended_by"], None)).all()
    assert running.sum() == run.weekly["active"][-1]
    assert (run.matches["end_week"][~running] >= run.matches["start_week"][~running]).all()


def test_weekly_agrees_with_matches_and_people(run):
    people, matches, weekly = run.people, run.matches, run.weekly
    for kind in ("plan", "mentor", "mentee"):
        assert weekly[f"ended_by_{kind}"].sum() == (matches["ended_by"] == kind).sum()
    assert weekly["started"].sum() == len(matches["mentee"])
    assert weekly["met"].sum() == matches["meetings"].sum() == people["meetings"].sum()
    assert weekly["left"].sum() == (~people["present"]).sum() == (~np.isnan(people["left_week"])).sum() > 0
    assert weekly["arrived"].sum() == (people["kind"] == "arrival").sum() > 0
    assert weekly["graduated"].sum() == run.graduate.sum() > 0
    assert weekly["mentors"][-1] == (people["present"] & (people["role"] == "mentor")).sum()
    assert list(weekly["week"]) == list(range(WEEKS))


def test_hours_given_are_hours_received(run):
    given, received = run.people["hours_given"].sum(), run.people["hours_received"].sum()
    assert given == pytest.approx(received)
    assert given == pytest.approx(run.matches["hours"].sum())
    assert given == pytest.approx(run.weekly["hours"].sum())


def test_person_keys_join_matches_to_people(run):
    people = set(run.people["person"])
    assert len(people) == len(run.people["person"])
    latest = {}
    for mentee, mentor in zip(run.matches["mentee"], run.matches["mentor"], strict=True):
        assert {mentee, mentor} <= people
        latest[mentee] = mentor
    for person, mentor in zip(run.people["person"], run.people["last_mentor"], strict=True):
        assert latest[person] == mentor if person in latest else np.isnan(mentor)


def test_key_is_kind_and_ordinal(run):
    kinds = np.array([codes.KINDS.index(kind) for kind in run.people["kind"]])
    assert (run.people["person"] == (kinds << codes.KIND_SHIFT) + run.people["ordinal"]).all()


def test_starting_states_are_those_people_came_with(run, world):
    fresh = small_world(weeks=0)
    n = len(fresh.people)
    for state in ("literacy", "pitching", "satisfaction", "energy", "performance", "lasting_performance"):
        np.testing.assert_array_equal(run.people[f"{state}_start"][:n], getattr(fresh.people, state))
    for trait in ("openness", "autonomy", "zeta", "aptitude", "attunement", "side"):
        np.testing.assert_array_equal(run.people[trait][:n], getattr(fresh.people, trait))
    np.testing.assert_array_equal(run.people["skill_start"][:n], fresh.people.skill.mean(axis=1))
    # Baselines never move, so they tell what arrivals and recruits came with.
    np.testing.assert_array_equal(run.people["metacognition_start"], world.people.metacognition_base)
    np.testing.assert_array_equal(run.people["confidence_start"], world.people.confidence_base)
    assert len(world.people) > n
    assert (run.people["metacognition_end"] != run.people["metacognition_start"]).any()


def test_lasting_skill_is_never_above_skill_now(run, world):
    """At the start it lies a gap below; both are weighted by the goals at the start, and nothing is deducted."""
    gap = world.parameters.start.lasting_gap
    people = run.people
    np.testing.assert_allclose(people["performance_start"] - people["lasting_performance_start"], gap, atol=1e-12)
    assert (people["lasting_performance_end"] <= people["performance_end"] + 1e-12).all()
    weighted = (world.people.goals_start * world.people.skill).sum(axis=1)
    np.testing.assert_allclose(people["performance_end"], weighted, atol=1e-12)


def test_commitment_is_null_where_it_is_left_open(run, world):
    """A year, or two to four years; the rest leave it open."""
    weeks = run.people["commitment"]
    years = weeks[~np.isnan(weeks)]
    assert ((years == 52) | ((years >= 104) & (years < 208))).all()
    assert 0.0 < np.isnan(weeks).mean() < 0.5
    np.testing.assert_array_equal(np.isnan(weeks), world.people.commitment == 32767)


def test_the_last_help_of_a_person_is_that_of_the_latest_match(run, world):
    """Null without one, and then as the table of matches has it."""
    had = ~np.isnan(run.people["last_mentor"])
    np.testing.assert_array_equal(np.isnan(run.people["assisted_last"]), ~had)
    latest = dict(zip(run.matches["mentee"].tolist(), run.matches["assisted_last"].tolist(), strict=True))
    people = zip(run.people["person"][had].tolist(), run.people["assisted_last"][had].tolist(), strict=True)
    assert all(latest[person] == value for person, value in people)
    assert (run.people["assisted_last"][had] > 0.0).all()


def test_what_was_learned_is_what_skill_gained_but_for_fading(run, world):
    """Alone, with mentors and with others: a week's gains less what fades; with nothing fading, the rise of skill."""
    kept = tables.run_of(small_world(weeks=20, **{"learning.forgetting": 0.0})).people
    rise = 4 * (kept["skill_end"] - kept["skill_start"])
    learned = kept["learned_alone"] + kept["learned_mentor"] + kept["learned_others"]
    inside = kept["skill_end"] < 0.9
    np.testing.assert_allclose(learned[inside], rise[inside], atol=1e-9)
    assert (kept["learned_alone"] >= 0.0).all()
    assert (kept["learned_others"] >= 0.0).all()


def test_outcomes_at_a_horizon(run, world):
    """Known where the horizon was reached, the last value for leavers, null where the run ended before."""
    people = run.people
    reached = people["arrived_week"] + 26 <= WEEKS
    np.testing.assert_array_equal(np.isnan(people["performance_26"]), ~reached)
    early = reached & (run.stay < 26)
    assert early.any()
    np.testing.assert_array_equal(people["satisfaction_26"][early], people["satisfaction_end"][early])
    later = small_world(weeks=26)
    here = np.flatnonzero(later.people.present[: SMALL["people.mentees"]])
    np.testing.assert_array_equal(people["performance_26"][here], later.people.performance[here])
    assert np.isnan(people["performance_52"]).all()


def test_tables_are_snapshots():
    world = small_world(weeks=5)
    before = tables.run_of(world)
    kept = {name: values.copy() for name, values in before.people.items()}
    week.step(world)
    for name, values in kept.items():
        np.testing.assert_array_equal(before.people[name], values)


@pytest.mark.parametrize("more", [{"people.mentors": 0}, {"matching.policy": "none"}])
@pytest.mark.parametrize("weeks", [0, 1])
def test_worlds_without_matches_have_tables(more, weeks):
    run = tables.run_of(small_world(weeks, **more, **{"arrivals.on": False}))
    assert len(run.matches["ended_by"]) == 0
    assert len(run.weekly["week"]) == weeks
    assert run.matches["ended_by"].dtype == object


def test_planned_term(world):
    assert tables.run_of(world).term == 20
    assert tables.run_of(small_world(0, **{"withdrawal.policy": "readiness"})).term is None
    assert tables.run_of(small_world(0, **{"withdrawal.on": False})).term is None


def test_catalogue_lists_every_column_with_its_meaning(run):
    rows = tables.catalogue()
    assert len({row["name"] for row in rows}) == len(rows)
    assert all(row["summary"] for row in rows)
    listed = {row["column"] for row in rows if row["table"] == "outcomes"}
    assert listed == set(indicators.outcomes(run))
