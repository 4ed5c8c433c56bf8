"""Runs of a results folder done again, one or all, and compared with what is stored.

On the platform that made them (versions, libraries and processor as in the manifest) every value has to be the same to
the last bit. Elsewhere the last bits of exp and log may differ, so numbers may differ by 1e-9 of their size, while
whole numbers, texts and what is null have to be equal: a run in which they are not has taken another path.
"""

from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import PurePath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mentorsim import plugins
from mentorsim.errors import BadInput
from mentorsim.experiment import identity
from mentorsim.experiment.config import Experiment
from mentorsim.experiment.crossing import weights_in
from mentorsim.experiment.design import Arm
from mentorsim.experiment.executor import Local, execute
from mentorsim.experiment.runs import Result
from mentorsim.experiment.sweep import Job, run_jobs, with_status
from mentorsim.indicators import INDICATORS
from mentorsim.parameters import GIVEN, build, flatten
from mentorsim.prebuilt import HERE
from mentorsim.roster import load as roster
from mentorsim.settings import resolve
from mentorsim.spelling import nearest
from mentorsim.stop import Stop, stop_of
from mentorsim.store import results as store
from mentorsim.store.joining import changed_files, differing, parameters_of
from mentorsim.store.parquet import Groups, rows_of

TOLERANCE = 1e-9  # relative, on another platform
CHUNK = 16  # runs handed to a process at a time
UNCOMPARED = ("code",)  # says which code made a row, not what came out
LATER = {"weekly": ("assisted",)}  # {table: columns that were added without a new edition}
MOST_PER_RUN = 3  # differences listed of a run
PLATFORM = ("python", "platform", "libc", "kernels", "cpu", "cpu_features")


@dataclass(frozen=True)
class Difference:
    """One value that is not what is stored. row: within the run's rows; diverged: whether it is more than rounding."""

    run_id: str
    arm: str
    replication: int
    table: str
    column: str
    row: int
    stored: object
    again: object
    diverged: bool


@dataclass
class Report:
    """What came of doing a folder's runs again.

    compared: number of runs; code: files of the model's source that have changed; machine: {what: (then, now)} that
    differs; exact: whether all bits had to be the same; altered: tables that are not as they were written, by their
    digests (not looked at with other versions of pandas or pyarrow).
    """

    compared: int = 0
    code: list = field(default_factory=list)
    machine: dict = field(default_factory=dict)
    exact: bool = True
    altered: list = field(default_factory=list)
    differences: list = field(default_factory=list)

    @property
    def identical(self) -> bool:
        """Whether nothing differs that should not."""
        return not self.differences and not self.altered


# --- what is there to be done again ----------------------------------------------------------------------------------


def jobs_of(results: store.Results) -> dict[str, Job]:
    """{run_id: Job} of every run that is planned in a folder, from its own record. BadInput if it no longer fits."""
    resolved = results.resolved
    if resolved["schema"] != identity.SCHEMA:
        raise BadInput(
            f"{results.path}: found schema {resolved['schema']}, expected {identity.SCHEMA}; use the "
            "version of mentorsim that made it"
        )
    check_plugins(results)
    weeks, shocks, stop, found = resolved["weeks"], tuple(resolved["shocks"]), stop_in(resolved), {}
    weights = weights_in(resolved)
    people = cache(lambda name: roster.loaded(results.path / "given" / PurePath(name).name))
    for entry in resolved["arms"]:
        try:
            flat = parameters_of(resolved, entry)
            parameters = build(flat | ({GIVEN: people(flat[GIVEN])} if GIVEN in flat else {}))
        except BadInput as error:
            raise BadInput(f"{results.path}: arm {entry['label']!r} cannot be made any more: {error}") from None
        if identity.world_digest(parameters, weeks, shocks, stop) != entry["story"]:
            raise BadInput(
                f"{results.path}: resolved.json: arm {entry['label']!r}: found parameters that are not "
                "those of its identity; it was changed by hand, or the code was"
            )
        control = identity.world_digest(identity.control_of(parameters), weeks, shocks, stop)
        world = entry.get("world")
        arm = Arm(entry["label"], entry["varied"], parameters, world, weights.get(world, 1.0))
        for replication in range(resolved["replications"]):
            run = identity.run_of(entry["story"], resolved["seed"], replication)
            found[run] = Job(run, arm, replication, control)
    return found


def stop_in(resolved: dict) -> Stop | None:
    """The condition that ends runs early, as resolved.json has it."""
    return stop_of(resolved.get("stop", ""))


def check_plugins(results: store.Results) -> None:
    """BadInput for plug-ins that the folder was made with and that are not here: what a folder says never runs code."""
    needed = [
        name.removeprefix(identity.PLUGIN)
        for name in results.manifest.get("code", {})
        if name.startswith(identity.PLUGIN)
    ]
    missing = [name for name in needed if name not in plugins.loaded()]
    if missing:
        flags = " ".join(f"--plugin {name}" for name in missing)
        raise BadInput(
            f"{results.path}: made with plug-ins that are not loaded: {', '.join(missing)}; look at their "
            f"code, then add {flags}"
        )


def job_called(results: store.Results, name: str) -> Job:
    """The planned run whose identity begins with `name`; BadInput for none, or for several."""
    jobs = jobs_of(results)
    found = [run for run in jobs if run.startswith(name)] if name else []
    if len(found) > 1:
        some = ", ".join(found[:5]) + (", …" if len(found) > 5 else "")
        raise BadInput(f"{results.path}: found {len(found)} runs that begin with {name!r}, expected one: {some}")
    if not found:
        raise BadInput(
            f"{results.path}: found no run {name!r}, expected a run_id of outcomes.parquet{nearest(name, jobs)}"
        )
    return jobs[found[0]]


def sample_of(runs: list[str], size: int | None) -> list[str]:
    """A sample of a folder's runs, or all: those with the smallest identities, which are digests, so from all over."""
    if size is None or size >= len(runs):
        return runs
    chosen = set(sorted(runs)[:size])
    return [run for run in runs if run in chosen]


def experiment_of_run(results: store.Results, job: Job) -> Experiment:
    """One arm of a sweep as an experiment without a design."""
    resolved, flat = results.resolved, flatten(job.arm.parameters)
    preset = {"setting": job.arm.parameters.setting.preset}
    more = differing(flatten(resolve(preset)), flat)
    head = f"# Run {job.run_id}: {job.arm.label}, replication {job.replication} of this experiment, by itself.\n"
    written = results.path / "experiment.toml"
    return Experiment(
        name=resolved["name"],
        question=resolved["question"],
        seed=resolved["seed"],
        weeks=resolved["weeks"],
        stop=stop_in(resolved),
        overrides=preset | more,
        shocks=tuple(resolved["shocks"]),
        outcomes=tuple(resolved["outcomes"]),
        tables=tuple(resolved["tables"]),
        moments=tuple(resolved.get("moments", ())),
        text=head + (written.read_text("utf-8") if written.exists() else ""),
    )


# --- what the code and machine were ----------------------------------------------------------------------------------


def machine_then_and_now(manifest: dict) -> dict:
    """{what: (then, now)} of versions and platform that are not what they were at any call that wrote the folder."""
    now, found = identity.machine(), {}
    for call in manifest.get("calls", []):
        for name in PLATFORM:
            then = call.get("kernels", HERE) if name == "kernels" else call[name]  # earlier ones were all compiled
            if then != now[name]:
                found[name] = (then, now[name])
        for name, version in now["software"].items():
            if call["software"].get(name) != version:
                found[name] = (call["software"].get(name), version)
    return found


# --- doing it again --------------------------------------------------------------------------------------------------


def reproduce(results: store.Results, sample: int | None = None, workers: int = 1, progress=None) -> Report:
    """Do the runs of a folder again and compare every table that it keeps.

    sample: so many of them (default all); progress: called with (done, total) after each.
    """
    jobs = jobs_of(results)
    results.verify()
    stored = results.arrow("outcomes")["run_id"].to_pylist()
    if not stored:
        raise BadInput(f"{results.path}: found no run that is done, expected at least one")
    for run in stored:
        if run not in jobs:
            raise BadInput(f"{results.path}: outcomes: found run {run!r}, which is not in the plan of resolved.json")
    chosen = [jobs[run] for run in sample_of(stored, sample)]
    machine = machine_then_and_now(results.manifest)
    report = Report(len(chosen), changed_files(results.manifest, identity.code()), machine, exact=not machine)
    if not {"pandas", "pyarrow"} & machine.keys():
        report.altered = store.altered(results)
    compare = Comparison(results, [job.run_id for job in chosen], results.kept())
    kept = tuple(name for name in results.kept() if name != "outcomes")
    weeks, seed, shocks = (results.resolved[name] for name in ("weeks", "seed", "shocks"))
    asked = tuple(results.resolved.get("asked", ()))
    work = partial(
        run_jobs,
        weeks=weeks,
        seed=seed,
        shocks=tuple(shocks),
        keep=kept,
        asked=asked,
        named=plugins.named(),
        stop=stop_in(results.resolved),
        moments=tuple(results.resolved.get("moments", ())),
    )
    chunks = (chosen[first : first + CHUNK] for first in range(0, len(chosen), CHUNK))
    for number, (job, answer) in enumerate(execute(chunks, work, Local(workers)), start=1):
        report.differences += compare.run(job, with_status(job, answer, ""), seed, report.exact)
        if progress:
            progress(number, len(chosen))
    return report


def compared(results: store.Results, job: Job, result: Result) -> Report:
    """A run that was done again by itself beside its stored outcomes."""
    machine = machine_then_and_now(results.manifest)
    report = Report(1, changed_files(results.manifest, identity.code()), machine, exact=not machine)
    outcomes = result.outcomes.drop(columns=list(result.ids)).iloc[0].to_dict()
    compare = Comparison(results, [job.run_id], ("outcomes",))
    report.differences = compare.run(
        job, with_status(job, {"outcomes": outcomes}, ""), result.ids["seed"], report.exact
    )
    return report


class Comparison:
    """The stored rows of runs beside new ones, table by table."""

    def __init__(self, results: store.Results, runs: list[str], tables: tuple):
        wanted = set(runs)
        self.outcomes = results.arrow("outcomes", where={"run_id": runs})
        self.place = {run: place for place, run in enumerate(self.outcomes["run_id"].to_pylist())}
        self.groups = {name: Groups(results.sources(name), wanted) for name in tables if name != "outcomes"}
        self.narrowed = results.manifest.get("narrowed", {})

    def stored(self, table: str, run: str) -> pa.Table | None:
        """A run's stored rows."""
        if table == "outcomes":
            return self.outcomes.slice(self.place[run], 1)
        return self.groups[table].rows(run) if run in self.groups[table].place else None

    def still(self, table: str, stored: pa.Table | None, columns: dict) -> dict:
        """A new table's columns without those that the stored rows cannot have (`store.narrowing`, `LATER`)."""
        if table in self.narrowed and stored is not None:
            return {name: values for name, values in columns.items() if name in stored.column_names}
        return without_later(table, stored, columns)

    def run(self, job: Job, tables: dict, seed: int, exact: bool) -> list[Difference]:
        """The first differences of one run."""
        ids = {"run_id": job.run_id, "seed": seed, "replication": job.replication} | job.arm.columns
        if "outcomes" in tables:
            tables = tables | {"outcomes": known_to(self.outcomes.column_names, tables["outcomes"])}
        found = []
        for name in ("outcomes", *self.groups):
            stored = self.stored(name, job.run_id)
            again = rows_of([(ids, self.still(name, stored, tables[name]))]) if name in tables else None
            for column, row, old, new, diverged in differing_values(stored, again, exact):
                found.append(
                    Difference(job.run_id, job.arm.label, job.replication, name, column, row, old, new, diverged)
                )
                if len(found) == MOST_PER_RUN:
                    return found
        return found


def known_to(stored: list[str], outcomes: dict) -> dict:
    """The outcomes without indicators that the stored results never had: later ones, and those of other plug-ins."""
    return {name: value for name, value in outcomes.items() if name in stored or name not in INDICATORS}


def without_later(table: str, stored: pa.Table | None, columns: dict) -> dict:
    """A table's columns without those that later versions have added, which the stored rows never had."""
    added = LATER.get(table, ()) if stored is not None else ()
    return {name: values for name, values in columns.items() if name not in added or name in stored.column_names}


# --- values ----------------------------------------------------------------------------------------------------------


def differing_values(stored: pa.Table | None, again: pa.Table | None, exact: bool):
    """Yield (column, row, stored value, new value, diverged) of one run's table, the first of each column.

    A run without rows, such as of matches where nobody is matched, leaves no trace in a stored table.
    """
    counts = [0 if rows is None else len(rows) for rows in (stored, again)]
    if counts[0] != counts[1]:
        yield "(rows)", 0, counts[0], counts[1], True
        return
    if counts[0] == 0:
        return
    for name in dict.fromkeys([*stored.column_names, *again.column_names]):
        if name in UNCOMPARED:
            continue
        old, new = (column_of(rows, name) for rows in (stored, again))
        row, diverged = first_difference(old, new, exact)
        if row is not None:
            yield name, row, old[row].as_py(), new[row].as_py(), diverged


def column_of(rows: pa.Table, name: str) -> pa.Array:
    """A column as one array; null throughout if the table has none."""
    if name not in rows.column_names:
        return pa.nulls(len(rows))
    column = rows[name]
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def first_difference(old: pa.Array, new: pa.Array, exact: bool) -> tuple[int | None, bool]:
    """(the first row in which the arrays differ, or None; whether that is no matter of rounding)."""
    if pa.types.is_null(old.type) or pa.types.is_null(new.type):
        differs = np.asarray(pc.xor(old.is_null(), new.is_null()))
        return (int(np.argmax(differs)), True) if differs.any() else (None, False)
    kind = old.type if old.type == new.type else pa.float64() if pa.types.is_floating(old.type) else old.type
    new = new.cast(kind)
    nulls = np.asarray(pc.xor(old.is_null(), new.is_null()))
    if pa.types.is_floating(kind):
        a, b = (np.asarray(values.fill_null(np.nan), float) for values in (old, new))
        both = ~np.isnan(a) & ~np.isnan(b)
        far = both & ~np.isclose(a, b, rtol=TOLERANCE, atol=TOLERANCE * TOLERANCE)
        bits = both & (a.view(np.uint64) != b.view(np.uint64))
        differs, diverged = nulls | (bits if exact else far), nulls | far
    else:
        unequal = np.asarray(pc.fill_null(pc.not_equal(old, new), False))
        differs = diverged = nulls | unequal
    row = int(np.argmax(differs)) if differs.any() else None
    return row, bool(row is not None and diverged[row])
