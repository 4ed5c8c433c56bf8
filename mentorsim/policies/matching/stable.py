"""Stable matching: both sides have wishes of their own, and no two people would rather have each other."""

from dataclasses import dataclass

from mentorsim.policies.matching import MatchingPolicy, matching
from mentorsim.policies.matching.scores import likeness, zone_value


class TwoSided(MatchingPolicy):
    """What each side prefers: mentees a mentor like them who teaches well, mentors a mentee like them who can learn
    from them (ability and potential rather than need: Allen, Poteet & Russell 2000)."""

    cost = "O(n m log m) lists, O(n m) proposals at worst; .4 s"
    source = "Gale & Shapley 1962; Roth & Sotomayor 1990; wishes: Eby et al. 2013; Allen, Poteet & Russell 2000"
    rule = ("score = likeness + rho", "mentors_score = zone_value + likeness")

    def scores(self, mentees, mentors, draw):
        """A mentee's wish: likeness + the mentor's pitching skill."""
        return likeness(mentees, mentors) + mentors.pitching

    def scores_of_mentors(self, mentees, mentors, draw):
        """A mentor's wish: zone value + likeness."""
        return zone_value(mentees, mentors) + likeness(mentees, mentors)


@matching("stable_mentee")
@dataclass(frozen=True)
class StableForMentees(TwoSided):
    """Deferred acceptance, mentees propose: stable, and the best stable matching for every mentee."""

    solver = "mentees_propose"


@matching("stable_mentor")
@dataclass(frozen=True)
class StableForMentors(TwoSided):
    """Deferred acceptance, mentors propose: stable, and the best stable matching for every mentor."""

    solver = "mentors_propose"
