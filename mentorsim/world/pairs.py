"""How matches begin: those made by the policy, and those given."""

import numpy as np

from mentorsim.codes import ASSIGNED, NEVER, NO_ARM, OF_MENTORS
from mentorsim.compiled import kernel
from mentorsim.equations import conflict, first_quality, similarity, unit_interval, weighted
from mentorsim.rng import pair_normal
from mentorsim.world.lifecycle import make_plan
from mentorsim.world.ties import note_tie


@kernel
def begin(people, matches, ties, world, rules, at, pairs, first):
    """Fill the rows of new matches, from row `first` on, and note them with both people, who become acquainted.

    pairs: rows of the mentees, and of the mentors. There must be room for their ties.
    """
    quality = rules.quality
    for n in range(len(pairs[0])):
        row, i, j = first + n, pairs[0][n], pairs[1][n]
        deep = similarity(people.style[i], people.style[j], people.values[i], people.values[j])
        noise = quality.spread * pair_normal(at.luck, people.key[i], people.key[j], at.week, 100)
        same, hurt = people.group[i] == people.group[j], 0.0 if rules.learning.placebo else people.hurt[i]
        q = first_quality(
            quality.start,
            deep,
            same,
            hurt,
            noise,
            quality.base,
            quality.slope,
            quality.same_group,
            quality.hurt,
            quality.flat,
        )
        matches.active_rows[matches.n_active[0]] = row
        matches.n_active[0] += 1
        matches.mentee[row] = i
        matches.mentor[row] = j
        matches.start_week[row] = at.week
        arm = matches.arm[row] = people.arm[j] if rules.trial.unit == OF_MENTORS else people.arm[i]
        omega = world.omegas[arm - NO_ARM]
        matches.help[row] = matches.help_start[row] = world.starts[arm - NO_ARM]
        matches.quality[row] = q
        matches.focus[row] = omega
        matches.similarity[row] = deep
        matches.same_group[row] = same
        rated = quality.rating_noise * pair_normal(at.luck, people.key[i], people.key[j], at.week, 101)
        matches.perceived_similarity_mentee[row] = unit_interval(deep + people.bias[i] + rated)
        mine = quality.rating_noise * pair_normal(at.luck, people.key[i], people.key[j], at.week, 102)
        yours = quality.rating_noise * pair_normal(at.luck, people.key[i], people.key[j], at.week, 103)
        matches.perceived_quality_mentee[row] = unit_interval(q + people.bias[i] + mine)
        matches.perceived_quality_mentor[row] = unit_interval(q + people.bias[j] + yours)
        matches.goal_distance_start[row] = conflict(people.goals[i], world.org_goals)
        ahead = weighted(people.goals[i], people.skill[j]) - weighted(people.goals[i], people.skill[i])
        matches.skill_gap_start[row] = ahead
        seen = rules.learning.width_error * pair_normal(at.luck, people.key[i], people.key[j], 0, 104)
        matches.width_error[row] = np.exp(seen)
        make_plan(matches.plan[row], people.goals[i], world.org_goals, omega, -1)
        people.n_matches[i] += 1
        matches.attempt[row] = people.n_matches[i]
        people.matched[i] += 1
        people.matched[j] += 1
        if people.match_of[i] < 0:
            people.match_of[i] = row
        else:
            other = people.match_of[i]
            while matches.next[other] >= 0:
                other = matches.next[other]
            matches.next[other] = row
        people.last_mentor[i] = j
        if people.first_match_week[i] == NEVER:
            people.first_match_week[i] = at.week
        if rules.ties.on and not rules.learning.placebo:
            note_tie(ties, i, j, rules.ties.first)


def start_matches(world, mentees, mentors, how, **more) -> None:
    """Begin matches between rows `mentees` and `mentors`; pairs become acquainted, but for the placebo.

    how: code of MADE_BY, of all or of each; more: for the kernel, where no process is at work.
    """
    if len(mentees) == 0:
        return
    if len(mentees) > 1:
        order = mentees.argsort(kind="stable")
        mentees, mentors, how = mentees[order], mentors[order], how if np.ndim(how) == 0 else how[order]
    first = len(world.matches)
    world.add_matches(len(mentees))
    if world.active.reserve(len(mentees)):
        world.kernels.bind("active")
        world.growth.week()
    world.call(begin, first=first, pairs=(mentees, mentors), **more)
    world.matches.made_by[first:] = how


def start_given(world) -> None:
    """Begin the given matches, where anybody is matched at all: by assignment, as old, good and helped as given.

    They began so many weeks before week 0. Quality and help that are not given are those of a new match.
    """
    given, p = world.parameters.given, world.parameters
    if given is None or not given.matches or not world.now["pairs"]:
        return
    mentees, mentors = (given.rows(given.matches[end], p.people.mentees) for end in ("mentee", "mentor"))
    paired = world.is_paired(mentees)
    start_matches(world, mentees[paired], mentors[paired], ASSIGNED, luck=world.luck("matching"), week=0)
    matches = world.matches
    matches.start_week[:] = -given.matches["weeks_so_far"][paired]
    for name, columns in (("quality", ("quality",)), ("help", ("help", "help_start"))):
        stated = given.matches[name][paired]
        known = ~np.isnan(stated)
        for column in columns:
            getattr(matches, column)[known] = stated[known]
