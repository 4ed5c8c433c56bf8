"""The page of a plan: the advice, the figure, power by size, what arms differ by, the method."""

import math

import numpy as np
import pandas as pd

from mentorsim import figures
from mentorsim.figures.export import javascript
from mentorsim.plan import power, wording
from mentorsim.printing import number, percent, shortest
from mentorsim.report.html import Figures, Html, items, joined, page_of_command, paragraph, section, table

CAPTION = (
    "Points are shares of simulated trials, mean over plausible worlds, with 95 % intervals; the band is from the "
    "least to the largest of a single world; the line is the monotone curve through the points. What is pale is "
    "extrapolated beyond the sizes simulated. The dashed line is the chance that is aimed at."
)
STEPS = 41  # points of a curve


def render(told: dict) -> str:
    """The page of what a plan has found."""
    numbered = Figures()
    sections = [
        section("Advice", paragraph(wording.answer(told)), items(wording.notes(told)), anchor="answer"),
        section("Figure", numbered.add(figure(told), wording.title(told), CAPTION, wide=True), anchor="figure"),
        section("By size", joined(by_size(told, pair) for pair in told["pairs"]), anchor="sizes"),
        section("What the arms differ by", differences(told), arms(told), anchor="arms"),
        section(
            "Method", paragraph(wording.method(told)), formulas(told), worlds(told), items(facts(told)),
            anchor="method",
        ),
    ]  # fmt: skip
    return page_of_command("plan", told["name"], wording.title(told), sections, javascript())


def by_size(told: dict, pair: dict) -> Html:
    """Power and all else of a comparison, size by size."""
    heads, rows = wording.heads(told, pair), wording.rows(told, pair)
    caption = (
        f"{wording.name_of(pair)}: chance that a trial shows it, the smallest difference that it shows with "
        f"{percent(told['power'])}, the difference in the trial, mentor hours in each arm."
    )
    return table(heads, rows, caption, numbers=len(heads) - 1, most=len(rows))


def differences(told: dict) -> Html:
    """What each comparison comes to."""
    caption = f"Differences in {told['outcome']}, mean over worlds; what a trial is worth is for each mentee to come."
    rows = wording.pair_rows(told)
    return table(wording.PAIRS, rows, caption, numbers=len(wording.PAIRS) - 2, most=len(rows))


def arms(told: dict) -> Html:
    """What each arm is, and what it takes of mentors."""
    rows = [
        (
            arm["arm"],
            ", ".join(f"{path} = {value}" for path, value in arm["values"].items()) or "as the world has it",
            shortest(arm["share"]),
            number(hours["hours"], 0),
        )
        for arm, hours in zip(told["arms"], told["whole_hours"], strict=True)
    ]
    heads = ("arm", "what sets it apart", "share", "mentor hours, everybody in it")
    return table(heads, rows, "Arms; hours of one whole programme.", numbers=2, most=len(rows))


def formulas(told: dict) -> Html:
    """Power by simulation beside the closed form."""
    rows = [
        (wording.name_of(pair), f"{one['size']:,}", percent(one["assurance"]), percent(one["by_formula"]),
         number(one["freedom"], 1), f"{one['trials']:,}")
        for pair in told["pairs"]
        for one in pair["sizes"]
    ]  # fmt: skip
    heads = ("trial of", wording.NOUNS[told["unit"]], "simulated", "by formula", "degrees of freedom", "trials")
    caption = "Simulated assurance beside that of the noncentral t by the trials' mean effect and standard error."
    return table(heads, rows, caption, numbers=5, most=len(rows))


def worlds(told: dict) -> Html:
    """Each world: its weight, what arms differ by, how often that is shown."""
    best = told["pairs"][told["best"]]
    first = best["sizes"][0]
    rows = [
        (
            "defaults" if world["world"] is None else str(world["world"]),
            number(world["weight"], 2),
            *(number(one) if one is None else f"{one:+.4f}".replace("-", "−") for one in (effect, gain)),
            percent(share),
        )
        for world, effect, gain, share in zip(
            told["worlds"], first["effects"], best["gains"], first["by_world"], strict=True
        )
    ]
    heads = ("world", "weight", "in the trial", "whole programmes", "power")
    caption = f"{wording.name_of(best)} at {first['size']:,} {wording.NOUNS[told['unit']]}, world by world."
    return table(heads, rows, caption, numbers=4, most=len(rows))


def facts(told: dict) -> list[str]:
    """What was asked for."""
    return [
        f"one programme: {told['mentees']:,} mentees, {told['mentors']:,} mentors",
        f"{told['runs']:,} runs of {told['weeks']:,} weeks, seed {told['seed']}",
        f"aimed at {percent(told['power'])}, two-sided at {shortest(told['alpha'])}",
    ]


# --- the figure ------------------------------------------------------------------------------------------------------


def figure(told: dict, theme="light"):
    """Power by size of every comparison."""
    shares, curves = [], []
    for pair in told["pairs"]:
        name = wording.name_of(pair)
        for one in pair["sizes"]:
            over = [share for share in one["by_world"] if share is not None]
            shares.append(
                {
                    "pair": name,
                    "size": one["size"],
                    "share": wording.known(one["assurance"]),
                    "low": wording.known(one["low"]),
                    "high": wording.known(one["high"]),
                    "least": min(over, default=math.nan),
                    "most": max(over, default=math.nan),
                }
            )
        sizes = [one["size"] for one in pair["sizes"]]
        heights = [wording.known(one["assurance"]) for one in pair["sizes"]]
        curves += [
            {"pair": name, "size": size, "share": power.at(size, sizes, heights)}
            for size in np.linspace(sizes[0], sizes[-1], STEPS)
        ]
    beyond = pd.DataFrame(
        [
            {"pair": wording.name_of(pair), "size": size, "share": share}
            for pair in told["pairs"]
            for size, share in pair["extrapolated"]
        ],
        columns=["pair", "size", "share"],
    )
    noun = wording.NOUNS[told["unit"]]
    return figures.power(pd.DataFrame(shares), pd.DataFrame(curves), beyond, told["power"], noun, theme)
