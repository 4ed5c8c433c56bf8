"""Hours of mentors in a report: outcomes are to be read beside them."""

from mentorsim.analysis import hours
from mentorsim.analysis.outcomes import ARM
from mentorsim.report.facts import Facts, short
from mentorsim.report.html import Html, items, joined, paragraph, safe, table, tag


def hours_of(facts: Facts) -> Html:
    """What arms took and what an hour brought; where they are no equals; budgets that were not spent."""
    if not hours.known(facts.runs):
        return Html("")
    runs = hours.with_budgets(facts.runs, facts.resolved)
    factors = {"single": [], "list": [ARM]}.get(facts.kind, facts.factors)
    found = hours.unspent(runs) if facts.kind == "points" else notices(facts, runs, factors)
    few = facts.kind != "points" and hours.few(runs, factors)
    shown = arms(runs, factors) if few else paragraph(hours.range_sentence(runs))
    return joined([tag("h3", "Hours of mentors"), shown, items(map(safe, found)), paragraph(hours.NOTE)])


def notices(facts: Facts, runs, factors) -> list[str]:
    """What there is to say of the arms, for a shell in which the folder is."""
    return hours.notices(runs, factors, facts.results, f"{facts.resolved['name']}/experiment.toml")


def arms(runs, factors) -> Html:
    """A row per arm: hours, gain, gain per hour."""
    rows = hours.by_arm(runs, factors).to_dict("records")
    cells = [[*(str(row[name]) for name in factors), *hours.cells(row)] for row in rows]
    heads = [*map(short, factors), *(head.replace("\n", " ") for head in hours.HEADS)]
    caption = "Hours of mentors, and what they brought: means with half of their 95 % intervals."
    return table(heads, cells, caption, numbers=len(hours.HEADS))
