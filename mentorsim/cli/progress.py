"""How far a command is: a bar on a terminal, else a line now and then."""

import sys
from contextlib import closing, contextmanager

from mentorsim.cli.show import notice, plural
from mentorsim.experiment.progress import Bar, Clock, Meter, ProgressText

EVERY = 10.0  # seconds between two lines


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
    with closing(Meter(stays=False)) as meter:
        yield meter.show


class Lines(ProgressText):
    """A line to standard error every few seconds, and at the end."""

    def __init__(self):
        super().__init__(EVERY, wait=EVERY)

    def show(self, done, total, text):
        notice(text)


def progress(look) -> ProgressText:
    """A bar if standard error is a terminal, else lines. look: called after each run."""
    shown = Bar() if sys.stderr.isatty() else Lines()
    shown.look = look
    return shown
