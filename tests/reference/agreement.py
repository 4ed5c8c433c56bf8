"""Both engines side by side: where they part, in words."""

from operator import attrgetter

import numpy as np

from mentorsim import week
from mentorsim.codes import NO_ARM, NOBODY
from mentorsim.policies import policies_of
from mentorsim.world.matches import MATCHES
from mentorsim.world.people import PARTNERS, PEOPLE
from mentorsim.world.weekly import EVENTS, WEEKLY
from mentorsim.world.world import World
from reference.engine import ReferenceModel

WITHIN = 1e-9
NOT = "in the engine, but in the reference"


def row_of(thing):
    """The row of a person or match, or NOBODY."""
    return NOBODY if thing is None else thing.row


def number_of(arm):
    """The number of an arm, or NO_ARM."""
    return NO_ARM if arm is None else arm.number


def next_of(match):
    """The mentee's next running match, or None."""
    running = match.mentee.matches
    later = running[running.index(match) + 1 :] if match in running else []
    return later[0] if later else None


def partners_of(person, place, empty):
    """One of the three columns of recent partners, filled up with what an empty place holds."""
    column = [slot[place] for slot in person.partners]
    return column + [empty] * (PARTNERS - len(column))


# Columns whose content is not simply the attribute of the same name.
PEOPLE_READ = {
    "match_of": lambda person: row_of(next(iter(person.matches), None)),
    "arm": lambda person: number_of(person.arm),
    "last_mentor": lambda person: row_of(person.last_mentor),
    "last_match": lambda person: row_of(person.last_match),
    "partner": lambda person: [other if other == NOBODY else other.row for other in partners_of(person, 0, NOBODY)],
    "partner_gave": lambda person: partners_of(person, 1, -9999),
    "partner_got": lambda person: partners_of(person, 2, -9999),
}
MATCHES_READ = {
    "mentee": lambda match: match.mentee.row,
    "mentor": lambda match: match.mentor.row,
    "arm": lambda match: number_of(match.arm),
    "next": lambda match: row_of(next_of(match)),
    "covers": lambda match: -1 if match.covers is None else sum(1 << k for k in match.covers),
}


def column_of(things, name, read):
    """One column of a table of the reference engine."""
    get = read.get(name) or attrgetter(name)
    return np.array([get(thing) for thing in things])


def differing(fast, plain):
    """(n, ...) whether two columns differ: integers at all, numbers by more than WITHIN."""
    if fast.dtype.kind != "f":
        return fast != plain
    return ~((np.abs(fast - plain) <= WITHIN) | (np.isnan(fast) & np.isnan(plain)))


def differing_rows(fast, plain):
    """Rows in which two columns differ."""
    differs = differing(fast, plain)
    return np.flatnonzero(differs if differs.ndim == 1 else differs.any(axis=1))


def table_difference(title, columns, table, things, read):
    """The first column and row in which a table differs, or None."""
    if len(table) != len(things):
        return f"{title}: {len(table)} rows in the engine, {len(things)} in the reference"
    if not things:
        return None
    for name in columns:
        fast, plain = getattr(table, name), column_of(things, name, read)
        rows = differing_rows(fast, plain)
        if len(rows):
            row, more = rows[0], len(rows) - 1
            return f"{title}.{name}, row {row}{f' and {more} more' if more else ''}: {fast[row]} {NOT} {plain[row]}"
    return None


def ties_difference(world, model):
    """The first person whose contacts or strengths of ties differ, or None."""
    graph, degrees = world.ties, [len(person.contacts) for person in model.people]
    contacts = [other.row for person in model.people for other in person.contacts]
    strengths = np.array([strength for person in model.people for strength in person.ties.values()])
    if np.diff(graph.start).tolist() == degrees and graph.target.tolist() == contacts:
        arcs = np.flatnonzero(differing(graph.weight, strengths))
        for arc in arcs[:1]:
            row = np.searchsorted(graph.start, arc, side="right") - 1
            return f"tie {row}-{contacts[arc]}: {graph.weight[arc]} {NOT} {strengths[arc]}"
        return None
    for person in model.people:
        fast = graph.target[graph.start[person.row] : graph.start[person.row + 1]].tolist()
        plain = [other.row for other in person.contacts]
        if fast != plain:
            return f"ties of row {person.row}: {fast} {NOT} {plain}"
    raise AssertionError("contacts differ as a whole and in no row")


def weekly_difference(world, model):
    """The first figure of the latest weekly row that differs, or None."""
    if not world.weekly:
        return None
    for name, fast in zip([*WEEKLY, *EVENTS], world.weekly[-1], strict=True):
        plain = model.weekly[-1][name]
        if differing(np.array(fast), np.array(plain)):
            return f"weekly.{name}: {fast} {NOT} {plain}"
    return None


def world_difference(world, model):
    """What belongs to nobody: the organisation's goals, visible need, and what progress earns."""
    for name in ("need", "org_progress", "hours_owed", "org_goals"):
        fast, plain = getattr(world, name), getattr(model, name)
        if not np.allclose(fast, plain, rtol=0.0, atol=WITHIN):
            return f"{name}: {fast} {NOT} {plain}"
    return None


def difference(world, model):
    """The first difference of the two engines' states, or None."""
    return (
        table_difference("people", PEOPLE, world.people, model.people, PEOPLE_READ)
        or table_difference("matches", MATCHES, world.matches, model.matches, MATCHES_READ)
        or ties_difference(world, model)
        or world_difference(world, model)
    )


def both(parameters, seed, shocks):
    """A world of each engine, at week 0."""
    world = World(parameters, policies_of(parameters), seed, 0, shocks)
    return world, ReferenceModel(parameters, seed, 0, shocks)


def first_difference(parameters, weeks, seed=1, shocks=()):
    """Run both engines; None if they agree throughout, else the first week, process, column and row of a difference."""
    world, model = both(parameters, seed, shocks)
    for now in range(weeks):
        week.step(world)
        model.step()
        found = difference(world, model) or weekly_difference(world, model)
        if found:
            return f"week {now}, {first_process(parameters, now, seed, shocks)}; at the week's end {found}"
    return None


def first_process(parameters, until, seed, shocks):
    """Where in week `until` the engines part: both are run again, and compared after each process of that week."""
    world, model = both(parameters, seed, shocks)
    for _ in range(until):
        week.step(world)
        model.step()
    for process in [process for process in week.WEEK if week.is_on(process, parameters)]:
        world.enter(process)
        process.run(world)
        model.turn(process.name)
        found = difference(world, model)
        if found:
            return f"after {process.name}: {found}"
    return "only in the weekly row"
