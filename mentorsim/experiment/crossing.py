"""How many arms, plausible worlds and replications a stored experiment has, in numbers and in words.

Apart from `worlds`, which reads ensembles: what only shows a folder loads no parameters.
"""

import re
from collections.abc import Mapping
from typing import Any

from mentorsim.errors import BadInput, written
from mentorsim.printing import plural


def parts_of(asked: str) -> tuple[str, int | None]:
    """(name or path, number) of "plausible:20"; None without a number. BadInput for a number that is none."""
    name, colon, number = asked.rpartition(":")
    if not colon or not re.fullmatch(r"[-+.\d]*", number):
        return asked, None
    if not re.fullmatch(r"\d{1,9}", number):
        raise BadInput(f"found {written(asked)}, expected a whole number of worlds after the colon")
    return name, int(number)


def crossed(arms: int, worlds: int, replications: int) -> str:
    """How many arms there are, in how many worlds, how often. worlds: 0 without any."""
    inner = f" × {plural(worlds, 'world')}" if worlds else ""
    return f"{plural(arms, 'arm')}{inner} × {plural(replications, 'replication')}"


def size_of(resolved: Mapping[str, Any]) -> tuple[int, int]:
    """(arms, worlds) of a resolved experiment; worlds are 0 where it has none."""
    worlds = len(resolved["worlds"]["sets"]) if "worlds" in resolved else 0
    return len(resolved["arms"]) // max(1, worlds), worlds


def which(resolved: Mapping[str, Any]) -> str:
    """How many plausible worlds a resolved experiment has, and of which ensemble; nothing where it has none."""
    if "worlds" not in resolved:
        return ""
    worlds = resolved["worlds"]
    return f"{len(worlds['sets']):,} of {worlds['of']:,} of {parts_of(worlds['source'])[0]}"


def weights_in(resolved: Mapping[str, Any]) -> dict[int, float]:
    """{world: its weight} of a resolved experiment; nothing where it has none."""
    return {one["world"]: one["weight"] for one in resolved["worlds"]["sets"]} if "worlds" in resolved else {}
