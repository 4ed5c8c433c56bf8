"""Going on with a results folder under other names, in another order, with other arms, by other code."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import pandas as pd
import pytest
from sweeps import RUNS, SMALL, swept

import mentorsim
from mentorsim.errors import BadInput
from mentorsim.experiment import config, runs, sweep


@pytest.fixture
def no_run(monkeypatch):
    """Nothing is run: whoever tries fails the test."""
    monkeypatch.setattr(runs, "simulate_world", lambda *_: pytest.fail("a run was done"))
    monkeypatch.setattr(sweep, "simulate_run", lambda *_: pytest.fail("a run was done"))


def test_other_names_orders_and_workers_run_nothing_again(copy, no_run):
    other = SMALL.replace('name = "small"', 'name = "another"\nquestion = "Why?"')
    lines = other.replace('["organisation", "network"]', '["network", "organisation"]').split("\n")
    place = next(n for n, line in enumerate(lines) if line.startswith("setting"))
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    text = "\n".join(lines).replace('"weekly", "people", "matches"', '"matches", "people", "weekly"')
    before = copy.outcomes.set_index("run_id")
    results = mentorsim.sweep(config.read(text, "other.toml"), workers=2, out=copy.path)
    assert (results.resolved["name"], results.resolved["factors"]) == ("another", ["matching.policy", "setting"])
    found = results.outcomes.set_index("run_id")
    assert list(found["matching.policy"][:4]) == ["random", "random", "self", "self"]  # in the new order
    assert list(found["setting"][:2]) == ["network", "organisation"]
    pd.testing.assert_frame_equal(found.loc[before.index, before.columns], before, check_exact=True)


def test_more_replications_run_exactly_the_others_under_the_same_names(copy, monkeypatch):
    lines = SMALL.split("\n")
    place = next(n for n, line in enumerate(lines) if line.startswith("setting"))
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    done, finished = [], sweep.simulate_run
    monkeypatch.setattr(sweep, "simulate_run", lambda arm, *rest: done.append(rest[2]) or finished(arm, *rest))
    results = swept("\n".join(lines), copy.path, replications=4)
    assert done == [2] * 4 + [3] * 4
    assert len(results.outcomes) == 2 * RUNS
    assert results.outcomes.groupby("arm").size().tolist() == [4] * 4
    assert set(results.outcomes["arm"]) == set(copy.outcomes["arm"])


def test_arms_of_another_kind_of_design_join_where_they_are_the_same(copy, monkeypatch):
    more = SMALL.replace("[design.factors]", '[design]\nkind = "one-at-a-time"\n[design.factors]').replace(
        '["random", "self"]', '["random", "similar", "self"]'
    )
    done, finished = [], sweep.simulate_run
    monkeypatch.setattr(sweep, "simulate_run", lambda arm, *rest: done.append(arm.varied) or finished(arm, *rest))
    results = swept(more, copy.path)
    assert {tuple(varied.values()) for varied in done} == {("organisation", "similar"), ("network", "similar")}
    assert len(results.outcomes) == RUNS + 4


def test_other_parameters_under_the_same_name_are_refused_and_named(copy):
    with pytest.raises(
        BadInput, match=r"arm 'setting=.*': found people\.mentees = 20, expected people\.mentees = 21; ch"
    ):
        swept(SMALL.replace("mentees = 20", "mentees = 21"), copy.path)


CHANGED = """
import sys
from mentorsim.experiment import config
from mentorsim.experiment.sweep import sweep
sweep(config.load(sys.argv[1]), workers=1, out=sys.argv[2], replications=3)
"""


@pytest.mark.slow
def test_a_default_changed_in_the_source_is_refused_and_named(copy, tmp_path):
    (tmp_path / "small.toml").write_text(SMALL)
    package = pathlib.Path(mentorsim.__file__).parent
    shutil.copytree(package, tmp_path / "mentorsim", ignore=shutil.ignore_patterns("__pycache__"))
    source = tmp_path / "mentorsim" / "parameters.py"
    text, count = re.subn(r"(tau: float = number\(\s*)[\d.]+", r"\g<1>0.0625", source.read_text("utf-8"))
    assert count == 1
    source.write_text(text, "utf-8")
    program = [sys.executable, "-c", CHANGED, str(tmp_path / "small.toml"), str(copy.path)]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(program, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "BadInput" in ran.stderr
    assert "expected learning.tau = 0.0625" in ran.stderr
    assert "the model's code has changed since: parameters.py" in ran.stderr
    assert len(copy.fresh().outcomes) == RUNS
