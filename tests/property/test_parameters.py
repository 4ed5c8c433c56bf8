"""Parameters: what is refused and in which words, one identity for one content, there and back."""

import json
import math
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.errors import BadInput
from mentorsim.parameters import (
    CODES,
    DEFAULTS,
    Parameters,
    bounds,
    build,
    digest,
    flatten,
    kernel_values,
    resolved_text,
    rules_of,
    walk,
)

FIELDS = dict(walk())
FLOATS = [path for path, value in DEFAULTS.items() if isinstance(value, float)]
WHOLES = [path for path, value in DEFAULTS.items() if isinstance(value, int) and not isinstance(value, bool)]
SWITCHES = [path for path, value in DEFAULTS.items() if isinstance(value, bool)]
FREE = set(DEFAULTS) - {"start.capacity_low", "start.capacity_high", "start.stays_year", "start.stays_years"}


def value_of(path):
    """Values within a parameter's bounds."""
    low, high = bounds(FIELDS[path])
    if isinstance(DEFAULTS[path], bool):
        return st.booleans()
    if low is None:
        return st.sampled_from(getattr(FIELDS[path].annotation, "__args__", (DEFAULTS[path],)))
    return st.integers(low, high) if isinstance(DEFAULTS[path], int) else st.floats(low, high)


OVERRIDES = st.lists(st.sampled_from(sorted(FREE)), max_size=6, unique=True).flatmap(
    lambda paths: st.fixed_dictionaries({path: value_of(path) for path in paths})
)


def misspelt(path):
    """A path with a letter left out of its last part."""
    return path[:-2] + path[-1]


@given(OVERRIDES)
def test_there_and_back(overrides):
    parameters = build(overrides)
    flat = flatten(parameters)
    assert flat == DEFAULTS | overrides
    assert build(flat) == parameters
    assert digest(build(json.loads(resolved_text(parameters)))) == digest(parameters)


@given(OVERRIDES, OVERRIDES)
def test_one_content_one_digest(one, other):
    same = flatten(build(one)) == flatten(build(other))
    assert (digest(build(one)) == digest(build(other))) == same


def whole_numbers(paths):
    """{path: a whole number within the bounds}, where there is one."""
    top = {path: math.floor(bounds(FIELDS[path])[1]) for path in paths if path in FREE}
    return {path: value for path, value in top.items() if value >= bounds(FIELDS[path])[0]}


def test_1_and_1_0_are_one_run():
    values = whole_numbers([*FLOATS, *WHOLES])
    assert len(values) > 180
    one, other = build(values), build({path: float(value) for path, value in values.items()})
    assert digest(one) == digest(other)
    for path in values:
        assert type(flatten(other)[path]) is type(DEFAULTS[path])


def test_the_defaults_of_a_role_do_not_leak_into_a_given_shape():
    assert build({"start.skill_mentee.sd": 0.2}).start.skill_mentee.mean == DEFAULTS["start.skill_mentee.mean"]


@pytest.mark.parametrize("path", sorted(p for p in DEFAULTS if len(p.split(".")[-1]) > 4)[::6])
def test_an_unknown_path_names_the_nearest(path):
    with pytest.raises(BadInput) as refused:
        build({misspelt(path): 1})
    assert misspelt(path) in str(refused.value)
    assert "did you mean '" in str(refused.value)


def test_the_nearest_is_the_one_meant():
    with pytest.raises(BadInput, match=r"matching\.polcy: unknown parameter \(did you mean 'matching\.policy'\?\)"):
        build({"matching.polcy": "random"})


@pytest.mark.parametrize("side", ["low", "high"])
def test_numbers_beyond_their_bounds_are_refused_by_name_all_at_once(side):
    ends = {path: bounds(FIELDS[path]) for path in [*FLOATS, *WHOLES]}
    beyond = {path: low - 1 if side == "low" else high + 1 for path, (low, high) in ends.items()}
    with pytest.raises(BadInput) as refused:
        build(beyond)
    lines = str(refused.value).splitlines()
    assert len(lines) == len(beyond)
    for path, value in beyond.items():
        assert any(line.startswith(f"{path}: found {value}") and "expected" in line for line in lines), path


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf, "0.5", True, None, [0.5]], ids=repr)
def test_what_is_no_number_is_refused(wrong):
    for path in ("goals.omega", "people.mentees"):
        with pytest.raises(BadInput, match=rf"^{path}: found "):
            build({path: wrong})


@pytest.mark.parametrize("wrong", [1.5, "3", 2.0000001], ids=repr)
def test_half_a_person_is_refused(wrong):
    with pytest.raises(BadInput, match=r"^people\.mentees: found .*expected"):
        build({"people.mentees": wrong})


@pytest.mark.parametrize("wrong", ["yes", 2, None], ids=repr)
def test_a_switch_is_true_or_false(wrong):
    with pytest.raises(BadInput, match=r"^community\.on: found "):
        build({"community.on": wrong})


def test_an_unknown_choice_names_its_neighbour():
    with pytest.raises(BadInput, match=r"^learning\.zone: found 'gausian'.*did you mean 'gaussian'"):
        build({"learning.zone": "gausian"})


def test_all_faults_are_named_at_once():
    with pytest.raises(BadInput) as refused:
        build({"goals.omega": 2, "channel.medium": "letter", "people.mentees": 0})
    for path in ("goals.omega", "channel.medium", "people.mentees"):
        assert f"{path}: found" in str(refused.value)


def test_what_contradicts_itself_is_refused():
    with pytest.raises(BadInput, match=r"start\.capacity_low: found 4"):
        build({"start.capacity_low": 4})
    with pytest.raises(BadInput, match=r"start\.stays_year \+ start\.stays_years"):
        build({"start.stays_year": 0.9, "start.stays_years": 0.2})


def test_parameters_are_frozen():
    with pytest.raises(ValueError, match="frozen"):
        Parameters().goals.omega = 0.1


@given(OVERRIDES)
def test_kernels_get_the_values_of_their_names(overrides):
    parameters = build(overrides)
    values = kernel_values(parameters)
    for path, value in flatten(parameters).items():
        if path in CODES:
            assert CODES[path][values[path]] == value
        elif isinstance(value, str):
            assert path not in values
        else:
            assert values[path] == value
            assert attrgetter(path)(rules_of(parameters)) == value
