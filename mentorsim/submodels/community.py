"""The community: questions, answers, reading; thanks, and harsh words that silence."""

import numpy as np

from mentorsim.codes import ABSENT, CONTRIBUTING, MENTEE, MENTOR, NO_ARM, NOBODY, READING
from mentorsim.compiled import equation, kernel, part
from mentorsim.equations import (
    asking_chance,
    hush_by_witness,
    hush_by_word,
    knowing_more,
    owed_help,
    readiness_to_answer,
    unit_interval,
)
from mentorsim.policies.observation import People
from mentorsim.process import process
from mentorsim.rng import draw_for_hearers, four_uniforms, two_drawn, uniform, uniforms
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
from mentorsim.world.lifecycle import most_trusted
from mentorsim.world.ties import find_arc, note_tie, strengthen
from mentorsim.world.weekly import EVENTS

(
    SILENT, ASKS, ANSWERED, UNANSWERED, FORWARDED, ANSWERS, IN_RETURN, THANKED, READ, TOO_EASY, FOUND, HARSH, WITNESSED,
    ROUTED, LEFT, WITHIN,
) = range(16)  # fmt: skip
GIVEN = tuple(EVENTS).index("answers")
# First indices of draws: about one person, a stranger, a start in a large group, a forwarding, a reading; and
# about a pair: whether and when one answers, what comes of it, what a reader makes of it, a routed answer.
PERSON, STRANGER, GROUP, FORWARD, READING_AT = 0, 100, 1000, 200, 300
WILLING, ANSWERING, READER, ROUTED_AT = 1, 2, 3, 4
MOST_READ = 3  # answered questions that one reads in a week

# --- questions -------------------------------------------------------------------------------------------------------


@kernel
def ask(people, rules, at):
    """Visitors whose own task has failed may ask about it; who visits may find a resource."""
    for i in range(people.n):
        people.question[i] = NOBODY
        people.contributed[i] = 0
        if not people.present[i] or people.visits[i] == 0:
            continue
        u, found, _, _ = four_uniforms(at.luck, people.key[i], 0, at.week, PERSON)
        if found < rules.community.finds:
            at.count[FOUND] += 1
            people.nodes[i] += 1.0
        if not people.failed_now[i]:
            continue
        if u < chance_to_ask(people, rules, i):
            at.count[ASKS] += 1
            people.question[i] = people.tried[i]
            people.contributed[i] = 1
        else:
            at.count[SILENT] += 1


@part
def chance_to_ask(people, rules, i):
    """Chance that person i asks about a task that failed."""
    community = rules.community
    return asking_chance(
        people.confidence[i],
        people.metacognition[i],
        people.zeta[i],
        people.hush[i],
        community.ask_base,
        community.ask_confidence,
        community.ask_m,
        community.ask_zeta,
        community.by_hush,
    )


# --- who hears of a question -----------------------------------------------------------------------------------------


@kernel
def gather(people, at, begins):
    """Visitors by unit into `hosts`: those of unit k are hosts[begins[k]: begins[k + 1]]. begins: (units + 1,)."""
    visitors, n = np.empty(people.n, np.int32), 0
    for i in range(people.n):
        if people.present[i] and people.visits[i] > 0:
            visitors[n] = i
            n += 1
    sort_by_unit(visitors[:n], visitors[:n], people.unit, begins, at.hosts)


@equation
def sort_by_unit(rows, names, unit, begins, out):
    """Write names into `out` by the unit of the person in the row beside each; within a unit they keep their order.

    rows, names: (n,); unit: (people,); begins: (units + 1,), where each unit's names will begin, and end.
    """
    begins[:] = 0
    for row in rows:
        begins[unit[row] + 1] += 1
    for k in range(len(begins) - 1):
        begins[k + 1] += begins[k]
    for n in range(len(rows)):
        out[begins[unit[rows[n]]]] = names[n]
        begins[unit[rows[n]]] += 1
    for k in range(len(begins) - 1, 0, -1):
        begins[k] = begins[k - 1]
    begins[0] = 0


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
    """Visitors of i's own unit hear of the question: all of them, or so many neighbours in the list of a large unit."""
    first, size, start = group_of(people, at, i, begins)
    for place in range(min(size, rules.community.seen)):
        n = add_hearer(people, at, i, np.int64(at.hosts[first + (start + place) % size]), n)
    return n


@part
def group_of(people, at, i, begins):
    """Where the visitors of i's unit begin in `hosts`, how many there are, and from where on i addresses them."""
    first = begins[people.unit[i]]
    size = begins[people.unit[i] + 1] - first
    return first, size, int(uniform(at.luck, people.key[i], at.week, GROUP) * size)


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
def find_readiest(people, rules, most_ready):
    """How ready each visitor could be to answer a question, at most: were they owing much to who asks."""
    for j in range(people.n):
        if people.visits[j] > 0:
            most_ready[j] = readiness_of(people, rules, j, 1.0)


@kernel
def find_willing(people, rules, at, i, hearers, most_ready, willing):
    """Keep, of those who hear of i's question, the ones willing to give the first answer, in the order in which they
    would; returns how many.

    Rows stay in `vacant`; most_ready: (people,) see `find_readiest`, which spares most a closer look; willing: (people,
    2) when each would answer, and the least readiness that it takes.
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
    """Readiness of visitor j to answer a question, were it the first answer. owed: to who asks."""
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
    """What j owes i for help got, fading; 0 if i is no recent partner in help."""
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
    """Questions find those who answer; the asker works at the task with the first answer; others read it.

    Into `flags`: 1 + the domain of a question that stays open, else 0.
    """
    at.flags[: people.n] = 0
    if not (rules.modes.community or rules.modes.network):
        return
    n_units, asked = rules.structure.units, 0
    begins, willing = np.empty(n_units + 1, np.int64), np.empty((people.n, 2))
    askers, levels, most_ready = np.empty(people.n, np.int32), np.empty(people.n), np.empty(people.n)
    gather(people, at, begins)
    find_readiest(people, rules, most_ready)
    at.waits[: people.n] = NOBODY
    for i in range(people.n):
        if people.question[i] == NOBODY:
            continue
        hearers = spread_question(people, ties, rules, at, i, begins)
        n = find_willing(people, rules, at, i, hearers, most_ready, willing)
        levels[asked] = get_answers(people, ties, world, rules, at, i, willing, n)
        if levels[asked] >= 0.0:
            askers[asked] = i
            asked += 1
        else:
            at.flags[i] = 1 + people.question[i]
    read_along(people, rules, at, askers[:asked], levels)
    speak_harshly(people, ties, rules, at, begins)


@kernel
def get_answers(people, ties, world, rules, at, i, willing, n):
    """Let those willing answer i's question in turn, the less readily the more answers it has.

    Returns the level of skill at which the first answer is set; -1 without an answer.
    """
    community, answers, level, readiness = rules.community, 0, -1.0, 1.0
    for a in range(n):
        if answers == community.most_answers:
            break
        if willing[a, 1] >= readiness:
            continue
        j = np.int64(at.vacant[a])
        if answers == 0:
            level = people.skill[i, people.question[i]] + stretch_of_answer(people, rules, i, j, people.question[i])
        answer(people, ties, rules, at, i, j, answers == 0)
        note_exchange(world, i, j, 0)
        answers += 1
        readiness *= community.crowd
    at.count[ANSWERED if answers else UNANSWERED] += 1
    at.count[ANSWERS] += answers
    world.events[GIVEN] += answers
    return level


@kernel
def answer(people, ties, rules, at, i, j, first):
    """Person j answers i's question: it costs time, teaches both, and ties them; j may be thanked.

    first: whether it is the first answer, with which i works at the task.
    """
    community, k = rules.community, people.question[i]
    thanks, right, _, _ = four_uniforms(at.luck, people.key[i], people.key[j], at.week, ANSWERING)
    at.count[IN_RETURN] += owed_to(people, rules, at, i, j) > 0.0
    arc = find_arc(ties, i, j)
    tie = ties.weight[arc] if arc >= 0 else 0.0
    if first and rules.learning.on:
        hear_answer(people, rules, i, j, k, community.help, tie, right)
    people.contributed[j] += 1
    people.hours_answering[j] += community.answer_hours
    if rules.learning.on:
        people.storing[j, k] += community.explaining * rules.learning.storing
    get_reply(people, i)
    note_help(people, i, j, at.week)
    if rules.ties.on and arc >= 0:
        strengthen(ties, i, j, community.new_tie)
    elif rules.ties.on:
        note_tie(ties, i, j, community.new_tie)
    if thanks < community.praise:
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
    """The t-th answered question that visitor i comes across; NOBODY if there is none: of the own group where there is
    a community, of all where there is a network, in turn where there are both."""
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


# --- harsh words -----------------------------------------------------------------------------------------------------


@part
def speak_harshly(people, ties, rules, at, begins):
    """Who contributes may be met with a harsh word, which hushes them and those who witness it."""
    risk = min(1.0, rules.exposure.harsh * at.raid)
    for i in range(people.n):
        people.participation[i] = CONTRIBUTING if people.contributed[i] else READING if people.visits[i] else ABSENT
        people.n_contributions[i] += people.contributed[i]
        if not people.contributed[i] or not rules.exposure.on:
            continue
        _, _, u, _ = four_uniforms(at.luck, people.key[i], 0, at.week, PERSON)
        if u < 1.0 - (1.0 - risk) ** people.contributed[i]:
            at.count[HARSH] += 1
            people.harsh_now[i] += 1
            people.n_harsh[i] += 1
            people.fall_now[i] += rules.confidence.harsh
            people.struck[i] = 1
            let_witness(people, ties, rules, at, i, begins)


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
    mark = -2 - i  # beside the marks of who has heard of a question
    if j == i or at.waits[j] == mark or not people.present[j] or people.visits[j] == 0:
        return
    at.waits[j] = mark
    at.count[WITNESSED] += 1
    more = hush_by_witness(people.hush[j], people.confidence[j], rules.community.witness)
    people.hush[j] = unit_interval(people.hush[j] + more)


@kernel
def be_struck(people, matches, rules):
    """Hush whom a harsh word has hit, the less the more they trust a mentor."""
    for i in range(people.n):
        if people.struck[i]:
            people.struck[i] = 0
            trust = most_trusted(people, matches, rules, i)
            more = hush_by_word(
                people.hush[i], people.confidence[i], trust, rules.community.hush, rules.confidence.buffer
            )
            people.hush[i] = unit_interval(people.hush[i] + more)


# --- questions that a coordinator routes -----------------------------------------------------------------------------


@kernel
def questions_left(people, world, rules, at):
    """How many questions of mentees are still open, if a coordinator routes such; `need` is then what is left of it.

    In the placebo world nobody routes them.
    """
    left = 0
    if at.routes and not rules.learning.placebo:
        world.need[0] = 0.0
        for i in range(people.n):
            if people.role[i] != MENTEE:
                at.flags[i] = 0
            left += at.flags[i] > 0
    return left


@equation
def first_of_group(experts, first, group, unit, hours_over, price):
    """The first place from `first` on of a mentor of that group (unit) with time for an answer; `first` without one.

    experts: (m,) rows of mentors.
    """
    for place in range(first, len(experts)):
        if unit[experts[place]] == group and hours_over[experts[place]] >= price:
            return place
    return first


@kernel
def route(people, world, rules, at, experts, hours_there, hours_over):
    """Each open question goes to the mentor known to know most in its domain who has time left this week; with
    `own_group_first` to such a one of the own group, if there is any.

    experts: (K, m) rows of mentors by falling skill as known; hours_there: (people,) hours of their week; hours_over:
    the same, used up here. An answer takes hours and adds to load; under a budget of hours there are no more than are
    owed. Returns the number of answers.
    """
    price, answers = rules.channel.cost * rules.matching.answer_hours, 0
    place = np.zeros(len(experts), np.int64)
    if not rules.meetings.on:
        people.load[: people.n] = 0.0
    for i in range(people.n):
        k = at.flags[i] - 1
        if k < 0:
            continue
        while place[k] < experts.shape[1] and hours_over[experts[k, place[k]]] < price:
            place[k] += 1
        if place[k] == experts.shape[1] or (rules.meetings.budget and world.hours_owed[0] < price):
            at.count[LEFT] += 1
            continue
        chosen = place[k]
        if rules.matching.own_group_first:
            chosen = first_of_group(experts[k], chosen, people.unit[i], people.unit, hours_over, price)
        j = experts[k, chosen]
        at.count[ROUTED] += 1
        at.count[WITHIN] += people.unit[i] == people.unit[j]
        answers += 1
        hours_over[j] -= price
        world.hours_owed[0] -= price * rules.meetings.budget
        people.hours_given[j] += price
        people.hours_received[i] += price
        people.load[j] += price / hours_there[j] if price > 0.0 else 0.0
        get_reply(people, i)
        note_help(people, i, j, at.week)
        note_exchange(world, i, j, 1)
        if rules.learning.on:
            right, _ = uniforms(at.luck, people.key[i], people.key[j], at.week, ROUTED_AT)
            hear_answer(people, rules, i, j, k, rules.community.help, 0.0, right)
    return answers


def route_questions(world) -> None:
    """The coordinator routes what others left unanswered to would-be mentors, as long as they have time."""
    people, p = world.people, world.parameters
    willing = (people.present == 1) & (people.role == MENTOR) & (people.energy >= p.matching.declines_below)
    rows = np.flatnonzero(willing)
    experts = np.ascontiguousarray(rows[np.argsort(-People(world, rows).skill, axis=0, kind="stable")].T)
    omegas = world.shared["omegas"][people.arm - NO_ARM]
    paid = (1.0 + p.goals.earning_hours * omegas * world.org_progress) * world.now["hours_left"]
    hours = people.hours * paid * np.where(people.episode_until >= world.week, p.life.hours, 1.0)
    asked = np.count_nonzero(world.growth.scratch.flags[: len(world.people)])
    answers = world.call(route, experts=experts, hours_there=hours, hours_over=hours.copy())
    world.note("routed", answers)
    world.need = (asked - answers) / asked


@process(
    "community",
    "row order",
    "community.on",
    (
        "fails and does not ask",
        "asks",
        "question answered",
        "question unanswered",
        "question forwarded",
        "answer",
        "answer in return for help",
        "thanked",
        "reads an answer",
        "answer too easy to learn from",
        "resource found",
        "harsh word",
        "harsh word witnessed",
        "question routed to a mentor",
        "no mentor has time for a question",
        "routed within the group",
    ),
    (ask, talk, be_struck, questions_left),
    source="Lave & Wenger 1991; Joyce & Kraut 2006 (replies); Ai 2026 (reciprocity, shared partners); Miyake & Norman "
    "1979 (asking); Pew 2017 (harsh words)",
)
def community(world):
    """Questions find those who answer; answers teach, others read along; thanks bind, harsh words silence."""
    route_questions(world)
