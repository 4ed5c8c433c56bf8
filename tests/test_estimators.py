"""The estimators that indicators share, by hand and against theory."""

import math

import numpy as np
import pytest
from made import NAN
from scipy import stats

from mentorsim.codes import ENDED_BY
from mentorsim.indicators import (
    statistics,
)


def test_kaplan_meier_by_hand():
    """Five at risk at 1, three at 3 (one of them censored there), one at 5."""
    duration, observed = [1, 2, 3, 3, 5], [True, False, True, False, False]
    s = statistics.kaplan_meier(duration, observed, [0, 1, 2, 3, 5, 6], math.inf)
    assert s[:5] == pytest.approx([1, 4 / 5, 4 / 5, 8 / 15, 8 / 15])
    assert math.isnan(s[5])  # nobody was followed so long
    assert statistics.kaplan_meier([2, 4], [True, True], [9], 9)[0] == 0.0  # nobody is left to be followed


def test_beyond_what_could_be_followed_nothing_is_known_however_all_ended():
    duration, seen = np.array([2, 4]), np.array([True, True])
    assert np.isnan(statistics.kaplan_meier(duration, seen, [3, 4, 6, 7], 6)).tolist() == [False, False, False, True]
    assert statistics.cumulative_incidence(duration, {"plan": seen}, 6, 6) == [1.0]
    assert np.isnan(statistics.cumulative_incidence(duration, {"plan": seen}, 7, 6)).all()


@pytest.mark.parametrize("censored", [0.0, 0.3, 0.8, 1.0])
def test_survival_is_that_of_scipy_to_the_last_bit(censored):
    draw = np.random.default_rng(7)
    for n in range(1, 60):
        duration, seen = draw.integers(0, draw.integers(1, 80), n).astype(float), draw.random(n) >= censored
        curve = stats.ecdf(stats.CensoredData(uncensored=duration[seen], right=duration[~seen])).sf
        times, survival = statistics.survival_curve(duration, seen)
        np.testing.assert_array_equal(times, curve.quantiles)
        np.testing.assert_array_equal(survival, curve.probabilities)


def test_cumulative_incidence_by_hand():
    duration = np.array([10, 13, 20, 30, 60])
    cause = np.array(["mentor", "plan", None, "mentee", None], dtype=object)
    ended = {kind: cause == kind for kind in ENDED_BY}
    found = dict(zip(ENDED_BY, statistics.cumulative_incidence(duration, ended, 52, math.inf), strict=True))
    assert found == pytest.approx({"mentor": 1 / 5, "plan": 1 / 5, "mentee": 3 / 10, "outside": 0, "shock": 0})
    assert np.isnan(statistics.cumulative_incidence(duration, ended, 61, math.inf)).all()


def test_incidences_and_survival_add_up_to_one():
    draw = np.random.default_rng(5)
    duration = draw.integers(1, 80, 300)
    cause = draw.choice(np.array([*ENDED_BY, None], dtype=object), 300)
    total = sum(statistics.cumulative_incidence(duration, {kind: cause == kind for kind in ENDED_BY}, 52, 80))
    survival = statistics.kaplan_meier(duration, np.not_equal(cause, None), [52], 80)[0]
    assert total + survival == pytest.approx(1.0)


def test_a_weighted_mean_leaves_out_what_is_a_mean_over_nobody():
    """(1·.2 + 3·.6)/4; weights of what is null count no more than the null does."""
    assert statistics.weighted_mean([0.2, NAN, 0.6, NAN], [1, 0, 3, 5]) == pytest.approx(0.5)
    assert math.isnan(statistics.weighted_mean([NAN, NAN], [0, 0]))
    assert math.isnan(statistics.weighted_mean([], []))


def test_hedges_g_by_hand():
    """Means 2 and 1, sums of squares 2 and 2 on 4 degrees of freedom: s = 1; J = 1 - 3/15."""
    assert statistics.hedges_g([1, 2, NAN, 3], [0, 1, 2]) == pytest.approx(0.8)
    assert statistics.hedges_g([0, 1, 2], [1, 2, 3]) == pytest.approx(-0.8)
    assert math.isnan(statistics.hedges_g([1.0], [1.0, 2.0]))
    assert math.isnan(statistics.hedges_g([0.1] * 3, [0.1] * 3))


@pytest.mark.parametrize(
    ("values", "answer"), [([1, 1, 1, 1], 0), ([0, 0, 0, 4], 3 / 4), ([3, 1], 1 / 4), ([0, 0], NAN), ([], NAN)]
)
def test_gini(values, answer):
    assert statistics.gini(values) == pytest.approx(answer, nan_ok=True)


def test_rate_ratio_interval_covers_the_truth():
    """Nominal 95 % over pairs of Poisson counts with means 30 and 20; and never without events or exits."""
    draw = np.random.default_rng(11)
    pairs = zip(draw.poisson(30, 1000), draw.poisson(20, 1000), strict=True)
    covered = [low < 1.5 < high for low, high in (statistics.rate_ratio_interval(*pair) for pair in pairs)]
    assert 0.93 < np.mean(covered) < 0.98
    low, high = statistics.rate_ratio_interval(0, 4)
    p = high / (1 + high)
    assert low == 0.0
    assert (1 - p) ** 4 == pytest.approx(0.025)  # chance to see no event in four, at the upper end
    assert np.isnan(statistics.rate_ratio_interval(3, 0)).all()


def test_quantiles_are_those_of_numpy_and_nulls_do_not_count():
    draw = np.random.default_rng(3)
    for size in range(1, 40):
        values = draw.normal(size=size)
        for at in (0.0, 0.1, 0.5, 0.75, 1.0):
            assert statistics.quantile(np.append(values, NAN), at) == np.quantile(values, at)
    assert math.isnan(statistics.quantile([NAN], 0.1))
