"""`mentorsim run`: one world and its summary."""

import click

from mentorsim.cli import options


@click.command()
@click.argument("config", required=False)
@options.sets
@click.option("--seed", type=int, metavar="N", help="The seed of all luck, instead of the experiment's.")
@click.option("--weeks", type=int, metavar="N", help="How many weeks, instead of the experiment's.")
@click.option("--out", metavar="DIR", help="Keep the tables in this results folder.")
@click.option("--table", "tables", multiple=True, metavar="T", help="Keep this table, too (needs --out); repeatable.")
@click.option("--trace", is_flag=True, help="Keep a row per person and week as well (needs --out).")
@click.option("--audit", is_flag=True, help="Print how often each branch of each rule has fired.")
@options.plugins
def run(config, sets, seed, weeks, out, tables, trace, audit):
    """Run one world and print what became of it.

    CONFIG is a TOML file or a shipped experiment; without it, the defaults. Of a design, the base arm is run, in
    replication 0, and beside it the control world: the same people with the same luck, without mentoring.

    \b
    Examples:
      mentorsim run
      mentorsim run quickstart --set setting=network --set matching.policy=self
      mentorsim run quickstart --seed 7 --out results/one --trace
      mentorsim run quickstart --out results/one --table ties --table exchanges
    """
    from mentorsim.cli import show, summary
    from mentorsim.experiment import notes
    from mentorsim.experiment.design import base_arm
    from mentorsim.experiment.sweep import experiment_of, with_tables
    from mentorsim.experiment.sweep import run as run_world

    for flag in ("--trace" if trace else "", "--table" if tables else ""):
        if flag and not out:
            raise click.UsageError(f"{flag} writes a table into a results folder: give --out DIR as well")
    experiment = with_tables(experiment_of(config, sets, seed=seed, weeks=weeks), tables)
    for line in notes.about_outcomes(experiment, [base_arm(experiment)]) if notes.names_outcomes(experiment) else ():
        show.notice(f"note: {line}")
    show.compile_if_cold()
    folder = Folder(out, experiment) if out else None
    result = run_world(experiment, trace=trace)
    console = show.console()
    summary.world(console, experiment, result)
    summary.outcomes(console, result)
    if audit:
        summary.audit(console, result.audit)
    if folder:
        show.notice(f"\nKept in {folder.results.path}: {', '.join(folder.keep(result))}")


class Folder:
    """The results folder of a single run: one arm, one replication, the usual tables and those that were asked for."""

    def __init__(self, path, experiment, replication: int = 0):
        from dataclasses import replace

        from mentorsim.experiment import config, identity, sweep
        from mentorsim.store import results as store

        every = (*config.USUAL, *(name for name in experiment.tables if name not in config.USUAL))
        alone = replace(experiment, design=None, worlds=None, replications=replication + 1, tables=every)
        self.plan = sweep.Plan(alone)
        self.results = store.begin(path, experiment.text, self.plan.resolved(), files=self.plan.files())
        self.job = next(job for job in self.plan.jobs() if job.replication == replication)
        call = {"replications": replication + 1, "set": [change.assignment for change in experiment.changes]}
        call |= sweep.plugin_digests()
        store.note_call(self.results, identity.code(), identity.machine(), call, accept_code_change=False)

    def keep(self, result) -> list[str]:
        """Write the run's tables; returns the names of the files."""
        from mentorsim.experiment import identity, sweep
        from mentorsim.store import parquet
        from mentorsim.store import results as store

        found = result.outcomes.drop(columns=list(result.ids)).iloc[0].to_dict()
        tables = {name: result.columns_of(name) for name in self.results.kept() if name != "outcomes"}
        with store.Writer(self.results) as writer:
            answer = sweep.with_status(self.job, tables | {"outcomes": found}, identity.fingerprint())
            writer.add(result.ids, answer)
        store.compact(self.results)
        names = [f"{name}.parquet" for name in self.results.kept()]
        if result.trace is not None:
            columns = {name: values.to_numpy() for name, values in result.trace.items()}
            names.append(f"{store.TRACE}.parquet")
            parquet.write_rows(self.results.path / names[-1], parquet.rows_of([(result.ids, columns)]))
        return names
