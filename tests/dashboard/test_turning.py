"""Where the answer turns: a grid of two parameters, more replications near the line, a map whose cells lead there."""

import re

import numpy as np
import pandas as pd
import pytest

from mentorsim import figures
from mentorsim.dashboard.logic import panel, turning
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.session import Session
from mentorsim.dashboard.logic.tasks import Task
from mentorsim.errors import BadInput

SMALL = {"people.mentees": 24, "people.mentors": 10}
PAIR = (Choice({"setting": "organisation"} | SMALL, weeks=30), Choice({"setting": "network"} | SMALL, weeks=30))
SIZE = "people.mentees=24&people.mentors=10"
X, Y = "withdrawal.weeks", "people.mentors"


@pytest.fixture
def coarse(monkeypatch):
    """Few cells, in few replications."""
    monkeypatch.setattr(turning, "LEVELS", 3)
    monkeypatch.setattr(turning, "FIRST", 2)
    monkeypatch.setattr(turning, "MORE", 3)


def ran(pair=PAIR) -> turning.Turning:
    """A map that was run here."""
    runs: dict = {}
    task = Task("map", lambda one: turning.run(one, pair, X, Y, runs, workers=1))
    task.run()
    assert task.state == "done", task.error
    assert task.done == task.total
    return turning.Turning(pair, X, Y, runs, task)


def test_every_cell_is_the_difference_of_the_two_worlds_there(coarse):
    found = ran()
    table = found.table("g_unassisted_26")
    assert len(table) == 9
    assert set(table[X]) == {4.0, 80.0, 156.0}
    near = {cell for cell, runs in found.runs.items() if len(runs) == 3}
    first = turning.table_of(
        {cell: {r: runs[r] for r in (0, 1)} for cell, runs in found.runs.items()}, X, Y, "g_unassisted_26"
    )
    assert near == set(turning.near_the_turn(first, X, Y))
    cell, runs = next(iter(found.runs.items()))
    values = [second["g_unassisted_26"] - first["g_unassisted_26"] for first, second in runs.values()]
    row = table[(table[X] == cell[0]) & (table[Y] == cell[1])].iloc[0]
    assert row["difference"] == pytest.approx(np.mean(values))
    assert row["low"] <= row["difference"] <= row["high"]
    first, second = found.at(*cell)
    assert (first.value(X), first.value(Y)) == (second.value(X), second.value(Y)) == cell
    assert (first.value("setting"), second.value("setting")) == ("organisation", "network")
    rows = found.rows("g_unassisted_26")
    assert len(rows) == 9
    assert found.figure("g_unassisted_26", "dark").layout.xaxis.title.text == panel.label_of(X)
    assert found.is_of(found.at(*cell))
    assert not found.is_of((PAIR[0], PAIR[1].with_value("withdrawal.policy", "never")))


def test_more_is_run_where_the_sign_turns_or_cannot_be_told():
    rows = [(x, y, 0.1 * (x - 1.6), 0.02) for x in range(4) for y in range(3)]
    table = pd.DataFrame(rows, columns=["x", "y", "difference", "half"])
    table["low"], table["high"] = table["difference"] - table["half"], table["difference"] + table["half"]
    assert set(turning.near_the_turn(table, "x", "y")) == {(x, y) for x in (1, 2) for y in range(3)}
    table.loc[(table["x"] == 3) & (table["y"] == 1), ["low", "high"]] = -1.0, 1.0
    assert (3, 1) in turning.near_the_turn(table, "x", "y")
    table["low"], table["high"] = 0.01, 0.2
    table["difference"] = 0.1
    assert turning.near_the_turn(table, "x", "y") == []


def test_parameters_in_which_the_worlds_differ_are_no_axes():
    other = PAIR[1].with_value("people.mentees", 30)
    assert "people.mentees" not in turning.axes_of((PAIR[0], other))
    with pytest.raises(BadInput, match="expected two of"):
        turning.begin((PAIR[0], other), "people.mentees", Y)
    with pytest.raises(BadInput, match="expected two of"):
        turning.begin(PAIR, Y, Y)
    axes = ["a", "b", "c"]
    assert turning.fitting(("b", "a"), axes) == ("b", "a")
    assert turning.fitting(("b", "z"), axes) == ("b", "a")
    assert turning.fitting(("z", "a"), axes) == ("b", "a")
    assert 0 not in turning.levels_of("people.mentors", int)


def test_a_map_is_kept_and_ends_with_its_visitor(coarse, monkeypatch):
    session, begun = Session(), []

    def begin(pair, x, y):
        begun.append((x, y))
        return turning.Turning(pair, x, y, {}, Task("map", lambda one: None))

    monkeypatch.setattr(turning, "begin", begin)
    session.maps.ask(PAIR, X, Y)
    first = session.maps.shown
    session.maps.ask(PAIR, Y, "people.mentees")
    session.maps.ask(tuple(one.with_value(Y, 20) for one in PAIR), X, Y)  # another point of the same map
    assert session.maps.shown is first
    assert len(begun) == 2
    session.close()
    assert first.task.called_off.is_set()


def test_the_figure_marks_what_cannot_be_told_and_the_turn():
    table = pd.DataFrame(
        [(x, y, x - 0.6 + 0.1 * y) for x in (0.0, 1.0) for y in (0.0, 1.0)], columns=["x", "y", "difference"]
    )
    table = table.assign(low=table["difference"] - 0.55, high=table["difference"] + 0.55)
    figure = figures.turning(table, "x", "y", "g_unassisted")
    assert [trace.name for trace in figure.data if trace.name] == [
        "cannot be told: 95 % interval holds 0", "here the mean turns",
    ]  # fmt: skip
    unclear = next(trace for trace in figure.data if trace.type == "scatter")
    assert set(zip(unclear.x, unclear.y, strict=True)) == {(0.0, 1.0), (1.0, 0.0), (1.0, 1.0)}
    assert figure.data[0].customdata[1][0] == {"x": 0.0, "y": 1.0}
    assert "No cell" in figures.turning(table[:0], "x", "y", "g_unassisted").layout.annotations[0].text


@pytest.mark.browser
def test_a_map_is_drawn_cancelled_and_leads_to_a_cell(visit):
    page = visit(f"compare?{SIZE}&weeks=28&b.setting=network&b.people.mentees=24&b.people.mentors=10&week=3")
    card = page.locator("section", has=page.get_by_role("heading", name="Where the answer turns"))
    card.get_by_label("Across").select_option("withdrawal.weeks")
    page.locator(".ms-verdict").get_by_text(re.compile("95 % interval over")).wait_for()
    card.get_by_role("button", name=re.compile("Draw the map")).click()
    card.locator(".js-plotly-plot").wait_for()
    card.get_by_role("button", name="Cancel").click()
    card.get_by_text(re.compile("^Cancelled: ")).wait_for()
    cell = card.locator("tbody button").first
    across = cell.inner_text().partition(" and ")[0]
    cell.click()
    page.wait_for_url(re.compile(rf"[?&]withdrawal.weeks={across}&.*b.withdrawal.weeks={across}&"))
