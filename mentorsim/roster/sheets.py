"""CSV files that people wrote, as columns of text and of numbers; every fault with file, line, column.

What a sheet says without doubt is read: commas, semicolons or tabs between the columns; decimal commas; headers and
words in capitals; names with blanks around them; NA and the like for nothing; columns of row numbers.
"""

import csv
import io
from functools import cached_property
from typing import NamedTuple

import numpy as np

from mentorsim.errors import BadInput
from mentorsim.formulas import neutral, restored
from mentorsim.roster.decimals import is_doubtful, number, signs_in
from mentorsim.spelling import nearest, nearest_name
from mentorsim.texts import clean, shown

MOST_FAULTS = 20  # reported of one file
MANY = 5_000  # names beyond which only those that begin alike are looked through for the nearest
USUAL_SIGN = {",": ".", ";": ",", "\t": ".", "|": "."}  # {delimiter: the decimal sign that goes with it}
UNNAMED = ("", "Unnamed: 0")  # what R and pandas call a column of row numbers
BEFORE = ("#", "sep=")  # how lines before the header begin: a comment, or what Excel writes of the delimiter
FEW = 2  # names beyond one; of more, all unknown, it is said once
STRANGERS = "strangers"
NOTHING = frozenset({"NA", "N/A", "n/a", "#N/A", "#NA", "#NV", "#N/D", "<NA>", "NaN", "nan", "NULL", "null"})


class Columns:
    """Columns of text from a file. columns: {name: texts}; lines: the line of each row; faults: what is wrong so far,
    {what it is: [line, how often]}.

    shown: the file's name in messages.
    """

    def __init__(self, shown: str):
        self.shown, self.faults = shown, {}
        self.columns, self.lines = {}, []

    def __len__(self):
        return len(self.lines)

    @cached_property
    def signs(self) -> set:
        """The decimal signs that the numbers have."""
        return {"."}

    def fault(self, line: int, what: str, cause: str = "") -> None:
        """Note a fault; what has one cause, or is said in the same words, is reported once."""
        self.faults.setdefault(cause or what, [line, what, 0])[2] += 1

    def close(self) -> None:
        """Raise BadInput with every fault, if there are any; beyond some, only how many there are."""
        if not self.faults:
            return
        lines = [f"{self.shown}:{line}: {what}{again(count - 1)}" for line, what, count in self.faults.values()]
        more = len(lines) - MOST_FAULTS
        raise BadInput("\n".join(lines[:MOST_FAULTS] + ([f"{self.shown}: and {more:,} more"] if more > 0 else [])))

    def numbers(self, name: str, low: float, high: float, whole: bool = False) -> np.ndarray:
        """(rows,) numbers of a column, NaN where nothing stands or what stands is noted as a fault."""
        texts = self.columns[name]
        values = numbers_in(texts, self.signs)
        with np.errstate(invalid="ignore"):
            good = (values >= low) & (values <= high) & (not whole or values == np.floor(values))
        expected = f"expected a {'whole ' * whole}number from {low:g} to {high:g}, or an empty cell"
        for row in np.flatnonzero(~good).tolist():
            text = texts[row]
            if text and is_doubtful(text, self.signs):
                digits = text.replace(",", "").replace(".", "")
                what = f"which may be {digits} or {text.replace(',', '.')}, expected no thousands apart"
                self.fault(self.lines[row], f"{name}: found {text!r}, {what}", f"doubtful {name}")
            elif text:
                self.fault(self.lines[row], f"{name}: found {text!r}, {expected}")
        return np.where(good, values, np.nan) + 0.0

    def words(self, name: str, known: tuple, blank: bool = True) -> np.ndarray:
        """(rows,) codes of the words of a column, NaN where nothing stands. Capitals do not count."""
        code = {word: float(place) for place, word in enumerate(known)} | ({"": np.nan} if blank else {})
        texts = [text.casefold() for text in self.columns[name]]
        for row, text in enumerate(texts):
            if text not in code:
                found = repr(self.columns[name][row]) if text else "nothing"
                expected = f"one of {', '.join(known)}{nearest(text, known)}"
                self.fault(self.lines[row], f"{name}: found {found}, expected {expected}")
        return np.array([code.get(text, np.nan) for text in texts])

    def places(self, name: str, place: dict, what: str) -> np.ndarray:
        """(rows,) places of the names in a column; -1, with the fault noted, for one that is not there."""
        texts = self.columns[name]
        found = np.array([place.get(text, -1) for text in texts])
        others = len(set(texts)) - 1
        if (found < 0).all() and others >= FEW:
            if STRANGERS not in self.faults:
                what = f"found {texts[0]!r} and {others:,} other names, none of which is {what}"
                self.fault(self.lines[0], what, STRANGERS)
            return found
        for row in np.flatnonzero(found < 0).tolist():
            near = near_among(texts[row], place) if len(self.faults) < MOST_FAULTS else None
            hint = f" (did you mean {shown(near, texts[row])}?)" if near else ""
            self.fault(self.lines[row], f"{name}: found {shown(texts[row], near or '')}, expected {what}{hint}")
        return found


class Sheet(Columns):
    """A CSV file with a header, some of whose columns are known.

    known, needed: names of columns that it may and must have; named: {a column's name in the file: the known one}.
    left_out: columns that are not known, in words. exact: texts count as they are written, for files that the package
    wrote itself.
    """

    def __init__(self, shown: str, text: str, known, needed=(), named=None, exact: bool = False):
        super().__init__(shown)
        self.known, self.named = {folded(name): name for name in known}, named or {}
        self.exact, self.tidy = exact, str.strip if exact else clean
        self.delimiter = max(USUAL_SIGN, key=lambda delimiter: self.fits(text, delimiter))
        self.left_out: tuple = ()
        self.read(text)
        self.close()
        missing = [name for name in needed if name not in self.columns]
        if missing:
            self.fault(
                self.top,
                f"found no column {listed(missing)} among {listed(self.header)}, expected it in the "
                "header; if it has another name, say so under [people.columns]",
            )
        self.close()

    @cached_property
    def signs(self) -> set:
        """The decimal signs that the numbers have; where all can be read in two ways, the one of the delimiter."""
        texts = () if self.exact else [text for column in self.columns.values() for text in column]
        return signs_in(texts) or {USUAL_SIGN[self.delimiter]}

    def fits(self, text: str, delimiter: str) -> tuple:
        """How well the header goes with a delimiter: how many columns are known, how many there are."""
        try:
            _, names = next(rows_of(text, delimiter, self.tidy), (0, []))
        except csv.Error:
            return (0, 0)
        return (sum(self.name_of(name) is not None for name in names), len(names))

    def name_of(self, head: str) -> str | None:
        """The known name of a column of the file; None without one."""
        named = {folded(name): known for name, known in self.named.items()}
        return named.get(folded(head)) or self.known.get(folded(head))

    def read(self, text: str) -> None:
        """Header and rows."""
        rows: list = []
        try:
            rows += rows_of(text, self.delimiter, self.tidy)
        except csv.Error as error:
            line, what = error.args
            self.fault(line, f"broken CSV: {what}")
            return
        if not rows:
            self.fault(1, "found an empty file, expected a header and rows of values with commas between them")
            return
        (self.top, header), *rows = rows
        if not rows:
            self.fault(self.top, "found a header and no row, expected at least one")
            return
        header, rows = self.aligned(header, rows)
        self.close()
        self.lines = [line for line, _ in rows]
        self.enter(header, list(zip(*(cells for _, cells in rows), strict=True)))

    def aligned(self, header: list, rows: list) -> tuple:
        """(header, rows) of one width: without empty cells behind the last column, and with an empty name over row
        numbers that have no place in the header, as R writes them; where commas are between columns, it may be a
        decimal comma that makes rows longer."""
        width, longer = len(header), all(len(cells) == len(header) + 1 for _, cells in rows)
        if longer and self.delimiter != "," and are_row_numbers([cells[0] for _, cells in rows]):
            return ["", *header], rows
        rows = [row if len(row[1]) <= width or any(row[1][width:]) else (row[0], row[1][:width]) for row in rows]
        for line, cells in rows:
            if len(cells) != width:
                self.fault(line, f"found {len(cells)} values, expected {width} as in the header")
        return header, rows

    def enter(self, header: list, texts: list) -> None:
        """Take the columns that are known, each once; the others are left out."""
        self.header = [head for head in header if head]
        self.check_named()
        nothing, heads, others = frozenset() if self.exact else NOTHING, {}, []
        for place, (head, column) in enumerate(zip(header, texts, strict=True)):
            name = self.name_of(head)
            if name in heads:
                self.fault(self.top, f"found {heads[name]!r} and {head!r}, which are both {name}, expected one of them")
            elif name is not None:
                heads[name] = head
                self.columns[name] = tuple("" if text in nothing else text for text in column)
            elif any(column) and not (place == 0 and head in UNNAMED and are_row_numbers(column)):
                others.append(
                    f"{head!r}{nearest(head, self.known.values())}"
                    if head
                    else f"column {place + 1}, which has no name"
                )
        self.left_out = tuple(others)

    def check_named(self) -> None:
        """Every column that is called by another name is there."""
        heads = {folded(head) for head in self.header}
        wrong = [
            f"columns.{name}: found no such column in {self.shown}, expected one of {listed(self.header)}"
            f"{nearest(name, self.header)}"
            for name in self.named
            if folded(name) not in heads
        ]
        if wrong:
            raise BadInput("\n".join(wrong))


class Source(NamedTuple):
    """A file: its name in messages, what is in it, ((a column's name there, ours), …), whether it is one of ours."""

    shown: str
    text: str
    named: tuple = ()
    exact: bool = False

    def sheet(self, known, needed) -> Sheet:
        """The file as a sheet of known columns, of which some are needed."""
        return Sheet(self.shown, self.text, known, needed, dict(self.named), self.exact)


def rows_of(text: str, delimiter: str, tidy):
    """(line, cells) of each row from the header on; empty ones and comments before the header are skipped.

    Raises csv.Error(line, what) where the text is no CSV.
    """
    reader, headed = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter), False
    try:
        for cells in reader:
            cells = [restored(tidy(cell)) for cell in cells]
            headed = headed or (any(cells) and not cells[0].startswith(BEFORE))
            if headed and any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise csv.Error(reader.line_num, error) from None


def listed(names) -> str:
    """Names in a message."""
    return ", ".join(map(repr, names))


def folded(name: str) -> str:
    """A column's name without capitals, and with blanks as in ours."""
    return clean(name).casefold().replace(" ", "_")


def are_row_numbers(texts) -> bool:
    """Whether the texts are the numbers of their rows, from 0 or from 1."""
    return any(all(text == str(row) for row, text in enumerate(texts, start)) for start in (0, 1))


def again(count: int) -> str:
    """In how many more rows something is found."""
    return f" (and in {count:,} more {'row' if count == 1 else 'rows'})" if count else ""


def near_among(name: str, known) -> str | None:
    """The nearest name, quick also among very many."""
    if len(known) > MANY:
        known = [other for other in known if other[:1] == name[:1]][:MANY]
    return nearest_name(name, known)


def numbers_in(texts, signs: set) -> np.ndarray:
    """The numbers in some texts; NaN for none. Quick where all have a decimal point."""
    if signs == {"."} and not {"_", ","} & set("".join(texts)):
        try:
            return np.array([float(text or "nan") for text in texts])
        except ValueError:
            pass
    return np.array([number(text, signs) for text in texts])


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
        return neutral(value)
    if value != value:
        return ""
    return int(value) if value.is_integer() else repr(value)
