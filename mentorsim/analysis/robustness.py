"""Does a ranking of arms survive other forms of the model's rules, and the ends of uncertain ranges?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, get_args

import pandas as pd

from mentorsim.analysis.outcomes import check_columns
from mentorsim.analysis.ranking import ranking
from mentorsim.errors import BadInput
from mentorsim.experiment.config import Experiment
from mentorsim.experiment.design import Candidate, Design, value_of
from mentorsim.experiment.sampling import Range
from mentorsim.parameters import walk
from mentorsim.settings import resolve

FORMS = ("learning.zone", "learning.autonomy_form", "quality.start")  # with rivals
BASE = "as they are"
ALIKE = "all alike"


@dataclass(frozen=True)
class Variations(Design):
    """Every arm of an experiment's design under every variation of the model's rules.

    The rules as they are, each rival form of FORMS, and each factor of `ranges` ((path, Range) pairs) at its low and
    at its high end.
    """

    arms: Design = field(kw_only=True)
    ranges: tuple = ()
    kind: ClassVar[str] = "robustness"

    def size(self) -> int:
        return self.arms.size() * (1 + len(FORMS) * 3 + 2 * len(self.ranges))

    def variations(self, experiment: Experiment) -> dict:
        """{name: {path: value}} of what is varied, one path at a time."""
        fields, base = dict(walk()), resolve(experiment.overrides, experiment.folders)
        found: dict[str, dict] = {BASE: {}}
        for path in FORMS:
            for form in get_args(fields[path].annotation):
                if form != value_of(base, path):
                    found[f"{path} = {form}"] = {path: form}
        for path, may in self.ranges:
            found |= {f"{path} = {end:.12g}": {path: may.at(share)} for end, share in ((may.low, 0.0), (may.high, 1.0))}
        return found

    def candidates(self, experiment: Experiment) -> Iterator[Candidate]:
        base = resolve(experiment.overrides, experiment.folders)
        same = {path: value_of(base, path) for path in self.varied()}
        for name, changes in self.variations(experiment).items():
            for label, values, place in self.arms.combinations(experiment):
                label = label or " ".join(f"{path}={value}" for path, value in values.items())
                yield Candidate(f"{label} | {name}", same | values | changes, place)

    def varied(self) -> list[str]:
        """The paths of the parameters that the variations change."""
        return [path for path in (*FORMS, *(path for path, _ in self.ranges)) if path not in self.arms.paths()]

    def paths(self) -> list[str]:
        return [*self.arms.paths(), *self.varied()]


def variations_of(experiment: Experiment, ranges: Mapping[str, Range]) -> Variations:
    """The variations of an experiment's design. ranges: {path: Range}. BadInput without a design."""
    if experiment.design is None:
        raise BadInput("sensitivity: found no design, expected arms whose ranking is to be tried: [design.factors]")
    return Variations(experiment.design.factors, arms=experiment.design, ranges=tuple(ranges.items()))


def robustness(outcomes: pd.DataFrame, design: Variations, experiment: Experiment, outcome: str) -> pd.DataFrame:
    """The ranking of the design's arms under each variation.

    Columns: variation; best: the best arm by its mean (`best_of`); p_best: how sure that is (share of bootstrap draws
    over replications); same_best: whether it is the best with the rules as they are; tau: Kendall's rank correlation of
    all arms with their ranks there; n: replications.
    """
    check_columns(outcomes, [*design.paths(), outcome])
    arms, reference, rows = design.arms.paths(), None, []
    base = resolve(experiment.overrides, experiment.folders)
    same = {path: value_of(base, path) for path in design.varied()}
    for name, changes in design.variations(experiment).items():
        chosen = outcomes
        for path, value in (same | changes).items():
            chosen = chosen[chosen[path] == value]
        ranks = ranking(chosen, arms, outcome).set_index(arms)
        reference = ranks if reference is None else reference
        best = ranks[ranks["alike"] == ranks["alike"].iloc[0]]
        rows.append(
            {
                "variation": name,
                "best": best_of(ranks, arms),
                "p_best": best["p_best"].sum(min_count=1),
                "same_best": best_of(ranks, arms) == best_of(reference, arms),
                "tau": ranks["mean"].corr(reference["mean"], method="kendall") if len(ranks) > 1 else float("nan"),
                "n": int(best["n"].iloc[0]),
            }
        )
    return pd.DataFrame(rows)


def best_of(ranks: pd.DataFrame, arms: list) -> str:
    """The first of a ranking, with those that are the same in every run; `all alike` if there is nothing to rank."""
    if ranks["rank"].isna().all():
        return ALIKE
    first = ranks.index[ranks["alike"] == ranks["alike"].iloc[0]]
    return " = ".join(", ".join(map(str, levels if len(arms) > 1 else [levels])) for levels in first)
