"""A trial in a config: what arms may say, how faults are told, what makes two trials one; its arms in results."""

import numpy as np
import pytest
from shell import good
from sweeps import TINY, id_of, swept

import mentorsim as ms
from mentorsim.analysis.trial import by_arm, clustered_interval
from mentorsim.errors import BadInput
from mentorsim.experiment import config, identity, reliance
from mentorsim.experiment.design import arms
from mentorsim.indicators import INDICATORS
from mentorsim.indicators.needs import Planned
from mentorsim.indicators.statistics import t_interval
from mentorsim.policies import ignored
from mentorsim.settings import resolve

TWO = {"fading": {"withdrawal.policy": "linear"}, "lasting": {"withdrawal.policy": "never"}}
IN_FILE = """
[trial]
unit = "unit"
shares = { fading = 0.5, lasting = 0.25, waiting = 0.25 }
[trial.arms.fading]
withdrawal.policy = "linear"
"withdrawal.weeks" = 20
[trial.arms.lasting.withdrawal]
policy = "never"
[trial.arms.waiting]
matching.policy = "none"
"""


def read(text):
    return config.read(text, "case.toml")


def canonical(trial, **more):
    """The parameters `trial` that a trial comes to."""
    return resolve({"trial.arms": trial} | more).trial.arms


# --- what is right ---------------------------------------------------------------------------------------------------


def test_a_file_says_it_in_tables():
    (arm,) = arms(read(IN_FILE))
    assert arm.parameters.trial.unit == "unit"
    assert arm.parameters.trial.arms == (
        '{"fading":{"share":2,"withdrawal.weeks":20},"lasting":{"withdrawal.policy":"never"},'
        '"waiting":{"matching.policy":"none"}}'
    )
    (empty,) = arms(read(ARMS))
    assert empty.parameters.trial.arms == '{"a":{},"b":{}}'


def test_shares_are_small_whole_numbers():
    def share(one, other):
        return canonical({"a": {"share": one}, "b": {"share": other}})

    assert share(0.5, 1) == share(1, 2) == share(7, 14.0) == '{"a":{},"b":{"share":2}}'
    assert share(0.3, 0.7) == '{"a":{"share":3},"b":{"share":7}}'
    assert share(3, 3) == '{"a":{},"b":{}}'


def test_one_trial_has_one_form():
    plain = canonical(TWO)
    assert plain == '{"fading":{},"lasting":{"withdrawal.policy":"never"}}'  # linear is what the world has
    assert canonical(dict(reversed(TWO.items()))) == plain
    assert canonical({"fading": {"withdrawal.start": 0.7}, "lasting": {"withdrawal.policy": "never"}}) == plain
    assert canonical(plain) == plain
    assert resolve({"trial.arms": plain}) == resolve({"trial.arms": TWO})


def test_it_can_be_set_beside_a_file_and_be_a_factor():
    text = 'trial.arms={x={"withdrawal.policy"="cliff"}, y={}}'
    changed = config.Experiment().changed([text, "trial.unit=mentor"])
    (arm,) = arms(changed)
    assert (arm.parameters.trial.unit, arm.parameters.trial.arms) == (
        "mentor",
        '{"x":{"withdrawal.policy":"cliff"},"y":{}}',
    )
    varied = read(ARMS + '[design.factors]\n"trial.unit" = ["mentee", "unit"]\n"withdrawal.weeks" = [20, 30]')
    assert [arm.parameters.trial.unit for arm in arms(varied)] == ["mentee", "mentee", "unit", "unit"]
    trials = read('[design.factors]\n"trial.arms" = ["", { a = { "withdrawal.policy" = "never" }, b = {} }]')
    assert [arm.varied["trial.arms"] for arm in arms(trials)] == ["", '{"a":{"withdrawal.policy":"never"},"b":{}}']


# --- what is wrong: file, line, key, found, expected, nearest --------------------------------------------------------

ARMS = "[trial.arms.a]\n[trial.arms.b]\n"
SHARED = "found a parameter that all arms share, expected matching.policy, withdrawal.policy, goals.policy"
UNREAD = "found a parameter that no policy of the arm reads"
WRONG = [
    ("trial = 3", "1: trial", "found 3, expected a table"),
    ("[trial]\nunit = 'mentee'", "1: trial.arms", "found nothing, expected a table of parameters for each arm",
     "headed [trial.arms.NAME]"),
    (f"[trial]\nunt = 'mentee'\n{ARMS}", "2: trial.unt", "unknown key, expected one of unit, arms, shares", "'unit'"),
    (f"[trial]\nunit = 'mente'\n{ARMS}", "2: trial.unit", "found 'mente', expected 'mentee', 'mentor' or 'unit'",
     "did you mean 'mentee'"),
    (f"[trial]\nunit = 'programme'\n{ARMS}", "2: trial.unit", "found 'programme', expected 'mentee', 'mentor' or",
     "an arm per programme is a factor of the design"),
    ("[trial.arms.a]", "1: trial.arms", "found 1 of them, expected at least two"),
    ("[trial]\narms = 3", "2: trial.arms", "found 3, expected a table"),
    ("[trial]\narms = { a = 3, b = {} }", "2: trial.arms.a", "found 3, expected a table"),
    ("[trial.arms.'a b']\n[trial.arms.b]", "1: trial.arms", "found 'a b', expected a name of letters"),
    (ARMS + "withdrawl.policy = 'never'", "3: trial.arms.b.withdrawl.policy", "unknown parameter",
     "'withdrawal.policy'"),
    (ARMS + "withdrawal.policy = 'linaer'", "3: trial.arms.b.withdrawal.policy", "found 'linaer', expected one",
     "'linear'"),
    (ARMS + "goals.policy = 3", "3: trial.arms.b.goals.policy", "found 3, expected one of"),
    (ARMS + "withdrawal.weeks = 0", "3: trial.arms.b.withdrawal.weeks", "found 0, expected greater"),
    (ARMS + "withdrawal.weeks = '9'", "3: trial.arms.b.withdrawal.weeks", "found '9', expected a whole"),
    (ARMS + "learning.rate = 0.1", "3: trial.arms.b.learning.rate", SHARED, "goals.omega"),
    (ARMS + "withdrawal.on = false", "3: trial.arms.b.withdrawal.on", SHARED, "(but for withdrawal.on)"),
    (ARMS + "matching.reach = 2", "3: trial.arms.b.matching.reach", UNREAD),
    (ARMS + "setting = 'network'", "3: trial.arms.b.setting", "unknown parameter"),
    (ARMS + "matching.policy = 'community'", "3: trial.arms.b.matching.policy",
     "found 'community', which touches everybody's", "the same in all arms"),
    (ARMS + "matching.policy = 'constellation'", "3: trial.arms.b.matching.policy", "found 'constellation', which",
     "the same in all arms"),
    (ARMS + "share = 2", "3: trial.arms.b.share", "found a share, expected it under [trial]: shares"),
    (f"[trial]\nshares = {{ a = 1 }}\n{ARMS}", "2: trial.shares", "found a, expected a share of a, b"),
    (f"[trial]\nshares = {{ a = 1, b = 0 }}\n{ARMS}", "2: trial.shares.b", "found 0, expected a number above 0"),
    (f"[trial]\nshares = {{ a = 0.333, b = 0.667 }}\n{ARMS}", "2: trial.shares.a", "found 0.333, expected shares",
     "such as 1 and 2"),
    ("[trial]\nunit = 'mentor'\n[trial.arms.a]\nmatching.policy = 'none'\n[trial.arms.b]", "4: trial.arms.a.matching.p",
     "found 'none', expected matching to be the same in all arms", "mentor"),
    (f"[parameters]\ntrial.unit = 'unit'\n[trial]\nunit = 'unit'\n{ARMS}", "4: trial.unit", "found a second value"),
    (ARMS + "[design.factors]\n'trial.unit' = ['mentee', 'world']", "4: design.factors.trial.unit", "found 'world'",
     "'mentee'"),
    (ARMS + "[design.factors]\n'trial.arms' = ['', { a = { 'goals.policy' = 'persnal' }, b = {} }]",
     "4: design.factors.trial.arms", "trial.arms.a.goals.policy: found 'persnal'", "'personal'"),
]  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_fault_is_named_with_its_place(case):
    text, place, *words = case
    with pytest.raises(BadInput) as caught:
        read(text)
    first = str(caught.value).splitlines()[0]
    assert first.startswith(f"case.toml:{place}")
    assert [word for word in words if word not in first] == []


def test_every_fault_is_told_at_once():
    text = ARMS + "withdrawal.weeks = 0\nlearning.rate = 0.1\nmatching.policy = 'slef'"
    with pytest.raises(BadInput) as caught:
        read(text)
    assert [line.split(":")[1] for line in str(caught.value).splitlines()] == ["3", "4", "5"]


def test_a_fault_in_what_is_set_says_so():
    with pytest.raises(
        BadInput, match=r"--set trial\.arms: trial\.arms\.y\.withdrawal\.policy: found 'slow', expected"
    ):
        read(IN_FILE).changed(['trial.arms={x={}, y={"withdrawal.policy"="slow"}}'])
    with pytest.raises(BadInput, match=r"--set trial\.arms: found 'linear', expected a table"):
        config.Experiment().changed(["trial.arms=linear"])


def test_withdrawal_policies_that_remember_different_things_by_one_name_are_refused(monkeypatch):
    from mentorsim.registry import REGISTRIES
    from mentorsim.world.people import whole

    monkeypatch.setattr(REGISTRIES["withdrawal"]["mastery"], "memory", {"boost": whole("something else")})
    with pytest.raises(BadInput, match="remember 'boost' differently"):
        resolve({"trial.arms": {"a": {"withdrawal.policy": "mastery"}, "b": {"withdrawal.policy": "booster"}}})


# --- identity --------------------------------------------------------------------------------------------------------


def test_a_world_without_a_trial_is_the_run_that_it_was():
    """As its text had no word of trials; the unit of no trial decides nothing."""
    plain = identity.world_text(resolve(TINY))
    assert "trial" not in plain
    assert identity.world_text(resolve(TINY | {"trial.unit": "mentor"})) == plain


def test_what_tells_two_trials_apart():
    def run(arms, **more):
        return id_of(TINY | {"trial.arms": arms} | more)

    shares = {"fading": TWO["fading"], "lasting": {**TWO["lasting"], "share": 2}}
    shorter = {"fading": {"withdrawal.weeks": 9}, "lasting": TWO["lasting"]}
    ids = [
        id_of(TINY),
        *(run(one) for one in (TWO, shares, shorter, {"a": {}, "b": {}})),
        run(TWO, **{"trial.unit": "unit"}),
        run(TWO, **{"withdrawal.weeks": 9}),
    ]
    assert len(set(ids)) == len(ids)
    unread = {"fading": TWO["fading"], "lasting": {**TWO["lasting"], "withdrawal.weeks": 9}}  # never has no term
    assert run(unread) == run(TWO)


def test_what_any_arm_reads_counts():
    base = {"withdrawal.policy": "never", "matching.policy": "random", "goals.policy": "personal"}
    arms = {"a": {}, "b": {"withdrawal.policy": "exponential", "matching.policy": "self", "goals.policy": "negotiated"}}
    read = {"withdrawal.half_life", "matching.reach", "goals.omega"}
    assert read <= ignored(resolve(base))
    assert not read & ignored(resolve(base | {"trial.arms": arms}))


def test_the_control_world_has_no_trial():
    trial = resolve(TINY | {"trial.arms": TWO, "trial.unit": "unit"})
    assert identity.control_of(trial) == identity.control_of(resolve(TINY))


def test_traits_that_matching_goes_by_are_those_of_any_arm():
    arms = {"a": {"matching.policy": "assortative"}, "b": {"matching.policy": "self"}}
    found = reliance.reads(resolve({"trial.arms": arms}))
    parts = [reliance.reads(resolve(arm)) for arm in arms.values()]
    assert found == {side: parts[0][side] | parts[1][side] for side in found}


def test_what_an_indicator_needs_may_be_in_any_arm():
    """A world whose own policy pairs nobody has matches where an arm has them."""
    alone = {"matching.policy": "none"}
    arms = {"trial.arms": {"control": {}, "served": {"matching.policy": "random"}}}
    lacks = [INDICATORS["premature_share"].lacks(Planned(resolve(alone | more), 60)) for more in ({}, arms)]
    assert lacks[0].startswith("needs matches; found matching.policy")
    assert lacks[1] == ""


# --- results ---------------------------------------------------------------------------------------------------------

WORLD = {"people.mentees": 24, "people.mentors": 10, "withdrawal.weeks": 10}


def test_clustered_intervals():
    """Student's where everybody is a group; with pairs of equal values, that of half as many; NaN of one group."""
    values = np.random.default_rng(1).normal(size=20)
    assert clustered_interval(values, np.arange(20)) == pytest.approx(t_interval(values))
    twice = clustered_interval(np.repeat(values, 2), np.repeat(np.arange(20), 2))
    assert twice == pytest.approx(t_interval(values))
    assert np.isnan(clustered_interval(values, np.zeros(20))[1:]).all()
    assert np.isnan(clustered_interval(values[:0], values[:0])).all()


@pytest.mark.parametrize("unit", ["mentee", "mentor", "unit"])
def test_arms_side_by_side(unit):
    result = ms.run(weeks=12, seed=2, **WORLD, **{"trial.arms": TWO, "trial.unit": unit})
    people, matches = result.people, result.matches
    for row in by_arm(result.run, list(TWO), unit):
        mine = people[people.trial_arm == row["arm"]]
        met = matches[matches.trial_arm == row["arm"]]
        assert row["people"] == len(mine)
        assert row["matched"] == mine.person.isin([*matches.mentee, *matches.mentor]).sum()
        assert row["hours"] == pytest.approx(met.hours.sum())
        if unit == "mentor":
            mine = people[people.person.isin(met[met.attempt == 1].mentee)]
        mine = mine[mine.kind != "initial_mentor"]
        mine = mine[mine.kind != "recruit"]
        assert row["mentees"] == len(mine)
        assert row["performance"] == pytest.approx(mine.performance_end.mean())
        assert row["low"] < row["performance"] < row["high"]


def test_run_prints_the_arms(tmp_path):
    file = tmp_path / "trial.toml"
    file.write_text("[experiment]\nweeks = 8\n[parameters]\npeople.mentees = 20\npeople.mentors = 10\n" + IN_FILE)
    shown = good("run", file)
    assert "units are randomised to 3 arms" in shown
    assert "fading (share 2): withdrawal.weeks = 20" in shown
    assert "waiting: matching.policy = none" in shown
    table = shown[shown.index("Arms of the trial") :].splitlines()
    assert [line.split()[0] for line in table[1:4]] == ["fading", "lasting", "waiting"]
    assert "Arms of the trial" not in good("run", "--weeks", "4")


@pytest.mark.slow
def test_a_sweep_keeps_the_arms_and_can_be_done_again(tmp_path):
    text = """
[experiment]
weeks = 8
replications = 2
seed = 3
[parameters]
people.mentees = 20
people.mentors = 8
[design.factors]
"trial.arms" = ["", { fading = {}, waiting = { "matching.policy" = "none" } }]
[analysis]
tables = ["people", "matches"]
"""
    results = swept(text, tmp_path)
    matches = results.table("matches")
    with_trial = matches[matches["trial.arms"] != ""]
    assert set(with_trial.trial_arm) == {"fading"}
    assert matches[matches["trial.arms"] == ""].trial_arm.isna().all()
    assert "the same" in good("reproduce", tmp_path)
