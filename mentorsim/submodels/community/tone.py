"""Tone: harsh words in the community, which hush those whom they hit and those who witness them."""

import numpy as np

from mentorsim.codes import ABSENT, CONTRIBUTING, NOBODY, READING
from mentorsim.compiled import kernel, part
from mentorsim.equations import hush_by_witness, hush_by_word, unit_interval
from mentorsim.rng import four_uniforms
from mentorsim.world.groups import gather, group_of
from mentorsim.world.lifecycle import most_trusted

HARSH, WITNESSED = 11, 12  # places among the branches of the community
PERSON = 0  # index of the draw about a visitor; `asking` takes the first two of its uniforms


@kernel
def speak_harshly(people, ties, rules, at):
    """How everybody took part this week is noted; contributions may meet with a harsh word, which others witness."""
    if not (rules.modes.community or rules.modes.network):
        return
    begins = gather(people, rules, at)
    at.waits[: people.n] = NOBODY
    for i in range(people.n):
        note_participation(people, i)
        if rules.exposure.on and meets_harsh_word(people, rules, at, i):
            at.count[HARSH] += 1
            people.harsh_now[i] += 1
            people.n_harsh[i] += 1
            people.fall_now[i] += rules.confidence.harsh
            people.struck[i] = 1
            let_witness(people, ties, rules, at, i, begins)


@part
def note_participation(people, i):
    """Whether person i was absent, read, or contributed this week."""
    people.participation[i] = CONTRIBUTING if people.contributed[i] else READING if people.visits[i] else ABSENT
    people.n_contributions[i] += people.contributed[i]


@part
def meets_harsh_word(people, rules, at, i):
    """Whether one of this week's contributions of person i meets with a harsh word."""
    if not people.contributed[i]:
        return False
    risk = min(1.0, rules.exposure.harsh * at.raid)
    _, _, u, _ = four_uniforms(at.luck, people.key[i], 0, at.week, PERSON)
    return u < 1.0 - (1.0 - risk) ** people.contributed[i]


@kernel
def let_witness(people, ties, rules, at, i, begins):
    """Visitors of i's group, where there is a community, and contacts of i who visit witness a harsh word to i."""
    first, size, start = group_of(people, at, i, begins)
    for place in range(min(size, rules.community.seen) if rules.modes.community else 0):
        witness(people, rules, at, i, at.hosts[first + (start + place) % size])
    for arc in range(ties.start[i], ties.start[i + 1]):
        witness(people, rules, at, i, np.int64(ties.target[arc]))


@part
def witness(people, rules, at, i, j):
    """Visitor j witnesses, once, a harsh word to i."""
    if j == i or at.waits[j] == i or not people.present[j] or people.visits[j] == 0:
        return
    at.waits[j] = i
    at.count[WITNESSED] += 1
    more = hush_by_witness(people.hush[j], people.confidence[j], rules.community.witness)
    people.hush[j] = unit_interval(people.hush[j] + more)


@kernel
def be_struck(people, matches, rules):
    """A harsh word hushes the person whom it hits, the less the more they trust a mentor."""
    for i in range(people.n):
        if people.struck[i]:
            people.struck[i] = 0
            trust = most_trusted(people, matches, rules, i)
            more = hush_by_word(
                people.hush[i], people.confidence[i], trust, rules.community.hush, rules.confidence.buffer
            )
            people.hush[i] = unit_interval(people.hush[i] + more)
