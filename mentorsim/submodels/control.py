"""Control and reactance: directive help meets the need for autonomy."""

from mentorsim.compiled import kernel
from mentorsim.equations import conflict, imposed_share, threat, toward
from mentorsim.process import process

THREATENED, AT_EASE, FADED = range(3)


@kernel
def react(people, matches, world, rules, at):
    """At meetings reactance moves toward min(1, 2 T); in other weeks it fades."""
    control = rules.control
    in_meeting = at.flags
    for i in range(people.n):
        in_meeting[i] = 0
    for row in matches.active:
        if not matches.met[row]:
            continue
        i, j = matches.mentee[row], matches.mentor[row]
        in_meeting[i] = 1
        imposed = imposed_share(matches.focus[row], conflict(people.goals[i], world.org_goals))
        c, h, a, y = people.directiveness[j], matches.help[row], people.autonomy[i], people.performance[i]
        t = threat(c, rules.power.level, h, imposed, a, y, control.by_autonomy, control.by_skill)
        at.count[THREATENED if t > 0.0 else AT_EASE] += 1
        people.reactance[i] = toward(people.reactance[i], min(1.0, control.steep * t), control.rise)
    for i in range(people.n):
        if people.present[i] and not in_meeting[i]:
            at.count[FADED] += 1
            people.reactance[i] *= 1.0 - control.fade


@process("control", "row order", "control.on", ("freedom threatened", "no threat", "reactance fades"), (react,))
def control(world):
    """Threat to freedom in meetings raises reactance; without meetings it fades."""
