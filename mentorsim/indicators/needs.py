"""What an indicator needs of a run to be defined at all, as far as that is known before anything runs.

A need is a fact of the parameters, the weeks or the shocks: without it the indicator is undefined whatever luck brings.
With it, it may still be (nobody happened to leave). Needs are declared where an indicator is, so that `check` can tell
what can only give dashes, and what to do about it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from mentorsim.parameters import Parameters
from mentorsim.policies import discover
from mentorsim.registry import REGISTRIES, summary_of
from mentorsim.world.arms import arms_of

YEAR = 52  # weeks


class Planned(NamedTuple):
    """A run as it is planned: what decides whether an indicator can be defined."""

    parameters: Parameters
    weeks: int
    shocks: tuple = ()

    def by_arm(self) -> list["Planned"]:
        """The run itself or, where it has a trial, a run of each arm alone."""
        return [self._replace(parameters=arm.parameters) for arm in arms_of(self.parameters)] or [self]

    def policy(self, kind: str) -> Any:
        """The class of the policy of a kind."""
        discover()
        return REGISTRIES[kind][getattr(self.parameters, kind).policy]

    @property
    def term(self) -> float:
        """Most weeks that the plan lets a match last."""
        p = self.parameters.withdrawal
        term = self.policy("withdrawal")().term(p) if p.on else None
        return math.inf if term is None else term

    @property
    def planned_end(self) -> float:
        """Weeks after which a plan may have ended a match; infinite where none does."""
        p = self.parameters
        anew = p.matching.rematch_after + 1 if p.matching.rematch else math.inf
        if not p.withdrawal.on or p.withdrawal.policy == "never":
            return anew
        return min(anew, 2 if math.isinf(self.term) else self.term)

    @property
    def first_end(self) -> float:
        """Weeks after which a match may have ended, however."""
        p = self.parameters
        hazards = p.endings.on and p.endings.mentor + p.endings.mentee + p.endings.outside > 0.0
        silence = p.endings.on and p.endings.silence > 0.0
        leaving = p.departures.on and p.departures.mentor_exit + p.departures.leaving > 0.0
        if hazards or leaving or self.shocks:
            return 1
        return min(self.planned_end, int(p.endings.tolerated) + 2) if silence else self.planned_end


@dataclass(frozen=True)
class Need:
    """One thing without which an indicator is undefined.

    said: in words; lack: of a Planned, what was found instead and what to do, "" where nothing is lacking; by_weeks:
    whether it may be weeks that are lacking.
    """

    said: str
    lack: Callable[[Planned], str]
    by_weeks: bool = False


def need(lack: Callable[[Planned], str]) -> Need:
    """A Need from the function that tells what is lacking; its docstring says what is needed."""
    said = summary_of(lack).removesuffix(".")
    return Need(said[:1].lower() + said[1:], lack)


def too_short(run: Planned, count: float) -> str:
    """What is lacking where a run has fewer weeks than so many."""
    return "" if run.weeks >= count else f"found weeks = {run.weeks}: set weeks ≥ {count}"


# --- time ------------------------------------------------------------------------------------------------------------


def weeks(count: int) -> Need:
    """A run of so many weeks."""
    return Need(f"{count} weeks", lambda run: too_short(run, count), by_weeks=True)


def lasting(count: int) -> Need:
    """A run of so many weeks, and a plan that lets matches last as long."""

    def lack(run: Planned) -> str:
        if run.term < count:
            return f"found a plan of withdrawal.weeks = {run.term}: set it to {count} or more"
        return too_short(run, count)

    return Need(f"{count} weeks and a plan as long", lack, by_weeks=True)


def _date(run: Planned) -> str:
    date = run.parameters.goals.date
    return "" if run.weeks >= date else f"found weeks = {run.weeks} and goals.date = {date}: set weeks ≥ {date}"


date = Need("as many weeks as goals.date", _date, by_weeks=True)

# --- what is there whatever the parameters ---------------------------------------------------------------------------

control = Need("the control world", lambda run: "")
asked = Need("to be among the experiment's outcomes", lambda run: "")

# --- people ----------------------------------------------------------------------------------------------------------

NO_MENTORS = "found people.mentors = 0: set people.mentors ≥ 1"


@need
def first_mentors(run: Planned) -> str:
    """Mentors at the start."""
    return "" if run.parameters.people.mentors else NO_MENTORS


@need
def graduates(run: Planned) -> str:
    """Mentees who may become mentors."""
    p = run.parameters.stages
    return "" if p.on and p.graduation else f"found stages.{'graduation' if p.on else 'on'} = false: set it to true"


@need
def mentors(run: Planned) -> str:  # recruits come in proportion to the mentors of the start
    """Mentors."""
    return NO_MENTORS if first_mentors.lack(run) and graduates.lack(run) else ""


@need
def exits(run: Planned) -> str:
    """Mentors who may leave, or give up mentoring."""
    p = run.parameters.departures
    if (p.on and p.mentor_exit + p.leaving > 0.0) or any(shock["kind"] == "mentor_exit" for shock in run.shocks):
        return mentors.lack(run)
    found = "mentor_exit and leaving = 0: set one of them > 0" if p.on else "on = false: set it to true"
    return f"found departures.{found}, or schedule a shock mentor_exit"


@need
def two_groups(run: Planned) -> str:
    """Two surface groups."""
    p = run.parameters
    return "" if p.given is not None or p.start.minority > 0.0 else "found start.minority = 0: set it > 0"


# --- matches ---------------------------------------------------------------------------------------------------------


@need
def matches(run: Planned) -> str:
    """Matches."""
    p = run.parameters
    if not p.matching.on:
        return "found matching.on = false: set it to true"
    if run.policy("matching").solver == "nobody":
        return f'found matching.policy = "{p.matching.policy}", which pairs nobody: choose one that does'
    if not p.modes.one_to_one:
        return "found modes.one_to_one = false: set it to true"
    return mentors.lack(run)


def ended(after: int = 0) -> Need:
    """Matches that end, so many weeks before the run does."""

    def lack(run: Planned) -> str:
        if math.isinf(run.first_end):
            return "found nothing that ends a match: set endings.on to true, or choose a withdrawal policy that does"
        return matches.lack(run) or too_short(run, run.first_end + after)

    return Need(f"matches that end{f', {after} weeks before the run does' if after else ''}", lack, by_weeks=True)


def _by_plan(run: Planned) -> str:
    p = run.parameters.withdrawal
    if math.isinf(run.planned_end):
        found = f'policy = "{p.policy}"' if p.on else "on = false"
        return f"found withdrawal.{found}, so that no plan ends a match: choose a policy that does"
    return matches.lack(run) or too_short(run, run.planned_end)


by_plan = Need("matches that a plan ends, and the weeks of that plan", _by_plan, by_weeks=True)


def _year_or_plan(run: Planned) -> str:
    return matches.lack(run) or too_short(run, int(min(YEAR, run.term)))


year_or_plan = Need("matches, and 52 weeks or those of a shorter plan", _year_or_plan, by_weeks=True)


def _year_and_plan(run: Planned) -> str:
    return too_short(run, max(YEAR, run.term) if math.isfinite(run.term) else YEAR)


year_and_plan = Need("52 weeks, or those of a longer plan", _year_and_plan, by_weeks=True)

# --- what people do --------------------------------------------------------------------------------------------------


@need
def community(run: Planned) -> str:
    """A community."""
    p = run.parameters
    if not p.community.on:
        return "found community.on = false: set it to true"
    there = p.modes.community or p.modes.network
    return "" if there else "found modes.community and modes.network = false: set one of them to true"


@need
def ties(run: Planned) -> str:
    """Ties."""
    p = run.parameters
    given = p.given is not None and p.given.ties is not None
    return "" if p.ties.on or p.structure.degree or given else "found ties.on = false: set it to true"


@need
def hours(run: Planned) -> str:
    """Hours of mentors."""
    p = run.parameters
    if p.meetings.budget == "equal_hours" and p.meetings.hours_budget == 0.0:
        return "found meetings.hours_budget = 0: set it > 0"
    if p.matching.on and run.policy("matching").routes:
        return mentors.lack(run) or community.lack(run)
    return matches.lack(run) or ("" if p.meetings.on else "found meetings.on = false: set it to true")


@need
def learning(run: Planned) -> str:
    """Learning."""
    return "" if run.parameters.learning.on else "found learning.on = false: set it to true"


@need
def teachers(run: Planned) -> str:
    """People to learn from."""
    pairs = not matches.lack(run) and run.parameters.meetings.on
    return learning.lack(run) or ("" if pairs else community.lack(run))


@need
def goals(run: Planned) -> str:
    """Goals that move."""
    return "" if run.parameters.goals.on else "found goals.on = false: set it to true"


@need
def shock(run: Planned) -> str:
    """A first shock after week 0."""
    if not run.shocks:
        return "found no shock: schedule one under [[shocks]]"
    first = min(one["week"] for one in run.shocks)
    return "" if first else "found the first shock in week 0: schedule it later"
