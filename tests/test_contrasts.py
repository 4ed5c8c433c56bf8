"""Paired contrasts on tables made by hand, each answer worked out beside it, and the coverage of the interval."""

import numpy as np
import pandas as pd
import pytest
from pandas.errors import MergeError

from mentorsim.analysis.associations import associations
from mentorsim.analysis.comparison import compare
from mentorsim.analysis.contrasts import arm_means, paired_contrasts
from mentorsim.analysis.intervals import t_interval
from mentorsim.analysis.outcomes import factors_of
from mentorsim.errors import BadInput

T_2 = 4.302652729749464  # 97.5 % point of Student's t on 2 degrees of freedom
T_1 = 12.706204736174694  # on 1


def table(rows, *names):
    """A table of outcomes: rows of (level of each factor …, replication, value)."""
    return pd.DataFrame(rows, columns=[*names, "replication", "g_unassisted"])


# organisation, network in three replications; differences 1, 2, 3: mean 2, SD 1
TWO = table(
    [
        ("organisation", 0, 10.0),
        ("network", 0, 11.0),
        ("organisation", 1, 50.0),
        ("network", 1, 52.0),
        ("organisation", 2, 90.0),
        ("network", 2, 93.0),
    ],
    "setting",
)

# two settings × two policies; the differences network − organisation are 1, 3 under `random` and 5, 5 under `similar`
FOUR = table(
    [
        ("organisation", "random", 0, 0.0),
        ("organisation", "similar", 0, 0.0),
        ("network", "random", 0, 1.0),
        ("network", "similar", 0, 5.0),
        ("organisation", "random", 1, 0.0),
        ("organisation", "similar", 1, 2.0),
        ("network", "random", 1, 3.0),
        ("network", "similar", 1, 7.0),
    ],
    "setting",
    "matching.policy",
)


def only(contrasts):
    """The one row of a table."""
    assert len(contrasts) == 1
    return contrasts.iloc[0]


def test_a_paired_difference_and_its_interval():
    one = only(paired_contrasts(TWO, "setting", "g_unassisted"))
    assert (one["level"], one["reference"], one["n"], one["dropped"]) == ("network", "organisation", 3, 0)
    assert one["difference"] == pytest.approx(2.0)
    assert (one["low"], one["high"]) == pytest.approx((2 - T_2 / np.sqrt(3), 2 + T_2 / np.sqrt(3)))
    assert one["sd_units"] == pytest.approx(2.0)
    assert one["verdict"] == "unclear"  # the interval is [−0.48, 4.48]


def test_pairs_go_by_replication_and_not_by_row():
    shuffled = TWO.sample(frac=1, random_state=3).sort_values("setting", ascending=False, kind="stable")
    one = only(paired_contrasts(shuffled, "setting", "g_unassisted"))
    assert (one["difference"], one["sd_units"]) == pytest.approx((2.0, 2.0))


def test_other_factors_are_averaged_within_a_replication():
    one = only(paired_contrasts(FOUR, "setting", "g_unassisted"))  # replications' means: (1 + 5)/2 = 3, (3 + 5)/2 = 4
    assert one["n"] == 2
    assert one["difference"] == pytest.approx(3.5)
    assert one["high"] - one["low"] == pytest.approx(2 * T_1 * np.sqrt(0.5) / np.sqrt(2))


def test_by_gives_each_cell_its_own_contrast_in_the_order_of_the_table():
    found = paired_contrasts(FOUR, "setting", "g_unassisted", by=["matching.policy"])
    assert found["matching.policy"].to_list() == ["random", "similar"]
    assert found["difference"].to_list() == pytest.approx([2.0, 5.0])
    assert np.isnan(found["sd_units"].iloc[1])  # both differences are 5: no spread to measure by
    assert found["verdict"].to_list() == ["unclear", "better"]


def test_every_level_is_held_against_the_first():
    rows = [
        (level, replication, value + replication)
        for replication in range(3)
        for level, value in (("never", 1.0), ("linear", 2.0), ("cliff", 0.0))
    ]
    found = paired_contrasts(table(rows, "withdrawal.policy"), "withdrawal.policy", "g_unassisted")
    assert found["level"].to_list() == ["linear", "cliff"]
    assert set(found["reference"]) == {"never"}
    assert found["difference"].to_list() == pytest.approx([1.0, -1.0])


@pytest.mark.parametrize("missing", [np.nan, None])
def test_a_pair_with_a_missing_value_is_dropped_and_counted(missing):
    holed = TWO.astype(object)
    holed.loc[(holed["setting"] == "network") & (holed["replication"] == 1), "g_unassisted"] = missing
    one = only(paired_contrasts(holed, "setting", "g_unassisted"))
    assert (one["n"], one["dropped"]) == (2, 1)
    assert one["difference"] == pytest.approx(2.0)  # of 1 and 3


def test_a_cell_run_at_one_level_only_is_no_pair():
    lone = pd.concat([FOUR, table([("network", "self", 0, 100.0)], "setting", "matching.policy")])
    one = only(paired_contrasts(lone, "setting", "g_unassisted"))
    assert (one["difference"], one["dropped"]) == (pytest.approx(3.5), 0)


def test_without_a_single_pair_there_is_no_number():
    holed = TWO.assign(g_unassisted=np.nan)
    one = only(paired_contrasts(holed, "setting", "g_unassisted"))
    assert (one["n"], one["dropped"], one["verdict"]) == (0, 3, "undefined")
    assert np.isnan([one["difference"], one["low"], one["high"], one["sd_units"]]).all()


def test_a_single_replication_has_no_interval():
    one = only(paired_contrasts(TWO[TWO["replication"] == 0], "setting", "g_unassisted"))
    assert one["difference"] == 1.0
    assert np.isnan([one["low"], one["high"], one["sd_units"]]).all()
    assert one["verdict"] == "unclear"


@pytest.mark.parametrize(
    ("outcome", "better", "verdict"),
    [("delivered", True, "better"), ("premature_share", False, "worse"), ("hours_total", None, "differs"),
     ("anything", None, "differs")],
)  # fmt: skip
def test_the_registry_says_which_direction_is_better(outcome, better, verdict):
    rows = [(level, r, value + r * 10) for r in range(5) for level, value in (("organisation", 0.0), ("network", 1.0))]
    outcomes = table(rows, "setting").rename(columns={"g_unassisted": outcome})
    one = only(paired_contrasts(outcomes, "setting", outcome))
    assert one["higher_is_better"] == better
    assert one["verdict"] == verdict


def test_a_factor_of_one_level_has_no_contrast():
    found = paired_contrasts(TWO[TWO["setting"] == "network"], "setting", "g_unassisted")
    assert found.empty
    assert {"level", "difference", "low", "high", "sd_units", "n"} <= set(found.columns)


def test_a_column_that_is_not_there_is_bad_input():
    with pytest.raises(BadInput, match=r"no column 'g_unasisted'.*'g_unassisted'"):
        paired_contrasts(TWO, "setting", "g_unasisted")
    with pytest.raises(BadInput, match=r"no column 'seting'.*'setting'"):
        paired_contrasts(TWO, "seting", "g_unassisted")


@pytest.mark.parametrize("name", ["g_unasisted", "status", "setting", "seed"])
def test_an_outcome_that_is_no_number_of_a_run_is_bad_input(name):
    with pytest.raises(BadInput, match=rf"^outcome: found '{name}', expected a name of `mentorsim list indicators`"):
        compare(TWO.assign(status="done", seed=1), "setting", name)


def test_the_same_run_twice_is_refused_and_not_averaged():
    with pytest.raises(MergeError):
        paired_contrasts(pd.concat([TWO, TWO]), "setting", "g_unassisted")


def test_factors_are_the_parameters_among_the_columns():
    assert factors_of(FOUR.assign(arm="a", run_id="b", quality=1.0)) == ["setting", "matching.policy"]


def test_means_of_arms():
    found = arm_means(FOUR, ["setting", "matching.policy"], "g_unassisted")
    assert found[["setting", "matching.policy"]].agg(" ".join, axis=1).to_list() == [
        "organisation random",
        "organisation similar",
        "network random",
        "network similar",
    ]
    assert found["mean"].to_list() == pytest.approx([0.0, 1.0, 2.0, 6.0])
    assert found["high"].to_list() == pytest.approx([0.0, 1 + T_1, 2 + T_1, 6 + T_1])  # SD √2, n 2: half t·1
    assert found["n"].to_list() == [2, 2, 2, 2]


def test_means_over_the_other_factors_are_of_replications():
    found = arm_means(FOUR, ["setting"], "g_unassisted")  # network: (1 + 5)/2 = 3 and (3 + 7)/2 = 5
    assert found["mean"].to_list() == pytest.approx([0.5, 4.0])
    assert found["high"].iloc[1] == pytest.approx(4 + T_1)
    assert only(arm_means(FOUR, [], "g_unassisted"))["mean"] == pytest.approx(2.25)


def test_means_leave_out_what_is_missing_and_count_it():
    holed = FOUR.copy()
    holed.loc[holed["matching.policy"] == "similar", "g_unassisted"] = np.nan
    found = arm_means(holed, ["matching.policy"], "g_unassisted")
    assert found["dropped"].to_list() == [0, 4]
    assert found["n"].to_list() == [2, 0]


WORLDS, REPLICATIONS, TRUTH = 1000, 6, 0.3


@pytest.fixture(scope="module")
def many():
    """Contrasts of many independent experiments: luck that both arms share is ten times their own."""
    random = np.random.default_rng(1)
    shape = (WORLDS, REPLICATIONS)
    shared, own = random.normal(0, 10, shape), random.normal(0, 1, (2, *shape))
    worlds, replications = (axis.ravel() for axis in np.indices(shape))
    both = (("organisation", shared + own[0]), ("network", shared + own[1] + TRUTH))
    where = {"people.mentees": worlds, "replication": replications}
    arms = [pd.DataFrame(where | {"setting": level, "delivered": value.ravel()}) for level, value in both]
    return paired_contrasts(pd.concat(arms), "setting", "delivered", by=["people.mentees"])


@pytest.mark.slow
def test_the_interval_covers_the_truth_as_often_as_it_says(many):
    covered = ((many["low"] <= TRUTH) & (many["high"] >= TRUTH)).mean()
    assert covered == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / WORLDS))


@pytest.mark.slow
def test_pairing_takes_out_the_shared_luck(many):
    half = (many["high"] - many["low"]).mean() / 2
    known = np.sqrt(2 / REPLICATIONS) * 2.571 * 0.952  # t(.975, 5) · σ·c4(6)/√n, σ = √2 of the two arms' own luck
    assert half == pytest.approx(known, rel=0.03)


def test_intervals_without_values():
    assert np.isnan(t_interval(np.array([]))).all()


def test_associations_are_rank_correlations_over_points():
    rng = np.random.default_rng(1)
    points = pd.DataFrame(
        {"goals.omega": rng.random(40), "people.mentees": rng.integers(0, 9, 40), "setting": "network"}
    )
    runs = points.assign(arm=points.index).loc[points.index.repeat(2)].assign(replication=[0, 1] * 40)
    runs["g_unassisted"] = np.exp(9 * runs["goals.omega"]) + [-0.1, 0.1] * 40  # monotone, and noise that cancels
    first, second = associations(runs, ["goals.omega", "people.mentees", "setting"], "g_unassisted").to_dict("records")
    assert (first["factor"], first["n"], first["rho"]) == ("goals.omega", 40, pytest.approx(1.0))
    z, half = np.arctanh(second["rho"]), 1.96 * 1.03 / np.sqrt(37)  # √1.06 = 1.03
    assert (second["low"], second["high"]) == pytest.approx((np.tanh(z - half), np.tanh(z + half)), abs=1e-3)
    assert second["low"] < 0 < second["high"]


@pytest.mark.filterwarnings("error")
def test_with_an_outcome_that_does_not_vary_nothing_goes():
    runs = pd.DataFrame({"arm": range(9), "replication": 0, "goals.omega": np.linspace(0, 1, 9), "g_unassisted": 0.5})
    one = only(associations(runs, ["goals.omega"], "g_unassisted"))
    assert np.isnan(one[["rho", "low", "high"]].astype(float)).all()
