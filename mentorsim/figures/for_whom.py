"""For whom: how effects are distributed over persons, and the subgroups that differ in them."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mentorsim.figures import style
from mentorsim.figures.comparison import marks, rows_figure
from mentorsim.printing import percent, shortest, with_interval

MOST_BINS = 64
WIDEST_GROUP = 30  # letters of a line that names a subgroup


def person_effects(
    effects: np.ndarray, weights: np.ndarray, spread: dict, words: dict, margin: float, theme="light"
) -> go.Figure:
    """The effects of single persons as a histogram: who is worse off, about as well off, and better off, and the mean.

    effects, weights: (n,), of which the weights add up to 1; spread: of `analysis.whom.distribution`; words: "outcome"
    (a title), "unit", "contrast" (readiness − never), "better" (True, False, or None if neither); margin: effects up to
    this size are not counted as any.
    """
    theme = style.theme_of(theme)
    across = f"Effect on {style.inside(words['outcome'])}, {words['contrast']} ({words['unit']})"
    known = np.isfinite(effects)
    if not known.any():
        return style.nothing(theme, "Nobody has an effect to show.", across, "Persons (%)")
    edges = edges_for(effects[known], margin)
    middle, shares = (edges[:-1] + edges[1:]) / 2.0, np.histogram(effects[known], edges, weights=weights[known])[0]
    width = float(edges[1] - edges[0])
    beyond = max(margin, width / 2.0) * (1.0 - 1e-9)
    fig = style.figure(theme, across, "Persons (%)", height=400)
    hue = {"worse off": theme.row[1], "lower": theme.row[1], "better off": theme.row[0], "higher": theme.row[0]}
    for name, which in (
        (words_for("less", words["better"]), middle <= -beyond),
        ("about the same", np.abs(middle) < beyond),
        (words_for("more", words["better"]), middle >= beyond),
    ):
        part = part_of(name, spread)
        fig.add_bar(
            x=middle[which],
            y=100.0 * shares[which],
            width=width,
            name=f"{name}: {percent(part)}",
            marker={"color": hue.get(name, theme.outside), "line": {"width": 0}},
            hovertemplate="about %{x:.3g}: %{y:.1f} %<extra></extra>",
        )
    top = 106.0 * float(shares.max())
    fig.add_scatter(
        x=[spread["mean"]] * 2,
        y=[0.0, top],
        mode="lines",
        line={"color": theme.ink, "width": style.LINE, "dash": style.DASH},
        name=f"mean: {with_interval(spread['mean'], spread['low'], spread['high'])}",
        hoverinfo="skip",
    )
    fig.update_layout(bargap=0, barmode="overlay")
    fig.update_yaxes(range=[0.0, top])
    if width <= 2.0 * margin:
        said = f"About the same: within {shortest(margin)} {words['unit']} of no effect."
        style.under(fig, [[(None, said)]], theme)
    return fig


def part_of(name: str, spread: dict) -> float:
    """The share of persons that a part of the histogram is of."""
    if name in ("worse off", "lower"):
        return spread["worse_off"]
    better = spread["better_off"]
    return better if name in ("better off", "higher") else 1.0 - better - spread["worse_off"]


def words_for(side: str, better: bool | None) -> str:
    """What having more or less of an outcome is called."""
    if better is None:
        return {"more": "higher", "less": "lower"}[side]
    return "better off" if (side == "more") == better else "worse off"


def edges_for(effects: np.ndarray, margin: float) -> np.ndarray:
    """(bins + 1,) edges of equal bins over all effects, two of them at −margin and margin.

    Where the margin is next to nothing, 0 is in the middle of a bin instead.
    """
    low, high = min(float(effects.min()), -margin), max(float(effects.max()), margin)
    step = (high - low) / MOST_BINS
    if step > 2.0 * margin:
        width, start = step, step / 2.0
    else:
        width = next(times * margin for times in (0.5, 1.0, 2.0) if times * margin >= step)
        start = margin
    first, last = np.floor((low - start) / width + 1e-9), np.ceil((high - start) / width - 1e-9)
    return start + np.arange(first, last + 1.0) * width


def subgroups(table: pd.DataFrame, words: dict, theme="light") -> go.Figure:
    """The mean effect in each subgroup with its 95 % interval, the highest on top, and that of everybody.

    table: subgroup, share, effect, low, high, and "n" replications that they are judged by; words: as for
    `person_effects`.
    """
    theme = style.theme_of(theme)
    across = f"Effect on {style.inside(words['outcome'])}, {words['contrast']} ({words['unit']})"
    known = style.finite(table, "effect")
    if len(known) == 0:
        return style.nothing(theme, "No subgroup was found.", across, "Mentees with (share)")
    known = known.sort_values("effect", ascending=False, kind="stable")
    labels = [label_of(row["subgroup"], row["share"]) for row in known.to_dict("records")]
    fig = rows_figure(theme, across, "Mentees with (share)", labels, 1.5)
    marks(fig, known.rename(columns={"effect": "difference"}), labels, [theme.row[0]] * len(known), theme)
    style.reference(fig, theme, x=0)
    ends = known[["effect", "low", "high"]].to_numpy(float)
    low, high = min(0.0, np.nanmin(ends)), max(0.0, np.nanmax(ends))
    room = 0.06 * (high - low or 1.0)
    fig.update_xaxes(range=[low - room, high + room])
    return fig


def label_of(subgroup: str, share: float) -> str:
    """A subgroup as the label of its row."""
    return style.wrapped(style.plain(f"{subgroup} ({percent(share)})"), WIDEST_GROUP)
