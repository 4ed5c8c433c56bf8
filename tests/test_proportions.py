"""Intervals of shares of runs, against published values and what they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim import proportions
from mentorsim.analysis.contrasts import arm_means, paired_contrasts
from mentorsim.experiment import events, stopping


def pairs(both: int, level: int, reference: int, neither: int):
    """(reference, level) of so many pairs of each kind."""
    counts = (both, level, reference, neither)
    return np.repeat([1.0, 0.0, 1.0, 0.0], counts), np.repeat([1.0, 1.0, 0.0, 0.0], counts)


@pytest.mark.parametrize(
    ("count", "n", "low", "high"), [(0, 20, 0.0, 0.16843), (20, 20, 0.83157, 1.0), (5, 20, 0.08657, 0.49105)]
)
def test_exact_intervals(count, n, low, high):
    """0 of n: 1 − .025^(1/n); 5 of 20 as in tables of Clopper and Pearson's limits."""
    assert proportions.exact_interval(count, n) == pytest.approx((low, high), abs=1e-5)


def test_paired_intervals_are_newcombes():
    """48 and 38 of 50, 36 of them the same (Newcombe 1998, method 10); 2 and 8 of 21, of which 1 in both (Fagerland et
    al. 2014), whose mid-P is .0391.
    """
    assert proportions.paired_interval(*pairs(36, 12, 2, 0)) == pytest.approx((0.2, 0.0569, 0.3404), abs=1e-4)
    hyper = pairs(1, 1, 7, 12)
    assert proportions.paired_interval(*hyper) == pytest.approx((-0.2857, -0.5069, -0.0256), abs=1e-4)
    assert proportions.mid_p(*hyper) == pytest.approx(0.0391, abs=1e-4)


counts = st.tuples(*[st.integers(0, 12)] * 4).filter(lambda found: sum(found) > 1)


@given(counts)
def test_a_paired_interval_has_its_difference_in_it_and_turns_with_it(found):
    both, level, reference, neither = found
    mean, low, high = proportions.paired_interval(*pairs(*found))
    assert -1 <= low <= mean <= high <= 1
    assert high - low > 0
    turned = proportions.paired_interval(*pairs(both, reference, level, neither))
    assert turned == pytest.approx((-mean, -high, -low))
    assert proportions.mid_p(*pairs(*found)) == proportions.mid_p(*pairs(both, reference, level, neither))


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=30))
def test_the_interval_of_a_share_is_one_of_shares(values):
    mean, low, high = proportions.share_interval(values)
    assert 0 <= low <= mean + 1e-12
    assert mean - 1e-12 <= high <= 1
    assert low < high


def test_of_many_values_it_is_near_students():
    values = np.random.default_rng(1).uniform(0.3, 0.5, 400)
    _, low, high = proportions.share_interval(values)
    half = 1.96 * values.std(ddof=1) / 20
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.001)


@pytest.mark.parametrize("shares", [(0.02, 0.03, 0.0), (0.1, 0.2, 0.1), (0.3, 0.3, 0.05), (0.5, 0.1, 0.1)])
def test_paired_intervals_cover(shares):
    """At 20 pairs, 1,000 times: at least .93, where the nominal .95 has a standard error of .007."""
    random = np.random.default_rng(7)
    kinds = random.choice(4, size=(1000, 20), p=[*shares, 1 - sum(shares)])
    truth = shares[1] - shares[2]
    ends = [proportions.paired_interval(1.0 * np.isin(one, (0, 2)), 1.0 * np.isin(one, (0, 1)))[1:] for one in kinds]
    assert np.mean([low <= truth <= high for low, high in ends]) > 0.93


def runs(first, second, outcome="extinct"):
    """A table of two settings."""
    import pandas as pd

    sides = (("organisation", first), ("network", second))
    rows = [(setting, r, float(value)) for setting, values in sides for r, value in enumerate(values)]
    return pd.DataFrame(rows, columns=["setting", "replication", outcome])


def test_events_that_are_averaged_over_other_factors_count_replications():
    """Nine arms of one replication have their luck in common: none in 12 replications is no more than none in 12."""
    import pandas as pd

    table = pd.concat([runs([0] * 12, [0] * 12).assign(**{"withdrawal.weeks": weeks}) for weeks in range(9)])
    row = arm_means(table, ["setting"], "extinct").iloc[0]
    assert (row["n"], row["runs"], row["high"]) == (12, 108, pytest.approx(1 - 0.025 ** (1 / 12)))
    one = paired_contrasts(table, "setting", "extinct").iloc[0]
    assert (one["verdict"], one["n"], one["pairs"]) == ("same", 12, 108)
    assert one["low"] < 0 < one["high"]


def test_a_share_is_no_event_because_it_is_0_in_every_run():
    assert events.is_event("extinct", [0, 0, np.nan])
    assert not events.is_event("never_matched", [0, 0])  # a share of people
    assert events.is_event("delivered", [0, 1, 1])
    assert not events.is_event("satisfaction", [0, 1, 1])  # a measure that happens to be at its ends
    assert not events.is_event("extinct", [np.nan])
    assert events.is_event("of_a_plugin", [0, 1, 1])


def test_a_verdict_that_holds_for_all_rows_is_one_by_itself():
    for more in range(12):
        one = paired_contrasts(runs([0] * 12, [1] * more + [0] * (12 - more)), "setting", "extinct").iloc[0]
        assert (one["verdict"] == "worse") == (more >= 4)  # .333 − √(.195² + .242²) > 0, .25 − √(.161² + .242²) < 0
        assert one["holds"] == (more >= 5)  # 2·(½)⁵·½ = .031, and .0625 with four


def test_a_sweep_does_not_stop_because_nothing_has_happened_yet():
    """Of 4 runs without one, the chance may be 1 − .025^(1/4) = .60: that is no half width of 0."""
    table = runs([0] * 4, [0] * 4).rename(columns={"setting": "arm"})
    found = stopping.look(table, stopping.Until("extinct", 0.05, 40), 4)
    assert found["half_width"] == pytest.approx(1 - 0.025**0.25)
