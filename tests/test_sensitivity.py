"""Sensitivity: known indices come out of the code path that the model goes through; incomplete designs are refused."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from shell import good
from sweeps import experiment_text

from mentorsim.analysis import robustness, sensitivity
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.design import arms
from mentorsim.experiment.sampling import Range

# Three paths whose bounds are wide enough stand for the three inputs of a test function.
PATHS = ("learning.rate", "withdrawal.start", "people.mentees")
FACTORS = {PATHS[0]: Range(0.0, 1.0, False), PATHS[1]: Range(0.0, 1.0, False), PATHS[2]: Range(1, 1_000_000, True)}


def shares_of(values: dict) -> list[float]:
    """Where a point's values lie between their ends, 0 to 1."""
    return [(values[path] - may.low) / (may.high - may.low) for path, may in FACTORS.items()]


def ishigami(x) -> float:
    """sin x1 + 7 sin² x2 + .1 x3⁴ sin x1 for x in [−π, π]³ (Ishigami & Homma 1990)."""
    a, b, c = (math.pi * (2.0 * share - 1.0) for share in x)
    return math.sin(a) + 7.0 * math.sin(b) ** 2 + 0.1 * c**4 * math.sin(a)


def outcomes_of(design, function, seed=4, replications=2):
    """A sweep over a design whose outcome is a function of the point, as a table of outcomes."""
    rows = []
    for number, values in enumerate(design.values(seed)):
        value = function(shares_of(values))
        rows += [
            {"arm": f"point {number}", "replication": r, "status": "done", **values, "g_unassisted": value}
            for r in range(replications)
        ]
    return pd.DataFrame(rows)


def test_sobol_recovers_the_indices_of_the_ishigami_function():
    design = sensitivity.Points(FACTORS, method="sobol", size_of_sample=1024)
    found = sensitivity.sensitivity(outcomes_of(design, ishigami), design, "g_unassisted", 4).set_index("parameter")
    # V1 = ½(1 + .1π⁴/5)², V2 = 7²/8, V13 = .1²π⁸·8/225
    v1, v2, v13 = 0.5 * (1 + 0.1 * math.pi**4 / 5) ** 2, 49 / 8, 0.01 * math.pi**8 * 8 / 225
    total = v1 + v2 + v13
    for path, first, whole in zip(PATHS, (v1, v2, 0.0), (v1 + v13, v2, v13), strict=True):
        assert found.loc[path, "S1"] == pytest.approx(first / total, abs=0.05)
        assert found.loc[path, "ST"] == pytest.approx(whole / total, abs=0.05)
        assert found.loc[path, "ST_low"] < whole / total < found.loc[path, "ST_high"]


def test_morris_recovers_slopes_and_finds_what_depends_on_others():
    design = sensitivity.Points(FACTORS, method="morris", size_of_sample=40)
    found = sensitivity.sensitivity(outcomes_of(design, lambda x: 3 * x[0] - x[1]), design, "g_unassisted", 4)
    assert found["parameter"].tolist()[:2] == [PATHS[0], PATHS[1]]
    assert found["mu_star"].tolist() == pytest.approx([3.0, 1.0, 0.0], abs=1e-4)
    assert found["sigma"].tolist() == pytest.approx([0.0, 0.0, 0.0], abs=1e-4)
    joint = sensitivity.sensitivity(outcomes_of(design, lambda x: x[0] * x[1]), design, "g_unassisted", 4)
    assert (joint.set_index("parameter").loc[[PATHS[0], PATHS[1]], "sigma"] > 0.2).all()


@pytest.mark.parametrize("method", sensitivity.METHODS)
def test_a_missing_value_is_refused(method):
    design = sensitivity.Points(FACTORS, method=method, size_of_sample=4)
    table = outcomes_of(design, ishigami)
    table.loc[3, "g_unassisted"] = np.nan
    with pytest.raises(BadInput, match=r"found 1 of \d+ runs without a value, such as point 1, replication 1"):
        sensitivity.sensitivity(table, design, "g_unassisted", 4)
    with pytest.raises(BadInput, match="points not run"):
        sensitivity.sensitivity(table.drop(index=[0, 1, 3]), design, "g_unassisted", 4)


def test_points_are_arms_within_the_ranges_and_the_same_each_time():
    experiment = config.read('[design.factors]\n"people.mentees" = [20, 30]\n"withdrawal.start" = [0.4, 0.8]\n', "")
    factors = sensitivity.factors_of_design(experiment)
    design = sensitivity.Points(factors, method="morris", size_of_sample=3)
    found = [arm.varied for arm in arms(config.replace(experiment, design=design))]
    assert len(design.values(experiment.seed)) == 9 >= len(found) > 3
    assert found == [arm.varied for arm in arms(config.replace(experiment, design=design))]
    assert {type(one["people.mentees"]) for one in found} == {int}
    assert all(20 <= one["people.mentees"] <= 30 and 0.4 <= one["withdrawal.start"] <= 0.8 for one in found)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("learning.rat", "learning.rat: unknown parameter .did you mean 'learning.rate'"),
        ("learning.zone", "found a choice, expected a number"),
        ("learning.rate=1", "expected LOW:HIGH"),
        ("learning.rate=0.4:0.1", "expected LOW below HIGH"),
    ],
)
def test_faults_in_factors_are_named(given, message):
    with pytest.raises(BadInput, match=message):
        sensitivity.factor_given(given)


@pytest.mark.parametrize(("method", "size"), [("sobol", 48), ("morris", 1), ("moris", 8)])
def test_faults_in_method_and_size_are_named(method, size):
    with pytest.raises(BadInput, match=r"expected (a power of 2|a whole number from 2|morris or sobol)"):
        sensitivity.check_method(method, size)


SMALL = experiment_text((20, 8), 60, {"withdrawal.policy": ["never", "cliff"]}, name="small")


@pytest.mark.slow
def test_the_command_runs_tells_draws_and_goes_on(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.toml").write_text(SMALL)
    command = ["sensitivity", "small.toml", "--factor", "learning.rate", "--factor", "withdrawal.start=0.3:0.9",
               "--outcome", "unassisted_gain", "--size", "4", "--workers", "1", "--figure", "morris.html"]  # fmt: skip
    assert "learning.rate" in good(*command)
    assert "plotly" in (tmp_path / "morris.html").read_text()[:5_000_000]
    rows = json.loads(good(*command, "--json"))
    assert {row["parameter"] for row in rows} == {"learning.rate", "withdrawal.start"}
    assert all(row["mu_star"] > 0 for row in rows)


@pytest.mark.slow
def test_robustness_ranks_arms_under_every_variation(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.toml").write_text(SMALL)
    command = ["sensitivity", "small.toml", "--method", "robustness", "--factor", "learning.rate=0.02:0.05",
               "--outcome", "unassisted_gain", "--workers", "1", "--json"]  # fmt: skip
    rows = json.loads(good(*command))
    names = [row["variation"] for row in rows]
    assert names[0] == robustness.BASE
    assert {"learning.zone = gaussian", "learning.autonomy_form = minimum", "learning.rate = 0.02"} <= set(names)
    assert (rows[0]["same_best"], rows[0]["tau"]) == (True, 1.0)
    assert all(row["best"] in ("never", "cliff") and row["n"] == 2 for row in rows)
