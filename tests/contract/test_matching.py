"""With the same people, matching policies differ where theory says; each claim against every other policy."""

import numpy as np
import pytest

from mentorsim import codes, policies, week
from mentorsim.indicators.statistics import gini
from mentorsim.parameters import Parameters
from mentorsim.policies.matching.optimal import composite
from mentorsim.policies.matching.scores import goal_fit, likeness, zone_value
from mentorsim.policies.observation import Draw, People
from mentorsim.registry import REGISTRIES
from mentorsim.submodels.matching import matching

policies.discover()
# Policies that fill every place they can with one mentor each, so that their pairs compare one by one.
FILLING = sorted(
    name
    for name, policy in REGISTRIES["matching"].items()
    if policy.solver not in ("nobody", "reach") and policy().mentors_each(Parameters()) == 1
)
SCARCE = {"people.mentees": 60, "people.mentors": 24, "matching.oracle": True}
PLENTY = {"people.mentees": 40, "people.mentors": 40, "matching.oracle": True}


STAYING = {"matching.gives_up": 0.0}  # nobody gives up waiting in the week of the round


class Round:
    """One round of matching among fresh people, as a policy has it."""

    def __init__(self, worlds, policy, overrides, seed=1):
        chosen = {"setting": "network", "pairing.by": "coordinator", "matching.policy": policy} | STAYING | overrides
        self.world, self.fresh = worlds.make(chosen, seed), worlds.make(chosen, seed)
        self.world.enter(matching)
        matching.run(self.world)
        self.mentees, self.mentors = self.world.matches.mentee, self.world.matches.mentor

    def sides(self):
        """(mentees, mentors, draw) as the policy saw them."""
        role, capacity = self.fresh.people.role, self.fresh.people.capacity
        mentees, mentors = np.flatnonzero(role == codes.MENTEE), np.flatnonzero(role == codes.MENTOR)
        return People(self.fresh, mentees), People(self.fresh, mentors, capacity[mentors]), Draw(0, 0)

    def scores(self, score):
        """Scores of the pairs made, by a function of mentees and mentors."""
        mentees, mentors, _ = self.sides()
        return score(mentees, mentors)[
            np.searchsorted(mentees.rows, self.mentees), np.searchsorted(mentors.rows, self.mentors)
        ]


@pytest.fixture(scope="module", params=[1, 2])
def rounds(request, worlds):
    """{policy: Round} where mentors are scarce."""
    return {name: Round(worlds, name, SCARCE, request.param) for name in FILLING}


def others(rounds, name):
    """The other policies' rounds."""
    return {other: one for other, one in rounds.items() if other != name}


def test_the_policies_compared_fill_all_places(rounds):
    places = {name: int(one.sides()[1].free.sum()) for name, one in rounds.items()}
    assert {name: len(one.mentees) for name, one in rounds.items()} == places


OPTIMA = {"similar": likeness, "zpd": zone_value, "goals": goal_fit, "composite": composite}


@pytest.mark.parametrize("name", OPTIMA)
def test_an_optimal_policy_has_the_largest_sum_of_its_own_score(rounds, name):
    """So `zpd` has the highest expected zone value, and `similar` more initial similarity than `random`."""
    best = rounds[name].scores(OPTIMA[name]).sum()
    for other, one in others(rounds, name).items():
        assert one.scores(OPTIMA[name]).sum() < best + 1e-9, other
    assert rounds["random"].scores(OPTIMA[name]).sum() < best - 0.1


def test_similar_pairs_begin_more_alike_than_random_ones(rounds):
    assert rounds["similar"].world.matches.similarity.mean() > rounds["random"].world.matches.similarity.mean() + 0.1


def test_the_worst_pair_of_leximin_is_not_worse_than_that_of_any_other(rounds):
    worst = rounds["leximin"].scores(composite).min()
    for other, one in others(rounds, "leximin").items():
        assert one.scores(composite).min() <= worst, other
    assert worst > rounds["composite"].scores(composite).min()


@pytest.mark.parametrize("name", ["stable_mentee", "stable_mentor"])
def test_a_stable_policy_leaves_no_blocking_pair(rounds, name):
    def blocking(one):
        mentees, mentors, draw = one.sides()
        policy = REGISTRIES["matching"][name]()
        mine, theirs = policy.scores(mentees, mentors, draw), policy.scores_of_mentors(mentees, mentors, draw)
        i, j = np.searchsorted(mentees.rows, one.mentees), np.searchsorted(mentors.rows, one.mentors)
        have = np.full(len(mentees), -np.inf)
        have[i] = mine[i, j]
        least = np.full(len(mentors), np.inf)
        np.minimum.at(least, j, theirs[i, j])
        least[np.bincount(j, minlength=len(mentors)) < mentors.free] = -np.inf
        return int(((mine > have[:, None]) & (theirs > least[None, :])).sum())

    assert blocking(rounds[name]) == 0
    assert blocking(rounds["random"]) > 0


def test_who_proposes_fares_better(rounds):
    """Of the stable matchings one is best for mentees, the other for mentors."""
    draw = Draw(0, 0)
    policy = REGISTRIES["matching"]["stable_mentee"]()
    for score, better, worse in (
        (policy.scores, "stable_mentee", "stable_mentor"),
        (policy.scores_of_mentors, "stable_mentor", "stable_mentee"),
    ):
        sums = [rounds[name].scores(lambda i, j, score=score: score(i, j, draw)).sum() for name in (better, worse)]
        assert sums[0] >= sums[1]


def test_loads_are_most_even_under_load_fair(worlds):
    def unevenness(name):
        one = Round(worlds, name, PLENTY)
        people = one.world.people
        mentors = people.role == codes.MENTOR
        return gini((people.matched / people.hours)[mentors])

    assert unevenness("load_fair") < min(unevenness(name) for name in FILLING if name != "load_fair")


@pytest.mark.parametrize(("name", "trait", "low_first"), [("assortative", "skill", 0), ("compensatory", "pitching", 1)])
def test_the_order_of_mentees_meets_the_order_of_mentors(rounds, name, trait, low_first):
    """`assortative`: the best to the best; `compensatory`: the weakest to the best pitchers, none stronger before."""
    one = rounds[name]
    people = one.world.people
    rank = getattr(people, trait).reshape(len(people), -1).mean(axis=1)[one.mentors]
    order = people.skill.mean(axis=1) * (1 if low_first else -1)
    served = np.isin(np.arange(len(people)), one.mentees)
    waiting = (people.role == codes.MENTEE) & ~served
    by_order = np.argsort(order[one.mentees])
    assert (np.diff(rank[by_order]) <= 0.0).all()
    assert order[served].max() <= order[waiting].min()


def steps_between(ties, start, most):
    """{row: steps through ties} of whom one reaches in at most so many steps."""
    found, ring = {start: 0}, [start]
    for step in range(1, most + 1):
        ring = [int(j) for i in ring for j in ties.target[ties.start[i] : ties.start[i + 1]] if int(j) not in found]
        found |= dict.fromkeys(ring, step)
        ring = list(dict.fromkeys(ring))
    return found


@pytest.mark.parametrize("reach", [1, 2])
def test_self_chosen_mentors_are_within_reach_of_the_network(worlds, reach):
    one = Round(worlds, "self", PLENTY | {"matching.reach": reach})
    assert len(one.mentees) > 5
    for mentee, mentor in zip(one.mentees.tolist(), one.mentors.tolist()):
        assert mentor in steps_between(one.fresh.ties, mentee, reach)
    others_made = Round(worlds, "similar", PLENTY)
    assert any(
        mentor not in steps_between(one.fresh.ties, mentee, reach)
        for mentee, mentor in zip(others_made.mentees.tolist(), others_made.mentors.tolist())
    )


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["similar", "leximin", "stable_mentor"])
def test_blocks_cost_a_little_quality(worlds, monkeypatch, policy):
    """Cut into four blocks, a round makes as many pairs, and keeps most of what the policy gains over chance."""
    score = {"similar": likeness, "leximin": composite}.get(policy, zone_value)
    crowd = {"people.mentees": 160, "people.mentors": 160, "start.capacity_high": 1, "matching.oracle": True}
    whole, chance = Round(worlds, policy, crowd), Round(worlds, "random", crowd).scores(score).mean()
    monkeypatch.setattr("mentorsim.policies.solvers.DENSE", 160 * 160 // 4)
    cut = Round(worlds, policy, crowd)
    assert len(cut.mentees) == len(whole.mentees) == 160
    gain = whole.scores(score).mean() - chance
    assert 0.4 * gain < cut.scores(score).mean() - chance < gain


def test_who_gives_up_waiting_finds_no_mentor_any_more(worlds):
    """The others who seek one do, as far as there are places; without a policy that pairs nobody gives up."""
    chosen = {"setting": "network", "pairing.by": "coordinator", "matching.policy": "random"} | SCARCE
    world, unpaired = (worlds.run(chosen | more, 12) for more in ({}, {"matching.policy": "none"}))
    people, matches = world.people, world.matches
    gave_up = people.gave_up_waiting_week
    given_up = np.flatnonzero(gave_up != codes.NEVER)
    assert len(given_up) == worlds.fired(world, "gives up waiting") > 3
    rows = np.flatnonzero(np.isin(matches.mentee, given_up))  # of matches before that
    assert (matches.start_week[rows] < gave_up[matches.mentee[rows]]).all()
    assert (unpaired.people.gave_up_waiting_week == codes.NEVER).all()


@pytest.mark.parametrize("everybody", [False, True])
def round_among(worlds, independent, **more):
    """A world after one round in which the first so many of 40 mentees are independent."""
    chosen = {"setting": "organisation", "matching.policy": "random"} | PLENTY | STAYING
    world = worlds.make(chosen | {path.replace("__", "."): value for path, value in more.items()})
    world.people.stage[np.flatnonzero(world.people.role == codes.MENTEE)[:independent]] = codes.INDEPENDENT
    world.enter(matching)
    matching.run(world)
    return world


@pytest.mark.parametrize("everybody", [False, True])
def test_mentees_seek_a_mentor_while_dependent_or_in_any_stage(worlds, everybody):
    world = round_among(worlds, 15, matching__everybody=everybody)
    mentees = np.flatnonzero(world.people.role == codes.MENTEE)
    assert sorted(world.matches.mentee.tolist()) == mentees[0 if everybody else 15 :].tolist()
    assert world.need == 0.0


@pytest.mark.parametrize("everybody", [False, True])
def test_need_is_felt_only_where_somebody_seeks_a_mentor(worlds, everybody):
    """Of those who seek one, the share without; in the placebo world all of them, since nobody is helped."""
    for placebo in (False, True):
        some, nobody = (
            round_among(worlds, n, matching__everybody=everybody, matching__policy="none", learning__placebo=placebo)
            for n in (15, 40)
        )
        assert some.need == 1.0
        assert nobody.need == float(everybody)
    half = round_among(worlds, 15, matching__everybody=everybody, people__mentors=4)
    served, seeking = len(half.matches), 40 if everybody else 25
    assert 0 < served < seeking
    assert half.need == pytest.approx(1.0 - served / seeking)
    helped_by_nobody = round_among(worlds, 15, matching__everybody=everybody, learning__placebo=True)
    assert len(helped_by_nobody.matches) > 0
    assert helped_by_nobody.need == 1.0


# --- several mentors -------------------------------------------------------------------------------------------------

CIRCLES = {"people.mentees": 20, "people.mentors": 30, "start.capacity_low": 3, "matching.policy": "constellation"}


def running(world):
    """Rows of the running matches."""
    return np.flatnonzero(world.matches.ended_by == codes.RUNNING)


def test_mentors_of_a_constellation_cover_different_domains(worlds):
    lasting = {"endings.on": False, "departures.on": False}  # who lost one this week deals anew in the next
    world = worlds.run(worlds.LIVELY | CIRCLES | lasting, 10)
    rows, matches = running(world), world.matches
    numbers = np.bincount(matches.mentee[rows])
    assert numbers.max() == 3
    np.testing.assert_allclose(matches.plan[rows].sum(axis=1), 1.0)
    for mentee in np.flatnonzero(numbers):
        own = rows[matches.mentee[rows] == mentee]
        np.testing.assert_array_equal((matches.plan[own] > 0).sum(axis=0), 1)
        assert len(set(matches.mentor[own].tolist())) == len(own)


def test_mentors_of_a_constellation_are_good_at_what_they_cover(worlds):
    """Each of them more than mentors are on average, in the own domains, and more than in the others' domains."""
    one = Round(worlds, "constellation", CIRCLES | {"matching.oracle": True})
    matches, people = one.world.matches, one.fresh.people
    skill, own = people.skill[matches.mentor], matches.plan > 0
    here, elsewhere = skill[own].mean(), skill[~own].mean()
    assert here > elsewhere + 0.05
    assert here > people.skill[people.role == codes.MENTOR].mean() + 0.05


def test_a_constellation_claims_the_hours_of_one_match(worlds):
    """Where wishes for contacts are the mentee's alone, and help is equal as in a first week: mentors share them."""
    alone = {"meetings.mentor": 0.0, "meetings.mentee_quality": 0.0, "life.on": False}

    def claims(policy):
        world = worlds.run({"setting": "programme"} | alone | CIRCLES | {"matching.policy": policy}, 1)
        bonus = 1.0 + world.parameters.goals.earning_hours * world.shared["omegas"][0] * world.org_progress
        return (world.people.load * world.people.hours).sum() * bonus, np.unique(world.matches.mentee)

    (several, mentees), (one, same) = claims("constellation"), claims("zpd")
    assert mentees.tolist() == same.tolist()
    assert several == pytest.approx(one)


def test_a_circle_of_one_is_matching_by_zone(worlds):
    zpd = worlds.columns(worlds.run(worlds.LIVELY | {"matching.policy": "zpd"}, 20))
    circle = worlds.LIVELY | {"matching.policy": "constellation", "matching.circle": 1}
    assert worlds.differing(zpd, worlds.columns(worlds.run(circle, 20))) == []


def test_nobody_gets_a_second_mentor_while_others_have_none(worlds):
    world = Round(worlds, "constellation", SCARCE).world
    assert np.bincount(world.matches.mentee).max() == 1


# --- matching anew ---------------------------------------------------------------------------------------------------

ANEW = {"matching.rematch": True, "matching.rematch_below": 0.5, "matching.rematch_after": 4}


@pytest.mark.parametrize("policy", ["similar", "first_come", "self", "stable_mentor", "constellation"])
@pytest.mark.parametrize("by", ["coordinator", "people"])
def test_pairs_of_poor_fit_part_as_planned_and_for_good(worlds, policy, by):
    world = worlds.make(worlds.LIVELY | ANEW | {"setting": "network", "matching.policy": policy, "pairing.by": by})
    reported = {}
    for _ in range(30):
        matches = world.matches
        poor = (matches.perceived_quality_mentee + matches.perceived_quality_mentor) / 2.0 < 0.5
        reported |= dict(zip(running(world).tolist(), poor[running(world)].tolist()))
        week.step(world)
    matches = world.matches
    parted = np.flatnonzero(matches.rematched)
    assert len(parted) > 3
    assert (matches.ended_by[parted] == codes.BY_PLAN).all()
    assert all(reported[row] for row in parted.tolist())
    assert (matches.end_week - matches.start_week)[parted].min() + 1 >= 4
    pairs = list(zip(matches.mentee.tolist(), matches.mentor.tolist()))
    for row in parted.tolist():
        assert pairs[row] not in pairs[row + 1 :]
    found_another = [row for row in parted.tolist() if matches.mentee[row] in matches.mentee[row + 1 :]]
    assert found_another


def test_who_reports_no_poor_fit_stays_together(worlds):
    plain = worlds.columns(worlds.run(worlds.LIVELY, 20))
    satisfied = worlds.LIVELY | ANEW | {"matching.rematch_below": 0.0}
    assert worlds.differing(plain, worlds.columns(worlds.run(satisfied, 20))) == []


# --- no pairs, but questions routed ----------------------------------------------------------------------------------

ASKED = {"setting": "community", "people.mentees": 40, "people.mentors": 10, "matching.policy": "community"}


def test_routed_questions_cost_the_hours_of_would_be_mentors(worlds):
    world = worlds.run(ASKED, 12)
    people, answers = world.people, worlds.fired(world, "question routed to a mentor")
    price = world.parameters.channel.cost * world.parameters.matching.answer_hours
    assert len(world.matches) == 0
    assert answers > 20
    assert people.hours_given.sum() == pytest.approx(answers * price)
    assert people.hours_received.sum() == pytest.approx(answers * price)
    assert (people.hours_given[people.role == codes.MENTEE] == 0).all()
    assert (people.hours_received[people.role == codes.MENTOR] == 0).all()
    assert (people.load[people.role == codes.MENTOR] <= 1.0).all()


def test_in_the_control_world_nobody_gives_hours_though_questions_stay_open(worlds):
    control = worlds.run(ASKED | {"matching.policy": "none"}, 12)
    assert control.people.hours_given.sum() == 0.0
    assert worlds.fired(control, "question unanswered") > 20
    routed = worlds.run(ASKED, 12)
    assert routed.people.n_replies.sum() > control.people.n_replies.sum()
    assert routed.people.learned_others.sum() > control.people.learned_others.sum()


def test_a_mentor_answers_no_more_than_the_week_has_time_for(worlds):
    """And need is the share of the questions for which nobody has time."""
    scarce = {
        "people.mentees": 200,
        "people.mentors": 2,
        "matching.answer_hours": 0.5,
        "channel.cost": 1.0,
        "life.on": False,
    }
    world = worlds.run(ASKED | scarce, 1)
    people, answers = world.people, worlds.fired(world, "question routed to a mentor")
    paid = 1.0 + world.parameters.goals.earning_hours * world.shared["omegas"][0] * world.org_progress
    assert (people.hours_given <= people.hours * paid).all()
    assert answers == (people.hours * paid // 0.5)[people.role == codes.MENTOR].sum()
    left = worlds.fired(world, "no mentor has time for a question")
    assert left > 0
    assert world.need == pytest.approx(left / (answers + left))


def test_the_mentors_of_a_group_answer_for_it_together(worlds):
    """As long as they have time; and where a group has no mentor, others do."""

    def shares(units, own_group_first=True):
        few = {"structure.units": units, "matching.answer_hours": 0.01, "matching.declines_below": 0.0}
        world = worlds.run(ASKED | few | {"matching.own_group_first": own_group_first}, 26)
        return worlds.fired(world, "question routed to a mentor"), worlds.fired(world, "routed within the group")

    routed, within = shares(2)
    assert routed == within > 20
    routed, within = shares(2, own_group_first=False)
    assert 0 < within < routed
    routed, within = shares(30)
    assert 0 < within < routed


def test_without_a_talk_routing_does_nothing(worlds):
    silent = {"community.on": False}
    plain = worlds.columns(worlds.run(ASKED | silent, 8))
    control = worlds.columns(worlds.run(ASKED | silent | {"matching.policy": "none"}, 8))
    assert set(worlds.differing(plain, control)) <= {"role", "mentor_week"}  # need, and so volunteers, may differ
