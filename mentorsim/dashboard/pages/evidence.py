"""Evidence: what the results that are there say, each linked to its experiment."""

import solara

from mentorsim.dashboard.logic import evidence, folders, hours, results
from mentorsim.dashboard.logic import session as sessions
from mentorsim.dashboard.logic.results import View
from mentorsim.dashboard.pages import parts
from mentorsim.dashboard.pages.boundary import Guarded
from mentorsim.dashboard.pages.hours import Hours
from mentorsim.dashboard.pages.parts import Card, Fault, html, tried
from mentorsim.dashboard.pages.plot import Plot
from mentorsim.figures import effects

MOST_FIGURES = 3  # of one experiment
WHAT = (
    "One card per experiment below the results folder: its question, its answer with 95 % intervals over paired "
    "replications, and where the numbers come from. “Cannot tell” is an answer too."
)


@solara.component
def Evidence():
    """The page Evidence: what the experiments in the results folders say."""
    below = folders.root()
    names = solara.use_memo(lambda: folders.names(below), [str(below)])
    html("h1", "What the results say", cls="ms-title")
    html("p", WHAT, cls="ms-small")
    with html("div", cls="ms-stack"):
        if not names:
            html(
                "p",
                f"There are no results below {below.name} yet. Start a sweep on the page Experiments, or with "
                "mentorsim sweep.",
            )
        for name in names:
            with Guarded(name, "/evidence", of=name):
                Answer(name)


@solara.component
def Answer(name: str):
    """One experiment."""
    theme = parts.theme_name()
    found, fault = solara.use_memo(lambda: tried(lambda: gathered(name)), [name])
    with Card(name):
        if fault:
            Fault(fault)
            return
        opened, said, table, shown, took = found
        if opened.resolved["question"]:
            html("p", opened.resolved["question"], cls="ms-strong")
        Hours(took, opened.resolved["outcomes"])
        with html("div", cls="ms-two"):
            with html("div"):
                with html("ul", cls="ms-said"):
                    for sentence in said:
                        html("li", sentence)
                with html("dl", cls="ms-terms"):
                    for what, text in shown:
                        html("dt", what)
                        html("dd", text)
                query = sessions.results_query(name, View())
                solara.Link(f"/experiments?{query}", children=[f"Open {name} in Experiments"])
            with html("div", cls="ms-stack"):
                cells = table.groupby(["level", "place"], sort=False) if len(table) else ()
                for (level, place), part in list(cells)[:MOST_FIGURES]:
                    against = f"{level} against {part['reference'].iloc[0]}{f' ({place})' if place else ''}"
                    with html("div"):
                        html("h3", against)
                        Plot(effects(part, theme), f"Effects of {against}", f"{name}-{level}{place and f'-{place}'}")


def gathered(name: str) -> tuple:
    """(opened folder, answers, contrasts, provenance, hours)."""
    opened = results.open_folder(folders.root(), name)
    said, table, shown = evidence.answers(opened), evidence.contrasts_of(opened), evidence.provenance(opened)
    return opened, said, table, shown, hours.of_opened(opened)
