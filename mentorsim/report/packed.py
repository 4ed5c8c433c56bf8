"""What an interactive page reckons with: runs by arm and replication, courses over weeks, words and colours.

All of it goes into the page as JSON. Arrays are packed: deflated bytes in base64. Numbers of runs are whole (float64),
since comparisons are made of them; weekly numbers are in steps of 1/2046 of their column's range, which no eye tells.
"""

import base64
import zlib

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from mentorsim.analysis import hours, intervals, words
from mentorsim.analysis.decomposition import components_of
from mentorsim.analysis.outcomes import (
    ARM,
    BOOKKEEPING,
    REPLICATION,
    WORLD,
    factors_of,
    higher_is_better,
    in_worlds,
    levels_of,
    plain,
    weights_of,
)
from mentorsim.analysis.stops import LATER
from mentorsim.figures import style
from mentorsim.indicators import INDICATORS
from mentorsim.report.facts import Facts, short
from mentorsim.report.pictures import among, word
from mentorsim.store.joining import parameters_of
from mentorsim.store.selection import schema_of
from mentorsim.world.weekly import EVENTS, WEEKLY

MATCHING, NOBODY = "matching.policy", "none"  # the policy of an arm without mentoring
MAIN = ("performance", "satisfaction", "lasting_performance", "assisted", "dependence", "confidence", "active",
        "waiting", "mentors", "quality", "energy", "load", "hours")  # weekly columns that come first  # fmt: skip
MOST_WEEKLY = 1_500_000  # numbers of the weekly table; of a larger one fewer weeks, then fewer columns
MOST_OUTCOMES = 400_000  # numbers of runs, beyond which only those outcomes are packed that were asked for
MOST_RESAMPLED = 300  # replications up to which the resamples of the bootstrap are packed
STEPS = 2046  # of a column's range; 0 is kept for what is missing
ALL = -1  # in place of a factor's level: averaged over


def packed(facts: Facts) -> dict:
    """The data of a page, as JSON takes them."""
    arms, replications = arms_of(facts), sorted(facts.runs[REPLICATION].unique().tolist()) if len(facts.runs) else []
    return {
        "kind": facts.kind,
        "factors": factors(facts),
        "arms": arms,
        "cells": cells(facts, arms),
        "points": points(facts, arms),
        "bare": bare(facts, arms),
        "start": start(facts),
        "replications": len(replications),
        "worlds": [weight for _, weight in sorted(weights_of(facts.runs).items())] if facts.worlds else None,
        "outcomes": outcomes(facts, arms, replications),
        "hours": hours.COLUMNS["hours"],
        "weekly": weekly(facts, arms),
        "resamples": resamples(len(replications)),
        "words": wording(facts),
        "themes": {name: looks(theme) for name, theme in style.THEMES.items()},
    }


def bytes_of(array: np.ndarray) -> str:
    """An array as text: its bytes, deflated, in base64."""
    return base64.b64encode(zlib.compress(array.tobytes(), 9)).decode()


# --- arms ------------------------------------------------------------------------------------------------------------


def by_level(facts: Facts) -> list[str]:
    """The factors by whose levels arms are picked; none where arms are picked by their names."""
    return facts.factors if facts.kind == "grid" else []


def factors(facts: Facts) -> list[dict]:
    """Factors with their levels as texts, the first being the reference."""
    return [
        {"name": name, "short": short(name), "levels": [str(level) for level in levels_of(facts.runs, name)]}
        for name in by_level(facts)
    ]


def arms_of(facts: Facts) -> list[str]:
    """The arms that have runs, in the order of the design."""
    found = set(facts.runs[ARM]) if len(facts.runs) else set()
    return [label for label in dict.fromkeys(arm["label"] for arm in facts.resolved["arms"]) if label in found]


def cells(facts: Facts, arms: list[str]) -> list[list[int]]:
    """[number of a level of each factor, …, number of the arm], for each combination that was run.

    An arm that ignores a factor stands at each of its levels (`outcomes.with_twins`).
    """
    names = by_level(facts)
    if not names:
        return []
    place = {label: number for number, label in enumerate(arms)}
    of = {name: {level: number for number, level in enumerate(levels_of(facts.runs, name))} for name in names}
    rows = facts.runs[[*names, ARM]].drop_duplicates()
    return [
        [*(of[name][level] for name, level in zip(names, row, strict=False)), place[row[-1]]]
        for row in rows.itertuples(index=False, name=None)
    ]


def points(facts: Facts, arms: list[str]) -> list[dict]:
    """Where the arms of a sampled design lie: factors with a value for each arm."""
    if facts.kind != "points":
        return []
    rows = facts.runs.drop_duplicates(ARM).set_index(ARM).loc[arms]
    return [
        {"name": name, "short": short(name), "values": [plain(value) for value in rows[name]]} for name in facts.factors
    ]


def bare(facts: Facts, arms: list[str]) -> list[int]:
    """Numbers of the arms in which nobody is matched."""
    found = {arm["label"] for arm in facts.resolved["arms"] if parameters_of(facts.resolved, arm)[MATCHING] == NOBODY}
    return [number for number, label in enumerate(arms) if label in found]


def start(facts: Facts) -> dict:
    """The comparison that is shown at first, which the answer is about: the leading factor's first two levels, or two
    settings as a whole, averaged over all other factors but for own and equal hours, which are two questions; of arms
    as such, the first two.
    """
    names = by_level(facts)
    if not names:
        return {"a": 0, "b": 1}
    lead = facts.lead or names[0]
    compared = components_of(facts.runs) if facts.apart else [lead]
    own = hours.unmixed(facts.runs, lead, facts.factors)
    rest = [0 if name in own else ALL for name in names]
    sides = (
        [level if name in compared else other for name, other in zip(names, rest, strict=True)] for level in (0, 1)
    )
    return dict(zip("ab", sides, strict=True))


# --- numbers of runs -------------------------------------------------------------------------------------------------


def outcomes(facts: Facts, arms: list[str], replications: list) -> list[dict]:
    """Outcomes with their values, (arms, worlds, replications): those asked for, hours, and all others if few."""
    runs = facts.runs.drop_duplicates("run_id")
    worlds = sorted(runs[WORLD].unique().tolist()) if facts.worlds else [0]
    shape = (len(arms), len(worlds), len(replications))
    asked = list(dict.fromkeys([*facts.outcomes, *(name for name in [hours.COLUMNS["hours"]] if name in runs)]))
    taken = {*BOOKKEEPING, ARM, *asked, *factors_of(runs)}
    rest = [name for name in INDICATORS if name in runs and name not in taken and runs[name].notna().any()]
    if facts.named or len(rest) * np.prod(shape) > MOST_OUTCOMES:
        rest = []
    places = (
        runs[ARM].map({label: number for number, label in enumerate(arms)}).to_numpy(int),
        runs[WORLD].map({world: number for number, world in enumerate(worlds)}).to_numpy(int) if facts.worlds else 0,
        runs[REPLICATION].map({name: number for number, name in enumerate(replications)}).to_numpy(int),
    )
    found = []
    for name in [*asked, *rest] if len(runs) else []:
        values = np.full(shape, np.nan)
        values[places] = runs[name].to_numpy(float)
        kept = {"named": name in facts.outcomes, "asked": name in asked, "values": bytes_of(values.astype("<f8"))}
        found.append(about(name) | kept)
    return found


def about(outcome: str) -> dict:
    """An outcome in words, with what its interval and its verdict depend on."""
    known = INDICATORS.get(outcome)
    return {
        "name": outcome,
        "title": word(outcome),
        "phrase": among(outcome),
        "definition": known.definition if known else "",
        "unit": known.unit if known else "",
        "after": words.unit_of(outcome),
        "better": higher_is_better(outcome),
    }


def resamples(n: int) -> dict | None:
    """How often each of n replications is in each resample of the bootstrap, where an interval is made by it."""
    if not intervals.BOOTSTRAP_FROM <= n <= MOST_RESAMPLED:
        return None
    return {"n": n, "counts": bytes_of(np.rint(intervals.resampled(n) * n).astype("u1"))}


# --- courses over weeks ----------------------------------------------------------------------------------------------


def weekly(facts: Facts, arms: list[str]) -> dict | None:
    """The weekly table by arm and replication; None where it is not there.

    In plausible worlds a replication is the mean over them, as in the report.
    """
    if not facts.kept("weekly"):
        return None
    whole = facts.whole_replications
    weeks = int(facts.resolved["weeks"])
    names = weekly_columns(facts)
    size = len(arms) * len(whole) * weeks
    step = max(1, -(-size * min(len(names), len(MAIN)) // MOST_WEEKLY))
    at = list(range(0, weeks, step))
    few = max(len(MAIN), int(MOST_WEEKLY // max(1, len(arms) * len(whole) * len(at))))
    rows = facts.results.arrow("weekly", {"week": at}, ["run_id", "week", *names[:few]]).to_pandas()
    runs = facts.all_runs.drop_duplicates("run_id").set_index("run_id")
    place = pd.DataFrame(
        {
            "arm": runs[ARM].map({label: number for number, label in enumerate(arms)}),
            "replication": runs[REPLICATION].map({name: number for number, name in enumerate(whole)}),
        }
    ).reindex(rows["run_id"].astype(str))
    there = place.notna().all(axis=1).to_numpy()
    rows, place = rows[there], place[there].astype(int)
    shape = (len(arms), len(whole), len(at))
    series = np.ravel_multi_index((place["arm"], place["replication"], rows["week"].to_numpy(int) // step), shape)
    columns = [column(name, means_at(series, rows[name].to_numpy(float), shape)) for name in names[:few]]
    return {
        "weeks": at,
        "replications": len(whole),
        "left_out": len(names) - len(names[:few]),
        "columns": [one for one in columns if one],
    }


def weekly_columns(facts: Facts) -> list[str]:
    """The numbers of the weekly table, those that are looked at most first."""
    schema = schema_of(facts.results.sources("weekly")).empty_table().to_pandas()
    taken = {*BOOKKEEPING, ARM, "week", *facts.resolved.get("factors", []), *factors_of(schema)}
    names = [name for name in schema if name not in taken and is_numeric_dtype(schema[name])]
    return [*(name for name in MAIN if name in names), *(name for name in names if name not in MAIN)]


def means_at(places: np.ndarray, values: np.ndarray, shape: tuple) -> np.ndarray:
    """The mean of the values at each place of an array of that shape; NaN where there is none."""
    known, size = ~np.isnan(values), int(np.prod(shape))
    totals = np.bincount(places[known], values[known], size)
    counts = np.bincount(places[known], minlength=size)
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan).reshape(shape)


def column(name: str, values: np.ndarray) -> dict | None:
    """A weekly column in words, with its values in steps from the lowest on; None if it has none.

    values: (arms, replications, weeks). Packed are the changes from week to week of 1 + the number of steps, with 0 for
    what is missing: 0, −1, 1, −2, … as 0, 1, 2, 3, …; first the lower bytes of all, then the higher.
    """
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return None
    low, high = float(known.min()), float(known.max())
    whole = bool((known == np.rint(known)).all()) and high - low <= STEPS
    step = 1.0 if whole or high == low else (high - low) / STEPS
    numbers = np.where(np.isnan(values), 0, 1 + np.rint((np.nan_to_num(values) - low) / step)).astype(int)
    changes = np.diff(numbers, axis=-1, prepend=0)
    codes = np.where(changes >= 0, 2 * changes, -2 * changes - 1).astype("<u2")
    unit, meaning = (WEEKLY | EVENTS).get(name, ("", ""))
    planes = codes.ravel().view("u1").reshape(-1, 2).T
    return {
        "name": name,
        "title": word(name),
        "unit": style.unit_of(name),
        "meaning": meaning or unit or name,
        "main": name in MAIN,
        "low": low,
        "step": step,
        "values": bytes_of(np.ascontiguousarray(planes)),
    }


# --- words and colours -----------------------------------------------------------------------------------------------


def wording(facts: Facts) -> dict:
    """Sentences and single words that the report says as well."""
    return {
        "verdicts": words.VERDICTS,
        "apart": hours.APART,
        "hours_apart": hours.APART_SENTENCE,
        "later": LATER if facts.stop else "",
        "worlds": in_worlds(facts.runs),
    }


def looks(theme: style.Theme) -> dict:
    """A theme of our figures: the template of Plotly, the colours of two arms, scales."""
    return {
        "template": style.template(theme.name).to_plotly_json(),
        "arms": theme.row[:2],
        "both": theme.row[2],
        "ink": theme.ink,
        "muted": theme.muted,
        "paper": theme.paper,
        "scale": theme.low_to_high,
        "dash": style.DASH,
        "width": style.LINE,
    }
