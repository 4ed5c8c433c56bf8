"""Matching by deep similarity."""

from dataclasses import dataclass

from mentorsim.policies.matching import MatchingPolicy, likeness, matching


@matching("similar")
@dataclass(frozen=True)
class Similar(MatchingPolicy):
    """The largest sum of deep similarity (style and values) over all pairs, by optimal assignment."""

    source = "Eby et al. 2013 (deep-level similarity); assignment: Kuhn 1955"

    def scores(self, mentees, mentors, draw):
        return likeness(mentees, mentors)
