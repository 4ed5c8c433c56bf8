"""Results over plausible worlds in a report: in how many a difference holds, and what the variance is due to."""

from mentorsim.analysis import contrasts
from mentorsim.analysis.outcomes import levels_of
from mentorsim.analysis.variance import LUCK, variance
from mentorsim.errors import BadInput
from mentorsim.printing import digits_for, number, percent, significant
from mentorsim.report.facts import Facts, short
from mentorsim.report.html import Html, code, joined, paragraph, table

MOST_ROWS = 120
HEADS = ("holds in", "clear in", "mean", "SD between worlds", "SD of luck", "worlds", "worth")
NOTE = (
    "Holds in: share of plausible worlds, by weight, in which the mean difference has the sign of the whole; clear in: "
    "in which the world's own interval leaves 0 out on that side. SD between worlds: of the mean difference, without "
    "what luck adds; SD of luck: from replication to replication within a world. Worth: as many worlds of equal weight."
)
APART = (
    "A balanced analysis of variance over arms, worlds (by weight) and replications; what luck and the choice of "
    "worlds add to the other sources is taken out. Design: what the arms differ in. Parameters: the world. Joined by "
    "×: what these do together, such as a difference between arms that depends on the parameters. People and luck are "
    "drawn together in each replication, so that they are one source."
)


def tables(facts: Facts) -> Html:
    """In which worlds differences hold, and the variance taken apart; nothing without worlds."""
    if not facts.worlds:
        return Html("")
    parts = [holding(facts, factor) for factor in facts.alternatives]
    return joined([paragraph(NOTE) if parts else "", *parts, apart(facts)])


def holding(facts: Facts, factor: str) -> Html:
    """In how many worlds each level of a factor differs from the first in the same direction."""
    by, rows = facts.by_setting(factor), []
    for outcome in facts.outcomes:
        for row in contrasts.paired_contrasts(facts.runs, factor, outcome, by).to_dict("records"):
            digits = digits_for(row["low"], row["high"])
            spreads = (significant(row["sd_worlds"], 2), significant(row["sd_luck"], 2))
            numbers = (number(row["difference"], digits), *spreads)
            shares = (percent(row["holds_in"]), percent(row["clear_in"]))
            counts = (row["worlds"], number(row["effective_worlds"], 1))
            rows.append([outcome, row["level"], *(row[name] for name in by), *shares, *numbers, *counts])
    heads = ["outcome", short(factor), *by, *HEADS]
    caption = f"Differences from {levels_of(facts.runs, factor)[0]} ({short(factor)}) in plausible worlds."
    return table(heads, rows, caption, numbers=len(HEADS), most=MOST_ROWS, rest="`mentorsim compare` has all.")


def apart(facts: Facts) -> Html:
    """The variance of each outcome by its sources."""
    found, why = {}, []
    for outcome in facts.outcomes:
        try:
            found[outcome] = variance(facts.runs, outcome).set_index("source")
        except BadInput as error:
            why.append(str(error).removeprefix("variance: "))
    said = [paragraph(f"Variance cannot be taken apart. {one}.") for one in why]
    if not found:
        return joined(said)
    sources = [name for name in dict.fromkeys(name for one in found.values() for name in one.index) if name != LUCK]
    sources.append(LUCK)
    rows = [[code(outcome), *(cell(one, source) for source in sources)] for outcome, one in found.items()]
    caption = "Shares of the variance, and standard deviations, by source."
    return joined([table(["outcome", *sources], rows, caption, numbers=len(sources)), paragraph(APART), *said])


def cell(found, source: str) -> str:
    """The share of a source with its standard deviation."""
    if source not in found.index:
        return "–"
    return f"{percent(found['share'][source])} (SD {significant(found['sd'][source], 2)})"
