"""A sweep and a roster that several tests of the dashboard share."""

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
