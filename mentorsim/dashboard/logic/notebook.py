"""A visitor's notebook: findings with their figure, the experiment that gives them, and where they come from.

It belongs to the visitor and is gone with them: what is to stay is exported as one page that needs nothing beside it.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from mentorsim.errors import BadInput
from mentorsim.experiment.identity import fingerprint
from mentorsim.figures.export import javascript
from mentorsim.printing import plural
from mentorsim.report.html import Figures, code, joined, page, paragraph, section, tag

MOST = 100  # findings
LONGEST = 2_000  # characters of a remark


@dataclass(frozen=True, eq=False)
class Finding:
    """One finding. sentence: what was found; about: of what, how often; figure: of Plotly, drawn for the exported page;
    caption: what it shows; toml: the experiment that gives it, file: what that is called; command: that runs it; link:
    where in the dashboard it was; identity: on which runs, of which code; when: it was put here; remark: the visitor's.
    """

    sentence: str
    about: str
    figure: Any
    caption: str
    toml: str
    file: str
    command: str
    link: str
    identity: str
    when: str = ""
    remark: str = ""


@dataclass
class Notebook:
    """The findings, in the order that the visitor gives them. title: of the exported page."""

    title: str = "Notebook"
    findings: list[Finding] = field(default_factory=list)

    def put(self, finding: Finding) -> None:
        """Put a finding at the end. BadInput if it is full."""
        if len(self.findings) >= MOST:
            raise BadInput(f"notebook: found {MOST} findings already, expected at most as many; remove some")
        when = datetime.now().astimezone().isoformat(" ", "minutes")
        self.findings = [*self.findings, replace(finding, when=when)]

    def remove(self, place: int) -> None:
        """Take a finding out."""
        self.findings = [one for n, one in enumerate(self.findings) if n != place]

    def move(self, place: int, by: int) -> None:
        """Move a finding up (−1) or down (1)."""
        found, there = list(self.findings), place + by
        if 0 <= place < len(found) and 0 <= there < len(found):
            found[place], found[there] = found[there], found[place]
            self.findings = found

    def say(self, place: int, remark: str) -> None:
        """Write a remark beside a finding."""
        found = list(self.findings)
        found[place] = replace(found[place], remark=remark.strip()[:LONGEST])
        self.findings = found

    def to_html(self) -> str:
        """All of it as one page: figures, captions, experiments, commands; nothing is fetched."""
        figures = Figures()
        head = tag(
            "header",
            tag("p", f"A notebook of mentorsim, {plural(len(self.findings), 'finding')}", class_="eyebrow"),
            tag("h1", self.title),
            tag("noscript", paragraph("Figures need JavaScript.")),
        )
        shown = (section_of(one, number, figures) for number, one in enumerate(self.findings, 1))
        made = f"Made in the dashboard of mentorsim by code {fingerprint()}."
        body = joined([head, tag("main", *shown), tag("footer", paragraph(made))])
        return page(self.title, body, javascript(), "dashboard")


def section_of(one: Finding, number: int, figures: Figures):
    """A finding in the exported page."""
    return section(
        one.sentence,
        paragraph(tag("strong", one.remark)) if one.remark else "",
        paragraph(one.about) if one.figure is None else "",
        figures.add(one.figure, one.caption, one.about, wide=True) if one.figure is not None else "",
        paragraph("To make it again, save the experiment as ", code(one.file), " and run"),
        tag("pre", one.command),
        tag("details", tag("summary", f"The experiment {one.file}"), tag("pre", one.toml)),
        tag("p", f"Noted {one.when}. {one.identity}.", class_="eyebrow"),
        anchor=f"finding-{number}",
    )
