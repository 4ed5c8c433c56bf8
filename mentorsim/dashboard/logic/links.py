"""What links ask for: what cannot be followed is left out and reported."""

from mentorsim.dashboard.logic import choice as choices
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.errors import BadInput
from mentorsim.spelling import nearest

PLACES = (
    "week", "person", "view", "how", "twin", "run", "outcome", "colour", "ties", "arrange",
)  # names in links that are no parameters  # fmt: skip
FIRST = ("setting", "people.roster")  # names on which others rest
MOST_VALUES = 300  # in a link
LONGEST = 300  # characters shown of a value
DIGITS = 18  # of a whole number


class Link:
    """The query of an address. places: {name: text} of what is no parameter; rest: the other (name, text); ignored:
    what was left out, and why, in sentences.
    """

    def __init__(self, search: str | None):
        self.ignored: list[str] = []
        try:
            pairs = choices.pairs_of(search)
            if len(pairs) > MOST_VALUES:
                raise BadInput(f"link: found {len(pairs):,} values, expected at most {MOST_VALUES}")
        except BadInput as error:
            pairs = []
            self.leave_out(str(error))
        self.places, self.rest = apart(pairs)

    def leave_out(self, why: str) -> None:
        """Note what is left out, in one line."""
        line = " ".join(why.split("\n")[0].split())
        half = LONGEST // 2
        self.ignored.append(line if len(line) <= LONGEST else f"{line[:half]} … {line[-half:]}")

    def name(self, place: str, known, default: str) -> str:
        """One of the known names."""
        text, known = self.places.get(place, default), list(known)
        if text == default or text in known:
            return text
        self.leave_out(f"{place}: found {text!r}, expected one of {', '.join(known)}{nearest(text, known)}")
        return default

    def number(self, place: str, default, most: int | None = None):
        """A whole number from 0; of one above `most`, that."""
        text = self.places.get(place)
        if text is None:
            return default
        if not (text.isascii() and text.isdecimal() and len(text) <= DIGITS):
            self.leave_out(f"{place}: found {text!r}, expected a whole number from 0")
            return default
        if most is not None and int(text) > most:
            self.leave_out(f"{place}: found {int(text):,}, expected at most {most:,}")
            return most
        return int(text)

    def world(self, pairs: list) -> tuple[Choice, list]:
        """(the world that pairs describe, the pairs that it was read from)."""
        try:
            return choices.of_pairs(pairs), list(pairs)
        except BadInput:
            pass
        kept: list = []
        for pair in sorted(pairs, key=lambda one: FIRST.index(one[0]) if one[0] in FIRST else len(FIRST)):
            try:
                choices.of_pairs([*kept, pair])
                kept.append(pair)
            except BadInput as error:
                why = str(error)
                self.leave_out(why if pair[0] in why else f"{pair[0]}: {why}")
        return choices.of_pairs(kept), kept


def apart(pairs: list) -> tuple[dict, list]:
    """(places, the other pairs)."""
    return {name: text for name, text in pairs if name in PLACES}, [pair for pair in pairs if pair[0] not in PLACES]


def but_week(query: str) -> list:
    """What a query says beside the week."""
    return [pair for pair in choices.pairs_of(query) if pair[0] != "week"]
