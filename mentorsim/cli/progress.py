"""How far a sweep is: a bar on a terminal, else a line now and then."""

import math
import sys
import time
from abc import ABC, abstractmethod
from contextlib import contextmanager

from mentorsim.cli.show import duration, notice, number, plural
from mentorsim.printing import estimate

EVERY = 10.0  # seconds between two lines


class Clock:
    """When it is time to tell something again: every so many seconds, first after `wait`."""

    def __init__(self, every: float, wait: float = 0.0):
        self.every, self.next = every, time.monotonic() + wait

    def is_time(self, last: bool = False) -> bool:
        """Whether it is to be told now. last: at the end it always is."""
        if not last and time.monotonic() < self.next:
            return False
        self.next = time.monotonic() + self.every
        return True


def counted():
    """A function of (done, total) that puts a line to standard error every few seconds, but not at the end."""
    clock = Clock(EVERY, wait=EVERY)

    def tell(done: int, total: int) -> None:
        if done < total and clock.is_time():
            notice(f"{done:,} of {plural(total, 'run')}")

    return tell


@contextmanager
def compiling():
    """A function of (done, total, name) for `warmup.warm_up`: a bar on a terminal, else a line every few seconds."""
    clock = Clock(EVERY, wait=EVERY)

    def line(done: int, total: int, name: str) -> None:
        if clock.is_time():
            notice(f"{done:,} of {plural(total, 'function')}, now {name}")

    if not sys.stderr.isatty():
        yield line
        return
    with bar() as shown:
        task = shown.add_task("starting …", total=None)
        yield lambda done, total, name: shown.update(task, completed=done, total=total, description=name)


def bar():
    """A bar on standard error, with a description behind it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (BarColumn(), TextColumn("{task.description}", markup=False))
    return Progress(*columns, console=Console(stderr=True, highlight=False))


class Told(ABC):
    """What is told of a sweep; called with (done, total, failed, seconds) after each run. every, wait: of its Clock."""

    interim = None  # how the first outcome stands, if it is watched
    first = None  # (runs done, seconds) at the first call: what was there before, and the start, are no measure

    def __init__(self, every: float = 0.0, wait: float = 0.0):
        self.clock = Clock(every, wait)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def watch(self, interim) -> None:
        """Tell of this outcome as well."""
        self.interim = interim

    def __call__(self, done: int, total: int, failed: int, seconds: float) -> None:
        self.first = self.first or (done, seconds)
        if self.clock.is_time(done == total):
            self.show(done, total, self.state(done, total, failed, seconds))

    def state(self, done: int, total: int, failed: int, seconds: float) -> str:
        """Runs done, rate, time left, failures."""
        before, start = self.first
        rate = (done - before) / (seconds - start) if seconds > start else 0.0
        text = f"{done:,} of {plural(total, 'run')}"
        if done == total:
            text += f" after {duration(seconds)}"
        elif rate > 0:
            text += f", {number(rate, 1)} a second, {duration((total - done) / rate)} to go"
        return text + (f", {failed:,} failed" if failed else "") + self.outcome()

    def outcome(self) -> str:
        """The first outcome's mean over whole replications so far, ± half of its 95 % interval."""
        if self.interim is None:
            return ""
        mean, low, high = self.interim.interval()
        return "" if math.isnan(low) else f"; {self.interim.outcome} {estimate(mean, low, high)}"

    @abstractmethod
    def show(self, done: int, total: int, text: str) -> None:
        """Put it where it is read."""


class Lines(Told):
    """A line to standard error every few seconds, and at the end."""

    def __init__(self):
        super().__init__(EVERY, wait=EVERY)

    def show(self, done, total, text):
        notice(text)


class Bar(Told):
    """A bar on standard error."""

    def __init__(self):
        super().__init__(0.2)
        self.bar = bar()
        self.task = self.bar.add_task("starting …", total=None)

    def __enter__(self):
        self.bar.start()
        return self

    def __exit__(self, *error):
        self.bar.stop()

    def show(self, done, total, text):
        self.bar.update(self.task, completed=done, total=total, description=text)


def progress() -> Told:
    """A bar if standard error is a terminal, else lines; to be used in a `with` block."""
    return Bar() if sys.stderr.isatty() else Lines()
