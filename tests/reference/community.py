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
        u, v, good, right = model.draw_four(person.key, expert.key, 2)
        answered = asks and is_answered(person, expert, u, v)
        if (answered or not asks) and model.parameters.learning.on:
            rate = p.rate * (1.0 if asks else p.reading)
            hear_answer(person, expert, k, p.help if asks else 0.0, rate, good, right)
    person.question = k if asks and not answered else None


def risk_harsh_word(person, luck):
    """Contributing may draw a harsh word, the likelier in a raid."""
    model, p = person.model, person.model.parameters.exposure
    if p.on and luck < min(1.0, p.harsh * model.raid):
        person.harsh_now += 1
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
    person.heard = 1.0
    person.n_replies += 1
    person.remember(expert, helped=False)
    expert.remember(person, helped=True)
    if model.parameters.ties.on:
        model.renew_tie(person, expert, p.tie_renewal)
    person.praise_now += v < p.praise
    return True


def hear_answer(person, expert, k, helped, rate, good, right):
    """An answer teaches through the zone function, `rate` skill if it is the best; a bad one may mislead.

    helped: help in the answer; good, right: luck of its quality and of success.
    """
    model, p, learning = person.model, person.model.parameters.community, person.model.parameters.learning
    s, width = person.skill[k], person.zone_width
    stretch = eq.pitch(
        max(0.0, expert.skill[k] - s),
        helped,
        width,
        expert.pitching,
        learning.aim,
        learning.tau,
        learning.ease,
        learning.fixed_stretch,
    )
    success = 1.0 if right < eq.success_chance(helped, width, stretch, learning.tau, learning.ease) else 0.0
    worth = rate * eq.answer_weight(good < p.good, person.metacognition, p.mislead)
    phi = eq.zone(model.forms["learning.zone"], stretch, width)
    gain = eq.skill_gain(worth, phi, success, 0.0, 0.0, 1.0, model.advice_heard(person, expert), 1.0, s)
    person.skill[k] = eq.unit_interval(s + gain)
    person.learned_others += gain


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
    person.heard = 1.0
    person.n_replies += 1
    person.remember(mentor, helped=False)
    mentor.remember(person, helped=True)
    praise, _, good, right = model.draw_four(person.key, mentor.key, 3)
    person.praise_now += praise < p.praise
    if model.parameters.learning.on:
        hear_answer(person, mentor, person.question, p.help, p.rate, good, right)


def keep_private(person, luck):
    """Readiness to disclose returns to its baseline; a privacy incident lowers it."""
    p = person.model.parameters.exposure
    person.disclosure = eq.toward(person.disclosure, person.disclosure_base, p.disclosure_return)
    if p.on and person.participation != ABSENT and luck < p.privacy:
        person.disclosure *= 1.0 - p.disclosure_loss
