"""The claims as questions: a guess first, then what was found, and worlds to try it in."""

import pytest

from mentorsim.claims import CLAIMS, found
from mentorsim.claims.verdicts import ASSUMED, CONTRADICTED, DEPENDS, NOT_SHOWN, SUPPORTED
from mentorsim.dashboard.logic import questions
from mentorsim.dashboard.logic.session import Session


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_has_an_answer_and_two_worlds_that_differ(claim):
    said, means = questions.verdict(claim)
    assert said in (SUPPORTED, CONTRADICTED, ASSUMED, NOT_SHOWN) or said.startswith(DEPENDS)
    assert means
    why, rows, remarks = questions.answer(claim)
    assert why
    assert remarks
    assert len(rows) == len(CLAIMS[claim].effects)
    assert all(len(row) == 5 for row in rows)
    names, (first, second) = questions.worlds(claim)
    assert first.parameters != second.parameters
    weights = CLAIMS[claim].effects[found.entries()[claim]["decided_by"]].weights
    assert weights[names[0]] < 0.0 < weights[names[1]]
    session = Session()
    session.follow_compare(questions.compare_query(claim))
    assert session.ignored["compare"] == []
    assert [one.run_id for one in session.pair] == [first.run_id, second.run_id]


def test_a_guess_is_judged_by_what_was_found(monkeypatch):
    for verdict, guess, says in (
        (SUPPORTED, "holds", "You guessed right."),
        (CONTRADICTED, "holds", "You guessed otherwise."),
        (NOT_SHOWN, "open", "You guessed right."),
        (ASSUMED, "holds", "None of the guesses is right."),
        (f"{DEPENDS}the setting", "not", "None of the guesses is right."),
    ):
        monkeypatch.setattr(found, "entries", lambda verdict=verdict: {"C1": {"verdict": verdict}})
        assert questions.judged("C1", guess) == says


def test_a_link_to_no_claim_leads_to_the_first():
    assert questions.known("C99") == "C1"
    assert questions.known("C7") == "C7"
    assert [claim for claim, _ in questions.listed()] == list(CLAIMS)
