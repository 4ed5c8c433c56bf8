"""What a pair can be scored by, as the matching side sees it: likeness, zone value, fit of goals, chance to meet.

Each function takes what a policy sees of mentees and mentors (`observation.People`) and gives (n, m) in [0, 1].
"""

import numpy as np

from mentorsim import codes
from mentorsim.compiled import kernel
from mentorsim.equations import (
    channel_quality,
    contacts,
    cosine,
    meeting_chance,
    pitch,
    unit_interval,
    zone,
)  # fmt: skip


def table(mentees, mentors):
    """An empty array of one number per pair."""
    return np.empty((len(mentees), len(mentors)))


def likeness(mentees, mentors):
    """Deep similarity of style and values."""
    return mentees.likeness(mentors)


def zone_value(mentees, mentors):
    """Zone value phi of the first tasks, at the pitch expected with the help of a first week, over the domains as the
    plan would weigh them."""
    out, p = table(mentees, mentors), mentees.parameters
    forms = codes.ZONE_FORMS.index(p.learning.zone), codes.PITCHES.index(p.learning.pitch)
    fill_zone(
        mentees.plan, mentees.skill, mentees.zone_width, mentors.skill, mentors.pitching, *forms, p.withdrawal.start,
        p.learning.aim, p.learning.tau, p.learning.ease, p.learning.fixed_stretch, out,
    )  # fmt: skip
    return out


@kernel
def fill_zone(
    plan, skill, width, skill_mentor, pitching, form, fixed, help_level, aim, tau, ease, fixed_stretch, out
):  # fmt: skip
    """Zone value of each pair into `out` (n, m): sum over domains of plan x phi(pitch). Widths are at least .05."""
    for i in range(len(skill)):
        z = max(0.05, width[i])
        for j in range(len(skill_mentor)):
            rho, total = unit_interval(pitching[j]), 0.0
            for k in range(plan.shape[1]):
                gap = max(0.0, skill_mentor[j, k] - skill[i, k])
                d = min(gap, fixed_stretch) if fixed else pitch(gap, help_level, z, rho, aim, tau, ease, fixed_stretch)
                total += plan[i, k] * zone(form, d, z)
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
    """Chance that the pair meets in a week, with a mentor who is not overloaded, through the setting's channel."""
    out, p = table(mentees, mentors), mentees.parameters
    fill_chance(
        mentees.interactivity, mentors.interactivity, mentees.literacy, mentors.literacy,
        p.channel.medium == "online", p.channel.reliability, p.channel.gamma, p.channel.cost, p.channel.reinvest,
        p.meetings.base, p.meetings.slope, out,
    )  # fmt: skip
    return out


@kernel
def fill_chance(i_mentee, i_mentor, l_mentee, l_mentor, online, reliability, gamma, cost, reinvest, base, slope, out):
    """Chance to meet of each pair into `out` (n, m)."""
    often = contacts(cost, reinvest)
    for i in range(len(i_mentee)):
        a, literacy = unit_interval(i_mentee[i]), unit_interval(l_mentee[i])
        for j in range(len(i_mentor)):
            works = channel_quality(online, literacy, unit_interval(l_mentor[j]), reliability, gamma)
            out[i, j] = meeting_chance(a, unit_interval(i_mentor[j]), 1.0, works, often, base, slope)
