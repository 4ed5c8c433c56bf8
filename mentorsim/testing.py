"""Contract tests for policies and indicators of your own: the same that the package's are held to.

    from mentorsim import testing

    def test_own_unit():
        testing.check_matching_policy("own_unit")

Each check takes the name under which the policy or indicator is registered, raises AssertionError with what is wrong,
and takes a second or two.
"""

import dataclasses
import math
from dataclasses import replace
from typing import Any

import numpy as np

from mentorsim import codes, indicators, policies, tables, week
from mentorsim.parameters import Parameters, Withdrawal, bounds, flatten, walk
from mentorsim.policies import solvers
from mentorsim.policies.observation import AT_HAND, RELATIONSHIP, Draw, People, Relationships
from mentorsim.policies.withdrawal import WithdrawalPolicy
from mentorsim.registry import REGISTRIES, find, summary_of
from mentorsim.settings import resolve
from mentorsim.world.people import PEOPLE
from mentorsim.world.world import World

SOLVERS = {*solvers.SOLVERS, "queue", "reach", "nobody"}
PATHS = dict(walk())
WORLD = {"setting": "network", "people.mentees": 24, "people.mentors": 10, "withdrawal.weeks": 12}
WEEKS = 20  # of a trial


# --- the checks ------------------------------------------------------------------------------------------------------


def check_matching_policy(name: str) -> None:
    """Check that a matching policy is described, holds no state, scores pairs by who they are, and runs in a world."""
    check_declarations("matching", name)
    check_scores(name)
    check_scores_go_with_the_pair(name)
    check_worlds("matching", name)


def check_withdrawal_policy(name: str) -> None:
    """Check that a withdrawal policy is described, holds no state, gives help from what it sees, and runs."""
    check_declarations("withdrawal", name)
    check_help(name)
    check_looks(name)
    check_worlds("withdrawal", name)


def check_goal_policy(name: str) -> None:
    """Check that a goal policy is described, holds no state, gives a share in [0, 1], and runs in a world."""
    check_declarations("goals", name)
    omega = policy_of("goals", name).omega(Parameters())
    assert 0.0 <= float(omega) <= 1.0, f"omega: found {omega!r}, expected a share in [0, 1]"
    check_worlds("goals", name)


def check_indicator(name: str) -> None:
    """Check that an indicator is described, gives one number or NaN for a run, ever the same, and changes no table."""
    assert name in indicators.INDICATORS, f"{name}: is no registered indicator"
    indicator = indicators.INDICATORS[name]
    assert len(indicator.definition) > 10, "the docstring's first line should say what it is"
    assert indicator.formula, "the docstring should have the formula after its first line"
    assert indicator.better in (True, False, None), "`better` should be True, False or None"
    for overrides, weeks in (({}, WEEKS), ({"matching.policy": "none"}, 3)):
        run = run_of(overrides, weeks)
        before = copies(run)
        value, again = indicator.of(run), indicator.of(replace(run))
        assert isinstance(value, int | float | np.number), f"found {value!r}, expected a number or NaN"
        assert same(float(value), float(again)), f"gave {value}, then {again}, for the same run"
        assert not math.isinf(float(value)), "is infinite; give NaN where it is not defined"
        for column, values in copies(run).items():
            np.testing.assert_array_equal(values, before[column], err_msg=f"it changed {column}")


# --- what every policy owes ------------------------------------------------------------------------------------------


def policy_of(kind: str, name: str) -> Any:
    """A policy by its name."""
    policies.discover()
    return find(kind, name, f"{kind}.policy")()


def check_declarations(kind: str, name: str) -> None:
    """Check that a policy has a summary, source, cost, parameters that exist, and no state."""
    policy = policy_of(kind, name)
    summary = summary_of(policy)
    assert len(summary) > 20, "the docstring's first line should say what the policy does"
    assert summary.endswith("."), "the docstring's first line should be a sentence"
    assert policy.source, "`source` should say where the rule comes from"
    assert policy.cost.startswith("O("), "`cost` should say how the work grows, such as O(n m)"
    for path in policy.uses:
        assert path in flatten(Parameters()), f"uses: {path} is no parameter"
        assert path.split(".")[0] in (*policies.KINDS, "pairing"), f"uses: {path} is no parameter of policies"
    assert policy == policy_of(kind, name), "two of it should be equal: make it a frozen dataclass"
    try:
        policy.anything = 1
    except dataclasses.FrozenInstanceError:
        return
    raise AssertionError("it can be changed: make it a frozen dataclass")


def check_worlds(kind: str, name: str) -> None:
    """Check that a policy behaves in worlds.

    The same run comes out twice the same, within bounds and capacity; people's traits are those of other arms; and
    parameters that the policy does not declare change nothing.
    """
    overrides = WORLD | {f"{kind}.policy": name}
    world = world_of(overrides, WEEKS)
    before = columns_of(world)
    assert differing(before, columns_of(world_of(overrides, WEEKS))) == [], "the same run came out differently"
    assert out_of_bounds(world) == [], "states left their bounds"
    assert capacity_respected(world), "a mentor has more mentees than places"
    other = world_of(WORLD | {f"{kind}.policy": next(iter(sorted(REGISTRIES[kind])))}, WEEKS)
    for trait in ("zone_width", "directiveness", "style", "hours"):
        one, two = (dict(zip(w.people.key.tolist(), getattr(w.people, trait).tolist())) for w in (world, other))
        assert all(one[key] == two[key] for key in one.keys() & two.keys()), f"{trait} differs from other arms"
    undeclared = sorted(policies.ignored(world.parameters))
    changed = overrides | {path: other_value(path) for path in undeclared}
    moved = differing(before, columns_of(world_of(changed, WEEKS)))
    assert moved == [], f"it reads parameters that it does not declare in `uses`; these columns moved: {moved[:5]}"


def other_value(path: str) -> float | bool:
    """A value of a parameter within its bounds that is not the default."""
    field = PATHS[path]
    value, (low, high) = field.default, bounds(field)
    if isinstance(value, bool):
        return not value
    whole = isinstance(value, int)
    middle = (low + high) // 2 if whole else (low + high) / 2
    return (int if whole else float)(middle if middle != value else high)


# --- matching --------------------------------------------------------------------------------------------------------


def sides(world: World, turned: bool = False) -> tuple[People, People, Draw]:
    """(mentees, mentors, luck) as policies see them; turned: in the opposite order of rows."""
    rows = np.arange(len(world.people))[:: -1 if turned else 1]
    mentors = rows[world.people.role[rows] == codes.MENTOR]
    mentees = rows[world.people.role[rows] == codes.MENTEE]
    return People(world, mentees), People(world, mentors, world.people.capacity[mentors]), Draw(world.luck("x"), 3)


def check_scores(name: str) -> None:
    """Check that a matching policy gives one finite number per pair and an order of each side, and twice the same."""
    policy, (mentees, mentors, draw) = policy_of("matching", name), sides(world_of(WORLD, 0))
    assert policy.solver in SOLVERS, f"solver: found {policy.solver!r}, expected one of {', '.join(sorted(SOLVERS))}"
    scores = np.asarray(policy.scores(mentees, mentors, draw))
    expected = (len(mentees), len(mentors))
    assert scores.shape == expected, f"scores: found shape {scores.shape}, expected {expected}"
    assert np.isfinite(scores).all(), "scores: found some that are not finite"
    order, rank = policy.order_mentees(mentees, draw), policy.rank_mentors(mentors, draw)
    assert np.shape(order) == expected[:1], "order_mentees: expected one number per mentee"
    assert np.shape(rank) == expected[1:], "rank_mentors: expected one number per mentor"
    assert (scores == policy.scores(mentees, mentors, draw)).all(), "scores: other ones when asked again"


def check_scores_go_with_the_pair(name: str) -> None:
    """Check that scores do not depend on the order of people in the arrays: draws go by key (use `draw`)."""
    policy, world = policy_of("matching", name), world_of(WORLD, 0)
    straight, turned = policy.scores(*sides(world)), policy.scores(*sides(world, turned=True))
    wrong = "scores: they depend on the place of people in the arrays; draw by key, with `draw`"
    assert (np.asarray(straight) == np.asarray(turned)[::-1, ::-1]).all(), wrong


# --- withdrawal ------------------------------------------------------------------------------------------------------


def relationships(policy: WithdrawalPolicy, count: int = 200) -> Relationships:
    """Relationships of all ages and kinds, as far as the policy looks at them."""
    seen, draw = Relationships(count, (*policy.looks, *policy.memory), Parameters()), np.random.default_rng(1)
    seen.block[:] = draw.uniform(0, 1, seen.block.shape)
    seen.age[:] = draw.integers(0, 80, count)
    for name in ("met", "success"):
        getattr(seen, name)[:] = draw.integers(0, 2, count)
    for name, column in policy.memory.items():
        if column.high is None:  # counts, codes and sums
            getattr(seen, name)[:] = draw.integers(0, 2 if column.dtype == "i1" else 15, count)
    return seen


def answer(policy: WithdrawalPolicy, seen: Relationships, p: Withdrawal) -> tuple:
    """What a policy says to what it sees: help, and the end."""
    level = policy.help(seen, p)
    return level, policy.done(seen, level, p)


def check_help(name: str) -> None:
    """Check that a withdrawal policy gives one finite number and one flag per match and changes nothing it sees."""
    policy, p = policy_of("withdrawal", name), Parameters().withdrawal
    seen = relationships(policy)
    before = seen.block.copy()
    level, done = answer(policy, seen, p)
    assert (seen.block == before).all(), "help or done changed what it was shown"
    assert np.shape(level) == (len(seen),), "help: expected one number per match"
    assert np.isfinite(level).all(), "help: found some that are not finite"
    assert np.shape(done) == (len(seen),), "done: expected one flag per match"
    assert np.asarray(done).dtype == bool, "done: expected True or False"
    assert (policy.term(p) is not None) == policy.has_term, "has_term: does not go with `term`"


def check_looks(name: str) -> None:
    """Check that what a withdrawal policy declares in `looks` can be looked up, and matters to it."""
    policy, p = policy_of("withdrawal", name), Parameters().withdrawal
    unknown = set(policy.looks) - (set(RELATIONSHIP) - set(AT_HAND))
    assert not unknown, f"looks: {', '.join(sorted(unknown))} cannot be looked up"
    seen = relationships(policy)
    answers = answer(policy, seen, p)
    for declared in policy.looks:
        changed = relationships(policy)
        getattr(changed, declared)[:] = getattr(seen, declared)[::-1]
        moved = any((a != b).any() for a, b in zip(answers, answer(policy, changed, p)))
        assert moved, f"looks: {declared} is declared and does not matter"
    if policy.by_age:
        check_by_age(policy, p)


def check_by_age(policy: WithdrawalPolicy, p: Withdrawal) -> None:
    """Check that nothing but age matters to a policy with `by_age`, save that help may stay as it was."""
    more = policy.looks or policy.memory or policy.before or policy.after
    assert not more, "by_age: such a policy looks at nothing, remembers nothing and does nothing besides"
    seen, other = relationships(policy), relationships(policy)
    other.block[:] = np.nan
    other.age[:] = seen.age
    (level, done), (known, ends) = answer(policy, seen, p), answer(policy, other, p)
    assert (np.where(np.isnan(known), seen.last_help, known) == level).all(), "by_age: help depends on more"
    assert (done == ends).all(), "by_age: the end depends on more"


# --- worlds ----------------------------------------------------------------------------------------------------------


def world_of(overrides: dict, weeks: int, seed: int = 1) -> World:
    """A small world after some weeks."""
    parameters = resolve(overrides)
    world = World(parameters, policies.policies_of(parameters), seed)
    for _ in range(weeks):
        week.step(world)
    return world


def run_of(overrides: dict, weeks: int) -> indicators.Run:
    """A small run with its control world, as indicators see it."""
    control = tables.people_table(world_of(WORLD | overrides | {"matching.policy": "none"}, weeks))
    return tables.run_of(world_of(WORLD | overrides, weeks), control)


def copies(run: indicators.Run) -> dict:
    """{table.column: copy} of a run."""
    parts = {"people": run.people, "matches": run.matches, "weekly": run.weekly, "control": run.control or {}}
    return {f"{part}.{name}": values.copy() for part, columns in parts.items() for name, values in columns.items()}


def columns_of(world: World) -> dict:
    """{column: copy} of people and matches."""
    tables = {"people": world.people, "matches": world.matches}
    return {f"{part}.{name}": getattr(table, name).copy() for part, table in tables.items() for name in table.names()}


def differing(one: dict, other: dict) -> list[str]:
    """Names of the columns that are not the same to the last bit."""
    return [name for name in one if one[name].tobytes() != other[name].tobytes()]


def out_of_bounds(world: World) -> list[str]:
    """Names of the columns of people with values outside their bounds."""
    found = []
    for name, column in PEOPLE.items():
        values = getattr(world.people, name)
        values = values[~np.isnan(values)] if values.dtype.kind == "f" else values
        low = -np.inf if column.low is None else column.low - 1e-12
        high = np.inf if column.high is None else column.high + 1e-12
        if len(values) and not ((values >= low) & (values <= high)).all():
            found.append(name)
    return found


def capacity_respected(world: World) -> bool:
    """Whether no mentor has more running matches than places."""
    mentors = world.people.role == codes.MENTOR
    return bool((world.people.matched[mentors] <= world.people.capacity[mentors]).all())


def same(one: float, other: float) -> bool:
    """Whether two numbers are equal, NaN being equal to NaN."""
    return one == other or (math.isnan(one) and math.isnan(other))
