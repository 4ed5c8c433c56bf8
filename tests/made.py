"""Tables of a run made by hand, for indicators whose answer is worked out beside them."""

import numpy as np

from mentorsim import tables
from mentorsim.indicators import Run

NAN = float("nan")


def table(name, rows, **columns):
    """A table with its declared columns: those given, the rest null, zero or true."""
    made = {}
    for column in tables.columns_of_tables()[name]:
        fresh = {"f": NAN, "O": None, "b": True}.get(np.dtype(column.dtype).kind, 0)
        made[column.name] = np.array(columns.pop(column.name, [fresh] * rows), dtype=column.dtype)
    assert not columns
    return made


def made_run(people=0, matches=0, weekly=0, of_people=(), of_matches=(), of_weekly=(), **facts):
    """A run of so many people, matches and weeks, with these columns; facts: other fields of Run."""
    of_people = {"person": np.arange(people), "kind": ["initial_mentee"] * people} | dict(of_people)
    return Run(
        table("people", people, **of_people),
        table("matches", matches, **dict(of_matches)),
        table("weekly", weekly, **dict(of_weekly)),
        **{"weeks": weekly} | facts,
    )
