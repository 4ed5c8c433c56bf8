"""Kernels of policies on random small states, beside the same rules written plainly.

They run as Python, so that `mutants.py` can change a rule and see whether it is noticed here.
"""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from reference import choosing

from mentorsim import codes, equations, rng
from mentorsim.codes import ABSENT
from mentorsim.parameters import rules_of
from mentorsim.policies.matching import constellation, self_chosen
from mentorsim.policies.withdrawal import budget, estimating, peers
from mentorsim.settings import resolve
from mentorsim.things import Kernel

WEEK, LUCK, DOMAINS, COUNTS = 9, 1234567, 3, 32
TRIALS = range(25)


@pytest.fixture(autouse=True)
def uncompiled(monkeypatch):
    """Kernels call each other as they are written; what is exchanged here must not get into machine code."""
    monkeypatch.setattr(Kernel, "__call__", lambda self, *things: self.py_func(*things))


def quarters(draw, *shape):
    """Numbers in [0, 1], half of them quarters, so that some are equal."""
    values = draw.uniform(0.0, 1.0, shape)
    return np.where(draw.uniform(size=shape) < 0.5, np.round(4.0 * values) / 4.0, values)


def moment():
    """The week and its luck, and counts of branches, none so far."""
    return SimpleNamespace(week=WEEK, luck=LUCK, count=np.zeros(COUNTS, np.int64))


def contacts_of(draw, n: int) -> list:
    """{contact: strength} of each of n people, contacts ascending."""
    found = [{} for _ in range(n)]
    for i in range(n):
        for j in range(i):
            if draw.uniform() < 0.45:
                found[i][j] = found[j][i] = float(draw.uniform())
    return [dict(sorted(one.items())) for one in found]


def arcs_of(contacts: list):
    """The same as arrays."""
    start = np.cumsum([0, *map(len, contacts)])
    target = np.array([j for one in contacts for j in one], np.int64)
    return SimpleNamespace(start=start, target=target, weight=np.array([w for one in contacts for w in one.values()]))


class Town:
    """People, ties, and running matches: mentees are the first rows, mentors the last."""

    def __init__(self, trial: int, overrides=None):
        draw = np.random.default_rng(trial)
        self.n, self.m, self.at = 11, 5, moment()
        self.rules = rules_of(resolve({"setting": "community"} | (overrides or {})))
        self.contacts = contacts_of(draw, self.n)
        self.ties = arcs_of(self.contacts)
        self.people = SimpleNamespace(
            n=self.n,
            key=draw.permutation(1000)[: self.n] + 1,
            unit=draw.integers(0, 2, self.n),
            present=np.ones(self.n, np.int8),
            participation=draw.integers(0, 3, self.n),
            skill=quarters(draw, self.n, DOMAINS),
            performance=quarters(draw, self.n),
            partner_gave=draw.integers(0, 12, (self.n, 2)),
            replied_now=np.zeros(self.n, np.int64),
            n_replies=np.zeros(self.n, np.int64),
            heard=np.zeros(self.n),
        )
        rows = self.m + 2  # two have ended
        self.matches = SimpleNamespace(
            active=np.sort(draw.permutation(rows)[: self.m]),
            mentee=np.arange(rows),
            mentor=self.n - 1 - np.arange(rows) % 4,
            met=draw.integers(0, 2, rows),
            help=quarters(draw, rows),
            start_week=draw.integers(0, WEEK + 1, rows),
            plan=draw.dirichlet(np.ones(DOMAINS), rows),
        )
        self.memory = SimpleNamespace(
            advice=quarters(draw, rows),
            estimate=quarters(draw, rows),
            best_estimate=quarters(draw, rows),
            boost=draw.integers(0, 4, rows),
            taught=draw.integers(0, 2, rows),
            peers=quarters(draw, rows),
        )

    def pairs(self):
        """(row, mentee, mentor) of the running matches."""
        return [(row, self.matches.mentee[row], self.matches.mentor[row]) for row in self.matches.active.tolist()]

    def kept(self, name: str):
        """A copy of what is remembered."""
        return getattr(self.memory, name).copy()

    def there(self, i, j) -> list:
        """Contacts of i, j aside, who took part and may talk with i: across groups, or in one with a community."""
        people, within = self.people, self.rules.modes.community
        return [
            other
            for other in self.contacts[i]
            if other != j and people.participation[other] != ABSENT and (within or people.unit[i] != people.unit[other])
        ]

    def draw(self, make, one, other, index):
        """A draw about two people this week."""
        return make(LUCK, self.people.key[one], self.people.key[other], WEEK, index)


# --- what is remembered ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trial", TRIALS)
def test_advice_is_help_summed_over_meetings(trial):
    town = Town(trial)
    expected = town.kept("advice")
    for row, _, _ in town.pairs():
        expected[row] += town.matches.help[row] if town.matches.met[row] else 0.0
    budget.add_advice.py_func(town.matches, town.memory)
    np.testing.assert_array_equal(town.memory.advice, expected)


@pytest.mark.parametrize("oracle", [False, True])
@pytest.mark.parametrize("trial", TRIALS)
def test_an_estimate_is_a_mean_of_looks_then_forgets(trial, oracle):
    town = Town(trial, {"withdrawal.oracle": oracle, "withdrawal.memory": 0.25, "withdrawal.noise": 0.3})
    estimate, best = town.kept("estimate"), town.kept("best_estimate")
    for row, i, j in town.pairs():
        error = 0.0 if oracle else 0.3 * town.draw(rng.pair_normal, i, j, 1)
        look, looks = min(1.0, max(0.0, town.people.performance[i] + error)), WEEK - town.matches.start_week[row] + 1
        settled = oracle or looks >= 4
        weight = 1.0 if oracle else 0.25 if settled else 1.0 / looks
        estimate[row] += weight * (look - estimate[row])
        later = looks > (1 if oracle else 4)
        best[row] = max(best[row], estimate[row]) if later else estimate[row]
    estimating.estimate_performance.py_func(town.people, town.matches, town.memory, town.rules, town.at)
    np.testing.assert_allclose(town.memory.estimate, estimate, rtol=1e-12)
    np.testing.assert_allclose(town.memory.best_estimate, best, rtol=1e-12)


@pytest.mark.parametrize("trial", TRIALS)
def test_help_comes_back_where_the_estimate_has_fallen(trial):
    town = Town(trial, {"withdrawal.fall": 0.25, "withdrawal.start": 0.75, "withdrawal.boost": 3})
    some = town.matches.active[0]
    town.memory.boost[some], town.matches.help[some] = 0, 0.5
    town.memory.best_estimate[some], town.memory.estimate[some] = 1.0, 0.75  # fallen by just as much
    left, best, fallen = town.kept("boost"), town.kept("best_estimate"), 0
    for row, _, _ in town.pairs():
        left[row] -= left[row] > 0
        if left[row] == 0 and town.matches.help[row] < 0.75 and town.memory.estimate[row] <= 0.75 * best[row]:
            left[row], best[row], fallen = 3, town.memory.estimate[row], fallen + 1
    estimating.bring_back.py_func(town.matches, town.memory, town.rules, town.at)
    np.testing.assert_array_equal(town.memory.boost, left)
    np.testing.assert_array_equal(town.memory.best_estimate, best)
    assert counted(town) == {codes.BOOSTED: fallen}


def counted(town) -> dict:
    """{branch: how often}, of those taken or looked for in these tests."""
    found = {n: int(count) for n, count in enumerate(town.at.count) if count}
    return found or {codes.BOOSTED: 0}


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("trial", TRIALS)
def test_peers_are_contacts_who_took_part(trial, within):
    town = Town(trial)
    town.rules = with_rules(town.rules, modes=SimpleNamespace(community=int(within)))
    expected = town.kept("peers")
    for row, i, j in town.pairs():
        expected[row] = len(town.there(i, j))
    peers.count_peers.py_func(town.people, town.matches, town.memory, town.ties, town.rules)
    np.testing.assert_array_equal(town.memory.peers, expected)


def with_rules(rules, **groups):
    """Rules with other groups."""
    return SimpleNamespace(**vars(rules) | groups)


@pytest.mark.parametrize("trial", TRIALS)
def test_who_has_helped_since_the_match_began_has_taught(trial):
    town = Town(trial)
    taught = town.kept("taught")
    for row, i, _ in town.pairs():
        taught[row] |= max(town.people.partner_gave[i]) >= town.matches.start_week[row]
    new = int(taught.sum() - town.memory.taught.sum())
    peers.note_teaching.py_func(town.people, town.matches, town.memory, town.at)
    np.testing.assert_array_equal(town.memory.taught, taught)
    assert town.at.count[codes.TAUGHT] == new == town.at.count.sum()


# --- what else happens -----------------------------------------------------------------------------------------------


@pytest.fixture
def happened(monkeypatch):
    """What kernels of peers do to others, in order: help noted, ties renewed, answers heard."""
    events = []
    monkeypatch.setattr(peers, "note_help", lambda people, i, j, week: events.append(("noted", i, j, week)))
    monkeypatch.setattr(peers, "strengthen", lambda ties, i, j, by: events.append(("renewed", i, j, by)))
    heard = lambda people, rules, i, j, k, *rest: events.append(("heard", i, j, k, *rest))  # noqa: E731
    monkeypatch.setattr(peers, "hear_answer", heard)
    return events


def help_between(town, learner, helper, k, level, index) -> list:
    """What happens if one is asked to help another; nothing if there is no reply."""
    community = town.rules.community
    u, _, right, _ = town.draw(rng.four_uniforms, learner, helper, index)
    tie = max(town.contacts[learner].get(helper, 0.0), town.contacts[helper].get(learner, 0.0))
    if u >= town.rules.withdrawal.peer_reply + town.rules.withdrawal.peer_tie * tie:
        return []
    renewed = [("renewed", *pair_of(learner, helper, index), community.new_tie)] if town.rules.ties.on else []
    heard = [("heard", learner, helper, k, pytest.approx(level), tie, right)] if town.rules.learning.on else []
    return [("noted", learner, helper, WEEK), *renewed, *heard]


def replied(town) -> set:
    """Those to whom somebody replied."""
    return set(np.flatnonzero(town.people.replied_now).tolist())


def pair_of(learner, helper, index) -> tuple:
    """A tie belongs to both; the mentee of the match comes first."""
    return (learner, helper) if index == peers.HAND_OVER + 1 else (helper, learner)


def likeliest(town, row, i, j, index) -> int:
    """The domain of the plan that this week's draw points to."""
    return equations.domain.py_func(town.matches.plan[row], town.draw(rng.pair_uniform, i, j, index))


ON = ({}, {"ties.on": False}, {"learning.on": False})
SOME_REPLY = {"withdrawal.peer_reply": 0.3, "withdrawal.peer_tie": 0.5, "withdrawal.start": 0.75}


@pytest.mark.parametrize("on", ON)
@pytest.mark.parametrize("trial", TRIALS)
def test_what_is_withdrawn_is_shared_by_those_who_know_most(trial, on, happened):
    town = Town(trial, {"withdrawal.handover": 2 + trial % 2} | SOME_REPLY | on)
    town.rules = with_rules(town.rules, modes=SimpleNamespace(community=trial % 3 > 0))
    share, expected, taken, refused = town.rules.withdrawal.handover, [], 0, 0
    for row, i, j in town.pairs():
        withdrawn = 0.75 - town.matches.help[row]
        if withdrawn <= 0.0:
            continue
        k = likeliest(town, row, i, j, 20)
        best = sorted(town.there(i, j), key=lambda other, k=k: -town.people.skill[other, k])[:share]
        found = [help_between(town, i, other, k, withdrawn / share, 21) for other in best]
        expected += [event for one in found for event in one]
        taken += sum(map(bool, found))
        refused += share - sum(map(bool, found))
    peers.hand_over.py_func(town.people, town.matches, town.ties, town.rules, town.at)
    assert happened == expected
    assert replied(town) == {event[1] for event in expected if event[0] == "noted"}
    assert [town.at.count[codes.HANDED], town.at.count[codes.NOT_TAKEN]] == [taken, refused]


@pytest.mark.parametrize("on", ON)
@pytest.mark.parametrize("trial", TRIALS)
def test_who_has_not_taught_is_sent_to_who_knows_least(trial, on, happened):
    town = Town(trial, SOME_REPLY | on)
    town.rules = with_rules(town.rules, modes=SimpleNamespace(community=trial % 3 > 0))
    draw, expected, sent = np.random.default_rng(trial), [], 0
    town.matches.help = draw.choice([0.1, 0.22, 0.25, 0.26, 0.5], len(town.matches.help))
    if trial % 3:
        town.people.skill[0], town.people.participation[0] = 0.0, codes.READING  # the first row can be the learner
    town.memory.taught = (draw.uniform(size=len(town.memory.taught)) < 0.2).astype(int)
    for row, i, j in town.pairs():
        if town.memory.taught[row] or town.matches.help[row] > 0.25:
            continue
        k = likeliest(town, row, i, j, 30)
        skill = town.people.skill[:, k]
        learner = min(town.there(i, j), key=lambda other, skill=skill: skill[other], default=None)
        if learner is not None and skill[learner] < skill[i]:
            found = help_between(town, learner, i, k, town.rules.community.help, 31)
            expected, sent = expected + found, sent + bool(found)
    peers.let_teach.py_func(town.people, town.matches, town.memory, town.ties, town.rules, town.at)
    assert happened == expected
    assert replied(town) == {event[1] for event in expected if event[0] == "noted"}
    assert town.at.count[codes.MAY_TEACH] == sent == town.at.count.sum()


# --- several mentors -------------------------------------------------------------------------------------------------


class Plain:
    """An object of the reference engine, with what a rule asks of it."""

    def __init__(self, **attributes):
        self.__dict__.update(attributes)


def bits(covers, domains: int) -> int:
    """Domains covered as the arrays have them: a bit each, -1 for all."""
    return -1 if covers is None else sum(1 << k for k in covers)


def some_covers(draw, domains: int):
    """Domains that a match covers, None for all."""
    return None if draw.uniform() < 0.2 else {k for k in range(domains) if draw.uniform() < 0.5}


@pytest.mark.parametrize("trial", range(60))
def test_domains_are_dealt_as_the_plain_rule_deals_them(trial):
    draw, domains, n = np.random.default_rng(trial), 2 + trial % 3, 6
    org, matches, people = draw.dirichlet(np.ones(domains)), [], []
    skill, goals = quarters(draw, n, domains), draw.dirichlet(np.ones(domains), n)
    if trial % 4 == 0:
        goals[:], org = 1.0 / domains, np.full(domains, 1.0 / domains)  # all domains are wanted equally
    for i in range(n):
        person = Plain(goals=goals[i].tolist(), model=Plain(org_goals=org.tolist()), matches=[])
        parts, count = draw.permutation(domains), min((i + trial) % 4, domains)
        for turn in range(count):
            covers = set(parts[turn::count].tolist()) if i == 3 and trial % 2 else some_covers(draw, domains)
            match = Plain(row=len(matches), mentor=Plain(skill=skill[draw.integers(n)]), covers=covers, dealt=False)
            match.focus = float(draw.uniform())
            match.agree_on_plan = partial(setattr, match, "dealt", True)
            matches.append(match)
            person.matches.append(match)
        people.append(person)
    world = Circles(people, matches, skill, goals, org)
    plans = world.matches.plan.copy()
    constellation.share_domains.py_func(world.people, world.matches, world, world.at)
    for person in people:
        choosing.share_domains(person)
    assert world.matches.covers.tolist() == [bits(match.covers, domains) for match in matches]
    for match, plan, before in zip(matches, world.matches.plan, plans, strict=True):
        person = next(one for one in people if match in one.matches)
        weights = [(1.0 - match.focus) * g + match.focus * o for g, o in zip(person.goals, org, strict=True)]
        own = [w * (match.covers is None or k in match.covers) for k, w in enumerate(weights)]
        assert plan == pytest.approx(np.divide(own, sum(own) or 1.0) if match.dealt and sum(own) else plan)
        assert match.dealt or (plan == before).all()
    assert world.at.count[codes.DEALT] == sum(any(match.dealt for match in one.matches) for one in people)


class Circles:
    """The same people and matches as arrays."""

    def __init__(self, people, matches, skill, goals, org):
        domains = skill.shape[1]
        first = [person.matches[0].row if person.matches else codes.NOBODY for person in people]
        after = dict(pair for person in people for pair in zip(person.matches, person.matches[1:], strict=False))
        mentors = [
            next(
                k
                for k in range(len(skill))
                if match.mentor.skill is not None and (skill[k] == match.mentor.skill).all()
            )
            for match in matches
        ]
        self.people = SimpleNamespace(n=len(people), skill=skill, goals=goals, match_of=np.array(first))
        self.matches = SimpleNamespace(
            covers=np.array([bits(match.covers, domains) for match in matches]),
            next=np.array([after[match].row if match in after else codes.NOBODY for match in matches]),
            focus=np.array([match.focus for match in matches]),
            mentor=np.array(mentors),
            plan=np.full((len(matches), domains), 0.5),
        )
        self.org_goals, self.at = org, moment()


# --- matching by the mentees themselves ------------------------------------------------------------------------------


class Person(Plain):
    """Somebody of the reference engine."""

    @property
    def contacts(self):
        return [self.model.everybody[j] for j in self.model.contacts[self.row]]


class Model(Plain):
    """People who look around, as the reference engine has them."""

    def draw(self, one, other, index):
        return rng.uniforms(LUCK, one, other, WEEK, index)

    def normal(self, one, other, index, week):
        return rng.pair_normal(LUCK, one, other, week, index)


def twins(draw, n: int):
    """Style and values of n people, of whom some are the same, so that likeness is now and then equal."""
    who = draw.integers(0, n // 3, n)
    return quarters(draw, n, 2)[who], quarters(draw, n, 2)[who]


@pytest.mark.parametrize("trial", range(60))
def test_mentees_find_whom_the_plain_rule_finds(trial):
    most = (6, 256)[trial % 2]
    draw, n = np.random.default_rng(trial), 14
    p = resolve(
        {
            "setting": "network",
            "matching.reach": 1 + trial % 3,
            "pairing.asks": 1 + trial % 4,
            "matching.seen": most,
            "matching.accept_base": 0.1,
            "matching.accept_slope": 0.5,
            "matching.noise": 0.3,
            "matching.oracle": trial % 5 < 2,
        }
    )
    key, (style, values) = draw.permutation(500)[:n] + 1, twins(draw, n)
    model = Model(parameters=p, contacts=contacts_of(draw, n), matches=[])
    model.everybody = [Person(row=i, key=int(key[i]), style=style[i], values=values[i], model=model) for i in range(n)]
    free = np.where(np.arange(n) >= 6, draw.integers(0, 3, n), 0)
    barred = [(i, j) for i in range(6) for j in range(6, n) if draw.uniform() < 0.1]
    for i, j in barred:
        pair = {"mentee": model.everybody[i], "mentor": model.everybody[j]}
        model.matches.append(Plain(**pair, rematched=1, ended_by=codes.BY_PLAN))
    places = {model.everybody[j]: int(free[j]) for j in range(6, n) if free[j]}
    expected, total = choosing.look_and_ask(model, model.everybody[:6], dict(places)), free.sum()
    people = SimpleNamespace(n=n, key=key, style=style, values=values)
    found, coded = np.full((2, 6), -1), np.sort([(i << 32) + j for i, j in barred]).astype(np.int64)
    at = moment()
    pairs = self_chosen.look_and_ask.py_func(
        people, arcs_of(model.contacts), rules_of(p), at, np.arange(6), free, coded, found
    )
    assert [tuple(one) for one in found[:, :pairs].T] == [(one.row, other.row) for one, other in expected]
    counts = outcomes(model, model.everybody[:6], places)
    assert {name: at.count[name] for name in counts} == counts
    assert free.sum() == total - pairs


def outcomes(model, waiting, places) -> dict:
    """How many find nobody to ask, and how often somebody is declined."""
    p, nobody, declined = model.parameters, 0, 0
    for mentee in waiting:
        asked = []
        before = dict(places)
        near = choosing.within_reach(mentee, p.matching)
        nobody += not [o for o in near if places.get(o, 0) and o not in choosing.barred_mentors(mentee)]
        noted = Plain(parameters=p, normal=model.normal, draw=partial(noted_draw, model, asked))
        choosing.look_and_ask(noted, [mentee], places)
        declined += len(asked) - (places != before)
    return {codes.NO_MENTOR_NEAR: nobody, codes.ASKED_DECLINED: declined}


def noted_draw(model, asked, *of):
    """A draw on whether somebody agrees, noted."""
    asked.append(of)
    return model.draw(*of)
