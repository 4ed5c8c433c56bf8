"""`mentorsim replay`: one run of a sweep again, in full."""

import click

from mentorsim.cli import options


@click.command()
@click.argument("results")
@click.argument("run_id")
@click.option("--trace", is_flag=True, help="Keep a row per person and week as well (needs --out).")
@click.option("--out", metavar="DIR", help="Keep the tables in this results folder.")
@options.plugins
@click.pass_context
def replay(ctx, results, run_id, trace, out):
    """Do one run of a sweep again and print what became of its world.

    RESULTS is the folder of a sweep, RUN_ID as in its tables; the beginning is enough if no other run begins so. The
    exit code is 1 if the outcomes are not the stored ones.

    \b
    Examples:
      mentorsim replay results/quickstart 0f3a
      mentorsim replay results/quickstart 0f3a --trace --out results/one
    """
    from mentorsim.cli import show, summary
    from mentorsim.cli.run import Folder
    from mentorsim.experiment import reproduce
    from mentorsim.experiment.runs import simulate
    from mentorsim.store import results as store

    if trace and not out:
        raise click.UsageError("--trace writes a table into a results folder: give --out DIR as well")
    folder = store.open_results(results)
    job = reproduce.job_called(folder, run_id)
    experiment = reproduce.experiment_of_run(folder, job)
    show.compile_if_cold()
    kept = Folder(out, experiment, job.replication) if out else None
    e = experiment
    luck = (job.arm.parameters, e.weeks, e.seed, job.replication, e.shocks)
    result = simulate(*luck, trace, e.outcomes, e.stop, keep=e.tables if kept else (), moments=e.moments)
    console = show.console()
    console.print(f"Run {job.run_id}: {job.arm.label}, replication {job.replication}", style="bold")
    summary.world(console, experiment, result)
    summary.outcomes(console, result)
    if kept:
        show.notice(f"\nKept in {kept.results.path}: {', '.join(kept.keep(result))}")
    if not tell_sameness(folder, job, result):
        ctx.exit(1)


def tell_sameness(folder, job, result) -> bool:
    """Whether the outcomes are those of the sweep; says so."""
    from mentorsim.cli.reproduce import tell_differences, tell_origin
    from mentorsim.cli.show import notice
    from mentorsim.experiment import reproduce

    if folder.statuses().get(job.run_id) != "done":
        notice("\nThe sweep has no outcomes of this run to compare with.")
        return True
    report = reproduce.compared(folder, job, result)
    if report.identical:
        notice(f"\nThe outcomes are those of the sweep{', to the last bit' if report.exact else ' within 1e-9'}.")
        return True
    tell_origin(report)
    notice("\nThe outcomes are not those of the sweep:")
    tell_differences(report.differences)
    return False
