"""History matching: its formula, emulators, samples of what is left, waves; recovery of a truth in small trials."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from mentorsim import figures
from mentorsim.calibration import account, design, emulate, evidence, folder, plan, waves, worlds
from mentorsim.calibration.ensemble import ensemble
from mentorsim.calibration.evidence import Output
from mentorsim.calibration.implausible import distance, implausibility
from mentorsim.calibration.worlds import Simulated
from mentorsim.errors import BadInput
from mentorsim.experiment.sampling import Range, shares
from mentorsim.patterns import PATTERNS
from mentorsim.patterns.declaring import CALIBRATE
from mentorsim.patterns.estimating import quotient

INF = math.inf


# --- the formula -----------------------------------------------------------------------------------------------------


def test_implausibility_by_hand():
    """A value .1 beyond its range, over the root of .0001 + .0003 + .0005 + .0016 = .05 squared."""
    variances = (0.0001, 0.0003, 0.0005, 0.0016)
    assert implausibility([0.3, 0.15, 0.0], 0.1, 0.2, *variances) == pytest.approx([2.0, 0.0, 2.0])


def test_a_range_with_an_open_end_bounds_one_side():
    assert distance([-0.2, 0.0, 5.0], 0.0, INF) == pytest.approx([0.2, 0.0, 0.0])
    assert distance([-5.0, 0.5], -INF, 0.1) == pytest.approx([0.0, 0.4])
    assert implausibility([-0.06], 0.0, INF, 0.0004) == pytest.approx([3.0])


def test_what_is_undefined_has_no_implausibility_and_what_is_unknown_none():
    assert np.isnan(implausibility([math.nan], 0.0, 1.0, 0.1)).all()
    assert implausibility([9.0], 0.0, 1.0, INF) == 0.0


# --- emulators -------------------------------------------------------------------------------------------------------


def quadratic(x: np.ndarray) -> np.ndarray:
    """A known polynomial of second order."""
    return 1.0 + 2.0 * x[:, 0] - x[:, 1] + 1.5 * x[:, 0] * x[:, 1] - 0.7 * x[:, 2] ** 2


def test_a_quadratic_is_found_again():
    points, new = shares("sobol", 40, 3, 1), shares("sobol", 200, 3, 2)
    found = emulate.fit(points, quadratic(points))
    mean, variance = emulate.predicted([found], new)
    assert found.frame.basis == "quadratic"
    assert mean[:, 0] == pytest.approx(quadratic(new), abs=0.01)
    assert np.sqrt(variance).max() < 0.02


@pytest.mark.parametrize("basis", emulate.BASES)
def test_leave_one_out_errors_are_those_of_fits_without_the_point(basis):
    points, luck = shares("sobol", 12, 2, 3), np.random.default_rng(1)
    values, penalty = quadratic(np.c_[points, points[:, 0]]) + luck.normal(size=12), 0.3
    errors = []
    for row in range(12):
        rest = np.arange(12) != row
        fit = emulate.fitted(emulate.Frame(points[rest], basis), penalty, values[rest])
        errors.append(values[row] - emulate.predicted([fit], points[[row]])[0][0, 0])
    assert emulate.fitted(emulate.Frame(points, basis), penalty, values).error == pytest.approx(
        np.sqrt(np.mean(np.square(errors)))
    )


def test_its_variance_covers_what_it_misses():
    """Of new points of a function that no polynomial follows, with noise, nearly all lie within two deviations."""
    luck, points, new = np.random.default_rng(5), shares("sobol", 64, 4, 1), shares("sobol", 500, 4, 9)

    def function(x):
        return np.sin(4 * x[:, 0]) + np.exp(x[:, 1]) * x[:, 2] + 0.1 * luck.normal(size=len(x))

    found = emulate.fit(points, function(points))
    mean, variance = emulate.predicted([found], new)
    scores = (function(new) - mean[:, 0]) / np.sqrt(variance[:, 0])
    assert 0.90 < np.mean(np.abs(scores) < 2.0) <= 1.0
    assert 0.6 < np.std(scores) < 1.3


def test_it_is_less_sure_where_no_point_was():
    points = 0.25 + 0.5 * shares("sobol", 40, 2, 1)
    found = emulate.fit(points, quadratic(np.c_[points, points]) + 0.1 * np.random.default_rng(0).normal(size=40))
    _, variance = emulate.predicted([found], np.array([[0.5, 0.5], [1.0, 0.0]]))
    assert variance[1, 0] > 1.2 * variance[0, 0]


def test_what_is_undefined_at_points_is_left_out():
    points = shares("sobol", 40, 3, 1)
    values = np.where(np.arange(40) % 4 == 0, np.nan, quadratic(points))
    mean, _ = emulate.predicted([emulate.fit(points, values), emulate.fit(points[:4], values[:4])], points)
    assert mean[:, 0] == pytest.approx(quadratic(points), abs=0.02)
    assert np.isnan(mean[:, 1]).all()


# --- what is left ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", [0.5, 0.1, 0.02])
def test_what_is_left_is_found_however_small(side):
    """A box in a corner of five dimensions, from 1/32 of the space to three parts in a thousand million."""

    def worst(points):
        return 3.0 * points.max(axis=1) / side

    found = design.left(worst, 3.0, 5, seed=1, wave=1)
    assert (worst(found.points) <= 3.0).all()
    assert len(found.points) == design.KEPT
    assert 0.5 < found.share / side**5 < 2.0
    assert found.points.mean(axis=0) == pytest.approx(np.full(5, side / 2), rel=0.15)
    assert len(np.unique(found.points, axis=0)) > 0.9 * len(found.points)


def test_two_parts_are_both_found():
    def worst(points):
        return 30.0 * np.minimum(np.abs(points - 0.2).max(axis=1), np.abs(points - 0.8).max(axis=1))

    found = design.left(worst, 3.0, 3, seed=1, wave=1)
    assert 0.3 < np.mean(found.points[:, 0] < 0.5) < 0.7


def test_nothing_left_is_said():
    found = design.left(lambda points: 4.0 + points[:, 0], 3.0, 2, seed=1, wave=1)
    assert (len(found.points), found.share) == (0, 0.0)
    assert found.worst[found.least] == pytest.approx(4.0, abs=0.01)


def test_points_far_apart_are_in_the_corners():
    grid = np.array([[x, y] for x in np.linspace(0, 1, 5) for y in np.linspace(0, 1, 5)])
    rows = design.far_apart(grid, 5)
    assert grid[rows[0]].tolist() == [0.5, 0.5]
    assert {tuple(point) for point in grid[rows[1:]]} == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert design.far_apart(grid[:3], 5).tolist() == [0, 1, 2]


# --- waves on a simulator that is a function -------------------------------------------------------------------------

NOISE, REPLICATIONS = 0.05, 4


def expected(x: np.ndarray) -> np.ndarray:
    """(points, 3) what the toy gives on average, of which the last parameter decides nothing."""
    a, b, c = x[:, 0], x[:, 1], x[:, 2]
    return np.stack([np.exp(-a) + 0.5 * b, np.sin(2.0 * a) * b + c, a - c * c + 0.3 * a * b], axis=1)


def toy(luck: int, replications: int = REPLICATIONS):
    """A simulator whose replications are common to all points, as the model's are."""

    def simulate(wave, points):
        noise = NOISE * np.random.default_rng([luck, 7]).normal(size=(replications, 3))
        runs = expected(np.array(points, float))[:, None, :] * (1.0 + 0.2 * noise) + noise
        return Simulated(runs.mean(axis=1), runs.var(axis=1, ddof=1) / replications, np.ones(3))

    return simulate


def held_to(truth: np.ndarray, luck: int) -> list[Output]:
    """Patterns as somebody would publish them who has measured the toy at the truth, with much luck of their own."""
    found = toy(luck, 50)(0, [truth]).mean[0]
    ranges = enumerate(zip(found - 0.05, found + 0.05, strict=True))
    tail = (0.0, 0.02, "a test", evidence.first, evidence.one)
    return [Output(f"P{number}", "measure", "", low, high, *tail) for number, (low, high) in ranges]


def planned(seed=0, **more) -> plan.Plan:
    """A calibration of the toy, of four parameters."""
    dimensions = tuple(plan.Dimension(f"p{number}", Range(0.0, 1.0, False)) for number in range(4))
    patterns = ("P0", "P1", "P2")
    return plan.Plan("toy", dimensions, patterns, seed=seed, **{"points": 32, "waves": 4, "ensemble": 40} | more)


@pytest.fixture(scope="module")
def quick():
    """Samples that are small enough for many trials."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"LOOKED": 512, "ENOUGH": 8, "KEPT": 256, "MOVES": 3}.items():
            patch.setattr(design, name, value)
        yield


TRUTH = np.array([0.3, 0.6, 0.5, 0.5])


@pytest.fixture(scope="module")
def history(quick):
    """A calibration of the toy to what it gives at TRUTH."""
    return waves.go(planned(), held_to(TRUTH, 1), toy(2), waves.State())


def recovered(trial: int, **more) -> bool:
    """Whether the truth is left, and within the ensemble along every parameter."""
    truth = np.random.default_rng(trial).uniform(0.1, 0.9, 4)
    outputs = held_to(truth, 1000 + trial)
    history = waves.go(planned(trial, **more), outputs, toy(trial), waves.State())
    found = ensemble(history)
    within = (found.shares.min(axis=0) <= truth) & (truth <= found.shares.max(axis=0))
    return bool(history.worst(truth[None])[0] <= history.plan.cutoff and within.all())


def test_patterns_made_by_the_toy_give_back_its_truth(quick):
    assert sum(recovered(trial, waves=2, points=24, ensemble=20) for trial in range(20)) >= 17


@pytest.mark.slow
def test_patterns_made_by_the_toy_give_back_its_truth_with_samples_of_full_size():
    assert sum(recovered(trial) for trial in range(20, 40)) >= 17


def test_waves_close_in_on_the_truth_until_they_change_nothing(history):
    left = [region.share for region in history.regions]
    assert left[0] == 1.0 > 20 * left[1] >= 20 * left[2] > 0.0
    assert history.why == waves.SETTLED
    assert left[history.looked] > waves.UNCHANGED * 0.7 * left[history.looked - 1]
    last = history.waves[-1]
    assert np.abs(expected(last.shares) - expected(TRUTH[None])).mean() < 0.1
    spread = np.abs(expected(history.waves[0].shares) - expected(TRUTH[None])).mean()
    assert spread > 2 * np.abs(expected(last.shares) - expected(TRUTH[None])).mean()


def test_the_ensemble_is_plausible_spread_and_weighted(history):
    found = ensemble(history)
    assert len(found.places) == 40
    assert (found.worst <= history.plan.cutoff).all()
    assert found.weights.sum() == pytest.approx(1.0)
    assert np.ptp(found.shares[:, 3]) > 0.9  # nothing informs it
    middle = ((found.shares - found.weights @ found.shares) ** 2).sum(axis=1)
    assert middle[found.central] == middle.min()


def test_what_informs_and_what_nothing_informs_is_named(history):
    told = account.account(history, ensemble(history))
    assert told["uninformed"] == ["p3"], told["parameters"]
    low, high = told["parameters"][3]["ensemble"]
    assert (low < 0.05, high > 0.95) == (True, True)
    assert "P0" in told["parameters"][0]["informed_by"]
    first = told["waves"][0]["patterns"]
    assert set(first) == {"P0", "P1", "P2"}
    assert all(0.0 <= one["alone"] <= one["ruled_out"] <= 1.0 for one in first.values())
    profile = [row for row in account.profiles(history) if row["parameter"] == "p0"]
    best = min(profile, key=lambda row: row["least"])
    assert best["least"] < 1.0 < max(row["least"] for row in profile)
    depths = [row["depth"] for row in account.pairs(history, told["parameters"])]
    assert 0.0 <= min(depths) < max(depths) <= 1.0


def test_figures_show_every_parameter_and_pair(history):
    told = account.account(history, ensemble(history))
    along = figures.implausibility(pd.DataFrame(account.profiles(history)), 3.0)
    assert len(along.data) == len(along.layout.annotations) == 4
    pairs = pd.DataFrame(account.pairs(history, told["parameters"]))
    informed = sum(bool(one["informed_by"]) for one in told["parameters"])
    assert len(figures.optical_depth(pairs, "dark").data) == informed * (informed - 1) / 2 > 0
    assert "No two parameters" in figures.optical_depth(pairs[:0]).layout.annotations[0].text
    assert "No point" in figures.implausibility(pairs[:0], 3.0).layout.annotations[0].text


def test_a_model_that_cannot_meet_a_pattern_says_which(quick):
    outputs = held_to(TRUTH, 1)
    wrong = Output("P9", "other", "", 8.0, 9.0, 0.0, 0.1, "a test", evidence.first, evidence.one)

    def simulate(wave, points):
        found = toy(2)(wave, points)
        more = [np.c_[part, part[:, 0]] for part in (found.mean, found.variance)]
        return Simulated(*more, np.ones(4))

    history = waves.go(planned(), [*outputs, wrong], simulate, waves.State())
    assert (history.why, ensemble(history), len(history.waves)) == (waves.EMPTY, None, 1)
    told = account.account(history, None)
    assert (told["sets"], told["least"]["output"]) == (0, "P9 other")
    assert told["least"]["implausibility"] > 3.0
    json.dumps(told, allow_nan=False)


def test_what_a_simulation_leaves_undefined_is_not_plausible(quick):
    def simulate(wave, points):
        found, out = toy(2)(wave, points), np.array(points)[:, 3] > 0.5
        found.mean[out, 0] = np.nan
        return found

    history = waves.go(planned(), held_to(TRUTH, 1), simulate, waves.State())
    assert ensemble(history).shares[:, 3].max() <= 0.5


def test_the_luck_that_all_points_share_counts():
    """It moves every point alike, so no error of the emulator shows it."""
    history = waves.History(planned(), held_to(np.full(4, 0.5), 1))
    points = history.plan.values(shares("sobol", 32, 4, 0))
    wave = waves.wave_of(history, 1, points, toy(3)(1, points))
    assert wave.simulation == pytest.approx(np.full(3, NOISE**2 / REPLICATIONS), rel=2.0)
    assert (wave.simulation > 10 * np.array([one.error**2 for one in wave.emulators])).any()


# --- on disk ---------------------------------------------------------------------------------------------------------


class Killed(Exception):
    """The process ends here."""


def files(path) -> dict:
    """{name: bytes} of what a calibration has written, its runs apart."""
    return {str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


def written(path, simulate, about=None):
    """What a calibration of the toy writes into a folder."""
    state = waves.State(path, about or {"seed": 0}, planned().names)
    history = waves.go(planned(waves=2, ensemble=24), held_to(TRUTH, 1), simulate, state)
    folder.write(path, history)
    return files(path)


def test_a_calibration_that_was_killed_goes_on_and_comes_to_the_same_bytes(quick, tmp_path):
    calls = []

    def counted(dies_in):
        def simulate(wave, points):
            if wave == dies_in:
                raise Killed
            calls.append(wave)
            return toy(2)(wave, points)

        return simulate

    whole = written(tmp_path / "whole", counted(None))
    done = list(calls)
    for wave in done:
        with pytest.raises(Killed):
            written(tmp_path / "parts", counted(wave))
    calls.clear()
    assert written(tmp_path / "parts", counted(None)) == whole
    assert calls == done[-1:]
    assert {"calibration.json", "ensemble.csv", "central.toml", "wave-1/wave.json"} <= whole.keys()


def test_the_folder_of_another_calibration_is_refused(quick, tmp_path):
    written(tmp_path, toy(2))
    with pytest.raises(BadInput, match=r"holds another calibration: seed: found 0, expected 1; choose another folder"):
        written(tmp_path, toy(2), {"seed": 1})
    (tmp_path / "wave-1" / "wave.json").write_text("[]")
    with pytest.raises(BadInput, match="found no wave"):
        written(tmp_path, toy(2))


def test_an_ensemble_of_an_earlier_call_does_not_stay_where_nothing_is_left(quick, tmp_path):
    (tmp_path / "ensemble.csv").write_text("an earlier one")
    tail = ("measure", "", 8.0, 9.0, 0.0, 0.1, "", evidence.first, evidence.one)
    far = [Output(f"P{number}", *tail) for number in range(3)]
    folder.write(tmp_path, waves.go(planned(), far, toy(2), waves.State()))
    assert not (tmp_path / "ensemble.csv").exists()
    assert not (tmp_path / "central.toml").exists()


def test_the_central_set_is_an_experiment(quick, tmp_path):
    from mentorsim.experiment import config

    dimensions = (
        plan.Dimension("learning.rate", Range(0.06, 0.1, False)),
        plan.Dimension("people.mentees", Range(20, 40, True)),
        plan.Dimension("quality.gate", Range(0.3, 0.5, False)),
        plan.Dimension("departures.spread", Range(1.0, 2.0, False), "mooc", "loosely bound"),
    )
    wanted = plan.Plan("toy", dimensions, (), points=32, ensemble=20)
    history = waves.go(wanted, held_to(np.full(4, 0.5), 1), lambda w, p: toy(2)(w, wanted.shares(p)), waves.State())
    found = ensemble(history)
    experiment = config.read(folder.central_text(wanted, found), "central.toml")
    values = found.values(found.central)
    assert experiment.overrides == dict(zip(["learning.rate", "people.mentees", "quality.gate"], values, strict=False))
    assert isinstance(values[1], int)
    assert f'# mooc: "departures.spread" = {values[3]}   loosely bound' in experiment.text


# --- the evidence, and what is no evidence ---------------------------------------------------------------------------


class Hidden:
    """A figure that cannot be read."""

    def __getattribute__(self, name):
        raise AssertionError(f"{name} of a figure to validate by was read")


@pytest.fixture
def hidden(monkeypatch):
    """Figures to validate by that cannot be read."""
    for pattern in PATTERNS.values():
        if pattern.role != CALIBRATE:
            figure = pattern.figure
            object.__setattr__(pattern, "figure", Hidden())
            monkeypatch.setattr(evidence, "unhide", (pattern, figure), raising=False)
    yield
    from mentorsim.patterns.figures import figures

    for id, pattern in PATTERNS.items():
        object.__setattr__(pattern, "figure", figures()[id])


def test_no_target_to_validate_by_can_be_reached(hidden):
    ids = list(evidence.patterns())
    assert ids == [id for id, pattern in PATTERNS.items() if pattern.role == CALIBRATE and not pattern.why_not()]
    assert {one.pattern for one in evidence.outputs(ids)} == set(ids)
    assert len(evidence.digest(ids)) == 16
    assert plan.load("plausible").patterns == tuple(ids)
    with pytest.raises(BadInput, match="expected patterns to calibrate by: P1, "):
        evidence.named("P8")


def test_worlds_to_validate_by_are_not_run():
    tasks = worlds.tasks(evidence.patterns().values())
    labels = {(task.scenario.name, label) for task in tasks for label in task.labels}
    mine = {
        (look.scenario.name, label)
        for p in evidence.patterns().values()
        for look in p.looks
        for label in look.labels("usual")
    }
    assert labels == mine
    assert not {"peers", "school", "long"} & {name for name, _ in labels}
    assert not any("much help" in label or "placebo" in label or "chance" in label for _, label in labels)


def test_every_target_has_a_tolerance_with_its_reason_that_the_source_supports():
    wanted = {(id, measure.name) for id, p in evidence.patterns().items() for measure in evidence.measures(p)}
    told = evidence.tolerances()
    assert {(id, name) for id, measures in told.items() for name in measures} == wanted
    assert all(len(one["why"]) > 20 for measures in told.values() for one in measures.values())
    assert all(one.tolerance > 0.0 for one in evidence.outputs(evidence.patterns()))


def test_a_tolerance_below_what_its_source_supports_is_refused(monkeypatch):
    """P35-fit is from memory: half the width of its range is the least."""
    told = evidence.tolerances() | {"P35-fit": {"satisfaction": {"evidence": 0.0, "discrepancy": 0.09, "why": "so"}}}
    monkeypatch.setattr(evidence, "tolerances", lambda: told)
    pattern = evidence.patterns()["P35-fit"]
    with pytest.raises(ValueError, match="expected a tolerance that its source supports"):
        evidence.tolerance(pattern, "satisfaction", pattern.figure.targets["satisfaction"])


def test_a_ratio_is_held_against_each_end_by_a_mean_that_exists():
    low, high = evidence.outputs(["P9-ratio"])
    values = np.array([[0.3, 0.1], [0.1, 0.1], [0.2, -0.02]])
    assert (low.end, low.low, low.high) == ("≥ 1.5", 0.0, INF)
    assert low.of(values) == pytest.approx([0.15, -0.05, 0.23])
    assert (high.end, high.low, high.high) == ("≤ 2.5", -INF, 0.0)
    assert high.of(values) == pytest.approx([0.05, -0.15, 0.25])
    assert low.unit(values) == pytest.approx(0.06)
    combined = {m.combine for p in evidence.patterns().values() for m in evidence.measures(p)}
    assert combined <= {None, quotient}


def test_means_and_variances_are_those_of_replications_that_are_defined():
    output = evidence.outputs(["P1"])[0]
    assert worlds.summed(output, np.array([[0.4], [0.6]])) == pytest.approx((0.5, 0.01, 1.0))
    assert np.isnan(worlds.summed(output, np.array([[0.4]]))).all()


# --- points in worlds ------------------------------------------------------------------------------------------------

ONE = """
[calibration]
patterns = ["P34", "P30", "P20"]
[calibration.parameters]
"learning.rate" = [0.06, 0.1]
"meetings.prompts" = [0.0, 0.5]
"departures.leaving" = [0.001, 0.002]
"start.capacity_high" = [2, 4]
"endings.mentor" = [0.001, 0.002]
[calibration.by_setting.mooc]
"departures.leaving" = { range = [0.3, 0.5], reason = "left easily" }
"departures.spread" = { range = [1.0, 2.0], reason = "loosely bound" }
"meetings.prompts" = "a mail now and then"
[calibration.by_setting.workplace]
"endings.mentor" = "in reach"
"meetings.prompts" = "nobody prompts"
[calibration.by_setting.e_mentoring]
"meetings.prompts" = "the lever"
"""


def test_a_point_changes_what_is_shared_and_nothing_that_is_kept():
    wanted = plan.read(ONE, "one.toml")
    point = [0.08, 0.4, 0.0015, 3, 0.0017, 0.4, 1.2]
    assert wanted.names[-2:] == ["mooc: departures.leaving", "mooc: departures.spread"]
    tasks = {task.scenario.name: task for task in worlds.tasks(evidence.patterns()[id] for id in wanted.patterns)}
    course = tasks["course"].values("usual", wanted, point)
    assert course["departures.leaving"] == 0.4
    assert course["departures.spread"] == 1.2
    assert course["learning.rate"] == 0.08
    assert "meetings.prompts" not in course
    survey = tasks["survey"].values("usual", wanted, point)
    assert survey["departures.leaving"] == 0.0015
    assert not {"departures.spread", "endings.mentor", "meetings.prompts"} & survey.keys()
    for label, prompts in (("usual", 0.0), ("prompted", 1.0)):
        online = tasks["online"].values(label, wanted, point)
        assert (online["meetings.prompts"], online["endings.mentor"]) == (prompts, 0.0017)


def test_points_are_arms_of_an_ordinary_experiment():
    from mentorsim.experiment.design import arms

    wanted = plan.read(ONE, "one.toml")
    points = wanted.values(shares("sobol", 4, len(wanted.dimensions), 1))
    task = next(task for task in worlds.tasks(evidence.patterns().values()) if task.scenario.name == "online")
    experiment = task.experiment(wanted, points, 2)
    found = arms(experiment)
    assert (experiment.seed, experiment.replications, len(found)) == (wanted.seed, 4, 8)
    assert found[3].label == "set 1, prompted"
    assert found[3].parameters.learning.rate == points[1][0]
    assert isinstance(points[0][3], int)


# --- the file --------------------------------------------------------------------------------------------------------

RIGHT = """[calibration]
name = "small"
patterns = ["P30"]
waves = 2
[calibration.parameters]
"learning.rate" = [0.06, 0.1]
"""


def test_a_file_is_read():
    found = plan.read(RIGHT, "small.toml")
    assert (found.name, found.patterns, found.waves, found.names) == ("small", ("P30",), 2, ["learning.rate"])
    assert found.with_given(waves=3, points=None).waves == 3
    with pytest.raises(BadInput, match="points: found 4, expected a whole number from 8"):
        found.with_given(points=4)


@pytest.mark.parametrize(
    ("line", "other", "told"),
    [
        ("waves = 2", "wave = 2", r"small.toml:4: calibration.wave: unknown key.*did you mean 'waves'"),
        ("waves = 2", "waves = 0", r"small.toml:4: calibration.waves: found 0, expected a whole number from 1 to 50"),
        ('["P30"]', '["P31-layer"]', r"small.toml:3: calibration.patterns: .*did you mean 'P31-layers'"),
        ('["P30"]', '["P8"]', r"found 'P8', expected patterns to calibrate by: P1"),
        ('["P30"]', '["P30", "P30"]', r"found 'P30' twice"),
        ("learning.rate", "learning.rat", r"small.toml:6: .*unknown parameter.*did you mean 'learning.rate'"),
        ("learning.rate", "learning.zone", r"small.toml:6: .*found a choice, expected the path of a number"),
        ("[0.06, 0.1]", "[0.1, 0.06]", r"small.toml:6: .*expected \[low, high\], two numbers from 0 to 1, low < high"),
        ("[0.06, 0.1]", "[0.1, 1.6]", r"two numbers from 0 to 1"),
        ("[0.06, 0.1]", "0.1", r"found 0.1, expected \[low, high\]"),
        ("[0.06, 0.1]", '["a", 1]', r"expected \[low, high\]"),
        ('"learning.rate" = [0.06, 0.1]', '"people.domains" = [1.5, 3]', r"two whole numbers from 1 to 16"),
        ('"learning.rate" = [0.06, 0.1]', "", r"found no parameter, expected at least one"),
        ('"learning.rate"', '"departures.spread"', r"the setting mooc has a value of its own, 1.5; expected a reason"),
        ("[calibration.parameters]", "[calibration.by_setting.moc]", r"did you mean 'mooc'"),
        ("[calibration.parameters]", '[calibration.by_setting.mooc]',
         r"small.toml:6: .*expected a reason in quotes"),
        ("[calibration]", "[calibraton]", r"small.toml:1: calibraton: unknown key"),
        ('name = "small"', 'name = "a/b"', r"small.toml:2: calibration.name: .*expected a short name"),
    ],
)  # fmt: skip
def test_faults_are_named_with_their_place(line, other, told):
    with pytest.raises(BadInput, match=told):
        plan.read(RIGHT.replace(line, other), "small.toml")


def test_a_missing_file_is_refused_with_the_nearest_name():
    with pytest.raises(BadInput, match=r"plausibel: found no such file.*did you mean 'plausible'"):
        plan.load("plausibel")


def test_the_shipped_ranges_hold_the_values_that_the_model_has():
    from mentorsim.parameters import DEFAULTS

    found = plan.load("plausible")
    assert len(found.dimensions) >= 30
    for one in found.dimensions:
        own = evidence.setting_values(one.setting) if one.setting else {}
        value = own.get(one.path, DEFAULTS[one.path])
        assert one.may.low <= value <= one.may.high, one.name
