"""Hours beside outcomes: what arms took, what an hour brought, arms that are no equals, budgets that are not spent."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from shell import call, good
from sweeps import BUDGET

import mentorsim as ms
from mentorsim.analysis import hours
from mentorsim.experiment import config
from mentorsim.experiment.design import arms
from mentorsim.report import render
from mentorsim.store import results as store


def table(levels: dict, replications: int = 4, **more) -> pd.DataFrame:
    """Outcomes of arms that differ in setting: {setting: (hours, gain, gain per hour, caused per hour)}."""
    rows = [
        {
            "replication": r,
            "arm": f"setting={name}",
            "setting": name,
            "hours_total": total + r,
            "unassisted_gain": gain,
            "gain_per_hour": each + 1e-6 * r,
            "gain_caused_per_hour": caused + 1e-6 * r,
        }
        | more
        for r in range(replications)
        for name, (total, gain, each, caused) in levels.items()
    ]
    return pd.DataFrame(rows)


TWO = {"organisation": (2336, 0.071, 0.0028, 0.001), "network": (931, 0.063, 0.0063, 0.002)}


# --- numbers ---------------------------------------------------------------------------------------------------------


def test_hours_stand_beside_gain_and_gain_per_hour():
    found = hours.by_arm(table(TWO), ["setting"]).set_index("setting")
    assert found["hours"].to_dict() == {"organisation": 2337.5, "network": 932.5}
    assert found["gain"].to_dict() == pytest.approx({"organisation": 0.071, "network": 0.063})
    assert found["caused_per_hour"]["network"] == pytest.approx(0.002, abs=2e-6)
    assert hours.cells(found.loc["network"])[0].startswith("932")
    assert "2.00" in hours.cells(found.loc["network"])[-1]  # in 1,000 hours


@pytest.mark.parametrize(("other", "apart"), [(1000, False), (1099, False), (1105, True), (905, True), (911, False)])
def test_arms_are_apart_from_a_tenth_of_the_smaller_on(other, apart):
    found = hours.against(table({"organisation": (1000, 0, 0, 0), "network": (other, 0, 0, 0)}, 1), "setting")
    assert found["apart"].to_list() == [apart]
    assert bool(hours.warnings(found)) == apart


def test_a_warning_names_both_arms_with_their_hours():
    (said,) = hours.warnings(hours.against(table(TWO), "setting"))
    assert said.startswith("network and organisation differ in mentor hours by more than 10 %: 932 against 2,338")
    assert "per hour network brings more" in said


def test_an_arm_without_hours_differs_from_one_with_some():
    found = hours.against(
        table({"organisation": (500, 0.1, 0.1, 0.1), "network": (-1.5, 0.1, np.nan, np.nan)}, 4).assign(
            hours_total=lambda t: t["hours_total"].where(t["setting"] == "organisation", 0.0)
        ),
        "setting",
    )
    assert found["apart"].to_list() == [True]
    (said,) = hours.warnings(found)
    assert "0 against 502" in said
    assert "brings more" not in said


def test_a_single_arm_has_nothing_to_be_held_against():
    """As of a folder in which the runs of the other arms are still missing."""
    alone = table({"organisation": TWO["organisation"]})
    found = hours.against(alone, "setting")
    assert (len(found), list(found.columns)) == (0, list(hours.against(table(TWO), "setting").columns))
    assert hours.warnings(found) == []


def test_two_arms_without_any_hours_are_alike():
    nothing = table({"organisation": (0, 0, np.nan, np.nan), "network": (0, 0, np.nan, np.nan)}, 1)
    assert hours.against(nothing, "setting")["apart"].to_list() == [False]


def test_a_warning_counts_the_cells_in_which_hours_differ():
    free = table(TWO).assign(**{"meetings.budget": "free"})
    equal = table({name: (800, *rest) for name, (_, *rest) in TWO.items()}).assign(**{"meetings.budget": "equal_hours"})
    both = pd.concat([free, equal], ignore_index=True)
    found = hours.against(both, "setting", ["meetings.budget"])
    assert found.set_index("meetings.budget")["apart"].to_dict() == {"free": True, "equal_hours": False}
    (said,) = hours.warnings(found, ["meetings.budget"])
    assert said.startswith("network and organisation differ in mentor hours by more than 10 % in 1 of 2 combinations")
    assert " of meetings.budget, such as free: 932 against 2,338" in said


def test_results_without_the_columns_have_no_hours():
    assert hours.known(table(TWO))
    assert not hours.known(table(TWO).drop(columns="gain_per_hour"))


# --- budgets ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A small sweep of own and equal hours, at a budget that both settings can spend."""
    return ms.sweep(config.read(BUDGET, "budget.toml"), workers=1, out=tmp_path_factory.mktemp("budget") / "out")


def test_the_budget_of_an_arm_is_what_it_has_for_its_mentors_and_weeks(results):
    budgets = hours.budgets(results.resolved)
    assert sorted(budgets.values()) == pytest.approx([0.2 * 12 * 30] * 2)
    assert all("equal_hours" in label for label in budgets)


def test_hours_spent_stand_beside_those_budgeted(results):
    found = hours.by_arm(hours.with_budgets(results.outcomes, results.resolved), ["setting", "meetings.budget"])
    spent = found.set_index(["setting", "meetings.budget"])["spent"].unstack()
    assert spent["free"].isna().all()
    assert ((spent["equal_hours"] > 0.85) & (spent["equal_hours"] < 1.1)).all()
    assert not hours.unspent(hours.with_budgets(results.outcomes, results.resolved))


def test_a_budget_that_an_arm_cannot_spend_is_told_and_not_called_equal(greedy):
    known = hours.with_budgets(greedy.outcomes, greedy.resolved)
    lines = hours.unspent(known)
    assert len(lines) == 2
    assert all("spent" in line and "of 1,800 hours" in line for line in lines)
    assert {line.split(":")[0].split()[0] for line in lines} == {"setting=organisation", "setting=network"}


def test_what_is_spent_is_the_sum_over_mentors(results):
    weeks, people = results.resolved["weeks"], results.outcomes
    assert (people["hours_total"] > 0).all()
    assert hours.common_hours(people, results.resolved) == pytest.approx(
        people.groupby("arm")["hours_total"].mean().min() / (weeks * 12)
    )


# --- where they are shown --------------------------------------------------------------------------------------------


def words(text: str) -> str:
    return " ".join(text.split())


def test_sweep_and_compare_show_hours_first(results, here):
    (here / "budget.toml").write_text(BUDGET)
    swept = good("sweep", "budget.toml", "--out", results.path)
    assert swept.index("Hours of mentors") < swept.index("In short")
    assert "network and organisation differ in mentor hours by more than 10 %" in words(swept)
    compared = good(
        "compare", results.path, "--factor", "setting", "--outcome", "satisfaction", "--by", "meetings.budget"
    )
    assert compared.index("Hours of mentors") < compared.index("satisfaction (")
    assert "differ in mentor hours by more than 10 % in 1 of 2 combinations of meetings.budget, such as free" in words(
        compared
    )


@pytest.mark.slow
def test_compare_says_that_it_averages_over_own_and_equal_hours(results):
    averaged = good("compare", results.path, "--factor", "setting", "--outcome", "satisfaction")
    apart = good("compare", results.path, "--factor", "setting", "--outcome", "satisfaction", "--by", "meetings.budget")
    text = "Own hours and equal ones are averaged here; --by meetings.budget tells them apart."
    assert text in words(averaged)
    assert text not in words(apart)


def test_json_rows_of_compare_have_hours_as_well(results):
    rows = json.loads(
        good(
            "compare",
            results.path,
            "--factor",
            "setting",
            "--outcome",
            "satisfaction",
            "--by",
            "meetings.budget",
            "--json",
        )
    )
    free, equal = rows
    assert (free["meetings.budget"], free["hours_differ"], free["hours_budgeted"]) == ("free", True, None)
    assert (equal["hours_differ"], equal["hours_budgeted"], equal["hours_budgeted_reference"]) == (False, 72.0, 72.0)
    mean = results.outcomes.groupby(["setting", "meetings.budget"])["hours_total"].mean()
    for row in rows:
        assert row["hours"] == pytest.approx(mean["network", row["meetings.budget"]])
        assert row["hours_reference"] == pytest.approx(mean["organisation", row["meetings.budget"]])
        assert row["caused_per_hour_difference"] == pytest.approx(
            row["caused_per_hour"] - row["caused_per_hour_reference"]
        )
        assert row["outcome"] == "satisfaction"


@pytest.mark.slow
def test_terminal_and_report_say_the_same(greedy):
    text = words(
        good("compare", greedy.path, "--factor", "setting", "--outcome", "satisfaction", "--by", "meetings.budget")
    )
    page = words(render(store.Results(greedy.path)))
    known = hours.with_budgets(greedy.outcomes, greedy.resolved)
    lines = [*hours.warnings(hours.against(known, "setting", ["meetings.budget"]), ["meetings.budget"]),
            *hours.unspent(known)]  # fmt: skip
    assert len(lines) == 3
    for line in lines:
        assert words(line) in text
        assert words(line) in page
    assert page.index("Hours of mentors that a run takes") < page.index("Outcome by outcome")


# --- the same arms at equal hours ------------------------------------------------------------------------------------

FREE = BUDGET.replace('"meetings.budget" = ["free", "equal_hours"]\n', "")


@pytest.mark.slow
def test_one_option_runs_the_same_arms_at_equal_hours_in_a_folder_of_its_own(here):
    (here / "free.toml").write_text(FREE)
    own = call("sweep", "free.toml", "--workers", "1")
    assert "mentorsim sweep free.toml --equal-hours" in words(own.output)
    good("report", "results/budget")
    page = words((here / "results/budget/report.html").read_text())
    compared = words(good("compare", "results/budget", "--factor", "setting", "--outcome", "satisfaction"))
    for text, folder in ((page, "budget"), (compared, "results/budget")):
        assert f"mentorsim sweep {folder}/experiment.toml --equal-hours" in text
    equal = call("sweep", "free.toml", "--workers", "1", "--equal-hours")
    assert equal.exit_code == 0, equal.output
    assert "0.2 hours a week for each mentor of week 0" in words(equal.stderr)
    one, other = (store.open_results(here / "results" / name) for name in ("budget", "budget-equal-hours"))
    assert list(one.outcomes["arm"]) == list(other.outcomes["arm"])
    assert set(one.outcomes["run_id"]).isdisjoint(other.outcomes["run_id"])
    assert len(hours.budgets(other.resolved)) == 2
    assert not hours.budgets(one.resolved)
    assert "--equal-hours" not in words(equal.stdout)
    anew = good("sweep", "results/budget-equal-hours/experiment.toml", "--equal-hours", "--out", "again")
    assert words(anew.partition("In short")[2]) == words(equal.stdout.partition("In short")[2]) != ""


def test_the_budget_offered_is_one_that_all_arms_spend_by_themselves(here):
    """At 5 hours a week no arm could spend what it is given."""
    (here / "much.toml").write_text(FREE.replace("hours_budget = 0.2", "hours_budget = 5.0"))
    text = words(good("sweep", "much.toml", "--workers", "1", "--set", "withdrawal.weeks=20"))
    command = re.search(r"mentorsim (sweep much.toml --equal-hours .*? meetings.hours_budget=0\.\d+)", text)[1]
    assert "--set withdrawal.weeks=20" in command
    equal = words(good(*command.split(), "--workers", "1"))
    assert "of its budget" not in equal
    assert "differ in mentor hours" not in equal


def test_arms_that_are_given_different_hours_are_told(here):
    arms_ = "".join(f'[[design.arms]]\nname = "{n}"\noverrides = {{people.mentors = {n}}}\n' for n in (4, 8))
    (here / "two.toml").write_text(
        f'[experiment]\nname = "two"\nweeks = 12\nreplications = 2\n[parameters]\n'
        f'people.mentees = 20\n[design]\nkind = "list"\n{arms_}'
    )
    result = call("sweep", "two.toml", "--workers", "1", "--equal-hours")
    assert result.exit_code == 0, result.output
    assert "12 to 24 in all (arms differ in meetings.hours_budget or in mentors)" in words(result.stderr)


def test_arms_that_have_equal_hours_already_stay_where_they_are(here):
    (here / "equal.toml").write_text(FREE.replace("weeks = 30", 'weeks = 12\nbudget = "equal_hours"'))
    result = call("sweep", "equal.toml", "--workers", "1", "--equal-hours")
    assert result.exit_code == 0, result.output
    assert "have equal hours already" in words(result.stderr)
    assert (here / "results" / "budget").is_dir()


def test_the_shipped_experiment_asks_the_first_question_at_own_and_at_equal_hours():
    experiment = config.load("hours")
    found = [(arm.parameters.setting.preset, arm.parameters.meetings.budget) for arm in arms(experiment)]
    settings, budgets = ("organisation", "network"), ("free", "equal_hours")
    assert sorted(found) == sorted((one, other) for one in settings for other in budgets)
    assert len({arm.parameters.meetings.hours_budget for arm in arms(experiment)}) == 1


def test_a_shipped_experiment_is_named_as_a_command_takes_it():
    from mentorsim.experiment.config import as_named, shipped

    assert as_named(shipped()["quickstart"]) == "quickstart"
    assert as_named("elsewhere/quickstart.toml") == "elsewhere/quickstart.toml"
