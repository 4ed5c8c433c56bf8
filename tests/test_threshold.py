"""Thresholds: known ones of toy worlds are found, what does not cross is told, a search goes on where it stopped."""

import json
import math

import numpy as np
import pytest
from scipy.special import pdtrik
from shell import call, good
from sweeps import experiment_text

import mentorsim as ms
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment import sweep as sweeps_of_runs
from mentorsim.store.results import open_results
from mentorsim.threshold import folder as folders
from mentorsim.threshold import names, page, wording
from mentorsim.threshold.asked import asked
from mentorsim.threshold.curve import centred, crossings, find, isotonic, luck, points_of
from mentorsim.threshold.search import MOST, NONE, REACHED, SEVERAL, Rules, search

# --- the curve -------------------------------------------------------------------------------------------------------


def crossing_of(values, means, level, counts=None):
    """Where the curve through means that should rise crosses a level."""
    values, means = np.array(values, float), np.array([means], float)
    counts = np.ones(len(values)) if counts is None else np.array(counts, float)
    fitted = isotonic(means, counts)
    return float(crossings(centred(values, counts, means, fitted), fitted, level)[0])


def test_isotonic_regression_is_that_of_scipy():
    from scipy.optimize import isotonic_regression

    luck_ = np.random.default_rng(5)
    means, counts = luck_.normal(size=(50, 9)).cumsum(axis=1), luck_.integers(1, 30, 9).astype(float)
    expected = [isotonic_regression(row, weights=counts).x for row in means]
    np.testing.assert_allclose(isotonic(means, counts), expected, atol=1e-12)


def test_a_crossing_is_between_the_means_on_both_sides_of_the_level():
    assert crossing_of([0, 1, 2], [0, 1, 3], 2.0) == pytest.approx(1.5)
    assert crossing_of([0, 1, 2, 3], [0, 0.5, 0.5, 1], 0.5) == pytest.approx(1.5)  # in the middle of where it stays
    assert crossing_of([0, 1, 2], [0, 0, 0.5], 0.5) == 2.0
    assert crossing_of([0, 1, 2], [1, 2, 3], 0.5) == -math.inf
    assert crossing_of([0, 1, 2], [1, 2, 3], 4.0) == math.inf


def test_means_in_the_wrong_order_become_one_at_their_centre():
    assert crossing_of([0, 1, 2, 3], [0, 2, 1, 3], 1.5) == pytest.approx(1.5)
    assert crossing_of([0, 1, 2, 3], [0, 2, 1, 3], 1.75, counts=[1, 3, 1, 1]) == pytest.approx(1.25)


def found_in(runs: dict, level: float, outcome: str = ""):
    """What is found in the runs at some values."""
    runs = {value: np.array(row, float) for value, row in runs.items()}
    return find(points_of(runs, *luck(1, max(map(len, runs.values())))), runs, level, outcome)


def noisy(means, n=20, sd=0.1, seed=1):
    """Runs with these means at 0, 1, 2 …, which share half of their luck."""
    shared = np.random.default_rng(seed).normal(size=n)
    own = np.random.default_rng(seed + 1).normal(size=(len(means), n))
    return {float(value): mean + sd * (shared + own[value]) for value, mean in enumerate(means)}


@pytest.mark.parametrize("turned", [1, -1])
def test_the_direction_is_that_of_the_data(turned):
    found = found_in(noisy(turned * np.linspace(0, 1, 6)), turned * 0.5)
    assert found.rising == (turned == 1)
    assert found.low < 2.5 < found.high
    assert found.low < found.crossing < found.high
    assert found.reversed_by == 0.0


def test_what_turns_back_beyond_luck_is_told():
    assert found_in(noisy([0, 1, 2, 1, 3, 4]), 2.5).reversed_by == pytest.approx(1.0, abs=0.2)


def test_crossing_more_than_once_is_told():
    found = found_in(noisy([0, 1, 2, 3, 2, 1, 0]), 1.5)
    assert found.changes == [(1.0, 2.0), (4.0, 5.0)]


def test_undefined_runs_are_left_out_of_means():
    runs = noisy([0, 1, 2])
    runs[1.0][3:6] = np.nan
    runs[2.0][1:] = np.nan  # one run is none
    found = found_in(runs, 0.5)
    assert found.points.values.tolist() == [0.0, 1.0]
    assert found.points.counts.tolist() == [20.0, 17.0]
    assert found.crossing == pytest.approx(0.5, abs=0.2)


def test_what_is_known_to_lie_between_two_values_has_no_narrower_interval():
    """No run on either side says where between them it is."""
    found = found_in({0.0: [0] * 20, 1.0: [0] * 20, 2.0: [1] * 20}, 0.5, "extinct")
    assert (found.apart, found.low, found.high) == (True, 1.0, 2.0)


def test_values_may_have_more_replications_than_others():
    runs = noisy([0, 1, 2, 3], n=60, sd=1.5)
    few = found_in({value: row[:10] for value, row in runs.items()}, 1.5)
    more = found_in({value: row if value in (1.0, 2.0) else row[:10] for value, row in runs.items()}, 1.5)
    assert not more.apart
    assert more.half < 0.6 * few.half


# --- the search, in worlds whose threshold is known ------------------------------------------------------------------


class Branching:
    """Poisson branching, one parent at first: extinct or not; the same luck at every mean number of children."""

    GENERATIONS, MANY = 80, 150

    def __init__(self, seed):
        self.seed = seed

    def extinct(self, value: float, replications: int) -> np.ndarray:
        """(replications,) 1 where nobody is left."""
        luck_ = np.stack(
            [np.random.default_rng([self.seed, one]).random(self.GENERATIONS) for one in range(replications)]
        )
        alive = np.ones(replications)
        for place in luck_.T:
            mean = alive * value
            going = (alive > 0) & (alive < self.MANY)
            born = np.ceil(pdtrik(place, np.maximum(mean, 1e-9)) - 1e-9)
            alive = np.where(going, np.where(place <= np.exp(-mean), 0.0, np.maximum(born, 0.0)), alive)
        return (alive == 0).astype(float)

    def __call__(self, asks):
        return {(case, value): self.extinct(value, count) for (case, value), count in asks.items()}


class Children:
    """Children per parent of fifty parents: as many as the parameter on average."""

    def __init__(self, seed):
        self.seed = seed

    def __call__(self, asks):
        return {
            (case, value): np.array(
                [np.random.default_rng([self.seed, one]).poisson(value, 50).mean() for one in range(count)]
            )
            for (case, value), count in asks.items()
        }


def repeats(world, rules: dict, truth: float, count: int = 100) -> tuple[int, list]:
    """(in how many of so many searches the interval holds the truth, their cases)."""
    cases = [search(1, Rules(seed=seed, **rules), world(seed)).cases[0] for seed in range(count)]
    return sum(case.found.low <= truth <= case.found.high for case in cases), cases


@pytest.mark.slow
def test_the_threshold_of_a_branching_world_is_found_in_ninety_of_a_hundred():
    """Half die out where q = exp(m·(q − 1)) has the root ½: m = 2 ln 2."""
    rules = {"low": 0.8, "high": 2.5, "level": 0.5, "precision": 0.15, "first": 20, "most": 900, "outcome": "extinct"}
    hits, cases = repeats(Branching, rules, 2.0 * math.log(2.0))
    assert hits >= 90
    assert sum(case.decision == REACHED for case in cases) > 50
    assert np.median([case.found.half for case in cases]) < 0.2


@pytest.mark.slow
def test_the_parameter_at_which_one_has_one_child_is_found_in_ninety_of_a_hundred():
    rules = {"low": 0.5, "high": 2.0, "level": 1.0, "precision": 0.04, "first": 20, "most": 900}
    hits, cases = repeats(Children, rules, 1.0)
    assert hits >= 90
    assert {case.decision for case in cases} == {REACHED}


def straight(slope=1.0, sd=0.3, off=0.0):
    """A world whose outcome is a straight line, with luck of its own at every value."""

    def simulate(asks):
        return {
            (case, value): slope * value
            + off * case
            + sd * np.array([np.random.default_rng([7, one, round(value * 1e6)]).normal() for one in range(count)])
            for (case, value), count in asks.items()
        }

    return simulate


LINE = {"low": 0.0, "high": 10.0, "level": 4.3, "precision": 0.1}


def test_a_search_ends_as_soon_as_its_intervals_are_narrow_enough():
    history = search(2, Rules(**LINE), straight(off=-2.0))
    assert [case.decision for case in history.cases] == [REACHED, REACHED]
    assert all(case.found.half <= 0.1 for case in history.cases)
    assert [case.found.crossing for case in history.cases] == pytest.approx([4.3, 6.3], abs=0.15)
    assert history.rounds[-1].runs < 600
    assert history.rounds[-1].runs == sum(len(found) for case in history.cases for found in case.runs.values())


def test_no_more_than_most_runs_are_done():
    history = search(1, Rules(**(LINE | {"precision": 0.001, "most": 200})), straight())
    assert history.rounds[-1].runs <= 200
    assert history.cases[0].decision == MOST


def test_what_does_not_cross_is_told_with_its_bound():
    """So a world that cannot die out in the range."""
    rules = Rules(**(LINE | {"level": 0.5, "outcome": "extinct"}))
    history = search(1, rules, lambda asks: {ask: np.zeros(count) for ask, count in asks.items()})
    (case,) = history.cases
    assert (case.decision, case.found.crosses) == (NONE, False)
    assert 0.0 == case.found.nearest["mean"] < case.found.nearest["high"] < 0.5
    assert len(history.rounds) == 1


def test_what_is_undefined_in_every_run_is_told():
    history = search(1, Rules(**LINE), lambda asks: {ask: np.full(count, np.nan) for ask, count in asks.items()})
    assert (history.cases[0].decision, len(history.rounds)) == (NONE, 1)


def test_what_nearly_crosses_gets_more_replications_before_it_is_told():
    history = search(1, Rules(**(LINE | {"level": 10.3, "first": 4})), straight(sd=1.0))
    (case,) = history.cases
    assert case.decision in (NONE, REACHED)
    assert case.replications > 4


def test_a_search_tells_of_two_crossings():
    def hump(asks):
        return {
            (case, value): found - 0.4 * value**2 / 2.0 * 0.5
            for (case, value), found in straight(slope=1.0, sd=0.1)(asks).items()
        }

    history = search(1, Rules(**(LINE | {"level": 1.0})), hump)
    assert history.cases[0].decision == SEVERAL
    assert not history.cases[0].crosses
    assert len(history.cases[0].found.changes) == 2


def test_whole_numbers_stay_whole():
    history = search(1, Rules(**(LINE | {"whole": True, "precision": 0.01, "most": 400})), straight(sd=0.05))
    (case,) = history.cases
    assert all(value == round(value) for value in case.runs)
    assert case.decision == REACHED
    assert (case.found.low, case.found.high) == (4.0, 5.0)


def test_a_search_is_the_same_each_time():
    one, other = (search(2, Rules(**LINE), straight(off=1.0)) for _ in range(2))
    assert one.rounds == other.rounds
    assert [case.found.low for case in one.cases] == [case.found.low for case in other.cases]


# --- what is asked for -----------------------------------------------------------------------------------------------

TEXT = experiment_text((20, 8), 26, {"withdrawal.policy": ["never", "cliff"]}, name="small")


def question(text=TEXT, **options):
    """A question that is asked of a small experiment."""
    given = {"parameter": "learning.rate", "outcome": "unassisted_gain", "at": 0.02} | options
    return asked(config.read(text, "small.toml"), **given)


def test_the_range_is_the_designs_or_the_calibrations_or_between_the_bounds():
    assert question().rules.ends == (0.063, 0.099)
    assert question(low=0.05).rules.ends == (0.05, 0.099)
    assert question(parameter="power.level").rules.ends == (0.0, 1.0)
    text = experiment_text((20, 8), 26, {"people.mentees": [10, 30], "withdrawal.policy": ["never", "cliff"]})
    own = question(text, parameter="mentees")
    assert own.rules.ends == (10, 30)
    assert own.rules.whole
    assert own.arms == ["never", "cliff"]


def test_arms_are_those_of_the_design():
    several = experiment_text((20, 8), 26, {"setting": ["organisation", "network"], "withdrawal.policy": ["never"]})
    assert question(several).arms == [f"setting={name} withdrawal.policy=never" for name in ("organisation", "network")]
    assert question("").arms == ["base"]
    assert question(against="never", at=None).arms == ["cliff"]
    assert question(parameter="withdrawal.weeks", low=4, high=40).idle == ("never",)


def test_a_second_parameter_has_the_values_of_the_design_or_some_over_its_range():
    text = experiment_text((20, 8), 26, {"power.level": [0.2, 0.8], "withdrawal.policy": ["never", "cliff"]})
    of_design = question(text, second="power.level")
    assert [(case.arm, case.at) for case in of_design.cases] == [
        ("never", 0.2), ("never", 0.8), ("cliff", 0.2), ("cliff", 0.8),
    ]  # fmt: skip
    over = question(second="mentors=4:8")
    assert [case.at for case in over.cases if case.arm == "never"] == [4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"parameter": "learning.rat"}, "parameter: learning.rat: unknown parameter .did you mean 'learning.rate'"),
        ({"parameter": "withdrawal.policy"}, "a choice, expected the path of a number"),
        ({"outcome": "g_unasisted"}, "outcome: .*mean 'g_unassisted'"),
        ({"at": None}, "found neither of --at and --against"),
        ({"against": "never"}, "found both of --at and --against"),
        ({"at": None, "against": "nevr"}, "against: found 'nevr', expected an arm: never, cliff .did you mean 'never'"),
        ({"at": math.nan}, "expected a number"),
        ({"parameter": "mentors"}, "found no range for people.mentors, .* expected --low and --high"),
        ({"parameter": "people.ratio"}, "found no range for people.ratio"),
        ({"low": 0.5, "high": 0.2}, "expected --low below --high"),
        ({"low": -1.0}, "low: found -1, expected a value of learning.rate, from 0 to 1"),
        ({"parameter": "mentors", "low": 2.5, "high": 9}, "low: found 2.5, expected a whole number"),
        ({"precision": 0.0}, "precision: found 0.0, expected a number above 0"),
        ({"most": 200}, "most: found 200, expected at least 280, the runs of the first round"),
        ({"second": "learning.rate"}, "expected another one"),
        ({"second": "mentors"}, "map: found no range for people.mentors, .* expected people.mentors=LOW:HIGH"),
        ({"second": "mentors=3"}, "map: found '3', expected LOW:HIGH"),
        ({"second": "mentors=9:3"}, "map: found 9 to 3, expected LOW below HIGH"),
        ({"second": "power.level=0:7"}, "map: found 7, expected a value of power.level, from 0 to 1"),
        ({"parameter": "withdrawal.weeks", "low": 4, "high": 40, "text": TEXT.replace(', "cliff"', "")},
         "which does nothing in this experiment"),
    ],
)  # fmt: skip
def test_faults_are_named(options, message):
    with pytest.raises(BadInput, match=message):
        question(**options)


# --- the model under it ----------------------------------------------------------------------------------------------

SMALL = {"low": 0.02, "high": 0.3, "precision": 0.03, "replications": 3, "most": 90}


def swept(workers=1):
    """An ordinary sweep."""
    return lambda experiment, path: ms.sweep(experiment, workers=workers, out=path, progress=False)


def test_status_and_report_know_a_search(done):
    folder, told = done
    said = " ".join(good("status", str(folder)).split())
    assert f"{told['runs']:,} runs, as many as the search for thresholds took" in said
    counts = json.loads(good("status", str(folder), "--json"))
    assert (counts["planned"], counts["missing"]) == (told["runs"], 0)
    made = folder.parent / "again.html"
    good("report", str(folder), "--out", str(made))
    assert made.read_bytes() == (folder / names.PAGE).read_bytes()


def files_in(folder) -> dict:
    """{name: bytes} of what was found, and the digests of its tables."""
    manifest = json.loads((folder / "manifest.json").read_text())
    return {name: (folder / name).read_bytes() for name in (names.NAME, names.PAGE)} | manifest["tables"]


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """(folder, account) of a search in a small world."""
    folder = tmp_path_factory.mktemp("search") / "small"
    return folder, folders.threshold(question(**SMALL), folder, swept())[0]


def test_the_account_tells_of_every_run(done):
    folder, told = done
    assert names.is_threshold(folder)
    assert folders.load(folder) == told
    outcomes = open_results(folder).outcomes
    assert told["runs"] == sum(arm["runs"] for arm in told["arms"]) <= 90
    assert len(outcomes) == told["runs"]
    assert [arm["arm"] for arm in told["arms"]] == ["never", "cliff"]
    assert {one["arm"] for one in told["moves"]} <= {"cliff"}


def test_a_search_that_was_killed_goes_on_and_ends_in_the_same_bits(done, tmp_path):
    left = [3]

    def killed(experiment, path):
        left[0] -= 1
        if left[0] == 0:
            swept()(config.replace(experiment, replications=1), path)
            raise KeyboardInterrupt
        return swept()(experiment, path)

    with pytest.raises(KeyboardInterrupt):
        folders.threshold(question(**SMALL), tmp_path / "small", killed)
    assert not names.is_threshold(tmp_path / "small")
    folders.threshold(question(**SMALL), tmp_path / "small", swept())
    assert files_in(tmp_path / "small") == files_in(done[0])


def test_runs_that_fail_are_told(tmp_path, monkeypatch):
    """All of them, here: then nothing is known."""
    monkeypatch.setattr(sweeps_of_runs, "simulate_run", lambda *arguments: 1 / 0)
    told, errors = folders.threshold(question(**SMALL), tmp_path / "small", swept())
    assert len(errors) == told["runs"] == 42
    assert "is undefined between learning.rate = 0.02 and 0.3" in wording.answer(told)
    assert "undefined" in page.render(told)


@pytest.mark.slow
def test_workers_change_no_bit(done, tmp_path):
    folders.threshold(question(**SMALL), tmp_path / "small", swept(2))
    assert files_in(tmp_path / "small") == files_in(done[0])


def test_the_folder_takes_another_question_beside_the_first(done, tmp_path):
    folders.threshold(question(**(SMALL | {"most": 60})), tmp_path / "small", swept())
    told, _ = folders.threshold(question(**SMALL), tmp_path / "small", swept())
    assert told == done[1]


def test_an_arm_is_held_against_another(tmp_path):
    options = SMALL | {"at": None, "against": "never", "most": 60}
    told, _ = folders.threshold(question(**options), tmp_path / "small", swept())
    assert (told["level"], told["against"]) == (0.0, "never")
    outcomes = ms.sweep(TEXT_AT, workers=1, out=tmp_path / "one", progress=False).outcomes
    by_arm = outcomes.pivot(index="replication", columns="withdrawal.policy", values="unassisted_gain")
    ours = next(one for one in told["arms"][0]["values"] if one["value"] == 0.3)
    assert ours["mean"] == pytest.approx((by_arm["cliff"] - by_arm["never"]).iloc[: ours["replications"]].mean())


TEXT_AT = config.read(TEXT, "small.toml").changed(["learning.rate=0.3", "replications=3"])


@pytest.mark.slow
def test_the_command_tells_draws_and_goes_on(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.toml").write_text(TEXT)
    command = ["threshold", "small.toml", "--parameter", "learning.rate", "--low", "0.02", "--high", "0.3",
               "--outcome", "unassisted_gain", "--at", "0.02", "--replications", "3", "--most", "70",
               "--workers", "1", "--figure", "curves.html"]  # fmt: skip
    text = good(*command)
    assert "Where unassisted_gain crosses 0.02, by learning.rate" in text
    assert "cliff" in text
    assert "plotly" in (tmp_path / "curves.html").read_text()[:5_000_000]
    results = tmp_path / "results" / "small-threshold"
    assert "<h1>Where unassisted_gain crosses 0.02" in (results / names.PAGE).read_text("utf-8")
    told = json.loads(good(*command, "--json"))
    assert told == folders.load(results)


def test_the_command_refuses_what_cannot_be(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked_for = ["threshold", "quickstart", "--outcome", "extinct", "--at", "0.5"]
    result = call(*asked_for, "--parameter", "people.mentrs")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--parameter: people.mentrs: unknown parameter" in result.stderr
    assert "did you mean 'people.mentors'" in result.stderr
    result = call(*asked_for, "--parameter", "mentors", "--low", "9")
    assert "expected --low and --high" in result.stderr
    assert not (tmp_path / "results").exists()


# --- in words and figures --------------------------------------------------------------------------------------------


def account_of(*arms, **more) -> dict:
    """An account as the search gives it, of arms with some keys each."""
    usual = {"at": None, "crossing": 12.0, "low": 10.0, "high": 14.0, "beyond": [], "decision": REACHED, "rising": True,
             "runs": 70, "replications": 20, "changes": [], "reversed_by": 0.0, "nearest": {},
             "values": [{"value": value, "mean": value / 24, "low": value / 24 - 0.1, "high": value / 24 + 0.1,
                         "replications": 10, "undefined": 0} for value in (0, 12, 24)],
             "curve": [[0, 0], [12, 0.5], [24, 1.0]]}  # fmt: skip
    told = {"name": "x", "parameter": "people.mentors", "meaning": "mentors", "unit": "people", "outcome": "extinct",
            "level": 0.5, "against": "", "low": 0, "high": 24, "precision": 1.0, "most": 900, "first": 10, "runs": 140,
            "weeks": 52, "second": "", "idle": [], "moves": [], "rounds": [], "seed": 1}  # fmt: skip
    return told | {"arms": [usual | arm for arm in arms]} | more


NONE_FOUND = {"crossing": None, "low": None, "high": None, "decision": NONE,
              "nearest": {"value": 0.0, "mean": 0.0, "low": 0.0, "high": 0.25}}  # fmt: skip


def test_sentences_say_where_and_how_sure():
    one = account_of({"arm": "base"})
    assert wording.answer(one) == (
        "extinct crosses 0.5 at people.mentors = 12.0 people, 95 % [10.0, 14.0]; with more it is above."
    )
    none = account_of({"arm": "never"} | NONE_FOUND)
    assert "does not cross 0.5 between people.mentors = 0 and 24: its highest value is 0.00 [0.00, 0.25]" in (
        wording.answer(none)
    )
    both = account_of({"arm": "never"} | NONE_FOUND, {"arm": "cliff"} | NONE_FOUND)
    assert wording.answer(both) == (
        "Under never, cliff, extinct does not cross 0.5 between people.mentors = 0 and 24: its highest values are "
        "never 0.00 [0.00, 0.25], at 0; cliff 0.00 [0.00, 0.25], at 0 (95 % for all values looked at)."
    )
    twice = account_of({"arm": "base", "decision": SEVERAL, "changes": [[1.0, 2.0], [4.0, 5.0]]})
    assert "more than once: between 1 and 2, between 4 and 5." in wording.answer(twice)
    move = {"arm": "cliff", "reference": "never", "at": None, "difference": -4.0, "low": -6.0, "high": -2.0}
    two = account_of({"arm": "never"}, {"arm": "cliff", "crossing": 8.0, "low": 6.0, "high": 9.0}, moves=[move])
    assert wording.answer(two).endswith("cliff moves the point most: by −4.00, 95 % [−6.00, −2.00].")
    unsure = account_of({"arm": "never"}, {"arm": "cliff"}, moves=[move | {"high": 1.0}])
    assert "No arm is known to move the point" in wording.answer(unsure)


def test_an_interval_is_open_where_the_crossing_may_lie_beyond_the_range():
    (row,) = wording.rows(account_of({"arm": "base", "beyond": ["high"], "high": 24.0}))
    assert row[2] == "[10.0, 24.0>"


def test_the_figure_has_each_arm_and_each_crossing():
    told = account_of({"arm": "never"}, {"arm": "cliff", "crossing": 13.0}, {"arm": "linear"} | NONE_FOUND)
    figure = page.figure(told)
    assert [trace.name for trace in figure.data if trace.showlegend is not False] == ["never", "cliff", "linear"]
    marks = [trace for trace in figure.data if trace.error_x.array is not None]
    assert [trace.x[0] for trace in marks] == [12.0, 13.0]
    assert marks[0].y[0] == 0.5 > marks[1].y[0]  # their intervals lie on each other


def test_a_map_has_the_line_of_the_level():
    arms = [{"arm": "base", "at": at, "crossing": 10.0 + at} for at in (0.0, 1.0, 2.0)]
    told = account_of(*arms, {"arm": "base", "at": 3.0} | NONE_FOUND, second="stages.volunteer")
    figure = page.figure(told, "dark")
    assert list(figure.data[-1].x) == [0.0, 1.0, 2.0]
    assert list(figure.data[-1].y) == [10.0, 11.0, 12.0]
    assert "at 1 value of it there is no crossing in the range" in wording.answer(told)
    assert page.render(told).count('class="plot"') == 1


def test_a_page_says_what_the_terminal_says():
    told = account_of({"arm": "never"}, {"arm": "cliff"} | NONE_FOUND)
    html = page.render(told)
    assert wording.answer(told) in html
