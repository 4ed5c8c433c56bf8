"""What is done with a results folder afterwards: reading a part of it, status, doing runs again, export; and going on
with it under other names, in another order, until an interval is narrow enough.
"""

import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import mentorsim
from mentorsim import store
from mentorsim.cli import cli
from mentorsim.cli.progress import Told
from mentorsim.cli.sweep import decision
from mentorsim.experiment import config, identity, runs, stopping, sweep
from mentorsim.experiment import reproduce as again
from mentorsim.experiment.interim import Interim
from mentorsim.indicators.statistics import t_interval
from mentorsim.parameters import SCHEMA, BadInput

SMALL = """
[experiment]
name = "small"
seed = 3
replications = 2
weeks = 12
[parameters]
people.mentees = 20
people.mentors = 8
[design.factors]
setting = ["organisation", "network"]
"matching.policy" = ["random", "self"]
[analysis]
outcomes = ["satisfaction"]
tables = ["weekly", "people", "matches"]
"""
RUNS = 8
ROOT = pathlib.Path(__file__).parent.parent


def call(*arguments):
    """The result of a command, called as from a shell."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def swept(text, out, **how):
    """The results of an experiment's text, in one process."""
    return mentorsim.sweep(config.read(text, "small.toml"), workers=1, out=out, **how)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Results of the small experiment, not to be written to."""
    return swept(SMALL, tmp_path_factory.mktemp("small") / "results")


@pytest.fixture
def copy(small, tmp_path):
    """The same, to be written to: merged tables only."""
    folder = shutil.copytree(small.path, tmp_path / "copy")
    shutil.rmtree(folder / "parts")
    return store.open_results(folder)


@pytest.fixture
def no_run(monkeypatch):
    """Nothing is run: whoever tries fails the test."""
    monkeypatch.setattr(runs, "lived", lambda *_: pytest.fail("a run was done"))
    monkeypatch.setattr(sweep, "run_one", lambda *_: pytest.fail("a run was done"))


def tamper(folder, table, column, row, change):
    """Change one value in a merged table."""
    path = folder / f"{table}.parquet"
    rows = pq.read_table(path)
    values = rows[column].to_pylist()
    values[row] = change(values[row])
    place = rows.column_names.index(column)
    pq.write_table(rows.set_column(place, column, pa.array(values, rows[column].type)), path)


# --- a part of a table -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize(
    ("table", "where", "query"),
    [
        ("matches", {"setting": "network"}, "setting == 'network'"),
        ("weekly", {"week": range(3, 6), "setting": ["network"]}, "week >= 3 and week < 6 and setting == 'network'"),
        ("matches", {"ended_by": ["mentor", None]}, "ended_by == 'mentor' or ended_by.isna()"),
        ("matches", {"ended_by": None}, "ended_by.isna()"),
        ("people", {"replication": np.int64(1), "kind": "recruit"}, "replication == 1 and kind == 'recruit'"),
        ("outcomes", {"matching.policy": "self", "replication": 0}, "`matching.policy` == 'self' and replication == 0"),
        ("weekly", {"week": []}, "week < 0"),
        ("matches", {}, "replication >= 0"),
    ],
)  # fmt: skip
def test_a_part_of_a_table_is_what_pandas_would_choose(small, tmp_path, merged, table, where, query):
    folder = small.path
    if not merged:
        folder = shutil.copytree(small.path, tmp_path / "parts only")
        for name in config.TABLES:
            (folder / f"{name}.parquet").unlink()
    expected = getattr(small, table).query(query, engine="python").reset_index(drop=True)
    found = mentorsim.open(folder).table(table, where=where)
    pd.testing.assert_frame_equal(found, expected, check_exact=True, check_dtype=False)
    some = mentorsim.open(folder).table(table, where=where, columns=["replication", "setting"])
    pd.testing.assert_frame_equal(some, expected[["replication", "setting"]], check_dtype=False)


def test_a_column_of_outcomes_chooses_runs_of_any_table(small):
    label = small.outcomes["arm"][1]
    found = small.table("weekly", where={"arm": label, "week": 11}, columns=["run_id"])
    assert found["run_id"].tolist() == small.outcomes.query("arm == @label")["run_id"].tolist()


def test_only_what_is_wanted_is_read(small, monkeypatch):
    asked, read = [], pq.read_table
    monkeypatch.setattr(pq, "read_table", lambda *file, **how: asked.append(how) or read(*file, **how))
    small.table("matches", where={"setting": "network"}, columns=["quality_end"])
    assert all(set(how["columns"]) == {"quality_end", "run_id"} for how in asked)
    assert all("network" in str(how["filters"]) for how in asked)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        (
            {"where": {"sttng": "network"}},
            r"where: found 'sttng', expected a column of the table \(did you mean 'setting'",
        ),
        ({"columns": ["quality_end", "qualty"]}, "columns: found 'qualty', expected a column of the table"),
        ({"where": {"attempt": "first"}}, "where: attempt: found 'first', expected values of type int"),
        ({"where": {"setting": 3}}, "where: setting: found 3, expected values of type string"),
    ],
)
def test_a_part_that_cannot_be_is_bad_input(small, how, message):
    with pytest.raises(BadInput, match=message):
        small.table("matches", **how)


# --- other names, another order --------------------------------------------------------------------------------------


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
    done, run_one = [], sweep.run_one
    monkeypatch.setattr(sweep, "run_one", lambda arm, *rest: done.append(rest[2]) or run_one(arm, *rest))
    results = swept("\n".join(lines), copy.path, replications=4)
    assert done == [2] * 4 + [3] * 4
    assert len(results.outcomes) == 2 * RUNS
    assert results.outcomes.groupby("arm").size().tolist() == [4] * 4
    assert set(results.outcomes["arm"]) == set(copy.outcomes["arm"])


def test_arms_of_another_kind_of_design_join_where_they_are_the_same(copy, monkeypatch):
    more = SMALL.replace("[design.factors]", '[design]\nkind = "one-at-a-time"\n[design.factors]').replace(
        '["random", "self"]', '["random", "similar", "self"]'
    )
    done, run_one = [], sweep.run_one
    monkeypatch.setattr(sweep, "run_one", lambda arm, *rest: done.append(arm.varied) or run_one(arm, *rest))
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


# --- doing runs again ------------------------------------------------------------------------------------------------


def test_reproduce_finds_the_same_bits(small, tmp_path):
    report = again.reproduce(small)
    assert (report.compared, report.identical, report.exact) == (RUNS, True, True)
    result = call("reproduce", small.path, "--workers", "1", "--sample", "3")
    assert (result.exit_code, result.stdout) == (0, "3 runs done again, and the same: to the last bit.\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "column", "change"),
    [
        ("outcomes", "satisfaction", lambda value: math.nextafter(value, 1)),
        ("matches", "ended_by", lambda value: "mentor" if value is None else None),
        ("people", "performance_end", lambda _: None),
        ("outcomes", "matching.policy", lambda _: "similar"),
    ],
)
def test_any_value_that_was_tampered_with_is_found(copy, table, column, change):
    tamper(copy.path, table, column, -1, change)
    report = again.reproduce(copy)
    (difference,) = report.differences
    assert report.altered == [table]
    assert (difference.table, difference.column, difference.replication) == (table, column, 1)
    assert difference.diverged == (column != "satisfaction")


def test_a_value_that_was_tampered_with_is_shown(copy):
    tamper(copy.path, "weekly", "active", 14, lambda value: value + 1)
    result = call("reproduce", copy.path, "--workers", "1")
    assert result.exit_code == 1
    assert "weekly.parquet is not as it was written" in result.stdout
    assert f"{RUNS} runs done again, 1 not the same:" in result.stdout
    run, changed = copy.outcomes["run_id"][1][:8], copy.weekly["active"][14]
    assert re.search(
        rf"^  {run} .* weekly +active +2 +{changed} +{changed - 1} +another path", result.stdout, re.MULTILINE
    )


def test_a_sample_sees_by_its_digest_that_a_table_was_changed(copy):
    tamper(copy.path, "outcomes", "satisfaction", 0, lambda value: value / 2)
    untouched = again.sample_of(copy.outcomes["run_id"].tolist()[1:], 1)[0]
    report = again.reproduce(store.open_results(copy.path), sample=1)
    assert report.altered == ["outcomes"]
    assert not report.identical
    assert untouched in set(copy.outcomes["run_id"])


def test_a_missing_row_of_a_table_is_found(copy):
    path = copy.path / "weekly.parquet"
    rows = pq.read_table(path)
    pq.write_table(rows.slice(1), path)
    (difference,) = again.reproduce(copy).differences
    assert (difference.table, difference.column, difference.stored, difference.again) == ("weekly", "(rows)", 11, 12)


def elsewhere(copy):
    """The folder as if another processor had made it."""
    manifest = json.loads((copy.path / "manifest.json").read_text())
    manifest["calls"][0] |= {"cpu": "elsewhere", "libc": "other 1.0"}
    (copy.path / "manifest.json").write_text(json.dumps(manifest))
    return copy.fresh()


def test_on_another_platform_rounding_is_no_difference_but_another_path_is(copy):
    tamper(copy.path, "outcomes", "satisfaction", 0, lambda value: value * (1 + 1e-12))
    report = again.reproduce(elsewhere(copy))
    assert not report.exact
    assert set(report.machine) == {"cpu", "libc"}
    assert report.differences == []
    tamper(copy.path, "weekly", "active", 0, lambda value: value + 1)
    tamper(copy.path, "people", "performance_end", 0, lambda value: value * (1 + 1e-8))
    found = again.reproduce(copy.fresh()).differences
    assert [(one.table, one.column, one.diverged) for one in found] == [
        ("weekly", "active", True), ("people", "performance_end", True)]  # fmt: skip


def test_another_platform_is_told_and_ends_with_0(copy):
    manifest = elsewhere(copy).manifest
    (copy.path / "manifest.json").write_text(json.dumps(manifest | {"tables": {}}))
    result = call("reproduce", copy.path, "--sample", "1", "--workers", "1")
    assert result.exit_code == 0
    assert "cpu: elsewhere then" in result.stderr
    assert "numbers to 1e-9" in result.stdout


def test_changed_code_is_named(copy, monkeypatch):
    code = identity.code() | {"equations.py": "other"}
    monkeypatch.setattr(identity, "code", lambda: code)
    result = call("reproduce", copy.path, "--sample", "1", "--workers", "1")
    assert "The model's code has changed since: equations.py" in result.stderr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": SCHEMA - 1}, "found schema"),
        ({"seed": 4}, "which is not in the plan of resolved.json"),
        ({"weeks": 13}, "found parameters that are not those of its identity"),
    ],
)
def test_a_record_that_does_not_fit_is_refused(copy, change, message):
    (copy.path / "resolved.json").write_text(json.dumps(copy.resolved | change))
    with pytest.raises(BadInput, match=message):
        again.reproduce(store.open_results(copy.path))


def test_replay_is_the_run_in_full(small, tmp_path):
    run = small.outcomes["run_id"][6]
    result = call("replay", small.path, run[:6], "--trace", "--out", tmp_path / "one")
    assert result.exit_code == 0, result.stderr
    assert f"Run {run}: setting=network matching.policy=random, replication 1" in result.stdout
    assert "The outcomes are those of the sweep, to the last bit." in result.stderr
    kept = store.open_results(tmp_path / "one")
    for name in ("weekly", "people", "matches"):
        expected = small.table(name, where={"run_id": run}).drop(columns=["setting", "matching.policy"])
        pd.testing.assert_frame_equal(getattr(kept, name), expected, check_exact=True, check_dtype=False)
    trace = pd.read_parquet(tmp_path / "one" / "trace.parquet")
    assert (trace["run_id"] == run).all()
    assert again.reproduce(kept).identical
    assert (tmp_path / "one" / "experiment.toml").read_text().startswith(f"# Run {run}: ")


def test_replay_tells_when_the_stored_outcomes_are_others(copy):
    tamper(copy.path, "outcomes", "satisfaction", 0, lambda value: value / 2)
    result = call("replay", copy.path, copy.outcomes["run_id"][0])
    assert result.exit_code == 1
    assert "The outcomes are not those of the sweep" in result.stderr


def test_replay_refuses_a_run_that_is_not_there_or_not_one(small, monkeypatch):
    run = small.outcomes["run_id"][0]
    wrong = run[:-1] + ("0" if run[-1] != "0" else "1")
    result = call("replay", small.path, wrong)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"found no run '{wrong}', expected a run_id of outcomes.parquet (did you mean '{run}'?)" in result.stderr
    with pytest.raises(BadInput, match=r"found no run ''"):
        again.job_called(small, "")
    monkeypatch.setattr(again, "jobs_of", lambda _: {"ab1": 1, "ab2": 2, "cd": 3})
    assert again.job_called(small, "c") == 3
    with pytest.raises(BadInput, match=r"found 2 runs that begin with 'ab', expected one: ab1, ab2"):
        again.job_called(small, "ab")
    assert call("replay", small.path, run, "--trace").exit_code == 2


FRESH = ROOT / "fresh"
COMMITTED = [path.parent for path in sorted(ROOT.glob("results/reference/*/manifest.json"))]


@pytest.mark.slow
@pytest.mark.parametrize("folder", [FRESH, *COMMITTED], ids=lambda folder: folder.name)
def test_results_as_they_are_committed_can_be_done_again(tmp_path, folder):
    """Merged tables only, as `make reference` leaves them; those of the repository, and ones made just now."""
    out = tmp_path / "reference"
    if folder == FRESH:
        small = ["weeks=26", "people.mentees=20", "people.mentors=10"]
        mentorsim.sweep("quickstart", workers=1, out=out, replications=1, set=small)
        shutil.rmtree(out / "parts")
    else:
        shutil.copytree(folder, out)
    assert sum(file.stat().st_size for file in out.rglob("*")) < 10e6
    assert call("reproduce", out, "--sample", "6", "--workers", "1").exit_code == 0
    first = again.sample_of(store.open_results(out).outcomes["run_id"].tolist(), 1)[0]
    place = store.open_results(out).weekly["run_id"].tolist().index(first)
    tamper(out, "weekly", "quality", place + 9, lambda value: value + 0.01)
    result = call("reproduce", out, "--sample", "1", "--workers", "1")
    assert (result.exit_code, "1 not the same" in result.stdout, " quality " in result.stdout) == (1, True, True)


# --- status and export -----------------------------------------------------------------------------------------------


def test_status_counts_and_tells_reasons(small, tmp_path, monkeypatch):
    result = call("status", small.path)
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert f"planned {RUNS} runs: 4 arms × 2 replications, 12 weeks each done {RUNS} failed 0 missing 0" in text
    run_one = sweep.run_one

    def failing(arm, weeks, seed, replication, *rest):
        if replication == 1:
            raise RuntimeError("no luck")
        return run_one(arm, weeks, seed, replication, *rest)

    monkeypatch.setattr(sweep, "run_one", failing)
    swept(SMALL, tmp_path / "bad")
    result = call("status", tmp_path / "bad")
    assert result.exit_code == 1
    assert "4 runs failed:" in result.stderr
    assert "RuntimeError: no luck" in result.stderr
    found = json.loads(call("status", tmp_path / "bad", "--json").stdout)
    assert (found["planned"], found["done"], found["failed"], len(found["errors"])) == (8, 4, 4, 4)


def test_retry_does_only_the_failed_runs_again(small, tmp_path, monkeypatch):
    (tmp_path / "small.toml").write_text(SMALL)
    run_one = sweep.run_one
    monkeypatch.setattr(sweep, "run_one", lambda arm, *rest: run_one(arm, *rest) if rest[2] else 1 / 0)
    command = ["sweep", tmp_path / "small.toml", "--out", tmp_path / "out", "--workers", "1"]
    assert call(*command).exit_code == 1
    done = []
    monkeypatch.setattr(sweep, "run_one", lambda arm, *rest: done.append(rest[2]) or run_one(arm, *rest))
    assert call(*command).exit_code == 1
    assert done == []
    assert call(*command, "--retry", "failed").exit_code == 0
    assert done == [0] * 4
    pd.testing.assert_frame_equal(store.open_results(tmp_path / "out").outcomes, small.outcomes, check_exact=True)


def test_exported_tables_come_back_to_the_last_bit(small, tmp_path):
    assert call("export", small.path, "--csv", "--out", tmp_path).exit_code == 0
    for name in config.TABLES:
        expected = getattr(small, name)
        found = pd.read_csv(tmp_path / f"{name}.csv", keep_default_na=False, na_values=[""])
        assert list(found) == list(expected)
        for column in expected:
            if expected[column].dtype.kind in "fi":
                assert np.array_equal(found[column].astype(float), expected[column].astype(float), equal_nan=True), (
                    column
                )
            elif expected[column].notna().any() and (expected[column] != "").any():
                assert found[column].fillna("").tolist() == expected[column].fillna("").tolist(), column


def test_export_of_one_table_or_of_none(copy):
    assert call("export", copy.path, "--csv", "--table", "matches").exit_code == 0
    assert [file.name for file in (copy.path / "csv").iterdir()] == ["matches.csv"]
    result = call("export", copy.path, "--csv", "--table", "matchs")
    assert (result.exit_code, "did you mean 'matches'" in result.stderr) == (2, True)
    assert call("export", copy.path).exit_code == 2


# --- until an interval is narrow enough ------------------------------------------------------------------------------


def until(width, most=40, first=4):
    """The small experiment with a stopping rule."""
    rule = f"until = {{outcome = 'satisfaction', half_width = {width}, max = {most}}}"
    return re.sub("replications = 2", f"replications = {first}\n{rule}", SMALL).replace(
        'tables = ["weekly", "people", "matches"]', 'tables = ["outcomes"]'
    )


def widest(outcomes, replications):
    """The widest half width over arms, worked out anew."""
    first = outcomes[outcomes["replication"] < replications]
    half = [values.sem() * {4: 3.182446305284263, 5: 2.7764451051977987}[replications]
            for _, values in first.groupby("arm")["satisfaction"]]  # fmt: skip
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
    monkeypatch.setattr(sweep, "run_one", lambda *_: pytest.fail("a run was done again"))
    assert swept(until(width * (1 - 1e-9)), tmp_path / "wide").manifest == results.manifest


@pytest.mark.slow
def test_a_stopping_rule_decides_the_same_with_two_workers_and_says_so(tmp_path):
    (tmp_path / "until.toml").write_text(until(1e-6, most=6))
    result = call("sweep", tmp_path / "until.toml", "--out", tmp_path / "two", "--workers", "2")
    assert "16 runs of 12 weeks at first, at most 6 replications" in result.stderr
    assert re.search(r"After 6 replications the widest interval of satisfaction, ±0\.\d+ in setting=.* is still",
                     result.stderr)  # fmt: skip
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
    class Kept(Told):
        def __init__(self):
            self.texts = []

        def show(self, done, total, text):
            self.texts.append(text)

    told = Kept()
    results = swept(SMALL, copy.path, replications=4, progress=told, watch=told.watch)
    means = results.outcomes.groupby("replication")["satisfaction"].mean()
    mean, low, _ = t_interval(means.to_numpy())
    assert told.texts[-1].endswith(f"; satisfaction {mean:.2f} ±{mean - low:.2f}")
    assert "; satisfaction" in told.texts[0]  # from the replications that were there before


def test_only_whole_replications_count_while_a_sweep_runs():
    interim = Interim("g", 2)
    assert math.isnan(interim.interval()[0])
    for replication, value in ((0, 1.0), (0, 3.0), (1, 5.0), (2, None), (2, 4.0), (1, 5.0), (3, 100.0)):
        interim.add(replication, value)
    assert interim.interval() == t_interval(np.array([2.0, 5.0, 4.0]))


def test_how_a_decision_reads():
    looks = [{"replications": 3, "arm": "a", "half_width": None}]
    told = {"rule": {"outcome": "g", "half_width": 0.1, "max": 3}, "looks": looks, "decision": "max reached"}
    assert decision(told).startswith("After 3 replications the widest interval of g, undefined in a, is still")


# --- a file to start from --------------------------------------------------------------------------------------------


def test_a_new_experiment_runs_as_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call("new", "experiment", "mine").exit_code == 0
    e = config.load("mine.toml")
    assert (e.name, e.design.size(), len(e.outcomes)) == ("mine", 6, 3)
    lines = pathlib.Path("mine.toml").read_text("utf-8").split("\n")
    commented = [re.sub("^# (?=until|kind|week|share|where|\\[)", "", line) for line in lines]
    everything = config.read("\n".join(commented), "mine.toml")  # what stands in comments is right as well
    assert (everything.until.max, len(everything.shocks), len(everything.design.where)) == (100, 1, 1)
    results = mentorsim.sweep("mine.toml", workers=1, replications=1, set=["weeks=8", "people.mentees=12"])
    assert results.status()["done"] == 6
    again_written = call("new", "experiment", "mine")
    assert (again_written.exit_code, "found a file, expected none" in again_written.stderr) == (2, True)
    assert call("new", "experiment", "a b").exit_code == 2
    assert call("new", "experiment", "none/x").exit_code == 2
