"""Which is better: all that is known of what one factor does, or two results held against each other."""

import math
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mentorsim.analysis import hours, ranking, stability
from mentorsim.analysis.contrasts import paired_contrasts
from mentorsim.analysis.outcomes import ARM, Source, check_outcomes, factors_of, groups, in_worlds, outcomes_of
from mentorsim.analysis.showing import LEGEND, Comparison, sentences, shown
from mentorsim.analysis.two_folders import compare_folders
from mentorsim.errors import BadInput
from mentorsim.files import place
from mentorsim.spelling import nearest
from mentorsim.store.results import RESOLVED, Results, open_results

if TYPE_CHECKING:
    from mentorsim.experiment.runs import Result

WHOLE = ("steady_from", "to_tell")  # whole numbers, None where there is none
NO_COURSE = pd.DataFrame({"n": [], "sd": [], "drift": []})  # more replications narrow nothing between worlds


def compare(
    results: "Source | Result",
    factor: "str | PathLike[str] | Results | Result | None" = None,
    outcome: str | Sequence[str] | None = None,
    by: str | Sequence[str] = (),
) -> Comparison:
    """Which is better, by how much, and how sure that is: levels of a factor in a sweep, or two results.

    compare(a, b) holds the second of two results against the first: two of `ms.run`, with the same people and the same
    luck, person by person (`two_runs.compare_runs`); or two of `ms.sweep`, each also as the path of its folder, paired
    by replication where their seeds agree (`two_folders.compare_folders`). outcome: an indicator or several; without
    it, hours and those that the experiments name.

    compare(results, factor, outcome, by) holds the levels of a factor against its first (`of_factor`).

    The table shows itself in few columns; all of them are in `columns`. Raises BadInput.
    """
    other = second_of(results, factor)
    if other is None:
        return of_factor(results, factor, outcome, by)  # type: ignore[arg-type]  # what is no second result
    if by:
        raise BadInput(f"by: found {by!r} beside two results, expected none")
    return of_two(results, other, outcome)


def second_of(results: Any, factor: Any) -> Any:
    """The second of two results, or None if `factor` is one. A text that is both is a factor."""
    if is_run(factor) or isinstance(factor, Results | Path):
        return factor
    if not isinstance(factor, str) or is_run(results) or not is_folder(factor):
        return None
    return None if factor in (*factors_of(outcomes_of(results)), ARM) else factor


def is_run(one: object) -> bool:
    """Whether something is a `runs.Result`; known by what it has, since its class would bring the engine along."""
    return hasattr(type(one), "effects")


def is_folder(path: str | PathLike[str]) -> bool:
    """Whether there are results in a folder of that name."""
    return (place(path) / RESOLVED).is_file()


def of_two(reference: Any, level: Any, outcome: str | Sequence[str] | None) -> Comparison:
    """What the second of two results comes to against the first, both of `ms.run` or both of `ms.sweep`."""
    single = [is_run(one) for one in (reference, level)]
    if all(single):
        from mentorsim.analysis.two_runs import compare_runs

        return compare_runs(reference, level, outcome)
    if any(single) or isinstance(reference, pd.DataFrame):
        kinds = " and ".join(type(one).__name__ for one in (reference, level))
        raise BadInput(f"compare: found {kinds}, expected two results of ms.run, or two of ms.sweep")
    opened = [one if isinstance(one, Results) else open_results(one) for one in (reference, level)]
    return compare_folders(opened[0], opened[1], outcome)


def of_factor(results: Source, factor: str, outcome: str | Sequence[str], by: str | Sequence[str] = ()) -> Comparison:
    """What the levels of a factor do against its first, in the runs of a results folder.

    results: path of a folder, `store.Results`, or a table of outcomes; factor: a varied parameter, such as
    "withdrawal.policy", whose first level is the reference; outcome: an indicator or several; by: factors in whose
    combinations of levels it is compared. Columns: factor, outcome, those of `contrasts.paired_contrasts`, and

    p_best, p_best_reference: probability that the level, the reference is the best of all levels (`ranking`);
    steady_from: replications from which on the contrast's coefficient of variation is steady (`stability.enough`);
    to_tell: replications at which its interval would leave 0 out, if difference and spread stay as they are; both
    None where they cannot be said, such as in plausible worlds.
    """
    if is_run(results):
        raise BadInput("compare: found a single run alone, expected another one beside it, or the results of a sweep")
    if factor is None or outcome is None:
        missing = "factor" if factor is None else "outcome"
        raise BadInput(f"compare: found no {missing}, expected a factor and an outcome, or a second results folder")
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
    whole = pd.concat(parts, ignore_index=True)
    apart = hours.warnings(hours.against(table, factor, by), by) if hours.known(table) else []
    notes = (*apart, *sentences(whole, by), LEGEND)
    return shown(Comparison, whole, f"{factor}, each level against the first", by, notes=notes)


def assurance(table: pd.DataFrame, factor: str, outcome: str, by: list, contrasts: pd.DataFrame) -> dict:
    """{column: values} of how sure each contrast is, beside its interval."""
    columns: dict = {"p_best": [], "p_best_reference": [], "steady_from": [], "to_tell": []}
    cells = {tuple(cell.values()): runs for cell, runs in groups(table, by)}
    chances = {cell: ranking.ranking(runs, factor, outcome).set_index(factor)["p_best"] for cell, runs in cells.items()}
    for row in contrasts.to_dict("records"):
        cell = tuple(row[name] for name in by)
        course = NO_COURSE if in_worlds(table) else stability.course(cells[cell], outcome, factor, row["level"])
        size = abs(row["difference"])
        columns["p_best"].append(chances[cell].get(row["level"], math.nan))
        columns["p_best_reference"].append(chances[cell].get(row["reference"], math.nan))
        columns["steady_from"].append(stability.enough(course))
        columns["to_tell"].append(stability.needed(course, size) if size > 0 else None)
    return {
        name: pd.Series(values, contrasts.index, dtype=object if name in WHOLE else float)
        for name, values in columns.items()
    }


def check_factors(outcomes: pd.DataFrame, names: Sequence[str]) -> None:
    """Raise BadInput for a name that is no varied parameter, stands twice, or has one level only."""
    known = [*factors_of(outcomes), ARM]
    for name in names:
        if name not in known:
            varied = ", ".join(known) or "none"
            raise BadInput(f"factor: found {name!r}, expected one of {varied}{nearest(name, known)}")
    if len(set(names)) < len(names):
        raise BadInput(f"factor: found {names[0]!r} twice, expected different ones in factor and by")
    if outcomes[names[0]].nunique() < 2:
        raise BadInput(f"factor: found one level of {names[0]!r} in these results, expected two or more to compare")
