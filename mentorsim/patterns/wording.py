"""What was found, in words and in cells of tables: the same in the terminal, in reports and on the page of the docs."""

import math
from collections import Counter

from mentorsim.patterns.declaring import CALIBRATE, ROLES, VALIDATE
from mentorsim.patterns.verdicts import MET, MISSED, UNTESTABLE, VERDICTS
from mentorsim.printing import digits_for, estimate, number, plural

HEADS = ("target", "simulated", "placebo", "chance", "verdict")
FINEST = 3  # decimals
TITLES = {CALIBRATE: "Patterns to calibrate by (C)", VALIDATE: "Patterns to validate by (V)"}
assert TITLES.keys() == ROLES.keys()
NOTE = (
    "Simulated: mean over replications with its 95 % interval. Placebo: the same in a world where mentoring has no "
    "effect. Chance: the same where matching, first impressions and match length are random. A value that also "
    "appears in the placebo world is no effect of mentoring; one that vanishes in the chance world was selection."
)


def lines(entry: dict) -> list[tuple]:
    """(what, target, simulated, placebo, chance, verdict) of each measure of a pattern, as texts."""
    return [line(measure) for measure in entry["measures"]]


def line(measure: dict) -> tuple:
    """The texts of one measure."""
    values = (number(measure[world]) if measure[world] is not None else "" for world in ("placebo", "chance"))
    return (words(measure["measure"]), measure["target_in_words"], simulated(measure), *values, measure["verdict"])


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
