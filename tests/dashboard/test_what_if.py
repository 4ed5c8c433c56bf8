"""What if a slider stood elsewhere: a curve over its range."""

import pytest

from mentorsim.dashboard.logic import panel, what_if
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.session import Session
from mentorsim.dashboard.logic.tasks import Task
from mentorsim.dashboard.logic.what_if import Asked, WhatIf
from mentorsim.errors import BadInput
from mentorsim.experiment.runs import simulate

FEW = Choice({"people.mentees": 20, "people.mentors": 8}, 3, 12)


@pytest.mark.parametrize("path", panel.SLIDERS)
def test_levels_cover_the_slider_and_the_present_value(path):
    low, high, _ = panel.SLIDERS[path]
    found = what_if.levels_of(FEW, path)
    assert (found[0], found[-1]) == (low, high)
    assert FEW.value(path) in found
    assert {type(level) for level in found} == {type(FEW.value(path))}
    for level in found:
        assert FEW.with_value(path, level).value(path) == level


def test_each_point_is_the_mean_of_the_same_replications(monkeypatch):
    monkeypatch.setattr(what_if, "REPLICATIONS", 2)
    path = "withdrawal.weeks"
    worlds = {level: FEW.with_value(path, level) for level in (4, 12, 52)}
    task = Task("curve", lambda one: what_if.run_levels(one, path, worlds, workers=1)).start()
    assert task.wait(120)
    assert (task.state, task.error) == ("done", "")
    curve = WhatIf(FEW, path, task).curve("satisfaction").set_index(path)["mean"]
    for level, world in worlds.items():
        sure = [simulate(world.parameters, 12, 3, one).outcomes["satisfaction"].iloc[0] for one in range(2)]
        assert curve[level] == pytest.approx(sum(sure) / 2, abs=1e-12)
    assert curve[4] != curve[52]
    figure = WhatIf(FEW, path, task).figure("satisfaction", "dark")
    assert any("now 52" in (note.text or "") for note in figure.layout.annotations)


def test_a_curve_is_kept_and_known_to_be_of_its_world(monkeypatch):
    monkeypatch.setattr(what_if, "run_levels", lambda task, path, worlds: None)
    asked, path = Asked(), "withdrawal.weeks"
    first = asked.of(FEW, path)
    assert first.task.wait(10)
    assert asked.of(FEW.with_value(path, 20), path) is first  # the parameter itself may stand anywhere
    assert first.is_of(FEW.with_value("replication", 4))
    assert not first.is_of(FEW.with_value("withdrawal.policy", "never"))
    assert not first.is_of(FEW.with_value("seed", 4))
    for weeks in range(20, 20 + what_if.MOST_KEPT):
        assert asked.of(FEW.with_value("weeks", weeks), path).task.wait(10)
    assert len(asked) == what_if.MOST_KEPT
    assert asked.of(FEW, path) is not first


def test_what_cannot_be_run_now_is_told(monkeypatch):
    def busy(choice, path):
        raise BadInput("2 tasks are running here")

    monkeypatch.setattr(what_if, "begin", busy)
    session = Session()
    session.ask("withdrawal.weeks")
    assert session.said == "2 tasks are running here"
    assert session.what_if is None
    session.close()
