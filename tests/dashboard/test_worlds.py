"""The dashboard's worlds: what one chooses, links and files that lead back to it, and the thread that plays it."""

import threading
import time

import numpy as np
import pytest

from mentorsim import tables
from mentorsim.dashboard.logic import choice as choices
from mentorsim.dashboard.logic import lab as labs
from mentorsim.dashboard.logic import panel, story, views
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.lab import Course, Lab
from mentorsim.dashboard.logic.session import VIEWS, Session, pair_to_toml
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.runs import simulate

SMALL = {"people.mentees": 24, "people.mentors": 10}
SHOCK = {"kind": "mentor_exit", "week": 20, "share": 0.5}
NETWORK = Choice({"setting": "network", "withdrawal.policy": "cliff", "goals.omega": 0.35, **SMALL}, seed=7, weeks=40)


def weekly(world):
    """The weekly table as one array, to compare to the bit."""
    return np.column_stack([column.astype(float) for column in tables.weekly_table(world).values()])


@pytest.fixture
def lab():
    """A running lab of one small world at week 0."""
    one = Lab((Choice(SMALL, weeks=40),))
    one.begin()
    yield one
    one.close()


# --- choices ---------------------------------------------------------------------------------------------------------


def with_shock(choice):
    """The choice with a scheduled shock, completed as a file would."""
    return choices.of_experiment(config.read(choices.to_toml(choice) + shock_text(), "x.toml"))


def shock_text():
    """SHOCK as TOML."""
    return "\n[[shocks]]\n" + "\n".join(f"{key} = {choices.literal(value)}" for key, value in SHOCK.items())


@pytest.mark.parametrize("choice", [Choice(), NETWORK, with_shock(NETWORK), Choice(SMALL, 0, 12, 3)])
def test_links_lead_back(choice):
    assert choices.of_pairs(choices.pairs_of(choices.query_of(choices.to_pairs(choice)))) == choice


@pytest.mark.parametrize("choice", [Choice(), NETWORK, with_shock(NETWORK)])
def test_the_file_is_the_same_run(choice):
    read = config.read(choices.to_toml(choice), "explored.toml")
    assert choices.of_experiment(read).run_id == choice.run_id


def test_the_file_of_a_later_replication_sweeps_up_to_it():
    text = choices.to_toml(Choice(SMALL, 0, 12, 3))
    assert config.read(text, "explored.toml").replications == 4
    assert text.startswith("# The world is replication 3")


def test_an_upload_is_checked_as_on_the_command_line():
    good = choices.read_upload("mine.toml", choices.to_toml(NETWORK).encode())
    assert good.overrides["setting"] == "network"
    for content, says in (
        (b"[experiment\n", "mine.toml:1: broken TOML"),
        (b"\xff", "mine.toml:1: found bytes that are not UTF-8"),
        (b"[parameters]\nmatching.policy = 'similarr'\n", "mine.toml:2: matching.policy"),
        (b"x" * (choices.LARGEST_UPLOAD + 1), "expected at most"),
    ):
        with pytest.raises(BadInput, match=says):
            choices.read_upload("mine.toml", content)
    with pytest.raises(BadInput, match="at most 20,000 here"):
        choices.of_experiment(choices.read_upload("big.toml", b"[parameters]\npeople.mentees = 100000"))


# --- knobs -----------------------------------------------------------------------------------------------------------


def test_knobs_show_what_the_setting_gives_and_what_was_set():
    omega = panel.knob(NETWORK, "goals.omega")
    assert (omega.value, omega.plain, omega.changed) == (0.35, 0.1, True)
    assert not panel.knob(NETWORK, "matching.policy").changed
    assert panel.undone(NETWORK, "goals.omega").overrides.keys() == NETWORK.overrides.keys() - {"goals.omega"}
    assert panel.turned(Choice(), "goals.omega", "0.6").overrides == {}  # what the setting gives is nothing set


@pytest.mark.parametrize(
    ("path", "typed", "says"),
    [
        ("goals.omega", "2", "less than or equal to 1"),
        ("people.mentees", "many", "a whole number"),
        ("people.mentees", "", "expected a number"),
        ("seed", "-1", "expected a whole number"),
        ("matching.policy", "similarr", "did you mean 'similar'"),
    ],
)
def test_a_knob_refuses_what_cannot_be(path, typed, says):
    with pytest.raises(BadInput, match=says):
        panel.turned(Choice(), path, typed)


def test_parameters_are_found_by_any_of_their_words():
    assert panel.found("deffuant")[:2] == ["learning.bound_base", "learning.bound_slope"]
    assert "start.hours" in panel.found("hours/week mentor")
    assert panel.found("no such thing") == panel.found("  ") == []
    assert sum(len(panel.paths_of(group)) for group in panel.groups()) == len(panel.declared())


# --- the lab ---------------------------------------------------------------------------------------------------------


def test_any_way_to_a_week_gives_the_same_bits(lab):
    lab.order(goal=35)
    assert lab.settled()
    straight = weekly(simulate(Choice(SMALL).parameters, 35, 2011).world)
    np.testing.assert_array_equal(weekly(lab.worlds[0]), straight)
    lab.order(goal=9)  # back, by a kept state or from the start
    lab.settled()
    np.testing.assert_array_equal(weekly(lab.worlds[0]), straight[:9])
    lab.order(goal=35)
    lab.settled()
    np.testing.assert_array_equal(weekly(lab.worlds[0]), straight)
    assert lab.courses[0].kept.keys() == {0, 26}


def test_another_world_is_taken_to_the_same_week(lab):
    lab.order(goal=15)
    lab.settled()
    lab.order(wanted=(NETWORK,))
    assert lab.settled()
    assert lab.week == 15
    np.testing.assert_array_equal(weekly(lab.worlds[0]), weekly(simulate(NETWORK.parameters, 15, 7).world))


def test_it_plays_at_its_speed_and_stops(lab):
    heard = threading.Event()
    lab.notify = lambda: (lab.drawn.set(), lab.week and heard.set())
    lab.order(speed=50)
    lab.play()
    assert heard.wait(5)
    lab.pause()
    assert lab.settled()
    week = lab.week
    assert 0 < week < 40
    assert not lab.playing
    lab.play()
    with lab.change:
        assert lab.change.wait_for(lambda: not lab.playing and lab.week == 40, 20)
    assert week <= lab.week == lab.last


class Clock:
    """Time that passes only where it is slept, or where somebody moves it. Stands in for the module `time`."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.mark.parametrize("speed", [1, 10, 50])
@pytest.mark.parametrize("stall", [1.4, 3.0, 3600.0])
def test_it_does_not_leap_after_a_stall(monkeypatch, speed, stall):
    clock = Clock()
    monkeypatch.setattr(labs, "time", clock)
    lab, shown = Lab((Choice({"people.mentees": 4, "people.mentors": 2}, weeks=400),)), []
    lab.make()

    def drawn():
        shown.append((clock.now, lab.week))
        clock.now += stall if len(shown) == 3 else 0.0  # a picture takes that long, or the machine slept
        if len(shown) == 8:
            lab.pause()

    monkeypatch.setattr(lab, "show", drawn)
    lab.order(speed=speed)
    lab.play()
    lab.play_on(lab.orders)
    weeks = np.diff([week for _, week in shown])
    assert weeks.max() <= max(1, speed * labs.LEAP_SECONDS)
    begun, ended = shown[0], shown[2]  # before the stall, and after it, at the speed asked for
    assert (ended[1] - begun[1]) / (ended[0] - begun[0]) == pytest.approx(speed, rel=0.2)
    begun, ended = shown[-4], shown[-1]
    assert (ended[1] - begun[1]) / (ended[0] - begun[0]) == pytest.approx(speed, rel=0.2)


def test_an_impossible_world_is_told(lab):
    lab.order(wanted=(Choice(SMALL | {"matching.policy": "nope"}),))
    assert lab.settled()
    assert "matching.policy: found 'nope'" in lab.faults
    lab.order(wanted=(NETWORK,))
    lab.settled()
    assert lab.faults == ""


def test_two_worlds_go_in_step_and_two_sessions_apart():
    one, other = Session(), Session()
    one.choose_pair(Choice(SMALL, weeks=30), Choice({"setting": "network"} | SMALL, weeks=99, seed=5))
    assert one.pair[1].weeks == 30
    assert one.pair[1].seed == 2011  # the same people and luck
    one.compared.begin()
    one.compared.order(goal=12)
    assert one.compared.settled()
    assert {world.week for world in one.compared.worlds} == {12}
    people = [world.people.skill[:20] for world in one.compared.worlds]
    assert people[0].shape == people[1].shape
    assert other.pair != one.pair
    assert other.explored is not one.explored
    one.close()


def test_compare_links_lead_back():
    session, other = Session(), Session()
    session.choose_pair(NETWORK, Choice({"matching.policy": "random", **SMALL}, weeks=3))
    other.follow_compare(session.compare_query())
    assert other.pair == session.pair
    assert other.ignored == {"compare": []}
    other.follow_compare("week=3&outcome=load")
    assert other.outcome == "load"
    assert other.pair == Session().pair  # without worlds, those that the page begins with
    other.follow_compare("b.setting=nowhere")
    assert "nowhere" in other.ignored["compare"][0]


# --- a person --------------------------------------------------------------------------------------------------------


def test_a_person_is_followed_from_the_start(lab):
    lab.order(goal=30)
    lab.settled()
    person = views.somebody(lab.worlds[0], "mentee")
    lab.order(person=person)
    assert lab.settled()
    result = simulate(Choice(SMALL).parameters, 30, 2011, trace=True)
    own = result.trace[result.trace["person"] == person].reset_index(drop=True)
    assert lab.courses[0].trace.equals(own)
    words, figure, zone = views.story_of(lab.courses[0], "light")
    own_matches = result.matches[result.matches["mentee"] == person]
    lines = [text for _, text in words["events"] if "got a" in text]
    assert len(lines) == len(own_matches) > 0
    assert story.name_of(own_matches["mentor"].iloc[0]) in lines[0]
    assert f"{result.people.set_index('person').loc[person, 'performance_end']:.2f}" in words["now"]
    assert len(figure.data) > 2
    assert "skill, alone" in zone.to_json()
    lab.order(goal=12)  # the story goes back with the world
    assert lab.settled()
    assert lab.courses[0].trace.equals(own.head(12))


def test_the_diary_goes_back_with_the_world():
    course = Course(NETWORK)
    for _ in range(30):
        course.step()
    pages = [course.diary.table(name, course.world) for name in labs.WRITTEN]
    for goal in (28, 3):
        course.back_to(goal)
        while course.world.week < 30:
            course.step()
        for name, before in zip(labs.WRITTEN, pages, strict=True):
            for column, values in course.diary.table(name, course.world).items():
                np.testing.assert_array_equal(values, before[column])


def test_what_was_clicked():
    assert views.person_in([268435472.0, 1, 0.4, 2]) == 268435472
    assert views.person_in([3, 40]) is None  # a unit, with its size
    assert views.person_in("A") is None


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_view_shows_every_week(view, theme):
    for weeks in (0, 1, 12):
        course = Course(NETWORK)
        for _ in range(weeks):
            course.step()
        for title, figure in views.side(view, course, theme):
            assert title
            assert figure.to_json()
        assert views.facts(course)
        assert views.Pictures().network(NETWORK, course.world, theme).to_json()


def test_the_pair_as_one_experiment():
    text = pair_to_toml(NETWORK, Choice({"setting": "organisation", **SMALL}, 7, 40))
    assert text.count("[[design.arms]]") == 2
    assert '"people.mentees" = 24' in text.partition("[design]")[0]


@pytest.mark.parametrize(
    "text",
    [
        "[experiment]\nsetting = '/etc/mine.toml'",
        "[parameters]\nsetting.channel = 'mine.toml'",
        "[design.factors]\nsetting = ['organisation', 'mine.toml']",
    ],
)
def test_nobody_has_this_machine_read_a_file(text):
    with pytest.raises(BadInput, match="a file; it can be named on the command line only"):
        choices.read_upload("mine.toml", text.encode())
    with pytest.raises(BadInput, match="a file; it can be named"):
        choices.of_pairs([("setting", "/etc/mine.toml")])
    with pytest.raises(BadInput, match="a file; it can be named"):
        panel.turned(Choice(), "setting", "/etc/mine.toml")


def test_a_pause_never_takes_a_world_back():
    choice = Choice({"people.mentees": 20, "people.mentors": 8})
    lab = Lab((choice, choice.with_value("matching.policy", "none")), 1)
    lab.begin()
    assert lab.settled()
    for _ in range(8):
        lab.order(speed=50)
        lab.play()
        time.sleep(0.15)
        lab.pause()
        before = max(world.week for world in lab.worlds)
        assert lab.settled()
        assert lab.week >= before
        assert len({world.week for world in lab.worlds}) == 1
    lab.close()


def test_a_pause_in_the_midst_of_a_slow_week_does_not_take_it_back(monkeypatch):
    """As on a machine that is at work on other things."""
    lab, week_of = Lab((Choice({"people.mentees": 24, "people.mentors": 10}),), 1), Course.step
    lab.begin()
    assert lab.settled()

    def slow(course):
        time.sleep(0.6)
        week_of(course)

    monkeypatch.setattr(Course, "step", slow)
    seen = []
    lab.notify = lambda: seen.append(lab.week)
    lab.order(speed=50, playing=True)
    time.sleep(0.2)
    lab.pause()
    assert lab.settled()
    lab.close()
    assert seen == sorted(seen)
    assert lab.week == lab.goal == 2


def test_after_the_last_week_somebody_is_followed_without_going_back():
    lab = Lab((Choice({"people.mentees": 24, "people.mentors": 10}, weeks=6),), 1)
    lab.begin()
    lab.order(speed=50)
    lab.play()
    assert lab.settled()
    while lab.playing:
        time.sleep(0.01)
    lab.order(person=int(lab.worlds[0].people.key[0]))
    assert lab.settled()
    lab.close()
    assert lab.week == 6
