"""The answer of Compare: enough pairs, a sentence, its size and hours; and why two worlds differ."""

import math

import numpy as np
import pandas as pd
import pytest

from mentorsim.analysis.courses import bands, weekly_means
from mentorsim.dashboard.logic import replications, verdict, why
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.pairs import MOST_KEPT, Kept, Paired
from mentorsim.dashboard.logic.replications import FIRST_PAIRS, Pairs, Precision
from mentorsim.dashboard.logic.session import Session
from mentorsim.dashboard.logic.soon import Soon
from mentorsim.dashboard.logic.tasks import Task
from mentorsim.dashboard.logic.views import SERIES
from mentorsim.errors import BadInput
from mentorsim.experiment.runs import simulate
from mentorsim.patterns.figures import figures

FEW = {"people.mentees": 20, "people.mentors": 8}
PAIR = (Choice(FEW, 3, 30), Choice(FEW | {"setting": "network"}, 3, 30))


def run(pair, precision, found=None) -> tuple[Task, Pairs]:
    found = found or Pairs()
    task = Task("pairs", lambda one: replications.run_pairs(one, pair, precision, found, workers=1)).start()
    assert task.wait(120)
    assert (task.state, task.error) == ("done", "")
    return task, found


def test_more_pairs_are_run_until_they_are_precise_enough():
    assert [*Precision(0.0, 45).batches()] == [range(10), range(10, 20), range(20, 40), range(40, 45)]
    rough, _ = run(PAIR, Precision(5.0))
    assert rough.done == FIRST_PAIRS
    half = half_width(rough)
    finer, _ = run(PAIR, Precision(0.8 * half, 80))
    assert finer.done in (20, 40, 80)
    assert half_width(finer) <= 0.8 * half or finer.done == 80
    early, _ = run(tuple(one.with_value("weeks", 8) for one in PAIR), Precision(0.01))  # before any gain is known
    assert early.done == FIRST_PAIRS
    assert verdict.of_pairs(PAIR, early.result).sentence == UNKNOWN


def half_width(task: Task) -> float:
    assert replications.main_in(task.result) == "g_unassisted_26"
    return replications.effects(task.result, ("g_unassisted_26",)).eval("(high - low) / 2")[0]


def test_pairs_that_are_there_are_not_run_again(monkeypatch):
    _, found = run(PAIR, Precision(0.0, 4))
    asked = []
    plain = replications.jobs
    monkeypatch.setattr(replications, "jobs", lambda pair, these: asked.extend(these) or plain(pair, these))
    task, found = run(PAIR, Precision(0.0, 6), found)
    assert asked == [4, 5]
    fresh, _ = run(PAIR, Precision(0.0, 6))
    assert task.result.equals(fresh.result)


def test_the_runs_of_the_pairs_looked_at_last_are_kept():
    kept, worlds = Kept(), [tuple(one.with_value("seed", n) for one in PAIR) for n in range(MOST_KEPT + 1)]
    first = kept.of(worlds[0])
    for one in worlds[1:]:
        assert kept.of(one) is not first
        assert kept.of(worlds[0]) is first  # looked at again and again, it stays
    assert len(kept) == MOST_KEPT
    for one in worlds[1:]:
        kept.of(one)
    assert kept.of(worlds[0]) is not first


def test_two_worlds_that_are_alike_are_told_so():
    assert verdict.of_pairs((PAIR[0], PAIR[0]), None).sentence == f"{verdict.ALIKE}."


def test_bands_are_the_means_and_intervals_of_the_weekly_numbers():
    _, found = run(PAIR, Precision(0.0, 4))
    both, gap = found.courses("satisfaction")
    tables = [
        simulate(choice.parameters, 30, 3, replication).weekly.assign(replication=replication)
        for choice in PAIR[:1]
        for replication in range(4)
    ]
    sure = weekly_means(pd.concat(tables, ignore_index=True), "satisfaction")
    mine = both[both["world"] == "A"]
    for name in ("week", "mean", "low", "high"):
        assert mine[name].to_numpy() == pytest.approx(sure[name].to_numpy(), abs=1e-6), name
    first, second = found.stacked("satisfaction")
    assert gap["mean"].to_numpy() == pytest.approx((second - first).mean(axis=0), abs=1e-6)
    assert bands(np.array([[1.0, 2.0], [1.0, np.nan]]))["week"].tolist() == [0]
    assert Pairs().courses(SERIES[0]) is None


def row(difference, low, high, said, a=0.2, b=None):
    b = a + difference if b is None else b
    return {"outcome": "g_unassisted", "difference": difference, "low": low, "high": high, "verdict": said, "A": a,
            "B": b, "n": 12}  # fmt: skip


IN_NETWORK = "Mentees gain 0.30 SD [0.20, 0.40] more in network (B) than in office (A)."
IN_OFFICE = "Mentees gain 0.050 SD [0.030, 0.070] more in office (A) than in network (B)."
OPEN = "We cannot tell whether mentees gain more in network (B) or in office (A): B − A is between −0.15 and 0.17 SD."
SAME = "Mentees gain the same in network (B) as in office (A), in every pair."
UNKNOWN = "Gains are measured 26 weeks after arrival, and these worlds end before that."


@pytest.mark.parametrize(
    ("found", "sentence", "size"),
    [
        (
            row(0.3, 0.2, 0.4, "better"),
            IN_NETWORK,
            "That is a small effect: mentoring itself yields 0.20 SD in A",
        ),
        (row(-0.05, -0.07, -0.03, "worse"), IN_OFFICE, "That is very small"),
        (row(0.01, -0.15, 0.17, "unclear"), OPEN, "Any difference is less than a small effect"),
        (row(0.0, 0.0, 0.0, "same"), SAME, ""),
        (row(math.nan, math.nan, math.nan, "undefined"), UNKNOWN, ""),
    ],
)
def test_the_sentence_says_which_by_how_much_and_how_large_that_is(found, sentence, size):
    assert verdict.sentence(found, "in office", "in network") == sentence
    assert verdict.size(found).startswith(size)


def test_worlds_are_named_by_what_tells_them_apart():
    assert verdict.names(PAIR) == ("in organisation", "in network")
    never = PAIR[0].with_value("withdrawal.policy", "never")
    assert verdict.names((PAIR[0], never)) == ("with withdrawal of help linear", "with withdrawal of help never")
    assert verdict.names((never, never)) == ("in world A", "in world B")


def test_hours_stand_beside_the_answer_and_can_be_made_alike():
    task, _ = run(PAIR, Precision(0.0, 4))
    said = verdict.of_pairs(PAIR, task.result)
    hours = task.result.groupby("world")["hours_total"].mean()
    assert f"{hours['A']:,.0f} h in A" in said.hours
    assert "times the hours" in said.hours
    assert "4 pairs of worlds" in said.sure
    assert verdict.of_pairs(PAIR, None).sentence == "The first pairs are running …"
    equal = verdict.with_equal_hours(PAIR, task.result)
    assert verdict.at_equal_hours(equal)
    assert not verdict.at_equal_hours(PAIR)
    assert equal[0].value("meetings.hours_budget") == equal[1].value("meetings.hours_budget")
    alike, _ = run(equal, Precision(0.0, 4))
    spent = alike.result.groupby("world")["hours_total"].mean()
    assert spent["A"] == pytest.approx(spent["B"], rel=0.1)
    assert "The hours are alike." in verdict.of_pairs(equal, alike.result).hours
    assert verdict.with_own_hours(equal) == PAIR


# --- why -------------------------------------------------------------------------------------------------------------


def test_the_parts_of_two_settings_are_their_components_and_what_was_set():
    second = PAIR[1].with_value("withdrawal.weeks", 20)
    parts = why.parts_of(PAIR[0], second)
    assert [part.name for part in parts] == [*why.BROUGHT, "withdrawal.weeks"]
    moved = PAIR[0]
    for part in parts:
        moved = part.moved(moved)
    assert why.parts_of(moved, second) == []
    assert why.parts_of(PAIR[0], PAIR[0]) == []
    with pytest.raises(BadInput, match="differ in 8 things, expected at most 7"):
        why.mixtures(PAIR[0].with_value("energy.on", False), second)
    one = why.swapped((PAIR[0], second), "channel")
    assert [part.name for part in why.parts_of(*one)] == [part.name for part in parts if part.name != "channel"]


@pytest.mark.slow
def test_shares_add_up_to_the_difference_of_the_pairs(monkeypatch):
    monkeypatch.setattr(why, "REPLICATIONS", 3)
    pair = (PAIR[0], PAIR[0].with_overrides(FEW | {"setting.channel": "network", "withdrawal.policy": "cliff"}))
    worlds, parts = why.mixtures(*pair), why.parts_of(*pair)
    assert len(worlds) == 4
    task = Task("mixtures", lambda one: why.run_mixtures(one, worlds, parts, workers=1)).start()
    assert task.wait(120)
    assert (task.state, task.error, len(task.result)) == ("done", "", 12)
    apart = why.Apart(pair, parts, task)
    pairs, _ = run(pair, Precision(0.0, 3))
    for outcome in ("g_unassisted_26", "satisfaction"):
        found = apart.shares(outcome).set_index("component")["share"]
        sure = replications.effects(pairs.result, (outcome,))["difference"][0]
        assert found["total"] == pytest.approx(sure, abs=1e-12)
        assert found.drop("total").sum() == pytest.approx(sure, abs=1e-12)
        assert (found.drop("total") != 0.0).all()
    rows = apart.rows("satisfaction")
    assert [len(row) for row in rows] == [3, 3, 3]
    assert rows[-1][0] == "all of it: B − A"


# --- replications that begin by themselves ----------------------------------------------------------------------------


def test_what_is_asked_for_twice_begins_once():
    soon, done = Soon(), []
    soon.call(0.05, lambda: done.append("first"))
    soon.call(0.05, lambda: done.append("second"))
    soon.timer.join(5)
    assert done == ["second"]
    soon.call(0.05, lambda: done.append("third"))
    timer = soon.timer
    soon.cancel()
    timer.join(5)
    assert done == ["second"]


def test_pairs_begin_by_themselves_and_wait_their_turn(monkeypatch):
    session, told, busy = Session(), [], [True]

    def begin(pair, precision, found):
        if busy[0]:
            busy[0] = False
            raise BadInput("pairs: 2 tasks are running here")
        return Paired(pair, precision, Task("pairs", lambda one: None).start())

    monkeypatch.setattr("mentorsim.dashboard.logic.session.pairs.begin", begin)
    monkeypatch.setattr("mentorsim.dashboard.logic.session.BEGIN_SECONDS", 0.01)
    monkeypatch.setattr("mentorsim.dashboard.logic.session.AGAIN_SECONDS", 0.01)
    session.choose_pair(*PAIR)
    session.want_pairs(lambda: told.append(session.waiting))
    for _ in range(200):
        if len(told) == 2:
            break
        session.soon.timer.join(0.05)
    assert told == ["pairs: 2 tasks are running here", ""]
    assert session.pairs.pair == session.pair
    before = session.soon.timer
    session.want_pairs(lambda: None)  # of the same worlds: nothing to do
    assert session.soon.timer is before
    session.close()


def test_what_programmes_reach_on_average_is_the_published_figure():
    (said,) = [figure.published for figure in figures().values() if "70 studies" in figure.published]
    assert f"{verdict.AVERAGE:.2f}".lstrip("0") + " (70 studies" in said
