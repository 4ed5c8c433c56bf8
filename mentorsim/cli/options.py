"""Options that several commands have."""

import click

config = click.argument("config")
sets = click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a parameter, or a key of [experiment]; may be repeated. A factor of the design is held at the value.",
)
out = click.option("--out", metavar="DIR", help="The results folder.")
