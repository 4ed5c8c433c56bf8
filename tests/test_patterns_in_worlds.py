"""Patterns held against plausible worlds: the arithmetic, which parameters a world moves, the command."""

import json
import math

import numpy as np
import pytest
from shell import call, good

from mentorsim import report
from mentorsim.experiment.worlds import load
from mentorsim.patterns import PATTERNS, over_worlds, validation, wording
from mentorsim.patterns.over_worlds import halves, of_means, of_most, of_ratios, of_world, quantile, shares
from mentorsim.patterns.scenarios import ONLINE, PEERS, PROGRAMME
from mentorsim.patterns.verdicts import Target

FEW = ("--pattern", "P30", "--worlds", "plausible:2", "--workers", "1")


# --- arithmetic ------------------------------------------------------------------------------------------------------


def worlds_of(arrays) -> list[dict]:
    """{replication: numbers} of each world, from (replications, k) arrays."""
    return [{n: np.atleast_1d(row) for n, row in enumerate(values)} for values in arrays]


def test_the_variance_of_luck_is_pooled_over_worlds():
    """Two worlds of two replications: s² = (.5·.2² + .5·.4²)/2 = .05 on two degrees of freedom, t = 4.303."""
    found = of_means(worlds_of([[0.1, 0.3], [1.0, 1.4]]))
    np.testing.assert_allclose(found.half, 4.302653 * math.sqrt(0.05 / 2.0), rtol=1e-6)
    np.testing.assert_allclose(found.value, [0.2, 1.2])
    assert math.isnan(of_means(worlds_of([[0.1, 0.3], []])).half[1])
    assert np.isnan(halves(np.array([[0.1], [0.2]]))).all()


def test_intervals_of_means_and_ratios_cover_as_often_as_they_say():
    rng = np.random.default_rng(7)
    inside = {"mean": [], "ratio": []}
    for _ in range(300):
        truth = rng.normal(1.0, 0.3, 8)
        means = of_means(worlds_of([rng.normal(m, 0.2, 3) for m in truth]))
        inside["mean"] += list(np.abs(means.value - truth) <= means.half)
        pairs = [np.column_stack([rng.normal(2.0 * m, 0.2, 3), rng.normal(2.0, 0.1, 3)]) for m in truth]
        ratios = of_ratios(worlds_of(pairs))
        inside["ratio"] += list(np.abs(ratios.value - truth) <= ratios.half)
    assert 0.93 < np.mean(inside["mean"]) < 0.97
    assert 0.92 < np.mean(inside["ratio"]) < 0.98


def test_a_ratio_over_what_may_be_nothing_has_no_bounds():
    found = of_ratios(worlds_of([[[1.0, 0.01], [1.2, -0.02]], [[1.0, 2.0], [1.1, 2.1]]]))
    assert np.isinf(found.half[0])
    assert np.isfinite(found.half[1])
    assert found.verdicts(Target(0.1, 0.9, none=0.0)) == ["missed", "met"]
    np.testing.assert_array_equal(np.isnan(found.told), [True, False])
    np.testing.assert_allclose(found.each[1].mean(), found.value[1])


def test_a_world_is_judged_by_its_value_and_luck_by_all_of_them():
    """All worlds share luck that could have made the sign of each."""
    above = Target(0.0, none=0.0)
    assert [of_world(above, value, 0.5) for value in (0.1, -0.1, math.nan)] == ["met", "missed", "not testable"]
    assert of_world(Target(0.4, 0.6, none=0.0), 0.1, 0.2) == "direction only"
    assert of_world(Target(0.4, 0.6, none=0.0), 0.3, 0.2) == "met"
    assert of_world(Target(0.4, 0.6), 0.1, 0.2) == "missed"
    assert of_world(above, 0.1, math.inf) == "missed"
    weights = np.full(20, 0.05)
    lucky = of_means(worlds_of([[0.5 + 0.01 * n, -0.3 + 0.01 * n] for n in range(20)]))
    assert set(lucky.verdicts(above)) == {"met"}
    assert not lucky.has_direction(above, weights)
    sure = of_means(worlds_of([[0.5 + 0.01 * n, 0.4 + 0.01 * n] for n in range(20)]))
    assert sure.has_direction(above, weights)
    assert of_means(worlds_of([[0.5, 0.4, 0.45]])).has_direction(above, np.ones(1))
    assert not of_means(worlds_of([[0.5, -0.4, 0.1]])).has_direction(above, np.ones(1))


def test_shares_and_quantiles_are_by_weight():
    weights = np.array([0.5, 0.3, 0.2])
    verdicts = ["met", "direction only", "missed"]
    assert shares(verdicts, weights) == {"met": 0.5, "right": 0.8}
    assert of_most(verdicts, weights) == "met"
    assert of_most(verdicts, weights[::-1]) == "direction only"
    assert of_most(["missed", "met", "met"], np.array([0.6, 0.2, 0.2])) == "missed"
    assert of_most(["not testable", "met", "met"], np.array([0.6, 0.2, 0.2])) == "not testable"
    assert of_most([], weights) == "not testable"
    values = np.array([3.0, 1.0, 2.0])
    assert [quantile(values, weights, at) for at in (0.05, 0.3, 0.5, 0.51, 0.95)] == [1.0, 1.0, 2.0, 3.0, 3.0]
    assert quantile(np.array([3.0, np.nan, np.nan]), weights, 0.05) == 3.0
    assert math.isnan(quantile(np.full(3, np.nan), weights, 0.5))


# --- what a world moves ----------------------------------------------------------------------------------------------


def test_a_world_leaves_what_the_scenario_its_arm_or_its_kind_of_world_says():
    ensemble = load("plausible:2")
    task = over_worlds.Task(PROGRAMME, ["usual", "usual, chance"], ensemble)
    world = ensemble.worlds[0]
    usual, chance = task.values("usual", world), task.values("usual, chance", world)
    assert usual["endings.by_quality"] == world.values["endings.by_quality"] != 0.0
    assert chance["endings.by_quality"] == 0.0
    assert usual["matching.policy"] != chance["matching.policy"] == "random"
    online = over_worlds.Task(ONLINE, ["prompted"], ensemble).values("prompted", world)
    assert online["meetings.prompts"] == 1.0
    both = [over_worlds.Task(PEERS, ["usual"], ensemble).values("usual", one) for one in ensemble.worlds]
    assert both[0] != both[1]


def test_only_worlds_and_arms_that_patterns_look_at_are_run():
    (task,) = over_worlds.tasks([PATTERNS["P30"]], load("plausible:2"))
    names = [name for name, _ in task.experiment(2).design.arms]
    assert names == ["set 0, usual", "set 0, usual, placebo", "set 1, usual", "set 1, usual, placebo"]


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("worlds") / "held"
    return out, call("validate", *FEW, "--out", out)


def test_the_table_and_the_page_say_in_how_many_worlds(folder):
    out, result = folder
    assert result.exit_code == 0, result.output
    assert "1 scenario, 16 runs" in result.stderr
    assert "  P30: " in result.stdout
    assert "2 plausible worlds of the 100 of plausible, 4 replications of each." in " ".join(result.stdout.split())
    table = result.stdout.partition("2 plausible worlds")[0]
    assert max(len(line) for line in table.splitlines() if not line.startswith("Patterns")) <= 80
    found = validation.load(out)
    assert found["worlds"]["used"] == 2
    (entry,) = found["patterns"]
    assert 0.0 <= entry["met"] <= entry["right"] <= 1.0
    assert entry["low"] <= entry["simulated"] <= entry["high"]
    page = report.write(out, out / "page.html").read_text()
    assert "plausible worlds of the 100 of plausible" in page


def test_json_has_shares_and_is_not_mixed_with_a_validation_at_the_defaults(folder):
    out, _ = folder
    (entry,) = json.loads(good("validate", *FEW, "--json", "--out", out))
    assert entry.keys() >= {"id", "role", "verdict", "met", "right", "target", "simulated", "low", "high", "source"}
    assert entry == validation.load(out)["patterns"][0]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--worlds", "plausibel"), "error: --worlds: found 'plausibel', expected plausible or the path of"),
        (("--worlds", "plausible:0"), "error: --worlds: found 'plausible:0', expected a number from 1 to 100"),
        (("--worlds", "plausible:2", "--without", "hurt"), "error: --worlds: found it beside without"),
    ],
)
def test_bad_input_is_refused_before_anything_is_written(arguments, told, tmp_path):
    result = call("validate", "--pattern", "P30", *arguments, "--out", tmp_path / "none")
    assert (result.exit_code, told in result.stderr, result.stdout) == (2, True, ""), result.output
    assert not (tmp_path / "none").exists()


def test_what_most_worlds_get_right_by_value_is_counted_beside_the_verdicts():
    entries = [
        {"id": "P1", "role": "C", "verdict": "met", "right": 1.0},
        {"id": "P2", "role": "C", "verdict": "missed", "right": 0.5},
        {"id": "P3", "role": "V", "verdict": "missed", "right": 0.49},
        {"id": "P4", "role": "V", "verdict": "not testable", "right": 0.0},
    ]
    said = wording.by_value(entries)
    assert "2 of 2 (C) and 0 of 1 (V)" in said
    assert "of these, P2 count as missed" in said
    assert wording.by_value([]) == ""
