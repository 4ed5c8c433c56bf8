"""What a comparison says, in plain sentences with their numbers: one wording for terminal, report and dashboard."""

import math

from mentorsim.indicators import INDICATORS

MISSING = "–"
SCALES = (
    "share", "ratio", "probability", "correlation", "Gini", "entropy", "performance", "skill", "satisfaction",
    "confidence", "quality", "energy", "literacy", "autonomy", "openness", "pitching",
)  # fmt: skip
SURE = 0.975  # probability of being best that agrees with a two-sided 95 % interval


def number(value, digits: int = 2) -> str:
    """A number in few digits: 0.18, −1.20, 12.3, 2,003; `–` if it is undefined."""
    if value is None or math.isnan(value):
        return MISSING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    digits = digits if size < 10 else min(digits, 1) if size < 100 else 0
    text = f"{value:,.{digits}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("-")


def digits_for(low: float, high: float) -> int:
    """As many digits as an interval is worth."""
    return 3 if high - low < 0.1 else 2


def between(low: float, high: float, digits: int = 2) -> str:
    """An interval: [0.26, 2.16]."""
    return f"[{number(low, digits)}, {number(high, digits)}]"


def listed(names) -> str:
    """a, b and c."""
    *most, last = map(str, names)
    return f"{', '.join(most)} and {last}" if most else last


def unit_of(outcome: str) -> str:
    """The unit of an indicator with a space before; nothing where it is a bare share, index or scale."""
    unit = INDICATORS[outcome].unit if outcome in INDICATORS else ""
    return f" {unit}" if unit and unit not in SCALES and not unit.startswith("1/") else ""


def said(row: dict, outcome: str, place: str = "") -> str:
    """One contrast as a sentence, with its interval; "cannot tell" where the interval has 0 in it.

    row: of `contrasts.paired_contrasts`; place: in which cell of other factors.
    """
    digits, level, reference = digits_for(row["low"], row["high"]), row["level"], row["reference"]
    about = f"{outcome} in {place}" if place else outcome
    difference = number(row["difference"], digits)
    if math.isnan(row["difference"]):
        return f"{about}: no pair of runs of {level} and {reference} has a value."
    if math.isnan(row["low"]):
        return f"{about}: {level} − {reference} is {difference}; one replication has no interval."
    if row["verdict"] == "unclear":
        ends = between(row["low"], row["high"], digits)
        return f"{about}: cannot tell {level} from {reference}; {level} − {reference} is {difference}, 95 % {ends}."
    nearer, further = sorted((abs(row["low"]), abs(row["high"])))
    amount = f"{number(abs(row['difference']), digits)}{unit_of(outcome)}, 95 % {between(nearer, further, digits)}"
    if row["verdict"] == "differs":
        return f"{about}: {level} is {'higher' if row['difference'] > 0 else 'lower'} than {reference} by {amount}."
    first, second = (level, reference) if row["verdict"] == "better" else (reference, level)
    return f"{about}: {first} is better than {second} by {amount}."


def best_said(table, factor: str, outcome: str, place: str = "") -> str:
    """Who is best, and how sure that is. table: of `ranking.ranking` for one factor, in one cell, called `place`."""
    about = f"{outcome} in {place}" if place else outcome
    if table["p_best"].isna().any():
        return f"{about}: too few replications to rank {factor}."
    surest = table.sort_values("p_best", ascending=False, kind="stable").to_dict("records")
    first, chance = surest[0][factor], surest[0]["p_best"]
    if chance >= SURE:
        return f"{about}: best is {first} (probability {number(chance)})."
    told = [f"{row[factor]} ({number(row['p_best'])})" for row in surest if row["p_best"] >= 1.0 - SURE]
    verdict = f"best is probably {first}" if chance > 0.5 else "cannot tell which is best"
    return f"{about}: {verdict}; probability of being best: {', '.join(told or ['none above .02'])}."


def share_said(row: dict, outcome: str) -> str:
    """One component's share of the difference between two settings, or the whole. row: of `decomposition.decompose`."""
    digits = digits_for(row["low"], row["high"])
    amount = f"{number(row['share'], digits)}{unit_of(outcome)}, 95 % {between(row['low'], row['high'], digits)}"
    difference = f"{row['second']} − {row['first']}"
    if row["component"] != "total":
        return f"{outcome}: {row['component']} carries {amount}."
    if not row["holds"]:
        return f"{outcome}: cannot tell {row['second']} from {row['first']} as a whole; {difference} is {amount}."
    return f"{outcome}: {difference} is {amount}."


def persons_said(row: dict, column: str, place: str = "") -> str:
    """How many persons are better off. row: of `tradeoff.better_off`; place: in which cell of other factors."""
    about = f"{column} in {place}" if place else column
    (better, of_better), (worse, of_worse) = (
        (f"{100 * row[name]:.0f} %", f"(95 % [{100 * row[f'{name}_low']:.0f}, {100 * row[f'{name}_high']:.0f}])")
        for name in ("better_off", "worse_off")
    )
    arms = f"under {row['level']} than under {row['reference']}"
    return f"{about}: {better} of the mentees {of_better} end with more {arms}, {worse} {of_worse} with less."


def precision_said(contrasts) -> str:
    """What common random numbers have saved, from contrasts with their column `precision`."""
    known = contrasts["precision"].dropna()
    if known.empty:
        return ""
    low, high = known.min(), known.max()
    span = number(low, 1) if len(known) == 1 or high / low < 1.05 else f"{number(low, 1)} to {number(high, 1)}"
    return (
        f"Pairing: arms with people and luck of their own would need {span} times as many replications for the same "
        "interval (variance ratio)."
    )
