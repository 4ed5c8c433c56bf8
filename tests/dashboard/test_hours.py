"""Hours of mentors on the pages: before any outcome, with what differs and budgets that were not spent."""

from dataclasses import replace

import pytest

from mentorsim.analysis import hours as analysed
from mentorsim.dashboard.logic import evidence, hours, replications, results
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.replications import Precision
from mentorsim.dashboard.logic.tasks import Task

SMALL = {"people.mentees": 20, "people.mentors": 8}


@pytest.fixture
def opened(greedy):
    """A sweep of own and equal hours, at a budget that no arm can spend."""
    return results.open_folder(greedy.path.parent, "budget")


def test_evidence_shows_what_terminal_and_report_say(opened):
    heads, rows, shown = hours.of_opened(opened)
    runs = analysed.with_budgets(opened.runs, opened.resolved)
    assert shown == analysed.notices(runs, ["setting", "meetings.budget"], opened.results, "budget/experiment.toml")
    assert sum("of its budget" in line for line in shown) == 2
    assert (len(rows), {len(row) for row in rows}) == (4, {len(heads)})
    assert "r_mentoring_all" in " ".join(hours.notes_on(opened.resolved["outcomes"]))


def test_own_and_equal_hours_are_told_apart(opened):
    said = evidence.answers(opened)
    assert len(said) == 4
    assert [" in free" in line for line in said] == [" in equal_hours" not in line for line in said]


def pairs(*worlds):
    """Outcomes of two pairs of worlds."""
    task = Task("pairs", None)
    replications.run_pairs(task, tuple(Choice(SMALL | one, 1, 12, 0) for one in worlds), Precision(0.0, 2), workers=1)
    return task.result


def test_two_worlds_that_differ_in_hours_are_told(opened):
    table = pairs({"setting": "organisation"}, {"setting": "network"})
    heads, rows, shown = hours.of_pairs(table)
    assert heads[0] == "World"
    assert [row[0] for row in rows] == ["A", "B"]
    line, remedy = shown
    assert "Same mentor hours" in remedy
    assert line.startswith("B and A differ in mentor hours by more than 10 %")
    assert hours.of_pairs(table[table["world"] == "A"]) == ([], [], [])


def test_a_budget_that_a_world_cannot_spend_is_told():
    much = {"setting": "network", "meetings.budget": "equal_hours", "meetings.hours_budget": 5.0}
    _, rows, shown = hours.of_pairs(pairs({"setting": "network"}, much))
    assert rows[0][2] == "–"
    assert any(line.startswith("world B: spent") and "of 480 hours" in line for line in shown)


def test_results_without_hours_show_none(opened):
    assert hours.of_opened(replace(opened, runs=opened.runs.drop(columns="hours_total"))) == ([], [], [])
