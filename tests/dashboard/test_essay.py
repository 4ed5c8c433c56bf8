"""The essay's two questions: numbers that travel with the package, guesses, and something to drag."""

import re

import pytest

from mentorsim.dashboard.logic import essay, questions
from mentorsim.dashboard.logic.session import Session
from mentorsim.findings import found
from mentorsim.findings.folders import BUDGET, EQUAL, HOURS, OWN, POLICIES, TRAITS, Findings
from mentorsim.findings.numbers import MATCHING, WITHDRAWAL, of_settings

FOUND = Findings(found.CHECKOUT)


def followed(query: str):
    """The two worlds that a link leads to in Compare."""
    session = Session()
    session.follow_compare(query)
    assert session.ignored["compare"] == []
    return session.pair


@pytest.mark.skipif(not FOUND.there(), reason="no flagship results yet: make findings")
def test_the_numbers_are_those_of_the_results():
    for row in of_settings(FOUND.outcomes(POLICIES), "g_unassisted"):
        about = {name: row[name] for name in ("level", "reference", "outcome")}
        (kept,) = found.rows("settings", row["place"], **about)
        for name in ("difference", "low", "high", "holds_in"):
            assert kept[name] == pytest.approx(row[name], rel=1e-4)
        assert kept["verdict"] == row["verdict"]


@pytest.mark.parametrize("hours", essay.BUDGETS)
def test_everything_that_can_be_chosen_has_its_numbers(hours):
    assert all("–" not in row[1:] for row in essay.setting_rows(hours))
    for cost in essay.costs():
        assert essay.cost_sentence(hours, cost)
        assert "–" not in [said for _, said in essay.cost_rows(hours, cost)]
    for setting in essay.SETTINGS:
        assert len(essay.best_sentences(hours, setting)) == 2
        for factor in (MATCHING, WITHDRAWAL):
            rows = essay.policy_rows(factor, hours, setting)
            assert len(rows) == 5
            assert all(len(row) == 1 + len(essay.others(factor)) for row in rows)
            assert all(re.fullmatch(r"[\d,]+", said) for said in rows[-1][1:])
    for trait in TRAITS:
        assert all(len(essay.third_rows(trait, third)) == 5 for third in essay.THIRDS)
        assert essay.apart_sentences(trait)


def test_a_guess_is_judged_at_the_hours_that_are_chosen(monkeypatch):
    def rows(part, place=None, **about):
        clear = "better" if place[BUDGET] == EQUAL else "unclear"
        return [
            {"level": one, "reference": other, "difference": 0.1 if one == "network" else -0.1, "verdict": clear}
            for one, other in essay.AGAINST
        ]

    monkeypatch.setattr(found, "rows", rows)
    assert essay.judged("Q1", "network", EQUAL) == "You guessed right."
    assert essay.judged("Q1", "network", OWN) == "You guessed otherwise: in a network."
    assert essay.judged("Q1", essay.OPEN, OWN) == "You guessed right."
    assert essay.found_setting(OWN).endswith("the evidence leaves open where mentees gain most")


def test_links_lead_to_the_two_worlds_of_an_answer():
    for hours, budget in (reversed(one) for one in HOURS.items()):
        first, second = followed(essay.settings_query(hours, "network", "organisation", 0.4))
        assert [one.value("setting") for one in (first, second)] == ["organisation", "network"]
        assert [one.value(BUDGET) for one in (first, second)] == [budget] * 2
        assert second.value(essay.COST) == 0.4
        assert first.value("people.mentees") == 100
    query, ways = essay.policy_query(OWN, "hybrid", "linear")
    assert [one.value(WITHDRAWAL) for one in followed(query)] == ["never", "linear"]
    assert ways == ("help that never recedes", "help that fades by the calendar")
    assert [one.value(WITHDRAWAL) for one in followed(essay.policy_query(OWN, "hybrid", "never")[0])][1] == "readiness"


def test_a_link_to_no_question_leads_to_the_first():
    assert questions.known_question("Q9") == "Q1"
    assert questions.known_question("Q2") == "Q2"


@pytest.mark.browser
def test_the_first_question_is_guessed_answered_and_dragged(visit):
    page = visit("questions")
    page.get_by_role("heading", name=essay.QUESTIONS["Q1"].words).wait_for()
    assert page.get_by_role("heading", name=re.compile("Found")).count() == 0  # a guess first
    page.get_by_role("button", name="The evidence leaves it open").click()
    page.get_by_role("heading", name=re.compile("^Found: at equal hours")).wait_for()
    page.get_by_role("button", name="own hours").click()
    page.get_by_role("heading", name=re.compile("^Found: at own hours")).wait_for()
    slider = page.get_by_role("slider", name="A contact online takes")
    slider.focus()
    page.keyboard.press("End")
    page.get_by_text(essay.cost_sentence(OWN, essay.costs()[-1])).wait_for()
    page.get_by_role("link", name="Q2").click()
    page.get_by_role("heading", name=essay.QUESTIONS["Q2"].words).wait_for()
    page.get_by_role("button", name="Help that fades by the calendar").click()
    page.get_by_label("Setting").select_option("network")
    page.get_by_role("heading", name=essay.found_withdrawal(EQUAL, "network")).wait_for()
    page.get_by_role("slider", name="A third of the mentees").focus()
    page.keyboard.press("End")
    page.get_by_text(re.compile("^Mentees who begin with much skill: gain")).wait_for()
    page.get_by_role("link", name=re.compile("^Try it")).click()
    page.get_by_role("heading", name="Two worlds, the same people, the same luck").wait_for()
    page.wait_for_url(re.compile("b.withdrawal.policy=linear"))
