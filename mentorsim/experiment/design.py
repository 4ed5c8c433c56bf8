"""The design of an experiment: which arms it has."""

import math
from dataclasses import dataclass, field
from itertools import product

from mentorsim.experiment.identity import world_text
from mentorsim.parameters import Parameters, flatten
from mentorsim.settings import resolve

KINDS = ("grid",)
MOST_ARMS = 10_000


@dataclass(frozen=True)
class Design:
    """A grid over factors: {path: values}, every combination an arm, the last factor varying fastest."""

    factors: dict
    kind: str = "grid"

    def size(self) -> int:
        """Number of combinations."""
        return math.prod(len(values) for values in self.factors.values())

    def combinations(self):
        """Each combination as {path: value}."""
        for values in product(*self.factors.values()):
            yield dict(zip(self.factors, values, strict=True))

    def pinned(self, path: str, value) -> "Design":
        """The same design with one factor held at a value; unchanged if the path is no factor."""
        return Design(self.factors | {path: [value]}) if path in self.factors else self


@dataclass(frozen=True)
class Arm:
    """One arm. varied: {factor: value after validation}, columns of every table; parameters: complete."""

    label: str
    varied: dict
    parameters: Parameters = field(repr=False)


def value_of(parameters: Parameters, path: str):
    """The value at a path ("setting" is the preset) in its validated type, so that 1 and 1.0 are one."""
    return flatten(parameters)["setting.preset" if path == "setting" else path]


def base_arm(experiment) -> Arm:
    """The experiment without its factors: what `run` runs."""
    return Arm("base", {}, resolve(experiment.overrides))


def arms(experiment) -> list[Arm]:
    """The arms in order of declaration; the base arm if there is no design.

    Combinations that describe the same world (they differ in what their policies ignore) are one arm, the first.
    Raises BadInput for a combination that cannot be.
    """
    if experiment.design is None:
        return [base_arm(experiment)]
    found: dict[str, Arm] = {}
    for combination in experiment.design.combinations():
        parameters = resolve(experiment.overrides | combination)
        text = world_text(parameters)
        if text not in found:
            varied = {path: value_of(parameters, path) for path in combination}
            found[text] = Arm(" ".join(f"{path}={value}" for path, value in varied.items()), varied, parameters)
    return list(found.values())
