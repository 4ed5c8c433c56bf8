"""Ties among people of a roster, from an edge list or a graph file, each once; see `graphfiles` for the formats.

A list of ties is taken for the cells of a matrix that are filled. A tie with a direction fills one cell; a tie without
fills both, and may be written both ways if it has the same weight there. A cell that is filled twice is a fault, unless
it is said how repeated ties are joined: by their largest weight, their sum or their count.
"""

from typing import NamedTuple

import numpy as np

from mentorsim.errors import BadInput
from mentorsim.roster.graphfiles.graph import ENDS, WEIGHT, check_misspelt, two_mode
from mentorsim.roster.sheets import Sheet, Source

MOST_WEIGHT = 1e12
REPEATED = {"largest": np.maximum, "sum": np.add, "count": np.add}
TYPE, TYPES = "type", {"directed": True, "undirected": False, "mutual": False}  # as Gephi writes edge lists


def ties_of(source: Source, place: dict, directed: bool | None, repeated: str | None = None) -> tuple:
    """(ties among the people with these places, as in `Given`; data of ties left out, in words; notes on the ties).

    directed: whether ties go one way only; None: as the file says. repeated: one of REPEATED; None: a fault.
    """
    if repeated is not None and repeated not in REPEATED:
        raise BadInput(f"repeated: found {repeated!r}, expected one of {', '.join(REPEATED)}")
    from mentorsim.roster.graphfiles import formats  # the readers of all formats, which few need

    file = (formats.reader_of(source.shown, source.text) or EdgeList)(source, place, directed)
    one_way = np.array(file.one_way, bool)
    ends = tuple(file.places(end, place, "the id of somebody in the roster") for end in ENDS)
    weight = weights_of(file)
    check_loops(file, *ends)
    file.close()
    again = list(repeats(*ends, one_way, weight))
    if repeated is None:
        check_repeats(file, again)
    file.close()
    notes = file.notes + notes_of(again, repeated)
    if file.left_out and WEIGHT not in file.columns:
        notes.append(
            f"ties: all count alike; if {' or '.join(file.left_out)} is how strong they are, say so under "
            f'[people.columns]: … = "{WEIGHT}"'
        )
    weight = np.ones(len(file)) if repeated == "count" else weight
    join = REPEATED.get(repeated, np.maximum)
    return arcs_joined(*ends, weight, one_way, len(place), join), tuple(file.left_out), tuple(notes)


class EdgeList(Sheet):
    """A CSV file of ties: source, target and, if there are any, weight. The rest of a graph file's face as there."""

    def __init__(self, source: Source, place: dict, directed: bool | None):
        known = (*ENDS, WEIGHT, TYPE)
        super().__init__(source.shown, source.text, known, ENDS, dict(source.named), source.exact)
        mode = two_mode(list(zip(*(self.columns[end] for end in ENDS), strict=True)), place)
        if mode:
            self.fault(self.lines[0], mode)
        types = [TYPES.get(text.casefold()) for text in self.columns.get(TYPE, ())]
        is_sentence = bool(types) and None not in types
        if types and not is_sentence:
            self.left_out += (repr(TYPE),)
        self.one_way = types if is_sentence and directed is None else [bool(directed)] * len(self)
        check_misspelt(self, self.top, [head for head in self.header if self.name_of(head) is None])
        self.notes: list = []
        self.close()


def weights_of(file) -> np.ndarray:
    """(ties,) weights, 1 for all where the file has none."""
    if WEIGHT not in file.columns:
        return np.ones(len(file))
    weight = file.numbers(WEIGHT, 0.0, MOST_WEIGHT)
    for row in np.flatnonzero(~(weight > 0.0)):
        if not np.isnan(weight[row]) or not file.columns[WEIGHT][row]:
            found = file.columns[WEIGHT][row] or "nothing"
            file.fault(file.lines[row], f"{WEIGHT}: found {found}, expected a number above 0")
    return weight


def names_at(file, row: int) -> str:
    """The two people of a tie, as the file calls them."""
    return ", ".join(repr(file.columns[end][row]) for end in ENDS)


def check_loops(file, source, target) -> None:
    """Nobody is tied to themselves."""
    for row in np.flatnonzero((source == target) & (source >= 0)):
        name = file.columns[ENDS[0]][row]
        file.fault(file.lines[row], f"found a tie of {name!r} to themselves, expected two people")


# --- each tie once ---------------------------------------------------------------------------------------------------


class Repeat(NamedTuple):
    """A row whose cell is filled by an earlier one; turned: that is the other way round; alike: of the same weight."""

    row: int
    before: int
    turned: bool
    alike: bool


def repeats(source, target, one_way, weight):
    """Every Repeat among ties."""
    written: dict = {}  # {(source, target): its first row}
    for row, ends in enumerate(zip(source.tolist(), target.tolist(), strict=True)):
        same, turned = written.setdefault(ends, row), written.get(ends[::-1])
        if same != row:
            yield Repeat(row, same, False, False)
        elif turned is not None and not (one_way[row] and one_way[turned]):
            both = not one_way[row] and not one_way[turned]
            yield Repeat(row, turned, both, both and weight[row] == weight[turned])


def check_repeats(file, again: list) -> None:
    """Only ties without direction are there twice, once each way with the same weight. A fault for each kind."""
    hint = f"`repeated` under [people] joins such ties by their {', '.join(REPEATED)}"
    for turned in (False, True):
        wrong = [one for one in again if one.turned == turned and not one.alike]
        if wrong:
            more = f" ({len(wrong) - 1:,} more like this)" if wrong[1:] else ""
            file.fault(file.lines[wrong[0].row], f"{repeat_sentence(file, wrong[0])}{more}; {hint}")


def repeat_sentence(file, one: Repeat) -> str:
    """A tie that is there twice, in words."""
    found, before, line = names_at(file, one.row), names_at(file, one.before), file.lines[one.before]
    if not one.turned:
        return f"found {found} again, expected it once (line {line})"
    weights = file.columns[WEIGHT]
    return (
        f"found {found} with weight {weights[one.row]}, but {before} with weight {weights[one.before]} in line {line}, "
        "expected one weight both ways, or `directed = true`"
    )


def notes_of(again: list, repeated: str | None) -> list[str]:
    """What became of repeated ties."""
    if not again:
        return []
    if repeated:
        lines = "repeated line is" if len(again) == 1 else "repeated lines are"
        return [f"ties: {len(again):,} {lines} joined: {repeated}"]
    ties = "tie is" if len(again) == 1 else "ties are"
    return [f"ties: {len(again):,} {ties} written both ways with one weight, taken once"]


def arcs_joined(source, target, weight, one_way, n: int, join=np.maximum) -> dict:
    """Each tie once, one < two, with the strengths of its arcs over the largest; one that goes both ways has two."""
    low, high = np.minimum(source, target), np.maximum(source, target)
    ties, tie = np.unique(low * n + high, return_inverse=True)
    there, back = np.zeros(len(ties)), np.zeros(len(ties))
    forward = source < target
    for strength, ways in ((there, forward | ~one_way), (back, ~forward | ~one_way)):
        join.at(strength, tie[ways], weight[ways])
    most = max(there.max(), back.max())
    return {"one": ties // n, "two": ties % n, "there": there / most, "back": back / most}
