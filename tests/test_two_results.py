"""Two results held against each other: single runs person by person, folders by replication."""

import json
import pickle
import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from shell import call, good
from sweeps import SMALL, swept

import mentorsim as ms
from mentorsim import BadInput
from mentorsim.analysis import two_runs
from mentorsim.analysis.contrasts import paired_contrasts
from mentorsim.analysis.unpaired import Unpaired
from mentorsim.indicators import INDICATORS
from mentorsim.indicators.run import came_as_mentee
from mentorsim.printing import number
from mentorsim.proportions import unpaired_interval

WORLD = {"weeks": 60, "mentees": 20, "mentors": 8, "seed": 5}
ROSTER = "id,role\n" + "".join(
    f"{name},{role}\n" for name, role in zip("ABCDEF", ["mentee", "mentor"] * 3, strict=True)
)


@pytest.fixture(scope="module")
def one():
    """A run."""
    return ms.run(**WORLD, matching="random")


@pytest.fixture(scope="module")
def other():
    """The same people under another matching policy."""
    return ms.run(**WORLD, matching="self")


def row_of(table, outcome):
    """The row of an outcome."""
    return table[table["outcome"] == outcome].iloc[0]


# --- single runs -----------------------------------------------------------------------------------------------------


def test_the_same_people_are_compared_one_by_one(one, other):
    row = row_of(ms.compare(one, other), "satisfaction")
    mentees = one.people.merge(other.people, on="person", suffixes=("_one", "_other"))
    mentees = mentees[mentees["kind_one"].isin(["initial_mentee", "arrival", "surge"])]
    each = mentees["satisfaction_end_other"] - mentees["satisfaction_end_one"]
    test = stats.ttest_rel(mentees["satisfaction_end_other"], mentees["satisfaction_end_one"])
    assert row["difference"] == pytest.approx(each.mean())
    assert (row["low"], row["high"]) == pytest.approx(tuple(test.confidence_interval()))
    assert row["sd_units"] == pytest.approx(test.statistic / np.sqrt(len(each)))
    assert (row["better_off"], row["worse_off"]) == ((each > 1e-9).mean(), (each < -1e-9).mean())
    assert row["n"] == len(each)


@pytest.mark.parametrize("name", two_runs.PERSONS)
def test_what_persons_have_comes_to_the_indicator(one, name):
    values = two_runs.PERSONS[name](one.run.people)[came_as_mentee(one.run.people)]
    assert np.nanmean(values) == pytest.approx(INDICATORS[name].of(one.run))


def test_what_no_person_has_is_compared_without_an_interval(one, other):
    row = row_of(ms.compare(one, other, outcome=["g_unassisted"]), "g_unassisted")
    values = [result.outcomes["g_unassisted"][0] for result in (one, other)]
    assert [row["mean_reference"], row["mean_level"], row["difference"]] == [*values, values[1] - values[0]]
    assert np.isnan(row["low"])
    assert (row["n"], row["verdict"], row["holds"]) == (0, "unclear", False)


def test_what_neither_world_has_is_told_as_having_no_value(one, other):
    """Both are shorter than two years."""
    table = ms.compare(one, other, outcome=["survival_104"])
    assert row_of(table, "survival_104")["verdict"] == "undefined"
    assert table.card().rows[0][-1] == "no value"


def test_outcomes_are_those_of_the_experiment_and_the_main_ones(one, other):
    names = list(ms.compare(one, other)["outcome"])
    assert names[:5] == ["hours_total", "g_unassisted", "r_mentoring", "premature_share", "satisfaction"]
    assert len(names) == len(set(names)) > 8
    assert list(ms.compare(one, other, outcome="harm")["outcome"]) == ["harm"]


def test_a_run_is_the_same_as_itself(one):
    table = ms.compare(one, one)
    assert not table["difference"].any()
    assert set(table["verdict"]) == {"same"}
    assert not table["holds"].any()
    assert re.search(r"satisfaction +(\d\.\d+) +\1 .* the same$", repr(table), re.MULTILINE)


def test_what_differs_between_two_runs_is_told_and_which_is_better(one, other):
    text = repr(ms.compare(one, other))
    assert text.startswith("matching.policy=self against matching.policy=random, the same people with the same luck\n")
    assert re.search(r"differs +matching.policy: random → self$", text, re.MULTILINE)
    difference = other.outcomes["delivered"][0] - one.outcomes["delivered"][0]
    shown = next(line for line in text.splitlines() if line.startswith("  delivered "))
    assert shown.endswith("better here" if difference > 0 else "worse here" if difference < 0 else "the same")
    assert "only more runs tell" in text


RARELY = {"meetings.mentee": 0.1, "meetings.mentor": 0.1, "meetings.prompts": 0.0}


def test_hours_of_mentors_come_first_and_are_warned_of_where_they_differ(one):
    assert "Mentor hours differ" not in repr(ms.compare(one, one, "satisfaction"))
    rare = ms.run(**WORLD, matching="random", **RARELY)
    spent = [number(result.outcomes["hours_total"][0], 0) for result in (one, rare)]
    text = repr(ms.compare(one, rare, "satisfaction")).replace("\n", " ")
    assert f"Mentor hours differ by more than 10 %: {spent[0]} and {spent[1]}; a better outcome may be more" in text


def test_settings_are_told_by_name_and_many_differences_counted(one):
    network = ms.run(**WORLD, matching="random", setting="network", **{"start.energy": 0.7})
    text = repr(ms.compare(one, network))
    assert text.startswith("network against organisation")
    assert "differs  setting: organisation → network" in text
    assert re.search(r"differs +… and in \d+ more", text)


def test_who_is_in_one_world_only_is_left_out_and_counted(one):
    fewer = ms.run(**WORLD | {"mentees": 15}, matching="random")
    table = ms.compare(one, fewer, outcome="satisfaction")
    both = set(one.people["person"][came_as_mentee(one.run.people)]) & set(fewer.people["person"])
    assert row_of(table, "satisfaction")["n"] == len(both)
    assert f"{len(both)} mentees came in both worlds" in repr(table).replace("\n", " ")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": 6}, "found seed 5 and 6, expected the same people with the same luck"),
        ({"weeks": 59}, "found runs of 60 and 59 weeks"),
        ({"start.skill_mentee.mean": 0.5}, "found other people in the second run"),
    ],
)
def test_runs_of_other_people_luck_or_weeks_are_refused(one, changes, message):
    with pytest.raises(BadInput, match=rf"^compare: {message}"):
        ms.compare(one, ms.run(**WORLD | changes, matching="random"))


def test_runs_of_other_rosters_are_refused_though_their_skills_are_drawn_alike(tmp_path):
    runs = []
    for name, roster in (("a", ROSTER), ("b", ROSTER.replace("A", "Z")), ("c", ROSTER)):
        (tmp_path / f"{name}.csv").write_text(roster, "utf-8")
        (tmp_path / f"{name}.toml").write_text(f'[people]\nroster = "{name}.csv"\n', "utf-8")
        runs.append(ms.run(tmp_path / f"{name}.toml", seed=1, weeks=8))
    with pytest.raises(BadInput, match=r"^compare: found other people"):
        ms.compare(runs[0], runs[1])
    drawn = ms.run(seed=1, weeks=8, mentees=3, mentors=3)
    with pytest.raises(BadInput, match=r"^compare: found other people"):
        ms.compare(runs[0], drawn)
    assert row_of(ms.compare(runs[0], runs[2]), "satisfaction")["n"] == 3


def test_an_outcome_that_is_none_is_named(one, other):
    with pytest.raises(BadInput, match=r"^outcome: found 'satisfction'.*did you mean 'satisfaction'"):
        ms.compare(one, other, outcome="satisfction")


# --- results folders -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Results of the small experiment: as it is, with four replications, and changed."""
    place = tmp_path_factory.mktemp("two")
    names = {"own": [], "online": ["channel.medium=online"], "luck": ["seed=4"], "short": ["weeks=11"]}
    return {name: swept(SMALL, place / name, set=sets, replications=4) for name, sets in names.items()}


def test_folders_of_one_seed_are_paired_by_replication(folders):
    own, online = folders["own"], folders["online"]
    assert list(ms.compare(own, online)["outcome"].unique()) == ["hours_total", "satisfaction"]
    table = ms.compare(own, online, outcome="satisfaction")
    assert list(table["arm"]) == list(own.outcomes["arm"].unique())
    for row in table.to_dict("records"):
        runs = pd.concat([one.outcomes.assign(which=name) for name, one in (("own", own), ("online", online))])
        runs = runs[runs["arm"] == row["arm"]][["replication", "which", "satisfaction"]]
        expected = paired_contrasts(runs, "which", "satisfaction").iloc[0]
        for name in ("mean_reference", "mean_level", "difference", "low", "high", "sd_units", "n", "verdict"):
            np.testing.assert_equal(row[name], expected[name])
    assert table["low_all"].lt(table["low"]).to_list() == [True, True, False, False], "four at once; two are the same"
    assert table["verdict"].to_list()[2:] == ["same", "same"]
    text = repr(table)
    assert "Paired by replication: the same luck in both." in text
    assert re.search(r"differs +in some arms: channel.medium$", text, re.MULTILINE), "in a network it is online anyway"


def test_folders_of_other_seeds_are_not_paired_and_that_is_sentence(folders):
    own, luck = folders["own"], folders["luck"]
    table = ms.compare(own, luck, outcome="satisfaction")
    row = table.iloc[0]
    values = [one.outcomes[one.outcomes["arm"] == row["arm"]]["satisfaction"] for one in (own, luck)]
    test = stats.ttest_ind(values[1], values[0], equal_var=False)
    assert row["difference"] == pytest.approx(values[1].mean() - values[0].mean())
    assert (row["low"], row["high"]) == pytest.approx(tuple(test.confidence_interval()))
    assert row["method"] == "Welch's t"
    assert "Not paired, since the seeds are 3 and 4" in repr(table).replace("\n", " ")


def test_a_single_arm_of_each_is_compared_whatever_it_is_called(folders, tmp_path):
    alone = re.sub(r"\[design.*\[analysis\]", "[analysis]", SMALL, flags=re.DOTALL)
    one = swept(alone, tmp_path / "one")
    other = swept(alone.replace('"small"', '"later"'), tmp_path / "other", set=["matching.policy=self"])
    table = ms.compare(one, other, outcome="satisfaction")
    assert len(table) == 1
    assert (table["reference"][0], table["level"][0], table["n"][0]) == ("small", "later", 2)
    assert "differs    matching.policy: similar → self" in repr(table)
    with pytest.raises(BadInput, match=r"^compare: found no arm of the same name in both"):
        ms.compare(one, folders["own"])


def test_arms_that_only_one_has_are_told(folders, tmp_path):
    more = SMALL.replace('["random", "self"]', '["random", "similar"]')
    table = ms.compare(folders["own"], swept(more, tmp_path / "more"), outcome="satisfaction")
    assert set(table["arm"]) == {f"setting={name} matching.policy=random" for name in ("organisation", "network")}
    assert table["n"].to_list() == [2, 2], "the replications that both have"
    assert "Only one of the two has 'setting=organisation matching.policy=self'" in repr(table).replace("\n", " ")


def test_folders_of_other_weeks_or_without_an_outcome_are_refused(folders):
    with pytest.raises(BadInput, match=r"^compare: found 12 weeks in .* and 11 in .*, expected as many in both"):
        ms.compare(folders["own"], folders["short"])
    with pytest.raises(BadInput, match=r"own: outcome: found 'quailty'.*did you mean 'quality'"):
        ms.compare(folders["own"], folders["online"], outcome="quailty")


def test_folders_of_other_people_are_refused(folders, tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTER, "utf-8")
    text = re.sub(r"people\.\w+ = \d+\n", "", SMALL) + '\n[people]\nroster = "roster.csv"\n'
    (tmp_path / "given.toml").write_text(text, "utf-8")
    given = ms.sweep(tmp_path / "given.toml", workers=1, out=tmp_path / "given")
    with pytest.raises(BadInput, match=r"^compare: found other people in"):
        ms.compare(folders["own"], given)
    assert len(ms.compare(given, given, "satisfaction")) == 4


def test_hours_of_two_folders_are_warned_of_arm_by_arm(folders, tmp_path):
    rare = swept(SMALL, tmp_path / "rare", set=[f"{path}={value}" for path, value in RARELY.items()])
    text = repr(ms.compare(folders["own"], rare, "satisfaction")).replace("\n", " ")
    assert "Mentor hours differ by more than 10 % in 4 of 4 arms, such as setting=organisation matching.policy=" in text


@pytest.mark.slow
def test_folders_are_given_by_their_paths_too(folders, monkeypatch):
    own, online = folders["own"], folders["online"]
    table = ms.compare(own, online)
    for pair in ((str(own.path), str(online.path)), (own.path, online.path), (own, str(online.path))):
        pd.testing.assert_frame_equal(ms.compare(*pair), table)
    monkeypatch.chdir(own.path.parent)
    online.path.rename("setting")
    try:
        assert list(ms.compare(own, "setting", "satisfaction")["factor"]) == ["setting"], "a factor is one all the same"
    finally:
        (own.path.parent / "setting").rename(online.path)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda one, own: (one, own), "^compare: found Result and Results, expected two"),
        (lambda one, own: (own.outcomes, own), "^compare: found DataFrame and Results, expected two"),
        (lambda one, own: (one,), "^compare: found a single run alone"),
        (lambda one, own: (one, "setting", "quality"), "^compare: found a single run alone"),
        (lambda one, own: (own,), "^compare: found no factor"),
        (lambda one, own: (own, "setting"), "^compare: found no outcome"),
        (lambda one, own: (own, own, None, "setting"), "^by: found 'setting' beside two results"),
    ],
)
def test_what_cannot_be_compared_is_refused(one, folders, given, message):
    with pytest.raises(BadInput, match=message):
        ms.compare(*given(one, folders["own"]))


def test_the_command_compares_two_folders(folders):
    own, online = folders["own"], folders["online"]
    table = ms.compare(own, online, outcome=["satisfaction", "quality"])
    given = ("compare", own.path, online.path, "--outcome", "satisfaction", "--outcome", "quality")
    rows = json.loads(good(*given, "--json"))
    assert [row["difference"] for row in rows] == table["difference"].to_list()
    text = good(*given)
    assert max(map(len, text.splitlines())) <= 100
    assert "online against own" in text
    assert "Paired by replication" in text
    assert text.count("the same in every run") == 4
    assert "satisfaction" in good("compare", own.path, online.path), "what both experiments name"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("--outcome", "quality"), "Missing option '--factor', or a second folder."),
        (("--factor", "setting"), "Missing option '--outcome', or a second folder."),
        (("other", "--factor", "setting"), "--factor is about the arms of one folder"),
        (("other", "--by", "setting"), "--by is about the arms of one folder"),
        (("nowhere",), "nowhere: found no results"),
    ],
)
def test_the_command_takes_a_factor_or_a_second_folder(folders, given, message):
    result = call("compare", folders["own"].path, *given)
    assert result.exit_code == 2
    assert message in result.output


# --- runs that have nothing in common --------------------------------------------------------------------------------


def test_welch_by_hand():
    """Means 2 and 5, variances of the means 1/3 and 5/3."""
    found = Unpaired("satisfaction", [1.0, 2.0, 3.0, np.nan], [2.0, 4.0, 6.0, 8.0])
    degrees = 2.0**2 / ((1 / 3) ** 2 / 2 + (5 / 3) ** 2 / 3)
    half = stats.t.ppf(0.975, degrees) * np.sqrt(2.0)
    assert found.interval() == pytest.approx((3 - half, 3 + half))
    shown = found.numbers(1)
    assert (shown["difference"], shown["n"], shown["dropped"], shown["verdict"]) == (3.0, 3, 1, "unclear")


def test_shares_of_two_samples_as_published():
    """56 of 70 against 48 of 80, Newcombe 1998, table II (a), method 10: 0.0524 to 0.3339."""
    level, reference = np.repeat([1.0, 0.0], [56, 14]), np.repeat([1.0, 0.0], [48, 32])
    assert unpaired_interval(reference, level) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert Unpaired("extinct", reference, level).numbers(1)["method"] == "Newcombe's for two shares"


def test_what_never_happens_in_either_has_an_interval():
    found = Unpaired("extinct", np.zeros(20), np.zeros(20)).numbers(1)
    assert found["low"] < found["difference"] == 0.0 < found["high"]


@pytest.mark.parametrize(
    ("values", "verdict"), [(([], [1.0]), "undefined"), (([1.0], [2.0]), "unclear"), (([np.nan], [1.0]), "undefined")]
)
def test_too_few_runs_have_no_interval(values, verdict):
    found = Unpaired("satisfaction", *values)
    assert np.isnan(found.interval()).all()
    assert np.isnan(found.chance)
    assert found.numbers(1)["verdict"] == verdict


def test_values_that_do_not_vary_differ_or_are_the_same():
    assert Unpaired("satisfaction", [0.5, 0.5], [0.5, 0.5]).numbers(1)["verdict"] == "same"
    assert Unpaired("satisfaction", [0.5, 0.5], [0.75, 0.75]).numbers(1)["verdict"] == "better"


# --- the table -------------------------------------------------------------------------------------------------------


def test_a_comparison_is_a_pandas_table_and_what_comes_of_it_is_a_plain_one(small):
    table = ms.compare(small, "setting", ["satisfaction", "quality"], by="matching.policy")
    text = repr(table)
    assert text.startswith("setting, each level against the first\n")
    assert re.search(r"^  outcome +matching +level +reference ", text, re.MULTILINE)
    assert "satisfaction in random: " in text.replace("\n", " ")
    assert table._repr_html_().count("<tr>") == 5
    assert type(table[table["n"] > 0]) is pd.DataFrame
    assert repr(pickle.loads(pickle.dumps(table))) == text
    assert "low_all" in table.columns
    assert "low_all" in table.to_string()
    del table["low"]
    assert "each level against the first" not in repr(table), "what is shown is no longer there"


def test_names_of_arms_are_no_markup(small):
    runs = small.outcomes.replace({"setting": {"network": "<b>net</b>"}})
    page = ms.compare(runs, "setting", "satisfaction", by=["matching.policy"])._repr_html_()
    assert "<b>net" not in page
    assert "&lt;b&gt;net" in page
