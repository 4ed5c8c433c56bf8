"""Withdrawal policies move the world in the direction that theory says; worlds of the same people and luck compared."""

import numpy as np
import pytest

from mentorsim import tables
from mentorsim.codes import BOOSTED
from mentorsim.indicators.statistics import t_interval

pytestmark = pytest.mark.slow

SEED, REPLICATIONS, WEEKS = 2011, 6, 104
POLICIES = ("never", "linear", "contingent", "dependence", "load_led", "handover", "teach_first", "booster", "optimal")


@pytest.fixture(scope="module")
def worlds_of(worlds):
    """{policy: worlds}, the settings' own people, one world per replication."""
    return {
        name: [worlds.run({"withdrawal.policy": name}, WEEKS, SEED, n) for n in range(REPLICATIONS)]
        for name in POLICIES
    }


def weekly(world, column):
    """Mean of a weekly figure over the run."""
    return np.nanmean(tables.weekly_table(world)[column])


def of_people(world, column):
    """Mean of a column over those who came as mentees."""
    people = tables.people_table(world)
    return people[column][np.isin(people["kind"], ("initial_mentee", "arrival"))].mean()


def share_who_helped(world):
    """Share of those who came as mentees who have helped somebody of late."""
    people = tables.people_table(world)
    mentees = np.isin(people["kind"], ("initial_mentee", "arrival"))
    return (world.people.partner_gave >= 0).any(axis=1)[mentees].mean()


LOWER = [
    ("dependence", "never", lambda world: weekly(world, "dependence")),
    ("linear", "never", lambda world: weekly(world, "dependence")),
    ("optimal", "never", lambda world: weekly(world, "dependence")),
    ("linear", "never", lambda world: weekly(world, "reactance")),
    ("load_led", "never", lambda world: weekly(world, "load")),
    ("linear", "teach_first", share_who_helped),
    ("linear", "handover", share_who_helped),
    ("linear", "handover", lambda world: of_people(world, "learned_others")),
]


@pytest.mark.parametrize("case", LOWER, ids=lambda case: f"{case[0]}-{case[1]}")
def test_one_policy_lowers_what_the_other_does_not(case, worlds_of):
    low, high, figure = case
    differences = [figure(b) - figure(a) for a, b in zip(worlds_of[low], worlds_of[high], strict=True)]
    error = np.std(differences, ddof=1) / np.sqrt(REPLICATIONS)
    assert np.mean(differences) > 3.0 * error


def test_handing_over_makes_interdependent(worlds_of):
    """Among those who became independent, more give and take as well."""

    def share(world):
        people = world.people
        return (people.interdependent_week >= 0).sum() / (people.independent_week >= 0).sum()

    more = [share(b) - share(a) for a, b in zip(worlds_of["linear"], worlds_of["handover"], strict=True)]
    _, low, _ = t_interval(np.array(more))
    assert low > 0.0


def test_help_comes_back_somewhere(worlds_of):
    for world in worlds_of["booster"]:
        assert 0.05 < world.counts["withdrawal"][BOOSTED] / len(world.matches) < 0.95


def test_the_best_help_falls_with_skill(worlds_of):
    """Expertise reversal (Kalyuga 2007): novices are best helped by more than twice what the advanced are."""
    for world in worlds_of["optimal"]:
        rows = world.active.rows
        skill, level = world.people.skill[world.matches.mentee[rows]].mean(axis=1), world.matches.help[rows]
        assert np.corrcoef(skill, level)[0, 1] < -0.5
        assert level[skill < 0.36].mean() > 2.0 * level[skill > 0.5].mean()
        assert level[skill > 0.5].mean() < 0.4


def test_contingent_help_moves_with_success(worlds, worlds_of):
    """The more often a mentee succeeded, the less help at the end, for help at the start alike."""
    world = worlds.make({"withdrawal.policy": "contingent"}, SEED)
    tries = np.zeros((2, 2000))
    for _ in range(40):
        worlds.step(world)
        matches, n = world.matches, len(world.matches)
        tries[0, :n] += matches.met * matches.success
        tries[1, :n] += matches.met
    matches, n = world.matches, len(world.matches)
    long = (matches.weeks >= 30) & (tries[1, :n] > 5)
    assert np.corrcoef(tries[0, :n][long] / tries[1, :n][long], matches.help[long])[0, 1] < -0.5
