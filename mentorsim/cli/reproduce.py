"""`mentorsim reproduce`: do runs again and compare them with what is stored."""

import click

from mentorsim.cli import options

MOST_FAULTS = 20  # differences


@click.command()
@click.argument("results")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Only N runs, from all over the design.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; without it, one per core.")
@options.plugins
@click.pass_context
def reproduce(ctx, results, sample, workers):
    """Do the runs of a results folder again and compare every value of its tables.

    On the platform that made them all bits have to be the same; elsewhere whole numbers and texts, and numbers to 1e-9
    of their size. Says which code, versions and machine differ. The exit code is 0 only if nothing else does.

    \b
    Examples:
      mentorsim reproduce results/quickstart
      mentorsim reproduce results/quickstart --sample 20
    """
    from mentorsim.cli import show
    from mentorsim.cli.progress import counted
    from mentorsim.experiment.executor import cores
    from mentorsim.experiment.reproduce import reproduce as do_again
    from mentorsim.store import results as store

    folder = store.open_results(results)
    show.compile_if_cold(whole=True)
    report = do_again(folder, sample, workers or cores(), counted())
    tell_origin(report)
    show.notices_of(folder)
    everything = show.plural(report.compared, "run")
    if report.identical:
        how = "to the last bit" if report.exact else "whole numbers and texts alike, numbers to 1e-9"
        show.console().print(f"{everything} done again, and the same: {how}.")
        return
    for name in report.altered:
        show.console().print(f"{name}.parquet is not as it was written: its digest is another.", style="bold")
    runs = {one.run_id for one in report.differences}
    show.console().print(f"{everything} done again, {len(runs):,} not the same{':' if runs else '.'}", style="bold")
    if runs:
        tell_differences(report.differences)
    ctx.exit(1)


def tell_origin(report) -> None:
    """What is not as it was when the folder was made."""
    from mentorsim.cli.show import notice

    if report.code:
        notice(f"The model's code has changed since: {', '.join(report.code)}")
    for name, (then, now) in report.machine.items():
        if isinstance(now, list):
            lost, new = sorted(set(then) - set(now)), sorted(set(now) - set(then))
            notice(f"{name}: without {', '.join(lost) or 'none'}, now with {', '.join(new) or 'none'}")
        else:
            notice(f"{name}: {then} then, {now} now")
    if report.machine:
        notice("Another platform than the one that made it: numbers may differ by 1e-9 of their size.")


def tell_differences(differences) -> None:
    """The first of them, and how many there are."""
    from mentorsim.cli import show

    columns = [("run", "name"), ("arm", "left"), ("table", "name"), ("column", "name"), ("row", "right"),
               ("stored", "right"), ("again", "right"), ("", "name")]  # fmt: skip
    rows = [
        (
            one.run_id[:8],
            f"{one.arm}, replication {one.replication}",
            one.table,
            one.column,
            one.row,
            written(one.stored),
            written(one.again),
            "another path" if one.diverged else "rounding",
        )
        for one in differences[:MOST_FAULTS]
    ]
    out = show.console()
    show.grid(out, columns, rows)
    if len(differences) > MOST_FAULTS:
        more = len(differences) - MOST_FAULTS
        out.print(f"  and {more:,} more (of each run, the first few are counted)", style="dim")


def written(value) -> str:
    """A value in full."""
    return "null" if value is None else f"{value:.17g}" if isinstance(value, float) else str(value)
