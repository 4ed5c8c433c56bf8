"""The week as plain Python: what is compiled does what is written."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import hashlib
from mentorsim import week
from mentorsim.policies import policies_of
from mentorsim.settings import resolve
from mentorsim.world.world import World

for setting, withdrawal in (("organisation", "handover"), ("network", "optimal"), ("community", "teach_first")):
    small = {"people.mentees": 12, "people.mentors": 6, "arrivals.mentees": 0.05, "stages.independent_m": 0.3}
    parameters = resolve(small | {"setting": setting, "withdrawal.policy": withdrawal, "withdrawal.weeks": 5})
    shocks = ({"kind": "mentor_exit", "week": 4, "share": 0.5}, {"kind": "intake_surge", "week": 3})
    world = World(parameters, policies_of(parameters), 3, 0, shocks)
    for _ in range(9):
        week.step(world)
    tables = (world.people, world.matches)
    state = b"".join(getattr(table, name).tobytes() for table in tables for name in table.names())
    print(len(world.people), len(world.matches), hashlib.sha256(state + world.ties.weight.tobytes()).hexdigest())
"""


def worlds(**own):
    """What becomes of some small worlds, in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_worlds_are_the_same_to_the_bit_without_a_compiler():
    """Python's whole numbers do not overflow and NumPy's warn of it, so only the results are compared."""
    assert worlds(NUMBA_DISABLE_JIT="1") == worlds()
