"""Withdrawal into a community of peers: handover, teach_first."""

from dataclasses import dataclass

import numpy as np

from mentorsim.codes import ABSENT, HANDED, MAY_TEACH, NOT_TAKEN, TAUGHT
from mentorsim.compiled import kernel, part
from mentorsim.equations import domain
from mentorsim.policies.withdrawal import WithdrawalPolicy, paths, withdrawal
from mentorsim.rng import four_uniforms, pair_uniform
from mentorsim.world.helping import get_reply, hear_answer, note_help, tied_may_talk
from mentorsim.world.people import real, whole
from mentorsim.world.ties import strengthen

HAND_OVER, LET_TEACH = 20, 30  # first indices of draws, beyond those of looks


def one_step_less(seen, p):
    """(n,) last week's help less one of `weeks` equal steps."""
    return seen.last_help - p.start / p.weeks


# --- handover --------------------------------------------------------------------------------------------------------


@part
def is_there(people, i):
    """Whether person i is present and took part in the community last week."""
    return people.present[i] and people.participation[i] != ABSENT


@kernel
def count_peers(people, matches, memory, ties, rules):
    """Contacts of the mentee, the mentor aside, who took part in the community last week."""
    for row in matches.active:
        i, j = matches.mentee[row], matches.mentor[row]
        memory.peers[row] = 0.0
        for arc in range(ties.start[i], ties.start[i + 1]):
            other = ties.target[arc]
            there = other != j and is_there(people, other)
            talks = tied_may_talk(people.unit[i], people.unit[other], rules.modes.community) != 0
            memory.peers[row] += there and talks


@kernel
def hand_over(people, matches, ties, rules, at):
    """A task of the plan goes each week to the contacts who know most of it, the mentor aside, among those who took
    part last week; each who takes it gives an equal share of the help that the mentor has withdrawn so far.
    """
    asked = np.empty(rules.withdrawal.handover, np.int64)
    for row in matches.active:
        i, j = matches.mentee[row], matches.mentor[row]
        withdrawn = rules.withdrawal.start - matches.help[row]
        if withdrawn <= 0.0:
            continue
        k = domain(matches.plan[row], pair_uniform(at.luck, people.key[i], people.key[j], at.week, HAND_OVER))
        for n in range(rules.withdrawal.handover):
            other, best, tie = -1, -1.0, 0.0
            for a in range(ties.start[i], ties.start[i + 1]):
                contact = ties.target[a]
                free = contact != j and is_there(people, contact)
                free = free and tied_may_talk(people.unit[i], people.unit[contact], rules.modes.community) != 0
                for earlier in range(n):
                    free = free and asked[earlier] != contact
                if free and people.skill[contact, k] > best:
                    other, best, tie = contact, people.skill[contact, k], ties.weight[a]
            asked[n] = other
            if other < 0:
                at.count[NOT_TAKEN] += 1
                continue
            u, _, right, _ = four_uniforms(at.luck, people.key[i], people.key[other], at.week, HAND_OVER + 1)
            if u >= rules.withdrawal.peer_reply + rules.withdrawal.peer_tie * tie:
                at.count[NOT_TAKEN] += 1
                continue
            at.count[HANDED] += 1
            note_help(people, i, other, at.week)
            get_reply(people, i)
            if rules.ties.on:
                strengthen(ties, i, other, rules.community.new_tie)
            if not rules.learning.on:
                continue
            level = withdrawn / rules.withdrawal.handover
            hear_answer(people, rules, i, other, k, level, tie, right)


@withdrawal("handover")
@dataclass(frozen=True)
class Handover(WithdrawalPolicy):
    """Help falls in equal steps, in weeks with peers to take it over: two or more share each unit withdrawn."""

    memory = {"peers": real("contacts of the mentee, the mentor aside, who took part last week")}  # noqa: RUF012
    before, after = (count_peers,), (hand_over,)
    uses = paths("weeks", "handover", "peer_reply", "peer_tie", "floor")
    cost = "O(matches x contacts)"
    source = "developmental networks: Higgins & Kram 2001; peer relationships: Kram & Isabella 1985"
    rule = ("help = h − start / weeks if peers ≥ handover else h",)

    def help(self, seen, p):
        return np.where(seen.peers >= p.handover, one_step_less(seen, p), seen.last_help)


# --- teach_first -----------------------------------------------------------------------------------------------------


@kernel
def note_teaching(people, matches, memory, at):
    """Whether the mentee has helped somebody since the match began."""
    for row in matches.active:
        i = matches.mentee[row]
        for k in range(people.partner_gave.shape[1]):
            if not memory.taught[row] and people.partner_gave[i, k] >= matches.start_week[row]:
                memory.taught[row] = 1
                at.count[TAUGHT] += 1


@kernel
def let_teach(people, matches, memory, ties, rules, at):
    """A mentee down to the last third of help who has helped nobody is sent to the contact who knows least of what the
    week's plan points to, among those who took part last week and know less; whoever accepts hears an answer.
    """
    for row in matches.active:
        i, j = matches.mentee[row], matches.mentor[row]
        if memory.taught[row] or 3.0 * matches.help[row] > rules.withdrawal.start + 1e-9:
            continue
        k = domain(matches.plan[row], pair_uniform(at.luck, people.key[i], people.key[j], at.week, LET_TEACH))
        learner, least, tie = -1, people.skill[i, k], 0.0
        for a in range(ties.start[i], ties.start[i + 1]):
            contact = ties.target[a]
            there = contact != j and is_there(people, contact)
            there = there and tied_may_talk(people.unit[i], people.unit[contact], rules.modes.community) != 0
            if there and people.skill[contact, k] < least:
                learner, least, tie = contact, people.skill[contact, k], ties.weight[a]
        if learner < 0:
            continue
        u, _, right, _ = four_uniforms(at.luck, people.key[learner], people.key[i], at.week, LET_TEACH + 1)
        if u >= rules.withdrawal.peer_reply + rules.withdrawal.peer_tie * tie:
            continue
        at.count[MAY_TEACH] += 1
        note_help(people, learner, i, at.week)
        get_reply(people, learner)
        if rules.ties.on:
            strengthen(ties, i, learner, rules.community.new_tie)
        if rules.learning.on:
            hear_answer(people, rules, learner, i, k, rules.community.help, tie, right)


@withdrawal("teach_first")
@dataclass(frozen=True)
class TeachFirst(WithdrawalPolicy):
    """Help falls in equal steps; the last third stays until the mentee, given occasion, has helped somebody."""

    memory = {"taught": whole("1 once the mentee has helped somebody in the match's time", 0, "i1")}  # noqa: RUF012
    before, after, uses = (note_teaching,), (let_teach,), paths("weeks", "peer_reply", "peer_tie", "floor")
    cost = "O(matches x contacts)"
    source = "learning by teaching: Bargh & Schul 1980; reciprocal teaching: Palincsar & Brown 1984"
    rule = ("help = max(h − start / weeks, 0 if taught else min(h, start / 3))",)

    def help(self, seen, p):
        kept = np.where(seen.taught > 0, 0.0, np.minimum(seen.last_help, p.start / 3.0))
        return np.maximum(one_step_less(seen, p), kept)
