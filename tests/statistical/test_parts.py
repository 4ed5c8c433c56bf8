"""Known results of the parts: hazards, starting distributions, graphs, tasks, bounded confidence."""

import itertools
import math

import numba
import numpy as np
import pytest
from scipy import stats

from mentorsim import codes, week
from mentorsim import equations as eq
from mentorsim.rng import luck

pytestmark = pytest.mark.slow

# Matches, and nothing that could make one end sooner than another.
CONSTANT = {
    "setting": "programme",
    "people.mentees": 3000,
    "people.mentors": 1600,
    "matching.policy": "random",
    "matching.attempts": 1,
    "withdrawal.policy": "never",
    "arrivals.on": False,
    "departures.on": False,
    "stages.graduation": False,
    "goals.on": False,
    "life.on": False,
    "energy.on": False,
    **{f"endings.{slope}": 0.0 for slope in ("by_quality", "by_energy", "by_reactance", "by_shortfall", "episode")},
    "endings.committed": 1.0,
    "endings.beyond": 1.0,
    "endings.outside": 0.004,
    "endings.mentor": 0.006,
    "endings.mentee": 0.010,
    "endings.silence": 0.0,
}
HAZARD = 0.020


def close(observed, expected, n, times=4.0):
    """Whether a share of n independent cases is the expected one, within standard errors."""
    return abs(observed - expected) < times * math.sqrt(expected * (1.0 - expected) / n)


@pytest.fixture(scope="module")
def ended(worlds):
    """Matches under constant hazards, all begun in the first week, after two years."""
    matches = worlds.run(CONSTANT, 104).matches
    assert (matches.start_week == 0).all()
    assert len(matches) > 2000
    return matches


@pytest.mark.parametrize("weeks", [1, 13, 26, 52, 104])
def test_a_constant_hazard_gives_geometric_survival(ended, weeks):
    alive = (ended.end_week == codes.NEVER) | (ended.end_week >= weeks)
    assert close(alive.mean(), math.exp(-HAZARD * weeks), len(ended))


def test_kinds_of_endings_come_in_proportion_to_their_hazards(ended):
    """In each week the outside comes first, then the mentor, then the mentee."""
    outside, mentor, mentee = (1.0 - math.exp(-h) for h in (0.004, 0.006, 0.010))
    shares = np.array([outside, (1.0 - outside) * mentor, (1.0 - outside) * (1.0 - mentor) * mentee])
    over = ended.ended_by != codes.RUNNING
    for by, share in zip((codes.BY_OUTSIDE, codes.BY_MENTOR, codes.BY_MENTEE), shares / shares.sum()):
        assert close((ended.ended_by[over] == by).mean(), share, over.sum()), codes.ENDED_BY[by]
    assert codes.BY_PLAN not in ended.ended_by


def test_stays_and_mentoring_are_geometric(worlds):
    """Everybody leaves at one rate; a mentor stays one who neither left nor gave up mentoring."""
    overrides = {"people.mentees": 3000, "people.mentors": 3000, "matching.policy": "none", "arrivals.on": False}
    overrides |= {"stages.graduation": False, "departures.mentor_exit": 0.02, "departures.exhaustion": 0.0}
    overrides |= {f"departures.by_{state}": 0.0 for state in ("satisfaction", "belonging", "hurt", "shortfall")}
    overrides |= {"endings.committed": 1.0, "endings.beyond": 1.0}
    overrides |= {"departures.leaving": 0.01, "goals.earning": 0.0, "stages.comes_back": 0.0}
    people = worlds.run(overrides, 40).people
    came_as_mentors = people.mentor_week == 0
    for here in (people.present[came_as_mentors], people.present[~came_as_mentors]):
        assert close(here.mean(), math.exp(-0.01 * 40), len(here))
    mentors = (people.present == 1) & (people.role == codes.MENTOR)
    assert close(mentors[came_as_mentors].mean(), math.exp(-0.03 * 40), came_as_mentors.sum())
    assert not mentors[~came_as_mentors].any()


def test_who_gave_up_mentoring_comes_back_at_the_rate(worlds):
    """Two states, at rates that differ: the share of mentors follows the Markov chain of giving up and coming back."""
    overrides = {"people.mentees": 10, "people.mentors": 3000, "matching.policy": "none", "arrivals.on": False}
    overrides |= {"departures.mentor_exit": 0.05, "departures.exhaustion": 0.0, "departures.leaving": 0.0}
    overrides |= {"endings.committed": 1.0, "endings.beyond": 1.0, "stages.comes_back": 0.1, "stages.rested": 0.0}
    people = worlds.run(overrides, 60).people
    gives_up, back = 1.0 - math.exp(-0.05), 1.0 - math.exp(-0.1)
    balance = back / (gives_up + back)
    share = balance + (1.0 - balance) * (1.0 - gives_up - back) ** 60
    came = people.mentor_week >= 0
    assert close((people.role[came] == codes.MENTOR).mean(), share, came.sum())
    assert people.present[came].all()


def test_life_episodes_begin_at_their_rate_and_last_their_mean(worlds, mean_is):
    overrides = {"people.mentees": 3000, "matching.policy": "none", "arrivals.on": False, "departures.on": False}
    world = worlds.make(overrides | {"life.episode": 0.02, "life.length": 6.0, "community.on": False})
    begun, free, lengths = 0, 0, []
    for now in range(40):
        before = world.people.episode_until.copy()
        free += (before < now).sum()
        week.step(world)
        new = world.people.episode_until != before
        begun += new.sum()
        lengths.append(world.people.episode_until[new] - now + 1)
    assert close(begun / free, 0.02, free)
    mean_is(np.concatenate(lengths), 6.0)
    assert np.concatenate(lengths).min() == 1


# --- random effects ---------------------------------------------------------------------------------------------------


def mean_survival(hazards, weeks, sd):
    """Share of matches alive after some weeks if each hazard has a log-normal factor with mean 1 of its own."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    factors = np.exp(sd * nodes - sd * sd / 2.0)
    shares = weights / math.sqrt(2.0 * math.pi)
    return math.prod(float(np.exp(-hazard * weeks * factors) @ shares) for hazard in hazards)


def test_frail_persons_end_their_matches_first(worlds):
    """The mean hazard is the same in the first weeks, and falls as the frail are gone (Vaupel et al. 1979)."""
    people = {"people.mentees": 3000, "people.mentors": 3000, "start.capacity_low": 1, "start.capacity_high": 1}
    rates = {"endings.outside": 0.0, "variation.person": 1.0, "matching.everybody": False}
    matches = worlds.run(CONSTANT | people | rates, 104).matches
    for weeks in (4, 26, 104):
        alive = (matches.end_week == codes.NEVER) | (matches.end_week >= weeks)
        assert close(alive.mean(), mean_survival((0.006, 0.010), weeks, 1.0), len(matches)), weeks
    assert mean_survival((0.006, 0.010), 104, 1.0) > math.exp(-0.016 * 104) + 0.1


def test_programmes_differ_more_than_luck_makes_them(worlds):
    """The factor of a programme is one draw: its matches end early, or late, together."""
    few = CONSTANT | {"people.mentees": 200, "people.mentors": 120, "endings.outside": 0.0, "variation.programme": 0.7}
    worlds_run = [worlds.run(few, 26, replication=r) for r in range(30)]
    alive = np.array([(world.matches.end_week == codes.NEVER).mean() for world in worlds_run])
    factors = np.array([world.now["programme"] for world in worlds_run])
    expected = np.exp(-0.016 * 26 * factors)
    error = np.sqrt(expected * (1.0 - expected) / 120)
    assert (np.abs(alive - expected) < 4.0 * error).all()
    assert np.ptp(factors) > 1.0
    assert worlds.make(few | {"matching.policy": "none"}, replication=3).now["programme"] == factors[3]


def test_mentors_differ_by_their_knack(worlds):
    """Mentees of one mentor learn alike from help: more of the variance lies between mentors."""
    few = {"people.mentees": 400, "people.mentors": 110, "matching.policy": "random", "community.on": False}
    few |= {"start.capacity_low": 4, "start.capacity_high": 4, "endings.on": False, "departures.on": False}
    shares = []
    for spread in (0.0, 0.8):
        world = worlds.run(few | {"variation.mentor": spread}, 26)
        gain = world.people.learned_mentor[world.matches.mentee]
        groups = [gain[world.matches.mentor == j] for j in np.unique(world.matches.mentor)]
        between = sum(len(g) * (g.mean() - gain.mean()) ** 2 for g in groups)
        shares.append(between / ((gain - gain.mean()) ** 2).sum())
        means = np.array([g.mean() for g in groups])
        knack = world.people.knack[np.unique(world.matches.mentor)]
        assert spread == 0.0 or np.corrcoef(means, knack)[0, 1] > 0.6
    assert shares[1] > shares[0] + 0.1


# --- starting distributions ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def crowd(worlds):
    """Many people at week 0: (mentees, mentors) as functions of a column."""
    spread = {"variation.mentor": 0.5, "variation.person": 1.0}
    world = worlds.make(spread | {"people.mentees": 4000, "people.mentors": 4000, "structure.degree": 0})
    return [lambda name, role=role: getattr(world.people, name)[world.people.role == role] for role in (0, 1)]


def follows(values, distribution):
    return stats.kstest(values, distribution.cdf).pvalue > 0.001


def test_traits_follow_the_declared_distributions(crowd):
    mentee, mentor = crowd
    for role in crowd:
        assert follows(role("pitching"), stats.beta(2.2, 1.1))
        assert follows(role("attunement"), stats.beta(1.8, 1.2))
        assert follows(role("directiveness"), stats.beta(2, 3))
        assert follows(role("openness"), stats.beta(2, 2))
        assert follows(role("zeta"), stats.norm(0, 1))
        assert follows(role("restless"), stats.norm(0, 1))
        assert follows(np.log(role("aptitude")), stats.norm(-0.08, 0.4))
        assert follows(np.log(role("knack")), stats.norm(-0.125, 0.5))
        assert follows(np.log(role("frailty")), stats.norm(-0.5, 1.0))
        assert close((role("side") == 1).mean(), 0.6, 4000)
        said = role("commitment")
        for weeks, share in ((said == 52, 0.40), ((said >= 104) & (said < 208), 0.35), (said == 32767, 0.25)):
            assert close(weeks.mean(), share, 4000)
        assert stats.kstest(said[(said > 52) & (said < 208)], stats.uniform(103.5, 104).cdf).pvalue > 0.001
        assert follows(np.log(role("hours") / (0.7 * role("capacity"))), stats.norm(0, 0.25))
        assert follows(role("values")[:, 0], stats.beta(2, 2))
    assert follows(mentee("metacognition"), stats.beta(2.5, 5))
    assert follows(mentor("metacognition"), stats.beta(5, 3))
    assert follows(mentee("literacy"), stats.beta(3, 2))
    assert follows(mentor("literacy"), stats.beta(2, 3))
    inner = mentee("zone_width")[(mentee("zone_width") > 0.05) & (mentee("zone_width") < 0.6)]
    assert follows(inner, stats.truncnorm(-0.2 / 0.06, 0.35 / 0.06, 0.25, 0.06))


def test_skill_is_a_person_and_a_domain(crowd):
    """Mentees N(.38, .10) per person + N(0, .10) per domain; mentors N(.70, .08) + .20."""
    for role, mean, person, domain in ((crowd[0], 0.38, 0.10, 0.10), (crowd[1], 0.70, 0.08, 0.20)):
        skill = role("skill")
        inside = ((skill > 0.0) & (skill < 1.0)).all(axis=1)  # the cut to [0, 1] moves the mentors' moments
        expected = person**2 / (person**2 + domain**2)
        found = np.corrcoef(skill[inside].T)[np.triu_indices(4, 1)].mean()
        assert found == pytest.approx(expected, abs=0.09)
        assert np.median(skill) == pytest.approx(mean, abs=0.01)
    assert follows(crowd[0]("skill")[:, 0], stats.norm(0.38, math.hypot(0.10, 0.10)))


def test_goals_are_dirichlet_and_skill_is_a_little_more_than_lasts(crowd):
    goals = crowd[0]("goals")
    assert follows(goals[:, 0], stats.beta(1, 3))  # one of four weights of a Dirichlet(1, 1, 1, 1)
    assert np.corrcoef(goals[:, 0], goals[:, 1])[0, 1] == pytest.approx(-1 / 3, abs=0.05)
    for role in crowd:
        np.testing.assert_array_equal(role("lasting"), np.maximum(0.0, role("skill") - 0.012))


def test_capacities_are_equally_frequent_and_groups_have_their_share(crowd):
    counts = np.bincount(crowd[1]("capacity"))
    assert counts[0] == 0
    assert stats.chisquare(counts[1:]).pvalue > 0.001
    assert close(crowd[0]("group").mean(), 0.3, 4000)


def test_traits_that_nothing_joins_are_independent(crowd):
    names = [
        "pitching",
        "directiveness",
        "autonomy",
        "openness",
        "zeta",
        "restless",
        "literacy",
        "confidence",
        "zone_width",
        "bias",
        "hours",
        "aptitude",
        "knack",
        "frailty",
        "attunement",
        "side",
        "commitment",
    ]
    for role in crowd:
        between = np.corrcoef([role(name) for name in names])[np.triu_indices(len(names), 1)]
        assert (np.abs(between) < 4.5 / math.sqrt(4000)).all()


# --- graphs ----------------------------------------------------------------------------------------------------------


def graph_of(worlds, kind, **more):
    overrides = {"people.mentees": 900, "people.mentors": 300, "structure.graph": kind, "structure.units": 12}
    return worlds.make(overrides | {path.replace("__", "."): value for path, value in more.items()})


@pytest.mark.parametrize("kind", ["units", "small_world", "scale_free", "groups", "random"])
@pytest.mark.parametrize("degree", [4, 7])
def test_graphs_have_the_mean_degree_asked_for(worlds, kind, degree):
    """A little less, since a tie drawn twice is one."""
    world = graph_of(worlds, kind, structure__degree=degree)
    assert len(world.ties.target) / len(world.people) == pytest.approx(degree, rel=0.12)


def clustering(ties):
    """Mean share of pairs of contacts that know each other."""
    rows = [set(row.tolist()) for row in np.split(ties.target, ties.start[1:-1])]
    shares = [np.mean([b in rows[a] for a, b in itertools.combinations(row, 2)]) for row in rows if len(row) > 1]
    return float(np.mean(shares))


def test_a_small_world_without_rewiring_is_the_ring_lattice(worlds):
    """Watts & Strogatz 1998: clustering 3 (k - 2) / (4 (k - 1)); rewiring takes it away."""
    ring = graph_of(worlds, "small_world", structure__degree=6, structure__rewiring=0.0).ties
    assert (np.diff(ring.start) == 6).all()
    assert clustering(ring) == pytest.approx(0.6)
    wired = graph_of(worlds, "small_world", structure__degree=6, structure__rewiring=0.1).ties
    assert clustering(wired) == pytest.approx(0.6 * 0.9**3, abs=0.05)
    assert clustering(graph_of(worlds, "random").ties) < 0.03


def test_a_scale_free_graph_has_hubs(worlds):
    hubs, plain = (np.diff(graph_of(worlds, kind).ties.start) for kind in ("scale_free", "random"))
    assert hubs.max() > 3 * plain.max()
    assert hubs.var() > 5 * plain.var()


def test_units_keep_ties_inside(worlds):
    for inside in (0.2, 0.9):
        world = graph_of(worlds, "units", structure__inside=inside)
        one, two, _ = world.ties.edges()
        same = world.people.unit[one] == world.people.unit[two]
        assert same.mean() == pytest.approx(inside, abs=0.12)


# --- tasks -----------------------------------------------------------------------------------------------------------


def test_perfect_pitching_gives_the_success_aimed_at(worlds):
    """A mentor who knows the zone and can pitch sets tasks that succeed with the probability aimed at."""
    overrides = {"setting": "programme", "people.mentees": 400, "people.mentors": 400, "withdrawal.policy": "never"}
    overrides |= {"start.pitching.a": 1000.0, "start.pitching.b": 0.01, "learning.width_error": 0.0}
    overrides |= {"start.skill_mentor.mean": 1.5, "learning.imposed_difficulty": 0.0, "learning.aim": 0.6}
    world = worlds.run(overrides | {"learning.blind_from": 1.0}, 20)
    success, failure = (worlds.fired(world, f"task with the mentor {how}") for how in ("succeeds", "fails"))
    n = success + failure
    assert n > 3000
    assert close(success / n, 0.6, n)


def test_who_has_learned_to_learn_works_at_even_odds(worlds):
    """Atkinson 1957: alone, with no error of one's own, whatever side and zone one has."""
    alone = {"people.mentees": 400, "matching.policy": "none", "learning.own_error": 0.0}
    world = worlds.run(alone, 20)
    success, failure = (worlds.fired(world, f"own task {how}") for how in ("succeeds", "fails"))
    assert success + failure > 8000
    assert close(success / (success + failure), 0.5, success + failure)


# --- openness alone --------------------------------------------------------------------------------------------------


@numba.njit
def meet_at_random(values, order, bound, move):
    """Random pairs, each hearing the other within the bound: the model's own rule, in the hard limit, in turn."""
    for n in range(0, len(order) - 1, 2):
        i, j = order[n], order[n + 1]
        w = eq.advice_weight(eq.distance(values[i], values[j]), eq.confidence_bound(0.0, bound, 0.0), 1e-9)
        mine, yours = values[i, 0], values[j, 0]
        values[i, 0] = eq.toward(mine, yours, move * w)
        values[j, 0] = eq.toward(yours, mine, move * w)


def clusters(bound, seed, people=400, weeks=400):
    """Opinions that more than a twentieth hold, after many random meetings."""
    random = np.random.default_rng(luck(seed, 0, "deffuant"))
    values = random.uniform(0.0, 1.0, (people, 1))
    for _ in range(weeks):
        meet_at_random(values, random.permutation(people), bound, 0.3)
    opinions = np.sort(values[:, 0])
    groups = np.split(opinions, np.flatnonzero(np.diff(opinions) > 0.02) + 1)
    return sum(len(group) > people / 20 for group in groups)


@pytest.mark.parametrize("bound", [0.4, 0.22, 0.15, 0.115])
def test_bounded_confidence_leaves_the_known_number_of_opinions(bound):
    """Deffuant et al. 2000: about floor(1 / (2 eps)) clusters, one value dimension, random pairs, hard threshold."""
    found = np.mean([clusters(bound, seed) for seed in range(12)])
    assert abs(found - math.floor(1.0 / (2.0 * bound))) < 0.5, found


def test_in_the_world_advice_moves_values_within_the_bound_only(worlds):
    """The learning process itself, hard threshold: a mentee beyond the bound never moves, one within it converges."""
    overrides = {
        "setting": "programme",
        "people.mentees": 120,
        "withdrawal.policy": "never",
        "matching.policy": "random",
    }
    overrides |= {"learning.bound_base": 0.3, "learning.bound_slope": 0.0, "learning.bound_scale": 0.0001}
    overrides |= {
        "people.value_dimensions": 1,
        "learning.values_move": 0.5,
        "endings.on": False,
        "departures.on": False,
    }
    world = worlds.make(overrides | {"matching.attempts": 1, "arrivals.on": False, "stages.graduation": False})
    before = world.people.values[:, 0].copy()
    for _ in range(30):
        week.step(world)
    mentee, mentor = world.matches.mentee, world.matches.mentor
    after, start = world.people.values[:, 0], np.abs(before[mentee] - before[mentor])
    met = world.matches.meetings > 8
    beyond, inside = met & (start > 0.31), met & (start < 0.29)
    assert beyond.sum() > 5
    assert inside.sum() > 20
    np.testing.assert_array_equal(after[mentee[beyond]], before[mentee[beyond]])
    assert (np.abs(after[mentee[inside]] - after[mentor[inside]]) < 0.01 * np.maximum(start[inside], 0.1)).all()


# --- how loosely people are bound ------------------------------------------------------------------------------------


def test_a_spread_of_ties_to_the_place_mixes_hazards(worlds):
    """With nothing else that makes people leave, survival is the mean of exp(-h exp(spread r) weeks) over normal r."""
    hazard, spread, n = 0.05, 1.5, 4000
    more = {"departures.leaving": hazard, "departures.spread": spread, "departures.mentor_exit": 0.0}
    more |= {f"departures.by_{state}": 0.0 for state in ("satisfaction", "belonging", "hurt", "shortfall")}
    off = dict.fromkeys(("arrivals.on", "community.on", "learning.on", "goals.on", "life.on", "matching.on"), False)
    left = worlds.run({"people.mentees": n, "people.mentors": 5} | more | off, 16).people.left[:n]
    levels, weights = np.polynomial.hermite_e.hermegauss(80)
    for weeks in (1, 2, 4, 8, 16):
        stays = weights @ np.exp(-hazard * np.exp(spread * levels) * weeks) / weights.sum()
        assert close(((left == codes.NEVER) | (left >= weeks)).mean(), stays, n)
