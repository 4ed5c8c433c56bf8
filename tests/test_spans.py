"""Where keys and values stand in TOML: every spot's text says what `tomllib` reads at its path."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.places import literal
from mentorsim.spans import Layout

TEXTS = (
    "a = 1\nb.c = 'x' # = not a key\n\n\"d e\" = true",
    "[t]\nx = [\n  1, # one\n  2,\n]\r\ny = {}\r\n[t.'u.v']\nz = { a = { b = [ { c = 1 }, { c = 2 } ] }, d = \"}\" }",
    '[[arms]]\nname = "a"\n[arms.more]\nx = 1\n[[arms]]\n[arms.more]\nx = 2\n[[arms.deep]]\ny = """\n# no comment\n"""',
    "when = 1979-05-27 07:32:00 # then\nlong = '''a'b'''''\nquoted = \"a \\\" # b\" # c\n",
    "",
    "# nothing\n",
)


def at(data, path):
    for key in path:
        data = data[key]
    return data


def check(text):
    data, layout = tomllib.loads(text), Layout(text)
    for spot in layout.spots:
        assert tomllib.loads(f"v = {text[spot.value : spot.end]}")["v"] == at(data, spot.path)
        if spot.parts:
            assert text[spot.parts[-1][1] : spot.value].strip(" \t") == "="
        first = layout.spots[spot.statement]
        assert first.inside is None
        assert first.start <= spot.start <= spot.end <= first.end
    return layout


@pytest.mark.parametrize("text", TEXTS)
def test_every_spot_says_what_is_read_at_its_path(text):
    check(text)


def test_tables_and_entries_of_arrays_have_their_place():
    layout = check(TEXTS[2])
    paths = [spot.path for spot in layout.spots]
    assert paths == [
        ("arms", 0, "name"),
        ("arms", 0, "more", "x"),
        ("arms", 1, "more", "x"),
        ("arms", 1, "deep", 0, "y"),
    ]
    assert [header.path for header in layout.headers][-1] == ("arms", 1, "deep", 0)


def test_a_line_ends_before_its_line_end():
    text = "a = 1 # x\r\nb = 2"
    layout = Layout(text)
    assert [text[layout.end_of_line(spot.end) :] for spot in layout.spots] == ["\r\nb = 2", ""]


keys = st.text("abc._- \"'#=", min_size=1, max_size=5)
scalars = st.one_of(st.integers(), st.booleans(), st.text("ab \"'#\\]},\n", max_size=8), st.floats(allow_nan=False))
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=8
)


@given(st.dictionaries(keys, values, max_size=4))
def test_any_value_on_a_line_is_found_whole(data):
    text = "".join(f"{literal(key)} = {literal(value)}  # {value!r}\n" for key, value in data.items())
    found = {spot.path[0]: text[spot.value : spot.end] for spot in check(text).spots if spot.inside is None}
    assert {key: tomllib.loads(f"v = {value}")["v"] for key, value in found.items()} == data
