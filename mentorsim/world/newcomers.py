"""Who comes: the traits and states with which people begin, drawn by their keys alone, or given.

A trait's index in the stream "start" is its own, whatever is added; vectors take up to 16 indices each.
"""

from types import SimpleNamespace

import numpy as np

from mentorsim.codes import (
    IN_BLOCK,
    INITIAL_MENTOR,
    KIND_SHIFT,
    MENTEE,
    MENTOR,
    NO_ARM,
    OF_MENTORS,
    OF_UNITS,
    RECRUIT,
)
from mentorsim.compiled import equation, kernel, part
from mentorsim.equations import random_factor, starting_commitment, starting_hours, unit_interval, weighted
from mentorsim.given import Overlay
from mentorsim.parameters import rules_of
from mentorsim.rng import normal, person_normals, uniform
from mentorsim.world.people import kind_of, ordinal_of, people_table, person_keys
from mentorsim.world.quantiles import quantiles_of
from mentorsim.world.ties import note_tie

SKILL, ZONE_WIDTH, PITCHING, DIRECTIVENESS, METACOGNITION, APTITUDE = range(6)
AUTONOMY, OPENNESS, ZETA, LITERACY, CONFIDENCE, RESTLESS = range(6, 12)
AMBITION, GROUP, CAPACITY, HOURS, UNIT, BIAS = range(12, 18)
ATTUNEMENT, SIDE, COMMITMENT, KNACK, FRAILTY = range(18, 23)
SKILL_DOMAIN, GOALS, VALUES, STYLE = 100, 200, 300, 400
ORDINALS = (1 << KIND_SHIFT) - 1  # the bits of a key that are the ordinal

# --- quantiles -------------------------------------------------------------------------------------------------------

# Rows of the table of quantiles: traits with a beta distribution, and the gamma of goal weights.
(
    OF_PITCHING, OF_DIRECTIVENESS, OF_METACOGNITION, OF_AUTONOMY, OF_OPENNESS, OF_LITERACY, OF_CONFIDENCE,
    OF_VALUES, OF_STYLE, OF_ATTUNEMENT, OF_GOALS,
) = range(11)  # fmt: skip


@equation
def at_quantile(u, nodes):
    """What a variable with these quantiles (`quantiles.py`) is at probability u in (0, 1)."""
    place = u * (len(nodes) - 1)
    cell = int(place)
    return nodes[cell] + (place - cell) * (nodes[cell + 1] - nodes[cell])


TRIES = 16  # in which a newcomer looks for somebody present, per contact

# --- the draw --------------------------------------------------------------------------------------------------------


@kernel
def enter(people, ties, world):
    """Newcomers, by kind, get a key and a row without ties, from `first_newcomer` on; none do if rows are too few."""
    world.first_newcomer[0] = world.n_people[0]
    if world.n_people[0] + world.arriving.sum() > world.n_rows[0]:
        return
    for kind in range(len(world.arriving)):
        for _ in range(world.arriving[kind]):
            i = world.n_people[0]
            people.key[i] = (kind << KIND_SHIFT) + world.n_of_kind[kind]
            people.role[i] = MENTOR if kind in (INITIAL_MENTOR, RECRUIT) else MENTEE
            ties.start[i + 1] = ties.start[i]
            world.n_of_kind[kind] += 1
            world.n_people[0] += 1


@kernel
def draw_traits(people, world, rules, at):
    """Traits of the newcomers, by their keys."""
    luck = at.start_luck
    start = rules.start
    for i in range(world.first_newcomer[0], people.n):
        who, mentor, table = people.key[i], people.role[i] == MENTOR, world.quantiles[people.role[i]]
        mean = start.skill_mentor.mean if mentor else start.skill_mentee.mean
        sd = start.skill_mentor.sd if mentor else start.skill_mentee.sd
        spread = start.domain_sd_mentor if mentor else start.domain_sd_mentee
        z = normal(luck, who, 0, SKILL)
        for k in range(people.skill.shape[1]):
            people.skill[i, k] = unit_interval(mean + sd * z + spread * normal(luck, who, 0, SKILL_DOMAIN + k))
            people.goals[i, k] = at_quantile(uniform(luck, who, 0, GOALS + k), table[OF_GOALS]) + 1e-300
        for k in range(people.values.shape[1]):
            people.values[i, k] = at_quantile(uniform(luck, who, 0, VALUES + k), table[OF_VALUES])
        for k in range(people.style.shape[1]):
            people.style[i, k] = at_quantile(uniform(luck, who, 0, STYLE + k), table[OF_STYLE])
        people.aptitude[i] = random_factor(normal(luck, who, 0, APTITUDE), start.aptitude_sd)
        people.knack[i] = random_factor(normal(luck, who, 0, KNACK), rules.variation.mentor)
        people.frailty[i] = random_factor(normal(luck, who, 0, FRAILTY), rules.variation.person)
        people.side[i] = 1 if uniform(luck, who, 0, SIDE) < start.too_hard else -1
        stays = uniform(luck, who, 0, COMMITMENT)
        people.commitment[i] = starting_commitment(stays, start.stays_year, start.stays_years)
        width = start.zone_width.mean + start.zone_width.sd * normal(luck, who, 0, ZONE_WIDTH)
        people.zone_width[i] = min(0.6, max(0.05, width))
        people.pitching[i] = at_quantile(uniform(luck, who, 0, PITCHING), table[OF_PITCHING])
        people.attunement[i] = at_quantile(uniform(luck, who, 0, ATTUNEMENT), table[OF_ATTUNEMENT])
        people.directiveness[i] = at_quantile(uniform(luck, who, 0, DIRECTIVENESS), table[OF_DIRECTIVENESS])
        people.metacognition[i] = at_quantile(uniform(luck, who, 0, METACOGNITION), table[OF_METACOGNITION])
        people.autonomy[i] = at_quantile(uniform(luck, who, 0, AUTONOMY), table[OF_AUTONOMY])
        people.openness[i] = at_quantile(uniform(luck, who, 0, OPENNESS), table[OF_OPENNESS])
        people.zeta[i] = start.zeta.mean + start.zeta.sd * normal(luck, who, 0, ZETA)
        people.restless[i] = normal(luck, who, 0, RESTLESS)
        people.literacy[i] = at_quantile(uniform(luck, who, 0, LITERACY), table[OF_LITERACY])
        people.confidence[i] = at_quantile(uniform(luck, who, 0, CONFIDENCE), table[OF_CONFIDENCE])
        people.group[i] = uniform(luck, who, 0, GROUP) < start.minority
        people.unit[i] = int(uniform(luck, who, 0, UNIT) * rules.structure.units)
        places = start.capacity_high - start.capacity_low + 1
        people.capacity[i] = start.capacity_low + int(uniform(luck, who, 0, CAPACITY) * places)
        people.bias[i] = rules.quality.bias * normal(luck, who, 0, BIAS)
        people.energy[i], people.satisfaction[i] = start.energy, start.satisfaction


@kernel
def derive(people, world, rules, at):
    """What follows from the traits of the newcomers: baselines, performance, stated target, hours."""
    start = rules.start
    domains = people.skill.shape[1]
    for i in range(world.first_newcomer[0], people.n):
        whole, skills = 0.0, 0.0
        for k in range(domains):
            whole += people.goals[i, k]
            skills += people.skill[i, k]
        for k in range(domains):
            people.goals[i, k] /= whole
            people.goals_start[i, k] = people.goals[i, k]
            people.lasting[i, k] = max(0.0, people.skill[i, k] - start.lasting_gap)
        people.metacognition_base[i], people.confidence_base[i] = people.metacognition[i], people.confidence[i]
        people.pitching_start[i] = people.pitching[i]
        people.literacy_start[i] = people.literacy[i]
        people.skill_start[i] = skills / domains
        people.performance_start[i] = people.performance[i] = weighted(people.goals[i], people.skill[i])
        people.lasting_performance[i] = weighted(people.goals[i], people.lasting[i])
        people.lasting_performance_start[i] = people.lasting_performance[i]
        ambition = start.ambition.mean + start.ambition.sd * normal(at.start_luck, people.key[i], 0, AMBITION)
        people.target[i] = min(1.0, people.performance[i] + max(0.0, ambition))
        own = normal(at.start_luck, people.key[i], 0, HOURS)
        people.hours[i] = starting_hours(people.capacity[i], own, start.hours, start.hours_spread)


@kernel
def settle(people, world, rules, at):
    """What newcomers have from their arrival on; in a trial, an arm."""
    for i in range(world.first_newcomer[0], people.n):
        if len(world.slots):
            people.arm[i] = arm_dealt(people, world, rules, at, i)
        people.arrived[i] = people.waiting_since[i] = at.week
        if people.role[i] == MENTOR:
            people.mentor_week[i] = at.week
        people.org_start[i] = weighted(world.org_goals, people.skill[i])


@part
def arm_dealt(people, world, rules, at, i):
    """The arm of newcomer i: that of the unit, or one dealt to each of the people randomised; else NO_ARM."""
    if rules.trial.unit == OF_UNITS:
        return world.arm_of_unit[people.unit[i]]
    mentor = people.role[i] == MENTOR
    if mentor != (rules.trial.unit == OF_MENTORS):
        return NO_ARM
    return world.slots[place_in_block(at.trial_luck, people.key[i], len(world.slots))]


@equation
def place_in_block(luck, key, size):
    """Place of somebody in the block of `size` people who come one after the other, in an order of luck; from 0.

    It follows from the keys alone, also of those who may never come.
    """
    first, own, place = key - (key & ORDINALS) % size, uniform(luck, key, 0, IN_BLOCK), 0
    for other in range(first, first + size):
        place += uniform(luck, other, 0, IN_BLOCK) < own
    return place


@kernel
def meet_people(people, ties, world, rules, at):
    """First contacts of the newcomers: colleagues of their own unit, or anybody where the structure is open.

    Somebody present is looked for in up to 16 tries per contact. How many contacts they made, and how many they did not
    find, goes into `first_contacts`.
    """
    first, found = world.first_newcomer[0], 0
    anywhere = rules.structure.open and rules.modes.network
    for i in range(first, people.n):
        for k in range(rules.ties.newcomer):
            for attempt in range(TRIES):
                j = int(uniform(at.luck, people.key[i], at.week, 2 + k * TRIES + attempt) * first)
                near = anywhere or people.unit[j] == people.unit[i]
                if first > 0 and people.present[j] and near:
                    if rules.ties.on:
                        note_tie(ties, i, j, rules.ties.first)
                    found += 1
                    break
    world.first_contacts[0], world.first_contacts[1] = found, (people.n - first) * rules.ties.newcomer - found


# --- people who are given ---------------------------------------------------------------------------------------------


def given_rows(people, first: int, parameters) -> list:
    """(Overlay, {column: view}) of the people from row `first` on, by kind, of those of whom anything is given."""
    if parameters.given is None:
        return []
    found, kinds = [], kind_of(people.key[first:])
    for kind in np.unique(kinds).tolist():
        begin, end = np.searchsorted(kinds, [kind, kind + 1]) + first
        known = Overlay(parameters.given, kind, ordinal_of(people.key[begin:end]))
        if known.columns:
            found.append((known, {name: getattr(people, name)[begin:end] for name in people.names()}))
    return found


DERIVED = ("hours", "target")  # of what `derive` writes, what can be given


def overlay_given(known, rows: dict, start, luck: int) -> None:
    """Write what is known of people over their drawn `rows`, {column: view}. Skills are drawn around those that are
    known."""
    domains = rows["skill"].shape[1]
    mentor = rows["role"][0] == MENTOR
    level, spread = (
        (start.skill_mentor, start.domain_sd_mentor) if mentor else (start.skill_mentee, start.domain_sd_mentee)
    )
    z = person_normals(luck, rows["key"], SKILL)
    around = spread * np.stack([person_normals(luck, rows["key"], SKILL_DOMAIN + k) for k in range(domains)], axis=1)
    middle = known.level(z, level.mean, level.sd, spread, domains)
    rows["skill"][:] = known.skill(np.clip(middle[:, None] + around, 0.0, 1.0), around)
    for name in ("goals", "values", "style"):
        rows[name][:] = known.vector(name, rows[name])
    known.apply(rows, [name for name in rows if name not in ("capacity", "skill", *DERIVED)])
    rows["capacity"][:] = known.capacity(rows["capacity"])


# --- people outside any world ----------------------------------------------------------------------------------------


def drawn(parameters, luck: int, kind: int, ordinal: int, count: int) -> dict:
    """{column: (count,) or (count, width)} of what people of one kind, of ordinals from `ordinal` on, begin with."""
    people = people_table(parameters, count)
    people.extend(count)
    people.key[:] = person_keys(kind, ordinal + np.arange(count))
    people.role[:] = MENTOR if kind in (INITIAL_MENTOR, RECRUIT) else MENTEE
    columns = {name: getattr(people, name) for name in people.names()}
    here, rules, at = SimpleNamespace(n=count, **columns), rules_of(parameters), SimpleNamespace(start_luck=luck)
    world = SimpleNamespace(first_newcomer=np.zeros(1, np.int64), quantiles=quantiles_of(parameters.start))
    given = given_rows(people, 0, parameters)
    draw_traits(here, world, rules, at)
    for known, rows in given:
        overlay_given(known, rows, parameters.start, luck)
    derive(here, world, rules, at)
    for known, rows in given:
        known.apply(rows, DERIVED)
    begun = {need.removeprefix("people.") for need in (*draw_traits.needs, *derive.needs)}
    return {
        name: columns[name] for name in columns if name in begun or any(name in known.columns for known, _ in given)
    }
