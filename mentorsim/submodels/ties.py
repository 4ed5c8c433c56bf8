"""Ties: new contacts by likeness, shared contacts, nearness and standing; old ones fade."""

import math

from mentorsim.codes import ABSENT
from mentorsim.compiled import kernel
from mentorsim.equations import distance, similarity, tie_chance, toward, unit_interval
from mentorsim.registry import process
from mentorsim.rng import coarse, fill_words, four_uniforms, pair_uniform
from mentorsim.ties import fade, find_arc, join, note_tie

CLOSURE, STRANGER, FORMED, DECLINED, NOBODY_NEAR = range(5)


@kernel
def consider(
    n_people, luck, week, count, key, present, participation, unit, style, values, diversity, tie_start, tie_target,
    structure_open, modes_network, ties_closure, ties_most, ties_base, ties_by_similarity, ties_by_shared, ties_by_unit,
    ties_by_degree, ties_diversity_memory, ties_first, new_one, new_two, new_strength, n_new, draws,
):  # fmt: skip
    """Each person who takes part considers one tie.

    Also the diversity of contacts as experienced: a running mean of value distances, one contact a week.
    """
    fill_words(luck, n_people, key, week, 0, draws)
    for i in range(n_people):
        if not present[i] or participation[i] == ABSENT:
            continue
        degree = tie_start[i + 1] - tie_start[i]
        u, v, w, x = coarse(draws[0, i]), coarse(draws[1, i]), coarse(draws[2, i]), coarse(draws[3, i])
        if degree > 0:
            contact = tie_target[tie_start[i] + int(v * degree)]
            apart = unit_interval(math.sqrt(2.0) * distance(values[i], values[contact]) / 0.447)
            diversity[i] = toward(diversity[i], apart, ties_diversity_memory)
        if degree >= ties_most:
            continue
        j, shared = -1, 0.0
        if u < ties_closure and degree > 0:
            count[CLOSURE] += 1
            through = tie_target[tie_start[i] + int(w * degree)]
            theirs = tie_start[through + 1] - tie_start[through]
            j, shared = tie_target[tie_start[through] + int(x * theirs)], 1.0
        else:
            count[STRANGER] += 1
            for pick in four_uniforms(luck, key[i], 0, week, 1):
                other = int(pick * n_people)
                if present[other] and ((structure_open and modes_network) or unit[other] == unit[i]):
                    j = other
                    break
        if j >= 0 and unit[j] != unit[i] and not modes_network:
            j = -1
        if j < 0 or j == i or find_arc(tie_start, tie_target, i, j) >= 0:
            count[NOBODY_NEAR] += 1
            continue
        deep = similarity(style[i], style[j], values[i], values[j])
        p = tie_chance(
            deep, shared, 1.0 if unit[i] == unit[j] else 0.0, tie_start[j + 1] - tie_start[j], ties_base,
            ties_by_similarity, ties_by_shared, ties_by_unit, ties_by_degree,
        )  # fmt: skip
        if pair_uniform(luck, key[i], key[j], week, 0) < p:
            count[FORMED] += 1
            note_tie(new_one, new_two, new_strength, n_new, i, j, ties_first)
        else:
            count[DECLINED] += 1


@kernel
def renew(
    n_people, present, unit, modes_network, tie_start, tie_target, tie_weight, new_one, new_two, new_strength, n_new,
    ties_fade, ties_floor,
):  # fmt: skip
    """Ties fade, and the week's new ones are entered; returns whether these want more room."""
    fade(n_people, present, unit, modes_network, tie_start, tie_target, tie_weight, 1.0 - ties_fade, ties_floor)
    return join(
        n_people, present, unit, modes_network, tie_start, tie_target, tie_weight, new_one, new_two, new_strength, n_new
    )


@kernel
def enter(
    n_people, present, unit, modes_network, tie_start, tie_target, tie_weight, new_one, new_two, new_strength, n_new,
):  # fmt: skip
    """The week's new ties are entered, when there is room."""
    join(
        n_people, present, unit, modes_network, tie_start, tie_target, tie_weight, new_one, new_two, new_strength, n_new
    )


@process(
    "ties", "synchronous", "ties.on",
    ("considers a contact's contact", "considers a stranger", "tie forms", "tie declined", "nobody to tie to"),
    (consider, renew),
)  # fmt: skip
def ties(world):
    """Everybody who takes part considers one tie; ties fade, weak ones are lost."""
    world.record = None  # lets go of the old arrays
    world.ties.expand()
    world.call(enter)
