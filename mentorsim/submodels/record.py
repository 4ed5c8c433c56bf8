"""Record: the week's row in `weekly`, outcomes at the horizons, and a clean slate for the next week."""

import numpy as np

from mentorsim.codes import (
    ABSENT,
    BY_MENTEE,
    BY_MENTOR,
    BY_OUTSIDE,
    BY_PLAN,
    CONTRIBUTING,
    DEPENDENT,
    HORIZONS,
    INTERDEPENDENT,
    MEMBER,
    MENTEE,
    NOBODY,
    RUNNING,
)
from mentorsim.compiled import kernel, part
from mentorsim.equations import assisted, weighted
from mentorsim.process import DEFINED, process
from mentorsim.world.lifecycle import most_over
from mentorsim.world.weekly import COLUMNS, EVENTS, MATCH_COUNTS, MATCH_MEANS, PEOPLE_COUNTS, PEOPLE_MEANS, WEEKLY

PEOPLE_PLACES = tuple(COLUMNS.index(name) for name in PEOPLE_COUNTS + PEOPLE_MEANS)
MATCH_PLACES = tuple(COLUMNS.index(name) for name in MATCH_COUNTS + MATCH_MEANS)
N_PEOPLE_COUNTS, N_MATCH_COUNTS = len(PEOPLE_COUNTS), len(MATCH_COUNTS)
HOURS, TIES, FIRST_EVENT = COLUMNS.index("hours"), COLUMNS.index("ties"), len(WEEKLY)
ARRIVED, RECRUITED, GRADUATED, ROUTED = (
    tuple(EVENTS).index(name) for name in ("arrived", "recruited", "graduated", "routed")
)

AFTER = 8  # weeks without a match after which the mentee's performance alone is kept


@kernel
def keep_horizons(people, at):
    """Outcomes at the horizons, counted in weeks from a person's own arrival."""
    for i in range(people.n):
        if not people.present[i]:
            continue
        age = at.week + 1 - people.arrived[i]
        for h in range(len(HORIZONS)):
            if age == HORIZONS[h]:
                people.performance_at[i, h] = people.performance[i]
                people.satisfaction_at[i, h] = people.satisfaction[i]


@kernel
def keep_performance(people, matches, at):
    """A mentee's performance with help and alone while a match runs, and alone AFTER weeks without a match."""
    recent = matches.assisted_recent.shape[1]
    for row in matches.active:
        i = matches.mentee[row]
        people.last_match[i] = row
        matches.performance_end[row] = people.performance[i]
        skilled = weighted(people.goals_start[i], people.skill[i])
        matches.assisted_recent[row, at.week % recent] = assisted(skilled, matches.help[row], people.zone_width[i])
    for i in range(people.n):
        row = people.last_match[i]
        alone = people.present[i] and people.match_of[i] == NOBODY
        if row != NOBODY and alone and matches.end_week[row] == at.week - AFTER:
            matches.performance_after[row] = people.performance[i]


@part
def forget_week(people, i):
    """The week's events of person i are over."""
    people.met_now[i] = people.answers_now[i] = people.replied_now[i] = people.harsh_now[i] = people.failed_now[i] = 0
    people.rise_now[i] = people.fall_now[i] = people.gain_now[i] = 0.0
    people.coaching_now[i] = people.work_now[i] = 0.0
    people.tried[i] = NOBODY


@part
def assisted_now(people, matches, i):
    """Performance of mentee i at the most help that a running match gives; without one, alone."""
    most = most_over(people.match_of[i], matches.next, matches.help)
    return assisted(people.performance[i], most, people.zone_width[i])


@kernel
def sum_people(people, matches, world, at):
    """The people's part of the row, by PEOPLE_COUNTS and PEOPLE_MEANS; weekly events of people are then forgotten."""
    members = visits = questions = 0
    mentees = mentors = waiting = places = absent = reading = contributing = harsh = gone = overloaded = 0
    dependent = independent = interdependent = 0
    s = y = last = helped = m = d = c = r = satisfied = hurt = 0.0
    hush = belongs = auto = prog = org = e = load_sum = lit = 0.0
    for i in range(people.n):
        harsh += people.harsh_now[i]
        forget_week(people, i)
        if not people.present[i]:
            gone += people.left[i] == at.week
            continue
        visits += int(people.visits[i])
        questions += people.question[i] != NOBODY
        hush += people.hush[i]
        if people.participation[i] == ABSENT:
            absent += 1
        elif people.participation[i] == CONTRIBUTING:
            contributing += 1
        else:
            reading += 1
        if people.role[i] == MENTEE:
            mentees += 1
            waiting += people.match_of[i] == NOBODY and people.stage[i] == DEPENDENT
            if people.stage[i] == DEPENDENT:
                dependent += 1
            elif people.stage[i] == INTERDEPENDENT:
                interdependent += 1
            else:
                independent += 1
            for k in range(people.skill.shape[1]):
                s += people.skill[i, k]
            y += people.performance[i]
            last += people.lasting_performance[i]
            helped += assisted_now(people, matches, i)
            m += people.metacognition[i]
            d += people.dependence[i]
            c += people.confidence[i]
            r += people.reactance[i]
            satisfied += people.satisfaction[i]
            hurt += people.hurt[i]
            belongs += people.belonging[i]
            auto += people.realised[i]
            prog += people.progress[i]
            org += people.org_progress[i]
        elif people.role[i] == MEMBER:
            members += 1
        else:
            mentors += 1
            places += people.capacity[i]
            e += people.energy[i]
            load_sum += people.load[i]
            overloaded += people.load[i] > 1.0
            lit += people.literacy[i]
    n, o, k = np.float64(mentees), np.float64(mentors), people.skill.shape[1]  # a mean over nobody is NaN
    counts = (
        mentees, mentors, waiting, places, dependent, independent, interdependent, absent, reading, contributing,
        overloaded, members, visits, questions, harsh, gone,
    )  # fmt: skip
    means = (
        s / (n * k), y / n, last / n, helped / n, m / n, d / n, c / n, r / n, satisfied / n, hurt / n, belongs / n,
        auto / n, prog / n, org / n, e / o, load_sum / o, lit / o,
        hush / (n + o + members),
    )  # fmt: skip
    for place in range(N_PEOPLE_COUNTS):
        world.weekly[at.week, PEOPLE_PLACES[place]] = counts[place]
    for place in range(len(means)):
        world.weekly[at.week, PEOPLE_PLACES[N_PEOPLE_COUNTS + place]] = means[place]


@kernel
def sum_matches(people, matches, world, at):
    """The matches' part of the row, by MATCH_COUNTS and MATCH_MEANS; each match gets the week added to its sums.

    Those that still run move to the front of `active`.
    """
    met = successes = plan = mentor = mentee = outside = running = 0
    h = q = hours = 0.0
    for row in matches.active:
        matches.weeks[row] += 1
        matches.quality_sum[row] += matches.quality[row]
        matches.load_sum[row] += people.load[matches.mentor[row]]
        met += matches.met[row]
        successes += matches.success[row]
        h += matches.help[row]
        q += matches.quality[row]
        hours += matches.hours_now[row]
        by = matches.ended_by[row]
        matches.active[running] = row  # at or before the place of this row
        running += by == RUNNING
        plan += by == BY_PLAN
        mentor += by == BY_MENTOR
        mentee += by == BY_MENTEE
        outside += by == BY_OUTSIDE
    matches.n_active[0] = running
    n = np.float64(len(matches.active))  # a mean over nobody is NaN
    counts, means = (running, met, successes, plan, mentor, mentee, outside), (h / n, q / n, hours)
    for place in range(N_MATCH_COUNTS):
        world.weekly[at.week, MATCH_PLACES[place]] = counts[place]
    for place in range(len(means)):
        world.weekly[at.week, MATCH_PLACES[N_MATCH_COUNTS + place]] = means[place]


@kernel
def note_events(people, ties, world, rules, at):
    """Ties at the week's end, what happened in the week, and the hours that routed questions took; then all is new."""
    world.events[ARRIVED], world.events[RECRUITED] = world.n_newcomers[0], world.n_newcomers[1]
    world.events[GRADUATED] = world.graduated[0]
    world.weekly[at.week, TIES] = ties.start[people.n] // 2
    world.weekly[at.week, HOURS] += world.events[ROUTED] * rules.channel.cost * rules.matching.answer_hours
    for event in range(len(world.events)):
        world.weekly[at.week, FIRST_EVENT + event] = world.events[event]
        world.events[event] = 0


@process(
    "record", "synchronous", kernels=(keep_horizons, keep_performance, sum_people, sum_matches, note_events),
    source=DEFINED,
)  # fmt: skip
def record(world):
    """The week's row is written, outcomes at the horizons are kept, ended matches leave the list of running ones."""
