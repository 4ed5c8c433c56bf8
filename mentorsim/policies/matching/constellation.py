"""Several mentors at a time, who cover different domains."""

from dataclasses import dataclass

from mentorsim.policies.matching import matching
from mentorsim.policies.matching.optimal import Zone


@matching("constellation")
@dataclass(frozen=True)
class Constellation(Zone):
    """Up to three mentors who cover different domains, in the hours of one: by zone value, where most is missing."""

    uses = ("matching.circle",)
    cost = "O(n m) scores and O(n^2 m) assignment for each mentor of the circle; .5 s"
    source = "Higgins & Kram 2001 (developmental networks); Mak 2011 (claim C13); assignment: Kuhn 1955"

    def mentors_each(self, parameters):
        return min(parameters.matching.circle, parameters.people.domains)
