"""Visits: who stays away from the community this week, reads or contributes; privacy incidents."""

from mentorsim.codes import ABSENT, CONTRIBUTING, ONLINE, READING
from mentorsim.compiled import kernel
from mentorsim.equations import speaking_up, taking_part, toward
from mentorsim.process import process
from mentorsim.rng import draw_for_people, four_drawn
from mentorsim.world.helping import contacts_to_talk_to, tied_may_talk

AWAY, READS, CONTRIBUTES, PRIVACY = range(4)


@kernel
def take_part(people, ties, rules, at):
    """Who is absent, reads or contributes this week: from last week's state, all at once.

    Privacy incidents befall those who take part and make them keep to themselves; trust returns slowly.
    """
    if not (rules.modes.community or rules.modes.network):
        return
    community = rules.community
    online = rules.channel.medium == ONLINE
    up = rules.channel.reliability * at.uptime if online else 1.0
    draw_for_people(people, at, 0)
    at.waits[: people.n] = 0
    for j in range(people.n):
        if people.present[j] and people.participation[j] != ABSENT:  # last week: those few tell their contacts
            for a in range(ties.start[j], ties.start[j + 1]):
                i = ties.target[a]
                at.waits[i] += tied_may_talk(people.unit[j], people.unit[i], rules.modes.community)
    for i in range(people.n):
        people.participation[i] = ABSENT
        if not people.present[i]:
            continue
        degree = contacts_to_talk_to(people, ties, rules, i)
        company = community.company * at.waits[i] / degree if degree else 0.0
        u, v, leak, _ = four_drawn(at, i)
        drive, c, h = people.interactivity[i], people.confidence[i], people.heard[i]
        p = up * taking_part(
            drive,
            c,
            people.literacy[i],
            h,
            people.disclosure[i],
            company,
            1.0 if online else 0.0,
            community.base,
            community.steep,
            community.by_reply,
            community.cost,
        )
        if u >= p:
            at.count[AWAY] += 1
        elif v < speaking_up(
            c, drive, h, people.performance[i], community.speak_base, community.speak_steep, community.by_reply
        ):
            people.participation[i] = CONTRIBUTING
            people.n_contributions[i] += 1
            at.count[CONTRIBUTES] += 1
        else:
            people.participation[i] = READING
            at.count[READS] += 1
        people.heard[i] *= 1.0 - community.heard_fade
        people.disclosure[i] = toward(people.disclosure[i], people.disclosure_base[i], rules.exposure.disclosure_return)
        if rules.exposure.on and people.participation[i] != ABSENT and leak < rules.exposure.privacy:
            at.count[PRIVACY] += 1
            people.disclosure[i] *= 1.0 - rules.exposure.disclosure_loss


@process(
    "visits",
    "synchronous",
    "community.on",
    ("absent", "reads", "contributes", "privacy incident"),
    (take_part,),
    source="Ren & Kraut 2014 (participation); Joyce & Kraut 2006 (replies)",
)
def visits(world):
    """People stay away from the community this week, read or contribute."""
