"""Quality: trust grows slowly with good meetings and breaks fast with bad ones; both partners rate it."""

from mentorsim.codes import RUNNING
from mentorsim.compiled import kernel
from mentorsim.equations import experience, quality_step, unit_interval
from mentorsim.registry import process
from mentorsim.rng import fill_pair_words, two_normals

BETTER, WORSE = range(2)


@kernel
def trust(
    luck, week, count, key, active, reactance, bias, match_mentee, match_mentor,
    match_ended_by, match_met, match_success, match_harsh, match_phi, match_quality, match_perceived_quality_mentee,
    match_perceived_quality_mentor, quality_felt_base, quality_felt_phi, quality_felt_cost,
    quality_felt_harsh, quality_gain, quality_loss, quality_rating_noise, one_key, two_key, draws,
):  # fmt: skip
    """Each meeting is felt, trust moves, and both rate it with their own bias and noise."""
    fill_pair_words(luck, active, match_mentee, match_mentor, key, week, 0, one_key, two_key, draws)
    for a in range(len(active)):
        row = active[a]
        if match_ended_by[row] != RUNNING or not match_met[row]:
            continue
        i, j = match_mentee[row], match_mentor[row]
        felt = experience(
            match_success[row], match_phi[row], reactance[i], quality_felt_harsh * match_harsh[row],
            quality_felt_base, quality_felt_phi, quality_felt_cost,
        )  # fmt: skip
        count[BETTER if felt > 0.0 else WORSE] += 1
        q = unit_interval(match_quality[row] + quality_step(match_quality[row], felt, quality_gain, quality_loss))
        match_quality[row] = q
        mine, yours = two_normals(draws[0, a], draws[1, a], draws[2, a], draws[3, a])
        match_perceived_quality_mentee[row] = unit_interval(q + bias[i] + quality_rating_noise * mine)
        match_perceived_quality_mentor[row] = unit_interval(q + bias[j] + quality_rating_noise * yours)


@process("quality", "row order", "quality.on", ("meeting strengthens trust", "meeting weakens trust"), (trust,))
def quality(world):
    """Meetings strengthen or weaken trust, and both partners rate it."""
