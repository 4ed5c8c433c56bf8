"""Visitors by unit: whom a question, or a harsh word, reaches in one's own group."""

import numpy as np

from mentorsim.compiled import equation, part
from mentorsim.rng import uniform

GROUP = 1000  # index of the person's draw, beyond those of the community's rules


@equation
def gather(people, rules, at):
    """Write this week's visitors by unit into `hosts`; returns where each unit's begin, and end: (units + 1,)."""
    begins = np.empty(rules.structure.units + 1, np.int64)
    visitors, n = np.empty(people.n, np.int32), 0
    for i in range(people.n):
        if people.present[i] and people.visits[i] > 0:
            visitors[n] = i
            n += 1
    sort_by_unit(visitors[:n], visitors[:n], people.unit, begins, at.hosts)
    return begins


@equation
def sort_by_unit(rows, names, unit, begins, out):
    """Write names into `out` by the unit of the person in the row beside each; within a unit they keep their order.

    rows, names: (n,); unit: (people,); begins: (units + 1,), where each unit's names will begin, and end.
    """
    begins[:] = 0
    for row in rows:
        begins[unit[row] + 1] += 1
    for k in range(len(begins) - 1):
        begins[k + 1] += begins[k]
    for n in range(len(rows)):
        out[begins[unit[rows[n]]]] = names[n]
        begins[unit[rows[n]]] += 1
    for k in range(len(begins) - 1, 0, -1):
        begins[k] = begins[k - 1]
    begins[0] = 0


@part
def group_of(people, at, i, begins):
    """Where the visitors of i's unit begin in `hosts`, how many there are, and the place from which i addresses them.

    begins: see `gather`.
    """
    first = begins[people.unit[i]]
    size = begins[people.unit[i] + 1] - first
    return first, size, int(uniform(at.luck, people.key[i], at.week, GROUP) * size)
