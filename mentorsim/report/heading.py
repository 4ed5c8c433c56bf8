"""The head of a page about a results folder: its question, how many runs it is of, and what there is on the page."""

from mentorsim.report.facts import Facts
from mentorsim.report.html import Html, tag


def heading(facts: Facts, parts: dict[str, str], *more: Html) -> Html:
    """The head of a page. parts: {anchor: title} of its sections; more: what stands below the links to them."""
    r = facts.resolved
    links = tag("ul", *(tag("li", tag("a", title, href=f"#{anchor}")) for anchor, title in parts.items()))
    runs = f"{facts.status['done']:,} runs, {facts.replications:,} replications, {r['weeks']:,} weeks"
    return tag(
        "header",
        tag("p", f"mentorsim experiment {r['name']}: {runs}", class_="eyebrow"),
        tag("h1", r.get("question") or f"What comes of {r['name']}?"),
        tag("nav", links, aria_label="On this page"),
        *more,
    )
