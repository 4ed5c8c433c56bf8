"""Designs: which arms each kind has, that samples grow, that constraints say what Python would."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.constraints import constraint_of
from mentorsim.experiment.design import arms
from mentorsim.experiment.sampling import Choices, Range, sampled
from mentorsim.experiment.sweep import Plan
from mentorsim.settings import resolve

HEAD = "[experiment]\nseed = 4\nreplications = 2\nweeks = 12\n[parameters]\npeople.mentees = 20\n[design]\n"
FACTORS = """
[design.factors]
goals.omega = [0.2, 0.6]
withdrawal.weeks = [10, 60]
"withdrawal.policy" = ["linear", "cliff"]
"""


def read(text):
    """The experiment of a design's text."""
    return config.read(HEAD + text, "case.toml")


def values(experiment):
    """The factors' values in each arm."""
    return [tuple(arm.varied.values()) for arm in arms(experiment)]


def ids(experiment):
    """{run_id} of all runs."""
    return {job.run_id for job in Plan(experiment).jobs()}


def sobol(points, factors=FACTORS, more=""):
    """The experiment with a Sobol sequence."""
    return read(f"kind = 'sobol'\npoints = {points}\n{more}\n{factors}")


# --- kinds -----------------------------------------------------------------------------------------------------------


def test_one_at_a_time_is_the_base_arm_and_each_other_value_singly():
    e = read(
        "kind = 'one-at-a-time'\n[design.factors]\nsetting = ['organisation', 'network']\n"
        "'matching.policy' = ['random', 'self']\nwithdrawal.weeks = [20, 52.0, 60]"
    )
    found = arms(e)
    assert [arm.label for arm in found] == [
        "base",
        "setting=network",
        "matching.policy=random",
        "matching.policy=self",
        "withdrawal.weeks=20",
        "withdrawal.weeks=60",
    ]
    base = found[0].varied
    assert base == {"setting": "organisation", "matching.policy": "similar", "withdrawal.weeks": 52}
    assert [sum(arm.varied[path] != base[path] for path in base) for arm in found] == [0] + [1] * (len(found) - 1)
    assert found[1].parameters.channel.medium == "online"  # the setting's own
    assert found[1].parameters.matching.policy == "similar"  # and the other factor stays where it was


def test_a_list_has_the_arms_that_are_listed():
    e = read("""kind = "list"
[[design.arms]]
name = "as it is"
[[design.arms]]
name = "online"
overrides = { setting.channel = "network" }
[[design.arms]]
name = "online and short"
[design.arms.overrides]
withdrawal.weeks = 20
"setting.channel" = "network"
""")
    found = arms(e)
    assert [(arm.label, *arm.varied.values()) for arm in found] == [
        ("as it is", "", 52),
        ("online", "network", 52),
        ("online and short", "network", 20),
    ]
    assert found[2].parameters == resolve({"people.mentees": 20, "withdrawal.weeks": 20, "setting.channel": "network"})
    held = e.changed(["withdrawal.weeks=30"])
    assert [arm.varied["withdrawal.weeks"] for arm in arms(held)] == [30, 30]


def test_a_latin_hypercube_has_one_point_in_each_slice():
    e = read(f"kind = 'lhs'\npoints = 20\n{FACTORS}")
    omega, weeks, policy = zip(*values(e), strict=True)
    assert sorted(int(20 * (value - 0.2) / 0.4) for value in omega) == list(range(20))
    assert all(isinstance(value, int) and 10 <= value <= 60 for value in weeks)
    assert sorted(policy) == ["cliff"] * 10 + ["linear"] * 10


def test_a_sobol_sequence_fills_evenly_and_reaches_the_ends_of_whole_numbers():
    e = sobol(64, "[design.factors]\ngoals.omega = [0.2, 0.6]\nstart.capacity_high = [3, 6]")
    omega, most = zip(*values(e), strict=True)
    assert np.bincount([int(64 * (value - 0.2) / 0.4) for value in omega]).tolist() == [1] * 64
    assert np.bincount(most).tolist() == [0, 0, 0, 16, 16, 16, 16]


@pytest.mark.parametrize("more", [pytest.param(32, marks=pytest.mark.slow), 25])
def test_a_sobol_sequence_grows_and_keeps_its_first_runs(more):
    small, large = sobol(16), sobol(more)
    assert values(large)[:16] == values(small)
    assert [arm.label for arm in arms(large)][:16] == [arm.label for arm in arms(small)]
    assert len(ids(small)) == 32
    assert ids(small) < ids(large)


def test_points_follow_the_seed_and_the_names_of_factors_but_not_their_order():
    e, lines = sobol(16), FACTORS.strip().split("\n")
    reordered = sobol(16, "\n".join([lines[0], *lines[:0:-1]]))
    assert list(arms(reordered)[0].varied) == list(arms(e)[0].varied)[::-1]
    assert ids(reordered) == ids(e)
    assert not set(values(e)) & set(values(e.changed(seed=5)))


def test_points_are_the_same_on_every_machine():
    """Kept as they were first printed: the sequence is scrambled by NumPy's PCG64, both defined to the bit."""
    factors = {"a": Range(0.0, 1.0, False), "b": Range(1, 6, True), "c": Choices(("x", "y"))}
    expected = [{"a": 0.508657, "b": 3, "c": "y"}, {"a": 0.278533, "b": 5, "c": "x"}]
    assert sampled("sobol", factors, 2, 3) == expected


def test_a_factor_held_beside_the_file_leaves_the_points_of_the_others():
    held = sobol(16).changed(["goals.omega=0.5"])
    assert [point[1:] for point in values(held)] == [point[1:] for point in values(sobol(16))]
    assert {point[0] for point in values(held)} == {0.5}


def test_the_number_of_points_can_be_set_beside_the_file():
    assert values(sobol(16).changed(["design.points=32"])) == values(sobol(32))
    with pytest.raises(BadInput, match=r"^--set design.points: found 0, expected a whole number from 1"):
        sobol(16).changed(["design.points=0"])
    with pytest.raises(BadInput, match=r"^--set design.points: found kind 'grid', expected kind lhs or sobol"):
        config.load("quickstart").changed(["design.points=8"])


def test_a_point_is_the_same_run_in_every_design():
    point = arms(sobol(8))[5].varied
    listed = "\n".join(f"{path} = {value!r}" for path, value in point.items())
    single = read(f"kind = 'list'\n[[design.arms]]\nname = 'one'\n[design.arms.overrides]\n{listed}")
    assert ids(single) < ids(sobol(8))
    gridded = read("kind = 'grid'\n[design.factors]\n" + "\n".join(f"{k} = [{v!r}]" for k, v in point.items()))
    assert ids(gridded) == ids(single)


# --- constraints -----------------------------------------------------------------------------------------------------


def test_constraints_keep_the_arms_that_meet_them_all():
    grid = "[design.factors]\nstart.capacity_low = [1, 2, 3]\nstart.capacity_high = [1, 2, 3]"
    assert values(read(f"where = 'start.capacity_low <= start.capacity_high'\n{grid}")) == [
        (low, high) for low in (1, 2, 3) for high in (1, 2, 3) if low <= high
    ]
    both = "where = ['start.capacity_low <= start.capacity_high', 'start.capacity_high != 3']"
    assert values(read(f"{both}\n{grid}")) == [(1, 1), (1, 2), (2, 2)]


def test_rejected_points_are_dropped_and_the_others_keep_their_names():
    free, bound = arms(sobol(32)), arms(sobol(32, more="where = 'goals.omega < withdrawal.weeks / 100'"))
    assert 0 < len(bound) < 32
    assert bound == [arm for arm in free if arm.varied["goals.omega"] < arm.varied["withdrawal.weeks"] / 100]
    assert {arm.label for arm in bound} < {f"point {n}" for n in range(32)}


SHARES = "start.stays_year = {0}\nstart.stays_years = {0}"  # together at most 1


@pytest.mark.parametrize(
    ("kind", "levels", "count"), [("grid", "[0.1, 0.9]", 3), ("sobol", "[0, 1]", 9), ("one-at-a-time", "[0.1, 0.9]", 3)]
)
def test_a_constraint_may_keep_apart_what_cannot_go_together(kind, levels, count):
    points = "points = 16\n" if kind == "sobol" else ""
    where = "where = 'start.stays_year + start.stays_years <= 1'\n"
    found = values(read(f"kind = '{kind}'\n{points}{where}[design.factors]\n{SHARES.format(levels)}"))
    assert len(found) == count
    assert all(one + two <= 1 for one, two in found)


EXPRESSIONS = [
    "a.x < b", "a.x <= b < 5", "not a.x == b", "a.x + 2 * b - 1 > -b / 4", "name == 'u' or name != 'v' and b > 2",
    "(a.x > 1 or b > 1) and flag", "flag == (a.x > 2)", "not (flag and name == 'u')", "+a.x != b",
]  # fmt: skip


@given(st.sampled_from(EXPRESSIONS), st.integers(-5, 5), st.floats(-5, 5), st.booleans(), st.sampled_from("uv"))
def test_a_constraint_says_what_python_would(text, x, b, flag, name):
    point = {"a.x": x, "b": b, "flag": flag, "name": name}
    spelled = text.replace("a.x", "x")
    assert constraint_of(text, point).holds(point) == eval(spelled, {"x": x, "b": b, "flag": flag, "name": name})


@pytest.mark.parametrize(
    "text",
    ["open('x')", "a.x.__class__ == 1", "[a.x] == [1]", "a.x if b else 1", "lambda: 1", "a.x ** 9 > 1", "b == None",
     "a.x in b", "b is 1", "(b := 3) > 1", "f'{b}' == 'x'", "a.x // 2 > 1", "b[0] > 1", "", "=", "(" * 300, "b" * 2000,
     "b > 1; b", "b > 1\x00", "...", "1j > b", "b''== name", "a.y > 1"],
)  # fmt: skip
def test_what_is_no_constraint_is_refused_and_never_run(text):
    with pytest.raises(BadInput, match=r"^found .*expected"):
        constraint_of(text, {"a.x": 1, "b": 2, "name": "u"})


@pytest.mark.parametrize(
    ("text", "words"),
    [("name < 3", "name = 'u', expected a number"), ("name == 3", "expected values of one kind"),
     ("b and name == 'u'", "b = 2, expected true, false or a comparison"), ("b + 1", "which is 3, expected a comp"),
     ("1 / (b - 2) > 0", "with 1 and 0, expected a finite number"), ("flag > 0", "flag = true, expected a number")],
)  # fmt: skip
def test_kinds_of_values_are_not_mixed(text, words):
    point = {"b": 2, "name": "u", "flag": True}
    with pytest.raises(BadInput, match=words):
        constraint_of(text, point).holds(point)
