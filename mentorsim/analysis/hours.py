"""Hours of mentors: what arms took and what an hour brought, so that more mentoring is not mistaken for better.

An arm spends what its meetings take, or what a budget gives it (`meetings.budget`). A budget that an arm cannot spend
makes no equal hours: planned and spent hours stand side by side. Functions of the table `outcomes`, or of it with its
column of budgets (`with_budgets`).
"""

import math
import shlex
from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

import pandas as pd

from mentorsim import printing
from mentorsim.analysis import words
from mentorsim.analysis.contrasts import arm_means, paired_contrasts
from mentorsim.analysis.outcomes import ARM, groups, outcomes_of
from mentorsim.experiment.config import as_named
from mentorsim.store.joining import parameters_of
from mentorsim.store.results import Results

APART = 0.10  # of the smaller hours, beyond which two arms are no equals
UNSPENT = 0.05  # of a budget, beyond which an arm has not spent it
PER = 1000  # hours that gains are shown for
MOST_ARMS = 24  # looked at one by one
BUDGET = "hours_budgeted"
BUDGETS = ("meetings.budget", "meetings.hours_budget")  # factors whose levels are to differ in hours
COLUMNS = {"hours": "hours_total", "gain": "unassisted_gain", "per_hour": "gain_per_hour",
           "caused_per_hour": "gain_caused_per_hour"}  # fmt: skip
HEADS = ("mentor\nhours", "of the\nbudget", "gain", f"gain in\n{PER:,} h", f"caused in\n{PER:,} h")
NOTE = (
    "Gain: in unassisted performance, from arrival to the end of the run; mean over mentees, and of all mentees in "
    f"{PER:,} hours. Caused: beyond the control world. Where hours differ, a better outcome may be more mentoring, not "
    "better mentoring."
)
APART_SENTENCE = (
    "Mentor hours differ by more than {share}{where}: {one} and {other}; a better outcome may be more mentoring, not "
    "better mentoring."
)


def known(outcomes: pd.DataFrame) -> bool:
    """Whether a table of outcomes has all columns that are shown of hours (COLUMNS)."""
    return set(COLUMNS.values()) <= set(outcomes.columns)


def of_results(results: Results) -> pd.DataFrame | None:
    """The runs of a results folder with their budgets; None if they lack what is shown of hours."""
    outcomes = outcomes_of(results)
    return with_budgets(outcomes, results.resolved) if known(outcomes) else None


# --- budgets ---------------------------------------------------------------------------------------------------------


def budget_of(flat: Mapping[str, Any], weeks: int) -> float | None:
    """Hours that a run is to spend; None if they follow from its meetings. flat: {path: value}."""
    if flat.get("meetings.budget") != "equal_hours":
        return None
    return weeks * flat["meetings.hours_budget"] * flat["people.mentors"]


def budgets(resolved: dict) -> dict:
    """{arm: hours budgeted} of the arms of a results folder that have a budget."""
    found = {arm["label"]: budget_of(parameters_of(resolved, arm), resolved["weeks"]) for arm in resolved["arms"]}
    return {label: budget for label, budget in found.items() if budget is not None}


def with_budgets(outcomes: pd.DataFrame, resolved: dict) -> pd.DataFrame:
    """The table with the hours budgeted for each run (NaN without a budget)."""
    return outcomes.assign(**{BUDGET: outcomes[ARM].map(budgets(resolved)).astype(float)})


def unspent(outcomes: pd.DataFrame) -> list[str]:
    """Arms that have not spent their budget, each in a sentence."""
    if BUDGET not in outcomes:
        return []
    lines = []
    for label, runs in outcomes.groupby(ARM, sort=False):
        spent, budget = runs[COLUMNS["hours"]].mean(), runs[BUDGET].mean()
        if spent < (1.0 - UNSPENT) * budget:
            hours = f"{printing.number(spent, 0)} of {printing.number(budget, 0)} hours"
            lines.append(
                f"{label}: spent {hours} of its budget, so its hours are not those of arms that could spend it."
            )
    return lines


def common_hours(outcomes: pd.DataFrame, resolved: dict) -> float:
    """Hours a week for each mentor of week 0 that every arm spends by itself, of those that spend any."""
    mentors = {arm["label"]: parameters_of(resolved, arm)["people.mentors"] for arm in resolved["arms"]}
    spent = outcomes.groupby(ARM)[COLUMNS["hours"]].mean()
    each = [hours / (mentors[label] * resolved["weeks"]) for label, hours in spent.items() if hours > 0.0]
    return min(each, default=math.nan)


def way_out(outcomes: pd.DataFrame, results: Results, file: str | PathLike[str]) -> str:
    """The command for the same arms at equal hours, at a budget that all of them can spend; "" if some have a budget.

    results: `store.Results` of these outcomes; file: the experiment's, as the command is to name it.
    """
    if outcomes[BUDGET].notna().any():
        return ""
    resolved, calls = results.resolved, results.manifest.get("calls", [])
    given = [one for one in (calls[-1].get("set", []) if calls else []) if not one.startswith("replications")]
    common = common_hours(outcomes, resolved)
    if common < resolved["parameters"]["meetings.hours_budget"]:
        given.append(f"{BUDGETS[1]}={math.floor(1000 * common) / 1000:.12g}")
    sets = [part for one in given for part in ("--set", one)]
    return f"The same arms at equal hours: {shlex.join(['mentorsim', 'sweep', as_named(file), '--equal-hours', *sets])}"


# --- numbers ---------------------------------------------------------------------------------------------------------


def by_arm(outcomes: pd.DataFrame, factors: Sequence[str]) -> pd.DataFrame:
    """Hours and what they brought in each combination of the factors' levels.

    Columns: the factors; hours, gain, per_hour, caused_per_hour: means over replications, each with its 95 % interval
    in `…_low` and `…_high`; budgeted: hours planned; spent: hours over hours planned (NaN without a budget).
    """
    parts = []
    for name, column in COLUMNS.items():
        means = arm_means(outcomes, factors, column)
        parts.append(means[["mean", "low", "high"]].set_axis([name, f"{name}_low", f"{name}_high"], axis=1))
    found = pd.concat([means[list(factors)], *parts], axis=1)
    found["budgeted"] = [budget_in(runs) for _, runs in groups(outcomes, factors)]
    return found.assign(spent=found["hours"] / found["budgeted"])


def budget_in(runs: pd.DataFrame) -> float:
    """The mean budget of some runs, in hours; NaN if one of them has none."""
    return float(runs[BUDGET].mean(skipna=False)) if BUDGET in runs else math.nan


PER_ARM = ("hours", "per_hour", "caused_per_hour", BUDGET)
AGAINST = ("level", "reference", *PER_ARM, *(f"{name}_reference" for name in PER_ARM),
           *(f"caused_per_hour_{name}" for name in ("difference", "low", "high", "verdict")), "apart")  # fmt: skip


def against(outcomes: pd.DataFrame, factor: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """Hours of each level of a factor beside those of its first, in each combination of levels of `by`.

    Columns: those of `by`; level, reference; hours, per_hour, caused_per_hour, hours_budgeted: means of the level, and
    of the reference in `…_reference`; caused_per_hour_difference, …_low, …_high, …_verdict: paired, as by
    `contrasts.paired_contrasts`; apart: whether hours differ by more than APART of the smaller.
    """
    contrasts = paired_contrasts(outcomes, factor, COLUMNS["caused_per_hour"], by)
    means = {tuple(cell.values()): by_arm(runs, [factor]).set_index(factor) for cell, runs in groups(outcomes, by)}
    rows = []
    for one in contrasts.to_dict("records"):
        here = means[tuple(one[name] for name in by)]
        row = {name: one[name] for name in (*by, "level", "reference")}
        for suffix, level in (("", one["level"]), ("_reference", one["reference"])):
            row |= {f"{name}{suffix}": here[name][level] for name in ("hours", "per_hour", "caused_per_hour")}
            row[f"{BUDGET}{suffix}"] = here["budgeted"][level]
        row |= {f"caused_per_hour_{name}": one[name] for name in ("difference", "low", "high", "verdict")}
        rows.append(row | {"apart": differ(row["hours"], row["hours_reference"])})
    return pd.DataFrame(rows, columns=[*by, *AGAINST])


def differ(one: float, other: float) -> bool:
    """Whether hours differ by more than APART of the smaller."""
    return bool(max(one, other) > (1.0 + APART) * min(one, other))


def with_hours(contrasts: pd.DataFrame, outcomes: pd.DataFrame, factor: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """Contrasts of a factor (`comparison.compare`) with the columns of `against` in each row; apart as hours_differ."""
    keys = [*by, "level", "reference"]
    return contrasts.merge(against(outcomes, factor, by).rename(columns={"apart": "hours_differ"}), on=keys, how="left")


# --- which arms to look at -------------------------------------------------------------------------------------------


def few(outcomes: pd.DataFrame, factors: Sequence[str]) -> bool:
    """Whether there are few enough combinations of the factors' levels to look at one by one."""
    return len(outcomes[list(factors)].drop_duplicates()) <= MOST_ARMS if len(list(factors)) else True


def split(outcomes: pd.DataFrame, factor: str, factors: Sequence[str]) -> list[str]:
    """What a factor is looked at within: a setting within all others, another within the setting; none of too many."""
    others = [name for name in factors if name != factor]
    by = others if factor == "setting" else [name for name in others if name == "setting"]
    return by if few(outcomes, by) else []


def notices(outcomes: pd.DataFrame, factors: Sequence[str], results: Results, file: str | PathLike[str]) -> list[str]:
    """All there is to say of the arms of a design: levels that differ in hours, and what to do; budgets not spent.

    results, file: as for `way_out`.
    """
    lines = []
    for factor in [name for name in factors if name not in BUDGETS]:
        by = split(outcomes, factor, factors)
        lines += warnings(against(outcomes, factor, by), by)
    return [*lines, *filter(None, [way_out(outcomes, results, file) if lines else ""]), *unspent(outcomes)]


def range_sentence(outcomes: pd.DataFrame) -> str:
    """From where to where the hours of many arms run."""
    spent = outcomes.groupby(ARM)[COLUMNS["hours"]].mean()
    apart = "; what an outcome goes with may be hours" if differ(spent.min(), spent.max()) else ""
    ends = f"from {printing.number(spent.min(), 0)} to {printing.number(spent.max(), 0)}"
    return f"{len(spent):,} arms took {ends} mentor hours{apart}."


def unmixed(outcomes: pd.DataFrame, factor: str, factors: Sequence[str]) -> list[str]:
    """What no comparison of a factor is averaged over: own hours and equal ones are two questions."""
    return [name for name in factors if name in BUDGETS and name != factor and outcomes[name].nunique() > 1]


# --- in words --------------------------------------------------------------------------------------------------------


def cells(row: Mapping[str, Any] | pd.Series) -> list[str]:
    """A row of `by_arm` as texts, under HEADS."""
    hours, gain, *each = (
        printing.estimate(*(scale * row[f"{name}{end}"] for end in ("", "_low", "_high")))
        for name, scale in (("hours", 1.0), ("gain", 1.0), ("per_hour", PER), ("caused_per_hour", PER))
    )
    return [hours, printing.percent(row["spent"]), gain, *each]


def warnings(found: pd.DataFrame, by: Sequence[str] = ()) -> list[str]:
    """Which levels differ from the first in hours, each in a sentence. found: of `against`."""
    lines = []
    for (level, reference), rows in found.groupby(["level", "reference"], sort=False):
        apart = rows[rows["apart"]]
        if len(apart):
            lines.append(warning(f"{level} and {reference}", apart, len(rows), list(by)))
    return lines


def warning(who: str, apart: pd.DataFrame, of: int, by: list) -> str:
    """The sentence that warns of a level that takes other hours. apart: its rows that differ, of `of` rows."""
    first = apart.iloc[0]
    where = ""
    if by:
        cell = ", ".join(str(first[name]) for name in by)
        where = f" in {len(apart)} of {of} combinations of {words.listed(by)}, such as {cell}"
    pair = f"{printing.number(first['hours'], 0)} against {printing.number(first['hours_reference'], 0)}"
    return (
        f"{who} differ in mentor hours by more than {printing.percent(APART)}{where}: {pair}{per_hour_sentence(first)}."
    )


def of_two_sentences(spent: dict) -> list[str]:
    """Whether two results differ in hours, in a sentence. spent: {arm, or "" for the only one: (hours of both)}."""
    apart = {arm: pair for arm, pair in spent.items() if differ(*pair)}
    if not apart:
        return []
    arm, (one, other) = next(iter(apart.items()))
    where = f" in {len(apart)} of {len(spent)} arms, such as {arm}" if len(spent) > 1 else ""
    ends = {"one": printing.number(one, 0), "other": printing.number(other, 0)}
    return [APART_SENTENCE.format(share=printing.percent(APART), where=where, **ends)]


def per_hour_sentence(row: Mapping[str, Any] | pd.Series) -> str:
    """Which of two arms brings more per hour, where that is clear."""
    winner = {"better": row["level"], "worse": row["reference"]}.get(row["caused_per_hour_verdict"])
    return f"; per hour {winner} brings more" if winner is not None else ""
