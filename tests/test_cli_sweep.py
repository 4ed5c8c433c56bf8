"""`sweep` and `check` as a person meets them: what is printed, what is kept, how they end."""

import io
import json
import re
import signal
import subprocess
import sys
import threading

import pandas as pd
import pytest
from rich.console import Console
from shell import RUNS, SMALL, call, good
from tiers import slow

from mentorsim import printing
from mentorsim.analysis import contrasts
from mentorsim.analysis.comparison import compare
from mentorsim.cli import comparison, progress, show
from mentorsim.cli.ascii import MARKS
from mentorsim.experiment import config, sweep
from mentorsim.experiment.design import base_arm
from mentorsim.experiment.pilot import PILOT_PEOPLE, fewer_people
from mentorsim.indicators import INDICATORS
from mentorsim.store import results as store


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
    digits = printing.digits_for(one["low"], one["high"])
    names = ("mean_reference", "mean_level", "difference")
    wanted = [*(printing.number(one[name], digits) for name in names), printing.between(one["low"], one["high"])]
    headline = re.search(r"^  satisfaction .*$", text.partition("In short: network against organisation")[2], re.M)[0]
    assert [word for word in wanted if word not in headline] == []
    cells = contrasts.paired_contrasts(kept.outcomes, "withdrawal.policy", "quality", ["setting"])
    block = text.partition("withdrawal: difference from never")[2]
    assert comparison.column_of(cells, "difference")[1] in re.search(r"^ +network .*$", block, re.MULTILINE)[0]
    legend = comparison.SIGNS.format(**MARKS)
    assert " ".join(text.split()).count(legend.strip()) == 1
    order = [
        text.index(heading) for heading in ("In short", "setting: difference", "withdrawal: d", "Means of the arms")
    ]
    assert order == sorted(order)


def test_one_factor_of_few_levels_needs_one_table(here):
    """Both means, the difference, its interval and the verdict: there is nothing left to say."""
    (here / "two.toml").write_text(re.sub('"withdrawal.policy" = .*', "", SMALL))
    text = good("sweep", "two.toml", "--workers", "1")
    assert text.count("In short") == 1
    assert len(re.findall(r"^  satisfaction ", text, re.MULTILINE)) == 1
    assert "Means of the arms" not in text


def test_sweep_called_again_prints_the_same_and_runs_nothing(here, monkeypatch):
    first = call("sweep", "small.toml", "--workers", "1")
    monkeypatch.setattr(sweep, "simulate_run", lambda *_: pytest.fail("a run was done again"))
    second = call("sweep", "small.toml", "--workers", "1")
    assert (second.exit_code, second.stdout) == (0, first.stdout)
    assert f"{RUNS} runs in results/small already" in second.stderr


def test_failed_runs_end_with_1_and_their_reasons(here, monkeypatch):
    whole = sweep.simulate_run

    def failing(arm, weeks, seed, replication, *rest):
        if arm.varied["setting"] == "network" and replication == 1:
            raise RuntimeError("the network is gone")
        return whole(arm, weeks, seed, replication, *rest)

    monkeypatch.setattr(sweep, "simulate_run", failing)
    result = call("sweep", "small.toml", "--workers", "1")
    assert result.exit_code == 1
    assert "2 runs failed:" in result.stderr
    assert "RuntimeError: the network is gone" in result.stderr
    assert "In short" in result.stdout  # what went well is compared


def test_all_runs_failed(here, monkeypatch):
    monkeypatch.setattr(sweep, "simulate_run", lambda *_: 1 / 0)
    result = call("sweep", "small.toml", "--workers", "1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{RUNS} runs failed:" in result.stderr


@pytest.mark.slow
def test_an_interrupted_sweep_says_how_to_go_on_and_does(here, monkeypatch):
    whole, calls = sweep.simulate_run, []

    def interrupted(*arguments):
        calls.append(arguments)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return whole(*arguments)

    monkeypatch.setattr(sweep, "simulate_run", interrupted)
    result = call("sweep", "small.toml", "--workers", "1")
    assert (result.exit_code, result.stdout) == (130, "")
    # Two runs share a control world and so a chunk: the second chunk was in flight.
    assert "Interrupted. 2 runs kept in results/small; the same command does the rest" in result.stderr
    assert good("sweep", "small.toml", "--workers", "1")
    assert len(calls) == 4 + RUNS - 2


@pytest.mark.slow
def test_an_interrupt_from_the_keyboard_stops_workers_and_keeps_what_is_done(here):
    (here / "long.toml").write_text(SMALL.replace("replications = 2", "replications = 20000"))
    command = [sys.executable, "-m", "mentorsim", "sweep", "long.toml", "--workers", "2", "--out", "long"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        deadline = threading.Timer(300, process.kill)  # a machine at work on other things takes a minute to begin
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
    assert "Means of the arms, over 2 replications" in text
    assert "In short" not in text


@pytest.mark.slow
def test_many_outcomes_go_into_several_tables(here):
    names = list(INDICATORS)[:24]
    text = SMALL.replace('"withdrawal.policy" = ["never", "linear"]\n', "")
    (here / "wide.toml").write_text(re.sub(r"outcomes = .*", f"outcomes = {json.dumps(names)}", text))
    text = good("sweep", "wide.toml", "--workers", "1")
    assert max(map(len, text.splitlines())) <= 100
    headline = text.partition("In short")[2]
    assert [name for name in names if f"\n  {comparison.broken(name).split()[0]}" not in headline] == []
    assert "…" not in text


def test_check_counts_runs_and_leaves_nothing_behind(here):
    text = good("check", "small.toml", "--replications", "5", "--pilot")
    assert re.search(r"^  arms +4 \(grid\)$", text, re.MULTILINE)
    assert re.search(r"^  runs +20: 5 replications of each arm, and 10 control worlds", text, re.MULTILINE)
    assert re.search(r"^  in all +about .* with", text, re.MULTILINE)
    assert [file.name for file in here.iterdir()] == ["small.toml"]


def test_check_tells_what_is_given_of_real_people(here):
    text = good("check", "six-people", "--set", "weeks=4", "--pilot")
    assert re.search(r"^  given +role, unit, autonomy \(of 4 people\)", text, re.MULTILINE)
    assert re.search(r"^  in all +about .* with", text, re.MULTILINE)


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
    assert re.search(r"^  goals.omega +(−?[01]\.\d\d [◆·] *){2}–$", swept, re.MULTILINE)  # no mentor goes in 12 weeks


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
    headline = re.search(r"^  satisfaction .*$", text.partition("In short: after against before")[2], re.MULTILINE)[0]
    assert printing.number(one["difference"], printing.digits_for(one["low"], one["high"])) in headline


def test_check_of_a_million_people_tries_fewer():
    large = config.load(None).changed(["people.mentees=900000", "people.mentors=100000"])
    fewer, share = fewer_people(base_arm(large).parameters)
    assert share == PILOT_PEOPLE / 1_000_000
    assert (fewer.people.mentees, fewer.people.mentors) == (18_000, 2_000)


def test_a_line_tells_now_and_then_how_many_runs_are_done(monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr("mentorsim.experiment.progress.time.monotonic", lambda: now[0])
    tell = progress.counted()
    for done in range(1, 31):
        now[0] += 1.0
        tell(done, 30)
    assert capsys.readouterr().err.splitlines() == ["10 of 30 runs", "20 of 30 runs"]


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--shard", "3/2", "--shard: found '3/2', expected I/N with I from 1 to N, such as 2/8"),
        ("--scheduler", "here", "--scheduler: found 'here' beside executor 'local', expected executor 'dask'"),
        ("--replications", "0", "--replications: found 0, expected a whole number from 1 to 1000000"),
    ],
)
def test_an_option_that_cannot_be_is_refused_by_its_name_and_nothing_is_announced(here, option, value, message):
    result = call("sweep", "small.toml", option, value)
    assert (result.exit_code, result.output) == (2, f"error: {message}\n")


@pytest.mark.parametrize("width", [80, *slow(100, 140)])
def test_tables_fit_the_terminal_and_use_it(width):
    """Nothing is cut off and nothing sticks out, whatever arms are called; more columns stand beside each other in a
    wide terminal.
    """
    names = ["before, as it has always been", "difference", "better"]
    rows = [(name, r, *[r * (place + 1) / 7 - 9 * place] * 4) for place, name in enumerate(names) for r in range(9)]
    outcomes = ["delivered", "organisational_attainment", "hours_total", "weeks_to_match"]
    runs = pd.DataFrame(rows, columns=["arm", "replication", *outcomes])
    out = Console(file=io.StringIO(), width=width, highlight=False, markup=False)
    comparison.effects_of(out, runs, ["arm"], outcomes)
    comparison.of_factor(out, runs, "arm", outcomes, [], compare(runs, "arm", outcomes))
    text = out.file.getvalue()
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    assert text.count("▼") >= 6
    if width > 100:
        assert re.search(r"in SD\).*to be steady", text)


def test_where_no_pair_was_run_there_is_no_table_and_no_fault(capsys):
    runs = pd.DataFrame(
        {
            "setting": ["a", "b"],
            "withdrawal.policy": ["never", "linear"],
            "replication": [0, 1],
            "delivered": [0.1, 0.2],
        }
    )
    comparison.effects_of(show.console(), runs, ["setting", "withdrawal.policy"], ["delivered"])
    assert "In short: b against a" in capsys.readouterr().out
