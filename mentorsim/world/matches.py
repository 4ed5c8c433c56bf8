"""Matches: an append-only table of relationships. Ended rows stay; `active` lists the running ones, oldest first."""

import numpy as np

from mentorsim import codes
from mentorsim.world.people import Column, Table, real, share, week_of, whole

MATCHES = {
    "mentee": whole("row of the mentee"),
    "mentor": whole("row of the mentor"),
    "arm": whole("arm of the trial by which the match goes; -1: the world's own policies", codes.NO_ARM, "i1"),
    "start_week": week_of("first week", 0),
    "end_week": week_of("last week alive"),
    "ended_by": whole("code of ENDED_BY", codes.RUNNING, "i1"),
    "made_by": whole("code of MADE_BY", codes.ASSIGNED, "i1"),
    "closing": whole("1 in the week in which the plan ends it", 0, "i1"),
    "same_group": whole("1 if both are of one surface group", 0, "i1"),
    "next": whole("row of the next running match of the same mentee", codes.NOBODY),
    "covers": whole("domains of the plan as bits, where several mentors share them; -1: all", -1),
    "rematched": whole("1 if it was dissolved for a poor fit, to match both anew", 0, "i1"),
    "met": whole("contacts this week, at most 3 (until the next meetings: last week)", 0, "i1"),
    "success": whole("tasks of these that succeeded", 0, "i1"),
    "harsh": whole("harsh words that fell in these", 0, "i1"),
    "silent": whole("whole weeks since the latest contact", 0, "i2"),
    "begun_mentee": whole("contacts that the mentee began", 0, "i2"),
    "begun_mentor": whole("contacts that the mentor began", 0, "i2"),
    "peers": whole("1 if the pair went on as peers after a planned end", 0, "i1"),
    "attempt": whole("which match of the mentee this is, from 1", 1, "i2"),
    "meetings": whole("contacts so far", 0, "i2"),
    "weeks": whole("weeks alive so far", 0, "i2"),
    "help": share("help level h, this week"),
    "help_start": share("help in the first week"),
    "quality": share("quality (trust) q"),
    "quality_sum": real("sum of weekly quality", low=0.0),
    "wanted": real("contacts a week that both wish for", low=0.0),
    "felt_up": real("what this week's contacts were worth", low=0.0),
    "felt_down": real("what this week's contacts cost", low=0.0),
    "phi": share("zone value of the latest task"),
    "focus": share("share of organisational goals in the plan"),
    "tension": real("tension of a plan that no longer fits", low=0.0),
    "hours_now": real("mentor hours used this week", low=0.0),
    "hours": real("mentor hours used", low=0.0),
    "load_sum": real("sum of the mentor's weekly load", low=0.0),
    "similarity": share("deep similarity at the start"),
    "perceived_similarity_mentee": share("the mentee's rating of deep similarity"),
    "perceived_quality_mentee": share("the mentee's latest rating of quality"),
    "perceived_quality_mentor": share("the mentor's latest rating of quality"),
    "goal_distance_start": share("conflict of personal and organisational goals at the start"),
    "skill_gap_start": Column("f8", 0.0, "goal-weighted skill of mentor minus mentee", "", -1.0, 1.0),
    "width_error": Column("f8", 1.0, "the mentor's estimate of the zone width over the true width", "", 0.0, None),
    "plan": share("weights of the domains in the plan", 0.0, "domains"),
    "assisted_recent": share(
        "the mentee's performance at the help then given, in the latest weeks alive", 0.0, "recent"
    ),
    "performance_end": share("the mentee's unassisted performance in the last week alive, or so far"),
    "performance_after": Column(
        "f8", np.nan, "the mentee's unassisted performance 8 weeks after the end, without another match then"
    ),
}
RECENT = 4  # weeks


def matches_table(parameters, reserve: int) -> Table:
    """An empty Matches table."""
    return Table(MATCHES, {"domains": parameters.people.domains, "recent": RECENT}, reserve)


class Active:
    """Rows of the running matches, ascending. room: the array that holds them; count: (1,) how many there are."""

    def __init__(self):
        self.room, self.count = np.empty(0, np.int64), np.zeros(1, np.int64)

    @classmethod
    def of(cls, rows):
        """These rows alone."""
        some = cls()
        some.room, some.count[0] = rows, len(rows)
        return some

    @property
    def rows(self):
        """View of the rows."""
        return self.room[: self.count[0]]

    def reserve(self, count: int) -> bool:
        """Reserve room for so many more. Returns whether the array was replaced."""
        if len(self.rows) + count <= len(self.room):
            return False
        larger = np.empty(64 + 2 * len(self.rows) + count, np.int64)
        larger[: len(self.rows)] = self.rows
        self.room = larger
        return True

    def drop_ended(self, ended_by) -> None:
        """Keep the rows that still run."""
        running = self.rows[ended_by[self.rows] == codes.RUNNING]
        self.count[0] = len(running)
        self.rows[:] = running
