"""How a match is planned, found and closed in the arrays: shared by the processes that do so.

The running matches of a mentee are a list: `match_of` is the oldest, `match_next` the next one.
"""

from mentorsim.codes import NOBODY
from mentorsim.compiled import equation
from mentorsim.equations import conflict, peer_chance
from mentorsim.rng import pair_uniform
from mentorsim.ties import note_tie


@equation
def close_match(
    row, by, week, match_mentee, match_mentor, match_ended_by, match_end_week, match_weeks, match_quality,
    match_quality_sum, matched, match_of, match_next, waiting_since, quality_past, n_matches,
):  # fmt: skip
    """Close match `row`: who ended it, `week` its last week alive; free both places; the mentee remembers it."""
    mentee, mentor = match_mentee[row], match_mentor[row]
    match_ended_by[row] = by
    match_end_week[row] = week
    matched[mentee] -= 1
    matched[mentor] -= 1
    if match_of[mentee] == row:
        match_of[mentee] = match_next[row]
    else:
        other = match_of[mentee]
        while match_next[other] != row:
            other = match_next[other]
        match_next[other] = match_next[row]
    match_next[row] = NOBODY
    waiting_since[mentee] = week + 1
    mean = (match_quality_sum[row] + match_quality[row]) / (match_weeks[row] + 1)
    quality_past[mentee] += (mean - quality_past[mentee]) / max(1, n_matches[mentee] - matched[mentee])


@equation
def close_before(
    row, by, week, match_mentee, match_mentor, match_ended_by, match_start_week, match_end_week, match_weeks,
    match_quality, match_quality_sum, matched, match_of, match_next, waiting_since, quality_past, n_matches,
):  # fmt: skip
    """Close match `row` before week `week` began: the week before was its last, unless it has not lived one yet."""
    lived = match_weeks[row] > 0
    if lived:  # the last week is in the sums, and closing counts it
        match_weeks[row] -= 1
        match_quality_sum[row] -= match_quality[row]
    close_match(
        row, by, max(week - 1, match_start_week[row]), match_mentee, match_mentor, match_ended_by, match_end_week,
        match_weeks, match_quality, match_quality_sum, matched, match_of, match_next, waiting_since, quality_past,
        n_matches,
    )  # fmt: skip
    if lived:
        match_weeks[row] += 1
        match_quality_sum[row] += match_quality[row]


# --- a mentee's running matches --------------------------------------------------------------------------------------


@equation
def mean_over(first, match_next, values):
    """Mean of a column of matches over a mentee's running ones, from the oldest, `first`; 0 without one."""
    total, count, row = 0.0, 0, first
    while row >= 0:
        total += values[row]
        count += 1
        row = match_next[row]
    return total / count if count else 0.0


@equation
def most_over(first, match_next, values):
    """Largest value >= 0 of a column of matches over a mentee's running ones; 0 without one."""
    most, row = 0.0, first
    while row >= 0:
        most = max(most, values[row])
        row = match_next[row]
    return most


# --- plans -----------------------------------------------------------------------------------------------------------


@equation
def covered(covers, k):
    """Whether domain k is covered by a match: bit k of `covers`, which is -1 where one mentor covers all."""
    return covers < 0 or (covers >> k) & 1 == 1


@equation
def make_plan(plan, goals, org_goals, omega, covers):
    """Write weights of domains, (1 - omega) g + omega g_org, within the domains covered; they sum to 1 there."""
    total = 0.0
    for k in range(len(plan)):
        plan[k] = (1.0 - omega) * goals[k] + omega * org_goals[k] if covered(covers, k) else 0.0
        total += plan[k]
    if covers >= 0:
        for k in range(len(plan)):
            plan[k] /= total


@equation
def conflict_within(g, h, covers):
    """Conflict of two goal vectors, each taken within the domains covered and scaled to sum 1 there."""
    if covers < 0:
        return conflict(g, h)
    of_g = of_h = total = 0.0
    for k in range(len(g)):
        if covered(covers, k):
            of_g += g[k]
            of_h += h[k]
    for k in range(len(g)):
        if covered(covers, k):
            total += abs(g[k] / of_g - h[k] / of_h)
    return 0.5 * total


# --- after a planned end ----------------------------------------------------------------------------------------------


@equation
def become_peers(
    luck, week, index, row, withdrawal_peers, key, peer, match_mentee, match_mentor, match_quality, match_peers,
    ties_on, new_one, new_two, new_strength, n_new,
):  # fmt: skip
    """Whether the pair of a match just ended by plan goes on as peers; if so, match and mentee note it, and the two are
    tied at least as strongly as they trusted each other. Returns 1 or 0.

    luck, index: of the process that closes the match, so that no other draw moves.
    """
    i, j, q = match_mentee[row], match_mentor[row], match_quality[row]
    if pair_uniform(luck, key[i], key[j], week, index) >= peer_chance(q, withdrawal_peers):
        return 0
    match_peers[row] = 1
    peer[i] = j
    if ties_on:
        note_tie(new_one, new_two, new_strength, n_new, i, j, q)
    return 1
