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


@given(UNIT, UNIT, UNIT, st.floats(0.0, 3.0), UNIT)
def test_the_weaker_literacy_and_the_gap_limit_the_channel(mine, yours, reliability, gamma, gap):
    """C6, and only online."""
    online = eq.channel_quality(True, mine, yours, reliability, gamma, gap)
    assert within(online, 0.0, reliability)
    assert online == eq.channel_quality(True, yours, mine, reliability, gamma, gap)
    without = eq.channel_quality(True, mine, yours, reliability, gamma, 0.0)
    assert without == eq.channel_quality(True, min(mine, yours), 1.0, reliability, gamma, 0.0)
    assert online == pytest.approx(without * (1.0 - gap * abs(mine - yours)))
    assert eq.channel_quality(False, mine, yours, reliability, gamma, gap) == reliability
    assert eq.channel_quality(True, mine, yours, reliability, 0.0, 0.0) == reliability


ZETA = st.floats(-4.0, 4.0)


@given(ZETA, UNIT, UNIT, UNIT, st.floats(0.0, 4.0), UNIT)
def test_both_sides_begin_more_with_trust_and_the_mentee_who_chose_more_yet(zeta, q, more, attunement, extra, share):
    assert within(eq.proactivity(zeta))
    mine = eq.contacts_of_mentee(zeta, q, 0, 1.1, 0.1, 1.4, share)
    theirs = eq.contacts_of_mentor(attunement, q, 1.1, 0.5)
    better = min(1.0, q + more)
    assert eq.contacts_of_mentee(zeta, better, 0, 1.1, 0.1, 1.4, share) >= mine > 0.0
    assert eq.contacts_of_mentee(zeta + extra, q, 0, 1.1, 0.1, 1.4, share) >= mine
    assert eq.contacts_of_mentee(zeta, q, 1, 1.1, 0.1, 1.4, share) == pytest.approx(mine * (1.0 + share))
    assert eq.contacts_of_mentor(attunement, better, 1.1, 0.5) >= theirs
    assert eq.contacts_of_mentor(1.0, q, 1.1, 0.5) >= theirs
    assert eq.contacts_of_mentee(zeta, q, 1, 0.0, 0.1, 1.4, share) == eq.contacts_of_mentor(0.0, q, 1.1, 0.5) == 0.0


@given(st.integers(0, 200), st.integers(0, 100), st.floats(0.1, 100.0))
def test_silence_wanes_initiative_and_ends_a_pair_the_sooner_the_longer_it_is(silent, further, lasts):
    assert eq.waning(0, lasts) == 1.0
    assert eq.waning(silent + further, lasts) <= eq.waning(silent, lasts)
    hazard = eq.silence_hazard(silent, 0.018, 4.0)
    assert (hazard > 0.0) == (silent > 4)
    assert eq.silence_hazard(silent + further, 0.018, 4.0) >= hazard
    assert eq.silence_hazard(silent, 0.0, 4.0) == 0.0


@given(st.floats(0.0, 20.0), st.floats(0.0, 20.0), UNIT, UNIT, st.integers(0, 30))
def test_a_count_of_contacts_rises_with_its_rate_and_its_uniform(rate, more, u, v, most):
    count = eq.poisson_quantile(rate, min(u, v), most)
    assert within(count, 0, most)
    assert eq.poisson_quantile(rate + more, min(u, v), most) >= count
    assert eq.poisson_quantile(rate, max(u, v), most) >= count
    assert (count == 0) == (min(u, v) <= math.exp(-rate) or most == 0)


@pytest.mark.parametrize("rate", [0.05, 0.7, 2.0, 6.0])
def test_contacts_expected_are_the_mean_of_the_counts(rate):
    """Of the Poisson variable cut at three: over an even grid of uniforms, and by its own probabilities."""
    grid = (np.arange(20000) + 0.5) / 20000
    counts = [eq.poisson_quantile(rate, u, 3) for u in grid]
    assert eq.expected_contacts(rate) == pytest.approx(np.mean(counts), abs=2e-4)
    chances = [math.exp(-rate) * rate**k / math.factorial(k) for k in range(3)]
    assert eq.expected_contacts(rate) == pytest.approx(chances[1] + 2 * chances[2] + 3 * (1.0 - sum(chances)))
    assert eq.expected_contacts(0.0) == 0.0


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


# --- how far a task reaches ------------------------------------------------------------------------------------------

TAU, EASE, AIM, FIXED = 0.06, 1.2, 0.7, 0.45


@given(UNIT, UNIT, POSITIVE, UNIT, st.floats(0.01, 0.99), st.floats(0.001, 1.0), st.floats(-5.0, 5.0), UNIT)
def test_no_task_is_pitched_beyond_what_the_helper_knows(gap, h, width, rho, aim, tau, ease, fixed):
    best = eq.best_stretch(h, width, aim, tau, ease)
    assert best >= 0.0
    assert within(eq.pitch(gap, best, rho, fixed), 0.0, gap)
    assert eq.pitch(gap, best, 1.0, fixed) == min(gap, best)
    assert eq.pitch(gap, best, 0.0, fixed) == min(gap, fixed)


@given(UNIT, POSITIVE, st.floats(0.1, 0.95))
def test_a_good_mentor_hits_the_success_aimed_at(h, width, aim):
    stretch = eq.pitch(10.0, eq.best_stretch(h, width, aim, TAU, EASE), 1.0, FIXED)
    success = eq.success_chance(h, width, stretch, TAU, EASE)
    assert success == pytest.approx(aim) or (stretch == 0.0 and success < aim)


@given(UNIT, UNIT, POSITIVE, UNIT, UNIT)
def test_success_falls_with_stretch_and_rises_with_help(h, more, width, d, further):
    easy = eq.success_chance(h, width, d, TAU, EASE)
    assert eq.success_chance(h, width, d + further, TAU, EASE) <= easy
    assert eq.success_chance(min(1.0, h + more), width, d, TAU, EASE) >= easy
    assert 0.0 <= easy <= 1.0


@given(UNIT, UNIT, UNIT, UNIT, st.floats(0.01, 100.0))
def test_an_expert_no_longer_sees_what_a_novice_finds_hard(rho, gap, further, seen, scale):
    """Near, pitching skill is whole; beyond, it falls with the gap, and not below 0."""
    there = eq.congruence(rho, gap, seen, scale)
    assert within(there, 0.0, rho)
    assert eq.congruence(rho, gap + further, seen, scale) <= there
    if gap <= seen:
        assert there == rho
    assert eq.congruence(rho, seen + scale, seen, scale) == pytest.approx(rho / math.e)


@given(POSITIVE, UNIT, UNIT, UNIT)
def test_alone_one_aims_at_even_odds_and_misses_to_ones_own_side(width, m, more, error):
    """Full learning-to-learn hits; without it, a task is missed by the error, but never without any stretch."""
    even = eq.own_stretch(0.0, width, 1, 1.0, TAU, EASE, error)
    assert eq.success_chance(0.0, width, even, TAU, EASE) == pytest.approx(0.5)
    hard, easy = (eq.own_stretch(0.0, width, side, m, TAU, EASE, error) for side in (1, -1))
    assert 0.01 <= easy <= even + NEARLY
    assert even - NEARLY <= hard <= even + error + NEARLY
    better = min(1.0, m + more)
    assert eq.own_stretch(0.0, width, 1, better, TAU, EASE, error) <= hard
    assert eq.own_stretch(0.0, width, -1, better, TAU, EASE, error) >= easy
    assert eq.own_stretch(0.0, width, 1, 0.0, TAU, EASE, error) == pytest.approx(even + error)


@given(POSITIVE, UNIT, UNIT)
def test_resources_carry_one_further_at_the_same_odds(width, m, h):
    plain = eq.own_stretch(0.0, width, 1, m, TAU, EASE, 0.2)
    helped = eq.own_stretch(h, width, 1, m, TAU, EASE, 0.2)
    assert helped == pytest.approx(plain + h * width)
    odds = [eq.success_chance(*of, TAU, EASE) for of in ((0.0, width, plain), (h, width, helped))]
    assert odds[0] == pytest.approx(odds[1])


@given(st.floats(0.0, 100.0), st.floats(0.0, 10.0), UNIT, st.floats(0.0, 5.0))
def test_resources_found_help_ever_less_and_never_more_than_all_of_them(nodes, more, most, pace):
    assert eq.resource_help(0.0, most, pace) == 0.0
    there, then = eq.resource_help(nodes, most, pace), eq.resource_help(nodes + more, most, pace)
    assert within(there, 0.0, most)
    assert then >= there
    assert then - there <= eq.resource_help(more, most, pace) + NEARLY
    assert eq.resource_help(nodes, most, 0.0) == 0.0


# --- time and effort -------------------------------------------------------------------------------------------------


@given(st.integers(0, 9), st.booleans(), st.floats(0.1, 1.0), UNIT, UNIT, UNIT)
def test_help_takes_time_from_own_work(meetings, there, cost, per_meeting, per_visit, most):
    wanted = eq.time_wanted(meetings, cost, per_meeting)
    left = eq.own_time(wanted, most, there, per_visit)
    assert within(left)
    assert left <= eq.own_time(0.0, most, 0, per_visit) == 1.0
    assert eq.own_time(eq.time_wanted(meetings + 1, cost, per_meeting), most, 1, per_visit) <= left
    assert eq.own_time(eq.time_wanted(meetings, cost, 0.0), most, there, 0.0) == 1.0
    assert eq.own_time(wanted, most, 0, per_visit) >= 1.0 - most - NEARLY
    assert eq.own_time(eq.time_wanted(1, 1.0, per_meeting), 1.0, 0, per_visit) == pytest.approx(1.0 - per_meeting)


@given(st.floats(0.0, 5.0), st.floats(0.01, 1.0))
def test_where_time_is_short_meetings_shrink_to_what_there_is(wanted, most):
    left = eq.shrinking(wanted, most)
    assert within(left, 0.0, 1.0)
    assert left * wanted == pytest.approx(min(most, wanted))
    assert eq.shrinking(0.0, most) == 1.0


@given(UNIT, UNIT, UNIT)
def test_effort_comes_with_confidence_and_goes_with_hurt(confidence, hurt, more):
    e = eq.effort(confidence, hurt, 0.35, 0.8, 0.5)
    assert within(e, 0.05, 1.2)
    assert eq.effort(min(1.0, confidence + more), hurt, 0.35, 0.8, 0.5) >= e
    assert eq.effort(confidence, min(1.0, hurt + more), 0.35, 0.8, 0.5) <= e
    assert eq.effort(confidence, hurt, 0.35, 0.8, 0.0) == eq.effort(confidence, 0.0, 0.35, 0.8, 0.5)


@given(st.floats(0.05, 1.2), UNIT, UNIT, UNIT, UNIT)
def test_who_is_used_to_help_tries_less_alone(e, dependence, more, realised, strength):
    drive = eq.work_drive(realised, strength)
    assert within(drive, 0.0, 2.0)
    assert eq.work_drive(0.5, strength) == eq.work_drive(realised, 0.0) == 1.0
    own = eq.own_effort(e, dependence, drive, 0.17)
    assert within(own, 0.05, 1.2)
    assert eq.own_effort(e, min(1.0, dependence + more), drive, 0.17) <= own
    assert eq.own_effort(e, dependence, eq.work_drive(min(1.0, realised + more), strength), 0.17) >= own - NEARLY
    assert eq.own_effort(e, dependence, 1.0, 0.0) == e


# --- one task, whoever helps -----------------------------------------------------------------------------------------


@given(st.booleans(), UNIT)
def test_a_failure_teaches_a_share_of_a_success(success, share):
    assert eq.learned_from(1.0, share) == 1.0
    assert eq.learned_from(0.0, share) == share
    assert eq.learned_from(float(success), 0.0) == float(success)


@given(UNIT, st.floats(0.0, 4.0), UNIT, UNIT, UNIT, st.floats(0.05, 1.2), st.floats(0.0, 2.0))
def test_a_task_teaches_in_proportion_and_the_less_the_more_one_knows(rate, apt, s, phi, outcome, e, weight):
    gain = eq.task_gain(rate, apt, s, phi, outcome, e, weight)
    assert gain >= 0.0
    assert gain == pytest.approx(rate * apt * phi * outcome * e * weight * (1.0 - s), abs=1e-12)
    assert eq.task_gain(rate, apt, 1.0, phi, outcome, e, weight) == 0.0
    for nothing in ((0.0, 1, 1, 1, 1, 1), (1, 0.0, 1, 1, 1, 1), (1, 1, 0.0, 1, 1, 1), (1, 1, 1, 0.0, 1, 1),
                    (1, 1, 1, 1, 0.0, 1), (1, 1, 1, 1, 1, 0.0)):  # fmt: skip
        share, talent, zone, result, effort, much = nothing
        assert eq.task_gain(share, talent, s, zone, result, effort, much) == 0.0
    assert within(s + eq.task_gain(rate, 1.0, s, phi, outcome, min(e, 1.0), min(weight, 1.0)))


@given(UNIT, UNIT, st.floats(0.01, 1.0), st.floats(0.0, 20.0))
def test_trust_gates_help(q, more, middle, power):
    gate = eq.trust_gate(q, middle, power)
    assert within(gate)
    assert eq.trust_gate(min(1.0, q + more), middle, power) >= gate - NEARLY
    assert eq.trust_gate(0.0, middle, power) == 0.0
    assert eq.trust_gate(middle, middle, power) == pytest.approx(0.5)
    if q > 0.0:
        assert eq.trust_gate(q, middle, 0.0) == 0.5  # half, whoever it is


@given(UNIT, UNIT, UNIT, st.floats(0.01, 1.0))
def test_help_is_redundant_to_who_could_do_without(s, more, low, span):
    red = eq.redundancy(s, low, span)
    assert within(red)
    assert eq.redundancy(s + more, low, span) >= red
    assert eq.redundancy(low, low, span) == 0.0
    assert eq.redundancy(low + span, low, span) == pytest.approx(1.0)


@given(UNIT, UNIT, UNIT, UNIT, st.floats(0.001, 1.0))
def test_only_a_confident_own_try_primes_and_the_more_one_knows(s, more, confidence, middle, scale):
    primed = eq.priming(s, confidence, True, 0.3, middle, scale)
    assert eq.priming(s, confidence, False, 0.3, middle, scale) == 0.0
    assert within(primed)
    if confidence <= 0.3:
        assert primed == 0.0
    else:
        assert eq.priming(middle, confidence, True, 0.3, middle, scale) == 0.5
        assert eq.priming(s + more, confidence, True, 0.3, middle, scale) >= primed


@given(st.floats(0.0, 4.0), UNIT, UNIT, st.floats(0.0, 10.0), UNIT, UNIT, st.floats(0.0, 5.0))
def test_the_weight_of_help_is_raised_by_a_try_and_lowered_by_redundancy(trust, take, primed, pi, h, red, r):
    weight = eq.help_weight(trust, take, primed, pi, h, red, r)
    assert within(weight, 0.0, trust * (1.0 + pi))
    plain = eq.help_weight(trust, take, 0.0, pi, h, red, r)
    assert weight == pytest.approx(plain * (1.0 + pi * primed))
    assert eq.help_weight(trust, take, primed, pi, h, 0.0, r) == eq.help_weight(trust, take, primed, pi, h, red, 0.0)
    assert weight <= eq.help_weight(trust, take, primed, pi, 0.0, red, r) + NEARLY
    if r * h * red >= 1.0:
        assert weight == 0.0  # useless, and never a loss
    assert eq.help_weight(trust, 0.0, primed, pi, h, red, r) == eq.help_weight(0.0, take, primed, pi, h, red, r) == 0.0


@given(UNIT, st.floats(0.0, 4.0), UNIT, UNIT, UNIT, UNIT, UNIT)
def test_help_that_fits_nobody_confuses(rate, apt, s, gate, rho, strength, better):
    loss = eq.confusion(rate, apt, s, gate, rho, strength)
    assert loss >= 0.0
    assert eq.confusion(rate, apt, s, min(1.0, gate + better), rho, strength) <= loss
    assert eq.confusion(rate, apt, s, gate, min(1.0, rho + better), strength) <= loss
    assert eq.confusion(rate, apt, s, 1.0, rho, strength) == eq.confusion(rate, apt, s, gate, 1.0, strength) == 0.0
    assert eq.confusion(rate, apt, s, gate, rho, 0.0) == 0.0
    assert eq.confusion(rate, apt, s, 0.0, 0.0, strength) == pytest.approx(rate * apt * (1.0 - s) * strength)


# --- two strengths ---------------------------------------------------------------------------------------------------


@given(UNIT, UNIT, st.floats(0.05, 1.2), UNIT, UNIT)
def test_own_success_stores_and_help_that_is_never_withdrawn_stores_least(storing, h, e, share, less):
    """(1 - h)^2: what full help carried is not kept at all."""
    own = eq.stored_alone(storing, 1.0, e, share)
    helped = eq.stored_with_help(storing, h, 1.0, e, share)
    assert 0.0 <= helped <= own + NEARLY
    assert eq.stored_with_help(storing, 0.0, 1.0, e, share) == own
    assert eq.stored_with_help(storing, 1.0, 1.0, e, share) == 0.0
    assert eq.stored_with_help(storing, min(1.0, h + less), 1.0, e, share) <= helped
    assert eq.stored_alone(storing, 0.0, e, share) == eq.stored_with_help(storing, h, 0.0, e, share) == 0.0


@given(UNIT, UNIT, UNIT)
def test_skill_fades_toward_what_lasts_and_not_below(skill, lasting, rate):
    low, high = min(skill, lasting), max(skill, lasting)
    faded = high - eq.fading(high, low, rate)
    assert within(faded, low, high)
    assert eq.fading(high, low, 1.0) == high - low
    assert eq.fading(low, low, rate) == eq.fading(high, low, 0.0) == 0.0


# --- states stay in bounds -------------------------------------------------------------------------------------------


@given(UNIT, UNIT, st.floats(0.0, 1.2), st.floats(0.0, 0.036), UNIT)
def test_learning_to_learn_stays_in_bounds_at_the_usual_rates(m, base, work, coaching, reactance):
    """Three meetings with the best of mentors a week are .036."""
    rates = (0.004, 0.01, 0.004)
    step = eq.metacognition_step(m, base, work, coaching, reactance, *rates)
    assert within(m + step)
    assert eq.metacognition_step(1.0, base, work, coaching, reactance, *rates) <= 0.0
    assert eq.metacognition_step(0.0, base, work, coaching, reactance, *rates) >= 0.0
    assert step >= eq.metacognition_step(m, base, 0.0, 0.0, 0.0, *rates)
    back = eq.metacognition_step(m, base, 0.0, 0.0, 0.0, *rates)
    assert back == pytest.approx(0.01 * (base - m))


@given(UNIT, UNIT)
def test_resistance_teaches_most_half_way(m, r):
    """C4: the merit of resistance is 4R(1 - R)."""
    merit = eq.metacognition_step(m, m, 0.0, 0.0, r, 0.004, 0.01, 0.004)
    assert merit == pytest.approx(0.004 * 4.0 * r * (1.0 - r) * (1.0 - m))
    assert merit <= eq.metacognition_step(m, m, 0.0, 0.0, 0.5, 0.004, 0.01, 0.004) + NEARLY
    assert eq.metacognition_step(m, m, 0.0, 0.0, 0.0, 0.004, 0.01, 0.004) == 0.0


@given(UNIT, UNIT, UNIT, UNIT)
def test_a_trusted_mentor_who_pitches_well_and_recedes_sets_an_example(gate, rho, h, less):
    shown = eq.coached(gate, rho, h, 0.012)
    assert within(shown, 0.0, 0.012)
    assert eq.coached(gate, rho, max(0.0, h - less), 0.012) >= shown
    assert eq.coached(gate, rho, 1.0, 0.012) == eq.coached(0.0, rho, h, 0.012) == eq.coached(gate, 0.0, h, 0.012) == 0.0
    assert eq.coached(1.0, 1.0, 0.0, 0.012) == 0.012


@given(UNIT, st.booleans(), UNIT, UNIT, st.booleans(), UNIT)
def test_quality_stays_in_bounds_at_the_usual_rates(q, success, phi, r, harsh, attunement):
    felt = eq.experience(float(success), phi, 0.5 * r, 0.5 * harsh, 0.4, 0.6, 0.3)
    up, down = max(0.0, felt), max(0.0, -felt)
    step = eq.quality_step(q, up, down, attunement, 0.10, 0.15)
    assert within(q + step)
    assert step * felt >= 0.0
    if felt > 0.0:
        assert step <= eq.quality_step(q, up, down, 1.0, 0.10, 0.15) + NEARLY
        assert eq.quality_step(q, up, down, 0.0, 0.10, 0.15) == 0.0
    else:
        assert step == eq.quality_step(q, up, down, 1.0, 0.10, 0.15)  # trust is lost with anybody


def test_trust_breaks_faster_than_it_grows():
    assert -eq.quality_step(0.5, 0.0, 0.3, 1.0, 0.10, 0.15) > eq.quality_step(0.5, 0.3, 0.0, 1.0, 0.10, 0.15)


@given(UNIT, UNIT, st.floats(-3.0, 3.0), UNIT)
def test_a_first_impression_follows_likeness_and_hurt(deep, more, noise, hurt):
    of = (0.15, 0.46, 0.03, 0.2, 0.48)
    first = eq.first_quality(0, deep, 1, hurt, noise, *of)
    assert within(first)
    assert eq.first_quality(0, min(1.0, deep + more), 1, hurt, noise, *of) >= first
    assert eq.first_quality(0, deep, 0, hurt, noise, *of) <= first
    assert eq.first_quality(0, deep, 1, min(1.0, hurt + more), noise, *of) <= first
    flat = {eq.first_quality(1, like, 1, hurt, noise, *of) for like in (deep, 0.0, 1.0)}
    assert len(flat) == 1
    assert eq.first_quality(0, 1.0, 0, 0.0, 0.0, *of) == pytest.approx(0.61)


@given(UNIT, st.floats(0.0, 4.0), st.floats(-0.5, 0.5))
def test_energy_moves_toward_its_balance(e, load, reward):
    """E* = (.04 + .03 (success - .5)) / (.04 + .02 l²): rises below it, falls above it."""
    balance = (0.04 + 0.03 * reward) / (0.04 + 0.02 * load * load)
    step = eq.energy_step(e, load, reward, 0.04, 0.02, 0.03)
    assert (step > 0.0) == (e < balance) or abs(e - balance) < 1e-9
    assert abs(step) <= abs(balance - e) + NEARLY  # no overshoot up to load 4
    assert 0.0 <= eq.unit_interval(e + step) <= 1.0


# --- confidence ------------------------------------------------------------------------------------------------------

EVENTS = st.floats(0.0, 0.3)  # rates of a week's events, summed


@given(UNIT, UNIT, EVENTS, EVENTS, UNIT, st.floats(0.0, 0.5), UNIT)
def test_confidence_rises_and_falls_with_the_weeks_events(c, base, rise, fall, gate, missed, more):
    of = (0.5, 0.02, 0.03)
    step = eq.confidence_step(c, base, rise, fall, gate, missed, *of)
    assert eq.confidence_step(c, base, rise + more, fall, gate, missed, *of) >= step
    assert eq.confidence_step(c, base, rise, fall + more, gate, missed, *of) <= step
    assert eq.confidence_step(c, base, rise, fall, gate, missed + more, *of) <= step
    assert eq.confidence_step(c, base, rise, fall, min(1.0, gate + more), missed, *of) >= step  # trust buffers
    assert eq.confidence_step(c, base, rise, fall, gate, missed, 0.0, 0.02, 0.03) <= step
    assert eq.confidence_step(c, base, 0.0, 0.0, gate, 0.0, *of) == pytest.approx(0.03 * (base - c))
    assert within(eq.unit_interval(c + step))
    if missed == 0.0:
        assert within(c + step)
    assert eq.confidence_step(base, base, 0.0, 0.0, gate, missed, *of) == pytest.approx(-0.02 * missed)


# --- dependence, missed help, hurt -----------------------------------------------------------------------------------


@given(st.integers(0, 50), st.integers(0, 5), UNIT)
def test_answers_count_as_help_by_their_share_of_the_weeks_tasks(answers, meetings, h):
    level = eq.answered_help(answers, meetings, h)
    assert within(level, 0.0, h)
    assert eq.answered_help(answers + 1, meetings, h) >= level
    assert eq.answered_help(answers, meetings + 1, h) <= level
    assert eq.answered_help(0, meetings, h) == 0.0
    assert eq.answered_help(1, 0, h) == 0.5 * h  # half of the week's two tasks


@given(UNIT, UNIT, UNIT, UNIT)
def test_help_is_missed_where_it_is_less_than_one_is_used_to(dependence, h, strength, more):
    missed = eq.shortfall(dependence, h, strength)
    assert within(missed, 0.0, strength)
    assert eq.shortfall(dependence, min(1.0, h + more), strength) <= missed
    if h >= dependence:
        assert missed == 0.0
    assert eq.shortfall(dependence, 0.0, strength) == strength * dependence
    assert eq.shortfall(dependence, h, 0.0) == 0.0


@given(UNIT, UNIT, UNIT, UNIT)
def test_an_end_hurts_the_more_the_closer_and_the_more_help_is_lost(q, h, hurt, more):
    new = eq.hurt_by_end(q, h, hurt, 0.2)
    assert new >= 0.0
    assert eq.hurt_by_end(min(1.0, q + more), h, hurt, 0.2) >= new
    assert eq.hurt_by_end(q, min(1.0, h + more), hurt, 0.2) >= new
    assert eq.hurt_by_end(q, h, min(1.0, hurt + more), 0.2) <= new
    assert eq.hurt_by_end(q, 0.0, hurt, 0.2) == eq.hurt_by_end(q, h, 1.0, 0.2) == 0.0  # help has receded
    assert eq.hurt_by_end(0.0, h, 0.0, 0.2) == 0.2 * h


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


@given(UNIT, UNIT, st.booleans(), UNIT, UNIT, UNIT)
def test_endings_are_likelier_in_bad_states(q, e, episode, better, reactance, missed):
    rates = (0.0021, 2.5, 2.0, 1.2)
    now = eq.mentor_hazard(q, e, float(episode), 1.0, *rates)
    assert now > 0.0
    assert eq.mentor_hazard(min(1.0, q + better), e, float(episode), 1.0, *rates) <= now
    assert eq.mentor_hazard(q, min(1.0, e + better), float(episode), 1.0, *rates) <= now
    assert eq.mentor_hazard(q, e, 1.0, 1.0, *rates) >= now
    assert eq.mentor_hazard(q, e, float(episode), 2.0, *rates) == pytest.approx(2.0 * now)
    assert eq.mentor_hazard(0.5, 0.8, 0.0, 1.0, *rates) == pytest.approx(0.0021)
    rates = (0.00125, 2.5, 2.0, 1.5, 1.2)
    calm = eq.mentee_hazard(q, 0.0, 0.0, 0.0, 0.0, *rates)
    assert calm >= eq.mentee_hazard(min(1.0, q + better), 0.0, 0.0, 0.0, 0.0, *rates)
    for worse in ((reactance, 0, 0, 0), (0, reactance, 0, 0), (0, 0, missed, 0), (0, 0, 0, episode)):
        assert eq.mentee_hazard(q, *map(float, worse), *rates) >= calm
    assert eq.mentee_hazard(0.5, 0.0, 0.0, 0.0, 0.0, *rates) == pytest.approx(0.00125)
    assert eq.mentee_hazard(0.5, 0.0, 0.0, 1.0, 0.0, *rates) == pytest.approx(0.00125 * math.exp(1.5))


@given(st.integers(0, 600), st.integers(0, 600), UNIT, st.floats(1.0, 3.0))
def test_a_mentor_is_bound_as_long_as_they_said(weeks, commitment, before, after):
    assert eq.commitment_factor(weeks, commitment, before, after) == (before if weeks < commitment else after)
    assert eq.commitment_factor(commitment, commitment, before, after) == after
    assert eq.commitment_factor(weeks, commitment, 1.0, 1.0) == 1.0


@given(UNIT, UNIT, st.floats(0.0, 2.0))
def test_the_exhausted_and_the_uncommitted_give_up(energy, more, committed):
    hazard = eq.exit_hazard(energy, committed, 0.0016, 3.0)
    assert eq.exit_hazard(min(1.0, energy + more), committed, 0.0016, 3.0) <= hazard
    assert eq.exit_hazard(energy, committed, 0.0016, 0.0) == pytest.approx(committed * 0.0016)
    assert eq.exit_hazard(1.0, 1.0, 0.0016, 3.0) == 0.0016


@given(UNIT, UNIT, UNIT, st.floats(0.0, 0.5), UNIT)
def test_the_content_stay_and_who_belongs_and_is_not_hurt(content, belonging, hurt, missed, more):
    of = (5.0, 1.5, 2.0, 1.5)
    intent = eq.intent_to_leave(content, belonging, hurt, missed, *of)
    assert eq.intent_to_leave(content + more, belonging, hurt, missed, *of) <= intent
    assert eq.intent_to_leave(content, belonging + more, hurt, missed, *of) <= intent
    assert eq.intent_to_leave(content, belonging, hurt + more, missed, *of) >= intent
    assert eq.intent_to_leave(content, belonging, hurt, missed + more, *of) >= intent
    assert eq.intent_to_leave(0.5, 0.3, 0.0, 0.0, *of) == 0.0
    assert eq.intent_to_leave(content, belonging, hurt, missed, 0.0, 0.0, 0.0, 0.0) == 0.0


@given(st.floats(-4.0, 6.0), UNIT, UNIT, UNIT)
def test_serving_the_organisation_keeps_people(intent, progress, omega, more):
    hazard = eq.leaving_hazard(intent, 0.0, progress, omega, 0.0012, 0.0, 0.5)
    assert eq.leaving_hazard(intent, 0.0, min(1.0, progress + more), omega, 0.0012, 0.0, 0.5) <= hazard
    assert eq.leaving_hazard(intent, 0.0, progress, omega, 0.0012, 0.0, 0.0) == pytest.approx(0.0012 * math.exp(intent))
    assert math.log(eq.leaving_hazard(intent, 0.0, 0.5, omega, 0.0012, 0.0, 0.5) / 0.0012) == pytest.approx(intent)
    assert eq.leaving_hazard(intent, 0.0, progress, omega, 0.0, 0.0, 0.5) == 0.0
    loose = eq.leaving_hazard(intent, more, progress, omega, 0.0012, 2.0, 0.5)
    assert loose == pytest.approx(hazard * math.exp(2.0 * more))
    assert eq.leaving_hazard(intent, more, progress, omega, 0.0012, 0.0, 0.5) == hazard


@given(UNIT, UNIT, UNIT)
def test_volunteers_come_from_good_mentoring_where_need_is_seen(past, openness, need):
    rates = (0.015, 0.3, 1.4, 1.0)
    hazard = eq.volunteer_hazard(past, openness, need, *rates)
    assert hazard >= eq.volunteer_hazard(0.0, openness, need, *rates) >= 0.0
    assert hazard <= eq.volunteer_hazard(past, openness, 1.0, *rates)


@given(ZETA, UNIT, UNIT, UNIT, UNIT, UNIT)
def test_visits_come_of_replies_and_confidence_and_fall_with_hush(zeta, heard, hush, c, works, more):
    def rate(zeta=zeta, heard=heard, hush=hush, c=c, works=works, base=-1.4, by=(0.9, 2.0, 3.0, 1.0)):
        return eq.visit_rate(works, zeta, heard, hush, c, base, *by)

    assert 0.0 <= rate() <= works * math.exp(3.0) + NEARLY
    assert rate(heard=min(1.0, heard + more)) >= rate() >= rate(hush=min(1.0, hush + more))
    assert rate(c=min(1.0, c + more)) >= rate() >= rate(zeta=zeta - more)
    assert rate(works=0.0) == 0.0
    assert rate(by=(0.0, 0.0, 0.0, 0.0)) == pytest.approx(works * math.exp(-1.4))
    assert rate(base=9.0) == works * math.exp(3.0)


@given(UNIT, UNIT, ZETA, UNIT, UNIT)
def test_who_asks_dares_and_knows_what_they_do_not_know(c, m, zeta, hush, more):
    def chance(c=c, m=m, zeta=zeta, hush=hush, by=(4.0, 2.0, 1.2, 3.0)):
        return eq.asking_chance(c, m, zeta, hush, -1.2, *by)

    assert within(chance())
    assert min(chance(c=min(1.0, c + more)), chance(m=min(1.0, m + more)), chance(zeta=zeta + more)) >= chance()
    assert chance(hush=min(1.0, hush + more)) <= chance()
    assert chance(by=(0.0, 0.0, 0.0, 0.0)) == eq.sigma(-1.2)


@given(st.floats(-1.0, 1.0), UNIT, st.integers(0, 30), ZETA, UNIT, UNIT, UNIT)
def test_answers_come_from_who_knows_more_visits_and_owes(ahead, more, visits, zeta, owed, hush, further):
    assert within(eq.knowing_more(ahead, 0.06))
    assert eq.knowing_more(ahead + more, 0.06) >= eq.knowing_more(ahead, 0.06)
    assert eq.knowing_more(0.0, 0.06) == 0.5

    def ready(visits=visits, zeta=zeta, owed=owed, hush=hush, by=(1.2, 1.5, 3.0)):
        return eq.readiness_to_answer(visits, zeta, owed, hush, -3.0, *by)

    assert within(ready())
    assert ready(visits=0) == 0.0
    assert ready(visits=1) == pytest.approx(eq.sigma(-3.0 + 1.2 * zeta + 1.5 * owed - 3.0 * hush))
    assert min(ready(visits=visits + 1), ready(owed=min(1.0, owed + further)), ready(zeta=zeta + further)) >= ready()
    assert ready(hush=min(1.0, hush + further)) <= ready()
    assert ready(by=(0.0, 0.0, 0.0)) == pytest.approx(1.0 - (1.0 - eq.sigma(-3.0)) ** visits)


@given(st.integers(0, 500), st.integers(0, 500), UNIT)
def test_debts_of_help_fade(weeks, later, fade):
    assert eq.owed_help(0, fade) == 1.0
    assert 0.0 <= eq.owed_help(weeks + later, fade) <= eq.owed_help(weeks, fade)
    assert eq.owed_help(weeks, 0.0) == 1.0


@given(UNIT, UNIT, UNIT, UNIT, UNIT)
def test_harsh_words_hush_the_timid_and_trust_buffers(hush, c, trust, more, weight):
    hit, seen = eq.hush_by_word(hush, c, trust, weight, 0.5), eq.hush_by_witness(hush, c, weight)
    assert 0.0 <= seen <= 1.0 - hush + NEARLY
    assert hit == pytest.approx(2.0 * seen * (1.0 - 0.5 * trust))
    assert eq.hush_by_word(hush, c, min(1.0, trust + more), weight, 0.5) <= hit + NEARLY
    assert eq.hush_by_word(hush, min(1.0, c + more), trust, weight, 0.5) <= hit + NEARLY
    assert eq.hush_by_word(hush, 1.0, trust, weight, 0.5) == eq.hush_by_witness(hush, 1.0, weight) == 0.0
    assert eq.hush_by_word(hush, c, trust, 0.0, 0.5) == eq.hush_by_witness(1.0, c, weight) == 0.0


@given(UNIT, st.booleans(), st.booleans(), st.integers(0, 1000), st.floats(0.0, 0.5))
def test_likeness_shared_contacts_nearness_and_standing_tie(deep, shared, unit, degree, further):
    rates = (-3.3, 4.0, 0.7, 0.7, 0.2)
    p = eq.tie_chance(deep, float(shared), float(unit), degree, *rates)
    assert 0.0 < p < 1.0
    assert eq.tie_chance(deep + further, 1.0, 1.0, degree + 1, *rates) >= p


# --- satisfaction ----------------------------------------------------------------------------------------------------

WEIGHTS = (0.25, 0.75, 0.27, 0.25, 0.05, 0.3, 0.3)  # the second is usual fit


@given(UNIT, UNIT, UNIT)
def test_fit_is_nearness_of_values_and_of_goals(apart, conflict, more):
    fit = eq.place_fit(apart, conflict)
    assert within(fit)
    assert eq.place_fit(apart + more, conflict) <= fit
    assert eq.place_fit(apart, conflict + more) <= fit
    assert eq.place_fit(0.0, 0.0) == 1.0
    assert eq.place_fit(1.0, 1.0) == 0.0


@given(UNIT, UNIT, UNIT, st.floats(0.0, 3.0), UNIT, st.floats(0.0, 0.5), st.integers(0, 5))
def test_satisfaction_comes_of_goods_and_goes_with_harm(fit, gate, confidence, pace, hurt, missed, which):
    """Each of the six parts moves it its own way, and with no weight not at all."""
    states = [fit, gate, confidence, pace, hurt, missed]
    there = eq.contentment(*states, 0.42, WEIGHTS)
    assert within(there)
    more = list(states)
    more[which] += 0.1
    step = eq.contentment(*more, 0.42, WEIGHTS) - there
    assert step >= 0.0 if which < 4 else step <= 0.0
    without = tuple(0.0 if n == which + (which > 0) else weight for n, weight in enumerate(WEIGHTS))
    assert eq.contentment(*more, 0.42, without) == eq.contentment(*states, 0.42, without)


def test_without_a_mentor_and_at_average_states_satisfaction_is_its_base():
    assert eq.contentment(0.75, 0.0, 0.5, 1.0, 0.0, 0.0, 0.42, WEIGHTS) == pytest.approx(0.42)
    assert eq.contentment(0.75, 1.0, 0.5, 1.0, 0.0, 0.0, 0.42, WEIGHTS) == pytest.approx(0.69)


@given(st.floats(-0.1, 0.1), st.floats(0.1, 4.0), UNIT, st.floats(0.25, 1.0), st.floats(0.01, 1.0))
def test_progress_is_measured_by_what_one_like_that_could_expect(gain, apt, y, focus, share):
    ratio = eq.progress_ratio(gain, apt, y, focus, 0.08, share)
    assert 0.0 <= ratio <= 3.0
    assert eq.progress_ratio(gain + 0.01, apt, y, focus, 0.08, share) >= ratio
    if y < 1.0:
        assert eq.progress_ratio(-0.01, apt, y, focus, 0.08, share) == 0.0
        assert eq.progress_ratio(0.08 * apt * (1.0 - y) * share * focus, apt, y, focus, 0.08, share) == pytest.approx(
            1.0
        )
    assert eq.progress_ratio(gain, apt, 1.0, focus, 0.08, share) == 1.0  # nothing to be expected


@given(st.booleans(), st.booleans(), st.booleans(), UNIT, UNIT)
def test_one_belongs_by_a_reply_by_being_there_and_by_a_pair(replied, there, pair, q, more):
    of = (1.0, 0.25, 0.35, 0.3)
    signal = eq.belonging_signal(replied, there, pair, q, *of)
    assert within(signal)
    assert eq.belonging_signal(True, there, pair, q, *of) == 1.0
    assert eq.belonging_signal(replied, True, pair, q, *of) >= signal
    assert eq.belonging_signal(replied, there, True, min(1.0, q + more), *of) >= signal
    assert eq.belonging_signal(False, False, False, q, *of) == 0.0
    assert eq.belonging_signal(False, False, True, q, *of) == pytest.approx(0.35 * (q + 0.3))
    assert eq.belonging_signal(False, True, False, q, *of) == 0.25


@given(UNIT, UNIT)
def test_a_mentor_is_content_with_success_and_energy(success, energy):
    assert within(eq.mentor_contentment(success, energy), min(success, energy), max(success, energy))


@given(UNIT, UNIT, UNIT)
def test_progress_is_a_share_of_the_way(now, start, target):
    share = eq.share_of_way(now, start, target)
    assert 0.0 <= share <= 1.0
    if target <= start or now >= target:
        assert share == 1.0
    elif now <= start:
        assert share == 0.0


@given(UNIT, UNIT, POSITIVE)
def test_help_adds_at_most_the_zone_to_performance(s, h, z):
    assert within(eq.assisted(s, h, z), s, min(1.0, s + z))
    assert eq.assisted(s, 0.0, z) == s


# --- newcomers -------------------------------------------------------------------------------------------------------


@given(st.floats(-4.0, 4.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_random_factors_are_log_normal_with_mean_1(z, sd, more):
    assert eq.random_factor(z, sd) > 0.0
    assert eq.random_factor(z + more, sd) >= eq.random_factor(z, sd)
    assert eq.random_factor(z, 0.0) == 1.0
    nodes, weights = np.polynomial.hermite_e.hermegauss(30)
    mean = sum(w * eq.random_factor(x, sd) for x, w in zip(nodes, weights)) / math.sqrt(2.0 * math.pi)
    assert mean == pytest.approx(1.0)


@given(st.floats(0.0, 1.0, exclude_max=True), st.floats(0.0, 0.5), st.floats(0.01, 0.5))
def test_a_mentor_stays_a_year_or_two_to_four_or_as_long_as_it_goes(u, year, years):
    weeks = eq.starting_commitment(u, year, years)
    assert weeks == 52 if u < year else 104 <= weeks <= 208 if u < year + years else weeks == 32767
