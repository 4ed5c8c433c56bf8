"""The command line: parse, call, print.

What takes long to import stands inside the commands, so that `--help` is there at once. Exit codes: 0 done, 1 done with
failed or missing runs, 2 bad input, 3 stopped by --time-limit with runs left, 130 interrupted, 143 and 129 ended by
SIGTERM and SIGHUP, 141 nobody reads the output.
"""

import re
import shutil
import sys
import textwrap

import click

from mentorsim import __version__
from mentorsim.cli import options, streams
from mentorsim.cli.calibrate import calibrate
from mentorsim.cli.check import check
from mentorsim.cli.claims import claims
from mentorsim.cli.compare import compare
from mentorsim.cli.dashboard import dashboard
from mentorsim.cli.export import export
from mentorsim.cli.export_page import export_page
from mentorsim.cli.listing import listing, schema
from mentorsim.cli.migrate import migrate
from mentorsim.cli.new import new
from mentorsim.cli.plan import plan
from mentorsim.cli.replay import replay
from mentorsim.cli.report import report
from mentorsim.cli.reproduce import reproduce
from mentorsim.cli.run import run
from mentorsim.cli.sensitivity import sensitivity
from mentorsim.cli.status import status
from mentorsim.cli.sweep import sweep
from mentorsim.cli.threshold import threshold
from mentorsim.cli.validate import validate

INTERRUPTED = 130
WIDEST = 100  # characters of a line on a terminal


class Refused(click.ClickException):
    """Bad input: every line of the message on stderr, exit code 2."""

    exit_code = 2

    def show(self, file=None):
        width = min(WIDEST, shutil.get_terminal_size().columns) if sys.stderr.isatty() else None
        for line in self.message.splitlines():
            click.echo(laid_out(f"error: {line}", width), err=True)


def laid_out(line: str, width: int | None) -> str:
    """A line cut into lines of at most so many characters, if a width is given; words stay whole."""
    if width is None:
        return line
    return textwrap.fill(line, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def by_options(message: str, command: click.Command) -> str:
    """A message that calls the arguments of our functions as the command does: `--seed: found …`."""
    options = {name for param in command.params for name in param.opts}

    def called(argument):
        option = f"--{argument[0].replace('_', '-')}"
        return option if option in options else argument[0]

    return re.sub(r"^\w+(?=: )", called, message, flags=re.MULTILINE)


class Commands(click.Group):
    """A group in which bad input and interrupts end a command without a traceback."""

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(INTERRUPTED)
        except ValueError as error:
            from mentorsim.errors import BadInput

            if isinstance(error, BadInput):
                raise Refused(by_options(str(error), self.commands[ctx.invoked_subcommand])) from None
            raise


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mentorsim")
def cli():
    """A laboratory of mentoring: who is matched with whom, how mentors withdraw, what becomes of everybody.

    An experiment is a TOML file, or the name of a shipped one (`mentorsim list experiments`).

    \b
    Examples:
      mentorsim run                       one world, one summary
      mentorsim sweep quickstart          organisation and network compared, policy by policy
      mentorsim list matching             what there is to choose from
    """


for command in (
    run,
    sweep,
    report,
    check,
    status,
    compare,
    reproduce,
    replay,
    export,
    export_page,
    dashboard,
    listing,
    schema,
    new,
    migrate,
    sensitivity,
    threshold,
    plan,
    validate,
    calibrate,
    claims,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line, in a process of its own."""
    streams.guard()
    try:
        try:
            cli(prog_name="mentorsim", obj=options.OWN_PROCESS)
        finally:
            sys.stdout.flush()
    except streams.Lost as lost:
        sys.stdout = sys.stdout.stream  # which Python flushes once more at its end
        if lost.nobody_reads:
            sys.exit(streams.NOBODY_READS)
        Refused(str(lost)).show()
        sys.exit(Refused.exit_code)
