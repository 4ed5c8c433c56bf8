"""Learning in the zone of proximal development: with a mentor, and alone."""

from mentorsim.codes import CROWDING
from mentorsim.compiled import kernel, part
from mentorsim.equations import (
    advice_weight,
    closeness,
    confidence_bound,
    conflict,
    crowding,
    dependence_step,
    distance,
    domain,
    imposed_share,
    metacognition_drift,
    metacognition_gain,
    missing_structure,
    own_ceiling,
    realised_autonomy,
    skill_gain,
    study_drive,
    study_gain,
    success_chance,
    toward,
    unit_interval,
    uptake,
    zone,
)
from mentorsim.process import process
from mentorsim.rng import draw_for_pairs, two_drawn
from mentorsim.world.helping import set_stretch
from mentorsim.world.lifecycle import mean_over

SUCCESS, FAILURE, NO_GAP, UNHEARD, STUDIED, AT_CEILING, COACHED = range(7)


@kernel
def learn_from_mentor(people, matches, world, rules, at):
    """One task per meeting, in the domain the plan points to: pitched, tried, learned from."""
    learning = rules.learning
    draw_for_pairs(people, matches, at, 0)
    for a in range(len(matches.active)):
        row = matches.active[a]
        if not matches.met[row]:
            continue
        i, j = matches.mentee[row], matches.mentor[row]
        u, v = two_drawn(at, a)
        k = domain(matches.plan[row], u)
        s, z = people.skill[i, k], people.zone_width[i]
        h_in_time = matches.help[row] * (1.0 - rules.channel.asynchrony)
        gap = max(0.0, people.skill[j, k] - s)
        if gap == 0.0:
            at.count[NO_GAP] += 1
        d = set_stretch(people, matches, rules, row, gap)
        d += learning.imposed_difficulty * imposed_share(matches.focus[row], conflict(people.goals[i], world.org_goals))
        x = 1.0 if v < success_chance(h_in_time, z, d, learning.tau, learning.ease) else 0.0
        phi = zone(learning.zone, d, z)
        matches.success[row] = int(x)
        matches.phi[row] = phi
        people.success_mean[j] = toward(people.success_mean[j], x, rules.energy.memory)
        at.count[SUCCESS if x > 0.0 else FAILURE] += 1
        if not learning.placebo:
            people.success_now[i] += int(x)
            people.failure_now[i] += 1 - int(x)
            take_from_task(people, matches, rules, at, row, k, (x, phi))


@part
def take_from_task(people, matches, rules, at, row, k, task):
    """What the mentee of match `row` takes from a task in domain k: skill, learning-to-learn, dependence, values.

    task: whether it succeeded (1.0 or 0.0), and its zone value.
    """
    learning, control = rules.learning, rules.control
    i, j, h, q = matches.mentee[row], matches.mentor[row], matches.help[row], matches.quality[row]
    x, phi = task
    s, m = people.skill[i, k], people.metacognition[i]
    bound = confidence_bound(people.openness[i], learning.bound_base, learning.bound_slope)
    w = advice_weight(distance(people.values[i], people.values[j]), bound, learning.bound_scale)
    if w < 0.5:
        at.count[UNHEARD] += 1
    take = uptake(
        people.reactance[i],
        missing_structure(s, people.directiveness[j], h, control.structure),
        control.structure_cost,
    )
    close = closeness(q, learning.close_middle, learning.close_scale)
    effort = crowding(s, learning.crowd_slope, learning.crowd_knee)
    h_in_time = h * (1.0 - rules.channel.asynchrony)
    gain = skill_gain(learning.rate, phi, x, effort, h_in_time, take, w, close, s)
    people.skill[i, k] = unit_interval(s + gain)
    people.learned_mentor[i] += gain
    more = metacognition_gain(m, h, x, q, people.pitching[j], take, learning.m_task, learning.m_mentor)
    people.metacognition[i] = unit_interval(m + more)
    d = people.dependence[i]
    people.dependence[i] = unit_interval(
        d + dependence_step(d, h, x, learning.dependence_rise, learning.dependence_fall)
    )
    become_alike(people, rules, at, i, j, w, q)


@part
def become_alike(people, rules, at, i, j, heard, quality):
    """Values move toward the mentor's as far as advice is heard; traits too, where the mentor is trusted."""
    learning = rules.learning
    for n in range(people.values.shape[1]):
        people.values[i, n] = toward(people.values[i, n], people.values[j, n], learning.values_move * heard)
    if quality > 0.5:
        at.count[COACHED] += 1
        step = learning.coaching * quality
        people.autonomy[i] = toward(people.autonomy[i], people.autonomy[j], step)
        people.openness[i] = toward(people.openness[i], people.openness[j], step)
        people.interactivity[i] = toward(people.interactivity[i], people.interactivity[j], step)


@kernel
def learn_alone(people, matches, rules, at):
    """Self-study toward the own ceiling, forgetting, learning-to-learn from interaction, fading dependence."""
    learning = rules.learning
    merit = 0.0 if learning.placebo else learning.m_merit
    studied = tried = 0
    for i in range(people.n):
        if not people.present[i]:
            continue
        m, a, o, own = people.metacognition[i], people.autonomy[i], people.openness[i], people.interactivity[i]
        people.realised[i] = realised_autonomy(learning.autonomy_form, a, o, people.diversity[i], own)
        drive = study_drive(people.realised[i], learning.study_autonomy)
        if learning.dependence_form == CROWDING and people.match_of[i] >= 0 and not learning.placebo:
            drive *= 1.0 - learning.crowding_out * mean_over(people.match_of[i], matches.next, matches.help)
        top = own_ceiling(
            m,
            people.nodes[i],
            people.ceiling_offset[i],
            learning.ceiling,
            learning.ceiling_m,
            learning.ceiling_nodes,
            learning.nodes_pace,
        )
        for k in range(people.skill.shape[1]):
            s = people.skill[i, k]
            studied += top > s
            tried += 1
            people.skill[i, k] = unit_interval(s + study_gain(s, top, learning.study, drive) - learning.forgetting * s)
        people.nodes[i] *= 1.0 - learning.nodes_fade
        drift = metacognition_drift(
            m, people.metacognition_base[i], own, people.reactance[i], learning.m_rise, learning.m_fall, merit
        )
        people.metacognition[i] = unit_interval(m + drift)
        people.dependence[i] *= 1.0 - learning.dependence_fade
    at.count[STUDIED] += studied
    at.count[AT_CEILING] += tried - studied


@process(
    "learning",
    "row order",
    "learning.on",
    (
        "task succeeds",
        "task fails",
        "nothing to learn from this mentor",
        "advice not heard",
        "studies alone (a domain)",
        "at the own ceiling (a domain)",
        "coached by a trusted mentor",
    ),
    (learn_from_mentor, learn_alone),
    source="Vygotsky 1978 (zone); Wood, Bruner & Ross 1976 (scaffolding); Tetzlaff et al. 2025 (expertise "
    "reversal); Deffuant et al. 2000 (bounded confidence)",
)
def learning(world):
    """Matches that met work at a task in the zone of proximal development; everybody studies and forgets."""
