"""How a match is planned, found and closed in the arrays: shared by the processes that do so.

The running matches of a mentee are a list: `match_of` is the oldest, `match_next` the next one.
"""

from mentorsim.codes import BY_MENTEE, BY_PLAN, NO_ARM, NOBODY
from mentorsim.compiled import equation, part
from mentorsim.equations import commitment_factor, conflict, hurt_by_end, peer_chance, unit_interval
from mentorsim.rng import pair_uniform
from mentorsim.world.ties import note_tie


@equation
def close_match(people, matches, rules, row, by, week):
    """Close match `row`: who ended it, `week` its last week alive; free both places; the mentee remembers it.

    An unplanned end hurts.
    """
    mentee, mentor = matches.mentee[row], matches.mentor[row]
    matches.ended_by[row] = by
    matches.end_week[row] = week
    people.matched[mentee] -= 1
    people.matched[mentor] -= 1
    take_out(people, matches, mentee, row)
    people.waiting_since[mentee] = week + 1
    if not rules.learning.placebo:
        remember_match(people, matches, mentee, row)
    if by != BY_PLAN and rules.hurt.on and not rules.learning.placebo:
        hurt_mentee(people, matches, rules, row, by)


@part
def remember_match(people, matches, mentee, row):
    """The mean quality of match `row`, just closed, enters that of the mentee's past matches."""
    mean = (matches.quality_sum[row] + matches.quality[row]) / (matches.weeks[row] + 1)
    past = max(1, people.n_matches[mentee] - people.matched[mentee])
    people.quality_past[mentee] += (mean - people.quality_past[mentee]) / past


@part
def hurt_mentee(people, matches, rules, row, by):
    """The unplanned end of match `row` hurts the mentee and shakes confidence; less where the mentee left."""
    i, hurt = matches.mentee[row], rules.hurt
    more = hurt_by_end(matches.quality[row], matches.help[row], people.hurt[i], hurt.base)
    more *= hurt.own_end if by == BY_MENTEE else 1.0
    people.hurt[i] = unit_interval(people.hurt[i] + more)
    people.confidence[i] = unit_interval(people.confidence[i] * (1.0 - hurt.confidence * more))


@equation
def take_out(people, matches, mentee, row):
    """Take match `row` out of the list of the mentee's running ones."""
    if people.match_of[mentee] == row:
        people.match_of[mentee] = matches.next[row]
    else:
        other = people.match_of[mentee]
        while matches.next[other] != row:
            other = matches.next[other]
        matches.next[other] = matches.next[row]
    matches.next[row] = NOBODY


@equation
def close_before(people, matches, rules, row, by, week):
    """Close match `row` before week `week` began: the week before was its last, unless it began this week."""
    has_run = matches.weeks[row] > 0
    if has_run:  # the last week is in the sums, and closing counts it
        matches.weeks[row] -= 1
        matches.quality_sum[row] -= matches.quality[row]
    close_match(people, matches, rules, row, by, max(week - 1, matches.start_week[row]))
    if has_run:
        matches.weeks[row] += 1
        matches.quality_sum[row] += matches.quality[row]


# --- a mentee's running matches --------------------------------------------------------------------------------------


@equation
def most_over(first, match_next, values):
    """Largest value >= 0 of a column of matches over a mentee's running ones; 0 without one."""
    most, row = 0.0, first
    while row >= 0:
        most = max(most, values[row])
        row = match_next[row]
    return most


@part
def most_trusted(people, matches, rules, i):
    """Quality of person i's running match that is trusted most; 0 without one, and in the placebo world."""
    return 0.0 if rules.learning.placebo else most_over(people.match_of[i], matches.next, matches.quality)


# --- mentors ----------------------------------------------------------------------------------------------------------


@part
def commitment_of(people, rules, at, j):
    """Factor of mentor j's hazards: lower within the time they said they would stay, higher after it."""
    weeks = at.week - people.mentor_week[j]
    return commitment_factor(weeks, people.commitment[j], rules.endings.committed, rules.endings.beyond)


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
def become_peers(people, matches, ties, world, rules, at, row, index):
    """Whether the pair of a match just ended by plan goes on as peers; if so, match and mentee note it, and the two are
    tied at least as strongly as they trusted each other. Returns 1 or 0.

    index: of the draw, in the stream of the process that closes the match, so that no other draw moves.
    """
    i, j, q = matches.mentee[row], matches.mentor[row], matches.quality[row]
    share = world.peer_shares[matches.arm[row] - NO_ARM] * (1 - rules.learning.placebo)
    chance = peer_chance(q, share)
    if pair_uniform(at.luck, people.key[i], people.key[j], at.week, index) >= chance:
        return 0
    matches.peers[row] = 1
    if rules.ties.on:
        note_tie(ties, i, j, q)
    return 1
