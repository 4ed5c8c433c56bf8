"""Compare: two worlds with the same people and the same luck, side by side, and over many replications."""

import solara

from mentorsim.dashboard.logic import panel, views
from mentorsim.dashboard.logic import session as sessions
from mentorsim.dashboard.logic.choice import HEAD
from mentorsim.dashboard.logic.replications import WORLDS
from mentorsim.dashboard.pages import address, parts
from mentorsim.dashboard.pages.boundary import Guarded
from mentorsim.dashboard.pages.explore import Clock
from mentorsim.dashboard.pages.frame import use_session
from mentorsim.dashboard.pages.network import Both
from mentorsim.dashboard.pages.parts import Card, Download, Fault, Knobs, Press, html, use_news
from mentorsim.dashboard.pages.turning import Turning
from mentorsim.dashboard.pages.verdict import Pairs, Verdict
from mentorsim.dashboard.pages.why import Why
from mentorsim.errors import BadInput

OFTEN = ("setting", *panel.POLICIES)


@solara.component
def Compare():
    """The page Compare: two worlds side by side, of the same people and luck."""
    session, router = use_session(), solara.use_router()
    lab = session.compared
    news, again = use_news()

    def listen():
        lab.notify = again
        lab.begin()
        return lab.deaf

    solara.use_memo(lambda: session.follow_compare(router.search), [router.search])  # before anything is shown
    solara.use_effect(listen, [])
    address.keep(session, "compare", "/compare", session.compare_query(), lab)
    first, second = session.pair
    alike = sessions.alike(session.pair)

    def choose(pair):
        try:
            session.choose_pair(*pair)
        except BadInput as error:
            session.said = str(error)
        again()

    same = "the same people, the same luck" if alike == sessions.COUNTS else "the same luck"
    html("h1", f"Two worlds, {same}", cls="ms-title")
    if session.said or lab.faults:
        Fault(session.said or lab.faults)
    if session.ignored.get("compare"):
        address.LeftOut(session.ignored["compare"])
    with Guarded("The answer", "/compare", of=(session.pair, session.pairs)):
        Verdict(session, session.pair, session.pairs, session.waiting, again)
    with html("div", cls="ms-three"):
        with Guarded("World A", "/compare", of=first):
            Side("A", first, lambda of: choose((of(session.pair[0]), session.pair[1])), alike)
        with Guarded("World B", "/compare", of=second):
            Side("B", second, lambda of: choose((session.pair[0], of(session.pair[1]))), alike)
        with Guarded("What both have", "/compare", of=session.pair):
            Shared(first, lambda of: choose(sessions.in_both(session.pair, of)), alike)
    with html("div", cls="ms-stage"):
        with Guarded("Why they differ", "/compare", of=(session.pair, session.apart)):
            Why(session, session.pair, session.apart, again)
        with Guarded("The replications", "/compare", of=session.pairs):
            Pairs(session, session.pair, session.pairs, again)
        with Guarded("The map", "/compare", of=(session.pair, session.maps.shown)):
            Turning(session, session.pair, session.maps.shown, again)
        html("h2", "One of these pairs, week by week", cls="ms-title")
        with Guarded("The clock", "/compare"):
            Clock(lab, news)
        with Guarded("The worlds", "/compare", of=(session.pair, lab.week)):
            Worlds(lab, news)
        with Guarded("The files", "/compare", of=session.pair):
            HandOver(session, session.compare_query())


@solara.component
def Side(name: str, choice, on_change, alike: tuple):
    """One world's knobs: settings and policies, what else was set, and any other parameter.

    on_change: as in `Knobs`; alike: parameters that both worlds have in common and that stand beside them.
    """
    more, set_more = solara.use_state(False)
    apart = tuple(path for path in sessions.COUNTS if path not in alike)
    others = tuple(path for path in panel.changes(choice) if path not in (*OFTEN, *sessions.COUNTS))
    with Card(f"World {name}"):
        Knobs(f"world-{name}", choice, OFTEN + apart + others, on_change)
        Press("Other parameters", lambda: set_more(not more), "ms-fold", {"aria-expanded": "true" if more else "false"})
        if more:
            parts.AllParameters(f"more-{name}", choice, on_change)


@solara.component
def Shared(first, on_change, alike: tuple):
    """What both have in common: people and luck. on_change: as in `Knobs`; alike: as in `Side`."""
    with Card("In both"):
        Knobs("both", first, alike, on_change)
        parts.Luck("both-luck", first, on_change, HEAD[:2])
        if first.people:
            parts.RealPeople(first, on_change)


@solara.component
def Worlds(lab, news: int):
    """Both worlds of one pair at this week: numbers, and last the networks."""
    theme = parts.theme_name()
    if len(lab.courses) < 2:
        html("p", "The worlds are being made …", role="status")
        return
    with lab.lock:
        rows = views.fact_rows(lab.courses)
    with Card("", cls="ms-flat"):
        heads = ["", *WORLDS, "B − A"]
        numeric = [False, True, True, True]
        parts.Rows(f"After week {lab.week}", heads, [{"key": "", "cells": list(row)} for row in rows], numeric)
    Both(lab, news, theme)


@solara.component
def HandOver(session, query: str):
    """The link to this state, and both worlds as one experiment. query: of this state."""
    with html("div", cls="ms-row ms-handover"):
        parts.CopyLink(f"/compare?{query}")
        Download(sessions.pair_to_toml(*session.pair), "compared.toml", "Both worlds as TOML")
        html("span", f"mentorsim sweep compared.toml{panel.plugin_flags()} runs the same pairs.", cls="ms-small")
