"""Experiments: results folders, what they show, single runs; sweeps in the background."""

import solara

from mentorsim.dashboard.logic import choice as choices
from mentorsim.dashboard.logic import evidence, folders, noting, results, views
from mentorsim.dashboard.logic import session as sessions
from mentorsim.dashboard.logic.results import KINDS, MOST_LEVELS, View
from mentorsim.dashboard.logic.tasks import BOARD
from mentorsim.dashboard.pages import address, parts
from mentorsim.dashboard.pages.boundary import Guarded
from mentorsim.dashboard.pages.frame import use_session
from mentorsim.dashboard.pages.parts import Card, Download, Fault, Press, html, tried
from mentorsim.dashboard.pages.pin import ToNotebook
from mentorsim.dashboard.pages.plot import Plot
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.formulas import csv_of

OVER_WORLDS = (
    "Each faint dot is a plausible world, larger the more it weighs; the mark is the mean over all with its 95 % "
    "interval, open where that holds 0."
)
GOES_ON = "Sweeps go on when you leave this page, and stop with the server; started again, one does the rest."


@solara.component
def Experiments():
    """The page: all folders, or the one that is open."""
    session, router = use_session(), solara.use_router()
    refreshed, set_refreshed = solara.use_state(0)
    folder, view, ignored = sessions.results_of(router.search)
    session.followed["experiments"] = router.search

    def go(folder: str, view: View):
        router.push(f"/experiments?{sessions.results_query(folder, view)}" if folder else "/experiments")

    html("h1", "Experiments", cls="ms-title")
    if ignored and not folder:
        address.LeftOut(ignored)
    if folder:
        with Guarded(folder, "/experiments", of=router.search):
            Folder(folder, view, go, ignored)
        return
    with html("div", cls="ms-stack"):
        with Guarded("The list of sweeps", "/experiments", of=refreshed):
            Running(refreshed)
        with Guarded("The list of results", "/experiments", of=refreshed):
            Folders(go, refreshed, lambda: set_refreshed(refreshed + 1))
        with Guarded("The list of experiments", "/experiments", of=refreshed):
            Start(lambda: set_refreshed(refreshed + 1))


@solara.component
def Running(refreshed: int):
    """Sweeps that run, or ended since the server began."""
    if BOARD.tasks:
        with Card("Sweeps"):
            for name, task in BOARD.tasks.items():
                html("p", name, cls="ms-strong")
                parts.Watched(task).key(f"{name}-{id(task)}")
            html("p", GOES_ON, cls="ms-small")


@solara.component
def Folders(go, refreshed: int, refresh):
    """Results folders below the root."""
    below = folders.root()
    rows = solara.use_memo(lambda: results.listing(below), [refreshed, str(below)])
    with Card("Results"):
        if rows:
            cells = [{"key": "" if row["fault"] else row["name"], "cells": results.cells_of(row)} for row in rows]
            heads = ["Folder", "Question", "Runs", "Failed", "Weeks"]
            parts.Rows(
                f"Below {below.name}: click one to open it",
                heads,
                cells,
                [False, False, True, True, True],
                event_pick=lambda name: go(name, View()),
            )
        else:
            html("p", f"There are no results below {below.name} yet. Start a sweep here, or with mentorsim sweep.")
        Press("Look again", refresh)


@solara.component
def Start(on_start):
    """Experiments that come with the package, and those that are dropped in: one is chosen, looked at, and swept."""
    rows = solara.use_memo(results.shipped, [])
    (name, experiment), choose = solara.use_state(("", None))
    cells = [
        {"key": row["name"], "cells": [row["name"], row["question"], row["factors"], row["replications"]]}
        for row in rows
    ]
    with Card("Start an experiment"):
        heads, said = (
            ["Experiment", "Question", "Factors", "Replications"],
            "Shipped experiments: click one to look at it",
        )
        parts.Rows(
            said,
            heads,
            cells,
            [False, False, False, True],
            name,
            event_pick=lambda name: choose((name, config.load(name))),
        )
        parts.Upload(
            "Or drop an experiment file here, or pick one: it is checked first",
            lambda file, content: choose(("", choices.read_upload(file, content))),
        )
        if experiment is not None:
            Chosen(experiment, on_start).key(f"chosen-{id(experiment)}")


@solara.component
def Chosen(experiment, on_start):
    """The experiment that was chosen: how many runs it has, its sweep, its world."""
    few, set_few = solara.use_state("")
    fault, set_fault = solara.use_state("")
    arms, worlds = solara.use_memo(lambda: results.arms_of(experiment), [])
    notes = solara.use_memo(lambda: results.notes_on(experiment), [])
    choice, why_not = solara.use_memo(lambda: tried(lambda: choices.of_experiment(experiment)), [])
    replications = int(few or experiment.replications)

    def start():
        try:
            results.start_sweep(folders.root(), experiment, replications)
            set_fault("")
        except BadInput as error:
            set_fault(str(error))
        on_start()

    with html("div", cls="ms-note"):
        html("h3", experiment.name)
        html("p", experiment.question)
        runs = arms * max(1, worlds) * replications
        inner = f" × {worlds:,} plausible worlds" if worlds else ""
        size = f"{arms:,} arms{inner} × {replications:,} replications = {runs:,} runs of {experiment.weeks} weeks"
        html("p", f"{size}, into the folder {folders.root().name}/{experiment.name}", cls="ms-small")
        for line in notes:
            html("p", f"note: {line}", cls="ms-small")
        with html("div", cls="ms-row"):
            options = [["", f"{experiment.replications}, as written"], *([n, n] for n in ("3", "10", "30", "100"))]
            parts.Pick("Replications", options, few, event_pick=set_few)
            Press("Start its sweep", start, "ms-button ms-first")
            if choice is not None:
                solara.Link(f"/?{sessions.world_query(choice)}", children=["Open its world in Explore"])
        if fault or why_not:
            Fault(fault or why_not)


# --- one folder ------------------------------------------------------------------------------------------------------


@solara.component
def Folder(folder: str, view: View, go, ignored: list):
    """What a results folder shows. ignored: what was left out of the link to it."""
    again, set_again = solara.use_state(0)
    opened, fault = solara.use_memo(lambda: tried(lambda: results.open_folder(folders.root(), folder)), [folder, again])
    with html("div", cls="ms-row"):
        Press("All experiments", lambda: go("", View()))
        Press("Read again", lambda: set_again(again + 1))
    if fault:
        Fault(fault)
        return
    shown, left_out = results.completed(opened, view), [*ignored, *results.misnamed(opened, view)]
    if left_out:
        address.LeftOut(left_out)

    def turn(**changed):
        kept = {} if changed.keys() <= {"cell", "run"} else {"cell": "", "run": ""}
        go(folder, View(**(vars(shown) | kept | changed)))

    with html("div", cls="ms-stack"):
        with Guarded("What it is", "/experiments", of=(folder, again)):
            Head(opened)
        with Card("", cls="ms-flat"), Guarded("The figure", "/experiments", of=shown):
            Controls(opened, shown, turn)
            Shown(opened, shown, turn)
        with Guarded("The runs", "/experiments", of=shown):
            Runs(opened, shown, turn)


@solara.component
def Head(opened):
    """Which experiment it is."""
    resolved = opened.resolved
    factors = "; ".join(f"{name}: {', '.join(map(str, opened.runs[name].unique()[:8]))}" for name in opened.factors)
    with Card(opened.name):
        if resolved["question"]:
            html("p", resolved["question"])
        size = results.size_in_words(opened)
        html("p", f"{size}, seed {resolved['seed']}. {factors}", cls="ms-small")
        for what, text in evidence.people_in_words(opened):
            html("p", f"People, {what}: {text}", cls="ms-small")
        if opened.results.edition:
            html("p", f"{opened.results.edition}.", cls="ms-note ms-other ms-small")
        for note in opened.results.notices:
            html("p", f"Damaged: {note}", cls="ms-note ms-other ms-small")


@solara.component
def Controls(opened, view: View, turn):
    """What to show: kind of figure, outcomes, factors."""
    outcomes = [[name, results.outcome_words(name)] for name in opened.outcomes]
    factors = [[name, name] for name in opened.factors]
    kinds = [list(kind) for kind in results.kinds_of(opened)]
    parts.Choose("Figure", kinds, view.kind, event_pick=lambda kind: turn(kind=kind))
    with html("div", cls="ms-row ms-controls"):
        if view.kind == "course":
            series = [[name, views.title_of(name)] for name in views.SERIES]
            parts.Pick("Course of", series, view.column, event_pick=lambda name: turn(column=name))
        elif view.kind != "survival":
            parts.Pick("Outcome", outcomes, view.outcome, event_pick=lambda name: turn(outcome=name))
        if view.kind == "pareto":
            parts.Pick("against", outcomes, view.second, event_pick=lambda name: turn(second=name))
            parts.Pick("and", [["", "no third"], *outcomes], view.third, event_pick=lambda name: turn(third=name))
        if view.kind in ("heat", "effects", "survival", "course") and factors:
            words = {"heat": "Across", "effects": "Effect of"}.get(view.kind, "A line for each")
            parts.Pick(words, factors, view.x, event_pick=lambda name: turn(x=name))
        if view.kind in ("heat", "effects") and len(factors) > 1:
            others = [pair for pair in factors if pair[0] != view.x]
            parts.Pick(
                {"heat": "Down", "effects": "for each"}[view.kind], others, view.y, event_pick=lambda name: turn(y=name)
            )


@solara.component
def Shown(opened, view: View, turn):
    """The figure."""
    theme = parts.theme_name()
    still = tuple(value for name, value in vars(view).items() if name not in ("cell", "run"))
    figure, fault = solara.use_memo(
        lambda: tried(lambda: results.figure_of(opened, view, theme)), [id(opened), still, theme]
    )
    if fault:
        Fault(fault)
        return

    def pick(picked):
        cell = results.cell_of(picked, opened, view)
        if cell:
            turn(cell=cell)

    about = dict(KINDS)[view.kind]
    Plot(figure, f"{about} of {view.outcome or view.column} in {opened.name}", f"{opened.name}-{view.kind}", pick)
    ToNotebook(lambda: noting.of_folder(opened, view)).key("noted")
    if view.kind == "effects" and "worlds" in opened.resolved:
        html("p", OVER_WORLDS, cls="ms-small")
    if view.kind == "heat":
        cells = opened.runs[[view.x, view.y]].drop_duplicates().astype(str).itertuples(index=False)
        options = [["", "all"], *([f"{x}|{y}", f"{x}, {y}"] for x, y in list(cells)[: MOST_LEVELS**2])]
        with html("div", cls="ms-row"):
            html("span", "Click a cell, or choose one here, for its runs:", cls="ms-small")
            parts.Pick("Cell", options, view.cell, event_pick=lambda cell: turn(cell=cell))


@solara.component
def Runs(opened, view: View, turn):
    """The runs of the cell, and the way into one of them."""
    found = results.runs_in(opened, view)
    router = solara.use_router()
    fault, set_fault = solara.use_state("")

    def replay():
        try:
            choice = results.choice_of(opened, view.run)
        except BadInput as error:
            set_fault(str(error))
            return
        router.push(f"/?{sessions.replay_query(opened.name, view.run, choice)}")

    where = f"Runs in {view.cell.replace('|', ', ')}" if view.cell else "Runs"
    with Card(where):
        rows = [
            {"key": row.run_id, "cells": [row.run_id, name_of(row), str(row.replication), views.number(value, 3)]}
            for row, value in zip(found.itertuples(), found[view.outcome], strict=True)
        ][:500]
        with html("div", cls="ms-row"):
            if view.run:
                html("span", f"Run {view.run}", cls="ms-strong")
                Press("Replay this run in Explore", replay, "ms-button ms-first")
            Download(lambda: csv_of(found), "runs.csv", "These runs as CSV", "text/csv")
            first = ", the first 500 shown" if len(found) > 500 else ""
            html("span", f"{len(found):,} runs{first}; click one, then replay it", cls="ms-small")
        if fault:
            Fault(fault)
        heads = ["Run", "Arm", "Replication", view.outcome]
        parts.Rows(
            "One row per run", heads, rows, [False, False, True, True], view.run, event_pick=lambda run: turn(run=run)
        )


def name_of(row) -> str:
    """The arm of a run, and its plausible world if it is in one."""
    return f"{row.arm}, world {row.world}" if hasattr(row, "world") else row.arm
