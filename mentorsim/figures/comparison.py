"""Arms compared: effects with intervals, heat maps and interactions of policies, rankings, trade-offs."""

from functools import cache

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mentorsim import printing
from mentorsim.figures import style
from mentorsim.indicators import INDICATORS
from mentorsim.parameters import catalogue
from mentorsim.settings import POLICIES

ROW = 26  # px of a row in a forest plot
FEW_TICKS = 4  # numbers along the x axis, which then fit beside each other on a phone
NARROW = 27  # letters of a title along the x axis, beside the labels of rows
MOST_LABELS = 12  # arms on a Pareto front that bear their names
WIDEST_NAME = 22  # letters of the name of an outcome, in a row
WIDEST_KEY = 55  # letters of a line that names one
MOST_BARS = 30  # arms of which all have error bars; of more, those on the front
MOST_JOINED = 15  # levels of a dose that a line joins; more are a cloud
BESIDE = 0.16  # how far lines stand beside each other at a level


@cache
def units() -> dict:
    """{path of a parameter: unit}."""
    return {row["name"]: row["unit"] for row in catalogue()}


def factor_title(factor: str) -> str:
    """A factor as a title of an axis or a legend, with what its levels are: the kind of policy, or the unit."""
    if factor in POLICIES:
        return f"{POLICIES[factor].capitalize()} (policy)"
    return f"{factor} ({units().get(factor) or 'level'})"


def joined(table, columns) -> list[str]:
    """The levels of each row as its label."""
    return [style.in_lines(row) for row in table[list(columns)].itertuples(index=False)]


def bars(mean, low, high, colour: str, width: float = 1.6) -> dict:
    """Error bars from interval to mean; none where there is no interval."""
    mean, low, high = (np.asarray(side, float) for side in (mean, low, high))
    return {
        "type": "data",
        "symmetric": False,
        "array": np.nan_to_num(high - mean),
        "arrayminus": np.nan_to_num(mean - low),
        "color": colour,
        "thickness": width,
        "width": 4,
    }


# --- effects ---------------------------------------------------------------------------------------------------------


def forest(table: pd.DataFrame, outcome: str, by=(), theme="light") -> go.Figure:
    """Paired differences from the reference with 95 % intervals, one row each; open marks: 0 is in the interval.

    table: of `analysis.contrasts.paired_contrasts` for one outcome, with columns of `by`. The thin line, where the
    table has low_all and high_all, is the interval for all rows at once.
    """
    theme = style.theme_of(theme)
    title = f"Difference in {style.inside(style.title_of(outcome))} ({style.unit_of(outcome)})"
    known = style.finite(table, "difference")
    if len(known) == 0:
        return style.nothing(theme, "No pair of runs has a value.", title, "Level (against the reference)")
    labels = joined(known, ["level", *by])
    fig = rows_figure(theme, title, f"Level (against {known['reference'].iloc[0]})", labels)
    hue = "setting" if "setting" in by else "level"
    of_hue = style.colours(known[hue].astype(str), theme)
    colours = [of_hue[str(level)] for level in known[hue]] if "setting" in by else [theme.row[0]] * len(known)
    if "low_all" in known:
        whiskers(fig, known, labels, theme)
    marks(fig, known, labels, colours, theme)
    style.reference(fig, theme, x=0)
    ends = known[[name for name in ("difference", "low", "high", "low_all", "high_all") if name in known]].to_numpy()
    low, high = min(0.0, np.nanmin(ends)), max(0.0, np.nanmax(ends))
    fig.update_xaxes(range=[low - 0.06 * (high - low), high + 0.06 * (high - low)])
    direction(fig, INDICATORS[outcome].better if outcome in INDICATORS else None, theme)
    return fig


def over_worlds(table: pd.DataFrame, each: pd.DataFrame, outcome: str, by=(), theme="light") -> go.Figure:
    """A forest over plausible worlds: a faint dot per world, larger the more it weighs, and the mean over all.

    table: as for `forest`, of runs in plausible worlds; each: of `analysis.contrasts.differences_by_world`.
    """
    fig = forest(table.drop(columns=["low_all", "high_all"]), outcome, by, theme)
    known = style.finite(each, "difference")
    if len(style.finite(table, "difference")) == 0 or len(known) == 0:
        return fig
    theme = style.theme_of(theme)
    labels = joined(known, ["level", *by])
    size = 5.0 + 9.0 * np.sqrt(known["world_weight"] / known["world_weight"].max())
    texts = [
        f"{label}, world {row['world']}: {printing.number(row['difference'])}, "
        f"weight {printing.percent(row['world_weight'])}"
        for label, row in zip(labels, known.to_dict("records"), strict=True)
    ]
    fig.add_scatter(
        x=known["difference"],
        y=labels,
        mode="markers",
        marker={"size": size, "color": style.faint(theme.muted, 0.4), "line": {"width": 0}},
        hovertext=texts,
        hoverinfo="text",
    )
    fig.data = (fig.data[-1], *fig.data[:-1])  # below the means
    ends = np.concatenate([known["difference"], table[["low", "high", "difference"]].to_numpy(float).ravel(), [0.0]])
    low, high = np.nanmin(ends), np.nanmax(ends)
    fig.update_xaxes(range=[low - 0.06 * (high - low), high + 0.06 * (high - low)])
    return fig


def effects(table: pd.DataFrame, theme="light") -> go.Figure:
    """What one level does against the reference in several outcomes, in standard deviations from run to run.

    table: rows of `paired_contrasts` with a column outcome, sd_runs among them; the better side is on the right: where
    lower is better, the sign is turned.
    """
    theme = style.theme_of(theme)
    title = "Difference (SD of runs; right is better)"
    known = style.finite(table, "difference", "sd_runs")
    known = known[known["difference"] != 0] if len(known) else known
    if len(known) == 0:
        return style.nothing(theme, "No outcome has a difference to show.", title, "Outcome (unit)")
    turned = np.where([better is False for better in known["higher_is_better"]], -1.0, 1.0)
    scale = turned * (known["sd_runs"] / known["difference"]).to_numpy()
    ends = np.sort(np.column_stack([known["low"] * scale, known["high"] * scale]), axis=1)
    scaled = known.assign(difference=known["difference"] * scale, low=ends[:, 0], high=ends[:, 1])
    labels = [
        style.wrapped(style.title_of(name) + (" ↓" if better is False else ""), WIDEST_NAME)
        for name, better in zip(known["outcome"], known["higher_is_better"], strict=True)
    ]
    fig = rows_figure(theme, title, "Outcome (↓: less is better)", labels)
    marks(fig, scaled, labels, [theme.row[0]] * len(known), theme)
    style.reference(fig, theme, x=0)
    return fig


def rows_figure(theme, x: str, y: str, labels, stretch: float = 1.0) -> go.Figure:
    """A figure with a row for each label, the first on top. stretch: of their usual height."""
    lines = 1 + max(label.count("<br>") for label in labels)
    row = max(ROW * stretch, 6 + style.LINE_HEIGHT * lines)
    height = 140 + row * max(3, len(labels)) + style.LINE_HEIGHT * style.wrapped(x, NARROW).count("<br>")
    fig = style.figure(theme, x, y, round(height), NARROW)
    fig.update_yaxes(range=[len(labels) - 0.4, -0.6], type="category", showgrid=False, tickfont_size=12, dtick=1)
    fig.update_xaxes(tickangle=0, nticks=FEW_TICKS, tickfont_size=12)  # turned, they would take the height of rows
    fig.update_layout(showlegend=False)
    return fig


def whiskers(fig, known, labels: list, theme) -> None:
    """Thin lines: intervals for all rows at once."""
    x, y = [], []
    for label, low, high in zip(labels, known["low_all"], known["high_all"], strict=True):
        if np.isfinite(low) and np.isfinite(high):
            x += [low, high, None]
            y += [label, label, None]
    line = {"color": theme.muted, "width": 1}
    fig.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip")


def marks(fig, known, labels: list, colours: list, theme) -> None:
    """Points with intervals; open where the interval has 0 in it, or where there is none."""
    for label, colour, row in zip(labels, colours, known.to_dict("records"), strict=True):
        clear = row["low"] > 0 or row["high"] < 0
        shown = printing.with_interval(row["difference"], row["low"], row["high"])
        text = f"{shown}, {row.get('n', '')} replications"
        fig.add_scatter(
            x=[row["difference"]],
            y=[label],
            mode="markers",
            showlegend=False,
            error_x=bars([row["difference"]], [row["low"]], [row["high"]], colour, 2.4),
            marker={"size": 10, "color": colour if clear else theme.paper, "line": {"width": 2, "color": colour}},
            hovertemplate=f"{label}: {text}<extra></extra>",
        )


def direction(fig, better, theme) -> None:
    """Which side is better."""
    if better is not None:
        text, x, anchor = ("better →", 1, "right") if better else ("← better", 0, "left")
        style.note(fig, text, x, 1, theme, 12, anchor, "paper", yanchor="bottom")


# --- two factors -----------------------------------------------------------------------------------------------------


def heat_map(table: pd.DataFrame, x: str, y: str, outcome: str, theme="light") -> go.Figure:
    """The mean of an outcome for each pair of levels, written into the cells with half its 95 % interval.

    Cells say their numbers, so there is no bar of colours beside them.

    table: of `analysis.contrasts.arm_means` over the factors x and y. Darker is more, in the light theme.
    """
    theme = style.theme_of(theme)
    across, down = factor_title(x), factor_title(y)
    if len(table) == 0 or len(style.finite(table, "mean")) == 0:
        return style.nothing(theme, "No run has a value.", across, down)
    values, *ends = (grid(table, x, y, name) for name in ("mean", "low", "high"))
    texts = [
        [cell(*shown) for shown in zip(*each, strict=True)]
        for each in zip(*(one.to_numpy() for one in (values, *ends)), strict=True)
    ]
    fig = style.figure(theme, across, down, height=170 + 54 * len(values))
    row = theme.low_to_high
    fig.add_heatmap(
        z=values.to_numpy(),
        x=[str(level) for level in values.columns],
        y=[str(level) for level in values.index],
        text=texts,
        xgap=2,
        ygap=2,
        colorscale=[[place / (len(row) - 1), colour] for place, colour in enumerate(row)],
        showscale=False,
        hovertemplate="%{x}, %{y}: %{text}<extra></extra>",
    )
    fig.update_yaxes(autorange="reversed", type="category", showgrid=False)
    fig.update_xaxes(type="category", showgrid=False)
    write_cells(fig, values, texts, row)
    style.note(
        fig,
        style.wrapped(style.axis_title(outcome), style.WIDEST),
        0,
        1,
        theme,
        12,
        ref="paper",
        yanchor="bottom",
        align="left",
    )
    return fig


def write_cells(fig, values, texts: list, row) -> None:
    """The text of each cell, black or white as its ground wants it."""
    numbers = values.to_numpy(float)
    low, high = np.nanmin(numbers), np.nanmax(numbers)
    for down, across in zip(*np.nonzero(np.isfinite(numbers)), strict=True):
        place = (numbers[down, across] - low) / (high - low) if high > low else 0.5
        fig.add_annotation(
            text=texts[down][across],
            x=int(across),
            y=int(down),
            showarrow=False,
            font={"size": 12, "color": style.readable_on(style.between(row, place))},
        )


def grid(table, x: str, y: str, value: str) -> pd.DataFrame:
    """Rows of y, columns of x, in the order of the table."""
    wide = table.pivot_table(index=y, columns=x, values=value, sort=False, dropna=False, observed=True)
    order = [table[name].drop_duplicates().to_list() for name in (y, x)]
    return wide.reindex(index=order[0], columns=order[1])


def cell(mean: float, low: float, high: float) -> str:
    """A mean with half of its interval, in two lines and as few digits as tell it."""
    digits = max(printing.by_size(max(abs(low), abs(high))), printing.digits_for(low, high) - 1)
    return printing.estimate(mean, low, high, digits).replace(" ", "<br>", 1)


def interaction(table: pd.DataFrame, x: str, line: str, outcome: str, theme="light") -> go.Figure:
    """Whether what x does depends on `line`: means with intervals over the levels of x, a line per level of `line`.

    table: of `analysis.contrasts.arm_means` over both factors. Lines that are not parallel are an interaction.
    """
    theme = style.theme_of(theme)
    across, up = factor_title(x), style.axis_title(outcome)
    known = style.finite(table, "mean")
    if len(known) == 0:
        return style.nothing(theme, "No run has a value.", across, up)
    levels = table[x].drop_duplicates().to_list()
    fig = style.figure(theme, across, up)
    shown = style.looks(known, [line], theme)
    beside = BESIDE * (np.arange(len(shown)) - (len(shown) - 1) / 2) / max(1, (len(shown) - 1) / 2)
    for shift, (label, rows, colour, dash, symbol) in zip(beside, shown, strict=True):
        fig.add_scatter(
            x=[levels.index(level) + shift for level in rows[x]],
            y=rows["mean"],
            mode="lines+markers",
            name=label,
            error_y=bars(rows["mean"], rows["low"], rows["high"], colour),
            line={"color": colour, "dash": dash, "width": style.LINE},
            marker={"symbol": symbol, "size": 9},
            hovertemplate="%{y:.3g}<extra>" + label + "</extra>",
        )
    fig.update_xaxes(
        tickvals=[*range(len(levels))],
        ticktext=[str(level) for level in levels],
        showgrid=False,
        range=[-0.4, len(levels) - 0.6],
    )
    return fig


def response(table: pd.DataFrame, factor: str, outcome: str, by=(), theme="light") -> go.Figure:
    """An outcome over a numeric factor (a dose), with the band of its intervals, a line per combination of `by`.

    table: of `analysis.contrasts.arm_means` over the factor and those of `by`.
    """
    theme = style.theme_of(theme)
    across, up = factor_title(factor), style.axis_title(outcome)
    known = style.finite(table, factor, "mean")
    if len(known) == 0:
        return style.nothing(theme, "No run has a value.", across, up)
    fig = style.figure(theme, across, up)
    shown = style.looks(known.sort_values(factor, kind="stable"), by, theme)
    cloud = known[factor].nunique() > MOST_JOINED
    aside = 0.012 * np.ptp(known[factor].to_numpy(float))  # bars of lines at the same level stand side by side
    for place, (label, rows, colour, dash, symbol) in enumerate(shown):
        of_bars = (style.faint(colour, 0.35), 1.0) if cloud else (colour,)
        error = bars(rows["mean"], rows["low"], rows["high"], *of_bars)
        fig.add_scatter(
            x=rows[factor] + aside * (place - (len(shown) - 1) / 2),
            y=rows["mean"],
            customdata=rows[factor],
            mode="markers" if cloud else "lines+markers",
            name=label,
            showlegend=bool(label),
            error_y=error | ({"width": 0} if cloud else {}),
            line={"color": colour, "dash": dash, "width": style.LINE},
            marker={"symbol": symbol, "size": 8},
            hovertemplate="%{customdata:.3g}: %{y:.3g}<extra>" + label + "</extra>",
        )
    return fig


# --- many arms -------------------------------------------------------------------------------------------------------


def ranking(table: pd.DataFrame, factors, outcome: str, theme="light") -> go.Figure:
    """Arms from best to worst, mean with interval, and beside them the probability of being the best.

    table: of `analysis.ranking.ranking`, at most some 40 rows.
    """
    theme = style.theme_of(theme)
    across = style.axis_title(outcome)
    known = style.finite(table, "mean")
    if len(known) == 0:
        return style.nothing(theme, "No arm has a value.", across, "Arm (best first)")
    labels = joined(known, factors)
    fig = rows_figure(theme, across, "Arm (best first)", labels)
    colours = [theme.row[0]] * len(known)
    if "setting" in known:
        of = style.colours(known["setting"].astype(str), theme)
        colours = [of[str(level)] for level in known["setting"]]
    for label, colour, row in zip(labels, colours, known.to_dict("records"), strict=True):
        shown = printing.with_interval(row["mean"], row["low"], row["high"])
        sure = f", best with {printing.percent(row['p_best'])}" if np.isfinite(row["p_best"]) else ""
        fig.add_scatter(
            x=[row["mean"]],
            y=[label],
            mode="markers",
            error_x=bars([row["mean"]], [row["low"]], [row["high"]], colour),
            marker={"size": 9, "color": colour},
            hovertemplate=f"{label}: {shown}{sure}<extra></extra>",
        )
    fig.update_layout(margin_r=46)
    beside = {"xref": "paper", "xshift": 4}
    style.note(fig, "best", 1, 1, theme, 11, ref="paper", yanchor="bottom", xshift=4)
    for label, row in zip(labels, known.to_dict("records"), strict=True):
        if row["p_best"] >= 0.005:
            style.note(fig, printing.percent(row["p_best"]), 1, label, theme, 11, **beside)
    return fig


def pareto(table: pd.DataFrame, factors, x: str, y: str, size: str | None = None, theme="light") -> go.Figure:
    """Arms by two outcomes, with intervals where known; on the front those that no other arm beats in all objectives.

    Arms on the front bear numbers, which are explained under the plot: the surest MOST_LABELS of them. Of more than
    MOST_BARS arms only those on the front have their intervals drawn.

    table: of `analysis.ranking.pareto`, with columns of the factors, x, y, on_front, p_front (probability of being on
    the front), and where known {outcome}_low, {outcome}_high; size: a third outcome, larger is more.
    """
    theme = style.theme_of(theme)
    across, up = style.axis_title(x), style.axis_title(y)
    known = style.finite(table, x, y)
    if len(known) == 0:
        return style.nothing(theme, "No arm has a value in every objective.", across, up)
    fig = style.figure(theme, across, up, height=460)
    known = known.assign(name=joined(known, factors), marked=sizes(known, size))
    crowded = len(known) > MOST_BARS
    by = list(dict.fromkeys(name for name in ("setting", *factors) if name in factors))[:2]
    for label, rows, colour, _, symbol in style.looks(known, by, theme):
        for front, part in rows.groupby("on_front", sort=True):
            fig.add_scatter(
                x=part[x],
                y=part[y],
                mode="markers",
                name=label,
                legendgroup=label,
                showlegend=bool(front) or not rows["on_front"].any(),
                **({} if crowded and not front else errors(part, x, y, colour)),
                marker={
                    "symbol": symbol,
                    "size": part["marked"],
                    "color": style.faint(colour, 1.0 if front else 0.3),
                    "line": {"width": 2 if front else 1, "color": theme.ink if front else colour},
                },
                customdata=part[["name", "p_front"]].astype(object).where(part["p_front"].notna(), None),
                hovertemplate="%{customdata[0]}: %{x:.3g}, %{y:.3g}<br>on the front with %{customdata[1]:.0%}"
                "<extra></extra>",
            )
    style.marks_alike(fig)
    number_front(fig, known[known["on_front"]], factors, x, y, theme)
    return fig


def sizes(table, size: str | None):
    """Sizes of marks, 8 to 20 px, by an outcome."""
    if size is None or size not in table or table[size].nunique() < 2:
        return 10.0
    low, high = table[size].min(), table[size].max()
    return 8.0 + 12.0 * (table[size].fillna(low) - low) / (high - low)


def errors(rows, x: str, y: str, colour: str) -> dict:
    """Error bars where the table has them."""
    return {
        f"error_{axis}": bars(rows[name], rows[f"{name}_low"], rows[f"{name}_high"], style.faint(colour, 0.5), 1.0)
        for axis, name in (("x", x), ("y", y))
        if f"{name}_low" in rows
    }


def number_front(fig, front, factors, x: str, y: str, theme) -> None:
    """Numbers beside the marks of the arms on the front, from left to right, and under the plot what they are, with
    the probability of being on the front.
    """
    surest = front.sort_values("p_front", ascending=False, kind="stable").head(MOST_LABELS).sort_values(x)
    lines = ["On the front, and how sure that is:"]
    for number, row in enumerate(surest.to_dict("records"), start=1):
        side = 1 if number % 2 else -1  # neighbours bear their numbers on different sides
        fig.add_annotation(
            text=f"<b>{number}</b>",
            x=row[x],
            y=row[y],
            showarrow=False,
            xshift=12 * side,
            yshift=12 * side,
            font={"size": 12, "color": theme.ink},
            bgcolor=style.faint(theme.paper, 0.8),
            borderpad=0,
        )
        sure = f" ({printing.percent(row['p_front'])})" if np.isfinite(row["p_front"]) else ""
        named = f"{number}. " + " · ".join(style.plain(row[name]) for name in factors) + sure
        lines += style.wrapped(named, WIDEST_KEY).split("<br>")
    if len(front) > len(surest):
        lines.append(f"and {len(front) - len(surest)} more, less sure")
    style.under(fig, [[(None, line)] for line in lines], theme)
