"""What a result shows of itself: as text in a console, as HTML in a notebook."""

import textwrap
from dataclasses import dataclass
from html import escape

WIDTH = 100  # letters of a line of text; tables are as wide as they are


@dataclass(frozen=True)
class Card:
    """A title, facts as (what, in words), a table of texts, notes. left: columns of the table aligned on the left."""

    title: str
    facts: tuple = ()
    heads: tuple = ()
    rows: tuple = ()
    notes: tuple = ()
    left: int = 1

    def text(self) -> str:
        """The card in lines."""
        table = in_columns([self.heads, *self.rows] if self.rows else [], self.left)
        notes = [line for note in self.notes for line in in_lines(note)]
        return "\n".join([*in_lines(self.title), *in_columns(self.facts, 2), *table, *notes])

    def html(self) -> str:
        """The card as a small piece of HTML; nothing in it is taken for markup."""
        heads = in_cells([self.heads] if self.rows else [], "th", self.left)
        tables = (in_cells(self.facts, "td", 2), heads + in_cells(self.rows, "td", self.left))
        parts = [f"<div><b>{escape(self.title)}</b></div>", *(f"<table>{rows}</table>" for rows in tables if rows)]
        parts += [f"<div>{escape(note)}</div>" for note in self.notes]
        return f'<div class="mentorsim">{"".join(parts)}</div>'


def in_lines(text: str) -> list[str]:
    """A text broken between words; a path stays whole."""
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def in_columns(rows, left: int) -> list[str]:
    """Rows of texts as lines of aligned columns, indented by two."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(f"  {'  '.join(cells)}".rstrip())
    return lines


def in_cells(rows, tag: str, left: int) -> str:
    """Rows of texts as rows of an HTML table."""
    sides = ("right", "left")
    cells = [
        "".join(f'<{tag} style="text-align:{sides[at < left]}">{escape(cell)}</{tag}>' for at, cell in enumerate(row))
        for row in rows
    ]
    return "".join(f"<tr>{row}</tr>" for row in cells)
