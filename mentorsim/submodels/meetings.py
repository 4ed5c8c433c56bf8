"""Hours, load, and whether a match meets."""

import numpy as np

from mentorsim.compiled import kernel
from mentorsim.equations import (
    attention,
    channel_quality,
    claim,
    contacts,
    expected_hours,
    literacy_gain,
    meeting_chance,
)
from mentorsim.registry import process
from mentorsim.rng import coarse, fill_pair_words, pair_uniform
from mentorsim.ties import note_tie, strengthen

MET, NOT_MET, OVERLOADED, INTRODUCED, RESOURCE, HARSH, SLOWED, HASTENED = range(8)


@kernel
def take_load(
    n_people, week, omega, living, hours_left, active, load, hours, episode_until, matched, match_mentee, match_mentor,
    match_help, channel_cost, channel_reinvest, life_hours, meetings_claim_base, meetings_claim_help,
    goals_earning_hours,
):  # fmt: skip
    """Load l = claims on a mentor's week over the hours there are (fewer in a life episode, more if progress pays).

    A mentee with several mentors claims the hours of one match, in equal shares.
    """
    paid = (1.0 + goals_earning_hours * omega * living[0]) * hours_left
    for j in range(n_people):
        load[j] = 0.0
    price = channel_cost ** (1.0 - channel_reinvest)
    for row in active:
        hours_claimed = claim(match_help[row], meetings_claim_base, meetings_claim_help)
        load[match_mentor[row]] += price * hours_claimed / matched[match_mentee[row]]
    for j in range(n_people):
        if load[j] > 0.0:
            there = hours[j] * paid * (life_hours if episode_until[j] >= week else 1.0)
            load[j] = load[j] / there if there > 0.0 else 1e9


@kernel
def set_pace(
    active, count, uptime, pace, hours_owed, load, matched, interactivity, literacy, match_mentee, match_mentor,
    match_help, channel_medium, channel_reliability, channel_gamma, channel_cost, channel_reinvest, meetings_base,
    meetings_slope, meetings_claim_base, meetings_claim_help, meetings_budget, meetings_hours_budget, people_mentors,
):  # fmt: skip
    """Under a budget of hours: how many times as often pairs meet, so that the hours expected are those that are owed.

    At most so often that everybody meets whenever attention and channel allow it. The week's hours are added to what is
    owed; `meet` takes off what is given. By bisection.
    """
    if not meetings_budget:
        return
    hours_owed[0] += meetings_hours_budget * people_mentors
    pace[0] = 1.0
    if len(active) == 0:
        return
    often, online, high = contacts(channel_cost, channel_reinvest), channel_medium == 1, 0.0
    ready, works, hours = np.empty(len(active)), np.empty(len(active)), np.empty(len(active))
    for a in range(len(active)):
        row = active[a]
        i, j = match_mentee[row], match_mentor[row]
        ready[a] = (meetings_base + meetings_slope * (interactivity[i] + interactivity[j])) * often
        channel = channel_quality(online, literacy[i], literacy[j], channel_reliability, channel_gamma)
        works[a] = attention(load[j]) * (channel * uptime if online else channel) / matched[i]
        hours[a] = channel_cost * claim(match_help[row], meetings_claim_base, meetings_claim_help)
        high = max(high, 1.0 / ready[a] if ready[a] > 0.0 else 0.0)
    owed = max(0.0, hours_owed[0])
    low, pace[0] = 0.0, high
    for step in range(50):
        total = 0.0
        for a in range(len(active)):
            total += expected_hours(ready[a], works[a], hours[a], pace[0])
        if step == 0 and total <= owed:
            break
        if total < owed:
            low = pace[0]
        else:
            high = pace[0]
        pace[0] = 0.5 * (low + high)
    count[SLOWED if pace[0] < 1.0 else HASTENED] += 1


@kernel
def meet(
    luck, week, count, uptime, key, active, load, matched, interactivity, literacy, pitching, n_meetings, nodes,
    hours_given, hours_received, tie_start, tie_target, tie_weight, match_mentee, match_mentor, match_help, match_met,
    match_success, match_harsh, match_meetings, match_hours, match_hours_now, channel_medium, channel_reliability,
    channel_gamma, channel_cost, channel_reinvest, meetings_base, meetings_slope, meetings_claim_base,
    meetings_claim_help, meetings_literacy, meetings_practice, meetings_contacts, meetings_resources, learning_placebo,
    ties_meeting_renewal, ties_on, ties_first, exposure_on, exposure_harsh, directiveness, harsh_now, n_harsh, new_one,
    new_two, new_strength, n_new, pace, hours_owed, meetings_budget, one_key, two_key, draws,
):  # fmt: skip
    """Each match meets or not; who has several mentors shares the week among them. A meeting costs hours, lends
    literacy online, trains pitching, opens contacts and nodes; a directive mentor's word may be harsh.
    """
    often = contacts(channel_cost, channel_reinvest) * pace[0]
    spent = 0.0
    fill_pair_words(luck, active, match_mentee, match_mentor, key, week, 0, one_key, two_key, draws)
    for a in range(len(active)):
        row = active[a]
        i, j = match_mentee[row], match_mentor[row]
        match_met[row] = match_success[row] = match_harsh[row] = 0
        match_hours_now[row] = 0.0
        online = channel_medium == 1
        att = attention(load[j])
        if att < 1.0:
            count[OVERLOADED] += 1
        works = channel_quality(online, literacy[i], literacy[j], channel_reliability, channel_gamma)
        if online:
            works *= uptime
        u, v, cruel, opens = coarse(draws[0, a]), coarse(draws[1, a]), coarse(draws[2, a]), coarse(draws[3, a])
        p = meeting_chance(interactivity[i], interactivity[j], att, works, often, meetings_base, meetings_slope)
        if u >= p / matched[i]:
            count[NOT_MET] += 1
            continue
        count[MET] += 1
        match_met[row] = 1
        match_meetings[row] += 1
        n_meetings[i] += 1
        used = channel_cost * claim(match_help[row], meetings_claim_base, meetings_claim_help)
        match_hours[row] += used
        match_hours_now[row] = used
        spent += used
        hours_given[j] += used
        hours_received[i] += used
        pitching[j] += meetings_practice * (1.0 - pitching[j])
        if ties_on and not learning_placebo:
            strengthen(tie_start, tie_target, tie_weight, i, j, ties_meeting_renewal)
        if exposure_on and cruel < exposure_harsh * 2.0 * directiveness[j]:
            count[HARSH] += 1
            match_harsh[row] = 1
            n_harsh[i] += 1
            harsh_now[i] += 1 - learning_placebo
        if learning_placebo:
            continue
        if online:
            mine, yours = literacy[i], literacy[j]
            literacy[i] += literacy_gain(mine, yours, meetings_literacy)
            literacy[j] += literacy_gain(yours, mine, meetings_literacy)
        if v < meetings_resources:
            count[RESOURCE] += 1
            nodes[i] += 1.0
        first = tie_start[j]
        degree = tie_start[j + 1] - first
        if opens < meetings_contacts and degree > 0:
            contact = tie_target[first + int(pair_uniform(luck, key[i], key[j], week, 1) * degree)]
            if contact != i:
                count[INTRODUCED] += 1
                if ties_on:
                    note_tie(new_one, new_two, new_strength, n_new, i, contact, ties_first)
    if meetings_budget:
        hours_owed[0] -= spent


@process(
    "meetings", "row order", "meetings.on",
    ("meets", "does not meet", "mentor overloaded", "contact introduced", "resource shown",
     "harsh word", "budget slows meetings", "budget hastens meetings"), (take_load, set_pace, meet),
)  # fmt: skip
def meetings(world):
    """Load follows from help and hours; each match meets or not, and meetings open contacts and resources."""
