"""What a claim is, for a program: a sentence of the essay, an experiment, contrasts, and what would defeat it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from mentorsim.indicators.run import INDICATORS
from mentorsim.parameters import DEFAULTS
from mentorsim.patterns.declaring import ALWAYS, united

MENTEES, MENTORS = 100, 48  # of every experiment that does not say otherwise


@dataclass(frozen=True)
class Outcome:
    """One number of a run.

    of: function of a Run; None for the indicator of that name; reads: {table: columns} that the function reads; given:
    the unit, which an indicator brings along.
    """

    name: str
    of: Callable[..., float] | None = None
    reads: dict[str, tuple[str, ...]] = field(default_factory=dict)
    given: str = ""

    @property
    def unit(self) -> str:
        """What it is counted in."""
        return self.given or INDICATORS[self.name].unit

    @property
    def about(self) -> str:
        """What it is: the first line of the docstring, or the indicator's definition."""
        return (self.of.__doc__ or "").partition("\n")[0] if self.of else INDICATORS[self.name].definition


@dataclass(frozen=True)
class Change:
    """Another form of the same worlds, to see whether an effect stands there too.

    name: what its arms are called by; about: what is otherwise, in words; values: {path: value} of all arms; of: {arm:
    {path: value}} of single ones.
    """

    name: str
    about: str
    values: dict = field(default_factory=dict)
    of: dict[str, dict] = field(default_factory=dict)


@dataclass(frozen=True)
class BuiltIn:
    """The rules say so and cannot do without: an effect that is found was assumed. reason: a sentence."""

    reason: str


@dataclass(frozen=True)
class Unwritten:
    """No rule says so, hence nothing can be switched off. reason: a sentence."""

    reason: str


class Size(NamedTuple):
    """The smallest effect that would matter, in the outcome's unit, and why."""

    value: float
    reason: str


@dataclass(frozen=True)
class Effect:
    """A contrast that a claim says something about: a sum of arm means, each with its weight.

    about: what is compared, in words; weights: {arm: weight}; sign: 1 if it should be above 0, -1 if below; size: the
    smallest that would matter; direct: how the term that writes the effect into the rules is switched off, or why it is
    not.
    """

    about: str
    outcome: Outcome
    weights: dict[str, float]
    sign: int
    size: Size
    direct: Change | BuiltIn | Unwritten


@dataclass(frozen=True)
class Dose:
    """More of a cause, step by step, which should bring more of its effect.

    about: of what there is more; levels: {arm: weight} of each step; sign: 1 if the outcome should rise with it.
    """

    about: str
    outcome: Outcome
    levels: tuple[dict[str, float], ...]
    sign: int

    @property
    def steps(self) -> list[dict[str, float]]:
        """{arm: weight} of each step less the one before."""
        return [combined([(later, 1.0), (earlier, -1.0)]) for earlier, later in pairwise(self.levels)]

    @property
    def trend(self) -> dict[str, float]:
        """{arm: weight} of the least-squares slope over the steps."""
        centred = [step - (len(self.levels) - 1) / 2.0 for step in range(len(self.levels))]
        total = sum(c**2 for c in centred)
        return combined([(level, c / total) for level, c in zip(self.levels, centred, strict=True)])


def combined(parts: list[tuple[dict[str, float], float]]) -> dict[str, float]:
    """{arm: weight} of several contrasts, each with a factor; arms that cancel are left out."""
    found: dict[str, float] = {}
    for weights, factor in parts:
        for arm, weight in weights.items():
            found[arm] = found.get(arm, 0.0) + factor * weight
    return {arm: weight for arm, weight in found.items() if weight != 0.0}


@dataclass(frozen=True)
class Claim:
    """A claim of the essay, and the experiment that it is put to.

    id: C1 to C16; statement: the claim; says: what the model is asked, one sentence; setting, weeks, parameters: of all
    arms; arms: {name: {path: value}}; effects: all of them must hold, the first is the one to show; rival: another form
    of a rule on which the claim might hang; form: of what, in words; dose; places: changes of the setting in which the
    first effect is looked at too; home: what the claim's own place is called beside them; caveat: what the experiment
    cannot do, one sentence.
    """

    id: str
    statement: str
    says: str
    setting: str
    weeks: int
    arms: dict[str, dict]
    effects: tuple[Effect, ...]
    rival: Change
    form: str
    dose: Dose
    places: tuple[Change, ...] = ()
    parameters: dict = field(default_factory=dict)
    caveat: str = ""

    @property
    def common(self) -> dict:
        """{path: value} of all arms: the people and how they keep in contact are the setting's own in every place."""
        people = {"people.mentees": MENTEES, "people.mentors": MENTORS}
        return people | {"setting.pool": self.setting, "setting.practice": self.setting} | self.parameters

    def contrasts(self) -> Iterator[tuple[Outcome, dict[str, float], Change | None]]:
        """Every contrast that is looked at: (outcome, {arm: weight}, in which form of the worlds)."""
        for effect in self.effects:
            direct = effect.direct if isinstance(effect.direct, Change) else None
            for change in (None, *([direct] if direct else []), self.rival):
                yield effect.outcome, effect.weights, change
        first = self.effects[0]
        for place in self.places:
            yield first.outcome, first.weights, place
        for level in self.dose.levels:
            yield self.dose.outcome, level, None

    def runs(self) -> dict[str, dict]:
        """{label: {path: value}} of every arm in every form in which it is looked at."""
        return {
            label(arm, change): self.values(arm, change) for _, weights, change in self.contrasts() for arm in weights
        }

    def values(self, arm: str, change: Change | None = None) -> dict:
        """{path: value} of an arm, in some form of the worlds."""
        own = self.arms[arm]
        return own if change is None else own | change.values | change.of.get(arm, {})

    def reads(self) -> dict[str, tuple[str, ...]]:
        """{table: columns} that the outcomes read; nothing where all of them are indicators."""
        own = [outcome.reads for outcome, _, _ in self.contrasts() if outcome.of]
        return united([dict(ALWAYS), *own]) if own else {}

    def indicators(self) -> list[str]:
        """The outcomes that are indicators."""
        return list(dict.fromkeys(outcome.name for outcome, _, _ in self.contrasts() if not outcome.of))

    def unknown(self) -> list[str]:
        """Paths it sets that no parameter has."""
        paths = {path for values in (self.common, *self.runs().values()) for path in values}
        return sorted(paths - DEFAULTS.keys() - {"setting"})


def label(arm: str, change: Change | None = None) -> str:
    """What an arm is called, in some form of the worlds."""
    return arm if change is None else f"{arm}, {change.name}"
