"""What is asked for: which parameter, which outcome, which level, over what range, in which arms; all of it checked."""

import math
from dataclasses import dataclass, replace

from mentorsim.calibration import plan as plans
from mentorsim.errors import BadInput, written
from mentorsim.experiment.checks import one_of
from mentorsim.experiment.config import Experiment
from mentorsim.experiment.design import Grid
from mentorsim.experiment.identity import world_text
from mentorsim.experiment.paths import canonical
from mentorsim.experiment.sampling import Range
from mentorsim.experiment.sweep import LONGEST_NAME
from mentorsim.indicators import INDICATORS
from mentorsim.parameters import DEFAULTS, bounds, check_path, walk
from mentorsim.settings import SHORT, resolve
from mentorsim.spelling import nearest
from mentorsim.threshold.search import Rules

FIRST = 20  # replications at first: with fewer, intervals that decide when to stop are too narrow
VALUES = 7  # of the parameter at first
PER_CASE = 600  # runs at most, for each arm
SHARE = 1 / 40  # of the range: half of the interval's width that is asked for
MAPPED = 5  # values of the second parameter
MOST_CASES = 200
WIDEST = 25.0  # times the default, beyond which the bounds of a parameter are no range to look over


@dataclass(frozen=True)
class Case:
    """One arm whose crossing is looked for, at one value of the second parameter if there is any."""

    arm: str
    overrides: dict
    at: float | None = None

    def key(self) -> tuple[str, float | None]:
        """By what it is told from others."""
        return self.arm, self.at

    @property
    def name(self) -> str:
        """What it is called where there are several values of the second parameter."""
        return self.arm if self.at is None else f"{self.arm}, at {self.at:g}"


@dataclass(frozen=True)
class Asked:
    """A question, complete.

    parameter: its path; outcome: its name; against: the arm whose value is the level, "" if that is a number; second:
    path of the second parameter, "" without; cases: of all arms but the one that others are held against; references:
    those of that arm, one for each case, or none; idle: arms in which the parameter does nothing.
    """

    experiment: Experiment
    parameter: str
    outcome: str
    rules: Rules
    cases: tuple[Case, ...]
    references: tuple[Case, ...] = ()
    against: str = ""
    second: str = ""
    idle: tuple[str, ...] = ()

    @property
    def arms(self) -> list[str]:
        """The names of the arms, in order, each once."""
        return list(dict.fromkeys(case.arm for case in self.cases))


def asked(
    experiment: Experiment,
    parameter: str,
    outcome: str,
    at: float | None = None,
    against: str | None = None,
    low: float | None = None,
    high: float | None = None,
    second: str | None = None,
    precision: float | None = None,
    replications: int | None = None,
    most: int | None = None,
) -> Asked:
    """The question that options ask of an experiment. Raises BadInput."""
    path = path_of("parameter", parameter)
    known = known_outcome(outcome)
    if (at is None) == (against is None):
        found = "neither" if at is None else "both"
        raise BadInput(f"at: found {found} of --at and --against, expected one: a level, or the arm whose value it is")
    if at is not None and not math.isfinite(at):
        raise BadInput(f"at: found {written(at)}, expected a number")
    low, high = range_of("parameter", path, experiment, low, high)
    whole = isinstance(DEFAULTS[path], int)
    spots: list[float | None] = [None]
    if second is not None:
        second, _, ends = second.partition("=")
        second = path_of("map", second)
        if second == path:
            raise BadInput(f"map: found {second}, which is the parameter itself, expected another one")
        spots = list(mapped(second, experiment, ends))
    arms = arms_of(experiment, path, second or "")
    check_size(len(arms) * len(spots))
    cases = [
        Case(label, overrides | ({second: spot} if second else {}), spot) for label, overrides in arms for spot in spots
    ]
    idle = [case for case in cases if is_idle(experiment, case, path, low, high)]
    references: list[Case] = []
    if against is not None:
        references, cases = held_against(against, cases)
    cases = [case for case in cases if case not in idle or references]
    if not cases:
        raise BadInput(
            f"parameter: found {path}, which does nothing in this experiment, expected one that its arms read"
        )
    count = len(cases)
    rules = Rules(
        low=low,
        high=high,
        level=0.0 if against is not None else float(at),
        precision=positive("precision", precision, (high - low) * SHARE),
        first=replications or FIRST,
        most=most or PER_CASE * count * (2 if references else 1),
        values=VALUES,
        whole=whole,
        outcome="" if references else known,
        seed=experiment.seed,
    )
    least = len(rules.grid()) * rules.first * (count + len(set(map(Case.key, references))))
    if most is not None and most < least:
        raise BadInput(f"most: found {most:,}, expected at least {least:,}, the runs of the first round")
    run = replace(
        experiment,
        name=f"{experiment.name[:LONGEST_NAME]}-threshold",
        outcomes=(known,),
        tables=("outcomes",),
        until=None,
        worlds=None,
        replications=rules.first,
    )
    lost = () if references else tuple(dict.fromkeys(case.name for case in idle))
    return Asked(run, path, known, rules, tuple(cases), tuple(references), against or "", second or "", lost)


def path_of(option: str, given: str) -> str:
    """The path of a number that an option names. BadInput."""
    path = canonical(SHORT.get(given, given))
    try:
        check_path(path)
    except BadInput as error:
        raise BadInput(f"{option}: {error}") from None
    field = dict(walk()).get(path)
    if field is None or bounds(field)[0] is None:
        raise BadInput(
            f"{option}: found {path}, a choice, expected the path of a number; choices are arms of the design"
        )
    return path


def known_outcome(name: str) -> str:
    """An indicator's name. BadInput for another."""
    try:
        return one_of(name, INDICATORS, "mentorsim list indicators")
    except BadInput as error:
        raise BadInput(f"outcome: {error}") from None


def positive(option: str, given: float | None, otherwise: float) -> float:
    """A number above 0. BadInput."""
    if given is None:
        return otherwise
    if not 0.0 < given < math.inf:
        raise BadInput(f"{option}: found {written(given)}, expected a number above 0")
    return float(given)


def check_size(count: int) -> None:
    """BadInput for more crossings than one can look at."""
    if count > MOST_CASES:
        raise BadInput(f"threshold: found {count:,} arms and values to look at, expected at most {MOST_CASES}")


# --- ranges ----------------------------------------------------------------------------------------------------------


def range_of(
    option: str, path: str, experiment: Experiment, low: float | None = None, high: float | None = None
) -> tuple[float, float]:
    """(low, high) of a parameter: as given, else where it is looked for elsewhere. BadInput.

    That is: as a factor of the design, in the shipped calibration, between its bounds; where these are no range to look
    over, it has to be given.
    """
    least, largest = bounds(dict(walk())[path])
    usual = usual_range(path, experiment)
    ends = [own if own is not None else end for own, end in zip((low, high), usual or (None, None), strict=True)]
    if ends[0] is None or ends[1] is None:
        what = f"found no range for {path}, whose bounds are {least:g} to {largest:g}"
        if option == "map":
            raise BadInput(f"{option}: {what}; expected {path}=LOW:HIGH")
        raise BadInput(f"{option}: {what}; expected --low and --high")
    for name, end in zip(("map", "map") if option == "map" else ("low", "high"), ends, strict=True):
        if not least <= end <= largest:
            raise BadInput(f"{name}: found {end:g}, expected a value of {path}, from {least:g} to {largest:g}")
        if isinstance(DEFAULTS[path], int) and end != int(end):
            raise BadInput(f"{name}: found {end:g}, expected a whole number, as {path} is one")
    if not ends[0] < ends[1]:
        expected = "LOW below HIGH" if option == "map" else "--low below --high"
        raise BadInput(f"{name if option == 'map' else 'low'}: found {ends[0]:g} to {ends[1]:g}, expected {expected}")
    return float(ends[0]), float(ends[1])


def usual_range(path: str, experiment: Experiment) -> tuple[float, float] | None:
    """Where a parameter is looked for elsewhere; None if nothing says so."""
    factors = experiment.design.factors if experiment.design else {}
    may = factors.get(path)
    if isinstance(may, Range):
        return may.low, may.high
    if isinstance(may, list) and len(set(may)) > 1:
        return min(may), max(may)
    for one in plans.load("plausible").dimensions:
        if one.path == path and not one.setting:
            return one.may.low, one.may.high
    least, largest = bounds(dict(walk())[path])
    usual = abs(DEFAULTS[path]) or 1.0 / WIDEST
    return (least, largest) if largest - least <= WIDEST * usual else None


def mapped(path: str, experiment: Experiment, given: str = "") -> list[float]:
    """The values of the second parameter: those of the design, or some over its range. given: "LOW:HIGH"; BadInput."""
    if given:
        try:
            low, high = (float(end) for end in given.split(":"))
        except ValueError:
            raise BadInput(f"map: found {written(given)}, expected LOW:HIGH") from None
        return spread(path, *range_of("map", path, experiment, low, high))
    factors = experiment.design.factors if experiment.design else {}
    may = factors.get(path)
    if isinstance(may, list) and len(set(may)) > 1:
        return sorted(set(may))
    return spread(path, *range_of("map", path, experiment))


def spread(path: str, low: float, high: float) -> list[float]:
    """Some values of a parameter over a range."""
    rules = Rules(low, high, 0.0, 1.0, values=MAPPED, whole=isinstance(DEFAULTS[path], int))
    return [int(value) if rules.whole else value for value in rules.grid()]


# --- arms ------------------------------------------------------------------------------------------------------------


def arms_of(experiment: Experiment, path: str, second: str) -> list[tuple[str, dict]]:
    """(name, {path: value}) of the arms, without the parameters that are varied; arms that differ in these are one."""
    design = experiment.design
    if design is None:
        return [("base", {})]
    varied = {path, second}
    factors = [name for name in design.factors if name not in varied]
    if isinstance(design, Grid):
        design = replace(design, factors={name: design.factors[name] for name in factors} or design.factors)
    found: dict[str, tuple[str, dict]] = {}
    for label, values, _ in design.combinations(experiment):
        own = {name: value for name, value in values.items() if name not in varied}
        text = world_text(resolve(experiment.overrides | own, experiment.folders))
        if text not in found:
            found[text] = label or name_of(own), own
    return list(found.values())


def name_of(own: dict) -> str:
    """What an arm of a grid is called: by its value, where only one factor is left."""
    if not own:
        return "base"
    if len(own) == 1:
        return str(next(iter(own.values())))
    return " ".join(f"{name}={value}" for name, value in own.items())


def is_idle(experiment: Experiment, case: Case, path: str, low: float, high: float) -> bool:
    """Whether the parameter does nothing in an arm. BadInput if the arm cannot be at an end of the range."""
    texts = []
    for end in (low, high):
        value = int(end) if isinstance(DEFAULTS[path], int) else end
        texts.append(world_text(resolve(experiment.overrides | case.overrides | {path: value}, experiment.folders)))
    return texts[0] == texts[1]


def held_against(against: str, cases: list[Case]) -> tuple[list[Case], list[Case]]:
    """(for each other case the one it is held against, the other cases). BadInput for an arm that there is not."""
    arms = list(dict.fromkeys(case.arm for case in cases))
    if against not in arms:
        raise BadInput(f"against: found {written(against)}, expected an arm: {', '.join(arms)}{nearest(against, arms)}")
    others = [case for case in cases if case.arm != against]
    if not others:
        raise BadInput(f"against: found {written(against)}, the only arm, expected an experiment with others")
    mine = {case.at: case for case in cases if case.arm == against}
    return [mine[case.at] for case in others], others
