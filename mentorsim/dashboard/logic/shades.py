"""What people in the network are coloured by, and the legends that say so."""

import numpy as np

from mentorsim import codes
from mentorsim.figures import style
from mentorsim.world.people import PEOPLE

SORTS = {"role": "role and stage", "unit": "unit or group", "group": "surface group"}
STATES = {
    "performance": "performance, alone",
    "lasting_performance": "lasting performance",
    "satisfaction": "satisfaction",
    "confidence": "confidence",
    "dependence": "dependence",
    "metacognition": "learning-to-learn",
    "reactance": "reactance",
    "belonging": "belonging",
    "fit": "fit with the place",
    "hurt": "hurt by sudden ends",
    "hush": "hush",
    "energy": "mentor energy",
    "load": "mentor load",
    "openness": "openness",
    "literacy": "digital literacy",
    "zone_width": "zone width",
    "intent_to_leave": "intent to leave",
    "n_matches": "matches so far",
    "n_meetings": "meetings so far",
}
COLOURS = SORTS | STATES
OF_MENTORS = ("energy", "load")  # of nobody else
KINDS = ("dependent", "independent", "interdependent", "mentor", "member", "has left")
MENTOR, MEMBER, LEFT = 3, 4, 5  # places in KINDS, after the stages
SHAPES = ("circle", "circle", "circle", "diamond", "square", "ring")
STEPS = 24  # colours of a scale
EDGES = (0.02, 0.98)  # quantiles at its ends


def labels_of(world, column: str) -> tuple:
    """Names of a column's numbers, where a roster gives them."""
    given = world.parameters.given
    return () if given is None else tuple(given.labels.get(column, ()))


def state_of(people, rows, name: str) -> np.ndarray:
    """(n,) a state of these rows; NaN where somebody has none."""
    values = np.asarray(getattr(people, name)[rows], float)
    return np.where(people.role[rows] == codes.MENTOR, values, np.nan) if name in OF_MENTORS else values


def shade(world, rows, kinds, colour: str, theme: str) -> tuple[np.ndarray, dict]:
    """((n,) values, the legend that says their colours)."""
    look = style.theme_of(theme)
    if colour == "role":
        return kinds.astype(float), legend_of_roles(kinds, look)
    if colour in SORTS:
        number = np.asarray(getattr(world.people, colour)[rows], np.int64)
        return legend_of_sorts(number, labels_of(world, colour), colour, look)
    values = state_of(world.people, rows, colour)
    low, high = bounds(values, PEOPLE[colour].low == 0.0 and PEOPLE[colour].high == 1.0)
    return values, {
        "kind": "scale", "words": COLOURS[colour], "low": low, "high": high, "none": look.outside,
        "colours": scale(look.low_to_high),
    }  # fmt: skip


def bounds(values, share: bool) -> tuple[float, float]:
    """Round numbers around what nearly all have, the same for many weeks: tenths for shares."""
    known = values[np.isfinite(values)]
    if not len(known):
        return 0.0, 1.0
    low, high = (float(edge) for edge in np.quantile(known, EDGES))
    step = 0.1 if share else 2.0 ** np.ceil(np.log2(max(high - low, 0.25))) / 2
    low, high = step * np.floor(low / step + 1e-9), step * np.ceil(high / step - 1e-9)
    return round(low, 6), round(high if high > low else low + step, 6)


def scale(stops) -> list[str]:
    """STEPS colours from the first of these to the last."""
    given = np.array([[int(stop[at : at + 2], 16) for at in (1, 3, 5)] for stop in stops])
    at = np.linspace(0, len(given) - 1, STEPS)
    mixed = np.column_stack([np.interp(at, np.arange(len(given)), given[:, k]) for k in range(3)])
    return ["#" + "".join(f"{round(part):02x}" for part in one) for one in mixed.tolist()]


def legend_of_roles(kinds, look) -> dict:
    """Colours and counts of roles and stages."""
    colours = [*(look.stages[stage] for stage in codes.STAGES), look.mentor, look.outside, look.paper]
    counts = np.bincount(kinds, minlength=len(KINDS)).tolist()
    items = [
        [f"{'mentee, ' if place < MENTOR else ''}{name}", colours[place], counts[place], SHAPES[place]]
        for place, name in enumerate(KINDS)
    ]
    return {"kind": "sorts", "words": "", "colours": colours, "items": items, "shaped": True}


def legend_of_sorts(number, names: tuple, colour: str, look) -> tuple[np.ndarray, dict]:
    """(values, legend) of units or groups: the largest have a colour each, the rest one in common."""
    known, place, counts = np.unique(number, return_inverse=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")[: len(look.row)]
    order = order[np.argsort(known[order])]
    rank = np.full(len(known), len(order))
    rank[order] = np.arange(len(order))
    word = "unit" if colour == "unit" else "group"
    items = [[named(word, int(known[one]), names), look.row[rank[one]], int(counts[one]), ""] for one in order.tolist()]
    rest = int(counts[rank == len(order)].sum())
    if rest:
        items.append(["others", look.outside, rest, ""])
    return rank[place].astype(float), {
        "kind": "sorts", "words": COLOURS[colour], "colours": [*look.row[: len(order)], look.outside], "items": items,
        "shaped": False,
    }  # fmt: skip


def named(word: str, number: int, names: tuple) -> str:
    """A unit or group in words."""
    return names[number] if number < len(names) else f"{word} {number}"
