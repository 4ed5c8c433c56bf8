"""Withdrawal: the policy sets this week's help from what was observed up to last week."""

import numpy as np

from mentorsim.compiled import kernel
from mentorsim.observation import Relationships
from mentorsim.registry import process
from mentorsim.rng import pair_normal

MORE, LESS, SAME, RECEDED = range(4)


@kernel
def observe(
    luck, week, key, active, match_mentee, match_mentor, match_start_week, match_help, match_met, match_success,
    metacognition, performance, dependence, confidence, autonomy, load, withdrawal_noise, withdrawal_oracle, look, seen,
):  # fmt: skip
    """What the mentor of each running match can see, into the rows of `seen` (order: observation.RELATIONSHIP)."""
    noise = 0.0 if withdrawal_oracle else withdrawal_noise
    for a in range(len(active)):
        row = active[a]
        i, j = match_mentee[row], match_mentor[row]
        seen[0, a] = week - match_start_week[row]
        seen[1, a] = match_help[row]
        seen[2, a] = match_met[row]
        seen[3, a] = match_success[row]
        seen[4, a] = autonomy[i]
        seen[5, a] = load[j]
        if not look:
            seen[6:, a] = np.nan
            continue
        seen[6, a] = metacognition[i] + noise * pair_normal(luck, key[i], key[j], week, 0)
        seen[7, a] = performance[i] + noise * pair_normal(luck, key[i], key[j], week, 1)
        seen[8, a] = dependence[i] + noise * pair_normal(luck, key[i], key[j], week, 2)
        seen[9, a] = confidence[i] + noise * pair_normal(luck, key[i], key[j], week, 3)


@kernel
def set_help(count, active, help_next, done, match_help, match_help_start, match_start_week, match_closing, week):
    """Write the help of this week, and which matches the plan closes at its end."""
    for a in range(len(active)):
        row = active[a]
        level = min(1.0, max(0.0, help_next[a]))
        if level > match_help[row]:
            count[MORE] += 1
        elif level < match_help[row]:
            count[LESS] += 1
        else:
            count[SAME] += 1
        match_help[row] = level
        if match_start_week[row] == week:
            match_help_start[row] = level
        match_closing[row] = 1 if done[a] else 0
        count[RECEDED] += done[a]


@process(
    "withdrawal", "synchronous", "withdrawal.on",
    ("more help", "less help", "same help", "mentor has receded: the plan ends it"),
)  # fmt: skip
def withdrawal(world):
    """The withdrawal policy sets this week's help from what mentors observed up to last week."""
    active = world.active.rows
    if len(active) == 0:
        return
    seen = Relationships(len(active))
    p, policy = world.parameters.withdrawal, world.policies["withdrawal"]
    world.call(observe, look=policy.looks_at_mentee, seen=seen.block)
    level = np.where(seen.age == 0, p.start, policy.help(seen, p))
    world.call(set_help, help_next=level, done=policy.done(seen, level, p))
