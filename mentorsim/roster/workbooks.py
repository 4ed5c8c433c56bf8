"""Excel workbooks (.xlsx) as the CSV text of their first sheet, row by row. What reads them, openpyxl, is an extra."""

import datetime
import io
import warnings

from mentorsim.errors import BadInput
from mentorsim.places import read_bytes
from mentorsim.roster.sheets import cell as plain
from mentorsim.roster.sheets import csv_text
from mentorsim.texts import WORKBOOK, clean, decoded, kind_of

SAVE_AS = "save the sheet as CSV UTF-8"


def read_sheet(path) -> str:
    """The CSV text in a file: as it is, or of the first sheet of a workbook. BadInput for other kinds of files."""
    content = read_bytes(path)
    kind = kind_of(content)
    if kind == WORKBOOK:
        return sheet_text(path, content)
    if kind:
        raise BadInput(f"{path}: found {kind}, expected CSV in UTF-8 or an Excel workbook (.xlsx)")
    return decoded(content, path)


def sheet_text(path, content: bytes) -> str:
    """The first sheet of a workbook as CSV; what stands in row n is in line n."""
    try:
        import openpyxl
    except ImportError:
        raise BadInput(
            f"{path}: found {WORKBOOK}, which takes another package to read; pip install "
            f"'mentorsim[excel]', or {SAVE_AS}"
        ) from None
    try:
        with warnings.catch_warnings(action="ignore"):  # of styles and rules that nobody needs here
            formulas, values = (rows_of(openpyxl, content, data_only) for data_only in (False, True))
    except Exception as error:  # whatever a reader of ZIP and XML may raise
        raise BadInput(
            f"{path}: found a broken Excel workbook ({type(error).__name__}); open it in Excel and save it "
            f"again, or {SAVE_AS}"
        ) from None
    check_formulas(path, formulas, values)
    width = max(map(len, values), default=0)
    rows = [[word(cell) for cell in row] for row in values]
    return "".join(csv_text(row + [""] * (width - len(row)), ()) if any(row) else "\n" for row in rows)


def rows_of(openpyxl, content: bytes, data_only: bool) -> list:
    """Rows of cells of the first sheet, with formulas or, `data_only`, their values."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # some programs write wrong ones
    return list(sheet.rows)


def check_formulas(path, formulas: list, values: list) -> None:
    """BadInput unless every formula has a value: only what a spreadsheet program has computed can be read."""
    for line, rows in enumerate(zip(formulas, values, strict=True), start=1):
        for formula, value in zip(*rows, strict=True):
            if formula.data_type == "f" and value.value is None and value.data_type == "n":
                raise BadInput(
                    f"{path}:{line}: found a formula without its value in {value.coordinate}, expected one; "
                    "open the workbook in Excel and save it again"
                )


def word(cell) -> str:
    """What a cell says, as CSV has it."""
    value = cell.value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return clean(str(plain(value))) if value is not None else ""
