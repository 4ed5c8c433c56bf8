"""`mentorsim calibrate`: a tiny calibration of the model on the command line, its page, and what it may not see."""

import json
import math
import re
import shutil
import tomllib
from dataclasses import replace

import numpy as np
import pytest
from shell import call, good

import mentorsim as ms
from mentorsim import report
from mentorsim.calibration import design, evidence, folder, plan, waves, worlds
from mentorsim.calibration.ensemble import ensemble
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.sampling import shares as sequence
from mentorsim.patterns import PATTERNS
from mentorsim.patterns.declaring import CALIBRATE
from mentorsim.patterns.figures import Figure, figures
from mentorsim.patterns.verdicts import Target

TINY = """
[calibration]
name = "tiny"
seed = 3
waves = 2
points = 8
replications = 2
ensemble = 6
patterns = ["P30"]
[calibration.parameters]
"community.base" = [-2.0, -0.6]
"departures.by_belonging" = [0.0, 3.0]
[calibration.by_setting.mooc]
"departures.leaving" = { range = [0.02, 0.9], reason = "left as easily as joined" }
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A folder with a tiny calibration, and what the command printed."""
    place = tmp_path_factory.mktemp("calibration")
    (place / "tiny.toml").write_text(TINY)
    result = call("calibrate", place / "tiny.toml", "--workers", 1, "--out", place / "tiny")
    assert result.exit_code == 0, result.output
    return place, result


def told_by(done) -> dict:
    """The account in the folder."""
    return json.loads((done[0] / "tiny" / "calibration.json").read_text())


def all_files(path) -> dict:
    """{name: bytes} of what a calibration says, its runs apart."""
    return {file.name: file.read_bytes() for file in sorted(path.iterdir()) if file.is_file()} | {
        str(file.relative_to(path)): file.read_bytes() for file in sorted(path.glob("wave-*/wave.json"))
    }


def test_the_summary_says_what_is_left_and_fits_eighty_columns(done):
    text = done[1].stdout
    assert max(map(len, text.splitlines())) <= 80
    assert re.search(r"After 2 waves, \d+ % of the space of 3 parameters is left, and 6 plausible", text)
    assert re.search(r"mooc: +0\.02 to 0\.9 ", text)
    assert re.search(r"P30 completion +0\.063 to 0\.252 +0\.025", text)
    assert "\x1b" not in text
    assert "A point takes about" in done[1].stderr
    assert "Wave 2 of at most 2" in done[1].stderr


def test_what_is_written_holds_together(done):
    place, told = done[0] / "tiny", told_by(done)
    rows = folder.rows_in(place / "ensemble.csv")
    assert len(rows) == told["sets"] == 6
    assert sum(row["weight"] for row in rows) == pytest.approx(1.0, abs=1e-4)
    assert all(row["implausibility"] <= told["cutoff"] for row in rows)
    assert [row["central"] for row in rows].count(1.0) == 1
    central = next(row for row in rows if row["central"])
    experiment = config.load(str(place / "central.toml"))
    assert experiment.overrides == {path: central[path] for path in ("community.base", "departures.by_belonging")}
    assert "departures.leaving" in told["parameters"][2]["name"]
    assert told["parameters"][2]["informed_by"] == ["P30"]
    assert "left as easily as joined" in experiment.text
    assert (place / "plan.toml").read_text() == TINY


def test_the_runs_are_ordinary_results_folders(done):
    results = ms.open(done[0] / "tiny" / "wave-1" / "course")
    assert len(results.outcomes) == 16
    assert set(results.outcomes["seed"]) == {3}
    assert results.outcomes["departures.leaving"].nunique() == 8
    assert results.status()["missing"] == 0


def test_the_page_has_figures_and_tables(done):
    page = (done[0] / "tiny" / "report.html").read_text()
    assert page.count('class="plot"') == 2
    for text in ("Which values of its parameters", "mooc: departures.leaving is sought by itself", "P30 completion"):
        assert text in page
    assert report.write(done[0] / "tiny").read_text() == page
    assert good("report", done[0] / "tiny") == ""


def test_the_same_command_does_nothing_anew(done):
    before = all_files(done[0] / "tiny")
    result = call("calibrate", done[0] / "tiny.toml", "--workers", 1, "--out", done[0] / "tiny", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, told_by(done))
    assert "runs of 8 weeks" not in result.stderr
    assert all_files(done[0] / "tiny") == before


def test_runs_can_be_discarded_once_they_are_measured(done, tmp_path):
    shutil.copytree(done[0] / "tiny", tmp_path / "tiny")
    good("calibrate", done[0] / "tiny.toml", "--workers", 1, "--out", tmp_path / "tiny", "--discard-runs")
    assert not list(tmp_path.glob("tiny/wave-*/course"))
    assert all_files(tmp_path / "tiny") == all_files(done[0] / "tiny")
    good("calibrate", done[0] / "tiny.toml", "--workers", 1, "--out", tmp_path / "tiny")
    assert all_files(tmp_path / "tiny") == all_files(done[0] / "tiny")


def test_another_calibration_in_the_same_folder_is_refused(done):
    result = call("calibrate", done[0] / "tiny.toml", "--replications", 3, "--out", done[0] / "tiny")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "holds another calibration: replications: found 2, expected 3; choose another folder" in result.stderr


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("points = 8", "point = 8", "tiny.toml:6: calibration.point: unknown key"),
        ('"P30"', '"P36-size"', "expected patterns to calibrate by"),
        ("departures.by_belonging", "departures.by_belongin", "(did you mean 'departures.by_belonging'?)"),
    ],
)
def test_bad_files_are_refused_before_anything_is_written(old, new, told, tmp_path):
    (tmp_path / "tiny.toml").write_text(TINY.replace(old, new))
    result = call("calibrate", tmp_path / "tiny.toml", "--out", tmp_path / "none")
    assert (result.exit_code, told in result.stderr, result.stdout) == (2, True, ""), result.output
    assert not (tmp_path / "none").exists()


def test_numbers_beside_the_file_are_checked(tmp_path):
    (tmp_path / "tiny.toml").write_text(TINY)
    result = call("calibrate", tmp_path / "tiny.toml", "--points", 2, "--out", tmp_path / "none")
    assert (result.exit_code, "error: --points: found 2, expected a whole number from 8" in result.stderr) == (2, True)


# --- going on, and what it may not see -------------------------------------------------------------------------------


def calibrated(path, text=TINY, sweep=None) -> dict:
    """The files of a calibration in this process."""
    folder.calibrate(plan.read(text, "tiny.toml"), path, sweep or swept, lambda text: None)
    return all_files(path)


def swept(experiment, path):
    """An ordinary sweep, in this process."""
    return ms.sweep(experiment, workers=1, out=path, progress=False)


@pytest.mark.slow
def test_what_was_killed_goes_on_and_comes_to_the_same_bytes(done, tmp_path):
    whole = {name: data for name, data in all_files(done[0] / "tiny").items() if name != "report.html"}

    def killed(experiment, path):
        if "wave-2" in str(path):
            swept(replace(experiment, replications=1), path)
            raise KeyboardInterrupt
        return swept(experiment, path)

    with pytest.raises(KeyboardInterrupt):
        calibrated(tmp_path, sweep=killed)
    assert not (tmp_path / "calibration.json").exists()
    assert calibrated(tmp_path) == whole


@pytest.mark.slow
def test_targets_to_validate_by_change_no_byte(done, tmp_path):
    """Every figure marked V is another one: of the calibration nothing is."""
    whole = {name: data for name, data in all_files(done[0] / "tiny").items() if name != "report.html"}
    others = [pattern for pattern in PATTERNS.values() if pattern.role != CALIBRATE]
    for pattern in others:
        wrong = dict.fromkeys(pattern.figure.targets, Target(77.0, 78.0))
        object.__setattr__(pattern, "figure", Figure("nobody", "memory", "", wrong, dict.fromkeys(wrong, "memory")))
    try:
        assert calibrated(tmp_path) == whole
    finally:
        for pattern in others:
            object.__setattr__(pattern, "figure", figures()[pattern.id])


# --- recovery --------------------------------------------------------------------------------------------------------

RECOVERY = """
[calibration]
name = "recovery"
waves = 2
points = 16
replications = 4
ensemble = 12
patterns = ["P30"]
[calibration.parameters]
"departures.by_belonging" = [0.0, 3.0]
[calibration.by_setting.mooc]
"departures.leaving" = { range = [0.1, 0.9], reason = "a test" }
"departures.spread" = { range = [0.5, 2.5], reason = "a test" }
"""
TRIALS = 20
WITHIN = 0.01  # half of a range that the model's own patterns are given


def truths() -> np.ndarray:
    """(trials, parameters) shares of the ranges at which the model makes patterns."""
    return np.random.default_rng(11).uniform(0.1, 0.9, (TRIALS, 3))


def as_published(output, mean: float, variance: float, unit: float):
    """An output whose evidence is what the model itself gives, as surely as that is known."""
    low, high = mean - WITHIN * unit, mean + WITHIN * unit
    return replace(output, low=low, high=high, evidence=math.sqrt(variance) / unit, discrepancy=WITHIN)


@pytest.mark.parametrize(
    ("trials", "enough"),
    [pytest.param(5, 4, marks=pytest.mark.full), pytest.param(TRIALS, 17, marks=pytest.mark.full)],
)
def test_patterns_made_by_the_model_itself_give_back_its_parameters(trials, enough, tmp_path, monkeypatch):
    """Patterns are measured with other luck than the calibration has; the first wave is the same in all trials."""
    monkeypatch.setattr(design, "LOOKED", 2048)
    monkeypatch.setattr(design, "KEPT", 512)
    wanted = plan.read(RECOVERY, "recovery.toml")
    published = worlds.Worlds(replace(wanted, seed=99, replications=16), tmp_path / "truths", swept)
    made = published(1, wanted.values(truths()[:trials]))
    model = worlds.Worlds(wanted, tmp_path / "runs", swept)
    first = model(1, wanted.values(sequence("sobol", wanted.points, 3, wanted.seed)))

    def recovered(number: int) -> tuple[bool, float]:
        """(whether the truth is left and within the ensemble, share of the space that is left)."""

        def simulate(wave, points):
            return first if wave == 1 else model(100 * (number + 1) + wave, points)

        measured = zip(model.outputs, made.mean[number], made.variance[number], made.unit, strict=True)
        history = waves.go(wanted, [as_published(*one) for one in measured], simulate, waves.State())
        sets, truth = ensemble(history), truths()[number]
        within = sets is not None and ((sets.shares.min(axis=0) <= truth) & (truth <= sets.shares.max(axis=0))).all()
        return bool(history.worst(truth[None])[0] <= wanted.cutoff and within), history.regions[-1].share

    found = [recovered(number) for number in range(trials)]
    assert sum(good for good, _ in found) >= enough
    assert np.median([share for _, share in found]) < 0.6  # and something was learned


def test_a_point_that_cannot_be_is_refused_before_any_run(tmp_path):
    text = TINY.replace('"community.base" = [-2.0, -0.6]', '"start.stays_year" = [0.7, 0.9]')
    with pytest.raises(BadInput, match=r"stays_year \+ start.stays_years: expected at most 1"):
        calibrated(tmp_path, text)
    assert not list(tmp_path.glob("wave-1/course"))


def test_every_pattern_to_calibrate_by_has_worlds():
    names = {task.scenario.name for task in worlds.tasks(evidence.patterns().values())}
    assert {"programme", "survey", "course", "community", "organisation", "online", "one-year", "stretch"} <= names
    assert tomllib.loads(evidence.TOLERANCES.read_text()).keys() == evidence.patterns().keys()
