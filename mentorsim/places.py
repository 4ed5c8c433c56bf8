"""Files that people wrote: their text, where things stand in it, and the faults found there, all in one message."""

import json
import pathlib
import re
import tomllib

from mentorsim.errors import MOST_FAULTS, BadInput, as_place, capped, written
from mentorsim.files import place
from mentorsim.spelling import nearest
from mentorsim.texts import decoded

PART = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
KEY = rf"{PART}(?:\s*\.\s*{PART})*"
HEADER = re.compile(rf"\s*(\[\[?)\s*({KEY})\s*\]")
ENTRY = re.compile(rf"\s*({KEY})\s*=")
LONGEST = 10_000_000  # characters of a TOML file
DEEPEST = 50  # levels of tables and lists within each other
LONG_NUMBER = re.compile(r"[0-9_]{4000,}")
DEEP_KEY = re.compile(rf"(?:{PART}\s*\.\s*){{{DEEPEST},}}")
MARK = re.compile(r"""\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*|[\[{]|[\]}]""", re.DOTALL)


def read_bytes(path) -> bytes:
    """What is in a file; BadInput if it cannot be read."""
    try:
        return pathlib.Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from None


def read_text(path) -> str:
    """A file's text, without a byte-order mark; BadInput with the line if it is none."""
    return decoded(read_bytes(path), path)


def is_file(path: pathlib.Path) -> bool:
    """Whether there is a file; a name that no file can have is that of none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_there(path: pathlib.Path) -> bool:
    """Whether there is anything; a name that nothing can have is that of nothing."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def why(error: Exception) -> str:
    """What the system says of a file that it cannot open."""
    return getattr(error, "strerror", None) or str(error)


def is_folder(path: pathlib.Path) -> bool:
    """Whether there is a folder; a name that no folder can have is that of none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def find_file(name: str, folders, what: str, pattern: str) -> pathlib.Path:
    """The file of this name, in the first of the folders that has it. BadInput with the nearest file there.

    what: what it is expected to be; pattern: of the files that are near.
    """
    tried = [pathlib.Path(folder) / place(name) for folder in folders]
    found = next((path for path in tried if is_file(path)), None)
    if found is None:
        beside = [near.name for path in tried if is_folder(path.parent) for near in path.parent.glob(pattern)]
        where = " or ".join(dict.fromkeys(str(path.parent) for path in tried))
        raise BadInput(f"found no file {written(name)} in {where}, expected {what}{nearest(name, beside)}")
    return found


def parts_of(key: str) -> list[str]:
    """The parts of a bare, quoted or dotted key: `a."b.c"` -> ["a", "b.c"]."""
    return [part.strip("\"'") for part in re.findall(PART, key)]


def lines_of(text: str) -> dict[str, int]:
    """{dotted path: line number from 1} of every table and key; entries of an array of tables by their number.

    A table that has no line of its own has that of the first thing in it.
    """
    lines: dict[str, int] = {}
    table, counts = "", {}
    for number, line in enumerate(text.splitlines(), start=1):
        header, entry = HEADER.match(line), ENTRY.match(line)
        if header:
            table = within(".".join(parts_of(header[2])), counts, header[1] == "[[")
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                lines.setdefault(table, number)
                table += f".{counts[table]}"
            lines.setdefault(table, number)
        elif entry:
            path = [table, *parts_of(entry[1])] if table else parts_of(entry[1])
            lines.setdefault(".".join(path), number)
    for path, number in list(lines.items()):
        while path := path.rpartition(".")[0]:
            lines.setdefault(path, number)
    return lines


def within(table: str, counts: dict, is_array: bool) -> str:
    """A table's path, with the numbers of the array entries it is in. counts: {array: number of the last entry}."""
    parts = table.split(".")
    for length in range(len(parts) - is_array, 0, -1):
        front = ".".join(parts[:length])
        if front in counts:
            return ".".join([front, str(counts[front]), *parts[length:]])
    return table


def flat(nested: dict, prefix: str = "", groups=()) -> list:
    """[(dotted path, value)] of nested tables; an empty table is a value, unless its path is one of `groups`."""
    pairs = []
    for key, value in nested.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict) and (value or path in groups):
            pairs += flat(value, f"{path}.", groups)
        else:
            pairs.append((path, value))
    return pairs


def literal(value) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{literal(key)} = {literal(one)}' for key, one in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else repr(value)


def read_toml(text: str, source: str) -> dict:
    """The parsed text; BadInput with file and line for broken TOML, and for what is too long or too deep."""
    if len(text) > LONGEST:
        raise BadInput(f"{source}: found {len(text):,} characters, expected at most {LONGEST:,}")
    try:
        data = tomllib.loads(text)
        check_depth(data)
        return data
    except RecursionError:
        what = f"found tables or lists nested deeper than {DEEPEST} levels, expected fewer"
        raise BadInput(f"{source}:{line_of_depth(text)}: {what}") from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line = int(at[1]) if at else max(1, len(text.splitlines()))
        what = re.sub(r" \(at .*\)$", "", str(error))
        raise BadInput(f"{source}:{line}: broken TOML: {what}") from None
    except ValueError:  # Python reads no longer whole numbers
        line = line_at(text, LONG_NUMBER.search(text))
        raise BadInput(f"{source}:{line}: found a whole number of more than 4,000 digits, expected fewer") from None


def check_depth(data: dict) -> None:
    """RecursionError where tables and lists are nested deeper than DEEPEST."""
    level, depth = [data], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise RecursionError
        inside = [one.values() if isinstance(one, dict) else one for one in level]
        level = [one for values in inside for one in values if isinstance(one, dict | list)]


def line_of_depth(text: str) -> int:
    """The line in which values, or else the parts of a key, are nested deeper than DEEPEST."""
    depth = 0
    for mark in MARK.finditer(text):
        depth += (mark[0] in "[{") - (mark[0] in "]}")
        if depth > DEEPEST:
            return line_at(text, mark)
    return line_at(text, DEEP_KEY.search(text))


def line_at(text: str, found: re.Match | None) -> int:
    """The line, from 1, in which something was found; 1 if it was not."""
    return text.count("\n", 0, found.start()) + 1 if found else 1


class Faults:
    """Collects faults, each with its place.

    source: the file's name; text: its content; changed: {dotted path: place} of values that came from elsewhere
    (`--set`), whose faults are reported there.
    """

    def __init__(self, source: str, text: str, changed: dict[str, str]):
        self.source, self.lines, self.changed = source, lines_of(text), changed
        self.found: dict[tuple, None] = {}

    def add(self, path: str, shown: str, what: str) -> None:
        """Note a fault of the value at `path` in the file, called `shown`; a repeated one counts once."""
        shown = as_place(shown)
        if path in self.changed:
            self.found[(0, f"{self.changed[path]}: {what}")] = None
            return
        line = self.line(path)
        place = f"{self.source}:{line}: " if line else f"{self.source}: " if self.source else ""
        self.found[(line, f"{place}{shown}: {what}")] = None

    def nearest(self, name, known) -> str:
        """A hint at the nearest name; none once there are more faults than are shown, since a hint takes long."""
        return "" if self.are_many else nearest(name, known)

    @property
    def are_many(self) -> bool:
        """Whether there are as many as are shown."""
        return len(self.found) >= MOST_FAULTS

    def line(self, path: str) -> int:
        """Line of the path, or of the nearest table around it; 0 if the text has neither."""
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return self.lines.get(path, 0)

    def messages(self) -> list[str]:
        """Every fault with its place, in the order of lines."""
        return [message for _, message in sorted(self.found, key=lambda fault: fault[0])]

    def close(self) -> None:
        """Raise BadInput with every fault, if there are any."""
        if self.found:
            raise BadInput(capped(self.messages()))
