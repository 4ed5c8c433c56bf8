"""Keyed randomness: every draw is a pure function of (seed, replication, stream, person or pair, week, index).

Nothing is stateful, so an added person, process or draw moves no other. The generator is Philox 4x32-10
(Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"); its key comes from
`numpy.random.SeedSequence(seed, spawn_key=(replication, stream))`, its counter is (person, other, week, index).
"""

import math
import zlib

import numpy as np

from mentorsim.compiled import equation, inlined, kernel

WORD = 0xFFFFFFFF
NOONE = 0  # the person key of draws that belong to the world as a whole


def luck(seed: int, replication: int, stream: str) -> int:
    """The 63-bit key of one stream of draws. Streams are told apart by name, so their order means nothing."""
    spawn_key = (int(replication), zlib.crc32(stream.encode()))
    return int(np.random.SeedSequence(int(seed), spawn_key=spawn_key).generate_state(1, np.uint64)[0] >> np.uint64(1))


@inlined
def philox(c0, c1, c2, c3, k0, k1):
    """Philox 4x32-10: four counter words and two key words (each in [0, 2^32)) -> four random words."""
    for _ in range(10):
        p0 = 0xD2511F53 * c0
        p1 = 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (
            ((p1 >> 32) & 0xFFFFFFFF) ^ c1 ^ k0,
            p1 & 0xFFFFFFFF,
            ((p0 >> 32) & 0xFFFFFFFF) ^ c3 ^ k1,
            p0 & 0xFFFFFFFF,
        )
        k0 = (k0 + 0x9E3779B9) & 0xFFFFFFFF
        k1 = (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


@inlined
def uniforms(luck, person, other, week, index):
    """Two independent uniforms in the open interval (0, 1), 52 bits each: with 53, the largest would round to 1.

    luck: key of the stream; person, other: person keys (other = 0 for a draw about one person); week >= 0;
    index >= 0: which draw of this stream.
    """
    a, b, c, d = philox(
        np.int64(person), np.int64(other), np.int64(week), np.int64(index), luck & 0xFFFFFFFF, luck >> 32
    )
    u = ((a >> 6) * 67108864.0 + (b >> 6) + 0.5) / 4503599627370496.0
    v = ((c >> 6) * 67108864.0 + (d >> 6) + 0.5) / 4503599627370496.0
    return u, v


@inlined
def four_uniforms(luck, person, other, week, index):
    """Four independent uniforms in (0, 1), 32 bits each, at the price of two: enough for chances and choices.

    Arguments as of `uniforms`; of one index take these or those, not both, since they share their bits.
    """
    a, b, c, d = philox(
        np.int64(person), np.int64(other), np.int64(week), np.int64(index), luck & 0xFFFFFFFF, luck >> 32
    )
    return (a + 0.5) / 4294967296.0, (b + 0.5) / 4294967296.0, (c + 0.5) / 4294967296.0, (d + 0.5) / 4294967296.0


@equation
def uniform(luck, person, week, index):
    """One uniform in (0, 1) about one person."""
    return uniforms(luck, person, 0, week, index)[0]


@equation
def pair_uniform(luck, person, other, week, index):
    """One uniform in (0, 1) about a pair (the order of the two matters: mentee first)."""
    return uniforms(luck, person, other, week, index)[0]


@equation
def pair_normals(luck, person, other, week, index):
    """Two independent standard normals about a pair (Box-Muller)."""
    u, v = uniforms(luck, person, other, week, index)
    radius = math.sqrt(-2.0 * math.log(u))
    return radius * math.cos(2.0 * math.pi * v), radius * math.sin(2.0 * math.pi * v)


@equation
def pair_normal(luck, person, other, week, index):
    """One standard normal about a pair."""
    return pair_normals(luck, person, other, week, index)[0]


@equation
def normal(luck, person, week, index):
    """One standard normal about one person."""
    return pair_normal(luck, person, 0, week, index)


@equation
def poisson(luck, rate, week, index):
    """A Poisson count for the world as a whole, by inversion, in portions of rate <= 500 (indices above index * 2^16).

    rate >= 0: expected count.
    """
    count = 0
    portion = 0
    while rate > 0.0:
        part = min(rate, 500.0)
        rate -= part
        u = uniform(luck, 0, week, index * 65536 + portion)
        term = math.exp(-part)
        total = term
        k = 0
        while u > total and k < 2000:
            k += 1
            term *= part / k
            total += term
        count += k
        portion += 1
    return count


# --- many at once: the machine draws several side by side, three times as fast as one after the other ---------------


@equation
def fill_four_uniforms(luck, n_people, key, week, index, draws):
    """`four_uniforms` about each person, one in a column of `draws` (4, n_people or more)."""
    for i in range(n_people):
        draws[0, i], draws[1, i], draws[2, i], draws[3, i] = four_uniforms(luck, key[i], 0, week, index)


@equation
def fill_two_uniforms(luck, n_people, key, week, index, draws):
    """`uniforms` about each person, one in a column of the first two rows of `draws`."""
    for i in range(n_people):
        draws[0, i], draws[1, i] = uniforms(luck, key[i], 0, week, index)


@kernel
def fill_uniforms(luck, keys, week, index, out):
    """One uniform per person key into `out` (length n)."""
    for i in range(len(keys)):
        out[i] = uniform(luck, keys[i], week, index)


def person_uniforms(luck, keys, week, index):
    """Array of one uniform per person key, shape (n,)."""
    out = np.empty(len(keys))
    fill_uniforms(luck, np.asarray(keys), int(week), int(index), out)
    return out


@kernel
def fill_normals(luck, keys, index, out):
    """One standard normal per person key, of week 0, into `out` (length n)."""
    for i in range(len(keys)):
        out[i] = normal(luck, keys[i], 0, index)


def person_normals(luck, keys, index):
    """Array of one standard normal per person key, of week 0, shape (n,)."""
    out = np.empty(len(keys))
    fill_normals(luck, np.asarray(keys), int(index), out)
    return out


@kernel
def fill_pair_uniforms(luck, keys, others, week, index, out):
    """One uniform per pair into `out` (n, m)."""
    for i in range(len(keys)):
        for j in range(len(others)):
            out[i, j] = pair_uniform(luck, keys[i], others[j], week, index)


def pair_uniforms(luck, keys, others, week, index):
    """Array of one uniform per pair, shape (n, m)."""
    out = np.empty((len(keys), len(others)))
    fill_pair_uniforms(luck, keys, others, int(week), int(index), out)
    return out
