"""The nearest of some known names, for messages: what somebody who made a typo may have meant."""

import difflib
import re

FURTHEST = ((2, 0), (5, 1), (10, 2))  # (letters of a word, edits that still make it a typo)
MOST_EDITS = 3  # of longer words, and in all
SHORT = 3  # letters of a name in which one edit is a typo wherever it is
LONGEST = 100  # letters of a name that may be a misspelt one
CANDIDATES, ALIKE = 5, 0.5  # a quick look finds so many, of at least this similarity, which are then gone through


def nearest(name, known) -> str:
    """` (did you mean 'x'?)`, or an empty string where nothing is as near as a typo, or `name` is no text."""
    near = nearest_name(name, known) if isinstance(name, str) and len(name) <= LONGEST else None
    return "" if near is None else f" (did you mean {near!r}?)"


def nearest_name(name: str, known) -> str | None:
    """The known name that is nearest to `name`, capitals aside; None where none is as near as a typo.

    A name without a dot may also be the last part of one with dots.
    """
    known, name = [str(other) for other in reversed(list(known))], name.casefold()
    folded = {} if "." in name else {other.casefold().rpartition(".")[2]: other for other in known}
    folded |= {other.casefold(): other for other in known}
    close = difflib.get_close_matches(name, folded, n=CANDIDATES, cutoff=ALIKE)
    near = [(distance, other) for other in close if (distance := typos(name, other)) is not None]
    return folded[min(near, key=lambda one: one[0])[1]] if near else None


def typos(one: str, other: str) -> int | None:
    """How many typos turn one name into another, word by word; None for more than happen to anybody."""
    words, others = (re.findall(r"[^\W_]+", text) for text in (one, other))
    if len(words) != len(others):
        words, others = ["".join(words)], ["".join(others)]
    pairs = list(zip(words, others, strict=True))
    counts = [edits(*pair) for pair in pairs]
    most = [most_edits(max(map(len, pair))) for pair in pairs]
    fits = all(count <= allowed for count, allowed in zip(counts, most, strict=True)) and sum(counts) <= MOST_EDITS
    return sum(counts) if fits or (sum(counts) == 1 and len(one) >= SHORT) else None


def most_edits(letters: int) -> int:
    """How many edits of a word of so many letters are a typo."""
    return next((edits for most, edits in FURTHEST if letters <= most), MOST_EDITS)


def edits(one: str, other: str) -> int:
    """Edits that turn one text into another: letters added, left out, replaced, or swapped with the next.

    The optimal string alignment distance (Damerau 1964): nothing is edited twice.
    """
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, above, row = row, before, [i]
        for j, wanted in enumerate(other, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, above[j - 2] + 1)
            row.append(best)
    return row[-1]
