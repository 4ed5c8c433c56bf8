"""Help between people who are no pair, in the arrays: what an answer teaches, and who is remembered as a partner."""

from mentorsim.codes import FIXED
from mentorsim.compiled import equation, part
from mentorsim.equations import (
    advice_weight,
    answer_weight,
    confidence_bound,
    distance,
    pitch,
    skill_gain,
    success_chance,
    unit_interval,
    zone,
)


@equation
def may_talk(unit, other_unit, modes_community, modes_network):
    """Whether people of two units help each other: within a group the community does, across groups the network."""
    return modes_community if unit == other_unit else modes_network


@equation
def tied_may_talk(unit, other_unit, modes_community):
    """Whether two who are tied help each other: within a group if there is a community, across groups in any case."""
    return modes_community | (unit != other_unit)


@part
def contacts_to_talk_to(people, ties, rules, i):
    """How many of i's contacts these are."""
    if rules.modes.community:
        return ties.start[i + 1] - ties.start[i]
    talk = 0
    for a in range(ties.start[i], ties.start[i + 1]):
        talk += tied_may_talk(people.unit[i], people.unit[ties.target[a]], rules.modes.community)
    return talk


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
def set_stretch(people, matches, rules, row, gap):
    """Stretch of the task that the mentor of match `row` sets where the skills are `gap` apart, pitched at the zone as
    the mentor sees it."""
    seen_width = people.zone_width[matches.mentee[row]] * matches.width_error[row]
    return set_stretch_of(rules, gap, matches.help[row], seen_width, people.pitching[matches.mentor[row]])


@part
def set_stretch_of(rules, gap, level, width, rho):
    """Stretch of a task set with a level of help for a zone of a width by somebody with pitching skill rho: pitched, or
    the same for all."""
    learning = rules.learning
    if learning.pitch == FIXED:
        return min(gap, learning.fixed_stretch)
    return pitch(gap, level, width, rho, learning.aim, learning.tau, learning.ease, learning.fixed_stretch)


@equation
def hear_answer(people, rules, i, j, k, level, share, luck):
    """Person i learns in domain k from an answer of j, through the zone function; a `share` of what an answer teaches.

    level: help in the answer; luck: two uniforms, which decide on whether it is a good one and on success.
    """
    learning = rules.learning
    s, z = people.skill[i, k], people.zone_width[i]
    gap = max(0.0, people.skill[j, k] - s)
    d = pitch(gap, level, z, people.pitching[j], learning.aim, learning.tau, learning.ease, learning.fixed_stretch)
    x = 1.0 if luck[1] < success_chance(level, z, d, learning.tau, learning.ease) else 0.0
    bound = confidence_bound(people.openness[i], learning.bound_base, learning.bound_slope)
    w = advice_weight(distance(people.values[i], people.values[j]), bound, learning.bound_scale)
    good = luck[0] < rules.community.good
    worth = answer_weight(good, people.metacognition[i], rules.community.mislead)
    phi = zone(learning.zone, d, z)
    gain = skill_gain(rules.community.rate * share * worth, phi, x, 0.0, 0.0, 1.0, w, 1.0, s)
    people.skill[i, k] = unit_interval(s + gain)
    people.learned_others[i] += gain
