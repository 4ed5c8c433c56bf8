"""Standard output and error, also where they are closed, full, or nobody reads them."""

import errno
import os
import sys

from mentorsim.cli import ascii

NOBODY_READS = 141  # exit code, as of a program that a broken pipe has ended


class Lost(Exception):
    """Standard output cannot be written."""

    def __init__(self, error: OSError):
        self.nobody_reads = error.errno == errno.EPIPE
        super().__init__(f"standard output: cannot be written: {error.strerror or error}")


class Guarded:
    """A stream whose failure comes to `fail`, also whenever it is used again; what is still in it goes nowhere."""

    def __init__(self, stream, fail):
        self.stream, self.fail, self.error = stream, fail, None

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def write(self, text):
        return self.tried(self.stream.write, text)

    def flush(self):
        return self.tried(self.stream.flush)

    def tried(self, do, *arguments):
        """The result of a function of the stream."""
        if self.error is None:
            try:
                return do(*arguments)
            except OSError as error:
                nowhere(self.stream.fileno())
                self.error = error
        return self.fail(self.error)


def nowhere(number: int) -> None:
    """Let what is written to a file of this number go nowhere."""
    handle = os.open(os.devnull, os.O_RDWR)
    if handle != number:
        os.dup2(handle, number)
        os.close(handle)


def lose(error: OSError) -> None:
    """What a command has to say is lost: that ends it."""
    raise Lost(error)


def guard() -> None:
    """Make standard output and error safe to write to, whatever they are; what a terminal cannot show is spelled out.

    One that is closed takes everything. A failure to write notices is ignored: work goes on without a reader. A failure
    to write output raises Lost.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            nowhere(number)
    for name, fail in (("stdout", lose), ("stderr", lambda _: None)):
        stream = getattr(sys, name) or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  for the process's life
        stream.reconfigure(errors=ascii.SPELLED)
        setattr(sys, name, Guarded(stream, fail))
