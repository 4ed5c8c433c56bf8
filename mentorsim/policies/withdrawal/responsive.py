"""Withdrawal by what the mentee does: contingent, readiness."""

from dataclasses import dataclass

import numpy as np

from mentorsim.policies.withdrawal import WithdrawalPolicy, withdrawal


@withdrawal("contingent")
@dataclass(frozen=True)
class Contingent(WithdrawalPolicy):
    """Less help after a success, more after a failure; no change without a meeting."""

    uses = ("withdrawal.down", "withdrawal.up", "withdrawal.floor")
    source = "contingent shift: Wood & Middleton 1975; van de Pol, Volman & Beishuizen 2010"

    def help(self, seen, p):
        step = np.where(seen.success > 0, -p.down, p.up)
        return np.minimum(1.0, seen.last_help + seen.met * step)


@withdrawal("readiness")
@dataclass(frozen=True)
class Readiness(WithdrawalPolicy):
    """Recede as learning-to-learn and unassisted performance, as seen by the mentor, near independence."""

    looks_at_mentee = True
    uses = ("withdrawal.ready_m", "withdrawal.ready_y", "withdrawal.ready_span", "withdrawal.floor",
            "withdrawal.noise", "withdrawal.oracle")  # fmt: skip
    source = "situational leadership: Hersey & Blanchard 1969; scaffolding: Wood, Bruner & Ross 1976"

    def help(self, seen, p):
        missing = np.maximum(p.ready_m - seen.metacognition, p.ready_y - seen.performance) / p.ready_span
        return toward_target(seen, p.start * np.clip(missing, 0.0, 1.0))


def toward_target(seen, target):
    """Half of the way from last week's help to the target: one week's noisy look does not decide alone."""
    return 0.5 * (seen.last_help + target)
