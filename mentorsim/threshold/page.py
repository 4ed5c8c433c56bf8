"""The page of a search: the answer, the figure, the crossings, every value that was run, how it was looked for."""

import math

import numpy as np
import pandas as pd

from mentorsim import figures
from mentorsim.figures.export import javascript
from mentorsim.printing import shortest
from mentorsim.report.html import Figures, Html, items, joined, page_of_command, paragraph, section, table
from mentorsim.threshold import wording

CURVES = (
    "Points are means over replications, bands their 95 % intervals, lines the monotone curves through them. A diamond "
    "is a crossing, its bar the 95 % interval; where bars would lie on each other they stand below the line."
)
MAP = "The line is where the outcome is at the level, with 95 % intervals; colours tell on which side of it one is."
ACROSS = 41  # heights of a map, from one end of the parameter's range to the other


def render(told: dict) -> str:
    """The page of what a search has found."""
    numbered = Figures()
    sections = [
        section("Answer", paragraph(wording.answer(told)), items(wording.notes(told)), anchor="answer"),
        section("Figure", pictures(told, numbered), anchor="figure"),
        section("Crossings", crossings(told), differences(told), anchor="crossings"),
        section("Values that were run", joined(values(told, arm) for arm in told["arms"]), anchor="values"),
        section("How it was looked for", paragraph(wording.method(told)), asked(told), rounds(told), anchor="method"),
    ]
    return page_of_command("threshold", told["name"], wording.title(told), sections, javascript())


def crossings(told: dict) -> Html:
    """The crossing of each arm."""
    rows = wording.rows(told)
    caption = f"Where {wording.quantity(told)} crosses {wording.level(told)}; at both ends of the range its mean."
    return table(("arm", *wording.HEADS), rows, caption, numbers=len(wording.HEADS), most=len(rows))


def differences(told: dict) -> Html:
    """How far each arm moves the crossing."""
    return table(
        wording.MOVES,
        wording.move_rows(told),
        "How far the crossing moves, paired by replication.",
        numbers=2,
        most=200,
    )


def values(told: dict, arm: dict) -> Html:
    """Every value that was run in an arm."""
    rows = [(shortest(one["value"]), wording.mean_at(one), f"{one['replications']:,}") for one in arm["values"]]
    heads = (told["parameter"], wording.quantity(told), "replications")
    return table(heads, rows, wording.name_of(told, arm), numbers=2, most=len(rows))


def asked(told: dict) -> Html:
    """What was asked for."""
    return items(
        [
            f"{told['parameter']} ({told['meaning']}): from {shortest(told['low'])} to {shortest(told['high'])}",
            f"interval: ±{wording.wanted(told)} wanted, with at most {told['most']:,} runs",
            f"replications at first: {told['first']:,}",
            f"seed {told['seed']}",
        ]
    )


def rounds(told: dict) -> Html:
    """What each round added, and why."""
    rows = wording.log(told)
    return table(("round", "arm", "added", "runs so far"), rows, "Rounds.", numbers=1, most=400, rest="threshold.json")


# --- figures ---------------------------------------------------------------------------------------------------------


def pictures(told: dict, numbered: Figures) -> Html:
    """The figure, or a map for each arm."""
    if not told["second"]:
        return numbered.add(figure(told), wording.title(told), CURVES, wide=True)
    arms = list(dict.fromkeys(arm["arm"] for arm in told["arms"]))
    return joined(
        numbered.add(map_of(told, name), wording.title(told) + ("" if name == "base" else f": {name}"), MAP, wide=True)
        for name in arms
    )


def figure(told: dict, theme="light"):
    """The figure of all arms' curves and crossings; of a search with a second parameter, the map of its first arm."""
    if told["second"]:
        return map_of(told, told["arms"][0]["arm"], theme)
    means = [{"arm": arm["arm"], **one} for arm in told["arms"] for one in arm["values"]]
    curves = [{"arm": arm["arm"], "value": x, "mean": y} for arm in told["arms"] for x, y in arm["curve"]]
    marks = [{key: arm[key] for key in ("arm", "crossing", "low", "high")} for arm in told["arms"]]
    return figures.crossing(
        frame(means, "mean", "low", "high"),
        pd.DataFrame(curves, columns=["arm", "value", "mean"]),
        frame(marks, "crossing", "low", "high"),
        told["parameter"],
        told["outcome"],
        told["level"],
        theme,
    )


def map_of(told: dict, name: str, theme="light"):
    """The map of one arm."""
    mine = [arm for arm in told["arms"] if arm["arm"] == name]
    heights = np.linspace(told["low"], told["high"], ACROSS)
    cells = [
        {"value": value, "at": arm["at"], "mean": mean}
        for arm in mine
        if arm["curve"]
        for value, mean in zip(heights, np.interp(heights, *np.array(arm["curve"]).T), strict=True)
    ]
    marks = [{key: arm[key] for key in ("at", "crossing", "low", "high")} for arm in mine]
    return figures.crossing_map(
        pd.DataFrame(cells, columns=["value", "at", "mean"]),
        frame(marks, "crossing", "low", "high"),
        told["parameter"],
        told["second"],
        told["outcome"],
        told["level"],
        theme,
    )


def frame(rows: list[dict], *numbers: str) -> pd.DataFrame:
    """Rows as a table, with NaN for what is undefined."""
    whole = pd.DataFrame(rows)
    for name in numbers:
        whole[name] = [math.nan if one is None else one for one in whole[name]]
    return whole
