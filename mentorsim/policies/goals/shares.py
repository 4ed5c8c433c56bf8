"""Whose goals the plan serves."""

from dataclasses import dataclass

from mentorsim.policies.goals import GoalPolicy, goals


@goals("personal")
@dataclass(frozen=True)
class Personal(GoalPolicy):
    """The plan serves the mentee's own goals alone."""

    rule = ("omega = 0",)

    def omega(self, parameters):
        return 0.0


@goals("organisational")
@dataclass(frozen=True)
class Organisational(GoalPolicy):
    """The plan serves the organisation's goals alone."""

    rule = ("omega = 1",)

    def omega(self, parameters):
        return 1.0


@goals("negotiated")
@dataclass(frozen=True)
class Negotiated(GoalPolicy):
    """The plan serves both, in the setting's proportion."""

    uses = ("goals.omega",)
    rule = ("omega = omega",)

    def omega(self, parameters):
        return parameters.goals.omega
