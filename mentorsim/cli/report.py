"""`mentorsim report`: a results folder as one page."""

import click

from mentorsim.cli import options


@click.command()
@click.argument("results")
@click.option(
    "--out",
    metavar="FILE.html",
    help="Where to write it; without it, report.html in the results folder.",
)
@options.plugins
def report(results, out):
    """Write one self-contained HTML page: question, answer, figures, tables, methods, provenance.

    RESULTS is the folder of a sweep, also of one that still runs, of a validation, of a calibration, of claims, of
    a search for thresholds or of a plan. The page opens offline and prints well.

    \b
    Examples:
      mentorsim report results/quickstart
      mentorsim report results/quickstart --out answer.html
    """
    from mentorsim import report as pages
    from mentorsim.cli.show import notice, notices_of, size
    from mentorsim.files import place
    from mentorsim.plan import folder as plans
    from mentorsim.plan.names import is_plan
    from mentorsim.store import results as store
    from mentorsim.threshold import folder as thresholds
    from mentorsim.threshold.names import is_threshold

    if is_threshold(place(results)):
        written = thresholds.write(place(results), place(out) if out else place(results) / pages.NAME)
    elif is_plan(place(results)):
        written = plans.write(place(results), place(out) if out else place(results) / pages.NAME)
    elif pages.page_of(place(results)):
        written = pages.write(results, out)
    else:
        folder = store.open_results(results)
        folder.verify()
        written = pages.write(folder, out)
        notices_of(folder)
    notice(f"Report: {written} ({size(written.stat().st_size)}); open it in a browser, no network needed")
