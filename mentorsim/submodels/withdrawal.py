"""Withdrawal: the policy sets this week's help from what was observed up to last week; peers may take over the rest."""

import numpy as np

from mentorsim.codes import ABSENT
from mentorsim.compiled import equation, kernel
from mentorsim.equations import conflict, distance, domain, imposed_share, toward, unit_interval
from mentorsim.helping import hear_answer, remember_partner, tied_may_talk
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
def see_plain(
    week, active, match_mentee, match_mentor, match_start_week, match_help, match_met, match_success, autonomy, load,
    seen,
):  # fmt: skip
    """What is plain to every mentor, into the first rows of `seen` (order: observation.AT_HAND)."""
    for a in range(len(active)):
        row = active[a]
        seen[0, a] = week - match_start_week[row]
        seen[1, a] = match_help[row]
        seen[2, a] = match_met[row]
        seen[3, a] = match_success[row]
        seen[4, a] = autonomy[match_mentee[row]]
        seen[5, a] = load[match_mentor[row]]


@kernel
def see_state(
    luck, week, key, active, match_mentee, match_mentor, withdrawal_noise, withdrawal_oracle, state, index, out
):
    """One state of the mentee, with the error `index` of the pair's week."""
    noise = 0.0 if withdrawal_oracle else withdrawal_noise
    for a in range(len(active)):
        i, j = match_mentee[active[a]], match_mentor[active[a]]
        out[a] = state[i] + noise * pair_normal(luck, key[i], key[j], week, index)


@kernel
def see_task(
    luck, week, key, active, org_goals, goals, skill, values, zone_width, pitching, directiveness, match_mentee,
    match_mentor, match_plan, match_focus, match_width_error, match_quality, match_perceived_quality_mentor,
    withdrawal_noise, withdrawal_oracle, first_index, task,
):  # fmt: skip
    """What counts for the next task, into the rows of `task` (order: observation.TASK)."""
    noise = 0.0 if withdrawal_oracle else withdrawal_noise
    for a in range(len(active)):
        row = active[a]
        i, j = match_mentee[row], match_mentor[row]
        level = ahead = 0.0
        for k in range(skill.shape[1]):
            level += match_plan[row, k] * skill[i, k]
            ahead += match_plan[row, k] * max(0.0, skill[j, k] - skill[i, k])
        task[0, a] = level + noise * pair_normal(luck, key[i], key[j], week, first_index)
        task[1, a] = max(0.0, ahead + noise * pair_normal(luck, key[i], key[j], week, first_index + 1))
        between = distance(values[i], values[j])
        task[2, a] = max(0.0, between + noise * pair_normal(luck, key[i], key[j], week, first_index + 2))
        task[3, a] = zone_width[i] * (1.0 if withdrawal_oracle else match_width_error[row])
        task[4, a] = imposed_share(match_focus[row], conflict(goals[i], org_goals))
        task[5, a] = match_quality[row] if withdrawal_oracle else match_perceived_quality_mentor[row]
        task[6, a] = pitching[j]
        task[7, a] = directiveness[j]


@kernel
def see_advice(active, match_help, match_met, match_advice, out):
    """Help given in meetings so far: that of last week's meeting is added now."""
    for a in range(len(active)):
        row = active[a]
        match_advice[row] += match_met[row] * match_help[row]
        out[a] = match_advice[row]


@kernel
def see_estimate(
    luck, week, key, active, performance, match_mentee, match_mentor, match_start_week, match_estimate,
    match_best_estimate, withdrawal_noise, withdrawal_oracle, withdrawal_memory, index, out,
):  # fmt: skip
    """The running estimate of unassisted performance takes in this week's look; an oracle needs no memory.

    Until it has settled, after 1 / memory weeks, it is the mean of the looks so far, and the best is the present one.
    """
    noise, rate = (0.0, 1.0) if withdrawal_oracle else (withdrawal_noise, withdrawal_memory)
    for a in range(len(active)):
        row = active[a]
        i, j = match_mentee[row], match_mentor[row]
        look = unit_interval(performance[i] + noise * pair_normal(luck, key[i], key[j], week, index))
        looks = week - match_start_week[row] + 1
        estimate = toward(match_estimate[row], look, max(rate, 1.0 / looks))
        match_estimate[row] = estimate
        match_best_estimate[row] = max(match_best_estimate[row], estimate) if rate * looks > 1.0 else estimate
        out[a] = match_estimate[row]


@kernel
def see_best(active, match_best_estimate, out):
    """The best such estimate since the start or the latest boost."""
    for a in range(len(active)):
        out[a] = match_best_estimate[active[a]]


@kernel
def see_boost(week, active, match_boost_until, out):
    """Weeks left of help that has come back, this one included."""
    for a in range(len(active)):
        out[a] = max(0, match_boost_until[active[a]] - week + 1)


@kernel
def see_taught(count, active, partner_gave, match_mentee, match_start_week, match_taught, out):
    """Whether the mentee has helped somebody since the match began."""
    for a in range(len(active)):
        row = active[a]
        i = match_mentee[row]
        for k in range(partner_gave.shape[1]):
            if not match_taught[row] and partner_gave[i, k] >= match_start_week[row]:
                match_taught[row] = 1
                count[TAUGHT] += 1
        out[a] = match_taught[row]


@kernel
def see_peers(active, participation, unit, modes_community, match_mentee, match_mentor, tie_start, tie_target, out):
    """Contacts of the mentee, the mentor aside, who took part in the community last week."""
    for a in range(len(active)):
        i, j = match_mentee[active[a]], match_mentor[active[a]]
        out[a] = 0.0
        for arc in range(tie_start[i], tie_start[i + 1]):
            other = tie_target[arc]
            there = other != j and participation[other] != ABSENT
            out[a] += there and tied_may_talk(unit[i], unit[other], modes_community) != 0


def observe(world, looks) -> Relationships:
    """Running matches as their mentors see them: what is plain, and of the rest what the policy looks at."""
    seen = Relationships(len(world.active.rows), looks, world.parameters)
    world.call(see_plain, seen=seen.block)
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
def bring_back(week, count, active, returns, match_boost_until, match_estimate, match_best_estimate, withdrawal_boost):
    """Help comes back for some weeks; the best estimate is from now on the present one."""
    for a in range(len(active)):
        if returns[a]:
            row = active[a]
            count[BOOSTED] += 1
            match_boost_until[row] = week + withdrawal_boost - 1
            match_best_estimate[row] = match_estimate[row]


@equation
def give_help(row, level, done, week, count, match_help, match_help_start, match_start_week, match_closing):
    """Write a match's help of this week, and whether the plan closes it at the week's end."""
    level = unit_interval(level)
    count[MORE if level > match_help[row] else LESS if level < match_help[row] else SAME] += 1
    match_help[row] = level
    if match_start_week[row] == week:
        match_help_start[row] = level
    match_closing[row] = 1 if done else 0
    count[RECEDED] += 1 if done else 0


@kernel
def set_help(week, count, active, help_next, done, match_help, match_help_start, match_start_week, match_closing):
    """The help of this week as the policy says, and which matches the plan closes at its end."""
    for a in range(len(active)):
        give_help(
            active[a], help_next[a], done[a], week, count, match_help, match_help_start, match_start_week, match_closing
        )


@kernel
def go_by_age(
    week, count, active, help_by_age, done_by_age, match_help, match_help_start, match_start_week, match_closing
):
    """The same where it follows from the age of each match: looked up. NaN: help stays.

    Returns 0; or, with nothing done, 1 if there is no table or it is too short for the oldest match, the first.
    """
    if len(active) and week - match_start_week[active[0]] >= len(help_by_age):
        return 1
    for row in active:
        age = week - match_start_week[row]
        level = match_help[row] if np.isnan(help_by_age[age]) else help_by_age[age]
        give_help(
            row, level, done_by_age[age], week, count, match_help, match_help_start, match_start_week, match_closing
        )
    return 0


@kernel
def hand_over(
    luck, week, count, key, active, participation, skill, zone_width, pitching, openness, values, metacognition,
    learned_others, partner, partner_gave, partner_got, tie_start, tie_target, tie_weight, match_mentee, match_mentor,
    match_plan, match_help, unit, modes_community, withdrawal_start, withdrawal_handover,
    community_reply, community_reply_tie, community_good,
    community_rate, community_mislead, community_tie_renewal, learning_on, learning_aim, learning_tau, learning_ease,
    learning_fixed_stretch, learning_zone, learning_bound_base, learning_bound_slope, learning_bound_scale, ties_on,
):  # fmt: skip
    """A task of the plan goes each week to the contacts who know most of it, the mentor aside, among those who took
    part last week; each who takes it gives an equal share of the help that the mentor has withdrawn so far.
    """
    asked = np.empty(withdrawal_handover, np.int64)
    for row in active:
        i, j = match_mentee[row], match_mentor[row]
        withdrawn = withdrawal_start - match_help[row]
        if withdrawn <= 0.0:
            continue
        k = domain(match_plan[row], pair_uniform(luck, key[i], key[j], week, HAND_OVER))
        for n in range(withdrawal_handover):
            other, best, tie = -1, -1.0, 0.0
            for a in range(tie_start[i], tie_start[i + 1]):
                contact = tie_target[a]
                free = contact != j and participation[contact] != ABSENT
                free = free and tied_may_talk(unit[i], unit[contact], modes_community) != 0
                for earlier in range(n):
                    free = free and asked[earlier] != contact
                if free and skill[contact, k] > best:
                    other, best, tie = contact, skill[contact, k], tie_weight[a]
            asked[n] = other
            if other < 0:
                count[NOT_TAKEN] += 1
                continue
            u, good, right, _ = four_uniforms(luck, key[i], key[other], week, HAND_OVER + 1)
            if u >= community_reply + community_reply_tie * tie:
                count[NOT_TAKEN] += 1
                continue
            count[HANDED] += 1
            remember_partner(partner, partner_gave, partner_got, i, other, week, 0)
            remember_partner(partner, partner_gave, partner_got, other, i, week, 1)
            if ties_on:
                strengthen(tie_start, tie_target, tie_weight, i, other, community_tie_renewal)
            if not learning_on:
                continue
            hear_answer(
                i, other, k, withdrawn / withdrawal_handover, community_rate, good < community_good, right, skill,
                zone_width, pitching, openness, values, metacognition, learned_others, community_mislead, learning_aim,
                learning_tau, learning_ease, learning_fixed_stretch, learning_zone, learning_bound_base,
                learning_bound_slope, learning_bound_scale,
            )  # fmt: skip


@kernel
def let_teach(
    luck, week, count, key, active, participation, skill, zone_width, pitching, openness, values, metacognition,
    learned_others, partner, partner_gave, partner_got, tie_start, tie_target, tie_weight, match_mentee, match_mentor,
    match_plan, match_help, match_taught, unit, modes_community, withdrawal_start,
    community_reply, community_reply_tie, community_help,
    community_good, community_rate, community_mislead, community_tie_renewal, learning_on, learning_aim, learning_tau,
    learning_ease, learning_fixed_stretch, learning_zone, learning_bound_base, learning_bound_slope,
    learning_bound_scale, ties_on,
):  # fmt: skip
    """A mentee down to the last third of help who has helped nobody is sent to the contact who knows least of what the
    week's plan points to, among those who took part last week and know less; who accepts hears an answer.
    """
    for row in active:
        i, j = match_mentee[row], match_mentor[row]
        if match_taught[row] or 3.0 * match_help[row] > withdrawal_start + 1e-9:
            continue
        k = domain(match_plan[row], pair_uniform(luck, key[i], key[j], week, LET_TEACH))
        learner, least, tie = -1, skill[i, k], 0.0
        for a in range(tie_start[i], tie_start[i + 1]):
            contact = tie_target[a]
            there = contact != j and participation[contact] != ABSENT
            there = there and tied_may_talk(unit[i], unit[contact], modes_community) != 0
            if there and skill[contact, k] < least:
                learner, least, tie = contact, skill[contact, k], tie_weight[a]
        if learner < 0:
            continue
        u, good, right, _ = four_uniforms(luck, key[learner], key[i], week, LET_TEACH + 1)
        if u >= community_reply + community_reply_tie * tie:
            continue
        count[MAY_TEACH] += 1
        remember_partner(partner, partner_gave, partner_got, learner, i, week, 0)
        remember_partner(partner, partner_gave, partner_got, i, learner, week, 1)
        if ties_on:
            strengthen(tie_start, tie_target, tie_weight, i, learner, community_tie_renewal)
        if learning_on:
            hear_answer(
                learner, i, k, community_help, community_rate, good < community_good, right, skill, zone_width,
                pitching, openness, values, metacognition, learned_others, community_mislead, learning_aim,
                learning_tau, learning_ease, learning_fixed_stretch, learning_zone, learning_bound_base,
                learning_bound_slope, learning_bound_scale,
            )  # fmt: skip


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
