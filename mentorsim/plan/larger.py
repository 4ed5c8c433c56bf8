"""A roster with more people than it has: the same programme several times over."""

import numpy as np

from mentorsim.given import Given


def larger(given: Given, mentees: int, mentors: int) -> Given:
    """A roster of so many mentees and mentors: its people one after the other, again and again.

    Each copy has units, ties and matches of its own; of a copy that is not whole, those of the people who are in it.
    """
    if (mentees, mentors) == (given.mentees, given.mentors):
        return given
    places = [*copies(mentees, 0, given.mentees), *copies(mentors, given.mentees, given.mentors)]
    where = {place: number for number, place in enumerate(places)}
    people, copy = np.array([place for place, _ in places]), np.array([copy for _, copy in places])
    columns = {name: values[people] for name, values in given.columns.items()}
    if "unit" in columns:
        columns["unit"] = columns["unit"] + copy * given.units
    ids = tuple(given.ids[place] + (f" ({copy + 1})" if copy else "") for place, copy in places)
    return Given(
        ids,
        mentees,
        columns,
        copied(given.ties, ("one", "two"), where, int(copy.max()) + 1),
        copied(given.matches, ("mentee", "mentor"), where, int(copy.max()) + 1),
        left_out=given.left_out,
        named=given.named,
        notes=given.notes,
    )


def copies(count: int, first: int, there: int) -> list[tuple[int, int]]:
    """(place in the roster, number of the copy) of so many people."""
    return [(first + number % there, number // there) for number in range(count)] if there else []


def copied(pairs: dict | None, ends: tuple[str, str], where: dict, count: int) -> dict | None:
    """Ties or matches once for every copy that has both of their people."""
    if pairs is None:
        return None
    rows = list(zip(pairs[ends[0]].tolist(), pairs[ends[1]].tolist(), strict=True))
    kept = sorted(
        (where[one, copy], where[other, copy], row)
        for copy in range(count)
        for row, (one, other) in enumerate(rows)
        if (one, copy) in where and (other, copy) in where
    )
    chosen = np.array([row for _, _, row in kept], dtype=int)
    found = {name: values[chosen] for name, values in pairs.items()}
    for place, end in enumerate(ends):
        found[end] = np.array([row[place] for row in kept], dtype=pairs[end].dtype)
    return found
