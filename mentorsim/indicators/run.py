"""What an indicator sees of a run, and the list that indicators enter."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial, wraps
from typing import Any

import numpy as np

from mentorsim.indicators.needs import Need, Planned
from mentorsim.registry import REGISTRIES

YEAR = 52  # weeks

MENTEE_KINDS = ("initial_mentee", "arrival", "surge")  # came as mentees, whatever they became


@dataclass(frozen=True)
class Society:
    """People and ties as they stand at the end, in rows of the people table.

    skill: (people, domains); values: (people, value dimensions); one, two, weight: (ties,) rows of both ends, each tie
    once, and its strength.
    """

    skill: np.ndarray
    values: np.ndarray
    one: np.ndarray
    two: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True)
class Run:
    """A finished run as its indicators see it.

    people, matches, weekly: tables of `mentorsim.tables`, {column: (rows,) array}; weeks: simulated; planned:
    how many were to be, which a condition (`stop`) may have cut short: then stopped is True; term: planned length of a
    match in weeks, None where the plan has none, or arms of a trial have different ones; date: weeks from arrival to
    the date of a stated target; control: the people table of the control world (matching `none`, else the same config
    and seed), or None. Of it `person`, `kind`, `arrived_week`, `mentor_week`, `performance_…` and `satisfaction_…` are
    read; control_weeks: the weeks that it simulated, since it comes to a stop of its own.
    society: what the tables do not hold of the last week, as `Society`, or None; shock_week: week of the first
    scheduled shock, or None; seed_cohort: (new mentors, exits) of a seed cohort with unlimited demand, or None.
    """

    people: dict
    matches: dict
    weekly: dict
    weeks: int
    term: int | None = None
    date: int = YEAR
    control: dict | None = None
    society: Society | None = None
    shock_week: int | None = None
    seed_cohort: tuple | None = None
    planned: int | None = None
    stopped: bool = False
    control_weeks: int | None = None

    @cached_property
    def shared(self) -> dict:
        """What several indicators share, by the function that computes it (see `once`)."""
        return {}

    @property
    def horizon(self) -> int:
        """The weeks that were planned, over which means are taken that a run's end would cut short."""
        return self.weeks if self.planned is None else self.planned

    @property
    def weeks_of_control(self) -> int:
        """The weeks that the control world ran: as many as were planned, unless it says otherwise."""
        return self.horizon if self.control_weeks is None else self.control_weeks

    @cached_property
    def mentee(self) -> np.ndarray:
        """(people,) True for who came as a mentee, matched or not, whatever became of them."""
        return came_as_mentee(self.people)

    @cached_property
    def mentor(self) -> np.ndarray:
        """(people,) True for who was a mentor at some time."""
        return ~np.isnan(self.people["mentor_week"])

    @cached_property
    def mentors_still(self) -> np.ndarray:
        """(people,) True for who is there at the end of the run, and a mentor then."""
        return self.mentor & ~self.gave_up & np.isnan(self.people["left_week"])

    @cached_property
    def gave_up(self) -> np.ndarray:
        """(people,) True for who gave up mentoring and has not taken it up again."""
        return self.people["gave_up_mentoring_week"] >= self.people["mentor_week"]

    @cached_property
    def graduate(self) -> np.ndarray:
        """(people,) True for mentees who became mentors."""
        return self.mentee & self.mentor

    @cached_property
    def last_week(self) -> np.ndarray:
        """(people,) last week present: that of leaving, or the run's last."""
        left = self.people["left_week"]
        return np.where(np.isnan(left), self.weeks - 1.0, left)

    @cached_property
    def stay(self) -> np.ndarray:
        """(people,) weeks present, the first and the last included."""
        return np.maximum(0.0, self.last_week - self.people["arrived_week"] + 1.0)

    @cached_property
    def control_mentee(self) -> np.ndarray:
        """(people of the control world,) True for who came as a mentee."""
        assert self.control is not None
        return came_as_mentee(self.control)

    @cached_property
    def twins(self) -> tuple[np.ndarray, np.ndarray]:
        """(rows of people, rows of the control's people) of those who came as mentees in both worlds."""
        assert self.control is not None
        rows, others = np.flatnonzero(self.mentee), np.flatnonzero(self.control_mentee)
        mine, theirs = self.people["person"][rows], self.control["person"][others]
        _, here, there = np.intersect1d(mine, theirs, assume_unique=True, return_indices=True)
        return rows[here], others[there]

    @cached_property
    def gain(self) -> np.ndarray:
        """(mentees,) gain in unassisted performance from arrival to the end."""
        return self.of_mentees("performance_end") - self.of_mentees("performance_start")

    @cached_property
    def spells(self) -> tuple[np.ndarray, np.ndarray]:
        """(spells,) weeks of mentoring without a break, first and last week included, and True where it came to an end.

        A spell ends when a mentor gives up mentoring or leaves; the run's end censors. Who takes mentoring up again
        begins another one. Of the earlier spells of such people only those who came as mentors are known.
        """
        people, gave_up = self.people, self.people["gave_up_mentoring_week"]
        last = np.where(self.gave_up, gave_up, self.last_week)
        latest = np.maximum(0.0, last - people["mentor_week"] + 1.0)[self.mentor]
        again = self.mentor & ~self.mentee & (gave_up < people["mentor_week"])
        earlier = np.maximum(0.0, gave_up - people["arrived_week"] + 1.0)[again]
        ended = ~self.mentors_still[self.mentor]
        return np.concatenate([latest, earlier]), np.concatenate([ended, np.ones(len(earlier), bool)])

    @property
    def hours(self) -> float:
        """Mentor hours given, in matches and to routed questions: Σ hours_given over people."""
        return float(self.people["hours_given"].sum())

    def of_both(self, column: str, weeks: int) -> tuple[np.ndarray, np.ndarray]:
        """A people column so many weeks after arrival: of the mentees of the run, and of those of its control world.

        If one of the worlds ended before the other, nobody counts whose time came after that.
        """
        assert self.control is not None
        mine, theirs = self.of_mentees(column), self.control[column][self.control_mentee]
        if self.weeks == self.weeks_of_control:
            return mine, theirs
        last = min(self.weeks, self.weeks_of_control)
        return (
            mine[self.of_mentees("arrived_week") + weeks <= last],
            theirs[self.control["arrived_week"][self.control_mentee] + weeks <= last],
        )

    def of_mentees(self, column: str) -> np.ndarray:
        """(mentees,) a column of the people table for those who came as mentees."""
        return self.people[column][self.mentee]


def came_as_mentee(people: dict) -> np.ndarray:
    """(people,) True for who came as a mentee, by the `kind` of a people table."""
    return np.array([kind in MENTEE_KINDS for kind in people["kind"].tolist()], bool)


def once[T](function: Callable[[Run], T]) -> Callable[[Run], T]:
    """A function of a Run that is computed once per run, since several indicators share it."""

    @wraps(function)
    def remembered(run: Run) -> T:
        if function not in run.shared:
            run.shared[function] = function(run)
        return run.shared[function]

    return remembered


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    of: function of a Run giving a number; better: True if higher is better, False if lower, None; needs: what it takes
    to be defined; family: the name that it has in common with others, which differ in a suffix.
    """

    name: str
    of: Callable[[Run], float]
    unit: str
    better: bool | None
    group: str
    definition: str
    formula: str
    source: str
    module: str
    needs: tuple[Need, ...] = ()
    family: str = ""

    def lacks(self, run: Planned) -> str:
        """Why an indicator is undefined in such a run whatever happens, and what to do; "" if it may be defined.

        In a trial, if it may be in any arm.
        """
        found = [self.lacks_alone(arm) for arm in run.by_arm()]
        return "" if "" in found else found[0]

    def lacks_alone(self, run: Planned) -> str:
        """Why an indicator is undefined in such a run, which has no trial; "" if it may be defined."""
        for need in self.needs:
            lack = need.lack(run)
            if lack:
                return f"needs {need.said}; {lack}{self.instead(run) if need.by_weeks else ''}"
        return ""

    def instead(self, run: Planned) -> str:
        """Which indicators of the same family may be defined in such a run, in words."""
        kin = [i for i in INDICATORS.values() if i.family == self.family and i is not self]
        names = [i.name for i in kin if not any(need.lack(run) for need in i.needs)]
        return f", or use {' or '.join(names)}" if names else ""


INDICATORS: dict[str, Indicator] = REGISTRIES["indicators"]


def suffixed(values: Iterable) -> dict:
    """{"_value": value}: the suffixes of a family of indicators."""
    return {f"_{value}": value for value in values}


def call_with(function: Callable[[Run, Any], float], value: Any, run: Run) -> float:
    """The indicator of a family that belongs to one value."""
    return function(run, value)


def indicators_of(group: str) -> Callable:
    """The decorator of one group: `indicator(unit, better)` enters a function of a Run under its own name.

    needs: what it takes to be defined, of `mentorsim.indicators.needs`.

    With `each`, {suffix: value}, the function takes such a value as well, and enters once per suffix; a `{}` in its
    docstring becomes the value, and a need that is a function is one of that value. The first line of the docstring is
    the definition, the rest the formula, and at its end "Source: …." where a paper has it.
    """

    def indicator[F: Callable](
        unit: str, better: bool | None, each: dict | None = None, needs: tuple = ()
    ) -> Callable[[F], F]:
        def enter(function: F) -> F:
            if each is None:
                add(function.__name__, function, function.__doc__, function, needs)
            for suffix, value in (each or {}).items():
                of, text = partial(call_with, function, value), (function.__doc__ or "").replace("{}", str(value))
                mine = tuple(one if isinstance(one, Need) else one(value) for one in needs)
                add(function.__name__ + suffix, of, text, function, mine)
            return function

        def add(name: str, of: Callable[[Run], float], text: str | None, function: Callable, needed: tuple) -> None:
            if name in INDICATORS:
                raise ValueError(f"indicator {name!r} registered twice")
            definition, _, formula = (text or "").strip().partition("\n")
            formula, _, source = " ".join(formula.split()).partition("Source: ")
            about = (definition, formula.strip(), source.removesuffix("."))
            known = (function.__module__, tuple(needed), function.__name__)
            INDICATORS[name] = Indicator(name, of, unit, better, group, *about, *known)

        return enter

    return indicator
