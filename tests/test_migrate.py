"""`mentorsim migrate`: renamed, gone, the rest as it was to the last byte; and what is said of what is gone."""

import random
import tomllib

import hostile
import pytest
from shell import call, good

from mentorsim import gone
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.migrating import migrated, values_of
from mentorsim.parameters import DEFAULTS, build
from mentorsim.settings import resolve

# --- the tables ------------------------------------------------------------------------------------------------------


def test_nothing_that_is_gone_is_there_and_what_took_its_place_is():
    assert gone.GONE.keys().isdisjoint(DEFAULTS)
    assert gone.GONE.keys() == gone.RENAMED.keys() | gone.REASONS.keys()
    assert not gone.RENAMED.keys() & gone.REASONS.keys()
    assert set(gone.RENAMED.values()) <= DEFAULTS.keys()
    assert gone.ANEW.keys() <= DEFAULTS.keys()


@pytest.mark.parametrize("path", gone.GONE)
def test_words_name_parameters_that_there_are(path):
    """`group.name, other` in a reason: both of that group."""
    words = gone.GONE[path].replace(",", " ").replace(":", " ").replace(";", " ").split()
    group = ""
    for word in words:
        if "." in word.strip("."):
            assert word in DEFAULTS, word
            group = word.partition(".")[0]
        elif group and "_" in word:
            assert f"{group}.{word}" in DEFAULTS, word


DEDUCTION = "nothing is deducted for dependence; see learning.effort_dependence"


def test_what_is_gone_is_said_where_it_is_used(tmp_path):
    with pytest.raises(BadInput, match=f"^learning.deduction: gone since the second edition: {DEDUCTION}$"):
        build({"learning.deduction": 0.1})
    with pytest.raises(
        BadInput, match=r"^endings\.mentor_energy: gone since the second edition: now endings\.by_energy$"
    ):
        resolve({"endings.mentor_energy": 0.1})
    (tmp_path / "old.toml").write_text("[parameters]\nlearning.deduction = 0.1\n")
    for arguments in (["run", "--set", "learning.deduction=0.1"], ["check", str(tmp_path / "old.toml")]):
        result = call(*arguments)
        assert result.exit_code == 2
        assert f"learning.deduction: gone since the second edition: {DEDUCTION}" in result.stderr


def test_a_setting_of_ones_own_says_it_too(tmp_path):
    (tmp_path / "mine.toml").write_text('[power]\n"learning.coaching" = 0.1\n')
    with pytest.raises(BadInput, match=r"mine\.toml:2: learning\.coaching: gone since the second edition: autonomy"):
        resolve({"setting": str(tmp_path / "mine.toml")})


# --- line by line ----------------------------------------------------------------------------------------------------

OLD = """\
# What I asked
[experiment]
name = "mine"   # keep  it
weeks = 60

[parameters]
people.mentees = 20
learning.deduction = 0.08  # as before
"endings.mentor_energy" = 1.5
goals.contentment = 0.05

[parameters.confidence]
fall = 0.01
\trise = 0.02

[design]
where = ["goals.by_fit < 1", "endings.mentee_reactance > 1"]

[design.factors]
"learning.study" = [
  0.002, # low
  0.01,
]
goals.by_fit = [0.1, 0.2]
endings.mentee_reactance = [0.5, 2.0, 3.0]
"""
WHY = gone.REASONS
NEW = f"""\
# What I asked
[experiment]
name = "mine"   # keep  it
weeks = 60

[parameters]
people.mentees = 20
# learning.deduction = 0.08  # as before  # gone: {WHY["learning.deduction"]}
"endings.by_energy" = 1.5
satisfaction.pace = 0.05

[parameters.confidence]
failure = 0.01
\t# rise = 0.02  # gone: {WHY["confidence.rise"]}

[design]
where = ["endings.by_reactance > 1"]  # gone: "goals.by_fit < 1": goals.by_fit: {WHY["goals.by_fit"]}

[design.factors]
# "learning.study" = [
#   0.002, # low
#   0.01,
# ]  # gone: {WHY["learning.study"]}
# goals.by_fit = [0.1, 0.2]  # gone: {WHY["goals.by_fit"]}
endings.by_reactance = [0.5, 2.0, 3.0]
"""


def test_what_is_renamed_is_renamed_and_what_is_gone_becomes_a_comment():
    found = migrated(OLD, "old.toml")
    assert found.text == NEW
    experiment = config.read(found.text, "new.toml")
    assert experiment.overrides == {
        "people.mentees": 20,
        "endings.by_energy": 1.5,
        "satisfaction.pace": 0.05,
        "confidence.failure": 0.01,
    }
    assert experiment.design.factors == {"endings.by_reactance": [0.5, 2.0, 3.0]}
    assert [change.line for change in found.changes] == [8, 9, 10, 13, 14, 17, 17, 20, 24, 25]


def test_it_changes_nothing_more_the_second_time():
    assert migrated(NEW, "new.toml").text == NEW
    assert migrated(NEW, "new.toml").changes == []


def test_line_ends_and_indentation_stay():
    found = migrated(OLD.replace("\n", "\r\n"), "old.toml")
    assert found.text == NEW.replace("\n", "\r\n")


INLINE = {
    'parameters = { learning = { rate = 0.02, deduction = 0.1 } }': {"learning.rate": 0.02},
    'parameters = { learning = { deduction = 0.1, m_fall = 0.002, coaching = 0.0 } }': {"learning.m_back": 0.002},
    'parameters = { "learning.deduction" = 0.1 }': {},
    'parameters = { "goals.contentment" = 0.1, "learning.coaching" = 0 }': {"satisfaction.pace": 0.1},
    "parameters.learning.study_autonomy = 0.1": {"learning.work_autonomy": 0.1},
    '[parameters]\n"confidence.fall" = 0.1\nconfidence.failure = 0.2': {"confidence.failure": 0.2},
    "[parameters.goals]\ncontentment = 0.1": {"satisfaction.pace": 0.1},
    "[parameters.goals]\ncontentment = 0.1\n\n[parameters.satisfaction]\nbase = 0.4": {
        "satisfaction.pace": 0.1,
        "satisfaction.base": 0.4,
    },
    "[parameters.learning]\nrate = 0.1\nclose_middle = 0.4  # half": {"learning.rate": 0.1, "quality.gate": 0.4},
}  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), INLINE.items())
def test_inline_tables_dotted_keys_and_tables(text, meant):
    found = migrated(text, "old.toml")
    overrides = config.read(found.text, "new.toml").overrides
    assert overrides == meant
    assert found.changes


ARMS = """\
[design]
kind = "list"
[[design.arms]]
name = "a"
overrides = {"learning.deduction" = 0.1, setting = "network"}  # why
[[design.arms]]
name = "b"
[design.arms.overrides.goals]
contentment = 0.1
"""


def test_arms_of_a_list_are_changed_each_in_its_place():
    found = migrated(ARMS, "old.toml")
    assert config.read(found.text, "new.toml").design.arms == (
        ("a", {"setting": "network"}),
        ("b", {"satisfaction.pace": 0.1}),
    )
    assert f'"network"}}  # why  # gone: "learning.deduction" = 0.1: {DEDUCTION}' in found.text


def test_a_setting_of_ones_own():
    text = '[power]\n"power.level" = 0.5\n"learning.coaching" = 0.1\n[sources]\n"learning.coaching" = "mine"\n'
    found = migrated(text, "old.toml")
    assert values_of(tomllib.loads(found.text)) == {"power.power.level": 0.5}


def test_columns_of_a_roster_that_are_gone():
    text = '[people]\nroster = "x.csv"\ncolumns = { "Top" = "ceiling_offset", "E-mail" = "id" }\n'
    found = tomllib.loads(migrated(text, "old.toml").text)
    assert found == {"people": {"roster": "x.csv", "columns": {"E-mail": "id"}}}


def test_what_means_something_else_is_told_and_left():
    text = "[parameters]\nlearning.rate = 0.03\n"
    found = migrated(text, "old.toml")
    assert found.text == text
    assert [(note.line, note.now) for note in found.notes] == [(2, gone.ANEW["learning.rate"])]


def test_what_cannot_be_changed_line_by_line_is_left_to_people():
    """The group it belongs to now is a table of its own, which a dotted key cannot extend."""
    text = "[parameters]\ngoals.contentment = 0.1\n[parameters.satisfaction]\nbase = 0.4\n"
    with pytest.raises(BadInput, match=r"^old\.toml: cannot be changed line by line; see lines 2"):
        migrated(text, "old.toml")


def test_broken_files_are_refused():
    with pytest.raises(BadInput, match=r"^old\.toml:1: broken TOML"):
        migrated("a =", "old.toml")


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path):
    file = tmp_path / "old.toml"
    file.write_bytes(OLD.encode())
    return file


def test_the_command_writes_and_tells(old, tmp_path):
    new = tmp_path / "new.toml"
    result = call("migrate", str(old), "--out", str(new))
    assert result.exit_code == 0
    assert new.read_text() == NEW
    assert old.read_text() == OLD
    assert f"old.toml:8: learning.deduction = 0.08: gone: {DEDUCTION}" in result.stderr
    assert 'old.toml:9: "endings.mentor_energy" = 1.5: now endings.by_energy' in result.stderr
    assert "with 10 changes" in result.stderr
    good("check", str(new))


def test_without_out_it_goes_to_standard_output(old):
    result = call("migrate", str(old))
    assert result.exit_code == 0
    assert result.stdout == NEW


def test_it_overwrites_nothing_unless_told(old):
    refused = call("migrate", str(old), "--out", str(old))
    assert refused.exit_code == 2
    assert old.read_text() == OLD
    assert call("migrate", str(old), "--out", str(old), "--force").exit_code == 0
    assert old.read_text() == NEW


def test_what_is_left_to_do_is_told(old, tmp_path):
    old.write_text("[parameters]\nlearning.close_middle = 0.0\nlearning.coaching = 0.1\n")
    result = call("migrate", str(old), "--out", str(tmp_path / "new.toml"))
    assert result.exit_code == 1
    assert "left to do: " in result.stderr
    assert "new.toml:2: quality.gate: found 0.0, expected" in result.stderr


def test_bytes_stay_as_they_are(tmp_path):
    """A mark of byte order, line ends, no end of the last line."""
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_bytes(b"\xef\xbb\xbf[parameters]\r\nconfidence.fall = 0.1 # \xc3\xa4")
    assert call("migrate", str(old), "--out", str(new)).exit_code == 0
    assert new.read_bytes() == b"\xef\xbb\xbf[parameters]\r\nconfidence.failure = 0.1 # \xc3\xa4"


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\xfea\x00", "UTF-8"), (b"a = \xff", "UTF-8"), (b"a =", "broken TOML")]
)
def test_what_is_no_config_is_refused(tmp_path, content, said):
    (tmp_path / "old.toml").write_bytes(content)
    result = call("migrate", str(tmp_path / "old.toml"))
    assert result.exit_code == 2
    assert said in result.stderr


def fault_of(text: str) -> str:
    """What is wrong with how a text is taken in which nothing is of the first edition; "" if nothing is."""
    try:
        found = migrated(text, "case.toml")
    except BadInput as error:
        return "" if str(error).startswith("case.toml:") else f"no place: {error}"
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "" if found.text == text else f"changed: {found.changes}"


HOSTILE = [*hostile.experiments(), *hostile.shapes()]
SOME = random.Random(2011).sample(HOSTILE, 100)


@pytest.mark.parametrize("cases", [SOME, pytest.param(HOSTILE, marks=pytest.mark.full)], ids=["some", "all"])
def test_files_of_any_shape_stay_as_they_are_or_are_refused_with_their_place(cases):
    assert [f"{name}: {fault}" for name, text, _ in cases if (fault := fault_of(text))] == []


@pytest.mark.parametrize("name", config.shipped())
def test_shipped_experiments_are_of_the_second_edition(name):
    file = config.shipped()[name]
    assert good("migrate", name) == file.read_text()
