"""All that is known of what one factor does: its contrasts, how sure a best level is, and whether runs are enough."""

import math

import pandas as pd

from mentorsim.analysis import ranking, stability
from mentorsim.analysis.contrasts import paired_contrasts
from mentorsim.analysis.outcomes import ARM, check_outcomes, factors_of, groups, outcomes_of
from mentorsim.parameters import BadInput, nearest

WHOLE = ("steady_from", "to_tell")  # whole numbers, None where there is none


def compare(results, factor: str, outcome, by=()) -> pd.DataFrame:
    """What the levels of a factor do against its first, in the runs of a results folder.

    results: path of a folder, `store.Results`, or a table of outcomes; factor: a varied parameter, such as
    "withdrawal.policy", whose first level is the reference; outcome: an indicator or several; by: factors in whose
    combinations of levels it is compared. Columns: factor, outcome, those of `contrasts.paired_contrasts`, and

    p_best, p_best_reference: probability that the level, the reference is the best of all levels (`ranking`);
    steady_from: replications from which on the contrast's coefficient of variation is steady (`stability.enough`);
    to_tell: replications at which its interval would leave 0 out, if difference and spread stay as they are; both
    None where they cannot be said.

    Raises BadInput.
    """
    table, by = outcomes_of(results), [by] if isinstance(by, str) else list(by)
    outcomes = [outcome] if isinstance(outcome, str) else list(outcome)
    check_factors(table, [factor, *by])
    check_outcomes(table, outcomes)
    parts = []
    for name in outcomes:
        found = paired_contrasts(table, factor, name, by)
        found = found.assign(**assurance(table, factor, name, by, found))
        found.insert(0, "outcome", name)
        found.insert(0, "factor", factor)
        parts.append(found)
    return pd.concat(parts, ignore_index=True)


def assurance(table, factor: str, outcome: str, by: list, contrasts) -> dict:
    """{column: values} of how sure each contrast is, beside its interval."""
    columns: dict = {"p_best": [], "p_best_reference": [], "steady_from": [], "to_tell": []}
    cells = {tuple(cell.values()): runs for cell, runs in groups(table, by)}
    chances = {cell: ranking.ranking(runs, factor, outcome).set_index(factor)["p_best"] for cell, runs in cells.items()}
    for row in contrasts.to_dict("records"):
        cell = tuple(row[name] for name in by)
        course = stability.course(cells[cell], outcome, factor, row["level"])
        size = abs(row["difference"])
        columns["p_best"].append(chances[cell].get(row["level"], math.nan))
        columns["p_best_reference"].append(chances[cell].get(row["reference"], math.nan))
        columns["steady_from"].append(stability.enough(course))
        columns["to_tell"].append(stability.needed(course, size) if size > 0 else None)
    return {name: pd.Series(values, contrasts.index, dtype=object if name in WHOLE else float)
            for name, values in columns.items()}  # fmt: skip


def check_factors(outcomes: pd.DataFrame, names) -> None:
    """BadInput for a name that is no varied parameter, or that has one level only."""
    known = [*factors_of(outcomes), ARM]
    for name in names:
        if name not in known:
            varied = ", ".join(known) or "none"
            raise BadInput(f"factor: found {name!r}, expected one of {varied}{nearest(name, known)}")
    if len(set(names)) < len(names):
        raise BadInput(f"factor: found {names[0]!r} twice, expected different ones in factor and by")
    if outcomes[names[0]].nunique() < 2:
        raise BadInput(f"factor: found one level of {names[0]!r} in these results, expected two or more to compare")
