"""Keyed randomness: every draw is a pure function of (seed, replication, stream, person or pair, week, index).

Nothing is stateful, so an added person, process or draw moves no other. The generator is Philox 4x32-10
(Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"); its key comes from
`numpy.random.SeedSequence(seed, spawn_key=(replication, stream))`, its counter is (person, other, week, index).
"""

import math
import zlib

import numpy as np

from mentorsim.compiled import equation, fixed, inlined, kernel, part

WORD = 0xFFFFFFFF
# Without a sign: products run up to 2^64, and compiled code may take it that one with a sign never passes 2^63.
MASK, HALF = np.uint64(WORD), np.uint64(32)
TIMES_0, TIMES_2 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
PLUS_0, PLUS_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
KEY = "i8, i8, i8, i8, i8"  # luck, person, other, week, index


def luck(seed: int, replication: int, stream: str) -> int:
    """The 63-bit key of one stream of draws. Streams are known by name, so their order means nothing."""
    spawn_key = (int(replication), zlib.crc32(stream.encode()))
    return int(np.random.SeedSequence(int(seed), spawn_key=spawn_key).generate_state(1, np.uint64)[0] >> np.uint64(1))


@inlined
def word(number):
    """The lower 32 bits of a whole number, without a sign."""
    return np.uint64(number) & MASK


@inlined
def philox(c0, c1, c2, c3, k0, k1):
    """Philox 4x32-10: four counter words and two key words (each in [0, 2^32)) -> four random words."""
    c0, c1, c2, c3, k0, k1 = word(c0), word(c1), word(c2), word(c3), word(k0), word(k1)
    for _ in range(10):
        p0 = TIMES_0 * c0
        p1 = TIMES_2 * c2
        c0, c1, c2, c3 = (p1 >> HALF) ^ c1 ^ k0, p1 & MASK, (p0 >> HALF) ^ c3 ^ k1, p0 & MASK
        k0 = (k0 + PLUS_0) & MASK
        k1 = (k1 + PLUS_1) & MASK
    return c0, c1, c2, c3


@inlined
def words(luck, person, other, week, index):
    """The four random words of one draw.

    luck: key of the stream; person, other: person keys (other = 0 for a draw about one person); week >= 0;
    index >= 0: which draw of this stream.
    """
    return philox(person, other, week, index, luck, np.uint64(luck) >> HALF)


@fixed("i8")
def coarse(word):
    """A uniform in the open interval (0, 1) of 32 bits: enough for chances and choices."""
    return (np.int64(word) + 0.5) / 4294967296.0


@fixed("i8, i8")
def fine(high, low):
    """A uniform in (0, 1) of 52 bits from two words: with 53, the largest would round to 1."""
    return ((np.int64(high) >> 6) * 67108864.0 + (np.int64(low) >> 6) + 0.5) / 4503599627370496.0


@fixed("i8, i8, i8, i8")
def two_uniforms(a, b, c, d):
    """Two independent uniforms in (0, 1), 52 bits each, from the words of one draw."""
    return fine(a, b), fine(c, d)


@fixed(KEY)
def uniforms(luck, person, other, week, index):
    """Two independent uniforms in (0, 1), 52 bits each. Arguments as of `words`."""
    a, b, c, d = words(luck, person, other, week, index)
    return two_uniforms(a, b, c, d)


@fixed(KEY)
def four_uniforms(luck, person, other, week, index):
    """Four independent uniforms in (0, 1), 32 bits each, at the price of two.

    Arguments as of `words`; of one index take these or `uniforms`, not both, since they share their bits.
    """
    a, b, c, d = words(luck, person, other, week, index)
    return coarse(a), coarse(b), coarse(c), coarse(d)


@fixed("i8, i8, i8, i8")
def uniform(luck, person, week, index):
    """One uniform in (0, 1) about one person."""
    return uniforms(luck, person, 0, week, index)[0]


@fixed(KEY)
def pair_uniform(luck, person, other, week, index):
    """One uniform in (0, 1) about a pair (the order of the two matters: mentee first)."""
    return uniforms(luck, person, other, week, index)[0]


@equation
def ratio(x, p0, p1, p2, p3, p4, p5, p6, p7, q1, q2, q3, q4, q5, q6, q7):
    """(p0 + p1 x + ... + p7 x^7) / (1 + q1 x + ... + q7 x^7)."""
    above = ((((((p7 * x + p6) * x + p5) * x + p4) * x + p3) * x + p2) * x + p1) * x + p0
    below = ((((((q7 * x + q6) * x + q5) * x + q4) * x + q3) * x + q2) * x + q1) * x + 1.0
    return above / below


@equation
def normal_quantile(u):
    """The standard normal at probability u in (0, 1), to 1e-15 of itself. Source: Wichura 1988 (AS 241, PPND16)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * ratio(
            0.180625 - q * q,
            3.3871328727963666080e0,
            1.3314166789178437745e2,
            1.9715909503065514427e3,
            1.3731693765509461125e4,
            4.5921953931549871457e4,
            6.7265770927008700853e4,
            3.3430575583588128105e4,
            2.5090809287301226727e3,
            4.2313330701600911252e1,
            6.8718700749205790830e2,
            5.3941960214247511077e3,
            2.1213794301586595867e4,
            3.9307895800092710610e4,
            2.8729085735721942674e4,
            5.2264952788528545610e3,
        )
    r = math.sqrt(-math.log(min(u, 1.0 - u)))
    if r <= 5.0:
        z = ratio(
            r - 1.6,
            1.42343711074968357734e0,
            4.63033784615654529590e0,
            5.76949722146069140550e0,
            3.64784832476320460504e0,
            1.27045825245236838258e0,
            2.41780725177450611770e-1,
            2.27238449892691845833e-2,
            7.74545014278341407640e-4,
            2.05319162663775882187e0,
            1.67638483018380384940e0,
            6.89767334985100004550e-1,
            1.48103976427480074590e-1,
            1.51986665636164571966e-2,
            5.47593808499534494600e-4,
            1.05075007164441684324e-9,
        )
    else:
        z = ratio(
            r - 5.0,
            6.65790464350110377720e0,
            5.46378491116411436990e0,
            1.78482653991729133580e0,
            2.96560571828504891230e-1,
            2.65321895265761230930e-2,
            1.24266094738807843860e-3,
            2.71155556874348757815e-5,
            2.01033439929228813265e-7,
            5.99832206555887937690e-1,
            1.36929880922735805310e-1,
            1.48753612908506148525e-2,
            7.86869131145613259100e-4,
            1.84631831751005468180e-5,
            1.42151175831644588870e-7,
            2.04426310338993978564e-15,
        )
    return z if q > 0.0 else -z


@fixed("i8, i8, i8, i8")
def two_normals(a, b, c, d):
    """Two independent standard normals from the words of one draw."""
    u, v = two_uniforms(a, b, c, d)
    return normal_quantile(u), normal_quantile(v)


@fixed(KEY)
def pair_normal(luck, person, other, week, index):
    """One standard normal about a pair."""
    return normal_quantile(pair_uniform(luck, person, other, week, index))


@fixed("i8, i8, i8, i8")
def normal(luck, person, week, index):
    """One standard normal about one person."""
    return pair_normal(luck, person, 0, week, index)


@fixed("i8, f8, i8, i8")
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


# --- many at once: the machine draws several side by side, four times as fast as one after the other ----------------


@equation
def draw_for_people(people, at, index):
    """`words` about each person, in a column of `at.draws` (4, people or more)."""
    for i in range(people.n):
        draw = words(at.luck, people.key[i], 0, at.week, index)
        at.draws[0, i], at.draws[1, i], at.draws[2, i], at.draws[3, i] = draw


@equation
def draw_for_pairs(people, matches, at, index):
    """`words` about the pair of each running match, in a column of `at.draws`; `waits` and `hosts` are overwritten."""
    one, two, active = at.waits, at.hosts, matches.active
    for a in range(len(active)):
        one[a], two[a] = people.key[matches.mentee[active[a]]], people.key[matches.mentor[active[a]]]
    for a in range(len(active)):
        at.draws[0, a], at.draws[1, a], at.draws[2, a], at.draws[3, a] = words(at.luck, one[a], two[a], at.week, index)


@equation
def draw_for_hearers(people, at, i, hearers, index):
    """`words` about person i and each of the first `hearers` rows of `vacant`, in a column of `at.draws`."""
    keys = at.draws[0]
    for place in range(hearers):
        keys[place] = people.key[at.vacant[place]]  # the lower 32 bits, of which alone `words` makes use
    for place in range(hearers):
        draw = words(at.luck, people.key[i], keys[place], at.week, index)
        at.draws[0, place], at.draws[1, place], at.draws[2, place], at.draws[3, place] = draw


@part
def two_drawn(at, a):
    """Two independent uniforms, 52 bits each, of column a of the draws."""
    return two_uniforms(at.draws[0, a], at.draws[1, a], at.draws[2, a], at.draws[3, a])


@part
def four_drawn(at, a):
    """Four independent uniforms, 32 bits each, of column a of the draws."""
    return coarse(at.draws[0, a]), coarse(at.draws[1, a]), coarse(at.draws[2, a]), coarse(at.draws[3, a])


@part
def two_normals_drawn(at, a):
    """Two independent standard normals of column a of the draws."""
    return two_normals(at.draws[0, a], at.draws[1, a], at.draws[2, a], at.draws[3, a])


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
