"""What a calibration found, in words and in cells of tables: the same in the terminal and on the page."""

import math

from mentorsim.printing import MISSING, number, percent, plural, shortest, significant

RANGES = ("parameter", "range", "5 to 95 % of what is left", "central", "informed by")
RULED = ("pattern", "rules out", "alone", "by the values of")
OUTPUTS = ("held against", "target", "± allowed", "central", "ensemble")
MOST_NAMED = 3
ALLOWED = "± allowed: standard deviation of evidence and discrepancy together."
RATIO = (
    "A ratio is held against each end c of its range by numerator − c · denominator, which is above 0 where the "
    "ratio is above c."
)
LEAST_SHOWN = 1e-12
FEW = 0.001  # of what was left: not worth a row


def answer(told: dict) -> str:
    """What has come of it, in a few sentences."""
    waves = plural(sum(not wave["confirms"] for wave in told["waves"]), "wave")
    if not told["sets"]:
        least = told["least"]
        score = "nowhere defined" if least["implausibility"] is None else f"{number(least['implausibility'])} at best"
        return (
            f"After {waves}, no parameter set within the ranges is plausible: its implausibility is {score} "
            f"(ruled out above {number(told['cutoff'], 1)}), by {least['output']}. Either the ranges are too narrow, "
            "or the model lacks something, or the discrepancy that this pattern is allowed is too small."
        )
    lacking = told["wanted"] - told["sets"]
    fewer = f"; {told['wanted']} were wanted, and no more were found" if lacking > 0 else ""
    return (
        f"After {waves}, {share(told['left'])} of the space of {plural(len(told['parameters']), 'parameter')} is left, "
        f"and {plural(told['sets'], 'plausible set')} stand for it{fewer}. The waves ended since {told['ended']}."
    )


def uninformed(told: dict) -> str:
    """Which parameters no pattern informs, as a sentence; "" of none."""
    names = told["uninformed"]
    if not names:
        return ""
    return (
        f"No pattern informs {', '.join(names)}: all of the range of {'this' if len(names) == 1 else 'these'} stays in "
        "the ensemble."
    )


def note(told: dict) -> str:
    """How to read what the model was held against."""
    ratios = any("≥" in one["output"] or "≤" in one["output"] for one in told["patterns"])
    return f"{ALLOWED} {RATIO}" if ratios else ALLOWED


def share(value: float) -> str:
    """A share of the space, which may be very small."""
    if value >= 0.01 or value == 0.0:
        return percent(value)
    return f"1/{significant(1.0 / max(value, LEAST_SHOWN), 2)}"


def ends(low: float | None, high: float | None) -> str:
    """A range in words."""
    if high is None or low is None:
        return MISSING if high is low is None else f"above {short(low)}" if high is None else f"below {short(high)}"
    return f"{short(low)} to {short(high)}"


def short(value: float) -> str:
    """A number in three digits that count; a whole one in all of them."""
    return number(value, 0) if float(value).is_integer() else shortest(float(f"{value:.3g}"))


def range_rows(told: dict) -> list[tuple]:
    """(parameter, range, what is left, central value, patterns) of each parameter."""
    return [
        (
            one["name"],
            ends(*one["range"]),
            ends(*one["middle"]) if one["middle"] else MISSING,
            short(one["central"]) if one["central"] is not None else MISSING,
            informants(told, one),
        )
        for one in told["parameters"]
    ]


def informants(told: dict, parameter: dict) -> str:
    """The patterns that inform a parameter most."""
    names = ", ".join(parameter["informed_by"][:MOST_NAMED])
    return names or ("none" if parameter["name"] in told["uninformed"] else "several together")


def ruled_rows(wave: dict) -> list[tuple]:
    """(pattern, share that it rules out, that no other does, parameters whose values decide) of a wave, most first."""
    found = sorted(wave["patterns"].items(), key=lambda one: -one[1]["ruled_out"])
    return [
        (id, percent(one["ruled_out"]), percent(one["alone"]), most_of(one["parameters"]))
        for id, one in found
        if one["ruled_out"] >= FEW
    ]


def most_of(parameters: dict[str, float]) -> str:
    """The parameters with the largest shifts."""
    return ", ".join(sorted(parameters, key=lambda name: -parameters[name])[:MOST_NAMED]) or MISSING


def wave_title(wave: dict) -> str:
    """What a wave was, and what it left."""
    kind = "Confirming wave" if wave["confirms"] else "Wave"
    return f"{kind} {wave['wave']}: {plural(wave['points'], 'point')}, {share(wave['left'])} of the space left after it"


def output_rows(told: dict) -> list[tuple]:
    """(output, target, standard deviation allowed, central set, ensemble) of each output."""
    rows = []
    for one in told["patterns"]:
        allowed = math.hypot(one["evidence"], one["discrepancy"]) * one["unit"]
        central = short(one["central"]) if one["central"] is not None else MISSING
        ensemble = ends(*one["ensemble"]) if one["ensemble"] else MISSING
        rows.append((one["output"], ends(*one["range"]), significant(allowed, 2), central, ensemble))
    return rows
