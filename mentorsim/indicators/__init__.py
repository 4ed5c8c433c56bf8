"""Indicators: tables of one run -> numbers in `outcomes`, one function each with its formula."""

from importlib import import_module

from mentorsim import plugins
from mentorsim.indicators.run import INDICATORS, Indicator, Run, Society, indicators_of

__all__ = ["INDICATORS", "Indicator", "Run", "Society", "catalogue", "indicator", "outcomes", "outcomes_of"]
# Each module enters its indicators when it is imported: this is their order in the catalogue.
GROUPS = ("mentee", "relationship", "sustainability", "mentor", "equity", "network", "resilience", "length")
SEED_COHORT = "r0_"  # indicators that need a world of their own, and are computed only where they are asked for

indicator = indicators_of("Plug-in")  # for indicators of a plug-in

for _name in GROUPS:
    import_module(f"mentorsim.indicators.{_name}")
plugins.installed("mentorsim.indicators")


def outcomes(run: Run) -> dict[str, float]:
    """Every indicator of a run, by name, in the order of the catalogue; NaN where undefined."""
    return {name: float(indicator.of(run)) for name, indicator in INDICATORS.items()}


def outcomes_of(runs: list[Run]) -> list[dict | Exception]:
    """`outcomes` of several runs, or the exception that one of the indicators raised in a run.

    Indicator by indicator, so that the code of each stays in the processor's caches: a quarter less time.
    """
    found: list = [{} for _ in runs]
    for name, indicator in INDICATORS.items():
        for place, run in enumerate(runs):
            if isinstance(found[place], dict):
                try:
                    found[place][name] = float(indicator.of(run))
                except Exception as error:
                    found[place] = error
    return found


def catalogue() -> list[dict]:
    """The list of all indicators, a dict for each.

    name, group, unit, higher_is_better (None: neither), summary, formula, needs (what it takes to be defined), source.
    """
    return [
        {
            "name": i.name,
            "group": i.group,
            "unit": i.unit,
            "higher_is_better": i.better,
            "summary": i.definition,
            "formula": i.formula,
            "needs": [need.said for need in i.needs],
            "source": i.source,
        }
        for i in INDICATORS.values()
    ]
