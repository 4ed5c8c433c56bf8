"""Several mentors at a time, who cover different domains."""

from dataclasses import dataclass

from mentorsim.codes import DEALT, NOBODY
from mentorsim.compiled import equation, kernel
from mentorsim.policies.matching import matching
from mentorsim.policies.matching.optimal import Zone
from mentorsim.world.lifecycle import make_plan


@kernel
def share_domains(people, matches, world, at):
    """Mentees whose running matches do not part the domains among them deal these anew, most wanted first.

    A domain goes to the mentor who is best at it among those with the fewest so far; plans are made anew.
    """
    domains = people.skill.shape[1]
    every = (1 << domains) - 1
    for i in range(people.n):
        all_covered, mentors, overlap, row = 0, 0, False, people.match_of[i]
        while row >= 0:
            covers = matches.covers[row] & every
            overlap |= (all_covered & covers) != 0
            all_covered |= covers
            mentors += 1
            row = matches.next[row]
        if mentors == 0 or (all_covered == every and not overlap):
            continue
        at.count[DEALT] += 1
        omega, dealt, row = matches.focus[people.match_of[i]], 0, people.match_of[i]
        while row >= 0:
            matches.covers[row] = 0
            row = matches.next[row]
        for turn in range(domains):
            wanted, k = -1.0, -1
            for d in range(domains):
                weight = (1.0 - omega) * people.goals[i, d] + omega * world.org_goals[d]
                if (dealt >> d) & 1 == 0 and weight > wanted:
                    wanted, k = weight, d
            dealt |= 1 << k
            best, row = NOBODY, people.match_of[i]
            while row >= 0:  # every mentor has turn // mentors domains, and some one more
                if has_turn(matches.covers[row], turn // mentors) and (
                    best < 0 or people.skill[matches.mentor[row], k] > people.skill[matches.mentor[best], k]
                ):
                    best = row
                row = matches.next[row]
            matches.covers[best] |= 1 << k
        row = people.match_of[i]
        while row >= 0:
            if matches.covers[row] == every:
                matches.covers[row] = -1
            make_plan(matches.plan[row], people.goals[i], world.org_goals, matches.focus[row], matches.covers[row])
            row = matches.next[row]


@equation
def has_turn(covers, fewest):
    """Whether a match covers just `fewest` domains so far."""
    total = 0
    while covers > 0:
        total += covers & 1
        covers >>= 1
    return total == fewest


@matching("constellation")
@dataclass(frozen=True)
class Constellation(Zone):
    """Up to three mentors who cover different domains, in the hours of one: by zone value, where most is missing."""

    after = (share_domains,)
    uses = ("matching.circle",)
    cost = "O(n m) scores and O(n^2 m) assignment for each mentor of the circle; .5 s"
    source = "Higgins & Kram 2001 (developmental networks); Mak 2011 (claim C13); assignment: Kuhn 1955"

    def mentors_each(self, parameters):
        return min(parameters.matching.circle, parameters.people.domains)
