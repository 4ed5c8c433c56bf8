"""A trial inside a world: who is dealt which arm, that arms act as their policies do, and that nothing else moves."""

import pickle
from collections import Counter

import numpy as np
import pytest
from reference import agreement

from mentorsim import codes, rng, settings, tables, week
from mentorsim.policies import policies_of
from mentorsim.roster import load as roster
from mentorsim.settings import resolve
from mentorsim.submodels.matching import deal_places
from mentorsim.world.arms import arms_of, slots
from mentorsim.world.matches import MATCHES
from mentorsim.world.people import PEOPLE, kind_of, ordinal_of
from mentorsim.world.world import World

SMALL = {"people.mentees": 40, "people.mentors": 20, "withdrawal.weeks": 16, "arrivals.mentees": 0.02}
ALIKE = {"one": {}, "two": {}}
TWO = {"fading": {"withdrawal.policy": "linear"}, "lasting": {"withdrawal.policy": "never"}}
CONTROL = {"control": {"matching.policy": "none"}, "served": {}}


def world_of(overrides, weeks=20, seed=1):
    """A small world after some weeks."""
    parameters = resolve(SMALL | overrides)
    world = World(parameters, policies_of(parameters), seed)
    for _ in range(weeks):
        week.step(world)
    return world


def with_arms(arms, **more):
    return {"trial.arms": arms} | more


def names(table, columns):
    return {name: getattr(table, name).copy() for name in columns if name != "arm"}


def same(one, other):
    """Whether two tables are the same to the last bit, but for the column of arms."""
    for name, column in one.items():
        np.testing.assert_array_equal(column, other[name], err_msg=name)


# --- nothing moves but what the arms move ----------------------------------------------------------------------------


@pytest.mark.parametrize("setting", sorted(settings.presets()))
@pytest.mark.parametrize("unit", codes.TRIAL_UNITS)
def test_arms_that_are_alike_change_nothing(setting, unit):
    for withdrawal in ("linear", "handover", "booster"):
        own = {"setting": setting, "withdrawal.policy": withdrawal, "withdrawal.weeks": 9}
        plain, trial = world_of(own, 12), world_of(own | with_arms(ALIKE, **{"trial.unit": unit}), 12)
        assert set(np.unique(trial.people.arm)) >= {0, 1}
        same(names(plain.people, PEOPLE), names(trial.people, PEOPLE))
        same(names(plain.matches, MATCHES), names(trial.matches, MATCHES))
        np.testing.assert_array_equal(plain.weekly[-1], trial.weekly[-1])
        assert week.audit(plain) == week.audit(trial)


def test_what_all_arms_share_is_the_worlds_own():
    """An arm may say all that it goes by; what is no difference makes none."""
    spelled = with_arms({name: {"matching.policy": "random", **arm} for name, arm in TWO.items()})
    short = resolve(SMALL | {"matching.policy": "random"} | with_arms(TWO))
    assert resolve(SMALL | spelled) == short
    ignored = with_arms({"fading": TWO["fading"], "lasting": {**TWO["lasting"], "withdrawal.weeks": 30}})
    assert resolve(SMALL | {"matching.policy": "random"} | ignored) == short


def test_a_world_goes_on_the_same_after_it_was_kept():
    """Pickled between two weeks, with all that its parts are made of anew."""
    arms = TWO | {"boosted": {"withdrawal.policy": "booster"}, "by_themselves": {"matching.policy": "self"}}
    one = world_of(with_arms(arms), 8)
    other = pickle.loads(pickle.dumps(one))
    for world in (one, other):
        for _ in range(8):
            week.step(world)
    same(names(one.people, PEOPLE), names(other.people, PEOPLE))
    same(names(one.matches, MATCHES), names(other.matches, MATCHES))


def fail_while_it_acts(world, part):
    """Look at the world while a part of the trial acts; then something goes wrong."""
    with world.acting(part):
        assert world.parameters.withdrawal.policy == world.policies["withdrawal"].name == "linear"
        assert set(world.matches.arm[world.active.rows]) == {0}
        raise KeyError


def test_the_world_has_its_own_back_when_an_arm_has_acted():
    world = world_of(with_arms(TWO, **{"withdrawal.policy": "contingent"}), 5)
    before = world.parameters, world.policies, world.rules, world.active.rows.tolist(), world.kernels.numbers
    with pytest.raises(KeyError):
        fail_while_it_acts(world, world.parts["withdrawal"][1])
    assert before == (world.parameters, world.policies, world.rules, world.active.rows.tolist(), world.kernels.numbers)


# --- who is dealt which arm ------------------------------------------------------------------------------------------

SHARES = [{"a": {}, "b": {}}, {"a": {}, "b": {"share": 3}}, {"a": {}, "b": {}, "c": {}}, {"a": {"share": 0.4}, "b": {}}]


@pytest.mark.parametrize("arms", SHARES)
@pytest.mark.parametrize("unit", ["mentee", "mentor"])
def test_every_block_has_the_arms_in_their_shares(arms, unit):
    world = world_of(with_arms(arms, **{"trial.unit": unit, "people.mentees": 84, "people.mentors": 84}), 30)
    block = slots(world.arms)
    assert len(block) >= 8
    assert Counter(block.tolist()) == Counter(
        {arm.number: arm.share * len(block) // sum(one.share for one in world.arms) for arm in world.arms}
    )
    people = world.people
    kinds, ordinals = kind_of(people.key), ordinal_of(people.key)
    of_unit = np.isin(kinds, (codes.INITIAL_MENTOR, codes.RECRUIT)) == (unit == "mentor")
    assert (people.arm[~of_unit] == codes.NO_ARM).all()
    assert (people.arm[of_unit] >= 0).all()
    for kind in np.unique(kinds[of_unit]):
        mine = people.arm[kinds == kind]
        assert ordinals[kinds == kind].tolist() == list(range(len(mine)))
        for first in range(0, len(mine) - len(block) + 1, len(block)):
            assert sorted(mine[first : first + len(block)]) == sorted(block)


@pytest.mark.parametrize("units", [2, 3, 5, 8, 30])
def test_units_are_dealt_as_evenly_as_can_be_and_whole(units):
    world = world_of(with_arms(ALIKE, **{"trial.unit": "unit", "structure.units": units}), 10)
    dealt = world.shared["arm_of_unit"]
    assert abs(np.count_nonzero(dealt == 0) - np.count_nonzero(dealt == 1)) <= 1
    np.testing.assert_array_equal(world.people.arm, dealt[world.people.unit])


def test_arms_go_by_luck():
    """Over many worlds each place of a block, and each unit, is as often in one arm as in the other."""
    parameters = resolve(SMALL | with_arms(ALIKE))
    by_unit = resolve(SMALL | with_arms(ALIKE, **{"trial.unit": "unit"}))
    ones = np.zeros(40)
    units = np.zeros(parameters.structure.units)
    for seed in range(60):
        ones += World(parameters, policies_of(parameters), seed).people.arm[:40]
        units += World(by_unit, policies_of(by_unit), seed).shared["arm_of_unit"]
    for counts in (ones, units):
        assert counts.min() > 10
        assert counts.max() < 50
        assert abs(counts.mean() - 30) < 1


@pytest.mark.parametrize(
    "other",
    [
        {"withdrawal.policy": "cliff"},
        {"setting": "network"},
        {"people.mentees": 70, "people.mentors": 10},
        {"arrivals.mentees": 0.05},
        {"start.minority": 0.1, "matching.policy": "random"},
    ],
)
def test_the_arm_of_a_person_does_not_change_with_anything_else(other):
    one, two = world_of(with_arms(TWO)), world_of(with_arms(TWO) | other)
    first, second = (dict(zip(w.people.key.tolist(), w.people.arm.tolist(), strict=True)) for w in (one, two))
    both = first.keys() & second.keys()
    assert len(both) > 40
    assert all(first[key] == second[key] for key in both)


def test_other_luck_does_not_change_with_the_arms():
    """People and first matches of a trial are those of the world without it."""
    plain, trial = world_of({}, 1), world_of(with_arms(TWO), 1)
    np.testing.assert_array_equal(plain.people.skill, trial.people.skill)
    np.testing.assert_array_equal(plain.matches.mentor, trial.matches.mentor)


# --- arms act as their policies do -----------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", codes.TRIAL_UNITS)
def test_each_match_recedes_as_its_arm_does(unit):
    world = world_of(with_arms(TWO, **{"trial.unit": unit, "withdrawal.start": 0.8}), 0)
    p, matches = world.parameters.withdrawal, world.matches
    for now in range(24):
        week.step(world)
        rows = np.flatnonzero((world.matches.end_week == now) | (world.matches.ended_by == codes.RUNNING))
        age, arm = now - world.matches.start_week[rows], world.matches.arm[rows]
        fading, lasting = arm == 0, arm != 0
        np.testing.assert_allclose(world.matches.help[rows[fading]], p.start * (1 - age[fading] / p.weeks))
        np.testing.assert_array_equal(world.matches.help[rows[lasting & (arm == 1)]], p.start)
    matches = world.matches
    by_plan = (matches.ended_by == codes.BY_PLAN) & (matches.weeks >= p.weeks)
    assert by_plan[matches.arm == 0].any()
    assert not by_plan[matches.arm == 1].any()
    owner = matches.mentor if unit == "mentor" else matches.mentee
    np.testing.assert_array_equal(matches.arm, world.people.arm[owner])


def test_first_help_and_peers_are_those_of_the_arm():
    arms = {
        "little": {"withdrawal.start": 0.3, "withdrawal.peers": 0.0},
        "much": {"withdrawal.start": 0.9, "withdrawal.peers": 1.0},
    }
    world = world_of(with_arms(arms, **{"withdrawal.weeks": 6}), 20)
    for arm, start in ((0, 0.3), (1, 0.9)):
        assert set(world.matches.help_start[world.matches.arm == arm]) == {start}
    peers = world.matches.peers == 1
    assert peers.any()
    assert set(world.matches.arm[peers]) == {1}
    unreceding = world_of(with_arms(arms, **{"withdrawal.on": False}), 3)
    assert set(unreceding.matches.help[unreceding.matches.arm == 0]) == {0.3}


def test_plans_serve_whom_the_arm_serves():
    arms = {"own": {"goals.policy": "personal"}, "theirs": {"goals.policy": "organisational"}}
    world = world_of(with_arms(arms, **{"goals.shift": 0.0}), 6)
    for arm, omega in ((0, 0.0), (1, 1.0)):
        assert set(world.matches.focus[world.matches.arm == arm]) == {omega}
    plans = world.matches.plan[world.matches.arm == 1]
    np.testing.assert_allclose(plans, np.broadcast_to(world.org_goals, plans.shape))


@pytest.mark.parametrize("setting", ["organisation", "network"])
def test_an_arm_that_is_not_matched_is_a_control_inside_the_world(setting):
    world = world_of(with_arms(CONTROL, setting=setting), 20)
    arms, mentee = world.people.arm, world.people.role == codes.MENTEE
    assert set(world.matches.arm) == {1}
    assert (world.people.n_matches[arms == 0] == 0).all()
    assert (world.people.n_matches[(arms == 1) & mentee] > 0).any()
    assert (world.people.hours_received[arms == 0] == 0.0).all()


def test_matching_arms_pair_in_their_own_way():
    arms = {"chosen": {"matching.policy": "self"}, "drawn": {"matching.policy": "random"}}
    world = world_of(with_arms(arms), 15)
    made = {arm: set(world.matches.made_by[world.matches.arm == arm]) for arm in (0, 1)}
    assert made == {0: {codes.BOTH_AGREED}, 1: {codes.ASSIGNED}}
    assert (world.people.matched <= world.people.capacity).all()
    running = Counter(world.matches.mentee[world.active.rows].tolist())
    assert max(running.values()) == 1


def test_no_place_stays_free_that_an_arm_would_take():
    """What one arm leaves over the others get, so that as many are matched as if all were matched alike."""
    scarce = {"people.mentors": 6, "matching.declines_below": 0.0}
    arms = {"drawn": {"matching.policy": "random"}, "first": {"matching.policy": "first_come"}, "fit": {}}
    together, apart = world_of(scarce, 1), world_of(scarce | with_arms(arms), 1)
    assert len(apart.matches) == len(together.matches) == apart.people.capacity[40:46].sum()


def test_hours_given_are_hours_received_and_those_of_the_arms_sum_up():
    world = world_of(with_arms(TWO | CONTROL | {"own": {"matching.policy": "self"}}), 25)
    people, matches = world.people, world.matches
    given, received = people.hours_given.sum(), people.hours_received.sum()
    by_arm = [matches.hours[matches.arm == arm.number].sum() for arm in world.arms]
    assert given == pytest.approx(received) == pytest.approx(matches.hours.sum()) == pytest.approx(sum(by_arm))


def test_two_policies_may_remember_the_same_of_their_matches():
    arms = {"mastered": {"withdrawal.policy": "mastery"}, "boosted": {"withdrawal.policy": "booster"}}
    world = world_of(with_arms(arms), 12)
    assert set(world.memory.names()) == {"estimate", "best_estimate", "boost"}
    assert (world.memory.estimate[world.active.rows] > 0.0).all()
    assert not world.memory.boost[world.matches.arm == 0].any()


# --- real people -----------------------------------------------------------------------------------------------------


@pytest.fixture
def given(tmp_path):
    """Twelve real pairs that run already, in two units."""
    people = [f"{side}{n},{side},{'ab'[n % 2]}" for side in ("mentee", "mentor") for n in range(12)]
    (tmp_path / "people.csv").write_text("\n".join(["id,role,unit", *people]))
    pairs = [f"mentee{n},mentor{11 - n},{n},0.{n + 10},0.4" for n in range(12)]
    (tmp_path / "pairs.csv").write_text("\n".join(["mentee,mentor,weeks_so_far,quality,help", *pairs]))
    return roster.load("people.csv", matches="pairs.csv", folders=(tmp_path,))


def test_real_pairs_of_an_arm_that_nobody_matches_do_not_go_on(given):
    parameters = resolve({"given": given} | with_arms(CONTROL))
    world = World(parameters, policies_of(parameters), 1)
    served = np.flatnonzero(world.people.arm[:12] == 1)
    assert 0 < len(served) < 12
    matches = world.matches
    assert matches.mentee.tolist() == served.tolist()
    assert (-matches.start_week).tolist() == served.tolist()
    np.testing.assert_allclose(matches.quality, (served + 10) / 100)
    assert set(matches.arm) == {1}
    assert agreement.first_difference(parameters, 6) is None


def test_real_units_have_one_arm_each(given):
    parameters = resolve({"given": given} | with_arms(TWO, **{"trial.unit": "unit"}))
    world = World(parameters, policies_of(parameters), 1)
    first, second = (set(world.people.arm[world.people.unit == unit]) for unit in (0, 1))
    assert len(first) == len(second) == 1
    assert first != second
    assert agreement.first_difference(parameters, 6) is None


# --- places are dealt by chance --------------------------------------------------------------------------------------


def test_places_are_dealt_in_proportion_to_those_who_wait():
    """Every place goes to one part; over many weeks each part gets its share, within four standard errors."""
    world = world_of(with_arms(CONTROL), 1)
    mentors = np.flatnonzero(world.people.role == codes.MENTOR).astype(np.int32)
    vacant = np.zeros(len(world.people), np.int32)
    vacant[mentors] = 2
    waiting, total, weeks = np.array([6, 3, 0, 1]), np.zeros(4), 300
    for now in range(weeks):
        dealt = np.zeros((4, len(vacant)), np.int32)
        world.call(deal_places, hosts=mentors, vacant=vacant, waiting=waiting, dealt=dealt, week=now)
        np.testing.assert_array_equal(dealt.sum(axis=0), vacant)
        total += dealt.sum(axis=1)
    places, shares = weeks * vacant.sum(), waiting / waiting.sum()
    error = np.sqrt(shares * (1 - shares) / places)
    assert (np.abs(total / places - shares) <= 4 * error).all()


def test_places_are_dealt_by_mentor_week_and_place_alone():
    world = world_of(with_arms(CONTROL), 1)
    waiting, vacant = np.array([1, 1]), np.full(len(world.people), 3, np.int32)
    found = {}
    for hosts in (np.array([45, 50], np.int32), np.array([50], np.int32)):
        dealt = np.zeros((2, len(vacant)), np.int32)
        world.call(deal_places, hosts=hosts, vacant=vacant, waiting=waiting, dealt=dealt, week=7)
        found[len(hosts)] = dealt[:, 50].tolist()
    assert found[1] == found[2]
    luck, key = world.luck("trial"), world.people.key[50]
    draws = [rng.uniform(luck, key, 7, codes.WHOSE_PLACE + place) for place in range(3)]
    assert found[1] == [sum(u < 0.5 for u in draws), sum(u >= 0.5 for u in draws)]


@pytest.mark.slow
def test_no_arm_is_favoured_where_places_are_scarce():
    """Two arms that pair by different policies get as many matches, over many worlds."""
    arms = {"drawn": {"matching.policy": "random"}, "first": {"matching.policy": "first_come"}}
    ahead = []
    for seed in range(120):
        world = world_of(with_arms(arms, **{"people.mentors": 8}), 6, seed)
        served = [np.count_nonzero(world.matches.arm == arm) for arm in (0, 1)]
        ahead.append(served[0] - served[1])
    assert abs(np.mean(ahead)) <= 4 * np.std(ahead) / np.sqrt(len(ahead))


# --- tables ----------------------------------------------------------------------------------------------------------


def test_tables_name_the_arms():
    world, plain = world_of(with_arms(TWO)), world_of({})
    people, matches = tables.people_table(world), tables.matches_table(world)
    mentees = people["kind"] != "initial_mentor"
    assert set(people["trial_arm"][mentees & (people["kind"] != "recruit")]) == {"fading", "lasting"}
    assert set(people["trial_arm"][people["kind"] == "initial_mentor"]) == {None}
    assert set(matches["trial_arm"]) == {"fading", "lasting"}
    assert set(tables.people_table(plain)["trial_arm"]) == set(tables.matches_table(plain)["trial_arm"]) == {None}


def test_the_planned_length_of_a_match_is_known_where_arms_agree():
    longer = with_arms({"short": {}, "long": {"withdrawal.weeks": 40}})
    alike = with_arms({"own": {"goals.policy": "personal"}, "mixed": {}})
    assert [tables.run_of(world_of(one, 2)).term for one in ({}, longer, alike, with_arms(TWO))] == [16, None, 16, None]


def test_arms_of_a_world_without_a_trial():
    assert arms_of(resolve(SMALL)) == ()
    assert world_of({}, 1).parts == {"matching": (), "withdrawal": ()}
