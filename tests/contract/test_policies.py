"""What every registered policy owes, whatever its rule: declarations, shapes, and reading only what it declares."""

import dataclasses

import numpy as np
import pytest

from mentorsim import codes, policies
from mentorsim.observation import AT_HAND, RELATIONSHIP, Draw, People, Relationships
from mentorsim.parameters import BadInput, Parameters, bounds, flatten, walk
from mentorsim.policies import solvers
from mentorsim.registry import REGISTRIES, register, summary_of
from mentorsim.settings import COMPONENTS, presets

policies.discover()
ENTRIES = [(kind, name) for kind in policies.KINDS for name in sorted(REGISTRIES[kind])]
MATCHING = sorted(REGISTRIES["matching"])
WITHDRAWAL = sorted(REGISTRIES["withdrawal"])
SOLVERS = {*solvers.SOLVERS, "queue", "reach", "nobody"}
PATHS = dict(walk())


def other_value(path):
    """A value of a parameter within its bounds that is not the default."""
    field = PATHS[path]
    value, (low, high) = field.default, bounds(field)
    if isinstance(value, bool):
        return not value
    middle = (low + high) / 2 if value != (low + high) / 2 else high
    return int(middle) if isinstance(value, int) else float(middle)


@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_a_policy_is_described(kind, name):
    policy = REGISTRIES[kind][name]
    summary = summary_of(policy)
    assert policy.name == name
    assert len(summary) > 20
    assert summary.endswith(".")
    assert policy.source
    assert policy.cost.startswith("O(")


@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_a_policy_names_parameters_that_exist(kind, name):
    for path in REGISTRIES[kind][name].uses:
        assert path in flatten(Parameters())
        assert path.split(".")[0] in (*policies.KINDS, "pairing")


@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_a_policy_holds_no_state(kind, name):
    one, other = REGISTRIES[kind][name](), REGISTRIES[kind][name]()
    assert one == other
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.anything = 1


def test_every_setting_uses_registered_policies():
    for setting, preset in presets().items():
        for kind in policies.KINDS:
            named = {preset.get(component, {}).get(f"{kind}.policy") for component in COMPONENTS} - {None}
            assert named <= set(REGISTRIES[kind]), setting


def test_a_name_is_registered_once_and_unknown_names_are_refused():
    with pytest.raises(BadInput, match="random"):
        register("matching", "random")(object)
    with pytest.raises(BadInput, match=r"matching\.policy.*did you mean 'similar'"):
        policies.policies_of(Parameters().model_copy(update={"matching": PolicyNamed("similr")}))


@dataclasses.dataclass
class PolicyNamed:
    """Stands in for a group of parameters."""

    policy: str


# --- matching --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def market(worlds):
    """A world whose mentees and mentors want each other."""
    return worlds.make(worlds.SMALL | {"setting": "network"})


def sides(world, turned=False):
    """(mentees, mentors, luck) as policies see them; turned: in the opposite order of rows."""
    rows = np.arange(len(world.people))[:: -1 if turned else 1]
    mentors = rows[world.people.role[rows] == codes.MENTOR]
    mentees = rows[world.people.role[rows] == codes.MENTEE]
    return People(world, mentees), People(world, mentors, world.people.capacity[mentors]), Draw(world.luck("x"), 3)


@pytest.mark.parametrize("name", MATCHING)
def test_scores_are_one_finite_number_per_pair(market, name):
    policy, (mentees, mentors, draw) = REGISTRIES["matching"][name](), sides(market)
    assert policy.solver in SOLVERS
    scores = policy.scores(mentees, mentors, draw)
    assert scores.shape == (len(mentees), len(mentors))
    assert np.isfinite(scores).all()
    assert policy.order_mentees(mentees, draw).shape == (len(mentees),)
    assert policy.rank_mentors(mentors, draw).shape == (len(mentors),)
    np.testing.assert_array_equal(scores, policy.scores(mentees, mentors, draw))


@pytest.mark.parametrize("name", MATCHING)
def test_a_score_belongs_to_the_pair_not_to_its_place(market, name):
    """Common random numbers: the order of rows means nothing, so a draw goes by key."""
    policy = REGISTRIES["matching"][name]()
    straight, turned = policy.scores(*sides(market)), policy.scores(*sides(market, turned=True))
    np.testing.assert_array_equal(straight, turned[::-1, ::-1])


def test_policies_see_estimates_unless_the_oracle_says_otherwise(worlds):
    for oracle in (False, True):
        world = worlds.make(worlds.SMALL | {"matching.oracle": oracle})
        rows = np.arange(len(world.people))
        seen = People(world, rows)
        assert (seen.skill == world.people.skill).all() == oracle
        np.testing.assert_array_equal(seen.skill, People(world, rows).skill)
        with pytest.raises(AttributeError, match="policies cannot see 'reactance'"):
            seen.reactance  # noqa: B018


# --- withdrawal ------------------------------------------------------------------------------------------------------


def relationships(policy, count=200):
    """Relationships of all ages and kinds, as far as the policy looks at them."""
    seen, draw = Relationships(count, policy.looks, Parameters()), np.random.default_rng(1)
    seen.block[:] = draw.uniform(0, 1, seen.block.shape)
    seen.age[:] = draw.integers(0, 80, count)
    for name, high in (("met", 2), ("success", 2), ("taught", 2), ("boost", 2), ("peers", 4), ("advice", 15)):
        if name in (*AT_HAND, *policy.looks):
            getattr(seen, name)[:] = draw.integers(0, high, count)
    return seen


@pytest.mark.parametrize("name", WITHDRAWAL)
def test_help_is_one_number_per_match_and_the_look_changes_nothing(name):
    policy, p = REGISTRIES["withdrawal"][name](), Parameters().withdrawal
    seen = relationships(policy)
    before = seen.block.copy()
    level, returns = policy.help(seen, p), policy.returns(seen, p)
    done = policy.done(seen, level, p)
    np.testing.assert_array_equal(seen.block, before)
    assert level.shape == done.shape == (len(seen),)
    assert np.isfinite(level).all()
    assert done.dtype == bool
    assert returns is None or (returns.shape == done.shape and returns.dtype == bool)
    assert (policy.term(p) is not None) == policy.has_term


@pytest.mark.parametrize("name", WITHDRAWAL)
def test_the_term_ends_where_the_plan_says(name):
    """A policy with a term is done in the term's last week, for good; any term of one week is done at once.

    Help that has just come back is given first.
    """
    policy, p = REGISTRIES["withdrawal"][name](), Parameters().withdrawal
    if policy.has_term:
        seen = relationships(policy)
        if "boost" in policy.looks:
            seen.boost[:] += np.arange(len(seen)) % 2  # 0, 1 or 2 weeks left
        done = policy.done(seen, policy.help(seen, p), p)
        waits = seen.boost > 1 if "boost" in policy.looks else False
        np.testing.assert_array_equal(done, (seen.age >= policy.term(p) - 1) & ~np.asarray(waits))


@pytest.mark.parametrize("name", WITHDRAWAL)
def test_only_declared_looks_are_taken(name):
    """What a policy does not declare is neither looked up nor to be seen; what it declares matters to it."""
    policy, p = REGISTRIES["withdrawal"][name](), Parameters().withdrawal
    assert set(policy.looks) <= set(RELATIONSHIP) - set(AT_HAND)
    seen = relationships(policy)
    for undeclared in set(RELATIONSHIP) - {*AT_HAND, *policy.looks}:
        with pytest.raises(AttributeError, match=f"cannot see '{undeclared}'; add it to the policy's `looks`"):
            getattr(seen, undeclared)
    answers = answer(policy, seen, p)
    for declared in policy.looks:
        changed = relationships(policy)
        getattr(changed, declared)[:] = getattr(seen, declared)[::-1]
        assert any((a != b).any() for a, b in zip(answers, answer(policy, changed, p), strict=True)), declared


def answer(policy, seen, p):
    """What a policy says to what it sees: help, the end, and help that comes back."""
    level, returns = policy.help(seen, p), policy.returns(seen, p)
    return level, policy.done(seen, level, p), np.zeros(1) if returns is None else returns


# --- what the identity of a run relies on ----------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_parameters_a_policy_is_said_to_ignore_change_nothing(kind, name, worlds):
    """Two configs that differ only in ignored parameters are one run, so these must not move a bit."""
    overrides = worlds.LIVELY | {"setting": "network", "people.mentees": 16, f"{kind}.policy": name}
    world = worlds.run(overrides, 10)
    ignored = sorted(policies.ignored(world.parameters))
    changed = overrides | {path: other_value(path) for path in ignored}
    assert ignored
    assert worlds.differing(worlds.columns(world), worlds.columns(worlds.run(changed, 10))) == []
