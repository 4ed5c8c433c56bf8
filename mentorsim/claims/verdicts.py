"""What is said of a claim: one rule for all sixteen, which stood here before any of them was run.

Every effect is turned so that what is claimed lies above 0. An effect *stands* if its 95 % interval lies above 0 and
its mean is no smaller than the smallest size that matters; it is *ruled out* if its interval lies below that size, as
it does where the effect is clear the other way. In this order a claim

1. depends on the setting, if its first effect stands in one place and is clear the other way in another;
2. is contradicted, if one of its effects is ruled out;
3. is not shown, if one of its effects neither stands nor is ruled out;
4. depends on a parameter, if an effect has its sign in fewer than four of five plausible worlds, by weight: the one
   with which the effect goes most over worlds;
5. is assumed, if an effect no longer stands without the term that writes it into the rules, or if the rules cannot do
   without that term;
6. depends on the form of a rule, if an effect no longer stands under the rival form;
7. depends on the dose, if more of the cause does not bring more of the effect;
8. is supported.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

SUPPORTED, CONTRADICTED, ASSUMED, NOT_SHOWN = "supported", "contradicted", "assumed", "not shown"
DEPENDS = "depends on "
SETTING, DOSE = "the setting", "the dose"
MOST = 0.8  # share of plausible worlds, by weight, in which a sign that holds is robust
STANDS, RULED_OUT, OPEN = "stands", "ruled out", "open"


@dataclass(frozen=True)
class Found:
    """An effect, turned so that what is claimed is above 0.

    mean, low, high: over worlds and replications; share: of worlds, by weight, with that sign; matters: smallest size
    that does.
    """

    mean: float
    low: float
    high: float
    share: float = 1.0
    matters: float = 0.0

    @property
    def standing(self) -> str:
        """STANDS, RULED_OUT or OPEN."""
        if math.isnan(self.low) or math.isnan(self.high):
            return OPEN
        if self.high < max(self.matters, 0.0):
            return RULED_OUT
        return STANDS if self.low > 0.0 and self.mean >= self.matters else OPEN

    @property
    def stands(self) -> bool:
        """Whether it is clear, in the claimed direction, and large enough to matter."""
        return self.standing == STANDS

    @property
    def turned(self) -> bool:
        """Whether it is clear the other way."""
        return self.high < 0.0


@dataclass(frozen=True)
class Evidence:
    """All that a verdict looks at.

    effects: as they are; direct: each without its direct term, None where there is nothing to switch off; rival: each
    under the rival form; trend, steps: of the dose; places: {place: the first effect there}; parameters: with which
    each effect goes most over worlds; form: of what the rival is another form; built_in: numbers of the effects whose
    direct term the rules cannot do without.
    """

    effects: tuple[Found, ...]
    direct: tuple[Found | None, ...]
    rival: tuple[Found, ...]
    trend: Found
    steps: tuple[Found, ...] = ()
    places: Mapping[str, Found] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    form: str = ""
    built_in: tuple[int, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What is said of a claim. word: the verdict; effect: which of its effects has decided, by number."""

    word: str
    effect: int = 0


def verdict(e: Evidence) -> Verdict:
    """The verdict of a claim, by the rule above."""
    if differs(e.places):
        return Verdict(DEPENDS + SETTING)
    standings = [found.standing for found in e.effects]
    for standing, word in ((RULED_OUT, CONTRADICTED), (OPEN, NOT_SHOWN)):
        if standing in standings:
            return Verdict(word, standings.index(standing))
    for number, found in enumerate(e.effects):
        if found.share < MOST:
            return Verdict(DEPENDS + e.parameters[number], number)
    for number, without in enumerate(e.direct):
        if without is not None and not without.stands:
            return Verdict(ASSUMED, number)
    if e.built_in:
        return Verdict(ASSUMED, e.built_in[0])
    for number, found in enumerate(e.rival):
        if not found.stands:
            return Verdict(f"{DEPENDS}the form of {e.form}", number)
    return Verdict(SUPPORTED if rises(e.trend, e.steps) else DEPENDS + DOSE)


def differs(places: Mapping[str, Found]) -> bool:
    """Whether an effect stands in one place and is clear the other way in another."""
    return any(found.stands for found in places.values()) and any(found.turned for found in places.values())


def rises(trend: Found, steps: tuple[Found, ...]) -> bool:
    """Whether more of a cause brings more: the trend is clear, and no step is clear the other way."""
    return trend.low > 0.0 and not any(step.turned for step in steps)


def most_with(effects: np.ndarray, parameters: Mapping[str, np.ndarray]) -> tuple[str, float]:
    """(name, rank correlation) of the parameter that goes most with an effect over worlds; ("", NaN) without any.

    effects: (worlds,), NaN where undefined; parameters: {name: (worlds,)}. Those that do not vary are left out.
    """
    known = np.isfinite(effects)
    found = {
        name: rank_correlation(effects[known], np.asarray(values, float)[known]) for name, values in parameters.items()
    }
    told = {name: r for name, r in found.items() if not math.isnan(r)}
    if not told:
        return "", math.nan
    name = max(told, key=lambda one: abs(told[one]))
    return name, told[name]


def rank_correlation(x: np.ndarray, y: np.ndarray) -> float:
    """Spearman's correlation; NaN below three values, or where one of both does not vary."""
    if len(x) < 3 or np.ptp(x) == 0.0 or np.ptp(y) == 0.0:
        return math.nan
    return float(np.corrcoef(ranks(x), ranks(y))[0, 1])


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 0, equal values sharing their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts + 1) / 2.0)[inverse]
