"""Routing: a coordinator sends the questions that others left open to mentors who have time."""

import numpy as np

from mentorsim.codes import MENTEE, MENTOR, NO_ARM
from mentorsim.compiled import equation, kernel, part
from mentorsim.policies.observation import People
from mentorsim.rng import uniforms
from mentorsim.world.helping import get_reply, hear_answer, note_exchange, note_help

ROUTED, LEFT, WITHIN = 13, 14, 15  # places among the branches of the community
ROUTED_AT = 4  # index of the pair's draw, behind those of `answering`


@kernel
def questions_left(people, world, rules, at):
    """How many questions of mentees are still open, where a coordinator routes such questions.

    `need` is then the share of them that is left in the end. In the placebo world nobody routes questions.
    """
    left = 0
    if at.routes and not rules.learning.placebo:
        world.need[0] = 0.0
        for i in range(people.n):
            if people.role[i] != MENTEE:
                at.flags[i] = 0
            left += at.flags[i] > 0
    return left


@kernel
def route(people, world, rules, at, experts, hours_there, hours_over):
    """Each open question goes to the mentor known to know most in its domain who has time left this week; with
    `own_group_first`, to such a mentor of the asker's own group, if there is one.

    experts: (K, m) rows of mentors by falling skill as known; hours_there: (people,) hours of their week; hours_over:
    the same, used up here. Under a budget of hours there are no more answers than are owed. Returns their number.
    """
    price, answers, place = hours_of_answer(rules), 0, np.zeros(len(experts), np.int64)
    if not rules.meetings.on:
        people.load[: people.n] = 0.0
    for i in range(people.n):
        k = at.flags[i] - 1
        if k < 0:
            continue
        place[k] = first_with_time(experts[k], place[k], hours_over, price)
        if place[k] == experts.shape[1] or (rules.meetings.budget and world.hours_owed[0] < price):
            at.count[LEFT] += 1
            continue
        j = experts[k, chosen_place(people, rules, i, experts[k], place[k], hours_over)]
        answer_as_asked(people, world, rules, at, i, j, k, hours_there[j])
        hours_over[j] -= price
        answers += 1
    return answers


@part
def hours_of_answer(rules):
    """Hours that an answer to a routed question takes of a mentor's week."""
    return rules.channel.cost * rules.matching.answer_hours


@equation
def first_with_time(experts, first, hours_over, price):
    """The first place from `first` on of a mentor with time for an answer; the number of experts if there is none."""
    while first < len(experts) and hours_over[experts[first]] < price:
        first += 1
    return first


@part
def chosen_place(people, rules, i, experts, first, hours_over):
    """The place among `experts` of the mentor who gets i's question: the first with time, or, with `own_group_first`,
    the first such mentor of i's own group."""
    if not rules.matching.own_group_first:
        return first
    return first_of_group(experts, first, people.unit[i], people.unit, hours_over, hours_of_answer(rules))


@equation
def first_of_group(experts, first, group, unit, hours_over, price):
    """The first place from `first` on of a mentor of that group (unit) with time for an answer; `first` without one.

    experts: (m,) rows of mentors.
    """
    for place in range(first, len(experts)):
        if unit[experts[place]] == group and hours_over[experts[place]] >= price:
            return place
    return first


@part
def answer_as_asked(people, world, rules, at, i, j, k, hours_there):
    """Mentor j answers i's question in domain k for the coordinator: it takes hours, adds to load, and helps i.

    hours_there: of the mentor's week.
    """
    price = hours_of_answer(rules)
    at.count[ROUTED] += 1
    at.count[WITHIN] += people.unit[i] == people.unit[j]
    world.hours_owed[0] -= price * rules.meetings.budget
    people.hours_given[j] += price
    people.hours_received[i] += price
    people.load[j] += price / hours_there if price > 0.0 else 0.0
    get_reply(people, i)
    note_help(people, i, j, at.week)
    note_exchange(world, i, j, 1)
    if rules.learning.on:
        right, _ = uniforms(at.luck, people.key[i], people.key[j], at.week, ROUTED_AT)
        hear_answer(people, rules, i, j, k, rules.community.help, 0.0, right)


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
