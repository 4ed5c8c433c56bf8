"""The community: taking part, asking, answering, reading; replies, praise and harsh words; privacy incidents."""

import numpy as np

from mentorsim.codes import ABSENT, CONTRIBUTING, MENTEE, MENTOR, NOBODY, ONLINE, READING
from mentorsim.compiled import equation, kernel, part
from mentorsim.equations import domain, speaking_up, taking_part, toward
from mentorsim.policies.observation import People
from mentorsim.process import process
from mentorsim.rng import draw_for_people, four_drawn, four_uniforms, pair_uniform
from mentorsim.world.helping import contacts_to_talk_to, hear_answer, may_talk, note_help, tied_may_talk
from mentorsim.world.ties import find_arc, strengthen

AWAY, READS, CONTRIBUTES, REPLIED, UNANSWERED, BAD_ANSWER, PRAISED, HARSH, PRIVACY, FOUND, READ = range(11)
ROUTED, LEFT, COUNSEL, WITHIN = range(11, 15)


@kernel
def take_part(people, ties, rules, at):
    """Who is absent, reads or contributes this week: from last week's state, all at once.

    Privacy incidents befall those who take part and make them keep to themselves; trust returns slowly.
    """
    if not (rules.modes.community or rules.modes.network):
        return
    community = rules.community
    online = rules.channel.medium == ONLINE
    up = rules.channel.reliability * at.uptime if online else 1.0
    draw_for_people(people, at, 0)
    at.waits[: people.n] = 0
    for j in range(people.n):
        if people.present[j] and people.participation[j] != ABSENT:  # last week: those few tell their contacts
            for a in range(ties.start[j], ties.start[j + 1]):
                i = ties.target[a]
                at.waits[i] += tied_may_talk(people.unit[j], people.unit[i], rules.modes.community)
    for i in range(people.n):
        people.participation[i] = ABSENT
        if not people.present[i]:
            continue
        degree = contacts_to_talk_to(people, ties, rules, i)
        company = community.company * at.waits[i] / degree if degree else 0.0
        u, v, leak, _ = four_drawn(at, i)
        drive, c, h = people.interactivity[i], people.confidence[i], people.heard[i]
        p = up * taking_part(
            drive,
            c,
            people.literacy[i],
            h,
            people.disclosure[i],
            company,
            1.0 if online else 0.0,
            community.base,
            community.steep,
            community.by_reply,
            community.cost,
        )
        if u >= p:
            at.count[AWAY] += 1
        elif v < speaking_up(
            c, drive, h, people.performance[i], community.speak_base, community.speak_steep, community.by_reply
        ):
            people.participation[i] = CONTRIBUTING
            people.n_contributions[i] += 1
            at.count[CONTRIBUTES] += 1
        else:
            people.participation[i] = READING
            at.count[READS] += 1
        people.heard[i] *= 1.0 - community.heard_fade
        people.disclosure[i] = toward(people.disclosure[i], people.disclosure_base[i], rules.exposure.disclosure_return)
        if rules.exposure.on and people.participation[i] != ABSENT and leak < rules.exposure.privacy:
            at.count[PRIVACY] += 1
            people.disclosure[i] *= 1.0 - rules.exposure.disclosure_loss


@kernel
def talk(people, ties, rules, at):
    """Contributors ask the contact who is known to know most among those taking part; readers read along.

    An answer teaches through the zone function at a reduced rate. Row order: an answer may carry what was just learned.
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
    u, v, good, right = four_uniforms(at.luck, people.key[i], people.key[j], at.week, 2)
    asks = people.participation[i] == CONTRIBUTING
    if asks:
        if u >= community.reply + community.reply_tie * ties.weight[arc]:
            at.count[UNANSWERED] += 1
            at.flags[i] = 1 + k
            return
        at.count[REPLIED] += 1
        people.heard[i] = 1.0
        people.n_replies[i] += 1
        note_help(people, i, j, at.week)
        if rules.ties.on:
            strengthen(ties, i, j, community.tie_renewal)
        if v < community.praise:
            at.count[PRAISED] += 1
            people.praise_now[i] += 1
    else:
        at.count[READ] += 1
    if rules.learning.on:
        at.count[BAD_ANSWER] += good >= community.good
        level, share = (community.help, 1.0) if asks else (0.0, community.reading)
        hear_answer(people, rules, i, j, k, level, share, (good, right))


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
def questions_left(people, world, at):
    """How many questions of mentees are still open, if a coordinator routes such; `need` is then what is left of it."""
    left = 0
    if at.routes:
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
        note_help(people, i, j, at.week)
        praise, _, good, right = four_uniforms(at.luck, people.key[i], people.key[j], at.week, 3)
        if praise < rules.community.praise:
            at.count[PRAISED] += 1
            people.praise_now[i] += 1
        if rules.learning.on:
            at.count[BAD_ANSWER] += good >= rules.community.good
            hear_answer(people, rules, i, j, k, rules.community.help, 1.0, (good, right))
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
        "absent",
        "reads",
        "contributes",
        "gets a reply",
        "stays unanswered",
        "answer is bad",
        "praised",
        "harsh word",
        "privacy incident",
        "resource found",
        "reads an answer",
        "question routed to a mentor",
        "no mentor has time for a question",
        "former pair counsel each other",
        "routed within the group",
    ),
    (take_part, talk, counsel, questions_left),
    source="Ren & Kraut 2014 (participation); Joyce & Kraut 2006 (replies); Lave & Wenger 1991",
)
def community(world):
    """People stay away, read or contribute; questions find those who know; replies, praise, harm."""
    route_questions(world)
