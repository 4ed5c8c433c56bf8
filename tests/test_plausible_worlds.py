"""Plausible worlds of an experiment: how they are asked for, read and chosen, what they set, what is kept of them."""

import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from shell import call, good
from sweeps import TINY

import mentorsim as ms
from mentorsim.errors import BadInput
from mentorsim.experiment import config, crossing, identity, worlds
from mentorsim.experiment.design import arms, base_arm, in_one_world
from mentorsim.experiment.notes import about_worlds
from mentorsim.experiment.sweep import Plan, in_worlds
from mentorsim.parameters import flatten

HEAD = "set,central,weight,implausibility,learning.rate,departures.leaving,start.capacity_low,mooc: departures.spread\n"
ROWS = (
    "0,1,0.5,0.3,0.08,0.001,1,1.4\n",
    "3,0,0.25,1.2,0.06,0.002,2,1.1\n",
    "7,0,0.125,1.0,0.09,0.0006,1,2.0\n",
    "8,0,0.125,2.0,0.07,0.0016,1,1.9\n",
)
PLAN = """
[calibration.by_setting.mooc]
"departures.leaving" = "an open course is left as easily as it is joined"
"departures.spread" = { range = [1.0, 2.0], reason = "most enrol without much commitment" }
"""
EXPERIMENT = """
[experiment]
name = "open"
replications = 2
weeks = 12
worlds = "ensemble.csv:3"
[parameters]
people.mentees = 20
people.mentors = 8
[design.factors]
setting = ["organisation", "mooc"]
"withdrawal.policy" = ["never", "linear"]
[analysis]
outcomes = ["satisfaction"]
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with an ensemble, its calibration and an experiment in its worlds."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ensemble.csv").write_text(HEAD + "".join(ROWS))
    (tmp_path / "plan.toml").write_text(PLAN)
    (tmp_path / "open.toml").write_text(EXPERIMENT)
    return tmp_path


def values(arm) -> tuple:
    """What an arm has of the parameters that the ensemble has."""
    flat = flatten(arm.parameters)
    names = ("learning.rate", "departures.leaving", "start.capacity_low", "departures.spread")
    return tuple(flat[name] for name in names)


# --- asking for them -------------------------------------------------------------------------------------------------


def test_the_shipped_ensemble_is_known_by_its_name():
    found = worlds.load("plausible")
    assert len(found) == found.of > 1
    assert sum(one.weight for one in found.worlds) == pytest.approx(1.0)
    assert [one.number for one in worlds.load("plausible:3").worlds] == [
        one.number for one in worlds.load("plausible:5").worlds[:3]
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("plausble", "found 'plausble', expected plausible or the path of a file"),
        ("plausble:3", "did you mean 'plausible'?"),
        ("plausible:0", "expected a number from 1 to"),
        ("plausible:100000", "expected a number from 1 to"),
        ("plausible:-1", "expected a whole number of worlds after the colon"),
        ("plausible:2.5", "expected a whole number of worlds after the colon"),
        ("plausible:", "expected a whole number of worlds after the colon"),
        ("ensembl.csv", "did you mean 'ensemble.csv'?"),
        ("open.toml", "open.toml: found the columns nothing, expected set, weight and one for each parameter"),
    ],
)
def test_what_cannot_be_asked_for_is_told(here, asked, expected):
    with pytest.raises(BadInput) as error:
        worlds.load(asked)
    assert expected in str(error.value)
    (here / "open.toml").write_text(EXPERIMENT.replace("ensemble.csv:3", asked))
    with pytest.raises(BadInput, match=r"open.toml:6: experiment.worlds: ") as error:
        config.load(here / "open.toml")
    assert expected in str(error.value)
    result = call("sweep", "quickstart", "--worlds", asked)
    assert (result.exit_code, "error: --worlds" in result.stderr or "worlds: " in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD, "e.csv: found no set, expected at least one"),
        (HEAD + "0,1,0.5\n", "e.csv:2: found 3 values, expected 8, as many as there are columns"),
        (HEAD.replace("learning.rate", "learning.rat") + ROWS[0], "e.csv:1: learning.rat: unknown parameter (did you"),
        (HEAD.replace("learning.rate", "start.ceiling_sd") + ROWS[0], "people differ by start.aptitude_sd"),
        (HEAD.replace("mooc:", "moc:") + ROWS[0], "found the setting 'moc', expected one of"),
        (HEAD.replace("learning.rate", "matching.policy") + ROWS[0], "found a choice, expected the path of a number"),
        (HEAD + ROWS[0].replace("0.08", "x"), "e.csv:2: learning.rate: found 'x', expected a number from 0"),
        (HEAD + ROWS[0].replace("0.08", "-1"), "e.csv:2: learning.rate: found '-1', expected a number from 0"),
        (HEAD + ROWS[0].replace("0.08", "nan"), "found 'nan', expected a number"),
        (HEAD + ROWS[0].replace("0.001,1,", "0.001,1.5,"), "found '1.5', expected a whole number from"),
        (HEAD + ROWS[0].replace("0.5", "0"), "e.csv:2: weight: found '0', expected a number above 0"),
        (HEAD + ROWS[0] + ROWS[0], "e.csv:3: set: found 0 again, which is that of line 2"),
        (HEAD.replace("departures.leaving", "learning.rate") + ROWS[0], "found the column 'learning.rate' twice"),
        ("", "e.csv: found the columns nothing, expected set, weight"),
    ],
)
def test_a_file_that_is_no_ensemble_is_refused_with_place(here, text, expected):
    (here / "e.csv").write_text(text)
    with pytest.raises(BadInput) as error:
        worlds.load("e.csv")
    assert expected in str(error.value)


def test_bytes_that_are_no_text_are_refused(here):
    (here / "e.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match=r"e\.csv"):
        worlds.load("e.csv")


def test_worlds_beside_a_rule_for_replications_are_refused(here):
    rule = 'until = { outcome = "satisfaction", half_width = 0.1, max = 20 }\nworlds'
    with pytest.raises(BadInput, match=r"experiment\.worlds: found beside experiment\.until"):
        config.read(EXPERIMENT.replace("worlds", rule), "open.toml")


def test_they_are_looked_for_beside_the_file_and_can_be_taken_away(here, monkeypatch):
    (here / "deeper").mkdir()
    monkeypatch.chdir(here / "deeper")
    found = config.load("../open.toml")
    assert (len(found.worlds), found.worlds.source) == (3, "ensemble.csv:3")
    assert found.changed(["worlds="]).worlds is None
    assert len(found.changed(worlds="../ensemble.csv").worlds) == 4
    assert config.load("quickstart").worlds is None


def test_worlds_beside_a_file_without_any_go_into_a_folder_of_their_own(here):
    plain = config.load("open.toml").changed(["worlds="])
    assert in_worlds(plain, "plausible:2").name == "open-worlds"
    assert in_worlds(plain, here / "ensemble.csv").name == "open-worlds"
    assert in_worlds(plain, None).name == "open"
    assert in_worlds(config.load("open.toml"), "plausible:2").name == "open"
    assert in_worlds(config.load("open.toml"), "").worlds is None


# --- what they set ---------------------------------------------------------------------------------------------------


def test_a_world_stands_above_the_setting_and_below_the_experiment(here):
    """0.002 and 0.0006 are those of sets in the ensemble; in a MOOC leaving stays its own, since it was kept."""
    found = arms(config.load("open.toml"))
    by = {(arm.world, arm.label): values(arm) for arm in found}
    own = flatten(base_arm(config.read("", "").changed(setting="mooc")).parameters)
    spread = flatten(base_arm(config.read("", "")).parameters)["departures.spread"]
    third = in_one_world(found)[0].world
    assert third == found[0].world == 0
    assert by[3, "setting=organisation withdrawal.policy=never"] == (0.06, 0.002, 2, spread)
    assert by[3, "setting=mooc withdrawal.policy=never"] == (0.06, own["departures.leaving"], 2, 1.1)
    for place, change in ((0, "learning.rate=0.05"), (3, "departures.spread=1.7")):
        said = arms(config.load("open.toml").changed([change]))
        assert {values(arm)[place] for arm in said} == {float(change.partition("=")[2])}
        assert {values(arm)[2] for arm in said} == {1, 2}


def test_without_its_calibration_an_ensemble_sets_all_that_it_has(here):
    (here / "plan.toml").unlink()
    found = [arm for arm in arms(config.load("open.toml")) if arm.varied["setting"] == "mooc"]
    assert {values(arm)[1] for arm in found} == {0.001, 0.002, 0.0006}


def test_an_experiment_called_as_the_ensemble_is_no_calibration(here):
    (here / "ensemble.toml").write_text(EXPERIMENT)
    assert worlds.load("ensemble.csv").kept == {"mooc": {"departures.leaving"}}


def test_a_factor_of_the_design_is_not_set(here):
    text = EXPERIMENT.replace('setting = ["organisation", "mooc"]', '"learning.rate" = [0.05, 0.1]')
    found = config.read(text, "open.toml")
    assert {values(arm)[0] for arm in arms(found)} == {0.05, 0.1}
    assert [line.partition(": found")[0] for line in about_worlds(found)] == ["open.toml:11: learning.rate"]
    assert "the experiment's value counts" in good("check", "open.toml", "--set", "learning.rate=0.07")


def test_every_arm_is_crossed_with_every_world_and_a_control_world_is_of_its_world(here):
    plan = Plan(config.load("open.toml"))
    assert len(plan) == 4 * 3 * 2
    assert [arm.label for arm in plan.arms[:4]] == [arm.label for arm in plan.arms[4:8]]
    assert len({arm.world for arm in plan.arms}) == 3
    assert len(set(plan.controls)) == 2 * 3  # of settings and worlds, whatever the withdrawal
    jobs = list(plan.jobs())
    assert len({job.run_id for job in jobs}) == len(jobs) == 24
    chunks = [{job.control for job in jobs} for jobs in plan.chunks(())]
    assert all(len(controls) == 1 for controls in chunks)


def test_shards_are_the_whole_and_no_more(here):
    plan, parts = Plan(config.load("open.toml")), []
    for number in (1, 2, 3):
        parts += [job.run_id for job in Plan(plan.experiment, type(plan.shard)(number, 3)).jobs()]
    assert sorted(parts) == sorted(job.run_id for job in plan.jobs())


def test_what_no_world_changes_is_refused(here):
    (here / "one.csv").write_text("set,weight,mooc: departures.spread\n0,1,1.5\n1,1,1.6\n")
    with pytest.raises(BadInput, match=r"found setting=organisation .*, world 1, the same as in world 0"):
        Plan(config.load("open.toml").changed(worlds="one.csv"))


def test_a_world_that_cannot_be_is_told_with_its_number(here):
    text = HEAD + ROWS[0] + ROWS[1].replace("0.002,2,", "0.002,9,")
    (here / "bad.csv").write_text(text)
    with pytest.raises(BadInput, match=r"experiment.worlds: world 3: start.capacity"):
        Plan(config.load("open.toml").changed(worlds="bad.csv"))


def test_too_many_arms_and_worlds_are_refused(here):
    rows = "".join(f"{n},1,{0.05 + n * 1e-5:.5f}\n" for n in range(3000))
    (here / "many.csv").write_text(f"set,weight,learning.rate\n{rows}")
    with pytest.raises(BadInput, match="found 4 arms in 3,000 worlds, expected at most 10,000"):
        Plan(config.load("open.toml").changed(worlds="many.csv"))


# --- some of them ----------------------------------------------------------------------------------------------------


def ensemble(count: int, seed: int = 1) -> list:
    """Sets at random places with random weights."""
    luck = np.random.default_rng(seed)
    sets = [
        worlds.PlausibleWorld(n, float(luck.uniform(0.1, 1.0)), {"a": float(luck.normal()), "b": float(luck.normal())})
        for n in range(count)
    ]
    return worlds.weighted(sets)


def test_fewer_sets_are_among_more():
    sets = ensemble(30)
    orders = [[one.number for one in worlds.spread(sets, count)] for count in range(1, 30)]
    assert all(longer[: len(shorter)] == shorter for shorter, longer in pairwise(orders))
    assert worlds.spread(sets, 30) == tuple(sets)


def test_some_sets_have_all_of_the_weight_and_stand_far_apart():
    sets = ensemble(40)
    chosen = worlds.spread(sets, 8)
    assert sum(one.weight for one in chosen) == pytest.approx(1.0)
    assert all(one.weight > sets[one.number].weight for one in chosen)

    def least(some) -> float:
        places = np.array([list(one.values.values()) for one in some])
        gaps = np.sqrt(((places[:, None] - places) ** 2).sum(axis=2))
        return gaps[np.triu_indices(len(places), 1)].min()

    luck = np.random.default_rng(3)
    others = [least([sets[k] for k in luck.permutation(40)[:8]]) for _ in range(200)]
    assert least(chosen) > np.quantile(others, 0.95)


def test_the_order_of_the_sets_in_the_file_does_not_count():
    sets = ensemble(25, seed=4)
    turned = sets[::-1]
    assert {one.number for one in worlds.spread(sets, 6)} == {one.number for one in worlds.spread(turned, 6)}


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_a_folder_has_what_its_worlds_are(here):
    resolved = Plan(config.load("open.toml")).resolved()
    kept = resolved["worlds"]
    assert [one["world"] for one in kept["sets"]] == [one["world"] for one in resolved["arms"][::4]]
    assert kept["sets"][0]["values"] == {
        "learning.rate": 0.08, "departures.leaving": 0.001, "start.capacity_low": 1, "mooc: departures.spread": 1.4,
    }  # fmt: skip
    assert kept["kept"] == {"mooc": ["departures.leaving"]}
    assert crossing.size_of(resolved) == (4, 3)
    assert crossing.size_of(Plan(config.read("", "")).resolved()) == (1, 0)
    assert "worlds" not in Plan(config.load("open.toml").changed(["worlds="])).resolved()


def test_check_tells_arms_worlds_and_runs(here):
    text = good("check", "open.toml")
    assert "3 of 4 plausible worlds of ensemble.csv, which differ in 4 parameters" in " ".join(text.split())
    assert "24: 2 replications of each arm in each world, and 12 control worlds" in " ".join(text.split())


@pytest.mark.slow
def test_a_sweep_in_plausible_worlds_from_end_to_end(here):
    """Two settings, three worlds, two replications: kept, gone on with, compared, done again without the file."""
    changes = ["withdrawal.policy=never"]
    results = ms.sweep("open.toml", workers=1, changes=changes, out="out", shard="1/2")
    assert results.left == 0
    assert 0 < len(results.outcomes) < 12
    result = call("sweep", "open.toml", "--set", changes[0], "--workers", 1, "--out", "out")
    assert result.exit_code == 0, result.output
    assert "2 arms × 3 worlds × 2 replications = 12 runs" in result.stderr
    assert "In short: mooc against organisation (3 plausible worlds × 2 replications)" in result.stdout
    found = ms.open("out")
    assert found.status() | {"errors": []} == {"planned": 12, "done": 12, "failed": 0, "missing": 0, "errors": []}
    table = found.outcomes
    assert table.groupby("world")["world_weight"].nunique().eq(1).all()
    assert table.drop_duplicates("world")["world_weight"].sum() == pytest.approx(1.0)
    assert {"world", "world_weight", "setting"} <= set(found.weekly.columns)
    one = found.table("weekly", where={"world": [3], "setting": "mooc"})
    assert set(one["world"]) == {3}
    assert one["run_id"].nunique() == 2
    for name in ("ensemble.csv", "plan.toml"):
        (here / name).rename(here / f"away-{name}")
    assert "12 runs done again, and the same" in call("reproduce", "out").output
    run = table["run_id"].iloc[5]
    assert "The outcomes are those of the sweep" in call("replay", "out", run).output
    for name in ("ensemble.csv", "plan.toml"):
        (here / f"away-{name}").rename(here / name)
    compared = ms.compare(found, "setting", "satisfaction")
    assert set(compared["worlds"]) == {3}
    assert compared["holds_in"].between(0, 1).all()
    shown = json.loads(good("compare", "out", "--factor", "setting", "--outcome", "satisfaction", "--json"))
    assert shown[0]["holds_in"] == compared["holds_in"].iloc[0]
    status = json.loads(good("status", "out", "--json"))
    assert [row["world"] for row in status["worlds"]["worlds"]] == table["world"].drop_duplicates().to_list()
    assert "3 worlds" in good("status", "out")
    assert "2 arms × 3 worlds × 2 replications" in repr(found)
    good("report", "out")
    assert "plausible worlds" in (here / "out" / "report.html").read_text()
    other = ms.sweep("open.toml", workers=1, changes=[*changes, "goals.policy=personal"], out="other")
    both = ms.compare(found, other, "satisfaction")
    assert set(both["worlds"]) == {3}
    assert both["pairs"].to_list() == [6, 6]


@pytest.mark.slow
def test_a_single_run_and_a_sensitivity_are_in_no_world(here):
    """`run` does the base arm; `sensitivity` varies the parameters itself."""
    small = ("--set", "weeks=4")
    assert call("run", "open.toml", *small, "--out", "one").exit_code == 0
    found = ms.open("one")
    assert "worlds" not in found.resolved
    assert "world" not in found.outcomes
    asked = ("--factor", "learning.rate", "--size", "2", "--workers", "1", "--out", "many")
    result = call("sensitivity", "open.toml", *small, "--method", "morris", *asked)
    assert result.exit_code == 0, result.output
    assert "worlds" not in ms.open("many").resolved


@pytest.mark.slow
def test_other_worlds_have_a_folder_of_their_own(here):
    text = EXPERIMENT.replace('setting = ["organisation", "mooc"]\n', "").replace("weeks = 12", "weeks = 4")
    ms.sweep(config.read(text, "open.toml"), workers=1, out="out")
    again = ms.sweep(config.read(text, "open.toml"), workers=1, out="out")
    assert len(again.outcomes) == 12
    for other in ("ensemble.csv:2", ""):
        with pytest.raises(BadInput, match="out: holds another experiment: worlds: found '3 plausible worlds"):
            ms.sweep(config.read(text.replace("ensemble.csv:3", other), "open.toml"), workers=1, out="out")


def test_runs_in_a_world_are_those_of_its_parameters(here):
    """A run's identity is its parameters': those of a world, wherever they come from."""
    plan = Plan(config.load("open.toml").changed(["withdrawal.policy=never", "setting=organisation"]))
    arm = next(arm for arm in plan.arms if arm.world == 3)
    said = {"learning.rate": 0.06, "departures.leaving": 0.002, "start.capacity_low": 2, "withdrawal.policy": "never"}
    alone = config.read("", "").changed([f"{path}={value}" for path, value in (said | TINY).items()])
    digests = [identity.world_digest(one, 12) for one in (arm.parameters, base_arm(alone).parameters)]
    assert digests[0] == digests[1]


def test_worlds_are_no_factor(here):
    table = pd.DataFrame({"replication": [0, 0], "arm": ["a", "a"], "world": [0, 3], "world_weight": [0.5, 0.5]})
    from mentorsim.analysis.outcomes import factors_of

    assert factors_of(table) == []
