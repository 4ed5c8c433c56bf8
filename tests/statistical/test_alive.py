"""Nothing in the model is dead: every branch fires somewhere, every column moves, no state sits at its bounds."""

from collections import Counter
from functools import cache

import numpy as np
import pytest

from mentorsim import settings, tables, week
from mentorsim.policies import discover, policies_of
from mentorsim.settings import resolve
from mentorsim.world.people import kind_of
from mentorsim.world.world import World

pytestmark = pytest.mark.slow
WEEKS = 104
AT_BOUNDS = 0.05  # share of person-weeks
SHOCKS = (
    {"kind": "mentor_exit", "week": 20, "share": 0.3},
    {"kind": "intake_surge", "week": 24, "share": 0.2, "weeks": 3},
    {"kind": "outage", "week": 30, "weeks": 2},
    {"kind": "hostility", "week": 36, "weeks": 4, "times": 5.0},
    {"kind": "goals_redrawn", "week": 44},
    {"kind": "capacity_cut", "week": 50, "weeks": 8, "matches": "closed", "hours": 0.3},
    {"kind": "new_tool", "week": 60},
    {"kind": "privacy_breach", "week": 64, "share": 0.3},
    {"kind": "reorganisation", "week": 70, "share": 0.5, "cut": 0.3},
)
# What the settings as they are do not use: policies, budgets and options of matching.
MORE = (
    {"setting": "programme", "withdrawal.policy": "booster", "withdrawal.fall": 0.02, "matching.rematch": True,
     "matching.rematch_below": 0.4, "meetings.budget": "equal_hours"},
    {"setting": "network", "withdrawal.policy": "handover", "exposure.privacy": 0.02, "exposure.outage": 0.05},
    {"setting": "programme", "withdrawal.policy": "teach_first"},
    {"setting": "organisation", "matching.policy": "constellation", "start.capacity_high": 4},
    {"setting": "network", "withdrawal.policy": "contingent", "withdrawal.start": 0.9,
     "meetings.budget": "equal_hours",
     "meetings.hours_budget": 2.0},
    {"setting": "community", "matching.answer_hours": 3.0},
    {"setting": "programme", "people.ratio": 6.0},
    {"trial.arms": '{"a": {"withdrawal.policy": "linear"}, "b": {"withdrawal.policy": "never"}}'},
)  # fmt: skip
STATES = (
    "skill", "lasting", "metacognition", "literacy", "confidence", "satisfaction", "belonging", "energy", "openness",
    "pitching", "fit",
)  # fmt: skip
ALIKE = {"id", "energy_start", "satisfaction_start", "performance_156", "satisfaction_156"}  # rosters, longer runs

discover()
SETTINGS = sorted(settings.presets())


@cache
def simulated():
    """(branches that fired, worlds, {state: share of person-weeks at a bound}) over settings, policies and shocks."""
    fired, worlds, at_bounds = Counter(), [], {name: [] for name in STATES}
    usual = [{"setting": name, "setting.pool": name, "setting.practice": name} for name in SETTINGS]
    for overrides in (*usual, *MORE):
        p = resolve(overrides | {"people.mentees": 90, "people.mentors": 40})
        world = World(p, policies_of(p), 3, 0, SHOCKS)
        for _ in range(WEEKS):
            week.step(world)
            here = world.people.present == 1
            for name in STATES:
                value = getattr(world.people, name)[here]
                at_bounds[name].append(((value <= 0.0) | (value >= 1.0)).mean() if len(value) else 0.0)
        fired.update({(row["process"], row["branch"]): row["count"] for row in week.audit(world)})
        worlds.append(world)
    return fired, worlds, {name: float(np.mean(shares)) for name, shares in at_bounds.items()}


def test_every_branch_fires():
    fired = simulated()[0]
    assert not [(p.name, branch) for p in week.WEEK for branch in p.branches if fired[p.name, branch] == 0]


def test_every_weekly_column_moves():
    columns = [world.rows_of_weeks.up_to(world.week).columns() for world in simulated()[1]]
    still = [name for name in columns[0] if not any(len(set(one[name][np.isfinite(one[name])])) > 1 for one in columns)]
    assert not still


def test_every_column_of_people_and_matches_differs_between_rows_of_some_world():
    worlds = simulated()[1]
    for table, columns in (("people", tables.PEOPLE), ("matches", tables.MATCHES)):
        found = [getattr(tables, f"{table}_table")(world) for world in worlds]
        names = {column.name for column in columns} - ALIKE
        still = [name for name in names if len({str(value) for one in found for value in one[name]}) < 2]
        assert not still, table


@pytest.mark.parametrize("name", STATES)
def test_no_state_sits_at_its_bounds(name):
    assert simulated()[2][name] < AT_BOUNDS


def test_all_kinds_of_people_came():
    """Else the worlds above would be too narrow to tell."""
    kinds = np.unique(np.concatenate([kind_of(world.people.key) for world in simulated()[1]]))
    assert len(kinds) == 5
