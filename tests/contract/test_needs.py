"""What indicators declare to need, against worlds: no more than that is needed, and no less where it is known."""

import math

import pytest
from tiers import in_turn

from mentorsim.experiment.design import Arm
from mentorsim.experiment.runs import simulate_run, tables_of_runs
from mentorsim.experiment.shocks import completed
from mentorsim.indicators import INDICATORS
from mentorsim.indicators.needs import Planned
from mentorsim.settings import resolve

# So much comes, goes, ends and is said that whatever can be defined in a world of some weeks is.
BUSY = {
    "people.mentees": 60, "people.mentors": 24, "arrivals.mentees": 0.02, "arrivals.mentors": 0.03,
    "departures.mentor_exit": 0.02, "departures.leaving": 0.003, "endings.outside": 0.004, "endings.mentee": 0.004,
    "start.skill_mentee.mean": 0.5, "stages.independent_m": 0.3, "stages.independent_y": 0.3, "stages.volunteer": 0.1,
    "goals.shift": 0.1, "exposure.harsh": 0.1, "withdrawal.policy": "linear", "withdrawal.weeks": 12,
}  # fmt: skip
EXIT = {"kind": "mentor_exit", "week": 3, "share": 0.3}
OUTAGE = {"kind": "outage", "week": 3}
STAY = {"departures.on": False, "endings.on": False, "withdrawal.policy": "never"}
CALM = {"departures.mentor_exit": 0.005, "endings.outside": 0.001, "endings.mentee": 0.001}
POOR_FIT = {"matching.rematch": True, "matching.rematch_below": 1.0, "matching.rematch_after": 4, "people.mentors": 6}
POOR_FIT |= {"matching.attempts": 2}  # the second match stays
CONDITIONS = {  # name: (overrides, weeks, shocks)
    "all is there": ({}, 60, (EXIT,)),
    "plans of two years": (CALM | {"withdrawal.weeks": 104}, 110, (EXIT,)),
    "no plan": (CALM | {"withdrawal.policy": "never"}, 110, (EXIT,)),
    "40 weeks": ({}, 40, (EXIT,)),
    "30 weeks, no plan": ({"withdrawal.policy": "never"}, 30, (EXIT,)),
    "11 weeks, plans of 12": ({}, 11, (EXIT,)),
    "a later date": ({"goals.date": 80}, 60, (EXIT,)),
    "no shock": ({}, 40, ()),
    "a shock in week 0": ({}, 40, (OUTAGE | {"week": 0}, EXIT)),
    "nobody matched": ({"matching.policy": "none"}, 60, (EXIT,)),
    "matching off": ({"matching.on": False}, 60, (EXIT,)),
    "no one-to-one": ({"modes.one_to_one": False}, 60, (EXIT,)),
    "community answers": ({"matching.policy": "community"}, 60, (EXIT,)),
    "community answers, off": ({"matching.policy": "community", "community.on": False}, 60, (EXIT,)),
    "no modes but one-to-one": ({"modes.community": False, "modes.network": False}, 60, (EXIT,)),
    "no mode at all": ({f"modes.{mode}": False for mode in ("one_to_one", "community", "network")}, 60, (EXIT,)),
    "no community": ({"community.on": False}, 60, (EXIT,)),
    "no meetings": ({"meetings.on": False}, 60, (EXIT,)),
    "no hours": ({"meetings.budget": "equal_hours", "meetings.hours_budget": 0.0}, 60, (EXIT,)),
    "no learning": ({"learning.on": False}, 60, (EXIT,)),
    "no goals": ({"goals.on": False}, 60, (EXIT,)),
    "no stages": ({"stages.on": False}, 60, (EXIT,)),
    "no graduation": ({"stages.graduation": False}, 60, (EXIT,)),
    "nobody leaves": ({"departures.on": False}, 60, ()),
    "nobody leaves but by a shock": ({"departures.on": False}, 60, (EXIT | {"week": 50},)),
    "no exits": ({"departures.mentor_exit": 0.0}, 60, (OUTAGE,)),
    "nothing ends": (STAY, 60, ()),
    "nothing ends but by plan": (STAY | {"withdrawal.policy": "linear"}, 60, ()),
    "nothing ends but by plan, too early": (STAY | {"withdrawal.policy": "linear"}, 11, ()),
    "nothing ends but a poor fit": (STAY | POOR_FIT, 60, ()),
    "withdrawal off": ({"withdrawal.on": False}, 60, (EXIT,)),
    "no mentors": ({"people.mentors": 0, "stages.volunteer": 0.01}, 60, ()),
    "no mentors ever": ({"people.mentors": 0, "stages.graduation": False}, 60, ()),
    "one group": ({"start.minority": 0.0}, 60, (EXIT,)),
    "no ties": ({"ties.on": False, "structure.degree": 0}, 60, (EXIT,)),
    "no first ties": ({"structure.degree": 0}, 60, (EXIT,)),
    "no new ties": ({"ties.on": False}, 60, (EXIT,)),
    "energy, quality, exposure, life off": (
        {f"{group}.on": False for group in ("energy", "quality", "exposure", "life")}, 60, (EXIT,)),
    "an organisation": ({"setting": "organisation"}, 60, (EXIT,)),
    "a network": ({"setting": "network"}, 60, (EXIT,)),
}  # fmt: skip


def undefined(overrides: dict, weeks: int, shocks: tuple, replications: int = 3) -> tuple[set, Planned]:
    """(names of the indicators that no run of such a world has, the world as planned)."""
    parameters, shocks = resolve(BUSY | overrides), completed(shocks, weeks)
    arm, asked = Arm("", {}, parameters), ("r0_mentoring",)
    runs = [simulate_run(arm, weeks, 5, replication, shocks, asked) for replication in range(replications)]
    found = [answer["outcomes"] for answer in tables_of_runs(runs)]
    return {name for name in INDICATORS if all(math.isnan(one[name]) for one in found)}, Planned(
        parameters, weeks, shocks
    )


@pytest.mark.parametrize("name", in_turn(CONDITIONS, 5))
def test_what_is_undefined_is_what_lacks_something_that_it_needs(name):
    missing, planned = undefined(*CONDITIONS[name])
    lacking = {name for name, indicator in INDICATORS.items() if indicator.lacks(planned)}
    assert missing - lacking == set(), "undefined in all runs, and no need declared that says why"
    assert lacking - missing == set(), "said to be undefined whatever happens, and defined"


def test_weeks_without_a_mentor_take_no_indicator_away():
    """But for how long mentors stay, since nobody is one over all planned weeks."""
    missing, planned = undefined({"arrivals.mentors": 0.0, "stages.volunteer": 0.005}, 60, (EXIT | {"share": 1.0},))
    assert {name for name in missing if not INDICATORS[name].lacks(planned)} <= {"mentor_stay"}


def fewest_weeks(indicator, parameters) -> int | None:
    """Weeks from which on an indicator lacks none of what it needs; None if weeks do not help."""
    for weeks in range(1, 110):
        planned = Planned(parameters, weeks, ({"kind": "outage", "week": 1},))
        if not any(need.lack(planned) for need in indicator.needs):
            return weeks
    return None


PLANS = {"planned": {}, "open": {"withdrawal.policy": "never"}}  # how matches end
HASTE = {"endings.outside": 0.5}  # a match may end in its first week
TIMED = {name: one for name, one in INDICATORS.items() if any(need.by_weeks for need in one.needs)}


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_an_indicator_is_defined_in_the_fewest_weeks_that_it_says_it_needs(plan):
    """And in one less it is not."""
    parameters, by_weeks = resolve(BUSY | PLANS[plan]), {}
    for name, indicator in TIMED.items():
        by_weeks.setdefault(fewest_weeks(indicator, parameters), set()).add(name)
    late = {"g_unassisted_156", "g_satisfaction_156"}  # more weeks than are tried here
    assert by_weeks.pop(None, set()) - late == (
        {"peers_share"} if plan == "open" else {f"survival_{n}" for n in (13, 26, 52, 104)}
    )
    assert {26, 52, 78, 104} <= by_weeks.keys()
    for weeks, names in by_weeks.items():
        pace = PLANS[plan] | (HASTE if weeks < 12 else CALM if weeks > 60 else {})
        assert undefined(pace, weeks, (OUTAGE,) if weeks > 3 else ())[0].isdisjoint(names), weeks
        if weeks > 1:
            assert names <= undefined(pace, weeks - 1, ())[0], weeks


def test_what_is_lacking_comes_with_the_remedy():
    short, long = Planned(resolve({}), 40), Planned(resolve({}), 60)
    said = INDICATORS["g_unassisted"].lacks(short)
    assert said == "needs 52 weeks; found weeks = 40: set weeks ≥ 52, or use g_unassisted_26"
    assert INDICATORS["g_unassisted"].lacks(long) == ""
    assert "set weeks ≥ 52" in INDICATORS["premature_share"].lacks(short)
    late = INDICATORS["delivered"].lacks(Planned(resolve({"goals.date": 80}), 60))
    assert "found weeks = 60 and goals.date = 80: set weeks ≥ 80" in late
    assert "schedule one under [[shocks]]" in INDICATORS["shock_area_lost"].lacks(long)
