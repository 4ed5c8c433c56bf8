"""Mentor energy: recovery, strain by load, joy in mentees' success."""

from mentorsim.codes import MENTOR
from mentorsim.compiled import kernel
from mentorsim.equations import energy_step, mentor_contentment, toward, unit_interval
from mentorsim.registry import process

STRAINED, WITHIN, IDLE = range(3)


@kernel
def tire(
    n_people, count, present, role, energy, load, success_mean, satisfaction, energy_recovery, energy_strain,
    energy_joy, goals_contentment,
):  # fmt: skip
    """E recovers, is strained by the square of load, lives from mentees' success; satisfaction follows both."""
    for j in range(n_people):
        if not present[j] or role[j] != MENTOR:
            continue
        count[STRAINED if load[j] > 1.0 else WITHIN if load[j] > 0.0 else IDLE] += 1
        reward = success_mean[j] - 0.5 if load[j] > 0.0 else 0.0
        energy[j] = unit_interval(
            energy[j] + energy_step(energy[j], load[j], reward, energy_recovery, energy_strain, energy_joy)
        )
        satisfaction[j] = toward(satisfaction[j], mentor_contentment(success_mean[j], energy[j]), goals_contentment)


@process("energy", "synchronous", "energy.on", ("load above 1", "load up to 1", "no mentees"), (tire,))
def energy(world):
    """Mentors recover, are strained by load, and gain from their mentees' success."""
