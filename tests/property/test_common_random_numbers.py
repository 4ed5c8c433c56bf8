"""The luck of a person is the same in every arm, whatever policies do and however many people there are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim import codes
from mentorsim.parameters import build
from mentorsim.rng import luck
from mentorsim.world.newcomers import drawn
from mentorsim.world.people import kind_of, ordinal_of, person_keys

# Traits that nothing changes, so that they can be compared at any time.
TRAITS = (
    "zone_width", "directiveness", "aptitude", "knack", "frailty", "attunement", "side", "commitment", "bias", "hours",
    "capacity", "group", "unit", "style", "metacognition_base", "confidence_base", "zeta", "restless", "goals_start",
    "performance_start", "lasting_performance_start", "target",
)  # fmt: skip
ARMS = {
    "more mentors": {"people.mentors": 17},
    "no mentors": {"people.mentors": 0, "matching.policy": "none"},
    "more mentees": {"people.mentees": 31},
    "another policy": {"matching.policy": "random", "withdrawal.policy": "never"},
    "nobody matched": {"matching.policy": "none"},
    "another setting": {"setting": "organisation"},
    "no community": {"community.on": False},
    "shorter graph": {"structure.degree": 2},
}
WEEKS = 20


@pytest.fixture(scope="module")
def base(worlds):
    return worlds.run(worlds.LIVELY | {"setting": "network"}, WEEKS)


def common(one, other):
    """Keys that both have, and how many that are."""
    keys = sorted(one.keys() & other.keys())
    assert len(keys) >= 10
    return keys


@pytest.mark.parametrize("arm", ARMS)
def test_the_same_people_come_in_every_arm(arm, base, worlds):
    other = worlds.run(worlds.LIVELY | {"setting": "network"} | ARMS[arm], WEEKS)
    mine, yours = worlds.persons(base, *TRAITS), worlds.persons(other, *TRAITS)
    for key in common(mine, yours):
        assert mine[key] == yours[key], key


def episodes(worlds, overrides):
    """{person key: week by week, the end of the present life episode}."""
    world = worlds.make(overrides | {"departures.on": False, "life.episode": 0.1})
    history = {}
    for week in range(WEEKS):
        worlds.step(world)
        for key, until in zip(world.people.key.tolist(), world.people.episode_until.tolist(), strict=True):
            history.setdefault(key, []).append((week, until))
    return history


@pytest.mark.parametrize("arm", ARMS)
def test_life_befalls_the_same_people_in_the_same_weeks(arm, worlds):
    """Life episodes depend on own luck only, so their whole history is common to all arms."""
    still = worlds.LIVELY | {"setting": "network", "arrivals.on": False}
    one, other = episodes(worlds, still), episodes(worlds, still | ARMS[arm])
    assert any(until != codes.NEVER for history in one.values() for _, until in history)
    for key in common(one, other):
        assert one[key] == other[key], key


@pytest.mark.parametrize("arm", ARMS)
def test_people_leave_in_the_same_weeks_where_nothing_drives_them(arm, worlds):
    plain = {"setting": "network", "goals.earning": 0.0, "stages.graduation": False, "arrivals.on": False}
    plain |= {f"departures.{name}": 0.0 for name in ("exhaustion", "by_satisfaction", "by_belonging", "by_hurt")}
    plain |= {"departures.by_shortfall": 0.0}
    one, other = (worlds.persons(worlds.run(worlds.LIVELY | plain | more, WEEKS), "left") for more in ({}, ARMS[arm]))
    assert len(set(one.values())) > 3
    for key in common(one, other):
        assert one[key] == other[key], key


def arrivals_by_week(world, kind):
    """Weeks of arrival of all who came, by ordinal."""
    people = world.people
    rows = kind_of(people.key) == kind
    order = np.argsort(ordinal_of(people.key)[rows])
    return people.arrived[rows][order].tolist()


def test_arrivals_do_not_depend_on_the_other_side(worlds):
    """Mentees come as they do, however many mentors there are, and the other way round."""
    few, many = (worlds.run(worlds.LIVELY | {"people.mentors": n}, WEEKS) for n in (6, 18))
    assert arrivals_by_week(few, codes.ARRIVAL) == arrivals_by_week(many, codes.ARRIVAL) != []
    few, many = (worlds.run(worlds.LIVELY | {"people.mentees": n}, WEEKS) for n in (15, 40))
    assert arrivals_by_week(few, codes.RECRUIT) == arrivals_by_week(many, codes.RECRUIT) != []


def test_a_newcomer_is_the_same_whenever_coming(worlds):
    """The k-th arrival has the same traits in a world where people come later or sooner."""
    often, seldom = (worlds.run(worlds.LIVELY | {"arrivals.mentees": rate}, WEEKS) for rate in (0.05, 0.01))
    assert arrivals_by_week(often, codes.ARRIVAL)[:3] != arrivals_by_week(seldom, codes.ARRIVAL)[:3]
    mine, yours = worlds.persons(often, *TRAITS), worlds.persons(seldom, *TRAITS)
    for key in [key for key in common(mine, yours) if kind_of(key) == codes.ARRIVAL]:
        assert mine[key] == yours[key]
    assert any(kind_of(key) == codes.ARRIVAL for key in common(mine, yours))


@settings(max_examples=25)
@given(st.lists(st.integers(1, 200), min_size=1, max_size=8), st.sampled_from(range(1, len(codes.KINDS))))
def test_people_taken_in_portions_are_those_drawn_at_once(portions, kind):
    parameters, key = build({}), luck(3, 0, "start")
    firsts = np.cumsum([0, *portions]).tolist()
    taken = [drawn(parameters, key, kind, *portion) for portion in zip(firsts, portions, strict=False)]
    at_once = drawn(parameters, key, kind, 0, firsts[-1])
    for name, values in at_once.items():
        np.testing.assert_array_equal(np.concatenate([part[name] for part in taken]), values, err_msg=name)


@given(st.sampled_from(range(1, len(codes.KINDS))), st.integers(0, 2**codes.KIND_SHIFT - 1))
def test_a_key_is_kind_and_ordinal(kind, ordinal):
    key = person_keys(kind, [ordinal])
    assert (kind_of(key)[0], ordinal_of(key)[0]) == (kind, ordinal)
    assert 0 < key[0] < 2**31  # fits the column


def test_replications_are_other_people_in_the_same_world(worlds):
    one, other = (worlds.make(worlds.SMALL, seed=0, replication=r) for r in (0, 1))
    assert one.people.key.tolist() == other.people.key.tolist()
    assert not (one.people.zone_width == other.people.zone_width).any()


def test_seed_zero_is_a_seed(worlds):
    columns = {seed: worlds.columns(worlds.run(worlds.SMALL, 3, seed=seed)) for seed in (0, 1, 2**63)}
    assert worlds.differing(columns[0], columns[1]) != []
    assert worlds.differing(columns[0], columns[2**63]) != []
    assert worlds.differing(columns[0], worlds.columns(worlds.run(worlds.SMALL, 3, seed=0))) == []
