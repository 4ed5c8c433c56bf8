"""Quantiles of the distributions from which newcomers' traits are drawn, tabulated once.

The functions behind them cost microseconds each, and SciPy a third of a second to import; so the tables of the shipped
settings are kept beside the compiled code (`keep`).
"""

import hashlib
import platform
import sys
from functools import cache
from importlib import metadata

import numpy as np

from mentorsim import caching
from mentorsim.codes import MENTEE, MENTOR

CELLS = 8192  # of equal probability; a cell's width is the error, in probability


@cache
def quantiles(*shape: float):
    """(CELLS + 1,) values of a quantile function at equal steps of probability, to interpolate between. shape: a and b
    of a beta distribution, or a of a gamma."""
    kept = caching.read(file_of(shape))
    return computed(shape) if kept is None else np.frombuffer(kept)


def computed(shape: tuple):
    """The values by SciPy."""
    from scipy import special

    inverse = special.betaincinv if len(shape) == 2 else special.gammaincinv
    x = inverse(*shape, np.linspace(0.0, 1.0, CELLS + 1))
    if not np.isfinite(x[-1]):
        x[-1] = inverse(*shape, 1.0 - 0.25 / CELLS)
    return x


def file_of(shape: tuple) -> str:
    """The name under which the values are kept, by all that they depend on."""
    made_of = (shape, CELLS, metadata.version("scipy"), np.__version__, sys.platform, platform.machine())
    return f"quantiles-{hashlib.sha256(repr(made_of).encode()).hexdigest()[:16]}"


def keep(start) -> None:
    """Keep the values for these starting distributions."""
    for shape in {shape for rows in shapes_of(start) for shape in rows}:
        if not caching.exists(file_of(shape)):
            caching.keep(file_of(shape), computed(shape).tobytes())


def shapes_of(start) -> tuple:
    """By role, the shape of each row of the table: traits with a beta distribution, and the gamma of goal weights."""
    s = start
    learning, literacy = (s.metacognition_mentee, s.metacognition_mentor), (s.literacy_mentee, s.literacy_mentor)
    betas = [
        (
            s.pitching,
            s.directiveness,
            learning[role],
            s.autonomy,
            s.openness,
            literacy[role],
            s.confidence,
            s.values,
            s.style,
            s.attunement,
        )
        for role in (MENTEE, MENTOR)
    ]
    return tuple((*((beta.a, beta.b) for beta in row), (s.goal_focus,)) for row in betas)


@cache
def table_of(shapes: tuple):
    """(2, 11, CELLS + 1) quantiles by role."""
    return np.stack([[quantiles(*shape) for shape in rows] for rows in shapes])


def quantiles_of(start):
    """The table of quantiles of these starting distributions, by role."""
    return table_of(shapes_of(start))
