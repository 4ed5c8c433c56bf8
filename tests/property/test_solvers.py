"""From scores and places to pairs: the optimum, the order, and what asking in rounds guarantees."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.policies import solvers


@st.composite
def markets(draw, most=4):
    """Scores (n, m), all different, and free places (m,)."""
    n, m = draw(st.integers(1, most)), draw(st.integers(1, most))
    ranks = draw(st.permutations(range(n * m)))
    free = draw(st.lists(st.integers(0, 2), min_size=m, max_size=m).filter(sum))
    return np.array(ranks, float).reshape(n, m) / (n * m), np.array(free)


def keeps_places(mentees, mentors, free):
    """Nobody twice, no mentor beyond the places."""
    return len(set(mentees.tolist())) == len(mentees) and (np.bincount(mentors, minlength=len(free)) <= free).all()


def best_sum(scores, free):
    """The largest sum of scores over all ways to fill as many places as can be filled, by trying them all."""
    places = np.repeat(np.arange(len(free)), free)
    n, count = len(scores), min(len(scores), len(places))
    return max(
        sum(scores[i, j] for i, j in zip(mentees, mentors))
        for mentees in itertools.combinations(range(n), count)
        for mentors in itertools.permutations(places, count)
    )


@given(markets())
def test_the_assignment_is_the_optimum(market):
    scores, free = market
    mentees, mentors = solvers.assignment(scores, free)
    assert keeps_places(mentees, mentors, free)
    assert len(mentees) == min(len(scores), free.sum())
    assert scores[mentees, mentors].sum() == pytest.approx(best_sum(scores, free))


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=12), st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_a_queue_is_served_in_order_and_gives_the_best_place_left(order, free):
    order, free = np.array(order), np.array(free)
    rank = np.random.default_rng(len(order)).permutation(len(free)).astype(float)
    mentees, mentors = solvers.queue(order, rank, free)
    assert keeps_places(mentees, mentors, free)
    assert len(mentees) == min(len(order), free.sum())
    assert (np.diff(order[mentees]) >= 0).all()
    unserved = np.setdiff1d(np.arange(len(order)), mentees)
    assert not len(unserved) or not len(mentees) or order[unserved].min() >= order[mentees].max()
    assert (np.diff(rank[mentors]) <= 0).all()
    left = free - np.bincount(mentors, minlength=len(free))
    assert not (left > 0).any() or not len(mentors) or rank[left > 0].max() <= rank[mentors].min()


def test_a_queue_breaks_ties_by_position():
    mentees, mentors = solvers.queue(np.zeros(3), np.zeros(2), np.array([1, 1]))
    assert (mentees.tolist(), mentors.tolist()) == ([0, 1], [0, 1])


# --- request: mentees ask, mentors take the best who ask, at once -----------------------------------------------------


def attempts(scores, asks):
    """(n, m) the round in which each mentee asks each mentor, `asks` where never."""
    place = np.argsort(np.argsort(-scores, axis=1), axis=1)
    return np.minimum(place, asks)


@given(markets(most=6), st.integers(1, 6))
def test_a_refusal_has_a_reason(market, asks):
    """Who asked j in a round and was refused finds j full, with people who asked earlier, or now and fit better.

    So a pair can both prefer each other to whom they have only where the mentor had promised the place in an earlier
    round: acceptance is at once and for good. (Deferred acceptance is a policy of its own.)
    """
    scores, free = market
    before = free.copy()
    mentees, mentors = solvers.request(scores, free, asks)
    np.testing.assert_array_equal(free, before)
    assert keeps_places(mentees, mentors, free)
    when, mentor_of = attempts(scores, asks), np.full(len(scores), -1)
    mentor_of[mentees] = mentors
    for i in range(len(scores)):
        last = when[i, mentor_of[i]] if mentor_of[i] >= 0 else asks
        assert mentor_of[i] < 0 or last < asks
        for j in np.flatnonzero(when[i] < last):  # asked before, in vain
            taken = np.flatnonzero(mentor_of == j)
            assert len(taken) == free[j]
            same_round = taken[when[taken, j] == when[i, j]]
            assert (when[taken, j] <= when[i, j]).all()
            assert (scores[same_round, j] > scores[i, j]).all()


@given(markets(most=6))
def test_first_wishes_are_settled_stably(market):
    """With one ask each, no mentee and asked mentor prefer each other to whom they have."""
    scores, free = market
    mentees, mentors = solvers.request(scores, free, 1)
    wish = scores.argmax(axis=1)
    for j in range(len(free)):
        askers = np.flatnonzero(wish == j)
        best = askers[np.argsort(-scores[askers, j])][: free[j]]
        assert sorted(mentees[mentors == j].tolist()) == sorted(best.tolist())


def test_a_place_given_in_an_earlier_round_is_not_taken_back():
    """Mentee 1 is turned down by 0 and then by 1, who would rather have had 1 than 2: not stable, as documented."""
    scores = np.array([[9.0, 1.0], [8.0, 7.0], [2.0, 3.0]])
    mentees, mentors = solvers.request(scores, np.array([1, 1]), 2)
    assert dict(zip(mentees.tolist(), mentors.tolist())) == {0: 0, 2: 1}


@given(markets(most=6), st.integers(1, 6))
def test_fewer_asks_than_mentors_leave_some_unmatched_but_never_more_than_asked_for(market, asks):
    scores, free = market
    few, many = (solvers.request(scores, free, n)[0] for n in (asks, 6))
    assert len(few) <= len(many)
    assert len(many) == min(len(scores), free.sum())


# --- deferred acceptance ---------------------------------------------------------------------------------------------


@st.composite
def two_sided_markets(draw, most=4):
    """Scores of mentees and of mentors (n, m), all different in each table, and free places (m,)."""
    scores, free = draw(markets(most))
    ranks = draw(st.permutations(range(scores.size)))
    return scores, np.array(ranks, float).reshape(scores.shape), free


def blocking_pairs(chosen, mine, theirs, free):
    """Pairs who would both rather have each other. chosen: (n,) mentor of each mentee, -1 for nobody."""
    found = []
    for i, j in itertools.product(range(len(mine)), np.flatnonzero(free)):
        held = np.flatnonzero(chosen == j)
        wants = chosen[i] < 0 or mine[i, j] > mine[i, chosen[i]]
        wanted = len(held) < free[j] or (theirs[held, j] < theirs[i, j]).any()
        if chosen[i] != j and wants and wanted:
            found.append((i, int(j)))
    return found


def chosen_of(pairs, n):
    """(n,) each mentee's mentor from positions of pairs."""
    chosen = np.full(n, -1)
    chosen[pairs[0]] = pairs[1]
    return chosen


def stable_matchings(mine, theirs, free):
    """All of them, by trying every way to choose."""
    for chosen in itertools.product(range(-1, len(free)), repeat=len(mine)):
        chosen = np.array(chosen)
        held = np.bincount(chosen[chosen >= 0], minlength=len(free))
        if (held <= free).all() and not blocking_pairs(chosen, mine, theirs, free):
            yield chosen


@given(two_sided_markets())
def test_deferred_acceptance_is_stable_and_best_for_who_proposes(market):
    mine, theirs, free = market
    rows, all_stable = np.arange(len(mine)), list(stable_matchings(mine, theirs, free))
    of_mentees = chosen_of(solvers.mentees_propose(mine, theirs, free), len(mine))
    of_mentors = chosen_of(solvers.mentors_propose(mine, theirs, free), len(mine))

    def liked(chosen):
        return np.where(chosen >= 0, mine[rows, chosen], -1.0)

    for chosen in (of_mentees, of_mentors):
        assert any((chosen == stable).all() for stable in all_stable)
    assert (liked(of_mentees) == np.max([liked(stable) for stable in all_stable], axis=0)).all()
    assert (liked(of_mentors) == np.min([liked(stable) for stable in all_stable], axis=0)).all()


@given(two_sided_markets(most=7))
def test_deferred_acceptance_agrees_with_the_package_matching(market):
    """PyPI `matching`, hospitals and residents, as an independent hand."""
    games = pytest.importorskip("matching.games")
    mine, theirs, free = market
    open_mentors = np.flatnonzero(free).tolist()
    wishes = {f"a{i}": [f"b{j}" for j in sorted(open_mentors, key=lambda j: -mine[i, j])] for i in range(len(mine))}
    hers = {f"b{j}": [f"a{i}" for i in sorted(range(len(mine)), key=lambda i: -theirs[i, j])] for j in open_mentors}
    places = {f"b{j}": int(free[j]) for j in open_mentors}
    for optimal, solver in (("resident", solvers.mentees_propose), ("hospital", solvers.mentors_propose)):
        game = games.HospitalResident.create_from_dictionaries(wishes, hers, places)
        expected = {
            (int(resident.name[1:]), int(hospital.name[1:]))
            for hospital, residents in game.solve(optimal=optimal).items()
            for resident in residents
        }
        mentees, mentors = solver(mine, theirs, free)
        assert set(zip(mentees.tolist(), mentors.tolist())) == expected


@pytest.mark.parametrize("solver", [solvers.mentees_propose, solvers.mentors_propose])
def test_deferred_acceptance_is_stable_in_a_larger_market_with_equal_scores(solver):
    draw = np.random.default_rng(4)
    mine, theirs = draw.integers(0, 6, (2, 80, 25)).astype(float)
    free = draw.integers(0, 4, 25)
    chosen = chosen_of(solver(mine, theirs, free), 80)
    assert (np.bincount(chosen[chosen >= 0], minlength=25) == free).all()
    assert blocking_pairs(chosen, mine, theirs, free) == []


# --- leximin ---------------------------------------------------------------------------------------------------------


def worst_first(scores, free):
    """The leximin vector of scores, over all ways to fill as many places as can be filled."""
    places = np.repeat(np.arange(len(free)), free)
    n, count = len(scores), min(len(scores), len(places))
    return max(
        sorted(scores[i, j] for i, j in zip(mentees, mentors))
        for mentees in itertools.combinations(range(n), count)
        for mentors in itertools.permutations(places, count)
    )


@given(markets(most=5))
def test_leximin_raises_the_worst_pair_first(market):
    scores, free = market
    if free.sum() > 6:
        free = np.minimum(free, 1)
    for start in (solvers.assignment(scores, free), solvers.queue(np.zeros(len(scores)), np.zeros(len(free)), free)):
        mentees, mentors = solvers.leximin(scores, free, start)
        assert keeps_places(mentees, mentors, free)
        assert sorted(scores[mentees, mentors]) == worst_first(scores, free)


def test_leximin_and_the_largest_sum_differ_where_one_pays_for_the_others():
    scores = np.array([[1.0, 0.6], [0.5, 0.0]])
    best = solvers.assignment(scores, np.array([1, 1]))
    assert scores[solvers.leximin(scores, np.array([1, 1]), best)].tolist() == [0.6, 0.5]
    assert scores[solvers.leximin(np.array([[1.0, 0.6], [0.3, 0.0]]), np.array([1, 1]), best)].tolist() == [0.6, 0.5]
