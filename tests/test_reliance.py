"""Traits by which matching policies go: found by watching them, and told where a roster leaves them to be drawn."""

import json
from pathlib import Path

import numpy as np
import pytest
from shell import call, good

import mentorsim as ms
from mentorsim import policies
from mentorsim.experiment import reliance
from mentorsim.parameters import build
from mentorsim.policies import solvers
from mentorsim.policies.observation import OBSERVED, PLAIN, Draw, People
from mentorsim.registry import REGISTRIES
from mentorsim.roster import load as roster
from mentorsim.settings import resolve
from mentorsim.world.world import World

policies.discover()
PAIRING = sorted(name for name, policy in REGISTRIES["matching"].items() if policy.solver not in ("nobody", "reach"))


@pytest.mark.parametrize("by", ["coordinator", "people"])
@pytest.mark.parametrize("name", PAIRING)
def test_what_a_policy_does_not_read_moves_no_pair(name, by):
    """Every trait that is not found to be read is scrambled on its side: the same pairs come out, short of mentees and
    short of places alike."""
    parameters = build({"matching.policy": name, "pairing.by": by, "people.mentees": 12, "people.mentors": 12})
    found = reliance.reads(parameters)
    for mentees, mentors in ((4, 12), (12, 4)):
        assert pairs(parameters, mentees, mentors, found) == pairs(parameters, mentees, mentors, None), found


def pairs(parameters, mentees: int, mentors: int, kept: dict | None) -> list:
    """The pairs among some people. kept: {side: traits that stay as they are}, without it all do."""
    world = World(parameters, policies.policies_of(parameters), seed=3)
    sides = {"mentee": np.arange(12), "mentor": np.arange(12, 24)}
    for side, rows in sides.items():
        for trait in {*OBSERVED, "group", "unit"} - (kept or {side: {*OBSERVED, *PLAIN}})[side]:
            column = getattr(world.people, trait)
            column[rows] = column[np.roll(rows, 5)]
    p, policy = parameters.pairing, world.policies["matching"]
    free = np.full(mentors, 2)
    seen = People(world, sides["mentee"][:mentees]), People(world, sides["mentor"][:mentors], free)
    asks = p.asks if p.by == "people" else 0
    one, two = solvers.pairs(policy, *seen, Draw(world.luck("matching"), 0), asks)
    return sorted(zip(np.asarray(one).tolist(), np.asarray(two).tolist(), strict=True))


@pytest.mark.parametrize(
    ("overrides", "mentee", "mentor"),
    [
        ({"matching.policy": "random"}, set(), set()),
        ({"matching.policy": "none"}, set(), set()),
        ({"matching.policy": "similar"}, {"style", "values"}, {"style", "values"}),
        ({"matching.policy": "self"}, {"style", "values", "ties"}, {"style", "values", "ties"}),
        ({"matching.policy": "zpd"}, {"goals", "skill", "zone_width"}, {"skill", "pitching"}),
        ({"matching.policy": "constellation"}, {"goals", "skill", "zone_width"}, {"goals", "skill", "pitching"}),
        ({"matching.policy": "load_fair"}, {"style", "values"}, {"style", "values", "hours", "matched"}),
        (
            {"matching.policy": "composite", "matching.by_similarity": 0.0, "matching.by_zone": 0.0,
             "matching.by_channel": 0.0},
            {"goals"}, {"skill"},
        ),
    ],
)  # fmt: skip
def test_traits_that_policies_are_known_to_read(overrides, mentee, mentor):
    found = reliance.reads(resolve(overrides))
    assert found == {"mentee": mentee, "mentor": mentor}


def test_every_trait_that_can_be_seen_is_drawn_alike_or_follows():
    known = {*roster.OPEN, *roster.ALIKE, *reliance.FOLLOWS, "matched"}
    assert {*OBSERVED, *PLAIN} <= known
    assert {part for parts in reliance.FOLLOWS.values() for part in parts} <= set(roster.OPEN)


# --- what is told ----------------------------------------------------------------------------------------------------

BARE = "id,role\nAnn,mentee\nBob,mentee\nCy,mentor\nDee,mentor\n"
STYLED = (
    "id,role,style_1,style_2,style_3,values_1,values_2,values_3\nAnn,mentee,0,0,0,1,1,1\nBob,mentee,1,1,1,0,0,{}\n"
    "Cy,mentor,0,0,0,1,1,1\nDee,mentor,1,1,1,0,0,0\n"
)
CONFIG = '[experiment]\nweeks = 4\nreplications = 1\n[people]\nroster = "r.csv"\n'
SAID = "this recommendation is about people like these, not about these"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder, which is the present one, with an experiment of a roster."""
    monkeypatch.chdir(tmp_path)
    Path("case.toml").write_text(CONFIG)
    Path("r.csv").write_text(BARE)


def rests_on(text, **overrides):
    """What is drawn of that by which the people of a roster are matched."""
    Path("r.csv").write_text(text)
    return reliance.rests_on([resolve({"given": roster.load("r.csv")} | overrides)])


def test_a_trait_is_drawn_if_it_is_of_anybody_who_is_looked_at():
    similar, plan = {"matching.policy": "similar"}, {"people.style_dimensions": 3, "people.value_dimensions": 3}
    assert rests_on(BARE, **similar) == {"similar": ["style", "values"]}
    assert rests_on(STYLED.format("0"), **similar, **plan) == {}
    assert rests_on(STYLED.format(""), **similar, **plan) == {"similar": ["values"]}
    assert rests_on(STYLED.format("0"), **similar, **plan | {"people.style_dimensions": 4}) == {"similar": ["style"]}
    assert rests_on(BARE, **{"matching.policy": "random"}) == {}
    mentors_alone = "id,role,pitching,skill\nAnn,mentee,,0.2\nCy,mentor,0.5,0.8\n"
    assert rests_on(mentors_alone, **{"matching.policy": "zpd"}) == {"zpd": ["goals", "zone_width"]}
    assert rests_on(mentors_alone, **{"matching.policy": "self"}) == {"self": ["style", "ties", "values"]}


def words(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


@pytest.mark.slow
def test_check_run_and_report_say_about_whom_a_recommendation_is():
    design = '[design.factors]\n"matching.policy" = ["random", "similar", "zpd"]\n'
    Path("case.toml").write_text(CONFIG + design)
    shown = words(good("check", "case.toml"))
    assert f"similar goes by style and values, drawn for some or all: {SAID}" in shown
    assert f"zpd goes by goals, pitching, skill and zone_width, drawn for some or all: {SAID}" in shown
    assert "random goes by" not in shown
    one = words(good("run", "case.toml", "--set", "matching.policy=zpd"))
    assert ("zpd goes by" in one, "similar goes by" in one) == (True, False)
    good("sweep", "case.toml", "--workers", "1", "--out", "results")
    kept = json.loads(Path("results/resolved.json").read_text())["people"]["rests_on"]
    assert kept == {"similar": ["style", "values"], "zpd": ["goals", "pitching", "skill", "zone_width"]}
    good("report", "results", "--out", "page.html")
    page = Path("page.html").read_text()
    assert page.count(f"similar goes by style and values, drawn for some or all: {SAID}") == 2


@pytest.mark.slow
def test_columns_that_are_left_out_are_told_everywhere():
    Path("r.csv").write_text(
        BARE.replace("role", "role,Department,skil", 1).replace("e\n", "e,Sales,0.5\n").replace("r\n", "r,,\n")
    )
    left = "of the roster: 'Department', 'skil' (did you mean 'skill'?)"
    assert left in words(good("check", "case.toml"))
    assert left in words(good("run", "case.toml", "--out", "results"))
    assert f"Left out {left}" in words(call("sweep", "case.toml", "--workers", "1", "--out", "swept").output)
    assert json.loads(Path("results/resolved.json").read_text())["people"]["left_out"] == {
        "roster": ["'Department'", "'skil' (did you mean 'skill'?)"]
    }
    good("report", "results", "--out", "page.html")
    assert "Department" in Path("page.html").read_text()


# --- on leave --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(REGISTRIES["matching"]))
@pytest.mark.parametrize("by", ["coordinator", "people"])
def test_a_mentor_on_leave_is_never_matched(name, by):
    people = "id,role,capacity\n" + "".join(f"m{n},mentee,{n % 2}\n" for n in range(9)) + "Cy,mentor,0\nDee,mentor,2\n"
    Path("r.csv").write_text(people)
    setting = {"setting": "network", "matching.policy": name, "pairing.by": by, "pairing.asks": 3}
    result = ms.run("case.toml", weeks=30, seed=2, **setting)
    ids = result.people.set_index("person")["id"]
    assert "Cy" not in set(ids.reindex(result.matches["mentor"]))
    assert (result.people["hours_given"][result.people["id"] == "Cy"] == 0.0).all()
    assert np.isfinite(result.weekly["energy"]).all()


def test_everybody_may_be_on_leave():
    Path("r.csv").write_text("id,role,capacity\nAnn,mentee,0\nCy,mentor,0\n")
    assert good("run", "case.toml", "--weeks", "60")
    Path("p.csv").write_text("mentee,mentor\nAnn,Cy\n")
    Path("case.toml").write_text(CONFIG + 'matches = "p.csv"\n')
    result = call("check", "case.toml")
    assert (result.exit_code, "p.csv:2: mentor: found match 1 of 'Cy', whose capacity is 0" in result.output) == (
        2,
        True,
    )


# --- names of people -------------------------------------------------------------------------------------------------

NAMED = """id,role,unit,openness
Zoë Quill,mentee,Team Quill,0.3
Cy Moss,mentor,Team Moss,0.6
Bo Reed,mentee,Team Moss,0.9
"""
HIDDEN = ("Quill", "Moss", "Reed", "Zo\\u00eb")


def test_without_names_people_are_numbered_as_in_the_roster():
    Path("r.csv").write_text(NAMED)
    Path("t.csv").write_text("source,target\nZoë Quill,Cy Moss\n")
    named, nameless = (roster.load("r.csv", "t.csv", keep_names=keep) for keep in (True, False))
    assert (nameless.ids, nameless.labels) == (("1", "3", "2"), {})
    for name, values in named.columns.items():
        np.testing.assert_array_equal(values, nameless.columns[name])
    assert named.ties["one"].tolist() == nameless.ties["one"].tolist()
    entries = dict(roster.in_words(roster.to_dict(nameless)))
    assert entries["names"] == "left out (keep_names = false): people are numbered as in the roster"
    files = roster.files_of(nameless)
    folder = Path("given") / nameless.digest
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    assert roster.loaded(folder) == nameless
    assert not any(word in text for word in HIDDEN for text in files.values())


@pytest.mark.slow
def test_names_of_people_can_be_left_out_and_the_runs_are_the_same_and_can_be_done_again():
    Path("r.csv").write_text(NAMED)
    Path("t.csv").write_text("source,target\nZoë Quill,Cy Moss\nBo Reed,Cy Moss\n")
    Path("p.csv").write_text("mentee,mentor\nBo Reed,Cy Moss\n")
    text = CONFIG.replace("replications = 1", "replications = 2\nsetting = 'network'") + 'ties = "t.csv"\n'
    text += 'matches = "p.csv"\nkeep_names = {}\n[analysis]\ntables = ["outcomes", "weekly", "people", "matches"]\n'
    for name, keep in (("named", "true"), ("nameless", "false")):
        Path("case.toml").write_text(text.replace("{}", keep))
        good("sweep", "case.toml", "--workers", "1", "--out", name)
        good("report", name, "--out", f"{name}/report.html")
        good("export", name, "--csv")
    entries = {
        name: "".join(
            file.read_bytes().decode("utf-8", "replace") for file in sorted(Path(name).rglob("*")) if file.is_file()
        )
        for name in ("named", "nameless")
    }
    assert [word in entries["named"] for word in HIDDEN[:3]] == [True, True, True]
    assert [word in entries["nameless"] for word in HIDDEN] == [False] * 4
    named, nameless = ms.open("named"), ms.open("nameless")
    assert nameless.people["id"].tolist() == ["1", "3", "2"] * 2
    for table in ("outcomes", "weekly", "people", "matches"):
        one, other = (
            getattr(results, table).drop(columns=["run_id", "id"], errors="ignore") for results in (named, nameless)
        )
        assert one.equals(other), table
    assert "to the last bit" in good("reproduce", "nameless")
    with_trace = good("run", "case.toml", "--out", "one", "--trace")
    assert "people are numbered as in the roster" in words(with_trace)
    assert not any(
        word in file.read_bytes().decode("utf-8", "replace")
        for file in Path("one").rglob("*.*")
        for word in HIDDEN
        if file.is_file()
    )
