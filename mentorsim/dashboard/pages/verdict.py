"""The answer of Compare: a sentence, its size, its hours, how sure it is; and the pairs of worlds behind it."""

import solara

from mentorsim.dashboard.logic import hours, noting, replications, verdict, views
from mentorsim.dashboard.logic import session as sessions
from mentorsim.dashboard.pages import parts
from mentorsim.dashboard.pages.hours import Hours
from mentorsim.dashboard.pages.parts import Card, Download, Press, html, use_news
from mentorsim.dashboard.pages.pin import ToNotebook
from mentorsim.dashboard.pages.plot import Plot
from mentorsim.errors import BadInput
from mentorsim.figures import effects as effects_figure
from mentorsim.formulas import csv_of

GROWS = 5  # new pairs after which what they say is worked out again, while they run


def use_pairs(paired, pair):
    """(how the pair that is compared differs from that of the replications; how far these are)."""
    _, tell = use_news()
    task = paired.task if paired else None
    solara.use_effect(lambda: task.watch(tell) if task else None, [task])
    return (paired.changed(pair), (task.done // GROWS, task.state)) if paired else ([], ())


@solara.component
def Verdict(session, pair, paired, waiting: str, again):
    """What the comparison says, first of all.

    pair: the worlds that are compared; paired: the replications that run, or ran last; waiting: why none have begun;
    again: called when something was chosen here, or has begun.
    """
    since, looked = use_pairs(paired, pair)
    task = paired.task if paired else None

    def want():
        session.want_pairs(again)
        return session.soon.cancel

    solara.use_effect(want, [pair, session.precision])
    said = solara.use_memo(
        lambda: verdict.of_pairs(paired.pair, task.result) if paired else verdict.Verdict("The first pairs begin …"),
        [paired, looked],
    )

    def be_precise(index: str):
        session.precision = sessions.PRECISIONS[int(index)]
        again()

    def go_on():
        try:
            session.begin_pairs()
        except BadInput as error:
            session.said = str(error)
        again()

    def hours_alike():
        equal = verdict.at_equal_hours(pair)
        table = task.result if task and not since else None
        session.choose_pair(*(verdict.with_own_hours(pair) if equal else verdict.with_equal_hours(pair, table)))
        again()

    with Card("", cls="ms-verdict" + (" ms-stale" if since else "")):
        with html("div", role="status"):
            html("h2", said.sentence)
        for line in (said.size, said.hours):
            if line:
                html("p", line)
        if paired and since:
            Belonging(session, paired, since)
        with html("div", cls="ms-row"):
            index = str(sessions.PRECISIONS.index(session.precision))
            options = [[str(n), f"± {one.half_width} SD"] for n, one in enumerate(sessions.PRECISIONS)]
            parts.Pick("Precision", options, index, event_pick=be_precise)
            equal = verdict.at_equal_hours(pair)
            Press("Same mentor hours", hours_alike, "ms-button", {"aria-pressed": "true" if equal else "false"})
            if task is not None and task.state == "cancelled" and not since:
                Press("Go on", go_on, "ms-button ms-first")
            if waiting:
                html("span", f"Waiting: {waiting}", cls="ms-small", role="status")
            elif said.sure:
                html("span", said.sure, cls="ms-small")
            if task is not None:
                parts.Watched(task, "pairs", quiet=task.state == "done")
        if paired and said.sure and not since:
            ToNotebook(lambda: noting.of_pairs(paired)).key("noted")


@solara.component
def Pairs(session, pair, paired, again):
    """Both worlds and their difference as bands over all pairs, then every outcome. Arguments: as in `Verdict`."""
    theme = parts.theme_name()
    since, looked = use_pairs(paired, pair)
    column, set_column = solara.use_state_or_update(session.outcome)
    task = paired.task if paired else None
    found = solara.use_memo(lambda: paired.found.courses(column) if paired else None, [paired, looked, column])
    table, took = solara.use_memo(
        lambda: (paired.effects(), hours.of_pairs(task.result)) if paired else (None, None), [paired, looked]
    )

    def look_at(name: str):
        session.outcome = name
        set_column(name)
        again()

    stale = " ms-stale" if since else ""
    with html("div", cls="ms-row"):
        parts.Pick("Course of", [[one, views.title_of(one)] for one in views.SERIES], column, event_pick=look_at)
        html("span", "Bands are 95 % intervals over pairs; weekly numbers are of the people present.", cls="ms-small")
    if found is not None:
        both, gap = (views.compact(figure, 300) for figure in views.banded(*found, column, theme))
        with html("div", cls="ms-grid" + stale):
            with Card("In both worlds, over pairs", level=3):
                Plot(both, f"{views.title_of(column)} in worlds A and B, over pairs", f"{column}-both")
            with Card("Difference over pairs, B − A", level=3):
                Plot(gap, f"{views.title_of(column)}: world B minus world A, over pairs", f"{column}-difference")
    if table is not None and len(table):
        Outcomes(table, took, task, since, theme)


@solara.component
def Outcomes(table, took, task, since: list, theme: str):
    """Every outcome's difference over the pairs, and their hours. table, took: of the pairs so far."""
    heads = ["Outcome", "unit", "A", "B", "B − A [95 %]", "in SD of runs", "verdict"]
    of_whom = f"{int(table['n'].max())} pairs{' of worlds that are not those above' if since else ''}"
    said = f"Effects over {of_whom}; 95 % intervals of the paired difference"
    rows = [{"key": "", "cells": row} for row in replications.effect_rows(table)]
    with Card("All outcomes", cls="ms-stale" if since else ""):
        with html("div", cls="ms-stack"):
            Hours(took, table["outcome"].tolist())
            parts.Rows(said, heads, rows, [False, False, True, True, True, True, False])
            Plot(effects_figure(table, theme), "Effects of B against A in standard deviations", "effects")
        with html("div", cls="ms-row"):
            Download(lambda: csv_of(table), "effects.csv", "Effects as CSV", "text/csv")
            Download(lambda: csv_of(task.result), "outcomes.csv", "All outcomes as CSV", "text/csv")


@solara.component
def Belonging(session, paired, since: list):
    """Which worlds the replications are of, and how those that are compared by now differ."""
    with html("div", cls="ms-note ms-other", role="status"):
        html("p", f"This is not about the worlds below: {'; '.join(since)}.")
        html("p", paired.said, cls="ms-small ms-of")
        week = session.compared.aim
        solara.Link(f"/compare?{sessions.pair_query(*paired.pair)}&week={week}", children=["Back to their worlds"])
