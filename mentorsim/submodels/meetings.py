"""Hours, load, and whether a match meets."""

import numpy as np

from mentorsim.codes import ONLINE
from mentorsim.compiled import equation, kernel, part
from mentorsim.equations import (
    attention,
    channel_quality,
    claim,
    contacts,
    expected_hours,
    literacy_gain,
    meeting_chance,
)
from mentorsim.process import process
from mentorsim.rng import draw_for_pairs, four_drawn, pair_uniform
from mentorsim.world.helping import gate_of
from mentorsim.world.ties import note_tie, strengthen

MET, NOT_MET, OVERLOADED, INTRODUCED, RESOURCE, HARSH, SLOWED, HASTENED = range(8)
HALVINGS = 50  # of the pace's interval: more change no digit


@kernel
def take_load(people, matches, world, rules, at):
    """Load l = claims on a mentor's week over the hours there are (fewer in a life episode, more if progress pays).

    A mentee with several mentors claims the hours of one match, in equal shares.
    """
    paid = (1.0 + rules.goals.earning_hours * at.omega * world.org_progress[0]) * at.hours_left
    for j in range(people.n):
        people.load[j] = 0.0
    price = rules.channel.cost ** (1.0 - rules.channel.reinvest)
    for row in matches.active:
        hours_claimed = claim(matches.help[row], rules.meetings.claim_base, rules.meetings.claim_help)
        people.load[matches.mentor[row]] += price * hours_claimed / people.matched[matches.mentee[row]]
    for j in range(people.n):
        if people.load[j] > 0.0:
            there = people.hours[j] * paid * (rules.life.hours if people.episode_until[j] >= at.week else 1.0)
            people.load[j] = people.load[j] / there if there > 0.0 else 1e9


@kernel
def set_pace(people, matches, world, rules, at):
    """Under a budget of hours: how many times as often pairs meet, so that the hours expected are those that are owed.

    At most so often that everybody meets whenever attention and channel allow it. The week's hours are added to what is
    owed; `meet` takes off what is given. By bisection.
    """
    if not rules.meetings.budget:
        return
    world.hours_owed[0] += rules.meetings.hours_budget * rules.people.mentors
    world.pace[0], n = 1.0, len(matches.active)
    if n == 0:
        return
    ready, works, hours = np.empty(n), np.empty(n), np.empty(n)
    for a in range(n):
        row = matches.active[a]
        i, j = matches.mentee[row], matches.mentor[row]
        ready[a] = readiness_to_meet(people, rules, i, j)
        works[a] = attention(people.load[j]) * channel_works(people, rules, at, i, j) / people.matched[i]
        hours[a] = hours_of_meeting(matches, rules, row)
    world.pace[0] = pace_for(ready, works, hours, max(0.0, world.hours_owed[0]))
    at.count[SLOWED if world.pace[0] < 1.0 else HASTENED] += 1


@part
def readiness_to_meet(people, rules, i, j):
    """Contacts a week that i and j wish for, at pace 1."""
    likes_to = people.interactivity[i] + people.interactivity[j]
    often = contacts(rules.channel.cost, rules.channel.reinvest)
    return (rules.meetings.base + rules.meetings.slope * likes_to) * often


@equation
def pace_for(ready, works, hours, owed):
    """The pace at which pairs are expected to take `owed` hours, found by bisection; at most the one at which everybody
    who is ready meets every week. ready, works, hours: of each pair, see `expected_hours`."""
    low, high = 0.0, 0.0
    for a in range(len(ready)):
        high = max(high, 1.0 / ready[a] if ready[a] > 0.0 else 0.0)
    if total_hours(ready, works, hours, high) <= owed:
        return high
    pace = high
    for _ in range(HALVINGS):
        if total_hours(ready, works, hours, pace) < owed:
            low = pace
        else:
            high = pace
        pace = 0.5 * (low + high)
    return pace


@equation
def total_hours(ready, works, hours, pace):
    """Hours expected of all pairs at this pace."""
    total = 0.0
    for a in range(len(ready)):
        total += expected_hours(ready[a], works[a], hours[a], pace)
    return total


@part
def channel_works(people, rules, at, i, j):
    """How well a meeting of i and j through the setting's channel works this week."""
    online = rules.channel.medium == ONLINE
    works = channel_quality(
        online, people.literacy[i], people.literacy[j], rules.channel.reliability, rules.channel.gamma
    )
    return works * at.uptime if online else works


@part
def hours_of_meeting(matches, rules, row):
    """Mentor hours that a meeting of match `row` takes, by the help given."""
    return rules.channel.cost * claim(matches.help[row], rules.meetings.claim_base, rules.meetings.claim_help)


@kernel
def meet(people, matches, ties, world, rules, at):
    """Each match meets or not; who has several mentors shares the week among them."""
    often, spent = contacts(rules.channel.cost, rules.channel.reinvest) * world.pace[0], 0.0
    draw_for_pairs(people, matches, at, 0)
    for a in range(len(matches.active)):
        row = matches.active[a]
        i, j = matches.mentee[row], matches.mentor[row]
        matches.met[row] = matches.success[row] = matches.harsh[row] = matches.hours_now[row] = 0
        at.count[OVERLOADED] += attention(people.load[j]) < 1.0
        u, _, _, _ = four_drawn(at, a)
        if u < chance_to_meet(people, rules, at, i, j, often):
            at.count[MET] += 1
            spent += give_hours(people, matches, rules, row)
            share_network(people, matches, ties, rules, at, row, a)
        else:
            at.count[NOT_MET] += 1
    world.hours_owed[0] -= spent * rules.meetings.budget


@part
def chance_to_meet(people, rules, at, i, j, often):
    """Chance that mentee i and mentor j meet this week; who has several mentors divides it among them."""
    att, works = attention(people.load[j]), channel_works(people, rules, at, i, j)
    mine, yours = people.interactivity[i], people.interactivity[j]
    p = meeting_chance(mine, yours, att, works, often, rules.meetings.base, rules.meetings.slope)
    return p / people.matched[i]


@part
def give_hours(people, matches, rules, row):
    """A meeting of match `row` takes place: it costs hours, and trains the mentor's pitching. Returns the hours."""
    i, j, used = matches.mentee[row], matches.mentor[row], hours_of_meeting(matches, rules, row)
    matches.met[row] = 1
    matches.meetings[row] += 1
    people.n_meetings[i] += 1
    matches.hours[row] += used
    matches.hours_now[row] = used
    people.hours_given[j] += used
    people.hours_received[i] += used
    if not rules.learning.placebo:
        people.met_now[i] += 1
        people.pitching[j] += rules.meetings.practice * (1.0 - people.pitching[j])
    return used


@part
def share_network(people, matches, ties, rules, at, row, a):
    """A meeting lends literacy online, opens contacts and nodes; a directive mentor's word may be harsh.

    a: column of the pair's draws.
    """
    i, j = matches.mentee[row], matches.mentor[row]
    _, v, cruel, opens = four_drawn(at, a)
    if rules.ties.on and not rules.learning.placebo:
        strengthen(ties, i, j, rules.ties.meeting_renewal)
    if rules.exposure.on and cruel < rules.exposure.harsh * rules.exposure.harsh_directive * people.directiveness[j]:
        hear_harsh_word(people, matches, rules, at, row)
    if rules.learning.placebo:
        return
    if rules.channel.medium == ONLINE:
        share_literacy(people, rules, i, j)
    if v < rules.meetings.resources * gate_of(rules, matches.quality[row]):
        at.count[RESOURCE] += 1
        people.nodes[i] += 1.0
    if opens < rules.meetings.contacts:
        introduce(people, ties, rules, at, i, j)


@part
def hear_harsh_word(people, matches, rules, at, row):
    """The mentee of match `row` hears a harsh word from the mentor; in the placebo world it leaves no mark."""
    i = matches.mentee[row]
    at.count[HARSH] += 1
    matches.harsh[row] = 1
    if not rules.learning.placebo:
        people.n_harsh[i] += 1
        people.harsh_now[i] += 1
        people.fall_now[i] += rules.confidence.harsh


@part
def share_literacy(people, rules, i, j):
    """Two who meet online learn digital skills from each other."""
    mine, yours, rate = people.literacy[i], people.literacy[j], rules.meetings.literacy
    people.literacy[i] += literacy_gain(mine, yours, rate)
    people.literacy[j] += literacy_gain(yours, mine, rate)


@part
def introduce(people, ties, rules, at, i, j):
    """Mentor j introduces mentee i to one of their own contacts, if there are any."""
    first = ties.start[j]
    degree = ties.start[j + 1] - first
    if degree > 0:
        contact = ties.target[first + int(pair_uniform(at.luck, people.key[i], people.key[j], at.week, 1) * degree)]
        if contact != i:
            at.count[INTRODUCED] += 1
            if rules.ties.on:
                note_tie(ties, i, contact, rules.ties.first)


@process(
    "meetings",
    "row order",
    "meetings.on",
    (
        "meets",
        "does not meet",
        "mentor overloaded",
        "contact introduced",
        "resource shown",
        "harsh word",
        "budget slows meetings",
        "budget hastens meetings",
    ),
    (take_load, set_pace, meet),
    source="Mak 2011 (literacy, further nodes); forms are assumptions",
)
def meetings(world):
    """Load follows from help and hours; each match meets or not, and meetings open contacts and resources."""
