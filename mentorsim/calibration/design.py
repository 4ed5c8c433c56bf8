"""Points in the part of the space that is not ruled out: a sample of it, its size, and points that are far apart.

Where the part is large, a Sobol sequence over the whole space finds it. Where it is too small for that, a ladder of
ever stricter levels of implausibility leads into it (subset simulation: Au & Beck 2001), on each of which points move
along random lines (hit-and-run, by the slice sampler of Neal 2003), which leaves them evenly spread.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mentorsim.experiment.sampling import shares as sequence

LOOKED = 8192  # points of the Sobol sequence over the whole space
ENOUGH = 256  # of them from which no ladder is needed
KEPT = 2048  # points of a sample
LADDER = 0.2  # share of the points that reach the next level
STEEPEST = 60  # levels
STEP = 0.001  # of the cutoff: a level that is lower by less leads nowhere
MOVES = 12  # of each point on a level
SHRINKS = 12  # tries of a move, each on a shorter piece of its line
STREAM = 0x63616C6962  # spawn key of this luck: "calib"

Worst = Callable[[np.ndarray], np.ndarray]  # (points, parameters) in [0, 1] -> (points,) implausibility


@dataclass(frozen=True)
class Region:
    """What is left of the space.

    points: evenly spread over it, (points, parameters) in [0, 1], none where nothing is left; share: of the whole
    space; seen, worst: every point that was looked at on the way, and its implausibility.
    """

    points: np.ndarray
    share: float
    seen: np.ndarray
    worst: np.ndarray

    @property
    def least(self) -> int:
        """The row of `seen` that is least implausible."""
        return int(np.argmin(self.worst))


def left(worst: Worst, cutoff: float, dimensions: int, seed: int, wave: int) -> Region:
    """The part of the unit cube whose implausibility is at most `cutoff`. wave: gives each its own luck."""
    luck = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(STREAM, wave)))
    cube = sequence("sobol", LOOKED, dimensions, seed)
    found = worst(cube)
    seen, scores = [cube], [found]
    points, level, share = cube, np.inf, 1.0
    inside = found <= cutoff
    if inside.sum() >= ENOUGH:
        points, level, share = cube[inside], cutoff, inside.mean()
    for _ in range(STEEPEST):
        if level <= cutoff:
            break
        lower = max(cutoff, float(np.quantile(found, LADDER)))
        inside = found <= lower
        if level - lower < STEP * cutoff or not inside.any():
            break
        share *= inside.mean()
        points, level = points[luck.permutation(np.flatnonzero(inside))], lower
        points, found = spread_out(points, worst, level, luck, KEPT)
        seen.append(points)
        scores.append(found)
    if level > cutoff:
        return Region(points[:0], 0.0, np.vstack(seen), np.concatenate(scores))
    points, found = spread_out(points, worst, cutoff, luck, KEPT)
    return Region(points, float(share), np.vstack([*seen, points]), np.concatenate([*scores, found]))


def spread_out(points: np.ndarray, worst: Worst, level: float, luck, count: int) -> tuple[np.ndarray, np.ndarray]:
    """(points, their implausibility): `count` of them, made of those given by moves that stay within a level."""
    if len(points) >= count:
        points = points[luck.permutation(len(points))[:count]]
        return points, worst(points)
    moving = points[np.arange(count) % len(points)]
    scale = np.maximum(points.std(axis=0), 0.02)
    scores = worst(moving)
    for _ in range(MOVES):
        moving, scores = moved(moving, scores, worst, level, scale, luck)
    return moving, scores


def moved(points, scores, worst: Worst, level: float, scale, luck) -> tuple[np.ndarray, np.ndarray]:
    """(points, their implausibility) after a move each, to anywhere on a random line that stays within the level."""
    way = luck.normal(size=points.shape) * scale
    with np.errstate(divide="ignore"):
        ends = np.stack([-points / way, (1.0 - points) / way])
    low, high = ends.min(axis=0).max(axis=1), ends.max(axis=0).min(axis=1)
    found, found_scores, open_ = points.copy(), scores.copy(), np.arange(len(points))
    for _ in range(SHRINKS):
        at = luck.uniform(low[open_], high[open_])
        tried = np.clip(points[open_] + at[:, None] * way[open_], 0.0, 1.0)
        value = worst(tried)
        good = value <= level
        found[open_[good]], found_scores[open_[good]] = tried[good], value[good]
        bad, at = open_[~good], at[~good]
        low[bad], high[bad] = np.where(at < 0.0, at, low[bad]), np.where(at < 0.0, high[bad], at)
        open_ = bad
        if len(open_) == 0:
            break
    return found, found_scores


def far_apart(points: np.ndarray, count: int, taken: np.ndarray | None = None) -> np.ndarray:
    """Rows of `count` points each of which is as far as possible from those before (Kennard & Stone 1969).

    taken: points that are there already; without any, the first is the one nearest to the middle of all.
    """
    if len(points) <= count:
        return np.arange(len(points))
    if taken is None or len(taken) == 0:
        rows = [int(np.argmin(((points - points.mean(axis=0)) ** 2).sum(axis=1)))]
        apart = ((points - points[rows[0]]) ** 2).sum(axis=1)
    else:
        rows, apart = [], nearest_of(points, taken)[1]
    while len(rows) < count:
        rows.append(int(np.argmax(apart)))
        apart = np.minimum(apart, ((points - points[rows[-1]]) ** 2).sum(axis=1))
    return np.array(rows)


def nearest_of(points: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(which of the others is nearest to each point, the square of the distance)."""
    square = (points**2).sum(axis=1)[:, None] - 2.0 * points @ others.T + (others**2).sum(axis=1)
    return square.argmin(axis=1), np.maximum(0.0, square.min(axis=1))
