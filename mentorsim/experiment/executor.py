"""Runs jobs in processes: a bounded window of chunks, no lost job, no orphan.

Where the processes are is the one seam: `Local` here, `Dask` in `on_dask`. Each has `death`, the exception that says
that a worker died, and `pool()`, a context that gives a `Pool`. What a death means is decided here, for both: the jobs
in flight are done again, each alone, and who kills its process `TRIES` times alone has crashed; nobody else is blamed.
That workers cannot start at all is no job's fault; `starting` reports it.
"""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import wait as wait_for_any
from typing import NamedTuple

from mentorsim.caching import PRIVATE
from mentorsim.errors import BadInput
from mentorsim.experiment.starting import check_may_start, context, greet, ready, started

NO_WORKER = (EOFError, OSError)  # the process that starts workers is gone
LOOK_SECONDS = 5.0  # without an answer, before it is looked for dead workers
TRIES = 2  # deaths alone after which a job has crashed


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pool(NamedTuple):
    """Workers that take jobs.

    executor: theirs; room: how many chunks may be in flight now; look: called when nothing has come for a while, to see
    whether a worker is dead.
    """

    executor: Executor
    room: Callable[[], int]
    look: Callable[[], None] = lambda: None


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


# A worker may die in the midst of an answer. Python's executor then waits for the rest of it: for ever, if anybody else
# could still write it, this process among them; and another worker waits for its turn to write. There is no public way
# to see that.


def leave_to_workers(executor: ProcessPoolExecutor) -> None:
    """Close this process's end for writing of the pipe through which answers come, once all workers have theirs."""
    if len(executor._processes) == executor._max_workers:
        executor._result_queue._writer.close()


def end_if_one_is_dead(executor: ProcessPoolExecutor, held) -> None:
    """End all workers if one has died and the executor has not noticed. held: this end of their leash."""
    sentinels = [process.sentinel for process in (executor._processes or {}).values()]
    if not held.closed and sentinels and wait_for_any(sentinels, timeout=0):
        held.close()


@dataclass(frozen=True)
class Local:
    """Processes of this machine. isolated: whether a single worker is one of its own, too, and not the calling one."""

    workers: int
    isolated: bool = False
    death = BrokenProcessPool

    @property
    def here(self) -> bool:
        """Whether jobs are done in the calling process."""
        return self.workers == 1 and not self.isolated

    @contextmanager
    def pool(self, hello=ready):
        """A pool whose workers do not outlive this block; left by an exception, they end in the midst of a job.

        hello: what each does before its first job. Raises NotStarted, or BadInput if there can be no workers.
        """
        check_may_start()
        how = context()
        leash, held = how.Pipe(duplex=False)
        start = {"initializer": on_leash, "initargs": (leash, PRIVATE.name())}
        executor = ProcessPoolExecutor(self.workers, mp_context=how, **start)
        try:
            greet(executor, self.workers, hello)
            leave_to_workers(executor)
            yield Pool(executor, lambda: self.workers + 1, lambda: end_if_one_is_dead(executor, held))
        except BaseException:
            held.close()
            raise
        finally:
            executor.shutdown(wait=True, cancel_futures=True)
            held.close()
            leash.close()

    def one(self) -> "Local":
        """A single process."""
        return Local(1, isolated=True)


# --- what is done with them ------------------------------------------------------------------------------------------


def in_chunks(chunks: Iterator, work, pool: Pool, death, lost: list) -> Iterator[tuple]:
    """(job, answer) as they come, until all is done or a worker dies; `lost` then has the jobs it had in flight."""
    running: dict = {}
    while True:
        for chunk in islice(chunks, 0 if lost else max(0, pool.room() - len(running))):
            try:
                running[pool.executor.submit(work, chunk)] = chunk
            except (death, *NO_WORKER):
                lost += chunk
                break
        if not running:
            return
        done = wait(running, LOOK_SECONDS, return_when=FIRST_COMPLETED).done
        if not done:
            pool.look()
        for future in done:
            chunk = running.pop(future)
            try:
                answers = future.result()
            except death:
                lost += chunk
            else:
                yield from zip(chunk, answers, strict=True)


def one_by_one(jobs: list, work, processes) -> Iterator[tuple]:
    """(job, answer), each job with no other in flight; None for one whose process dies as often as it may."""
    waiting, deaths = deque(jobs), 0
    while waiting:
        with started(processes.one()) as pool:
            while waiting:
                try:
                    (answer,) = pool.executor.submit(work, [waiting[0]]).result()
                except processes.death:
                    deaths += 1
                    if deaths < TRIES:
                        break  # into a fresh pool
                    answer = None
                deaths = 0
                yield waiting.popleft(), answer
                if answer is None:
                    break


def execute(chunks: Iterable[list], work, processes, pool: Pool | None = None) -> Generator[tuple, None, None]:
    """Yield (job, its answer) for every job, chunk by chunk, in the order in which they are done.

    chunks: lists of jobs, drawn from only as far as there is room; work: a function of such a list that gives the
    answers; it can be pickled, and no answer is None; processes: `Local` or `Dask`, Local(1) for this process; pool:
    workers of these that have started. When a worker dies, the jobs in flight are done again, each alone in a process;
    the answer is None for one that kills it TRIES times. Close the generator to stop at once. Raises BadInput if
    workers cannot start, or if their scheduler is gone.
    """
    chunks = iter(chunks)
    if processes.here:
        for chunk in chunks:
            yield from zip(chunk, work(chunk), strict=True)
        return
    try:
        while True:
            lost: list = []
            with nullcontext(pool) if pool else started(processes) as crew:
                yield from in_chunks(chunks, work, crew, processes.death, lost)
            if not lost:
                return
            pool = None
            yield from one_by_one(lost, work, processes)
    except CancelledError:
        raise BadInput("executor: the workers' scheduler went away; what is done stays, call again to go on") from None
