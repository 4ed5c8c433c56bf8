"""The generated parts of docs/findings.md, as Markdown, each from the results folders that it names."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

import pandas as pd

from mentorsim.analysis import hours as of_hours
from mentorsim.analysis.contrasts import arm_means, verdict
from mentorsim.analysis.decomposition import TOTAL, decompose
from mentorsim.analysis.ranking import ranking
from mentorsim.analysis.variance import PARAMETERS, variance
from mentorsim.analysis.words import listed
from mentorsim.findings import expectations, numbers, persons, pictures, wording
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
    SWEEPS,
    TRAITS,
    Findings,
)
from mentorsim.findings.wording import MEASURES
from mentorsim.printing import number, percent, plural, shortest

GAINED = "g_unassisted"
GAIN = MEASURES[GAINED]
OF_SETTINGS = (GAINED, "delivered", "satisfaction", "premature_share")
OF_SUPPLY = ("mentor_stock_ratio", "r_mentoring_all")
AXES = pictures.ONLINE_AXES
KINDS = {numbers.MATCHING: "matching", numbers.WITHDRAWAL: "withdrawal"}
LEVERS = (
    ("stages.volunteer", (0.015, 0.0)),
    ("arrivals.mentors", (0.0017, 0.0)),
    (numbers.WITHDRAWAL, ("readiness", "never")),
    (numbers.WITHDRAWAL, ("linear", "never")),
    ("setting", ("network", "organisation")),
    ("setting", ("hybrid", "organisation")),
)


def bullets(lines: Iterable[str]) -> str:
    """Lines as a Markdown list."""
    return "".join(f"- {line}\n" for line in lines)


# --- in short --------------------------------------------------------------------------------------------------------


def in_short(found: Findings) -> str:
    """The answer to both questions in a few lines."""
    rows = numbers.of_settings(found.outcomes(POLICIES), GAINED)
    lines = [
        "; ".join(f"{wording.placed(row['place'])}{wording.statement(row)}" for row in rows if pair_of(row) == pair)
        for pair in numbers.AGAINST
    ]
    lines += [best_over_all(found, factor) for factor in KINDS]
    lines.append(most_apart(persons.gains(found.people(), tuple(TRAITS))))
    runs = found.outcomes(SUPPLY)
    lines += [
        wording.sentence(numbers.compared(runs, factor, pair, "mentor_stock_ratio", {BUDGET: OWN})).removesuffix(".")
        for factor, pair in LEVERS[:2]
    ]
    return bullets(f"{wording.capital(line)}." for line in lines) + "\n" + wording.source([POLICIES, PERSONS, SUPPLY])


def pair_of(row: dict) -> tuple:
    """The levels that a difference is between."""
    return row["level"], row["reference"]


def best_over_all(found: Findings, factor: str) -> str:
    """Which policy of a kind is best over all settings and supplies of mentors."""
    runs = found.outcomes(POLICIES)
    tables = {hours: ranking(numbers.where(runs, {BUDGET: hours}), factor, GAINED) for hours in numbers.BOTH}
    said = "; ".join(f"at {hours}, {wording.best(table, factor)}" for hours, table in tables.items())
    return f"the best {KINDS[factor]}, with the probability that it is: {said}"


def most_apart(gained: pd.DataFrame) -> str:
    """By which trait mentees clearly differ, and most, in what mentoring gives them at equal hours."""
    step = STEPS[0]
    rows = {trait: step.by_third(gained, trait)[persons.APART] for trait in TRAITS}
    clear = [trait for trait, row in rows.items() if numbers.is_clear(row)]
    if not clear:
        return f"the evidence leaves open who gains more {step.said}, by any of {plural(len(TRAITS), 'trait')}"
    most = max(clear, key=lambda trait: abs(rows[trait]["difference"]))
    return apart(rows[most], TRAITS[most], step.said).removesuffix(".")


# --- when organisation, when network, when both ----------------------------------------------------------------------


def settings(found: Findings) -> str:
    """The three settings against each other, at both kinds of hours."""
    runs = found.outcomes(POLICIES)
    tables = {name: numbers.of_settings(runs, name) for name in OF_SETTINGS}
    head = ("", "hours", *(MEASURES[name].head for name in OF_SETTINGS))
    rows = []
    for place, row in enumerate(tables[OF_SETTINGS[0]]):
        what = f"{wording.bare('setting', row['level'])} − {wording.bare('setting', row['reference'])}"
        cells = (wording.cell(tables[name][place], MEASURES[name]) for name in OF_SETTINGS)
        rows.append((what, row["place"][BUDGET], *cells))
    ratio = numbers.ratio_of_hours(runs, ("organisation", "network"))
    taken = f"Left to themselves, pairs in an organisation take {number(ratio, 1)} times the mentor hours of a network."
    return f"{taken}\n\n{wording.table(head, rows)}\n{pictures.shown('settings')}{wording.source([POLICIES])}"


def components(found: Findings) -> str:
    """What each component of the environment carries of the difference between organisation and network."""
    parts = []
    for hours, name in ((EQUAL, COMPONENTS), (OWN, COMPONENTS_OWN)):
        table = decompose(found.outcomes(name), GAINED)
        shown = pictures.shown(f"components-{slug(hours)}")
        parts.append(f"**At {hours}.** {carried(table.to_dict('records'))}\n\n{shown}")
    return "".join(parts) + wording.source([COMPONENTS, COMPONENTS_OWN])


def carried(rows: list[dict]) -> str:
    """The whole difference, the components whose shares are clear, and the others.

    rows: of `analysis.decomposition.decompose`.
    """
    whole = {row["component"]: row for row in rows}[TOTAL]
    parts = [row for row in rows if row["component"] != TOTAL]
    sure = sorted((row for row in parts if row["holds"]), key=lambda row: -abs(row["share"]))
    rest = [row["component"] for row in parts if not row["holds"]]
    said = f"All six of them together change the gain by {share_of(whole)}."
    if sure:
        said += f" Clear are the shares of {'; '.join(f'{row["component"]}: {share_of(row)}' for row in sure)}."
    if rest:
        said += f" No clear share {'has' if len(rest) == 1 else 'have'} {listed(rest)}."
    return said


def share_of(row: dict) -> str:
    """A share of a difference with its interval, and the share of plausible worlds with its sign."""
    said = verdict(row["share"], row["low"], row["high"], None)
    told = row | {"difference": row["share"], "verdict": said}
    return f"{wording.interval_of(told, GAIN)}{wording.worlds(told)}"


def online(found: Findings) -> str:
    """Where the sign of network − organisation turns, over the cost of a contact and the loss by literacy."""
    parts = []
    pair = ("network", "organisation")
    called = [wording.called("setting", name) for name in pair]
    for hours in numbers.BOTH:
        runs = numbers.where(found.outcomes(ONLINE), {BUDGET: hours})
        table = numbers.surface(runs, pair, AXES, GAINED)
        said = wording.counted(numbers.sides(table.to_dict("records")), called)
        shown = pictures.shown(f"online-{slug(hours)}")
        parts.append(f"**At {hours}.** {said}. {turning(numbers.turns(table, AXES))}\n\n{shown}")
    return "".join(parts) + wording.source([ONLINE])


def turning(turns: dict[float, float]) -> str:
    """At which cost of a contact the mean difference turns its sign, for each exponent of literacy."""
    known = [f"{number(cost)} (exponent {shortest(loss)})" for loss, cost in turns.items() if not math.isnan(cost)]
    if not known:
        return "Nowhere does the sign of the mean turn with the cost of a contact."
    return f"As contacts get dearer, the sign of the mean turns at a cost of {listed(known)}."


# --- which policies --------------------------------------------------------------------------------------------------


def best_policies(found: Findings, factor: str) -> str:
    """Which policy of a kind is best in each setting."""
    said: dict[str, list[str]] = {}
    for place, table in rankings(found.outcomes(POLICIES), factor):
        where = wording.called("setting", place["setting"])
        said.setdefault(place[BUDGET], []).append(f"{where}, {wording.best(table, factor)}")
    lines = [f"At {hours}: {'; '.join(one)}." for hours, one in said.items()]
    shown = pictures.shown(KINDS[factor])
    return f"Best, with the probability that it is:\n\n{bullets(lines)}\n{shown}{wording.source([POLICIES])}"


def rankings(runs: pd.DataFrame, factor: str) -> Iterator[tuple[dict, pd.DataFrame]]:
    """(place, ranking) in each setting, at both kinds of hours."""
    for hours in numbers.BOTH:
        for setting in runs["setting"].drop_duplicates():
            cell = {"setting": setting, BUDGET: hours}
            yield cell, ranking(numbers.where(runs, cell), factor, GAINED)


def against_plainest(found: Findings, factor: str) -> str:
    """Each policy of a kind against the plainest, in each setting."""
    runs = found.outcomes(POLICIES)
    rows = [row for hours in numbers.BOTH for row in numbers.of_policies(runs, factor, GAINED, hours)]
    places = {(row["place"][BUDGET], row["place"]["setting"]): None for row in rows}
    head = ("", *(f"{wording.bare('setting', setting)}, {hours}" for hours, setting in places))
    body = [
        (wording.bare(factor, level), *(wording.cell(row, GAIN) for row in rows if row["level"] == level))
        for level in dict.fromkeys(row["level"] for row in rows)
    ]
    caption = f"Gain after a year, SD, against {wording.bare(factor, numbers.PLAINEST[factor])}:"
    return f"{caption}\n\n{wording.table(head, body)}\n{wording.source([POLICIES])}"


# --- for whom --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """Something that mentees may gain from: over a column, in a sentence, and as (level, reference) of a factor.

    Without a factor it is mentoring itself, against the same person without.
    """

    head: str
    said: str
    hours: str
    factor: str = ""
    pair: tuple[str, str] = ("", "")

    def by_third(self, gained: pd.DataFrame, trait: str) -> dict[str, dict]:
        """What the lowest and the highest third by a trait gain, and how much more the highest."""
        part = gained[gained[BUDGET] == self.hours]
        if not self.factor:
            return persons.by_third(part, trait)
        return persons.step_by_third(part, trait, self.factor, self.pair)


RECEDING = (numbers.WITHDRAWAL, ("readiness", "never"))
IN_NETWORK = ("setting", ("network", "organisation"))
STEPS = (
    Step("mentoring, equal hours", "from mentoring at equal hours", EQUAL),
    Step("mentoring, own hours", "from mentoring at own hours", OWN),
    Step("help that recedes, equal hours", "from receding instead of lasting help at equal hours", EQUAL, *RECEDING),
    Step("network, equal hours", "from a network instead of an organisation at equal hours", EQUAL, *IN_NETWORK),
    Step("network, own hours", "from a network instead of an organisation at own hours", OWN, *IN_NETWORK),
)


def whom(found: Findings) -> str:
    """Who clearly gains more from mentoring, from help that recedes, and from a network."""
    gained = persons.gains(found.people(), tuple(TRAITS))
    rows = {step: {trait: step.by_third(gained, trait)[persons.APART] for trait in TRAITS} for step in STEPS}
    clear = {step: {trait: row for trait, row in by.items() if numbers.is_clear(row)} for step, by in rows.items()}
    lines = [gain_more(step, by) for step, by in clear.items() if by]
    number_clear = sum(map(len, clear.values()))
    count = f"Of {plural(len(TRAITS) * len(STEPS), 'difference')} between thirds {number_clear:,} are clear"
    said = f"{count}. More is gained\n\n{bullets(lines)}" if lines else f"{count}.\n"
    return f"{said}\n{pictures.shown('whom')}{wording.source([PERSONS])}"


def gain_more(step: "Step", rows: dict[str, dict]) -> str:
    """Which mentees clearly gain more from something, and by how much. rows: by trait."""
    said = [
        f"by mentees {TRAITS[trait][row['difference'] > 0.0]}, {wording.amount(row, GAIN)}{wording.worlds(row)}"
        for trait, row in rows.items()
    ]
    return f"{step.said} {'; '.join(said)}."


def thirds(found: Findings) -> str:
    """What each third of mentees gains from mentoring, from help that recedes, and from a network."""
    gained = persons.gains(found.people(), tuple(TRAITS))
    rows = []
    for trait, names in TRAITS.items():
        found_thirds = [step.by_third(gained, trait) for step in STEPS]
        for name, which in zip(names, (persons.LOW, persons.HIGH), strict=True):
            rows.append((name, *(wording.cell(one[which], GAIN) for one in found_thirds)))
    return f"{wording.table(('mentees', *(step.head for step in STEPS)), rows)}\n{wording.source([PERSONS])}"


def apart(row: dict, names: tuple[str, str], what: str) -> str:
    """Which third gains more, in a sentence. names: (lowest, highest) third."""
    more, less = (names[1], names[0]) if row["difference"] > 0.0 else names
    return f"Mentees {more} gain more {what} than those {less}, by {wording.amount(row, GAIN)}{wording.worlds(row)}."


# --- what keeps it going ---------------------------------------------------------------------------------------------


def levers(found: Findings) -> str:
    """What changes the supply of mentors over ten years."""
    runs = found.outcomes(SUPPLY)
    head = ("", "hours", *(MEASURES[name].head for name in OF_SUPPLY))
    rows = []
    for factor, pair in LEVERS:
        what = " − ".join(wording.called(factor, level) for level in pair)
        for hours in numbers.BOTH:
            found_rows = (numbers.compared(runs, factor, pair, name, {BUDGET: hours}) for name in OF_SUPPLY)
            rows.append((what, hours, *(wording.cell(row, MEASURES[row["outcome"]]) for row in found_rows)))
    return f"{wording.table(head, rows)}\n{wording.source([SUPPLY])}"


def supply(found: Findings) -> str:
    """How many mentors there are after ten years, and what clearly changes that."""
    runs = found.outcomes(SUPPLY)
    usual = numbers.where(runs, {BUDGET: OWN, "stages.volunteer": 0.015})
    stocks = arm_means(usual, ["setting", "arrivals.mentors"], "mentor_stock_ratio").to_dict("records")
    without = f"{int(runs['extinct'].sum()):,} of {len(runs):,} runs ended without a mentor."
    changed = (numbers.compared(runs, factor, pair, OF_SUPPLY[0], {BUDGET: EQUAL}) for factor, pair in LEVERS)
    lines = bullets([*(stock(row) for row in stocks), without, *more_and_fewer(changed)])
    return f"{lines}\n{pictures.shown('supply')}{wording.source([SUPPLY])}"


def more_and_fewer(rows: Iterable[dict]) -> list[str]:
    """What clearly raises the mentors after ten years, for each at the start, and what lowers them, at equal hours."""
    said: dict[str, list[str]] = {"more": [], "fewer": []}
    for row in filter(numbers.is_clear, rows):
        level, reference = (wording.called(row["factor"], row[side]) for side in ("level", "reference"))
        by = wording.amount(row, MEASURES[row["outcome"]])
        said["more" if row["difference"] > 0.0 else "fewer"].append(
            f"{level} than {reference}, by {by}{wording.worlds(row)}"
        )
    return [f"At equal hours there are {how} mentors {'; '.join(one)}." for how, one in said.items() if one]


def stock(row: dict) -> str:
    """How many mentors there are after ten years, for each at the start, and whether that is fewer or more."""
    where = [wording.called(factor, row[factor]) for factor in ("setting", "arrivals.mentors")]
    many = wording.against_one(row, "more than at the start", "fewer than at the start", "which may be as many")
    ends = wording.between(row["low"], row["high"])
    return wording.capital(f"{', '.join(where)}: {number(row['mean'])} (95 % {ends}), {many}.")


# --- what it cannot say ----------------------------------------------------------------------------------------------


def limits(found: Findings) -> str:
    """How much hangs on parameters that the evidence leaves open, and which arms could not spend their hours."""
    share = variance(found.outcomes(POLICIES), GAINED).set_index("source")["share"]
    together = sum(one for name, one in share.items() if PARAMETERS in str(name) and name != PARAMETERS)
    lines = [
        f"Of all that makes the gain differ from run to run, {percent(share[PARAMETERS])} is due to parameters that "
        f"the evidence leaves open, and a further {percent(together)} to differences between arms that depend on them."
    ]
    for name in (COMPONENTS, POLICIES, ONLINE, SUPPLY):
        results = found.results(name)
        with_budgets = of_hours.with_budgets(found.outcomes(name), results.resolved)
        lacking, given = of_hours.unspent(with_budgets), of_hours.budgets(results.resolved)
        lines.append(f"`{name}`: {len(lacking):,} of {len(given):,} arms at equal hours could not spend them.")
    return bullets(lines)


def sources(found: Findings) -> str:
    """The results folders, and how to do them again."""
    rows = [
        (
            f"[{name}](../results/reference/findings/{name})",
            f"[{one.experiment}](../experiments/{one.experiment}.toml)",
            found.often(name),
        )
        for name, one in SWEEPS.items()
    ]
    return wording.table(("results", "experiment", "runs"), rows)


def slug(text: str) -> str:
    """A text as part of a file's name."""
    return text.replace(" ", "-")


SECTIONS: dict[str, Callable[[Findings], str]] = {
    "short": in_short,
    "settings": settings,
    "components": components,
    "online": online,
    "matching": partial(best_policies, factor=numbers.MATCHING),
    "withdrawal": partial(best_policies, factor=numbers.WITHDRAWAL),
    "whom": whom,
    "supply": supply,
    "surprises": expectations.surprises,
    "limits": limits,
    "sources": sources,
    "matching_table": partial(against_plainest, factor=numbers.MATCHING),
    "withdrawal_table": partial(against_plainest, factor=numbers.WITHDRAWAL),
    "whom_table": thirds,
    "supply_table": levers,
    "expected": expectations.expected,
}
NOT_YET = "*The results are not there yet: `make findings` makes them.*\n"


@cache
def section(found: Findings, name: str) -> str:
    """One generated part of the page; a note in its place as long as results are missing."""
    return f"\n{SECTIONS[name](found) if found.there() else NOT_YET}\n"
