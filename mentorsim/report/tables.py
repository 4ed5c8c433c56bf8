"""The tables of a report: means of arms, contrasts, failed runs."""

from collections import Counter

from mentorsim.analysis import contrasts, words
from mentorsim.analysis.outcomes import ARM, levels_of
from mentorsim.printing import between, digits_for, number
from mentorsim.report import worlds
from mentorsim.report.facts import Facts, short
from mentorsim.report.html import Html, joined, paragraph, table

MOST_ROWS = 40
MOST_COLUMNS = 4  # outcomes side by side
REST = "outcomes.parquet has all."
NOTE = (
    "Numbers are means with their 95 % intervals, over all runs that have a value; differences are over pairs of which "
    "both have one. Verdicts are of the level against the reference; an asterisk: it "
    "stands for all comparisons of that outcome in its table at once (Holm). Precision gain: without pairing so many "
    "times as many replications would be needed for the same interval."
)


def tables(facts: Facts) -> Html:
    """All tables."""
    if not facts.outcomes:
        return failures(facts)
    return joined(
        [
            paragraph(NOTE),
            means(facts),
            *(contrast_table(facts, factor) for factor in facts.alternatives),
            worlds.tables(facts),
            failures(facts),
        ]
    )


def estimate(row: dict, name: str = "mean") -> str:
    """A number with its interval: 0.18 [0.12, 0.24], which breaks nowhere but before the interval."""
    digits = digits_for(row["low"], row["high"])
    text = number(row[name], digits)
    ends = between(row["low"], row["high"], digits).replace(" ", "\N{NO-BREAK SPACE}")
    return text if row["low"] != row["low"] else f"{text} {ends}"


def means(facts: Facts) -> Html:
    """Mean and interval of each outcome in each arm."""
    by = facts.factors if facts.kind == "grid" else [] if facts.kind == "single" else [ARM]
    parts = []
    for first in range(0, len(facts.outcomes), MOST_COLUMNS):
        outcomes = facts.outcomes[first : first + MOST_COLUMNS]
        found = [contrasts.arm_means(facts.runs, by, name).to_dict("records") for name in outcomes]
        rows = [[*(str(row[0][name]) for name in by), *map(estimate, row)] for row in zip(*found, strict=True)]
        head = [*(short(name) for name in by), *outcomes]
        caption = f"Means over {facts.often}."
        parts.append(table(head, rows, caption, numbers=len(outcomes), most=MOST_ROWS, rest=REST))
    return joined(parts)


def contrast_table(facts: Facts, factor: str) -> Html:
    """Each level of a factor against the first, in each setting, for each outcome."""
    by, rows = facts.by_setting(factor), []
    for outcome in facts.outcomes:
        for row in contrasts.paired_contrasts(facts.runs, factor, outcome, by).to_dict("records"):
            sizes = [number(row["sd_runs"]), number(row["precision"], 1), row["n"], words.verdict_sentence(row)]
            rows.append([outcome, row["level"], *(row[name] for name in by), estimate(row, "difference"), *sizes])
    heads = ["outcome", short(factor), *by, "difference", "in SD of runs", "precision gain", "n", "verdict"]
    caption = f"Paired differences from {levels_of(facts.runs, factor)[0]} ({short(factor)})."
    return table(heads, rows, caption, numbers=5, most=3 * MOST_ROWS, rest="`mentorsim compare` has all.")


def failures(facts: Facts) -> Html:
    """Why runs failed."""
    errors = facts.status["errors"]
    if not errors:
        return Html("")
    reasons = Counter((error["status"], error["error"]) for error in errors)
    rows = []
    for (status, reason), count in reasons.most_common(20):
        first = next(error for error in errors if error["error"] == reason)
        rows.append([reason, status, f"{first['arm']}, replication {first['replication']}", f"{count:,}"])
    head = table(["reason", "status", "such as", "runs"], rows, "Runs that failed.", numbers=1)
    return joined(
        [head, paragraph("They are left out everywhere; comparisons are of pairs in which both runs went well.")]
    )
