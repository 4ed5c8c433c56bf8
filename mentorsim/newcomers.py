"""Who comes: the traits and states with which people begin, drawn by their keys alone, or given.

A trait's index in the stream "start" is its own, whatever is added; vectors take up to 16 indices each.
"""

from functools import cache

import numpy as np
from scipy import special

from mentorsim import arrays
from mentorsim.codes import INITIAL_MENTOR, KIND_SHIFT, MENTEE, MENTOR, RECRUIT
from mentorsim.compiled import equation, kernel
from mentorsim.equations import starting_ceiling, starting_hours, unassisted, unit_interval, weighted
from mentorsim.given import Known
from mentorsim.parameters import kernel_values
from mentorsim.population import kind_of, ordinal_of, people_table, person_keys
from mentorsim.rng import normal, person_normals, uniform
from mentorsim.ties import note_tie

SKILL, ZONE_WIDTH, PITCHING, DIRECTIVENESS, METACOGNITION, CEILING = range(6)
AUTONOMY, OPENNESS, INTERACTIVITY, LITERACY, CONFIDENCE, DISCLOSURE = range(6, 12)
AMBITION, GROUP, CAPACITY, HOURS, UNIT, BIAS = range(12, 18)
SKILL_DOMAIN, GOALS, VALUES, STYLE = 100, 200, 300, 400

# --- quantiles -------------------------------------------------------------------------------------------------------

# Rows of the table of quantiles: traits with a beta distribution, and the gamma of goal weights.
(
    OF_PITCHING, OF_DIRECTIVENESS, OF_METACOGNITION, OF_AUTONOMY, OF_OPENNESS, OF_INTERACTIVITY, OF_LITERACY,
    OF_CONFIDENCE, OF_DISCLOSURE, OF_VALUES, OF_STYLE, OF_GOALS,
) = range(12)  # fmt: skip
CELLS = 8192  # of equal probability; a cell's width is the error, in probability


@cache
def quantiles(family: str, *shape: float):
    """(CELLS + 1,) values of a quantile function at equal steps of probability, to interpolate between: the inverse
    incomplete beta and gamma functions cost microseconds each."""
    inverse = {"beta": special.betaincinv, "gamma": special.gammaincinv}[family]
    x = inverse(*shape, np.linspace(0.0, 1.0, CELLS + 1))
    if not np.isfinite(x[-1]):
        x[-1] = inverse(*shape, 1.0 - 0.25 / CELLS)
    return x


@cache
def table_of_quantiles(shapes: tuple):
    """(2, 12, CELLS + 1) quantiles by role; shapes: of each row."""
    return np.stack([[quantiles("beta" if len(shape) == 2 else "gamma", *shape) for shape in rows] for rows in shapes])


def quantiles_of(start):
    """The table of quantiles of these starting distributions, by role."""
    s = start
    learning, literacy = (s.metacognition_mentee, s.metacognition_mentor), (s.literacy_mentee, s.literacy_mentor)
    betas = [
        (s.pitching, s.directiveness, learning[role], s.autonomy, s.openness, s.interactivity, literacy[role],
         s.confidence, s.disclosure, s.values, s.style)
        for role in (MENTEE, MENTOR)
    ]  # fmt: skip
    return table_of_quantiles(tuple((*((beta.a, beta.b) for beta in row), (s.goal_focus,)) for row in betas))


@equation
def at_quantile(u, nodes):
    """What a variable with these `quantiles` is at probability u in (0, 1)."""
    place = u * CELLS
    cell = int(place)
    return nodes[cell] + (place - cell) * (nodes[cell + 1] - nodes[cell])


TRIES = 16  # in which a newcomer looks for somebody present, per contact

# --- the draw --------------------------------------------------------------------------------------------------------


@kernel
def enter(arriving, come, people_so_far, first_new, ready, key, role, tie_start):
    """Who arrives, by kind, gets a key and a row without ties, from `first_new` on; nobody if too few rows are ready.

    come: how many of each kind there have been.
    """
    first_new[0] = people_so_far[0]
    if people_so_far[0] + arriving.sum() > ready[0]:
        return
    for kind in range(len(arriving)):
        for _ in range(arriving[kind]):
            i = people_so_far[0]
            key[i] = (kind << KIND_SHIFT) + come[kind]
            role[i] = MENTOR if kind in (INITIAL_MENTOR, RECRUIT) else MENTEE
            tie_start[i + 1] = tie_start[i]
            come[kind] += 1
            people_so_far[0] += 1


@kernel
def draw_traits(
    start_luck, first_new, n_people, quantiles, key, role, skill, ceiling_offset, goals, values, style, zone_width,
    pitching, directiveness, metacognition, autonomy, openness, interactivity, literacy, confidence, disclosure, group,
    unit, capacity, bias, energy, satisfaction, start_skill_mentee_mean, start_skill_mentee_sd, start_skill_mentor_mean,
    start_skill_mentor_sd, start_domain_sd_mentee, start_domain_sd_mentor, start_ceiling_sd, start_ceiling_correlation,
    start_zone_width_mean, start_zone_width_sd, start_minority, start_capacity_low, start_capacity_high, start_energy,
    start_satisfaction, structure_units, quality_bias,
):  # fmt: skip
    """Traits of those who are new, by their keys."""
    luck = start_luck
    for i in range(first_new[0], n_people):
        who, mentor, table = key[i], role[i] == MENTOR, quantiles[role[i]]
        mean = start_skill_mentor_mean if mentor else start_skill_mentee_mean
        sd = start_skill_mentor_sd if mentor else start_skill_mentee_sd
        spread = start_domain_sd_mentor if mentor else start_domain_sd_mentee
        z = normal(luck, who, 0, SKILL)
        for k in range(skill.shape[1]):
            skill[i, k] = unit_interval(mean + sd * z + spread * normal(luck, who, 0, SKILL_DOMAIN + k))
            goals[i, k] = at_quantile(uniform(luck, who, 0, GOALS + k), table[OF_GOALS]) + 1e-300
        for k in range(values.shape[1]):
            values[i, k] = at_quantile(uniform(luck, who, 0, VALUES + k), table[OF_VALUES])
        for k in range(style.shape[1]):
            style[i, k] = at_quantile(uniform(luck, who, 0, STYLE + k), table[OF_STYLE])
        own = normal(luck, who, 0, CEILING)
        ceiling_offset[i] = starting_ceiling(z, own, start_ceiling_sd, start_ceiling_correlation)
        width = start_zone_width_mean + start_zone_width_sd * normal(luck, who, 0, ZONE_WIDTH)
        zone_width[i] = min(0.6, max(0.05, width))
        pitching[i] = at_quantile(uniform(luck, who, 0, PITCHING), table[OF_PITCHING])
        directiveness[i] = at_quantile(uniform(luck, who, 0, DIRECTIVENESS), table[OF_DIRECTIVENESS])
        metacognition[i] = at_quantile(uniform(luck, who, 0, METACOGNITION), table[OF_METACOGNITION])
        autonomy[i] = at_quantile(uniform(luck, who, 0, AUTONOMY), table[OF_AUTONOMY])
        openness[i] = at_quantile(uniform(luck, who, 0, OPENNESS), table[OF_OPENNESS])
        interactivity[i] = at_quantile(uniform(luck, who, 0, INTERACTIVITY), table[OF_INTERACTIVITY])
        literacy[i] = at_quantile(uniform(luck, who, 0, LITERACY), table[OF_LITERACY])
        confidence[i] = at_quantile(uniform(luck, who, 0, CONFIDENCE), table[OF_CONFIDENCE])
        disclosure[i] = at_quantile(uniform(luck, who, 0, DISCLOSURE), table[OF_DISCLOSURE])
        group[i] = uniform(luck, who, 0, GROUP) < start_minority
        unit[i] = int(uniform(luck, who, 0, UNIT) * structure_units)
        places = start_capacity_high - start_capacity_low + 1
        capacity[i] = start_capacity_low + int(uniform(luck, who, 0, CAPACITY) * places)
        bias[i] = quality_bias * normal(luck, who, 0, BIAS)
        energy[i], satisfaction[i] = start_energy, start_satisfaction


@kernel
def derive(
    start_luck, first_new, n_people, key, skill, goals, goals_start, dependence, metacognition, metacognition_base,
    confidence, confidence_base, disclosure, disclosure_base, pitching, pitching_start, autonomy, autonomy_start,
    openness, openness_start, interactivity, interactivity_start, literacy, literacy_start, skill_start, performance,
    performance_start, target, capacity, hours, start_ambition_mean, start_ambition_sd, start_hours, start_hours_spread,
    learning_deduction, learning_dependence_form,
):  # fmt: skip
    """What follows from the traits of those who are new: baselines, performance, stated target, hours."""
    domains = skill.shape[1]
    deduction = 0.0 if learning_dependence_form == 1 else learning_deduction
    for i in range(first_new[0], n_people):
        whole, skills = 0.0, 0.0
        for k in range(domains):
            whole += goals[i, k]
            skills += skill[i, k]
        for k in range(domains):
            goals[i, k] /= whole
            goals_start[i, k] = goals[i, k]
        metacognition_base[i], confidence_base[i], disclosure_base[i] = metacognition[i], confidence[i], disclosure[i]
        pitching_start[i], autonomy_start[i], openness_start[i] = pitching[i], autonomy[i], openness[i]
        interactivity_start[i], literacy_start[i] = interactivity[i], literacy[i]
        skill_start[i] = skills / domains
        performance[i] = unassisted(weighted(goals[i], skill[i]), dependence[i], deduction)
        performance_start[i] = performance[i]
        ambition = max(0.0, start_ambition_mean + start_ambition_sd * normal(start_luck, key[i], 0, AMBITION))
        target[i] = min(1.0, performance[i] + ambition)
        hours[i] = starting_hours(capacity[i], normal(start_luck, key[i], 0, HOURS), start_hours, start_hours_spread)


@kernel
def settle(first_new, n_people, week, role, skill, arrived, waiting_since, mentor_week, org_start, org_goals):
    """What those who are new have from their arrival on."""
    for i in range(first_new[0], n_people):
        arrived[i] = waiting_since[i] = week
        if role[i] == MENTOR:
            mentor_week[i] = week
        org_start[i] = weighted(org_goals, skill[i])


@kernel
def meet_people(
    n_people, luck, week, key, present, unit, structure_open, modes_network, ties_on, ties_newcomer, ties_first,
    new_one, new_two, new_strength, n_new, first_new, met,
):  # fmt: skip
    """First contacts of those who are new: colleagues of the own unit, or anybody where it is open.

    Somebody present is looked for in up to 16 tries per contact. How many contacts they made, and how many they did not
    find, goes into `met`.
    """
    first, found = first_new[0], 0
    for i in range(first, n_people):
        for k in range(ties_newcomer):
            for attempt in range(TRIES):
                j = int(uniform(luck, key[i], week, 2 + k * TRIES + attempt) * first)
                if first > 0 and present[j] and ((structure_open and modes_network) or unit[j] == unit[i]):
                    if ties_on:
                        note_tie(new_one, new_two, new_strength, n_new, i, j, ties_first)
                    found += 1
                    break
    met[0], met[1] = found, (n_people - first) * ties_newcomer - found


# --- people who are given ---------------------------------------------------------------------------------------------


def given_rows(people, first: int, parameters) -> list:
    """(Known, {column: view}) of the people from row `first` on, by kind, of whom anything is given."""
    if parameters.given is None:
        return []
    found, kinds = [], kind_of(people.key[first:])
    for kind in np.unique(kinds).tolist():
        begin, end = np.searchsorted(kinds, [kind, kind + 1]) + first
        known = Known(parameters.given, kind, ordinal_of(people.key[begin:end]))
        if known.columns:
            found.append((known, {name: getattr(people, name)[begin:end] for name in people.names()}))
    return found


DERIVED = ("hours", "target")  # of what `derive` writes, what can be given


def lay_over(known, rows: dict, start, luck: int) -> None:
    """Lay what is known of people over their drawn `rows`, {column: view}. Skills are drawn around those that are
    known, and the own ceiling by the level that these tell of."""
    domains = rows["skill"].shape[1]
    mentor = rows["role"][0] == MENTOR
    level, spread = (start.skill_mentor, start.domain_sd_mentor) if mentor else (
        start.skill_mentee, start.domain_sd_mentee
    )  # fmt: skip
    z = person_normals(luck, rows["key"], SKILL)
    around = spread * np.stack([person_normals(luck, rows["key"], SKILL_DOMAIN + k) for k in range(domains)], axis=1)
    middle, z = known.level(z, level.mean, level.sd, spread, domains)
    rows["skill"][:] = known.skill(np.clip(middle[:, None] + around, 0.0, 1.0), around)
    own = person_normals(luck, rows["key"], CEILING)
    rows["ceiling_offset"][:] = starting_ceiling.py_func(z, own, start.ceiling_sd, start.ceiling_correlation)
    for name in ("goals", "values", "style"):
        rows[name][:] = known.vector(name, rows[name])
    known.lay(rows, [name for name in rows if name not in ("capacity", "skill", *DERIVED)])
    rows["capacity"][:] = known.capacity(rows["capacity"])


# --- people outside any world ----------------------------------------------------------------------------------------


def drawn(parameters, luck: int, kind: int, ordinal: int, count: int) -> dict:
    """{column: (count,) or (count, width)} of what people of one kind, of ordinals from `ordinal` on, begin with."""
    people = people_table(parameters, count)
    people.extend(count)
    people.key[:] = person_keys(kind, ordinal + np.arange(count))
    people.role[:] = MENTOR if kind in (INITIAL_MENTOR, RECRUIT) else MENTEE
    columns = {name: getattr(people, name) for name in people.names()}
    values = columns | kernel_values(parameters) | {
        "start_luck": luck, "first_new": np.zeros(1, np.int64), "n_people": count,
        "quantiles": quantiles_of(parameters.start),
    }  # fmt: skip
    given = given_rows(people, 0, parameters)
    draw_traits(*[values[name] for name in arrays.needs(draw_traits)])
    for known, rows in given:
        lay_over(known, rows, parameters.start, luck)
    derive(*[values[name] for name in arrays.needs(derive)])
    for known, rows in given:
        known.lay(rows, DERIVED)
    begun = {*arrays.needs(draw_traits), *arrays.needs(derive)} - {"dependence"}
    return {
        name: columns[name] for name in columns if name in begun or any(name in known.columns for known, _ in given)
    }
