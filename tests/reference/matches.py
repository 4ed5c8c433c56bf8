"""A match: one mentor, one mentee, from its first week to its last."""

import math

from mentorsim.codes import ASSIGNED, BY_MENTEE, BY_MENTOR, BY_OUTSIDE, BY_PLAN, NEVER, RUNNING
from reference import community, trial
from reference.plain import eq


class Match:
    """A relationship begun this week. how: code of MADE_BY."""

    def __init__(self, model, mentee, mentor, how: int):
        p = model.parameters
        self.model, self.mentee, self.mentor, self.made_by = model, mentee, mentor, how
        self.row, self.start_week, self.end_week, self.ended_by = len(model.matches), model.week, NEVER, RUNNING
        self.met = self.success = self.harsh = self.closing = self.meetings = self.weeks = 0
        self.silent = self.begun_mentee = self.begun_mentor = self.peers = self.taught = 0
        self.boost_until = NEVER
        self.wanted = self.felt_up = self.felt_down = 0.0
        self.advice = self.estimate = self.best_estimate = 0.0
        self.quality_sum = self.load_sum = self.hours = self.hours_now = self.phi = self.tension = 0.0
        self.covers, self.rematched = None, 0  # domains of the plan, where several mentors share them
        self.arm = mentor.arm if p.trial.unit == "mentor" else mentee.arm
        self.focus = trial.omega_of(model, self.arm)
        self.help = self.help_start = trial.parameters_of(model, self.arm).withdrawal.start
        self.similarity = eq.similarity(mentee.style, mentor.style, mentee.values, mentor.values)
        self.same_group = mentee.group == mentor.group
        self.quality = self.first_quality()
        self.perceived_similarity_mentee = eq.unit_interval(
            self.similarity + mentee.bias + p.quality.rating_noise * self.normal(101)
        )
        self.rate_quality(self.normal(102), self.normal(103))
        self.width_error = math.exp(p.learning.width_error * model.normal(mentee.key, mentor.key, 104, week=0))
        self.goal_distance_start = eq.conflict(mentee.goals, model.org_goals)
        self.skill_gap_start = eq.weighted(mentee.goals, mentor.skill) - eq.weighted(mentee.goals, mentee.skill)
        self.assisted_recent = [0.0] * 4
        self.performance_end, self.performance_after = 0.0, math.nan
        self.agree_on_plan()
        self.note_with_both()

    def first_quality(self):
        """Trust at the start: by likeness, a shared group, earlier hurt and chance."""
        p, placebo = self.model.parameters.quality, self.model.parameters.learning.placebo
        return eq.first_quality(
            self.model.forms["quality.start"],
            self.similarity,
            self.same_group,
            0.0 if placebo else self.mentee.hurt,
            p.spread * self.normal(100),
            p.base,
            p.slope,
            p.same_group,
            p.hurt,
            p.flat,
        )

    def note_with_both(self):
        """The mentee has a mentor now, the mentor one place less."""
        mentee, week = self.mentee, self.model.week
        mentee.n_matches += 1
        self.attempt = mentee.n_matches
        mentee.matches.append(self)
        mentee.last_mentor = self.mentor
        self.mentor.mentees.append(self)
        if mentee.first_match_week == NEVER:
            mentee.first_match_week = week

    def normal(self, index):
        """This week's standard normal about the pair."""
        return self.model.normal(self.mentee.key, self.mentor.key, index)

    def draw(self, index=0):
        """This week's two uniforms about the pair."""
        return self.model.draw(self.mentee.key, self.mentor.key, index)

    def agree_on_plan(self):
        """The plan weighs the mentee's goals and the organisation's, in the domains that this mentor covers."""
        whole = [
            (1.0 - self.focus) * mine + self.focus * theirs
            for mine, theirs in zip(self.mentee.goals, self.model.org_goals, strict=True)
        ]
        self.plan = self.within(whole)

    def within(self, weights):
        """Weights of the domains that this mentor covers, scaled to sum 1; as they are if there is no other mentor."""
        if self.covers is None:
            return weights
        total = sum(weight for k, weight in enumerate(weights) if k in self.covers)
        return [weight / total if k in self.covers else 0.0 for k, weight in enumerate(weights)]

    def rate_quality(self, error_mentee, error_mentor):
        """Both partners rate quality, each with own bias and an error, given in units of the noise."""
        noise = self.model.parameters.quality.rating_noise
        self.perceived_quality_mentee = eq.unit_interval(self.quality + self.mentee.bias + noise * error_mentee)
        self.perceived_quality_mentor = eq.unit_interval(self.quality + self.mentor.bias + noise * error_mentor)

    def imposed(self):
        """What the organisation imposes on the mentee in this plan."""
        return eq.imposed_share(self.focus, eq.conflict(self.mentee.goals, self.model.org_goals))

    def renegotiate(self):
        """A plan further from the mentee's goals than its focus makes unavoidable is renewed, or tension grows."""
        p = self.model.parameters.goals
        self.tension *= 1.0 - p.tension_fade
        mine, theirs = self.within(self.mentee.goals), self.within(self.model.org_goals)
        unavoidable = eq.imposed_share(self.focus, eq.conflict(mine, theirs))
        if eq.conflict(self.plan, mine) <= unavoidable + p.threshold:
            return
        agreed = eq.renegotiation_chance(self.quality, p.renegotiate_base, p.renegotiate_quality)
        if self.draw(20)[0] < agreed:
            self.tension = 0.0
            self.agree_on_plan()
        else:
            self.tension = min(2.0, self.tension + p.tension)

    # --- meetings ----------------------------------------------------------------------------------------------------

    def initiative_of_mentee(self):
        """Contacts a week that the mentee would begin, silence aside."""
        p = self.model.parameters.meetings
        return eq.contacts_of_mentee(
            self.mentee.zeta,
            self.quality,
            self.made_by != ASSIGNED,
            p.mentee,
            p.mentee_base,
            p.mentee_quality,
            p.chosen,
        )

    def initiative_of_mentor(self):
        """Contacts a week that the mentor would begin, silence aside."""
        p = self.model.parameters.meetings
        return eq.contacts_of_mentor(self.mentor.attunement, self.quality, p.mentor, p.mentor_base)

    def wishes(self):
        """Contacts a week that mentee, mentor and prompts would begin, after weeks of silence."""
        p = self.model.parameters.meetings
        left = eq.waning(self.silent, p.memory)
        return self.initiative_of_mentee() * left, self.initiative_of_mentor() * left, p.prompts

    def wish(self):
        """Contacts a week that the two wish for; several mentors share a mentee."""
        self.wanted = sum(self.wishes()) / len(self.mentee.matches)

    def hours_of_contact(self):
        """Mentor hours that a contact takes."""
        p = self.model.parameters
        return p.channel.cost * eq.claim(self.help, p.meetings.claim_base, p.meetings.claim_help)

    def channel_works(self):
        """Chance that the channel carries a contact of the two this week."""
        p, model = self.model.parameters.channel, self.model
        works = eq.channel_quality(
            model.online, self.mentee.literacy, self.mentor.literacy, p.reliability, p.gamma, p.gap
        )
        return works * model.uptime if model.online else works

    def rate(self):
        """Contacts to be expected this week: those wished for, as the mentor's attention and the channel allow."""
        return self.wanted * eq.attention(self.mentor.load) * self.channel_works()

    def meet(self, pace):
        """The week's contacts, if any; pace: how many times as often as they wish pairs meet."""
        self.success = self.harsh = 0
        self.met = eq.poisson_quantile(pace * self.rate(), self.four(0)[0], 3)
        self.spend_time()
        for contact in range(self.met):
            self.note_who_began(contact)
            self.be_in_touch(contact)
        self.silent = 0 if self.met else self.silent + 1

    def four(self, index):
        """This week's four uniforms about the pair."""
        return self.model.draw_four(self.mentee.key, self.mentor.key, index)

    def spend_time(self):
        """Contacts cost hours, and train the mentor's pitching."""
        p, mentee, mentor = self.model.parameters, self.mentee, self.mentor
        self.meetings += self.met
        mentee.n_meetings += self.met
        self.hours_now = self.met * self.hours_of_contact()
        self.hours += self.hours_now
        mentor.hours_given += self.hours_now
        mentee.hours_received += self.hours_now
        if not p.learning.placebo:
            mentee.met_now += self.met
            mentor.pitching = 1.0 - (1.0 - mentor.pitching) * (1.0 - p.meetings.practice) ** self.met

    def note_who_began(self, contact):
        """A contact was begun by the mentee, the mentor or a prompt, in shares of what they wish for."""
        mentee, mentor, prompts = self.wishes()
        place = self.draw(1 + contact)[0] * (mentee + mentor + prompts)
        self.begun_mentee += place < mentee
        self.begun_mentor += mentee <= place < mentee + mentor

    def gate(self):
        """What trust lets through of help."""
        p = self.model.parameters.quality
        return eq.trust_gate(self.quality, p.gate, p.gate_power)

    def be_in_touch(self, contact):
        """What else a contact brings: perhaps a harsh word; the tie is renewed, online both gain literacy; the mentor
        may show a resource, or introduce one of the own contacts. Nothing of it in the placebo world."""
        p, model, mentee, mentor = self.model.parameters, self.model, self.mentee, self.mentor
        _, shows, cruel, opens = self.four(8 + contact)
        self.risk_harsh_word(cruel)
        if p.learning.placebo:
            return
        if p.ties.on:
            model.renew_tie(mentee, mentor, p.ties.meeting_renewal)
        if model.online:
            mine, yours = mentee.literacy, mentor.literacy
            mentee.literacy += eq.literacy_gain(mine, yours, p.meetings.literacy)
            mentor.literacy += eq.literacy_gain(yours, mine, p.meetings.literacy)
        if shows < p.meetings.resources * self.gate():
            mentee.nodes += 1.0
        if opens < p.meetings.contacts and mentor.contacts:
            introduced = mentor.contacts[int(self.draw(16 + contact)[0] * len(mentor.contacts))]
            if introduced is not mentee:
                model.new_ties.append((mentee, introduced))

    def risk_harsh_word(self, luck):
        """A directive mentor's word may be harsh; in the placebo world it leaves no mark."""
        p, mentee = self.model.parameters, self.mentee
        if p.exposure.on and luck < p.exposure.harsh * p.exposure.harsh_directive * self.mentor.directiveness:
            self.harsh += 1
            if not p.learning.placebo:
                mentee.n_harsh += 1
                mentee.harsh_now += 1
                mentee.fall_now += p.confidence.harsh

    # --- what a meeting does -----------------------------------------------------------------------------------------

    def work(self, contact):
        """One task in the domain the plan points to: pitched, tried, felt, learned from. contact: which of the week."""
        p, model, mentee, mentor = self.model.parameters, self.model, self.mentee, self.mentor
        u, v = self.draw(contact)
        k, width = eq.domain(self.plan, u), mentee.zone_width
        stretch, rho = community.pitched(mentee, mentor, k, self.help, width * self.width_error)
        stretch += p.learning.imposed_difficulty * self.imposed()
        in_time = self.help * (1.0 - p.channel.asynchrony)
        chance = eq.success_chance(in_time, width, stretch, p.learning.tau, p.learning.ease)
        success = 1 if v < chance else 0
        self.success += success
        self.phi = eq.zone(model.forms["learning.zone"], stretch, width)
        self.feel(success, contact < self.harsh)
        if not p.learning.placebo:
            mentor.success_mean = eq.toward(mentor.success_mean, float(success), p.energy.memory)
            self.teach(k, rho, in_time, success)

    def feel(self, success, harsh):
        """What a contact was worth, or cost. harsh: whether a harsh word fell in it."""
        p = self.model.parameters.quality
        threat = p.felt_reactance * self.mentee.reactance
        felt = eq.experience(success, self.phi, threat, p.felt_harsh * harsh, p.felt_base, p.felt_phi, p.felt_cost)
        self.felt_up += max(0.0, felt)
        self.felt_down += max(0.0, -felt)

    def teach(self, k, rho, in_time, success):
        """What the mentee takes from the task. rho: pitching skill across the gap; in_time: help not too late."""
        p, model, mentee, mentor = self.model.parameters.learning, self.model, self.mentee, self.mentor
        control, skill, trust = model.parameters.control, mentee.skill[k], self.gate()
        heard = model.advice_heard(mentee, mentor)
        missing = eq.missing_structure(skill, mentor.directiveness, self.help, control.structure)
        take = eq.uptake(mentee.reactance, missing, control.structure_cost) * heard
        primed, redundant = mentee.ready_for(k)
        weight = eq.help_weight(
            p.meeting_weight * trust * mentor.knack, take, primed, p.priming, in_time, redundant, p.redundancy
        )
        shrink = eq.shrinking(mentee.time_of_meetings(), p.most_time)
        effort, outcome = min(1.0, mentee.effort()), eq.learned_from(success, p.from_failure / 2.0)
        gain = eq.task_gain(p.rate, mentee.aptitude, skill, self.phi, outcome, effort, shrink * weight)
        lost = eq.confusion(p.rate, mentee.aptitude, skill, trust, rho, p.confusion)
        mentee.learned_mentor += mentee.learn(k, gain - shrink * lost)
        mentee.storing[k] += eq.stored_with_help(p.storing, in_time, success, effort, trust)
        mentee.coaching_now += eq.coached(trust, mentor.pitching, self.help, p.m_coaching)
        mentee.take_outcome(model.parameters.confidence.aided_success * (1.0 - self.help), success)
        mentee.rise_now += model.parameters.confidence.support * trust
        mentee.values = [
            eq.toward(mine, yours, p.values_move * heard)
            for mine, yours in zip(mentee.values, mentor.values, strict=True)
        ]

    def press(self):
        """Reactance follows the threat to freedom felt in a meeting."""
        p, mentee = self.model.parameters, self.mentee
        power = eq.felt_power(p.power.level, p.control.powerless)
        felt = eq.threat(
            self.mentor.directiveness,
            power,
            self.help,
            self.imposed(),
            mentee.autonomy,
            mentee.performance,
            p.control.by_autonomy,
            p.control.by_skill,
        )
        mentee.reactance = eq.toward(mentee.reactance, min(1.0, p.control.steep * felt), p.control.rise)

    def trust(self):
        """Trust moves by what the week's contacts were worth and cost; both rate it."""
        p = self.model.parameters.quality
        step = eq.quality_step(self.quality, self.felt_up, self.felt_down, self.mentor.attunement, p.gain, p.loss)
        self.quality = eq.unit_interval(self.quality + step)
        self.rate_quality(*self.model.normals(self.mentee.key, self.mentor.key, 0))

    # --- endings -----------------------------------------------------------------------------------------------------

    def ending(self):
        """Who ends it this week: the plan, the outside, mentor or mentee, who may fall silent, or nobody (RUNNING)."""
        p, mentee, mentor = self.model.parameters.endings, self.mentee, self.mentor
        if self.closing:
            return BY_PLAN
        if not p.on:
            return RUNNING
        u, v, w, x = self.four(0)
        of_mentor = eq.mentor_hazard(
            self.quality,
            mentor.energy,
            mentor.in_episode,
            mentor.commitment_holds(),
            p.mentor,
            p.by_quality,
            p.by_energy,
            p.episode,
        )
        of_mentee = eq.mentee_hazard(
            self.quality,
            mentee.reactance,
            self.tension,
            mentee.shortfall,
            mentee.in_episode,
            p.mentee,
            p.by_quality,
            p.by_reactance,
            p.by_shortfall,
            p.episode,
        )
        if eq.happens(u, p.outside):
            return BY_OUTSIDE
        if eq.happens(v, self.model.programme * mentor.frailty * of_mentor):
            return BY_MENTOR
        if eq.happens(w, self.model.programme * mentee.frailty * of_mentee):
            return BY_MENTEE
        if eq.happens(x, eq.silence_hazard(self.silent, p.silence, p.tolerated)):
            return BY_MENTEE if self.initiative_of_mentee() < self.initiative_of_mentor() else BY_MENTOR
        return RUNNING

    def remember_quality(self, week):
        """The mean quality, now that `week` was the last, enters that of the mentee's past matches."""
        mentee, total, weeks = self.mentee, self.quality_sum, self.weeks
        if week == self.model.week:  # this week is not in the sums yet
            total, weeks = total + self.quality, weeks + 1
        mentee.quality_past += (total / weeks - mentee.quality_past) / (mentee.n_matches - len(mentee.matches))

    def close(self, by: int, week: int):
        """The match is over; `week` was its last. Both places are free, the mentee remembers its mean quality, and is
        hurt if this was not the plan."""
        mentee = self.mentee
        self.ended_by, self.end_week = by, week
        mentee.matches.remove(self)
        self.mentor.mentees.remove(self)
        mentee.waiting_since = week + 1
        p = self.model.parameters
        if p.learning.placebo:
            return
        self.remember_quality(week)
        if by != BY_PLAN and p.hurt.on:
            own = p.hurt.own_end if by == BY_MENTEE else 1.0
            mentee.be_hurt(eq.hurt_by_end(self.quality, self.help, mentee.hurt, p.hurt.base) * own)

    def may_go_on_as_peers(self, index):
        """After a planned end, the likelier the better it was, both stay in touch as equals. index: of the draw."""
        p, model = self.model.parameters, self.model
        share = 0.0 if p.learning.placebo else trial.parameters_of(model, self.arm).withdrawal.peers
        if self.draw(index)[0] < eq.peer_chance(self.quality, share):
            self.peers = 1
            if p.ties.on:
                model.strong_ties.append((self.mentee, self.mentor, self.quality))

    def count_week(self):
        """One more week alive, into the sums."""
        self.weeks += 1
        self.quality_sum += self.quality
        self.load_sum += self.mentor.load
        mentee = self.mentee
        mentee.last_match, self.performance_end = self, mentee.performance
        skilled = eq.weighted(mentee.goals_start, mentee.skill)
        self.assisted_recent[self.model.week % 4] = eq.assisted(skilled, self.help, mentee.zone_width)
