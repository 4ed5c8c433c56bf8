"""What is right by the letter and not what was meant: outcomes that no run can have, parameters that are factors.

Noted before anything runs; where a sweep could give nothing but dashes, it is refused.
"""

from typing import NamedTuple

from mentorsim.errors import written
from mentorsim.experiment.design import in_one_world
from mentorsim.experiment.paths import canonical
from mentorsim.indicators import INDICATORS
from mentorsim.indicators.needs import Planned
from mentorsim.places import Faults, flat, read_toml
from mentorsim.settings import SHORT

OF_ANY_RUN = {"replications", "seed", "name"}  # what may be set beside the file and moves no outcome's meaning


class Undefined(NamedTuple):
    """An outcome that is undefined in some arms whatever happens. why: in the first of them; arms: their labels."""

    outcome: str
    why: str
    arms: list[str]
    everywhere: bool

    def said(self, of: int) -> str:
        """The outcome, why it is undefined and where, in words. of: number of arms."""
        some = f"{len(self.arms):,} of {of:,} arms, such as {self.arms[0]}" if not self.everywhere else "every run"
        return f"{self.outcome} {self.why}; it is undefined in {some}"


def undefined(experiment, arms, outcomes=None) -> list[Undefined]:
    """The outcomes of an experiment that runs of some arms cannot have. outcomes: instead of its own."""
    found, arms = [], in_one_world(arms)
    runs = [Planned(arm.parameters, experiment.weeks, experiment.shocks) for arm in arms]
    for name in outcomes or experiment.outcomes:
        why = [INDICATORS[name].lacks(run) for run in runs]
        lacking = [arm.label for arm, text in zip(arms, why, strict=True) if text]
        if lacking:
            found.append(Undefined(name, next(filter(None, why)), lacking, len(lacking) == len(arms)))
    return found


def refuse(experiment, arms) -> None:
    """BadInput if no run can have any of the outcomes, or if the stopping rule can never be met.

    What is set beside the file is a trial, such as of a few weeks: there dashes are noted and no fault.
    """
    faults = Faults(experiment.source, experiment.text, {})
    missing = undefined(experiment, arms)
    trial = {change.key.removeprefix("experiment.") for change in experiment.changes} - OF_ANY_RUN
    if not trial and sum(one.everywhere for one in missing) == len(experiment.outcomes):
        for one in missing:
            faults.add("analysis.outcomes", "analysis.outcomes", one.said(len(in_one_world(arms))))
    if experiment.until:
        for one in undefined(experiment, arms, [experiment.until.outcome]):
            faults.add("experiment.until", "experiment.until", one.said(len(arms)))
    faults.close()


def notes(experiment, arms) -> list[str]:
    """What to tell of an experiment, each with its place."""
    return [*about_outcomes(experiment, arms), *about_parameters(experiment), *about_worlds(experiment)]


def about_outcomes(experiment, arms) -> list[str]:
    """Outcomes that some or all runs cannot have, and what to do."""
    faults = Faults(experiment.source, experiment.text, {})
    for one in undefined(experiment, arms):
        faults.add("analysis.outcomes", "analysis.outcomes", one.said(len(in_one_world(arms))))
    return faults.messages()


def names_outcomes(experiment) -> bool:
    """Whether the file itself names outcomes."""
    return "outcomes" in read_toml(experiment.text, experiment.source).get("analysis", {})


def about_parameters(experiment) -> list[str]:
    """Values under [parameters] and [experiment] that no arm of the design has, since they are factors of it."""
    design = experiment.design
    if design is None:
        return []
    faults = Faults(experiment.source, experiment.text, {})
    set_beside = {canonical(SHORT.get(change.key, change.key)) for change in experiment.changes}
    for place, value in written_values(experiment):
        path = canonical(place)
        if path in design.overridden() and path not in set_beside:
            values = design.to_dict()["factors"][path]
            what = (
                f"found {written(value)} here and the factor {path} in the design: a sweep takes the values of the "
                f"factor, {values}; only `run`, the base arm, takes this one"
            )
            faults.add(place, place, what)
    return faults.messages()


def about_worlds(experiment) -> list[str]:
    """Parameters that the experiment sets although the plausible worlds have values of them."""
    if experiment.worlds is None:
        return []
    faults, known = Faults(experiment.source, experiment.text, {}), set(experiment.worlds.paths)
    factors = experiment.design.paths() if experiment.design else []
    said = dict.fromkeys(factors, "design.factors") | dict.fromkeys(experiment.overrides, "parameters")
    for path in [path for path in said if path in known]:
        what = "found here and in the ensemble: the experiment's value counts, the same in every plausible world"
        faults.add(f"{said[path]}.{path}", path, what)
    return faults.messages()


def written_values(experiment) -> list[tuple]:
    """(place, value) of what stands for a parameter under [parameters] and [experiment]."""
    data = read_toml(experiment.text, experiment.source)
    values = [(f"parameters.{path}", value) for path, value in flat(data.get("parameters", {}))]
    head = data.get("experiment", {})
    return values + [(f"experiment.{key}", head[key]) for key in ("setting", "budget") if key in head]
