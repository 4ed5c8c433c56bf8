"""What `list` and `schema` print: every name of the code, as JSON and for people, and what an experiment may say."""

import json

import pytest
from shell import call, good

from mentorsim import catalogue
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.indicators import INDICATORS
from mentorsim.model import MentoringModel
from mentorsim.parameters import DEFAULTS
from mentorsim.week import WEEK


def listed(*arguments) -> list:
    """The rows of a list as JSON."""
    return json.loads(good("list", *arguments, "--json"))


@pytest.mark.parametrize("kind", catalogue.KINDS)
def test_a_list_as_json_says_what_it_must(kind):
    rows = listed(kind)
    assert all({"name", "summary", "source", "parameters", "cost"} <= row.keys() for row in rows)
    assert [row["name"] for row in rows if not (row["name"] and row["summary"] and row["source"])] == []
    assert len({row["name"] for row in rows}) == len(rows) > 0


@pytest.mark.parametrize("kind", ["matching", "withdrawal", "goals"])
def test_policies_are_listed_with_source_and_cost(kind):
    rows = listed(kind)
    assert all(row["source"] and row["cost"] for row in rows)
    assert {path for row in rows for path in row["parameters"]} <= DEFAULTS.keys()


def test_lists_are_those_of_the_code():
    assert [row["name"] for row in listed("week")] == [process.name for process in WEEK]
    assert [row["name"] for row in listed("indicators")] == list(INDICATORS)
    assert {row["name"]: row["default"] for row in listed("parameters")} == DEFAULTS


@pytest.mark.parametrize("kind", catalogue.KINDS)
def test_a_list_fits_a_hundred_columns_and_has_every_name(kind):
    text = good("list", kind)
    assert max(map(len, text.splitlines())) <= 100
    assert [row["name"] for row in catalogue.rows(kind) if row["name"].split(".")[-1] not in text] == []
    assert "\x1b" not in text


def test_without_a_kind_the_kinds_are_listed():
    rows = json.loads(good("list", "--json"))
    assert {row["name"]: row["entries"] for row in rows} == {
        kind: len(catalogue.rows(kind)) for kind in catalogue.KINDS
    }
    assert all(row["summary"] in good("list") for row in rows)


def test_sources_are_told_where_a_paper_has_it():
    (survival,) = listed("indicators", "survival_52")
    assert survival["source"] == "Kaplan & Meier 1958"
    assert "Source" not in survival["formula"]
    assert "Source: Kaplan & Meier 1958." in " ".join(good("list", "indicators", "survival").split())
    assert "source: Brehm 1966" in good("list", "week")
    assert catalogue.DEFINED not in good("list", "indicators")  # of what has none, nothing is said


def test_a_name_narrows_a_list():
    assert [row["name"] for row in listed("matching", "self")] == ["self"]
    assert all(row["name"].startswith("goals.") for row in listed("parameters", "goals"))
    assert {row["name"] for row in listed("indicators", "stage_")} == {
        "stage_dependent",
        "stage_independent",
        "stage_interdependent",
    }
    assert "organisational share of a negotiated plan" in good("list", "parameters", "goals.omega")


@pytest.mark.parametrize(
    ("kind", "group", "key"),
    [("indicators", "Sustainability", "group"), ("indicators", "resilience", "group"),
     ("indicators", "mentor", "group"), ("parameters", "learning", "group"), ("tables", "weekly", "table")],
)  # fmt: skip
def test_a_group_narrows_a_list_to_all_that_is_in_it(kind, group, key):
    """Also where names have the word in them, such as `mentor_energy` and `learning_from`."""
    rows = listed(kind, group)
    (whole,) = {row[key] for row in rows}
    assert whole.casefold().startswith(group.casefold())
    assert rows == [row for row in listed(kind) if row[key] == whole]


@pytest.mark.parametrize(
    ("kind", "name", "near"),
    [("indicators", "sustanability", "sustainability"), ("indicators", "extint", "extinct"),
     ("tables", "weeky", "weekly"), ("parameters", "lerning", "learning"), ("matching", "slef", "self")],
)  # fmt: skip
def test_a_group_that_is_none_is_refused_with_the_nearest_name(kind, name, near):
    result = call("list", kind, name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"list {kind}: found nothing called {name!r}" in result.stderr
    assert f"did you mean {near!r}?" in result.stderr


@pytest.mark.parametrize("kind", ["matching", "withdrawal", "goals"])
def test_a_policy_that_is_not_known_says_how_ones_own_are_loaded(kind):
    result = call("run", "--set", f"{kind}.policy=my_own_rule")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: --set {kind}.policy: found 'my_own_rule', expected one of ")
    assert "--plugin" in result.stderr
    with pytest.raises(BadInput, match=r"--plugin"):
        MentoringModel(**{kind: "my_own_rule"})


@pytest.fixture(scope="module")
def schema():
    """The JSON Schema as printed."""
    jsonschema = pytest.importorskip("jsonschema")
    return jsonschema.Draft202012Validator(json.loads(good("schema")))


@pytest.mark.slow
def test_the_schema_is_one(schema):
    schema.check_schema(schema.schema)


@pytest.mark.slow
def test_the_schema_takes_the_shipped_experiments(schema):
    for file in config.shipped().values():
        schema.validate(config.read_toml(file.read_text("utf-8"), file.name))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("[parameters]\npeople.mentees = 12", True),
        ('[parameters]\n"people.mentees" = 12', True),
        ("[parameters.start]\nopenness.a = 3", True),
        ('[parameters]\n"start.openness" = {a = 3}', True),
        ('[parameters]\nsetting = "network"\nlearning.rate = 1', True),
        ('[parameters]\nsetting.channel = "network"', True),
        ('[people]\npreset = "network"', True),
        ("[design.factors]\npeople.mentees = [10, 20]", True),
        ('[design.factors]\nsetting = ["organisation", "network"]', True),
        ('[[shocks]]\nkind = "mentor_exit"\nweek = 3\nshare = 0.5', True),
        ('[analysis]\noutcomes = ["quality"]\ntables = ["outcomes", "people"]', True),
        ("[experiment]\nuntil = {outcome = 'quality', half_width = 0.1, max = 30}", True),
        ("[experiment]\nuntil = {outcome = 'quality', half_width = 0.1}", False),
        ("[experiment]\nuntil = {outcome = 'qualty', half_width = 0.1, max = 30}", False),
        ("[design]\nkind = 'lhs'\npoints = 9\nfactors = {goals.omega = [0, 1]}", True),
        ("[design]\nkind = 'sobol'\npoints = 9\nfactors = {setting = ['network', 'hybrid', 'community']}", True),
        ("[design]\nkind = 'one-at-a-time'\nfactors = {goals.omega = [0, 0.5, 1]}", True),
        ("[design]\nwhere = 'goals.omega > 0'\nfactors = {goals.omega = [0, 1]}", True),
        ("[design]\nwhere = ['goals.omega > 0']\nfactors = {goals.omega = [0, 1]}", True),
        ("[design]\nkind = 'list'\narms = [{name = 'a', overrides = {goals.omega = 1}}]", True),
        ("[design]\nkind = 'lhs'\nfactors = {goals.omega = [0, 1]}", False),
        ("[design]\nkind = 'lhs'\npoints = 9\nfactors = {goals.omega = [0, 0.5, 1]}", False),
        ("[design]\npoints = 9\nfactors = {goals.omega = [0, 1]}", False),
        ("[design]\nkind = 'sobl'\nfactors = {goals.omega = [0, 1]}", False),
        ("[design]\nkind = 'list'\nfactors = {goals.omega = [0, 1]}", False),
        ("[design]\nkind = 'list'\narms = [{overrides = {goals.omega = 1}}]", False),
        ("[design]\nkind = 'list'\narms = [{name = 'a', overrides = {goals.omga = 1}}]", False),
        ("[parameters]\npeople.mentes = 12", False),
        ('[parameters]\npeople.mentees = "12"', False),
        ("[parameters]\nlearning.rate = 1.5", False),
        ('[parameters]\nlearning.zone = "round"', False),
        ('[parameters]\nmatching.policy = "simillar"', False),
        ('[experiment]\nsetting = "netwrk"', False),
        ("[experiment]\nweeks = 0", False),
        ("[experiments]\nweeks = 3", False),
        ("[design]\nkind = 'grid'", False),
        ("[design.factors]\npeople.mentees = []", False),
        ("[design.factors]\npeople.mentees = [10, 10]", False),
        ('[[shocks]]\nkind = "mentor_exit"', False),
        ('[[shocks]]\nkind = "outage"\nweek = 3\nshare = 0.5', False),
        ('[analysis]\noutcomes = ["qualty"]', False),
    ],
)
def test_schema_and_reader_agree(tmp_path, schema, text, right):
    (tmp_path / "case.toml").write_text(text)
    assert schema.is_valid(config.read_toml(text, "case.toml")) == right
    if right:
        config.load(tmp_path / "case.toml")
    else:
        with pytest.raises(BadInput):
            config.load(tmp_path / "case.toml")
