"""The file a person writes: what it becomes, and how each fault in it is reported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.design import arms
from mentorsim.parameters import DEFAULTS
from mentorsim.places import lines_of


@pytest.fixture
def file(tmp_path):
    """A function that writes a text to a file and loads it as an experiment."""

    def load(text):
        path = tmp_path / "case.toml"
        path.write_text(text, "utf-8")
        return config.load(path)

    return load


def faults(load, text):
    """The lines of the message, without the folder."""
    with pytest.raises(BadInput) as caught:
        load(text)
    return [line[line.index("case.toml") :] for line in str(caught.value).splitlines()]


# --- what is right ---------------------------------------------------------------------------------------------------


def test_defaults_without_a_file():
    nothing = config.load(None)
    assert (nothing.seed, nothing.replications, nothing.weeks, nothing.overrides) == (0, 1, 156, {})
    assert len(arms(nothing)) == 1


def test_every_section_arrives(file):
    e = file("""
[experiment]
question = "Why?"
seed = 7
weeks = 30.0
setting = "network"
[parameters]
people.mentees = 20
"withdrawal.policy" = "cliff"
[parameters.learning]
rate = 0.05
[people]
preset = "community"
[[shocks]]
kind = "outage"
week = 20
[[shocks]]
kind = "mentor_exit"
week = 3
share = 1
[design.factors]
matching.policy = ["random", "self"]
"learning.tau" = [0.05, 0.1, 0.2]
[analysis]
outcomes = ["r_mentoring"]
tables = ["people"]
""")
    assert (e.name, e.question, e.seed, e.weeks, e.replications) == ("case", "Why?", 7, 30, 10)
    assert e.overrides == {
        "setting": "network",
        "setting.pool": "community",
        "people.mentees": 20,
        "withdrawal.policy": "cliff",
        "learning.rate": 0.05,
    }
    assert e.shocks == (
        {"kind": "mentor_exit", "week": 3, "share": 1.0, "who": "random"},
        {"kind": "outage", "week": 20, "weeks": 4},
    )
    assert (e.outcomes, e.tables) == (("r_mentoring",), ("outcomes", "people"))
    assert [tuple(arm.varied.values()) for arm in arms(e)] == [
        (policy, tau) for policy in ("random", "self") for tau in (0.05, 0.1, 0.2)
    ]
    first = arms(e)[0].parameters
    assert (first.people.mentees, first.start.minority, first.setting.preset) == (20, 0.3, "network")


def test_shipped_experiments_load_by_name_and_by_path():
    assert "quickstart" in config.shipped()
    for name, path in config.shipped().items():
        assert config.load(name) == config.load(path)
        assert config.load(name).name == name
    quickstart = config.load("quickstart")
    assert len(arms(quickstart)) * quickstart.replications >= 216


# --- what is wrong: file, line, key, found, expected, nearest name ---------------------------------------------------

WRONG = [
    ("[experiment]\nweeks = -3", "case.toml:2: experiment.weeks: found -3, expected a whole number from 1"),
    ("[experiment]\nreplications = 0", "case.toml:2: experiment.replications: found 0, expected a whole number from 1"),
    ("[experiment]\nseed = true", "case.toml:2: experiment.seed: found true, expected a whole number"),
    ("[experiment]\nname = '../x'", "case.toml:2: experiment.name: found '../x', expected a short name"),
    ("[experiment]\n\nseeed = 1", "case.toml:3: experiment.seeed: unknown key, expected one of name, ", "'seed'"),
    ("[experiment]\nsetting = 'netwrk'", "case.toml:2: experiment.setting: found 'netwrk', expected one", "'network'"),
    ("weeks = 3", "case.toml:1: weeks: unknown key", "belongs under [experiment]"),
    ("[parametrs]\nx = 1", "case.toml:1: parametrs: unknown key", "'parameters'"),
    ("parameters = 3", "case.toml:1: parameters: found 3, expected a table"),
    ("[parameters]\npeople.mentees = 0", "case.toml:2: people.mentees: found 0, expected greater than or equal to 1"),
    ("[parameters]\nstart.capacity_low = 0", "case.toml:2: start.capacity_low: found 0, expected greater"),
    ("[parameters]\nstart.capacity_low = 9", "case.toml:2: start.capacity_low: found 9, expected at most start.capaci"),
    ("[parameters]\npeople.mentees = '9'", "case.toml:2: people.mentees: found '9', expected a whole number"),
    ("[parameters]\ngoals.omega = nan", "case.toml:2: goals.omega: found nan, expected"),
    ("[parameters]\npeple.mentees = 9", "case.toml:2: peple.mentees: unknown parameter", "'people.mentees'"),
    ("[parameters]\nmatching.policy = 'slef'", "case.toml:2: matching.policy: found 'slef', expected one of", "'self'"),
    ("[parameters]\ngoals.policy = 3", "case.toml:2: goals.policy: found 3, expected one of"),
    ("[parameters]\npeople.mentees = 9\n'people.mentees' = 8", "case.toml", "found a second value for people.mentees"),
    ("[people]\nrosters = 'a.csv'", "case.toml:2: people.rosters: unknown key, expected one of roster, ties"),
    ("[people]\nroster = 'a.csv'", "case.toml:2: people.roster: found no file 'a.csv'"),
    ("[people]\npreset = 'netwrk'", "case.toml:2: people.preset: found 'netwrk', expected one of", "'network'"),
    ("[[shocks]]\nkind = 'outage'\nweek = 156", "case.toml:3: shocks.week: found 156, expected a whole number from 0"),
    ("[[shocks]]\nkind = 'outage'", "case.toml:1: shocks.week: is missing"),
    ("[[shocks]]\nkind = 'outge'\nweek = 1", "case.toml:2: shocks.kind: found 'outge', expected one of", "'outage'"),
    ("[[shocks]]\nkind = 'outage'\nweek = 1\n[[shocks]]\nkind = 'mentor_exit'\nweek = 1\nshare = 1.2",
     "case.toml:7: shocks.share: found 1.2, expected a number from 0 to 1"),
    ("[[shocks]]\nkind = 'outage'\nweek = 1\nshare = 1", "case.toml:4: shocks.share: unknown key of shock 'outage'"),
    ("[shocks]\nkind = 'outage'", "case.toml:1: shocks: found ", "[[shocks]]"),
    ("[design]\nkind = 'sobl'\nfactors = { setting = ['network'] }", "case.toml:2: design.kind: found 'sobl', expected",
     "'sobol'"),
    ("[design]\nkind = 'grid'", "case.toml:1: design.factors: found nothing, expected a table"),
    ("[design.factors]\ngoals.omega = [0, 2]", "case.toml:2: design.factors.goals.omega: found 2, expected less than"),
    ("[design.factors]\ngoals.omega = [0, 0]", "case.toml:2: design.factors.goals.omega: found 0 twice"),
    ("[design.factors]\ngoals.omega = []", "case.toml:2: design.factors.goals.omega: found [], expected a list with"),
    ("[design.factors]\nsetting = ['a']", "case.toml:2: design.factors.setting: found 'a', expected one of"),
    ("[design.factors]\n'goals.omga' = [0]", "case.toml:2: design.factors.goals.omga: unknown", "'goals.omega'"),
    ("[analysis]\ntables = ['weakly']", "case.toml:2: analysis.tables: found 'weakly', expected one of", "'weekly'"),
    ("[analysis]\noutcomes = ['g_unasisted']", "case.toml:2: analysis.outcomes: found 'g_unasisted'", "'g_unassisted'"),
    ("[experiment]\n\nweeks = = 3", "case.toml:3: broken TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "start", "rest"), [(*case, "")[:3] for case in WRONG])
def test_a_fault_is_named_with_its_place(file, text, start, rest):
    (line,) = faults(file, text)
    assert line.startswith(start)
    assert rest in line


def test_a_switch_where_a_name_belongs_is_near_to_none(file):
    (line,) = faults(file, "[parameters]\nmatching.policy = false")
    assert line.startswith("case.toml:2: matching.policy: found false, expected one of assortative, ")
    assert line.endswith(", zpd")


def test_all_faults_are_named_at_once_in_the_order_of_lines(file):
    cases = [case for case in WRONG if case[0].startswith("[parameters]\n") and "'people.mentees'" not in case[0]]
    text = "[parameters]\n" + "\n".join(
        dict.fromkeys(case[0].split("\n")[1] for case in cases if "start.cap" not in case[0] and "'9'" not in case[0])
    )
    found = faults(file, text + "\n[design.factors]\n'withdrawal.policy' = ['clif', 'linear']\n[analysis]\nx = 1")
    lines = [int(line.split(":")[1]) for line in found]
    assert len(found) == text.count("\n") + 2
    assert lines == sorted(lines)


SPELLINGS = {
    "dotted": lambda path, value: f"[parameters]\n{path} = {value}",
    "quoted": lambda path, value: f'[parameters]\n"{path}" = {value}',
    "table": lambda path, value: f"[parameters.{path.rpartition('.')[0]}]\n{path.rpartition('.')[2]} = {value}",
    "inline": lambda path, value: (
        f"[parameters]\n{path.rpartition('.')[0]} = {{ {path.rpartition('.')[2]} = {value} }}"
    ),
}


@given(
    st.sampled_from(sorted(DEFAULTS)), st.sampled_from(sorted(SPELLINGS)), st.integers(0, 5), st.booleans()
)  # fmt: skip
def test_the_line_of_any_parameter_is_found_however_it_is_spelled(path, spelling, before, crlf):
    text = "[experiment]\n" + "# a = 1\n" * before + SPELLINGS[spelling](path, "[]")
    with pytest.raises(BadInput) as caught:
        config.read(text.replace("\n", "\r\n") if crlf else text, "case.toml")
    assert str(caught.value).startswith(f"case.toml:{before + 3}: {path}: found [], expected")


def test_lines_of_tables_in_arrays():
    lines = lines_of("[[shocks]]\nkind = 'a'\n\n[[shocks]]\n'kind'='b'\n[a . \"b.c\"]\nx.'y' = 1")
    assert (lines["shocks.0.kind"], lines["shocks.1"], lines["shocks.1.kind"], lines["a.b.c.x.y"]) == (2, 4, 5, 7)


DESIGN = "[design]\nkind = '{}'\n{}\n[design.factors]\ngoals.omega = {}\nstart.capacity_low = [1, 3]"
WRONG_DESIGNS = [
    (DESIGN.format("lhs", "", "[0, 1]"), "case.toml:1: design.points: found nothing, expected a whole number from 1"),
    (DESIGN.format("lhs", "points = 0", "[0, 1]"), "case.toml:3: design.points: found 0, expected a whole number"),
    (DESIGN.format("sobol", "points = 8", "[0, 2]"), "case.toml:5: design.factors.goals.omega: found 2, expected less"),
    (DESIGN.format("sobol", "points = 8", "[1, 0]"), "case.toml:5: design.factors.goals.omega: found [1, 0], expecte"),
    (DESIGN.format("sobol", "points = 8", "[0, 0.5, 1]"), "case.toml:5: design.factors.goals.omega: found [0, 0.5, 1]"),
    (DESIGN.format("sobol", "points = 8", "['a', 'b']"), "case.toml:5: design.factors.goals.omega: found ['a', 'b'],"),
    (DESIGN.format("sobol", "pointz = 8\npoints = 8", "[0, 1]"), "case.toml:3: design.pointz: unknown key", "'points'"),
    (DESIGN.format("grid", "points = 8", "[0, 1]"), "case.toml:3: design.points: unknown key, expected one of kind, "),
    (DESIGN.format("grid", "where = 3", "[0, 1]"), "case.toml:3: design.where: found 3, expected a text in quotes"),
    (DESIGN.format("grid", "where = 'goals.omga > 0'", "[0, 1]"), "case.toml:3: design.where: found 'goals.omga' in",
     "(did you mean 'goals.omega'?)"),
    (DESIGN.format("grid", "where = 'goals.omega >'", "[0, 1]"), "case.toml:3: design.where: found 'goals.omega >', "),
    (DESIGN.format("grid", "where = 'goals.omega > \"x\"'", "[0, 1]"), "case.toml:3: design.where: found 'x' = 'x', "),
    (DESIGN.format("grid", "where = 'goals.omega + 1'", "[0, 1]"), "case.toml:3: design.where: found 'goals.omega + 1",
     "expected a comparison"),
    (DESIGN.format("grid", "where = '1 / goals.omega > 1'", "[0, 1]"), "case.toml:3: design.where: found '1 / goals."),
    (DESIGN.format("grid", "where = ['goals.omega > 0', 'goals.omega < 0.5']", "[0, 1]"),
     "case.toml:3: design.where: found no arm of 4 that meets it"),
    (DESIGN.format("grid", "where = '__import__(\"os\")'", "[0, 1]"), "case.toml:3: design.where: found \"__import__"),
    (DESIGN.format("one-at-a-time", "where = 'goals.omega < 0.5'", "[0, 1]"), "case.toml:3: design.where: found a ba"),
    *((DESIGN.format(kind, f"where = 'goals.omega < {base}'", f"[0.2, {level}]"),
       f"case.toml:5: design.factors.goals.omega: found {level}, expected")
      for kind, base in (("grid", 0.9), ("one-at-a-time", 0.9), ("grid", 0.5)) for level in ("1.5", "inf", "-inf")),
    (DESIGN.format("grid", "where = 'goals.omega <= 1 and start.capacity_low == 1'", "[0.2, 'x']"),
     "case.toml:5: design.factors.goals.omega: found 'x', expected a number"),
    ("[design]\nkind = 'grid'\nwhere = \"withdrawal.policy == 'linear'\"\n[design.factors]\n"
     "withdrawal.policy = ['linear', 'clif']", "case.toml:5: design.factors.withdrawal.policy: ", "'cliff'"),
    ("[design]\nkind = 'grid'\nwhere = \"setting == 'network'\"\n[design.factors]\nsetting = ['network', 'netwrk']",
     "case.toml:5: design.factors.setting: found 'netwrk', expected", "'network'"),
    ("[design]\nkind = 'one-at-a-time'\n[design.factors]\ngoals.omega = [0.1]\nties.on = [1]",
     "case.toml:5: design.factors.ties.on: found 1, expected true or false"),
    ("[design]\nkind = 'list'", "case.toml:1: design.arms: found none, expected tables, each headed [[design.arms]]"),
    ("[design]\nkind = 'list'\n[[design.arms]]\nname = 'a'\n[[design.arms]]\nname = 'a'\noverrides = {goals.omega = 1}",
     "case.toml:6: design.arms.name: found 'a' twice"),
    ("[design]\nkind = 'list'\n[[design.arms]]\nname = 'a'\n[[design.arms]]\nname = 'b'", "case.toml:5: design.arms: "
     "found 'b', the same world as 'a'"),
    ("[design]\nkind = 'list'\n[[design.arms]]\nname = 'a'\n[design.arms.overrides]\n\ngoals.omega = 2",
     "case.toml:7: design.arms.overrides.goals.omega: found 2, expected less"),
    ("[design]\nkind = 'list'\n[[design.arms]]\nname = 'a'\n[[design.arms]]\noverrides = {goals.omga = 1}\nname = 'b'",
     "case.toml:6: goals.omga: unknown parameter", "'goals.omega'"),
    ("[design]\nkind = 'list'\n[[design.arms]]\nnme = 'a'\nname = 'b'", "case.toml:4: design.arms.0.nme: unknown key"),
    ("[design]\nkind = 'list'\n[[design.arms]]\n", "case.toml:3: design.arms.name: is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "start", "rest"), [(*case, "")[:3] for case in WRONG_DESIGNS])
def test_a_fault_of_a_design_is_named_with_its_place(file, text, start, rest):
    (line,) = faults(file, text)
    assert line.startswith(start)
    assert rest in line


# --- files that cannot be read ---------------------------------------------------------------------------------------


def test_unreadable_files(tmp_path):
    (tmp_path / "latin.toml").write_bytes("[experiment]\nname = 'é'\n".encode("latin-1"))
    with pytest.raises(BadInput, match=r"latin\.toml:2: .*UTF-8"):
        config.load(tmp_path / "latin.toml")
    with pytest.raises(BadInput, match=r"found no such file, .* \(did you mean '.*latin\.toml'\?\)"):
        config.load(tmp_path / "latn.toml")
    with pytest.raises(BadInput, match=r"found a folder, expected a TOML file"):
        config.load(tmp_path)
    with pytest.raises(BadInput, match=r"quikstart: found no such file, .* \(did you mean 'quickstart'\?\)"):
        config.load("quikstart")


# --- values set beside the file --------------------------------------------------------------------------------------


def test_set_reads_values_as_toml_or_as_bare_words():
    sets = ["matching.policy=self", "people.mentees=30", "learning.placebo=true", "goals.omega = 0.5", "weeks=9",
            "experiment.name=other", "parameters.people.mentors=3", "setting.preset=network", "weeks=8"]  # fmt: skip
    e = config.load(None).changed(sets, seed=4, replications=2)
    assert e.overrides == {
        "matching.policy": "self",
        "people.mentees": 30,
        "learning.placebo": True,
        "goals.omega": 0.5,
        "people.mentors": 3,
        "setting": "network",
    }
    assert (e.weeks, e.name, e.seed, e.replications) == (8, "other", 4, 2)


def test_set_holds_a_factor_of_the_design_and_stays_through_later_changes():
    e = config.load("quickstart").changed(["setting=network"]).changed(["withdrawal.policy=cliff"])
    assert {(arm.varied["setting"], arm.varied["withdrawal.policy"]) for arm in arms(e)} == {("network", "cliff")}
    assert e.overrides["setting"] == "network"


def test_the_last_of_several_settings_wins_even_over_a_faulty_one():
    assert config.load(None).changed(["people.mentees=0", "people.mentees=5"]).overrides["people.mentees"] == 5


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("people.mentes=3", r"^--set people.mentes: unknown parameter \(did you mean 'people.mentees'\?\)"),
        ("people.mentees=0", r"^--set people.mentees: found 0, expected greater than or equal to 1$"),
        ("people.mentees=many", r"^--set people.mentees: found 'many', expected a whole number$"),
        ("setting=netwrk", r"^--set setting: found 'netwrk', expected one of .*\(did you mean 'network'\?\)$"),
        ("weeks=-3", r"^--set weeks: found -3, expected a whole number from 1"),
        ("people.mentees", r"^--set people.mentees: found no '=', expected KEY=VALUE$"),
    ],
)
def test_a_fault_in_set_names_the_key(given, message):
    with pytest.raises(BadInput, match=message):
        config.load("quickstart").changed([given])


def test_a_component_may_be_left_to_the_preset(file):
    assert file("[parameters]\nsetting.channel = ''").overrides == {"setting.channel": ""}
    (line,) = faults(file, "[parameters]\nsetting.channel = 'netwrk'")
    assert line.startswith("case.toml:2: setting.channel: found 'netwrk', expected one of")


def test_a_fault_that_only_an_arm_has_is_found_up_front(file):
    text = "[parameters]\nstart.capacity_high = 2\n[design.factors]\nstart.capacity_low = [1, 2, 3]"
    (line,) = faults(file, text)
    assert line.startswith("case.toml:4: design.factors.start.capacity_low: found 3, expected at most")
