"""How a match closes in the arrays: shared by endings, graduation, departures and shocks."""

from mentorsim.codes import NOBODY
from mentorsim.compiled import equation


@equation
def close_match(
    row, by, week, match_mentee, match_mentor, match_ended_by, match_end_week, match_weeks, match_quality,
    match_quality_sum, matched, match_of, waiting_since, quality_past, n_matches,
):  # fmt: skip
    """Close match `row`: who ended it, `week` its last week alive; free both places; the mentee remembers it."""
    mentee, mentor = match_mentee[row], match_mentor[row]
    match_ended_by[row] = by
    match_end_week[row] = week
    matched[mentee] -= 1
    matched[mentor] -= 1
    if match_of[mentee] == row:
        match_of[mentee] = NOBODY
    waiting_since[mentee] = week + 1
    mean = (match_quality_sum[row] + match_quality[row]) / (match_weeks[row] + 1)
    quality_past[mentee] += (mean - quality_past[mentee]) / max(1, n_matches[mentee])
