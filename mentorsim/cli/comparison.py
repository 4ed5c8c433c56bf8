"""The arms of a sweep compared: their means, what each factor does, and the answer in short."""

from mentorsim.analysis import contrasts
from mentorsim.cli.show import between, grid, heading, number, paragraph, plural

MOST_ROWS = 40  # of a table; the rest is in outcomes.parquet
MARKS = {"better": "▲", "worse": "▼", "differs": "◆", "unclear": "·"}
SHORT = {"matching.policy": "matching", "withdrawal.policy": "withdrawal", "goals.policy": "goals"}
LEGEND = (
    "± is half of a 95 % interval, over replications; differences are paired, the same people with the same luck in "
    "both. ▲ better, ▼ worse, ◆ different, · unclear: the interval has 0 in it (no correction for many comparisons)."
)


def short(factor: str) -> str:
    """A factor's name in a heading."""
    return SHORT.get(factor, factor)


def compare(out, experiment, results) -> None:
    """Print every comparison that a design has in it, for the outcomes that the experiment names."""
    outcomes, indicators = results.outcomes, experiment.outcomes
    if experiment.question:
        out.print()
        paragraph(out, experiment.question, style="italic")
    arm_table(out, outcomes, results.resolved["factors"], indicators)
    factors = [name for name in results.resolved["factors"] if outcomes[name].nunique() > 1]
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
    cells = [[estimate(mean, low) for mean, low in zip(t["mean"], t["low"], strict=True)] for t in tables]
    heading(out, f"Means over {plural(outcomes['replication'].nunique(), 'replication')}")
    estimates(out, [short(factor) for factor in factors], labels, dict(zip(indicators, cells, strict=True)))


def contrast_table(out, outcomes, factor: str, by, indicators) -> None:
    """What each level of a factor does against the first, in each combination of `by`."""
    tables = [contrasts.paired_contrasts(outcomes, factor, name, by) for name in indicators]
    labels = [tuple(map(str, levels)) for levels in tables[0][["level", *by]].itertuples(index=False)]
    cells = [
        [f"{estimate(one['difference'], one['low'])}{MARKS[one['verdict']]}" for one in table.to_dict("records")]
        for table in tables
    ]
    heading(out, f"{short(factor)}: difference from {reference_of(outcomes, factor)}{over(outcomes, factor, by)}")
    names = [short(name) for name in (factor, *by)]
    estimates(out, names, labels, dict(zip(indicators, cells, strict=True)))


def over(outcomes, factor: str, by=()) -> str:
    """What a contrast is averaged over."""
    names = [name for name in contrasts.factors_of(outcomes) if name not in (factor, *by)]
    varied = [short(name) for name in names if outcomes[name].nunique() > 1]
    return f", averaged over {' and '.join(varied)}" if varied else ""


def reference_of(outcomes, factor: str) -> str:
    """The first level of a factor."""
    return str(outcomes[factor].iloc[0])


def estimate(mean: float, low: float) -> str:
    """A mean and the half of its interval, without zeros before the point: .18 ±.05."""
    return f"{number(mean)} ±{number(mean - low)}".replace("0.", ".")


def estimates(out, names: list, labels: list[tuple], columns: dict) -> None:
    """Print columns of estimates beside the labels of their rows, in as many tables as the width needs.

    names: heads of the labels; labels: one tuple per row; columns: {indicator: one text per row}.
    """
    if len(labels) > MOST_ROWS:
        out.print(f"  the first {MOST_ROWS} of {len(labels):,} rows; outcomes.parquet has all", style="dim")
    cells = {name: texts[:MOST_ROWS] for name, texts in columns.items()}
    names, shown = in_sections(names, labels[:MOST_ROWS])
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
    notes = "In SD: the mean difference over the standard deviation of the replications' differences."
    missing = ", ".join(f"{name} {plural(count, 'pair')}" for name, count in dropped.items() if count)
    paragraph(out, notes + (f" Undefined and left out: {missing}." if missing else ""), indent="  ", style="dim")


def broken(name: str, width: int = 24) -> str:
    """A long name in two lines, broken at the last underscore that fits."""
    at = name.rfind("_", 0, width) + 1
    return f"{name[:at]}\n{name[at:]}" if len(name) > width and at else name


def in_numbers(one: dict, means) -> tuple:
    """Both means, difference, interval, and difference in SD, in as many digits as the interval is worth."""
    digits = 3 if one["high"] - one["low"] < 0.1 else 2
    ends = (number(means[one["reference"]], digits), number(means[one["level"]], digits))
    interval = between(one["low"], one["high"], digits)
    return *ends, number(one["difference"], digits), interval, number(one["sd_units"], 1)


def better(one: dict) -> str:
    """Which of the two levels is better."""
    by_verdict = {"better": one["level"], "worse": one["reference"], "differs": "(they differ)"}
    return str(by_verdict.get(one["verdict"], "unclear"))
