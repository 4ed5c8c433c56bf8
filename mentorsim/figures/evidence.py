"""How sure an answer is, and what it hangs on: thresholds, decomposition, replications, sensitivity."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mentorsim.figures import style
from mentorsim.figures.comparison import bars, factor_title, grid, rows_figure
from mentorsim.printing import shortest, significant

MOST_WRITTEN = 25  # points of which the values are written
LEGEND = 40  # px of a legend in two lines


def threshold_map(
    table: pd.DataFrame, x: str, y: str, outcome: str, level: float = 1.0, value: str = "mean", theme="light"
) -> go.Figure:
    """Where an outcome crosses a level over two numeric factors, such as R_M = 1, beyond which mentoring renews itself.

    table: of `arm_means` over x and y (value "mean"), or of `analysis.contour.surface` (value "difference", level 0).
    The thick line is the crossing of the mean; between the dashed ones it is uncertain: there 95 % intervals hold the
    level. Where the mean does not cross it, the figure says on which side it is. Dots are the points that were run,
    with their values where they are few.
    """
    theme = style.theme_of(theme)
    across, up = factor_title(x), factor_title(y)
    known = style.finite(table, x, y, value)
    if len(known) == 0 or known[x].nunique() < 2 or known[y].nunique() < 2:
        return style.nothing(theme, "Fewer than two levels of each factor were run.", across, up)
    known = known.sort_values([y, x], kind="stable")
    fig = style.figure(theme, across, up, height=460)
    title = style.title_of(outcome)
    title = title if value == "mean" else f"Difference in {style.inside(title)}"
    fig.add_heatmap(**surface_of(known, x, y, value), zsmooth="best", coloraxis="coloraxis", hoverinfo="skip")
    dashed = {"color": theme.ink, "width": 1.3, "dash": style.DASH}
    mark = shortest(level)
    for column, line, name in (
        ("low", dashed, f"95 % interval begins to hold {mark}"),
        ("high", dashed, f"95 % interval begins to hold {mark}"),
        (value, {"color": theme.ink, "width": 3}, f"{title} = {mark}"),
    ):
        if column in known and known[column].min() <= level <= known[column].max():
            named = name in [trace.name for trace in fig.data]
            fig.add_contour(
                **surface_of(known, x, y, column),
                contours={"start": level, "end": level, "size": 1, "coloring": "none"},
                line=line,
                name=name,
                showlegend=not named,
                showscale=False,
                hoverinfo="skip",
            )
    side = "above" if known[value].min() > level else "below" if known[value].max() < level else ""
    if side:
        said = style.wrapped(f"{title}: the mean is {side} {mark} at every point.", style.WIDEST)
        style.under(fig, [[(None, line)] for line in said.split("<br>")], theme)
    low, high = (known[column] if column in known else known[value] for column in ("low", "high"))
    fig.add_scatter(
        x=known[x],
        y=known[y],
        mode="markers",
        showlegend=False,
        marker={"size": 7, "color": theme.paper, "line": {"width": 1.5, "color": theme.ink}},
        customdata=np.column_stack([known[value], low, high]),
        hovertemplate="%{x:.3g}, %{y:.3g}: %{customdata[0]:.3g} [%{customdata[1]:.3g}, %{customdata[2]:.3g}]"
        "<extra></extra>",
    )
    for point in known.to_dict("records") if len(known) <= MOST_WRITTEN else ():  # greyscale has no two sides
        text = significant(point[value], 2)
        style.note(fig, text, point[x], point[y], theme, 11, "center", yanchor="bottom", yshift=5, font_color=theme.ink)
    fig.update_layout(coloraxis=around(theme, level, style.unit_of(outcome)))
    return fig


def surface_of(table, x: str, y: str, value: str) -> dict:
    """x, y, z of a grid."""
    wide = grid(table, x, y, value)
    wide = wide.sort_index().sort_index(axis=1)
    return {"x": wide.columns.to_numpy(float), "y": wide.index.to_numpy(float), "z": wide.to_numpy(float)}


def around(theme, middle: float, title: str) -> dict:
    """A colour axis around a middle value."""
    row = theme.below_above
    bar = {"title": {"text": title, "side": "right"}}
    return {"colorscale": [[k / (len(row) - 1), c] for k, c in enumerate(row)], "cmid": middle, "colorbar": bar}


def shares(table: pd.DataFrame, outcome: str, theme="light") -> go.Figure:
    """What each component carries of the difference between two settings (Shapley shares), the whole at the end.

    table: of `analysis.decomposition.decompose`: component, first, second, share, low, high; the last row is the total.
    """
    theme = style.theme_of(theme)
    across = f"Share in the difference of {style.inside(style.title_of(outcome))} ({style.unit_of(outcome)})"
    known = style.finite(table, "share")
    if len(known) == 0:
        return style.nothing(theme, "No difference was taken apart.", across, "Component (of the setting)")
    first, second = known["first"].iloc[0], known["second"].iloc[0]
    names = known["component"].to_list()
    fig = rows_figure(theme, across, f"Component ({second} instead of {first})", names)
    colour = [theme.muted if name == "total" else theme.row[0] for name in names]
    fig.add_bar(
        x=known["share"],
        y=names,
        orientation="h",
        marker={"color": colour},
        error_x=bars(known["share"], known["low"], known["high"], theme.ink),
        customdata=known[["low", "high"]].astype(object).where(known[["low", "high"]].notna(), None),
        hovertemplate="%{y}: %{x:.3g} [%{customdata[0]:.3g}, %{customdata[1]:.3g}]<extra></extra>",
    )
    style.reference(fig, theme, x=0)
    return fig


def stability(table: pd.DataFrame, outcome: str, what: str = "", theme="light") -> go.Figure:
    """An estimate as replications are added, with its 95 % interval: whether there are enough of them.

    table: of `analysis.stability.stability`: n, mean, low, high; what: the comparison it is of, for the title.
    """
    theme = style.theme_of(theme)
    up = f"{what or style.title_of(outcome)} ({style.unit_of(outcome)})"
    known = style.finite(table, "mean")
    if len(known) == 0:
        return style.nothing(theme, "Fewer than two replications were run.", "Replications (number)", up)
    fig = style.figure(theme, "Replications (number)", up)
    for edge, fill in (("high", None), ("low", "tonexty")):
        fig.add_scatter(
            x=known["n"],
            y=known[edge],
            mode="lines",
            line={"width": 0},
            fill=fill,
            showlegend=False,
            fillcolor=style.faint(theme.row[0], 0.22),
            hoverinfo="skip",
        )
    fig.add_scatter(
        x=known["n"],
        y=known["mean"],
        mode="lines",
        line={"color": theme.row[0], "width": style.LINE},
        showlegend=False,
        hovertemplate="%{x} replications: %{y:.3g}<extra></extra>",
    )
    style.reference(fig, theme, y=float(known["mean"].iloc[-1]))
    inner = known[known["n"] >= min(4, known["n"].max())]
    low, high = inner["low"].min(), inner["high"].max()
    if np.isfinite(low) and np.isfinite(high) and high > low:  # two replications have intervals off any scale
        fig.update_yaxes(range=[low - 0.1 * (high - low), high + 0.1 * (high - low)])
    return fig


# --- sensitivity -----------------------------------------------------------------------------------------------------


def morris(table: pd.DataFrame, outcome: str, theme="light") -> go.Figure:
    """Morris screening: mean absolute elementary effect μ* with its interval, and the spread σ, largest first.

    table: parameter, mu_star, mu_star_low, mu_star_high, sigma, in units of the outcome per range of the parameter.
    σ as large as μ* says that the effect depends on other parameters, or is not linear.
    """
    theme = style.theme_of(theme)
    across = f"Effect on {style.inside(style.title_of(outcome))} over the parameter's range ({style.unit_of(outcome)})"
    known = style.finite(table, "mu_star")
    if len(known) == 0:
        return style.nothing(theme, "No effect was estimated.", across, "Parameter (largest first)")
    known = known.sort_values("mu_star", ascending=False, kind="stable")
    fig = rows_figure(theme, across, "Parameter (largest first)", known["parameter"])
    fig.add_bar(
        x=known["mu_star"],
        y=known["parameter"],
        orientation="h",
        name="μ* (mean size)",
        marker={"color": theme.row[0]},
        error_x=bars(known["mu_star"], known["mu_star_low"], known["mu_star_high"], theme.ink),
        hovertemplate="%{y}: μ* %{x:.3g}<extra></extra>",
    )
    fig.add_scatter(
        x=known["sigma"],
        y=known["parameter"],
        mode="markers",
        name="σ (depends on others)",
        marker={"symbol": "diamond-open", "size": 10, "color": theme.mentor, "line": {"width": 2}},
        hovertemplate="%{y}: σ %{x:.3g}<extra></extra>",
    )
    fig.update_layout(showlegend=True, height=fig.layout.height + LEGEND)
    fig.update_xaxes(rangemode="tozero")
    return fig


def sobol(table: pd.DataFrame, outcome: str, theme="light") -> go.Figure:
    """Sobol indices with intervals: the share of an outcome's variance that a parameter carries, alone and in all.

    table: parameter, S1, S1_low, S1_high (alone), ST, ST_low, ST_high (with all interactions), largest ST first.
    """
    theme = style.theme_of(theme)
    across = f"Share of the variance of {style.inside(style.title_of(outcome))} (0 to 1)"
    known = style.finite(table, "ST")
    if len(known) == 0:
        return style.nothing(theme, "No index was estimated.", across, "Parameter (largest first)")
    known = known.sort_values("ST", ascending=False, kind="stable")
    fig = rows_figure(theme, across, "Parameter (largest first)", known["parameter"], 1.6)
    for name, words, colour in (
        ("ST", "total, S<sub>T</sub>", theme.row[5]),
        ("S1", "alone, S<sub>1</sub>", theme.row[0]),
    ):
        fig.add_bar(
            x=known[name],
            y=known["parameter"],
            orientation="h",
            name=words,
            marker={"color": colour},
            error_x=bars(known[name], known[f"{name}_low"], known[f"{name}_high"], theme.ink),
            hovertemplate="%{y}: %{x:.2f}<extra>" + words + "</extra>",
        )
    fig.update_layout(showlegend=True, barmode="group", height=fig.layout.height + LEGEND)
    style.reference(fig, theme, x=0)
    return fig
