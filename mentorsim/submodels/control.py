"""Control and reactance: directive help meets the need for autonomy."""

from mentorsim.compiled import kernel
from mentorsim.equations import conflict, imposed_share, threat, toward
from mentorsim.registry import process

THREATENED, AT_EASE, FADED = range(3)


@kernel
def react(
    n_people, count, active, present, reactance, directiveness, autonomy, performance, goals, org_goals, match_mentee,
    match_mentor, match_met, match_help, match_focus, power_level, control_by_autonomy, control_by_skill, control_rise,
    control_steep, control_fade, flags,
):  # fmt: skip
    """At meetings reactance moves toward min(1, 2 T); in other weeks it fades."""
    in_meeting = flags
    for i in range(n_people):
        in_meeting[i] = 0
    for row in active:
        if not match_met[row]:
            continue
        i, j = match_mentee[row], match_mentor[row]
        in_meeting[i] = 1
        imposed = imposed_share(match_focus[row], conflict(goals[i], org_goals))
        t = threat(
            directiveness[j], power_level, match_help[row], imposed, autonomy[i], performance[i], control_by_autonomy,
            control_by_skill,
        )  # fmt: skip
        count[THREATENED if t > 0.0 else AT_EASE] += 1
        reactance[i] = toward(reactance[i], min(1.0, control_steep * t), control_rise)
    for i in range(n_people):
        if present[i] and not in_meeting[i]:
            count[FADED] += 1
            reactance[i] *= 1.0 - control_fade


@process("control", "row order", "control.on", ("freedom threatened", "no threat", "reactance fades"), (react,))
def control(world):
    """Threat to freedom in meetings raises reactance; without meetings it fades."""
