"""One-to-one, community and network: each mode off is a null, and a budget makes the hours of arms equal."""

import numpy as np
import pytest

from mentorsim.experiment.runs import simulate_world
from mentorsim.settings import resolve

BUSY = {"setting": "network", "people.mentees": 60, "people.mentors": 30, "structure.degree": 8, "structure.units": 4}
ALL = ("one_to_one", "community", "network")


def run(worlds, *off, weeks=16, **more):
    """A busy world with some modes off."""
    more = {path.replace("__", "."): value for path, value in more.items()}
    return worlds.run(BUSY | {f"modes.{mode}": False for mode in off} | more, weeks)


def partners(world):
    """(person, partner in help) rows."""
    rows, places = np.nonzero(world.people.partner >= 0)
    return rows, world.people.partner[rows, places]


def test_without_one_to_one_a_world_is_its_own_control(worlds):
    off, none = run(worlds, "one_to_one"), run(worlds, matching__policy="none")
    assert worlds.differing(worlds.columns(off), worlds.columns(none)) == []
    assert len(off.matches) == 0
    assert len(run(worlds).matches) > 0


@pytest.mark.parametrize("setting", ["network", "organisation"])
def test_without_community_nobody_helps_within_a_unit(worlds, setting):
    off, on = run(worlds, "community", setting=setting), run(worlds, setting=setting)
    within = [(world.people.unit[a] == world.people.unit[b]) for world in (off, on) for a, b in [partners(world)]]
    assert len(within[0]) > 0
    assert not within[0].any()
    assert within[1].any()


@pytest.mark.parametrize("setting", ["network", "organisation"])
def test_without_network_nothing_crosses_units(worlds, setting):
    off, on = run(worlds, "network", setting=setting), run(worlds, setting=setting)
    for world in (off, on):
        one, two, _ = world.ties.edges()
        crosses = world.people.unit[one] != world.people.unit[two]
        a, b = partners(world)
        helps = world.people.unit[a] != world.people.unit[b]
        assert crosses.any() == helps.any() == (world is on)
        assert len(a) > 0


def test_self_chosen_mentors_are_of_the_own_unit_without_network(worlds):
    world = run(worlds, "network", matching__policy="self", pairing__by="people")
    unit = world.people.unit
    assert len(world.matches) > 0
    assert (unit[world.matches.mentee] == unit[world.matches.mentor]).all()


def test_with_neither_community_nor_network_nobody_takes_part(worlds):
    off, null = run(worlds, "community", "network"), run(worlds, "network", community__on=False)
    assert not off.people.n_contributions.any()
    assert not off.people.participation.any()
    assert worlds.differing(worlds.columns(off), worlds.columns(null)) == []


# --- equal hours -----------------------------------------------------------------------------------------------------

EQUAL = {"people.mentees": 60, "people.mentors": 28, "meetings.budget": "equal_hours", "meetings.hours_budget": 0.22}


@pytest.mark.slow
def test_arms_with_a_budget_give_equal_hours():
    weeks, hours, free = 104, {}, {}
    for setting in ("organisation", "network", "hybrid"):
        hours[setting] = simulate_world(resolve(EQUAL | {"setting": setting}), weeks, 1, 0).matches.hours.sum()
        free[setting] = simulate_world(
            resolve(EQUAL | {"setting": setting, "meetings.budget": "free"}), weeks, 1, 0
        ).matches.hours.sum()
    budget = weeks * EQUAL["people.mentors"] * EQUAL["meetings.hours_budget"]
    assert all(given == pytest.approx(budget, rel=0.02) for given in hours.values()), hours
    assert free["organisation"] > 2 * free["network"]


def test_a_larger_budget_is_spent_as_far_as_matches_can(worlds):
    given = [
        run(worlds, meetings__budget="equal_hours", meetings__hours_budget=hours).matches.hours.sum()
        for hours in (0.0, 0.1, 0.2, 20.0, 10.0)
    ]
    assert given[0] == 0.0
    assert given[1] == pytest.approx(0.1 * 30 * 16, rel=0.15)
    assert given[1] < given[2] < given[3] == given[4]


def test_unspent_hours_are_owed(worlds):
    """No match can meet while the platform is down; afterwards more is given than a week brings."""
    shock = ({"kind": "outage", "week": 6, "weeks": 3},)
    world = worlds.run(BUSY | {"meetings.budget": "equal_hours", "meetings.hours_budget": 0.1}, 30, shocks=shock)
    assert world.matches.hours.sum() == pytest.approx(0.1 * 30 * 30, rel=0.05)
    assert world.hours_owed == pytest.approx(0.1 * 30 * 30 - world.matches.hours.sum())
