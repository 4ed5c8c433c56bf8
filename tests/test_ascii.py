"""Terminals that have not all characters: what is printed there says the same."""

import io
import json
import os
import sys

import pytest
from rich.console import Console
from shell import python
from test_verdicts import TEXT, folder, outcomes_made

from mentorsim.cli import ascii, comparison, show, summary

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
    for verdict, words in {"better": "better", "worse": "worse", "differs": "different", "unclear": "cannot tell",
                           "same": "the same"}.items():  # fmt: skip
        assert f"{comparison.mark(out, {'verdict': verdict, 'holds': True})} {words}" in legend
        assert f"{comparison.mark(out, {'verdict': verdict, 'holds': False})} " in legend


@pytest.mark.parametrize("encoding", NARROW)
@pytest.mark.parametrize("command", ["compare", "list"])
def test_a_command_loses_no_verdict_and_no_character(results, encoding, command):
    arguments = {"compare": ("compare", results.path, "--factor", "setting", "--outcome", "satisfaction", "--outcome",
                             "premature_share", "--outcome", "hours_total"),
                 "list": ("list", "indicators")}[command]  # fmt: skip
    done = python(
        "-m", "mentorsim", *map(str, arguments), env=os.environ | {"PYTHONIOENCODING": encoding}, encoding=encoding
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "?" not in done.stdout.replace("enough?", "")
    if command == "compare":
        assert all(f" {mark}" in done.stdout for mark in ("+", "-", "*"))
        assert "+ better, - worse, * different" in done.stdout
        assert "(+) (-) (*) by its own interval only; ~ cannot tell" in " ".join(done.stdout.split())


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
    import pandas as pd

    out = console(encoding)
    summary.weeks(out, pd.DataFrame({name: [0.1, 0.2, 0.3] for name in summary.SERIES}))
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
