"""A person's way in words, from the tables of a run so far."""

import math

import pandas as pd

from mentorsim import codes
from mentorsim.printing import number, signed

CALLED = {"initial_mentee": "mentee", "initial_mentor": "mentor", "arrival": "newcomer", "recruit": "recruit"}
CAME = {
    "initial_mentee": "has been here from the start, as a mentee",
    "initial_mentor": "has been here from the start, as a mentor",
    "arrival": "came as a mentee",
    "recruit": "was recruited as a mentor",
}
ENDED = {
    "plan": "ended as planned: the mentor had receded",
    "mentor": "was ended by the mentor",
    "mentee": "was ended by the mentee",
    "outside": "ended for reasons from outside",
    "shock": "was ended by a shock",
}
MADE = {"assigned": "assigned", "mentee_chose": "chosen by the mentee", "both_agreed": "both agreed"}
TURNS = {
    "independent_week": "became independent: can learn alone",
    "interdependent_week": "became interdependent: gives and receives help",
    "delivered_week": "reached the target stated at the start",
    "gave_up_waiting_week": "gave up waiting for a mentor",
    "gave_up_mentoring_week": "gave up mentoring, and stayed",
    "mentor_week": "became a mentor",
}
ASKED = ("person", "performance_end", "satisfaction_end", "left_week")  # columns of the twin
NOTHING = 0.005  # below it, two numbers are printed alike
CHANGED = 0.02  # a difference that is worth a word


def name_of(person: float) -> str:
    """A person key in words: mentee 12, recruit 3."""
    key = int(person)
    kind = codes.KINDS[key >> codes.KIND_SHIFT]
    return f"{CALLED[kind]} {key & ((1 << codes.KIND_SHIFT) - 1)}"


def tell(person: int, people: pd.DataFrame, matches: pd.DataFrame, trace: pd.DataFrame | None, week: int) -> dict:
    """The story of a person. people, matches: tables so far; trace: weekly rows of the person; week: weeks passed.

    Returns "name", "who" (a sentence), "events" [(week, sentence)] in order, "now" (a sentence).
    """
    row = people[people["person"] == person].iloc[0]
    return {
        "name": name_of(person),
        "who": who(row),
        "events": sorted([*turns(row), *as_mentee(person, matches), *as_mentor(person, matches)], key=lambda e: e[0]),
        "now": now(row, matches, trace, week),
    }


def who(row) -> str:
    """Where the person comes from, and with what."""
    came = CAME[row["kind"]] + (f" in week {number(row['arrived_week'], 0)}" if row["arrived_week"] > 0 else "")
    hope = f"hopes to perform at {number(row['target'])} alone" if row["kind"] in ("initial_mentee", "arrival") else ""
    brought = (
        f"skill {number(row['skill_start'])}, zone width {number(row['zone_width'])}, "
        f"openness {number(row['openness'])}"
    )
    return f"{name_of(row['person']).capitalize()} {came}, with {brought}{', and ' + hope if hope else ''}."


def turns(row):
    """(week, sentence) of the person's turning points."""
    came_as_mentor = row["kind"] in ("initial_mentor", "recruit")
    for column, sentence in TURNS.items():
        if math.isnan(row[column]):
            continue
        if column != "mentor_week":
            yield int(row[column]), sentence
        elif row["gave_up_mentoring_week"] < row[column]:
            yield int(row[column]), "took up mentoring again"
        elif not came_as_mentor:
            yield int(row[column]), sentence
    if not math.isnan(row["left_week"]):
        yield int(row["left_week"]), "left for good"


def as_mentee(person: int, matches: pd.DataFrame):
    """(week, sentence) of matches in which the person is the mentee."""
    for match in matches[matches["mentee"] == person].itertuples():
        other, made = name_of(match.mentor), MADE[match.made_by]
        first = "got a first mentor" if match.attempt == 1 else "got another mentor"
        yield int(match.start_week), f"{first}, {other} ({made}; similarity {number(match.similarity)})"
        if not math.isnan(match.end_week):
            end = ENDED[match.ended_by]
            yield int(match.end_week), f"the match with {other} {end}, after {match.meetings} meetings"


def as_mentor(person: int, matches: pd.DataFrame):
    """(week, sentence) of matches in which the person is the mentor."""
    for match in matches[matches["mentor"] == person].itertuples():
        other = name_of(match.mentee)
        yield int(match.start_week), f"began to mentor {other}"
        if not math.isnan(match.end_week):
            yield int(match.end_week), f"mentoring {other} {ENDED[match.ended_by]}, after {match.meetings} meetings"


def now(row, matches: pd.DataFrame, trace: pd.DataFrame | None, week: int) -> str:
    """How the person is doing."""
    if not math.isnan(row["left_week"]):
        return f"Performed at {number(row['performance_end'])} alone when leaving."
    if row["role"] == "mentor":
        running = int((matches["mentor"].eq(row["person"]) & matches["end_week"].isna()).sum())
        return (
            f"After week {week}: a mentor with {running} of {row['capacity']} places taken, energy "
            f"{number(row['energy_end'])}, satisfaction {number(row['satisfaction_end'])}."
        )
    if row["role"] == "member":
        return (
            f"After week {week}: no longer a mentor, but still there; energy {number(row['energy_end'])}, "
            f"satisfaction {number(row['satisfaction_end'])}."
        )
    running = matches[matches["mentee"].eq(row["person"]) & matches["end_week"].isna()]
    matched = f"with {name_of(running['mentor'].iloc[0])} as mentor" if len(running) else "without a mentor"
    gain = row["performance_end"] - row["performance_start"]
    moved = f"{signed(gain)} since arrival" if abs(gain) >= CHANGED else "much as at arrival"
    help_now = trace["help"].iloc[-1] if trace is not None and len(trace) else math.nan
    helped = "" if math.isnan(help_now) else f", help {number(help_now)}"
    return (
        f"After week {week}: {row['stage']}, {matched}{helped}; performs at {number(row['performance_end'])} alone "
        f"({moved}), dependence {number(row['dependence_end'])}, confidence {number(row['confidence_end'])}, "
        f"satisfaction {number(row['satisfaction_end'])}."
    )


def without(people: pd.DataFrame, twins: pd.DataFrame, person: int) -> str:
    """How the same person would be doing without mentoring, as a sentence behind `now`; "" for one who is not there.

    people, twins: the person's row in the tables of both worlds, columns ASKED.
    """
    there = twins[twins["person"] == person]
    if len(there) == 0:
        return ""
    here, there = people[people["person"] == person].iloc[0], there.iloc[0]
    did = here["performance_end"] - there["performance_end"]
    gone = math.isnan(here["left_week"]) and not math.isnan(there["left_week"])
    left = f", and would have left in week {number(there['left_week'], 0)}" if gone else ""
    more = "the same" if abs(did) < NOTHING else f"{signed(did)} with mentoring"
    level = "perform" if math.isnan(there["left_week"]) else "have performed"
    return f" Without mentoring they would {level} at {number(there['performance_end'])} alone ({more}){left}."
