"""Parts of pages rendered without a browser: what a visitor does reaches the logic, and what it says is shown."""

import pytest

from mentorsim.dashboard import assets
from mentorsim.dashboard.logic.choice import Choice, to_toml
from mentorsim.dashboard.logic.ghosts import twin_course
from mentorsim.dashboard.logic.session import Session
from mentorsim.dashboard.logic.tasks import Task
from mentorsim.dashboard.logic.views import facts

solara = pytest.importorskip("solara")

from mentorsim.dashboard.pages import parts  # noqa: E402
from mentorsim.dashboard.pages.explore import Explore  # noqa: E402
from mentorsim.dashboard.pages.frame import SESSION  # noqa: E402
from mentorsim.dashboard.pages.network import Network, NetworkWidget  # noqa: E402
from mentorsim.dashboard.pages.plot import PlotWidget  # noqa: E402


def inside(widget):
    """The widget and all that are in it."""
    yield widget
    for child in getattr(widget, "children", ()):
        if not isinstance(child, str):
            yield from inside(child)


def drawn_by(box, **has):
    """The first widget in the box with these traits and values."""
    for widget in inside(box):
        if all(widget.has_trait(name) and getattr(widget, name) == value for name, value in has.items()):
            return widget
    raise AssertionError(f"no widget has {has}")


def changing(choice):
    """What `on_change` of knobs is on a page: a function that changes a reactive choice."""
    return lambda of: choice.set(of(choice.value))


@pytest.mark.parametrize("there", [True, False])
def test_without_its_file_the_network_is_drawn_by_plotly(monkeypatch, there):
    monkeypatch.setattr(assets, "draws", lambda place: there)
    session = Session()
    lab = session.explored
    lab.order(wanted=(Choice({"people.mentees": 20, "people.mentors": 8}),), goal=3)
    lab.begin()
    assert lab.settled()
    box, rendered = solara.render(Network(session, lab, 1, "light", lambda: None), handle_error=False)
    drawn = drawn_by(box, label="Network in week 3: people, mentors, matches")
    assert isinstance(drawn, NetworkWidget if there else PlotWidget)
    if there:
        drawn.unable = True  # the browser could not draw it
        assert isinstance(drawn_by(box, label="Network in week 3: people, mentors, matches"), PlotWidget)
    rendered.close()
    session.close()


def test_a_knob_is_turned_set_back_and_refuses():
    choice = solara.reactive(Choice({"setting": "network"}))

    @solara.component
    def Page():
        parts.Knobs("here", choice.value, ("goals.omega", "people.mentees"), changing(choice))

    box, rendered = solara.render(Page(), handle_error=False)
    view = drawn_by(box, name="here")
    assert [knob["value"] for knob in view.knobs] == [0.1, 120]
    view.vue_event_turn({"path": "goals.omega", "value": "0.4"})
    assert choice.value.overrides["goals.omega"] == 0.4
    assert (view.knobs[0]["value"], view.knobs[0]["changed"], view.knobs[0]["plain"]) == (0.4, True, "0.1")
    view.vue_event_turn({"path": "people.mentees", "value": "-3"})
    assert "people.mentees: found -3" in view.knobs[1]["fault"]
    view.vue_event_undo("goals.omega")
    assert choice.value.overrides == {"setting": "network"}
    assert view.knobs[1]["fault"] == ""
    rendered.close()


def test_two_knobs_turned_before_the_page_is_drawn_again_are_both_turned():
    """What a knob calls is of the page as it was drawn: by then another may have been turned."""
    choice = solara.reactive(Choice({"setting": "network"}))

    @solara.component
    def Page():
        parts.Knobs("here", choice.value, ("goals.omega", "people.mentees"), changing(choice))

    box, _ = solara.render(Page(), handle_error=False)
    turn = drawn_by(box, name="here")._event_callbacks["turn"]
    turn({"path": "goals.omega", "value": "0.4"})
    turn({"path": "people.mentees", "value": "30"})
    assert choice.value.overrides == {"setting": "network", "goals.omega": 0.4, "people.mentees": 30}


def test_one_group_of_parameters_is_open_at_a_time():
    choice = solara.reactive(Choice({"learning.rate": 0.02}))

    @solara.component
    def Page():
        parts.AllParameters("all", choice.value, changing(choice))

    box, rendered = solara.render(Page(), handle_error=False)
    view = next(widget for widget in inside(box) if widget.has_trait("folds"))
    assert (view.opened, view.inside) == ("", None)
    assert [fold["words"] for fold in view.folds if fold["name"] == "learning"] == ["Learning (1 set)"]
    view.vue_event_turn("learning")
    assert view.opened == "learning"
    assert [knob["value"] for knob in view.inside.knobs if knob["changed"]] == [0.02]
    view.inside.vue_event_turn({"path": "learning.rate", "value": "0.04"})
    assert choice.value.overrides == {"learning.rate": 0.04}
    view.vue_event_turn("learning")
    assert view.opened == ""
    rendered.close()


def test_a_file_is_taken_or_its_fault_shown():
    taken = []
    box, rendered = solara.render(parts.Upload("file", lambda *file: taken.append(file)), handle_error=False)
    view = drawn_by(box, label="file")
    content = to_toml(Choice()).encode()
    view.vue_event_taken({"name": "a.toml", "size": len(content), "content": parts.base64.b64encode(content).decode()})
    assert taken == [("a.toml", content)]
    view.vue_event_taken({"name": "b.toml", "size": 10**9, "content": None})
    assert any(
        "b.toml: found 1,000,000,000 bytes" in str(widget.children) for widget in inside(box) if widget.has_trait("tag")
    )
    rendered.close()


def test_a_task_is_watched_and_cancelled():
    import threading

    go = threading.Event()
    task = Task("slow", lambda one: (one.progress(1, 4), go.wait(5), one.progress(2, 4))).start()
    box, rendered = solara.render(parts.Watched(task), handle_error=False)
    task.cancel()
    go.set()
    task.wait(5)
    assert drawn_by(box, label="slow").words.startswith("Cancelled: 2 of 4")
    rendered.close()


@pytest.mark.slow
def test_explore_draws_the_world_that_its_lab_has():
    lab = SESSION.get().explored
    lab.order(wanted=(Choice({"people.mentees": 20, "people.mentors": 8}),), goal=3)
    lab.begin()
    assert lab.settled()
    box, rendered = solara.render(Explore(), handle_error=False)
    assert drawn_by(box, week=3).last == 156
    drawn_by(box, facts=[list(fact) for fact in facts(lab.courses[0], twin_course(lab))])
    assert drawn_by(box, name="common").knobs[4]["value"] == 20
    rendered.close()
    SESSION.get().close()
