"""Parts of pages. Interactive ones are small Vue templates with native inputs, one widget each."""

import base64
import inspect
import itertools
import logging
from pathlib import Path

import solara
import solara.lab
from solara.components.component_vue import component_vue

from mentorsim.dashboard.logic import panel, people, what_if
from mentorsim.dashboard.logic.choice import LARGEST_UPLOAD, Choice
from mentorsim.dashboard.logic.panel import Knob
from mentorsim.errors import BadInput
from mentorsim.glossary import has_terms

LOG = logging.getLogger(__name__)
VUE = Path(__file__).parent.parent / "vue"
NEWS = itertools.count(1)


def vue(name: str):
    """Decorator: a component drawn by a Vue template; its `event_…` arguments are called from there."""

    def drawn(function):
        names, make = tuple(inspect.signature(function).parameters), component_vue(str(VUE / f"{name}.vue"))(function)

        def element(*values, **named):
            return make(**dict(zip(names, values, strict=False)), **named)

        return element

    return drawn


@vue("knobs")
def KnobsView(name: str, knobs: list, event_turn=None, event_undo=None, event_ask=None):
    """Parameters as inputs."""


@vue("player")
def PlayerView(
    week: int,
    last: int,
    playing: bool,
    speed: int,
    speeds: list,
    busy: bool,
    event_go=None,
    event_toggle=None,
    event_hasten=None,
):
    """The clock of a world."""


@vue("choose")
def Choose(label: str, options: list, value: str, event_pick=None):
    """A row of buttons of which one is pressed. options: [name, words]."""


@vue("pick")
def Pick(label: str, options: list, value: str, event_pick=None):
    """A labelled select. options: [name, words]."""


@vue("search")
def Search(label: str, hint: str, value: str, event_look=None):
    """A search field."""


@vue("upload")
def UploadView(label: str, most: int, event_taken=None):
    """Takes one small file."""


@vue("facts")
def Facts(facts: list):
    """Numbers under their names. facts: [words, number, what it means]."""


@vue("folds")
def Folds(folds: list, opened: str, inside=None, event_turn=None):
    """Titles, one of them open with `inside` below it. folds: {"name", "words", "about"}."""


@vue("rows")
def Rows(caption: str, heads: list, rows: list, numeric: list, chosen: str = "", event_pick=None):
    """A table. rows: {"key": of what can be picked, or "", "cells": texts}; numeric: whether columns are numbers."""


@vue("copy")
def Copy(text: str, words: str, done: str = "Copied", of_page: bool = False):
    """A button that copies a text. done: what it says then; of_page: the text is a path, and its address is copied."""


def CopyText(text: str, words: str):
    """A button that copies a text."""
    return Copy(text, words)


def CopyLink(path: str):
    """A button that copies the link to a path."""
    return Copy(path, "Copy link", "Link copied", True)


PLAIN = ("a", "button", "option", "pre", "code")  # in these no term is marked: they are pressed, or copied


def html(tag: str, *children, cls: str = "", **attributes):
    """An HTML element with text or elements in it. Terms of the glossary in a text are marked by static/glossary.js."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    if tag not in PLAIN and len(children) == 1 and isinstance(children[0], str) and has_terms(children[0]):
        named, children = named | {"data-words": children[0]}, ()
    return solara.v.Html(tag=tag, class_=cls, attributes=named, children=list(children))


def theme_name() -> str:
    """ "dark" or "light", as the visitor sees it."""
    return "dark" if solara.lab.use_dark_effective() else "light"


def tried(make) -> tuple:
    """(what was made, "") or (None, why it could not be); what nobody foresaw is in the server's log."""
    try:
        return make(), ""
    except BadInput as error:
        return None, str(error)
    except Exception as error:
        LOG.error("a part of a page failed", exc_info=error)
        return None, f"{type(error).__name__}: {error}; the server's log has the details"


def use_news():
    """(number of the latest news, a function that tells of more): the component is drawn again at each.

    Any thread may tell. No two numbers are equal, so news told by two threads at once are not taken for one.
    """
    latest = solara.use_reactive(0)
    return latest.value, lambda: latest.set(next(NEWS))


@solara.component
def Press(words: str, on_press, cls: str = "ms-button", attributes: dict | None = None):
    """A button. on_press: called without arguments."""
    found = {"type": "button"} | (attributes or {})
    button = solara.v.Html(tag="button", class_=cls, attributes=found, children=[words])
    solara.v.use_event(button, "click", lambda *_: on_press())


@solara.component
def Fault(text: str):
    """What is wrong, line by line as on the command line."""
    with html("div", cls="ms-alert", role="alert"):
        for line in text.splitlines():
            html("p", f"error: {line}")


@solara.component
def Card(title: str, children=(), cls: str = "", level: int = 2):
    """A titled part of a page."""
    heads = [html(f"h{level}", title)] if title else []
    html("section", *heads, *children, cls=f"ms-card {cls}", aria_label=title)


@solara.component
def Download(text, name: str, words: str, kind: str = "text/plain"):
    """A button that saves a text. text: the text, or a function that makes it."""
    with solara.FileDownload(text, name, mime_type=kind):
        html("button", words, cls="ms-button", type="button")


@solara.component
def Upload(label: str, on_file):
    """Takes an experiment file. on_file: called with name and bytes; what it refuses (BadInput) is shown."""
    fault, set_fault = solara.use_state("")

    def taken(file: dict):
        try:
            if file["content"] is None:
                raise BadInput(f"{file['name']}: found {file['size']:,} bytes, expected at most {LARGEST_UPLOAD:,}")
            on_file(str(file["name"]), base64.b64decode(file["content"]))
            set_fault("")
        except BadInput as error:
            set_fault(str(error))

    UploadView(label, LARGEST_UPLOAD, event_taken=taken)
    if fault:
        Fault(fault)


# --- parameters ------------------------------------------------------------------------------------------------------


def shown(knob: Knob, fault: str, slider: tuple | None = None) -> dict:
    """A knob as its template wants it. slider: lowest, highest and step of its slider, if it has one of its own."""
    facts = [("unit", knob.unit), ("range", knob.bounds), ("default here", f"{knob.plain}"), ("source", knob.source)]
    return {
        "path": knob.path,
        "label": knob.label,
        "value": knob.value,
        "plain": str(knob.plain),
        "changed": knob.changed,
        "choices": list(knob.choices),
        "kind": "switch" if isinstance(knob.value, bool) else "number",
        "slider": slider or panel.SLIDERS.get(knob.path),
        "meaning": knob.meaning,
        "facts": [[name, text] for name, text in [("path", knob.path), *facts] if text],
        "about": panel.about(knob.path, knob.value) or ("" if knob.path in panel.LABELS else knob.meaning),
        "fault": fault,
        "asks": False,
    }


@solara.component
def Knobs(name: str, choice: Choice, paths: tuple, on_change, on_ask=None):
    """Knobs of some parameters. name: unique in the page; on_change: called with a function that changes a choice.

    on_ask: called with the path of a parameter, to see what it would do over its range; without it nobody can ask.
    What is passed is the change and not the changed choice: two knobs may be turned before the page is drawn again.
    """
    faults, set_faults = solara.use_state({})

    def turn(said: dict):
        path = said["path"]
        try:
            on_change(lambda now: panel.turned(now, path, said["value"]))
            set_faults({})
        except BadInput as error:
            set_faults({path: str(error)})

    def undo(path: str):
        set_faults({})
        on_change(lambda now: panel.undone(now, path))

    knobs = [shown(panel.knob(choice, path), faults.get(path, "")) for path in paths]
    for knob in knobs:
        knob["asks"] = on_ask is not None and what_if.can_be_asked(knob["path"])
    KnobsView(name, knobs, event_turn=turn, event_undo=undo, event_ask=on_ask)


@solara.component
def Luck(name: str, choice: Choice, on_change, paths=panel.LUCK):
    """Seed, replication, weeks. on_change: as in `Knobs`."""
    faults, set_faults = solara.use_state({})

    def turn(said: dict):
        try:
            on_change(lambda now: panel.turned(now, said["path"], said["value"]))
            set_faults({})
        except BadInput as error:
            set_faults({said["path"]: str(error)})

    knobs = [shown(panel.luck_knob(choice, path), faults.get(path, "")) for path in paths]
    KnobsView(name, knobs, event_turn=turn, event_undo=lambda path: on_change(lambda now: panel.undone(now, path)))


@solara.component
def RealPeople(choice: Choice, on_change):
    """The people who are given, and a way back to drawn ones. on_change: as in `Knobs`."""
    html("p", people.in_words(choice.people, choice.parameters.given), cls="ms-note ms-small")
    Press("Draw people instead", lambda: on_change(lambda now: now.with_people_of(Choice())), "ms-link")


@solara.component
def AllParameters(name: str, choice: Choice, on_change):
    """A search over all parameters, and the groups they come in. on_change: as in `Knobs`."""
    search, set_search = solara.use_state("")
    opened, set_opened = solara.use_state("")
    Search("All parameters", "search: load, hours/week, Deffuant …", search, event_look=set_search)
    if search.strip():
        found = panel.found(search)
        html("p", f"{len(found)} found" if found else "Nothing has that name.", cls="ms-small", role="status")
        Knobs(f"{name}-found", choice, tuple(found), on_change)
        return
    inside = Knobs(f"{name}-{opened}", choice, tuple(panel.paths_of(opened)), on_change) if opened else None
    Folds(panel.folds(choice), opened, inside, event_turn=lambda group: set_opened("" if group == opened else group))


# --- long work -------------------------------------------------------------------------------------------------------

ENDS = {"done": "Done", "cancelled": "Cancelled", "failed": "Failed"}


@vue("bar")
def Bar(label: str, done: int, total: int, words: str):
    """How far some work is."""


@solara.component
def Watched(task, unit: str = "runs", quiet: bool = False):
    """A task: how far it is, a button to cancel it, why it failed. quiet: say nothing."""
    _, tell = use_news()
    solara.use_effect(lambda: task.watch(tell), [id(task)])
    if quiet:
        return
    words = f"{ENDS.get(task.state, 'Running')}: {task.done:,} of {task.total:,} {unit}"
    with html("div", cls="ms-row"):
        Bar(task.name, task.done, task.total, f"{words} {task.detail}".strip())
        if task.running:
            Press("Cancel", task.cancel)
    if task.error:
        Fault(task.error)
