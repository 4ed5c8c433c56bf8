"""Persons: the load of mentors, who is over- or under-supported, one person's story, who mentored whom."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mentorsim.codes import MENTOR, STAGES
from mentorsim.figures import style
from mentorsim.world.snapshot import Snapshot

FULL_LOAD = 1.0
BOUNDS = ("over-supported", "well supported", "under-supported")


def load(snapshot: Snapshot, declines: float | None = None, theme="light") -> go.Figure:
    """Load and energy of the mentors present, each a mark sized by running matches, with both distributions.

    declines: the energy below which a mentor takes no new mentee (`energy.decline`), drawn as a line.
    """
    theme = style.theme_of(theme)
    p = snapshot.people
    rows = np.flatnonzero(p["role"] == MENTOR)
    x, y = "Load (claims on a week over the hours there are)", "Energy (0 to 1)"
    if len(rows) == 0:
        return style.nothing(theme, "No mentor is there.", x, y)
    fig = style.figure(theme, x, y, height=420)
    loads, energy = p["load"][rows], p["energy"][rows]
    shown = np.minimum(loads, max(3.0, np.quantile(loads, 0.98)))  # in an episode without hours, load has no bound
    over = loads > FULL_LOAD
    for chosen, name, symbol, colour in (
        (~over, "load up to 1", "circle", theme.row[0]),
        (over, "overloaded", "diamond", theme.mentor),
    ):
        at = rows[chosen]
        fig.add_scatter(
            x=shown[chosen],
            y=energy[chosen],
            mode="markers",
            name=f"{name} ({int(chosen.sum()):,})",
            customdata=np.column_stack([p["key"][at], p["mentored"][at], p["capacity"][at]]),
            marker={
                "symbol": symbol,
                "color": colour,
                "opacity": 0.8,
                "size": 7 + 2.5 * p["mentored"][at],
                "line": {"width": 1, "color": theme.ink},
            },
            hovertemplate="person %{customdata[0]}: load %{x:.2f}, energy %{y:.2f}, "
            "%{customdata[1]} of %{customdata[2]} places taken<extra></extra>",
        )
    style.marks_alike(fig)
    fill = {"color": style.faint(theme.row[0], 0.55), "line": {"width": 0.5, "color": theme.paper}}
    fig.add_histogram(x=shown, yaxis="y2", marker=fill, showlegend=False, nbinsx=30, hovertemplate="%{y} mentors")
    fig.add_histogram(y=energy, xaxis="x2", marker=fill, showlegend=False, nbinsy=20, hovertemplate="%{x} mentors")
    side = {"showticklabels": False, "showgrid": False, "showline": False, "ticks": ""}
    fig.update_layout(
        xaxis={"domain": [0, 0.84], "rangemode": "tozero"},
        yaxis={"domain": [0, 0.8], "range": [0, 1.02]},
        xaxis2=side | {"domain": [0.86, 1], "anchor": "y"},
        yaxis2=side | {"domain": [0.82, 1], "anchor": "x"},
    )
    fig.add_shape(type="line", x0=FULL_LOAD, x1=FULL_LOAD, y0=0, y1=1.02, line=dashed(theme))
    style.note(fig, "no hours left", FULL_LOAD, 0.01, theme, xshift=4, yanchor="bottom")
    if declines is not None:
        fig.add_shape(type="line", x0=0, x1=1, xref="x domain", y0=declines, y1=declines, line=dashed(theme))
        style.note(fig, "below: takes no new mentee", 0.005, declines, theme, xref="x domain", yanchor="top")
    return fig


def dashed(theme) -> dict:
    """A thin line of reference."""
    return {"color": theme.muted, "width": 1.2, "dash": "dash"}


# --- the zone of proximal development --------------------------------------------------------------------------------


def zone(snapshot: Snapshot, theme="light") -> go.Figure:
    """Tasks against the help that carries them, one mark per running match: who is over- or under-supported.

    x: stretch d of the task beyond what the mentee does alone; y: help·zone h·z. On the dashed diagonal a task succeeds
    as often as mentors aim at (.7); above the upper one it nearly always does (.9: the help could recede), below the
    lower one in less than half. Darker marks learn more (φ).
    """
    theme = style.theme_of(theme)
    m, margins = snapshot.matches, snapshot.margins
    x, y = "Stretch of the task, d (skill)", "Support, help × zone width (skill)"
    if len(m["stretch"]) == 0:
        return style.nothing(theme, "No match is running.", x, y)
    fig = style.figure(theme, x, y, height=430)
    top = 1.08 * max(0.1, m["stretch"].max(), m["support"].max())
    regions(fig, margins, top, theme)
    stage = snapshot.people["stage"][m["mentee"]]
    for code, (name, symbol) in enumerate(zip(STAGES, ("circle", "square", "star"), strict=True)):
        rows = np.flatnonzero(stage == code)
        if len(rows) == 0:
            continue
        fig.add_scatter(
            x=m["stretch"][rows],
            y=m["support"][rows],
            mode="markers",
            name=name,
            customdata=np.column_stack([m["chance"][rows], m["help"][rows], snapshot.people["key"][m["mentee"][rows]]]),
            marker={
                "symbol": symbol,
                "size": 9,
                "line": {"width": 1, "color": theme.ink},
                "color": m["phi"][rows],
                "coloraxis": "coloraxis",
            },
            hovertemplate="person %{customdata[2]}: stretch %{x:.2f}, help %{customdata[1]:.2f}<br>succeeds with "
            "%{customdata[0]:.0%}, zone value φ %{marker.color:.2f}<extra></extra>",
        )
    counts = supported(m["chance"])
    fig.update_layout(coloraxis=scale(theme, "φ", 0, 1))
    fig.update_xaxes(range=[0, top])
    fig.update_yaxes(range=[0, top])
    style.note(fig, f"over-supported: {counts[0]:,}", 0.02, 0.98, theme, size=12, ref="paper", yanchor="top")
    style.note(fig, f"under-supported: {counts[2]:,}", 0.98, 0.02, theme, 12, "right", "paper", yanchor="bottom")
    style.note(fig, f"between: {counts[1]:,}", 0.98, 0.98, theme, 12, "right", "paper", yanchor="top")
    return fig


def supported(chance) -> tuple[int, int, int]:
    """How many matches are over-supported (success above .9), between, and under-supported (below .5)."""
    over, under = int((chance > 0.9).sum()), int((chance < 0.5).sum())
    return over, len(chance) - over - under, under


def regions(fig, margins: dict, top: float, theme) -> None:
    """The diagonals of equal success, and the shaded ground between .5 and .9."""
    ends = np.array([0.0, top])
    low, high = margins[0.5], margins[0.9]
    fig.add_scatter(
        x=[*ends, *ends[::-1]],
        y=[*(ends + low), *(ends[::-1] + high)],
        fill="toself",
        mode="none",
        hoverinfo="skip",
        fillcolor=style.faint(theme.row[3], 0.16),
        name="success .5 to .9",
        showlegend=True,
    )
    fig.add_scatter(
        x=ends, y=ends + margins[0.7], mode="lines", name="success .7", line=dashed(theme), hoverinfo="skip"
    )


def scale(theme, title: str, low: float | None = None, high: float | None = None, middle: float | None = None) -> dict:
    """A colour axis: light to dark in one colour, or around a middle."""
    row = theme.low_to_high if middle is None else theme.below_above
    bar = {"title": {"text": title, "side": "top"}, "len": 0.9}
    ends = {} if low is None else {"cmin": low, "cmax": high}
    colours = [[place / (len(row) - 1), colour] for place, colour in enumerate(row)]
    return {"colorscale": colours, "colorbar": bar} | ends | ({} if middle is None else {"cmid": middle})


# --- one person ------------------------------------------------------------------------------------------------------

HAS, IS = -0.1, -0.2  # heights of the bars of matches as mentee and as mentor
ABOVE, STEP = 1.05, 0.1  # height of the first row of events, and of one more
UNIT = 150  # px that a height of 1 has
LETTERS = 36  # of the names of events, side by side on the narrowest screen
STORY = {
    "performance": "performance, alone",
    "help": "help",
    "dependence": "dependence",
    "confidence": "confidence",
    "quality": "trust in the mentor",
}
EVENTS = {
    "first_match_week": "first match",
    "independent_week": "independent",
    "interdependent_week": "interdependent",
    "delivered_week": "reaches own target",
    "mentor_week": "becomes a mentor",
    "left_week": "leaves",
}


def story(trace: pd.DataFrame, people: pd.DataFrame, matches: pd.DataFrame, person: int, theme="light") -> go.Figure:
    """A person's weeks: performance, help, dependence, confidence, trust; matches as bars below, events as marks above.

    trace: rows of week and person, as `run --trace` keeps them; people, matches: the tables of the run; person: a key.
    """
    theme = style.theme_of(theme)
    rows = trace[trace["person"] == person] if len(trace) else trace
    if len(rows) == 0:
        return style.nothing(theme, f"Nothing is recorded of person {person}.", "Week", "State (0 to 1)")
    last = int(rows["week"].max())
    fig = style.figure(theme, "Week", "State (0 to 1)", height=440)
    hues, dash = style.colours(STORY, theme), style.dashes(STORY)
    for name, words in STORY.items():
        if rows[name].notna().any():
            fig.add_scatter(
                x=rows["week"],
                y=rows[name],
                mode="lines",
                name=words,
                connectgaps=False,
                line={"color": hues[name], "dash": dash[name], "width": style.LINE},
                hovertemplate="%{y:.2f}<extra>" + words + ", week %{x}</extra>",
            )
    match_bars(fig, matches, person, last, theme)
    top = ABOVE + STEP * event_marks(fig, people, person, last, theme)
    words = ["is a mentor", "has a mentor", "0", ".25", ".5", ".75", "1"]
    fig.update_yaxes(range=[-0.28, top], tickvals=[IS, HAS, 0, 0.25, 0.5, 0.75, 1], ticktext=words)
    fig.update_xaxes(range=[-0.01 * last, 1.01 * last])
    fig.update_layout(height=440 + round(UNIT * (top - ABOVE)))
    return fig


def match_bars(fig, matches: pd.DataFrame, person: int, last: int, theme) -> None:
    """The person's matches as bars under the courses, with the way they ended."""
    for side, other, y in (("mentee", "mentor", HAS), ("mentor", "mentee", IS)):
        for row in matches[matches[side] == person].itertuples():
            end = last if pd.isna(row.end_week) else int(row.end_week)
            by = "still runs" if pd.isna(row.end_week) else f"ended by {row.ended_by}"
            fig.add_scatter(
                x=[row.start_week, end],
                y=[y, y],
                mode="lines+markers",
                showlegend=False,
                line={"width": 7, "color": style.faint(theme.row[0] if side == "mentee" else theme.mentor, 0.6)},
                marker={"symbol": "line-ns", "size": 9, "line": {"width": 2, "color": theme.ink}},
                hovertemplate=f"with {other} {getattr(row, other)}: {row.meetings} meetings, {by}<extra></extra>",
            )


def event_marks(fig, people: pd.DataFrame, person: int, last: int, theme) -> int:
    """What happened to the person, and when, above the courses; returns in how many rows, so that names stay apart."""
    own = people[people["person"] == person]
    if len(own) == 0:
        return 0
    found = [(float(own[name].iloc[0]), words) for name, words in EVENTS.items() if pd.notna(own[name].iloc[0])]
    taken: list[list] = []  # by row, from where to where names stand
    for week, words in sorted(found):
        wide = len(words) * last / LETTERS  # in weeks, on the narrowest screen
        left = week <= last / 2
        ends = (week, week + wide) if left else (week - wide, week)
        height = ABOVE + STEP * row_for(ends, taken)
        line = {"color": theme.muted, "width": 1, "dash": "dot"}
        fig.add_shape(type="line", x0=week, x1=week, y0=0, y1=height, line=line)
        style.note(fig, words, week, height, theme, anchor="left" if left else "right", yanchor="bottom")
    return len(taken)


def row_for(ends: tuple, taken: list[list]) -> int:
    """The first row with room from ends[0] to ends[1], which is taken from then on; a new one if none has."""
    for row, others in enumerate(taken):
        if all(ends[0] > last or ends[1] < first for first, last in others):
            others.append(ends)
            return row
    taken.append([ends])
    return len(taken) - 1
