"""What a pair can be scored by, as the matching side sees it: likeness, zone value, fit of goals, chance to meet.

Each function takes what a policy sees of mentees and mentors (`observation.People`) and gives (n, m) in [0, 1].
"""

import numpy as np

from mentorsim.codes import ONLINE
from mentorsim.compiled import kernel
from mentorsim.equations import (
    chance,
    channel_quality,
    contacts_of_mentee,
    contacts_of_mentor,
    cosine,
    unit_interval,
    zone,
)
from mentorsim.world.helping import pitching_across, set_stretch


def table(mentees, mentors):
    """An empty array of one number per pair."""
    return np.empty((len(mentees), len(mentors)))


def likeness(mentees, mentors):
    """Deep similarity of style and values."""
    return mentees.likeness(mentors)


def zone_value(mentees, mentors):
    """Zone value phi of the first tasks, at the pitch expected with the help of a first week, over the domains as the
    plan would weigh them."""
    out = table(mentees, mentors)
    fill_zone(mentees, mentors, mentees.rules, out)
    return out


@kernel
def fill_zone(mentees, mentors, rules, out):
    """Zone value of each pair into `out` (n, m): sum over domains of plan x phi(pitch). Widths are at least .05."""
    learning = rules.learning
    plan, help_level = mentees.plan, rules.withdrawal.start
    for i in range(len(mentees.skill)):
        z = max(0.05, mentees.zone_width[i])
        for j in range(len(mentors.skill)):
            rho, total = unit_interval(mentors.pitching[j]), 0.0
            for k in range(plan.shape[1]):
                gap = max(0.0, mentors.skill[j, k] - mentees.skill[i, k])
                d = set_stretch(rules, gap, help_level, z, pitching_across(rules, rho, gap))
                total += plan[i, k] * zone(learning.zone, d, z)
            out[i, j] = total


def goal_fit(mentees, mentors):
    """Cosine of a mentee's goal weights and a mentor's skills by domain: strong in what is wanted."""
    out = table(mentees, mentors)
    fill_goal_fit(np.maximum(0.0, mentees.goals), np.maximum(0.0, mentors.skill), out)
    return out


@kernel
def fill_goal_fit(goals, skill, out):
    """Cosine of goals and skills of each pair into `out` (n, m)."""
    for i in range(len(goals)):
        for j in range(len(skill)):
            out[i, j] = cosine(goals[i], skill[j])


def chance_to_meet(mentees, mentors):
    """Chance that the pair has contact in its first weeks, with a mentor who is not overloaded, by the channel."""
    out = table(mentees, mentors)
    fill_chance(mentees, mentors, mentees.rules, out)
    return out


@kernel
def fill_chance(mentees, mentors, rules, out):
    """Chance to meet of each pair into `out` (n, m)."""
    channel, meetings, q = rules.channel, rules.meetings, rules.quality.flat
    online = channel.medium == ONLINE
    for i in range(len(mentees.zeta)):
        mine, literacy = mentees.zeta[i], unit_interval(mentees.literacy[i])
        by_mentee = contacts_of_mentee(
            mine, q, 0, meetings.mentee, meetings.mentee_base, meetings.mentee_quality, meetings.chosen
        )
        for j in range(len(mentors.attunement)):
            theirs = unit_interval(mentors.literacy[j])
            works = channel_quality(online, literacy, theirs, channel.reliability, channel.gamma, channel.gap)
            attuned = unit_interval(mentors.attunement[j])
            by_mentor = contacts_of_mentor(attuned, q, meetings.mentor, meetings.mentor_base)
            out[i, j] = chance(works * (by_mentee + by_mentor + meetings.prompts))
