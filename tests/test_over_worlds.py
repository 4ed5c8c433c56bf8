"""Results over plausible worlds: arithmetic by hand, and what simulated worlds have in them is found again."""

import math

import numpy as np
import pandas as pd
import pytest

from mentorsim import figures
from mentorsim.analysis import comparison, contrasts, interactions, ranking, stability, variance, words, worlds
from mentorsim.analysis.outcomes import repeated, replications_by_arm
from mentorsim.errors import BadInput
from mentorsim.indicators.statistics import t_interval

NAN = math.nan


def table_of(values, weights=None, factor="withdrawal.policy", outcome="satisfaction") -> pd.DataFrame:
    """Outcomes of (arms, worlds, replications) values; worlds are numbered 0, 10, 20, …"""
    values = np.asarray(values, float)
    count = values.shape[1]
    weights = np.full(count, 1.0 / count) if weights is None else np.asarray(weights)
    rows = [
        {"run_id": f"{a}-{w}-{r}", "seed": 0, "replication": r, factor: f"arm {a}", "world": 10 * w,
         "world_weight": weights[w], "arm": f"arm {a}", "status": "done", outcome: value}
        for (a, w, r), value in np.ndenumerate(values)
    ]  # fmt: skip
    return pd.DataFrame(rows)


# --- by hand ---------------------------------------------------------------------------------------------------------


def test_as_many_worlds_as_weights_are_worth():
    assert worlds.effective([0.25] * 4) == pytest.approx(4.0)
    assert worlds.effective([0.5, 0.25, 0.25]) == pytest.approx(1.0 / 0.375)
    assert worlds.effective([2.0, 1.0, 1.0]) == pytest.approx(1.0 / 0.375)


def test_one_replication_of_equal_worlds_is_students_t():
    values = np.array([[0.3], [0.5], [-0.2], [0.9]])
    found = worlds.spread(values, np.full(4, 0.25))
    assert found.interval() == pytest.approx(t_interval(values[:, 0]))
    assert math.isnan(found.luck)
    assert math.isnan(found.worlds)
    assert found.holds == pytest.approx(0.75)


def test_a_weighted_mean_by_hand():
    """Means 1, 3, 5 with weights ½, ¼, ¼ and the same luck ±1 in all: M = 2.5, s² = 2.75/(1 − .375) = 4.4."""
    values = np.array([[0.0, 2.0], [2.0, 4.0], [4.0, 6.0]])
    found = worlds.spread(values, [0.5, 0.25, 0.25])
    assert found.mean == pytest.approx(2.5)
    assert found.worlds**2 == pytest.approx(4.4)
    assert found.luck**2 == pytest.approx(2.0)
    assert found.both == pytest.approx(0.0)
    shared = 2.0 / 2.0
    assert found.error**2 == pytest.approx(4.4 * 0.375 + shared)
    first = 4.4 * 0.375
    assert found.df == pytest.approx((first + shared) ** 2 / (first**2 / (1.0 / 0.375 - 1.0) + shared**2 / 1.0))


def test_worlds_that_are_all_the_same_have_no_spread():
    found = worlds.spread(np.tile([1.0, 2.0, 3.0], (5, 1)), np.full(5, 0.2))
    assert found.worlds == pytest.approx(0.0)
    assert found.luck == pytest.approx(1.0)
    assert found.interval() == pytest.approx(t_interval([1.0, 2.0, 3.0]))


def test_what_does_not_vary_has_an_interval_of_no_width():
    found = worlds.spread(np.full((4, 3), 0.7), np.full(4, 0.25))
    assert found.interval() == (pytest.approx(0.7),) * 3
    assert (found.chance, found.holds) == (0.0, pytest.approx(1.0))


@pytest.mark.parametrize("values", [np.empty((0, 2)), np.full((3, 2), NAN)])
def test_nothing_has_no_mean(values):
    found = worlds.spread(values, np.full(len(values), 0.5))
    assert all(math.isnan(one) for one in (*found.interval(), found.chance, found.holds))


def test_one_world_has_a_mean_and_no_interval():
    found = worlds.spread([[1.0, 2.0], [NAN, NAN]], [0.5, 0.5])
    assert found.mean == pytest.approx(1.5)
    assert math.isnan(found.interval()[1])


def test_values_that_are_missing_are_left_out():
    """A world without any has no weight; of a replication that some lack, the others count."""
    found = worlds.spread([[1.0, 3.0, NAN], [5.0, 7.0, 6.0], [NAN, NAN, NAN]], [0.25, 0.25, 0.5])
    assert found.mean == pytest.approx(0.5 * 2.0 + 0.5 * 6.0)
    assert found.weights.tolist() == [0.25, 0.25, 0.0]
    assert found.effective == pytest.approx(2.0)


def test_rows_become_worlds_and_replications():
    array, weights = worlds.crossed([1, 2, 3], [7, 7, 2], [0, 1, 1], [0.4, 0.4, 0.6])
    assert weights.tolist() == [0.6, 0.4]
    np.testing.assert_array_equal(array, [[NAN, 3], [1, 2]])


# --- simulated -------------------------------------------------------------------------------------------------------


def drawn(luck, count, replications, between=1.0, shared=1.0, both=0.5, mean=0.5):
    """Values of worlds and replications with these standard deviations."""
    return (
        mean
        + between * luck.normal(size=(count, 1))
        + shared * luck.normal(size=(1, replications))
        + both * luck.normal(size=(count, replications))
    )


@pytest.mark.parametrize("equal", [True, False])
def test_the_spread_between_worlds_and_of_luck_is_found_again(equal):
    luck = np.random.default_rng(20)
    found = []
    for _ in range(400):
        weights = np.full(20, 0.05) if equal else luck.dirichlet(np.full(20, 3.0))
        found.append(worlds.spread(drawn(luck, 20, 4), weights))
    assert np.mean([one.worlds**2 for one in found]) == pytest.approx(1.0, rel=0.08)
    assert np.mean([one.luck**2 for one in found]) == pytest.approx(1.25, rel=0.12)
    assert np.mean([one.both**2 for one in found]) == pytest.approx(0.25, rel=0.05)


@pytest.mark.parametrize(("between", "shared"), [(1.0, 0.0), (1.0, 1.0), (0.1, 1.0)])
def test_an_interval_holds_the_mean_as_often_as_it_says(between, shared):
    """Worlds alone as units would say .95 and hold it in a third, where all of them share the luck."""
    luck, held = np.random.default_rng(21), 0
    for _ in range(600):
        _, low, high = worlds.spread(drawn(luck, 20, 4, between, shared), np.full(20, 0.05)).interval()
        held += low <= 0.5 <= high
    assert 0.90 <= held / 600 <= 0.98


def test_the_share_of_worlds_in_which_a_sign_holds_is_found_again():
    """Of a normal effect of mean .5 and SD 1, 69 % are above 0."""
    luck = np.random.default_rng(22)
    found = [worlds.spread(drawn(luck, 100, 8, shared=0.0, both=0.1), np.full(100, 0.01)).holds for _ in range(100)]
    assert np.mean(found) == pytest.approx(0.6915, abs=0.02)


def test_draws_of_a_bootstrap_are_as_wide_as_the_interval():
    luck = np.random.default_rng(23)
    table = table_of([drawn(luck, 30, 10), drawn(luck, 30, 10)])
    wide = replications_by_arm(table, ["arm"], "satisfaction")
    crossing = wide.attrs["crossing"]
    draws = worlds.drawn(wide.to_numpy(), crossing, 4000)
    for arm in (0, 1):
        mean, low, high = crossing.spread(wide.to_numpy()[:, arm]).interval()
        assert draws[:, arm].mean() == pytest.approx(mean, abs=0.02)
        assert np.ptp(np.quantile(draws[:, arm], [0.025, 0.975])) == pytest.approx(high - low, rel=0.25)


# --- contrasts -------------------------------------------------------------------------------------------------------


def test_a_contrast_is_over_worlds():
    """Differences of the worlds: 1, 1, −1 with weights ½, ¼, ¼, the last two unclear by themselves."""
    luck = np.array([0.0, 0.001, 0.002, 0.0])
    reference = np.tile(luck, (3, 1))
    apart = np.array([[1.0, 1.001, 1.0, 1.0], [1.0, 9.0, -7.0, 1.0], [-1.0, 9.0, -11.0, -1.0]])
    level = reference + apart
    row = contrasts.paired_contrasts(
        table_of([reference, level], [0.5, 0.25, 0.25]), "withdrawal.policy", "satisfaction"
    ).iloc[0]
    assert row["difference"] == pytest.approx(0.5 * 1.00025 + 0.25 - 0.25)
    assert (row["worlds"], row["n"], row["pairs"]) == (3, 4, 12)
    assert row["effective_worlds"] == pytest.approx(1.0 / 0.375)
    assert (row["holds_in"], row["clear_in"]) == (pytest.approx(0.75), pytest.approx(0.5))
    assert row["mean_level"] - row["mean_reference"] == pytest.approx(row["difference"])
    said = words.sentence(row.to_dict(), "satisfaction")
    assert said.endswith("; its sign holds in 75 % of 3 plausible worlds (clear in 50 %).")


def test_a_clear_contrast_is_said_with_its_worlds():
    luck = np.random.default_rng(3)
    reference = luck.normal(0.5, 0.1, size=(12, 4))
    level = reference + luck.normal(0.3, 0.05, size=(12, 1))
    table = table_of([reference, level])
    found = comparison.compare(table, "withdrawal.policy", "satisfaction")
    row = found.iloc[0]
    assert (row["verdict"], row["holds_in"]) == ("better", pytest.approx(1.0))
    assert "; holds in 100 % of 12 plausible worlds (clear in 100 %)." in words.sentence(row.to_dict(), "satisfaction")
    assert "better, in 100 % of worlds" in repr(found)
    assert (row["to_tell"], row["steady_from"]) == (None, None)
    assert repeated(table) == "12 plausible worlds × 4 replications"


def test_arms_that_are_the_same_everywhere_are_the_same():
    values = np.random.default_rng(4).normal(size=(3, 4))
    row = contrasts.paired_contrasts(table_of([values, values]), "arm", "satisfaction").iloc[0]
    assert (row["verdict"], row["low"], row["high"]) == ("same", 0.0, 0.0)


def test_without_a_value_nothing_is_said_of_worlds():
    row = contrasts.paired_contrasts(table_of(np.full((2, 3, 2), NAN)), "arm", "satisfaction").iloc[0].to_dict()
    assert row["verdict"] == "undefined"
    assert math.isnan(row["holds_in"])
    assert words.verdict_sentence(row) == "no value"


def test_shares_stay_between_0_and_1():
    """premature_share is a share: no mean of it, and no difference, is beyond."""
    values = np.array([[[0.0, 0.02]] * 2, [[1.0, 0.98]] * 2])
    table = table_of(values, outcome="premature_share")
    means = contrasts.arm_means(table, ["arm"], "premature_share")
    assert means["low"].min() >= 0.0
    assert means["high"].max() <= 1.0
    row = contrasts.paired_contrasts(table, "arm", "premature_share").iloc[0]
    assert row["high"] <= 1.0
    assert not row["event"]


def test_events_are_told_by_the_binomial_within_a_world():
    """Extinct in 8 of 8 runs of one world and in none of another: clear there by Newcombe's interval."""
    reference, level = np.zeros((2, 8)), np.array([[1.0] * 8, [0.0] * 7 + [1.0]])
    row = contrasts.paired_contrasts(table_of([reference, level], outcome="extinct"), "arm", "extinct").iloc[0]
    assert (row["holds_in"], row["clear_in"]) == (pytest.approx(1.0), pytest.approx(0.5))


def test_what_never_happened_may_happen_all_the_same():
    """Extinct in none of 8 replications: at most 37 % (Clopper-Pearson), however many worlds there are."""
    means = contrasts.arm_means(table_of(np.zeros((1, 5, 8)), outcome="extinct"), ["arm"], "extinct").iloc[0]
    assert (means["low"], means["high"]) == (0.0, pytest.approx(0.369, abs=0.001))


def test_means_rankings_and_interactions_go_by_the_same_weights():
    luck = np.random.default_rng(5)
    weights = luck.dirichlet(np.full(8, 2.0))
    values = luck.normal(size=(2, 8, 3)) + np.array([[[0.0]], [[3.0]]])
    table = table_of(values, weights)
    means = contrasts.arm_means(table, ["arm"], "satisfaction")
    expected = values.mean(axis=2) @ weights
    assert means["mean"].to_numpy() == pytest.approx(expected)
    assert means["worlds"].to_list() == [8, 8]
    ranked = ranking.ranking(table, "arm", "satisfaction")
    assert ranked["mean"].to_numpy() == pytest.approx(sorted(expected, reverse=True))
    assert ranked["p_best"].iloc[0] > 0.97
    assert ranked["n"].to_list() == [3, 3]
    both = pd.concat([table.assign(setting="organisation"), table_of(values + 1.0, weights).assign(setting="network")])
    found = interactions.interactions(both, ["setting", "withdrawal.policy"], "satisfaction")
    assert found["interaction"].to_list() == [pytest.approx(0.0, abs=1e-9)]
    front = ranking.pareto(table.assign(quality=table["satisfaction"]), "arm", ("satisfaction", "quality"))
    assert front["on_front"].to_list() == [False, True]


def test_courses_of_replications_are_over_all_worlds():
    values = np.arange(12.0).reshape(2, 2, 3)
    table = table_of(values, [0.75, 0.25])
    each = stability.per_replication(table, "satisfaction", "arm", None)
    assert each == pytest.approx([6.0, 6.0, 6.0])


def test_tables_without_worlds_are_as_before():
    """A column called world alone is a factor of somebody's own."""
    luck = np.random.default_rng(6)
    rows = [{"replication": r, "world": world, "satisfaction": luck.normal()} for r in range(5) for world in ("A", "B")]
    found = contrasts.paired_contrasts(pd.DataFrame(rows), "world", "satisfaction")
    assert "holds_in" not in found
    assert found["method"].to_list() == ["paired t"]


def test_results_in_other_worlds_are_not_held_against_each_other(tmp_path):
    from mentorsim.analysis.two_folders import check_worlds

    class Folder:
        def __init__(self, digest):
            more = {"worlds": {"digest": digest, "sets": [1, 2], "source": "plausible:2"}} if digest else {}
            self.resolved, self.path = more, tmp_path

    check_worlds(Folder("a"), Folder("a"))
    check_worlds(Folder(""), Folder(""))
    with pytest.raises(BadInput, match=r"found other plausible worlds in .* \(none\) than in .* \(2 of plausible:2\)"):
        check_worlds(Folder("a"), Folder(""))


# --- variance taken apart --------------------------------------------------------------------------------------------


def test_components_by_hand():
    """Two arms ∓1, two equal worlds ∓2, nothing else: variances 1 − 0 and 4/(1 − ½), the choice of worlds taken out."""
    values = np.array([-1.0, 1.0])[:, None, None] + np.array([-2.0, 2.0])[None, :, None] + np.zeros((2, 2, 3))
    found = worlds.components(values, [0.5, 0.5])
    assert found == {(0,): pytest.approx(1.0), (1,): pytest.approx(8.0), (0, 1): 0.0, worlds.LUCK: 0.0}
    assert worlds.mean_square(values, (1,), [np.full(2, 0.5), np.full(2, 0.5), np.full(3, 1 / 3)]) == pytest.approx(4.0)


def test_components_add_up_to_the_variance():
    """Without corrections the mean squares of all axes are the variance of all values."""
    luck = np.random.default_rng(30)
    values, weights = luck.normal(size=(2, 3, 4, 5)), luck.dirichlet(np.ones(4))
    shares = [np.full(2, 0.5), np.full(3, 1 / 3), weights, np.full(5, 0.2)]
    total = sum(worlds.mean_square(values, axes, shares) for axes in worlds.all_subsets(4))
    each = np.einsum("a,b,c,d->abcd", *shares)
    mean = (each * values).sum()
    assert total == pytest.approx((each * (values - mean) ** 2).sum())


def test_simulated_components_are_found_again():
    luck, found = np.random.default_rng(31), []
    arms = np.array([-1.0, 0.0, 1.0])[:, None, None]
    for _ in range(300):
        weights = luck.dirichlet(np.full(15, 3.0))
        depends = luck.normal(size=(3, 15, 1)) * 0.6
        values = (
            arms
            + 0.8 * luck.normal(size=(1, 15, 1))
            + 0.5 * luck.normal(size=(1, 1, 5))
            + depends
            - depends.mean(axis=0)
            + 0.7 * luck.normal(size=(3, 15, 5))
        )
        found.append(worlds.components(values, weights))
    mean = {axes: np.mean([one[axes] for one in found]) for axes in found[0]}
    assert mean[0,] == pytest.approx(2 / 3, rel=0.05)
    assert mean[1,] == pytest.approx(0.64, rel=0.08)
    assert mean[0, 1] == pytest.approx(0.36 * 2 / 3, rel=0.08)
    assert mean[worlds.LUCK] == pytest.approx(0.25 + 0.49, rel=0.08)


def test_the_variance_of_a_sweep_is_taken_apart():
    luck = np.random.default_rng(32)
    table = table_of(luck.normal(size=(3, 6, 4)) + np.array([0.0, 1.0, 5.0])[:, None, None])
    found = variance.variance(table, "satisfaction").set_index("source")
    assert found.index.to_list() == ["design", "parameters", "design × parameters", "people and luck"]
    assert found["share"].sum() == pytest.approx(1.0)
    assert found["share"].idxmax() == "design"
    assert set(found["n"]) == {4}


def test_rival_forms_of_rules_are_a_group_of_their_own():
    assert {"learning.zone", "learning.pitch", "quality.start"} <= set(variance.forms())
    assert not {"structure.graph", "pairing.by", "meetings.budget", "matching.policy"} & set(variance.forms())
    luck = np.random.default_rng(33)
    parts = [
        table_of(luck.normal(size=(2, 5, 3)) + shift).assign(**{"learning.zone": form})
        for form, shift in (("gamma", 0.0), ("beta", 4.0))
    ]
    table = pd.concat(parts)
    table["arm"] = table["withdrawal.policy"] + table["learning.zone"]
    found = variance.variance(table, "satisfaction").set_index("source")
    assert found.index.to_list() == [
        "design", "forms of rules", "parameters", "design × forms of rules", "design × parameters",
        "forms of rules × parameters", "design × forms of rules × parameters", "people and luck",
    ]  # fmt: skip
    assert found["share"].idxmax() == "forms of rules"
    alone = table[table["withdrawal.policy"] == "arm 0"]
    assert "forms of rules" in set(variance.variance(alone, "satisfaction")["source"])
    some = variance.variance(table[table["arm"] != "arm 1beta"], "satisfaction")
    assert "design" in set(some["source"])
    assert "forms of rules" not in set(some["source"])


def test_replications_that_are_not_whole_are_left_out_of_the_variance():
    values = np.random.default_rng(34).normal(size=(2, 3, 4))
    values[1, 2, 0] = NAN
    found = variance.variance(table_of(values), "satisfaction")
    assert (set(found["n"]), set(found["dropped"])) == ({3}, {1})
    assert set(variance.variance(table_of(np.concatenate([values, np.full((1, 3, 4), NAN)])), "satisfaction")["n"]) == {
        3
    }


@pytest.mark.parametrize("values", [np.zeros((2, 3, 1)), np.zeros((2, 1, 3)), np.full((2, 3, 3), NAN)])
def test_what_is_too_little_for_a_variance_is_told(values):
    with pytest.raises(BadInput, match="expected at least two of both"):
        variance.variance(table_of(values), "satisfaction")


def test_a_table_without_worlds_has_no_such_variance():
    with pytest.raises(BadInput, match="found no plausible worlds"):
        variance.variance(table_of(np.zeros((2, 3, 3))).drop(columns="world_weight"), "satisfaction")


# --- figure ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_forest_over_worlds_has_a_dot_for_each_and_the_mean(theme):
    luck = np.random.default_rng(40)
    table = table_of(luck.normal(size=(3, 6, 4)) + np.array([0.0, 1.0, 5.0])[:, None, None], luck.dirichlet(np.ones(6)))
    found = contrasts.paired_contrasts(table, "withdrawal.policy", "satisfaction")
    each = contrasts.differences_by_world(table, "withdrawal.policy", "satisfaction")
    assert len(each) == 2 * 6
    by_weight = each.groupby("level")[["difference", "world_weight"]].apply(
        lambda rows: np.average(rows["difference"], weights=rows["world_weight"])
    )
    assert by_weight.to_numpy() == pytest.approx(found.set_index("level")["difference"].to_numpy())
    figure = figures.over_worlds(found, each, "satisfaction", theme=theme)
    assert sorted(len(trace.x) for trace in figure.data) == [1, 1, 12]
    dots = figure.data[0]
    assert list(dots.x) == each["difference"].to_list()
    assert dots.marker.size.argmax() == each["world_weight"].to_numpy().argmax()
    low, high = figure.layout.xaxis.range
    assert low < min(dots.x)
    assert max(dots.x) < high
    assert "Difference in" in figure.layout.xaxis.title.text
    empty = figures.over_worlds(found.assign(difference=NAN), each, "satisfaction", theme=theme)
    assert "No pair of runs" in str(empty.layout.annotations)
