"""What every registered policy owes, whatever its rule: declarations, shapes, and reading only what it declares."""

import dataclasses

import numpy as np
import pytest

from mentorsim import policies, testing
from mentorsim.errors import BadInput
from mentorsim.parameters import Parameters
from mentorsim.policies.observation import AT_HAND, RELATIONSHIP, People
from mentorsim.registry import REGISTRIES, register
from mentorsim.settings import COMPONENTS, presets

policies.discover()
ENTRIES = [(kind, name) for kind in policies.KINDS for name in sorted(REGISTRIES[kind])]
MATCHING = sorted(REGISTRIES["matching"])
WITHDRAWAL = sorted(REGISTRIES["withdrawal"])


@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_a_policy_is_described_and_holds_no_state(kind, name):
    assert REGISTRIES[kind][name].name == name
    testing.check_declarations(kind, name)


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


@pytest.mark.parametrize("name", MATCHING)
def test_scores_are_one_finite_number_per_pair(name):
    testing.check_scores(name)


@pytest.mark.parametrize("name", MATCHING)
def test_a_score_belongs_to_the_pair_not_to_its_place(name):
    testing.check_scores_go_with_the_pair(name)


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


@pytest.mark.parametrize("name", WITHDRAWAL)
def test_help_is_one_number_per_match_and_the_look_changes_nothing(name):
    testing.check_help(name)


@pytest.mark.parametrize("name", WITHDRAWAL)
def test_the_term_ends_where_the_plan_says(name):
    """A policy with a term is done in the term's last week, for good; any term of one week is done at once.

    Help that has just come back is given first.
    """
    policy, p = REGISTRIES["withdrawal"][name](), Parameters().withdrawal
    if policy.has_term:
        seen = testing.relationships(policy)
        if "boost" in policy.memory:
            seen.boost[:] += np.arange(len(seen)) % 2  # 0, 1 or 2 weeks left
        done = policy.done(seen, policy.help(seen, p), p)
        waits = seen.boost > 1 if "boost" in policy.memory else False
        np.testing.assert_array_equal(done, (seen.age >= policy.term(p) - 1) & ~np.asarray(waits))


@pytest.mark.parametrize("name", WITHDRAWAL)
def test_only_declared_looks_are_taken(name):
    """What a policy does not declare is neither looked up nor to be seen; what it declares matters to it."""
    policy = REGISTRIES["withdrawal"][name]()
    testing.check_looks(name)
    seen = testing.relationships(policy)
    for undeclared in set(RELATIONSHIP) - {*AT_HAND, *policy.looks}:
        with pytest.raises(AttributeError, match=f"cannot see '{undeclared}'; add it to the policy's `looks`"):
            getattr(seen, undeclared)


# --- what the identity of a run relies on ----------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_parameters_a_policy_is_said_to_ignore_change_nothing(kind, name, worlds):
    """Two configs that differ only in ignored parameters are one run, so these must not move a bit."""
    overrides = worlds.LIVELY | {"setting": "network", "people.mentees": 16, f"{kind}.policy": name}
    world = worlds.run(overrides, 10)
    ignored = sorted(policies.ignored(world.parameters))
    changed = overrides | {path: testing.other_value(path) for path in ignored}
    assert ignored
    assert worlds.differing(worlds.columns(world), worlds.columns(worlds.run(changed, 10))) == []
