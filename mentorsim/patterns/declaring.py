"""What a published pattern is, for a program: a sentence, a source, the worlds to look at, how to measure, a target."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from mentorsim.patterns.figures import Figure, figures
from mentorsim.patterns.scenarios import CHANCE, PLACEBO, Look
from mentorsim.tables import columns_of_tables

CALIBRATE, VALIDATE = "C", "V"
ROLES = {CALIBRATE: "coefficients may be fitted to it", VALIDATE: "nothing is fitted to it"}
ALWAYS = {"people": ("person", "kind", "arrived_week", "left_week", "mentor_week")}  # what `Run` itself reads


@dataclass(frozen=True)
class Measure:
    """One number that is read off the tables of a world, or of several with the same luck.

    of: function of one Run per world (`Pattern.looks`), which gives the number, or a tuple of numbers. Over
    replications these are averaged, and `combine` makes one number of several means, such as a ratio. reads: {table:
    columns}.
    """

    name: str
    of: Callable[..., Any]
    reads: dict[str, tuple[str, ...]]
    combine: Callable[..., float] | None = None

    def lacks(self) -> str:
        """Which table or column it reads that this edition of the model does not have; "" without any."""
        known = {table: {column.name for column in columns} for table, columns in columns_of_tables().items()}
        for table, columns in self.reads.items():
            if table not in known:
                return f"there is no table `{table}`"
            missing = [column for column in columns if column not in known[table]]
            if missing:
                return f"the table `{table}` has no column `{missing[0]}`"
        return ""


def columns(**tables: str) -> dict[str, tuple[str, ...]]:
    """{table: columns} from the names of columns, one text with blanks for each table."""
    return {table: tuple(names.split()) for table, names in tables.items()}


@dataclass(frozen=True)
class Pattern:
    """A published pattern: what is found in the world, and how to look for it in a simulated one.

    id: such as P1, or P32-reply where a number has several parts; role: CALIBRATE or VALIDATE; statement: one sentence;
    looks: the worlds that its measures are given, in this order; measures: the first is the one to show; selection:
    whether who is matched, and whom the match agrees with, could bring it about by itself; lacks: what there is not in
    this edition of the model, so that it cannot be tested; its measures are then named only.
    """

    id: str
    role: str
    statement: str
    looks: tuple[Look, ...] = ()
    measures: tuple[Measure, ...] = ()
    selection: bool = False
    lacks: str = ""
    figure: Figure = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "figure", figures()[self.id])

    @property
    def number(self) -> str:
        """The pattern's number, which its parts share: P32 of P32-reply."""
        return self.id.partition("-")[0]

    @property
    def worlds(self) -> tuple[str, ...]:
        """The kinds of world in which it is measured beside the usual one."""
        return (PLACEBO, CHANCE) if self.selection else (PLACEBO,)

    def why_not(self) -> str:
        """Why it cannot be tested in this edition of the model, as a sentence; "" where it can."""
        lack = self.lacks or next(filter(None, (look.lacks() for look in self.looks)), "")
        unread = [measure.lacks() for measure in self.measures]
        return sentence(lack or (unread[0] if unread and all(unread) else ""))

    def reads(self) -> dict[str, tuple[str, ...]]:
        """{table: columns} that are read to measure it, of those that this edition has."""
        testable = [measure.reads for measure in self.measures if not measure.lacks()]
        return united([ALWAYS, *testable])


def sentence(lack: str) -> str:
    """What there is not, as a sentence; "" of nothing."""
    return f"{lack[0].upper()}{lack[1:]}." if lack else ""


def united(several: Iterable[dict[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """{table: columns} of several such, each column once."""
    found: dict[str, dict[str, None]] = {}
    for reads in several:
        for table, names in reads.items():
            found.setdefault(table, {}).update(dict.fromkeys(names))
    return {table: tuple(names) for table, names in found.items()}
