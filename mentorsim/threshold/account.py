"""What a search has found, as plain data: the crossing of each arm, how far arms move it, how it was looked for."""

import math
from collections.abc import Mapping

import numpy as np

from mentorsim.indicators import INDICATORS
from mentorsim.indicators.statistics import COVERAGE
from mentorsim.parameters import DEFAULTS, declaration
from mentorsim.threshold.asked import Asked
from mentorsim.threshold.curve import Found, curve_of, interval_at
from mentorsim.threshold.search import Ask, Case, History

SCHEMA = 1


def account(asked: Asked, history: History, size) -> dict:
    """All that is told of a search. size: runs that make up what was asked for."""
    rules = asked.rules
    field = declaration(asked.parameter)
    return {
        "schema": SCHEMA,
        "name": asked.experiment.name,
        "question": asked.experiment.question,
        "parameter": asked.parameter,
        "meaning": field.description,
        "unit": field.json_schema_extra["unit"],
        "default": DEFAULTS[asked.parameter],
        "outcome": asked.outcome,
        "outcome_unit": INDICATORS[asked.outcome].unit,
        "level": rules.level,
        "against": asked.against,
        "low": rules.low,
        "high": rules.high,
        "whole": rules.whole,
        "precision": rules.precision,
        "first": rules.first,
        "most": rules.most,
        "seed": asked.experiment.seed,
        "weeks": asked.experiment.weeks,
        "runs": size(history.wanted),
        "second": asked.second,
        "idle": list(asked.idle),
        "arms": [entry(asked, case) for case in history.cases],
        "moves": moves(asked, history),
        "rounds": [round_of(asked, one) for one in history.rounds],
    }


def entry(asked: Asked, case: Case) -> dict:
    """What is told of one arm."""
    own, found, rules = asked.cases[case.number], case.found, asked.rules
    assert found is not None  # there was a look
    places, heights = curve_of(found) if len(found.points.values) else (np.array([]), np.array([]))
    one = case.crosses
    values = [value_of(asked, case, value) for value in case.values]
    return {
        "arm": own.arm,
        "at": own.at,
        "crossing": number(found.crossing) if one else None,
        "low": number(found.low) if one else None,
        "high": number(found.high) if one else None,
        "beyond": beyond(found, rules.ends) if one else [],
        "decision": case.decision,
        "rising": found.rising,
        "runs": sum(len(runs) for runs in case.runs.values()),
        "replications": case.replications,
        "values": values,
        "curve": [[float(x), float(y)] for x, y in zip(places, heights, strict=True)],
        "nearest": {key: number(one) for key, one in found.nearest.items()},
        "changes": [list(pair) for pair in found.changes],
        "reversed_by": number(found.reversed_by),
    }


def value_of(asked: Asked, case: Case, value: float) -> dict:
    """The mean at one value with its interval."""
    runs = case.runs[value]
    defined = int(np.isfinite(runs).sum())
    mean, low, high = interval_at(asked.rules.outcome, runs) if defined else (math.nan,) * 3
    return {
        "value": int(value) if asked.rules.whole else value,
        "mean": number(mean),
        "low": number(low),
        "high": number(high),
        "replications": len(runs),
        "undefined": len(runs) - defined,
    }


def beyond(found: Found, ends: tuple[float, float]) -> list[str]:
    """The ends of the range beyond which a crossing may lie, too."""
    tail = (1.0 - COVERAGE) / 2.0
    outside = {"low": (found.draws < ends[0]).mean(), "high": (found.draws > ends[1]).mean()}
    return [name for name, share in outside.items() if share >= tail]


def number(value: float) -> float | None:
    """A number as JSON has it; None for NaN."""
    return float(value) if value is not None and math.isfinite(value) else None


def round_of(asked: Asked, one) -> dict:
    """What a round ran, and why."""
    return {
        "round": one.number,
        "runs": one.runs,
        "arms": [
            {"arm": asked.cases[case].name, "why": why, "values": values_in(one.asks, case)}
            for case, why in one.what.items()
        ],
    }


def values_in(asks: Mapping[Ask, int], case: int) -> list[list]:
    """[value, replications] of what was asked for of a case."""
    return [[value, count] for (number_, value), count in sorted(asks.items()) if number_ == case]


# --- which arm moves the point ---------------------------------------------------------------------------------------


def moves(asked: Asked, history: History) -> list[dict]:
    """How far each arm's crossing is from that of the first arm, with a paired interval; where both cross.

    Draws have the same weights of replications in all arms. What is known of a crossing only as where it must lie
    widens the interval accordingly.
    """
    found = []
    for at in dict.fromkeys(case.at for case in asked.cases):
        mine = [case for case in history.cases if asked.cases[case.number].at == at]
        first, *others = mine
        both = [other for other in others if first.crosses and other.crosses]
        found += [move(asked, first, other) for other in both]
    return found


def move(asked: Asked, first: Case, other: Case) -> dict:
    """How far one crossing is from another."""
    one, two, (low, high) = first.found, other.found, asked.rules.ends
    draws = np.clip(two.draws, low, high) - np.clip(one.draws, low, high)
    difference = two.crossing - one.crossing
    ends = np.quantile(draws, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2], method="nearest")
    room = math.hypot(*(found.half for found in (one, two) if found.apart)) if one.apart or two.apart else 0.0
    return {
        "arm": asked.cases[other.number].arm,
        "reference": asked.cases[first.number].arm,
        "at": asked.cases[first.number].at,
        "difference": difference,
        "low": float(min(ends[0], difference - room)),
        "high": float(max(ends[1], difference + room)),
    }
