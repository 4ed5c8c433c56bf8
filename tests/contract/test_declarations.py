"""Every parameter and every column says what it is; every parameter is read by something."""

import re

import numpy as np
import pytest

from mentorsim import codes
from mentorsim.compiled import PACKAGE
from mentorsim.parameters import DEFAULTS, Parameters, catalogue
from mentorsim.settings import COMPONENTS, KEPT, presets, resolve
from mentorsim.world.matches import MATCHES
from mentorsim.world.people import PEOPLE

ROWS = catalogue()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_a_parameter_is_declared_in_full(row):
    assert len(row["summary"]) > 3
    assert row["source"]
    assert isinstance(row["unit"], str)
    value = row["default"]
    if isinstance(value, bool | str):
        assert row["choices"] is None or value in row["choices"]
    else:
        assert row["low"] <= value <= row["high"]
        assert row["low"] < row["high"]


def test_the_catalogue_lists_every_parameter_once():
    assert [row["name"] for row in ROWS] == list(DEFAULTS)
    groups = {path.partition(".")[0] for path in DEFAULTS}
    assert all(type(getattr(Parameters(), name)).__doc__ for name in groups)


def test_a_column_says_what_it_is_and_a_fresh_row_is_within_bounds():
    for name, column in (PEOPLE | MATCHES).items():
        assert column.meaning, name
        if column.low is not None and not np.isnan(column.fresh):
            assert column.low <= column.fresh, name
        if column.high is not None and not np.isnan(column.fresh):
            assert column.fresh <= column.high, name


def test_codes_and_their_names_belong_together():
    for names, values in (
        (codes.ROLES, (codes.MENTEE, codes.MENTOR, codes.MEMBER)),
        (codes.STAGES, (codes.DEPENDENT, codes.INDEPENDENT, codes.INTERDEPENDENT)),
        (codes.PARTICIPATION, (codes.ABSENT, codes.READING, codes.CONTRIBUTING)),
        (codes.ENDED_BY, (codes.BY_PLAN, codes.BY_MENTOR, codes.BY_MENTEE, codes.BY_OUTSIDE, codes.BY_SHOCK)),
        (codes.MADE_BY, (codes.ASSIGNED, codes.MENTEE_CHOSE, codes.BOTH_AGREED)),
        (codes.KINDS[1:], (codes.INITIAL_MENTEE, codes.INITIAL_MENTOR, codes.ARRIVAL, codes.RECRUIT, codes.SURGE)),
        (codes.MEDIA, (codes.IN_PERSON, codes.ONLINE)),
    ):
        first = 1 if "recruit" in names else 0
        assert values == tuple(range(first, first + len(names)))


# --- settings as data ------------------------------------------------------------------------------------------------

ENVIRONMENT = ("structure", "pairing", "channel", "power", "goals", "exposure")


@pytest.mark.parametrize("setting", presets())
def test_a_setting_is_eight_components_that_keep_to_their_own(setting):
    """The environment sets no people, lives or science: these stay equal across the arms of an experiment."""
    preset = presets()[setting]
    assert set(preset) == {"summary", "source", "sources", *COMPONENTS}
    assert preset["summary"]
    assert preset["source"]
    assert set(COMPONENTS) == {*ENVIRONMENT, *KEPT}
    for component in ENVIRONMENT:
        groups = {path.split(".")[0] for path in preset[component]}
        also = {  # structure: who comes and goes, and how readily
            "pairing": {"matching", "withdrawal"},
            "structure": {"departures", "community"},
        }
        assert groups <= {component} | also.get(component, set())
    assert {path.split(".")[0] for path in preset["pool"]} <= {"people", "start", "life", "arrivals"}
    assert {path.split(".")[0] for path in preset["practice"]} <= {"meetings", "endings", "matching"}
    assert {path for part in COMPONENTS for path in preset[part]} <= set(DEFAULTS)


@pytest.mark.parametrize("component", COMPONENTS)
def test_each_component_can_be_taken_from_another_setting(component):
    other = presets()["network"][component]
    mixed = resolve({"setting": "organisation", f"setting.{component}": "network"})
    plain = resolve({"setting": "organisation"})
    for path, value in other.items():
        group, name, *shape = path.split(".")
        found = getattr(getattr(mixed, group), name)
        assert (getattr(found, shape[0]) if shape else found) == value
    untouched = [c for c in ENVIRONMENT if c != component and c != "pairing"]
    assert all(getattr(mixed, group) == getattr(plain, group) for group in untouched)


# --- no dead options -------------------------------------------------------------------------------------------------


def test_every_parameter_is_named_where_something_is_computed():
    """As an argument of a kernel (`group_name`), or as an attribute in Python. Its effect: test_effects.py."""
    files = [file for file in PACKAGE.rglob("*.py") if file.name != "parameters.py"]
    text = "\n".join(file.read_text("utf-8") for file in files)
    words, attributes = set(re.findall(r"\w+", text)), set(re.findall(r"\.(\w+)", text))
    for path in DEFAULTS:
        group, name, *shape = path.split(".")
        in_python = name in attributes and set(shape) <= attributes
        assert path.replace(".", "_") in words or in_python or group == "setting", path
