"""Departures: people leave for good; a mentor who leaves ends all own matches."""

from mentorsim.codes import BY_MENTOR, BY_OUTSIDE, MENTOR, RUNNING
from mentorsim.compiled import kernel, part
from mentorsim.equations import (
    commitment_factor,
    early_hazard,
    exit_hazard,
    happens,
    intent_to_leave,
    leaving_hazard,
)
from mentorsim.process import process
from mentorsim.rng import draw_for_people, two_drawn
from mentorsim.world.lifecycle import close_match

LEFT, GAVE_UP, DROPPED_OUT = range(3)


@kernel
def leave(people, rules, at):
    """Mentors give up with lost energy; others leave the more they intend to, newcomers sooner."""
    draw_for_people(people, at, 0)
    for i in range(people.n):
        if not people.present[i]:
            continue
        u, _ = two_drawn(at, i)
        hazard, early = hazards_to_leave(people, rules, at, i)
        if happens(u, hazard + early):
            at.count[GAVE_UP if people.role[i] == MENTOR else LEFT if happens(u, hazard) else DROPPED_OUT] += 1
            people.present[i] = 0
            people.left[i] = at.week


@part
def hazards_to_leave(people, rules, at, i):
    """Weekly hazards that person i leaves: of anybody in that role, and of newcomers besides."""
    departures = rules.departures
    people.intent_to_leave[i] = intent_to_leave(
        people.satisfaction[i],
        people.belonging[i],
        people.hurt[i],
        people.shortfall[i],
        departures.by_satisfaction,
        departures.by_belonging,
        departures.by_hurt,
        departures.by_shortfall,
    )
    if people.role[i] == MENTOR:
        weeks = at.week - people.mentor_week[i]
        committed = commitment_factor(weeks, people.commitment[i], rules.endings.committed, rules.endings.beyond)
        return exit_hazard(people.energy[i], committed, departures.mentor_exit, departures.exhaustion), 0.0
    earning = rules.goals.earning * rules.goals.on
    hazard = leaving_hazard(people.intent_to_leave[i], people.org_progress[i], at.omega, departures.leaving, earning)
    return hazard, early_hazard(at.week - people.arrived[i], departures.early, departures.early_weeks)


@kernel
def close_matches_of_leavers(people, matches, rules, at):
    """A leaving mentor ends the match; a mentee who leaves is an ending from outside (a move, another job)."""
    for row in matches.active:
        if matches.ended_by[row] != RUNNING:
            continue
        if not people.present[matches.mentor[row]] or not people.present[matches.mentee[row]]:
            by = BY_MENTOR if not people.present[matches.mentor[row]] else BY_OUTSIDE
            close_match(people, matches, rules, row, by, at.week)


@process(
    "departures",
    "synchronous",
    "departures.on",
    ("leaves", "mentor gives up", "newcomer drops out"),
    (leave, close_matches_of_leavers),
    source="Jordan 2015 (the first weeks are critical); the rest is assumption",
)
def departures(world):
    """People leave for good, mentors the more readily the more exhausted; their matches end."""
