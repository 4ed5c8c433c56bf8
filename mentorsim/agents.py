"""Mentee, Mentor and Member, Mesa agents that are live views of a person's row, and Match, that of a relationship's.

A view holds nothing of its own: to read or write an attribute is to read or write the arrays that the kernels of the
week work on. `Views` makes the views of one model's people and keeps Mesa's agent sets in step with who is present.
"""

import math

import mesa
import numpy as np

from mentorsim import codes
from mentorsim.errors import BadInput
from mentorsim.spelling import nearest
from mentorsim.submodels.departures import close_matches_of_leavers
from mentorsim.world.matches import MATCHES
from mentorsim.world.people import PEOPLE

# What an intervention may set. States and traits are its matter; books that the week keeps (rows, weeks, counts,
# outcomes at horizons, hours given and received, what has happened so far this week) must go on agreeing with one
# another.
RECORDS = {
    "goals_start", "performance_start", "lasting_performance_start", "org_start", "performance_at", "satisfaction_at",
    "hours_given", "hours_received", "learned_alone", "learned_mentor", "learned_others", "rise_now", "fall_now",
    "coaching_now", "work_now", "gain_now", "storing", "hours_answering",
}  # fmt: skip
PEOPLE_SET = {name for name, column in PEOPLE.items() if np.dtype(column.dtype).kind == "f"} - RECORDS
PEOPLE_SET |= {"stage", "participation", "group", "unit", "capacity", "episode_until", "commitment"}
MATCHES_SET = {"help", "quality", "focus", "tension", "plan", "width_error"}
SIMPLEX = {"goals", "plan"}  # weights that sum to 1

PEOPLE_WORDS = {"role": codes.ROLES, "stage": codes.STAGES, "participation": codes.PARTICIPATION}
MATCHES_WORDS = {"ended_by": codes.ENDED_BY, "made_by": codes.MADE_BY}


# --- one property per column -----------------------------------------------------------------------------------------


def limits(column) -> tuple[float, float]:
    """(lowest, highest) value that may be written to a column."""
    if np.dtype(column.dtype).kind == "i":
        return 0, np.iinfo(column.dtype).max
    low = -math.inf if column.low is None else column.low
    return low, math.inf if column.high is None else column.high


def number(place: str, column, value):
    """The value, if it is a number of the column's kind and within its bounds; else BadInput."""
    low, high = limits(column)
    whole = np.dtype(column.dtype).kind == "i"
    try:
        found = math.nan if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not (math.isfinite(found) and low <= found <= high) or (whole and not found.is_integer()):
        kind = "a whole number" if whole else "a number"
        raise BadInput(f"{place}: found {value!r}, expected {kind} in [{low:g}, {high:g}]")
    return found


def vector(place: str, column, value, width: int, simplex: bool) -> list[float]:
    """The values of a column with `width` numbers per row; one number stands for all of them."""
    try:
        values = [number(place, column, v) for v in np.broadcast_to(value, width).tolist()]
    except ValueError as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"{place}: found {value!r}, expected {width} numbers") from None
    if simplex and abs(sum(values) - 1.0) > 1e-9:
        raise BadInput(f"{place}: found weights that sum to {sum(values):g}, expected 1")
    return values


def code(place: str, words: tuple, value) -> int:
    """The code that stands for a word in a column; BadInput for an unknown word."""
    if value not in words:
        raise BadInput(f"{place}: found {value!r}, expected one of {', '.join(words)}{nearest(value, words)}")
    return words.index(value)


def reader(table: str, name: str, column, words, settable: bool):
    """The getter of a column: a Python number, a word (None for code -1), or a NumPy view of a vector."""

    def read_number(view):
        return getattr(getattr(view.model.world, table), name).item(view.row)

    def read_word(view):
        found = read_number(view)
        return words[found] if found >= 0 else None

    def read_vector(view):
        row = getattr(getattr(view.model.world, table), name)[view.row]
        row.flags.writeable = settable
        return row

    return read_vector if column.width else read_word if words else read_number


def writer(table: str, name: str, column, words):
    """The setter of a column: checks the value and writes it into the array."""

    def write(view, value):
        array, place = getattr(getattr(view.model.world, table), name), f"{view!r}, {name}"
        if column.width:
            value = vector(place, column, value, array.shape[1], name in SIMPLEX)
        else:
            value = code(place, words, value) if words else number(place, column, value)
        array[view.row] = value

    return write


def columns_of(table: str, columns: dict, settable: set, words: dict):
    """Class decorator: gives a view with `model` and `row` one property per column of `model.world.<table>`."""

    def enter(cls):
        for name, column in columns.items():
            read = reader(table, name, column, words.get(name), name in settable)
            write = writer(table, name, column, words.get(name)) if name in settable else None
            setattr(cls, name, property(read, write, doc=column.meaning))
        return cls

    return enter


# --- the views -------------------------------------------------------------------------------------------------------

RELATED = ("mentee", "mentor")  # columns that hold rows of people: as attributes they are the people


@columns_of("matches", {name: MATCHES[name] for name in MATCHES if name not in RELATED}, MATCHES_SET, MATCHES_WORDS)
class Match:
    """A relationship, running or ended: every column of MATCHES as an attribute; `mentee` and `mentor` are people.

    `ended_by` and `made_by` are words (None: still running). Writable: MATCHES_SET. Views of one row are equal.
    """

    __slots__ = ("model", "row")

    def __init__(self, model, row: int):
        self.model, self.row = model, row

    def __repr__(self):
        return f"<Match {self.row}>"

    def __eq__(self, other):
        return isinstance(other, Match) and self.model is other.model and self.row == other.row

    def __hash__(self):
        return hash((id(self.model), self.row))

    @property
    def mentee(self):
        """The mentee's view."""
        return self.model.views.of(self.model.world.matches.mentee.item(self.row))

    @property
    def mentor(self):
        """The mentor's view."""
        return self.model.views.of(self.model.world.matches.mentor.item(self.row))


@columns_of("people", PEOPLE, PEOPLE_SET, PEOPLE_WORDS)
class Person(mesa.Agent):
    """Somebody: every column of PEOPLE as an attribute, `unique_id` = row + 1 for life.

    Numbers read as Python numbers, vectors (`skill`, `goals`, …) as live NumPy views, good until people arrive;
    `role`, `stage` and `participation` as words. Writable: PEOPLE_SET, within the columns' bounds. Other names are
    refused, lest a slip of the pen go unnoticed; notes of your own begin with an underscore.
    """

    pos = None  # where Mesa's spaces put an agent

    def __init__(self, *_, **__):
        raise BadInput(f"{type(self).__name__}: people arrive in the model's weeks; see model.agents for those present")

    def __setattr__(self, name, value):
        if not (hasattr(type(self), name) or name.startswith("_")):
            raise AttributeError(f"{self!r} has no attribute {name!r}{nearest(name, PEOPLE)}")
        super().__setattr__(name, value)

    def __repr__(self):
        return f"<{type(self).__name__} {self.row + 1}>"

    @property
    def unique_id(self) -> int:
        """The person's number in Mesa, row + 1: the same for life, whatever the role."""
        return self.row + 1

    @property
    def match(self):
        """The running `Match` of a mentee, the oldest of several; None without one, and for mentors."""
        row = self.match_of
        return Match(self.model, row) if row >= 0 else None

    @property
    def matches(self) -> list:
        """The running `Match`es of a mentee, oldest first: several only where the policy gives several mentors."""
        found, row = [], self.match_of
        while row >= 0:
            found.append(Match(self.model, row))
            row = int(self.model.world.matches.next[row])
        return found

    def remove(self) -> None:
        """Leave for good, before the coming week. A mentor ends all own matches; a mentee's ends from outside."""
        world = self.model.world
        if not self.present:
            return
        world.people.present[self.row], world.people.left[self.row] = 0, world.week
        world.call(close_matches_of_leavers, week=world.week - 1)  # last week is the last in which they were alive
        world.drop_ended()
        self.model.views.sync()


class Mentee(Person):
    """Somebody who learns; becomes a `Mentor` by graduation, as the same object."""

    @property
    def mentor(self):
        """The present mentor's view, the one for longest of several; or None."""
        match = self.match
        return match.mentor if match else None

    @property
    def mentors(self) -> list:
        """The views of all present mentors."""
        return [match.mentor for match in self.matches]


class Mentor(Person):
    """Somebody who mentors, whether recruited or graduated."""

    @property
    def matches(self) -> list[Match]:
        """The running matches, oldest first."""
        world = self.model.world
        rows = world.active.rows
        return [Match(self.model, row) for row in rows[world.matches.mentor[rows] == self.row].tolist()]

    @property
    def mentees(self) -> list[Mentee]:
        """The mentees of the running matches, longest first."""
        return [match.mentee for match in self.matches]


class Member(Person):
    """Somebody who has given up mentoring and is still there; may become a `Mentor` again, as the same object."""


# --- keeping Mesa's agent sets in step -------------------------------------------------------------------------------

KINDS = (Mentee, Mentor, Member)  # by code of ROLES
GONE = -1


class Views:
    """The views of one model's people. `shown`: (rows,) the role under which each is in Mesa's agent sets, -1: not."""

    def __init__(self, model):
        self.model, self.by_row, self.shown = model, [], np.empty(0, np.int8)

    def of(self, row: int) -> Person:
        """The view of a row, always the same object; also of somebody who has left."""
        return self.by_row[row] or self._make(row, self.model.world.people.role.item(row))

    def _make(self, row: int, role: int) -> Person:
        view = self.by_row[row] = object.__new__(KINDS[role])
        object.__setattr__(view, "row", row)  # past the view's own __setattr__: these two are set once
        object.__setattr__(view, "model", self.model)
        return view

    def build(self) -> None:
        """Enter everybody present into Mesa's agent sets, mentors in the order in which they became it."""
        sets = self.model.agents_by_type
        for kind in KINDS:
            sets[kind] = type(self.model.agents)([], random=self.model.random)
        self.sync()
        sets[Mentor].sort(became_mentor, ascending=True, inplace=True)

    def sync(self) -> None:
        """Bring Mesa's agent sets up to date: enter who arrived, take out who left, move who has another role."""
        people = self.model.world.people
        now = np.where(people.present != 0, people.role, GONE).astype(np.int8)
        before = np.full(len(now), GONE, np.int8)
        before[: len(self.shown)] = self.shown
        self.by_row.extend([None] * (len(now) - len(self.by_row)))
        rows = np.flatnonzero(now != before)
        changes = zip(rows.tolist(), before[rows].tolist(), now[rows].tolist(), strict=True)
        everybody, sets = self.model.agents, [self.model.agents_by_type[kind] for kind in KINDS]
        for row, old, new in changes:
            view = self.by_row[row] or self._make(row, new)
            if old != GONE:
                sets[old].remove(view)
            if new == GONE:
                everybody.remove(view)
                view.__class__ = KINDS[people.role[row]]  # who leaves may have graduated in that same week
                continue
            if old == GONE:
                everybody.add(view)
            else:
                view.__class__ = KINDS[new]
            sets[new].add(view)
        self.shown = now


def became_mentor(view) -> int:
    """When somebody became a mentor, for the latest time: -1 for those who have been one from the start."""
    initial = view.key >> codes.KIND_SHIFT == codes.INITIAL_MENTOR
    return -1 if initial and view.gave_up_mentoring_week == codes.NEVER else view.mentor_week
