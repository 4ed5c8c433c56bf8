"""Options that several commands have."""

import click

OWN_PROCESS = "own process"  # the context's object if the process is the command line's own, and may start others

config = click.argument("config")
sets = click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a parameter, or a key of [experiment]; may be repeated. A factor of the design is held at the value.",
)

worlds = click.option(
    "--worlds",
    metavar="W[:N]",
    help="Every arm in plausible worlds, into results/<name>-worlds: plausible, or a calibration's ensemble.csv; N of "
    "them.",
)


def load_plugins(ctx, param, names):
    """Load plug-ins before anything else of the command line is looked at."""
    if names:
        from mentorsim import plugins

        plugins.load(names)


plugins = click.option(
    "--plugin",
    multiple=True,
    metavar="MODULE",
    expose_value=False,
    is_eager=True,
    callback=load_plugins,
    help="A module or .py file with policies or indicators of your own; may be repeated.",
)
out = click.option("--out", metavar="DIR", help="The results folder.")
