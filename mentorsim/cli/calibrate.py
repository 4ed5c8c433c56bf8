"""`mentorsim calibrate`: which values of named parameters the patterns marked `C` leave possible."""

import textwrap
from pathlib import Path

import click

WORDS = 22  # letters of a cell of words, so that tables fit 80 columns
NARROW = 18
WIDTH = 80


def whole(option: str, what: str):
    """An option that is a whole number, instead of the file's."""
    return click.option(option, type=int, metavar="N", help=f"{what}, instead of the file's.")


@click.command()
@click.argument("config")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; without it, one per core.")
@click.option("--out", metavar="FOLDER", help="Where all is kept; without it, results/<name>.")
@whole("--waves", "Waves at most")
@whole("--points", "Parameter sets in a wave")
@whole("--replications", "Replications of every set")
@click.option("--json", "as_json", is_flag=True, help="What was found, as JSON.")
@click.option("--discard-runs", is_flag=True, help="Remove the runs of each wave once it is done: they are large.")
@click.option("--accept-code-change", is_flag=True, help="Go on in a folder that other code began.")
@click.pass_context
def calibrate(ctx, config, workers, out, waves, points, replications, as_json, discard_runs, accept_code_change):
    """Find the parameter sets that published patterns leave possible: an ensemble, not a best fit.

    CONFIG is a TOML file, or the shipped `plausible`. By history matching: in each wave, sets spread over what is left
    are simulated and emulated, and what is implausible is ruled out, given how sure the evidence, the simulation and
    the model are (docs/calibration.md). Only patterns to calibrate by (C) are looked at; those to validate by (V) are
    not read. Stop it at any time: the same command goes on where it was.

    \b
    Examples:
      mentorsim calibrate plausible
      mentorsim calibrate calibration.toml --waves 2 --points 64 --replications 2
      mentorsim calibrate calibration.toml --out results/narrow --json
    """
    from mentorsim import report
    from mentorsim.calibration import folder as folders
    from mentorsim.calibration.plan import load
    from mentorsim.cli import show
    from mentorsim.cli.sweep import swept, tell_failures
    from mentorsim.files import place

    plan = load(config).with_given(waves=waves, points=points, replications=replications)
    folder = place(out or Path("results") / plan.name)
    announce(plan, folder, workers)

    def sweep(experiment, path):
        return swept(ctx, experiment, path, workers, accept_code_change=accept_code_change)

    told, errors = folders.calibrate(plan, folder, sweep, show.notice, accept_code_change, discard_runs)
    page = report.write(folder)
    if as_json:
        show.print_json(told)
    else:
        tell(show.console(), told)
        show.notice(f"\nResults: {folder} ({', '.join(written(folder))}); as a page: {page}")
    if tell_failures(errors):
        ctx.exit(1)


def written(folder: Path) -> list[str]:
    """The files to look at."""
    from mentorsim.calibration import folder as folders

    return [name for name in (folders.NAME, folders.ENSEMBLE, folders.CENTRAL) if (folder / name).is_file()]


def announce(plan, folder: Path, workers: int | None) -> None:
    """How much is to be run, and about how long that takes."""
    from mentorsim.calibration.worlds import Worlds
    from mentorsim.cli import show
    from mentorsim.experiment.executor import cores
    from mentorsim.experiment.pilot import pilot
    from mentorsim.experiment.sweep import Plan

    show.compile_if_cold(whole=True)
    worlds = Worlds(plan, folder, sweep=None)
    middle = plan.values(plan.rounded(plan.shares([[one.may.at(0.5) for one in plan.dimensions]])))
    seconds, size, runs = 0.0, 0.0, 0
    for task in worlds.tasks:
        one = Plan(task.experiment(plan, middle, 1))
        run, control = pilot(one)
        runs += len(one)
        seconds += len(one) * run.seconds + len(set(one.controls)) * plan.replications * control.seconds
        size += len(one) * run.bytes
    show.notice(
        f"{plan.name}: {show.plural(len(plan.dimensions), 'parameter')}, {show.plural(len(plan.patterns), 'pattern')}, "
        f"{show.plural(len(worlds.tasks), 'scenario')}; at most {show.plural(plan.waves, 'wave')} of "
        f"{show.plural(plan.points, 'point')}, {show.plural(runs, 'run')} each"
    )
    wave = seconds * plan.points / (workers or cores())
    show.notice(
        f"A point takes about {show.duration(seconds)} of computing; a wave from scratch about {show.duration(wave)} "
        f"and {show.size(size * plan.points)} of disk, all waves {show.duration(wave * plan.waves)} at most"
    )


def tell(out, told: dict) -> None:
    """What was found: the answer, what is left of ranges, what each pattern ruled out, what it was held against."""
    from mentorsim.calibration import wording
    from mentorsim.cli.show import grid, heading

    heading(out, f"Calibration {told['name']}")
    say(out, wording.answer(told))
    heading(out, "What is left of each parameter")
    grid(
        out,
        [("parameter", "left"), ("range", "left"), ("5 to 95 % left", "left"), ("central", "right"), ("by", "left")],
        [(narrow(name), *cells, folded(by, NARROW)) for name, *cells, by in wording.range_rows(told)],
    )
    for wave in told["waves"]:
        rows = wording.ruled_rows(wave)
        heading(out, wording.wave_title(wave))
        if rows:
            grid(out, [("pattern", "left"), ("rules out", "right"), ("alone", "right"), ("by values of", "left")], rows)
        else:
            say(out, "No pattern ruled out anything.")
    heading(out, "What it was held against")
    sides = zip(wording.OUTPUTS, ("left", "left", "right", "right", "left"), strict=True)
    grid(out, list(sides), [(folded(what, WORDS), *cells) for what, *cells in wording.output_rows(told)])
    out.print()
    say(out, wording.note(told))
    found = wording.uninformed(told)
    if found:
        out.print()
        say(out, found)


def say(out, text: str) -> None:
    """A paragraph of at most WIDTH columns."""
    from mentorsim.cli.ascii import spelled

    for line in textwrap.wrap(spelled(text, out.encoding), WIDTH - 2):
        out.print(f"  {line}")


def folded(text: str, width: int) -> str:
    """Text in lines of at most so many letters."""
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


def narrow(path: str) -> str:
    """A parameter's path in lines, broken behind its setting and its group if it is long."""
    setting, colon, rest = path.rpartition(": ")
    lines = [f"{setting}:"] if colon else []
    group, dot, leaf = rest.partition(".")
    return "\n".join([*lines, *([rest] if len(rest) <= WORDS else [f"{group}{dot}", f"  {leaf}"])])
