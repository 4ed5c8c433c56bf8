"""Two results folders held against each other, arm by arm: paired by replication where their luck is the same."""

import math
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from mentorsim.analysis import hours
from mentorsim.analysis.arms import distinguishing_factors, levels_by_arm
from mentorsim.analysis.contrasts import conclusive, contrast, difference_of
from mentorsim.analysis.intervals import holm
from mentorsim.analysis.outcomes import (
    ARM,
    REPLICATION,
    WORLD_WEIGHT,
    check_outcomes,
    good,
    in_worlds,
    levels_of,
    units_of,
)
from mentorsim.analysis.parameters import differences, differences_in_words
from mentorsim.analysis.showing import LEGEND, OfTwo, sentences, shown
from mentorsim.analysis.unpaired import Unpaired
from mentorsim.errors import BadInput
from mentorsim.parameters import GIVEN
from mentorsim.store.joining import parameters_of
from mentorsim.store.results import Results


def compare_folders(reference: Results, level: Results, outcomes: str | Sequence[str] | None = None) -> OfTwo:
    """What the runs of one folder come to against those of another, the reference.

    Arms of the same name are compared, or the only arm of each. Where both have one seed, replication r has the same
    luck in both, and runs are paired by it; else they are not. Columns: outcome; arm; its factors, where both are grids
    of the same; level, reference: names of the two; those of `contrasts.paired_contrasts`, of which sd_units, precision
    and pairs need pairs. Raises BadInput.
    """
    check_weeks(reference, level)
    check_people(reference, level)
    check_worlds(reference, level)
    tables = [good(one.outcomes) for one in (reference, level)]
    arms, notes = arms_in_both(*tables)
    names = outcomes_of_both((reference, level), tables, outcomes)
    paired = have_pairs(tables[0], tables[1], arms) and reference.resolved["seed"] == level.resolved["seed"]
    first, second = names_of(reference, level)
    cells = [(name, label, held(name, tables, ends, paired)) for name in names for label, ends in arms.items()]
    by = distinguishing_factors_of_both(reference.resolved, level.resolved) if len(arms) > 1 else []
    table = rows_of(cells, levels_by_arm(reference.resolved, by), {"level": second, "reference": first})
    changed = differing(reference.resolved, level.resolved, arms.values())
    facts = (("reference", str(reference.path)), ("level", str(level.path)), *changed)
    spent = {label: tuple(hours_of(*one) for one in zip(tables, ends, strict=True)) for label, ends in arms.items()}
    notes = [*hours.of_two_sentences(spent), *notes]
    found = sentences(table, by) if paired else []
    notes = [*found, pairing_sentence(paired, reference.resolved["seed"], level.resolved["seed"]), *notes, LEGEND]
    return shown(OfTwo, table, f"{second} against {first}", by, facts, notes)


def rows_of(cells: list[tuple], levels: dict, names: dict) -> pd.DataFrame:
    """The numbers of all cells, and which of them stand together.

    cells: (outcome, arm, its Pairs or Unpaired); levels: {arm: {factor: level}}; names: of the two folders.
    """
    rows = [{"outcome": name, ARM: arm} | levels[arm] | names | one.numbers(len(cells)) for name, arm, one in cells]
    table = pd.DataFrame(rows)
    stands = holm([one.chance for *_, one in cells])
    return table.assign(holds=stands & conclusive(table))


class Pairs:
    """Runs of one arm in two folders, paired by replication."""

    def __init__(self, outcome: str, reference: pd.DataFrame, level: pd.DataFrame):
        keys = [*units_of(reference), *([WORLD_WEIGHT] if in_worlds(reference) else [])]
        runs = (one[keys].assign(value=one[outcome].astype(float)) for one in (reference, level))
        pairs = next(runs).merge(next(runs), on=keys, suffixes=("_reference", "_level"), validate="one_to_one")
        self.outcome, self.pairs = outcome, pairs.assign(difference=pairs["value_level"] - pairs["value_reference"])

    def numbers(self, family: int) -> dict:
        """The contrast. family: comparisons in the same table."""
        return contrast(self.outcome, self.pairs, family)

    @property
    def chance(self) -> float:
        """Chance of a difference so far from 0 if there were none."""
        return difference_of(self.outcome, self.pairs).chance


def held(outcome: str, tables: Sequence[pd.DataFrame], ends: tuple, paired: bool) -> Pairs | Unpaired:
    """The runs of one arm in two folders. ends: what the arm is called in each."""
    reference, level = (table[table[ARM] == label] for table, label in zip(tables, ends, strict=True))
    return Pairs(outcome, reference, level) if paired else Unpaired(outcome, reference[outcome], level[outcome])


def hours_of(table: pd.DataFrame, arm: str) -> float:
    """Mentor hours of an arm, mean over runs; NaN where the table does not have them."""
    column = hours.COLUMNS["hours"]
    return float(table[column][table[ARM] == arm].mean()) if column in table.columns else math.nan


# --- what can be compared --------------------------------------------------------------------------------------------


def check_weeks(reference: Results, level: Results) -> None:
    """BadInput unless both were run for as long."""
    found = [one.resolved["weeks"] for one in (reference, level)]
    if found[0] != found[1]:
        raise BadInput(
            f"compare: found {found[0]} weeks in {reference.path} and {found[1]} in {level.path}, expected "
            "as many in both"
        )


def check_people(reference: Results, level: Results) -> None:
    """BadInput unless both have the same real people, or none."""
    found = [one.resolved.get("people", {}) and one.resolved["parameters"].get(GIVEN) for one in (reference, level)]
    if found[0] != found[1]:
        raise BadInput(
            f"compare: found other people in {level.path} than in {reference.path}, expected the same "
            "roster in both, or drawn people in both"
        )


def check_worlds(reference: Results, level: Results) -> None:
    """BadInput unless both are in the same plausible worlds, or in none."""
    found = [one.resolved.get("worlds", {}) for one in (reference, level)]
    if found[0].get("digest") != found[1].get("digest"):
        words = [f"{len(one['sets'])} of {one['source']}" if one else "none" for one in found]
        raise BadInput(
            f"compare: found other plausible worlds in {level.path} ({words[1]}) than in {reference.path} "
            f"({words[0]}), expected the same in both, or none"
        )


def arms_in_both(reference: pd.DataFrame, level: pd.DataFrame) -> tuple[dict, list[str]]:
    """({name: what the arm is called in each}, notes on those that only one has). BadInput if there is none."""
    first, second = levels_of(reference, ARM), levels_of(level, ARM)
    if len(first) == len(second) == 1:
        return {first[0]: (first[0], second[0])}, []
    both = {label: (label, label) for label in first if label in second}
    if not both:
        raise BadInput(
            f"compare: found no arm of the same name in both, expected one; the first has {shortly(first)}, "
            f"the second {shortly(second)}"
        )
    alone = [label for label in (*first, *second) if label not in both]
    return both, [f"Only one of the two has {shortly(alone)}."] if alone else []


def shortly(labels: list) -> str:
    """A few of some names."""
    return ", ".join(map(repr, labels[:3])) + (f" and {len(labels) - 3} more" if len(labels) > 3 else "")


def outcomes_of_both(
    results: Sequence[Results], tables: Sequence[pd.DataFrame], given: str | Sequence[str] | None
) -> list[str]:
    """The outcomes that are asked for, or hours and all that both experiments name. BadInput for a missing one."""
    if given is None:
        named = dict.fromkeys([hours.COLUMNS["hours"], *(name for one in results for name in one.resolved["outcomes"])])
        given = [name for name in named if all(name in table.columns for table in tables)]
    names = [given] if isinstance(given, str) else list(given)
    for one, table in zip(results, tables, strict=True):
        try:
            check_outcomes(table, names)
        except BadInput as error:
            raise BadInput(f"{one.path}: {error}") from None
    if not names:
        raise BadInput("outcome: found none that both experiments name, expected one")
    return names


def distinguishing_factors_of_both(one: dict, other: dict) -> list[str]:
    """What tells arms apart that both have."""
    names = distinguishing_factors(one)
    return names if names == distinguishing_factors(other) else [ARM]


def have_pairs(reference: pd.DataFrame, level: pd.DataFrame, arms: dict) -> bool:
    """Whether every arm has a replication in both."""
    return all(
        set(reference[REPLICATION][reference[ARM] == first]) & set(level[REPLICATION][level[ARM] == second])
        for first, second in arms.values()
    )


# --- in words --------------------------------------------------------------------------------------------------------


def names_of(reference: Results, level: Results) -> tuple[str, str]:
    """What two folders are called: by their experiments, or else by their own names."""
    for names in ([one.resolved["name"] for one in (reference, level)], [one.path.name for one in (reference, level)]):
        if names[0] != names[1]:
            return names[0], names[1]
    return "the first", "the second"


def differing(one: dict, other: dict, arms: Iterable[tuple]) -> Iterator[tuple[str, str]]:
    """(what, in words) of the parameters in which arms that are compared differ: alike in all of them, or in some."""
    of = [{arm["label"]: parameters_of(resolved, arm) for arm in resolved["arms"]} for resolved in (one, other)]
    found = [differences(of[0][first], of[1][second]) for first, second in arms]
    alike = {path: pair for path, pair in found[0].items() if all(each.get(path) == pair for each in found)}
    yield from differences_in_words(alike)
    some = dict.fromkeys(path for each in found for path in each if path not in alike)
    if some:
        yield "differs", f"in some arms: {', '.join(some)}"


def pairing_sentence(paired: bool, seed: int, other: int) -> str:
    """Whether the runs are paired, and why not."""
    if paired:
        return "Paired by replication: the same luck in both."
    why = f"the seeds are {seed} and {other}" if seed != other else "they have no replication in common"
    return f"Not paired, since {why}: people and luck are others in each, and intervals are wider (Welch)."
