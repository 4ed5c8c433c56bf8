"""What claims are measured by, on tables made by hand whose answer is worked out beside them.

The tables have the columns that an outcome declares to read and no others, so one that reads more fails here.
"""

import math

import numpy as np
import pytest

from mentorsim.claims import CLAIMS
from mentorsim.claims import outcomes as o
from mentorsim.patterns.declaring import ALWAYS, united
from mentorsim.patterns.run_view import RunView

NAN = float("nan")
SD = {"performance_start": [0.1, 0.3, 0.2, 0.2]}  # mean .2, variance .02/3
ONE_SD = math.sqrt(0.02 / 3)


def world(n: int, weeks: int = 104, matches=(), weekly=(), skills=(), **columns) -> RunView:
    """A run of n mentees of week 0, of whom these columns are known."""
    people = {"person": np.arange(n), "kind": np.array(["initial_mentee"] * n, object), "arrived_week": np.zeros(n)}
    people |= {name: np.full(n, NAN) for name in ("left_week", "mentor_week")}
    people |= {name: np.array(values) for name, values in columns.items()}
    tables = [{name: np.array(values) for name, values in dict(one).items()} for one in (matches, weekly, skills)]
    return RunView(people, tables[0], tables[1], weeks, others={"skills": tables[2]})


def rows(*those) -> dict:
    """A table of skills from rows (weeks, person, domain, skill, goal weight)."""
    names = ("after_weeks", "person", "domain", "skill", "goal")
    return dict(zip(names, map(list, zip(*those, strict=True)), strict=True))


def read(run: RunView, reads: dict) -> RunView:
    """A run with the columns that are read of it."""
    made = {"people": run.people, "matches": run.matches, "weekly": run.weekly} | run.others
    kept = {table: {name: made[table][name] for name in names} for table, names in united([ALWAYS, reads]).items()}
    own = [kept.get(table, {}) for table in ("people", "matches", "weekly")]
    return RunView(*own, run.weeks, others={"skills": kept.get("skills", {})})


# Person 0 goes from (.2, .4) to (.32, .4) and wants the first domain; person 1 leaves before; person 2 is a mentor;
# person 3, there from the middle on, has no start.
LEARNT = rows(
    *((0, p, k, skill, 0.5) for p in (0, 1, 2) for k, skill in ((1, 0.4), (0, 0.2))),
    (52, 0, 0, 0.26, 1.0), (52, 0, 1, 0.40, 0.0), (52, 2, 0, 0.90, 1.0), (52, 2, 1, 0.90, 0.0),
    (52, 1, 0, 0.20, 0.0), (52, 1, 1, 0.43, 1.0),
    (104, 0, 0, 0.32, 1.0), (104, 0, 1, 0.40, 0.0), (104, 3, 0, 0.90, 1.0), (104, 3, 1, 0.90, 0.0),
)  # fmt: skip
KINDS = np.array(["initial_mentee", "initial_mentee", "initial_mentor", "arrival"], object)
SKILLED = world(4, skills=LEARNT, kind=KINDS, arrived_week=[0, 0, 0, 60], org_progress_end=[0.5, 0.9, 0.9, 0.9])


@pytest.mark.parametrize(
    ("outcome", "run", "expected"),
    [
        (o.AFTER_A_YEAR, world(4, **SD, performance_52=[0.3, 0.5, 0.4, 0.4]), 0.4 / ONE_SD),
        (o.AFTER_A_YEAR, world(2, performance_start=[0.2, 0.2], performance_52=[0.3, 0.3]), NAN),
        # the mean, .4 in SD, less 30 + 30 hours over four mentees: half of what 30 hours bring
        (
            o.NET,
            world(4, **SD, performance_104=[0.4] * 4, hours_given=[30.0, 0, 0, 0], hours_answering=[0, 15.0, 15.0, 0]),
            0.4 / ONE_SD - 0.1,
        ),
        (o.COACHING, world(2, metacognition_start=[0.2, 0.4], metacognition_end=[0.4, 0.5]), 0.15),
        (o.INDEPENDENT, world(4, independent_week=[3.0, NAN, NAN, 9.0]), 0.5),
        (o.BECAME_MENTORS, world(4, mentor_week=[NAN, 80.0, NAN, NAN]), 0.25),
        (o.BECAME_MENTORS, world(4, kind=KINDS, arrived_week=[0, 0, 0, 60], mentor_week=[9.0, NAN, 0.0, 70.0]), 0.5),
        # rises .06 and .12 of person 0, .03 of person 1, of .15
        (o.PRESENT, SKILLED, 0.07 / 0.15),
        (o.WHOSE, SKILLED, 0.12 / 0.15 - 0.5),
        (
            o.ALIGNED,
            world(
                4,
                satisfaction_52=[0.8, 0.6, 0.5, 0.4],
                matches={"mentee": [0, 1, 3, 3], "goal_distance_start": [0.1, 0.5, 0.9, 0.0]},
            ),
            0.4,
        ),
        (o.ALIGNED, world(2, satisfaction_52=[0.8, 0.6], matches={"mentee": [], "goal_distance_start": []}), NAN),
        (o.CONTACTS, world(2, matches={"start_week": [0, 94], "end_week": [29.0, NAN], "meetings": [15, 5]}), 0.5),
        (o.RESISTANCE, world(1, weekly={"reactance": [0.0, 0.1, 0.2]}), 0.1),
        (o.LURKING, world(1, weekly={"absent": [5, 5], "reading": [2, 4], "contributing": [3, 1]}), 0.3),
        (o.RUNNING, world(4, weekly={"active": [9] * 20 + [2] * 52}), 0.5),
    ],
)
def test_an_outcome_of_a_run_made_by_hand(outcome, run, expected):
    assert outcome.of(read(run, outcome.reads)) == pytest.approx(expected, nan_ok=True)


def test_every_outcome_that_is_no_indicator_is_tried_here():
    used = {outcome.name for claim in CLAIMS.values() for outcome, _, _ in claim.contrasts() if outcome.of}
    tried = {mark.args[1][i][0].name for mark in test_an_outcome_of_a_run_made_by_hand.pytestmark
             for i in range(len(mark.args[1]))}  # fmt: skip
    assert used - {"performance_104"} == tried - {"performance_104"}


def test_an_hour_has_the_price_of_an_hour_of_a_programme():
    assert pytest.approx(0.2) == 30.0 * o.HOUR
