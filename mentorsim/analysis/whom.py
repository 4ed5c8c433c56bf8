"""For whom: effects of persons and the subgroups that differ in them, in sentences, rows and shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mentorsim.analysis.persons import (
    EITHER,
    OUTCOMES,
    Effects,
    effects_of,
    is_tag,
)
from mentorsim.analysis.subgroups import DRAWS, Condition, Found, Leaf, Path, find, halves, inside, trees
from mentorsim.analysis.words import listed
from mentorsim.printing import between, digits_for, number, percent, percents, plural, shortest, significant
from mentorsim.proportions import share_interval
from mentorsim.store.results import Results

LEVELS_OF_SKILL = ("skill_start", "performance_start", "lasting_performance_start")
NOTE = (
    "A tree splits the people of the odd replications; effects, intervals and tests are of the even ones, which it has "
    "not seen. Intervals (95 %) are over replications, and plausible worlds where there are any, since people of one "
    "replication share luck; apart: from all others, at 95 % for all subgroups at once. Two tests: effects dealt out "
    "anew among the people of a replication, and whether what the odd replications foretell is borne out over the even "
    "ones; the larger p counts."
)


@dataclass(frozen=True, eq=False)
class Told:
    """The effects of one level, and the subgroups found in them."""

    effects: Effects
    found: Found


def for_whom(
    results: Results, factor: str | None, outcome: str, by: Sequence[str] = (), draws: int = DRAWS
) -> Iterator[Told]:
    """Who gains more than others from each level of a factor, or from mentoring. As for `persons.effects_of`."""
    trees()
    for effects in effects_of(results, factor, outcome, by):
        yield Told(effects, find(effects.sample, draws))


# --- the distribution ------------------------------------------------------------------------------------------------


def distribution(effects: Effects) -> dict:
    """How effects are distributed over persons, replications and plausible worlds, by their weights.

    persons: in how many replications and worlds each is counted; mean, low, high: with the 95 % interval; sd; lowest
    and highest quarter and the median; better_off, worse_off: shares beyond the margin, each with _low and _high (of an
    outcome that is neither good nor bad: of more and of less).
    """
    sample, values = effects.sample, effects.table["effect"].to_numpy(float)
    mean, low, high = sample.interval(sample.means(values))
    quarters = quantiles(values, sample.row_weights, (0.25, 0.5, 0.75))
    away = values - sample.row_weights @ values
    sign = -1.0 if effects.better is False else 1.0
    found = {
        "persons": len(values),
        "mean": mean,
        "low": low,
        "high": high,
        "sd": float(np.sqrt(sample.row_weights @ away**2)),
        **dict(zip(("quarter", "median", "three_quarters"), quarters, strict=True)),
    }
    for name, which in (("better_off", sign * values > effects.margin), ("worse_off", sign * values < -effects.margin)):
        each = sample.means(1.0 * which)
        share, below, above = sample.interval(each)
        if (below <= 0.0 or above >= 1.0) and sample.worlds is None:
            share, below, above = map(float, share_interval(each))
        ends = max(0.0, below), min(1.0, above)
        found |= {name: share, f"{name}_low": ends[0], f"{name}_high": ends[1]}
    return found


def quantiles(values: np.ndarray, weights: np.ndarray, shares: Sequence[float]) -> list[float]:
    """Quantiles of values by their weights, which add up to 1."""
    order = np.argsort(values)
    place = np.searchsorted(np.cumsum(weights[order]), np.array(shares) * (1.0 - 1e-12))
    return [float(one) for one in values[order][np.minimum(place, len(values) - 1)]]


# --- in words --------------------------------------------------------------------------------------------------------


def unit_of(effects: Effects) -> str:
    """The unit of effects, with a space before."""
    return f" {effects.unit}"


def said(path: Path, effects: Effects) -> str:
    """The conditions of a subgroup: confidence below 0.31 and openness from 0.2 to 0.5."""
    names = list(effects.traits)
    of: dict[str, list[Condition]] = {}
    for one in path:
        of.setdefault(names[one.trait], []).append(one)
    return " and ".join(bounds(name, effects.traits[name], found) for name, found in of.items()) or "anything"


def bounds(trait: str, words: str, conditions: list[Condition]) -> str:
    """What several conditions on one trait come to."""
    above = [one.bound for one in conditions if not one.below]
    below = [one.bound for one in conditions if one.below]
    if is_tag(trait):
        return words if above else f"not {words}"
    if trait in EITHER:
        return EITHER[trait][bool(above)]
    if not above:
        return f"{words} below {shortest(min(below))}"
    if not below:
        return f"{words} from {shortest(max(above))} on"
    return f"{words} from {shortest(max(above))} to below {shortest(min(below))}"


def change(effects: Effects, effect: float, low: float, high: float) -> str:
    """What happens to people, as a verb with its amount: gain 0.12 SD [0.08, 0.16]."""
    more, less = ("gain", "lose") if effects.better else ("rise by", "fall by")
    digits, unit = digits_for(low, high), unit_of(effects)
    if not (low > 0.0 or high < 0.0):
        told = f"({number(effect, digits)}{unit} {between(low, high, digits)})"
        return f"neither clearly {more.split()[0]} nor {less.split()[0]} {told}"
    ends = (low, high) if effect > 0.0 else (-high, -low)
    return f"{more if effect > 0.0 else less} {number(abs(effect), digits)}{unit} {between(*ends, digits)}"


def source(effects: Effects) -> str:
    """What the effect is of: from readiness over never."""
    return f"from {effects.level} over {effects.reference}"


def about(effects: Effects) -> str:
    """The outcome, and in which cell of other factors."""
    place = ", ".join(map(str, effects.place.values()))
    return f"{effects.outcome} in {place}" if place else effects.outcome


def sentence(told: Told) -> str:
    """Who gains more than others, or that nobody does beyond luck."""
    effects, found = told.effects, told.found
    everybody = f"{change(effects, *found.overall)} {source(effects)}"
    if len(found.leaves) < 2:
        return f"{about(effects)}: there is no split of the mentees to be tried; together they {everybody}."
    if not found.differ:
        return (
            f"{about(effects)}: no subgroup of mentees differs beyond luck (p = {number(found.p, 3)}; the best split "
            f"found was by {splitting(told)}); together they {everybody}."
        )
    first, *rest = sorted(found.leaves, key=lambda one: -one.effect)
    begin = f"mentees who begin with {said(first.path, effects)}"
    text = f"{about(effects)}: {begin} {clause(effects, first)} {source(effects)}"
    if len(rest) == 1:
        return f"{text}; the others {clause(effects, rest[0])}."
    more = [f"those with {said(one.path, effects)} {clause(effects, one)}" for one in rest]
    return f"{text}; {'; '.join(more)}."


def test_sentence(told: Told) -> str:
    """What subgroups stand against."""
    found = told.found
    return (
        f"Between subgroups effects differ by an SD of {significant(found.spread, 2)}; in a twentieth of {found.draws} "
        f"worlds without subgroups by more than {significant(found.dealt, 2)} (p = {number(found.p_dealt, 3)}). Borne "
        f"out over replications: p = {number(found.p_replications, 3)}. {plural(found.finding, 'replication')} to find "
        f"subgroups, {found.judging} to judge them."
    )


def clause(effects: Effects, leaf: Leaf) -> str:
    """What happens to a subgroup."""
    return change(effects, leaf.effect, leaf.low, leaf.high)


def splitting(told: Told) -> str:
    """The traits that a tree asks for."""
    names = list(told.effects.traits)
    used = dict.fromkeys(names[one.trait] for leaf in told.found.leaves for one in leaf.path)
    return listed(told.effects.traits[name] for name in used)


def shares_sentence(effects: Effects, spread: dict) -> str:
    """How many persons are better and worse off, and how far effects lie apart. spread: of `distribution`."""
    margin = f"by more than {shortest(effects.margin)} SD" if effects.unit == "SD" else "at all"
    ends = [percents(spread[f"{name}_low"], spread[f"{name}_high"]) for name in ("better_off", "worse_off")]
    digits = digits_for(spread["quarter"], spread["three_quarters"])
    verbs = {True: ("gain", "lose"), False: ("fall", "rise"), None: ("rise", "fall")}[effects.better]
    better, worse = (f"{verb} {margin}" for verb in verbs)
    return (
        f"{percent(spread['better_off'])} of the mentees {ends[0]} {better} {source(effects)}, "
        f"{percent(spread['worse_off'])} {ends[1]} {worse}; the middle half of all effects is from "
        f"{number(spread['quarter'], digits)} to {number(spread['three_quarters'], digits)}{unit_of(effects)}."
    )


def notices(told: Told) -> list[str]:
    """What is to be known of the people that were compared, and of the traits."""
    effects, found = told.effects, []
    if effects.one_only:
        found.append(f"{plural(effects.one_only, 'person')} came to one of the arms only, and are left out.")
    if effects.unknown:
        found.append(f"{plural(effects.unknown, 'person')} have no {effects.outcome} in some arm, and are left out.")
    if effects.moved:
        found.append(f"Left out as traits, since arms differ in them from the start: {listed(effects.moved)}.")
    names = list(effects.traits)
    used = {names[one.trait] for leaf in told.found.leaves for one in leaf.path if told.found.differ}
    levels = LEVELS_OF_SKILL if OUTCOMES[effects.outcome].unit == "performance" else ()
    if used.intersection((f"{effects.outcome.rpartition('_')[0]}_start", *levels)):
        found.append(
            f"{effects.outcome} has an upper end: who begin close to it have less room to gain, which is not the same "
            "as getting less out of what is offered. It is no return to the mean: what people begin with is known "
            "without error, and is the same in both arms."
        )
    if "arrived_week" in used and effects.outcome.endswith("_end"):
        found.append("Who arrived later had less time until the end; outcomes some weeks after arrival do without.")
    return found


# --- rows ------------------------------------------------------------------------------------------------------------


def rows(told: Told) -> list[dict]:
    """A row per subgroup, with the whole beside it: what `--json` gives."""
    effects, found = told.effects, told.found
    names, spread = list(effects.traits), distribution(effects)
    common = {
        "outcome": effects.outcome,
        "factor": effects.factor,
        **effects.place,
        "level": effects.level,
        "reference": effects.reference,
        "unit": effects.unit,
    }
    whole = {f"all_{name}": value for name, value in spread.items()} | {
        "p_dealt": found.p_dealt,
        "p_replications": found.p_replications,
        "p": found.p,
        "differ": found.differ,
        "replications_finding": found.finding,
        "replications_judging": found.judging,
        "one_only": effects.one_only,
        "unknown": effects.unknown,
    }
    return [common | leaf_row(leaf, effects, names) | whole for leaf in found.leaves]


def leaf_row(leaf: Leaf, effects: Effects, names: list[str]) -> dict[str, Any]:
    """The columns of one subgroup."""
    conditions = [{"trait": names[one.trait], "below" if one.below else "from": one.bound} for one in leaf.path]
    _, judged = halves(effects.sample)
    mine = inside(leaf.path, judged.traits)
    sign, values, weights = -1.0 if effects.better is False else 1.0, judged.effects[mine], judged.row_weights[mine]
    return {
        "subgroup": said(leaf.path, effects),
        "conditions": conditions,
        "share": leaf.share,
        "people": leaf.people,
        "effect": leaf.effect,
        "low": leaf.low,
        "high": leaf.high,
        "apart": leaf.apart,
        "apart_low": leaf.apart_low,
        "apart_high": leaf.apart_high,
        "worse_off": float(weights @ (sign * values < -effects.margin) / weights.sum()),
    }


def table(told: Told) -> pd.DataFrame:
    """The subgroups for a figure: subgroup, share, effect, low, high, and n replications that judge them."""
    return pd.DataFrame(
        {
            "subgroup": said(leaf.path, told.effects),
            "share": leaf.share,
            "effect": leaf.effect,
            "low": leaf.low,
            "high": leaf.high,
            "n": told.found.judging,
        }
        for leaf in told.found.leaves
    )


def words_of_figure(effects: Effects) -> dict[str, Any]:
    """What figures say of the effects."""
    return {
        "outcome": words_of_outcome(effects.outcome),
        "unit": effects.unit,
        "contrast": f"{effects.level} − {effects.reference}",
        "better": effects.better,
    }


def words_of_outcome(outcome: str) -> str:
    """An outcome of persons in short: Performance, 52 weeks after arrival."""
    name, _, when = outcome.rpartition("_")
    words = (name or outcome).replace("_", " ").capitalize()
    if when.isdigit():
        return f"{words}, {when} weeks after arrival"
    return f"{words} at the end" if when == "end" else outcome.replace("_", " ").capitalize()
