"""Indicators: tables of one run -> numbers in `outcomes`, one function each with its formula.

Not here: the drop after withdrawal, which needs weekly performance per person, and R0_M, which needs a world of its own
(a seed cohort of mentors with unlimited demand).
"""

from mentorsim.indicators import mentee, relationship, sustainability  # noqa: F401  (they enter their indicators)
from mentorsim.indicators.run import INDICATORS, Indicator, Run

__all__ = ["INDICATORS", "Indicator", "Run", "catalogue", "outcomes"]


def outcomes(run: Run) -> dict[str, float]:
    """Every indicator of a run, by name, in the order of the catalogue; NaN where undefined."""
    return {name: float(indicator.of(run)) for name, indicator in INDICATORS.items()}


def catalogue() -> list[dict]:
    """One row per indicator: name, group, unit, whether higher is better (None: neither), summary, formula."""
    return [
        {
            "name": i.name,
            "group": i.group,
            "unit": i.unit,
            "higher_is_better": i.better,
            "summary": i.definition,
            "formula": i.formula,
        }
        for i in INDICATORS.values()
    ]
