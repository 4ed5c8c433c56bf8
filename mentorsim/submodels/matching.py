"""Matching: who waits, who has a place, what the policy makes of it, and how a match begins."""

import numpy as np

from mentorsim.codes import (
    ASSIGNED,
    BOTH_AGREED,
    BY_PLAN,
    DEPENDENT,
    MENTEE,
    MENTEE_CHOSE,
    MENTOR,
    NEVER,
    WHO_IS_NEXT,
    WHOSE_PLACE,
)
from mentorsim.compiled import kernel, part
from mentorsim.equations import happens
from mentorsim.policies import solvers
from mentorsim.policies.observation import Draw, People, missing_most
from mentorsim.process import process
from mentorsim.rng import uniform
from mentorsim.world.lifecycle import close_before
from mentorsim.world.pairs import start_matches

MATCHED, UNSERVED, DECLINES, POOR_FIT, GAVE_UP = 0, 1, 2, 5, 7  # between them: what policies count, codes.DEALT
GIVES_UP = 120  # index of the person's draw, beyond those of policies


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


@part
def seeks(people, rules, i):
    """Whether mentee i is in a stage in which one seeks a mentor."""
    return people.stage[i] == DEPENDENT or rules.matching.everybody == 1


@part
def may_have_another(people, rules, i, most):
    """Whether mentee i seeks a mentor and may have a further one. most: how many the policy lets them have."""
    return seeks(people, rules, i) and people.n_matches[i] < rules.matching.attempts * most


@part
def waits_for_another(people, rules, i, have, most):
    """Whether person i is a mentee who has so many mentors now and waits for another."""
    if not people.present[i] or people.role[i] != MENTEE or people.gave_up_waiting_week[i] != NEVER:
        return False
    return people.matched[i] == have and may_have_another(people, rules, i, most)


@part
def free_places(people, rules, at, i, have):
    """How many mentees person i can take as a mentor now: none if too tired, which the first round counts."""
    if not people.present[i] or people.role[i] != MENTOR or people.matched[i] >= people.capacity[i]:
        return 0
    if people.energy[i] < rules.matching.declines_below:
        at.count[DECLINES] += have == 0
        return 0
    return people.capacity[i] - people.matched[i]


@kernel
def find_waiting(people, world, rules, at, have, most):
    """Rows of mentees who wait into `waits`, longest first; of mentors with free places into `hosts`, and how many
    places these are into `vacant` (0 for all others); the numbers of mentees, places and hosts into `market`.

    have: how many mentors they have now; most: how many the policy lets them have.
    """
    mentees = places = mentors = 0
    for i in range(people.n):
        at.vacant[i] = free_places(people, rules, at, i, have)
        if at.vacant[i] > 0:
            at.hosts[mentors] = i
            mentors += 1
            places += at.vacant[i]
        elif waits_for_another(people, rules, i, have, most):
            at.waits[mentees] = i
            mentees += 1
    world.market[0], world.market[1], world.market[2] = mentees, places, mentors
    if mentees > 0 and places > 0:
        sort_by_week(at.waits[:mentees], people.waiting_since, at.week)


@kernel
def give_up_waiting(people, rules, at):
    """Mentees who wait for a first or a further mentor give up with a weekly hazard."""
    if rules.matching.gives_up == 0.0 or not at.pairs:
        return
    for i in range(people.n):
        waits = people.present[i] and people.role[i] == MENTEE and people.matched[i] == 0
        waits = waits and seeks(people, rules, i) and people.gave_up_waiting_week[i] == NEVER
        if waits and happens(uniform(at.luck, people.key[i], at.week, GIVES_UP), rules.matching.gives_up):
            at.count[GAVE_UP] += 1
            people.gave_up_waiting_week[i] = at.week


@kernel
def look_around(people, matches, world, rules, at):
    """On matching weeks, find who waits without a mentor and where places are free. Returns whether more is to be done.

    If not, that is all: nobody waits, no place is free, or nobody pairs; `need` is then known.
    """
    if at.week % rules.matching.interval:
        return at.most > 1
    if rules.matching.rematch:
        return True
    find_waiting(people, world, rules, at, 0, at.most)
    if at.most > 1 or (at.pairs and world.market[0] and world.market[1]):
        return True
    at.count[UNSERVED] += world.market[0]
    if not at.routes or rules.learning.placebo:
        world.need[0] = unserved_share(people, rules, world.market[0], len(matches.active))
    return False


@kernel
def unserved_share(people, rules, waiting, served):
    """Share of mentees in need of a mentor who have none; in the placebo world all of them, since nobody is helped."""
    if not rules.learning.placebo:
        return waiting / (waiting + served) if waiting else 0.0
    for i in range(people.n):
        if people.present[i] and people.role[i] == MENTEE and seeks(people, rules, i):
            return 1.0
    return 0.0


# --- pairs that are dissolved, and pairs that are barred -------------------------------------------------------------


@kernel
def part_poor_fits(people, matches, rules, at, most):
    """Dissolve, as planned, pairs old enough whose two ratings of quality are low on average, if the mentee would wait
    for another mentor. Returns how many."""
    parted = 0
    for row in matches.active:
        i = matches.mentee[row]
        fit = 0.5 * (matches.perceived_quality_mentee[row] + matches.perceived_quality_mentor[row])
        old = at.week - matches.start_week[row] >= rules.matching.rematch_after
        if old and fit < rules.matching.rematch_below and may_have_another(people, rules, i, most):
            matches.rematched[row] = 1
            close_before(people, matches, rules, row, BY_PLAN, at.week)
            parted += 1
    at.count[POOR_FIT] += parted
    return parted


def pair_code(mentees, mentors):
    """One number for each pair of rows."""
    return (np.asarray(mentees, np.int64) << 32) + mentors


def barred_pairs(world):
    """Ascending codes of the pairs that no round makes: pairs dissolved for a poor fit, and pairs that run now."""
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


def solve(world, policy, waiting, rows, free, have, barred):
    """All pairs of this round, of mentees and mentors `rows` with `free` places.

    Too many pairs to solve at once are cut into blocks, both sides dealt out in turn.
    """
    p = world.parameters.pairing
    people_ask = p.asks if p.by == "people" else 0
    blocks = solvers.blocks(policy, len(waiting), len(rows), int(free.sum()), people_ask)
    if blocks == 1:
        return solve_block(world, policy, waiting, rows, free, people_ask, have, barred)
    parts = [tuple(side[b::blocks] for side in (waiting, rows, free)) for b in range(min(blocks, len(waiting)))]
    pairs = [solve_block(world, policy, *part, people_ask, have, barred) for part in parts]
    return tuple(np.concatenate(side) for side in zip(*pairs, strict=True))


def found_by_mentees(world, policy, waiting, free, barred):
    """Pairs that mentees find by themselves, in the policy's way."""
    found = np.empty((2, len(waiting)), np.int32)
    count = world.call(policy.search, waiting=waiting, free=free, barred=barred, found=found)
    return found[0, :count], found[1, :count]


def pairs_of(world, waiting, rows, vacant, have, barred):
    """(mentees, mentors, how) of the pairs that the policy makes among those waiting and the mentors `rows`.

    vacant: (people, or more) free places by row; a search takes away those that it fills. how: code of MADE_BY.
    """
    policy = world.policies["matching"]
    if policy.solver == "reach":
        return *found_by_mentees(world, policy, waiting, vacant, barred), BOTH_AGREED
    how = MENTEE_CHOSE if world.parameters.pairing.by == "people" else ASSIGNED
    return *solve(world, policy, waiting, rows, vacant[rows], have, barred), how


# --- a trial whose arms are matched differently ----------------------------------------------------------------------


@kernel
def deal_places(people, at, hosts, vacant, waiting, dealt):
    """Each free place goes to a part of the trial, with a chance in proportion to those who wait there.

    hosts: rows of mentors with `vacant` places; waiting: (parts,) how many wait; dealt: (parts, people) places, by row.
    """
    for j in hosts:
        for place in range(vacant[j]):
            left, part = uniform(at.trial_luck, people.key[j], at.week, WHOSE_PLACE + place) * waiting.sum(), 0
            while left >= waiting[part]:
                left -= waiting[part]
                part += 1
            dealt[part, j] += 1


def places_dealt(world, rows, vacant, waiting):
    """(parts, people) places of the mentors `rows`, dealt to the parts of the trial. waiting: how many wait in each."""
    dealt = np.zeros((len(waiting), len(world.people)), np.int32)
    if waiting.sum():
        world.call(deal_places, hosts=rows, vacant=vacant, waiting=waiting, dealt=dealt)
    return dealt


def pairs_by_part(world, waiting, rows, vacant, barred):
    """(mentees, mentors, how each was made): each part of the trial pairs among the places dealt to it, then, in an
    order of luck, among those that are left over."""
    parts = [part for part in world.parts["matching"] if pairs_people(part)]
    own = [part.among(world.people.arm[waiting]) for part in parts]
    dealt = places_dealt(world, rows, vacant, np.array([mine.sum() for mine in own]))
    order = [uniform(world.now["trial_luck"], 0, world.week, WHO_IS_NEXT + n) for n in range(len(parts))]
    rounds = [(n, dealt[n]) for n in range(len(parts))] + [(n, None) for n in np.argsort(order)]
    left, waits, made = vacant[: len(world.people)].copy(), np.ones(len(waiting), dtype=bool), [NOBODY_PAIRED]
    for n, places in rounds:
        places = left.copy() if places is None else places
        hosts, mentees = rows[places[rows] > 0], waiting[own[n] & waits]
        if len(hosts) and len(mentees):
            with world.acting(parts[n]):
                i, j, how = pairs_of(world, mentees, hosts, places, 0, barred)
            np.subtract.at(left, j, 1)
            waits &= ~np.isin(waiting, i)
            made.append((i, j, np.full(len(i), how)))
    return tuple(np.concatenate(side) for side in zip(*made, strict=True))


def pairs_people(part) -> bool:
    """Whether a part of a trial matches anybody."""
    return part.policies["matching"].solver != "nobody"


def match_those_with(world, have: int, most: int) -> tuple:
    """One round for mentees who have so many mentors now. Returns (how many waited, how many found one)."""
    if have or world.parameters.matching.rematch:  # else it is known from `look_around`
        world.call(find_waiting, have=have, most=most)
    mentees, places, mentors = world.shared["market"].tolist()
    if not (mentees and places and world.now["pairs"]):
        return mentees, 0
    waits, vacant, hosts = world.growth.scratch.numbers
    waiting, rows = waits[:mentees], hosts[:mentors]
    barred = barred_pairs(world) if have or world.parameters.matching.rematch else NO_PAIRS
    if world.parts["matching"]:
        pairs = pairs_by_part(world, waiting, rows, vacant, barred)
    else:
        pairs = pairs_of(world, waiting, rows, vacant, have, barred)
    start_matches(world, *pairs)
    return mentees, len(pairs[0])


def hold_rounds(world, most: int) -> tuple:
    """One round for each number of mentors that a mentee may have, the first for those without one. Returns (how many
    of these waited, how many of them found a mentor)."""
    waiting, matched = 0, 0
    for have in range(most):
        waited, found = match_those_with(world, have, most)
        waiting, matched = (waited, found) if have == 0 else (waiting, matched)
        world.note("started", found)
        world.now["count"][MATCHED] += found
    return waiting, matched


NO_PAIRS = np.empty(0, np.int64)
NOBODY_PAIRED = tuple(np.empty(0, kind) for kind in (np.int32, np.int32, np.int8))


@process(
    "matching", "row order", "matching.on",
    ("matched", "waits on", "mentor too tired to take another", "no free mentor within reach", "asked and declined",
     "poor fit: dissolved to be matched anew", "domains dealt to several mentors", "gives up waiting"),
    (give_up_waiting, look_around),
    source="Mak 2011 (matching is critical); each policy names its own",
)  # fmt: skip
def matching(world):
    """Waiting mentees and mentors with free places are paired by the policy, on matching weeks."""
    p, policy = world.parameters.matching, world.policies["matching"]
    most = policy.mentors_each(world.parameters)
    if world.week % p.interval == 0:
        if p.rematch:
            world.note("rematched", world.call(part_poor_fits, most=most))
            world.drop_ended()
        served = len(world.active.rows) if most == 1 else int(np.count_nonzero(world.people.match_of >= 0))
        waiting, matched = hold_rounds(world, most)
        world.now["count"][UNSERVED] += waiting - matched
        if not policy.routes or world.parameters.learning.placebo:  # else it is known when questions have been routed
            world.need = world.call(unserved_share, waiting=waiting - matched, served=served + matched)
    for happen in policy.after:
        world.call(happen)
