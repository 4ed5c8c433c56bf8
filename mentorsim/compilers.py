"""Processes that compile, several at once: what one of them leaves in the cache is there for all, and for the caller.

Each is a Python of its own that reads tasks from its input, a line of JSON each, and tells of every function that it
compiles. One that cannot start, or dies, does no harm: what nobody has compiled ahead is compiled when it is needed.
"""

import json
import os
import queue
import subprocess
import sys
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import spawn
from pathlib import Path
from threading import Thread

from mentorsim import caching, machine_code

MOST = 4  # processes: the tasks are few, and each process brings its own compiler
PROGRAM = "import sys; sys.path[:] = {!r}; from mentorsim import compilers, warmup; compilers.serve(warmup.do, {!r})"
DONE = "null"  # a line that says that a task is done; others name a function
OVER = object()


def count() -> int:
    """How many processes compile at once."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST)


def deal(tasks: list, tell) -> list:
    """Deal tasks, arguments of `warmup.do`, out to processes, and wait. Returns those that none has done. tell: called
    with (file, name) of each function that is about to be compiled."""
    waiting, heard, left = queue.SimpleQueue(), queue.SimpleQueue(), dict(enumerate(tasks))
    for task in left.items():
        waiting.put(task)
    private = caching.PRIVATE.name()
    program = PROGRAM.format(sys.path, private and str(private))
    with ExitStack() as stack:
        working = count()
        for _ in range(working):
            stack.enter_context(hired(program, waiting, heard))
        while working:
            word = heard.get()
            if word is OVER:
                working -= 1
            elif isinstance(word, int):
                del left[word]
            else:
                tell(tuple(json.loads(word)))
    return list(left.values())


@contextmanager
def hired(program: str, waiting, heard):
    """A block in which a process works on what is waiting, and is heard of; at its end there is none."""
    pipe, devnull = subprocess.PIPE, subprocess.DEVNULL
    command = [spawn.get_executable(), "-c", program]
    try:
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=devnull, text=True, bufsize=1)
    except (OSError, TypeError):  # TypeError: nobody knows where Python is
        heard.put(OVER)
        yield
        return
    with process:
        Thread(target=hand_over, args=(process, waiting, heard), daemon=True).start()
        try:
            yield
        finally:
            process.kill()


def hand_over(process, waiting, heard) -> None:
    """Hand a process one task after the other, each when the one before is done, until none is left or it is gone."""
    with suppress(queue.Empty, OSError, ValueError):
        is_there = True
        while is_there:
            number, task = waiting.get_nowait()
            print(json.dumps(task), file=process.stdin)
            is_there = is_done(process, heard)
            if is_there:
                heard.put(number)
    heard.put(OVER)


def is_done(process, heard) -> bool:
    """Wait for a process at work, and hand on what it compiles. False if it ends before its task is done."""
    for line in iter(process.stdout.readline, ""):
        if line.strip() == DONE:
            return True
        heard.put(line)
    return False


def serve(do, private: str | None) -> None:
    """In a process that was hired: do the tasks that come by standard input. private: the folder that the caller has
    for compiled code that cannot be kept."""
    caching.PRIVATE.join(private and Path(private))
    answers, sys.stdout = sys.stdout, sys.stderr

    def tell(function) -> None:
        print(json.dumps(place_of(function)), file=answers, flush=True)

    with machine_code.watched(tell):
        for line in sys.stdin:
            do(**json.loads(line))
            print(DONE, file=answers, flush=True)


def place_of(function) -> tuple:
    """File and name of a function: a kernel is compiled in a form of its own, which has both of them."""
    return function.__code__.co_filename, function.__code__.co_name
