"""From results folders of scenarios to the runs that measures are given."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pyarrow as pa

from mentorsim.indicators.run import Run
from mentorsim.patterns.run_view import RunView
from mentorsim.patterns.scenarios import CONTROL, Look
from mentorsim.store.results import GOOD, Results

OWN = ("people", "matches", "weekly")  # tables that a Run has by name


@dataclass
class Folder:
    """The runs of one scenario. reads: {table: columns} that any measure reads of them."""

    results: Results
    weeks: int
    reads: dict[str, tuple[str, ...]]
    found: dict[str, dict[int, dict]] = field(default_factory=dict)  # {arm: {replication: tables}}

    def __post_init__(self) -> None:
        """Read the tables, and cut them into runs."""
        runs = self.results.arrow("outcomes", {"status": GOOD}, ["run_id", "arm", "replication"])
        tables = {
            name: by_run(self.results.arrow(name, None, ["run_id", *names])) for name, names in self.reads.items()
        }
        nothing = {name: {column: np.empty(0) for column in names} for name, names in self.reads.items()}
        for run, arm, replication in zip(*(column.to_pylist() for column in runs.columns), strict=True):
            own = {name: cut.get(run, nothing[name]) for name, cut in tables.items()}
            self.found.setdefault(arm, {})[replication] = own

    def runs(self, look: Look, world: str) -> dict[int, Run]:
        """{replication: run} of an arm in some kind of world, beside the control world where it is looked at so."""
        arm, *_ = look.labels(world)
        mine, controls = self.found.get(arm, {}), self.found.get(CONTROL, {})
        return {
            replication: self.run(tables, controls[replication]["people"] if look.control else None)
            for replication, tables in mine.items()
            if replication in controls or not look.control
        }

    def run(self, tables: dict, control: dict | None) -> RunView:
        """A run from its tables."""
        own = [tables.get(name, {}) for name in OWN]
        others = {name: table for name, table in tables.items() if name not in OWN}
        return RunView(*own, self.weeks, control=control, others=others)


def by_run(table: pa.Table) -> dict[str, dict[str, np.ndarray]]:
    """{run_id: {column: array}} from a table in which the rows of a run are together."""
    ids = table["run_id"].combine_chunks().dictionary_encode()
    codes, names = ids.indices.to_numpy(), ids.dictionary.to_pylist()
    edges = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)] if len(codes) else [0]
    arrays = {name: table[name].to_numpy() for name in table.column_names if name != "run_id"}
    return {
        names[codes[first]]: {name: values[first:end] for name, values in arrays.items()}
        for first, end in pairwise(edges)
    }


def labels_of(looks: Iterable[tuple[Look, str]]) -> list[str]:
    """The arms that are needed for several looks, each in some kind of world, without repetition."""
    return list(dict.fromkeys(label for look, world in looks for label in look.labels(world)))
