"""What to run next, so that the crossing of each arm is known as sharply as asked for.

Stochastic root finding in rounds: at first the same few values for every arm. Then, for each arm whose interval is
still too wide, a few values within it; and where values stand close enough already, more replications of those around
the crossing. All arms and values share the luck of a replication. What a round runs follows from the rounds before and
from nothing else, so it is the same after an interruption, and for any number of workers.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from mentorsim.threshold.curve import Found, find, luck, points_of

Ask = tuple[int, float]  # (number of the case, value of the parameter)
Simulate = Callable[[Mapping[Ask, int]], Mapping[Ask, np.ndarray]]  # replications wanted -> outcomes of all of them

GROWTH = (1.5, 1.25, 1.1)  # times the replications, whichever of them the runs that are left allow
CLOSE = 0.25  # shares of an interval within which a value counts as there already
AROUND = 0.5  # widths beyond both ends of an interval within which values get more replications
BESIDE = 2  # values on each side of a crossing that get them in any case
DIGITS = 6  # significant ones of a value, so that it can be read and typed
REACHED, MOST, NONE, SEVERAL, OPEN = "reached", "most", "none", "several", "open"


@dataclass(frozen=True)
class Rules:
    """How a search goes.

    low, high: ends of the range; level: to be crossed; precision: half of the interval's width that is wanted; first:
    replications at first; most: runs in all; values: how many at first; whole: whether values are whole numbers;
    outcome: its name, "" for a difference; seed: of the draws.
    """

    low: float
    high: float
    level: float
    precision: float
    first: int = 10
    most: int = 1000
    values: int = 7
    whole: bool = False
    outcome: str = ""
    seed: int = 0

    def at(self, value: float) -> float:
        """The value that is run in place of any."""
        value = min(max(value, self.low), self.high)
        return float(round(value)) if self.whole else float(f"{value:.{DIGITS}g}")

    def grid(self) -> list[float]:
        """The values of the first round, ascending."""
        return sorted({self.at(value) for value in np.linspace(self.low, self.high, self.values)} | {*self.ends})

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends of the range."""
        return float(self.low), float(self.high)


@dataclass
class Case:
    """One arm in a search. runs: {value: outcomes by replication}; found: of the last look; decision: how it stands."""

    number: int
    replications: int
    runs: dict[float, np.ndarray] = field(default_factory=dict)
    found: Found | None = None
    decision: str = OPEN

    @property
    def values(self) -> list[float]:
        """The values that were run, ascending."""
        return sorted(self.runs)

    @property
    def crosses(self) -> bool:
        """Whether there is one crossing within the range."""
        return self.found is not None and self.found.crosses and self.decision != SEVERAL


@dataclass(frozen=True)
class Round:
    """One round: what was run for each case, in words that need no more, and how many runs there are now."""

    number: int
    asks: dict[Ask, int]
    what: dict[int, str]
    runs: int


@dataclass
class History:
    """A search so far."""

    rules: Rules
    cases: list[Case]
    rounds: list[Round] = field(default_factory=list)

    @property
    def wanted(self) -> dict[Ask, int]:
        """{(case, value): replications} of all that was run."""
        return {(case.number, value): len(found) for case in self.cases for value, found in case.runs.items()}


def search(
    count: int,
    rules: Rules,
    simulate: Simulate,
    size: Callable[[Mapping[Ask, int]], int] = lambda asks: sum(asks.values()),
    tell: Callable[[Round], object] = lambda one: None,
) -> History:
    """Look for the crossing of each of `count` cases, to the end.

    simulate: does the runs; size: how many runs there are of what was asked for; tell: called with each round before it
    is run.
    """
    history = History(rules, [Case(number, rules.first) for number in range(count)])
    asks: dict[Ask, int] = {(case.number, value): rules.first for case in history.cases for value in rules.grid()}
    what = {case.number: "values over the range" for case in history.cases}
    while asks:
        one = Round(len(history.rounds) + 1, asks, what, size(history.wanted | asks))
        tell(one)
        for (number, value), found in simulate(asks).items():
            history.cases[number].runs[value] = np.asarray(found, float)
        history.rounds.append(one)
        look(history)
        asks, what = next_of(history, size)
    for case in history.cases:
        case.decision = MOST if case.decision == OPEN else case.decision
    return history


def look(history: History) -> None:
    """Find where each case crosses the level, and decide whether that is known well enough."""
    rules = history.rules
    most = max(len(found) for case in history.cases for found in case.runs.values())
    weights, tails = luck(rules.seed, most)
    for case in history.cases:
        if case.decision == OPEN:
            case.found = find(points_of(case.runs, weights, tails), case.runs, rules.level, rules.outcome)
            case.decision = decision(case.found, rules)


def decision(found: Found, rules: Rules) -> str:
    """How a case stands."""
    if len(found.changes) > 1:
        return SEVERAL
    if not found.nearest and not found.crosses:
        return NONE  # no run has a value
    if not found.crosses:
        return NONE if found.nearest["low"] > rules.level or found.nearest["high"] < rules.level else OPEN
    return REACHED if found.half <= rules.precision or finest(found, rules) else OPEN


def finest(found: Found, rules: Rules) -> bool:
    """Whether a crossing lies between two whole numbers that follow each other, and both are known to be off it."""
    return rules.whole and found.apart and found.bracket[1] - found.bracket[0] <= 1.0


# --- the next round --------------------------------------------------------------------------------------------------


def next_of(history: History, size: Callable[[Mapping[Ask, int]], int]) -> tuple[dict[Ask, int], dict[int, str]]:
    """(what to run next, {case: in words}); nothing if all is known, or no more runs are left."""
    open_ = [case for case in history.cases if case.decision == OPEN]
    for growth in (*GROWTH, 1.0):
        asks: dict[Ask, int] = {}
        what: dict[int, str] = {}
        for case in open_:
            found, said = wanted_of(case, history.rules, growth)
            asks |= found
            what[case.number] = said
        if not asks or size(history.wanted | asks) <= history.rules.most:
            replications_of(open_, asks)
            return asks, what
    return {}, {}


def replications_of(cases: list[Case], asks: Mapping[Ask, int]) -> None:
    """Note how many replications each case has come to."""
    for case in cases:
        case.replications = max([case.replications, *(n for (number, _), n in asks.items() if number == case.number)])


def wanted_of(case: Case, rules: Rules, growth: float) -> tuple[dict[Ask, int], str]:
    """What one case needs next: values within its interval, or more replications at those around its crossing."""
    found = case.found
    assert found is not None  # there was a look
    new = between(case, rules) if found.crosses else []
    if new:
        return {(case.number, value): case.replications for value in new}, "values within the interval"
    near = nearby(case, rules)
    more = max(case.replications + 1, math.ceil(growth * case.replications))
    return {(case.number, value): more for value in near}, "replications around the crossing"


def between(case: Case, rules: Rules) -> list[float]:
    """Values to run within the interval of a crossing, where none is near them."""
    found = case.found
    assert found is not None
    low, high, there = found.low, found.high, np.array(case.values)
    width = high - low
    if found.apart and width <= (found.bracket[1] - found.bracket[0]) * (1.0 + 1e-9):
        places = [low + share * width for share in (0.25, 0.5, 0.75)]
    else:
        places = [low, found.crossing, high]
    new: list[float] = []
    for place in places:
        value = rules.at(place)
        if np.abs(np.array([*there, *new]) - value).min() > max(CLOSE * width, 0.5 if rules.whole else 0.0):
            new.append(value)
    return new


def nearby(case: Case, rules: Rules) -> list[float]:
    """The values that get more replications: around the crossing; without one, where it may be."""
    found = case.found
    assert found is not None
    values = case.values
    if not found.crosses:
        return unsure(case, rules)
    width = found.high - found.low
    left = [value for value in values if value <= found.crossing]
    right = [value for value in values if value > found.crossing]
    near = {value for value in values if found.low - AROUND * width <= value <= found.high + AROUND * width}
    return sorted(near | {*left[-BESIDE:], *right[:BESIDE]})


def unsure(case: Case, rules: Rules) -> list[float]:
    """The value whose mean is nearest to a level that no mean has crossed, and its neighbours."""
    assert case.found is not None
    place = case.values.index(case.found.nearest["value"])
    return case.values[max(0, place - 1) : place + 2]
