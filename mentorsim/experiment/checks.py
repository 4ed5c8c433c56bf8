"""Checks of single values from a config: each returns the value in its proper type or raises Expected."""

import math

from mentorsim.parameters import BadInput, nearest, written
from mentorsim.scalars import PLAIN, plain, plain_list


class Expected(BadInput):
    """A value that is not what was expected; the message names what was found and what was expected."""

    def __init__(self, found, expected: str):
        super().__init__(f"found {written(found)}, expected {expected}")


def whole(value, low: int, high: int) -> int:
    """A whole number in [low, high]; 3.0 is 3."""
    value, expected = plain(value), f"a whole number from {low} to {high}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise Expected(value, expected)
    return value


def real(value, low: float, high: float) -> float:
    """A number in [low, high]; 3 is 3.0."""
    value = plain(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise Expected(value, f"a number from {low:g} to {high:g}")
    return math.fabs(value) if value == 0 else float(value)


def truth(value) -> bool:
    """true or false."""
    value = plain(value)
    if not isinstance(value, bool):
        raise Expected(value, "true or false")
    return value


def words(value) -> str:
    """A text."""
    if not isinstance(value, str):
        raise Expected(value, "a text in quotes")
    return plain(value)


def one_of(value, known, listed: str = "", near=nearest) -> str:
    """One of the known names. listed: where they can be read, if they are too many for a message; near: the hint."""
    if not isinstance(value, str) or value not in known:
        names = f"a name of `{listed}`" if listed else f"one of {', '.join(known)}"
        raise BadInput(f"found {written(value)}, expected {names}{near(value, known)}")
    return value


def table(value) -> dict:
    """A table."""
    if not isinstance(value, dict):
        raise Expected(value, "a table")
    return value


def names(value) -> dict:
    """A table of texts."""
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value.values()):
        raise Expected(value, 'names in quotes, such as "E-mail" = "id"')
    return value


def several(values) -> list:
    """A list with something in it, nothing twice."""
    values = plain_list(values)
    if not isinstance(values, list) or not values:
        raise Expected(values, "a list with at least one value")
    seen = set()
    for value in values:
        same = type(value), value if isinstance(value, PLAIN) else written(value)  # 1 and true are two
        if same in seen:
            raise BadInput(f"found {written(value)} twice, expected different values")
        seen.add(same)
    return values
