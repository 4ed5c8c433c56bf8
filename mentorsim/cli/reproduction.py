"""Both R_M and the stock of mentors, printed side by side, with what each of them counts."""

from mentorsim.analysis import reproduction
from mentorsim.analysis.hours import unmixed
from mentorsim.analysis.outcomes import ARM, factors_of, outcomes_of
from mentorsim.cli.show import grid, heading, paragraph
from mentorsim.experiment.design_section import SAMPLED
from mentorsim.printing import estimate

HEADS = {
    reproduction.BY_MENTORING: "R_M,\nby mentoring",
    reproduction.OF_ALL: "R_M,\nall new mentors",
    reproduction.STOCK: "mentors,\nend over start",
}


def of_sweep(out, experiment, results) -> None:
    """R_M in its two forms and the stock of mentors, by what the experiment is about.

    That is its arms if they are listed, else the setting, or the first factor.
    """
    if experiment.design and experiment.design.kind in SAMPLED:
        return
    outcomes, factors = outcomes_of(results), results.resolved["factors"]
    listed = [ARM] if experiment.design and experiment.design.kind == "list" else []
    lead = [*listed, *(name for name in factors if name == "setting"), *factors[:1], ARM][0]
    print_forms(out, outcomes, lead, experiment.outcomes)


def print_forms(out, outcomes, factor: str, asked) -> None:
    """A row per level of a factor, if R_M was asked for; below, which of the two answers which question."""
    if not reproduction.is_about(asked):
        return
    factors = [*unmixed(outcomes, factor, factors_of(outcomes)), factor]
    tables = reproduction.side_by_side(outcomes, factors)
    heads = [*((name, "name") for name in factors), *((HEADS[name], "right") for name in tables)]
    levels = next(iter(tables.values()))[factors].astype(str).to_numpy().tolist()
    means = [
        [estimate(row["mean"], row["low"], row["high"]) for row in table.to_dict("records")]
        for table in tables.values()
    ]
    heading(out, "Do mentors renew themselves?")
    grid(out, heads, [(*level, *cells) for level, *cells in zip(levels, *means, strict=True)])
    paragraph(out, reproduction.NOTE, indent="  ", style="dim")
