"""What was found of claims, in words and in cells of tables: the same in the terminal, in reports and in the docs."""

import math
from collections import Counter

from mentorsim.claims.verdicts import ASSUMED, CONTRADICTED, DEPENDS, DOSE, NOT_SHOWN, SETTING, SUPPORTED
from mentorsim.printing import between, digits_for, number, percent, plural, shortest, signed

HEADS = ("effect", "in worlds", "verdict")
EFFECT_HEADS = ("as it is", "in worlds", "without its direct term", "under the rival form")
KINDS = (SUPPORTED, "depends", CONTRADICTED, ASSUMED, NOT_SHOWN)
FORM = f"{DEPENDS}the form of "
DIRECT = {
    "off": "Without its direct term",
    "built in": "With a direct term that cannot be switched off",
    "unwritten": "Without any direct term to switch off",
}
FINEST = 3  # decimals
NOTE = (
    "Effect: mean over plausible worlds and replications with its 95 % interval, of the contrast that has decided. In "
    "worlds: share of the worlds, by weight, in which it has the claimed sign."
)


def cells(entry: dict) -> tuple[str, str, str]:
    """The cells of a claim's row, for each of `HEADS`."""
    return interval(entry), share(entry["robustness"]), entry["verdict"]


def interval(found: dict) -> str:
    """An effect with its interval; `–` where it is undefined."""
    value, low, high = (math.nan if found[key] is None else found[key] for key in ("effect", "low", "high"))
    if math.isnan(value):
        return number(value)
    digits = min(FINEST, digits_for(low, high))
    return signed(value, digits) + ("" if math.isnan(low) else f" {between(low, high, digits)}")


def share(value: float | None) -> str:
    """A share of worlds."""
    return percent(value)


def note(found: dict) -> str:
    """What the columns mean, and how often and in which worlds what was run. found: of `results.load`."""
    worlds = found["worlds"]
    which = f"{plural(worlds['used'], 'plausible world')} of the {worlds['of']:,} of {worlds['source']}"
    return f"{which}, {plural(found['replications'], 'replication')} of each. {NOTE}"


def counts(entries: list[dict]) -> str:
    """How many claims have which verdict: 3 supported, 5 depend on something, …"""
    found = Counter("depends" if e["verdict"].startswith(DEPENDS) else e["verdict"] for e in entries)
    said = {"depends": "depending on something"}
    return f"{', '.join(f'{found[kind]} {said.get(kind, kind)}' for kind in KINDS)} of {plural(len(entries), 'claim')}"


def sentence(entry: dict) -> str:
    """Why a claim has its verdict, in one sentence."""
    return f"{entry['id']}: {entry['verdict']}; {why(entry)}."


def why(entry: dict) -> str:
    """What has decided, in words."""
    verdict, effect = entry["verdict"], entry["effects"][entry["decided_by"]]
    what = f"{effect['about']}: {interval(effect)}"
    if verdict == DEPENDS + SETTING:
        return f"{effect['about']}: " + ", ".join(f"{interval(one)} {where}" for where, one in entry["places"].items())
    if verdict == CONTRADICTED:
        return f"{what}, {against(effect)}"
    if verdict == NOT_SHOWN:
        return f"{what}, which leaves open whether it matters (from {wanted(effect)} on)"
    if verdict == ASSUMED:
        return f"{what}, {assumed(effect['direct'])}"
    if verdict.startswith(FORM):
        return f"{what}, but {interval(effect['rival'])} where {entry['rival']['about']}"
    if verdict == DEPENDS + DOSE:
        return f"{what}, but {dosed(entry['dose'])}"
    if verdict.startswith(DEPENDS):
        return f"{what}, {robust(effect)}"
    off = " without its direct term and" if any(one["direct"]["kind"] == "off" for one in entry["effects"]) else ""
    return f"{what}; it stands{off} where {entry['rival']['about']}, and {dosed(entry['dose'])}"


def wanted(effect: dict) -> str:
    """The smallest size that matters, with its sign: +0.05, −0.02."""
    return signed(effect["matters"] * (1 if effect["claimed"] == "above 0" else -1), digits_of(effect["matters"]))


def digits_of(size: float) -> int:
    """Decimals of a size that somebody chose."""
    return len(shortest(round(size, FINEST)).partition(".")[2])


def against(effect: dict) -> str:
    """How an effect is ruled out: the other way, or too small."""
    up = effect["claimed"] == "above 0"
    turned = effect["high"] < 0.0 if up else effect["low"] > 0.0
    return "clear the other way" if turned else f"short of {wanted(effect)}, which would matter ({effect['reason']})"


def assumed(direct: dict) -> str:
    """That an effect was put in. direct: its direct term."""
    if direct["kind"] == "off":
        return f"but {interval(direct)} where {direct['about']}"
    return f"but it cannot be otherwise ({direct['about'][0].lower()}{direct['about'][1:].removesuffix('.')})"


def robust(effect: dict) -> str:
    """In how many worlds an effect holds, and with which parameter it goes."""
    told, held = effect["goes_with"], f"but its sign holds in {share(effect['robustness'])} of the worlds only"
    if told["correlation"] is None:
        return held
    return f"{held}, going with {told['parameter']} ({signed(told['correlation'])} by rank)"


def dosed(dose: dict) -> str:
    """What a step more of a cause brings."""
    return f"a step more of {dose['about']} brings {interval(dose['trend'])}"


# --- all that was looked at ------------------------------------------------------------------------------------------


def effect_rows(entry: dict) -> list[tuple]:
    """A row per effect: what is compared, and a cell for each of `EFFECT_HEADS`."""
    return [
        (
            f"{effect['about']} ({effect['unit']}; {wanted(effect)} would matter)",
            interval(effect),
            share(effect["robustness"]),
            interval(effect["direct"]) if effect["direct"]["kind"] == "off" else number(None),
            interval(effect["rival"]),
        )
        for effect in entry["effects"]
    ]


def caption(entry: dict) -> str:
    """The verdict of a claim, over the table of its effects."""
    return f"{entry['id']}: {entry['verdict']}."


def remarks(entry: dict) -> list[str]:
    """What the forms are, what the dose brings, what is found in other places, what the experiment cannot do."""
    told = dict.fromkeys((one["direct"]["kind"], one["direct"]["about"].removesuffix(".")) for one in entry["effects"])
    places = "; ".join(f"{interval(one)} {where}" for where, one in entry["places"].items())
    levels = ", ".join(number(value, FINEST) for value in entry["dose"]["levels"])
    found = [f"{DIRECT[kind]}: {about}." for kind, about in told]
    found += [f"Rival form of {entry['rival']['form']}: {entry['rival']['about']}."]
    found += [f"Dose: {entry['dose']['about']}: {levels}; {interval(entry['dose']['trend'])} a step."]
    return found + ([f"Elsewhere: {places}."] if places else []) + ([entry["caveat"]] if entry["caveat"] else [])
