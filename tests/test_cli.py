"""The command line as a person meets it: what is printed, what is kept, how mistakes and interrupts end."""

import json
import os
import re
import signal
import subprocess
import sys
import threading

import pandas as pd
import pytest
from click.testing import CliRunner

from mentorsim import catalogue, store
from mentorsim.analysis import contrasts
from mentorsim.cli import cli, comparison, show
from mentorsim.cli.check import PILOT_PEOPLE, fewer_people
from mentorsim.cli.progress import Told
from mentorsim.experiment import config, sweep
from mentorsim.experiment.design import base_arm
from mentorsim.indicators import INDICATORS
from mentorsim.parameters import BadInput

SMALL = """
[experiment]
name = "small"
question = "Which of the two is better?"
replications = 2
weeks = 12

[parameters]
people.mentees = 20
people.mentors = 8

[design.factors]
setting = ["organisation", "network"]
"withdrawal.policy" = ["never", "linear"]

[analysis]
outcomes = ["satisfaction", "quality", "mentor_stock_ratio"]
"""
RUNS = 8
WORLD = ("--set", "people.mentees=20", "--set", "people.mentors=8", "--weeks", "12", "--seed", "5")


def call(*arguments):
    """The result of a command, called as from a shell."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def good(*arguments) -> str:
    """What a command prints that must go well."""
    result = call(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def python(*arguments, **more):
    """A process of its own."""
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=120, **more)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in, with the small experiment in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.toml").write_text(SMALL, "utf-8")
    return tmp_path


# --- help ------------------------------------------------------------------------------------------------------------

COMMANDS = (
    "run",
    "sweep",
    "report",
    "sensitivity",
    "check",
    "status",
    "compare",
    "reproduce",
    "replay",
    "export",
    "dashboard",
    "list",
    "schema",
    "new",
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
        (["run", "--set", "people.mentees=many"], ["--set people.mentees", "'many'", "integer"]),
        (["run", "--set", "people.mentes=5"], ["--set people.mentes", "unknown parameter", "'people.mentees'"]),
        (["run", "--set", "people"], ["--set people", "KEY=VALUE"]),
        (["run", "--set", "matching.policy=simillar"], ["matching.policy", "'simillar'", "did you mean 'similar'"]),
        (["check", "quickstart", "--set", "setting=netwrk"], ["setting", "'netwrk'", "did you mean 'network'"]),
        (["run", "--set", "learning.rate=7"], ["learning.rate", "7", "less than or equal to 1"]),
        (["run", "--seed", "-1"], ["seed", "-1", "whole number"]),
        (["run", "--weeks", "0"], ["--weeks", "0", "whole number"]),
        (["sweep", "quickstart", "--replications", "0"], ["replications", "0", "whole number"]),
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
        (["list"], ["KIND"]),
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
    monkeypatch.setattr(catalogue, "schema", lambda: int("x"))
    result = call("schema")
    assert result.exit_code == 1
    assert isinstance(result.exception, ValueError)
    assert not isinstance(result.exception, BadInput)


def test_an_interrupt_ends_with_130(monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(catalogue, "schema", interrupted)
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
    text = good("run", *WORLD, "--set", "setting.channel=network", "--set", "learning.rate=0.05", "--set",
                "withdrawal.policy=contingent", "--set", "matching.on=false")  # fmt: skip
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
    assert present.to_list() == (kept.weekly["mentees"] + kept.weekly["mentors"]).to_list()


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


# --- sweep and check -------------------------------------------------------------------------------------------------


def test_sweep_does_every_run_and_compares_the_arms(here):
    result = call("sweep", "small.toml", "--workers", "1")
    assert result.exit_code == 0
    assert f"4 arms × 2 replications = {RUNS} runs of 12 weeks, 1 worker" in result.stderr
    assert f"{RUNS} of {RUNS} runs" in result.stderr
    kept = store.open_results("results/small")
    assert len(kept.outcomes) == RUNS
    text = result.stdout
    assert max(map(len, text.splitlines())) <= 100
    assert "Which of the two is better?" in text
    one = contrasts.paired_contrasts(kept.outcomes, "setting", "satisfaction").iloc[0]
    digits = 3 if one["high"] - one["low"] < 0.1 else 2
    wanted = [show.number(one["difference"], digits), show.between(one["low"], one["high"], digits)]
    headline = re.search(r"^  satisfaction .*$", text.partition("In short: network against organisation")[2], re.M)[0]
    assert [word for word in wanted if word not in headline] == []
    cell = contrasts.paired_contrasts(kept.outcomes, "withdrawal.policy", "quality", ["setting"]).iloc[1]
    estimate = f"{show.number(cell['difference'])} ±{show.number(cell['difference'] - cell['low'])}".replace("0.", ".")
    block = text.partition("withdrawal: difference from never")[2]
    assert estimate in re.search(r"^ +network .*$", block, re.MULTILINE)[0]


def test_sweep_called_again_prints_the_same_and_runs_nothing(here, monkeypatch):
    first = call("sweep", "small.toml", "--workers", "1")
    monkeypatch.setattr(sweep, "run_one", lambda *_: pytest.fail("a run was done again"))
    second = call("sweep", "small.toml", "--workers", "1")
    assert (second.exit_code, second.stdout) == (0, first.stdout)
    assert f"{RUNS} runs in results/small already" in second.stderr


def test_failed_runs_end_with_1_and_their_reasons(here, monkeypatch):
    whole = sweep.run_one

    def failing(arm, weeks, seed, replication, *rest):
        if arm.varied["setting"] == "network" and replication == 1:
            raise RuntimeError("the network is gone")
        return whole(arm, weeks, seed, replication, *rest)

    monkeypatch.setattr(sweep, "run_one", failing)
    result = call("sweep", "small.toml", "--workers", "1")
    assert result.exit_code == 1
    assert "2 runs failed:" in result.stderr
    assert "RuntimeError: the network is gone" in result.stderr
    assert "In short" in result.stdout  # what went well is compared


def test_all_runs_failed(here, monkeypatch):
    monkeypatch.setattr(sweep, "run_one", lambda *_: 1 / 0)
    result = call("sweep", "small.toml", "--workers", "1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{RUNS} runs failed:" in result.stderr


def test_an_interrupted_sweep_says_how_to_go_on_and_does(here, monkeypatch):
    whole, calls = sweep.run_one, []

    def interrupted(*arguments):
        calls.append(arguments)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return whole(*arguments)

    monkeypatch.setattr(sweep, "run_one", interrupted)
    result = call("sweep", "small.toml", "--workers", "1")
    assert (result.exit_code, result.stdout) == (130, "")
    assert "Interrupted. 3 runs kept in results/small; the same command does the rest" in result.stderr
    assert good("sweep", "small.toml", "--workers", "1")
    assert len(calls) == 4 + RUNS - 3


@pytest.mark.slow
def test_an_interrupt_from_the_keyboard_stops_workers_and_keeps_what_is_done(here):
    (here / "long.toml").write_text(SMALL.replace("replications = 2", "replications = 20000"))
    command = [sys.executable, "-m", "mentorsim", "sweep", "long.toml", "--workers", "2", "--out", "long"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        deadline = threading.Timer(90, process.kill)
        deadline.start()
        begun = any(re.match(r"[\d,]+ of", line) for line in iter(process.stderr.readline, ""))
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        deadline.cancel()
    assert begun
    assert process.returncode == 130
    count = len(store.open_results("long").statuses())
    assert count > 0
    assert f"Interrupted. {show.plural(count, 'run')} kept in long" in rest
    assert "Traceback" not in rest


def test_a_design_without_factors_has_one_row_of_means(here):
    (here / "one.toml").write_text(re.sub(r"\[design.*linear\"\]", "", SMALL, flags=re.DOTALL))
    text = good("sweep", "one.toml", "--workers", "1")
    assert "Means over 2 replications" in text
    assert "In short" not in text


def test_many_outcomes_go_into_several_tables(here):
    names = list(INDICATORS)[:24]
    (here / "wide.toml").write_text(re.sub(r"outcomes = .*", f"outcomes = {json.dumps(names)}", SMALL))
    text = good("sweep", "wide.toml", "--workers", "1")
    assert max(map(len, text.splitlines())) <= 100
    headline = text.partition("In short")[2]
    assert [name for name in names if f"\n  {comparison.broken(name).split()[0]}" not in headline] == []
    assert "…" not in text


def test_check_counts_runs_and_leaves_nothing_behind(here):
    text = good("check", "small.toml", "--replications", "5")
    assert re.search(r"^  arms +4 \(grid\)$", text, re.MULTILINE)
    assert re.search(r"^  runs +20: 5 replications of each arm, and 10 control worlds", text, re.MULTILINE)
    assert re.search(r"^  in all +about .* with", text, re.MULTILINE)
    assert [file.name for file in here.iterdir()] == ["small.toml"]


def test_check_tells_what_a_design_drops(here):
    factors = "setting = ['organisation', 'network']\npeople.mentees = [10, 20]\ngoals.omega = [0, 1]"
    sobol = (
        f"[design]\nkind = 'sobol'\npoints = 16\nwhere = 'goals.omega < 0.5'\n[design.factors]\n{factors}\n[analysis]"
    )
    (here / "sobol.toml").write_text(re.sub(r"\[design.*\[analysis\]", sobol, SMALL, flags=re.DOTALL))
    text = good("check", "sobol.toml")
    assert re.search(r"^  arms +8 \(sobol; of 16 points; 8 outside `where`\)$", text, re.MULTILINE)
    assert re.search(r"^ +people.mentees: 10 to 20$", text, re.MULTILINE)
    swept = good("sweep", "sobol.toml", "--workers", "1")
    assert "Rank correlations over 8 points" in swept
    assert re.search(r"^  goals.omega +(−?[01]\.\d\d[◆·] *){3}$", swept, re.MULTILINE)


def test_arms_of_a_list_are_compared_by_name(here):
    listed = """[design]
kind = "list"
[[design.arms]]
name = "before"
[[design.arms]]
name = "after"
overrides = { setting = "network", withdrawal.policy = "cliff" }
[analysis]"""
    (here / "list.toml").write_text(re.sub(r"\[design.*\[analysis\]", listed, SMALL, flags=re.DOTALL))
    text = good("sweep", "list.toml", "--workers", "1")
    outcomes = store.open_results("results/small").outcomes
    one = contrasts.paired_contrasts(outcomes, "arm", "satisfaction").iloc[0]
    assert (one["level"], one["n"]) == ("after", 2)
    values = outcomes.pivot(index="replication", columns="arm", values="satisfaction")
    assert one["difference"] == pytest.approx((values["after"] - values["before"]).mean())
    assert f"after {show.number(one['difference']).replace('0.', '.')}" in re.sub(
        " +", " ", text.partition("arm: difference from before\n")[2]
    )


def test_check_of_a_million_people_tries_fewer():
    large = config.load(None).changed(["people.mentees=900000", "people.mentors=100000"])
    fewer, share = fewer_people(base_arm(large).parameters)
    assert share == PILOT_PEOPLE / 1_000_000
    assert (fewer.people.mentees, fewer.people.mentors) == (18_000, 2_000)


# --- how things are printed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.184, "0.18"), (-1.2, "−1.20"), (-0.001, "0.00"), (12.34, "12.3"), (2002.8, "2,003"), (float("nan"), "–"),
     (float("inf"), "∞")],
)  # fmt: skip
def test_numbers(value, text):
    assert show.number(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.04, "40 ms"), (0.44, "0.4 s"), (12, "12 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_durations(seconds, text):
    assert show.duration(seconds) == text


@pytest.mark.parametrize(("count", "text"), [(830, "830 B"), (8300, "8.3 kB"), (1.2e9, "1.2 GB"), (3e13, "30.0 TB")])
def test_sizes(count, text):
    assert show.size(count) == text


def test_sparklines():
    assert show.sparkline(range(8)) == "▁▂▃▄▅▆▇█"
    assert show.sparkline([3, 3, 3]) == "▄▄▄"
    assert show.sparkline([1, float("nan"), 2]) == "▁ █"
    assert show.sparkline([]) == ""
    assert len(show.sparkline(range(1000), width=40)) == 40


class Remembered(Told):
    """Progress that is kept in a list."""

    def __init__(self):
        self.lines = []

    def show(self, done, total, text):
        self.lines.append(text)


def test_progress_measures_only_what_is_done_now():
    told = Remembered()
    told(101, 200, 0, 10.0)  # a hundred were there before, and ten seconds went into the start
    told(111, 200, 2, 15.0)
    told(200, 200, 2, 60.0)
    assert told.lines == [
        "101 of 200 runs",
        "111 of 200 runs, 2.0 a second, 44 s to go, 2 failed",
        "200 of 200 runs after 60 s, 2 failed",
    ]


def test_a_terminal_without_unicode_gets_question_marks(here):
    ran = python("-m", "mentorsim", "run", *WORLD, env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 0, ran.stderr
    assert "R_M: new mentors per mentor who leaves" in ran.stdout
