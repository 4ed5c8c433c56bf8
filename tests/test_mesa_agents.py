"""Agents as live views: reading, writing, agent sets that follow the world, matches, removal."""

import numpy as np
import pytest
from test_mesa import WEEKLY_INDEX, ids, lively, weeks_of

from mentorsim import codes
from mentorsim.agents import PEOPLE_WORDS, Match, Member, Mentee, Mentor
from mentorsim.errors import BadInput
from mentorsim.model import MentoringModel
from mentorsim.world.people import PEOPLE


def test_every_column_reads_as_in_the_array():
    model = lively(8)
    people = model.world.people
    for agent in model.agents:
        for name in PEOPLE:
            stored, read = getattr(people, name)[agent.row], getattr(agent, name)
            if name in PEOPLE_WORDS:
                assert read == PEOPLE_WORDS[name][stored]
            elif PEOPLE[name].width:
                assert np.shares_memory(read, getattr(people, name))
                assert np.array_equal(read, stored, equal_nan=True)
            else:
                assert type(read) is (float if stored.dtype.kind == "f" else int)
                assert read == stored


def test_writing_an_attribute_is_writing_the_array_and_the_next_week_feels_it():
    plain, written, by_array = lively(4), lively(4), lively(4)
    mentee = written.agents_by_type[Mentee].to_list()[0]
    mentee.skill, mentee.confidence, mentee.stage = 0.9, 1, "independent"
    mentee.goals = [1.0, 0.0, 0.0, 0.0]
    people, row = by_array.world.people, mentee.row
    people.skill[row], people.confidence[row], people.stage[row] = 0.9, 1.0, codes.INDEPENDENT
    people.goals[row] = [1, 0, 0, 0]
    for model in (plain, written, by_array):
        model.run_for(3)
    assert weeks_of(written) == weeks_of(by_array) != weeks_of(plain)
    skill = WEEKLY_INDEX["skill"]
    assert written.world.weekly[4][skill] > plain.world.weekly[4][skill] + 0.005


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("energy", 1.5, r"<Mentor \d+>, energy: found 1.5, expected a number in \[0, 1\]"),
        ("energy", float("nan"), "energy: found nan"),
        ("energy", "0.5", "energy: found '0.5'"),
        ("capacity", 2.5, "expected a whole number"),
        ("capacity", -1, "capacity: found -1"),
        ("skill", [0.1, 0.2], "expected 4 numbers"),
        ("skill", [0.1, 0.2, 0.3, 1.4], "skill: found 1.4"),
        ("goals", [0.5, 0.5, 0.5, 0.0], "sum to 1.5"),
        ("stage", "independant", "did you mean 'independent'"),
    ],
)
def test_values_out_of_bounds_are_refused_and_change_nothing(name, value, words):
    model = lively(1)
    mentor = model.agents_by_type[Mentor].to_list()[0]
    before = np.array(getattr(model.world.people, name)[mentor.row])
    with pytest.raises(BadInput, match=words):
        setattr(mentor, name, value)
    assert np.array_equal(getattr(model.world.people, name)[mentor.row], before)


def test_books_and_misspelt_names_cannot_be_written():
    model = lively(3)
    mentee = model.agents_by_type[Mentee].to_list()[0]
    for name in ("role", "present", "match_of", "arrived", "unique_id", "row", "match", "hours_given"):
        with pytest.raises(AttributeError):
            setattr(mentee, name, 1)
    with pytest.raises(AttributeError, match="did you mean 'skill'"):
        mentee.skil = 0.5
    with pytest.raises(ValueError, match="read-only"):
        mentee.partner[0] = 3
    with pytest.raises(BadInput, match="people arrive"):
        Mentee(model)
    mentee._note = "mine"  # notes of one's own stay with the person


# --- agent sets follow the world -------------------------------------------------------------------------------------


def test_agent_sets_follow_arrivals_departures_and_graduations():
    model, seen = lively(), {}
    held = model.agents_by_type[Mentor]  # a set that was asked for once stays right
    for _ in range(60):
        model.step()
        people = model.world.people
        here = np.flatnonzero(people.present)
        mentors, members = (here[people.role[here] == role] for role in (codes.MENTOR, codes.MEMBER))
        assert ids(model.agents) == (here + 1).tolist()
        assert sorted(ids(held)) == (mentors + 1).tolist()
        assert sorted(ids(model.agents_by_type[Member])) == (members + 1).tolist()
        assert ids(model.agents_by_type[Mentee]) == (np.setdiff1d(here, [*mentors, *members]) + 1).tolist()
        assert {type(agent) for agent in held} == {Mentor}
        assert all(seen.setdefault(agent.row, agent) is agent for agent in model.agents)  # one object for life
    assert model.weekly[["arrived", "recruited", "graduated", "left"]].sum().min() > 3
    graduates = [agent for agent in seen.values() if agent.mentor_week > agent.arrived]
    assert graduates
    assert {(type(agent), agent.role) for agent in graduates} <= {(Mentor, "mentor"), (Member, "member")}


def test_who_gives_up_mentoring_is_a_member_and_may_mentor_again():
    often = {"departures.mentor_exit": 0.05, "stages.comes_back": 0.2, "stages.rested": 0.2}
    model = MentoringModel(mentees=30, mentors=12, rng=3, **often)
    held = {agent.row: agent for agent in model.agents_by_type[Mentor]}
    members, back = set(), set()
    for _ in range(30):
        model.step()
        members |= {agent.row for agent in model.agents_by_type[Member]}
        back |= {agent.row for agent in model.agents_by_type[Mentor] if agent.row in members}
    assert members
    assert back & held.keys()
    for row in back & held.keys():
        assert held[row].gave_up_mentoring_week >= 0
    assert all(type(agent).__name__.lower() == agent.role for agent in model.agents)


def test_order_of_agents_does_not_depend_on_when_they_were_first_asked_for():
    early, late = lively(), lively()
    assert len(early.agents) == 54
    early.run_for(50)
    late.run_for(50)
    assert ids(early.agents) == ids(late.agents)
    assert ids(early.agents_by_type[Mentor]) == ids(late.agents_by_type[Mentor])
    assert ids(early.agents_by_type[Mentor]) != sorted(ids(early.agents_by_type[Mentor]))  # graduates come later


def test_sets_of_a_role_nobody_has_are_empty():
    model = MentoringModel(mentees=5, mentors=0, rng=1)
    assert model.agent_types == [Mentee, Mentor, Member]
    assert len(model.agents_by_type[Mentor]) == 0


def test_matches_join_people():
    model = lively(6)
    matches = model.world.matches
    running = {Match(model, row) for row in model.world.active.rows.tolist()}
    assert running
    assert {mentee.match for mentee in model.agents_by_type[Mentee]} - {None} == running
    of_mentors = [match.row for mentor in model.agents_by_type[Mentor] for match in mentor.matches]
    assert sorted(of_mentors) == model.world.active.rows.tolist()
    for match in running:
        assert match.mentee.mentor is match.mentor
        assert match.mentee in match.mentor.mentees
        assert (match.help, match.quality) == (matches.help[match.row], matches.quality[match.row])
        assert match.ended_by is None
        assert match.made_by in codes.MADE_BY
    match.quality = 0.25
    assert matches.quality[match.row] == 0.25
    with pytest.raises(BadInput, match="quality: found 2"):
        match.quality = 2
    with pytest.raises(AttributeError):
        match.ended_by = "plan"
    unmatched = model.agents_by_type[Mentee].select(lambda mentee: mentee.match_of < 0)
    assert {mentee.mentor for mentee in unmatched} == {None}


def test_who_is_removed_leaves_with_all_own_matches():
    model = lively(6)
    mentor = max(model.agents_by_type[Mentor], key=lambda mentor: len(mentor.mentees))
    mentees, matches = mentor.mentees, mentor.matches
    assert mentees
    mentor.remove()
    mentor.remove()  # already gone: nothing happens
    assert mentor not in model.agents
    assert mentor not in model.agents_by_type[Mentor]
    assert (mentor.present, mentor.matched, mentor.matches) == (0, 0, [])
    assert {(match.ended_by, match.end_week) for match in matches} == {("mentor", 5)}
    assert {mentee.match for mentee in mentees} == {None}
    others = lively(7).world.weekly[-1][WEEKLY_INDEX["left"]]
    model.step()
    assert model.world.weekly[-1][WEEKLY_INDEX["left"]] == others + 1
    assert matches[0].mentor is mentor
    model.remove_all_agents()
    assert len(model.agents) == model.world.people.present.sum() == len(model.world.active.rows) == 0
    model.step()


def test_agent_sets_do_what_mesa_says():
    model = lively(3)
    people = model.world.people
    assert model.agents.agg("energy", np.mean) == pytest.approx(people.energy[people.present == 1].mean())
    assert sum(model.agents.groupby("stage").count().values()) == len(model.agents)
    model.agents_by_type[Mentor].set("energy", 0.25)
    assert set(people.energy[(people.role == codes.MENTOR) & (people.present == 1)]) == {0.25}
    assert ids(model.agents.shuffle()) == ids(lively(3).agents.shuffle()) != ids(model.agents)
