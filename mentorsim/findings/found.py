"""The answers as they come with the package: the file that `answers` made last."""

import math
from functools import cache
from pathlib import Path

from mentorsim.files import read_json

NAME = "answers.json"
PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parent.parent / "results" / "reference" / "findings"
NUMBERS = ("difference", "low", "high", "holds_in", "p_best", "hours")  # undefined where the file has null


@cache
def found() -> dict[str, list[dict]]:
    """{part: rows} of the answers, as `answers` has them. BadInput if they are not there."""
    installed = PACKAGE / "found"
    told = read_json((installed if installed.is_dir() else CHECKOUT) / NAME)
    return {part: [numbered(row) for row in rows] for part, rows in told.items()}


def numbered(row: dict) -> dict:
    """A row with NaN for what is undefined."""
    return {name: math.nan if value is None and name in NUMBERS else value for name, value in row.items()}


def rows(part: str, place: dict | None = None, **about) -> list[dict]:
    """The rows of a part that have these values; place: of what stands in their place, at least."""
    return [
        row
        for row in found()[part]
        if all(row["place"].get(name) == value for name, value in (place or {}).items())
        and all(row[name] == value for name, value in about.items())
    ]
