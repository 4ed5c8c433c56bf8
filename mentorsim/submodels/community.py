"""The community: asking, answering, reading; replies, praise and harsh words."""

import numpy as np

from mentorsim.codes import ABSENT, CONTRIBUTING, MENTEE, MENTOR, NOBODY
from mentorsim.compiled import equation, kernel, part
from mentorsim.equations import domain
from mentorsim.policies.observation import People
from mentorsim.process import process
from mentorsim.rng import draw_for_people, four_drawn, four_uniforms, pair_uniform
from mentorsim.world.helping import hear_answer, may_talk, note_help, read_answer, tied_may_talk
from mentorsim.world.ties import find_arc, strengthen

REPLIED, UNANSWERED, PRAISED, HARSH, FOUND, READ, ROUTED, LEFT, COUNSEL, WITHIN = range(10)


@kernel
def talk(people, ties, rules, at):
    """Contributors ask the contact who is known to know most among those taking part; readers read along.

    An answer is a helped task. Row order: an answer may carry what was just learned.
    Into `flags`: 1 + the domain of a question that stays open, else 0.
    """
    at.flags[: people.n] = 0
    if not (rules.modes.community or rules.modes.network):
        return
    draw_for_people(people, at, 1)
    for i in range(people.n):
        at.waits[i] = 2 * people.unit[i] + (people.participation[i] == CONTRIBUTING)  # both at one look
    for i in range(people.n):
        if not people.present[i] or people.participation[i] == ABSENT:
            continue
        found, pick, harsh, _ = four_drawn(at, i)
        if found < rules.community.finds:
            at.count[FOUND] += 1
            people.nodes[i] += 1.0
        asks = people.participation[i] == CONTRIBUTING
        if asks and rules.exposure.on and harsh < min(1.0, rules.exposure.harsh * at.raid):
            at.count[HARSH] += 1
            people.harsh_now[i] += 1
            people.n_harsh[i] += 1
            people.fall_now[i] += rules.confidence.harsh
        k = domain(people.goals[i], pick)
        arc = best_informed(people, ties, rules, at, i, k)
        if arc != NOBODY:
            hear_contact(people, ties, rules, at, i, k, arc)
        elif asks:
            at.count[UNANSWERED] += 1
            at.flags[i] = 1 + k


@part
def best_informed(people, ties, rules, at, i, k):
    """The arc to the contact of i who knows most in domain k among those who contribute; NOBODY without one.

    Without branches: the machine guesses wrong at each. at.waits: 2 x unit, + 1 for who contributes.
    """
    arc, best = NOBODY, -1.0
    for a in range(ties.start[i], ties.start[i + 1]):
        other = ties.target[a]
        near = tied_may_talk(people.unit[i], at.waits[other] >> 1, rules.modes.community) != 0
        known, answers = people.skill[other, k], at.waits[other] & 1 == 1
        better = answers & near & (known > best)
        arc = a if better else arc
        best = known if better else best
    return arc


@part
def hear_contact(people, ties, rules, at, i, k, arc):
    """A contributor asks the contact at the end of an arc, who may reply; a reader reads along. Either may learn."""
    community = rules.community
    j = ties.target[arc]
    u, v, _, right = four_uniforms(at.luck, people.key[i], people.key[j], at.week, 2)
    tie, asks = ties.weight[arc], people.participation[i] == CONTRIBUTING
    if asks:
        if u >= community.reply + community.reply_tie * tie:
            at.count[UNANSWERED] += 1
            at.flags[i] = 1 + k
            return
        at.count[REPLIED] += 1
        people.heard[i] = 1.0
        people.n_replies[i] += 1
        people.replied_now[i] = 1
        note_help(people, i, j, at.week)
        if rules.ties.on:
            strengthen(ties, i, j, community.tie_renewal)
        if v < community.praise:
            at.count[PRAISED] += 1
            people.rise_now[i] += rules.confidence.praise
    else:
        at.count[READ] += 1
    if rules.learning.on:
        if asks:
            hear_answer(people, rules, i, j, k, community.help, tie, right)
        else:
            read_answer(people, rules, i, j, k, right)


@kernel
def counsel(people, ties, rules, at):
    """Former pairs who went on as peers stay in touch, as readily as the tie is strong; if both take part they counsel
    each other.
    """
    for i in range(people.n):
        j = people.peer[i]
        if j == NOBODY or not (people.present[i] and people.present[j]):
            continue
        if not may_talk(people.unit[i], people.unit[j], rules.modes.community, rules.modes.network):
            continue
        arc = find_arc(ties, i, j)
        strength = ties.weight[arc] if arc >= 0 else 0.0
        chance = rules.community.reply + rules.community.reply_tie * strength
        if pair_uniform(at.luck, people.key[i], people.key[j], at.week, 5) >= chance:
            continue
        if rules.ties.on:
            strengthen(ties, i, j, rules.community.tie_renewal)
        if people.participation[i] == ABSENT or people.participation[j] == ABSENT:
            continue
        at.count[COUNSEL] += 1
        note_help(people, i, j, at.week)
        note_help(people, j, i, at.week)


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
        people.heard[i] = 1.0
        people.n_replies[i] += 1
        people.replied_now[i] = 1
        note_help(people, i, j, at.week)
        praise, _, _, right = four_uniforms(at.luck, people.key[i], people.key[j], at.week, 3)
        if praise < rules.community.praise:
            at.count[PRAISED] += 1
            people.rise_now[i] += rules.confidence.praise
        if rules.learning.on:
            hear_answer(people, rules, i, j, k, rules.community.help, 0.0, right)
    return answers


def route_questions(world) -> None:
    """The coordinator routes what own contacts left unanswered to would-be mentors, as long as they have time."""
    people, p = world.people, world.parameters
    willing = (people.present == 1) & (people.role == MENTOR) & (people.energy >= p.matching.declines_below)
    rows = np.flatnonzero(willing)
    experts = np.ascontiguousarray(rows[np.argsort(-People(world, rows).skill, axis=0, kind="stable")].T)
    paid = (1.0 + p.goals.earning_hours * world.now["omega"] * world.org_progress) * world.now["hours_left"]
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
        "gets a reply",
        "stays unanswered",
        "praised",
        "harsh word",
        "resource found",
        "reads an answer",
        "question routed to a mentor",
        "no mentor has time for a question",
        "former pair counsel each other",
        "routed within the group",
    ),
    (talk, counsel, questions_left),
    source="Joyce & Kraut 2006 (replies); Lave & Wenger 1991",
)
def community(world):
    """Questions find those who know; replies, praise, harm."""
    route_questions(world)
