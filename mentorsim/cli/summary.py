"""The summary of one world: the world in words, then what became of mentees, matches and mentors."""

import json
import math
from statistics import NormalDist

import numpy as np

from mentorsim.analysis import reproduction
from mentorsim.analysis.trial import by_arm
from mentorsim.cli.show import (
    MISSING,
    between,
    grid,
    has_sparklines,
    heading,
    number,
    paragraph,
    percent,
    plural,
    sparkline,
    word,
)
from mentorsim.codes import ENDED_BY, HORIZONS, STAGES
from mentorsim.experiment import effects
from mentorsim.experiment.effects import HEADS
from mentorsim.experiment.reliance import rests_on
from mentorsim.indicators.statistics import mean
from mentorsim.parameters import GIVEN, flatten
from mentorsim.registry import REGISTRIES, summary_of
from mentorsim.roster import load as roster
from mentorsim.settings import COMPONENTS, preset
from mentorsim.stop import held
from mentorsim.world.arms import SHARE

OF_ARMS = (
    "Everybody randomised counts, matched or not. Without help: what the arm's mentees can do alone at the end, with "
    "the interval of a single trial of this size."
)
NOTES = {"Sustainability": reproduction.NOTE}
TOLD = ("setting", "people.mentees", "people.mentors", "matching.policy", "withdrawal.policy", "goals.policy",
        "trial.unit", "trial.arms")  # fmt: skip


# --- the world in words ----------------------------------------------------------------------------------------------


def world(out, experiment, result) -> None:
    """Which world it was: setting, people, policies, time."""
    part = ", the base arm in replication 0" if experiment.design else ""
    out.print(f"{experiment.name}: one world{part}", style="bold")
    if experiment.question:
        paragraph(out, experiment.question, indent="  ", style="italic")
    out.print()
    grid(out, [("", "left"), ("", "left")], facts(experiment, result), header=False)


def facts(experiment, result) -> list[tuple]:
    """(what, in words) of the world."""
    p, people = result.world.parameters, result.run.people
    came = {kind: int((people["kind"] == kind).sum()) for kind in ("arrival", "recruit", "surge")}
    rows = [
        (
            "setting",
            f"{p.setting.preset}. {preset(p.setting.preset, 'setting', experiment.folders)['summary']}{borrowed(p)}",
        ),
        (
            "people",
            f"{plural(p.people.mentees, 'mentee')} and {plural(p.people.mentors, 'mentor')} in week 0; "
            f"{plural(came['arrival'] + came['surge'], 'mentee')} and {plural(came['recruit'], 'mentor')} came later",
        ),
        *given(p),
        *((kind, policy(p, kind)) for kind in ("matching", "withdrawal", "goals")),
        *trial(p),
        ("time", f"{plural(result.run.weeks, 'week')}{ending(result)}; seed {result.world.seed}"),
    ]
    for shock in experiment.shocks:
        options = ", ".join(f"{name} {value}" for name, value in shock.items() if name not in ("kind", "week"))
        rows.append(("shock", f"{shock['kind']} in week {shock['week']} ({options})"))
    flat = flatten(p)
    more = [
        f"{path} = {word(flat[path])}" for path in experiment.overrides if path not in (*TOLD, GIVEN) and path in flat
    ]
    return [*rows, ("also set", ", ".join(more))] if more else rows


def trial(p) -> list[tuple]:
    """The arms of a trial, and what each has in place of the world's own policies."""
    arms = sorted(json.loads(p.trial.arms).items()) if p.trial.arms else []
    rows = [("trial", f"{p.trial.unit}s are randomised to {plural(len(arms), 'arm')}")] if arms else []
    for name, arm in arms:
        share = f" (share {arm.pop(SHARE)})" if SHARE in arm else ""
        rows.append(("", f"{name}{share}: {', '.join(f'{path} = {word(v)}' for path, v in arm.items()) or 'as above'}"))
    return rows


def ending(result) -> str:
    """How a run with a stop ended."""
    if result.stop is None:
        return ""
    if not held(result.stop, result.world):
        return f", to the last: {result.stop.text} never held"
    return f" of {result.weeks:,} planned: stopped, since {result.stop.text}"


def given(p) -> list[tuple]:
    """What is known of real people, and what is drawn for them."""
    if p.given is None:
        return []
    return roster.in_words(roster.to_dict(p.given, rests_on([p])))


def borrowed(p) -> str:
    """Components taken from other settings."""
    chosen = {name: getattr(p.setting, name) for name in COMPONENTS}
    found = [f"{name} of {setting}" for name, setting in chosen.items() if setting not in ("", p.setting.preset)]
    return f" With the {', the '.join(found)}." if found else ""


def policy(p, kind: str) -> str:
    """A policy's name and rule; its term where it has one."""
    group = getattr(p, kind)
    if not group.on:
        return "switched off"
    rule = REGISTRIES[kind][group.policy]
    term = f" ({plural(group.weeks, 'week')})" if getattr(rule, "has_term", False) else ""
    share = f" ({percent(p.goals.omega)} the organisation's)" if group.policy == "negotiated" else ""
    return f"{group.policy}{term}{share}. {summary_of(rule)}"


# --- what became of it -----------------------------------------------------------------------------------------------


def outcomes(out, result) -> None:
    """Tables of outcomes, one block per subject, each line with the name of its indicator."""
    found = result.values
    blocks = {
        "Mentees": mentees(found, result),
        "Relationships": relationships(found, result),
        "Sustainability": sustainability(found, result),
        "Community and network": network(found),
        "Hours of mentors": hours(found),
    }
    performance(out, result, found)
    arms(out, result)
    effects_table(out, result)
    for title, rows in blocks.items():
        out.print()
        grid(out, [(title, "title"), ("", "left"), ("indicator", "left")], rows)
        if title in NOTES:
            paragraph(out, NOTES[title], indent="  ", style="dim")
    weeks(out, result.run.weekly)
    if any(MISSING in value for rows in blocks.values() for _, value, _ in rows):
        out.print()
        out.print(f"  {MISSING} is not defined in this run: too short, or nothing of the kind happened", style="dim")


def performance(out, result, found) -> None:
    """What mentees can do alone, here and in the control world, and what the difference means."""
    w, run = result.world, result.whole
    last = min(w.week, run.control_weeks)
    reached = [weeks for weeks in HORIZONS if weeks <= last and f"g_unassisted_{weeks}" in found]
    pairs = [(run.of_mentees("performance_start"), run.control["performance_start"][run.control_mentee])]
    pairs += [run.of_both(f"performance_{weeks}", weeks) for weeks in reached]
    out.print()
    if not reached:
        paragraph(out, in_plain_words(math.nan), indent="  ")
        return
    rows = [
        ("in this world", *(number(mean(mine)) for mine, _ in pairs), ""),
        ("the same people without mentoring", *(number(mean(theirs)) for _, theirs in pairs), ""),
        ("difference in SD: Hedges g", "", *(number(found[f"g_unassisted_{weeks}"]) for weeks in reached),
         "g_unassisted_26, …"),
    ]  # fmt: skip
    heads = ["0", *map(str, reached)]
    title = ("Without help, weeks after arrival:", "title")
    grid(out, [title, *((head, "right") for head in heads), ("indicator", "left")], rows)
    out.print()
    paragraph(out, in_plain_words(found["g_unassisted"]), indent="  ")


def arms(out, result) -> None:
    """What became of the arms of a trial, if there is one."""
    unit, names = result.world.parameters.trial.unit, [arm.name for arm in result.world.arms]
    if not names:
        return
    own = unit == "mentee"  # are those who are randomised the mentees whose performance counts
    heads = [
        "mentees" if own else "mentors" if unit == "mentor" else "people",
        "matched",
        *([] if own else ["mentees"]),
    ]
    rows = [
        (
            row["arm"],
            *(f"{row[what]:,}" for what in ("people", "matched", *([] if own else ["mentees"]))),
            number(row["performance"]),
            between(row["low"], row["high"]),
            number(row["hours"]),
        )
        for row in by_arm(result.run, names, unit)
    ]
    out.print()
    heads += ["without help", "95 %", "hours"]
    grid(out, [("Arms of the trial", "title"), *((head, "right") for head in heads)], rows)
    paragraph(out, OF_ARMS, indent="  ", style="dim")


def effects_table(out, result) -> None:
    """Outcomes beside those of the same people without mentoring."""
    out.print()
    if effects.are_apart(result):
        paragraph(out, effects.apart(result), indent="  ")
        return
    grid(
        out,
        [("Effects of mentoring", "title"), *((head, "right") for head in HEADS)],
        effects.cells(result.effect_rows),
    )


def in_plain_words(g: float) -> str:
    """What Hedges g says."""
    if math.isnan(g):
        return "g_unassisted is not defined: nobody was followed for 52 weeks, or all perform alike."
    return (
        f"g_unassisted = {number(g)}: a year after arrival, the average mentee does better alone than "
        f"{percent(NormalDist().cdf(g))} of the same people in a world without mentoring (50 % would be no effect)."
    )


def mentees(found, result) -> list[tuple]:
    """What became of mentees."""
    first = {name: column[0] for name, column in result.run.weekly.items()}
    stages = [
        f"{stage} {percent(first[stage] / max(1, first['mentees']))} → {percent(found[f'stage_{stage}'])}"
        for stage in STAGES
    ]
    return [
        ("reached the own stated target by its date", percent(found["delivered"]), "delivered"),
        ("way made toward that target", percent(found["personal_attainment"]), "personal_attainment"),
        (
            "way made on the organisation's goals",
            percent(found["organisational_attainment"]),
            "organisational_attainment",
        ),
        ("satisfaction at the end (0 to 1)", number(found["satisfaction"]), "satisfaction"),
        ("  against no mentoring, a year on: g", number(found["g_satisfaction"]), "g_satisfaction"),
        ("confidence at the end (0 to 1)", number(found["confidence"]), "confidence"),
        ("gain that lasts", number(found["lasting_gain"]), "lasting_gain"),
        ("learned in own work", percent(found["own_work_share"]), "own_work_share"),
        *(
            ("" if n else "stages, first week → end", text, f"stage_{stage}")
            for n, (stage, text) in enumerate(zip(STAGES, stages, strict=True))
        ),
        ("mean weeks to independence", number(found["weeks_to_independence"]), "weeks_to_independence"),
        ("mean weeks to the first match", number(found["weeks_to_match"]), "weeks_to_match"),
        ("never had a match", percent(found["never_matched"]), "never_matched"),
        ("worse off than without a mentor, a year on", percent(found["worse_off"]), "worse_off"),
        ("harsh words per 100 person-years", number(found["harm"]), "harm"),
    ]


def relationships(found, result) -> list[tuple]:
    """How matches lasted and ended."""
    begun = len(result.run.matches["mentee"])
    running = int(np.isnan(result.run.matches["end_week"]).sum())
    together = ", ".join(percent(found[f"survival_{weeks}"]) for weeks in (13, 26, 52))
    return [
        ("matches begun", f"{begun:,}, of which {running:,} still run", ""),
        ("outlast 3, 6, 12 months, if the plan allows", together, "survival_13, _26, _52"),
        *(
            ("" if n else "who ended them", f"{by} {percent(found[f'share_ended_by_{by}'])}", f"share_ended_by_{by}")
            for n, by in enumerate(ENDED_BY)
        ),
        ("ended before their time", percent(found["premature_share"]), "premature_share"),
        ("drop from help then to alone, 8 weeks on", number(found["drop_after_withdrawal"]), "drop_after_withdrawal"),
        ("mean quality (trust, 0 to 1)", number(found["quality"]), "quality"),
        ("similarity with quality: correlation", number(found["similarity_quality"]), "similarity_quality"),
    ]


def sustainability(found, result) -> list[tuple]:
    """Whether mentoring brings forth its own mentors."""
    run, weekly = result.run, result.run.weekly
    start, end = result.world.parameters.people.mentors, int(run.mentors_still.sum())
    members = run.gave_up & run.people["present"]
    moves = (
        f"{weekly['graduated'].sum():,} graduated, {weekly['recruited'].sum():,} recruited, "
        f"{(run.mentor & ~run.people['present']).sum():,} left, {members.sum():,} gave up and stayed"
    )
    return [
        ("R_M: own graduates per mentor lost", with_interval(found, "r_mentoring"), "r_mentoring, _low …"),
        ("  those whom mentoring caused", number(found["r_mentoring_caused"]), "r_mentoring_caused"),
        ("  all new mentors per mentor lost", with_interval(found, "r_mentoring_all"), "r_mentoring_all, _low …"),
        ("mentors, start → end", f"{start:,} → {end:,}", "mentor_stock_ratio"),
        ("  coming and going", moves, ""),
        ("  lost, per mentor and year", number(found["mentor_exits_per_year"]), "mentor_exits_per_year"),
        ("demand over capacity", number(found["demand_over_capacity"]), "demand_over_capacity"),
        ("weeks with more demand than capacity", percent(found["weeks_over_capacity"]), "weeks_over_capacity"),
        ("mentors' energy (0 to 1)", number(found["mentor_energy"]), "mentor_energy"),
    ]


def with_interval(found, name: str) -> str:
    """An indicator with the interval in its columns `_low` and `_high`."""
    ends = between(found[f"{name}_low"], found[f"{name}_high"])
    return MISSING if np.isnan(found[name]) else f"{number(found[name])} {ends} (95 %)"


def network(found) -> list[tuple]:
    """Who takes part, and what the network is like at the end."""
    return [
        ("take part in a week", percent(found["participation"]), "participation"),
        ("  of these, neither ask nor answer", percent(found["lurker_share"]), "lurker_share"),
        ("answers to a question", number(found["network_interactivity"]), "network_interactivity"),
        ("learned from others than the mentor", percent(found["learned_from_others"]), "learned_from_others"),
        ("openness of units (0 closed, 1 even)", number(found["network_openness"]), "network_openness"),
        ("in the largest connected part", percent(found["giant_component"]), "giant_component"),
    ]


def hours(found) -> list[tuple]:
    """What it took."""
    return [
        ("in all", number(found["hours_total"]), "hours_total"),
        ("per mentee, matched or not", number(found["hours_per_mentee"]), "hours_per_mentee"),
        ("Gini over mentors (0: all gave alike)", number(found["load_gini"]), "load_gini"),
    ]


SERIES = {
    "performance": "mentees' performance",
    "satisfaction": "mentees' satisfaction",
    "waiting": "mentees waiting",
    "active": "matches running",
    "quality": "quality of matches",
    "mentors": "mentors",
    "energy": "mentors' energy",
}


def weeks(out, weekly) -> None:
    """Courses of some weekly numbers."""
    rows = []
    for name, text in SERIES.items():
        values = weekly[name]
        digits = 0 if values.dtype.kind == "i" else 2
        course = [sparkline(values)] if has_sparklines(out) else []
        rows.append((text, number(values[0], digits), *course, number(values[-1], digits), name))
    course = [("", "left")] if has_sparklines(out) else []
    columns = [("Week by week", "title"), ("first", "right"), *course, ("last", "right"), ("of weekly", "left")]
    out.print()
    grid(out, columns, rows)


# --- the audit -------------------------------------------------------------------------------------------------------


def audit(out, rows: list[dict]) -> None:
    """How often each branch of each rule has fired; those that never did are marked."""
    heading(out, "Audit: how often each branch of each rule has fired")
    cells, before = [], ""
    for row in rows:
        process = row["process"] if row["process"] != before else ""
        before = row["process"]
        cells.append((process, row["branch"], f"{row['count']:,}", "" if row["count"] else "← never"))
    grid(out, [("process", "left"), ("branch", "left"), ("times", "right"), ("", "left")], cells)
    never = sum(row["count"] == 0 for row in rows)
    out.print()
    out.print(f"  {never} of {len(rows)} branches never fired in this world", style="dim")
