"""The answers to both questions as numbers that travel with the package, for who is asked to guess first.

They are made by `docs/generate.py` from the results folders, into one small file that `found` reads. Rows are those of
`numbers`, with what a difference is of; numbers are rounded, so that the file is the same wherever it is made.
"""

import json
import math
from collections.abc import Iterator

from mentorsim.analysis.contrasts import arm_means
from mentorsim.findings import numbers, persons, sections
from mentorsim.findings.folders import BUDGET, ONLINE, PERSONS, POLICIES, SUPPLY, TRAITS, Findings

LOSS = 1.0  # exponent of literacy at which the price of meeting online is told: that of the model
FROM = (POLICIES, SUPPLY, ONLINE, PERSONS)
DIGITS = 5  # that count, of every number


def answers(found: Findings) -> str:
    """The file, as JSON: a row a line."""
    parts = {
        "runs": [{name: found.often(name) for name in FROM}],
        "settings": settings(found),
        "hours": hours(found),
        "online": online(found),
        "policies": policies(found),
        "best": best(found),
        "whom": whom(found),
    }
    told = (f'"{name}": [\n{",\n".join(map(line, rows))}\n]' for name, rows in parts.items())
    return f"{{\n{',\n'.join(told)}\n}}\n"


def line(row: dict) -> str:
    """A row as JSON, with rounded numbers and null for what is undefined."""
    return json.dumps({name: rounded(value) for name, value in row.items()}, ensure_ascii=False, allow_nan=False)


def rounded(value):
    """A number with DIGITS digits that count, None if it is undefined; anything else as it is."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.{DIGITS - 1}e}") if math.isfinite(value) else None


def settings(found: Findings) -> Iterator[dict]:
    """The settings against each other: what mentees get, and how the supply of mentors fares in ten years."""
    for name, outcomes in ((POLICIES, sections.OF_SETTINGS), (SUPPLY, sections.OF_SUPPLY)):
        runs = found.outcomes(name)
        yield from (row for outcome in outcomes for row in numbers.of_settings(runs, outcome))


def hours(found: Findings) -> Iterator[dict]:
    """The hours of mentors in each setting, and with each policy in it."""
    runs = found.outcomes(POLICIES)
    for factor in (None, *sections.KINDS):
        factors = [BUDGET, "setting", *([factor] if factor else [])]
        for row in arm_means(runs, factors, "hours_total").to_dict("records"):
            place = {name: row[name] for name in factors[:2]}
            yield {"place": place, "factor": factor, "level": row[factor] if factor else None, "hours": row["mean"]}


def online(found: Findings) -> Iterator[dict]:
    """A network against an organisation, by what a contact online costs."""
    runs = found.outcomes(ONLINE)
    pair, (loss, cost) = numbers.AGAINST[0], sections.AXES
    for budget in numbers.BOTH:
        part = numbers.where(runs, {BUDGET: budget, loss: LOSS})
        for outcome in sections.OF_SETTINGS:
            for row in numbers.surface(part, pair, (loss, cost), outcome).to_dict("records"):
                about = {"factor": "setting", "level": pair[0], "reference": pair[1], "outcome": outcome}
                price = row.pop(cost)
                del row[loss]
                yield row | about | {"place": {BUDGET: budget, cost: price}}


def policies(found: Findings) -> Iterator[dict]:
    """Every way to match, and to withdraw, against the plainest, in each setting."""
    runs = found.outcomes(POLICIES)
    for factor in sections.KINDS:
        for outcome in sections.OF_SETTINGS:
            for budget in numbers.BOTH:
                yield from numbers.of_policies(runs, factor, outcome, budget)


def best(found: Findings) -> Iterator[dict]:
    """How likely each policy is the best of its kind, in each setting."""
    for factor in sections.KINDS:
        for place, table in sections.rankings(found.outcomes(POLICIES), factor):
            for row in table[[factor, "p_best"]].to_dict("records"):
                yield {"place": place, "factor": factor, "level": row[factor], "p_best": row["p_best"]}


def whom(found: Findings) -> Iterator[dict]:
    """What mentoring, receding help and a network give the thirds of the mentees by each trait."""
    gained = persons.gains(found.people(), tuple(TRAITS))
    for trait in TRAITS:
        for step in sections.STEPS:
            for third, row in step.by_third(gained, trait).items():
                about = {"outcome": sections.GAINED, "trait": trait, "third": third, "step": step.said}
                yield row | about | {"place": {BUDGET: step.hours}}
