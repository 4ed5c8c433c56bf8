"""Published patterns in a report: what `mentorsim validate` found, as a section, and as a page of its own."""

from pathlib import Path

from mentorsim.patterns import validation, wording
from mentorsim.report.html import Html, items, joined, page, paragraph, safe, section, table, tag

TITLE = "Published patterns"
ANCHOR = "patterns"
HEADS = ("pattern", "what is measured", "source")  # and those of `wording`


def found_beside(folder: Path) -> dict | None:
    """The validation that a scenario's results folder is part of; None where it is part of none."""
    parent = Path(folder).resolve().parent
    return validation.load(parent) if validation.is_validation(parent) else None


def patterns(found: dict) -> Html:
    """The section: a table for each role, what an asterisk means, what cannot be tested."""
    return section(TITLE, said(found), anchor=ANCHOR)


def said(found: dict) -> Html:
    """What stands in the section. found: of `validation.load`."""
    entries = found["patterns"]
    tables = [of_role(entries, role, title, wording.heads(found)) for role, title in wording.TITLES.items()]
    reasons = [tag("h3", "Not testable in this edition of the model"), items(map(safe, wording.reasons(entries)))]
    return joined([*tables, paragraph(wording.note(found)), *(reasons if wording.reasons(entries) else [])])


def of_role(entries: list[dict], role: str, title: str, heads: tuple[str, ...]) -> Html:
    """The table of the patterns of one role, a row per measure. heads: of its columns of figures."""
    mine = [entry for entry in entries if entry["role"] == role]
    rows = [row for entry in mine for row in rows_of(entry)]
    caption = f"{title}: {wording.counts(entries, role)}."
    return table((*HEADS, *heads), rows, caption, numbers=len(heads), most=len(rows))


def rows_of(entry: dict) -> list[tuple]:
    """The rows of one pattern; who published it, and the verdict of all its measures, stand in the first."""
    head = (tag("strong", entry["id"]), entry["statement"], entry["source"], *wording.head(entry))
    return [head, *(("", what, "", *cells) for what, *cells in wording.lines(entry))]


def render(folder: Path) -> str:
    """The page of a folder that `mentorsim validate` wrote."""
    found = validation.load(folder)
    title = "Which published patterns does the model meet?"
    head = tag("header", tag("p", "mentorsim validate", class_="eyebrow"), tag("h1", title))
    footer = tag("footer", paragraph(f"Made by mentorsim from the folder “{Path(folder).resolve().name}”."))
    body = joined([head, tag("main", patterns(found)), footer])
    return page("mentorsim: published patterns", body, "const Plotly = null; // there is nothing to draw")
