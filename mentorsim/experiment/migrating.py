"""A config of the first edition of the rules as one for the second, with everything else in it to the last byte.

What is renamed is renamed where it stands, what is gone becomes a comment that says why. That the new text says what
the old one said, but for these, is checked before it is handed on.
"""

import re
import tomllib
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.gone import ANEW, GONE, OF_ROSTERS, REASONS, RENAMED
from mentorsim.places import parts_of, read_toml
from mentorsim.settings import COMPONENTS, files
from mentorsim.spans import Layout, Spot

NAME = re.compile(r"[A-Za-z_][\w.]*")
WHERE = ("design", "where")
SHOWN = 60  # characters of what stood there


class Change(NamedTuple):
    """What became of one entry of the file: its line, what stood there, what is there now or why it is gone."""

    line: int
    was: str
    now: str


@dataclass
class Migrated:
    """The new text; changes; notes: what stays as it is and means something else now."""

    text: str
    changes: list[Change] = field(default_factory=list)
    notes: list[Change] = field(default_factory=list)


def migrated(text: str, source: str) -> Migrated:
    """The text of a config, an experiment's or a setting's, for the second edition. BadInput if it is no TOML."""
    data = read_toml(text, source)
    rewriter = Rewriter(text)
    found = rewriter.rewritten()
    if not says(found.text, rewriter.values_meant(data)):
        lines = ", ".join(str(change.line) for change in found.changes)
        raise BadInput(f"{source}: cannot be changed line by line; see lines {lines}, and change them by hand")
    return found


def faults_in(text: str, source: str) -> list[str]:
    """What is wrong with a config, or a setting, as it is now: nothing, where it can be used."""
    names = tomllib.loads(text).keys()
    try:
        if names and names <= {*COMPONENTS, *files.TEXTS, files.SOURCES}:
            files.parse(text, source, tuple(COMPONENTS))
        else:
            config.read(text, source)
    except BadInput as error:
        return str(error).splitlines()
    return []


def says(text: str, values: dict) -> bool:
    """Whether a text is TOML and says just this, as `values_of` has it."""
    try:
        return values_of(tomllib.loads(text)) == values
    except tomllib.TOMLDecodeError:
        return False


# --- what an entry is ------------------------------------------------------------------------------------------------


def scope_of(path: tuple) -> tuple | None:
    """The path of the table below which an entry names a parameter; None for any other entry."""
    if path[0] == "parameters" or path[0] in (*COMPONENTS, files.SOURCES):
        return path[:1]
    if path[:2] == ("design", "factors"):
        return path[:2]
    if path[:2] == ("design", "arms") and path[3:4] == ("overrides",):
        return path[:4]
    return None


def parameter_of(path: tuple) -> str:
    """The path of the parameter that an entry names; "" of any other entry."""
    scope = scope_of(path)
    rest = path[len(scope) :] if scope else ()
    return ".".join(rest).removeprefix("parameters.") if all(isinstance(key, str) for key in rest) else ""


def reasons_in(condition: str) -> list[str]:
    """Why a condition between factors cannot be kept: what it names that is gone."""
    return [f"{name}: {REASONS[name]}" for name in NAME.findall(condition) if name in REASONS]


def renamed_in(condition: Any) -> Any:
    """A condition with the names that parameters have now; what is no text as it is."""
    return NAME.sub(lambda name: RENAMED.get(name[0], name[0]), condition) if isinstance(condition, str) else condition


def values_of(data: Any, path: tuple = ()) -> dict:
    """{dotted path: value} of everything in a file; arrays of tables by the numbers of their entries."""
    if isinstance(data, dict):
        pairs = data.items()
    elif isinstance(data, list) and data and all(isinstance(entry, dict) for entry in data):
        pairs = enumerate(data)
    else:
        return {".".join(map(str, path)): data}
    found: dict = {}
    for key, value in pairs:
        found |= values_of(value, (*path, key))
    return found


# --- from old to new -------------------------------------------------------------------------------------------------


class Rewriter:
    """Takes one text apart and writes it anew. fates: {number of a spot: what becomes of it}, of those that change."""

    def __init__(self, text: str):
        self.text, self.layout = text, Layout(text)
        self.spots: list[Spot] = self.layout.spots
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.names: dict[tuple, set] = {}  # {scope: parameters named in it}
        for spot in self.spots:
            self.names.setdefault(scope_of(spot.path), set()).add(parameter_of(spot.path))
        self.gone: dict[int, str] = {}  # {number of a spot: why it is gone}
        self.new: dict[int, str] = {}  # {number of a spot: its name, or for a condition its text, now}
        self.moved: dict[int, str] = {}  # {number of a spot: the same for one that cannot stay in its table}
        for number, spot in enumerate(self.spots):
            self.decide(number, spot)
        self.edits: list[tuple[int, int, str]] = []  # where from, where to, what instead

    def value(self, spot: Spot) -> str:
        """The value of a spot as written."""
        return self.text[spot.value : spot.end]

    def line(self, spot: Spot) -> int:
        """The line in which a spot begins."""
        return self.text.count("\n", 0, spot.start) + 1

    def was(self, spot: Spot) -> str:
        """A spot as it stands there, in a line."""
        found = " ".join(self.text[spot.start : spot.end].split())
        return found if len(found) <= SHOWN else found[:SHOWN] + "…"

    # --- what becomes of each entry ---

    def decide(self, number: int, spot: Spot) -> None:
        """Note what becomes of an entry."""
        name = parameter_of(spot.path)
        if name in RENAMED:
            self.decide_name(number, spot, name)
        elif name in REASONS:
            self.gone[number] = REASONS[name]
        elif spot.path[: len(WHERE)] == WHERE and self.is_text(spot):
            self.decide_condition(number, spot)
        elif spot.path[:2] == ("people", "columns") and self.is_text(spot):
            column = self.value(spot)[1:-1]
            if column in OF_ROSTERS:
                self.gone[number] = OF_ROSTERS[column]

    def is_text(self, spot: Spot) -> bool:
        """Whether the value of a spot is a text."""
        return self.text[spot.value] in "\"'"

    def decide_name(self, number: int, spot: Spot, name: str) -> None:
        """What becomes of a parameter that has another name now: that name, unless it is set beside it."""
        now = RENAMED[name]
        if now in self.names[scope_of(spot.path)]:
            self.gone[number] = f"{GONE[name]}, which is set here too"
        elif self.renamed_parts(spot, now):
            self.new[number] = now
        elif spot.inside is None:
            self.moved[number] = now
        else:
            self.gone[number] = f"{GONE[name]}; set it there by hand"

    def decide_condition(self, number: int, spot: Spot) -> None:
        """What becomes of a condition between factors."""
        text, reasons = self.value(spot), reasons_in(self.value(spot))
        if reasons:
            self.gone[number] = "; ".join(reasons)
        elif renamed_in(text) != text:
            self.new[number] = renamed_in(text)

    def renamed_parts(self, spot: Spot, now: str) -> list[tuple[int, int, str]]:
        """Edits that give an entry's key another name where it stands; none where its group stands elsewhere."""
        group, _, leaf = now.partition(".")
        parts = [(start, end, parts_of(self.text[start:end])[0]) for start, end in spot.parts]
        start, end, last = parts[-1]
        if "." in last:
            front = last.rsplit(".", 2)[0] + "." if last.count(".") > 1 else ""
            return [(start, end, self.as_quoted(start, front + now))]
        if len(parts) > 1:
            first, until, _ = parts[-2]
            return [(first, until, self.as_quoted(first, group)), (start, end, self.as_quoted(start, leaf))]
        return [(start, end, self.as_quoted(start, leaf))] if spot.path[-2] == group else []

    def as_quoted(self, start: int, name: str) -> str:
        """A name in the quotes, if any, of the part of a key that begins there."""
        mark = self.text[start] if self.text[start] in "\"'" else ""
        return f"{mark}{name}{mark}"

    # --- the text ---

    def rewritten(self) -> Migrated:
        """The new text, with what was changed and what to look at."""
        whole = self.without_emptied_lists()
        for number in whole:
            self.comment_out(self.spots[number], self.gone[number])
        for number, name in self.new.items():
            spot = self.spots[number]
            self.edits += (
                self.renamed_parts(spot, name)
                if spot.parts and parameter_of(spot.path)
                else [(spot.value, spot.end, name)]
            )
        for number, name in self.moved.items():
            self.move(self.spots[number], name)
        self.take_out()
        return Migrated(self.edited(), self.changes(), self.notes())

    def edited(self) -> str:
        """The text with its edits; those at one place in the order in which they were made."""
        parts, place = [], 0
        for start, end, new in sorted(self.edits, key=lambda edit: edit[0]):
            parts += [self.text[place:start], new]
            place = end
        return "".join([*parts, self.text[place:]])

    def without_emptied_lists(self) -> list[int]:
        """The numbers of the spots that stand for themselves and are gone; lists of which nothing is left with them."""
        for number, spot in enumerate(self.spots):
            if spot.path == WHERE and self.text[spot.value] == "[":
                inside = [n for n, one in enumerate(self.spots) if one.inside == WHERE]
                if inside and all(n in self.gone for n in inside):
                    self.gone[number] = "; ".join(self.gone.pop(n) for n in inside)
        return [number for number in self.gone if self.spots[number].inside is None]

    def comment_out(self, spot: Spot, why: str) -> None:
        """Make a comment of the lines of a spot, and say why at their end."""
        self.edits.append((spot.start, spot.start, "# "))
        for found in re.finditer("\n", self.text[spot.start : spot.end]):
            self.edits.append((spot.start + found.end(), spot.start + found.end(), "# "))
        self.say(spot, f"gone: {why}")

    def say(self, spot: Spot, what: str) -> None:
        """Put a comment at the end of the line in which a spot ends."""
        end = self.layout.end_of_line(spot.end)
        self.edits.append((end, end, f"  # {what}"))

    def move(self, spot: Spot, name: str) -> None:
        """Make a comment of a spot, and set the parameter under its name now in the table of its group."""
        scope, (group, _, leaf) = scope_of(spot.path), name.partition(".")
        self.edits.append((spot.start, spot.start, "# "))
        self.say(spot, f"now {name}")
        others = [one for one in self.spots if one.inside is None and one.header == spot.header]
        beside = [one for one in self.spots if one.inside is None and one.path[:-1] == (*scope, group)]
        if beside:
            place = self.layout.end_of_line(beside[0].end)
            key = self.text[beside[0].start : beside[0].parts[-1][0]] + leaf
            lines = [f"{key} = {self.value(spot)}"]
        else:
            place = self.layout.end_of_line(others[-1].end)
            table = ".".join(str(key) for key in (*scope, group) if isinstance(key, str))
            lines = ["", f"[{table}]", f"{leaf} = {self.value(spot)}"]
        self.edits.append((place, place, "".join(self.newline + line for line in lines)))

    def take_out(self) -> None:
        """Take what is gone out of inline tables and lists; the reason stands at the end of the line."""
        inside = [number for number in self.gone if self.spots[number].inside is not None]
        for number in inside:
            spot = self.spots[number]
            self.say(self.spots[spot.statement], f"gone: {self.was(spot)}: {self.gone[number]}")
        entries_of: dict[tuple | None, list] = {}
        for number, spot in enumerate(self.spots):
            entries_of.setdefault(spot.inside, []).append(number)
        for table in dict.fromkeys(self.spots[number].inside for number in inside):
            entries = entries_of[table]
            runs = [(gone, [*run]) for gone, run in groupby(entries, key=self.gone.__contains__)]
            for place, (gone, run) in enumerate(runs):
                if gone:
                    self.edits.append(self.without(run, runs[place + 1 :], runs[:place]))

    def without(self, run: list, after: list, before: list) -> tuple[int, int, str]:
        """The edit that takes entries that follow one another out of an inline table or list, with their commas."""
        start, end = self.spots[run[0]].start, self.spots[run[-1]].end
        if after:
            return start, self.spots[after[0][1][0]].start, ""
        return (self.spots[before[-1][1][-1]].end if before else start), end, ""

    # --- what is said of it ---

    def changes(self) -> list[Change]:
        """What was changed, in the order of lines."""
        found = {number: f"gone: {why}" for number, why in self.gone.items()}
        found |= {number: f"now {name}" for number, name in (self.new | self.moved).items()}
        return [Change(self.line(self.spots[n]), self.was(self.spots[n]), found[n]) for n in sorted(found)]

    def notes(self) -> list[Change]:
        """What keeps its name and means something else now."""
        named = [(spot, parameter_of(spot.path)) for spot in self.spots if spot.path[0] != files.SOURCES]
        return [Change(self.line(spot), self.was(spot), ANEW[name]) for spot, name in named if name in ANEW]

    def values_meant(self, data: dict) -> dict:
        """What the new text is to say, as `values_of` has it, from what the old one says."""
        found = values_of(data)
        names = {".".join(map(str, self.spots[n].path)): n for n in (*self.gone, *self.new, *self.moved)}
        meant = {}
        for path, value in found.items():
            number = names.get(path)
            if number is None:
                meant[path] = value
            elif number not in self.gone:
                name = (self.new | self.moved)[number]
                meant[path if path == ".".join(WHERE) else f"{path.rsplit('.', 2)[0]}.{name}"] = value
        return meant | self.conditions_meant(found)

    def conditions_meant(self, found: dict) -> dict:
        """The conditions between factors that the new text is to have."""
        path = ".".join(WHERE)
        if path not in found:
            return {}
        several = isinstance(found[path], list)
        kept = [renamed_in(one) for one in (found[path] if several else [found[path]]) if not reasons_in(str(one))]
        return {path: kept if several else kept[0]} if kept else {}
