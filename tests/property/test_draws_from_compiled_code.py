"""A draw is what it says, whoever asks: compiled code with any mix of literals and integer types gets the same bits."""

from functools import cache
from itertools import product
from types import SimpleNamespace

import numba
import numpy as np
import pytest
from tiers import in_turn

from mentorsim import rng

KEY = {"luck": 77, "person": 1, "other": 5, "week": 3, "index": 2}
NAMES = tuple(KEY)
INTEGERS = (np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64)


def plain(luck, person, other, week, index):
    """The four words of a draw, by Python's integers, as Salmon et al. 2011 write it."""
    (c0, c1, c2, c3), k0, k1 = (n % 2**32 for n in (person, other, week, index)), luck % 2**32, luck >> 32
    for _ in range(10):
        (high0, low0), (high2, low2) = divmod(0xD2511F53 * c0, 2**32), divmod(0xCD9E8D57 * c2, 2**32)
        c0, c1, c2, c3 = high2 ^ c1 ^ k0, low2, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
    return c0, c1, c2, c3


def known(luck, person, other, week, index):
    """The first uniform of a draw, from `plain`."""
    a, b, _, _ = plain(luck, person, other, week, index)
    return ((a >> 6) * 2**26 + (b >> 6) + 0.5) / 2**52


def caller(*calls, arguments=NAMES):
    """A compiled function of these arguments that returns what the calls, given as text, return."""
    text = f"def ask({', '.join(arguments)}):\n    return ({', '.join(calls)},)\n"
    made = {"rng": rng, "np": np}
    exec(text, made)
    return numba.njit(made["ask"])


@cache
def ask_of_person(*calls):
    """A `caller` whose only argument is the person."""
    return caller(*calls, arguments=["person"])


def mixes(names):
    """Arguments of a call, as text: every mix of names and the literals that stand for them."""
    for literal in product((False, True), repeat=len(names)):
        yield ", ".join(str(KEY[name]) if known else name for name, known in zip(names, literal, strict=True))


@pytest.mark.parametrize("draw", in_turn(["uniforms", "pair_uniform", "four_uniforms"], 4))
def test_any_mix_of_literals_draws_the_same(draw):
    ask = caller(*(f"rng.{draw}({mix})" for mix in mixes(NAMES)))
    expected = {
        "uniforms": lambda a, b, c, d: (known(**KEY), ((c >> 6) * 2**26 + (d >> 6) + 0.5) / 2**52),
        "pair_uniform": lambda *_: known(**KEY),
        "four_uniforms": lambda *words: tuple((word + 0.5) / 2**32 for word in words),
    }[draw](*plain(**KEY))
    assert set(ask(*KEY.values())) == {expected}


@pytest.mark.parametrize("draw", ["uniform", "normal"])
def test_so_does_a_draw_about_one_person(draw):
    names = [name for name in NAMES if name != "other"]
    ask = caller(*(f"rng.{draw}({mix})" for mix in mixes(names)))
    one = known(**KEY | {"other": 0})
    assert set(ask(*KEY.values())) == {one if draw == "uniform" else rng.normal_quantile(one)}


@pytest.mark.parametrize("person", range(8))
def test_a_draw_in_which_only_the_person_is_not_literal(person):
    draws = ("uniforms", "pair_normal", "words")
    first, normal, words = ask_of_person(*(f"rng.{draw}(77, person, 0, 3, 0)" for draw in draws))(person)
    one = known(77, person, 0, 3, 0)
    assert (first[0], normal, words) == (one, rng.normal_quantile(one), plain(77, person, 0, 3, 0))


@pytest.mark.parametrize("kind", in_turn(INTEGERS, 4))
def test_any_integer_type_draws_the_same(kind):
    calls = [f"rng.pair_uniform({', '.join(NAMES)})", "rng.pair_uniform(luck, person, 5, week, 2)"]
    assert set(caller(*calls)(*map(kind, KEY.values()))) == {known(**KEY)}
    mixed = {name: kind(value) if place % 2 else value for place, (name, value) in enumerate(KEY.items())}
    assert set(caller(*calls)(**mixed)) == {known(**KEY)}


@pytest.mark.parametrize("dtype", in_turn(INTEGERS[2:4] + INTEGERS[6:], 4))
def test_any_type_of_keys_draws_the_same_side_by_side(dtype):
    keys = np.arange(1, 40).astype(dtype)
    assert rng.person_uniforms(77, keys, 3, 2).tolist() == [known(77, key, 0, 3, 2) for key in range(1, 40)]
    people, draws = SimpleNamespace(n=len(keys), key=keys), np.zeros((4, len(keys)), np.uint32)
    rng.draw_for_people(people, SimpleNamespace(luck=77, week=3, draws=draws), 2)
    assert draws.T.tolist() == [list(plain(77, key, 0, 3, 2)) for key in range(1, 40)]


def test_the_whole_range_of_keys_draws_what_it_says():
    """Products of the generator pass 2^63, where an integer with a sign has none."""
    ends = (0, 1, 2**31 - 1, 2**31, 2**32 - 1)
    ask = caller(f"rng.pair_uniform({', '.join(NAMES)})")
    for luck in (0, 2**32 - 1, 2**32, 2**63 - 1):
        for end in ends:
            for other in ends:
                place = (luck, end, other, end, other)
                assert ask(*place) == (known(*place),)


@pytest.mark.parametrize("draw", [rng.uniforms, rng.four_uniforms, rng.pair_uniform, rng.uniform, rng.normal])
def test_a_draw_is_compiled_once_for_all_callers(draw):
    wide = (np.int32(1), np.uint8(0), 3, np.uint64(4), np.int16(5))
    draw(*wide[: draw.py_func.__code__.co_argcount])
    assert len(draw.dispatcher.signatures) == 1
