"""Quality: trust grows slowly with good meetings and breaks fast with bad ones; both partners rate it."""

from mentorsim.codes import RUNNING
from mentorsim.compiled import kernel
from mentorsim.equations import experience, quality_step, unit_interval
from mentorsim.registry import process
from mentorsim.rng import draw_for_pairs, two_normals

BETTER, WORSE = range(2)


@kernel
def trust(people, matches, rules, at):
    """Each meeting is felt, trust moves, and both rate it with their own bias and noise."""
    draw_for_pairs(people, matches, at, 0)
    for a in range(len(matches.active)):
        row = matches.active[a]
        if matches.ended_by[row] != RUNNING or not matches.met[row]:
            continue
        i, j = matches.mentee[row], matches.mentor[row]
        felt = experience(
            matches.success[row],
            matches.phi[row],
            people.reactance[i],
            rules.quality.felt_harsh * matches.harsh[row],
            rules.quality.felt_base,
            rules.quality.felt_phi,
            rules.quality.felt_cost,
        )
        at.count[BETTER if felt > 0.0 else WORSE] += 1
        q = unit_interval(
            matches.quality[row] + quality_step(matches.quality[row], felt, rules.quality.gain, rules.quality.loss)
        )
        matches.quality[row] = q
        mine, yours = two_normals(at.draws[0, a], at.draws[1, a], at.draws[2, a], at.draws[3, a])
        matches.perceived_quality_mentee[row] = unit_interval(q + people.bias[i] + rules.quality.rating_noise * mine)
        matches.perceived_quality_mentor[row] = unit_interval(q + people.bias[j] + rules.quality.rating_noise * yours)


@process("quality", "row order", "quality.on", ("meeting strengthens trust", "meeting weakens trust"), (trust,))
def quality(world):
    """Meetings strengthen or weaken trust, and both partners rate it."""
