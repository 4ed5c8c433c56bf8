"""`mentorsim sweep`: all runs of an experiment, and its arms compared."""

import shlex
from collections import Counter
from pathlib import Path

import click

from mentorsim.cli import ending, options

MOST_REASONS = 10
TIME_IS_UP = 3  # exit code


@click.command()
@options.config
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; without it, one per core.")
@click.option(
    "--executor", type=click.Choice(["local", "dask"]), default="local", help="Where: processes here, or Dask."
)
@click.option("--scheduler", metavar="ADDRESS", help="A running Dask scheduler, such as tcp://10.0.0.1:8786.")
@click.option("--shard", metavar="I/N", help="Only the I-th of N equal parts; parts may run at once in one folder.")
@click.option("--replications", type=int, metavar="N", help="How many, instead of the experiment's.")
@click.option("--out", metavar="DIR", help="The results folder; without it, results/<name of the experiment>.")
@click.option("--retry", type=click.Choice(["failed"]), help="Do runs again that failed or crashed.")
@click.option("--time-limit", metavar="TIME", help="Begin no run after this time, such as 90s, 30m or 2h.")
@click.option("--accept-code-change", is_flag=True, help="Go on in a folder that other code began; rows tell which.")
@click.option("--equal-hours", is_flag=True, help="The same arms at equal hours, into results/<name>-equal-hours.")
@options.worlds
@options.sets
@options.plugins
@click.pass_context
def sweep(
    ctx,
    config,
    workers,
    executor,
    scheduler,
    shard,
    replications,
    out,
    retry,
    time_limit,
    accept_code_change,
    equal_hours,
    worlds,
    sets,
):
    """Do all runs of an experiment that are not in its results folder yet, and compare its arms.

    CONFIG is a TOML file or a shipped experiment. Stop it at any time: the same command goes on where it was. The exit
    code is 1 if runs have failed or are missing, 3 if the time limit left some, 130, 143 or 129 after an interrupt,
    SIGTERM or SIGHUP; what is done is kept in each case.

    \b
    Examples:
      mentorsim sweep quickstart
      mentorsim sweep quickstart --replications 30
      mentorsim sweep quickstart --equal-hours
      mentorsim sweep quickstart --worlds plausible:20   each arm in 20 plausible worlds
      mentorsim sweep experiment.toml --set people.mentees=200 --out results/large
      mentorsim sweep quickstart --retry failed
      mentorsim sweep policies --shard 2/8 --time-limit 2h   one task of a job array of eight
      mentorsim sweep policies --executor dask --scheduler tcp://10.0.0.1:8786
    """
    from mentorsim.analysis.stops import stops_sentence
    from mentorsim.cli import comparison, hours, reproduction, show
    from mentorsim.experiment.limits import Limit
    from mentorsim.experiment.sweep import experiment_of, in_worlds, part_of, processes_of
    from mentorsim.files import place

    experiment = in_worlds(experiment_of(config, sets, replications=replications), worlds)
    experiment = hours.equalised(experiment) if equal_hours else experiment
    part_of(experiment, shard)  # what cannot be is refused before anything is announced
    processes_of(executor, workers, scheduler)
    Limit(time_limit)
    folder = place(out or Path("results") / experiment.name)
    results = swept(
        ctx,
        experiment,
        folder,
        workers,
        executor=executor,
        scheduler=scheduler,
        shard=shard,
        retry_failed=retry is not None,
        accept_code_change=accept_code_change,
        time_limit=time_limit,
    )
    console = show.console()
    if (results.outcomes["status"] == "done").any():
        hours.of_sweep(console, experiment, results)
        comparison.compare(console, experiment, results)
        reproduction.of_sweep(console, experiment, results)
    show.notices_of(results)
    if experiment.stop:
        show.notice(f"\nstop: {stops_sentence(results)}")
    if experiment.until:
        show.notice(f"\n{decision(results.manifest['until'])}")
    show.notice(f"\nResults: {folder} ({', '.join(f'{name}.parquet' for name in results.kept())})")
    show.notice(f"All of it as one page, with figures: {shlex.join(['mentorsim', 'report', str(folder)])}")
    if tell_failures(results.status()["errors"]) or results.left:
        ctx.exit(1)


def swept(ctx, experiment, folder: Path, workers: int | None, **how):
    """The results of a sweep, with its announcement and progress; ends the command if the sweep was stopped."""
    from mentorsim.cli import show
    from mentorsim.cli.progress import progress
    from mentorsim.experiment.executor import cores
    from mentorsim.experiment.sweep import sweep as sweep_all

    workers = workers or cores()
    announce(experiment, folder, workers)
    show.compile_if_cold(whole=True)
    alone = ctx.obj == options.OWN_PROCESS
    try:
        with ending.on_request() as request:
            shown = progress(request.look)
            results = sweep_all(experiment, workers=workers, out=folder, progress=shown, isolated=alone, **how)
    except KeyboardInterrupt as error:
        tell_how_to_go_on(folder, f"{ending.words_for(error)}.")
        ctx.exit(ending.exit_code(error))
    if results.stopped:
        tell_how_to_go_on(folder, f"The time is up, with {show.plural(results.left, 'run')} to go.")
        ctx.exit(TIME_IS_UP)
    return results


def announce(experiment, folder: Path, workers: int) -> None:
    """What is about to be done."""
    from mentorsim.cli.show import notice, plural
    from mentorsim.experiment import notes
    from mentorsim.experiment.crossing import crossed
    from mentorsim.experiment.design import arms, in_one_world
    from mentorsim.parameters import GIVEN
    from mentorsim.store import results as store

    planned = arms(experiment)
    notes.refuse(experiment, planned)
    count = len(planned)
    there = len(store.Results(folder).statuses()) if (folder / "resolved.json").is_file() else 0
    until = f" at first, at most {experiment.until.max:,} replications" if experiment.until else ""
    worlds = len(experiment.worlds) if experiment.worlds else 0
    size = crossed(len(in_one_world(planned)), worlds, experiment.replications)
    notice(
        f"{experiment.name}: {size} = {plural(count * experiment.replications, 'run')} of "
        f"{plural(experiment.weeks, 'week')}{until}, {plural(workers, 'worker')}"
        + (f"; {plural(there, 'run')} in {folder} already" if there else "")
    )
    given = experiment.overrides.get(GIVEN)
    for file, columns in given.left_out.items() if given else ():
        notice(f"Left out of the {file}: {', '.join(columns)}")
    for line in (*notes.about_outcomes(experiment, planned), *notes.about_worlds(experiment)):
        notice(f"note: {line}")


def decision(until: dict) -> str:
    """What the stopping rule said."""
    from mentorsim.cli.show import plural
    from mentorsim.printing import shortest, significant

    rule, last = until["rule"], until["looks"][-1]
    width = "undefined" if last["half_width"] is None else f"±{significant(last['half_width'])}"
    why = "is narrow enough" if until["decision"] == "reached" else "is still too wide, but that is the most"
    return (
        f"After {plural(last['replications'], 'replication')} the widest interval of {rule['outcome']}, {width} in "
        f"{last['arm']}, {why} (wanted: ±{shortest(rule['half_width'])}, at most {rule['max']:,})."
    )


def tell_how_to_go_on(folder: Path, why: str) -> None:
    """What is kept of a sweep that was stopped, and how it goes on."""
    import sys

    from mentorsim.cli.show import notice, plural
    from mentorsim.store import results as store

    there = len(store.Results(folder).statuses()) if (folder / "resolved.json").is_file() else 0
    command = shlex.join(["mentorsim", *sys.argv[1:]])
    notice(f"\n{why} {plural(there, 'run')} kept in {folder}; the same command does the rest:\n  {command}")


def tell_failures(errors: list[dict]) -> bool:
    """Why runs failed, if any did: each reason with its runs."""
    from mentorsim.cli.show import notice, plural

    if not errors:
        return False
    notice(f"\n{plural(len(errors), 'run')} failed:")
    reasons = Counter(error["error"] for error in errors)
    for reason, count in reasons.most_common(MOST_REASONS):
        first = next(error for error in errors if error["error"] == reason)
        where = f"{first['arm']}, world {first['world']}" if "world" in first else first["arm"]
        notice(f"  {plural(count, 'run')}, such as {where}, replication {first['replication']}: {reason}")
    return True
