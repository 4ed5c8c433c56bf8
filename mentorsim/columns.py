"""What a column of a table is, and columns that several tables share."""

from dataclasses import dataclass

import numpy as np

NAME = "object"  # names, as text


@dataclass(frozen=True)
class Column:
    """One column: name, NumPy dtype, unit, meaning, the function that takes it from the state, what a null means."""

    name: str
    dtype: str
    unit: str
    meaning: str
    of: object = None
    null: str = ""

    def taken_from(self, state):
        """The column's array, with its dtype."""
        return np.asarray(self.of(state)).astype(self.dtype, copy=True)


def typed(columns: tuple, found: dict) -> dict:
    """{column: array} in the order and with the dtypes that are declared, from arrays by name."""
    return {column.name: np.asarray(found[column.name]).astype(column.dtype, copy=False) for column in columns}


def ids_of(world) -> np.ndarray:
    """(people,) what a roster calls people, None for all others."""
    found = np.full(len(world.people), None, dtype=object)
    given, p = world.parameters.given, world.parameters.people
    if given is not None:
        found[given.rows(np.arange(len(given.ids)), p.mentees)] = given.ids
    return found


def person(name: str, who: str) -> tuple:
    """Two columns that say who a person is: the key, as in `people`, and what a roster calls them."""
    of_roster = "id" if name == "person" else f"{name}_id"
    return (
        Column(name, "i4", "", f"person key of {who}"),
        Column(of_roster, NAME, "", f"what the roster calls {who}", null="not in a roster"),
    )
