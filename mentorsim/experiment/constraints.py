"""Constraints between the factors of a design: `where = "withdrawal.weeks <= 2 * matching.interval"`.

A condition (`mentorsim.conditions`) over the paths of factors.
"""

from dataclasses import dataclass

from mentorsim.conditions import WORDS, Point, names_in, tree_of, value_of
from mentorsim.errors import BadInput, written
from mentorsim.spelling import nearest


@dataclass(frozen=True)
class Constraint:
    """One condition that every arm has to meet. text: as written; names: {factor as written in it: its path}."""

    text: str
    names: dict

    def holds(self, point: dict) -> bool:
        """Whether a point ({factor: value}) meets it. BadInput where it cannot be worked out."""
        found = value_of(tree_of(self.text), Point({name: point[factor] for name, factor in self.names.items()}))
        if not isinstance(found, bool):
            raise BadInput(f"found {written(self.text)}, which is {written(found)}, expected a comparison")
        return found


def constraint_of(text: str, factors, spelled=lambda name: name) -> Constraint:
    """The Constraint written in `text`; BadInput for what is no part of the grammar, or no factor.

    factors: paths of the design's factors; spelled: a path as written -> the one spelling of it.
    """
    names = {name: spelled(name) for name in names_in(tree_of(text)) if name not in WORDS}
    for name in names.values():
        if name not in factors:
            known = ", ".join(factors) or "no other"
            found = f"found {written(name)} in {written(text)}"
            raise BadInput(f"{found}, expected a factor of the design: {known}{nearest(name, factors)}")
    return Constraint(text, names)
