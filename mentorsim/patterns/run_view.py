"""A run as measures of patterns see it."""

from dataclasses import dataclass, field

from mentorsim.indicators.run import Run


@dataclass(frozen=True)
class RunView(Run):
    """A Run, and beside it tables that indicators do not read: `others`, {table: {column: array}}."""

    others: dict[str, dict] = field(default_factory=dict)
