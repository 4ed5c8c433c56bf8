"""Goal policies: the organisation's share omega of a plan."""

from collections.abc import Callable

from mentorsim.parameters import Parameters
from mentorsim.registry import register


def goals[Policy](name: str) -> Callable[[Policy], Policy]:
    """Decorator: enter a goal policy."""
    return register("goals", name)


class GoalPolicy:
    """Base of goal policies. uses: parameter paths that only this policy reads; rule: the formula of its `omega`."""

    uses: tuple = ()
    rule: tuple = ()
    cost = "O(1)"
    source = "assumption: a corner of the comparison (Mak 2011)"

    def omega(self, parameters: Parameters) -> float:
        """Share of the plan that serves the organisation, in [0, 1]."""
        raise AttributeError("a goal policy needs a method `omega`")
