"""Withdrawal policies in whole worlds: what holds for each in every setting, and what each is named for."""

import numpy as np
import pytest

from mentorsim import codes, policies, settings, week
from mentorsim.codes import BY_PLAN, RUNNING
from mentorsim.registry import REGISTRIES

policies.discover()
NAMES = sorted(REGISTRIES["withdrawal"])
SETTINGS = sorted(settings.presets())
WEEKS = 30


def cells():
    """Every policy in every setting; fast are those of one setting per policy, in turn."""
    for place, name in enumerate(NAMES):
        for setting in SETTINGS:
            fast = SETTINGS[place % len(SETTINGS)] == setting
            yield pytest.param(name, setting, marks=() if fast else pytest.mark.slow, id=f"{name}-{setting}")


def overrides_of(worlds, name, setting="organisation", **more):
    """A small, lively world with pairs."""
    chosen = {"setting": setting, "matching.policy": "similar", "withdrawal.policy": name}
    return worlds.LIVELY | chosen | {path.replace("__", "."): value for path, value in more.items()}


def luck_of(world, other):
    """{person key: what befell people, whatever help they got}, of those whom both worlds still have."""
    staying = set(world.people.key[world.people.present == 1]) & set(other.people.key[other.people.present == 1])
    luck = dict(zip(world.people.key.tolist(), world.people.episode_until.tolist(), strict=True))
    return {int(key): luck[key] for key in staying}


@pytest.mark.parametrize(("name", "setting"), list(cells()))
def test_a_policy_keeps_the_world_together(name, setting, worlds):
    """Bounds and capacity each week; the same bits again; others' luck untouched; off: no help changes."""
    overrides = overrides_of(worlds, name, setting)
    world = worlds.make(overrides)
    for _ in range(WEEKS):
        week.step(world)
        now = worlds.columns(world)
        assert worlds.out_of_bounds(now) == []
        running = now["match.ended_by"] == RUNNING
        held = np.bincount(now["match.mentor"][running], minlength=len(now["key"]))
        assert (held <= np.where(now["role"] == codes.MENTOR, now["capacity"], 0)).all()
    assert world.matches.meetings.any()
    assert worlds.differing(now, worlds.columns(worlds.run(overrides, WEEKS))) == []
    never = worlds.run(overrides | {"withdrawal.policy": "never"}, WEEKS)
    assert luck_of(world, never) == luck_of(never, world) != {}
    off = worlds.run(overrides | {"withdrawal.on": False}, WEEKS)
    assert (off.matches.help == off.parameters.withdrawal.start).all()


def test_no_two_policies_do_the_same(worlds):
    helps = {}
    for name in NAMES:
        matches = worlds.run(overrides_of(worlds, name, withdrawal__memory=0.5), WEEKS).matches
        helps.setdefault(matches.help.tobytes() + matches.ended_by.tobytes(), []).append(name)
    assert [names for names in helps.values() if len(names) > 1] == []


# --- what each is named for ------------------------------------------------------------------------------------------

QUIET = {"endings__on": False, "departures__on": False, "stages__graduation": False}  # only the plan ends matches


def quiet(worlds, name, weeks=WEEKS, **more):
    """A world in which only the plan ends matches."""
    return worlds.run(overrides_of(worlds, name, **QUIET, **more), weeks)


def test_never_never_ends_by_plan(worlds):
    matches = quiet(worlds, "never", 60).matches
    assert (matches.ended_by == RUNNING).all()
    assert (matches.help == matches.help_start).all()


@pytest.mark.parametrize("name", ["cliff", "linear"])
def test_a_term_ends_in_its_last_week(name, worlds):
    matches = quiet(worlds, name, 40, withdrawal__weeks=12).matches
    ended = matches.ended_by == BY_PLAN
    assert ended.any()
    assert (matches.weeks[ended] == 12).all()
    assert (matches.weeks[~ended] < 12).all()


def test_exponential_halves_help(worlds):
    world = worlds.make(overrides_of(worlds, "exponential", **QUIET, withdrawal__half_life=4.0))
    seen = []
    for _ in range(9):
        week.step(world)
        seen.append(world.matches.help[0])
    assert seen[4] == pytest.approx(seen[0] / 2)
    assert seen[8] == pytest.approx(seen[0] / 4)


def test_a_budget_is_spent_but_for_further_contacts_of_the_last_week(worlds):
    """Counted here from help and contacts, week by week: help is set before it is known how often the pair meets."""
    world = worlds.make(overrides_of(worlds, "budget", **QUIET, withdrawal__budget=4.0))
    given, beyond_one = np.zeros(500), np.zeros(500)
    for _ in range(60):
        week.step(world)
        alive = np.flatnonzero(np.isin(world.matches.end_week, (codes.NEVER, world.week - 1)))
        help_now, met = world.matches.help[alive], world.matches.met[alive]
        assert (help_now <= np.maximum(0.0, 4.0 - given[alive]) + 1e-9).all()
        helped = met * help_now > 0.0
        beyond_one[alive[helped]] = ((met - 1) * help_now)[helped]
        given[alive] += met * help_now
    ended = np.flatnonzero(world.matches.ended_by == BY_PLAN)
    assert len(ended) > 10
    assert (given[ended] >= 4.0 - 1e-9).all()
    assert (given <= 4.0 + beyond_one + 1e-9).all()
    once = ended[beyond_one[ended] == 0.0]
    assert len(once) > 10
    np.testing.assert_allclose(given[once], 4.0, atol=1e-9)


def test_what_is_withdrawn_goes_to_peers_and_only_with_peers(worlds):
    world, linear = quiet(worlds, "handover", 40), quiet(worlds, "linear", 40)
    assert world.people.learned_others.sum() > 1.5 * linear.people.learned_others.sum()
    helped = [np.count_nonzero(w.people.partner_gave > 0) for w in (world, linear)]
    assert helped[0] > 1.3 * helped[1]
    alone = quiet(worlds, "handover", 40, community__on=False)
    assert (alone.matches.help == alone.parameters.withdrawal.start).all()


def test_the_last_third_waits_until_the_mentee_has_helped(worlds):
    world, linear = quiet(worlds, "teach_first", 60), quiet(worlds, "linear", 60)
    matches, third = world.matches, world.parameters.withdrawal.start / 3.0
    taught = world.memory.taught
    assert (taught[matches.ended_by == BY_PLAN] == 1).all()
    assert (matches.ended_by == BY_PLAN).any()
    assert (matches.help[taught == 0] >= third - 1e-9).all()
    helped = [(w.people.partner_gave[w.matches.mentee] >= 0).any(axis=1).mean() for w in (world, linear)]
    assert helped[0] > helped[1]


def test_help_comes_back_for_as_long_as_it_says(worlds):
    """A fall is made: performance of everybody drops by a fifth after week 20, seen by an oracle."""
    more = {"withdrawal__weeks": 40, "withdrawal__follow_up": 26, "withdrawal__oracle": True, "stages__on": False}
    world = worlds.make(overrides_of(worlds, "booster", **QUIET, **more, learning__on=False))
    helps = []
    for now in range(34):
        if now == 20:
            world.people.skill[:] *= 0.8
        week.step(world)
        helps.append(world.matches.help[0])
    start = world.parameters.withdrawal.start
    fading = [start * max(0.0, 1.0 - age / 14) for age in range(34)]
    back = [21, 22, 23, 24]  # seen with the assessment at the end of week 20
    expected = [start if now in back else level for now, level in enumerate(fading)]
    np.testing.assert_allclose(helps, expected)


@pytest.mark.parametrize("name", ["readiness", "mastery"])
def test_weaker_mentees_keep_their_help_longer(name, worlds):
    """With the oracle: who began with less of what the policy looks at is helped more after some months, or longer."""
    world = quiet(worlds, name, 40, withdrawal__oracle=True, people__mentees=80, people__mentors=80)
    matches, start = world.matches, world.people.performance_start[world.matches.mentee]
    if name == "readiness":
        start = np.minimum(start, world.people.metacognition_base[matches.mentee])
    first = matches.attempt == 1
    kept = matches.help * (matches.ended_by == RUNNING)
    weak = start < np.median(start[first])
    assert kept[first & weak].mean() > 1.15 * kept[first & ~weak].mean()


# --- peers -----------------------------------------------------------------------------------------------------------


def test_only_planned_ends_make_peers_and_the_better_the_likelier(worlds):
    matches = worlds.run(overrides_of(worlds, "cliff", withdrawal__peers=1.0, people__mentees=100), 60).matches
    planned = matches.ended_by == BY_PLAN
    assert (matches.ended_by > BY_PLAN).any()
    assert not matches.peers[~planned].any()
    share = matches.peers[planned].mean()
    assert share == pytest.approx(matches.quality[planned].mean(), abs=0.15)
    assert matches.quality[planned & (matches.peers == 1)].mean() > matches.quality[planned].mean()


def test_peers_are_tied_as_strongly_as_they_trusted_each_other(worlds):
    """In the week of the end, where contacts do not bind; beside the same world in which no pair goes on."""
    once = QUIET | {"matching__attempts": 1, "people__mentors": 24}
    loose = {"ties__meeting_renewal": 0.0, "ties__first": 0.2, "ties__fade": 0.0}
    going_on, parting = (
        worlds.make(overrides_of(worlds, "cliff", **once, **loose, withdrawal__peers=share)) for share in (1.0, 0.0)
    )
    found = []
    for _ in range(30):
        week.step(going_on)
        week.step(parting)
        matches = going_on.matches
        for row in np.flatnonzero((matches.peers == 1) & (matches.end_week == going_on.week - 1)):
            i, j = matches.mentee[row], matches.mentor[row]
            found.append((strength_of(going_on, i, j), strength_of(parting, i, j), matches.quality[row]))
    assert not parting.matches.peers.any()
    assert len(found) > 5
    tied, without, trust = np.array(found).T
    assert (tied >= trust - 1e-9).all()
    assert (tied >= without - 1e-9).all()
    assert tied.mean() > without.mean() + 0.1


def strength_of(world, i, j):
    """Strength of the tie of two rows, 0 without one."""
    arcs = slice(world.ties.start[i], world.ties.start[i + 1])
    found = world.ties.weight[arcs][world.ties.target[arcs] == j]
    return float(found[0]) if len(found) else 0.0
