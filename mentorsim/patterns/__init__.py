"""The patterns that mentoring research has published, as code: what the model is held against.

Each pattern is one declaration in the module of its subject: a sentence, its role, the worlds to look at, and one or
more measures. Figures, sources and targets stand in `figures.toml`, the rule of the verdict in `verdicts`.
"""

from collections.abc import Iterable

from mentorsim.errors import BadInput, written
from mentorsim.patterns import community, effects, fit, pairs, supply, teaching
from mentorsim.patterns.declaring import Pattern
from mentorsim.spelling import nearest

SUBJECTS = (pairs, effects, fit, teaching, supply, community)


def in_order(pattern: Pattern) -> int:
    """The number of a pattern as a number."""
    return int(pattern.number.removeprefix("P"))


PATTERNS: dict[str, Pattern] = {
    pattern.id: pattern for pattern in sorted((p for subject in SUBJECTS for p in subject.PATTERNS), key=in_order)
}


def chosen(ids: Iterable[str] = (), role: str | None = None) -> list[Pattern]:
    """The patterns with these ids, all without any, of one role if it is named; P32 names all its parts.

    Raises BadInput for an unknown one, with the nearest name, and where none is left.
    """
    wanted = {pattern.id for name in ids for pattern in named(name)}
    found = [p for p in PATTERNS.values() if (p.id in wanted or not wanted) and role in (None, p.role)]
    if not found:
        raise BadInput(f"role: found {written(role)} beside {', '.join(ids)}, of which none has that role")
    return found


def named(name: str) -> list[Pattern]:
    """The pattern with this id, or all parts of the one with this number; letter case does not matter."""
    sought = name.strip().casefold()
    found = [p for p in PATTERNS.values() if sought in (p.id.casefold(), p.number.casefold())]
    if not found:
        known = list(dict.fromkeys([*(p.number for p in PATTERNS.values()), *PATTERNS]))
        raise BadInput(f"pattern: found {written(name)}, expected one of {', '.join(PATTERNS)}{nearest(name, known)}")
    return found
