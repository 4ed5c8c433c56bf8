"""Record: the week's row in `weekly`, outcomes at the horizons, and a clean slate for the next week."""

from mentorsim.codes import (
    ABSENT,
    BY_MENTEE,
    BY_MENTOR,
    BY_OUTSIDE,
    BY_PLAN,
    CONTRIBUTING,
    HORIZONS,
    INTERDEPENDENT,
    MENTEE,
    NOBODY,
    RUNNING,
)  # fmt: skip
from mentorsim.compiled import kernel
from mentorsim.equations import assisted, weighted
from mentorsim.registry import process
from mentorsim.weekly import COLUMNS, EVENTS, MATCH_COUNTS, MATCH_MEANS, PEOPLE_COUNTS, PEOPLE_MEANS, WEEKLY

PEOPLE_PLACES = tuple(COLUMNS.index(name) for name in PEOPLE_COUNTS + PEOPLE_MEANS)
MATCH_PLACES = tuple(COLUMNS.index(name) for name in MATCH_COUNTS + MATCH_MEANS)
N_PEOPLE_COUNTS, N_MATCH_COUNTS = len(PEOPLE_COUNTS), len(MATCH_COUNTS)
HOURS, TIES, FIRST_EVENT = COLUMNS.index("hours"), COLUMNS.index("ties"), len(WEEKLY)
ARRIVED, RECRUITED, GRADUATED, ROUTED = (tuple(EVENTS).index(name)
                                         for name in ("arrived", "recruited", "graduated", "routed"))  # fmt: skip

AFTER = 8  # weeks without a match after which the mentee's performance alone is kept


@kernel
def keep_horizons(n_people, week, present, arrived, performance, satisfaction, performance_at, satisfaction_at):
    """Outcomes at the horizons, counted in weeks from a person's own arrival."""
    for i in range(n_people):
        if not present[i]:
            continue
        age = week + 1 - arrived[i]
        for h in range(len(HORIZONS)):
            if age == HORIZONS[h]:
                performance_at[i, h] = performance[i]
                satisfaction_at[i, h] = satisfaction[i]


@kernel
def keep_performance(
    n_people, week, active, present, performance, skill, goals_start, zone_width, match_of, last_match, match_mentee,
    match_end_week, match_assisted_recent, match_performance_end, match_performance_after,
):  # fmt: skip
    """What a mentee can do with full help and alone while a match runs, and alone AFTER weeks without any."""
    recent = match_assisted_recent.shape[1]
    for row in active:
        i = match_mentee[row]
        last_match[i] = row
        match_performance_end[row] = performance[i]
        skilled = weighted(goals_start[i], skill[i])
        match_assisted_recent[row, week % recent] = assisted(skilled, 1.0, zone_width[i])
    for i in range(n_people):
        row = last_match[i]
        if row != NOBODY and present[i] and match_of[i] == NOBODY and match_end_week[row] == week - AFTER:
            match_performance_after[row] = performance[i]


@kernel
def sum_people(
    n_people, week, present, role, stage, participation, match_of, capacity, left, skill, performance, metacognition,
    dependence, confidence, reactance, satisfaction, realised, progress, org_progress, energy, load, literacy,
    success_now, failure_now, praise_now, harsh_now, weekly_rows,
):  # fmt: skip
    """The people's part of the row, by PEOPLE_COUNTS and PEOPLE_MEANS; weekly events of people are then forgotten."""
    mentees = mentors = waiting = places = absent = reading = contributing = harsh = gone = overloaded = 0
    dependent = independent = interdependent = 0
    s = y = m = d = c = r = satisfied = auto = prog = org = e = load_sum = lit = 0.0
    for i in range(n_people):
        harsh += harsh_now[i]
        success_now[i] = failure_now[i] = praise_now[i] = harsh_now[i] = 0
        if not present[i]:
            gone += left[i] == week
            continue
        if participation[i] == ABSENT:
            absent += 1
        elif participation[i] == CONTRIBUTING:
            contributing += 1
        else:
            reading += 1
        if role[i] == MENTEE:
            mentees += 1
            waiting += match_of[i] == NOBODY and stage[i] == 0
            if stage[i] == 0:
                dependent += 1
            elif stage[i] == INTERDEPENDENT:
                interdependent += 1
            else:
                independent += 1
            for k in range(skill.shape[1]):
                s += skill[i, k]
            y += performance[i]
            m += metacognition[i]
            d += dependence[i]
            c += confidence[i]
            r += reactance[i]
            satisfied += satisfaction[i]
            auto += realised[i]
            prog += progress[i]
            org += org_progress[i]
        else:
            mentors += 1
            places += capacity[i]
            e += energy[i]
            load_sum += load[i]
            overloaded += load[i] > 1.0
            lit += literacy[i]
    n, o, k = float(mentees), float(mentors), skill.shape[1]  # a mean over nobody is NaN
    counts = (
        mentees, mentors, waiting, places, dependent, independent, interdependent, absent, reading, contributing,
        overloaded, harsh, gone,
    )  # fmt: skip
    means = (
        s / (n * k), y / n, m / n, d / n, c / n, r / n, satisfied / n, auto / n, prog / n, org / n, e / o, load_sum / o,
        lit / o,
    )  # fmt: skip
    for place in range(N_PEOPLE_COUNTS):
        weekly_rows[week, PEOPLE_PLACES[place]] = counts[place]
    for place in range(len(means)):
        weekly_rows[week, PEOPLE_PLACES[N_PEOPLE_COUNTS + place]] = means[place]


@kernel
def sum_matches(
    week, active, n_active, load, match_mentor, match_met, match_success, match_help, match_quality, match_quality_sum,
    match_weeks, match_load_sum, match_hours_now, match_ended_by, weekly_rows,
):  # fmt: skip
    """The matches' part of the row, by MATCH_COUNTS and MATCH_MEANS; each match gets the week added to its sums.

    Those that still run move to the front of `active`.
    """
    met = successes = plan = mentor = mentee = outside = running = 0
    h = q = hours = 0.0
    for row in active:
        match_weeks[row] += 1
        match_quality_sum[row] += match_quality[row]
        match_load_sum[row] += load[match_mentor[row]]
        met += match_met[row]
        successes += match_success[row]
        h += match_help[row]
        q += match_quality[row]
        hours += match_hours_now[row]
        by = match_ended_by[row]
        active[running] = row  # at or before the place of this row
        running += by == RUNNING
        plan += by == BY_PLAN
        mentor += by == BY_MENTOR
        mentee += by == BY_MENTEE
        outside += by == BY_OUTSIDE
    n_active[0] = running
    n = float(len(active))
    counts, means = (running, met, successes, plan, mentor, mentee, outside), (h / n, q / n, hours)
    for place in range(N_MATCH_COUNTS):
        weekly_rows[week, MATCH_PLACES[place]] = counts[place]
    for place in range(len(means)):
        weekly_rows[week, MATCH_PLACES[N_MATCH_COUNTS + place]] = means[place]


@kernel
def note_events(
    n_people, week, tie_start, came, graduated, events, channel_cost, matching_answer_hours, weekly_rows
):  # fmt: skip
    """Ties at the week's end, what happened in the week, and the hours that routed questions took; then all is new."""
    events[ARRIVED], events[RECRUITED], events[GRADUATED] = came[0], came[1], graduated[0]
    weekly_rows[week, TIES] = tie_start[n_people] // 2
    weekly_rows[week, HOURS] += events[ROUTED] * channel_cost * matching_answer_hours
    for event in range(len(events)):
        weekly_rows[week, FIRST_EVENT + event] = events[event]
        events[event] = 0


@process(
    "record", "synchronous", kernels=(keep_horizons, keep_performance, sum_people, sum_matches, note_events)
)  # fmt: skip
def record(world):
    """The week's row is written, outcomes at the horizons are kept, ended matches leave the list of running ones."""
