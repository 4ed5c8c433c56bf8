"""Numbers of NumPy and pandas are numbers, wherever a number is taken, and the same run as Python's own."""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from mesa.batchrunner import batch_run
from sweeps import SMALL, TINY, id_of

import mentorsim as ms
from mentorsim.errors import BadInput
from mentorsim.experiment import checks, config
from mentorsim.experiment.design import Grid, Listed, arms
from mentorsim.experiment.sampling import Range
from mentorsim.experiment.sweep import Plan
from mentorsim.parameters import DEFAULTS, Parameters, People, bounds, build, flatten, walk
from mentorsim.scalars import plain, plain_all, plain_list

KINDS = [np.int64, np.int32, np.uint64, np.float64, np.float32, Fraction, np.array]
FREE = [
    path
    for path, value in DEFAULTS.items()
    if type(value) in (int, float) and not path.startswith(("start.capacity", "start.stays_"))
]
FIELDS = dict(walk())


def assert_taken(path: str, kinds: list) -> None:
    """A whole number of each of these kinds is that parameter's, and the same run as Python's own."""
    low, high = bounds(FIELDS[path])
    value = max(math.floor(high), 0)
    for kind in kinds if value >= low else ():
        assert type(flatten(build({path: kind(value)}))[path]) is type(DEFAULTS[path])
        assert id_of({path: kind(value)}) == id_of({path: value})


@pytest.mark.parametrize(("number", "path"), enumerate(FREE))
def test_a_parameter_takes_a_number_of_another_library_and_is_the_same_run(number, path):
    assert_taken(path, [KINDS[number % len(KINDS)]])


@pytest.mark.slow
@pytest.mark.parametrize("path", FREE)
def test_a_parameter_takes_a_number_of_any_library_and_is_the_same_run(path):
    assert_taken(path, KINDS)


def test_a_number_of_single_precision_is_the_number_it_equals():
    short = np.float32(0.1)
    assert id_of({"goals.omega": short}) == id_of({"goals.omega": 0.10000000149011612})
    assert id_of({"goals.omega": short}) != id_of({"goals.omega": 0.1})
    assert id_of({"goals.omega": np.float32(0.5)}) == id_of({"goals.omega": 0.5})


def test_switches_and_names_too():
    assert id_of({"community.on": np.False_, "setting": np.str_("network")}) == id_of(
        {"community.on": False, "setting": "network"}
    )
    assert Parameters(people=People(mentees=np.int64(8))).people.mentees == 8


@pytest.mark.parametrize("wrong", [np.bool_(True), np.float64("nan"), np.inf, np.datetime64("2020-01-01"), pd.NA, 1j,
                                   np.array([8, 9])], ids=repr)  # fmt: skip
def test_what_is_no_number_stays_none(wrong):
    with pytest.raises(BadInput, match=r"^people\.mentees: found "):
        build({"people.mentees": wrong})


def test_checks_of_single_values():
    assert checks.whole(np.int64(3), 0, 9) == 3
    assert type(checks.whole(np.float32(3), 0, 9)) is int
    assert type(checks.real(np.int8(3), 0, 9)) is float
    assert checks.truth(np.True_) is True
    assert checks.several(np.arange(2)) == [0, 1]
    with pytest.raises(BadInput, match="twice"):
        checks.several(pd.Series([4, 4]))


def test_plain_leaves_alone_what_it_does_not_know():
    thing = object()
    assert plain(thing) is thing
    assert plain_list("ab") == "ab"
    assert plain(Fraction(10**400)) == Fraction(10**400)
    assert plain_all({"a": [np.int64(1), {"b": np.arange(2)}]}) == {"a": [1, {"b": [0, 1]}]}


def test_a_run_takes_them_for_weeks_seed_and_parameters():
    mine = ms.run(seed=np.int64(5), weeks=np.int32(3), mentees=np.uint16(20), mentors=pd.Series([8])[0])
    other = ms.run(seed=5, weeks=3, mentees=20, mentors=8)
    assert mine.ids == other.ids
    assert all(type(value) in (str, int) for value in mine.ids.values())


@pytest.mark.slow
def test_a_sweep_takes_them_for_replications_workers_and_factors(tmp_path):
    e = config.read(SMALL, "small.toml")
    results = ms.sweep(e, workers=np.int64(1), replications=np.int64(1), out=tmp_path / "one")
    assert len(results.outcomes) == 4
    frame = pd.DataFrame({"mentees": [8, 9], "omega": np.array([0.25, 0.5], np.float32)})
    design = Grid({"people.mentees": np.arange(8, 10), "goals.omega": frame["omega"]})
    plan = Plan(
        config.Experiment(seed=np.int64(1), weeks=np.int64(3), design=design, overrides={"people.mentors": np.int64(4)})
    )
    shown = Plan(
        config.Experiment(
            seed=1,
            weeks=3,
            overrides={"people.mentors": 4},
            design=Grid({"people.mentees": [8, 9], "goals.omega": [0.25, 0.5]}),
        )
    )
    assert plan.resolved() == shown.resolved()
    assert [arm.varied for arm in arms(plan.experiment)] == [arm.varied for arm in shown.arms]


def test_other_designs_take_them_too():
    ends = Range(np.float32(0.25), np.float64(0.5), False)
    listed = Listed({"people.mentees": [8]}, arms=(("a", {"people.mentees": np.int64(8)}),))
    for design in (Grid({"goals.omega": [ends.low, ends.high]}), listed):
        assert Plan(config.Experiment(design=design)).resolved()["arms"]


def test_workers_that_are_none_are_refused(tmp_path):
    for wrong in (0, True, 2.5, "two", np.int64(-1), 10**30):
        with pytest.raises(BadInput, match=r"^workers: found .*, expected a whole number from 1"):
            ms.sweep(config.read(SMALL, "small.toml"), workers=wrong, out=tmp_path / "none")


def test_values_set_beside_the_file_are_kept_as_text():
    e = config.Experiment().changed(seed=np.int64(3), **{"people.mentees": np.int64(8)})
    assert [change.assignment for change in e.changes] == ["seed=3", "people.mentees=8"]


# --- the Mesa model --------------------------------------------------------------------------------------------------


def test_the_model_takes_them_for_its_parameters_and_its_seed():
    one = ms.MentoringModel(TINY | {"goals.omega": np.float32(0.5)}, rng=np.uint8(3), replication=np.int64(1))
    assert (one.seed, one.world.replication, one.parameters.goals.omega) == (3, 1, 0.5)
    assert ms.MentoringModel(TINY, rng=3.0).seed == 3


def test_batch_run_over_an_array():
    rows = batch_run(
        ms.MentoringModel,
        {"people.mentees": np.arange(8, 10), "people.mentors": np.int64(4)},
        rng=[0],
        max_steps=2,
        display_progress=False,
    )
    assert [row["mentees"] >= 8 for row in rows] == [True, True]


def test_seed_is_taken_for_rng():
    assert ms.MentoringModel(TINY, seed=3).seed == ms.MentoringModel(TINY, rng=3).seed == 3
    assert (
        ms.MentoringModel(TINY, seed=np.random.default_rng(1)).seed
        == ms.MentoringModel(TINY, rng=np.random.default_rng(1)).seed
    )
    with pytest.raises(BadInput, match="seed: found 3 beside rng, expected one of them"):
        ms.MentoringModel(TINY, seed=3, rng=4)
    with pytest.raises(BadInput, match="seed: found 'x', expected a whole number"):
        ms.MentoringModel(TINY, seed="x")


def test_batch_run_over_seeds_runs_these_seeds():
    rows = batch_run(
        ms.MentoringModel, {"seed": [1, 2], "mentees": 8, "mentors": 4}, max_steps=2, display_progress=False
    )
    again = batch_run(ms.MentoringModel, {"mentees": 8, "mentors": 4}, rng=[1, 2], max_steps=2, display_progress=False)
    assert [row["skill"] for row in rows] == [row["skill"] for row in again]
