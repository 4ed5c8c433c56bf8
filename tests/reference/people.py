"""A person: one Mesa agent, with the states and habits of the model's text."""

import math

import mesa

from mentorsim import codes
from mentorsim.codes import DEPENDENT, INDEPENDENT, INTERDEPENDENT, MEMBER, MENTEE, MENTOR, NEVER, NOBODY
from mentorsim.given import FRESH
from reference import trial
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
        self.last_mentor = self.last_match = None
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
        self.gave_up_waiting_week = self.gave_up_mentoring_week = NEVER
        self.mentor_week = NEVER if self.role == MENTEE else self.model.week
        self.start_week_anew()
        self.visits = self.failed_now = self.contributed = self.struck = 0
        self.question = NOBODY  # domain of this week's question
        self.n_matches = self.n_meetings = self.n_contributions = self.n_replies = self.n_harsh = 0
        self.dependence_weeks = 0
        self.hours_given = self.hours_received = self.hours_answering = 0.0
        self.learned_alone = self.learned_mentor = self.learned_others = 0.0
        self.storing = [0.0] * len(self.skill)
        self.performance_at = [0.0] * len(codes.HORIZONS)
        self.satisfaction_at = [0.0] * len(codes.HORIZONS)

    def start_week_anew(self):
        """Nothing has happened yet this week."""
        self.tried = NOBODY
        self.met_now = self.answers_now = self.replied_now = self.harsh_now = self.failed_now = 0
        self.rise_now = self.fall_now = self.coaching_now = self.work_now = self.gain_now = 0.0

    def start_feeling(self):
        """States that start alike for everybody."""
        self.dependence = self.shortfall = self.reactance = self.hurt = self.hush = self.nodes = self.heard = 0.0
        self.diversity, self.realised, self.success_mean = 0.3, 0.5, 0.5
        self.fit, self.belonging, self.pace, self.intent_to_leave = 0.5, 0.3, 1.0, 0.0
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

    def assisted(self):
        """Performance at the most help of a running match."""
        return eq.assisted(self.performance, max((match.help for match in self.matches), default=0.0), self.zone_width)

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

    def see_progress(self):
        """Progress on both kinds of goals."""
        p, org_start = self.model.parameters.goals, self.org_start
        now = eq.weighted(self.model.org_goals, self.skill)
        self.org_progress = eq.share_of_way(now, org_start, org_start + p.org_way)
        self.progress = eq.share_of_way(self.performance, self.performance_start, self.target)

    # --- learning ----------------------------------------------------------------------------------------------------

    def effort(self):
        """Effort at a task, by confidence and hurt."""
        p = self.model.parameters.learning
        return eq.effort(self.confidence, self.hurt, p.effort_base, p.effort_confidence, p.effort_hurt)

    def own_week(self):
        """Share of the week's learning time that is left for own work."""
        p = self.model.parameters
        return eq.own_time(self.time_of_meetings(), p.learning.most_time, self.visits > 0, p.learning.per_visit)

    def time_of_meetings(self):
        """Share of the week's learning time that the own meetings would take."""
        p = self.model.parameters
        return eq.time_wanted(self.met_now, p.channel.cost, p.learning.per_meeting)

    def work_alone(self):
        """One own task, pitched by oneself, with what resources found help."""
        p, forms = self.model.parameters.learning, self.model.forms
        u, v = self.model.draw(self.key)
        k = self.tried = eq.domain(self.goals, u)
        self.realised = eq.realised_autonomy(
            forms["learning.autonomy_form"], self.autonomy, self.openness, self.diversity, eq.proactivity(self.zeta)
        )
        found, width = eq.resource_help(self.nodes, p.node_help, p.nodes_pace), self.zone_width
        self.nodes *= 1.0 - p.nodes_fade
        stretch = eq.own_stretch(found, width, self.side, self.metacognition, p.tau, p.ease, p.own_error)
        success = 1 if v < eq.success_chance(found, width, stretch, p.tau, p.ease) else 0
        self.failed_now = 1 - success
        drive = eq.work_drive(self.realised, p.work_autonomy)
        effort, time = eq.own_effort(self.effort(), self.dependence, drive, p.effort_dependence), self.own_week()
        phi, outcome = eq.zone(forms["learning.zone"], stretch, width), eq.learned_from(success, p.from_failure)
        self.learned_alone += self.learn(
            k, eq.task_gain(p.rate, self.aptitude, self.skill[k], phi, outcome, effort, time)
        )
        self.storing[k] += eq.stored_alone(p.storing, success, effort, time)
        self.work_now = success * effort * time
        self.take_outcome(self.model.parameters.confidence.own_success * time, success, time)

    def learn(self, k, gain):
        """Skill in domain k changes by `gain`, which is given back."""
        self.skill[k] = eq.unit_interval(self.skill[k] + gain)
        self.gain_now += self.goals[k] * gain
        return gain

    def take_outcome(self, rise, success, failing=1.0):
        """A success will raise confidence at rate `rise`, a failure will lower it, by the weight `failing`."""
        if success:
            self.rise_now += rise
        else:
            self.fall_now += self.model.parameters.confidence.failure * failing

    def ready_for(self, k):
        """(primed, redundant): how an own try has prepared for help in domain k, and how far it is not needed."""
        p = self.model.parameters.learning
        primed = eq.priming(
            self.skill[k], self.confidence, self.tried == k, p.priming_confidence, p.priming_middle, p.priming_scale
        )
        return primed, eq.redundancy(self.skill[k], p.redundant_from, p.redundant_span)

    def retain(self):
        """Skill falls toward what lasts, what was stored lasts; learning-to-learn and pace of progress move."""
        p, content = self.model.parameters.learning, self.model.parameters.satisfaction
        for k, lasting in enumerate(self.lasting):
            skill = eq.unit_interval(self.skill[k] - eq.fading(self.skill[k], lasting, p.forgetting))
            kept = lasting * (1.0 - p.lasting_loss) + min(1.0, self.storing[k]) * max(0.0, skill - lasting)
            self.skill[k], self.lasting[k], self.storing[k] = skill, min(skill, kept), 0.0
        self.metacognition = eq.unit_interval(
            self.metacognition
            + eq.metacognition_step(
                self.metacognition,
                self.metacognition_base,
                self.work_now,
                self.coaching_now,
                self.reactance,
                p.m_work,
                p.m_back,
                p.m_merit,
            )
        )
        focus = sum(weight * weight for weight in self.goals)
        progress = eq.progress_ratio(self.gain_now, self.aptitude, self.performance, focus, p.rate, content.expected)
        self.pace = eq.toward(self.pace, progress, content.memory)

    # --- adaptation, confidence, reactance, satisfaction -------------------------------------------------------------

    def trusted(self):
        """Quality of the most trusted running match; 0 without one, and in the placebo world."""
        placebo = self.model.parameters.learning.placebo
        return 0.0 if placebo else max((match.quality for match in self.matches), default=0.0)

    def backing(self):
        """What the most trusted mentor's trust lets through."""
        p = self.model.parameters.quality
        return eq.trust_gate(self.trusted(), p.gate, p.gate_power)

    def get_used(self):
        """Help below the level one is used to is missed; one gets used to this week's; hurt fades."""
        p = self.model.parameters
        had = 0.0 if p.learning.placebo else max((match.help for match in self.matches), default=0.0)
        if self.answers_now > 0:
            had = max(had, eq.answered_help(self.answers_now, self.met_now, p.community.help))
        self.shortfall = eq.shortfall(self.dependence, had, p.adaptation.missed)
        self.dependence = eq.unit_interval(eq.toward(self.dependence, had, p.adaptation.rate))
        self.hurt *= 1.0 - p.hurt.fade

    def be_hurt(self, amount):
        """An unplanned end hurts, and costs confidence at once."""
        self.hurt = eq.unit_interval(self.hurt + amount)
        share = self.model.parameters.hurt.confidence * amount
        self.confidence = eq.unit_interval(self.confidence - share * self.confidence)

    def feel(self):
        """Confidence follows the week's events, missed help and the baseline; a trusted mentor buffers."""
        p = self.model.parameters.confidence
        self.confidence = eq.unit_interval(
            self.confidence
            + eq.confidence_step(
                self.confidence,
                self.confidence_base,
                self.rise_now,
                self.fall_now,
                self.backing(),
                self.shortfall,
                p.buffer,
                p.shortfall,
                p.back,
            )
        )

    def find_fit(self, units):
        """Now and then: how own values and goals fit those of contacts, or of unit and organisation.

        units: {unit: mean values of its people}.
        """
        model = self.model
        if model.week % 13 != 0 and model.week != self.arrived:
            return
        if not model.parameters.structure.open:
            values, goals = units[self.unit], model.org_goals
        elif self.contacts:
            values = mean_vector([other.values for other in self.contacts])
            goals = mean_vector([other.goals for other in self.contacts])
        else:
            return
        self.fit = eq.place_fit(eq.distance(self.values, values), eq.conflict(self.goals, goals))

    def belong(self):
        """Replies, taking part and a pair in contact tell somebody that they belong."""
        p = self.model.parameters.belonging
        there, in_contact = self.visits > 0, self.met_now > 0
        signal = eq.belonging_signal(
            self.replied_now, there, in_contact, self.trusted(), p.replied, p.there, p.pair, p.pair_base
        )
        self.belonging = eq.unit_interval(eq.toward(self.belonging, signal, p.pace))

    def be_satisfied(self):
        """Satisfaction of who is not a mentor follows fit, trust, confidence, progress, hurt and missed help."""
        p = self.model.parameters.satisfaction
        if self.role == MENTOR:
            return
        weights = p.fit, p.usual_fit, p.trust, p.confidence, p.progress, p.hurt, p.shortfall
        aim = eq.contentment(
            self.fit, self.backing(), self.confidence, self.pace, self.hurt, self.shortfall, p.base, weights
        )
        self.satisfaction = eq.toward(self.satisfaction, aim, p.pace)

    def calm_down(self):
        """Reactance fades in a week without a meeting with the own mentor; those of the placebo are none."""
        if self.model.parameters.learning.placebo or not any(match.met for match in self.matches):
            self.reactance *= 1.0 - self.model.parameters.control.fade

    def tire(self):
        """A mentor recovers, is strained by load squared, lives from mentees' success, and is content with both; who
        gave up mentoring recovers."""
        if self.role == MENTEE:
            return
        p = self.model.parameters
        load = 0.0 if p.learning.placebo or self.role == MEMBER else self.load
        reward = self.success_mean - 0.5 if load > 0.0 else 0.0
        self.energy = eq.unit_interval(
            self.energy + eq.energy_step(self.energy, load, reward, p.energy.recovery, p.energy.strain, p.energy.joy)
        )
        if p.satisfaction.on and self.role == MENTOR:
            aim = eq.mentor_contentment(self.success_mean, self.energy)
            self.satisfaction = eq.toward(self.satisfaction, aim, p.satisfaction.pace)

    def fade_ties(self, keep, floor):
        """Ties fade; weak ones, those of and to people who left, and those that may no longer be are lost."""
        self.ties = {
            other: faded
            for other, strength in self.ties.items()
            if (faded := strength * keep) >= floor
            and self.present
            and other.present
            and self.model.may_tie(self, other)
        }

    # --- stages, departures ------------------------------------------------------------------------------------------

    def assess(self):
        """Performance by the goals at the start; whether the stated target is reached; how long dependent."""
        self.performance = eq.weighted(self.goals_start, self.skill)
        self.lasting_performance = eq.weighted(self.goals_start, self.lasting)
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
            and eq.weighted(self.goals, self.lasting) >= p.independent_y
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
        p, model, placebo = self.model.parameters.stages, self.model, self.model.parameters.learning.placebo
        if self.role != MENTEE or self.stage == DEPENDENT or self.confidence <= p.confidence:
            return False
        if self.matches and not p.while_matched and not placebo:
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

    def commitment_holds(self):
        """Factor of the hazards of a mentor: smaller within the time that they said they would stay."""
        p = self.model.parameters.endings
        return eq.commitment_factor(self.model.week - self.mentor_week, self.commitment, p.committed, p.beyond)

    def go_or_stay(self):
        """Leave for good, or give up mentoring, the sooner the more exhausted, or take it up again, once rested."""
        p, week = self.model.parameters, self.model.week
        u, v, w, _ = self.model.draw_four(self.key)
        gives_up = eq.exit_hazard(
            self.energy, self.commitment_holds(), p.departures.mentor_exit, p.departures.exhaustion
        )
        if eq.happens(u, self.hazard_to_leave()):
            self.leave(week)
        elif self.role == MENTOR and eq.happens(v, gives_up):
            self.role, self.gave_up_mentoring_week = MEMBER, week
        elif self.role == MEMBER and self.energy >= p.stages.rested and eq.happens(w, p.stages.comes_back):
            self.role, self.mentor_week = MENTOR, week

    def hazard_to_leave(self):
        """Hazard of leaving: by the intent, how loosely one is bound, and what the organisation pays."""
        p, model = self.model.parameters, self.model
        leaving = p.departures
        self.intent_to_leave = eq.intent_to_leave(
            self.satisfaction,
            self.belonging,
            self.hurt,
            self.shortfall,
            leaving.by_satisfaction,
            leaving.by_belonging,
            leaving.by_hurt,
            leaving.by_shortfall,
        )
        return eq.leaving_hazard(
            self.intent_to_leave,
            self.restless,
            self.org_progress,
            trial.omega_of(model, self.arm),
            leaving.leaving,
            leaving.spread,
            p.goals.earning * p.goals.on,
        )

    def leave(self, week):
        """Leave for good; `week` is the last one here."""
        self.present, self.left = False, week
        self.remove()


def mean_vector(vectors):
    """The mean of some vectors of equal length."""
    return [sum(entries) / len(vectors) for entries in zip(*vectors, strict=True)]
