"""Matching: who waits, who has a place, what the policy makes of it, and how a match begins."""

import numpy as np

from mentorsim.codes import ASSIGNED, BOTH_AGREED, BY_PLAN, DEPENDENT, MENTEE, MENTEE_CHOSE, NOBODY
from mentorsim.compiled import equation, kernel
from mentorsim.equations import similarity, unit_interval
from mentorsim.lifecycle import close_before, make_plan
from mentorsim.observation import Draw, People, missing_most
from mentorsim.pairs import start_matches
from mentorsim.policies import solvers
from mentorsim.registry import process
from mentorsim.rng import pair_normal, pair_uniform

MATCHED, UNSERVED, DECLINES, NO_MENTOR_NEAR, ASKED_DECLINED, POOR_FIT, DEALT = range(7)
MOST_SEEN = 256  # people that somebody finds in the own network


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
def find_waiting(people, world, rules, at, have, most):
    """Rows of mentees who wait into `waits`, longest first; of mentors with free places into `hosts`, and how many
    places these are into `vacant` (0 for all others); the numbers of mentees, places and hosts into `looked`.

    have: how many mentors they have now; most: how many the policy lets them have.
    """
    mentees = places = mentors = 0
    for i in range(people.n):
        at.vacant[i] = 0
        if not people.present[i]:
            continue
        if people.role[i] == MENTEE:
            may_have_more = people.n_matches[i] < rules.matching.attempts * most
            if people.matched[i] == have and may_have_more and people.stage[i] == DEPENDENT:
                at.waits[mentees] = i
                mentees += 1
        elif people.matched[i] < people.capacity[i]:
            if people.energy[i] < rules.matching.declines_below:
                at.count[DECLINES] += have == 0
            else:
                at.vacant[i] = people.capacity[i] - people.matched[i]
                at.hosts[mentors] = i
                mentors += 1
                places += at.vacant[i]
    world.looked[0], world.looked[1], world.looked[2] = mentees, places, mentors
    if mentees > 0 and places > 0:
        sort_by_week(at.waits[:mentees], people.waiting_since, at.week)


@kernel
def look_around(people, matches, world, rules, at):
    """On matching weeks: who waits without a mentor, and where places are free. Returns whether there is more to do.

    If not, that is all: nobody waits, no place is free, or nobody pairs; `need` is then known.
    """
    if at.week % rules.matching.interval:
        return at.most > 1
    if rules.matching.rematch:
        return True
    find_waiting(people, world, rules, at, 0, at.most)
    if at.most > 1 or (at.pairs and world.looked[0] and world.looked[1]):
        return True
    at.count[UNSERVED] += world.looked[0]
    if not at.routes:
        world.need[0] = world.looked[0] / (world.looked[0] + len(matches.active)) if world.looked[0] else 0.0
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
def look_and_ask(people, ties, rules, at, waiting, free, barred, found):
    """Mentees, longest waiting first, look for free mentors within reach of their ties and ask the most similar.

    Looking is breadth first and stops at MOST_SEEN people. barred: codes of pairs who have parted, ascending; found:
    (2, waiting) the pairs. Returns their number.
    """
    pairs = 0
    seen_by = np.full(len(free), -1, np.int32)
    reached, likeness = np.empty(MOST_SEEN, np.int64), np.empty(MOST_SEEN)
    noise = 0.0 if rules.matching.oracle else rules.matching.noise
    for w in range(len(waiting)):
        i = waiting[w]
        known, near = look_around_in_network(ties, rules, i, reached, seen_by), 0
        for place in range(1, known):
            j = reached[place]
            if free[j] > 0 and not (len(barred) and is_barred(barred, i, j)):
                deep = similarity(people.style[i], people.style[j], people.values[i], people.values[j])
                reached[near] = j
                likeness[near] = deep + noise * pair_normal(at.luck, people.key[i], people.key[j], 0, 110)
                near += 1
        if near == 0:
            at.count[NO_MENTOR_NEAR] += 1
        for _ in range(min(rules.pairing.asks, near)):
            best = best_placed(likeness, reached, near)
            j = reached[best]
            u = pair_uniform(at.luck, people.key[i], people.key[j], at.week, 111)
            if u < rules.matching.accept_base + rules.matching.accept_slope * unit_interval(likeness[best]):
                free[j] -= 1
                found[0, pairs], found[1, pairs] = i, j
                pairs += 1
                break
            at.count[ASKED_DECLINED] += 1
            likeness[best] = -1e9  # not asked again
    return pairs


@equation
def look_around_in_network(ties, rules, i, reached, seen_by):
    """Who person i finds within reach, ring by ring, into `reached`, themselves first. Returns how many.

    seen_by: (people,) who has reached them last.
    """
    reached[0] = i
    seen_by[i] = i
    known, ring = 1, 0
    for _ in range(rules.matching.reach):
        ring_end = known
        while ring < ring_end and known < MOST_SEEN:
            for a in range(ties.start[reached[ring]], ties.start[reached[ring] + 1]):
                other = ties.target[a]
                if seen_by[other] != i and known < MOST_SEEN:
                    seen_by[other] = i
                    reached[known] = other
                    known += 1
            ring += 1
    return known


@equation
def best_placed(likeness, rows, n):
    """The place, of n, of the mentor who comes first on a mentee's list: most similar, then earliest arrived."""
    best = 0
    for place in range(1, n):
        if better_placed(likeness[place], rows[place], likeness[best], rows[best]):
            best = place
    return best


# --- pairs that are not to be, and pairs that part -------------------------------------------------------------------


@kernel
def part_poor_fits(people, matches, rules, at, most):
    """Dissolve, as planned, pairs old enough whose two ratings of quality are low on average, if the mentee would wait
    for another mentor. Returns how many."""
    parted = 0
    for row in matches.active:
        i = matches.mentee[row]
        fit = 0.5 * (matches.perceived_quality_mentee[row] + matches.perceived_quality_mentor[row])
        old = at.week - matches.start_week[row] >= rules.matching.rematch_after
        waits = people.stage[i] == DEPENDENT and people.n_matches[i] < rules.matching.attempts * most
        if old and fit < rules.matching.rematch_below and waits:
            matches.rematched[row] = 1
            close_before(people, matches, row, BY_PLAN, at.week)
            parted += 1
    at.count[POOR_FIT] += parted
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
def share_domains(people, matches, world, at):
    """Mentees whose running matches do not part the domains among them deal these anew, most wanted first.

    A domain goes to the mentor who is best at it among those with the fewest so far; plans are made anew.
    """
    domains = people.skill.shape[1]
    every = (1 << domains) - 1
    for i in range(people.n):
        all_covered, mentors, overlap, row = 0, 0, False, people.match_of[i]
        while row >= 0:
            covers = matches.covers[row] & every
            overlap |= (all_covered & covers) != 0
            all_covered |= covers
            mentors += 1
            row = matches.next[row]
        if mentors == 0 or (all_covered == every and not overlap):
            continue
        at.count[DEALT] += 1
        omega, dealt, row = matches.focus[people.match_of[i]], 0, people.match_of[i]
        while row >= 0:
            matches.covers[row] = 0
            row = matches.next[row]
        for turn in range(domains):
            wanted, k = -1.0, -1
            for d in range(domains):
                weight = (1.0 - omega) * people.goals[i, d] + omega * world.org_goals[d]
                if (dealt >> d) & 1 == 0 and weight > wanted:
                    wanted, k = weight, d
            dealt |= 1 << k
            best, row = NOBODY, people.match_of[i]
            while row >= 0:  # every mentor has turn // mentors domains, and some one more
                if has_turn(matches.covers[row], turn // mentors) and (
                    best < 0 or people.skill[matches.mentor[row], k] > people.skill[matches.mentor[best], k]
                ):
                    best = row
                row = matches.next[row]
            matches.covers[best] |= 1 << k
        row = people.match_of[i]
        while row >= 0:
            if matches.covers[row] == every:
                matches.covers[row] = -1
            make_plan(matches.plan[row], people.goals[i], world.org_goals, matches.focus[row], matches.covers[row])
            row = matches.next[row]


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
    found = np.empty((2, len(waiting)), np.int32)
    count = world.call(look_and_ask, waiting=waiting, free=free, barred=barred, found=found)
    return found[0, :count], found[1, :count]


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
