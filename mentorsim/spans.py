"""Where keys and values stand in a TOML text, so that some of it can be changed and the rest stay to the last byte.

The text must be valid TOML: what has been read by `tomllib` is.
"""

import re
import tomllib
from typing import NamedTuple

BLANK = re.compile(r"[ \t]*")
BETWEEN = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*'""")
DOT = re.compile(r"[ \t]*\.[ \t]*")
TEXT = re.compile(
    r'"{3}(?:\\.|(?!"{3})[^\\])*"{3,5}|' r"'{3}(?:(?!'{3}).)*'{3,5}|" r'"(?:\\.|[^"\\])*"|' r"'[^']*'", re.DOTALL
)
REST = re.compile(r"[^,\]}#\r\n]*[^,\]}#\r\n \t]")


class Spot(NamedTuple):
    """One key with its value, or one entry of an array: places in the text, from 0, the end excluded.

    path: keys from the root, and numbers of entries of arrays; parts: places of the parts of the key as written, ()
    for an entry of an array; start, value, end: where it and its value begin, and where both end; statement: number of
    the line or lines it stands in, among `Layout.spots` that stand for themselves; inside: path of the inline table or
    array it is in, None for one that stands for itself; header: number of the header above it, -1 without one.
    """

    path: tuple
    parts: tuple
    start: int
    value: int
    end: int
    statement: int
    inside: tuple | None
    header: int


class Header(NamedTuple):
    """The header of a table or of an entry of an array of tables: its path, where it begins and ends."""

    path: tuple
    start: int
    end: int


class Layout:
    """The spots of a text in the order in which they begin, and its headers."""

    def __init__(self, text: str):
        self.text, self.spots, self.headers = text, [], []
        self._entries: dict[tuple, int] = {}  # {path of an array of tables: number of its last entry}
        place = self._after(BETWEEN, 0)
        while place < len(text):
            place = self._header(place) if text[place] == "[" else self._pair(place, self._table, None, -1)
            place = self._after(BETWEEN, place)

    @property
    def _table(self) -> tuple:
        return self.headers[-1].path if self.headers else ()

    def _after(self, pattern: re.Pattern, place: int) -> int:
        found = pattern.match(self.text, place)
        return found.end() if found else place

    def _header(self, start: int) -> int:
        array = self.text.startswith("[[", start)
        keys, _, place = self._key(self._after(BLANK, start + 1 + array))
        path: tuple = ()
        for number, key in enumerate(keys, start=1):
            path = (*path, key)
            if array and number == len(keys):
                self._entries[path] = self._entries.get(path, -1) + 1
            if path in self._entries:
                path = (*path, self._entries[path])
        end = self._after(BLANK, place) + 1 + array
        self.headers.append(Header(path, start, end))
        return end

    def _key(self, place: int) -> tuple[list, list, int]:
        """(parts, their places, where the key ends)."""
        keys, places = [], []
        while True:
            found = PART.match(self.text, place)
            keys.append(plain(found[0]))
            places.append(found.span())
            dot = DOT.match(self.text, found.end())
            if not dot:
                return keys, places, found.end()
            place = dot.end()

    def _pair(self, start: int, table: tuple, inside: tuple | None, statement: int) -> int:
        """A key with its value, noted; returns where it ends."""
        keys, places, place = self._key(start)
        value = self._after(BLANK, self._after(BLANK, place) + 1)
        return self._note((*table, *keys), tuple(places), start, value, inside, statement)

    def _note(self, path: tuple, parts: tuple, start: int, value: int, inside: tuple | None, statement: int) -> int:
        number = len(self.spots)
        statement = number if inside is None else statement
        self.spots.append(None)
        end = self._value(value, path, statement)
        self.spots[number] = Spot(path, parts, start, value, end, statement, inside, len(self.headers) - 1)
        return end

    def _value(self, place: int, path: tuple, statement: int) -> int:
        """Where the value ends that begins here; what is in it is noted."""
        first = self.text[place]
        if first in "\"'":
            return TEXT.match(self.text, place).end()
        if first not in "[{":
            return REST.match(self.text, place).end()
        closing, number = "]" if first == "[" else "}", 0
        place = self._after(BETWEEN, place + 1)
        while self.text[place] != closing:
            if first == "[":
                place = self._note((*path, number), (), place, place, path, statement)
            else:
                place = self._pair(place, path, path, statement)
            number += 1
            place = self._after(BETWEEN, place)
            if self.text[place] == ",":
                place = self._after(BETWEEN, place + 1)
        return place + 1

    def end_of_line(self, place: int) -> int:
        """Where the line ends in which a place is, before its line end."""
        found = self.text.find("\n", place)
        end = len(self.text) if found < 0 else found
        return end - 1 if end > place and self.text[end - 1] == "\r" else end


def plain(part: str) -> str:
    """A part of a key without its quotes."""
    return next(iter(tomllib.loads(f"{part}=0")))
