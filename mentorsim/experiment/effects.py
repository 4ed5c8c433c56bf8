"""What mentoring did to one world: its outcomes beside those of its twin, the same people with the same luck and no
mentoring.
"""

import math

import numpy as np

from mentorsim.cards import Card
from mentorsim.codes import HORIZONS
from mentorsim.columns import typed
from mentorsim.diary import EFFECTS
from mentorsim.indicators import INDICATORS
from mentorsim.indicators.run import Run
from mentorsim.printing import digits_for, number, plural, signed

MAIN = ("unassisted_gain", "delivered", "satisfaction", "confidence", "weeks_to_independence", "participation",
        "mentor_stock_ratio", "mentor_energy")  # fmt: skip
OF_PERSONS = (
    *(f"{outcome}_{weeks}" for outcome in ("performance", "satisfaction") for weeks in HORIZONS),
    *(f"{outcome}_end" for outcome in ("performance", "lasting_performance", "satisfaction", "confidence")),
)  # columns of people
COLUMNS = ["outcome", "world", "control", "difference", "unit"]
HEADS = ("in this world", "without mentoring", "difference")
AT_ONCE = 500_000  # weeks of persons up to which a twin is a matter of a second or two
ALONE = "One world has no interval: ms.sweep runs many, ms.compare(a, b) holds two against each other."


def effects(run: Run, control: Run, asked=()) -> list[dict]:
    """Outcomes of a run beside those of its control world: those that are asked for, then MAIN.

    In each row COLUMNS: outcome, world, control, difference (world − control), unit. Left out is what either world
    does not have: what is about relationships, and what is measured against the control world already
    (`g_unassisted`); and all of it where one of the worlds was stopped before the other, since what is compared are
    their ends.
    """
    rows = [effect(name, run, control) for name in dict.fromkeys((*asked, *MAIN))] if run.weeks == control.weeks else []
    return [row for row in rows if not math.isnan(row["difference"])]


def effect(name: str, run: Run, control: Run) -> dict:
    """One row of `effects`."""
    world, without = (float(INDICATORS[name].of(one)) for one in (run, control))
    row = {"outcome": name, "world": world, "control": without, "difference": world - without}
    return row | {"unit": INDICATORS[name].unit}


# --- person by person ------------------------------------------------------------------------------------------------


def effects_by_person(run: Run) -> dict:
    """The table `effects`: what mentoring did to each person who is in the run and in its control world.

    A row per outcome, of OF_PERSONS, that is known of both: those at horizons where neither world ended before, those
    at the end where both worlds ended after the same week.
    """
    assert run.control is not None
    _, here, there = np.intersect1d(run.people["person"], run.control["person"], return_indices=True)
    here, there = (rows[np.argsort(here, kind="stable")] for rows in (here, there))  # in the order of arrival
    together = run.weeks == run.weeks_of_control
    parts = []
    for name in OF_PERSONS:
        world, control = run.people[name][here], run.control[name][there]
        known = ~np.isnan(world) & ~np.isnan(control) & (together or not name.endswith("_end"))
        parts.append((here[known], np.full(known.sum(), name, dtype=object), world[known], control[known]))
    rows, outcome, world, control = (np.concatenate(values) for values in zip(*parts, strict=True))
    found = {"person": run.people["person"][rows], "id": run.people["id"][rows], "outcome": outcome}
    return typed(EFFECTS, found | {"world": world, "control": control, "difference": world - control})


def cells(found: list[dict]) -> list[tuple]:
    """Rows of `effects` as texts: outcome, and what stands under HEADS."""
    rows = []
    for row in found:
        digits = digits_for(*sorted((row["world"], row["control"])))
        numbers = (number(row["world"], digits), number(row["control"], digits), signed(row["difference"], digits))
        rows.append((row["outcome"], *numbers))
    return rows


# --- a result as it shows itself -------------------------------------------------------------------------------------


def card_of(result) -> Card:
    """What a `runs.Result` shows of itself. A twin that would take long is not run for it."""
    facts = tuple(facts_of(result))
    if not result.has_control and len(result.run.people["person"]) * result.run.weeks > AT_ONCE:
        return Card(title_of(result), facts, notes=("Effects: .effects runs the same people without mentoring.",))
    rows = tuple(cells(result.effect_rows))
    g = INDICATORS["g_unassisted"].of(result.whole)
    size = f"g_unassisted {number(g)}: Hedges g, a year after arrival, against no mentoring."
    notes = (*([apart(result)] if are_apart(result) else []), *([] if math.isnan(g) else [size]), ALONE)
    return Card(title_of(result), facts, ("", *HEADS), rows, notes)


def are_apart(result) -> bool:
    """Whether one of the two worlds was stopped before the other."""
    return result.run.weeks != result.control.weeks


def apart(result) -> str:
    """What is said of worlds that did not end together."""
    weeks = f"{plural(result.run.weeks, 'week')}, and the same people without mentoring for {result.control.weeks:,}"
    return f"This world lasted {weeks}: their ends are not compared."


def title_of(result) -> str:
    """Which world it was."""
    p = result.world.parameters
    people = f"{plural(p.people.mentees, 'mentee')} and {plural(p.people.mentors, 'mentor')}"
    return f"One world: {p.setting.preset}, {people} in week 0, {plural(result.run.weeks, 'week')}"


def facts_of(result):
    """(what, in words) of its policies, luck and tables."""
    p, run = result.world.parameters, result.run
    yield (
        "policies",
        ", ".join(
            f"{kind} {getattr(p, kind).policy if getattr(p, kind).on else 'off'}"
            for kind in ("matching", "withdrawal", "goals")
        ),
    )
    yield "luck", f"seed {result.world.seed}, replication {result.world.replication}"
    yield "run", str(result.ids["run_id"])
    rows = {"weekly": run.weeks, "people": len(run.people["person"]), "matches": len(run.matches["mentee"])}
    if result.trace is not None:
        rows["trace"] = len(result.trace)
    yield "tables", ", ".join(["outcomes", *(f"{name} ({count:,} rows)" for name, count in rows.items())])
