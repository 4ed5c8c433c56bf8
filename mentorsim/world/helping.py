"""Tasks and help in the arrays: the one rule by which a task teaches, whoever helps, and who is remembered for it."""

from mentorsim.codes import FIXED
from mentorsim.compiled import equation, part
from mentorsim.equations import (
    advice_weight,
    best_stretch,
    confidence_bound,
    congruence,
    distance,
    effort,
    help_weight,
    learned_from,
    pitch,
    priming,
    redundancy,
    stored_alone,
    stored_with_help,
    success_chance,
    task_gain,
    trust_gate,
    unit_interval,
    zone,
)

# --- the one task -----------------------------------------------------------------------------------------------------


@part
def pitching_across(rules, rho, gap):
    """Pitching skill rho across a gap in skill; 0 where everybody sets the same stretch."""
    learning = rules.learning
    return 0.0 if learning.pitch == FIXED else congruence(rho, gap, learning.blind_from, learning.blind_scale)


@part
def set_stretch(rules, gap, level, width, rho):
    """Stretch of a task that a helper sets with a level of help, for a zone of the width that they see.

    rho: pitching skill across the gap, see `pitching_across`.
    """
    learning = rules.learning
    return pitch(
        gap, best_stretch(level, width, learning.aim, learning.tau, learning.ease), rho, learning.fixed_stretch
    )


@part
def succeeds(rules, level, width, stretch, u):
    """Whether a task of this stretch succeeds with a level of help, by the uniform u: 1 or 0, as a number."""
    return 1.0 if u < success_chance(level, width, stretch, rules.learning.tau, rules.learning.ease) else 0.0


@part
def gate_of(rules, quality):
    """Share of help that trust lets through, Q."""
    return trust_gate(quality, rules.quality.gate, rules.quality.gate_power)


@part
def effort_of(people, rules, i):
    """Effort of person i at a task."""
    learning = rules.learning
    return effort(
        people.confidence[i], people.hurt[i], learning.effort_base, learning.effort_confidence, learning.effort_hurt
    )


@part
def weight_of_help(people, rules, i, k, level, weight, take):
    """Weight of a helped task in domain k for person i: by trust, uptake, struggle before it, redundancy.

    weight: by trust; take: share of the help offered that is taken up.
    """
    learning, s = rules.learning, people.skill[i, k]
    primed = priming(
        s,
        people.confidence[i],
        people.tried[i] == k,
        learning.priming_confidence,
        learning.priming_middle,
        learning.priming_scale,
    )
    redundant = redundancy(s, learning.redundant_from, learning.redundant_span)
    return help_weight(weight, take, primed, learning.priming, level, redundant, learning.redundancy)


@part
def gain_of_task(people, rules, i, k, outcome, phi, effort, weight):
    """Skill that person i gains at a task in domain k. outcome: see `learned_from`; phi: zone value."""
    return task_gain(rules.learning.rate, people.aptitude[i], people.skill[i, k], phi, outcome, effort, weight)


@part
def add_skill(people, i, k, gain):
    """Add what person i gained in domain k to skill now, and to the week's gain by goals."""
    people.skill[i, k] = unit_interval(people.skill[i, k] + gain)
    people.gain_now[i] += people.goals[i, k] * gain


@part
def heard_from(people, rules, i, j):
    """Weight of j's advice with i across the distance of their values."""
    learning = rules.learning
    bound = confidence_bound(people.openness[i], learning.bound_base, learning.bound_slope)
    return advice_weight(distance(people.values[i], people.values[j]), bound, learning.bound_scale)


@part
def note_helped_task(people, rules, i, x, level):
    """A task with help moves confidence by its success x: the more, the less help there was."""
    people.rise_now[i] += rules.confidence.aided_success * (1.0 - level) * x
    people.fall_now[i] += rules.confidence.failure * (1.0 - x)


# --- answers ----------------------------------------------------------------------------------------------------------


@equation
def hear_answer(people, rules, i, j, k, level, tie, u):
    """Person i works at a task in domain k with the help of j's answer, and learns by the rule of every helped task.

    level: help in the answer; tie: strength of the tie of both, in the place of trust; u: decides on success.
    """
    learning, community, z = rules.learning, rules.community, people.zone_width[i]
    d = stretch_of_help(people, rules, i, j, k, level)
    x = succeeds(rules, level, z, d, u)
    trust = community.answer_base + community.answer_tie * tie
    offered = community.answer_weight * trust * people.knack[j]
    weight = weight_of_help(people, rules, i, k, level, offered, heard_from(people, rules, i, j))
    tried_hard = min(1.0, effort_of(people, rules, i))
    outcome = learned_from(x, 0.5 * learning.from_failure)
    gain = gain_of_task(people, rules, i, k, outcome, zone(learning.zone, d, z), tried_hard, weight)
    add_skill(people, i, k, gain)
    people.learned_others[i] += gain
    people.storing[i, k] += stored_with_help(learning.storing, level, x, tried_hard, trust)
    people.answers_now[i] += 1
    note_helped_task(people, rules, i, x, level)


@part
def stretch_of_help(people, rules, i, j, k, level):
    """Stretch of the task in domain k that j, who sees the zone as it is, sets person i with a level of help."""
    gap = max(0.0, people.skill[j, k] - people.skill[i, k])
    return set_stretch(rules, gap, level, people.zone_width[i], pitching_across(rules, people.pitching[j], gap))


@part
def stretch_of_answer(people, rules, i, j, k):
    """Stretch of the task that an answer of j sets person i."""
    return stretch_of_help(people, rules, i, j, k, rules.community.help)


@part
def get_reply(people, i):
    """Person i gets a reply, whose pull lasts for a while."""
    people.heard[i] = 1.0
    people.n_replies[i] += 1
    people.replied_now[i] = 1


@equation
def read_answer(people, rules, i, k, d, u):
    """Person i reads an answer to somebody else: a task of stretch d without help, worth more after their own try."""
    learning, community, z = rules.learning, rules.community, people.zone_width[i]
    x = succeeds(rules, 0.0, z, d, u)
    tried = community.reading_tried if people.tried[i] == k else 0.0
    worth = community.reading * (community.reading_base + tried)
    tried_hard = min(1.0, effort_of(people, rules, i))
    outcome, phi = learned_from(x, learning.from_failure), zone(learning.zone, d, z)
    gain = gain_of_task(people, rules, i, k, outcome, phi, tried_hard, worth)
    add_skill(people, i, k, gain)
    people.learned_others[i] += gain
    people.storing[i, k] += stored_alone(learning.storing, x, tried_hard, worth)


# --- partners in help -------------------------------------------------------------------------------------------------


@equation
def may_talk(unit, other_unit, modes_community, modes_network):
    """Whether people of two units help each other: within a group the community does, across groups the network."""
    return modes_community if unit == other_unit else modes_network


@equation
def tied_may_talk(unit, other_unit, modes_community):
    """Whether people with a tie help each other: within a group if there is a community, across groups in any case."""
    return modes_community | (unit != other_unit)


@equation
def remember_partner(people, i, j, week, helped):
    """Note in i's list of recent partners that i helped j (helped = 1) or was helped by j (0) in `week`.

    The partner longest unseen makes room.
    """
    partner, gave, got = people.partner, people.partner_gave, people.partner_got
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


@equation
def note_help(people, i, j, week):
    """Note with both that i was helped by j in `week`."""
    remember_partner(people, i, j, week, 0)
    remember_partner(people, j, i, week, 1)


@part
def note_exchange(world, i, j, routed):
    """Enter into the record, if one is kept, that j answered i. routed: 1 if a coordinator asked j to, else 0.

    There must be room (see `Exchanges.reserve`).
    """
    if len(world.answer_giver) == 0:
        return
    place = world.n_answers[0]
    world.answer_giver[place], world.answer_taker[place], world.answer_routed[place] = j, i, routed
    world.n_answers[0] = place + 1
