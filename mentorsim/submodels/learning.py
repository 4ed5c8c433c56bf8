"""Learning: everybody works alone at one task a week; pairs that met work at one together."""

from mentorsim.codes import NOBODY
from mentorsim.compiled import kernel, part
from mentorsim.equations import (
    coached,
    conflict,
    confusion,
    domain,
    experience,
    imposed_share,
    learned_from,
    missing_structure,
    own_effort,
    own_stretch,
    own_time,
    proactivity,
    realised_autonomy,
    resource_help,
    shrinking,
    stored_alone,
    stored_with_help,
    time_wanted,
    toward,
    uptake,
    work_drive,
    zone,
)
from mentorsim.process import process
from mentorsim.rng import draw_for_people, two_drawn, uniforms
from mentorsim.world.helping import (
    add_skill,
    effort_of,
    gain_of_task,
    gate_of,
    heard_from,
    note_helped_task,
    pitching_across,
    set_stretch,
    succeeds,
    weight_of_help,
)

OWN_SUCCESS, OWN_FAILURE, SUCCESS, FAILURE, NO_GAP, UNHEARD, PRIMED, REDUNDANT, CONFUSED = range(9)


# --- alone ------------------------------------------------------------------------------------------------------------


@kernel
def work_alone(people, rules, at):
    """One task of one's own, in a domain of one's goals, in the time that meetings and the community leave."""
    draw_for_people(people, at, 0)
    for i in range(people.n):
        people.tried[i] = NOBODY
        if not people.present[i]:
            continue
        u, v = two_drawn(at, i)
        k = domain(people.goals[i], u)
        people.tried[i] = k
        d, x = own_task(people, rules, i, v)
        people.failed_now[i] = x == 0.0
        w, e = time_for_own(people, rules, i), effort_alone(people, rules, i)
        at.count[OWN_SUCCESS if x > 0.0 else OWN_FAILURE] += 1
        take_from_own_task(people, rules, i, k, (d, x), (w, e))
        people.nodes[i] *= 1.0 - rules.learning.nodes_fade


@part
def own_task(people, rules, i, v):
    """Stretch of the task that person i sets themselves, and whether it succeeds (1 or 0)."""
    learning, z = rules.learning, people.zone_width[i]
    level = resource_help(people.nodes[i], learning.node_help, learning.nodes_pace)
    side, m = people.side[i], people.metacognition[i]
    d = own_stretch(level, z, side, m, learning.tau, learning.ease, learning.own_error)
    return d, succeeds(rules, level, z, d, v)


@part
def time_for_own(people, rules, i):
    """Share of the week that person i has for own work."""
    learning, there = rules.learning, people.visits[i] > 0
    return own_time(meeting_time(people, rules, i), learning.most_time, there, learning.per_visit)


@part
def meeting_time(people, rules, i):
    """Share of the week that person i's meetings would take."""
    return time_wanted(people.met_now[i], rules.channel.cost, rules.learning.per_meeting)


@part
def effort_alone(people, rules, i):
    """Effort of person i at own work; the week's realised autonomy is kept."""
    learning, own = rules.learning, proactivity(people.zeta[i])
    a, o, diverse = people.autonomy[i], people.openness[i], people.diversity[i]
    people.realised[i] = realised_autonomy(learning.autonomy_form, a, o, diverse, own)
    drive = work_drive(people.realised[i], learning.work_autonomy)
    return own_effort(effort_of(people, rules, i), people.dependence[i], drive, learning.effort_dependence)


@part
def take_from_own_task(people, rules, i, k, task, work):
    """What person i gains from their own task in domain k: skill, lasting skill, confidence.

    task: its stretch and success; work: time and effort.
    """
    learning, confidence = rules.learning, rules.confidence
    (d, x), (w, e) = task, work
    phi, outcome = zone(learning.zone, d, people.zone_width[i]), learned_from(x, learning.from_failure)
    gain = gain_of_task(people, rules, i, k, outcome, phi, e, w)
    add_skill(people, i, k, gain)
    people.learned_alone[i] += gain
    people.storing[i, k] += stored_alone(learning.storing, x, e, w)
    people.work_now[i] = x * e * w
    people.rise_now[i] += confidence.own_success * w * x
    people.fall_now[i] += confidence.failure * w * (1.0 - x)


# --- with a mentor ----------------------------------------------------------------------------------------------------


@kernel
def learn_from_mentor(people, matches, world, rules, at):
    """One task per contact, in the domain the plan points to: pitched, tried, learned from."""
    for row in matches.active:
        matches.felt_up[row] = matches.felt_down[row] = 0.0
        i, j = matches.mentee[row], matches.mentor[row]
        for c in range(matches.met[row]):
            u, v = uniforms(at.luck, people.key[i], people.key[j], at.week, c)
            k = domain(matches.plan[row], u)
            gap = max(0.0, people.skill[j, k] - people.skill[i, k])
            rho = pitching_across(rules, people.pitching[j], gap)
            at.count[NO_GAP] += gap == 0.0
            d = stretch_together(people, matches, world, rules, row, gap, rho)
            x = try_together(people, matches, rules, at, row, d, v)
            feel_contact(people, matches, rules, row, c, x)
            if not rules.learning.placebo:
                people.success_mean[j] = toward(people.success_mean[j], x, rules.energy.memory)
                take_from_meeting(people, matches, rules, at, row, k, rho, x)


@part
def stretch_together(people, matches, world, rules, row, gap, rho):
    """Stretch of the task that the mentor of match `row` sets, for the zone as the mentor sees it; what the
    organisation imposes makes it harder.

    gap: in skill; rho: pitching skill across it.
    """
    i, hardship = matches.mentee[row], rules.learning.imposed_difficulty
    d = set_stretch(rules, gap, matches.help[row], people.zone_width[i] * matches.width_error[row], rho)
    return d + hardship * imposed_share(matches.focus[row], conflict(people.goals[i], world.org_goals))


@part
def try_together(people, matches, rules, at, row, d, v):
    """The pair of match `row` tries a task of stretch d; returns whether it succeeds (1 or 0), and notes its zone
    value. v: uniform that decides."""
    width = people.zone_width[matches.mentee[row]]
    x = succeeds(rules, help_in_time(matches, rules, row), width, d, v)
    matches.success[row] += int(x)
    matches.phi[row] = zone(rules.learning.zone, d, width)
    at.count[SUCCESS if x > 0.0 else FAILURE] += 1
    return x


@part
def feel_contact(people, matches, rules, row, c, x):
    """What contact c of match `row`, with success x, was worth, or cost: its task, threat to freedom, a harsh word."""
    rated = rules.quality
    threat = rated.felt_reactance * people.reactance[matches.mentee[row]]
    harm = rated.felt_harsh * (matches.harsh[row] > c)
    felt = experience(x, matches.phi[row], threat, harm, rated.felt_base, rated.felt_phi, rated.felt_cost)
    matches.felt_up[row] += max(0.0, felt)
    matches.felt_down[row] += max(0.0, -felt)


@part
def help_in_time(matches, rules, row):
    """Help of match `row` that comes in time for the task."""
    return matches.help[row] * (1.0 - rules.channel.asynchrony)


@part
def take_from_meeting(people, matches, rules, at, row, k, rho, x):
    """What the mentee of match `row` gains from a task in domain k: skill, lasting skill, an example, confidence.

    rho: pitching skill of the mentor across the gap; x: success. Where meetings would take more time than there
    is, each shrinks.
    """
    learning, i, j = rules.learning, matches.mentee[row], matches.mentor[row]
    left = shrinking(meeting_time(people, rules, i), learning.most_time)
    h, gate = help_in_time(matches, rules, row), gate_of(rules, matches.quality[row])
    e, heard = min(1.0, effort_of(people, rules, i)), heard_from(people, rules, i, j)
    offered = left * learning.meeting_weight * gate * people.knack[j]
    weight = weight_of_help(people, rules, i, k, h, offered, heard * taken_up(people, matches, rules, row, k))
    gain = gain_of_task(people, rules, i, k, learned_from(x, 0.5 * learning.from_failure), matches.phi[row], e, weight)
    gain -= left * confusion(learning.rate, people.aptitude[i], people.skill[i, k], gate, rho, learning.confusion)
    note_kind_of_help(people, rules, at, i, k, heard, gain)
    add_skill(people, i, k, gain)
    people.learned_mentor[i] += gain
    people.storing[i, k] += stored_with_help(learning.storing, h, x, e, gate)
    follow_example(people, matches, rules, row, gate, heard)
    note_helped_task(people, rules, i, x, matches.help[row])


@part
def follow_example(people, matches, rules, row, gate, heard):
    """The mentor of match `row` shows how one learns, supports confidence, and draws the mentee's values nearer.

    gate: what trust lets through; heard: weight of the mentor's advice.
    """
    learning, i, j = rules.learning, matches.mentee[row], matches.mentor[row]
    people.coaching_now[i] += coached(gate, people.pitching[j], matches.help[row], learning.m_coaching)
    people.rise_now[i] += rules.confidence.support * gate
    for n in range(people.values.shape[1]):
        people.values[i, n] = toward(people.values[i, n], people.values[j, n], learning.values_move * heard)


@part
def taken_up(people, matches, rules, row, k):
    """Share of the help offered in domain k that the mentee of match `row` takes up: reactance, missing structure."""
    i, control = matches.mentee[row], rules.control
    directive = people.directiveness[matches.mentor[row]]
    missing = missing_structure(people.skill[i, k], directive, matches.help[row], control.structure)
    return uptake(people.reactance[i], missing, control.structure_cost)


@part
def note_kind_of_help(people, rules, at, i, k, heard, gain):
    """Count which rules were at work in a helped task of person i in domain k."""
    at.count[UNHEARD] += heard < 0.5
    at.count[PRIMED] += people.tried[i] == k and people.confidence[i] > rules.learning.priming_confidence
    at.count[REDUNDANT] += people.skill[i, k] > rules.learning.redundant_from
    at.count[CONFUSED] += gain < 0.0


@process(
    "learning",
    "row order",
    "learning.on",
    (
        "own task succeeds",
        "own task fails",
        "task with the mentor succeeds",
        "task with the mentor fails",
        "nothing to learn from this mentor",
        "advice not heard",
        "struggle before help",
        "help partly redundant",
        "loses by a meeting",
    ),
    (work_alone, learn_from_mentor),
    source="Vygotsky 1978 (zone); Wood, Bruner & Ross 1976 (scaffolding); Rhodes 2005 (trust); Tetzlaff et al. 2025 "
    "(expertise reversal); Sinha & Kapur 2021 (struggle before help); Deffuant et al. 2000 (bounded confidence)",
)
def learning(world):
    """Everybody works at a task of their own; then matches that met work at one in the zone of proximal development."""
