"""The answer of a report: a sentence, the hours of mentors, a figure; then tables made from the same numbers."""

import math

from mentorsim.analysis import contrasts, interactions, ranking, reproduction, tradeoff, words
from mentorsim.analysis.associations import associations
from mentorsim.analysis.decomposition import TOTAL, components_of
from mentorsim.analysis.hours import COLUMNS as HOURS
from mentorsim.analysis.hours import known, unmixed
from mentorsim.analysis.outcomes import ARM, groups, higher_is_better, levels_of
from mentorsim.figures.style import TITLES, phrase, title_of
from mentorsim.printing import between, digits_for, number, percent, plural, shortest, with_interval
from mentorsim.report.facts import Facts, short
from mentorsim.report.hours import hours_of
from mentorsim.report.html import Figures, Html, code, gallery, items, joined, paragraph, safe, table, tag
from mentorsim.report.pictures import effects
from mentorsim.roster import load as roster

MOST_LEVELS = 8  # of a factor, listed one by one
MOST_DEPENDENCIES = 3
NOTHING = "There is no finished run yet, so nothing can be said."
GOALS = "goals.policy"
ATTAINED = {"progress_end": "Own goals", "org_progress_end": "Goals of the organisation"}  # columns of people


def named(outcome: str) -> Html:
    """An outcome in words with its name in the tables."""
    words_of = safe(TITLES.get(outcome, outcome).replace("<sub>M</sub>", "ᴹ"))
    if outcome not in TITLES:
        return code(outcome)
    return Html(f"{words_of.replace('ᴹ', '<sub>M</sub>')} ({code(outcome)})")


def state_of_runs(facts: Facts) -> Html:
    """How far the experiment is, and what went wrong."""
    status, parts = facts.status, []
    planned, done, failed, missing = (status[name] for name in ("planned", "done", "failed", "missing"))
    if missing > 0:
        share = percent((done + failed) / planned) if planned else "none"
        parts.append(
            f"Of {planned:,} planned runs {done + failed:,} are there ({share}); this page says what they show."
        )
    if failed:
        parts.append(f"{plural(failed, 'run')} failed and {'is' if failed == 1 else 'are'} left out.")
    if facts.without_value:
        parts.append(f"No run has a value of {', '.join(facts.without_value)}.")
        parts += [f"{name} {why}." for name in facts.without_value if (why := facts.lacking(name))]
    return tag("p", " ".join(parts), class_="note") if parts else Html("")


def about_whom(facts: Facts) -> Html:
    """Whether what is said is about the people of the roster, or about people like them."""
    shown = roster.reliance_lines(facts.resolved.get("people") or {})
    return tag("p", f"Matching {'; '.join(shown)}.", class_="note") if shown else Html("")


def answer(facts: Facts, numbered: Figures) -> Html:
    """First what was found, with the hours of mentors that it took and a figure; then each part of it as a table."""
    if not facts.outcomes:
        return paragraph(NOTHING)
    parts = [in_sentences(facts), overview(facts, numbered)]
    if facts.apart:
        parts += titled("What the components of the settings carry", components_table(facts))
    elif facts.lead:
        parts += titled("Outcome by outcome", differences(facts))
    parts.append(hours_of(facts))
    if facts.lead and not facts.apart:
        parts += titled(f"Does the effect of {short(facts.lead)} depend on the other factors?", dependence(facts))
    if facts.lead:
        parts += titled("Which policies are best?", best(facts))
    elif facts.kind == "points":
        parts.append(points_sentence(facts))
    parts += titled("Who is better off?", persons_sentence(facts))
    parts += titled("Mentoring against none, and the renewal of mentors" if facts.lead else "Levels", levels(facts))
    return joined(parts)


def in_sentences(facts: Facts) -> Html:
    """How far the experiment is, what was found, and the hours of mentors that it took."""
    return joined([state_of_runs(facts), about_whom(facts), summary(facts), hours_taken(facts)])


def in_short(facts: Facts) -> Html:
    """The answer without its tables by outcome: sentences, and hours; of a design without alternatives what it has."""
    if not facts.outcomes:
        return paragraph(NOTHING)
    rest = [] if facts.lead else [points_sentence(facts)] if facts.kind == "points" else [levels(facts)]
    said, beside = in_sentences(facts), hours_of(facts)
    folded = tag("details", tag("summary", "Hours of mentors, and what they brought"), beside) if beside else ""
    return joined([said, *rest, folded])


def titled(title: str, said: Html) -> list:
    """What is said under a heading, if anything is."""
    return [tag("h3", title), said] if said else []


# --- the leading factor ----------------------------------------------------------------------------------------------


def summary(facts: Facts) -> Html:
    """In which outcomes each level of the leading factor is better, worse or unclear: a sentence for each."""
    if facts.apart:
        wholes = {name: found.iloc[-1] for name, found in facts.apart.items()}
        verdicts = {
            name: contrasts.verdict(row["share"], row["low"], row["high"], higher_is_better(name))
            for name, row in wholes.items()
        }
        first, second = next(iter(facts.apart.values())).iloc[0][["first", "second"]]
        about = f"{second} against {first} as a whole{averaged(facts, components_of(facts.runs))}"
        return in_one_sentence(about, verdicts)
    if not facts.lead:
        return Html("")
    return joined(lead_in(facts, runs, cell) for cell, runs in by_hours(facts))


def by_hours(facts: Facts) -> list:
    """[(what they have in common, runs)] of the leading factor's comparisons: own and equal hours apart."""
    return list(groups(facts.runs, unmixed(facts.runs, facts.lead, facts.factors)))


def lead_in(facts: Facts, runs, cell: dict) -> Html:
    """A sentence for each level of the leading factor in these runs. cell: where they are alike."""
    reference, *levels = levels_of(runs, facts.lead)
    tables = found_in(facts, runs)
    place, parts = "".join(f", {short(name)} {level}" for name, level in cell.items()), []
    for level in levels[:MOST_LEVELS]:
        verdicts = {name: row["verdict"] for name, row in rows_at(tables, level).items()}
        about = f"{level} against {reference} ({short(facts.lead)}{place}{averaged(facts, [facts.lead, *cell])})"
        parts.append(in_one_sentence(about, verdicts))
    if len(levels) > MOST_LEVELS:
        parts.append(paragraph(f"{len(levels) - MOST_LEVELS} further levels are in the tables below."))
    return joined(parts)


def found_in(facts: Facts, runs) -> dict:
    """{outcome: paired contrasts of the leading factor} in some runs."""
    return {name: contrasts.paired_contrasts(runs, facts.lead, name) for name in facts.outcomes}


def rows_at(tables: dict, level) -> dict:
    """{outcome: its row at a level} of paired contrasts."""
    return {name: row for name, found in tables.items() for row in found.to_dict("records") if row["level"] == level}


def hours_taken(facts: Facts) -> Html:
    """How many hours of mentors the levels of the leading factor take on average, beside which outcomes are read."""
    runs, factor = (facts.unmixed, "setting") if facts.apart else (facts.runs, facts.lead)
    if not factor or not known(runs) or runs[factor].nunique() > MOST_LEVELS:
        return Html("")
    means = contrasts.arm_means(runs, [factor], HOURS["hours"]).to_dict("records")
    taken = words.listed(f"{number(row['mean'], 0)} h in {row[factor]}" for row in means)
    return paragraph(f"Hours of mentors that a run takes, on average: {taken}.")


def overview(facts: Facts, numbered: Figures) -> Html:
    """The figure of all outcomes."""
    return joined(titled("All outcomes at a glance", gallery(list(effects(facts, numbered)))))


def differences(facts: Facts) -> Html:
    """What each level of the leading factor does against the first, outcome by outcome."""
    parts = []
    for cell, runs in by_hours(facts):
        reference, *levels = levels_of(runs, facts.lead)
        tables = found_in(facts, runs)
        by_level = [rows_at(tables, level) for level in levels[:MOST_LEVELS]]
        rows = [
            [named(name), *(words.finding(rows[name], name) if name in rows else "" for rows in by_level)]
            for name in facts.outcomes
        ]
        place = "".join(f", {short(name)} {level}" for name, level in cell.items())
        caption = f"Against {reference} ({short(facts.lead)}{place}), with 95 % intervals of the difference."
        parts.append(table(["outcome", *map(str, levels[:MOST_LEVELS])], rows, caption))
    saved = words.precision_sentence(contrasts.paired_contrasts(facts.runs, facts.lead, facts.outcomes[0]))
    return joined([*parts, paragraph(saved) if saved else ""])


def components_table(facts: Facts) -> Html:
    """How two settings differ as a whole, and which components carry that, outcome by outcome."""
    rows = []
    for name, found in facts.apart.items():
        whole, carried = found[found["component"] == TOTAL], found[found["holds"] & (found["component"] != TOTAL)]
        said = [
            "; ".join(words.share_sentence(row, name).removeprefix(f"{name}: ").removesuffix(".") for row in part)
            for part in (whole.to_dict("records"), carried.iloc[::-1].to_dict("records"))
        ]
        rows.append([named(name), said[0], said[1] or "none that holds"])
    note = paragraph(
        "A component's share is what replacing it changes, averaged over all orders of replacing one after the other "
        "(Shapley); listed are those that hold when all are tested together (Holm)."
    )
    return joined([table(["outcome", "as a whole", "carried by"], rows, "Two settings taken apart."), note])


def in_one_sentence(about: str, verdicts: dict) -> Html:
    """In which outcomes a level is better, worse, or unclear. verdicts: {outcome: word}."""
    found = {verdict: [name for name, said in verdicts.items() if said == verdict] for verdict in words.VERDICTS}
    entries = {
        "better": "better in",
        "worse": "worse in",
        "differs": "different in",
        "unclear": "cannot be told apart in",
        "same": "the same in every run in",
        "undefined": "without a value in",
    }
    parts = [f"{entries[verdict]} {words.listed(map(brief, names))}" for verdict, names in found.items() if names]
    said = safe(f"{about[:1].upper()}{about[1:]}: {'; '.join(parts)}.").replace("ᴹ", "<sub>M</sub>")
    return tag("p", tag("strong", Html(said)), class_="lead")


def brief(outcome: str) -> str:
    """An outcome in a sentence, ᴹ for the index of R_M."""
    return phrase(title_of(outcome)).replace("<sub>M</sub>", "ᴹ")


def averaged(facts: Facts, compared=()) -> str:
    """What a comparison is averaged over. compared: factors, without them the leading one."""
    compared = compared or [facts.lead]
    names = [short(name) for name in facts.factors if name not in compared] if facts.kind == "grid" else []
    return f", averaged over {words.listed(names)}" if names else ""


def dependence(facts: Facts) -> Html:
    """Whether what the leading factor does depends on the others: a row for each, a column for each outcome."""
    outcomes = facts.outcomes[:2]
    rows = [[short(other), *(depends(facts, other, name) for name in outcomes)] for other in facts.others(facts.lead)]
    rows = [row for row in rows if any(row[1:])]
    caption = "Interactions, tested together (Holm)."
    return table(["factor", *map(named, outcomes)], rows, caption)


def depends(facts: Facts, other: str, outcome: str) -> str:
    """Whether the effect on one outcome depends on another factor: the interactions that stand for all at once."""
    found = interactions.interactions(facts.runs, [facts.lead, other], outcome)
    clear = found[found["holds"].astype(bool)]
    if found["interaction"].isna().all():
        return ""
    if found["same"].all():
        return "no; there is no interaction in any run"
    if len(clear) == 0:
        return "cannot tell; no interaction holds"
    most = clear.reindex(clear["interaction"].abs().sort_values(ascending=False).index)[:MOST_DEPENDENCIES]
    reference, base = levels_of(facts.runs, facts.lead)[0], levels_of(facts.runs, other)[0]
    lines = [
        f"{row[facts.lead]} − {reference} is {'larger' if row['interaction'] > 0 else 'smaller'} by "
        f"{amount(row)} at {row[other]} than at {base}"
        for row in most.to_dict("records")
    ]
    return f"yes; {'; '.join(lines)}"


def amount(row: dict) -> str:
    """The size of an interaction that differs from 0, with its interval."""
    nearer, further = sorted((abs(row["low"]), abs(row["high"])))
    digits = digits_for(nearer, further)
    return f"{number(abs(row['interaction']), digits)} (95 % {between(nearer, further, digits)})"


def best(facts: Facts) -> Html:
    """Which level of each other factor is best, and how sure that is: a column for each outcome."""
    outcomes, rows = facts.outcomes[:2], {}
    components = components_of(facts.runs) if facts.apart else ()
    for factor in [name for name in facts.others("setting") if name not in components]:
        for outcome in outcomes:
            found = ranking.ranking(facts.runs, factor, outcome, facts.by_setting(factor))
            for cell, ranked in found.groupby("setting", sort=False) if "setting" in found else [("", found)]:
                said = words.best_sentence(ranked, factor, outcome).removeprefix(f"{outcome}: ").removesuffix(".")
                place = f"{short(factor)}{f' in {cell}' if cell else ''}"
                rows.setdefault(place, {})[outcome] = f"{said[:1].upper()}{said[1:]}"
    cells = [[place, *(row.get(name, "") for name in outcomes)] for place, row in rows.items()]
    return table(["factor", *map(named, outcomes)], cells, "The best level, and the probability that it is.")


def persons_sentence(facts: Facts) -> Html:
    """How many of the same persons end better and worse off under other goal policies, by own and common goals."""
    if GOALS not in facts.alternatives or not facts.kept("people"):
        return Html("")
    people = facts.rows("people", ("person", "kind", *ATTAINED))
    found = []
    for column, words_of in ATTAINED.items():
        for row in tradeoff.better_off(people, GOALS, column).to_dict("records"):
            said = words.persons_sentence(row, column).removeprefix(column)
            found.append(Html(f"{words_of} ({code(column)}){safe(said)}"))
    return items(found)


# --- what outcomes come to -------------------------------------------------------------------------------------------


def levels(facts: Facts) -> Html:
    """What outcomes with a meaning of their own come to: the gain against no mentoring, and R_M against 1."""
    runs, by = facts.runs, []
    if facts.lead and runs[facts.lead].nunique() <= MOST_LEVELS:
        by = [facts.lead, *unmixed(runs, facts.lead, facts.factors)]
    if facts.apart:
        runs, by = facts.unmixed, ["setting"]
    shown, found = reproduction.with_forms(facts.outcomes, runs.columns), {}
    for outcome, mark, above, below in (
        ("g_unassisted", 0.0, "more than without mentoring", "less than without mentoring"),
        *((name, reproduction.THRESHOLD, *said) for name, said in reproduction.READINGS.items()),
    ):
        if outcome in shown:
            for row in contrasts.arm_means(runs, by, outcome).to_dict("records"):
                place = ", ".join(str(row[name]) for name in by)
                found.setdefault(place, {})[outcome] = against(row, mark, above, below)
    if not found:
        return means_of(facts)
    outcomes = list(dict.fromkeys(name for row in found.values() for name in row))
    rows = [[place or "all runs", *(row.get(name, "") for name in outcomes)] for place, row in found.items()]
    heads = [", ".join(map(short, by)) or "runs", *map(named, outcomes)]
    note = paragraph(reproduction.NOTE) if reproduction.is_about(shown) else ""
    return joined([table(heads, rows, "Means with their 95 % intervals, and what they say."), note])


def against(row: dict, mark: float, above: str, below: str) -> str:
    """A mean with its interval, and on which side of a mark it lies."""
    if math.isnan(row["mean"]):
        return words.NOWHERE
    ends = with_interval(row["mean"], row["low"], row["high"])
    if math.isnan(row["low"]):
        return f"{ends}; one replication has no interval"
    if row["low"] > mark or row["high"] < mark:
        return f"{ends}: {above if row['low'] > mark else below}"
    return f"{ends}: cannot tell it from {shortest(mark)}"


def means_of(facts: Facts) -> Html:
    """The means of a single arm."""
    rows = [
        [named(name), words.mean_sentence(contrasts.arm_means(facts.runs, [], name).to_dict("records")[0])]
        for name in facts.outcomes
    ]
    return table(["outcome", "mean"], rows, "Means over all runs.")


def points_sentence(facts: Facts) -> Html:
    """What goes with what over the points of a sampled design."""
    found = []
    for outcome in facts.outcomes:
        table = associations(facts.runs, facts.factors, outcome)
        clear = table[(table["low"] > 0) | (table["high"] < 0)]
        order = clear["rho"].abs().sort_values(ascending=False).index
        lines = [
            f"{'rises' if row['rho'] > 0 else 'falls'} with {row['factor']} "
            f"(ρ {with_interval(row['rho'], row['low'], row['high'])})"
            for row in clear.loc[order][:MOST_DEPENDENCIES].to_dict("records")
        ]
        said = f": {'; '.join(lines)}." if lines else f": {words.no_association_sentence(facts.runs, outcome)}."
        found.append(Html(named(outcome) + safe(said)))
    return joined([paragraph("Rank correlations over ", plural(facts.runs[ARM].nunique(), "point"), ":"), items(found)])
