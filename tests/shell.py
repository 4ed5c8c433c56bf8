"""The command line, called as from a shell, the small world and experiment that its tests call it with, and waiting."""

import subprocess
import sys
import time

from click.testing import CliRunner

from mentorsim.cli import cli

SMALL = """
[experiment]
name = "small"
question = "Which of the two is better?"
replications = 2
weeks = 12

[parameters]
people.mentees = 20
people.mentors = 8

[design.factors]
setting = ["organisation", "network"]
"withdrawal.policy" = ["never", "linear"]

[analysis]
outcomes = ["satisfaction", "quality", "mentor_stock_ratio"]
"""
RUNS = 8
ONE_ARM = """
[experiment]
name = "one"
replications = 3
weeks = 8

[parameters]
people.mentees = 10
people.mentors = 5

[analysis]
outcomes = ["satisfaction"]
"""  # nothing to compare: its report is soon made
WORLD = ("--set", "people.mentees=20", "--set", "people.mentors=8", "--weeks", "12", "--seed", "5")


def call(*arguments):
    """The result of a command, called as from a shell."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def good(*arguments) -> str:
    """What a command prints that must go well."""
    result = call(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def python(*arguments, **more):
    """A process of its own."""
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=120, **more)


def wait_for(condition, seconds=180):
    """Wait until the condition holds."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    assert condition()
