"""What a sweep has found so far: means of its outcomes in each arm, while it runs and afterwards."""

from mentorsim.analysis.contrasts import arm_means
from mentorsim.analysis.outcomes import ARM
from mentorsim.analysis.words import digits_for, number
from mentorsim.dashboard.logic import results
from mentorsim.dashboard.logic.results import Opened, View
from mentorsim.figures import style
from mentorsim.printing import between

STEPS = 24  # times that a running sweep is looked at
MOST_ROWS, MOST_COLUMNS = 120, 6  # of the table
FIRST_KINDS = ("ranking", "course", "survival")  # of a figure, the first that there is


def moment(task) -> tuple:
    """What changes when a sweep is to be looked at again."""
    return () if task is None else (task.done * STEPS // max(1, task.total), task.state)


def factors_of(opened: Opened) -> list[str]:
    """What arms differ in; the arm itself where that is nothing."""
    return list(opened.factors) or [ARM]


def means(opened: Opened) -> tuple[list[str], list[list[str]], int]:
    """(heads, rows as texts, arms) of the means of outcomes in each arm, with 95 % intervals."""
    factors = factors_of(opened)
    outcomes = [one for one in opened.resolved["outcomes"] if one in opened.outcomes][:MOST_COLUMNS]
    tables = [arm_means(opened.runs, factors, outcome).to_dict("records") for outcome in outcomes]
    rows = [
        [*(str(row[name]) for name in factors), str(row["n"]), *(mean_words(table[n]) for table in tables)]
        for n, row in enumerate(tables[0] if tables else [])
    ]
    heads = [*factors, "replications", *(plain_title(one) for one in outcomes)]
    return heads, rows[:MOST_ROWS], len(rows)


def mean_words(row: dict) -> str:
    """A mean with its interval."""
    if row["mean"] != row["mean"]:
        return "–"
    if row["low"] != row["low"]:
        return number(row["mean"])
    digits = digits_for(row["low"], row["high"])
    return f"{number(row['mean'], digits)} {between(row['low'], row['high'], digits)}"


def plain_title(outcome: str) -> str:
    """An indicator in words, without marks."""
    return style.title_of(outcome).replace("<sub>", "").replace("</sub>", "")


def kinds_of(opened: Opened) -> list[tuple]:
    """(name, words) of the figures that there can be."""
    kept = opened.results.kept()
    needs = {"course": "weekly", "survival": "matches"}
    return [kind for kind in results.kinds_of(opened) if needs.get(kind[0], "outcomes") in kept]


def view_of(opened: Opened, kind: str, outcome: str) -> View:
    """The view of a kind of figure, or of the first that there is."""
    known = [name for name, _ in kinds_of(opened)]
    usual = next((one for one in FIRST_KINDS if one in known), known[0] if known else "")
    return results.completed(opened, View(kind=kind if kind in known else usual, outcome=outcome))
