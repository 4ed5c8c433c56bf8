"""The visual language of every figure, in one place.

Colour tells settings apart, symbol and dash tell policies apart, bands and bars are 95 % intervals. The colours of a
row differ in lightness, so that they stay apart in greyscale and for colour-blind readers; shape or dash says the same
again. A figure has no width of its own: it fills 390 to 1,200 px. For the narrowest, titles are broken into lines,
legends stand above the plot, and what needs words is written under it.
"""

import textwrap
from dataclasses import dataclass
from functools import cache

import numpy as np
import plotly.graph_objects as go

from mentorsim.errors import BadInput
from mentorsim.indicators import INDICATORS
from mentorsim.spelling import nearest
from mentorsim.world.weekly import EVENTS, WEEKLY

FONT = "system-ui, 'Segoe UI', 'Liberation Sans', Arial, sans-serif"
HEIGHT = 380  # px
LETTER = 7  # px that a letter of an axis title takes, on the wide side
LINE_HEIGHT = 15  # px of a line of small text
TOP, BOTTOM = 34, 48  # px of margins with a title of one line
WIDEST = 48  # letters of a title along the x axis, in a figure of 390 px
WIDEST_LABEL = 40  # letters of a line in a legend
LONG = 20  # letters from which on a label of a row takes more lines
LINE = 2.2  # px
SETTINGS = ("organisation", "network", "programme", "community", "mooc", "hybrid")  # coloured by the row


@dataclass(frozen=True)
class Theme:
    """Colours on one ground. row: for what has no colour of its own, in order; lightness differs from one to the next.

    ink: text and marks; muted: lines of reference, notes; grid; paper: the ground; stages: {name: colour}; outside: of
    endings from outside; low_to_high: a scale of one colour; below_above: a scale around a middle.
    """

    name: str
    ink: str
    muted: str
    grid: str
    paper: str
    row: tuple
    stages: dict
    outside: str
    low_to_high: tuple
    below_above: tuple

    @property
    def settings(self) -> dict:
        """{setting: colour}."""
        return dict(zip(SETTINGS, self.row, strict=False))

    @property
    def mentor(self) -> str:
        """The colour of mentors."""
        return self.row[1]

    @property
    def endings(self) -> dict:
        """{who or what ended a match: colour}."""
        mentee, mentor, _, plan, shock, *_ = self.row
        return {"plan": plan, "mentor": mentor, "mentee": mentee, "outside": self.outside, "shock": shock}


LIGHT = Theme(
    name="light",
    ink="#1b2530",
    muted="#5f6b78",
    grid="#e3e7eb",
    paper="#ffffff",
    row=("#0b5fa5", "#e08600", "#3f1d6b", "#2a9d6f", "#b5306f", "#6fb9e0", "#6b7785", "#8a6d00"),
    stages={"dependent": "#b9cfe2", "independent": "#5d9bd0", "interdependent": "#0b4a86"},
    outside="#9aa5b1",
    low_to_high=("#f3f7fb", "#bcd6ea", "#6ba6d2", "#2470ad", "#0a355f"),
    below_above=("#8c4a00", "#e9a44c", "#f6f6f4", "#6ba6d2", "#0a3f72"),
)
DARK = Theme(
    name="dark",
    ink="#e8edf2",
    muted="#a3afbb",
    grid="#333d47",
    paper="#171c21",
    row=("#5aa9e6", "#ffb454", "#b79ced", "#3fc08d", "#f07cb0", "#a8dcf5", "#9aa6b2", "#d9c34a"),
    stages={"dependent": "#466079", "independent": "#5d9bd0", "interdependent": "#c4e2f7"},
    outside="#7d8894",
    low_to_high=("#1d2833", "#234a6b", "#3279b0", "#6fb3e3", "#d8eefb"),
    below_above=("#ffb454", "#8f6430", "#2a333c", "#3279b0", "#a6d5f5"),
)
THEMES = {"light": LIGHT, "dark": DARK}

# Each shows its pattern at least twice in the 34 px that it has in a legend, for which Plotly's own are too long.
SOLID, DASH, DOT, DASHDOT, LONG_DASH = "solid", "7px,4px", "2px,3px", "8px,3px,2px,3px", "15px,3px"
DASHES = (SOLID, DASH, DOT, DASHDOT, LONG_DASH, "15px,3px,2px,3px", "3px,3px,9px,3px", "4px,2px", "2px,7px")
SYMBOLS = (
    "circle", "square", "diamond", "triangle-up", "x", "star", "cross", "triangle-down", "pentagon", "hexagon",
    "circle-open", "square-open", "diamond-open", "triangle-up-open", "star-open", "hourglass",
)  # fmt: skip
# The policies of the core experiment look the same in every figure; others take what is free, in order.
OWN_DASH = {"never": SOLID, "cliff": DOT, "linear": DASH, "contingent": DASHDOT, "readiness": LONG_DASH}
OWN_SYMBOL = {"random": "circle", "similar": "square", "zpd": "diamond", "composite": "triangle-up", "self": "x"}


def theme_of(theme) -> Theme:
    """The theme of a name, or itself. BadInput for an unknown name."""
    if isinstance(theme, Theme):
        return theme
    if theme not in THEMES:
        raise BadInput(f"theme: found {theme!r}, expected one of {', '.join(THEMES)}{nearest(str(theme), THEMES)}")
    return THEMES[theme]


# --- who looks how ---------------------------------------------------------------------------------------------------


def given_out(names, own: dict, row) -> dict:
    """{name: look}: those that have their own, and for the rest of the names, in order, what is free in the row."""
    names = [*dict.fromkeys(names)]
    taken = {own[name] for name in names if name in own}
    free = [look for look in row if look not in taken] or list(row)
    others = [name for name in names if name not in own]
    return {name: own[name] for name in names if name in own} | {
        name: free[place % len(free)] for place, name in enumerate(others)
    }


def colours(names, theme: Theme) -> dict:
    """{name: colour}; settings, stages and endings have their own."""
    return given_out(names, theme.endings | theme.stages | theme.settings, theme.row)


def dashes(names) -> dict:
    """{name: dash}."""
    return given_out(names, OWN_DASH, DASHES)


def symbols(names) -> dict:
    """{name: symbol}."""
    return given_out(names, OWN_SYMBOL, SYMBOLS)


def faint(colour: str, share: float) -> str:
    """A #rrggbb colour with opacity `share`."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def looks(table, by, theme: Theme) -> list[tuple]:
    """How each combination of levels looks: [(label, rows, colour, dash, symbol)], in the order of the table.

    by: columns; a setting is shown by colour, and the (first) other column by dash and symbol; what there is only one
    column for is shown by colour, dash and symbol at once.
    """
    if not by:
        return [("", table, theme.row[0], "solid", "circle")]
    hue = "setting" if "setting" in by else by[0]
    shape = next((name for name in by if name != hue), hue)
    hues = colours(table[hue].astype(str), theme)
    dash, symbol = dashes(table[shape].astype(str)), symbols(table[shape].astype(str))
    found = []
    for levels, rows in table.groupby(list(by), sort=False, observed=True, dropna=False):
        of = dict(zip(by, map(str, levels), strict=True))
        label = "<br>".join(map(plain, packed([*of.values()], WIDEST_LABEL)))
        found.append((label, rows, hues[of[hue]], dash[of[shape]], symbol[of[shape]]))
    return found


# --- the empty figure, axes ------------------------------------------------------------------------------------------


@cache
def template(name: str) -> go.layout.Template:
    """Fonts, ground, grid and legend of a theme, by its name; made once, it takes 30 ms."""
    theme = THEMES[name]
    axis = {
        "gridcolor": theme.grid,
        "linecolor": theme.muted,
        "zeroline": False,
        "showline": True,
        "ticks": "outside",
        "tickcolor": theme.muted,
        "ticklen": 4,
        "automargin": True,
        "title": {"standoff": 8, "font": {"size": 13}},
    }
    bar = {"thickness": 12, "outlinewidth": 0, "title": {"font": {"size": 12}}}
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": theme.ink},
            "paper_bgcolor": theme.paper,
            "plot_bgcolor": theme.paper,
            "colorway": list(theme.row),
            "xaxis": axis,
            "yaxis": axis,
            "coloraxis": {"colorbar": bar},
            "hoverlabel": {"font": {"family": FONT, "size": 12}},
            "legend": {
                "orientation": "h",
                "yanchor": "bottom",
                "y": 1.02,
                "xanchor": "left",
                "x": 0,
                "font": {"size": 12},
                "itemwidth": 34,
                "tracegroupgap": 0,
            },
        }
    )


def figure(theme: Theme, x: str = "", y: str = "", height: int = HEIGHT, widest: int = WIDEST) -> go.Figure:
    """A figure without data. x, y: titles of the axes, with their units; of x a line has at most `widest` letters."""
    empty = go.Figure(layout={"template": template(theme.name)})
    x, y = wrapped(x, widest), wrapped(y, (height - TOP - BOTTOM) // LETTER)
    bottom = BOTTOM + LINE_HEIGHT * x.count("<br>")
    empty.update_layout(
        height=height, margin={"l": 56, "r": 16, "t": TOP, "b": bottom}, autosize=True, hovermode="closest"
    )
    empty.update_xaxes(title_text=x)
    empty.update_yaxes(title_text=y)
    return empty


def nothing(theme: Theme, why: str, x: str = "", y: str = "") -> go.Figure:
    """A figure that says why it shows nothing."""
    empty = figure(theme, x, y, height=300)
    empty.update_xaxes(showticklabels=False, showgrid=False, ticks="", range=[0, 1])
    empty.update_yaxes(showticklabels=False, showgrid=False, ticks="", range=[0, 1])
    note(empty, why, 0.5, 0.5, theme, size=14, anchor="center", ref="paper")
    return empty


def note(fig, text: str, x, y, theme: Theme, size: int = 11, anchor: str = "left", ref: str = "", **more) -> None:
    """A note in the figure, at data coordinates or, with ref="paper", at shares of its area."""
    place = {"xref": "paper", "yref": "paper"} if ref == "paper" else {}
    look = {"font": {"size": size, "color": theme.muted}, "bgcolor": faint(theme.paper, 0.6), "borderpad": 0}
    fig.add_annotation(text=text, x=x, y=y, showarrow=False, xanchor=anchor, **(look | place | more))


def under(fig, lines: list, theme: Theme) -> None:
    """Lines of small text under the title of the x axis, for which the figure grows. lines: as in `below`."""
    bottom = fig.layout.margin.b
    notes, more = below(lines, bottom, theme)
    for one in notes:
        fig.add_annotation(**one)
    fig.update_layout(margin_b=bottom + more, height=fig.layout.height + more)


def below(lines: list, bottom: int, theme: Theme) -> tuple[list[dict], int]:
    """Lines of small text under the title of the x axis, as annotations, and how many px the figure grows for them.

    lines: each a list of (x, text); x in units of the x axis, or None for the left end; bottom: px of the margin.
    """
    look = {"y": 0, "yref": "paper", "yanchor": "top", "align": "left", "showarrow": False,
            "font": {"size": 11, "color": theme.ink}}  # fmt: skip
    left = {"x": 0, "xref": "paper", "xanchor": "left"}
    notes = [
        look | (left if x is None else {"x": x}) | {"text": text, "yshift": -bottom - 6 - LINE_HEIGHT * number}
        for number, pieces in enumerate(lines)
        for x, text in pieces
    ]
    return notes, LINE_HEIGHT * (len(lines) + 1)


def reference(fig, theme: Theme, x=None, y=None, text: str = "") -> None:
    """A thin dashed line of reference, at x or at y, with its meaning."""
    line = {"color": theme.muted, "width": 1.2, "dash": "dash"}
    label = {"annotation_text": text, "annotation_font": {"size": 11, "color": theme.muted}} if text else {}
    if x is not None:
        fig.add_vline(x=x, line=line, **label)
    if y is not None:
        fig.add_hline(y=y, line=line, **label)


# --- words -----------------------------------------------------------------------------------------------------------

TITLES = {
    "g_unassisted": "Unassisted gain, Hedges g",
    "r_mentoring": "R<sub>M</sub>, own graduates per mentor",
    "r_mentoring_all": "R<sub>M</sub>, all new mentors per mentor",
    "r_mentoring_caused": "R<sub>M</sub> that mentoring caused",
    "premature_share": "Matches ended early",
    "delivered": "Targets reached by their date",
    "mentor_stock_ratio": "Stock of mentors, end over start",
    "gain_gini": "Inequality of gains, Gini",
    "survival_52": "Matches alive after a year",
    "hours_total": "Mentor hours given",
    "satisfaction": "Satisfaction of mentees",
    "weeks_to_independence": "Time to independence",
    "performance": "Unassisted performance",
    "lasting_performance": "Performance that lasts",
    "assisted": "Performance with help",
    "lasting_gain": "Gain that lasts",
    "own_work_share": "Learned in own work",
    "skill": "Skill",
    "waiting": "Mentees waiting",
    "active": "Running matches",
    "mentors": "Mentors",
    "quality": "Quality of matches (trust)",
    "energy": "Energy of mentors",
    "load": "Load of mentors",
    "metacognition": "Learning-to-learn",
}
UNITS = {"load": "claims over hours"}  # of weekly columns that are neither counted nor in [0, 1]


def unit_of(name: str) -> str:
    """The unit of an indicator or a weekly column; "0 to 1" where it has none."""
    if name in UNITS:
        return UNITS[name]
    unit = INDICATORS[name].unit if name in INDICATORS else (WEEKLY | EVENTS).get(name, ("", ""))[0]
    return "0 to 1" if unit in ("", name) else unit


def title_of(name: str) -> str:
    """An indicator or weekly column in words, for a heading."""
    return TITLES.get(name, name.replace("_", " ").capitalize())


def axis_title(name: str) -> str:
    """An indicator or weekly column in words, with its unit."""
    return f"{title_of(name)} ({unit_of(name)})"


def plain(name) -> str:
    """A name as it is: nothing in it is taken for HTML."""
    return str(name).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def marks_alike(fig) -> None:
    """Marks and lines of one size in the legend, where those in the figure differ in size."""
    fig.update_layout(legend_itemsizing="constant")


def inside(title: str) -> str:
    """A title as it stands inside a sentence: with a small letter, unless it begins with a symbol."""
    return title if title[1:2] == "<" else title[:1].lower() + title[1:]


def in_lines(levels) -> str:
    """The levels of a row as its label, in few lines of about equal length; nothing in it is taken for HTML."""
    levels = [*map(str, levels)]
    fewest = len(packed(levels, LONG))
    tries = (packed(levels, width) for width in range(LONG // 2, LONG + 1))
    return "<br>".join(map(plain, next(lines for lines in tries if len(lines) == fewest)))


def phrase(title: str) -> str:
    """A title among others in a sentence: what follows a comma stands in parentheses."""
    name, comma, more = inside(title).partition(", ")
    return f"{name} ({more})" if comma else name


def packed(levels: list[str], width: int) -> list[str]:
    """Levels side by side in lines of at most so many letters; longer ones are broken between words."""
    lines: list[str] = []
    for level in levels:
        first, *more = textwrap.wrap(level, width) or [""]
        if lines and len(f"{lines[-1]} · {first}") <= width:
            lines[-1] += f" · {first}"
        else:
            lines.append(first)
        lines += more
    return lines


def wrapped(text: str, width: int) -> str:
    """A title in few lines of at most so many letters, about equally long; what is written as HTML counts as one."""
    plain = text.replace("<sub>M</sub>", "ᴹ")
    fewest = len(textwrap.wrap(plain, width))
    tries = (textwrap.wrap(plain, narrower) for narrower in range(width // 2, width + 1))
    return "<br>".join(next(lines for lines in tries if len(lines) <= fewest)).replace("ᴹ", "<sub>M</sub>")


def lightness(colour: str) -> float:
    """Relative luminance of a #rrggbb colour (WCAG 2), 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two #rrggbb colours, 1 to 21."""
    dark, light = sorted((lightness(one), lightness(other)))
    return (light + 0.05) / (dark + 0.05)


def between(row, place: float) -> str:
    """The colour at a place in [0, 1] of a scale of #rrggbb colours."""
    at = place * (len(row) - 1)
    first = min(int(at), len(row) - 2)
    sides = [[int(colour[k : k + 2], 16) for k in (1, 3, 5)] for colour in row[first : first + 2]]
    mixed = [round(a + (at - first) * (b - a)) for a, b in zip(*sides, strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def readable_on(colour: str) -> str:
    """Black or white, whichever is easier to read on a colour."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, colour))


def finite(table, *columns):
    """The rows in which these columns are all finite; a table without rows as it is, whatever its columns."""
    if len(table) == 0:
        return table
    values = table[list(columns)].to_numpy(float)
    return table[np.isfinite(values).all(axis=1)]
