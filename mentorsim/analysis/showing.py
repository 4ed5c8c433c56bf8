"""A table of comparisons that shows itself in few columns and words: in a console as text, in a notebook as HTML."""

from collections.abc import Iterable, Sequence

import pandas as pd

from mentorsim.analysis.arms import short
from mentorsim.analysis.words import sentence, verdict_sentence
from mentorsim.cards import Card
from mentorsim.printing import digits_for, estimate, number, plural

MOST_ROWS = 24  # shown
MOST_SAID = 4  # sentences
LEGEND = "Intervals are at 95 %, ± half of one; an asterisk: it stands for all rows at once (Holm)."


class Comparison(pd.DataFrame):
    """A pandas table of comparisons; what is computed from it is a plain one.

    about: {"title", "facts", "notes", "by"}: what is shown beside the rows, and further columns to show with them.
    """

    _metadata = ["about"]  # noqa: RUF012  as pandas has it
    about: dict
    NEEDED: tuple[str, ...] = (
        "outcome", "level", "reference", "mean_reference", "mean_level", "difference", "low", "high", "verdict",
        "holds",
    )  # fmt: skip

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def __repr__(self) -> str:
        return self.card().text() if self.is_shown() else super().__repr__()

    def _repr_html_(self) -> str:
        return self.card().html() if self.is_shown() else super()._repr_html_()  # type: ignore[misc]  # pandas-stubs leave it out

    def is_shown(self) -> bool:
        """Whether the columns that are shown are still there."""
        return hasattr(self, "about") and {*self.NEEDED, *self.about["by"]} <= set(self.columns)

    def card(self) -> Card:
        """The title, facts, rows and notes that are shown of the table."""
        about, records = self.about, self.to_dict("records")
        rows = tuple(self.label(row) + self.texts(row) for row in records[:MOST_ROWS])
        more = [f"… and {plural(len(records) - MOST_ROWS, 'row')} more"] if len(records) > MOST_ROWS else []
        heads = ("outcome", *map(short, about["by"]), *self.heads())
        left = 1 + len(about["by"]) + sum(head in ("level", "reference") for head in heads)
        return Card(about["title"], about["facts"], heads, rows, (*more, *about["notes"]), left)

    def heads(self) -> tuple:
        """Heads of what follows the label."""
        return "level", "reference", "its mean", "mean of the reference", "difference", "verdict"

    def label(self, row: dict) -> tuple:
        """What a row is about."""
        return tuple(str(row[name]) for name in ("outcome", *self.about["by"]))

    def texts(self, row: dict) -> tuple:
        """What is shown of a row behind its label, under `heads`."""
        return (
            str(row["level"]),
            str(row["reference"]),
            *numbers(row, "mean_level", "mean_reference"),
            verdict_sentence(row),
        )


class OfTwo(Comparison):
    """A comparison of two results, whose names are the same in each row."""

    def heads(self) -> tuple:
        first = self.iloc[0]
        return first["reference"], first["level"], "difference", "verdict"

    def texts(self, row: dict) -> tuple:
        return (*numbers(row, "mean_reference", "mean_level"), verdict_sentence(row))


def numbers(row: dict, *means: str) -> tuple:
    """Means and the difference of a row as texts, in as many digits as its interval is worth."""
    digits = digits_for(row["low"], row["high"])
    difference = estimate(row["difference"], row["low"], row["high"])
    return (*(number(row[name], digits) for name in means), difference)


def shown[Kind: Comparison](
    kind: type[Kind],
    table: pd.DataFrame,
    title: str,
    by: Iterable[str] = (),
    facts: Iterable = (),
    notes: Iterable[str] = (),
) -> Kind:
    """A table as one that shows itself."""
    found = kind(table)
    found.about = {"title": title, "facts": tuple(facts), "notes": tuple(notes), "by": list(by)}
    return found


def sentences(table: pd.DataFrame, by: Sequence[str] = ()) -> list[str]:
    """What a few contrasts say, each in a sentence; nothing of many."""
    rows = table.to_dict("records") if len(table) <= MOST_SAID else []
    return [sentence(row, row["outcome"], ", ".join(str(row[name]) for name in by)) for row in rows]
