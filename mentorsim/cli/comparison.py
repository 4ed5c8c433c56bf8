"""Arms compared, as tables: the answer in short, what each factor does, the means of the arms."""

import math
import textwrap
from itertools import batched

from mentorsim.analysis import contrasts, interactions, ranking, stability, words
from mentorsim.analysis.arms import short
from mentorsim.analysis.associations import associations
from mentorsim.analysis.decomposition import TOTAL, component_interactions, components_of, decompose
from mentorsim.analysis.hours import unmixed
from mentorsim.analysis.outcomes import (
    ARM,
    factors_of,
    groups,
    higher_is_better,
    in_worlds,
    levels_of,
    outcomes_of,
    repeated,
)
from mentorsim.cli.ascii import marks_for
from mentorsim.cli.show import MISSING, between, grid, heading, number, paragraph, percent, plural
from mentorsim.printing import digits_for, estimate, percents, shortest, significant, whole
from mentorsim.tables import PEOPLE

MOST_ROWS = 40  # of a table; the rest is in outcomes.parquet
WIDEST_HEAD = 16  # letters of a level over a column
MOST_LEVELS = 3  # of a factor that is shown level by level
SIGNS = (
    "{better[0]} better, {worse[0]} worse, {differs[0]} different, for all rows of a table together (Holm); "
    "{better[1]} {worse[1]} {differs[1]} by its own interval only; {unclear[0]} cannot tell; "
    "{same[0]} the same in every run. "
)
INTERVALS = "Intervals are at 95 %, ± half of one; differences are paired: the same people with the same luck in both. "
SIZE = "Effect size: the difference in standard deviations from run to run. "
ALL = "all rows at once"
AT_ONCE = "All rows at once: simultaneous intervals (Bonferroni). "
STEADY = (
    "Replications to be steady: from there on the coefficient of variation of the difference moves by less than "
    f"{shortest(stability.TOLERANCE)} (Lee et al. 2015); to tell from 0: if difference and spread stay as they are. "
)
OF_WORLDS = (
    "Holds in: share of plausible worlds, by weight, in which the mean difference has that sign; clear in: in which "
    "the world's own interval leaves 0 out. SD between worlds: without what luck adds; of luck: over replications "
    "within a world. "
)
SHARES = (
    "Share: what the outcome changes by when that component is replaced, averaged over all orders of replacing one "
    "after the other; shares add up to the total. "
)
NO_PARTS = "The total is not distinguishable from 0, so shares of it have no meaning (–). "
DIRECTIONS = {True: "higher is better", False: "lower is better", None: "neither higher nor lower is better"}
PERSONS = (
    "The same persons in both arms, everybody who came as a mentee, one by one: the share who end with more, and with "
    "less, of {}; 95 % intervals over replications."
)
POINTS = (
    "Spearman's correlation of each factor with each outcome's mean over replications. {differs[0]} its 95 % interval "
    "leaves 0 out, {unclear[0]} it does not (no correction for many comparisons). Factors that are no numbers are in "
    "outcomes.parquet."
)


def compare(out, experiment, results) -> None:
    """Print every comparison that a design has in it, for the outcomes that the experiment names: the answer first."""
    outcomes, indicators = outcomes_of(results), experiment.outcomes
    if experiment.question:
        out.print()
        paragraph(out, experiment.question, style="italic")
    kind = experiment.design.kind if experiment.design else ""
    if kind in ("lhs", "sobol"):
        association_table(out, outcomes, results.resolved["factors"], indicators)
        return
    factors = [ARM] if kind == "list" else results.resolved["factors"]
    varied = [name for name in factors if outcomes[name].nunique() > 1]
    if len(varied) > 2 and set(varied) == set(components_of(outcomes)):
        for name in indicators:
            decomposition(out, outcomes, name)
    else:
        effects_of(out, outcomes, varied, indicators)
    if len(varied) != 1 or outcomes[varied[0]].nunique() > MOST_LEVELS:  # else the answer in short has the means
        arm_table(out, outcomes, factors, indicators)
    if varied:
        out.print()
        more = OF_WORLDS if in_worlds(outcomes) else ""
        paragraph(out, SIGNS.format(**marks_for(out.encoding)) + INTERVALS + SIZE + more, indent="  ", style="dim")


def effects_of(out, outcomes, factors: list, indicators) -> None:
    """What each factor does: the leading one in short, a setting also by the others, and these by setting."""
    lead = next((name for name in factors if name == "setting"), factors[0] if factors else None)
    if lead and outcomes[lead].nunique() <= MOST_LEVELS:
        for cell, runs in groups(outcomes, unmixed(outcomes, lead, factors)):
            headline(out, runs, lead, indicators, "".join(f", {short(name)} {level}" for name, level in cell.items()))
    elif lead:
        contrast_table(out, outcomes, lead, [], indicators)
    if lead == "setting" and len(factors) > 1:
        contrast_table(out, outcomes, lead, [name for name in factors if name != lead], indicators)
    for factor in [name for name in factors if name != lead]:
        contrast_table(out, outcomes, factor, [lead] if lead == "setting" else [], indicators)


def of_card(out, card) -> None:
    """What a comparison of two results shows of itself."""
    heading(out, card.title)
    grid(out, [("", "left"), ("", "left")], card.facts, header=False)
    out.print()
    columns = dict(zip(card.heads, zip(*card.rows, strict=True), strict=True))
    names = card.heads[: card.left]
    labels = list(zip(*(columns.pop(name) for name in names), strict=True))
    estimates(out, list(names), labels, columns)
    out.print()
    for note in card.notes:
        paragraph(out, note, indent="  ")


# --- tables of estimates ---------------------------------------------------------------------------------------------


def arm_table(out, outcomes, factors, indicators) -> None:
    """Mean and interval of each outcome in each arm."""
    tables = [contrasts.arm_means(outcomes, factors, name) for name in indicators]
    labels = [tuple(map(str, levels)) for levels in tables[0][list(factors)].itertuples(index=False)]
    cells = [column_of(table, "mean") for table in tables]
    heading(out, f"Means of the arms, over {repeated(outcomes)}")
    estimates(out, [short(factor) for factor in factors], labels, dict(zip(indicators, cells, strict=True)))


def contrast_table(out, outcomes, factor: str, by, indicators) -> None:
    """What each level of a factor does against the first, in each combination of `by`."""
    tables = [contrasts.paired_contrasts(outcomes, factor, name, by) for name in indicators]
    labels = [tuple(map(str, levels)) for levels in tables[0][["level", *by]].itertuples(index=False)]
    cells = [
        [
            f"{text} {mark(out, one)}"
            for text, one in zip(column_of(table, "difference"), table.to_dict("records"), strict=True)
        ]
        for table in tables
    ]
    heading(out, f"{short(factor)}: difference from {reference_of(outcomes, factor)}{over(outcomes, factor, by)}")
    names = [short(name) for name in (factor, *by)]
    estimates(out, names, labels, dict(zip(indicators, cells, strict=True)))


def column_of(table, name: str) -> list[str]:
    """Estimates, one under the other, in the same number of decimals unless some are much finer."""
    rows = table[[name, "low", "high"]].to_numpy(float)
    digits = [digits_for(low, high) for _, low, high in rows]
    finest = max(digits, default=0)
    alike = finest - min(digits, default=0) < 2
    return [estimate(*row, finest if alike else None) for row in rows]


def association_table(out, outcomes, factors, indicators) -> None:
    """Which outcome rises or falls with which factor, over the points of a sampled design."""
    tables = {name: associations(outcomes, factors, name) for name in indicators}
    heading(out, f"Rank correlations over {plural(outcomes[ARM].nunique(), 'point')}")
    rows = {factor: {} for table in tables.values() for factor in table["factor"]}
    for name, table in tables.items():
        for one in table.to_dict("records"):
            clear = one["low"] > 0 or one["high"] < 0
            sign = marks_for(out.encoding)["differs" if clear else "unclear"][0] if one["low"] == one["low"] else " "
            rows[one["factor"]][name] = f"{number(one['rho'])} {sign}"
    cells = {name: [row.get(name, MISSING) for row in rows.values()] for name in indicators}
    if rows:
        estimates(out, ["factor"], [(short(factor),) for factor in rows], cells)
    out.print()
    paragraph(out, POINTS.format(**marks_for(out.encoding)), indent="  ", style="dim")


def over(outcomes, factor: str, by=()) -> str:
    """What a contrast is averaged over; arms as such over nothing."""
    names = [] if factor == ARM else [name for name in factors_of(outcomes) if name not in (factor, *by)]
    varied = [short(name) for name in names if outcomes[name].nunique() > 1]
    return f", averaged over {' and '.join(varied)}" if varied else ""


def reference_of(outcomes, factor: str) -> str:
    """The first level of a factor."""
    return str(levels_of(outcomes, factor)[0])


def mark(out, one: dict) -> str:
    """The sign of a contrast, filled if it stands for all comparisons of its table at once; blank without a value."""
    return marks_for(out.encoding).get(one["verdict"], "  ")[0 if one["holds"] else 1]


def estimates(out, names: list, labels: list[tuple], columns: dict, most: int = MOST_ROWS) -> None:
    """Print columns of estimates beside the labels of their rows, in as many tables as the width needs.

    names: heads of the labels; labels: one tuple per row; columns: {indicator: one text per row}; most: rows shown.
    """
    if len(labels) > most:
        out.print(f"  the first {most} of {len(labels):,} rows; outcomes.parquet has all", style="dim")
    cells = {name: texts[:most] for name, texts in columns.items()}
    names, shown = in_sections(names, labels[:most])
    labels = [label for label, _ in shown]
    room = out.width - sum(2 + widest("", column) for column in zip(names, *labels, strict=True))
    for chosen in blocks(columns, room):
        heads = [*((name, "name") for name in names), *((headed(name), side_of(name)) for name in chosen)]
        empty = ("",) * len(chosen)
        values = list(zip(*(cells[name] for name in chosen), strict=True))
        grid(out, heads, [label + (empty if row is None else values[row]) for label, row in shown])


def headed(name: str) -> str:
    """The head of a column, an indicator's name in several lines."""
    return name.replace("_", "_\n")


def side_of(name: str) -> str:
    """On which side a column is aligned: numbers on the right."""
    return "name" if name in ("better", "depends") else "right"


def in_sections(names: list, labels: list[tuple]) -> tuple[list, list]:
    """Labels as they are shown: (heads, [(texts, row number, or None for the heading of a section)]).

    Of three or more, the first becomes the heading of a section; a label stands once where it repeats down the rows.
    """
    deep = len(names) > 2
    shown, before = [], ()
    for row, label in enumerate(labels):
        if deep and label[:1] != before[:1]:
            shown.append(((f"{label[0]}:",) + ("",) * (len(names) - 2), None))
            before = ()
        same = 0
        while same < len(names) - 1 and label[same : same + 1] == before[same : same + 1]:
            same += 1
        text = ("",) * same + label[same:]
        shown.append((text[1:] if deep else text, row))
        before = label
    return names[1:] if deep else names, shown


def blocks(columns: dict, room: int) -> list[list[str]]:
    """Names of columns in groups that fit into `room`, at least one in each, as even as they can be."""
    widths = {name: 2 + widest(headed(name), cells) for name, cells in columns.items()}
    found, left = [[]], room
    for name, width in widths.items():
        if found[-1] and width > left:
            found.append([])
            left = room
        found[-1].append(name)
        left -= width
    each = -(-len(columns) // len(found))
    even = [list(chosen) for chosen in batched(columns, each)]
    return even if all(sum(widths[name] for name in chosen) <= room for chosen in even) else found


# --- the answer in short ---------------------------------------------------------------------------------------------


def headline(out, outcomes, factor: str, indicators, place: str = "") -> None:
    """What a factor comes to, outcome by outcome: both means, the difference with its interval, which is better.

    place: in which cell of other factors.
    """
    rows: dict = {}
    for name in indicators:
        for one in contrasts.paired_contrasts(outcomes, factor, name).to_dict("records"):
            rows.setdefault(one["level"], []).append(one | {"outcome": name})
    n, named = repeated(outcomes), "" if factor in (ARM, "setting") else factor
    for level, found in rows.items():
        about = f"{short(named)} {level} against {reference_of(outcomes, factor)}".strip()
        heading(out, f"In short: {about}{place}{over(outcomes, factor)} ({n})")
        names = [broken(one["outcome"]) for one in found]
        columns = fitting(numbers_of(out, found), out.width - 2 - widest("", names))
        estimates(out, [""], [(name,) for name in names], columns, len(found))
        notes = left_out({one["outcome"]: one["dropped"] for one in found})
        if notes:
            paragraph(out, notes, indent="  ", style="dim")


def numbers_of(out, rows: list[dict]) -> dict:
    """{head: texts} of contrasts with one reference: both means, difference, interval, which is better, effect size.

    The means are over the pairs that the difference is of.
    """
    digits = [digits_for(one["low"], one["high"]) for one in rows]
    shown = list(zip(rows, digits, strict=True))
    return {
        mean_of(rows[0]["reference"]): [number(one["mean_reference"], n) for one, n in shown],
        mean_of("this level" if len({one["level"] for one in rows}) > 1 else rows[0]["level"]): [
            number(one["mean_level"], n) for one, n in shown
        ],
        "difference": [f"{number(one['difference'], n)} {mark(out, one)}" for one, n in shown],
        "95 % interval": [between(one["low"], one["high"], n) for one, n in shown],
        "better": [better(one) for one in rows],
        **({HOLDS: [holds_in(one) for one in rows]} if "holds_in" in rows[0] else {}),
        EFFECT: [number(one["sd_runs"], 1) for one in rows],
    }


HOLDS = "holds in\n(clear in)"


def holds_in(one: dict) -> str:
    """In which share of plausible worlds a difference has its sign, and is clear by itself."""
    if math.isnan(one["holds_in"]):
        return MISSING
    return f"{percent(one['holds_in'])} ({percent(one['clear_in'])})"


def mean_of(level) -> str:
    """The head of a column with the means of a level; of many letters in several lines."""
    return "\n".join(["mean of", *textwrap.wrap(str(level), WIDEST_HEAD, break_long_words=False)])


EFFECT = "effect size\n(in SD)"


def fitting(columns: dict, room: int) -> dict:
    """Columns without the effect size, and without the verdict, which has a mark, where there is no room for them."""
    for spare in (EFFECT, "better"):
        if room < sum(2 + widest(name, cells) for name, cells in columns.items()):
            columns = {name: cells for name, cells in columns.items() if name != spare}
    return columns


def widest(name: str, cells) -> int:
    """Characters of a column."""
    return max(map(len, "\n".join([name, *cells]).split("\n")))


def left_out(dropped: dict) -> str:
    """How many pairs were left out, by outcome."""
    missing = ", ".join(f"{name} {plural(count, 'pair')}" for name, count in dropped.items() if count)
    return f"Undefined and left out: {missing}." if missing else ""


def broken(name: str, width: int = 24) -> str:
    """A long name in two lines, broken at the last underscore that fits."""
    at = name.rfind("_", 0, width) + 1
    return f"{name[:at]}\n{name[at:]}" if len(name) > width and at else name


def better(one: dict) -> str:
    """Which of the two levels is better."""
    entries = {"better": one["level"], "worse": one["reference"], "differs": "they differ", "same": "the same"}
    return str(entries.get(one["verdict"], words.VERDICTS[one["verdict"]]))


# --- one factor, in full ---------------------------------------------------------------------------------------------


def of_factor(out, outcomes, factor: str, indicators: list, by: list, found) -> None:
    """Everything about one factor, outcome by outcome. found: of `analysis.comparison.compare`."""
    for name in indicators:
        mine = in_order(found[found["outcome"] == name], [*by, "level"])
        contrasts_in_full(out, outcomes, factor, name, by, mine)
        if by:
            interaction_table(out, outcomes, [factor, *by], name)
        if outcomes[factor].nunique() > 2:
            ranking_table(out, outcomes, factor, name, by)
    out.print()
    dropped = found.groupby("outcome", sort=False)["dropped"].sum().to_dict()
    method = f"Intervals (95 %, over replications): {words.listed(found['method'].unique())}. "
    signs, at_once = SIGNS.format(**marks_for(out.encoding)), AT_ONCE if len(found) > len(indicators) else ""
    last = OF_WORLDS if "holds_in" in found else STEADY
    paragraph(out, signs + method + at_once + SIZE + last + left_out(dropped), indent="  ", style="dim")
    paragraph(out, words.precision_sentence(found), indent="  ")


def contrasts_in_full(out, outcomes, factor: str, outcome: str, by: list, found) -> None:
    """Each level against the first: in words if there is one, both means, difference, interval, effect size, which is
    better, and how many replications it takes.
    """
    rows = found.to_dict("records")
    unit = words.unit_of(outcome).strip()
    heading(out, f"{outcome} ({f'{unit}, ' if unit else ''}{DIRECTIONS[higher_is_better(outcome)]})")
    n = repeated(outcomes)
    reference = reference_of(outcomes, factor)
    paragraph(out, f"{short(factor)}: difference from {reference}{over(outcomes, factor, by)}; {n}")
    if len(rows) == 1:
        paragraph(out, words.sentence(rows[0], outcome), indent="  ")
    columns = numbers_of(out, rows)
    if len(rows) > 1:
        columns[ALL] = [between(one["low_all"], one["high_all"], digits_for(one["low"], one["high"])) for one in rows]
    if "holds_in" in rows[0]:
        columns["SD between\nworlds"] = [significant(one["sd_worlds"], 2) for one in rows]
        columns["SD of\nluck"] = [significant(one["sd_luck"], 2) for one in rows]
    else:
        columns["replications\nto be steady"] = [steady(one) for one in rows]
        columns["replications to\ntell from 0"] = [whole(one["to_tell"]) for one in rows]
    estimates(out, [short(name) for name in (*by, factor)], labels_of(rows, [*by, "level"]), columns, len(rows))


def steady(one: dict) -> str:
    """From which replication on a difference is steady; a dash where it never moves."""
    return MISSING if one["verdict"] == "same" else whole(one["steady_from"], "not yet")


def in_order(table, names: list):
    """The rows ordered by these columns, the levels of each in the order in which they first appear."""
    return table.sort_values(
        names, kind="stable", key=lambda column: column.map({one: n for n, one in enumerate(column.unique())})
    )


def labels_of(rows: list[dict], names: list) -> list[tuple]:
    """The labels of rows, as texts."""
    return [tuple(str(row[name]) for name in names) for row in rows]


def interaction_table(out, outcomes, factors: list, outcome: str) -> None:
    """Whether what a factor does depends on the others: differences of differences."""
    table = interactions.interactions(outcomes, factors, outcome)
    if table.empty:
        return
    rows = in_order(table, factors).to_dict("records")
    digits = [digits_for(one["low"], one["high"]) for one in rows]
    columns = {
        "interaction": [number(one["interaction"], n) for one, n in zip(rows, digits, strict=True)],
        "95 %": [between(one["low"], one["high"], n) for one, n in zip(rows, digits, strict=True)],
        ALL: [between(one["low_all"], one["high_all"], n) for one, n in zip(rows, digits, strict=True)],
        "depends": [depends(one) for one in rows],
    }
    firsts = words.listed(reference_of(outcomes, name) for name in factors)
    heading(out, f"Interaction (difference of differences), against {firsts}")
    if len(rows) == 1:
        del columns[ALL]
    estimates(out, [short(name) for name in factors], labels_of(rows, factors), columns, len(rows))


def depends(one: dict) -> str:
    """Whether an interaction differs from 0."""
    if math.isnan(one["interaction"]):
        return words.VERDICTS["undefined"]
    if one["same"]:
        return "no, in no run"
    if one["holds"]:
        return "yes"
    return "by its own interval" if one["low"] > 0 or one["high"] < 0 else words.VERDICTS["unclear"]


def ranking_table(out, outcomes, factor: str, outcome: str, by: list) -> None:
    """The levels from best to worst, with the probabilities of being best and, of many, among the best three."""
    table = ranking.ranking(outcomes, factor, outcome, by)
    many = outcomes[factor].nunique() > ranking.TOP
    for cell, mine in groups(table, by):
        place = ", ".join(map(str, cell.values()))
        heading(out, f"Ranking{f' in {place}' if place else ''}")
        paragraph(out, words.best_sentence(mine, factor, outcome, place), indent="  ")
        if mine["rank"].isna().all():
            continue
        rows = [
            (
                number(one["rank"], 0),
                str(one[factor]),
                *with_ends(one["mean"], one["low"], one["high"]),
                percent(one["p_best"]),
                *([percent(one["p_top"])] if many else []),
            )
            for one in mine.to_dict("records")
        ]
        best = f"is {words.best_word(outcome)}"
        heads = [("", "right"), (short(factor), "name"), ("mean", "right"), ("95 %", "right"), (best, "right"),
                 *([("top three", "right")] if many else [])]  # fmt: skip
        grid(out, heads, rows)


def decomposition(out, outcomes, outcome: str) -> None:
    """A difference between two settings taken apart into the shares of their components."""
    shares = decompose(outcomes, outcome)
    first, second = shares["first"].iloc[0], shares["second"].iloc[0]
    heading(
        out,
        f"{outcome}: {second} − {first}, taken apart (Shapley shares, {plural(shares['n'].iloc[0], 'replication')})",
    )
    rows, differs = [], {True: "yes", False: words.VERDICTS["unclear"]}
    differs = differs if shares["share"].notna().any() else dict.fromkeys(differs, words.VERDICTS["undefined"])
    for one in shares.to_dict("records"):
        digits = digits_for(one["low"], one["high"])
        ends = percents(one["part_low"], one["part_high"])
        part = number(one["part"]) if math.isnan(one["part"]) else f"{percent(one['part'])}  {ends}"
        rows.append(
            (
                one["component"],
                number(one["share"], digits),
                between(one["low"], one["high"], digits),
                between(one["low_all"], one["high_all"], digits),
                part,
                differs[bool(one["holds"])],
            )
        )
    heads = [("component", "name"), ("share", "right"), ("95 %", "right"), ("all at once", "right"),
             ("of the difference", "right"), ("differs from 0", "name")]  # fmt: skip
    grid(out, heads, rows)
    whole = shares.iloc[-1]
    paragraph(out, SHARES + (NO_PARTS if math.isnan(whole["part"]) else ""), indent="  ", style="dim")
    for one in shares.to_dict("records"):
        if one["holds"] or one["component"] == TOTAL:
            paragraph(out, words.share_sentence(one, outcome), indent="  ")
    found = component_interactions(outcomes, outcome)
    strong = found[found["holds"]]
    heading(out, f"Two-way interactions that stand after Holm's correction: {len(strong)} of {len(found)}")
    if len(strong):
        rows = [
            (one["one"], one["other"], *with_ends(one["interaction"], one["low"], one["high"]))
            for one in strong.to_dict("records")
        ]
        grid(out, [("", "name"), ("", "name"), ("interaction", "right"), ("95 %", "right")], rows)


def with_ends(value: float, low: float, high: float) -> tuple[str, str]:
    """A number and its interval, for two columns."""
    digits = digits_for(low, high)
    return number(value, digits), between(low, high, digits)


# --- persons ---------------------------------------------------------------------------------------------------------


def persons(out, factor: str, by: list, column: str, found) -> None:
    """The share of persons who are better and worse off at each level. found: of `analysis.tradeoff.better_off`."""
    rows = in_order(found, [*by, "level"]).to_dict("records")
    heading(out, f"Persons, by {column}: {short(factor)} against {rows[0]['reference']}")
    columns = {
        "better off": [part(one, "better_off") for one in rows],
        "worse off": [part(one, "worse_off") for one in rows],
        "the same": [percent(one["same"]) for one in rows],
    }
    estimates(out, [short(name) for name in (*by, factor)], labels_of(rows, [*by, "level"]), columns, len(rows))
    for row in rows:
        paragraph(out, words.persons_sentence(row, column, ", ".join(str(row[name]) for name in by)), indent="  ")
    meaning = next(one.meaning for one in PEOPLE if one.name == column)
    paragraph(out, PERSONS.format(f"{column} ({meaning})"), indent="  ", style="dim")


def part(one: dict, name: str) -> str:
    """A share of persons with its interval."""
    return f"{percent(one[name])} {percents(one[f'{name}_low'], one[f'{name}_high'])}"
