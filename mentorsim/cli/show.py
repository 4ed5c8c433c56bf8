"""How things are printed: tables, sparklines, notices; colours only on a terminal.

A table may be as wide as the terminal, up to WIDEST columns, and has WIDTH columns in a pipe or a file; text is broken
at WIDTH columns anyway, since longer lines are hard to read.
"""

import json
import math
import re
import sys
import textwrap
import time
from itertools import pairwise

from mentorsim.cli.ascii import can_show, spelled
from mentorsim.printing import MISSING, between, duration, number, percent, plural, size  # noqa: F401  (one way to print)

WIDTH, WIDEST = 100, 160
BARS = "▁▂▃▄▅▆▇█"


def console():
    """Where tables go: standard output."""
    from rich.console import Console

    plain = Console(highlight=False, markup=False, emoji=False)
    plain.width = min(WIDEST, plain.width) if plain.is_terminal else WIDTH
    return plain


def notice(text: str = "") -> None:
    """A line about what is going on, to standard error."""
    print(text, file=sys.stderr, flush=True)


def save_figure(figure, file) -> None:
    """Write a figure into a file, whose ending says how, and say so."""
    from mentorsim.figures.export import save

    save(figure, file)
    notice(f"Figure: {file}")


def notices_of(*folders) -> None:
    """What was found in results folders and left alone, such as damaged files, and whether they are of an earlier
    edition: a line each, each once."""
    editions = [f"{folder.path}: {folder.edition}" for folder in folders if folder.edition]
    for line in dict.fromkeys([*editions, *(line for folder in folders for line in folder.notices)]):
        notice(line)


def heading(out, text: str) -> None:
    """A heading over a table."""
    out.print()
    paragraph(out, text, style="bold")


def paragraph(out, text: str, indent: str = "", style: str = "") -> None:
    """Text, broken into lines."""
    width, text = min(WIDTH, out.width), spelled(text, out.encoding)
    out.print(textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent), style=style or None)


def print_json(value) -> None:
    """JSON on standard output; a stream that is not Unicode gets escapes."""
    unicode = str(sys.stdout.encoding or "utf-8").lower().startswith("utf")
    print(json.dumps(value, indent=1, ensure_ascii=not unicode, allow_nan=False))


def grid(out, columns, rows, header: bool = True) -> None:
    """Print a table without lines, indented by two.

    columns: (header, side), a side being "left"; "right" or "name" (left), whose cells stay on one line; or "title"
    (left), whose header is the table's title, in bold. rows: cells as texts.
    """
    from rich.table import Table

    table = Table(box=None, show_header=header, header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("")
    for name, side in columns:
        title = {"header_style": "not dim bold"} if side == "title" else {}
        table.add_column(
            spelled(name, out.encoding),
            justify="right" if side == "right" else "left",
            no_wrap=side in ("right", "name"),
            **title,
        )
    for cells in rows:
        table.add_row("", *(spelled(str(cell), out.encoding) for cell in cells))
    if out.is_terminal:
        out.print(table)
        return
    with out.capture() as text:
        out.print(table)
    print(re.sub(r" +$", "", text.get(), flags=re.MULTILINE), end="", file=out.file)


# --- numbers ---------------------------------------------------------------------------------------------------------


def word(value) -> str:
    """A value as a config file has it; `–` for an empty text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if value != "" else MISSING


def sparkline(values, width: int = 40) -> str:
    """Values over time as bars between their smallest and largest; longer series are averaged in `width` pieces.

    What is undefined is left blank.
    """
    values = [float(value) for value in values]
    pieces = min(width, len(values))
    edges = [n * len(values) // pieces for n in range(pieces + 1)] if pieces else []
    means = [mean_of(values[a:b]) for a, b in pairwise(edges)]
    known = [value for value in means if not math.isnan(value)]
    low, high = min(known, default=0.0), max(known, default=0.0)
    return "".join(bar(value, low, high) for value in means)


def has_sparklines(out) -> bool:
    """Whether a console can show them."""
    return can_show(out.encoding, BARS)


def mean_of(values) -> float:
    """The mean of what is defined."""
    known = [value for value in values if not math.isnan(value)]
    return sum(known) / len(known) if known else math.nan


def bar(value: float, low: float, high: float) -> str:
    """One bar; of middle height if there is no difference between low and high."""
    if math.isnan(value):
        return " "
    return BARS[min(7, int(8 * (value - low) / (high - low)))] if high > low else BARS[3]


# --- compilation -----------------------------------------------------------------------------------------------------


def compile_if_cold(whole: bool = False) -> None:
    """Compile what every run needs if nobody has yet, and say so: it takes a while, once. whole: all of the engine."""
    from mentorsim import warmup
    from mentorsim.cli.progress import compiling
    from mentorsim.experiment.progress import COMPILING

    if warmup.is_warm(whole):
        return
    notice(COMPILING)
    begun = time.monotonic()
    with compiling() as progress:
        warmup.warm_up(progress, whole)
    notice(f"… ready after {duration(time.monotonic() - begun)}.")
