"""Endings: by plan, by the mentor, by the mentee, or from outside."""

from mentorsim.codes import BY_MENTEE, BY_MENTOR, BY_OUTSIDE, BY_PLAN, RUNNING
from mentorsim.compiled import kernel, part
from mentorsim.equations import happens, mentee_hazard, mentor_hazard, silence_hazard
from mentorsim.process import process
from mentorsim.rng import draw_for_pairs, four_drawn
from mentorsim.world.initiative import initiative_of_mentee, initiative_of_mentor
from mentorsim.world.lifecycle import become_peers, close_match, commitment_of

PEERS, BY_SILENCE = 4, 5  # after the codes of who ended it


@kernel
def end(people, matches, ties, world, rules, at):
    """Plan first; then four hazards, each with a draw of its own: outside, mentor, mentee, silence.

    After a planned end the pair may go on as peers.
    """
    draw_for_pairs(people, matches, at, 0)
    for a in range(len(matches.active)):
        row = matches.active[a]
        by = who_ends(people, matches, rules, at, row, a)
        if by != RUNNING:
            at.count[by] += 1
            close_match(people, matches, rules, row, by, at.week)
        if by == BY_PLAN:
            at.count[PEERS] += become_peers(people, matches, ties, world, rules, at, row, 2)


@part
def who_ends(people, matches, rules, at, row, a):
    """Who ends match `row` now; RUNNING if nobody does. a: column of the pair's draws."""
    if matches.closing[row]:
        return BY_PLAN
    if not rules.endings.on:
        return RUNNING
    i, j = matches.mentee[row], matches.mentor[row]
    u, v, w, x = four_drawn(at, a)
    if happens(u, rules.endings.outside):
        return BY_OUTSIDE
    if happens(v, at.programme * people.frailty[j] * hazard_of_mentor(people, matches, rules, at, row)):
        return BY_MENTOR
    if happens(w, at.programme * people.frailty[i] * hazard_of_mentee(people, matches, rules, at, row)):
        return BY_MENTEE
    if happens(x, silence_hazard(matches.silent[row], rules.endings.silence, rules.endings.tolerated)):
        at.count[BY_SILENCE] += 1
        return side_that_fell_silent(people, matches, rules, row)
    return RUNNING


@part
def side_that_fell_silent(people, matches, rules, row):
    """Who ends match `row` by falling silent: the side with less initiative."""
    less = initiative_of_mentee(people, matches, rules, row) < initiative_of_mentor(people, matches, rules, row)
    return BY_MENTEE if less else BY_MENTOR


@part
def hazard_of_mentor(people, matches, rules, at, row):
    """Weekly hazard that the mentor ends match `row`."""
    ends, j = rules.endings, matches.mentor[row]
    episode = 1.0 if people.episode_until[j] >= at.week else 0.0
    return mentor_hazard(
        matches.quality[row],
        people.energy[j],
        episode,
        commitment_of(people, rules, at, j),
        ends.mentor,
        ends.by_quality,
        ends.by_energy,
        ends.episode,
    )


@part
def hazard_of_mentee(people, matches, rules, at, row):
    """Weekly hazard that the mentee ends match `row`."""
    ends, i = rules.endings, matches.mentee[row]
    episode = 1.0 if people.episode_until[i] >= at.week else 0.0
    return mentee_hazard(
        matches.quality[row],
        people.reactance[i],
        matches.tension[row],
        people.shortfall[i],
        episode,
        ends.mentee,
        ends.by_quality,
        ends.by_reactance,
        ends.by_shortfall,
        ends.episode,
    )


@process(
    "endings",
    "synchronous",
    "",
    (
        "by plan",
        "by the mentor",
        "by the mentee",
        "from outside",
        "goes on as peers",
        "of these by mentor or mentee: fell silent",
    ),
    (end,),
    source="Kupersmidt et al. 2017; Keller & Spencer 2017 (rates, who ends it); Kram 1983 (going on as peers)",
)
def endings(world):
    """Matches end by plan, or by the hazards of mentor, mentee and the outside (switch: endings.on)."""
