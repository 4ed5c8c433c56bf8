"""Help between people who are no pair, in the arrays: what an answer teaches, and who is remembered as a partner."""

from mentorsim.compiled import equation
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
)  # fmt: skip


@equation
def may_talk(unit, other_unit, modes_community, modes_network):
    """Whether people of two units help each other: within a group the community does, across groups the network."""
    return modes_community if unit == other_unit else modes_network


@equation
def tied_may_talk(unit, other_unit, modes_community):
    """The same of two who are tied: within a group if there is a community; a tie that leaves it is the network's."""
    return modes_community | (unit != other_unit)


@equation
def contacts_to_talk_to(i, unit, modes_community, tie_start, tie_target):
    """How many of i's contacts these are."""
    if modes_community:
        return tie_start[i + 1] - tie_start[i]
    talk = 0
    for a in range(tie_start[i], tie_start[i + 1]):
        talk += tied_may_talk(unit[i], unit[tie_target[a]], modes_community)
    return talk


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


@equation
def hear_answer(
    i, j, k, help_level, rate, good, right, skill, zone_width, pitching, openness, values, metacognition,
    learned_others, community_mislead, learning_aim, learning_tau, learning_ease, learning_fixed_stretch, learning_zone,
    learning_bound_base, learning_bound_slope, learning_bound_scale,
):  # fmt: skip
    """Person i learns in domain k from an answer of j, through the zone function, at `rate` skill for the best answer.

    help_level: help in the answer; good: whether it is a good one; right: a uniform that decides on success.
    """
    s, z = skill[i, k], zone_width[i]
    d = pitch(
        max(0.0, skill[j, k] - s), help_level, z, pitching[j], learning_aim, learning_tau, learning_ease,
        learning_fixed_stretch,
    )  # fmt: skip
    x = 1.0 if right < success_chance(help_level, z, d, learning_tau, learning_ease) else 0.0
    w = advice_weight(
        distance(values[i], values[j]), confidence_bound(openness[i], learning_bound_base, learning_bound_slope),
        learning_bound_scale,
    )  # fmt: skip
    worth = answer_weight(good, metacognition[i], community_mislead)
    gain = skill_gain(rate * worth, zone(learning_zone, d, z), x, 0.0, 0.0, 1.0, w, 1.0, s)
    skill[i, k] = unit_interval(s + gain)
    learned_others[i] += gain
