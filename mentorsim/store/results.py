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

A part is named by the digest of its rows in `outcomes`, so a run that is done again after a failure is in a part of
another name. Each Parquet file is a sequence of row groups in which a run's rows are together. If two processes wrote
the same run, the rows are equal, and the first are taken; a run that went well hides one of the same identity that
failed. What cannot be read (`soundness`) is left alone, with a line in `Results.notices`. Files of `outcomes` say in
which other tables which of their runs have no row, so that it is known whose rows are missing (`Results.gaps`).

While runs are written, the folder may be moved, removed or replaced. So before each part, and before merging, it is
looked at (`Results.look`): nothing is ever written to another folder than the one that was begun.

At a clean end `compact` merges the parts into one file per table, in order of replication, then arm, so the tables
are the same whoever wrote the parts in which order; `outcomes` comes last again. A merged table names the parts in it,
and readers skip these; the files themselves stay for an hour, so that two who merge at once lose nothing: what one
does not name, readers still take from the parts. Readers list the parts before they open the merged table, and start
over if a part went away meanwhile: its rows are in the table by then.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, wraps
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, Self

import numpy as np

from mentorsim.errors import BadInput
from mentorsim.files import CannotWrite, clean, failures, place, signature, whole_file, write_json
from mentorsim.schema import SCHEMA
from mentorsim.spelling import nearest
from mentorsim.store.arrow import pa
from mentorsim.store.joining import changed_files, check_same, name_of, united, within
from mentorsim.store.parquet import (
    Groups,
    joined,
    opened,
    read_rows,
    row_numbers,
    rows_in,
    rows_of,
    schema_in,
    write_group,
    write_rows,
    writer,
)
from mentorsim.store.records import manifest_of, resolved_of
from mentorsim.store.selection import chosen, read_chosen, schema_of
from mentorsim.store.soundness import damage_in, fault_of, of_other_types, stranger_to, unreadable

if TYPE_CHECKING:  # half a second to import, and much goes without
    import pandas as pd

GOOD = "done"
FAILED = "failed"  # it raised
CRASHED = "crashed"  # it killed its worker
RESOLVED = "resolved.json"
TRACE = "trace"  # a table that a single run keeps on request, written whole
FLUSH_SECONDS, FLUSH_VALUES = 2.0, 8 * 2**20
GROUP_ROWS = 100_000  # rows of a merged table that are written together
GRACE_SECONDS = 3600.0  # merged parts younger than this stay, for those who are just reading or merging
MERGED = b"mentorsim.parts"  # metadata of a merged table: names of the parts in it
EMPTY = b"mentorsim.empty"  # metadata of outcomes: {table: runs that went well and have no row in it}
MAY_BE_EMPTY = ("matches",)  # tables of which a run may have no row, where a file of an older version does not say
LOOKS = 3  # times that a reader starts over
OURS = (
    r"(?:experiment\.toml|resolved\.json|manifest\.json|(?:report|page)\.html"
    r"|[a-z]+(?:-[0-9a-f]{16})?\.(?:parquet|csv))"
)


# --- reading ---------------------------------------------------------------------------------------------------------


def again_if_changed[**P, T](read: Callable[Concatenate[Results, P], T]) -> Callable[Concatenate[Results, P], T]:
    """A reader that starts over if a part was merged meanwhile, or a file turns out to be damaged: then without it."""

    @wraps(read)
    def reader(results: Results, /, *arguments: P.args, **named: P.kwargs) -> T:
        for _ in range(LOOKS):
            try:
                return read(results, *arguments, **named)
            except FileNotFoundError:
                pass
            except unreadable():
                if not results.verify():
                    raise
        return read(results, *arguments, **named)

    return reader


class Results:
    """A results folder, read lazily; rows of runs that exist, in order of replication, then arm.

    outcomes, weekly, people, matches: pandas tables, read on first use. notices: what was found and left alone. Of a
    sweep, left: runs that it was to do and that are not there; stopped: whether that is since its time was up.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = place(path)
        self.notices: list[str] = []
        self.damaged: dict[Path, tuple] = {}  # files with pages that cannot be read, as they were then
        self.seen: tuple = ()  # of resolved.json, when it was last known to be ours
        self.left, self.stopped = 0, False  # of a sweep: runs still to be done, whether its time was up

    def __repr__(self) -> str:
        from mentorsim.analysis.overview import card_of  # above: means of arms are an analysis

        return card_of(self).text()

    def _repr_html_(self) -> str:
        from mentorsim.analysis.overview import card_of

        return card_of(self).html()

    @property
    def edition(self) -> str:
        """What to know of results that an earlier edition of the rules has made, as a sentence; "" of all others."""
        schema = self.resolved.get("schema", SCHEMA)
        if schema >= SCHEMA:
            return ""
        return (
            f"Made with an earlier edition of the rules (schema {schema}, now {SCHEMA}): numbers are as they were; "
            "what is said of rules, parameters and indicators is true of the present edition"
        )

    @property
    def manifest(self) -> dict:
        """How the folder was made (manifest.json); empty before the first run. BadInput for a file that is none."""
        return manifest_of(self.path / "manifest.json")

    @cached_property
    def resolved(self) -> dict:
        """The complete experiment (resolved.json); empty if there is none. BadInput for a file that is none."""
        return resolved_of(self.path / RESOLVED)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """The table `outcomes`, a pandas DataFrame with one row per run.

        Columns: ids, varied parameters, arm, status, error, code, every indicator (null if the run failed).
        """
        return self.table("outcomes")

    @cached_property
    def weekly(self) -> pd.DataFrame:
        """The table `weekly`, a pandas DataFrame with one row per run and week."""
        return self.table("weekly")

    @cached_property
    def people(self) -> pd.DataFrame:
        """The table `people`, a pandas DataFrame with one row per run and person."""
        return self.table("people")

    @cached_property
    def matches(self) -> pd.DataFrame:
        """The table `matches`, a pandas DataFrame with one row per run and match."""
        return self.table("matches")

    def status(self) -> dict:
        """{"planned", "done", "failed", "missing": numbers of runs, "errors": rows of the failed ones}."""
        runs, planned = self.arrow("outcomes"), len(self.resolved["arms"]) * self.resolved["replications"]
        names = ["run_id", "arm", *(["world"] if "worlds" in self.resolved else []), "replication", "status", "error"]
        rows = runs.select(names).to_pylist() if len(runs) else []
        bad = [row for row in rows if row["status"] != GOOD]
        return {
            "planned": planned,
            "done": len(rows) - len(bad),
            "failed": len(bad),
            "missing": planned - len(rows),
            "errors": bad,
        }

    def is_complete(self) -> bool:
        """Whether every planned run is there, failed ones included."""
        return len(self.statuses()) >= len(self.resolved["arms"]) * self.resolved["replications"]

    def fresh(self) -> Results:
        """The results of this folder, to be read anew from disk."""
        anew = Results(self.path)
        anew.notices, anew.damaged, anew.seen = self.notices, self.damaged, self.seen
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
        parts = self.parts()  # before a look at the merged table: see above
        merged = self.path / f"{table}.parquet"
        there = [merged] if self.sound(merged, table) else []
        done = parts_in(merged) if there else ()
        own = [part for part in parts if table_of(part) == table and part.name not in done and self.sound(part, table)]
        files = own + there
        for file in of_other_types(files):
            self.notice(file, "has columns of other types than the rest of its table")
            files.remove(file)
        return files

    def parts(self) -> list[Path]:
        """What lies among the parts and is called like one of a table that is kept."""
        parts = sorted((self.path / "parts").glob("*"))
        for part in parts:
            if part.suffix != ".parquet" or table_of(part) not in self.kept():
                self.notice(part, "is no part of a table")
        return [part for part in parts if part.suffix == ".parquet"]

    def notice(self, file: Path, what: str) -> None:
        """Note a file that is left alone, once; temporary files of a writer are nobody's business."""
        line = f"{file}: {what}; left alone"
        if not file.name.startswith(".") and line not in self.notices:
            self.notices.append(line)

    def sound(self, file: Path, table: str) -> bool:
        """Whether a file can be read, and has runs of this experiment in it."""
        try:
            if file in self.damaged and self.damaged[file] == signature(file):
                return False
            what = fault_of(file, table)
            if not what and table == "outcomes" and is_part(file) and self.is_stranger(file):
                what = "has runs of another experiment"
        except FileNotFoundError:  # merged meanwhile, or never there
            what = "is a link that leads nowhere" if file.is_symlink() else ""
            if not what:
                return False
        except OSError as error:
            what = f"cannot be read ({error.strerror or error})"
        if what:
            self.notice(file, what)
        return not what

    def is_stranger(self, file: Path) -> bool:
        """Whether a part has runs of another experiment, also by the latest list of arms: others may have joined."""
        return (
            bool(self.resolved) and stranger_to(file, self.resolved) and stranger_to(file, Results(self.path).resolved)
        )

    def verify(self) -> bool:
        """Read every page of every table, and leave out from now on what is damaged; whether anything new is."""
        known = len(self.damaged)
        for table in self.readable():
            for file in self.sources(table):
                with contextlib.suppress(FileNotFoundError):
                    what, now = damage_in(file), signature(file)
                    if what:
                        self.notice(file, what)
                        self.damaged[file] = now
        return len(self.damaged) > known

    @again_if_changed
    def statuses(self) -> dict[str, str]:
        """{run_id: status} of the runs that exist; good ones first take their place."""
        found: dict[str, str] = {}
        for file in self.sources("outcomes"):
            rows = read_rows(file, ["run_id", "status"])
            for run, status in zip(rows["run_id"].to_pylist(), rows["status"].to_pylist(), strict=True):
                if found.get(run) != GOOD:
                    found[run] = status
        return found

    @again_if_changed
    def gaps(self) -> dict[str, set[str]]:
        """{table: runs that went well and lack their rows in it}, of the tables that do not have them all."""
        files = self.sources("outcomes")
        found: dict[str, set[str]] = {}
        good, empty = {run for run, status in self.statuses().items() if status == GOOD}, empty_in(files)
        for name in self.kept():
            if name != "outcomes":
                lacking = good - empty.get(name, set()) - runs_of(self.sources(name))
                found |= {name: lacking} if lacking else {}
        return found

    def whole(self) -> dict[str, str]:
        """{run_id: status} of the runs that exist and have their rows in every table."""
        lacking = set().union(*self.gaps().values())
        return {run: status for run, status in self.statuses().items() if run not in lacking}

    # --- whether it is still the same folder ---

    def look(self) -> None:
        """CannotWrite if the folder was moved, removed, or replaced by that of another experiment."""
        try:
            now = signature(self.path / RESOLVED)
            if now == self.seen or within(self.resolved, resolved_of(self.path / RESOLVED)):
                self.seen = now
                return
        except (OSError, BadInput):
            pass
        raise CannotWrite(
            f"{self.path}: was moved, removed or replaced while runs were written to it; stopped, and nothing was "
            "written elsewhere; what is done is where the folder is now"
        )

    # --- tables ---

    def table(self, name: str, where: dict | None = None, columns: list | None = None) -> pd.DataFrame:
        """A table of the runs that exist, or a part of it, of which no more is read than needed.

        where: {column: value or values}, all of which a row has to meet; a column that only `outcomes` has chooses
        runs; columns: names, in this order (default all). BadInput for a table that was not kept, or an unknown column.

            results.table("matches", where={"setting": "network", "ended_by": ["plan", None]}, columns=["quality_end"])
        """
        return self.arrow(name, where, columns).to_pandas()

    @again_if_changed
    def arrow(self, name: str, where: dict | None = None, columns: list | None = None) -> pa.Table:
        """A table of the runs that exist, or a part of it, as a pyarrow Table. where, columns: as for `table`."""
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

    def batches(self, name: str) -> Iterator[pa.Table]:
        """A table of the runs that exist as Arrow tables of some rows each, in order, so that memory stays small."""
        self.check_kept(name)
        self.verify()
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
        """Raise BadInput for a table that was not kept, with the nearest name."""
        known = self.readable()
        if name not in known:
            raise BadInput(f"{self.path}: found no table {name!r}, kept are {', '.join(known)}{nearest(name, known)}")

    def sorted_outcomes(self, files: list[Path]) -> pa.Table:
        """The rows of `outcomes` in these files, one per run, by replication and arm."""
        if not files:
            columns = {"run_id": pa.string(), "replication": pa.int64(), "arm": pa.string(), "status": pa.string()}
            return pa.schema(columns.items()).empty_table()
        rows = joined([read_rows(file) for file in files]).replace_schema_metadata(None)
        place = {name_of(arm): number for number, arm in enumerate(self.resolved["arms"])}
        ids = (rows[name].to_pylist() for name in ("replication", "arm", "run_id", "status"))
        worlds = rows["world"].to_pylist() if "worlds" in self.resolved else [None] * len(rows)
        keys = [
            (replication, place.get((arm, world), len(place)), run, status != GOOD)
            for replication, arm, run, status, world in zip(*ids, worlds, strict=True)
        ]
        best: dict[str, int] = {}
        for row in sorted(
            range(len(keys)), key=keys.__getitem__
        ):  # of equal ones the first: parts come before the rest
            best.setdefault(keys[row][2], row)
        return rows.take(row_numbers(sorted(best.values(), key=keys.__getitem__)))


def open_results(path: str | PathLike[str]) -> Results:
    """Open the results in a folder, to be read lazily.

    path: the folder of a sweep, such as "results/quickstart". Raises BadInput if there are none in it, or if they were
    made by a newer version.
    """
    results = Results(path)
    if not results.resolved:
        raise BadInput(f"{path}: found no results, expected the folder of a sweep, such as results/quickstart")
    check_schema(results, writing=False)
    return results


def check_schema(results: Results, writing: bool) -> None:
    """Refuse the folder of a newer version, and to write into that of an older one: BadInput."""
    schema = results.resolved.get("schema", SCHEMA)
    if schema > SCHEMA or (writing and schema < SCHEMA):
        raise BadInput(f"{results.path}: found schema {schema}, expected {SCHEMA}; use another folder or version")


# --- writing ---------------------------------------------------------------------------------------------------------


def check_fits(path: str | PathLike[str], resolved: dict, code: dict | None = None) -> Results:
    """The folder of a resolved experiment, there or not, untouched.

    code: as for `note_call`; files that changed are named in a refusal. BadInput if it holds another experiment.
    """
    results = Results(path)
    check_schema(results, writing=True)
    if results.resolved:
        check_same(results.path, results.resolved, resolved, changed_files(results.manifest, code))
    return results


def begin(
    path: str | PathLike[str] | Results, text: str, resolved: dict, code: dict | None = None, files: dict | None = None
) -> Results:
    """The folder of a resolved experiment, made if it is not there; more replications and arms join those that are.

    What the experiment, its arms, factors and tables are called, and their order, do not matter: an arm is known by its
    content, and keeps the name that it has here. path: of the folder, or what `check_fits` gave for it; code: as for
    `check_fits`; files: {path in the folder: text} of what
    its runs need. Removes what writers that are gone have left half written.
    Raises BadInput if the folder holds another experiment, CannotWrite if it cannot be written.
    """
    results = path if isinstance(path, Results) else check_fits(path, resolved, code)
    for folder in (results.path, results.path / "parts", results.path / "csv"):
        clean(folder, OURS)
    old = results.resolved
    merged = united(old, resolved)
    for name, content in (files or {}).items():
        if not (results.path / name).is_file():
            with whole_file(results.path / name) as file:
                file.write(content.encode())
    if merged != old:
        with whole_file(results.path / "experiment.toml") as file:
            file.write(text.encode())
        write_json(results.path / RESOLVED, merged)
        results.resolved = merged
    results.look()
    return results


def check_code(results: Results, code: dict, accept_code_change: bool) -> None:
    """Raise BadInput if the model's code is not what the folder was begun with, unless the change is accepted.

    code: {file: digest} of the model's source; the files that changed are listed.
    """
    changed = changed_files(results.manifest, code)
    if changed and not accept_code_change:
        raise BadInput(
            f"{results.path}: the model's code has changed since this folder was begun: {', '.join(changed)}; choose "
            "another folder (--out), remove this one, or accept rows of different code (--accept-code-change)"
        )


def note_call(results: Results, code: dict, machine: dict, call: dict, accept_code_change: bool) -> None:
    """Enter a call that is about to write runs into the manifest. Raises BadInput as `check_code` does.

    Rows tell by their column `code` which code made them.
    """
    check_code(results, code, accept_code_change)
    calls = [*results.manifest.get("calls", []), call | machine]
    note(results, schema=SCHEMA, code=code, calls=calls)


def note(results: Results, **entries: Any) -> None:
    """Enter something into the manifest, unless it is there already."""
    manifest = results.manifest
    if manifest | entries != manifest:
        results.look()
        write_json(results.path / "manifest.json", manifest | entries, make=False)


class Writer:
    """Takes runs and writes them in parts, a few seconds' worth at a time. Use it in a `with` block."""

    def __init__(self, results: Results) -> None:
        self.results, self.kept = results, results.kept()
        self.forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """What is complete is written, even when the block was left by an interrupt; not after a failure to write."""
        if not isinstance(error, CannotWrite):
            self.flush()

    def forget(self) -> None:
        """Forget what was taken, and start a new part."""
        self.taken: dict[str, list[tuple[dict, dict]]] = {name: [] for name in self.kept}
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
        """Write what was taken as one part of each table, `outcomes` last. CannotWrite if the folder went away."""
        if not self.taken["outcomes"]:
            self.since = time.monotonic()
            return
        self.results.look()
        parts = self.results.path / "parts"
        with failures(parts):
            parts.mkdir(exist_ok=True)
        outcomes = rows_of(self.taken["outcomes"])
        token = digest_of(outcomes)[:16]
        for name in outcomes_last(self.kept)[:-1]:
            if self.taken[name]:
                write_rows(parts / f"{name}-{token}.parquet", rows_of(self.taken[name]), make=False)
        shown = outcomes.replace_schema_metadata(self.empty())
        write_rows(parts / f"outcomes-{token}.parquet", shown, make=False)
        self.forget()

    def empty(self) -> dict:
        """Metadata: which of the runs that went well have no row in which table."""
        good = [ids["run_id"] for ids, columns in self.taken["outcomes"] if columns["status"] == GOOD]
        found = {}
        for name in self.kept:
            there = {ids["run_id"] for ids, columns in self.taken[name] if rows_in(columns)}
            found[name] = [run for run in good if run not in there]
        return {EMPTY: json.dumps(found)}


def outcomes_last(names: Iterable[str]) -> list[str]:
    """The tables in the order in which they are written."""
    return [name for name in names if name != "outcomes"] + ["outcomes"]


# --- merging ---------------------------------------------------------------------------------------------------------


def table_of(part: Path) -> str:
    """The table that a part is named after."""
    return part.name.partition("-")[0]


def is_part(file: Path) -> bool:
    """Whether a source is a part, and not a merged table."""
    return file.parent.name == "parts"


def parts_in(merged: Path) -> set[str]:
    """Names of the parts whose rows a merged table has."""
    return set(json.loads((schema_in(merged).metadata or {}).get(MERGED, b"[]")))


def empty_in(files: list[Path]) -> dict[str, set[str]]:
    """{table: runs that went well and have no row in it}, from the files of `outcomes`."""
    found: dict[str, set[str]] = {}
    for file in files:
        shown = (schema_in(file).metadata or {}).get(EMPTY)
        empty = json.loads(shown) if shown else dict.fromkeys(MAY_BE_EMPTY, runs_of([file]))
        for name, runs in empty.items():
            found.setdefault(name, set()).update(runs)
    return found


def runs_of(files: list[Path]) -> set[str]:
    """The runs with rows in some files."""
    found: set[str] = set()
    for file in files:
        with opened(file) as parquet:
            for group in range(parquet.num_row_groups):
                found.update(parquet.read_row_group(group, ["run_id"])["run_id"].unique().to_pylist())
    return found


@again_if_changed
def compact(results: Results) -> Results:
    """Merge all parts into one file per table; takes memory for one row per run and a few row groups."""
    results.look()
    files = {name: results.sources(name) for name in outcomes_last(results.kept())}
    if any(is_part(file) for found in files.values() for file in found):
        outcomes = results.sorted_outcomes(files["outcomes"])
        order, empty = outcomes["run_id"].to_pylist(), empty_in(files["outcomes"])
        digests = {}
        for name in outcomes_last(results.kept())[:-1]:
            groups = Groups(files[name], set(order))
            digests[name] = merge_groups(results, name, files[name], order, groups)
            empty[name] = empty.get(name, set()) - groups.place.keys()
        named = {file.name for file in files["outcomes"] if is_part(file)}
        entries = {EMPTY: json.dumps({name: sorted(runs) for name, runs in empty.items()})}
        digests["outcomes"] = write_merged(results, "outcomes", outcomes.schema, [outcomes], named, entries)
        write_json(results.path / "manifest.json", results.manifest | {"tables": digests}, make=False)
        drop_old_parts(results)
    return results.fresh()


def merge_groups(results: Results, name: str, files: list[Path], order: list[str], groups: Groups) -> str:
    """Merge one table but `outcomes`, runs in the order given; returns its digest.

    A part counts as merged only if all its runs exist: one whose `outcomes` are just being written is left for later.
    """
    schema = schema_of(files)
    named = {file.name for file in files if is_part(file) and file not in groups.unfinished}
    batches = (below_each_other(tables, schema) for tables in groups.batches(order, GROUP_ROWS))
    return write_merged(results, name, schema, batches, named)


def below_each_other(tables: list[pa.Table], schema: pa.Schema) -> pa.Table:
    """The tables as one, in the columns of a schema that has all of theirs."""
    return pa.concat_tables([schema.empty_table(), *tables], promote_options="permissive")


def write_merged(
    results: Results,
    name: str,
    schema: pa.Schema,
    batches: Iterable[pa.Table],
    parts: set[str],
    more: dict | None = None,
) -> str:
    """Write a merged table, one row group per batch, with the names of its parts; returns the digest of its rows.

    more: other metadata.
    """
    path, seen = results.path / f"{name}.parquet", Seen(schema.names)
    older = parts_in(path) if path.exists() and results.sound(path, name) else set()
    still = {file.name for file in (results.path / "parts").glob(f"{name}-*")}
    schema = schema.with_metadata({MERGED: json.dumps(sorted((older & still) | parts))} | (more or {}))
    with whole_file(path, make=False) as file, writer(file, schema) as out:
        for rows in batches:
            write_group(out, rows.cast(schema))
            seen.add(rows)
    return seen.digest()


def hashes_in(column: pa.ChunkedArray) -> np.ndarray:
    """(rows,) hashes of a column's values as pandas has them; of equal texts reckoned once, null is the highest."""
    import pandas as pd

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

    def __init__(self, names: list[str]) -> None:
        self.sum = hashlib.sha256(repr(names).encode())

    def add(self, rows: pa.Table) -> None:
        """Take some rows into the digest."""
        self.sum.update(hashes_of(rows.columns).tobytes())

    def digest(self) -> str:
        """The digest of the rows so far, 64 hex digits."""
        return self.sum.hexdigest()


def digest_of(rows: pa.Table) -> str:
    """Digest of a table's rows."""
    seen = Seen(rows.column_names)
    seen.add(rows)
    return seen.digest()


def altered(results: Results) -> list[str]:
    """Merged tables that are not as they were written, by the digests in the manifest, or cannot be read any more."""
    found = []
    for name, digest in results.manifest.get("tables", {}).items():
        file = results.path / f"{name}.parquet"
        if not results.sound(file, name) or damage_in(file) or digest_in(file) != digest:
            found.append(name)
    return found


def digest_in(file: Path) -> str:
    """Digest of the rows in a file."""
    with opened(file) as parquet:
        seen = Seen(parquet.schema_arrow.names)
        for group in range(parquet.num_row_groups):
            seen.add(parquet.read_row_group(group))
    return seen.digest()


def drop_old_parts(results: Results) -> None:
    """Remove parts that have been in the merged tables for so long that nobody can be reading or merging them."""
    for name in results.kept():
        merged = results.path / f"{name}.parquet"
        for part in (results.path / "parts" / part for part in parts_in(merged)):
            if part.exists() and part.stat().st_mtime < merged.stat().st_mtime - GRACE_SECONDS:
                part.unlink(missing_ok=True)
