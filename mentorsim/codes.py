"""Integer codes of the categories in the arrays, and their names in the tables (name i belongs to code i)."""

ROLES = ("mentee", "mentor", "member")
MENTEE, MENTOR, MEMBER = 0, 1, 2

STAGES = ("dependent", "independent", "interdependent")
DEPENDENT, INDEPENDENT, INTERDEPENDENT = 0, 1, 2

PARTICIPATION = ("absent", "reading", "contributing")
ABSENT, READING, CONTRIBUTING = 0, 1, 2

ENDED_BY = ("plan", "mentor", "mentee", "outside", "shock")
RUNNING, BY_PLAN, BY_MENTOR, BY_MENTEE, BY_OUTSIDE, BY_SHOCK = -1, 0, 1, 2, 3, 4

# Places of what policies count among the branches of the matching process, and of withdrawal.
NO_MENTOR_NEAR, ASKED_DECLINED, DEALT = 3, 4, 6
BOOSTED, TAUGHT, HANDED, NOT_TAKEN, MAY_TEACH = range(4, 9)

MADE_BY = ("assigned", "mentee_chose", "both_agreed")
ASSIGNED, MENTEE_CHOSE, BOTH_AGREED = 0, 1, 2

# The kind of a person is half of the key; 0 is kept for draws that belong to nobody.
KINDS = ("", "initial_mentee", "initial_mentor", "arrival", "recruit", "surge")
INITIAL_MENTEE, INITIAL_MENTOR, ARRIVAL, RECRUIT, SURGE = 1, 2, 3, 4, 5
KIND_SHIFT = 28

MEDIA = ("in_person", "online")
IN_PERSON, ONLINE = 0, 1

ZONE_FORMS = ("gamma", "gaussian", "beta", "error_rate")

AUTONOMY_FORMS = ("geometric", "additive", "minimum")
QUALITY_STARTS = ("similarity", "flat")
PITCHES = ("zone", "fixed")
IN_ZONE, FIXED = 0, 1

BUDGETS = ("free", "equal_hours")

# Who is randomised in a trial inside a world.
TRIAL_UNITS = ("mentee", "mentor", "unit")
OF_MENTEES, OF_MENTORS, OF_UNITS = 0, 1, 2
# Indices of draws in the stream "trial": a person's place in the block, a unit's in the order of all; the first of
# those that order a week's arms, and of those that deal a mentor's free places.
IN_BLOCK, IN_ORDER, WHO_IS_NEXT, WHOSE_PLACE = 0, 1, 2, 128

HORIZONS = (26, 52, 78, 104, 156)  # weeks since a person's own arrival

QUARTER = 13  # weeks of a quarter of a year

NEVER = -1  # in a column of weeks: has not happened
NOBODY = -1  # in a column of rows: no such person or match
NO_ARM = -1  # in a column of arms: not randomised
