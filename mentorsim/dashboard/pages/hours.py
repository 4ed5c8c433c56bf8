"""Hours of mentors on a page, before any outcome: a table, what differs, how to read it."""

import solara

from mentorsim.dashboard.logic import hours
from mentorsim.dashboard.pages import parts
from mentorsim.dashboard.pages.parts import html


@solara.component
def Hours(found: tuple, outcomes=()):
    """Hours of arms or worlds. found: of `dashboard.hours`; outcomes: those that the page shows."""
    heads, rows, shown = found
    with html("div", cls="ms-stack"):
        if rows:
            numeric = [head in hours.HEADS for head in heads]
            parts.Rows(
                "Hours of mentors, and what they brought; means with half of their 95 % intervals",
                heads,
                [{"key": "", "cells": cells} for cells in rows],
                numeric,
            )
        if shown:
            with html("ul", cls="ms-said"):
                for line in shown:
                    html("li", line)
        if rows or shown:
            for note in hours.notes_on(outcomes):
                html("p", note, cls="ms-small")
