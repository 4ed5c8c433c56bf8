"""Checks of single values from a config: each returns the value in its proper type or raises Expected."""

import math
from itertools import pairwise

from mentorsim.errors import BadInput, written
from mentorsim.scalars import PLAIN, plain, plain_list
from mentorsim.spelling import nearest


class Expected(BadInput):
    """A value that is not what was expected; the message names what was found and what was expected."""

    def __init__(self, found, expected: str):
        super().__init__(f"found {written(found)}, expected {expected}")


def whole(value, low: int, high: int) -> int:
    """A value that is a whole number in [low, high], 3.0 taken for 3; Expected for any other."""
    value, expected = plain(value), f"a whole number from {low} to {high}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise Expected(value, expected)
    return value


def real(value, low: float, high: float) -> float:
    """A value that is a number in [low, high], 3 taken for 3.0; Expected for any other."""
    value = plain(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise Expected(value, f"a number from {low:g} to {high:g}")
    return math.fabs(value) if value == 0 else float(value)


def truth(value) -> bool:
    """A value that is true or false; Expected for any other."""
    value = plain(value)
    if not isinstance(value, bool):
        raise Expected(value, "true or false")
    return value


def words(value) -> str:
    """A value that is a text; Expected for any other."""
    if not isinstance(value, str):
        raise Expected(value, "a text in quotes")
    return plain(value)


def one_of(value, known, listed: str = "", near=nearest) -> str:
    """A value that is one of the known names.

    listed: where they can be read, if they are too many for a message; near: the hint.
    """
    if not isinstance(value, str) or value not in known:
        names = f"a name of `{listed}`" if listed else f"one of {', '.join(known)}"
        raise BadInput(f"found {written(value)}, expected {names}{near(value, known)}")
    return value


def table(value) -> dict:
    """A value that is a TOML table; Expected for any other."""
    if not isinstance(value, dict):
        raise Expected(value, "a table")
    return value


def names(value) -> dict:
    """A value that is a TOML table of texts; Expected for any other."""
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value.values()):
        raise Expected(value, 'names in quotes, such as "E-mail" = "id"')
    return value


def several(values) -> list:
    """A value that is a list with something in it, nothing twice; Expected for any other."""
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


def rising(values, low: int, high: int) -> tuple:
    """A value that is a list of whole numbers in [low, high], in rising order; Expected for any other."""
    found = tuple(whole(value, low, high) for value in several(values))
    if any(one >= other for one, other in pairwise(found)):
        raise Expected(values, "rising numbers")
    return found
