"""How things are printed: numbers, tables, sparklines, notices. 100 columns at most, colours only on a terminal."""

import math
import re
import sys
import textwrap
import time
from itertools import pairwise

from mentorsim.analysis.words import MISSING, between, number  # noqa: F401  (numbers look alike everywhere)

WIDTH = 100
BARS = "▁▂▃▄▅▆▇█"


def console():
    """Where tables go: standard output, at most 100 columns."""
    from rich.console import Console

    plain = Console(highlight=False, markup=False, emoji=False)
    plain.width = min(WIDTH, plain.width) if plain.is_terminal else WIDTH
    return plain


def notice(text: str = "") -> None:
    """A line about what is going on, to standard error."""
    print(text, file=sys.stderr, flush=True)


def heading(out, text: str) -> None:
    """A heading over a table."""
    out.print()
    paragraph(out, text, style="bold")


def paragraph(out, text: str, indent: str = "", style: str = "") -> None:
    """Text, broken into lines."""
    out.print(textwrap.fill(text, out.width, initial_indent=indent, subsequent_indent=indent), style=style or None)


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
            name, justify="right" if side == "right" else "left", no_wrap=side in ("right", "name"), **title
        )
    for cells in rows:
        table.add_row("", *map(str, cells))
    if out.is_terminal:
        out.print(table)
        return
    with out.capture() as text:
        out.print(table)
    print(re.sub(r" +$", "", text.get(), flags=re.MULTILINE), end="")


# --- numbers ---------------------------------------------------------------------------------------------------------


def word(value) -> str:
    """A value as a config file has it; `–` for an empty text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if value != "" else MISSING


def percent(value) -> str:
    """A share: 32 %."""
    return MISSING if value is None or math.isnan(value) else f"{100 * value:.0f} %"


def duration(seconds: float) -> str:
    """A time: 40 ms, 0.4 s, 12 s, 3 min 20 s, 2 h 5 min."""
    if seconds < 0.0995:
        return f"{1000 * seconds:.0f} ms"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 10:
        return f"{round(seconds) // 60} min {round(seconds) % 60} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def size(count: float) -> str:
    """Bytes: 830 kB, 1.2 GB."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 999.5:
            return f"{count:.0f} {unit}" if count >= 9.95 or unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:,.1f} TB"


def plural(count: int, one: str) -> str:
    """1 run, 12 runs."""
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


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


def compile_if_cold() -> None:
    """Compile the engine if nobody has yet, and say so: it takes a while, once."""
    from mentorsim import warmup

    if warmup.is_warm():
        return
    notice("Compiling the engine, once for this installation; it takes a minute or two …")
    begun = time.monotonic()
    warmup.warm_up()
    notice(f"… ready after {duration(time.monotonic() - begun)}.")
