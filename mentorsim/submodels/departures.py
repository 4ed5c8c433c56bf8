"""Departures: people leave for good; a mentor who leaves ends all own matches."""

from mentorsim.codes import BY_MENTOR, BY_OUTSIDE, MENTOR, RUNNING
from mentorsim.compiled import kernel
from mentorsim.equations import exit_hazard, happens, leaving_hazard
from mentorsim.lifecycle import close_match
from mentorsim.registry import process
from mentorsim.rng import uniform

LEFT, GAVE_UP = range(2)


@kernel
def leave(
    n_people, luck, week, count, key, present, role, left, energy, org_progress, omega, departures_leaving,
    departures_mentor_exit, departures_exhaustion, goals_earning, goals_on,
):  # fmt: skip
    """Mentors give up with lost energy; others leave, the less the more they earn by organisational progress."""
    for i in range(n_people):
        if not present[i]:
            continue
        mentor = role[i] == MENTOR
        if mentor:
            hazard = exit_hazard(energy[i], departures_mentor_exit, departures_exhaustion)
        else:
            hazard = leaving_hazard(org_progress[i], omega, departures_leaving, goals_earning * goals_on)
        if happens(uniform(luck, key[i], week, 0), hazard):
            count[GAVE_UP if mentor else LEFT] += 1
            present[i] = 0
            left[i] = week


@kernel
def close_matches_of_leavers(
    week, active, present, match_mentee, match_mentor, match_ended_by, match_end_week, match_weeks, match_quality,
    match_quality_sum, matched, match_of, waiting_since, quality_past, n_matches,
):  # fmt: skip
    """A leaving mentor ends the match; a mentee who leaves is an ending from outside (a move, another job)."""
    for row in active:
        if match_ended_by[row] != RUNNING:
            continue
        if not present[match_mentor[row]] or not present[match_mentee[row]]:
            by = BY_MENTOR if not present[match_mentor[row]] else BY_OUTSIDE
            close_match(
                row, by, week, match_mentee, match_mentor, match_ended_by, match_end_week, match_weeks, match_quality,
                match_quality_sum, matched, match_of, waiting_since, quality_past, n_matches,
            )  # fmt: skip


@process("departures", "synchronous", "departures.on", ("leaves", "mentor gives up"), (leave, close_matches_of_leavers))
def departures(world):
    """People leave for good, mentors the more readily the more exhausted; their matches end."""
