"""What a comparison says, in plain sentences with their numbers: one wording for terminal, report and dashboard."""

import math
from collections.abc import Iterable

import pandas as pd

from mentorsim.indicators import INDICATORS
from mentorsim.printing import between, digits_for, number, percent, percents, plural, with_interval
from mentorsim.proportions import exact_interval

SCALES = (
    "share", "ratio", "probability", "correlation", "Gini", "entropy", "performance", "skill", "satisfaction",
    "confidence", "quality", "energy", "literacy", "autonomy", "openness", "pitching",
)  # fmt: skip
NOWHERE = "no run has a value"
SURE = 0.975  # probability of being best that agrees with a two-sided 95 % interval


def listed(names: Iterable) -> str:
    """Names in one phrase: a, b and c."""
    *most, last = map(str, names)
    return f"{', '.join(most)} and {last}" if most else last


def unit_of(outcome: str) -> str:
    """The unit of an indicator with a space before; nothing where it is a bare share, index or scale."""
    unit = INDICATORS[outcome].unit if outcome in INDICATORS else ""
    return f" {unit}" if unit and unit not in SCALES and not unit.startswith("1/") else ""


def no_association_sentence(runs: pd.DataFrame, outcome: str) -> str:
    """What is said of an outcome that is not seen to go with any factor of a sampled design."""
    if runs[outcome].isna().all():
        return NOWHERE
    if runs[outcome].nunique() == 1:
        return f"the same in every run, {number(runs[outcome].iloc[0])}"
    return "cannot tell that it rises or falls with any factor"


def mean_sentence(row: dict) -> str:
    """The mean of an outcome in an arm, with its interval. row: of `contrasts.arm_means`."""
    if math.isnan(row["mean"]):
        return NOWHERE
    if row["event"] and row["n"] > 1:
        ends = f" (95 % {percents(row['low'], row['high'])})"
        often = often_sentence(row["mean"], row["runs"], row["n"])
        return often if "(" in often else often + ends
    text = with_interval(row["mean"], row["low"], row["high"])
    return f"{text} ({single(row)} has no interval)" if row.get("worlds", row["n"]) == 1 else text


def often_sentence(share: float, runs: int, n: int) -> str:
    """How often something happened: in none of 20 runs (at most 17 %). runs: in so many, n: replications of them."""
    low, high = exact_interval(share * n, n)
    among = f"{runs:,} runs" if runs == n else f"{runs:,} runs of {plural(n, 'replication')}"
    if share == 0.0:
        return f"in none of {among} (at most {percent(high)})"
    if share == 1.0:
        return f"in all {among} (at least {percent(low)})"
    if runs == n:
        return f"in {number(share * n, 0)} of {runs:,} runs (95 % {percents(low, high)})"
    return f"in {percent(share)} of {among}"


def sentence(row: dict, outcome: str, place: str = "") -> str:
    """One contrast as a sentence, with its interval; "cannot tell" where the interval has 0 in it.

    row: of `contrasts.paired_contrasts`; place: in which cell of other factors.
    """
    level, reference = row["level"], row["reference"]
    about = f"{outcome} in {place}" if place else outcome
    if row["verdict"] == "undefined":
        return f"{about}: no pair of runs of {level} and {reference} has a value."
    if row["verdict"] == "same":
        return f"{about}: {level} and {reference} are the same in every run, {both_sentence(row)}."
    difference = with_interval(row["difference"], row["low"], row["high"])
    if math.isnan(row["low"]):
        return f"{about}: {level} − {reference} is {difference}; {single(row)} has no interval."
    if row["verdict"] == "unclear":
        said = f"{difference}{against(row)}{in_worlds(row, 'its sign ')}"
        return f"{about}: cannot tell {level} from {reference}; {level} − {reference} is {said}."
    nearer, further = sorted((row["low"], row["high"]), key=abs)
    digits = digits_for(nearer, further)
    amount = f"{number(abs(row['difference']), digits)}{unit_of(outcome)}"
    amount += f", 95 % {between(abs(nearer), abs(further), digits)}{against(row)}{in_worlds(row)}"
    if row["verdict"] == "differs":
        return f"{about}: {level} is {'higher' if row['difference'] > 0 else 'lower'} than {reference} by {amount}."
    first, second = (level, reference) if row["verdict"] == "better" else (reference, level)
    return f"{about}: {first} is better than {second} by {amount}."


def finding(row: dict, outcome: str) -> str:
    """One contrast in a table whose head names level and reference: better by 0.064 [0.044, 0.084].

    row: of `contrasts.paired_contrasts`.
    """
    if row["verdict"] == "undefined":
        return VERDICTS["undefined"]
    if row["verdict"] == "same":
        return f"{VERDICTS['same']}, {both_sentence(row)}"
    digits = digits_for(row["low"], row["high"])
    if math.isnan(row["low"]):
        return f"{number(row['difference'])}{unit_of(outcome)}; {single(row)} has no interval"
    ends = f"{between(row['low'], row['high'], digits)}{against(row)}"
    if row["verdict"] == "unclear":
        difference = f"{number(row['difference'], digits)}{unit_of(outcome)} {ends}"
        return f"{VERDICTS['unclear']}: {difference}{in_worlds(row, 'its sign ')}"
    how = row["verdict"] if row["verdict"] != "differs" else "higher" if row["difference"] > 0 else "lower"
    nearer, further = sorted((abs(row["low"]), abs(row["high"])))
    size = f"{number(abs(row['difference']), digits)}{unit_of(outcome)} {between(nearer, further, digits)}"
    return f"{how} by {size}{against(row)}{in_worlds(row)}"


def single(row: dict) -> str:
    """What a mean without an interval is of."""
    return "one world" if "worlds" in row else "one replication"


def in_worlds(row: dict, what: str = "") -> str:
    """In which share of plausible worlds a difference has its sign, and is clear by itself.

    Nothing for what is not over worlds. what: holds.
    """
    return f"; {what}{holds_sentence(row)}" if "holds_in" in row else ""


def holds_sentence(row: dict) -> str:
    """In which share of plausible worlds, by weight, a difference has the sign of the mean over all."""
    share = f"holds in {percent(row['holds_in'])} of {plural(row['worlds'], 'plausible world')}"
    return f"{share} (clear in {percent(row['clear_in'])})"


def both_sentence(row: dict) -> str:
    """What two arms have in common that are the same in every run."""
    if row["event"]:
        return often_sentence(row["mean_level"], row["pairs"], row["n"])
    among = "" if row["pairs"] == row["n"] else f" in {plural(row['n'], 'replication')}"
    return f"{number(row['mean_level'])} on average over {row['pairs']:,} pairs of runs{among}"


def against(row: dict) -> str:
    """How often something happened in the level and in the reference; nothing for what is no event."""
    if not row["event"]:
        return ""
    return "".join(
        f"; {row[name]} {often_sentence(row[f'mean_{name}'], row['pairs'], row['n'])}"
        for name in ("level", "reference")
    )


VERDICTS = {
    "better": "better",
    "worse": "worse",
    "differs": "differs",
    "unclear": "cannot tell",
    "same": "the same in every run",
    "undefined": "no value",
}  # what is said of a level against the reference, wherever a table has no room for a sentence


def verdict_sentence(row: dict) -> str:
    """The verdict on a contrast in a few words; an asterisk where it stands for all rows of its table."""
    known = "holds_in" in row and row["verdict"] not in ("same", "undefined")
    worlds = f", in {percent(row['holds_in'])} of worlds" if known else ""
    return VERDICTS[row["verdict"]] + worlds + (" *" if row["holds"] else "")


def best_sentence(table: pd.DataFrame, factor: str, outcome: str, place: str = "") -> str:
    """Who is best, and how sure that is. table: of `ranking.ranking` for one factor, in one cell, called `place`."""
    about = f"{outcome} in {place}" if place else outcome
    if table["n"].max() == 0:
        return f"{about}: no replication has a value at each level of {factor}."
    if table["n"].max() < 2:
        return f"{about}: too few replications to rank {factor}."
    best = best_word(outcome)
    if table["p_best"].isna().all():
        return f"{about}: the same in every run at each level of {factor}, so that none is {best}."
    surest = together(table, factor)
    first, chance, count = surest[0]
    if chance >= SURE:
        return f"{about}: {best} {'are' if count > 1 else 'is'} {first} (probability {number(chance)})."
    lines = [f"{name} ({number(one)})" for name, one, _ in surest if one >= 1.0 - SURE]
    verdict = f"cannot tell which is {best}"
    if chance > 0.5:
        verdict = f"{best} {'are' if count > 1 else 'is'} probably {first}"
    return f"{about}: {verdict}; probability of being {best}: {', '.join(lines or ['none above 0.02'])}."


def best_word(outcome: str) -> str:
    """What the first of a ranking is called: of an indicator that is neither better nor worse, the highest."""
    neither = outcome in INDICATORS and INDICATORS[outcome].better is None
    return "highest" if neither else "best"


def together(table: pd.DataFrame, factor: str) -> list[tuple]:
    """(levels, probability that they are best, how many) of a ranking, the surest first.

    Levels that are the same in every run stand together.
    """
    found = []
    for _, rows in table.groupby("alike", sort=False):
        names = listed(rows[factor]) + (", the same in every run" if len(rows) > 1 else "")
        found.append((names, rows["p_best"].sum(), len(rows)))
    return sorted(found, key=lambda one: -one[1])


def share_sentence(row: dict, outcome: str) -> str:
    """One component's share of the difference between two settings, or the whole. row: of `decomposition.decompose`."""
    digits = digits_for(row["low"], row["high"])
    amount = f"{number(row['share'], digits)}{unit_of(outcome)}, 95 % {between(row['low'], row['high'], digits)}"
    difference = f"{row['second']} − {row['first']}"
    if math.isnan(row["share"]):
        return f"{outcome}: no replication has a value in each combination of components."
    if row["component"] != "total":
        return f"{outcome}: {row['component']} carries {amount}."
    if row["low"] == 0.0 == row["high"]:
        return f"{outcome}: {row['second']} and {row['first']} are the same in every run as a whole."
    if not row["holds"]:
        return f"{outcome}: cannot tell {row['second']} from {row['first']} as a whole; {difference} is {amount}."
    return f"{outcome}: {difference} is {amount}."


def persons_sentence(row: dict, column: str, place: str = "") -> str:
    """How many persons are better off. row: of `tradeoff.better_off`; place: in which cell of other factors."""
    about = f"{column} in {place}" if place else column
    (better, of_better), (worse, of_worse) = (
        (percent(row[name]), f"(95 % {percents(row[f'{name}_low'], row[f'{name}_high'])})")
        for name in ("better_off", "worse_off")
    )
    arms = f"under {row['level']} than under {row['reference']}"
    return f"{about}: {better} of the mentees {of_better} end with more {arms}, {worse} {of_worse} with less."


def precision_sentence(contrasts: pd.DataFrame) -> str:
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
