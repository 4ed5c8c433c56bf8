"""The stopping rule: as many replications as an interval needs.

    [experiment]
    replications = 20
    until = {outcome = "g_unassisted", half_width = 0.05, max = 400}

After `replications`, and again after every quarter more, the outcome's mean in each arm gets its 95 % interval (by
Student's t; that of a share, which may be 0 in every run so far, by `events`). If the widest of them is at most
± half_width the sweep is done; else it goes on, up to max. Where the looks are is fixed beforehand, and each takes
exactly the replications up to it, so the decision is the same for any number of workers, after any interruption.
Intervals that decide when to stop are a little too narrow (Chow & Robbins 1965): start with enough replications, 20 or
more, and the error is small.
"""

import math
from dataclasses import asdict, dataclass
from functools import partial

from mentorsim.errors import BadInput, written
from mentorsim.experiment import checks
from mentorsim.experiment.events import mean_interval
from mentorsim.indicators import INDICATORS
from mentorsim.spelling import nearest

MOST = 1_000_000  # replications


@dataclass(frozen=True)
class Until:
    """The rule that ends a sweep: an outcome's interval is narrow enough in every arm.

    outcome: an indicator; half_width: of its widest 95 % interval over arms, in its unit; max: replications at most.
    """

    outcome: str
    half_width: float
    max: int


CHECKS = {
    "outcome": partial(checks.one_of, known=tuple(INDICATORS), listed="mentorsim list indicators"),
    "half_width": partial(checks.real, low=1e-9, high=1e9),
    "max": partial(checks.whole, low=2, high=MOST),
}


def until(value) -> Until:
    """The stopping rule that a config gives. Raises BadInput."""
    given = checks.table(value)
    for key in given:
        if key not in CHECKS:
            known = ", ".join(CHECKS)
            raise BadInput(f"found key {written(key)}, expected {known}{nearest(key, CHECKS)}")
    for key in CHECKS:
        if key not in given:
            raise BadInput(f"{key} is missing, expected all of {', '.join(CHECKS)}")
    found = {}
    for key, check in CHECKS.items():
        try:
            found[key] = check(given[key])
        except BadInput as error:
            raise BadInput(f"{key}: {error}") from None
    return Until(**found)


def looks(first: int, most: int):
    """The numbers of replications after which it is looked at: the first, a quarter more each time, at last `most`."""
    while first < most:
        yield first
        first += math.ceil(first / 4)
    yield most


def look(outcomes, rule: Until, replications: int) -> dict:
    """What a look finds: {"replications", "arm", "half_width": of the widest interval, None while it is undefined}.

    outcomes: the table; of it, only the first `replications` count. Runs without a value are left out; an arm with
    fewer than two values has no interval, and counts as the widest.
    """
    runs = outcomes[outcomes["replication"] < replications]
    widest = {"replications": replications, "arm": "", "half_width": 0.0}
    for arm, values in runs.groupby("arm", sort=False)[rule.outcome]:
        mean, low, high = mean_interval(rule.outcome, values.dropna().astype(float).to_numpy())
        if math.isnan(low):
            return widest | {"arm": arm, "half_width": None}
        half = max(mean - low, high - mean)
        if half > widest["half_width"]:
            widest |= {"arm": arm, "half_width": half}
    return widest


def reached(found: dict, rule: Until) -> bool:
    """Whether a look ends the sweep."""
    return found["half_width"] is not None and found["half_width"] <= rule.half_width


def record(rule: Until, found: list[dict]) -> dict:
    """What the manifest says of the decision, from the looks so far."""
    if reached(found[-1], rule):
        decision = "reached"
    else:
        decision = "max reached" if found[-1]["replications"] >= rule.max else "undecided"
    return {"rule": asdict(rule), "looks": found, "decision": decision, "replications": found[-1]["replications"]}
