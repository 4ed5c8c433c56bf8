"""Whole worlds: what mentoring does and does not do, and that every branch of every rule is taken somewhere."""

import numpy as np
import pytest

from mentorsim import codes, tables, week
from mentorsim.indicators import INDICATORS
from mentorsim.registry import REGISTRIES
from mentorsim.settings import presets

pytestmark = pytest.mark.slow

SEED, REPLICATIONS = 2011, 10


class Pairs:
    """Worlds and their control worlds (matching `none`, else the same), one pair per replication."""

    def __init__(self, worlds, overrides, weeks, replications=REPLICATIONS):
        self.runs, self.worlds = [], []
        for replication in range(replications):
            without = worlds.run(overrides | {"matching.policy": "none"}, weeks, SEED, replication)
            self.worlds.append(worlds.run(overrides, weeks, SEED, replication))
            self.runs.append(tables.run_of(self.worlds[-1], tables.people_table(without)))

    def __call__(self, name):
        """An indicator, one value per replication."""
        return np.array([INDICATORS[name].of(run) for run in self.runs])


def interval(values, times=2.6):
    """(low, high) of a mean over replications, about 99 %."""
    error = values.std(ddof=1) / np.sqrt(len(values))
    return values.mean() - times * error, values.mean() + times * error


# --- placebo ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["programme", "organisation", "network"])
def placebo(request, worlds):
    return Pairs(worlds, {"setting": request.param, "learning.placebo": True}, 60)


def test_in_the_placebo_world_mentoring_has_no_effect(placebo):
    for weeks in (26, 52):
        assert not placebo(f"g_unassisted_{weeks}").any()


def test_in_the_placebo_world_people_do_meet(placebo):
    """A world without meetings would pass the test above."""
    assert (placebo("hours_total") > 500).all()
    assert all(world.matches.success.any() for world in placebo.worlds)


def test_good_relationships_go_with_good_outcomes_even_without_any_effect(worlds):
    """Selection: in the placebo world quality and performance stay correlated, though no meeting teaches."""
    found = []
    for replication in range(REPLICATIONS):
        world = worlds.run({"setting": "programme", "learning.placebo": True}, 80, SEED, replication)
        matches = world.matches
        quality, outcome = matches.quality_sum / matches.weeks, world.people.performance[matches.mentee]
        found.append(np.corrcoef(quality, outcome)[0, 1])
    assert interval(np.array(found))[0] > 0.0


# --- programmes ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def programme(worlds):
    return Pairs(worlds, {"setting": "programme"}, 156)


def test_mentoring_helps_in_a_programme(programme):
    for weeks in (52, 78):
        assert interval(programme(f"g_unassisted_{weeks}"))[0] > 0.05


def test_more_become_independent_than_without(programme):
    """Counted for the same people in both worlds."""
    gain = []
    for run in programme.runs:
        control = np.isin(run.control["kind"], ("initial_mentee", "arrival"))
        with_it, without = run.people["independent_week"][run.mentee], run.control["independent_week"][control]
        gain.append((~np.isnan(with_it)).mean() - (~np.isnan(without)).mean())
    assert interval(np.array(gain))[0] > 0.0


def test_about_two_matches_in_five_end_early(programme):
    assert 0.5 < programme("survival_52").mean() < 0.7
    assert (programme("survival_13") > programme("survival_52")).all()


def test_matches_end_in_every_way(programme):
    ended = np.concatenate([world.matches.ended_by for world in programme.worlds])
    counts = np.bincount(ended[ended >= 0], minlength=len(codes.ENDED_BY))
    for by in (codes.BY_PLAN, codes.BY_MENTOR, codes.BY_MENTEE, codes.BY_OUTSIDE):
        assert counts[by] > 0.02 * counts.sum(), codes.ENDED_BY[by]
    assert counts[codes.BY_SHOCK] == 0


def test_mentors_do_not_die_out_in_three_years(programme):
    assert (programme("mentor_stock_ratio") > 0.5).all()
    assert not programme("extinct").any()


def test_qualities_grow_decline_and_recover(programme):
    """Trust is no one-way street: in the middle of a match both directions occur."""
    audit = {(row["process"], row["branch"]): row["count"] for row in week.audit(programme.worlds[0])}
    better, worse = (audit["quality", f"week {how} trust"] for how in ("strengthens", "weakens"))
    assert 0.1 < worse / (better + worse) < 0.9


def test_reproduction_of_mentors_crosses_1_with_the_rate_of_volunteering(worlds):
    """Where independence is within reach of most."""
    near = {"stages.independent_m": 0.3, "stages.independent_y": 0.4, "stages.independent_d": 0.3}
    r = {}
    for rate in (0.002, 0.1):
        overrides = {"setting": "programme", "stages.volunteer": rate} | near
        runs = [worlds.run(overrides, 260, SEED, n) for n in range(5)]
        r[rate] = interval(np.array([INDICATORS["r_mentoring"].of(tables.run_of(world)) for world in runs]))
    assert r[0.002][1] < 1.0 < r[0.1][0]


# --- audit -----------------------------------------------------------------------------------------------------------


def test_every_branch_of_every_rule_is_taken_somewhere(worlds):
    """Settings as they are with usual numbers: a branch that never fires is a defect."""
    arms = [{}, {"matching.policy": "self", "withdrawal.policy": "contingent"}, {"withdrawal.policy": "never"}]
    arms += [{"withdrawal.policy": name} for name in ("booster", "handover", "teach_first")]
    arms += [{"matching.policy": "constellation", "meetings.budget": "equal_hours", "matching.rematch": True}]
    arms += [{"matching.policy": "community", "matching.answer_hours": 5.0}, {"people.ratio": 6.0}]
    shocks, fired = sorted(REGISTRIES["shocks"]), {}
    for place, setting in enumerate(presets()):
        for arm, policies in enumerate(arms):
            shock = {"kind": shocks[(place + arm) % len(shocks)], "week": 30}
            world = worlds.run({"setting": setting} | policies, 156, SEED, shocks=(shock,))
            for row in week.audit(world):
                branch = row["process"], row["branch"]
                fired[branch] = fired.get(branch, 0) + row["count"]
    assert [branch for branch, count in fired.items() if count == 0] == []


def test_shocks_strike(worlds):
    """Each kind leaves its mark, beside a world without it."""
    overrides = {"setting": "network", "people.mentees": 60, "people.mentors": 28}
    plain = worlds.columns(worlds.run(overrides, 40, SEED))
    for kind in REGISTRIES["shocks"]:
        shock = {"kind": kind, "week": 20}
        before = worlds.columns(worlds.run(overrides, 20, SEED, shocks=(shock,)))
        assert worlds.differing(worlds.columns(worlds.run(overrides, 20, SEED)), before) == []
        assert worlds.differing(plain, worlds.columns(worlds.run(overrides, 40, SEED, shocks=(shock,)))) != []
