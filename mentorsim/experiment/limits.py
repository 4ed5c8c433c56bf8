"""The time that a sweep may take: when it is up no run is begun any more, and those in flight are finished."""

import math
import re
import time
from collections.abc import Iterable, Iterator
from numbers import Real

from mentorsim.errors import BadInput

SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds_of(given) -> float:
    """The seconds of a duration: a number of them, or a text such as "90s", "30m", "2h" or "1h30m". Raises BadInput."""
    text = str(given).replace(" ", "").lower()
    parts = re.findall(r"(\d+(?:\.\d+)?)([smhd]?)", text)
    found = sum(float(number) * SECONDS[unit] for number, unit in parts)
    whole = "".join(map("".join, parts)) == text and (len(parts) == 1 or all(unit for _, unit in parts))
    if isinstance(given, Real) and not isinstance(given, bool):
        found, whole = float(given), True
    if isinstance(given, bool) or not whole or not math.isfinite(found) or found <= 0:
        raise BadInput(f"time_limit: found {given!r}, expected a time above 0, such as 90s, 30m or 2h")
    return found


class Limit:
    """A time limit, counted from now. given: as for `seconds_of`, None: none; stopped: whether work was held back."""

    def __init__(self, given=None):
        self.end = math.inf if given is None else time.monotonic() + seconds_of(given)
        self.stopped = False

    def on(self, chunks: Iterable) -> Iterator:
        """Yield chunks of work until the time is up."""
        for chunk in chunks:
            if time.monotonic() >= self.end:
                self.stopped = True
                return
            yield chunk
