"""Tables that are kept only where they are asked for: what must hold in each, and that nobody else notices."""

import pickle

import numpy as np
import pandas as pd
import pytest
from shell import call, good
from sweeps import experiment_text

import mentorsim as ms
from mentorsim import codes, week
from mentorsim.diary import ASKED, Diary, fewest, layers_of
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.reproduce import LATER, reproduce, without_later
from mentorsim.policies import policies_of
from mentorsim.settings import resolve
from mentorsim.store import results as store
from mentorsim.tables import WEEKLY_COLUMNS, weekly_table
from mentorsim.world.exchanges import Exchanges, by_pair
from mentorsim.world.world import World

WEEKS = 30
ROUTING = {"setting": "community", "mentees": 40, "mentors": 12, "weeks": WEEKS, "seed": 5}
PAIRED = {"setting": "network", "mentees": 40, "mentors": 14, "weeks": WEEKS, "seed": 3, "arrivals.mentees": 0.02}


@pytest.fixture(scope="module")
def routing():
    """A world in which questions are answered by peers, and routed by a coordinator."""
    return ms.run(**ROUTING, tables=["exchanges"])


@pytest.fixture(scope="module")
def paired():
    """A world of pairs, with every table."""
    return ms.run(**PAIRED, tables=[*ASKED, "ties"])


def here(result, moment=WEEKS):
    """(rows of the `skills` table at a moment, the people table by person)."""
    skills = result.table("skills")
    return skills[skills["after_weeks"] == moment], result.people.set_index("person")


# --- off and on ------------------------------------------------------------------------------------------------------


def test_a_run_comes_to_the_same_bits_with_every_table_and_without(paired, routing):
    for kept, how in ((paired, PAIRED), (routing, ROUTING)):
        plain = ms.run(**how)
        for name in ("weekly", "people", "matches", "outcomes"):
            pd.testing.assert_frame_equal(getattr(kept, name), getattr(plain, name), check_exact=True)
        assert kept.ids == plain.ids
        assert len(plain.world.exchanges.arrays["answer_giver"]) == 0


def test_what_was_not_asked_for_is_refused_by_name():
    plain = ms.run(mentees=4, mentors=2, weeks=1)
    with pytest.raises(BadInput, match=r"found no table 'ties'.*ms\.run\(…, tables="):
        plain.table("ties")
    with pytest.raises(BadInput, match=r"found no table 'wekly'.*'weekly'"):
        plain.table("wekly")
    with pytest.raises(BadInput, match=r"tables: found 'tyes'.*'ties'"):
        ms.run(mentees=4, mentors=2, weeks=1, tables=["tyes"])
    assert list(plain.table("weekly")) == list(plain.weekly)


@pytest.mark.parametrize("name", list(ASKED))
def test_columns_are_the_declared_ones(paired, name):
    found = paired.columns_of(name)
    assert {name: np.dtype(column.dtype) for name, column in zip(found, ASKED[name], strict=True)} == {
        column: values.dtype for column, values in found.items()
    }
    assert [column.name for column in ASKED[name]] == list(found)
    for column in ASKED[name]:
        assert column.null or not pd.isna(found[column.name]).any(), column.name


def test_a_world_that_is_put_aside_goes_on_with_its_diary():
    parameters = resolve({"setting": "community", "people.mentees": 30, "people.mentors": 8})
    through, halves = (World(parameters, policies_of(parameters), 1) for _ in range(2))
    diaries = Diary(ASKED), Diary(ASKED)
    for world, diary in zip((through, halves), diaries, strict=True):
        diary.begin(world)
    for _ in range(16):
        week.step(through)
        diaries[0](through)
    other = diaries[1]
    for _ in range(16):
        if halves.week == 7:
            halves, other = pickle.loads(pickle.dumps((halves, other)))
        week.step(halves)
        other(halves)
    for name in diaries[0].notes:
        one, two = diaries[0].table(name, through), other.table(name, halves)
        for column in one:
            np.testing.assert_array_equal(one[column], two[column])


# --- ties ------------------------------------------------------------------------------------------------------------


def test_each_tie_stands_once_with_the_earlier_person_first(paired):
    ties, place = paired.table("ties"), {key: row for row, key in enumerate(paired.people["person"])}
    assert not ties.duplicated(["after_weeks", "one", "two"]).any()
    assert (ties["one"].map(place) < ties["two"].map(place)).all()
    assert ties["weight"].between(0, 1).all()
    assert ties["after_weeks"].unique().tolist() == [0, 26, WEEKS]


def test_ties_are_as_many_as_weekly_says(paired):
    ties = paired.table("ties").groupby("after_weeks").size()
    assert [ties[26], ties[WEEKS]] == paired.weekly["ties"].iloc[[25, WEEKS - 1]].tolist()


def test_moments_can_be_chosen():
    text = (
        '[parameters]\npeople.mentees = 6\npeople.mentors = 3\n[experiment]\nweeks = 6\n[analysis]\ntables = ["ties"]\n'
    )
    chosen = ms.run(config.read(text + "moments = [2, 5]\n", "x.toml"))
    assert set(chosen.table("ties")["after_weeks"]) == {2, 5}
    for moments, says in (("[2, 7]", "found 7, expected a whole number from 0 to 6"), ("[5, 2]", "rising")):
        with pytest.raises(BadInput, match=f"x.toml:.*analysis.moments: .*{says}"):
            config.read(text + f"moments = {moments}\n", "x.toml")


# --- exchanges -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("world", ["routing", "paired"])
def test_exchanges_add_up_to_the_weeks_and_to_the_people(world, request):
    result = request.getfixturevalue(world)
    rows, weekly, people = result.table("exchanges"), result.weekly, result.people.set_index("person")
    quarter = weekly["week"] // codes.QUARTER
    for column in ("answers", "routed"):
        by_quarter = rows.groupby("quarter")[column].sum().reindex(range(quarter.max() + 1), fill_value=0)
        assert by_quarter.tolist() == weekly.groupby(quarter)[column].sum().tolist()
    assert rows["answers"].sum() > 0
    assert not rows.duplicated(["quarter", "giver", "taker"]).any()
    assert (rows["giver"] != rows["taker"]).all()
    given, taken = (rows.groupby(side)[["answers", "routed", "hours"]].sum() for side in ("giver", "taker"))
    assert given["hours"].sum() == pytest.approx(taken["hours"].sum())
    p = result.world.parameters
    answering = given["answers"] * p.community.answer_hours
    assert answering.to_numpy() == pytest.approx(people["hours_answering"].reindex(given.index).to_numpy())
    assert people["hours_answering"].sum() == pytest.approx(answering.sum())
    price = p.channel.cost * p.matching.answer_hours
    assert given["hours"].to_numpy() == pytest.approx((answering + given["routed"] * price).to_numpy())
    replies = (taken["answers"] + taken["routed"]).reindex(people.index, fill_value=0)
    assert replies.tolist() == people["replies"].tolist()


def test_routed_answers_are_hours_that_mentors_gave_and_mentees_got(routing):
    rows, people = routing.table("exchanges"), routing.people.set_index("person")
    assert rows["routed"].sum() > 0
    assert len(routing.matches) == 0
    hours = rows["hours"] - rows["answers"] * routing.world.parameters.community.answer_hours
    for side, column in (("giver", "hours_given"), ("taker", "hours_received")):
        found = hours.groupby(rows[side]).sum().reindex(people.index, fill_value=0.0)
        assert found.to_numpy() == pytest.approx(people[column].to_numpy(), abs=1e-9)


def test_a_lively_quarter_is_counted_by_pair_before_it_is_over(monkeypatch):
    record = Exchanges()
    record.is_on = True
    assert record.reserve(8)
    assert not record.reserve(8)
    monkeypatch.setattr("mentorsim.world.exchanges.ASIDE", 3)
    for week_ in range(15):
        record.arrays["answer_giver"][:4], record.arrays["answer_taker"][:4] = [0, 0, 2, 0], [1, 1, 1, 1]
        record.arrays["answer_routed"][:4], record.arrays["n_answers"][0] = [0, 0, 0, 1], 4
        record.take(week_)
        assert sum(part.shape[1] for part in record._now) <= 3 + 4
    first, second = record.all(15)
    assert [part.tolist() for part in first[1:]] == [[0, 2], [1, 1], [26, 13], [13, 0]]
    assert (first[0], second[0], second[3].tolist()) == (0, 1, [4, 2])
    assert by_pair([np.zeros((4, 0), np.int64)]).shape == (4, 0)


# --- skills ----------------------------------------------------------------------------------------------------------


def test_skills_at_the_end_make_peoples_performance(paired):
    rows, people = here(paired)
    for skill, performance in (("skill", "performance_end"), ("lasting", "lasting_performance_end")):
        found = (rows["goal_start"] * rows[skill]).groupby(rows["person"]).sum()
        assert found.to_numpy() == pytest.approx(people[performance][found.index].to_numpy())
    assert set(rows["person"]) == set(people.index[people["present"]])


def test_skills_at_the_start_are_those_with_which_people_came(paired):
    rows, people = here(paired, 0)
    assert rows.groupby("person")["skill"].mean().to_numpy() == pytest.approx(
        people["skill_start"][sorted(set(rows["person"]))].to_numpy()
    )
    for goal in ("goal", "goal_start"):
        assert rows.groupby("person")[goal].sum().to_numpy() == pytest.approx(1.0)
    assert rows["goal"].tolist() == rows["goal_start"].tolist()


# --- effects ---------------------------------------------------------------------------------------------------------


def test_effects_are_the_world_less_its_control(paired):
    rows, people = paired.table("effects"), paired.people.set_index("person")
    assert (rows["difference"] == rows["world"] - rows["control"]).all()
    control = pd.DataFrame(paired.control.people).set_index("person")
    for outcome, own in rows.groupby("outcome"):
        assert own["world"].tolist() == people[outcome][own["person"]].tolist()
        assert own["control"].tolist() == control[outcome][own["person"]].tolist()
        assert own["person"].is_unique
    ends = rows[rows["outcome"] == "performance_end"]
    assert set(ends["person"]) == set(people.index) & set(control.index)
    assert "performance_52" not in set(rows["outcome"])


def test_worlds_that_end_apart_are_not_compared_at_their_ends():
    apart = ms.run(mentees=20, mentors=8, weeks=40, seed=1, stop="active < 3", tables=["effects"])
    if apart.run.weeks != apart.control.weeks:
        assert not apart.table("effects")["outcome"].str.endswith("_end").any()
    assert apart.run.weeks != apart.control.weeks  # there are no matches in the control world: it ends at once


# --- pairs and layers ------------------------------------------------------------------------------------------------


def test_pairs_are_the_matches_that_got_so_old(paired):
    rows, matches = paired.table("pairs"), paired.matches
    ends = matches["end_week"].fillna(WEEKS)  # in the week in which it ends a match runs no more
    lasted = (ends - matches["start_week"]).to_numpy()
    assert rows["matches"].tolist() == [(lasted > since).sum() for since in rows["since"]]
    assert rows["matches"].sum() == paired.weekly["active"].sum()
    seen = rows["matches"] > 0
    assert rows.loc[seen, ["quality", "silent"]].notna().all().all()
    assert (rows.loc[seen, "silent"] <= rows.loc[seen, "since"] + 1).all()


def test_layers_are_everybody_present(paired):
    rows, weekly = paired.table("layers"), paired.weekly
    present = weekly[["mentees", "mentors", "members"]].sum(axis=1)
    assert rows[["core", "active", "peripheral", "readers", "absent"]].sum(axis=1).tolist() == present.tolist()
    first = rows.iloc[0]  # a quarter of one week
    assert first[["core", "active", "peripheral"]].sum() == weekly["contributing"].iloc[0]
    assert first[["readers", "absent"]].tolist() == weekly[["reading", "absent"]].iloc[0].tolist()


def test_layers_by_hand():
    contributed = np.array([40, 15, 15, 10, 10, 5, 5, 0, 0, 0])  # half by the first two, four fifths by four
    assert [fewest(contributed, part) for part in (0.5, 0.8, 1.0)] == [2, 4, 7]
    assert layers_of(contributed, np.array([9] * 8 + [3, 0])) == (2, 2, 3, 2, 1)
    assert layers_of(np.zeros(3, int), np.array([1, 0, 0])) == (0, 0, 0, 1, 2)
    assert layers_of(np.zeros(0, int), np.zeros(0, int)) == (0, 0, 0, 0, 0)


def test_help_is_what_assisted_performance_has_more():
    alone = ms.run(mentees=20, mentors=8, weeks=8, matching="none").weekly
    helped = ms.run(mentees=20, mentors=8, weeks=8, withdrawal="never").weekly
    assert (alone["assisted"] == alone["performance"]).all()
    assert (helped["assisted"] > helped["performance"]).all()


# --- in a folder -----------------------------------------------------------------------------------------------------

TABLES = ["weekly", "ties", "exchanges", "skills", "effects", "pairs", "layers"]
FOLDER = experiment_text(
    (12, 5), 28, {"matching.policy": ["random", "none"]}, {"tables": TABLES, "moments": [0, 27]}, seed=3
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return ms.sweep(config.read(FOLDER, "asked.toml"), workers=1, out=tmp_path_factory.mktemp("asked") / "asked")


def test_a_folder_has_the_same_rows_as_the_run(folder):
    one = ms.run(config.read(FOLDER, "asked.toml"), matching="random")
    for name in ASKED:
        stored = folder.table(name, where={"run_id": one.ids["run_id"]}).drop(columns="matching.policy")
        fresh = one.table(name)
        assert len(stored) == len(fresh)
        for column in fresh:
            old, new = stored[column].to_numpy(), fresh[column].to_numpy()
            assert (pd.isna(old) & pd.isna(new) | (old == new)).all(), (name, column)
    assert set(folder.table("ties")["after_weeks"]) == {0, 27}


def test_a_folder_is_reproduced_with_its_tables(folder):
    report = reproduce(store.open_results(folder.path), sample=2)
    assert (report.identical, report.compared) == (True, 2)


def test_moments_are_part_of_what_a_folder_holds(folder):
    with pytest.raises(BadInput, match=r"holds another experiment: moments: found \[0, 27\], expected \[0\]"):
        ms.sweep(config.read(FOLDER.replace("[0, 27]", "[0]"), "asked.toml"), workers=1, out=folder.path)


@pytest.mark.slow
def test_two_workers_write_the_same_rows(folder, tmp_path):
    other = ms.sweep(config.read(FOLDER, "asked.toml"), workers=2, out=tmp_path / "two")
    assert other.manifest["tables"] == folder.manifest["tables"]
    assert set(other.manifest["tables"]) == set(folder.kept()) >= set(ASKED)


def test_a_column_that_came_later_is_no_difference():
    """What was stored before the column was there is still the same run."""
    world = World(resolve({"people.mentees": 4, "people.mentors": 2}), {}, 0)
    columns = weekly_table(world)
    stored = store.pa.table({"run_id": store.pa.array([], store.pa.string())})
    assert set(columns) - set(without_later("weekly", stored, columns)) == set(LATER["weekly"])
    assert without_later("weekly", None, columns) == columns
    assert set(LATER["weekly"]) <= {column.name for column in WEEKLY_COLUMNS}


def test_commands_keep_list_and_export_them(tmp_path):
    small = ["--set", "people.mentees=6", "--set", "people.mentors=3", "--weeks", "4"]
    kept = call("run", *small, "--out", tmp_path / "one", "--table", "ties", "--table", "effects")
    assert kept.exit_code == 0
    assert "ties.parquet, effects.parquet" in kept.stderr.replace("\n", " ")
    assert call("export", tmp_path / "one", "--csv", "--table", "ties").exit_code == 0
    assert (tmp_path / "one" / "csv" / "ties.csv").read_text().startswith('"run_id"')
    assert call("run", *small, "--table", "ties").exit_code == 2
    listed = good("list", "tables")
    assert all(name in listed for name in ASKED)
