"""What a report is about: the runs of a folder, what varies in them, which comparisons there are to make."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from mentorsim.analysis import decomposition
from mentorsim.analysis.outcomes import ARM, GOOD, REPLICATION, WORLD, in_worlds, outcomes_of
from mentorsim.errors import BadInput
from mentorsim.indicators import INDICATORS
from mentorsim.indicators.needs import Planned
from mentorsim.parameters import GIVEN, build
from mentorsim.printing import plural
from mentorsim.settings import POLICIES
from mentorsim.store.joining import parameters_of
from mentorsim.store.results import Results
from mentorsim.store.selection import schema_of

CROSSED = ("", "grid", "one-at-a-time")  # designs in which factors are compared level by level
MANY = 12  # levels from which on a numeric factor is a dose, not a list of alternatives


@dataclass(frozen=True)
class Facts:
    """The runs of a results folder, for the sections of a report.

    named: outcomes to look at, in place of those that the experiment names.
    """

    results: Results
    named: tuple[str, ...] = ()

    @cached_property
    def resolved(self) -> dict:
        """The experiment, complete."""
        return self.results.resolved

    @property
    def stop(self) -> str:
        """The condition that may have ended runs early; "" without one."""
        return self.resolved.get("stop", "")

    @cached_property
    def status(self) -> dict:
        """Numbers of runs planned, done, failed, missing; errors."""
        return self.results.status()

    @cached_property
    def all_runs(self) -> pd.DataFrame:
        """Every run that exists, failed ones too."""
        return self.results.outcomes

    @cached_property
    def runs(self) -> pd.DataFrame:
        """The runs that went well, each at all levels of the factors that it ignores; empty if there are none."""
        return outcomes_of(self.results) if self.status["done"] else self.all_runs.iloc[:0]

    @property
    def asked(self) -> list[str]:
        """The outcomes to look at."""
        return list(self.named or self.resolved.get("outcomes", []))

    @cached_property
    def outcomes(self) -> list[str]:
        """The indicators to look at, as far as these runs have them."""
        return [
            name for name in self.asked if name in INDICATORS and name in self.runs and self.runs[name].notna().any()
        ]

    @cached_property
    def without_value(self) -> list[str]:
        """The indicators to look at that no run has."""
        return [name for name in self.asked if name not in self.outcomes]

    def lacking(self, outcome: str) -> str:
        """Why no run can have an outcome, and what to do; "" if that is not known."""
        if outcome not in INDICATORS:
            return ""
        weeks, shocks = self.resolved["weeks"], tuple(self.resolved.get("shocks", ()))
        try:
            arms = [parameters_of(self.resolved, arm) for arm in self.resolved["arms"]]
            runs = [
                Planned(build({path: value for path, value in flat.items() if path != GIVEN}), weeks, shocks)
                for flat in arms
            ]
        except BadInput:  # a policy of a plug-in that is not here, or an older folder
            return ""
        return next(filter(None, (INDICATORS[outcome].lacks(run) for run in runs)), "")

    @cached_property
    def factors(self) -> list[str]:
        """What varies among the runs, in the order of the design."""
        named = self.resolved.get("factors", [])
        return [name for name in named if name in self.runs and self.runs[name].nunique() > 1]

    @cached_property
    def kind(self) -> str:
        """single: one arm; points: a sampled design; list: arms as such; grid: factors crossed."""
        design = self.resolved.get("design", {}).get("kind", "")
        if len(self.runs) == 0 or self.runs[ARM].nunique() < 2:
            return "single"
        if design == "list" or not self.factors:
            return "list"
        return "grid" if design in CROSSED else "points"

    @cached_property
    def doses(self) -> list[str]:
        """Numeric factors with at least three levels."""
        return [
            name
            for name in self.factors
            if pd.api.types.is_numeric_dtype(self.runs[name]) and self.runs[name].nunique() > 2
        ]

    @cached_property
    def alternatives(self) -> list[str]:
        """Factors with few levels, which are compared one by one; of arms as such, the arm."""
        if self.kind == "list":
            return [ARM]
        if self.kind != "grid":
            return []
        return [name for name in self.factors if self.runs[name].nunique() <= MANY]

    @cached_property
    def lead(self) -> str | None:
        """The factor that the answer is about: the setting, or else the first."""
        if "setting" in self.alternatives:
            return "setting"
        return self.alternatives[0] if self.alternatives else None

    @cached_property
    def apart(self) -> dict:
        """{outcome: the difference between two settings taken apart}, where every mixture of them was run; else {}."""
        if self.kind != "grid" or len(decomposition.components_of(self.runs)) < 2:
            return {}
        try:
            return {name: decomposition.decompose(self.runs, name) for name in self.outcomes}
        except BadInput:  # no full grid of two settings
            return {}

    @cached_property
    def unmixed(self) -> pd.DataFrame:
        """The runs in which all components are of one setting, which is their column setting."""
        components = decomposition.components_of(self.runs)
        pure = self.runs[self.runs[components].nunique(axis=1) == 1]
        return pure.drop(columns=components).assign(setting=pure[components[0]])

    def others(self, factor: str) -> list[str]:
        """The other alternatives."""
        return [name for name in self.alternatives if name != factor]

    def by_setting(self, factor: str) -> list[str]:
        """What a factor's comparisons are split by: the setting where it varies."""
        return ["setting"] if "setting" in self.others(factor) else []

    @cached_property
    def worlds(self) -> int:
        """Plausible worlds that have runs; 0 for an experiment that is in none."""
        return int(self.runs[WORLD].nunique()) if in_worlds(self.runs) else 0

    @property
    def often(self) -> str:
        """How often each arm was run, in words."""
        often = f"{self.replications} replications"
        return f"{plural(self.worlds, 'plausible world')} × {often}" if self.worlds else often

    @cached_property
    def replications(self) -> int:
        """Replications that have runs."""
        return int(self.runs[REPLICATION].nunique()) if len(self.runs) else 0

    @cached_property
    def whole_replications(self) -> list:
        """Replications in which every arm that the experiment plans was run; all, if fewer than two are."""
        good = self.all_runs[self.all_runs["status"] == GOOD]
        arms = len(self.resolved["arms"])
        count = good.groupby(REPLICATION)["run_id"].nunique()
        whole = count[count == arms].index.to_list()
        return whole if len(whole) > 1 else count.index.to_list()

    def kept(self, table: str) -> bool:
        """Whether a table of the runs was kept, and is still there."""
        return table in self.results.kept() and self.status["done"] > 0 and bool(self.results.sources(table))

    def has(self, table: str, columns) -> bool:
        """Whether a table that was kept has all of these columns; one of an earlier version may not."""
        return set(columns) <= set(schema_of(self.results.sources(table)).names)

    def rows(self, table: str, columns) -> pd.DataFrame:
        """Some columns of a table, with replication and factors, of whole replications."""
        wanted = [*columns, REPLICATION, *self.resolved.get("factors", [])]
        frame = self.results.arrow(table, columns=wanted).to_pandas(strings_to_categorical=True)
        return frame[frame[REPLICATION].isin(self.whole_replications)] if len(frame) else frame


def short(factor: str) -> str:
    """A factor in a sentence."""
    return "arm" if factor == ARM else POLICIES.get(factor, factor)
