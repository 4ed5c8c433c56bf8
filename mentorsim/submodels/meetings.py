"""Contacts of pairs: the wish for them, their number and cost, and the doors that they open."""

import numpy as np

from mentorsim.codes import NO_ARM, ONLINE
from mentorsim.compiled import equation, kernel, part
from mentorsim.equations import (
    attention,
    channel_quality,
    claim,
    expected_contacts,
    literacy_gain,
    poisson_quantile,
    waning,
)
from mentorsim.process import process
from mentorsim.rng import draw_for_pairs, four_drawn, four_uniforms, uniforms
from mentorsim.world.helping import gate_of
from mentorsim.world.initiative import initiative_of_mentee, initiative_of_mentor
from mentorsim.world.ties import note_tie, strengthen

(
    CONTACT, SILENT, BY_MENTEE, BY_MENTOR, PROMPTED, OVERLOADED, INTRODUCED, RESOURCE, HARSH, SLOWED, HASTENED,
) = range(11)  # fmt: skip
MOST = 3  # contacts of a pair in a week
SATURATED = 8.0  # rate beyond which a pair has the most contacts in all but a hundredth of weeks
HALVINGS = 50  # of the pace's interval: more change no digit
OPENING, INTRODUCING = 8, 16  # first indices of the pair's draws about each contact, behind those of who begins it


# --- wishes and load -------------------------------------------------------------------------------------------------


@part
def wish_for_contacts(people, matches, rules, row):
    """Contacts a week that match `row` wishes for, by both and by prompts; mentees with several mentors share."""
    both = initiative_of_mentee(people, matches, rules, row) + initiative_of_mentor(people, matches, rules, row)
    wanted = both * waning(matches.silent[row], rules.meetings.memory) + rules.meetings.prompts
    return wanted / people.matched[matches.mentee[row]]


@kernel
def take_load(people, matches, world, rules, at):
    """Load l = claims of the contacts wished for on a mentor's week over the hours available.

    A life episode leaves fewer hours, progress that pays adds some.
    """
    for j in range(people.n):
        people.load[j] = 0.0
    for row in matches.active:
        matches.wanted[row] = wish_for_contacts(people, matches, rules, row)
        people.load[matches.mentor[row]] += matches.wanted[row] * hours_of_contact(matches, rules, row)
    for j in range(people.n):
        if people.load[j] > 0.0:
            omega = world.omegas[people.arm[j] - NO_ARM]
            paid = (1.0 + rules.goals.earning_hours * omega * world.org_progress[0]) * at.hours_left
            there = people.hours[j] * paid * (rules.life.hours if people.episode_until[j] >= at.week else 1.0)
            people.load[j] = people.load[j] / there if there > 0.0 else 1e9


@part
def hours_of_contact(matches, rules, row):
    """Mentor hours that a contact of match `row` takes, by the help given."""
    return rules.channel.cost * claim(matches.help[row], rules.meetings.claim_base, rules.meetings.claim_help)


@part
def channel_works(people, rules, at, i, j):
    """How well a contact of i and j through the setting's channel works this week."""
    channel = rules.channel
    online = channel.medium == ONLINE
    works = channel_quality(
        online, people.literacy[i], people.literacy[j], channel.reliability, channel.gamma, channel.gap
    )
    return works * at.uptime if online else works


@part
def rate_of_contacts(people, matches, rules, at, row):
    """Contacts a week that match `row` can expect at pace 1: wished for, with the mentor's attention, as the channel
    works."""
    i, j = matches.mentee[row], matches.mentor[row]
    return matches.wanted[row] * attention(people.load[j]) * channel_works(people, rules, at, i, j)


# --- a budget of hours -----------------------------------------------------------------------------------------------


@kernel
def set_pace(people, matches, world, rules, at):
    """Under a budget of hours, set the pace of contacts so that the hours expected are the hours owed.

    The week's hours are added to what is owed; `meet` takes off what is given. By bisection.
    """
    if not rules.meetings.budget:
        return
    world.hours_owed[0] += rules.meetings.hours_budget * rules.people.mentors
    world.pace[0], n = 1.0, len(matches.active)
    if n == 0:
        return
    rates, hours = np.empty(n), np.empty(n)
    for a in range(n):
        rates[a] = rate_of_contacts(people, matches, rules, at, matches.active[a])
        hours[a] = hours_of_contact(matches, rules, matches.active[a])
    world.pace[0] = pace_for(rates, hours, max(0.0, world.hours_owed[0]))
    at.count[SLOWED if world.pace[0] < 1.0 else HASTENED] += 1


@equation
def pace_for(rates, hours, owed):
    """The pace at which pairs are expected to take `owed` hours, found by bisection; at most the pace at which
    every pair that can has the most contacts each week. rates, hours: of each pair at pace 1, and of each contact."""
    low, high = 0.0, 0.0
    for a in range(len(rates)):
        high = max(high, SATURATED / rates[a] if rates[a] > 0.0 else 0.0)
    if total_hours(rates, hours, high) <= owed:
        return high
    pace = high
    for _ in range(HALVINGS):
        if total_hours(rates, hours, pace) < owed:
            low = pace
        else:
            high = pace
        pace = 0.5 * (low + high)
    return pace


@equation
def total_hours(rates, hours, pace):
    """Hours expected of all pairs at this pace."""
    total = 0.0
    for a in range(len(rates)):
        total += expected_contacts(pace * rates[a]) * hours[a]
    return total


# --- contacts --------------------------------------------------------------------------------------------------------


@kernel
def meet(people, matches, ties, world, rules, at):
    """Each match has some contacts this week, or falls silent."""
    spent = 0.0
    draw_for_pairs(people, matches, at, 0)
    for a in range(len(matches.active)):
        row = matches.active[a]
        at.count[OVERLOADED] += attention(people.load[matches.mentor[row]]) < 1.0
        matches.success[row] = matches.harsh[row] = 0
        matches.met[row] = number_of_contacts(people, matches, world, rules, at, row, a)
        note_who_begins(people, matches, rules, at, row)
        spent += give_hours(people, matches, rules, row)
        for c in range(matches.met[row]):
            open_doors(people, matches, ties, rules, at, row, c)
        at.count[CONTACT] += matches.met[row]
        at.count[SILENT] += matches.met[row] == 0
        matches.silent[row] = 0 if matches.met[row] else matches.silent[row] + 1
    world.hours_owed[0] -= spent * rules.meetings.budget


@part
def number_of_contacts(people, matches, world, rules, at, row, a):
    """How many contacts match `row` has this week. a: column of the pair's draws."""
    u, _, _, _ = four_drawn(at, a)
    return poisson_quantile(world.pace[0] * rate_of_contacts(people, matches, rules, at, row), u, MOST)


@part
def note_who_begins(people, matches, rules, at, row):
    """Who began each of the week's contacts of match `row`: mentee, mentor, or a prompt."""
    mentee = initiative_of_mentee(people, matches, rules, row)
    mentor = initiative_of_mentor(people, matches, rules, row)
    left, i, j = waning(matches.silent[row], rules.meetings.memory), matches.mentee[row], matches.mentor[row]
    whole = (mentee + mentor) * left + rules.meetings.prompts
    for c in range(matches.met[row]):
        u, _ = uniforms(at.luck, people.key[i], people.key[j], at.week, 1 + c)
        if u * whole < mentee * left:
            at.count[BY_MENTEE] += 1
            matches.begun_mentee[row] += 1
        elif u * whole < (mentee + mentor) * left:
            at.count[BY_MENTOR] += 1
            matches.begun_mentor[row] += 1
        else:
            at.count[PROMPTED] += 1


@part
def give_hours(people, matches, rules, row):
    """The week's contacts of match `row` cost hours, and train the mentor's pitching. Returns the hours."""
    i, j, count = matches.mentee[row], matches.mentor[row], matches.met[row]
    used = count * hours_of_contact(matches, rules, row)
    matches.meetings[row] += count
    people.n_meetings[i] += count
    matches.hours[row] += used
    matches.hours_now[row] = used
    people.hours_given[j] += used
    people.hours_received[i] += used
    if not rules.learning.placebo:
        people.met_now[i] += count
        for _ in range(count):
            people.pitching[j] += rules.meetings.practice * (1.0 - people.pitching[j])
    return used


@part
def open_doors(people, matches, ties, rules, at, row, c):
    """Contact c of match `row` renews the tie, lends literacy online, opens contacts and nodes; a directive mentor's
    word may be harsh. In the placebo world nothing follows from it."""
    i, j = matches.mentee[row], matches.mentor[row]
    _, shows, cruel, opens = four_uniforms(at.luck, people.key[i], people.key[j], at.week, OPENING + c)
    if rules.exposure.on and cruel < rules.exposure.harsh * rules.exposure.harsh_directive * people.directiveness[j]:
        hear_harsh_word(people, matches, rules, at, row)
    if rules.learning.placebo:
        return
    if rules.ties.on:
        strengthen(ties, i, j, rules.ties.meeting_renewal)
    if rules.channel.medium == ONLINE:
        share_literacy(people, rules, i, j)
    if shows < rules.meetings.resources * gate_of(rules, matches.quality[row]):
        at.count[RESOURCE] += 1
        people.nodes[i] += 1.0
    if opens < rules.meetings.contacts:
        introduce(people, ties, rules, at, i, j, c)


@part
def hear_harsh_word(people, matches, rules, at, row):
    """The mentee of match `row` hears a harsh word from the mentor; in the placebo world it leaves no mark."""
    i = matches.mentee[row]
    at.count[HARSH] += 1
    matches.harsh[row] += 1
    if not rules.learning.placebo:
        people.n_harsh[i] += 1
        people.harsh_now[i] += 1
        people.fall_now[i] += rules.confidence.harsh


@kernel
def share_literacy(people, rules, i, j):
    """Partners who meet online learn digital skills from each other."""
    mine, yours, rate = people.literacy[i], people.literacy[j], rules.meetings.literacy
    people.literacy[i] += literacy_gain(mine, yours, rate)
    people.literacy[j] += literacy_gain(yours, mine, rate)


@kernel
def introduce(people, ties, rules, at, i, j, c):
    """Mentor j introduces mentee i to one of their own contacts, if they have any, at the week's contact c."""
    first = ties.start[j]
    degree = ties.start[j + 1] - first
    if degree > 0:
        u, _ = uniforms(at.luck, people.key[i], people.key[j], at.week, INTRODUCING + c)
        contact = ties.target[first + int(u * degree)]
        if contact != i:
            at.count[INTRODUCED] += 1
            if rules.ties.on:
                note_tie(ties, i, contact, rules.ties.first)


@process(
    "meetings",
    "row order",
    "meetings.on",
    (
        "contact",
        "week of silence",
        "begun by the mentee",
        "begun by the mentor",
        "prompted",
        "mentor overloaded",
        "contact introduced",
        "resource shown",
        "harsh word",
        "budget slows meetings",
        "budget hastens meetings",
    ),
    (take_load, set_pace, meet),
    source="Kendall & Smith-Jentsch 2015 (initiative); Single & Muller 2000 (prompts); Mak 2011 (literacy, further "
    "nodes); forms are assumptions",
)
def meetings(world):
    """Load follows from wishes, help and hours; each match has some contacts, which open doors, or is silent."""
