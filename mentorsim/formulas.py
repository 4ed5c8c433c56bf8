"""Texts that a spreadsheet would take for formulas: they get a quote in front in CSV files, which reading takes off.

A name in somebody's roster may be `=HYPERLINK(…)`; whoever opens the exported table must not run it. Numbers are left
as they are. What begins with quotes and such a sign gets one more, so that reading gives back what was written.
"""

import re

LIKE_FORMULA = "^'*[=+\\-@\t\r\n＝＋－＠]"  # the last four are the wide ones of East Asian keyboards
matches = re.compile(LIKE_FORMULA).match


def neutral(value):
    """A value as it stands in a CSV file: a text that looks like a formula with a quote in front."""
    return f"'{value}" if isinstance(value, str) and matches(value) else value


def restored(text: str) -> str:
    """The text that `neutral` was given."""
    return text[1:] if text.startswith("'") and matches(text) else text


def csv_of(frame) -> str:
    """A data frame as CSV, without live formulas."""
    return frame.map(neutral).to_csv(index=False)
