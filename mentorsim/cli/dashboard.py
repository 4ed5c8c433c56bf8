"""`mentorsim dashboard`: explore, compare, open results, in the browser."""

import click

from mentorsim.cli import options

RESULTS = "results"  # need not be there yet: worlds can be explored without


@click.command()
@click.argument("results", default=RESULTS)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, metavar="P", help="8765 without it; 0: any free.")
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="Without it, this machine alone may come in.")
@click.option("--browser/--no-browser", default=True, help="Open a browser window.")
@options.plugins
def dashboard(results, port, host, browser):
    """Open the dashboard: explore a world, compare two, look into experiments.

    RESULTS is the folder below which results may be opened (without it, results), or one results folder. The server
    listens on this machine alone, unless --host says otherwise: then whoever reaches it may use it. Policies of a
    plug-in can be chosen like all others. Stop it with Ctrl-C.

    \b
    Examples:
      mentorsim dashboard
      mentorsim dashboard results/quickstart --port 9000
      mentorsim dashboard --no-browser
      mentorsim dashboard --plugin my_policy.py
    """
    from mentorsim.cli import show
    from mentorsim.dashboard.server import serve
    from mentorsim.errors import BadInput, as_place
    from mentorsim.files import place
    from mentorsim.places import is_folder

    if results != RESULTS and not is_folder(place(results)):
        raise BadInput(f"{as_place(results)}: found no such folder, expected results, or a folder of results folders")
    show.compile_if_cold()
    serve(results, host, port, browser)
