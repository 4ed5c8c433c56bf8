"""The figures of the findings: plain tables made from the flagship results, drawn by `mentorsim.figures`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mentorsim import figures
from mentorsim.analysis.contrasts import arm_means, differences_by_world, paired_contrasts
from mentorsim.analysis.decomposition import decompose
from mentorsim.findings import numbers, persons, wording
from mentorsim.findings.folders import (
    BUDGET,
    COMPONENTS,
    COMPONENTS_OWN,
    EQUAL,
    ONLINE,
    OWN,
    PERSONS,
    POLICIES,
    SUPPLY,
    TRAITS,
    Findings,
)

OUTCOME = "g_unassisted"
ONLINE_AXES = ("channel.gamma", "channel.cost")
SUPPLIES = {
    (0.0, 0.0): "nobody",
    (0.015, 0.0): "volunteers",
    (0.0, 0.0017): "from outside",
    (0.015, 0.0017): "both",
}  # (stages.volunteer, arrivals.mentors): who becomes a mentor


@dataclass(frozen=True)
class Picture:
    """A figure of the page: the results it is made from, what it shows, how it is drawn."""

    folder: str
    caption: str
    draw: Callable[[Findings], Any]


def of_settings(found: Findings):
    """The settings against an organisation, a dot for each plausible world."""
    return with_worlds(found.outcomes(POLICIES), "setting", BUDGET)


def of_policy(factor: str) -> Callable[[Findings], Any]:
    """What draws the policies of a kind against the plainest, in each setting at equal hours."""
    return lambda found: with_worlds(numbers.where(found.outcomes(POLICIES), {BUDGET: EQUAL}), factor, "setting")


def with_worlds(runs: pd.DataFrame, factor: str, by: str):
    """A forest of a factor's levels against its first, with a dot for each plausible world."""
    runs = runs.assign(**{factor: [wording.plain(factor, level) for level in runs[factor]]})
    table = paired_contrasts(runs, factor, OUTCOME, by=[by])
    return figures.over_worlds(table, differences_by_world(runs, factor, OUTCOME, [by]), OUTCOME, [by])


def of_components(name: str) -> Callable[[Findings], Any]:
    """What draws the Shapley shares of a folder."""
    return lambda found: figures.shares(decompose(found.outcomes(name), OUTCOME), OUTCOME)


def of_online(hours: str) -> Callable[[Findings], Any]:
    """What draws where network − organisation turns its sign."""

    def draw(found: Findings):
        runs = numbers.where(found.outcomes(ONLINE), {BUDGET: hours})
        table = numbers.surface(runs, ("network", "organisation"), ONLINE_AXES, OUTCOME)
        figure = figures.threshold_map(table, *ONLINE_AXES, OUTCOME, level=0.0, value="difference")
        figure.update_xaxes(title_text="Loss by little digital literacy (exponent)")
        figure.update_yaxes(title_text="Cost of a contact online (share of an hour in person)")
        return figure

    return draw


def of_persons(found: Findings):
    """What mentoring gives the lowest and the highest third by each trait, at equal hours."""
    gained = persons.gains(found.people(), tuple(TRAITS))
    equal = gained[gained[BUDGET] == EQUAL]
    rows = [
        persons.by_third(equal, trait)[third] | {"level": name, "reference": "the same person without mentoring"}
        for trait, names in TRAITS.items()
        for name, third in zip(names, (persons.LOW, persons.HIGH), strict=True)
    ]
    return figures.forest(pd.DataFrame(rows), OUTCOME)


def of_supply(found: Findings):
    """The stock of mentors after ten years, by who may become one."""
    runs = numbers.where(found.outcomes(SUPPLY), {BUDGET: OWN})
    pairs = zip(runs["stages.volunteer"], runs["arrivals.mentors"], strict=True)
    table = arm_means(runs.assign(supply=[SUPPLIES[pair] for pair in pairs]), ["supply", "setting"],
                      "mentor_stock_ratio")  # fmt: skip
    return figures.interaction(table, "supply", "setting", "mentor_stock_ratio")


WORLDS = "mean with its 95 % interval, and a dot for each plausible world"
PICTURES = {
    "settings": Picture(POLICIES, f"Network and hybrid against organisation: {WORLDS}", of_settings),
    "components-equal-hours": Picture(
        COMPONENTS, "What each component carries of network − organisation, at equal hours", of_components(COMPONENTS)
    ),
    "components-own-hours": Picture(
        COMPONENTS_OWN, "What each component carries of network − organisation, at own hours",
        of_components(COMPONENTS_OWN),
    ),
    "online-equal-hours": Picture(ONLINE, "Network − organisation by two prices of meeting online, at equal hours",
                                  of_online(EQUAL)),
    "online-own-hours": Picture(ONLINE, "Network − organisation by two prices of meeting online, at own hours",
                                of_online(OWN)),
    "matching": Picture(POLICIES, f"Ways to match against lots, at equal hours: {WORLDS}", of_policy(numbers.MATCHING)),
    "withdrawal": Picture(POLICIES, f"Ways to withdraw against help that never recedes, at equal hours: {WORLDS}",
                          of_policy(numbers.WITHDRAWAL)),
    "whom": Picture(PERSONS, "What mentoring gives mentees who differ in what they bring along, at equal hours",
                    of_persons),
    "supply": Picture(SUPPLY, "Mentors after ten years, by who may become one, at own hours", of_supply),
}  # fmt: skip


def shown(name: str) -> str:
    """A figure as a line of Markdown."""
    return f"![{PICTURES[name].caption}](images/findings-{name}.png)\n\n"


def made_from(found: Findings, name: str) -> str:
    """The digest of the results that a figure is made from."""
    tables = found.results(PICTURES[name].folder).manifest["tables"]
    return " ".join(tables[table][:16] for table in sorted(tables))
