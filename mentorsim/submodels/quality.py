"""Quality: trust grows slowly with good meetings and breaks fast with bad ones; both partners rate it."""

from mentorsim.codes import RUNNING
from mentorsim.compiled import kernel, part
from mentorsim.equations import experience, quality_step, unit_interval
from mentorsim.process import process
from mentorsim.rng import draw_for_pairs, two_normals_drawn

BETTER, WORSE = range(2)


@kernel
def trust(people, matches, rules, at):
    """Each meeting is felt, trust moves, and both rate it with their own bias and noise."""
    rated = rules.quality
    draw_for_pairs(people, matches, at, 0)
    for a in range(len(matches.active)):
        row = matches.active[a]
        if matches.ended_by[row] != RUNNING or not matches.met[row]:
            continue
        i, j = matches.mentee[row], matches.mentor[row]
        felt = felt_in(people, matches, rules, row)
        at.count[BETTER if felt > 0.0 else WORSE] += 1
        before = matches.quality[row]
        q = unit_interval(before + quality_step(before, felt, people.attunement[j], rated.gain, rated.loss))
        matches.quality[row] = q
        mine, yours = two_normals_drawn(at, a)
        matches.perceived_quality_mentee[row] = unit_interval(q + people.bias[i] + rated.rating_noise * mine)
        matches.perceived_quality_mentor[row] = unit_interval(q + people.bias[j] + rated.rating_noise * yours)


@part
def felt_in(people, matches, rules, row):
    """How a meeting of match `row` is felt: its task, threat to freedom, a harsh word."""
    rated = rules.quality
    r = people.reactance[matches.mentee[row]]
    harm = rated.felt_harsh * matches.harsh[row]
    x, phi = matches.success[row], matches.phi[row]
    return experience(x, phi, r, harm, rated.felt_base, rated.felt_phi, rated.felt_cost)


@process(
    "quality",
    "row order",
    "quality.on",
    ("meeting strengthens trust", "meeting weakens trust"),
    (trust,),
    source="Eby et al. 2013 (deep similarity); forms are assumptions",
)
def quality(world):
    """Meetings strengthen or weaken trust, and both partners rate it."""
