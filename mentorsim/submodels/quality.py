"""Quality: trust grows slowly with good meetings and breaks fast with bad ones; both partners rate it."""

from mentorsim.codes import RUNNING
from mentorsim.compiled import kernel
from mentorsim.equations import quality_step, unit_interval
from mentorsim.process import process
from mentorsim.rng import draw_for_pairs, two_normals_drawn

BETTER, WORSE = range(2)


@kernel
def trust(people, matches, rules, at):
    """Trust moves by how the week's contacts were experienced; both partners rate it, with their own bias and noise."""
    rated = rules.quality
    draw_for_pairs(people, matches, at, 0)
    for a in range(len(matches.active)):
        row = matches.active[a]
        if matches.ended_by[row] != RUNNING or not matches.met[row]:
            continue
        i, j = matches.mentee[row], matches.mentor[row]
        up, down = matches.felt_up[row], matches.felt_down[row]
        at.count[BETTER if up > down else WORSE] += 1
        before = matches.quality[row]
        q = unit_interval(before + quality_step(before, up, down, people.attunement[j], rated.gain, rated.loss))
        matches.quality[row] = q
        mine, yours = two_normals_drawn(at, a)
        matches.perceived_quality_mentee[row] = unit_interval(q + people.bias[i] + rated.rating_noise * mine)
        matches.perceived_quality_mentor[row] = unit_interval(q + people.bias[j] + rated.rating_noise * yours)


@process(
    "quality",
    "row order",
    "quality.on",
    ("week strengthens trust", "week weakens trust"),
    (trust,),
    source="Eby et al. 2013 (deep similarity); forms are assumptions",
)
def quality(world):
    """Meetings strengthen or weaken trust, and both partners rate it."""
