"""Record: the week's row in `weekly`, outcomes at the horizons, and a clean slate for the next week."""

from operator import itemgetter

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

WEEKLY = {
    "mentees": ("people", "mentees present"),
    "mentors": ("people", "mentors present"),
    "waiting": ("people", "mentees present without a match and not yet independent"),
    "capacity": ("matches", "places of all mentors present"),
    "active": ("matches", "running matches at the week's end"),
    "dependent": ("people", "mentees present in the dependent stage"),
    "independent": ("people", "mentees present in the independent stage"),
    "interdependent": ("people", "mentees present in the interdependent stage"),
    "absent": ("people", "people who took no part in the community"),
    "reading": ("people", "people who read"),
    "contributing": ("people", "people who contributed"),
    "skill": ("skill", "mean skill of mentees present, over domains"),
    "performance": ("performance", "mean unassisted performance of mentees present, by their goals at the start"),
    "metacognition": ("", "mean learning-to-learn of mentees present"),
    "dependence": ("", "mean dependence of mentees present"),
    "confidence": ("", "mean confidence of mentees present"),
    "reactance": ("", "mean reactance of mentees present"),
    "satisfaction": ("", "mean satisfaction of mentees present"),
    "realised_autonomy": ("", "mean realised autonomy of mentees present"),
    "progress": ("share", "mean progress of mentees present toward their stated targets"),
    "org_progress": ("share", "mean progress of mentees present on the organisation's goals"),
    "energy": ("", "mean energy of mentors present"),
    "load": ("", "mean load of mentors present"),
    "overloaded": ("people", "mentors with load above 1"),
    "literacy_mentors": ("", "mean digital literacy of mentors present"),
    "met": ("meetings", "meetings this week"),
    "successes": ("tasks", "successful tasks in meetings"),
    "help": ("help", "mean help of the week's matches"),
    "quality": ("quality", "mean quality of the week's matches"),
    "hours": ("hours", "mentor hours given this week"),
    "ended_by_plan": ("matches", "matches that ended by plan"),
    "ended_by_mentor": ("matches", "matches ended by the mentor"),
    "ended_by_mentee": ("matches", "matches ended by the mentee"),
    "ended_outside": ("matches", "matches ended from outside"),
    "harsh": ("events", "harsh words received"),
    "left": ("people", "people who left this week"),
    "ties": ("ties", "ties at the week's end"),
}
PEOPLE_COUNTS = (
    "mentees", "mentors", "waiting", "capacity", "dependent", "independent", "interdependent", "absent", "reading",
    "contributing", "overloaded", "harsh", "left",
)  # fmt: skip
MATCH_COUNTS = (
    "active", "met", "successes", "ended_by_plan", "ended_by_mentor", "ended_by_mentee", "ended_outside",
)  # fmt: skip
PEOPLE_MEANS = (
    "skill", "performance", "metacognition", "dependence", "confidence", "reactance", "satisfaction",
    "realised_autonomy", "progress", "org_progress", "energy", "load", "literacy_mentors",
)  # fmt: skip
MATCH_MEANS = ("help", "quality", "hours")
HOURS = len(PEOPLE_MEANS) + MATCH_MEANS.index("hours")
N_COUNTS = len(PEOPLE_COUNTS) + len(MATCH_COUNTS)
SUMS = (*PEOPLE_COUNTS, *MATCH_COUNTS, *PEOPLE_MEANS, *MATCH_MEANS)
in_order = itemgetter(*(SUMS.index(name) for name in WEEKLY if name != "ties"))  # kernels' sums -> order of WEEKLY
EVENTS = {
    "arrived": ("people", "mentees who arrived this week"),
    "recruited": ("people", "mentors recruited this week"),
    "started": ("matches", "matches begun this week"),
    "graduated": ("people", "mentees who became mentors this week"),
    "ended_by_shock": ("matches", "matches that a shock ended before this week"),
    "surged": ("people", "mentees who came in an intake surge this week"),
    "rematched": ("matches", "pairs of poor fit that were dissolved this week, to be matched anew"),
    "routed": ("questions", "questions of mentees that a coordinator routed to a mentor this week"),
}

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
    success_now, failure_now, praise_now, harsh_now, week_counts, week_means,
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
    for place in range(len(counts)):
        week_counts[place] = counts[place]
    means = (
        s / (n * k), y / n, m / n, d / n, c / n, r / n, satisfied / n, auto / n, prog / n, org / n, e / o, load_sum / o,
        lit / o,
    )  # fmt: skip
    for place in range(len(means)):
        week_means[place] = means[place]


@kernel
def sum_matches(
    active, load, match_mentor, match_met, match_success, match_help, match_quality, match_quality_sum, match_weeks,
    match_load_sum, match_hours_now, match_ended_by, week_counts, week_means,
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
    n = float(len(active))
    counts = (running, met, successes, plan, mentor, mentee, outside)
    for place in range(len(counts)):
        week_counts[len(PEOPLE_COUNTS) + place] = counts[place]
    means = (h / n, q / n, hours)
    for place in range(len(means)):
        week_means[len(PEOPLE_MEANS) + place] = means[place]
    return 1


@process("record", "synchronous", kernels=(keep_horizons, keep_performance, sum_people, sum_matches))
def record(world):
    """The week's row is written, outcomes at the horizons are kept, ended matches leave the list of running ones."""
    counts, means = world.shared["week_counts"].tolist(), world.shared["week_means"].tolist()
    if world.events["routed"]:
        p = world.parameters
        means[HOURS] += world.events["routed"] * p.channel.cost * p.matching.answer_hours
    world.events["arrived"], world.events["recruited"] = world.shared["came"].tolist()
    world.events["graduated"] = world.shared["graduated"].item(0)
    row = in_order(counts[:N_COUNTS] + means)
    world.weekly.append((*row, len(world.ties.target) // 2, *world.events.values()))
    world.events = dict.fromkeys(world.events, 0)
    running = counts[len(PEOPLE_COUNTS)]
    if running < len(world.active.rows):
        world.active.rows = world.active.rows[:running]
        world.bind("active")
