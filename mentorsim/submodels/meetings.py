"""Hours, load, and whether a match meets."""

from mentorsim.compiled import kernel
from mentorsim.equations import attention, channel_quality, claim, contacts, literacy_gain, meeting_chance
from mentorsim.registry import process
from mentorsim.rng import four_uniforms, pair_uniform
from mentorsim.ties import note_tie, strengthen

MET, NOT_MET, OVERLOADED, INTRODUCED, RESOURCE, HARSH = range(6)


@kernel
def take_load(
    n_people, week, omega, living, active, load, hours, episode_until, match_mentor, match_help, channel_cost,
    channel_reinvest, life_hours, meetings_claim_base, meetings_claim_help, goals_earning_hours,
):  # fmt: skip
    """Load l = claims on a mentor's week over the hours there are (fewer in a life episode, more if progress pays)."""
    paid = 1.0 + goals_earning_hours * omega * living[0]
    for j in range(n_people):
        load[j] = 0.0
    price = channel_cost ** (1.0 - channel_reinvest)
    for row in active:
        load[match_mentor[row]] += price * claim(match_help[row], meetings_claim_base, meetings_claim_help)
    for j in range(n_people):
        if load[j] > 0.0:
            there = hours[j] * paid * (life_hours if episode_until[j] >= week else 1.0)
            load[j] = load[j] / there if there > 0.0 else 1e9


@kernel
def meet(
    luck, week, count, uptime, key, active, load, interactivity, literacy, pitching, n_meetings, nodes, hours_given,
    hours_received, tie_start, tie_target, tie_weight, match_mentee, match_mentor, match_help, match_met, match_success,
    match_harsh, match_meetings, match_hours, match_hours_now, channel_medium, channel_reliability, channel_gamma,
    channel_cost, channel_reinvest, meetings_base, meetings_slope, meetings_claim_base, meetings_claim_help,
    meetings_literacy, meetings_practice, meetings_contacts, meetings_resources, learning_placebo, ties_meeting_renewal,
    ties_on, ties_first, exposure_on, exposure_harsh, directiveness, harsh_now, n_harsh, new_one, new_two, new_strength,
    n_new,
):  # fmt: skip
    """Each match meets or not. A meeting costs hours, lends literacy online, trains pitching, opens contacts and nodes;
    a directive mentor's word may be harsh.
    """
    often = contacts(channel_cost, channel_reinvest)
    for row in active:
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
        u, v, cruel, opens = four_uniforms(luck, key[i], key[j], week, 0)
        if u >= meeting_chance(interactivity[i], interactivity[j], att, works, often, meetings_base, meetings_slope):
            count[NOT_MET] += 1
            continue
        count[MET] += 1
        match_met[row] = 1
        match_meetings[row] += 1
        n_meetings[i] += 1
        used = channel_cost * claim(match_help[row], meetings_claim_base, meetings_claim_help)
        match_hours[row] += used
        match_hours_now[row] = used
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


@process(
    "meetings", "row order", "meetings.on",
    ("meets", "does not meet", "mentor overloaded", "contact introduced", "resource shown",
     "harsh word"), (take_load, meet),
)  # fmt: skip
def meetings(world):
    """Load follows from help and hours; each match meets or not, and meetings open contacts and resources."""
