"""Means over time with their intervals: weekly numbers, survival of matches, kinds of endings.

As everywhere, what is averaged is a replication: first over its runs in a group, then over replications, whose spread
gives the 95 % interval. Functions of tables, without side effects; their answers are what `mentorsim.figures` draws.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mentorsim.analysis import intervals
from mentorsim.analysis.outcomes import REPLICATION, groups
from mentorsim.analysis.stops import LIVED
from mentorsim.codes import ENDED_BY
from mentorsim.indicators.relationship import UNPLANNED
from mentorsim.indicators.statistics import COVERAGE, cumulative_incidence, kaplan_meier

WEEK = "week"
OF_LAYERS = ("core", "active", "peripheral", "readers", "absent")  # columns of the table `layers`


def weekly_means(weekly: pd.DataFrame, column: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """The mean course of a column of `weekly` in each combination of `by`: columns of `by`, week, mean, low, high, n.

    weekly: rows of any number of runs, with replication, week, the column and those of `by`. n: replications.
    """
    keys = [*by, WEEK]
    each = weekly.groupby([*keys, REPLICATION], sort=False, observed=True)[column].mean().dropna().reset_index()
    rows = [labels | interval(values[column].to_numpy(float)) for labels, values in groups(each, keys)]
    table = pd.DataFrame(rows, columns=[*keys, "mean", "low", "high", "n"])
    return table.sort_values(WEEK, kind="stable", ignore_index=True) if len(table) else table


def pair_means(pairs: pd.DataFrame, column: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """The mean of a column of the table `pairs` over the weeks since matches began, in each combination of `by`.

    Columns of `by`, week (since the beginning), mean, low, high, n, at_risk (matches that ran then, over all runs). A
    replication's value is the mean over its matches; a curve ends where a replication has none left. pairs: rows of any
    number of runs, with replication, since, matches, the column and those of `by`.
    """
    known = pairs[pairs["matches"] > 0]
    known = known.assign(total=known["matches"] * known[column])
    rows = []
    for labels, own in groups(known, by) if len(known) else ():
        sums = own.groupby(["since", REPLICATION])[["matches", "total"]].sum().unstack(REPLICATION).dropna()
        for since, matches, total in zip(sums.index, sums["matches"].to_numpy(), sums["total"].to_numpy(), strict=True):
            rows.append(labels | {WEEK: int(since)} | interval(total / matches) | {"at_risk": int(matches.sum())})
    return pd.DataFrame(rows, columns=[*by, WEEK, "mean", "low", "high", "n", "at_risk"])


def layer_means(layers: pd.DataFrame) -> pd.DataFrame:
    """The mean share of the people present in each layer of a community: columns layer, week, mean, low, high, n.

    layers: rows of the table `layers` of any number of runs, with replication.
    """
    present = layers[list(OF_LAYERS)].sum(axis=1)
    shares = layers[[REPLICATION, WEEK]].join(layers[list(OF_LAYERS)].div(present.where(present > 0), axis=0))
    parts = [weekly_means(shares, layer).assign(layer=layer) for layer in OF_LAYERS]
    return pd.concat(parts, ignore_index=True)


def interval(values: np.ndarray) -> dict:
    """{"mean", "low", "high", "n"}: mean of independent values, its 95 % interval, and how many they are."""
    mean, low, high = intervals.interval(values)
    return {"mean": mean, "low": low, "high": high, "n": len(values)}


def durations(matches: pd.DataFrame, weeks: int) -> np.ndarray:
    """(matches,) weeks alive so far, the first and the last included.

    weeks: length of the runs, unless the column weeks_run tells that of each (see `stops.with_lengths`).
    """
    last = lived(matches, weeks) - 1.0
    return matches["end_week"].fillna(last).to_numpy() - matches["start_week"].to_numpy() + 1.0


def reaches(matches: pd.DataFrame, weeks: int) -> np.ndarray:
    """(matches,) weeks that each can have been alive at most: from its beginning to its run's end. weeks: as above."""
    return (lived(matches, weeks) - matches["start_week"]).to_numpy()


def lived(matches: pd.DataFrame, weeks: int) -> pd.Series:
    """The weeks that the run of each match lasted."""
    return matches[LIVED] if LIVED in matches else pd.Series(weeks, matches.index)


def begun(matches: pd.DataFrame) -> pd.DataFrame:
    """Matches that began in their run; of older, given ones only those that lasted are known."""
    return matches[matches["start_week"] >= 0]


def survival_curves(matches: pd.DataFrame, weeks: int, by: Sequence[str] = (), until: int = 104) -> pd.DataFrame:
    """Kaplan-Meier curves of matches in each combination of `by`: its columns, week, mean, low, high, n, at_risk.

    Planned endings and the runs' end censor. A curve is the mean over replications of their own curves, and ends where
    one of these is not defined any more; at_risk: matches followed for so long, over all runs. matches: rows of any
    number of runs, with replication, start_week, end_week, ended_by; weeks: length of the runs.
    """
    at = np.arange(min(until, weeks) + 1)
    rows = []
    for labels, own in groups(begun(matches), by):
        lasted, ended = durations(own, weeks), own["ended_by"].isin(UNPLANNED).to_numpy()
        reach, parts = reaches(own, weeks), of_each(own[REPLICATION].to_numpy())
        curves = [kaplan_meier(lasted[part], ended[part], at, reach[part].max()) for part in parts]
        at_risk = (lasted[:, None] >= at).sum(axis=0)
        rows += curve_rows(labels, at, np.array(curves), at_risk)
    return pd.DataFrame(rows, columns=[*by, WEEK, "mean", "low", "high", "n", "at_risk"])


def incidence_curves(matches: pd.DataFrame, weeks: int, until: int = 104, step: int = 4) -> pd.DataFrame:
    """Cumulative incidence (Aalen-Johansen) of each kind of ending: columns kind, week, mean, low, high, n.

    Every `step` weeks, averaged over replications; kinds that never occur are left out.
    """
    at, matches = np.arange(0, min(until, weeks) + 1, step), begun(matches)
    lasted, reach, by = durations(matches, weeks), reaches(matches, weeks), matches["ended_by"].to_numpy(object)
    ended = {kind: by == kind for kind in ENDED_BY if (by == kind).any()}
    curves = np.array(  # (replications, weeks, kinds)
        [
            [cumulative_incidence(lasted[part], of_part(ended, part), int(week), reach[part].max()) for week in at]
            for part in of_each(matches[REPLICATION].to_numpy())
        ]
    )
    rows = []
    for place, kind in enumerate(ended):
        rows += curve_rows({"kind": kind}, at, curves[:, :, place], None)
    return pd.DataFrame(rows, columns=["kind", WEEK, "mean", "low", "high", "n"])


def of_part(ended: dict, part: np.ndarray) -> dict:
    """{kind: where a match ended so} of some rows."""
    return {kind: seen[part] for kind, seen in ended.items()}


def of_each(values: np.ndarray) -> list:
    """Rows at which an array has each of its values, ascending."""
    return [np.flatnonzero(values == value) for value in np.unique(values)]


def curve_rows(labels: dict, at: np.ndarray, curves: np.ndarray, at_risk: np.ndarray | None) -> list[dict]:
    """Rows of one mean curve, cut to [0, 1], where all are defined. curves: (replications, weeks) shares."""
    rows = []
    for place, week in enumerate(at if len(curves) else ()):
        values = curves[:, place]
        if np.isnan(values).any():
            break
        found = interval(values)
        found |= {"low": max(0.0, found["low"]), "high": min(1.0, found["high"])}
        more = {} if at_risk is None else {"at_risk": int(at_risk[place])}
        rows.append(labels | {WEEK: int(week)} | found | more)
    return rows


def bands(values: np.ndarray) -> pd.DataFrame:
    """The mean course over replications with its 95 % interval, week by week: columns week, mean, low, high.

    values: (replications, weeks); a week without a value in one of them is left out. The interval is Student's t.
    """
    from scipy.special import stdtrit  # imported when needed

    n = len(values)
    mean = values.mean(axis=0)
    half = stdtrit(n - 1, (1 + COVERAGE) / 2) * values.std(axis=0, ddof=1) / np.sqrt(n)
    table = pd.DataFrame({WEEK: np.arange(values.shape[1]), "mean": mean, "low": mean - half, "high": mean + half})
    return table.dropna(ignore_index=True)
