"""Small pieces of HTML. Whatever comes from outside is text and is escaped; what is `Html` already stays as it is."""

import html
import json
from collections.abc import Iterable
from string import Template

from mentorsim.compiled import PACKAGE
from mentorsim.figures import export

TEMPLATE = PACKAGE / "report" / "page.html"


class Html(str):
    """A text that is HTML, safe to put into a page."""


def safe(value) -> Html:
    """A value as HTML."""
    return value if isinstance(value, Html) else Html(html.escape(str(value)))


def joined(parts) -> Html:
    """Pieces one after the other."""
    return Html("\n".join(safe(part) for part in parts if part))


def tag(name: str, *children, **attributes) -> Html:
    """An element; a trailing underscore of an attribute's name is dropped, other underscores are hyphens."""
    shown = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(str(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{shown}>{''.join(safe(child) for child in children)}</{name}>")


def paragraph(*children) -> Html:
    """A paragraph."""
    return tag("p", *children)


def code(text) -> Html:
    """Text set as code."""
    return tag("code", text)


def items(entries) -> Html:
    """A list, or nothing."""
    entries = [entry for entry in entries if entry]
    return tag("ul", *(tag("li", entry) for entry in entries)) if entries else Html("")


def section(title: str, *parts, anchor: str = "") -> Html:
    """A section under a heading."""
    return tag("section", tag("h2", title), "\n", joined(parts), id=anchor or None)


def table(head, rows, caption: str, numbers: int = 0, most: int = 60, rest: str = "") -> Html:
    """A table with a caption. numbers: so many of its last columns are numbers; most: rows shown, of the others it is
    said that `rest` has them.
    """
    if not rows:
        return Html("")
    text = len(head) - numbers

    def line(cells, name):
        return tag(
            "tr",
            *(
                tag(
                    name if place else "th",
                    cell,
                    class_="n" if place >= text else None,
                    scope=None if name == "td" and place else "row" if name == "td" else "col",
                )
                for place, cell in enumerate(cells)
            ),
        )

    body = [line(row, "td") for row in rows[:most]]
    more = f" The first {most} of {len(rows):,}; {rest}" if len(rows) > most else ""
    parts = tag("caption", caption + more), tag("thead", line(head, "th")), tag("tbody", *body)
    return tag("div", tag("table", *parts), class_="scroll", tabindex="0", role="region", aria_label=caption)


def with_index(text: str) -> Html:
    """A text with the index of R_M set low."""
    return Html(safe(text).replace("R_M", "R<sub>M</sub>"))


class Figures:
    """Figures of a page, numbered in their order."""

    def __init__(self):
        self.count = 0

    def add(self, figure, title: str, caption: str, wide: bool = False) -> Html:
        """A figure with its number, title and caption, which is what a screen reader says of it."""
        self.count += 1
        name = f"figure-{self.count}"
        data = Html(figure.to_json().replace("<", "\\u003c"))
        height = figure.layout.height or 400
        return tag(
            "figure",
            tag("h4", with_index(f"Figure {self.count}. {title}")),
            tag(
                "div", class_="plot", id=name, role="img", aria_label=f"{title}. {caption}", style=f"height:{height}px"
            ),
            tag("script", data, type="application/json", id=f"{name}-data"),
            tag("figcaption", with_index(caption)),
            class_="wide" if wide else None,
        )


def gallery(figures) -> Html:
    """Figures side by side where there is room."""
    figures = [figure for figure in figures if figure]
    return tag("div", *figures, class_="gallery") if figures else Html("")


def page(title: str, body: Html, javascript: str, maker: str = "report", style: str = "", script: str = "") -> str:
    """The whole page.

    maker: the command that makes it; style, script: of a page that has more than figures; a style is for a dark ground
    as well as for a light one.
    """
    parts = {
        "title": safe(title),
        "body": body,
        "maker": made_by(maker),
        "scheme": "light dark" if style else "light",
        "style": style,
        "plotly": javascript.replace("</script", "<\\/script"),
        "fit": export.fit(),
        "more": tag("script", Html(script)) if script else "",
    }
    return Template(TEMPLATE.read_text("utf-8")).substitute(parts)


def page_of_command(command: str, name: str, title: str, sections: Iterable[Html], javascript: str) -> str:
    """The whole page of what a command has found in a results folder. name: of the folder; title: the question."""
    head = tag(
        "header",
        tag("p", f"{made_by(command)}: {name}", class_="eyebrow"),
        tag("h1", title),
        tag("noscript", paragraph("Figures need JavaScript; all numbers are in the tables as well.")),
    )
    footer = tag("footer", paragraph(f"Made by mentorsim from the results folder “{name}”."))
    body = joined([head, tag("main", *sections), footer])
    return page(f"{name}: {made_by(command)}", body, javascript, command)


def made_by(maker: str) -> str:
    """What a page says of the command that makes it."""
    return f"mentorsim {maker}"


def as_text(value) -> str:
    """A value of a configuration as one would write it."""
    return json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value or "(none)"
