"""A condition that ends a run early: when it does, what is left of the run, and what its indicators make of that."""

import math
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mesa.batchrunner import batch_run
from shell import call, good
from sweeps import SMALL, TINY, id_of, swept

import mentorsim as ms
from mentorsim import catalogue
from mentorsim.analysis.courses import durations, survival_curves
from mentorsim.analysis.stops import stops_sentence, with_lengths
from mentorsim.errors import BadInput
from mentorsim.experiment import config, identity, runs
from mentorsim.experiment.sweep import Plan
from mentorsim.indicators import Run, outcomes
from mentorsim.indicators.statistics import hedges_g
from mentorsim.settings import resolve
from mentorsim.stop import KNOWN, Stop, stop_of
from mentorsim.store import results as store

FADING = {"people.mentees": 20, "people.mentors": 4, "departures.mentor_exit": 0.03, "arrivals.on": False}
TEXT = SMALL.replace("weeks = 12", "weeks = 40\nstop = 'mentors <= 5'")
PLACES = ["mentors <= 3", "mentors == 0", "week >= 20", "active == 0 and week > 10", "ended_by_plan + left > 2",
          "not (mentees > 19)", "satisfaction > 0.5 or load / mentors > 9"]  # fmt: skip


def simulated(stop=None, weeks=40, seed=3, **more):
    """A run of a world in which mentors leave."""
    return runs.simulate(resolve(FADING | more), weeks, seed, stop=stop and stop_of(stop))


# --- what can be said ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "shown"), [
    ("mentor == 0", r"found 'mentor', expected a column .* \(did you mean 'mentors'\?\)"),
    ("people.mentors == 0", r"found 'people\.mentors', expected a column of `mentorsim list tables weekly`"),
    ("mentors", "found 'mentors', which is no condition"), ("mentors + 1", "which is no condition"),
    ("mentors == 'none'", "expected values of one kind"), ("mentors and active == 0", "found 'mentors', expected true"),
    ("mentors < true", "found 'true', expected a number"), ("true", "which is the same in every week"),
    ("1 == 2", "which is the same in every week"), ("week >= 0", "which holds in week 0 already"),
    ("not week > 3", "which holds in week 0 already"), ("mentors = 0", "expected a condition such as"),
    ("__import__('os')", "expected only names"), ("[mentors]", "expected only names"), ("mentors ==", "a condition"),
    ("-" * 500 + "mentors == 0", "nested deeper than"), ("(" * 300 + "mentors" + ")" * 300 + "== 0", "a condition"),
    ("mentors == 0" + " or mentors == 0" * 150, "found .* characters, expected at most"),
])  # fmt: skip
def test_what_is_no_condition_over_weekly_columns_is_refused_with_its_place(text, shown):
    with pytest.raises(BadInput, match=shown):
        stop_of(text)
    with pytest.raises(BadInput, match=f"^case.toml:2: experiment.stop: .*{shown}"):
        config.read(f'[experiment]\nstop = "{text}"', "case.toml")
    with pytest.raises(BadInput, match=f"^stop: .*{shown}"):
        ms.MentoringModel(TINY, stop=text)
    assert call("run", "--set", f"experiment.stop={text}").exit_code == 2


@pytest.mark.parametrize("wrong", [3, True, ["mentors == 0"], {}])
def test_what_is_no_text_is_refused(wrong):
    with pytest.raises(BadInput, match=r"^stop: found .*, expected"):
        ms.run(stop=wrong)
    with pytest.raises(BadInput, match=r"^stop: found .*, expected"):
        ms.MentoringModel(TINY, stop=wrong)


def test_every_weekly_column_can_be_named():
    table = {row["column"] for row in catalogue.columns() if row["table"] == "weekly"}
    assert set(KNOWN) == table
    assert stop_of(" and ".join(f"{name} >= 0" for name in KNOWN)).names == KNOWN


def test_the_schema_has_it():
    head = catalogue.schema()["properties"]["experiment"]["properties"]
    assert head["stop"]["type"] == "string"


# --- when it ends a run ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("condition", PLACES)
def test_the_run_ends_with_the_first_week_in_which_it_holds(condition):
    whole, cut = simulated(), simulated(condition)
    rows = whole.weekly.drop(columns=list(whole.ids))
    holds = [stop_of(condition).holds_at(row) for row in rows.to_dict("records")]
    weeks = holds.index(True) + 1 if True in holds else len(holds)
    mine = cut.weekly.drop(columns=list(cut.ids))
    pd.testing.assert_frame_equal(mine, rows[:weeks], check_exact=True)
    found = cut.outcomes.iloc[0]
    assert (found["weeks_run"], found["stopped"]) == (weeks, float(True in holds[:weeks]))
    assert whole.outcomes.iloc[0][["weeks_run", "stopped"]].to_list() == [40, 0]


def test_at_least_one_of_these_conditions_ends_it_and_one_does_not():
    lived = {condition: simulated(condition).world.week for condition in PLACES}
    assert min(lived.values()) < 40
    assert len(set(lived.values())) > 3


def test_what_is_undefined_holds_of_nothing():
    nobody = {"mentors": 0.0, "load": math.nan, "week": 3}
    for text in ("load > 0", "load < 9", "load == load", "load != 1", "1 / mentors > 0", "1 / mentors != 0"):
        assert not stop_of(text).holds_at(nobody)
    assert stop_of("mentors == 0 or 1 / mentors > 0").holds_at(nobody)


def test_a_condition_that_never_holds_changes_nothing_but_the_identity():
    whole, same = simulated(), simulated("mentees == -1")
    assert whole.ids["run_id"] != same.ids["run_id"]
    for name in ("weekly", "people", "matches", "outcomes"):
        one, other = (getattr(result, name).drop(columns="run_id") for result in (whole, same))
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_looking_takes_little_time():
    world, stop = (
        simulated("mentors == 0 and left / mentors < 1").world,
        stop_of("mentors == 0 or active / mentees < 0"),
    )
    begun = time.process_time()
    for _ in range(1000):
        stop.holds(world)
    assert time.process_time() - begun < 0.2  # a week takes some 0.4 ms


# --- identity --------------------------------------------------------------------------------------------------------


def test_without_a_condition_runs_are_those_they_were():
    """The identities in the reference results were made before there were conditions."""
    from mentorsim.compiled import PACKAGE

    folder = store.open_results(PACKAGE.parent / "results" / "reference" / "quickstart")
    planned = {job.run_id for job in Plan(config.load("quickstart")).jobs()}
    assert planned == set(folder.arrow("outcomes")["run_id"].to_pylist())
    assert "stop" not in Plan(config.load("quickstart")).resolved()


@pytest.mark.parametrize("other", ["mentors==0", " ( mentors ) == 0 ", "mentors == 0.0", "(mentors == 0)"])
def test_blanks_brackets_and_the_spelling_of_numbers_do_not_count(other):
    parameters = resolve(TINY)
    ids = {identity.run_id(parameters, 9, 1, 0, stop=stop_of(text)) for text in ("mentors == 0", other)}
    assert len(ids) == 1


def test_the_condition_counts():
    texts = ["mentors == 0", "mentors == 1", "mentors != 0", "active == 0", "mentors == 0 or active == 0"]
    ids = {identity.run_id(resolve(TINY), 20, 1, 0, stop=stop_of(text)) for text in texts} | {id_of(TINY)}
    assert len(ids) == len(texts) + 1


@given(st.sampled_from(["mentors", "active", "satisfaction"]), st.sampled_from(["==", "<", ">=", "!="]),
       st.integers(0, 9), st.sampled_from(["and", "or"]))  # fmt: skip
def test_one_spelling_means_the_same_condition(name, comparison, number, word):
    stop = stop_of(f"({name}{comparison}{number}.0) {word} (not (week<{number}))")
    again = stop_of(stop.canonical)
    assert again.canonical == stop.canonical
    for value in (0.0, 0.5, 3.0, math.nan):
        for week in (0, 20):
            point = {name: value, "week": week}
            assert again.holds_at(point) == stop.holds_at(point)


def test_given_by_any_way_it_is_the_same_run(tmp_path):
    file = tmp_path / "small.toml"
    file.write_text(TEXT, "utf-8")
    by_file = ms.run(file, seed=3)
    plain = tmp_path / "plain.toml"
    plain.write_text(TEXT.replace("stop = 'mentors <= 5'", ""), "utf-8")
    ids = {by_file.ids["run_id"], ms.run(plain, seed=3, stop="mentors <= 5").ids["run_id"],
           ms.run(plain, seed=3, set=["experiment.stop=mentors <= 5"]).ids["run_id"],
           ms.run(plain, seed=3, set=["stop = 'mentors<=5'"]).ids["run_id"]}  # fmt: skip
    assert len(ids) == 1
    assert ms.run(file, seed=3, stop="").ids["run_id"] == ms.run(plain, seed=3).ids["run_id"]


# --- the control world -----------------------------------------------------------------------------------------------


def masked(result, other, weeks, last, state="performance"):
    """Hedges g at a horizon from the tables of two worlds that went on, as of the week in which the first ended."""
    sides = []
    for people in (result.people, other):
        people = pd.DataFrame(people)
        chosen = people["kind"].isin(["initial_mentee", "arrival"]) & (people["arrived_week"] + weeks <= last)
        sides.append(people.loc[chosen, f"{state}_{weeks}"].to_numpy(float))
    return hedges_g(*sides)


def test_the_control_world_ends_by_its_own_condition_and_horizons_that_either_misses_are_missing():
    """Nobody is matched in the control world, so it ends first."""
    flat, stop = TINY | {"arrivals.mentees": 0.05, "withdrawal.policy": "never"}, "active == 0 and week >= 30"
    result = runs.simulate(resolve(flat), 60, 4, stop=stop_of(stop))
    whole = runs.simulate(resolve(flat), 60, 4)
    control = runs.control_world(resolve(flat), 60, 4, 0, stop=stop_of(stop))
    assert (result.world.week, control.weeks) == (60, 31)
    found = result.outcomes.iloc[0]
    people = runs.control_world(resolve(flat), 60, 4, 0).people
    assert found["g_unassisted_26"] == masked(whole, people, 26, 31) != whole.outcomes.iloc[0]["g_unassisted_26"]
    assert found["g_satisfaction_26"] == masked(whole, people, 26, 31, "satisfaction")
    assert not math.isnan(whole.outcomes.iloc[0]["g_unassisted"])
    for name in ("g_unassisted", "g_unassisted_52", "g_satisfaction", "gain_caused_per_hour", "r_mentoring_caused"):
        assert math.isnan(found[name]), name


def test_a_run_that_ends_first_is_compared_as_of_its_end():
    result, whole = simulated("week == 29", weeks=60), simulated(weeks=60)
    control = runs.control_world(whole.world.parameters, 60, 3, 0)
    found = result.outcomes.iloc[0]
    assert found["g_unassisted_26"] == masked(whole, control.people, 26, 30)
    assert math.isnan(found["g_unassisted_52"])
    assert math.isnan(found["delivered"])


def test_worlds_that_end_together_are_compared_as_ever():
    stopped, short = simulated("week == 29", weeks=60), simulated(weeks=30)
    one, other = stopped.outcomes.iloc[0], short.outcomes.iloc[0]
    different = set(one.compare(other).index)
    assert different <= {"run_id", "stopped", "weeks_to_independence", "mentor_stay"}
    assert one["g_unassisted_26"] == other["g_unassisted_26"]


# --- what indicators make of it --------------------------------------------------------------------------------------


def cut_run(result, weeks, **more):
    """What indicators see of a run that was stopped, with another plan beside it."""
    whole = result.run
    return Run(
        whole.people,
        whole.matches,
        whole.weekly,
        whole.weeks,
        whole.term,
        whole.date,
        planned=weeks,
        stopped=True,
        **more,
    )


def test_means_over_the_planned_weeks_are_missing_unless_nobody_is_left_to_follow():
    gone = simulated("mentors == 0", weeks=200)
    assert gone.world.week < 200
    found = gone.outcomes.iloc[0]
    assert found["extinct"] == 1.0
    ended = gone.people[["left_week", "gave_up_mentoring_week"]].min(axis=1)
    assert found["mentor_stay"] == pytest.approx((ended - gone.people["mentor_week"] + 1).dropna().mean())  # of all
    early = simulated("week == 10", weeks=200).outcomes.iloc[0]
    assert math.isnan(early["mentor_stay"])
    assert math.isnan(early["weeks_to_independence"])


def test_survival_is_censored_at_the_stop():
    cut = runs.simulate(resolve(TINY), 200, 3, stop=stop_of("week == 19"))
    short = runs.simulate(resolve(TINY), 20, 3)
    for name in ("survival_13", "survival_26", "incidence_52_plan", "premature_share"):
        one, other = cut.outcomes.iloc[0][name], short.outcomes.iloc[0][name]
        assert one == other or (math.isnan(one) and math.isnan(other))
    assert not math.isnan(cut.outcomes.iloc[0]["survival_13"])
    assert math.isnan(cut.outcomes.iloc[0]["survival_26"])


def test_a_shock_that_a_run_did_not_live_to_see_is_missing_and_no_zero():
    shock = ({"kind": "mentor_exit", "week": 30, "share": 0.5},)
    before = runs.simulate(resolve(TINY), 60, 1, shocks=shock, stop=stop_of("week == 20")).outcomes.iloc[0]
    after = runs.simulate(resolve(TINY), 60, 1, shocks=shock, stop=stop_of("week == 31")).outcomes.iloc[0]
    whole = runs.simulate(resolve(TINY), 60, 1, shocks=shock).outcomes.iloc[0]
    for name in ("shock_area_lost", "shock_weeks_to_95"):
        assert math.isnan(before[name])
        assert not math.isnan(whole[name])
    assert math.isnan(after["shock_area_lost"])


def test_weeks_back_to_95_percent_count_if_they_were_seen_before_the_stop():
    active = np.r_[np.full(20, 10.0), [5.0, 5.0, 10.0, 10.0]]
    weekly = {"active": active, "week": np.arange(24)}
    seen = Run({}, {}, weekly, 24, shock_week=20, planned=99, stopped=True)
    cut = Run({}, {}, {"active": active[:22]}, 22, shock_week=20, planned=99, stopped=True)
    steady = Run({}, {}, {"active": np.full(24, 10.0)}, 24, shock_week=20, planned=99, stopped=True)
    from mentorsim.indicators.resilience import shock_weeks_to_95

    assert shock_weeks_to_95(seen) == 2
    assert math.isnan(shock_weeks_to_95(cut))
    assert math.isnan(shock_weeks_to_95(steady))


def test_graduates_of_a_control_world_that_went_on_do_not_count_later():
    """R_M that mentoring causes, as of the end of the run, against a control world that went on."""
    flat = TINY | {
        "start.skill_mentee.mean": 0.5,
        "stages.independent_m": 0.3,
        "stages.independent_y": 0.4,
        "stages.volunteer": 0.03,
    }
    whole = runs.simulate(resolve(flat), 80, 2)
    cut = runs.simulate(resolve(flat), 80, 2, stop=stop_of("week == 39"))
    short = runs.simulate(resolve(flat), 40, 2)
    graduated = runs.control_world(resolve(flat), 80, 2, 0).people["mentor_week"]
    assert (graduated >= 40).any()
    longer = cut_run(cut, 80, control=runs.control_world(resolve(flat), 80, 2, 0).people, control_weeks=80)
    found, expected = outcomes(longer)["r_mentoring_caused"], short.outcomes.iloc[0]["r_mentoring_caused"]
    assert found == expected or (math.isnan(found) and math.isnan(expected))
    assert not math.isnan(whole.outcomes.iloc[0]["r_mentoring_caused"])


def test_no_indicator_of_a_run_stopped_in_week_0_raises():
    result = simulated("mentees > 0")
    assert result.world.week == 1
    assert result.outcomes.iloc[0]["weeks_run"] == 1


# --- sweeps and their folders ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A sweep whose runs are stopped, some of them."""
    return swept(TEXT, tmp_path_factory.mktemp("stopped") / "results")


def test_rows_end_with_the_run(folder):
    lived = folder.outcomes.set_index("run_id")["weeks_run"]
    rows = folder.weekly.groupby("run_id").size()
    assert (rows == lived[rows.index]).all()
    last = folder.weekly.groupby("run_id").last()
    stopped = folder.outcomes.set_index("run_id")["stopped"] == 1.0
    assert stopped.any()
    assert (last.loc[stopped, "mentors"] <= 5).all()
    assert (lived[~stopped] == 40).all()


@pytest.mark.slow
def test_it_is_stored_and_told(folder):
    assert folder.resolved["stop"] == "mentors <= 5"
    said = stops_sentence(folder)
    assert said.startswith(f"{int(folder.outcomes['stopped'].sum())} of 8 runs were stopped, after ")
    assert "stop     " in good("status", folder.path)
    good("report", folder.path)
    page = (folder.path / "report.html").read_text("utf-8")
    assert "runs were stopped, after" in page
    assert "Means of later weeks are over the runs that still went on" in page
    assert '"stop": "mentors <= 5"' in good("status", folder.path, "--json")


@pytest.mark.slow
def test_reproduce_and_replay_stop_as_well(folder):
    assert "8 runs done again, and the same" in good("reproduce", folder.path, "--workers", "1")
    run = folder.outcomes.loc[folder.outcomes["stopped"] == 1.0, "run_id"].iloc[0]
    result = call("replay", folder.path, run)
    assert "The outcomes are those of the sweep, to the last bit" in result.stderr
    assert "of 40 planned: stopped, since mentors <= 5" in result.stdout


def test_another_condition_is_another_experiment(folder):
    for text in (TEXT.replace("<= 5", "<= 4"), TEXT.replace("stop = 'mentors <= 5'", "")):
        with pytest.raises(BadInput, match="holds another experiment: stop: found 'mentors <= 5'"):
            swept(text, folder.path)


def test_curves_of_matches_are_censored_at_each_run_s_end(folder):
    rows = with_lengths(folder, folder.matches)
    lived = folder.outcomes.set_index("run_id")["weeks_run"]
    running = rows["end_week"].isna().to_numpy()
    expected = lived[rows["run_id"]].to_numpy() - rows["start_week"].to_numpy()
    assert (durations(rows, 40)[running] == expected[running]).all()
    assert running.any()
    assert len(survival_curves(rows, 40)) > 0


def test_check_tells_it_and_warns_where_it_holds_at_once(tmp_path):
    file = tmp_path / "small.toml"
    file.write_text(TEXT, "utf-8")
    assert "a run ends before with the first week in which mentors <= 5" in " ".join(good("check", file).split())
    result = call("check", file, "--set", "experiment.stop=mentees > 0")
    assert (result.exit_code, "holds in week 0 already in 4 of 4 arms tried" in result.stderr) == (0, True)
    shown = good("run", file, "--set", "stop=mentees > 0")
    assert "1 week of 40 planned: stopped, since mentees > 0" in shown
    assert "to the last: mentees < 0 never held" in good("run", file, "--set", "stop=mentees < 0")


# --- the Mesa model --------------------------------------------------------------------------------------------------


def test_the_model_is_no_longer_running_once_it_holds():
    model = ms.MentoringModel(TINY, rng=1, stop="week >= 4")
    while model.running:
        model.step()
    assert model.week == 5
    rows = batch_run(
        ms.MentoringModel,
        {"mentees": 20, "mentors": 8, "stop": "week >= 2"},
        rng=[1],
        max_steps=9,
        display_progress=False,
    )
    assert rows[-1]["Step"] == 3
    endless = ms.MentoringModel(TINY, rng=1)
    for _ in range(8):
        endless.step()
    assert endless.running
    assert isinstance(ms.MentoringModel(TINY, stop=Stop("mentors == 0", ("mentors",)))._stop, Stop)


# --- one world beside its twin ---------------------------------------------------------------------------------------


def test_the_ends_of_worlds_that_ended_apart_are_not_compared():
    """What is missing is no difference; worlds that end together are compared as ever."""
    flat, stop = TINY | {"arrivals.mentees": 0.05, "withdrawal.policy": "never"}, "active == 0 and week >= 30"
    apart = runs.simulate(resolve(flat), 60, 4, stop=stop_of(stop))
    assert (apart.run.weeks, apart.control.weeks) == (60, 31)
    assert apart.effects.empty
    assert list(apart.effects.columns) == list(simulated(weeks=20).effects.columns)
    assert "60 weeks, and the same people without mentoring for 31: their ends are not compared" in " ".join(
        repr(apart).split()
    )
    together = runs.simulate(resolve(flat), 60, 4, stop=stop_of("week == 29")).effects
    assert {"satisfaction", "unassisted_gain"} <= set(together["outcome"])
    assert "weeks_to_independence" not in set(together["outcome"])  # over 60 weeks, of which half were lived


def test_a_summary_says_so_too(tmp_path):
    file = tmp_path / "small.toml"
    file.write_text(TEXT.replace("mentors <= 5", "active == 0 and week >= 20"), "utf-8")
    shown = " ".join(good("run", file, "--seed", "4").split())
    assert "without mentoring for 21: their ends are not compared" in shown
