"""Questions: each claim of the essay, a guess first, then what was found, and the worlds to try it in."""

import solara

from mentorsim.claims.wording import EFFECT_HEADS
from mentorsim.dashboard.logic import questions
from mentorsim.dashboard.logic.links import Link
from mentorsim.dashboard.pages import parts
from mentorsim.dashboard.pages.boundary import Guarded
from mentorsim.dashboard.pages.frame import use_session
from mentorsim.dashboard.pages.parts import Card, html

WHAT = (
    "Sixteen claims about mentoring, each put to an experiment that could defeat it. Guess first; then see what was "
    "found over plausible worlds, and try two of them yourself."
)


@solara.component
def Questions():
    """The page Questions: the claims, one at a time."""
    session, router = use_session(), solara.use_router()
    opened = questions.known(dict(Link(router.search).rest).get("claim", ""))
    html("h1", "What do you think?", cls="ms-title")
    html("p", WHAT, cls="ms-small")
    with html("div", cls="ms-questions"):
        with html("nav", cls="ms-card", aria_label="Claims"):
            for claim, statement in questions.listed():
                said = f" · {questions.verdict(claim)[0]}" if claim in session.guesses else ""
                with html("div", cls="ms-question" + (" ms-here" if claim == opened else "")):
                    solara.Link(f"/questions?claim={claim}", children=[f"{claim}{said}"])
                    html("span", statement, cls="ms-small")
        with Guarded("The question", "/questions", of=opened):
            Question(session, opened)


@solara.component
def Question(session, claim: str):
    """One claim: what it says, a guess, and then the answer."""
    guess, set_guess = solara.use_state(session.guesses.get(claim, ""), key=claim)
    one = questions.CLAIMS[claim]

    def say(name: str):
        session.guesses[claim] = name
        set_guess(name)

    with html("div", cls="ms-stack"):
        with Card(one.statement):
            html("p", one.says)
            html("p", "Your guess:", cls="ms-strong")
            parts.Choose("Your guess", [list(pair) for pair in questions.GUESSES], guess, event_pick=say)
        if guess:
            Answer(claim, guess)


@solara.component
def Answer(claim: str, guess: str):
    """What was found of a claim, and where to try it."""
    said, means = questions.verdict(claim)
    why, rows, remarks = questions.answer(claim)
    names, _ = questions.worlds(claim)
    with Card(f"Found: {said}. {questions.judged(claim, guess)}"):
        html("p", means)
        html("p", f"What decided: {why}.")
        solara.Link(
            f"/compare?{questions.compare_query(claim)}",
            children=[f"Try it: “{names[0]}” (A) against “{names[1]}” (B), side by side"],
        )
    with Card("All that was looked at"):
        heads = ["effect", *EFFECT_HEADS]
        parts.Rows(
            questions.note(), heads, [{"key": "", "cells": row} for row in rows], [False, True, True, True, True]
        )
        with html("ul", cls="ms-said"):
            for line in remarks:
                html("li", line)
