"""The essay's two questions: a guess, then what was found, one thing to drag, and worlds to try it in."""

import solara

from mentorsim.dashboard.logic import essay
from mentorsim.dashboard.pages import parts
from mentorsim.dashboard.pages.parts import Card, html, vue
from mentorsim.dashboard.pages.plot import Plot
from mentorsim.findings import wording

SETTINGS = [[name, wording.bare("setting", name)] for name in essay.SETTINGS]
HOURS = [[name, name] for name in essay.BUDGETS]
WHAT_HOURS = "Own hours: as many as each way takes by itself. Equal hours: the same number of mentor hours for all."


@vue("stops")
def Stops(label: str, stops: list, at: int, event_drag=None):
    """A slider with a few stops. stops: their words; at: the place of the one that is chosen."""


@solara.component
def EssayQuestion(session, key: str):
    """One of the two questions: what it says, a guess, and then the answer."""
    guess, set_guess = solara.use_state(session.guesses.get(key, ""), key=key)
    one = essay.QUESTIONS[key]

    def say(name: str):
        session.guesses[key] = name
        set_guess(name)

    with html("div", cls="ms-stack"):
        with Card(one.words):
            html("p", one.says)
            html("p", "Your guess:", cls="ms-strong")
            parts.Choose("Your guess", [list(pair) for pair in one.guesses], guess, event_pick=say)
        if guess:
            answer = Settings if key == "Q1" else Policies
            answer(guess)


def table(caption: str, heads: list, rows: list) -> None:
    """A table of differences, the first column in words."""
    numeric = [False, *(True for _ in heads[1:])]
    parts.Rows(caption, heads, [{"key": "", "cells": row} for row in rows], numeric)


@solara.component
def Settings(guess: str):
    """Organisation, network, or both."""
    hours, set_hours = solara.use_state(essay.FIRST_HOURS)
    with Card(f"Found: {essay.found_setting(hours)}. {essay.judged('Q1', guess, hours)}"):
        parts.Choose("Hours of mentors", HOURS, hours, event_pick=set_hours)
        html("p", WHAT_HOURS, cls="ms-small")
        with html("ul", cls="ms-said"):
            for line in essay.sentences(hours):
                html("li", line)
        for level, reference in essay.AGAINST[:2]:
            solara.Link(
                f"/compare?{essay.settings_query(hours, level, reference)}",
                children=[f"Try it: {wording.bare('setting', reference)} (A) and {wording.bare('setting', level)} (B)"],
                classes=["ms-try"],
            )
    Price(hours)
    with Card("All that was looked at"):
        html("p", essay.READ, cls="ms-small")
        table(f"Differences at {hours}", ["", *essay.pairs_in_words()], essay.setting_rows(hours))
        html("p", f"Runs: {essay.note()}.", cls="ms-small")


@solara.component
def Price(hours: str):
    """What a contact online costs, to be dragged: where the answer turns."""
    at, set_at = solara.use_state(essay.usual_cost())
    costs, theme = essay.costs(), parts.theme_name()
    cost = costs[at]
    with Card("Drag: what does it cost to meet online?"):
        Stops("A contact online takes", [essay.cost_words(one) for one in costs], at, event_drag=set_at)
        with html("div", role="status"):
            html("p", essay.cost_sentence(hours, cost), cls="ms-strong")
        with html("div", cls="ms-two"):
            Plot(
                essay.cost_figure(hours, cost, theme),
                "Network minus organisation by the cost of meeting online",
                "cost",
            )
            table(f"A network − an organisation, at {hours}", ["", "difference"], essay.cost_rows(hours, cost))
        solara.Link(
            f"/compare?{essay.settings_query(hours, 'network', 'organisation', cost)}",
            children=["Try it at this price: an organisation (A) and a network (B)"],
        )


@solara.component
def Policies(guess: str):
    """Ways to match and to withdraw, and for whom."""
    hours, set_hours = solara.use_state(essay.FIRST_HOURS)
    setting, set_setting = solara.use_state(essay.SETTINGS[0])
    query, ways = essay.policy_query(hours, setting, guess)
    with Card(f"Found: {essay.found_withdrawal(hours, setting)}. {essay.judged('Q2', guess, hours, setting)}"):
        with html("div", cls="ms-row"):
            parts.Choose("Hours of mentors", HOURS, hours, event_pick=set_hours)
            parts.Pick("Setting", SETTINGS, setting, event_pick=set_setting)
        html("p", WHAT_HOURS, cls="ms-small")
        with html("ul", cls="ms-said"):
            for line in essay.best_sentences(hours, setting):
                html("li", line)
        solara.Link(f"/compare?{query}", children=[f"Try it: {ways[0]} (A) and {ways[1]} (B)"])
    Whom()
    for factor, title in essay.HOW.items():
        with Card(title):
            plainest = wording.bare(factor, essay.numbers.PLAINEST[factor])
            said = f"Differences from {plainest}, {wording.called('setting', setting)}, at {hours}"
            heads = ["", *(wording.bare(factor, one) for one in essay.others(factor))]
            table(said, heads, essay.policy_rows(factor, hours, setting))
            html("p", essay.READ, cls="ms-small")


@solara.component
def Whom():
    """Which mentees gain, to be dragged from one end of a trait to the other."""
    trait, set_trait = solara.use_state(next(iter(essay.TRAITS)))
    at, set_at = solara.use_state(0)
    third = essay.THIRDS[at]
    with Card("Drag: for whom?"):
        named = [[name, essay.TRAIT_NAMES[name]] for name in essay.TRAITS]
        parts.Pick("By", named, trait, event_pick=set_trait)
        Stops("A third of the mentees", [essay.third_words(trait, one) for one in essay.THIRDS], at, event_drag=set_at)
        words = wording.capital(essay.third_words(trait, third))
        table(f"{words}: gain after a year, SD", ["", "gain"], essay.third_rows(trait, third))
        with html("ul", cls="ms-said"):
            for line in essay.apart_sentences(trait):
                html("li", line)
