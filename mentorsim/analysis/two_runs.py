"""Two single runs held against each other: the same people with the same luck, one by one."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from mentorsim.analysis import hours
from mentorsim.analysis.contrasts import conclusive, verdict
from mentorsim.analysis.intervals import ROUNDING, holm, two_sided
from mentorsim.analysis.outcomes import check_outcomes, higher_is_better
from mentorsim.analysis.parameters import differences, differences_in_words
from mentorsim.analysis.showing import Comparison, OfTwo, numbers, shown
from mentorsim.analysis.tradeoff import MARGIN
from mentorsim.analysis.words import VERDICTS
from mentorsim.errors import BadInput
from mentorsim.experiment.effects import MAIN
from mentorsim.experiment.runs import Result
from mentorsim.experiment.sweep import plainly
from mentorsim.indicators.run import Run, came_as_mentee
from mentorsim.indicators.statistics import t_interval
from mentorsim.printing import MISSING, digits_for, number, percent, plural, signed

PERSONS = {  # indicators that are means over mentees: what each of them has
    "unassisted_gain": lambda people: people["performance_end"] - people["performance_start"],
    "assisted_gain": lambda people: people["assisted_last"] - people["performance_start"],
    "satisfaction": lambda people: people["satisfaction_end"],
    "confidence": lambda people: people["confidence_end"],
    "personal_attainment": lambda people: people["progress_end"],
    "organisational_attainment": lambda people: people["org_progress_end"],
}
HOURS = hours.COLUMNS["hours"]
ABOUT = (
    "Intervals (95 %, ± half of one) and verdicts are over the people of this one world; an asterisk: it stands for "
    "all rows at once (Holm). Whether it is so in other worlds, only more runs tell: ms.sweep."
)


class OfPeople(OfTwo):
    """A comparison of two single runs."""

    NEEDED = (*Comparison.NEEDED, "n", "better_off", "worse_off")

    def heads(self) -> tuple:
        *most, verdict = super().heads()
        return *most, "have more", "have less", verdict

    def texts(self, row: dict) -> tuple:
        means, said = numbers_of(row), VERDICTS[row["verdict"]] if row["n"] else here_sentence(row)
        said = "the same" if row["verdict"] == "same" else said + (" *" if row["holds"] else "")
        return (*means, percent(row["better_off"]), percent(row["worse_off"]), said)


def numbers_of(row: dict) -> tuple:
    """Means and the difference of a row as texts; what has no interval, in the digits that tell the two apart."""
    if row["n"]:
        return numbers(row, "mean_reference", "mean_level")
    means = row["mean_reference"], row["mean_level"]
    digits = digits_for(*sorted(means))
    return (*(number(mean, digits) for mean in means), signed(row["difference"], digits))


def compare_runs(reference: Result, level: Result, outcomes: str | Sequence[str] | None = None) -> OfPeople:
    """What one run came to against another, the reference, with the same people and the same luck.

    outcomes: indicators; without them, hours, those that the experiments name and `effects.MAIN`. Of what is a mean
    over mentees, those who are in both worlds are compared one by one. Columns: outcome; level, reference: names of the
    two; mean_reference, mean_level: the outcome in each; difference, low, high: level − reference with its 95 %
    interval over persons, by Student's t; sd_units: over the SD of the persons' differences; sd_persons: over the
    pooled SD of persons; better_off, worse_off: shares of persons who have more, who have less; n: persons, 0 for what
    no single person has: it has no interval, and no verdict but "same", "unclear" or "undefined"; higher_is_better,
    verdict, holds: as in `contrasts.paired_contrasts`. Raises BadInput if the two have other people, luck or weeks.
    """
    check_luck(reference, level)
    rows = rows_in_both(reference.run, level.run)
    check_people(reference.run, level.run, rows)
    changed = differences(plainly(reference.world.parameters), plainly(level.world.parameters))
    first, second = names_of(changed)
    found = [
        {"outcome": name, "level": second, "reference": first} | compared(name, reference, level, rows)
        for name in outcomes_of_both(reference, level, outcomes)
    ]
    chances = holm([row.pop("chance") for row in found])
    table = pd.DataFrame(found)
    table["holds"] = chances & conclusive(table)
    shocks = [("differs", "shocks")] if reference.world.shocks != level.world.shocks else []
    spent = tuple(float(one.outcomes[HOURS].iloc[0]) for one in (reference, level))
    notes = [*hours.of_two_sentences({"": spent}), *people_sentences(reference.run, level.run, rows), ABOUT]
    return shown(
        OfPeople,
        table,
        f"{second} against {first}, the same people with the same luck",
        (),
        [*differences_in_words(changed), *shocks],
        notes,
    )


# --- numbers ---------------------------------------------------------------------------------------------------------


def compared(name: str, reference: Result, level: Result, rows: tuple) -> dict:
    """The numbers of one outcome, with the chance that Holm's procedure sorts by."""
    if name not in PERSONS:
        here, there = (float(one.outcomes[name].iloc[0]) for one in (reference, level))
        return of_the_world(here, there, higher_is_better(name))
    first, second = (PERSONS[name](one.run.people)[mine] for one, mine in zip((reference, level), rows, strict=True))
    return of_persons(first, second, higher_is_better(name))


def of_the_world(reference: float, level: float, better: bool | None) -> dict:
    """The columns of `compare_runs` for an outcome that no single person has."""
    nothing = dict.fromkeys(("low", "high", "sd_units", "sd_persons", "better_off", "worse_off", "chance"), math.nan)
    entries = {"mean_reference": reference, "mean_level": level, "difference": level - reference, "n": 0}
    found = "same" if reference == level else verdict(level - reference, math.nan, math.nan, better)
    return entries | nothing | {"higher_is_better": better, "verdict": found}


def of_persons(reference: np.ndarray, level: np.ndarray, better: bool | None) -> dict:
    """The columns of `compare_runs` for an outcome that persons have. reference, level: values of the same persons."""
    whole = ~(np.isnan(reference) | np.isnan(level))
    reference, level = reference[whole], level[whole]
    each = level - reference
    mean, low, high = t_interval(each)
    several = len(each) > 1
    spread = each.std(ddof=1) if several else 0.0
    persons = math.sqrt((reference.var(ddof=1) + level.var(ddof=1)) / 2.0) if several else 0.0
    return {
        "mean_reference": reference.mean() if len(each) else math.nan,
        "mean_level": level.mean() if len(each) else math.nan,
        "difference": mean,
        "n": len(each),
        "low": low,
        "high": high,
        "sd_units": mean / spread if spread > ROUNDING * abs(mean) else math.nan,
        "sd_persons": mean / persons if persons > ROUNDING * abs(mean) else math.nan,
        "better_off": (each > MARGIN).mean() if len(each) else math.nan,
        "worse_off": (each < -MARGIN).mean() if len(each) else math.nan,
        "chance": two_sided(each),
        "higher_is_better": better,
        "verdict": "same" if several and not each.any() else verdict(mean, low, high, better),
    }


def outcomes_of_both(reference: Result, level: Result, given: str | Sequence[str] | None) -> list[str]:
    """The outcomes that are asked for, else hours, those that the experiments name, and the main ones."""
    given = (HOURS, *reference.asked, *level.asked, *MAIN) if given is None else given
    names = [given] if isinstance(given, str) else list(given)
    for one in (reference, level):
        check_outcomes(one.outcomes, names)
    return list(dict.fromkeys(names))


# --- the same people -------------------------------------------------------------------------------------------------


def check_luck(reference: Result, level: Result) -> None:
    """Raise BadInput unless both have the same luck, for as many weeks."""
    for what in ("seed", "replication"):
        found = [getattr(one.world, what) for one in (reference, level)]
        if found[0] != found[1]:
            raise BadInput(
                f"compare: found {what} {found[0]} and {found[1]}, expected the same people with the same luck in both "
                "runs; for runs of several seeds compare the results of two sweeps"
            )
    weeks = [one.world.week for one in (reference, level)]
    if weeks[0] != weeks[1]:
        raise BadInput(f"compare: found runs of {weeks[0]} and {weeks[1]} weeks, expected as many weeks in both")


def rows_in_both(reference: Run, level: Run) -> tuple:
    """(rows of the reference, rows of the other) of those who came as mentees in both."""
    mine, theirs = (np.flatnonzero(came_as_mentee(one.people)) for one in (reference, level))
    keys = [one.people["person"][rows] for one, rows in ((reference, mine), (level, theirs))]
    _, here, there = np.intersect1d(keys[0], keys[1], assume_unique=True, return_indices=True)
    return mine[here], theirs[there]


def check_people(reference: Run, level: Run, rows: tuple) -> None:
    """Raise BadInput unless the same people are in both: by their names in a roster and their skill at the start."""
    same = len(rows[0]) > 0
    for name in ("id", "skill_start"):
        same = same and bool((reference.people[name][rows[0]] == level.people[name][rows[1]]).all())
    if not same:
        raise BadInput(
            "compare: found other people in the second run, expected the same in both: no other roster, and "
            "the same start.… parameters"
        )


# --- in words --------------------------------------------------------------------------------------------------------


def names_of(changed: dict) -> tuple[str, str]:
    """What two runs are called: by their settings, or by the one parameter in which they differ."""
    if "setting.preset" in changed:
        return changed["setting.preset"]
    if len(changed) == 1:
        ((path, (value, other)),) = changed.items()
        return f"{path}={value}", f"{path}={other}"
    return "the first", "the second"


def here_sentence(row: dict) -> str:
    """Which is better in this world, of an outcome that no single person has and that has no interval."""
    if row["verdict"] == "undefined":
        return VERDICTS["undefined"]
    if row["higher_is_better"] is None:
        return MISSING
    return "better here" if (row["difference"] > 0) == row["higher_is_better"] else "worse here"


def people_sentences(reference: Run, level: Run, rows: tuple) -> list[str]:
    """How many of the people are compared, if not all are."""
    counts = [int(came_as_mentee(one.people).sum()) for one in (reference, level)]
    if counts == [len(rows[0])] * 2:
        return []
    return [
        f"{plural(len(rows[0]), 'mentee')} came in both worlds and are compared; {counts[0]:,} came in the first, "
        f"{counts[1]:,} in the second."
    ]
