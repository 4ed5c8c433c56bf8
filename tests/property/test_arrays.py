"""Tables that grow, and the social graph against a plain dictionary of ties."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.world import ties
from mentorsim.world.matches import Active
from mentorsim.world.people import Column, Table
from mentorsim.world.ties import Ties

COLUMNS = {
    "number": Column("f8", 0.5, "a state"),
    "week": Column("i2", -1, "a week", "", None, None),
    "vector": Column("f8", 0.25, "a vector", "wide"),
}


def table(reserve):
    return Table(COLUMNS, {"wide": 3}, reserve)


def append(grown, count, rows):
    """Add rows, and write into all but the last of them what tells them apart."""
    start = len(grown)
    grown.extend(count)
    for row in range(start, start + count - 1):
        grown.number[row], grown.week[row], grown.vector[row] = row, row, row
        rows[row] = float(row)
    if count:
        rows[start + count - 1] = None


@given(st.lists(st.integers(0, 400), max_size=8), st.integers(0, 50))
def test_a_table_grows_and_keeps_its_rows(counts, reserve):
    grown, rows = table(reserve), {}
    for count in counts:
        append(grown, count, rows)
    assert len(grown) == sum(counts)
    for row, value in rows.items():
        fresh = value is None
        assert grown.number[row] == (0.5 if fresh else value)
        assert grown.week[row] == (-1 if fresh else value)
        assert (grown.vector[row] == (0.25 if fresh else value)).all()
    assert {name: getattr(grown, name).dtype for name in COLUMNS} == {n: c.dtype for n, c in COLUMNS.items()}


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_table_comes_back_from_a_pickle_and_grows_on(before, after):
    grown = table(10)
    append(grown, before, {})
    again = pickle.loads(pickle.dumps(grown))
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(again, name), getattr(grown, name))
    again.extend(after)
    assert len(again) == before + after
    assert (again.number[before:] == 0.5).all()
    assert len(grown) == before


def test_a_table_says_when_it_must_move():
    grown = table(4)
    grown.extend(4)
    assert not grown.is_full(0)
    assert grown.is_full(1)
    with pytest.raises(AttributeError):
        grown.height  # noqa: B018


@given(st.lists(st.tuples(st.integers(0, 5), st.lists(st.booleans(), max_size=30)), max_size=6))
def test_running_matches_are_those_not_ended_oldest_first(weeks):
    active, ended_by = Active(), np.empty(0, np.int8)
    for count, ends in weeks:
        active.reserve(count)
        active.room[active.count[0] : active.count[0] + count] = len(ended_by) + np.arange(count)
        active.count[0] += count
        ended_by = np.concatenate([ended_by, np.full(count, -1, np.int8)])
        ended_by[: len(ends)][np.array(ends, bool)[: len(ended_by)]] = 0
        active.drop_ended(ended_by)
        assert active.rows.tolist() == np.flatnonzero(ended_by == -1).tolist()


# --- ties ------------------------------------------------------------------------------------------------------------

PEOPLE = 8
PERSON = st.integers(0, PEOPLE - 1)
STRENGTH = st.integers(1, 16).map(lambda n: n / 16)
NEW = st.lists(st.tuples(PERSON, PERSON, STRENGTH), max_size=12)
PRESENT = st.lists(st.booleans(), min_size=PEOPLE, max_size=PEOPLE)
WEEK = st.tuples(NEW, PRESENT, st.sampled_from([1.0, 0.5, 0.75]), st.sampled_from([0.0, 0.125, 0.3]))


def plainly(known, new, present, keep, floor):
    """The same week with a dictionary {(i, j): strength}, both directions entered."""
    known = {pair: w * keep for pair, w in known.items() if w * keep >= floor and all(present[i] for i in pair)}
    for i, j, strength in new:
        if i != j and present[i] and present[j]:
            for pair in ((i, j), (j, i)):
                known[pair] = max(known.get(pair, 0.0), strength)
    return known


def as_dictionary(graph):
    source = np.repeat(np.arange(len(graph.start) - 1), np.diff(graph.start))
    return dict(zip(zip(source.tolist(), graph.target.tolist()), graph.weight.tolist()))


def add(graph, new):
    """New ties, in two portions."""
    for part in (new[: len(new) // 2], new[len(new) // 2 :]):
        graph.add(*([pair[side] for pair in part] for side in range(3)))


@given(st.lists(WEEK, max_size=4))
def test_the_graph_is_the_dictionary_of_its_ties(weeks):
    graph, known = Ties(), {}
    for new, present, keep, floor in weeks:
        add(graph, new)
        graph.update(np.array(present, np.int8), keep, floor)
        known = plainly(known, new, present, keep, floor)
        assert as_dictionary(graph) == known
        assert len(graph.target) == len(known)
        rows = np.split(graph.target, graph.start[1:-1])
        assert all((np.diff(row) > 0).all() for row in rows)


@given(NEW, st.integers(0, 5))
def test_people_without_ties_have_an_empty_row(new, more):
    graph = Ties()
    add(graph, new)
    graph.update(np.ones(PEOPLE, np.int8), 1.0, 0.0)
    before = as_dictionary(graph)
    graph.cover(PEOPLE + more)
    assert as_dictionary(graph) == before
    assert len(graph.start) == PEOPLE + more + 1


@given(NEW, PERSON, PERSON, STRENGTH)
def test_a_renewed_tie_is_stronger_on_both_sides(new, i, j, share):
    graph = Ties()
    add(graph, new)
    graph.update(np.ones(PEOPLE, np.int8), 1.0, 0.0)
    before = as_dictionary(graph)
    assert (ties.find_arc(graph, i, j) >= 0) == ((i, j) in before)
    ties.strengthen(graph, i, j, share)
    after = as_dictionary(graph)
    for pair, weight in before.items():
        assert after[pair] == (weight + share * (1.0 - weight) if set(pair) == {i, j} else weight)


@given(NEW)
def test_each_tie_is_listed_once(new):
    graph = Ties()
    add(graph, new)
    graph.update(np.ones(PEOPLE, np.int8), 1.0, 0.0)
    one, two, weight = graph.edges()
    listed = dict(zip(zip(one.tolist(), two.tolist()), weight.tolist()))
    assert listed == {pair: w for pair, w in as_dictionary(graph).items() if pair[0] < pair[1]}
