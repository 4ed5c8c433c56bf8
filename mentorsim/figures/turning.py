"""Where an answer turns: a difference of two worlds over two parameters, cell by cell."""

import numpy as np
import plotly.graph_objects as go

from mentorsim.figures import style
from mentorsim.figures.comparison import factor_title, grid
from mentorsim.figures.evidence import around, surface_of
from mentorsim.printing import between, digits_for, signed

PALE = 0.6  # of what cannot be told


def turning(table, x: str, y: str, outcome: str, theme="light") -> go.Figure:
    """The difference between two worlds at each point of a grid of two parameters, and the line on which it is 0.

    table: x, y, difference, low, high (95 %), a row for each cell. Cells whose interval holds 0 are pale, with a
    stroke. The `customdata` of a cell is {x: its value, y: its value}.
    """
    theme = style.theme_of(theme)
    across, up = factor_title(x), factor_title(y)
    known = style.finite(table, x, y, "difference")
    if len(known) == 0 or known[x].nunique() < 2 or known[y].nunique() < 2:
        return style.nothing(theme, "No cell has been run yet.", across, up)
    fig = style.figure(theme, across, up, height=430)
    surface = surface_of(known, x, y, "difference")
    low, high = (grid(known, x, y, name).sort_index().sort_index(axis=1).to_numpy(float) for name in ("low", "high"))
    unclear = ~((low > 0.0) | (high < 0.0)) & np.isfinite(surface["z"])
    fig.add_heatmap(
        **surface,
        coloraxis="coloraxis",
        xgap=1,
        ygap=1,
        customdata=[[{x: across_at, y: up_at} for across_at in surface["x"]] for up_at in surface["y"]],
        text=[[said(*ends) for ends in zip(*row, strict=True)] for row in zip(surface["z"], low, high, strict=True)],
        hovertemplate="%{x:.3g}, %{y:.3g}: %{text}<extra></extra>",
    )
    if unclear.any():
        pale = np.where(unclear, 1.0, np.nan)
        paper = [[0.0, theme.paper], [1.0, theme.paper]]
        fig.add_heatmap(**surface | {"z": pale}, colorscale=paper, opacity=PALE, showscale=False, hoverinfo="skip")
        down, right = np.nonzero(unclear)
        fig.add_scatter(
            x=surface["x"][right],
            y=surface["y"][down],
            mode="markers",
            name="cannot be told: 95 % interval holds 0",
            marker={"symbol": "line-ne", "size": 13, "line": {"width": 1.3, "color": theme.muted}},
            hoverinfo="skip",
        )
    if known["difference"].min() <= 0.0 <= known["difference"].max():
        fig.add_contour(
            **surface,
            contours={"start": 0, "end": 0, "size": 1, "coloring": "none"},
            line={"color": theme.ink, "width": 3},
            name="here the mean turns",
            showlegend=True,
            showscale=False,
            hoverinfo="skip",
        )
    fig.update_layout(coloraxis=around(theme, 0.0, style.unit_of(outcome)))
    return fig


def said(difference: float, low: float, high: float) -> str:
    """A cell in words."""
    if not np.isfinite(difference):
        return ""
    digits = digits_for(low, high)
    return signed(difference, digits) + (f" {between(low, high, digits)}" if np.isfinite(low) else "")
