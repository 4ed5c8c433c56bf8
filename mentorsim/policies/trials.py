"""What the arms of a trial inside a world may differ in, and the one form in which a trial is kept."""

import json
import math
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import reduce

from mentorsim.errors import BadInput, written
from mentorsim.parameters import DEFAULTS, GIVEN, Parameters, build, flatten, unknown_parameter
from mentorsim.policies import KINDS, discover, ignored
from mentorsim.registry import REGISTRIES, find, unknown
from mentorsim.spelling import nearest
from mentorsim.world.arms import NO_TRIAL, SHARE, Arm, arms_of, as_text, chosen

ARMS, POLICIES = "trial.arms", tuple(f"{kind}.policy" for kind in KINDS)
RECEDING = tuple(path for path in DEFAULTS if path.startswith("withdrawal.") and path != "withdrawal.on")
ARM_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,39}")
MOST = 100  # of the shares in all, so that blocks stay short
EXPECTED = "a table of parameters for each arm, by its name"


def checked(parameters: Parameters) -> Parameters:
    """The parameters with their trial, if any, in its one form: arms by name with what sets them apart, shares as the
    smallest whole numbers, and what all arms have in common of matching as the world's own.

    BadInput names every fault by path, `trial.arms.NAME.…`.
    """
    if not parameters.trial.arms:
        return parameters
    discover()
    own, given = flatten(parameters) | NO_TRIAL, read(parameters.trial.arms)
    stop(fault for name, arm in given.items() for fault in faults_of(f"{ARMS}.{name}", arm, own))
    shares = ratio({name: arm.pop(SHARE, 1) for name, arm in given.items()})
    unit = {"trial.unit": parameters.trial.unit}
    arms = arms_of(build(own | unit | {ARMS: as_text({name: (shares[name], arm) for name, arm in given.items()})}))
    stop(faults_of_matching(parameters.trial.unit, arms))
    stop(faults_of_memory(parameters, arms))
    every = [flatten(arm.parameters) for arm in arms]
    own |= {path: value for path, value in every[0].items() if path.startswith("matching.")
            and all(flat[path] == value for flat in every)}  # fmt: skip
    apart = {arm.name: (arm.share, apart_from(own, arm, flat)) for arm, flat in zip(arms, every, strict=True)}
    return build(own | unit | {ARMS: as_text(apart)})


def apart_from(own: dict, arm: Arm, flat: dict) -> dict:
    """{path: value} of what an arm has in place of the world's own and its policies read. flat: its parameters."""
    left_out = {GIVEN, *NO_TRIAL, *ignored(arm.parameters)}
    apart = {path: value for path, value in flat.items() if path not in left_out and value != own[path]}
    return {path: value + 0.0 if isinstance(value, float) else value for path, value in apart.items()}  # no -0.0


def stop(faults: Iterable[str]) -> None:
    """Raise BadInput of the faults, if there are any."""
    told = "\n".join(faults)
    if told:
        raise BadInput(told)


def read(text: str) -> dict:
    """{name: {key: value}} of the arms in `trial.arms`; BadInput if it has not that form."""
    try:
        given = json.loads(text)
    except ValueError:
        given = text
    if not isinstance(given, dict):
        raise BadInput(f"{ARMS}: found {written(given)}, expected {EXPECTED}")
    faults = [f"{ARMS}: found {written(n)}, expected a name of letters, digits, '_' and '-', of at most 40 characters"
              for n in given if not ARM_NAME.fullmatch(n)]  # fmt: skip
    faults += [f"{ARMS}.{n}: found {written(arm)}, expected a table" for n, arm in given.items()
               if ARM_NAME.fullmatch(n) and not isinstance(arm, dict)]  # fmt: skip
    if not 2 <= len(given) <= MOST:
        faults.append(f"{ARMS}: found {len(given)} of them, expected at least two and at most {MOST}")
    stop(faults)
    return given


# --- one arm ---------------------------------------------------------------------------------------------------------


def faults_of(place: str, arm: dict, own: dict) -> Iterator[str]:
    """What is wrong with an arm by itself. own: the world's parameters, {path: value}."""
    if SHARE in arm and not is_share(arm[SHARE]):
        yield f"{place}.{SHARE}: found {written(arm[SHARE])}, expected a number above 0, such as 1 or 0.5"
    wrong = {kind for kind in KINDS if not is_policy(kind, arm.get(f"{kind}.policy", own[f"{kind}.policy"]))}
    for kind in sorted(wrong):
        yield f"{place}.{kind}.policy: {unknown(kind, arm[f'{kind}.policy'])}"
    allowed = allowed_in(arm, own, wrong)
    for path, value in arm.items():
        if path == SHARE or path.partition(".")[0] in wrong:
            continue
        if path not in DEFAULTS:
            yield f"{place}.{path}: {unknown_parameter(path, nearest, allowed)}"
        elif path not in allowed:
            yield f"{place}.{path}: found a parameter {why_not(path)}, expected {in_words(allowed)}"
        else:
            try:
                build({path: value})
            except BadInput as error:
                yield f"{place}.{error}"


def is_policy(kind: str, name) -> bool:
    """Whether there is a policy of that name."""
    return isinstance(name, str) and name in REGISTRIES[kind]


def allowed_in(arm: dict, own: dict, unknown_kinds: set) -> list[str]:
    """Paths that an arm may set: its policies, how it recedes, and what its matching and goal policies read."""
    chosen = [
        find(kind, arm.get(f"{kind}.policy", own[f"{kind}.policy"]), kind)
        for kind in ("matching", "goals")
        if kind not in unknown_kinds
    ]
    return settable(chosen)


def settable(policies: Iterable) -> list[str]:
    """Paths that an arm may set if these are its policies of matching and goals."""
    reads = [path for policy in policies for path in policy.uses if path.startswith(("matching.", "goals."))]
    return list(dict.fromkeys([*POLICIES, *RECEDING, *reads]))


def settable_by_any() -> list[str]:
    """Paths that an arm may set, whatever its policies are."""
    discover()
    return settable(policy for kind in ("matching", "goals") for policy in REGISTRIES[kind].values())


def why_not(path: str) -> str:
    """Why a parameter is none of an arm's."""
    of_policies = any(path in policy.uses for kind in KINDS for policy in REGISTRIES[kind].values())
    return "that no policy of the arm reads" if of_policies else "that all arms share"


def in_words(allowed: list[str]) -> str:
    """The paths that an arm may set, in a few words."""
    others = [path for path in allowed if path not in (*POLICIES, *RECEDING)]
    return f"{', '.join([*POLICIES, *others])} or withdrawal.… (but for withdrawal.on)"


# --- shares ----------------------------------------------------------------------------------------------------------


def is_share(value) -> bool:
    """Whether a value is a number above 0."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf


def ratio(given: dict) -> dict:
    """{name: whole number} in the proportions of the shares, as small as can be; BadInput if they are too odd."""
    whole = sum(Fraction(value) for value in given.values())
    near = {name: (Fraction(value) / whole).limit_denominator(MOST) for name, value in given.items()}
    scale = reduce(math.lcm, (one.denominator for one in near.values()))
    for name, value in given.items():
        if scale > MOST or abs(near[name] - Fraction(value) / whole) > Fraction(1, 10**9):
            raise BadInput(
                f"{ARMS}.{name}.{SHARE}: found {written(value)}, expected shares that are to each other as whole "
                f"numbers of at most {MOST} in all, such as 1 and 2, or .25 and .75"
            )
    return {name: int(one * scale) for name, one in near.items()}


# --- the arms together -----------------------------------------------------------------------------------------------


def faults_of_matching(unit: str, arms: tuple[Arm, ...]) -> Iterator[str]:
    """What arms that are matched differently may not be."""
    if len({arm.parameters.matching for arm in arms}) == 1:
        return
    alike = "expected matching to be the same in all arms"
    for arm in arms:
        found, policy = arm.parameters.matching.policy, chosen(arm.parameters)["matching"]
        what = f"{ARMS}.{arm.name}.matching.policy: found {written(found)}"
        if unit == "mentor":
            yield f'{what}, {alike} where unit = "mentor": mentees wait for a mentor before either has an arm'
        elif policy.routes or policy.after or policy.mentors_each(arm.parameters) > 1:
            yield f"{what}, which touches everybody's mentors and plans, {alike} with it"


def faults_of_memory(parameters: Parameters, arms: tuple[Arm, ...]) -> Iterator[str]:
    """Withdrawal policies that mean different things by one name of what they remember."""
    known: dict = {}
    for one in (parameters, *(arm.parameters for arm in arms)):
        policy = chosen(one)["withdrawal"]
        for name, column in policy.memory.items():
            if known.setdefault(name, column) != column:
                yield f"{ARMS}: found two withdrawal policies that remember {name!r} differently, expected one meaning"
