"""Departures: people leave for good; a mentor who leaves ends all own matches."""

from mentorsim.codes import BY_MENTOR, BY_OUTSIDE, MENTOR, RUNNING
from mentorsim.compiled import kernel
from mentorsim.equations import early_hazard, exit_hazard, happens, leaving_hazard
from mentorsim.lifecycle import close_match
from mentorsim.registry import process
from mentorsim.rng import fill_words, fine

LEFT, GAVE_UP, DROPPED_OUT = range(3)


@kernel
def leave(
    n_people, luck, week, count, key, present, role, left, energy, org_progress, omega, departures_leaving,
    departures_mentor_exit, departures_exhaustion, departures_early, departures_early_weeks, arrived, goals_earning,
    goals_on, draws,
):  # fmt: skip
    """Mentors give up with lost energy; others leave, newcomers sooner, the less the more the organisation pays."""
    fill_words(luck, n_people, key, week, 0, draws)
    for i in range(n_people):
        if not present[i]:
            continue
        mentor = role[i] == MENTOR
        if mentor:
            hazard = exit_hazard(energy[i], departures_mentor_exit, departures_exhaustion)
        else:
            hazard = leaving_hazard(org_progress[i], omega, departures_leaving, goals_earning * goals_on)
        u = fine(draws[0, i], draws[1, i])
        early = 0.0 if mentor else early_hazard(week - arrived[i], departures_early, departures_early_weeks)
        if happens(u, hazard + early):
            count[GAVE_UP if mentor else LEFT if happens(u, hazard) else DROPPED_OUT] += 1
            present[i] = 0
            left[i] = week


@kernel
def close_matches_of_leavers(
    week, active, present, match_mentee, match_mentor, match_ended_by, match_end_week, match_weeks, match_quality,
    match_quality_sum, matched, match_of, match_next, waiting_since, quality_past, n_matches,
):  # fmt: skip
    """A leaving mentor ends the match; a mentee who leaves is an ending from outside (a move, another job)."""
    for row in active:
        if match_ended_by[row] != RUNNING:
            continue
        if not present[match_mentor[row]] or not present[match_mentee[row]]:
            by = BY_MENTOR if not present[match_mentor[row]] else BY_OUTSIDE
            close_match(
                row, by, week, match_mentee, match_mentor, match_ended_by, match_end_week, match_weeks, match_quality,
                match_quality_sum, matched, match_of, match_next, waiting_since, quality_past, n_matches,
            )  # fmt: skip


@process(
    "departures", "synchronous", "departures.on", ("leaves", "mentor gives up", "newcomer drops out"),
    (leave, close_matches_of_leavers),
)  # fmt: skip
def departures(world):
    """People leave for good, mentors the more readily the more exhausted; their matches end."""
