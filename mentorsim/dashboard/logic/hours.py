"""Hours of mentors as the pages show them: rows of texts, and what is to be known of them."""

import pandas as pd

from mentorsim.analysis import hours, reproduction
from mentorsim.dashboard.logic.results import Opened

WAY_OUT = "“Same mentor hours”, beside the answer, gives both worlds a budget of hours that both can spend."
HEADS = [head.replace("\n", " ") for head in hours.HEADS]


def of_opened(opened: Opened) -> tuple:
    """(heads, rows, sentences) of the arms of an experiment; empty if its results lack what is shown."""
    if not hours.known(opened.runs):
        return [], [], []
    runs, factors = hours.with_budgets(opened.runs, opened.resolved), list(opened.factors)
    sampled = opened.resolved.get("design", {}).get("kind") in ("lhs", "sobol")
    if sampled or not hours.few(runs, factors):
        return [], [], [hours.range_sentence(runs), *hours.unspent(runs)]
    lines = hours.notices(runs, factors, opened.results, f"{opened.name}/experiment.toml")
    return [*factors, *HEADS], rows_of(runs, factors), lines


def of_pairs(table: pd.DataFrame | None) -> tuple:
    """(heads, rows, sentences) of the hours of two worlds, over the pairs of runs that are complete.

    table: outcomes and budgets so far, of `replications.run_pairs`.
    """
    whole = table[table.groupby("replication")["world"].transform("size") == 2] if table is not None else ()
    if len(whole) == 0:
        return [], [], []
    budgets = whole["world"].map(table.attrs[hours.BUDGET]).astype(float)
    runs = whole.assign(arm="world " + whole["world"], **{hours.BUDGET: budgets})
    lines = hours.warnings(hours.against(runs, "world"))
    remedy = [WAY_OUT] if lines and runs[hours.BUDGET].isna().all() else []
    return ["World", *HEADS], rows_of(runs, ["world"]), [*lines, *remedy, *hours.unspent(runs)]


def rows_of(runs, factors) -> list[list[str]]:
    """Hours and what they brought, a row per arm."""
    found = hours.by_arm(runs, factors).to_dict("records")
    return [[*(str(row[name]) for name in factors), *hours.cells(row)] for row in found]


def notes_on(outcomes) -> list[str]:
    """What is to be known of the numbers, below them. outcomes: that are shown."""
    return [hours.NOTE, *([reproduction.NOTE] if reproduction.is_about(outcomes) else [])]
