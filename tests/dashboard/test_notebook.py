"""The notebook: what is put into it, and the page that it is exported as."""

import re
from dataclasses import replace

import pytest

from mentorsim.dashboard.logic import noting, results, what_if
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.notebook import MOST, Finding, Notebook
from mentorsim.dashboard.logic.pairs import Paired
from mentorsim.dashboard.logic.replications import Pairs, Precision, run_pairs
from mentorsim.dashboard.logic.results import View
from mentorsim.dashboard.logic.tasks import Task
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.sweep import Plan, sweep

FEW = {"people.mentees": 20, "people.mentors": 8}
PLAIN = Finding(
    "It helps.", "Some worlds.", None, "", "[experiment]\n", "x.toml", "mentorsim sweep x.toml", "/", "2 runs"
)
LONG = 120
SAID = {
    "ranking": r"Satisfaction of mentees: from 0\.\d+ \[.*\] \((organisation|network)\) to ",
    "pareto": "Satisfaction of mentees: from ",
    "effects": "Satisfaction of mentees: .*(organisation|network)",
    "survival": "How long matches last, by setting",
    "course": "Unassisted performance over weeks, by setting",
}


def test_findings_are_moved_removed_and_remarked():
    book = Notebook()
    for name in "abc":
        book.put(replace(PLAIN, sentence=name))
    book.move(2, -1)
    book.move(0, -1)
    book.move(2, 1)
    assert [one.sentence for one in book.findings] == ["a", "c", "b"]
    book.say(1, " look here ")
    book.remove(0)
    assert [(one.sentence, one.remark) for one in book.findings] == [("c", "look here"), ("b", "")]
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d", one.when) for one in book.findings)
    book.findings = [PLAIN] * MOST
    with pytest.raises(BadInput, match="at most"):
        book.put(PLAIN)


def test_the_page_asks_nobody_for_anything_and_takes_no_text_for_html():
    book = Notebook("A <b>title</b>")
    book.put(replace(PLAIN, sentence="<script>alert(1)</script>", toml="a = '</pre><img src=x>'"))
    book.say(0, "<i>mine</i>")
    page = book.to_html()
    assert "default-src 'none'" in page
    for text in ("<script>alert", "<img src=x>", "<b>title", "<i>mine"):
        assert text not in page
    assert "mentorsim sweep x.toml" in page


@pytest.mark.slow
def test_a_finding_of_a_folder_has_its_sentence_figure_experiment_and_command(tmp_path):
    text = (
        "[experiment]\nname = 'grid'\nquestion = 'Which?'\nseed = 3\nreplications = 3\nweeks = 16\n[parameters]\n"
        "people.mentees = 20\npeople.mentors = 8\n[design.factors]\nsetting = ['organisation', 'network']\n"
        "[analysis]\noutcomes = ['satisfaction']\ntables = ['weekly', 'matches']\n"
    )
    sweep(config.read(text, "grid.toml"), workers=1, out=tmp_path / "grid", changes="goals.omega=0.2")
    opened = results.open_folder(tmp_path, "grid")
    for kind, _ in results.kinds_of(opened):
        found = noting.of_folder(opened, results.completed(opened, View(kind=kind, outcome="satisfaction")))
        assert found.figure.data
        assert found.toml == text
        assert found.command == "mentorsim sweep grid.toml --set goals.omega=0.2"
        assert "6 runs of the folder grid, code " in found.identity
        assert re.match(SAID[kind], found.sentence), found.sentence
    book = Notebook()
    book.put(found)
    assert "figure-1-data" in book.to_html()


@pytest.mark.slow
def test_a_finding_of_two_worlds_has_an_experiment_with_the_same_runs():
    pair = (Choice(FEW, 3, 30), Choice(FEW | {"setting": "network"}, 3, 30))
    found = Pairs()
    task = Task("pairs", lambda one: run_pairs(one, pair, Precision(9.0, 10), found, 1)).start()
    paired = Paired(pair, Precision(9.0, 10), task, found)
    assert task.wait(LONG)
    assert task.state == "done", task.error
    noted = noting.of_pairs(paired)
    runs = [job.run_id for job in Plan(config.read(noted.toml, noted.file)).jobs()]
    assert len(runs) == 20
    assert {one.run_id for one in pair} == set(runs[:2])
    assert all(one.run_id in noted.identity for one in pair)
    assert noted.figure.data
    assert noted.command == "mentorsim sweep compared.toml"
    empty = Paired(pair, Precision(9.0), Task("none", lambda _: None), Pairs())
    with pytest.raises(BadInput, match="no pairs yet"):
        noting.of_pairs(empty)


@pytest.mark.slow
def test_a_finding_of_a_what_if_has_an_experiment_with_the_same_runs(tmp_path):
    world = Choice(FEW, 3, 30)
    worlds = {level: world.with_value("goals.omega", level) for level in what_if.levels_of(world, "goals.omega")}
    task = Task("range", lambda one: what_if.run_levels(one, "goals.omega", worlds, 1)).start()
    assert task.wait(LONG)
    asked = what_if.WhatIf(world, "goals.omega", task)
    noted = noting.of_what_if(asked, "satisfaction")
    table = sweep(config.read(noted.toml, noted.file), workers=1, out=tmp_path, replications=1)
    same = task.result[task.result["replication"] == 0]
    assert sorted(table.outcomes["satisfaction"]) == sorted(same["satisfaction"])
    assert noted.sentence.startswith("Satisfaction of mentees over organisation's share of plans: ")
    assert noted.file == "over-goals-omega.toml"
