"""What belongs to nobody: arrays of the world that kernels read and change as `world.…`, declared once."""

from typing import NamedTuple

import numpy as np

from mentorsim.codes import KINDS
from mentorsim.world.weekly import EVENTS


class Shared(NamedTuple):
    """One array of the world: dtype, how many numbers at the start, of which value, and what they are."""

    dtype: str
    size: int
    meaning: str
    fresh: float = 0.0


SHARED = {
    "org_goals": Shared("f8", 0, "the organisation's goal weights, by domain"),
    "need": Shared("f8", 1, "share of those who need a mentor that has none, as of the latest matching"),
    "org_progress": Shared("f8", 1, "mean organisational progress, which earns the mentors' hours"),
    "hours_owed": Shared("f8", 1, "mentor hours of the budget not given yet; negative if luck gave more"),
    "pace": Shared("f8", 1, "meetings held per meeting wished for, so that the budget is met", 1.0),
    "n_people": Shared("i8", 1, "people so far"),
    "n_rows": Shared("i8", 1, "rows that are ready for people"),
    "first_newcomer": Shared("i8", 1, "row of the first newcomer"),
    "n_of_kind": Shared("i8", len(KINDS), "people so far, by kind"),
    "arriving": Shared("i8", len(KINDS), "people who arrive now, by kind"),
    "n_newcomers": Shared("i8", 2, "mentees and mentors who come this week"),
    "first_contacts": Shared("i8", 2, "first contacts of newcomers, made and not found"),
    "graduated": Shared("i8", 1, "mentees who became mentors this week"),
    "help_by_age": Shared("f8", 0, "help by the match's age, where a policy sets it so"),
    "done_by_age": Shared("i1", 0, "whether the policy ends a match of that age"),
    "slots": Shared("i1", 0, "numbers of the arms of a trial in a block of people; none without a trial"),
    "arm_of_unit": Shared("i1", 0, "number of each unit's arm, where units are randomised"),
    "omegas": Shared("f8", 0, "share omega of new plans: of those without an arm, then by arm"),
    "starts": Shared("f8", 0, "help in a match's first week, the same way"),
    "peer_shares": Shared("f8", 0, "chance, at quality 1, of going on as peers, the same way"),
    "market": Shared("i8", 3, "at matching: mentees who wait, free places, mentors who have them"),
    "events": Shared("i8", len(EVENTS), "the week's counts of EVENTS"),
}


def new_shared() -> dict:
    """{name: array} of SHARED, as at the start."""
    return {name: np.full(one.size, one.fresh, one.dtype) for name, one in SHARED.items()}
