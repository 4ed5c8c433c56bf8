"""All who came as mentees, week by week: the same people in a world and in its twin, whatever became of them.

The weekly table tells of the mentees present; whoever becomes a mentor or leaves is no longer among them, so that its
means change with who is counted. These do not: those who left count with what they had when they left.
"""

import numpy as np
import pandas as pd

from mentorsim import codes
from mentorsim.world.people import kind_of

STATES = ("performance", "satisfaction", "confidence", "dependence", "metacognition")
CAME_AS_MENTEES = (codes.INITIAL_MENTEE, codes.ARRIVAL, codes.SURGE)
GAIN = "_gain"  # behind the name of a state: its change since a person's arrival


class Cohort:
    """Means of STATES over all who came as mentees, and of their changes since each one's own arrival.

    starts: {state: (people,) its value when the person came}, in the order of the world's people; rows: what was noted.
    """

    def __init__(self):
        self.starts = {name: np.empty(0) for name in STATES}
        self.rows: list[tuple] = []

    def note(self, world) -> None:
        """Take down the week that has passed."""
        people = world.people
        mentees = np.isin(kind_of(people.key), CAME_AS_MENTEES)
        row = [world.week]
        for name in STATES:
            values = np.asarray(getattr(people, name), float)
            known = self.starts[name]
            self.starts[name] = np.concatenate([known, values[len(known) :]])  # newcomers stand behind the others
            means = (values[mentees].mean(), (values - self.starts[name])[mentees].mean()) if mentees.any() else ()
            row += means or (np.nan, np.nan)
        self.rows.append(tuple(row))

    def last(self) -> dict[str, float]:
        """{state: mean} of the last week."""
        return dict(zip(STATES, self.rows[-1][1::2], strict=True))

    def table(self) -> pd.DataFrame:
        """week, and of each state its mean and the mean change since arrival (`performance_gain`)."""
        names = [name for state in STATES for name in (state, state + GAIN)]
        return pd.DataFrame(self.rows, columns=["week", *names]).astype({"week": int})
