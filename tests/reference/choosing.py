"""Who is matched with whom: where matching policies meet the people of the reference engine."""

import numpy as np

from mentorsim.codes import ASSIGNED, BOTH_AGREED, DEPENDENT, MENTEE, MENTEE_CHOSE, MENTOR, NEVER, RUNNING
from mentorsim.parameters import rules_of
from mentorsim.policies import solvers
from mentorsim.policies.observation import OBSERVED, TRAIT_STREAM, Draw, expected_plan, fill_likeness
from mentorsim.rng import normal
from reference import trial
from reference.plain import eq


class Seen:
    """People as a matching policy sees them: as `mentorsim.policies.observation.People`, with the same errors."""

    def __init__(self, model, people, free=None, wants=None):
        self._model, self._people, self.free, self._wants = model, people, free, wants
        self.key = np.array([person.key for person in people])
        self.group = np.array([person.group for person in people])
        self.unit = np.array([person.unit for person in people])
        self.waiting = np.array([model.week - person.waiting_since for person in people])
        self.matched = np.array([person.matched for person in people])
        self.parameters, self.rules = model.parameters, rules_of(model.parameters)

    def __len__(self):
        return len(self._people)

    def __getattr__(self, name):
        if name not in OBSERVED:
            raise AttributeError(name)
        p = self._model.parameters.matching
        seen = np.array([getattr(person, name) for person in self._people])
        if not p.oracle and p.noise > 0.0:
            width = seen.size // len(self)
            seen = seen + p.noise * np.array([errors_about(person, name, width) for person in self._people]).reshape(
                seen.shape
            )
        setattr(self, name, seen)
        return seen

    def likeness(self, others):
        """Deep similarity with others as they look."""
        out = np.empty((len(self), len(others)))
        fill_likeness(self.style, others.style, self.values, others.values, out)
        return out

    @property
    def plan(self):
        """Weights of domains in the plans that they would make as mentees."""
        omega = np.array([[trial.omega_of(self._model, person.arm)] for person in self._people])
        return expected_plan(self.goals, self._model.org_goals, omega, self._wants)


def errors_about(person, name, width):
    """What the coordinator gets wrong about a trait of this person, in units of the noise: drawn once for life."""
    if name not in person.errors:
        luck = person.model.luck("observation")
        person.errors[name] = [normal(luck, person.key, 0, TRAIT_STREAM[name] + k) for k in range(width)]
    return person.errors[name]


def seeks(mentee):
    """Whether a mentee is in a stage in which one seeks a mentor."""
    return mentee.stage == DEPENDENT or mentee.model.parameters.matching.everybody


def who_waits(model, have, most):
    """Mentees with `have` of at most `most` mentors who need one more and have not given up, longest waiting first."""
    limit = model.parameters.matching.attempts * most
    waiting = [
        person
        for person in model.agents
        if person.role == MENTEE
        and len(person.matches) == have
        and person.n_matches < limit
        and person.gave_up_waiting_week == NEVER
        and seeks(person)
    ]
    return sorted(waiting, key=lambda person: person.waiting_since)


def give_up_waiting(model):
    """Mentees who wait for a first or a further mentor give up now and then."""
    for person in who_waits_at_all(model):
        if eq.happens(model.draw(person.key, 0, 120)[0], model.parameters.matching.gives_up):
            person.gave_up_waiting_week = model.week


def who_waits_at_all(model):
    """Mentees without a mentor who seek one and have not given up waiting."""
    return [
        person
        for person in model.agents
        if person.role == MENTEE and not person.matches and seeks(person) and person.gave_up_waiting_week == NEVER
    ]


def free_places(model):
    """{mentor: places left} of the mentors who have some and are not too tired."""
    tired = model.parameters.matching.declines_below
    return {
        person: person.capacity - len(person.mentees)
        for person in model.agents
        if person.role == MENTOR and len(person.mentees) < person.capacity and person.energy >= tired
    }


def new_pairs(model, waiting, free, have):
    """([(mentee, mentor), ...], how they were made) by the matching policy."""
    if model.policies["matching"].solver == "reach":
        return look_and_ask(model, waiting, free), BOTH_AGREED
    how = MENTEE_CHOSE if model.parameters.pairing.by == "people" else ASSIGNED
    return solved(model, waiting, free, have), how


def barred_mentors(mentee):
    """Mentors from whom a mentee has parted for a poor fit, or whom the mentee has now."""
    mine = [match for match in mentee.model.matches if match.mentee is mentee]
    return {match.mentor for match in mine if match.rematched or match.ended_by == RUNNING}


def look_and_ask(model, waiting, free):
    """Each mentee in turn asks the most similar free mentors within reach, until one accepts."""
    p, pairs = model.parameters, []
    for mentee in waiting:
        barred = barred_mentors(mentee)
        near = [o for o in within_reach(mentee, p.matching) if free.get(o, 0) > 0 and o not in barred]
        likeness = {other: seen_similarity(model, mentee, other) for other in near}
        for mentor in sorted(near, key=lambda other: (-likeness[other], other.row))[: p.pairing.asks]:
            agrees = p.matching.accept_base + p.matching.accept_slope * eq.unit_interval(likeness[mentor])
            if model.draw(mentee.key, mentor.key, 111)[0] < agrees:
                free[mentor] -= 1
                pairs.append((mentee, mentor))
                break
    return pairs


def within_reach(person, p):
    """Whom a person finds through ties in `reach` steps, nearest first; no more than `seen`, themselves included."""
    found, seen, ring = [], {person}, [person]
    for _ in range(p.reach):
        outer = []
        for other in (contact for known in ring for contact in known.contacts):
            if other not in seen:
                if len(seen) == p.seen:
                    return found
                seen.add(other)
                found.append(other)
                outer.append(other)
        ring = outer
    return found


def seen_similarity(model, mentee, mentor):
    """Deep similarity as the mentee sees it: an error that belongs to the pair and does not change."""
    p = model.parameters.matching
    deep = eq.similarity(mentee.style, mentor.style, mentee.values, mentor.values)
    return deep if p.oracle else deep + p.noise * model.normal(mentee.key, mentor.key, 110, week=0)


def solved(model, waiting, free, have):
    """Pairs by the policy's scores or order; too many to solve at once are cut in blocks, both sides dealt in turn."""
    policy, p = model.policies["matching"], model.parameters.pairing
    people_ask = p.asks if p.by == "people" else 0
    everybody, pairs = list(free), []
    blocks = solvers.blocks(policy, len(waiting), len(free), sum(free.values()), people_ask)
    for block in range(blocks):
        mentees, mentors = waiting[block::blocks], everybody[block::blocks]
        if mentees:
            barred = [
                (i, mentors.index(mentor))
                for i, mentee in enumerate(mentees)
                for mentor in sorted(barred_mentors(mentee), key=lambda other: other.row)
                if mentor in mentors
            ]
            chosen = solvers.pairs(
                policy,
                Seen(model, mentees, wants=domains_missing(model, mentees) if have else None),
                Seen(model, mentors, np.array([free[mentor] for mentor in mentors])),
                Draw(model.luck("matching"), model.week),
                people_ask,
                tuple(np.array(barred, int).reshape(-1, 2).T),
            )
            pairs += [(mentees[i], mentors[j]) for i, j in zip(*chosen, strict=True)]
    return pairs


# --- several mentors -------------------------------------------------------------------------------------------------


def domains_missing(model, mentees):
    """(n, K) flags: a fair part of the domains, those in which a mentee's mentors, as seen and weighed by the plan,
    fall shortest."""
    have = len(mentees[0].matches)
    best = [Seen(model, [match.mentor for match in mentee.matches]).skill.max(axis=0) for mentee in mentees]
    lack = Seen(model, mentees).plan * (1.0 - np.maximum(0.0, best))
    count, wants = max(1, lack.shape[1] // (have + 1)), np.zeros(lack.shape, bool)
    for row, flags in zip(lack.tolist(), wants, strict=True):
        for k in sorted(range(len(row)), key=lambda k: -row[k])[:count]:
            flags[k] = True
    return wants


def share_domains(person):
    """If the mentors of a mentee do not part the domains among them, these are dealt anew, most wanted first: to the
    mentor best at it among those with the fewest so far."""
    matches, model = person.matches, person.model
    domains = range(len(person.goals))
    covered = [k for match in matches for k in (domains if match.covers is None else match.covers)]
    if not matches or sorted(covered) == list(domains):
        return
    omega = matches[0].focus
    wanted = [(1.0 - omega) * mine + omega * theirs for mine, theirs in zip(person.goals, model.org_goals, strict=True)]
    dealt = {match: set() for match in matches}
    for k in sorted(domains, key=lambda k: -wanted[k]):
        fewest = min(len(some) for some in dealt.values())
        best = max((m for m in matches if len(dealt[m]) == fewest), key=lambda match: match.mentor.skill[k])
        dealt[best].add(k)
    for match, some in dealt.items():
        match.covers = None if len(some) == len(domains) else some
        match.agree_on_plan()
