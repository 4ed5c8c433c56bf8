"""What a search has found, in words and in rows of a table."""

import math

from mentorsim.printing import between, digits_for, estimate, number, plural, shortest, signed, significant
from mentorsim.threshold.search import MOST, NONE, OPEN, SEVERAL

HEADS = ("crosses at", "95 % interval", "runs", "low end", "high end")
WHY = {
    "values over the range": "values over the range",
    "values within the interval": "values within the interval",
    "replications around the crossing": "more replications around the crossing",
}


def quantity(told: dict) -> str:
    """What crosses the level."""
    if told["against"]:
        return f"{told['outcome']} − that of {told['against']}"
    return told["outcome"]


def level(told: dict) -> str:
    """What is crossed, as it stands in a sentence."""
    return f"the value under {told['against']}" if told["against"] else shortest(told["level"])


def unit(told: dict) -> str:
    """The parameter's unit behind a number, or nothing."""
    return f" {told['unit']}" if told["unit"] else ""


def name_of(told: dict, arm: dict) -> str:
    """An arm, and where."""
    if arm["arm"] == "base" and arm["at"] is not None:
        return f"{told['second']} = {shortest(arm['at'])}"
    return arm["arm"] if arm["at"] is None else f"{arm['arm']}, {told['second']} = {shortest(arm['at'])}"


def place(arm: dict) -> str:
    """Where an arm's outcome crosses; – if it does not."""
    return number(arm["crossing"], digits_of(arm)) if arm["crossing"] is not None else number(None)


def digits_of(arm: dict) -> int:
    """Decimals for a crossing and its interval."""
    return digits_for(arm["low"], arm["high"])


def interval(arm: dict) -> str:
    """The interval of a crossing; open at an end beyond which it may lie."""
    if arm["crossing"] is None:
        return {NONE: "none in the range", SEVERAL: "more than one"}.get(arm["decision"], "not known")
    text = between(arm["low"], arm["high"], digits_of(arm))
    text = f"<{text[1:]}" if "low" in arm["beyond"] else text
    return f"{text[:-1]}>" if "high" in arm["beyond"] else text


def rows(told: dict) -> list[tuple[str, ...]]:
    """A row for each arm: its name, then as HEADS."""
    return [
        (name_of(told, arm), place(arm), interval(arm), f"{arm['runs']:,}", *ends(told, arm)) for arm in told["arms"]
    ]


def ends(told: dict, arm: dict) -> list[str]:
    """The outcome at both ends of the range."""
    found = {one["value"]: one for one in arm["values"]}
    return [mean_at(found[end]) for end in (told["low"], told["high"])]


def mean_at(one: dict) -> str:
    """The mean at a value, with its interval."""
    known = [math.nan if one[key] is None else one[key] for key in ("mean", "low", "high")]
    return estimate(*known)


# --- sentences -------------------------------------------------------------------------------------------------------


def title(told: dict) -> str:
    """What was asked, as a heading."""
    if told["against"]:
        return f"Where {told['outcome']} is what it is under {told['against']}, by {told['parameter']}"
    return f"Where {told['outcome']} crosses {level(told)}, by {told['parameter']}"


def answer(told: dict) -> str:
    """The answer in a plain sentence or two."""
    if told["second"]:
        return of_map(told)
    if len(told["arms"]) == 1:
        return of_one(told, told["arms"][0], single=True)
    return of_several(told)


def of_one(told: dict, arm: dict, single: bool = False) -> str:
    """Where one arm crosses."""
    where = (
        f"{told['outcome']}" if single and arm["arm"] == "base" else f"Under {name_of(told, arm)}, {told['outcome']}"
    )
    if arm["decision"] == SEVERAL:
        spots = ", ".join(f"between {shortest(one)} and {shortest(other)}" for one, other in arm["changes"])
        each = "Ask for each by itself, with --low and --high around it."
        return f"{where} crosses {level(told)} more than once: {spots}. {each}"
    if arm["crossing"] is None:
        return f"{where} {none_said(told, arm)}"
    side = "above" if arm["rising"] else "below"
    text = (
        f"{where} crosses {level(told)} at {told['parameter']} = {place(arm)}{unit(told)}, 95 % {interval(arm)}; "
        f"with more it is {side}."
    )
    if arm["beyond"]:
        text += " The crossing may also lie beyond the end of the range."
    return text


def kinds_of(arms: list[dict]) -> list[str]:
    """How arms stand, each once."""
    return list(dict.fromkeys(arm["decision"] for arm in arms))


def of_group(told: dict, arms: list[dict]) -> str:
    """That arms which stand alike do not cross: in one sentence, where it is one."""
    near = [arm["nearest"] for arm in arms]
    sides = {one["mean"] > told["level"] for one in near if one}
    if len(arms) == 1 or arms[0]["decision"] not in (NONE, MOST) or not all(near) or len(sides) > 1:
        return " ".join(of_one(told, arm) for arm in arms)
    known = arms[0]["decision"] == NONE
    word, verb = ("lowest" if sides.pop() else "highest"), "does not cross" if known else "is not seen to cross"
    values = "; ".join(f"{arm['arm']} {near_value(arm['nearest'])}" for arm in arms)
    more = "" if known else " It may cross there all the same: more runs would tell (--most)."
    return (
        f"Under {', '.join(arm['arm'] for arm in arms)}, {told['outcome']} {verb} {level(told)} {span_of(told)}: its "
        f"{word} values are {values} (95 % for all values looked at).{more}"
    )


def span_of(told: dict) -> str:
    """The range in words."""
    return f"between {told['parameter']} = {shortest(told['low'])} and {shortest(told['high'])}"


def near_value(near: dict) -> str:
    """The mean nearest to the level, with its interval and where it is."""
    digits = digits_for(near["low"], near["high"])
    return f"{number(near['mean'], digits)} {between(near['low'], near['high'])}, at {shortest(near['value'])}"


def none_said(told: dict, arm: dict) -> str:
    """That an outcome does not cross a level within the range, with the bound."""
    near = arm["nearest"]
    span = span_of(told)
    if not near:
        return f"is undefined {span}."
    above = near["mean"] > told["level"]
    word = "lowest" if above else "highest"
    text = f"its {word} value is {near_value(near)} (95 % for all values looked at)"
    if arm["decision"] == NONE:
        return f"does not cross {level(told)} {span}: {text}."
    return f"is not seen to cross {level(told)} {span}, but this is not certain: {text}. More runs would tell (--most)."


def of_several(told: dict) -> str:
    """Which arm moves the crossing most."""
    first, crossing = told["arms"][0], [arm for arm in told["arms"] if arm["crossing"] is not None]
    others = [arm for arm in told["arms"] if arm["crossing"] is None]
    without = " ".join(of_group(told, [arm for arm in others if arm["decision"] == kind]) for kind in kinds_of(others))
    if not crossing:
        return without
    if not told["moves"]:
        known = " ".join(of_one(told, arm) for arm in crossing)
        return f"{known} {without}".strip()
    most = max(told["moves"], key=lambda one: abs(one["difference"]))
    spot = f"{told['parameter']} = {place(first)}{unit(told)}"
    begin = f"Under {first['arm']}, {told['outcome']} crosses {level(told)} at {spot}, 95 % {interval(first)}."
    sure = most["low"] > 0.0 or most["high"] < 0.0
    digits = digits_for(most["low"], most["high"])
    by = f"{signed(most['difference'], digits)}, 95 % {between(most['low'], most['high'], digits)}"
    if others and any(arm["decision"] == NONE for arm in others):
        said = f"Of the arms that cross it, {most['arm']} moves the point most, by {by}"
    elif sure:
        said = f"{most['arm']} moves the point most: by {by}"
    else:
        said = f"No arm is known to move the point: the largest difference is that of {most['arm']}, {by}"
    return f"{begin} {said}. {without}".strip()


def of_map(told: dict) -> str:
    """How the crossing goes with the second parameter, for each arm."""
    lines = []
    for name in dict.fromkeys(arm["arm"] for arm in told["arms"]):
        mine = [arm for arm in told["arms"] if arm["arm"] == name and arm["crossing"] is not None]
        lead = "" if name == "base" else f"Under {name}: "
        lost = sum(arm["arm"] == name for arm in told["arms"]) - len(mine)
        if not mine:
            lines.append(f"{lead}{told['outcome']} does not cross {level(told)} at any value of {told['second']}.")
            continue
        one, other = mine[0], mine[-1]
        text = (
            f"{lead}{told['outcome']} crosses {level(told)} at {told['parameter']} = {place(one)} {interval(one)} "
            f"where {told['second']} is {shortest(one['at'])}"
        )
        if other is not one:
            text += f", and at {place(other)} {interval(other)} where it is {shortest(other['at'])}"
        if lost:
            text += f"; at {plural(lost, 'value')} of it there is no crossing in the range"
        lines.append(f"{text}.")
    return " ".join(lines)


def notes(told: dict) -> list[str]:
    """What one should know beside the answer."""
    found = []
    if told["idle"]:
        found.append(f"{told['parameter']} does nothing in {', '.join(told['idle'])}: left out.")
    for arm in told["arms"]:
        lost = sum(one["undefined"] for one in arm["values"])
        name = name_of(told, arm)
        if arm["crossing"] is not None and arm["reversed_by"]:
            found.append(
                f"{name}: {told['outcome']} turns back by {significant(arm['reversed_by'], 2)} within the range, "
                "beyond luck; the curve is monotone all the same, so look at the figure."
            )
        if lost:
            found.append(f"{name}: {plural(lost, 'run')} without a value, left out of the means.")
    wide = [
        name_of(told, arm) for arm in told["arms"] if arm["decision"] in (MOST, OPEN) and arm["crossing"] is not None
    ]
    if wide:
        found.append(
            f"Wider than the ±{wanted(told)} asked for, as {told['most']:,} runs were the most: {', '.join(wide)}."
        )
    return found


def wanted(told: dict) -> str:
    """Half of the interval's width that was asked for."""
    return shortest(float(f"{told['precision']:.3g}"))


def method(told: dict) -> str:
    """How it was found, in a paragraph."""
    kind = "the difference" if told["against"] else "the outcome"
    return (
        f"{told['runs']:,} runs of {told['weeks']:,} weeks, in {plural(len(told['rounds']), 'round')}: all values and "
        f"arms share the luck of a replication. Through the means of {kind} goes a monotone curve (isotonic "
        "regression; its direction is the one that fits better); the interval comes from reweighting whole "
        "replications (Bayesian bootstrap). It decided when to stop, so it is a little narrower than 95 %."
    )


def log(told: dict) -> list[tuple[str, ...]]:
    """A row for each round and arm: round, arm, what was added, runs so far."""
    return [
        (str(one["round"]), arm["arm"], f"{WHY[arm['why']]}: {asked_for(arm['values'])}", f"{one['runs']:,}")
        for one in told["rounds"]
        for arm in one["arms"]
    ]


def asked_for(values: list) -> str:
    """Values with their replications in a cell."""
    by_count: dict[int, list[str]] = {}
    for value, count in values:
        by_count.setdefault(count, []).append(shortest(value))
    return "; ".join(f"{', '.join(found)} (to {count} replications)" for count, found in by_count.items())


def told_of(one) -> str:
    """A round that is about to be run, in a line."""
    parts = []
    for why in dict.fromkeys(one.what.values()):
        mine = [number_ for number_, what in one.what.items() if what == why]
        some = [ask for ask in one.asks if ask[0] in mine]
        parts.append(f"{WHY[why]} ({plural(len(some), 'value')} in {plural(len(mine), 'arm')})")
    return f"Round {one.number}: {', '.join(parts)}; {one.runs:,} runs in all"


# --- how far arms move the crossing ----------------------------------------------------------------------------------

MOVES = ("arm", "moves it by", "95 % interval")


def move_rows(told: dict) -> list[tuple[str, ...]]:
    """A row for each arm whose crossing is held against that of the first: as MOVES, farthest first."""
    found = sorted(told["moves"], key=lambda one: -abs(one["difference"]))
    return [
        (
            f"{one['arm']} − {one['reference']}" + ("" if one["at"] is None else f", at {shortest(one['at'])}"),
            signed(one["difference"], digits_for(one["low"], one["high"])),
            between(one["low"], one["high"]),
        )
        for one in found
    ]
