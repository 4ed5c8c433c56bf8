"""Which values of a parametrized test are in the fast tier, with the slow tests, or in `make test-full` only."""

import pytest


def slow(*values) -> list:
    """Values of a test that are slow; a tuple is one value for each argument."""
    return [pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=pytest.mark.slow)
            for value in values]  # fmt: skip


def full(*values) -> list:
    """Values of a test that only `make test-full` runs; a tuple is one value for each argument."""
    return [pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=pytest.mark.full)
            for value in values]  # fmt: skip


def in_turn(values, every: int) -> list:
    """All values; fast is one in so many."""
    return [value if number % every == 0 else slow(value)[0] for number, value in enumerate(values)]
