"""The table `outcomes` made ready for comparisons: factors, levels, directions, and replications × arms."""

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from mentorsim.analysis.worlds import Crossing
from mentorsim.errors import BadInput
from mentorsim.experiment.design import WORLD, WORLD_WEIGHT
from mentorsim.gone import GONE
from mentorsim.indicators import INDICATORS
from mentorsim.parameters import DEFAULTS, build
from mentorsim.policies import ignored
from mentorsim.printing import plural
from mentorsim.spelling import nearest
from mentorsim.store.results import Results, open_results

REPLICATION = "replication"
ARM = "arm"  # arms as such, whatever they differ in
GOOD = "done"
Source = str | PathLike[str] | Results | pd.DataFrame  # of outcomes: a folder, opened or not, or a table
# Columns that are neither factor nor outcome.
BOOKKEEPING = ("run_id", "seed", REPLICATION, "status", "error", "code", WORLD, WORLD_WEIGHT)


def factors_of(outcomes: pd.DataFrame) -> list[str]:
    """The columns that are parameters, those of older folders among them: what the arms differ in."""
    return [name for name in outcomes.columns if name == "setting" or name in DEFAULTS or name in GONE]


def levels_of(outcomes: pd.DataFrame, factor: str) -> list:
    """The levels of a factor, in the order of the table; the first is the reference."""
    check_columns(outcomes, [factor])
    return outcomes[factor].drop_duplicates().to_list()


def higher_is_better(outcome: str) -> bool | None:
    """Whether more of an indicator is better; None if neither, or if it is no indicator."""
    return INDICATORS[outcome].better if outcome in INDICATORS else None


def check_columns(outcomes: pd.DataFrame, names: Iterable[str]) -> None:
    """Raise BadInput for a name that is no column, with the nearest one."""
    for name in names:
        if name not in outcomes.columns:
            near = nearest(name, [column for column in outcomes.columns if column not in BOOKKEEPING])
            raise BadInput(f"outcomes: found no column {name!r}{near}")


def check_outcomes(outcomes: pd.DataFrame, names: Iterable[str]) -> None:
    """Raise BadInput for a name that is no outcome (a number of each run), with the nearest one."""
    taken = {*BOOKKEEPING, *factors_of(outcomes)}
    known = [name for name in outcomes.columns if name not in taken and is_numeric_dtype(outcomes[name])]
    for name in names:
        if name not in known:
            raise BadInput(
                f"outcome: found {name!r}, expected a name of `mentorsim list indicators`{nearest(name, known)}"
            )


def groups(table: pd.DataFrame, names: Sequence[str]) -> Iterator[tuple[dict, pd.DataFrame]]:
    """({name: level}, rows) of each combination that is there, in the order of the table; all rows without names."""
    if not names:
        yield {}, table
        return
    for levels, rows in table.groupby(list(names), sort=False, dropna=False):
        yield dict(zip(names, levels, strict=True)), rows


def replications_by_arm(outcomes: pd.DataFrame, factors: Iterable[str], outcome: str) -> pd.DataFrame:
    """One row per replication, one column per combination of the factors' levels (a MultiIndex, in the table's order).

    Arms as such ("arm") are compared whatever they differ in.
    Each value is the mean over the other factors, taken over those of their combinations that were run with every
    arm, and only where no arm lacks a value, so that arms stay comparable. attrs["dropped"]: rows of (replication,
    other factors) left out because a value is missing. In plausible worlds there is a row per replication and world,
    and attrs["crossing"] says which.
    """
    factors = list(factors)
    check_columns(outcomes, [*factors, outcome])
    others = [] if ARM in factors else [name for name in factors_of(outcomes) if name not in factors]
    units = units_of(outcomes)
    arms = pd.MultiIndex.from_frame(outcomes[factors].drop_duplicates())
    keys = pd.MultiIndex.from_frame(outcomes[[*units, *others, *factors]])
    if keys.has_duplicates:
        raise BadInput("outcomes: found the same run twice, expected one row per arm and replication")
    values = pd.Series(outcomes[outcome].astype(float).to_numpy(), keys)
    wide = spread(values, factors, arms)
    if others:
        run = pd.Series(1.0, keys).groupby([*others, *factors]).size()
        common = spread(run, factors, arms).notna().all(axis=1)
        arms_run = wide.index.droplevel(units)  # type: ignore[arg-type]  # pandas-stubs know no names of levels
        wide = wide[common.reindex(arms_run).to_numpy(bool)]
    whole = wide.dropna()
    table = whole.groupby(units).mean() if len(whole) else whole.reset_index(others, drop=True)
    table.attrs["dropped"], table.attrs["crossing"] = len(wide) - len(whole), None
    if len(units) > 1:
        table.attrs["crossing"] = crossing_of(table.index.to_frame(index=False), weights_of(outcomes))
    return table


def in_worlds(table: pd.DataFrame) -> bool:
    """Whether the runs of a table are in several plausible worlds."""
    return WORLD_WEIGHT in table.columns


def units_of(table: pd.DataFrame) -> list[str]:
    """The columns that say what is repeated: replications, and plausible worlds where there are any."""
    return [REPLICATION, WORLD] if in_worlds(table) else [REPLICATION]


def repeated(table: pd.DataFrame) -> str:
    """How often each arm was run, in words: in how many replications, of how many plausible worlds."""
    often = plural(table[REPLICATION].nunique(), "replication")
    return f"{plural(table[WORLD].nunique(), 'plausible world')} × {often}" if in_worlds(table) else often


def weights_of(table: pd.DataFrame) -> dict:
    """{world: its weight} of runs in plausible worlds."""
    return dict(zip(table[WORLD], table[WORLD_WEIGHT], strict=True))


def crossing_of(rows: pd.DataFrame, weights: dict) -> Crossing:
    """Which world and replication each row is of. weights: {world: its weight}."""
    return Crossing(rows[WORLD].to_numpy(), rows[REPLICATION].to_numpy(), rows[WORLD].map(weights).to_numpy(float))


def spread(values: pd.Series, factors: list, arms: pd.MultiIndex) -> pd.DataFrame:
    """Values with the factors among the levels of their index, as one column per arm in the order given."""
    wide = values.unstack(factors)
    if wide.columns.nlevels == 1:  # one factor gives a plain index
        wide.columns = pd.MultiIndex.from_arrays([wide.columns], names=factors)
    return wide.reindex(columns=arms)


def with_twins(outcomes: pd.DataFrame, base: dict | None = None) -> pd.DataFrame:
    """A table of outcomes in which an arm that ignores a factor stands at each of its levels, though it was run once.

    `matching.policy = "none"` has nobody to withdraw from, so a sweep runs it at one withdrawal policy only; here its
    rows stand at all of them, and whatever averages over withdrawal policies treats all matching policies alike.
    base: {path: value} of the parameters that do not vary.
    """
    factors = [name for name in factors_of(outcomes) if name != "setting"]
    if not factors or outcomes.empty:
        return outcomes
    known = {path: value for path, value in (base or {}).items() if not path.startswith("setting.")}
    parts = []
    for levels, rows in groups(outcomes, factors):
        chosen = {name: plain(level) for name, level in levels.items() if not name.startswith("setting.")}
        for name in unread(known | chosen).intersection(factors):
            rows = pd.concat([rows.assign(**{name: level}) for level in levels_of(outcomes, name)])
        parts.append(rows)
    keys = [*units_of(outcomes), *factors_of(outcomes)]
    return pd.concat(parts).sort_index(kind="stable").drop_duplicates(keys)


def unread(flat: dict) -> set:
    """Paths that an arm's policies do not read; none where a policy is not known here (a plug-in)."""
    try:
        return ignored(build({path: value for path, value in flat.items() if path not in GONE}))
    except BadInput:
        return set()


def plain(level: Any) -> Any:
    """A factor's level as a Python object, not NumPy's."""
    return level.item() if hasattr(level, "item") else level


def outcomes_of(results: Source) -> pd.DataFrame:
    """The runs of a results folder that went well; in a grid, twins included (`with_twins`).

    results: a path, `store.Results`, or a table of outcomes, which is taken as it is, without its failed runs.
    """
    if isinstance(results, pd.DataFrame):
        return good(results)
    results = results if isinstance(results, Results) else open_results(results)
    table, design = good(results.outcomes), results.resolved.get("design") or {}
    return with_twins(table, results.resolved.get("parameters")) if design.get("kind") == "grid" else table


def good(outcomes: pd.DataFrame) -> pd.DataFrame:
    """The rows of runs that went well; BadInput if there is none."""
    done = outcomes[outcomes["status"] == GOOD] if "status" in outcomes.columns else outcomes
    if done.empty:
        raise BadInput("outcomes: found no run that went well, expected at least one")
    return done
