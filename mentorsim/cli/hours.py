"""Hours of mentors, printed before any outcome; and the same arms at equal hours."""

import shlex

from mentorsim.analysis import hours
from mentorsim.analysis.outcomes import ARM
from mentorsim.cli.comparison import estimates, short
from mentorsim.cli.show import heading, notice, number, paragraph, plural
from mentorsim.experiment.config import Change
from mentorsim.experiment.design import arms

SUFFIX = "-equal-hours"  # of the name, and so of the results folder


def of_sweep(out, experiment, results) -> None:
    """Hours and gain per hour of the arms, with warnings; how to run the same arms at equal hours."""
    outcomes = hours.of_results(results)
    if outcomes is None:
        return
    kind = experiment.design.kind if experiment.design else ""
    varied = [name for name in results.resolved["factors"] if outcomes[name].nunique() > 1]
    factors = [ARM] if kind == "list" and outcomes[ARM].nunique() > 1 else varied
    show(out, outcomes, factors)
    sampled = kind in ("lhs", "sobol")
    told = hours.unspent(outcomes) if sampled else hours.notices(outcomes, factors)
    remedy = [way_out(experiment, outcomes, results)] if told and not outcomes[hours.BUDGET].notna().any() else []
    for line in [*told, *remedy]:
        paragraph(out, line, indent="  ")


def of_factor(out, outcomes, factor: str, by) -> None:
    """The same for the levels of one factor, in each combination of levels of `by`. outcomes: of `hours.of_results`."""
    show(out, outcomes, [*by, factor])
    for line in [*hours.warnings(hours.against(outcomes, factor, by), factor, by), *hours.unspent(outcomes)]:
        paragraph(out, line, indent="  ")


def show(out, outcomes, factors) -> None:
    """The table of arms, or from where to where hours run if these are many."""
    heading(out, f"Hours of mentors, means over {plural(outcomes['replication'].nunique(), 'replication')}")
    if not hours.few(outcomes, factors):
        paragraph(out, hours.range_said(outcomes), indent="  ")
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


def way_out(experiment, outcomes, results) -> str:
    """The command for the same arms at equal hours, with a budget that all of them can spend."""
    budget = results.resolved["parameters"]["meetings.hours_budget"]
    common = hours.common_hours(outcomes, results.resolved)
    less = ["--set", f"meetings.hours_budget={common:.2g}"] if common < budget else []
    given = [part for change in experiment.changes if change.key != "replications" for part in ("--set", change.told)]
    command = shlex.join(["mentorsim", "sweep", experiment.source or experiment.name, "--equal-hours", *less, *given])
    return f"The same arms at equal hours: {command}"


def equalised(experiment):
    """The experiment with the same arms at equal hours, under a name of its own."""
    if all(arm.parameters.meetings.budget == "equal_hours" for arm in arms(experiment)):
        notice(f"{experiment.name}: all arms have equal hours already; --equal-hours changes nothing")
        return experiment
    name = f"{experiment.name}{SUFFIX}"
    values = {"budget": "equal_hours", "name": name}
    changed = experiment.with_changes([Change("--equal-hours", key, value) for key, value in values.items()])
    p = arms(changed)[0].parameters
    notice(f"All arms at equal hours: {p.meetings.hours_budget:g} hours a week for each mentor of week 0 "
           f"(meetings.hours_budget), {number(changed.weeks * p.meetings.hours_budget * p.people.mentors, 0)} in all "
           f"where there are {p.people.mentors:,}; results go to {name}, beside those at their own hours")  # fmt: skip
    return changed
