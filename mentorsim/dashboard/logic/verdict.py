"""What a comparison of two worlds says, in a sentence, with its size, its hours and how sure it is."""

import math
from typing import NamedTuple

import pandas as pd

from mentorsim.analysis import hours
from mentorsim.dashboard.logic import pairs, panel
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.replications import MAINS, WORLDS, effects, main_in
from mentorsim.printing import between, digits_for, number, plural

AVERAGE = 0.21  # g of mentoring programmes, on average
AVERAGE_SOURCE = "Raposa et al. 2019, 70 studies"
SIZES = (
    (0.02, "negligible"), (0.1, "very small"), (0.2, "less than a small effect"),
    (0.5, "a small effect"), (0.8, "a medium effect"), (math.inf, "a large effect"),
)  # |g| below: in words; from .2 on as Cohen 1988  # fmt: skip
COUNTS = 0.2  # |g| from which on it counts as an effect
ALIKE = "The two worlds are alike: change something in one of them"
FEWEST = 3  # pairs before which nothing is said


class Verdict(NamedTuple):
    """What is said first. sentence: which world is better, and by how much; size: that in plain words; hours: what both
    took; sure: over how many pairs. Any may be "".
    """

    sentence: str
    size: str = ""
    hours: str = ""
    sure: str = ""


def names(pair: tuple[Choice, Choice]) -> tuple[str, str]:
    """Where mentees gain, in each world: in which setting or, if that is the same, with what else differs first."""
    first, second = pair
    settings = [str(one.value("setting")) for one in pair]
    if settings[0] != settings[1]:
        return f"in {settings[0]}", f"in {settings[1]}"
    paths = [path for path in dict.fromkeys((*first.overrides, *second.overrides)) if path in panel.declared()]
    path = next((path for path in paths if first.value(path) != second.value(path)), "")
    if not path:
        return "in world A", "in world B"
    words = panel.LABELS.get(path, path.replace(".", " ").replace("_", " ")).lower()
    said = [f"with {words} {one.value(path)}" for one in pair]
    return said[0], said[1]


def of_pairs(pair: tuple[Choice, Choice], table: pd.DataFrame | None) -> Verdict:
    """What pairs of runs say so far. table: of `replications.run_pairs`."""
    if pairs.identity(pair)[0] == pairs.identity(pair)[1]:
        return Verdict(f"{ALIKE}.")
    main = main_in(table)
    found = effects(table, (main, *hours.COLUMNS.values()))
    if len(found) == 0 or found["pairs"].max() < FEWEST:
        return Verdict("The first pairs are running …")
    rows = {row["outcome"]: row for row in found.to_dict("records")}
    row = rows[main]
    return Verdict(sentence(row, *names(pair)), size(row), spent(rows), sure(row))


def sentence(row: dict, first: str, second: str) -> str:
    """Which world mentees gain more in, with its interval. row: of `replications.effects`, for one of MAINS."""
    if row["verdict"] == "undefined":
        return "Gains are measured 26 weeks after arrival, and these worlds end before that."
    gain = "Mentees gain" if row["outcome"] == MAINS[0] else "In half a year mentees gain"
    if row["verdict"] == "same":
        return f"{gain} the same {second} (B) as {first} (A), in every pair."
    digits = digits_for(row["low"], row["high"])
    if row["verdict"] == "unclear":
        ends = f"between {number(row['low'], digits)} and {number(row['high'], digits)} SD"
        inside = gain[:1].lower() + gain[1:]
        return f"We cannot tell whether {inside} more {second} (B) or {first} (A): B − A is {ends}."
    nearer, further = sorted((abs(row["low"]), abs(row["high"])))
    amount = f"{number(abs(row['difference']), digits)} SD {between(nearer, further, digits)}"
    more, less = ("(B)", "(A)") if row["difference"] > 0 else ("(A)", "(B)")
    better, worse = (second, first) if row["difference"] > 0 else (first, second)
    return f"{gain} {amount} more {better} {more} than {worse} {less}."


def size(row: dict) -> str:
    """How large the difference is, beside what mentoring does in each world and in published programmes."""
    if row["verdict"] in ("undefined", "same") or math.isnan(row["difference"]):
        return ""
    unclear = row["verdict"] == "unclear"
    most = max(abs(row["low"]), abs(row["high"])) if unclear else abs(row["difference"])
    words = next(words for below, words in SIZES if most < below)
    start = f"Any difference is {'at most ' if most >= COUNTS else ''}{words}" if unclear else f"That is {words}"
    each = f"mentoring itself yields {number(row['A'], 2)} SD in A and {number(row['B'], 2)} SD in B"
    return f"{start}: {each}; published programmes average {number(AVERAGE, 2)} SD ({AVERAGE_SOURCE})."


def spent(rows: dict) -> str:
    """Hours of mentors in both worlds, and what a thousand of them brought."""
    taken, brought = rows[hours.COLUMNS["hours"]], rows[hours.COLUMNS["caused_per_hour"]]
    if math.isnan(taken["A"]) or math.isnan(taken["B"]):
        return ""
    said = f"Mentors spend {number(taken['A'], 0)} h in A and {number(taken['B'], 0)} h in B"
    if not math.isnan(brought["A"]) and not math.isnan(brought["B"]):
        each = [number(hours.PER * brought[name], 2) for name in WORLDS]
        said += f"; {hours.PER:,} h bring {each[0]} in A and {each[1]} in B (performance, summed over mentees)"
    if not hours.differ(taken["A"], taken["B"]):
        return f"{said}. The hours are alike."
    more, less = sorted(WORLDS, key=lambda name: -taken[name])
    times = "" if taken[less] == 0.0 else f" {number(taken[more] / taken[less], 1)} times the hours"
    return f"{said}: {more} takes{times or ' all of them'}, so the worlds differ in how much mentoring there is, too."


def sure(row: dict) -> str:
    """Over how many pairs, and how precisely."""
    half = (row["high"] - row["low"]) / 2
    if math.isnan(half):
        return ""
    digits = 2 if half >= 0.01 else 3
    return f"95 % interval over {plural(int(row['n']), 'pair')} of worlds, ± {number(half, digits)} SD"


# --- the same hours --------------------------------------------------------------------------------------------------


def at_equal_hours(pair: tuple[Choice, Choice]) -> bool:
    """Whether both worlds have the same budget of hours."""
    return all(one.value(hours.BUDGETS[0]) == "equal_hours" for one in pair)


def with_equal_hours(pair: tuple[Choice, Choice], table: pd.DataFrame | None) -> tuple[Choice, Choice]:
    """The pair with a budget that both can spend: what the world that spends less does by itself.

    table: of `replications.run_pairs`, of these worlds at their own hours; without it, the default budget.
    """
    common = float(pair[0].value(hours.BUDGETS[1]))
    if table is not None and len(table):
        means = table.groupby("world")[hours.COLUMNS["hours"]].mean()
        each = [
            means[name] / (one.weeks * one.value("people.mentors"))
            for name, one in zip(WORLDS, pair, strict=True)
            if means.get(name, 0.0) > 0.0 and one.value("people.mentors")
        ]
        common = math.floor(1000 * min(each)) / 1000 if each else common
    first, second = (one.with_value(hours.BUDGETS[1], max(common, 0.001)) for one in pair)
    return tuple(one.with_value(hours.BUDGETS[0], "equal_hours") for one in (first, second))


def with_own_hours(pair: tuple[Choice, Choice]) -> tuple[Choice, Choice]:
    """The pair without budgets: hours follow from the meetings."""
    return tuple(panel.undone(panel.undone(one, hours.BUDGETS[0]), hours.BUDGETS[1]) for one in pair)
