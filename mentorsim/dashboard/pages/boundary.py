"""Where a fault ends: what goes wrong in a part of a page is said in its place, and the rest of the page stays."""

import logging

import reacton
import solara

from mentorsim.dashboard.pages.parts import Press, html

LOG = logging.getLogger(__name__)


@solara.component
def Guarded(name: str, page: str, children=(), of=None):
    """A component's children or, if one of them fails, a short message; the traceback goes to the server's log.

    name: of what is inside; page: the address at which one starts again; of: what it is made of: once that is another,
    the children are tried again.
    """
    error, clear = reacton.use_exception()
    tried = solara.use_ref(of)
    shown = solara.use_ref(None)
    if error is not None and shown.current is error and tried.current != of:
        clear()
        error = None
    tried.current = of
    if error is None:
        html("div", *children, cls="ms-part")
        return
    if shown.current is not error:
        LOG.error("%s failed", name, exc_info=error)
        shown.current = error
    with html("div", cls="ms-alert", role="alert"):
        html("p", f"{name} cannot be shown: {type(error).__name__}. The server's log has the details.")
        with html("div", cls="ms-row"):
            Press("Try again", clear)
            html("a", "Start again", href=page)
