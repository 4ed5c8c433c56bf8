"""The design of an experiment: which arms it has.

A design proposes candidates, in order; those that meet its constraints and describe different worlds are the arms.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from itertools import product
from typing import ClassVar, NamedTuple

from mentorsim.experiment.identity import world_text
from mentorsim.experiment.sampling import Choices, Range, sampled
from mentorsim.parameters import Parameters, flatten
from mentorsim.scalars import plain_list
from mentorsim.settings import resolve

MOST_ARMS = 10_000


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
    """One arm of an experiment. varied: {factor: valid value}, columns of every table; parameters: complete."""

    label: str
    varied: dict
    parameters: Parameters = field(repr=False)


def value_of(parameters: Parameters, path: str):
    """The value at a path ("setting" is the preset) in its validated type, so that 1 and 1.0 are one."""
    return flatten(parameters)["setting.preset" if path == "setting" else path]


def base_arm(experiment) -> Arm:
    """The experiment without its factors: what `run` runs."""
    return Arm("base", {}, resolve(experiment.overrides, experiment.folders))


def arms(experiment) -> list[Arm]:
    """The arms in order of declaration; the base arm if there is no design.

    Candidates that describe the same world (they differ in what their policies ignore) are one arm, the first.
    Raises BadInput for a candidate that cannot be.
    """
    if experiment.design is None:
        return [base_arm(experiment)]
    found: dict[str, Arm] = {}
    for label, values, _ in experiment.design.combinations(experiment):
        parameters = resolve(experiment.overrides | values, experiment.folders)
        text = world_text(parameters)
        if text not in found:
            flat = flatten(parameters) | {"setting": parameters.setting.preset}
            varied = {path: flat[path] for path in experiment.design.paths()}
            label = label or " ".join(f"{path}={value}" for path, value in varied.items())
            found[text] = Arm(label, varied, parameters)
    return list(found.values())
