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


def end(number, frame) -> None:
    """A signal's handler: ends the work once; asking again changes nothing."""
    for one in ASKED:
        signal.signal(one, signal.SIG_IGN)
    raise Ended(number)


@contextmanager
def on_request():
    """A block that SIGTERM and SIGHUP end like an interrupt from the keyboard, unless they are ignored (`nohup`)."""
    main = threading.current_thread() is threading.main_thread()
    mine = [one for one in ASKED if main and signal.getsignal(one) is signal.SIG_DFL]
    for one in mine:
        signal.signal(one, end)
    try:
        yield
    finally:
        for one in mine:
            signal.signal(one, signal.SIG_DFL)


def exit_code(error: KeyboardInterrupt) -> int:
    """The exit code after an interrupt, 128 and the signal's number, as a shell has it."""
    return 128 + getattr(error, "number", signal.SIGINT)


def words_for(error: KeyboardInterrupt) -> str:
    """What ended the work."""
    number = getattr(error, "number", None)
    return "Interrupted" if number is None else f"Ended by {signal.Signals(number).name}"
