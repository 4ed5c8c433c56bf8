"""The command line as a person meets it: help, how mistakes and interrupts end, and one run."""

import os
import re
import sys

import pandas as pd
import pytest
from shell import WORLD, call, good, python

from mentorsim.cli import answers, cli, show
from mentorsim.errors import BadInput
from mentorsim.experiment import sweep
from mentorsim.store import results as store

# --- help ------------------------------------------------------------------------------------------------------------


COMMANDS = (
    "run",
    "sweep",
    "report",
    "sensitivity",
    "threshold",
    "plan",
    "check",
    "status",
    "compare",
    "reproduce",
    "replay",
    "export",
    "export-page",
    "dashboard",
    "list",
    "schema",
    "new",
    "migrate",
    "validate",
    "claims",
    "calibrate",
)


def test_help_imports_nothing_heavy():
    code = """
import sys
from click.testing import CliRunner
from mentorsim.cli import cli
assert CliRunner().invoke(cli, ["--help"]).exit_code == 0
print([name for name in ("numpy", "numba", "pandas", "scipy", "pydantic", "rich", "mesa") if name in sys.modules])
"""
    assert python("-c", code).stdout == "[]\n"


def test_help_names_every_command():
    text = good("--help")
    assert set(cli.commands) == set(COMMANDS)
    assert all(re.search(rf"^  {name} +\w", text, re.MULTILINE) for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_of_itself(command):
    assert f"\n    mentorsim {command}" in good(command, "--help").partition("Example")[2]


def test_the_package_runs_as_a_module():
    ran = python("-m", "mentorsim", "--version")
    assert (ran.returncode, ran.stdout) == (0, f"mentorsim, version {sys.modules['mentorsim'].__version__}\n")


# --- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "quikstart"], ["quikstart", "no such file", "did you mean 'quickstart'"]),
        (["check", "nowhere/at-all.toml"], ["nowhere/at-all.toml", "no such file"]),
        (["run", "--set", "people.mentees=many"], ["--set people.mentees", "'many'", "whole number"]),
        (["run", "--set", "people.mentes=5"], ["--set people.mentes", "unknown parameter", "'people.mentees'"]),
        (["run", "--set", "people"], ["--set people", "KEY=VALUE"]),
        (["run", "--set", "matching.policy=simillar"], ["matching.policy", "'simillar'", "did you mean 'similar'"]),
        (["check", "quickstart", "--set", "setting=netwrk"], ["setting", "'netwrk'", "did you mean 'network'"]),
        (["run", "--set", "learning.rate=7"], ["learning.rate", "7", "less than or equal to 1"]),
        (["run", "--seed", "-1"], ["--seed", "-1", "whole number"]),
        (["run", "--weeks", "0"], ["--weeks", "0", "whole number"]),
        (["sweep", "quickstart", "--replications", "0"], ["--replications", "0", "whole number"]),
        (["sensitivity", "quickstart", "--outcome", "g_unasisted"], ["--outcome", "mean 'g_unassisted'"]),
        (["dashboard", "nowhere", "--no-browser"], ["nowhere", "no such folder"]),
        (["list", "matchin"], ["list", "'matchin'", "did you mean 'matching'"]),
        (["list", "goals", "personl"], ["'personl'", "did you mean 'personal'"]),
        (["list", "parameters", "omegaa"], ["'omegaa'", "goals.omega"]),
    ],
)
def test_bad_input_names_place_reason_and_neighbour(arguments, words):
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")
    assert [word for word in words if word not in result.stderr] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["swep"], ["'swep'", "sweep"]),
        (["run", "--sed", "3"], ["'--sed'", "--seed"]),
        (["run", "--seed", "x"], ["--seed", "'x'"]),
        (["run", "--trace"], ["--trace", "--out"]),
        (["sweep"], ["CONFIG"]),
        (["sweep", "quickstart", "--workers", "0"], ["--workers", "0"]),
    ],
)
def test_wrong_usage(arguments, words):
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert [word for word in words if word not in result.stderr] == []


@pytest.mark.parametrize("command", ["run", "sweep", "check"])
def test_every_fault_of_a_file_is_told_with_its_line(here, command):
    (here / "bad.toml").write_text('[experiment]\nweeks = -4\n[parameters]\ngoals.omgea = 1\npower.level = "high"\n')
    result = call(command, "bad.toml")
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert [line[: len("error: bad.toml:2")] for line in lines] == [f"error: bad.toml:{n}" for n in (2, 4, 5)]
    assert "did you mean 'goals.omega'" in lines[1]


def test_broken_toml_is_told_with_its_line(here):
    (here / "bad.toml").write_text("[experiment]\nname = \n")
    result = call("check", "bad.toml")
    assert (result.exit_code, result.stderr[: len("error: bad.toml:2")]) == (2, "error: bad.toml:2")


@pytest.mark.parametrize("command", [["run", *WORLD], ["sweep", "small.toml"]])
def test_a_folder_that_cannot_be_one_is_bad_input(here, command):
    (here / "file").write_text("")
    result = call(*command, "--out", "file")
    assert result.exit_code == 2
    assert "error: file" in result.stderr


def test_a_fault_of_the_program_is_not_taken_for_bad_input(monkeypatch):
    monkeypatch.setattr(answers, "remembered", lambda *_: int("x"))
    result = call("schema")
    assert result.exit_code == 1
    assert isinstance(result.exception, ValueError)
    assert not isinstance(result.exception, BadInput)


def test_an_interrupt_ends_with_130(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(answers, "remembered", interrupted)
    result = call("schema")
    assert (result.exit_code, result.stderr) == (130, "interrupted\n")


# --- run -------------------------------------------------------------------------------------------------------------


def test_run_prints_the_world_that_python_gives():
    text = good("run", *WORLD)
    result = sweep.run(seed=5, weeks=12, mentees=20, mentors=8)
    found = result.outcomes.iloc[0]
    for name in ("satisfaction", "quality", "hours_total", "demand_over_capacity"):
        assert re.search(rf" {re.escape(show.number(found[name]))} +{name}\n", text)
    assert f"{len(result.matches)}, of which" in text
    assert "20 mentees and 8 mentors in week 0" in text
    assert max(map(len, text.splitlines())) <= 100
    assert "\x1b" not in text
    assert "g_unassisted is not defined" in text  # nobody is seen for 52 weeks


def test_run_tells_what_differs_from_the_setting():
    text = good(
        "run",
        *WORLD,
        "--set",
        "setting.channel=network",
        "--set",
        "learning.rate=0.05",
        "--set",
        "withdrawal.policy=contingent",
        "--set",
        "matching.on=false",
    )
    assert "With the channel of network." in text
    assert "learning.rate = 0.05, matching.on = false" in text
    assert re.search(r"^  withdrawal  contingent\. Less help", text, re.MULTILINE)
    assert re.search(r"^  matching +switched off$", text, re.MULTILINE)


def test_performance_is_compared_with_the_control_world():
    text = good("run", "--set", "people.mentees=20", "--set", "people.mentors=20", "--weeks", "60", "--seed", "1")
    g = sweep.run(seed=1, weeks=60, mentees=20, mentors=20).outcomes.iloc[0]
    assert re.search(rf"Hedges g +{show.number(g['g_unassisted_26'])}  {show.number(g['g_unassisted_52'])} ", text)
    assert f"g_unassisted = {show.number(g['g_unassisted'])}: a year after arrival" in text


def test_run_keeps_its_tables(here):
    good("run", *WORLD, "--out", "one", "--trace")
    kept, result = store.open_results("one"), sweep.run(seed=5, weeks=12, mentees=20, mentors=8)
    assert kept.outcomes["run_id"].to_list() == [result.ids["run_id"]]
    assert kept.status() | {"errors": 0} == {"planned": 1, "done": 1, "failed": 0, "missing": 0, "errors": 0}
    for name in ("weekly", "people", "matches"):
        left, right = getattr(kept, name), getattr(result, name)
        pd.testing.assert_frame_equal(left, right, check_dtype=False, check_exact=True)
    trace = pd.read_parquet("one/trace.parquet")
    present = trace.groupby("week").size()
    assert present.to_list() == kept.weekly[["mentees", "mentors", "members"]].sum(axis=1).to_list()
    good("export", "one", "--csv")
    exported = pd.read_csv("one/csv/trace.csv", dtype=trace.dtypes.to_dict())
    pd.testing.assert_frame_equal(exported, trace, check_exact=True)


def test_another_world_is_not_put_into_the_same_folder(here):
    good("run", *WORLD, "--out", "one")
    before = (here / "one" / "outcomes.parquet").read_bytes()
    again, other = call("run", *WORLD, "--out", "one"), call("run", *WORLD, "--seed", "6", "--out", "one")
    assert (again.exit_code, other.exit_code, other.stdout) == (0, 2, "")
    assert "holds another experiment" in other.stderr
    assert (here / "one" / "outcomes.parquet").read_bytes() == before


def test_audit_marks_the_branches_that_never_fired():
    rows = sweep.run(seed=5, weeks=12, mentees=20, mentors=8).audit
    never = [row["branch"] for row in rows if not row["count"]]
    text = good("run", *WORLD, "--audit").partition("Audit")[2]
    marked = re.findall(r"^  (?:\w+ )? +(\S.*?)  +0  ← never$", text, re.MULTILINE)
    assert marked == never
    assert f"{len(never)} of {len(rows)} branches never fired" in text


def test_run_on_a_design_is_its_base_arm(here):
    text = good("run", "small.toml")
    assert "the base arm in replication 0" in text
    assert "Which of the two is better?" in text


@pytest.mark.slow
def test_a_terminal_without_unicode_gets_question_marks(here):
    ran = python("-m", "mentorsim", "run", *WORLD, env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 0, ran.stderr
    assert "R_M: own graduates per mentor lost" in ran.stdout
