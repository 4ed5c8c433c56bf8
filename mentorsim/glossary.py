"""The words of this field, and of this model, each in two sentences (`glossary.toml`): for docs/glossary.md, for
`mentorsim list terms`, and everywhere in the dashboard.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Term(NamedTuple):
    """A word. name: as it stands in the glossary; meaning: two sentences; source: who says so, "" for what this model
    means by it; words: forms in which it is met, beside its name and its plural.
    """

    name: str
    meaning: str
    source: str = ""
    words: tuple[str, ...] = ()

    @property
    def forms(self) -> list[str]:
        """All forms in which the term is met."""
        return [self.name, f"{self.name}s", *self.words]

    @property
    def key(self) -> str:
        """The name as part of an address."""
        return re.sub(r"\W+", "-", self.name.lower())


@cache
def terms() -> tuple[Term, ...]:
    """Every term, by name."""
    text = Path(__file__).with_suffix(".toml").read_text("utf-8")
    return tuple(Term(**entry) for entry in tomllib.loads(text)["terms"])


@cache
def met() -> re.Pattern:
    """What finds terms in a text: the longest form at a place."""
    forms = sorted((form for term in terms() for form in term.forms), key=lambda form: -len(form))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)", re.IGNORECASE)


def has_terms(text: str) -> bool:
    """Whether any term is met in a text."""
    return met().search(text) is not None


def as_rows() -> list[dict]:
    """Key, name, meaning, source and forms of every term, for programs."""
    return [
        {"key": one.key, "name": one.name, "meaning": one.meaning, "source": one.source, "forms": one.forms}
        for one in terms()
    ]
