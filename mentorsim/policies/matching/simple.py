"""Matching without a look at the pair: none, random, first come first served."""

from dataclasses import dataclass

from mentorsim.policies.matching import MatchingPolicy, matching


@matching("none")
@dataclass(frozen=True)
class NoMatching(MatchingPolicy):
    """Nobody is matched: the control world."""

    solver = "nobody"
    cost = "O(1)"


@matching("random")
@dataclass(frozen=True)
class Random(MatchingPolicy):
    """Mentees in random order get mentors in random order."""

    solver = "queue"
    cost = "O(n log n)"
    source = "the usual control condition of matching studies"

    def scores(self, mentees, mentors, draw):
        return draw.pairs(mentees, mentors)

    def order_mentees(self, mentees, draw):
        return draw.each(mentees)

    def rank_mentors(self, mentors, draw):
        return draw.each(mentors)


@matching("first_come")
@dataclass(frozen=True)
class FirstCome(MatchingPolicy):
    """Who waits longest gets the best mentor left: the most skilled at pitching, with energy."""

    solver = "queue"
    cost = "O(n log n)"
    source = "common practice of programmes with a waiting list"

    def rank_mentors(self, mentors, draw):
        return mentors.pitching + mentors.energy
