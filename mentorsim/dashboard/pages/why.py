"""Why two worlds differ: what each thing that differs between them carries, and a button that swaps it."""

import solara

from mentorsim.dashboard.logic import why
from mentorsim.dashboard.logic.replications import MAINS, OUTCOMES
from mentorsim.dashboard.logic.verdict import ALIKE
from mentorsim.dashboard.logic.views import title_of
from mentorsim.dashboard.pages import parts
from mentorsim.dashboard.pages.parts import Card, Fault, Press, html, use_news
from mentorsim.errors import BadInput

WHAT = (
    "Each share is what taking this one thing from B changes, averaged over all orders of taking one after the other "
    "(Shapley); together they are the whole difference."
)


@solara.component
def Why(session, pair, apart, again):
    """The difference of a pair taken apart.

    pair: the worlds that are compared; apart: what is, or was last, taken apart; again: called when something was
    chosen here.
    """
    _, tell = use_news()
    outcome, set_outcome = solara.use_state(MAINS[0])
    fault, set_fault = solara.use_state("")
    task = apart.task if apart else None
    solara.use_effect(lambda: task.watch(tell) if task else None, [task])
    current = apart is not None and apart.pair == pair
    looked = task.done // 2 ** len(apart.parts) if apart else 0
    rows = solara.use_memo(lambda: apart.rows(outcome) if current else [], [apart, looked, outcome, current])
    differs = why.parts_of(*pair)

    def begin():
        try:
            session.take_apart()
            set_fault("")
        except BadInput as error:
            set_fault(str(error))
        again()

    def swap(name: str):
        session.choose_pair(*why.swapped(pair, name))
        again()

    with Card("Why they differ"):
        if not differs:
            html("p", f"{ALIKE}.")
            return
        with html("div", cls="ms-row"):
            html("span", "Take from B into A:", cls="ms-small")
            for part in differs:
                Press(part.words, lambda name=part.name: swap(name))
        if not (current and task.running):
            count = 2 ** len(differs) * why.REPLICATIONS
            Press(f"How much does each contribute? ({count:,} runs)", begin, "ms-button ms-first")
        if fault:
            Fault(fault)
        if current:
            parts.Watched(task, quiet=task.state == "done")
        if rows:
            options = [[name, title_of(name)] for name in OUTCOMES]
            parts.Pick("Outcome", options, outcome, event_pick=set_outcome)
            shown = [{"key": "", "cells": row} for row in rows]
            heads = ["taken from B", "share in B − A [95 %]", "clear of 0 (Holm)"]
            parts.Rows(WHAT, heads, shown, [False, True, False])
