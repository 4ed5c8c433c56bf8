"""Notebook: the findings that a visitor has put there, in their order, to be exported as one page."""

import solara

from mentorsim.dashboard.pages.boundary import Guarded
from mentorsim.dashboard.pages.form import Field
from mentorsim.dashboard.pages.frame import use_session
from mentorsim.dashboard.pages.parts import Card, Download, Press, html, use_news
from mentorsim.dashboard.pages.plot import Plot
from mentorsim.printing import plural

WHAT = (
    "What you put here from Design, Experiments, Compare and What if: a sentence, its figure, the experiment that "
    "gives it. It is yours alone, and gone when you leave or the server stops: export it to keep it."
)
EMPTY = "Nothing yet. Press “Put into the notebook” beside a figure of a sweep, a comparison or a what-if."


@solara.component
def NotebookPage():
    """The page."""
    book = use_session().notebook
    _, again = use_news()

    def name(title: str):
        book.title = title.strip() or "Notebook"
        again()

    html("h1", "Notebook", cls="ms-title")
    html("p", WHAT, cls="ms-small")
    with html("div", cls="ms-stack"):
        with Card("Export"):
            if book.findings:
                Field("notebook-title", "Title", book.title, event_say=name)
                with html("div", cls="ms-row"):
                    Download(book.to_html, "notebook.html", "Save as one page (HTML)", "text/html")
                    said = f"{plural(len(book.findings), 'finding')}, with figures, experiments and commands"
                    html("span", f"{said}; it opens without a network.", cls="ms-small")
            else:
                html("p", EMPTY)
        for place, finding in enumerate(book.findings):
            with Guarded("The finding", "/notebook", of=finding):
                Shown(book, place, len(book.findings), finding, again).key(f"{finding.when}-{id(finding.figure)}")


@solara.component
def Shown(book, place: int, of: int, finding, again):
    """One finding. place: in the notebook; of: how many there are."""
    opened, set_opened = solara.use_state(False)

    def then(act):
        act()
        again()

    with Card(f"{place + 1}. {finding.sentence}", cls="ms-noted"):
        html("p", finding.about, cls="ms-small")
        if finding.figure is not None:
            with html("div", cls="ms-paper"):
                Plot(finding.figure, finding.caption, "finding")
            html("p", finding.caption, cls="ms-small")
        Field(
            f"remark-{place}",
            "Your remark",
            finding.remark,
            event_say=lambda text: then(lambda: book.say(place, text)),
        )
        with html("div", cls="ms-row"):
            Press(
                "Up", lambda: then(lambda: book.move(place, -1)), "ms-button", off(place == 0, f"Move {place + 1} up")
            )
            Press(
                "Down",
                lambda: then(lambda: book.move(place, 1)),
                "ms-button",
                off(place == of - 1, f"Move {place + 1} down"),
            )
            Press(
                "Remove", lambda: then(lambda: book.remove(place)), "ms-button", {"aria-label": f"Remove {place + 1}"}
            )
            solara.Link(finding.link, children=["Where it was found"])
            Download(finding.toml, finding.file, "Its experiment as TOML")
        html("p", "The same on the command line:", cls="ms-small")
        html("code", finding.command)
        Press(
            f"The experiment {finding.file}",
            lambda: set_opened(not opened),
            "ms-fold",
            {"aria-expanded": "true" if opened else "false"},
        )
        if opened:
            html("pre", finding.toml, cls="ms-code", tabindex="0", role="region", aria_label=finding.file)
        html("p", f"Noted {finding.when}. {finding.identity}.", cls="ms-small")


def off(disabled: bool, said: str) -> dict:
    """The attributes of a button, which may be disabled."""
    return {"aria-label": said} | ({"disabled": "disabled"} if disabled else {})
