"""Matching: who waits, who has a place, what the policy makes of it, and how a match begins."""

import numpy as np

from mentorsim.codes import ASSIGNED, BOTH_AGREED, BY_PLAN, MENTEE, MENTEE_CHOSE, NOBODY
from mentorsim.compiled import equation, kernel
from mentorsim.equations import similarity, unit_interval
from mentorsim.lifecycle import close_before, make_plan
from mentorsim.observation import Draw, People, missing_most
from mentorsim.pairs import start_matches
from mentorsim.policies import solvers
from mentorsim.registry import process
from mentorsim.rng import pair_normal, pair_uniform

MATCHED, UNSERVED, DECLINES, NO_MENTOR_NEAR, ASKED_DECLINED, POOR_FIT, DEALT = range(7)


@kernel
def sort_by_week(rows, since, week):
    """Sort rows by the week that `since` has for them, at most `week`; of one week, they keep their order."""
    before, place = np.empty(len(rows), np.int32), np.zeros(week + 2, np.int64)
    for n in range(len(rows)):
        before[n] = rows[n]
        place[since[rows[n]] + 1] += 1
    for k in range(week + 1):
        place[k + 1] += place[k]
    for row in before:
        rows[place[since[row]]] = row
        place[since[row]] += 1


@kernel
def find_waiting(
    n_people, week, count, present, role, stage, n_matches, capacity, matched, energy, waiting_since, matching_attempts,
    matching_declines_below, have, most, waits, vacant, hosts, looked,
):  # fmt: skip
    """Rows of mentees who wait into `waits`, longest first; of mentors with free places into `hosts`, and how many
    places these are into `vacant` (0 for all others); the numbers of mentees, places and hosts into `looked`.

    have: how many mentors they have now; most: how many the policy lets them have.
    """
    mentees = places = mentors = 0
    for i in range(n_people):
        vacant[i] = 0
        if not present[i]:
            continue
        if role[i] == MENTEE:
            if matched[i] == have and n_matches[i] < matching_attempts * most and stage[i] == 0:
                waits[mentees] = i
                mentees += 1
        elif matched[i] < capacity[i]:
            if energy[i] < matching_declines_below:
                count[DECLINES] += have == 0
            else:
                vacant[i] = capacity[i] - matched[i]
                hosts[mentors] = i
                mentors += 1
                places += vacant[i]
    looked[0], looked[1], looked[2] = mentees, places, mentors
    if mentees > 0 and places > 0:
        sort_by_week(waits[:mentees], waiting_since, week)


@kernel
def look_around(
    n_people, week, count, present, role, stage, n_matches, capacity, matched, energy, waiting_since, active,
    matching_interval, matching_attempts, matching_declines_below, matching_rematch, pairs, routes, most, waits, vacant,
    hosts, looked, need,
):  # fmt: skip
    """On matching weeks: who waits without a mentor, and where places are free. Returns whether there is more to do.

    If not, that is all: nobody waits, no place is free, or nobody pairs; `need` is then known.
    """
    if week % matching_interval:
        return most > 1
    if matching_rematch:
        return True
    find_waiting(
        n_people, week, count, present, role, stage, n_matches, capacity, matched, energy, waiting_since,
        matching_attempts, matching_declines_below, 0, most, waits, vacant, hosts, looked,
    )  # fmt: skip
    if most > 1 or (pairs and looked[0] and looked[1]):
        return True
    count[UNSERVED] += looked[0]
    if not routes:
        need[0] = looked[0] / (looked[0] + len(active)) if looked[0] else 0.0
    return False


@equation
def better_placed(similarity_a, row_a, similarity_b, row_b):
    """Whether mentor a comes before mentor b on a mentee's list: more similar, then earlier arrived."""
    return similarity_a > similarity_b or (similarity_a == similarity_b and row_a < row_b)


@equation
def is_barred(barred, i, j):
    """Whether the pair of rows i, j is among the ascending codes of `pair_code`."""
    code = (np.int64(i) << 32) + j
    place = np.searchsorted(barred, code)
    return place < len(barred) and barred[place] == code


@kernel
def look_and_ask(
    luck, week, count, key, style, values, waiting, free, tie_start, tie_target, matching_reach, matching_noise,
    matching_oracle, matching_accept_base, matching_accept_slope, pairing_asks, one, two, seen_by, barred,
):  # fmt: skip
    """Mentees, longest waiting first, look for free mentors within reach of their ties and ask the most similar.

    Looking is breadth first and stops at 256 people. seen_by: (people,) scratch; barred: codes of pairs who have
    parted, ascending. Returns the number of pairs written.
    """
    pairs = 0
    seen_by[:] = -1
    people = np.empty(256, np.int64)
    seen_likeness = np.empty(256)
    noise = 0.0 if matching_oracle else matching_noise
    for w in range(len(waiting)):
        i = waiting[w]
        people[0] = i
        seen_by[i] = i
        known, ring = 1, 0
        for _ in range(matching_reach):
            ring_end = known
            while ring < ring_end and known < 256:
                for a in range(tie_start[people[ring]], tie_start[people[ring] + 1]):
                    other = tie_target[a]
                    if seen_by[other] != i and known < 256:
                        seen_by[other] = i
                        people[known] = other
                        known += 1
                ring += 1
        near = 0
        for place in range(1, known):
            j = people[place]
            if free[j] > 0 and not (len(barred) and is_barred(barred, i, j)):
                likeness = similarity(style[i], style[j], values[i], values[j])
                people[near] = j
                seen_likeness[near] = likeness + noise * pair_normal(luck, key[i], key[j], 0, 110)
                near += 1
        if near == 0:
            count[NO_MENTOR_NEAR] += 1
        for _ in range(min(pairing_asks, near)):
            best = 0
            for place in range(1, near):
                if better_placed(seen_likeness[place], people[place], seen_likeness[best], people[best]):
                    best = place
            j, likeness = people[best], seen_likeness[best]
            u = pair_uniform(luck, key[i], key[j], week, 111)
            if u < matching_accept_base + matching_accept_slope * unit_interval(likeness):
                free[j] -= 1
                one[pairs] = i
                two[pairs] = j
                pairs += 1
                break
            count[ASKED_DECLINED] += 1
            seen_likeness[best] = -1e9  # not asked again
    return pairs


# --- pairs that are not to be, and pairs that part -------------------------------------------------------------------


@kernel
def part_poor_fits(
    week, count, active, stage, match_mentee, match_mentor, match_start_week, match_rematched, match_ended_by,
    match_end_week, match_weeks, match_quality, match_quality_sum, match_perceived_quality_mentee,
    match_perceived_quality_mentor, matched, match_of, match_next, waiting_since, quality_past, n_matches,
    matching_attempts, matching_rematch_below, matching_rematch_after, most,
):  # fmt: skip
    """Dissolve, as planned, pairs old enough whose two ratings of quality are low on average, if the mentee would wait
    for another mentor. Returns how many."""
    parted = 0
    for row in active:
        i = match_mentee[row]
        fit = 0.5 * (match_perceived_quality_mentee[row] + match_perceived_quality_mentor[row])
        old = week - match_start_week[row] >= matching_rematch_after
        if old and fit < matching_rematch_below and stage[i] == 0 and n_matches[i] < matching_attempts * most:
            match_rematched[row] = 1
            close_before(
                row, BY_PLAN, week, match_mentee, match_mentor, match_ended_by, match_start_week, match_end_week,
                match_weeks, match_quality, match_quality_sum, matched, match_of, match_next, waiting_since,
                quality_past, n_matches,
            )  # fmt: skip
            parted += 1
    count[POOR_FIT] += parted
    return parted


def pair_code(mentees, mentors):
    """One number for each pair of rows."""
    return (np.asarray(mentees, np.int64) << 32) + mentors


def barred_pairs(world):
    """Ascending codes of the pairs that no round makes: who were dissolved for a poor fit, and who are a pair now."""
    matches = world.matches
    rows = np.flatnonzero(matches.rematched | (matches.ended_by < 0))
    return np.unique(pair_code(matches.mentee[rows], matches.mentor[rows]))


def places_of(barred, mentees, mentors):
    """Positions (mentees, mentors) of the barred pairs among these rows."""
    if len(barred) == 0:
        return barred, barred
    place = {int(row): n for n, row in enumerate(mentees)}, {int(row): n for n, row in enumerate(mentors)}
    pairs = [(place[0].get(code >> 32), place[1].get(code & 0xFFFFFFFF)) for code in barred.tolist()]
    found = [pair for pair in pairs if None not in pair]
    return tuple(np.array(side, np.int64) for side in zip(*found, strict=True)) if found else (barred[:0], barred[:0])


# --- several mentors at a time ---------------------------------------------------------------------------------------


@kernel
def share_domains(
    n_people, count, skill, goals, org_goals, match_of, match_next, match_mentor, match_covers, match_plan, match_focus,
):  # fmt: skip
    """Mentees whose running matches do not part the domains among them deal these anew, most wanted first.

    A domain goes to the mentor who is best at it among those with the fewest so far; plans are made anew.
    """
    domains = skill.shape[1]
    every = (1 << domains) - 1
    for i in range(n_people):
        all_covered, mentors, overlap, row = 0, 0, False, match_of[i]
        while row >= 0:
            covers = match_covers[row] & every
            overlap |= (all_covered & covers) != 0
            all_covered |= covers
            mentors += 1
            row = match_next[row]
        if mentors == 0 or (all_covered == every and not overlap):
            continue
        count[DEALT] += 1
        omega, dealt, row = match_focus[match_of[i]], 0, match_of[i]
        while row >= 0:
            match_covers[row] = 0
            row = match_next[row]
        for turn in range(domains):
            wanted, k = -1.0, -1
            for d in range(domains):
                weight = (1.0 - omega) * goals[i, d] + omega * org_goals[d]
                if (dealt >> d) & 1 == 0 and weight > wanted:
                    wanted, k = weight, d
            dealt |= 1 << k
            best, row = NOBODY, match_of[i]
            while row >= 0:  # every mentor has turn // mentors domains, and some one more
                if has_turn(match_covers[row], turn // mentors) and (
                    best < 0 or skill[match_mentor[row], k] > skill[match_mentor[best], k]
                ):
                    best = row
                row = match_next[row]
            match_covers[best] |= 1 << k
        row = match_of[i]
        while row >= 0:
            if match_covers[row] == every:
                match_covers[row] = -1
            make_plan(match_plan[row], goals[i], org_goals, match_focus[row], match_covers[row])
            row = match_next[row]


@equation
def has_turn(covers, fewest):
    """Whether a match covers just `fewest` domains so far."""
    total = 0
    while covers > 0:
        total += covers & 1
        covers >>= 1
    return total == fewest


def domains_missing(world, mentees, have: int):
    """(n, K) flags of the domains for which mentees with `have` mentors look for another: a fair part of all, those
    in which their mentors, as seen and weighed by the plan, fall shortest; None for a first mentor."""
    if have == 0:
        return None
    matches, row = world.matches, world.people.match_of[mentees]
    best = np.zeros((len(mentees), world.parameters.people.domains))
    for _ in range(have):
        np.maximum(best, People(world, matches.mentor[row]).skill, out=best)
        row = matches.next[row]
    return missing_most(People(world, mentees).plan * (1.0 - best), have)


# --- the rounds ------------------------------------------------------------------------------------------------------


def solve_block(world, policy, mentees, rows, free, people_ask, have, barred):
    """Pairs (rows, rows) among waiting mentees and mentors `rows` with `free` places, as the policy has it."""
    mentors, waiting = People(world, rows, free), People(world, mentees, wants=domains_missing(world, mentees, have))
    draw, not_these = Draw(world.luck("matching"), world.week), places_of(barred, mentees, rows)
    i, j = solvers.pairs(policy, waiting, mentors, draw, people_ask, not_these)
    return mentees[i], rows[j]


def solve(world, policy, waiting, rows, free, places, have, barred):
    """All pairs of this round, of mentees and mentors `rows` with `free` places, so many in all. Too many pairs to
    solve at once are cut into blocks, both sides dealt out in turn."""
    p = world.parameters.pairing
    people_ask = p.asks if p.by == "people" else 0
    blocks = solvers.blocks(policy, len(waiting), len(rows), places, people_ask)
    if blocks == 1:
        return solve_block(world, policy, waiting, rows, free, people_ask, have, barred)
    parts = [tuple(side[b::blocks] for side in (waiting, rows, free)) for b in range(min(blocks, len(waiting)))]
    pairs = [solve_block(world, policy, *part, people_ask, have, barred) for part in parts]
    return tuple(np.concatenate(side) for side in zip(*pairs, strict=True))


def ask_around(world, waiting, free, barred):
    """Pairs that mentees find in their network."""
    one, two = np.empty((2, len(waiting)), np.int32)
    seen_by = np.empty(len(free), np.int32)
    count = world.call(look_and_ask, waiting=waiting, free=free, one=one, two=two, seen_by=seen_by, barred=barred)
    return one[:count], two[:count]


def match_those_with(world, policy, have: int, most: int) -> tuple:
    """One round for mentees who have so many mentors now. Returns (how many waited, how many found one)."""
    if have or world.parameters.matching.rematch:  # else it is known from `look_around`
        world.call(find_waiting, have=have, most=most)
    mentees, places, mentors = world.shared["looked"].tolist()
    if not (mentees and places and world.now["pairs"]):
        return mentees, 0
    waits, vacant, hosts = world.scratch()
    waiting, p = waits[:mentees], world.parameters
    barred = barred_pairs(world) if have or p.matching.rematch else NO_PAIRS
    if policy.solver == "reach":
        pairs, how = ask_around(world, waiting, vacant, barred), BOTH_AGREED
    else:
        rows = hosts[:mentors]
        pairs = solve(world, policy, waiting, rows, vacant[rows], places, have, barred)
        how = MENTEE_CHOSE if p.pairing.by == "people" else ASSIGNED
    start_matches(world, *pairs, how)
    return mentees, len(pairs[0])


NO_PAIRS = np.empty(0, np.int64)


@process(
    "matching", "row order", "matching.on",
    ("matched", "waits on", "mentor too tired to take another", "no free mentor within reach", "asked and declined",
     "poor fit: dissolved to be matched anew", "domains dealt to several mentors"), (look_around,),
)  # fmt: skip
def matching(world):
    """Waiting mentees and mentors with free places are paired by the policy, on matching weeks."""
    p, policy, count = world.parameters.matching, world.policies["matching"], world.now["count"]
    most = policy.mentors_each(world.parameters)
    if world.week % p.interval == 0:
        if p.rematch:
            world.note("rematched", world.call(part_poor_fits, most=most))
            world.drop_ended()
        served = len(world.active.rows) if most == 1 else int(np.count_nonzero(world.people.match_of >= 0))
        waiting, matched = 0, 0
        for have in range(most):
            waited, found = match_those_with(world, policy, have, most)
            waiting, matched = (waited, found) if have == 0 else (waiting, matched)
            world.note("started", found)
            count[MATCHED] += found
        count[UNSERVED] += waiting - matched
        if not policy.routes:  # else need is for answers, and known when questions have been routed
            world.need = (waiting - matched) / (waiting + served) if waiting else 0.0
    if most > 1:
        world.call(share_domains)
