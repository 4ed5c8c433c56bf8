"""Learning and taking part as they go: skill with and without help, trust and silence of pairs, layers of a community,
one person's zone.
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mentorsim.codes import QUARTER
from mentorsim.figures import style
from mentorsim.figures.courses import lines, numbers_at_risk
from mentorsim.printing import number
from mentorsim.world.snapshot import Zone

SKILLS = {"performance": "now, alone", "lasting_performance": "what lasts of it"}
HELP = "help: with it − alone"
HELP_SHADE = 0.2  # opacity
UPPER, LOWER = [0.44, 1.0], [0.0, 0.36]  # heights of two panels, one above the other
ROW = 46  # px of a domain
ALONE, WITH_HELP = "skill, alone", "zone: up to full help"


# --- skill and help --------------------------------------------------------------------------------------------------


def skill(means: dict, theme="light") -> go.Figure:
    """Skill now and what lasts of it, week by week, each with its 95 % band; above, what help adds as an area.

    means: {"performance", "lasting_performance", "assisted" (at the help then given): table of week, mean, low, high},
    as `analysis.courses.weekly_means` gives them; without "assisted" there is no area.
    """
    theme = style.theme_of(theme)
    x, y = "Week", "Performance of mentees, mean (0 to 1)"
    known = {name: style.finite(table, "mean") for name, table in means.items()}
    if not any(len(known[name]) for name in SKILLS):
        return style.nothing(theme, "No week has a value to show.", x, y)
    fig = style.figure(theme, x, y)
    if len(known.get("assisted", ())):
        shade_help(fig, known["performance"], known["assisted"], theme)
    table = pd.concat([known[name].assign(what=words) for name, words in SKILLS.items()], ignore_index=True)
    lines(fig, table, ["what"], theme, "week")
    fig.update_xaxes(rangemode="tozero")
    return fig


def shade_help(fig, alone: pd.DataFrame, helped: pd.DataFrame, theme) -> None:
    """The area between performance alone and with help, in the weeks that both know."""
    both = alone[["week", "mean"]].merge(helped[["week", "mean"]], on="week", suffixes=("_alone", "_helped"))
    colour = theme.row[3]
    fig.add_scatter(
        x=both["week"], y=both["mean_alone"], mode="lines", line={"width": 0}, hoverinfo="skip", showlegend=False
    )
    fig.add_scatter(
        x=both["week"],
        y=both["mean_helped"],
        mode="lines",
        fill="tonexty",
        fillcolor=style.faint(colour, HELP_SHADE),
        line={"width": 1.2, "color": colour},
        name=HELP,
        customdata=both["mean_helped"] - both["mean_alone"],
        hovertemplate="%{y:.3g} with help, %{customdata:.3g} more than alone<extra>week %{x}</extra>",
    )


# --- pairs -----------------------------------------------------------------------------------------------------------


def pairs(quality: pd.DataFrame, silent: pd.DataFrame, by=(), theme="light") -> go.Figure:
    """Trust of pairs that still run, and under it how long they have been silent, by weeks since the match began.

    quality, silent: columns of `by`, week (since the beginning), mean, low, high and, if known, at_risk (matches), as
    `analysis.courses.pair_means` gives them.
    """
    theme = style.theme_of(theme)
    x = "Weeks since the match began"
    if len(quality) == 0 or len(style.finite(quality, "mean")) == 0:
        return style.nothing(theme, "No match was followed.", x, "Trust (0 to 1)")
    fig = style.figure(theme, x, height=480)
    lines(fig, quality, by, theme, "week")
    lines(fig, silent, by, theme, "week", panel="y2")
    fig.update_layout(
        xaxis={"anchor": "y2", "rangemode": "tozero"},
        yaxis={"domain": UPPER, "title": {"text": "Trust (0 to 1)"}},
        yaxis2={"domain": LOWER, "title": {"text": "Silence (weeks)"}, "rangemode": "tozero", "anchor": "x"},
    )
    if "at_risk" in quality:
        numbers_at_risk(fig, quality, by, theme)
    return fig


# --- layers of a community -------------------------------------------------------------------------------------------


def layers(table: pd.DataFrame, theme="light") -> go.Figure:
    """The layers of a community over the weeks, as shares of the people present, each with its 95 % band.

    table: layer, week, mean, low, high, as `analysis.courses.layer_means` gives them.
    """
    theme = style.theme_of(theme)
    x, y = "Week", f"People, by part taken in {QUARTER} weeks (share)"
    if len(table) == 0 or len(style.finite(table, "mean")) == 0:
        return style.nothing(theme, "No week has passed yet.", x, y)
    fig = style.figure(theme, x, y)
    lines(fig, table, ["layer"], theme, "week")
    fig.update_xaxes(rangemode="tozero")
    fig.update_yaxes(rangemode="tozero")
    return fig


# --- one person's zone -----------------------------------------------------------------------------------------------


def domains(zone: Zone | None, theme="light") -> go.Figure:
    """A person's zone of proximal development, domain by domain, with the tasks that mentor and person would set.

    A bar reaches from what they do alone to what they do with full help, its darker part as far as the help that they
    have now carries; domains with more goal weight stand above. zone: as `snapshot.zone_of` gives it.
    """
    theme = style.theme_of(theme)
    x, y = "Skill, and difficulty of tasks (skill)", "Domain (goal weight)"
    if zone is None:
        return style.nothing(theme, "Nobody is there.", x, y)
    order = np.argsort(zone.goals, kind="stable")
    names = [f"{k + 1} ({number(zone.goals[k], 2)})" for k in order]
    fig = style.figure(theme, x, y, height=190 + ROW * len(order))
    bars(fig, names, zone.skill[order], zone.width, WITH_HELP, style.faint(theme.row[0], 0.22))
    if np.isfinite(zone.help):
        carried = f"as far as help {number(zone.help, 2)} carries"
        bars(fig, names, zone.skill[order], zone.help * zone.width, carried, style.faint(theme.row[0], 0.5))
    shown = (
        (zone.skill, ALONE, "circle", theme.row[0], 10),
        (zone.lasting, "skill that lasts", "line-ns-open", theme.ink, 14),
        (zone.mentors, "the mentor's task", "diamond", theme.mentor, 10),
        (zone.own, "the own task", "x", theme.row[3], 9),
    )
    for values, name, symbol, colour, size in shown:
        if np.isfinite(values).any():
            mark = {"symbol": symbol, "size": size, "color": colour, "line": {"width": 2, "color": colour}}
            said = "%{x:.2f}<extra>" + name + ", domain %{y}</extra>"
            fig.add_scatter(x=values[order], y=names, mode="markers", name=name, marker=mark, hovertemplate=said)
    fig.update_layout(barmode="overlay", bargap=0.45)
    fig.update_xaxes(rangemode="tozero")
    fig.update_yaxes(type="category")
    return fig


def bars(fig, names: list, start, length: float, name: str, colour: str) -> None:
    """A bar of that length for each domain, from where the person stands."""
    fig.add_bar(
        base=start,
        x=np.full(len(names), length),
        y=names,
        orientation="h",
        name=name,
        marker={"color": colour, "line": {"width": 0}},
        hovertemplate=f"{name}: %{{base:.2f}} to %{{x:.2f}}<extra></extra>",
    )
