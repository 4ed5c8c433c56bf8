"""Each shock does what it is for, in its weeks and in no other, and shocks that overlap compose."""

import numpy as np
import pytest

from mentorsim import codes, week
from mentorsim.errors import BadInput
from mentorsim.experiment import shocks as given
from mentorsim.registry import REGISTRIES
from mentorsim.world.weekly import EVENTS, WEEKLY
from mentorsim.world.world import CALM

KINDS = sorted(REGISTRIES["shocks"])
BUSY = {"setting": "network", "people.mentees": 60, "people.mentors": 30, "exposure.harsh": 0.1, "structure.degree": 8}
NAMES = [*WEEKLY, *EVENTS]


def simulated(worlds, weeks, *shocks, **more):
    """A busy world after some weeks."""
    return worlds.run(BUSY | {path.replace("__", "."): value for path, value in more.items()}, weeks, shocks=shocks)


def weekly(world, name):
    """One column of the weekly record."""
    return np.array([row[NAMES.index(name)] for row in world.weekly])


def same(worlds, one, other):
    return not worlds.differing(worlds.columns(one), worlds.columns(other)) and one.weekly == other.weekly


# --- all kinds -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_differs_before_its_week_and_something_does_from_then_on(kind, worlds):
    shock = {"kind": kind, "week": 6}
    plain, struck = worlds.make(BUSY), worlds.make(BUSY, shocks=(shock,))
    for _ in range(6):
        week.step(plain)
        week.step(struck)
    assert same(worlds, plain, struck)
    for _ in range(4):
        week.step(plain)
        week.step(struck)
    assert not same(worlds, plain, struck)


NULLS = {
    "mentor_exit": {"share": 0.0},
    "intake_surge": {"share": 0.0},
    "hostility": {"times": 1.0},
    "goals_redrawn": {"share": 0.0},
    "capacity_cut": {"share": 0.0},
    "new_tool": {"times": 1.0},
    "privacy_breach": {"share": 0.0},
    "reorganisation": {"share": 0.0},
}


@pytest.mark.parametrize("kind", NULLS)
def test_of_size_zero_it_is_nothing(kind, worlds):
    assert same(worlds, simulated(worlds, 10), simulated(worlds, 10, {"kind": kind, "week": 3, **NULLS[kind]}))


def test_every_kind_that_has_a_size_is_tried_at_zero():
    assert set(NULLS) == set(KINDS) - {"outage"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "weeks" in given.options_of(kind)])
def test_it_is_at_work_in_its_weeks_and_gone_afterwards(kind, worlds):
    """`surged` stands for the surge, which changes no environment."""
    overrides = BUSY | {"exposure.outage": 0.0}
    world, at_work = worlds.make(overrides, shocks=({"kind": kind, "week": 2, "weeks": 3},)), []
    for _ in range(7):
        week.step(world)
        calm = all(world.now[name] == value for name, value in CALM.items())
        at_work.append(not calm or weekly(world, "surged")[-1] > 0)
    assert at_work == [False, False, True, True, True, False, False]


def test_two_of_a_kind_in_one_week_hit_different_people(worlds):
    one = {"kind": "privacy_breach", "week": 0, "share": 0.5, "hush": 1.0}
    once, twice = simulated(worlds, 1, one), simulated(worlds, 1, one, one)
    exposed = [(world.people.hush > 0.9).mean() for world in (once, twice)]
    assert exposed[0] == pytest.approx(0.5, abs=0.15)
    assert exposed[1] == pytest.approx(0.75, abs=0.15)


def test_another_shock_moves_nobody_elses_luck(worlds):
    """Who leaves in a wave is the same whether or not another shock came before it in the list."""
    wave, tool = {"kind": "mentor_exit", "week": 4}, {"kind": "new_tool", "week": 2, "times": 0.99}
    gone = [
        set(world.people.key[(world.people.left == 4) & (world.people.mentor_week == 0)].tolist())
        for world in (simulated(worlds, 5, wave), simulated(worlds, 5, tool, wave))
    ]
    assert gone[0] == gone[1] != set()


# --- one by one ------------------------------------------------------------------------------------------------------


def test_the_most_loaded_leave(worlds):
    before = worlds.run(BUSY, 8)
    load = before.people.load.copy()
    mentors = np.flatnonzero((before.people.role == codes.MENTOR) & (before.people.present == 1))
    shock = {"kind": "mentor_exit", "week": 8, "share": 0.25, "who": "loaded"}
    after = simulated(worlds, 9, shock, departures__on=True)
    gone = [row for row in mentors if after.people.left[row] == 8]
    wave = sorted(mentors, key=lambda row: -load[row])[: int(0.25 * len(mentors) + 0.5)]
    assert set(wave) <= set(gone)
    ended = after.matches.ended_by == codes.BY_SHOCK
    assert ended.any()
    assert set(after.matches.mentor[ended].tolist()) <= set(gone)
    assert (after.matches.end_week[ended] == 7).all()


def test_a_surge_leaves_the_other_arrivals_as_they_are(worlds):
    shock = {"kind": "intake_surge", "week": 3, "share": 0.5, "weeks": 4}
    plain, surged = simulated(worlds, 12, arrivals__mentees=0.05), simulated(worlds, 12, shock, arrivals__mentees=0.05)
    kinds = surged.people.key >> codes.KIND_SHIFT
    assert weekly(surged, "surged").tolist() == [0, 0, 0, 7, 8, 7, 8, 0, 0, 0, 0, 0]
    assert (kinds == codes.SURGE).sum() == 30
    usual = surged.people.key[kinds != codes.SURGE]
    assert usual.tolist() == plain.people.key.tolist()
    assert np.diff(surged.ties.start)[kinds == codes.SURGE].any()


def test_an_outage_stops_online_meetings_and_talk_and_nothing_in_person(worlds):
    shock = {"kind": "outage", "week": 4, "weeks": 3}
    down = simulated(worlds, 9, shock, exposure__outage=0.0)
    stopped = [4, 5, 6]
    for name in ("met", "contributing", "reading"):
        assert [n for n, value in enumerate(weekly(down, name)) if value == 0] == stopped
    in_person = {"channel__medium": "in_person", "exposure__outage": 0.0}
    assert same(worlds, simulated(worlds, 9, shock, **in_person), simulated(worlds, 9, **in_person))


def test_raids_multiply(worlds):
    raid = {"kind": "hostility", "week": 1, "weeks": 3, "times": 3.0}
    later = raid | {"week": 3, "times": 2.0}
    world, seen = worlds.make(BUSY, shocks=(raid, later)), []
    for _ in range(7):
        week.step(world)
        seen.append(world.now["raid"])
    assert seen == [1.0, 3.0, 3.0, 6.0, 2.0, 2.0, 1.0]


def test_redrawn_goals_go_the_share_of_the_way(worlds):
    quiet = {"goals__shift": 0.0, "goals__on": True}
    before = simulated(worlds, 3, **quiet).org_goals.copy()
    whole = simulated(worlds, 3, {"kind": "goals_redrawn", "week": 2}, **quiet).org_goals
    half = simulated(worlds, 3, {"kind": "goals_redrawn", "week": 2, "share": 0.5}, **quiet).org_goals
    assert whole.sum() == pytest.approx(1.0)
    assert np.abs(whole - before).sum() > 0.1
    np.testing.assert_allclose(half, 0.5 * (before + whole))


def cut(**options):
    return {"kind": "capacity_cut", "week": 10, "weeks": 5, **options}


def test_a_capacity_cut_takes_its_share_and_gives_it_back(worlds):
    still = {"arrivals__on": False, "departures__on": False, "stages__graduation": False}
    world = simulated(worlds, 20, cut(share=0.5), cut(share=0.5) | {"week": 13, "weeks": 1}, **still)
    places = weekly(world, "capacity")
    assert set(places[:10]) == set(places[15:]) == {places[0]}
    assert places[10] / places[0] == pytest.approx(0.5, abs=0.1)
    assert places[13] / places[0] == pytest.approx(0.25, abs=0.1)
    assert places[14] == places[10]
    assert (world.people.capacity_own == codes.NEVER).all()


def test_matches_beyond_a_cut_are_kept_or_closed(worlds):
    kept, closed = simulated(worlds, 12, cut(share=0.7)), simulated(worlds, 12, cut(share=0.7, matches="closed"))
    for world, beyond in ((kept, True), (closed, False)):
        mentors = world.people.role == codes.MENTOR
        assert (world.people.matched > world.people.capacity)[mentors].any() == beyond
        assert (world.matches.ended_by == codes.BY_SHOCK).any() != beyond
    shocked = closed.matches.ended_by == codes.BY_SHOCK
    running = closed.matches.ended_by == codes.RUNNING
    for mentor in set(closed.matches.mentor[shocked].tolist()):  # the newest go
        stayed = closed.matches.start_week[running & (closed.matches.mentor == mentor)]
        stayed = stayed[stayed < 10]  # in week 11 places that became free may be filled
        went = closed.matches.start_week[shocked & (closed.matches.mentor == mentor)]
        assert not len(stayed) or stayed.max() <= went.min()
    assert weekly(kept, "started")[10] < weekly(simulated(worlds, 12), "started").max() + 1


def test_without_places_nobody_is_matched(worlds):
    world = simulated(worlds, 14, cut(share=1.0, matches="closed"), arrivals__mentees=0.1)
    assert weekly(world, "active")[9] > 0
    assert not weekly(world, "active")[10:].any()
    assert not weekly(world, "capacity")[10:].any()


def test_fewer_hours_mean_more_load(worlds):
    fewer, usual = simulated(worlds, 11, cut(share=0.0, hours=0.5)), simulated(worlds, 11)
    loaded = usual.people.load > 0
    np.testing.assert_allclose(fewer.people.load[loaded], 2.0 * usual.people.load[loaded])


def test_a_new_tool_takes_literacy_once(worlds):
    still = {"meetings__literacy": 0.0, "arrivals__on": False}
    before, after = simulated(worlds, 5, **still), simulated(worlds, 5, {"kind": "new_tool", "week": 2}, **still)
    here = before.people.left == codes.NEVER
    np.testing.assert_allclose(after.people.literacy[here], 0.6 * before.people.literacy[here])


def test_after_a_breach_people_keep_away(worlds):
    """Full hush takes visits to exp(-by_hush) of what they were, and fades."""
    breach = {"kind": "privacy_breach", "week": 5, "share": 1.0, "hush": 1.0}
    many = {"people__mentees": 200, "exposure__on": False, "community__base": 0.0, "community__by_reply": 0.0}
    plain, silenced = (simulated(worlds, 8, *shocks, **many) for shocks in ((), (breach,)))
    assert (weekly(silenced, "absent")[5:] > 1.2 * weekly(plain, "absent")[5:]).all()
    fewer = np.exp(-plain.parameters.community.by_hush)
    assert weekly(silenced, "visits")[5] == pytest.approx(fewer * weekly(plain, "visits")[5], rel=0.3)
    assert weekly(silenced, "visits")[5] < weekly(silenced, "visits")[7]


def test_a_reorganisation_reshuffles_units_and_cuts_ties_across(worlds):
    still = {"arrivals__on": False, "departures__on": False, "meetings__on": False, "community__on": False}
    still |= {"ties__base": -20.0, "matching__on": False}  # no new ties
    before = simulated(worlds, 3, **still)
    shock = {"kind": "reorganisation", "week": 3}
    kept, lost = simulated(worlds, 4, shock, **still), simulated(worlds, 4, shock | {"cut": 1.0}, **still)
    moved = kept.people.unit != before.people.unit
    assert moved.mean() == pytest.approx(7 / 8, abs=0.1)
    for world in (kept, lost):
        one, two, _ = world.ties.edges()
        across = (world.people.unit[one] != world.people.unit[two]) & (moved[one] | moved[two])
        assert across.any() == (world is kept)


# --- how a config gives them -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_option_is_checked_at_its_bounds(kind):
    for name, option in given.options_of(kind).items():
        good = option.choices or (option.low, option.high)
        bad = ("never", 3) if option.choices else (option.low - 1, option.high + 1, "much", True)
        for value in good:
            full, wrong = given.complete({"kind": kind, "week": 0, name: value}, 10)
            assert (full[name], wrong) == (value, [])
        for value in bad:
            assert [key for key, _ in given.complete({"kind": kind, "week": 0, name: value}, 10)[1]] == [name]


def test_a_choice_is_refused_with_the_nearest():
    with pytest.raises(BadInput, match=r"shocks\[0\]\.who: found 'loded'.*did you mean 'loaded'"):
        given.completed([{"kind": "mentor_exit", "week": 1, "who": "loded"}], 10)
