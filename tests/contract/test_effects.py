"""Each parameter changes something, and at either of its bounds the world holds together."""

import pytest

from mentorsim import policies, tables, week
from mentorsim.errors import BadInput
from mentorsim.parameters import bounds, walk
from mentorsim.registry import REGISTRIES

policies.discover()
PATHS = {path: field for path, field in walk() if not path.startswith("setting.")}
GROUPS = sorted({path.split(".")[0] for path in PATHS})
NUMBERS = {path: field for path, field in PATHS.items() if bounds(field)[0] is not None}
AWAKE = {path: True for path, field in PATHS.items() if path.endswith(".on") and not field.default}  # off by default
LARGE = 2000  # bounds above it are numbers of people, matches or units

# Worlds in which rules come to bear that do not in the usual one.
RIVALS = [
    AWAKE,
    {"setting": "organisation"},
    {"quality.start": "flat"},
    {"setting": "organisation", "pairing.by": "people"},
    {"goals.jump": 0.1},
    {"withdrawal.policy": "booster", "withdrawal.memory": 0.5},
    {"withdrawal.policy": "handover"},
    {"meetings.budget": "equal_hours"},
    {"community.base": 1.0, "community.ask_base": 2.0, "community.answer_logit": 0.0},
    {"people.mentees": 60, "matching.everybody": True, "stages.rested": 0.3, "stages.comes_back": 0.3},
    {"meetings.mentee": 8.0, "meetings.mentor": 8.0, "learning.per_meeting": 0.5},
    {"matching.rematch": True, "matching.rematch_after": 4, "matching.rematch_below": 0.6},
    {"endings.mentor": 0.05},
    {"endings.mentee": 0.05, "matching.policy": "constellation"},
    {"setting": "organisation", "stages.volunteer": 1.0, "stages.dependent_d": 0.9, "stages.independent_d": 0.8},
]
# On given ties alone: tests/test_people.py; on mentors after a year and more: tests/test_mechanisms.py; arms, which are
# no text that one could make up: tests/contract/test_trials.py.
ELSEWHERE = {"ties.one_way", "endings.beyond", "trial.unit", "trial.arms"}


def contexts(path):
    """Overrides of the worlds in which a parameter may show its effect, the likeliest first."""
    readers = [(kind, name) for kind in policies.KINDS for name, p in REGISTRIES[kind].items() if path in p.uses]
    yield from ({f"{kind}.policy": name} for kind, name in readers)
    yield {}
    yield from RIVALS


def other_values(path):
    """Values within the bounds that are not the usual one, in both directions, small worlds staying small."""
    field, now = PATHS[path], PATHS[path].default
    low, high = bounds(field)
    if isinstance(now, bool):
        return [not now]
    if low is None:
        registered = REGISTRIES.get(path.split(".")[0], {}) if path.endswith(".policy") else ()
        return [other for other in (*getattr(field.annotation, "__args__", ()), *registered) if other != now]
    if isinstance(now, int):
        return [value for value in (now + 1, low) if low <= value <= high and value != now]
    return [value for value in (now + 0.4 * (high - now), low) if value != now]


def what_is_left(worlds, overrides, weeks=30):
    """What a run leaves behind that a parameter may change."""
    world = worlds.run(overrides, weeks, shocks=({"kind": "mentor_exit", "week": 9, "share": 0.3},))
    return worlds.columns(world), world.weekly, tables.run_of(world).date


def differ(worlds, one, other):
    (columns, *rest), (others, *more) = one, other
    return bool(worlds.differing(columns, others)) or rest != more


def has_effect(worlds, path, kept):
    """Whether some other value leaves something else behind in some context."""
    for more in contexts(path):
        overrides = worlds.LIVELY | {"setting": "network"} | more
        name = repr(more)
        if name not in kept:
            kept[name] = what_is_left(worlds, overrides)
        for value in other_values(path):
            try:
                other = what_is_left(worlds, overrides | {path: value})
            except BadInput:  # two parameters that bound each other
                continue
            if differ(worlds, kept[name], other):
                return True
    return False


@pytest.fixture(scope="module")
def kept():
    """What was left behind in each context."""
    return {}


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_every_parameter_has_an_effect(group, worlds, kept):
    mine = [path for path in PATHS if path.split(".")[0] == group and path not in ELSEWHERE]
    dead = [path for path in mine if not has_effect(worlds, path, kept)]
    assert dead == []


@pytest.mark.slow
@pytest.mark.parametrize("group", sorted({path.split(".")[0] for path in NUMBERS}))
def test_bounds_of_parameters_keep_states_within_theirs(group, worlds):
    found = {}
    for path, field in NUMBERS.items():
        for value in bounds(field):
            if path.split(".")[0] != group or value > LARGE:
                continue
            try:
                world = worlds.make(worlds.LIVELY | AWAKE | {"setting": "network", path: value})
            except BadInput:
                continue
            for _ in range(15):
                week.step(world)
                wrong = worlds.out_of_bounds(worlds.columns(world))
                if wrong:
                    found[path, value, world.week] = wrong
                    break
    assert found == {}
