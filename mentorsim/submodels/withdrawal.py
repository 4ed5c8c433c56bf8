"""Withdrawal: the policy sets this week's help from what was observed up to last week; peers may take over the rest."""

import numpy as np

from mentorsim.codes import ABSENT
from mentorsim.compiled import equation, kernel
from mentorsim.equations import conflict, distance, domain, imposed_share, toward, unit_interval
from mentorsim.helping import hear_answer, note_help, tied_may_talk
from mentorsim.observation import LOOK_INDEX, STATES, TASK, Relationships
from mentorsim.registry import process
from mentorsim.rng import four_uniforms, pair_normal, pair_uniform
from mentorsim.ties import strengthen

MORE, LESS, SAME, RECEDED, BOOSTED, TAUGHT, HANDED, NOT_TAKEN, MAY_TEACH = range(9)
# First indices of draws beyond those of looks.
HAND_OVER, LET_TEACH = 20, 30
PLANNED = 64  # weeks


# --- what the mentor sees --------------------------------------------------------------------------------------------


@kernel
def see_plain(people, matches, at, out):
    """What is plain to every mentor, into the first rows of `out` (order: observation.AT_HAND)."""
    for a in range(len(matches.active)):
        row = matches.active[a]
        out[0, a] = at.week - matches.start_week[row]
        out[1, a] = matches.help[row]
        out[2, a] = matches.met[row]
        out[3, a] = matches.success[row]
        out[4, a] = people.autonomy[matches.mentee[row]]
        out[5, a] = people.load[matches.mentor[row]]


@kernel
def see_state(people, matches, rules, at, state, index, out):
    """One state of the mentee, with the error `index` of the pair's week."""
    noise = 0.0 if rules.withdrawal.oracle else rules.withdrawal.noise
    for a in range(len(matches.active)):
        i, j = matches.mentee[matches.active[a]], matches.mentor[matches.active[a]]
        out[a] = state[i] + noise * pair_normal(at.luck, people.key[i], people.key[j], at.week, index)


@kernel
def see_task(people, matches, world, rules, at, first_index, task):
    """What counts for the next task, into the rows of `task` (order: observation.TASK)."""
    noise = 0.0 if rules.withdrawal.oracle else rules.withdrawal.noise
    for a in range(len(matches.active)):
        row = matches.active[a]
        i, j = matches.mentee[row], matches.mentor[row]
        level = ahead = 0.0
        for k in range(people.skill.shape[1]):
            level += matches.plan[row, k] * people.skill[i, k]
            ahead += matches.plan[row, k] * max(0.0, people.skill[j, k] - people.skill[i, k])
        task[0, a] = level + noise * pair_normal(at.luck, people.key[i], people.key[j], at.week, first_index)
        task[1, a] = max(
            0.0, ahead + noise * pair_normal(at.luck, people.key[i], people.key[j], at.week, first_index + 1)
        )
        between = distance(people.values[i], people.values[j])
        task[2, a] = max(
            0.0, between + noise * pair_normal(at.luck, people.key[i], people.key[j], at.week, first_index + 2)
        )
        task[3, a] = people.zone_width[i] * (1.0 if rules.withdrawal.oracle else matches.width_error[row])
        task[4, a] = imposed_share(matches.focus[row], conflict(people.goals[i], world.org_goals))
        task[5, a] = matches.quality[row] if rules.withdrawal.oracle else matches.perceived_quality_mentor[row]
        task[6, a] = people.pitching[j]
        task[7, a] = people.directiveness[j]


@kernel
def see_advice(matches, out):
    """Help given in meetings so far: that of last week's meeting is added now."""
    for a in range(len(matches.active)):
        row = matches.active[a]
        matches.advice[row] += matches.met[row] * matches.help[row]
        out[a] = matches.advice[row]


@kernel
def see_estimate(people, matches, rules, at, index, out):
    """The running estimate of unassisted performance takes in this week's look; an oracle needs no memory.

    Until it has settled, after 1 / memory weeks, it is the mean of the looks so far, and the best is the present one.
    """
    noise, rate = (0.0, 1.0) if rules.withdrawal.oracle else (rules.withdrawal.noise, rules.withdrawal.memory)
    for a in range(len(matches.active)):
        row = matches.active[a]
        i, j = matches.mentee[row], matches.mentor[row]
        look = unit_interval(
            people.performance[i] + noise * pair_normal(at.luck, people.key[i], people.key[j], at.week, index)
        )
        looks = at.week - matches.start_week[row] + 1
        estimate = toward(matches.estimate[row], look, max(rate, 1.0 / looks))
        matches.estimate[row] = estimate
        matches.best_estimate[row] = max(matches.best_estimate[row], estimate) if rate * looks > 1.0 else estimate
        out[a] = matches.estimate[row]


@kernel
def see_best(matches, out):
    """The best such estimate since the start or the latest boost."""
    for a in range(len(matches.active)):
        out[a] = matches.best_estimate[matches.active[a]]


@kernel
def see_boost(matches, at, out):
    """Weeks left of help that has come back, this one included."""
    for a in range(len(matches.active)):
        out[a] = max(0, matches.boost_until[matches.active[a]] - at.week + 1)


@kernel
def see_taught(people, matches, at, out):
    """Whether the mentee has helped somebody since the match began."""
    for a in range(len(matches.active)):
        row = matches.active[a]
        i = matches.mentee[row]
        for k in range(people.partner_gave.shape[1]):
            if not matches.taught[row] and people.partner_gave[i, k] >= matches.start_week[row]:
                matches.taught[row] = 1
                at.count[TAUGHT] += 1
        out[a] = matches.taught[row]


@kernel
def see_peers(people, matches, ties, rules, out):
    """Contacts of the mentee, the mentor aside, who took part in the community last week."""
    for a in range(len(matches.active)):
        i, j = matches.mentee[matches.active[a]], matches.mentor[matches.active[a]]
        out[a] = 0.0
        for arc in range(ties.start[i], ties.start[i + 1]):
            other = ties.target[arc]
            there = other != j and people.participation[other] != ABSENT
            out[a] += there and tied_may_talk(people.unit[i], people.unit[other], rules.modes.community) != 0


def observe(world, looks) -> Relationships:
    """Running matches as their mentors see them: what is plain, and of the rest what the policy looks at."""
    seen = Relationships(len(world.active.rows), looks, world.parameters)
    world.call(see_plain, out=seen.block)
    for name in (name for name in STATES if name in looks):
        state, out = getattr(world.people, name), getattr(seen, name)
        world.call(see_state, state=state, index=LOOK_INDEX[name], out=out)
    if any(name in looks for name in TASK):
        task = np.empty((len(TASK), len(seen)))
        world.call(see_task, first_index=LOOK_INDEX["skill"], task=task)
        for name in (name for name in TASK if name in looks):
            getattr(seen, name)[:] = task[list(TASK).index(name)]
    look_back(world, looks, seen)
    return seen


def look_back(world, looks, seen) -> None:
    """What has happened in the course of the matches, as far as the policy looks at it (observation.COURSE)."""
    if "advice" in looks:
        world.call(see_advice, out=seen.advice)
    if "estimate" in looks:
        world.call(see_estimate, index=LOOK_INDEX["performance"], out=seen.estimate)
    if "best" in looks:
        world.call(see_best, out=seen.best)
    if "boost" in looks:
        world.call(see_boost, out=seen.boost)
    if "taught" in looks:
        world.call(see_taught, out=seen.taught)
    if "peers" in looks:
        world.call(see_peers, out=seen.peers)


# --- what the mentor does --------------------------------------------------------------------------------------------


@kernel
def bring_back(matches, rules, at, returns):
    """Help comes back for some weeks; the best estimate is from now on the present one."""
    for a in range(len(matches.active)):
        if returns[a]:
            row = matches.active[a]
            at.count[BOOSTED] += 1
            matches.boost_until[row] = at.week + rules.withdrawal.boost - 1
            matches.best_estimate[row] = matches.estimate[row]


@equation
def give_help(matches, at, row, level, done):
    """Write a match's help of this week, and whether the plan closes it at the week's end."""
    level = unit_interval(level)
    at.count[MORE if level > matches.help[row] else LESS if level < matches.help[row] else SAME] += 1
    matches.help[row] = level
    if matches.start_week[row] == at.week:
        matches.help_start[row] = level
    matches.closing[row] = 1 if done else 0
    at.count[RECEDED] += 1 if done else 0


@kernel
def set_help(matches, at, help_next, done):
    """The help of this week as the policy says, and which matches the plan closes at its end."""
    for a in range(len(matches.active)):
        give_help(matches, at, matches.active[a], help_next[a], done[a])


@kernel
def go_by_age(matches, world, at):
    """The same where it follows from the age of each match: looked up. NaN: help stays.

    Returns 0; or, with nothing done, 1 if there is no table or it is too short for the oldest match, the first.
    """
    if len(matches.active) and at.week - matches.start_week[matches.active[0]] >= len(world.help_by_age):
        return 1
    for row in matches.active:
        age = at.week - matches.start_week[row]
        level = matches.help[row] if np.isnan(world.help_by_age[age]) else world.help_by_age[age]
        give_help(matches, at, row, level, world.done_by_age[age])
    return 0


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
                free = contact != j and people.participation[contact] != ABSENT
                free = free and tied_may_talk(people.unit[i], people.unit[contact], rules.modes.community) != 0
                for earlier in range(n):
                    free = free and asked[earlier] != contact
                if free and people.skill[contact, k] > best:
                    other, best, tie = contact, people.skill[contact, k], ties.weight[a]
            asked[n] = other
            if other < 0:
                at.count[NOT_TAKEN] += 1
                continue
            u, good, right, _ = four_uniforms(at.luck, people.key[i], people.key[other], at.week, HAND_OVER + 1)
            if u >= rules.community.reply + rules.community.reply_tie * tie:
                at.count[NOT_TAKEN] += 1
                continue
            at.count[HANDED] += 1
            note_help(people, i, other, at.week)
            if rules.ties.on:
                strengthen(ties, i, other, rules.community.tie_renewal)
            if not rules.learning.on:
                continue
            level = withdrawn / rules.withdrawal.handover
            hear_answer(people, rules, i, other, k, level, 1.0, (good, right))


@kernel
def let_teach(people, matches, ties, rules, at):
    """A mentee down to the last third of help who has helped nobody is sent to the contact who knows least of what the
    week's plan points to, among those who took part last week and know less; who accepts hears an answer.
    """
    for row in matches.active:
        i, j = matches.mentee[row], matches.mentor[row]
        if matches.taught[row] or 3.0 * matches.help[row] > rules.withdrawal.start + 1e-9:
            continue
        k = domain(matches.plan[row], pair_uniform(at.luck, people.key[i], people.key[j], at.week, LET_TEACH))
        learner, least, tie = -1, people.skill[i, k], 0.0
        for a in range(ties.start[i], ties.start[i + 1]):
            contact = ties.target[a]
            there = contact != j and people.participation[contact] != ABSENT
            there = there and tied_may_talk(people.unit[i], people.unit[contact], rules.modes.community) != 0
            if there and people.skill[contact, k] < least:
                learner, least, tie = contact, people.skill[contact, k], ties.weight[a]
        if learner < 0:
            continue
        u, good, right, _ = four_uniforms(at.luck, people.key[learner], people.key[i], at.week, LET_TEACH + 1)
        if u >= rules.community.reply + rules.community.reply_tie * tie:
            continue
        at.count[MAY_TEACH] += 1
        note_help(people, learner, i, at.week)
        if rules.ties.on:
            strengthen(ties, i, learner, rules.community.tie_renewal)
        if rules.learning.on:
            hear_answer(people, rules, learner, i, k, rules.community.help, 1.0, (good, right))


def plan_ahead(world, policy, p) -> None:
    """Ask a policy that goes by age for help and end at each age up to twice the oldest match's."""
    weeks = 2 * max(PLANNED, world.week)
    seen = Relationships(weeks)
    seen.block[:] = np.nan  # whatever else it looks at shows in the result
    seen.age[:] = np.arange(weeks)
    level = np.where(seen.age == 0, p.start, policy.help(seen, p))
    world.shared["help_by_age"] = level
    world.shared["done_by_age"] = policy.done(seen, level, p).astype(np.int8)
    world.bind("shared")


@process(
    "withdrawal", "row order", "withdrawal.on",
    ("more help", "less help", "same help", "mentor has receded: the plan ends it", "help comes back for a while",
     "mentee is seen to have helped somebody", "peer takes over a task", "nobody takes over a task",
     "mentee is sent to help somebody"), (go_by_age,),
)  # fmt: skip
def withdrawal(world):
    """The withdrawal policy sets this week's help from what mentors observed up to last week."""
    p, policy = world.parameters.withdrawal, world.policies["withdrawal"]
    if policy.by_age:
        plan_ahead(world, policy, p)
        world.call(go_by_age)
        return
    seen = observe(world, policy.looks)
    returns = policy.returns(seen, p)
    if returns is not None:
        world.call(bring_back, returns=returns)
        seen.boost[returns] = p.boost
    level = np.where(seen.age == 0, p.start, policy.help(seen, p))
    world.call(set_help, help_next=level, done=policy.done(seen, level, p))
    if world.parameters.learning.placebo:
        return
    if policy.hands_over:
        world.call(hand_over)
    if policy.lets_teach:
        world.call(let_teach)
