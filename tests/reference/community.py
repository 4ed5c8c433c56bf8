"""The community: visits, questions, answers, reading, harsh words, and questions that a coordinator routes."""

from mentorsim.codes import ABSENT, CONTRIBUTING, MENTEE, MENTOR, NOBODY, READING
from reference import choosing
from reference.plain import eq

MOST_VISITS, MOST_READ = 30, 3  # in a week
# Indices of draws about one person (of several, the first), and about a pair.
STRANGER, FORWARDING, READING_UP, GROUP = 100, 200, 300, 1000
WILLING, ANSWER, READER, ROUTED = 1, 2, 3, 4

# --- visits ----------------------------------------------------------------------------------------------------------


def visit(person):
    """How often somebody comes this week; then the pull of replies and hush fade; a privacy incident hushes anew."""
    model, p = person.model, person.model.parameters.community
    channel, works = model.parameters.channel, 1.0
    if model.online:
        works = channel.reliability * model.uptime * person.literacy**channel.gamma
    rate = eq.visit_rate(
        works,
        person.zeta,
        person.heard,
        person.hush,
        person.confidence,
        p.base,
        p.by_zeta,
        p.by_reply,
        p.by_hush,
        p.by_confidence,
    )
    u, leak, _, _ = model.draw_four(person.key)
    person.visits = eq.poisson_quantile(rate, u, MOST_VISITS)
    person.heard *= 1.0 - p.heard_fade
    person.hush *= 1.0 - p.hush_fade
    risks = model.parameters.exposure
    if risks.on and person.visits and leak < risks.privacy:
        be_hushed(person)


def be_hushed(person):
    """A harsh word, or a privacy incident, hushes whom it hits, the less the more they trust a mentor."""
    p = person.model.parameters
    more = eq.hush_by_word(person.hush, person.confidence, person.trusted(), p.community.hush, p.confidence.buffer)
    person.hush = eq.unit_interval(person.hush + more)


# --- questions -------------------------------------------------------------------------------------------------------


def look_in(person):
    """A visitor may find a resource, and may ask about the own task if it has failed."""
    p = person.model.parameters.community
    u, found, _, _ = person.model.draw_four(person.key)
    if found < p.finds:
        person.nodes += 1.0
    asks = eq.asking_chance(
        person.confidence,
        person.metacognition,
        person.zeta,
        person.hush,
        p.ask_base,
        p.ask_confidence,
        p.ask_m,
        p.ask_zeta,
        p.by_hush,
    )
    if person.failed_now and u < asks:
        person.question, person.contributed = person.tried, 1


class Week:
    """This week's visitors, and what comes of their questions: `answered` [(asker, level of skill), ...], `open`."""

    def __init__(self, model):
        self.model, self.p, self.modes = model, model.parameters.community, model.parameters.modes
        self.visitors = [person for person in model.agents if person.visits > 0]
        self.answered, self.open = [], []

    def talk(self):
        """Questions are answered or not, others read along, and harsh words fall."""
        for asker in self.visitors:
            if asker.question != NOBODY:
                self.find_answers(asker)
        for reader in self.visitors:
            for t in range(min(MOST_READ, reader.visits)):
                self.read_along(reader, t)
        struck = [person for person in self.visitors if self.draws_harsh_word(person)]
        for victim in struck:
            be_hushed(victim)

    # --- who hears of a question ---

    def neighbours(self, person):
        """Visitors of the own unit whom a person reaches: so many in the list of the unit, from a place drawn on."""
        group = [other for other in self.visitors if other.unit == person.unit]
        start = int(self.model.draw(person.key, 0, GROUP)[0] * len(group))
        return (group[start:] + group[:start])[: self.p.seen]

    def told(self, asker):
        """Everybody to whom a question comes, some more than once, some not there."""
        model, contacts = self.model, asker.contacts
        if self.modes.community:
            yield from self.neighbours(asker)
        if self.modes.network:
            yield from (other for other in contacts if model.tied_talk(asker, other))
            for t in range(int(self.p.strangers)):
                other = model.people[int(model.draw(asker.key, 0, STRANGER + t)[0] * len(model.people))]
                if model.tied_talk(asker, other):
                    yield other
        for t in range(self.p.forwarding if contacts else 0):
            u, v = model.draw(asker.key, 0, FORWARDING + t)
            through = contacts[int(u * len(contacts))]
            if through.visits and through.contacts:
                other = through.contacts[int(v * len(through.contacts))]
                if model.talks(asker, other):
                    yield other

    def hearers(self, asker):
        """The visitors who hear of a question, each once."""
        return [other for other in dict.fromkeys(self.told(asker)) if other is not asker and other.visits]

    # --- answers ---

    def find_answers(self, asker):
        """Those willing answer one after the other, the less readily the more answers there are."""
        willing = [
            (when, helper, least) for helper in self.hearers(asker) for when, least in self.willingness(asker, helper)
        ]
        answers, level = 0, None
        for _, helper, least in sorted(willing, key=lambda one: one[0]):
            if answers < self.p.most_answers and least < self.p.crowd**answers:
                if answers == 0:
                    level = asker.skill[asker.question] + self.stretch(asker, helper)
                self.answer(asker, helper, first=answers == 0)
                answers += 1
        if answers:
            self.answered.append((asker, level))
        else:
            self.open.append(asker)
        self.model.events["answers"] += answers

    def willingness(self, asker, helper):
        """[(when the helper would answer, least readiness that it takes)], or [] of who would not."""
        p, k = self.p, asker.question
        u, when = self.model.draw(asker.key, helper.key, WILLING)
        ready = eq.readiness_to_answer(
            helper.visits,
            helper.zeta,
            self.owed(helper, asker),
            helper.hush,
            p.answer_logit,
            p.answer_zeta,
            p.owed,
            p.by_hush,
        )
        chance = eq.knowing_more(helper.skill[k] - asker.skill[k], p.knows) * ready
        return [(when, u / chance)] if u < chance else []

    def owed(self, person, other):
        """What a person owes another for help got."""
        weeks = [got for partner, _, got in person.partners if partner is other and got >= 0]
        return eq.owed_help(self.model.week - weeks[0], self.p.owed_fade) if weeks else 0.0

    def stretch(self, asker, helper):
        """Stretch of the task that an answer sets."""
        return pitched(asker, helper, asker.question, self.p.help, asker.zone_width)[0]

    def answer(self, asker, helper, first: bool):
        """An answer costs time, teaches both and ties them; it may be thanked. first: whether the asker works at it."""
        model, p, learning, k = self.model, self.p, self.model.parameters.learning, asker.question
        thanks, right, _, _ = model.draw_four(asker.key, helper.key, ANSWER)
        if first:
            hear_answer(asker, helper, k, p.help, asker.ties.get(helper, 0.0), right)
        helper.contributed += 1
        helper.hours_answering += p.answer_hours
        if learning.on:
            helper.storing[k] += p.explaining * learning.storing
        be_replied_to(asker, helper)
        if model.parameters.ties.on:
            if helper in asker.ties:
                model.renew_tie(asker, helper, p.new_tie)
            else:
                model.strong_ties.append((asker, helper, p.new_tie))
        if thanks < p.praise:
            helper.heard, helper.replied_now = 1.0, 1
            helper.rise_now += model.parameters.confidence.praise

    # --- reading ---

    def read_along(self, reader, t):
        """The t-th answered question that a visitor comes across: of the own unit, of all, or of these in turn."""
        pool, own_unit = self.answered, self.modes.community and not (self.modes.network and t % 2 == 1)
        if own_unit:
            pool = [(asker, level) for asker, level in pool if asker.unit == reader.unit]
        if not pool:
            return
        asker, level = pool[int(self.model.draw(reader.key, 0, READING_UP + t)[0] * len(pool))]
        stretch = level - reader.skill[asker.question]
        if asker is not reader and stretch > 0.0:
            read_answer(reader, asker.question, stretch, self.model.draw(reader.key, asker.key, READER)[0])

    # --- harsh words ---

    def draws_harsh_word(self, person):
        """Whether contributions draw a harsh word, the likelier in a raid; visitors around witness it."""
        p = self.model.parameters
        _, _, u, _ = self.model.draw_four(person.key)
        risk = min(1.0, p.exposure.harsh * self.model.raid)
        if not p.exposure.on or u >= 1.0 - (1.0 - risk) ** person.contributed:
            return False
        person.harsh_now += 1
        person.n_harsh += 1
        person.fall_now += p.confidence.harsh
        near = (self.neighbours(person) if self.modes.community else []) + person.contacts
        for witness in dict.fromkeys(near):
            if witness is not person and witness.visits:
                more = eq.hush_by_witness(witness.hush, witness.confidence, self.p.witness)
                witness.hush = eq.unit_interval(witness.hush + more)
        return True


def be_replied_to(person, helper):
    """A reply tells that one is heard, and is remembered by both."""
    person.heard, person.replied_now = 1.0, 1
    person.n_replies += 1
    person.remember(helper, helped=False)
    helper.remember(person, helped=True)


def take_part(person):
    """What a person did in the community this week, as a code, and their contributions so far."""
    person.participation = CONTRIBUTING if person.contributed else READING if person.visits else ABSENT
    person.n_contributions += person.contributed


# --- the task in an answer -------------------------------------------------------------------------------------------


def pitched(learner, helper, k, level, width):
    """(stretch, pitching skill across the gap) of a task that a helper sets in domain k at a level of help.

    width: the learner's zone width as the helper sees it.
    """
    p = learner.model.parameters.learning
    gap = max(0.0, helper.skill[k] - learner.skill[k])
    rho = 0.0 if p.pitch == "fixed" else eq.congruence(helper.pitching, gap, p.blind_from, p.blind_scale)
    return eq.pitch(gap, eq.best_stretch(level, width, p.aim, p.tau, p.ease), rho, p.fixed_stretch), rho


def tried_task(person, stretch, level, luck):
    """(success, zone value) of a task at a level of help, by the luck of success."""
    p, width = person.model.parameters.learning, person.zone_width
    success = 1 if luck < eq.success_chance(level, width, stretch, p.tau, p.ease) else 0
    return success, eq.zone(person.model.forms["learning.zone"], stretch, width)


def hear_answer(person, expert, k, level, tie, luck):
    """An answer is a task with help. level: of help; tie: strength of the tie between the two; luck: of success."""
    model, p, learning = person.model, person.model.parameters.community, person.model.parameters.learning
    if not learning.on:
        return
    stretch, _ = pitched(person, expert, k, level, person.zone_width)
    success, phi = tried_task(person, stretch, level, luck)
    trust, effort = p.answer_base + p.answer_tie * tie, min(1.0, person.effort())
    primed, redundant = person.ready_for(k)
    weight = eq.help_weight(
        p.answer_weight * trust * expert.knack,
        model.advice_heard(person, expert),
        primed,
        learning.priming,
        level,
        redundant,
        learning.redundancy,
    )
    outcome = eq.learned_from(success, learning.from_failure / 2.0)
    gain = eq.task_gain(learning.rate, person.aptitude, person.skill[k], phi, outcome, effort, weight)
    person.learned_others += person.learn(k, gain)
    person.storing[k] += eq.stored_with_help(learning.storing, level, success, effort, trust)
    person.take_outcome(model.parameters.confidence.aided_success * (1.0 - level), success)
    person.answers_now += 1


def read_answer(person, k, stretch, luck):
    """Who reads an answer to somebody else tries its task without help, most of all after an own try."""
    p, learning = person.model.parameters.community, person.model.parameters.learning
    if not learning.on:
        return
    success, phi = tried_task(person, stretch, 0.0, luck)
    weight = p.reading * (p.reading_base + p.reading_tried * (person.tried == k))
    effort, outcome = min(1.0, person.effort()), eq.learned_from(success, learning.from_failure)
    gain = eq.task_gain(learning.rate, person.aptitude, person.skill[k], phi, outcome, effort, weight)
    person.learned_others += person.learn(k, gain)
    person.storing[k] += eq.stored_alone(learning.storing, success, effort, weight)


# --- questions that a coordinator routes -----------------------------------------------------------------------------


def price(model):
    """Mentor hours that the answer to a routed question takes."""
    return model.parameters.channel.cost * model.parameters.matching.answer_hours


def route(model, left_open):
    """The coordinator routes open questions of mentees to the mentor known to know most who has time."""
    p, asked = model.parameters, [person for person in left_open if person.role == MENTEE]
    if not asked:
        return
    if not p.meetings.on:
        for person in model.people:
            person.load = 0.0
    mentors = [a for a in model.agents if a.role == MENTOR and a.energy >= p.matching.declines_below]
    skill = choosing.Seen(model, mentors).skill if mentors else []
    there = {mentor: model.hours_of(mentor) for mentor in mentors}
    over, budget = dict(there), p.meetings.budget == "equal_hours"
    for person in asked:
        order = sorted(range(len(mentors)), key=lambda m, k=person.question: -skill[m][k])
        free = [mentors[m] for m in order if over[mentors[m]] >= price(model)]
        if p.matching.own_group_first:
            free.sort(key=lambda mentor, unit=person.unit: mentor.unit != unit)
        mentor = next(iter(free), None)
        if mentor is None or (budget and model.hours_owed < price(model)):
            continue
        over[mentor] -= price(model)
        model.hours_owed -= price(model) * budget
        mentor.load += price(model) / there[mentor] if price(model) > 0.0 else 0.0
        answer_routed(person, mentor)
    model.need = (len(asked) - model.events["routed"]) / len(asked)


def answer_routed(person, mentor):
    """A mentor answers a routed question, in hours of the own week."""
    model = person.model
    model.events["routed"] += 1
    mentor.hours_given += price(model)
    person.hours_received += price(model)
    be_replied_to(person, mentor)
    right, _ = model.draw(person.key, mentor.key, ROUTED)
    hear_answer(person, mentor, person.question, model.parameters.community.help, 0.0, right)
