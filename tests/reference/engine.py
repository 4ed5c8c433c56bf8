"""The reference model: the week in order, and what belongs to nobody alone."""

import math
from functools import cache

import mesa

from mentorsim import codes, rng
from mentorsim.codes import BY_MENTOR, BY_OUTSIDE, BY_PLAN, DEPENDENT, MEMBER, MENTEE, MENTOR, NOBODY, RUNNING
from mentorsim.parameters import CODES, flatten
from mentorsim.policies import policies_of
from mentorsim.world.arms import arms_of
from mentorsim.world.newcomers import drawn
from mentorsim.world.weekly import EVENTS
from mentorsim.world.world import World
from reference import befallen, choosing, community, receding, trial
from reference.matches import Match
from reference.people import Person, mean_vector
from reference.plain import eq

WEEK = (
    "arrivals", "shocks", "goals", "matching", "withdrawal", "meetings", "visits", "learning", "community", "retention",
    "adaptation", "confidence", "control", "quality", "endings", "energy", "ties", "satisfaction", "stages",
    "departures", "record",
)  # fmt: skip
ALWAYS = ("shocks", "endings", "satisfaction", "stages", "record")
SWITCH = {"visits": "community", "retention": "learning"}  # of the others, `<process>.on`


class ReferenceModel(mesa.Model):
    """Mentees and mentors, week by week. Arguments as of `mentorsim.world.world.World`.

    people: all persons ever, in the order of arrival (`agents` are those present); matches: all matches ever, `active`
    the running ones; weekly: one dict per week.
    """

    def __init__(self, parameters, seed: int = 0, replication: int = 0, shocks: tuple = ()):
        super().__init__(rng=seed)
        self.parameters, self.policies, self.scheduled = parameters, policies_of(parameters), tuple(shocks)
        self.luck = cache(lambda process: rng.luck(seed, replication, process))
        self.week, self.need, self.org_progress, self.hours_owed = 0, 0.0, 0.0, 0.0
        self.online = parameters.channel.medium == "online"
        self.arms = arms_of(parameters)
        self.trial_luck = self.luck("trial")
        chosen = flatten(parameters)
        self.forms = {path: names.index(chosen[path]) for path, names in CODES.items()}
        self.people, self.matches, self.active, self.weekly = [], [], [], []
        self.new_ties: list = []  # pairs who met, until the week's ties
        self.strong_ties: list = []  # peers and those who answered, with the strength of the tie, until then
        self.events = dict.fromkeys(EVENTS, 0)
        befallen.calm(self)
        self.expected = {kind: [] for kind in range(1, len(codes.KINDS))}  # drawn, not here yet, the next one last
        self.drawn = dict.fromkeys(self.expected, 0)
        self.settle(World(parameters, self.policies, seed, replication))
        self.agenda = [name for name in WEEK if name in ALWAYS or getattr(parameters, SWITCH.get(name, name)).on]

    def settle(self, world):
        """The people, first ties and organisation of a fresh world."""
        self.org_goals, self.programme = world.org_goals.tolist(), world.now["programme"]
        self.welcome(codes.INITIAL_MENTEE, self.parameters.people.mentees)
        self.welcome(codes.INITIAL_MENTOR, self.parameters.people.mentors)
        edges = zip(*(column.tolist() for column in world.ties.edges()), strict=True)
        self.join([(self.people[one], self.people[two], strength) for one, two, strength in edges])
        self.take_given()

    def take_given(self):
        """The matches that run already, if anybody is to be matched."""
        given, p = self.parameters.given, self.parameters
        if not given or not given.matches or not self.pairs:
            return
        self.process_luck = self.luck("matching")
        extra = p.people.mentees - given.mentees  # mentees beyond the roster
        for row in zip(
            *(given.matches[name].tolist() for name in ("mentee", "mentor", "weeks_so_far", "quality", "help"))
        ):
            mentee, mentor, weeks, quality, help_now = row
            if not trial.pairs(self, self.people[mentee].arm):
                continue
            match = Match(self, self.people[mentee], self.people[mentor + extra], codes.ASSIGNED)
            match.start_week = -int(weeks)
            if not math.isnan(quality):
                match.quality = quality
            if not math.isnan(help_now):
                match.help = match.help_start = help_now
            self.matches.append(match)
            self.active.append(match)
            if not p.learning.placebo:
                self.new_ties.append((match.mentee, match.mentor))

    def welcome(self, kind, count):
        """New people of a kind."""
        expected = self.expected[kind]
        if len(expected) < count:
            more = max(64, count)
            traits = drawn(self.parameters, self.luck("start"), kind, self.drawn[kind], more)
            self.drawn[kind] += more
            rows = zip(*(column.tolist() for column in traits.values()), strict=True)
            expected[:] = [dict(zip(traits, row, strict=True)) for row in rows][::-1] + expected
        for _ in range(count):
            person = Person(self, expected.pop())
            person.arm = trial.arm_dealt(self, person)
            self.people.append(person)

    # --- luck --------------------------------------------------------------------------------------------------------

    def draw(self, key, other=0, index=0):
        """Two uniforms of the process at work about a person or a pair, this week."""
        return rng.uniforms(self.process_luck, key, other, self.week, index)

    def draw_four(self, key, other=0, index=0):
        """Four uniforms of the process at work about a person or a pair, this week."""
        return rng.four_uniforms(self.process_luck, key, other, self.week, index)

    def normal(self, key, other, index, week=None):
        """A standard normal of the process at work about a pair, this week or in the week given."""
        return rng.pair_normal(self.process_luck, key, other, self.week if week is None else week, index)

    def normals(self, key, other, index):
        """Two standard normals of the process at work about a pair, this week."""
        return rng.two_normals(*rng.words(self.process_luck, key, other, self.week, index))

    def fresh_goals(self, key, domains):
        """A point on the simplex, drawn for this week."""
        amounts = [-math.log(self.draw(key, 0, 1 + k)[0]) for k in range(domains)]
        return [amount / sum(amounts) for amount in amounts]

    # --- the week ----------------------------------------------------------------------------------------------------

    def step(self):
        """One week: every process that is on, in order."""
        for process in self.agenda:
            self.turn(process)
        self.week += 1

    def turn(self, process):
        """One process of the week."""
        self.process_luck = self.luck(process)
        getattr(self, process)()

    def arrivals(self):
        """Mentees arrive, mentors are recruited; each meets some of those who were here before."""
        p, before = self.parameters, len(self.people)
        if p.people.ratio > 0.0:
            self.hold_ratio()
            return
        for event, kind, rate, index in (
            ("arrived", codes.ARRIVAL, p.arrivals.mentees * p.people.mentees, 0),
            ("recruited", codes.RECRUIT, p.arrivals.mentors * p.people.mentors, 1),
        ):
            self.events[event] = rng.poisson(self.process_luck, rate, self.week, index)
            if self.events[event]:
                self.welcome(kind, self.events[event])
        for newcomer in self.people[before:]:
            self.meet_some(newcomer, self.people[:before])

    def hold_ratio(self):
        """Mentees arrive; then mentors are recruited or, as far as they have no match, released."""
        p, before = self.parameters, len(self.people)
        arrived = rng.poisson(self.process_luck, p.arrivals.mentees * p.people.mentees, self.week, 0)
        mentees = sum(person.role == MENTEE for person in self.agents) + arrived
        mentors = [person for person in self.agents if person.role == MENTOR]
        lacking = math.floor(mentees / p.people.ratio + 0.5) - len(mentors)
        free = sorted((person for person in mentors if not person.mentees), key=lambda person: -person.row)
        for person in free[: max(0, -lacking)]:
            person.role, person.gave_up_mentoring_week = MEMBER, self.week
        self.events |= {"arrived": arrived, "recruited": max(0, lacking)}
        for kind, count in ((codes.ARRIVAL, arrived), (codes.RECRUIT, max(0, lacking))):
            if count:
                self.welcome(kind, count)
        for newcomer in self.people[before:]:
            self.meet_some(newcomer, self.people[:before])

    def meet_some(self, newcomer, others):
        """A newcomer looks around for people present, 16 tries for each first contact."""
        p = self.parameters
        for contact in range(p.ties.newcomer):
            for attempt in range(16 if others else 0):
                luck = self.draw(newcomer.key, 0, 2 + 16 * contact + attempt)[0]
                other = others[int(luck * len(others))]
                if other.present and (other.unit == newcomer.unit or (p.structure.open and p.modes.network)):
                    self.new_ties.append((newcomer, other))
                    break

    def shocks(self):
        """Life episodes begin; platforms fail; scheduled shocks strike."""
        p = self.parameters
        if p.life.on:
            self.agents.do("live")
        befallen.calm(self)
        if p.exposure.on and self.draw(0, 0, 1)[0] < p.exposure.outage:
            self.uptime = 0
        befallen.strike(self)

    def goals(self):
        """Goals move, plans are renegotiated, progress is seen."""
        if self.draw(0)[0] < self.parameters.goals.shift:
            self.org_goals = self.fresh_goals(0, len(self.org_goals))
        self.agents.do("move_goals")
        for match in self.active:
            match.renegotiate()
        self.agents.do("see_progress")
        self.org_progress = mean(person.org_progress for person in self.agents) if self.agents else 0.0

    def matching(self):
        """Those who wait and those who have places are paired by the policy, on matching weeks."""
        p, most = self.parameters.matching, self.policies["matching"].mentors_each(self.parameters)
        self.events["started"] = self.events["rematched"] = 0
        if self.pairs:
            choosing.give_up_waiting(self)
        if self.week % p.interval == 0:
            if p.rematch:
                self.part_poor_fits(most)
            served = sum(bool(person.matches) for person in self.people)
            rounds = [self.match_those_with(have, most) for have in range(most)]
            self.events["started"] = sum(found for _, found in rounds)
            waited, found = rounds[0]
            if not self.routes:
                self.need = self.unserved(waited - found, served + found)
        if most > 1:
            for person in self.people:
                choosing.share_domains(person)

    @property
    def pairs(self):
        """Whether anybody is matched with anybody."""
        return any(trial.pairs(self, arm) for arm in (None, *self.arms))

    @property
    def routes(self):
        """Whether a coordinator routes questions to mentors; in the placebo world nobody does."""
        return self.policies["matching"].routes and not self.parameters.learning.placebo

    def unserved(self, waiting, served):
        """Share of demand that goes unserved; in the placebo as if nobody were matched: all, if anybody needs help."""
        if self.parameters.learning.placebo:
            return float(any(person.role == MENTEE and choosing.seeks(person) for person in self.agents))
        return waiting / (waiting + served) if waiting else 0.0

    def part_poor_fits(self, most):
        """Pairs that rate their quality low are dissolved as planned, if the mentee would wait for another mentor."""
        p = self.parameters.matching
        for match in self.active:
            poor = (match.perceived_quality_mentee + match.perceived_quality_mentor) / 2.0 < p.rematch_below
            old = self.week - match.start_week >= p.rematch_after
            if poor and old and choosing.seeks(match.mentee) and match.mentee.n_matches < p.attempts * most:
                match.rematched = 1
                match.close(codes.BY_PLAN, self.week - 1)
                self.events["rematched"] += 1
        self.forget_ended()

    def match_those_with(self, have, most):
        """A round for mentees with so many mentors. Returns how many waited, and how many found one."""
        waiting, free, pairs = choosing.who_waits(self, have, most), choosing.free_places(self), []
        if waiting and free and self.pairs:
            pairs = trial.new_pairs(self, waiting, free, have)
        for mentee, mentor, how in sorted(pairs, key=lambda pair: pair[0].row):
            match = Match(self, mentee, mentor, how)
            self.matches.append(match)
            self.active.append(match)
            if not self.parameters.learning.placebo:
                self.new_ties.append((mentee, mentor))
        return len(waiting), len(pairs)

    def pair(self, waiting, free, have):
        """([(mentee, mentor), ...], how they were made) by the matching policy."""
        return choosing.new_pairs(self, waiting, free, have)

    def withdrawal(self):
        """The withdrawal policy sets this week's help."""
        for arms in trial.alike(self, "withdrawal"):
            matches = [match for match in self.active if match.arm in arms]
            if matches:
                with trial.acting(self, arms[0]):
                    receding.recede(self, matches)

    def meetings(self):
        """Load follows from wishes, help and hours; each match has some contacts, or is silent."""
        p = self.parameters
        for match in self.active:
            match.wish()
        for person in self.people:
            person.load = 0.0
            if person.mentees:
                hours = self.hours_of(person)
                claims = sum(match.wanted * match.hours_of_contact() for match in person.mentees)
                person.load = claims / hours if hours > 0.0 else 1e9
        budget = p.meetings.budget == "equal_hours"
        pace = self.pace_by_budget() if budget else 1.0
        for match in self.active:
            match.meet(pace)
        if budget:
            self.hours_owed -= sum(match.hours_now for match in self.active)

    def hours_of(self, mentor):
        """Hours of a mentor's week: fewer in a life episode, more if progress pays."""
        p = self.parameters
        omega = trial.omega_of(self, mentor.arm)
        bonus = (1.0 + p.goals.earning_hours * omega * self.org_progress) * self.hours_left
        return mentor.hours * bonus * (p.life.hours if mentor.in_episode else 1.0)

    def pace_by_budget(self):
        """How many times as often pairs meet, so that the hours expected are those that are owed; at most the pace at
        which all who can have 8 contacts in the mean, of which three count."""
        p = self.parameters
        self.hours_owed += p.meetings.hours_budget * p.people.mentors
        pairs = [(match.rate(), match.hours_of_contact()) for match in self.active]
        high = max((8.0 / rate for rate, _ in pairs if rate > 0.0), default=0.0)

        def expected(pace):
            return sum(eq.expected_contacts(pace * rate) * hours for rate, hours in pairs)

        if expected(high) <= max(0.0, self.hours_owed):
            return high
        low = 0.0
        for _ in range(49):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if expected(middle) < max(0.0, self.hours_owed) else (low, middle)
        return 0.5 * (low + high)

    def visits(self):
        """All come to the community this week, more or less often, or stay away."""
        if self.parameters.modes.community or self.parameters.modes.network:
            for person in self.people:
                person.visits = 0
            self.agents.do(community.visit)

    def learning(self):
        """Everybody works alone; then pairs work at a task in each of their contacts, one after the other."""
        self.agents.do("work_alone")
        for match in self.active:
            match.felt_up = match.felt_down = 0.0
            for contact in range(match.met):
                match.work(contact)

    def advice_heard(self, learner, adviser):
        """Weight of advice across the distance of values (bounded confidence)."""
        p = self.parameters.learning
        bound = eq.confidence_bound(learner.openness, p.bound_base, p.bound_slope)
        return eq.advice_weight(eq.distance(learner.values, adviser.values), bound, p.bound_scale)

    def community(self):
        """Visitors ask, answer and read, one after the other; what stays open a coordinator may route."""
        self.events["answers"] = self.events["routed"] = 0
        for person in self.people:
            person.question, person.contributed = NOBODY, 0
        now = community.Week(self)
        for visitor in now.visitors:
            community.look_in(visitor)
        now.talk()
        for person in self.people:
            community.take_part(person)
        if self.routes:
            self.need = 0.0
            community.route(self, now.open)

    def retention(self):
        """Skill fades, and some of it lasts; learning-to-learn moves."""
        self.agents.do("retain")

    def adaptation(self):
        """People get used to help, and miss it."""
        self.agents.do("get_used")

    def confidence(self):
        """Confidence moves with the week's events."""
        self.agents.do("feel")

    def control(self):
        """Threat in meetings raises reactance, but not in the placebo; without a meeting it fades."""
        for match in self.active:
            if match.met and not self.parameters.learning.placebo:
                match.press()
        self.agents.do("calm_down")

    def quality(self):
        """Meetings strengthen or weaken trust."""
        for match in self.active:
            if match.met:
                match.trust()

    def endings(self):
        """Matches end by plan, from outside, by the mentor or by the mentee."""
        for match in self.active:
            by = match.ending()
            if by != RUNNING:
                match.close(by, self.week)
            if by == BY_PLAN:
                match.may_go_on_as_peers(2)

    def energy(self):
        """Mentors recover, are strained, and gain from success."""
        self.agents.do("tire")

    def satisfaction(self):
        """Fit with the place, belonging, and satisfaction."""
        p, units = self.parameters, {}
        for person in self.agents:
            units.setdefault(person.unit, []).append(person.values)
        self.agents.do("find_fit", {unit: mean_vector(values) for unit, values in units.items()})
        if p.belonging.on:
            self.agents.do("belong")
        if p.satisfaction.on:
            self.agents.do("be_satisfied")

    def stages(self):
        """Performance and stages; independent people volunteer as mentors."""
        p = self.parameters.stages
        self.agents.do("assess")
        self.events["graduated"] = 0
        if p.on:
            self.agents.do("grow")
        if p.on and p.graduation:
            self.events["graduated"] = sum(self.agents.map("volunteer"))

    def departures(self):
        """People leave for good; mentors give up mentoring, or take it up again. A mentor who does not go on ends the
        match, a leaving mentee is an ending from outside."""
        for person in list(self.agents):
            person.go_or_stay()
        for match in self.active:
            mentors = match.mentor.present and match.mentor.role == MENTOR
            if match.ended_by == RUNNING and not (mentors and match.mentee.present):
                match.close(BY_OUTSIDE if mentors else BY_MENTOR, self.week)

    # --- ties --------------------------------------------------------------------------------------------------------

    def renew_tie(self, one, two, share):
        """Strengthen a tie, where there is one."""
        if two in one.ties:
            one.ties[two] += share * (1.0 - one.ties[two])
            two.ties[one] += share * (1.0 - two.ties[one])

    def ties(self):
        """Everybody who visits the community considers one tie, all at once; then ties fade, and new ones are there."""
        p, formed = self.parameters.ties, []
        for person in self.agents:
            if person.visits > 0:
                formed += self.consider_tie(person)
        for person in self.people:
            person.fade_ties(1.0 - p.fade, p.floor)
        self.join([(one, two, p.first) for one, two in self.new_ties + formed] + self.strong_ties)
        self.new_ties, self.strong_ties = [], []

    def join(self, new_ties):
        """New ties (one, two, strength) of people present; of a tie that is there already the larger strength holds."""
        gained = set()
        for one, two, strength in new_ties:
            if one is not two and one.present and two.present and self.may_tie(one, two):
                one.ties[two] = two.ties[one] = max(one.ties.get(two, 0.0), strength)
                gained |= {one, two}
        for person in gained:  # contacts in the order of arrival, which the draws of a contact count on
            person.ties = dict(sorted(person.ties.items(), key=lambda tie: tie[0].row))
        for person in self.people:
            person.contacts = list(person.ties)

    def may_tie(self, one, two):
        """Whether there may be a tie: across units only in the network mode."""
        return self.parameters.modes.network or one.unit == two.unit

    def talks(self, one, two):
        """Whether two people may help each other in the community: within units, across them, or both."""
        modes = self.parameters.modes
        return modes.community if one.unit == two.unit else modes.network

    def tied_talk(self, one, two):
        """Whether two people whom a network has brought together may help each other: within units only in the
        community mode."""
        return self.parameters.modes.community or one.unit != two.unit

    def consider_tie(self, person):
        """Experience a contact's otherness; then think of a contact's contact or a stranger. Returns new pairs."""
        p, contacts = self.parameters.ties, person.contacts
        u, v, w, x = self.draw_four(person.key)
        if contacts:
            contact = contacts[int(v * len(contacts))]
            apart = eq.unit_interval(math.sqrt(2.0) * eq.distance(person.values, contact.values) / p.unlike)
            person.diversity = eq.toward(person.diversity, apart, p.diversity_memory)
        if len(contacts) >= p.most:
            return []
        shared = bool(contacts) and u < p.closure
        other = self.contact_of_contact(person, w, x) if shared else self.stranger(person)
        if other is None or other is person or other in person.ties or not self.may_tie(person, other):
            return []
        chance = eq.tie_chance(
            eq.similarity(person.style, other.style, person.values, other.values),
            float(shared),
            float(person.unit == other.unit),
            len(other.contacts),
            p.base,
            p.by_similarity,
            p.by_shared,
            p.by_unit,
            p.by_degree,
        )
        return [(person, other)] if self.draw(person.key, other.key)[0] < chance else []

    def contact_of_contact(self, person, u, v):
        """One of the contacts of one of the contacts."""
        through = person.contacts[int(u * len(person.contacts))]
        return through.contacts[int(v * len(through.contacts))]

    def stranger(self, person):
        """Anybody present whom the structure lets one meet, in four tries; or None."""
        p = self.parameters
        for luck in self.draw_four(person.key, 0, 1):
            other = self.people[int(luck * len(self.people))]
            if other.present and (other.unit == person.unit or (p.structure.open and p.modes.network)):
                return other
        return None

    # --- record ------------------------------------------------------------------------------------------------------

    def forget_ended(self):
        """Keep the running matches, oldest first."""
        self.active = [match for match in self.active if match.ended_by == RUNNING]

    def record(self):
        """The week's row; outcomes at the horizons; a clean slate for the next week."""
        for person in self.agents:
            age = self.week + 1 - person.arrived
            if age in codes.HORIZONS:
                place = codes.HORIZONS.index(age)
                person.performance_at[place], person.satisfaction_at[place] = person.performance, person.satisfaction
        for match in self.active:
            match.count_week()
        for person in self.agents:
            person.keep_performance_after()
        self.weekly.append(self.row_of_people() | self.row_of_mentors() | self.row_of_matches() | self.events)
        for person in self.people:
            person.start_week_anew()
        self.forget_ended()

    def row_of_people(self):
        """Counts of people, and means over the mentees present."""
        mentees = [person for person in self.agents if person.role == MENTEE]
        stages, parts = [person.stage for person in mentees], [person.participation for person in self.agents]
        states = (
            "performance", "lasting_performance", "metacognition", "dependence", "confidence", "reactance",
            "satisfaction", "hurt", "belonging", "progress", "org_progress",
        )  # fmt: skip
        return {
            "mentees": len(mentees),
            "waiting": sum(not person.matches and person.stage == DEPENDENT for person in mentees),
            **{name: stages.count(code) for code, name in enumerate(codes.STAGES)},
            **{name: parts.count(code) for code, name in enumerate(codes.PARTICIPATION)},
            "skill": mean(s for person in mentees for s in person.skill),
            **{name: mean(getattr(person, name) for person in mentees) for name in states},
            "assisted": mean(person.assisted() for person in mentees),
            "realised_autonomy": mean(person.realised for person in mentees),
            "members": sum(person.role == MEMBER for person in self.agents),
            "visits": sum(person.visits for person in self.agents),
            "questions": sum(person.question != NOBODY for person in self.agents),
            "hush": mean(person.hush for person in self.agents),
            "harsh": sum(person.harsh_now for person in self.people),
            "left": sum(person.left == self.week for person in self.people),
            "ties": sum(len(person.ties) for person in self.people) // 2,
        }

    def row_of_mentors(self):
        """Places, and means over the mentors present."""
        mentors = [person for person in self.agents if person.role == MENTOR]
        return {
            "mentors": len(mentors),
            "capacity": sum(mentor.capacity for mentor in mentors),
            "energy": mean(mentor.energy for mentor in mentors),
            "load": mean(mentor.load for mentor in mentors),
            "overloaded": sum(mentor.load > 1.0 for mentor in mentors),
            "literacy_mentors": mean(mentor.literacy for mentor in mentors),
        }

    def row_of_matches(self):
        """The matches that were alive this week, and how those that ended did."""
        matches, ended = self.active, [match.ended_by for match in self.active]
        return {
            "active": ended.count(RUNNING),
            "met": sum(match.met for match in matches),
            "successes": sum(match.success for match in matches),
            "help": mean(match.help for match in matches),
            "quality": mean(match.quality for match in matches),
            "hours": sum(match.hours_now for match in matches) + self.events["routed"] * community.price(self),
            "ended_by_plan": ended.count(BY_PLAN),
            "ended_by_mentor": ended.count(BY_MENTOR),
            "ended_by_mentee": ended.count(codes.BY_MENTEE),
            "ended_outside": ended.count(BY_OUTSIDE),
        }


def mean(values):
    """Arithmetic mean, NaN of nothing."""
    values = list(values)
    return sum(values) / len(values) if values else math.nan
