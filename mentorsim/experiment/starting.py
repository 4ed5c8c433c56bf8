"""How workers start, and why they cannot: before the first job, so that no run is blamed for it and nothing is written.

Each worker runs the script that called once more, as far as `if __name__ == "__main__":`, as all of Python's processes
do. If that raises, or itself starts workers, none can start. Workers may also be killed while they start, for want of
memory; then they are started again.
"""

import multiprocessing
import os
import pickle
import re
import subprocess
import sys
import tempfile
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from multiprocessing import spawn

from mentorsim.errors import BadInput

STARTS = 3  # times that workers are started before it is given up
LONGEST_FOLDER = 64  # bytes: the socket of the fork server lies in a folder there, and its path has 100 at most
PROBE_SECONDS = 60
PRELOADED = "mentorsim.experiment.worker"
PROBE = f"""
import pickle, sys
from multiprocessing import process, spawn
process.current_process()._inheriting = True
spawn.prepare(pickle.load(sys.stdin.buffer))
import {PRELOADED}
"""
TOO_EARLY = "found a sweep by a process that is itself only starting as a worker"
GUARD = 'if __name__ == "__main__":'


class NotStarted(Exception):
    """Workers died before their first job."""


def context():
    """How processes are made: by a fork server, which has the engine already, where there is one."""
    short = len(os.fsencode(tempfile.gettempdir())) <= LONGEST_FOLDER
    name = "forkserver" if short and "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    found = multiprocessing.get_context(name)
    found.set_forkserver_preload([PRELOADED])
    return found


def check_may_start() -> None:
    """Raise BadInput in a process that may start none of its own: a pool's worker, or one that is only starting."""
    if multiprocessing.current_process().daemon:
        raise BadInput("workers: called by a worker of a pool, which may start no processes; expected workers=1 there")
    try:
        spawn.get_preparation_data("probe")
    except RuntimeError:
        raise BadInput(f"workers: {TOO_EARLY}") from None


def ready() -> None:
    """The first thing that a worker does."""


def greet(executor, workers: int, hello) -> None:
    """Wait until workers have started, as shown by their doing `hello`. Raises NotStarted."""
    try:
        greetings = [executor.submit(hello) for _ in range(workers)]
        for greeting in greetings:
            greeting.result()
    except BadInput as error:
        raise BadInput(f"workers: cannot start: {error}; nothing was done") from None
    except (BrokenProcessPool, EOFError, OSError) as error:
        raise NotStarted(str(error)) from None


@contextmanager
def started(processes, hello=ready):
    """A pool of workers that have started. hello: what each can do before its first job; its BadInput is raised.

    They are started again if they die meanwhile; BadInput that says why if they do so every time.
    """
    with ExitStack() as stack:
        for number in range(1, STARTS + 1):
            try:
                pool = stack.enter_context(processes.pool(hello))
                break
            except NotStarted as error:
                fault = fault_of_script()
                if fault or number == STARTS:
                    raise BadInput(
                        fault
                        or f"workers: died {number} times while they started ({error}); is there "
                        "enough memory? Fewer need less; nothing was done"
                    ) from None
        yield pool


def fault_of_script() -> str:
    """Why the script that called cannot be run once more; empty if it can, or if there is none."""
    data = spawn.get_preparation_data("probe")
    name = data.get("init_main_from_path", data.get("init_main_from_name"))
    del data["authkey"]
    how = {"input": pickle.dumps(data), "capture_output": True, "timeout": PROBE_SECONDS, "check": False}
    try:
        process = subprocess.run([sys.executable, "-c", PROBE], **how)
    except subprocess.TimeoutExpired:
        return cannot_run_twice(name, f"no end after {PROBE_SECONDS} s") if name else ""
    if process.returncode == 0:
        return ""
    lines = process.stderr.decode(errors="replace").strip().splitlines() or [f"exit code {process.returncode}"]
    places = [re.search(r'File ".*?", line (\d+)', line) for line in lines if name and f'"{name}"' in line]
    where = f" in line {places[-1][1]}" if places and places[-1] else ""
    why = "another sweep" if TOO_EARLY in lines[-1] else lines[-1].removeprefix("mentorsim.parameters.")
    return cannot_run_twice(name or "the engine", why + where)


def cannot_run_twice(name: str, why: str) -> str:
    """What is said of a script that cannot be run by every worker."""
    script = os.path.basename(name)
    return (
        f"workers: cannot start: each of them runs {script} once more, and that ended with {why}; put the sweep, and "
        f"all that is to happen once, under `{GUARD}`, or use workers=1; nothing was done"
    )
