"""How far a sweep is: a bar on a terminal, else a line now and then."""

import sys
import time

from mentorsim.cli.show import duration, notice, plural

EVERY = 10.0  # seconds between two lines


class Told:
    """What is told of a sweep; called with (done, total, failed, seconds) after each run."""

    first = None  # (runs done, seconds) at the first call: what was there before, and the start, are no measure

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def __call__(self, done: int, total: int, failed: int, seconds: float) -> None:
        self.first = self.first or (done, seconds)
        self.show(done, total, self.state(done, total, failed, seconds))

    def state(self, done: int, total: int, failed: int, seconds: float) -> str:
        """Runs done, rate, time left, failures."""
        before, start = self.first
        rate = (done - before) / (seconds - start) if seconds > start else 0.0
        text = f"{done:,} of {plural(total, 'run')}"
        if done == total:
            text += f" after {duration(seconds)}"
        elif rate > 0:
            text += f", {rate:.1f} a second, {duration((total - done) / rate)} to go"
        return text + (f", {failed:,} failed" if failed else "")

    def show(self, done: int, total: int, text: str) -> None:
        """Put it where it is read."""
        raise NotImplementedError


class Lines(Told):
    """A line to standard error every few seconds, and at the end."""

    def __init__(self):
        self.next = time.monotonic() + EVERY

    def show(self, done, total, text):
        if done == total or time.monotonic() >= self.next:
            self.next = time.monotonic() + EVERY
            notice(text)


class Bar(Told):
    """A bar on standard error."""

    def __init__(self):
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (BarColumn(), TextColumn("{task.description}", markup=False))
        self.bar = Progress(*columns, console=Console(stderr=True, highlight=False))
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
