"""The science as functions: bounds, signs, optima, symmetry."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim import codes
from mentorsim import equations as eq

UNIT = st.floats(0.0, 1.0)
POSITIVE = st.floats(0.05, 0.6)  # zone widths
REAL = st.floats(-50.0, 50.0)
VECTORS = st.integers(1, 8).flatmap(lambda n: st.tuples(*[st.lists(UNIT, min_size=n, max_size=n).map(np.array)] * 4))
NEARLY = 1e-12


def simplex(n):
    """Weights that sum to 1."""
    return st.lists(st.floats(0.001, 1.0), min_size=n, max_size=n).map(lambda w: np.array(w) / sum(w))


PAIR_OF_GOALS = st.integers(1, 8).flatmap(lambda n: st.tuples(simplex(n), simplex(n)))


def within(value, low=0.0, high=1.0):
    return low - NEARLY <= value <= high + NEARLY


# --- small tools -----------------------------------------------------------------------------------------------------


@given(st.floats(-1e6, 1e6))
def test_sigma_is_a_logistic_function(x):
    assert 0.0 <= eq.sigma(x) <= 1.0
    assert eq.sigma(x) + eq.sigma(-x) == pytest.approx(1.0)
    if abs(x) < 30.0:
        assert math.log(eq.sigma(x) / eq.sigma(-x)) == pytest.approx(x, abs=1e-6)


@given(UNIT, UNIT, UNIT)
def test_toward_stays_between_state_and_goal(state, goal, rate):
    assert within(eq.toward(state, goal, rate), min(state, goal), max(state, goal))
    assert eq.toward(state, goal, 0.0) == state
    assert eq.toward(state, goal, 1.0) == pytest.approx(goal)


@given(st.floats(0.0, 20.0), st.floats(0.0, 20.0))
def test_chance_joins_independent_hazards(a, b):
    assert 0.0 <= eq.chance(a) <= 1.0
    assert 1.0 - eq.chance(a + b) == pytest.approx((1.0 - eq.chance(a)) * (1.0 - eq.chance(b)), abs=1e-12)
    assert eq.chance(1e-6) == pytest.approx(1e-6, rel=1e-5)


@given(UNIT, st.floats(0.0, 20.0))
def test_it_happens_below_the_chance(u, hazard):
    """Also just beside it, where the shortcut by the hazard itself must not decide."""
    assert eq.happens(u, hazard) == (u < eq.chance(hazard))
    assert eq.happens(eq.chance(hazard) - 1e-9, hazard)
    assert not eq.happens(eq.chance(hazard) + 1e-9, hazard)


@given(VECTORS)
def test_similarity_is_symmetric_and_1_for_twins(vectors):
    style_a, style_b, values_a, values_b = vectors
    there = eq.similarity(style_a, style_b, values_a, values_b)
    assert there == eq.similarity(style_b, style_a, values_b, values_a)
    assert within(there)
    assert eq.similarity(style_a, style_a, values_a, values_a) == 1.0


@given(VECTORS)
def test_distance_is_a_metric_within_the_unit_interval(vectors):
    u, v, w, _ = vectors
    assert within(eq.distance(u, v))
    assert eq.distance(u, v) == eq.distance(v, u)
    assert eq.distance(u, u) == 0.0
    assert eq.distance(u, w) <= eq.distance(u, v) + eq.distance(v, w) + NEARLY


@given(PAIR_OF_GOALS, UNIT)
def test_conflict_of_goals_is_a_total_variation(goals, share):
    """A plan that serves the organisation with a share is just that share of the conflict away."""
    g, h = goals
    assert within(eq.conflict(g, h))
    assert eq.conflict(g, h) == eq.conflict(h, g)
    assert eq.conflict(g, g) == 0.0
    assert eq.conflict((1.0 - share) * g + share * h, g) == pytest.approx(share * eq.conflict(g, h), abs=1e-9)


def test_conflict_is_1_for_goals_without_a_common_domain():
    assert eq.conflict(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == 1.0


@given(PAIR_OF_GOALS)
def test_weighted_skill_lies_between_the_least_and_the_most(goals):
    g, skill = goals
    assert within(eq.weighted(g, skill), skill.min(), skill.max())


@given(st.integers(1, 8).flatmap(simplex), st.floats(0.0, 1.0, exclude_max=True))
def test_a_uniform_points_to_a_domain_in_proportion_to_its_weight(g, u):
    edges = np.cumsum(g)
    k = eq.domain(g, u)
    assert 0 <= k < len(g)
    assert u >= (edges[k - 1] if k else 0.0) - NEARLY
    assert u < edges[k] + NEARLY


# --- meetings --------------------------------------------------------------------------------------------------------


@given(st.floats(0.0, 1e9))
def test_attention_is_whole_up_to_load_1_and_then_shared(load):
    assert 0.0 < eq.attention(load) <= 1.0
    assert eq.attention(load) * max(1.0, load) == pytest.approx(1.0)


@given(UNIT, UNIT, UNIT, st.floats(0.0, 3.0))
def test_the_weaker_literacy_limits_the_channel(mine, yours, reliability, gamma):
    """C6, and only online."""
    online = eq.channel_quality(True, mine, yours, reliability, gamma)
    assert within(online, 0.0, reliability)
    assert online == eq.channel_quality(True, yours, mine, reliability, gamma)
    assert online == eq.channel_quality(True, min(mine, yours), 1.0, reliability, gamma)
    assert eq.channel_quality(False, mine, yours, reliability, gamma) == reliability
    assert eq.channel_quality(True, mine, yours, reliability, 0.0) == reliability


@given(UNIT, UNIT, UNIT, UNIT, st.floats(0.1, 1.0), UNIT, UNIT, st.floats(0.0, 0.5))
def test_the_chance_to_meet_is_a_probability(mine, yours, att, channel, cost, reinvest, base, slope):
    often = eq.contacts(cost, reinvest)
    assert 1.0 - NEARLY <= often <= 1.0 / cost + 1e-9
    chance = eq.meeting_chance(mine, yours, att, channel, often, base, slope)
    assert within(chance, 0.0, att * channel)
    assert chance == pytest.approx(eq.meeting_chance(yours, mine, att, channel, often, base, slope))


@given(UNIT, UNIT, UNIT)
def test_literacy_comes_only_from_the_more_literate_and_never_overtakes(own, partner, rate):
    gain = eq.literacy_gain(own, partner, rate)
    assert gain >= 0.0
    assert (gain == 0.0) or own < partner
    assert own + gain <= max(own, partner) + NEARLY


# --- zone ------------------------------------------------------------------------------------------------------------

FORMS = [pytest.param(form, id=name) for form, name in enumerate(codes.ZONE_FORMS)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("width", [0.05, 0.25, 0.6])
def test_every_zone_function_peaks_at_1_where_the_stretch_is_the_zone(form, width):
    stretch = np.linspace(0.0, 4.0 * width, 4001)
    phi = np.array([eq.zone(form, d, width) for d in stretch])
    assert stretch[phi.argmax()] == pytest.approx(width, abs=width / 500)
    assert phi.max() == pytest.approx(1.0, abs=1e-9)
    assert (np.diff(phi[: phi.argmax()]) > 0.0).all()
    assert (np.diff(phi[phi.argmax() :]) <= 0.0).all()


def test_the_zone_forms_are_four_different_functions():
    values = {round(eq.zone(form, 0.1, 0.25), 6) for form in range(len(codes.ZONE_FORMS))}
    assert len(values) == len(codes.ZONE_FORMS)
    by_name = (eq.zone_gamma, eq.zone_gaussian, eq.zone_beta, eq.zone_error_rate)
    assert [f(0.1, 0.25) for f in by_name] == [eq.zone(form, 0.1, 0.25) for form in range(len(by_name))]


@given(st.floats(0.0, 2.0), POSITIVE)
def test_zone_functions_stay_within_the_unit_interval(stretch, width):
    for form in range(len(codes.ZONE_FORMS)):
        assert within(eq.zone(form, stretch, width))
    assert eq.zone(0, 0.0, width) == eq.zone(2, 0.0, width) == eq.zone(3, 0.0, width) == 0.0
    assert eq.zone(2, 2.0 * width, width) == 0.0  # the hard cut-off
    assert eq.zone(1, width + stretch, width) == pytest.approx(eq.zone(1, width - stretch, width))  # symmetric


def test_the_error_rate_form_peaks_at_15_87_percent_errors():
    """Gain of a gradient learner at precision x: x times the normal density at x; its peak has Phi(-x) = .1587."""
    x = np.linspace(0.01, 3.0, 3000)
    gain = x * np.exp(-0.5 * x * x)
    form = np.array([eq.zone_error_rate(value * 0.25, 0.25) for value in x])
    np.testing.assert_allclose(form, gain / gain.max(), atol=1e-5)
    assert 0.5 * math.erfc(x[form.argmax()] / math.sqrt(2.0)) == pytest.approx(0.1587, abs=2e-4)


@given(UNIT, UNIT, POSITIVE, UNIT, st.floats(0.01, 0.99), st.floats(0.001, 1.0), st.floats(-5.0, 5.0), UNIT)
def test_no_task_is_pitched_beyond_what_the_mentor_knows(gap, h, width, rho, aim, tau, ease, fixed):
    assert within(eq.pitch(gap, h, width, rho, aim, tau, ease, fixed), 0.0, gap)


@given(UNIT, POSITIVE, st.floats(0.1, 0.95))
def test_a_good_mentor_hits_the_success_aimed_at(h, width, aim):
    tau, ease = 0.06, 1.2
    stretch = eq.pitch(10.0, h, width, 1.0, aim, tau, ease, 0.45)
    success = eq.success_chance(h, width, stretch, tau, ease)
    assert success == pytest.approx(aim) or (stretch == 0.0 and success < aim)


@given(UNIT, UNIT, POSITIVE, UNIT, UNIT)
def test_success_falls_with_stretch_and_rises_with_help(h, more, width, d, further):
    easy = eq.success_chance(h, width, d, 0.06, 1.2)
    assert eq.success_chance(h, width, d + further, 0.06, 1.2) <= easy
    assert eq.success_chance(min(1.0, h + more), width, d, 0.06, 1.2) >= easy
    assert 0.0 <= easy <= 1.0


# --- states stay in bounds -------------------------------------------------------------------------------------------


@given(UNIT, UNIT, UNIT, UNIT, UNIT, UNIT, UNIT, UNIT, UNIT)
def test_skill_stays_below_1_without_being_cut(rate, phi, x, k, h, take, w, close, skill):
    gain = eq.skill_gain(rate, phi, x, k, h, take, w, close, skill)
    assert gain >= 0.0
    assert within(skill + gain)
    assert gain <= eq.skill_gain(1.0, 1.0, 1.0, 0.0, h, 1.0, 1.0, 1.0, skill) == 1.0 - skill  # the best week there is


@given(UNIT, st.floats(0.0, 2.0), UNIT, st.floats(0.0, 0.2), st.floats(0.0, 0.1))
def test_self_study_approaches_the_ceiling_and_never_passes_it(skill, drive, top, rate, forgetting):
    gain = eq.study_gain(skill, top, rate, drive)
    assert (gain > 0.0) == (top > skill and rate * drive * (top - skill) > 0.0)
    assert skill + gain <= max(skill, top) + NEARLY
    assert skill + gain - forgetting * skill >= 0.0


@given(UNIT, st.booleans(), UNIT, UNIT, UNIT)
def test_dependence_stays_in_bounds_without_being_cut(dependence, success, h, rise, fall):
    step = eq.dependence_step(dependence, h, float(success), rise, fall)
    assert within(dependence + step)
    if not success:
        assert step == 0.0
    assert eq.dependence_step(dependence, 1.0, float(success), rise, fall) >= 0.0  # full help
    assert eq.dependence_step(dependence, 0.0, float(success), rise, fall) <= 0.0  # own success


@given(UNIT, UNIT, st.booleans(), UNIT, UNIT, UNIT)
def test_learning_to_learn_stays_in_bounds_at_the_usual_rates(m, h, success, q, rho, take):
    gain = eq.metacognition_gain(m, h, float(success), q, rho, take, 0.018, 0.010)
    assert gain >= 0.0
    assert within(m + gain)


@given(UNIT, UNIT, UNIT, UNIT, st.floats(0.0, 0.1), st.floats(0.0, 0.1), st.floats(0.0, 0.1))
def test_learning_to_learn_drifts_within_bounds_without_being_cut(m, base, i, r, rise, fall, merit):
    assert within(m + eq.metacognition_drift(m, base, i, r, rise, fall, merit))
    assert eq.metacognition_drift(1.0, base, i, r, rise, fall, merit) <= 0.0
    assert eq.metacognition_drift(0.0, base, i, r, rise, fall, merit) >= 0.0


@given(UNIT, UNIT)
def test_resistance_teaches_most_half_way(m, r):
    """C4: the merit of resistance is 4R(1 - R)."""
    merit = eq.metacognition_drift(m, m, 0.0, r, 0.0, 0.0, 0.004)
    assert merit == pytest.approx(0.004 * 4.0 * r * (1.0 - r) * (1.0 - m))
    assert merit <= eq.metacognition_drift(m, m, 0.0, 0.5, 0.0, 0.0, 0.004) + NEARLY
    assert eq.metacognition_drift(m, m, 0.0, 0.0, 0.0, 0.0, 0.004) == 0.0


@given(UNIT, st.booleans(), UNIT, UNIT, st.booleans())
def test_quality_stays_in_bounds_at_the_usual_rates(q, success, phi, r, harsh):
    felt = eq.experience(float(success), phi, r, 0.5 * harsh, 0.4, 0.6, 0.3)
    step = eq.quality_step(q, felt, 0.08, 0.15)
    assert within(q + step)
    assert step * felt >= 0.0
    assert step != 0.0 or abs(felt) < 1e-9 or not 1e-9 < q < 1.0 - 1e-9


def test_trust_breaks_faster_than_it_grows():
    assert -eq.quality_step(0.5, -0.3, 0.08, 0.15) > eq.quality_step(0.5, 0.3, 0.08, 0.15)


@given(UNIT, st.floats(0.0, 4.0), st.floats(-0.5, 0.5))
def test_energy_moves_toward_its_balance(e, load, reward):
    """E* = (.04 + .03 (success - .5)) / (.04 + .02 l²): rises below it, falls above it."""
    balance = (0.04 + 0.03 * reward) / (0.04 + 0.02 * load * load)
    step = eq.energy_step(e, load, reward, 0.04, 0.02, 0.03)
    assert (step > 0.0) == (e < balance) or abs(e - balance) < 1e-9
    assert abs(step) <= abs(balance - e) + NEARLY  # no overshoot up to load 4
    assert 0.0 <= eq.unit_interval(e + step) <= 1.0


@given(UNIT, UNIT, UNIT, UNIT)
def test_confidence_stays_in_bounds_and_trust_buffers(c, q, rate, buffer):
    assert within(c + eq.confidence_rise(c, rate))
    fall = eq.confidence_fall(c, q, rate, buffer)
    assert within(c - fall)
    assert fall <= eq.confidence_fall(c, 0.0, rate, buffer)


# --- control, openness, autonomy -------------------------------------------------------------------------------------


@given(UNIT, UNIT, UNIT, UNIT, UNIT, UNIT, UNIT)
def test_threat_needs_control_and_grows_with_power(c, power, more, h, imposed, a, s):
    assert eq.felt_power(1.0, power) == 1.0
    assert power == eq.felt_power(0.0, power) <= eq.felt_power(more, power)
    t = eq.threat(c, power, h, imposed, a, s, 0.35, 0.15)
    assert 0.0 <= t <= 2.0
    assert eq.threat(c, min(1.0, power + more), h, imposed, a, s, 0.35, 0.15) >= t
    assert eq.threat(0.0, power, h, 0.0, a, s, 0.35, 0.15) == 0.0
    assert eq.threat(c, power, h, imposed, 0.0, s, 0.35, 0.15) <= t  # who needs no autonomy feels less


@given(UNIT, UNIT, UNIT, UNIT)
def test_uptake_is_a_share_at_the_usual_weights(r, s, c, h):
    """Both sides of C4: structure helps a novice, reactance shuts out."""
    missing = eq.missing_structure(s, c, h, 0.4)
    assert within(missing, 0.0, 0.4)
    assert missing <= eq.missing_structure(s, 0.0, h, 0.4)
    assert within(eq.uptake(r, missing, 0.3))
    assert eq.uptake(1.0, missing, 0.3) == 0.0


@given(UNIT, UNIT, UNIT)
def test_advice_is_heard_within_the_bound(gap, openness, further):
    bound = eq.confidence_bound(openness, 0.15, 0.45)
    assert within(bound, 0.15, 0.6)
    assert eq.advice_weight(gap + further, bound, 0.05) <= eq.advice_weight(gap, bound, 0.05)
    assert eq.advice_weight(bound, bound, 0.05) == 0.5
    hard = eq.advice_weight(gap, bound, 1e-12)
    assert hard == (1.0 if gap < bound else 0.5 if gap == bound else 0.0) or abs(gap - bound) < 1e-10


@given(UNIT, UNIT, UNIT, UNIT)
def test_forms_of_realised_autonomy_are_ordered_means(a, o, d, i):
    """C5: minimum <= geometric mean <= mean <= maximum; each form is 0 to 1 and equal for equal parts."""
    geometric, additive, minimum = (eq.realised_autonomy(form, a, o, d, i) for form in range(3))
    assert min(a, o, d, i) == minimum
    assert minimum <= geometric + NEARLY
    assert geometric <= additive + NEARLY
    assert additive <= max(a, o, d, i) + NEARLY
    for form in range(len(codes.AUTONOMY_FORMS)):
        assert eq.realised_autonomy(form, a, a, a, a) == pytest.approx(a, abs=1e-9)


def test_no_part_of_autonomy_works_alone_but_in_the_additive_form():
    assert [eq.realised_autonomy(form, 1.0, 1.0, 1.0, 0.0) for form in range(3)] == [0.0, 0.75, 0.0]


# --- hazards and chances ---------------------------------------------------------------------------------------------


@given(UNIT, UNIT, UNIT, st.booleans(), UNIT)
def test_endings_are_likelier_in_bad_states(q, e, progress, episode, better):
    rates = (0.0008, 2.0, 2.0, 0.8, 1.5)
    now = eq.mentor_hazard(q, e, progress, float(episode), *rates)
    assert now > 0.0
    assert eq.mentor_hazard(min(1.0, q + better), e, progress, float(episode), *rates) <= now
    assert eq.mentor_hazard(q, min(1.0, e + better), progress, float(episode), *rates) <= now
    assert eq.mentor_hazard(q, e, progress, 1.0, *rates) >= now
    assert eq.mentor_hazard(0.48, 0.8, 0.45, 0.0, *rates) == pytest.approx(0.0008)
    assert eq.mentee_hazard(0.48, 0.0, 0.0, 0.0, 0.0026, 3.0, 2.0, 1.5) == pytest.approx(0.0026)
    worse = eq.mentee_hazard(q, better, 1.0, 1.0, 0.0026, 3.0, 2.0, 1.5)
    assert worse >= eq.mentee_hazard(q, 0.0, 0.0, 0.0, 0.0026, 3.0, 2.0, 1.5)


@given(UNIT, UNIT, UNIT)
def test_volunteers_come_from_good_mentoring_where_need_is_seen(past, openness, need):
    rates = (0.015, 0.3, 1.4, 1.0)
    hazard = eq.volunteer_hazard(past, openness, need, *rates)
    assert hazard >= eq.volunteer_hazard(0.0, openness, need, *rates) >= 0.0
    assert hazard <= eq.volunteer_hazard(past, openness, 1.0, *rates)


@given(UNIT, UNIT, UNIT, UNIT, UNIT, UNIT, st.booleans(), st.floats(-10, 10), st.floats(0, 20), st.floats(0, 10))
def test_taking_part_is_a_probability_that_harm_lowers(
    i, c, literacy, heard, disclosure, company, online, base, steep, cost
):
    p = eq.taking_part(i, c, literacy, heard, disclosure, company, float(online), base, steep, 1.0, cost)
    assert 0.0 <= p <= 1.0
    harmed = eq.taking_part(i, 0.0, literacy, heard, 0.0, company, float(online), base, steep, 1.0, cost)
    assert harmed <= p + NEARLY
    assert eq.taking_part(i, c, literacy, 1.0, disclosure, company, float(online), base, steep, 1.0, cost) >= p - NEARLY
    assert 0.0 <= eq.speaking_up(c, i, heard, literacy, base, steep, 1.0) <= 1.0


@given(UNIT, UNIT)
def test_learning_to_learn_filters_answers(m, mislead):
    """C14: who has little of it gains less from good answers and is misled more by bad ones."""
    assert within(eq.answer_weight(True, m, mislead), 0.3, 1.0)
    assert within(eq.answer_weight(False, m, mislead), -mislead, 0.0)
    assert eq.answer_weight(True, 0.0, mislead) <= eq.answer_weight(True, m, mislead)
    assert eq.answer_weight(False, 0.0, mislead) <= eq.answer_weight(False, m, mislead)


@given(UNIT, st.booleans(), st.booleans(), st.integers(0, 1000), st.floats(0.0, 0.5))
def test_likeness_shared_contacts_nearness_and_standing_tie(deep, shared, unit, degree, further):
    rates = (-3.3, 4.0, 0.7, 0.7, 0.2)
    p = eq.tie_chance(deep, float(shared), float(unit), degree, *rates)
    assert 0.0 < p < 1.0
    assert eq.tie_chance(deep + further, 1.0, 1.0, degree + 1, *rates) >= p


@given(UNIT, UNIT, UNIT, UNIT)
def test_satisfaction_is_a_mean_of_three_goods(progress, h, r, s):
    fit = eq.support_fit(h, eq.wanted_help(s, 0.5))
    assert within(fit)
    assert within(eq.contentment(progress, fit, r, 0.5, 0.25))
    assert eq.contentment(1.0, 1.0, 0.0, 0.5, 0.25) == 1.0
    assert eq.contentment(0.0, 0.0, 1.0, 0.5, 0.25) == 0.0


@given(UNIT, UNIT, UNIT)
def test_progress_is_a_share_of_the_way(now, start, target):
    share = eq.share_of_way(now, start, target)
    assert 0.0 <= share <= 1.0
    if target <= start or now >= target:
        assert share == 1.0
    elif now <= start:
        assert share == 0.0


@given(UNIT, UNIT, UNIT, POSITIVE)
def test_dependence_costs_only_unassisted_performance(s, d, h, z):
    assert within(eq.unassisted(s, d, 0.08), 0.92 * s, s)
    assert eq.unassisted(s, d, 0.0) == s
    assert within(eq.assisted(s, h, z), s, min(1.0, s + z))
