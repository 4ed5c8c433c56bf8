"""Options that several commands have."""

import os

import click

OWN_PROCESS = "own process"  # the context's object if the process is the command line's own, and may start others
LONGEST_NAME, LONGEST_PATH = 255, 4095  # bytes, of a file's name and of its path


class PathText(click.ParamType):
    """The path of something that is there or not, but could be."""

    name = "path"

    def convert(self, value, param, ctx):
        """The path as it is."""
        encoded = os.fsencode(value)
        longest = max(map(len, encoded.split(b"/")))
        if b"\0" in encoded:
            self.fail("found a null character, expected a path", param, ctx)
        if longest > LONGEST_NAME or len(encoded) > LONGEST_PATH:
            self.fail(f"found a name of {longest:,} bytes, expected at most {LONGEST_NAME}", param, ctx)
        if encoded.decode("utf-8", "ignore").encode() != encoded:
            self.fail("found bytes that are no text in UTF-8, expected a path that is", param, ctx)
        return value


path = PathText()
config = click.argument("config", type=path)
sets = click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a parameter, or a key of [experiment]; may be repeated. A factor of the design is held at the value.",
)


def load_plugins(ctx, param, names):
    """Load plug-ins before anything else of the command line is looked at."""
    if names:
        from mentorsim import plugins

        plugins.load(names)


plugins = click.option(
    "--plugin",
    type=path,
    multiple=True,
    metavar="MODULE",
    expose_value=False,
    is_eager=True,
    callback=load_plugins,
    help="A module or .py file with policies or indicators of your own; may be repeated.",
)
out = click.option("--out", type=path, metavar="DIR", help="The results folder.")
