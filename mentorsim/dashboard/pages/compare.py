"""Compare: two worlds with the same people and the same luck, side by side, and over many replications."""

import solara

from mentorsim.dashboard.logic import hours, panel, replications, views
from mentorsim.dashboard.logic import session as sessions
from mentorsim.dashboard.logic.choice import HEAD
from mentorsim.dashboard.logic.replications import WORLDS
from mentorsim.dashboard.pages import address, parts
from mentorsim.dashboard.pages.boundary import Guarded
from mentorsim.dashboard.pages.explore import Clock
from mentorsim.dashboard.pages.frame import use_session
from mentorsim.dashboard.pages.hours import Hours
from mentorsim.dashboard.pages.parts import Card, Download, Fault, Knobs, Press, html, use_news
from mentorsim.dashboard.pages.plot import Plot
from mentorsim.errors import BadInput
from mentorsim.figures import effects as effects_figure
from mentorsim.formulas import csv_of

OFTEN = ("setting", *panel.POLICIES)
PAIRS = (10, 30, 100)
WHY = (
    "One pair of worlds is one draw of people and luck. Replications run in the background, each with other people and "
    "other luck, the same in both worlds; you may go on meanwhile."
)


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
    with html("div", cls="ms-three"):
        with Guarded("World A", "/compare", of=first):
            Side("A", first, lambda of: choose((of(session.pair[0]), session.pair[1])), alike)
        with Guarded("World B", "/compare", of=second):
            Side("B", second, lambda of: choose((session.pair[0], of(session.pair[1]))), alike)
        with Guarded("What both have", "/compare", of=session.pair):
            Shared(first, lambda of: choose(sessions.in_both(session.pair, of)), alike)
    with html("div", cls="ms-stage"):
        with Guarded("The clock", "/compare"):
            Clock(lab, news)
        with Guarded("The worlds", "/compare", of=(session.pair, session.outcome, lab.week)):
            Worlds(session, lab, news, again)
        with Guarded("The replications", "/compare", of=session.pairs):
            Replications(session, session.pair, lab.week)
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
def Worlds(session, lab, news: int, again):
    """Both worlds at this week: numbers, networks, courses, the difference. again: called when something was chosen."""
    theme = parts.theme_name()
    pictures = solara.use_memo(lambda: (views.Pictures(), views.Pictures()), [])
    column, set_column = solara.use_state_or_update(session.outcome)
    if len(lab.courses) < len(WORLDS):
        html("p", "The worlds are being made …", role="status")
        return

    def look_at(name: str):
        session.outcome = name
        set_column(name)
        again()

    with lab.lock:
        rows = views.fact_rows(lab.worlds)
        networks = [
            one.network(course.choice, course.world, theme) for one, course in zip(pictures, lab.courses, strict=True)
        ]
        both = views.compact(views.overlay(lab.worlds, column, theme), 300)
        gap = views.compact(views.difference(lab.worlds, column, theme), 300)
    with html("div", cls="ms-grid"):
        for name, figure in zip(WORLDS, networks, strict=True):
            with Card(f"World {name}: {views.said_of(lab.wanted[WORLDS.index(name)])}"):
                Plot(
                    views.compact(figure, 400),
                    f"Network of world {name} in week {lab.week}",
                    f"network-{name}",
                    on_drawn=lab.drawn.set,
                )
    with html("div", cls="ms-row"):
        parts.Pick("Course of", [[one, views.title_of(one)] for one in views.SERIES], column, event_pick=look_at)
    with html("div", cls="ms-grid"):
        with Card("Course in both worlds", level=3):
            Plot(both, f"{views.title_of(column)} in worlds A and B", f"{column}-both")
        with Card("Difference, B − A", level=3):
            Plot(gap, f"{views.title_of(column)}: world B minus world A", f"{column}-difference")
    with Card("", cls="ms-flat"):
        heads = ["", *WORLDS, "B − A"]
        parts.Rows(
            f"After week {lab.week}",
            heads,
            [{"key": "", "cells": list(row)} for row in rows],
            [False, True, True, True],
        )


@solara.component
def Replications(session, pair, week: int):
    """Many pairs in the background: effects with their intervals, and of which worlds they are.

    pair, week: what is compared now.
    """
    count, set_count = solara.use_state("30")
    fault, set_fault = solara.use_state("")
    _, tell = use_news()
    paired = session.pairs
    task = paired.task if paired else None
    theme = parts.theme_name()

    def listen():
        return task.watch(tell) if task else None

    solara.use_effect(listen, [task])
    slow = task.done // max(1, task.total // 10) if task and task.running else -1
    table, took = solara.use_memo(
        lambda: (paired.effects(), hours.of_pairs(task.result)) if paired else (None, None),
        [paired, slow, task and task.state],
    )
    since = paired.changed(pair) if paired else []

    def begin():
        try:
            session.begin_pairs(int(count))
            set_fault("")
        except BadInput as error:
            set_fault(str(error))
        tell()

    with Card("Is it more than luck?"):
        html("p", WHY, cls="ms-small")
        with html("div", cls="ms-row"):
            parts.Pick("Pairs", [[str(n), str(n)] for n in PAIRS], count, event_pick=set_count)
            if task is None or not task.running or since:
                Press(f"Run {count} paired replications", begin, "ms-button ms-first")
        if fault:
            Fault(fault)
        if task is not None:
            Belonging(paired, since, week)
            parts.Watched(task)
        if table is not None and len(table):
            heads = ["Outcome", "unit", "A", "B", "B − A [95 %]", "in SD of runs", "verdict"]
            of_whom = f"{int(table['n'].max())} pairs{' of worlds that are not those above' if since else ''}"
            said = f"Effects over {of_whom}; 95 % intervals of the paired difference"
            rows = [{"key": "", "cells": row} for row in replications.effect_rows(table)]
            with html("div", cls="ms-stack ms-stale" if since else "ms-stack"):
                Hours(took, table["outcome"].tolist())
                parts.Rows(said, heads, rows, [False, False, True, True, True, True, False])
                Plot(effects_figure(table, theme), "Effects of B against A in standard deviations", "effects")
            with html("div", cls="ms-row"):
                Download(lambda: csv_of(table), "effects.csv", "Effects as CSV", "text/csv")
                Download(lambda: csv_of(task.result), "outcomes.csv", "All outcomes as CSV", "text/csv")


@solara.component
def Belonging(paired, since: list, week: int):
    """Which worlds the replications are of, and how those that are compared by now differ."""
    html("p", paired.said, cls="ms-small ms-of")
    if since:
        with html("div", cls="ms-note ms-other", role="status"):
            html("p", f"These replications are not of the worlds above: {'; '.join(since)}.")
            solara.Link(f"/compare?{sessions.pair_query(*paired.pair)}&week={week}", children=["Back to their worlds"])


@solara.component
def HandOver(session, query: str):
    """The link to this state, and both worlds as one experiment. query: of this state."""
    with html("div", cls="ms-row ms-handover"):
        parts.CopyLink(f"/compare?{query}")
        Download(sessions.pair_to_toml(*session.pair), "compared.toml", "Both worlds as TOML")
        html("span", f"mentorsim sweep compared.toml{panel.plugin_flags()} runs the same pairs.", cls="ms-small")
