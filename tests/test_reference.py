"""The compiled engine against the plain one: the same people, matches, ties and weekly rows, week after week."""

import re
from collections import Counter

import pytest
from reference import agreement, engine
from reference.plain import eq
from tiers import full, slow

from mentorsim import codes, equations, settings, week
from mentorsim.parameters import Parameters
from mentorsim.policies import KINDS, discover, policies_of
from mentorsim.registry import REGISTRIES
from mentorsim.settings import resolve
from mentorsim.world.world import World

SMALL = {"people.mentees": 40, "people.mentors": 20, "withdrawal.weeks": 20}
# Much comes and goes, so that a year of a small world passes through every branch.
LIVELY = SMALL | {
    "arrivals.mentees": 0.02,
    "arrivals.mentors": 0.02,
    "departures.leaving": 0.006,
    "departures.mentor_exit": 0.004,
    "departures.spread": 0.5,
    "endings.outside": 0.004,
    "endings.mentor": 0.004,
    "goals.shift": 0.15,
    "goals.threshold": 0.05,
    "stages.dependent_d": 0.15,
    "stages.independent_d": 0.15,
    "stages.independent_m": 0.35,
    "stages.independent_y": 0.4,
    "stages.volunteer": 0.1,
    "stages.comes_back": 0.2,
    "stages.rested": 0.85,
    "learning.per_meeting": 0.4,
    "community.seen": 4,
    "community.most_answers": 3,
    "exposure.harsh": 0.1,
    "exposure.privacy": 0.02,
    "exposure.outage": 0.15,
}
ANEW = {"matching.rematch": True, "matching.rematch_below": 0.45, "matching.rematch_after": 3}
CIRCLES = {"matching.policy": "constellation", "start.capacity_low": 3, "start.capacity_high": 4, "goals.omega": 0.3}
SHOCKS = (
    {"kind": "reorganisation", "week": 4, "share": 0.7, "cut": 0.5},
    {"kind": "intake_surge", "week": 5, "share": 0.3, "weeks": 3},
    {"kind": "mentor_exit", "week": 9, "share": 0.4},
    {"kind": "goals_redrawn", "week": 10, "share": 0.8},
    {"kind": "capacity_cut", "week": 11, "weeks": 5, "matches": "closed", "hours": 0.3},
    {"kind": "capacity_cut", "week": 13, "weeks": 5, "share": 0.3},
    {"kind": "outage", "week": 14, "weeks": 3},
    {"kind": "hostility", "week": 15, "weeks": 6, "times": 4.0},
    {"kind": "hostility", "week": 17, "weeks": 2, "times": 2.0},
    {"kind": "mentor_exit", "week": 19, "share": 0.2, "who": "loaded"},
    {"kind": "new_tool", "week": 20},
    {"kind": "privacy_breach", "week": 21, "share": 0.3},
    {"kind": "privacy_breach", "week": 21, "share": 0.3},
)

discover()
SETTINGS = sorted(settings.presets())
MATCHING, WITHDRAWAL, GOALS = (sorted(REGISTRIES[kind]) for kind in KINDS)


def agree(overrides, weeks, seed=1, shocks=()):
    """Fail with week, process, column and row where the engines part."""
    found = agreement.first_difference(resolve(overrides), weeks, seed, shocks)
    assert found is None, f"{overrides}: {found}"


USUAL = [process for process in week.WEEK if week.is_on(process, Parameters())]  # others are not in the reference


def test_the_week_has_the_same_order():
    assert tuple(process.name for process in USUAL) == engine.WEEK
    assert {process.name for process in week.WEEK if not process.switch} == set(engine.ALWAYS)


def test_plain_and_compiled_equations_are_the_same_functions():
    assert eq.success_chance(0.5, 0.25, 0.2, 0.06, 1.2) == equations.success_chance(0.5, 0.25, 0.2, 0.06, 1.2)
    assert not hasattr(eq.success_chance, "py_func")
    assert not hasattr(eq.success_chance.__globals__["sigma"], "py_func")


HALF_YEARS = {
    "organisation": {
        "setting": "organisation",
        **LIVELY,
        "withdrawal.policy": "contingent",
        "withdrawal.start": 0.9,
    },
    "network": {"setting": "network", **LIVELY, "meetings.budget": "equal_hours"},
    "several mentors": {"setting": "programme", **LIVELY, **CIRCLES, **ANEW, "meetings.budget": "equal_hours"},
    "routed questions": {
        "setting": "community",
        **LIVELY,
        "matching.policy": "community",
        "matching.answer_hours": 3.0,
    },
    "held ratio": {"setting": "organisation", **LIVELY, "people.ratio": 4.0},
    "handover": {"setting": "network", **LIVELY, "withdrawal.policy": "handover"},
    "booster": {"setting": "programme", **LIVELY, "withdrawal.policy": "booster", "withdrawal.fall": 0.02},
    "teach_first": {"setting": "programme", **LIVELY, "withdrawal.policy": "teach_first"},
}


@pytest.mark.parametrize("overrides", HALF_YEARS.values(), ids=list(HALF_YEARS))
def test_half_a_year(overrides):
    agree(overrides, 26, shocks=SHOCKS)


def test_that_half_year_passes_through_every_branch():
    fired = Counter()
    for overrides in HALF_YEARS.values():
        parameters = resolve(overrides)
        world = World(parameters, policies_of(parameters), 1, 0, SHOCKS)
        for _ in range(26):
            week.step(world)
        fired.update({(row["process"], row["branch"]): row["count"] for row in week.audit(world)})
    assert not [(p.name, branch) for p in USUAL for branch in p.branches if fired[p.name, branch] == 0]


def test_a_difference_is_named(monkeypatch):
    """Without it, an agreement that compares nothing would pass."""
    monkeypatch.setattr(engine.Match, "press", lambda match: None)
    found = agreement.first_difference(resolve({"setting": "network", **SMALL}), 10)
    assert re.match(r"week \d, after control: people.reactance, row ", found)


RECEDING = {
    "fading": {"withdrawal.policy": "linear", "withdrawal.weeks": 12, "withdrawal.peers": 0.9},
    "boosted": {"withdrawal.policy": "booster", "withdrawal.fall": 0.02, "withdrawal.start": 0.9},
    "handed over": {"withdrawal.policy": "handover"},
}
MATCHED = {
    "nobody": {"matching.policy": "none"},
    "themselves": {"matching.policy": "self"},
    "zone": {"matching.policy": "zpd", "goals.policy": "organisational"},
    "fair": {"matching.policy": "load_fair", "withdrawal.policy": "contingent", "share": 2},
}
SERVED = {"own": {"goals.policy": "personal"}, "half": {"goals.policy": "negotiated", "goals.omega": 0.5}}
TRIALS = {"receding": RECEDING, "matched": MATCHED, "served": SERVED}


def trial(arms, **more):
    """Overrides of a lively world with a trial."""
    return LIVELY | {"trial.arms": {name.replace(" ", "_"): arm for name, arm in arms.items()}} | more


@pytest.mark.parametrize(("setting", "arms"), [("network", MATCHED), ("organisation", RECEDING | SERVED)])
def test_a_trial_inside_the_world(setting, arms):
    agree(trial(arms, setting=setting), 12, shocks=SHOCKS)


# --- the full matrix -------------------------------------------------------------------------------------------------

WEEKS = [*slow(16), *full(52)]
PAIRS = [(setting, matching) for setting in SETTINGS for matching in MATCHING]


def in_rotation(pairs, every):
    """Pairs of names, of which one in so many is slow and the others are full; each name is among the slow ones."""
    rows = {name: n for n, name in enumerate(dict.fromkeys(one for one, _ in pairs))}
    columns = {name: n for n, name in enumerate(dict.fromkeys(two for _, two in pairs))}
    often = {(one, two) for one, two in pairs if (rows[one] - columns[two]) % every == 0}
    return [*slow(*(pair for pair in pairs if pair in often)), *full(*(pair for pair in pairs if pair not in often))]


def test_each_setting_and_each_policy_is_in_the_rotation():
    often = [case.values for case in in_rotation(PAIRS, 4) if case.marks[0].name == "slow"]
    assert {setting for setting, _ in often} == set(SETTINGS)
    assert {matching for _, matching in often} == set(MATCHING)


@pytest.mark.slow
@pytest.mark.parametrize("setting", SETTINGS)
def test_settings_as_they_are(setting):
    agree({"setting": setting, **SMALL}, 52)


@pytest.mark.parametrize("weeks", WEEKS)
@pytest.mark.parametrize(("setting", "matching"), in_rotation(PAIRS, 4))
def test_every_matching_policy(setting, matching, weeks):
    place = SETTINGS.index(setting) + MATCHING.index(matching)
    withdrawal = WITHDRAWAL[place % len(WITHDRAWAL)]
    agree({"setting": setting, **LIVELY, "matching.policy": matching, "withdrawal.policy": withdrawal}, weeks)


@pytest.mark.parametrize("weeks", WEEKS)
@pytest.mark.parametrize("withdrawal", WITHDRAWAL)
@pytest.mark.parametrize("oracle", [False, True])
def test_every_withdrawal_policy(withdrawal, oracle, weeks):
    setting = "network" if oracle else "programme"
    seen = {"matching.oracle": oracle, "withdrawal.oracle": oracle}
    agree({"setting": setting, **LIVELY, "withdrawal.policy": withdrawal, **seen}, weeks)


@pytest.mark.parametrize("weeks", WEEKS)
@pytest.mark.parametrize("goals", GOALS)
@pytest.mark.parametrize("setting", ["organisation", "network"])
def test_every_goal_policy(setting, goals, weeks):
    agree({"setting": setting, **LIVELY, "goals.policy": goals}, weeks)


@pytest.mark.slow
@pytest.mark.parametrize("setting", SETTINGS)
def test_shocks(setting):
    agree({"setting": setting, **LIVELY, "matching.policy": "similar"}, 26, seed=3, shocks=SHOCKS)


@pytest.mark.parametrize("weeks", WEEKS)
@pytest.mark.parametrize("switch", sorted(process.switch for process in week.WEEK if process.switch))
def test_a_process_switched_off(switch, weeks):
    agree({"setting": "network", **LIVELY, switch: False}, weeks, shocks=SHOCKS)


@pytest.mark.slow
@pytest.mark.parametrize(("unit", "arms"), [
    (unit, name) for unit in codes.TRIAL_UNITS for name in TRIALS if (unit, name) != ("mentor", "matched")
])  # fmt: skip
@pytest.mark.parametrize("setting", ["organisation", "network"])
def test_trials(setting, unit, arms):
    more = ANEW if arms == "matched" else {}
    agree(trial(TRIALS[arms], setting=setting, **{"trial.unit": unit}, **more), 40, shocks=SHOCKS)


FORMS = {
    **{f"zone {form}": {"learning.zone": form} for form in codes.ZONE_FORMS},
    **{f"autonomy {form}": {"learning.autonomy_form": form} for form in codes.AUTONOMY_FORMS},
    **{f"graph {form}": {"structure.graph": form} for form in ("scale_free", "random", "groups", "units")},
    "fixed pitch": {"learning.pitch": "fixed"},
    "flat first quality": {"quality.start": "flat"},
    "placebo": {"learning.placebo": True},
    "endings off": {"endings.on": False},
    "stages off": {"stages.on": False},
    "no graduation": {"stages.graduation": False},
    "exposure off": {"exposure.on": False},
    "no life episodes": {"life.on": False},
    "episodes of one week": {"life.length": 1.0, "life.episode": 0.2},
    "matched mentees may volunteer": {"stages.while_matched": True},
    "matching once a month": {"matching.interval": 4},
    "poor fits are matched anew": ANEW,
    "everybody seeks a mentor": ANEW | {"matching.everybody": True},
    "several mentors": CIRCLES,
    "several mentors, matched anew": CIRCLES | ANEW,
    "questions are routed": {"matching.policy": "community", "meetings.budget": "equal_hours"},
    "questions are routed, no meetings": {"matching.policy": "community", "meetings.on": False},
    "queue, matched anew": ANEW | {"matching.policy": "random"},
    "few ties": {"structure.degree": 0, "ties.most": 3},
    "closed": {"structure.open": False},
    "late help": {"channel.asynchrony": 0.4, "channel.cost": 0.5},
    "equal hours": {"meetings.budget": "equal_hours", "meetings.hours_budget": 0.4},
    **{f"no {mode}": {f"modes.{mode}": False} for mode in ("one_to_one", "community", "network")},
    "no mode at all": dict.fromkeys(("modes.one_to_one", "modes.community", "modes.network"), False),
    "loosely bound": {"departures.spread": 1.5},
    "short meetings": {"learning.per_meeting": 0.1},
    "silence": {"meetings.prompts": 0.0, "endings.silence": 0.1, "endings.tolerated": 1.0},
    "much is asked and answered": {"community.ask_base": 2.0, "community.answer_logit": 0.0, "community.seen": 30},
    "harsh words": {"exposure.harsh": 0.7},
    "mentors come and go": {"stages.comes_back": 0.3, "stages.rested": 0.5, "departures.mentor_exit": 0.03},
    "tired mentors": {"energy.strain": 0.3, "matching.declines_below": 0.6},
}


@pytest.mark.parametrize("weeks", WEEKS)
@pytest.mark.parametrize("form", FORMS)
def test_forms_and_rivals(form, weeks):
    agree({"setting": "network", **LIVELY, **FORMS[form]}, weeks)


@pytest.mark.parametrize("weeks", WEEKS)
@pytest.mark.parametrize("policy", [name for name in MATCHING if name != "none"])
@pytest.mark.parametrize(("setting", "by"), [("organisation", "people"), ("network", "coordinator")])
def test_pairing_swapped(setting, by, policy, weeks):
    agree({"setting": setting, **LIVELY, "pairing.by": by, "matching.policy": policy}, weeks)


@pytest.mark.slow
def test_many_people_are_matched_in_blocks(monkeypatch):
    monkeypatch.setattr("mentorsim.policies.solvers.DENSE", 150)
    agree({"setting": "organisation", **LIVELY}, 26)
