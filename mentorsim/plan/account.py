"""What a plan has found, as plain data."""

import math

import numpy as np

from mentorsim.plan import value
from mentorsim.plan.asked import Asked
from mentorsim.plan.power import BEYOND, Law, Needed, Share, needed, programmes_needed, shown
from mentorsim.plan.running import Runs, Trials, Whole, replications

SCHEMA = 1
STEPS = 21  # points of a curve


def account(asked: Asked, runs: Runs) -> dict:
    """All that is told of a plan."""
    e, weights = asked.experiment, runs.weights
    trials: dict[tuple, list[Trials]] = {}
    for one in runs.trials():
        trials.setdefault((one.pair, one.size), []).append(one)
    wholes = runs.wholes()
    pairs = [pair_of(asked, runs, pair, trials, wholes, weights) for pair in asked.pairs]
    best = max(
        range(len(pairs)), key=lambda number: (pairs[number]["worth"] or 0.0, *ends_of(asked.pairs[number], wholes))
    )
    return {
        "schema": SCHEMA,
        "name": e.name,
        "question": e.question,
        "people": asked.people,
        "arms": [{"arm": arm.name, "share": arm.share, "values": plain(arm.overrides)} for arm in asked.arms],
        "usual": asked.usual,
        "unit": asked.unit,
        "outcome": asked.outcome,
        "mentees": asked.mentees,
        "mentors": asked.mentors,
        "weeks": e.weeks,
        "seed": e.seed,
        "alpha": asked.alpha,
        "power": asked.power,
        "reliability": asked.reliability,
        "loss": asked.loss,
        "trials": asked.trials,
        "worlds": worlds_of(runs),
        "source_of_worlds": e.worlds.source if e.worlds else "",
        "runs": len(runs.stories) * len(runs.worlds) * replications(asked),
        "best": best,
        "pairs": pairs,
        "whole_hours": [hours_of(asked, arm, wholes, weights) for arm in range(len(asked.arms))],
    }


def ends_of(pair: tuple, wholes: list[Whole]) -> list[float]:
    """How well two arms do over all worlds, the less good first: which of pairs that are worth the same comes first."""
    return sorted(float(np.nanmean([one.end for one in wholes if one.arm == arm])) for arm in pair)


def plain(overrides: dict) -> dict:
    """{path: value} as JSON has it."""
    return {path: one if isinstance(one, str | int | float | bool) else str(one) for path, one in overrides.items()}


def worlds_of(runs: Runs) -> list[dict]:
    """Which worlds there are; the defaults have no number."""
    numbers = [None if world is None else world.number for world in runs.worlds]
    return [{"world": one, "weight": float(weight)} for one, weight in zip(numbers, runs.weights, strict=True)]


def hours_of(asked: Asked, arm: int, wholes: list[Whole], weights: np.ndarray) -> dict:
    """Mentor hours of a whole programme in one arm."""
    found = [np.nanmean(one.hours) for one in wholes if one.arm == arm]
    return {"arm": asked.arms[arm].name, "hours": number(float(weights @ np.array(found)))}


def pair_of(asked: Asked, runs: Runs, pair: tuple, trials: dict, wholes: list[Whole], weights: np.ndarray) -> dict:
    """What is told of one comparison of two arms."""
    by_size = [trials[pair, size] for size in asked.sizes]
    gains = np.array([gain_of(pair, world, wholes) for world in range(len(weights))])
    shares = [shown(significant(found, asked), weights) for found in by_size]
    laws = [law_of(found, weights) for found in by_size]
    step = len(asked.arms) if asked.programmes else 1
    enough = needed(asked.sizes, shares, laws[-1], asked.power, asked.alpha, step)
    sizes = [
        size_of(asked, found, share, law, gains, weights)
        for found, share, law in zip(by_size, shares, laws, strict=True)
    ]
    return {
        "first": asked.arms[pair[0]].name,
        "second": asked.arms[pair[1]].name,
        "gain": number(float(weights @ gains)),
        "gains": [number(one) for one in gains],
        "sizes": sizes,
        "needed": needed_of(asked, enough),
        "extrapolated": extrapolated(asked, enough, laws[-1]),
        "knowing": number(value.of_knowing(weights, gains)),
        "worth": sizes[0]["worth"],
        "clusters": None if asked.programmes else clusters_of(asked, runs, pair, gains, weights),
    }


def gain_of(pair: tuple, world: int, wholes: list[Whole]) -> float:
    """What whole programmes of the second arm gain over those of the first in a world, paired by replication."""
    first, second = (next(one.end for one in wholes if one.arm == arm and one.world == world) for arm in pair)
    apart = second - first
    return float(np.nanmean(apart)) if np.isfinite(apart).any() else math.nan


def significant(found: list[Trials], asked: Asked) -> np.ndarray:
    """(worlds, trials) whether each is significant."""
    return np.stack([one.significant(asked.alpha) for one in found])


def law_of(found: list[Trials], weights: np.ndarray) -> Law:
    """How trials of one size go in each world, by those simulated."""
    means = (np.array([one.mean(name) for one in found]) for name in ("effect", "error", "freedom"))
    return Law(found[0].size, weights, *means, trials=float(min(len(one.known) for one in found)))


def size_of(asked: Asked, found: list[Trials], share: Share, law: Law, gains: np.ndarray, weights: np.ndarray) -> dict:
    """What is told of the trials of one size."""
    all_of_them = significant(found, asked)
    each = np.array([np.nanmean(row) if np.isfinite(row).any() else math.nan for row in all_of_them])
    central = shown(all_of_them[:1], np.ones(1))
    sd = float(weights @ [one.mean("sd") for one in found])
    smallest = law.smallest(asked.alpha, asked.power)
    effect = float(weights @ law.effects)
    sides = np.array([[side_of(one, asked.alpha, sign) for sign in (1, -1)] for one in found])
    return {
        "size": law.size,
        "mentees": asked.mentees_at(law.size),
        "mentors": asked.mentors_at(law.size),
        "programmes": law.size if asked.programmes else 1,
        "analysed": number(float(weights @ [one.mean("people") for one in found])),
        "power": number(central.share),
        "power_low": number(central.low),
        "power_high": number(central.high),
        "assurance": number(share.share),
        "low": number(share.low),
        "high": number(share.high),
        "by_world": [number(one) for one in each],
        "second_better": number(float(weights @ sides[:, 0])),
        "first_better": number(float(weights @ sides[:, 1])),
        "by_formula": number(law.assurance(law.size, asked.alpha)),
        "effect": number(effect),
        "effect_sd": number(effect / sd if sd > 0.0 else math.nan),
        "effects": [number(one) for one in law.effects],
        "error": number(float(weights @ law.errors)),
        "effect_error": number(float(weights @ law.errors) / math.sqrt(law.trials) if law.trials else math.nan),
        "freedom": number(float(weights @ law.freedoms)),
        "sd": number(sd),
        "smallest": number(smallest),
        "smallest_sd": number(smallest / sd if sd > 0.0 else math.nan),
        "worth": worth_of(weights, gains, law),
        "hours": {name: number(hours_in(found, name, weights)) for name in found[0].hours},
        "trials": sum(fit is not None for one in found for fit in one.fits),
        "failed": sum(fit is None for one in found for fit in one.fits),
        "not_analysed": sum(fit is not None for one in found for fit in one.fits)
        - sum(len(one.known) for one in found),
    }


def side_of(found: Trials, alpha: float, sign: int) -> float:
    """The share of trials that show one arm to be better: the second for 1, the first for −1."""
    there = [fit for fit in found.fits if fit is not None]
    return float(np.mean([fit.chance <= alpha and sign * fit.effect > 0 for fit in there])) if there else math.nan


def hours_in(found: list[Trials], name: str, weights: np.ndarray) -> float:
    """Mentor hours of an arm in a trial, mean over worlds."""
    return float(weights @ [np.nanmean(one.hours[name]) for one in found])


def worth_of(weights: np.ndarray, gains: np.ndarray, law: Law) -> float | None:
    """What a trial of the size is worth, per mentee of those to come."""
    known = np.isfinite(gains) & np.isfinite(law.effects) & (law.errors > 0.0)
    return number(value.of_trial(weights, gains, law.effects, law.errors)) if known.all() else None


def needed_of(asked: Asked, found: Needed) -> dict:
    """The size that is enough, in people."""
    size = None if math.isnan(found.size) else int(found.size)
    return {
        "where": found.where,
        "size": size,
        "low": number(found.low),
        "high": number(found.high),
        "mentees": None if size is None else asked.mentees_at(size),
        "mentors": None if size is None else asked.mentors_at(size),
    }


def extrapolated(asked: Asked, found: Needed, law: Law) -> list[list[float]]:
    """[size, chance] beyond the sizes simulated, as far as the size that is enough; none where that is among them."""
    if found.where != BEYOND:
        return []
    return [[float(size), law.assurance(size, asked.alpha)] for size in np.linspace(law.size, found.size, STEPS)]


def clusters_of(asked: Asked, runs: Runs, pair: tuple, gains: np.ndarray, weights: np.ndarray) -> dict:
    """What a trial of whole programmes would need instead, by the design effect of those that were run."""
    from mentorsim.plan.formulas import design_effect, intraclass

    sd, rho = [], []
    for world in range(len(weights)):
        parts = [runs.of_arm(arm, world) for arm in pair]
        sd.append(math.sqrt(np.mean([np.var(values, ddof=1) if len(values) > 1 else math.nan for values, _ in parts])))
        rho.append(float(np.mean([intraclass(values, number_) for values, number_ in parts])))
    alike = float(weights @ np.array(rho))
    known = np.isfinite([*sd, *rho, *gains]).all()
    count = (
        programmes_needed(weights, gains, np.array(sd), np.array(rho), asked.mentees, asked.power, asked.alpha)
        if known
        else math.nan
    )
    return {
        "rho": number(alike),
        "design_effect": number(design_effect(asked.mentees, alike)),
        "programmes": None if math.isnan(count) else int(count),
        "mentees": None if math.isnan(count) else int(count) * asked.mentees,
    }


def number(found: float) -> float | None:
    """A number as JSON has it; None for NaN."""
    return float(found) if found is not None and math.isfinite(found) else None
