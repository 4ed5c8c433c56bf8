"""Sweeps until an interval is narrow enough, and how the first outcome stands while they run."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from shell import call
from sweeps import SMALL, swept

from mentorsim.cli.sweep import decision
from mentorsim.errors import BadInput
from mentorsim.experiment import config, stopping, sweep
from mentorsim.experiment.interim import Interim
from mentorsim.experiment.progress import ProgressText
from mentorsim.indicators.statistics import t_interval
from mentorsim.printing import estimate
from mentorsim.store import results as store


def until(width, most=40, first=4):
    """The small experiment with a stopping rule."""
    rule = f"until = {{outcome = 'satisfaction', half_width = {width}, max = {most}}}"
    return re.sub("replications = 2", f"replications = {first}\n{rule}", SMALL).replace(
        'tables = ["weekly", "people", "matches"]', 'tables = ["outcomes"]'
    )


def widest(outcomes, replications):
    """The widest half width over arms, worked out anew."""
    first = outcomes[outcomes["replication"] < replications]
    half = [
        values.sem() * {4: 3.182446305284263, 5: 2.7764451051977987}[replications]
        for _, values in first.groupby("arm")["satisfaction"]
    ]
    return max(half)


def test_a_sweep_goes_on_until_the_widest_interval_is_narrow_enough(tmp_path, monkeypatch):
    results = swept(until(1.0), tmp_path / "wide")
    assert results.manifest["until"]["decision"] == "reached"
    assert results.manifest["until"]["replications"] == 4
    width = widest(results.outcomes, 4)
    results = swept(until(width * (1 - 1e-9)), tmp_path / "wide")
    looks = results.manifest["until"]["looks"]
    assert [look["replications"] for look in looks] == [4, 5, 7, 9, 12, 15, 19, 24, 30, 38, 40][: len(looks)]
    assert len(looks) > 1
    assert looks[0]["half_width"] == pytest.approx(width)
    assert looks[1]["half_width"] == pytest.approx(widest(results.outcomes, 5))
    assert all(look["half_width"] > width * (1 - 1e-9) for look in looks[:-1])
    assert len(results.outcomes) == 4 * looks[-1]["replications"]
    monkeypatch.setattr(sweep, "simulate_run", lambda *_: pytest.fail("a run was done again"))
    assert swept(until(width * (1 - 1e-9)), tmp_path / "wide").manifest == results.manifest


@pytest.mark.slow
def test_a_stopping_rule_decides_the_same_with_two_workers_and_says_so(tmp_path):
    (tmp_path / "until.toml").write_text(until(1e-6, most=6))
    result = call("sweep", tmp_path / "until.toml", "--out", tmp_path / "two", "--workers", "2")
    assert "16 runs of 12 weeks at first, at most 6 replications" in result.stderr
    assert re.search(
        r"After 6 replications the widest interval of satisfaction, ±0\.\d+ in setting=.* is still", result.stderr
    )
    one = swept(until(1e-6, most=6), tmp_path / "one")
    two = store.open_results(tmp_path / "two")
    assert one.manifest["until"] == two.manifest["until"]
    assert one.manifest["until"]["decision"] == "max reached"
    pd.testing.assert_frame_equal(one.outcomes, two.outcomes, check_exact=True)
    with pytest.raises(BadInput, match=r"^shard: found '1/2' beside experiment.until"):
        swept(until(1.0), tmp_path / "shard", shard="1/2")


def test_looks_are_fixed_beforehand_and_an_undefined_interval_is_no_narrow_one():
    assert list(stopping.looks(10, 20)) == [10, 13, 17, 20]
    assert list(stopping.looks(20, 20)) == [20]
    rule = stopping.Until("g", 0.5, 10)
    table = pd.DataFrame({"replication": [0, 1, 0, 1], "arm": list("aabb"), "g": [1.0, 1.1, 2.0, None]})
    found = stopping.look(table, rule, 2)
    assert (found["arm"], found["half_width"]) == ("b", None)
    assert not stopping.reached(found, rule)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("{outcome = 'satisfactio', half_width = 0.1, max = 9}", "outcome: found 'satisfactio', expected a name of"),
        ("{outcome = 'satisfaction', half_width = 0, max = 9}", "half_width: found 0, expected a number from"),
        ("{outcome = 'satisfaction', half_width = 0.1, max = 1}", "max: found 1, expected a whole number from 2"),
        ("{outcome = 'satisfaction', half_width = 0.1}", "max is missing, expected all of outcome, half_width, max"),
        (
            "{outcome = 'satisfaction', half_widht = 0.1, max = 3}",
            "found key 'half_widht', .* did you mean 'half_width'",
        ),
        ("3", "found 3, expected a table"),
    ],
)
def test_a_faulty_rule_is_named_with_its_place(rule, message):
    with pytest.raises(BadInput, match=rf"^case\.toml:2: experiment\.until: {message.replace('did', '.did')}"):
        config.read(f"[experiment]\nuntil = {rule}", "case.toml")
    with pytest.raises(
        BadInput, match=r"^case\.toml:2: experiment\.replications: found 50 replications, expected 2 to 9"
    ):
        config.read(
            "[experiment]\nreplications = 50\nuntil = {outcome = 'g_unassisted', half_width = 1, max = 9}", "case.toml"
        )


# --- while it runs ---------------------------------------------------------------------------------------------------


def test_progress_tells_how_the_first_outcome_stands(copy):
    class Kept(ProgressText):
        def __init__(self):
            super().__init__()
            self.texts = []

        def show(self, done, total, text):
            self.texts.append(text)

    shown = Kept()
    results = swept(SMALL, copy.path, replications=4, progress=shown, watch=shown.watch)
    means = results.outcomes.groupby("replication")["satisfaction"].mean()
    ends = t_interval(means.to_numpy())
    assert shown.texts[-1].endswith(f"; satisfaction {estimate(*ends)}")
    assert "; satisfaction" in shown.texts[0]  # from the replications that were there before


def test_only_whole_replications_count_while_a_sweep_runs():
    interim = Interim("g", 2)
    assert math.isnan(interim.interval()[0])
    for replication, value in ((0, 1.0), (0, 3.0), (1, 5.0), (2, None), (2, 4.0), (1, 5.0), (3, 100.0)):
        interim.add(replication, value)
    assert interim.interval() == t_interval(np.array([2.0, 5.0, 4.0]))


def test_how_a_decision_reads():
    looks = [{"replications": 3, "arm": "a", "half_width": None}]
    entries = {"rule": {"outcome": "g", "half_width": 0.1, "max": 3}, "looks": looks, "decision": "max reached"}
    assert decision(entries).startswith("After 3 replications the widest interval of g, undefined in a, is still")
