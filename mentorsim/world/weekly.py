"""The weekly record: its columns, and the rows of a world."""

from collections.abc import Sequence

import numpy as np

WEEKLY = {
    "mentees": ("people", "mentees present"),
    "mentors": ("people", "mentors present"),
    "waiting": ("people", "mentees present without a match and not yet independent"),
    "capacity": ("matches", "places of all mentors present"),
    "active": ("matches", "running matches at the week's end"),
    "dependent": ("people", "mentees present in the dependent stage"),
    "independent": ("people", "mentees present in the independent stage"),
    "interdependent": ("people", "mentees present in the interdependent stage"),
    "absent": ("people", "people who took no part in the community"),
    "reading": ("people", "people who read"),
    "contributing": ("people", "people who contributed"),
    "skill": ("skill", "mean skill of mentees present, over domains"),
    "performance": ("performance", "mean unassisted performance of mentees present, by their goals at the start"),
    "lasting_performance": ("performance", "mean performance of mentees present by lasting skill"),
    "assisted": ("performance", "mean performance of mentees present at the help that they have then"),
    "metacognition": ("", "mean learning-to-learn of mentees present"),
    "dependence": ("", "mean dependence of mentees present"),
    "confidence": ("", "mean confidence of mentees present"),
    "reactance": ("", "mean reactance of mentees present"),
    "satisfaction": ("", "mean satisfaction of mentees present"),
    "hurt": ("", "mean hurt of mentees present by unplanned ends"),
    "belonging": ("", "mean belonging of mentees present"),
    "realised_autonomy": ("", "mean realised autonomy of mentees present"),
    "progress": ("share", "mean progress of mentees present toward their stated targets"),
    "org_progress": ("share", "mean progress of mentees present on the organisation's goals"),
    "energy": ("", "mean energy of mentors present"),
    "load": ("", "mean load of mentors present"),
    "overloaded": ("people", "mentors with load above 1"),
    "literacy_mentors": ("", "mean digital literacy of mentors present"),
    "members": ("people", "people present who have given up mentoring"),
    "met": ("meetings", "contacts of pairs this week"),
    "successes": ("tasks", "successful tasks in meetings"),
    "help": ("help", "mean help of the week's matches"),
    "quality": ("quality", "mean quality of the week's matches"),
    "hours": ("hours", "mentor hours given this week"),
    "visits": ("visits", "visits to the community this week"),
    "questions": ("questions", "questions asked in the community this week"),
    "hush": ("", "mean hush of people present"),
    "ended_by_plan": ("matches", "matches that ended by plan"),
    "ended_by_mentor": ("matches", "matches ended by the mentor"),
    "ended_by_mentee": ("matches", "matches ended by the mentee"),
    "ended_outside": ("matches", "matches ended from outside"),
    "harsh": ("events", "harsh words received"),
    "left": ("people", "people who left this week"),
    "ties": ("ties", "ties at the week's end"),
}
EVENTS = {
    "arrived": ("people", "mentees who arrived this week"),
    "recruited": ("people", "mentors recruited this week"),
    "started": ("matches", "matches begun this week"),
    "graduated": ("people", "mentees who became mentors this week"),
    "ended_by_shock": ("matches", "matches that a shock ended before this week"),
    "surged": ("people", "mentees who came in an intake surge this week"),
    "rematched": ("matches", "pairs of poor fit that were dissolved this week, to be matched anew"),
    "answers": ("answers", "answers given in the community this week"),
    "routed": ("questions", "questions of mentees that a coordinator routed to a mentor this week"),
}
COLUMNS = (*WEEKLY, *EVENTS)
# In the order in which kernels sum them up; means are over nobody where they are NaN.
PEOPLE_COUNTS = (
    "mentees", "mentors", "waiting", "capacity", "dependent", "independent", "interdependent", "absent", "reading",
    "contributing", "overloaded", "members", "visits", "questions", "harsh", "left",
)  # fmt: skip
MATCH_COUNTS = (
    "active", "met", "successes", "ended_by_plan", "ended_by_mentor", "ended_by_mentee", "ended_outside",
)  # fmt: skip
PEOPLE_MEANS = (
    "skill", "performance", "lasting_performance", "assisted", "metacognition", "dependence", "confidence", "reactance",
    "satisfaction", "hurt", "belonging", "realised_autonomy", "progress", "org_progress", "energy", "load",
    "literacy_mentors", "hush",
)  # fmt: skip
MATCH_MEANS = ("help", "quality", "hours")
WHOLE = tuple(name not in PEOPLE_MEANS + MATCH_MEANS for name in COLUMNS)


class Weekly(Sequence):
    """The rows of the weeks done so far, each a tuple of numbers in the order of COLUMNS.

    array: (weeks and room for more, columns), which kernels write into.
    """

    def __init__(self):
        self.array, self._weeks = np.zeros((0, len(COLUMNS))), 0

    def __len__(self):
        return self._weeks

    def __getitem__(self, place):
        if isinstance(place, slice):
            return [self[week] for week in range(*place.indices(len(self)))]
        values = self.array[: self._weeks][place].tolist()
        return tuple(int(value) if whole else value for value, whole in zip(values, WHOLE, strict=True))

    def __eq__(self, other):
        return list(self) == list(other)

    def columns(self) -> dict:
        """{column: (weeks,) values}."""
        return dict(zip(COLUMNS, self.array[: self._weeks].T, strict=True))

    def up_to(self, weeks: int):
        """The record as of so many weeks."""
        self._weeks = weeks
        return self

    def reserve(self, weeks: int) -> bool:
        """Reserve a row for the week that comes after so many. Returns whether the array was replaced."""
        if weeks < len(self.array):
            return False
        larger = np.zeros((64 + 2 * weeks, len(COLUMNS)))
        larger[:weeks] = self.array[:weeks]
        self.array = larger
        return True
