"""The network by stage: people as marks, mentors by shape, matches as lines; groups of people where there are many."""

import numpy as np
import plotly.graph_objects as go

from mentorsim.codes import MEMBER, MENTEE, MENTOR, STAGES
from mentorsim.figures import style
from mentorsim.figures.layout import spring
from mentorsim.world.snapshot import Snapshot

MOST_PEOPLE = 600  # of whom each is drawn
MOST_TIES = 3_000
MATCH_PULL = 2.0  # a match pulls like so many full ties
LEVELS = 3  # thicknesses of the lines of matches


def positions(snapshot: Snapshot, before: dict | None = None) -> dict:
    """{person key, or unit where people are many: (x, y)}. before: the positions of the week before, to stay near."""
    p, t, m = snapshot.people, snapshot.ties, snapshot.matches
    if len(p["key"]) > MOST_PEOPLE:
        units, group = np.unique(p["unit"], return_inverse=True)
        one, two, count = between_groups(group, t["one"], t["two"])
        pull = count / max(1, count.max(initial=0))
        return spring(units, np.zeros(len(units)), one, two, pull, before)
    one, two = np.concatenate([t["one"], m["mentee"]]), np.concatenate([t["two"], m["mentor"]])
    weight = np.concatenate([t["weight"], MATCH_PULL * np.ones(len(m["mentee"]))])
    return spring(p["key"], p["unit"], one, two, weight, before)


def network(snapshot: Snapshot, where: dict | None = None, theme="light") -> go.Figure:
    """Who is tied to whom and mentored by whom; people coloured by stage, mentors as diamonds.

    Lines of matches are thicker with quality, and dashed where help is below a half: the mentor recedes. Above
    MOST_PEOPLE people, units are drawn instead. where: `positions`, to keep people in place from week to week.
    """
    theme = style.theme_of(theme)
    if len(snapshot.people["key"]) == 0:
        return style.nothing(theme, "Nobody is there.")
    where = where or positions(snapshot)
    fig = style.figure(theme, height=520)
    fig.update_xaxes(visible=False)
    fig.update_yaxes(visible=False, scaleanchor="x")
    fig.update_layout(margin={"l": 8, "r": 8, "t": 56, "b": 8})
    style.marks_alike(fig)
    if len(snapshot.people["key"]) > MOST_PEOPLE:
        draw_units(fig, snapshot, where, theme)
    else:
        draw_people(fig, snapshot, where, theme)
    return fig


# --- people ----------------------------------------------------------------------------------------------------------


def draw_people(fig, snapshot: Snapshot, where: dict, theme) -> None:
    """Ties, matches, people, from back to front."""
    p, t, m = snapshot.people, snapshot.ties, snapshot.matches
    xy = np.array([where[int(key)] for key in p["key"]])
    strongest = np.sort(np.argsort(-t["weight"], kind="stable")[:MOST_TIES])
    segments(
        fig,
        xy,
        t["one"][strongest],
        t["two"][strongest],
        "tie",
        {"color": style.faint(theme.muted, 0.4), "width": 0.8},
    )
    draw_matches(fig, xy, m, theme)
    for name, chosen, symbol, colour in kinds_of(p, theme):
        mark(fig, xy, p, chosen, name, symbol, colour, theme)


def kinds_of(p: dict, theme) -> list[tuple]:
    """(name, who, symbol, colour) of the kinds of people that are told apart: mentees by stage, members, mentors."""
    mentee = p["role"] == MENTEE
    kinds = [(stage, mentee & (p["stage"] == code), "circle", theme.stages[stage]) for code, stage in enumerate(STAGES)]
    members = ("member", p["role"] == MEMBER, "square", theme.outside)  # who gave up mentoring
    return [*kinds, members, ("mentor", p["role"] == MENTOR, "diamond", theme.mentor)]


def draw_matches(fig, xy, matches: dict, theme) -> None:
    """Lines of matches: thickness by quality, dashed where the help is below a half."""
    level = np.minimum(LEVELS - 1, (LEVELS * matches["quality"]).astype(int))
    little = matches["help"] < 0.5
    for receding, name in ((False, "match"), (True, "match, help below ½")):
        first = True
        for number in range(LEVELS):
            rows = np.flatnonzero((level == number) & (little == receding))
            if len(rows):
                line = {"color": theme.ink, "width": 0.9 + 1.1 * number, "dash": "dot" if receding else "solid"}
                segments(fig, xy, matches["mentee"][rows], matches["mentor"][rows], name, line, first, 0.7)
                first = False


def segments(fig, xy, one, two, name: str, line: dict, legend: bool = True, opacity: float = 1.0) -> None:
    """Straight lines between places, in one trace."""
    if len(one) == 0:
        return
    x, y = (np.column_stack([xy[one, k], xy[two, k], np.full(len(one), np.nan)]).ravel().round(3) for k in (0, 1))
    fig.add_scatter(
        x=x[:-1],
        y=y[:-1],
        mode="lines",
        name=name,
        line=line,
        hoverinfo="skip",
        legendgroup=name,
        showlegend=legend,
        opacity=opacity,
    )


def mark(fig, xy, p: dict, chosen, name: str, symbol: str, colour: str, theme) -> None:
    """The people of one kind; larger with more matches as mentor."""
    rows = np.flatnonzero(chosen)
    if len(rows) == 0:
        return
    few = 1.0 if len(xy) <= 150 else 0.75
    about = np.column_stack([p["key"][rows], p["unit"][rows], p["performance"][rows], p["mentored"][rows]])
    fig.add_scatter(
        x=xy[rows, 0].round(3),
        y=xy[rows, 1].round(3),
        mode="markers",
        name=f"{name} ({len(rows):,})",
        customdata=about.round(2),
        meta=name,
        marker={
            "symbol": symbol,
            "color": colour,
            "opacity": 1,
            "size": few * (10 + 1.6 * p["mentored"][rows]),
            "line": {"width": 1, "color": theme.ink},
        },
        hovertemplate="%{meta}, person %{customdata[0]}, unit %{customdata[1]}<br>performance %{customdata[2]:.2f}, "
        "mentors %{customdata[3]}<extra></extra>",
    )


# --- units -----------------------------------------------------------------------------------------------------------


def between_groups(group, one, two):
    """Pairs of different groups that are joined, (first, second, how often), first < second."""
    a, b = np.minimum(group[one], group[two]), np.maximum(group[one], group[two])
    pairs, count = np.unique(np.column_stack([a, b])[a < b], axis=0, return_counts=True)
    return pairs[:, 0], pairs[:, 1], count


def draw_units(fig, snapshot: Snapshot, where: dict, theme) -> None:
    """One cluster of marks per unit: people by stage and mentors, sized by number; lines for matches between units."""
    p, m = snapshot.people, snapshot.matches
    units, group = np.unique(p["unit"], return_inverse=True)
    xy = np.array([where[int(unit)] for unit in units])
    one, two, count = between_groups(group, m["mentee"], m["mentor"])
    strongest = np.argsort(-count, kind="stable")[:MOST_TIES]
    levels = np.ceil(LEVELS * count / max(1, count.max(initial=0))).astype(int)
    for number in range(1, LEVELS + 1):
        rows = strongest[levels[strongest] == number]
        line = {"color": theme.muted, "width": 0.6 + 1.2 * (number - 1)}
        segments(fig, xy, one[rows], two[rows], "matches between units", line, number == LEVELS, 0.6)
    kinds, reach = kinds_of(p, theme), 0.17 * spacing(xy)
    fig.add_scatter(
        x=xy[:, 0],
        y=xy[:, 1],
        mode="markers",
        showlegend=False,
        hoverinfo="skip",
        marker={"symbol": "circle", "size": 78, "color": theme.paper, "line": {"width": 1, "color": theme.muted}},
    )
    most = max(np.bincount(group[chosen], minlength=1).max() for _, chosen, _, _ in kinds)
    for turn, (name, chosen, symbol, colour) in zip((0.75, 0.25, -0.25, 1.0, -0.75), kinds, strict=True):
        if name == "member" and not chosen.any():
            continue
        size = np.bincount(group[chosen], minlength=len(units))
        there = np.flatnonzero(size)
        shift = reach * np.array([np.cos(turn * np.pi), np.sin(turn * np.pi)])
        fig.add_scatter(
            x=(xy[there, 0] + shift[0]).round(3),
            y=(xy[there, 1] + shift[1]).round(3),
            mode="markers",
            name=f"{name} ({int(size.sum()):,})",
            customdata=np.column_stack([units[there], size[there]]),
            meta=name,
            marker={
                "symbol": symbol,
                "color": colour,
                "opacity": 1,
                "size": 6 + 24 * np.sqrt(size[there] / most),
                "line": {"width": 1, "color": theme.ink},
            },
            hovertemplate="unit %{customdata[0]}: %{customdata[1]} %{meta}<extra></extra>",
        )
    style.note(fig, f"{len(p['key']):,} people in {len(units):,} units", 0, 0, theme, ref="paper", yanchor="bottom")


def spacing(xy) -> float:
    """Median distance from a place to the nearest other."""
    if len(xy) < 2:
        return 1.0
    apart = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    return float(np.median(apart.min(axis=1)))
