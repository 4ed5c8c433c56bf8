"""What was found, in words and in cells of tables: the same in the terminal, in reports and on the page of the docs."""

import math
from collections import Counter

from mentorsim.patterns.declaring import CALIBRATE, ROLES, VALIDATE
from mentorsim.patterns.verdicts import MET, MISSED, MOST, UNTESTABLE, VERDICTS
from mentorsim.printing import between, digits_for, estimate, number, plural

HEADS = ("target", "simulated", "placebo", "chance", "verdict")
FINEST = 3  # decimals
TITLES = {CALIBRATE: "Patterns to calibrate by (C)", VALIDATE: "Patterns to validate by (V)"}
assert TITLES.keys() == ROLES.keys()
NOTE = (
    "Simulated: mean over replications with its 95 % interval. Placebo: the same in a world where mentoring has no "
    "effect. Chance: the same where matching, first impressions and match length are random. A value that also "
    "appears in the placebo world is no effect of mentoring; one that vanishes in the chance world was selection."
)


def line(measure: dict) -> tuple:
    """(what, target, simulated, placebo, chance, verdict) of a measure, as texts."""
    values = (number(measure[world]) if measure[world] is not None else "" for world in ("placebo", "chance"))
    return (words(measure["measure"]), measure["target_in_words"], simulated(measure), *values, measure["verdict"])


# --- over plausible worlds -------------------------------------------------------------------------------------------

HEADS_IN_WORLDS = ("target", "simulated", "placebo", "chance", "met", "right", "verdict")
NOTE_IN_WORLDS = (
    "Simulated: median over plausible worlds, and the range of nine worlds in ten, by weight. Met, right: share of the "
    "worlds that meet the target, and of those that meet it or are right in direction. The verdict is that of at least "
    "half of the worlds, and missed where luck, which they share, could have turned the direction. Placebo, chance: "
    "medians of the same where mentoring has no effect, and where matching, first impressions and match length are "
    "random."
)


def line_in_worlds(measure: dict) -> tuple:
    """(what, target, simulated, placebo, chance, met, right, verdict) of a measure, as texts."""
    values = (number(measure[kind]) if measure[kind] is not None else "" for kind in ("placebo", "chance"))
    told = (*met_and_right(measure), measure["verdict"])
    return (words(measure["measure"]), measure["target_in_words"], ranged(measure), *values, *told)


def met_and_right(found: dict) -> tuple[str, str]:
    """The share of worlds that meet a pattern or a measure, and that are right in direction at least."""
    met, right = ("" if found[key] is None else f"{100.0 * found[key]:.0f} %" for key in ("met", "right"))
    return met, right


def ranged(measure: dict) -> str:
    """The median over worlds and the range of most of them; `–` where it is undefined."""
    value, low, high = (measure[key] for key in ("simulated", "low", "high"))
    if value is None:
        return number(None)
    digits = min(FINEST, digits_for(low, high))
    return f"{number(value, digits)} {between(low, high, digits)}"


def of_ensemble(found: dict) -> str:
    """Which worlds a validation is of, and how often each was run."""
    worlds = found["worlds"]
    which = f"{plural(worlds['used'], 'plausible world')} of the {worlds['of']:,} of {worlds['source']}"
    return f"{which}, {plural(found['replications'], 'replication')} of each"


# --- of both kinds ---------------------------------------------------------------------------------------------------


def heads(found: dict) -> tuple[str, ...]:
    """The columns of a validation's tables after the first. found: of `validation.load`."""
    return HEADS_IN_WORLDS if found["worlds"] else HEADS


def note(found: dict) -> str:
    """What the columns mean, and how often what was run."""
    if found["worlds"]:
        return f"{of_ensemble(found)}. {NOTE_IN_WORLDS} {by_value(found['patterns'])}".rstrip()
    return f"{plural(found['replications'], 'replication')} of every world. {NOTE}"


def by_value(entries: list[dict]) -> str:
    """How many patterns most worlds get right by their values, whatever luck could have done; "" without entries."""
    counted, unclear = [], []
    for role in TITLES:
        mine = [entry for entry in entries if entry["role"] == role and entry["verdict"] != UNTESTABLE]
        right = [entry for entry in mine if entry["right"] >= MOST]
        if mine:
            counted.append(f"{len(right)} of {len(mine)} ({role})")
            unclear += [entry["id"] for entry in right if entry["verdict"] == MISSED]
    if not counted:
        return ""
    said = f"By value alone, most of the ensemble meets or is right in direction on {' and '.join(counted)}"
    lost = f"; of these, {', '.join(unclear)} count as missed, because shared luck could turn their direction"
    return f"{said} of the testable patterns{lost if unclear else ''}."


def lines(entry: dict) -> list[tuple]:
    """The rows of a pattern's measures, as texts: what is measured, and a cell for each of `heads`."""
    return [line_in_worlds(measure) if "met" in measure else line(measure) for measure in entry["measures"]]


def head(entry: dict) -> tuple:
    """The cells of a pattern's own row, for each of `heads`."""
    shares = met_and_right(entry) if "met" in entry else ()
    return ("", "", "", "", *shares, entry["verdict"])


def words(name: str) -> str:
    """A measure's name as words."""
    return name.replace("_", " ")


def simulated(measure: dict) -> str:
    """The simulated value with its interval; `–` where it is undefined."""
    value, low, high = (math.nan if measure[key] is None else measure[key] for key in ("simulated", "low", "high"))
    return estimate(value, low, high, min(FINEST, digits_for(low, high)))


def counts(entries: list[dict], role: str) -> str:
    """How many patterns of a role have which verdict: 7 met, 2 direction only, 6 missed, 1 not testable of 16."""
    mine = [entry["verdict"] for entry in entries if entry["role"] == role]
    found = Counter(mine)
    return f"{', '.join(f'{found[verdict]} {verdict}' for verdict in VERDICTS)} of {plural(len(mine), 'pattern')}"


def reasons(entries: list[dict]) -> list[str]:
    """Why patterns, or measures of others, cannot be tested."""
    found = [(e["id"], e["why"]) for e in entries if e["verdict"] == UNTESTABLE]
    found += [
        (f"{e['id']} ({words(m['measure'])})", m["why"])
        for e in entries
        if e["verdict"] in (MET, MISSED)
        for m in e["measures"]
        if m["verdict"] == UNTESTABLE
    ]
    return [f"{name}: {why}" for name, why in found]
