"""The results that the findings are read from: which sweeps, in which folders, and what is kept of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

from mentorsim.analysis.hours import COLUMNS as OF_HOURS
from mentorsim.analysis.outcomes import outcomes_of
from mentorsim.experiment.crossing import size_of
from mentorsim.store.narrowing import narrow
from mentorsim.store.results import RESOLVED, Results, open_results

OWN, EQUAL = "own hours", "equal hours"
BUDGET = "meetings.budget"
HOURS = {"equal_hours": EQUAL, "free": OWN}
TRAITS = {
    "skill_start": ("who begin with little skill", "who begin with much skill"),
    "confidence_start": ("with doubts", "who are confident"),
    "openness": ("who are little open to others", "who are open to others"),
    "zeta": ("who are reserved", "who are outgoing"),
    "literacy_start": ("who are strangers online", "who are at home online"),
}  # column of people: (the lowest third, the highest third)
OF_PERSONS = ("person", "kind", *TRAITS, "performance_52")


@dataclass(frozen=True)
class Sweep:
    """One results folder of the findings.

    name: of the folder; experiment: the shipped one; sets: parameters set beside it; tables: {table: columns kept}, of
    outcomes the experiment's own and those of hours beside them.
    """

    name: str
    experiment: str
    sets: tuple[str, ...] = ()
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


COMPONENTS = "organisation-or-network"
COMPONENTS_OWN = f"{COMPONENTS}-own-hours"
POLICIES, SUPPLY, ONLINE, PERSONS = "policies", "sustainability", "online", "for-whom"
SWEEPS = {
    one.name: one
    for one in (
        Sweep(COMPONENTS, COMPONENTS),
        Sweep(COMPONENTS_OWN, COMPONENTS, (f"{BUDGET}=free",)),
        Sweep(POLICIES, POLICIES),
        Sweep(SUPPLY, SUPPLY),
        Sweep(ONLINE, ONLINE),
        Sweep(PERSONS, PERSONS, tables={"people": OF_PERSONS}),
    )
}


@dataclass(frozen=True)
class Findings:
    """The results folders of the findings under one root, read on request."""

    root: Path

    def there(self) -> bool:
        """Whether every folder is there."""
        return all((self.root / name / RESOLVED).exists() for name in SWEEPS)

    def results(self, name: str) -> Results:
        """One folder."""
        return open_results(self.root / name)

    def outcomes(self, name: str) -> pd.DataFrame:
        """The runs of one folder, with hours in words."""
        return read(self.root / name)

    def people(self) -> pd.DataFrame:
        """The persons of `for-whom`, with hours in words."""
        table = self.results(PERSONS).table("people")
        return table.assign(**{BUDGET: table[BUDGET].map(HOURS)})

    def often(self, name: str) -> str:
        """How many runs a folder has, in words."""
        resolved = self.results(name).resolved
        arms, worlds = size_of(resolved)
        return f"{arms:,} arms × {worlds} worlds × {resolved['replications']} replications, {resolved['weeks']} weeks"


@cache
def read(path: Path) -> pd.DataFrame:
    """The runs of a folder, with hours in words; read once, and not to be changed."""
    outcomes = outcomes_of(path)
    return outcomes.assign(**{BUDGET: outcomes[BUDGET].map(HOURS)}) if BUDGET in outcomes else outcomes


def keep(results: Results, sweep: Sweep) -> Results:
    """Leave in a folder what the findings need, and what makes it reproducible."""
    of_outcomes = dict.fromkeys([*results.resolved["outcomes"], *OF_HOURS.values()])
    return narrow(results, {"outcomes": [*of_outcomes], **sweep.tables})
