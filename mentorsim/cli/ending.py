"""How a long command ends when the system asks for it: what is done is written first, and what is kept is said."""

import signal
import threading
from contextlib import contextmanager

ASKED = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Ended(KeyboardInterrupt):
    """The system has asked this process to end. number: of the signal."""

    def __init__(self, number: int):
        super().__init__()
        self.number = number


class Request:
    """A signal's handler that ends the work, and keeps that it was asked to.

    Python drops an exception that a handler raises in the midst of a destructor or a callback; `look` raises it again.
    """

    error: KeyboardInterrupt | None = None  # what was asked for

    def __call__(self, number, frame) -> None:
        self.error = KeyboardInterrupt() if number == signal.SIGINT else Ended(number)
        for one in ASKED:  # asking again changes nothing
            signal.signal(one, signal.SIG_IGN)
        self.look()

    def look(self) -> None:
        """Raise what was asked for, if anything was."""
        if self.error is not None:
            raise self.error


@contextmanager
def on_request():
    """A block that SIGTERM and SIGHUP end like an interrupt from the keyboard, unless they are ignored (`nohup`).

    Gives the Request: whose work is done piece by piece calls its `look` after each.
    """
    request, main = Request(), threading.current_thread() is threading.main_thread()
    usual = dict.fromkeys(ASKED, signal.SIG_DFL) | {signal.SIGINT: signal.default_int_handler}
    mine = {one: handler for one, handler in usual.items() if main and signal.getsignal(one) is handler}
    for one in mine:
        signal.signal(one, request)
    try:
        yield request
    finally:
        for one, handler in mine.items():
            signal.signal(one, handler)


def exit_code(error: KeyboardInterrupt) -> int:
    """The exit code after an interrupt, 128 and the signal's number, as a shell has it."""
    return 128 + getattr(error, "number", signal.SIGINT)


def words_for(error: KeyboardInterrupt) -> str:
    """What ended the work."""
    number = getattr(error, "number", None)
    return "Interrupted" if number is None else f"Ended by {signal.Signals(number).name}"
