"""`mentorsim export-page`: an experiment as one interactive page."""

import click

from mentorsim.cli import options


@click.command("export-page")
@click.argument("results")
@click.option(
    "--out",
    metavar="FILE.html",
    help="Where to write it; without it, page.html in the results folder. A file that is no such page is not replaced.",
)
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    metavar="Y",
    help="An indicator to have on it, in place of those of the experiment; may be repeated.",
)
@options.plugins
def export_page(results, out, outcomes):
    """Write one interactive HTML page: weeks to play, arms to compare, maps to pick them from.

    RESULTS is the folder of a sweep, also of one that still runs. The page opens from a mail or a disk, without a
    server or a network; what is looked at stands in its address.

    \b
    Examples:
      mentorsim export-page results/quickstart
      mentorsim export-page results/quickstart --out quickstart.html --outcome g_unassisted --outcome r_mentoring
    """
    from mentorsim.cli.show import notice, notices_of, size
    from mentorsim.report import interactive
    from mentorsim.store import results as store

    interactive.check_kind(results)
    folder = store.open_results(results)
    folder.verify()
    written = interactive.write(folder, out, outcomes)
    notices_of(folder)
    notice(f"Page: {written} ({size(written.stat().st_size)}); open it in a browser, no server or network needed")
