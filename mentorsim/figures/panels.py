"""One world's numbers as small panels, each on an axis of its own, over one axis of weeks: what changes is seen."""

from functools import cache

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mentorsim.figures import style

PANEL, GAP = 56, 24  # px of a panel's height, and between two
BOTTOM = 42  # px below the last panel
NARROWEST = 0.02  # span of an axis of a number in [0, 1], so that noise in the third digit does not fill a panel
ROOM = 0.08  # of the span, above and below the lines
NEAR = 0.04  # of the weeks: events closer than this share one line, lest their numbers cover each other
ABOVE = 31  # px between the first panel and the legend: its title, and the numbers of events
SHORT = 18  # letters of a name beside which another one has room
LEGEND_ROW = 27  # px of the legend per line of a name
GHOST_DASHES = (style.DASH, style.DASHDOT, style.DOT, style.LONG_DASH, style.DOT, style.DOT)


def panels(weekly: pd.DataFrame, titles: dict, ghosts=(), events=(), zero=False, theme="light") -> go.Figure:
    """The course of each number of a run in a panel of its own, the weeks below them all.

    weekly: week, and the columns of `titles`; titles: {column: its title, as HTML}; ghosts: (name, table of the same
    columns) of other worlds, drawn pale; events: (week, words); zero: whether no change is a line of reference.
    """
    theme = style.theme_of(theme)
    if len(weekly) == 0:
        return style.nothing(theme, "No week has passed yet.", "Week")
    top_margin = ABOVE + LEGEND_ROW * legend_rows([words for words, _ in ghosts])
    inner = len(titles) * (PANEL + GAP) - GAP
    ghosts = [(style.wrapped(words, style.WIDEST_LABEL), table) for words, table in ghosts]
    looks = [ghost_line(theme, number) for number in range(len(ghosts))]
    worlds = [*zip(ghosts, looks, strict=True), (("this world", weekly), {"color": theme.row[0], "width": style.LINE})]
    tables = [weekly, *(table for _, table in ghosts)]
    data, axes, shapes, notes = [], {}, [], []
    for place, (name, title) in enumerate(titles.items()):
        axis, top = f"y{place + 1}" if place else "y", 1 - place * (PANEL + GAP) / inner
        data += [line(table, name, axis, words, look, shown=not place) for (words, table), look in worlds]
        axes[f"yaxis{axis[1:]}"] = y_axis(tables, name, [max(0.0, top - PANEL / inner), top], zero)
        notes.append(panel_title(title, top, theme))
        if zero:
            shapes.append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "yref": axis,
                           "line": {"color": theme.muted, "width": 1, "dash": "dot"}})  # fmt: skip
    for week, numbers in close_together(events, NEAR * weekly["week"].iloc[-1]):
        shapes.append({"type": "line", "x0": week, "x1": week, "yref": "paper", "y0": 0, "y1": 1,
                       "line": {"color": theme.muted, "width": 1, "dash": "dash"}})  # fmt: skip
        notes.append(event_number(week, numbers, theme))
    said = [f"{number}: {words} (week {week})" for number, (week, words) in enumerate(sorted(events), 1)]
    below, more = style.below([[(None, style.plain(line))] for line in said], BOTTOM, theme) if said else ([], 0)
    anchor = {"anchor": f"y{len(titles)}" if len(titles) > 1 else "y", "rangemode": "tozero"}
    plain = over_weeks(theme.name)
    layout = plain | axes | {
        "xaxis": plain["xaxis"] | anchor,
        "height": top_margin + inner + BOTTOM + more,
        "margin": {"t": top_margin, "b": BOTTOM + more, "l": 46, "r": 12},
        "legend": {"y": 1 + ABOVE / inner, "yanchor": "bottom", "font": {"size": 11.5}},
        "hovermode": "x",
        "hoversubplots": "axis",
        "shapes": shapes,
        "annotations": [*notes, *below],
    }  # fmt: skip
    return go.Figure({"data": data, "layout": layout}, _validate=False)  # each week that passes has its own


@cache
def over_weeks(theme: str) -> dict:
    """The layout of an empty figure over weeks, in a theme of that name: shared, so nothing in it may be changed."""
    return style.figure(style.THEMES[theme], "Week").layout.to_plotly_json()


def legend_rows(names) -> int:
    """Rows of the legend in a narrow figure: a long name has its own, this world stands beside a short one."""
    long = sum(1 + name.count("<br>") for name in names if len(name) > SHORT)
    return long + 1 + sum(len(name) <= SHORT for name in names) // 2


def ghost_line(theme, number: int) -> dict:
    """How the line of another world looks: pale, told apart by its dashes."""
    return {"color": theme.muted, "width": 1.4, "dash": GHOST_DASHES[number % len(GHOST_DASHES)]}


def line(table, name: str, axis: str, words: str, look: dict, shown: bool) -> dict:
    """One world's course in one panel. shown: whether it is named in the legend."""
    return {
        "type": "scatter",
        "x": table["week"].to_numpy(),
        "y": table[name].to_numpy(float),
        "mode": "lines",
        "name": words,
        "legendgroup": words,
        "showlegend": shown,
        "yaxis": axis,
        "line": look,
        "hovertemplate": "%{y:.3g}<extra>" + words + "</extra>",
    }


def y_axis(tables, name: str, domain: list, zero: bool) -> dict:
    """A panel's axis: as wide as its lines need, and never so narrow that noise would look like change."""
    values = np.concatenate([table[name].to_numpy(float) for table in tables])
    values = values[np.isfinite(values)]
    low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
    low, high = (min(low, 0.0), max(high, 0.0)) if zero else (low, high)
    span = max(high - low, NARROWEST, 0.001 * abs(high))
    middle = (low + high) / 2
    half = (0.5 + ROOM) * span
    return {
        "domain": domain,
        "anchor": "x",
        "range": [middle - half, middle + half],
        "nticks": 4,
        "tickfont": {"size": 11},
    }


def panel_title(title: str, top: float, theme) -> dict:
    """A panel's title, above it."""
    return {"text": title, "x": 0, "y": top, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom",
            "showarrow": False, "bgcolor": style.faint(theme.paper, 0.8), "borderpad": 0,
            "font": {"size": 12, "color": theme.ink}}  # fmt: skip


def close_together(events, near: float) -> list[tuple[int, str]]:
    """(week, numbers) of events in their order; of those less than `near` weeks apart, at the first one's week."""
    found: list[tuple[int, list[int]]] = []
    for number, (week, _) in enumerate(sorted(events), 1):
        if found and week - found[-1][0] < near:
            found[-1][1].append(number)
        else:
            found.append((week, [number]))
    return [(week, ", ".join(map(str, numbers))) for week, numbers in found]


def event_number(week: int, numbers: str, theme) -> dict:
    """The number of what happened in a week, above its line and the title of the first panel."""
    return {"text": f"<b>{numbers}</b>", "x": week, "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 15,
            "showarrow": False, "font": {"size": 11, "color": theme.muted}, "borderpad": 0}  # fmt: skip


def pale(fig: go.Figure, table: pd.DataFrame | None, columns, theme="light") -> go.Figure:
    """The figure with the same columns of the world without mentoring as pale lines; as it is, where there is none.

    table: week, and the columns.
    """
    if table is None or len(table) == 0 or not len(fig.data):
        return fig
    look = ghost_line(style.theme_of(theme), 0)
    known = [name for name in columns if table[name].notna().any()]
    return fig.add_traces(
        [line(table, name, "y", "without mentoring", look, shown=not number) for number, name in enumerate(known)]
    )
