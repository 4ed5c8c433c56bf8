"""A person: one Mesa agent, with the states and habits of the model's text."""

import math

import mesa

from mentorsim import codes
from mentorsim.codes import DEPENDENT, INDEPENDENT, INTERDEPENDENT, MENTEE, MENTOR, NEVER
from mentorsim.given import FRESH
from reference.plain import eq


class Person(mesa.Agent):
    """Somebody who is or was a mentee or a mentor. traits: drawn starting traits, {name: number or list}."""

    def __init__(self, model, traits: dict):
        super().__init__(model)
        self.__dict__.update(traits)
        self.row = len(model.people)
        self.errors: dict = {}  # what a coordinator gets wrong about this person, {trait: list of errors}
        self.capacity_own = NEVER  # the capacity without the cut that is on
        self.present, self.stage, self.participation = True, DEPENDENT, codes.ABSENT
        self.matches, self.mentees = [], []  # running matches as mentee, as mentor
        self.last_mentor = self.last_match = self.peer = None
        self.ties: dict = {}  # {person: strength}, in the order of arrival
        self.contacts: list = []  # the people of `ties`
        self.partners: list = []  # recent partners in help: [person, week of last giving, week of last getting]
        self.start_counting()
        self.start_feeling()
        self.__dict__.update({name: traits[name] for name in FRESH if name in traits})  # given of real people
        self.arrived = self.waiting_since = model.week
        self.org_start = eq.weighted(model.org_goals, self.skill)

    def start_counting(self):
        """Weeks of what has not happened yet, and counts of what has."""
        self.left = self.independent_week = self.interdependent_week = NEVER
        self.first_match_week = self.delivered_week = self.episode_until = NEVER
        self.mentor_week = NEVER if self.role == MENTEE else self.model.week
        self.success_now = self.failure_now = self.praise_now = self.harsh_now = 0
        self.n_matches = self.n_meetings = self.n_contributions = self.n_replies = self.n_harsh = 0
        self.dependence_weeks = 0
        self.hours_given = self.hours_received = self.learned_mentor = self.learned_others = 0.0
        self.performance_at = [0.0] * len(codes.HORIZONS)
        self.satisfaction_at = [0.0] * len(codes.HORIZONS)

    def start_feeling(self):
        """States that start alike for everybody."""
        self.dependence = self.reactance = self.nodes = self.heard = 0.0
        self.diversity, self.realised, self.success_mean = 0.3, 0.5, 0.5
        self.progress = self.org_progress = self.quality_past = self.load = 0.0

    @property
    def matched(self):
        """Number of running matches, as mentee or as mentor."""
        return len(self.mentees) + len(self.matches)

    @property
    def in_episode(self):
        """1.0 during an episode of private life."""
        return 1.0 if self.episode_until >= self.model.week else 0.0

    def keep_performance_after(self):
        """Performance alone, eight weeks after the latest match, if there was no other."""
        ended = self.last_match
        if ended and not self.matches and ended.end_week == self.model.week - 8:
            ended.performance_after = self.performance

    # --- shocks and goals --------------------------------------------------------------------------------------------

    def live(self):
        """An episode of private life begins now and then, and lasts a geometric number of weeks."""
        if self.in_episode:
            return
        p = self.model.parameters.life
        u, v = self.model.draw(self.key)
        if u < p.episode:
            lasts = int(math.log(v) / math.log(1.0 - 1.0 / p.length)) if p.length > 1.0 else 0
            self.episode_until = self.model.week + lasts

    def move_goals(self):
        """Goals drift toward one domain a week; now and then they jump."""
        p, model = self.model.parameters.goals, self.model
        u, v = model.draw(self.key)
        if u < p.jump:
            self.goals = model.fresh_goals(self.key, len(self.goals))
            return
        pick = int(v * len(self.goals))
        self.goals = [eq.toward(weight, 1.0 if k == pick else 0.0, p.drift) for k, weight in enumerate(self.goals)]

    def help_had(self):
        """Help of the mentor, the mean of several; 0 without one."""
        return sum(match.help for match in self.matches) / len(self.matches) if self.matches else 0.0

    def be_content(self):
        """Progress on both kinds of goals; a mentee's satisfaction follows progress, fitting support, low reactance."""
        p, org_start = self.model.parameters.goals, self.org_start
        now = eq.weighted(self.model.org_goals, self.skill)
        self.org_progress = eq.share_of_way(now, org_start, org_start + p.org_way)
        self.progress = eq.share_of_way(self.performance, self.performance_start, self.target)
        if self.role == MENTEE:
            fit = eq.support_fit(self.help_had(), eq.wanted_help(self.performance, self.autonomy))
            aim = eq.contentment(self.progress, fit, self.reactance, p.by_progress, p.by_fit)
            self.satisfaction = eq.toward(self.satisfaction, aim, p.contentment)

    # --- learning, confidence, reactance -----------------------------------------------------------------------------

    def study(self):
        """Alone: self-study toward the own ceiling, forgetting, learning-to-learn, dependence fading."""
        p, forms = self.model.parameters.learning, self.model.forms
        self.realised = eq.realised_autonomy(
            forms["learning.autonomy_form"], self.autonomy, self.openness, self.diversity, self.interactivity
        )
        drive = eq.study_drive(self.realised, p.study_autonomy)
        if p.dependence_form == "crowding" and self.matches and not p.placebo:
            drive *= 1.0 - p.crowding_out * self.help_had()
        top = eq.own_ceiling(
            self.metacognition, self.nodes, self.ceiling_offset, p.ceiling, p.ceiling_m, p.ceiling_nodes, p.nodes_pace
        )
        self.skill = [
            eq.unit_interval(s + eq.study_gain(s, top, p.study, drive) - p.forgetting * s) for s in self.skill
        ]
        self.nodes *= 1.0 - p.nodes_fade
        self.metacognition = eq.unit_interval(
            self.metacognition
            + eq.metacognition_drift(
                self.metacognition,
                self.metacognition_base,
                self.interactivity,
                self.reactance,
                p.m_rise,
                p.m_fall,
                0.0 if p.placebo else p.m_merit,
            )
        )
        self.dependence *= 1.0 - p.dependence_fade

    def feel(self):
        """Confidence: praise and success raise it, failure and harsh words lower it, a trusted mentor buffers."""
        p, c = self.model.parameters.confidence, self.confidence
        trust = max((match.quality for match in self.matches), default=0.0)
        for _ in range(self.success_now + self.praise_now):
            c += eq.confidence_rise(c, p.rise)
        for _ in range(self.failure_now):
            c -= eq.confidence_fall(c, trust, p.fall, p.buffer)
        for _ in range(self.harsh_now):
            c -= eq.confidence_fall(c, trust, p.harsh, p.buffer)
        self.confidence = eq.unit_interval(eq.toward(c, self.confidence_base, p.back))

    def calm_down(self):
        """Reactance fades in a week without a meeting with the own mentor."""
        if not any(match.met for match in self.matches):
            self.reactance *= 1.0 - self.model.parameters.control.fade

    def tire(self):
        """A mentor recovers, is strained by load squared, lives from mentees' success, and is content with both."""
        if self.role != MENTOR:
            return
        p, contentment = self.model.parameters.energy, self.model.parameters.goals.contentment
        reward = self.success_mean - 0.5 if self.load > 0.0 else 0.0
        self.energy = eq.unit_interval(
            self.energy + eq.energy_step(self.energy, self.load, reward, p.recovery, p.strain, p.joy)
        )
        aim = eq.mentor_contentment(self.success_mean, self.energy)
        self.satisfaction = eq.toward(self.satisfaction, aim, contentment)

    def fade_ties(self, keep, floor):
        """Ties fade; weak ones, and those of and to people who left, are lost."""
        self.ties = {
            other: faded
            for other, strength in self.ties.items()
            if (faded := strength * keep) >= floor and self.present and other.present
        }

    # --- stages, departures ------------------------------------------------------------------------------------------

    def alone_on(self, goals):
        """Unassisted performance, by some goal weights."""
        p = self.model.parameters.learning
        deduction = p.deduction if p.dependence_form == "deduction" else 0.0
        return eq.unassisted(eq.weighted(goals, self.skill), self.dependence, deduction)

    def assess(self):
        """Performance by the goals at the start; whether the stated target is reached; how long dependent."""
        self.performance = self.alone_on(self.goals_start)
        if self.delivered_week == NEVER and self.performance >= self.target:
            self.delivered_week = self.model.week
        if self.role == MENTEE and self.dependence > self.model.parameters.stages.dependent_d:
            self.dependence_weeks += 1

    def grow(self):
        """The stage, by this week's state; between the marks it stays as it was."""
        p, week = self.model.parameters.stages, self.model.week
        if self.dependence > p.dependent_d or self.metacognition < p.dependent_m:
            self.stage = DEPENDENT
        elif (
            self.dependence < p.independent_d
            and self.metacognition >= p.independent_m
            and self.alone_on(self.goals) >= p.independent_y
        ):
            self.stage = INTERDEPENDENT if self.gives_and_takes() else INDEPENDENT
        if self.stage != DEPENDENT and self.independent_week == NEVER:
            self.independent_week = week
        if self.stage == INTERDEPENDENT and self.interdependent_week == NEVER:
            self.interdependent_week = week

    def gives_and_takes(self):
        """Whether help flowed both ways of late, with enough people and reciprocity."""
        p = self.model.parameters.stages
        since = self.model.week - p.window
        helped = {other for other, gave, _ in self.partners if gave > since}
        helping = {other for other, _, got in self.partners if got > since}
        fewer, more = sorted((len(helped), len(helping)))
        return len(helped | helping) >= p.partners and fewer > 0 and fewer >= p.reciprocity * more

    def remember(self, other, helped: bool):
        """Note that I helped the other this week, or was helped; of six partners the longest unseen makes room."""
        slot = next((slot for slot in self.partners if slot[0] is other), None)
        if slot is None:
            slot = [other, -9999, -9999]
            if len(self.partners) < 6:
                self.partners.append(slot)
            else:
                oldest = min(range(6), key=lambda k: max(self.partners[k][1:]))
                self.partners[oldest] = slot
        slot[1 if helped else 2] = self.model.week

    def volunteer(self):
        """An independent, confident mentee becomes a mentor with a weekly hazard. Returns whether it happened."""
        p, model = self.model.parameters.stages, self.model
        if self.role != MENTEE or self.stage == DEPENDENT or self.confidence <= p.confidence:
            return False
        if self.matches and not p.while_matched:
            return False
        hazard = eq.volunteer_hazard(
            self.quality_past,
            self.openness,
            model.need,
            p.volunteer,
            p.volunteer_base,
            p.volunteer_quality,
            p.need_pull,
        )
        if not eq.happens(model.draw(self.key)[0], hazard):
            return False
        self.role, self.mentor_week = MENTOR, model.week
        for match in list(self.matches):
            match.close(codes.BY_PLAN, model.week)
            match.may_go_on_as_peers(1)
        return True

    def wants_to_leave(self):
        """Exhausted mentors give up sooner; others leave, newcomers sooner, all less the more the organisation pays."""
        p, model = self.model.parameters, self.model
        if self.role == MENTOR:
            hazard = eq.exit_hazard(self.energy, p.departures.mentor_exit, p.departures.exhaustion)
        else:
            hazard = eq.leaving_hazard(
                self.org_progress, model.omega, p.departures.leaving, p.goals.earning * p.goals.on
            ) + eq.early_hazard(model.week - self.arrived, p.departures.early, p.departures.early_weeks)
        return eq.happens(model.draw(self.key)[0], hazard)

    def leave(self, week):
        """Leave for good; `week` is the last one here."""
        self.present, self.left = False, week
        self.remove()
