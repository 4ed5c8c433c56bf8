"""One run from Python: base arm, control world, seed cohort, trace, shocks."""

import numpy as np
import pandas as pd
import pytest
from sweeps import TINY, id_of

import mentorsim
from mentorsim.errors import BadInput
from mentorsim.experiment import config, identity, runs
from mentorsim.settings import resolve
from mentorsim.submodels import record

TEXT_OF_SEEDS = """
[experiment]
replications = 1
weeks = 60
[parameters]
people.mentees = 10
people.mentors = 10
start.skill_mentee.mean = 0.5
stages.independent_m = 0.35
stages.volunteer = 0.1
departures.mentor_exit = 0.01
[analysis]
outcomes = {}
"""


def test_run_is_replication_0_of_the_sweep_with_that_seed(tmp_path):
    result = mentorsim.run(seed=1, weeks=12, mentees=20, mentors=8, matching="self")
    sets = ["weeks=12", "people.mentees=20", "people.mentors=8", "matching.policy=self"]
    tables = ["[analysis]", 'tables = ["weekly", "people", "matches"]']
    (tmp_path / "one.toml").write_text("\n".join(["[experiment]", "seed = 1", "replications = 2", *tables]))
    swept = mentorsim.sweep(tmp_path / "one.toml", workers=1, out=tmp_path / "out", changes=sets)
    for name in config.USUAL:
        table = getattr(swept, name)
        first = table[table["replication"] == 0].drop(columns=["arm", "status", "error", "code"], errors="ignore")
        pd.testing.assert_frame_equal(getattr(result, name), first, check_exact=True, check_dtype=False)


def test_run_of_a_design_is_its_base_arm(small_file):
    result = mentorsim.run(small_file, changes=["people.mentees=15"])
    shock = {"kind": "mentor_exit", "week": 6, "share": 0.3, "who": "random"}
    assert result.ids["run_id"] == id_of(TINY | {"people.mentees": 15}, 12, 3, 0, (shock,))
    assert (len(result.weekly), result.people["kind"].eq("initial_mentee").sum()) == (12, 15)
    shock = next(row for row in result.audit if row["branch"] == "scheduled shock acts")
    assert shock["count"] == 1


def test_run_is_the_mesa_model():
    from mentorsim import MentoringModel

    result = mentorsim.run(seed=1, weeks=8, mentees=20, mentors=8, setting="network")
    model = MentoringModel(rng=1, mentees=20, mentors=8, setting="network")
    for _ in range(8):
        model.step()
    assert model.world.weekly == result.world.weekly


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"mentes": 3}, "^mentes: unknown parameter"),
        ({"mentees": 0}, "^mentees: found 0, expected greater"),
        ({"weeks": -1}, "^weeks: found -1, expected a whole number from 1"),
        ({"seed": -1}, "^seed: found -1, expected a whole number from 0"),
        ({"set": ["x=1"]}, "^--set x: unknown parameter"),
    ],
)
def test_faults_in_arguments_of_run_name_the_argument(given, message):
    with pytest.raises(BadInput, match=message):
        mentorsim.run(**given)


def test_control_world_is_the_same_people_unmatched_and_remembered_only_for_a_while():
    parameters = resolve(TINY)
    result = runs.simulate(parameters, 12, 5)
    control = runs.control_world(parameters, 12, 5, 0).people
    assert control["matches"].sum() == 0 < result.people["matches"].sum()
    start = result.people["performance_start"][: len(control["person"])]
    assert np.array_equal(control["performance_start"], start[: len(control["performance_start"])])
    again = runs.control_world(parameters, 12, 5, 0).people
    assert again is control
    for seed in range(runs.REMEMBERED):
        runs.control_world(parameters, 2, seed, 0)
    anew = runs.control_world(parameters, 12, 5, 0).people
    assert anew is not control
    assert all(np.array_equal(anew[name], control[name], equal_nan=anew[name].dtype.kind == "f") for name in control)


def test_a_seed_cohort_is_run_only_where_it_is_asked_for(tmp_path, monkeypatch):
    """R0_M of a sweep, of one run, and of the same run without asking."""
    text = TEXT_OF_SEEDS.format('["r0_mentoring", "quality"]')
    (tmp_path / "asked.toml").write_text(text, "utf-8")
    kept = mentorsim.sweep(tmp_path / "asked.toml", workers=1, out=tmp_path / "asked").outcomes
    alone = mentorsim.run(tmp_path / "asked.toml").outcomes
    assert kept["r0_mentoring"][0] == alone["r0_mentoring"][0] > 0
    assert kept["r0_mentoring_low"][0] < kept["r0_mentoring"][0] < kept["r0_mentoring_high"][0]
    (tmp_path / "asked.toml").write_text(TEXT_OF_SEEDS.format('["quality"]'), "utf-8")
    monkeypatch.setattr(runs, "seed_counts", lambda *_: pytest.fail("nobody asked for a seed cohort"))
    bare = mentorsim.run(tmp_path / "asked.toml").outcomes
    assert np.isnan(bare["r0_mentoring"][0])
    assert bare["r_mentoring_high"].equals(alone["r_mentoring_high"])
    with pytest.raises(BadInput, match="asked: found"):
        mentorsim.sweep(tmp_path / "asked.toml", workers=1, out=tmp_path / "asked")


def test_demand_does_not_limit_a_seed_cohort():
    parameters = resolve(TINY | {"start.capacity_high": 5, "arrivals.mentors": 0.02, "setting": "network"})
    seeds = identity.seed_cohort_of(parameters)
    assert seeds.people.mentees == 4 * 5 * parameters.people.mentors > parameters.people.mentees
    assert seeds.arrivals.mentors == 0.0
    many = resolve({"people.mentees": 900, "people.mentors": 3})
    assert identity.seed_cohort_of(many).people.mentees == 900
    world = runs.simulate_world(seeds, 30, 1, 0)
    waiting = np.array(world.weekly)[:, list(record.WEEKLY).index("waiting")]
    assert waiting.min() > parameters.people.mentors


def test_an_unmatched_arm_has_no_effect():
    outcomes = mentorsim.run(seed=1, weeks=60, matching="none", mentees=20, mentors=8).outcomes
    assert outcomes["g_unassisted"][0] == 0.0


def test_trace_has_a_row_per_week_and_person_present():
    result = runs.simulate(resolve(TINY | {"departures.leaving": 0.05}), 12, 5, trace=True)
    rows = result.trace
    present = result.weekly["mentees"] + result.weekly["mentors"] + result.weekly["members"]
    assert rows.groupby("week").size().tolist() == present.tolist()
    last = rows[rows["week"] == 11].set_index("person")
    people = result.people.set_index("person").loc[last.index]
    assert np.array_equal(last["performance"], people["performance_end"])
    assert np.array_equal(last["skill"], people["skill_end"])
    assert (last["stage"] == people["stage"]).all()
    running = result.matches[result.matches["ended_by"].isna()].set_index("mentee")
    matched = last[last["quality"].notna()]
    assert sorted(matched.index) == sorted(running.index)
    assert np.array_equal(matched["quality"], running.loc[matched.index, "quality_end"])
    assert rows["quality"].isna().any()
    assert runs.simulate(resolve(TINY), 3, 5).trace is None


def test_shocks_are_completed_and_checked():
    bare = runs.simulate(resolve(TINY), 8, 1, shocks=({"kind": "mentor_exit", "week": 3},))
    full = runs.simulate(
        resolve(TINY), 8, 1, shocks=({"kind": "mentor_exit", "week": 3, "share": 0.3, "who": "random"},)
    )
    assert bare.ids == full.ids
    with pytest.raises(BadInput, match=r"shocks\[0\]\.week: found 8, expected a whole number from 0 to 7"):
        runs.simulate(resolve(TINY), 8, 1, shocks=({"kind": "mentor_exit", "week": 8},))


def test_shocks_are_given_to_one_run_beside_those_of_the_experiment(tmp_path):
    file = tmp_path / "struck.toml"
    plain = "[experiment]\nweeks = 8\n[parameters]\npeople.mentees = 20\npeople.mentors = 8\n"
    file.write_text(plain + '[[shocks]]\nkind = "mentor_exit"\nweek = 3\nshare = 0.5\n')
    one = {"kind": "outage", "week": 5}
    both = mentorsim.run(file, shocks=[one])
    also = tmp_path / "both.toml"
    also.write_text(file.read_text() + '\n[[shocks]]\nkind = "outage"\nweek = 5\n')
    assert both.ids["run_id"] == mentorsim.run(also).ids["run_id"] != mentorsim.run(file).ids["run_id"]
    pd.testing.assert_frame_equal(both.weekly, mentorsim.run(also).weekly)
    with pytest.raises(BadInput, match=r"shocks\[0\].kind: found 'mentor_exti', .*mentor_exit"):
        mentorsim.run("quickstart", shocks=[{"kind": "mentor_exti", "week": 2}])
