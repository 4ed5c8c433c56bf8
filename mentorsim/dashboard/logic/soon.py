"""Work that begins a moment after it was last asked for, so that turning three knobs begins it once."""

import threading


class Soon:
    """One thing to be done soon; asking for another puts it in its place."""

    def __init__(self):
        self.timer: threading.Timer | None = None
        self.lock = threading.Lock()

    def call(self, seconds: float, act) -> None:
        """Call `act` after so many seconds, unless something else is asked for, or it is called off."""
        with self.lock:
            if self.timer is not None:
                self.timer.cancel()
            self.timer = threading.Timer(seconds, act)
            self.timer.daemon = True
            self.timer.start()

    def cancel(self) -> None:
        """Call off what was asked for."""
        with self.lock:
            if self.timer is not None:
                self.timer.cancel()
            self.timer = None
