"""Withdrawal: the policy sets this week's help from what was observed up to last week."""

import numpy as np

from mentorsim.compiled import equation, kernel, part
from mentorsim.equations import conflict, distance, imposed_share, unit_interval
from mentorsim.policies.observation import LOOK_INDEX, STATES, TASK, Relationships
from mentorsim.process import process
from mentorsim.rng import pair_normal

MORE, LESS, SAME, RECEDED = range(4)  # behind these: what policies count, see codes.BOOSTED
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
    for a in range(len(matches.active)):
        row = matches.active[a]
        out[a] = state[matches.mentee[row]] + error_of(people, matches, rules, at, row, index)


@part
def error_of(people, matches, rules, at, row, index):
    """The error with which the mentor of match `row` sees something of the mentee this week. index: of the draw."""
    noise = 0.0 if rules.withdrawal.oracle else rules.withdrawal.noise
    i, j = matches.mentee[row], matches.mentor[row]
    return noise * pair_normal(at.luck, people.key[i], people.key[j], at.week, index)


@kernel
def see_task(people, matches, world, rules, at, first_index, task):
    """What counts for the next task, into the rows of `task` (order: observation.TASK)."""
    for a in range(len(matches.active)):
        row = matches.active[a]
        i, j = matches.mentee[row], matches.mentor[row]
        level, ahead = skill_and_gap(people, matches, row)
        between = distance(people.values[i], people.values[j])
        task[0, a] = level + error_of(people, matches, rules, at, row, first_index)
        task[1, a] = max(0.0, ahead + error_of(people, matches, rules, at, row, first_index + 1))
        task[2, a] = max(0.0, between + error_of(people, matches, rules, at, row, first_index + 2))
        task[3, a] = people.zone_width[i] * (1.0 if rules.withdrawal.oracle else matches.width_error[row])
        task[4, a] = imposed_share(matches.focus[row], conflict(people.goals[i], world.org_goals))
        task[5, a] = matches.quality[row] if rules.withdrawal.oracle else matches.perceived_quality_mentor[row]
        task[6, a] = people.pitching[j]
        task[7, a] = people.directiveness[j]


@part
def skill_and_gap(people, matches, row):
    """The mentee's skill, and how far the mentor's is ahead of it, both weighted by the plan of match `row`."""
    i, j, skill, gap = matches.mentee[row], matches.mentor[row], 0.0, 0.0
    for k in range(people.skill.shape[1]):
        skill += matches.plan[row, k] * people.skill[i, k]
        gap += matches.plan[row, k] * max(0.0, people.skill[j, k] - people.skill[i, k])
    return skill, gap


def observe(world, policy) -> Relationships:
    """Running matches as their mentors see them: what is plain, and what the policy looks at or remembers."""
    looks, rows = policy.looks, world.active.rows
    seen = Relationships(len(rows), (*looks, *policy.memory), world.parameters)
    world.call(see_plain, out=seen.block)
    for name in (name for name in STATES if name in looks):
        state, out = getattr(world.people, name), getattr(seen, name)
        world.call(see_state, state=state, index=LOOK_INDEX[name], out=out)
    if any(name in looks for name in TASK):
        task = np.empty((len(TASK), len(seen)))
        world.call(see_task, first_index=LOOK_INDEX["skill"], task=task)
        for name in (name for name in TASK if name in looks):
            getattr(seen, name)[:] = task[list(TASK).index(name)]
    for keep in policy.before:
        world.call(keep)
    for name in policy.memory:
        getattr(seen, name)[:] = getattr(world.memory, name)[rows]
    return seen


# --- what the mentor does --------------------------------------------------------------------------------------------


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
    """The help of this week where it follows from the age of each match: looked up. NaN: help stays.

    Returns 0; or, with nothing done, 1 if there is no table or it is too short for the oldest match, the first. Where
    parts of a trial recede differently, none has a table here.
    """
    if len(matches.active) and at.week - matches.start_week[matches.active[0]] >= len(world.help_by_age):
        return 1
    for row in matches.active:
        age = at.week - matches.start_week[row]
        level = matches.help[row] if np.isnan(world.help_by_age[age]) else world.help_by_age[age]
        give_help(matches, at, row, level, world.done_by_age[age])
    return 0


def plan_ahead(world, policy, p) -> None:
    """Ask a policy that goes by age for help and end at each age up to twice the oldest match's."""
    weeks = 2 * max(PLANNED, world.week)
    seen = Relationships(weeks)
    seen.block[:] = np.nan  # whatever else it looks at shows in the result
    seen.age[:] = np.arange(weeks)
    level = np.where(seen.age == 0, p.start, policy.help(seen, p))
    world.shared["help_by_age"] = level
    world.shared["done_by_age"] = policy.done(seen, level, p).astype(np.int8)
    world.kernels.bind("shared")


@process(
    "withdrawal", "row order", "withdrawal.on",
    ("more help", "less help", "same help", "mentor has receded: the plan ends it", "help comes back for a while",
     "mentee is seen to have helped somebody", "peer takes over a task", "nobody takes over a task",
     "mentee is sent to help somebody"), (go_by_age,),
    source="Mak 2011 (the mentor recedes); each policy names its own",
)  # fmt: skip
def withdrawal(world):
    """The withdrawal policy sets this week's help from what mentors observed up to last week."""
    for acting in world.parts["withdrawal"] or (None,):
        with world.acting(acting):
            if len(world.active.rows):
                recede(world)


def recede(world) -> None:
    """The mentors of the running matches recede by the policy."""
    p, policy = world.parameters.withdrawal, world.policies["withdrawal"]
    if policy.by_age:
        if world.call(go_by_age):
            plan_ahead(world, policy, p)
            world.call(go_by_age)
        return
    seen = observe(world, policy)
    level = np.where(seen.age == 0, p.start, policy.help(seen, p))
    world.call(set_help, help_next=level, done=policy.done(seen, level, p))
    if not world.parameters.learning.placebo:
        for happen in policy.after:
            world.call(happen)
