"""Arms compared, as tables: their means, what each factor does, and the answer in short. 100 columns at most."""

import math

from mentorsim.analysis import contrasts, interactions, ranking, stability, words
from mentorsim.analysis.associations import associations
from mentorsim.analysis.decomposition import TOTAL, component_interactions, components_of, decompose
from mentorsim.analysis.outcomes import ARM, factors_of, groups, higher_is_better, levels_of, outcomes_of
from mentorsim.cli.show import MISSING, between, grid, heading, number, paragraph, percent, plural
from mentorsim.settings import POLICIES
from mentorsim.tables import PEOPLE

MOST_ROWS = 40  # of a table; the rest is in outcomes.parquet
MARKS = {"better": "▲▵", "worse": "▼▿", "differs": "◆◇", "unclear": "··"}  # stands for the whole table, or by itself
SIGNS = (
    "▲ better, ▼ worse, ◆ different, also after Holm's correction for all comparisons of that outcome in its table; "
    "▵ ▿ ◇ by its own interval only; · unclear: the interval has 0 in it. "
)
LEGEND = (
    "± is half of a 95 % interval, over replications, each by itself; differences are paired, the same people with the "
    f"same luck in both. {SIGNS}"
)
ALL = "all rows at once"
AT_ONCE = "All rows at once: simultaneous 95 % intervals (Bonferroni). "
STEADY = (
    f"Steady from: replications from which on the coefficient of variation of the difference moves by less than "
    f"{stability.TOLERANCE:g} (Lee et al. 2015). To tell it from 0: replications at which the 95 % interval would "
    "leave 0 out, if difference and spread stay as they are. "
)
SHARES = (
    "Share: what the outcome changes by when that component is replaced, averaged over all orders of replacing one "
    "after the other; shares add up to the total. "
)
NO_PARTS = "The total cannot be told from 0, so that shares of it have no meaning (–). "
DIRECTIONS = {True: "higher is better", False: "lower is better", None: "neither higher nor lower is better"}
PERSONS = (
    "The same persons in both arms, everybody who came as a mentee, one by one: the share who end with more, and with "
    "less, of {}; 95 % intervals over replications."
)
IN_SD = "In SD: the mean difference over the standard deviation of the replications' differences. "
IN_RUNS = "In SD of runs: over the standard deviation from run to run. "
POINTS = (
    "Spearman's correlation of each factor with each outcome's mean over replications. ◆ its 95 % interval leaves 0 "
    "out, · it does not (no correction for many comparisons). Factors that are no numbers are in outcomes.parquet."
)


def short(factor: str) -> str:
    """A factor's name in a heading."""
    return POLICIES.get(factor, factor)


def compare(out, experiment, results) -> None:
    """Print every comparison that a design has in it, for the outcomes that the experiment names."""
    outcomes, indicators = outcomes_of(results), experiment.outcomes
    if experiment.question:
        out.print()
        paragraph(out, experiment.question, style="italic")
    kind = experiment.design.kind if experiment.design else ""
    if kind in ("lhs", "sobol"):
        association_table(out, outcomes, results.resolved["factors"], indicators)
        return
    arm_table(out, outcomes, [ARM] if kind == "list" else results.resolved["factors"], indicators)
    if kind == "list" and outcomes[ARM].nunique() > 1:
        contrast_table(out, outcomes, ARM, [], indicators)
        out.print()
        paragraph(out, LEGEND, indent="  ", style="dim")
        return
    factors = [name for name in results.resolved["factors"] if outcomes[name].nunique() > 1]
    if len(factors) > 2 and set(factors) == set(components_of(outcomes)):
        for name in indicators:
            decomposition(out, outcomes, name)
        return
    for factor in factors:
        others = [name for name in factors if name != factor]
        by = others if factor == "setting" else [name for name in others if name == "setting"]
        contrast_table(out, outcomes, factor, by, indicators)
    out.print()
    paragraph(out, LEGEND, indent="  ", style="dim")
    for factor in [name for name in factors if name == "setting"] or factors[:1]:
        headline(out, outcomes, factor, indicators)


# --- tables of estimates ---------------------------------------------------------------------------------------------


def arm_table(out, outcomes, factors, indicators) -> None:
    """Mean and interval of each outcome in each arm."""
    tables = [contrasts.arm_means(outcomes, factors, name) for name in indicators]
    labels = [tuple(map(str, levels)) for levels in tables[0][list(factors)].itertuples(index=False)]
    cells = [[estimate(*row) for row in t[["mean", "low", "high"]].itertuples(index=False)] for t in tables]
    heading(out, f"Means over {plural(outcomes['replication'].nunique(), 'replication')}")
    estimates(out, [short(factor) for factor in factors], labels, dict(zip(indicators, cells, strict=True)))


def contrast_table(out, outcomes, factor: str, by, indicators) -> None:
    """What each level of a factor does against the first, in each combination of `by`."""
    tables = [contrasts.paired_contrasts(outcomes, factor, name, by) for name in indicators]
    labels = [tuple(map(str, levels)) for levels in tables[0][["level", *by]].itertuples(index=False)]
    cells = [
        [estimate(one["difference"], one["low"], one["high"]) + mark(one) for one in table.to_dict("records")]
        for table in tables
    ]
    heading(out, f"{short(factor)}: difference from {reference_of(outcomes, factor)}{over(outcomes, factor, by)}")
    names = [short(name) for name in (factor, *by)]
    estimates(out, names, labels, dict(zip(indicators, cells, strict=True)))


def association_table(out, outcomes, factors, indicators) -> None:
    """Which outcome rises or falls with which factor, over the points of a sampled design."""
    tables = {name: associations(outcomes, factors, name) for name in indicators}
    heading(out, f"Rank correlations over {plural(outcomes[ARM].nunique(), 'point')}")
    rows = {factor: {} for table in tables.values() for factor in table["factor"]}
    for name, table in tables.items():
        for one in table.to_dict("records"):
            clear = one["low"] > 0 or one["high"] < 0
            sign = MARKS["differs" if clear else "unclear"][0] if one["low"] == one["low"] else " "
            rows[one["factor"]][name] = f"{number(one['rho'])}{sign}"
    cells = {name: [row.get(name, MISSING) for row in rows.values()] for name in indicators}
    if rows:
        estimates(out, ["factor"], [(short(factor),) for factor in rows], cells)
    out.print()
    paragraph(out, POINTS, indent="  ", style="dim")


def over(outcomes, factor: str, by=()) -> str:
    """What a contrast is averaged over; arms as such over nothing."""
    names = [] if factor == ARM else [name for name in factors_of(outcomes) if name not in (factor, *by)]
    varied = [short(name) for name in names if outcomes[name].nunique() > 1]
    return f", averaged over {' and '.join(varied)}" if varied else ""


def reference_of(outcomes, factor: str) -> str:
    """The first level of a factor."""
    return str(levels_of(outcomes, factor)[0])


def mark(one: dict) -> str:
    """The sign of a contrast: filled if it stands for all comparisons of its table at once."""
    return MARKS[one["verdict"]][0 if one["holds"] else 1]


def estimate(mean: float, low: float, high: float) -> str:
    """A mean and the half of its interval, without zeros before the point: .18 ±.05."""
    return f"{number(mean)} ±{number((high - low) / 2.0)}".replace("0.", ".")


def estimates(out, names: list, labels: list[tuple], columns: dict, most: int = MOST_ROWS) -> None:
    """Print columns of estimates beside the labels of their rows, in as many tables as the width needs.

    names: heads of the labels; labels: one tuple per row; columns: {indicator: one text per row}; most: rows shown.
    """
    if len(labels) > most:
        out.print(f"  the first {most} of {len(labels):,} rows; outcomes.parquet has all", style="dim")
    cells = {name: texts[:most] for name, texts in columns.items()}
    names, shown = in_sections(names, labels[:most])
    labels = [label for label, _ in shown]
    room = out.width - sum(2 + max(map(len, column)) for column in zip(names, *labels, strict=True))
    for chosen in blocks(columns, room):
        heads = [*((name, "name") for name in names), *((name.replace("_", "_\n"), "right") for name in chosen)]
        empty = ("",) * len(chosen)
        values = list(zip(*(cells[name] for name in chosen), strict=True))
        grid(out, heads, [label + (empty if row is None else values[row]) for label, row in shown])


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
    """Names of columns in groups that fit into `room`, at least one in each."""
    found, left = [[]], room
    for name, cells in columns.items():
        width = 2 + max(map(len, (*name.replace("_", "_\n").split("\n"), *cells)))
        if found[-1] and width > left:
            found.append([])
            left = room
        found[-1].append(name)
        left -= width
    return found


# --- the answer in short ---------------------------------------------------------------------------------------------


def headline(out, outcomes, factor: str, indicators) -> None:
    """What a factor comes to, outcome by outcome: both means, the difference with its interval, which is better."""
    reference, rows, dropped = reference_of(outcomes, factor), {}, {}
    for name in indicators:
        means = contrasts.arm_means(outcomes, [factor], name).set_index(factor)["mean"]
        for one in contrasts.paired_contrasts(outcomes, factor, name).to_dict("records"):
            rows.setdefault(one["level"], []).append((broken(name), *in_numbers(one, means), better(one)))
            dropped[name] = dropped.get(name, 0) + one["dropped"]
    for level, found in rows.items():
        heading(out, f"In short: {level} against {reference} ({short(factor)}){over(outcomes, factor)}")
        heads = [("", "name"), (reference, "right"), (str(level), "right"), ("difference", "right"),
                 ("95 % interval", "right"), ("in SD", "right"), ("better", "name")]  # fmt: skip
        grid(out, heads, found)
    out.print()
    paragraph(out, IN_SD + left_out(dropped), indent="  ", style="dim")


def left_out(dropped: dict) -> str:
    """How many pairs were left out, by outcome."""
    missing = ", ".join(f"{name} {plural(count, 'pair')}" for name, count in dropped.items() if count)
    return f"Undefined and left out: {missing}." if missing else ""


def broken(name: str, width: int = 24) -> str:
    """A long name in two lines, broken at the last underscore that fits."""
    at = name.rfind("_", 0, width) + 1
    return f"{name[:at]}\n{name[at:]}" if len(name) > width and at else name


def in_numbers(one: dict, means) -> tuple:
    """Both means, difference, interval, and difference in SD, in as many digits as the interval is worth."""
    digits = words.digits_for(one["low"], one["high"])
    ends = (number(means[one["reference"]], digits), number(means[one["level"]], digits))
    interval = between(one["low"], one["high"], digits)
    return *ends, number(one["difference"], digits), interval, number(one["sd_units"], 1)


def better(one: dict) -> str:
    """Which of the two levels is better."""
    by_verdict = {"better": one["level"], "worse": one["reference"], "differs": "(they differ)"}
    return str(by_verdict.get(one["verdict"], "unclear"))


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
        in_words(out, outcomes, factor, name, by, mine)
    out.print()
    dropped = found.groupby("outcome", sort=False)["dropped"].sum().to_dict()
    method = f"Intervals: {words.listed(found['method'].unique())}, over replications. "
    notes = [SIGNS, method, AT_ONCE if len(found) > len(indicators) else "", IN_SD, IN_RUNS, STEADY, left_out(dropped)]
    paragraph(out, "".join(notes), indent="  ", style="dim")
    paragraph(out, words.precision_said(found), indent="  ")


def contrasts_in_full(out, outcomes, factor: str, outcome: str, by: list, found) -> None:
    """Each level against the first: difference, interval, effect sizes, which is better; whether runs are enough."""
    rows = found.to_dict("records")
    unit = words.unit_of(outcome).strip()
    heading(out, f"{outcome} ({f'{unit}, ' if unit else ''}{DIRECTIONS[higher_is_better(outcome)]})")
    paragraph(out, f"{short(factor)}: difference from {reference_of(outcomes, factor)}{over(outcomes, factor, by)}; "
                   f"{plural(outcomes['replication'].nunique(), 'replication')}")  # fmt: skip
    digits = [words.digits_for(one["low"], one["high"]) for one in rows]
    columns = {
        "difference": [number(one["difference"], n) + mark(one) for one, n in zip(rows, digits, strict=True)],
        "better": [better(one) for one in rows],
        "95 %": [between(one["low"], one["high"], n) for one, n in zip(rows, digits, strict=True)],
        ALL: [between(one["low_all"], one["high_all"], n) for one, n in zip(rows, digits, strict=True)],
        "in\nSD": [number(one["sd_units"], 1) for one in rows],
        "in SD\nof runs": [number(one["sd_runs"], 1) for one in rows],
    }
    if len(rows) == 1:
        del columns[ALL]
    names, labels = [short(name) for name in (*by, factor)], labels_of(rows, [*by, "level"])
    estimates(out, names, labels, columns, len(rows))
    heading(out, "Are there enough replications?")
    columns = {
        "steady from": [count(one["steady_from"], "not yet") for one in rows],
        "to tell it from 0": [count(one["to_tell"]) for one in rows],
    }
    estimates(out, names, labels, columns, len(rows))


def in_order(table, names: list):
    """The rows ordered by these columns, the levels of each in the order in which they first appear."""
    return table.sort_values(
        names, kind="stable", key=lambda column: column.map({one: n for n, one in enumerate(column.unique())})
    )


def labels_of(rows: list[dict], names: list) -> list[tuple]:
    """The labels of rows, as texts."""
    return [tuple(str(row[name]) for name in names) for row in rows]


def count(value, otherwise: str = MISSING) -> str:
    """A whole number that may be missing."""
    return otherwise if value is None else f"{value:,}"


def in_words(out, outcomes, factor: str, outcome: str, by: list, found) -> None:
    """The contrasts and the ranking in sentences, cell by cell."""
    heading(out, "In words")
    runs = {tuple(cell.values()): mine for cell, mine in groups(outcomes, by)}
    for cell, mine in groups(found, by):
        place = ", ".join(map(str, cell.values()))
        for row in mine.to_dict("records"):
            paragraph(out, words.said(row, outcome, place), indent="  ")
        ranks = ranking.ranking(runs[tuple(cell.values())], factor, outcome)
        paragraph(out, words.best_said(ranks, factor, outcome, place), indent="  ")


def interaction_table(out, outcomes, factors: list, outcome: str) -> None:
    """Whether what a factor does depends on the others: differences of differences."""
    table = interactions.interactions(outcomes, factors, outcome)
    if table.empty:
        return
    rows = in_order(table, factors).to_dict("records")
    digits = [words.digits_for(one["low"], one["high"]) for one in rows]
    sure = {True: "yes", False: "by its own interval"}
    columns = {
        "interaction": [number(one["interaction"], n) for one, n in zip(rows, digits, strict=True)],
        "95 %": [between(one["low"], one["high"], n) for one, n in zip(rows, digits, strict=True)],
        ALL: [between(one["low_all"], one["high_all"], n) for one, n in zip(rows, digits, strict=True)],
        "depends": ["unclear" if one["low"] <= 0 <= one["high"] else sure[bool(one["holds"])] for one in rows],
    }
    firsts = words.listed(reference_of(outcomes, name) for name in factors)
    heading(out, f"Interaction (difference of differences), against {firsts}")
    if len(rows) == 1:
        del columns[ALL]
    estimates(out, [short(name) for name in factors], labels_of(rows, factors), columns, len(rows))


def ranking_table(out, outcomes, factor: str, outcome: str, by: list) -> None:
    """The levels from best to worst, with the probabilities of being best and, of many, among the best three."""
    table = ranking.ranking(outcomes, factor, outcome, by)
    many = outcomes[factor].nunique() > ranking.TOP
    for cell, mine in groups(table, by):
        place = f" in {', '.join(map(str, cell.values()))}" if cell else ""
        heading(out, f"Ranking{place}")
        rows = [
            (number(one["rank"], 0), str(one[factor]), number(one["mean"]), between(one["low"], one["high"]),
             percent(one["p_best"]), *([percent(one["p_top"])] if many else []))
            for one in mine.to_dict("records")
        ]  # fmt: skip
        heads = [("", "right"), (short(factor), "name"), ("mean", "right"), ("95 %", "right"), ("is best", "right"),
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
    rows = []
    for one in shares.to_dict("records"):
        digits = words.digits_for(one["low"], one["high"])
        ends = f"[{percent(one['part_low'])}, {percent(one['part_high'])}]"
        part = number(one["part"]) if math.isnan(one["part"]) else f"{percent(one['part'])}  {ends}"
        rows.append(
            (one["component"], number(one["share"], digits), between(one["low"], one["high"], digits),
             between(one["low_all"], one["high_all"], digits), part, "yes" if one["holds"] else "unclear")
        )  # fmt: skip
    heads = [("component", "name"), ("share", "right"), ("95 %", "right"), ("all at once", "right"),
             ("of the difference", "right"), ("differs from 0", "name")]  # fmt: skip
    grid(out, heads, rows)
    whole = shares.iloc[-1]
    paragraph(out, SHARES + (NO_PARTS if math.isnan(whole["part"]) else ""), indent="  ", style="dim")
    for one in shares.to_dict("records"):
        if one["holds"] or one["component"] == TOTAL:
            paragraph(out, words.share_said(one, outcome), indent="  ")
    found = component_interactions(outcomes, outcome)
    strong = found[found["holds"]]
    heading(out, f"Two-way interactions that stand after Holm's correction: {len(strong)} of {len(found)}")
    if len(strong):
        grid(out, [("", "name"), ("", "name"), ("interaction", "right"), ("95 %", "right")],
             [(one["one"], one["other"], number(one["interaction"], 3), between(one["low"], one["high"], 3))
              for one in strong.to_dict("records")])  # fmt: skip


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
        paragraph(out, words.persons_said(row, column, ", ".join(str(row[name]) for name in by)), indent="  ")
    meaning = next(one.meaning for one in PEOPLE if one.name == column)
    paragraph(out, PERSONS.format(f"{column} ({meaning})"), indent="  ", style="dim")


def part(one: dict, name: str) -> str:
    """A share of persons with its interval."""
    return f"{percent(one[name])} [{percent(one[f'{name}_low'])}, {percent(one[f'{name}_high'])}]"
