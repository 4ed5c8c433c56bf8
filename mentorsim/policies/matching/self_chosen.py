"""Matching by the mentees themselves, through their network."""

from dataclasses import dataclass

from mentorsim.policies.matching import MatchingPolicy, matching
from mentorsim.policies.matching.scores import likeness


@matching("self")
@dataclass(frozen=True)
class SelfChosen(MatchingPolicy):
    """A mentee looks up to 3 steps into the network, asks the most similar mentors, is accepted or declined."""

    solver = "reach"
    uses = ("matching.reach", "matching.accept_base", "matching.accept_slope")
    cost = "O(n x people within reach); .02 s"
    source = "Kendall & Smith-Jentsch 2015 (choice); Ragins & Cotton 1999 (informal mentoring)"

    def scores(self, mentees, mentors, draw):
        return likeness(mentees, mentors)
