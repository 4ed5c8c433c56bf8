"""The community: taking part, asking, answering, reading; replies, praise and harsh words; privacy incidents."""

from mentorsim.codes import ABSENT, CONTRIBUTING, NOBODY, READING
from mentorsim.compiled import equation, kernel
from mentorsim.equations import (
    advice_weight,
    answer_weight,
    confidence_bound,
    distance,
    domain,
    pitch,
    skill_gain,
    speaking_up,
    success_chance,
    taking_part,
    toward,
    unit_interval,
    zone,
)  # fmt: skip
from mentorsim.registry import process
from mentorsim.rng import four_uniforms
from mentorsim.ties import strengthen

AWAY, READS, CONTRIBUTES, REPLIED, UNANSWERED, BAD_ANSWER, PRAISED, HARSH, PRIVACY, FOUND, READ = range(11)


@equation
def remember_partner(partner, gave, got, i, j, week, helped):
    """Note in i's list of recent partners that i helped j (helped = 1) or was helped by j (0) in `week`.

    The partner longest unseen makes room.
    """
    place, oldest = 0, week + 1
    for k in range(partner.shape[1]):
        if partner[i, k] == j:
            place = k
            break
        seen = max(gave[i, k], got[i, k])
        if seen < oldest:
            oldest, place = seen, k
    if partner[i, place] != j:
        partner[i, place] = j
        gave[i, place] = got[i, place] = -9999
    if helped:
        gave[i, place] = week
    else:
        got[i, place] = week


@kernel
def take_part(
    n_people, luck, week, count, uptime, key, present, participation, flags, interactivity, confidence, literacy,
    heard, disclosure, disclosure_base, performance, n_contributions, unit, modes_community, modes_network, tie_start,
    tie_target, channel_medium, channel_reliability, community_base, community_steep, community_company,
    community_by_reply, community_cost, community_speak_base, community_speak_steep, community_heard_fade, exposure_on,
    exposure_privacy, exposure_disclosure_loss, exposure_disclosure_return,
):  # fmt: skip
    """Who is absent, reads or contributes this week: from last week's state, all at once.

    Privacy incidents befall those who take part and make them keep to themselves; trust returns slowly.
    """
    if not (modes_community or modes_network):
        return
    online = channel_medium == 1
    up = channel_reliability * uptime if online else 1.0
    was_active = flags
    for i in range(n_people):
        was_active[i] = present[i] and participation[i] != ABSENT
    for i in range(n_people):
        participation[i] = ABSENT
        if not present[i]:
            continue
        active, degree = 0, 0
        for a in range(tie_start[i], tie_start[i + 1]):
            other = tie_target[a]
            if modes_community if unit[other] == unit[i] else modes_network:
                active += was_active[other]
                degree += 1
        company = community_company * active / degree if degree else 0.0
        u, v, leak, _ = four_uniforms(luck, key[i], 0, week, 0)
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
    n_people, luck, week, count, key, present, participation, skill, goals, zone_width, pitching, openness, values,
    metacognition, heard, nodes, praise_now, harsh_now, n_replies, n_harsh, learned_others, partner, partner_gave,
    partner_got, unit, modes_community, modes_network, tie_start, tie_target, tie_weight, community_reply,
    community_reply_tie, community_help, community_rate, community_reading, community_good, community_mislead,
    community_praise, community_finds, community_tie_renewal, exposure_on, exposure_harsh, raid, learning_aim,
    learning_tau, learning_ease, learning_fixed_stretch, learning_zone, learning_bound_base, learning_bound_slope,
    learning_bound_scale, ties_on, learning_on,
):  # fmt: skip
    """Contributors ask the contact who is known to know most among those taking part; readers read along.

    An answer teaches through the zone function at a reduced rate. Row order: an answer may carry what was just learned.
    """
    if not (modes_community or modes_network):
        return
    for i in range(n_people):
        if not present[i] or participation[i] == ABSENT:
            continue
        found, pick, harsh, _ = four_uniforms(luck, key[i], 0, week, 1)
        if found < community_finds:
            count[FOUND] += 1
            nodes[i] += 1.0
        asks = participation[i] == CONTRIBUTING
        if asks and exposure_on and harsh < min(1.0, exposure_harsh * raid):
            count[HARSH] += 1
            harsh_now[i] += 1
            n_harsh[i] += 1
        k = domain(goals[i], pick)
        j, best, tie = NOBODY, -1.0, 0.0
        for a in range(tie_start[i], tie_start[i + 1]):
            other = tie_target[a]
            if not (modes_community if unit[other] == unit[i] else modes_network):
                continue
            if participation[other] == CONTRIBUTING and skill[other, k] > best:
                j, best, tie = other, skill[other, k], tie_weight[a]
        if j == NOBODY:
            if asks:
                count[UNANSWERED] += 1
            continue
        u, v, good, right = four_uniforms(luck, key[i], key[j], week, 2)
        if asks:
            if u >= community_reply + community_reply_tie * tie:
                count[UNANSWERED] += 1
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
        s, z = skill[i, k], zone_width[i]
        h = community_help if asks else 0.0
        d = pitch(
            max(0.0, skill[j, k] - s), h, z, pitching[j], learning_aim, learning_tau, learning_ease,
            learning_fixed_stretch,
        )  # fmt: skip
        x = 1.0 if right < success_chance(h, z, d, learning_tau, learning_ease) else 0.0
        if good >= community_good:
            count[BAD_ANSWER] += 1
        w = advice_weight(
            distance(values[i], values[j]), confidence_bound(openness[i], learning_bound_base, learning_bound_slope),
            learning_bound_scale,
        )  # fmt: skip
        worth = answer_weight(good < community_good, metacognition[i], community_mislead)
        share = 1.0 if asks else community_reading
        rate = community_rate * share * worth
        gain = skill_gain(rate, zone(learning_zone, d, z), x, 0.0, 0.0, 1.0, w, 1.0, s)
        skill[i, k] = unit_interval(s + gain)
        learned_others[i] += gain


@process(
    "community", "row order", "community.on",
    ("absent", "reads", "contributes", "gets a reply", "stays unanswered", "answer is bad", "praised", "harsh word",
     "privacy incident", "resource found", "reads an answer"), (take_part, talk),
)  # fmt: skip
def community(world):
    """People stay away, read or contribute; questions find those who know; replies, praise, harm."""
