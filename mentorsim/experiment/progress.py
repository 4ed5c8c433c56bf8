"""How far a sweep or a run is: a bar where somebody looks, on a terminal or in a notebook; elsewhere nothing."""

import importlib.util
import math
import os
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial

from mentorsim.errors import BadInput
from mentorsim.printing import duration, estimate, number, plural

OFTEN = 0.2  # seconds between two looks of a bar
WAIT = 1.0  # seconds before a single run is worth a bar
USUAL = 80, 24  # columns and rows of a terminal
BAR = "{bar}| {desc}"
COMPILING = "Compiling the engine, once for this installation; it takes about half a minute …"


def in_notebook() -> bool:
    """Whether this process is the kernel of a notebook."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None


def is_watched() -> bool:
    """Whether somebody sees a bar: in a notebook, or on the terminal that standard error is."""
    return in_notebook() or (sys.stderr is not None and sys.stderr.isatty())


class Clock:
    """When it is time to tell something again: every so many seconds, first after `wait`."""

    def __init__(self, every: float, wait: float = 0.0):
        self.every, self.next = every, time.monotonic() + wait

    def is_time(self, last: bool = False) -> bool:
        """Whether it is time to report. last: at the end it always is."""
        if not last and time.monotonic() < self.next:
            return False
        self.next = time.monotonic() + self.every
        return True


# --- a bar -----------------------------------------------------------------------------------------------------------


class Meter:
    """A bar with a text behind it: a widget in a notebook that has widgets, else a line of text on standard error.

    It is there from the first call of `show` on. stays: whether it is left standing when it is closed.
    """

    def __init__(self, stays: bool):
        self.stays, self.bar = stays, None

    def show(self, done: int, total: int | None, text: str) -> None:
        """Put so many of a total, which may not be known, and the text."""
        if self.bar is None:
            look = {"bar_format": BAR, "leave": self.stays, "file": sys.stderr}
            self.bar = bars()(desc=text, total=total, initial=done, **look)
        if total != self.bar.total:
            self.bar.reset(total)
        self.bar.n, self.bar.desc = done, text  # as it is: `set_description` would put a colon behind it
        self.bar.refresh()

    def close(self) -> None:
        """Take the bar away, or leave it as it stands."""
        if self.bar is not None:
            self.bar.close()


def bars() -> Callable:
    """The bars that suit: what tqdm.auto would choose, without its warning where there are no widgets."""
    if in_notebook() and importlib.util.find_spec("ipywidgets"):
        from tqdm.notebook import tqdm

        return tqdm
    from tqdm import tqdm

    return partial(tqdm, **shape_of(sys.stderr))


def shape_of(stream) -> dict:
    """How large a bar of text is: as the terminal at any time, or as usual where it does not tell its size."""
    try:
        untold = os.get_terminal_size(stream.fileno()).columns == 0
    except (OSError, ValueError):  # no terminal
        untold = False
    return {"ncols": USUAL[0], "nrows": USUAL[1]} if untold else {"dynamic_ncols": True}


# --- a sweep ---------------------------------------------------------------------------------------------------------


class Progress:
    """How far a sweep is; the base class shows nothing.

    Called with (done, total, failed, seconds) after each run.
    """

    compiled = None  # a function of (done, total, name), called with each function of the engine that is compiled

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def watch(self, interim) -> None:
        """Show how this outcome stands as well."""

    def say(self, text: str) -> None:
        """Show what is done before the first run."""

    def begin(self, done: int, total: int) -> None:
        """Show that runs begin, of which so many are done already."""

    def __call__(self, done: int, total: int, failed: int, seconds: float) -> None:
        return None


class ProgressCallback(Progress):
    """Progress reported to a function of (done, total, failed, seconds)."""

    def __init__(self, function: Callable):
        self.function = function

    def __call__(self, done, total, failed, seconds):
        self.function(done, total, failed, seconds)


class ProgressText(Progress, ABC):
    """Progress as a line of text. every, wait: of its Clock."""

    interim = None  # how the first outcome stands, if it is watched
    first = None  # (runs done, seconds) at the first call: what was there before, and the start, are no measure

    def __init__(self, every: float = 0.0, wait: float = 0.0):
        self.clock = Clock(every, wait)

    def watch(self, interim):
        self.interim = interim

    def look(self) -> None:
        """Check after each run whether to go on; it does nothing unless another function replaces it."""

    def __call__(self, done, total, failed, seconds):
        self.look()
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
    def show(self, done: int, total: int | None, text: str) -> None:
        """Put it where it is read."""


class Bar(ProgressText):
    """A bar that stays when the sweep is done."""

    def __init__(self):
        super().__init__(OFTEN)
        self.meter = Meter(stays=True)

    def __exit__(self, *error):
        self.meter.close()

    def say(self, text):
        self.show(0, None, text)

    def compiled(self, done: int, total: int, name: str) -> None:
        """Show which function of the engine is compiled, and how many are."""
        self.show(done, total, f"compiling {name}")

    def begin(self, done, total):
        self.show(done, total, f"{done:,} of {plural(total, 'run')}")

    def show(self, done, total, text):
        self.meter.show(done, total, text)


def compile_if_cold(progress, whole: bool = False) -> None:
    """Compile what every run needs if nobody has yet, and show it. whole: all of the engine, for a sweep."""
    from mentorsim import warmup  # brings Numba

    if not warmup.is_warm(whole):
        progress.say(COMPILING)
        warmup.warm_up(progress.compiled, whole)


def progress_of(progress) -> Progress:
    """How progress is shown: by a bar if somebody sees one (None), always (True), never (False), or by a function."""
    if isinstance(progress, Progress):
        return progress
    if wanted(progress):
        return Bar()
    return ProgressCallback(progress) if callable(progress) else Progress()


def wanted(progress) -> bool:
    """Whether a bar is to be shown. BadInput for what is neither true, false, None nor a function."""
    if progress is None:
        return is_watched()
    if isinstance(progress, bool):
        return progress
    if callable(progress):
        return False
    raise BadInput(f"progress: found {progress!r}, expected true, false or a function")


# --- a single run ----------------------------------------------------------------------------------------------------


class Weeks:
    """A bar over the weeks of a single run that takes longer than a moment; it is gone when the run is done.

    Called with the world after each week. progress: as for `progress_of`; a function is called with (done, total).
    """

    def __init__(self, weeks: int, progress=None):
        self.weeks, self.clock, self.begun = weeks, Clock(OFTEN, WAIT), math.nan
        self.meter = Meter(stays=False) if wanted(progress) else None
        self.function = progress if callable(progress) else None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.meter:
            self.meter.close()

    def say(self, text: str) -> None:
        """Tell what is done before the first week."""
        self.meter.show(0, None, text)

    def compiled(self, done: int, total: int, name: str) -> None:
        """Show which function of the engine is compiled, and how many are."""
        self.meter.show(done, total, f"compiling {name}")

    def __call__(self, world) -> None:
        if self.function:
            self.function(world.week, self.weeks)
        if math.isnan(self.begun):  # the first week may have compiled, or loaded what is compiled
            self.begun = time.monotonic()
        elif self.meter and world.week < self.weeks and self.clock.is_time():
            left = (time.monotonic() - self.begun) / (world.week - 1) * (self.weeks - world.week)
            text = f"{world.week:,} of {plural(self.weeks, 'week')}, {duration(left)} to go"
            self.meter.show(world.week, self.weeks, text)
