"""CSV files that people wrote, as columns of text and of numbers; every fault with file, line, column."""

import csv
import io

import numpy as np

from mentorsim.parameters import BadInput, nearest

MOST_FAULTS = 20  # told of one file
MANY = 5_000  # names beyond which only those that begin alike are looked through for the nearest


def nearest_of(name: str, known) -> str:
    """`nearest`, quick also among very many names."""
    if len(known) > MANY:
        known = [other for other in known if other[:1] == name[:1]][:MANY]
    return nearest(name, known)


class Columns:
    """Columns of text from a file. columns: {name: texts}; lines: the line of each row; faults: what is wrong so far.

    shown: the file's name in messages.
    """

    def __init__(self, shown: str):
        self.shown, self.faults, self.more = shown, [], 0
        self.columns, self.lines = {}, []

    def __len__(self):
        return len(self.lines)

    def fault(self, line: int, what: str) -> None:
        """Note a fault; beyond some, only how many there are."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(f"{self.shown}:{line}: {what}")
        else:
            self.more += 1

    def close(self) -> None:
        """Raise BadInput with every fault, if there are any."""
        if self.faults:
            rest = [f"{self.shown}: and {self.more:,} more"] if self.more else []
            raise BadInput("\n".join(self.faults + rest))

    def numbers(self, name: str, low: float, high: float, whole: bool = False) -> np.ndarray:
        """(rows,) numbers of a column, NaN where nothing stands or what stands is noted as a fault."""
        texts = self.columns[name]
        there = np.array([bool(text) for text in texts])
        try:
            values = np.array([float(text or "nan") for text in texts])
        except ValueError:
            values = np.array([number(text) for text in texts])
        if "_" in "".join(texts):
            values = np.array([number(text) for text in texts])
        with np.errstate(invalid="ignore"):
            good = (values >= low) & (values <= high) & (not whole or values == np.floor(values))
        expected = f"a {'whole ' * whole}number from {low:g} to {high:g}"
        for row in np.flatnonzero(there & ~good):
            self.fault(self.lines[row], f"{name}: found {texts[row]!r}, expected {expected}")
        return np.where(good, values, np.nan) + 0.0

    def words(self, name: str, known: tuple, blank: bool = True) -> np.ndarray:
        """(rows,) codes of the words of a column, NaN where nothing stands."""
        code = {word: float(place) for place, word in enumerate(known)} | ({"": np.nan} if blank else {})
        texts = self.columns[name]
        for row, text in enumerate(texts):
            if text not in code:
                expected = f"one of {', '.join(known)}{nearest(text, known)}"
                self.fault(self.lines[row], f"{name}: found {text!r}, expected {expected}")
        return np.array([code.get(text, np.nan) for text in texts])

    def places(self, name: str, place: dict, what: str) -> np.ndarray:
        """(rows,) places of the names in a column; -1, with the fault noted, for one that is not there."""
        texts = self.columns[name]
        found = np.array([place.get(text, -1) for text in texts])
        for row in np.flatnonzero(found < 0):
            hint = nearest_of(texts[row], place) if len(self.faults) < MOST_FAULTS else ""
            self.fault(self.lines[row], f"{name}: found {texts[row]!r}, expected {what}{hint}")
        return found


class Sheet(Columns):
    """A CSV file with a header."""

    def __init__(self, shown: str, text: str):
        super().__init__(shown)
        self.read(text)

    def read(self, text: str) -> None:
        """Header and rows; blank lines are skipped."""
        reader, rows, header = csv.reader(io.StringIO(text, newline=""), strict=True), [], None
        try:
            for cells in reader:
                cells = [cell.strip() for cell in cells]
                if not any(cells):
                    continue
                if header is None:
                    header = self.header(reader.line_num, cells)
                elif len(cells) != len(header):
                    self.fault(reader.line_num, f"found {len(cells)} values, expected {len(header)} as in the header")
                else:
                    rows.append(cells)
                    self.lines.append(reader.line_num)
        except csv.Error as error:
            self.fault(reader.line_num, f"broken CSV: {error}")
        if header is None:
            self.fault(1, "found an empty file, expected a header and rows of values with commas between them")
        elif not rows and not self.faults:
            self.fault(1, "found a header and no row, expected at least one")
        texts = zip(*rows, strict=True) if rows else [()] * len(header or ())
        self.columns = dict(zip(header or (), texts, strict=True))
        if self.faults:
            self.close()

    def header(self, line: int, names: list) -> list:
        """The names of the columns, each there once."""
        if len(names) == 1 and ";" in names[0]:
            self.fault(line, "found semicolons between the columns, expected commas")
        for place, name in enumerate(names):
            if not name:
                self.fault(line, f"found no name of column {place + 1}, expected one")
            elif name in names[:place]:
                self.fault(line, f"found column {name} twice, expected it once")
        return names

    def check_columns(self, known, needed, listed: str = "") -> None:
        """Only known columns, and all that are needed. listed: where they can be read, if they are many."""
        known = list(known)
        names = f"a name of `{listed}`" if listed else f"some of {', '.join(known)}"
        for name in self.columns:
            if name not in known:
                self.fault(1, f"found column {name!r}, expected {names}{nearest(name, known)}")
        for name in needed:
            if name not in self.columns:
                self.fault(1, f"found no column {name!r}, expected it in the header")


def number(text: str) -> float:
    """The number in a text; NaN for none."""
    try:
        return np.nan if "_" in text else float(text)  # Python reads 1_000 as a number, nobody else does
    except ValueError:
        return np.nan


def csv_text(header, rows) -> str:
    """A CSV file of these rows; whole numbers as such, others in full, None and NaN empty."""
    file = io.StringIO()
    out = csv.writer(file, lineterminator="\n")
    out.writerow(header)
    out.writerows([cell(value) for value in row] for row in rows)
    return file.getvalue()


def cell(value):
    """A value as it is written."""
    if not isinstance(value, float):
        return value
    if value != value:
        return ""
    return int(value) if value.is_integer() else repr(value)
