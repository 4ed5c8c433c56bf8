"""`mentorsim validate --without`: a model that lacks a mechanism, and which patterns notice."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from shell import call, good

from mentorsim.errors import BadInput
from mentorsim.parameters import DEFAULTS
from mentorsim.patterns import PATTERNS, mechanisms, scenarios
from mentorsim.patterns.declaring import Measure
from mentorsim.patterns.estimating import quotient
from mentorsim.settings import resolve

THEY = mechanisms.mechanisms()
WHERE = {"loosely bound": "mooc", "literacy": "network", "forwarding": "community"}
LEAN = {
    "people.mentees": 60,
    "people.mentors": 12,
    "structure.open": True,
    "exposure.harsh": 0.1,
    "endings.mentor": 0.02,
}
LEAN |= {"community.strangers": 0}


@pytest.mark.parametrize("name", THEY)
def test_a_world_without_it_is_another_one(name, worlds):
    off = THEY[name].off
    assert all(DEFAULTS[path] != value or path == "departures.spread" for path, value in off.items())
    base = LEAN | {"setting": WHERE.get(name, "programme"), "stages.volunteer": 0.2, "stages.independent_y": 0.3}
    with_it, without = (worlds.columns(worlds.run(base | more, 40)) for more in ({}, off))
    assert worlds.differing(with_it, without)


def test_it_is_off_in_every_arm_and_in_the_control_world():
    arms = {"usual": {}, "harsh": {"hurt.on": True, "hurt.base": 0.5}, "control": scenarios.ALONE}
    scenario = scenarios.Scenario("made", "Made for a test", "programme", 8, arms)
    without = THEY["hurt"].without(scenario)
    base = {"setting": "programme"} | without.common
    for label in without.arms:
        assert resolve(base | without.overrides(label)).hurt.on is False
    assert resolve(base | without.overrides("harsh")).hurt.base == 0.5
    assert replace(without, arms=arms, parameters={}) == scenario


def runs(values):
    """What `Folder.runs` gives for one look, where a run is a number."""
    return [dict(enumerate(values))]


def test_the_difference_is_taken_over_pairs():
    pattern = PATTERNS["P7"]
    target = pattern.figure.targets[pattern.measures[0].name]
    measure = Measure(pattern.measures[0].name, lambda run: run, {})
    rng = np.random.default_rng(3)
    ours = 0.2 + rng.normal(0, 0.05, 12)
    theirs = ours - 0.1 + rng.normal(0, 0.01, 12)
    found = mechanisms.moved(pattern, measure, runs(ours), runs(theirs[:10]))
    expected = stats.ttest_rel(theirs[:10], ours[:10]).confidence_interval()
    assert found["change"] == pytest.approx((theirs[:10] - ours[:10]).mean())
    assert (found["low"], found["high"]) == pytest.approx(tuple(expected))
    assert found["without"] == pytest.approx(theirs[:10].mean())
    assert found["before"] == target.verdict(*stats.t.interval(0.95, 9, ours[:10].mean(), stats.sem(ours[:10])))
    assert mechanisms.is_moved(found)
    assert not mechanisms.is_moved(mechanisms.moved(pattern, measure, runs(ours), runs(ours + rng.normal(0, 0.2, 12))))


def test_ratios_of_means_are_compared_as_ratios():
    pattern = PATTERNS["P7"]
    measure = Measure(pattern.measures[0].name, lambda run: run, {}, combine=quotient)
    rng = np.random.default_rng(4)
    ours = np.column_stack([2.0 + rng.normal(0, 0.1, 20), 1.0 + rng.normal(0, 0.02, 20)])
    found = mechanisms.moved(pattern, measure, runs(ours), runs(ours * [0.5, 1.0]))
    assert found["change"] == pytest.approx(-ours[:, 0].mean() / ours[:, 1].mean() / 2.0)
    assert found["low"] < found["change"] < found["high"] < 0.0


def test_a_ratio_whose_denominator_may_be_nothing_has_not_moved():
    pattern = PATTERNS["P7"]
    measure = Measure(pattern.measures[0].name, lambda run: run, {}, combine=quotient)
    rng = np.random.default_rng(5)
    ours = np.column_stack([2.0 + rng.normal(0, 0.1, 20), 0.1 + rng.normal(0, 0.5, 20)])
    theirs = np.column_stack([ours[:, 0], 1.0 + rng.normal(0, 0.02, 20)])
    for pair in ((ours, theirs), (theirs, ours)):
        found = mechanisms.moved(pattern, measure, *map(runs, pair))
        assert found["low"] is found["high"] is None
        assert not mechanisms.is_moved(found)


def entry(id, before, after, low=-1.0, high=1.0):
    """The entry of a pattern with one measure."""
    return {"id": id, "before": before, "after": after, "measures": [{"low": low, "high": high}]}


def test_worse_better_and_moved_are_told_apart():
    found = mechanisms.carries(
        [
            entry("A", "met", "missed", -0.2, -0.1),
            entry("B", "missed", "direction only", 0.1, 0.2),
            entry("C", "met", "met", 0.1, 0.2),
            entry("D", "met", "met"),
            entry("E", "met", "not testable"),
            entry("F", "missed", "missed", None, None),
            entry("G", "met", "missed"),  # by chance
            entry("H", "met", "not testable", 0.1, 0.2),
        ]
    )
    assert found == {"broken": ["A"], "better": ["B"], "moved": ["C", "H"]}


def test_an_unknown_mechanism_is_refused_with_the_nearest():
    with pytest.raises(BadInput, match=r"without: found 'trust gates', expected all or one of .*mean 'trust gate'"):
        mechanisms.chosen(["trust gates"])
    assert [m.name for m in mechanisms.chosen(["Trust_gate", "hurt"])] == ["trust gate", "hurt"]
    assert mechanisms.chosen(["all"]) == list(THEY.values())


@pytest.mark.slow
def test_the_command_shows_and_keeps_the_table(tmp_path):
    few = ("--pattern", "P30", "--replications", "3", "--workers", "1", "--out", tmp_path, "--without", "loosely bound")
    rows = json.loads(good("validate", *few, "--json"))
    assert mechanisms.load(tmp_path) == rows
    (row,) = rows
    assert row["broken"] == ["P30"]
    completion = row["patterns"][0]["measures"][0]
    assert completion["without"] < completion["with"] - 0.1
    result = call("validate", *few)
    assert "6 runs in" in result.stderr or "3 runs in" in result.stderr
    assert "loosely bound  P30" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100


@pytest.mark.slow
def test_bad_names_write_nothing(tmp_path):
    result = call("validate", "--without", "nothing", "--out", tmp_path / "none")
    assert (result.exit_code, "--without: found 'nothing'" in result.stderr) == (2, True)
    assert not (tmp_path / "none").exists()
