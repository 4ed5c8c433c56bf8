"""Where people stand in the picture of a network: a spring layout, the same for the same graph, in NumPy.

Fruchterman & Reingold 1991: ties pull with d²/k, all repel with k²/d. Between weeks people stay where they were, but
for a few small steps, so that a moving picture can be followed.
"""

import numpy as np

GOLDEN = np.pi * (3.0 - np.sqrt(5.0))
STEPS, STEPS_AFTER = 60, 8
NEAREST = 1e-3  # distance below which two count as standing apart by this much


def sunflower(n: int) -> np.ndarray:
    """(n, 2) places on a disc of radius 1, evenly spread, in order outwards."""
    turn = GOLDEN * np.arange(n)
    out = np.sqrt((np.arange(n) + 0.5) / max(1, n))
    return np.column_stack([out * np.cos(turn), out * np.sin(turn)])


def by_unit(unit) -> np.ndarray:
    """(n, 2) places to begin with: units side by side on a disc, their people around the middle of the unit."""
    unit = np.asarray(unit)
    _, which = np.unique(unit, return_inverse=True)
    middles = sunflower(which.max() + 1) if len(unit) else np.empty((0, 2))
    places = np.empty((len(unit), 2))
    for number in range(len(middles)):
        own = np.flatnonzero(which == number)
        places[own] = middles[number] + sunflower(len(own)) * 0.6 / np.sqrt(len(middles))
    return places


def begin(keys, unit, one, two, before: dict) -> np.ndarray:
    """(n, 2) places before the first step: those of `before`, newcomers among their neighbours or else by unit."""
    places = by_unit(unit)
    known = np.array([key in before for key in keys], dtype=bool)
    if not known.any():
        return places
    places[known] = [before[key] for key, is_known in zip(keys, known, strict=True) if is_known]
    for row in np.flatnonzero(~known):
        near = np.concatenate([two[one == row], one[two == row]])
        near = near[known[near]]
        if len(near):
            places[row] = places[near].mean(axis=0) + 0.03 * by_unit(unit)[row]
    return places


def spring(keys, unit, one, two, weight, before=None) -> dict:
    """{key: (x, y)} in about [−1, 1].

    keys: (n,) of people; unit: (n,); one, two: (t,) places of tied people in `keys`; weight: (t,) strengths; before:
    the answer of the week before, if there is one.
    """
    keys, before = [int(key) for key in keys], before or {}
    one, two, weight = np.asarray(one), np.asarray(two), np.asarray(weight, float)
    places = begin(keys, unit, one, two, before)
    if len(keys) > 1:
        steps = STEPS_AFTER if before else STEPS
        heat = np.linspace(0.02 if before else 0.12, 0.002, steps)
        length = 1.4 / np.sqrt(len(keys))
        for step in range(steps):
            places = moved(places, one, two, weight, length, heat[step])
    return {key: (float(x), float(y)) for key, (x, y) in zip(keys, places, strict=True)}


def moved(places, one, two, weight, length: float, most: float) -> np.ndarray:
    """(n, 2) places after one step of at most `most`. length: distance at which a tie's pull equals the push."""
    push = np.empty_like(places)
    x, y = places[:, 0], places[:, 1]
    dx, dy = np.subtract.outer(x, x), np.subtract.outer(y, y)
    square = np.maximum(dx * dx + dy * dy, NEAREST**2)
    np.divide(length * length, square, out=square)
    push[:, 0], push[:, 1] = (dx * square).sum(axis=1), (dy * square).sum(axis=1)
    away = places[two] - places[one]
    pull = away * (weight * np.hypot(*away.T) / length)[:, None]
    np.add.at(push, one, pull)
    np.add.at(push, two, -pull)
    push -= 1.2 * places  # a little toward the middle, so that nobody drifts off
    size = np.maximum(np.hypot(*push.T), 1e-12)
    return places + push * (np.minimum(size, most) / size)[:, None]
