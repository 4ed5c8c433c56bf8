"""A button that puts a finding into the visitor's notebook."""

import solara

from mentorsim.dashboard.pages.frame import use_session
from mentorsim.dashboard.pages.parts import Fault, Press, html, tried


@solara.component
def ToNotebook(make):
    """Puts what `make` gives (a `notebook.Finding`) into the notebook; what it refuses is said."""
    session = use_session()
    said, set_said = solara.use_state("")
    fault, set_fault = solara.use_state("")

    def put():
        _, why = tried(lambda: session.notebook.put(make()))
        set_fault(why)
        set_said("" if why else f"It is number {len(session.notebook.findings)} in your notebook.")

    with html("div", cls="ms-row"):
        Press("Put into the notebook", put)
        with html("span", cls="ms-small", role="status"):
            if said:
                html("span", f"{said} ")
        if said:
            solara.Link("/notebook", children=["Open the notebook"])
    if fault:
        Fault(fault)
