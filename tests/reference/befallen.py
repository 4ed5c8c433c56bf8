"""Scheduled shocks in the reference engine."""

import math

from mentorsim import codes, rng
from mentorsim.codes import BY_SHOCK, MENTOR, NEVER
from reference.plain import eq


class Luck:
    """The luck of one shock: of its kind, from the week in which it began, with indices of its own."""

    def __init__(self, model, shock):
        same = [other for other in model.scheduled if (other["kind"], other["week"]) == (shock["kind"], shock["week"])]
        place = next(n for n, other in enumerate(same) if other is shock)
        self.key, self.week, self.index = model.luck(f"shock {shock['kind']}"), shock["week"], 64 * place

    def draw(self, person_key, k=0):
        """A uniform about a person."""
        return rng.uniform(self.key, person_key, self.week, self.index + k)

    def about(self, one, two, k):
        """A uniform about two people, whichever comes first."""
        return rng.pair_uniform(self.key, min(one.key, two.key), max(one.key, two.key), self.week, self.index + k)


def calm(model):
    """A week in which nothing befalls the environment."""
    model.uptime, model.raid, model.places, model.hours_left, model.keeping = 1, 1.0, 1.0, 1.0, True
    model.events["ended_by_shock"] = model.events["surged"] = 0


def strike(model):
    """The scheduled shocks of this week, one after the other; then mentors have the places that are left."""
    for shock in model.scheduled:
        weeks = shock.get(
            "weeks", {"outage": 4, "hostility": 4, "intake_surge": 4, "capacity_cut": 26}.get(shock["kind"], 1)
        )
        if shock["week"] <= model.week < shock["week"] + weeks:
            KINDS[shock["kind"]](model, Luck(model, shock), shock)
    if model.scheduled:
        set_places(model)


def close(model, matches):
    """These matches end by shock; last week was their last."""
    model.events["ended_by_shock"] += len(matches)
    for match in matches:
        match.close(BY_SHOCK, model.week - 1)
    model.forget_ended()


def mentor_exit(model, luck, shock):
    """Mentors leave, by luck or those with the highest load first."""
    share, mentors = shock.get("share", 0.3), [person for person in model.agents if person.role == MENTOR]
    if shock.get("who", "random") == "random":
        gone = [mentor for mentor in mentors if luck.draw(mentor.key) < share]
    else:
        gone = sorted(mentors, key=lambda mentor: -mentor.load)[: int(share * len(mentors) + 0.5)]
    close(model, [match for match in model.active if match.mentor in gone])
    for mentor in gone:
        mentor.leave(model.week)


def intake_surge(model, luck, shock):
    """More mentees come, an equal part in each of the weeks."""
    total, weeks = round(shock.get("share", 0.5) * model.parameters.people.mentees), shock.get("weeks", 4)
    week, before = model.week - shock["week"], len(model.people)
    count = total * (week + 1) // weeks - total * week // weeks
    model.events["surged"] += count
    model.welcome(codes.SURGE, count)
    process, model.process_luck = model.process_luck, model.luck("arrivals")
    for newcomer in model.people[before:]:
        model.meet_some(newcomer, model.people[:before])
    model.process_luck = process


def outage(model, luck, shock):
    """The platform is down."""
    model.uptime = 0


def hostility(model, luck, shock):
    """A raid."""
    model.raid *= shock.get("times", 5.0)


def goals_redrawn(model, luck, shock):
    """The organisation's goals move toward new ones."""
    share, amounts = shock.get("share", 1.0), [-math.log(luck.draw(0, k)) for k in range(len(model.org_goals))]
    model.org_goals = [
        old + share * (amount / sum(amounts) - old) for old, amount in zip(model.org_goals, amounts, strict=True)
    ]


def capacity_cut(model, luck, shock):
    """Mentors have fewer places, and perhaps fewer hours."""
    model.places *= 1.0 - shock.get("share", 0.5)
    model.hours_left *= 1.0 - shock.get("hours", 0.0)
    model.keeping = model.keeping and shock.get("matches", "kept") == "kept"


def set_places(model):
    """Everybody's places under the cuts that are on; without one, all of them again."""
    for person in model.people:
        if person.capacity_own == NEVER and model.places < 1.0:
            person.capacity_own = person.capacity
        if person.capacity_own != NEVER:
            own, luck = person.capacity_own, rng.uniform(model.luck("shock capacity_cut"), person.key, 0, 0)
            person.capacity = math.floor(own * model.places + luck) if model.places < 1.0 else own
            person.capacity_own = own if model.places < 1.0 else NEVER
    if model.places < 1.0 and not model.keeping:
        held = {person: len(person.mentees) for person in model.people}
        newest_beyond = []
        for match in reversed(model.active):
            if held[match.mentor] > match.mentor.capacity:
                held[match.mentor] -= 1
                newest_beyond.append(match)
        close(model, newest_beyond)


def new_tool(model, luck, shock):
    """Everybody is less literate with a new tool."""
    for person in model.agents:
        person.literacy *= shock.get("times", 0.6)


def privacy_breach(model, luck, shock):
    """Some are exposed, which silences them."""
    for person in model.agents:
        if luck.draw(person.key) < shock.get("share", 0.5):
            person.hush = eq.toward(person.hush, 1.0, shock.get("hush", 0.4))


def reorganisation(model, luck, shock):
    """People are put into other units; some ties across do not hold."""
    moved = set()
    for person in model.agents:
        unit = math.floor(luck.draw(person.key, 1) * model.parameters.structure.units)
        if luck.draw(person.key) < shock.get("share", 1.0) and unit != person.unit:
            moved.add(person)
            person.unit = unit
    for one in model.people:
        for two in one.contacts:
            across = one.unit != two.unit and (one in moved or two in moved)
            if across and luck.about(one, two, 2) < shock.get("cut", 0.0):
                one.ties[two] = 0.0


KINDS = {
    shock.__name__: shock
    for shock in (
        mentor_exit,
        intake_surge,
        outage,
        hostility,
        goals_redrawn,
        capacity_cut,
        new_tool,
        privacy_breach,
        reorganisation,
    )
}
