"""Where people stand in the picture of a network that can be read: mentees around their mentor, units apart.

A family is a mentor with their mentees, or somebody alone. Families are circles; those of a unit are packed into a
disc, and the discs of units beside each other. From week to week everybody stays where they were, but for what has
changed. Nothing is drawn by lot: the same world has the same picture.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

GOLDEN = np.pi * (3.0 - np.sqrt(5.0))
ALONE, RING, ROUND = 0.8, 1.8, 6  # radius of somebody alone; of a ring of mentees; most mentees on one ring
LOOSE, ROOM, GAP = 1.4, 1.08, 1.2  # room in a unit over what its families take; around units
STEPS, STEPS_AFTER, LOOK = (
    60,
    12,
    6,
)  # steps to begin with, and from week to week; steps between two looks for neighbours
DONE = 0.02  # overlap that is not seen


@dataclass(frozen=True)
class Arranged:
    """Who stands where: keys (n,) ascending, xy (n, 2), home: (n,) unit in whose disc; middles {unit: (x, y)}."""

    keys: np.ndarray
    xy: np.ndarray
    home: np.ndarray
    middles: dict


def heads(unit, mentee, mentor, across: bool) -> np.ndarray:
    """(n,) whose family each person is in: that of the mentor of their oldest match, else their own.

    mentee, mentor: (m,) places in `unit`, oldest match first; across: also where the mentor is of another unit.
    """
    head = np.arange(len(unit))
    leads = np.zeros(len(unit), bool)
    leads[mentor] = True
    joins = ~leads[mentee] & (across | (unit[mentee] == unit[mentor]))
    head[mentee[joins][::-1]] = mentor[joins][::-1]  # of several, the oldest is written last
    return head


def number_within(group, count: int) -> np.ndarray:
    """(n,) 0, 1, … within each group, in order. group: (n,) from 0 below `count`."""
    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group, minlength=count)
    number = np.empty(len(group), np.int64)
    number[order] = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return number


def disc(area, group, count: int) -> np.ndarray:
    """(n, 2) circles of these areas around the middle of their group, in order outwards."""
    order = np.argsort(group, kind="stable")
    total = np.cumsum(area[order])
    first = np.searchsorted(group[order], np.arange(count))
    before = np.concatenate([[0.0], total])[first][group[order]]
    out = np.empty(len(area))
    out[order] = np.sqrt(np.maximum(0.0, total - before - 0.5 * area[order]) * LOOSE)
    turn = GOLDEN * number_within(group, count)
    return out[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])


def around(number, size, turned) -> np.ndarray:
    """(n, 2) places around a mentor.

    number: (n,) from 1 (0: the mentor); size: (n,) mentees of that mentor; turned: (n,) by which angle all of them are.
    """
    ring = size <= ROUND
    turn = turned + np.where(ring, 2 * np.pi * number / np.maximum(1, size), GOLDEN * number)
    out = np.where(ring, RING, 1.2 * np.sqrt(number + 0.9)) * (number > 0)
    return out[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])


def apart(xy, radius, middle, within, steps: int) -> np.ndarray:
    """(n, 2) centres of circles after they have made room for each other.

    middle: (n, 2) of the disc in which each is to be; within: (n,) how far from it a circle may reach.
    """
    xy = xy.copy()
    if len(xy) < 2:
        return xy
    reach = 2.0 * radius.max() + 0.5
    for step in range(steps):
        if step % LOOK == 0:
            one, two = cKDTree(xy).query_pairs(reach, output_type="ndarray").T
            near = np.hypot(*(xy[two] - xy[one]).T) < radius[one] + radius[two] + 0.5
            one, two = one[near], two[near]
        away = xy[two] - xy[one]
        far = np.maximum(np.hypot(*away.T), 1e-6)
        over = np.maximum(0.0, radius[one] + radius[two] - far)
        if step and over.max(initial=0.0) < DONE:
            break
        half = away * (0.5 * over / far)[:, None]
        crowd = np.maximum(1, np.bincount(one[over > 0], minlength=len(xy)) / 2)[:, None]
        moved = np.column_stack([
            np.bincount(two, half[:, k], len(xy)) - np.bincount(one, half[:, k], len(xy)) for k in (0, 1)
        ])  # fmt: skip
        xy += moved / crowd
        out = xy - middle
        far = np.maximum(np.hypot(*out.T), 1e-6)
        xy -= out * (0.5 * np.maximum(0.0, far + radius - within) / far)[:, None]
    return xy


def middles_of(units, radius, before: dict) -> dict:
    """{unit: (x, y)} of discs that lie beside each other."""
    fresh = disc(radius * radius, np.zeros(len(units), np.int64), 1)
    known = np.array([unit in before for unit in units.tolist()], bool)
    if known.any():
        fresh[known] = [before[unit] for unit in units[known].tolist()]
    within = np.sqrt(LOOSE * (radius * radius).sum())
    placed = apart(fresh, radius, 0.0 * fresh, within, STEPS if not known.all() else STEPS_AFTER)
    return dict(zip(units.tolist(), placed, strict=True))


def arranged(keys, unit, mentee, mentor, across: bool = True, before: Arranged | None = None) -> Arranged:
    """Where the people of these keys stand. across: mentees stand with their mentor, of whichever unit; else only with
    one of their own unit. before: where people stood the week before.
    """
    if len(keys) == 0:
        return Arranged(np.asarray(keys), np.empty((0, 2)), np.empty(0, np.int64), {})
    head = heads(unit, mentee, mentor, across)
    size = np.bincount(head, minlength=len(keys))  # 0 for those in another's family
    is_head = np.flatnonzero(size)
    mentees = size[is_head] - 1
    home = unit[head]
    units, of_unit = np.unique(home[is_head], return_inverse=True)
    ring = np.where(mentees <= ROUND, RING, 1.2 * np.sqrt(mentees + 1.3))
    radius = ALONE + np.where(mentees > 0, ring, 0.0)
    order = np.lexsort([keys[is_head], mentees == 0, of_unit])  # those alone stand at the rim
    start = np.empty((len(is_head), 2))
    start[order] = disc((radius * radius)[order], of_unit[order], len(units))
    wide = ROOM * np.sqrt(LOOSE * np.bincount(of_unit, radius * radius)) + GAP
    middles = middles_of(units, wide, before.middles if before else {})
    middle = np.array([middles[unit] for unit in units.tolist()])[of_unit]
    start += middle
    stays = np.zeros(len(is_head), bool)
    if before is not None and len(before.keys):
        at = np.minimum(np.searchsorted(before.keys, keys[is_head]), len(before.keys) - 1)
        stays = (before.keys[at] == keys[is_head]) & (before.home[at] == home[is_head])
        start[stays] = before.xy[at[stays]]
    centres = apart(start, radius, middle, wide[of_unit], STEPS_AFTER if stays.any() else STEPS)
    family = np.searchsorted(is_head, head)
    others = head != np.arange(len(keys))
    number = np.zeros(len(keys), np.int64)
    number[others] = 1 + number_within(family[others], len(is_head))
    xy = centres[family] + around(number, mentees[family], GOLDEN * keys[head])
    order = np.argsort(keys)
    return Arranged(keys[order], xy[order], home[order], middles)
