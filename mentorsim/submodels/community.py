"""The community: taking part, asking, answering, reading; replies, praise and harsh words; privacy incidents."""

import numpy as np

from mentorsim.codes import ABSENT, CONTRIBUTING, MENTEE, MENTOR, NOBODY, READING
from mentorsim.compiled import equation, kernel
from mentorsim.equations import domain, speaking_up, taking_part, toward
from mentorsim.helping import contacts_to_talk_to, hear_answer, may_talk, remember_partner, tied_may_talk
from mentorsim.observation import People
from mentorsim.registry import process
from mentorsim.rng import coarse, fill_words, four_uniforms, pair_uniform
from mentorsim.ties import find_arc, strengthen

AWAY, READS, CONTRIBUTES, REPLIED, UNANSWERED, BAD_ANSWER, PRAISED, HARSH, PRIVACY, FOUND, READ = range(11)
ROUTED, LEFT, COUNSEL, WITHIN = range(11, 15)


@kernel
def take_part(
    n_people, luck, week, count, uptime, key, present, participation, interactivity, confidence, literacy,
    heard, disclosure, disclosure_base, performance, n_contributions, unit, modes_community, modes_network, tie_start,
    tie_target, channel_medium, channel_reliability, community_base, community_steep, community_company,
    community_by_reply, community_cost, community_speak_base, community_speak_steep, community_heard_fade, exposure_on,
    exposure_privacy, exposure_disclosure_loss, exposure_disclosure_return, active_contacts, draws,
):  # fmt: skip
    """Who is absent, reads or contributes this week: from last week's state, all at once.

    Privacy incidents befall those who take part and make them keep to themselves; trust returns slowly.
    """
    if not (modes_community or modes_network):
        return
    online = channel_medium == 1
    up = channel_reliability * uptime if online else 1.0
    fill_words(luck, n_people, key, week, 0, draws)
    active_contacts[:n_people] = 0
    for j in range(n_people):
        if present[j] and participation[j] != ABSENT:  # last week: those few tell their contacts
            for a in range(tie_start[j], tie_start[j + 1]):
                i = tie_target[a]
                active_contacts[i] += tied_may_talk(unit[j], unit[i], modes_community)
    for i in range(n_people):
        participation[i] = ABSENT
        if not present[i]:
            continue
        degree = contacts_to_talk_to(i, unit, modes_community, tie_start, tie_target)
        company = community_company * active_contacts[i] / degree if degree else 0.0
        u, v, leak = coarse(draws[0, i]), coarse(draws[1, i]), coarse(draws[2, i])
        p = up * taking_part(
            interactivity[i], confidence[i], literacy[i], heard[i], disclosure[i], company, 1.0 if online else 0.0,
            community_base, community_steep, community_by_reply, community_cost,
        )  # fmt: skip
        if u >= p:
            count[AWAY] += 1
        elif v < speaking_up(
            confidence[i], interactivity[i], heard[i], performance[i], community_speak_base, community_speak_steep,
            community_by_reply,
        ):  # fmt: skip
            participation[i] = CONTRIBUTING
            n_contributions[i] += 1
            count[CONTRIBUTES] += 1
        else:
            participation[i] = READING
            count[READS] += 1
        heard[i] *= 1.0 - community_heard_fade
        disclosure[i] = toward(disclosure[i], disclosure_base[i], exposure_disclosure_return)
        if exposure_on and participation[i] != ABSENT and leak < exposure_privacy:
            count[PRIVACY] += 1
            disclosure[i] *= 1.0 - exposure_disclosure_loss


@kernel
def talk(
    n_people, luck, week, count, key, present, participation, flags, skill, goals, zone_width, pitching, openness,
    values, metacognition, heard, nodes, praise_now, harsh_now, n_replies, n_harsh, learned_others, partner,
    partner_gave, partner_got, unit, modes_community, modes_network, tie_start, tie_target, tie_weight, community_reply,
    community_reply_tie, community_help, community_rate, community_reading, community_good, community_mislead,
    community_praise, community_finds, community_tie_renewal, exposure_on, exposure_harsh, raid, learning_aim,
    learning_tau, learning_ease, learning_fixed_stretch, learning_zone, learning_bound_base, learning_bound_slope,
    learning_bound_scale, ties_on, learning_on, spot, draws,
):  # fmt: skip
    """Contributors ask the contact who is known to know most among those taking part; readers read along.

    An answer teaches through the zone function at a reduced rate. Row order: an answer may carry what was just learned.
    """
    if not (modes_community or modes_network):
        flags[:n_people] = 0
        return
    fill_words(luck, n_people, key, week, 1, draws)
    # spot: whether somebody contributes this week, beside the unit
    for i in range(n_people):
        spot[i] = 2 * unit[i] + (participation[i] == CONTRIBUTING)
    for i in range(n_people):
        flags[i] = 0  # 1 + domain of a question that stays open
        if not present[i] or participation[i] == ABSENT:
            continue
        found, pick, harsh = coarse(draws[0, i]), coarse(draws[1, i]), coarse(draws[2, i])
        if found < community_finds:
            count[FOUND] += 1
            nodes[i] += 1.0
        asks = participation[i] == CONTRIBUTING
        if asks and exposure_on and harsh < min(1.0, exposure_harsh * raid):
            count[HARSH] += 1
            harsh_now[i] += 1
            n_harsh[i] += 1
        k = domain(goals[i], pick)
        arc, best = NOBODY, -1.0
        for a in range(tie_start[i], tie_start[i + 1]):
            other = tie_target[a]
            near = tied_may_talk(unit[i], spot[other] >> 1, modes_community) != 0
            known, answers = skill[other, k], spot[other] & 1 == 1
            better = answers & near & (known > best)
            arc = a if better else arc
            best = known if better else best
        if arc == NOBODY:
            if asks:
                count[UNANSWERED] += 1
                flags[i] = 1 + k
            continue
        j, tie = tie_target[arc], tie_weight[arc]
        u, v, good, right = four_uniforms(luck, key[i], key[j], week, 2)
        if asks:
            if u >= community_reply + community_reply_tie * tie:
                count[UNANSWERED] += 1
                flags[i] = 1 + k
                continue
            count[REPLIED] += 1
            heard[i] = 1.0
            n_replies[i] += 1
            remember_partner(partner, partner_gave, partner_got, i, j, week, 0)
            remember_partner(partner, partner_gave, partner_got, j, i, week, 1)
            if ties_on:
                strengthen(tie_start, tie_target, tie_weight, i, j, community_tie_renewal)
            if v < community_praise:
                count[PRAISED] += 1
                praise_now[i] += 1
        else:
            count[READ] += 1
        if not learning_on:
            continue
        if good >= community_good:
            count[BAD_ANSWER] += 1
        share = 1.0 if asks else community_reading
        hear_answer(
            i, j, k, community_help if asks else 0.0, community_rate * share, good < community_good, right, skill,
            zone_width, pitching, openness, values, metacognition, learned_others, community_mislead, learning_aim,
            learning_tau, learning_ease, learning_fixed_stretch, learning_zone, learning_bound_base,
            learning_bound_slope, learning_bound_scale,
        )  # fmt: skip


@kernel
def counsel(
    n_people, luck, week, count, key, present, participation, peer, partner, partner_gave, partner_got, unit,
    modes_community, modes_network, tie_start, tie_target, tie_weight, community_reply, community_reply_tie,
    community_tie_renewal, ties_on,
):  # fmt: skip
    """Former pairs who went on as peers stay in touch, as readily as the tie is strong; if both take part they counsel
    each other.
    """
    for i in range(n_people):
        j = peer[i]
        if j == NOBODY or not (present[i] and present[j]):
            continue
        if not may_talk(unit[i], unit[j], modes_community, modes_network):
            continue
        arc = find_arc(tie_start, tie_target, i, j)
        strength = tie_weight[arc] if arc >= 0 else 0.0
        if pair_uniform(luck, key[i], key[j], week, 5) >= community_reply + community_reply_tie * strength:
            continue
        if ties_on:
            strengthen(tie_start, tie_target, tie_weight, i, j, community_tie_renewal)
        if participation[i] == ABSENT or participation[j] == ABSENT:
            continue
        count[COUNSEL] += 1
        for helped in range(2):
            remember_partner(partner, partner_gave, partner_got, i, j, week, helped)
            remember_partner(partner, partner_gave, partner_got, j, i, week, helped)


# --- questions that a coordinator routes -----------------------------------------------------------------------------


@kernel
def questions_left(n_people, routes, role, flags, need):
    """How many questions of mentees are still open, if a coordinator routes such; `need` is then what is left of it."""
    left = 0
    if routes:
        need[0] = 0.0
        for i in range(n_people):
            if role[i] != MENTEE:
                flags[i] = 0
            left += flags[i] > 0
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
def route(
    n_people, luck, week, count, key, unit, skill, zone_width, pitching, openness, values, metacognition, heard,
    praise_now, n_replies, learned_others, hours_given, hours_received, load, partner, partner_gave, partner_got,
    flags, matching_answer_hours, matching_own_group_first, channel_cost, meetings_on, meetings_budget, hours_owed,
    community_help, community_rate, community_good, community_mislead, community_praise, learning_aim, learning_tau,
    learning_ease, learning_fixed_stretch, learning_zone, learning_bound_base, learning_bound_slope,
    learning_bound_scale, learning_on, experts, hours_there, hours_over,
):  # fmt: skip
    """Each open question goes to the mentor known to know most in its domain who has time left this week; with
    `own_group_first` to such a one of the own group, if there is any.

    experts: (K, m) rows of mentors by falling skill as known; hours_there: (people,) hours of their week; hours_over:
    the same, used up here. An answer takes hours and adds to load; under a budget of hours there are no more than are
    owed. Returns the number of answers.
    """
    price, answers = channel_cost * matching_answer_hours, 0
    place = np.zeros(len(experts), np.int64)
    if not meetings_on:
        load[:n_people] = 0.0
    for i in range(n_people):
        k = flags[i] - 1
        if k < 0:
            continue
        while place[k] < experts.shape[1] and hours_over[experts[k, place[k]]] < price:
            place[k] += 1
        if place[k] == experts.shape[1] or (meetings_budget and hours_owed[0] < price):
            count[LEFT] += 1
            continue
        chosen = place[k]
        if matching_own_group_first:
            chosen = first_of_group(experts[k], chosen, unit[i], unit, hours_over, price)
        j = experts[k, chosen]
        count[ROUTED] += 1
        count[WITHIN] += unit[i] == unit[j]
        answers += 1
        hours_over[j] -= price
        hours_owed[0] -= price * meetings_budget
        hours_given[j] += price
        hours_received[i] += price
        load[j] += price / hours_there[j] if price > 0.0 else 0.0
        heard[i] = 1.0
        n_replies[i] += 1
        remember_partner(partner, partner_gave, partner_got, i, j, week, 0)
        remember_partner(partner, partner_gave, partner_got, j, i, week, 1)
        praise, _, good, right = four_uniforms(luck, key[i], key[j], week, 3)
        if praise < community_praise:
            count[PRAISED] += 1
            praise_now[i] += 1
        if learning_on:
            count[BAD_ANSWER] += good >= community_good
            hear_answer(
                i, j, k, community_help, community_rate, good < community_good, right, skill, zone_width, pitching,
                openness, values, metacognition, learned_others, community_mislead, learning_aim, learning_tau,
                learning_ease, learning_fixed_stretch, learning_zone, learning_bound_base, learning_bound_slope,
                learning_bound_scale,
            )  # fmt: skip
    return answers


def route_questions(world) -> None:
    """The coordinator routes what own contacts left unanswered to would-be mentors, as long as they have time."""
    people, p = world.people, world.parameters
    willing = (people.present == 1) & (people.role == MENTOR) & (people.energy >= p.matching.declines_below)
    rows = np.flatnonzero(willing)
    experts = np.ascontiguousarray(rows[np.argsort(-People(world, rows).skill, axis=0, kind="stable")].T)
    paid = (1.0 + p.goals.earning_hours * world.now["omega"] * world.living) * world.now["hours_left"]
    hours = people.hours * paid * np.where(people.episode_until >= world.week, p.life.hours, 1.0)
    asked = np.count_nonzero(world.flags_of_people)
    answers = world.call(route, experts=experts, hours_there=hours, hours_over=hours.copy())
    world.note("routed", answers)
    world.need = (asked - answers) / asked


@process(
    "community", "row order", "community.on",
    ("absent", "reads", "contributes", "gets a reply", "stays unanswered", "answer is bad", "praised", "harsh word",
     "privacy incident", "resource found", "reads an answer", "question routed to a mentor",
     "no mentor has time for a question", "former pair counsel each other", "routed within the group"),
    (take_part, talk, counsel, questions_left),
)  # fmt: skip
def community(world):
    """People stay away, read or contribute; questions find those who know; replies, praise, harm."""
    route_questions(world)
