"""`mentorsim compare`: what a factor does, paired, with effect sizes and a ranking; or two results folders."""

import click

from mentorsim.cli import options

COMPONENTS = "components"


@click.command()
@click.argument("results")
@click.argument("other", required=False)
@click.option("--factor", metavar="F", help="What the arms to compare differ in; `components` takes the "
              "difference between two settings apart.")  # fmt: skip
@click.option("--outcome", "outcomes", multiple=True, metavar="Y",
              help="An indicator (`mentorsim list indicators`); may be repeated.")  # fmt: skip
@click.option("--by", multiple=True, metavar="G", help="Compare within each level of this factor; may be repeated.")
@click.option("--persons", "columns", multiple=True, metavar="C", help="Also the share of persons better off by "
              "this column of the table people, such as progress_end; may be repeated.")  # fmt: skip
@click.option("--for-whom", "for_whom", is_flag=True,
              help="Who gains more than others: subgroups of persons; Y is of the table people.")  # fmt: skip
@click.option("--figure", metavar="FILE", help="With --for-whom, also the figure (.html, .png, .svg, .pdf).")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of objects, one per contrast or subgroup.")
@options.plugins
def compare(results, other, factor, outcomes, by, columns, for_whom, figure, as_json):
    """Compare the arms of a sweep, or two sweeps: which is better, by how much, how sure.

    RESULTS is the folder of a sweep, also of one that still runs. Every level of the factor is held against its first,
    within replications, in which the same people have the same luck. Factors that are not named are averaged over.

    With OTHER, a second folder, its arms are held against those of the same name in RESULTS: paired by replication
    where the seeds are the same. Without --outcome, by all that both experiments name.

    With --for-whom, persons are compared, the same ones in both arms: how far effects lie apart, and which subgroups,
    by what people begin with, differ in them beyond luck. Without --factor, mentoring is held against none.

    \b
    Examples:
      mentorsim compare results/quickstart --factor setting --outcome g_unassisted
      mentorsim compare results/quickstart --factor withdrawal.policy --outcome delivered --by setting
      mentorsim compare results/goals --factor goals.policy --outcome delivered --persons progress_end
      mentorsim compare results/components --factor components --outcome r_mentoring
      mentorsim compare results/for-whom --factor withdrawal.policy --outcome performance_52 --for-whom
      mentorsim compare results/before results/after --outcome g_unassisted
    """
    if other is not None:
        refuse({"--factor": factor, "--by": by, "--persons": columns, "--for-whom": for_whom})
        of_two(results, other, list(outcomes), as_json)
        return
    if figure and not for_whom:
        raise click.UsageError("--figure is of --for-whom.")
    if for_whom:
        if not outcomes or columns:
            raise click.UsageError("--for-whom needs --outcome, and no --persons.")
        of_persons(results, factor, outcomes, list(by), figure, as_json)
        return
    for name, value in (("--factor", factor), ("--outcome", outcomes)):
        if not value:
            raise click.UsageError(f"Missing option '{name}', or a second folder.")
    from mentorsim.analysis.comparison import compare as all_of
    from mentorsim.analysis.hours import of_results as hours_of
    from mentorsim.analysis.hours import with_hours
    from mentorsim.analysis.outcomes import check_outcomes, outcomes_of
    from mentorsim.analysis.tradeoff import of_results
    from mentorsim.cli import comparison, hours, reproduction, show
    from mentorsim.store.results import open_results

    folder = open_results(results)
    folder.verify()
    show.notices_of(folder)
    table, hours_spent = outcomes_of(folder), hours_of(folder)
    if factor == COMPONENTS:
        check_outcomes(table, outcomes)
        of_components(table, outcomes, as_json)
        return
    found = all_of(table, factor, list(outcomes), by)
    off = {column: of_results(results, factor, column, list(by)) for column in columns}
    if as_json:
        rows = [records(one, factor=factor, persons=column) for column, one in off.items()]
        found = found if hours_spent is None else with_hours(found, hours_spent, factor, by)
        show.print_json([*records(found), *(row for each in rows for row in each)])
        return
    out = show.console()
    if hours_spent is not None:
        hours.of_factor(out, hours_spent, folder, factor, list(by))
    comparison.of_factor(out, table, factor, list(outcomes), list(by), found)
    reproduction.print_forms(out, table, factor, outcomes)
    for column, one in off.items():
        comparison.persons(out, factor, list(by), column, one)


def refuse(options: dict) -> None:
    """An error for the first option that was given. options: {name: value} of those of a single folder."""
    for name, value in options.items():
        if value:
            raise click.UsageError(f"{name} is about the arms of one folder; leave it or the second folder out.")


def of_two(results, other, outcomes, as_json: bool) -> None:
    """Two folders, arm by arm."""
    from mentorsim.analysis.comparison import of_two as compared
    from mentorsim.cli import comparison, show
    from mentorsim.store.results import open_results

    folders = [open_results(one) for one in (results, other)]
    for folder in folders:
        folder.verify()
    show.notices_of(*folders)
    found = compared(*folders, outcomes or None)
    if as_json:
        show.print_json(records(found))
        return
    comparison.of_card(show.console(), found.card())


def of_persons(results, factor, outcomes, by: list, figure, as_json: bool) -> None:
    """Who gains more than others."""
    from mentorsim.analysis import whom
    from mentorsim.cli import for_whom, show
    from mentorsim.store.results import open_results

    folder = open_results(results)
    folder.verify()
    show.notices_of(folder)
    found = [told for name in outcomes for told in whom.for_whom(folder, factor, name, by)]
    if figure:
        for_whom.draw(found, figure)
    if as_json:
        show.print_json(without_nan([row for told in found for row in whom.rows(told)]))
        return
    for_whom.tell(show.console(), found)


def without_nan(rows: list[dict]) -> list[dict]:
    """Rows as JSON takes them: null for what is undefined."""
    plain = ({name: getattr(value, "item", lambda value=value: value)() for name, value in row.items()} for row in rows)
    return [{name: None if value != value else value for name, value in row.items()} for row in plain]


def of_components(table, outcomes, as_json: bool) -> None:
    """A difference between two settings taken apart, outcome by outcome."""
    from mentorsim.analysis.decomposition import decompose
    from mentorsim.cli import comparison, show

    if as_json:
        rows = [records(decompose(table, name), factor=COMPONENTS, outcome=name) for name in outcomes]
        show.print_json([row for each in rows for row in each])
        return
    for name in outcomes:
        comparison.decomposition(show.console(), table, name)


def records(table, **more) -> list[dict]:
    """Rows as JSON takes them: null for what is undefined."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [
        more | {name: getattr(value, "item", lambda value=value: value)() for name, value in row.items()}
        for row in rows
    ]
