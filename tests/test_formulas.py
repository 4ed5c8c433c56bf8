"""No text of a roster or of an arm becomes a live formula in a CSV file, and reading gives it back."""

import csv
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shell import SMALL, good

import mentorsim
from mentorsim import formulas
from mentorsim.roster import load as roster

LIVE = ["=cmd|'/c calc'!A0", '=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "＝1", "'=1", "''+1"]
SIGNS = tuple("=+-@\t\r\n＝＋－＠")


@given(st.one_of(st.text(), st.text("'=+-@\t\r\n＝a1", max_size=6)))
def test_a_text_comes_back_and_is_no_formula(text):
    written = formulas.neutral(text)
    assert formulas.restored(written) == text
    assert not written.startswith(SIGNS)
    assert written in (text, f"'{text}")


@pytest.mark.parametrize("value", [-1, -0.5, None, True, 0])
def test_numbers_are_left_as_they_are(value):
    assert formulas.neutral(value) is value


def cells_of(path):
    """The cells of a CSV file, with its header."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def live_in(path) -> list[str]:
    """Cells that a spreadsheet would take for formulas."""
    return [
        cell
        for row in cells_of(path)
        for cell in row
        if cell.startswith(SIGNS) and not re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell)
    ]


def test_names_of_arms_are_no_formulas_in_exported_tables(here):
    arms = "".join(
        f'[[design.arms]]\nname = {name!r}\noverrides = {{ "people.mentees" = {20 + number} }}\n'
        for number, name in enumerate(LIVE[2:6])
    )
    (here / "small.toml").write_text(
        re.sub(r"\[design.*linear\"\]", f'[design]\nkind = "list"\n{arms}', SMALL, flags=re.DOTALL), "utf-8"
    )
    results = mentorsim.sweep("small.toml", workers=1, out="out")
    good("export", "out", "--csv")
    assert live_in("out/csv/outcomes.csv") == live_in("out/csv/weekly.csv") == []
    back = pd.read_csv("out/csv/outcomes.csv")
    assert back["arm"].map(formulas.restored).tolist() == results.outcomes["arm"].tolist()
    assert (back["satisfaction"] == results.outcomes["satisfaction"]).all()
    assert set(LIVE[2:6]) == set(results.outcomes["arm"])


def test_a_roster_with_formulas_is_kept_and_exported_without_live_ones(here):
    rows = [["id", "role"], *([name, "mentor" if number < 3 else "mentee"] for number, name in enumerate(LIVE))]
    with open("people.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    (here / "small.toml").write_text(
        '[experiment]\nweeks = 8\n[people]\nroster = "people.csv"\n[analysis]\ntables = ["people"]\n'
    )
    mentorsim.sweep("small.toml", workers=1, out="out")
    (kept,) = (here / "out" / "given").iterdir()
    assert live_in(kept / "roster.csv") == []
    loaded = roster.loaded(kept)
    assert loaded.digest == kept.name
    good("export", "out", "--csv")
    assert live_in("out/csv/people.csv") == []
