"""Matching: who waits, who has a place, what the policy makes of it, and how a match begins."""

import numpy as np

from mentorsim.codes import ASSIGNED, BOTH_AGREED, MENTEE, MENTEE_CHOSE, NEVER, NOBODY
from mentorsim.compiled import equation, kernel
from mentorsim.equations import conflict, first_quality, similarity, unit_interval, weighted
from mentorsim.observation import Draw, People
from mentorsim.policies import solvers
from mentorsim.registry import process
from mentorsim.rng import pair_normal, pair_uniform

MATCHED, UNSERVED, DECLINES, NO_MENTOR_NEAR, ASKED_DECLINED = range(5)


@kernel
def find_waiting(
    n_people, count, present, role, stage, match_of, n_matches, capacity, matched, energy, matching_attempts,
    matching_declines_below, waiting, free,
):  # fmt: skip
    """Rows of mentees who wait into `waiting`; each mentor's free places into `free` (0 for all others).

    Returns (number waiting, places free).
    """
    mentees = places = 0
    for i in range(n_people):
        free[i] = 0
        if not present[i]:
            continue
        if role[i] == MENTEE:
            if match_of[i] == NOBODY and n_matches[i] < matching_attempts and stage[i] == 0:
                waiting[mentees] = i
                mentees += 1
        elif matched[i] < capacity[i]:
            if energy[i] < matching_declines_below:
                count[DECLINES] += 1
            else:
                free[i] = capacity[i] - matched[i]
                places += free[i]
    return mentees, places


@equation
def better_placed(similarity_a, row_a, similarity_b, row_b):
    """Whether mentor a comes before mentor b on a mentee's list: more similar, then earlier arrived."""
    return similarity_a > similarity_b or (similarity_a == similarity_b and row_a < row_b)


@kernel
def look_and_ask(
    luck, week, count, key, style, values, waiting, free, tie_start, tie_target, matching_reach, matching_noise,
    matching_oracle, matching_accept_base, matching_accept_slope, pairing_asks, one, two, seen_by,
):  # fmt: skip
    """Mentees, longest waiting first, look for free mentors within reach of their ties and ask the most similar.

    Looking is breadth first and stops at 256 people. seen_by: (people,) scratch. Returns the number of pairs written.
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
            if free[j] > 0:
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


@kernel
def begin(
    luck, week, key, first, mentees, mentors, how, omega, match_mentee, match_mentor, match_start_week, match_made_by,
    match_attempt, match_help, match_help_start, match_quality, match_focus, match_plan, match_similarity,
    match_same_group, match_perceived_similarity_mentee, match_perceived_quality_mentee, match_perceived_quality_mentor,
    match_goal_distance_start, match_skill_gap_start, match_width_error, group, skill, goals, org_goals, style, values,
    bias, matched, match_of, last_mentor, first_match_week, n_matches, withdrawal_start, quality_start, quality_base,
    quality_slope, quality_flat, quality_spread, quality_rating_noise, learning_width_error,
):  # fmt: skip
    """Fill the rows of new matches, from row `first` on, and note them with both people."""
    for n in range(len(mentees)):
        row, i, j = first + n, mentees[n], mentors[n]
        deep = similarity(style[i], style[j], values[i], values[j])
        noise = quality_spread * pair_normal(luck, key[i], key[j], week, 100)
        q = first_quality(quality_start, deep, noise, quality_base, quality_slope, quality_flat)
        match_mentee[row] = i
        match_mentor[row] = j
        match_start_week[row] = week
        match_made_by[row] = how
        match_help[row] = match_help_start[row] = withdrawal_start
        match_quality[row] = q
        match_focus[row] = omega
        match_similarity[row] = deep
        match_same_group[row] = group[i] == group[j]
        rated = quality_rating_noise * pair_normal(luck, key[i], key[j], week, 101)
        match_perceived_similarity_mentee[row] = unit_interval(deep + bias[i] + rated)
        mine = quality_rating_noise * pair_normal(luck, key[i], key[j], week, 102)
        yours = quality_rating_noise * pair_normal(luck, key[i], key[j], week, 103)
        match_perceived_quality_mentee[row] = unit_interval(q + bias[i] + mine)
        match_perceived_quality_mentor[row] = unit_interval(q + bias[j] + yours)
        match_goal_distance_start[row] = conflict(goals[i], org_goals)
        match_skill_gap_start[row] = weighted(goals[i], skill[j]) - weighted(goals[i], skill[i])
        match_width_error[row] = np.exp(learning_width_error * pair_normal(luck, key[i], key[j], 0, 104))
        for k in range(len(org_goals)):
            match_plan[row, k] = (1.0 - omega) * goals[i, k] + omega * org_goals[k]
        n_matches[i] += 1
        match_attempt[row] = n_matches[i]
        matched[i] += 1
        matched[j] += 1
        match_of[i] = row
        last_mentor[i] = j
        if first_match_week[i] == NEVER:
            first_match_week[i] = week


def start_matches(world, mentees, mentors, how: int) -> None:
    """Begin matches between rows `mentees` and `mentors`; pairs become acquainted, but for the placebo."""
    if len(mentees) == 0:
        return
    order = np.argsort(mentees, kind="stable")
    mentees, mentors = np.asarray(mentees)[order], np.asarray(mentors)[order]
    first = len(world.matches)
    world.make_room(world.matches, len(mentees))
    world.active.add(first, len(mentees))
    world.bind("active")
    omega = world.policies["goals"].omega(world.parameters)
    world.call(begin, first=first, mentees=mentees, mentors=mentors, how=how, omega=omega)
    if not world.parameters.learning.placebo:
        world.add_ties(mentees, mentors, world.parameters.ties.first)


def solve_block(world, policy, mentees, rows, free, people_ask):
    """Pairs (rows, rows) among waiting mentees and mentors `rows` with `free` places, as the policy has it."""
    mentors, waiting = People(world, rows, free), People(world, mentees)
    i, j = solvers.pairs(policy, waiting, mentors, Draw(world.luck("matching"), world.week), people_ask)
    return mentees[i], rows[j]


def solve(world, policy, waiting, free):
    """All pairs of this round. Too many pairs to solve at once are cut into blocks, both sides dealt out in turn."""
    p, rows = world.parameters.pairing, np.flatnonzero(free)
    people_ask = p.asks if p.by == "people" else 0
    blocks = solvers.blocks(policy, len(waiting), free[rows], people_ask)
    parts = [(waiting[b::blocks], rows[b::blocks]) for b in range(blocks)]
    pairs = [solve_block(world, policy, *part, free[part[1]], people_ask) for part in parts if len(part[0])]
    return tuple(np.concatenate(side) for side in zip(*pairs, strict=True))


@process(
    "matching", "row order", "matching.on",
    ("matched", "waits on", "mentor too tired to take another", "no free mentor within reach", "asked and declined"),
)  # fmt: skip
def matching(world):
    """Waiting mentees and mentors with free places are paired by the policy, on matching weeks."""
    p, policy, n = world.parameters, world.policies["matching"], len(world.people)
    world.events["started"] = 0
    if world.week % p.matching.interval:
        return
    rows, free = world.scratch(n)
    mentees, places = world.call(find_waiting, waiting=rows, free=free)
    served = len(world.active.rows)
    world.need = mentees / (mentees + served) if mentees else 0.0
    if mentees == 0 or places == 0 or policy.solver == "nobody" or not p.modes.one_to_one:
        world.now["count"][UNSERVED] += mentees
        return
    waiting, free = rows[:mentees].copy(), free[:n].copy()
    waiting = waiting[np.argsort(world.people.waiting_since[waiting], kind="stable")]
    if policy.solver == "reach":
        one, two = np.empty(mentees, np.int64), np.empty(mentees, np.int64)
        count = world.call(look_and_ask, waiting=waiting, free=free, one=one, two=two, seen_by=np.empty(n, np.int32))
        pair, how = (one[:count], two[:count]), BOTH_AGREED
    else:
        pair = solve(world, policy, waiting, free)
        how = MENTEE_CHOSE if p.pairing.by == "people" else ASSIGNED
    start_matches(world, *pair, how)
    world.events["started"] = len(pair[0])
    world.now["count"][MATCHED] += len(pair[0])
    world.now["count"][UNSERVED] += mentees - len(pair[0])
    world.need = max(0.0, mentees - len(pair[0])) / (mentees + served)
