"""What a plan has found, in words and in rows of a table."""

import math

from mentorsim.indicators.statistics import NORMAL_95
from mentorsim.plan.power import BELOW, BEYOND, MOST, NEVER
from mentorsim.printing import MISSING, between, digits_for, number, percent, plural, shortest, signed

SPILL = 0.25  # share of the larger difference from which on that within a trial and that between programmes are two
PEOPLE = {"mentee": "each mentee randomised", "mentor": "mentors randomised", "unit": "whole units randomised",
          "programme": "whole programmes randomised"}  # fmt: skip
NOUNS = {"mentee": "mentees", "mentor": "mentees", "unit": "mentees", "programme": "programmes"}


def title(told: dict) -> str:
    """The question."""
    best = told["pairs"][told["best"]]
    if len(told["pairs"]) > 1:
        return f"How large must a trial of {joined([arm['arm'] for arm in told['arms']])} be?"
    return f"How large must a trial of {best['second']} against {best['first']} be?"


def joined(names: list[str]) -> str:
    """a, b and c."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def name_of(pair: dict) -> str:
    """A comparison."""
    return f"{pair['second']} against {pair['first']}"


def known(value) -> float:
    """A number of the account, NaN for none."""
    return math.nan if value is None else value


def chance(one: dict) -> str:
    """The chance that a trial of a size shows it, and how it differs between worlds."""
    return f"{percent(known(one['assurance']))}{spread(one)}"


def spread(one: dict) -> str:
    """Between which chances worlds differ."""
    found = [share for share in one["by_world"] if share is not None]
    if len(found) < 2:
        return ""
    return f" (between {percent(min(found))} and {percent(max(found))} in {len(found)} plausible worlds)"


def people(told: dict, one: dict) -> str:
    """How many take part: 61 mentees and 23 mentors."""
    who = f"{plural(one['mentees'], 'mentee')} and {plural(one['mentors'], 'mentor')}"
    if told["unit"] != "programme":
        return who
    return f"{plural(one.get('programmes') or one['size'], 'programme')}, that is {who},"


def digits_of(*values) -> int:
    """Decimals for effects beside each other."""
    sizes = [abs(known(value)) for value in values if value is not None and value != 0.0]
    return min(6, digits_for(0.0, max(sizes))) if sizes else 2


# --- sentences -------------------------------------------------------------------------------------------------------


def answer(told: dict) -> str:
    """What is advised, with its numbers and reasons."""
    return " ".join([*which(told), *chance_now(told), need(told)])


def which(told: dict) -> list[str]:
    """Which two of several arms are most worth a trial."""
    if len(told["pairs"]) == 1:
        return []
    best = told["pairs"][told["best"]]
    worths = [known(pair["worth"]) for pair in told["pairs"]]
    if not max(worths, default=0.0) > 0.0:
        why = "the better one is so in all worlds" if len(told["worlds"]) > 1 else "there is one world only"
        return [
            f"What a trial of two of the {len(told['arms'])} arms is worth cannot be told from "
            f"{told['outcome']}: {why}. What follows is of the two best, {name_of(best)}."
        ]
    digits = digits_of(*worths)
    return [
        f"Of {len(told['arms'])} arms, {joined([best['first'], best['second']])} are most worth a trial: it would "
        f"raise {told['outcome']} by {number(best['worth'], digits)} for each mentee to come, through better choice."
    ]


def chance_now(told: dict) -> list[str]:
    """With what chance the smallest trial shows it, and why."""
    best = told["pairs"][told["best"]]
    first = best["sizes"][0]
    how = f"{PEOPLE[told['unit']]}, {plural(told['weeks'], 'week')}"
    digits = digits_of(first["effect"], first["smallest"])
    return [
        f"With {people(told, first)} a trial of {name_of(best)} ({how}) would show a difference in {told['outcome']} "
        f"with a chance of {chance(first)}.",
        f"The arms differ by {signed(first['effect'], digits)} ({signed(first['effect_sd'], 2)} SD) on average, and "
        f"the smallest difference that such a trial shows with {percent(told['power'])} is "
        f"{number(first['smallest'], digits)} ({number(first['smallest_sd'], 2)} SD).",
    ]


def need(told: dict) -> str:
    """How many it takes."""
    best, noun = told["pairs"][told["best"]], NOUNS[told["unit"]]
    found, sizes = best["needed"], best["sizes"]
    level = f"A chance of {percent(told['power'])}"
    if found["where"] == NEVER:
        why = "the arms hardly differ, in some worlds at least"
        return f"{level} is out of reach of any size up to {MOST:,} {noun}: {why}."
    near = rough if found["where"] == BEYOND else int
    who = f"{plural(near(found['mentees']), 'mentee')} and {plural(near(found['mentors']), 'mentor')}"
    if told["unit"] == "programme":
        who = f"{plural(near(found['size']), 'programme')} ({who})"
    if found["where"] == BELOW:
        return f"So {who} are enough; fewer may be."
    if found["where"] == BEYOND:
        last = sizes[-1]["size"]
        return (
            f"{level} needs about {who}, beyond the {last:,} {noun} that were simulated: extrapolated with standard "
            f"errors that fall as 1/√n{interval_of(found)}."
        )
    return f"{level} needs about {who}{interval_of(found)}."


def rough(count: float) -> int:
    """A number of people in two digits, rounded up."""
    step = 10 ** max(0, len(str(int(count))) - 2)
    return math.ceil(count / step) * step


def interval_of(found: dict) -> str:
    """Between which sizes the needed one lies, as far as the number of simulated trials tells."""
    near = rough if found["where"] == BEYOND else round
    if found["low"] is None and found["high"] is None:
        return ""
    if found["high"] is None:
        return f" (simulation error: {near(found['low']):,} or more)"
    if found["low"] is None:
        return f" (simulation error: {near(found['high']):,} or fewer)"
    return f" (simulation error: {near(found['low']):,} to {near(found['high']):,})"


def notes(told: dict) -> list[str]:
    """What one should know beside the answer."""
    best = told["pairs"][told["best"]]
    found = [
        *(["These arms are the usual ones; others: --arm NAME=PATH=VALUE for each."] if told["usual"] else []),
        *spill_over(told, best),
        *whole_programmes(told, best),
        *worth(told, best),
    ]
    if len(told["worlds"]) == 1:
        found.append("One set of parameters only: what we do not know of the world is not in these chances.")
    if told["unit"] == "mentor":
        found.append("Mentees count in the arm of their first mentor; those who never had one are in no arm.")
    if (
        told["people"]
        and any(one["mentees"] > told["mentees"] for one in best["sizes"])
        and told["unit"] != "programme"
    ):
        found.append(
            "Trials larger than the roster have its people several times over, with units and ties of their own."
        )
    failed = sum(one["failed"] for one in best["sizes"])
    lost = sum(one["not_analysed"] for one in best["sizes"])
    if failed:
        found.append(f"{plural(failed, 'trial')} lack runs that failed, and are left out.")
    if lost:
        found.append(f"{plural(lost, 'trial')} had fewer than two people or clusters in an arm, and show nothing.")
    return found


def spill_over(told: dict, pair: dict) -> list[str]:
    """What the difference within a trial is, beside that between whole programmes."""
    within, between = pair["sizes"][0]["effect"], pair["gain"]
    if told["unit"] == "programme" or within is None or between is None:
        return []
    digits = digits_of(within, between)
    luck = NORMAL_95 * known(pair["sizes"][0]["effect_error"])
    text = (
        f"Within one programme the arms differ by {signed(within, digits)}, whole programmes by "
        f"{signed(between, digits)}"
    )
    if abs(within - between) <= luck:
        return [f"{text}, a difference within chance."]
    if abs(within - between) < SPILL * max(abs(within), abs(between)):
        return [f"{text}: what is done in one arm hardly reaches the other."]
    if within * between < 0.0:
        return [f"{text}: the trial points the other way than a decision for everybody would turn out."]
    side = "more" if abs(within) > abs(between) else "less"
    return [
        f"{text}: arms share mentors, hours and colleagues, and the trial shows {side} than a decision for everybody "
        "would bring."
    ]


def whole_programmes(told: dict, pair: dict) -> list[str]:
    """What a trial of whole programmes would need instead."""
    one = pair["clusters"]
    if not one or one["rho"] is None:
        return []
    deff = f"intra-class correlation {number(one['rho'], 3)}, design effect {number(one['design_effect'], 2)}"
    if one["programmes"] is None:
        return [f"Whole programmes of {told['mentees']} mentees instead: even {MOST:,} would not be enough ({deff})."]
    return [
        f"Whole programmes of {told['mentees']} mentees instead: {one['programmes']:,} of them, {one['mentees']:,} "
        f"mentees, by formula ({deff}); to simulate it: --unit programme."
    ]


def worth(told: dict, pair: dict) -> list[str]:
    """What a trial is worth for the choice between two arms."""
    if len(told["worlds"]) < 2 or pair["worth"] is None:
        return []
    if not pair["knowing"]:
        better = pair["second"] if known(pair["gain"]) > 0.0 else pair["first"]
        return [
            f"For the choice alone a trial is worth nothing here: {better} is better in all "
            f"{len(told['worlds'])} worlds."
        ]
    digits = digits_of(pair["knowing"])
    return [
        f"For the choice between them such a trial is worth {number(pair['worth'], digits)} in {told['outcome']} for "
        f"each mentee to come; to know it for sure, {number(pair['knowing'], digits)}."
    ]


def method(told: dict) -> str:
    """How trials were simulated and analysed."""
    cluster = {
        "mentee": "HC2 errors",
        "mentor": "errors clustered by first mentor (CR2)",
        "unit": "errors clustered by unit (CR2)",
        "programme": "errors clustered by programme (CR2)",
    }[told["unit"]]
    worlds = (
        f"each of {plural(len(told['worlds']), 'plausible world')} ({told['source_of_worlds']})"
        if told["source_of_worlds"]
        else "the world as the experiment has it"
    )
    measured = [
        *([f"measured with reliability {shortest(told['reliability'])}"] if told["reliability"] < 1.0 else []),
        *([f"{percent(told['loss'])} lost to follow-up at random"] if told["loss"] else []),
    ]
    return (
        f"{plural(told['trials'], 'simulated trial')} of every size in {worlds}, seed {told['seed']}. Each is analysed "
        f"by intention to treat: {told['outcome']} of the mentees of week 0 at the end by arm and baseline (ANCOVA), "
        f"{cluster}, Satterthwaite's degrees of freedom, two-sided at {shortest(told['alpha'])}; who leaves before "
        f"keeps the last value{''.join(f', {text}' for text in measured)}. Power: share of trials in the central "
        "world; assurance: its mean over worlds."
    )


# --- tables ----------------------------------------------------------------------------------------------------------


def heads(told: dict, pair: dict) -> list[str]:
    """Columns of the table by size."""
    first = ["programmes", "mentees"] if told["unit"] == "programme" else ["mentees", "mentors"]
    over = ["assurance", "worlds"] if len(told["worlds"]) > 1 else []
    hours = f"hours {' / '.join(pair['sizes'][0]['hours'])}"
    return [*first, "power", *over, "smallest", "effect", hours]


def rows(told: dict, pair: dict) -> list[list[str]]:
    """A row for each size, as `heads`."""
    found = []
    digits = digits_of(*(one["effect"] for one in pair["sizes"]), *(one["smallest"] for one in pair["sizes"]))
    for one in pair["sizes"]:
        who = ("programmes", "mentees") if told["unit"] == "programme" else ("mentees", "mentors")
        shares = [share for share in one["by_world"] if share is not None]
        over = [
            share_of(one, "assurance", "low", "high"),
            f"{number(100 * min(shares), 0)}–{percent(max(shares))}" if shares else MISSING,
        ]
        found.append(
            [
                *(f"{one[name]:,}" for name in who),
                share_of(one, "power", "power_low", "power_high"),
                *(over if len(told["worlds"]) > 1 else []),
                number(one["smallest"], digits),
                signed(one["effect"], digits),
                " / ".join(number(hours, 0) for hours in one["hours"].values()),
            ]
        )
    return found


def share_of(one: dict, *names: str) -> str:
    """A share with its interval: 22 % [15, 31]."""
    share, low, high = (known(one[name]) for name in names)
    return f"{percent(share)} {between(100 * low, 100 * high, 0)}" if not math.isnan(low) else percent(share)


PAIRS = ("second", "against", "in the trial", "whole programmes", "worth of the trial", "of knowing", "size needed")


def pair_rows(told: dict) -> list[list[str]]:
    """A row for each comparison, as PAIRS."""
    every = [one for pair in told["pairs"] for one in (pair["sizes"][0]["effect"], pair["gain"])]
    worths = [one for pair in told["pairs"] for one in (pair["worth"], pair["knowing"])]
    digits, fine = digits_of(*every), digits_of(*worths)
    return [
        [
            pair["second"],
            pair["first"],
            signed(pair["sizes"][0]["effect"], digits),
            signed(pair["gain"], digits),
            number(pair["worth"], fine),
            number(pair["knowing"], fine),
            size_needed(pair["needed"]),
        ]
        for pair in told["pairs"]
    ]


def size_needed(found: dict) -> str:
    """The size that is enough, in a cell."""
    if found["size"] is None:
        return f"above {MOST:,}"
    before, behind = ("≤ " if found["where"] == BELOW else ""), (" (extrapolated)" if found["where"] == BEYOND else "")
    return f"{before}{found['size']:,}{behind}"
