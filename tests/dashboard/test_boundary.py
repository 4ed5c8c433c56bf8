"""A fault in a part of a page ends there."""

import logging

import pytest

solara = pytest.importorskip("solara")

from mentorsim.dashboard.pages.boundary import Guarded  # noqa: E402
from mentorsim.dashboard.pages.frame import Layout  # noqa: E402
from mentorsim.dashboard.pages.parts import Press, html  # noqa: E402

from .test_components import inside  # noqa: E402


def texts(box) -> list[str]:
    """What is written in the box."""
    return [child for widget in inside(box) for child in getattr(widget, "children", ()) if isinstance(child, str)]


def press(box, words: str) -> None:
    """Press a button."""
    next(widget for widget in inside(box) if list(getattr(widget, "children", ())) == [words]).fire_event("click", {})


def test_the_rest_of_the_page_stays_and_the_part_can_be_tried_again(caplog):
    fails = solara.reactive(True)
    week = solara.reactive(0)

    @solara.component
    def Part(week):
        if fails.value:
            raise ValueError("secret")
        html("p", f"week {week}")

    @solara.component
    def Page():
        with html("main"):
            with Guarded("The part", "/start", of=week.value):
                Part(week.value)
            html("p", "the rest")

    box, rendered = solara.render(Page(), handle_error=False)
    with caplog.at_level(logging.ERROR):
        assert texts(box)[0].startswith("The part cannot be shown: ValueError.")
        assert "secret" not in "".join(texts(box))
        assert texts(box)[-1] == "the rest"
        (start,) = (widget for widget in inside(box) if getattr(widget, "tag", "") == "a")
        assert start.attributes["href"] == "/start"
    mine = [record for record in caplog.records if record.name.startswith("mentorsim")]
    assert [record.exc_info[1].args for record in mine] == [("secret",)]  # the traceback, once
    press(box, "Try again")
    assert texts(box)[0].startswith("The part cannot be shown")
    fails.set(False)
    press(box, "Try again")
    assert texts(box) == ["week 0", "the rest"]
    fails.set(True)
    assert texts(box)[0].startswith("The part cannot be shown")
    fails.set(False)
    week.set(1)  # of something else: tried again without being asked
    assert texts(box) == ["week 1", "the rest"]
    rendered.close()


def test_a_fault_in_what_a_visitor_does_ends_there_too():
    @solara.component
    def Page():
        with html("main"):
            with Guarded("The button", "/"):
                Press("divide", lambda: 1 / 0)
            html("p", "the rest")

    box, rendered = solara.render(Page(), handle_error=False)
    press(box, "divide")
    assert texts(box)[0].startswith("The button cannot be shown: ZeroDivisionError.")
    assert texts(box)[-1] == "the rest"
    rendered.close()


def test_a_page_that_fails_leaves_the_way_to_the_others():
    @solara.component
    def Page():
        raise KeyError("arms")

    box, rendered = solara.render(Layout(children=[Page()]), handle_error=False)
    assert any(text.startswith("This page cannot be shown: KeyError.") for text in texts(box))
    assert {"Explore", "Compare", "Experiments", "Evidence"} <= set(texts(box))
    rendered.close()
