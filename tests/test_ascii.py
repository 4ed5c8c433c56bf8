"""Terminals that have not all characters: what is printed there says the same."""

import io
import json
import sys

import numpy as np
import pytest
from rich.console import Console
from test_verdicts import TEXT, folder, outcomes_made

from mentorsim.cli import ascii, comparison, main, show, summary

NARROW = ("latin-1", "cp1252", "ascii")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A results folder with a verdict of every kind."""
    return folder(tmp_path_factory.mktemp("spelled") / "toy", TEXT, outcomes=outcomes_made)


def console(encoding: str) -> Console:
    """A console whose stream has that encoding, and refuses what it cannot encode."""
    plain = Console(file=io.TextIOWrapper(io.BytesIO(), encoding), highlight=False, markup=False, emoji=False)
    plain.width = show.WIDTH
    return plain


@pytest.mark.parametrize("encoding", NARROW)
def test_marks_are_all_different(encoding):
    marks = ascii.marks_for(encoding)
    shown = {(verdict, mark) for verdict, pair in marks.items() for mark in pair}
    assert len({mark for _, mark in shown}) == len(shown) == 8
    assert all(mark.isascii() and "?" not in mark for _, mark in shown)
    assert ascii.marks_for("utf-8") == ascii.MARKS


@pytest.mark.parametrize("encoding", [*NARROW, "utf-8"])
def test_each_verdict_has_the_mark_that_the_legend_explains(encoding):
    out, legend = console(encoding), comparison.SIGNS.format(**ascii.marks_for(encoding))
    for verdict, words in {
        "better": "better",
        "worse": "worse",
        "differs": "different",
        "unclear": "cannot tell",
        "same": "the same",
    }.items():
        assert f"{comparison.mark(out, {'verdict': verdict, 'holds': True})} {words}" in legend
        assert f"{comparison.mark(out, {'verdict': verdict, 'holds': False})} " in legend


def told_in(monkeypatch, encoding: str, *arguments) -> str:
    """What a command that goes well prints to a terminal of that encoding."""
    streams = {name: io.TextIOWrapper(io.BytesIO(), encoding) for name in ("stdout", "stderr")}
    with monkeypatch.context() as terminal:
        terminal.setattr(sys, "argv", ["mentorsim", *map(str, arguments)])
        for name, stream in streams.items():
            terminal.setattr(sys, name, stream)
        with pytest.raises(SystemExit) as end:
            main()
    streams["stderr"].flush()
    assert (end.value.code, streams["stderr"].buffer.getvalue()) == (0, b"")
    return streams["stdout"].buffer.getvalue().decode(encoding)


@pytest.mark.parametrize("encoding", NARROW)
@pytest.mark.parametrize("command", ["compare", "list"])
def test_a_command_loses_no_verdict_and_no_character(monkeypatch, results, encoding, command):
    arguments = {
        "compare": (
            "compare",
            results.path,
            "--factor",
            "setting",
            "--outcome",
            "satisfaction",
            "--outcome",
            "premature_share",
            "--outcome",
            "hours_total",
        ),
        "list": ("list", "indicators"),
    }[command]
    told = told_in(monkeypatch, encoding, *arguments)
    assert "?" not in told.replace("enough?", "")
    if command == "compare":
        assert all(f" {mark}" in told for mark in ("+", "-", "*"))
        assert "+ better, - worse, * different" in told
        assert "(+) (-) (*) by its own interval only; ~ cannot tell" in " ".join(told.split())


@pytest.mark.parametrize("encoding", NARROW)
def test_columns_stay_in_line(results, encoding):
    """What takes more characters in ASCII is laid out with them."""
    out = console(encoding)
    show.grid(out, [("", "name"), ("±", "right"), ("x", "right")], [("a", "0.10 ±0.02", "1"), ("b", "−3", "22")])
    out.file.flush()
    _, first, second = out.file.buffer.getvalue().decode(encoding).splitlines()
    assert len(first) == len(second)
    assert "-3" in second


@pytest.mark.parametrize(
    ("encoding", "there"), [("utf-8", True), ("latin-1", False), ("cp1252", False), ("ascii", False)]
)
def test_sparklines_are_left_out_where_they_cannot_be_shown(encoding, there):
    out = console(encoding)
    summary.weeks(out, {name: np.array([0.1, 0.2, 0.3]) for name in summary.SERIES})
    out.file.flush()
    text = out.file.buffer.getvalue().decode(encoding)
    assert ("█" in text) == there
    assert "0.30" in text
    assert "?" not in text


def test_what_no_table_lays_out_is_spelled_by_the_stream():
    stream = io.TextIOWrapper(io.BytesIO(), "ascii", errors=ascii.SPELLED)
    stream.write("−1 ±2 … ρ é “a” ₍ₖ₎ ∞ 🜁")
    stream.flush()
    assert stream.buffer.getvalue() == b'-1 +/-2 ... rho e "a" (k) inf ?'


def test_json_keeps_its_letters_everywhere(monkeypatch, capsys):
    for encoding in ("ascii", "utf-8"):
        stream = io.TextIOWrapper(io.BytesIO(), encoding, errors=ascii.SPELLED)
        monkeypatch.setattr(sys, "stdout", stream)
        show.print_json({"name": "Zoë − 3"})
        stream.flush()
        assert json.loads(stream.buffer.getvalue().decode(encoding)) == {"name": "Zoë − 3"}
