"""Endings: by plan, by the mentor, by the mentee, or from outside."""

from mentorsim.codes import BY_MENTEE, BY_MENTOR, BY_OUTSIDE, BY_PLAN, RUNNING
from mentorsim.compiled import kernel, part
from mentorsim.equations import happens, mentee_hazard, mentor_hazard
from mentorsim.process import process
from mentorsim.rng import draw_for_pairs, four_drawn
from mentorsim.world.lifecycle import become_peers, close_match

PEERS = 4  # after the codes of who ended it


@kernel
def end(people, matches, ties, rules, at):
    """Plan first; then three hazards, each with a draw of its own: outside, mentor, mentee.

    After a planned end the pair may go on as peers.
    """
    draw_for_pairs(people, matches, at, 0)
    for a in range(len(matches.active)):
        row = matches.active[a]
        by = who_ends(people, matches, rules, at, row, a)
        if by != RUNNING:
            at.count[by] += 1
            close_match(people, matches, row, by, at.week)
        if by == BY_PLAN:
            at.count[PEERS] += become_peers(people, matches, ties, rules, at, row, 2)


@part
def who_ends(people, matches, rules, at, row, a):
    """By whom match `row` ends now, RUNNING if by nobody. a: column of the pair's draws."""
    if matches.closing[row]:
        return BY_PLAN
    if not rules.endings.on:
        return RUNNING
    u, v, w, _ = four_drawn(at, a)
    if happens(u, rules.endings.outside):
        return BY_OUTSIDE
    if happens(v, hazard_of_mentor(people, matches, rules, at, row)):
        return BY_MENTOR
    if happens(w, hazard_of_mentee(people, matches, rules, at, row)):
        return BY_MENTEE
    return RUNNING


@part
def hazard_of_mentor(people, matches, rules, at, row):
    """Weekly hazard that the mentor ends match `row`."""
    ends = rules.endings
    j = matches.mentor[row]
    q, e, progress = matches.quality[row], people.energy[j], people.progress[matches.mentee[row]]
    episode = 1.0 if people.episode_until[j] >= at.week else 0.0
    return mentor_hazard(
        q,
        e,
        progress,
        episode,
        ends.mentor,
        ends.mentor_quality,
        ends.mentor_energy,
        ends.mentor_progress,
        ends.episode,
    )


@part
def hazard_of_mentee(people, matches, rules, at, row):
    """Weekly hazard that the mentee ends match `row`."""
    ends = rules.endings
    i = matches.mentee[row]
    q, r, tension = matches.quality[row], people.reactance[i], matches.tension[row]
    episode = 1.0 if people.episode_until[i] >= at.week else 0.0
    return mentee_hazard(q, r, tension, episode, ends.mentee, ends.mentee_quality, ends.mentee_reactance, ends.episode)


@process(
    "endings",
    "synchronous",
    "",
    ("by plan", "by the mentor", "by the mentee", "from outside", "goes on as peers"),
    (end,),
    source="Kupersmidt et al. 2017; Keller & Spencer 2017 (rates, who ends it); Kram 1983 (going on as peers)",
)
def endings(world):
    """Matches end by plan, or by the hazards of mentor, mentee and the outside (switch: endings.on)."""
