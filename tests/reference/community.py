"""The community: taking part, asking, answering, reading, and what may go wrong there."""

from mentorsim.codes import ABSENT, CONTRIBUTING, MENTEE, MENTOR, READING
from reference import choosing
from reference.plain import eq


def take_part(person, active_before, up):
    """Stay away, read or contribute. active_before: who took part last week; up: chance that the channel works."""
    model, p = person.model, person.model.parameters.community
    company, contacts = 0.0, [other for other in person.contacts if model.talks(person, other)]
    if contacts:
        company = p.company * sum(other in active_before for other in contacts) / len(contacts)
    u, v, leak, _ = model.draw_four(person.key, 0, 0)
    joins = eq.taking_part(
        person.interactivity,
        person.confidence,
        person.literacy,
        person.heard,
        person.disclosure,
        company,
        1.0 if model.online else 0.0,
        p.base,
        p.steep,
        p.by_reply,
        p.cost,
    )
    if u < up * joins:
        speaks = eq.speaking_up(
            person.confidence,
            person.interactivity,
            person.heard,
            person.performance,
            p.speak_base,
            p.speak_steep,
            p.by_reply,
        )
        person.participation = CONTRIBUTING if v < speaks else READING
        person.n_contributions += person.participation == CONTRIBUTING
    person.heard *= 1.0 - p.heard_fade
    keep_private(person, leak)


def talk(person):
    """Who contributes asks the contact known to know most in a domain of the own goals; who reads reads that answer."""
    model, p = person.model, person.model.parameters.community
    if person.participation == ABSENT:
        return
    asks = person.participation == CONTRIBUTING
    found, pick, harsh, _ = model.draw_four(person.key, 0, 1)
    if found < p.finds:
        person.nodes += 1.0
    if asks:
        risk_harsh_word(person, harsh)
    k = eq.domain(person.goals, pick)
    expert = most_skilled(person, k)
    answered = False
    if expert:
        u, v, _, right = model.draw_four(person.key, expert.key, 2)
        tie = person.ties[expert]  # before the answer strengthens it
        answered = asks and is_answered(person, expert, u, v)
        if answered:
            hear_answer(person, expert, k, p.help, tie, right)
        elif not asks:
            read_answer(person, expert, k, right)
    person.question = k if asks and not answered else None


def risk_harsh_word(person, luck):
    """Contributing may draw a harsh word, the likelier in a raid."""
    model, p = person.model, person.model.parameters.exposure
    if p.on and luck < min(1.0, p.harsh * model.raid):
        person.harsh_now += 1
        person.fall_now += model.parameters.confidence.harsh
        person.n_harsh += 1


def most_skilled(person, k):
    """The contributing contact most skilled in domain k, the earliest of equals; or None."""
    experts = [
        other for other in person.contacts if other.participation == CONTRIBUTING and person.model.talks(person, other)
    ]
    return max(experts, key=lambda other: other.skill[k], default=None)


def is_answered(person, expert, u, v):
    """Whether the expert replies; a reply is remembered, renews the tie, and may praise."""
    model, p = person.model, person.model.parameters.community
    if u >= p.reply + p.reply_tie * person.ties[expert]:
        return False
    be_replied_to(person, expert, v)
    if model.parameters.ties.on:
        model.renew_tie(person, expert, p.tie_renewal)
    return True


def be_replied_to(person, expert, praise):
    """A reply tells that one is heard, is remembered, and may praise. praise: its luck."""
    p = person.model.parameters
    person.heard, person.replied_now = 1.0, 1
    person.n_replies += 1
    person.remember(expert, helped=False)
    expert.remember(person, helped=True)
    if praise < p.community.praise:
        person.rise_now += p.confidence.praise


def pitched(learner, helper, k, level, width):
    """(stretch, pitching skill across the gap) of a task that a helper sets in domain k at a level of help.

    width: the learner's zone width as the helper sees it.
    """
    p = learner.model.parameters.learning
    gap = max(0.0, helper.skill[k] - learner.skill[k])
    rho = 0.0 if p.pitch == "fixed" else eq.congruence(helper.pitching, gap, p.blind_from, p.blind_scale)
    return eq.pitch(gap, eq.best_stretch(level, width, p.aim, p.tau, p.ease), rho, p.fixed_stretch), rho


def tried_task(person, expert, k, level, luck):
    """(success, zone value) of the task in an answer at a level of help, by the luck of success."""
    p, width = person.model.parameters.learning, person.zone_width
    stretch, _ = pitched(person, expert, k, level, width)
    success = 1 if luck < eq.success_chance(level, width, stretch, p.tau, p.ease) else 0
    return success, eq.zone(person.model.forms["learning.zone"], stretch, width)


def hear_answer(person, expert, k, level, tie, luck):
    """An answer is a task with help. level: of help; tie: strength of the tie between the two; luck: of success."""
    model, p, learning = person.model, person.model.parameters.community, person.model.parameters.learning
    if not learning.on:
        return
    success, phi = tried_task(person, expert, k, level, luck)
    trust, effort = p.answer_base + p.answer_tie * tie, min(1.0, person.effort())
    primed, redundant = person.ready_for(k)
    weight = eq.help_weight(
        p.answer_weight * trust,
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


def read_answer(person, expert, k, luck):
    """Who reads an answer to somebody else tries its task without help, most of all after an own try."""
    model, p, learning = person.model, person.model.parameters.community, person.model.parameters.learning
    if not learning.on:
        return
    success, phi = tried_task(person, expert, k, 0.0, luck)
    time = p.reading * (p.reading_base + p.reading_tried * (person.tried == k))
    effort, outcome = min(1.0, person.effort()), eq.learned_from(success, learning.from_failure)
    weight = time * model.advice_heard(person, expert)
    gain = eq.task_gain(learning.rate, person.aptitude, person.skill[k], phi, outcome, effort, weight)
    person.learned_others += person.learn(k, gain)
    person.storing[k] += eq.stored_alone(learning.storing, success, effort, time)


def counsel(person):
    """Somebody who went on as a peer with a former mentor stays in touch; if both take part they counsel each other."""
    model, p, other = person.model, person.model.parameters.community, person.peer
    if other is None or not other.present or not model.talks(person, other):
        return
    if model.draw(person.key, other.key, 5)[0] >= p.reply + p.reply_tie * person.ties.get(other, 0.0):
        return
    if model.parameters.ties.on:
        model.renew_tie(person, other, p.tie_renewal)
    if ABSENT not in (person.participation, other.participation):
        for helped in (False, True):
            person.remember(other, helped)
            other.remember(person, helped)


def price(model):
    """Mentor hours that the answer to a routed question takes."""
    return model.parameters.channel.cost * model.parameters.matching.answer_hours


def route(model):
    """The coordinator routes open questions of mentees to the mentor known to know most who has time."""
    p, asked = model.parameters, [person for person in model.agents if person.role == MENTEE]
    asked = [person for person in asked if person.participation == CONTRIBUTING and person.question is not None]
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
        answer(person, mentor)
    model.need = (len(asked) - model.events["routed"]) / len(asked)


def answer(person, mentor):
    """A mentor answers a routed question, in hours of the own week."""
    model, p = person.model, person.model.parameters.community
    model.events["routed"] += 1
    mentor.hours_given += price(model)
    person.hours_received += price(model)
    praise, _, _, right = model.draw_four(person.key, mentor.key, 3)
    be_replied_to(person, mentor, praise)
    hear_answer(person, mentor, person.question, p.help, 0.0, right)


def keep_private(person, luck):
    """Readiness to disclose returns to its baseline; a privacy incident lowers it."""
    p = person.model.parameters.exposure
    person.disclosure = eq.toward(person.disclosure, person.disclosure_base, p.disclosure_return)
    if p.on and person.participation != ABSENT and luck < p.privacy:
        person.disclosure *= 1.0 - p.disclosure_loss
