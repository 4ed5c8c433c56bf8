"""From an experiment to its runs: identity, arms, control worlds, processes, and sweeps that stop and go on."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentorsim
from mentorsim import store, warmup, week
from mentorsim.experiment import config, executor, identity, runs
from mentorsim.experiment.design import arms
from mentorsim.experiment.sweep import Plan
from mentorsim.parameters import BadInput
from mentorsim.settings import resolve
from mentorsim.submodels import record

SMALL = """
[experiment]
name = "small"
seed = 3
replications = 2
weeks = 12
[parameters]
people.mentees = 20
people.mentors = 8
[[shocks]]
kind = "mentor_exit"
week = 6
[design.factors]
setting = ["organisation", "network"]
"matching.policy" = ["random", "self"]
[analysis]
tables = ["weekly", "people", "matches"]
"""
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
TINY = {"people.mentees": 20, "people.mentors": 8}
FLAT = {"people.mentees": 20, "goals.omega": 1, "withdrawal.policy": "contingent", "withdrawal.down": 0.02}


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The small experiment's file, and its results after an undisturbed sweep in one process."""
    path = tmp_path_factory.mktemp("small") / "small.toml"
    path.write_text(SMALL)
    return path, mentorsim.sweep(path, workers=1, out=path.parent / "results")


def assert_same(one, other):
    """Every table equal to the bit, and so the digests."""
    for name in config.TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    assert one.manifest["tables"] == other.manifest["tables"]


# --- identity --------------------------------------------------------------------------------------------------------


def id_of(flat, weeks=20, seed=1, replication=0, shocks=()):
    """The identity of a run with these overrides."""
    return identity.run_id(resolve(flat), weeks, seed, replication, shocks)


@given(st.permutations(sorted(FLAT)), st.sets(st.sampled_from(sorted(FLAT))))
def test_order_and_spelling_of_numbers_do_not_count(order, as_float):
    spelled = {key: float(FLAT[key]) if key in as_float and key != "withdrawal.policy" else FLAT[key] for key in order}
    assert id_of(spelled) == id_of(FLAT)


@pytest.mark.parametrize(
    "other",
    [
        {"withdrawal.weeks": 9},  # read by policies with a term; this one has none
        {"matching.reach": 2},  # read by `self`; the setting's policy is `similar`
        {"setting.channel": "organisation"},  # what the setting has anyway
        {"people.mentees": 20.0},
        {"goals.by_fit": 0.25},  # its default
    ],
)
def test_what_decides_nothing_does_not_count(other):
    assert id_of(FLAT | other) == id_of(FLAT)


def test_what_decides_the_numbers_counts():
    flat_ids = [id_of(FLAT | more) for more in (
        {}, {"people.mentees": 21}, {"withdrawal.down": 0.03}, {"withdrawal.policy": "linear"}, {"setting": "network"},
        {"matching.policy": "self"}, {"matching.policy": "self", "matching.reach": 2},
    )]  # fmt: skip
    shock = {"kind": "mentor_exit", "week": 3, "share": 0.3}
    luck_ids = [id_of(FLAT, weeks=21), id_of(FLAT, seed=2), id_of(FLAT, replication=1), id_of(FLAT, shocks=(shock,)),
                id_of(FLAT, shocks=(shock | {"share": 0.4},))]  # fmt: skip
    assert len({*flat_ids, *luck_ids}) == len(flat_ids) + len(luck_ids)


def test_a_setting_spelled_out_is_the_same_world():
    components = {f"setting.{name}": "network" for name in ("structure", "pairing", "channel", "power", "goals")}
    assert id_of(components | {"setting.exposure": "network"}) == id_of({"setting": "network"})


def test_arms_that_differ_in_mentoring_alone_share_their_control_world():
    def key(more):
        return identity.control_key(resolve(TINY | more), 20, 1, 0)

    alike = [{}, {"matching.policy": "self"}, {"withdrawal.policy": "cliff", "withdrawal.weeks": 9},
             {"pairing.by": "people"}, {"matching.interval": 4}]  # fmt: skip
    other = [{"setting": "network"}, {"people.mentees": 21}, {"goals.omega": 0.3}, {"community.on": False}]
    assert len({key(more) for more in alike}) == 1
    assert len({key(more) for more in alike + other}) == 1 + len(other)


def test_comments_do_not_change_the_code_but_words_do():
    text = "def f(x):\n    return x + 1\n"
    assert identity.code_of("# why\n" + text.replace("\n    return", "\n\n    # so\n    return")) == identity.code_of(
        text
    )
    assert identity.code_of(text.replace("1", "2")) != identity.code_of(text)
    names = identity.code()
    assert {"equations.py", "submodels/learning.py", "settings/network.toml", "indicators/mentee.py"} <= names.keys()
    assert not {"store.py", "model.py", "experiment/executor.py", "__init__.py"} & names.keys()


# --- arms and plans --------------------------------------------------------------------------------------------------


def arms_of(factors):
    """Arms of a grid over these factors."""
    listed = "\n".join(f'"{path}" = {values}' for path, values in factors.items())
    return arms(config.read(f"[design.factors]\n{listed}", ""))


def test_arms_come_in_order_of_declaration():
    found = arms_of({"withdrawal.policy": ["never", "cliff"], "people.mentees": [30, 20.0]})
    assert [arm.varied for arm in found] == [
        {"withdrawal.policy": policy, "people.mentees": size} for policy in ("never", "cliff") for size in (30, 20)
    ]
    assert found[1].label == "withdrawal.policy=never people.mentees=20"
    assert found[1].parameters == resolve({"withdrawal.policy": "never", "people.mentees": 20})


def test_arms_that_are_one_world_are_one_arm():
    found = arms_of({"withdrawal.policy": ["never", "cliff"], "withdrawal.weeks": [20, 30]})
    assert [tuple(arm.varied.values()) for arm in found] == [("never", 20), ("cliff", 20), ("cliff", 30)]


def test_any_first_part_of_a_plan_is_balanced_and_earlier_replications_stay(small):
    plan = Plan(config.load(small[0]))
    jobs = list(plan.jobs())
    assert [job.replication for job in jobs] == [0] * 4 + [1] * 4
    longer = list(Plan(replace(plan.experiment, replications=5)).jobs())
    assert longer[: len(jobs)] == jobs
    assert len({job.run_id for job in longer}) == len(longer) == 20


def test_chunks_hold_missing_runs_that_share_a_control_world(small):
    plan = Plan(config.load(small[0]))
    jobs = list(plan.jobs())
    done = {jobs[1].run_id, jobs[4].run_id}
    chunks = list(plan.chunks(done))
    assert [job for chunk in chunks for job in chunk] == [job for job in jobs if job.run_id not in done]
    assert all(len({(job.replication, job.control) for job in chunk}) == 1 for chunk in chunks)


# --- one run ---------------------------------------------------------------------------------------------------------


def test_run_is_replication_0_of_the_sweep_with_that_seed(tmp_path):
    result = mentorsim.run(seed=1, weeks=12, mentees=20, mentors=8, matching="self")
    sets = ["weeks=12", "people.mentees=20", "people.mentors=8", "matching.policy=self"]
    tables = ["[analysis]", 'tables = ["weekly", "people", "matches"]']
    (tmp_path / "one.toml").write_text("\n".join(["[experiment]", "seed = 1", "replications = 2", *tables]))
    swept = mentorsim.sweep(tmp_path / "one.toml", workers=1, out=tmp_path / "out", set=sets)
    for name in config.TABLES:
        table = getattr(swept, name)
        first = table[table["replication"] == 0].drop(columns=["arm", "status", "error", "code"], errors="ignore")
        pd.testing.assert_frame_equal(getattr(result, name), first, check_exact=True, check_dtype=False)


def test_run_of_a_design_is_its_base_arm(small):
    result = mentorsim.run(small[0], set=["people.mentees=15"])
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
    control = runs.control_people(parameters, 12, 5, 0)
    assert control["matches"].sum() == 0 < result.people["matches"].sum()
    start = result.people["performance_start"][: len(control["person"])]
    assert np.array_equal(control["performance_start"], start[: len(control["performance_start"])])
    again = runs.control_people(parameters, 12, 5, 0)
    assert again is control
    for seed in range(runs.REMEMBERED):
        runs.control_people(parameters, 2, seed, 0)
    anew = runs.control_people(parameters, 12, 5, 0)
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
    world = runs.lived(seeds, 30, 1, 0)
    waiting = np.array(world.weekly)[:, list(record.WEEKLY).index("waiting")]
    assert waiting.min() > parameters.people.mentors


def test_an_unmatched_arm_has_no_effect():
    outcomes = mentorsim.run(seed=1, weeks=60, matching="none", mentees=20, mentors=8).outcomes
    assert outcomes["g_unassisted"][0] == 0.0


def test_trace_has_a_row_per_week_and_person_present():
    result = runs.simulate(resolve(TINY | {"departures.leaving": 0.05}), 12, 5, trace=True)
    rows = result.trace
    present = result.weekly["mentees"] + result.weekly["mentors"]
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


# --- processes -------------------------------------------------------------------------------------------------------


def times_ten(job):
    """A job: ten times its number. "die" kills its process, and so does a number with a file that is not there yet."""
    if isinstance(job, tuple):
        path, job = job
        if not path.exists():
            path.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if job == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    return job * 10


def pid_and_wait(folder):
    """A job: leave the process's number in the folder and stay."""
    (folder / str(os.getpid())).touch()
    time.sleep(60)


@pytest.mark.parametrize("workers", [1, 2])
def test_every_job_is_done_once(workers):
    chunks = [[1, 2, 3], [4], [5, 6], [7], [8], [9]]
    assert sorted(executor.execute(chunks, times_ten, executor.Local(workers))) == [(n, n * 10) for n in range(1, 10)]


def test_chunks_are_drawn_only_as_far_as_there_is_room():
    drawn = []
    chunks = ([drawn.append(n) or n] for n in range(100))
    answers = executor.execute(chunks, times_ten, executor.Local(2))
    next(answers)
    assert len(drawn) <= 6
    answers.close()


def test_a_job_that_kills_its_worker_loses_no_other():
    answers = dict(executor.execute([[1, 2], [3, "die", 4], [5, 6], [7], [8], [9]], times_ten, executor.Local(2)))
    assert answers.pop("die") is None
    assert answers == {n: n * 10 for n in range(1, 10)}


def test_a_job_that_kills_its_worker_by_accident_is_done_again(tmp_path):
    accident = (tmp_path / "happened", 6)
    answers = dict(executor.execute([[1, 2], [3, accident, 4], [5]], times_ten, executor.Local(2)))
    assert answers.pop(accident) == 60
    assert answers == {n: n * 10 for n in range(1, 6)}


def alive(process):
    """Whether a process is running (a zombie is not)."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    ).stdout
    return bool(state.strip()) and not state.startswith("Z")


def wait_for(condition, seconds=180):
    """Wait until the condition holds."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    assert condition()


DRIVER = """
import pathlib, sys
sys.path.insert(0, {tests!r})
from test_experiment import pid_and_wait
from mentorsim.experiment import executor
if __name__ == "__main__":
    folder = pathlib.Path({folder!r})
    for _ in executor.execute([[folder], [folder]], pid_and_wait, executor.Local(2)):
        pass
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_its_driver(tmp_path, how):
    folder = tmp_path / "pids"
    folder.mkdir()
    script = tmp_path / "driver.py"
    script.write_text(DRIVER.format(tests=os.path.dirname(__file__), folder=str(folder)))
    driver = subprocess.Popen([sys.executable, str(script)], stderr=subprocess.DEVNULL)
    wait_for(lambda: len(list(folder.iterdir())) == 2)
    driver.send_signal(how)
    driver.wait(20)
    for worker in folder.iterdir():
        wait_for(lambda worker=worker: not alive(worker.name), 5)


# --- sweeps ----------------------------------------------------------------------------------------------------------


def test_a_sweep_has_a_row_per_run_with_its_ids(small):
    path, results = small
    plan = Plan(config.load(path))
    assert results.outcomes["run_id"].tolist() == [job.run_id for job in plan.jobs()]
    assert results.status() == {"planned": 8, "done": 8, "failed": 0, "missing": 0, "errors": []}
    for name in config.TABLES:
        assert list(getattr(results, name))[:5] == ["run_id", "seed", "replication", "setting", "matching.policy"]
        assert set(getattr(results, name)["run_id"]) == set(results.outcomes["run_id"])
    assert len(results.weekly) == 8 * 12
    assert results.resolved["parameters"]["people.mentees"] == 20
    assert (results.path / "experiment.toml").read_text() == SMALL


def test_arms_are_paired(small):
    people = small[1].people
    columns = ["replication", "person", "performance_start", "hours", "zone_width"]
    initial = people[people["kind"].str.startswith("initial")]
    first, *rest = [arm[columns].reset_index(drop=True) for _, arm in initial.groupby(["setting", "matching.policy"])]
    assert len(rest) == 3
    for arm in rest:
        pd.testing.assert_frame_equal(arm, first, check_exact=True)


def test_two_workers_write_the_same_bits(small, tmp_path):
    assert_same(mentorsim.sweep(small[0], workers=2, out=tmp_path), small[1])


@pytest.mark.slow
def test_another_process_writes_the_same_bits(small, tmp_path):
    program = f"import mentorsim; mentorsim.sweep({str(small[0])!r}, workers=1, out={str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", program], check=True)
    assert_same(mentorsim.open(tmp_path), small[1])


def test_an_interrupted_sweep_goes_on_where_it_was(small, tmp_path):
    def stop_after_3(done, total, failed, seconds):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mentorsim.sweep(small[0], workers=1, out=tmp_path, progress=stop_after_3)
    partial = mentorsim.open(tmp_path)
    assert partial.status()["missing"] == 5
    pd.testing.assert_frame_equal(partial.outcomes, small[1].outcomes[:3], check_exact=True)
    seen = []
    whole = mentorsim.sweep(small[0], workers=1, out=tmp_path, progress=lambda *told: seen.append(told[:3]))
    assert seen == [(n, 8, 0) for n in range(4, 9)]
    assert_same(whole, small[1])


def test_a_sweep_whose_parts_went_away_does_them_again(small, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "FLUSH_SECONDS", 0.0)  # a part per run
    monkeypatch.setattr(store, "compact", lambda results: results)
    results = mentorsim.sweep(small[0], workers=1, out=tmp_path)
    parts = sorted((tmp_path / "parts").glob("outcomes-*"))
    assert len(parts) == 8
    parts[0].unlink()
    parts[3].write_bytes(parts[3].read_bytes()[:100])
    next((tmp_path / "parts").glob("weekly-*")).touch()
    monkeypatch.undo()
    seen = []
    results = mentorsim.sweep(small[0], workers=1, out=tmp_path, progress=lambda *told: seen.append(told[0]))
    assert seen == [7, 8]
    assert_same(results, small[1])


def test_more_replications_leave_the_earlier_ones_as_they_are(small, tmp_path):
    one = mentorsim.sweep(small[0], workers=1, out=tmp_path, replications=1)
    assert len(one.outcomes) == 4
    assert_same(mentorsim.sweep(small[0], workers=1, out=tmp_path, replications=2), small[1])
    assert len(mentorsim.sweep(small[0], workers=1, out=tmp_path, replications=1).outcomes) == 8


def fail_for_self(world):
    """Week's step that fails where people choose for themselves."""
    if world.policies["matching"].name == "self" and world.replication == 1:
        raise ZeroDivisionError("no luck")
    step(world)


step = week.step


def test_a_run_that_raises_is_a_row_with_its_error(small, tmp_path, monkeypatch):
    monkeypatch.setattr(week, "step", fail_for_self)
    told = []
    results = mentorsim.sweep(small[0], workers=1, out=tmp_path, progress=lambda *now: told.append(now[:3]))
    assert told[-1] == (8, 8, 2)
    failed = results.outcomes[results.outcomes["status"] == "failed"]
    assert failed["error"].tolist() == ["ZeroDivisionError: no luck"] * 2
    assert failed[["replication", "matching.policy"]].to_numpy().tolist() == [[1, "self"]] * 2
    assert results.status()["failed"] == 2
    assert set(results.weekly["run_id"]) == set(results.outcomes["run_id"]) - set(failed["run_id"])
    monkeypatch.undo()
    assert mentorsim.sweep(small[0], workers=1, out=tmp_path).status()["failed"] == 2
    assert_same(mentorsim.sweep(small[0], workers=1, out=tmp_path, retry_failed=True), small[1])


def test_changed_code_is_refused_where_there_is_something_to_do(small, tmp_path, monkeypatch):
    mentorsim.sweep(small[0], workers=1, out=tmp_path, replications=1)
    code = identity.code() | {"equations.py": "other"}
    monkeypatch.setattr(identity, "code", lambda: code)
    assert len(mentorsim.sweep(small[0], workers=1, out=tmp_path, replications=1).outcomes) == 4
    with pytest.raises(BadInput, match=r"equations\.py"):
        mentorsim.sweep(small[0], workers=1, out=tmp_path)
    accepted = mentorsim.sweep(small[0], workers=1, out=tmp_path, accept_code_change=True).outcomes
    assert accepted.groupby("replication")["code"].nunique().tolist() == [1, 1]
    assert accepted["code"].nunique() == 2


@pytest.mark.parametrize("workers", [0, -1, True, 1.5, "2"])
def test_a_number_of_workers_that_cannot_be_is_bad_input(small, tmp_path, workers):
    with pytest.raises(BadInput, match=r"^workers: found .*, expected a whole number from 1"):
        mentorsim.sweep(small[0], workers=workers, out=tmp_path / "none")
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
def test_a_killed_sweep_loses_only_the_runs_in_flight(small, tmp_path):
    out = tmp_path / "out"
    script = tmp_path / "driver.py"
    script.write_text(
        "import mentorsim, time\n"
        "from mentorsim import store\n"
        "store.FLUSH_SECONDS = 0.0\n"
        "if __name__ == '__main__':\n"
        f"    mentorsim.sweep({str(small[0])!r}, workers=2, out={str(out)!r}, progress=lambda *_: time.sleep(0.5))\n"
    )
    driver = subprocess.Popen([sys.executable, str(script)])
    wait_for(lambda: len(list(out.glob("parts/outcomes-*"))) >= 2)
    driver.kill()
    driver.wait()
    partial = mentorsim.open(out)
    assert 2 <= len(partial.outcomes) < 8
    assert_same(mentorsim.sweep(small[0], workers=2, out=out), small[1])


# --- compilation -----------------------------------------------------------------------------------------------------


def test_warm_is_what_was_warmed_up(tmp_path, monkeypatch):
    warmup.marker().unlink(missing_ok=True)
    assert not warmup.is_warm()
    warmup.warm_up()
    assert warmup.is_warm()
    monkeypatch.setenv("MENTORSIM_CACHE", str(tmp_path))
    assert not warmup.is_warm()
    assert not list(tmp_path.iterdir())


WARM = """
import pathlib, sys
from mentorsim import warmup
from mentorsim.experiment import config, design, runs
from mentorsim.settings import presets, resolve
warmup.warm_up()
before = set(pathlib.Path(sys.argv[1]).rglob("*.nb?"))
few = {"people.mentees": 30, "people.mentors": 12}
for arm in design.arms(config.load("quickstart")):
    runs.simulate(arm.parameters, 8, 1).outcomes
for setting in presets():
    shocks = [{"kind": kind, "week": 3} for kind in ("outage", "hostility", "mentor_exit")]
    runs.simulate(resolve(few | {"setting": setting}), 30, 1, shocks=shocks, trace=True)
print(len(before), *(set(pathlib.Path(sys.argv[1]).rglob("*.nb?")) - before))
"""


@pytest.mark.slow
def test_after_warming_up_nothing_is_compiled(tmp_path):
    environment = os.environ | {"MENTORSIM_CACHE": str(tmp_path)}
    program = [sys.executable, "-c", WARM, str(tmp_path)]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)
    count, *new = done.stdout.split()
    assert int(count) > 50
    assert new == []


def test_importing_the_package_does_no_work():
    program = "import sys, mentorsim; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "numba", "pandas", "mesa", "pydantic", "pyarrow"} & set(loaded)
    assert set(mentorsim.__all__) <= set(dir(mentorsim))
    with pytest.raises(AttributeError, match="no attribute 'swep'"):
        _ = mentorsim.swep
