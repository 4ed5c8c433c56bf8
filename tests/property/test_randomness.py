"""Keyed draws: the published generator, uniform and independent over every part of the key, and stateless."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from mentorsim import codes, rng

WORDS = st.integers(0, rng.WORD)
LUCK = rng.luck(2011, 0, "test")

# Known-answer vectors of Random123 (Salmon et al. 2011), philox4x32 with 10 rounds: counter, key, result.
KNOWN = (
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
)


def words(text):
    return [int(word, 16) for word in text.split()]


def grid(persons=40, others=5, weeks=10, indices=5):
    """Uniforms over persons, others, weeks and indices, in an array of that shape."""
    out = np.empty((persons, others, weeks, indices))
    for place in np.ndindex(out.shape):
        person, other, week, index = place
        key = (codes.ARRIVAL << codes.KIND_SHIFT) + person
        out[place] = rng.uniforms(LUCK, key, other, week, index)[0]
    return out


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_philox_gives_the_published_answers(counter, key, answer):
    assert list(rng.philox(*words(counter), *words(key))) == words(answer)


@given(st.tuples(*[WORDS] * 6))
def test_philox_gives_four_words(counter_and_key):
    assert all(0 <= word <= rng.WORD for word in rng.philox(*counter_and_key))


@given(WORDS, WORDS, WORDS, WORDS, st.integers(0, 2**63 - 1))
def test_uniforms_lie_within_the_open_interval(person, other, week, index, luck):
    u, v = rng.uniforms(luck, person, other, week, index)
    assert 0.0 < u < 1.0
    assert 0.0 < v < 1.0
    assert rng.uniforms(luck, person, other, week, index) == (u, v)


@pytest.mark.parametrize("word", [0, rng.WORD])
@pytest.mark.parametrize("draw", [rng.uniforms, rng.four_uniforms])
def test_no_uniform_is_0_or_1_even_at_the_ends(draw, word, monkeypatch):
    """Whatever the generator gives; a row number int(u·n) must stay below n."""
    monkeypatch.setattr(rng, "words", lambda *draw: (word,) * 4)
    assert all(0.0 < u < 1.0 for u in draw.py_func(0, 0, 0, 0, 0))


@given(st.floats(1e-15, 1.0 - 1e-15))
def test_the_normal_at_a_probability(u):
    assert rng.normal_quantile(u) == pytest.approx(special.ndtri(u), rel=1e-13, abs=1e-15)


@given(st.integers(1, 2**28), st.integers(0, 5000), st.integers(0, 100))
def test_words_side_by_side_are_those_of_each_by_itself(person, week, index):
    key, rows = np.arange(person, person + 9, dtype=np.int32), np.arange(9)
    people = SimpleNamespace(n=9, key=key)
    at = SimpleNamespace(
        luck=LUCK,
        week=week,
        draws=np.zeros((4, 9), np.uint32),
        waits=np.zeros(9, np.int32),
        hosts=np.zeros(9, np.int32),
    )
    rng.draw_for_people(people, at, index)
    assert at.draws.T.tolist() == [list(rng.words(LUCK, one, 0, week, index)) for one in key.tolist()]
    matches = SimpleNamespace(active=rows, mentee=rows, mentor=rows[::-1].copy())
    rng.draw_for_pairs(people, matches, at, index)
    each = zip(key.tolist(), key[::-1].tolist(), strict=True)
    assert at.draws.T.tolist() == [list(rng.words(LUCK, one, other, week, index)) for one, other in each]


def test_draws_are_uniform():
    assert stats.kstest(grid().ravel(), "uniform").pvalue > 0.001


@pytest.mark.parametrize("axis", range(4), ids=["person", "other", "week", "index"])
def test_neighbouring_keys_draw_independently(axis):
    """No correlation with the next person, partner, week or index, within 4 standard errors."""
    draws = np.moveaxis(grid(), axis, 0)
    one, other = draws[:-1].ravel(), draws[1:].ravel()
    assert abs(np.corrcoef(one, other)[0, 1]) < 4.0 / math.sqrt(one.size)


def test_both_uniforms_of_a_draw_are_independent():
    pairs = np.array([rng.uniforms(LUCK, person, 0, 0, 0) for person in range(4000)])
    assert abs(np.corrcoef(pairs.T)[0, 1]) < 4.0 / math.sqrt(len(pairs))
    assert stats.kstest(pairs[:, 1], "uniform").pvalue > 0.001


def test_the_four_uniforms_of_a_draw_are_independent():
    fours = np.array([rng.four_uniforms(LUCK, person, 0, 0, 0) for person in range(4000)])
    between = np.corrcoef(fours.T)[np.triu_indices(4, 1)]
    assert (np.abs(between) < 4.0 / math.sqrt(len(fours))).all()
    assert all(stats.kstest(column, "uniform").pvalue > 0.001 for column in fours.T)


def test_the_parts_of_the_key_are_not_interchangeable():
    """Person 1 with 2 in week 3 is not person 2 with 1, nor person 1 with 3 in week 2."""
    places = [(1, 2, 3, 4), (2, 1, 3, 4), (1, 3, 2, 4), (1, 2, 4, 3), (3, 2, 1, 4), (4, 2, 3, 1)]
    assert len({rng.uniforms(LUCK, *place) for place in places}) == len(places)


def test_seeds_replications_and_streams_have_luck_of_their_own():
    seeds = [rng.luck(seed, 0, "meetings") for seed in (0, 1, 2, 2**31, 2**32, 2**63, 2**64, 2**64 + 1)]
    replications = [rng.luck(0, replication, "meetings") for replication in range(1, 50)]
    streams = [rng.luck(0, 0, stream) for stream in ("learning", "matching", "start", "graph", "observation", "shocks")]
    every = seeds + replications + streams
    assert len(set(every)) == len(every)
    assert all(0 <= key < 2**63 for key in every)


def test_streams_of_one_seed_are_independent():
    keys = np.arange(5000)
    draws = np.array([rng.person_uniforms(rng.luck(7, 0, name), keys, 0, 0) for name in ("a", "b", "meetings")])
    between = np.corrcoef(draws)[np.triu_indices(3, 1)]
    assert (np.abs(between) < 4.0 / math.sqrt(len(keys))).all()


def test_a_replication_changes_the_luck_of_everybody():
    keys = rng.person_uniforms(rng.luck(1, 0, "start"), np.arange(500), 0, 0)
    again = rng.person_uniforms(rng.luck(1, 1, "start"), np.arange(500), 0, 0)
    assert not (keys == again).any()


@given(st.permutations(range(30)), st.integers(0, 500), st.integers(0, 50))
def test_a_draw_goes_by_key_not_by_place(keys, week, index):
    keys = np.array(keys)
    drawn = rng.person_uniforms(LUCK, keys, week, index)
    np.testing.assert_array_equal(drawn, [rng.uniform(LUCK, int(key), week, index) for key in keys])
    pairs = rng.pair_uniforms(LUCK, keys, keys[:3], week, index)
    np.testing.assert_array_equal(pairs[:, 1], [rng.pair_uniform(LUCK, key, keys[1], week, index) for key in keys])


def test_normals_are_standard_normal(mean_is):
    persons = [rng.normal(LUCK, person, 0, 0) for person in range(4000)]
    pairs = [rng.pair_normal(LUCK, 7, other, 0, 0) for other in range(4000)]
    both = np.array([rng.two_normals(*rng.words(LUCK, 8, other, 0, 0)) for other in range(4000)])
    assert abs(np.corrcoef(both.T)[0, 1]) < 4.0 / math.sqrt(len(both))
    for draws in (persons, pairs, both[:, 1]):
        assert stats.kstest(draws, "norm").pvalue > 0.001
        mean_is(draws, 0.0)
        mean_is(np.square(draws), 1.0)


@pytest.mark.parametrize("rate", [0.0, 0.3, 4.0, 60.0, 1200.0])
def test_counts_are_poisson(rate, mean_is):
    counts = np.array([rng.poisson(LUCK, rate, week, 0) for week in range(2000)])
    if rate == 0.0:
        assert not counts.any()
        return
    mean_is(counts, rate)
    assert counts.var(ddof=1) / rate == pytest.approx(1.0, abs=4.0 * math.sqrt((2.0 + 1.0 / rate) / len(counts)))


def test_two_counts_of_a_week_are_independent():
    counts = np.array([[rng.poisson(LUCK, 5.0, week, index) for index in (0, 1)] for week in range(2000)])
    assert abs(np.corrcoef(counts.T)[0, 1]) < 4.0 / math.sqrt(len(counts))
