"""The report: a results folder as one self-contained HTML page. Nothing in it depends on the time or the place."""

from collections.abc import Callable
from pathlib import Path

from mentorsim.calibration.folder import is_calibration
from mentorsim.claims.results import is_claims
from mentorsim.figures.export import javascript
from mentorsim.files import place, whole_file
from mentorsim.patterns.validation import is_validation
from mentorsim.report import calibration, claims, validation, whom
from mentorsim.report.answer import answer
from mentorsim.report.facts import Facts
from mentorsim.report.heading import heading
from mentorsim.report.html import Figures, Html, joined, page, paragraph, section, tag
from mentorsim.report.methods import methods
from mentorsim.report.pictures import note_on_figures, pictures
from mentorsim.report.tables import tables
from mentorsim.store.results import Results, open_results

NAME = "report.html"
PARTS = {
    "answer": "Answer",
    "figures": "Figures",
    "tables": "Tables",
    "methods": "Methods",
    "indicators": "Indicators",
    "policies": "Policies",
    "parameters": "Parameters",
    "provenance": "Provenance",
    "reproduce": "How to reproduce",
}
KINDS = (  # of folders that are no sweep's: how to know one, and how its page is made
    (is_calibration, calibration.render),
    (is_validation, validation.render),
    (is_claims, claims.render),
)


def page_of(folder: Path) -> Callable[[Path], str] | None:
    """What makes the page of a folder that is no sweep's; None where it is a sweep's."""
    return next((made for is_one, made in KINDS if is_one(folder)), None)


def render(results: Results) -> str:
    """The page of a results folder; works while its sweep still runs, for any design, with failed runs in it."""
    facts, published, numbered = Facts(results), validation.found_beside(results.path), Figures()
    found, drawn, persons = answer(facts, numbered), figures_section(facts, numbered), whom.section_of(facts, numbered)
    more = {whom.ANCHOR: whom.TITLE} if persons else {}
    more |= {validation.ANCHOR: validation.TITLE} if published else {}
    body = joined(
        [
            head(facts, more),
            tag(
                "main",
                section("Answer", found, anchor="answer"),
                drawn,
                persons,
                section("Tables", tables(facts) or paragraph("No table can be made yet."), anchor="tables"),
                validation.patterns(published) if published else "",
                methods(facts),
            ),
            tag("footer", paragraph(f"Made by mentorsim from the results folder “{facts.resolved['name']}”.")),
        ]
    )
    return page(f"{facts.resolved['name']}: mentorsim report", body, javascript())


def head(facts: Facts, more: dict[str, str]) -> Html:
    """The question, and what there is on the page. more: {anchor: title} of sections that not every report has."""
    parts = PARTS | more
    needs = tag("noscript", paragraph("Figures need JavaScript; all numbers are in the tables as well."))
    return heading(facts, parts, needs)


def figures_section(facts: Facts, numbered: Figures) -> Html:
    """Figures beyond that of the answer, with a word on how to read them."""
    found = pictures(facts, numbered)
    return section(
        "Figures",
        note_on_figures(facts) if found else paragraph("There is nothing to draw yet."),
        found,
        anchor="figures",
    )


def write(results, out=None) -> Path:
    """Write the report of a results folder, or of Results, into it without `out`; returns the file. Raises BadInput.

    The folder of a validation, of a calibration, or of the essay's claims has a page of its own kind.
    """
    made = None if isinstance(results, Results) else page_of(place(results))
    if made:
        folder, text = place(results), made(place(results))
    else:
        results = results if isinstance(results, Results) else open_results(results)
        folder, text = results.path, render(results)
    out = place(out) if out else folder / NAME
    with whole_file(out) as file:
        file.write(text.encode())
    return out
