"""What is around every page: name, navigation, light and dark; and the session that all pages share."""

import solara
import solara.lab
from solara.toestand import Singleton

from mentorsim import glossary
from mentorsim.dashboard.logic import tour
from mentorsim.dashboard.logic.session import Session
from mentorsim.dashboard.pages.boundary import Guarded
from mentorsim.dashboard.pages.parts import vue

PAGES = (
    ("/", "Explore"),
    ("/compare", "Compare"),
    ("/questions", "Questions"),
    ("/design", "Design"),
    ("/experiments", "Experiments"),
    ("/evidence", "Evidence"),
    ("/notebook", "Notebook"),
)
TERMS, STEPS = glossary.as_rows(), tour.as_rows()
COLOURS = {"light": {"primary": "#0b5fa5"}, "dark": {"primary": "#5aa9e6"}}
SESSION = Singleton(Session)  # one per visitor: Solara keeps it in the visitor's kernel


@vue("glossary")
def Glossary(terms: list):
    """All terms in a dialog; and the page knows from here which words are terms."""


@vue("tour")
def Tour(steps: list):
    """A tour of a minute, offered on the first visit and in the header."""


def use_session() -> Session:
    """The visitor's session."""
    return SESSION.get()


@solara.lab.on_kernel_start
def end_with_kernel():
    """When the visitor has gone, what runs for them ends."""
    return lambda: SESSION.get().close()


def address(path: str, session: Session) -> str:
    """Where a page of the navigation leads: back to the state it was left in."""
    queries = {
        "/": session.followed.get("explore"),
        "/compare": session.followed.get("compare"),
        "/design": session.desk.followed,
    }
    return f"{path}?{queries[path]}" if queries.get(path) else path


@solara.component
def Layout(children=()):
    """Header, and the page below it."""
    router, session = solara.use_router(), use_session()
    here = "/" + "/".join(part for part in router.parts if part)
    solara.use_memo(set_colours, [])
    with solara.Div(classes=["ms"]):
        with solara.v.Html(tag="header", class_="ms-header"):
            solara.v.Html(tag="a", class_="ms-skip", attributes={"href": "#main"}, children=["To the content"])
            solara.v.Html(tag="span", class_="ms-name", children=["mentorsim"])
            with solara.v.Html(tag="nav", attributes={"aria-label": "Pages"}):
                for path, name in PAGES:
                    classes = ["ms-tab", *(["ms-here"] if path == here else [])]
                    solara.Link(address(path, session), children=[name], classes=classes)
            with solara.Div(classes=["ms-tools"]):
                Tour(STEPS)
                Glossary(TERMS)
            with solara.Div(classes=["ms-theme"]):
                solara.lab.ThemeToggle()
        with solara.v.Html(tag="main", class_="ms-main", attributes={"id": "main", "tabindex": "-1"}):
            for child in children:
                Guarded("This page", here, children=[child], of=(router.path, router.search))


def set_colours() -> None:
    """Our colours in Vuetify's widgets."""
    for name, colours in COLOURS.items():
        for role, colour in colours.items():
            setattr(getattr(solara.lab.theme.themes, name), role, colour)
