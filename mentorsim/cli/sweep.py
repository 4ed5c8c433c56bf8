"""`mentorsim sweep`: all runs of an experiment, and its arms compared."""

import shlex
from collections import Counter
from pathlib import Path

import click

from mentorsim.cli import options

MOST_REASONS = 10


@click.command()
@options.config
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; without it, one per core.")
@click.option(
    "--executor", type=click.Choice(["local", "dask"]), default="local", help="Where: processes here, or Dask."
)
@click.option("--scheduler", metavar="ADDRESS", help="A running Dask scheduler, such as tcp://10.0.0.1:8786.")
@click.option("--shard", metavar="I/N", help="Only the I-th of N equal parts; parts may run at once in one folder.")
@click.option("--replications", type=int, metavar="N", help="How many, instead of the experiment's.")
@click.option(
    "--out", type=options.path, metavar="DIR", help="The results folder; without it, results/<name of the experiment>."
)
@click.option("--retry", type=click.Choice(["failed"]), help="Do runs again that failed or crashed.")
@click.option("--accept-code-change", is_flag=True, help="Go on in a folder that other code began; rows tell which.")
@options.sets
@options.plugins
@click.pass_context
def sweep(ctx, config, workers, executor, scheduler, shard, replications, out, retry, accept_code_change, sets):
    """Do all runs of an experiment that are not in its results folder yet, and compare its arms.

    CONFIG is a TOML file or a shipped experiment. Stop it at any time: the same command goes on where it was. The exit
    code is 1 if runs have failed.

    \b
    Examples:
      mentorsim sweep quickstart
      mentorsim sweep quickstart --replications 30
      mentorsim sweep experiment.toml --set people.mentees=200 --out results/large
      mentorsim sweep quickstart --retry failed
      mentorsim sweep policies --shard 2/8                 one task of a job array of eight
      mentorsim sweep policies --executor dask --scheduler tcp://10.0.0.1:8786
    """
    from mentorsim.analysis.stops import stops_said
    from mentorsim.cli import comparison, show
    from mentorsim.experiment.sweep import experiment_of, part_of, processes_of

    experiment = experiment_of(config, sets, replications=replications)
    part_of(experiment, shard)  # what cannot be is refused before anything is announced
    processes_of(executor, workers, scheduler)
    folder = Path(out) if out else Path("results") / experiment.name
    results = swept(
        ctx, experiment, folder, workers, executor=executor, scheduler=scheduler, shard=shard,
        retry_failed=retry is not None, accept_code_change=accept_code_change,
    )  # fmt: skip
    console = show.console()
    if (results.outcomes["status"] == "done").any():
        comparison.compare(console, experiment, results)
    for line in results.notices:
        show.notice(line)
    if experiment.stop:
        show.notice(f"\nstop: {stops_said(results)}")
    if experiment.until:
        show.notice(f"\n{decision(results.manifest['until'])}")
    show.notice(f"\nResults: {folder} ({', '.join(f'{name}.parquet' for name in results.kept())})")
    show.notice(f"All of it as one page, with figures: {shlex.join(['mentorsim', 'report', str(folder)])}")
    if tell_failures(results.status()["errors"]):
        ctx.exit(1)


def swept(ctx, experiment, folder: Path, workers: int | None, **how):
    """The results of a sweep, with its announcement and progress; an interrupt ends the command with 130."""
    from mentorsim.cli import show
    from mentorsim.cli.progress import progress
    from mentorsim.experiment.executor import cores
    from mentorsim.experiment.sweep import sweep as sweep_all

    workers = workers or cores()
    announce(experiment, folder, workers)
    show.compile_if_cold()
    try:
        with progress() as told:
            return sweep_all(experiment, workers=workers, out=folder, progress=told, watch=told.watch, **how)
    except KeyboardInterrupt:
        tell_how_to_go_on(folder)
        ctx.exit(130)


def announce(experiment, folder: Path, workers: int) -> None:
    """What is about to be done."""
    from mentorsim import store
    from mentorsim.cli.show import notice, plural
    from mentorsim.experiment.design import arms
    from mentorsim.parameters import GIVEN

    count = len(arms(experiment))
    there = len(store.Results(folder).statuses()) if (folder / "resolved.json").is_file() else 0
    until = f" at first, at most {experiment.until.max:,} replications" if experiment.until else ""
    size = f"{plural(count, 'arm')} × {plural(experiment.replications, 'replication')}"
    notice(f"{experiment.name}: {size} = {plural(count * experiment.replications, 'run')} of "
           f"{plural(experiment.weeks, 'week')}{until}, {plural(workers, 'worker')}"
           + (f"; {plural(there, 'run')} in {folder} already" if there else ""))  # fmt: skip
    given = experiment.overrides.get(GIVEN)
    for file, columns in given.left_out.items() if given else ():
        notice(f"Left out of the {file}: {', '.join(columns)}")


def decision(until: dict) -> str:
    """What the stopping rule said."""
    from mentorsim.cli.show import plural
    from mentorsim.printing import shortest, significant

    rule, last = until["rule"], until["looks"][-1]
    width = "undefined" if last["half_width"] is None else f"±{significant(last['half_width'])}"
    why = "is narrow enough" if until["decision"] == "reached" else "is still too wide, but that is the most"
    return (f"After {plural(last['replications'], 'replication')} the widest interval of {rule['outcome']}, {width} in "
            f"{last['arm']}, {why} (wanted: ±{shortest(rule['half_width'])}, at most {rule['max']:,}).")  # fmt: skip


def tell_how_to_go_on(folder: Path) -> None:
    """What is kept after an interrupt."""
    import sys

    from mentorsim import store
    from mentorsim.cli.show import notice, plural

    there = len(store.Results(folder).statuses()) if (folder / "resolved.json").is_file() else 0
    command = shlex.join(["mentorsim", *sys.argv[1:]])
    notice(f"\nInterrupted. {plural(there, 'run')} kept in {folder}; the same command does the rest:\n  {command}")


def tell_failures(errors: list[dict]) -> bool:
    """Why runs failed, if any did: each reason with its runs."""
    from mentorsim.cli.show import notice, plural

    if not errors:
        return False
    notice(f"\n{plural(len(errors), 'run')} failed:")
    reasons = Counter(error["error"] for error in errors)
    for reason, count in reasons.most_common(MOST_REASONS):
        first = next(error for error in errors if error["error"] == reason)
        notice(f"  {plural(count, 'run')}, such as {first['arm']}, replication {first['replication']}: {reason}")
    return True
