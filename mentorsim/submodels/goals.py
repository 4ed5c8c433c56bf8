"""Goals move, plans are renegotiated, progress is seen."""

import math

from mentorsim.compiled import equation, kernel, part
from mentorsim.equations import renegotiation_chance, share_of_way, weighted
from mentorsim.process import process
from mentorsim.rng import draw_for_people, two_drawn, uniform, uniforms
from mentorsim.world.lifecycle import conflict_within, make_plan

JUMP, SHIFT, DRIFTED, RENEWED, TENSE = range(5)


@kernel
def move_organisation(world, rules, at):
    """The organisation's goals jump to a fresh point on the simplex with a weekly chance."""
    if uniform(at.luck, 0, at.week, 0) < rules.goals.shift:
        at.count[SHIFT] += 1
        draw_goals(at, 0, world.org_goals)


@equation
def draw_goals(at, key, goals):
    """Write a fresh point on the simplex, uniformly drawn by the luck of a person (or of nobody, 0) in this week."""
    total = 0.0
    for k in range(len(goals)):
        goals[k] = -math.log(uniform(at.luck, key, at.week, 1 + k))
        total += goals[k]
    for k in range(len(goals)):
        goals[k] /= total


@kernel
def move_people(people, rules, at):
    """Personal goals drift toward one domain each week, and now and then jump to a fresh point on the simplex."""
    domains = people.goals.shape[1]
    draw_for_people(people, at, 0)
    for i in range(people.n):
        if not people.present[i]:
            continue
        u, v = two_drawn(at, i)
        if u < rules.goals.jump:
            at.count[JUMP] += 1
            draw_goals(at, people.key[i], people.goals[i])
        else:
            pick = int(v * domains)
            for k in range(domains):
                people.goals[i, k] += rules.goals.drift * ((1.0 if k == pick else 0.0) - people.goals[i, k])


@kernel
def renegotiate(people, matches, world, rules, at):
    """A plan further from the mentee's goals than omega makes unavoidable is renegotiated, or tension grows."""
    for row in matches.active:
        i, omega = matches.mentee[row], matches.focus[row]
        matches.tension[row] *= 1.0 - rules.goals.tension_fade
        covers = matches.covers[row]
        unavoidable = omega * conflict_within(people.goals[i], world.org_goals, covers)
        if conflict_within(matches.plan[row], people.goals[i], covers) <= unavoidable + rules.goals.threshold:
            continue
        at.count[DRIFTED] += 1
        if agree_anew(people, matches, rules, at, row):
            at.count[RENEWED] += 1
            matches.tension[row] = 0.0
            make_plan(matches.plan[row], people.goals[i], world.org_goals, omega, covers)
        else:
            at.count[TENSE] += 1
            matches.tension[row] = min(2.0, matches.tension[row] + rules.goals.tension)


@part
def agree_anew(people, matches, rules, at, row):
    """Whether the pair of match `row` agrees on a new plan this week; trust helps."""
    goals = rules.goals
    i, j = matches.mentee[row], matches.mentor[row]
    u = uniforms(at.luck, people.key[i], people.key[j], at.week, 20)[0]
    return u < renegotiation_chance(matches.quality[row], goals.renegotiate_base, goals.renegotiate_quality)


@kernel
def see_progress(people, world, rules):
    """Progress on personal and organisational goals.

    The mean organisational progress of those present earns the mentors' hours.
    """
    total, n = 0.0, 0
    for i in range(people.n):
        if not people.present[i]:
            continue
        start, now = people.org_start[i], weighted(world.org_goals, people.skill[i])
        people.org_progress[i] = share_of_way(now, start, start + rules.goals.org_way)
        total += people.org_progress[i]
        n += 1
        people.progress[i] = share_of_way(people.performance[i], people.performance_start[i], people.target[i])
    world.org_progress[0] = total / n if n else 0.0


@process(
    "goals",
    "synchronous",
    "goals.on",
    ("a person's goals jump", "organisation's goals jump", "plan has drifted", "new plan agreed", "tension grows"),
    (move_organisation, move_people, renegotiate, see_progress),
    source="Mak 2011 (personal and organisational goals); forms are assumptions",
)
def goals(world):
    """Goals drift and jump, plans are renegotiated, progress is seen."""
