"""Matching without a look at the pair: nobody, at random, or in an order of people."""

from dataclasses import dataclass

import numpy as np

from mentorsim.policies.matching import MatchingPolicy, matching


@matching("none")
@dataclass(frozen=True)
class NoMatching(MatchingPolicy):
    """Nobody is matched: the control world."""

    solver = "nobody"
    cost = "O(1)"


@matching("community")
@dataclass(frozen=True)
class Community(MatchingPolicy):
    """No pairs: questions that contacts leave open go to the mentor with time who is known to know most."""

    solver, routes = "nobody", True
    uses = ("matching.answer_hours", "matching.own_group_first")
    cost = "O(m log m) a week, O(1) a question, O(m) with own_group_first"
    source = "Lave & Wenger 1991; Wasko & Faraj 2005 (networks of practice); Mak 2011 (claim C13)"


@matching("random")
@dataclass(frozen=True)
class Random(MatchingPolicy):
    """Mentees in random order get mentors in random order."""

    solver = "queue"
    cost = "O(n log n); .01 s"
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
    """The mentee who waits longest gets the best mentor left: the most skilled at pitching, with energy."""

    solver = "queue"
    cost = "O(n log n); .01 s"
    source = "common practice of programmes with a waiting list"
    rule = ("rank = rho + E",)

    def rank_mentors(self, mentors, draw):
        return mentors.pitching + mentors.energy


class Ranked(MatchingPolicy):
    """Mentees in an order get mentors by rank; where people ask, mentors go by the same order."""

    solver = "queue"
    cost = "O(n log n); .01 s"

    def scores_of_mentors(self, mentees, mentors, draw):
        return np.broadcast_to(-self.order_mentees(mentees, draw)[:, None], (len(mentees), len(mentors)))


@matching("assortative")
@dataclass(frozen=True)
class Assortative(Ranked):
    """The most skilled mentees get the most skilled mentors."""

    source = "positive assortative matching: Becker 1973"
    rule = ("order = −mean(s_mentee)", "rank = mean(s_mentor)", "mentors_score = mean(s_mentee)")

    def order_mentees(self, mentees, draw):
        return -mentees.skill.mean(axis=1)

    def rank_mentors(self, mentors, draw):
        return mentors.skill.mean(axis=1)


@matching("compensatory")
@dataclass(frozen=True)
class Compensatory(Ranked):
    """The weakest mentees get the mentors who pitch tasks best."""

    source = "compensatory allocation: Coleman et al. 1966; expertise reversal: Kalyuga et al. 2003"
    rule = ("order = mean(s_mentee)", "rank = rho", "mentors_score = −mean(s_mentee)")

    def order_mentees(self, mentees, draw):
        return mentees.skill.mean(axis=1)

    def rank_mentors(self, mentors, draw):
        return mentors.pitching
