"""The table of people below the network: whom one points at here is lit there, and the other way round."""

from dataclasses import replace

import solara

from mentorsim import codes
from mentorsim.dashboard.logic import table
from mentorsim.dashboard.pages.parts import Card, Download, Fault, html, tried, vue
from mentorsim.formulas import csv_of

BOUNDS = ("low", "high")


@vue("people")
def PeopleView(
    asked: dict,
    some: bool,
    roles: list,
    stages: list,
    numbers: list,
    heads: list,
    rows: list,
    caption: str,
    sort: str,
    down: bool,
    page: int,
    pages: int,
    chosen: int,
    event_ask=None,
    event_clear=None,
    event_order=None,
    event_turn=None,
    event_open=None,
):
    """A page of people."""


@solara.component
def People(session, lab, news: int, on_change):
    """All who are there, as a table. on_change: called when others are asked for: the network shows who."""
    with lab.lock:
        everybody, fault = tried(lambda: table.everybody(lab.worlds[0]))
    with Card("People"):
        if fault:
            Fault(fault)
        else:
            Sheet(session, lab, everybody, news, on_change)


@solara.component
def Sheet(session, lab, everybody, news: int, on_change):
    """The table: who is asked for, in order, page by page."""
    (sort, down), set_sort = solara.use_state((table.BY_PERSON, False))
    at, set_page = solara.use_state(0)
    asked, chosen = session.asked, lab.person
    found = table.ordered(table.filtered(everybody, asked), sort, down)
    where = table.page_with(found, chosen)
    solara.use_effect(lambda: set_page(where) if where is not None else None, [chosen])
    rows, page, pages = table.page_of(found, at)

    def ask(what: dict):
        bounds = {name: table.number_in(str(what[name])) for name in BOUNDS if name in what}
        session.asked = replace(session.asked, **what | bounds)
        set_page(0)
        on_change()

    def clear(*_):
        session.asked = table.Filter()
        set_page(0)
        on_change()

    def order(name: str):
        set_sort((name, not down if name == sort else name in table.NUMBERS))
        set_page(0)

    PeopleView(
        {name: "" if value is None else value for name, value in vars(asked).items()},
        asked.any,
        list(codes.ROLES),
        list(codes.STAGES),
        [[name, words] for name, (words, _) in table.NUMBERS.items()],
        [[name, words, name in table.NUMBERS] for name, words in table.HEADS.items()],
        rows,
        f"{len(found):,} of {len(everybody):,} people in week {lab.week}",
        sort,
        down,
        page,
        pages,
        chosen or 0,
        event_ask=ask,
        event_clear=clear,
        event_order=order,
        event_turn=set_page,
        event_open=lambda key: lab.order(person=int(key)),
    )
    with html("div", cls="ms-row"):
        Download(lambda: csv_of(found), "people.csv", "These people as CSV", "text/csv")
