"""What a calibration leaves: implausibility along each parameter, and pairs of parameters."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from mentorsim.figures import style
from mentorsim.figures.comparison import units

ROW = 190  # px of a row of small figures
EDGE = 70  # px beside them
BESIDE = 2  # figures in a row, so that they can be read on a phone
TOO_FAR = 3.0  # times the cutoff, beyond which it does not matter how implausible
WIDEST_TITLE = 30  # letters


def implausibility(table: pd.DataFrame, cutoff: float, theme="light") -> go.Figure:
    """Least implausibility found at each value of each parameter, whatever the others are; above the line: ruled out.

    table: of `calibration.account.profiles`: parameter, value, least. A curve that lies below the line from end to end
    rules out no value by itself; what goes together with what is in `optical_depth`.
    """
    theme = style.theme_of(theme)
    if len(table) == 0:
        return style.nothing(theme, "No point was looked at.", "Value (in the parameter's unit)", "Implausibility")
    names = list(dict.fromkeys(table["parameter"]))
    rows = -(-len(names) // BESIDE)
    fig = small_figures([title_of(name) for name in names], rows, BESIDE, theme, rows * ROW + EDGE)
    for number, name in enumerate(names):
        row, column = number // BESIDE + 1, number % BESIDE + 1
        mine = table[table["parameter"] == name]
        fig.add_scatter(
            x=mine["value"],
            y=np.minimum(mine["least"], TOO_FAR * cutoff),
            mode="lines+markers",
            line={"color": theme.row[0], "width": style.LINE},
            marker={"size": 4},
            hovertemplate="%{x:.4g}: %{y:.2f}<extra></extra>",
            row=row,
            col=column,
        )
        fig.add_hline(y=cutoff, line={"color": theme.mentor, "width": 1.2, "dash": "dash"}, row=row, col=column)
    fig.update_yaxes(range=[0.0, max(1.25 * cutoff, min(TOO_FAR * cutoff, 1.1 * table["least"].max()))])
    return fig


def optical_depth(table: pd.DataFrame, theme="light") -> go.Figure:
    """Share of the space that is left at each pair of values of two parameters, whatever the others are.

    table: of `calibration.account.pairs`: x, y, x_value, y_value, depth. What is left white is ruled out.
    """
    theme = style.theme_of(theme)
    if len(table) == 0:
        why = "No two parameters are informed by any pattern."
        return style.nothing(theme, why, "Value (in the parameter's unit)", "Value (in the parameter's unit)")
    across, up = list(dict.fromkeys(table["x"])), list(dict.fromkeys(table["y"]))
    fig = small_figures([""] * len(across) * len(up), len(up), len(across), theme, len(up) * ROW + 2 * EDGE)
    for (x, y), cells in table.groupby(["x", "y"], sort=False):
        row, column = up.index(y) + 1, across.index(x) + 1
        grid = cells.pivot(index="y_value", columns="x_value", values="depth")
        fig.add_heatmap(
            x=grid.columns.to_numpy(float),
            y=grid.index.to_numpy(float),
            z=grid.to_numpy(float),
            coloraxis="coloraxis",
            hovertemplate="%{x:.4g}, %{y:.4g}: %{z:.3g}<extra></extra>",
            row=row,
            col=column,
        )
        if row == len(up):
            fig.update_xaxes(title_text=title_of(x), row=row, col=column)
        if column == 1:
            fig.update_yaxes(title_text=title_of(y), row=row, col=column)
    for number in range(len(across) * len(up)):
        row, column = number // len(across) + 1, number % len(across) + 1
        if not ((table["x"] == across[column - 1]) & (table["y"] == up[row - 1])).any():
            fig.update_xaxes(visible=False, row=row, col=column)
            fig.update_yaxes(visible=False, row=row, col=column)
    bar = {"title": {"text": "Share left (0 to 1)", "side": "right"}}
    scale = [[k / (len(theme.low_to_high) - 1), colour] for k, colour in enumerate(theme.low_to_high)]
    fig.update_layout(coloraxis={"colorscale": scale, "cmin": 0.0, "colorbar": bar})
    fig.update_xaxes(title_font_size=11)
    fig.update_yaxes(title_font_size=11)
    return fig


def small_figures(titles: list[str], rows: int, columns: int, theme: style.Theme, height: int) -> go.Figure:
    """A grid of figures without data."""
    gap = min(1.0 / max(1, rows - 1), 70 / height)
    fig = make_subplots(rows, columns, subplot_titles=titles, vertical_spacing=gap, horizontal_spacing=0.05)
    fig.update_layout(
        template=style.template(theme.name),
        height=height,
        showlegend=False,
        hovermode="closest",
        margin={"l": 44, "r": 8, "t": style.TOP, "b": style.BOTTOM},
    )
    fig.update_annotations(font_size=11)
    fig.update_xaxes(nticks=4, tickfont_size=10)
    fig.update_yaxes(nticks=4, tickfont_size=10)
    return fig


def title_of(name: str) -> str:
    """A parameter with its unit, in lines; after the setting if it is that of one."""
    unit = units().get(name.rpartition(": ")[2])
    return style.wrapped(style.plain(f"{name} ({unit or 'value'})"), WIDEST_TITLE)
