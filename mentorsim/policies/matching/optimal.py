"""Matching by an optimal assignment of scored pairs: the largest sum, or the worst pair first."""

from dataclasses import dataclass

import numpy as np

from mentorsim.policies.matching import MatchingPolicy, matching
from mentorsim.policies.matching.scores import chance_to_meet, goal_fit, likeness, zone_value

WEIGHTS = ("matching.by_similarity", "matching.by_zone", "matching.by_goals", "matching.by_channel")


@matching("similar")
@dataclass(frozen=True)
class Similar(MatchingPolicy):
    """The largest sum of deep similarity (style and values) over all pairs, by optimal assignment."""

    source = "Eby et al. 2013 (deep-level similarity); assignment: Kuhn 1955"
    rule = ("score = likeness",)

    def scores(self, mentees, mentors, draw):
        return likeness(mentees, mentors)


@matching("zpd")
@dataclass(frozen=True)
class Zone(MatchingPolicy):
    """The largest sum of zone value at the pitch that each pair can expect, by optimal assignment."""

    cost = "O(n m) scores, O(n^2 m) assignment; .5 s"
    source = "Vygotsky 1978 (zone of proximal development); assignment: Kuhn 1955"
    rule = ("score = zone_value",)

    def scores(self, mentees, mentors, draw):
        return zone_value(mentees, mentors)


@matching("goals")
@dataclass(frozen=True)
class GoalFit(MatchingPolicy):
    """The largest sum of cosines of mentees' goals and mentors' strengths, by optimal assignment."""

    cost = "O(n m) scores, O(n^2 m) assignment; 1.4 s"
    source = "needs-based matching: Menges 2016; MENTOR 2016 (Elements of Effective Practice); assignment: Kuhn 1955"
    rule = ("score = fit",)

    def scores(self, mentees, mentors, draw):
        return goal_fit(mentees, mentors)


def composite(mentees, mentors):
    """(n, m) weighted mean of likeness, zone value, fit of goals and chance to meet; 0 where all weights are."""
    p = mentees.parameters.matching
    parts = (
        (p.by_similarity, likeness), (p.by_zone, zone_value), (p.by_goals, goal_fit), (p.by_channel, chance_to_meet),
    )  # fmt: skip
    whole = sum(weight for weight, _ in parts)
    out = np.zeros((len(mentees), len(mentors)))
    for weight, part in parts:
        if weight > 0.0:
            out += weight / whole * part(mentees, mentors)
    return out


@matching("composite")
@dataclass(frozen=True)
class Composite(MatchingPolicy):
    """The largest sum of a weighted mean of similarity, zone value, goal fit and chance to meet."""

    uses = WEIGHTS
    cost = "O(n m) scores, O(n^2 m) assignment; .6 s"
    source = "multi-criteria matching: Haggard et al. 2011; assignment: Burkard, Dell'Amico & Martello 2009"
    rule = (
        "weights = by_similarity + by_zone + by_goals + by_channel",
        "sum = by_similarity · likeness + by_zone · zone_value + by_goals · fit + by_channel · meets",
        "score = sum / weights if weights > 0 else 0",
    )

    def scores(self, mentees, mentors, draw):
        return composite(mentees, mentors)


@matching("leximin")
@dataclass(frozen=True)
class Leximin(MatchingPolicy):
    """Raise the worst pair first, then the next worst: the composite score, fairly shared."""

    solver, uses = "leximin", WEIGHTS
    cost = "O(n m log m) lists, O(n m) for each pair that is settled at worst; .9 s"
    source = "Rawls 1971 (difference principle); lexicographic bottleneck assignment: Burkard & Rendl 1991"
    rule = ("score = composite.score",)

    def scores(self, mentees, mentors, draw):
        return composite(mentees, mentors)


@matching("load_fair")
@dataclass(frozen=True)
class LoadFair(MatchingPolicy):
    """The places that leave loads most even are filled, by the most similar mentees."""

    source = "model assumption: load balancing, list scheduling of Graham 1969"
    rule = ("score = likeness",)

    def places(self, mentees, mentors):
        """One place for each mentee: always the next of the mentor with fewest matches per hour, that one counted.

        New matches all claim the same hours, so that this mentor's load would be the lowest.
        """
        if len(mentees) >= mentors.free.sum():
            return mentors.free
        mentor = np.repeat(np.arange(len(mentors)), mentors.free)
        nth = np.arange(len(mentor)) - np.repeat(np.cumsum(mentors.free) - mentors.free, mentors.free)
        load = (mentors.matched[mentor] + nth + 1) / np.maximum(0.05, mentors.hours[mentor])
        taken = mentor[np.argsort(load, kind="stable")[: len(mentees)]]
        return np.bincount(taken, minlength=len(mentors))

    def scores(self, mentees, mentors, draw):
        return likeness(mentees, mentors)
