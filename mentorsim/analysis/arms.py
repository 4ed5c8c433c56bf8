"""What arms are called in a table: by the levels of their factors where there are few, else by their names."""

from mentorsim.analysis.outcomes import ARM
from mentorsim.settings import POLICIES

MOST_FACTORS = 4


def distinguishing_factors(resolved: dict) -> list[str]:
    """What tells the arms of a resolved experiment apart: the factors of a grid, or "arm"."""
    factors, kind = resolved["factors"], (resolved.get("design") or {}).get("kind")
    return list(factors) if kind == "grid" and 0 < len(factors) <= MOST_FACTORS else [ARM]


def levels_by_arm(resolved: dict, names: list[str]) -> dict:
    """{arm: {name: its level}}."""
    return {
        arm["label"]: {name: arm["label"] if name == ARM else arm["varied"].get(name) for name in names}
        for arm in resolved["arms"]
    }


def short(name: str) -> str:
    """A factor's name over a column."""
    return POLICIES.get(name, name)
