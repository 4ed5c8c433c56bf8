"""Where an outcome crosses a level: curves over a parameter, arm by arm, and crossings over a second parameter."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mentorsim.figures import style
from mentorsim.figures.comparison import factor_title

BELOW = 0.03  # share of the height between the rows of intervals under the curves


def crossing(
    means: pd.DataFrame,
    curves: pd.DataFrame,
    crossings: pd.DataFrame,
    parameter: str,
    outcome: str,
    level: float,
    theme="light",
) -> go.Figure:
    """An outcome over a parameter in each arm, and where it crosses a level.

    means: arm, value, mean, low, high, of the values that were run, with 95 % intervals; curves: arm, value, mean, of
    the monotone curve through them; crossings: arm, crossing, low, high, NaN where there is none: a diamond on the line
    of the level, with its interval as a bar.
    """
    theme = style.theme_of(theme)
    across, up = factor_title(parameter), style.axis_title(outcome)
    known = style.finite(means, "value", "mean")
    if len(known) == 0:
        return style.nothing(theme, "No value was run.", across, up)
    fig = style.figure(theme, across, up, height=440)
    names = list(dict.fromkeys(means["arm"]))
    hue, dash, symbol = style.colours(names, theme), style.dashes(names), style.symbols(names)
    for name in names:
        mine = known[known["arm"] == name].sort_values("value")
        look = {"colour": hue[name], "dash": dash[name], "symbol": symbol[name]}
        add_arm(fig, mine, curves[curves["arm"] == name], label_of(name), look)
    style.reference(fig, theme, y=level)
    found = style.finite(crossings, "crossing")
    height = max(level, known["mean"].max()) - min(level, known["mean"].min())
    for row, place in zip(found.to_dict("records"), rows_for(found), strict=True):
        mark_crossing(fig, row, level - BELOW * place * height, hue[row["arm"]], theme)
    if len(names) == 1:
        fig.update_layout(showlegend=False)
    return fig


def label_of(arm: str) -> str:
    """An arm in the legend."""
    return style.wrapped(style.plain(arm), style.WIDEST_LABEL)


def add_arm(fig, mine: pd.DataFrame, curve: pd.DataFrame, label: str, look: dict) -> None:
    """One arm's curve, the means it goes through, and their intervals as a band. look: its colour, dash and symbol."""
    band, (x, y) = style.finite(mine, "low", "high"), extended(curve, mine)
    fig.add_scatter(
        x=[*band["value"], *band["value"][::-1]],
        y=[*band["high"], *band["low"][::-1]],
        mode="lines",
        fill="toself",
        fillcolor=style.faint(look["colour"], 0.13),
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
        legendgroup=label,
    )
    fig.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": look["colour"], "width": style.LINE, "dash": look["dash"]},
        name=label,
        legendgroup=label,
        hoverinfo="skip",
    )
    fig.add_scatter(
        x=mine["value"],
        y=mine["mean"],
        mode="markers",
        marker={"color": look["colour"], "size": 6, "symbol": look["symbol"]},
        customdata=np.column_stack([mine["low"], mine["high"]]),
        hovertemplate="%{x:.4g}: %{y:.3g} [%{customdata[0]:.3g}, %{customdata[1]:.3g}]<extra>" + label + "</extra>",
        showlegend=False,
        legendgroup=label,
    )


def mark_crossing(fig, row: dict, height: float, colour: str, theme) -> None:
    """Where an arm crosses the level, with its interval as a bar, at a height."""
    label = label_of(row["arm"])
    ends = {"array": [row["high"] - row["crossing"]], "arrayminus": [row["crossing"] - row["low"]]}
    fig.add_scatter(
        x=[row["crossing"]],
        y=[height],
        mode="markers",
        marker={"color": colour, "size": 12, "symbol": "diamond", "line": {"color": theme.ink, "width": 1.5}},
        error_x=ends | {"color": colour, "thickness": 2.5, "width": 7},
        customdata=[[row["low"], row["high"]]],
        hovertemplate="crosses at %{x:.4g} [%{customdata[0]:.4g}, %{customdata[1]:.4g}]<extra>" + label + "</extra>",
        showlegend=False,
        legendgroup=label,
    )


def rows_for(found: pd.DataFrame) -> list[int]:
    """In which row below the level each interval stands, 0 on it, so that no two lie on each other."""
    ends: list[list[tuple]] = []
    rows = []
    for low, high in found[["low", "high"]].itertuples(index=False):
        free = (row for row, taken in enumerate(ends) if all(high < one or low > other for one, other in taken))
        row = next(free, len(ends))
        if row == len(ends):
            ends.append([])
        ends[row].append((low, high))
        rows.append(row)
    return rows


def extended(curve: pd.DataFrame, mine: pd.DataFrame) -> tuple[list, list]:
    """The corners of a curve, level with its first and last as far as values were run."""
    if len(curve) == 0:
        return [], []
    x, y = curve["value"].tolist(), curve["mean"].tolist()
    return [mine["value"].min(), *x, mine["value"].max()], [y[0], *y, y[-1]]


def crossing_map(
    cells: pd.DataFrame,
    crossings: pd.DataFrame,
    parameter: str,
    second: str,
    outcome: str,
    level: float,
    theme="light",
) -> go.Figure:
    """An outcome over two parameters, and the line on which it is at a level.

    cells: value, at, mean: of the parameter, the second one, and the curve there, on a grid; crossings: at, crossing,
    low, high: the line, with 95 % intervals; values of the second parameter without one are missing from it.
    """
    from mentorsim.figures.evidence import around

    theme = style.theme_of(theme)
    across, up = factor_title(second), factor_title(parameter)
    known = style.finite(cells, "value", "at", "mean")
    if len(known) == 0 or known["at"].nunique() < 2:
        return style.nothing(theme, "Fewer than two values of the second parameter were run.", across, up)
    fig = style.figure(theme, across, up, height=440)
    grid = known.pivot(index="value", columns="at", values="mean")
    fig.add_heatmap(
        x=grid.columns.to_numpy(float),
        y=grid.index.to_numpy(float),
        z=grid.to_numpy(float),
        coloraxis="coloraxis",
        zsmooth="best",
        hovertemplate="%{x:.4g}, %{y:.4g}: %{z:.3g}<extra></extra>",
    )
    found = style.finite(crossings, "crossing").sort_values("at")
    fig.add_scatter(
        x=found["at"],
        y=found["crossing"],
        mode="lines+markers",
        line={"color": theme.ink, "width": 3},
        marker={"size": 9, "symbol": "diamond", "color": theme.paper, "line": {"color": theme.ink, "width": 1.5}},
        error_y={
            "array": found["high"] - found["crossing"],
            "arrayminus": found["crossing"] - found["low"],
            "color": theme.ink,
            "thickness": 1.8,
            "width": 6,
        },
        customdata=np.column_stack([found["low"], found["high"]]),
        hovertemplate="%{x:.4g}: crosses at %{y:.4g} [%{customdata[0]:.4g}, %{customdata[1]:.4g}]<extra></extra>",
        showlegend=False,
    )
    fig.update_layout(coloraxis=around(theme, level, style.unit_of(outcome)))
    return fig
