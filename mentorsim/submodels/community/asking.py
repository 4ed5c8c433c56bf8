"""Asking: who finds a resource, and who asks about a task that failed."""

from mentorsim.codes import NOBODY
from mentorsim.compiled import kernel, part
from mentorsim.equations import asking_chance
from mentorsim.rng import four_uniforms

SILENT, ASKS, FOUND = 0, 1, 10  # places among the branches of the community
PERSON = 0  # index of the draw about a visitor; `tone` takes the third of its uniforms


@kernel
def ask(people, rules, at):
    """Visitors may find a resource; those whose own task has failed may ask about it."""
    for i in range(people.n):
        people.question[i] = NOBODY
        people.contributed[i] = 0
        if not people.present[i] or people.visits[i] == 0:
            continue
        u, found, _, _ = four_uniforms(at.luck, people.key[i], 0, at.week, PERSON)
        if found < rules.community.finds:
            at.count[FOUND] += 1
            people.nodes[i] += 1.0
        if people.failed_now[i]:
            ask_or_stay_silent(people, rules, at, i, u)


@part
def ask_or_stay_silent(people, rules, at, i, u):
    """Person i, whose own task has failed, asks about it, or does not, by the uniform u."""
    if u < chance_to_ask(people, rules, i):
        at.count[ASKS] += 1
        people.question[i] = people.tried[i]
        people.contributed[i] = 1
    else:
        at.count[SILENT] += 1


@part
def chance_to_ask(people, rules, i):
    """Chance that person i asks about a task that failed."""
    community = rules.community
    return asking_chance(
        people.confidence[i],
        people.metacognition[i],
        people.zeta[i],
        people.hush[i],
        community.ask_base,
        community.ask_confidence,
        community.ask_m,
        community.ask_zeta,
        community.by_hush,
    )
