"""Sheets as people keep them: delimiters, numbers, blanks, missing words, encodings, workbooks, columns under other
names. What can be read is read; what cannot is told once, with its place."""

import datetime
import io
import re
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import loaded
from shell import call, good

import mentorsim as ms
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.roster import load as roster
from mentorsim.spelling import edits, nearest

PLAIN = "id,role,skill\nAnna,mentee,0.5\nCy,mentor,0.8\n"
SKILL = [0.5, 0.8]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder to write files in, which is the present one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(people=PLAIN, *texts, **more):
    """The people of these texts."""
    return loaded(people, *texts, **more)


def refusals(*texts, **more) -> list[str]:
    """The lines of the message about these texts."""
    with pytest.raises(BadInput) as error:
        load(*texts, **more)
    return str(error.value).splitlines()


# --- what is read ----------------------------------------------------------------------------------------------------

SAME = {
    "semicolons and decimal commas": "id;role;skill\nAnna;mentee;0,5\nCy;mentor;0,8\n",
    "tabs": "id\trole\tskill\nAnna\tmentee\t0.5\nCy\tmentor\t0.8\n",
    "bars": "id|role|skill\nAnna|mentee|0.5\nCy|mentor|0.8\n",
    "tabs and decimal commas": "id\trole\tskill\nAnna\tmentee\t0,5\nCy\tmentor\t0,8\n",
    "decimal commas in quotes": 'id,role,skill\nAnna,mentee,"0,5"\nCy,mentor,"0,8"\n',
    "a line that names the delimiter": "sep=;\nid;role;skill\nAnna;mentee;0,5\nCy;mentor;0,8\n",
    "more commas than semicolons in the header": "id;a, b, c, d;role;skill\nAnna;x;mentee;0.5\nCy;;mentor;0.8\n",
    "capitals": "ID,Role,SKILL\nAnna,Mentee,0.5\nCy,MENTOR,0.8\n",
    "blanks in the header": " id , Role ,skill \nAnna, mentee ,0.5\nCy,mentor, 0.8\n",
    "no-break and zero-width blanks": "\ufeffid,\u200brole,skill\u00a0\n\u00a0Anna,mentee\u00a0,0.5\n"
    "Cy\u200b,mentor,0.8\n",
    "row numbers from 1, as R writes them": '"","id","role","skill"\n"1","Anna","mentee",0.5\n"2","Cy","mentor",0.8\n',
    "row numbers from 0, as pandas does": ",id,role,skill\n0,Anna,mentee,0.5\n1,Cy,mentor,0.8\n",
    "row numbers without a place in the header": '"id" "role" "skill"\n'.replace(" ", "\t")
    + '"1"\t"Anna"\t"mentee"\t0.5\n"2"\t"Cy"\t"mentor"\t0.8\n',
    "columns and rows of nothing": "id,role,skill,,\nAnna,mentee,0.5,,\n,,,,\nCy,mentor,0.8,,\n",
    "delimiters at the ends of rows": "id,role,skill\nAnna,mentee,0.5,\nCy,mentor,0.8,\n",
    "carriage returns": "id,role,skill\rAnna,mentee,0.5\rCy,mentor,0.8\r",
    "comments in front": '# a person a row\n"# skill, from 0 to 1",,\nid,role,skill\nAnna,mentee,0.5\nCy,mentor,0.8\n',
    "a line break in the header": 'id,role,"skill\n"\nAnna,mentee,0.5\nCy,mentor,0.8\n',
}  # fmt: skip


@pytest.mark.parametrize("case", SAME)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_one_sheet_in_many_ways_is_the_same_people(case, encoding):
    found = load(SAME[case].encode(encoding))
    assert found == load(PLAIN), case
    assert found.left_out == ({"roster": ("'a, b, c, d'",)} if "a, b, c, d" in SAME[case] else {})


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_by_its_mark_and_named_without_one(mark):
    Path("case.toml").write_bytes(("\ufeff" + "[experiment]\r\nweeks = 8\r\n").encode(mark))
    assert config.load("case.toml").weeks == 8
    assert refusals(PLAIN.encode(mark)) == [
        "roster.csv:1: found UTF-16 without a byte-order mark, expected a UTF-8 text; save it as UTF-8"
    ]


NOTHING = ["NA", "N/A", "n/a", "#N/A", "#NA", "<NA>", "NaN", "nan", "NULL", "null", "", " ", '"NA"', "#NV"]


@pytest.mark.parametrize("word", NOTHING)
def test_words_for_nothing_are_empty_cells(word):
    found = load(f"id,role,skill,stage,unit\nAnna,mentee,{word},{word},{word}\nCy,mentor,0.5,dependent,3\n")
    for name in ("skill", "stage", "unit"):
        np.testing.assert_array_equal(np.isnan(found.columns[name]), [True, False])
    assert found.labels == {}


def test_a_name_that_looks_like_nothing_in_other_letters_is_a_name():
    assert load("id,role\nNa,mentee\nNull,mentor\n").ids == ("Na", "Null")


@pytest.mark.parametrize(
    ("texts", "units"),
    [
        (("01234", "1234", "1"), 3),  # a leading zero makes names of all
        (("01", "1", "01"), 2),
        (("0", "10", "1"), None),
        (("7", "7", ""), None),
        (("1.0", "2.0", ""), 2),
    ],
)
def test_labels_with_leading_zeros_are_names(texts, units):
    rows = "".join(f"p{n},{'mentor' if n else 'mentee'},{text}\n" for n, text in enumerate(texts))
    found = load(f"id,role,unit\n{rows}")
    if units is None:
        np.testing.assert_array_equal(found.columns["unit"], [float(text or "nan") for text in texts])
    else:
        assert len(np.unique(found.columns["unit"][~np.isnan(found.columns["unit"])])) == units
        assert set(found.labels["unit"]) == set(filter(None, texts))


ALIKE = {
    "composed and decomposed": ("Zo\u00eb", "Zoe\u0308"),
    "two blanks": ("Ann Lee", "Ann  Lee"),
    "a no-break blank": ("Ann Lee", "Ann\u00a0Lee"),
    "a narrow no-break blank": ("Ann Lee", "Ann\u202fLee"),
    "a zero-width blank": ("Ann Lee", "Ann\u200b Lee"),
    "a soft hyphen": ("Annabel", "Anna\u00adbel"),
    "a mark of direction": ("Annabel", "\u200eAnnabel\u202c"),
    "blanks around": ("Annabel", "\t Annabel\u3000"),
}


@pytest.mark.parametrize("case", ALIKE)
@pytest.mark.parametrize("turned", [False, True])
def test_names_that_look_alike_are_one(case, turned):
    one, other = ALIKE[case][::-1] if turned else ALIKE[case]
    people = f'id,role\n"{one}",mentee\nCy,mentor\n'
    found = load(people, f'source,target\n"{other}",Cy\n', f'mentee,mentor\n"{other}",Cy\n')
    assert (len(found.ties["one"]), len(found.matches["mentee"])) == (1, 1)
    assert found.ids[0] == ALIKE[case][0]
    again = refusals(f'id,role\n"{one}",mentee\n"{other}",mentor\n')
    assert again == [f"roster.csv:3: id: found {found.ids[0]!r} again, expected another id than in line 2"]


@pytest.mark.parametrize(
    ("one", "other", "escapes"),
    [
        ("Anna", "\u0410nna", r"'\\u0410nna'.*did you mean 'Anna'"),  # a Cyrillic letter
        ("Ann-Lee", "Ann\u2011Lee", r"'Ann\\u2011Lee'.*did you mean 'Ann-Lee'"),
        ("O'Hara", "O\u2019Hara", r"'O\\u2019Hara'.*did you mean .O'Hara"),
        ("fink", "\ufb01nk", r"'\\ufb01nk'.*did you mean 'fink'"),
    ],
)
def test_what_differs_and_cannot_be_seen_is_shown_in_escapes(one, other, escapes):
    (shown,) = refusals(f"id,role\n{one},mentee\nCy,mentor\n", f"source,target\n{other},Cy\n")
    assert re.search(escapes, shown), shown
    (shown,) = refusals("id,role\nZoe,mentee\nCy,mentor\n", "source,target\nZo\u00eb,Cy\n")
    assert "found 'Zoë'" in shown


# --- numbers ---------------------------------------------------------------------------------------------------------


def weights(text: str, delimiter: str = ";") -> list:
    """The weights of ties written like this, over the largest."""
    people = "id,role\n" + "".join(f"p{n},mentee\n" for n in range(9)) + "Cy,mentor\n"
    rows = "".join(f'p{n}{delimiter}Cy{delimiter}"{one}"\n' for n, one in enumerate(text.split("|")))
    found = load(people, f"source{delimiter}target{delimiter}weight\n{rows}", directed=True).ties
    return found["there"].tolist()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.234,5|2", [1234.5, 2]),
        ("1,5|2.345.678", [1.5, 2_345_678]),
        ("1,234.5|2", [1234.5, 2]),
        ("1 234,5|1\u202f000", [1234.5, 1000]),
        ("1'234.5|1000", [1234.5, 1000]),
        ("0,123|0,5", [0.123, 0.5]),
        ("1,234|0,5", [1.234, 0.5]),
        ("1.234|0.5", [1.234, 0.5]),
        ("1e3|1.5E-1", [1000, 0.15]),
        ("+3|.5|1e\u22121", [3, 0.5, 0.1]),
    ],
)
def test_numbers_are_read_as_they_are_meant(written, meant):
    np.testing.assert_allclose(weights(written), np.array(meant) / max(meant), rtol=1e-15)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("written", ["1.234|0,5|9.876|1", "1,234|0.5|2,345|1"])
def test_a_number_that_can_be_read_in_two_ways_is_refused_once(written, delimiter):
    with pytest.raises(BadInput) as error:
        weights(written, delimiter)
    (shown,) = str(error.value).splitlines()
    sample = written.split("|")[0]
    assert shown.startswith(f"ties.csv:2: weight: found '{sample}', which may be 1234 or 1.234, expected")
    assert shown.endswith("(and in 1 more row)")


@given(st.floats(0.0, 1.0, allow_subnormal=False))
def test_a_decimal_comma_is_a_decimal_point(value):
    people = "id;role;skill\nAnna;mentee;{}\nCy;mentor;0,25\n"
    written = format(value, "f").replace(".", ",")
    found = roster.parse(roster.Source("r.csv", people.format(written)))
    assert found.columns["skill"].tolist() == [float(format(value, "f")), 0.25]


# --- columns under other names ---------------------------------------------------------------------------------------


def test_unknown_columns_are_left_out_and_told():
    found = load("id,Department,role,skil\nAnna,Sales,mentee,0.5\nCy,,mentor,0.5\n")
    assert found.columns == {}
    assert found.left_out == {"roster": ("'Department'", "'skil' (did you mean 'skill'?)")}
    entries = dict(roster.in_words(roster.to_dict(found)))
    assert entries["left out"] == "of the roster: 'Department', 'skil' (did you mean 'skill'?)"
    found = load(PLAIN, "source,target,since\nAnna,Cy,2020\n", "mentee,mentor,\nAnna,Cy,good\n")
    assert found.left_out == {"ties": ("'since'",), "matches": ("column 3, which has no name",)}


NAMED = "E-mail,Part,Years here\nanna@x,mentee,0.5\ncy@x,mentor,0.8\n"
NAMES = {"E-mail": "id", "Part": "role", "years  HERE": "skill"}


def test_columns_can_be_named():
    found = load(NAMED, columns=NAMES)
    assert (found.ids, found.columns["skill"].tolist(), found.left_out) == (("anna@x", "cy@x"), SKILL, {})
    more = {"Von": "source", "An": "Target"}
    found = load(NAMED, "Von;An\nanna@x;cy@x\n", columns=NAMES | more)
    assert len(found.ties["one"]) == 1


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (NAMES | {"E-mial": "id"}, r"columns.E-mial: found 'id' for 'E-mail' already, expected one column of"),
        (NAMES | {"Prat": "skill_1"}, r"columns.Prat: found no such column in roster.csv.*\(did you mean 'Part'\?\)"),
        (NAMES | {"Part": "rôle"}, r"columns.Part: found 'rôle', expected a column.*\(did you mean 'role'\?\)"),
        (NAMES | {"Von": "source"}, r"columns.Von: found 'source', a column of ties, expected people.ties too"),
    ],
)  # fmt: skip
def test_names_of_columns_that_fit_nothing_are_refused(names, shown):
    (message,) = refusals(NAMED, columns=names)
    assert re.match(shown, message), message


def test_two_columns_for_one_are_refused():
    text = "id,E-mail,role\n1,anna@x,mentee\n2,cy@x,mentor\n"
    assert refusals(text, columns={"E-mail": "id"}) == [
        "roster.csv:1: found 'id' and 'E-mail', which are both id, expected one of them"
    ]
    assert refusals("ID,id,role\n1,1,mentee\n") == [
        "roster.csv:1: found 'ID' and 'id', which are both id, expected one of them"
    ]


def test_a_model_takes_the_same_as_a_config():
    Path("r.csv").write_text(NAMED)
    given = {"roster": "r.csv", "columns": NAMES, "keep_names": False}
    found = ms.MentoringModel(given=given, rng=1).parameters.given
    assert (found.ids, found.columns["skill"].tolist()) == (("1", "2"), SKILL)


def test_a_config_names_columns_and_its_line_is_told():
    Path("r.csv").write_text(NAMED)
    text = '[people]\nroster = "r.csv"\n[people.columns]\n"E-mail" = "id"\nPart = "role"\n"Years here" = "skill"\n'
    found = config.read(text, "case.toml").overrides["given"]
    assert found.columns["skill"].tolist() == SKILL
    with pytest.raises(BadInput, match=r"case.toml:5: people.columns.Part: found 'rol', expected a column"):
        config.read(text.replace('"role"', '"rol"'), "case.toml")
    with pytest.raises(BadInput, match=r"case.toml:3: people.columns: found 'id', expected names in quotes"):
        config.read('[people]\nroster = "r.csv"\ncolumns = "id"\n', "case.toml")
    changed = config.read(text, "case.toml").changed(['people.columns={"E-mail" = "id", "Part" = "role"}'])
    assert changed.overrides["given"].columns == {}
    assert config.parse_set(changed.changes[0].assignment).value == {"E-mail": "id", "Part": "role"}


# --- one fault per cause ---------------------------------------------------------------------------------------------

ROWS = "".join(f"p{n},mentee,0,5\n" for n in range(27))
CAUSES = {
    "commas that are not in quotes": (
        f"id,role,skill\n{ROWS}",
        "roster.csv:2: found 4 values, expected 3 as in the header (and in 26 more rows)",
    ),
    "one word in every row": (
        "id,role,skill\n" + "".join(f"p{n},mentee,k.A.\n" for n in range(27)),
        "roster.csv:2: skill: found 'k.A.', expected a number from 0 to 1, or an empty cell (and in 26 more rows)",
    ),
    "roles in other words": (
        "id,role\n" + "".join(f"p{n},student\n" for n in range(27)),
        "roster.csv:2: role: found 'student', expected one of mentee, mentor (and in 26 more rows)",
    ),
    "another file": (
        "source,target\nAnna,Cy\n",
        "roster.csv:1: found no column 'id', 'role' among 'source', 'target', expected it in the header; if it has "
        "another name, say so under [people.columns]",
    ),
    "no text": (
        "id,role\nAnna\0,mentee\nCy\0,mentor\n",
        "roster.csv:2: found a NUL, expected a text; save it as UTF-8 (in Excel: CSV UTF-8)",
    ),
    "no id": (
        "Name,role\nAnna,mentee\nCy,mentor\n",
        "roster.csv:1: found no column 'id' among 'Name', 'role', expected it in the header; if it has another name, "
        "say so under [people.columns]",
    ),
}


@pytest.mark.parametrize("case", CAUSES)
def test_a_cause_is_one_fault(case):
    text, shown = CAUSES[case]
    assert refusals(text) == [shown]


def test_names_of_another_kind_are_one_fault():
    people = "id,role\n" + "".join(f"p{n},mentee\n" for n in range(9)) + "Cy,mentor\n"
    shown = refusals(people, "source,target\n" + "".join(f"mail{n}@x,mail{n + 1}@x\n" for n in range(27)))
    assert shown == [
        "ties.csv:2: found 'mail0@x' and 26 other names, none of which is the id of somebody in the roster"
    ]


# --- what is near ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "known", "near"),
    [
        ("Department", ["target", "unit"], None),
        ("Age", ["stage", "energy"], None),
        ("date", ["rate", "target"], "rate"),
        ("Status", ["stage"], None),
        ("slef", ["self", "none"], "self"),
        ("opennes", ["openness"], "openness"),
        ("Mentor", ["mentee", "mentor"], "mentor"),
        ("learning.tau", ["learning.aim", "learning.rate"], None),
        ("peple.mentees", ["people.mentees", "people.mentors"], "people.mentees"),
        ("incidence_52", ["incidence_13"], None),
        ("follow_p", ["follow_up"], "follow_up"),
        ("omegaa", ["goals.omega", "goals.policy"], "goals.omega"),
        ("loadfair", ["load_fair"], "load_fair"),
        ("students.csv", ["results.csv"], None),
        ("rostr.csv", ["roster.csv"], "roster.csv"),
        ("", ["a"], None),
        (3, ["3"], None),
    ],
)
def test_a_suggestion_is_no_farther_than_a_typo(name, known, near):
    assert nearest(name, known) == (f" (did you mean {near!r}?)" if near else "")


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_edits_count_what_turns_one_text_into_another(one, other):
    """A metric where nothing is swapped; a swap of neighbours is one edit."""
    found = edits(one, other)
    assert found == edits(other, one)
    assert (found == 0) == (one == other)
    assert abs(len(one) - len(other)) <= found <= max(len(one), len(other))
    assert edits(one + "xy" + other, one + "yx" + other) == 1
    assert edits(one + "z", other + "z") == found


# --- workbooks -------------------------------------------------------------------------------------------------------


def workbook(*rows, formula=None) -> bytes:
    """A workbook with these rows in its first sheet, and others in a second one."""
    openpyxl = pytest.importorskip("openpyxl")
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.create_sheet("Notes").append(["nothing", "of", "this"])
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_read_as_its_first_sheet():
    pytest.importorskip("openpyxl")
    rows = [["ID", "role", "skill", "unit", "capacity"], ["Anna", "Mentee", 0.5, 7, None], [None] * 5,
            ["007", "mentor", 0.123, 12, 3.0], [7, "mentor", "0,25", None, "NA"]]  # fmt: skip
    Path("pool.xlsx").write_bytes(workbook(*rows))
    found = roster.load("pool.xlsx")
    assert found.ids == ("Anna", "007", "7")
    assert found.columns["skill"].tolist() == [0.5, 0.123, 0.25]
    np.testing.assert_array_equal(found.columns["unit"], [7, 12, np.nan])
    np.testing.assert_array_equal(found.columns["capacity"], [np.nan, 3, np.nan])
    Path("ties.xlsx").write_bytes(workbook(["Source", "Target"], ["Anna", "007"], ["Anna", 7]))
    assert len(roster.load("pool.xlsx", "ties.xlsx").ties["one"]) == 2
    Path("pool.xlsx").write_bytes(workbook(*rows[:3], ["Cy", "mentor", 5]))
    with pytest.raises(BadInput, match=r"^pool.xlsx:4: skill: found '5', expected a number"):
        roster.load("pool.xlsx")


def test_dates_booleans_and_errors_of_a_workbook_are_words():
    pytest.importorskip("openpyxl")
    rows = [["id", "role", "unit"], [datetime.date(2024, 5, 1), "mentee", True], ["Cy", "mentor", "#N/A"]]
    Path("pool.xlsx").write_bytes(workbook(*rows))
    found = roster.load("pool.xlsx")
    assert found.ids == ("2024-05-01", "Cy")
    assert found.labels["unit"] == ("TRUE",)


def with_value(content: bytes, cell: str) -> bytes:
    """The same workbook with the formula's cell as given in XML."""
    found, file = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in found.namelist():
            text = found.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start = text.index(b'<c r="C2"')
                text = text[:start] + cell.encode() + text[text.index(b"</c>", start) + 4 :]
            made.writestr(name, text)
    return file.getvalue()


def test_formulas_count_by_their_values():
    pytest.importorskip("openpyxl")
    content = workbook(["id", "role", "skill"], ["Anna", "mentee", "=1/4"], ["Cy", "mentor", 0.5])
    Path("pool.xlsx").write_bytes(with_value(content, '<c r="C2"><f>1/4</f><v>0.25</v></c>'))
    assert roster.load("pool.xlsx").columns["skill"].tolist() == [0.25, 0.5]
    Path("pool.xlsx").write_bytes(with_value(content, '<c r="C2" t="str"><f>""</f><v></v></c>'))
    assert np.isnan(roster.load("pool.xlsx").columns["skill"][0])
    Path("pool.xlsx").write_bytes(content)
    with pytest.raises(BadInput, match=r"^pool.xlsx:2: found a formula without its value in C2, expected .* Excel"):
        roster.load("pool.xlsx")


def zipped(*names) -> bytes:
    """A ZIP archive of files with these names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "application/vnd.oasis.opendocument.spreadsheet")
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
KINDS = {
    "an old Excel workbook": OLE,
    "an Excel workbook with a password": OLE + "EncryptedPackage".encode("utf-16-le"),
    "an Excel workbook with macros": zipped("xl/workbook.xml", "xl/vbaProject.bin"),
    "an OpenDocument spreadsheet": zipped("mimetype", "content.xml"),
    "a ZIP archive": zipped("readme"),
    "a PDF": b"%PDF-1.7\n\x00\xff",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_other_kinds_of_files_are_named(kind):
    (shown,) = refusals(KINDS[kind])
    assert shown.startswith(f"roster.csv: found {kind}, expected "), shown
    Path("case.toml").write_bytes(KINDS[kind])
    with pytest.raises(BadInput, match=f"^case.toml: found {kind}, expected a UTF-8 text"):
        config.load("case.toml")


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_a_broken_workbook_is_a_fault_with_its_name(name):
    pytest.importorskip("openpyxl")
    found, file = zipfile.ZipFile(io.BytesIO(workbook(["id", "role"], ["Anna", "mentee"]))), io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for one in found.namelist():
            made.writestr(one, found.read(one)[:40] if one == name else found.read(one))
    (shown,) = refusals(file.getvalue())
    assert shown.startswith("roster.csv: found a broken Excel workbook"), shown


def test_without_the_reader_the_extra_is_named(monkeypatch):
    content = workbook(["id", "role"], ["Anna", "mentee"])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    (shown,) = refusals(content)
    assert shown == (
        "roster.csv: found an Excel workbook, which takes another package to read; "
        "pip install 'mentorsim[excel]', or save the sheet as CSV UTF-8"
    )


# --- a sheet to start from -------------------------------------------------------------------------------------------


def test_a_new_roster_explains_every_column_and_is_in_order():
    shown = call("new", "roster").output
    text = Path("roster.csv").read_text()
    for entry in roster.catalogue():
        assert f"\n# {entry['name']}: {entry['summary']}; {entry['allowed']}; " in text, entry["name"]
    found = roster.load("roster.csv")
    assert (found.mentees, found.mentors, found.left_out) == (1, 1, {})
    Path("case.toml").write_text("[experiment]\nweeks = 4\n" + shown.partition("\n")[2])
    assert config.load("case.toml").overrides["given"] == found
    Path("saved.csv").write_text(
        "".join(f'"{line}",,,,,\n' if line.startswith("#") else f"{line}\n" for line in text.splitlines())
    )
    assert roster.load("saved.csv") == found
    again = call("new", "roster", "roster.csv")
    assert (again.exit_code, "found a file" in again.output) == (2, True)
    good("new", "roster", "programme")
    assert Path("programme.csv").read_text() == text
