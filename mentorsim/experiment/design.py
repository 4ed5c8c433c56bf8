"""The design of an experiment: which arms it has.

A design proposes candidates, in order; those that meet its constraints and describe different worlds are the arms.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from itertools import product
from typing import ClassVar, NamedTuple

from mentorsim.errors import BadInput
from mentorsim.experiment.identity import world_text
from mentorsim.experiment.sampling import Choices, Range, sampled
from mentorsim.experiment.worlds import PlausibleWorld
from mentorsim.parameters import Parameters, flatten
from mentorsim.scalars import plain_list
from mentorsim.settings import resolve

MOST_ARMS = 10_000
WORLD, WORLD_WEIGHT = "world", "world_weight"  # columns of every table, where arms are in several worlds


class Candidate(NamedTuple):
    """A possible arm of a design.

    label: empty if its values are its name; values: {path: value} that differ from the base arm; place: where in the
    config the values stand.
    """

    label: str
    values: dict
    place: str = "design.factors"


@dataclass(frozen=True)
class Design(ABC):
    """Base of all designs. factors: {path: what it may be}; where: Constraints that every arm meets."""

    factors: dict
    where: tuple = ()
    kind: ClassVar[str] = ""

    def __post_init__(self):
        own = {path: may if isinstance(may, Range | Choices) else plain_list(may) for path, may in self.factors.items()}
        object.__setattr__(self, "factors", own)

    def paths(self) -> list[str]:
        """The paths of the factors, in order."""
        return list(self.factors)

    def overridden(self) -> list[str]:
        """Paths whose values in the base arm no arm has, as each has one of its own."""
        return self.paths()

    @abstractmethod
    def size(self) -> int:
        """Number of candidates."""

    @abstractmethod
    def candidates(self, experiment):
        """Every Candidate, whether or not it meets the constraints."""

    def combinations(self, experiment):
        """The Candidates that meet the constraints."""
        for candidate in self.candidates(experiment):
            if all(constraint.holds(candidate.values) for constraint in self.where):
                yield candidate

    def pinned(self, path: str, value) -> "Design":
        """The design with one factor held at a value; unchanged if the path is no factor."""
        return replace(self, factors=self.factors | {path: [value]}) if path in self.factors else self

    def to_dict(self) -> dict:
        """The design in words and numbers, as it is stored."""
        factors = self.factors.items()
        ranges = {path: ", ".join(map(str, may)) if isinstance(may, list) else str(may) for path, may in factors}
        return {"kind": self.kind, "factors": ranges, "where": [constraint.text for constraint in self.where]}


@dataclass(frozen=True)
class Grid(Design):
    """Every combination of the factors' values ({path: list}), the last factor varying fastest."""

    kind: ClassVar[str] = "grid"

    def size(self) -> int:
        return math.prod(len(values) for values in self.factors.values())

    def candidates(self, experiment):
        for values in product(*self.factors.values()):
            yield Candidate("", dict(zip(self.factors, values, strict=True)))


@dataclass(frozen=True)
class OneAtATime(Design):
    """The base arm, then each other value of each factor ({path: list}) with all other factors at their base values."""

    kind: ClassVar[str] = "one-at-a-time"

    def overridden(self) -> list[str]:
        return []

    def size(self) -> int:
        return 1 + sum(len(values) for values in self.factors.values())

    def candidates(self, experiment):
        parameters = resolve(experiment.overrides, experiment.folders)
        base = {path: value_of(parameters, path) for path in self.factors}
        yield Candidate("base", base)
        for path, values in self.factors.items():
            for value in values:
                if value != base[path]:
                    yield Candidate(f"{path}={value}", base | {path: value})


@dataclass(frozen=True)
class Sampled(Design):
    """A design of points that fill the factors' ranges: a Sobol sequence or a Latin hypercube.

    factors: {path: Range or Choices}; held: {path: value} set beside the file, with which the other factors keep their
    points.
    """

    points: int = 0
    held: dict = field(default_factory=dict)

    def size(self) -> int:
        return self.points

    def candidates(self, experiment):
        found = sampled(self.kind, self.factors, self.points, experiment.seed)
        for number, point in enumerate(found):
            yield Candidate(f"point {number}", point | self.held)

    def pinned(self, path: str, value) -> "Design":
        return replace(self, held=self.held | {path: value}) if path in self.factors else self

    def to_dict(self) -> dict:
        held = {path: f"held at {value}" for path, value in self.held.items()}
        shown = super().to_dict()
        return shown | {"factors": shown["factors"] | held, "points": self.points}


@dataclass(frozen=True)
class Sobol(Sampled):
    """A Sobol sequence: point i is the same whatever their number."""

    kind: ClassVar[str] = "sobol"


@dataclass(frozen=True)
class LatinHypercube(Sampled):
    """A Latin hypercube: each factor's range in as many slices as there are points, one point in each."""

    kind: ClassVar[str] = "lhs"


@dataclass(frozen=True)
class Listed(Design):
    """Arms one by one. arms: (name, {path: value}) each; factors: {path: the values it has in them}."""

    arms: tuple = ()
    kind: ClassVar[str] = "list"

    def overridden(self) -> list[str]:
        return [path for path in self.factors if all(path in values for _, values in self.arms)]

    def size(self) -> int:
        return len(self.arms)

    def candidates(self, experiment):
        for number, (name, values) in enumerate(self.arms):
            yield Candidate(name, values, f"design.arms.{number}.overrides")

    def pinned(self, path: str, value) -> "Design":
        if path not in self.factors:
            return self
        arms = tuple((name, values | {path: value}) for name, values in self.arms)
        return replace(self, arms=arms, factors=self.factors | {path: [value]})


KINDS = {design.kind: design for design in (Grid, Listed, OneAtATime, LatinHypercube, Sobol)}


# --- arms ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Arm:
    """One arm of an experiment, in one plausible world if it has several.

    varied: {factor: valid value}; parameters: complete; world: number of the set in its ensemble, None without one;
    weight: its share of all that are used.
    """

    label: str
    varied: dict
    parameters: Parameters = field(repr=False)
    world: int | None = None
    weight: float = 1.0

    @property
    def columns(self) -> dict:
        """{column: value} of every table: what varies, and the world."""
        more = {} if self.world is None else {WORLD: self.world, WORLD_WEIGHT: self.weight}
        return self.varied | more

    @property
    def name(self) -> str:
        """The label, and which world."""
        return self.label if self.world is None else f"{self.label}, world {self.world}"


def value_of(parameters: Parameters, path: str):
    """The value at a path ("setting" is the preset) in its validated type, so that 1 and 1.0 are one."""
    return flatten(parameters)["setting.preset" if path == "setting" else path]


def base_arm(experiment) -> Arm:
    """The experiment without its factors: what `run` runs."""
    return Arm("base", {}, resolve(experiment.overrides, experiment.folders))


def arms(experiment) -> list[Arm]:
    """The arms in order of declaration; the base arm if there is no design. In each plausible world, if it has any.

    Candidates that describe the same world (they differ in what their policies ignore) are one arm, the first.
    Raises BadInput for a candidate that cannot be.
    """
    if experiment.worlds is None:
        return arms_in(experiment)
    if experiment.design and experiment.design.size() * len(experiment.worlds) > MOST_ARMS:
        size = f"{experiment.design.size():,} arms in {len(experiment.worlds):,} worlds"
        raise BadInput(f"experiment.worlds: found {size}, expected at most {MOST_ARMS:,} of both together")
    found: list[Arm] = []
    for world in experiment.worlds.worlds:
        try:
            found += arms_in(experiment, world)
        except BadInput as error:
            lines = (f"experiment.worlds: world {world.number}: {line}" for line in str(error).splitlines())
            raise BadInput("\n".join(lines)) from None
    check_worlds(found)
    return found


def check_worlds(found: list[Arm]) -> None:
    """BadInput unless every world has the same arms, and no arm is the same in two of them."""
    seen: dict[str, Arm] = {}
    labels = [arm.label for arm in in_one_world(found)]
    for arm in found:
        first = seen.setdefault(world_text(arm.parameters), arm)
        if first is not arm:
            expected = "parameters in the ensemble that the experiment leaves open and this arm reads"
            raise BadInput(
                f"experiment.worlds: found {arm.name}, the same as in world {first.world}, expected {expected}"
            )
    for start in range(0, len(found), len(labels)):
        if [arm.label for arm in found[start : start + len(labels)]] != labels:
            name = found[start].world
            raise BadInput(f"experiment.worlds: found two arms that are one in world {name}, expected different ones")


def in_one_world(found: list[Arm]) -> list[Arm]:
    """The arms as the first world has them."""
    return [arm for arm in found if arm.world == found[0].world]


def arms_in(experiment, world: PlausibleWorld | None = None) -> list[Arm]:
    """The arms in one plausible world, or without any."""
    number, weight = (world.number, world.weight) if world else (None, 1.0)

    def complete(said: dict) -> Parameters:
        below = experiment.worlds.below(world, said, experiment.folders) if world else {}
        return resolve(below | said, experiment.folders)

    if experiment.design is None:
        return [Arm("base", {}, complete(experiment.overrides), number, weight)]
    found: dict[str, Arm] = {}
    for label, values, _ in experiment.design.combinations(experiment):
        parameters = complete(experiment.overrides | values)
        text = world_text(parameters)
        if text not in found:
            flat = flatten(parameters) | {"setting": parameters.setting.preset}
            varied = {path: flat[path] for path in experiment.design.paths()}
            label = label or " ".join(f"{path}={value}" for path, value in varied.items())
            found[text] = Arm(label, varied, parameters, number, weight)
    return list(found.values())
