"""`mentorsim sensitivity`: which parameters an outcome hangs on, and whether a ranking survives other rules."""

import json
from dataclasses import replace
from pathlib import Path

import click

from mentorsim.cli import options

MOST_ROWS = 30


METHODS = ["morris", "sobol", "robustness"]
METHOD = "Screening by elementary effects, shares of variance, or the ranking of arms under other rules."
OUTCOME = "An indicator; without it, the experiment's first."
FACTOR = "What to vary: PATH over its declared bounds, or PATH=LOW:HIGH; without it, the factors of the design."
SIZE = "Trajectories (morris; 10), or base points (sobol; 64, a power of 2)."


@click.command()
@options.config
@options.plugins
@click.option("--method", type=click.Choice(METHODS), default="morris", help=METHOD)
@click.option("--outcome", "outcomes", multiple=True, metavar="Y", help=OUTCOME)
@click.option("--factor", "factors", multiple=True, metavar="F", help=FACTOR)
@click.option("--size", type=int, metavar="N", help=SIZE)
@click.option("--replications", type=int, metavar="N", help="How many, instead of the experiment's.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; without it, one per core.")
@click.option("--out", metavar="DIR", help="The results folder; without it, results/<name>-<method>.")
@click.option("--figure", metavar="FILE", help="Also a figure (.html, .png, .svg, .pdf) of the first outcome.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of objects, one per outcome and parameter.")
@options.sets
@click.pass_context
def sensitivity(ctx, config, method, outcomes, factors, size, replications, workers, out, figure, as_json, sets):
    """Tell which parameters an outcome hangs on.

    The points are swept into a results folder: stop it at any time, the same command goes on. Intervals are 95 %.

    \b
    Examples:
      mentorsim sensitivity quickstart --factor learning.rate --factor withdrawal.start --outcome g_unassisted
      mentorsim sensitivity experiment.toml --method sobol --size 128 --figure sobol.html
      mentorsim sensitivity quickstart --method robustness --factor learning.rate=0.02:0.04
    """
    from mentorsim.cli import show
    from mentorsim.cli.sweep import swept, tell_failures
    from mentorsim.experiment.sweep import experiment_of
    from mentorsim.files import place

    experiment = experiment_of(config, sets, replications=replications)
    outcomes = known_outcomes(outcomes or experiment.outcomes[:1])
    experiment = replace(
        experiment,
        name=f"{experiment.name}-{method}",
        outcomes=outcomes,
        tables=("outcomes",),
        worlds=None,  # the parameters are what is varied
        design=design_of(experiment, method, factors, size),
    )
    results = swept(ctx, experiment, place(out or Path("results") / experiment.name), workers)
    failed = tell_failures(results.status()["errors"])
    tables = {name: indices_of(experiment, results, name) for name in outcomes}
    if as_json:
        show.print_json([row for name, table in tables.items() for row in records(name, table)])
    else:
        for name, table in tables.items():
            tell(experiment, name, table)
    if figure:
        draw(experiment, outcomes[0], tables[outcomes[0]], figure)
    ctx.exit(1 if failed else 0)


def known_outcomes(names) -> tuple:
    """The indicators named; BadInput for another."""
    from mentorsim.errors import BadInput
    from mentorsim.experiment.checks import one_of
    from mentorsim.indicators import INDICATORS

    try:
        return tuple(one_of(name, INDICATORS, "mentorsim list indicators") for name in names)
    except BadInput as error:
        raise BadInput(f"--outcome: {error}") from None


def design_of(experiment, method: str, factors, size):
    """The points of a method, or the variations of the experiment's arms."""
    from mentorsim.analysis import robustness, sensitivity

    if method == "robustness":
        ranges = dict(map(sensitivity.factor_given, factors))
        return robustness.variations_of(experiment, ranges)
    size = sensitivity.SIZES[method] if size is None else size
    sensitivity.check_method(method, size)
    return sensitivity.Points(sensitivity.factors_of_design(experiment, factors), method=method, size_of_sample=size)


def indices_of(experiment, results, outcome: str):
    """The table of an outcome."""
    from mentorsim.analysis import robustness, sensitivity

    if experiment.design.kind == "robustness":
        return robustness.robustness(results.outcomes, experiment.design, experiment, outcome)
    return sensitivity.sensitivity(results.outcomes, experiment.design, outcome, experiment.seed)


def records(outcome: str, table) -> list[dict]:
    """Rows for JSON."""
    return [{"outcome": outcome} | row for row in json.loads(table.to_json(orient="records"))]


# --- what is shown ---------------------------------------------------------------------------------------------------


MORRIS = (
    "μ* in {} from the low to the high end of a parameter; σ as large as μ*: the effect depends on other parameters. "
    "± is half of a 95 % interval."
)
SOBOL = (
    "S1: share of the outcome's variance by the parameter alone; ST: with all its interactions. "
    "± is half of a 95 % interval."
)
ROBUST = (
    "The best arm is the same under {} of {} variations. P(best): share of bootstrap draws over replications; τ: "
    "Kendall's rank correlation with the ranking as the rules are."
)


def tell(experiment, outcome: str, table) -> None:
    """Print the table of an outcome."""
    if experiment.design.kind == "robustness":
        tell_robustness(outcome, table)
    elif experiment.design.method == "morris":
        tell_indices(outcome, table, {"mu_star": "μ*"}, f"{outcome}: mean change over the range, μ*", MORRIS)
    else:
        tell_indices(outcome, table, {"S1": "alone, S1", "ST": "total, ST"}, f"{outcome}: shares of variance", SOBOL)


def tell_indices(outcome: str, table, shown: dict, title: str, legend: str) -> None:
    """Print indices with their intervals. shown: {column: head}."""
    from mentorsim.cli.show import console, grid, heading, number, paragraph
    from mentorsim.indicators import INDICATORS
    from mentorsim.printing import estimate

    out, spread = console(), "sigma" in table
    heading(out, title)
    rows = [
        (
            one["parameter"],
            *(estimate(*(one[f"{name}{end}"] for end in ("", "_low", "_high"))) for name in shown),
            *([number(one["sigma"])] if spread else []),
        )
        for one in table.head(MOST_ROWS).to_dict("records")
    ]
    heads = [*shown.values(), *(["σ"] if spread else [])]
    grid(out, [("parameter", "name"), *((head, "right") for head in heads)], rows)
    paragraph(out, legend.format(INDICATORS[outcome].unit or "units of the outcome"), "  ")


def tell_robustness(outcome: str, table) -> None:
    """Print the best arm under each variation."""
    from mentorsim.cli.show import console, grid, heading, number, paragraph

    out = console()
    heading(out, f"{outcome}: the best arm under other rules and at the ends of ranges")
    rows = [
        (row["variation"], row["best"], number(row["p_best"]), "yes" if row["same_best"] else "no", number(row["tau"]))
        for row in table.to_dict("records")
    ]
    sides = {"variation": "left", "best": "left", "P(best)": "right", "same best": "right", "τ": "right"}
    grid(out, list(sides.items()), rows)
    paragraph(out, ROBUST.format(int(table["same_best"].iloc[1:].sum()), len(table) - 1), "  ")


def draw(experiment, outcome: str, table, file: str) -> None:
    """Write the figure of an outcome."""
    from mentorsim import figures
    from mentorsim.cli.show import save_figure
    from mentorsim.errors import BadInput

    if experiment.design.kind == "robustness":
        raise BadInput("--figure: found method robustness, which is a table; expected morris or sobol")
    save_figure(getattr(figures, experiment.design.method)(table, outcome), file)
