"""The address bar follows what a visitor chooses; what an address asks for in vain is reported."""

import solara

from mentorsim.dashboard.pages.parts import html


def keep(session, page: str, path: str, query: str, lab) -> None:
    """Keep the address bar at the present state: choices at once, the week once it stands still."""
    router = solara.use_router()

    def go():
        if not session.to_push(page, query, lab.playing):
            return
        first = page not in session.followed and not router.search
        session.show(page, query)
        if not first:
            router.push(f"{path}?{query}")

    solara.use_effect(go, [query, lab.playing])


@solara.component
def LeftOut(lines):
    """What of a link was left out, line by line."""
    with html("div", cls="ms-note ms-other", role="alert"):
        html("p", "Of this link, what cannot be is left out:")
        with html("ul", cls="ms-said"):
            for line in lines:
                html("li", line)
