"""What holds at the end of every week, whoever matches whom, in every setting, whoever does the pairing."""

from functools import cache

import numpy as np
import pytest

from mentorsim import codes, settings, week
from mentorsim.policies import discover
from mentorsim.registry import REGISTRIES
from mentorsim.world.matches import MATCHES

WEEKS = 30
SIMPLEX = ("goals", "goals_start", "match.plan")

discover()
POLICIES = sorted(REGISTRIES["matching"])
WITHDRAWAL = sorted(REGISTRIES["withdrawal"])
SETTINGS = sorted(settings.presets())
HOME = {policy: SETTINGS[number % len(SETTINGS)] for number, policy in enumerate(POLICIES)}
# Every policy in every second setting, its own among them, and there also with the people pairing.
CELLS = [
    (p, s, by)
    for number, p in enumerate(POLICIES)
    for place, s in enumerate(SETTINGS)
    if (place - number) % 2 == 0
    for by in ("coordinator", "people")[: 1 + (HOME[p] == s)]
]
TRAITS = (
    "zone_width", "aptitude", "knack", "frailty", "side", "attunement", "commitment", "bias", "hours", "capacity",
    "style", "goals_start", "performance_start", "target",
)  # fmt: skip


def cells():
    """All cells; fast is one per policy, its setting and who pairs in turn."""
    for policy, setting, by in CELLS:
        paired = ("coordinator", "people")[POLICIES.index(policy) % 2]
        marks = () if (HOME[policy], paired) == (setting, by) else pytest.mark.slow
        yield pytest.param((policy, setting, by), marks=marks, id=f"{policy}-{setting}-{by}")


@cache
def people_of_control_world(worlds, setting):
    """{person key: traits} of all who came in the control world of a setting, where nobody is matched."""
    world = worlds.run(worlds.LIVELY | {"setting": setting, "matching.policy": "none"}, WEEKS)
    assert len(world.matches) == world.people.hours_given.sum() == 0
    return worlds.persons(world, *TRAITS)


class History:
    """All columns of one world at the end of each week."""

    def __init__(self, worlds, policy, setting, by):
        self.overrides = worlds.LIVELY | {"setting": setting, "matching.policy": policy, "pairing.by": by}
        # Each withdrawal policy comes round somewhere.
        self.overrides["withdrawal.policy"] = WITHDRAWAL[CELLS.index((policy, setting, by)) % len(WITHDRAWAL)]
        self.world = worlds.make(self.overrides)
        self.weeks = []
        for _ in range(WEEKS):
            week.step(self.world)
            self.weeks.append(worlds.columns(self.world) | {"active": self.world.active.rows.copy()})


@pytest.fixture(scope="module", params=cells())
def history(request, worlds):
    return History(worlds, *request.param)


def test_states_stay_within_their_declared_bounds(history, worlds):
    for number, now in enumerate(history.weeks):
        assert worlds.out_of_bounds(now) == [], f"week {number}"


def test_lasting_skill_never_passes_skill(history):
    for now in history.weeks:
        assert (now["lasting"] <= now["skill"]).all()
        assert (now["lasting_performance"] <= now["performance"] + 1e-12).all()


def test_the_events_of_a_week_are_forgotten_at_its_end(history):
    for now in history.weeks:
        for name in now:
            if name.endswith("_now") and not name.startswith("match."):
                assert not now[name].any(), name
        assert not now["storing"].any()
        assert (now["tried"] == codes.NOBODY).all()


def test_weights_of_goals_stay_on_the_simplex(history):
    for now in history.weeks:
        for name in SIMPLEX:
            np.testing.assert_allclose(now[name].sum(axis=1), 1.0, atol=1e-9, err_msg=name)
        assert now["org_goals"].sum() == pytest.approx(1.0, abs=1e-9)


def test_capacity_is_respected(history):
    for now in history.weeks:
        running = now["match.ended_by"] == codes.RUNNING
        held = np.bincount(now["match.mentor"][running], minlength=len(now["key"]))
        mentors = now["role"] == codes.MENTOR
        assert (held[mentors] <= now["capacity"][mentors]).all()
        assert (held[~mentors] == 0).all()


def test_a_mentee_has_no_more_mentors_than_the_policy_gives_and_none_twice(history):
    most = history.world.policies["matching"].mentors_each(history.world.parameters)
    for now in history.weeks:
        rows = np.flatnonzero(now["match.ended_by"] == codes.RUNNING)
        mentees, mentors = now["match.mentee"][rows], now["match.mentor"][rows]
        assert np.bincount(mentees, minlength=1).max() <= most
        assert len(set(zip(mentees.tolist(), mentors.tolist()))) == len(rows)
        assert (now["role"][mentees] == codes.MENTEE).all()


def test_the_running_matches_of_a_mentee_are_a_list_from_the_oldest_on(history):
    for now in history.weeks:
        rows = np.flatnonzero(now["match.ended_by"] == codes.RUNNING)
        expected = {"match_of": np.full(len(now["key"]), codes.NOBODY)}
        expected["match.next"] = np.full(len(now["match.mentee"]), codes.NOBODY)
        latest = {}
        for row, mentee in zip(rows.tolist(), now["match.mentee"][rows].tolist()):
            place = ("match.next", latest[mentee]) if mentee in latest else ("match_of", mentee)
            expected[place[0]][place[1]] = row
            latest[mentee] = row
        for name, column in expected.items():
            np.testing.assert_array_equal(now[name], column, err_msg=name)


def test_counters_are_the_recounted_numbers(history):
    for now in history.weeks:
        n, running = len(now["key"]), now["match.ended_by"] == codes.RUNNING
        sides = [now["match.mentee"], now["match.mentor"]]
        both = sum(np.bincount(side[running], minlength=n) for side in sides)
        np.testing.assert_array_equal(now["matched"], both)
        np.testing.assert_array_equal(now["n_matches"], np.bincount(sides[0], minlength=n))
        meetings = np.bincount(sides[0], weights=now["match.meetings"], minlength=n)
        np.testing.assert_array_equal(now["n_meetings"], meetings)
        np.testing.assert_array_equal(now["active"], np.flatnonzero(running))


def test_only_people_present_are_matched(history):
    for now in history.weeks:
        running = now["match.ended_by"] == codes.RUNNING
        for side in ("match.mentee", "match.mentor"):
            assert now["present"][now[side][running]].all()


def test_ended_matches_stay_ended(history):
    for number, (before, after) in enumerate(zip(history.weeks, history.weeks[1:]), start=1):
        ended = np.flatnonzero(before["match.ended_by"] != codes.RUNNING)
        for name in MATCHES:
            then, now = before[f"match.{name}"][ended], after[f"match.{name}"][ended]
            if name == "performance_after":  # becomes known eight weeks later, and stays
                due = np.isnan(then) & (before["match.end_week"][ended] + 8 == number)
                then = np.where(due, now, then)
            np.testing.assert_array_equal(now, then, err_msg=name)


def test_an_ended_match_knows_its_end_and_its_weeks(history):
    for number, now in enumerate(history.weeks):
        ended = now["match.ended_by"] != codes.RUNNING
        start, end, weeks = (now[f"match.{name}"] for name in ("start_week", "end_week", "weeks"))
        assert (end[~ended] == codes.NEVER).all()
        assert (end[ended] >= start[ended]).all()
        assert (end[ended] <= number).all()
        np.testing.assert_array_equal(weeks, np.where(ended, end, number) - start + 1)


def test_hours_given_are_hours_received(history):
    for now in history.weeks:
        given, received = now["hours_given"], now["hours_received"]
        n, hours = len(given), now["match.hours"]
        assert given.sum() == pytest.approx(received.sum(), abs=1e-9)
        of_mentor = np.bincount(now["match.mentor"], weights=hours, minlength=n)
        of_mentee = np.bincount(now["match.mentee"], weights=hours, minlength=n)
        if not history.world.policies["matching"].routes:  # answers to routed questions take hours too
            np.testing.assert_allclose(given, of_mentor, atol=1e-9)
            np.testing.assert_allclose(received, of_mentee, atol=1e-9)


def test_who_left_stays_away_and_unchanged(history):
    for before, after in zip(history.weeks, history.weeks[1:]):
        gone = np.flatnonzero(before["present"] == 0)
        for name in ("present", "left", "role", "skill", "lasting", "performance", "satisfaction", "hours_given"):
            np.testing.assert_array_equal(after[name][gone], before[name][gone], err_msg=name)
    present, left = history.weeks[-1]["present"], history.weeks[-1]["left"]
    np.testing.assert_array_equal(present == 1, left == codes.NEVER)


def test_ties_are_sorted_mutual_and_among_people_present(history):
    for number, now in enumerate(history.weeks):
        start, target, weight = now["tie.start"], now["tie.target"], now["tie.weight"]
        source = np.repeat(np.arange(len(start) - 1), np.diff(start))
        assert len(start) == len(now["key"]) + 1
        assert (np.diff(target)[np.diff(source) == 0] > 0).all()  # ascending in each row, none twice
        assert (source != target).all()
        back = np.lexsort((source, target))
        np.testing.assert_array_equal(source[back], target)
        np.testing.assert_array_equal(weight[back], weight)
        assert ((weight > 0.0) & (weight <= 1.0)).all()
        here = (now["present"] == 1) | (now["left"] == number)  # departures come after ties
        assert here[target].all()


def test_something_happened(history):
    """The others would pass in an empty world."""
    now = history.weeks[-1]
    assert (now["match.mentee"].size > 0) == (history.world.policies["matching"].solver != "nobody")
    assert (now["present"] == 0).any()
    assert len(now["tie.target"]) > 0


def test_the_same_people_come_as_in_the_control_world(history, worlds):
    """Common random numbers: whatever the policy does, nobody else comes, and nobody is drawn otherwise."""
    mine = worlds.persons(history.world, *TRAITS)
    assert mine == people_of_control_world(worlds, history.overrides["setting"])


def test_the_same_seed_gives_the_same_bits(history, worlds):
    again = worlds.columns(worlds.run(history.overrides, WEEKS))
    assert worlds.differing(again, history.weeks[-1]) == []
    other = worlds.columns(worlds.run(history.overrides, 1, seed=2))
    assert worlds.differing(other, history.weeks[0]) != []
