"""`mentorsim export`: tables as CSV."""

import click

from mentorsim.cli import options


@click.command()
@click.argument("results")
@click.option("--csv", "as_csv", is_flag=True, required=True, help="As comma-separated values, UTF-8, empty for null.")
@click.option("--table", "tables", multiple=True, metavar="T", help="Only this table; may be repeated.")
@click.option("--out", metavar="DIR", help="Where to; without it, the folder csv in RESULTS.")
@options.plugins
@click.pass_context
def export(ctx, results, as_csv, tables, out):
    """Write the tables of a results folder as files for those who have no Parquet.

    Numbers are written in full, so they come back to the last bit. A text that a spreadsheet would take for a formula
    gets a quote in front. The exit code is 1 if rows of some runs are missing.

    \b
    Examples:
      mentorsim export results/quickstart --csv
      mentorsim export results/quickstart --csv --table outcomes --out tables
    """
    from mentorsim import files
    from mentorsim.cli.show import notice, size
    from mentorsim.cli.status import tell_state
    from mentorsim.store import parquet
    from mentorsim.store import results as store

    folder = store.open_results(results)
    for name in tables:
        folder.check_kept(name)
    target = files.place(out) if out else folder.path / "csv"
    for name in tables or folder.readable():
        path = target / f"{name}.csv"
        parquet.write_csv(path, folder.batches(name))
        notice(f"{path} ({size(path.stat().st_size)})")
    gaps = folder.gaps()
    tell_state(folder, gaps)
    if gaps:
        ctx.exit(1)
