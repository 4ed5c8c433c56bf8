"""Sentences and cells that follow the numbers: what is clear is said, what is not clear is said to be so.

No word here knows a result. A difference is told by its sign and its interval; turn a number, and its sentence turns.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mentorsim.analysis.words import listed
from mentorsim.findings.folders import BUDGET
from mentorsim.findings.numbers import MATCHING, WITHDRAWAL, is_clear
from mentorsim.printing import MISSING, between, digits_for, number, percent, plural, signed

SURE = 0.95  # probability of being best from which on it is said without "probably"
LIKELY = 0.5


@dataclass(frozen=True)
class Measure:
    """An outcome in the words of the page: what it is called in a sentence and over a column, its unit and scale.

    finest: most decimals.
    """

    noun: str
    head: str
    unit: str = ""
    scale: float = 1.0
    finest: int = 3

    def digits(self, low: float, high: float) -> int:
        """Decimals for the ends of an interval, on the scale of the page."""
        return min(self.finest, digits_for(low, high))


def share(noun: str, head: str) -> Measure:
    """A share, told in percentage points."""
    return Measure(f"the share of {noun}", f"{head}, points", " points", 100.0, 1)


MEASURES = {
    "g_unassisted": Measure("the gain after a year", "gain after a year, SD", " SD"),
    "delivered": share("targets reached in time", "targets reached in time"),
    "satisfaction": Measure("satisfaction", "satisfaction, 0 to 1"),
    "premature_share": share("matches that end early", "matches ended early"),
    "r_mentoring_all": Measure("the number of new mentors for each mentor", "new mentors for each mentor"),
    "mentor_stock_ratio": Measure("the number of mentors at the end for each of the start", "mentors, end over start"),
}

LEVELS = {
    "setting": {
        "organisation": "in an organisation",
        "network": "in a network",
        "hybrid": "in both together",
    },
    MATCHING: {
        "random": "with matches by lot",
        "similar": "with matches by similarity",
        "zpd": "with matches by what the mentor can add",
        "composite": "with matches by several criteria at once",
        "self": "with matches by the mentees' own choice",
    },
    WITHDRAWAL: {
        "never": "with help that never recedes",
        "cliff": "with full help that ends at once",
        "linear": "with help that fades by the calendar",
        "contingent": "with help that follows success and failure",
        "readiness": "with help that recedes as the mentee is ready",
    },
    "people.mentors": {25: "with 25 mentors for 100 mentees", 75: "with 75 mentors for 100 mentees"},
    "stages.volunteer": {0.0: "where nobody volunteers", 0.015: "where mentees may become mentors"},
    "arrivals.mentors": {0.0: "where no mentor comes from outside", 0.0017: "where mentors come from outside"},
}


def called(factor: str, level: Any) -> str:
    """A level of a factor in the words of the page; its own name where the page has none."""
    return LEVELS.get(factor, {}).get(level, f"with {factor} = {level}")


def plain(factor: str, level: Any) -> str:
    """A level as a figure has it: settings by their names, which have their colours."""
    return str(level) if factor == "setting" else bare(factor, level)


def bare(factor: str, level: Any) -> str:
    """A level in the words of the page, without the word that joins it to a sentence."""
    return called(factor, level).partition(" ")[2]


def capital(text: str) -> str:
    """A text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


# --- sentences -------------------------------------------------------------------------------------------------------


def sentence(row: Mapping[str, Any]) -> str:
    """One difference as a sentence, beginning with where it is. row: of `numbers.compared`."""
    return capital(f"{placed(row['place'])}{statement(row)}{worlds(row)}.")


def placed(place: Mapping[str, Any]) -> str:
    """Where a difference is, at the beginning of a sentence."""
    hours = [f"at {place[BUDGET]}"] if BUDGET in place else []
    others = [called(factor, level) for factor, level in place.items() if factor != BUDGET]
    return "".join(f"{one}, " for one in hours + others)


def statement(row: Mapping[str, Any]) -> str:
    """What the numbers of a difference say, as a clause."""
    measure = MEASURES[row["outcome"]]
    level, reference = (called(row["factor"], row[side]) for side in ("level", "reference"))
    if row["verdict"] == "undefined":
        return f"{measure.noun} has no value {level} or {reference}"
    if row["verdict"] == "same":
        return f"{measure.noun} is the same {level} and {reference} in every run"
    if is_clear(row):
        higher = "higher" if row["difference"] > 0.0 else "lower"
        return f"{measure.noun} is {higher} {level} than {reference}, by {amount(row, measure)}"
    return (
        f"the evidence leaves open whether {measure.noun} is higher {level} or {reference}: {interval_of(row, measure)}"
    )


def amount(row: Mapping[str, Any], measure: Measure) -> str:
    """The size of a clear difference with its interval."""
    nearer, further = (measure.scale * end for end in sorted((abs(row["low"]), abs(row["high"]))))
    digits = measure.digits(nearer, further)
    size = number(measure.scale * abs(row["difference"]), digits)
    return f"{size}{measure.unit} (95 % {between(nearer, further, digits)})"


def interval_of(row: Mapping[str, Any], measure: Measure) -> str:
    """A difference with its sign and its interval, if it has one."""
    low, high = measure.scale * row["low"], measure.scale * row["high"]
    digits = measure.digits(low, high)
    text = f"{signed(measure.scale * row['difference'], digits)}{measure.unit}"
    return text if math.isnan(low) else f"{text} (95 % {between(low, high, digits)})"


def worlds(row: Mapping[str, Any]) -> str:
    """In which share of plausible worlds a difference has its sign; nothing where that cannot be said."""
    if row["verdict"] == "same" or math.isnan(row.get("holds_in", math.nan)):
        return ""
    what = "" if is_clear(row) else "with that sign "
    return f", {what}in {'every world' if row['holds_in'] == 1.0 else f'{percent(row["holds_in"])} of worlds'}"


def against_one(row: Mapping[str, Any], above: str, below: str, unclear: str) -> str:
    """What is said of a ratio by the side of 1 that its interval is on."""
    return above if row["low"] > 1.0 else below if row["high"] < 1.0 else unclear


def best(table: Any, factor: str) -> str:
    """Which level is best, and the probability of that. table: of `analysis.ranking.ranking`, of one cell."""
    known = table[table["p_best"].notna()]
    if known.empty:
        return "none can be called best"
    rows = known.sort_values("p_best", ascending=False, kind="stable").to_dict("records")
    first, *_ = named = [f"{bare(factor, row[factor])} ({number(row['p_best'])})" for row in rows[:2]]
    chance = rows[0]["p_best"]
    if chance >= SURE:
        return first
    return f"probably {first}" if chance > LIKELY else f"{' or '.join(named)}"


def counted(sides: tuple[int, int, int], pair: Sequence[str]) -> str:
    """At how many points of a surface which side is ahead. sides: of `numbers.sides`; pair: (level, reference)."""
    ahead, behind, neither = sides
    total = sum(sides)
    return (
        f"Of {plural(total, 'combination')}, {number(ahead, 0)} put the gain clearly higher {pair[0]}, "
        f"{number(behind, 0)} clearly higher {pair[1]}, and {number(neither, 0)} leave it open"
    )


# --- cells -----------------------------------------------------------------------------------------------------------


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [list(head), ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cell(row: Mapping[str, Any], measure: Measure) -> str:
    """A difference in a cell: bold if it is clear, its interval, the share of plausible worlds with its sign."""
    if math.isnan(row["difference"]):
        return MISSING
    if row["verdict"] == "same":
        return "="
    low, high = measure.scale * row["low"], measure.scale * row["high"]
    digits = measure.digits(low, high)
    text = signed(measure.scale * row["difference"], digits)
    text = f"**{text}**" if is_clear(row) else text
    share = row.get("holds_in", math.nan)
    return f"{text} {between(low, high, digits)}" + ("" if math.isnan(share) else f" {percent(share)}")


def source(names: Iterable[str]) -> str:
    """The results folders that something is from, as a line of Markdown."""
    return f"*Results: {listed(f'`{name}`' for name in names)}.*\n"
