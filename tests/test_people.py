"""Real people and graphs: rosters, ties and matches from files; what is given stands; folders that stand alone."""

import json
import time
from pathlib import Path

import numpy as np
import pytest
from reference import agreement
from sheets import loaded

import mentorsim as ms
from mentorsim import tables
from mentorsim.errors import BadInput
from mentorsim.experiment import config, identity, runs
from mentorsim.given import Given
from mentorsim.indicators import outcomes
from mentorsim.parameters import GIVEN
from mentorsim.roster import load as roster
from mentorsim.settings import presets, resolve

ROSTER = "id,role,capacity,openness\nAnn,mentee,,0.8\nBob,mentee,,\nCy,mentor,2,0.4\nDee,mentor,1,\n"
TIES = "source,target,weight\nAnn,Bob,2\nBob,Ann,1\nBob,Cy,4\n"
MATCHES = "mentee,mentor,weeks_so_far,quality,help\nBob,Cy,12,0.7,0.3\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to write files in, which is the present one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(people=ROSTER, *texts, **more):
    """The people of these texts, written into the present folder."""
    return loaded(people, *texts, **more)


def refusal(*texts, **more):
    """The message about these texts."""
    with pytest.raises(BadInput) as error:
        load(*texts, **more)
    return str(error.value)


# --- what is wrong, and where ----------------------------------------------------------------------------------------

ONE = "id,role,capacity\nAnn,mentee,\nCy,mentor,1\n"
FAULTY = {
    "no role": (("id,openness\nAnn,1\n",), "roster.csv:1: found no column 'role'"),
    "unknown role": (("id,role\nAnn,mentr\n",), r"roster.csv:2: role: found 'mentr'.*did you mean 'ment"),
    "repeated id": (("id,role\nAnn,mentee\n\nAnn,mentor\n",), r"roster.csv:4: id: found 'Ann' again.*line 2"),
    "no id": (("id,role\n,mentee\n",), "roster.csv:2: id: found nothing"),
    "empty": (("",), "roster.csv:1: found an empty file"),
    "header alone": (("id,role\n",), "roster.csv:1: found a header and no row"),
    "no mentee": (("id,role\nCy,mentor\n",), "roster.csv:1: role: found no mentee"),
    "no number": (("id,role,openness\nAnn,mentee,high\n",), "roster.csv:2: openness: found 'high', expected a number"),
    "not a number": (("id,role,openness\nAnn,mentee,inf\n",), "roster.csv:2: openness: found 'inf'"),
    "out of bounds": (("id,role,zone_width\nAnn,mentee,0.7\n",), r"roster.csv:2: zone_width: found '0.7'.*0.05 to 0.6"),
    "not whole": (("id,role,capacity\nAnn,mentee,1.5\n",), "roster.csv:2: capacity: found '1.5', expected a whole"),
    "too few values": (("id,role,openness\nAnn,mentee\n",), "roster.csv:2: found 2 values, expected 3"),
    "latin-1": (("id,role\nRené,mentee\n".encode("latin-1"),), "roster.csv:2: found bytes that are not UTF-8.*Latin-1"),
    "broken quotes": (('id,role\n"Ann,mentee\n',), r"roster.csv:\d: broken CSV"),
    "goals of some domains": (("id,role,goals_1,goals_2\nAnn,mentee,1,\n",), "roster.csv:2: goals: found 1, nothing"),
    "skill twice": (("id,role,skill,skill_1\nAnn,mentee,1,1\n",), "roster.csv:1: found column skill beside skill_1"),
    "tie to nobody": ((ONE, "source,target\nAnn,Cyy\n"), r"ties.csv:2: target: found 'Cyy'.*did you mean 'Cy'"),
    "tie to oneself": ((ONE, "source,target\nAnn,Ann\n"), "ties.csv:2: found a tie of 'Ann' to themselves"),
    "tie twice": ((ONE, "source,target\nAnn,Cy\nAnn,Cy\n"), r"ties.csv:3: found 'Ann', 'Cy' again.*line 2"),
    "weight of nothing": ((ONE, "source,target,weight\nAnn,Cy,0\n"), "ties.csv:2: weight: found 0, expected a number"),
    "match of nobody": ((ONE, None, "mentee,mentor\nAnn,Ed\n"), "matches.csv:2: mentor: found 'Ed'"),
    "match turned": (
        (ONE, None, "mentee,mentor\nCy,Ann\n"),
        "matches.csv:2: mentee: found 'Cy', a mentor in the roster",
    ),
    "over capacity": (
        (ONE + "Bo,mentee,\n", None, "mentee,mentor\nAnn,Cy\nBo,Cy\n"),
        "matches.csv:3: mentor: found match 2 of 'Cy', whose capacity is 1",
    ),
}


@pytest.mark.parametrize("case", FAULTY)
def test_what_is_wrong_is_named_with_file_and_line(folder, case):
    texts, message = FAULTY[case]
    with pytest.raises(BadInput, match=message):
        load(*texts)


def test_every_fault_is_named_up_to_some(folder):
    rows = "".join(f"p{n},mentee,{n + 2}\n" for n in range(100))
    lines = refusal(f"id,role,openness\n{rows}").splitlines()
    assert lines[0].startswith("roster.csv:2: openness")
    assert lines[-1] == "roster.csv: and 80 more"


def test_a_byte_order_mark_quotes_and_spaces_do_no_harm(folder):
    given = load(b'\xef\xbb\xbfid, role ,openness\r\n"Ann, A.",mentee, 0.5 \r\n')
    assert given.ids == ("Ann, A.",)
    assert given.columns["openness"].tolist() == [0.5]


@pytest.mark.slow
def test_a_roster_of_100_000_people_loads_in_a_few_seconds(folder):
    values = np.random.default_rng(1).uniform(0.0, 1.0, (100_000, 6)).round(4)
    names = ("openness", "autonomy", "literacy", "skill_1", "skill_2", "confidence")
    rows = (
        f"person {n},{'mentor' if n % 3 == 0 else 'mentee'},{','.join(map(str, row))}"
        for n, row in enumerate(values.tolist())
    )
    text = "\n".join([f"id,role,{','.join(names)}", *rows])
    begun = time.process_time()
    given = load(text)
    assert time.process_time() - begun < 5.0
    assert (given.mentees, given.mentors) == (66_666, 33_334)
    np.testing.assert_array_equal(given.columns["skill_2"][: given.mentees], values[np.arange(100_000) % 3 > 0, 4])


GRAPHML = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="edge" attr.name="weight" attr.type="double"/><key id="d1" for="node" attr.name="label"/>
  <graph edgedefault="directed">
    <node id="n0"><data key="d1">Ann</data></node><node id="Bob"><data key="d1">Bob</data></node>
    <node id="Cy"><data key="d1">Cy</data></node>
    <edge source="n0" target="Bob"><data key="d0">2</data></edge>
    <edge source="Bob" target="n0"><data key="d0">1</data></edge>
    <edge source="Bob" target="Cy"><data key="d0">4</data></edge>
  </graph>
</graphml>
"""


def test_graphml_is_read_as_the_same_edge_list_is(folder):
    Path("ties.graphml").write_text(GRAPHML)
    assert load(ROSTER, TIES, directed=True) == roster.load("roster.csv", "ties.graphml")
    Path("ties.graphml").write_text(GRAPHML.replace('target="Cy"', 'target="Ed"'))
    with pytest.raises(BadInput, match=r"ties.graphml:9: target: found 'Ed'"):
        roster.load("roster.csv", "ties.graphml")
    Path("ties.graphml").write_text(GRAPHML.replace("</graph>", ""))
    with pytest.raises(BadInput, match=r"ties.graphml:11: broken XML"):
        roster.load("roster.csv", "ties.graphml")


def test_an_answered_arc_is_stronger_and_a_tie_without_direction_goes_both_ways(folder):
    def strength(text, **more):
        given = load(ROSTER, text, **more)
        world = ms.MentoringModel(given=given, rng=1).world
        ends = zip(*(side.tolist() for side in world.ties.edges()), strict=True)
        return {(given.ids[one], given.ids[two]): weight for one, two, weight in ends}

    one_way = "source,target\nAnn,Bob\nBob,Ann\nCy,Ann\n"
    arcs = strength(one_way, directed=True)
    assert arcs["Ann", "Bob"] > arcs["Ann", "Cy"]
    assert set(strength(one_way).values()) == {arcs["Ann", "Bob"]}
    low = ms.MentoringModel(rng=1).parameters.ties
    assert arcs["Ann", "Cy"] == pytest.approx(low.floor + (1.0 - low.floor) * low.one_way)


# --- what is given stands, the rest is drawn -------------------------------------------------------------------------


def test_columns_that_are_given_stand_at_the_start_and_no_other_draw_moves(folder):
    names = ("openness", "autonomy", "zeta", "literacy", "pitching", "metacognition", "confidence",
             "energy", "satisfaction", "hours", "target", "zone_width", "directiveness", "aptitude",
             "attunement", "bias")  # fmt: skip
    values = np.random.default_rng(2).uniform(0.1, 0.5, (5, len(names))).round(3)
    ids = [("Cy", "mentor"), ("Ann", "mentee"), ("Bob", "mentee"), ("Dee", "mentor"), ("Eve", "mentee")]
    rows = [",".join([*who, *map(str, row)]) for who, row in zip(ids, values.tolist(), strict=True)]
    given = load("\n".join([",".join(["id", "role", *names]), *rows]))
    world = ms.MentoringModel(given=given, rng=1).world
    people = tables.people_table(world)
    order = [1, 2, 4, 0, 3]
    assert people["id"].tolist() == [ids[place][0] for place in order]
    for column, name in enumerate(names):
        shown = people.get(f"{name}_start", people.get(name))
        np.testing.assert_array_equal(shown, values[order, column], err_msg=name)
    plain = ms.MentoringModel(mentees=3, mentors=2, rng=1).world.people
    for name in ("key", "skill", "goals", "values", "style", "group", "unit", "capacity"):
        np.testing.assert_array_equal(getattr(world.people, name), getattr(plain, name), err_msg=name)


def test_a_cell_that_is_left_out_is_drawn_as_without_a_roster(folder):
    given = load("id,role,openness\nAnn,mentee,0.123\nBob,mentee,\nCy,mentor,\n")
    found = ms.MentoringModel(given=given, rng=4).world.people
    plain = ms.MentoringModel(mentees=2, mentors=1, rng=4).world.people
    assert found.openness[0] == 0.123
    np.testing.assert_array_equal(found.openness[1:], plain.openness[1:])


def test_a_given_mean_skill_is_kept_and_lasting_skill_lies_below_it(folder):
    """Domains lie around it as they do around a drawn one; lasting skill is a gap below each, and not below 0."""
    mean = np.random.default_rng(3).normal(0.38, 0.1, 2000).clip(0.02, 0.98).round(3)
    rows = "".join(f"p{n},mentee,{value}\n" for n, value in enumerate(mean.tolist()))
    people = ms.MentoringModel(given=load(f"id,role,skill\n{rows}"), rng=1).world.people
    np.testing.assert_allclose(people.skill.mean(axis=1), mean, atol=1e-12)
    drawn = ms.MentoringModel(mentees=2000, mentors=0, rng=1)
    room = np.abs(people.skill - mean[:, None]).max(axis=1) < np.minimum(mean, 1.0 - mean) - 1e-9
    uncut = drawn.world.people.skill
    inside = room & (uncut.min(axis=1) > 0.0) & (uncut.max(axis=1) < 1.0)
    spreads = [one.skill[inside].std(axis=1) for one in (people, drawn.world.people)]
    np.testing.assert_allclose(*spreads, atol=1e-12)
    gap = drawn.parameters.start.lasting_gap
    np.testing.assert_allclose(people.lasting, np.maximum(0.0, people.skill - gap), atol=1e-15)


def test_given_matches_run_from_the_start_as_old_and_as_good_as_given(folder):
    given = load(ROSTER, TIES, MATCHES, directed=True)
    model = ms.MentoringModel(given=given, withdrawal="linear", rng=1)
    table = tables.matches_table(model.world)
    assert table["start_week"].tolist() == [-12]
    assert (table["mentee"][0], table["mentor"][0]) == tuple(model.world.people.key[[1, 2]])
    assert model.world.matches.quality[0] == 0.7
    assert table["help_start"][0] == 0.3
    model.step()
    p = model.parameters.withdrawal
    assert model.world.matches.help[0] == pytest.approx(p.start * (1.0 - 12 / p.weeks))
    assert len(ms.MentoringModel(given=given, matching="none", rng=1).world.matches) == 0
    alone = ms.MentoringModel(given=given, rng=1, **{"matching.on": False})
    alone.step()
    assert len(alone.world.matches) == 1


@pytest.mark.parametrize("weeks", [0, 12])
def test_how_long_matches_last_is_told_by_those_that_began_in_the_run(folder, weeks):
    given = load(ROSTER, None, MATCHES.replace("12", str(weeks)))
    model = ms.MentoringModel(given=given, rng=1, withdrawal="never", **{"matching.on": False, "endings.on": False})
    for _ in range(60):
        model.step()
    found = outcomes(tables.run_of(model.world))
    lines = [found[name] for name in ("survival_26", "incidence_52_mentor", "premature_share")]
    assert np.isnan(lines).all() == (weeks > 0), lines


def test_a_match_that_a_shock_ends_before_its_first_week_tells_nothing_of_how_matches_are(folder):
    """Its means are over no week at all, and it counts in none over matches."""
    given = load(ROSTER, None, MATCHES + "Ann,Dee,3,0.6,0.5\n")
    parameters = resolve({GIVEN: given, "matching.on": False})
    for share in (0.5, 1.0):
        shock = {"kind": "mentor_exit", "week": 0, "share": share, "who": "loaded"}
        run = runs.simulate(parameters, 12, 3, shocks=(shock,))
        gone = run.matches["end_week"] < 0
        assert gone.mean() == share
        of_weeks = run.matches[["quality_mean", "mentor_load_mean", "assisted_last", "performance_end"]]
        assert of_weeks[gone].isna().all(axis=None)
        assert of_weeks[~gone].notna().all(axis=None)
        mean = run.matches["quality_mean"][~gone].mean()
        assert run.outcomes.iloc[0]["quality"] == pytest.approx(mean, nan_ok=True)


def test_a_drawn_capacity_has_room_for_the_given_matches(folder):
    people = "id,role\n" + "".join(f"m{n},mentee\n" for n in range(5)) + "Cy,mentor\n"
    given = load(people, None, "mentee,mentor\n" + "".join(f"m{n},Cy\n" for n in range(5)))
    world = ms.MentoringModel(given=given, rng=1).world
    assert world.people.capacity[5] == world.people.matched[5] == 5


@pytest.mark.parametrize("setting", ["organisation", "network"])
def test_both_engines_agree_on_given_people(folder, setting):
    given = load(ROSTER.replace("openness", "dependence"), TIES, MATCHES, directed=True)
    lively = {"arrivals.mentees": 0.2, "arrivals.mentors": 0.2, "people.domains": 3}
    parameters = resolve({"setting": setting, "given": given} | lively)
    assert agreement.first_difference(parameters, 30) is None


# --- contradictions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"people.mentees": 5}, "people.mentees: found 5, expected 2"),
        ({"people.mentors": 1}, "people.mentors: found 1, expected 2"),
        ({"structure.units": 1}, "structure.units: found 1, expected at least 2"),
        ({"people.domains": 1}, "people.domains: found 1, expected 2"),
        ({"modes.network": False}, "modes.network: found false, expected true"),
    ],
)
def test_parameters_that_contradict_the_roster_are_refused(folder, overrides, message):
    text = "id,role,unit,goals_1,goals_2\nAnn,mentee,A,1,2\nBob,mentee,B,,\nCy,mentor,A,,\nDee,mentor,B,,\n"
    given = load(text, "source,target\nAnn,Bob\n")
    with pytest.raises(BadInput, match=message):
        ms.MentoringModel(given=given, rng=1, **overrides)
    assert resolve({"given": given}).structure.units == 2


EXPERIMENT = """
[experiment]
name = "real"
replications = 2
weeks = 6
[people]
roster = "roster.csv"
ties = "ties.csv"
directed = true
matches = "matches.csv"
[design.factors]
setting = ["organisation", "network"]
[analysis]
tables = ["outcomes", "people", "matches"]
"""


def test_faults_of_a_roster_are_told_with_the_line_of_the_config_that_names_it(folder):
    load(ROSTER, TIES, MATCHES, directed=True)
    Path("real.toml").write_text(EXPERIMENT)
    Path("roster.csv").write_text(ROSTER.replace("0.8", "8"))
    with pytest.raises(BadInput, match=r"real.toml:7: people: .*roster.csv:2: openness: found '8'"):
        config.load("real.toml")
    Path("real.toml").write_text(EXPERIMENT.replace('"roster.csv"', '"rostr.csv"'))
    with pytest.raises(BadInput, match=r"real.toml:7.*found no file 'rostr.csv'.*did you mean 'roster.csv'"):
        config.load("real.toml")
    Path("quizzed.toml").write_text("")  # an experiment is never meant where a roster is missing
    Path("real.toml").write_text(EXPERIMENT.replace('"roster.csv"', '"quizzed.csv"'))
    with pytest.raises(BadInput, match=r"found no file 'quizzed.csv' in .*\w$"):
        config.load("real.toml")
    Path("real.toml").write_text(EXPERIMENT.replace('roster = "roster.csv"', ""))
    with pytest.raises(BadInput, match=r"people.ties: found without a roster"):
        config.load("real.toml")
    Path("real.toml").write_text(EXPERIMENT + "[parameters]\npeople.mentors = 7\n")
    Path("roster.csv").write_text(ROSTER)
    with pytest.raises(BadInput, match=r"real.toml:16: people.mentors: found 7, expected 2"):
        config.load("real.toml")


def test_files_are_named_beside_a_config_too_and_no_arm_may_have_other_people(folder):
    load(ROSTER, TIES, MATCHES, directed=True)
    Path("real.toml").write_text(EXPERIMENT)
    Path("three.csv").write_text(ROSTER + "Eve,mentee,,\n")
    changed = config.load("real.toml").changed(["people.roster=three.csv", "people.matches="])
    given = changed.overrides["given"]
    assert (given.mentees, given.matches) == (3, None)
    with pytest.raises(BadInput, match=r"--set people.roster: .*found no file 'four.csv'"):
        config.load("real.toml").changed(["people.roster=four.csv"])
    Path("real.toml").write_text(EXPERIMENT.replace("setting = [", '"people.mentees" = [2, 3]\nsetting = ['))
    with pytest.raises(BadInput, match=r"real.toml:12: .*people.mentees: found 3, expected 2, as in the roster"):
        config.load("real.toml")


# --- identity, and folders that stand alone --------------------------------------------------------------------------


def test_a_run_is_known_by_what_the_files_say_not_by_how_or_where(folder):
    def run_of(roster, ties=None, matches=None):
        return identity.run_id(resolve({"given": load(roster, ties, matches, directed=True)}), 10, 1, 0)

    same = ROSTER.replace("0.8", "0.80").replace("\n", "\r\n")
    turned = TIES.replace("Ann,Bob,2\nBob,Ann,1", "Bob,Ann,10\nAnn,Bob,20").replace("Cy,4", "Cy,40")
    assert run_of(ROSTER, TIES, MATCHES) == run_of(same, turned, MATCHES)
    others = [
        run_of(ROSTER.replace("0.8", "0.81"), TIES, MATCHES),
        run_of(ROSTER, TIES.replace("4", "5"), MATCHES),
        run_of(ROSTER, TIES, MATCHES.replace("12", "13")),
        run_of(ROSTER, TIES),
        run_of(ROSTER),
    ]
    assert len({run_of(ROSTER, TIES, MATCHES), *others}) == 6


@pytest.mark.slow
def test_a_results_folder_can_be_done_again_without_the_files(folder):
    from mentorsim.experiment import reproduce

    load(ROSTER, TIES, MATCHES, directed=True)
    Path("real.toml").write_text(EXPERIMENT)
    results = ms.sweep("real.toml", workers=1, out="results")
    for name in ("roster", "ties", "matches"):
        Path(f"{name}.csv").unlink()
    shown = json.loads(Path("results/resolved.json").read_text())["people"]
    assert shown["given"] == ["role"]
    assert shown["partly"] == {"openness": 2, "capacity": 2}
    assert "literacy" in shown["drawn"]
    report = reproduce.reproduce(ms.open("results"))
    assert report.identical
    assert report.compared == 4
    assert results.people["id"].dropna().unique().tolist() == ["Ann", "Bob", "Cy", "Dee"]
    people = results.people[["setting", "replication", "id", "literacy_start"]]
    in_one, in_other = (
        people[people["setting"] == name]["literacy_start"].tolist() for name in ("organisation", "network")
    )
    assert in_one == in_other
    kept = next(Path("results/given").glob("*/roster.csv"))
    kept.write_text(kept.read_text().replace("0.8", "0.7"))
    with pytest.raises(BadInput, match="they were changed"):
        reproduce.jobs_of(ms.open("results"))


@pytest.mark.parametrize("name", ["Ann  Lee", "Zoe\u0308", "NA", "a\u200bb", "1,234"])
def test_a_folder_of_an_older_version_has_its_people_as_they_were_written(folder, name):
    given = Given((name, "Cy"), 1, {"hours": np.array([1.234, 0.5])})
    place = folder / given.digest
    place.mkdir()
    for file, text in roster.files_of(given).items():
        (place / file).write_text(text)
    assert roster.loaded(place) == given


# --- a network of advice ---------------------------------------------------------------------------------------------


def advice(people=71, arcs=900):
    """(roster, ties) of people who ask each other, weighted and one way, mostly within their units."""
    draw = np.random.default_rng(71)
    unit = draw.integers(0, 5, people)
    lines = [f"p{n},{'mentor' if n % 3 == 0 else 'mentee'},unit {unit[n]}" for n in range(people)]
    found: dict = {}
    while len(found) < arcs:
        one, two = draw.integers(0, people, 2)
        if one != two and (unit[one] == unit[two] or draw.random() < 0.3):
            found[int(one), int(two)] = int(draw.integers(1, 6))
    ties = [f"p{one},p{two},{weight}" for (one, two), weight in found.items()]
    return "\n".join(["id,role,unit", *lines]), "\n".join(["source,target,weight", *ties])


@pytest.mark.parametrize("setting", sorted(presets()))
def test_71_people_and_900_arcs_run_in_every_setting(folder, setting):
    texts = advice()
    load(*texts, directed=True)
    people = 'roster = "roster.csv"\nties = "ties.csv"\ndirected = true\n'
    Path("advice.toml").write_text(f"[experiment]\nweeks = 8\n[people]\n{people}")
    result = ms.run("advice.toml", seed=1, setting=setting)
    given = result.world.parameters.given
    assert (given.mentees, given.mentors) == (47, 24)
    assert int((given.ties["there"] > 0).sum() + (given.ties["back"] > 0).sum()) == 900
    assert result.people["kind"].isin(["initial_mentee", "initial_mentor"]).sum() == 71
    start = ms.MentoringModel(setting=setting, given=given, rng=1).world.ties.edges()
    assert len(start[0]) == len(given.ties["one"])


@pytest.mark.parametrize("name", ["six-people", "karate-club"])
def test_the_shipped_examples_are_in_order(name):
    given = config.load(name).overrides["given"]
    assert (given.mentees, given.mentors, len(given.ties["one"])) == {
        "six-people": (4, 2, 7),
        "karate-club": (24, 10, 78),
    }[name]
