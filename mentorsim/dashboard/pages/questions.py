"""Questions: each claim of the essay, a guess first, then what was found, and the worlds to try it in."""

import solara

from mentorsim.claims.wording import EFFECT_HEADS
from mentorsim.dashboard.logic import essay, questions
from mentorsim.dashboard.logic.links import Link
from mentorsim.dashboard.pages import parts
from mentorsim.dashboard.pages.boundary import Guarded
from mentorsim.dashboard.pages.essay import EssayQuestion
from mentorsim.dashboard.pages.frame import use_session
from mentorsim.dashboard.pages.parts import Card, html

WHAT = (
    "The two questions of the essay, and sixteen claims about mentoring, each put to experiments that could defeat it. "
    "Guess first; then see what was found over plausible worlds, and try it yourself."
)


@solara.component
def Questions():
    """The page Questions: the essay's two, and the claims, one at a time."""
    session, router = use_session(), solara.use_router()
    said = dict(Link(router.search).rest)
    opened = questions.known(said["claim"]) if "claim" in said else questions.known_question(said.get("question", ""))
    html("h1", "What do you think?", cls="ms-title")
    html("p", WHAT, cls="ms-small")
    with html("div", cls="ms-questions"):
        with html("nav", cls="ms-card", aria_label="Questions and claims"):
            html("h2", "The essay's two questions")
            for key, one in essay.QUESTIONS.items():
                Entry(f"question={key}", key, one.words, key == opened)
            html("h2", "Its claims")
            for claim, statement in questions.listed():
                guessed = f" · {questions.verdict(claim)[0]}" if claim in session.guesses else ""
                Entry(f"claim={claim}", f"{claim}{guessed}", statement, claim == opened)
        with Guarded("The question", "/questions", of=opened):
            if opened in essay.QUESTIONS:
                EssayQuestion(session, opened).key(opened)
            else:
                Question(session, opened)


@solara.component
def Entry(query: str, name: str, words: str, here: bool):
    """One question or claim in the list."""
    with html("div", cls="ms-question" + (" ms-here" if here else "")):
        solara.Link(f"/questions?{query}", children=[name])
        html("span", words, cls="ms-small")


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
