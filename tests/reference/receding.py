"""How much help mentors give, and who takes over: where withdrawal policies meet the people of the reference engine."""

import numpy as np

from mentorsim import codes
from mentorsim.codes import ABSENT
from mentorsim.parameters import rules_of
from mentorsim.policies.observation import AT_HAND, LOOK_INDEX, STATES
from reference import community
from reference.plain import eq

HAND_OVER, LET_TEACH = 20, 30  # first indices of draws beyond those of looks


class SeenMatches:
    """Running matches as their mentors see them: the attributes of `mentorsim.policies.observation.Relationships`."""

    def __init__(self, model, matches, looks, memory):
        self.parameters, self.rules, self._matches = model.parameters, rules_of(model.parameters), matches
        for name in (*AT_HAND, *looks, *memory):
            what = getattr(self, f"_{name}", None) or self._state(name)
            setattr(self, name, np.array([what(match) for match in matches], dtype=float))

    def __len__(self):
        return len(self._matches)

    def _error(self, match, name):
        """What the mentor gets wrong this week about something."""
        p = self.parameters.withdrawal
        return 0.0 if p.oracle else p.noise * match.normal(LOOK_INDEX[name])

    def _state(self, name):
        """The function that looks at a state of the mentee."""
        assert name in STATES
        return lambda match: getattr(match.mentee, name) + self._error(match, name)

    # --- plain ---

    def _age(self, match):
        return match.model.week - match.start_week

    def _last_help(self, match):
        return match.help

    def _met(self, match):
        return match.met

    def _success(self, match):
        return match.success

    def _autonomy(self, match):
        return match.mentee.autonomy

    def _load(self, match):
        return match.mentor.load

    # --- the next task ---

    def _skill(self, match):
        return eq.weighted(match.plan, match.mentee.skill) + self._error(match, "skill")

    def _gap(self, match):
        pairs = zip(match.mentor.skill, match.mentee.skill, strict=True)
        ahead = [max(0.0, theirs - mine) for theirs, mine in pairs]
        return max(0.0, eq.weighted(match.plan, ahead) + self._error(match, "gap"))

    def _apart(self, match):
        return max(0.0, eq.distance(match.mentee.values, match.mentor.values) + self._error(match, "apart"))

    def _width(self, match):
        return match.mentee.zone_width * (1.0 if self.parameters.withdrawal.oracle else match.width_error)

    def _imposed(self, match):
        return match.imposed()

    def _quality(self, match):
        return match.quality if self.parameters.withdrawal.oracle else match.perceived_quality_mentor

    def _pitching(self, match):
        return match.mentor.pitching

    def _directiveness(self, match):
        return match.mentor.directiveness

    # --- the course so far ---

    def _advice(self, match):
        match.advice += match.met * match.help
        return match.advice

    def _estimate(self, match):
        """A mean of the looks so far, after 1 / memory weeks one that forgets; the best of it since then."""
        memory = 1.0 if self.parameters.withdrawal.oracle else self.parameters.withdrawal.memory
        look = eq.unit_interval(match.mentee.performance + self._error(match, "performance"))
        looks = self._age(match) + 1
        match.estimate = eq.toward(match.estimate, look, max(memory, 1.0 / looks))
        settled = memory * looks > 1.0
        match.best_estimate = max(match.best_estimate, match.estimate) if settled else match.estimate
        return match.estimate

    def _best_estimate(self, match):
        return match.best_estimate

    def _boost(self, match):
        """Weeks of help come back that are left; it comes back once more if the estimate has fallen."""
        p, week = self.parameters.withdrawal, match.model.week
        left = max(0, match.boost_until - week + 1)
        if left == 0 and match.help < p.start and match.estimate <= (1.0 - p.fall) * match.best_estimate:
            match.boost_until, match.best_estimate, left = week + p.boost - 1, match.estimate, p.boost
        return left

    def _taught(self, match):
        if any(gave >= match.start_week for _, gave, _ in match.mentee.partners):
            match.taught = 1
        return match.taught

    def _peers(self, match):
        return len(peers_of(match))


def peers_of(match):
    """Contacts of the mentee, the mentor aside, who took part in the community last week."""
    mentee, model = match.mentee, match.model
    others = [
        other
        for other in mentee.contacts
        if other is not match.mentor and other.present and other.participation != ABSENT
    ]
    return [other for other in others if model.tied_talk(mentee, other)]


def recede(model, matches):
    """This week's help by the withdrawal policy, which matches the plan closes with this week, and what peers do."""
    p, policy = model.parameters.withdrawal, model.policies["withdrawal"]
    seen = SeenMatches(model, matches, policy.looks, policy.memory)
    target = reckoned_best(seen, p) if policy.name == "optimal" else policy.help(seen, p)
    level = np.where(seen.age == 0, p.start, target)
    done = policy.done(seen, level, p)
    for match, help_now, last in zip(matches, level.tolist(), done.tolist(), strict=True):
        match.help, match.closing = eq.unit_interval(help_now), int(last)
        if match.start_week == model.week:
            match.help_start = match.help
    for match in [] if model.parameters.learning.placebo else matches:
        if policy.name == "handover":
            hand_over(match)
        if policy.name == "teach_first":
            let_teach(match)


def reckoned_best(seen, p):
    """Half of the way to the level of help from which the next meeting is expected to bring most."""
    best = [
        max(np.linspace(0.0, 1.0, 11), key=lambda h, n=n: worth_of(seen, n, h, p.worth_m)) for n in range(len(seen))
    ]
    return 0.5 * (seen.last_help + np.array(best, dtype=float))


def worth_of(seen, n, level, worth_m):
    """What the mentor of match n may expect of a meeting at a level of help: skill, and learning-to-learn."""
    p = seen.parameters
    learning, control, width = p.learning, p.control, seen.width[n]
    skill, m = eq.unit_interval(seen.skill[n]), eq.unit_interval(seen.metacognition[n])
    reactance, openness = eq.unit_interval(seen.reactance[n]), eq.unit_interval(seen.openness[n])
    confidence, gap = eq.unit_interval(seen.confidence[n]), seen.gap[n]
    rho = 0.0
    if learning.pitch == "zone":
        rho = eq.congruence(seen.pitching[n], gap, learning.blind_from, learning.blind_scale)
    best = eq.best_stretch(level, width, learning.aim, learning.tau, learning.ease)
    stretch = eq.pitch(gap, best, rho, learning.fixed_stretch) + learning.imposed_difficulty * seen.imposed[n]
    in_time = level * (1.0 - p.channel.asynchrony)
    success = eq.success_chance(in_time, width, stretch, learning.tau, learning.ease)
    bound = eq.confidence_bound(openness, learning.bound_base, learning.bound_slope)
    heard = eq.advice_weight(seen.apart[n], bound, learning.bound_scale)
    missing = eq.missing_structure(skill, seen.directiveness[n], level, control.structure)
    take = eq.uptake(reactance, missing, control.structure_cost) * heard
    redundant = eq.redundancy(skill, learning.redundant_from, learning.redundant_span)
    weight = eq.help_weight(
        learning.meeting_weight, take, 0.0, learning.priming, in_time, redundant, learning.redundancy
    )
    effort = min(
        1.0,
        eq.effort(confidence, 0.0, learning.effort_base, learning.effort_confidence, learning.effort_hurt),
    )
    phi = eq.zone(codes.ZONE_FORMS.index(learning.zone), stretch, width)
    outcome = eq.learned_from(success, learning.from_failure / 2.0)  # it is linear in success
    example = worth_m * (1.0 - m) * eq.coached(1.0, seen.pitching[n], level, learning.m_coaching)
    return eq.task_gain(learning.rate, 1.0, skill, phi, outcome, effort, weight) + example


def hand_over(match):
    """A task of the plan goes to the peers who know most of it; each gives an equal share of the help withdrawn."""
    mentee, p = match.mentee, match.model.parameters
    withdrawn = p.withdrawal.start - match.help
    if withdrawn <= 0.0:
        return
    k = eq.domain(match.plan, match.draw(HAND_OVER)[0])
    best_first = sorted(peers_of(match), key=lambda other: -other.skill[k])
    for other in best_first[: p.withdrawal.handover]:
        help_from(mentee, other, k, withdrawn / p.withdrawal.handover, HAND_OVER + 1)


def help_from(learner, helper, k, helped, index):
    """One helps the other in domain k, if it comes to that. index: of the draws."""
    model, p = learner.model, learner.model.parameters
    comes_to_it = p.withdrawal.peer_reply + p.withdrawal.peer_tie * learner.ties[helper]
    u, _, right, _ = model.draw_four(learner.key, helper.key, index)
    if u >= comes_to_it:
        return
    tie = learner.ties[helper]
    community.be_replied_to(learner, helper)
    if p.ties.on:
        model.renew_tie(learner, helper, p.community.new_tie)
    community.hear_answer(learner, helper, k, helped, tie, right)


def let_teach(match):
    """A mentee down to the last third of help who has helped nobody yet is sent to the contact who knows least."""
    mentee, p = match.mentee, match.model.parameters
    if match.taught or 3.0 * match.help > p.withdrawal.start + 1e-9:
        return
    k = eq.domain(match.plan, match.draw(LET_TEACH)[0])
    learner = min(peers_of(match), key=lambda other: other.skill[k], default=None)
    if learner and learner.skill[k] < mentee.skill[k]:
        help_from(learner, mentee, k, p.community.help, LET_TEACH + 1)
