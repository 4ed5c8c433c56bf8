"""Answering: who hears of a question, who answers, what an answer does, and who reads it."""

import numpy as np

from mentorsim.codes import NOBODY
from mentorsim.compiled import equation, kernel, part
from mentorsim.equations import knowing_more, owed_help, readiness_to_answer
from mentorsim.rng import draw_for_hearers, four_uniforms, two_drawn, uniform, uniforms
from mentorsim.world.groups import gather, group_of, sort_by_unit
from mentorsim.world.helping import (
    get_reply,
    hear_answer,
    may_talk,
    note_exchange,
    note_help,
    read_answer,
    stretch_of_answer,
    tied_may_talk,
)
from mentorsim.world.ties import find_arc, note_tie, strengthen
from mentorsim.world.weekly import EVENTS

# Places among the branches of the community.
ANSWERED, UNANSWERED, FORWARDED, ANSWERS, IN_RETURN, THANKED, READ, TOO_EASY = range(2, 10)
GIVEN = tuple(EVENTS).index("answers")
# First indices of draws: about the asker, a stranger and a forwarding, and about a reader; and about a pair: whether
# and when one answers, what comes of it, what a reader makes of it.
STRANGER, FORWARD, READING_AT = 100, 200, 300
WILLING, ANSWERING, READER = 1, 2, 3
MOST_READ = 3  # answered questions that one reads in a week

# --- who hears of a question -----------------------------------------------------------------------------------------


@kernel
def spread_question(people, ties, rules, at, i, begins):
    """The visitors who hear of i's question, each once, into the first places of `vacant`; returns how many."""
    at.waits[i] = i
    n = 0
    if rules.modes.community:
        n = tell_group(people, rules, at, i, begins, n)
    if rules.modes.network:
        n = tell_network(people, ties, rules, at, i, n)
    return forward(people, ties, rules, at, i, n)


@part
def tell_group(people, rules, at, i, begins, n):
    """Visitors of i's own unit hear of the question: all, or, in a large unit, so many neighbours in its list."""
    first, size, start = group_of(people, at, i, begins)
    for place in range(min(size, rules.community.seen)):
        n = add_hearer(people, at, i, np.int64(at.hosts[first + (start + place) % size]), n)
    return n


@part
def tell_network(people, ties, rules, at, i, n):
    """Contacts of i who visit hear of the question; so do strangers who look in."""
    for arc in range(ties.start[i], ties.start[i + 1]):
        j = np.int64(ties.target[arc])
        if tied_may_talk(people.unit[i], people.unit[j], rules.modes.community):
            n = add_hearer(people, at, i, j, n)
    for t in range(int(rules.community.strangers)):
        j = int(uniform(at.luck, people.key[i], at.week, STRANGER + t) * people.n)
        if may_talk(people.unit[i], people.unit[j], rules.modes.community, 1):
            n = add_hearer(people, at, i, j, n)
    return n


@part
def forward(people, ties, rules, at, i, n):
    """A contact of i who visits passes the question on to one of their own contacts, in so many tries."""
    degree = ties.start[i + 1] - ties.start[i]
    for t in range(rules.community.forwarding if degree else 0):
        u, v = uniforms(at.luck, people.key[i], 0, at.week, FORWARD + t)
        through = np.int64(ties.target[ties.start[i] + int(u * degree)])
        theirs = ties.start[through + 1] - ties.start[through]
        if people.visits[through] == 0 or theirs == 0:
            continue
        j = np.int64(ties.target[ties.start[through] + int(v * theirs)])
        if may_talk(people.unit[i], people.unit[j], rules.modes.community, rules.modes.network):
            at.count[FORWARDED] += 1
            n = add_hearer(people, at, i, j, n)
    return n


@part
def add_hearer(people, at, i, j, n):
    """Add j to the n who hear of i's question, if j visits and has not heard of it; returns how many they are now."""
    if at.waits[j] == i or not people.present[j] or people.visits[j] == 0:
        return n
    at.waits[j] = i
    at.vacant[n] = j
    return n + 1


# --- who answers -----------------------------------------------------------------------------------------------------


@kernel
def readiest(people, rules):
    """How ready each visitor could be to answer a question, at most: if they owed the asker much. Shape (people,)."""
    most_ready = np.empty(people.n)
    for j in range(people.n):
        if people.visits[j] > 0:
            most_ready[j] = readiness_of(people, rules, j, 1.0)
    return most_ready


@kernel
def find_willing(people, rules, at, i, hearers, most_ready, willing):
    """Keep the hearers of i's question who are willing to give the first answer, in the order in which they would;
    returns how many.

    Rows stay in `vacant`; most_ready: (people,) see `readiest`, which spares a closer look at most of them; willing:
    (people, 2) when each would answer, and the least readiness that it takes.
    """
    n, k = 0, people.question[i]
    draw_for_hearers(people, at, i, hearers, WILLING)
    for place in range(hearers):
        j = np.int64(at.vacant[place])
        u, when = two_drawn(at, place)
        if u >= most_ready[j]:
            continue
        knows = knowing_more(people.skill[j, k] - people.skill[i, k], rules.community.knows)
        p = knows * readiness_of(people, rules, j, owed_to(people, rules, at, i, j))
        if u < p:
            at.vacant[n], willing[n, 0], willing[n, 1] = j, when, u / p
            n += 1
    by_time(at.vacant, willing, n)
    return n


@part
def readiness_of(people, rules, j, owed):
    """Readiness of visitor j to answer a question, were it the first answer. owed: obligation to the asker."""
    community = rules.community
    return readiness_to_answer(
        people.visits[j],
        people.zeta[j],
        owed,
        people.hush[j],
        community.answer_logit,
        community.answer_zeta,
        community.owed,
        community.by_hush,
    )


@part
def owed_to(people, rules, at, i, j):
    """Obligation of j to i for help received, fading; 0 if i is no recent partner in help."""
    for n in range(people.partner.shape[1]):
        if people.partner[j, n] == i and people.partner_got[j, n] >= 0:
            return owed_help(at.week - people.partner_got[j, n], rules.community.owed_fade)
    return 0.0


@equation
def by_time(rows, willing, n):
    """Sort the first n rows, and what `willing` has of them, by the time at which they would answer."""
    for a in range(1, n):
        row, when, least = rows[a], willing[a, 0], willing[a, 1]
        b = a - 1
        while b >= 0 and willing[b, 0] > when:
            rows[b + 1], willing[b + 1, 0], willing[b + 1, 1] = rows[b], willing[b, 0], willing[b, 1]
            b -= 1
        rows[b + 1], willing[b + 1, 0], willing[b + 1, 1] = row, when, least


# --- answers ---------------------------------------------------------------------------------------------------------


@kernel
def talk(people, ties, world, rules, at):
    """Questions find those who answer; the asker works at the task with the first answer; others read along.

    Into `flags`: 1 + the domain of a question that stays open, else 0.
    """
    at.flags[: people.n] = 0
    if not (rules.modes.community or rules.modes.network):
        return
    begins, most_ready, willing = gather(people, rules, at), readiest(people, rules), np.empty((people.n, 2))
    askers, levels, asked = np.empty(people.n, np.int32), np.empty(people.n), 0
    at.waits[: people.n] = NOBODY
    for i in range(people.n):
        if people.question[i] != NOBODY:
            hearers = spread_question(people, ties, rules, at, i, begins)
            n = find_willing(people, rules, at, i, hearers, most_ready, willing)
            askers[asked], levels[asked] = i, get_answers(people, ties, world, rules, at, i, willing, n)
            is_open = levels[asked] < 0.0
            at.flags[i] = 1 + people.question[i] if is_open else 0
            asked += 0 if is_open else 1
    read_along(people, rules, at, askers[:asked], levels)


@kernel
def get_answers(people, ties, world, rules, at, i, willing, n):
    """Let those willing answer i's question in turn, the less readily the more answers it has.

    Returns the level of skill at which the first answer is set; -1 without an answer.
    """
    community, answers, level, readiness = rules.community, 0, -1.0, 1.0
    for a in range(n):
        if answers < community.most_answers and willing[a, 1] < readiness:
            j = np.int64(at.vacant[a])
            if answers == 0:
                level = level_of_answer(people, rules, i, j)
            answer(people, ties, rules, at, i, j, answers == 0)
            note_exchange(world, i, j, 0)
            answers += 1
            readiness *= community.crowd
    at.count[ANSWERED if answers else UNANSWERED] += 1
    at.count[ANSWERS] += answers
    world.events[GIVEN] += answers
    return level


@part
def level_of_answer(people, rules, i, j):
    """The level of skill at which an answer of j sets i's task."""
    return people.skill[i, people.question[i]] + stretch_of_answer(people, rules, i, j, people.question[i])


@kernel
def answer(people, ties, rules, at, i, j, first):
    """Person j answers i's question: it costs time, teaches both, and ties them; j may be thanked.

    first: whether it is the first answer, with which i works at the task.
    """
    k, arc = people.question[i], find_arc(ties, i, j)
    thanks, right, _, _ = four_uniforms(at.luck, people.key[i], people.key[j], at.week, ANSWERING)
    at.count[IN_RETURN] += owed_to(people, rules, at, i, j) > 0.0
    tie = ties.weight[arc] if arc >= 0 else 0.0
    if first and rules.learning.on:
        hear_answer(people, rules, i, j, k, rules.community.help, tie, right)
    explain(people, rules, j, k)
    get_reply(people, i)
    note_help(people, i, j, at.week)
    if rules.ties.on:
        tie_by_answer(ties, rules, i, j, arc)
    if thanks < rules.community.praise:
        thank(people, rules, at, j)


@part
def explain(people, rules, j, k):
    """To explain in domain k costs person j time, and lets more of the skill last."""
    people.contributed[j] += 1
    people.hours_answering[j] += rules.community.answer_hours
    if rules.learning.on:
        people.storing[j, k] += rules.community.explaining * rules.learning.storing


@part
def tie_by_answer(ties, rules, i, j, arc):
    """An answer strengthens the tie of i and j, or begins one. arc: the place of their tie; below 0 without one."""
    if arc >= 0:
        strengthen(ties, i, j, rules.community.new_tie)
    else:
        note_tie(ties, i, j, rules.community.new_tie)


@part
def thank(people, rules, at, j):
    """Person j is thanked for an answer: it feels like a reply, and lifts confidence."""
    at.count[THANKED] += 1
    people.heard[j] = 1.0
    people.replied_now[j] = 1
    people.rise_now[j] += rules.confidence.praise


# --- reading ---------------------------------------------------------------------------------------------------------


@part
def read_along(people, rules, at, askers, levels):
    """Visitors read answered questions of others, of their own group or of all: the same task without help.

    askers: (questions,) rows; levels: skill at which each was answered.
    """
    begins = np.empty(rules.structure.units + 1, np.int64)
    sort_by_unit(askers, np.arange(len(askers)), people.unit, begins, at.vacant)
    for i in range(people.n):
        if not people.present[i] or len(askers) == 0:
            continue
        for t in range(min(MOST_READ, people.visits[i])):
            q = choose_question(people, rules, at, i, t, begins, len(askers))
            if q != NOBODY and askers[q] != i:
                read(people, rules, at, i, np.int64(askers[q]), levels[q])


@part
def choose_question(people, rules, at, i, t, begins, asked):
    """The t-th answered question that visitor i comes across, or NOBODY.

    It comes from i's own group where there is a community, from all where there is a network, in turn where there are
    both.
    """
    u = uniform(at.luck, people.key[i], at.week, READING_AT + t)
    if rules.modes.community and not (rules.modes.network and t % 2):
        first = begins[people.unit[i]]
        size = begins[people.unit[i] + 1] - first
        return np.int64(at.vacant[first + int(u * size)]) if size else NOBODY
    return int(u * asked)


@part
def read(people, rules, at, i, j, level):
    """Person i reads how j's question was answered, at a level of skill: a task without help, if it is hard enough."""
    k = people.question[j]
    if level <= people.skill[i, k]:
        at.count[TOO_EASY] += 1
        return
    at.count[READ] += 1
    if rules.learning.on:
        u, _ = uniforms(at.luck, people.key[i], people.key[j], at.week, READER)
        read_answer(people, rules, i, k, level - people.skill[i, k], u)
