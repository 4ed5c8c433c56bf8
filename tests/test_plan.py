"""Planning a trial: closed formulas, simulated toy trials that keep to them, trials in worlds, the page, bad input."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from shell import call, good
from sweeps import experiment_text

import mentorsim as ms
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.plan import fit as fits
from mentorsim.plan import folder as folders
from mentorsim.plan import names, page, value, wording
from mentorsim.plan.asked import UNITS, arm_of, asked, experiment_from, people_of, split
from mentorsim.plan.fit import ancova
from mentorsim.plan.formulas import (
    cluster_error,
    design_effect,
    intraclass,
    power_of,
    smallest_effect,
    two_sample_power,
)
from mentorsim.plan.larger import larger
from mentorsim.plan.power import BELOW, BEYOND, NEVER, WITHIN, Law, Share, at, crossed, needed, shown
from mentorsim.plan.running import Runs, experiment, replications
from mentorsim.proportions import exact_interval, wilson_interval
from mentorsim.roster import load as roster

ALPHA, SURE = 0.05, 0.999  # of intervals within which luck must be; the seeds are fixed

# --- closed formulas -------------------------------------------------------------------------------------------------


def test_power_of_the_two_sample_t_test_is_that_of_the_tables():
    """Cohen 1988, table 2.4.1: people in each arm for a power of .8 and .9, two-sided at .05."""
    for d, count, power in ((0.2, 393, 0.8), (0.5, 64, 0.8), (0.8, 26, 0.8), (0.5, 85, 0.9)):
        assert two_sample_power(d, count, count) >= power - 1e-3
        assert two_sample_power(d, count - 1, count - 1) < power + 1e-3
    assert two_sample_power(0.0, 20, 30, 0.01) == pytest.approx(0.01)
    assert two_sample_power(-0.5, 20, 30) == two_sample_power(0.5, 30, 20)


@pytest.mark.slow
def test_power_of_the_two_sample_t_test_is_that_of_statsmodels():
    from statsmodels.stats.power import TTestIndPower

    for d, one, other, alpha in ((0.5, 64, 64, 0.05), (0.2, 30, 60, 0.01), (0.0, 20, 20, 0.05), (-0.8, 12, 9, 0.1)):
        theirs = TTestIndPower().power(d, one, alpha, ratio=other / one)
        assert two_sample_power(d, one, other, alpha) == pytest.approx(theirs, abs=1e-9)


def test_power_is_a_number_however_large_the_effect():
    found = power_of([0.1, 1.0, 5.0, 50.0, 500.0], 0.1, np.array([[1.0], [3.0], [1000.0], [1e7]]))
    assert (found[1:, -2:] == 1.0).all()
    assert (np.diff(found, axis=1) >= 0.0).all()
    assert math.isnan(power_of(math.nan, 1.0, 5.0))


def test_the_smallest_effect_is_shown_with_its_chance():
    freedom = np.array([20.0, 100.0, 1000.0])
    found = power_of(smallest_effect(0.3, freedom, 0.05, 0.8), 0.3, freedom)
    np.testing.assert_allclose(found, 0.8, atol=0.006)  # t for noncentral t


def test_clusters_that_are_not_alike_are_people():
    assert design_effect(20, 0.05) == pytest.approx(1.95)
    assert design_effect(1, 0.7) == 1.0
    assert cluster_error(2.0, 10, 20, 0.0) == pytest.approx(2.0 * math.sqrt(1 / 100 + 1 / 100))


def test_intraclass_correlation():
    luck = np.random.default_rng(4)
    group = np.repeat(np.arange(400), 12)
    values = luck.normal(size=len(group)) * math.sqrt(0.8) + luck.normal(size=400)[group] * math.sqrt(0.2)
    assert intraclass(values, group) == pytest.approx(0.2, abs=0.03)
    assert intraclass(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0, 0, 1, 1])) == pytest.approx((4 - 0.5) / (4 + 0.5))
    assert intraclass(np.repeat([1.0, 2.0, 3.0], 5), np.repeat([0, 1, 2], 5)) == 1.0
    assert intraclass(np.tile([1.0, 2.0], 6), np.repeat([0, 1, 2], 4)) == 0.0
    assert math.isnan(intraclass(np.arange(4.0), np.arange(4)))


# --- one trial -------------------------------------------------------------------------------------------------------


def people(luck, n, effect=0.0, clusters=None, rho=0.0, arms=None):
    """(end, baseline, whether in the second arm, cluster) of a toy trial: SD of the end 1 given the baseline.

    clusters: (n,) who is randomised together, alike by rho, half of them in each arm; arms: (n,) to whom dealt.
    """
    group = np.arange(n) if clusters is None else clusters
    count = group.max() + 1
    second = luck.permutation(np.arange(count) % 2 == 1)[group] if arms is None else arms
    baseline = luck.normal(size=n)
    alike = luck.normal(size=count)[group] * math.sqrt(rho) if rho else 0.0
    end = 0.5 * baseline + effect * second + alike + luck.normal(size=n) * math.sqrt(1.0 - rho)
    return end, baseline, second, clusters


def design_of(baseline, second):
    return np.column_stack([np.ones(len(second)), second, baseline])


def test_without_clusters_it_is_hc2_of_statsmodels():
    from statsmodels.regression.linear_model import OLS

    end, baseline, second, _ = people(np.random.default_rng(1), 61, 0.4)
    theirs = OLS(end, design_of(baseline, second)).fit(cov_type="HC2", use_t=True)
    ours = ancova(end, baseline, second)
    assert (ours.effect, ours.error) == pytest.approx((theirs.params[1], theirs.bse[1]), rel=1e-9)
    assert 30 < ours.freedom < 59
    assert ours.people == 61


def test_clustered_errors_are_those_of_the_formula_written_out():
    luck = np.random.default_rng(2)
    clusters = np.repeat(np.arange(9), luck.integers(3, 12, 9))
    end, baseline, second, _ = people(luck, len(clusters), 0.4, clusters, 0.1)
    ours, x = ancova(end, baseline, second, clusters), design_of(baseline, second)
    bread = np.linalg.inv(x.T @ x)
    hat = np.eye(len(end)) - x @ bread @ x.T
    variance, pieces = 0.0, []
    for one in range(9):
        mine = clusters == one
        shares, axes = np.linalg.eigh(hat[np.ix_(mine, mine)])
        u = (axes / np.sqrt(shares)) @ axes.T @ x[mine] @ bread[:, 1]
        variance += float(u @ (hat @ end)[mine]) ** 2
        pieces.append(hat[:, mine] @ u)
    m = np.array(pieces) @ np.array(pieces).T
    assert ours.error == pytest.approx(math.sqrt(variance), rel=1e-9)
    assert ours.freedom == pytest.approx(np.trace(m) ** 2 / (m**2).sum(), rel=1e-9)


def test_a_trial_that_cannot_tell_says_so():
    end, baseline, second, _ = people(np.random.default_rng(3), 12)
    one_cluster = np.where(second, 0, np.arange(1, 13))
    for found in (ancova(end, baseline, second, one_cluster), ancova(end, baseline, np.zeros(12, bool))):
        assert math.isnan(found.effect)
        assert math.isnan(found.chance)
    assert math.isfinite(ancova(end, np.zeros(12), second).effect)  # a baseline that is the same for all


def test_without_statsmodels_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "statsmodels.regression.linear_model", None)
    with pytest.raises(BadInput, match=r"pip install 'mentorsim\[plan\]'"):
        fits.least_squares()


# --- toy trials keep to the formulas ---------------------------------------------------------------------------------

MENTORS = np.repeat(
    np.arange(22), [1, 2, 3, 4, 2, 3, 4, 3, 2, 3, 4, 1, 3, 2, 4, 3, 2, 3, 4, 2, 3, 3]
)  # uneven, 61 in all
CLUSTERS = {
    "mentee": (None, 61),
    "mentor": (MENTORS, len(MENTORS)),
    "unit": (np.repeat(np.arange(8), 8), 64),
    "programme": (np.repeat(np.arange(4), 30), 120),
}


def significant(seed, trials, n, effect=0.0, clusters=None, rho=0.0, analysed=True):
    """How many of so many toy trials are significant. analysed: with their clusters."""
    luck = np.random.default_rng(seed)
    drawn = (people(luck, n, effect, clusters, rho) for _ in range(trials))
    return sum(ancova(end, base, arm, own if analysed else None).chance <= ALPHA for end, base, arm, own in drawn)


def within(count, trials, share, coverage=SURE):
    """Whether a share lies within the Wilson interval of a count."""
    low, high = wilson_interval(count / trials, trials, coverage)
    return low <= share <= high


def test_power_of_toy_trials_is_the_closed_one():
    count = significant(5, 300, 40, 0.8)
    assert within(count, 300, float(power_of(0.8, math.sqrt(4 / 40), 37.0)))


def test_power_of_toy_trials_with_clusters_is_the_closed_one():
    clusters = np.repeat(np.arange(12), 10)
    count = significant(6, 300, 120, 0.6, clusters, 0.1)
    assert within(count, 300, float(power_of(0.6, cluster_error(1.0, 12, 10, 0.1), 10.0)))
    assert not within(count, 300, float(power_of(0.6, math.sqrt(4 / 120), 117.0)))  # as if there were no clusters


def test_few_clusters_are_a_trap_for_those_who_forget_them():
    clusters, n = CLUSTERS["programme"]
    assert significant(7, 100, n, 0.0, clusters, 0.1, analysed=False) > 20  # of 100


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_where_arms_are_equal_one_in_twenty_is_significant(unit):
    clusters, n = CLUSTERS[unit]
    count = significant(8, 1500, n, 0.0, clusters, 0.1 if clusters is not None else 0.0)
    assert within(count, 1500, ALPHA), count


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_the_power_promised_at_a_size_is_what_new_trials_give(unit):
    """The size and its chance from trials of two sizes; then 1,000 trials of the needed size, with their own luck."""
    effects = {"mentee": 0.5, "mentor": 0.55, "unit": 0.6, "programme": 0.9}
    clusters, n = CLUSTERS[unit]
    members = 1 if clusters is None else n // (int(clusters.max()) + 1)

    def trial(luck, size):
        own = None if clusters is None else np.repeat(np.arange(size // members), members)
        return ancova(*people(luck, size // members * members, effects[unit], own, 0.05 if members > 1 else 0.0))

    step = 2 * members
    sizes = [n // step * step, 2 * n // step * step]
    luck = np.random.default_rng(9)
    found = {size: [trial(luck, size) for _ in range(600)] for size in sizes}
    means = ([np.mean([getattr(one, key) for one in found[sizes[-1]]])] for key in ("effect", "error", "freedom"))
    law = Law(sizes[-1], np.ones(1), *map(np.array, means), trials=600)
    shares = [Share(np.mean([one.chance <= ALPHA for one in found[size]]), 0.0, 1.0) for size in sizes]
    enough = needed(sizes, shares, law, 0.8, ALPHA, step)
    assert enough.where in (WITHIN, BEYOND)
    fresh = sum(trial(np.random.default_rng([10, number]), int(enough.size)).chance <= ALPHA for number in range(1000))
    promised = at(enough.size, sizes, [one.share for one in shares]) if enough.where == WITHIN else law.assurance(
        enough.size, ALPHA)  # fmt: skip
    assert abs(fresh / 1000 - promised) < 3.0 * math.sqrt(0.16 / 1000 + 0.16 / 600)


def test_beyond_the_sizes_simulated_the_law_holds():
    """From 40 people to 160: errors fall as one over the root of the size."""
    luck = np.random.default_rng(11)
    small = [ancova(*people(luck, 40, 0.4)) for _ in range(250)]
    law = Law(40, np.ones(1), *(np.array([np.mean([getattr(one, key) for one in small])])
                                for key in ("effect", "error", "freedom")), trials=250)  # fmt: skip
    count = sum(ancova(*people(luck, 160, 0.4)).chance <= ALPHA for _ in range(250))
    assert within(count, 250, law.assurance(160, ALPHA))


# --- from trials to sizes --------------------------------------------------------------------------------------------


def test_a_share_over_worlds_counts_a_replication_once():
    luck = np.random.default_rng(12)
    row = (luck.random(60) < 0.4).astype(float)
    alone = shown(row[None], np.ones(1))
    same = shown(np.stack([row, row, row]), np.full(3, 1 / 3))
    assert (alone.low, alone.high) == wilson_interval(row.mean(), 60)
    assert (same.low, same.high) == pytest.approx((alone.low, alone.high), abs=0.003)
    apart = shown((luck.random((3, 60)) < 0.4).astype(float), np.full(3, 1 / 3))
    assert apart.high - apart.low < alone.high - alone.low
    gone = np.where(np.arange(60) < 10, np.nan, row)
    assert shown(gone[None], np.ones(1)).share == pytest.approx(row[10:].mean())


def law(effects=(0.3,), errors=(0.2,), freedom=60.0, trials=math.inf):
    weights = np.full(len(effects), 1.0 / len(effects))
    return Law(64, weights, np.array(effects), np.array(errors), np.full(len(effects), freedom), trials)


def shares(*middle):
    return [Share(one, max(0.0, one - 0.1), min(1.0, one + 0.1)) for one in middle]


def test_the_size_that_is_enough_lies_between_those_simulated():
    found = needed((16, 64), shares(0.6, 1.0), law(), 0.8, ALPHA)
    assert (found.where, found.size) == (WITHIN, 36.0)  # the middle between the roots, 4 and 8
    assert found.low == pytest.approx((4 + 4 * 0.1 / 0.3) ** 2)
    assert needed((16, 64), shares(0.6, 1.0), law(), 0.8, ALPHA, step=8).size == 40.0
    assert crossed((16, 64, 100), [0.7, 0.6, 1.0], 0.65) == 64.0  # as one, where they are in the wrong order
    assert at(36, (16, 64), [0.6, 1.0]) == pytest.approx(0.8)


def test_beyond_the_sizes_simulated_it_is_said_that_it_is_extrapolated():
    found = needed((16, 64), shares(0.1, 0.3), law(trials=100), 0.8, ALPHA)
    assert found.where == BEYOND
    assert law().assurance(found.size, ALPHA) >= 0.8 > law().assurance(found.size - 1, ALPHA)
    assert found.low < found.size < found.high
    assert needed((16, 64), shares(0.95, 1.0), law(), 0.8, ALPHA).where == BELOW
    assert needed((16, 64), shares(0.1, 0.3), law((0.3, 0.0), (0.2, 0.2)), 0.8, ALPHA).where == NEVER


# --- what a trial is worth -------------------------------------------------------------------------------------------

HALF = np.array([0.5, 0.5])


def test_to_know_is_worth_what_the_other_choice_would_have_lost():
    assert value.of_knowing(HALF, np.array([0.3, -0.1])) == pytest.approx(0.05)
    assert value.of_knowing(HALF, np.array([0.3, 0.1])) == 0.0
    assert value.of_knowing(np.array([0.25, 0.75]), np.array([0.4, -0.2])) == pytest.approx(0.1)


def test_a_trial_is_worth_less_than_to_know_and_more_the_sharper_it_is():
    gains = np.array([0.3, -0.1])
    worths = [value.of_trial(HALF, gains, gains, np.full(2, error)) for error in (5.0, 0.5, 0.2, 0.05, 0.001)]
    assert np.all(np.diff(worths) > 0.0)
    assert worths[0] < 0.001
    assert worths[-1] == pytest.approx(value.of_knowing(HALF, gains), rel=1e-6)
    blind = value.of_trial(HALF, gains, np.zeros(2), np.full(2, 0.01))
    assert blind == pytest.approx(0.0, abs=1e-9)  # what the trial shows says nothing of what everybody would gain


def test_the_worth_of_a_trial_is_what_choosing_by_it_gains():
    """By simulation: draw a world, run its trial, take the arm that is better given what it found."""
    weights, gains = np.array([0.5, 0.3, 0.2]), np.array([0.2, -0.1, -0.3])
    effects, errors = np.array([0.3, -0.1, -0.4]), np.array([0.2, 0.25, 0.2])
    luck = np.random.default_rng(13)
    world = luck.choice(3, 200_000, p=weights)
    found = effects[world] + errors[world] * luck.normal(size=200_000)
    likely = weights * np.exp(-0.5 * ((found[:, None] - effects) / errors) ** 2) / errors
    won = np.where(likely @ gains > 0.0, gains[world], 0.0).mean() - max(0.0, float(weights @ gains))
    assert value.of_trial(weights, gains, effects, errors) == pytest.approx(won, abs=0.002)


# --- what is asked for -----------------------------------------------------------------------------------------------

SIX = "experiments/six-people.csv"


def numbers(**more):
    """The experiment of 12 mentees and 6 mentors."""
    return experiment_from(None, mentees=12, mentors=6, weeks=8, **({"worlds": "0"} | more))


def test_numbers_alone_are_enough():
    found = asked(experiment_from(None, mentees=61, mentors=23))
    assert (found.mentees, found.mentors, found.sizes, found.unit) == (61, 23, (61, 122, 244), "mentee")
    assert [arm.name for arm in found.arms] == ["none", "help"]
    assert found.usual
    assert found.mentors_at(244) == 92
    assert found.experiment.worlds.source == "plausible:5"
    assert found.experiment.weeks == 52
    assert asked(experiment_from(None, mentees=61, mentors=23), unit="programme").sizes == (4, 8, 16)


def test_arms_of_options_of_the_trial_and_of_the_design():
    assert arm_of("a=withdrawal=linear,withdrawal.weeks=20").overrides == {
        "withdrawal.policy": "linear",
        "withdrawal.weeks": 20,
    }
    assert split('a="x,y",b=[1,2],c=3') == ['a="x,y"', "b=[1,2]", "c=3"]
    text = experiment_text((12, 6), 8, {"withdrawal.policy": ["never", "cliff"]})
    of_design = asked(config.read(text, "small.toml"))
    assert [(arm.name, arm.overrides) for arm in of_design.arms] == [
        ("never", {"withdrawal.policy": "never"}),
        ("cliff", {"withdrawal.policy": "cliff"}),
    ]
    trial = """[trial]
unit = "mentor"
shares = { a = 2, b = 1 }
[trial.arms.a]
[trial.arms.b]
withdrawal.policy = "cliff"
"""
    of_trial = asked(config.read(trial, "small.toml"))
    assert [(arm.name, arm.share) for arm in of_trial.arms] == [("a", 2), ("b", 1)]
    assert of_trial.unit == "mentor"
    assert not [path for path in of_trial.experiment.overrides if path.startswith("trial.")]


FAULTS = [
    ({"unit": "mentr"}, "unit: found 'mentr'.*mean 'mentor'"),
    ({"outcome": "performence"}, "outcome: found 'performence'.*mean 'performance'"),
    ({"sizes": "12,x"}, "sizes: found 'x', expected whole numbers of mentees"),
    ({"sizes": "3"}, "sizes: found '3'.*from 8"),
    ({"sizes": "5", "unit": "programme"}, "sizes: found 5 programmes, expected a multiple of 2"),
    ({"arms": ["a=withdrawal=linear"]}, "arm: found 1 of them, expected two to 6"),
    ({"arms": ["a=withdrawal=lineer", "b="]}, "arm: a.withdrawal.policy: found 'lineer'.*mean 'linear'"),
    ({"arms": ["a=withdrawel.weeks=3", "b="]}, "arm: a.withdrawel.weeks: unknown parameter.*mean 'withdrawal.weeks'"),
    ({"arms": ["a=", "a=withdrawal=cliff"]}, "arm: found 'a' twice"),
    ({"arms": ["a=withdrawal", "b="]}, "arm: a: found 'withdrawal', expected PATH=VALUE"),
    ({"arms": ["a=setting=network", "b="]}, "arm: a.setting: .* share; whole programmes"),
    ({"arms": ["a=matching=none", "b="], "unit": "mentor"}, "whole programmes may differ in anything"),
    ({"alpha": 0.0}, "alpha: found 0.0, expected a number above 0 and below 0.5"),
    ({"power": math.nan}, "power: found nan"),
    ({"reliability": 1.5}, "reliability: found 1.5, expected a number above 0 to 1"),
    ({"loss": -0.1}, "loss: found -0.1, expected a number from 0 and below 1"),
]


@pytest.mark.parametrize(("wrong", "said"), FAULTS)
def test_what_cannot_be_is_refused(wrong, said):
    with pytest.raises(BadInput, match=said) as error:
        asked(numbers(), **wrong)
    if wrong.get("unit") != "mentor":  # where both arms are at fault
        assert len(str(error.value).splitlines()) == 1


def test_people_that_cannot_be_are_refused():
    with pytest.raises(BadInput, match="plan: found no ROSTER"):
        experiment_from(None, mentees=5)
    with pytest.raises(BadInput, match="mentees: found a number beside a roster"):
        experiment_from(SIX, mentees=5)
    with pytest.raises(BadInput, match="roster: found no file"):
        experiment_from("experiments/sixpeople.csv")
    with pytest.raises(BadInput, match=r"sizes: found '5'.*from 12"):
        asked(experiment_from(SIX), arms=["a=", "b=withdrawal=cliff", "c=matching=none"], sizes="5")
    with pytest.raises(BadInput, match="a design of 18 arms in quickstart"):
        asked(experiment_from("quickstart"))


# --- more people of a roster -----------------------------------------------------------------------------------------


def test_a_larger_roster_is_the_same_programme_again(tmp_path):
    given = roster.load(SIX, "experiments/six-people-ties.csv", "experiments/six-people-matches.csv", True)
    more = larger(given, 10, 4)
    assert (more.mentees, more.mentors, len(set(more.ids))) == (10, 4, 14)
    assert more.ids[4] == f"{given.ids[0]} (2)"
    np.testing.assert_array_equal(more.columns["skill_1"][4:8], given.columns["skill_1"][:4])
    assert more.units == 3 * given.units  # of the third copy, two mentees
    whole = larger(given, 8, 4)
    assert len(whole.ties["one"]) == 2 * len(given.ties["one"])
    assert len(whole.matches["mentee"]) == 2 * len(given.matches["mentee"])
    for ends in (("one", "two"), ("mentee", "mentor")):
        pairs = whole.ties if ends[0] == "one" else whole.matches
        copies = [["(2)" in whole.ids[place] for place in pairs[end]] for end in ends]
        assert copies[0] == copies[1]  # nobody is tied to somebody of another copy
    assert larger(given, 4, 2) is given
    kept = tmp_path / whole.digest
    kept.mkdir()
    for name, text in roster.files_of(whole).items():
        (kept / name).write_text(text)
    assert roster.loaded(kept) == whole


def test_larger_programmes_have_more_units():
    found = people_of(asked(numbers()), 24, 12)
    assert found == {"people.mentees": 24, "people.mentors": 12, "structure.units": 16}
    assert people_of(asked(experiment_from(SIX)), 8, 4)["structure.units"] == 4


# --- trials in worlds ------------------------------------------------------------------------------------------------

SMALL = {"sizes": "12,24", "trials": 4}


def swept(workers=1):
    """An ordinary sweep."""
    return lambda experiment, path: ms.sweep(experiment, workers=workers, out=path, progress=False)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """(question, folder, account) of a small plan in two worlds."""
    question, folder = asked(numbers(worlds="2", seed=5), **SMALL), tmp_path_factory.mktemp("plan") / "small"
    told, errors = folders.plan(question, folder, swept())
    assert errors == []
    return question, folder, told


@pytest.mark.slow
def test_trials_are_runs_and_their_effects_those_of_the_people(done):
    question, folder, told = done
    runs = Runs(question, ms.open(folder))
    one = runs.trials_of(24, (0, 1), 1)
    run = runs.run(("trial", 24), 1, 2)
    mine = runs.results.table("people", where={"run_id": run, "kind": "initial_mentee"})
    assert len(mine) == 24
    second = (mine["trial_arm"] == "help").to_numpy()
    x = np.column_stack([np.ones(24), second, mine["performance_start"]])
    slope = np.linalg.lstsq(x, mine["performance_end"].to_numpy(), rcond=None)[0][1]
    assert one.fits[2].effect == pytest.approx(slope, rel=1e-9)
    matches = runs.results.table("matches", where={"run_id": run})
    assert one.hours["help"][2] == pytest.approx(matches["hours"].sum())
    assert one.hours["none"][2] == 0.0
    sizes = told["pairs"][0]["sizes"]
    assert [(row["size"], row["mentors"], row["trials"]) for row in sizes] == [(12, 6, 8), (24, 12, 8)]
    assert sizes[1]["effects"][1] == pytest.approx(np.mean([fit.effect for fit in one.known]))


@pytest.mark.slow
def test_the_gain_is_that_of_whole_programmes_of_the_same_people(done):
    _, folder, told = done
    outcomes = ms.open(folder).table("people", where={"kind": "initial_mentee", "trial_arm": [None]})
    means = outcomes.groupby(["world", "matching.policy", "replication"])["performance_end"].mean().unstack(1)
    by_world = (means.drop(columns="none").iloc[:, 0] - means["none"]).groupby("world").mean()
    numbers_of_worlds = [one["world"] for one in told["worlds"]]
    assert told["pairs"][0]["gains"] == pytest.approx(by_world.loc[numbers_of_worlds].tolist())


def files_in(folder):
    """{name: bytes} of what was found, and the digests of its tables."""
    manifest = json.loads((folder / "manifest.json").read_text())
    return {name: (folder / name).read_bytes() for name in (names.NAME, names.PAGE)} | manifest["tables"]


@pytest.mark.slow
def test_a_plan_goes_on_where_it_stopped_and_workers_change_no_bit(done, tmp_path):
    question, folder, told = done
    part = replace(question, trials=2)
    folders.plan(part, tmp_path / "small", swept())
    again, _ = folders.plan(question, tmp_path / "small", swept(2))
    assert again == told
    assert files_in(tmp_path / "small") == files_in(folder)


@pytest.mark.slow
def test_what_is_measured_has_its_reliability_and_some_are_lost(done):
    question, folder, _ = done
    results = ms.open(folder)
    run = Runs(question, results).run(("trial", 24), 0, 1)
    true = Runs(question, results).mentees(run, 1)
    noisy = Runs(replace(question, reliability=0.5, loss=0.25), results).mentees(run, 1)
    assert 10 < len(noisy.end) < 24
    there = np.isin(true.ordinal, noisy.ordinal)
    noise = noisy.end - true.end[there]
    assert 0.4 < noise.std() / true.end.std() < 1.8
    other = Runs(question, results).run(("trial", 24), 1, 1)  # another world: the same people are lost
    same = Runs(replace(question, reliability=0.5, loss=0.25), results).mentees(other, 1)
    np.testing.assert_array_equal(same.ordinal, noisy.ordinal)
    smaller = Runs(question, results).run(("trial", 12), 0, 1)
    few = Runs(replace(question, reliability=0.5, loss=0.25), results).mentees(smaller, 1)
    np.testing.assert_array_equal(few.ordinal, noisy.ordinal[noisy.ordinal < 12])


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["mentor", "unit", "programme"])
def test_every_unit_can_be_randomised(unit, tmp_path):
    question = asked(numbers(), unit=unit, trials=3, sizes="4,8" if unit == "programme" else "24")
    told, _ = folders.plan(question, tmp_path / "plan", swept())
    json.dumps(told, allow_nan=False)
    assert told["pairs"][0]["sizes"][0]["freedom"] < (4 if unit == "programme" else 20)
    runs = Runs(question, ms.open(tmp_path / "plan"))
    if unit == "programme":
        assert replications(question) == 12
        assert told["pairs"][0]["sizes"][1]["mentees"] == 96
        assert told["pairs"][0]["sizes"][0]["analysed"] == 48
    else:
        one = runs.mentees(runs.run(("trial", 24), 0, 0), 0)
        dealt = [set(one.arm[one.cluster == who]) for who in set(one.cluster) - {-1}]
        assert all(len(arms) == 1 for arms in dealt)  # who is randomised together is in one arm
        assert len(dealt) < 24


@pytest.mark.slow
def test_programmes_of_a_trial_have_different_people(tmp_path, monkeypatch):
    question = asked(numbers(), unit="programme", trials=3, sizes="4")
    ms.sweep(experiment(question), workers=1, out=tmp_path / "plan", progress=False)
    runs, seen = Runs(question, ms.open(tmp_path / "plan")), []
    monkeypatch.setattr(
        runs, "mentees", lambda run, number: seen.append((run, number)) or Runs.mentees(runs, run, number)
    )
    for number in range(3):
        runs.of_programmes(4, (0, 1), 0, number)
        assert len({replication for _, replication in seen[-4:]}) == 4
    assert len({run for run, _ in seen}) == len(seen) == 12  # each run in one trial


@pytest.mark.slow
def test_arms_that_are_the_same_are_shown_to_differ_by_chance_only(tmp_path):
    """In the engine itself: two arms that go by the same rules, under every unit."""
    for unit in UNITS:
        arms, programmes = ["a=", "b="], unit == "programme"
        question = asked(numbers(), arms, unit, trials=60, sizes="4" if programmes else "24")
        told, _ = folders.plan(question, tmp_path / unit, swept())
        row = told["pairs"][0]["sizes"][0]
        low, high = exact_interval(row["assurance"] * 60, 60, SURE)
        assert low <= ALPHA <= high, (unit, row["assurance"])
        assert told["pairs"][0]["gain"] == 0.0


@pytest.mark.slow
def test_a_roster_of_61_mentees_and_23_mentors_ends_in_a_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = ["id,role,unit", *(f"a{n},mentee,{'NSE'[n % 3]}" for n in range(61)), *(f"b{n},mentor," for n in range(23))]
    (tmp_path / "ours.csv").write_text("\n".join(lines) + "\n")
    command = ["plan", "ours.csv", "--weeks", "20", "--worlds", "2", "--trials", "6", "--sizes", "61,122",
               "--workers", "1", "--figure", "power.html", "--arm", "none=matching=none", "--arm", "help=", "--arm",
               "fading=withdrawal=linear"]  # fmt: skip
    text = " ".join(good(*command).split())
    assert "How large must a trial of none, help and fading be?" in text
    assert "With 61 mentees and 23 mentors a trial of" in text
    assert "plotly" in (tmp_path / "power.html").read_text()[:5_000_000]
    results = tmp_path / "results" / "ours-plan"
    html = (results / names.PAGE).read_text("utf-8")
    assert "<h1>How large must a trial of none, help and fading be?" in html
    assert "several times over" in html
    assert json.loads(good(*command, "--json")) == folders.load(results)
    good("report", str(results), "--out", "again.html")
    assert (tmp_path / "again.html").read_text("utf-8") == html
    assert "the same: to the last bit" in good("reproduce", str(results), "--sample", "2", "--workers", "1")


# --- in words --------------------------------------------------------------------------------------------------------


def account_of(**more):
    """An account as a plan makes it, changed."""
    size = {
        "size": 61, "mentees": 61, "mentors": 23, "programmes": 1, "analysed": 61.0, "power": 0.2, "power_low": 0.13,
        "power_high": 0.29, "assurance": 0.22, "low": 0.15, "high": 0.31, "by_world": [0.08, 0.36],
        "second_better": 0.22, "first_better": 0.0, "by_formula": 0.21, "effect": 0.03, "effect_sd": 0.25,
        "effects": [0.01, 0.05], "error": 0.025, "effect_error": 0.002, "freedom": 57.0, "sd": 0.12, "smallest": 0.07,
        "smallest_sd": 0.58, "worth": 0.001, "hours": {"none": 0.0, "help": 900.0}, "trials": 200, "failed": 0,
        "not_analysed": 0,
    }  # fmt: skip
    larger_one = size | {"size": 244, "mentees": 244, "mentors": 92, "assurance": 0.81, "low": 0.73, "high": 0.87}
    pair = {
        "first": "none", "second": "help", "gain": 0.02, "gains": [-0.01, 0.05], "sizes": [size, larger_one],
        "needed": {"where": WITHIN, "size": 240, "low": 215.0, "high": 270.0, "mentees": 240, "mentors": 90},
        "knowing": 0.005, "worth": 0.001, "extrapolated": [[244.0, 0.7], [300.0, 0.8]],
        "clusters": {"rho": 0.05, "design_effect": 4.0, "programmes": 30, "mentees": 1830},
    }  # fmt: skip
    told = {
        "schema": 1, "name": "trial-plan", "question": "", "people": "",
        "arms": [{"arm": name, "share": 1, "values": {}} for name in ("none", "help")], "usual": False,
        "unit": "mentee", "outcome": "performance", "mentees": 61, "mentors": 23, "weeks": 52, "seed": 0, "alpha": 0.05,
        "power": 0.8, "reliability": 1.0, "loss": 0.0, "trials": 100,
        "worlds": [{"world": 1, "weight": 0.5}, {"world": 2, "weight": 0.5}], "source_of_worlds": "plausible:2",
        "runs": 800, "best": 0, "pairs": [pair],
        "whole_hours": [{"arm": name, "hours": 0.0} for name in ("none", "help")],
    }  # fmt: skip
    return told | more


def changed(**more):
    """The account with its comparison changed."""
    told = account_of()
    return told | {"pairs": [told["pairs"][0] | more]}


def test_the_advice_comes_first_with_numbers_and_reasons():
    told = account_of()
    text = wording.answer(told)
    assert text.startswith(
        "With 61 mentees and 23 mentors a trial of help against none (each mentee randomised, 52 weeks)"
    )
    assert "with a chance of 22 % (between 8 % and 36 % in 2 plausible worlds)" in text
    assert "smallest difference that such a trial shows with 80 % is 0.070 (0.58 SD)" in text
    assert "A chance of 80 % needs about 240 mentees and 90 mentors (simulation error: 215 to 270)" in text
    notes = " ".join(wording.notes(told))
    assert "Within one programme the arms differ by +0.030, whole programmes by +0.020" in notes
    assert "shows more than a decision" in notes
    assert "30 of them, 1,830 mentees" in notes
    assert wording.rows(told, told["pairs"][0])[0][2] == "20 % [13, 29]"


def test_what_is_extrapolated_and_what_is_out_of_reach_is_said():
    far = {"where": BEYOND, "size": 1234, "low": 691.0, "high": None, "mentees": 1234, "mentors": 465}
    text = wording.answer(changed(needed=far))
    assert "needs about 1,300 mentees and 470 mentors, beyond the 244 mentees that were simulated: extrapolated" in text
    assert "700 or more" in text
    never = {"where": NEVER, "size": None, "low": None, "high": None, "mentees": None, "mentors": None}
    assert "out of reach of any size up to 100,000 mentees" in wording.answer(changed(needed=never))
    assert "points the other way" in " ".join(wording.notes(changed(gain=-0.02)))
    assert "hardly reaches the other" in " ".join(wording.notes(changed(gain=0.0255)))
    assert "a difference within chance" in " ".join(wording.notes(changed(gain=0.028)))


def test_the_page_stands_by_itself():
    html = page.render(account_of())
    assert "http://" not in html.split("<script")[0]
    for text in ("Advice", "By size", "world by world", "by formula"):
        assert text in html
    assert "plan" in html


def test_the_command_refuses_what_cannot_be(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for wrong, said in (
        (("plan",), "error: plan: found no ROSTER and no CONFIG"),
        (("plan", "--mentees", "9", "--mentors", "3", "--unit", "mentr"), "error: --unit: found 'mentr'"),
        (("plan", "quickstrat"), "quickstart"),
        (("plan", "nobody.csv"), "nobody.csv"),
    ):
        result = call(*wrong)
        assert result.exit_code == 2
        assert said in result.stderr
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(BadInput, match="found no plan"):
        folders.load(tmp_path)
