"""For whom: planted subgroups are found and their effects covered, none are found where there are none, and said so."""

import json
import math
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from shell import call, good
from sweeps import experiment_text, swept

from mentorsim import figures, report
from mentorsim.analysis import persons, whom
from mentorsim.analysis.subgroups import (
    Condition,
    Found,
    Leaf,
    Sample,
    between,
    dealt,
    find,
    fitted,
    halves,
    inside,
    loadings,
)
from mentorsim.errors import BadInput
from mentorsim.figures.for_whom import edges_for
from mentorsim.proportions import exact_interval

TRAITS, PLANTED = 5, 2
REPLICATIONS, PEOPLE = 12, 40


def toy(seed, gain=0.0, of_unit=0.0, replications=REPLICATIONS, people=PEOPLE):
    """Effects of .5 on average, higher by `gain` where a trait is below .3; the last trait is the unit.

    People of a replication share luck; of_unit: SD of the luck that those of one unit share.
    """
    luck = np.random.default_rng(seed)
    n = replications * people
    traits = luck.normal(size=(n, TRAITS))
    replication, unit = np.repeat(np.arange(replications), people), luck.integers(0, 5, n)
    traits[:, -1] = unit
    shared = 0.3 * luck.normal(size=replications)[replication]
    shared += of_unit * luck.normal(size=(replications, 5))[replication, unit]
    effects = 0.5 + gain * (traits[:, PLANTED] < 0.3) + shared + luck.normal(size=n)
    return Sample(traits, effects, replication, np.tile(np.arange(people), replications))


def truth(path, gain):
    """The mean effect in a subgroup of toy people."""
    traits = toy(99, replications=100, people=100).traits
    return 0.5 + gain * (traits[inside(path, traits), PLANTED] < 0.3).mean()


def asked_for(found):
    """The traits that a tree asks for."""
    return {one.trait for leaf in found.leaves for one in leaf.path}


# --- the tree --------------------------------------------------------------------------------------------------------


def test_a_subgroup_that_gains_more_is_found():
    found = [find(toy(seed, gain=1.0), draws=99) for seed in range(6)]
    assert all(one.differ for one in found)
    assert all(PLANTED in asked_for(one) for one in found)
    highest = found[0].leaves[-1]
    assert highest.path[0] == Condition(PLANTED, True, pytest.approx(0.3, abs=0.2))
    assert highest.low < truth(highest.path, 1.0) < highest.high
    assert highest.apart_low > 0.0


def test_where_nobody_differs_no_subgroup_does():
    assert sum(find(toy(seed), draws=99).differ for seed in range(12)) <= 1


@pytest.mark.slow
def test_eighteen_of_twenty_subgroups_are_found_and_nine_tenths_of_intervals_cover():
    found = [find(toy(seed, gain=0.9), draws=199) for seed in range(100, 160)]
    assert sum(one.differ for one in found[:20]) >= 18
    leaves = [leaf for one in found for leaf in one.leaves][:100]
    assert len(leaves) == 100
    assert sum(leaf.low < truth(leaf.path, 0.9) < leaf.high for leaf in leaves) >= 90


@pytest.mark.slow
@pytest.mark.parametrize("of_unit", [0.0, 0.5])
def test_false_alarms_are_no_more_than_a_twentieth(of_unit):
    alarms = sum(find(toy(seed, of_unit=of_unit), draws=199).differ for seed in range(200))
    assert exact_interval(alarms, 200)[0] <= 0.05


@pytest.mark.slow
def test_effects_dealt_out_anew_alone_would_take_the_luck_of_a_unit_for_a_subgroup():
    found = [find(toy(seed, of_unit=1.0), draws=199) for seed in range(60)]
    assert sum(one.p_dealt <= 0.05 for one in found) > 6
    assert sum(one.differ for one in found) <= 5


def test_what_even_replications_do_moves_no_split():
    sample = toy(3, gain=1.0)
    moved = np.where(sample.replications % 2 == 0, -sample.effects, sample.effects)
    other = Sample(sample.traits, moved, sample.replications, sample.persons)
    one, two = find(sample, draws=9), find(other, draws=9)
    assert {leaf.path for leaf in one.leaves} == {leaf.path for leaf in two.leaves}
    assert not two.differ
    assert two.p_replications == 1.0  # it goes against what was foretold


def test_halves_share_no_replication():
    first, second = halves(toy(1))
    assert not set(first.replications) & set(second.replications)
    assert len(first.effects) + len(second.effects) == REPLICATIONS * PEOPLE


def test_too_few_replications_are_an_error():
    with pytest.raises(BadInput, match="found 3 replications, expected at least 4"):
        find(toy(1, replications=3))


def test_a_tree_grows_leaf_by_leaf_and_every_person_is_in_one():
    sample = toy(5, gain=1.0)
    sizes = fitted(sample, [2] * TRAITS)
    assert [len(one) for one in sizes] == list(range(1, len(sizes) + 1))
    assert max(len(path) for path in sizes[-1]) <= 3
    assert (sum(inside(path, sample.traits).astype(int) for path in sizes[-1]) == 1).all()


def test_bounds_are_rounded_before_anybody_is_assigned():
    sample = toy(5, gain=1.0)
    assert all(one.bound == round(one.bound, 1) for path in fitted(sample, [1] * TRAITS)[-1] for one in path)


def test_a_leaf_is_the_mean_of_its_means_in_the_replications():
    sample = toy(2, gain=1.0)
    paths = [(Condition(0, True, 0.0),), (Condition(0, False, 0.0),)]
    load, shares = loadings(sample, paths)
    mine = sample.traits[:, 0] < 0.0
    rows = pd.Series(sample.effects[mine]).groupby(sample.replications[mine]).mean()
    assert (sample.effects @ load)[0] == pytest.approx(rows.mean())
    assert shares.sum() == pytest.approx(1.0)
    assert between(np.array([1.0, 3.0]), np.array([0.5, 0.5])) == 1.0


def test_plausible_worlds_deal_out_the_same_and_count_by_weight():
    sample = toy(4, gain=1.0)
    n = len(sample.effects)
    both = Sample(*(np.concatenate([one, one]) for one in (sample.traits, sample.effects, sample.replications,
                                                            sample.persons)),
                  np.repeat([0, 1], n), np.repeat([0.9, 0.1], n))  # fmt: skip
    paths = [(Condition(PLANTED, True, 0.3),), (Condition(PLANTED, False, 0.3),)]
    even = Sample(both.traits, both.effects, both.replications, both.persons, both.worlds, np.full(2 * n, 0.5))
    once, twice = dealt(sample, paths, 1999), dealt(even, paths, 1999)
    assert twice[0] == pytest.approx(once[0])
    assert twice[1] == pytest.approx(once[1], rel=0.15)  # of two worlds dealt by themselves it would be 1/√2 of it
    assert both.share.sum() == pytest.approx(1.0)
    assert both.share[0] == pytest.approx(0.9 / REPLICATIONS)


def test_without_scikit_learn_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.tree", None)
    with pytest.raises(BadInput, match=r"mentorsim\[for-whom\]"):
        find(toy(1))


# --- effects of persons ----------------------------------------------------------------------------------------------


def folder(values: dict, confidence=(0.1, 0.2, 0.9), factor="withdrawal.policy"):
    """(runs, people): of two replications, in which persons 0, 1, 2 … have these values by level."""
    runs, people = [], []
    for replication in (0, 1):
        for level, of_level in values.items():
            name = f"{level}-{replication}"
            runs.append({"run_id": name, "replication": replication, factor: level})
            people += [
                {"run_id": name, "person": person, "confidence_start": confidence[person], "performance_52": value}
                for person, value in enumerate(of_level)
                if value is not None
            ]
    return pd.DataFrame(runs), pd.DataFrame(people)


def effects(values, **more):
    """The `Effects` of the second level against the first."""
    runs, people = folder(values, **more)
    return next(persons.of_level(runs, people, "withdrawal.policy", tuple(values), "performance_52", []))


def test_an_effect_is_the_same_person_in_two_arms_in_standard_deviations():
    found = effects({"never": (0.2, 0.4, 0.6), "readiness": (0.3, 0.4, 0.5)})
    assert found.unit == "SD"
    assert found.table["effect"].to_list() == pytest.approx([0.5, 0.0, -0.5] * 2)  # .1/SD(.2, .4, .6) = .1/.2
    assert found.traits == {"confidence_start": "confidence"}
    spread = whom.distribution(found)
    assert (spread["better_off"], spread["worse_off"]) == pytest.approx((1 / 3, 1 / 3))
    assert spread["mean"] == pytest.approx(0.0)


def test_who_is_in_one_arm_only_or_has_no_value_is_counted_and_left_out():
    found = effects({"never": (0.2, 0.4, 0.6), "readiness": (0.3, None, math.nan)})
    assert (found.one_only, found.unknown) == (2, 2)  # in each of two replications
    assert found.table["person"].to_list() == [0, 0]


def test_who_has_no_value_in_one_of_several_pairs_of_arms_is_left_out_of_all():
    parts = [folder({"never": (0.2, 0.4, 0.6), "readiness": (0.3, last, 0.5)}) for last in (0.4, math.nan)]
    runs = pd.concat([one.assign(setting=name, run_id=one["run_id"] + name) for (one, _), name in zip(parts, "ab")])
    people = pd.concat([one.assign(run_id=one["run_id"] + name) for (_, one), name in zip(parts, "ab")])
    pair = ("never", "readiness")
    (found,) = persons.of_level(runs, people, "withdrawal.policy", pair, "performance_52", [])
    assert found.table["person"].to_list() == [0, 2, 0, 2]
    assert found.unknown == 2
    by_setting = [*persons.of_level(runs, people, "withdrawal.policy", pair, "performance_52", ["setting"])]
    assert [(one.place, len(one.table)) for one in by_setting] == [({"setting": "a"}, 6), ({"setting": "b"}, 4)]


def test_a_trait_that_arms_move_is_none():
    runs, people = folder({"never": (0.2, 0.4, 0.6), "readiness": (0.3, 0.4, 0.5)})
    people.loc[people["run_id"] == "readiness-1", "confidence_start"] += 0.1
    found = next(persons.of_level(runs, people, "withdrawal.policy", ("never", "readiness"), "performance_52", []))
    assert found.moved == ("confidence_start",)
    assert found.traits == {}


def test_outcomes_of_runs_are_not_those_of_persons():
    with pytest.raises(BadInput, match="which is of a whole run; persons have 'performance_52'"):
        persons.check_outcome("g_unassisted")
    with pytest.raises(BadInput, match=r"expected an outcome that persons have: .*confidence_end"):
        persons.check_outcome("openness")
    assert persons.direction("hurt_end") is False
    assert persons.direction("meetings") is None


def test_kinds_and_groups_are_traits_of_their_own():
    people = pd.DataFrame({"kind": ["initial_mentee", "initial_mentee", "surge"], "group": [0, 1, 1]})
    found = persons.tagged(people)
    assert found.columns.to_list() == ["kind surge", "group 0"]
    assert persons.words_of(found) == {"kind surge": "kind surge", "group 0": "group 0"}


# --- in words --------------------------------------------------------------------------------------------------------

BELOW, ABOVE = (Condition(0, True, 0.31),), (Condition(0, False, 0.31),)


def told(p=0.01, better="performance_52", **more):
    """Two subgroups by confidence, as they would be found."""
    found = effects({"never": (0.2, 0.4, 0.6), "readiness": (0.3, 0.4, 0.5)})
    leaves = [
        Leaf(ABOVE, 0.6, 60, 0.03, 0.004, 0.054, -0.09, -0.15, -0.03),
        Leaf(BELOW, 0.4, 40, 0.12, 0.08, 0.16, 0.09, 0.03, 0.15),
    ]
    return whom.Told(found, Found(leaves, 0.04, 0.02, p, p, 4, 4, 999, (0.06, 0.04, 0.08)))


def test_a_subgroup_is_told_in_a_sentence():
    assert whom.sentence(told()) == (
        "performance_52: mentees who begin with confidence below 0.31 gain 0.120 SD [0.080, 0.160] from readiness over "
        "never; the others gain 0.030 SD [0.004, 0.054]."
    )


def test_that_nobody_differs_is_told_with_its_chance():
    said = whom.sentence(told(p=0.31))
    assert "no subgroup of mentees differs beyond luck (p = 0.310; the best split found was by confidence)" in said
    assert "together they gain 0.060 SD [0.040, 0.080] from readiness over never" in said


def test_bounds_of_one_trait_are_said_together():
    found = told().effects
    assert whom.said((Condition(0, False, 0.2), Condition(0, True, 0.31)), found) == "confidence from 0.2 to below 0.31"
    assert whom.said(ABOVE, found) == "confidence from 0.31 on"


def test_what_is_one_of_two_is_said_as_such():
    found = effects({"never": (0.2, 0.4, 0.6), "readiness": (0.3, 0.4, 0.5)})
    sides = replace(found, traits={"side": persons.TRAITS["side"], "group 1": "group 1"})
    assert whom.said((Condition(0, True, 0.0), Condition(1, True, 1.0)), sides) == (
        "own tasks that are too easy and not group 1"
    )
    assert whom.said((Condition(0, False, 0.0),), sides) == "own tasks that are too hard"


def test_a_loss_turns_its_interval_and_an_open_one_is_said_to_be_open():
    found = told().effects
    assert whom.change(found, -0.12, -0.16, -0.08) == "lose 0.120 SD [0.080, 0.160]"
    assert whom.change(found, 0.03, -0.01, 0.07) == "neither clearly gain nor lose (0.030 SD [−0.010, 0.070])"


# --- figures ---------------------------------------------------------------------------------------------------------


def test_a_histogram_of_effects_has_bars_that_end_at_the_margin():
    values = np.array([-0.34, -0.05, 0.02, 0.14, 0.8])
    edges = edges_for(values, 0.1)
    assert {-0.1, 0.1} <= {round(edge, 9) for edge in edges}
    assert edges[0] <= values.min()
    assert edges[-1] >= values.max()
    assert np.ptp(np.diff(edges)) < 1e-9
    hours = edges_for(np.array([-30.0, 0.0, 50.0]), 1e-9)
    assert np.abs(hours).min() == pytest.approx((hours[1] - hours[0]) / 2.0)  # 0 is in the middle of a bar


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_figures_show_who_is_worse_off_and_the_subgroups(theme):
    found = told()
    spread, words = whom.distribution(found.effects), whom.words_of_figure(found.effects)
    sample = found.effects.sample
    drawn = figures.person_effects(sample.effects, sample.row_weights, spread, words, 0.1, theme)
    assert [trace.name for trace in drawn.data[:3]] == ["worse off: 33 %", "about the same: 33 %", "better off: 33 %"]
    assert sum(sum(trace.y) for trace in drawn.data[:3]) == pytest.approx(100.0)
    groups = figures.subgroups(whom.table(found), words, theme)
    assert [trace.x[0] for trace in groups.data[:2]] == [0.12, 0.03]
    assert "SD" in groups.layout.xaxis.title.text


def test_figures_without_people_say_so():
    words = whom.words_of_figure(told().effects)
    nobody = figures.person_effects(np.empty(0), np.empty(0), {}, words, 0.1)
    nothing = figures.subgroups(pd.DataFrame(), words)
    assert [one.layout.annotations[0].text for one in (nobody, nothing)] == [
        "Nobody has an effect to show.", "No subgroup was found.",
    ]  # fmt: skip


# --- a sweep ---------------------------------------------------------------------------------------------------------

KEPT = {"outcomes": ["satisfaction"], "tables": ["outcomes", "people", "effects"]}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Results that kept people and effects: two withdrawal policies, and nobody matched."""
    factors = {"withdrawal.policy": ["never", "readiness"], "matching.policy": ["random", "none"]}
    text = experiment_text((24, 10), 28, factors, KEPT, name="whom", replications=4)
    return swept(text, tmp_path_factory.mktemp("whom") / "whom")


@pytest.mark.slow
def test_the_effects_of_a_folder_are_those_of_its_persons(kept):
    found = next(persons.effects_of(kept, "matching.policy", "performance_26"))
    assert (found.reference, found.level) == ("none", "random")  # though random is the first
    people = kept.people[kept.people["kind"].isin(["initial_mentee", "arrival"])]
    arms = people.pivot_table("performance_26", ["replication", "person"], ["matching.policy", "withdrawal.policy"])
    both = arms["random"].mean(axis=1) - arms["none"]["never"]
    runs = people[people["matching.policy"] == "none"].groupby("run_id")["performance_26"]
    counts = runs.count()
    spread = math.sqrt((runs.var(ddof=1) * (counts - 1)).sum() / (counts - 1).sum())
    mine = found.table.set_index(["replication", "person"])["effect"]
    pd.testing.assert_series_equal(mine, (both / spread).dropna().rename("effect"), check_index_type=False)
    assert {"skill_start", "openness", "unit_size"} <= set(found.traits)


@pytest.mark.slow
def test_mentoring_against_none_is_read_from_the_table_effects(kept):
    (found,) = persons.effects_of(kept, None, "performance_26")
    other = next(persons.effects_of(kept, "matching.policy", "performance_26"))
    pd.testing.assert_series_equal(found.table["effect"], other.table["effect"])
    assert (found.level, found.reference) == ("mentoring", "no mentoring")


@pytest.mark.slow
def test_compare_tells_for_whom(kept, tmp_path):
    told_ = ["compare", str(kept.path), "--factor", "withdrawal.policy", "--outcome", "performance_26", "--for-whom"]
    text = good(*told_)
    assert "For whom: withdrawal readiness against never" in text
    assert "from readiness over never" in text
    rows = json.loads(good(*told_, "--json"))
    assert {row["level"] for row in rows} == {"readiness"}
    assert sum(row["share"] for row in rows) == pytest.approx(1.0)
    good(*told_, "--figure", str(tmp_path / "effects.html"))
    assert (tmp_path / "effects.html").exists()
    assert "persons have 'performance_52'" in call(*told_[:-2], "g_unassisted", "--for-whom").stderr


@pytest.mark.slow
def test_a_report_shows_effects_where_people_were_kept(kept, tmp_path):
    text = report.write(kept, tmp_path / "report.html").read_text("utf-8")
    assert 'href="#whom"' in text
    assert "person by person (matching)" in text


@pytest.mark.slow
def test_what_was_not_kept_is_said_with_the_line_to_add(small):
    with pytest.raises(BadInput, match=r'tables = \["outcomes", "weekly", "people", "matches", "effects"\]'):
        next(persons.effects_of(small, None, "performance_end"))
    with pytest.raises(BadInput, match="expected at least 4"):
        next(whom.for_whom(small, "setting", "performance_end"))
