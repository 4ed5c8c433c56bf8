"""How a match begins: those that are made, and those that are given."""

import numpy as np

from mentorsim.codes import ASSIGNED, NEVER
from mentorsim.compiled import kernel
from mentorsim.equations import conflict, first_quality, similarity, unit_interval, weighted
from mentorsim.lifecycle import make_plan
from mentorsim.rng import pair_normal
from mentorsim.ties import note_tie


@kernel
def begin(
    luck, week, key, first, mentees, mentors, how, omega, active_rows, n_active, match_mentee, match_mentor,
    match_start_week, match_made_by, match_next, match_attempt, match_help, match_help_start, match_quality,
    match_focus, match_plan, match_similarity, match_same_group, match_perceived_similarity_mentee,
    match_perceived_quality_mentee, match_perceived_quality_mentor, match_goal_distance_start, match_skill_gap_start,
    match_width_error, group, skill, goals, org_goals, style, values, bias, matched, match_of, last_mentor,
    first_match_week, n_matches, withdrawal_start, quality_start, quality_base, quality_slope, quality_flat,
    quality_spread, quality_rating_noise, learning_width_error, learning_placebo, ties_on, ties_first, new_one, new_two,
    new_strength, n_new,
):  # fmt: skip
    """Fill the rows of new matches, from row `first` on, and note them with both people, who become acquainted.

    There must be room for their ties.
    """
    for n in range(len(mentees)):
        row, i, j = first + n, mentees[n], mentors[n]
        deep = similarity(style[i], style[j], values[i], values[j])
        noise = quality_spread * pair_normal(luck, key[i], key[j], week, 100)
        q = first_quality(quality_start, deep, noise, quality_base, quality_slope, quality_flat)
        active_rows[n_active[0]] = row
        n_active[0] += 1
        match_mentee[row] = i
        match_mentor[row] = j
        match_start_week[row] = week
        match_made_by[row] = how
        match_help[row] = match_help_start[row] = withdrawal_start
        match_quality[row] = q
        match_focus[row] = omega
        match_similarity[row] = deep
        match_same_group[row] = group[i] == group[j]
        rated = quality_rating_noise * pair_normal(luck, key[i], key[j], week, 101)
        match_perceived_similarity_mentee[row] = unit_interval(deep + bias[i] + rated)
        mine = quality_rating_noise * pair_normal(luck, key[i], key[j], week, 102)
        yours = quality_rating_noise * pair_normal(luck, key[i], key[j], week, 103)
        match_perceived_quality_mentee[row] = unit_interval(q + bias[i] + mine)
        match_perceived_quality_mentor[row] = unit_interval(q + bias[j] + yours)
        match_goal_distance_start[row] = conflict(goals[i], org_goals)
        match_skill_gap_start[row] = weighted(goals[i], skill[j]) - weighted(goals[i], skill[i])
        match_width_error[row] = np.exp(learning_width_error * pair_normal(luck, key[i], key[j], 0, 104))
        make_plan(match_plan[row], goals[i], org_goals, omega, -1)
        n_matches[i] += 1
        match_attempt[row] = n_matches[i]
        matched[i] += 1
        matched[j] += 1
        if match_of[i] < 0:
            match_of[i] = row
        else:
            other = match_of[i]
            while match_next[other] >= 0:
                other = match_next[other]
            match_next[other] = row
        last_mentor[i] = j
        if first_match_week[i] == NEVER:
            first_match_week[i] = week
        if ties_on and not learning_placebo:
            note_tie(new_one, new_two, new_strength, n_new, i, j, ties_first)


def start_matches(world, mentees, mentors, how: int, **more) -> None:
    """Begin matches between rows `mentees` and `mentors`; pairs become acquainted, but for the placebo.

    more: for the kernel, where no process is at work.
    """
    if len(mentees) == 0:
        return
    if len(mentees) > 1:
        order = mentees.argsort(kind="stable")
        mentees, mentors = mentees[order], mentors[order]
    first = len(world.matches)
    world.make_room(world.matches, len(mentees))
    if world.active.make_ready(len(mentees)):
        world.bind("active")
        world.make_room_for_a_week()
    world.call(begin, first=first, mentees=mentees, mentors=mentors, how=how, **more)


def start_given(world) -> None:
    """Begin the given matches, where anybody is matched at all: by assignment, as old, good and helped as given.

    They began so many weeks before week 0. Quality and help that are not given are those of a new match.
    """
    given, p = world.parameters.given, world.parameters
    if given is None or not given.matches or not p.modes.one_to_one or world.policies["matching"].solver == "nobody":
        return
    pairs = (given.rows(given.matches[end], p.people.mentees) for end in ("mentee", "mentor"))
    start_matches(world, *pairs, ASSIGNED, luck=world.luck("matching"), week=0)
    matches = world.matches
    matches.start_week[:] = -given.matches["weeks_so_far"]
    for name, columns in (("quality", ("quality",)), ("help", ("help", "help_start"))):
        known = ~np.isnan(given.matches[name])
        for column in columns:
            getattr(matches, column)[known] = given.matches[name][known]
