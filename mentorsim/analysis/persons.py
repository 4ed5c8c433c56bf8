"""What an arm does to each person: the same person, with the same luck, in two arms, or with and without mentoring."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mentorsim.analysis.outcomes import (
    ARM,
    REPLICATION,
    WORLD,
    WORLD_WEIGHT,
    check_columns,
    factors_of,
    groups,
    in_worlds,
    levels_of,
    outcomes_of,
    units_of,
)
from mentorsim.analysis.subgroups import Sample
from mentorsim.codes import HORIZONS
from mentorsim.errors import BadInput
from mentorsim.indicators.run import MENTEE_KINDS
from mentorsim.spelling import nearest
from mentorsim.store.results import Results
from mentorsim.store.selection import schema_of
from mentorsim.tables import PEOPLE

MATCHING, NOBODY = "matching.policy", "none"  # the arm in which nobody is helped
MENTORING, WITHOUT = "mentoring", "no mentoring"  # what is compared where no factor is
MARGIN = 0.1  # SD by which somebody is better or worse off
ROUNDING = 1e-9
UNIT_SIZE = "unit_size"  # counted, of column `unit`
TRAITS = {
    "skill_start": "skill",
    "performance_start": "unassisted performance",
    "lasting_performance_start": "performance that lasts",
    "confidence_start": "confidence",
    "metacognition_start": "learning-to-learn",
    "literacy_start": "digital literacy",
    "satisfaction_start": "satisfaction",
    "openness": "openness",
    "zeta": "propensity to take part",
    "autonomy": "need for autonomy",
    "aptitude": "aptitude",
    "zone_width": "zone width",
    "bias": "bias in own ratings",
    "target": "stated target",
    "side": "side to which own tasks miss",
    "arrived_week": "week of arrival",
    UNIT_SIZE: "people in the own unit",
}  # what is known of a mentee at the start, in the words of a sentence: columns of `people`
EITHER = {"side": ("own tasks that are too easy", "own tasks that are too hard")}  # traits of two values: -1, 1
TAGS = ("kind", "group")  # columns of which each value is a trait: being so, or not
OWN_UNIT = ("weeks", "matches", "meetings", "contributions", "replies", "events", "hours", "nodes", "log hazard")
OUTCOMES = {
    one.name: one
    for one in PEOPLE
    if one.name.endswith(("_end", *(f"_{weeks}" for weeks in HORIZONS)))
    or (one.unit in OWN_UNIT and one.name not in ("capacity", "commitment"))
    or one.name.startswith("learned_")
}  # columns of `people` that tell how it went
LESS_IS_BETTER = ("dependence_end", "dependence_weeks", "hurt_end", "hush_end", "reactance_end",
                  "intent_to_leave_end", "harsh_words")  # fmt: skip
NEITHER = ("pitching_end", "energy_end", "nodes_end", "diversity_end", "matches", "meetings", "contributions",
           "replies", "hours_given", "hours_received", "hours_answering")  # fmt: skip
OF_PERSONS = {
    "g_unassisted": "performance_52", "unassisted_gain": "performance_52", "worse_off": "performance_52",
    "lasting_gain": "lasting_performance_end", "satisfaction": "satisfaction_end", "confidence": "confidence_end",
    "delivered": "progress_end",
}  # fmt: skip  # indicators of runs: what persons have of them


def direction(outcome: str) -> bool | None:
    """Whether more of an outcome of persons is better; None if neither."""
    return None if outcome in NEITHER else outcome not in LESS_IS_BETTER


def check_outcome(outcome: str) -> None:
    """Raise BadInput for what is no outcome of persons, with what they have instead."""
    if outcome in OUTCOMES:
        return
    if outcome in OF_PERSONS:
        raise BadInput(f"outcome: found {outcome!r}, which is of a whole run; persons have {OF_PERSONS[outcome]!r}")
    near = nearest(outcome, OUTCOMES)
    raise BadInput(f"outcome: found {outcome!r}, expected an outcome that persons have: {', '.join(OUTCOMES)}{near}")


@dataclass(frozen=True, eq=False)
class Effects:
    """What a level does to each person against a reference.

    table: a row per person, replication and plausible world: REPLICATION, WORLD and WORLD_WEIGHT if there are worlds,
    person, effect (level − reference, mean over the other factors), and a column for each trait that is known; traits:
    {column: its words}; unit: of effects, "SD" where they are in standard deviations of the reference's mentees (within
    replications, of each plausible world); one_only: persons in one of the two arms only; unknown: who have no value in
    some arm; moved: traits left out because arms differ in them.
    """

    table: pd.DataFrame
    outcome: str
    factor: str
    level: Any
    reference: Any
    place: dict
    traits: dict[str, str]
    unit: str
    one_only: int
    unknown: int
    moved: tuple[str, ...]

    @property
    def better(self) -> bool | None:
        """Whether a higher outcome is better; None if neither."""
        return direction(self.outcome)

    @property
    def margin(self) -> float:
        """Effects up to this size are not counted as any."""
        return MARGIN if self.unit == "SD" else ROUNDING

    @property
    def sample(self) -> Sample:
        """Effects and traits of all persons, as arrays."""
        worlds = in_worlds(self.table)
        return Sample(
            self.table[list(self.traits)].to_numpy(float),
            self.table["effect"].to_numpy(float),
            self.table[REPLICATION].to_numpy(),
            self.table["person"].to_numpy(),
            *((self.table[WORLD].to_numpy(), self.table[WORLD_WEIGHT].to_numpy(float)) if worlds else (None, None)),
        )


# --- from a folder ---------------------------------------------------------------------------------------------------


def effects_of(
    results: Results, factor: str | None, outcome: str, by: Sequence[str] = (), traits: bool = True
) -> Iterator[Effects]:
    """The effects per person of each level of a factor against its first, in each combination of levels of `by`.

    Of matching policies the reference is "none", where it was run. Without a factor: of mentoring against none, from
    the table `effects`. Who came as a mentee counts. traits: whether traits are read as well. Raises BadInput, with
    what to do, where the folder did not keep the tables, or persons have no such outcome.
    """
    check_outcome(outcome)
    for name in ("people", *(["effects"] if factor is None else [])):
        if name not in results.kept():
            raise BadInput(
                f"{results.path}: found no table {name!r}, which tells of persons; add to the experiment, and sweep it "
                f"anew:\n  [analysis]\n  tables = {json.dumps(list(dict.fromkeys([*results.kept(), name])))}"
            )
    runs = outcomes_of(results)
    check_columns(runs, [*([factor] if factor else []), *by])
    if factor is None:
        yield from of_control(results, runs, outcome, by, traits)
        return
    people = people_of(results, [outcome], traits)
    levels = levels_of(runs, factor)
    if factor == MATCHING and NOBODY in levels:
        levels = [NOBODY, *(level for level in levels if level != NOBODY)]
    for level in levels[1:]:
        yield from of_level(runs, people, factor, (levels[0], level), outcome, by)


def people_of(results: Results, columns: Sequence[str], traits: bool = True) -> pd.DataFrame:
    """The mentees of all runs: run_id, person, some columns, and the traits that the folder has of them.

    traits: whether these are asked for.
    """
    known = set(schema_of(results.sources("people")).names)
    missing = [name for name in columns if name not in known]
    if missing:
        raise BadInput(f"people: found no column {missing[0]!r} in {results.path}, expected one that was kept")
    wanted = [name for name in (*TRAITS, *TAGS) if name in known and name != "kind"] if traits else []
    sized = traits and {"unit", "arrived_week"} <= known
    table = results.table("people", columns=list(dict.fromkeys(
        ["run_id", "person", "kind", *columns, *wanted, *(["unit"] if sized else [])]
    )))  # fmt: skip
    if sized:
        first = table[(table["arrived_week"] == 0) & (table["unit"] >= 0)]
        sizes = first.groupby(["run_id", "unit"]).size().rename(UNIT_SIZE).reset_index()
        table = table.merge(sizes, on=["run_id", "unit"], how="left").drop(columns="unit")
        table[UNIT_SIZE] = table[UNIT_SIZE].fillna(0.0)
    mentees = table[table["kind"].isin(MENTEE_KINDS)]
    return tagged(mentees) if traits else mentees.drop(columns="kind")


def tagged(people: pd.DataFrame) -> pd.DataFrame:
    """People with a column for each value of TAGS but the commonest: 1 for who has it."""
    for name in TAGS:
        if name in people:
            values = people[name].value_counts().index[1:]
            people = people.assign(**{f"{name} {value}": 1.0 * (people[name] == value) for value in values})
    return people.drop(columns=[name for name in TAGS if name in people])


def words_of(people: pd.DataFrame) -> dict[str, str]:
    """{trait: its words} of those that people have and differ in."""
    tags = {name: name for name in people.columns if name.split(" ")[0] in TAGS}
    return {name: words for name, words in (TRAITS | tags).items() if name in people and people[name].nunique() > 1}


def is_tag(trait: str) -> bool:
    """Whether a trait is being so or not."""
    return trait.split(" ")[0] in TAGS


# --- two arms --------------------------------------------------------------------------------------------------------


def of_level(
    runs: pd.DataFrame, people: pd.DataFrame, factor: str, pair: tuple, outcome: str, by: Sequence[str]
) -> Iterator[Effects]:
    """The `Effects` of one level. runs: of `outcomes_of`; people: of `people_of`; pair: (reference, level)."""
    others = [] if factor == ARM else [name for name in factors_of(runs) if name != factor]
    keys = [*units_of(runs), *([WORLD_WEIGHT] if in_worlds(runs) else []), *others]
    sides = [runs[runs[factor] == level][[*keys, "run_id"]] for level in pair]
    both = sides[0].merge(sides[1], on=keys, suffixes=("_reference", "_level"), validate="one_to_one")
    for cell, cells in groups(both, by):
        yield of_runs(cells, people, outcome, factor, pair, cell)


def of_runs(both: pd.DataFrame, people: pd.DataFrame, outcome: str, factor: str, pair: tuple, place: dict) -> Effects:
    """The `Effects` over pairs of runs. both: columns of the replication and world, run_id_reference, run_id_level."""
    units = [*units_of(both), *([WORLD_WEIGHT] if in_worlds(both) else [])]
    traits = words_of(people)
    sides = [
        both[[*units, f"run_id_{side}"]]
        .assign(run_pair=np.arange(len(both)))
        .merge(people[["run_id", "person", outcome, *traits]], left_on=f"run_id_{side}", right_on="run_id")
        .drop(columns=["run_id", f"run_id_{side}"])
        for side in ("reference", "level")
    ]
    found = sides[0].merge(
        sides[1][["run_pair", "person", outcome, *traits]],
        on=["run_pair", "person"], how="outer", suffixes=("", "_level"), indicator=True,
    )  # fmt: skip
    matched = found["_merge"] == "both"
    found = found.assign(effect=found[f"{outcome}_level"] - found[outcome])
    moved = [name for name in traits if differs(found[matched], name)]
    who = [*units_of(both), "person"]
    lone = found[~matched]
    one_only = len(both[units].loc[lone["run_pair"]].assign(person=lone["person"].to_numpy())[who].drop_duplicates())
    return averaged(
        found[matched], outcome, outcome, factor, (pair[1], pair[0]), place, one_only,
        {name: words for name, words in traits.items() if name not in moved}, tuple(moved),
    )  # fmt: skip


def differs(found: pd.DataFrame, trait: str) -> bool:
    """Whether arms differ in what a person has of a trait at the start."""
    apart = (found[f"{trait}_level"] - found[trait]).abs()
    return bool((apart > ROUNDING).any())


def averaged(
    found: pd.DataFrame,
    reference: str,
    outcome: str,
    factor: str,
    pair: tuple,
    place: dict,
    one_only: int,
    traits: dict[str, str],
    moved: tuple[str, ...],
) -> Effects:
    """The `Effects` of persons whose effects in each pair of runs are known; means over the pairs of a replication.

    found: units, run_pair, person, effect, the traits, and column `reference`, the outcome without the level; pair:
    (level, reference). Who lacks a value in any pair is left out, so that all are averaged over the same.
    """
    who = [*units_of(found), "person"]
    known = found["effect"].notna()
    whole = known.groupby([found[name] for name in who]).transform("all")
    unknown = len(found.loc[~whole, who].drop_duplicates())
    found = found[whole]
    if found.empty:
        raise BadInput(f"persons: found nobody with a value of {outcome!r} in both arms, expected some")
    unit = OUTCOMES[outcome].unit if OUTCOMES[outcome].unit in OWN_UNIT else "SD"
    if unit == "SD":
        found = found.assign(effect=found["effect"] / spread_of(found, reference))
    people = found.groupby(who, sort=False)
    apart = [
        name for name in traits if (people[name].transform("max") - people[name].transform("min")).max() > ROUNDING
    ]
    traits, moved = {name: words for name, words in traits.items() if name not in apart}, (*moved, *apart)
    kept = dict.fromkeys(traits, "first") | ({WORLD_WEIGHT: "first"} if in_worlds(found) else {})
    table = found.groupby(who, sort=True, as_index=False).agg({"effect": "mean"} | kept)
    traits = {name: words for name, words in traits.items() if table[name].nunique() > 1}
    level, without = pair
    return Effects(table, outcome, factor, level, without, place, traits, unit, one_only, unknown, moved)


def spread_of(found: pd.DataFrame, reference: str) -> pd.Series:
    """The standard deviation of an outcome between people of a run, pooled over the runs of a plausible world."""
    runs = found.groupby("run_pair")[reference]
    away = (found[reference] - runs.transform("mean")) ** 2
    world = found[WORLD] if in_worlds(found) else pd.Series(0, found.index)
    free = found.groupby(world)["person"].size() - found["run_pair"].groupby(world).nunique()
    pooled = np.sqrt(away.groupby(world).sum() / free)
    if (pooled <= ROUNDING).any():
        raise BadInput(f"persons: found no mentee who differs from others in {reference!r}, expected some")
    return world.map(pooled)


# --- with and without mentoring --------------------------------------------------------------------------------------


def of_control(
    results: Results, runs: pd.DataFrame, outcome: str, by: Sequence[str], with_traits: bool
) -> Iterator[Effects]:
    """The `Effects` of mentoring against none, over all arms that have any, from the table `effects`."""
    helped = runs[runs[MATCHING] != NOBODY] if MATCHING in runs else runs
    helped = helped.drop_duplicates("run_id")
    table = results.table("effects", where={"outcome": outcome}, columns=["run_id", "person", "control", "difference"])
    if table.empty:
        raise BadInput(f"effects: found no row of {outcome!r} in {results.path}, expected an outcome that is in it")
    people = people_of(results, [], with_traits)
    traits = words_of(people)
    keys = [*units_of(runs), *([WORLD_WEIGHT] if in_worlds(runs) else []), *by]
    found = helped[[*keys, "run_id"]].merge(table, on="run_id").merge(people, on=["run_id", "person"])
    found = found.rename(columns={"difference": "effect"}).assign(run_pair=found["run_id"])
    for cell, mine in groups(found, by):
        of_cell = people[people["run_id"].isin(mine["run_id"])].merge(helped[["run_id", *units_of(runs)]], on="run_id")
        both = mine[[*units_of(runs), "person"]].drop_duplicates()
        missing = len(of_cell[[*units_of(runs), "person"]].drop_duplicates()) - len(both)
        yield averaged(mine, "control", outcome, MENTORING, (MENTORING, WITHOUT), cell, missing, traits, ())
