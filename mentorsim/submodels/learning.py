"""Learning in the zone of proximal development: with a mentor, and alone."""

from mentorsim.compiled import kernel
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
    pitch,
    realised_autonomy,
    skill_gain,
    study_drive,
    study_gain,
    success_chance,
    toward,
    unit_interval,
    uptake,
    zone,
)  # fmt: skip
from mentorsim.lifecycle import mean_over
from mentorsim.registry import process
from mentorsim.rng import fill_pair_words, two_uniforms

SUCCESS, FAILURE, NO_GAP, UNHEARD, STUDIED, AT_CEILING, COACHED = range(7)


@kernel
def learn_from_mentor(
    luck, week, count, key, active, org_goals, skill, goals, zone_width, pitching, directiveness, autonomy, openness,
    interactivity, values, metacognition, dependence, reactance, success_now, failure_now, success_mean, learned_mentor,
    match_mentee, match_mentor, match_met, match_success, match_phi, match_help, match_quality, match_plan, match_focus,
    match_width_error, channel_asynchrony, learning_placebo, learning_rate, learning_aim, learning_tau, learning_ease,
    learning_pitch, learning_fixed_stretch, learning_imposed_difficulty, learning_zone, learning_crowd_slope,
    learning_crowd_knee, learning_close_middle, learning_close_scale, learning_m_task, learning_m_mentor,
    learning_dependence_rise, learning_dependence_fall, learning_coaching, learning_bound_base, learning_bound_slope,
    learning_bound_scale, learning_values_move, control_structure, control_structure_cost, energy_memory, one_key,
    two_key, draws,
):  # fmt: skip
    """One task per meeting, in the domain the plan points to: pitched, tried, learned from."""
    fill_pair_words(luck, active, match_mentee, match_mentor, key, week, 0, one_key, two_key, draws)
    for a in range(len(active)):
        row = active[a]
        if not match_met[row]:
            continue
        i, j = match_mentee[row], match_mentor[row]
        u, v = two_uniforms(draws[0, a], draws[1, a], draws[2, a], draws[3, a])
        k = domain(match_plan[row], u)
        s, z, rho, q = skill[i, k], zone_width[i], pitching[j], match_quality[row]
        h = match_help[row]
        h_in_time = h * (1.0 - channel_asynchrony)
        gap = max(0.0, skill[j, k] - s)
        if gap == 0.0:
            count[NO_GAP] += 1
        if learning_pitch == 1:
            d = min(gap, learning_fixed_stretch)
        else:
            seen_width = z * match_width_error[row]
            d = pitch(gap, h, seen_width, rho, learning_aim, learning_tau, learning_ease, learning_fixed_stretch)
        d += learning_imposed_difficulty * imposed_share(match_focus[row], conflict(goals[i], org_goals))
        x = 1.0 if v < success_chance(h_in_time, z, d, learning_tau, learning_ease) else 0.0
        phi = zone(learning_zone, d, z)
        match_success[row] = int(x)
        match_phi[row] = phi
        success_mean[j] = toward(success_mean[j], x, energy_memory)
        count[SUCCESS if x > 0.0 else FAILURE] += 1
        if learning_placebo:
            continue
        success_now[i] += int(x)
        failure_now[i] += 1 - int(x)
        v_gap = distance(values[i], values[j])
        w = advice_weight(
            v_gap, confidence_bound(openness[i], learning_bound_base, learning_bound_slope), learning_bound_scale
        )
        if w < 0.5:
            count[UNHEARD] += 1
        missing = missing_structure(s, directiveness[j], h, control_structure)
        take = uptake(reactance[i], missing, control_structure_cost)
        close = closeness(q, learning_close_middle, learning_close_scale)
        effort = crowding(s, learning_crowd_slope, learning_crowd_knee)
        gain = skill_gain(learning_rate, phi, x, effort, h_in_time, take, w, close, s)
        skill[i, k] = unit_interval(s + gain)
        learned_mentor[i] += gain
        m = metacognition[i]
        metacognition[i] = unit_interval(
            m + metacognition_gain(m, h, x, q, rho, take, learning_m_task, learning_m_mentor)
        )
        dependence[i] = unit_interval(
            dependence[i] + dependence_step(dependence[i], h, x, learning_dependence_rise, learning_dependence_fall)
        )
        for n in range(values.shape[1]):
            values[i, n] = toward(values[i, n], values[j, n], learning_values_move * w)
        if q > 0.5:
            count[COACHED] += 1
            autonomy[i] = toward(autonomy[i], autonomy[j], learning_coaching * q)
            openness[i] = toward(openness[i], openness[j], learning_coaching * q)
            interactivity[i] = toward(interactivity[i], interactivity[j], learning_coaching * q)


@kernel
def learn_alone(
    n_people, count, present, skill, metacognition, metacognition_base, nodes, ceiling_offset, autonomy, openness,
    diversity, interactivity, realised, reactance, dependence, match_of, match_next, match_help, learning_placebo,
    learning_forgetting, learning_study, learning_study_autonomy, learning_autonomy_form, learning_ceiling,
    learning_ceiling_m, learning_ceiling_nodes, learning_nodes_pace, learning_nodes_fade, learning_m_rise,
    learning_m_fall, learning_m_merit, learning_dependence_fade, learning_dependence_form, learning_crowding_out,
):  # fmt: skip
    """Self-study toward the own ceiling, forgetting, learning-to-learn from interaction, fading dependence."""
    merit = 0.0 if learning_placebo else learning_m_merit
    studied = tried = 0
    for i in range(n_people):
        if not present[i]:
            continue
        r = realised_autonomy(learning_autonomy_form, autonomy[i], openness[i], diversity[i], interactivity[i])
        realised[i] = r
        drive = study_drive(r, learning_study_autonomy)
        if learning_dependence_form == 1 and match_of[i] >= 0 and not learning_placebo:
            drive *= 1.0 - learning_crowding_out * mean_over(match_of[i], match_next, match_help)
        top = own_ceiling(
            metacognition[i], nodes[i], ceiling_offset[i], learning_ceiling, learning_ceiling_m,
            learning_ceiling_nodes, learning_nodes_pace,
        )  # fmt: skip
        for k in range(skill.shape[1]):
            s = skill[i, k]
            studied += top > s
            tried += 1
            skill[i, k] = unit_interval(s + study_gain(s, top, learning_study, drive) - learning_forgetting * s)
        nodes[i] *= 1.0 - learning_nodes_fade
        m = metacognition[i]
        metacognition[i] = unit_interval(
            m
            + metacognition_drift(
                m, metacognition_base[i], interactivity[i], reactance[i], learning_m_rise, learning_m_fall, merit
            )
        )
        dependence[i] *= 1.0 - learning_dependence_fade
    count[STUDIED] += studied
    count[AT_CEILING] += tried - studied


@process(
    "learning", "row order", "learning.on",
    ("task succeeds", "task fails", "nothing to learn from this mentor", "advice not heard", "studies alone (a domain)",
     "at the own ceiling (a domain)", "coached by a trusted mentor"), (learn_from_mentor, learn_alone),
)  # fmt: skip
def learning(world):
    """Matches that met work at a task in the zone of proximal development; everybody studies and forgets."""
