"""People as a table that can be sorted, filtered and leafed through, however many they are."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorsim import codes
from mentorsim.dashboard.logic import graph, shades, story
from mentorsim.printing import number
from mentorsim.world import snapshot

ROWS = 12  # of a page
NUMBERS = {
    "mentored": ("mentees now", 0),
    "trust": ("trust", 2),
    "help": ("help", 2),
    "performance": ("performance", 2),
    "satisfaction": ("satisfaction", 2),
    "confidence": ("confidence", 2),
    "dependence": ("dependence", 2),
    "energy": ("energy", 2),
    "load": ("load", 2),
    "n_matches": ("matches so far", 0),
}  # column: words, digits
HEADS = {"person": "person", "role": "role", "stage": "stage", "unit": "unit", "mentor": "mentor"} | {
    name: words for name, (words, _) in NUMBERS.items()
}
BY_PERSON = "person"


@dataclass(frozen=True)
class Filter:
    """Who is asked for. role, stage: names, "" for all; text: in name, unit or mentor; column: a number's, between low
    and high where they are given.
    """

    role: str = ""
    stage: str = ""
    text: str = ""
    column: str = "performance"
    low: float | None = None
    high: float | None = None

    @property
    def any(self) -> bool:
        """Whether anybody can be left out."""
        return bool(self.role or self.stage or self.text.strip() or self.low is not None or self.high is not None)


def names_of(keys, given: dict) -> np.ndarray:
    """(n,) people in words: mentee 12, or what a roster calls them."""
    keys = np.asarray(keys, np.int64)
    called = np.array([story.CALLED.get(kind, "newcomer") for kind in codes.KINDS], object)
    ordinals = (keys & ((1 << codes.KIND_SHIFT) - 1)).astype(str).astype(object)
    names = called[keys >> codes.KIND_SHIFT] + " " + ordinals
    if given:
        known = np.flatnonzero(np.isin(keys, list(given)))
        names[known] = [given[key] for key in keys[known].tolist()]
    return names


def everybody(world) -> pd.DataFrame:
    """All who are there, one row each: `key` and the columns of HEADS."""
    taken = snapshot.take(world)
    p, m, people = taken.people, taken.matches, world.people
    rows = np.flatnonzero(people.present)
    n = len(rows)
    names = names_of(p["key"], graph.given_names(world))
    units = shades.labels_of(world, "unit")
    known, place = np.unique(p["unit"], return_inverse=True)
    words = np.array([shades.named("unit", int(unit), units) for unit in known.tolist()], object)
    mentor = np.full(n, "", object)
    mentor[m["mentee"][::-1]] = names[m["mentor"][::-1]]  # of several, the oldest match
    table = {
        "key": p["key"], "person": names, "role": np.array(codes.ROLES, object)[p["role"]],
        "stage": np.array(codes.STAGES, object)[p["stage"]], "unit": words[place] if n else words, "mentor": mentor,
        "mentored": p["mentored"].astype(float),
    }  # fmt: skip
    for name, state in (("trust", m["quality"]), ("help", m["help"])):
        table[name] = np.full(n, np.nan)
        table[name][m["mentee"][::-1]] = state[::-1]
    for name in NUMBERS:
        if name not in table:
            table[name] = shades.state_of(people, rows, name)
    table["dependence"] = np.where(p["role"] == codes.MENTEE, table["dependence"], np.nan)
    table["mentored"] = np.where(p["role"] == codes.MENTOR, table["mentored"], np.nan)
    table["stage"] = np.where(p["role"] == codes.MENTEE, table["stage"], "")
    return pd.DataFrame(table)


def filtered(table: pd.DataFrame, asked: Filter) -> pd.DataFrame:
    """The rows that are asked for."""
    keep = np.ones(len(table), bool)
    for name in ("role", "stage"):
        if getattr(asked, name):
            keep &= (table[name] == getattr(asked, name)).to_numpy()
    if text := asked.text.strip().lower():
        found = [
            table[name].astype(str).str.lower().str.contains(text, regex=False) for name in ("person", "unit", "mentor")
        ]
        keep &= np.logical_or.reduce(found)
    if asked.low is not None:
        keep &= (table[asked.column] >= asked.low).to_numpy()
    if asked.high is not None:
        keep &= (table[asked.column] <= asked.high).to_numpy()
    return table[keep]


def marks(world, asked: Filter, persons: bytes) -> bytes:
    """Whether each of these persons (int32 keys) is asked for (uint8); nothing as long as all are."""
    if not asked.any:
        return b""
    keys = filtered(everybody(world), asked)["key"].to_numpy()
    return np.isin(np.frombuffer(persons, np.int32), keys).astype(np.uint8).tobytes()


def ordered(table: pd.DataFrame, by: str, down: bool) -> pd.DataFrame:
    """Sorted by a column; who has none comes last; people by kind and number."""
    if by == BY_PERSON:
        return table.sort_values("key", ascending=not down)
    values = table[by] if by in NUMBERS else table[by].where(table[by] != "")
    return table.loc[values.sort_values(ascending=not down, kind="stable", na_position="last").index]


def page_of(table: pd.DataFrame, page: int) -> tuple[list[dict], int, int]:
    """(rows as the page shows them, which page, how many pages there are)."""
    pages = max(1, -(-len(table) // ROWS))
    page = min(max(0, page), pages - 1)
    some = table.iloc[page * ROWS : (page + 1) * ROWS]
    cells = [
        [number(value, NUMBERS[name][1]) if name in NUMBERS else value for value in some[name].tolist()]
        for name in HEADS
    ]
    return (
        [
            {"key": int(key), "cells": ["" if cell == "nan" else cell for cell in row]}
            for key, row in zip(some["key"], zip(*cells, strict=True), strict=True)
        ],
        page,
        pages,
    )


def page_with(table: pd.DataFrame, key: int | None) -> int | None:
    """The page on which a person stands; None if on none."""
    at = np.flatnonzero((table["key"] == key).to_numpy()) if key is not None else ()
    return int(at[0]) // ROWS if len(at) else None


def number_in(text: str) -> float | None:
    """A bound that was typed; None if there is none."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if np.isfinite(value) else None
