"""Scalars of NumPy and pandas, taken for the Python values that they equal."""

from numbers import Integral, Real

import numpy as np

PLAIN = (bool, int, float, str)


def plain(value):
    """A number, a truth value or a text of any library as Python's own; everything else as it is.

    np.float32(0.1) becomes 0.10000000149011612, the number that it is.
    """
    if type(value) in PLAIN:
        return value
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return as_float(value)
    return str(value) if isinstance(value, str) else value


def as_float(value: Real):
    """The nearest float; a fraction beyond all floats as it is."""
    try:
        return float(value)
    except OverflowError:
        return value


def plain_list(values):
    """A list, tuple, range, array or Series as a list of plain values; everything else as it is."""
    if isinstance(values, list | tuple | range) or (getattr(values, "ndim", None) == 1 and hasattr(values, "tolist")):
        return [plain(value) for value in values]
    return values


def plain_all(value):
    """A value with all scalars in its lists and tables plain."""
    if isinstance(value, dict):
        return {key: plain_all(one) for key, one in value.items()}
    listed = plain_list(value)
    return [plain_all(one) for one in listed] if isinstance(listed, list) else plain(value)
