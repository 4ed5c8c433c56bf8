"""The interactive page: an experiment to look at without a server; answer, provenance and style are the report's."""

import json
from pathlib import Path

from mentorsim.analysis.outcomes import check_outcomes
from mentorsim.compiled import PACKAGE
from mentorsim.errors import BadInput
from mentorsim.figures.export import javascript
from mentorsim.files import CannotWrite, place, whole_file
from mentorsim.report import page_of
from mentorsim.report.answer import in_short
from mentorsim.report.facts import Facts
from mentorsim.report.heading import heading
from mentorsim.report.html import Html, code, joined, made_by, page, paragraph, section, tag
from mentorsim.report.methods import design, pairing, provenance, reproduce
from mentorsim.report.packed import MATCHING, NOBODY, arms_of, bare, packed
from mentorsim.store.results import Results, open_results

NAME, MAKER = "page.html", "export-page"
STATIC = PACKAGE / "report" / "scripts"
SCRIPTS = ("statistics", "numbers", "data", "state", "play", "compare", "maps", "start")  # each uses those before it
PARTS = {
    "answer": "Answer",
    "play": "Play",
    "compare": "Compare",
    "maps": "Maps",
    "methods": "Methods",
    "provenance": "Provenance",
    "reproduce": "How to reproduce",
}
HEAD_BYTES = 4096  # of a file, in which a page says what has made it
NO_RUNS = "There is no finished run yet."


def render(results: Results, outcomes=()) -> str:
    """The page of a results folder. outcomes: indicators to have on it, without them those of the experiment."""
    facts = Facts(results, tuple(dict.fromkeys(outcomes)))
    if facts.named and facts.status["done"]:
        check_outcomes(facts.runs, facts.named)
    r = facts.resolved
    body = joined(
        [
            head(facts),
            tag(
                "main",
                section("Answer", in_short(facts), anchor="answer"),
                section(PARTS["play"], view("play", lacking_weekly(facts)), lacking_control(facts), anchor="play"),
                section(PARTS["compare"], view("compare", lacking_arms(facts)), anchor="compare"),
                section(PARTS["maps"], view("maps", lacking_factors(facts)), anchor="maps"),
                section(PARTS["methods"], design(facts), pairing(facts), anchor="methods"),
                section(PARTS["provenance"], provenance(facts), anchor="provenance"),
                section(PARTS["reproduce"], reproduce(facts), anchor="reproduce"),
            ),
            tag("footer", paragraph(f"Made by mentorsim from the results folder “{r['name']}”.")),
            tag("script", Html(as_json(packed(facts))), type="application/json", id="data"),
        ]
    )
    style = (STATIC / "interactive.css").read_text("utf-8")
    scripts = ((STATIC / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    script = f'"use strict";\n(() => {{\n{"".join(scripts)}}})();\n'
    return page(f"{r['name']}: mentorsim page", body, javascript(), MAKER, style, script)


def as_json(value) -> str:
    """A value as JSON that can stand in a script element."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")


def head(facts: Facts) -> Html:
    """The question, and what there is on the page."""
    misnamed = tag("p", "", id="misnamed", class_="note", role="status", hidden="hidden")
    needs = paragraph("This page needs JavaScript; `mentorsim report` makes one of figures and tables.")
    return heading(facts, PARTS, misnamed, tag("noscript", needs))


def view(name: str, lacking: Html) -> Html:
    """The place of a view, or why there is none."""
    return lacking or tag("div", "", id=f"{name}-view", class_="view")


# --- what cannot be shown --------------------------------------------------------------------------------------------


def lacking_weekly(facts: Facts) -> Html:
    """Why there are no weeks to play; nothing where there are."""
    if not facts.outcomes:
        return paragraph(NO_RUNS)
    if facts.kept("weekly"):
        return Html("")
    if "weekly" in facts.results.kept():
        return paragraph(
            "The rows of the weekly table are no longer in the folder; the same sweep does its runs again."
        )
    line = f"tables = {json.dumps(['weekly', *(name for name in facts.results.kept() if name != 'outcomes')])}"
    return paragraph(
        "The experiment did not keep its weekly table, so there are no weeks to play. With ",
        code(line),
        " under ",
        code("[analysis]"),
        ", a sweep into another folder has it.",
    )


def lacking_control(facts: Facts) -> Html:
    """That no arm without mentoring can be drawn, and how to have one; nothing where one can, or there are no weeks."""
    if lacking_weekly(facts) or bare(facts, arms_of(facts)):
        return Html("")
    said = "No arm without mentoring has its weeks here: none was run with "
    return tag("p", said, code(f"{MATCHING}: {NOBODY}"), ", which would be a pale line.", class_="hint")


def lacking_arms(facts: Facts) -> Html:
    """Why there is nothing to compare; nothing where there is."""
    if not facts.outcomes:
        return paragraph(NO_RUNS)
    if facts.kind != "single":
        return Html("")
    return paragraph("It takes two arms to compare, and these results have one; what it came to is in the answer.")


def lacking_factors(facts: Facts) -> Html:
    """Why there is no map; nothing where there is one."""
    if not facts.outcomes:
        return paragraph(NO_RUNS)
    if facts.kind in ("grid", "points") and len(facts.factors) > 1:
        return Html("")
    found = {"single": "these results have one arm", "list": "these arms are listed one by one"}
    why = found.get(facts.kind, f"these results have one, {facts.factors[0] if facts.factors else ''}")
    return paragraph(f"A map takes two factors that are varied together; {why}.")


# --- the file --------------------------------------------------------------------------------------------------------


def write(results, out=None, outcomes=()) -> Path:
    """Write the page of a results folder, or of Results, into it without `out`; returns the file.

    outcomes: as for `render`. Raises BadInput, and CannotWrite for a file that is there and no page of ours.
    """
    if not isinstance(results, Results):
        check_kind(results)
        results = open_results(results)
    out = place(out) if out else results.path / NAME
    check_ours(out)
    text = render(results, outcomes)
    with whole_file(out) as file:
        file.write(text.encode())
    return out


def check_kind(folder) -> None:
    """BadInput for a folder that has a page of another kind."""
    if page_of(place(folder)):
        raise BadInput(f"{folder}: found no folder of a sweep, expected one; its page is that of `mentorsim report`")


def check_ours(file: Path) -> None:
    """CannotWrite for a regular file that `export-page` has not made."""
    if file.is_file():
        with file.open("rb") as opened:
            start = opened.read(HEAD_BYTES)
        if start and made_by(MAKER).encode() not in start:
            what = f"found a file that is no page of `{made_by(MAKER)}`, expected one or none"
            raise CannotWrite(f"{file}: {what}; it was left as it is")
