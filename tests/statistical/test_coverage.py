"""Comparisons of synthetic experiments with known effects: intervals cover, probabilities are calibrated, and where
there is nothing nothing is found. Arms share luck larger than their own. In full: 500 trials, within 3 points.
"""

import itertools

import numpy as np
import pandas as pd
import pytest

from mentorsim.analysis import contour, decomposition, intervals, ranking
from mentorsim.analysis.contrasts import paired_contrasts
from mentorsim.analysis.interactions import interactions

SETTINGS = ["organisation", "network"]


@pytest.fixture(params=[pytest.param(60, marks=pytest.mark.slow), pytest.param(500, marks=pytest.mark.full)])
def trials(request):
    """Numbers of trials: few beside the other slow tests, and in full."""
    return request.param


def within(trials):
    """How far a share of trials may be from 5 or 95 %: 3 points at 500, more where chance allows it."""
    return max(0.03, 3.0 * np.sqrt(0.05 * 0.95 / trials))


def near(share, trials, nominal=0.95):
    assert share == pytest.approx(nominal, abs=within(trials))


def covered(table, truth):
    """(rows,) whether the intervals of a table have the truth in them."""
    return (table["low"] <= truth) & (truth <= table["high"])


def experiment(random, replications, effect, noise, **factors):
    """Outcomes of a full grid: shared luck + effect(levels) + noise of each arm's own."""
    names = [name.replace("__", ".") for name in factors]
    arms = list(itertools.product(*factors.values()))
    values = random.normal(0, 3, (replications, 1)) + [effect(*arm) for arm in arms] + noise((replications, len(arms)))
    rows = [(*arm, replication) for replication in range(replications) for arm in arms]
    return pd.DataFrame(rows, columns=[*names, "replication"]).assign(delivered=values.ravel())


def normal(random, sd=1.0):
    return lambda shape: random.normal(0, sd, shape)


def skewed(random):
    """Exponential noise around its mean."""
    return lambda shape: random.exponential(1.0, shape) - 1.0


@pytest.mark.parametrize("replications", [5, 12, 40, 50, 100])
def test_intervals_of_a_mean_cover(trials, replications):
    random = np.random.default_rng(replications)
    found = np.array([intervals.interval(row) for row in random.normal(0.4, 1, (trials, replications))])
    near(((found[:, 1] <= 0.4) & (found[:, 2] >= 0.4)).mean(), trials)


@pytest.mark.parametrize("replications", [50, 120])
def test_the_bootstrap_covers_where_values_are_skewed_and_leans_as_they_do(trials, replications):
    """Student's t misses skewed truth on one side; the studentised bootstrap misses both sides more alike."""
    random = np.random.default_rng(1)
    values = random.exponential(1.0, (8 * trials, replications))
    missed = {}
    for name, way in (("t", intervals.t_interval), ("bootstrap", intervals.interval)):
        found = np.array([way(row) for row in values])
        missed[name] = (found[:, 2] < 1.0).mean(), (found[:, 1] > 1.0).mean()
    near(1.0 - sum(missed["bootstrap"]), trials)
    assert abs(np.subtract(*missed["bootstrap"])) < abs(np.subtract(*missed["t"]))


@pytest.mark.parametrize(("replications", "noise"), [(8, normal), (30, skewed), (60, skewed)])
def test_contrasts_cover_one_by_one_and_all_at_once(trials, replications, noise):
    random, truth = np.random.default_rng(2), {"linear": 0.5, "readiness": -0.2, "cliff": 0.0}
    each, both = [], []
    for _ in range(trials):
        table = experiment(
            random, replications, lambda p: truth.get(p, 0.0), noise(random), withdrawal__policy=["never", *truth]
        )
        found = paired_contrasts(table, "withdrawal.policy", "delivered")
        real = found["level"].map(truth)
        each.append(covered(found, real))
        both.append(((found["low_all"] <= real) & (real <= found["high_all"])).all())
    near(np.mean(each), trials)
    assert np.mean(both) > 0.95 - within(trials)  # Bonferroni is a bound, not an aim


def test_nothing_is_found_where_there_is_nothing(trials):
    """Four policies alike: single verdicts at 5 %, any that holds for the whole table in at most 5 % of tables."""
    random = np.random.default_rng(3)
    single, family, ranked, crossed = [], [], [], []
    for _ in range(trials):
        table = experiment(
            random,
            12,
            lambda *_: 0.0,
            normal(random),
            setting=SETTINGS,
            matching__policy=["random", "similar", "self", "first_come"],
        )
        found = paired_contrasts(table, "matching.policy", "delivered", by=["setting"])
        single.append(found["verdict"] != "unclear")
        family.append(found["holds"].any())
        ranked.append(ranking.ranking(table, "matching.policy", "delivered")["p_best"].iloc[0] > 0.95)
        crossed.append(interactions(table, ["setting", "matching.policy"], "delivered")["holds"].any())
    near(np.mean(single), trials, 0.05)
    assert np.mean(family) < 0.05 + within(trials)
    assert np.mean(crossed) < 0.05 + within(trials)
    assert np.mean(ranked) < 0.05 + within(trials)


def test_interactions_cover(trials):
    random = np.random.default_rng(4)
    found = [
        interactions(
            experiment(
                random,
                10,
                lambda s, p: 0.7 * (s == "network" and p == "self"),
                normal(random),
                setting=SETTINGS,
                matching__policy=["random", "self"],
            ),
            ["setting", "matching.policy"],
            "delivered",
        )
        for _ in range(trials)
    ]
    near(np.mean([covered(table, 0.7).iloc[0] for table in found]), trials)


def test_shapley_shares_and_their_parts_cover(trials):
    """3 and 1 alone and 2 together: shares 4, 2, 0, two thirds, one third and none of the whole."""
    random, truth = np.random.default_rng(5), np.array([4.0, 2.0, 0.0, 6.0])
    shares, parts = [], []
    for _ in range(trials):
        table = experiment(
            random,
            12,
            lambda c, p, _: 3.0 * (c == "network") + (p == "network") + 2.0 * (c == p == "network"),
            normal(random, 2.0),
            setting__channel=SETTINGS,
            setting__pairing=SETTINGS,
            setting__power=SETTINGS,
        )
        found = decomposition.decompose(table, "delivered")
        shares.append(covered(found, truth))
        inside = (found["part_low"] <= truth / 6.0) & (truth / 6.0 <= found["part_high"])
        parts.append(inside[:3][found["part"].notna()[:3]])
    near(np.mean(shares), trials)
    near(np.concatenate(parts).mean(), trials)


def test_the_crossing_is_covered(trials):
    """network − organisation = .62 − cost: the crossing at .62, not on the grid."""
    random, inside = np.random.default_rng(6), []
    for _ in range(trials):
        table = experiment(
            random,
            15,
            lambda s, cost, _: (s == "network") * (0.62 - cost),
            normal(random, 0.15),
            setting=SETTINGS,
            channel__cost=[0.2, 0.4, 0.6, 0.8, 1.0],
            channel__gamma=[1.0, 2.0],
        )
        found = contour.sign_change(table, "setting", "channel.gamma", "channel.cost", "delivered")
        inside.append((found["low"] <= 0.62) & (found["high"] >= 0.62))
    near(np.mean(inside), trials)


# --- probabilities ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("replications", [6, 20, 60])
def test_ranking_probabilities_are_calibrated(trials, replications):
    """Of arms said to be best with probability p, a share p is: five arms, effects drawn anew in each trial.

    The truth has no preferred size (effects are spread wider than noise allows to tell), as a bootstrap presumes.
    """
    random = np.random.default_rng(7)
    said, true, said_top, true_top = [], [], [], []
    policies = ["random", "similar", "self", "first_come", "none"]
    for _ in range(trials):
        effect = dict(zip(policies, random.normal(0, 4.0 / np.sqrt(replications), 5), strict=True))
        table = experiment(random, replications, effect.get, normal(random), matching__policy=policies)
        found = ranking.ranking(table, "matching.policy", "delivered", top=2)
        order = sorted(policies, key=effect.get, reverse=True)
        said += found["p_best"].tolist()
        true += (found["matching.policy"] == order[0]).tolist()
        said_top += found["p_top"].tolist()
        true_top += found["matching.policy"].isin(order[:2]).tolist()
    calibrated(said, true)
    calibrated(said_top, true_top)


def calibrated(said, true):
    """In bins of what was said, the share that is true: within .03, or what so few cases allow."""
    said, true, bins = np.array(said), np.array(true), 0
    for low, high in ((0.0, 0.1), (0.1, 0.35), (0.35, 0.65), (0.65, 0.9), (0.9, 1.01)):
        inside = (said >= low) & (said < high)
        if inside.sum() < 30:
            continue
        bins += 1
        error = np.sqrt(said[inside].mean() * (1 - said[inside].mean()) / inside.sum())
        assert true[inside].mean() == pytest.approx(said[inside].mean(), abs=max(0.03, 3.0 * error)), (low, high)
    assert bins >= 2


def test_the_front_is_calibrated(trials):
    """Three arms and two outcomes, effects drawn anew: of arms on the front with probability p, a share p is."""
    random, said, true = np.random.default_rng(8), [], []
    policies = ["random", "similar", "self"]
    for _ in range(2 * trials):
        effects = random.normal(0, 1.0, (2, 3))
        first, second = (
            experiment(random, 16, dict(zip(policies, row, strict=True)).get, normal(random), matching__policy=policies)
            for row in effects
        )
        table = first.assign(quality=second["delivered"])
        found = ranking.pareto(table, "matching.policy", ["delivered", "quality"])
        said += found["p_front"].tolist()
        true += ranking.undominated(effects.T[None])[0].tolist()
    calibrated(said, true)
