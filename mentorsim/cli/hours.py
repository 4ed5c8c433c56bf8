"""Hours of mentors, printed before any outcome; and the same arms at equal hours."""

from mentorsim.analysis import hours
from mentorsim.analysis.outcomes import ARM, factors_of, repeated
from mentorsim.cli.comparison import estimates, short
from mentorsim.cli.show import heading, notice, paragraph
from mentorsim.experiment.config import Change
from mentorsim.experiment.design import arms
from mentorsim.experiment.design_section import SAMPLED
from mentorsim.parameters import flatten
from mentorsim.printing import shortest

SUFFIX = "-equal-hours"  # of the name, and so of the results folder


def of_sweep(out, experiment, results) -> None:
    """Hours and gain per hour of the arms, with warnings; how to run the same arms at equal hours."""
    outcomes = hours.of_results(results)
    if outcomes is None:
        return
    kind = experiment.design.kind if experiment.design else ""
    varied = [name for name in results.resolved["factors"] if outcomes[name].nunique() > 1]
    factors = [ARM] if kind == "list" and outcomes[ARM].nunique() > 1 else varied
    show(out, outcomes, None if kind in SAMPLED else factors)
    file = experiment.source or experiment.name
    shown = hours.notices(outcomes, factors, results, file) if kind not in SAMPLED else hours.unspent(outcomes)
    for line in shown:
        paragraph(out, line, indent="  ")


def of_factor(out, outcomes, results, factor: str, by) -> None:
    """Hours and gain per hour of a factor's levels, with warnings, in each combination of levels of `by`.

    outcomes: of `hours.of_results`.
    """
    show(out, outcomes, [*by, factor])
    lines = hours.warnings(hours.against(outcomes, factor, by), by)
    remedy = hours.way_out(outcomes, results, results.path / "experiment.toml") if lines else ""
    mixed = [name for name in hours.unmixed(outcomes, factor, factors_of(outcomes)) if name not in by]
    apart = [f"Own hours and equal ones are averaged here; --by {name} tells them apart." for name in mixed]
    for line in [*apart, *lines, *filter(None, [remedy]), *hours.unspent(outcomes)]:
        paragraph(out, line, indent="  ")


def show(out, outcomes, factors) -> None:
    """The table of arms, or from where to where hours run if these are many. factors: None for a sampled design."""
    heading(out, f"Hours of mentors, means over {repeated(outcomes)}")
    if factors is None or not hours.few(outcomes, factors):
        paragraph(out, hours.range_sentence(outcomes), indent="  ")
        return
    rows = hours.by_arm(outcomes, factors).to_dict("records")
    texts = [hours.cells(row) for row in rows]
    columns = {head: [cells[n] for cells in texts] for n, head in enumerate(hours.HEADS)}
    if all(row["spent"] != row["spent"] for row in rows):
        del columns[hours.HEADS[1]]
    labels = [tuple(str(row[name]) for name in factors) or ("",) for row in rows]
    estimates(out, [short(name) for name in factors] or [""], labels, columns)
    paragraph(out, hours.NOTE, indent="  ", style="dim")


# --- the same arms at equal hours ------------------------------------------------------------------------------------


def equalised(experiment):
    """The experiment with the same arms at equal hours, under a name of its own."""
    if all(arm.parameters.meetings.budget == "equal_hours" for arm in arms(experiment)):
        notice(f"{experiment.name}: all arms have equal hours already; --equal-hours changes nothing")
        return experiment
    name = f"{experiment.name}{SUFFIX}"
    values = {"budget": "equal_hours", "name": name}
    changed = experiment.with_changes([Change("--equal-hours", key, value) for key, value in values.items()])
    notice(f"The same arms at equal hours: {given(changed)}; into {name}, beside those at their own hours")
    return changed


def given(experiment) -> str:
    """How many hours the arms of an experiment are given."""
    parameters = [arm.parameters for arm in arms(experiment)]
    each = sorted({p.meetings.hours_budget for p in parameters})
    total = sorted({hours.budget_of(flatten(p), experiment.weeks) for p in parameters})
    why = " (arms differ in meetings.hours_budget or in mentors)" if len(total) > 1 else ""
    return f"{span(each)} hours a week for each mentor of week 0 (meetings.hours_budget), {span(total)} in all{why}"


def span(values: list) -> str:
    """The only one of ascending values, or from the first to the last."""
    return " to ".join(map(shortest, dict.fromkeys((values[0], values[-1]))))
