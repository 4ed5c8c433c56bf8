"""The essay's claims in a report: what `mentorsim claims` found, as a page of its own."""

from pathlib import Path

from mentorsim.claims import results, wording
from mentorsim.report.html import Html, items, joined, page, paragraph, safe, section, table, tag

TITLE = "Which of the essay's claims hold?"


def render(folder: Path) -> str:
    """The page of a folder that `mentorsim claims` wrote."""
    found = results.load(folder)
    head = tag("header", tag("p", "mentorsim claims", class_="eyebrow"), tag("h1", TITLE))
    main = tag(
        "main",
        section("Verdicts", verdicts(found), anchor="verdicts"),
        section("Why", items(safe(wording.sentence(entry)) for entry in found["claims"]), anchor="why"),
        section("What was looked at", joined(map(effects, found["claims"])), anchor="effects"),
    )
    footer = tag("footer", paragraph(f"Made by mentorsim from the folder “{Path(folder).resolve().name}”."))
    body = joined([head, main, footer])
    return page("mentorsim: the essay's claims", body, "const Plotly = null; // there is nothing to draw")


def verdicts(found: dict) -> Html:
    """The table of verdicts, and how often and in which worlds what was run."""
    entries = found["claims"]
    rows = [(tag("strong", entry["id"]), entry["statement"], *wording.cells(entry)) for entry in entries]
    heads = ("claim", "says", *wording.HEADS)
    return joined([table(heads, rows, f"{wording.counts(entries)}."), paragraph(wording.note(found))])


def effects(entry: dict) -> Html:
    """What was looked at for one claim: each effect as it is and in other forms, the dose, the places."""
    heads = ("effect", *wording.EFFECT_HEADS)
    rows = wording.effect_rows(entry)
    title = tag("h3", f"{entry['id']}: {entry['statement']}")
    parts = [title, paragraph(entry["says"]), table(heads, rows, wording.caption(entry), numbers=len(heads) - 1)]
    return joined([*parts, items(map(safe, wording.remarks(entry)))])
