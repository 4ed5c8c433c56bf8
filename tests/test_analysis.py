"""Comparisons on tables made by hand, each answer worked out beside it."""

import itertools
import json
import math

import numpy as np
import pandas as pd
import pytest
from shell import call
from sweeps import experiment_text

import mentorsim as ms
from mentorsim.analysis import contour, decomposition, intervals, outcomes, ranking, stability, tradeoff, words
from mentorsim.analysis.comparison import compare
from mentorsim.analysis.contrasts import paired_contrasts
from mentorsim.analysis.interactions import interactions
from mentorsim.cli import comparison, show
from mentorsim.errors import BadInput
from mentorsim.parameters import DEFAULTS

T_2 = 4.302652729749464  # 97.5 % point of Student's t on 2 degrees of freedom


def table(value, replications=3, **factors):
    """Outcomes of a full grid: value(replication, *levels) is `delivered`."""
    names = [name.replace("__", ".") for name in factors]
    rows = [
        (*levels, replication, float(value(replication, *levels)))
        for replication in range(replications)
        for levels in itertools.product(*factors.values())
    ]
    return pd.DataFrame(rows, columns=[*names, "replication", "delivered"])


SETTINGS = ["organisation", "network"]
POLICIES = ["random", "similar", "self"]

# --- effect sizes and many comparisons -------------------------------------------------------------------------------


def test_precision_is_the_variance_ratio_of_unpaired_to_paired():
    """Values 0, 10, 20 and 1, 11, 24: variances 100 and 133; differences 1, 1, 4 have variance 3: (100 + 133)/3."""
    second = [1, 11, 24]
    one = paired_contrasts(
        table(lambda r, s: 10 * r if s == "organisation" else second[r], setting=SETTINGS), "setting", "delivered"
    ).iloc[0]
    assert one["precision"] == pytest.approx((100 + 133) / 3)
    assert one["sd_runs"] == pytest.approx(2 / math.sqrt((100 + 133) / 2))
    assert one["sd_units"] == pytest.approx(2 / math.sqrt(3))


def test_intervals_for_all_rows_at_once_are_bonferronis():
    """Two comparisons with differences 1, 2, 3: each at 97.5 %, so t at .9875 on 2 degrees of freedom, 6.2053."""
    found = paired_contrasts(
        table(lambda r, p: 0 if p == "random" else r + 1, matching__policy=POLICIES), "matching.policy", "delivered"
    )
    assert found["high_all"].to_list() == pytest.approx([2 + 6.205347 / math.sqrt(3)] * 2)
    assert found["high"].to_list() == pytest.approx([2 + T_2 / math.sqrt(3)] * 2)


def test_holm_steps_down_until_one_fails():
    """.04 would stand alone; of four .05/4, .05/3, .05/2, .05 are the marks, and the third fails at .03 > .025."""
    assert intervals.holm([0.04, 0.001, np.nan, 0.03, 0.016]).tolist() == [False, True, False, False, False]
    assert intervals.holm([0.04, 0.012, 0.016, 0.02]).tolist() == [True] * 4
    assert intervals.holm([0.04, 0.012, 0.016, 0.03]).tolist() == [False, True, True, False]
    assert intervals.holm([]).tolist() == []


def test_the_interval_changes_its_method_at_fifty():
    assert intervals.method_of(49) == intervals.T
    values = np.random.default_rng(1).exponential(size=50)
    mean, low, high = intervals.interval(values)
    assert high - mean > 1.1 * (mean - low)  # the bootstrap follows the skewness, Student's t cannot
    assert intervals.interval(values[:49])[2] - values[:49].mean() == pytest.approx(
        values[:49].mean() - intervals.interval(values[:49])[1]
    )
    assert intervals.interval(np.full(60, 0.3)) == pytest.approx((0.3, 0.3, 0.3))


# --- interactions ----------------------------------------------------------------------------------------------------


def test_an_interaction_is_a_difference_of_differences():
    """In the network `similar` adds 5 more than in the organisation in replication 0, 6, 7: mean 6, SD 1."""

    def value(r, s, p):
        online, alike = s == "network", p == "similar"
        return 100 * r + 7 * online + 3 * alike + (5 + r) * (online and alike)

    grid = table(value, setting=SETTINGS, matching__policy=POLICIES)
    found = interactions(grid, ["setting", "matching.policy"], "delivered")
    assert found["matching.policy"].to_list() == ["similar", "self"]
    assert found["interaction"].to_list() == pytest.approx([6.0, 0.0])
    assert found["low"].iloc[0] == pytest.approx(6 - T_2 / math.sqrt(3))
    assert found["holds"].to_list() == [True, False]


def test_three_factors_interact_only_where_all_three_are_needed():

    def value(r, s, p, w):
        chosen = s == "network" and p == "self"
        return r + 4 * chosen + 2 * (chosen and w == "linear")

    grid = table(value, setting=SETTINGS, matching__policy=["random", "self"], withdrawal__policy=["never", "linear"])
    three = interactions(grid, ["setting", "matching.policy", "withdrawal.policy"], "delivered")
    assert three["interaction"].to_list() == pytest.approx([2.0])
    two = interactions(grid, ["setting", "matching.policy"], "delivered")  # averaged over withdrawal: 4 and 6
    assert two["interaction"].to_list() == pytest.approx([5.0])


# --- decomposition ---------------------------------------------------------------------------------------------------

GAME = {"setting__channel": SETTINGS, "setting__pairing": SETTINGS, "setting__power": SETTINGS}


def shared(channel=0.0, pairing=0.0, both=0.0, spread=0.0):
    """Three components: two of them matter, alone and together; power does not."""

    def value(r, c, p, _):
        online, chosen = c == "network", p == "network"
        return 10 * r + online * (channel + spread * (r - 1)) + chosen * pairing + both * (online and chosen)

    return table(value, **GAME)


def test_shapley_shares_split_what_two_do_together():
    """3 and 1 alone, 2 together: shares 3 + 1, 1 + 1, 0 of a whole of 6."""
    found = decomposition.decompose(shared(3, 1, 2, spread=0.1), "delivered").set_index("component")
    assert found["share"].to_dict() == pytest.approx({"channel": 4, "pairing": 2, "power": 0, "total": 6}, abs=1e-12)
    assert found["part"].to_dict() == pytest.approx(
        {"channel": 4 / 6, "pairing": 2 / 6, "power": 0, "total": 1}, abs=1e-12
    )
    assert found.loc["channel", "high"] == pytest.approx(4 + T_2 * 0.1 / math.sqrt(3))
    assert set(zip(found["first"], found["second"], strict=True)) == {tuple(SETTINGS)}


def test_components_that_act_together_are_named():
    found = decomposition.component_interactions(shared(3, 1, 2), "delivered")
    assert found[["one", "other"]].to_numpy().tolist() == [
        ["channel", "pairing"],
        ["channel", "power"],
        ["pairing", "power"],
    ]
    assert found["interaction"].to_list() == pytest.approx([2, 0, 0], abs=1e-12)
    assert found["holds"].to_list() == [True, False, False]


def test_shapley_weights_are_those_of_three_players():
    """A component that comes first or last counts a third, in the middle a sixth for each of two orders."""
    weights = decomposition.shapley_weights(3)
    assert weights[0].tolist() == pytest.approx([-1 / 3, -1 / 6, -1 / 6, -1 / 3, 1 / 3, 1 / 6, 1 / 6, 1 / 3])
    assert weights.sum(axis=0)[[0, -1]].tolist() == pytest.approx([-1, 1])  # together they make the whole difference


def test_a_difference_that_may_be_zero_has_no_parts():
    found = decomposition.decompose(shared(spread=5.0), "delivered")
    assert found["part"].isna().all()
    grid = shared()
    with pytest.raises(BadInput, match="7 of 8 cells"):
        decomposition.decompose(grid[grid[list(grid)[:3]].ne("network").any(axis=1)], "delivered")
    with pytest.raises(BadInput, match="found none with two levels"):
        decomposition.decompose(table(lambda r, s: r, setting=SETTINGS), "delivered")


# --- where the sign changes ------------------------------------------------------------------------------------------


def test_the_contour_is_where_the_difference_is_zero():
    """network − organisation = 1 − cost·(1 + gamma) ± luck without mean: zero at cost 1/(1 + gamma), linear in cost."""
    luck = [0.01, -0.01, 0.0]
    grid = table(
        lambda r, s, cost, gamma: 5 * r + (s == "network") * (1 - cost * (1 + gamma) + luck[r]),
        setting=SETTINGS,
        channel__cost=[0.3, 0.6, 0.9],
        channel__gamma=[0.0, 1.0],
    )
    surface = contour.surface(grid, "setting", "channel.cost", "channel.gamma", "delivered")
    assert surface["difference"].to_list() == pytest.approx([0.7, 0.4, 0.4, -0.2, 0.1, -0.8])
    found = contour.sign_change(grid, "setting", "channel.gamma", "channel.cost", "delivered").set_index(
        "channel.gamma"
    )
    assert math.isnan(found.loc[0.0, "channel.cost"])  # it would be at 1, beyond the grid
    assert found.loc[0.0, "above"] == 1.0
    assert found.loc[1.0, "channel.cost"] == pytest.approx(0.5)
    assert found.loc[1.0, "low"] < 0.5 < found.loc[1.0, "high"]
    assert (found.loc[1.0, "p"], found.loc[1.0, "above"]) == (1.0, -1.0)


# --- ranking and front -----------------------------------------------------------------------------------------------


def test_ranking_follows_the_direction_of_the_indicator():
    grid = table(lambda r, p: 10 * r + POLICIES.index(p) + 0.01 * r * (p == "self"), matching__policy=POLICIES)
    found = ranking.ranking(grid, "matching.policy", "delivered")
    assert found["matching.policy"].to_list() == ["self", "similar", "random"]
    assert found["p_best"].to_list() == [1, 0, 0]
    fewer = ranking.ranking(grid.rename(columns={"delivered": "premature_share"}), "matching.policy", "premature_share")
    assert fewer["matching.policy"].to_list() == ["random", "similar", "self"]


def test_arms_as_such_are_ranked_whatever_they_differ_in():
    """Of a list of arms no two are a pair but for one factor."""
    arms = table(lambda r, p: r + POLICIES.index(p), matching__policy=POLICIES)
    arms = arms.assign(arm="arm " + arms["matching.policy"], setting=["network", "organisation", "hybrid"] * 3)
    assert ranking.ranking(arms, "arm", "delivered")["arm"].to_list() == ["arm self", "arm similar", "arm random"]
    assert ranking.pareto(arms, "arm", ["delivered"])["on_front"].to_list() == [False, False, True]


def test_arms_that_are_the_same_in_every_run_are_not_ranked():
    """Also where they differ by rounding alone: 0.1 + 0.2 is not 0.3."""
    for noise in (0.0, 1e-17):
        grid = table(lambda r, p, noise=noise: 0.1 * r + noise * len(p), matching__policy=POLICIES)
        found = ranking.ranking(grid, "matching.policy", "delivered", top=2)
        assert found[["rank", "p_best", "p_top", "expected_rank"]].isna().all(axis=None)
        said = words.best_sentence(found, "matching.policy", "delivered")
        assert said == "delivered: the same in every run at each level of matching.policy, so that none is best."


def test_two_arms_that_are_the_same_share_the_first_place_and_are_named_together():
    grid = table(lambda r, p: r / 10 - 0.5 * (p == "random"), 6, matching__policy=POLICIES)
    found = ranking.ranking(grid, "matching.policy", "delivered", top=2)
    assert found["matching.policy"].to_list() == ["similar", "self", "random"]
    assert found["rank"].to_list() == [1.5, 1.5, 3]
    assert found["p_best"].to_list() == pytest.approx([0.5, 0.5, 0])
    said = words.best_sentence(found, "matching.policy", "delivered")
    assert said == "delivered: best are similar and self, the same in every run (probability 1.00)."


def test_two_arms_of_one_noisy_difference_are_ranked_like_students_t():
    """Differences 1, 2, −1.5: mean .5, SD 1.803, t = .4804 on 2 degrees: the chance of a positive mean is .661."""
    own = [1.0, 2.0, -1.5]
    grid = table(lambda r, s: 50 * r + own[r] * (s == "network"), setting=SETTINGS)
    found = ranking.ranking(grid, "setting", "delivered").set_index("setting")
    assert found.loc["network", "p_best"] == pytest.approx(0.661, abs=0.03)


def test_the_front_keeps_who_is_best_in_something():
    """self is best in one, similar in the other, random is beaten by similar in both."""
    grid = table(lambda r, p: r / 10 + {"random": 1, "similar": 2, "self": 3}[p], matching__policy=POLICIES)
    grid["premature_share"] = grid["matching.policy"].map({"random": 0.5, "similar": 0.2, "self": 0.6})
    found = ranking.pareto(grid, "matching.policy", ["delivered", "premature_share"])
    assert found["on_front"].to_list() == [False, True, True]
    assert found["p_front"].to_list() == [0, 1, 1]


# --- stability and persons -------------------------------------------------------------------------------------------


def test_stability_adds_replications_one_by_one():
    grid = table(lambda r, s: [1, 3, 2, 2][r] + 5 * (s == "network"), 4, setting=SETTINGS)
    found = stability.stability(grid[grid["setting"] == "organisation"], "delivered")
    assert found["n"].to_list() == [2, 3, 4]
    assert found["cv"].to_list() == pytest.approx([math.sqrt(2) / 2, 1 / 2, math.sqrt(2 / 3) / 2])
    assert found["drift"].to_list()[:2] == pytest.approx(
        [(math.sqrt(2) - math.sqrt(2 / 3)) / 2, 0.5 - math.sqrt(2 / 3) / 2]
    )
    assert stability.enough(found, 0.1) == 3
    assert stability.enough(found, 0.05) is None
    assert stability.needed(found, 0.4) == 19  # t(18)·.8165/√19 = .394, t(17)·.8165/√18 = .406
    assert stability.stability(grid, "delivered", "setting")["mean"].to_list() == [5, 5, 5]


@pytest.mark.slow
def test_a_long_course_is_whole_and_has_intervals_at_some_points():
    luck = np.random.default_rng(5).normal(3.0, 1.0, 120)
    long = table(lambda r, s: luck[r] * (s == "network"), 120, setting=SETTINGS)
    course, shown = (f(long, "delivered", "setting") for f in (stability.course, stability.stability))
    assert course["n"].to_list() == [*range(2, 121)]
    by_hand = [np.std(luck[:n], ddof=1) / abs(np.mean(luck[:n])) for n in course["n"]]
    assert course["cv"].to_list() == pytest.approx(by_hand)
    assert course["drift"][0] == pytest.approx(max(abs(cv - by_hand[0]) for cv in by_hand[1:]))
    assert len(shown) == stability.MOST
    assert (shown["n"].iloc[0], shown["n"].iloc[-1]) == (2, 120)
    assert shown.iloc[-1]["low"] == intervals.interval(luck)[1]


def test_better_off_follows_each_person():
    """Of four persons a replication two gain, one loses, one is the same; a mentor does not count."""
    rows = [
        (policy, replication, person, kind, value)
        for replication in range(2)
        for policy, values in (("personal", [0.2, 0.2, 0.2, 0.2, 0.9]), ("organisational", [0.3, 0.4, 0.1, 0.2, 0.0]))
        for person, (kind, value) in enumerate(zip(["arrival"] * 4 + ["recruit"], values, strict=True))
    ]
    people = pd.DataFrame(rows, columns=["goals.policy", "replication", "person", "kind", "progress_end"])
    one = tradeoff.better_off(people, "goals.policy").iloc[0]
    assert (one["better_off"], one["worse_off"], one["same"]) == pytest.approx((0.5, 0.25, 0.25))
    assert one["difference"] == pytest.approx((0.1 + 0.2 - 0.1) / 4)
    assert one["n"] == 2


# --- tables made ready -----------------------------------------------------------------------------------------------


def test_an_arm_that_ignores_a_factor_stands_at_each_of_its_levels():
    """`never` does not read withdrawal.weeks: a sweep runs it at the first value only."""
    grid = table(
        lambda r, p, w: w + 100 * (p == "linear"), withdrawal__policy=["never", "linear"], withdrawal__weeks=[20, 40]
    )
    once = grid[(grid["withdrawal.policy"] == "linear") | (grid["withdrawal.weeks"] == 20)]
    full = outcomes.with_twins(once, DEFAULTS)
    assert len(full) == len(grid)
    one = compare(full, "withdrawal.policy", "delivered").iloc[0]
    assert one["difference"] == pytest.approx((120 + 140) / 2 - 20)
    foreign = once.replace({"withdrawal.policy": {"never": "of_a_plugin"}})
    assert len(outcomes.with_twins(foreign)) == len(once)


def test_replications_by_arm_keeps_arms_comparable():
    """A missing value takes the other factor's cell from all arms of that replication; a cell not run, from all."""
    grid = table(lambda r, s, p: 10 * r + (p == "similar"), 2, setting=SETTINGS, matching__policy=["random", "similar"])
    grid.loc[1, "delivered"] = np.nan  # replication 0, organisation, similar
    found = outcomes.replications_by_arm(grid, ["setting"], "delivered")
    assert found.to_numpy().tolist() == [[0, 0], [10.5, 10.5]]
    assert found.attrs["dropped"] == 1
    lone = pd.concat([grid, grid.iloc[:1].assign(**{"matching.policy": "self", "delivered": 99.0})])
    same = outcomes.replications_by_arm(lone, ["setting"], "delivered")
    pd.testing.assert_frame_equal(same, found)
    assert same.attrs["dropped"] == 1  # what was never run is not missing
    with pytest.raises(BadInput, match="same run twice"):
        outcomes.replications_by_arm(pd.concat([grid, grid]), ["setting"], "delivered")


# --- in words, and on the command line -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "scale", "said"),
    [("delivered", 1, "delivered: network is better than organisation by 2.00, 95 % [1.60, 2.40]."),
     ("delivered", -1, "delivered: organisation is better than network by 2.00, 95 % [1.60, 2.40]."),
     ("premature_share", 1, "premature_share: organisation is better than network by 2.00, 95 % [1.60, 2.40]."),
     ("hours_total", 1, "hours_total: network is higher than organisation by 2.00 hours, 95 % [1.60, 2.40]."),
     ("delivered", 0.0, "delivered: cannot tell network from organisation; network − organisation is 0.00, "
                        "95 % [−0.40, 0.40].")],
)  # fmt: skip
def test_what_is_said_is_what_the_interval_says(outcome, scale, said):
    """± 4.3027·s/√3 with s = .16."""
    luck = np.array([-0.16, 0.0, 0.16])
    grid = table(lambda r, s: 9 * r + (s == "network") * (2 * scale + luck[r]), setting=SETTINGS)
    one = paired_contrasts(grid.rename(columns={"delivered": outcome}), "setting", outcome).iloc[0]
    assert words.sentence(one.to_dict(), outcome) == said


TINY = experiment_text(
    (12, 6),
    8,
    {"setting": ["organisation", "network"], "withdrawal.policy": ["never", "linear", "cliff"]},
    {"outcomes": ["satisfaction"], "tables": ["outcomes", "people"]},
    replications=3,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The results of a small sweep."""
    place = tmp_path_factory.mktemp("compare")
    (place / "tiny.toml").write_text(TINY, "utf-8")
    return ms.sweep(place / "tiny.toml", workers=1, out=place / "results").path


def test_compare_as_json_has_one_row_per_contrast(folder):
    result = call(
        "compare", folder, "--factor", "withdrawal.policy", "--outcome", "satisfaction", "--by", "setting", "--json"
    )
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)
    table = ms.compare(folder, "withdrawal.policy", "satisfaction", by=["setting"])
    assert [(row["setting"], row["level"]) for row in rows] == list(zip(table["setting"], table["level"], strict=True))
    assert len(rows) == 4
    assert rows[1]["difference"] == table["difference"].iloc[1]
    assert {"outcome", "factor", "reference", "low", "high", "n", "verdict", "p_best", "steady_from"} <= set(rows[0])
    assert rows[0]["higher_is_better"] is True
    assert "better" not in rows[0]


def test_compare_prints_tables_of_a_hundred_columns(folder):
    result = call(
        "compare",
        folder,
        "--factor",
        "withdrawal.policy",
        "--outcome",
        "satisfaction",
        "--outcome",
        "r_mentoring",
        "--by",
        "setting",
    )
    assert result.exit_code == 0, result.output
    assert max(map(len, result.stdout.splitlines())) <= 100
    for words_ in (
        "higher is better",
        "Interaction",
        "Ranking in network",
        "is best",
        "Bonferroni",
        "Lee et al. 2015",
        "satisfaction in network: ",
        "being best: ",
        "▵ ▿ ◇ by its own",
        "Pairing: ",
    ):
        assert words_ in result.stdout
    assert "top three" not in result.stdout  # of three all are


def test_many_labels_take_more_tables_and_lose_no_digit(capsys):
    """Numbers of five digits under three labels: what does not fit is below, and nothing is cut off."""
    grid = table(
        lambda r, s, p, w: 1e4 * (w + (r + 1) * len(p) ** 2),
        setting=SETTINGS,
        matching__policy=["stable_mentee", "first_come"],
        withdrawal__weeks=[10, 20],
    )
    by = ["setting", "matching.policy"]
    found = compare(grid, "withdrawal.weeks", "delivered", by)
    comparison.of_factor(show.console(), grid, "withdrawal.weeks", ["delivered"], by, found)
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 100
    assert "…" not in text
    assert text.index("organisation:") < text.index("first_come") < text.index("network:")
    assert text.count("100,000") >= 4


def test_compare_says_how_many_persons_are_better_off(folder):
    arguments = ("--factor", "setting", "--outcome", "satisfaction", "--persons", "satisfaction_end")
    text = " ".join(call("compare", folder, *arguments).stdout.split())
    *contrasts, row = json.loads(call("compare", folder, *arguments, "--json").stdout)
    by_hand = tradeoff.better_off(ms.open(folder).people, "setting", "satisfaction_end").iloc[0]
    assert row["persons"] == "satisfaction_end"
    assert row["better_off"] == by_hand["better_off"] > 0
    assert f"{100 * row['better_off']:.0f} % of the mentees (95 % [" in text
    assert "end with more under network than under organisation" in text
    assert len(contrasts) == 1


def test_a_best_level_is_called_best_only_if_it_is_sure():
    def said(*chances):
        n = 2 if chances[0] == chances[0] else 1
        ranks = pd.DataFrame({"setting": ["a", "b"], "p_best": chances, "n": n, "alike": [0, 1]})
        return words.best_sentence(ranks, "setting", "delivered", "x")

    assert said(0.99, 0.01) == "delivered in x: best is a (probability 0.99)."
    assert said(0.1, 0.9) == "delivered in x: best is probably b; probability of being best: b (0.90), a (0.10)."
    assert said(0.5, 0.5) == "delivered in x: cannot tell which is best; probability of being best: a (0.50), b (0.50)."
    assert said(np.nan, np.nan) == "delivered in x: too few replications to rank setting."


def test_how_sure_a_contrast_is():
    """Differences 1, 2, 3 and 4: mean 2.5, SD 1.291; t(n − 1)·SD/√n is first below 2.5 at n = 4 (2.054; 3.207 at 3)."""
    found = compare(table(lambda r, s: (r + 1) * (s == "network"), 4, setting=SETTINGS), "setting", "delivered")
    one = found.iloc[0]
    assert one["to_tell"] == 4
    assert one["p_best"] + one["p_best_reference"] == pytest.approx(1.0)
    assert pd.isna(one["steady_from"])
    same = compare(table(lambda r, s: float(r), 4, setting=SETTINGS), "setting", "delivered").iloc[0]
    assert pd.isna(same["to_tell"])  # no number of replications would


@pytest.mark.parametrize(
    ("arguments", "words_"),
    [(["--factor", "seting", "--outcome", "satisfaction"], "did you mean 'setting'?"),
     (["--factor", "setting", "--outcome", "satisfacton"], "did you mean 'satisfaction'?"),
     (["--factor", "setting", "--outcome", "satisfaction", "--by", "setting"], "twice"),
     (["--factor", "setting", "--outcome", "satisfaction", "--persons", "skil_end"], "did you mean 'skill_end'?"),
     (["--factor", "components", "--outcome", "satisfaction"], "found none with two levels")],
)  # fmt: skip
def test_what_compare_refuses(folder, arguments, words_):
    result = call("compare", folder, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words_ in result.stderr


def test_a_decomposition_fits_the_terminal(capsys):
    six = {f"setting__{name}": SETTINGS for name in ("structure", "pairing", "channel", "power", "goals", "exposure")}
    grid = table(lambda r, *levels: r + levels.count("network") * (1 + 0.1 * r), **six)
    comparison.decomposition(show.console(), grid, "delivered")
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 100
    assert "17 %" in text
    assert "network − organisation, taken apart" in text


def test_of_what_is_neither_better_nor_worse_the_highest_is_told():
    grid = table(lambda r, p: r + POLICIES.index(p), matching__policy=POLICIES)
    ranks = ranking.ranking(grid.rename(columns={"delivered": "hours_total"}), "matching.policy", "hours_total")
    assert words.best_sentence(ranks, "matching.policy", "hours_total").startswith("hours_total: highest is self (")
