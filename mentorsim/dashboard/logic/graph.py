"""The network as it is sent to the page: people, matches, ties, what they are coloured by; arrays, of which the page
gets those that have changed.
"""

import json
from dataclasses import dataclass

import numpy as np

from mentorsim import codes
from mentorsim.dashboard.logic import arrange, lineage, shades, story
from mentorsim.dashboard.logic.shades import COLOURS, KINDS, LEFT, MEMBER, MENTOR
from mentorsim.figures import style
from mentorsim.world import snapshot

ARRANGED = {"mentors": "by mentor", "units": "by unit", "lineage": "as lineage"}
TIES = {"none": "none", "own": "of one", "strong": "strong", "all": "all"}
STRONG = 0.5  # a tie from here on
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
        return placed(self.where, p["key"])

    def sent(self, choice, world, look: Look, theme: str, shared: arrange.Arranged | None = None) -> Sent:
        """A world as the page draws it. shared: where people stand, if that is not found from this world alone."""
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
            places, homes = (
                self.arranged(choice, look, taken) if shared is None else placed(shared, taken.people["key"])
            )
            kinds = kinds_of(taken.people["role"], taken.people["stage"])
            m = taken.matches
            links = (m["mentee"], m["mentor"], m["quality"], m["help"])
            ties = ties_of(taken.ties, look.ties)
            words = words_of(taken, look if shared is None else Look(arrange="units"))
        values, legend = shades.shade(world, rows, kinds, look.colour, theme)
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


class Both:
    """The networks of two worlds: who is in both stands at the same place, with the mentor they have in the first world
    or, without one there, in the second.
    """

    def __init__(self):
        self.of, self.week, self.where = None, -1, None
        self.sides = (Pictures(), Pictures())

    def sent(self, choices, worlds, theme: str, alike: bool = True) -> list[Sent]:
        """Both worlds as the page draws them. alike: whether who is in both stands at the same place; else with their
        own mentors.
        """
        each = zip(self.sides, choices, worlds, strict=True)
        if not alike:
            return [side.sent(choice, world, Look(), theme) for side, choice, world in each]
        taken = [snapshot.take(world) for world in worlds]
        follows = self.of == choices and 0 <= taken[0].week - self.week <= LEAP
        if not (follows and taken[0].week == self.week):
            self.where = arrange.arranged(*joined(taken), before=self.where if follows else None)
            self.of, self.week = choices, taken[0].week
        return [side.sent(choice, world, Look(), theme, self.where) for side, choice, world in each]


def joined(taken) -> tuple:
    """(keys, units, mentees, mentors) of two snapshots as of one: each person once, matches of the first in front."""
    keys = np.concatenate([one.people["key"] for one in taken])
    keys, first = np.unique(keys, return_index=True)
    units = np.concatenate([one.people["unit"] for one in taken])[first]
    ends = [
        np.concatenate([np.searchsorted(keys, one.people["key"][one.matches[end]]) for one in taken])
        for end in ("mentee", "mentor")
    ]
    return keys, units, *ends


def placed(where: arrange.Arranged, keys) -> tuple[np.ndarray, np.ndarray]:
    """(n, 2) where people of these keys stand, (n,) in which unit."""
    at = np.searchsorted(where.keys, keys)
    return where.xy[at], where.home[at]


def columns(parts) -> bytes:
    """Arrays side by side, row by row."""
    return np.column_stack(parts).astype(np.float32).tobytes()


def ties_of(ties: dict, which: str) -> tuple:
    """(one, two, strength) of the ties that are asked for."""
    if which == "none":
        return (np.empty(0),) * 3
    chosen = ties["weight"] >= (STRONG if which == "strong" else 0.0)
    return ties["one"][chosen], ties["two"][chosen], ties["weight"][chosen]


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
        "hull": shades.scale((colours.paper, colours.grid))[shades.STEPS // 2],
        "accent": colours.row[4], "legend": legend, "words": words, "ties": look.ties, "arrange": look.arrange,
        "colour": COLOURS[look.colour], "units": list(shades.labels_of(world, "unit")), "kinds": list(KINDS),
        "called": [story.CALLED.get(kind, "newcomer") for kind in codes.KINDS], "shift": codes.KIND_SHIFT,
    }  # fmt: skip
