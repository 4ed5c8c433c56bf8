"""Endings: by plan, by the mentor, by the mentee, or from outside."""

from mentorsim.codes import BY_MENTEE, BY_MENTOR, BY_OUTSIDE, BY_PLAN, RUNNING
from mentorsim.compiled import kernel
from mentorsim.equations import happens, mentee_hazard, mentor_hazard
from mentorsim.lifecycle import become_peers, close_match
from mentorsim.registry import process
from mentorsim.rng import coarse, draw_for_pairs

PEERS = 4  # after the codes of who ended it


@kernel
def end(people, matches, ties, rules, at):
    """Plan first; then three hazards, each with a draw of its own: outside, mentor, mentee.

    After a planned end the pair may go on as peers.
    """
    draw_for_pairs(people, matches, at, 0)
    for a in range(len(matches.active)):
        row = matches.active[a]
        i, j, q = matches.mentee[row], matches.mentor[row], matches.quality[row]
        by = RUNNING
        if matches.closing[row]:
            by = BY_PLAN
        elif rules.endings.on:
            u, v, w = coarse(at.draws[0, a]), coarse(at.draws[1, a]), coarse(at.draws[2, a])
            of_mentor = mentor_hazard(
                q,
                people.energy[j],
                people.progress[i],
                1.0 if people.episode_until[j] >= at.week else 0.0,
                rules.endings.mentor,
                rules.endings.mentor_quality,
                rules.endings.mentor_energy,
                rules.endings.mentor_progress,
                rules.endings.episode,
            )
            of_mentee = mentee_hazard(
                q,
                people.reactance[i],
                matches.tension[row],
                1.0 if people.episode_until[i] >= at.week else 0.0,
                rules.endings.mentee,
                rules.endings.mentee_quality,
                rules.endings.mentee_reactance,
                rules.endings.episode,
            )
            if happens(u, rules.endings.outside):
                by = BY_OUTSIDE
            elif happens(v, of_mentor):
                by = BY_MENTOR
            elif happens(w, of_mentee):
                by = BY_MENTEE
        if by != RUNNING:
            at.count[by] += 1
            close_match(people, matches, row, by, at.week)
        if by == BY_PLAN:
            at.count[PEERS] += become_peers(people, matches, ties, rules, at, row, 2)


@process(
    "endings",
    "synchronous",
    "",
    ("by plan", "by the mentor", "by the mentee", "from outside", "goes on as peers"),
    (end,),
)
def endings(world):
    """Matches end by plan, or by the hazards of mentor, mentee and the outside (switch: endings.on)."""
