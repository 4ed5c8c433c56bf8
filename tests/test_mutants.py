"""The tests of formulas notice a wrong sign: a sample of what `make mutants` does."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

SCRIPT = pathlib.Path(__file__).parent / "mutants.py"


def mutants(*options, **environment):
    """The script in a process of its own."""
    command = [sys.executable, SCRIPT, *map(str, options)]
    return subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=600
    )


@pytest.mark.parametrize("of", [pytest.param(8, marks=pytest.mark.slow), pytest.param(100, marks=pytest.mark.full)])
def test_changed_rules_are_noticed(of):
    done = mutants("--sample", of, "--seed", 13, NUMBA_DISABLE_JIT="1")
    assert done.returncode == 0, done.stdout + done.stderr
    noticed = int(re.search(r"(\d+) noticed", done.stdout)[1])
    assert noticed >= 0.95 * of, done.stdout


@pytest.mark.full
def test_rules_that_no_test_watches_survive():
    """The measure itself: with tests that look elsewhere nothing is noticed."""
    done = mutants("policies/withdrawal/planned.py", "--tests", "test_proportions.py", NUMBA_DISABLE_JIT="1")
    assert done.returncode == 1, done.stdout + done.stderr
    assert " 0 noticed" in done.stdout
    assert "Linear.help: 1.0 - seen.age / p.weeks -> 1.0 + seen.age / p.weeks" in done.stdout


def test_compiled_code_is_refused():
    done = mutants(NUMBA_DISABLE_JIT="0")
    assert done.returncode == 2
    assert "NUMBA_DISABLE_JIT=1" in done.stderr
