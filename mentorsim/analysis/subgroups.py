"""Who gains more than others, by an honest tree: split on half of the replications, estimated and tested on the rest.

A tree that is fitted to effects finds some split in any noise. So it sees the odd replications only, and what its
leaves come to is worked out from the even ones, whose people and luck it has not seen (honest estimation: Athey &
Imbens 2016). Whether the leaves differ beyond luck is tested there, too, against worlds in which nobody differs from
others by what he or she brings along.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from mentorsim.analysis.intervals import interval, simultaneous, two_sided
from mentorsim.analysis.worlds import Crossing
from mentorsim.errors import BadInput
from mentorsim.indicators.statistics import COVERAGE

DEEPEST = 3  # questions asked of a person
SMALLEST = 0.1  # share of people in a leaf, at least
FOLDS = 5  # at most, in which the size of the tree is chosen
DRAWS = 999  # worlds in which effects are dealt out anew
ENOUGH = 2  # replications in each half
FINEST = 20  # thresholds are rounded to a digit that is at most such a part of the trait's standard deviation


def trees() -> ModuleType:
    """scikit-learn's trees; BadInput if they are not installed."""
    from importlib import import_module

    try:
        return import_module("sklearn.tree")
    except ImportError:
        raise BadInput("for whom: needs scikit-learn; pip install 'mentorsim[for-whom]'") from None


# --- people and their effects ----------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Sample:
    """(n,) effects of persons, with (n, traits) of what they bring along.

    replications, persons: numbers; worlds, weights: the plausible world of each row and its weight, if there are any.
    """

    traits: np.ndarray
    effects: np.ndarray
    replications: np.ndarray
    persons: np.ndarray
    worlds: np.ndarray | None = None
    weights: np.ndarray | None = None

    def part(self, which: np.ndarray) -> Sample:
        """Some of the rows."""
        fields = (self.traits, self.effects, self.replications, self.persons, self.worlds, self.weights)
        return Sample(*(None if one is None else one[which] for one in fields))  # type: ignore[arg-type]

    @cached_property
    def blocks(self) -> tuple[np.ndarray, np.ndarray]:
        """((blocks,) a row of each, (n,) number of each row's): people of one replication, in one world."""
        code = np.unique(self.replications, return_inverse=True)[1]
        if self.worlds is not None:
            code = code + (code.max(initial=0) + 1) * np.unique(self.worlds, return_inverse=True)[1]
        _, first, place = np.unique(code, return_index=True, return_inverse=True)
        return first, place

    @property
    def crossing(self) -> Crossing | None:
        """Whose values a number per block is, in plausible worlds."""
        if self.worlds is None or self.weights is None:
            return None
        first, _ = self.blocks
        return Crossing(self.worlds[first], self.replications[first], self.weights[first])

    @cached_property
    def share(self) -> np.ndarray:
        """(blocks,) weight of each block: of its world, divided among its replications; they add up to 1."""
        first, _ = self.blocks
        if self.worlds is None or self.weights is None:
            return np.full(len(first), 1.0 / len(first))
        _, world, often = np.unique(self.worlds[first], return_inverse=True, return_counts=True)
        found = self.weights[first] / often[world]
        return found / found.sum()

    def means(self, values: np.ndarray, which: np.ndarray | None = None) -> np.ndarray:
        """(blocks,) means of values, of some rows if told; NaN where there are none."""
        first, place = self.blocks
        rows = np.ones(len(place)) if which is None else np.asarray(which, float)
        counts = np.bincount(place, rows, len(first))
        with np.errstate(invalid="ignore"):
            return np.bincount(place, rows * values, len(first)) / counts

    def centred(self, values: np.ndarray) -> np.ndarray:
        """(n,) values less their block's mean: without the luck that all of a replication share."""
        return values - self.means(values)[self.blocks[1]]

    @cached_property
    def row_weights(self) -> np.ndarray:
        """(n,) weight of each row, so that blocks count by their share; they add up to 1."""
        place = self.blocks[1]
        return (self.share / np.bincount(place))[place]

    def interval(self, values: np.ndarray, family: int = 1) -> tuple[float, float, float]:
        """(mean, low, high) of (blocks,) values over replications, and worlds, for so many intervals at once."""
        known, crossing = ~np.isnan(values), self.crossing
        if crossing is not None:
            crossing = Crossing(crossing.worlds[known], crossing.replications[known], crossing.weights[known])
        if not known.any():
            return math.nan, math.nan, math.nan
        mean, low, high = interval(values[known], crossing=crossing)
        if family > 1:
            low, high = simultaneous(values[known], family, crossing)
        return float(mean), float(low), float(high)


def halves(sample: Sample) -> tuple[Sample, Sample]:
    """(odd replications, in which a split is found, even ones, on which it is judged), counted in their order."""
    code = np.unique(sample.replications, return_inverse=True)[1]
    count = int(code.max(initial=-1)) + 1
    if count < 2 * ENOUGH:
        raise BadInput(f"for whom: found {count} replications, expected at least {2 * ENOUGH}, half of them to find "
                       "subgroups, half to judge them")  # fmt: skip
    return sample.part(code % 2 == 1), sample.part(code % 2 == 0)


# --- the tree --------------------------------------------------------------------------------------------------------


class Condition(NamedTuple):
    """A bound on a trait: below it, or from it on."""

    trait: int
    below: bool
    bound: float

    def holds(self, traits: np.ndarray) -> np.ndarray:
        """(n,) of whom it is true."""
        values = traits[:, self.trait]
        return values < self.bound if self.below else values >= self.bound


Path = tuple[Condition, ...]


def inside(path: Path, traits: np.ndarray) -> np.ndarray:
    """(n,) who meets all conditions."""
    found = np.ones(len(traits), bool)
    for one in path:
        found &= one.holds(traits)
    return found


def fitted(sample: Sample, digits: Sequence[int]) -> list[list[Path]]:
    """Trees of 1, 2, 3 … leaves for the effects of a sample, each the one before with its best split added.

    digits: decimals to which the bound on each trait is rounded up, so that a bound is what is said of it.
    """
    tree = trees().DecisionTreeRegressor(max_depth=DEEPEST, min_weight_fraction_leaf=SMALLEST, random_state=0)
    tree = tree.fit(sample.traits, sample.centred(sample.effects), sample.row_weights).tree_
    fall = tree.impurity * tree.weighted_n_node_samples
    left, right = tree.children_left, tree.children_right
    leaves: dict[int, Path] = {0: ()}
    found = [[*leaves.values()]]
    while inner := [node for node in leaves if left[node] >= 0]:
        node = max(inner, key=lambda one: (fall[one] - fall[left[one]] - fall[right[one]], -one))
        path, trait = leaves.pop(node), int(tree.feature[node])
        bound = math.ceil(round(tree.threshold[node] * 10.0 ** digits[trait], 6)) / 10.0 ** digits[trait]
        leaves[left[node]] = (*path, Condition(trait, True, bound))
        leaves[right[node]] = (*path, Condition(trait, False, bound))
        found.append([*leaves.values()])
    return found


def digits_of(traits: np.ndarray) -> list[int]:
    """Decimals of bounds on each trait: none of whole numbers, else as its spread asks for."""
    found = []
    for values in traits.T:
        spread = float(values.std())
        whole = spread == 0.0 or bool((values == np.round(values)).all())
        found.append(0 if whole else max(0, math.ceil(-math.log10(spread / FINEST))))
    return found


def predicted(sample: Sample, leaves: list[Path], told: Sample) -> np.ndarray:
    """(n,) of the rows of `told`: what their leaf's effects come to in a sample, beyond its mean."""
    away, found = sample.centred(sample.effects), np.zeros(len(told.effects))
    for path in leaves:
        mine = inside(path, sample.traits)
        weight = sample.row_weights[mine]
        found[inside(path, told.traits)] = float(weight @ away[mine] / weight.sum()) if mine.any() else 0.0
    return found


def grown(sample: Sample, digits: Sequence[int]) -> list[Path]:
    """The leaves of a tree whose size is chosen by cross-validation over replications, of two leaves at least.

    It is the smallest that foretells the effects of replications left out no worse than the best does, by more than a
    standard error of the difference.
    """
    sizes = fitted(sample, digits)
    code = np.unique(sample.replications, return_inverse=True)[1]
    folds = min(FOLDS, int(code.max()) + 1)
    if len(sizes) < 3 or folds < 2:
        return sizes[min(1, len(sizes) - 1)]
    lost = np.full((folds, len(sizes)), math.nan)
    for fold in range(folds):
        train, rest = sample.part(code % folds != fold), sample.part(code % folds == fold)
        found, away = fitted(train, digits), rest.centred(rest.effects)
        for size in range(len(sizes)):
            errors = (away - rest.centred(predicted(train, found[min(size, len(found) - 1)], rest))) ** 2
            lost[fold, size] = rest.row_weights @ errors
    best = int(lost.mean(axis=0).argmin())
    behind = lost - lost[:, [best]]
    error = behind.std(axis=0, ddof=1) / math.sqrt(folds)
    return sizes[max(1, int(np.flatnonzero(behind.mean(axis=0) <= error)[0]))]


# --- what leaves come to ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Leaf:
    """A subgroup, by the even replications.

    path: its conditions; share: of the people; people: rows; effect, low, high: mean effect with its 95 % interval over
    replications (and worlds); apart, apart_low, apart_high: its difference from all others, the interval at 95 % for
    all subgroups at once (Bonferroni), of which two have one difference.
    """

    path: Path
    share: float
    people: int
    effect: float
    low: float
    high: float
    apart: float
    apart_low: float
    apart_high: float

    @property
    def differs(self) -> bool:
        """Whether it differs from the others by its own interval."""
        return self.apart_low > 0.0 or self.apart_high < 0.0


@dataclass(frozen=True)
class Found:
    """Subgroups, and whether they differ beyond luck.

    leaves: from the lowest effect to the highest; spread: SD of effects between leaves; dealt: SD that the largest
    twentieth of worlds without differences reaches; p_dealt: share of those worlds in which leaves differ at least so
    much; p_replications: chance that what the odd replications foretell is so much borne out in the even ones if there
    is nothing in it; finding, judging: numbers of replications.
    """

    leaves: list[Leaf]
    spread: float
    dealt: float
    p_dealt: float
    p_replications: float
    finding: int
    judging: int
    draws: int
    overall: tuple[float, float, float]

    @property
    def p(self) -> float:
        """The larger of the two chances: a subgroup has to stand against both."""
        return max(self.p_dealt, self.p_replications)

    @property
    def differ(self) -> bool:
        """Whether subgroups differ beyond luck."""
        return len(self.leaves) > 1 and self.p <= 1.0 - COVERAGE


def find(sample: Sample, draws: int = DRAWS) -> Found:
    """The subgroups of a sample. Raises BadInput with too few replications, or without scikit-learn.

    draws: worlds without differences to test against.
    """
    first, second = halves(sample)
    paths = grown(first, digits_of(sample.traits)) if sample.traits.shape[1] else [()]
    paths = [path for path in paths if inside(path, second.traits).any()]
    leaves = [leaf_of(second, path, len(paths)) for path in paths]
    spread, top, p_dealt = dealt(second, paths, draws)
    return Found(
        sorted(leaves, key=lambda one: one.effect),
        spread,
        top,
        p_dealt,
        borne_out(second, predicted(first, paths, second)) if len(paths) > 1 else 1.0,
        len(np.unique(first.replications)),
        len(np.unique(second.replications)),
        draws,
        second.interval(second.means(second.effects)),
    )


def leaf_of(sample: Sample, path: Path, family: int) -> Leaf:
    """One subgroup of the even replications. family: subgroups, of which two are told apart by one comparison."""
    mine = inside(path, sample.traits)
    own = sample.means(sample.effects, mine)
    apart = own - sample.means(sample.effects, ~mine)
    numbers: Any = (*sample.interval(own), *sample.interval(apart, family if family > 2 else 1))
    return Leaf(path, float(sample.row_weights[mine].sum()), int(mine.sum()), *numbers)


def loadings(sample: Sample, paths: list[Path]) -> tuple[np.ndarray, np.ndarray]:
    """((n, leaves) by which effects add up to the leaves' mean effects, (leaves,) shares of people).

    A leaf's effect is the mean of its means in the blocks that have somebody in it.
    """
    place, columns, shares = sample.blocks[1], [], []
    for path in paths:
        mine = inside(path, sample.traits)
        counts = np.bincount(place, mine, len(sample.share))
        share = np.where(counts > 0.0, sample.share, 0.0)
        columns.append(mine * (share / share.sum() / np.maximum(counts, 1.0))[place])
        shares.append(sample.row_weights[mine].sum())
    return np.stack(columns, axis=1), np.array(shares)


def between(effects: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """(…,) SD of (…, leaves) effects between leaves, by the leaves' shares of people."""
    middle = (effects @ shares)[..., None]
    return np.sqrt((effects - middle) ** 2 @ shares)


def dealt(sample: Sample, paths: list[Path], draws: int) -> tuple[float, float, float]:
    """(SD between leaves, SD that a twentieth of worlds without differences exceeds, share of these at least as far).

    In a world without differences the effects of a replication's people are dealt out among them anew, so that no trait
    has to do with any effect; the same way in all plausible worlds, whose people are the same.
    """
    if len(paths) < 2:
        return 0.0, 0.0, 1.0
    load, shares = loadings(sample, paths)
    effects = sample.centred(sample.effects)
    found = float(between(effects @ load, shares))
    person = np.unique(np.stack([sample.replications, sample.persons]), axis=1, return_inverse=True)[1].ravel()
    order = np.lexsort((sample.persons, sample.blocks[1]))  # blocks one after the other
    place, person, load, effects = sample.blocks[1][order], person[order], load[order], effects[order]
    luck = np.random.default_rng([2011, len(effects)])
    spreads = [
        between(effects[np.argsort(place + luck.random((count, person.max() + 1))[:, person], axis=1)] @ load, shares)
        for count in pieces(draws, len(effects))
    ]
    worlds = np.concatenate(spreads)
    return found, float(np.quantile(worlds, COVERAGE)), float((1 + (worlds >= found).sum()) / (1 + draws))


def pieces(draws: int, rows: int) -> list[int]:
    """Draws in pieces whose arrays stay small."""
    most = max(1, 2_000_000 // rows)
    return [min(most, draws - done) for done in range(0, draws, most)]


def borne_out(sample: Sample, foretold: np.ndarray) -> float:
    """Chance of effects that go so much with what was foretold for each person if there is nothing in it.

    By Student's t, two-sided, of their covariance over replications (and worlds), since people of one replication share
    luck, those of one unit or mentor more than others; effects dealt out among persons know nothing of that. 1 where
    effects go against what was foretold.
    """
    each = sample.means(sample.centred(foretold) * sample.effects)
    if float(sample.share @ each) <= 0.0:
        return 1.0
    chance = two_sided(each, sample.crossing)
    return 1.0 if math.isnan(chance) else chance
