"""The results folder: tables of runs on disk, safe to kill, to call again, and to read at any moment.

    experiment.toml   the experiment as it was written
    resolved.json     the same, complete: every arm with its parameters
    manifest.json     schema, digests of the code, software and machine, every call that wrote here, digests of tables
    outcomes.parquet  one row per run; weekly.parquet, people.parquet, matches.parquet where kept
    trace.parquet     a row per person and week, of a single run that was asked for it
    parts/            rows that are not yet in those tables
    given/            the roster, ties and matches of real people, by their digest

Runs are written in parts: a few seconds' worth of runs, one Parquet file per table, the part of `outcomes` last. Every
file is written beside its place, flushed to disk and renamed, so it is there whole or not at all. **A run exists if
and only if its row in `outcomes` does**: rows of other tables without it are ignored, so a kill at any moment loses
the runs in flight and nothing else. There is no lock and no list of running work: who calls next does what is missing.

A part is named by the runs in it. Each Parquet file is a sequence of row groups in which a run's rows are together. If
two processes wrote the same run, the rows are equal, and the first are taken; a run that went well hides one of the
same identity that failed. Torn or foreign files among the parts are left alone, with a line in `Results.notices`.

At a clean end `compact` merges the parts into one file per table, in order of replication, then arm, so the tables
are the same whoever wrote the parts in which order; `outcomes` comes last again. A merged table names the parts in it,
and readers skip these; the files themselves stay for an hour, so that two who merge at once lose nothing: what one
does not name, readers still take from the parts. Readers list the parts before they open the merged table, and start
over if a part went away meanwhile: its rows are in the table by then.
"""

import hashlib
import json
import time
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mentorsim.joining import changed_files, check_same, united
from mentorsim.parameters import SCHEMA, BadInput, nearest
from mentorsim.parquet import (
    CannotWrite,
    Groups,
    joined,
    read_json,
    read_rows,
    rows_in,
    rows_of,
    whole_file,
    write_group,
    write_json,
    write_rows,
    writer,
)  # fmt: skip
from mentorsim.selection import chosen, read_chosen, schema_of

GOOD = "done"
FAILED = "failed"  # it raised
CRASHED = "crashed"  # it killed its worker
TRACE = "trace"  # a table that a single run keeps on request, written whole
FLUSH_SECONDS, FLUSH_VALUES = 2.0, 8 * 2**20
GROUP_ROWS = 100_000  # rows of a merged table that are written together
GRACE_SECONDS = 3600.0  # merged parts younger than this stay, for those who are just reading or merging
MERGED = b"mentorsim.parts"  # metadata of a merged table: names of the parts in it


# --- reading ---------------------------------------------------------------------------------------------------------


def again_if_moved(read):
    """A reader that starts over once if a part was merged while it read."""

    def reader(self, *arguments, **named):
        try:
            return read(self, *arguments, **named)
        except FileNotFoundError:
            return read(self, *arguments, **named)

    return reader


class Results:
    """A results folder, read lazily; rows of runs that exist, in order of replication, then arm.

    outcomes, weekly, people, matches: pandas tables, read on first use. notices: what was found and left alone.
    """

    def __init__(self, path):
        self.path, self.notices = Path(path), []

    def __repr__(self) -> str:
        return f"Results({str(self.path)!r}: {', '.join(self.kept())})"

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
        """One row per run: ids, varied parameters, arm, status, error, code, every indicator (null if it failed)."""
        return self.table("outcomes")

    @cached_property
    def weekly(self) -> pd.DataFrame:
        """One row per run and week."""
        return self.table("weekly")

    @cached_property
    def people(self) -> pd.DataFrame:
        """One row per run and person."""
        return self.table("people")

    @cached_property
    def matches(self) -> pd.DataFrame:
        """One row per run and match."""
        return self.table("matches")

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

    def is_complete(self) -> bool:
        """Whether every planned run is there, failed ones included."""
        return len(self.statuses()) >= len(self.resolved["arms"]) * self.resolved["replications"]

    def fresh(self) -> "Results":
        """The same folder, to be read anew."""
        anew = Results(self.path)
        anew.notices = self.notices
        return anew

    # --- what is there ---

    def kept(self) -> tuple:
        """Names of the tables kept here."""
        return tuple(self.resolved.get("tables", ("outcomes",)))

    def readable(self) -> tuple:
        """Names of the tables that can be read: those kept, and the trace that a single run may have left."""
        return (*self.kept(), *([TRACE] if (self.path / f"{TRACE}.parquet").exists() else []))

    def sources(self, table: str) -> list[Path]:
        """Sound files with rows of a table: the parts that are not merged yet, then the merged table."""
        parts = sorted((self.path / "parts").glob("*"))  # before a look at the merged table: see above
        for part in parts:
            if part.suffix != ".parquet" or part.name.partition("-")[0] not in self.kept():
                self.notice(part, "is no part of a table")
        merged = self.path / f"{table}.parquet"
        there = [merged] if merged.exists() and self.sound(merged) else []
        done = parts_in(merged) if there else ()
        own = [part for part in parts if part.suffix == ".parquet" and part.name.startswith(f"{table}-")]
        return [part for part in own if part.name not in done and self.sound(part)] + there

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
            rows = read_rows(file, ["run_id", "status"])
            for run, status in zip(rows["run_id"].to_pylist(), rows["status"].to_pylist(), strict=True):
                if found.get(run) != GOOD:
                    found[run] = status
        return found

    # --- tables ---

    def table(self, name: str, where: dict | None = None, columns: list | None = None) -> pd.DataFrame:
        """A table of the runs that exist, or a part of it, of which no more is read than needed.

        where: {column: value or values}, all of which a row has to meet; a column that only `outcomes` has chooses
        runs; columns: names, in this order (default all). BadInput for a table that was not kept, or an unknown column.

            results.table("matches", where={"setting": "network", "ended_by": ["plan", None]}, columns=["quality_end"])
        """
        return self.arrow(name, where, columns).to_pandas()

    @again_if_moved
    def arrow(self, name: str, where: dict | None = None, columns: list | None = None) -> pa.Table:
        """`table` as Arrow."""
        self.check_kept(name)
        where = dict(where or {})
        outcomes = self.sorted_outcomes(self.sources("outcomes"))
        if name == "outcomes":
            return chosen(outcomes, where, columns)
        files = self.sources(name)
        beyond = set(outcomes.column_names) - set(schema_of(files).names)
        of_runs = {column: where.pop(column) for column in list(where) if column in beyond}
        order = chosen(outcomes, of_runs, ["run_id"])["run_id"].to_pylist()
        return read_chosen(files, order, where, columns)

    def batches(self, name: str):
        """A table of the runs that exist as Arrow tables of some rows each, in order, so that memory stays small."""
        self.check_kept(name)
        outcomes = self.sorted_outcomes(self.sources("outcomes"))
        if name == "outcomes":
            yield outcomes
            return
        files, order = self.sources(name), outcomes["run_id"].to_pylist()
        schema = schema_of(files)
        yield schema.empty_table()
        for tables in Groups(files, set(order)).batches(order, GROUP_ROWS):
            yield below_each_other(tables, schema)

    def check_kept(self, name: str) -> None:
        """BadInput for a table that was not kept."""
        known = self.readable()
        if name not in known:
            raise BadInput(f"{self.path}: found no table {name!r}, kept are {', '.join(known)}{nearest(name, known)}")

    def sorted_outcomes(self, files: list[Path]) -> pa.Table:
        """The rows of `outcomes` in these files, one per run, by replication and arm."""
        if not files:
            columns = {"run_id": pa.string(), "replication": pa.int64(), "arm": pa.string(), "status": pa.string()}
            return pa.schema(columns.items()).empty_table()
        rows = joined([read_rows(file) for file in files])
        place = {arm["label"]: number for number, arm in enumerate(self.resolved["arms"])}
        columns = (rows[name].to_pylist() for name in ("replication", "arm", "run_id", "status"))
        keys = [
            (replication, place.get(arm, len(place)), run, status != GOOD)
            for replication, arm, run, status in zip(*columns, strict=True)
        ]
        best = {keys[row][2]: row for row in sorted(range(len(keys)), key=keys.__getitem__, reverse=True)}
        return rows.take(sorted(best.values(), key=keys.__getitem__))


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


def begin(path, text: str, resolved: dict, code: dict | None = None, files: dict | None = None) -> Results:
    """The folder of a resolved experiment, made if it is not there; more replications and arms join those that are.

    What the experiment, its arms, factors and tables are called, and their order, do not matter: an arm is known by its
    content, and keeps the name that it has here. code: as for `note_call`; files that changed are named in a refusal.
    files: {path in the folder: text} of what its runs need.
    Raises BadInput if the folder holds another experiment, CannotWrite if it cannot be written.
    """
    results = Results(path)
    check_schema(results, writing=True)
    old = results.resolved
    if old:
        check_same(results.path, old, resolved, changed_files(results.manifest, code))
    merged = united(old, resolved)
    for name, content in (files or {}).items():
        if not (results.path / name).is_file():
            with whole_file(results.path / name) as file:
                file.write(content.encode())
    if merged != old:
        with whole_file(results.path / "experiment.toml") as file:
            file.write(text.encode())
        write_json(results.path / "resolved.json", merged)
        results.resolved = merged
    return results


def note_call(results: Results, code: dict, machine: dict, call: dict, accept_code_change: bool) -> None:
    """Enter a call that is about to write runs into the manifest.

    code: {file: digest} of the model's source. If it is not what the folder was begun with, BadInput lists the files
    that changed, unless the change is accepted; rows tell by their column `code` which code made them.
    """
    manifest, changed = results.manifest, changed_files(results.manifest, code)
    if changed and not accept_code_change:
        raise BadInput(
            f"{results.path}: the model's code has changed since this folder was begun: {', '.join(changed)}; choose "
            "another folder (--out), remove this one, or accept rows of different code (--accept-code-change)"
        )
    calls = [*manifest.get("calls", []), call | machine]
    write_json(results.path / "manifest.json", {"schema": SCHEMA} | manifest | {"code": code, "calls": calls})


def note(results: Results, **entries) -> None:
    """Enter something into the manifest, unless it is there already."""
    manifest = results.manifest
    if manifest | entries != manifest:
        write_json(results.path / "manifest.json", manifest | entries)


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
        self.taken = {name: [] for name in self.kept}
        self.values, self.since = 0, time.monotonic()

    def add(self, ids: dict, tables: dict) -> None:
        """Take one run. ids: columns of all its tables, run_id among them; tables: {name: {column: array}}."""
        for name in self.kept:
            if name in tables:
                self.taken[name].append((ids, tables[name]))
                self.values += len(tables[name]) * rows_in(tables[name])
        if self.values > FLUSH_VALUES or time.monotonic() - self.since > FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what was taken as one part of each table, `outcomes` last."""
        runs = " ".join(ids["run_id"] for ids, _ in self.taken["outcomes"])
        token = hashlib.sha256(runs.encode()).hexdigest()[:16]
        for name in outcomes_last(self.kept):
            if self.taken[name]:
                write_rows(self.results.path / "parts" / f"{name}-{token}.parquet", rows_of(self.taken[name]))
        self.forget()


def outcomes_last(names) -> list[str]:
    """The tables in the order in which they are written."""
    return [name for name in names if name != "outcomes"] + ["outcomes"]


# --- merging ---------------------------------------------------------------------------------------------------------


def parts_in(merged: Path) -> set[str]:
    """Names of the parts whose rows a merged table has."""
    return set(json.loads((pq.read_schema(merged).metadata or {}).get(MERGED, b"[]")))


@again_if_moved
def compact(results: Results) -> Results:
    """Merge all parts into one file per table; takes memory for one row per run and a few row groups."""
    files = {name: results.sources(name) for name in outcomes_last(results.kept())}
    if any(is_part(file) for found in files.values() for file in found):
        outcomes = results.sorted_outcomes(files["outcomes"])
        order = outcomes["run_id"].to_pylist()
        digests = {name: merge_groups(results, name, files[name], order) for name in files if name != "outcomes"}
        named = {file.name for file in files["outcomes"] if is_part(file)}
        digests["outcomes"] = write_merged(results, "outcomes", outcomes.schema, [outcomes], named)
        write_json(results.path / "manifest.json", results.manifest | {"tables": digests})
        drop_old_parts(results)
    return results.fresh()


def is_part(file: Path) -> bool:
    """Whether a source is a part, and not a merged table."""
    return file.parent.name == "parts"


def merge_groups(results: Results, name: str, files: list[Path], order: list[str]) -> str:
    """Merge one table but `outcomes`, runs in the order given; returns its digest.

    A part counts as merged only if all its runs exist: one whose `outcomes` are just being written is left for later.
    """
    groups = Groups(files, set(order))
    schema = schema_of(files)
    named = {file.name for file in files if is_part(file) and file not in groups.unfinished}
    batches = (below_each_other(tables, schema) for tables in groups.batches(order, GROUP_ROWS))
    return write_merged(results, name, schema, batches, named)


def below_each_other(tables: list[pa.Table], schema: pa.Schema) -> pa.Table:
    """The tables as one, in the columns of a schema that has all of theirs."""
    return pa.concat_tables([schema.empty_table(), *tables], promote_options="permissive")


def write_merged(results: Results, name: str, schema: pa.Schema, batches, parts: set[str]) -> str:
    """Write a merged table, one row group per batch, with the names of its parts; returns the digest of its rows."""
    path, seen = results.path / f"{name}.parquet", Seen(schema.names)
    older = parts_in(path) if path.exists() and results.sound(path) else set()
    still = {file.name for file in (results.path / "parts").glob(f"{name}-*")}
    schema = schema.with_metadata({MERGED: json.dumps(sorted((older & still) | parts))})
    with whole_file(path) as file, writer(file, schema) as out:
        for rows in batches:
            write_group(out, rows.cast(schema))
            seen.add(rows)
    return seen.digest()


def hashes_in(column: pa.ChunkedArray) -> np.ndarray:
    """(rows,) hashes of a column's values as pandas has them; of equal texts reckoned once, null is the highest."""
    if not pa.types.is_string(column.type):
        return pd.util.hash_array(column.to_numpy())
    coded = column.combine_chunks().dictionary_encode()
    known = pd.util.hash_array(coded.dictionary.to_numpy(zero_copy_only=False), categorize=False)
    return np.append(known, np.iinfo(np.uint64).max)[coded.indices.fill_null(-1)]


def hashes_of(columns: list[pa.ChunkedArray]) -> np.ndarray:
    """(rows,) hashes of rows, those of `pd.util.hash_pandas_object` without its detour over a Series per column."""
    mixed, factor = np.full(len(columns[0]), 0x345678, np.uint64), 1000003
    for left, column in zip(reversed(range(len(columns))), columns, strict=True):  # as Python hashes a tuple
        mixed ^= hashes_in(column)
        mixed *= np.uint64(factor)
        factor += 82520 + 2 * (left + 1)
    return mixed + np.uint64(97531)


class Seen:
    """Digest of a table's rows, whatever batches they come in. names: its columns."""

    def __init__(self, names: list[str]):
        self.sum = hashlib.sha256(repr(names).encode())

    def add(self, rows: pa.Table) -> None:
        """Take some rows."""
        self.sum.update(hashes_of(rows.columns).tobytes())

    def digest(self) -> str:
        """The digest so far."""
        return self.sum.hexdigest()


def altered(results: Results) -> list[str]:
    """Merged tables that are not as they were written, by the digests in the manifest."""
    found = []
    for name, digest in results.manifest.get("tables", {}).items():
        with pq.ParquetFile(results.path / f"{name}.parquet") as parquet:
            seen = Seen(parquet.schema_arrow.names)
            for group in range(parquet.num_row_groups):
                seen.add(parquet.read_row_group(group))
        if seen.digest() != digest:
            found.append(name)
    return found


def drop_old_parts(results: Results) -> None:
    """Remove parts that have been in the merged tables for so long that nobody can be reading or merging them."""
    for name in results.kept():
        merged = results.path / f"{name}.parquet"
        for part in (results.path / "parts" / part for part in parts_in(merged)):
            if part.exists() and part.stat().st_mtime < merged.stat().st_mtime - GRACE_SECONDS:
                part.unlink(missing_ok=True)
