"""Runs that a condition (`stop`) ended before their weeks were over: how many, and after how long."""

import pandas as pd

from mentorsim.analysis.outcomes import GOOD
from mentorsim.printing import number
from mentorsim.store.results import Results

STOP, LIVED = "stopped", "weeks_run"  # columns of outcomes
LATER = "Means of later weeks are over the runs that still went on; what a run did not live to see is missing, not 0."


def stopped(results: Results) -> pd.DataFrame | None:
    """The outcomes of the runs that were stopped; None where no condition can end a run."""
    if "stop" not in results.resolved:
        return None
    runs = results.outcomes
    return runs[(runs["status"] == GOOD) & (runs[STOP] == 1.0)] if STOP in runs else runs.iloc[:0]


def stops_sentence(results: Results) -> str:
    """How many runs were stopped, and when; "" where no condition can end a run."""
    found, condition = stopped(results), results.resolved.get("stop")
    if found is None:
        return ""
    done = int((results.outcomes["status"] == GOOD).sum()) if len(results.outcomes) else 0
    if found.empty:
        return f"none of {done:,} runs was stopped: {condition} never held"
    weeks = found[LIVED].astype(int)
    first, last = weeks.min(), weeks.max()
    when = f"after {first:,} weeks" if first == last else f"after {first:,} to {last:,} weeks, half within "
    when += "" if first == last else number(weeks.median(), 1).removesuffix(".0")
    at_once = int((weeks == 1).sum())
    return f"{len(found):,} of {done:,} runs were stopped, {when}, when {condition}" + (
        f"; {at_once:,} of them in week 0 already" if at_once else ""
    )


def with_lengths(results: Results, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table with `run_id`, and how many weeks their runs took, where a condition may have ended one."""
    if stopped(results) is None or LIVED not in results.outcomes:
        return rows
    weeks = results.outcomes.set_index("run_id")[LIVED]
    return rows.assign(**{LIVED: weeks.reindex(rows["run_id"].astype(str)).to_numpy()})
