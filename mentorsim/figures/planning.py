"""How often trials show a difference, by their size."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mentorsim.figures import style
from mentorsim.figures.threshold import label_of


def power(
    shares: pd.DataFrame, curves: pd.DataFrame, beyond: pd.DataFrame, wanted: float, noun: str, theme="light"
) -> go.Figure:
    """The chance that a trial shows a difference over its size, comparison by comparison.

    shares: pair, size, share, low, high, of the trials simulated, with 95 % intervals, and least, most: over worlds;
    curves: pair, size, share, of the monotone curve; beyond: the same, extrapolated beyond it; wanted: the chance
    that is aimed at; noun: of what the size is a number.
    """
    theme = style.theme_of(theme)
    across, up = f"{noun} in the trial", "chance of showing a difference"
    known = style.finite(shares, "size", "share")
    if len(known) == 0:
        return style.nothing(theme, "No trial was simulated.", across, up)
    fig = style.figure(theme, across, up, height=420)
    names = list(dict.fromkeys(shares["pair"]))
    hue, dash, symbol = style.colours(names, theme), style.dashes(names), style.symbols(names)
    for name in names:
        mine, line = known[known["pair"] == name].sort_values("size"), curves[curves["pair"] == name]
        label = label_of(name)
        look = {"legendgroup": label, "showlegend": False}
        fig.add_scatter(
            x=[*mine["size"], *mine["size"][::-1]],
            y=[*mine["most"], *mine["least"][::-1]],
            mode="lines",
            fill="toself",
            fillcolor=style.faint(hue[name], 0.13),
            line={"width": 0},
            hoverinfo="skip",
            **look,
        )
        fig.add_scatter(
            x=line["size"],
            y=line["share"],
            mode="lines",
            line={"color": hue[name], "width": style.LINE, "dash": dash[name]},
            name=label,
            legendgroup=label,
            hoverinfo="skip",
        )
        rest = beyond[beyond["pair"] == name]
        fig.add_scatter(
            x=rest["size"],
            y=rest["share"],
            mode="lines",
            line={"color": style.faint(hue[name], 0.5), "width": style.LINE, "dash": style.DOT},
            hoverinfo="skip",
            **look,
        )
        fig.add_scatter(
            x=mine["size"],
            y=mine["share"],
            mode="markers",
            marker={"color": hue[name], "size": 8, "symbol": symbol[name]},
            error_y={
                "array": mine["high"] - mine["share"],
                "arrayminus": mine["share"] - mine["low"],
                "color": hue[name],
                "thickness": 1.8,
                "width": 5,
            },
            customdata=np.column_stack([mine["low"], mine["high"], mine["least"], mine["most"]]),
            hovertemplate="%{x:,}: %{y:.0%} [%{customdata[0]:.0%}, %{customdata[1]:.0%}], over worlds "
            "%{customdata[2]:.0%} to %{customdata[3]:.0%}<extra>" + label + "</extra>",
            **look,
        )
    style.reference(fig, theme, y=wanted)
    fig.update_yaxes(range=[0, 1.02], tickformat=".0%")
    fig.update_xaxes(rangemode="tozero")
    if len(names) == 1:
        fig.update_layout(showlegend=False)
    return fig
