"""Control and reactance: directive help meets the need for autonomy."""

from mentorsim.compiled import kernel, part
from mentorsim.equations import conflict, felt_power, imposed_share, threat, toward
from mentorsim.process import process

THREATENED, AT_EASE, FADED = range(3)


@kernel
def react(people, matches, world, rules, at):
    """At meetings reactance moves toward min(1, 2 T); in other weeks it fades."""
    control = rules.control
    at.flags[: people.n] = 0  # who has met
    for row in matches.active:
        if not matches.met[row] or rules.learning.placebo:
            continue
        i = matches.mentee[row]
        at.flags[i] = 1
        t = threat_in(people, matches, world, rules, row)
        at.count[THREATENED if t > 0.0 else AT_EASE] += 1
        people.reactance[i] = toward(people.reactance[i], min(1.0, control.steep * t), control.rise)
    for i in range(people.n):
        if people.present[i] and not at.flags[i]:
            at.count[FADED] += 1
            people.reactance[i] *= 1.0 - control.fade


@part
def threat_in(people, matches, world, rules, row):
    """Threat to the mentee's freedom in a meeting of match `row`."""
    control = rules.control
    i, j = matches.mentee[row], matches.mentor[row]
    imposed = imposed_share(matches.focus[row], conflict(people.goals[i], world.org_goals))
    c, h, a, y = people.directiveness[j], matches.help[row], people.autonomy[i], people.performance[i]
    power = felt_power(rules.power.level, control.powerless)
    return threat(c, power, h, imposed, a, y, control.by_autonomy, control.by_skill)


@process(
    "control",
    "row order",
    "control.on",
    ("freedom threatened", "no threat", "reactance fades"),
    (react,),
    source="Brehm 1966; Dillard & Shen 2005 (reactance)",
)
def control(world):
    """Threat to freedom in meetings raises reactance; without meetings it fades."""
