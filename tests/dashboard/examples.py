"""A sweep, a roster and a plug-in that several tests of the dashboard share."""

SWEPT = """
[experiment]
name = "tiny"
question = "Does the setting change what withdrawal does?"
seed = 5
replications = 3
weeks = 30
[parameters]
people.mentees = 24
people.mentors = 10
[design.factors]
setting = ["organisation", "network"]
"withdrawal.policy" = ["cliff", "linear"]
[analysis]
outcomes = ["satisfaction", "premature_share"]
tables = ["outcomes", "weekly", "people", "matches"]
"""
ROSTER = "id,role,skill\nana,mentor,0.8\nben,mentee,0.3\ncleo,mentee,0.4\n"
PLUGIN = '''
from dataclasses import dataclass

from mentorsim.policies.matching import MatchingPolicy, matching


@matching("least_open")
@dataclass(frozen=True)
class LeastOpen(MatchingPolicy):
    """Mentors who are the least open come first."""

    def rank_mentors(self, mentors, draw):
        """(m,): how closed each mentor is."""
        return -mentors.openness
'''
