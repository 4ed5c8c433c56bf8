"""In which parameters two worlds differ, and how to say so."""

from collections.abc import Iterator
from typing import Any

from mentorsim.store.joining import differing

MOST = 8  # listed one by one
FIRST = ("setting.preset", "matching.policy", "withdrawal.policy", "goals.policy")


def differences(one: dict, other: dict) -> dict:
    """{path: (value in one, value in the other)} where the two differ. one, other: {path: value} of parameters.

    The setting and the policies come first.
    """
    found = {path: (one.get(path), value) for path, value in differing(one, other).items()}
    found |= {path: (value, None) for path, value in one.items() if path not in other}
    return {path: found[path] for path in (*FIRST, *found) if path in found}


def differences_in_words(found: dict) -> Iterator[tuple[str, str]]:
    """(what, in words) of each difference; of many, of the first."""
    for path, (value, other) in list(found.items())[:MOST]:
        yield "differs", f"{path.removesuffix('.preset')}: {shown(value)} → {shown(other)}"
    if len(found) > MOST:
        yield "differs", f"… and in {len(found) - MOST} more"


def shown(value: Any) -> str:
    """A value as text."""
    return "none" if value in (None, "") else str(value).lower() if isinstance(value, bool) else str(value)
