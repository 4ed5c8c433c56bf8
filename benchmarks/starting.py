"""What a user waits for before anything happens, as sections of bench.py: the first minute, and every start after it.

The first run is measured by the clock, as is what its processes take of memory; on a busy machine read its CPU time.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 5
QUICKSTART = str(Path(__file__).parent.parent / "experiments" / "quickstart.toml")
COMMANDS = {
    "list": ["list"],
    "--help": ["--help"],
    "schema": ["schema"],
    "check": ["check", QUICKSTART],
    "run": ["run"],
}


def measured(arguments: list, **environment) -> tuple:
    """(seconds by the clock, CPU seconds of all its processes, MB of the largest of them) of a command."""
    begun = time.perf_counter()
    program = [sys.executable, "-m", "mentorsim", *arguments]
    process = subprocess.Popen(program, env=os.environ | environment, stdout=subprocess.DEVNULL)
    _, code, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(code)
    if process.returncode:
        raise SystemExit(f"mentorsim {' '.join(arguments)}: exit code {process.returncode}")
    size = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)  # bytes there, kilobytes elsewhere
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime, size


def measure_first_run(report) -> None:
    """`mentorsim run` where nothing has been compiled."""
    with tempfile.TemporaryDirectory() as folder:
        clock, spent, size = measured(["run"], MENTORSIM_CACHE=folder)
    report.add("starts", "first mentorsim run, empty cache: by the clock", "s", [clock])
    report.add("starts", "first mentorsim run, empty cache: CPU time of all processes", "s", [spent])
    report.add("starts", "first mentorsim run, empty cache: memory of the largest process", "MB", [size])


def measure_commands(report) -> None:
    """CPU time of commands where everything is compiled."""
    for name, arguments in COMMANDS.items():
        report.add("starts", f"mentorsim {name}", "s of CPU", [measured(arguments)[1] for _ in range(ROUNDS)])


SECTIONS = (measure_first_run, measure_commands)
