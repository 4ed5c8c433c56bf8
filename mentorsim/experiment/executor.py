"""Runs jobs in processes: a bounded window of chunks, no lost job, no orphan."""

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_all_start_methods, get_context

ENGINE = "mentorsim.experiment.sweep"  # imported once, before workers are forked from that process


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def on_leash(leash) -> None:
    """Start of a worker: it ends at once when the other end of `leash` closes, that is when the driver ends or dies.

    An interrupt from the keyboard reaches the driver alone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch():
        leash.poll(None)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def pool(workers: int):
    """A process pool whose workers do not outlive this block; left by an exception, they end in the midst of a job."""
    context = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
    context.set_forkserver_preload([ENGINE])
    leash, held = context.Pipe(duplex=False)
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=on_leash, initargs=(leash,))
    try:
        yield executor
    except BaseException:
        held.close()
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
        held.close()
        leash.close()


def all_of(work, chunk: list) -> list:
    """The answers of a chunk's jobs."""
    return [work(job) for job in chunk]


def in_chunks(chunks: Iterator, work, workers: int, lost: list) -> Iterator[tuple]:
    """(job, answer) as they come, until all is done or the pool breaks; `lost` then has the jobs in flight."""
    with pool(workers) as executor:
        running: dict = {}
        while True:
            for chunk in islice(chunks, 0 if lost else workers + 1 - len(running)):
                try:
                    running[executor.submit(all_of, work, chunk)] = chunk
                except BrokenProcessPool:
                    lost += chunk
                    break
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                chunk = running.pop(future)
                try:
                    answers = future.result()
                except BrokenProcessPool:
                    lost += chunk
                else:
                    yield from zip(chunk, answers, strict=True)


def one_by_one(jobs: list, work) -> Iterator[tuple]:
    """(job, answer), each job alone in a process; the answer is None for a job that kills it."""
    waiting = deque(jobs)
    while waiting:
        with pool(1) as executor:
            while waiting:
                job = waiting.popleft()
                try:
                    answer = executor.submit(work, job).result()
                except BrokenProcessPool:
                    answer = None
                yield job, answer
                if answer is None:
                    break


def execute(chunks: Iterable[list], work, workers: int) -> Iterator[tuple]:
    """Yield (job, work(job)) for every job, chunk by chunk, in the order in which they are done.

    chunks: lists of jobs, drawn from only as far as there is room; work: a function that can be pickled, does not
    raise, and does not return None; workers: processes, 1 for this one. When a worker dies, the jobs in flight are done
    again, each alone in a process; the answer is None for one that kills that too. Close the generator to stop at once.
    """
    chunks = iter(chunks)
    if workers == 1:
        for chunk in chunks:
            for job in chunk:
                yield job, work(job)
        return
    while True:
        lost: list = []
        yield from in_chunks(chunks, work, workers, lost)
        if not lost:
            return
        yield from one_by_one(lost, work)
