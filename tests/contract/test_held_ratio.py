"""A ratio of mentees to mentors that is held: who is recruited, who is released, and that none is held without it."""

import pytest
from sweeps import id_of

import mentorsim as ms
from mentorsim import codes
from mentorsim.equations import mentors_for
from mentorsim.experiment.identity import seed_cohort_of
from mentorsim.settings import resolve

STAY = {"departures.on": False, "stages.graduation": False, "arrivals.mentees": 0.05}  # mentors come and go by it alone


def world_after(weeks=20, **more):
    """A run of a small world in which mentors come and go by the ratio alone."""
    changed = {path.replace("__", "."): value for path, value in more.items()}
    return ms.run(mentees=30, mentors=8, weeks=weeks, seed=4, **(STAY | changed))


def branch(result, name: str) -> int:
    """How often a branch of arrivals was taken."""
    return next(row["count"] for row in result.audit if (row["process"], row["branch"]) == ("arrivals", name))


@pytest.mark.parametrize("ratio", [1.5, 2.1, 3.0])
def test_mentors_who_are_lacking_are_recruited_each_week(ratio):
    result = world_after(people__ratio=ratio)
    weekly = result.weekly
    assert weekly["mentees"].is_monotonic_increasing
    assert weekly["mentees"].iloc[-1] > 40
    assert weekly["mentors"].tolist() == [mentors_for(count, ratio) for count in weekly["mentees"]]
    assert weekly["recruited"].sum() == weekly["mentors"].iloc[-1] - 8
    assert branch(result, "mentor is released") == 0


def test_mentors_beyond_the_ratio_are_released_once_they_are_free():
    result = world_after(people__ratio=10.0, start__capacity_high=1, matching__interval=52)
    people, matches = result.people, result.matches
    gone = people[(people["kind"] == "initial_mentor") & (people["role"] == "member")]
    assert len(gone) == branch(result, "mentor is released") == 5  # of eight, before anybody is matched
    assert sorted(gone["person"]) == sorted(people.loc[people["kind"] == "initial_mentor", "person"])[3:]  # last first
    assert set(gone["gave_up_mentoring_week"]) == {0}
    assert not set(matches["mentor"]) & set(gone["person"])


def test_no_pair_is_parted_by_it():
    """Mentees become mentors, so that more and more are to be released; those who have a match stay until it ends."""
    eager = {"stages.graduation": True, "stages.volunteer": 1.0, "stages.independent_m": 0.0,
             "stages.independent_y": 0.0, "stages.dependent_m": 0.0}  # fmt: skip
    result = world_after(26, **{"people__ratio": 3.0} | eager)
    people, matches = result.world.people, result.world.matches
    assert branch(result, "mentor is released") > 5
    running = matches.ended_by == codes.RUNNING
    assert running.sum() > 5
    assert (people.role[matches.mentor[running]] == codes.MENTOR).all()


def test_none_is_held_without_it():
    assert id_of({"people.ratio": 0.0}) == id_of({}) != id_of({"people.ratio": 2.0})
    result = world_after()
    assert set(result.weekly["mentors"].iloc[:3]) <= {8, 9}
    assert branch(result, "mentor is released") == 0


def test_a_seed_cohort_holds_no_ratio():
    """Nobody is recruited there."""
    assert seed_cohort_of(resolve({"people.ratio": 2.0})).people.ratio == 0.0
