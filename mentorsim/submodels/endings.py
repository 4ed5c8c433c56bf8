"""Endings: by plan, by the mentor, by the mentee, or from outside."""

from mentorsim.codes import BY_MENTEE, BY_MENTOR, BY_OUTSIDE, BY_PLAN, RUNNING
from mentorsim.compiled import kernel
from mentorsim.equations import happens, mentee_hazard, mentor_hazard
from mentorsim.lifecycle import become_peers, close_match
from mentorsim.registry import process
from mentorsim.rng import coarse, fill_pair_words

PEERS = 4  # after the codes of who ended it


@kernel
def end(
    luck, week, count, key, active, energy, progress, reactance, episode_until, matched, match_of, waiting_since,
    quality_past, n_matches, match_next, match_mentee, match_mentor, match_closing, match_ended_by, match_end_week,
    match_weeks, match_quality, match_quality_sum, match_tension, endings_on, endings_mentor, endings_mentor_quality,
    endings_mentor_energy, endings_mentor_progress, endings_mentee, endings_mentee_quality, endings_mentee_reactance,
    endings_episode, endings_outside, peer, match_peers, withdrawal_peers, learning_placebo, ties_on, new_one, new_two,
    new_strength, n_new, one_key, two_key, draws,
):  # fmt: skip
    """Plan first; then three hazards, each with a draw of its own: outside, mentor, mentee.

    After a planned end the pair may go on as peers.
    """
    fill_pair_words(luck, active, match_mentee, match_mentor, key, week, 0, one_key, two_key, draws)
    for a in range(len(active)):
        row = active[a]
        i, j, q = match_mentee[row], match_mentor[row], match_quality[row]
        by = RUNNING
        if match_closing[row]:
            by = BY_PLAN
        elif endings_on:
            u, v, w = coarse(draws[0, a]), coarse(draws[1, a]), coarse(draws[2, a])
            of_mentor = mentor_hazard(
                q, energy[j], progress[i], 1.0 if episode_until[j] >= week else 0.0, endings_mentor,
                endings_mentor_quality, endings_mentor_energy, endings_mentor_progress, endings_episode,
            )  # fmt: skip
            of_mentee = mentee_hazard(
                q, reactance[i], match_tension[row], 1.0 if episode_until[i] >= week else 0.0, endings_mentee,
                endings_mentee_quality, endings_mentee_reactance, endings_episode,
            )  # fmt: skip
            if happens(u, endings_outside):
                by = BY_OUTSIDE
            elif happens(v, of_mentor):
                by = BY_MENTOR
            elif happens(w, of_mentee):
                by = BY_MENTEE
        if by != RUNNING:
            count[by] += 1
            close_match(
                row, by, week, match_mentee, match_mentor, match_ended_by, match_end_week, match_weeks, match_quality,
                match_quality_sum, matched, match_of, match_next, waiting_since, quality_past, n_matches,
            )  # fmt: skip
        if by == BY_PLAN:
            count[PEERS] += become_peers(
                luck, week, 2, row, withdrawal_peers * (1 - learning_placebo), key, peer, match_mentee, match_mentor,
                match_quality, match_peers, ties_on, new_one, new_two, new_strength, n_new,
            )  # fmt: skip


@process(
    "endings", "synchronous", "", ("by plan", "by the mentor", "by the mentee", "from outside", "goes on as peers"),
    (end,),
)  # fmt: skip
def endings(world):
    """Matches end by plan, or by the hazards of mentor, mentee and the outside (switch: endings.on)."""
