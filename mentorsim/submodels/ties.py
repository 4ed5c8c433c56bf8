"""Ties: new contacts by likeness, shared contacts, nearness and standing; old ones fade."""

import math

from mentorsim.codes import ABSENT
from mentorsim.compiled import kernel
from mentorsim.equations import distance, similarity, tie_chance, toward, unit_interval
from mentorsim.registry import process
from mentorsim.rng import uniforms
from mentorsim.ties import find_arc

CLOSURE, STRANGER, FORMED, DECLINED, NOBODY_NEAR = range(5)


@kernel
def consider(
    n_people, luck, week, count, key, present, participation, unit, style, values, diversity, tie_start, tie_target,
    structure_open, ties_closure, ties_most, ties_base, ties_by_similarity, ties_by_shared, ties_by_unit,
    ties_by_degree, ties_diversity_memory, one, two,
):  # fmt: skip
    """Each person who takes part considers one tie. Writes the new ones; returns their number.

    Also the diversity of contacts as experienced: a running mean of value distances, one contact a week.
    """
    end, n = 0, n_people
    for i in range(n):
        if not present[i] or participation[i] == ABSENT:
            continue
        degree = tie_start[i + 1] - tie_start[i]
        u, v = uniforms(luck, key[i], 0, week, 0)
        if degree > 0:
            contact = tie_target[tie_start[i] + int(v * degree)]
            apart = unit_interval(math.sqrt(2.0) * distance(values[i], values[contact]) / 0.447)
            diversity[i] = toward(diversity[i], apart, ties_diversity_memory)
        if degree >= ties_most:
            continue
        w, x = uniforms(luck, key[i], 0, week, 1)
        j, shared = -1, 0.0
        if u < ties_closure and degree > 0:
            count[CLOSURE] += 1
            through = tie_target[tie_start[i] + int(w * degree)]
            theirs = tie_start[through + 1] - tie_start[through]
            j, shared = tie_target[tie_start[through] + int(x * theirs)], 1.0
        else:
            count[STRANGER] += 1
            for attempt in range(4):
                other = int(uniforms(luck, key[i], 0, week, 2 + attempt)[0] * n)
                if present[other] and (structure_open or unit[other] == unit[i]):
                    j = other
                    break
        if j < 0 or j == i or find_arc(tie_start, tie_target, i, j) >= 0:
            count[NOBODY_NEAR] += 1
            continue
        deep = similarity(style[i], style[j], values[i], values[j])
        p = tie_chance(
            deep, shared, 1.0 if unit[i] == unit[j] else 0.0, tie_start[j + 1] - tie_start[j], ties_base,
            ties_by_similarity, ties_by_shared, ties_by_unit, ties_by_degree,
        )  # fmt: skip
        if uniforms(luck, key[i], key[j], week, 0)[0] < p:
            count[FORMED] += 1
            one[end] = i
            two[end] = j
            end += 1
        else:
            count[DECLINED] += 1
    return end


@process(
    "ties", "synchronous", "ties.on",
    ("considers a contact's contact", "considers a stranger", "tie forms", "tie declined", "nobody to tie to"),
)  # fmt: skip
def ties(world):
    """Everybody who takes part considers one tie; ties fade, weak ones are lost."""
    p, graph = world.parameters.ties, world.ties
    one, two = world.scratch(len(world.people))
    formed = world.call(consider, one=one, two=two)
    if formed:
        graph.add(one[:formed].copy(), two[:formed].copy(), [p.first] * formed)
    graph.update(world.people.present, 1.0 - p.fade, p.floor)
    world.bind("ties")
