"""Worlds beside the one that is explored: without mentoring, pinned, and looked at before."""

import numpy as np
import pytest

import mentorsim as ms
from mentorsim import tables
from mentorsim.dashboard.logic import change, ghosts, views
from mentorsim.dashboard.logic.choice import Choice, to_toml
from mentorsim.dashboard.logic.cohort import CAME_AS_MENTEES, STATES
from mentorsim.dashboard.logic.lab import KEEP_WEEKS, Course, Lab
from mentorsim.dashboard.logic.session import Session
from mentorsim.experiment.effects import effects_by_person
from mentorsim.experiment.identity import control_of
from mentorsim.indicators.run import MENTEE_KINDS
from mentorsim.settings import presets
from mentorsim.world.people import kind_of

FEW = {"people.mentees": 20, "people.mentors": 8}


def after(choice: Choice, weeks: int) -> Course:
    course = Course(choice)
    for _ in range(weeks):
        course.step()
    return course


@pytest.mark.parametrize("setting", presets())
def test_the_twin_is_the_control_world_and_has_the_same_mentees(setting):
    choice = Choice(FEW | {"setting": setting, "withdrawal.policy": "cliff"})
    twin = choice.twin
    assert twin.parameters == control_of(choice.parameters)
    assert (twin.seed, twin.weeks, twin.shocks) == (choice.seed, choice.weeks, choice.shocks)
    assert twin.twin is None
    world, without = after(choice, 60).world, after(twin, 60).world
    mentees = [one.people.key[np.isin(kind_of(one.people.key), CAME_AS_MENTEES)] for one in (world, without)]
    assert np.array_equal(*mentees)
    assert len(without.matches.mentee) == 0


def test_a_world_in_which_nobody_is_matched_has_no_twin():
    alone = Choice(FEW | {"setting": "community", "matching.policy": "none"})
    assert ghosts.beside(Choice(FEW).twin, twin=True, pinned=None) == {}
    assert set(ghosts.beside(alone, True, Choice(FEW))) <= {ghosts.PINNED, change.TWIN}


def test_means_are_over_all_who_came_as_mentees(tmp_path):
    course = after(Choice(FEW | {"arrivals.mentees": 0.0}, weeks=52), 52)
    people = tables.people_table(course.world)
    came = np.isin(people["kind"].astype(str), MENTEE_KINDS)
    assert np.isnan(people["left_week"][came]).sum() < came.sum()  # some left, and still count
    found, last = course.cohort.table().iloc[-1], course.cohort.last()
    for state in ("performance", "satisfaction", "confidence", "dependence"):
        assert last[state] == pytest.approx(people[f"{state}_end"][came].mean(), abs=1e-12)
    gains = people["performance_end"] - people["performance_start"]
    assert found["performance_gain"] == pytest.approx(gains[came].mean(), abs=1e-12)


def test_what_mentoring_did_is_the_mean_effect_on_the_same_persons(tmp_path):
    choice = Choice(FEW, weeks=40)
    lab = Lab((choice, choice.twin), 40)
    lab.begin()
    assert lab.settled()
    file = tmp_path / "explored.toml"
    file.write_text(to_toml(choice))
    effects = effects_by_person(ms.run(file).whole)
    asked = effects["outcome"].astype(str) == "performance_end"
    came = asked & np.isin(kind_of(effects["person"].astype(np.int64)), CAME_AS_MENTEES)
    lines = change.lines_of(lab.courses[0], ghosts.twin_course(lab))
    found = change.effect_of("performance", *(line.table for line in lines))
    assert found == pytest.approx(effects["difference"][came].mean(), abs=1e-9)
    assert abs(found) > 0.005
    facts = {words: did for words, _, _, did in views.facts(lab.courses[0], ghosts.twin_course(lab))}
    assert facts["performance"] == change.caused("performance", found)
    assert facts["matches"] == ""
    lab.close()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (Choice(FEW | {"withdrawal.policy": "never"}), "Withdrawal of help never"),
        (Choice(FEW, seed=9), "Seed 9"),
        (Choice(FEW, shocks=({"kind": "outage", "week": 3, "weeks": 4},)), "other shocks"),
        (Choice({"setting": "network", "people.mentees": 9, "people.mentors": 9, "withdrawal.policy": "never"}),
         "Setting network, Mentees at the start 9, 2 more"),
    ],
)  # fmt: skip
def test_an_earlier_world_is_named_by_how_it_differs(other, words):
    assert ghosts.apart(other, Choice(FEW)) == words


@pytest.mark.parametrize(
    ("name", "effect", "words"),
    [
        ("performance", 0.031, "+0.03 thanks to mentoring"),
        ("performance", -0.031, "−0.03 because of mentoring"),
        ("performance", 0.001, "as without mentoring"),
        ("dependence", 0.2, "+0.20 because of mentoring"),
        ("mentors", -11.0, "−11 because of mentoring"),
    ],
)
def test_an_effect_in_words(name, effect, words):
    assert change.caused(name, effect) == words


def test_going_back_forgets_the_weeks_after():
    course, again = after(Choice(FEW), KEEP_WEEKS + 9), after(Choice(FEW), KEEP_WEEKS)
    course.back_to(KEEP_WEEKS + 3)
    assert course.cohort.table().equals(again.cohort.table())


def test_panels_show_values_changes_and_what_mentoring_did():
    choice = Choice(FEW)
    lines = change.lines_of(after(choice, 30), after(choice.twin, 30))
    (own, without), titles = (line.table for line in lines), len(change.TITLES | change.COUNTS)
    values = change.figure(lines, change.VALUES, [(7, "a shock")], "light")
    assert len({trace.yaxis for trace in values.data}) == titles
    assert any(note.text == "1: a shock (week 7)" for note in values.layout.annotations)
    gains = change.figure(lines, change.GAINS, [], "dark")
    assert gains.data[1].y[0] == 0.0
    assert gains.data[1].y[-1] == pytest.approx(own["performance_gain"].iloc[-1])
    against = change.figure(lines, change.AGAINST, [], "light")
    assert against.data[0].y == pytest.approx((own["performance"] - without["performance"]).to_numpy())
    assert len(against.data) == len(STATES) + 1  # and mentors
    alone = change.figure(lines[:1], change.AGAINST, [], "light")  # there is nothing to compare with: values
    assert len({trace.yaxis for trace in alone.data}) == titles


def test_shocks_the_end_of_the_first_matches_and_new_mentors_are_marked():
    shock = {"kind": "mentor_exit", "week": 12, "share": 0.5, "who": "random"}
    course = after(Choice({"setting": "organisation", "withdrawal.weeks": 20}, shocks=(shock,)), 60)
    found = {words: passed - 1 for passed, words in change.events(course)}  # during which week of the tables
    assert found["shock: mentor exit"] == 12
    matches = tables.matches_table(course.world)
    first = matches["start_week"] < change.FIRST_WEEKS
    ends = np.nan_to_num(matches["end_week"][first], nan=np.inf)
    assert (ends <= found["half of the first matches ended"]).mean() >= 0.5
    assert (ends < found["half of the first matches ended"]).mean() <= 0.5
    people = tables.people_table(course.world)
    came = np.isin(people["kind"].astype(str), MENTEE_KINDS)
    assert found["first mentee becomes a mentor"] == np.nanmin(people["mentor_week"][came])


def test_a_pinned_world_runs_on_and_earlier_ones_keep_their_lines():
    session = Session()
    lab = session.explored
    session.choose(Choice(FEW))
    lab.order(goal=10)
    lab.begin()
    assert lab.settled()
    first = session.choice
    never = first.with_value("withdrawal.policy", "never")
    session.choose(never)
    assert lab.settled()
    session.choose(never.with_value("withdrawal.policy", "cliff"))
    session.pin(first)  # which was looked at before, and has one line only
    assert lab.settled()
    assert [course.choice.run_id for course in lab.courses] == [
        session.choice.run_id, session.choice.twin.run_id, first.run_id,
    ]  # fmt: skip
    names = [line.name for line in ghosts.lines(lab, session.beside, session.earlier)]
    assert names == [change.THIS, change.TWIN, ghosts.PINNED, "earlier: Withdrawal of help never"]
    session.show_twin(False)
    session.pin(None)
    session.earlier.clear()
    assert lab.settled()
    assert [line.name for line in ghosts.lines(lab, session.beside, session.earlier)] == [change.THIS]
    session.close()


def test_the_link_leads_back_to_what_stands_beside():
    session = Session()
    session.pin(Choice({"setting": "network"}, seed=5))
    session.show_twin(False)
    session.how = change.GAINS
    query, again = session.explore_query(), Session()
    again.follow_explore(query)
    assert again.explore_query() == query
    assert (again.pinned, again.twin, again.how) == (session.pinned, False, change.GAINS)
    assert again.ignored["explore"] == []
    again.follow_explore("pin.setting=netwrk&how=values")
    assert any("netwrk" in line for line in again.ignored["explore"])


def test_a_story_says_what_would_have_been_without_mentoring():
    choice = Choice(FEW)
    lab = Lab((choice, choice.twin), 30)
    lab.order(person=views.somebody(Course(choice).world, "mentee"))
    lab.begin()
    assert lab.settled()
    course, twin = lab.courses[0], ghosts.twin_course(lab)
    words, figure, _ = views.story_of(course, "light", twin)
    row = tables.people_table(twin.world)
    there = row["performance_end"][row["person"] == course.person][0]
    assert f"at {there:.2f} alone" in words["now"].partition("Without mentoring")[2]
    assert any(trace.name == "without mentoring" for trace in figure.data)
    alone, _, _ = views.story_of(course, "light")
    assert "Without mentoring" not in alone["now"]
    lab.close()
