"""Over time: courses with bands, survival of matches, kinds of endings, stages and the flow between them."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mentorsim.codes import STAGES
from mentorsim.figures import style
from mentorsim.printing import number

BAND = 0.22  # opacity
LEFT, STAY = "left", "there at the end"
LABELS = {"interdependent": "inter-<br>dependent", STAY: "there at<br>the end"}  # as narrow as a phone needs


def lines(fig, table, by, theme, x: str, shape: str = "linear", panel: str = "") -> None:
    """A line of `mean` over x with its band from `low` to `high`, for each combination of `by`.

    panel: the y axis on which they stand, "y2" for a second one, whose lines have no names of their own.
    """
    shown = style.looks(table, by, theme)
    strength = BAND if len(shown) <= 3 else BAND / 2
    for label, rows, colour, _, _ in shown:  # all bands lie under all lines
        band(fig, style.finite(rows, "low", "high"), x, style.faint(colour, strength), label, shape, panel)
    for label, rows, colour, dash, _ in shown:
        whole = style.finite(rows, "mean")
        fig.add_scatter(
            x=whole[x],
            y=whole["mean"],
            mode="lines",
            name=label or "mean",
            legendgroup=label,
            showlegend=bool(label) and not panel,
            yaxis=panel or None,
            line={"color": colour, "dash": dash, "width": style.LINE, "shape": shape},
            hovertemplate="%{y:.3g}<extra>" + label + ", week %{x}</extra>",
        )


def band(fig, rows, x: str, colour: str, group: str, shape: str = "linear", panel: str = "") -> None:
    """The area between `low` and `high`. panel: see `lines`."""
    if len(rows) == 0:
        return
    for edge, fill in (("high", None), ("low", "tonexty")):
        fig.add_scatter(
            x=rows[x],
            y=rows[edge],
            mode="lines",
            line={"width": 0, "shape": shape},
            fill=fill,
            hoverinfo="skip",
            fillcolor=colour,
            legendgroup=group,
            showlegend=False,
            yaxis=panel or None,
        )


def course(table: pd.DataFrame, column: str, by=(), theme="light") -> go.Figure:
    """The course of a weekly number over the weeks, with the band of its 95 % interval.

    table: columns of `by`, week, mean, low, high, as `analysis.courses.weekly_means` gives them.
    """
    theme = style.theme_of(theme)
    x, y = "Week", style.axis_title(column)
    if len(table) == 0 or len(style.finite(table, "mean")) == 0:
        return style.nothing(theme, "No week has a value to show.", x, y)
    fig = style.figure(theme, x, y)
    lines(fig, table, by, theme, "week")
    fig.update_xaxes(rangemode="tozero")
    return fig


def one_run(weekly: pd.DataFrame, columns, y: str = "", theme="light") -> go.Figure:
    """Courses of some columns of `weekly` in a single run; one run has no interval. y: the axis title they share."""
    theme = style.theme_of(theme)
    y = y or style.axis_title(columns[0])
    if len(weekly) == 0:
        return style.nothing(theme, "No week has passed yet.", "Week", y)
    fig = style.figure(theme, "Week", y)
    hues, dash = style.colours(columns, theme), style.dashes(columns)
    for name in columns:
        fig.add_scatter(
            x=weekly["week"],
            y=weekly[name],
            mode="lines",
            name=style.title_of(name),
            showlegend=len(columns) > 1,
            line={"color": hues[name], "dash": dash[name], "width": style.LINE},
            hovertemplate="%{y:.3g}<extra>" + style.title_of(name) + ", week %{x}</extra>",
        )
    fig.update_xaxes(rangemode="tozero")
    return fig


# --- matches ---------------------------------------------------------------------------------------------------------


def survival(table: pd.DataFrame, by=(), theme="light") -> go.Figure:
    """Kaplan-Meier curves: the share of matches that outlast so many weeks, with band and numbers at risk.

    table: columns of `by`, week, mean, low, high and, if known, at_risk (matches): `analysis.courses.survival_curves`.
    """
    theme = style.theme_of(theme)
    x, y = "Weeks since the match began", "Matches that still last (share)"
    if len(table) == 0 or len(style.finite(table, "mean")) == 0:
        return style.nothing(theme, "No match was followed.", x, y)
    fig = style.figure(theme, x, y)
    lines(fig, table, by, theme, "week", shape="hv" if len(table["week"].unique()) > 10 else "linear")
    fig.update_yaxes(range=[0, 1.02])
    if "at_risk" in table:
        numbers_at_risk(fig, table, by, theme)
    return fig


def numbers_at_risk(fig, table, by, theme) -> None:
    """Under the axis: how many matches are followed so far, at five weeks, in a row for each curve under its name."""
    weeks = np.unique(np.linspace(0, table["week"].max(), 5).round().astype(int))
    lines = []
    for label, rows, *_ in style.looks(table, by, theme):
        numbers = rows.drop_duplicates("week").set_index("week")["at_risk"].reindex(weeks).dropna()
        lines.append([(None, f"Matches at risk{f', {label.replace("<br>", " ")}' if label else ''}:")])
        lines.append([(week, f"{int(number):,}") for week, number in numbers.items()])
    style.under(fig, lines, theme)


def incidence(table: pd.DataFrame, theme="light") -> go.Figure:
    """Cumulative incidence: how matches have ended so many weeks after they began, by who ended them.

    table: kind (who ended it), week, mean, low, high, as `analysis.courses.incidence_curves` gives them.
    """
    theme = style.theme_of(theme)
    x, y = "Weeks since the match began", "Matches ended, by whom (share)"
    if len(table) == 0 or len(style.finite(table, "mean")) == 0:
        return style.nothing(theme, "No match has ended.", x, y)
    fig = style.figure(theme, x, y)
    lines(fig, table, ["kind"], theme, "week", shape="hv" if len(table["week"].unique()) > 10 else "linear")
    fig.update_yaxes(rangemode="tozero")
    return fig


# --- stages ----------------------------------------------------------------------------------------------------------


def stage_shares(table: pd.DataFrame, theme="light", without: pd.DataFrame | None = None) -> go.Figure:
    """People by stage over the weeks, stacked: dependent, independent, interdependent mentees; above them mentors,
    hatched, and members, who have given up mentoring.

    table: week, and people in dependent, independent, interdependent, mentors, and in members where there are such
    (means over runs, or one run's weekly); without: the same of the world without mentoring, drawn as borders.
    """
    theme = style.theme_of(theme)
    if len(table) == 0:
        return style.nothing(theme, "No week has passed yet.", "Week", "People")
    fig = style.figure(theme, "Week", "People (number)")
    members = ["members"] if "members" in table and (table["members"] > 0).any() else []
    for name in (*STAGES, "mentors", *members):
        colour = theme.outside if name == "members" else theme.stages.get(name, theme.mentor)
        hatched = {"shape": "/", "size": 9, "solidity": 0.25, "bgcolor": colour, "fgcolor": theme.paper}
        fig.add_scatter(
            x=table["week"],
            y=table[name],
            name=name,
            mode="lines",
            stackgroup="people",
            fillcolor=colour,
            fillpattern=hatched if name == "mentors" else None,
            line={"width": 0.8, "color": theme.paper},
            hovertemplate="%{y:.1f} " + name + "<extra></extra>",
        )
    fig.update_layout(hovermode="x unified")
    if without is not None and len(without):
        borders(fig, without, theme)
    return fig


def borders(fig, without, theme) -> None:
    """The upper borders of the stages in the world without mentoring, as dashed lines."""
    sums = without[[*STAGES, "mentors"]].cumsum(axis=1)
    for place, name in enumerate(sums.columns):
        fig.add_scatter(
            x=without["week"],
            y=sums[name],
            mode="lines",
            name="without mentoring",
            legendgroup="without mentoring",
            showlegend=not place,
            line={"color": theme.ink, "width": 1.2, "dash": style.DASH},
            hoverinfo="skip",
        )


def stage_flow(people: pd.DataFrame, runs: int = 1, theme="light") -> go.Figure:
    """How far people came: a Sankey diagram dependent → independent → interdependent → mentor, and who stayed or left.

    people: rows of those who came as mentees, with independent_week, interdependent_week, mentor_week, left_week (null:
    has not happened); runs: how many runs the rows are of; flows are people per run.
    """
    theme = style.theme_of(theme)
    if len(people) == 0:
        return style.nothing(theme, "Nobody came as a mentee.")
    flows = flows_of(people)
    everybody = {(None, STAGES[0]): len(people) / runs}
    names = [*STAGES, "mentor", LEFT, STAY]
    colour = [*theme.stages.values(), theme.mentor, theme.muted, theme.outside]
    shown = {pair: count / runs for pair, count in flows.items() if count}
    fig = style.figure(theme)
    fig.add_sankey(
        node={
            "label": [f"{LABELS.get(name, name)}<br>{number(sum_into(everybody | shown, name), 0)}" for name in names],
            "color": colour,
            "pad": 26,
            "thickness": 16,
            "line": {"width": 0},
        },
        link={
            "source": [names.index(a) for a, _ in shown],
            "target": [names.index(b) for _, b in shown],
            "value": list(shown.values()),
            "color": [style.faint(colour[names.index(b)], 0.45) for _, b in shown],
            "hovertemplate": "%{source.label} → %{target.label}: %{value:.1f} people<extra></extra>",
        },
    )
    fig.update_layout(margin={"l": 8, "r": 8, "t": 26, "b": 24})
    style.note(fig, "people per run", 0, 1.02, theme, ref="paper", yanchor="bottom")
    return fig


def flows_of(people: pd.DataFrame) -> dict:
    """{(from, to): people}: each person's way through the stages ever reached, in their order, to the end."""
    reached = people[["independent_week", "interdependent_week", "mentor_week"]].notna().to_numpy()
    gone = people["left_week"].notna().to_numpy()
    flows: dict = {}
    at = np.full(len(people), "dependent", dtype=object)
    for place, name in enumerate((*STAGES[1:], "mentor")):
        for before in np.unique(at[reached[:, place]].astype(str)):
            flows[before, name] = int((at[reached[:, place]] == before).sum())
        at[reached[:, place]] = name
    for last in np.unique(at.astype(str)):
        flows[last, LEFT] = int((gone & (at == last)).sum())
        flows[last, STAY] = int((~gone & (at == last)).sum())
    return flows


def sum_into(flows: dict, name: str) -> float:
    """People who come to a stage."""
    return sum(count for (_, to), count in flows.items() if to == name)
