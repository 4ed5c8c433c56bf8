"""The results folder: tables of runs on disk, safe to kill, to call again, and to read at any moment.

    experiment.toml   the experiment as it was written
    resolved.json     the same, complete: every arm with its parameters
    manifest.json     schema, digests of the code, software and machine, every call that wrote here, digests of tables
    outcomes.parquet  one row per run; weekly.parquet, people.parquet, matches.parquet where kept
    parts/            rows that are not yet in those tables

Runs are written in parts: a few seconds' worth of runs, one Parquet file per table, the part of `outcomes` last. Every
file is written beside its place, flushed to disk and renamed, so it is there whole or not at all. **A run exists if and
only if its row in `outcomes` does**: rows of other tables without it are ignored, so a kill at any moment loses the runs
in flight and nothing else. There is no lock and no list of running work: who calls next takes what is missing.

A part is named by the runs in it. Each Parquet file is a sequence of row groups in which a run's rows are together. If
two processes wrote the same run, the rows are equal, and the first are taken; a run that went well hides one of the
same identity that failed. Torn or foreign files among the parts are left alone, with a line in `Results.notices`.

At a clean end `compact` merges the parts into one file per table, in order of replication, then arm, so the tables
are the same whoever wrote the parts in which order; `outcomes` comes last again. Readers list the parts before they
open the merged table, and start over if a part went away meanwhile: its rows are in the table by then.
"""

import hashlib
import json
import os
import socket
import time
from collections import OrderedDict
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mentorsim.parameters import SCHEMA, BadInput, nearest

GOOD = "done"
FAILED = "failed"  # it raised
CRASHED = "crashed"  # it killed its worker
FLUSH_SECONDS, FLUSH_BYTES = 2.0, 64 * 2**20
GROUP_ROWS = 100_000  # rows of a merged table that are written together
OPEN_GROUPS = 16  # row groups held while tables are merged


class CannotWrite(BadInput):
    """The folder cannot be written to; what is in it stays readable."""


# --- files -----------------------------------------------------------------------------------------------------------


@contextmanager
def whole_file(path: Path):
    """A file to write to that takes its place when complete and on disk, or not at all. Raises CannotWrite."""
    temporary = path.with_name(f".{path.name}.{socket.gethostname()}-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(temporary, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise CannotWrite(f"{path}: cannot be written: {why}; what was written before stays readable") from error


def sync_folder(folder: Path) -> None:
    """Flush the folder's list of names, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_json(path: Path, value) -> None:
    """Write a value as JSON."""
    with whole_file(path) as file:
        file.write(json.dumps(value, indent=1, ensure_ascii=False).encode() + b"\n")


def read_json(path: Path) -> dict:
    """The value of a JSON file, empty if there is none; BadInput if it is broken."""
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read: {error}") from None


# --- rows ------------------------------------------------------------------------------------------------------------


def rows_of(ids: dict, columns: dict) -> pa.Table:
    """An Arrow table of one run: `ids` repeated in front of the columns (a scalar is one row); NaN and None are null."""
    arrays = {name: pa.array(np.atleast_1d(values), from_pandas=True) for name, values in columns.items()}
    rows = len(next(iter(arrays.values())))
    return pa.table({name: pa.repeat(pa.scalar(value), rows) for name, value in ids.items()} | arrays)


def joined(tables: list[pa.Table]) -> pa.Table:
    """The tables one below the other, in the columns of the widest; what a table lacks is null."""
    schema = common_schema([table.schema for table in tables])
    return pa.concat_tables([schema.empty_table(), *tables], promote_options="permissive")


def common_schema(schemas: list[pa.Schema]) -> pa.Schema:
    """All columns, in the order of the widest schema."""
    return pa.unify_schemas(sorted(schemas, key=len, reverse=True), promote_options="permissive")


def by_run(table: pa.Table) -> dict[str, pa.Table]:
    """{run_id: its rows}, for a table in which a run's rows are together."""
    ids = np.asarray(table["run_id"])
    starts = np.flatnonzero(np.append(True, ids[1:] != ids[:-1])) if len(ids) else []
    ends = [*starts[1:], len(ids)]
    return {ids[start]: table.slice(start, end - start) for start, end in zip(starts, ends, strict=True)}


class Groups:
    """The row groups of some Parquet files: which runs are in which, and the rows of a run, a few groups held."""

    def __init__(self, files: list[Path], wanted):
        self.place: dict[str, tuple] = {}
        self.held: OrderedDict[tuple, dict] = OrderedDict()
        for file in files:
            with pq.ParquetFile(file) as parquet:
                for group in range(parquet.num_row_groups):
                    for run in parquet.read_row_group(group, ["run_id"])["run_id"].unique().to_pylist():
                        if run in wanted:
                            self.place.setdefault(run, (file, group))

    def rows(self, run: str) -> pa.Table:
        """The rows of one run."""
        place = self.place[run]
        if place not in self.held:
            with pq.ParquetFile(place[0]) as parquet:
                self.held[place] = by_run(parquet.read_row_group(place[1]))
            if len(self.held) > OPEN_GROUPS:
                self.held.popitem(last=False)
        self.held.move_to_end(place)
        return self.held[place][run]


# --- reading ---------------------------------------------------------------------------------------------------------


def again_if_moved(read):
    """A reader that starts over once if a part was merged while it read."""

    def reader(self, *arguments):
        try:
            return read(self, *arguments)
        except FileNotFoundError:
            return read(self, *arguments)

    return reader


class Results:
    """A results folder, read lazily; rows of runs that exist, in order of replication, then arm.

    outcomes, weekly, people, matches: pandas tables, read on first use. notices: what was found and left alone.
    """

    def __init__(self, path):
        self.path, self.notices = Path(path), []

    @property
    def manifest(self) -> dict:
        """How the folder was made; empty before the first run."""
        return read_json(self.path / "manifest.json")

    @cached_property
    def resolved(self) -> dict:
        """The complete experiment."""
        return read_json(self.path / "resolved.json")

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """One row per run: ids, varied parameters, arm, status, error, code, and every indicator (null if it failed)."""
        return self.table("outcomes").to_pandas()

    @cached_property
    def weekly(self) -> pd.DataFrame:
        """One row per run and week."""
        return self.table("weekly").to_pandas()

    @cached_property
    def people(self) -> pd.DataFrame:
        """One row per run and person."""
        return self.table("people").to_pandas()

    @cached_property
    def matches(self) -> pd.DataFrame:
        """One row per run and match."""
        return self.table("matches").to_pandas()

    def status(self) -> dict:
        """{"planned", "done", "failed", "missing": numbers of runs, "errors": rows of the failed ones}."""
        outcomes, planned = self.outcomes, len(self.resolved["arms"]) * self.resolved["replications"]
        bad = outcomes[outcomes["status"] != GOOD] if len(outcomes) else outcomes
        errors = bad[["run_id", "arm", "replication", "status", "error"]].to_dict("records") if len(bad) else []
        done = len(outcomes) - len(bad)
        return {
            "planned": planned,
            "done": done,
            "failed": len(bad),
            "missing": planned - len(outcomes),
            "errors": errors,
        }

    # --- what is there ---

    def kept(self) -> tuple:
        """Names of the tables kept here."""
        return tuple(self.resolved.get("tables", ("outcomes",)))

    def sources(self, table: str) -> list[Path]:
        """Sound files with rows of a table: the parts, then the merged one (opened last, see above)."""
        parts = sorted((self.path / "parts").glob("*"))
        for part in parts:
            if part.suffix != ".parquet" or part.name.partition("-")[0] not in self.kept():
                self.notice(part, "is no part of a table")
        own = [part for part in parts if part.suffix == ".parquet" and part.name.startswith(f"{table}-")]
        merged = self.path / f"{table}.parquet"
        return [file for file in (*own, *([merged] if merged.exists() else [])) if self.sound(file)]

    def notice(self, file: Path, what: str) -> None:
        """Note a file that is left alone, once; temporary files of a writer are nobody's business."""
        line = f"{file}: {what}; left alone"
        if not file.name.startswith(".") and line not in self.notices:
            self.notices.append(line)

    def sound(self, file: Path) -> bool:
        """Whether the file is Parquet with runs in it."""
        try:
            with pq.ParquetFile(file) as parquet:
                if "run_id" in parquet.schema_arrow.names:
                    return True
            self.notice(file, "has no column run_id")
        except (pa.ArrowInvalid, pa.ArrowException):
            self.notice(file, "is torn or no Parquet file")
        return False

    @again_if_moved
    def statuses(self) -> dict[str, str]:
        """{run_id: status} of the runs that exist; good ones first take their place."""
        found: dict[str, str] = {}
        for file in self.sources("outcomes"):
            rows = pq.read_table(file, columns=["run_id", "status"])
            for run, status in zip(rows["run_id"].to_pylist(), rows["status"].to_pylist(), strict=True):
                if found.get(run) != GOOD:
                    found[run] = status
        return found

    # --- tables ---

    @again_if_moved
    def table(self, name: str) -> pa.Table:
        """A table of the runs that exist, as Arrow. BadInput if it was not kept."""
        if name not in self.kept():
            kept = ", ".join(self.kept())
            raise BadInput(f"{self.path}: found no table {name!r}, kept are {kept}{nearest(name, self.kept())}")
        if name == "outcomes":
            return self.sorted_outcomes()
        groups = Groups(self.sources(name), self.statuses())
        slices = [groups.rows(run) for run in self.order() if run in groups.place]
        return joined(slices) if slices else pa.table({"run_id": pa.array([], pa.string())})

    def sorted_outcomes(self) -> pa.Table:
        """All rows of `outcomes`, one per run, by replication and arm."""
        tables = [pq.read_table(file) for file in self.sources("outcomes")]
        if not tables:
            columns = {"run_id": pa.string(), "replication": pa.int64(), "arm": pa.string(), "status": pa.string()}
            return pa.schema(columns.items()).empty_table()
        rows = joined(tables)
        place = {arm["label"]: number for number, arm in enumerate(self.resolved["arms"])}
        keys = [
            (replication, place.get(arm, len(place)), arm, run, status != GOOD)
            for replication, arm, run, status in zip(
                *(rows[name].to_pylist() for name in ("replication", "arm", "run_id", "status")), strict=True
            )
        ]
        first = {keys[row][3]: row for row in sorted(range(len(keys)), key=keys.__getitem__, reverse=True)}
        return rows.take(sorted(first.values(), key=keys.__getitem__))

    def order(self) -> list[str]:
        """run_id of every run that exists, in the order of the tables."""
        return self.sorted_outcomes()["run_id"].to_pylist()


def open_results(path) -> Results:
    """The results in a folder; BadInput if there are none, or if they were made by a newer version."""
    results = Results(path)
    if not (results.path / "resolved.json").is_file():
        raise BadInput(f"{path}: found no results, expected the folder of a sweep, such as results/quickstart")
    check_schema(results, writing=False)
    return results


def check_schema(results: Results, writing: bool) -> None:
    """Newer folders are refused; older ones are read but not written."""
    schema = results.resolved.get("schema", SCHEMA)
    if schema > SCHEMA or (writing and schema < SCHEMA):
        raise BadInput(f"{results.path}: found schema {schema}, expected {SCHEMA}; use another folder or version")


# --- writing ---------------------------------------------------------------------------------------------------------


def begin(path, text: str, resolved: dict) -> Results:
    """The folder of a resolved experiment, made if it is not there; more replications and arms join those that are.

    Raises BadInput if the folder holds another experiment, CannotWrite if it cannot be written.
    """
    results = Results(path)
    check_schema(results, writing=True)
    old = results.resolved
    for key in ("seed", "weeks", "shocks", "tables", "factors"):
        if old and old[key] != resolved[key]:
            refuse(results, key, old[key], resolved[key])
    arms = {arm["label"]: arm for arm in resolved["arms"]}
    for arm in old.get("arms", []):
        if arms.setdefault(arm["label"], arm)["story"] != arm["story"]:
            refuse(results, f"arm {arm['label']!r}", "other parameters", "those of this experiment")
    replications = max(resolved["replications"], old.get("replications", 0))
    merged = resolved | {"arms": list(arms.values()), "replications": replications}
    if merged != old:
        with whole_file(results.path / "experiment.toml") as file:
            file.write(text.encode())
        write_json(results.path / "resolved.json", merged)
        results.resolved = merged
    return results


def refuse(results: Results, key: str, found, expected) -> None:
    """Raise BadInput for a folder that holds another experiment."""
    raise BadInput(
        f"{results.path}: holds another experiment: {key}: found {found!r}, expected {expected!r}; "
        "choose another folder (--out) or remove this one"
    )


def note_call(results: Results, code: dict, machine: dict, call: dict, accept_code_change: bool) -> None:
    """Enter a call that is about to write runs into the manifest.

    code: {file: digest} of the model's source. If it is not what the folder was begun with, BadInput lists the files
    that changed, unless the change is accepted; rows tell by their column `code` which code made them.
    """
    manifest = results.manifest
    old = manifest.get("code", code)
    changed = sorted(name for name in old.keys() | code.keys() if old.get(name) != code.get(name))
    if changed and not accept_code_change:
        raise BadInput(
            f"{results.path}: the model's code has changed since this folder was begun: {', '.join(changed)}; choose "
            "another folder (--out), remove this one, or accept rows of different code (--accept-code-change)"
        )
    calls = [*manifest.get("calls", []), call | machine]
    write_json(results.path / "manifest.json", {"schema": SCHEMA} | manifest | {"code": code, "calls": calls})


class Writer:
    """Takes runs and writes them in parts, a few seconds' worth at a time. Use it in a `with` block."""

    def __init__(self, results: Results):
        self.results, self.kept = results, results.kept()
        self.forget()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        """What is complete is written, even when the block was left by an interrupt; not after a failure to write."""
        if not isinstance(error, CannotWrite):
            self.flush()

    def forget(self) -> None:
        """Start a new part."""
        self.tables = {name: [] for name in self.kept}
        self.bytes, self.since = 0, time.monotonic()

    def add(self, ids: dict, tables: dict) -> None:
        """Take one run. ids: columns of all its tables, run_id among them; tables: {name: {column: array}}."""
        for name in self.kept:
            if name in tables:
                rows = rows_of(ids, tables[name])
                self.tables[name].append(rows)
                self.bytes += rows.nbytes
        if self.bytes > FLUSH_BYTES or time.monotonic() - self.since > FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what was taken as one part of each table, `outcomes` last."""
        runs = [str(rows["run_id"][0]) for rows in self.tables["outcomes"]]
        token = hashlib.sha256(" ".join(runs).encode()).hexdigest()[:16]
        for name in outcomes_last(self.kept):
            if self.tables[name]:
                with whole_file(self.results.path / "parts" / f"{name}-{token}.parquet") as file:
                    rows = joined(self.tables[name])
                    pq.write_table(rows, file, row_group_size=max(1, len(rows)), compression="zstd")
        self.forget()


def outcomes_last(names) -> list[str]:
    """The tables in the order in which they are written."""
    return [name for name in names if name != "outcomes"] + ["outcomes"]


def compact(results: Results) -> Results:
    """Merge all parts into one file per table; parts merged go away. Memory: one row per run, and a few row groups."""
    merged = {name: results.sources(name) for name in results.kept()}
    if any(file.parent.name == "parts" for files in merged.values() for file in files):
        order, alive = results.order(), results.statuses()
        for name in outcomes_last(results.kept()):
            if merged[name]:
                merge(results, name, merged[name], order, alive)
        digests = {f.name: sha256_of(f) for f in (results.path / f"{name}.parquet" for name in merged) if f.exists()}
        write_json(results.path / "manifest.json", results.manifest | {"tables": digests})
        for file in (file for files in merged.values() for file in files):
            if file.parent.name == "parts":
                file.unlink(missing_ok=True)
    fresh = Results(results.path)
    fresh.notices = results.notices
    return fresh


def merge(results: Results, name: str, files: list[Path], order: list[str], alive) -> None:
    """Write the merged table of `files`, runs in the order given, row group by row group."""
    if name == "outcomes":
        rows = results.sorted_outcomes()
        with whole_file(results.path / "outcomes.parquet") as file:
            pq.write_table(rows, file, row_group_size=max(1, len(rows)), compression="zstd")
        return
    groups, schema = Groups(files, alive), common_schema([pq.read_schema(file) for file in files])
    with whole_file(results.path / f"{name}.parquet") as file, pq.ParquetWriter(file, schema, compression="zstd") as out:
        batch: list[pa.Table] = [schema.empty_table()]
        for run in order:
            if run in groups.place:
                batch.append(groups.rows(run))
            if sum(map(len, batch)) >= GROUP_ROWS or (run == order[-1] and len(batch) > 1):
                rows = pa.concat_tables(batch, promote_options="permissive")
                out.write_table(rows, row_group_size=max(1, len(rows)))
                batch = [schema.empty_table()]


def sha256_of(file: Path) -> str:
    """Digest of a file's content."""
    with open(file, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
