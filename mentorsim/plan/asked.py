"""What is asked for: which people, which arms, who is randomised, which sizes; all of it checked."""

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from mentorsim.errors import BadInput, as_place, written
from mentorsim.experiment.checks import one_of
from mentorsim.experiment.config import Experiment, parse_set
from mentorsim.experiment.design import base_arm
from mentorsim.experiment.paths import canonical
from mentorsim.experiment.sweep import LONGEST_NAME, experiment_of
from mentorsim.given import Given
from mentorsim.parameters import DEFAULTS, GIVEN, Parameters, unknown_parameter
from mentorsim.plan.larger import larger
from mentorsim.policies.trials import ARM_NAME, ARMS
from mentorsim.settings import SHORT, resolve
from mentorsim.spelling import nearest
from mentorsim.tables import PEOPLE
from mentorsim.world.arms import SHARE, as_text

MENTEE, MENTOR, UNIT, PROGRAMME = UNITS = ("mentee", "mentor", "unit", "programme")
ROSTERS = (".csv", ".tsv", ".xlsx")
WEEKS = 52  # where no experiment says how long
WORLDS = "plausible:5"
DOUBLINGS = 3  # sizes without being asked
TRIALS = 100
MOST_ARMS, MOST_SIZES, MOST_PEOPLE, MOST_DIGITS = 6, 12, 100_000, 10
ANYTHING = "; whole programmes may differ in anything: --unit programme"
EACH = 4  # people, or clusters, for each arm at least
USUAL: dict[str, tuple[tuple[str, dict], ...]] = {
    MENTOR: (("never", {"withdrawal.policy": "never"}), ("fading", {"withdrawal.policy": "linear"})),
    MENTEE: (("none", {"matching.policy": "none"}), ("help", {})),
}


@dataclass(frozen=True)
class TrialArm:
    """An arm: its name, {path: value} that sets it apart, people dealt to it for one of an arm of share 1."""

    name: str
    overrides: dict
    share: float = 1


@dataclass(frozen=True)
class Asked:
    """A question, complete.

    experiment: without trial and design; arms; unit: who is randomised; outcome: what of a mentee is measured; mentees,
    mentors: of one programme as it is; sizes: mentees in the trial, or programmes where these are randomised; trials:
    simulated of every size in every world; reliability: of the measured outcome; loss: share lost to follow-up; usual:
    whether the arms are those that nobody asked for.
    """

    experiment: Experiment
    arms: tuple[TrialArm, ...]
    unit: str
    outcome: str
    mentees: int
    mentors: int
    sizes: tuple[int, ...]
    trials: int
    alpha: float = 0.05
    power: float = 0.8
    reliability: float = 1.0
    loss: float = 0.0
    usual: bool = False
    people: str = field(default="", compare=False)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Numbers of the arms of every comparison, the first against which the second is held."""
        count = range(len(self.arms))
        return [(one, other) for one in count for other in count if one < other]

    @property
    def programmes(self) -> bool:
        """Whether whole programmes are randomised."""
        return self.unit == PROGRAMME

    def mentees_at(self, size: int) -> int:
        """Mentees in a trial of a size."""
        return size * self.mentees if self.programmes else size

    def mentors_at(self, size: int) -> int:
        """Mentors in a trial of a size: as many for each mentee as the programme has."""
        if self.programmes:
            return size * self.mentors
        return self.mentors if size == self.mentees else max(1, round(size * self.mentors / self.mentees))


def outcomes() -> list[str]:
    """What of a mentee a trial may measure: everything that the people table has at the start and at the end."""
    names = [column.name for column in PEOPLE]
    return [name[: -len("_start")] for name in names if name.endswith("_start") and f"{name[:-5]}end" in names]


def experiment_from(
    source: str | None,
    sets: Iterable[str] = (),
    mentees: int | None = None,
    mentors: int | None = None,
    weeks: int | None = None,
    worlds: str | None = None,
    seed: int | None = None,
) -> Experiment:
    """The experiment that a roster, a file, a shipped name or numbers stand for. Raises BadInput."""
    is_roster = source is not None and PurePath(source).suffix.lower() in ROSTERS
    named: dict = {}
    if source is None and (mentees is None or mentors is None):
        raise BadInput("plan: found no ROSTER and no CONFIG, expected one of them, or both --mentees and --mentors")
    if is_roster:
        numbers = {"mentees": mentees, "mentors": mentors}
        for option in (name for name, count in numbers.items() if count is not None):
            raise BadInput(f"{option}: found a number beside a roster, which says how many; for more people: --sizes")
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", PurePath(source).stem).strip("-") or "roster"
        named = {"people.roster": source, "name": stem[:LONGEST_NAME]}
    elif source is None:
        named = {"name": "trial"}
    named |= {"people.mentees": mentees, "people.mentors": mentors, "seed": seed}
    named["weeks"] = weeks if weeks is not None else WEEKS if source is None or is_roster else None
    found = experiment_of(None if is_roster else source, sets, **named)
    asked = worlds_asked(worlds)
    if asked is None and found.worlds is None:
        asked = WORLDS
    return found.changed(worlds=asked) if asked is not None else found


def worlds_asked(given: str | None) -> str | None:
    """Which plausible worlds an option stands for: N, plausible[:N], an ensemble; 0 is none. None where not given."""
    if given is None:
        return None
    if given.strip().isdecimal() and len(given) < MOST_DIGITS:
        return f"plausible:{int(given)}" if int(given) else ""
    return given


def asked(
    experiment: Experiment,
    arms: Iterable[str] = (),
    unit: str | None = None,
    outcome: str = "performance",
    sizes: str | None = None,
    trials: int | None = None,
    alpha: float = 0.05,
    power: float = 0.8,
    reliability: float = 1.0,
    loss: float = 0.0,
) -> Asked:
    """The question that options ask of an experiment. Raises BadInput."""
    base = base_arm(experiment).parameters
    unit = unit_of(unit, base)
    try:
        outcome = one_of(outcome, outcomes())
    except BadInput as error:
        raise BadInput(f"outcome: {error}") from None
    check_share("alpha", alpha, 0.0, 0.5)
    check_share("power", power, 0.0, 1.0)
    check_share("reliability", reliability, 0.0, 1.0, with_high=True)
    check_share("loss", loss, 0.0, 1.0, with_low=True)
    given, overrides = arms_given(experiment, base, list(arms), unit)
    own, count = base.people.mentees, len(given)
    run = replace(
        experiment,
        name=f"{experiment.name[:LONGEST_NAME]}-plan",
        overrides={path: value for path, value in overrides.items() if not path.startswith("trial.")},
        outcomes=("unassisted_gain",),
        tables=("outcomes", "people", "matches"),
        until=None,
        design=None,
        replications=1,
    )
    chosen = sizes_of(sizes, unit, own, count, base.given)
    found = Asked(
        run, given, unit, outcome, own, base.people.mentors, chosen, trials or TRIALS, alpha, power, reliability, loss,
        usual=given in (USUAL_ARMS[MENTEE], USUAL_ARMS[MENTOR]) and not list(arms),
        people="roster" if base.given is not None else "",
    )  # fmt: skip
    check_arms(found)
    return found


def check_share(
    option: str, given: float, low: float, high: float, with_low: bool = False, with_high: bool = False
) -> None:
    """BadInput unless a number lies between two, or at an end that counts."""
    if low < given < high or (with_low and given == low) or (with_high and given == high):
        return
    ends = f"{'from' if with_low else 'above'} {low:g} {'to' if with_high else 'and below'} {high:g}"
    raise BadInput(f"{option}: found {written(given)}, expected a number {ends}")


def unit_of(given: str | None, base: Parameters) -> str:
    """Who is randomised: as given, else as the experiment's trial has it. BadInput."""
    if given is None:
        return base.trial.unit
    try:
        return one_of(given, UNITS)
    except BadInput as error:
        raise BadInput(f"unit: {error}") from None


# --- sizes -----------------------------------------------------------------------------------------------------------


def sizes_of(text: str | None, unit: str, own: int, arms: int, given: Given | None) -> tuple[int, ...]:
    """The sizes to be simulated, ascending: those asked for, else one's own and its doublings. BadInput."""
    programmes = unit == PROGRAMME
    least = 2 * arms if programmes else max(EACH * arms, own if given is not None else 0)
    if text is None:
        first = least if programmes else max(own, least)
        return tuple(first * 2**number for number in range(DOUBLINGS))
    what = "programmes" if programmes else "mentees"
    why = ", those of the roster" if least == own and given is not None and not programmes else ""
    most = MOST_PEOPLE // own if programmes else MOST_PEOPLE
    found = []
    for part in text.split(","):
        try:
            size = int(part)
        except ValueError:
            size = -1
        if not least <= size <= most:
            raise BadInput(
                f"sizes: found {written(part.strip())}, expected whole numbers of {what}, from {least:,}{why} to "
                f"{most:,}, such as {least},{2 * least}"
            )
        if programmes and size % arms:
            raise BadInput(f"sizes: found {size} programmes, expected a multiple of {arms}, as many as there are arms")
        found.append(size)
    if len(set(found)) > MOST_SIZES:
        raise BadInput(f"sizes: found {len(set(found))} of them, expected at most {MOST_SIZES}")
    return tuple(sorted(set(found)))


# --- arms ------------------------------------------------------------------------------------------------------------

USUAL_ARMS = {unit: tuple(TrialArm(name, own) for name, own in arms) for unit, arms in USUAL.items()}


def arms_given(
    experiment: Experiment, base: Parameters, given: list[str], unit: str
) -> tuple[tuple[TrialArm, ...], dict]:
    """(arms, the experiment's own overrides): those of options, of [trial], of the design, or usual ones. BadInput."""
    overrides = dict(experiment.overrides)
    if given:
        found = tuple(arm_of(text) for text in given)
    elif base.trial.arms:
        arms = json.loads(base.trial.arms)
        shares = {name: arm.pop(SHARE, 1) for name, arm in arms.items()}
        found = tuple(TrialArm(name, arm, shares[name]) for name, arm in arms.items())
    elif experiment.design is not None:
        found = arms_of_design(experiment)
    else:
        found = USUAL_ARMS[MENTOR if unit == MENTOR else MENTEE]
    names = [arm.name for arm in found]
    for name in (name for name in names if names.count(name) > 1):
        raise BadInput(f"arm: found {written(name)} twice, expected a name for each arm")
    if not 2 <= len(found) <= MOST_ARMS:
        where = "" if given or experiment.design is None else f" in {experiment.name}, such as {', '.join(names[:3])}"
        raise BadInput(
            f"arm: found {len(found)} of them{where}, expected two to {MOST_ARMS}: --arm NAME=PATH=VALUE for each"
        )
    return found, overrides


def arm_of(text: str) -> TrialArm:
    """An arm from NAME=PATH=VALUE[,PATH=VALUE]; NAME alone is one as the world has it. BadInput."""
    name, _, rest = text.partition("=")
    if not ARM_NAME.fullmatch(name.strip()):
        raise BadInput(
            f"arm: found {written(text)}, expected NAME=PATH=VALUE, the name of letters, digits, '_' and '-', such as "
            "fading=withdrawal.policy=linear"
        )
    own: dict = {}
    for part in split(rest):
        try:
            change = parse_set(part)
        except BadInput:
            raise BadInput(f"arm: {name.strip()}: found {written(part)}, expected PATH=VALUE") from None
        path = canonical(SHORT.get(change.key, change.key))
        if path not in DEFAULTS and path != "setting":
            raise BadInput(f"arm: {name.strip()}.{as_place(path)}: {unknown_parameter(path, nearest, ('setting',))}")
        own[path] = change.value
    return TrialArm(name.strip(), own)


def split(text: str) -> list[str]:
    """The parts between commas, but for commas within quotes or brackets."""
    parts, depth, quote, begun = [], 0, "", 0
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "[{":
            depth += 1
        elif letter in "]}":
            depth -= 1
        elif letter == "," and not depth:
            parts.append(text[begun:place])
            begun = place + 1
    return [part for part in [*parts, text[begun:]] if part.strip()]


def arms_of_design(experiment: Experiment) -> tuple[TrialArm, ...]:
    """The arms of a design, as arms of a trial."""
    found = []
    for candidate in experiment.design.combinations(experiment):
        label = candidate.label or "-".join(str(value) for value in candidate.values.values())
        name = re.sub(r"[^A-Za-z0-9_-]+", "-", label).strip("-")[:40] or f"arm-{len(found) + 1}"
        found.append(TrialArm(name, {canonical(path): value for path, value in candidate.values.items()}))
        if len(found) > MOST_ARMS:
            size = experiment.design.size()
            raise BadInput(
                f"arm: found a design of {size} arms in {experiment.name}, expected two to {MOST_ARMS}; name those to "
                "be tried: --arm NAME=PATH=VALUE for each"
            )
    return tuple(found)


def check_arms(asked: Asked) -> None:
    """BadInput for arms that cannot be: each whole programme, then the trial of all inside a world."""
    experiment = asked.experiment
    for arm in asked.arms:
        try:
            resolve(experiment.overrides | arm.overrides, experiment.folders)
        except BadInput as error:
            raise BadInput("\n".join(f"arm: {arm.name}.{line}" for line in str(error).splitlines())) from None
    if asked.programmes:
        return
    for arm in (arm for arm in asked.arms if "setting" in arm.overrides):
        raise BadInput(f"arm: {arm.name}.setting: found a setting, which all people of a programme share{ANYTHING}")
    try:
        resolve(experiment.overrides | trial_of(asked), experiment.folders)
    except BadInput as error:
        lines = [line.replace(f"{ARMS}.", "", 1) for line in str(error).splitlines()]
        shared = ("that all arms share", "touches everybody's", "in all arms where unit")
        raise BadInput(
            "\n".join(f"arm: {line}{ANYTHING if any(text in line for text in shared) else ''}" for line in lines)
        ) from None


# --- what is run -----------------------------------------------------------------------------------------------------


def trial_of(asked: Asked) -> dict:
    """{path: value} of the trial inside a world."""
    arms = {arm.name: (arm.share, arm.overrides) for arm in asked.arms}
    return {"trial.unit": asked.unit, ARMS: as_text(arms)}


def people_of(asked: Asked, mentees: int, mentors: int) -> dict:
    """{path: value} that makes a programme of so many people; as many units for each mentee as the programme has."""
    base = resolve(asked.experiment.overrides, asked.experiment.folders)
    if (mentees, mentors) == (asked.mentees, asked.mentors):
        return {}
    found: dict = {"people.mentees": mentees, "people.mentors": mentors}
    units = base.structure.units
    if base.given is not None:
        found[GIVEN] = more = larger(base.given, mentees, mentors)
        found |= {path: count for path, count in more.counts().items() if path == "structure.units"}
    if "structure.units" not in found:
        found["structure.units"] = max(1, math.floor(units * mentees / asked.mentees + 0.5))
    return found
