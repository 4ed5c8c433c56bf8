"""The answer in plain sentences, made from the numbers with their intervals."""

import math

from mentorsim.analysis import contrasts, interactions, ranking, reproduction, tradeoff, words
from mentorsim.analysis.associations import associations
from mentorsim.analysis.decomposition import TOTAL, components_of
from mentorsim.analysis.hours import unmixed
from mentorsim.analysis.outcomes import ARM, groups, higher_is_better, levels_of
from mentorsim.figures.style import TITLES, phrase, title_of
from mentorsim.printing import between, digits_for, number, percent, plural, shortest, with_interval
from mentorsim.report.facts import Facts, short
from mentorsim.report.hours import hours_sentence
from mentorsim.report.html import Html, code, items, joined, paragraph, safe, tag
from mentorsim.roster import load as roster

MOST_LEVELS = 8  # of a factor, listed one by one
MOST_DEPENDENCIES = 3
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


def answer(facts: Facts) -> Html:
    """All that can be said in sentences."""
    if not facts.outcomes:
        return paragraph("There is no finished run yet, so nothing can be said.")
    parts = [state_of_runs(facts), about_whom(facts), hours_sentence(facts)]
    if facts.apart:
        parts += [tag("h3", "In short"), apart_sentence(facts)]
    elif facts.lead:
        parts += [tag("h3", "In short"), lead_sentence(facts)]
        parts += titled(
            f"Does the effect of {short(facts.lead)} depend on the other factors?", dependence_sentence(facts)
        )
    if facts.lead:
        parts += titled("Which is best", best_sentence(facts))
    elif facts.kind == "points":
        parts.append(points_sentence(facts))
    parts += titled("Who is better off", persons_sentence(facts))
    parts += titled("What it comes to", levels_sentence(facts))
    return joined(parts)


def titled(title: str, said: Html) -> list:
    """What is said under a heading, if anything is."""
    return [tag("h3", title), said] if said else []


# --- the leading factor ----------------------------------------------------------------------------------------------


def lead_sentence(facts: Facts) -> Html:
    """What each level of the leading factor does against the first, at own hours and at equal ones by themselves."""
    apart = unmixed(facts.runs, facts.lead, facts.factors)
    saved = words.precision_sentence(contrasts.paired_contrasts(facts.runs, facts.lead, facts.outcomes[0]))
    parts = [lead_in(facts, runs, cell) for cell, runs in groups(facts.runs, apart)]
    return joined([*parts, paragraph(saved) if saved else ""])


def lead_in(facts: Facts, runs, cell: dict) -> Html:
    """What each level of the leading factor does in these runs, outcome by outcome. cell: where they are alike."""
    reference, *levels = levels_of(runs, facts.lead)
    tables = {name: contrasts.paired_contrasts(runs, facts.lead, name) for name in facts.outcomes}
    place, parts = "".join(f", {short(name)} {level}" for name, level in cell.items()), []
    for level in levels[:MOST_LEVELS]:
        rows = {
            name: row for name, table in tables.items() for row in table.to_dict("records") if row["level"] == level
        }
        verdicts = {name: row["verdict"] for name, row in rows.items()}
        about = f"{level} against {reference} ({short(facts.lead)}{place}{averaged(facts, [facts.lead, *cell])})"
        parts.append(in_one_sentence(about, verdicts))
        parts.append(items(one_sentence(name, row) for name, row in rows.items()))
    if len(levels) > MOST_LEVELS:
        parts.append(paragraph(f"{len(levels) - MOST_LEVELS} further levels are in the tables below."))
    return joined(parts)


def one_sentence(outcome: str, row: dict) -> Html:
    """One contrast as a sentence."""
    return Html(named(outcome) + safe(words.sentence(row, outcome).removeprefix(outcome)))


def apart_sentence(facts: Facts) -> Html:
    """How two settings differ as a whole, and which components carry that, outcome by outcome."""
    wholes = {name: table.iloc[-1] for name, table in facts.apart.items()}
    verdicts = {
        name: contrasts.verdict(row["share"], row["low"], row["high"], higher_is_better(name))
        for name, row in wholes.items()
    }
    first, second = next(iter(facts.apart.values())).iloc[0][["first", "second"]]
    about = f"{second} against {first} as a whole{averaged(facts, components_of(facts.runs))}"
    found = []
    for name, table in facts.apart.items():
        carried = table[table["holds"] | (table["component"] == TOTAL)].iloc[::-1]  # the whole first
        lines = [words.share_sentence(row, name).removeprefix(f"{name}: ") for row in carried.to_dict("records")]
        found.append(Html(f"{named(name)}: {safe('; '.join(one.removesuffix('.') for one in lines))}."))
    notes = paragraph(
        "A component's share is what replacing it changes, averaged over all orders of replacing one after the other "
        "(Shapley); listed are those that hold when all are tested together (Holm)."
    )
    return joined([in_one_sentence(about, verdicts), items(found), notes])


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


def dependence_sentence(facts: Facts) -> Html:
    """Whether what the leading factor does depends on the others."""
    others = facts.others(facts.lead)
    return items(depends(facts, other, name) for other in others for name in facts.outcomes[:2])


def depends(facts: Facts, other: str, outcome: str) -> Html:
    """Whether the effect on one outcome depends on another factor: the interactions that stand for all at once."""
    table = interactions.interactions(facts.runs, [facts.lead, other], outcome)
    clear = table[table["holds"].astype(bool)]
    about = f", {short(other)}: "
    if table["interaction"].isna().all():
        return Html("")
    if table["same"].all():
        return Html(named(outcome) + safe(f"{about}no; there is no interaction in any run."))
    if len(clear) == 0:
        return Html(
            named(outcome) + safe(f"{about}cannot tell; no interaction holds when all are tested together (Holm).")
        )
    most = clear.reindex(clear["interaction"].abs().sort_values(ascending=False).index)[:MOST_DEPENDENCIES]
    reference, base = levels_of(facts.runs, facts.lead)[0], levels_of(facts.runs, other)[0]
    lines = [
        f"{row[facts.lead]} − {reference} is {'larger' if row['interaction'] > 0 else 'smaller'} by "
        f"{amount(row)} at {row[other]} than at {base}"
        for row in most.to_dict("records")
    ]
    return Html(named(outcome) + safe(f"{about}yes; {'; '.join(lines)}."))


def amount(row: dict) -> str:
    """The size of an interaction that differs from 0, with its interval."""
    nearer, further = sorted((abs(row["low"]), abs(row["high"])))
    digits = digits_for(nearer, further)
    return f"{number(abs(row['interaction']), digits)} (95 % {between(nearer, further, digits)})"


def best_sentence(facts: Facts) -> Html:
    """Which level of each other factor is best, and how sure that is."""
    found = []
    components = components_of(facts.runs) if facts.apart else ()
    for factor in [name for name in facts.others("setting") if name not in components]:
        for outcome in facts.outcomes[:2]:
            table = ranking.ranking(facts.runs, factor, outcome, facts.by_setting(factor))
            for cell, rows in table.groupby("setting", sort=False) if "setting" in table else [("", table)]:
                said = words.best_sentence(rows, factor, outcome).removeprefix(outcome)
                place = f", {short(factor)}" + (f" in {cell}" if cell else "")
                found.append(Html(named(outcome) + safe(place + said)))
    return items(found)


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


def levels_sentence(facts: Facts) -> Html:
    """What outcomes with a meaning of their own come to: the gain against no mentoring, and R_M against 1."""
    runs, by = facts.runs, []
    if facts.lead and runs[facts.lead].nunique() <= MOST_LEVELS:
        by = [facts.lead, *unmixed(runs, facts.lead, facts.factors)]
    if facts.apart:
        runs, by = facts.unmixed, ["setting"]
    found = []
    shown = reproduction.with_forms(facts.outcomes, runs.columns)
    for outcome, mark, above, below in (
        ("g_unassisted", 0.0, "more than without mentoring", "less than without mentoring"),
        *((name, reproduction.THRESHOLD, *said) for name, said in reproduction.READINGS.items()),
    ):
        if outcome in shown:
            for row in contrasts.arm_means(runs, by, outcome).to_dict("records"):
                place = f" ({', '.join(str(row[name]) for name in by)})" if by else ""
                found.append(Html(named(outcome) + safe(place + against(row, mark, above, below))))
    note = paragraph(reproduction.NOTE) if reproduction.is_about(shown) else ""
    return joined([items(found), note]) if found else means_sentence(facts)


def against(row: dict, mark: float, above: str, below: str) -> str:
    """A mean with its interval, and on which side of a mark it lies."""
    if math.isnan(row["mean"]):
        return f": {words.NOWHERE}."
    ends = with_interval(row["mean"], row["low"], row["high"])
    if math.isnan(row["low"]):
        return f": {ends}; one replication has no interval."
    if row["low"] > mark or row["high"] < mark:
        return f": {ends}: {above if row['low'] > mark else below}."
    return f": {ends}: cannot tell it from {shortest(mark)}."


def means_sentence(facts: Facts) -> Html:
    """The means of a single arm."""
    rows = [(name, contrasts.arm_means(facts.runs, [], name).to_dict("records")[0]) for name in facts.outcomes]
    return items(Html(named(name) + safe(f": {words.mean_sentence(row)}.")) for name, row in rows)


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
