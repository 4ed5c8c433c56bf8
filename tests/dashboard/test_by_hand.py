"""What a visitor does to a world by hand: shocks, usual people, what was changed."""

import pytest

from mentorsim.dashboard.logic import by_hand, ghosts, panel
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.session import Session
from mentorsim.errors import BadInput
from mentorsim.settings import presets, resolve

PLAIN = Choice({"setting": "network"}, seed=5, weeks=80)


def test_a_shock_is_dropped_moved_changed_and_taken_out():
    struck = by_hand.dropped(PLAIN, "mentor_exit", 60)
    assert struck.shocks == ({"kind": "mentor_exit", "week": 60, "share": 0.3, "who": "random"},)
    labels = [knob.label for knob in by_hand.knobs_of(struck, 0)]
    assert labels == ["Week", "Share", "Who"]
    assert by_hand.knobs_of(struck, 0)[2].choices == ("random", "loaded")
    moved = by_hand.turned(struck, "0.week", "12")
    moved = by_hand.turned(by_hand.turned(moved, "0.share", "0.5"), "0.who", "loaded")
    assert moved.shocks == ({"kind": "mentor_exit", "week": 12, "share": 0.5, "who": "loaded"},)
    assert by_hand.undone(moved, "0.share").shocks[0]["share"] == 0.3
    two = by_hand.dropped(moved, "outage", 3)
    assert [shock["kind"] for shock in two.shocks] == ["outage", "mentor_exit"]  # in order of weeks
    assert by_hand.taken_out(two, 0).shocks == moved.shocks
    assert by_hand.dropped(PLAIN, "outage", 400).shocks[0]["week"] == 79  # the last that there is


@pytest.mark.parametrize(
    ("path", "typed", "says"),
    [
        ("0.week", "80", "shocks[0].week"),
        ("0.week", "", "week: found nothing"),
        ("0.share", "2", "shocks[0].share"),
        ("0.who", "nobody", "shocks[0].who"),
        ("0.share", "x", "share"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(path, typed, says):
    with pytest.raises(BadInput) as refused:
        by_hand.turned(by_hand.dropped(PLAIN, "mentor_exit", 60), path, typed)
    assert says in str(refused.value)


def test_the_twin_without_the_shocks_stands_beside():
    session = Session()
    session.choose(by_hand.dropped(PLAIN, "mentor_exit", 20))
    assert session.beside[ghosts.CALM] == PLAIN
    assert session.beside["without mentoring"].shocks == session.choice.shocks
    session.choose(PLAIN)
    assert ghosts.CALM not in session.beside
    session.close()


@pytest.mark.parametrize("setting", presets())
def test_a_setting_has_its_usual_people_at_a_press(setting):
    choice = Choice({"setting": setting, "people.mentees": 40, "withdrawal.weeks": 20})
    usual = by_hand.with_usual_people(choice)
    sure = resolve({"setting": setting, "setting.pool": setting, "setting.practice": setting, "withdrawal.weeks": 20})
    assert usual.parameters == sure
    assert by_hand.has_usual_people(usual)
    assert not by_hand.has_usual_people(choice)
    assert by_hand.with_the_same_people(usual) == Choice({"setting": setting, "withdrawal.weeks": 20})


def test_the_usual_people_of_a_mooc_are_many_learners_to_a_mentor():
    people = by_hand.with_usual_people(Choice({"setting": "mooc"})).parameters.people
    assert people.mentees / people.mentors >= 10


def test_what_was_changed_is_listed_and_undone():
    choice = PLAIN.with_value("withdrawal.policy", "never").with_value("people.mentees", 40)
    paths = [path for path, _ in by_hand.changed(choice)]
    assert paths == ["setting", "withdrawal.policy", "people.mentees"]
    sentence = dict(by_hand.changed(choice))["withdrawal.policy"]
    assert sentence == "Withdrawal of help: never, usually linear"
    assert [path for path, _ in by_hand.changed(panel.undone(choice, "people.mentees"))] == paths[:2]
    assert by_hand.as_it_was(choice) == Choice(seed=5, weeks=80)
    assert by_hand.changed(Choice()) == []
