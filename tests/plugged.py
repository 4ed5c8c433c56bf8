"""A plug-in as a researcher would write it: a policy and an indicator."""

PLUGIN = '''
"""A policy and an indicator."""

from dataclasses import dataclass

from mentorsim.indicators import Run, indicator
from mentorsim.policies.matching import MatchingPolicy, matching


@matching("least_open")
@dataclass(frozen=True)
class LeastOpen(MatchingPolicy):
    """Mentors who are the least open come first."""

    def rank_mentors(self, mentors, draw):
        """(m,): how closed each mentor is."""
        return -mentors.openness


@indicator("matches", None)
def matches_made(run: Run):
    """How many matches were made.

    #(matches).
    """
    return float(len(run.matches["mentee"]))
'''
