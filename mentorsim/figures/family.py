"""Lineage: who mentored whom into mentoring, as a tree over time."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mentorsim.figures import style

MOST = 250  # people in the tree
DEEP = 4  # generations told apart by colour; later ones look like the last


def lineage(people: pd.DataFrame, graduates, mentors, theme="light") -> go.Figure:
    """A tree from mentors to those whom they mentored and who became mentors, at the week they began.

    people: the table of one run; graduates, mentors: person keys, each pair once: who became a mentor, and who had
    mentored that person before. Who had several mentors hangs on the first of them; the others are dotted lines.
    """
    theme = style.theme_of(theme)
    x, y = "Week of becoming a mentor", "Lines of mentoring (people)"
    if len(graduates) == 0:
        return style.nothing(theme, "Nobody who was mentored has become a mentor.", x, y)
    week = dict(zip(people["person"].tolist(), people["mentor_week"].fillna(0).tolist(), strict=True))
    parent, further = first_mentors(zip(np.asarray(graduates).tolist(), np.asarray(mentors).tolist(), strict=True))
    order, generation = in_lines(parent, further, week)
    shown = order[:MOST]
    height = heights(shown, parent)
    fig = style.figure(theme, x, y, height=int(min(900, max(320, 140 + 7 * len(shown)))))
    line = {"color": theme.muted, "width": 1.2, "shape": "vh"}
    draw_lines(fig, parent.items(), week, height, "first mentor", line)
    draw_lines(fig, further, week, height, "further mentor", line | {"dash": "dot", "width": 0.8, "shape": "linear"})
    draw_people(fig, shown, generation, week, height, count_of(parent), theme)
    fig.update_yaxes(showticklabels=False, showgrid=False, autorange="reversed")
    if len(order) > len(shown):
        style.note(fig, f"the first {len(shown)} of {len(order):,} people", 1, 0, theme, 11, "right", "paper")
    return fig


def first_mentors(pairs) -> tuple[dict, list]:
    """({graduate: first mentor}, [(graduate, mentor)] of all others)."""
    parent, further = {}, []
    for graduate, mentor in pairs:
        if graduate in parent:
            further.append((graduate, mentor))
        else:
            parent[graduate] = mentor
    return parent, further


def count_of(parent: dict) -> dict:
    """{mentor: how many hang on this person}."""
    found: dict = {}
    for mentor in parent.values():
        found[mentor] = found.get(mentor, 0) + 1
    return found


def in_lines(parent: dict, further, week: dict) -> tuple[list, dict]:
    """Everybody line by line, each before those who follow; and {person: generation}, 0 for who began a line, be it
    as the `further` mentor of others.

    Becoming a mentor takes time, so there are no circles.
    """
    children: dict = {}
    for graduate, mentor in parent.items():
        children.setdefault(mentor, []).append(graduate)
    mentors = {*parent.values(), *(mentor for _, mentor in further)}
    roots = sorted(mentors - parent.keys(), key=lambda key: (week[key], key))
    order, generation = [], dict.fromkeys(roots, 0)
    ahead = roots[::-1]
    while ahead:
        person = ahead.pop()
        order.append(person)
        following = sorted(children.get(person, ()), key=lambda key: (week[key], key))
        generation.update(dict.fromkeys(following, generation[person] + 1))
        ahead += following[::-1]
    return order, generation


def heights(order: list, parent: dict) -> dict:
    """{person: row}: those whom nobody follows one below the other, the rest between the first and last who follow."""
    below: dict = {}
    there = set(order)
    for person in order:
        if parent.get(person) in there:
            below.setdefault(parent[person], []).append(person)
    height, row = {}, 0
    for person in order:
        if person not in below:
            height[person] = row
            row += 1
    for person in reversed(order):
        if person in below:
            rows = [height[one] for one in below[person]]
            height[person] = (min(rows) + max(rows)) / 2
    return height


def draw_lines(fig, pairs, week: dict, height: dict, name: str, line: dict) -> None:
    """Lines from mentors to graduates, in one trace."""
    x, y = [], []
    for graduate, mentor in pairs:
        if graduate in height and mentor in height:
            x += [week[mentor], week[graduate], None]
            y += [height[mentor], height[graduate], None]
    if x:
        fig.add_scatter(x=x, y=y, mode="lines", name=name, line=line, hoverinfo="skip")


def draw_people(fig, order: list, generation: dict, week: dict, height: dict, count: dict, theme) -> None:
    """People as marks: diamonds for who began a line, circles, darker with the generation, for those who followed."""
    for deep in range(min(DEEP, max(generation[key] for key in order)) + 1):
        keys = [key for key in order if min(DEEP, generation[key]) == deep]
        name = "began a line" if deep == 0 else f"generation {deep}" + (" and later" if deep == DEEP else "")
        fig.add_scatter(
            x=[week[key] for key in keys],
            y=[height[key] for key in keys],
            mode="markers",
            name=f"{name} ({len(keys):,})",
            customdata=[[key, count.get(key, 0)] for key in keys],
            marker={
                "symbol": "circle" if deep else "diamond",
                "size": 8 if deep else 10,
                "color": theme.low_to_high[deep] if deep else theme.mentor,
                "line": {"width": 1, "color": theme.ink},
            },
            hovertemplate="person %{customdata[0]}, week %{x}: %{customdata[1]} followed<extra></extra>",
        )
