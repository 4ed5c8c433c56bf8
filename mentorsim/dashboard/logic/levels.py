"""Levels of a factor as somebody types or ticks them: a list, or a range in steps."""

import re
from typing import NamedTuple

from mentorsim.dashboard.logic import panel
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.experiment.config import parse_set
from mentorsim.places import literal

NUMBER = r"([-+]?[\d.]+(?:[eE][-+]?\d+)?)"
RANGE = re.compile(rf"{NUMBER}\s*(?:to|–|\.\.)\s*{NUMBER}\s*(?:in|/|,)\s*(\d+)(?:\s*(?:levels|steps))?")
MOST = 200  # levels of a range
FEW = 3  # names that are all ticked
FIRST_SETTINGS = ("organisation", "network")
NOTHING = '""'  # how an empty name is typed


class Kind(NamedTuple):
    """What a parameter's levels are. whole: whole numbers; names: that are ticked, () for numbers."""

    whole: bool
    names: tuple


def kind_of(path: str) -> Kind:
    """What the levels of a parameter are."""
    row = panel.declared()[path]
    if isinstance(row["default"], bool):
        return Kind(False, ("false", "true"))
    names = panel.names_for(path, row)
    if names:
        return Kind(False, tuple(name or NOTHING for name in names))
    return Kind(isinstance(row["default"], int), ())


def values(path: str, text: str) -> list:
    """The levels that a text says; what is no level stays a text, which the experiment's check refuses."""
    kind = kind_of(path)
    found = RANGE.fullmatch(text.strip()) if not kind.names else None
    if found and 2 <= int(found[3]) <= MOST:
        return spread(float(found[1]), float(found[2]), int(found[3]), kind.whole)
    return [value_of(path, part.strip()) for part in text.split(",") if part.strip()]


def value_of(path: str, text: str):
    """One level."""
    if isinstance(panel.declared()[path]["default"], str):
        return "" if text == NOTHING else text
    return parse_set(f"{path}={text}").value


def spread(low: float, high: float, count: int, whole: bool) -> list:
    """So many values from low to high, equally far apart; of whole numbers those nearest to them, each once."""
    found = [low + (high - low) * n / (count - 1) for n in range(count)]
    rounded = [round(value) if whole else float(f"{value:.12g}") for value in found]
    return list(dict.fromkeys(rounded))


def text_of(levels) -> str:
    """Levels as they are typed."""
    return ", ".join(spoken(one) for one in levels)


def spoken(value) -> str:
    """One level as it is typed."""
    return (value or NOTHING) if isinstance(value, str) else literal(value)


def usual(world: Choice, path: str) -> str:
    """The levels that a factor begins with: of a number half, once and twice what the world has, within its range; of
    names what the world has and, where the others are few, these; of the setting the two of the first question.
    """
    kind, present, row = kind_of(path), world.value(path), panel.declared()[path]
    if path == "setting":
        return text_of(dict.fromkeys([present, *FIRST_SETTINGS]))
    if kind.names:
        return ", ".join(kind.names) if len(kind.names) <= FEW else spoken(present)
    low, high = row["low"], row["high"]
    wanted = [present / 2, present, present * 2] if present else [0, (high or 1) / 4, (high or 1) / 2]
    inside = [min(max(one, low if low is not None else one), high if high is not None else one) for one in wanted]
    rounded = [round(one) if kind.whole else float(f"{one:.12g}") for one in inside]
    return text_of(sorted(dict.fromkeys(rounded)))
