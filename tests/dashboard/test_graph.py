"""The network as it is sent to the page: where people stand, their colours, who came from whom; and the table."""

import json
import time
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.spatial import cKDTree

from mentorsim import codes
from mentorsim.dashboard.logic import arrange, graph, lineage, people, shades, table
from mentorsim.dashboard.logic.choice import Choice, of_pairs
from mentorsim.dashboard.logic.lab import Course
from mentorsim.dashboard.logic.session import Session
from mentorsim.figures import style
from mentorsim.world import snapshot

FEW = {"people.mentees": 60, "people.mentors": 26}


def world_at(week: int, **more):
    """A course at a week. more: parameters without a dot."""
    course = Course(Choice(FEW | more))
    for _ in range(week):
        course.step()
    return course


@pytest.fixture(scope="module")
def course():
    return world_at(30)


def sent(course, **look):
    """What the page gets of a course."""
    return graph.Pictures().sent(course.choice, course.world, graph.Look(**look), "light")


def arrays(one: graph.Sent):
    """Its arrays."""
    return SimpleNamespace(
        persons=np.frombuffer(one.persons, np.int32),
        places=np.frombuffer(one.places, np.float32).reshape(-1, 2),
        kinds=np.frombuffer(one.kinds, np.uint8),
        homes=np.frombuffer(one.homes, np.int32),
        values=np.frombuffer(one.values, np.float32),
        links=np.frombuffer(one.links, np.float32).reshape(-1, 4),
        ties=np.frombuffer(one.ties, np.float32).reshape(-1, 3),
        look=json.loads(one.look),
    )


# --- where people stand ----------------------------------------------------------------------------------------------


def placed(course, across=True, before=None):
    """(where everybody of a course stands, the snapshot)."""
    taken = snapshot.take(course.world)
    p, m = taken.people, taken.matches
    return arrange.arranged(p["key"], p["unit"], m["mentee"], m["mentor"], across, before), taken


def test_mentees_stand_around_their_mentor_and_nobody_on_anybody(course):
    where, taken = placed(course)
    at = np.searchsorted(where.keys, taken.people["key"])
    xy, m = where.xy[at], taken.matches
    apart = np.hypot(*(xy[m["mentee"]] - xy[m["mentor"]]).T)
    np.testing.assert_allclose(apart, arrange.RING, rtol=1e-6)  # one match each, few mentees a mentor
    assert cKDTree(xy).query(xy, 2)[0][:, 1].min() > 1.2
    assert (where.home[at][m["mentee"]] == taken.people["unit"][m["mentor"]]).all()


@pytest.mark.parametrize("across", [True, False])
def test_units_lie_apart(course, across):
    where, _ = placed(course, across)
    for unit, middle in where.middles.items():
        own = where.home == unit
        reach = np.hypot(*(where.xy[own] - middle).T).max(initial=0)
        others = np.hypot(*(where.xy[~own] - middle).T)
        assert (others > reach).mean() > 0.97  # discs lie beside each other; their corners may meet


def test_in_their_units_everybody_is_with_their_own(course):
    where, taken = placed(course, across=False)
    at = np.searchsorted(where.keys, taken.people["key"])
    np.testing.assert_array_equal(where.home[at], taken.people["unit"])


def test_the_same_world_has_the_same_picture_and_people_stay_from_week_to_week():
    one, other = world_at(20), world_at(20)
    before, _ = placed(one)
    stayed = []
    np.testing.assert_array_equal(before.xy, placed(other)[0].xy)
    for _ in range(8):
        one.step()
        after, _ = placed(one, before=before)
        _, was, now = np.intersect1d(before.keys, after.keys, return_indices=True)
        moved = np.hypot(*(after.xy[now] - before.xy[was]).T)
        stayed.append((moved < 0.5).mean())
        assert np.median(moved) < 0.05
        before = after
    assert np.mean(stayed) > 0.93  # the others found a mentor, lost one, or made room


@pytest.mark.parametrize(
    ("unit", "mentee", "mentor"),
    [
        ([], [], []),
        ([3], [], []),
        ([0, 0], [0], [1]),
        ([0] * 201, range(200), [200] * 200),  # one mentor of two hundred
        (range(40), range(20), range(20, 40)),  # everybody a unit of their own
        ([0, 1, 0], [0, 1], [1, 0]),  # two who mentor each other
        ([0, 1, 2], [0, 0], [2, 1]),  # a mentee of two
    ],
)
def test_any_world_can_be_arranged(unit, mentee, mentor):
    unit, mentee, mentor = (np.array(list(part), np.int64) for part in (unit, mentee, mentor))
    keys = np.arange(len(unit)) + (1 << codes.KIND_SHIFT)
    for across in (True, False):
        where = arrange.arranged(keys, unit, mentee, mentor, across)
        assert np.isfinite(where.xy).all()
        if len(keys) > 1:
            assert cKDTree(where.xy).query(where.xy, 2)[0][:, 1].min() > 0.7


def test_a_mentee_of_several_stands_with_the_mentor_they_have_longest():
    head = arrange.heads(np.zeros(3, int), np.array([0, 0]), np.array([2, 1]), across=True)
    assert head.tolist() == [2, 1, 2]


@pytest.mark.parametrize(("size", "most"), [(1_000, 0.05), (5_000, 0.4)])
def test_it_is_arranged_in_a_moment(size, most):
    """Time of this thread, since others may be busy; the fastest of five."""
    rng = np.random.default_rng(1)
    keys, unit = np.arange(size), rng.integers(0, 8, size)
    mentee = np.flatnonzero(rng.random(size) < 0.6)
    mentor = rng.choice(np.setdiff1d(keys, mentee), len(mentee))
    took = []
    for across in (True, False) * 5:
        begun = time.thread_time()
        arrange.arranged(keys, unit, mentee, mentor, across)
        took.append(time.thread_time() - begun)
    assert min(took[::2]) < most
    assert min(took[1::2]) < most


def test_who_is_in_two_worlds_stands_at_the_same_place_with_the_mentor_of_the_first():
    one, two = world_at(12, setting="organisation"), world_at(12, setting="network")
    choices, worlds = [one.choice, two.choice], [one.world, two.world]
    pictures = graph.Both()
    first, second = map(arrays, pictures.sent(choices, worlds, "light"))
    places = dict(zip(first.persons.tolist(), map(tuple, first.places), strict=True))
    both = [key for key in second.persons.tolist() if key in places]
    assert len(both) > 80
    assert [tuple(second.places[second.persons.tolist().index(key)]) for key in both] == [places[key] for key in both]
    near = [np.hypot(*(found.places[found.links[:, 0].astype(int)] - found.places[found.links[:, 1].astype(int)]).T)
            for found in (first, second)]  # fmt: skip
    assert np.median(near[0]) < 2 * arrange.RING < np.median(near[1])
    assert np.isfinite(second.places).all()
    again = [arrays(found) for found in graph.Both().sent(choices, worlds, "light")]
    assert (again[1].places == second.places).all()  # the same link shows the same picture
    own = [arrays(found) for found in graph.Both().sent(choices, worlds, "light", alike=False)]
    assert (own[1].places == arrays(sent(two)).places).all()  # as in Explore
    one.step()
    two.step()
    moved = arrays(pictures.sent(choices, worlds, "light")[0])
    at = {key: place for key, place in zip(moved.persons.tolist(), moved.places, strict=True) if key in places}
    assert np.median([np.hypot(*(at[key] - np.array(places[key]))) for key in at]) < 0.5


# --- what the page gets ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", ["organisation", "network", "community", "mooc"])
@pytest.mark.parametrize("arranged", graph.ARRANGED)
@pytest.mark.parametrize("week", [0, 12])
def test_what_is_sent_belongs_together(setting, arranged, week):
    course = world_at(week, setting=setting)
    for colour in ("role", "unit", "satisfaction", "energy", "n_matches"):
        one = arrays(sent(course, colour=colour, ties="all", arrange=arranged))
        n = len(one.persons)
        assert len(one.places) == len(one.kinds) == len(one.homes) == len(one.values) == n
        for rows in (one.links, one.ties):
            assert not len(rows) or (rows[:, :2].max() < n and rows[:, :2].min() >= 0)
        assert np.isfinite(one.places).all()
        legend = one.look["legend"]
        if legend["kind"] == "sorts":
            assert one.values.max(initial=0) < len(legend["colours"])
            assert sum(item[2] for item in legend["items"]) == n
        else:
            assert legend["low"] < legend["high"]
            assert all(len(colour) == 7 for colour in legend["colours"])
        assert one.look["words"]


def test_it_says_what_is_so(course):
    people, matches = course.world.people, course.world.matches
    one = arrays(sent(course, colour="satisfaction"))
    here = np.flatnonzero(people.present)
    np.testing.assert_array_equal(one.persons, people.key[here])
    np.testing.assert_allclose(one.values, people.satisfaction[here], rtol=1e-6)
    rows = course.world.active.rows
    np.testing.assert_array_equal(one.persons[one.links[:, 0].astype(int)], people.key[matches.mentee[rows]])
    np.testing.assert_array_equal(one.persons[one.links[:, 1].astype(int)], people.key[matches.mentor[rows]])
    np.testing.assert_allclose(one.links[:, 2], matches.quality[rows], rtol=1e-6)
    np.testing.assert_allclose(one.links[:, 3], matches.help[rows], rtol=1e-6)
    assert (one.kinds == shades.MENTOR).sum() == (people.role[here] == codes.MENTOR).sum()


def test_mentors_states_are_of_mentors_alone(course):
    one = arrays(sent(course, colour="energy"))
    np.testing.assert_array_equal(np.isfinite(one.values), one.kinds == shades.MENTOR)


def test_ties_are_sent_when_they_are_asked_for(course):
    every = len(arrays(sent(course, ties="all")).ties)
    strong = arrays(sent(course, ties="strong")).ties
    assert len(arrays(sent(course)).ties) == 0 < len(strong) < every
    assert strong[:, 2].min() >= graph.STRONG
    assert len(arrays(sent(course, ties="own")).ties) == every


def test_only_what_changed_is_sent_again(course):
    """Another colour changes values and legend alone; the page gets the other arrays no second time."""
    pictures = graph.Pictures()
    first = pictures.sent(course.choice, course.world, graph.Look(), "light")
    other = pictures.sent(course.choice, course.world, graph.Look(colour="confidence"), "light")
    assert {name for name in vars(first) if getattr(first, name) != getattr(other, name)} == {"values", "look"}


def test_the_same_link_shows_the_same_picture_after_a_leap():
    course, pictures = world_at(5), graph.Pictures()
    pictures.sent(course.choice, course.world, graph.Look(), "light")
    for _ in range(20):
        course.step()
    leapt = pictures.sent(course.choice, course.world, graph.Look(), "light")
    assert leapt == graph.Pictures().sent(course.choice, course.world, graph.Look(), "light")


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], True, (0.0, 1.0)),
        ([np.nan], True, (0.0, 1.0)),
        ([0.42, 0.42], True, (0.4, 0.5)),
        (np.linspace(0.31, 0.69, 99), True, (0.3, 0.7)),
        ([0, 1, 2, 3], False, (0.0, 4.0)),
        ([2.0, 2.0], False, (2.0, 2.125)),
    ],
)
def test_ends_of_a_scale_are_round(values, share, expected):
    assert shades.bounds(np.array(values, float), share) == pytest.approx(expected)


def test_more_units_than_colours_share_one():
    values, legend = shades.legend_of_sorts(np.repeat(np.arange(12), 5), (), "unit", style.DARK)
    assert len(legend["items"]) == len(legend["colours"]) == len(style.DARK.row) + 1
    assert legend["items"][-1][0] == "others"
    assert sum(item[2] for item in legend["items"]) == len(values)


def test_real_people_have_their_names():
    roster = people.shipped_folder() / "karate-club.csv"
    course = Course(of_pairs([("people.roster", "shipped:karate-club.csv")]))
    one = sent(course)
    names, labels = json.loads(one.names), json.loads(one.look)["units"]
    ids = set(pd.read_csv(roster, dtype=str)["id"])
    assert set(names.values()) == ids
    assert "Mr. Hi" in labels
    rows = table.everybody(course.world)
    assert set(rows["person"]) == ids
    assert "Mr. Hi" in set(rows["unit"])


# --- generations -----------------------------------------------------------------------------------------------------


def test_generations_count_from_those_without_a_mentor():
    assert lineage.generations([-1, 0, 1, 0, -1]).tolist() == [0, 1, 2, 1, 0]
    assert lineage.generations([]).tolist() == []
    assert lineage.generations([1, 0, -1])[2] == 0  # two who mentor each other hold nothing up


def test_a_tree_stands_below_its_mentor():
    above = np.array([-1, 0, 0, 1, -1, 4, -1])
    generation = lineage.generations(above)
    xy = lineage.placed(generation, above)
    assert len(np.unique(xy.round(6), axis=0)) == len(xy)
    children = xy[[1, 2], 0]
    assert children.min() < xy[0, 0] < children.max()
    assert xy[3, 0] == pytest.approx(xy[1, 0])
    below = above >= 0
    np.testing.assert_allclose((xy[below] - xy[above[below]])[:, 1], lineage.STEP)


def test_lineage_tells_who_was_mentored_by_whom():
    course = world_at(120)
    world, shown = course.world, lineage.lineage(course.world)
    people, matches = world.people, world.matches
    first = {}
    for mentee, mentor in zip(matches.mentee.tolist(), matches.mentor.tolist(), strict=True):
        first.setdefault(mentee, mentor)
    for one, two, is_first in zip(shown.rows[shown.mentee], shown.rows[shown.mentor], shown.first, strict=True):
        came = people.key[one] >> codes.KIND_SHIFT in (codes.INITIAL_MENTOR, codes.RECRUIT)
        assert is_first == (first[one] == two and not came)
    assert (shown.generation[shown.mentee[shown.first]] == shown.generation[shown.mentor[shown.first]] + 1).all()
    running = {tuple(pair) for pair in np.column_stack([matches.mentee, matches.mentor])[world.active.rows].tolist()}
    told = np.column_stack([shown.rows[shown.mentee], shown.rows[shown.mentor]])[shown.runs]
    assert {tuple(pair) for pair in told.tolist()} == running
    gone = people.present[shown.rows] == 0
    assert np.isin(np.flatnonzero(gone), shown.mentor).all()
    assert len(np.unique(shown.xy.round(4), axis=0)) == len(shown.rows)


# --- links -----------------------------------------------------------------------------------------------------------


def test_a_link_leads_to_what_was_looked_at():
    session = Session()
    assert "colour" not in session.explore_query()
    session.look_at(colour="load", ties="strong", arrange="units")
    query = session.explore_query()
    other = Session()
    other.follow_explore(query)
    assert other.look == graph.Look("load", "strong", "units")
    assert other.explore_query() == query
    other.follow_explore("colour=lod&ties=some&arrange=lineage&week=3")
    assert other.look == graph.Look(arrange="lineage")
    assert [line.split(":")[0] for line in other.ignored["explore"]] == ["colour", "ties"]
    session.close()
    other.close()


# --- the table -------------------------------------------------------------------------------------------------------


def test_the_table_has_everybody_as_they_are(course):
    rows, world = table.everybody(course.world), course.world
    here = np.flatnonzero(world.people.present)
    np.testing.assert_array_equal(rows["key"], world.people.key[here])
    np.testing.assert_array_equal(rows["performance"], world.people.performance[here])
    mentored = rows["mentor"] != ""
    assert mentored.sum() == len(np.unique(world.matches.mentee[world.active.rows]))
    assert rows.loc[mentored, "trust"].notna().all()
    assert rows.loc[~mentored, "trust"].isna().all()


def test_it_is_filtered(course):
    rows = table.everybody(course.world)
    assert not table.Filter(column="energy").any
    assert (table.filtered(rows, table.Filter(role="mentor"))["role"] == "mentor").all()
    assert (table.filtered(rows, table.Filter(stage="dependent"))["stage"] == "dependent").all()
    some = table.filtered(rows, table.Filter(column="satisfaction", low=0.5, high=0.6))
    assert some["satisfaction"].between(0.5, 0.6).all()
    assert 0 < len(some) < len(rows)
    name = rows["mentor"][rows["mentor"] != ""].iloc[0]
    found = table.filtered(rows, table.Filter(text=f" {name.upper()}"))
    assert set(rows["person"][rows["mentor"] == name]) <= set(found["person"])
    persons = rows["key"].to_numpy(np.int32).tobytes()
    assert table.marks(course.world, table.Filter(), persons) == b""
    marks = np.frombuffer(table.marks(course.world, table.Filter(role="mentor"), persons), np.uint8)
    np.testing.assert_array_equal(marks == 1, rows["role"] == "mentor")


@pytest.mark.parametrize("by", table.HEADS)
def test_it_is_sorted_with_those_without_last(course, by):
    rows = table.everybody(course.world)
    for down in (False, True):
        done = table.ordered(rows, by, down)
        assert sorted(done["key"]) == sorted(rows["key"])
        known = done[by][(done[by] != "") & done[by].notna()] if by != "person" else done["key"]
        assert (known.is_monotonic_decreasing if down else known.is_monotonic_increasing) or known.nunique() == 1
        assert list(known.index) == list(done.index[: len(known)])


def test_it_comes_in_pages(course):
    rows = table.everybody(course.world)
    seen = []
    shown, page, pages = table.page_of(rows, 0)
    for number in range(pages):
        shown, page, _ = table.page_of(rows, number)
        assert page == number
        seen += [row["key"] for row in shown]
        assert all(len(row["cells"]) == len(table.HEADS) for row in shown)
    assert seen == rows["key"].tolist()
    assert table.page_of(rows, 999)[1] == pages - 1
    assert table.page_of(rows.iloc[:0], 3) == ([], 0, 1)
    assert table.page_with(rows, int(rows["key"].iloc[table.ROWS])) == 1
    assert table.page_with(rows, None) is None


@pytest.mark.parametrize(
    ("text", "value"), [("0.5", 0.5), (" ,5 ", 0.5), ("", None), ("much", None), ("nan", None), ("inf", None)]
)
def test_bounds_are_numbers(text, value):
    assert table.number_in(text) == value
