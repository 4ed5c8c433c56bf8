"""The network as it is sent to the page: people, matches, ties, what they are coloured by; arrays, of which the page
gets those that have changed.
"""

import json
from dataclasses import dataclass

import numpy as np

from mentorsim import codes
from mentorsim.dashboard.logic import arrange, lineage, story
from mentorsim.figures import style
from mentorsim.world import snapshot
from mentorsim.world.people import PEOPLE

ARRANGED = {"mentors": "by mentor", "units": "by unit", "lineage": "as lineage"}
TIES = {"none": "none", "own": "of one", "strong": "strong", "all": "all"}
STRONG = 0.5  # a tie from here on
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
LEAP = 12  # weeks after which a picture is arranged anew: the same link shows the same picture


@dataclass(frozen=True)
class Look:
    """What a visitor looks at. colour: of COLOURS; ties: of TIES; arrange: of ARRANGED."""

    colour: str = "role"
    ties: str = "none"
    arrange: str = "mentors"

    @staticmethod
    def known() -> dict[str, list[str]]:
        """{field: what it can be}, the default first."""
        return {"colour": list(COLOURS), "ties": list(TIES), "arrange": list(ARRANGED)}

    def in_link(self) -> dict[str, str]:
        """What a link says of it: all that is not as at first."""
        return {name: value for name, value in vars(self).items() if value != getattr(Look, name)}


@dataclass(frozen=True)
class Sent:
    """What the page gets. persons: (n,) int32 keys; places (n, 2); kinds (n,) uint8: of KINDS; homes (n,) int32: units
    of hulls, −1 for none; values (n,): what is coloured by, NaN for nothing; links (m, 4): mentee, mentor, trust, help;
    of a lineage, instead of help, 0, if the match runs 1, and 2 less if another mentor was first; ties (t, 3): one,
    two, strength; look: legend, colours, words, as JSON; names: {key: real name}, as JSON.
    """

    persons: bytes
    places: bytes
    kinds: bytes
    homes: bytes
    values: bytes
    links: bytes
    ties: bytes
    look: str
    names: str


def kinds_of(role, stage) -> np.ndarray:
    """(n,) places in KINDS."""
    return np.select([role == codes.MENTOR, role == codes.MEMBER], [MENTOR, MEMBER], stage).astype(np.uint8)


def given_names(world) -> dict[int, str]:
    """{person key: what a roster calls them} of real people who are named."""
    given = world.parameters.given
    if given is None or not given.named:
        return {}
    ends = {codes.INITIAL_MENTEE: given.ids[: given.mentees], codes.INITIAL_MENTOR: given.ids[given.mentees :]}
    return {
        (kind << codes.KIND_SHIFT) + place: name for kind, names in ends.items() for place, name in enumerate(names)
    }


def labels_of(world, column: str) -> tuple:
    """Names of a column's numbers, where a roster gives them."""
    given = world.parameters.given
    return () if given is None else tuple(given.labels.get(column, ()))


def state_of(people, rows, name: str) -> np.ndarray:
    """(n,) a state of these rows; NaN where somebody has none."""
    values = np.asarray(getattr(people, name)[rows], float)
    return np.where(people.role[rows] == codes.MENTOR, values, np.nan) if name in OF_MENTORS else values


class Pictures:
    """The network of one world from week to week; people stay near their places."""

    def __init__(self):
        self.of, self.week, self.where = None, -1, None

    def arranged(self, choice, look: Look, taken) -> np.ndarray:
        """(n, 2) where everybody of a snapshot stands, (n,) in which unit."""
        p, m = taken.people, taken.matches
        follows = self.of == (choice, look.arrange) and 0 <= taken.week - self.week <= LEAP
        if not (follows and taken.week == self.week):
            before = self.where if follows else None
            across = look.arrange == "mentors"
            self.where = arrange.arranged(p["key"], p["unit"], m["mentee"], m["mentor"], across, before)
            self.of, self.week = (choice, look.arrange), taken.week
        at = np.searchsorted(self.where.keys, p["key"])
        return self.where.xy[at], self.where.home[at]

    def sent(self, choice, world, look: Look, theme: str) -> Sent:
        """A world as the page draws it."""
        people = world.people
        if look.arrange == "lineage":
            shown = lineage.lineage(world)
            rows, places, homes = shown.rows, shown.xy, np.full(len(shown.rows), -1)
            kinds = kinds_of(people.role[rows], people.stage[rows])
            kinds[~people.present[rows].astype(bool)] = LEFT
            links = (shown.mentee, shown.mentor, shown.trust, np.where(shown.first, 0.0, -2.0) + shown.runs)
            became = (people.mentor_week[rows] >= 0) & (shown.generation > 0) & (kinds == MENTOR)
            words, ties = lineage.words_of(shown, int(became.sum())), (np.empty(0),) * 3
        else:
            taken = snapshot.take(world)
            rows = np.flatnonzero(people.present)
            places, homes = self.arranged(choice, look, taken)
            kinds = kinds_of(taken.people["role"], taken.people["stage"])
            m = taken.matches
            links = (m["mentee"], m["mentor"], m["quality"], m["help"])
            ties = ties_of(taken.ties, look.ties)
            words = words_of(taken, look)
        values, legend = shade(world, rows, kinds, look.colour, theme)
        told = look_of(world, look, legend, words, theme)
        names = given_names(world)
        return Sent(
            persons=people.key[rows].astype(np.int32).tobytes(),
            places=places.astype(np.float32).tobytes(),
            kinds=kinds.tobytes(),
            homes=homes.astype(np.int32).tobytes(),
            values=values.astype(np.float32).tobytes(),
            links=columns(links),
            ties=columns(ties),
            look=json.dumps(told),
            names=json.dumps(names) if names else "{}",
        )


def columns(parts) -> bytes:
    """Arrays side by side, row by row."""
    return np.column_stack(parts).astype(np.float32).tobytes()


def ties_of(ties: dict, which: str) -> tuple:
    """(one, two, strength) of the ties that are asked for."""
    if which == "none":
        return (np.empty(0),) * 3
    chosen = ties["weight"] >= (STRONG if which == "strong" else 0.0)
    return ties["one"][chosen], ties["two"][chosen], ties["weight"][chosen]


# --- colours ---------------------------------------------------------------------------------------------------------


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


# --- words -----------------------------------------------------------------------------------------------------------


def words_of(taken, look: Look) -> str:
    """What the picture shows, in a sentence or two, for those who do not see it too."""
    p, m = taken.people, taken.matches
    mentored = len(np.unique(m["mentee"]))
    mentees = int((p["role"] == codes.MENTEE).sum())
    told = (
        f"{len(p['key']):,} people; {mentored:,} of {mentees:,} mentees have a mentor, in {len(m['mentee']):,} matches."
    )
    other = p["unit"][m["mentee"]] != p["unit"][m["mentor"]]
    if look.arrange == "mentors" and other.any():
        told += f" {int(other.sum()):,} are mentored across units; they are drawn with their mentor."
    return told


def look_of(world, look: Look, legend: dict, words: str, theme: str) -> dict:
    """How it is drawn: colours, legend, words."""
    colours = style.theme_of(theme)
    return {
        "ink": colours.ink, "muted": colours.muted, "paper": colours.paper,
        "hull": scale((colours.paper, colours.grid))[STEPS // 2],
        "accent": colours.row[4], "legend": legend, "words": words, "ties": look.ties, "arrange": look.arrange,
        "colour": COLOURS[look.colour], "units": list(labels_of(world, "unit")), "kinds": list(KINDS),
        "called": [story.CALLED.get(kind, "newcomer") for kind in codes.KINDS], "shift": codes.KIND_SHIFT,
    }  # fmt: skip
