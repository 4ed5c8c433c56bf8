"""Mentor energy: recovery, strain by load, joy in mentees' success; former mentors recover."""

from mentorsim.codes import MENTEE, MENTOR
from mentorsim.compiled import kernel
from mentorsim.equations import energy_step, mentor_contentment, toward, unit_interval
from mentorsim.process import process

STRAINED, WITHIN, IDLE = range(3)


@kernel
def tire(people, rules, at):
    """Energy recovers, is strained by the square of load and fed by mentees' success; satisfaction follows both."""
    energy = rules.energy
    for j in range(people.n):
        if not people.present[j] or people.role[j] == MENTEE:
            continue
        load = people.load[j] if people.role[j] == MENTOR and not rules.learning.placebo else 0.0
        at.count[STRAINED if load > 1.0 else WITHIN if load > 0.0 else IDLE] += 1
        reward = people.success_mean[j] - 0.5 if load > 0.0 else 0.0
        e = people.energy[j]
        step = energy_step(e, load, reward, energy.recovery, energy.strain, energy.joy)
        people.energy[j] = unit_interval(e + step)
        if rules.satisfaction.on and people.role[j] == MENTOR:
            aim = mentor_contentment(people.success_mean[j], people.energy[j])
            people.satisfaction[j] = toward(people.satisfaction[j], aim, rules.satisfaction.pace)


@process("energy", "synchronous", "energy.on", ("load above 1", "load up to 1", "no mentees"), (tire,))
def energy(world):
    """Mentors recover, are strained by load, and gain from their mentees' success."""
