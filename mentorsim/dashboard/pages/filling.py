"""Results of a sweep as they fill in: means by arm, and a figure."""

import solara

from mentorsim.dashboard.logic import folders, live, noting, results
from mentorsim.dashboard.pages import parts
from mentorsim.dashboard.pages.parts import Card, Fault, html, tried, use_news
from mentorsim.dashboard.pages.pin import ToNotebook
from mentorsim.dashboard.pages.plot import Plot


@solara.component
def Filling(name: str, experiment, task, news: int):
    """What is in the folder of a sweep so far; nothing, if there is none. task: of the sweep, if one runs or ended."""
    _, tell = use_news()
    solara.use_effect(lambda: task.watch(tell) if task else None, [task])
    below = folders.root()
    known = task is not None or (experiment is not None and (below / name / folders.MARK).is_file())
    opened, fault = solara.use_memo(
        lambda: tried(lambda: results.open_folder(below, name)) if known else (None, ""),
        [name, known, task, live.moment(task)],
    )
    if not known:
        return
    if opened is None:
        if task is not None and task.running:
            html("p", "The first results come in a moment …", cls="ms-small", role="status")
        elif fault and task is not None:
            Fault(fault)
        return
    Found(name, opened, bool(task and task.running))


@solara.component
def Found(name: str, opened, running: bool):
    """Means by arm and a figure of a folder that was opened. running: whether more is to come."""
    outcome, set_outcome = solara.use_state("")
    kind, set_kind = solara.use_state("")
    theme = parts.theme_name()
    view = live.view_of(opened, kind, outcome)
    figure, fault = solara.use_memo(
        lambda: tried(lambda: results.figure_of(opened, view, theme)), [id(opened), view, theme]
    )
    heads, rows, arms = solara.use_memo(lambda: live.means(opened), [id(opened)])
    factors = len(live.factors_of(opened))
    with Card(f"Found so far by {name}" if running else f"Found by {name}", cls="ms-flat"):
        done = f"{len(opened.runs):,} runs" + (", more to come" if running else "")
        first = f", the first {len(rows)} of {arms:,} arms" if len(rows) < arms else ""
        parts.Rows(
            f"Means with 95 % intervals over replications{first}; {done}",
            heads,
            [{"key": "", "cells": row} for row in rows],
            [n >= factors for n in range(len(heads))],
        )
        with html("div", cls="ms-row ms-controls"):
            parts.Choose("Figure", [list(one) for one in live.kinds_of(opened)], view.kind, event_pick=set_kind)
            if view.kind not in ("course", "survival"):
                options = [[one, live.plain_title(one)] for one in opened.outcomes]
                parts.Pick("Outcome", options, view.outcome, event_pick=set_outcome)
        if fault:
            Fault(fault)
        else:
            Plot(figure, f"{dict(results.KINDS)[view.kind]} of {view.outcome} in {name}", f"{name}-{view.kind}")
            ToNotebook(lambda: noting.of_folder(opened, view)).key("noted")
        solara.Link(
            f"/experiments?folder={name}", children=["Open it in Experiments: more figures, single runs, replays"]
        )
