"""Runs jobs in processes: a bounded window of chunks, no lost job, no orphan.

Where the processes are is the one seam: `Local` here, `Dask` in `on_dask`. Each has `death`, the exception that says
that a worker died, and `pool()`, a context that gives a `Pool`. What a death means is decided here, for both: the jobs
in flight are done again, each alone, and who kills its process `TRIES` times alone has crashed; nobody else is blamed.
"""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from typing import NamedTuple

from mentorsim.caching import PRIVATE
from mentorsim.parameters import BadInput

ENGINE = "mentorsim.experiment.sweep"  # imported once, before workers are forked from that process
TRIES = 2  # deaths alone after which a job has crashed


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pool(NamedTuple):
    """Workers that take jobs. executor: theirs; room: how many chunks may be in flight now."""

    executor: Executor
    room: Callable[[], int]


# --- processes of this machine ---------------------------------------------------------------------------------------


def on_leash(leash, private) -> None:
    """Start of a worker: it ends at once when the other end of `leash` closes, that is when the driver ends or dies.

    An interrupt from the keyboard reaches the driver alone. private: the driver's private folder for compiled code.
    """
    PRIVATE.join(private)
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch():
        leash.poll(None)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@dataclass(frozen=True)
class Local:
    """Processes of this machine; one worker is the calling process itself, unless a job must be alone."""

    workers: int
    death = BrokenProcessPool

    @contextmanager
    def pool(self):
        """A pool whose workers do not outlive this block; left by an exception, they end in the midst of a job."""
        context = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
        context.set_forkserver_preload([ENGINE])
        leash, held = context.Pipe(duplex=False)
        start = {"initializer": on_leash, "initargs": (leash, PRIVATE.name())}
        executor = ProcessPoolExecutor(self.workers, mp_context=context, **start)
        try:
            yield Pool(executor, lambda: self.workers + 1)
        except BaseException:
            held.close()
            raise
        finally:
            executor.shutdown(wait=True, cancel_futures=True)
            held.close()
            leash.close()

    def one(self) -> "Local":
        """A single process."""
        return replace(self, workers=1)


# --- what is done with them ------------------------------------------------------------------------------------------


def in_chunks(chunks: Iterator, work, processes, lost: list) -> Iterator[tuple]:
    """(job, answer) as they come, until all is done or a worker dies; `lost` then has the jobs it had in flight."""
    with processes.pool() as (executor, room):
        running: dict = {}
        while True:
            for chunk in islice(chunks, 0 if lost else max(0, room() - len(running))):
                try:
                    running[executor.submit(work, chunk)] = chunk
                except processes.death:
                    lost += chunk
                    break
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                chunk = running.pop(future)
                try:
                    answers = future.result()
                except processes.death:
                    lost += chunk
                else:
                    yield from zip(chunk, answers, strict=True)


def one_by_one(jobs: list, work, processes) -> Iterator[tuple]:
    """(job, answer), each job with no other in flight; None for one whose process dies as often as it may."""
    waiting, deaths = deque(jobs), 0
    while waiting:
        with processes.one().pool() as (executor, _):
            while waiting:
                try:
                    (answer,) = executor.submit(work, [waiting[0]]).result()
                except processes.death:
                    deaths += 1
                    if deaths < TRIES:
                        break  # into a fresh pool
                    answer = None
                deaths = 0
                yield waiting.popleft(), answer
                if answer is None:
                    break


def execute(chunks: Iterable[list], work, processes) -> Iterator[tuple]:
    """Yield (job, its answer) for every job, chunk by chunk, in the order in which they are done.

    chunks: lists of jobs, drawn from only as far as there is room; work: a function of such a list that gives the
    answers; it can be pickled and does not raise, and no answer is None; processes: `Local` or `Dask`, Local(1) for
    this process. When a worker dies, the jobs in flight are done again, each alone in a process; the answer is None for
    one that kills it TRIES times. Close the generator to stop at once. Raises BadInput if the workers' scheduler is
    gone.
    """
    chunks = iter(chunks)
    if processes == Local(1):
        for chunk in chunks:
            yield from zip(chunk, work(chunk), strict=True)
        return
    try:
        while True:
            lost: list = []
            yield from in_chunks(chunks, work, processes, lost)
            if not lost:
                return
            yield from one_by_one(lost, work, processes)
    except CancelledError:
        raise BadInput("executor: the workers' scheduler went away; what is done stays, call again to go on") from None
